"""A PDF that did not come from here, page by page: its text layer, what is seen on its image, and where each stands.

The image is what a reader of the copy will see, so it is read on every page; the text layer may say what it wants.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from openimr.errors import MissingEngine, UnreadableFile
from openimr.publication.pdfcolumns import PlacedWord, down_the_columns
from openimr.publication.pdfmarks import Edges, mark_picture, mark_words, unread_marks

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from openimr.casefile.ocr.engines import Engine

    Pixels: TypeAlias = NDArray[np.uint8]

#: Pages are drawn at so many dots per inch, and never with more pixels than this.
DPI = 200
_MOST_PIXELS = 24_000_000
_MOST_PAGES = 5_000
_MOST_CHARACTERS = 200_000
#: The confidence from which what recognition reads is print: of a scribble it has up to 0.75.
_SURE = 0.8
#: What PDFium tells of a hyphen at a line's end, and of characters that it cannot tell.
_LINE_END = (0x02, 0xFFFE)
_WORD = re.compile(r"\S+")


class Box(BaseModel):
    """A word and where it stands on the page's image, as shares of its width and height, counted from above."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float


class PdfPage(BaseModel):
    """A page read twice: its text layer, and what recognition sees on its image; and what neither accounts for.

    Attributes:
        layer: the text layer.
        layer_boxes: the words of the layer.
        seen: what is read on the page's image; empty without an engine.
        seen_boxes: the words seen, on the page turned upright.
        doubted: where words of ``seen`` start that may be none.
        columns: the words of the layer, or without one those seen, read down the page's columns.
        column_boxes: the words of ``columns``, on the page turned upright.
        marks: what is on the image and was not read, each in words; empty where everything was.
        mark_boxes: the marks, on the page turned upright.
        pictures: each mark as a PNG in base64, for the person who confirms.
        turn: degrees by which the page has to be turned clockwise to stand upright.
    """

    model_config = ConfigDict(frozen=True)

    layer: str
    layer_boxes: tuple[Box, ...]
    seen: str = ""
    seen_boxes: tuple[Box, ...] = ()
    doubted: frozenset[int] = frozenset()
    columns: str = ""
    column_boxes: tuple[Box, ...] = ()
    marks: str = ""
    mark_boxes: tuple[Box, ...] = ()
    pictures: tuple[str, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page's image in grey, and its size in points as it is shown."""

    pixels: Pixels
    width: float
    height: float

    def turned(self, turn: int) -> DrawnPage:
        """The same turned clockwise by so many degrees, a multiple of 90."""
        import numpy as np

        width, height = (self.width, self.height) if turn % 180 == 0 else (self.height, self.width)
        return DrawnPage(np.rot90(self.pixels, -(turn // 90)).copy(), width, height)


@contextmanager
def opened(content: bytes, name: str) -> Iterator[Any]:
    """A PDF opened by PDFium.

    Raises:
        UnreadableFile: it is damaged, needs a password, or has more pages than can be looked at.
    """
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError:
        raise _unreadable(name, "it is damaged, needs a password, or is no PDF") from None
    try:
        if not 0 < len(document) <= _MOST_PAGES:
            raise _unreadable(name, f"it has {len(document)} pages")
        document.init_forms()  # fields are drawn with what they hold; nothing in them is run
        yield document
    except pypdfium2.PdfiumError:
        raise _unreadable(name, "a page is damaged") from None
    finally:
        document.close()


def read_pages(content: bytes, name: str, engine: Engine | None) -> tuple[PdfPage, ...]:
    """Every page's text layer, what is seen on its image, and what nobody could read on it.

    Args:
        content: the file.
        name: its name, for messages.
        engine: recognition, or None.

    Raises:
        UnreadableFile: the PDF cannot be read.
        MissingEngine: no engine is installed: what a page shows need not be what its text layer says.
    """
    pages = []
    with opened(content, name) as document:
        if engine is None:
            raise MissingEngine(
                "what the pages show cannot be read here, and it need not be what their text layer says",
                file=name,
                consequence="nothing was published: a name may stand in a picture",
                remedy="install the recognition engine (pip install 'openimr[ocr]')",
            )
        for number in range(len(document)):
            page = document[number]
            layer, boxes = _layer(page, name)
            image = drawn(page)
            made = _seen(PdfPage(layer=layer, layer_boxes=boxes), image.pixels, engine)
            pages.append(_with_marks(_with_columns(made, image), image, has_pictures=_has_pictures(page)))
    return tuple(pages)


def turned(box: Box, turn: int) -> Box:
    """A box of the page as it came, on the page turned clockwise.

    >>> box = turned(Box(start=0, end=1, left=0.1, top=0.2, right=0.3, bottom=0.4), 90)
    >>> [round(edge, 3) for edge in (box.left, box.top, box.right, box.bottom)]
    [0.6, 0.1, 0.8, 0.3]
    """
    for _ in range(turn // 90 % 4):
        box = Box(start=box.start, end=box.end, left=1 - box.bottom, top=box.left, right=1 - box.top, bottom=box.right)
    return box


def _with_columns(page: PdfPage, image: DrawnPage) -> PdfPage:
    """The page with its words read down its columns, where that is another order than that of the text."""
    text, boxes = (page.layer, [turned(box, page.turn) for box in page.layer_boxes])
    if not text.strip():
        text, boxes = page.seen, list(page.seen_boxes)
    shown = image.turned(page.turn) if page.turn else image
    boxes = [box for box in boxes if on_page(box)]
    words = [
        PlacedWord(text[box.start : box.end], box.left * shown.width, box.top * shown.height,
                   box.right * shown.width, box.bottom * shown.height)
        for box in boxes
    ]  # fmt: skip
    order: list[int] = []
    made, places = "", []
    for column in down_the_columns(words):
        for line in column:
            for at in line:
                order.append(at)
                places.append(boxes[at].model_copy(update={"start": len(made), "end": len(made) + len(words[at].text)}))
                made += words[at].text + (" " if at != line[-1] else "\n")
        made += "\n"
    if order == sorted(order):
        return page
    return page.model_copy(update={"columns": made, "column_boxes": tuple(places)})


def _with_marks(page: PdfPage, image: DrawnPage, *, has_pictures: bool) -> PdfPage:
    """The page with what is on its image and in no word.

    Where there is a picture, the text layer may be what somebody's recognition made of a signature; and a word that
    recognition doubts may be what ours made of it.
    """
    shown = image.turned(page.turn)
    boxes = [box for box in page.seen_boxes if box.start not in page.doubted]
    if not has_pictures:
        boxes += [turned(box, page.turn) for box in page.layer_boxes if page.layer[box.start : box.end].strip()]
    words = [Edges(box.left, box.top, box.right, box.bottom) for box in boxes]
    dots = 72 * shown.pixels.shape[0] / max(1.0, shown.height)
    made, places, pictures = "", [], []
    for number, mark in enumerate(unread_marks(shown.pixels, dots, words), start=1):
        told = mark_words(mark, number, shown.width, shown.height)
        places.append(Box(start=len(made), end=len(made) + len(told), **mark._asdict()))
        pictures.append(mark_picture(shown.pixels, mark))
        made += told + "\n"
    return page.model_copy(update={"marks": made, "mark_boxes": tuple(places), "pictures": tuple(pictures)})


def on_page(box: Box) -> bool:
    """Whether the middle of a box lies on the page: what is cropped off is not shown."""
    return 0 <= box.left + box.right <= 2 and 0 <= box.top + box.bottom <= 2


def drawn(page: Any) -> DrawnPage:
    """The image of a page with its annotations and form fields, as a reader shows it."""
    width, height = page.get_size()
    scale = min(DPI / 72, (_MOST_PIXELS / max(1.0, width * height)) ** 0.5)
    bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=True)
    return DrawnPage(bitmap.to_numpy().reshape(bitmap.height, bitmap.width, -1)[:, :, 0].copy(), width, height)


def _seen(page: PdfPage, pixels: Pixels, engine: Engine) -> PdfPage:
    from openimr.casefile.ocr.pagereading import read_pixels

    read = read_pixels(engine, pixels, DPI)
    boxes = tuple(
        Box(start=word.start, end=word.end, left=word.left, top=word.top, right=word.right, bottom=word.bottom)
        for word in read.words
    )
    doubted = frozenset(word.start for word in read.words if (word.confidence or 0) < _SURE)
    return page.model_copy(
        update={"seen": read.text, "seen_boxes": boxes, "turn": read.orientation, "doubted": doubted}
    )


def _layer(page: Any, name: str) -> tuple[str, tuple[Box, ...]]:
    """The text layer, a character for each of PDFium's, and the box of each word."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > _MOST_CHARACTERS:
        raise _unreadable(name, "a page has more text than a page can hold")
    signs = [pdfium.FPDFText_GetUnicode(textpage, at) for at in range(count)]
    text = "".join(map(_character, signs))
    # a hyphen at a line's end parts two boxes: what follows it stands in another line, and nothing in between
    broken = {at + 1 for at, sign in enumerate(signs) if sign in _LINE_END}
    words = [
        match.span()
        for start, end in itertools.pairwise([0, *sorted(broken), count])
        for match in _WORD.finditer(text, start, end)
    ]
    width, height = page.get_size()
    boxes = []
    for start, end in words:
        corners = []
        for at in range(start, end):
            left, bottom, right, top = textpage.get_charbox(at, loose=True)
            corners += [_on_image(page, x, y) for x, y in ((left, bottom), (right, top), (left, top), (right, bottom))]
        boxes.append(
            Box(
                start=start, end=end,
                left=min(x for x, _ in corners) / _UNITS, right=max(x for x, _ in corners) / _UNITS,
                top=min(y for _, y in corners) / _UNITS, bottom=max(y for _, y in corners) / _UNITS,
            )
        )  # fmt: skip
    return text, tuple(box for box in boxes if width and height)


_UNITS = 1_000_000


def _on_image(page: Any, x: float, y: float) -> tuple[int, int]:
    """A point of the page in millionths of its image's width and height, whatever the page's box and rotation."""
    import pypdfium2.raw as pdfium

    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(page, 0, 0, _UNITS, _UNITS, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _character(number: int) -> str:
    sign = chr(number) if 0 < number < 0x110000 and not 0xD800 <= number < 0xE000 else " "
    if number in _LINE_END:
        return "-"
    return " " if sign in "\r\x00" else sign


def _has_pictures(page: Any) -> bool:
    """Whether a page holds a picture, in which letters could stand."""
    import pypdfium2.raw as pdfium

    return any(True for _ in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=8))


def _unreadable(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"the PDF cannot be read ({what})",
        file=name,
        consequence="nothing was published",
        remedy="ask the sender for an open, whole copy",
    )
