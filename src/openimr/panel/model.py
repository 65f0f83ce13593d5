"""What the panel works on: reviewers as the roster knows them, and cases as far as a selection needs them.

``None`` always means *not known*, an empty tuple *known to be none*. The two are never the same: what is not known
qualifies nobody.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

RelationKind = Literal["professional", "familial", "financial"]
Priority = Literal["standard", "expedited"]


@dataclass(frozen=True, slots=True)
class Period:
    """Days from ``since`` to ``until``, both included; None is open, or not known.

    >>> Period(dt.date(2014, 1, 1), None).covers(dt.date(2015, 1, 1))
    True
    """

    since: dt.date | None = None
    until: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies in it."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence to practise: state, whether active, whether restricted (None: not known), from and until when.

    ``status`` is the status as the roster tells it, ``revoked`` for one; ``number`` tells people of one name apart.
    """

    state: str
    active: bool
    restricted: bool | None
    period: Period
    status: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Certification:
    """A board certification or subspecialty.

    Attributes:
        specialty: id of the specialty; None where the rules know none of that name.
        name: as the roster names it.
        period: since when and until when.
        lifelong: it does not end. Without this and without an end it is not known whether it is in force.
        sub: it is a subspecialty.
    """

    specialty: str | None
    name: str
    period: Period
    lifelong: bool = False
    sub: bool = False


@dataclass(frozen=True, slots=True)
class Practice:
    """A time in active clinical practice, its hours a week (None: not known), and where it is: a relation, too."""

    period: Period
    hours: float | None
    place: str = ""


@dataclass(frozen=True, slots=True)
class Sanction:
    """A disciplinary action or sanction, taken or pending."""

    what: str
    state: Literal["taken", "pending"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """An appointment and when it is held: its kind (``qme``); None where the words ``told`` name none that is known."""

    kind: str | None
    period: Period
    told: str = ""


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A relation that a reviewer has disclosed.

    Attributes:
        kind: professional, familial or financial.
        relation: ``employment``, ``spouse``, ``shareholder`` … ; None where not told.
        party: with whom, as told.
        percent: of a financial relation, its share of the year's income.
        exception: the exception claimed (``staff_privileges`` …).
        period: when it held; without an end it holds.
    """

    kind: RelationKind
    relation: str | None
    party: str
    percent: float | None = None
    exception: str | None = None
    period: Period = Period()


@dataclass(frozen=True, slots=True)
class Reviewer:
    """A reviewer as the roster knows them. Names are confidential: only the confidential report carries them.

    Attributes:
        id: id in the roster; reports name reviewers by it.
        also: other names of the reviewer: a maiden name, a former one.
        npi: the national provider identifier, by which one person is known under any name.
        offices: practices and groups the reviewer works in; they are relations, too.
        treatments, conditions: what the reviewer has expertise in: ids of treatments, categories and body parts; ids
            of conditions.
        capacity: cases the reviewer takes at one time; load: cases open now.
        usual_days: days a review usually takes; None where not known.
        expedited: whether expedited cases are taken; None where not known.
    """

    id: str
    name: str
    discipline: str | None = None
    licences: tuple[Licence, ...] | None = None
    certifications: tuple[Certification, ...] | None = None
    practice: tuple[Practice, ...] | None = None
    sanctions: tuple[Sanction, ...] | None = None
    appointments: tuple[Appointment, ...] | None = None
    disclosures: tuple[Disclosure, ...] | None = None
    offices: tuple[str, ...] = ()
    treatments: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    capacity: int | None = None
    load: int = 0
    away: tuple[Period, ...] = ()
    usual_days: int | None = None
    expedited: bool | None = None
    also: tuple[str, ...] = ()
    npi: str | None = None


@dataclass(frozen=True, slots=True)
class Roster:
    """All reviewers, and groups of firms that belong together (an affiliation with one is looked for with all)."""

    reviewers: tuple[Reviewer, ...]
    affiliates: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class CaseParty:
    """A party of a case.

    Attributes:
        name: as told; None: it is known that there is none (no attorney, say).
        affiliates: firms that belong to it.
        also: other names of the party itself.
        npi: the national provider identifier of a provider.
    """

    role: str
    name: str | None
    affiliates: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    npi: str | None = None


@dataclass(frozen=True, slots=True)
class CaseItem:
    """A disputed item as far as a specialty depends on it.

    Attributes:
        text: as printed.
        follows: position of the item it depends on; that one's specialty decides.
    """

    text: str
    category: str
    treatment: str | None = None
    body_parts: tuple[str, ...] = ()
    specialty: str | None = None
    follows: int | None = None


@dataclass(frozen=True, slots=True)
class Clearance:
    """A person's word that a possible conflict is none.

    Attributes:
        reviewer: id of the reviewer.
        party: the party, as the case names it.
        tie: the name the reviewer is tied to, as the roster tells it; another tie to the same party is not cleared.
        by, on, reason: who says so, when, and why.
        relation: which of several relations with that name is meant, as reports tell it; where there is but one, it
            may be left out.
    """

    reviewer: str
    party: str
    tie: str
    by: str
    on: dt.date
    reason: str
    relation: str | None = None


@dataclass(frozen=True, slots=True)
class PanelCase:
    """A case as the panel sees it.

    Attributes:
        id: case number.
        parties: who takes part, by role.
        items: what is in dispute.
        conditions: diagnoses, in words or codes.
        earlier: ids of reviewers who reviewed it before; after a remand somebody else must.
        due: day the decision is due, as the docket says it; None where it does not.
        complete: day the file was complete; None where not known.
        counted: day the decision is due by the clocks of the procedure, where whoever asks has counted it.
        needed: how many reviewers are asked for.
        approval: the written approval that more than one reviewer needs.
        notes: what a reader must know of how the case was read.
    """

    id: str
    parties: tuple[CaseParty, ...] = ()
    items: tuple[CaseItem, ...] = ()
    conditions: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    priority: Priority = "standard"
    due: dt.date | None = None
    complete: dt.date | None = None
    counted: dt.date | None = None
    needed: int = 1
    approval: str | None = None
    clearances: tuple[Clearance, ...] = ()
    notes: tuple[str, ...] = ()
