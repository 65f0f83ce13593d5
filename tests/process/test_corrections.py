"""A slip of the pen is put right by another event: the case is what it would have been, and the log keeps both."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.process.chain import first_break, sealed
from openimr.process.corrections import MOST
from openimr.process.deadlines import deadlines_of
from openimr.process.eligibility import proposals
from openimr.process.events import Actor, Event
from openimr.process.folding import refusal_of, state_of
from openimr.process.state import CaseState
from tests.process.test_courses import END, RULES, Course
from tests.process.walks import told, walks


def days(course: Course, duty: str) -> dict[str, str]:
    found = deadlines_of(course.state, END, RULES)
    return {one.clock: one.counted.due_day.isoformat() for one in found if one.duty == duty}


def test_a_wrong_mode_of_service_is_put_right_and_the_days_follow() -> None:
    course = Course().do("coordinator", "2026-02-03", "ur-served", mode="personal")
    assert days(course, "application") == {"application": "2026-03-05"}
    course.do("coordinator", "2026-02-04", "entry-corrected", event=2, why="it was mailed", says={"mode": "mail"})
    assert course.refused == ""
    assert days(course, "application") == {"application": "2026-03-05", "application-by-mail": "2026-03-10"}
    assert course.log[1].data["mode"] == "personal", "the log keeps what was written"
    assert first_break(course.log) is None


def test_a_wrong_day_is_put_right_for_what_was_proposed_on_it() -> None:
    course = Course().received("2026-03-12")
    assert [g.code for p in proposals(course.state, RULES) for g in p.grounds] == ["LATE"]
    course.do(
        "coordinator", "2026-03-13", "entry-corrected", event=3, why="stamped on March 2", at="2026-03-02T09:00-08:00"
    )
    assert [p.outcome for p in proposals(course.state, RULES)] == ["eligible"]


def test_what_never_happened_is_taken_out() -> None:
    course = Course().do("coordinator", "2026-02-03", "ur-served", mode="mail")
    course.do("coordinator", "2026-03-20", "window-closed")
    assert course.state.phase == "ur-final"
    course.do("coordinator", "2026-03-23", "entry-corrected", event=3, why="of another case", void=True)
    assert (course.refused, course.state.phase) == ("", "window-open")
    course.do("coordinator", "2026-03-24", "entry-corrected", event=3, why="once more", void=True)
    assert "no event 3 took effect" in course.refused
    course.do("coordinator", "2026-03-24", "entry-corrected", event=2, why="by fax", says={"mode": "fax"})
    assert (course.refused, course.state.phase) == ("", "window-open"), "the first correction holds"


@pytest.mark.parametrize(
    ("role", "data", "why"),
    [
        ("software", {"event": 2, "says": {"mode": "fax"}}, "a person must decide this"),
        ("coordinator", {"event": 4, "says": {"x": 1}}, "only who may record 'items found eligible' may correct it"),
        ("coordinator", {"event": 9, "void": True}, "no event 9 took effect"),
        ("coordinator", {"event": "2", "void": True}, "no event 2 took effect"),
        ("coordinator", {"event": 2, "says": {"mode": "mail"}}, "it changes nothing"),
        ("coordinator", {"event": 2, "says": {"mode": "pigeon"}}, "it says mode pigeon"),
        ("coordinator", {"event": 2, "says": "fax"}, "says must be fields"),
        ("coordinator", {"event": 2, "at": "2026-02-03"}, "its at is wrong"),
        ("coordinator", {"event": 2, "at": "2026-02-03T10:00"}, "its at is wrong"),
        ("coordinator", {"event": 2, "at": "2031-02-03T10:00-08:00"}, "would not have happened yet"),
        ("coordinator", {"event": 3, "void": True}, "event 4 (items found eligible) could not have happened then"),
        ("coordinator", {"event": 1, "void": True}, "could not have happened then"),
        ("coordinator", {"says": {"mode": "fax"}}, "it does not say event"),
    ],
)
def test_a_correction_that_cannot_be_says_why(role: str, data: dict[str, Any], why: str) -> None:
    course = Course().received().do("designee", "2026-02-24", "found-eligible", "1")
    before = course.state
    course.do(role, "2026-02-25", "entry-corrected", why="test", **data)
    assert why in course.refused
    assert course.state == before


def test_a_signed_determination_is_not_corrected_in_the_log() -> None:
    course = Course().served("upheld")
    (number,) = [event.number for event in course.log if event.kind == "determination-made"]
    for role in ("coordinator", "designee", "director", "reviewer"):
        course.do(role, "2026-03-24", "entry-corrected", event=number, why="x", says={"decisions": {"1": "overturned"}})
        assert course.refused
    assert course.state.items["1"].decision == "upheld"


def test_a_log_has_no_more_corrections_than_can_be_read_quickly() -> None:
    course = Course().do("coordinator", "2026-02-03", "ur-served", mode="mail")
    for number in range(MOST + 1):
        mode = "fax" if number % 2 == 0 else "mail"
        course.do("coordinator", "2026-02-04", "entry-corrected", event=2, why="x", says={"mode": mode})
    assert f"{MOST} corrections already" in course.refused


@given(walks(), st.data())
@settings(max_examples=40)
def test_a_corrected_log_is_the_log_that_was_right_from_the_start(log: list[Event], data: st.DataObject) -> None:
    """Whichever entry is given another day or mode: the case is that of the log written right, or it is refused."""
    wrong = data.draw(st.sampled_from(log))
    at = wrong.at - timedelta(days=data.draw(st.integers(0, 3)))
    mode = data.draw(st.sampled_from(["mail", "fax", "personal"]))
    rule = RULES.event(wrong.kind)
    assert rule is not None
    actor = Actor(role=next((role for role in rule.by if role != "software"), "coordinator"), name="x")
    said = {"event": wrong.number, "why": "x", "at": at.isoformat(), "says": {"mode": mode}}
    correction = sealed(log, "entry-corrected", actor=actor, at=log[-1].at, data=said)
    state = state_of(log, RULES)
    right = [
        one.model_copy(update={"at": at, "data": {**one.data, "mode": mode}}) if one is wrong else one for one in log
    ]
    refusal, after = refusal_of(state, correction, RULES), state_of([*log, correction], RULES)
    if refusal is None:
        happened = told(after)["happened"]
        assert {**told(after), "happened": [kind for kind in happened if kind != "entry-corrected"]} == told(
            state_of(right, RULES)
        )
        assert after == state_of([correction], RULES, since=state)
    elif "could not have happened" in refusal.why:
        assert state_of(right, RULES).refusals
    deadlines_of(after, datetime(2030, 1, 1, tzinfo=UTC), RULES)


def test_nothing_is_corrected_in_a_case_without_events() -> None:
    first = sealed((), "entry-corrected", case="C-1", actor=Actor(role="coordinator", name="x"),
                   at=datetime(2026, 2, 2, tzinfo=UTC), data={"event": 1, "why": "x", "void": True})  # fmt: skip
    assert refusal_of(CaseState(), first, RULES) is not None
