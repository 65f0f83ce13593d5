"""What must hold for any text whatever: true spans, no failure, no quadratic time."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.clinical import annotate, read_text
from openimr.clinical.anatomy import find_levels, find_regions, find_sides
from openimr.clinical.dates import find_dates
from openimr.clinical.drugs import find_drugs
from openimr.clinical.folding import fold

_WORDS = [
    "SLR",
    "positive",
    "negative",
    "left",
    "right",
    "L5-S1",
    "pain",
    "8/10",
    "no",
    "denies",
    "Norco 10/325",
    "#120",
    "MRI",
    "of the",
    "lumbar spine",
    "dated",
    "3/4/14",
    "PT",
    "failed",
    ",",
    ".",
    ";",
    ":",
    "\n",
    "\n\n",
    "\r\n",
    "  ",
    "[x]",
    "[ ]",
    "PLAN:",
    "EXAM",
    "relief",
    "60%",
    "for 8 weeks",
    "not",
    "\ufffe",
    "\u2019s",
    "\x00",
    "\u0130",
    "ESI",
    "and",
    "4/5",
    "stroke",
    "mother",
    "x-\n",
    "\t",
    "requested",
    "-",
    "(",
    ")",
    "\f",
]
_prose = st.lists(st.sampled_from(_WORDS), max_size=60).map(" ".join)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=400), _prose))
def test_spans_are_true(text: str) -> None:
    for mention in annotate(text):
        assert 0 <= mention.sentence_start <= mention.start < mention.end <= mention.sentence_end <= len(text)
    for find in (find_regions, find_levels, find_sides, find_drugs, find_dates):
        for found in find(text):
            assert 0 <= found.start < found.end <= len(text)
    for fact in read_text(text).facts:
        assert fact.span.quote == text[fact.span.start : fact.span.end]
        assert fact.evidence.quote == text[fact.evidence.start : fact.evidence.end]


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=300), _prose))
def test_folding_keeps_every_letter(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.plain) == len(folded.lower)
    places = [folded.start(i) for i in range(len(folded.text))]
    assert all(a < b for a, b in pairwise(places))
    for i, place in enumerate(places):
        letter = folded.text[i]
        assert letter == " " or letter in "-'\"°" or text[place] == letter


def test_words_are_quoted_as_they_stand_over_line_ends() -> None:
    text = "She had an epidural\n   steroid\n\n injection on 3/4/14."
    (mention,) = annotate(text)
    assert text[mention.start : mention.end] == "epidural\n   steroid\n\n injection"
    assert mention.date == "2014-03-04"


@pytest.mark.parametrize(
    "unit",
    [
        "pain 8/10 and no numbness, ",
        "SLR positive left L5-S1 ",
        "no ",
        "(",
        "x" * 50 + " ",
        "a, ",
        "1/1/14 ",
        "[ ] pain ",
        "The patient denies numbness and has low back pain 6/10 with positive SLR on the left, ",
    ],
)
def test_work_grows_with_length_only(unit: str) -> None:
    def work(size: int) -> float:
        """Seconds of this process, the better of two runs: only their ratio is looked at."""
        text = unit * (size // len(unit))
        spent = []
        for _ in range(2):
            started = time.process_time()
            annotate(text)
            spent.append(time.process_time() - started)
        return min(spent)

    annotate(unit)
    # eight times the text is eight times the work; work that grows with the square would be sixty-four times as much
    assert work(400_000) < 32 * work(50_000)


def test_one_line_of_a_megabyte() -> None:
    sentence = "The patient denies numbness and has low back pain 6/10 with positive SLR on the left, "
    found = annotate(sentence * 12_000)
    assert {m.start // len(sentence) for m in found} == set(range(12_000))
