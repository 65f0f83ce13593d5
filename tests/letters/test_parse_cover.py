"""No text is lost: every character of every letter stands in exactly one segment, and fields say what segments hold."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from openimr.letters import parse_with_segments, read_letter_file
from openimr.letters.fields import read_date
from openimr.letters.model import Letter
from openimr.letters.reading import LetterText
from openimr.letters.segments import joined

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))
_STEP = re.compile(r"([a-z_]+)|\[(\d+)\]")


def value_at(letter: Letter, path: str) -> object:
    """The value of a field path such as ``items[2].reviewer_guideline.text``."""
    value: object = letter
    for name, index in _STEP.findall(path):
        if index:
            value = value[int(index)]  # type: ignore[index]
        elif isinstance(value, dict):
            value = value[name]
        else:
            value = getattr(value, name)
    return value


def check_cover(read: LetterText) -> Letter:
    """Assert the cover and the agreement of every field with its segments."""
    letter, segments = parse_with_segments(read)
    position = 0
    for segment in segments:
        assert segment.start == position, f"gap or overlap at {position}"
        assert segment.end > segment.start
        position = segment.end
        if segment.path == "whitespace":
            assert not segment.of(read.text).strip()
    assert position == len(read.text)
    for path in {s.path for s in segments if not s.path.startswith(("boilerplate:", "whitespace"))}:
        printed = joined(read.text, segments, path)
        value = value_at(letter, path)
        if path.endswith(".decision"):
            negated = re.search(r"(?i)\bupheld\b|\buphold\b|\bnot\b", printed) is not None
            assert value == ("upheld" if negated else "overturned"), path
        elif isinstance(value, dt.date):
            assert value == read_date(printed), path
        else:
            assert value == printed, path
    for item in letter.items:
        for block in (item.claims_administrator, item.reviewer_guideline):
            said = "".join("".join(s.text.split()) for s in block.statements)
            assert said == "".join(block.text.split())
    return letter


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_fixture_letters_are_covered(path: Path) -> None:
    letter = check_cover(read_letter_file(path))
    assert letter.items
    assert "unplaced" not in (letter.model_extra or {})


def test_real_letters_are_covered(shared: Path) -> None:
    paths = sorted((shared / "letters").glob("*.pdf")) + sorted((shared / "seeds").glob("*.txt"))
    assert paths
    for path in paths:
        letter = check_cover(read_letter_file(path))
        assert "unplaced" not in (letter.model_extra or {}), path.name
        assert letter.problems == [], path.name


def test_page_and_offset_of_every_character(shared: Path) -> None:
    for path in sorted((shared / "letters").glob("*.pdf"))[:5]:
        read = read_letter_file(path)
        for offset, character in enumerate(read.text):
            if character not in "\f\n-":
                page, inside = read.place(offset)
                assert read.raw_pages[page - 1][inside] == character
