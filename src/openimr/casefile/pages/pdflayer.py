"""The text layer of one PDF page as the page's text: upright, cut to what is shown, with what lies on top of it.

One way to the text for everybody: :func:`layer` gives the text that offsets count in, and on demand the words of
exactly that text with their boxes.
"""

from __future__ import annotations

import ctypes
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import pi

from openimr.casefile.pages.pagetext import MAX_PAGE_CHARACTERS
from openimr.casefile.pages.pdfannotations import annotations_of, lines_on_top
from openimr.casefile.pages.pdfboxes import Box, Placed, View, clipped, page_text, placed_words
from openimr.casefile.pages.pdffile import PdfFile, PdfPage
from openimr.casefile.pages.weaving import weave, without

#: Share of the characters that must stand the same way for a page to count as turned.
_TURNED_SHARE = 0.7
_SAMPLE = 24
#: A page counts as cropped when less of the paper is shown than this share of its width or height.
_CROPPED = 0.98


@dataclass(frozen=True, slots=True)
class Print:
    """What is printed on a page itself, as pdfium has it.

    Attributes:
        text: its text as the page keeps it.
        given: pdfium's text.
        count: characters in pdfium's own count.
        turn: degrees by which the page as shown must be turned clockwise for the print to stand upright.
    """

    text: str
    given: str
    count: int
    turn: int = 0


@dataclass(frozen=True, slots=True)
class Layer:
    """The text layer of a page.

    Attributes:
        text: the page's text.
        turn: as in :class:`Print`.
        words: its words, their boxes on the upright page; None when they were not asked for.
        cut: the text was longer than a page can be.
    """

    text: str
    turn: int = 0
    words: Sequence[Placed] | None = None
    cut: bool = False


def print_of(pdf: PdfFile, page: PdfPage) -> Print:
    """What is printed on a page itself; a page whose print stands sideways or upside down is turned for it.

    Raises:
        PdfDamage: the text cannot be loaded.
    """
    given, count = pdf.text_of(page.textpage)
    turn = _turn(pdf, page, given, count) if count else 0
    if turn:
        page.turn(turn)
        given, count = pdf.text_of(page.textpage)
    return Print(page_text(given), given, count, turn)


def layer(pdf: PdfFile, page: PdfPage, printed: Print, *, with_words: bool = False) -> Layer:
    """The text layer of a page; afterwards the page has its annotations drawn into it.

    Args:
        pdf: the file.
        page: the page.
        printed: its own print.
        with_words: give the words with their boxes too.

    Raises:
        PdfDamage: the page cannot be loaded again.
    """
    text = printed.text
    words: Sequence[Placed] | None = None
    cropped = _is_cropped(pdf, page)
    if with_words or cropped or page.annotations:
        view = View(pdf, page)
        found = annotations_of(pdf, page, view) if page.annotations else None
        if with_words or cropped or found:
            words = placed_words(pdf, page.textpage, view, text, printed.given, printed.count)
            if cropped:
                text, words = without(text, words, [_is_shown(word.box) for word in words])
            if found:
                below = [(text[word.start:word.end], word.box) for word in words]
                text, words = weave(text, words, *lines_on_top(pdf, page, view, found, below))
    if not text or text.isspace():
        return Layer("", printed.turn, [])
    cut = len(text) > MAX_PAGE_CHARACTERS
    if cut:
        text = text[:MAX_PAGE_CHARACTERS]
    if not with_words or words is None:
        return Layer(text, printed.turn, None, cut)
    end = len(text)
    kept = [
        w if w.end <= end and clipped(w.box) is w.box else Placed(w.start, min(w.end, end), clipped(w.box))
        for w in words if w.start < end
    ]
    return Layer(text, printed.turn, kept, cut)


def _turn(pdf: PdfFile, page: PdfPage, given: str, count: int) -> int:
    """How far the page as shown must be turned clockwise for most of its characters to stand upright.

    pdfium orders the lines of a page as they are shown: those of print that runs downwards come out last line first.
    """
    angle, rotation = pdf.api.FPDFText_GetCharAngle, page.rotation
    textpage = page.textpage
    if not rotation and not angle(textpage, count // 3) and not angle(textpage, count // 2):
        return 0
    unicode = pdf.api.FPDFText_GetUnicode
    turns: Counter[int] = Counter()
    for index in range(0, count, max(1, count // _SAMPLE)):
        # blanks that pdfium made up stand nowhere
        if unicode(textpage, index) > 32:
            degrees = round(angle(textpage, index) * 2 / pi) * 90
            turns[(-degrees - rotation) % 360] += 1
    if not turns:
        return 0
    turn, most = turns.most_common(1)[0]
    return turn if most >= _TURNED_SHARE * turns.total() else 0


def _is_cropped(pdf: PdfFile, page: PdfPage) -> bool:
    """Whether the page has a crop box that shows only a part of the paper."""
    shown = [ctypes.c_float() for _ in range(4)]
    if not pdf.api.FPDFPage_GetCropBox(page.handle, *shown):
        return False
    paper = [ctypes.c_float() for _ in range(4)]
    if not pdf.api.FPDFPage_GetMediaBox(page.handle, *paper):
        return True
    (width, height), (full_width, full_height) = (
        (abs(right.value - left.value), abs(top.value - bottom.value)) for left, bottom, right, top in (shown, paper)
    )
    return width < _CROPPED * full_width or height < _CROPPED * full_height


def _is_shown(box: Box) -> bool:
    """Whether the middle of a word is on the page."""
    return 0 <= box.left + box.right <= 2 and 0 <= box.top + box.bottom <= 2
