"""What may be published: nothing that leads to a reviewer or party; pages that never run what they show."""

from __future__ import annotations

import json
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.paneldockets import DAY, Names, docket
from openimr.cli.panel import Format, _written
from openimr.panel.assigning import Assignment, assign
from openimr.panel.model import CaseParty, Roster
from openimr.panel.page import html_of
from openimr.panel.publishing import PublicSelection, publishable, publishable_docket
from openimr.panel.reporting import docket_report, selection_of

NAMES = Names(Random(2))


def made_from(seed: int, reviewers: int = 12) -> Assignment:
    made_of = docket(seed, 4, reviewers, 2, planted=4, names=NAMES)
    return assign(made_of.roster, made_of.cases, day=DAY, seed=seed)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_no_name_id_party_reason_or_seed_is_published(seed: int) -> None:
    made = made_from(seed + 10**9)
    published: list[PublicSelection] = [publishable_docket(docket_report(made))]
    published += [publishable(selection_of(made, case)) for case in range(4)]
    texts = [_written(one, kind) for one in published for kind in Format]
    secret = {str(made.seed)}
    for one in made.judgement.roster.reviewers:
        secret |= {one.id, *one.name.split()} | {tie.party for tie in one.disclosures or ()}
    for case in made.judgement.cases:
        secret |= {party.name for party in case.parties if party.name}
    for text in texts:
        assert not [word for word in secret if word in text]


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**6), turn=st.randoms(use_true_random=False))
def test_other_names_ids_and_order_publish_the_same(seed: int, turn: Random) -> None:
    """The published report depends on nothing by which reviewers could be told apart."""
    made_of = docket(seed, 3, 10, 0, planted=0, names=NAMES)
    first = assign(made_of.roster, made_of.cases, day=DAY, seed=seed)
    people = [
        replace(one, id=f"x{number}", name=f"Aa{chr(97 + number)}zuwe Bb{chr(97 + number)}qovi")
        for number, one in enumerate(made_of.roster.reviewers)
    ]
    turn.shuffle(people)
    second = assign(Roster(tuple(people)), made_of.cases, day=DAY, seed=seed + 1)
    for case in range(3):
        assert publishable(selection_of(first, case)) == publishable(selection_of(second, case))


def test_one_reviewer_more_or_less_mostly_shows_nothing() -> None:
    made_of = docket(9, 1, 30, 0, planted=0, names=NAMES)
    seen = set()
    for without in range(30):
        people = tuple(one for number, one in enumerate(made_of.roster.reviewers) if number != without)
        made = assign(Roster(people), made_of.cases, day=DAY, seed=3)
        seen.add(publishable(selection_of(made)).model_dump_json())
    assert len(seen) <= 6


HOSTILE = "<script>alert(1)</script> [bold red]x[/] \x1b[31m \u202e {{ 7*7 }}"


@pytest.mark.parametrize("kind", list(Format))
def test_hostile_names_stay_text(kind: Format) -> None:
    made_of = docket(4, 2, 6, 2, planted=3, names=NAMES)
    people = tuple(replace(one, name=HOSTILE, offices=(HOSTILE,)) for one in made_of.roster.reviewers)
    cases = [replace(one, parties=(*one.parties, CaseParty("attorney", HOSTILE))) for one in made_of.cases]
    made = assign(Roster(people), cases, day=DAY, seed=1)
    for report in (selection_of(made), docket_report(made)):
        text = _written(report, kind)
        if kind is Format.JSON:
            body = json.loads(text)
            assert {row["name"] for row in body.get("candidates", body.get("loads"))} == {HOSTILE}
            continue
        assert "\x1b" not in text
        assert "\u202e" not in text
        if kind is Format.HTML:
            assert "<script" not in text
            assert "{{ 7*7 }}" in text or "candidates" not in report.model_dump()


def test_a_page_fetches_nothing_and_names_each_reviewer_and_rule() -> None:
    made = made_from(3)
    report = selection_of(made)
    page = html_of(report)
    assert "http" not in page
    assert "src=" not in page
    for row in report.candidates:
        assert row.reviewer in page
    for rule in report.rules:
        assert rule.id in page


def test_every_candidate_has_every_rule_and_every_exclusion_a_reason() -> None:
    made = made_from(5)
    for case in range(4):
        report = selection_of(made, case)
        rules = {rule.id for rule in report.rules}
        for row in report.candidates:
            assert {one.rule for one in row.findings} == rules
            assert (row.verdict == "excluded") == bool(row.against)
            assert all(one.why for one in row.findings)
        assert sum(rule.excluded for rule in report.rules) == sum(len(row.against) for row in report.candidates)
