"""Cases whose items go different ways: each step is judged by the items it is about, not by where the case stands."""

from __future__ import annotations

from openimr.process.deadlines import deadlines_of
from tests.process.test_courses import END, RULES, Course

PAPERS = ["ur_determination", "progress_report"]
DISPUTED = {"id": "2", "liability-disputed": True}


def statuses(course: Course) -> dict[str, str]:
    return {item.id: item.status for item in course.state.items.values()}


def deferred(*, assigned: bool) -> Course:
    """Item 1 eligible, item 2 deferred because liability for it is disputed."""
    course = Course({"id": "1"}, DISPUTED).received()
    course.do("designee", "2026-02-24", "found-eligible", "1").do("designee", "2026-02-24", "deferred", "2")
    if assigned:
        course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail")
    return course


def decided(course: Course, day: str, **decisions: str) -> Course:
    told = {item.removeprefix("item"): outcome for item, outcome in decisions.items()}
    return course.do("reviewer", day, "determination-made", decisions=told, documents=PAPERS)


def refused_in_part() -> Course:
    """Item 1 assigned, item 2 found not eligible, and the parties told so."""
    course = Course({"id": "1"}, {"id": "2"}).received()
    course.do("designee", "2026-02-24", "found-ineligible", "2", reasons=["NOT_NECESSITY"])
    course.do("designee", "2026-02-24", "found-eligible", "1")
    course.do("coordinator", "2026-02-24", "ineligibility-served", mode="mail")
    return course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail")


def test_liability_settled_before_the_assignment_waits_for_the_designee() -> None:
    course = deferred(assigned=False).do("coordinator", "2026-02-25", "liability-resolved", "2", mode="mail")
    assert not course.refused
    assert (course.state.phase, statuses(course)) == ("received", {"1": "eligible", "2": "pending"})
    course.do("designee", "2026-02-25", "found-eligible", "2")
    assert (course.state.phase, statuses(course)) == ("eligible", {"1": "eligible", "2": "eligible"})


def test_liability_settled_while_the_application_is_new_leaves_it_there() -> None:
    course = Course(DISPUTED).received().do("coordinator", "2026-02-21", "liability-resolved", "2", mode="mail")
    assert not course.refused
    course.do("designee", "2026-02-24", "found-eligible", "2")
    assert course.state.phase == "eligible"


def test_a_review_begins_with_the_item_that_is_eligible_and_the_other_is_decided_beside_it() -> None:
    course = Course({"id": "1"}, {"id": "2"}).received().do("designee", "2026-02-24", "found-eligible", "1")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="electronic")
    assert (course.refused, course.state.phase, statuses(course)["2"]) == ("", "assigned", "pending")
    assert course.deadline("records-electronic").items == ("1",)
    course.do("designee", "2026-02-26", "found-ineligible", "2", reasons=["NOT_NECESSITY"])
    assert (course.refused, course.state.phase) == ("", "assigned")
    decided(course.with_reviewer(), "2026-03-20", item1="upheld")
    assert (course.refused, statuses(course)) == ("", {"1": "decided", "2": "ineligible"})


def test_a_review_begins_though_an_answer_about_another_item_is_awaited() -> None:
    course = Course({"id": "1"}, {"id": "2"}).received().do("designee", "2026-02-24", "found-eligible", "1")
    course.do("designee", "2026-02-24", "information-requested", request="a", of="employee")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail")
    assert (course.refused, course.state.phase, course.state.back_to) == ("", "info-requested", "assigned")
    course.do("coordinator", "2026-02-27", "request-answered", request="a")
    assert (course.state.phase, course.state.items["1"].in_review) == ("assigned", True)
    course.do("designee", "2026-02-27", "found-eligible", "2")
    course.do("coordinator", "2026-02-27", "assignment-notified", mode="mail")
    decided(course.with_reviewer(), "2026-03-20", item1="upheld", item2="overturned")
    assert course.refused == "", "the other item joined the review that waited for records"


