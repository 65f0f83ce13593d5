"""The assignment: optimal against brute force, no conflict ever, the same seed the same result, fair among equals."""

from __future__ import annotations

import datetime as dt
from dataclasses import astuple, replace
from itertools import combinations, product
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.paneldockets import DAY, ITEMS, SPECIALTIES, Docket, Names, docket, reviewer
from openimr.errors import UsageError
from openimr.panel.assigning import MOST, Assignment, Price, assign, level
from openimr.panel.blocking import block_of
from openimr.panel.judging import Judgement
from openimr.panel.model import Appointment, CaseParty, Certification, PanelCase, Period, Roster
from openimr.panel.reporting import docket_report, selection_of
from openimr.panel.serving import serve
from openimr.panel.timing import present_days

NAMES = Names(Random(0))


def small(seed: int, *, several: bool = False) -> Docket:
    """A docket that a brute force can try whole; some reviewers have little room."""
    random = Random(seed)
    made = docket(seed, random.randint(1, 4), random.randint(1, 5), 2, planted=random.randint(0, 4), names=NAMES)
    people = tuple(replace(one, capacity=random.choice((1, 1, 2, 3)), load=random.choice((0, 0, 1)),
                           discipline="md") for one in made.roster.reviewers)  # fmt: skip
    needed = [random.choice((1, 1, 2, 3)) if several else 1 for _ in made.cases]
    # therapy is reviewed by most specialties, so that many pairs stay open and reviewers are what is scarce
    cases = [replace(one, needed=n, approval="approved", items=(ITEMS[2],))
             for one, n in zip(made.cases, needed, strict=True)]  # fmt: skip
    return Docket(Roster(people), cases, made.planted)


def brute_force(made: Assignment) -> tuple[list[int], tuple[int, int, int] | None]:
    """Which cases can be served, taken in order, and the least price of serving them: everything tried."""
    judgement = made.judgement
    rooms = judgement.rooms()
    groups = {
        case: list(combinations(np.flatnonzero(judgement.open_to[case]).tolist(), judgement.cases[case].needed))
        for case in range(len(judgement.cases))
    }

    def ways(cases: list[int]) -> list[tuple[tuple[int, ...], ...]]:
        found = []
        for way in product(*(groups[case] for case in cases)):
            counts = np.bincount([r for g in way for r in g], minlength=len(rooms)) if way else np.zeros(len(rooms))
            if (counts <= rooms).all():
                found.append(way)
        return found

    served: list[int] = []
    for case in made.order:
        if ways([*served, case]):
            served.append(case)
    prices = []
    for way in ways(served):
        quality = sum(int(judgement.quality[c, r]) for c, g in zip(served, way, strict=True) for r in g)
        lot = sum(int(made.lot[c, r]) for c, g in zip(served, way, strict=True) for r in g)
        load = 0
        for number, one in enumerate(judgement.roster.reviewers):
            count = sum(number in g for g in way)
            load += sum(level(one.load + k, one.capacity or 0) for k in range(count))
        prices.append((quality, load, lot))
    return served, min(prices, default=None)


@pytest.mark.parametrize("several", [False, True])
@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_cases_served_and_their_price_are_those_of_a_brute_force(several: bool, seed: int) -> None:
    made_of = small(seed, several=several)
    made = assign(made_of.roster, made_of.cases, day=DAY, seed=seed)
    served, price = brute_force(made)
    assert sorted(made.chosen) == sorted(served)
    if served:
        found = made.price()
        assert (found.quality, found.load, found.lot) == price


def test_the_small_dockets_leave_a_choice_and_the_price_tells_choices_apart() -> None:
    """Without this the comparison with the brute force could pass on dockets in which nothing is to be chosen."""
    choices = prices = 0
    for seed in range(60):
        made_of = small(seed)
        made = assign(made_of.roster, made_of.cases, day=DAY, seed=seed)
        choices += any(judged.sum() > 1 for judged in made.judgement.open_to[list(made.chosen)])
        if made.chosen:
            worst = replace_choices(made)
            prices += (worst.quality, worst.load, worst.lot) > astuple(made.price())
    assert choices >= 20
    assert prices >= 10


