"""A second look for the parties of a case, by likeness of letters alone: another method than the index of spellings.

Nothing is known here of name order, initials, nicknames or what page reading confuses. A text is taken as a row of
words without accents, case and signs; each word is held against each word of a party's name, by the share of letters
that both have in the same order; and words side by side are put together, letter by letter where need be. What this
finds and no other pass did is left to a person; what it finds in a finished copy, and nobody kept, keeps the copy back.
"""

from __future__ import annotations

import datetime as dt
import itertools
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from difflib import SequenceMatcher
from typing import NamedTuple

from openimr.publication.parties import Parties

_WORD = re.compile(r"[^\W_]+")
#: Shorter words are too much like others.
_SHORTEST, _SHORTEST_FIRM, _SHORTEST_NUMBER = 4, 8, 6
#: Words are alike from so many letters on, and from this share of letters on: short ones, and long ones.
_ALIKE_FROM, _LONG, _ALIKE, _ALIKE_LONG = 5, 8, 0.8, 0.75
#: Words put together stand no further apart.
_NEAR = 4
_DATES = ("%m/%d/%Y", "%m-%d-%Y", "%Y-%m-%d")


class Likeness(NamedTuple):
    """A passage like a party's name or number; ``exact`` where all its letters are the same."""

    start: int
    end: int
    role: str
    exact: bool

    @property
    def number(self) -> bool:
        """Whether it is a party's number or date, not a name."""
        return self.role.startswith("number of ")


class SecondLook:
    """The words and numbers of a case's parties, ready to be looked for in many texts.

    Args:
        parties: everybody the case knows.
        ordinary: words in small letters that mean no person although somebody may be called so.

    >>> from openimr.publication.parties import Party
    >>> known = Party(role="employee", name="Odalys Marnolds", numbers=("04/05/1961",))
    >>> look = SecondLook(Parties(parties=(known,)), ())
    >>> text = "M a r n o l d s, Narnodds, born April 5, 1961; Arnica"
    >>> [(text[found.start:found.end], found.exact) for found in look.find(text)]
    [('M a r n o l d s', True), ('Narnodds', False), ('April 5, 1961', True)]
    """

    def __init__(self, parties: Parties, ordinary: Collection[str]) -> None:
        self._ordinary = frozenset(map(_plain, ordinary))
        self._exact: dict[str, str] = {}
        self._like: dict[str, str] = {}
        self._by_pair: dict[str, list[str]] = defaultdict(list)
        self._known: dict[str, str] = {}
        for party in parties.parties:
            for name in (party.name, *party.also):
                if party.kind == "firm":
                    # whole, and by the two words that it begins with
                    for words in (_WORD.findall(name), _WORD.findall(name)[:2]):
                        if len(words) > 1 and len(whole := "".join(map(_plain, words))) >= _SHORTEST_FIRM:
                            self._exact.setdefault(whole, party.role)
                    continue
                words = [_plain(word) for word in _WORD.findall(name)]
                for two in itertools.permutations(words, 2):
                    if min(map(len, two)) > 2:
                        self._exact.setdefault("".join(two), party.role)
                # "N'Diaye" and "al-Khatib" are one word, too
                whole_words = ["".join(map(_plain, _WORD.findall(piece))) for piece in name.split()]
                for word in dict.fromkeys([*words, *whole_words]):
                    if len(word) >= _SHORTEST and word not in self._ordinary:
                        self._exact.setdefault(word, party.role)
                        self._like.setdefault(word, party.role)
            for number in party.numbers:
                for form in _forms_of(number):
                    if len(form) >= _SHORTEST_NUMBER:
                        self._exact.setdefault(form, f"number of {party.role}")
        self._begun = {word[:size] for word in self._exact for size in range(1, len(word) + 1)}
        for word in self._like:
            for pair in _pairs(word):
                self._by_pair[pair].append(word)

    def find(self, text: str) -> Iterator[Likeness]:
        """What is like a party's name or number, in order; nothing overlaps."""
        words = [(match.start(), match.end(), match[0], _plain(match[0])) for match in _WORD.finditer(text)]
        small = {word for _, _, printed, word in words if printed.islower()}
        at = 0
        while at < len(words):
            start, end, printed, word = words[at]
            last = self._put_together(words, at)
            if last is not None:
                role = self._exact["".join(one[3] for one in words[at : last + 1])]
                yield Likeness(start, words[last][1], role, exact=True)
                at = last
            elif not printed.islower() and word not in small and (role := self._like_of(word)):
                yield Likeness(start, end, role, exact=False)
            at += 1

    def _put_together(self, words: list[tuple[int, int, str, str]], at: int) -> int | None:
        """The last of the words that put together are a name or number, beginning with one; the longest."""
        made, found, place = "", None, at
        while place < len(words) and (place == at or words[place][0] - words[place - 1][1] <= _NEAR):
            made += words[place][3]
            if made not in self._begun:
                break
            if made in self._exact:
                found = place
            place += 1
        return found

    def _like_of(self, word: str) -> str:
        """The role of a party with a word like this one in the name; empty where there is none."""
        if len(word) < _ALIKE_FROM or word in self._ordinary:
            return ""
        if (known := self._known.get(word)) is not None:
            return known
        common = Counter(other for pair in _pairs(word) for other in self._by_pair.get(pair, ()))
        role = ""
        for other, pairs in sorted(common.items()):
            least = _ALIKE_LONG if min(len(word), len(other)) >= _LONG else _ALIKE
            if pairs < 2 or len(other) < _ALIKE_FROM or abs(len(word) - len(other)) > 2:
                continue
            if SequenceMatcher(None, other, word, autojunk=False).ratio() >= least:
                role = self._like[other]
                break
        if len(self._known) < 1 << 16:
            self._known[word] = role
        return role


def not_kept(look: SecondLook, text: str, kept: Iterable[str]) -> str:
    """The first passage of a finished copy that has all the letters of a party's name and that nobody kept; or nothing.

    >>> from openimr.publication.parties import Party
    >>> look = SecondLook(Parties(parties=(Party(role="employee", name="Odalys Marnolds"),)), ())
    >>> not_kept(look, "Seen by MAR-NOLDS.", []), not_kept(look, "Seen by MAR-NOLDS.", ["Marnolds sign"])
    ('MAR-NOLDS', '')
    """
    stays = [_squeezed(one) for one in kept]
    for found in look.find(text):
        passage = text[found.start : found.end]
        if found.exact and not any(_squeezed(passage) in one for one in stays):
            return passage
    return ""


def _plain(word: str) -> str:
    """A word without accents, in small letters."""
    parted = unicodedata.normalize("NFKD", word.casefold())
    return parted if parted.isascii() else "".join(one for one in parted if not unicodedata.combining(one))


def _squeezed(text: str) -> str:
    return "".join(map(_plain, _WORD.findall(text)))


def _pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


def _forms_of(number: str) -> Iterator[str]:
    """A number without its signs; a date in the other ways of writing it, too."""
    yield _squeezed(number)
    for form in _DATES:
        try:
            day = dt.datetime.strptime(number.strip(), form)
        except ValueError:
            continue
        for written in ("%B{}%Y", "%b{}%Y", "{}%B%Y", "{}%b%Y"):
            yield day.strftime(written).format(day.day).lower()
        yield day.strftime("%Y%m%d")
        yield f"{day.month}{day.day}{day.year}"
