"""Conflicts of interest: every relation of every reviewer against every party of every case.

Three things decide: whether the relation is material by the law's definition, whether the two names are one, and
whether a person has looked at it. A material relation with the very party keeps the reviewer out. Whatever may be one
(another spelling, an initial, an affiliate, a relation that ended or of which a figure is missing) is a hit that a
person must clear; until then it keeps the reviewer out as well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.panel.findings import EXCLUDING, Finding, Outcome
from openimr.panel.model import CaseParty, Clearance, Disclosure, PanelCase, Reviewer, Roster
from openimr.panel.nameindex import matches
from openimr.panel.names import Degree, NameMatch, names_in
from openimr.panel.rules import Affiliations, Excepted, PanelRules


@dataclass(frozen=True, slots=True)
class Tie:
    """One name that a reviewer is tied to, how it counts, and how it is told.

    Attributes:
        name: the name to look for.
        weight: ``fails`` (material), ``passes`` (does not count) or ``to_clear``.
        told: the tie in words, with why it counts or not.
        only: roles of the parties for whom it does not count, by an exception; for all where there is none.
    """

    name: str
    weight: Outcome
    told: str
    only: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Hit:
    """A reviewer's tie that meets a party of a case."""

    role: str
    party: str
    tie: Tie
    match: NameMatch
    through: str | None = None  #: an affiliate of the party, by which it was found

    @property
    def outcome(self) -> Outcome:
        """``fails`` for a material tie with the very party, ``passes`` for one that does not count, else to clear."""
        if self.tie.weight == "passes":
            return "to_clear" if self.misplaced else "passes"
        sure = self.tie.weight == "fails" and self.match.degree is Degree.SAME and self.through is None
        return "fails" if sure else "to_clear"

    @property
    def misplaced(self) -> bool:
        """Whether the tie does not count by an exception that is not made for such a party."""
        return bool(self.tie.only) and self.role not in self.tie.only


def weigh(disclosure: Disclosure, day: dt.date, rules: Affiliations) -> tuple[Outcome, str]:
    """Whether a disclosed relation is material on a day, and why.

    >>> from openimr.panel.rules import panel_rules
    >>> rules, day = panel_rules().affiliations, dt.date(2014, 5, 1)
    >>> weigh(Disclosure("financial", None, "Example Devices", percent=3.0), day, rules)
    ('passes', '3 percent of total annual revenue or income; over 5 counts')
    >>> weigh(Disclosure("professional", "staff_privileges", "Example Hospital"), day, rules)[0]
    'passes'
    >>> weigh(Disclosure("familial", "cousin", "Ada Roe"), day, rules)
    ('to_clear', 'cousin is none of the familial relations the law defines')
    """
    period = disclosure.period
    if period.since and day < period.since:
        return "to_clear", f"begins {period.since:%m/%d/%Y}"
    material, why = _material(disclosure, rules)
    if material == "passes":
        return material, why
    excepted, found = _exception(disclosure, rules)
    if found and disclosure.kind in found.kinds:
        if disclosure.relation is not None and disclosure.relation not in found.relations:
            words = disclosure.relation.replace("_", " ")
            return "to_clear", f"{words} is not what the exception {excepted} is about: {found.text}"
        return "passes", f"{found.text} ({found.reference})"
    if excepted:
        return "to_clear", f"the exception {excepted} is not known for a {disclosure.kind} relation"
    if material == "fails" and period.until and period.until < day:
        return "to_clear", f"{why}; ended {period.until:%m/%d/%Y}"
    return material, why


def _exception(disclosure: Disclosure, rules: Affiliations) -> tuple[str | None, Excepted | None]:
    """The exception that a disclosure claims, or is by its relation, and its rule where there is one."""
    named = disclosure.exception or (disclosure.relation if disclosure.relation in rules.exceptions else None)
    return named, rules.exceptions.get(named or "")


def _material(disclosure: Disclosure, rules: Affiliations) -> tuple[Outcome, str]:
    if disclosure.kind == "financial":
        threshold = rules.financial
        if disclosure.percent is None:
            return "to_clear", f"its share of {threshold.of} is not on file"
        told = f"{disclosure.percent:g} percent of {threshold.of}; over {threshold.over_percent:g} counts"
        return ("fails" if disclosure.percent > threshold.over_percent else "passes"), told
    defined = rules.familial if disclosure.kind == "familial" else rules.professional
    if disclosure.relation is None:
        return "to_clear", f"what kind of {disclosure.kind} relation it is, is not on file"
    words = disclosure.relation.replace("_", " ")
    if disclosure.relation not in defined:
        return "to_clear", f"{words} is none of the {disclosure.kind} relations the law defines"
    return "fails", words


def ties_of(reviewer: Reviewer, day: dt.date, rules: Affiliations) -> list[Tie]:
    """Everything a reviewer is tied to: the reviewer's own name, the offices, and what was disclosed."""
    ties = [Tie(reviewer.name, "fails", "the reviewer's own name")]
    ties += [Tie(name, "fails", f"the reviewer's own office ({office})")
             for office in reviewer.offices for name in names_in(office)]  # fmt: skip
    for disclosure in reviewer.disclosures or ():
        weight, why = weigh(disclosure, day, rules)
        told = f"{disclosure.kind} relation with {disclosure.party}: {why}"
        excepted = _exception(disclosure, rules)[1]
        # what does not count by its share needs no exception
        counts = _material(disclosure, rules)[0] != "passes"
        only = excepted.roles if excepted is not None and counts else frozenset()
        ties += [Tie(name, weight, told, only) for name in names_in(disclosure.party)]
    return ties


