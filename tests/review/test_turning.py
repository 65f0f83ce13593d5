"""What would turn a recommendation: every set named does, no smaller one does, and what cannot change is left alone."""

from __future__ import annotations

from itertools import chain, combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr import __version__
from openimr.errors import RulesDiffer
from openimr.guidelines import topics
from openimr.guidelines.model import Topic
from openimr.review.logic import recommend, verdict_of
from openimr.review.model import Evaluation, Status
from openimr.review.rulesversion import digest_of, require_rules, rules_version
from openimr.review.turning import changed_by, turning, turning_sets
from openimr.rulefiles import RULES_VARIABLE


def judged(topic: Topic, statuses: list[Status]) -> dict[str, Evaluation]:
    return {
        criterion.id: Evaluation(id=criterion.id, text=criterion.text, role=criterion.role, status=status)
        for criterion, status in zip(topic.criteria, statuses, strict=True)
    }


@st.composite
def situations(draw: st.DrawFn) -> tuple[Topic, dict[str, Evaluation]]:
    small = [topic for topic in topics().values() if len(topic.criteria) <= 5]
    topic = draw(st.sampled_from(small))
    size = len(topic.criteria)
    return topic, judged(topic, draw(st.lists(st.sampled_from(list(Status)), min_size=size, max_size=size)))


@settings(deadline=None, max_examples=60)
@given(situations())
def test_every_set_turns_the_recommendation_and_no_smaller_one_does(
    situation: tuple[Topic, dict[str, Evaluation]],
) -> None:
    topic, found = situation
    before = recommend(list(found.values()), [topic])[0]
    answer = turning([topic], list(found.values()), before)
    assert answer is not None and answer.to != before
    for way in answer.ways:
        after = dict(found)
        for change in way:
            status = Status.MET if change.holds else Status.NOT_MET
            after[change.criterion] = found[change.criterion].model_copy(update={"status": status})
        assert recommend(list(after.values()), [topic])[0] == answer.to
    least = len(answer.ways[0]) if answer.ways else len(found) + 1
    free = [
        criterion.id
        for criterion in topic.criteria
        if found[criterion.id].status is not Status.NOT_APPLICABLE and changed_by(criterion, found[criterion.id].status)
    ]
    smaller = chain.from_iterable(combinations(free, size) for size in range(1, min(least, len(free) + 1)))
    for names in smaller:
        for values in product((Status.MET, Status.NOT_MET), repeat=len(names)):
            after = found | {
                name: found[name].model_copy(update={"status": value})
                for name, value in zip(names, values, strict=True)
            }
            assert (verdict_of(topic, after).verdict == "fulfilled") is (before == "overturned")


def test_an_item_that_falls_with_another_turns_only_with_it() -> None:
    topic = topics()["ESI-L-R"]
    statuses = [Status.MET] * 5 + [Status.NOT_MET]
    answer = turning([topic], list(judged(topic, statuses).values()), "upheld", principal="Lumbar fusion")
    assert answer is not None
    assert [[(change.by, change.must_hold) for change in way] for way in answer.ways] == [
        [("principal", "Lumbar fusion")]
    ]


def test_no_empty_way_where_the_criteria_alone_say_otherwise() -> None:
    topic = topics()["ESI-L-R"]
    statuses = [Status.MET] * 5 + [Status.NOT_MET]
    answer = turning([topic], list(judged(topic, statuses).values()), "upheld")
    assert answer is not None and answer.ways == []
    assert "none of them has to change" in answer.why_none


def test_a_position_of_the_guideline_is_not_among_the_ways() -> None:
    fixed = [
        topic
        for topic in topics().values()
        if topic.stance == "not_recommended" and not any(changed_by(c, Status.MET) for c in topic.criteria)
    ]
    assert fixed
    for topic in fixed:
        answer = turning([topic], list(judged(topic, [Status.MET] * len(topic.criteria)).values()), "upheld")
        assert answer is not None and not answer.ways and answer.why_none


def test_a_fulfilled_topic_needs_no_change() -> None:
    topic = topics()["ESI-L-R"]
    found = judged(topic, [Status.MET] * 5 + [Status.NOT_MET])
    assert turning_sets(topic, found, fulfil=True) == [frozenset()]


def test_rules_that_differ_are_refused_and_told_apart_by_content(tmp_path) -> None:  # type: ignore[no-untyped-def]
    require_rules(rules_version())
    with pytest.raises(RulesDiffer, match="installed here are") as refused:
        require_rules("california-2020.01-000000000000", made_with="0.0.9")
    assert "install openimr 0.0.9" in str(refused.value)
    # the rule files of another release would not load here, so its folder is not offered
    assert RULES_VARIABLE not in str(refused.value)
    for asked, made_with in ((rules_version()[:-1] + "?", None), ("california-2020.01-000000000000", __version__)):
        with pytest.raises(RulesDiffer, match=RULES_VARIABLE):
            require_rules(asked, made_with=made_with)
    with pytest.raises(RulesDiffer) as refused:
        require_rules("california-2020.01-000000000000")
    assert RULES_VARIABLE not in str(refused.value)
    (tmp_path / "a.yaml").write_bytes(b"x: 1\n")
    one = digest_of(tmp_path)
    (tmp_path / "a.yaml").write_bytes(b"x: 1\r\n")
    assert digest_of(tmp_path) == one
    (tmp_path / "a.yaml").write_bytes(b"x: 2\n")
    assert digest_of(tmp_path) != one
