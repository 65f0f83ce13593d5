"""The blind set for publication: plants stand where they say, no person stands unplanted, scores count as told."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.publicationblind import papers as writing
from benchmarks.publicationblind import scoring
from benchmarks.publicationblind.damage import unaccented
from benchmarks.publicationblind.papers import HALVES, Half, Paper, papers
from benchmarks.publicationblind.people import pool
from openimr.publication import Hit
from tests.benchmarks.plantedletters import require_passages_in_place

SAMPLE = 60


@pytest.fixture(scope="module", params=HALVES)
def sample(request: pytest.FixtureRequest) -> tuple[Half, list[Paper]]:
    return request.param, list(papers(request.param, SAMPLE))


def test_half_are_letters_and_every_kind_of_record_comes(sample: tuple[Half, list[Paper]]) -> None:
    kinds = Counter(paper.kind for paper in sample[1])
    assert kinds["letter"] == SAMPLE // 2
    assert set(kinds) == {"letter", *pool("records")}


def test_the_same_seed_makes_the_same_papers(sample: tuple[Half, list[Paper]]) -> None:
    assert list(papers(sample[0], 4)) == sample[1][:4]


def test_the_halves_share_no_seed() -> None:
    assert {paper.passages for paper in papers("reading", 20)}.isdisjoint(
        paper.passages for paper in papers("held-out", 20)
    )


def test_passages_stand_in_the_letter_where_they_say(sample: tuple[Half, list[Paper]]) -> None:
    require_passages_in_place(sample[1])


def test_no_surname_of_the_case_stands_unplanted(sample: tuple[Half, list[Paper]]) -> None:
    """Surnames that are words or eponyms do stand in the wording, as what must stay."""
    names = pool("names")
    words = {name for kind in ("words", "eponyms") for key in ("surnames", "women", "men") for name in names[kind][key]}
    for paper in sample[1]:
        told = {
            token for party in paper.parties.parties if party.kind == "person"
            for token in re.findall(r"[^\W\d_]{4,}", unaccented(party.name))
        } - {unaccented(word) for word in words} - {word.upper() for word in words} - {"Bell", "Lee"}
        for passage in paper.passages:
            planted = {place for plant in passage.plants for place in range(plant.start, plant.end)}
            for token in told:
                for at in re.finditer(rf"\b{token}\b", passage.text):
                    assert at.start() in planted, (paper.name, token, passage.text[at.start() - 20 : at.end() + 20])


def test_every_plant_identifies(sample: tuple[Half, list[Paper]]) -> None:
    for paper in sample[1]:
        for passage in paper.passages:
            for plant in passage.plants:
                assert list(plant.identifying(passage.text)), (paper.name, plant)


def test_hits_on_all_plants_score_full_and_on_decoys_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    def hits(paper: Paper, groups: tuple[str, ...]) -> list[Hit]:
        return [
            Hit(place=passage.place, start=plant.start, end=plant.end, kind="name", passes=("case",), proposed="blank")
            for passage in paper.passages for plant in passage.plants if plant.group in groups
        ]

    sample = list(papers("reading", 20))
    monkeypatch.setattr(scoring, "_hits", lambda paper: hits(paper, ("name", "firm", "number", "beyond")))
    made = scoring.score(sample)
    assert made.groups["all", "name"].found == made.groups["all", "name"].planted > 50
    assert made.groups["all", "number"].found == made.groups["all", "number"].planted > 20
    assert made.precision("blank") == 1
    monkeypatch.setattr(scoring, "_hits", lambda paper: hits(paper, ("decoy",)))
    made = scoring.score(sample)
    assert made.groups["all", "name"].found == 0
    assert made.precision("blank") == 0 and made.wrong["blank"] > 50


def test_a_span_that_is_covered_in_part_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    paper = next(writing.papers("reading", 1))

    def short(paper: Paper) -> list[Hit]:
        return [
            Hit(place=p.place, start=plant.start, end=plant.end - 1, kind="name", passes=("case",), proposed="blank")
            for p in paper.passages for plant in p.plants
            if plant.group == "name" and plant.end - plant.start > 1 and p.text[plant.end - 1].isalnum()
        ]

    monkeypatch.setattr(scoring, "_hits", short)
    assert short(paper)
    assert scoring.score([paper]).groups["all", "name"].found == 0
