"""Whether two names of people or firms may be one: spelling, order, initials, short forms, "Inc.", acronyms.

Two answers count. ``SAME``: the names agree in all that tells them apart. ``POSSIBLE``: they may be one, and a person
has to say. A possible match is never taken for none.

>>> compare(party_name("Golden Harbor Claims Svcs., Inc."), party_name("GOLDEN HARBOR CLAIMS SERVICES")).degree.value
'same'
>>> compare(party_name("P. Ramanathan-Cole, MD"), party_name("Priya Ramanathan-Cole")).degree.value
'possible'
>>> compare(party_name("Golden Harbor Claims"), party_name("Golden Gate Orthopedics")) is None
True
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from openimr.casefile.papers.persons import NameRelation, parsed, relation
from openimr.errors import RuleError
from openimr.guidelines.reading import mapping, read_rule_file, strings

#: Names longer than this are cut: no firm's name is, and what comes from a file may be anything.
_LONGEST = 200
#: Letters and figures of any script: a name that is not in Latin letters is a name, too.
_TOKEN = re.compile(r"[^\W_]+")
#: A person has at most so many names.
_MOST_NAMES = 5
_DOTS = re.compile(r"(?<=\b[a-z])\.(?=[a-z]\b)|['’`´]")
_ALSO = re.compile(
    r"\b(?:d[./]?b[./]?a|doing business as|a[./]?k[./]?a|formerly(?: known as)?)\b[.:\s]*", re.IGNORECASE
)
_BRACKET = re.compile(r"[()]")
_AROUND = " ,;.:"
#: A single word of a name must have so many letters before a letter may differ.
_MISPRINT = 5
_ACRONYM = 3


class Degree(StrEnum):
    """How surely two names are one."""

    SAME = "same"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class NameMatch:
    """Two names that are one, or may be, and what they agree in."""

    degree: Degree
    how: str


@dataclass(frozen=True, slots=True)
class Words:
    """Words of names with a meaning of their own (``name_words.yaml``)."""

    legal: frozenset[str]
    short: dict[str, str]
    generic: frozenset[str]
    weak: frozenset[str]
    titles: frozenset[str]
    bearing: frozenset[str]


@cache
def name_words() -> Words:
    """The words, loaded once.

    Raises:
        RuleError: the file is absent or wrong.
    """
    rule = read_rule_file(files("openimr") / "panel" / "name_words.yaml", "panel/name_words.yaml")
    try:
        data = mapping(rule.data, "the file")
        lists = {key: frozenset(strings(data[key], key)) for key in ("legal", "generic", "weak", "titles", "bearing")}
        return Words(short={str(k): str(v) for k, v in mapping(data["short"], "short").items()}, **lists)
    except (KeyError, ValueError) as error:
        raise RuleError(
            f"{error}", file=rule.name, remedy="give legal, short, generic, weak, titles and bearing"
        ) from None


class PartyName(NamedTuple):
    """A name taken apart once, to be compared often (a tuple, because a docket has tens of thousands).

    Attributes:
        printed: as told.
        words: its words in order, short forms written out, without legal forms and titles.
        whole: the same with legal forms and small words.
        telling: the words that tell it from others of its kind; all of them where none does.
        person: the name as a person's, without titles; None for a plain firm.
        firm: it may be a firm's.
        bears: the firm is named after people ("Roe & Quince", "Law Offices of Ada Roe").
        short_given: the given name is an initial, or there is none.
        common: it has no word of its own: all of them say what a firm is, or where.
    """

    printed: str
    words: tuple[str, ...]
    whole: tuple[str, ...]
    telling: frozenset[str]
    person: str | None
    firm: bool
    bears: bool
    short_given: bool
    common: bool


@lru_cache(maxsize=1 << 17)
def party_name(printed: str) -> PartyName:
    """A name taken apart.

    >>> name = party_name("Kings River Med. Ctr., Inc.")
    >>> name.words, sorted(name.telling), name.person
    (('kings', 'river', 'medical', 'center'), ['kings', 'river'], None)
    """
    known = name_words()
    plain = printed[:_LONGEST].casefold()
    if not plain.isascii():
        plain = "".join(one for one in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(one))
    if "." in plain or "'" in plain or "’" in plain or "`" in plain:
        plain = _DOTS.sub("", plain)
    raw = _TOKEN.findall(plain)
    whole = [known.short.get(word, word) for word in raw if word not in known.titles]
    credited = len(whole) < len(raw)
    words = tuple([word for word in whole if word not in known.legal]) or tuple(whole)
    marked = len(words) < len(whole) or not known.generic.isdisjoint(words)
    full = [word for word in words if len(word) > 1]
    telling = frozenset([word for word in full if word not in known.generic]) or frozenset(words)
    firm = marked or not credited
    person = None
    if (credited or not marked) and 0 < len(telling) <= _MOST_NAMES:
        person = _as_person(plain, known) if "," in plain else " ".join(words)
    return PartyName(
        printed=printed,
        words=words,
        whole=tuple(whole),
        telling=telling,
        person=person,
        firm=firm,
        bears=firm and ("&" in plain or (credited and marked) or not known.bearing.isdisjoint(raw)),
        short_given=person is not None and (len(full) < 2 or len(person.rpartition(",")[2].split()[0]) == 1),
        common=telling <= known.generic | known.weak,
    )


def initials(name: PartyName) -> frozenset[str]:
    """What a firm's name may be shortened to: the first letters of its words, with and without its small ones.

    >>> sorted(initials(party_name("Fund of the Example State")))
    ['fes', 'fotes']
    """
    if not name.firm:
        return frozenset()
    found = ("".join([word[0] for word in name.words]), "".join([word[0] for word in name.whole]))
    return frozenset([one for one in found if len(one) >= _ACRONYM])


def _as_person(plain: str, known: Words) -> str | None:
    """The words of a person's name; the comma behind the surname stays."""
    kept = []
    for piece in plain.split(","):
        words = [word for word in _TOKEN.findall(piece) if word not in known.titles and word not in known.legal]
        if words:
            kept.append(" ".join(words))
    return ", ".join(kept) or None


