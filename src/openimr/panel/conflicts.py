"""Conflicts of interest: every relation of every reviewer against every party of every case.

Three things decide: whether the relation is material by the law's definition, whether the two names are one, and
whether a person has looked at it. A material relation with the very party keeps the reviewer out. Whatever may be one
(another spelling, an initial, an affiliate, a relation that ended or of which a figure is missing) is a hit that a
person must clear; until then it keeps the reviewer out as well.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from openimr.panel.findings import EXCLUDING, Finding, Outcome
from openimr.panel.mentions import NamesInside, grouped, telling_word, words_of
from openimr.panel.model import CaseParty, Clearance, Disclosure, PanelCase, Period, Reviewer, Roster
from openimr.panel.nameindex import matches
from openimr.panel.names import Degree, NameMatch, names_in, party_name
from openimr.panel.rules import Affiliations, Excepted, PanelRules


class Tie(NamedTuple):
    """One name that a reviewer is tied to, how it counts, and how it is told (a tuple: a roster has ten thousand).

    Attributes:
        name: the name to look for.
        weight: ``fails`` (material), ``passes`` (does not count) or ``to_clear``.
        told: the tie in words, with why it counts or not.
        relation: what kind of tie it is, in words; a clearance of one does not clear another of the same name.
        since: the day on which it began, where told.
        only: roles of the parties for whom it does not count, by an exception; for all where there is none.
        npi: the national provider identifier of whom the name names.
    """

    name: str
    weight: Outcome
    told: str
    relation: str
    since: dt.date | None = None
    only: frozenset[str] = frozenset()
    npi: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A reviewer's tie that meets a party of a case."""

    role: str
    party: str
    tie: Tie
    match: NameMatch
    through: str | None = None  #: an affiliate of the party, by which it was found
    npi: str | None = None  #: the national provider identifier of the party

    @property
    def outcome(self) -> Outcome:
        """``fails`` for a material tie with the very party, ``passes`` for one that does not count, else to clear."""
        if self.tie.weight == "passes":
            return "to_clear" if self.misplaced else "passes"
        sure = self.tie.weight == "fails" and self.match.degree is Degree.SAME and self.through is None
        # two people of one name, told apart by their numbers: a person looks whether the numbers are right
        sure = sure and not (self.npi and self.tie.npi and self.npi != self.tie.npi)
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
        if disclosure.percent > threshold.over_percent:
            return "fails", told
        relation = disclosure.relation or ""
        if relation in (rules.familial | rules.professional) - rules.by_share:
            # what counts by its nature counts at any share, under whatever kind it was entered
            return "to_clear", f"{told}; but {relation.replace('_', ' ')} counts whatever its share"
        return "passes", told
    defined = rules.familial if disclosure.kind == "familial" else rules.professional
    if disclosure.relation is None:
        return "to_clear", f"what kind of {disclosure.kind} relation it is, is not on file"
    words = disclosure.relation.replace("_", " ")
    if disclosure.relation not in defined:
        return "to_clear", f"{words} is none of the {disclosure.kind} relations the law defines"
    return "fails", words


def ties_of(reviewer: Reviewer, day: dt.date, rules: Affiliations) -> list[Tie]:
    """Everything a reviewer is tied to: own names, offices, places of practice, and what was disclosed."""
    own = "the reviewer's own name"
    ties = [Tie(reviewer.name, "fails", own, "own name", npi=reviewer.npi)]
    ties += [Tie(name, "fails", f"{own} ({told})", "own name", npi=reviewer.npi)
             for told in reviewer.also for name in names_in(told)]  # fmt: skip
    ties += [Tie(name, "fails", f"the reviewer's own office ({office})", "office")
             for office in reviewer.offices for name in names_in(office)]  # fmt: skip
    for practice in reviewer.practice or ():
        if practice.place:
            weight, when = _at_a_time(practice.period, day)
            told = f"the reviewer's place of practice ({practice.place}){when}"
            ties += [Tie(name, weight, told, "practice", practice.period.since) for name in names_in(practice.place)]
    for disclosure in reviewer.disclosures or ():
        weight, why = weigh(disclosure, day, rules)
        told = f"{disclosure.kind} relation with {disclosure.party}: {why}"
        only = frozenset[str]()
        if weight == "passes" and (excepted := _exception(disclosure, rules)[1]) is not None:
            # what does not count by its share needs no exception
            only = excepted.roles if _material(disclosure, rules)[0] != "passes" else only
        relation = " ".join([disclosure.kind, *(disclosure.relation or "").split("_")]).strip()
        ties += [Tie(name, weight, told, relation, disclosure.period.since, only)
                 for name in names_in(disclosure.party)]  # fmt: skip
    return ties


def _at_a_time(period: Period, day: dt.date) -> tuple[Outcome, str]:
    """Whether what holds at a time counts on a day, and what must be told of the time."""
    if period.since and day < period.since:
        return "to_clear", f"; begins {period.since:%m/%d/%Y}"
    if period.until and period.until < day:
        return "to_clear", f"; ended {period.until:%m/%d/%Y}"
    return "fails", ""


