"""Sentences with inline marks that a physician can read: see fixtures/README.md."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from openimr.clinical import annotate
from openimr.clinical.model import Mention, Polarity, Temporality

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))
_MARK = re.compile(r"\[(?P<concept>[a-z]+\.[a-z_0-9]+) (?P<rest>[^\]]*)\]\(")


@dataclass
class Marked:
    concept: str
    assertion: str
    start: int
    end: int
    keys: dict[str, str]


@dataclass
class Block:
    name: str
    text: str = ""
    kind: str | None = None
    day: dt.date | None = None
    marks: list[Marked] = field(default_factory=list)
    absent: list[tuple[str, str]] = field(default_factory=list)


_TITLE = re.compile(r"## (.*?)(?: \((\w+_report|drug_test|laboratory|rfa)\))?(?: on (\d{4}-\d\d-\d\d))?")


def unmark(marked: str) -> tuple[str, list[Marked]]:
    """The plain text and the marks in it; brackets within the words are counted, so that places may nest."""
    plain = ""
    marks: list[Marked] = []
    stack: list[tuple[Marked | None, int]] = []
    at = 0
    while at < len(marked):
        match = _MARK.match(marked, at)
        if match:
            assertion, *pairs = match.group("rest").split()
            keys = dict(pair.split("=", 1) for pair in pairs)
            stack.append((Marked(match.group("concept"), assertion, len(plain), 0, keys), len(plain)))
            at = match.end()
            continue
        letter = marked[at]
        if letter == "(" and stack:
            stack.append((None, 0))
        elif letter == ")" and stack:
            mark, _ = stack.pop()
            if mark is not None:
                mark.end = len(plain)
                marks.append(mark)
                at += 1
                continue
        plain += letter
        at += 1
    assert not stack, f"an open mark in {marked!r}"
    return plain, marks


def blocks(path: Path) -> list[Block]:
    found: list[Block] = []
    lines: list[str] = []

    def close() -> None:
        if found:
            found[-1].text, found[-1].marks = unmark("\n".join(lines).strip("\n"))

    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            close()
            lines = []
            title = _TITLE.fullmatch(line)
            assert title is not None
            found.append(Block(f"{path.stem}: {title.group(1)}", kind=title.group(2)))
            found[-1].day = dt.date.fromisoformat(title.group(3)) if title.group(3) else None
        elif line.startswith("! "):
            concept, assertion = line[2:].split()
            found[-1].absent.append((concept, assertion))
        elif not line.startswith("# "):
            lines.append(line)
    close()
    return found


def assertion_of(mention: Mention) -> str:
    if mention.experiencer.value == "other":
        return "other_person"
    if mention.polarity is Polarity.NEGATED:
        return "negated"
    if mention.polarity is Polarity.UNCERTAIN:
        return "uncertain"
    return {Temporality.CURRENT: "present", Temporality.HISTORICAL: "historical"}.get(
        mention.temporality, "hypothetical"
    )


def holds(mention: Mention, mark: Marked) -> list[str]:
    """What differs between a mention and its mark."""
    wrong = []
    assertion = assertion_of(mention)
    wanted = ("present", "historical") if mark.assertion == "done" else (mark.assertion,)
    if assertion not in wanted:
        wrong.append(f"is {assertion}, not {mark.assertion}")
    for key, value in mark.keys.items():
        if key == "side":
            actual: object = mention.side
        elif key == "levels":
            actual = ",".join(mention.levels)
        elif key == "region":
            value = value.replace("_", " ")
            actual = value if value in mention.regions else mention.regions
        elif key == "date":
            actual = mention.date
        elif key == "value":
            actual = mention.value
        else:
            actual = mention.attributes.get(key)
        if isinstance(actual, bool):
            actual = str(actual).lower()
        if isinstance(actual, float):
            actual, value = f"{actual:g}", f"{float(value):g}"
        if actual != value:
            wrong.append(f"{key} is {actual!r}, not {value!r}")
    return wrong


ALL = [block for path in FIXTURES for block in blocks(path)]


@pytest.mark.parametrize("block", ALL, ids=[block.name for block in ALL])
def test_block(block: Block) -> None:
    mentions = annotate(block.text, block.kind, block.day)
    for mark in block.marks:
        words = block.text[mark.start : mark.end]
        there = [m for m in mentions if m.concept == mark.concept and m.start < mark.end and m.end > mark.start]
        assert there, f"{mark.concept} was not found at {words!r}; found {[(m.concept, m.start) for m in mentions]}"
        differences = [holds(mention, mark) for mention in there]
        assert [] in differences, f"{mark.concept} at {words!r}: {differences}"
    for concept, assertion in block.absent:
        bad = [m for m in mentions if m.concept == concept and assertion_of(m) == assertion]
        assert not bad, f"{concept} {assertion} should not be there: {[m.rule for m in bad]}"


def test_fixtures_are_many() -> None:
    assert len(ALL) >= 80
    assert sum(len(block.marks) for block in ALL) >= 120
