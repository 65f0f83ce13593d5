"""Matching of many words and phrases at once, at word boundaries, in one pass over a text (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from openimr.clinical.folding import Folded

Payload = TypeVar("Payload")


@dataclass(slots=True)  # not frozen: a page makes hundreds, and a frozen one takes thrice the time to make
class Hit(Generic[Payload]):
    """One dictionary entry found; ``start`` and ``end`` count in the folded text."""

    start: int
    end: int
    payloads: tuple[Payload, ...]


class Dictionary(Generic[Payload]):
    """Phrases with what they mean; one phrase may mean several things.

    Case, hyphens and line wraps do not matter, an English plural or possessive at the end is accepted. Phrases in
    ``exact`` (abbreviations such as PT or MS) count only in the very case they are written in. Of overlapping phrases
    the leftmost, then the longest, wins. A phrase that ends in ``*`` is the beginning of a word (a code). Those in
    ``broad`` count only where none of the others lies.

    >>> from openimr.clinical.folding import fold
    >>> words = Dictionary([("straight leg raise", 1), ("leg", 2)], exact=[("PT", 3)])
    >>> [(h.start, h.payloads) for h in words.find(fold("Straight-leg raises; legs. PT, pt"))]
    [(0, (1,)), (21, (2,)), (27, (3,))]
    >>> words = Dictionary([("cuff tear", 1)], broad=[("partial tear", 2), ("partial cuff", 3)])
    >>> [h.payloads for h in words.find(fold("partial cuff tear; partial tear"))]
    [(1,), (2,)]
    """

    def __init__(
        self,
        phrases: Iterable[tuple[str, Payload]],
        exact: Iterable[tuple[str, Payload]] = (),
        broad: Iterable[tuple[str, Payload]] = (),
    ) -> None:
        self._lists = (_by_phrase(phrases, lower=True), _by_phrase(exact, lower=False), _by_phrase(broad, lower=True))
        self._alone: Joint | None = None

    def phrases(self) -> list[str]:
        """Every phrase once, as it is looked for; beginnings of words are left out.

        >>> Dictionary([("Straight-leg raise", 1), ("M54*", 2)], exact=[("PT", 3)]).phrases()
        ['straight leg raise', 'PT']
        """
        return list(dict.fromkeys(word for words in self._lists for word in words if not word.endswith("*")))

    def find(self, folded: Folded) -> list[Hit[Payload]]:
        """All entries in the text, in order, none overlapping another."""
        if self._alone is None:  # most are only ever asked together with others
            self._alone = Joint([self])
        return self._alone.find(folded)[0]


class Joint:
    """Several dictionaries asked at once: the text is read once in lower case and once as it is.

    >>> from openimr.clinical.folding import fold
    >>> words = Dictionary([("leg", 1)]), Dictionary([("leg raise", 2)], exact=[("SLR", 3)])
    >>> [[h.payloads for h in hits] for hits in Joint(words).find(fold("SLR: leg raise"))]
    [[(1,)], [(3,), (2,)]]
    """

    def __init__(self, dictionaries: Sequence[Dictionary[Any]]) -> None:
        self._count = len(dictionaries)
        lower: dict[str, list[_Meaning]] = {}
        printed: dict[str, list[_Meaning]] = {}
        for number, dictionary in enumerate(dictionaries):
            any_case, exact, broad = dictionary._lists
            for slot, phrases, into in ((0, any_case, lower), (0, exact, printed), (1, broad, lower)):
                for phrase, payloads in phrases.items():
                    meaning = (2 * number + slot, phrase.endswith("*"), tuple(payloads))
                    into.setdefault(phrase.removesuffix("*"), []).append(meaning)
        self._lower, self._printed = _index(lower), _index(printed)
        self._names = frozenset(printed) | {phrase.upper() for phrase in lower}

    def find(self, folded: Folded) -> list[list[Hit[Any]]]:
        """What each of the dictionaries finds in the text."""
        found: list[list[_Match]] = [[] for _ in range(2 * self._count)]
        _matches(self._lower, folded.lower, folded.lower, found)
        _matches(self._printed, folded.text, folded.lower, found, self._names)
        return [_chosen(found[at], found[at + 1]) for at in range(0, 2 * self._count, 2)]


def _chosen(found: list[_Match], broad: list[_Match]) -> list[Hit[Any]]:
    """Of overlapping ones the leftmost, then the longest; between them the broad ones."""
    found.sort()
    kept: list[Hit[Any]] = []
    limit = 0
    for start, back, _, payloads in found:
        end = -back
        if start >= limit:
            kept.append(Hit(start, end, payloads))
            limit = end
        elif kept[-1].start == start and kept[-1].end == end:
            # the same words in both lists: both meanings hold
            kept[-1] = Hit(start, end, kept[-1].payloads + tuple(p for p in payloads if p not in kept[-1].payloads))
    return _filled(kept, broad) if broad else kept


def _filled(kept: list[Hit[Any]], broad: list[_Match]) -> list[Hit[Any]]:
    """The hits with the broad ones that lie between them."""
    broad.sort()
    whole: list[Hit[Any]] = []
    limit = number = 0
    for start, back, _, payloads in broad:
        end = -back
        while number < len(kept) and kept[number].start < end and kept[number].end <= start:
            whole.append(kept[number])
            number += 1
        if start >= limit and (number == len(kept) or kept[number].start >= end):
            whole.append(Hit(start, end, payloads))
            limit = end
    return [*whole, *kept[number:]]


#: Begin, end less than nothing, number and meaning of a phrase in a text: in order the leftmost, then the longest.
_Match = tuple[int, int, int, tuple[Any, ...]]
#: What a phrase means in one dictionary: where its matches go, whether it only begins a word, the payloads.
_Meaning = tuple[int, bool, tuple[Any, ...]]
#: The automaton, and what each phrase means.
_Index = tuple["AhoCorasick | None", list[tuple[_Meaning, ...]]]


def _by_phrase(phrases: Iterable[tuple[str, Payload]], lower: bool) -> dict[str, list[Payload]]:
    by_phrase: dict[str, list[Payload]] = {}
    for phrase, payload in phrases:
        key = " ".join((phrase.lower().replace("-", " ") if lower else phrase).split())
        if key and payload not in (kept := by_phrase.setdefault(key, [])):
            kept.append(payload)
    return by_phrase


def _index(meanings: dict[str, list[_Meaning]]) -> _Index:
    return AhoCorasick(list(meanings)) if meanings else None, [tuple(m) for m in meanings.values()]


def _matches(
    index: _Index, text: str, lower: str, found: list[list[_Match]], names: frozenset[str] = frozenset()
) -> None:
    """Adds each phrase that stands at the border of words to the lists its meanings name.

    What ``names`` holds is no plural of anything ("CTS" is no two CT scans).
    """
    automaton, meanings = index
    if automaton is None:
        return
    size = len(text)
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        # isalnum() takes its time over a blank, and most words stand between blanks
        if start and (before := text[start - 1]) != " " and before.isalnum() and text[start].isalnum():
            continue
        if end == size or (letter := lower[end]) == " " or not (letter.isalnum() and lower[end - 1].isalnum()):
            for into, _, payloads in meanings[number]:
                row = found[into]
                row.append((start, -end, len(row), payloads))
            continue
        stop = _plural_end(lower, start, end, size)
        for into, beginning, payloads in meanings[number]:
            if beginning:
                last = end
                while last < size and lower[last].isalnum():
                    last += 1
                found[into].append((start, -last, len(found[into]), payloads))
            elif stop and text[start:stop] not in names:
                found[into].append((start, -stop, len(found[into]), payloads))


def _plural_end(lower: str, start: int, end: int, size: int) -> int:
    """Where the word ends if only one s (or es) follows ``end``, else 0."""
    if lower[end] == "e":
        if end - start < 3 or lower[end - 1] not in "shxz":
            return 0
        end += 1
    if end == size or lower[end] != "s":
        return 0
    end += 1
    return 0 if end < size and lower[end].isalnum() else end
