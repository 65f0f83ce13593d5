"""About whom a page is: a person of the case, or somebody else, with the evidence.

A page of another patient must never become evidence, and a page of this patient must not be thrown out for a misprint.
So every decision names its evidence: the name, the day of birth, the claim, the day of injury, each compared in a way
that forgives what clerks and recognition do to them. A page that names nobody is kept.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.nameindex import NameIndex
from openimr.casefile.papers.personmarks import IdentityMarks, claim_key
from openimr.casefile.papers.persons import ONE_PERSON, NameRelation, parsed, relation
from openimr.casefile.papers.printedwords import folded, plain, print_distance, printed_lines


class Whose(StrEnum):
    """About whom a page is."""

    SAME = "same"
    OTHER = "other"
    UNKNOWN = "unknown"


class Match(StrEnum):
    """How a printed detail stands to a person's."""

    SAME = "same"
    NEAR = "near"
    DIFFERENT = "different"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for and against a page being about a person.

    Attributes:
        name: relation of the names on the page to the person's; None when the page names nobody.
        is_labelled: whether a patient's label stands before that name.
        birth: the day of birth.
        claim: the claim number.
        injury: the day of injury.
        is_mentioned: the person's name stands somewhere on the page.
        is_alias: the labelled name is another one than most papers print, known by its birth or claim.
        labelled: relation of the names behind a patient's label alone; None when the page has none.
        record: the number of an office's record; different only where that office gave the person another.
        is_hinted: a word of the person's name, perhaps misread, stands on the page.
    """

    name: NameRelation | None = None
    is_labelled: bool = False
    birth: Match = Match.NONE
    claim: Match = Match.NONE
    injury: Match = Match.NONE
    is_mentioned: bool = False
    is_alias: bool = False
    labelled: NameRelation | None = None
    record: Match = Match.NONE
    is_hinted: bool = False

    def count(self, match: Match) -> int:
        """How many of claim, day of injury and record stand so to the person's."""
        return (self.claim is match) + (self.injury is match) + (self.record is match)


@dataclass(slots=True)
class Person:
    """A person as the papers show him or her.

    Attributes:
        names: names as printed, with how often.
        aliases: other names of papers with the same day of birth or claim.
        births: days of birth, with how often.
        claims: claim numbers without punctuation, with how often.
        injuries: days of injury, with how often.
        records: numbers of offices' records without punctuation, with how often.
        figures: how many figures those of them have that are made of nothing else, but for punctuation.
        offices: letterheads of the pages with those numbers.
        weight: how much the papers that name the person say about whose case it is.
        kinds: kinds of the papers that name the person.
    """

    names: Counter[str] = field(default_factory=Counter)
    aliases: Counter[str] = field(default_factory=Counter)
    births: Counter[dt.date] = field(default_factory=Counter)
    claims: Counter[str] = field(default_factory=Counter)
    injuries: Counter[dt.date] = field(default_factory=Counter)
    records: Counter[str] = field(default_factory=Counter)
    figures: set[int] = field(default_factory=set)
    offices: set[str] = field(default_factory=set)
    weight: float = 0.0
    kinds: set[DocumentKind] = field(default_factory=set)

    def add(self, marks: IdentityMarks, weight: float) -> None:
        """Take in what a page says about the person."""
        for name in marks.names or marks.heads:
            self.names[name] += max(1, round(weight))
        for birth in marks.births:
            self.births[birth] += max(1, round(weight))
        for claim in marks.claims:
            self.claims[claim_key(claim)] += max(1, round(weight))
        for injury in marks.injuries:
            self.injuries[injury] += max(1, round(weight))
        for record in marks.records:
            self.records[claim_key(record)] += max(1, round(weight))
            self.figures.add(_figures(record))


def compare_days(one: dt.date, other: dt.date) -> Match:
    """How two days of birth stand to each other; day and month changed about, or one part off, is near.

    >>> compare_days(dt.date(1966, 1, 21), dt.date(1966, 1, 27)).value
    'near'
    >>> compare_days(dt.date(1966, 1, 21), dt.date(1991, 5, 3)).value
    'different'
    """
    if one == other:
        return Match.SAME
    if one.year == other.year and (one.month, one.day) == (other.day, other.month):
        return Match.NEAR
    if sum((one.year != other.year, one.month != other.month, one.day != other.day)) == 1:
        figures = sum(a != b for a, b in zip(str(one.year), str(other.year), strict=True))
        return Match.NEAR if figures <= 1 else Match.DIFFERENT
    # two neighbouring figures changed about
    figures_a, figures_b = f"{one:%m%d%Y}", f"{other:%m%d%Y}"
    wrong = [i for i in range(8) if figures_a[i] != figures_b[i]]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1 and sorted(figures_a) == sorted(figures_b):
        return Match.NEAR
    return Match.DIFFERENT


