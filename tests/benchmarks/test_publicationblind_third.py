"""The third hand's set for publication: plants identify, halves share nothing, letters hold their passages."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from benchmarks.publicationblind.papers import HALVES, Half, Paper
from benchmarks.publicationblind.third.papers import papers
from benchmarks.publicationblind.third.people import pool
from tests.benchmarks.plantedletters import require_passages_in_place

SAMPLE = 64


@pytest.fixture(scope="module", params=HALVES)
def sample(request: pytest.FixtureRequest) -> tuple[Half, list[Paper]]:
    return request.param, list(papers(request.param, SAMPLE))


def test_every_kind_of_record_comes(sample: tuple[Half, list[Paper]]) -> None:
    half, made = sample
    kinds = pool("reading" if half == "reading" else "heldout")["records"]
    assert {paper.kind for paper in made} == {"letter", *kinds}


def test_the_same_seed_makes_the_same_papers(sample: tuple[Half, list[Paper]]) -> None:
    assert list(papers(sample[0], 4)) == sample[1][:4]


def test_every_plant_identifies_and_no_slot_is_left(sample: tuple[Half, list[Paper]]) -> None:
    for paper in sample[1]:
        for passage in paper.passages:
            assert not re.search(r"\{[a-z_]+[.!}:]", passage.text), (paper.name, passage.text)
            for plant in passage.plants:
                assert list(plant.identifying(passage.text)), (paper.name, plant)


def test_passages_stand_in_the_letter_where_they_say(sample: tuple[Half, list[Paper]]) -> None:
    require_passages_in_place(sample[1])


def test_the_halves_share_no_wording_name_firm_street_or_form() -> None:
    def told(value: object) -> Iterator[str]:
        if isinstance(value, dict):
            for one in value.values():
                yield from told(one)
        elif isinstance(value, list):
            for one in value:
                yield from told(one)
        else:
            yield str(value).strip()

    reading, heldout = set(told(pool("reading"))), set(told(pool("heldout")))
    assert reading.isdisjoint(heldout) and len(reading) > 40
    names = pool("names")
    for kind in ("surnames", "women", "men"):
        one, other = ({name for told_of in names[half]["people"].values() for name in told_of[kind]} for half in HALVES)
        assert one.isdisjoint(other), kind
    assert set(told(names["reading"]["firms"])).isdisjoint(told(names["held-out"]["firms"]))
    numbers = pool("numbers")
    assert set(numbers["reading"]["streets"]).isdisjoint(numbers["held-out"]["streets"])
    for label, said in numbers["reading"]["labels"].items():
        assert set(said).isdisjoint(numbers["held-out"]["labels"][label]), label
