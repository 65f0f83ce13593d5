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
    AMENDMENT,
    CORRECTION,
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


#: States before a notice of assignment, which the items of a case give it together.
_UNASSIGNED = ("received", "deferred", "eligible")
#: States that an item leaves when it is to be decided again: no review is under way in them.
_AT_REST = ("deferred", "eligible", "ineligible", "served", "appealed", "final", "terminated", "merged")
#: States in which a notice of assignment begins a review at once; in others the item waits for the next one.
_BEFORE_REVIEW = ("received", "eligible", "remanded", "assigned")


def items_to_end(state: CaseState, event: Event) -> tuple[str, ...]:
    """Ids of the items a termination is about: those it names, or every one without a served determination."""
    open_ones = state.with_status(PENDING, DEFERRED, ELIGIBLE, DECIDED)
    return event.items or tuple(item.id for item in open_ones if not item.served)


def items_petitioned(state: CaseState, event: Event) -> tuple[str, ...]:
    """Ids of the items a petition is about.

    Those it names; else, in a case where nothing else goes on, the items decided, or those found not eligible where
    none was decided. While a case goes on a petition must name its items.
    """
    if event.items:
        return event.items
    if state.phase not in ("served", "ineligible", "appealed"):
        return ()
    free = [item for item in state.items.values() if may_be_petitioned(item)]
    return tuple(item.id for item in free if item.status == DECIDED) or tuple(item.id for item in free)


def may_be_petitioned(item: Item) -> bool:
    """True where a petition may be filed about an item: its determination is served, or it was found not eligible."""
    return not item.petitioned and (item.status == INELIGIBLE or (item.status == DECIDED and item.served))


def items_before_board(state: CaseState, event: Event) -> tuple[str, ...]:
    """Ids of the items an order of the appeals board is about: those it names, or all it has a petition about."""
    return event.items or tuple(item.id for item in state.items.values() if item.petitioned)


def items_to_implement(state: CaseState, event: Event) -> tuple[str, ...]:
    """Ids of the items whose served determination is to be implemented: those it names, or every overturned one."""
    owed = [item.id for item in state.with_status(DECIDED) if item.decision == "overturned" and item.served]
    return tuple(one for one in owed if not event.items or one in event.items)


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
    return _moved_on(state)


def _moved_on(state: CaseState) -> CaseState:
    """The state with the phase that its items give it; an item already noticed goes into the review that begins."""
    phase = _phase_of_items(state)
    if phase == "assigned":
        state = _with(state, [item.id for item in state.with_status(ELIGIBLE) if item.noticed], in_review=True)
    return replace(state, phase=phase, back_to="")


def _phase_of_items(state: CaseState) -> str:
    """The state that the items of a case give it together while no review is under way, whichever was settled last.

    What is still to be done goes first. An item that is not eligible goes before those that ended: its reasons are to
    be told, and may be appealed. Once the board has denied a petition about each of them, nothing is left to appeal.
    """
    eligible, decided = state.with_status(ELIGIBLE), state.with_status(DECIDED)
    if state.with_status(PENDING):
        return "received"
    if eligible:
        return "assigned" if any(item.noticed for item in eligible) else "eligible"
    if decided:
        return _appealable(state.items.values(), decided, "served")
    for status, phase in ((DEFERRED, "deferred"), (INELIGIBLE, "ineligible"), (TERMINATED, "terminated")):
        if found := state.with_status(status):
            return _appealable(state.items.values(), found, phase) if status == INELIGIBLE else phase
    return "merged" if state.with_status(MERGED) else "terminated"


def _appealable(items: Iterable[Item], settled: Iterable[Item], phase: str) -> str:
    """The state of settled items that may be petitioned: ``phase`` while they may, before the board, or final."""
    if any(item.petitioned for item in items):
        return "appealed"
    return "final" if all(item.petition_denied for item in settled) else phase


def _reopened(state: CaseState, ids: Iterable[str]) -> CaseState:
    """Items that wait for a decision on eligibility again; a review of other items goes on."""
    ids = tuple(ids)
    if not ids:
        return state
    state = _with(state, ids, status=PENDING, reasons=(), petitioned=False, petition_denied=False)
    return replace(state, phase="received") if state.phase in _AT_REST else state


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
    state = _with(state, settled, liability_disputed=False, liability_settled=True)
    return _reopened(state, [item.id for item in state.with_status(DEFERRED) if item.id in settled])


def _agreed(state: CaseState, event: Event) -> CaseState:
    state = _with(state, event.items, agreed=True)
    return _reopened(state, [item.id for item in state.with_status(DEFERRED) if item.id in event.items])


