"""The fold: events in, the state of a case out. Pure; every sequence of events has a state.

An event that the rules do not allow changes nothing and is listed with its reason, a
:class:`~openimr.process.state.Refusal`. Who appends to a log asks first, with :func:`refusal_of`.

>>> from datetime import datetime, timezone
>>> from openimr.process.chain import sealed
>>> from openimr.process.events import Actor
>>> from openimr.process.rules import process_rules
>>> day = datetime(2026, 3, 2, 20, tzinfo=timezone.utc)
>>> program = Actor(role="software", name="intake")
>>> denied = sealed((), "ur-decided", case="C-1", actor=program, at=day, data={"items": [{"id": "1", "text": "MRI"}]})
>>> state = state_of([denied], process_rules())
>>> state.phase, [item.text for item in state.items.values()]
('ur-issued', ['MRI'])
>>> refused = sealed([denied], "found-eligible", actor=program, at=day, items=["1"])
>>> state_of([denied, refused], process_rules()).refusals[0].why
'the case is not where this can happen (denial issued; the window waits for service with the form)'
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import replace

from openimr.process.corrections import CORRECT, Uncorrectable, corrected
from openimr.process.effects import EFFECTS, listed_items
from openimr.process.events import Event
from openimr.process.guards import GUARDS
from openimr.process.rulemodel import EventRule
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState, Mark, Refusal
from openimr.process.vocabulary import MODES


def state_of(events: Iterable[Event], rules: ProcessRules, since: CaseState | None = None) -> CaseState:
    """The state after these events; with ``since``, after these events on top of that state."""
    state = since or CaseState()
    for event in events:
        state = step(state, event, rules)
    return state


def step(state: CaseState, event: Event, rules: ProcessRules) -> CaseState:
    """The state after one more event."""
    refusal = refusal_of(state, event, rules)
    if refusal is not None:
        return replace(state, refusals=(*state.refusals, refusal))
    rule = rules.event(event.kind)
    assert rule is not None, "an unknown event was refused above"
    if rule.effect == CORRECT:
        return _noted(replace(_folded_again(state, event, rules), refusals=state.refusals), event, rules)
    before = state.back_to or state.phase
    state = replace(state, case=event.case, phase=rule.to or state.phase)
    state = EFFECTS[rule.effect](state, event) if rule.effect else state
    mark = Mark(event, before, state.expedited, state.items)
    return replace(state, marks=(*state.marks, mark), last_day=rules.local(event.at).date())


def _folded_again(state: CaseState, correction: Event, rules: ProcessRules) -> CaseState:
    """The case as a correction has it, without the correction.

    Raises:
        Uncorrectable: it cannot be so.
    """
    again = CaseState()
    for event in corrected(state, correction, rules):
        rule = rules.event(event.kind)
        if rule is not None and rule.effect == CORRECT:
            again = _noted(again, event, rules)  # what it put right is right in these events already
            continue
        refusal = refusal_of(again, event, rules)
        if refusal is not None:
            title = rules.event_title(event.kind)
            raise Uncorrectable(
                f"event {event.number} ({title}) could not have happened then: {refusal.why}",
                "correct the later event first",
            )
        again = step(again, event, rules)
    return again


def _noted(state: CaseState, event: Event, rules: ProcessRules) -> CaseState:
    mark = Mark(event, state.back_to or state.phase, state.expedited, state.items)
    return replace(state, marks=(*state.marks, mark), last_day=rules.local(event.at).date())


def refusal_of(state: CaseState, event: Event, rules: ProcessRules) -> Refusal | None:
    """Why an event is not allowed now; None where it is.

    What is checked, in this order: there is such an event, and it was in force on its day; it is about this case; the
    case is in a state where it can happen; who recorded it may; it says what it must; no guard holds it back.
    """
    rule = rules.event(event.kind)
    if rule is None:
        near = difflib.get_close_matches(event.kind, [e.id for e in rules.events], n=2)
        return Refusal(
            event.number,
            event.kind,
            "there is no such event",
            f"perhaps {' or '.join(near)}" if near else "docs/process-rules.md lists them",
        )
    found = _not_now(state, event, rule, rules) or _not_by(event, rule, rules) or _not_said(event, rule, rules)
    if found is not None:
        return Refusal(event.number, event.kind, *found, source=rule.source)
    for name in rule.guards:
        if not GUARDS[name](state, event, rules):
            guard = rules.guard(name)
            return Refusal(event.number, event.kind, guard.says, guard.remedy, guard.source)
    if rule.effect == CORRECT:
        try:
            _folded_again(state, event, rules)
        except Uncorrectable as error:
            return Refusal(event.number, event.kind, error.why, error.remedy)
    return None


def _not_now(state: CaseState, event: Event, rule: EventRule, rules: ProcessRules) -> tuple[str, str] | None:
    day = rules.local(event.at).date()
    if not rule.from_date <= day <= rule.to_date:
        return f"the procedure did not have it on {day.isoformat()}", "check the day on which it happened"
    if state.case and event.case != state.case:
        return f"it is about another case ({event.case})", "put it into the log of that case"
    if state.phase not in rule.sources:
        places = "; ".join(rules.state_title(name) for name in rule.sources)
        return (
            f"the case is not where this can happen ({rules.state_title(state.phase)})",
            f"it can happen in: {places}",
        )
    return None


def _not_by(event: Event, rule: EventRule, rules: ProcessRules) -> tuple[str, str] | None:
    if event.actor.role in rule.by:
        return None
    allowed = ", ".join(rules.role_title(name) for name in rule.by)
    if event.actor.machine and rule.decides:
        return "a person must decide this; a program may only prepare it", f"one of these records it: {allowed}"
    return f"it is not for the {rules.role_title(event.actor.role)} to record", f"one of these records it: {allowed}"


def _not_said(event: Event, rule: EventRule, rules: ProcessRules) -> tuple[str, str] | None:
    for name, words in (("mode", sorted(MODES)), ("place", list(rules.calendars.places))):
        said = event.data.get(name)
        if said not in (None, "", *words):
            return f"it says {name} {event.said(name)}, which the rules do not know", f"use one of: {', '.join(words)}"
    for field in rule.fields:
        if field == "items":
            missing = listed_items(event) is None if rule.effect == "list-items" else not event.items
        else:
            missing = event.data.get(field) in (None, "", [], {})
        if missing:
            known = f": one of {', '.join(sorted(MODES))}" if field == "mode" else ""
            return f"it does not say {field.replace('-', ' ')}", f"add {field}{known}"
    return None
