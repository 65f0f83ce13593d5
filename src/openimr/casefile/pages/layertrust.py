"""Whether the text layer of a PDF page says what is printed on it.

A layer is believed until something speaks against it: codes instead of letters, a picture that may hold more than the
layer, recognition of another program with many broken words. In doubt the page wants recognition: that costs time, a
wrong layer costs the record.
"""

from __future__ import annotations

import ctypes
import re
from typing import Any

from openimr.casefile.pages.pagetext import LayerFault, PageText
from openimr.casefile.pages.pdfboxes import Box, View
from openimr.casefile.pages.pdffile import PdfFile, PdfPage
from openimr.casefile.pages.pdflayer import Print
from openimr.casefile.pages.plausible import reads_as_language, reads_cleanly

#: A scan with fewer letters and digits than this in its layer has only been stamped.
_STAMP = 150
#: A page with more has no room left for a picture full of print, unless the picture is the whole page.
_FULL = 1_500
#: Share of the page that pictures must cover to be a scan of it.
_SCAN_SHARE = 0.5
#: Share of the page that a stretch of picture without text must have to be looked at for print.
_UNREAD_SHARE = 0.25
#: Share of characters that no Western text holds, above which a text layer is taken for garbled.
_STRANGE_SHARE = 0.2
_SAMPLE = 4_000
#: Objects of a full page that are looked at from either end: a scan is drawn before its text or behind it.
_FEW_OBJECTS = 8
_MAX_OBJECTS = 3_000

# private use, replacement and foreign characters are what fonts without a character map leave behind
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\u0530-\u1fff\u2e80-\ud7ff]")
_NO_LETTERS = bytes(b for b in range(256) if not chr(b).isalnum() or b > 127)
_IMAGE, _FORM = 3, 5
_INVISIBLE = 3  # text rendering mode of the PDF standard


def fault_of(pdf: PdfFile, page: PdfPage, printed: Print) -> LayerFault | None:
    """What speaks against a page's text layer; None when it can be used (a blank page has a good one).

    Args:
        pdf: the file.
        page: the page, before its annotations are drawn into it.
        printed: its own print.
    """
    text = printed.text
    letters = letters_of(text)
    if not letters:
        return LayerFault.EMPTY if pdf.api.FPDFPage_CountObjects(page.handle) > 0 else None
    if _is_garbled(pdf, page, printed):
        return LayerFault.GARBLED
    if letters >= _STAMP and not pdf.may_hold_pictures:
        return None
    pictures = _pictures(pdf, page, everywhere=letters < _FULL)
    covered = _covered(pictures)
    if covered >= _SCAN_SHARE:
        if letters < _STAMP:
            return LayerFault.PARTIAL
        if not reads_cleanly(text):
            return LayerFault.HIDDEN
        if _is_invisible(pdf, page, printed):
            return None
    if covered >= _UNREAD_SHARE and letters < _FULL and _unread(pdf, page, pictures) >= _UNREAD_SHARE:
        return LayerFault.PARTIAL
    return None


def keeps_layer(page: PageText, recognised: str) -> bool:
    """Whether a page keeps its text layer now that it has been recognised.

    A layer that is right as far as it goes is exact; recognition replaces it only where it found clearly more.

    Args:
        page: the page as it was read, its layer in ``text``.
        recognised: the text that recognition found.

    >>> layer = PageText(1, "Received by fax 03/18/2014", wants_ocr=True, fault=LayerFault.PARTIAL)
    >>> keeps_layer(layer, "Received by fax O3/18/2014"), keeps_layer(layer, "Received by fax\\nPROGRESS NOTE " * 5)
    (True, False)
    """
    if not recognised.strip():
        return bool(page.text.strip())
    if page.fault is not LayerFault.PARTIAL or not page.text.strip():
        return False
    return len(recognised.split()) < 1.2 * len(page.text.split()) + 4


def letters_of(text: str) -> int:
    """Letters and digits at the beginning of a text (of its first 4,000 characters).

    >>> letters_of("L4-5: 7/10")
    6
    """
    return len(text[:_SAMPLE].encode("ascii", "ignore").translate(None, _NO_LETTERS))


def _is_garbled(pdf: PdfFile, page: PdfPage, printed: Print) -> bool:
    sample = printed.text[:_SAMPLE]
    if not sample.isascii():
        foreign = len(sample) - len(sample.encode("cp1252", "ignore"))
        if foreign and len(_STRANGE.findall(sample)) > _STRANGE_SHARE * sum(map(len, sample.split())):
            return True
    return not reads_as_language(printed.text) or _is_unmapped(pdf, page, printed.count)


