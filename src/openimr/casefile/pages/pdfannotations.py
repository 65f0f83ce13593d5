"""What lies on top of a PDF page: filled form fields, typed text and stamps, check boxes, sticky notes.

What a viewer shows on the page becomes part of the page's text at its place: the appearance of fields, of typed text
and of stamps (pdfium makes one where there is none), check boxes and radio buttons as ``[x]`` or ``[ ]``. What is kept
with a page and not printed on it, the words of sticky notes and of comments on a highlight, comes behind the text as
``[note: ...]``. Links, pop-ups and hidden annotations add nothing.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Any

from openimr.casefile.pages.pdfboxes import Box, Placed, View, boxes_of, character_ends, page_text, placed_words
from openimr.casefile.pages.pdffile import PdfFile, PdfPage
from openimr.casefile.pages.weaving import Addition

#: A page has a few dozen fields; more than this many annotations are not looked at.
_MAX_ANNOTATIONS = 3_000
_MAX_CHARACTERS = 20_000
_HIDDEN = 2  # flag of the PDF standard
_PASSWORD = 1 << 13  # flag of a text field
_FORM_OBJECT, _TEXT_OBJECT = 5, 1
_MAX_DEPTH = 6


@dataclass(slots=True)
class Annotations:
    """The annotations of a page that carry text, by what is to be done with them.

    Attributes:
        drawn: some of them are drawn on the page.
        boxes: check boxes and radio buttons with their states.
        values: what fields and typed text hold, in case their appearance does not show it.
        stamps: the words that go with a stamp, in case its appearance has none.
        notes: what is kept with the page without being printed.
    """

    drawn: bool = False
    boxes: list[tuple[bool, Box]] = field(default_factory=list)
    values: list[tuple[str, Box]] = field(default_factory=list)
    stamps: list[tuple[str, Box]] = field(default_factory=list)
    notes: list[tuple[str, Box]] = field(default_factory=list)

    def __bool__(self) -> bool:
        return self.drawn or bool(self.notes)


def annotations_of(pdf: PdfFile, page: PdfPage, view: View) -> Annotations:
    """What annotations a page has; links and hidden ones are left out."""
    api, found = pdf.api, Annotations()
    rectangle = api.FS_RECTF()
    for index in range(min(page.annotations, _MAX_ANNOTATIONS)):
        annotation = api.FPDFPage_GetAnnot(page.handle, index)
        if not annotation:
            continue
        try:
            kind = api.FPDFAnnot_GetSubtype(annotation)
            if kind == api.FPDF_ANNOT_WIDGET:
                page.wake_annotations()  # fields do not know their state before
            if kind in (api.FPDF_ANNOT_LINK, api.FPDF_ANNOT_POPUP) or api.FPDFAnnot_GetFlags(annotation) & _HIDDEN:
                continue
            box = Box(0.0, 0.0, 0.0, 0.0)
            if api.FPDFAnnot_GetRect(annotation, rectangle):
                left, right = sorted((rectangle.left, rectangle.right))
                bottom, top = sorted((rectangle.bottom, rectangle.top))
                box = view.box(left, bottom, right, top)
            _sort_in(pdf, annotation, kind, box, found)
        finally:
            api.FPDFPage_CloseAnnot(annotation)
    return found


def lines_on_top(
    pdf: PdfFile, page: PdfPage, view: View, found: Annotations, below: Sequence[tuple[str, Box]]
) -> tuple[list[Addition], list[Addition]]:
    """The text that annotations add to a page; the page is flattened when any of them is drawn.

    Args:
        pdf: the file.
        page: the page; its own text must have been read already.
        view: how it is shown.
        found: its annotations.
        below: the words of the page itself with their boxes: a value that is printed there already is not repeated.

    Returns:
        What stands on the page, one line each; and the notes that belong to it without being printed.

    Raises:
        PdfDamage: the page cannot be loaded again after flattening.
    """
    additions: list[Addition] = []
    notes = list(found.notes)
    if found.drawn:
        page.wake_annotations()
        if page.flatten():
            additions += _appearances(pdf, page, view, found)
    for checked, box in found.boxes:
        additions.append(Addition.of("[x]" if checked else "[ ]", box))
    for value, box in found.values:
        drawn = any(_inside(addition.box, box) for addition in additions)
        if not drawn and _squeezed(value) not in _squeezed("".join(w for w, place in below if _inside(place, box))):
            additions += _value_lines(value, box)
    for contents, box in found.stamps:
        if not any(_inside(addition.box, box) for addition in additions):
            notes.append((contents, box))
    return additions, [Addition.of(f"[note: {contents}]", box) for contents, box in notes]


def _sort_in(pdf: PdfFile, annotation: Any, kind: int, box: Box, found: Annotations) -> None:
    api = pdf.api
    if kind == api.FPDF_ANNOT_WIDGET:
        found.drawn = True
        _field(pdf, annotation, box, found)
        return
    contents = _string(api, annotation, b"Contents")
    if kind == api.FPDF_ANNOT_FREETEXT:
        found.drawn = True
        if contents:
            found.values.append((contents, box))
    elif kind in (api.FPDF_ANNOT_STAMP, api.FPDF_ANNOT_WATERMARK, api.FPDF_ANNOT_LINE, api.FPDF_ANNOT_REDACT):
        found.drawn = True
        if contents:
            found.stamps.append((contents, box))
    elif contents and kind != api.FPDF_ANNOT_FILEATTACHMENT:
        found.notes.append((contents, box))


def _field(pdf: PdfFile, annotation: Any, box: Box, found: Annotations) -> None:
    """A form field: its state or its value."""
    api = pdf.api
    if pdf.forms is None:
        return
    kind = api.FPDFAnnot_GetFormFieldType(pdf.forms, annotation)
    if kind in (api.FPDF_FORMFIELD_CHECKBOX, api.FPDF_FORMFIELD_RADIOBUTTON):
        found.boxes.append((bool(api.FPDFAnnot_IsChecked(pdf.forms, annotation)), box))
    elif kind in (api.FPDF_FORMFIELD_TEXTFIELD, api.FPDF_FORMFIELD_COMBOBOX):
        if kind == api.FPDF_FORMFIELD_TEXTFIELD and (
            api.FPDFAnnot_GetFormFieldFlags(pdf.forms, annotation) & _PASSWORD
        ):
            return
        length = api.FPDFAnnot_GetFormFieldValue(pdf.forms, annotation, None, 0)
        value = _wide(lambda space, size: api.FPDFAnnot_GetFormFieldValue(pdf.forms, annotation, space, size), length)
        if value:
            found.values.append((value, box))


def _appearances(pdf: PdfFile, page: PdfPage, view: View, found: Annotations) -> list[Addition]:
    """The lines of what flattening drew, without the marks in check boxes."""
    owners = _owners(pdf, page)
    if not owners:
        return []
    additions: list[Addition] = []
    line: list[tuple[str, Box]] = []
    pieces = list(_pieces(pdf, page, view, owners))
    for (text, box, group, breaks), (_, _, next_group, _) in pairwise([*pieces, ("", None, None, True)]):
        if group is None or box is None:
            continue
        line.append((text, box))
        if breaks or next_group != group:
            addition = _of_words(line)
            if not any(_inside(addition.box, place) for _, place in found.boxes):
                additions.append(addition)
            line = []
    return additions


def _pieces(
    pdf: PdfFile, page: PdfPage, view: View, owners: dict[int, int]
) -> Iterator[tuple[str, Box, int | None, bool]]:
    """The words of a flattened page: text, box, number of the annotation (None for the page's own), end of a line.

    A word that runs from the page's own print into a field is parted there.
    """
    given, count = pdf.text_of(page.textpage)
    text = page_text(given)
    words = placed_words(pdf, page.textpage, view, page_text(given), given, count)
    ends = character_ends(pdf, page.textpage, given, count)

    def owner(index: int) -> int | None:
        item = pdf.api.FPDFText_GetTextObject(page.textpage, index) if index >= 0 else None
        return owners.get(_address(item)) if item else None

    for number, (word, (first, last)) in enumerate(zip(words, ends, strict=True)):
        behind = words[number + 1].start if number + 1 < len(words) else len(text)
        breaks = "\n" in text[word.end:behind] or behind == len(text)
        whole = text[word.start:word.end]
        if owner(first) == owner(last) or last - first + 1 != len(whole):
            yield whole, word.box, owner(first), breaks
            continue
        for group, run in groupby(range(first, last + 1), key=owner):
            indexes = list(run)
            box = next(boxes_of(pdf, page.textpage, view, [(indexes[0], indexes[-1])])) or word.box
            yield whole[indexes[0] - first:indexes[-1] - first + 1], box, group, breaks and indexes[-1] == last


def _owners(pdf: PdfFile, page: PdfPage) -> dict[int, int]:
    """Which annotation each text object of a flattened page comes from: address of the object to a number.

    pdfium flattens into one form at the end of the page that holds a form for each annotation.
    """
    api = pdf.api
    last = api.FPDFPage_CountObjects(page.handle) - 1
    whole = api.FPDFPage_GetObject(page.handle, last) if last >= 0 else None
    owners: dict[int, int] = {}
    if not whole or api.FPDFPageObj_GetType(whole) != _FORM_OBJECT:
        return owners
    for number in range(max(0, api.FPDFFormObj_CountObjects(whole))):
        waiting = [(api.FPDFFormObj_GetObject(whole, number), 0)]
        while waiting:
            item, depth = waiting.pop()
            kind = api.FPDFPageObj_GetType(item) if item else 0
            if kind == _TEXT_OBJECT:
                owners[_address(item)] = number
            elif kind == _FORM_OBJECT and depth < _MAX_DEPTH:
                waiting += [(api.FPDFFormObj_GetObject(item, i), depth + 1)
                            for i in range(max(0, api.FPDFFormObj_CountObjects(item)))]
    return owners


def _of_words(words: list[tuple[str, Box]]) -> Addition:
    placed: list[Placed] = []
    whole, at = words[0][1], 0
    for text, box in words:
        placed.append(Placed(at, at + len(text), box))
        at += len(text) + 1
        whole = whole.joined(box)
    return Addition(" ".join(text for text, _ in words), tuple(placed), whole)


def _value_lines(value: str, box: Box) -> list[Addition]:
    """The lines of a value that has no appearance, over the height of its field."""
    lines = [line for line in value.splitlines() if line.strip()]
    height = (box.bottom - box.top) / max(1, len(lines))
    return [
        Addition.of(line, Box(box.left, box.top + n * height, box.right, box.top + (n + 1) * height))
        for n, line in enumerate(lines)
    ]


def _inside(inner: Box, outer: Box) -> bool:
    """Whether the middle of a box lies in another."""
    x, y = (inner.left + inner.right) / 2, (inner.top + inner.bottom) / 2
    return outer.left <= x <= outer.right and outer.top <= y <= outer.bottom


def _squeezed(text: str) -> str:
    return "".join(text.split()).lower()


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0


def _string(api: Any, annotation: Any, key: bytes) -> str:
    length = api.FPDFAnnot_GetStringValue(annotation, key, None, 0)
    return _wide(lambda space, size: api.FPDFAnnot_GetStringValue(annotation, key, space, size), length)


def _wide(fill: Any, length: int) -> str:
    """A string that pdfium writes in UTF-16, cut to a sane length and made clean."""
    length = min(length, 2 * _MAX_CHARACTERS)
    if length <= 2:
        return ""
    space = (ctypes.c_ushort * (length // 2 + 1))()
    fill(space, length)
    text = ctypes.string_at(space, length).decode("utf-16-le", errors="replace").rstrip("\0")
    return page_text(text).strip()