def replace_choices(made: Assignment) -> Price:
    """The price when the first case goes to the dearest reviewer whom no rule keeps out."""
    case = made.order[0] if made.order[0] in made.chosen else next(iter(made.chosen))
    others = combinations(np.flatnonzero(made.judgement.open_to[case]).tolist(), made.judgement.cases[case].needed)
    priced = [replace(made, chosen={**made.chosen, case: group}).price() for group in others]
    return max(priced, key=astuple)


@pytest.mark.parametrize("batch", range(5))
def test_no_conflict_is_ever_assigned(batch: int) -> None:
    """Ten thousand dockets in five batches; every planted conflict is told in another spelling than the case prints."""
    planted = assigned = 0
    for seed in range(batch * 2000, (batch + 1) * 2000):
        random = Random(seed)
        made_of = docket(seed, random.randint(1, 3), random.randint(2, 4), 1, planted=2, names=NAMES)
        made = assign(made_of.roster, made_of.cases, day=DAY, seed=seed)
        for case, who in made_of.planted:
            planted += 1
            assert who not in made.chosen.get(case, ())
            assert any(id.startswith("affiliation-") for id in made.judgement.rules_against(case, who))
        assigned += len(made.chosen)
        for case, reviewers in made.chosen.items():
            assert all(not made.judgement.rules_against(case, who) for who in reviewers)
    assert planted > 2000
    assert assigned > 500


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_the_matrix_says_what_the_findings_say(seed: int) -> None:
    """Every exclusion has a rule, and each pair is kept out by exactly the rules whose findings say so."""
    made_of = docket(seed, 4, 6, 3, planted=5, names=NAMES)
    random = Random(seed)
    people = [
        replace(
            one,
            expedited=random.choice((None, True, False)),
            usual_days=random.choice((None, 2, 20)),
            away=random.choice(
                ((), (_away(0, 40),), (_away(-5, 2), _away(3, 8)), (_away(-3, None),), (_away(1, 60),),
                 (_away(2, 4), _away(3, 9), _away(12, None)))
            ),
            licences=random.choice((one.licences, _ending(one.licences, random))),
            certifications=random.choice((one.certifications, _ending(one.certifications, random))),
            appointments=random.choice((one.appointments, (Appointment("qme", _away(random.randint(-3, 25), None)),))),
        )
        for one in made_of.roster.reviewers
    ]
    cases = [
        replace(
            one,
            due=random.choice((None, DAY + dt.timedelta(days=random.randint(-5, 30)))),
            earlier=random.choice(((), (people[0].id,), (people[1].id.upper(), people[2].name))),
            items=random.choice((one.items, ())),
            needed=random.choice((1, 2)),
            parties=random.choice((one.parties, one.parties[1:])),
        )
        for one in made_of.cases
    ]
    judgement = Judgement(Roster(tuple(people)), cases, DAY)
    for case in range(len(cases)):
        for who in range(len(people)):
            told = {one.rule for one in judgement.findings(case, who) if one.excludes}
            assert told == set(judgement.rules_against(case, who))
            assert bool(judgement.open_to[case, who]) is (not told)


def _ending(held: tuple[Any, ...] | None, random: Random) -> tuple[Any, ...] | None:
    """The same licences or certifications, ending about the days on which cases are due."""
    end = DAY + dt.timedelta(days=random.randint(-2, 30))
    return None if held is None else tuple(replace(one, period=Period(one.period.since, end)) for one in held)


def _away(first: int, last: int | None) -> Period:
    return Period(DAY + dt.timedelta(days=first), None if last is None else DAY + dt.timedelta(days=last))


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), turn=st.randoms(use_true_random=False))
def test_the_same_seed_gives_the_same_whatever_the_order_of_the_files(seed: int, turn: Random) -> None:
    made_of = docket(seed, 8, 10, 2, planted=3, names=NAMES)
    first = docket_report(assign(made_of.roster, made_of.cases, day=DAY, seed=seed))
    people, cases = list(made_of.roster.reviewers), list(made_of.cases)
    turn.shuffle(people)
    turn.shuffle(cases)
    second = docket_report(assign(Roster(tuple(people)), cases, day=DAY, seed=seed))
    assert [(row.case, row.chosen) for row in first.cases] == [(row.case, row.chosen) for row in second.cases]


