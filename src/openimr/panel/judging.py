"""Every rule for every reviewer and case of a docket: who may review what, and which rules keep out whom.

:class:`Judgement` answers two questions from the same tests. ``open_to`` is one matrix for the solver: which pairs no
rule forbids. ``findings`` tells one pair rule by rule. A test over random dockets makes sure that the two agree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from openimr.panel.conflicts import ConflictTable
from openimr.panel.findings import Finding
from openimr.panel.fitting import Fit, Need, fit_of, fitting_findings, needs_of
from openimr.panel.model import PanelCase, Roster
from openimr.panel.qualifying import licensed_in, qualify, specialties_now
from openimr.panel.remand import earlier_reviewers
from openimr.panel.rules import PanelRules, Specialties, organizations, panel_rules, specialty_rules
from openimr.panel.timing import available, certification_ends, fits_no_more, in_time, lasting, present_days, stops
from openimr.wordforms import counted

Bits = npt.NDArray[np.uint64]
#: A day that never comes.
_NEVER = dt.date.max.toordinal() + 1


@dataclass(frozen=True, slots=True)
class _Group:
    """Reviewers (or cases) that are alike in what a test looks at: positions of the members by their likeness."""

    keys: list[object]
    member: npt.NDArray[np.intp]


class Judgement:
    """The rules as they come out for a roster and some cases on a day.

    Args:
        roster: the reviewers.
        cases: the cases.
        day: the day of the selection; rules are those in force on it.
        lifted: ids of rules that are left out of account, to ask what would be without them.

    >>> from openimr.panel.model import Reviewer
    >>> made = Judgement(Roster((Reviewer("r1", "Ada Example"),)), [PanelCase("c1")], dt.date(2014, 5, 1))
    >>> bool(made.open_to.any()), [one.rule for one in made.findings(0, 0) if one.excludes][:3]
    (False, ['parties-known', 'discipline', 'licence'])
    """

    def __init__(
        self,
        roster: Roster,
        cases: Sequence[PanelCase],
        day: dt.date,
        *,
        rules: PanelRules | None = None,
        names: Specialties | None = None,
        lifted: Iterable[str] = (),
    ) -> None:
        self.roster, self.cases, self.day = roster, list(cases), day
        self.rules, self.names = rules or panel_rules(), names or specialty_rules()
        self.lifted = frozenset(lifted)
        self.order = [rule.id for rule in self.rules.every_rule()]
        self._bit = {id: np.uint64(1 << number) for number, id in enumerate(self.order)}
        known = [one.names for one in organizations().groups]
        self.conflicts = ConflictTable(roster, self.cases, day, self.rules, known)
        self.needs = [needs_of(case, self.names) for case in self.cases]
        self._earlier = earlier_reviewers(roster.reviewers, (one for case in self.cases for one in case.earlier))
        self._specialties = [specialties_now(one, day, self.rules) for one in roster.reviewers]
        self.excluded: Bits = self._all_bits()
        self.open_to: npt.NDArray[np.bool_] = self.excluded == 0
        self.quality = self._all_quality()

    def rules_against(self, case: int, reviewer: int) -> list[str]:
        """Ids of the rules that keep one reviewer from one case, in the order of reports."""
        return self.rules_in(int(self.excluded[case, reviewer]))

    def rules_in(self, bits: int) -> list[str]:
        """Ids of the rules whose bits are set, in the order of reports."""
        return [id for number, id in enumerate(self.order) if bits >> number & 1]

    def rooms(self) -> npt.NDArray[np.int64]:
        """How many further cases each reviewer takes; 0 where the roster does not say."""
        if self.rules.procedure.capacity.id in self.lifted:
            return np.full(len(self.roster.reviewers), max(1, sum(case.needed for case in self.cases)), dtype=np.int64)
        return np.array([max(0, (one.capacity or 0) - one.load) for one in self.roster.reviewers], dtype=np.int64)

    def findings(self, case: int, reviewer: int) -> list[Finding]:
        """Every rule for one reviewer and one case, in the order of reports; a conflict rule once for each hit."""
        one, asked = self.roster.reviewers[reviewer], self.cases[case]
        found = self._of_case(asked)
        by_rule: dict[str, list[Finding]] = {}
        for finding in [
            *qualify(one, self.day, self.rules, self.names),
            *fitting_findings(one, self.needs[case], self.day, self.rules, self.names),
            *self.conflicts.findings(case, reviewer),
        ]:
            by_rule.setdefault(finding.rule, []).append(finding)
        none = "nothing on file" if one.disclosures is not None else "nothing on file, and no disclosure either"
        for rule in [*self.rules.qualifications, *self.rules.conflicts]:
            found += by_rule.get(rule.id, [Finding(rule.id, "passes", none)])
        found += self._of_pair(reviewer, case)
        return [finding for finding in found if finding.rule not in self.lifted]

    def _of_case(self, case: PanelCase) -> list[Finding]:
        """Rules about the case alone."""
        # "none" may be said of an attorney, but there is no case without those that are required
        known = {party.role for party in case.parties if party.name is not None}
        missing = [role.name for id, role in self.rules.parties.items() if role.required and id not in known]
        named = self.rules.procedure.parties_known.id
        found = [
            Finding(named, "unknown", f"not named: {', '.join(missing)}")
            if missing
            else Finding(named, "passes", counted(len(case.parties), "party", "parties"))
        ]
        approval = self.rules.procedure.approval.id
        if case.needed > 1 and not case.approval:
            found.append(Finding(approval, "fails", f"{case.needed} reviewers are asked for without an approval"))
        else:
            found.append(Finding(approval, "passes", case.approval or "one reviewer"))
        return found

    def _of_pair(self, reviewer: int, number: int) -> list[Finding]:
        """Rules about earlier reviews, time and room, of a reviewer and a case by position."""
        steps = self.rules.procedure
        one, case, needs = self.roster.reviewers[reviewer], self.cases[number], self.needs[number]
        due = self.due(case)
        found = [self._earlier_review(reviewer, case)]
        found.append(lasting(steps.lasting, one, needs, self.day, due, self.rules))
        found.append(available(steps.available, one, self.day, due))
        found.append(in_time(steps.in_time, one, case, self.day, due))
        if one.capacity is None:
            found.append(Finding(steps.capacity.id, "unknown", "how many cases are taken is not on file"))
        else:
            told = f"{one.load} of {one.capacity} cases open"
            found.append(Finding(steps.capacity.id, "passes" if one.load < one.capacity else "fails", told))
        return found

    def _earlier_review(self, reviewer: int, case: PanelCase) -> Finding:
        rule = self.rules.procedure.remand.id
        told = [self._earlier[one][reviewer] for one in case.earlier if reviewer in self._earlier[one]]
        outcome, why = min(told, key=lambda one: one[0] != "fails", default=("passes", "did not review it before"))
        return Finding(rule, outcome, why)

    def reviewed(self, told: str) -> bool:
        """Whether an earlier reviewer, as a docket tells it, is found in the roster."""
        return bool(self._earlier.get(told))

    def due(self, case: PanelCase) -> dt.date:
        """The day the decision is due: as the case says, else by clocks of the procedure, else days of its priority.

        Days are counted from the complete file, or from today where that day is not known.
        """
        start = case.complete or self.day
        return case.due or case.counted or start + dt.timedelta(days=self.rules.clock[case.priority].days)

    def fit(self, case: int, reviewer: int) -> Fit:
        """How the reviewer's specialties fit the item of the case that they fit worst."""
        sure, perhaps = self._specialties[reviewer]
        return max((fit_of(sure, perhaps, need) for need in self.needs[case]), default=Fit.NONE)

    # --- the same for all pairs at once ------------------------------------------------------------------------------

    def _all_bits(self) -> Bits:
        reviewers = self.roster.reviewers
        bits = np.zeros((len(self.cases), len(reviewers)), dtype=np.uint64)
        bits |= self._mask([self._of_case(case) for case in self.cases])[:, None]
        bits |= self._mask([qualify(one, self.day, self.rules, self.names) for one in reviewers])[None, :]
        bits |= self._fitting_bits()
        bits |= self._time_bits()
        for case in range(len(self.cases)):
            for reviewer in self.conflicts.met(case):
                for id in self.conflicts.excluding(case, reviewer):
                    bits[case, reviewer] |= self._bit[id]
        for id in self.lifted & set(self.order):
            bits &= ~self._bit[id]
        return bits

    def _one_mask(self, findings: Iterable[Finding]) -> np.uint64:
        mask = 0
        for finding in findings:
            if finding.excludes:
                mask |= int(self._bit[finding.rule])
        return np.uint64(mask)

    def _mask(self, findings: Sequence[Iterable[Finding]]) -> Bits:
        return np.array([self._one_mask(one) for one in findings], dtype=np.uint64)

    def _fitting_bits(self) -> Bits:
        """Rules about the fit, looked at once for cases and reviewers that are alike in what the fit depends on."""
        people = _groups(
            [
                (one.discipline, one.certifications is None, *self._specialties[number], one.treatments, one.conditions)
                for number, one in enumerate(self.roster.reviewers)
            ]
        )
        bare = [{_bare(need) for need in needs} for needs in self.needs]
        single = _groups([need for needs in bare for need in needs])
        table = np.zeros((len(single.keys), len(people.keys)), dtype=np.uint64)
        first = {int(group): number for number, group in reversed(list(enumerate(people.member)))}
        for row, need in enumerate(single.keys):
            for column in range(len(people.keys)):
                one = self.roster.reviewers[first[column]]
                if isinstance(need, Need):
                    findings = fitting_findings(one, (need,), self.day, self.rules, self.names)
                    table[row, column] = self._one_mask(findings)
        row_of = {need: row for row, need in enumerate(single.keys)}
        nothing = self._mask(
            [fitting_findings(one, (), self.day, self.rules, self.names) for one in self.roster.reviewers]
        )
        result = np.zeros((len(self.cases), len(self.roster.reviewers)), dtype=np.uint64)
        for number, needs in enumerate(bare):
            if needs:
                rows = [row_of[need] for need in needs]
                result[number] = np.bitwise_or.reduce(table[rows], axis=0)[people.member]
            else:
                result[number] = nothing
        return result

    def _time_bits(self) -> Bits:
        """Rules about earlier reviews, time and room: what :meth:`_of_pair` says, for all pairs."""
        reviewers, steps = self.roster.reviewers, self.rules.procedure
        due = np.array([self.due(case).toordinal() for case in self.cases], dtype=np.int64)
        hurried = np.array([case.priority == "expedited" for case in self.cases], dtype=np.bool_)[:, None]
        there = np.repeat(np.maximum(due, self.day.toordinal())[:, None], len(reviewers), axis=1)
        there -= self.day.toordinal() - 1
        for number, one in enumerate(reviewers):
            if one.away:
                there[:, number] = present_days(one, self.day, due)
        usual = np.array([-1 if one.usual_days is None else one.usual_days for one in reviewers], dtype=np.int64)
        takes = np.array([one.expedited is True for one in reviewers], dtype=np.bool_)[None, :]
        room = np.array([one.capacity is not None and one.load < one.capacity for one in reviewers], dtype=np.bool_)
        late = ~hurried & (usual[None, :] > np.maximum(there - 1, 0)) & (due[:, None] >= self.day.toordinal())
        result = np.where(there <= 0, self._bit[steps.available.id], np.uint64(0))
        result |= np.where((hurried & ~takes) | late, self._bit[steps.in_time.id], np.uint64(0))
        result |= np.where(room[None, :], np.uint64(0), self._bit[steps.capacity.id])
        result |= np.where(self._ended(due), self._bit[steps.lasting.id], np.uint64(0))
        for number, case in enumerate(self.cases):
            for told in case.earlier:
                for reviewer in self._earlier[told]:
                    result[number, reviewer] |= self._bit[steps.remand.id]
        return result

    def _ended(self, due: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Which reviewers cannot finish which cases because a licence or the like ends, or an appointment begins."""
        reviewers = self.roster.reviewers
        stop = [stops(one, self.day, self.rules) for one in reviewers]
        ends = np.array([_NEVER if one is None else one.toordinal() for one in stop], dtype=np.int64)
        result: npt.NDArray[np.bool_] = due[:, None] >= ends[None, :]
        last = dt.date.fromordinal(int(due.max(initial=self.day.toordinal())))
        for number, one in enumerate(reviewers):
            end = certification_ends(one, self.day)
            if end is not None and end <= last:
                for case in np.flatnonzero(due >= end.toordinal()).tolist():
                    needs, day = self.needs[case], dt.date.fromordinal(int(due[case]))
                    result[case, number] |= fits_no_more(one, needs, self.day, day, self.rules)
        return result

    def _all_quality(self) -> npt.NDArray[np.int64]:
        """How far each pair falls short of what is preferred; an earlier preference weighs more than all later ones."""
        result = np.zeros((len(self.cases), len(self.roster.reviewers)), dtype=np.int64)
        for preference in self.rules.preferences:
            result *= 2
            if preference.test == "licensed_in":
                here = [licensed_in(one, preference.states, self.day) for one in self.roster.reviewers]
                result += ~np.array(here, dtype=np.bool_)[None, :]
            else:
                result += self._not_same()
        return result

    def _not_same(self) -> npt.NDArray[np.bool_]:
        people = _groups([sure for sure, _ in self._specialties])
        result = np.zeros((len(self.cases), len(self.roster.reviewers)), dtype=np.bool_)
        known: dict[frozenset[frozenset[str]], npt.NDArray[np.bool_]] = {}
        for number, needs in enumerate(self.needs):
            wanted = frozenset(need.same for need in needs)
            if wanted not in known:
                known[wanted] = np.array(
                    [any(not (sure & same) for same in wanted) for sure in people.keys if isinstance(sure, frozenset)]
                )
            result[number] = known[wanted][people.member]
        return result


def _groups(keys: Sequence[object]) -> _Group:
    number: dict[object, int] = {}
    member = np.array([number.setdefault(key, len(number)) for key in keys], dtype=np.intp)
    return _Group(list(number), member)


def _bare(need: Need) -> Need:
    """A need without its words, so that like items are looked at once."""
    return replace(need, reason="", text="", accompanies=False)
