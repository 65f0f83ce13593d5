"""Cases that take their course at random: every event a walk offers is one the rules might allow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from examples.docketlogs import log_of
from openimr.process.chain import sealed
from openimr.process.events import Actor, Event
from openimr.process.folding import refusal_of, state_of, step
from openimr.process.rules import process_rules
from openimr.process.state import DECIDED, ELIGIBLE, PENDING, CaseState

RULES = process_rules()
CASE = "CM26-0000088"
_SERVED = tuple(log_of(CASE))
#: Where a walk may begin: with the reviewer, and after service of a determination.
BEGUN = (_SERVED[: 1 + [event.kind for event in _SERVED].index("reviewer-assigned")], _SERVED)
ITEMS = [
    {"id": "1", "text": "MRI"},
    {"id": "2", "text": "tablets", "formulary": True},
    {"id": "3", "text": "brace", "liability-disputed": True, "timing": "retrospective"},
]


def person(kind: str) -> Actor:
    """Somebody who may record this event: a person where one may."""
    rule = RULES.event(kind)
    assert rule is not None
    role = next((one for one in rule.by if one != "software"), "software")
    return Actor(role=role, name="x")


def offered(state: CaseState) -> Iterator[tuple[str, list[str], dict[str, Any]]]:
    """Events that may be allowed now: kind, items, data."""
    waiting = [item.id for item in state.with_status(PENDING)]
    for rule in RULES.events:
        if state.phase not in rule.sources:
            continue
        data: dict[str, Any] = {"mode": "mail", "signed": True, "determination-attached": True}
        data |= {"sender": "claims-administrator", "cause": "authorized", "days": 1}
        data |= {"certified-by": "physician", "documented": True, "into": "C-0", "cases": ["C-2"]}
        data |= {"same-employee": True, "same-physician": True, "same-injury": True}
        data |= {"documents": ["ur_determination", "progress_report"], "reasons": ["LATE"], "of": "employee"}
        data["decisions"] = {item.id: "overturned" for item in state.with_status(ELIGIBLE) if item.in_review}
        if rule.effect == "list-items":
            yield rule.id, [], {**data, "items": ITEMS}
        elif "request" in rule.fields:
            for name in ("a", "b", "c"):
                yield rule.id, [], {**data, "request": name}
        elif rule.effect in ("sign-correction", "sign-amendment", "serve-letter"):
            ready = [item for item in state.items.values() if item.amending or rule.effect != "serve-letter"]
            for items in [ready, *([item] for item in ready)]:
                who = items[0].reviewer if items else ""
                yield rule.id, [item.id for item in items], {**data, "reviewer": who, "why": "x", "decisions": {}}
        elif "reviewer" in rule.fields:
            for name in ("R-1", "R-2", "R-3"):
                yield rule.id, [], {**data, "reviewer": name}
        elif "items" in rule.fields:
            for item in waiting or list(state.items):
                yield rule.id, [item], data
        elif rule.effect in ("items-terminated", "petition", "remand", "deny-petition"):
            yield rule.id, [], data
            yield rule.id, list(state.items), data
            for one in state.items.values():
                yield rule.id, [one.id], data
        else:
            yield rule.id, [], data


def likely(event: Event) -> int:
    """How many lots an event has: a case mostly goes on, so that the later states are seen as well."""
    rule = RULES.event(event.kind)
    assert rule is not None
    if rule.to or rule.effect in ("items-eligible", "clear-reviewer", "close-request"):
        return 12
    return 1 if rule.effect in ("items-terminated", "items-merged", "items-deferred", "items-ineligible") else 2


@st.composite
def walks(draw: st.DrawFn) -> list[Event]:
    """The log of a case that took a course the rules allow."""
    log = list(draw(st.sampled_from([(), *BEGUN])))
    state = state_of(log, RULES)
    years = st.datetimes(datetime(2013, 1, 2), datetime(2028, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
    moment = log[-1].at if log else draw(years)
    for _ in range(draw(st.sampled_from([1, 4, 8, 14]))):
        moment += timedelta(hours=draw(st.sampled_from([0, 1, 26, 24 * 7, 24 * 40])))
        allowed = []
        for kind, items, data in offered(state):
            event = Event(
                case=CASE, number=len(log) + 1, kind=kind, at=moment, recorded=moment, actor=person(kind),
                items=tuple(items), data=data,
            )  # fmt: skip
            if refusal_of(state, event, RULES) is None:
                allowed.append(event)
        if not allowed:
            break
        lots = [event for event in allowed for _ in range(likely(event))]
        one = draw(st.sampled_from(lots))
        log.append(sealed(log, one.kind, case=CASE, actor=one.actor, at=moment, items=one.items, data=one.data))
        state = step(state, log[-1], RULES)
    return log


def told(state: CaseState) -> dict[str, Any]:
    """What a state says, without the order in which it came about."""
    requests = sorted((r.id, r.asked_in, r.open, r.answered) for r in state.requests)
    return {
        "phase": state.phase,
        "items": dict(state.items),
        "requests": requests,
        "expedited": state.expedited,
        "certified": state.certified,
        "reviewer": state.reviewer,
        "cleared": state.cleared,
        "joined": state.joined,
        "redaction": state.redaction_confirmed,
        "published": state.published,
        "decided": [item.id for item in state.with_status(DECIDED)],
        "happened": sorted(mark.event.kind for mark in state.marks),
    }