def test_another_seed_draws_another_lot() -> None:
    made_of = alike(6)
    chosen = {assign(made_of.roster, made_of.cases[:1], day=DAY, seed=seed).chosen[0] for seed in range(60)}
    assert len(chosen) == 6


def test_the_lot_is_even() -> None:
    made_of = alike(4)
    counts = [0] * 4
    for seed in range(600):
        (chosen,) = assign(made_of.roster, made_of.cases[:1], day=DAY, seed=seed).chosen[0]
        counts[chosen] += 1
    assert min(counts) > 110
    assert max(counts) < 190


def _every() -> tuple[Certification, ...]:
    return tuple(Certification(one, one, Period(dt.date(2000, 1, 1), dt.date(2020, 1, 1))) for one in SPECIALTIES)


def alike(reviewers: int, cases: int = 9) -> Docket:
    """Reviewers who differ in nothing but id and name, and cases that each of them may take."""
    made_of = docket(5, cases, 0, 0, planted=0, names=NAMES)
    one = replace(
        reviewer(0, Random(5), NAMES, 0, flawed=0.0), capacity=8, load=1, expedited=True, usual_days=1,
        certifications=_every(),
    )  # fmt: skip
    names = ("Ysolde Aramantha", "Wolfgang Eberstadt", "Zuleika Oyelaran", "Jarl Uffington", "Quilla Ybarra",
             "Xan Ivory")  # fmt: skip
    people = tuple(replace(one, id=f"r{number}", name=names[number]) for number in range(reviewers))
    items = made_of.cases[0].items
    return Docket(Roster(people), [replace(case, items=items) for case in made_of.cases], frozenset())


@settings(max_examples=25, deadline=None)
@given(reviewers=st.integers(2, 6), cases=st.integers(1, 12), seed=st.integers(0, 1000))
def test_equals_are_given_equally(reviewers: int, cases: int, seed: int) -> None:
    made_of = alike(reviewers, cases)
    report = docket_report(assign(made_of.roster, made_of.cases, day=DAY, seed=seed))
    (group,) = report.equals
    assert len(group.reviewers) == reviewers
    assert group.given == min(cases, 7 * reviewers)
    assert group.spread == group.most - group.least <= 1


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_what_is_named_as_the_block_is_one(seed: int) -> None:
    """With the named rules lifted, or a place more at any reviewer of the bottleneck, the case is served."""
    made_of = small(seed)
    made = assign(made_of.roster, made_of.cases, day=DAY, seed=seed)
    for case in made.blocked:
        block = block_of(made, case)
        assert block is not None
        before = [made_of.cases[one] for one in made.order[: made.order.index(case)] if one in made.chosen]
        asked = [*before, made_of.cases[case]]
        if block.kind == "rules":
            lifted = assign(made_of.roster, [made_of.cases[case]], day=DAY, seed=seed, lifted=block.rules)
            assert 0 in lifted.chosen
            assert set(np.array(block.nearest)) <= {one.id for one in made_of.roster.reviewers}
        else:
            assert block.needed > block.room
            for id in block.nearest:
                people = tuple(replace(one, capacity=(one.capacity or 0) + 1) if one.id == id else one
                               for one in made_of.roster.reviewers)  # fmt: skip
                again = assign(Roster(people), asked, day=DAY, seed=seed)
                assert not again.blocked


