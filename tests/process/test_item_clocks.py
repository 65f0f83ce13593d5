"""What is owed for one item runs from the event that concerned it; what happens to another moves nothing."""

from __future__ import annotations

from datetime import datetime

from openimr.process.deadlines import Deadline, deadlines_of
from openimr.process.ics import uid_of
from tests.process.test_courses import PACIFIC, RULES, Course
from tests.process.test_mixed_cases import PAPERS, decided, deferred


def of(course: Course, clock: str, as_of: str = "2026-05-01") -> dict[tuple[str, ...], tuple[str, str]]:
    """Items of every deadline of a clock, with its day and what became of it."""
    return {one.items: (one.counted.due_day.isoformat(), one.status) for one in all_of(course, clock, as_of)}


def all_of(course: Course, clock: str, as_of: str = "2026-05-01") -> list[Deadline]:
    moment = datetime.fromisoformat(as_of).replace(tzinfo=PACIFIC)
    return [one for one in deadlines_of(course.state, moment, RULES) if one.clock == clock]


def served_twice(*, served: bool = True) -> Course:
    """Item 1 overturned and served on March 23; item 2, its liability settled, on April 13."""
    course = decided(deferred(assigned=True).with_reviewer(), "2026-03-20", item1="overturned")
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-25", "determination-received")
    course.do("coordinator", "2026-03-26", "liability-resolved", "2", mode="mail")
    course.do("designee", "2026-03-26", "found-eligible", "2")
    course.do("coordinator", "2026-03-26", "assignment-notified", mode="electronic")
    decided(course.with_reviewer(day="2026-04-02"), "2026-04-10", item2="overturned")
    return course.do("coordinator", "2026-04-13", "determination-served", mode="mail") if served else course


def test_a_second_determination_moves_no_day_of_the_first() -> None:
    course = served_twice()
    # 30 days from March 23 are April 22, from April 13 May 13 (LC 4610.6(h)); 5 more by mail (8 CCR 10605)
    assert {items: day for items, (day, _) in of(course, "petition").items()} == {
        ("1",): "2026-04-22", ("2",): "2026-05-13",
    }  # fmt: skip
    assert {items: day for items, (day, _) in of(course, "petition-by-mail").items()} == {
        ("1",): "2026-04-27", ("2",): "2026-05-18",
    }  # fmt: skip
    # 5 working days from receipt on March 25, over Cesar Chavez Day; item 2 from service, receipt is not recorded yet
    assert of(course, "authorize", "2026-04-14") == {
        ("1",): ("2026-04-02", "overdue"), ("2",): ("2026-04-20", "open"),
    }  # fmt: skip
    course.do("coordinator", "2026-04-15", "determination-received")
    assert of(course, "authorize", "2026-04-16") == {
        ("1",): ("2026-04-02", "overdue"), ("2",): ("2026-04-22", "open"),
    }  # fmt: skip


def test_deadlines_of_two_services_are_two_groups_and_two_entries_of_a_calendar() -> None:
    course = served_twice()
    found = all_of(course, "petition", "2026-04-14") + all_of(course, "petition-by-mail", "2026-04-14")
    assert len({one.group for one in found}) == 2
    assert [one.others for one in found] == [1, 1, 1, 1], "beside each stands the one with days for mail, no more"
    assert len({uid_of(one) for one in found}) == 4
    before = uid_of(all_of(course, "authorize")[1])
    course.do("coordinator", "2026-04-15", "determination-received")
    assert uid_of(all_of(course, "authorize")[1]) == before, "counted from receipt it is still the same entry"


def test_the_return_of_one_item_ends_nothing_for_another() -> None:
    course = Course({"id": "1"}, {"id": "2"}).assigned().with_reviewer()
    decided(course, "2026-03-20", item1="upheld", item2="overturned")
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-30", "petition-filed", "1").do("appeals-board", "2026-04-06", "remanded", "1")
    assert of(course, "authorize")[("2",)] == ("2026-03-30", "overdue"), "the care of item 2 is still to be authorized"
    assert of(course, "petition", "2026-04-10") == {("1", "2"): ("2026-04-22", "open")}
    course.do("coordinator", "2026-04-07", "implemented", "2")
    assert of(course, "authorize")[("2",)] == ("2026-03-30", "met late")


