"""The checks before signing find planted mistakes and leave true letters alone; a sample of benchmarks.planted."""

from __future__ import annotations

import pytest

from benchmarks.planted import CODES, Checker, Score, measure
from benchmarks.plants import clean, plants

CASES = ("lumbar-epidural-levels", "hand-and-neck")


@pytest.fixture(scope="module")
def score(tmp_path_factory: pytest.TempPathFactory) -> Score:
    folder = tmp_path_factory.mktemp("planted")
    sample = [one for one in plants(2, folder) if one.case.slug in CASES and one.case.guest is None]
    true_ones = [one for one in clean(folder) if one.case.slug in CASES and one.case.guest is None]
    return measure(sample, true_ones, Checker(folder))


def test_most_planted_mistakes_are_found(score: Score) -> None:
    assert sum(score.planted.values()) >= 100
    assert score.recall >= 0.9, [(one.kind, one.what) for one, _ in score.missed]


@pytest.mark.parametrize("kind", ["side", "level", "strength", "edition", "identity"])
def test_what_is_plainly_printed_is_always_found(score: Score, kind: str) -> None:
    assert score.planted[kind] and score.found[kind] == score.planted[kind]


def test_true_letters_are_left_alone(score: Score) -> None:
    assert [problem.message for _, problem in score.alarms] == []


def test_every_plant_has_a_kind_that_is_scored(score: Score) -> None:
    assert set(score.planted) <= set(CODES)
