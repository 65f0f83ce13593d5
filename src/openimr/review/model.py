"""What the review gives out: evaluations, item reviews, the draft; and the only way to a determination.

``Draft`` and ``SignedDetermination`` are different types; only :func:`openimr.review.signing.sign` makes the second.
"""

from __future__ import annotations

import datetime as dt
import re
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.manifest.model import Gap, SetAside
from openimr.casefile.model import Span


class Status(StrEnum):
    """Five-valued result of a criterion."""

    MET = "met"
    NOT_MET = "not_met"
    NOT_DOCUMENTED = "not_documented"
    CONTRADICTED = "contradicted"
    NOT_APPLICABLE = "not_applicable"


Recommendation = Literal["upheld", "overturned", "undecidable"]


class Evidence(BaseModel):
    """One place in the record: ``quote == page text[start:end]``, always."""

    model_config = ConfigDict(frozen=True)

    document: str
    file: str
    page: int
    start: int
    end: int
    quote: str

    @classmethod
    def of(cls, span: Span) -> Evidence:
        return cls(
            document=span.document, file=span.file, page=span.page, start=span.start, end=span.end, quote=span.quote
        )


class Evaluation(BaseModel):
    """One criterion judged on one item."""

    id: str
    text: str
    role: str
    status: Status
    evidence: list[Evidence] = Field(default_factory=list)
    verified: bool = False
    document_needed: str = ""
    supplier: str = ""
    trace: str = ""


class GuidelineUse(BaseModel):
    """A guideline applied to an item: topic, edition, the citation as a letter prints it, and why it was chosen."""

    topic: str
    edition: str
    citation: str
    why_chosen: str


class Sentence(BaseModel):
    """A sentence of a draft with its sources. No sentence stands without evidence, criterion or rule."""

    text: str
    evidence: list[Evidence] = Field(default_factory=list)
    criterion: str | None = None
    rule: str | None = None


class MissingDocument(BaseModel):
    """A criterion that nothing in the file speaks to: which paper would supply it, from whom, and what it must say."""

    criterion: str
    document_needed: str
    supplier: str = ""
    must_say: str = ""


class Change(BaseModel):
    """One thing that would have to be otherwise.

    Attributes:
        criterion: id of the criterion; empty where another item of the dispute is meant.
        must_hold: what must be so (or, for an exclusion, must no longer be so), in words.
        holds: whether it must hold (True) or must not.
        now: what the file shows today.
        by: what could change it: a record, the request itself, the passing of time, or the item it depends on.
        document_needed, supplier: the paper that would show it, and who writes it.
    """

    criterion: str
    must_hold: str
    holds: bool
    now: Status
    by: Literal["record", "request", "time", "principal"]
    document_needed: str = ""
    supplier: str = ""


class Turning(BaseModel):
    """What would turn the recommendation, found by search over the topics' logic.

    Attributes:
        to: the recommendation it would turn to.
        ways: the smallest sets of changes; each of them is enough by itself.
        more: how many further sets of the same size there are.
        why_none: where no change of the record or the request can turn it.
    """

    to: Recommendation
    ways: list[list[Change]] = Field(default_factory=list)
    more: int = 0
    why_none: str = ""


class UrView(BaseModel):
    """What utilization review decided on the item."""

    outcome: str = "unknown"
    requested: str | None = None
    approved: str | None = None
    citations: list[str] = Field(default_factory=list)


class FillView(BaseModel):
    """A fill that would need no review beforehand: whether the record and the request show it."""

    id: str
    says: str
    status: Status
    evidence: list[Evidence] = Field(default_factory=list)
    trace: str = ""
    reference: str = ""


class FormularyView(BaseModel):
    """What the drug formulary says of a drug; it decides nothing about medical necessity."""

    status: Literal["exempt", "non_exempt", "unlisted", "compounded", "unknown"]
    review_needed: Literal["yes", "no", "unknown"]
    says: str
    fills: list[FillView] = Field(default_factory=list)
    reference: str
    doubt: str | None = None
    verified: bool = False


Reached = Literal[
    "shown", "unopposed", "opposite", "silent", "silent_and_opposite", "excluded", "contradicted", "dependent"
]


class Agreement(BaseModel):
    """How published reviewers decided items whose recommendation was reached alike.

    Attributes:
        reached: on what the recommendation rests: overturned because all is *shown*, or with a part that counts because
            nothing speaks against it (*unopposed*); upheld because the records show the *opposite*, are *silent*, or
            both (*silent_and_opposite*), because something *excluded* it, because they are *contradicted*, or because
            the item is *dependent* on one that is upheld.
        items: how many such items of published letters were compared.
        agreed: how many of them the letters decided as recommended.
        probability: the estimate for the next one; that of all items so recommended where none was like it.
    """

    reached: Reached
    items: int
    agreed: int
    probability: float


