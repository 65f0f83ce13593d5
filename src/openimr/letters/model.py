"""A Final Determination letter as data: the contract of ``imr letters parse``.

Dates are ISO or null, blanks left by redaction are kept, nothing is guessed. Keys stay; extra keys are welcome.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.dispute.model import Request

Decision = Literal["upheld", "overturned"]
StatementKind = Literal["mtus", "non_mtus", "none_cited", "outside_mtus"]


class Citation(BaseModel):
    """One guideline cited in a statement, taken apart.

    Attributes:
        guideline: canonical guideline id (``mtus-chronic-pain``, ``acoem``, ``odg``, ...) or None when not recognised.
        edition: id of the edition as cited, or None when the words do not fix one.
        year: year as printed.
        chapter: chapter as printed or as the guideline's title implies ("Low Back Complaints").
        sections: section titles as printed.
        pages: pages as printed (``46``, ``121-122``).
        resolved_topic: id of the guideline topic, where the rules know it; the likeliest where they know several.
        topics: ids of all topics that the citation may be about, where it does not tell them apart.
        standing: how it was told: ``section`` (section or page name it), ``item`` (a guideline or chapter cited as a
            whole, for this item), ``outside`` (the library has no topic for what is cited).
        why: the reason in a few plain words.
    """

    model_config = ConfigDict(extra="allow")

    guideline: str | None = None
    edition: str | None = None
    year: int | None = None
    chapter: str | None = None
    sections: list[str] = Field(default_factory=list)
    pages: list[str] = Field(default_factory=list)
    resolved_topic: str | None = None
    topics: list[str] = Field(default_factory=list)
    standing: Literal["section", "item", "outside"] | None = None
    why: str | None = None


class Statement(BaseModel):
    """One sentence of a guideline block. Kinds: mtus, non_mtus, none_cited, outside_mtus."""

    kind: StatementKind
    citations: list[Citation] = Field(default_factory=list)
    text: str


class GuidelineBlock(BaseModel):
    """The text after "Claims Administrator guideline:" or the reviewer's guideline label, and its statements."""

    text: str = ""
    statements: list[Statement] = Field(default_factory=list)


class Reviewer(BaseModel):
    """Credentials as the letter prints them. Names are secret by law (LC 4610.6(f)) and never stand here."""

    certifications: list[str] = Field(default_factory=list)
    subspecialties: list[str] = Field(default_factory=list)
    licensed_in: list[str] = Field(default_factory=list)


class LetterPatient(BaseModel):
    age: int | None = None
    sex: str | None = None


class Note(BaseModel):
    """An evidence note of our current era: the sentence number it belongs to, and where it stands in the record."""

    number: int
    text: str


class LetterItem(BaseModel):
    """One disputed item as the letter decides it.

    ``original``, ``authorized`` and ``eligible`` are the three quantities of a partly authorized request, as printed.
    """

    model_config = ConfigDict(extra="allow")

    heading: str
    decision: Decision | None = None
    original: str | None = None
    authorized: str | None = None
    eligible: str | None = None
    request: Request = Field(default_factory=Request)
    claims_administrator: GuidelineBlock = Field(default_factory=GuidelineBlock)
    reviewer_guideline: GuidelineBlock = Field(default_factory=GuidelineBlock)
    rationale: str = ""
    missing: list[str] = Field(default_factory=list)
    notes: list[Note] = Field(default_factory=list)


class ManifestLine(BaseModel):
    """One line of the list of documents reviewed."""

    number: int
    date: dt.date | None = None
    kind: str
    author: str | None = None
    pages: str = ""
    file: str = ""
    remark: str = ""


class Signature(BaseModel):
    """The physician's act, as our current letters carry it.

    It is believed only while ``content_sha256`` equals the digest of the letter's content
    (:func:`openimr.letters.digest.content_digest`); otherwise the letter is rendered as a draft. The copy for
    publication carries ``copy_sha256`` in its place.

    Attributes:
        signed_at: moment of signing, ISO 8601 with time zone.
        attestations: what the physician attested, in words.
        content_sha256: digest of the letter's content; empty in a copy for publication.
        determination_sha256: digest of the signed determination the letter was made from; empty in such a copy.
        copy_sha256: digest of the content of a copy for publication; empty in the letter itself. The copy does not
            carry the other digests: whoever has all but a name could try names against them.
    """

    signed_at: str
    attestations: list[str] = Field(default_factory=list)
    content_sha256: str = ""
    determination_sha256: str = ""
    copy_sha256: str = ""


class Letter(BaseModel):
    """A determination letter of any era.

    Attributes:
        form: how a published letter printed something that can be printed in more than one way (``credentials``,
            ``licensure``, ``specialty``, or the name of a date), kept so that the letter can be written again as it
            was; used only while it agrees with the data.
        documents_said: what the list of documents holds, in a sentence (current era).
        manifest: the list of documents (current era).
        set_aside: papers set aside that have no row of their own, a paragraph for each reason (current era).
        gaps: what the file did not hold, and whom to ask for it (current era).
        summary_notes: evidence notes of the summary (current era).
        prepared_with, rules_as_of: program and rules that prepared the draft; the day of its rules (current era).
        amended: of a letter signed again after service: when it was first signed, and what was wrong; None otherwise.
        warnings: what the reader must know: documents that could not be read, papers that do not agree (current era).
        signature: None on a draft and on every published letter of an older era.
    """

    model_config = ConfigDict(extra="allow")

    source: str | None = None
    era: str
    case_number: str | None = None
    date_assigned: dt.date | None = None
    date_of_injury: dt.date | None = None
    decision_date: dt.date | None = None
    ur_denial_date: dt.date | None = None
    priority: str | None = None
    application_received: dt.date | None = None
    organization: str | None = None
    reviewer: Reviewer = Field(default_factory=Reviewer)
    patient: LetterPatient = Field(default_factory=LetterPatient)
    summary: str = ""
    documents_reviewed: list[str] = Field(default_factory=list)
    documents_said: str = ""
    manifest: list[ManifestLine] = Field(default_factory=list)
    set_aside: list[str] = Field(default_factory=list)
    gaps: list[str] = Field(default_factory=list)
    items: list[LetterItem] = Field(default_factory=list)
    problems: list[str] = Field(default_factory=list)
    form: dict[str, str] = Field(default_factory=dict)
    summary_notes: list[Note] = Field(default_factory=list)
    prepared_with: str | None = None
    rules_as_of: dt.date | None = None
    amended: str | None = None
    warnings: list[str] = Field(default_factory=list)
    signature: Signature | None = None
