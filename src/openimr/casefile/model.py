"""What a case file is made of: documents, pages and spans of their text.

The models of this room are the ground everything stands on: a *span* names a document, a page and two offsets,
and ``quote == page.text[start:end]`` holds always. Nothing downstream keeps a string without its span.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from openimr.problems import Problem


class DocumentKind(StrEnum):
    """Kinds of paper met in a case file (domain list; California forms named where they exist)."""

    IMR_APPLICATION = "imr_application"
    UR_DETERMINATION = "ur_determination"
    RFA = "rfa"
    FIRST_REPORT = "first_report"
    PROGRESS_REPORT = "progress_report"
    CONSULT = "consult"
    PERMANENT_STATIONARY = "permanent_stationary"
    MEDICAL_LEGAL = "medical_legal"
    MRI_REPORT = "mri_report"
    CT_REPORT = "ct_report"
    XRAY_REPORT = "xray_report"
    ULTRASOUND_REPORT = "ultrasound_report"
    EMG_NCS_REPORT = "emg_ncs_report"
    OPERATIVE_REPORT = "operative_report"
    PROCEDURE_NOTE = "procedure_note"
    THERAPY_NOTE = "therapy_note"
    PSYCH_REPORT = "psych_report"
    DRUG_TEST = "drug_test"
    LABORATORY = "laboratory"
    PHARMACY = "pharmacy"
    DEPOSITION = "deposition"
    NOTICE = "notice"
    PROOF_OF_SERVICE = "proof_of_service"
    BILLING = "billing"
    FAX_COVER = "fax_cover"
    BLANK = "blank"
    OTHER = "other"


#: Papers that argue about the treatment or carry the dispute itself; they are never clinical evidence.
DISPUTE_KINDS = frozenset({DocumentKind.IMR_APPLICATION, DocumentKind.UR_DETERMINATION, DocumentKind.NOTICE,
                           DocumentKind.PROOF_OF_SERVICE})
#: Papers set aside: nothing in them can support or refute a criterion.
SET_ASIDE_KINDS = frozenset({DocumentKind.BILLING, DocumentKind.FAX_COVER, DocumentKind.BLANK})


@dataclass(slots=True)
class Page:
    """One page of one document.

    Attributes:
        document: id of the document it belongs to, for example ``d03``.
        file: path of the file, relative to the case folder; inside a ZIP ``records.zip!/a.pdf``.
        number: page of that *file*, from 1.
        text: the page's original text; all offsets of spans count in it.
        origin: ``text`` (text layer or text file), ``ocr``, or ``none`` (could not be read).
        confidence: mean word confidence of OCR, 0 to 1; None for a text layer.
        orientation: degrees (0, 90, 180 or 270) by which the page as it lies in the file must be turned clockwise
            to stand upright.
    """

    document: str
    file: str
    number: int
    text: str
    origin: str = "text"
    confidence: float | None = None
    orientation: int = 0


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page and where it stands on the page's upright image.

    Attributes:
        start: offset of its first character in the page's text.
        end: offset behind its last character.
        left: left edge, as a share of the image's width (0 to 1).
        top: upper edge, as a share of the image's height, counted from above.
        right: right edge, like ``left``.
        bottom: lower edge, like ``top``.
        confidence: of recognition, 0 to 1; None for a text layer.
    """

    start: int
    end: int
    left: float
    top: float
    right: float
    bottom: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class CopiedPassage:
    """A stretch of a page that stood word for word in an earlier record: carried forward, not found anew.

    Attributes:
        page: number of the page (of its file) that repeats it.
        start: offset of its first character in that page's text.
        end: offset behind its last character.
        source: id of the earliest document that holds it.
        source_page: number of the page there.
    """

    page: int
    start: int
    end: int
    source: str
    source_page: int


@dataclass(slots=True)
class Document:
    """One document of the case file: a run of pages of one file with one kind, date and author.

    Attributes:
        id: ``d01``, ``d02`` … in the order of the case file.
        file: path of its file, as in :class:`Page`.
        pages: its pages.
        kind: what kind of paper it is, read from its pages.
        date: the day of the paper, never of the fax, the birth or the injury; None when none is printed.
        author: who wrote or signed it, in the fullest form that the case's papers print; of an application whoever
            signed it, else the employee, who applies.
        sha256: hash of the file's bytes.
        duplicate_of: id of the document that it repeats.
        near_duplicate: it repeats that one with small differences (another scan of it), not letter for letter.
        usable: whether it can be used at all; ``problems`` say why not.
        patient: the person it is about, in the fullest form that the case's papers print.
        birth_date: that person's day of birth, as printed.
        claim_number: the claim it names, as printed.
        facility: the clinic, hospital, laboratory or office whose letterhead it carries.
        other_patient: it is about somebody else; nothing in it may be used.
        copied: passages that an earlier record holds word for word.
        problems: what is wrong with it.
    """

    id: str
    file: str
    pages: list[Page]
    kind: DocumentKind
    date: dt.date | None
    author: str | None
    sha256: str
    duplicate_of: str | None = None
    near_duplicate: bool = False
    usable: bool = True
    patient: str | None = None
    birth_date: dt.date | None = None
    claim_number: str | None = None
    facility: str | None = None
    other_patient: bool = False
    copied: list[CopiedPassage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def is_evidence(self) -> bool:
        """Whether its text may support or refute a criterion (readable, about this patient, no copy, no dispute or
        billing paper)."""
        return (
            self.usable
            and not self.other_patient
            and self.duplicate_of is None
            and self.kind not in DISPUTE_KINDS
            and self.kind not in SET_ASIDE_KINDS
        )


@dataclass(frozen=True, slots=True)
class Span:
    """A place in the record: ``quote == page.text[start:end]``, always."""

    document: str
    file: str
    page: int
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, page: Page, start: int, end: int) -> Span:
        """The span of ``page`` from ``start`` to ``end`` (end exclusive).

        >>> page = Page(document="d01", file="a.txt", number=1, text="Pain 8/10.")
        >>> Span.of(page, 5, 9).quote
        '8/10'
        """
        if not 0 <= start <= end <= len(page.text):
            raise ValueError(f"span {start}:{end} lies outside page {page.number} of {page.file}")
        return cls(page.document, page.file, page.number, start, end, page.text[start:end])


@dataclass(slots=True)
class Intake:
    """What intake already knows, from ``case.yaml``; every field may be missing. Hints, never trusted over pages."""

    case_number: str | None = None
    patient_name: str | None = None
    employer: str | None = None
    claims_administrator: str | None = None
    date_assigned: dt.date | None = None
    date_of_injury: dt.date | None = None
    ur_denial_date: dt.date | None = None
    application_received: dt.date | None = None
    priority: str | None = None


@dataclass(slots=True)
class CaseFile:
    """A complete case file: its documents in reading order, and what could not be used."""

    root: Path
    documents: list[Document]
    problems: list[Problem] = field(default_factory=list)
    intake: Intake = field(default_factory=Intake)

    def document(self, document_id: str) -> Document:
        """The document with this id.

        Raises:
            KeyError: no document has that id.
        """
        for document in self.documents:
            if document.id == document_id:
                return document
        raise KeyError(document_id)

    def of_kind(self, *kinds: DocumentKind) -> list[Document]:
        """Usable documents of these kinds about this patient that are not copies of another, in file order."""
        return [
            d for d in self.documents
            if d.kind in kinds and d.usable and not d.other_patient and d.duplicate_of is None
        ]
