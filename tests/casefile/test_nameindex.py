"""Many names at once: what a name may be is found among thousands."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.papers.identity import relation_to
from openimr.casefile.papers.nameindex import NameIndex
from openimr.casefile.papers.persons import ONE_PERSON

_PARTS = ["an", "bor", "cel", "dun", "eth", "fal", "gor", "hul", "ist", "jor", "kel", "lum"]
CROWD = [f"{a}{b} {c}{d}".title() for a, b, c, d in product(_PARTS, _PARTS, _PARTS[:4], _PARTS[4:8])]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=8))
def test_among_few_names_it_is_as_one_by_one(name: str, names: list[str]) -> None:
    assert NameIndex(names).relation(name) == relation_to(name, [*names, *([name] if name in names else [])])


@pytest.mark.parametrize("printed", [
    "Quince, Marlo", "MARLO J. QUINCE", "Marlo Qu1nce", "M. Quince", "Marlo Quinee", "Mario Quince",
])
def test_a_name_is_found_in_a_crowd(printed: str) -> None:
    assert NameIndex([*CROWD, "Marlo J. Quince"]).relation(printed) in ONE_PERSON


def test_a_stranger_to_the_crowd_is_nobody_in_it() -> None:
    assert NameIndex(CROWD).relation("Zzyzx Wollstonecraft") not in ONE_PERSON
