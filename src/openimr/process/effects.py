"""What events do to a case beside moving it: items settled, requests opened and closed, a reviewer assigned.

Each function takes the state before and the event, which was allowed, and gives the state after.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from openimr.process.events import Event
from openimr.process.state import (
    DECIDED,
    DEFERRED,
    ELIGIBLE,
    INELIGIBLE,
    MERGED,
    PENDING,
    TERMINATED,
    CaseState,
    Item,
    Request,
)

_YES = (True, "yes", "true")
_NO = (False, "no", "false")


def items_named(state: CaseState, event: Event) -> tuple[str, ...]:
    """Ids of the items an event is about: those it names, or every one that is not settled."""
    return event.items or tuple(item.id for item in state.with_status(PENDING, DEFERRED, ELIGIBLE))


def listed_items(event: Event) -> dict[str, Item] | None:
    """The items an event lists in its field ``items``; None where the list is not well formed."""
    rows = event.data.get("items")
    if not isinstance(rows, list) or not rows:
        return None
    found: dict[str, Item] = {}
    for row in rows:
        name = row.get("id") if isinstance(row, Mapping) else None
        if not isinstance(row, Mapping) or not isinstance(name, str) or not name or name in found:
            return None
        found[name] = Item(
            id=name,
            text=str(row.get("text", "")),
            formulary=row.get("formulary") in _YES,
            timing=str(row.get("timing", "prospective")),
            liability_disputed=row.get("liability-disputed") in _YES,
            necessity=row.get("necessity", True) not in _NO,
            for_information=row.get("denied-for-information") in _YES,
        )
    return found


def reasons_of(event: Event) -> dict[str, tuple[str, ...]]:
    """Codes of refusal an event gives, by item: one list for all its items, or a list for each."""
    given = event.data.get("reasons")
    if isinstance(given, Mapping):
        return {str(item): _codes(codes) for item, codes in given.items()}
    return dict.fromkeys(event.items, _codes(given))


def _codes(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (value,)
    return tuple(str(one) for one in value) if isinstance(value, list) else ()


def decisions_of(event: Event) -> dict[str, str]:
    """Decisions an event gives, by item."""
    given = event.data.get("decisions")
    return {str(item): str(decision) for item, decision in given.items()} if isinstance(given, Mapping) else {}


def _with(state: CaseState, ids: Iterable[str], **changes: Any) -> CaseState:
    items = dict(state.items)
    for one in ids:
        if one in items:
            items[one] = replace(items[one], **changes)
    return replace(state, items=MappingProxyType(items))


def _settled(state: CaseState) -> CaseState:
    """The state moves on once no item waits for a decision on eligibility any more."""
    if state.phase not in ("received", "deferred") or state.with_status(PENDING):
        return state
    return replace(state, phase=_phase_of_items(state))


def _phase_of_items(state: CaseState) -> str:
    """The state that the items of a case not yet assigned give it together, whichever of them was decided last.

    An item that is not eligible goes before those that ended: its reasons are to be told, and may be appealed.
    """
    for status, phase in (
        (ELIGIBLE, "eligible"),
        (DEFERRED, "deferred"),
        (INELIGIBLE, "ineligible"),
        (TERMINATED, "terminated"),
        (MERGED, "merged"),
    ):
        if state.with_status(status):
            return phase
    return "terminated"


def _list_items(state: CaseState, event: Event) -> CaseState:
    return replace(state, items=MappingProxyType(listed_items(event) or {}))


def _ineligible(state: CaseState, event: Event) -> CaseState:
    for item, codes in reasons_of(event).items():
        if item in event.items:
            state = _with(state, [item], status=INELIGIBLE, reasons=codes)
    return _settled(state)


def _merged(state: CaseState, event: Event) -> CaseState:
    return _settled(_with(state, event.items, status=MERGED, merged_into=event.said("into")))


def _deferred(state: CaseState, event: Event) -> CaseState:
    return _settled(_with(state, event.items, status=DEFERRED))


def _eligible(state: CaseState, event: Event) -> CaseState:
    return _settled(_with(state, event.items, status=ELIGIBLE))


def _liability_resolved(state: CaseState, event: Event) -> CaseState:
    ids = event.items or tuple(state.items)
    settled = [one for one in ids if one in state.items and state.items[one].liability_disputed]
    state = _with(state, settled, liability_disputed=False)
    if state.phase != "deferred":
        return state
    return replace(
        _with(state, [i.id for i in state.with_status(DEFERRED) if i.id in settled], status=PENDING), phase="received"
    )


def _agreed(state: CaseState, event: Event) -> CaseState:
    state = _with(state, event.items, agreed=True)
    if state.phase != "deferred":
        return state
    waiting = [item.id for item in state.with_status(DEFERRED) if item.id in event.items]
    return replace(_with(state, waiting, status=PENDING), phase="received") if waiting else state


def _open_request(state: CaseState, event: Event) -> CaseState:
    asked_in = state.back_to if state.phase == "info-requested" else state.phase
    request = Request(event.said("request"), event.said("of"), asked_in, event.number)
    return replace(state, requests=(*state.requests, request), back_to=asked_in, phase="info-requested")


def _close_request(state: CaseState, event: Event) -> CaseState:
    answered = event.kind == "request-answered"
    requests = tuple(
        replace(one, open=False, answered=answered) if one.id == event.said("request") else one
        for one in state.requests
    )
    state = replace(state, requests=requests)
    return state if state.open_requests else _settled(replace(state, phase=state.back_to, back_to=""))


def _terminated(state: CaseState, event: Event) -> CaseState:
    state = _with(state, items_named(state, event), status=TERMINATED)
    if state.with_status(PENDING, DEFERRED, ELIGIBLE):
        return _settled(state)
    unassigned = state.phase in ("received", "deferred", "eligible")
    return replace(state, phase=_phase_of_items(state) if unassigned else "terminated", back_to="")


def _decided(state: CaseState, event: Event) -> CaseState:
    for item, decision in decisions_of(event).items():
        state = _with(state, [item], status=DECIDED, decision=decision)
    return state


def _remand(state: CaseState, event: Event) -> CaseState:
    refused = [item.id for item in state.with_status(INELIGIBLE)]
    if not state.with_status(DECIDED):  # the petition was about eligibility, which is to be decided again
        return replace(_with(state, refused, status=PENDING, reasons=()), phase="received")
    items = [item.id for item in state.with_status(DECIDED) if not event.items or item.id in event.items]
    earlier = (*state.earlier_reviewers, state.reviewer) if state.reviewer else state.earlier_reviewers
    state = _with(state, items, status=ELIGIBLE, decision="")
    return replace(
        state,
        earlier_reviewers=earlier,
        reviewer="",
        cleared=frozenset(),
        redaction_confirmed=False,
        beside=frozenset(),
        review_since=event.number,
    )


def _consolidate(state: CaseState, event: Event) -> CaseState:
    return replace(state, joined=state.joined | set(_codes(event.data.get("cases"))))


def _certify(state: CaseState, event: Event) -> CaseState:
    """A certification counts only with its documents; one without takes an earlier one nothing."""
    return replace(state, certified=state.certified or event.said("documented") in ("yes", "true"))


EFFECTS: dict[str, Callable[[CaseState, Event], CaseState]] = {
    "note": lambda state, event: state,
    "list-items": _list_items,
    "items-merged": _merged,
    "items-ineligible": _ineligible,
    "items-deferred": _deferred,
    "items-eligible": _eligible,
    "items-terminated": _terminated,
    "liability-resolved": _liability_resolved,
    "agreed": _agreed,
    "open-request": _open_request,
    "close-request": _close_request,
    "consolidate": _consolidate,
    "certify": _certify,
    "expedite": lambda state, event: replace(state, expedited=True),
    "clear-reviewer": lambda state, event: replace(state, cleared=state.cleared | {event.said("reviewer")}),
    "assign-reviewer": lambda state, event: replace(state, reviewer=event.said("reviewer")),
    "decide-items": _decided,
    "remand": _remand,
    "redaction": lambda state, event: replace(state, redaction_confirmed=True),
    "beside": lambda state, event: replace(state, beside=state.beside | {event.kind}),
}
