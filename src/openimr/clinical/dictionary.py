"""Matching of many words and phrases at once, at word boundaries, in one pass over a text (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

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
        self._any_case, self._broad = _index(phrases, lower=True), _index(broad, lower=True)
        self._exact = _index(exact, lower=False)

    def find(self, folded: Folded) -> list[Hit[Payload]]:
        """All entries in the text, in order, none overlapping another."""
        found = _matches(self._any_case, folded.lower, folded.lower)
        if self._exact[1]:
            found += _matches(self._exact, folded.text, folded.lower)
        if len(found) > 1:
            found.sort(key=_leftmost_longest)
        kept: list[Hit[Payload]] = []
        limit = 0
        for start, end, payloads in found:
            if start >= limit:
                kept.append(Hit(start, end, payloads))
                limit = end
            elif kept and kept[-1].start == start and kept[-1].end == end:
                # the same words in both lists: both meanings hold
                kept[-1] = Hit(start, end, kept[-1].payloads + tuple(p for p in payloads if p not in kept[-1].payloads))
        if self._broad[1]:
            kept = _filled(kept, _matches(self._broad, folded.lower, folded.lower))
        return kept


def _filled(kept: list[Hit[Payload]], broad: list[tuple[int, int, tuple[Payload, ...]]]) -> list[Hit[Payload]]:
    """The hits with the broad ones that lie between them."""
    if not broad:
        return kept
    broad.sort(key=_leftmost_longest)
    whole: list[Hit[Payload]] = []
    limit = number = 0
    for start, end, payloads in broad:
        while number < len(kept) and kept[number].start < end and kept[number].end <= start:
            whole.append(kept[number])
            number += 1
        if start >= limit and (number == len(kept) or kept[number].start >= end):
            whole.append(Hit(start, end, payloads))
            limit = end
    return [*whole, *kept[number:]]


#: The automaton, what each phrase means, and which phrases are beginnings of words.
_Index = tuple["AhoCorasick | None", list[tuple[Payload, ...]], frozenset[int]]


def _leftmost_longest(found: tuple[int, int, object]) -> tuple[int, int]:
    return found[0], -found[1]


def _index(phrases: Iterable[tuple[str, Payload]], lower: bool) -> _Index[Payload]:
    by_phrase: dict[str, list[Payload]] = {}
    for phrase, payload in phrases:
        key = " ".join((phrase.lower().replace("-", " ") if lower else phrase).split())
        if key and payload not in (kept := by_phrase.setdefault(key, [])):
            kept.append(payload)
    if not by_phrase:
        return None, [], frozenset()
    begin = frozenset(number for number, phrase in enumerate(by_phrase) if phrase.endswith("*"))
    return (
        AhoCorasick([phrase.removesuffix("*") for phrase in by_phrase]),
        [tuple(p) for p in by_phrase.values()],
        begin,
    )


def _matches(index: _Index[Payload], text: str, lower: str) -> list[tuple[int, int, tuple[Payload, ...]]]:
    automaton, payloads, beginnings = index
    if automaton is None:
        return []
    found: list[tuple[int, int, tuple[Payload, ...]]] = []
    size = len(text)
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if start and text[start - 1].isalnum() and text[start].isalnum():
            continue
        if end < size and lower[end].isalnum() and lower[end - 1].isalnum():
            if number in beginnings:
                while end < size and lower[end].isalnum():
                    end += 1
                found.append((start, end, payloads[number]))
                continue
            # a plural: one s (or es) and then no further letter
            letter = lower[end]
            if letter != "s":
                if letter != "e" or end - start < 3 or lower[end - 1] not in "shxz":
                    continue
                end += 1
                if end == size or lower[end] != "s":
                    continue
            end += 1
            if end < size and lower[end].isalnum():
                continue
        found.append((start, end, payloads[number]))
    return found