def names_in(printed: str) -> tuple[str, ...]:
    """The names in one told name: before and behind "dba" or in brackets.

    A mark with nothing before or behind it is a name itself; one written like a name ("Aka") may be, so the whole
    stays beside the parts.

    >>> names_in("Tidewater Freight Handling, dba Blue Crate")
    ('Tidewater Freight Handling', 'Blue Crate')
    >>> names_in("Ken Aka"), names_in("Ada Roe (formerly Ada Quince)")
    (('Ken Aka',), ('Ada Roe', 'Ada Quince'))
    """
    found: list[str] = []
    for number, piece in enumerate(_BRACKET.split(printed[:_LONGEST])):
        found += _parted(piece.strip(_AROUND), bracketed=number % 2 == 1)
    return tuple(dict.fromkeys(found)) or (printed,)


def _parted(told: str, *, bracketed: bool) -> list[str]:
    """The names of a piece without brackets; in brackets a mark may begin it."""
    if not told:
        return []
    parts: list[str] = []
    whole: list[str] = []
    begin = 0
    for mark in _ALSO.finditer(told):
        before, behind = told[begin : mark.start()].strip(_AROUND), told[mark.end() :].strip(_AROUND)
        if not behind or not (before or (bracketed and not mark.start())):
            continue
        parts += [before] if before else []
        whole = [told] if mark.group().strip(_AROUND).istitle() and not bracketed else whole
        begin = mark.end()
    return [*parts, told[begin:].strip(_AROUND), *whole]


def compare(one: PartyName, other: PartyName) -> NameMatch | None:
    """How two names stand to each other; None where they cannot be one.

    Returns:
        The surest match with what the names agree in, or None.
    """
    if one.words and one.words == other.words:
        return NameMatch(Degree.SAME, "the same name")
    found = _persons(one, other)
    if found is not None and found.degree is Degree.SAME:
        return found
    return (_firms(one, other) if one.firm or other.firm else None) or found


_PERSON_HOW = {
    NameRelation.SAME: (Degree.SAME, "the same name"),
    NameRelation.NEAR: (Degree.POSSIBLE, "the same name in another spelling"),
    NameRelation.INITIAL: (Degree.POSSIBLE, "the same surname and initial"),
    NameRelation.SURNAME: (Degree.POSSIBLE, "the same surname; one of the two has no given name"),
}


def _persons(one: PartyName, other: PartyName) -> NameMatch | None:
    if one.person is None or other.person is None:
        return None
    found = _PERSON_HOW.get(relation(one.person, other.person))
    return NameMatch(*found) if found else None


def _firms(one: PartyName, other: PartyName) -> NameMatch | None:
    for short, full in ((one, other), (other, one)):
        if len(short.words) == 1 and len(full.words) > 1 and short.words[0] in initials(full):
            return NameMatch(Degree.POSSIBLE, f"{short.printed} may stand for the initials")
    few, many = sorted((one, other), key=lambda name: len(name.telling))
    pairs = {word: other_word for word in few.telling if (other_word := _near_one(word, many.telling)) is not None}
    weight = sum(0.5 if word in name_words().weak else 1.0 for word in pairs)
    if len(pairs) == len(few.telling) and weight >= 1.0:
        spelled = all(word == other_word for word, other_word in pairs.items())
        if len(few.telling) == len(many.telling):
            how = "the same telling words" if spelled else "the same telling words in another spelling"
        else:
            how = "one name holds the other"
        return NameMatch(Degree.POSSIBLE, how)
    if _begins_and_holds(one, other) or _begins_and_holds(other, one):
        return NameMatch(Degree.POSSIBLE, "one name holds the other")
    surname = _surname_in(one, other) or _surname_in(other, one)
    return NameMatch(Degree.POSSIBLE, f"the firm bears the surname {surname}") if surname else None


def _begins_and_holds(short: PartyName, full: PartyName) -> bool:
    """Whether a name of common words ("State Fund") is another with words left out, and both begin alike."""
    if not short.common:
        return False
    for ours, theirs in ((short.words, full.words), (short.whole, full.whole)):
        if 2 <= len(ours) < len(theirs) and ours[0] == theirs[0]:
            rest = iter(theirs)
            if all(word in rest for word in ours):
                return True
    return False


def _surname_in(person: PartyName, firm: PartyName) -> str | None:
    """The surname of a person that a firm of few names bears."""
    if person.person is None or not firm.bears or len(firm.telling) > _MOST_NAMES or firm is person:
        return None
    family = parsed(person.person).family
    surname = family[-1] if family else ""
    return surname.capitalize() if len(surname) > 3 and surname in firm.telling - name_words().weak else None


def _near_one(word: str, words: frozenset[str]) -> str | None:
    if word in words:
        return word
    return next((other for other in sorted(words) if near_words(word, other)), None)


def near_words(one: str, other: str) -> bool:
    """Whether two words are the same but for one letter more, less, other or turned round; short words never.

    >>> near_words("pinecrest", "pincrest"), near_words("cole", "cope")
    (True, False)
    """
    if one == other:
        return True
    size = max(len(one), len(other))
    if size < _MISPRINT or abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    a, b = one[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
