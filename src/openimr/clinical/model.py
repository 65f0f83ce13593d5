"""What the clinical room gives out: facts, each at its place in the record and with the rule that found it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from openimr.casefile.model import Span


class Polarity(StrEnum):
    """Whether the text affirms, denies or leaves open what the concept names."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    UNCERTAIN = "uncertain"


class Temporality(StrEnum):
    """When the text says it holds: now, in the past, or only planned, requested or hypothetical."""

    CURRENT = "current"
    HISTORICAL = "historical"
    HYPOTHETICAL = "hypothetical"


class Experiencer(StrEnum):
    """Whose finding it is."""

    PATIENT = "patient"
    OTHER = "other"


_ACTS = ("tx.", "med.", "device.", "plan.", "lab.")


@dataclass(slots=True)
class Mention:
    """One concept found in one text, before it is tied to a page. Offsets count in the text it was found in.

    Attributes:
        concept: dotted id from the lexicon, for example ``exam.straight_leg_raise``. The first part is the fact type:
            sx, exam, dx, img, edx, tx, med, device, func, psych, risk, lab, plan, resp, admin, soc.
        start, end: offsets of the trigger words.
        sentence_start, sentence_end: offsets of the sentence it stands in (what a reader is shown as the quote).
        rule: which rule decided, for example ``lexicon:exam.straight_leg_raise/SLR`` or ``neg:denies``.
        side: left, right, bilateral or None.
        levels: spinal levels in canonical form (``L4-5``, ``L5-S1``, ``C6``), in the order named.
        regions: body parts in canonical words (``lumbar spine``, ``knee``), from the sentence, its section or
            the concept.
        value, unit: a measured value: pain score (``/10``), percent (``%``), duration (``weeks``), strength (``/5``),
            count (``visits``), dose (``mg``), angle (``deg``).
        attributes: anything further the rule read, by name. For ``resp.relief``: ``of`` (concept of the treatment),
            ``percent``, ``weeks``, ``vas_before``, ``vas_after``. For ``med.*``: ``drug``, ``strength``, ``quantity``,
            ``per_day``, ``refills``, ``since``. For ``tx.*``: ``visits``, ``outcome`` (failed, helped, none).
        date: ISO date or year-month or year of the event itself when the sentence says it; None means the
            document's date.
        section: name of the section it stands in (``history``, ``exam``, ``plan``, ...), or None.
    """

    concept: str
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    rule: str
    polarity: Polarity = Polarity.AFFIRMED
    temporality: Temporality = Temporality.CURRENT
    experiencer: Experiencer = Experiencer.PATIENT
    side: str | None = None
    levels: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    value: float | None = None
    unit: str | None = None
    attributes: dict[str, str | float | bool] = field(default_factory=dict)
    date: str | None = None
    section: str | None = None


@dataclass(slots=True)
class Fact:
    """A mention tied to its page: the unit that criteria are evaluated on.

    ``span`` covers the trigger words, ``evidence`` the sentence that a reader is shown. ``date`` is the event's date
    when the text gives one, else the document's date; ``document_date`` is the document's.
    """

    mention: Mention
    span: Span
    evidence: Span
    kind: str
    document_date: dt.date | None

    @property
    def concept(self) -> str:
        return self.mention.concept

    @property
    def assertion(self) -> str:
        """One word for screens: other_person, refused, negated, uncertain, hypothetical, historical or present.

        What was there and is gone is historical here; for criteria it counts as negated, as what is refused does.
        """
        m = self.mention
        if m.experiencer is Experiencer.OTHER:
            return "other_person"
        if m.attributes.get("refused"):
            return "refused"
        if m.attributes.get("resolved"):
            return "historical"
        if m.polarity is Polarity.NEGATED:
            return "negated"
        act = m.concept.startswith(_ACTS)
        if act and m.polarity is Polarity.UNCERTAIN and m.temporality is not Temporality.HISTORICAL:
            return "hypothetical"  # a possible operation is one that may be done
        if m.polarity is Polarity.UNCERTAIN:
            return "uncertain"
        if m.concept.startswith("plan.") and m.concept != "plan.mmi" and m.temporality is Temporality.CURRENT:
            return "hypothetical"
        if m.temporality is Temporality.HYPOTHETICAL:
            return "hypothetical"
        if m.temporality is Temporality.HISTORICAL:
            return "historical"
        return "present"

    @property
    def date(self) -> str | None:
        """ISO date (or year-month, or year) of the event; the document's date when the text gives none."""
        if self.mention.date:
            return self.mention.date
        return self.document_date.isoformat() if self.document_date else None


