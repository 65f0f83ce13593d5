"""Clocks when a case changes its kind: a review made expedited, liability settled, a case sent back, two items."""

from __future__ import annotations

from datetime import datetime

import pytest

from openimr.process.ages import ages, timeliness
from openimr.process.deadlines import deadlines_of
from openimr.process.eligibility import proposals
from tests.process.test_courses import END, PACIFIC, RULES, Course


def pending(course: Course, *duties: str, as_of: datetime = END) -> set[str]:
    return {one.clock for one in deadlines_of(course.state, as_of, RULES) if one.pending and one.duty in duties}


def certified(course: Course, day: str) -> Course:
    course.do("coordinator", day, "threat-certified", certified_by="doctor", documented=True)
    return course.do("designee", day, "expedited-approved")


def measured(course: Course, name: str) -> tuple[int, int | None]:
    (found,) = [one for one in ages([course.state], RULES) if one.name == name]
    return found.cases, found.longest


def test_with_the_records_at_hand_nobody_owes_records_when_the_review_becomes_expedited() -> None:
    course = Course().assigned().with_reviewer()
    certified(course, "2026-03-16").do("coordinator", "2026-03-16T11:00", "conversion-notified", mode="fax")
    assert not pending(course, "records")
    assert course.deadline("records-mail").status == "met", "what was met before stays met"
    assert pending(course, "determination") == {"determination-converted"}
    assert course.deadline("determination-converted").counted.due_day.isoformat() == "2026-03-19"


def test_records_sent_before_the_conversion_are_not_asked_for_again() -> None:
    course = Course().assigned().do("software", "2026-03-04", "records-received", sender="employee")
    certified(course, "2026-03-05")
    assert pending(course, "records") == {"records-expedited-statute"}
    course = Course().assigned().do("software", "2026-03-04", "records-received", sender="claims-administrator")
    assert not pending(certified(course, "2026-03-05"), "records")


def test_a_determination_in_time_after_a_conversion_is_in_time() -> None:
    course = certified(Course().assigned().with_reviewer(), "2026-03-16")
    course.do("reviewer", "2026-03-18", "determination-made", decisions={"1": "upheld"}, documents=["progress_report"])
    course.do("coordinator", "2026-03-19", "determination-served", mode="mail")
    kept = timeliness([course.state], RULES)
    assert (kept.in_time, kept.late) == (1, 0), "three days from complete records were over, and never ran"


def test_a_question_on_eligibility_puts_no_records_at_hand() -> None:
    course = Course().received().do("designee", "2026-02-23", "information-requested", request="a", of="employee")
    certified(course, "2026-02-23")
    assert not pending(course, "determination", "conversion-notice")


@pytest.mark.parametrize(
    ("conversion", "clock", "due"),
    [
        ("2026-02-20T11:00", "determination-expedited-without-records", "2026-03-01"),
        ("2026-03-16T10:00", "determination-converted-without-records", "2026-03-19"),
    ],
)
def test_an_expedited_case_without_records_has_a_day_too(conversion: str, clock: str, due: str) -> None:
    early = conversion < "2026-03"
    course = Course().received()
    if early:
        certified(course, conversion)
    course.do("designee", "2026-02-24", "found-eligible", "1")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="fax" if early else "mail")
    course.do("coordinator", "2026-02-26T11:00" if early else "2026-03-13", "records-limit-passed")
    if not early:
        certified(course, conversion)
    assert pending(course, "determination") == {clock}
    assert course.deadline(clock).counted.due_day.isoformat() == due
    course.do("coordinator", conversion if not early else "2026-02-27", "records-complete")
    assert clock not in pending(course, "determination")


def test_no_window_runs_while_liability_is_disputed() -> None:
    course = Course({"id": "1", "liability-disputed": True}).do("coordinator", "2026-02-03", "ur-served", mode="mail")
    assert not pending(course, "application")
    course.do("coordinator", "2026-04-20", "window-closed")
    assert "the time for an application has not passed" in course.refused
    course.do("software", "2026-04-20", "application-received", signed=True, determination_attached=True)
    (proposal,) = proposals(course.state, RULES)
    assert (proposal.outcome, [ground.code for ground in proposal.grounds]) == ("deferred", ["LIABILITY_DISPUTE"])
    course.do("coordinator", "2026-04-21", "liability-resolved", mode="mail")
    (proposal,) = proposals(course.state, RULES)
    assert (proposal.outcome, proposal.grounds) == ("eligible", ()), "it came before the window had begun"


@pytest.mark.parametrize(("received", "outcome"), [("2026-06-01", "eligible"), ("2026-06-02", "ineligible")])
def test_settled_liability_gives_thirty_days_for_that_item_only(received: str, outcome: str) -> None:
    course = Course({"id": "1", "liability-disputed": True}, {"id": "2"})
    course.do("coordinator", "2026-02-03", "ur-served", mode="mail")
    course.do("coordinator", "2026-05-01", "liability-resolved", mode="mail")
    course.do("software", received, "application-received", signed=True, determination_attached=True)
    first, second = proposals(course.state, RULES)
    assert (first.outcome, second.outcome) == (outcome, "ineligible")


def test_only_the_administrator_meets_his_duty_to_forward_new_records() -> None:
    course = Course().assigned().do("software", "2026-03-02", "records-found-later")
    course.do("software", "2026-03-03", "records-received", sender="employee")
    assert pending(course, "new-records")
    course.do("software", "2026-03-04", "records-received", sender="claims-administrator")
    assert not pending(course, "new-records")


def test_what_was_done_for_one_item_does_not_meet_what_is_owed_for_another() -> None:
    course = Course({"id": "1"}, {"id": "2", "timing": "retrospective"}).served()
    course.do("coordinator", "2026-03-25", "determination-received")
    course.do("coordinator", "2026-03-27", "implemented", "1")
    assert pending(course, "authorize", "reimburse") == {"reimburse"}
    course.do("coordinator", "2026-03-30", "implemented", "2")
    assert not pending(course, "authorize", "reimburse")


def test_a_denial_that_was_overturned_does_not_stand_for_a_year() -> None:
    after = datetime(2026, 4, 1, tzinfo=PACIFIC)
    assert pending(Course().served("upheld"), "finality", as_of=after)
    assert not pending(Course().served("overturned"), "finality", as_of=after)


def test_ages_of_a_case_sent_back_are_those_of_its_last_review() -> None:
    course = Course().served("upheld").do("coordinator", "2026-04-10", "petition-filed")
    course.do("appeals-board", "2026-08-03", "remanded").do(
        "coordinator", "2026-08-05", "assignment-notified", mode="mail"
    )
    course.do("coordinator", "2026-08-28", "records-limit-passed")
    course.do("coordinator", "2026-08-28", "conflicts-cleared", reviewer="R-2")
    course.do("coordinator", "2026-08-28", "reviewer-assigned", reviewer="R-2")
    assert measured(course, "age from assignment") == (1, 26), "the second review has no determination yet"
    course.do("reviewer", "2026-09-08", "determination-made", decisions={"1": "upheld"}, documents=["progress_report"])
    course.do("coordinator", "2026-09-09", "determination-served", mode="mail")
    assert measured(course, "age from assignment") == (1, 35)
    assert measured(course, "age from complete records") == (0, None), "its records never were complete"
    assert measured(course, "application to assignment") == (1, 5), "the remand is no part of the way to the assignment"
