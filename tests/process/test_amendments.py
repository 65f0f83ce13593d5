"""A letter signed after service: who may, what it may change, which days it moves, and how it is published."""

from __future__ import annotations

import pytest

from openimr.process.deadlines import deadlines_of
from tests.process.test_courses import END, RULES, Course

WHY = {"reviewer": "R-1", "why": "the level is L5-S1, not L4-L5"}
PAPERS = ["ur_determination", "progress_report"]


def served(outcome: str = "overturned") -> Course:
    """Both items served by mail on Monday, March 23, 2026."""
    return Course({"id": "1"}, {"id": "2"}).served(outcome)


def again(course: Course, kind: str, *items: str, day: str = "2026-04-01", served_on: str = "2026-04-06") -> Course:
    """A letter signed and served by mail after the first was."""
    course.do("reviewer", day, f"determination-{kind}", *items, **WHY)
    assert course.refused == ""
    course.do("coordinator", served_on, f"{kind}-determination-served", *items, mode="mail")
    assert course.refused == ""
    return course


def days(course: Course, clock: str) -> dict[tuple[str, ...], str]:
    return {one.items: one.counted.due_day.isoformat() for one in course.deadlines(clock)}


def test_a_correction_moves_no_day() -> None:
    course = again(served(), "corrected", "1", "2")
    assert days(course, "petition") == {("1", "2"): "2026-04-22"}, "30 days from March 23"
    assert days(course, "petition-by-mail") == {("1", "2"): "2026-04-27"}
    assert days(course, "authorize") == {("1", "2"): "2026-03-30"}, "24, 25, 26, 27, 30"
    assert course.state.phase == "served"


def test_an_amendment_starts_the_days_of_its_items_anew_and_of_no_other() -> None:
    course = again(served(), "amended", "1")
    assert days(course, "petition") == {("2",): "2026-04-22", ("1",): "2026-05-06"}, "30 days from April 6"
    assert days(course, "petition-by-mail") == {("2",): "2026-04-27", ("1",): "2026-05-11"}
    assert days(course, "authorize") == {("2",): "2026-03-30", ("1",): "2026-04-13"}, "7, 8, 9, 10, 13 April"
    course.do("coordinator", "2026-04-09", "determination-received", "1")
    assert days(course, "authorize") == {("2",): "2026-03-30", ("1",): "2026-04-16"}, "10, 13, 14, 15, 16 April"


def test_what_was_implemented_on_the_first_letter_is_owed_as_the_amended_one_says() -> None:
    course = served().do("coordinator", "2026-03-27", "implemented")
    assert [one.status for one in course.deadlines("authorize")] == ["met"]
    again(course, "amended", "2")
    assert {one.items: one.status for one in course.deadlines("authorize")} == {("1",): "met", ("2",): "overdue"}
    assert [item.implemented for item in course.state.items.values()] == [True, False]
    again(served().do("coordinator", "2026-03-27", "implemented"), "corrected", "1", "2")


