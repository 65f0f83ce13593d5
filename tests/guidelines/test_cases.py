"""The clinicians' test cases: records and a request in words, the expected status of criteria, the recommendation.

Every file of ``cases/`` is found and run through the whole chain. How a case is written is told in docs/criteria.md.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.errors import NotFound, RuleError
from openimr.guidelines import topics
from openimr.review.topic_cases import BareFact, TopicCase, lacking, read_topic_cases, run_case

FOLDER = Path(__file__).with_name("cases")
CASES = read_topic_cases(FOLDER)

WRITTEN = """topic: NMES
cases:
  - title: no stroke
    date: "2014-05-29"
    request: NMES unit purchase
    records:
      - kind: progress_report
        date: "2014-05-15"
        text: Chronic low back pain. He never had a stroke.
    expect: {b: not_met, c: not_documented}
    recommendation: upheld
"""


@pytest.mark.parametrize("case", CASES, ids=lambda c: f"{c.topic}: {c.title}")
def test_case(case: TopicCase) -> None:
    result = run_case(case)
    traces = "\n".join(f"{j.id} {j.came.value}: {j.trace}" for j in result.judged + result.others)
    assert not result.wrong, "\n".join(result.wrong) + "\n" + traces
    prose = [paper.text for paper in case.records]
    bare = tuple(f"[{fact.concept} " for fact in case.facts)
    for judged in result.judged + result.others:
        for quote in judged.quotes:
            assert any(quote in text for text in prose) or quote.startswith(bare)


def test_every_topic_has_cases_of_every_sort() -> None:
    assert lacking(CASES, topics()) == {}


def test_every_file_is_named_after_a_topic() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(topics())


def test_a_topic_without_enough_cases_or_sorts_is_named() -> None:
    mine = [case for case in CASES if case.topic == "ESI-L-R"]
    library = {"ESI-L-R": topics()["ESI-L-R"]}
    assert lacking(mine[:2], library) == {"ESI-L-R": "2 of 3 cases"}
    fulfilled = [mine[0].model_copy(update={"expect": {"a": mine[0].expect["a"]}})] * 3
    assert lacking(fulfilled, library) == {"ESI-L-R": "no case with a criterion that is failed or not documented"}


def test_a_wrong_expectation_is_told_criterion_by_criterion(tmp_path: Path) -> None:
    text = WRITTEN.replace("b: not_met", "b: met").replace("recommendation: upheld", "recommendation: overturned")
    (tmp_path / "NMES.yaml").write_text(text, encoding="utf-8")
    (case,) = read_topic_cases(tmp_path)
    assert run_case(case).wrong == [
        "NMES.b (the patient has had a stroke): expected met, came not met",
        "recommendation: expected overturned, came upheld, carried by NMES.a, NMES.b, NMES.c",
    ]


def test_a_case_whose_topic_is_not_chosen_says_what_was() -> None:
    case = CASES[0].model_copy(update={"topic": "NMES", "request": "MRI of the knee"})
    assert run_case(case).wrong == ["the topic NMES was not chosen for the request; chosen: MRI-K"]


def test_bare_facts_count_like_prose_and_are_never_read_as_prose() -> None:
    case = TopicCase.model_validate(
        {
            "topic": "NMES",
            "title": "stroke as a bare fact",
            "date": "2014-05-29",
            "request": "NMES unit purchase",
            "facts": [{"concept": "dx.stroke", "date": "2014-05-01"}],
            "expect": {"b": "met", "c": "not_documented"},
            "recommendation": "upheld",
        }
    )
    result = run_case(case)
    assert result.wrong == []
    assert next(j for j in result.judged if j.id == "NMES.b").quotes == ["[dx.stroke present]"]
    denied = BareFact.model_validate({"concept": "dx.stroke", "date": "2014-05-01", "assertion": "negated"})
    again = run_case(case.model_copy(update={"facts": [denied]}))
    assert [j.came.value for j in again.judged if j.id == "NMES.b"] == ["not_met"]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("topic: NMES", "topic: TENS", 1, "not about a topic called NMES"),
        ("b: not_met", "b: perhaps", 10, "expect.b"),
        ("b: not_met", "z: not_met", 10, "no criterion z"),
        ("kind: progress_report", "kind: diary", 7, "records.0.kind"),
        ('date: "2014-05-29"', "date: soon", 4, "date"),
        ("    records:", "    facts: [{concept: dx.nonsense, date: 2014-05-01}]\n    records:", 6, "dx.nonsense"),
        ("    request:", "    wish: rest\n    request:", 5, "wish"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    (tmp_path / "NMES.yaml").write_text(WRITTEN.replace(old, new), encoding="utf-8")
    with pytest.raises(RuleError) as refused:
        read_topic_cases(tmp_path)
    assert said in refused.value.what
    assert refused.value.file == f"NMES.yaml:{line}"


def test_no_cases_is_said() -> None:
    with pytest.raises(NotFound, match="no test cases of NOWHERE"):
        read_topic_cases(FOLDER, "NOWHERE")
