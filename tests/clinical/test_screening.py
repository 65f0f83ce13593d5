"""A screened expression finds what the expression itself finds, in every text: it is only asked less often."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import openimr.clinical
from openimr.clinical.screening import Screened, needed_words

SOURCES = Path(__file__).resolve().parents[2] / "examples" / "sources"


def _all_screened() -> dict[str, Screened]:
    found: dict[str, Screened] = {}
    for module in pkgutil.iter_modules(openimr.clinical.__path__):
        held = vars(importlib.import_module(f"openimr.clinical.{module.name}"))
        found |= {f"{module.name}.{name}": one for name, one in held.items() if isinstance(one, Screened)}
    return found


SCREENED = _all_screened()


def _lines() -> list[str]:
    fixtures = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))
    texts = [path.read_text(encoding="utf-8") for path in (*sorted(SOURCES.glob("*/*.txt")), *fixtures)]
    return [line.lower() for text in texts for line in text.splitlines() if line.strip()]


def test_expressions_of_the_room_are_screened() -> None:
    assert len([one for one in SCREENED.values() if one.words]) > 10


def test_every_match_in_real_sentences_holds_a_word_of_its_expression() -> None:
    lines = _lines()[::3]
    missed = [
        (name, match.group())
        for name, one in SCREENED.items()
        if one.words
        for line in lines
        for match in one.expression.finditer(line)
        if not any(word in match.group() for word in one.words)
    ]
    assert missed == []


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        (r"(?i:no) relief", "NO relief"),
        (r"a(?=b)b+", "abb"),
        (r"(?:ab|cd)?e", "e"),
        (r"[ab]c{0}d", "bd"),
        (r"x{2,3}y", "xxxy"),
        (r"(?:gone|left)(?! up)", "left"),
        (r"(?P<one>to|from) \d (?P=one)", "to 3 to"),
        (r"(?>gave|brought) (?:no |little )*help", "brought no little help"),
        (r"(?:mild|)pain", "pain"),
        (r"|pain", ""),
    ],
)
def test_what_may_be_left_out_is_not_asked_for(expression: str, text: str) -> None:
    assert re.compile(expression).fullmatch(text)
    assert Screened(expression).search(text, 0, len(text)) is not None


def test_an_expression_that_ignores_case_is_always_asked() -> None:
    assert needed_words(re.compile("relief", re.IGNORECASE)) == ()


_PIECES = st.recursive(
    st.sampled_from(["ab", "b", "[ab]", r"\w", "c", ".", r"\b", "(?=a)", "(?<!b)"]),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda several: f"(?:{'|'.join(several)})"),
        inner.map(lambda one: f"(?:{one})?"),
        inner.map(lambda one: f"(?:{one}){{1,2}}"),
        inner.map(lambda one: f"({one})"),
    ),
    max_leaves=8,
)


@given(_PIECES, st.text("abc ", max_size=12))
def test_screened_finds_the_same_whatever_the_expression(expression: str, text: str) -> None:
    plain = re.compile(expression)
    found = [match.span() for match in Screened(expression).finditer(text, 0, len(text))]
    assert found == [match.span() for match in plain.finditer(text)]
