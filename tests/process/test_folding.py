"""The fold holds for every sequence of events: it never fails, forgets nothing, and lets no program decide."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.process.chain import sealed
from openimr.process.deadlines import deadlines_of
from openimr.process.docket import due_in
from openimr.process.eligibility import proposals
from openimr.process.events import Actor, Event, as_event, as_line
from openimr.process.folding import refusal_of, state_of, step
from openimr.process.rules import process_rules
from openimr.process.state import CaseState
from tests.process.walks import RULES, offered, told, walks

MOMENT = datetime(2030, 1, 1, tzinfo=UTC)
KINDS = [rule.id for rule in RULES.events]
ROLES = [role.id for role in RULES.roles]
VALUES: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**6) | st.text(max_size=8) | st.sampled_from(["mail", "1", "LATE"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(["id", "1", "2"]), inner, max_size=2),
    max_leaves=4,
)
TOLD_BESIDE = {"injury", "filed-before", "designation-date"}
FIELDS = sorted({field for rule in RULES.events for field in rule.fields} | TOLD_BESIDE)

#: Of these the order is what they tell: a refusal answers the certifications before it, and what was implemented before
#: an amended letter was served is owed as that letter says.
ANSWERED = ({"threat-certified", "expedited-refused"}, {"amended-determination-served", "implemented"})


@st.composite
def anything(draw: st.DrawFn) -> list[Event]:
    """Events without any sense, well formed all the same."""
    log: list[Event] = []
    for _ in range(draw(st.integers(1, 12))):
        at = draw(st.datetimes(datetime(2012, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
        kind = draw(st.sampled_from(KINDS) | st.text(min_size=1, max_size=9))
        actor = Actor(role=draw(st.sampled_from(ROLES) | st.text(max_size=5)), name="x")
        data = draw(st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5))
        items = draw(st.lists(st.sampled_from(["1", "2", "9", ""]), max_size=3))
        log.append(sealed(log, kind, case="C-1", actor=actor, at=at, items=items, data=data))
    return log


@given(anything())
@settings(max_examples=60)
def test_any_events_give_a_state_and_nothing_is_lost(log: list[Event]) -> None:
    state = state_of(log, RULES)
    assert len(state.marks) + len(state.refusals) == len(log)
    assert state.phase in {one.id for one in RULES.states}
    assert all(refusal.why for refusal in state.refusals)
    deadlines_of(state, MOMENT, RULES)
    proposals(state, RULES)


@given(walks())
@settings(max_examples=30)
def test_every_prefix_has_a_state_and_the_fold_goes_on_from_it(log: list[Event]) -> None:
    whole = state_of(log, RULES)
    assert whole.refusals == ()
    for cut in range(0, len(log) + 1, 3):
        before = state_of(log[:cut], RULES)
        assert state_of(log[cut:], RULES, since=before) == whole
        deadlines_of(before, MOMENT, RULES)


@given(walks())
@settings(max_examples=30)
def test_a_log_written_and_read_again_gives_the_same_state(log: list[Event]) -> None:
    again = [as_event(as_line(event)) for event in log]
    assert again == log
    assert state_of(again, RULES) == state_of(log, RULES)
    assert all(json.loads(as_line(event))["hash"] == event.hash for event in log)


@given(walks())
@settings(max_examples=40)
def test_order_matters_only_where_the_rules_say_so(log: list[Event]) -> None:
    """Two neighbours that are allowed either way round lead to the same state."""
    for place in range(len(log) - 1):
        one, other = log[place], log[place + 1]
        if one.kind in ("information-requested", "review-information-requested", "denial-reminder-sent"):
            continue  # in which state a question was asked is what the order tells
        if any(event.kind == "assignment-notified" and not event.items for event in (one, other)):
            continue  # a notice that names no item covers those that were eligible when it went out
        if {one.kind, other.kind} in ANSWERED:
            continue
        before = state_of(log[:place], RULES)
        if refusal_of(before, other, RULES) is not None:
            continue
        between = step(before, other, RULES)
        if refusal_of(between, one, RULES) is not None:
            continue
        assert told(step(between, one, RULES)) == told(state_of(log[: place + 2], RULES)), (one.kind, other.kind)


@given(walks())
@settings(max_examples=30)
def test_no_program_can_do_what_decides(log: list[Event]) -> None:
    """Whatever a program records, no item is settled and no state is left but by receipt of a paper."""
    program = Actor(role="software", name="intake")
    state = state_of(log, RULES)
    for kind, items, data in offered(state):
        event = sealed(log, kind, actor=program, at=log[-1].at, items=items, data=data)
        rule = RULES.event(kind)
        assert rule is not None
        after = step(state, event, RULES)
        if rule.decides:
            assert after.refusals, kind
            assert told(after) == told(state)
        changed = [i for i, item in after.items.items() if i in state.items and item.status != state.items[i].status]
        assert not [i for i in changed if after.items[i].status not in ("pending",)], kind


@given(walks())
@settings(max_examples=30)
def test_of_every_duty_exactly_one_open_deadline_is_the_earliest(log: list[Event]) -> None:
    state = state_of(log, RULES)
    found = deadlines_of(state, log[-1].at, RULES)
    open_ones = [one for one in found if one.pending]
    for name in {one.group for one in open_ones}:
        group = [one for one in open_ones if one.group == name]
        (first,) = [one for one in group if one.earliest]
        law = [one for one in group if not one.is_practice] or group
        assert first.due == min(one.due for one in law)
        assert all(one.others == len(group) - 1 for one in group)
    assert all(one.met_at is None for one in open_ones)
    assert not [one for one in found if one.status == "met late" and one.met_at and one.met_at <= one.due]


def test_an_unknown_event_is_refused_with_what_was_perhaps_meant() -> None:
    event = sealed((), "ur-decide", case="C-1", actor=Actor(role="coordinator", name="x"), at=MOMENT)
    (refusal,) = state_of([event], RULES).refusals
    assert refusal.why == "there is no such event"
    assert "ur-decided" in refusal.remedy


def test_every_state_that_is_not_an_end_has_a_way_on() -> None:
    ends = {"terminated", "merged"}
    still = (None, "note", "correct")  # a correction leads from nowhere by itself
    left = {source for rule in RULES.events for source in rule.sources if rule.to or rule.effect not in still}
    assert {state.id for state in RULES.states} - left == ends


def test_every_state_can_be_reached() -> None:
    by_effect = {
        "open-request": {"info-requested"},
        "items-eligible": {"eligible"},
        "items-ineligible": {"ineligible"},
        "items-deferred": {"deferred"},
        "items-merged": {"merged"},
        "items-terminated": {"terminated"},
        "assign-items": {"assigned"},
        "petition": {"appealed"},
        "remand": {"remanded"},
    }
    reached = {"new"} | {rule.to for rule in RULES.events if rule.to}
    for rule in RULES.events:
        reached |= by_effect.get(rule.effect or "", set())
    assert {state.id for state in RULES.states} <= reached


def test_the_fold_does_not_depend_on_what_was_folded_before() -> None:
    assert process_rules() is RULES
    assert CaseState() == state_of([], RULES)
    assert due_in([], MOMENT, RULES) == []
