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
from openimr.casefile.papers.recordwords import record_words
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
    r"\b(?:d[./]?b[./]?a|doing business as|trading as|t/a|[afn][./]?k[./]?a|(?:also|now) known as"
    r"|formerly(?: known as)?|n[ée]e|born)\b[.:\s]*",
    re.IGNORECASE,
)
#: Letters of which every mark and bracket has some; most names have none, and need not be searched closely.
_HINT = re.compile(r"[()]|known as|formerly|doing b|trading|n[eé]e|born|d[./]?b|[./k]a")
_BRACKET = re.compile(r"[()]")
_AROUND = " ,;.:"
#: A single word of a name must have so many letters before a letter may differ.
_MISPRINT = 5
_ACRONYM = 3
#: A word of at most so many letters may be the first letters of a longer name.
_LONGEST_ACRONYM = 6
#: Small words, which the initials of a name may leave out or take in.
_SMALL = frozenset({"the", "of", "and", "a", "an", "for", "at", "in"})
_VOWELS = frozenset("aeiouy")


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
    """Words of names with a meaning of their own (``name_words.yaml``); ``common`` are the generic and the weak."""

    legal: frozenset[str]
    short: dict[str, str]
    generic: frozenset[str]
    weak: frozenset[str]
    titles: frozenset[str]
    bearing: frozenset[str]
    common: frozenset[str]


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
        short = {str(k): str(v) for k, v in mapping(data["short"], "short").items()}
        return Words(short=short, common=lists["generic"] | lists["weak"], **lists)
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
        joined: the same with the small words of a surname written together ("vanderberg"); None where it has none.
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
    joined: str | None
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
        person = _initials_apart(person, printed) if person else None
    return PartyName(
        printed=printed,
        words=words,
        whole=tuple(whole),
        telling=telling,
        person=person,
        joined=_written_together(person) if person else None,
        firm=firm,
        bears=firm and ("&" in plain or (credited and marked) or not known.bearing.isdisjoint(raw)),
        short_given=person is not None and (len(full) < 2 or len(person.rpartition(",")[2].split()[0]) == 1),
        common=telling <= known.common,
    )


def initials(name: PartyName) -> frozenset[str]:
    """What a firm's name may be shortened to: the first letters of its words, with and without its small ones.

    >>> sorted(initials(party_name("Fund of the Example State")))
    ['fes', 'fotes']
    """
    if not name.firm:
        return frozenset()
    large = [word for word in name.whole if word not in _SMALL]
    found = ["".join([word[0] for word in words]) for words in (name.words, name.whole, large)]
    return frozenset([one for one in found if len(one) >= _ACRONYM])


def acronym(name: PartyName) -> str | None:
    """The word of a name that may be the initials of a longer one: the only word that tells it from others.

    >>> acronym(party_name("RSPH Medical Center")), acronym(party_name("Kings River Medical Center"))
    ('rsph', None)
    """
    if len(name.words) == 1:
        return name.words[0]
    if len(name.telling) == 1 and not name.common:
        (word,) = name.telling
        return word if _ACRONYM <= len(word) <= _LONGEST_ACRONYM else None
    return None


def _initials_apart(person: str, printed: str) -> str:
    """A person's name with initials that stand together ("J.L.", "JL") taken apart.

    >>> _initials_apart("jl picardel", "J.L. Picardel"), _initials_apart("ng david", "NG DAVID")
    ('j l picardel', 'ng david')
    """
    words = person.split()
    short = [word for word in words if len(word) in (2, 3)]
    if not short or ("." not in printed and not any(map(_VOWELS.isdisjoint, short))):
        return person
    plain = printed[:_LONGEST]
    capitals = set() if plain == plain.upper() else {one for one in _TOKEN.findall(plain) if one == one.upper()}
    apart = [
        " ".join(word)
        if len(word) in (2, 3)
        and (".".join(word) in plain.casefold() or (word.upper() in capitals and _VOWELS.isdisjoint(word)))
        else word
        for word in words
    ]
    return " ".join(apart)


def _written_together(person: str) -> str | None:
    """A person's name with the small words of a surname written to the word behind them; None where there are none.

    >>> _written_together("van der berg, jan"), _written_together("ana de la cruz"), _written_together("ada roe")
    ('vanderberg, jan', 'ana delacruz', None)
    """
    particles, words = record_words().name_particles, person.split()
    if particles.isdisjoint(words):
        return None
    found: list[str] = []
    begun = ""
    for word in words:
        if word in particles:
            begun += word
        else:
            found.append(begun + word)
            begun = ""
    return " ".join([*found, begun] if begun else found)


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
    if _HINT.search(printed.casefold()) is None:
        return (printed[:_LONGEST].strip(_AROUND) or printed,)
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
    if found is None and (one.joined or other.joined):
        found = _PERSON_HOW.get(relation(one.joined or one.person, other.joined or other.person))
    if found is not None and found[0] is Degree.SAME and _told_in_part(one.person, other.person):
        # two people may share all of the names that both papers tell
        return NameMatch(Degree.POSSIBLE, "the same name as far as both tell it")
    return NameMatch(*found) if found else None


def _told_in_part(one: str, other: str) -> bool:
    """Whether one of two names has a whole word, or a "Jr.", that the other has not."""
    a, b = parsed(one), parsed(other)
    full = [sum(len(word) > 1 for word in name.words) for name in (a, b)]
    return full[0] != full[1] or a.suffix != b.suffix


def _firms(one: PartyName, other: PartyName) -> NameMatch | None:
    for short, full in ((one, other), (other, one)):
        letters = acronym(short)
        if letters is not None and len(full.words) > 1 and short is not full and letters in initials(full):
            return NameMatch(Degree.POSSIBLE, f"{letters.upper()} may stand for the initials")
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
    if one.common and other.common and one.telling == other.telling and one.words[:2] == other.words[:2]:
        return NameMatch(Degree.POSSIBLE, "the same telling words")
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