def at_a_pace(seed: int, *, times: int = 1) -> tuple[int, int]:
    """Reviews given to people whose capacity is their weekly pace for the days of a review, and how many are late.

    Args:
        seed: of docket and roster.
        times: how many times that capacity they tell.
    """
    random = Random(seed)
    made_of = docket(seed, random.randint(2, 8), random.randint(1, 3), 1, planted=0, names=NAMES)
    pace = [random.randint(1, 6) for _ in made_of.roster.reviewers]
    people = []
    for one, weekly in zip(made_of.roster.reviewers, pace, strict=True):
        usual = random.randint(7, 15)
        capacity = times * (weekly * usual // 7)
        people.append(replace(
            one, usual_days=usual, capacity=capacity, load=random.randint(0, capacity // 2), discipline="md",
            away=random.choice(((), (_away(2, 6),), (_away(0, 3), _away(9, 12)))),
        ))  # fmt: skip
    cases = [replace(one, items=(ITEMS[2],), priority="standard") for one in made_of.cases]  # type: ignore[arg-type]
    made = assign(Roster(tuple(people)), cases, day=DAY, seed=seed)
    given = late = 0
    for who, one in enumerate(people):
        mine = [case for case in made.chosen if who in made.chosen[case]]
        dues = np.array(sorted(made.judgement.due(cases[case]).toordinal() for case in mine), dtype=np.int64)
        # the open ones first, then these by the day due; a day away is no day of work
        done = np.ceil((one.load + 1 + np.arange(len(dues))) * 7 / pace[who])
        given += len(mine)
        late += int((present_days(one, DAY, dues) - 1 < done).sum())
    return given, late


def test_cases_a_week_are_kept_by_a_capacity_of_that_many_for_the_days_of_a_review() -> None:
    """So a roster needs no figure by the week: capacity at one time and the usual days say the same for all cases."""
    found = [at_a_pace(seed) for seed in range(300)]
    assert sum(given for given, _ in found) > 300
    assert sum(late for _, late in found) == 0
    assert sum(at_a_pace(seed, times=3)[1] for seed in range(300)) > 20


def test_the_bottleneck_is_counted_right() -> None:
    found = serve([[0, 1], [0, 1], [0, 1], [2]], [1, 1, 5], [1, 1, 1, 1], [3, 0, 1, 2])
    assert set(found.taken) == {0, 1, 3}
    assert found.blocked[2].cases == {0, 1, 2}
    assert found.blocked[2].reviewers == {0, 1}
    assert (found.blocked[2].needed, found.blocked[2].room) == (3, 2)


def test_an_expedited_case_comes_before_others() -> None:
    made_of = alike(1, 3)
    people = (replace(made_of.roster.reviewers[0], capacity=2),)
    cases = [replace(case, priority="expedited" if number == 2 else "standard")  # type: ignore[arg-type]
             for number, case in enumerate(made_of.cases)]  # fmt: skip
    made = assign(Roster(people), cases, day=DAY, seed=1)
    assert list(made.chosen) == [2]


def test_a_panel_of_three_is_three_different_reviewers_and_needs_an_approval() -> None:
    made_of = alike(5, 1)
    asked = replace(made_of.cases[0], needed=3)
    refused = assign(made_of.roster, [asked], day=DAY, seed=1)
    block = block_of(refused, 0)
    assert block is not None
    assert block.rules == ["panel-approval"]
    made = assign(made_of.roster, [replace(asked, approval="approved in writing on 05/30/2014")], day=DAY, seed=1)
    assert len(set(made.chosen[0])) == 3
    two = Roster(made_of.roster.reviewers[:2])
    short = block_of(assign(two, [replace(asked, approval="approved")], day=DAY, seed=1), 0)
    assert short is not None
    assert "only 2 of 3" in short.text


def test_a_remand_goes_to_another_reviewer() -> None:
    made_of = alike(2, 1)
    for id in ("r0", "r1"):
        made = assign(made_of.roster, [replace(made_of.cases[0], earlier=(id,))], day=DAY, seed=3)
        report = selection_of(made)
        assert report.chosen == [{"r0": "r1", "r1": "r0"}[id]]


def test_nobody_and_nothing_are_answers() -> None:
    assert assign(Roster(()), [], day=DAY, seed=1).chosen == {}
    made = assign(Roster(()), [PanelCase("c1", (CaseParty("employer", "Roe Co."),))], day=DAY, seed=1)
    block = block_of(made, 0)
    assert block is not None
    assert "too few reviewers" in block.text


def test_more_than_one_run_can_place_is_refused() -> None:
    with pytest.raises(UsageError):
        assign(Roster(()), [PanelCase(f"c{number}") for number in range(MOST + 1)], day=DAY, seed=1)