def _noticed(state: CaseState, event: Event) -> CaseState:
    """A review begins with its first notice; items that still wait for their answer are decided beside it."""
    begins = (state.back_to or state.phase) in _BEFORE_REVIEW
    waiting = [item.id for item in state.with_status(ELIGIBLE) if not item.noticed]
    ids = [one for one in waiting if one in event.items] if event.items else waiting
    state = _with(state, ids, noticed=True, in_review=begins)
    if not begins:
        return state
    return replace(state, back_to="assigned") if state.back_to else replace(state, phase="assigned")


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
    state = _with(state, items_to_end(state, event), status=TERMINATED)
    under_review = any(
        (item.status == ELIGIBLE and item.in_review) or (item.status == DECIDED and not item.served)
        for item in state.items.values()
    )
    if state.phase in _UNASSIGNED:
        return _moved_on(state)
    if state.phase in ("ur-issued", "window-open") or state.back_to == "received":
        return state if state.with_status(PENDING, DEFERRED, ELIGIBLE) else _moved_on(state)
    return state if under_review else _moved_on(state)


def _decided(state: CaseState, event: Event) -> CaseState:
    for item, decision in decisions_of(event).items():
        state = _with(
            state,
            [item],
            status=DECIDED,
            decision=decision,
            reviewer=state.reviewer,
            served=False,
            petition_denied=False,
            implemented=False,
            amending="",
        )
    return replace(state, redaction_confirmed=False, published=False)


def _implemented(state: CaseState, event: Event) -> CaseState:
    return _with(state, items_to_implement(state, event), implemented=True)


def _served(state: CaseState, event: Event) -> CaseState:
    return _moved_on(_with(state, [item.id for item in state.with_status(DECIDED)], served=True))


def _signed_anew(change: str) -> Callable[[CaseState, Event], CaseState]:
    """A letter signed after service: it waits for its own, and the copy is to be published anew."""

    def signed(state: CaseState, event: Event) -> CaseState:
        state = _with(state, event.items, amending=change)
        return replace(state, redaction_confirmed=False, published=False)

    return signed


def _letter_served(state: CaseState, event: Event) -> CaseState:
    """What was amended is to be implemented anew and may be petitioned anew; a correction changes nothing."""
    amended = [one for one in event.items if state.items[one].amending == AMENDMENT]
    state = _with(_with(state, event.items, amending=""), amended, implemented=False)
    return replace(state, phase="served") if amended and state.phase == "final" else state


def _petitioned(state: CaseState, event: Event) -> CaseState:
    at_rest = state.phase in ("served", "ineligible", "appealed")
    state = _with(state, items_petitioned(state, event), petitioned=True, petition_denied=False)
    return replace(state, phase="appealed") if at_rest else state


def _petition_denied(state: CaseState, event: Event) -> CaseState:
    state = _with(state, items_before_board(state, event), petitioned=False, petition_denied=True)
    # one about eligibility alone leaves the time for one against the determination as it was
    return replace(state, phase=_phase_of_items(state)) if state.phase == "appealed" else state


def _remand(state: CaseState, event: Event) -> CaseState:
    ids = items_before_board(state, event)
    refused = [item.id for item in state.with_status(INELIGIBLE) if item.id in ids]
    decided = [item for item in state.with_status(DECIDED) if item.id in ids]
    if not decided:  # the petition was about eligibility, which is to be decided again
        return _reopened(state, refused)
    resting = state.phase in (*_AT_REST, "received", "remanded")
    state = _with(state, refused, status=PENDING, reasons=(), petitioned=False, petition_denied=False)
    state = _with(
        state, [item.id for item in decided],
        status=ELIGIBLE, decision="", served=False, noticed=False, in_review=False, petitioned=False,
        petition_denied=False, implemented=False, amending="",
    )  # fmt: skip
    earlier = dict.fromkeys((*state.earlier_reviewers, *(item.reviewer for item in decided if item.reviewer)))
    state = replace(state, earlier_reviewers=tuple(earlier))
    if not resting:  # a review of other items goes on, and ends first
        return state
    return replace(
        state,
        phase="remanded",
        reviewer="",
        cleared=frozenset(),
        redaction_confirmed=False,
        review_since=event.number,
    )


def _consolidate(state: CaseState, event: Event) -> CaseState:
    return replace(state, joined=state.joined | set(_codes(event.data.get("cases"))))


def _separate(state: CaseState, event: Event) -> CaseState:
    return replace(state, joined=state.joined - set(_codes(event.data.get("cases"))))


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
    "assign-items": _noticed,
    "decide-items": _decided,
    "serve-items": _served,
    "petition": _petitioned,
    "deny-petition": _petition_denied,
    "remand": _remand,
    "sign-correction": _signed_anew(CORRECTION),
    "sign-amendment": _signed_anew(AMENDMENT),
    "serve-letter": _letter_served,
    "withdraw-letter": lambda state, event: _with(state, state.items, amending=""),
    "redaction": lambda state, event: replace(state, redaction_confirmed=True),
    "separate": _separate,
    "decline-expedite": lambda state, event: replace(state, certified=False),
    "implement": _implemented,
    "publish": lambda state, event: replace(state, published=True),
    # the fold goes over the log anew (openimr.process.folding); the event itself leaves the case as it is
    "correct": lambda state, event: state,
}