def test_a_second_cause_of_ending_does_not_hide_the_first() -> None:
    course = Course({"id": "1"}, {"id": "2"}).assigned()
    course.do("coordinator", "2026-03-02", "termination-cause-arose", "1", cause="authorized")
    course.do("coordinator", "2026-03-04", "termination-cause-arose", "2", cause="request withdrawn")
    course.do("coordinator", "2026-03-05", "terminated", "2", cause="request withdrawn")
    assert of(course, "termination-report", "2026-03-20") == {
        ("1",): ("2026-03-09", "overdue"), ("2",): ("2026-03-09", "met"),
    }  # fmt: skip


def test_each_notice_of_ineligibility_has_its_own_time_for_a_petition() -> None:
    course = Course({"id": "1"}, {"id": "2"}).received()
    course.do("designee", "2026-02-24", "found-ineligible", "1", reasons=["NOT_NECESSITY"])
    course.do("coordinator", "2026-02-24", "ineligibility-served", mode="personal")
    course.do("designee", "2026-03-10", "found-ineligible", "2", reasons=["NOT_NECESSITY"])
    course.do("coordinator", "2026-03-11", "ineligibility-served", mode="personal")
    assert {items: day for items, (day, _) in of(course, "petition-ineligible", "2026-03-12").items()} == {
        ("1",): "2026-03-26", ("2",): "2026-04-10",
    }, "the second notice names no items: it is about the one nobody was told of yet"  # fmt: skip


def test_nothing_is_owed_while_liability_is_disputed() -> None:
    """LC 4610.6(j): the determination is to be implemented unless liability is disputed as well."""
    course = Course({"id": "1", "liability-disputed": True}).received()
    course.do("coordinator", "2026-02-23", "administrator-agreed", "1")
    course.do("designee", "2026-02-24", "found-eligible", "1")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail").with_reviewer()
    decided(course, "2026-03-20", item1="overturned")
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-25", "determination-received")
    assert not all_of(course, "authorize") and not all_of(course, "authorize-after-liability")
    course.do("coordinator", "2026-09-02", "liability-resolved", "1", mode="mail")
    assert not all_of(course, "authorize"), "it never ran, and is not overdue since April"
    # September 3, 4, 8, 9, 10; the 7th is Labor Day
    assert of(course, "authorize-after-liability", "2026-09-03") == {("1",): ("2026-09-10", "open")}


def test_liability_settled_before_the_review_leaves_the_clock_as_it_is() -> None:
    course = deferred(assigned=False).do("coordinator", "2026-02-25", "liability-resolved", "2", mode="mail")
    course.do("designee", "2026-02-25", "found-eligible", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail").with_reviewer()
    course.do(
        "reviewer", "2026-03-20", "determination-made", decisions={"1": "upheld", "2": "overturned"}, documents=PAPERS
    )
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    assert of(course, "authorize", "2026-03-24") == {("2",): ("2026-03-30", "open")}
    assert not all_of(course, "authorize-after-liability")


def test_an_item_that_comes_back_waits_from_then_on() -> None:
    """Deferred for 400 days: the designee did not let it wait for that long."""
    course = deferred(assigned=True)
    assert {one.status for one in all_of(course, "eligibility", "2026-03-01")} == {"met"}
    course.do("coordinator", "2027-04-01", "liability-resolved", "2", mode="mail")
    (waiting,) = all_of(course, "eligibility", "2027-04-02")
    assert (waiting.status, waiting.started.date().isoformat(), waiting.items) == ("open", "2027-04-01", ("2",))
    course.do("designee", "2027-04-05", "found-eligible", "2")
    assert {one.status for one in all_of(course, "eligibility", "2027-04-06")} == {"met"}


def test_an_item_that_never_was_decided_waits_since_the_application() -> None:
    course = Course({"id": "1"}, {"id": "2", "liability-disputed": True}).received()
    course.do("designee", "2026-02-24", "deferred", "2")
    course.do("coordinator", "2026-03-30", "liability-resolved", "2", mode="mail")
    (waiting,) = all_of(course, "eligibility")
    assert waiting.started.date().isoformat() == "2026-02-20", "item 1 waits longest"
