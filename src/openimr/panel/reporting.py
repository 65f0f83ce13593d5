"""From an assignment to its reports: :func:`selection_of` for one case, :func:`docket_report` for all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

import numpy as np

from openimr import __version__
from openimr.panel.assigning import Assignment, level
from openimr.panel.blocking import block_of
from openimr.panel.conflicts import clears
from openimr.panel.fitting import Fit
from openimr.panel.judging import Judgement
from openimr.panel.qualifying import licensed_in, specialties_now
from openimr.panel.report import (
    CandidateRow,
    DocketReport,
    EqualsRow,
    FindingRow,
    Given,
    LoadRow,
    RuleRow,
    Selection,
    SpecialtyLoad,
    ToClear,
)

_Fit = Literal["same", "similar", "none"]


def selection_of(made: Assignment, case: int = 0) -> Selection:
    """The report of one case: each candidate, each rule, in or out and why.

    Args:
        made: the assignment.
        case: position of the case in it.
    """
    judgement = made.judgement
    asked = judgement.cases[case]
    reviewers = judgement.roster.reviewers
    chosen = made.chosen.get(case, ())
    ranking = sorted(np.flatnonzero(judgement.open_to[case]).tolist(), key=lambda number: _price(made, case, number))
    rank = {number: place for place, number in enumerate(ranking, 1)}
    order = [*chosen, *(n for n in ranking if n not in chosen), *(n for n in range(len(reviewers)) if n not in rank)]
    return Selection(
        openimr=__version__,
        confidential=_confidential(judgement),
        title=judgement.rules.title,
        case=asked.id,
        priority=asked.priority,
        due=judgement.due(asked),
        day=judgement.day,
        seed=made.seed,
        needed=asked.needed,
        chosen=[reviewers[number].id for number in chosen],
        because=_because(made, case, ranking),
        needs=[_needs(need.text, need.same, need.similar, need.reason, judgement) for need in judgement.needs[case]],
        parties=_parties(judgement, case),
        block=block_of(made, case),
        candidates=[_candidate(made, case, number, chosen, rank.get(number)) for number in order],
        rules=_rules(judgement, [case]),
        to_clear=_to_clear(judgement, case),
        lifted=sorted(judgement.lifted),
        notes=_notes(judgement, case),
    )


def docket_report(made: Assignment) -> DocketReport:
    """The report of a docket: who got which case, what stands in the way of the others, how the load is spread."""
    judgement = made.judgement
    given = made.given()
    might = judgement.open_to.sum(axis=0)
    to_clear = [_to_clear(judgement, case) for case in range(len(judgement.cases))]
    reviewers = judgement.roster.reviewers
    return DocketReport(
        openimr=__version__,
        confidential=_confidential(judgement),
        title=judgement.rules.title,
        day=judgement.day,
        seed=made.seed,
        served=len(made.chosen),
        unserved=len(made.blocked),
        cases=[_given(made, case, len(to_clear[case])) for case in made.order],
        loads=[
            LoadRow(
                reviewer=one.id,
                name=one.name,
                specialties=_specialties(judgement, number),
                before=one.load,
                given=int(given[number]),
                after=one.load + int(given[number]),
                capacity=one.capacity,
                might=int(might[number]),
            )
            for number, one in enumerate(reviewers)
        ],
        equals=_equals(made),
        specialties=_spread(made),
        rules=_rules(judgement, range(len(judgement.cases))),
        to_clear=[row for case in made.order for row in to_clear[case]],
        lifted=sorted(judgement.lifted),
        notes=sorted({f"{judgement.cases[case].id}: {note}" for case in range(len(judgement.cases))
                      for note in _notes(judgement, case)}),
    )  # fmt: skip


def _confidential(judgement: Judgement) -> str:
    mark = judgement.rules.confidential
    return f"{mark.text} ({mark.reference})"


def _price(made: Assignment, case: int, number: int) -> tuple[int, int, int]:
    one = made.judgement.roster.reviewers[number]
    return (
        int(made.judgement.quality[case, number]),
        level(one.load, one.capacity or 0),
        int(made.lot[case, number]),
    )


def _because(made: Assignment, case: int, ranking: Sequence[int]) -> str:
    chosen = made.chosen.get(case, ())
    if not chosen:
        return ""
    if len(ranking) == len(chosen):
        return "nobody else may review this case" if len(chosen) == 1 else "no others may review this case"
    others = [number for number in ranking if number not in chosen]
    first, last = _price(made, case, others[0]), max(_price(made, case, number) for number in chosen)
    if len(made.judgement.cases) > 1 and last > first:
        return "chosen so that the docket as a whole is served best; for this case alone another would stand before"
    if last[0] < first[0]:
        # the first preference in which the next one falls short of those chosen
        preferences = made.judgement.rules.preferences
        place = len(preferences) - (last[0] ^ first[0]).bit_length()
        return f"preferred to the others who may review: {preferences[place].text}"
    if last[1] < first[1]:
        return "less of the capacity is in use than of the others who are equal by rule"
    equals = sum(_price(made, case, number)[:2] == last[:2] for number in ranking)
    return f"drawn by lot among {equals} equals (seed {made.seed})"


def _parties(judgement: Judgement, case: int) -> list[str]:
    """The parties of a case by role, as they are told."""
    by_role: dict[str, list[str]] = {}
    for one in judgement.cases[case].parties:
        role = judgement.rules.parties.get(one.role)
        by_role.setdefault(role.name if role else one.role, []).append(one.name or "none")
    return [f"{role}: {', '.join(dict.fromkeys(names))}" for role, names in by_role.items()]


def _needs(text: str, same: frozenset[str], similar: frozenset[str], reason: str, judgement: Judgement) -> str:
    named = judgement.names.specialties
    told = f"{text}: {', '.join(sorted(named[one].name for one in same)) or 'no specialty of its own'}"
    told += f"; similar: {', '.join(sorted(named[one].name for one in similar))}" if similar else ""
    return f"{told} ({reason})"


def _specialties(judgement: Judgement, number: int) -> list[str]:
    sure, _ = specialties_now(judgement.roster.reviewers[number], judgement.day, judgement.rules)
    return sorted(judgement.names.specialties[one].name for one in sure)


def _fit(judgement: Judgement, case: int, number: int) -> _Fit:
    found = judgement.fit(case, number)
    return "same" if found is Fit.SAME else "similar" if found is Fit.SIMILAR else "none"


def _candidate(made: Assignment, case: int, number: int, chosen: Sequence[int], rank: int | None) -> CandidateRow:
    judgement = made.judgement
    one = judgement.roster.reviewers[number]
    preferred = [p.states for p in judgement.rules.preferences if p.test == "licensed_in"]
    return CandidateRow(
        reviewer=one.id,
        name=one.name,
        verdict="chosen" if number in chosen else "may_review" if rank else "excluded",
        rank=rank,
        specialties=_specialties(judgement, number),
        fit=_fit(judgement, case, number),
        preferred=any(licensed_in(one, states, judgement.day) for states in preferred),
        load=one.load,
        capacity=one.capacity,
        lot=int(made.lot[case, number]),
        against=judgement.rules_against(case, number),
        findings=[
            FindingRow(rule=f.rule, outcome=f.outcome, why=f.why) for f in judgement.findings(case, number)
        ],
    )  # fmt: skip


def _rules(judgement: Judgement, cases: Sequence[int] | range) -> list[RuleRow]:
    """All rules with how often they keep a reviewer from one of these cases, and how often they alone do."""
    bits = judgement.excluded[list(cases)]
    rows = []
    for number, rule in enumerate(judgement.rules.every_rule()):
        bit = np.uint64(1 << number)
        rows.append(
            RuleRow(
                **rule.model_dump(include={"id", "text", "basis", "reference", "since", "until", "verified"}),
                in_force=rule.in_force(judgement.day),
                excluded=int(((bits & bit) != 0).sum()),
                alone=int((bits == bit).sum()),
            )
        )
    return rows


def _to_clear(judgement: Judgement, case: int) -> list[ToClear]:
    """Possible conflicts that alone keep a reviewer out: the others need not be looked at."""
    conflicts = {rule.id for rule in judgement.rules.conflicts} - judgement.lifted
    rows: dict[tuple[str, str, str, str], ToClear] = {}
    for number in judgement.conflicts.met(case):
        if not set(judgement.rules_against(case, number)) <= conflicts:
            continue
        findings = judgement.conflicts.findings(case, number)
        if any(finding.outcome == "fails" for finding in findings):
            continue
        one = judgement.roster.reviewers[number]
        for hit, finding in judgement.conflicts.told(case, number):
            if finding.outcome == "to_clear":
                # met by way of several affiliates, it is one question, and one clearance answers it
                row = ToClear(reviewer=one.id, name=one.name, party=hit.party, role=hit.role, tie=hit.tie.name,
                              relation=hit.tie.relation, why=finding.why)  # fmt: skip
                rows.setdefault((one.id, hit.party, hit.tie.name, hit.tie.relation), row)
    return list(rows.values())


def _notes(judgement: Judgement, case: int) -> list[str]:
    """What a reader must know: how the case was read, and parties nobody named."""
    asked = judgement.cases[case]
    known = {party.role for party in asked.parties}
    unnamed = [role.name for id, role in judgement.rules.parties.items() if role.usual and id not in known]
    notes = list(asked.notes)
    if unnamed:
        notes.append(
            f"not named, nor said to be none: {', '.join(unnamed)}; conflicts with them could not be looked for"
        )
    notes += [
        f'the item "{need.text}" was not understood; give its category or treatment, so that the specialty fits it'
        for need in judgement.needs[case]
        if not need.understood
    ]
    if asked.due is None and asked.complete is None:
        notes.append("the day the file was complete is not known; the clock is counted from the day of the selection")
    place = {one.id: number for number, one in enumerate(judgement.roster.reviewers)}
    for word in asked.clearances:
        hits = judgement.conflicts.hits(case, place[word.reviewer]) if word.reviewer in place else []
        if not any(clears(word, hit) for hit in hits):
            notes.append(f"the clearance for {word.reviewer} ({word.party}, {word.tie}) fits no possible conflict")
    notes += [
        f"the earlier reviewer {told} is not in the roster" for told in asked.earlier if not judgement.reviewed(told)
    ]
    return notes


def _given(made: Assignment, case: int, to_clear: int) -> Given:
    judgement = made.judgement
    asked = judgement.cases[case]
    chosen = made.chosen.get(case, ())
    fits = [judgement.fit(case, number) for number in chosen]
    worst = max(fits, default=Fit.NONE)
    return Given(
        case=asked.id,
        priority=asked.priority,
        due=judgement.due(asked),
        needed=asked.needed,
        chosen=[judgement.roster.reviewers[number].id for number in chosen],
        fit="same" if worst is Fit.SAME else "similar" if worst is Fit.SIMILAR else "none",
        may_review=int(judgement.open_to[case].sum()),
        to_clear=to_clear,
        block=block_of(made, case),
    )


def _equals(made: Assignment) -> list[EqualsRow]:
    judgement = made.judgement
    given = made.given()
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for number, one in enumerate(judgement.roster.reviewers):
        column = judgement.open_to[:, number]
        if column.any():
            likeness = (column.tobytes(), judgement.quality[:, number].tobytes(), one.capacity, one.load)
            groups[likeness].append(number)
    rows = []
    for members in groups.values():
        if len(members) > 1:
            counts = given[members]
            rows.append(
                EqualsRow(
                    reviewers=[judgement.roster.reviewers[number].id for number in members],
                    given=int(counts.sum()),
                    least=int(counts.min()),
                    most=int(counts.max()),
                    spread=int(counts.max() - counts.min()),
                )
            )
    return rows


def _spread(made: Assignment) -> list[SpecialtyLoad]:
    judgement = made.judgement
    given = made.given()
    groups: dict[str, list[int]] = defaultdict(list)
    for number in range(len(judgement.roster.reviewers)):
        if judgement.open_to[:, number].any():
            for name in _specialties(judgement, number):
                groups[name].append(number)
    rows = []
    for name, members in sorted(groups.items()):
        shares = [
            (one.load + int(given[number])) / one.capacity
            for number in members
            if (one := judgement.roster.reviewers[number]).capacity
        ]
        if shares:
            rows.append(
                SpecialtyLoad(
                    specialty=name,
                    reviewers=len(members),
                    given=int(given[members].sum()),
                    least=round(min(shares), 2),
                    median=round(float(np.median(shares)), 2),
                    most=round(max(shares), 2),
                )
            )
    return rows
