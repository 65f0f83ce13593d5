"""Replay is blind: decisions, rationales and case numbers cannot reach the review."""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from pathlib import Path

import pytest

from openimr.letters import parse, parse_file
from openimr.letters.model import Letter
from openimr.letters.replaying import blind, replay_letter
from openimr.review.replay import Blinded, Outcome, by_category, measure

FIXTURES = Path(__file__).parent / "fixtures"
OTHER = {"upheld": "overturned", "overturned": "upheld"}


def turned(letter: Letter) -> Letter:
    """The same letter with every outcome turned round, every rationale replaced and another case number."""
    copy = letter.model_copy(deep=True)
    copy.case_number = "CM99-9999999"
    copy.source = "another-name.pdf"
    for item in copy.items:
        item.decision = OTHER.get(item.decision or "", "upheld")  # type: ignore[assignment]
        item.rationale = (
            "The patient had a stroke, 80% relief for ten weeks, and psychological clearance. The request is approved."
        )
        item.claims_administrator.text = item.reviewer_guideline.text = "Decision based on nothing."
        item.claims_administrator.statements = item.reviewer_guideline.statements = []
    return copy


def letters() -> list[Letter]:
    return [parse(p.read_text(encoding="utf-8"), source=p.name) for p in sorted(FIXTURES.rglob("*.txt"))]


def recommendations(outcomes: list[Outcome]) -> list[tuple[str, float]]:
    return [(o.review.recommendation, o.review.confidence) for o in outcomes]


def test_turning_every_outcome_changes_no_recommendation_of_our_letters() -> None:
    compared = 0
    for letter in letters():
        before = replay_letter(letter)
        assert recommendations(before) == recommendations(replay_letter(turned(letter)))
        compared += len(before)
    assert compared >= 10


def test_turning_every_outcome_changes_no_recommendation_of_the_real_letters(shared: Path) -> None:
    compared = 0
    for path in sorted((shared / "letters").glob("*.pdf")):
        letter = parse_file(path)
        before = replay_letter(letter)
        assert recommendations(before) == recommendations(replay_letter(turned(letter))), path.name
        compared += len(before)
    assert compared >= 100


def test_what_a_replay_sees_has_no_place_for_an_outcome() -> None:
    names = {f.name for f in dataclasses.fields(Blinded)}
    assert names == {"summary", "headings", "day", "date_of_injury", "authorized"}
    letter = letters()[0]
    seen = blind(letter)
    assert seen is not None
    for item in letter.items:
        for heading in seen.headings:
            assert not heading.rstrip().lower().endswith(("upheld", "overturned"))
        if item.rationale:
            assert item.rationale not in seen.summary


def test_items_stand_in_the_letters_order(tmp_path: Path) -> None:
    source = next(p for p in sorted(FIXTURES.rglob("*.txt")) if len(parse(p.read_text(encoding="utf-8")).items) > 1)
    (tmp_path / "letter.txt").write_bytes(source.read_bytes())
    done = subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "replay", str(tmp_path / "letter.txt"), "--format", "json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    body = json.loads(done.stdout)
    assert [i["heading"] for i in body["items"]] == [i.heading for i in parse_file(source).items]
    assert {"n", "undecidable", "accuracy", "balanced_accuracy", "f1_overturned"} <= set(body["metrics"])


@pytest.mark.parametrize(
    ("pairs", "expected"),
    [
        ([("upheld", "upheld"), ("overturned", "overturned")], (2, 0.0, 1.0, 1.0, 1.0)),
        ([("upheld", "overturned"), ("overturned", "overturned")], (2, 0.0, 0.5, 0.5, 0.6667)),
        ([("upheld", "undecidable"), ("upheld", "upheld")], (2, 0.5, 1.0, None, None)),
        ([("overturned", "upheld"), ("upheld", "upheld")], (2, 0.0, 0.5, 0.5, 0.0)),
    ],
)
def test_figures(pairs: list[tuple[str, str]], expected: tuple[float, ...]) -> None:
    def outcome(decided: str, replayed: str) -> Outcome:
        item = replay_letter(letters()[0])[0].review.model_copy(update={"recommendation": replayed})
        return Outcome(source="x", heading="y", decision=decided, review=item)

    outcomes = [outcome(*pair) for pair in pairs]
    m = measure(outcomes)
    assert (m.n, m.undecidable, m.accuracy, m.balanced_accuracy, m.f1_overturned) == expected
    assert sum(c.n for c in by_category(outcomes).values()) == m.n


def test_a_letter_without_its_head_is_replayed_on_the_latest_day_it_tells() -> None:
    letter = next(x for x in letters() if x.era == "2014").model_copy(deep=True)
    letter.ur_denial_date = letter.decision_date = letter.application_received = letter.date_assigned = None
    letter.summary = "The patient is a 40 year old male hurt on 3/4/11. On 5/6/14 he had low back pain."
    seen = blind(letter)
    assert seen is not None
    assert seen.day.isoformat() == "2014-05-06"
    letter.summary = "The patient is a 40 year old male."
    assert blind(letter) is not None
    assert len(replay_letter(letter)) == len(letter.items)