@dataclass(slots=True)
class Patient:
    """Who the file is about, as far as the review needs it; each with its place."""

    age: int | None = None
    sex: str | None = None
    date_of_injury: dt.date | None = None
    age_span: Span | None = None
    sex_span: Span | None = None
    date_of_injury_span: Span | None = None


@dataclass(slots=True)
class SummarySentence:
    """One sentence of the clinical case summary with the places it was read from."""

    text: str
    evidence: list[Span]


@dataclass(frozen=True, slots=True)
class DrugChange:
    """A start, a stop, or a new dose: when, what in words, and where it is told."""

    date: str
    what: str
    evidence: Span


@dataclass(slots=True)
class DrugRun:
    """One drug as the record has it.

    Attributes:
        drug: generic name.
        first: earliest date that the record tells of it, by a paper or by "since".
        last: the latest paper that has the patient on it.
        stopped: when it was said to be over, if it was not taken again afterwards.
        changes: start, doses and stop, in their order.
        quantity: what the latest prescription gave, if told.
        refills: how often that may be filled again, if told.
        morphine_equivalent: milligrams of oral morphine a day of the latest dose, if it is an opioid with a known dose.
        evidence: every place that tells of it.
    """

    drug: str
    first: str
    last: str
    stopped: str | None = None
    changes: list[DrugChange] = field(default_factory=list)
    quantity: float | None = None
    refills: float | None = None
    morphine_equivalent: float | None = None
    evidence: list[Span] = field(default_factory=list)


@dataclass(slots=True)
class TimelineEntry:
    """One event.

    Attributes:
        date: ISO day, month or year, as precise as the most precise paper tells it.
        kind: visit, treatment, study, drug.
        what: the event in words.
        outcome: what a treatment brought or a study showed, in words; empty where nothing is told.
        evidence: every place that tells it, the event's own report first.
        facts: the facts it rests on.
    """

    date: str
    kind: Literal["visit", "treatment", "study", "drug"]
    what: str
    outcome: str = ""
    evidence: list[Span] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)


@dataclass(slots=True)
class Timeline:
    """The dated events of a record in their order, and the drugs with their runs."""

    entries: list[TimelineEntry] = field(default_factory=list)
    drugs: list[DrugRun] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Statement:
    """One side of a contradiction: what a paper says, in words, and where."""

    words: str
    evidence: Span


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Statements of a record that cannot all be right.

    Attributes:
        kind: what is told differently.
        about: what it is told of, in words.
        statements: what is said, two or more.
    """

    kind: Literal["side", "level", "relief", "date", "condition", "finding", "study", "dose"]
    about: str
    statements: tuple[Statement, ...]

    @property
    def sentence(self) -> str:
        """The contradiction as a reader is told it."""
        return f"The record disagrees on {self.about}: {' against '.join(s.words for s in self.statements)}."


@dataclass(slots=True)
class ClinicalRecord:
    """What was read in a case.

    Attributes:
        facts: all facts in reading order.
        patient: who the file is about.
        summary: the sourced summary.
        timeline: what happened when, and the drugs with their runs.
        contradictions: what papers tell differently.
    """

    facts: list[Fact]
    patient: Patient
    summary: list[SummarySentence] = field(default_factory=list)
    timeline: Timeline = field(default_factory=Timeline)
    contradictions: list[Contradiction] = field(default_factory=list)