def test_service_of_another_determination_does_not_move_an_amended_item() -> None:
    course = Course({"id": "1"}, {"id": "2", "liability-disputed": True}).received()
    course.do("designee", "2026-02-24", "found-eligible", "1").do("designee", "2026-02-24", "deferred", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail").with_reviewer()
    course.do("reviewer", "2026-03-20", "determination-made", decisions={"1": "overturned"}, documents=PAPERS)
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-24", "liability-resolved", mode="mail")
    course.do("designee", "2026-03-25", "found-eligible", "2")
    again(course, "amended", "1")
    course.do("coordinator", "2026-04-06", "assignment-notified", mode="mail").with_reviewer(day="2026-04-20")
    course.do("reviewer", "2026-04-21", "determination-made", decisions={"2": "upheld"}, documents=PAPERS)
    course.do("coordinator", "2026-04-22", "determination-served", mode="mail")
    assert course.refused == ""
    assert days(course, "petition") == {("1",): "2026-05-06", ("2",): "2026-05-22"}


def test_it_changes_no_decision_and_is_the_reviewers_act() -> None:
    course = served()
    course.do("reviewer", "2026-04-01", "determination-amended", "1", **WHY, decisions={"1": "upheld"})
    assert "it would change a decision" in course.refused
    course.do("reviewer", "2026-04-01", "determination-corrected", "1", reviewer="R-2", why="x")
    assert "another reviewer decided an item it names" in course.refused
    for role in ("coordinator", "software", "director"):
        course.do(role, "2026-04-01", "determination-corrected", "1", **WHY)
        assert course.refused, role
    course.do("reviewer", "2026-04-01", "determination-corrected", **WHY)
    assert "it does not say items" in course.refused
    course.do("reviewer", "2026-04-01", "determination-corrected", "1", reviewer="R-1")
    assert "it does not say why" in course.refused


def test_what_is_not_served_or_is_before_the_board_is_not_amended() -> None:
    course = Course().assigned().with_reviewer()
    course.do("reviewer", "2026-03-20", "determination-made", decisions={"1": "upheld"}, documents=PAPERS)
    course.do("reviewer", "2026-03-21", "determination-corrected", "1", **WHY)
    assert "no determination was served" in course.refused
    course = served().do("coordinator", "2026-04-02", "petition-filed", "1")
    course.do("reviewer", "2026-04-03", "determination-corrected", "1", **WHY)
    assert "is before the appeals board" in course.refused
    course.do("coordinator", "2026-05-04", "petition-denied", "1")
    course.do("reviewer", "2026-05-05", "determination-amended", "1", **WHY)
    assert "has denied a petition about an item it names" in course.refused
    again(course, "corrected", "1", day="2026-05-05", served_on="2026-05-06")


def test_a_letter_that_waits_is_not_served_over_a_petition_and_is_withdrawn() -> None:
    course = served().do("reviewer", "2026-04-01", "determination-amended", "1", **WHY)
    course.do("coordinator", "2026-04-02", "petition-filed", "1")
    course.do("coordinator", "2026-04-03", "amended-determination-served", "1", mode="mail")
    assert "is before the appeals board" in course.refused
    course.do("reviewer", "2026-04-03", "letter-withdrawn", why="the board decides")
    course.do("publisher", "2026-04-06", "redaction-confirmed")
    assert course.refused == ""
    assert days(course, "petition")[("1", "2")] == "2026-04-22"


def test_one_letter_at_a_time_waits_for_its_service() -> None:
    course = served().do("reviewer", "2026-04-01", "letter-withdrawn", why="x")
    assert "no corrected or amended determination waits" in course.refused
    course.do("reviewer", "2026-04-01", "determination-amended", "1", **WHY)
    course.do("reviewer", "2026-04-02", "determination-corrected", "1", "2", **WHY)
    assert "is signed and not served" in course.refused
    course.do("coordinator", "2026-04-02", "letter-withdrawn", why="a slip in it")
    assert course.refused, "it is the reviewer's"
    course.do("reviewer", "2026-04-02", "letter-withdrawn", why="a slip in it")
    course.do("reviewer", "2026-04-02", "determination-corrected", "1", "2", **WHY)
    course.do("coordinator", "2026-04-03", "amended-determination-served", "1", "2", mode="mail")
    assert "no amended determination waits" in course.refused
    course.do("coordinator", "2026-04-03", "corrected-determination-served", "1", mode="mail")
    assert "it does not name the items whose letter waits for service" in course.refused
    course.do("coordinator", "2026-04-03", "corrected-determination-served", "1", "2", mode="mail")
    assert course.refused == ""
    assert set(days(course, "petition").values()) == {"2026-04-22"}, "what was withdrawn moved no day"


def test_an_amendment_opens_the_time_for_a_petition_that_had_passed() -> None:
    course = served().do("coordinator", "2026-04-28", "appeal-time-closed")
    assert course.state.phase == "final"
    again(course, "corrected", "1", "2", day="2026-05-04", served_on="2026-05-05")
    assert course.state.phase == "final"
    again(course, "amended", "1", day="2026-05-06", served_on="2026-05-07")
    assert course.state.phase == "served"
    course.do("coordinator", "2026-06-08", "appeal-time-closed")
    assert "the time for a petition has not passed" in course.refused, "days for mail run until June 11"
    course.do("coordinator", "2026-06-12", "appeal-time-closed")
    assert course.state.phase == "final"


@pytest.mark.parametrize("kind", ["corrected", "amended"])
def test_the_copy_is_published_anew_and_not_before_service(kind: str) -> None:
    course = served().do("publisher", "2026-03-25", "redaction-confirmed").do("publisher", "2026-03-25", "published")
    course.do("reviewer", "2026-04-01", f"determination-{kind}", "1", **WHY)
    assert not course.state.published
    course.do("publisher", "2026-04-02", "redaction-confirmed")
    assert "is signed and not served" in course.refused
    course.do("coordinator", "2026-04-03", f"{kind}-determination-served", "1", mode="mail")
    (owed,) = course.deadlines("publication")
    assert owed.pending and owed.started.date().isoformat() == "2026-04-03"
    course.do("publisher", "2026-04-06", "published")
    assert "nobody has confirmed the redaction" in course.refused
    course.do("publisher", "2026-04-06", "redaction-confirmed").do("publisher", "2026-04-06", "published")
    assert course.state.published and not any(one.pending for one in course.deadlines("publication"))


def test_an_item_that_the_list_missed_is_decided_beside_and_nothing_served_moves() -> None:
    """It was never decided: the list is corrected, and the item gets a determination of its own."""
    course = Course({"id": "1"}).served()
    listed = [{"id": "1", "text": "MRI"}, {"id": "2", "text": "brace"}]
    course.do("coordinator", "2026-03-30", "entry-corrected", event=1, why="item 2 missed", says={"items": listed})
    assert (course.refused, course.state.phase) == ("", "received")
    course.do("designee", "2026-03-31", "found-eligible", "2")
    course.do("coordinator", "2026-04-01", "assignment-notified", mode="mail").with_reviewer(day="2026-04-10")
    course.do("reviewer", "2026-04-20", "determination-made", decisions={"2": "upheld"}, documents=PAPERS)
    course.do("coordinator", "2026-04-21", "determination-served", mode="mail")
    assert course.refused == ""
    assert days(course, "petition") == {("1",): "2026-04-22", ("2",): "2026-05-21"}
    assert not [one for one in deadlines_of(course.state, END, RULES) if one.duty == "determination" and one.pending]