def whose(evidence: Evidence) -> Whose:
    """Decide about whom a page is.

    >>> whose(Evidence(NameRelation.SAME, True, birth=Match.DIFFERENT, claim=Match.DIFFERENT)).value  # father and son
    'other'
    >>> whose(Evidence(NameRelation.GIVEN, True, birth=Match.SAME)).value  # an earlier surname
    'same'
    >>> whose(Evidence(NameRelation.OTHER, True)).value, whose(Evidence()).value
    ('other', 'unknown')
    >>> whose(Evidence(claim=Match.DIFFERENT)).value  # a second claim of the same person names nobody else
    'unknown'
    """
    birth, claim, injury = evidence.birth, evidence.claim, evidence.injury
    if evidence.name is None:
        if Match.SAME in (birth, claim, evidence.record):
            return Whose.SAME
        if birth is Match.DIFFERENT and not evidence.is_mentioned and injury is not Match.SAME:
            return Whose.OTHER
        if evidence.record is Match.DIFFERENT and injury is Match.NONE and not (
            evidence.is_mentioned or evidence.is_hinted
        ):
            return Whose.OTHER
        return Whose.SAME if evidence.is_mentioned else Whose.UNKNOWN
    other_record = evidence.record is Match.DIFFERENT and Match.SAME not in (claim, injury)
    if evidence.labelled not in (None, *ONE_PERSON) and (birth is Match.DIFFERENT or other_record):
        return Whose.OTHER  # whatever a stamp or a copied line says beside it
    if evidence.name in ONE_PERSON:
        return _of_one_name(evidence)
    is_stranger = evidence.name is NameRelation.OTHER and not evidence.is_hinted
    if birth is Match.SAME:
        return _of_one_birth(evidence)
    if claim is Match.SAME and birth is not Match.DIFFERENT:
        return Whose.OTHER if is_stranger and injury is Match.DIFFERENT else Whose.SAME
    if evidence.is_mentioned and birth is not Match.DIFFERENT:
        return Whose.SAME if evidence.is_labelled is False else Whose.UNKNOWN
    if birth is Match.NEAR and (injury is Match.SAME or evidence.name is NameRelation.GIVEN):
        return Whose.SAME
    if injury is Match.SAME and birth is not Match.DIFFERENT and claim is not Match.DIFFERENT and not is_stranger:
        return Whose.SAME
    if evidence.is_labelled or birth is Match.DIFFERENT:
        return Whose.OTHER
    return Whose.UNKNOWN


def _of_one_birth(evidence: Evidence) -> Whose:
    """The decision where the births agree and the names do not: twins and strangers born on one day are others.

    Somebody else's page bears another claim or another day of injury and no word of the name; a changed surname or a
    misread name bears neither.
    """
    agreeing, differing = evidence.count(Match.SAME), evidence.count(Match.DIFFERENT)
    if evidence.name is NameRelation.GIVEN or agreeing or evidence.is_mentioned:
        return Whose.SAME
    if evidence.name is NameRelation.OTHER and evidence.is_labelled and not evidence.is_hinted:
        return Whose.OTHER
    return Whose.OTHER if differing else Whose.SAME


def _of_one_name(evidence: Evidence) -> Whose:
    """The decision where the names agree: namesakes are told apart by birth and claim together."""
    birth, claim, injury = evidence.birth, evidence.claim, evidence.injury
    agreeing = Match.SAME in (birth, claim, evidence.record)
    if evidence.name is NameRelation.NEAR and not agreeing and evidence.count(Match.DIFFERENT) > 1:
        return Whose.OTHER if birth is not Match.NEAR else Whose.SAME
    if evidence.name is NameRelation.NEAR and evidence.record is Match.DIFFERENT and Match.SAME not in (claim, injury):
        return Whose.OTHER  # an office gives a patient one number
    if birth is not Match.DIFFERENT or claim is Match.SAME:
        return Whose.SAME
    if claim is Match.DIFFERENT or (injury is Match.DIFFERENT and claim is not Match.NEAR):
        return Whose.OTHER
    return Whose.SAME if injury is Match.SAME or evidence.record is Match.SAME else Whose.OTHER


