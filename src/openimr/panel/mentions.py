"""Firms that a disputed item names by a word: a brand, or the first word of a maker's name.

An application asks for a "Larkmoor stimulator" and names no manufacturer. A reviewer tied to Larkmoor Neuromodulation
must not get it unseen. Words that treatments are called by (``stimulator``, ``lumbar``) name no firm.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from openimr.guidelines.reading import mapping, read_rule_file, strings
from openimr.panel.names import name_words, party_name
from openimr.rulefiles import rules_folder

_WORDS = re.compile(r"[^\W_]+")
#: A shorter word is too common to point to a firm.
_SHORTEST = 4


def words_of(text: str) -> tuple[str, ...]:
    """The words of an item as names are compared.

    >>> words_of("Larkmoor NeuroPulse, trial")
    ('larkmoor', 'neuropulse', 'trial')
    """
    return tuple(_WORDS.findall(text.casefold()))


def telling_word(name: str) -> str | None:
    """The word by which an item would name a firm: the first that tells it from others, no word of treatments.

    >>> telling_word("Larkmoor Neuromodulation, Inc."), telling_word("Lumbar Products LLC"), telling_word("Pain Care")
    ('larkmoor', None, None)
    """
    taken = party_name(name)
    known = name_words()
    for word in taken.words:
        if word in taken.telling and word not in known.generic and word not in known.weak:
            return word if len(word) >= _SHORTEST and word not in treatment_words() else None
    return None


class NamesInside:
    """Groups of names, each found where one of its names stands whole in a longer text.

    >>> groups = NamesInside([("H-Wave", "Example Waveform Co."), ("UCSF", "University of California San Francisco")])
    >>> list(groups.found(words_of("Purchase of an H-Wave unit"))), list(groups.found(words_of("wave")))
    ([('H-Wave', 'Example Waveform Co.')], [])
    """

    def __init__(self, groups: Sequence[Sequence[str]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
        self._groups = [tuple(group) for group in groups]
        for number, group in enumerate(groups):
            for name in group:
                wanted = party_name(name).words
                if len("".join(wanted)) >= _SHORTEST and not (len(wanted) == 1 and party_name(name).common):
                    self._by_first[wanted[0]].append((wanted, number))

    def found(self, words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        """The groups of which a name stands in the words, each once."""
        if self._by_first.keys().isdisjoint(words):
            return
        numbers = {
            number: None
            for at, word in enumerate(words)
            for wanted, number in self._by_first.get(word, ())
            if words[at : at + len(wanted)] == wanted
        }
        yield from (self._groups[number] for number in numbers)


def grouped(groups: Sequence[Sequence[str]]) -> list[tuple[str, ...]]:
    """Groups of affiliates; those that share a name are one.

    >>> grouped([("Roe Health", "Roe Clinic"), ("Fenn", "Drury"), ("ROE CLINIC, INC.", "Blue Crate")])
    [('Roe Health', 'Roe Clinic', 'ROE CLINIC, INC.', 'Blue Crate'), ('Fenn', 'Drury')]
    """
    made: list[dict[str, None]] = []
    for group in groups:
        words = {party_name(name).words for name in group}
        joined = [one for one in made if not words.isdisjoint(party_name(name).words for name in one)]
        whole = dict.fromkeys([*(name for one in joined for name in one), *group])
        first = made.index(joined[0]) if joined else len(made)
        made = [one for one in made if one not in joined]
        made.insert(first, whole)
    return [tuple(one) for one in made]


@cache
def treatment_words() -> frozenset[str]:
    """Words by which treatments are called."""
    rule = read_rule_file(rules_folder() / "treatments.yaml", "treatments.yaml")
    found: set[str] = set()
    for id, entry in mapping(rule.data, "the file").items():
        told = mapping(entry, id) if isinstance(entry, dict) else {}
        for text in [str(told.get("name", "")), *_listed(told.get("words")), *_listed(told.get("exact"))]:
            found |= set(words_of(text))
    return frozenset(found)


def _listed(value: object) -> Iterable[str]:
    return strings(value, "words") if isinstance(value, list) else ()
