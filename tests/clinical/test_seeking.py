"""An expression that is tried only where it could begin finds what it finds when it is tried everywhere."""

from __future__ import annotations

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.clinical import (
    figures,
    measures,
    motion,
    painscores,
    reliefs,
    treatmentnouns,
    treatments,
    usechanges,
    visits,
)
from openimr.clinical.seeking import Sought

_MODULES: tuple[ModuleType, ...] = (
    figures, measures, motion, painscores, reliefs, treatmentnouns, treatments, usechanges, visits,
)  # fmt: skip
_SOUGHT = {
    f"{module.__name__.rpartition('.')[2]}.{name}": one
    for module in _MODULES for name, one in vars(module).items() if isinstance(one, Sought)
}  # fmt: skip
_WORDS = (
    "no", "not", "did", "real", "relief", "help", "none", "nothing", "pain", "vas", "was", "from", "to", "now",
    "able", "walk", "work", "function", "unchanged", "less", "without", "the", "his", "prior", "first", "second",
    "12", "6", "7/10", "8/10", "/10", "visits", "sessions of", "of", "attended", "injection", "block", "tx", "rfa",
    "left", "x 3", "#30", "qty", "flexion", "90 deg", "rom", "->", ":", ",", ";", ".", "|", "-", "(0)", "#2",
    "more", "again", "better", "é", "٣", "\u2003",
)  # fmt: skip
_TEXTS = st.lists(st.sampled_from(_WORDS), max_size=24).flatmap(
    lambda words: st.lists(st.sampled_from((" ", " ", " ", "", "  ")), min_size=len(words), max_size=len(words)).map(
        lambda gaps: "".join(word + gap for word, gap in zip(words, gaps, strict=True))
    )
)


@pytest.mark.parametrize("name", sorted(_SOUGHT))
@given(text=_TEXTS, begin=st.integers(0, 20), end=st.integers(0, 200))
def test_the_same_is_found(name: str, text: str, begin: int, end: int) -> None:
    one = _SOUGHT[name]
    stop = min(len(text), max(begin, end))
    begin = min(begin, stop)
    whole = [match.span() for match in one.pattern.finditer(text, begin, stop)]
    assert [match.span() for match in one.finditer(text, begin, stop)] == whole
    first = one.search(text, begin, stop)
    assert (first.span() if first else None) == (whole[0] if whole else None)


def test_beginnings_are_known_of_all() -> None:
    assert len(_SOUGHT) >= 15
    assert [name for name, one in _SOUGHT.items() if one._starts is None] == [], "tried everywhere: no faster"


@given(text=_TEXTS, begin=st.integers(0, 20))
def test_nouns_have_the_words_before_them(text: str, begin: int) -> None:
    begin = min(begin, len(text))
    whole = [match.span() for match in treatmentnouns._NOUN.finditer(text, begin, len(text))]
    assert [match.span() for match in treatmentnouns.nouns_in(text, begin, len(text))] == whole
