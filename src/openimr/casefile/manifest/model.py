"""The manifest as data: the contract of ``imr casefile index --format json``.

Keys stay, further ones may come. Of a person only what the index needs is kept: the name as printed, no day of birth
and no claim number.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.model import Span
from openimr.problems import Problem

#: Counted up when a key changes its meaning or goes.
FORMAT_VERSION = 1

SetAside = Literal["copy", "other_patient", "unreadable", "blank", "fax_cover", "billing", "dispute_paper"]


class ManifestRow(BaseModel):
    """One document.

    Attributes:
        id: ``d01``, ``d02`` … in the order of the case file.
        date: the day of the paper; null when none is printed.
        kind: what kind of paper it is.
        author: who wrote or signed it, as printed.
        facility: clinic, hospital, laboratory or office whose letterhead it carries.
        patient: the person it is about, as printed.
        pages: how many pages it has.
        first_page, last_page: pages of its file.
        page_numbers: all of them.
        file: path of its file.
        ocr: how many of its pages were recognised from images.
        confidence: mean confidence of recognition of those pages, 0 to 1.
        duplicate_of: id of the document it repeats.
        near_duplicate: it repeats that one with small differences.
        other_patient: it is about somebody else.
        usable: whether it could be read.
        evidence: whether it may support or refute a criterion.
        set_aside: why not, in words; empty for evidence.
        set_aside_reason: the same for programs.
        copied_share: share of its words that an earlier record holds word for word, 0 to 1.
        copied_from: ids of those records.
        problems: what is wrong with it, as sentences.
    """

    id: str
    date: dt.date | None = None
    kind: str
    author: str | None = None
    facility: str | None = None
    patient: str | None = None
    pages: int
    first_page: int | None = None
    last_page: int | None = None
    page_numbers: list[int] = Field(default_factory=list)
    file: str
    ocr: int = 0
    confidence: float | None = None
    duplicate_of: str | None = None
    near_duplicate: bool = False
    other_patient: bool = False
    usable: bool = True
    evidence: bool = True
    set_aside: str = ""
    set_aside_reason: SetAside | None = None
    copied_share: float = 0.0
    copied_from: list[str] = Field(default_factory=list)
    problems: list[str] = Field(default_factory=list)


class Count(BaseModel):
    """How many documents, and how many pages they have."""

    documents: int = 0
    pages: int = 0


class Totals(BaseModel):
    """What the case file holds, in figures.

    Attributes:
        documents, pages: all of them.
        text, recognised, unreadable, blank: pages by how they were read; they add up to ``pages``.
        evidence: documents that may support or refute a criterion.
        first_date, last_date: span of the days of the evidence.
        set_aside: the other documents, by reason.
    """

    documents: int = 0
    pages: int = 0
    text: int = 0
    recognised: int = 0
    unreadable: int = 0
    blank: int = 0
    evidence: Count = Field(default_factory=Count)
    first_date: dt.date | None = None
    last_date: dt.date | None = None
    set_aside: dict[SetAside, Count] = Field(default_factory=dict)


class ConsideredPaper(BaseModel):
    """A paper that utilization review says it considered, or that the determination or the request names.

    Attributes:
        paper: what it is called there, with its day.
        how: ``listed`` in a list, ``told`` in a sentence about what was reviewed, ``named`` elsewhere.
        kinds: kinds of document that it may be; empty where its name says nothing.
        first, last: its day, or the period it is of; null where none is given.
        author: who wrote it, as printed there.
        pages: how many pages it is said to have.
        places: where it is named.
        status: ``in_file``; ``perhaps_in_file`` where a paper of that kind has no day or another day; ``not_in_file``.
        documents: the documents that are it, or that may be it.
        remark: what the reader should know about the match.
    """

    paper: str
    how: Literal["listed", "told", "named"]
    kinds: list[str] = Field(default_factory=list)
    first: dt.date | None = None
    last: dt.date | None = None
    author: str | None = None
    pages: int | None = None
    places: list[Span] = Field(default_factory=list)
    status: Literal["in_file", "perhaps_in_file", "not_in_file"] = "not_in_file"
    documents: list[str] = Field(default_factory=list)
    remark: str = ""


class Considered(BaseModel):
    """What the determination in dispute says it considered.

    Attributes:
        determination: id of the determination; null where the file holds none.
        said: the result as a sentence.
        papers: every paper named, in the determination's order.
    """

    determination: str | None = None
    said: str = ""
    papers: list[ConsideredPaper] = Field(default_factory=list)


class RequestDay(BaseModel):
    """The day of the request for authorization, from which the period of required records is counted.

    Attributes:
        day: null where nothing in the file gives one.
        source: ``request`` (the paper itself), ``determination_names_it``, ``received`` (the day it was received),
            ``determination`` (the day of the decision) or ``none``.
        said: how it was established, as a sentence.
        documents: the papers it was taken from.
    """

    day: dt.date | None = None
    source: Literal["request", "determination_names_it", "received", "determination", "none"] = "none"
    said: str = ""
    documents: list[str] = Field(default_factory=list)


class Stretch(BaseModel):
    """A stretch of time, both days included."""

    first: dt.date
    last: dt.date


class Required(BaseModel):
    """The records that the rules ask for, and what the file holds of them.

    Attributes:
        request: the day of the request.
        window: the period whose reports are due; null without a day.
        rule: the rule in words; ``reference`` is where it stands; ``verified`` whether it was compared with the text
            in force.
        reports: kind → documents dated inside the window.
        undated: reports without a day, which may belong there.
        silences: stretches of the window without a report of a visit, longer than the rule allows.
    """

    request: RequestDay = Field(default_factory=RequestDay)
    window: Stretch | None = None
    rule: str = ""
    reference: str = ""
    verified: bool = False
    reports: dict[str, list[str]] = Field(default_factory=dict)
    undated: list[str] = Field(default_factory=list)
    silences: list[Stretch] = Field(default_factory=list)


class Gap(BaseModel):
    """Something the file should hold and does not: what, why, and whom to ask for it.

    Attributes:
        code: short stable name.
        weight: ``missing`` where the file or the law says that it should be there; ``question`` where it may be.
        what: as a sentence without a full stop.
        why: the reason.
        reference: where the reason stands in law; empty where it is not law.
        verified: whether that reference was compared with the text in force.
        whom: whom to ask.
        ask: for what.
        documents: papers the gap was seen in.
        places: where it was seen.
    """

    model_config = ConfigDict(frozen=True)

    code: str
    weight: Literal["missing", "question"]
    what: str
    why: str
    reference: str = ""
    verified: bool = False
    whom: str
    ask: str
    documents: list[str] = Field(default_factory=list)
    places: list[Span] = Field(default_factory=list)

    def sentence(self) -> str:
        """The gap as one line for people.

        >>> Gap(code="x", weight="missing", what="no application is in the file", why="it opens the review",
        ...     reference="8 CCR 1", whom="the sender", ask="the application").sentence()
        'no application is in the file; it opens the review (8 CCR 1); ask the sender for the application'
        """
        source = f" ({self.reference})" if self.reference else ""
        return f"{self.what}; {self.why}{source}; ask {self.whom} for {self.ask}"


class Manifest(BaseModel):
    """The record-by-record list of a case file, what is missing from it, and the problems that no document owns.

    Attributes:
        openimr: version of the program.
        format_version: counted up when a key changes its meaning or goes.
        case_number: as intake has it.
    """

    openimr: str
    format_version: int = FORMAT_VERSION
    case_number: str | None = None
    totals: Totals
    documents: list[ManifestRow]
    considered: Considered
    required: Required
    gaps: list[Gap]
    problems: list[Problem] = Field(default_factory=list)