def test_the_administrator_may_agree_while_other_items_are_under_review() -> None:
    course = deferred(assigned=True).do("coordinator", "2026-02-26", "administrator-agreed", "2")
    assert (course.refused, course.state.phase, statuses(course)["2"]) == ("", "assigned", "pending")
    course.do("designee", "2026-02-27", "found-eligible", "2")
    course.do("coordinator", "2026-02-27", "assignment-notified", "2", mode="mail")
    assert (course.refused, course.state.phase) == ("", "assigned")
    decided(course.with_reviewer(), "2026-03-20", item1="upheld", item2="overturned")
    assert statuses(course) == {"1": "decided", "2": "decided"}, "it joined the review that waited for records"


def test_an_item_that_becomes_eligible_during_a_review_has_the_next_one() -> None:
    course = deferred(assigned=True).with_reviewer()
    course.do("coordinator", "2026-03-11", "liability-resolved", "2", mode="mail")
    course.do("designee", "2026-03-12", "found-eligible", "2")
    course.do("coordinator", "2026-03-12", "assignment-notified", "2", mode="mail")
    assert (course.refused, course.state.phase) == ("", "reviewer-assigned"), "the review goes on"
    decided(course, "2026-03-20", item1="upheld", item2="upheld")
    assert "it must decide every eligible item and no other" in course.refused, "nobody has its records"
    decided(course, "2026-03-20", item1="upheld").do("coordinator", "2026-03-23", "determination-served", mode="mail")
    assert (course.state.phase, statuses(course)) == ("assigned", {"1": "decided", "2": "eligible"})
    course.do("coordinator", "2026-03-30", "petition-filed", "1")
    assert (course.refused, course.state.phase) == ("", "assigned"), "the petition stands beside the second review"
    decided(course.with_reviewer(day="2026-04-02"), "2026-04-10", item2="overturned")
    course.do("coordinator", "2026-04-13", "determination-served", mode="mail")
    assert course.state.phase == "appealed"
    course.do("appeals-board", "2026-08-03", "remanded")
    assert "it names none" in course.refused, "a petition about item 2 could still come"
    course.do("appeals-board", "2026-08-03", "remanded", "1")
    assert (course.state.phase, statuses(course)) == ("remanded", {"1": "eligible", "2": "decided"})


def test_a_deferred_item_comes_back_after_service() -> None:
    course = decided(deferred(assigned=True).with_reviewer(), "2026-03-20", item1="overturned")
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-04-01", "liability-resolved", "2", mode="mail")
    assert (course.state.phase, statuses(course)) == ("received", {"1": "decided", "2": "pending"})
    course.do("coordinator", "2026-04-02", "implemented", "1")
    assert not course.refused, "what was served is to be carried out whatever becomes of the other item"
    course.do("designee", "2026-04-02", "found-ineligible", "2", reasons=["NOT_NECESSITY"])
    assert course.state.phase == "served"


def test_a_petition_about_an_item_found_ineligible_does_not_wait_for_the_others() -> None:
    course = refused_in_part().do("coordinator", "2026-03-01", "petition-filed")
    assert "name the items the petition is about" in course.refused
    course.do("coordinator", "2026-03-01", "petition-filed", "1")
    assert course.refused, "item 1 has no determination yet"
    course.do("coordinator", "2026-03-01", "petition-filed", "2")
    assert (course.refused, course.state.phase) == ("", "assigned")
    found = course.deadline("petition-ineligible")
    assert (found.status, found.items) == ("met", ("2",))
    course.do("coordinator", "2026-03-02", "petition-filed", "2")
    assert "there is a petition about it" in course.refused
    course.do("appeals-board", "2026-03-20", "remanded", "2")
    assert (course.state.phase, statuses(course)) == ("assigned", {"1": "eligible", "2": "pending"})
    course.do("designee", "2026-03-23", "found-eligible", "2")
    assert not course.refused


