"""The five-valued logic: its laws hold for every assignment, and its segments do what docs/criteria.md says."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.guidelines.model import Criterion, Source, Topic
from openimr.review.logic import recommend, verdict_of
from openimr.review.model import Evaluation, Status

LETTERS = "abcde"
STATUSES = st.sampled_from(list(Status))


def topic(logic: str, stance: Any = "conditional", missing: dict[str, Any] | None = None) -> Topic:
    criteria = [
        Criterion(
            id=f"T.{letter}",
            text=letter,
            role="required",
            fact="dx",
            pattern={"stance": "x"},
            missing=(missing or {}).get(letter, "fail"),
            document="",
            provenance=["K"],
        )
        for letter in LETTERS
    ]
    return Topic(
        id="T", title="T", category="other", treatments=["x"], stance=stance, sources=[Source(edition="odg")],
        requires="x", criteria=criteria, logic=logic,
    )  # fmt: skip


def judged(**statuses: Status) -> dict[str, Evaluation]:
    return {
        f"T.{letter}": Evaluation(
            id=f"T.{letter}", text=letter, role="required", status=statuses.get(letter, Status.NOT_DOCUMENTED)
        )
        for letter in LETTERS
    }


MET, NOT, NONE, BOTH, NA = (
    Status.MET,
    Status.NOT_MET,
    Status.NOT_DOCUMENTED,
    Status.CONTRADICTED,
    Status.NOT_APPLICABLE,
)


@pytest.mark.parametrize(
    ("logic", "statuses", "verdict", "decisive"),
    [
        ("ALL(a,b)", {"a": MET, "b": MET}, "fulfilled", "ab"),
        ("ALL(a,b)", {"a": MET, "b": NOT}, "failed", "b"),
        ("ALL(a,b)", {"a": MET, "b": NONE}, "failed", "b"),
        ("ALL(a,b)", {"a": MET, "b": BOTH}, "undetermined", "b"),
        ("ALL(a,b)", {"a": NOT, "b": BOTH}, "failed", "a"),
        ("ALL(a,b)", {"a": MET, "b": NA}, "fulfilled", "a"),
        ("ANY(a,b)", {"a": NOT, "b": MET}, "fulfilled", "b"),
        ("ANY(a,b)", {"a": NOT, "b": NONE}, "failed", "ab"),
        ("ANY(a,ALL(b,c))", {"a": MET, "b": MET, "c": MET}, "fulfilled", "a"),
        ("ALL(a) ; NOT(b)", {"a": MET, "b": NONE}, "failed", "b"),
        ("NOT(a)", {"a": NOT}, "fulfilled", "a"),
        ("NOT(a)", {"a": MET}, "failed", "a"),
        ("NOT ANY(a,b)", {"a": NOT, "b": MET}, "failed", "b"),
        ("NOT(a) ; EXCEPT(ALL(b,c))", {"a": MET, "b": MET, "c": MET}, "fulfilled", "bc"),
        ("NOT(a) ; EXCEPT(ALL(b,c))", {"a": MET, "b": MET, "c": NONE}, "failed", "ac"),
        ("ALL(a) ; LIMIT(b)", {"a": MET, "b": NOT}, "failed", "b"),
        ("ALL(a) ; FLAG(b)", {"a": MET, "b": NOT}, "fulfilled", "a"),
        ("ALL(a) ; IF(repeat: ANY(b,c))", {"a": MET, "b": NA, "c": NA}, "fulfilled", "a"),
        ("ALL(a) ; IF(repeat: ALL(b))", {"a": MET, "b": NONE}, "failed", "b"),
        ("ANY(a,c) ; IF(repeat: ANY(b,c))", {"a": MET, "b": NA, "c": NOT}, "fulfilled", "a"),
        ("ANY(a,c) ; IF(repeat: ANY(b,c))", {"a": MET, "b": NONE, "c": MET}, "fulfilled", "ac"),
        ("ALL(a) ; TABLE(b,c)", {"a": MET, "b": NA, "c": NOT}, "failed", "c"),
        ("ALL(a) ; TABLE(b,c)", {"a": MET, "b": NA, "c": NA}, "fulfilled", "a"),
    ],
)  # fmt: skip
def test_segments(logic: str, statuses: dict[str, Status], verdict: str, decisive: str) -> None:
    found = verdict_of(topic(logic), judged(**statuses))
    assert (found.verdict, "".join(sorted(d[-1] for d in found.decisive))) == (verdict, decisive)


def test_silence_counts_as_the_criterion_says() -> None:
    for missing, verdict in (("fail", "failed"), ("unknown", "undetermined"), ("pass", "fulfilled")):
        assert verdict_of(topic("ALL(a)", missing={"a": missing}), judged()).verdict == verdict
    excluded = topic("ALL(a) ; NOT(b)", missing={"b": "pass"})
    assert verdict_of(excluded, judged(a=MET)).verdict == "fulfilled"


def test_a_not_recommended_topic_is_overturned_only_through_its_exception() -> None:
    flat = topic("NOT(a)", stance="not_recommended")
    assert recommend(list(judged(a=MET).values()), [flat])[0] == "upheld"
    excepted = topic("NOT(a) ; EXCEPT(b)", stance="not_recommended")
    assert recommend(list(judged(a=MET, b=MET).values()), [excepted])[0] == "overturned"
    assert recommend(list(judged(a=MET, b=NOT).values()), [excepted])[0] == "upheld"


def test_contradiction_is_left_to_the_physician() -> None:
    found = recommend(list(judged(a=MET, b=BOTH).values()), [topic("ALL(a,b)")])
    assert found == ("upheld", ["T.b"])


LOGICS = (
    "ALL(a,b,c)",
    "ANY(a,b,c)",
    "ALL(a,ANY(b,c)) ; NOT(d)",
    "ANY(ALL(a,b),c) ; NOT ANY(d,e)",
    "ALL(a) ; NOT(b) ; EXCEPT(ALL(c,d)) ; LIMIT(e)",
    "NOT(a) ; EXCEPT(ALL(b,c))",
)


@given(st.sampled_from(LOGICS), st.fixed_dictionaries(dict.fromkeys(LETTERS, STATUSES)))
def test_every_assignment_gives_one_verdict_carried_by_criteria(logic: str, statuses: dict[str, Status]) -> None:
    found = verdict_of(topic(logic), judged(**statuses))
    assert found.verdict in ("fulfilled", "failed", "undetermined")
    assert all(d.removeprefix("T.") in LETTERS for d in found.decisive)
    if found.verdict != "fulfilled":
        assert found.decisive


@given(st.permutations(["a", "b", "c"]), st.fixed_dictionaries(dict.fromkeys(LETTERS, STATUSES)))
def test_order_of_criteria_does_not_matter(order: list[str], statuses: dict[str, Status]) -> None:
    for op in ("ALL", "ANY"):
        first = verdict_of(topic(f"{op}(a,b,c)"), judged(**statuses)).verdict
        assert verdict_of(topic(f"{op}({','.join(order)})"), judged(**statuses)).verdict == first


@given(st.sampled_from(LOGICS[:4]), st.fixed_dictionaries(dict.fromkeys(LETTERS, STATUSES)))
def test_a_criterion_that_becomes_met_never_turns_a_grant_into_a_denial(
    logic: str, statuses: dict[str, Status]
) -> None:
    before = verdict_of(topic(logic), judged(**statuses)).verdict
    for letter in "abc":
        if statuses[letter] is not NA:
            after = verdict_of(topic(logic), judged(**{**statuses, letter: MET})).verdict
            assert not (before == "fulfilled" and after != "fulfilled")


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(LETTERS, STATUSES)), min_size=1, max_size=1))
def test_de_morgan(assignments: list[dict[str, Status]]) -> None:
    statuses = assignments[0]
    if NONE in statuses.values():
        return  # silence says the same in both directions: not shown
    answers = {"fulfilled": "failed", "failed": "fulfilled", "undetermined": "undetermined"}
    if all(statuses[letter] is NA for letter in "ab"):
        return
    either = verdict_of(topic("ANY(a,b)"), judged(**statuses)).verdict
    neither = verdict_of(topic("NOT ANY(a,b)"), judged(**statuses)).verdict
    assert neither == answers[either]


@given(st.fixed_dictionaries(dict.fromkeys(LETTERS, STATUSES)))
def test_every_assignment_gives_a_recommendation_carried_by_judged_criteria(statuses: dict[str, Status]) -> None:
    for logic in LOGICS:
        found = judged(**statuses)
        recommendation, decisive = recommend(list(found.values()), [topic(logic)])
        assert recommendation in ("upheld", "overturned") and set(decisive) <= set(found)


def test_all_topics_must_be_fulfilled() -> None:
    first, second = topic("ALL(a)"), topic("ALL(b)")
    for a, b in itertools.product((MET, NOT), repeat=2):
        recommendation = recommend(list(judged(a=a, b=b).values()), [first, second])[0]
        assert recommendation == ("overturned" if (a, b) == (MET, MET) else "upheld")
