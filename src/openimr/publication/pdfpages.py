"""A PDF that did not come from here, page by page: its text layer, what is seen on its image, and where each stands."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from pydantic import BaseModel, ConfigDict

from openimr.errors import MissingEngine, UnreadableFile

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
#: What PDFium tells of a hyphen at a line's end, and of characters that it cannot tell.
_HYPHENS = ("\x02", "\ufffe")


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
    """A page read twice: its text layer, and what recognition sees on its image.

    Attributes:
        layer: the text layer.
        layer_boxes: the words of the layer.
        seen: what is read on the page's image; empty without an engine.
        seen_boxes: the words seen, on the page turned upright.
        turn: degrees by which the page has to be turned clockwise to stand upright.
    """

    model_config = ConfigDict(frozen=True)

    layer: str
    layer_boxes: tuple[Box, ...]
    seen: str = ""
    seen_boxes: tuple[Box, ...] = ()
    turn: int = 0


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page's image in grey, and its size in points as it is shown."""

    pixels: Pixels
    width: float
    height: float


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
        yield document
    except pypdfium2.PdfiumError:
        raise _unreadable(name, "a page is damaged") from None
    finally:
        document.close()


def read_pages(
    content: bytes, name: str, engine: Engine | None, *, pictures: bool = False
) -> tuple[PdfPage, ...]:
    """Every page's text layer and, with an engine, what is seen on it.

    Args:
        content: the file.
        name: its name, for messages.
        engine: recognition, or None.
        pictures: whether pages with pictures are let pass without an engine: what is in them is known already.

    Raises:
        UnreadableFile: the PDF cannot be read.
        MissingEngine: a page shows something that only recognition can read, and no engine is installed.
    """
    pages = []
    with opened(content, name) as document:
        for number in range(len(document)):
            page = document[number]
            layer, boxes = _layer(page, name)
            made = PdfPage(layer=layer, layer_boxes=boxes)
            if engine is not None:
                made = _seen(made, drawn(page).pixels, engine)
            elif not pictures and not _shows_text_only(page):
                raise MissingEngine(
                    "the page shows a picture, and what is printed in it cannot be read here",
                    file=name,
                    page=number + 1,
                    consequence="nothing was published: a name may stand in the picture",
                    remedy="install the recognition engine (pip install 'openimr[ocr]')",
                )
            pages.append(made)
    return tuple(pages)


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
    return page.model_copy(update={"seen": read.text, "seen_boxes": boxes, "turn": read.orientation})


def _layer(page: Any, name: str) -> tuple[str, tuple[Box, ...]]:
    """The text layer, a character for each of PDFium's, and the box of each word."""
    import pypdfium2.raw as pdfium

    textpage = page.get_textpage()
    count = textpage.count_chars()
    if count > _MOST_CHARACTERS:
        raise _unreadable(name, "a page has more text than a page can hold")
    text = "".join(_character(pdfium.FPDFText_GetUnicode(textpage, at)) for at in range(count))
    width, height = page.get_size()
    boxes = []
    for match in re.finditer(r"\S+", text):
        corners = []
        for at in range(match.start(), match.end()):
            left, bottom, right, top = textpage.get_charbox(at, loose=True)
            corners += [_on_image(page, x, y) for x, y in ((left, bottom), (right, top), (left, top), (right, bottom))]
        boxes.append(
            Box(
                start=match.start(), end=match.end(),
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
    if sign in _HYPHENS:
        return "-"
    return " " if sign in "\r\x00" else sign


def _shows_text_only(page: Any) -> bool:
    """Whether a page shows text and plain lines only: no picture, no drawing in which letters could hide."""
    import pypdfium2.raw as pdfium

    lines = 0
    for thing in page.get_objects(max_depth=8):
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT or thing.type == pdfium.FPDF_PAGEOBJ_FORM:
            continue
        lines += 1
        if thing.type != pdfium.FPDF_PAGEOBJ_PATH or lines > 40:
            return False
    return bool(pdfium.FPDFPage_GetAnnotCount(page) == 0)


def _unreadable(name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"the PDF cannot be read ({what})",
        file=name,
        consequence="nothing was published",
        remedy="ask the sender for an open, whole copy",
    )