class CaseIdentity:
    """One person, and the evidence for and against a page being about that person.

    Args:
        person: the person, mostly the case's own patient.
        staff: names of physicians and others with credentials.
    """

    def __init__(self, person: Person, staff: Iterable[str] = ()) -> None:
        self.person = person
        self._staff = NameIndex(staff)
        self._names = NameIndex(person.names + person.aliases)
        words = Counter(folded(w) for name, n in person.names.items() for w in parsed(name).words * n if len(w) > 2)
        most = max(words.values(), default=0)
        self._dismissed: dict[str, bool] = {}
        self._family = {folded(w) for name in person.names for w in _surnames(name)}
        self._words = [word for word, count in words.items() if count * 5 >= most]

    def evidence(self, marks: IdentityMarks, text: str) -> Evidence:
        """What a page says for and against being about the case's patient."""
        labelled = [name for name in marks.names if not self.is_staff(name)]
        found = behind_label = self._best_relation(labelled)
        is_labelled = found is not None
        heads = [name for name in marks.heads if not self.is_staff(name)]
        if found is None or found not in ONE_PERSON:
            head = self._best_relation(heads)
            if head is not None and (head in ONE_PERSON or found is None):
                found, is_labelled = head, is_labelled and head not in ONE_PERSON
        return Evidence(
            name=found,
            is_labelled=is_labelled,
            birth=_day_match(marks.births, self.person.births),
            claim=_claim_match(marks.claims, self.person.claims),
            injury=_day_match(marks.injuries, self.person.injuries),
            is_mentioned=self.is_mentioned(text),
            is_alias=bool(labelled) and all(relation_to(n, self.person.names) not in ONE_PERSON for n in labelled)
            if self.person.aliases else False,
            labelled=behind_label,
            record=self._record_match(marks.records, office_of(text)),
            is_hinted=self._is_hinted(labelled or heads, text),
        )

    def is_staff(self, name: str) -> bool:
        """Whether a name is a physician's of this case (and not the patient's)."""
        if name not in self._dismissed:
            staff = self._staff.relation(name) in (NameRelation.SAME, NameRelation.NEAR)
            self._dismissed[name] = staff and self.relation(name) not in ONE_PERSON
        return self._dismissed[name]

    def relation(self, name: str) -> NameRelation:
        """How a name stands to the person's."""
        return self._names.relation(name)

    def _best_relation(self, names: Sequence[str]) -> NameRelation | None:
        return min(map(self.relation, names), key=_ORDER.index, default=None)

    def _record_match(self, records: Sequence[str], office: str) -> Match:
        found = _claim_match(records, self.person.records)
        if found is Match.DIFFERENT and office not in self.person.offices:
            # a page without a letterhead that begins with a number such as the patient's
            made = {_figures(record) for record in records if folded(plain(record)) in office}
            return found if any(size > 4 for size in made & self.person.figures) else Match.NONE
        return found

    def _is_hinted(self, names: Sequence[str], text: str) -> bool:
        """Whether the person's surname stands on a page, or a name there may be a bad print of it."""
        words = [word for word in self._words if len(word) > 3 and word in self._family]
        letters = folded(plain(text)).replace(" ", "")
        if any(word in letters for word in words):
            return True
        return any(
            print_distance(mine, word, 0.5 * len(word)) <= 0.35 * len(word)
            for name in names for mine in map(folded, parsed(name).words) if len(mine) > 3 for word in words
        )

    def is_named(self, text: str) -> bool:
        """Whether the person's surname stands on a page as a word of its own."""
        return not {word for word in self._family if len(word) > 3}.isdisjoint(re.findall(r"\w+", folded(plain(text))))

    def is_mentioned(self, text: str) -> bool:
        """Whether two words of the person's name stand together on a line (blanks may have been lost or gained)."""
        if len(self._words) < 2:
            return False
        letters = folded(plain(text)).replace(" ", "")
        if sum(word in letters for word in self._words) < 2:
            return False
        return any(sum(word in line for word in self._words) >= 2 for line in letters.split("\n"))


_ORDER = list(NameRelation)


def _figures(number: str) -> int:
    """How many figures a printed number has that is made of nothing else; 0 for one with letters."""
    return sum(c.isdigit() for c in number) if not any(c.isalpha() for c in number) else 0


def office_of(text: str) -> str:
    """The first words of a page's letterhead, by which its office is known again; empty without any.

    >>> office_of("BAY SPINE CLINIC    Roe, Ida   MRN 114") == office_of("FAX 5/1/2014 10:22\\nBay Splne Clinic")
    True
    """
    for _, line in printed_lines(text):
        cell = re.split(r"\s{2,}|\t|\|", line.strip())[0]
        if len(cell) > 5:
            return folded(plain(cell))[:40]
    return ""


def _surnames(name: str) -> tuple[str, ...]:
    found = parsed(name)
    return found.family if found.ordered else found.family[-1:]


def relation_to(name: str, names: Iterable[str]) -> NameRelation:
    """The best relation of a name to any of a person's names.

    >>> relation_to("QUINCE, MARLO", ["Ida Roe", "Marlo J. Quince"]).value
    'same'
    """
    best = NameRelation.OTHER
    for known in names:
        found = relation(name, known)
        if found is NameRelation.SAME:
            return found
        best = min(best, found, key=_ORDER.index)
    return best


def _day_match(days: Sequence[dt.date], known: Counter[dt.date]) -> Match:
    if not days or not known:
        return Match.NONE
    found = {compare_days(day, own) for day in days for own in known}
    return next(match for match in (Match.SAME, Match.NEAR, Match.DIFFERENT) if match in found)


def _claim_match(claims: Sequence[str], known: Counter[str]) -> Match:
    if not claims or not known:
        return Match.NONE
    found = {compare_numbers(claim_key(claim), own) for claim in claims for own in known}
    return next(match for match in (Match.SAME, Match.NEAR, Match.DIFFERENT) if match in found)


def compare_numbers(one: str, other: str) -> Match:
    """How two claim numbers stand to each other; one may carry a further part, one figure may be misread."""
    short, long = sorted((one, other), key=len)
    if one == other or (len(short) >= 5 and short in long):
        return Match.SAME
    if len(one) == len(other) and len(one) >= 6 and sum(a != b for a, b in zip(one, other, strict=True)) == 1:
        return Match.NEAR
    return Match.DIFFERENT