class ConflictTable:
    """All hits between the reviewers of a roster and the parties of some cases, found once.

    >>> from openimr.panel.rules import panel_rules
    >>> ada = Reviewer("r1", "Ada Example", disclosures=(Disclosure("professional", "employment", "Roe Casualty Co."),))
    >>> case = PanelCase("c1", (CaseParty("insurer", "ROE CASUALTY COMPANY"),))
    >>> table = ConflictTable(Roster((ada,)), [case], dt.date(2014, 5, 1), panel_rules())
    >>> [(hit.role, hit.outcome) for hit in table.hits(0, 0)]
    [('insurer', 'fails')]
    """

    def __init__(self, roster: Roster, cases: Sequence[PanelCase], day: dt.date, rules: PanelRules) -> None:
        self._cases, self._reviewers, self._rules, self._day = cases, roster.reviewers, rules, day
        in_force = {rule.id: rule for rule in rules.conflicts if rule.in_force(day)}
        self._rule_of = {id: in_force[role.rule] for id, role in rules.parties.items() if role.rule in in_force}
        self._ties: dict[str, list[tuple[int, Tie]]] = defaultdict(list)
        for number, reviewer in enumerate(roster.reviewers):
            for tie in ties_of(reviewer, day, rules.affiliations):
                self._ties[tie.name].append((number, tie))
        self._parties: dict[str, list[tuple[int, CaseParty, str | None]]] = defaultdict(list)
        for number, case in enumerate(cases):
            for party in case.parties:
                if party.name is None:
                    continue
                for name in names_in(party.name):
                    self._parties[name].append((number, party, None))
                for affiliate in party.affiliates:
                    self._parties[affiliate].append((number, party, affiliate))
        self._found: list[dict[int, list[Hit]]] = [{} for _ in cases]
        self._through(roster.affiliates)
        self._meet()

    def _through(self, groups: Sequence[Sequence[str]]) -> None:
        """Parties that belong to a group of affiliates are looked for under all its names."""
        members = [(name, group) for group in groups for name in group]
        names = list(self._parties) if members else []
        added: dict[tuple[str, int, CaseParty], None] = {}
        for i, j, _ in matches([name for name, _ in members], names):
            own, group = members[i]
            for affiliate in group:
                if affiliate != own:
                    added.update(dict.fromkeys((affiliate, case, party) for case, party, _ in self._parties[names[j]]))
        for affiliate, case, party in added:
            self._parties[affiliate].append((case, party, affiliate))

    def _meet(self) -> None:
        ours, theirs = list(self._ties), list(self._parties)
        for i, j, match in matches(ours, theirs):
            for case, party, through in self._parties[theirs[j]]:
                for reviewer, tie in self._ties[ours[i]]:
                    hit = Hit(party.role, party.name or "", tie, match, through)
                    self._found[case].setdefault(reviewer, []).append(hit)

    def met(self, case: int) -> list[int]:
        """Positions of the reviewers between whom and a case there is any hit."""
        return sorted(self._found[case])

    def hits(self, case: int, reviewer: int) -> list[Hit]:
        """The hits between one case and one reviewer, by position."""
        return list(dict.fromkeys(self._found[case].get(reviewer, ())))

    def told(self, case: int, reviewer: int) -> list[tuple[Hit, Finding]]:
        """Each hit with its finding, under the rule it concerns; the gravest first."""
        found = []
        for hit in self.hits(case, reviewer):
            rule = self._rule_of.get(hit.role)
            if rule is not None:
                found.append((hit, self._finding(rule.id, hit, case, reviewer)))
        return sorted(found, key=lambda one: -_GRAVITY[one[1].outcome])

    def findings(self, case: int, reviewer: int) -> list[Finding]:
        """The findings of all hits, the gravest first."""
        return list(dict.fromkeys(finding for _, finding in self.told(case, reviewer)))

    def excluding(self, case: int, reviewer: int) -> set[str]:
        """Ids of the rules by which a hit keeps the reviewer from the case."""
        found = set()
        for hit in self._found[case].get(reviewer, ()):
            rule = self._rule_of.get(hit.role)
            if rule is not None and self._outcome(hit, case, reviewer)[0] in EXCLUDING:
                found.add(rule.id)
        return found

    def _outcome(self, hit: Hit, case: int, reviewer: int) -> tuple[Outcome, Clearance | None]:
        """How a hit comes out, and by whose word it was cleared."""
        if hit.outcome != "to_clear":
            return hit.outcome, None
        word = clearance_for(self._cases[case], self._reviewers[reviewer].id, hit, self._day)
        return ("to_clear" if word is None else "cleared"), word

    def _finding(self, rule: str, hit: Hit, case: int, reviewer: int) -> Finding:
        outcome, word = self._outcome(hit, case, reviewer)
        way = f" (affiliate {hit.through})" if hit.through else ""
        told = f"{hit.tie.told}; {self._rules.parties[hit.role].name} {hit.party}{way}: {hit.match.how}"
        if hit.misplaced and hit.tie.weight == "passes":
            told += "; the exception is not made for such a party"
        if word is not None:
            told += f"; cleared by {word.by} on {word.on:%m/%d/%Y}: {word.reason}"
        return Finding(rule, outcome, told)


_GRAVITY: dict[Outcome, int] = {
    "not_in_force": 0, "passes": 1, "cleared": 2, "unknown": 3, "to_clear": 4, "fails": 5,
}  # fmt: skip


def clearance_for(case: PanelCase, reviewer: str, hit: Hit, day: dt.date) -> Clearance | None:
    """The clearance that a person gave, by a day, for this reviewer, this tie and this party; for no other tie."""
    for one in case.clearances:
        if (one.reviewer, one.party, one.tie) == (reviewer, hit.party, hit.tie.name) and one.on <= day:
            return one
    return None
