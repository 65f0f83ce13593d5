"""The deadlines of a case: every clock that its events started, when it ends, whether it was met.

Clocks of one duty are all kept, also where they contradict each other (a statute and its regulation, a window with and
without days for mail); the earliest that is still open is marked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from openimr.process.counting import Counted, amount_of, count_clock
from openimr.process.rulemodel import Clock
from openimr.process.rules import ProcessRules
from openimr.process.starts import Start, items_then, liability_of, starts_of
from openimr.process.state import DEAD, PENDING, CaseState, Item, Mark

OPEN, OVERDUE, PASSED, MET, MET_LATE, MOOT = "open", "overdue", "passed", "met", "met late", "moot"
#: What becomes of a deadline nobody met: a right is lost, and is no duty that is late.
_MISSED = {"effect": MOOT, "right": PASSED}
_UNSET = ("at-once", "no-set-days")
#: Events that end one review of a case.
_ENDS_REVIEW = ("determination-served", "remanded")
#: Conditions on items as they are now; the others are on the case, the event and the items of then.
_OF_ITEMS = ("formulary", "outcome", "timing", "liability", "standing")


@dataclass(frozen=True, slots=True)
class Deadline:
    """One deadline of one case.

    Attributes:
        case: case number.
        clock: id of the clock.
        duty: what is to be done; clocks of one duty stand beside each other.
        title: the same in words.
        owed_by: who owes it: a role, ``party``, ``organization`` or ``nobody``.
        items: ids of the items it is about.
        request: name of the request it answers, where it is one.
        apart: what tells it from another deadline of its clock; empty for the first.
        event: number of the event that started it.
        started: when that happened, in the programme's zone.
        estimated: true where the event that starts it is not recorded and an earlier one was taken.
        counted: the last day or hour and how it was reached.
        status: open, overdue (a duty), passed (a right), met, met late or moot.
        met_at: when it was met.
        earliest: true for the earliest of the open ones of its duty (goals of practice come after the law).
        others: how many other open clocks the duty has.
    """

    case: str
    clock: str
    duty: str
    title: str
    owed_by: str
    items: tuple[str, ...]
    request: str
    event: int
    started: datetime
    estimated: bool
    counted: Counted
    status: str
    met_at: datetime | None = None
    earliest: bool = False
    others: int = 0
    apart: str = ""

    @property
    def group(self) -> tuple[str, str, str]:
        """Deadlines of one group stand beside each other: clocks of one duty that began for the same thing."""
        return (self.case, self.duty, self.apart)

    @property
    def due(self) -> datetime:
        """The instant by which it must be done."""
        return self.counted.due

    @property
    def has_day(self) -> bool:
        """False where the law says "at once" or names no time at all."""
        return self.counted.period.unit not in _UNSET

    @property
    def is_at_once(self) -> bool:
        """True where the law says "immediately" or the like."""
        return self.counted.period.unit == "at-once"

    @property
    def is_practice(self) -> bool:
        """True for a goal that no law sets."""
        return self.counted.period.nature == "practice"

    @property
    def pending(self) -> bool:
        """True while somebody has to do something."""
        return self.status in (OPEN, OVERDUE)

    @property
    def length(self) -> str:
        """How long the clock runs, in words."""
        return amount_of(self.counted.period)

    def days_left(self, as_of: date) -> int:
        """Days from ``as_of`` to the due day; negative when it has passed."""
        return (self.counted.due_day - as_of).days


def deadlines_of(state: CaseState, as_of: datetime, rules: ProcessRules) -> tuple[Deadline, ...]:
    """All deadlines of a case, the soonest first.

    Args:
        state: the case, from :func:`openimr.process.folding.state_of`.
        as_of: the moment for which open and overdue are told apart.
        rules: the rules.
    """
    found = [one for clock in rules.clocks for one in deadlines_of_clock(clock, state, as_of, rules)]
    return tuple(sorted(_marked(found), key=lambda one: (one.due, one.clock, one.event)))


def latest_of_duty(duty: str, state: CaseState, rules: ProcessRules, request: str = "") -> datetime | None:
    """The latest instant that any clock of a duty allows by any reading; None where none has started."""
    if not state.marks:
        return None
    moment = state.marks[-1].event.at  # only tells open from overdue, which does not matter here
    ends = [
        one.counted.latest
        for clock in rules.clocks
        if clock.duty == duty
        for one in deadlines_of_clock(clock, state, moment, rules)
        if one.request == request and one.has_day
    ]
    return max(ends, default=None)


def deadlines_of_clock(clock: Clock, state: CaseState, as_of: datetime, rules: ProcessRules) -> Iterator[Deadline]:
    """The deadlines of one clock: one for its last start, or one for each request."""
    for start in starts_of(clock, state):
        mark = start.mark
        items = _items(clock, start, state)
        if items is None:
            continue
        counted = count_clock(
            clock.id,
            mark.event.at,
            mode=mark.event.said("mode"),
            place=mark.event.said("place"),
            extension_days=extension_days(state, clock.extended_by, mark.event.number) if clock.extended_by else 0,
            sent=start.sent,
            rules=rules,
        )
        if counted is None:
            continue
        status, met_at = _status(clock, mark, items, counted, state, as_of, rules)
        if status == MOOT and _converted(clock, mark, state) is not None:
            continue  # the clocks of the other kind of review stand in its place
        yield Deadline(
            case=state.case,
            clock=clock.id,
            duty=clock.duty,
            title=clock.title,
            owed_by=clock.owed_by,
            items=tuple(item.id for item in items),
            request=mark.event.said(clock.each_by) if clock.each_by else "",
            apart=start.apart,
            event=mark.event.number,
            started=rules.local(mark.event.at),
            estimated=start.estimated,
            counted=counted,
            status=status,
            met_at=met_at and rules.local(met_at),
        )


def _items(clock: Clock, start: Start, state: CaseState) -> list[Item] | None:
    """The items a clock is about; None where its conditions leave none."""
    event = start.mark.event
    about = event.items if start.items is None else [name for name in state.items if name in start.items]
    named = [state.items[one] for one in about if one in state.items]
    if not named and start.items is None:
        named = list(state.items.values())
    asked = {name: allowed for name, allowed in clock.when.items() if name in _OF_ITEMS}
    if not set(DEAD) & set(clock.when.get("status", ())):
        named = [item for item in named if item.status not in DEAD] or named
    then = {item.id for item in items_then(clock, start.mark)}
    named_then = [item for item in named if item.id in then or item.id not in start.mark.items]
    kept = [item for item in named_then if all(_fact(item, name) in allowed for name, allowed in asked.items())]
    return kept if kept or not named else None


def _fact(item: Item, condition: str) -> str:
    """What a condition asks of an item as it is now."""
    if condition == "formulary":
        return "yes" if item.formulary else "no"
    if condition == "liability":
        return liability_of(item)
    if condition == "standing":
        return item.status
    return item.timing if condition == "timing" else item.decision or "undecided"


def extension_days(state: CaseState, kind: str, at: int) -> int:
    """Days of extension approved by events of a kind in the review to which the event numbered ``at`` belongs.

    A review ends with service of its determination, or with a remand.
    """
    ends = [mark.event.number for mark in state.marks if mark.event.kind in _ENDS_REVIEW]
    since = max((number for number in ends if number < at), default=0)
    until = min((number for number in ends if number > at), default=None)
    approved = (mark.event for mark in state.marks if mark.event.kind == kind and mark.event.number > since)
    inside = (event for event in approved if until is None or event.number < until)
    return sum(days for event in inside if isinstance(days := event.data.get("days"), int))


def _status(
    clock: Clock,
    start: Mark,
    items: Iterable[Item],
    counted: Counted,
    state: CaseState,
    as_of: datetime,
    rules: ProcessRules,
) -> tuple[str, datetime | None]:
    later = [mark for mark in state.marks if mark.event.number > start.event.number]
    replaced = _replaced(clock, start, state)
    stop = _stop(clock, start, list(items), state, [m for m in later if replaced is None or m.event.number < replaced])
    if stop is not None:
        unset = counted.period.unit in _UNSET
        # nobody loses a right by the stricter of two readings
        last = counted.latest if counted.period.nature == "right" else counted.due
        return (MET if unset or stop.event.at <= last else MET_LATE), stop.event.at
    # what an earlier review left open is over once the case is sent back for another
    # what is owed for one item does not end with the return of another
    superseded = replaced is not None or (start.event.number < state.review_since and not clock.by_item)
    closed = not clock.outlives and (state.phase in rules.closed or all(item.status in DEAD for item in items))
    if clock.each_by:
        name = start.event.said(clock.each_by)
        superseded = superseded or any(r.id == name and not r.open for r in state.requests)
    if superseded or state.phase in clock.moot_in or (closed and state.items):
        return MOOT, None
    if counted.period.unit in _UNSET or as_of <= counted.due:
        return OPEN, None
    return _MISSED.get(counted.period.nature, OVERDUE), None


def _replaced(clock: Clock, start: Mark, state: CaseState) -> int | None:
    """Number of the event after which another clock of the duty counts; None where none does."""
    named = (m.event.number for m in state.marks if m.event.kind in clock.superseded_by)
    found = [next((number for number in named if number > start.event.number), None), _converted(clock, start, state)]
    return min((number for number in found if number is not None), default=None)


def _converted(clock: Clock, start: Mark, state: CaseState) -> int | None:
    """Number of the event that made the review expedited after a clock of other reviews had started."""
    asked = clock.when.get("expedited")
    later = (mark for mark in state.marks if mark.event.number > start.event.number)
    return next((m.event.number for m in later if asked and ("yes" if m.expedited else "no") not in asked), None)


def _stop(clock: Clock, start: Mark, items: list[Item], state: CaseState, later: list[Mark]) -> Mark | None:
    """The event that meets a clock; where it is to be met for each item, the one with which the last item was."""
    stops = [mark for mark in later if _stops(clock, start, mark)]
    if clock.all_items:
        return None if state.with_status(PENDING) or not stops else stops[-1]
    if not clock.by_item:
        return stops[0] if stops else None
    open_ones = {item.id for item in items}
    for mark in stops:
        open_ones -= set(_covered(mark))
        if not open_ones:
            return mark
    return None


def _covered(mark: Mark) -> Iterable[str]:
    """Ids of the items an event that meets a duty is about; of a petition, those it is now about."""
    if mark.event.items:
        return mark.event.items
    petitioned = [item.id for item in mark.items.values() if item.petitioned]
    return petitioned if mark.event.kind == "petition-filed" else mark.items


def _stops(clock: Clock, start: Mark, mark: Mark) -> bool:
    event = mark.event
    if clock.met_by and event.kind == clock.met_by.event and event.said("sender") == clock.met_by.sender:
        return True
    if event.kind not in clock.stops:
        return False
    return not clock.each_by or event.said(clock.each_by) == start.event.said(clock.each_by)


def _marked(found: list[Deadline]) -> list[Deadline]:
    """The same with the earliest open deadline of each duty marked; a goal of practice only where there is no law."""
    groups: dict[tuple[str, str, str], list[int]] = {}
    for place, one in enumerate(found):
        if one.pending:
            groups.setdefault(one.group, []).append(place)
    for places in groups.values():
        first = min(places, key=lambda place: (found[place].is_practice, found[place].due))
        for place in places:
            found[place] = replace(found[place], earliest=place == first, others=len(places) - 1)
    return found
