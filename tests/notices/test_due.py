"""Which notices are due, until when, and what is said of those that are not."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings

from openimr.errors import UsageError
from openimr.letters.rendering import render_layout
from openimr.notices import due_notices, notice_forms, notice_of, refusal_of_notice
from openimr.notices.layout import lay_out_notice
from openimr.notices.writing import readers_of
from openimr.process.chain import sealed
from openimr.process.events import Actor, Event
from openimr.process.folding import state_of, step
from openimr.process.state import CaseState
from tests.notices.cases import CASES, at, begun, parties
from tests.process.test_courses import RULES, Course
from tests.process.test_folding import anything
from tests.process.walks import walks

FORMS = notice_forms()


def due_kinds(course: Course, moment: datetime) -> list[str]:
    return [one.kind for one in due_notices(course.state, moment, RULES)]


def test_every_kind_has_a_case() -> None:
    assert set(CASES) == set(FORMS.kinds)


@pytest.mark.parametrize("kind", CASES)
def test_a_notice_is_due_until_it_is_sent(kind: str) -> None:
    told = CASES[kind]()
    course, moment = told.course, told.moment
    (due,) = [one for one in due_notices(course.state, moment, RULES) if one.kind == kind]
    assert due.items
    assert refusal_of_notice(kind, course.state, moment, RULES) == ""
    form = FORMS.kinds[kind]
    data = {"mode": "mail", "request": due.request} | ({"notice": kind} if form.done == "notice-sent" else {})
    course.do("coordinator", moment.isoformat()[:16], form.done, *due.items, **data)
    assert not course.refused
    assert kind not in due_kinds(course, moment)
    again = refusal_of_notice(kind, course.state, moment, RULES)
    assert "it was told already" in again or "is open" in again


def test_a_new_case_has_no_notices() -> None:
    for kind in FORMS.kinds:
        said = refusal_of_notice(kind, CaseState(), at("2026-03-01"), RULES)
        assert said.startswith("nothing has happened that it would tell of ("), kind


def test_the_deadline_of_the_procedure_stands_beside_a_notice() -> None:
    told = CASES["assignment"]()
    (due,) = due_notices(told.course.state, told.moment, RULES)
    assert due.by is not None
    assert (due.by.clock, due.by.counted.due_day.isoformat()) == ("assignment-notice", "2026-02-25")


def test_an_eligible_item_does_not_wait_for_the_answer_to_another() -> None:
    course = begun().received().do("designee", "2026-02-24", "found-eligible", "1")
    course.do("designee", "2026-02-24", "information-requested", request="a", of="employee")
    (due,) = [one for one in due_notices(course.state, at("2026-02-25"), RULES) if one.kind == "assignment"]
    assert due.items == ("1",)
    assert due.by is not None
    assert due.by.counted.due_day.isoformat() == "2026-02-25", "one business day from the finding"
    everybody = parties()
    notice = notice_of("assignment", course.state, everybody, everybody.parties[0], at("2026-02-25"))
    assert [item.id for item in notice.items] == ["1"]
    assert "The rest of your case goes on." in " ".join(section.text for section in notice.sections)
    course.do("coordinator", "2026-02-25", "assignment-notified", "1", mode="mail")
    assert "assignment" not in due_kinds(course, at("2026-02-26"))
    course.do("coordinator", "2026-02-26", "request-answered", request="a")
    course.do("designee", "2026-02-26", "found-eligible", "2")
    (due,) = due_notices(course.state, at("2026-02-26", 12), RULES)
    assert (course.refused, due.kind, due.items) == ("", "assignment", ("2",))


@pytest.mark.parametrize(("kind", "role"), [("assignment", "designee"), ("ineligible", "designee")])
def test_what_a_notice_did_not_tell_stays_due(kind: str, role: str) -> None:
    course, form = begun().received(), FORMS.kinds[kind]
    course.do(role, "2026-02-24", form.trigger[0], "1", reasons=["UNSIGNED"])
    course.do(role, "2026-02-24", form.trigger[0], "2", reasons=["UNSIGNED"])
    course.do("coordinator", "2026-02-24T15:00", form.done, "1", mode="mail")
    (due,) = [one for one in due_notices(course.state, at("2026-02-25"), RULES) if one.kind == kind]
    assert (course.refused, due.items) == ("", ("2",)), "the notice that was sent told of the other item alone"
    assert refusal_of_notice(kind, course.state, at("2026-02-25"), RULES) == ""
    course.do("coordinator", "2026-02-25", form.done, "2", mode="mail")
    assert kind not in due_kinds(course, at("2026-02-25"))
    assert "it was told already, on 2026-02-25" in refusal_of_notice(kind, course.state, at("2026-02-26"), RULES)


def test_records_are_missing_only_once_their_last_day_has_passed_and_until_they_come() -> None:
    course = CASES["missing-records"]().course
    assert due_kinds(course, at("2026-03-06")) == []
    assert "nothing is overdue" in refusal_of_notice("missing-records", course.state, at("2026-03-06"), RULES)
    assert due_kinds(course, at("2026-03-13")) == ["missing-records"]
    course.do("software", "2026-03-13", "records-received", sender="claims-administrator")
    assert due_kinds(course, at("2026-03-16")) == []


def test_records_are_not_called_missing_before_the_last_clock_has_run_out() -> None:
    course = begun().assigned()  # mailed on February 25: 10 days by the statute, 15 by the regulation
    assert due_kinds(course, at("2026-03-10")) == []
    said = refusal_of_notice("missing-records", course.state, at("2026-03-10"), RULES)
    assert said == "the time for it still runs, until 2026-03-12 (8 CCR 9792.10.5(a)(1))"
    assert due_kinds(course, at("2026-03-13")) == ["missing-records"]


def test_an_event_that_was_refused_is_named_where_its_notice_is_asked_for() -> None:
    course = begun().assigned().with_reviewer()
    event = sealed(
        course.log, "determination-made", case="C-1", actor=Actor(role="reviewer", name="x"), at=at("2026-03-20"),
        data={"decisions": {"1": "upheld"}, "documents": ["progress_report"]},
    )  # fmt: skip
    state = step(course.state, event, RULES)
    said = refusal_of_notice("determination", state, at("2026-03-23"), RULES)
    assert said.startswith(
        f"what it would tell of was refused: event {event.number}, determination-made: it must decide"
    )


def test_a_review_expedited_before_its_assignment_is_told_by_the_assignment() -> None:
    course = CASES["assignment"]().course
    course.do("coordinator", "2026-02-24", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-02-24T15:00", "expedited-approved")
    assert due_kinds(course, at("2026-02-24", 16)) == ["assignment"]
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="fax")
    assert due_kinds(course, at("2026-02-25")) == []
    assert "it was told already" in refusal_of_notice("conversion", course.state, at("2026-02-25"), RULES)


def test_each_open_request_has_its_own_notice() -> None:
    course, moment = begun().received(), at("2026-02-23")
    course.do("coordinator", "2026-02-23", "information-requested", request="a", of="employee")
    course.do("coordinator", "2026-02-23", "information-requested", request="b", of="claims-administrator")
    kind = "information-request"
    assert [one.request for one in due_notices(course.state, moment, RULES) if one.kind == kind] == ["a", "b"]
    said = refusal_of_notice(kind, course.state, moment, RULES)
    assert said == "more than one request is open; name one of: a, b"
    assert not refusal_of_notice(kind, course.state, moment, RULES, request="b")
    assert "no request of that name" in refusal_of_notice(kind, course.state, moment, RULES, request="c")
    said = refusal_of_notice("acknowledgement", course.state, moment, RULES, request="c")
    assert said == "", "a request means nothing to a notice that belongs to none"


@given(walks())
@settings(max_examples=25, deadline=None)
def test_what_is_due_can_be_written_and_tells_its_items(log: list[Event]) -> None:
    state, moment, everybody = state_of(log, RULES), log[-1].at, parties()
    for due in due_notices(state, moment, RULES):
        assert refusal_of_notice(due.kind, state, moment, RULES, request=due.request) == "", due.kind
        for party, language in readers_of(FORMS.kinds[due.kind], everybody):
            if all(said(state, name) for name in ("ur-decided", "application-received")):
                notice = notice_of(due.kind, state, everybody, party, moment, language, request=due.request)
                assert [item.id for item in notice.items] == list(due.items)
    for kind in FORMS.kinds:
        refusal_of_notice(kind, state, datetime(2030, 1, 1, tzinfo=UTC), RULES)


@given(anything())
@settings(max_examples=40, deadline=None)
def test_events_without_sense_harm_nothing(log: list[Event]) -> None:
    state, moment, everybody = state_of(log, RULES), log[-1].at, parties()
    due_notices(state, moment, RULES)
    for kind in FORMS.kinds:
        refusal_of_notice(kind, state, moment, RULES, request="1")
        try:
            notice = notice_of(kind, state, everybody, everybody.parties[0], moment, "es")
        except UsageError as refused:
            assert "the notice must say" in refused.what
        else:
            render_layout(lay_out_notice(notice), "text")


def said(state: CaseState, kind: str) -> bool:
    return state.last([kind]) is not None
