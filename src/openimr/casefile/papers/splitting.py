"""One file, several papers: where the pages clearly say that a new paper begins.

Clear signs are page numbers that start again, a title in the head of a page that names another paper, and the same
title with another day. Where the pages do not say so, they stay together.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.dates import document_day, printed_days
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.kinds import Title, kind_of, title_of
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import PaperMarks

_PAGE_OF = re.compile(
    r"\b(?:page|pg|p)\.?[ #:]{0,3}(\d{1,3}) ?(?:of|/) ?(\d{1,3})\b|^\W*(\d{1,3}) of (\d{1,3})\W*$", re.I | re.M
)
_PAGE_ONLY = re.compile(r"^\W*(?:page|pg\.?)[ #:]{0,3}(\d{1,3})\W*$|^\W*-\s?(\d{1,3})\s?-\W*$", re.I | re.M)
_CONTINUED = re.compile(r"\b(?:continued|cont'd|\(cont\.?\))", re.I)
#: Lines at both ends of a page where page numbers stand.
_MARGIN = 8
#: A title this far down in a page is a heading inside a paper, not the beginning of one.
_TITLE_TOP = 9


#: Kinds whose titles reports use as headings when they retell them.
_QUOTED_KINDS = frozenset({
    DocumentKind.MRI_REPORT, DocumentKind.CT_REPORT, DocumentKind.XRAY_REPORT, DocumentKind.ULTRASOUND_REPORT,
    DocumentKind.EMG_NCS_REPORT, DocumentKind.DRUG_TEST, DocumentKind.LABORATORY, DocumentKind.PROCEDURE_NOTE,
})


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What the pages before and after are compared by."""

    title: Title | None
    number: int | None
    of: int | None
    continued: bool
    blank: bool
    cover: bool


def split_pages(texts: Sequence[str], marks: PaperMarks) -> list[tuple[int, int]]:
    """Runs of pages that belong together, as (first, behind the last), counted from 0.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> pages = ["PROGRESS NOTE\\nPage 1 of 2", "Plan\\nPage 2 of 2", "OPERATIVE REPORT\\nPage 1 of 1"]
    >>> split_pages(pages, paper_marks())
    [(0, 2), (2, 3)]
    """
    if len(texts) < 2:
        return [(0, len(texts))] if texts else []
    leaves = [_leaf(text, marks) for text in texts]
    starts = [0]
    for index in range(1, len(texts)):
        if _begins(index, starts[-1], texts, leaves, marks):
            starts.append(index)
    return list(zip(starts, [*starts[1:], len(texts)], strict=True))


def _leaf(text: str, marks: PaperMarks) -> _Leaf:
    title = title_of(text, marks)
    if title is not None and title.line >= _TITLE_TOP:
        title = None
    number, of = _page_number(text)
    blank = len(re.findall(r"[^\W_]", text[:2000])) < 4
    cover = not blank and len(text.split()) < 220 and kind_of([text], marks) is DocumentKind.FAX_COVER
    return _Leaf(title, number, of, _CONTINUED.search(text[:600]) is not None, blank, cover)


def _is_identified(text: str, marks: PaperMarks) -> bool:
    """Whether a page names its patient or its own day in its head, as the first page of a paper does."""
    head = "\n".join(text.split("\n")[:25])
    own = ("visit", "report", "decision", "collected", "request", "letter")
    return patient_of(head, marks) is not None or any(day.kind in own for day in printed_days(head, marks))


def _page_number(text: str) -> tuple[int | None, int | None]:
    """``Page k of n`` of the paper itself; what fax machines count is passed over."""
    lines = [line for line in text.split("\n") if line.strip() and not is_fax_line(line)]
    margin = "\n".join(lines if len(lines) <= 2 * _MARGIN else lines[:_MARGIN] + lines[-_MARGIN:])
    for match in _PAGE_OF.finditer(margin):
        number, of = int(match[1] or match[3]), int(match[2] or match[4])
        if 1 <= number <= of:
            return number, of
    alone = _PAGE_ONLY.search(margin)
    return (int(alone[1] or alone[2]), None) if alone else (None, None)


def _begins(index: int, start: int, texts: Sequence[str], leaves: Sequence[_Leaf], marks: PaperMarks) -> bool:
    """Whether page ``index`` begins a new paper, the current one having begun at ``start``."""
    here, before = leaves[index], leaves[index - 1]
    if here.blank:
        return False  # the back of a sheet belongs to the sheet
    if before.cover or here.cover:
        return True
    if here.number is not None and here.number > 1:
        if before.number is None or here.number == before.number + 1:
            # pages that count on, unless they count in another paper
            return here.of is not None and before.of is not None and here.of != before.of
        return here.title is not None
    if here.number == 1 and (here.of is not None or here.title is not None):
        return before.number != 1 or here.title is not None or before.of == 1
    if here.title is None or here.continued:
        return False
    first = leaves[start].title
    if first is None or first.kind is not here.title.kind:
        # a heading in the middle of a report ("MRI lumbar spine" in its review of records) heads no paper of its own
        on_top = here.title.line <= 1 and here.title.kind not in _QUOTED_KINDS
        return on_top or _is_identified(texts[index], marks)
    # the same title again: a running head, unless it heads another day
    rules = marks.of(here.title.kind)
    day, other = document_day([texts[index]], rules, marks), document_day([texts[start]], rules, marks)
    return day is not None and other is not None and day != other
