"""Names of the case found in a text, in whatever spelling: order, initials, nicknames, slips, broken, joined, split."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from openimr.panel.names import name_words
from openimr.publication.nametokens import folded, foldings, one_slip, shortened, words_of
from openimr.publication.parties import Parties
from openimr.publication.rules import PublicationRules

#: What a word is of a party's name, the surest first: a surname or a given name, exact; a firm's word; the same with a
#: slip; a small word of a surname; an initial.
Part = Literal["surname", "given", "whole", "near surname", "near given", "particle", "initial"]
_SURE: tuple[Part, ...] = ("surname", "given", "whole")
#: A slip is looked for in words of so many letters; without anything beside it, in longer ones.
_SLIP_FROM, _SLIP_ALONE_FROM, _SLIP_SURE_FROM = 3, 5, 7
_BETWEEN = re.compile(r"[ \t\n]{0,3},?[ \t\n]{0,3}|\.[ \t\n]{0,3}|[ \t]?[-\u2010\u2011][ \t\n]{0,3}")
#: Within a word: a blank, a line's end with its hyphen, and characters that nobody sees.
_BROKEN = re.compile(r"[ \t]?[-\u00ad\u2010\u2011\u200b-\u200d\u2060\ufeff]?[ \t]?\n?[ \t]?")
_FIRM_GAP = re.compile(r"[\s.,&'\u2019-]{1,6}")
_SMALL = frozenset({"and", "of", "the", "for", "at", "in"})
#: So many of them stand in a row at most.
_MOST_SMALL = 2
_WINDOW = 24


class NameFound(NamedTuple):
    """A name of the case in a text; ``surely`` is False where a person has to say whether it is one."""

    start: int
    end: int
    role: str
    surely: bool


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    folded: str


@dataclass(slots=True)
class _Person:
    role: str
    parts: dict[str, Part] = field(default_factory=dict)
    initials: set[str] = field(default_factory=set)
    before: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class _Firm:
    role: str
    words: list[str]
    forms: list[tuple[str, ...]]
    acronyms: set[str]


class NameIndex:
    """The names of a case, ready to be looked for in many texts.

    >>> from openimr.publication.parties import Party
    >>> from openimr.publication.rules import publication_rules
    >>> parties = Parties(parties=(Party(role="physician", name="Ilse Marno"),))
    >>> index = NameIndex(parties, publication_rules())
    >>> text = "MARNO, I. and Dr. Mar-\\nno; Ilse Mrano; IlseMarno"
    >>> [text[found.start:found.end] for found in index.find(text)]
    ['MARNO, I.', 'Mar-\\nno', 'Ilse Mrano', 'IlseMarno']
    """

    def __init__(self, parties: Parties, rules: PublicationRules) -> None:
        self._rules = rules
        self._double = frozenset(map(folded, rules.double_meaning))
        self._ordinary = frozenset(map(folded, rules.not_names)) | self._double
        self._particles = frozenset(map(folded, rules.particles))
        self._nicknames = _both_ways(rules.nicknames)
        self._persons: list[_Person] = []
        self._firms: list[_Firm] = []
        self._exact: dict[str, list[tuple[int, Part]]] = defaultdict(list)
        self._near: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._labels: dict[str, dict[int, Part]] = {}
        self._first_words: dict[str, set[int]] = defaultdict(set)
        self._end = re.compile(rf"(?:[,\s]{{1,3}}{rules.legal_forms}\b\.?)+")
        for party in parties.parties:
            for name in (party.name, *party.also):
                (self._add_firm if party.kind == "firm" else self._add_person)(party.role, name)

    def _add_person(self, role: str, name: str) -> None:
        surname, given = _taken_apart(name, self._rules.particles)
        person = _Person(role)
        for word in surname:
            small = folded(word) in self._particles and len(surname) > 1
            person.parts.setdefault(folded(word), "particle" if small else "surname")
        full = [folded(word) for word in surname]
        person.before = {other: one for one, other in itertools.pairwise(full)}
        for at in range(len(full)):
            if len(full) > 1:
                person.parts.setdefault("".join(full[at:]), "surname")
                person.parts.setdefault("".join(full[: at + 1]), "surname" if at else person.parts[full[0]])
        for word in given:
            if len(word) == 1:
                person.initials.add(word.upper())
                continue
            for called in {word, *self._nicknames.get(folded(word), ())}:
                person.parts.setdefault(folded(called), "given")
                for size in range(1, len(full) + 1):
                    person.parts.setdefault(folded(called) + "".join(full[:size]), "whole")
            person.initials.add(word[0].upper())
            person.parts.setdefault("".join(full) + folded(word), "whole")
        person.initials |= {word[0].upper() for word in surname if folded(word) not in self._particles}
        person.parts.pop("", None)
        self._persons.append(person)
        for key, part in person.parts.items():
            self._exact[key].append((len(self._persons) - 1, part))
        for word in (*surname, *given):
            key = folded(word)
            if person.parts.get(key) in ("surname", "given") and len(key) >= _SLIP_FROM:
                self._add_near(key, word)
                for called in self._nicknames.get(key, ()):
                    self._add_near(folded(called), called)

    def _add_near(self, key: str, word: str) -> None:
        for form in foldings(word):
            for short in shortened(form):
                self._near[short].add((form, key))

    def _add_firm(self, role: str, name: str) -> None:
        stripped = re.sub(rf"(?:[,\s]{{1,3}}{self._rules.legal_forms}\.?)+$", "", name)
        words = [word for _, _, word in words_of(stripped)]
        telling = [folded(word) for word in words if word.lower() not in _SMALL and folded(word)]
        if not telling:
            return
        made = {"".join(word[0] for word in words).upper(),
                "".join(word[0] for word in words if word.lower() not in _SMALL).upper()}  # fmt: skip
        forms = [foldings(word) for word in words if word.lower() not in _SMALL and folded(word)]
        self._firms.append(_Firm(role, telling, forms, {one for one in made if len(one) >= 3}))
        for form in foldings(next(word for word in words if folded(word) == telling[0])):
            for short in shortened(form):
                self._first_words[short].add(len(self._firms) - 1)

    def find(self, text: str) -> Iterator[NameFound]:
        """The names in a text, in order; of a passage that more than one party may be, the longest."""
        tokens = [_Token(start, end, word, folded(word)) for start, end, word in words_of(text)]
        lower = {one.word for one in tokens if one.word.islower() and not _of_an_address(text, one)}
        found = [*self._persons_in(text, tokens, lower), *self._firms_in(text, tokens, lower)]
        yield from sorted(found)

    # people

    def _persons_in(self, text: str, tokens: list[_Token], lower: set[str]) -> Iterator[NameFound]:
        labelled: dict[int, dict[int, Part]] = defaultdict(dict)
        for at, token in enumerate(tokens):
            for person, part in self._labels_of(token).items():
                if part.startswith("near") and token.word.lower() in lower and not (
                    part == "near surname" and token.word.islower() and self._expected(tokens, at, person)
                ):
                    continue
                labelled[person][at] = part
            for size in (2, 3):
                self._put_together(text, tokens, at, size, labelled)
        for person, parts in labelled.items():
            _misread_particles(tokens, self._persons[person], parts)
            self._initials(text, tokens, self._persons[person], parts)
            for group in _groups(text, tokens, parts):
                if found := self._judged(text, tokens, group, parts, self._persons[person].role, lower):
                    yield found

    def _expected(self, tokens: list[_Token], at: int, person: int) -> bool:
        """Whether a word in small letters stands where a surname is due: "Ilse arnolds" for "Ilse Marnolds"."""
        if not at or len(tokens[at].folded) < _SLIP_ALONE_FROM - 1 or not tokens[at - 1].word[0].isupper():
            return False
        before = self._exact.get(tokens[at - 1].folded, ())
        return any(one == person and part in ("given", "particle") for one, part in before)

    def _labels_of(self, token: _Token) -> dict[int, Part]:
        """What a word may be, by person; remembered for each word."""
        if (known := self._labels.get(token.word)) is not None:
            return known
        labels: dict[int, Part] = {}
        for person, part in self._exact.get(token.folded, ()):
            if part == "particle" or not token.word.islower() or token.folded:
                labels[person] = part
        if len(token.folded) >= _SLIP_FROM - 1 and token.word.lower() not in self._rules.not_names:
            near = {
                key for form in foldings(token.word) for short in shortened(form)
                for known, key in self._near.get(short, ()) if one_slip(known, form)
            }  # fmt: skip
            for key in sorted(near):
                for person, part in self._exact[key]:
                    if part not in ("surname", "given"):
                        continue
                    labels.setdefault(person, "near surname" if part == "surname" else "near given")
        if len(self._labels) < 1 << 16:
            self._labels[token.word] = labels
        return labels

    def _put_together(self, text: str, tokens: list[_Token], at: int, size: int,
                      labelled: dict[int, dict[int, Part]]) -> None:  # fmt: skip
        """Words that make a name when put together: "Mar-" at a line's end and "no"."""
        run = tokens[at : at + size]
        if len(run) < size or not run[0].word[:1].isupper():
            return
        for one, other in itertools.pairwise(run):
            if other.start - one.end > 4 or not _BROKEN.fullmatch(text, one.end, other.start):
                return
        for person, part in self._exact.get(folded("".join(one.word for one in run)), ()):
            if part in _SURE:
                for place in range(at, at + size):
                    labelled[person].setdefault(place, part)
                    if labelled[person][place] not in _SURE:
                        labelled[person][place] = part

    def _initials(self, text: str, tokens: list[_Token], person: _Person, parts: dict[int, Part]) -> None:
        """Single letters beside a part of the name: "I. Marno", "Marno, I."."""
        for at in sorted(parts):
            if parts[at] == "particle" and at + 1 not in parts:
                continue
            for step in (-1, 1):
                place = at + step
                while 0 <= place < len(tokens) and place not in parts and _initial(text, tokens[place], person):
                    one, other = (tokens[place], tokens[place + 1]) if step < 0 else (tokens[place - 1], tokens[place])
                    if not _joins(text, one, other):
                        break
                    parts[place] = "initial"
                    place += step

    def _judged(self, text: str, tokens: list[_Token], group: list[int], parts: dict[int, Part], role: str,
                lower: set[str]) -> NameFound | None:  # fmt: skip
        while group and parts[group[-1]] == "particle":
            group = group[:-1]
        kinds = [parts[at] for at in group]
        named = [at for at in group if parts[at] not in ("particle", "initial")]
        if not named:
            return None
        start, end = tokens[group[0]].start, tokens[group[-1]].end
        if kinds[-1] == "initial" and text[end : end + 1] == ".":
            end += 1
        found = NameFound(start, end, role, surely=True)
        sure = [at for at in named if parts[at] in _SURE]
        if all(tokens[at].word.islower() for at in named):
            if {"surname", "given"} <= set(kinds) or "whole" in kinds:
                return found
            telling = [at for at in named if parts[at] == "surname" and len(tokens[at].word) >= _SLIP_ALONE_FROM]
            if not telling or tokens[telling[0]].folded in self._ordinary:
                return None
            # in the name of a file or an address nobody writes capitals
            return found._replace(surely=any(_of_an_address(text, tokens[at]) for at in telling))
        pair = any(kind.endswith("surname") for kind in kinds) and any(
            kind == "initial" or kind.endswith("given") for kind in kinds
        )
        if self._rules.medical.match(text, tokens[named[-1]].end) and not pair:
            return found._replace(surely=False) if sure else None
        if (sure and pair) or "whole" in kinds:
            return found
        before = self._rules.person_before.search(text, max(0, start - _WINDOW), start)
        words = {tokens[at].folded for at in named}
        if sure:
            doubtful = words <= self._ordinary or any(tokens[at].word.lower() in lower for at in sure)
            if not doubtful or before:
                return found
            if self._rules.not_a_name.match(text, start) or (tokens[named[0]].word.islower()):
                return None
            return found._replace(surely=False)
        longest = max(map(len, words))
        if before and len(before[0].strip()) > 1 and (pair or "near surname" in kinds or longest >= _SLIP_ALONE_FROM):
            return found
        if words & self._ordinary or longest < _SLIP_ALONE_FROM:
            return found._replace(surely=False) if pair else None
        return found._replace(surely=pair or longest >= _SLIP_SURE_FROM)

    # firms

    def _firms_in(self, text: str, tokens: list[_Token], lower: set[str]) -> Iterator[NameFound]:
        acronyms = {acronym: firm.role for firm in self._firms for acronym in firm.acronyms}
        for at, token in enumerate(tokens):
            if role := acronyms.get(token.word):
                yield NameFound(token.start, token.end, role, token.word.lower() not in self._rules.abbreviations)
            if not token.folded or token.word.islower():
                continue
            keys = (*foldings(token.word), folded("".join(one.word for one in tokens[at : at + 2])))
            if self._firms:
                shorts = {short for key in keys for short in shortened(key)}
                for number in {one for short in shorts for one in self._first_words.get(short, ())}:
                    if found := self._firm_at(text, tokens, at, self._firms[number], lower):
                        yield found

    def _firm_at(self, text: str, tokens: list[_Token], at: int, firm: _Firm, lower: set[str]) -> NameFound | None:
        place, matched, slips, small, end = at, 0, 0, 0, tokens[at].start
        while matched < len(firm.words) and place < len(tokens):
            if matched and not _FIRM_GAP.fullmatch(text, tokens[place - 1].end, tokens[place].start):
                break
            token = tokens[place]
            two = tokens[place : place + 2]
            if token.folded == firm.words[matched] or _slipped(token, firm.forms[matched]):
                slips += token.folded != firm.words[matched]
                place += 1
            elif len(two) == 2 and two[1].start - two[0].end <= 4 and (
                folded(two[0].word + two[1].word) == firm.words[matched]
            ):
                place += 2
            elif matched and small < _MOST_SMALL and len(token.folded) > 1 and _is_small(token):
                place += 1
                small += 1
                continue
            else:
                break
            matched += 1
            small = 0
            end = tokens[place - 1].end
        if not matched or (slips and slips * 2 > matched and matched < len(firm.words)):
            return None
        known = name_words()
        telling = [word for word in firm.words[:matched] if word not in known.generic and word not in known.weak]
        if matched == len(firm.words):
            if legal := self._end.match(text, end):
                end = legal.end()
            alone = matched == 1 and (firm.words[0] in self._ordinary or tokens[at].word.lower() in lower or slips > 0)
            return NameFound(tokens[at].start, end, firm.role, not alone)
        if matched >= 2 and telling:
            return NameFound(tokens[at].start, end, firm.role, surely=True)
        first = firm.words[0]
        ordinary = first in self._ordinary or tokens[at].word.lower() in lower
        if telling and not slips and len(first) >= _SLIP_ALONE_FROM and not ordinary:
            return NameFound(tokens[at].start, end, firm.role, surely=False)
        return None


