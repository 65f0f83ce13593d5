"""That items are deferred or merged is told at once, item by item, and no longer once it is past."""

from __future__ import annotations

from tests.process.test_courses import Course


def test_a_deferral_is_to_be_told_until_it_was_told_or_is_over() -> None:
    disputed = {"liability-disputed": True}
    course = Course({"id": "1", **disputed}, {"id": "2", **disputed}).received()
    course.do("designee", "2026-02-24", "deferred", "1").do("designee", "2026-02-25", "deferred", "2")
    course.do("coordinator", "2026-02-25", "deferral-served", "1", mode="mail")
    assert {one.items: one.status for one in course.deadlines("deferral-notice")} == {("1",): "met", ("2",): "open"}
    course.do("coordinator", "2026-03-02", "liability-resolved", "2", mode="mail")
    assert {one.items for one in course.deadlines("deferral-notice")} == {("1",)}, "item 2 came back"


def test_a_merger_is_to_be_told_though_nothing_else_is_left_of_the_case() -> None:
    course = Course().received().do("designee", "2026-02-24", "duplicate-merged", "1", into="C-0")
    assert course.state.phase == "merged"
    (owed,) = course.deadlines("merger-notice")
    assert owed.pending and owed.is_at_once
    course.do("designee", "2026-02-25", "merger-served", mode="mail")
    assert course.refused == "" and not course.deadlines("merger-notice")[0].pending
