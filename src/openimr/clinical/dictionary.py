"""Matching of many words and phrases at once, at word boundaries, in one pass over a text (Aho-Corasick)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from ahocorasick_rs import AhoCorasick

from openimr.clinical.folding import Folded

Payload = TypeVar("Payload")


@dataclass(frozen=True, slots=True)
class Hit(Generic[Payload]):
    """One dictionary entry found; ``start`` and ``end`` count in the folded text."""

    start: int
    end: int
    payloads: tuple[Payload, ...]


class Dictionary(Generic[Payload]):
    """Phrases with what they mean; one phrase may mean several things.

    Case, hyphens and line wraps do not matter, an English plural or possessive at the end is accepted. Phrases in
    ``exact`` (abbreviations such as PT or MS) count only in the very case they are written in. Of overlapping phrases
    the leftmost, then the longest, wins.

    >>> from openimr.clinical.folding import fold
    >>> words = Dictionary([("straight leg raise", 1), ("leg", 2)], exact=[("PT", 3)])
    >>> [(h.start, h.payloads) for h in words.find(fold("Straight-leg raises; legs. PT, pt"))]
    [(0, (1,)), (21, (2,)), (27, (3,))]
    """

    def __init__(self, phrases: Iterable[tuple[str, Payload]], exact: Iterable[tuple[str, Payload]] = ()) -> None:
        self._any_case = _index(phrases, lower=True)
        self._exact = _index(exact, lower=False)

    def find(self, folded: Folded) -> list[Hit[Payload]]:
        """All entries in the text, in order, none overlapping another."""
        found = _matches(self._any_case, folded.lower, folded.lower)
        if self._exact[1]:
            found += _matches(self._exact, folded.text, folded.lower)
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
        return kept


_Index = tuple["AhoCorasick | None", list[tuple[Payload, ...]]]


def _leftmost_longest(found: tuple[int, int, object]) -> tuple[int, int]:
    return found[0], -found[1]


def _index(phrases: Iterable[tuple[str, Payload]], lower: bool) -> tuple[AhoCorasick | None, list[tuple[Payload, ...]]]:
    by_phrase: dict[str, list[Payload]] = {}
    for phrase, payload in phrases:
        key = " ".join((phrase.lower().replace("-", " ") if lower else phrase).split())
        if key and payload not in (kept := by_phrase.setdefault(key, [])):
            kept.append(payload)
    if not by_phrase:
        return None, []
    return AhoCorasick(list(by_phrase)), [tuple(payloads) for payloads in by_phrase.values()]


def _matches(
    index: tuple[AhoCorasick | None, list[tuple[Payload, ...]]], text: str, lower: str
) -> list[tuple[int, int, tuple[Payload, ...]]]:
    automaton, payloads = index
    if automaton is None:
        return []
    found: list[tuple[int, int, tuple[Payload, ...]]] = []
    size = len(text)
    for number, start, end in automaton.find_matches_as_indexes(text, overlapping=True):
        if start and (text[start - 1].isalnum() and text[start].isalnum()):
            continue
        if end < size and lower[end].isalnum() and lower[end - 1].isalnum():
            # a plural: one s (or es) and then no further letter
            if end - start < 3 and lower[end] != "s":
                continue
            tail = end
            if lower[tail] == "e" and lower[tail - 1] in "shxz":
                tail += 1
            if not (tail < size and lower[tail] == "s" and not (tail + 1 < size and lower[tail + 1].isalnum())):
                continue
            end = tail + 1
        found.append((start, end, payloads[number]))
    return found