def _is_small(token: _Token) -> bool:
    """Whether a word is one that firms' names have or leave out, perhaps misread."""
    return any(one_slip(token.folded, small) for small in _SMALL)


def _slipped(token: _Token, forms: tuple[str, ...]) -> bool:
    return len(token.folded) >= _SLIP_FROM and any(
        one_slip(one, form) for one in foldings(token.word) for form in forms
    )


def _misread_particles(tokens: list[_Token], person: _Person, parts: dict[int, Part]) -> None:
    """A small word of a surname with a slip, where the surname follows: "Van dcn Boschel", "De a Fuentes"."""
    for at in sorted(parts, reverse=True):
        key = next((one for one in person.before if one == tokens[at].folded or one_slip(one, tokens[at].folded)), "")
        place = at
        while place > 0 and place - 1 not in parts and (expected := person.before.get(key)):
            token = tokens[place - 1]
            leading = person.before.get(expected)
            surely = len(expected) >= _SLIP_FROM or token.word[0].isupper() or (
                leading is not None and place > 1 and tokens[place - 2].folded == leading
            )
            if not surely or not token.folded or not one_slip(expected, token.folded):
                break
            place -= 1
            key = expected
            parts[place] = "particle"


def _groups(text: str, tokens: list[_Token], parts: dict[int, Part]) -> Iterator[list[int]]:
    """Runs of words that are parts of one person's name."""
    group: list[int] = []
    for at in sorted(parts):
        if group and (at != group[-1] + 1 or not _joins(text, tokens[at - 1], tokens[at])):
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _joins(text: str, one: _Token, other: _Token) -> bool:
    gap = text[one.end : other.start]
    if len(gap) > 6 or not (_BETWEEN.fullmatch(gap) or gap.strip() in (".,", ".-")):
        return False
    return "." not in gap or len(one.word) <= 2