class ConflictTable:
    """All hits between the reviewers of a roster and the parties of some cases, found once.

    >>> from openimr.panel.rules import panel_rules
    >>> ada = Reviewer("r1", "Ada Example", disclosures=(Disclosure("professional", "employment", "Roe Casualty Co."),))
    >>> case = PanelCase("c1", (CaseParty("insurer", "ROE CASUALTY COMPANY"),))
    >>> table = ConflictTable(Roster((ada,)), [case], dt.date(2014, 5, 1), panel_rules())
    >>> [(hit.role, hit.outcome) for hit in table.hits(0, 0)]
    [('insurer', 'fails')]
    """

    def __init__(
        self, roster: Roster, cases: Sequence[PanelCase], day: dt.date, rules: PanelRules,
        known: Sequence[Sequence[str]] = (),
    ) -> None:  # fmt: skip
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
                for told in (party.name, *party.also):
                    for name in names_in(told):
                        self._parties[name].append((number, party, None))
                for affiliate in party.affiliates:
                    for name in names_in(affiliate):
                        self._parties[name].append((number, party, affiliate))
        self._found: list[dict[int, list[Hit]]] = [{} for _ in cases]
        groups = grouped(roster.affiliates)
        self._through(groups)
        self._known_as(known)
        self._by_brand(groups)
        self._meet()
        self._by_number()
        self._by_mention()

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

    def _known_as(self, groups: Sequence[Sequence[str]]) -> None:
        """Parties whose name holds a name of a known organization are looked for under all names of it.

        Only whole names count: a city is no campus of the university that bears its name.
        """
        index = NamesInside(groups)
        added: dict[tuple[str, int, CaseParty], None] = {}
        for name, places in self._parties.items():
            for group in index.found(party_name(name).words):
                for other in group:
                    added.update(dict.fromkeys((other, case, party) for case, party, _ in places))
        for other, case, party in added:
            self._parties[other].append((case, party, other))

    def _by_brand(self, groups: Sequence[Sequence[str]]) -> None:
        """Items that hold a name of a group (a brand, its maker) are looked for under all its names."""
        index = NamesInside(groups)
        for number, party, words in self._items() if groups else ():
            for group in index.found(words):
                for name in group:
                    self._parties[name].append((number, party, name))

    def _items(self) -> Iterator[tuple[int, CaseParty, tuple[str, ...]]]:
        """Each item with its case, as what its unnamed maker is found by, and its words."""
        for number, case in enumerate(self._cases):
            for item in case.items:
                yield number, CaseParty(self._rules.maker, item.text), words_of(item.text)

    def _meet(self) -> None:
        ours, theirs = list(self._ties), list(self._parties)
        for i, j, match in matches(ours, theirs):
            for case, party, through in self._parties[theirs[j]]:
                for reviewer, tie in self._ties[ours[i]]:
                    hit = Hit(party.role, party.name or "", tie, match, through, party.npi)
                    self._found[case].setdefault(reviewer, []).append(hit)

    def _by_number(self) -> None:
        """Parties with the identifier of a reviewer are that reviewer, under whatever name."""
        known: dict[str, list[tuple[int, Tie]]] = defaultdict(list)
        for number, reviewer in enumerate(self._reviewers):
            if reviewer.npi:
                tie = Tie(reviewer.name, "fails", "the reviewer", "own number", npi=reviewer.npi)
                known[reviewer.npi].append((number, tie))
        match = NameMatch(Degree.SAME, "the same national provider identifier")
        for case, asked in enumerate(self._cases if known else ()):
            for party in asked.parties:
                for reviewer_at, tie in known.get(party.npi or "", ()):
                    hit = Hit(party.role, party.name or "", tie, match, None, party.npi)
                    self._found[case].setdefault(reviewer_at, []).append(hit)

    def _by_mention(self) -> None:
        """Items that name a firm that a reviewer is tied to by the word that tells it from others."""
        items = list(self._items())
        said = {word for _, _, words in items for word in words}
        by_word: dict[str, list[tuple[int, Tie]]] = defaultdict(list)
        for name, ties in self._ties.items():
            if not said.isdisjoint(party_name(name).words) and (word := telling_word(name)) in said:
                by_word[word or ""] += [one for one in ties if one[1].relation not in _PLACES]
        for case, party, words in items:
            for word in dict.fromkeys(words):
                for reviewer, tie in by_word.get(word, ()):
                    match = NameMatch(Degree.POSSIBLE, f"the item holds the word {word}")
                    hit = Hit(party.role, party.name or "", tie, match)
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
        asked = self._cases[case]
        word = None
        if asked.clearances:
            hits = self._found[case][reviewer]
            word = clearance_for(asked, self._reviewers[reviewer].id, hit, hits, self._day)
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


def clears(word: Clearance, hit: Hit) -> bool:
    """Whether a person's word is about a hit: the same party and tie, and the same relation where one is told."""
    return (word.party, word.tie) == (hit.party, hit.tie.name) and word.relation in (None, hit.tie.relation)


def clearance_for(case: PanelCase, reviewer: str, hit: Hit, hits: Sequence[Hit], day: dt.date) -> Clearance | None:
    """The clearance that a person gave, by a day, for this reviewer, tie and party; for no other tie.

    One that tells no relation holds only where the reviewer has a single relation of that name, and none holds for a
    relation that has begun since.

    Args:
        hits: all hits between the reviewer and the case.
    """
    for word in case.clearances:
        if word.reviewer != reviewer or word.on > day or not clears(word, hit):
            continue
        same = {one.tie.relation for one in hits if clears(word, one) and one.outcome == "to_clear"}
        if len(same) == 1 and not (hit.tie.since and word.on < hit.tie.since <= day):
            return word
    return None


#: Ties to places, of which an item's words say nothing.
_PLACES = frozenset({"own name", "own number", "office", "practice"})