_PORTION = re.compile(r"(\d+(?:\.\d+)?) of (\d+(?:\.\d+)?)(?: ([a-z]+))?")


class Portion(BaseModel):
    """What is left in dispute of a request that utilization review approved in part.

    Attributes:
        quantity: how much was not approved.
        whole: how much was asked for.
        unit: what is counted, where the request says.
    """

    quantity: float
    whole: float
    unit: str | None = None

    def words(self) -> str:
        """
        >>> Portion(quantity=6, whole=12, unit="visits").words()
        '6 of 12 visits'
        """
        return f"{self.quantity:g} of {self.whole:g} {self.unit or ''}".rstrip()

    @classmethod
    def read(cls, text: str) -> Portion | None:
        """The portion that was put into words so; None for any other text.

        >>> Portion.read("6 of 12 visits"), Portion.read("Acupuncture, 6 visits")
        (Portion(quantity=6.0, whole=12.0, unit='visits'), None)
        """
        found = _PORTION.fullmatch(text.strip())
        return cls(quantity=float(found[1]), whole=float(found[2]), unit=found[3]) if found else None


class ItemReview(BaseModel):
    """The review of one disputed item: a recommendation to the physician, never a decision.

    ``confidence`` is the probability that published reviewers agree, as ``agreement`` counts it; 0 where nothing
    is recommended. ``portion`` is what is decided of a request approved in part, where that can be counted.
    """

    heading: str
    request: dict[str, object]
    ur: UrView = Field(default_factory=UrView)
    portion: Portion | None = None
    recommendation: Recommendation
    confidence: float = 0.0
    agreement: Agreement | None = None
    guidelines: list[GuidelineUse] = Field(default_factory=list)
    criteria: list[Evaluation] = Field(default_factory=list)
    decisive: list[str] = Field(default_factory=list)
    rationale: list[Sentence] = Field(default_factory=list)
    missing: list[MissingDocument] = Field(default_factory=list)
    turning: Turning | None = None
    formulary: FormularyView | None = None


class DocumentView(BaseModel):
    """One line of the record-by-record manifest; more of it is in :class:`openimr.casefile.ManifestRow`."""

    id: str
    file: str
    pages: list[int]
    kind: str
    date: dt.date | None
    author: str | None
    sha256: str
    duplicate_of: str | None
    usable: bool
    facility: str | None = None
    near_duplicate: bool = False
    other_patient: bool = False
    set_aside: str = ""
    set_aside_reason: SetAside | None = None
    copied_share: float = 0.0
    copied_from: list[str] = Field(default_factory=list)
    problems: list[str] = Field(default_factory=list)


class PatientView(BaseModel):
    age: int | None = None
    sex: str | None = None
    date_of_injury: dt.date | None = None


class TimelineView(BaseModel):
    """One event of the record: ``date`` as precise as it is told (YYYY-MM-DD, YYYY-MM or YYYY)."""

    date: str
    kind: Literal["visit", "treatment", "study", "drug"]
    what: str
    outcome: str = ""
    evidence: list[Evidence] = Field(default_factory=list)


class DrugRunView(BaseModel):
    """One drug over time: first and last paper that has the patient on it, doses, last quantity, morphine equivalent
    in milligrams a day."""

    drug: str
    first: str
    last: str
    stopped: str | None = None
    quantity: float | None = None
    refills: float | None = None
    morphine_equivalent: float | None = None
    changes: list[TimelineView] = Field(default_factory=list)
    evidence: list[Evidence] = Field(default_factory=list)


class CaseView(BaseModel):
    """What intake knows of the case; blank where it does not. ``amended``: what a letter signed again puts right."""

    case_number: str | None = None
    date_assigned: dt.date | None = None
    application_received: dt.date | None = None
    ur_denial_date: dt.date | None = None
    priority: str | None = None
    amended: str | None = None


class Draft(BaseModel):
    """A sourced draft determination: what the machine read, found and proposes. It decides nothing."""

    openimr: str
    rules_version: str
    as_of: dt.date
    status: Literal["DRAFT - not a determination"] = "DRAFT - not a determination"
    case: CaseView = Field(default_factory=CaseView)
    documents: list[DocumentView]
    patient: PatientView
    summary: list[Sentence]
    items: list[ItemReview]
    timeline: list[TimelineView] = Field(default_factory=list)
    drugs: list[DrugRunView] = Field(default_factory=list)
    contradictions: list[Sentence] = Field(default_factory=list)
    gaps: list[Gap] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