def test_a_petition_about_eligibility_leaves_the_time_against_the_determination_open() -> None:
    course = decided(refused_in_part().with_reviewer(), "2026-03-12", item1="upheld")
    course.do("coordinator", "2026-03-13", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-16", "petition-filed", "2")
    assert course.state.phase == "appealed"
    assert course.deadline("petition").status != "met", "nobody petitioned against the determination"
    course.do("appeals-board", "2026-04-01", "petition-denied", "2")
    assert course.state.phase == "served"
    course.do("coordinator", "2026-04-02", "petition-filed", "1")
    assert (course.refused, course.deadline("petition").status) == ("", "met")


def test_a_remand_reopens_the_items_the_petition_was_about() -> None:
    course = decided(refused_in_part().with_reviewer(), "2026-03-12", item1="upheld")
    course.do("coordinator", "2026-03-13", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-16", "petition-filed", "1", "2").do("appeals-board", "2026-06-01", "remanded")
    assert (course.state.phase, statuses(course)) == ("remanded", {"1": "eligible", "2": "pending"})
    assert course.state.earlier_reviewers == ("R-1",)


def test_the_end_of_one_decided_item_leaves_the_other_to_be_served() -> None:
    course = Course({"id": "1"}, {"id": "2"}).assigned().with_reviewer()
    decided(course, "2026-03-12", item1="upheld", item2="overturned")
    course.do("coordinator", "2026-03-13", "terminated", "1", cause="authorized")
    assert (course.state.phase, statuses(course)) == ("decided", {"1": "terminated", "2": "decided"})
    course.do("coordinator", "2026-03-13", "determination-served", mode="mail")
    assert (course.refused, course.state.phase) == ("", "served")
    course.do("coordinator", "2026-03-14", "terminated", "2", cause="authorized")
    assert course.refused, "a served determination is not ended"


def test_the_end_of_the_reviewed_item_leaves_a_deferred_one_deferred() -> None:
    course = deferred(assigned=True).do("coordinator", "2026-03-01", "terminated", "1", cause="authorized")
    assert (course.state.phase, statuses(course)) == ("deferred", {"1": "terminated", "2": "deferred"})
    course.do("coordinator", "2026-06-01", "liability-resolved", "2", mode="mail")
    assert (course.refused, course.state.phase) == ("", "received")


def test_the_end_of_everything_ends_a_decided_case() -> None:
    course = decided(
        Course({"id": "1"}, {"id": "2"}).assigned().with_reviewer(), "2026-03-12", item1="upheld", item2="upheld"
    )
    course.do("coordinator", "2026-03-13", "terminated", cause="settlement")
    assert (course.state.phase, set(statuses(course).values())) == ("terminated", {"terminated"})


def test_no_clock_of_a_review_runs_for_an_item_that_is_not_in_it() -> None:
    course = Course({"id": "1"}, {"id": "2", "liability-disputed": True, "formulary": True}).received()
    course.do("designee", "2026-02-24", "found-eligible", "1").do("designee", "2026-02-24", "deferred", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail").with_reviewer()
    found = [one for one in deadlines_of(course.state, END, RULES) if one.duty in ("records", "determination")]
    assert {one.items for one in found} == {("1",)}
    assert "determination-formulary" not in {one.clock for one in found}, "five working days would be a false alarm"
    decided(course, "2026-03-20", item1="upheld").do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-04-01", "liability-resolved", "2", mode="mail")
    course.do("designee", "2026-04-02", "found-eligible", "2")
    course.do("coordinator", "2026-04-02", "assignment-notified", mode="mail").with_reviewer(day="2026-04-10")
    found = [one for one in deadlines_of(course.state, END, RULES) if one.duty == "determination" and one.pending]
    assert {(one.clock, one.items) for one in found} == {
        ("determination-formulary", ("2",)),
        ("determination-goal", ("2",)),
    }


def test_a_notice_of_assignment_covers_the_items_it_names() -> None:
    course = Course({"id": "1"}, {"id": "2"}).received().do("designee", "2026-02-24", "found-eligible", "1", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", "1", mode="mail")
    assert {item.id: item.in_review for item in course.state.items.values()} == {"1": True, "2": False}
    course.do("coordinator", "2026-02-25", "assignment-notified", "1", mode="mail")
    assert "no eligible item waits for a notice of assignment" in course.refused
    course.do("coordinator", "2026-02-25", "assignment-notified", "2", mode="mail")
    assert (course.refused, course.state.items["2"].in_review) == ("", True)


def test_an_extension_lengthens_the_review_it_was_approved_in() -> None:
    course = deferred(assigned=True).with_reviewer().do("director", "2026-04-01", "extension-approved", days=3)
    course.do("coordinator", "2026-04-02", "liability-resolved", "2", mode="mail")
    course.do("designee", "2026-04-02", "found-eligible", "2")
    decided(course, "2026-04-10", item1="upheld").do("coordinator", "2026-04-10", "determination-served", mode="mail")
    assert course.deadline("determination").status == "met", "30 days from March 10 are April 9; three were added"
    course.do("coordinator", "2026-04-10", "assignment-notified", mode="mail").with_reviewer(day="2026-04-20")
    assert course.deadline("determination").counted.due_day.isoformat() == "2026-05-20"
    course.do("director", "2026-05-01", "extension-approved", days=2)
    assert (course.refused, course.deadline("determination").counted.due_day.isoformat()) == ("", "2026-05-22")


def test_a_remand_does_not_make_a_determination_in_time_late() -> None:
    course = Course().assigned().with_reviewer().do("director", "2026-04-01", "extension-approved", days=3)
    decided(course, "2026-04-10", item1="upheld").do("coordinator", "2026-04-10", "determination-served", mode="mail")
    course.do("coordinator", "2026-04-20", "petition-filed").do("appeals-board", "2026-06-01", "remanded")
    assert course.deadline("determination").status == "met"


def test_a_petition_denied_ends_the_case_whichever_item_was_settled_last() -> None:
    for denied_first in (True, False):
        course = Course({"id": "1"}, {"id": "2"}).received()
        course.do("designee", "2026-02-24", "found-ineligible", "1", reasons=["NOT_NECESSITY"])
        course.do("coordinator", "2026-02-26", "petition-filed", "1")
        last = [("coordinator", "petition-denied", "1", {}), ("designee", "duplicate-merged", "2", {"into": "C-0"})]
        for role, kind, item, says in last if denied_first else reversed(last):
            course.do(role, "2026-03-02", kind, item, **says)
        assert (course.refused, course.state.phase) == ("", "final")


def test_a_petition_denied_about_one_item_leaves_the_time_of_the_other() -> None:
    course = Course({"id": "1"}, {"id": "2"}).received().do("designee", "2026-02-24", "found-eligible", "1", "2")
    course.do("coordinator", "2026-02-25", "assignment-notified", mode="mail").with_reviewer()
    decided(course, "2026-03-20", item1="upheld", item2="upheld")
    course.do("coordinator", "2026-03-21", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-25", "petition-filed", "1")
    course.do("coordinator", "2026-03-30", "petition-denied", "1")
    assert (course.refused, course.state.phase) == ("", "served")
    course.do("coordinator", "2026-04-01", "petition-filed", "2").do(
        "coordinator", "2026-04-10", "petition-denied", "2"
    )
    assert (course.refused, course.state.phase) == ("", "final")


def test_what_was_upheld_is_not_implemented_and_a_remand_takes_back_its_own_item_alone() -> None:
    course = Course({"id": "1"}, {"id": "2"}).assigned().with_reviewer()
    decided(course, "2026-03-20", item1="overturned", item2="upheld")
    course.do("coordinator", "2026-03-23", "determination-served", mode="mail")
    course.do("coordinator", "2026-03-25", "implemented", "2")
    assert "it names one that was not" in course.refused
    course.do("coordinator", "2026-03-25", "implemented")
    assert {item.id: item.implemented for item in course.state.items.values()} == {"1": True, "2": False}
    course.do("coordinator", "2026-04-01", "petition-filed", "2").do("coordinator", "2026-04-20", "remanded", "2")
    assert (course.refused, course.state.phase, course.state.items["1"].implemented) == ("", "remanded", True)
