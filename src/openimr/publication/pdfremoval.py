"""What names somebody removed from a PDF: a new file of page images with the passages black, and the words that stay.

Nothing of the old file is carried over but the pixels that are left: no object, metadata, attachment, outline,
annotation, form or earlier revision can hold what was taken out. What was written is read again before it is given out.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from openimr.errors import NotSignable
from openimr.publication.finding import Finder, Hit, Place
from openimr.publication.nametokens import folded
from openimr.publication.parties import Parties
from openimr.publication.pdfchecking import foreign_part, stored_passage
from openimr.publication.pdfpages import Box, PdfPage, drawn, opened, read_pages, turned
from openimr.publication.pdfwords import agreed_words
from openimr.publication.redaction import AnsweredHits
from openimr.publication.secondlook import not_kept

if TYPE_CHECKING:
    from openimr.casefile.ocr.engines import Engine
    from openimr.publication.pdfpages import Pixels

_BY_PUBLISH = object()
#: A black box reaches so far beyond the word, as a share of the word's height.
_MARGIN = 0.08
#: A word of which a box covers less, as a share of the lower one's height, stands in another line.
_OVERLAP = 0.25
_BLACK, _STILL_BLACK = 0, 60
_LAYER, _IMAGE, _COLUMNS, _MARKS = "text layer", "image", "read down its columns", "what nobody could read"


class PdfRedaction(AnsweredHits):
    """The pages of a PDF, the hits on them, and the answers so far."""

    content_sha256: str
    pages: tuple[PdfPage, ...]

    def passages(self) -> dict[Place, str]:
        """The text layer, what is seen on the image, the columns and the marks, of each page that has them."""
        found: dict[Place, str] = {}
        for number, page in enumerate(self.pages):
            found["pages", number, _LAYER] = page.layer
            found["pages", number, _IMAGE] = page.seen
            if page.columns:
                found["pages", number, _COLUMNS] = page.columns
            if page.marks:
                found["pages", number, _MARKS] = page.marks
        return found

    def picture(self, number: int) -> str:
        """A mark as it stands on its page."""
        hit = self.hits[number]
        if hit.place[2] != _MARKS:
            return ""
        page = self.pages[int(hit.place[1])]
        return page.pictures[[box.start for box in page.mark_boxes].index(hit.start)]


@dataclass(frozen=True, slots=True)
class RedactedPdf:
    """A PDF that may be published; only :func:`publish_pdf` makes one."""

    content: bytes
    made_by: object

    def __post_init__(self) -> None:
        if self.made_by is not _BY_PUBLISH:
            raise TypeError("a redacted PDF is made by publish_pdf() only")


def propose_pdf(content: bytes, name: str, parties: Parties, engine: Engine | None) -> PdfRedaction:
    """Both passes over the text layer of every page and over what is seen on its image.

    Args:
        content: the file.
        name: its name, for messages.
        parties: everybody the case knows.
        engine: recognition of page images.

    Raises:
        UnreadableFile: the PDF cannot be read.
        MissingEngine: no engine is installed.
    """
    pages = read_pages(content, name, engine)
    return PdfRedaction(
        parties=parties, hits=_hits(pages, parties), pages=pages, content_sha256=sha256(content).hexdigest()
    )


def _hits(pages: Sequence[PdfPage], parties: Parties) -> tuple[Hit, ...]:
    finder = Finder(parties)
    hits: list[Hit] = []
    for number, page in enumerate(pages):
        layer = finder.hits_in(page.layer, ("pages", number, _LAYER))
        hits += layer
        known = [box for hit in layer for box in _boxes(page, hit)]
        for text, place in ((page.seen, _IMAGE), (page.columns, _COLUMNS)):
            for hit in finder.hits_in(text, ("pages", number, place)):
                # what stands in another reading at the same place is one passage, to be answered once
                boxes = _boxes(page, hit)
                if not all(any(_lies_in(box, other) for other in known) for box in boxes):
                    hits.append(hit)
                    known += boxes
        for mark in page.mark_boxes:
            hits.append(Hit(place=("pages", number, _MARKS), start=mark.start, end=mark.end, kind="unread mark",
                            passes=("image",), proposed="decide"))  # fmt: skip
    return tuple(hits)


def publish_pdf(redaction: PdfRedaction, content: bytes, name: str, engine: Engine | None) -> RedactedPdf:
    """A new PDF without what was answered as a blank.

    Raises:
        OpenHits: a hit is open.
        NotSignable: the hits are not those of this file, or something of a blank can still be read in what was written.
    """
    redaction.refuse_open()
    whole = sha256(content).hexdigest() == redaction.content_sha256
    if not whole or redaction.hits != _hits(redaction.pages, redaction.parties):
        raise NotSignable(
            "the log is not that of this file",
            consequence="nothing was published",
            remedy="begin a new log for this file",
        )
    blanks: list[list[Box]] = [[] for _ in redaction.pages]
    for number, answer in redaction.answers.items():
        if answer.decision == "blank":
            at = int(redaction.hits[number].place[1])
            blanks[at] += _one_a_line(_boxes(redaction.pages[at], redaction.hits[number]))
    written = _written(redaction.pages, blanks, content, name)
    if what := _remains(written, redaction, blanks, engine):
        raise NotSignable(
            f"{what} after it was written",
            file=name,
            consequence="nothing was published",
            remedy="take the page out of what is published, or report this as a fault of the program",
        )
    return RedactedPdf(written, _BY_PUBLISH)


def _boxes(page: PdfPage, hit: Hit) -> list[Box]:
    """The words of a hit on the upright page."""
    boxes = {
        _LAYER: [turned(box, page.turn) for box in page.layer_boxes],
        _IMAGE: page.seen_boxes,
        _COLUMNS: page.column_boxes,
        _MARKS: page.mark_boxes,
    }[str(hit.place[2])]
    return [box for box in boxes if box.start < hit.end and hit.start < box.end]


def _one_a_line(boxes: Sequence[Box]) -> list[Box]:
    """The words of a passage that stand side by side as one box: the gap between would tell where a name ends.

    >>> words = [Box(start=at, end=at + 1, left=at / 10, top=0.1, right=at / 10 + 0.09, bottom=0.12) for at in (1, 2)]
    >>> [(box.left, round(box.right, 2)) for box in _one_a_line(words)]
    [(0.1, 0.29)]
    """
    made: list[Box] = []
    for box in boxes:
        last = made[-1] if made else box
        height = last.bottom - last.top
        if made and abs(box.top - last.top) + abs(box.bottom - last.bottom) < height and (
            -height < box.left - last.right < 2 * height
        ):
            made[-1] = Box(
                start=last.start, end=box.end, left=min(last.left, box.left), top=min(last.top, box.top),
                right=max(last.right, box.right), bottom=max(last.bottom, box.bottom),
            )  # fmt: skip
        else:
            made.append(box)
    return made


def _lies_in(box: Box, other: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return other.left <= x <= other.right and other.top <= y <= other.bottom


def _covers(blank: Box, word: Box) -> bool:
    """Whether a word is of a blank: boxes of lines that stand close overlap a little, too."""
    down = min(blank.bottom, word.bottom) - max(blank.top, word.top)
    return (
        blank.left < word.right
        and word.left < blank.right
        and down > _OVERLAP * min(blank.bottom - blank.top, word.bottom - word.top)
    )


def _area(box: Box, pixels: Pixels) -> tuple[slice, slice]:
    """The pixels of a box with its margin."""
    height, width = pixels.shape
    more = max(2, round(_MARGIN * (box.bottom - box.top) * height))
    return (
        slice(max(0, int(box.top * height) - more), min(height, int(box.bottom * height) + more + 1)),
        slice(max(0, int(box.left * width) - more), min(width, int(box.right * width) + more + 1)),
    )


def _written(pages: Sequence[PdfPage], blanks: Sequence[list[Box]], content: bytes, name: str) -> bytes:
    import pikepdf

    made = pikepdf.new()
    font = made.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
                           Encoding=pikepdf.Name.WinAnsiEncoding)
    )  # fmt: skip
    with opened(content, name) as document:
        for number, (page, boxes) in enumerate(zip(pages, blanks, strict=True)):
            image = drawn(document[number]).turned(page.turn)
            pixels, width, height = image.pixels, image.width, image.height
            for box in boxes:
                pixels[_area(box, pixels)] = _BLACK
            picture = made.make_stream(_jpeg(pixels))
            picture.update(
                pikepdf.Dictionary(Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Image, Width=pixels.shape[1],
                                   Height=pixels.shape[0], ColorSpace=pikepdf.Name.DeviceGray, BitsPerComponent=8,
                                   Filter=pikepdf.Name.DCTDecode)
            )  # fmt: skip
            shown = f"q {width:.2f} 0 0 {height:.2f} 0 0 cm /Im0 Do Q\n".encode("ascii")
            resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=picture), Font=pikepdf.Dictionary(F0=font))
            made.pages.append(
                pikepdf.Page(
                    pikepdf.Dictionary(Type=pikepdf.Name.Page, MediaBox=[0, 0, round(width, 2), round(height, 2)],
                                       Resources=resources,
                                       Contents=made.make_stream(shown + _words(page, boxes, width, height)))
                )
            )  # fmt: skip
    target = io.BytesIO()
    made.save(target, deterministic_id=True, compress_streams=True)
    return target.getvalue()


def _jpeg(pixels: Pixels) -> bytes:
    from PIL import Image

    target = io.BytesIO()
    Image.fromarray(pixels).save(target, "JPEG", quality=80)
    return target.getvalue()


def _words(page: PdfPage, blanks: Sequence[Box], width: float, height: float) -> bytes:
    """The words that stay, unseen on top of the image, so that the copy can be searched and read aloud."""
    lines = ["BT 3 Tr"]
    for box, text in agreed_words(page):
        if any(_covers(out, box) for out in blanks):
            continue
        word = text.encode("cp1252", "ignore")
        size = max(1.0, (box.bottom - box.top) * height * 0.8)
        if word:
            lines.append(
                f"/F0 {size:.1f} Tf 1 0 0 1 {box.left * width:.1f} {(1 - box.bottom) * height + size * 0.2:.1f} Tm "
                f"<{word.hex()}20> Tj"
            )
    return "\n".join([*lines, "ET"]).encode("ascii")


def _remains(written: bytes, redaction: PdfRedaction, blanks: Sequence[list[Box]], engine: Engine | None) -> str:
    """What of the blanks can still be found in the new file, in words; empty where nothing can."""
    import numpy as np

    gone = redaction.taken_out()
    if what := foreign_part(written) or stored_passage(written, gone):
        return what
    alike = {"".join(map(folded, passage.split())) for passage in gone}
    kept = redaction.kept()
    finder = Finder(redaction.parties)
    again = read_pages(written, "the new file", engine)
    with opened(written, "the new file") as document:
        for number, page in enumerate(again):
            pixels = drawn(document[number]).pixels
            for box in blanks[number]:
                inside = pixels[_area(box, pixels)][2:-2, 2:-2]
                if inside.size and np.percentile(inside, 98) > _STILL_BLACK:
                    return f"page {number + 1} is not black where a passage stood"
            for text in (page.layer, page.seen, page.columns):
                if passage := not_kept(finder.look, text, kept):
                    return f"the second look finds {passage!r} on page {number + 1}, where nobody answered keep,"
                for hit in finder.hits_in(text):
                    if "".join(map(folded, text[hit.start : hit.end].split())) in alike - {""}:
                        return f"page {number + 1} still shows a passage that was to be taken out"
    return ""
