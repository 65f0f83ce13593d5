"""When the clocks of a case began: for the case as a whole, for every request, or for each item by itself.

A clock that is owed item by item (``by_item``) runs for each item from the event that concerned it. What is served or
received later about another item moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from openimr.process.rulemodel import Clock
from openimr.process.state import AMENDMENT, DEAD, PENDING, CaseState, Item, Mark

#: How a paper was sent, where nothing tells it.
UNKNOWN = "unknown"
#: Conditions on an item as it was when the clock started; the others are judged as it is now.
_OF_ITEM_THEN = ("status", "served", "liability-then")


@dataclass(frozen=True, slots=True)
class Start:
    """An event that a clock runs from.

    Attributes:
        mark: the event.
        estimated: true where the event the law counts from is not recorded and an earlier one was taken.
        sent: how the paper was sent whose receipt is presumed; empty where none is.
        items: ids of the items it began for, where the clock runs item by item; None means those of the event.
        apart: what tells it from another start of the clock: the name of a request, or the first of its items; empty
            where that is the first item of the case.
    """

    mark: Mark
    estimated: bool = False
    items: frozenset[str] | None = None
    apart: str = ""
    sent: str = ""


def starts_of(clock: Clock, state: CaseState) -> Iterator[Start]:
    """The starts of a clock in a case, in the order of the log."""
    if clock.by_item:
        yield from _for_items(clock, state)
        return
    if clock.asked_by:
        yield from (start for start in _for_requests(clock, state) if _holds(clock, start.mark, state))
        return
    marks = [mark for mark in state.marks if mark.event.kind in clock.starts and _holds(clock, mark, state)]
    if clock.each_by:
        yield from (Start(mark, apart=mark.event.said(clock.each_by)) for mark in marks)
        return
    if clock.all_items and marks:
        yield Start(_waits_since(marks[-1], state))
        return
    guess = state.last(clock.estimate_from)
    if marks and (guess is None or marks[-1].event.number > guess.event.number):
        yield Start(marks[-1])
    elif guess is not None and _holds(clock, guess, state):
        yield Start(guess, estimated=True)


def _for_requests(clock: Clock, state: CaseState) -> Iterator[Start]:
    """From receipt of each request; where none is recorded, from the notice of it, else from the asking itself."""
    for number, asked in enumerate(state.marks):
        if asked.event.kind != clock.asked_by:
            continue
        name = asked.event.said(clock.each_by or "")
        later = [mark for mark in state.marks[number:] if mark.event.said(clock.each_by or "") == name]
        received = next((mark for mark in later if mark.event.kind in clock.starts), None)
        if received is not None:
            yield Start(received, apart=name)
            continue
        sent = next((mark for mark in later if mark.event.kind in clock.estimate_from), asked)
        yield Start(sent, estimated=True, apart=name, sent=sent.event.said("mode") or UNKNOWN)


def items_then(clock: Clock, mark: Mark) -> list[Item]:
    """The items of a case that met a clock's conditions when an event had happened."""
    asked = {name: allowed for name, allowed in clock.when.items() if name in _OF_ITEM_THEN}
    items = mark.items.values()
    return [item for item in items if all(_then(item, name) in allowed for name, allowed in asked.items())]


def liability_of(item: Item) -> str:
    """Whether liability for an item is disputed, settled after a dispute, or was never disputed.

    >>> liability_of(Item("1", liability_disputed=True))
    'disputed'
    """
    return "disputed" if item.liability_disputed else "settled" if item.liability_settled else "undisputed"


def _then(item: Item, condition: str) -> str:
    if condition == "served":
        return "yes" if item.served else "no"
    return liability_of(item) if condition == "liability-then" else item.status


def _for_items(clock: Clock, state: CaseState) -> Iterator[Start]:
    began: dict[str, tuple[Mark, bool]] = {}
    changed: dict[str, int] = {}
    covered: dict[tuple[bool, str], int] = {}
    before: Mapping[str, Item] = {}
    served = {*clock.starts, *clock.estimate_from}  # service of an amended letter, not its withdrawal
    for mark in state.marks:
        number, kind = mark.event.number, mark.event.kind
        for name, item in mark.items.items():
            earlier = before.get(name)
            again = earlier is not None and earlier.amending == AMENDMENT and not item.amending and kind in served
            if earlier is None or again or (earlier.status, earlier.served) != (item.status, item.served):
                changed[name] = number
        before = mark.items
        if kind not in served or not _holds(clock, mark, state):
            continue
        for item in items_then(clock, mark):
            if item.status in DEAD and item.status not in clock.when.get("status", ()):
                continue
            # without names it is about what nobody was told of yet
            known = kind in clock.starts
            fresh = covered.get((known, item.id), 0) < changed[item.id]
            if item.id in mark.event.items or (fresh and not mark.event.items):
                covered[known, item.id] = number
                began[item.id] = (mark, not known)
    groups: dict[int, list[str]] = {}
    for name, (mark, _) in began.items():
        groups.setdefault(mark.event.number, []).append(name)
    listed = list(state.items)
    for _, names in sorted(groups.items()):
        mark, estimated = began[names[0]]
        first = min(names, key=listed.index)
        yield Start(mark, estimated, frozenset(names), apart="" if first == listed[0] else first)


def _waits_since(began: Mark, state: CaseState) -> Mark:
    """The event since which the item that waits longest waits; that which began it all where none does.

    An item that was deferred, or refused, and comes back waits from then on, not since the application.
    """
    since: dict[str, Mark] = {}
    before: Mapping[str, Item] = began.items
    for mark in state.marks:
        if mark.event.number < began.event.number:
            continue
        for name, item in mark.items.items():
            was = before.get(name)
            if item.status == PENDING and (was is None or was.status != PENDING or mark is began):
                since[name] = mark
        before = mark.items
    waiting = [mark for name, mark in since.items() if state.items[name].status == PENDING]
    return min(waiting, key=lambda mark: mark.event.number, default=began)


def _holds(clock: Clock, mark: Mark, state: CaseState) -> bool:
    facts = {
        "expedited": "yes" if mark.expedited else "no",
        "records": "awaited" if _awaited(mark, state) else "here",
        "mode": mark.event.said("mode"),
        "sender": mark.event.said("sender"),
        "result": mark.event.said("result"),
        "phase": mark.phase,
    }
    return all(facts[name] in allowed for name, allowed in clock.when.items() if name in facts)


def _awaited(mark: Mark, state: CaseState) -> bool:
    """True where neither the administrator's records nor a finding that they are complete came before an event.

    What came for a review before a remand, or before the last notice of assignment, does not count.
    """
    for one in reversed(state.marks):
        if one.event.number >= mark.event.number:
            continue
        if one.event.kind in ("assignment-notified", "remanded"):
            return True
        if one.event.kind == "records-complete" or _from_administrator(one):
            return False
    return True


def _from_administrator(mark: Mark) -> bool:
    return mark.event.kind == "records-received" and mark.event.said("sender") == "claims-administrator"
