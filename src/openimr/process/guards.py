"""Conditions that hold an event back: each sees the state before and the event, and says whether the way is free.

What is said when one holds an event back is data (``machine.yaml``).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from openimr.process.deadlines import extension_days, latest_of_duty
from openimr.process.effects import (
    decisions_of,
    items_before_board,
    items_petitioned,
    items_to_implement,
    may_be_petitioned,
    reasons_of,
)
from openimr.process.events import Event
from openimr.process.rules import ProcessRules
from openimr.process.state import AMENDMENT, CORRECTION, DECIDED, ELIGIBLE, PENDING, CaseState, Item

#: The kind of paper no determination may rest on alone, as the casefile room names it.
_DENIAL = "ur_determination"


#: Guards that only wait for a last day of the whole case to pass.
TIME_GUARDS = frozenset({"window-passed", "records-limit-passed", "appeal-time-passed"})


def _named(state: CaseState, event: Event) -> list[Item]:
    return [state.items[one] for one in event.items if one in state.items]


def _known_items(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(one in state.items for one in event.items)


def _items_open(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(item.status == PENDING for item in _named(state, event))


def _items_eligible(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    decisions = decisions_of(event)
    wanted = {item.id for item in state.with_status(ELIGIBLE) if item.in_review}
    return set(decisions) == wanted and set(decisions.values()) <= {"upheld", "overturned"}


def _reasons_listed(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    day = rules.local(event.at).date()
    codes = {r.code for r in rules.reasons if r.begins <= day <= r.ends}
    given = reasons_of(event)
    return set(event.items) <= set(given) and all(given[i] and set(given[i]) <= codes for i in event.items)


def _request_open(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return any(request.id == event.said("request") for request in state.open_requests)


def _request_new(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(request.id != event.said("request") for request in state.requests)


def _request_not_received(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    name = event.said("request")
    return not any(mark.event.kind == event.kind and mark.event.said("request") == name for mark in state.marks)


def _passed(end: datetime | None, event: Event) -> bool:
    return end is not None and end < event.at


def _request_limit_passed(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    name = event.said("request")
    duties = dict.fromkeys(clock.duty for clock in rules.clocks if clock.each_by == "request")
    ends = [end for duty in duties if (end := latest_of_duty(duty, state, rules, name)) is not None]
    return _passed(max(ends, default=None), event)


def _limit_of(*duties: str) -> Callable[[CaseState, Event, ProcessRules], bool]:
    """True once the last day of every clock of these duties has passed; false where none has started."""

    def passed(state: CaseState, event: Event, rules: ProcessRules) -> bool:
        ends = [end for duty in duties if (end := latest_of_duty(duty, state, rules)) is not None]
        return _passed(max(ends, default=None), event)

    return passed


def _liability_disputed(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(item.liability_disputed and not item.agreed for item in _named(state, event))


def _agreed_or_undisputed(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(item.agreed or not item.liability_disputed for item in _named(state, event))


def _same_case(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return all(event.said(field) == "yes" for field in ("same-employee", "same-physician", "same-injury"))


def _more_than_denial(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    kinds = event.data.get("documents")
    return isinstance(kinds, list) and any(isinstance(kind, str) and kind and kind != _DENIAL for kind in kinds)


def _short_extension(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    days = event.data.get("days")
    if not isinstance(days, int) or isinstance(days, bool):
        return False
    longest = rules.guard("short-extension").limit
    return days >= 1 and longest is not None and days + extension_days(state, event.kind, event.number) <= longest


def _something_overturned(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    found = items_to_implement(state, event)
    return bool(found) and set(event.items) <= set(found)


def _may_be_petitioned(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    ids = items_petitioned(state, event)
    return bool(ids) and all(one in state.items and may_be_petitioned(state.items[one]) for one in ids)


def _before_the_board(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    ids = items_before_board(state, event)
    if not event.items and any(may_be_petitioned(item) for item in state.items.values()):
        return False  # which items an order is about must not depend on what was filed between
    return bool(ids) and all(one in state.items and state.items[one].petitioned for one in ids)


def _something_to_assign(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    waiting = [item.id for item in state.with_status(ELIGIBLE) if not item.noticed]
    return bool(set(waiting) & set(event.items) if event.items else waiting)


def _determined_by(state: CaseState, item: str) -> int:
    """Number of the event that decided an item last."""
    made = (mark.event for mark in reversed(state.marks) if item in decisions_of(mark.event))
    return next((event.number for event in made if event.kind == "determination-made"), 0)


def _may_be_amended(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    items = _named(state, event)
    free = all(item.status == DECIDED and item.served and not item.petitioned for item in items)
    return free and len({_determined_by(state, item.id) for item in items}) == 1


def _decisions_kept(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    given = decisions_of(event)
    return all(one in state.items and state.items[one].decision == said for one, said in given.items())


def _waits(change: str) -> Callable[[CaseState, Event, ProcessRules], bool]:
    return lambda state, event, rules: any(item.amending == change for item in state.items.values())


def _all_that_waits(state: CaseState, event: Event, rules: ProcessRules) -> bool:
    return set(event.items) == {item.id for item in state.items.values() if item.amending}


GUARDS: dict[str, Callable[[CaseState, Event, ProcessRules], bool]] = {
    "known-items": _known_items,
    "items-open": _items_open,
    "items-eligible": _items_eligible,
    "reasons-listed": _reasons_listed,
    "request-open": _request_open,
    "request-new": _request_new,
    "request-not-received": _request_not_received,
    "request-limit-passed": _request_limit_passed,
    "window-passed": _limit_of("application"),
    "records-limit-passed": _limit_of("records"),
    "appeal-time-passed": _limit_of("petition", "petition-ineligible"),
    "liability-disputed": _liability_disputed,
    "administrator-agrees-or-undisputed": _agreed_or_undisputed,
    "same-physician-and-injury": _same_case,
    "conflicts-cleared": lambda state, event, rules: event.said("reviewer") in state.cleared,
    "another-reviewer": lambda state, event, rules: event.said("reviewer") not in state.earlier_reviewers,
    "more-than-the-denial": _more_than_denial,
    "short-extension": _short_extension,
    "certified": lambda state, event, rules: state.certified,
    "something-overturned": _something_overturned,
    "something-to-assign": _something_to_assign,
    "something-served": lambda state, event, rules: any(item.served for item in state.items.values()),
    "items-unserved": lambda state, event, rules: not any(item.served for item in _named(state, event)),
    "may-be-petitioned": _may_be_petitioned,
    "before-the-board": _before_the_board,
    "may-be-amended": _may_be_amended,
    "not-denied": lambda state, event, rules: not any(item.petition_denied for item in _named(state, event)),
    "same-reviewer": lambda state, event, rules: all(
        item.reviewer == event.said("reviewer") for item in _named(state, event)
    ),
    "decisions-kept": _decisions_kept,
    "correction-waits": _waits(CORRECTION),
    "amendment-waits": _waits(AMENDMENT),
    "all-that-waits": _all_that_waits,
    "letter-waits": lambda state, event, rules: any(item.amending for item in state.items.values()),
    "no-letter-waits": lambda state, event, rules: not any(item.amending for item in state.items.values()),
    "redaction-confirmed": lambda state, event, rules: state.redaction_confirmed,
}
