"""The time for an answer runs from receipt of the request; where nobody recorded that, from the day it is presumed."""

from __future__ import annotations

import pytest

from openimr.notices import event_to_record, notice_of
from tests.notices.cases import at, begun, parties
from tests.process.test_courses import Course

ASKED = {"request": "a", "of": "claims-administrator"}


def asked(when: str = "2026-03-02", **more: str) -> Course:
    return Course().received().do("designee", when, "information-requested", **{**ASKED, **more})


def test_it_runs_from_receipt_where_that_is_recorded() -> None:
    course = asked().do("coordinator", "2026-03-02", "notice-sent", notice="information-request", mode="mail", **ASKED)
    course.do("coordinator", "2026-03-05", "request-received", request="a")
    found = course.deadline("eligibility-answer")
    assert (found.estimated, found.counted.presumed) == (False, None)
    assert found.counted.due_day.isoformat() == "2026-03-12", "5 business days from Thursday, March 5: 6, 9, 10, 11, 12"
    assert found.counted.verified, "counted from the day that the law names"


@pytest.mark.parametrize(
    ("mode", "came", "due"),
    [
        ("mail", "2026-03-10", "2026-03-17"), ("electronic", "2026-03-03", "2026-03-10"),
        ("fax", "2026-03-03", "2026-03-10"), ("personal", "2026-03-03", "2026-03-10"),
    ],
)  # fmt: skip
def test_receipt_is_presumed_from_the_notice_and_said_to_be(mode: str, came: str, due: str) -> None:
    course = asked().do("coordinator", "2026-03-03", "notice-sent", notice="information-request", mode=mode, **ASKED)
    found = course.deadline("eligibility-answer")
    assert found.estimated and found.counted.presumed is not None
    assert (found.counted.presumed.isoformat(), found.counted.due_day.isoformat()) == (came, due)
    assert found.counted.steps[0].startswith("receipt of the request is presumed: sent by ")
    assert not found.counted.verified, "no rule of the request's own says so"
    assert any("Evidence Code 641" in note for note in found.counted.notes)


def test_without_a_notice_it_is_presumed_from_the_asking() -> None:
    assert asked(mode="fax").deadline("eligibility-answer").counted.due_day.isoformat() == "2026-03-09"
    slow = asked().deadline("eligibility-answer")
    assert slow.counted.due_day.isoformat() == "2026-03-16", "as by mail: received on March 9"
    assert "in a way that is not recorded, taken as by mail" in slow.counted.steps[0]


def test_a_question_does_not_lapse_before_its_presumed_time_has_passed() -> None:
    course = asked().do("coordinator", "2026-03-16", "request-lapsed", request="a")
    assert "the time for the answer has not passed" in course.refused
    course.do("coordinator", "2026-03-17", "request-lapsed", request="a")
    assert course.refused == ""


def test_receipt_is_recorded_once_and_put_right_by_a_correction() -> None:
    course = asked().do("coordinator", "2026-03-04", "request-received", request="b")
    assert "there is no open request of that name" in course.refused
    course.do("coordinator", "2026-03-04", "request-received", request="a")
    course.do("coordinator", "2026-03-05", "request-received", request="a")
    assert "the receipt of that request is recorded already" in course.refused
    wrong = course.log[-1].number
    course.do("coordinator", "2026-03-06", "entry-corrected", event=wrong, why="x", at="2026-03-03T10:00-08:00")
    assert course.deadline("eligibility-answer").counted.due_day.isoformat() == "2026-03-10"


def test_each_request_has_its_own_receipt() -> None:
    course = asked().do("designee", "2026-03-02", "information-requested", request="b", of="employee")
    course.do("coordinator", "2026-03-04", "request-received", request="a")
    due = {one.request: one.counted.due_day.isoformat() for one in course.deadlines("eligibility-answer")}
    assert due == {"a": "2026-03-11", "b": "2026-03-16"}


def test_a_review_made_expedited_before_the_question_came_gives_one_day() -> None:
    course = Course().assigned().with_reviewer()
    course.do("reviewer", "2026-03-11", "review-information-requested", request="a", of="employee")
    course.do("coordinator", "2026-03-12", "threat-certified", certified_by="doctor", documented=True)
    course.do("designee", "2026-03-12", "expedited-approved")
    course.do("coordinator", "2026-03-13", "request-received", request="a")
    assert not course.deadlines("reviewer-question")
    assert course.deadline("reviewer-question-expedited").counted.due_day.isoformat() == "2026-03-14"


def test_the_notice_tells_the_day_it_presumes_and_names_who_was_asked() -> None:
    course = begun().received()
    course.do("designee", "2026-03-02", "information-requested", request="a", of="claims-administrator")
    everybody = parties()
    notice = notice_of("information-request", course.state, everybody, everybody.parties[0], at("2026-03-02"), "es")
    (told,) = notice.deadlines
    assert told.day == (
        "9 de marzo de 2026, si esto llega el 2 de marzo de 2026 (contado desde el día en que llega)"
    ), "the administrator, who was asked, gets it by e-mail; the worker, who reads this, by mail"
    assert told.estimated
    event = event_to_record("information-request", course.state, everybody, at("2026-03-02"))
    assert event.said("mode") == "electronic"
