"""The reports of the panel: what was looked at, how every rule came out, who was chosen and why.

These models are the contract of ``imr panel select`` and ``assign --format json``. They name reviewers and are
confidential; :mod:`openimr.panel.publishing` makes of them what may be published.
"""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.panel.findings import Outcome
from openimr.panel.model import Priority
from openimr.panel.rules import Basis


class _Row(BaseModel):
    model_config = ConfigDict(frozen=True)


class RuleRow(_Row):
    """A rule: what it asks, where it comes from, since when; how many reviewers it keeps out, and how many it alone.

    ``alone`` counts reviewers whom no other rule keeps out.
    """

    id: str
    text: str
    basis: Basis
    reference: str
    since: dt.date | None
    until: dt.date | None
    verified: bool
    in_force: bool
    excluded: int = 0
    alone: int = 0


class FindingRow(_Row):
    """How one rule came out for one reviewer, and why."""

    rule: str
    outcome: Outcome
    why: str


class CandidateRow(_Row):
    """One reviewer of the roster, in or out, and why.

    Attributes:
        verdict: ``chosen``; ``may_review``: no rule forbids it; ``excluded``.
        rank: place among those who may review, from 1, in the order in which they would be chosen.
        fit: the reviewer's specialty is the same as the items ask for, or similar.
        preferred: the licence that is preferred is held.
        lot: the number drawn; the lowest goes first among equals.
        against: rules that keep the reviewer out.
    """

    reviewer: str
    name: str
    verdict: Literal["chosen", "may_review", "excluded"]
    rank: int | None
    specialties: list[str]
    fit: Literal["same", "similar", "none"]
    preferred: bool
    load: int
    capacity: int | None
    lot: int
    against: list[str]
    findings: list[FindingRow]


class ToClear(_Row):
    """A possible conflict that a person must look at before the reviewer can be chosen.

    ``relation`` is the kind of tie (``professional contractor``); a clearance names it.
    """

    reviewer: str
    name: str
    party: str
    role: str
    tie: str
    relation: str
    why: str


class Block(_Row):
    """Why a case got no reviewer, or too few.

    Attributes:
        kind: ``rules``: too few reviewers may take it at all; ``room``: those who may have too little room for all the
            cases that compete for them.
        text: the answer in a sentence.
        rules: ids of the rules that stand in the way: lifted, they would let it be served.
        nearest: ids of the reviewers whom only these rules keep out; or who are the bottleneck.
        cases: ids of the cases that compete for them, this one among them.
        needed, room: reviews that these cases need, and reviews for which these reviewers have room.
    """

    kind: Literal["rules", "room"]
    text: str
    rules: list[str]
    nearest: list[str]
    cases: list[str] = Field(default_factory=list)
    needed: int
    room: int


class Selection(BaseModel):
    """The selection for one case: every candidate and every rule.

    Attributes:
        day: the day whose rules decide.
        seed: from which the lot was drawn; the same seed gives the same selection.
        needs: for each item, the specialties it asks for and why.
        because: why the chosen ones stand before the others.
        lifted: rules that a person asked to leave out of account.
    """

    openimr: str
    format_version: int = 1
    confidential: str
    title: str
    case: str
    priority: Priority
    due: dt.date
    day: dt.date
    seed: int
    needed: int
    chosen: list[str]
    because: str
    needs: list[str]
    parties: list[str]
    block: Block | None
    candidates: list[CandidateRow]
    rules: list[RuleRow]
    to_clear: list[ToClear]
    lifted: list[str]
    notes: list[str]


class Given(_Row):
    """A case of a docket: who got it, or why nobody did."""

    case: str
    priority: Priority
    due: dt.date
    needed: int
    chosen: list[str]
    fit: Literal["same", "similar", "none"]
    may_review: int
    to_clear: int
    block: Block | None


class LoadRow(_Row):
    """A reviewer's load before and after, and for how many of the cases no rule stood in the way."""

    reviewer: str
    name: str
    specialties: list[str]
    before: int
    given: int
    after: int
    capacity: int | None
    might: int


class EqualsRow(_Row):
    """Reviewers who are alike in all that counts: same cases open to them, same preference, capacity and load before.

    ``spread`` is the difference between the one given most and the one given least; without other cases it is at most
    1.
    """

    reviewers: list[str]
    given: int
    least: int
    most: int
    spread: int


class SpecialtyLoad(_Row):
    """How the load is spread among those of a specialty who had room: cases given, and shares of capacity in use."""

    specialty: str
    reviewers: int
    given: int
    least: float
    median: float
    most: float


class DocketReport(BaseModel):
    """The assignment of a whole docket."""

    openimr: str
    format_version: int = 1
    confidential: str
    title: str
    day: dt.date
    seed: int
    served: int
    unserved: int
    cases: list[Given]
    loads: list[LoadRow]
    equals: list[EqualsRow]
    specialties: list[SpecialtyLoad]
    rules: list[RuleRow]
    to_clear: list[ToClear]
    lifted: list[str]
    notes: list[str]
