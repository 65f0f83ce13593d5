"""Speed of assigning a docket with all its rules, beside the dense solver and a comparison of all pairs of names."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from random import Random

import numpy as np

from benchmarks.measuring import Figure
from benchmarks.paneldockets import DAY, Docket, docket

CASES, REVIEWERS, RELATIONS = 1_000, 500, 20
#: Conflicts planted in other spellings, so that close comparison has work to do.
PLANTED = 1_000
#: Pairs of names that the loop compares; the rest is counted up.
SAMPLE = 20_000


def figures() -> Iterator[Figure]:
    """A docket from models in memory to an assignment; its matching alone; its names alone; its report."""
    from scipy.optimize import linear_sum_assignment

    from openimr.panel import assigning, names
    from openimr.panel.matching import least_matching
    from openimr.panel.reporting import docket_report

    made_of = docket(1, CASES, REVIEWERS, RELATIONS, planted=PLANTED)
    on = f"{CASES:,} cases × {REVIEWERS} reviewers × {RELATIONS} relations, {PLANTED:,} conflicts in other spellings"
    # rule files, word lists and compiled code of the libraries are loaded once in a run
    assigning.assign(*_small(), day=DAY, seed=1)

    def whole() -> assigning.Assignment:
        names.party_name.cache_clear()
        return assigning.assign(made_of.roster, made_of.cases, day=DAY, seed=1)

    spent, made = _best(whole)
    assert not any(who in made.chosen.get(case, ()) for case, who in made_of.planted)
    yield Figure("a docket assigned, all rules and conflicts", spent, "s", "≤ 1 s", spent <= 1, remark=on)

    ours, theirs = _names(made_of)

    def by_index() -> int:
        from openimr.panel.nameindex import matches

        names.party_name.cache_clear()
        return len(matches(ours, theirs))

    spent, _ = _best(by_index)
    loop = _loop_seconds(ours, theirs)
    pairs = f"{len(ours):,} × {len(theirs):,} different names"
    yield Figure("names that may be one, of that docket", spent, "s", peer="every pair compared", peer_value=loop,
                 remark=f"{pairs}; the peer on {SAMPLE:,} pairs, counted up")  # fmt: skip

    rooms, served = made.judgement.rooms(), list(made.chosen)
    graph, lot = assigning.Graph(made.judgement, rooms, served, made.lot).costs()
    spent, _ = _best(lambda: least_matching(graph, lot))
    dense = np.full(graph.shape, np.inf)
    every = graph.tocoo()
    # the lot behind the price in one number, which is what one call of a solver needs
    dense[every.coords] = every.data * 2.0**14 + lot // 2**10
    peer, _ = _best(lambda: linear_sum_assignment(dense))
    yield Figure("the matching alone", spent, "s", peer="linear_sum_assignment, dense", peer_value=peer,
                 remark=f"{graph.shape[0]:,} × {graph.shape[1]:,}, {graph.nnz:,} edges")  # fmt: skip

    spent, _ = _best(lambda: docket_report(made))
    yield Figure("the report of that docket", spent, "s", remark="loads, fairness, possible conflicts, blocks")


def _small() -> tuple[object, ...]:
    made_of = docket(2, 5, 5, 2, planted=2)
    return made_of.roster, made_of.cases


def _best(work: Callable[[], object], *, times: int = 5) -> tuple[float, object]:
    """The best processor time of a few calls in seconds, and the last result; all of it is one process."""
    best = float("inf")
    result: object = None
    for _ in range(times):
        start = time.process_time()
        result = work()
        best = min(best, time.process_time() - start)
    return best, result


def _names(made_of: Docket) -> tuple[list[str], list[str]]:
    ours = {tie.party for one in made_of.roster.reviewers for tie in one.disclosures or ()}
    ours |= {one.name for one in made_of.roster.reviewers}
    theirs = {party.name for case in made_of.cases for party in case.parties if party.name}
    return sorted(ours), sorted(theirs)


def _loop_seconds(ours: list[str], theirs: list[str]) -> float:
    from openimr.panel.names import compare, party_name

    random = Random(1)
    pairs = [(party_name(random.choice(ours)), party_name(random.choice(theirs))) for _ in range(SAMPLE)]
    start = time.process_time()
    for one, other in pairs:
        compare(one, other)
    return (time.process_time() - start) / SAMPLE * len(ours) * len(theirs)
