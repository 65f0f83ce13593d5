"""Whether two printed names may be one person's: order, initials, short forms, double surnames, misprints.

>>> relation("Quince, Marlo J", "MARLO QUINCE"), relation("Bob Tanner", "Robert A. Tanner, Jr.")
(<NameRelation.SAME: 'same'>, <NameRelation.SAME: 'same'>)
>>> relation("Denise Quince", "Marlo Quince"), relation("Oleander Vasquez", "Marlo Quince")
(<NameRelation.FAMILY: 'family'>, <NameRelation.OTHER: 'other'>)
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from openimr.casefile.papers.printedwords import folded, plain, print_distance
from openimr.casefile.papers.recordwords import RecordWords, record_words

_TOKEN = re.compile(r"[a-z0-9|!]+")
#: Names, and pairs of them, of which it is remembered how they are taken apart and stand to each other.
_REMEMBERED = 1 << 15
#: A given name may be cut down to so many letters.
_CUT = 3
_APOSTROPHES = re.compile(r"['’`´]")


class NameRelation(StrEnum):
    """How two names stand to each other."""

    SAME = "same"
    NEAR = "near"  #: the same but for letters that may be misprints
    INITIAL = "initial"  #: the same surname, and a given name that begins with the other's initial
    SURNAME = "surname"  #: the same surname, and one of the two has no given name
    FAMILY = "family"  #: the same surname, another given name
    GIVEN = "given"  #: the same given name, another surname
    OTHER = "other"


#: Relations that let two names be one person's.
ONE_PERSON = frozenset({NameRelation.SAME, NameRelation.NEAR, NameRelation.INITIAL, NameRelation.SURNAME})


@dataclass(frozen=True, slots=True)
class PersonName:
    """A printed name taken apart.

    Attributes:
        given: words that may be given names, the likeliest first.
        family: words that may be surnames, the likeliest last.
        words: all of them in printed order.
        suffix: Jr, Sr, III … as printed in lower case; empty when there is none.
        ordered: whether a comma tells which is the surname.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    words: tuple[str, ...]
    suffix: str
    ordered: bool


def parsed(name: str, rules: RecordWords | None = None) -> PersonName:
    """Take a printed name apart.

    >>> found = parsed("García López, José Luis")
    >>> found.given, found.family
    (('jose', 'luis'), ('garcia', 'lopez'))
    >>> parsed("Marlo J. Quince Jr.").suffix
    'jr'
    """
    return _parsed(name, rules or record_words())


@lru_cache(maxsize=_REMEMBERED)
def _parsed(name: str, rules: RecordWords) -> PersonName:
    text = _APOSTROPHES.sub("", plain(name))
    suffix = ""
    parts: list[list[str]] = []
    for part in text.split(","):
        kept = []
        for word in _TOKEN.findall(part):
            if word in rules.name_suffixes:
                suffix = word
            elif word not in rules.name_particles or (len(word) == 1 and (parts or f"{word}." in part)):
                kept.append(word)  # "O." is an initial, "O" and "y" may be small words of a surname
        if kept:
            parts.append(kept)
    if len(parts) > 1:
        family, given = parts[0], [word for part in parts[1:] for word in part]
        return PersonName(tuple(given), tuple(family), (*family, *given), suffix, True)
    words = parts[0] if parts else []
    full = [word for word in words if len(word) > 1]
    if len(words) < 2:
        return PersonName((), tuple(words), tuple(words), suffix, False)
    if len(full) < 2:
        initials = [word for word in words if len(word) == 1]
        return PersonName(tuple(initials), tuple(full), tuple(words), suffix, False)
    return PersonName(tuple(words[:-1]), tuple(w for w in words[1:] if len(w) > 1), tuple(words), suffix, False)


def relation(one: str, other: str, rules: RecordWords | None = None) -> NameRelation:
    """How two printed names stand to each other; names without a comma may be in either order.

    >>> relation("TESTERSON MARIGOLD", "Marigold Testerson").value, relation("M. Quince", "Quince, Marlo").value
    ('same', 'initial')
    >>> relation("Marlo Qu1nce", "Marlo Quince").value, relation("Mario Quince", "Marlo Quince").value
    ('same', 'near')
    >>> relation("Ana Reyes-Soto", "Ana Soto").value, relation("Ana Reyes", "Ana Soto").value
    ('same', 'given')
    """
    return _relation(one, other, rules or record_words())


