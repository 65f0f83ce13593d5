"""Rule files: values stay text, and whatever is wrong is refused with its place and the way to mend it."""

from __future__ import annotations

import itertools

import pytest

from openimr.errors import RuleError
from openimr.guidelines import editions, topics
from openimr.guidelines.logic_syntax import parse_logic
from openimr.guidelines.model import Topic
from openimr.guidelines.patterns import parse_pattern
from openimr.guidelines.reading import read_rule_text
from openimr.guidelines.topic_library import read_topic
from openimr.guidelines.vocabulary import Vocabulary

WORDS = Vocabulary(frozenset({"sx.spasm", "tx.tens"}), frozenset({"tens_unit"}), frozenset())

GOOD = """\
id: X
title: A device
category: dmepos
treatments: [tens_unit]
stance: conditional
sources:
  - {edition: mtus-chronic-pain-2009, section: TENS, pages: ["116"]}
requires: a spasm
criteria:
  - id: a
    text: there is spasm
    role: required
    fact: sx
    pattern: {fact: {concepts: [sx.spasm]}}
    provenance: [K]
logic: ALL(a)
"""


def read(text: str) -> Topic:
    return read_topic(read_rule_text(text, "topics/X.yaml"), {}, editions(), WORDS)


def test_a_good_file_is_read_and_filled_in() -> None:
    topic = read(GOOD)
    assert topic.criteria[0].id == "X.a"
    assert topic.criteria[0].missing == "fail"
    assert "progress report" in topic.criteria[0].document


def test_values_stay_as_written() -> None:
    rule = read_rule_text("a: no\nb: 0046\nc: 2014-05-29\nd: 1e3\n", "x")
    assert rule.data == {"a": "no", "b": "0046", "c": "2014-05-29", "d": "1e3"}


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("sx.spasm", "sx.spsam", 14, "unknown concept sx.spsam"),
        ("[tens_unit]", "[tens]", 4, "unknown treatment tens"),
        ("mtus-chronic-pain-2009", "mtus-2009", 7, "unknown edition mtus-2009"),
        ('["116"]', '["416"]', 7, "page 416 lies outside"),
        ("ALL(a)", "ALL(a,b)", 16, "the logic names b"),
        ("ALL(a)", "ALL(a", 16, "expected ')'"),
        ("ALL(a)", "SOME(a)", 16, "unknown operator"),
        ("ALL(a)", '"ALL(a) ; IF(repeat: a)"', 16, "asks for no criterion of its own"),
        ("role: required", "role: needed", 12, "role"),
        ("stance: conditional", "stance: perhaps", 5, "stance"),
        ("title: A device", "titel: A device", 2, "titel"),
        ("{fact: {concepts", "{fcat: {concepts", 14, "unknown kind of pattern"),
        ("[sx.spasm]}", "[sx.spasm], regions: [bcak]}", 14, "unknown region bcak"),
        ("[sx.spasm]}", "[sx.spasm], within: 6 moons}", 14, "no length of time"),
        ("[sx.spasm]}", "[sx.spasm], kinds: [mri]}", 14, "unknown document kind mri"),
        ("requires: a spasm", "requires: a spasm\nwhen: {region: knee}", 9, "when has no key region"),
        ("treatments: [tens_unit]", "treatments: []", 1, "is for nothing"),
        ("id: X\n", "id: X\nid: Y\n", 2, "stands twice"),
    ],
)
def test_wrong_files_are_refused_with_line_and_remedy(old: str, new: str, line: int, says: str) -> None:
    assert GOOD.count(old) == 1
    with pytest.raises(RuleError) as caught:
        read(GOOD.replace(old, new))
    assert says in str(caught.value)
    assert (caught.value.file or "").endswith(f":{line}")
    assert caught.value.remedy and caught.value.consequence


def test_broken_yaml_names_the_line() -> None:
    with pytest.raises(RuleError, match=r"X.yaml:3"):
        read_rule_text("a: b\nc: [d\ne: f: g\n", "X.yaml")


def test_every_shipped_topic_loads_and_says_what_it_requires() -> None:
    library = topics()
    assert len(library) >= 88
    for topic in library.values():
        assert topic.requires and not topic.requires.endswith(".")
        assert topic.sources and topic.criteria
        for criterion in topic.criteria:
            assert criterion.provenance, criterion.id
            assert criterion.text == criterion.text.strip().rstrip("."), criterion.id
            parse_pattern(criterion.pattern)
        parse_logic(topic.logic)


def test_no_shipped_entry_claims_to_be_verified() -> None:
    """Until a person has compared the published page, nothing may say so."""
    for topic in topics().values():
        assert not topic.verified
        assert not any(criterion.verified for criterion in topic.criteria)


def test_editions_of_one_guideline_do_not_overlap() -> None:
    by_guideline: dict[tuple[str, int | None], list[tuple[str, str]]] = {}
    for edition in editions().values():
        if edition.guideline not in ("mtus-chronic-pain", "mtus-opioids"):
            continue
        start, end = str(edition.effective_from), str(edition.effective_to or "9999")
        by_guideline.setdefault((edition.guideline, edition.chapter), []).append((start, end))
    for spans in by_guideline.values():
        spans.sort()
        for (_, end), (start, _) in itertools.pairwise(spans):
            assert end < start
