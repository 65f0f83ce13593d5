"""A person's name taken apart, and every word that may stand for a part of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from openimr.panel.names import name_words
from openimr.publication.nametokens import folded, refolded, words_of
from openimr.publication.plaintext import plain_word
from openimr.publication.rules import PublicationRules

#: What a word is of a party's name, the surest first: a surname or a given name, exact; words of both in one; more of
#: one surname ("the Marnos"); a surname or a given name with a slip; a small word of a surname; an initial.
Part = Literal["surname", "given", "whole", "plural", "near surname", "near given", "particle", "initial"]
#: Between two surnames: "de Tarn y Marno".
_AND = ("y", "Y")
#: Degrees of two letters that are also surnames.
_DEGREES = ("do", "dc", "od")
SURE: tuple[Part, ...] = ("surname", "given", "whole", "plural")


@dataclass(slots=True)
class Person:
    """What stands for a person in a text.

    Attributes:
        role: the party's role.
        parts: the forms of words, folded, each with what it is of the name.
        slips: words for a search with slips, each with the form among ``parts`` that it leads to.
        initials: first letters of all names.
        given_initials: those of the given names.
        given: the given names, folded, for what they are shortened to.
        before: of words of a surname, the one before each.
        signs: the initials in a row, as a paper is signed ("ICM").
    """

    role: str
    parts: dict[str, Part] = field(default_factory=dict)
    slips: list[tuple[str, str]] = field(default_factory=list)
    initials: set[str] = field(default_factory=set)
    given_initials: set[str] = field(default_factory=set)
    given: tuple[str, ...] = ()
    before: dict[str, str] = field(default_factory=dict)
    signs: frozenset[str] = frozenset()


def person_named(role: str, name: str, rules: PublicationRules, slip_from: int = 3) -> Person:
    """A person's name as what may stand for it; a slip is looked for in words of ``slip_from`` letters and more.

    >>> from openimr.publication.rules import publication_rules
    >>> person = person_named("physician", "Mei-Lan Ilse Marno, Jr.", publication_rules())
    >>> person.parts["mellan"], person.parts["mamo"], sorted(person.signs)
    ('given', 'surname', ['MIM', 'MLIM', 'MM'])
    """
    name = plain_word(name)
    surname, given = taken_apart(name, rules.particles, rules.name_endings)
    person = Person(role)
    nicknames = rules.called
    full = [folded(word) for word in surname]
    for at, (word, key) in enumerate(zip(surname, full, strict=True)):
        small = word.lower() in rules.particles and at + 1 < len(surname)
        person.parts.setdefault(key, "particle" if small else "surname")
    person.before = {other: one for one, other in itertools.pairwise(full)}
    if len(full) > 1:
        for at in range(len(full)):
            person.parts.setdefault(refolded("".join(full[at:])), "surname")
            person.parts.setdefault(refolded("".join(full[: at + 1])), "surname" if at else person.parts[full[0]])
    names = [word for word in given if len(word) > 1]
    for word in names:
        for called in (word, *sorted(nicknames.get(folded(word), ()))):
            key = folded(called)
            person.parts.setdefault(key, "given")
            for size in range(1, len(full) + 1):
                person.parts.setdefault(refolded(key + "".join(full[:size])), "whole")
        person.parts.setdefault(refolded("".join(full) + folded(word)), "whole")
    # "Mei-Lan" is written Meilan, two names are run into one
    joined = ["".join(pair) for pair in itertools.pairwise(names)]
    for word in joined:
        key = folded(word)
        person.parts.setdefault(key, "given")
        person.parts.setdefault(refolded(key + "".join(full)), "whole")
        person.parts.setdefault(refolded("".join(full) + key), "whole")
    person.given = tuple(folded(word) for word in (*names, *joined))
    person.given_initials = {word[0].upper() for word in given}
    person.initials = person.given_initials | {word[0].upper() for word in surname}
    person.signs = _signs(name, surname, given)
    person.parts.pop("", None)
    for word in (*surname, *names, *joined):
        key = folded(word)
        if person.parts.get(key) in ("surname", "given") and len(key) >= slip_from:
            person.slips.append((word, key))
            person.slips += [(called, folded(called)) for called in sorted(nicknames.get(key, ()))]
    # "de la Torre" is written DelaTorre, and misread so
    for at in range(len(surname) - 1):
        run = "".join(surname[at:])
        if person.parts.get(folded(run)) == "surname" and len(run) >= slip_from:
            person.slips.append((run, folded(run)))
    return person


def _signs(name: str, surname: list[str], given: list[str]) -> frozenset[str]:
    """Initials in a row: first, with middle, surname; a name with a hyphen counts once or by its parts."""
    if not surname or not given:
        return frozenset()
    hyphened = {part.lower() for one in name.split() if "-" in one for _, _, part in words_of(one)[1:]}
    last = {surname[0][0], "".join(word[0] for word in surname), surname[-1][0]}
    once = "".join(word[0] for word in given if word.lower() not in hyphened or word is given[0])
    first = {given[0][0], once, given[0][0] + given[-1][0], "".join(word[0] for word in given)}
    return frozenset((one + other).upper() for one in first for other in last if 2 <= len(one + other) <= 4)


def taken_apart(name: str, particles: Iterable[str], endings: Iterable[str] = ()) -> tuple[list[str], list[str]]:
    """Surname and given names as words; small words before the surname belong to it, "Jr." to no name.

    >>> taken_apart("Marno, Ilse B.", ()), taken_apart("Anna van den Berg III", ("van", "den"), ("iii",))
    ((['Marno'], ['Ilse', 'B']), (['van', 'den', 'Berg'], ['Anna']))
    >>> taken_apart("Ana de Tarn y Marno", ("de", "y"))
    (['de', 'Tarn', 'y', 'Marno'], ['Ana'])
    """
    titles = {*name_words().titles, *endings}
    first, comma, rest = name.partition(",")
    given = [word for _, _, word in words_of(rest) if word.lower() not in titles or _is_name(word)]
    words = first.split()
    if comma and given:
        while len(words) > 1 and _bare(words[-1]) in endings:
            words.pop()
        return [word for _, _, word in words_of(" ".join(words))], given
    words = [piece for piece in words if _bare(piece) not in titles or _is_name(piece)] or words
    at = len(words) - 1
    while at > 1 and (_bare(words[at - 1]) in particles or words[at] in _AND):
        at -= 1
    for place in range(1, at):
        # behind an initial the rest is the surname, be it of two words
        if re.fullmatch(r"\w\.?", words[place]):
            at = place + 1
    return ([word for _, _, word in words_of(" ".join(words[at:]))],
            [word for _, _, word in words_of(" ".join(words[:at]))])  # fmt: skip


def _is_name(piece: str) -> bool:
    """Whether what may be a degree is written as a name: "Do" for "DO"."""
    return len(piece) == 2 and piece.istitle() and piece.lower() in _DEGREES


def _bare(piece: str) -> str:
    return re.sub(r"\W", "", piece).lower()
