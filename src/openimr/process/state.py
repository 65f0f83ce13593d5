"""Where a case stands: what the fold of its events gives. Values only; nothing here changes.

>>> CaseState().phase, CaseState().open_requests
('new', ())
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from openimr.process.events import Event

#: What can have become of an item.
PENDING, ELIGIBLE, INELIGIBLE, DEFERRED, MERGED, TERMINATED, DECIDED = (
    "pending", "eligible", "ineligible", "deferred", "merged", "terminated", "decided",
)  # fmt: skip

#: What a letter changes that is signed after the determination was served: slips, or what was decided about.
CORRECTION, AMENDMENT = "correction", "amendment"

#: What nothing more is decided about.
DEAD = (INELIGIBLE, MERGED, TERMINATED)


@dataclass(frozen=True, slots=True)
class Item:
    """One disputed item as the events tell of it.

    Attributes:
        id: its id in the case.
        text: the request as printed.
        formulary: true for a drug under the formulary's clocks.
        timing: prospective, concurrent or retrospective.
        liability_disputed: liability for it is disputed.
        agreed: the administrator agreed to a review in spite of that.
        necessity: false where the dispute is not about medical necessity.
        for_information: denied because requested information did not come.
        status: pending, eligible, ineligible, deferred, merged, terminated or decided.
        reasons: codes of why it is not eligible.
        decision: upheld or overturned.
        merged_into: the earlier application it was merged into.
        liability_settled: liability for it was disputed, and is no more.
        noticed: a notice of assignment covers it in its present review.
        in_review: it went to the reviewer.
        served: its determination was served.
        reviewer: who decided it last, by private id.
        petitioned: a petition about it is before the appeals board.
        petition_denied: the board denied a petition about it as it was settled last.
        implemented: what its served determination asks for was done.
        amending: what a letter about it changes that is signed and not served yet: correction or amendment.
    """

    id: str
    text: str = ""
    formulary: bool = False
    timing: str = "prospective"
    liability_disputed: bool = False
    agreed: bool = False
    necessity: bool = True
    for_information: bool = False
    status: str = PENDING
    reasons: tuple[str, ...] = ()
    decision: str = ""
    merged_into: str = ""
    liability_settled: bool = False
    noticed: bool = False
    in_review: bool = False
    served: bool = False
    reviewer: str = ""
    petitioned: bool = False
    petition_denied: bool = False
    implemented: bool = False
    amending: str = ""


_NOTHING: Mapping[str, Item] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Request:
    """One request for information: who was asked, in which state, and whether it still waits for an answer."""

    id: str
    of: str
    asked_in: str
    event: int
    open: bool = True
    answered: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """An event that took effect, and how the case stood.

    Attributes:
        event: the event.
        phase: the state it happened in; while information is awaited, the state the case returns to.
        expedited: the review was expedited once it had happened.
        items: the items once it had happened.
    """

    event: Event
    phase: str
    expedited: bool = False
    items: Mapping[str, Item] = field(default_factory=lambda: _NOTHING)


@dataclass(frozen=True, slots=True)
class Refusal:
    """An event that was refused: it changed nothing.

    Attributes:
        number: its place in the log; 0 for an event that is not in it yet.
        kind: what it would have been.
        why: why it was refused, in plain words.
        remedy: what to do.
        source: the law behind it; empty where it is a matter of the log alone.
    """

    number: int
    kind: str
    why: str
    remedy: str = ""
    source: str = ""

    def sentence(self) -> str:
        """The refusal as one line.

        >>> Refusal(3, "published", "nobody has confirmed the redaction", source="LC 4610.6(m)").sentence()
        'published: refused, nobody has confirmed the redaction (LC 4610.6(m))'
        """
        text = f"{self.kind}: refused, {self.why}"
        if self.source:
            text += f" ({self.source})"
        return f"{text}; {self.remedy}" if self.remedy else text


@dataclass(frozen=True, slots=True)
class CaseState:
    """A case at one moment.

    Attributes:
        case: its number; empty before the first event.
        phase: the state of the rules it is in.
        back_to: the state it returns to when no request is open any more.
        items: what is disputed, by id.
        expedited: a person made the review expedited.
        certified: a threat was certified, with documents.
        requests: requests for information, oldest first.
        cleared: reviewers somebody cleared of conflicts for the present review.
        reviewer: the reviewer of the present review, by private id.
        earlier_reviewers: reviewers of reviews before a remand.
        joined: cases this one was joined with.
        redaction_confirmed: somebody confirmed the redaction of the present determination.
        published: the last determination was published.
        marks: the events that took effect, in order.
        refusals: the events that did not.
        review_since: number of the event that sent the case back for the present review; 0 in the first one.
        last_day: day of the last event that took effect, in the programme's zone.
    """

    case: str = ""
    phase: str = "new"
    back_to: str = ""
    items: Mapping[str, Item] = field(default_factory=lambda: _NOTHING)
    expedited: bool = False
    certified: bool = False
    requests: tuple[Request, ...] = ()
    cleared: frozenset[str] = frozenset()
    reviewer: str = ""
    earlier_reviewers: tuple[str, ...] = ()
    joined: frozenset[str] = frozenset()
    redaction_confirmed: bool = False
    published: bool = False
    marks: tuple[Mark, ...] = ()
    refusals: tuple[Refusal, ...] = ()
    review_since: int = 0
    last_day: date | None = None

    @property
    def open_requests(self) -> tuple[Request, ...]:
        """Requests that still wait for an answer."""
        return tuple(request for request in self.requests if request.open)

    def with_status(self, *statuses: str) -> tuple[Item, ...]:
        """The items with one of these statuses, in order."""
        return tuple(item for item in self.items.values() if item.status in statuses)

    def last(self, kinds: Iterable[str]) -> Mark | None:
        """The last event of one of these kinds that took effect."""
        wanted = set(kinds)
        return next((mark for mark in reversed(self.marks) if mark.event.kind in wanted), None)
