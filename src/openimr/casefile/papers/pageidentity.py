"""What a page says about whose it is: patient, birth, claim, injury and record number, each as printed.

False values are worse than none here: pages of another patient are told by them. Names of employers, physicians,
adjusters and attorneys are nobody's patient, numbers of boards and courts are no claim's.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.papers.dates import PrintedDay, days_on
from openimr.casefile.papers.days import day_of
from openimr.casefile.papers.labels import Labelled
from openimr.casefile.papers.names import patient_on
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import PaperMarks

_NUMBER = re.compile(r"[#:. ]*(?P<number>[A-Z0-9](?:[A-Z0-9]|[-/.](?=[A-Z0-9])| (?=\d[\dA-Z-]{2,})(?![\d-]+/))*)", re.I)
#: Numbers of a board's or court's case begin so.
_BOARD = re.compile(r"(?:ADJ|EAMS|WCAB|CM\d\d|IMR)", re.I)
_BARE = ("clalm", "clalms", "mr", "account", "acct", "chart")


@dataclass(frozen=True, slots=True)
class PageIdentity:
    """Whose page it is, by what is printed on it; None for what is not.

    Attributes:
        patient: name of the patient as printed.
        birth_date: the patient's day of birth.
        claim_number: number of the claim as printed.
        injury_date: day of the injury.
        record_number: number of the clinic's record (MRN, chart, account) as printed.
    """

    patient: str | None = None
    birth_date: dt.date | None = None
    claim_number: str | None = None
    injury_date: dt.date | None = None
    record_number: str | None = None

    @property
    def is_empty(self) -> bool:
        """Whether the page says nothing about whose it is."""
        return not (self.patient or self.birth_date or self.claim_number or self.injury_date or self.record_number)


def identity_of(text: str, marks: PaperMarks) -> PageIdentity:
    """What a page says about whose it is.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> page = "Re: Ann Roe\\nD.O.B. 4/2/1961\\nClaim No.: EX-2210-7\\nWCAB No.: ADJ0000001"
    >>> found = identity_of(page, paper_marks())
    >>> found.patient, str(found.birth_date), found.claim_number
    ('Ann Roe', '1961-04-02', 'EX-2210-7')
    """
    view = view_of(text)
    return identity_on(view, marks.labels.on(view), days_on(view, marks), marks)


def identity_on(
    view: PageView, labels: Sequence[Labelled], days: Sequence[PrintedDay], marks: PaperMarks
) -> PageIdentity:
    """The same as :func:`identity_of` for what was already found on the page."""
    return PageIdentity(
        patient=patient_on(view, labels, marks),
        birth_date=_first(days, "birth"),
        claim_number=_number(labels, "claim", view),
        injury_date=_first(days, "injury"),
        record_number=_number(labels, "record", view),
    )


def birth_date_of(text: str, marks: PaperMarks) -> dt.date | None:
    """The day of birth that a page prints; None when it prints none.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> str(birth_date_of("Sex: F   D0B: O4/02/1961   DOI: 3/1/2012", paper_marks()))
    '1961-04-02'
    """
    return _first(days_on(view_of(text), marks), "birth")


def claim_number_of(text: str, marks: PaperMarks) -> str | None:
    """The number of the claim that a page prints, as printed; None when it prints none.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> claim_number_of("EAMS No. ADJ123456\\nClaim # : 30-118-44Q   DOI: 3/1/2012", paper_marks())
    '30-118-44Q'
    """
    view = view_of(text)
    return _number(marks.labels.on(view), "claim", view)


def _first(days: Sequence[PrintedDay], kind: str) -> dt.date | None:
    return next((day.day for day in days if day.kind == kind), None)


def _number(labels: Sequence[Labelled], name: str, view: PageView) -> str | None:
    """The number behind the first label of a class that has one."""
    for label in labels:
        if label.name != name:
            continue
        value = label.value
        if not value.strip(" :#.") and label.place + 1 < len(view.lines):
            value = _below(label, view.lines[label.place + 1])
        match = _NUMBER.match(value)
        if match is None:
            continue
        number = match["number"]
        figures = sum(c.isdigit() for c in number)
        if figures < 2 or len(number) < 4 or len(number) > 32 or _BOARD.match(number) or day_of(number) is not None:
            continue
        if label.mark in _BARE and not label.sign and (figures < 4 or (not label.alone and not label.gap)):
            continue
        return number
    return None


def _below(label: Labelled, line: str) -> str:
    """The cell under a label."""
    start = len(label.before)
    if start < 4:
        return re.split(r"\t| {2,}|\|", line.strip())[0]
    return line[max(0, start - 2):].lstrip() if len(line) > start else ""