@lru_cache(maxsize=_REMEMBERED)
def _relation(one: str, other: str, rules: RecordWords) -> NameRelation:
    a, b = _parsed(one, rules), _parsed(other, rules)
    if not a.words or not b.words:
        return NameRelation.OTHER
    if not any(_matched(x, y, rules, given=True) for x in a.words for y in b.words):
        return NameRelation.NEAR if _run_together(a, b) else NameRelation.OTHER
    # both turned round is the same as neither
    readings = [(a, b), *((x, b) for x in _orders(a)[1:]), *((a, y) for y in _orders(b)[1:])]
    found = [_compared(x, y, rules) for x, y in readings]
    best = min(found, key=list(NameRelation).index)
    if best in (NameRelation.SAME, NameRelation.NEAR) or not _run_together(a, b):
        return best
    return NameRelation.NEAR


def _orders(name: PersonName) -> list[PersonName]:
    """A name as printed, and with the surname first where nothing tells."""
    if name.ordered or not name.given or any(len(word) == 1 for word in name.words[:-1]):
        return [name]  # an initial stands before the surname
    words = name.words
    first = PersonName(words[1:], tuple(w for w in words[:-1] if len(w) > 1), words, name.suffix, False)
    # the surname that stands first is the telling one
    return [name, PersonName(first.given, (*first.family[1:], first.family[0]), words, name.suffix, False)]


def _compared(a: PersonName, b: PersonName, rules: RecordWords) -> NameRelation:
    family = _best([_matched(x, y, rules, given=False) for x, y in _pairs(a.family, b.family, last=True)])
    if not a.given or not b.given:
        return NameRelation.SURNAME if family else NameRelation.OTHER
    # a word may not be the surname of one reading and the given name of the other at once
    given = _best([_matched(x, y, rules, given=True) for x, y in _pairs(a.given, b.given, last=False)
                   if _may_be_initial(x, y, a.given[0], b.given[0])])
    if family and given:
        if given == 1:
            return NameRelation.INITIAL
        return NameRelation.SAME if family == 3 and given == 3 else NameRelation.NEAR
    if family:
        return NameRelation.FAMILY
    return NameRelation.GIVEN if given >= 2 else NameRelation.OTHER


def _pairs(one: tuple[str, ...], other: tuple[str, ...], *, last: bool) -> list[tuple[str, str]]:
    """Words to compare: the telling word of either name with all words of the other."""
    if not one or not other:
        return []
    end = -1 if last else 0
    return [(one[end], y) for y in other] + [(x, other[end]) for x in one]


def _may_be_initial(one: str, other: str, first: str, first_of_other: str) -> bool:
    """Whether two given names may be compared: the initial of a second given name is not one for the first."""
    if 1 not in (len(one), len(other)):
        return True
    return (one == first and other == first_of_other) or 1 in (len(first), len(first_of_other))


def _best(found: list[int]) -> int:
    return max(found, default=0)


@lru_cache(maxsize=_REMEMBERED)
def _matched(one: str, other: str, rules: RecordWords, *, given: bool) -> int:
    """How well two words of a name match: 3 the same, 2 but for a misprint, 1 an initial, 0 not."""
    if given and 1 in (len(one), len(other)):
        return 1 if one[0] == other[0] else 0
    if one == other or (folded(one) == folded(other) and not (one.isalpha() and other.isalpha())):
        return 3
    if given and rules.are_one_name(one, other):
        return 3
    if given and min(len(one), len(other)) >= _CUT and (one.startswith(other) or other.startswith(one)):
        return 2  # a short form, or cut off at the edge of a field
    size = max(len(one), len(other))
    if size < 4 or abs(len(one) - len(other)) > 2 + size // 8:
        return 0
    if len(set(one) & set(other)) * 2 < min(len(set(one)), len(set(other))):
        return 0
    allowed = 1.0 if size <= 6 else 0.22 * size
    return 2 if print_distance(one, other, allowed) <= allowed else 0


def _run_together(a: PersonName, b: PersonName) -> bool:
    """Whether two names are the same letters with blanks lost or gained, in either order."""
    one = "".join(a.words)
    if len(one) < 8:
        return False
    for words in (b.words, b.words[1:] + b.words[:1], b.words[-1:] + b.words[:-1]):
        other = "".join(words)
        if len(set(one) & set(other)) * 10 < 7 * len(set(one)):
            return False
        allowed = 0.12 * max(len(one), len(other))
        if abs(len(one) - len(other)) <= allowed and print_distance(one, other, allowed) <= allowed:
            return True
    return False