def _is_unmapped(pdf: PdfFile, page: PdfPage, count: int) -> bool:
    """Whether many characters have no meaning in their font and came out as something that is no letter."""
    no_meaning = pdf.api.FPDFText_HasUnicodeMapError
    textpage = page.textpage
    step = max(1, count // 4)
    if sum(no_meaning(textpage, index) == 1 for index in range(step // 2, count, step)) < 2:
        return False
    step = max(1, count // 60)
    wrong = [index for index in range(0, count, step) if no_meaning(textpage, index) == 1]
    unicode = pdf.api.FPDFText_GetUnicode
    signs = sum(not chr(unicode(textpage, index) % 0x110000).isalnum() for index in wrong)
    return len(wrong) * step > 0.3 * count and signs > len(wrong) // 2


def _is_invisible(pdf: PdfFile, page: PdfPage, printed: Print) -> bool:
    """Whether the text is drawn invisibly, as programs do that put recognised text behind a scan."""
    modes = []
    for index in (printed.count // 3, printed.count // 2, 2 * printed.count // 3):
        item = pdf.api.FPDFText_GetTextObject(page.textpage, index)
        if item:
            modes.append(pdf.api.FPDFTextObj_GetTextRenderMode(item))
    return _INVISIBLE in modes


def _pictures(pdf: PdfFile, page: PdfPage, *, everywhere: bool) -> list[Box]:
    """The boxes of pictures on a page; with ``everywhere`` off, of those drawn first and last."""
    api = pdf.api
    count = min(_MAX_OBJECTS, api.FPDFPage_CountObjects(page.handle))
    numbers = list(range(count))
    if not everywhere and count > 2 * _FEW_OBJECTS:
        numbers = numbers[:_FEW_OBJECTS] + numbers[-_FEW_OBJECTS:]
    view: View | None = None
    sides = [ctypes.c_float() for _ in range(4)]
    found: list[Box] = []
    for number in numbers:
        item = api.FPDFPage_GetObject(page.handle, number)
        kind = api.FPDFPageObj_GetType(item)
        is_picture = kind == _IMAGE or (kind == _FORM and _holds_picture(api, item, 0))
        if is_picture and api.FPDFPageObj_GetBounds(item, *sides):
            view = view or View(pdf, page)
            left, bottom, right, top = (side.value for side in sides)
            box = view.box(left, bottom, right, top)
            found.append(Box(max(0.0, box.left), max(0.0, box.top), min(1.0, box.right), min(1.0, box.bottom)))
    return [box for box in found if box.right > box.left and box.bottom > box.top]


def _holds_picture(api: Any, form: Any, depth: int) -> bool:
    for number in range(min(50, api.FPDFFormObj_CountObjects(form))):
        item = api.FPDFFormObj_GetObject(form, number)
        kind = api.FPDFPageObj_GetType(item)
        if kind == _IMAGE or (kind == _FORM and depth < 2 and _holds_picture(api, item, depth + 1)):
            return True
    return False


def _covered(pictures: list[Box]) -> float:
    """Share of the page that pictures cover (each counted by itself: a scan in strips adds up)."""
    return sum((box.right - box.left) * (box.bottom - box.top) for box in pictures)


def _unread(pdf: PdfFile, page: PdfPage, pictures: list[Box]) -> float:
    """Share of the page in the largest stretch of picture, from its one side to the other, that no text stands in."""
    whole = pictures[0]
    for box in pictures[1:]:
        whole = whole.joined(box)
    if _covered(pictures) >= 0.5 * (whole.right - whole.left) * (whole.bottom - whole.top):
        pictures = [whole]  # strips and tiles of one picture
    lines = _line_boxes(pdf, page)
    most = 0.0
    for picture in pictures:
        at, gap = picture.top, 0.0
        for line in sorted(lines, key=lambda box: box.top):
            if line.right > picture.left and line.left < picture.right and line.top < picture.bottom:
                gap = max(gap, line.top - at)
                at = max(at, line.bottom)
        gap = max(gap, picture.bottom - at)
        most = max(most, gap * (picture.right - picture.left))
    return most


def _line_boxes(pdf: PdfFile, page: PdfPage) -> list[Box]:
    api = pdf.api
    view = View(pdf, page)
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    boxes = []
    for number in range(min(_MAX_OBJECTS, api.FPDFText_CountRects(page.textpage, 0, -1))):
        if api.FPDFText_GetRect(page.textpage, number, left, top, right, bottom):
            boxes.append(view.box(left.value, bottom.value, right.value, top.value))
    return boxes
