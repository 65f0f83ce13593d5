"""Parts of the body: what lies near another is evidence for it, what is only named for it is compared and no more."""

from __future__ import annotations

import pytest

from openimr.guidelines.regions import expand, near, same_part


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("wrist", "finger"),
        ("hand", "forearm"),
        ("ankle", "toe"),
        ("lumbar spine", "lower extremity"),
        ("cervical spine", "upper extremity"),
    ],
)
def test_parts_that_papers_name_for_each_other_are_one_place_but_no_evidence(one: str, other: str) -> None:
    assert same_part(one, other) and same_part(other, one)
    assert other not in near(one) and one not in near(other)
    assert other not in expand(["request"], [one])


@pytest.mark.parametrize(("one", "other"), [("shoulder", "knee"), ("finger", "shoulder"), ("toe", "knee")])
def test_parts_that_no_paper_confuses_are_not_one_place(one: str, other: str) -> None:
    assert not same_part(one, other) and not same_part(other, one)


def test_what_lies_near_is_one_place_both_ways() -> None:
    assert same_part("hand", "finger") and same_part("finger", "hand")
    assert same_part("upper extremity", "wrist") and same_part("knee", "knee")
