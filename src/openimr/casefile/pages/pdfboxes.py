"""Where words of a PDF page stand: pdfium's character boxes in the coordinates of the upright page image."""

from __future__ import annotations

import ctypes
import re
from collections import deque
from collections.abc import Iterator
from itertools import chain, repeat
from typing import Any, NamedTuple

from openimr.casefile.pages.pagetext import clean_text
from openimr.casefile.pages.pdffile import PdfFile, PdfPage


class Box(NamedTuple):
    """A rectangle on the upright page image, as shares of its width and height, from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    def joined(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(min(self.left, other.left), min(self.top, other.top), max(self.right, other.right),
                   max(self.bottom, other.bottom))


class Placed(NamedTuple):
    """A word: its offsets in a text, and its box."""

    start: int
    end: int
    box: Box


#: A word of the page's text, and a word of pdfium's: the same words in the same order. pdfium hands a hyphen at a line
#: end over as U+FFFE (U+0002 in older builds) and swallows the line break behind it, so both end a word.
_WORD = re.compile(r"\S+")
_GIVEN_WORD = re.compile(
    "[^\\s\x00-\x08\x0e-\x1f\x7f\x85\u2028\u2029\ufffe\ud800-\udfff]+[\ufffe\x02]?|[\ufffe\x02]"
)
#: Makes a named tuple in half the time of its own constructor.
_new = tuple.__new__
_RECTANGLE = 4 * ctypes.sizeof(ctypes.c_float)
#: Python's lock is kept and nothing is given back: the call takes less time than letting go of the lock does.
_LOOSE_BOX = ctypes.PYFUNCTYPE(None, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


def page_text(given: str) -> str:
    """The page's text from pdfium's: hyphens at line ends with their line break, line ends and blanks as everywhere.

    >>> page_text("electrodi\\ufffeagnostic\\r\\nstudy")
    'electrodi-\\nagnostic\\nstudy'
    """
    if "\ufffe" in given:
        given = given.replace("\ufffe", "-\n")
    if "\x02" in given:
        given = given.replace("\x02", "-\n")
    return clean_text(given)


class View:
    """The visible part of a page as it is shown: turns rectangles of the page into boxes of its image."""

    __slots__ = ("_bottom", "_height", "_left", "_rotation", "_width")

    def __init__(self, pdf: PdfFile, page: PdfPage) -> None:
        shown = pdf.api.FS_RECTF()
        self._rotation = page.rotation
        self._left, self._bottom, self._width, self._height = 0.0, 0.0, 612.0, 792.0
        if pdf.api.FPDF_GetPageBoundingBox(page.handle, ctypes.byref(shown)):
            self._left, self._bottom = float(shown.left), float(shown.bottom)
            # a page without size shows nothing; any size keeps the division whole
            self._width = float(shown.right) - self._left or 1.0
            self._height = float(shown.top) - self._bottom or 1.0

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """The box of a rectangle of the page, not cut to the image."""
        x, y, width, height = self._left, self._bottom, self._width, self._height
        left, right = (left - x) / width, (right - x) / width
        bottom, top = (bottom - y) / height, (top - y) / height
        # the axis of a PDF points upwards, that of an image downwards
        if self._rotation == 0:
            return _new(Box, (left, 1 - top, right, 1 - bottom))
        if self._rotation == 90:
            return Box(bottom, left, top, right)
        if self._rotation == 180:
            return Box(1 - right, bottom, 1 - left, top)
        return Box(1 - top, 1 - right, 1 - bottom, 1 - left)


def clipped(box: Box) -> Box:
    """A box cut to the image.

    >>> clipped(Box(-0.1, 0.2, 0.5, 1.7))
    Box(left=0.0, top=0.2, right=0.5, bottom=1.0)
    """
    if box[0] >= 0.0 and box[1] >= 0.0 and box[2] <= 1.0 and box[3] <= 1.0:
        return box
    return Box(*(min(1.0, max(0.0, side)) for side in box))


def placed_words(pdf: PdfFile, textpage: Any, view: View, text: str, given: str, count: int) -> list[Placed]:
    """The words of a text with their boxes.

    A box is as high as the line of print (from the font's own measures): words of one line stand side by side, with or
    without descenders.

    Args:
        pdf: the file.
        textpage: pdfium's text page, from which ``given`` and ``count`` were taken.
        view: how the page is shown.
        text: the page's text, ``page_text(given)``.
        given: the text as pdfium has it.
        count: characters in pdfium's own count.

    Returns:
        Each word with offsets in the page's text; a word without a place of its own stands where the one before does.
        Boxes may reach beyond the image.
    """
    ends = character_ends(pdf, textpage, given, count)
    words: list[Placed] = []
    before = Box(0.0, 0.0, 0.0, 0.0)
    for match, box in zip(_WORD.finditer(text), boxes_of(pdf, textpage, view, ends), strict=True):
        before = box or before
        start, end = match.span()
        words.append(_new(Placed, (start, end, before)))
    return words


def boxes_of(pdf: PdfFile, textpage: Any, view: View, ends: list[tuple[int, int]]) -> Iterator[Box | None]:
    """The box of each run of characters, given by its first and last one; None for a run without a place."""
    sides = _rectangles(pdf, textpage, ends)
    box = view.box
    # left, top, right and bottom of the first character, then of the last
    for (first, last), (left, top, right, bottom, left2, top2, right2, bottom2) in zip(
        ends, zip(*[iter(sides)] * 8, strict=True), strict=True
    ):
        if right > left and top > bottom and right2 > left2 and top2 > bottom2:
            yield box(
                left if left < left2 else left2, bottom if bottom < bottom2 else bottom2,
                right if right > right2 else right2, top if top > top2 else top2,
            )
        else:
            yield _outline(pdf, textpage, view, first, last)


def character_ends(pdf: PdfFile, textpage: Any, given: str, count: int) -> list[tuple[int, int]]:
    """First and last character of each word in pdfium's count; -1 for a character that pdfium does not know."""
    spans = [match.span() for match in _GIVEN_WORD.finditer(given)]
    length = len(given)
    if not given.isascii() and max(given) > "\uffff":
        # pdfium counts a character beyond the basic plane as two
        far = [0]
        for character in given:
            far.append(far[-1] + (character > "\uffff"))
        spans = [(start + far[start], end + far[end]) for start, end in spans]
        length += far[-1]
    if length == count:
        return [(start, end - 1) for start, end in spans]
    index = pdf.api.FPDFText_GetCharIndexFromTextIndex
    return [(index(textpage, start), index(textpage, end - 1)) for start, end in spans]


def _rectangles(pdf: PdfFile, textpage: Any, ends: list[tuple[int, int]]) -> list[float]:
    """Left, top, right and bottom on the page of the first and the last character of each word, one after the other."""
    space = (ctypes.c_float * (8 * len(ends)))()
    # called some thousand times a page: addresses as plain numbers spare ctypes the making and checking of pointers
    loose = _LOOSE_BOX(ctypes.cast(pdf.api.FPDFText_GetLooseCharBox, ctypes.c_void_p).value or 0)
    text, place = ctypes.cast(textpage, ctypes.c_void_p).value, ctypes.addressof(space)
    places = range(place, place + 2 * _RECTANGLE * len(ends), _RECTANGLE)
    deque(map(loose, repeat(text), chain.from_iterable(ends), places), maxlen=0)
    return list(space)


def _outline(pdf: PdfFile, textpage: Any, view: View, first: int, last: int) -> Box | None:
    """The box around the outlines of characters, for a font without measures; None where none has a place."""
    sides = [ctypes.c_double() for _ in range(4)]
    left, right, bottom, top = sides
    found: Box | None = None
    for index in range(max(0, first), min(last, first + 200) + 1):
        if pdf.api.FPDFText_GetCharBox(textpage, index, left, right, bottom, top):
            if right.value <= left.value and top.value <= bottom.value:
                continue
            box = view.box(left.value, bottom.value, right.value, top.value)
            found = box if found is None else found.joined(box)
    return found
