"""The linter: every fault of a folder of topics, with file, line and remedy; and the shipped library has none."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.guidelines.linting import Finding, lint

TOPIC = """\
id: X
title: A device
category: dmepos
treatments: [tens_unit]
slot: device
stance: conditional
sources:
  - {edition: mtus-chronic-pain-2009, section: TENS, pages: ["116"]}
  - {edition: mtus-chronic-pain-2016, section: TENS}
  - {edition: acoem-chronic-pain-2017, carried: "true"}
requires: a spasm
criteria:
  - id: a
    text: there is spasm
    role: required
    fact: sx
    pattern: {use: spasm}
    provenance: [K]
  - {id: b, role: limit, fact: req, text: "one is asked", pattern: {request: {quantity: {lte: "1"}}}, provenance: [K]}
logic: ALL(a) ; LIMIT(b)
"""
PATTERNS = "spasm:\n  fact: {concepts: [sx.spasm]}\n"


def faults(folder: Path, *topics: str, patterns: str = PATTERNS) -> list[Finding]:
    (folder / "_patterns.yaml").write_text(patterns, encoding="utf-8")
    for number, text in enumerate(topics):
        (folder / f"T{number}.yaml").write_text(text, encoding="utf-8")
    return lint(folder)


def test_the_shipped_library_has_no_fault() -> None:
    assert [one.sentence() for one in lint()] == []


def test_a_good_folder_has_none(tmp_path: Path) -> None:
    assert faults(tmp_path, TOPIC) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "says", "remedy"),
    [
        ("title: A device", "titel: A device", 2, "titel", "titel"),
        ("    role: required\n", "", 13, "role", "role"),
        ("role: required", "role: must", 15, "role", "role"),
        ("provenance: [K]}", 'provenance: [K], verified: "true"}', 19, "not by whom and when", "verified_by"),
        ("title: A device", 'title: A device\nverified: "true"', 3, "not by whom and when", "verified_on"),
        ("section: TENS}", 'section: TENS, verified: "true"}', 9, "not by whom and when", "verified_by"),
        (
            "  - {edition: mtus-chronic-pain-2016, section: TENS}\n",
            "",
            7,
            "no source for the period July 29, 2016",
            "add",
        ),
        ("acoem-chronic-pain-2017", "acoem-chronic-pain-2018", 10, "unknown edition", "a set"),
        ("provenance: [K]}", "provenance: [K], editions: [odg]}", 19, "can never apply", "sources"),
        ("provenance: [K]}", 'provenance: [K], effective_to: "2008-01-01"}', 19, "can never apply", "dates"),
        ("LIMIT(b)", "NOT(b)", 19, "has the role limit and stands in NOT", "LIMIT"),
        ("requires: a spasm", "requires: a spasm\ncases:\n  again: {use: spasm}", 13, "no IF(again", "logic"),
        ("ALL(a) ; LIMIT(b)", "ALL(a)", 20, "without a place in the logic: b", "FLAG"),
        ("{use: spasm}", "{use: spsam}", 17, "unknown shared pattern spsam", "_patterns.yaml"),
    ],
)
def test_each_fault_is_named_with_its_line_and_remedy(
    tmp_path: Path, old: str, new: str, line: int, says: str, remedy: str
) -> None:
    assert TOPIC.count(old) == 1
    found = [one for one in faults(tmp_path, TOPIC.replace(old, new)) if one.file.endswith("T0.yaml")]
    assert [(one.file, one.line) for one in found] == [("topics/T0.yaml", line)]
    assert says in found[0].what
    assert remedy in found[0].remedy


def test_a_criterion_of_one_edition_may_not_loosen_an_alternative_in_the_others(tmp_path: Path) -> None:
    bound = TOPIC.replace("role: required", "role: alternative").replace(
        "    provenance: [K]\n", "    provenance: [K]\n    editions: [mtus-chronic-pain-2016]\n", 1
    )
    bound = bound.replace("role: limit", "role: alternative").replace("ALL(a) ; LIMIT(b)", "ANY(ALL(a,b),b)")
    found = faults(tmp_path, bound)
    assert [(one.line, one.what[:31]) for one in found] == [(21, "a belongs to some editions only")]


def test_a_period_in_which_nothing_is_asked_is_a_fault(tmp_path: Path) -> None:
    only_2009 = TOPIC.replace("provenance: [K]", "provenance: [K]\n    editions: [mtus-chronic-pain-2009]", 1)
    only_2009 = only_2009.replace("provenance: [K]}", "provenance: [K], editions: [mtus-chronic-pain-2009]}")
    found = faults(tmp_path, only_2009)
    assert {one.line for one in found} == {12}
    assert "asks for nothing on 2016-07-29" in found[0].what


def test_every_broken_file_is_named_and_the_rest_is_still_checked(tmp_path: Path) -> None:
    broken = TOPIC.replace("id: X", "id: Y").replace("stance: conditional", "stance: perhaps")
    late = TOPIC.replace("id: X", "id: Z").replace("slot: device", "slot: other").replace("LIMIT(b)", "NOT(b)")
    found = faults(tmp_path, broken, "a: [", late, TOPIC)
    assert [(one.file, one.line) for one in found] == [
        ("topics/T0.yaml", 6),
        ("topics/T1.yaml", 2),
        ("topics/T2.yaml", 19),
    ]


def test_what_only_the_whole_shows(tmp_path: Path) -> None:
    twin = TOPIC.replace("id: X", "id: Y")
    found = faults(tmp_path, TOPIC, twin, TOPIC, patterns=PATTERNS + "idle:\n  fact: {concepts: [sx.spasm]}\n")
    said = [one.sentence() for one in found]
    assert any("_patterns.yaml:3: nobody uses the pattern idle" in one for one in said)
    assert any("the topic Y is never chosen: X of the same slot" in one for one in said)
    assert any("the topic X stands in topics/T0.yaml already" in one for one in said)


def test_a_folder_whose_shared_patterns_are_broken_is_one_fault(tmp_path: Path) -> None:
    found = faults(tmp_path, TOPIC, patterns="spasm:\n  fcat: {}\n")
    assert len(found) == 1
    assert found[0].file == "topics/_patterns.yaml"