def _initial(text: str, token: _Token, person: _Person) -> bool:
    return (
        len(token.word) == 1
        and token.word in person.initials
        and (text[token.end : token.end + 1] == "." or token.word not in "AI")
    )


def _of_an_address(text: str, token: _Token) -> bool:
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return before in ("@", "_", "/", "\\") or after in ("@", "_", "/") or (before == "." and token.start > 1)


def _both_ways(nicknames: dict[str, list[str]]) -> dict[str, set[str]]:
    made: dict[str, set[str]] = defaultdict(set)
    for given, called in nicknames.items():
        made[folded(given)] |= set(called)
        for one in called:
            made[folded(one)].add(given)
    return made


def _taken_apart(name: str, particles: Iterable[str]) -> tuple[list[str], list[str]]:
    """Surname and given names as words; small words before the surname belong to it.

    >>> _taken_apart("Marno, Ilse B.", ()), _taken_apart("Anna van den Berg", ("van", "den"))
    ((['Marno'], ['Ilse', 'B']), (['van', 'den', 'Berg'], ['Anna']))
    """
    titles = name_words().titles
    first, comma, rest = name.partition(",")
    given = [word for _, _, word in words_of(rest) if word.lower() not in titles]
    if comma and given:
        return [word for _, _, word in words_of(first)], given
    words = [piece for piece in first.split() if re.sub(r"\W", "", piece).lower() not in titles] or first.split()
    at = len(words) - 1
    while at > 1 and re.sub(r"\W", "", words[at - 1]).lower() in particles:
        at -= 1
    for place in range(1, at):
        # behind an initial the rest is the surname, be it of two words
        if re.fullmatch(r"\w\.?", words[place]):
            at = place + 1
    return ([word for _, _, word in words_of(" ".join(words[at:]))],
            [word for _, _, word in words_of(" ".join(words[:at]))])  # fmt: skip
