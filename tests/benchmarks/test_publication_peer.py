"""Ours and the peer's figures of publication are of the same papers; without the peer its column is empty."""

from __future__ import annotations

import pytest

from benchmarks import presidio_peer
from benchmarks.medspacy_peer import WHOLE
from benchmarks.plantednames import paper
from benchmarks.publication import beside_peer, second_look_alone

PAPERS = [paper(seed, "tuned") for seed in range(7_000, 7_004)]


def test_the_peers_hits_are_judged_as_ours_are(monkeypatch: pytest.MonkeyPatch) -> None:
    def finds_all_and_one_more(texts: list[str]) -> dict[str, object]:
        assert texts == [made.text for made in PAPERS]
        found = [[{"start": p.start, "end": p.end, "kind": "x"} for p in made.planted] for made in PAPERS]
        free = next(at for at, sign in enumerate(texts[0]) if sign.isalpha()
                    and not any(p.start <= at < p.end for p in PAPERS[0].planted))  # fmt: skip
        found[0].insert(0, {"start": free, "end": free + 1, "kind": "x"})
        return {"found": found, "papers_per_second": 5.0, "version": "1"}

    monkeypatch.setattr(presidio_peer, "ask", finds_all_and_one_more)
    numbers, names, hits, speed = beside_peer(PAPERS, 50.0)
    assert (numbers.peer_value, names.peer_value) == (100, 100)
    assert hits.peer_value is not None and 80 < hits.peer_value < 100
    assert speed.ratio == 10
    assert {one.peer for one in (numbers, names, hits, speed)} == {"Presidio 1"}


def test_without_the_peer_its_column_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presidio_peer, "ask", lambda texts: None)
    made = beside_peer(PAPERS, 50.0)
    assert [one.peer_value for one in made] == [None] * 4
    assert made[1].value > 99


@pytest.mark.skipif(not WHOLE.exists(), reason="make peers was not run")
def test_the_peer_itself_finds_a_social_security_number() -> None:
    answer = presidio_peer.ask(["The social security number is 219-09-9998."])
    assert answer is not None
    assert "US_SSN" in {one["kind"] for one in answer["found"][0]}


def test_the_second_look_is_measured_alone() -> None:
    assert 0.8 < second_look_alone(PAPERS) <= 1
