"""Facts whose words stand apart ("weak in left dorsiflexion"): the expressions of ``lexicon/patterns*.yaml``."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick

from openimr.clinical.alternation import compiled
from openimr.clinical.concepts import concepts
from openimr.clinical.reading import LEXICON, read_words, refusal, word_list


def patterns_in(lower: str, sentences: Sequence[tuple[int, int]] | None = None) -> list[tuple[int, int, str]]:
    """Begin, end and concept of every pattern that a sentence of the lower-case text fulfils.

    Args:
        lower: folded text in lower case with hyphens as blanks.
        sentences: begin and end of its sentences; the whole text is one when None.

    >>> [c for _, _, c in patterns_in("an extrusion that compresses the right s1 nerve root")]
    ['img.nerve_root_compression']
    """
    if sentences is None:
        sentences = [(0, len(lower))]
    patterns, stems, of_stem = _patterns()
    allowed: set[tuple[int, int]] = set()
    starts = [start for start, _ in sentences]
    wanted: set[tuple[int, int]] = set()
    for stem, start, _ in stems.find_matches_as_indexes(lower, overlapping=True):
        number = bisect_right(starts, start) - 1
        if number >= 0:
            for pattern in of_stem[stem]:
                # a negative number names the entry whose second list of stems this one stands in
                (wanted if pattern >= 0 else allowed).add((number, pattern))
    found: list[tuple[int, int, str]] = []
    for number, pattern in sorted(wanted):
        concept, expression, entry, group = patterns[pattern]
        if entry and (number, entry) not in allowed:
            continue
        for match in expression.finditer(lower, *sentences[number]):
            found.append((*match.span(group), concept))
    return found


#: Concept, expression, the entry whose second stems must stand there too (else 0), the group that is the fact.
_Pattern = tuple[str, re.Pattern[str], int, str | int]
_Compiled = tuple[list[_Pattern], AhoCorasick, list[tuple[int, ...]]]


@cache
def _patterns() -> _Compiled:
    """The patterns, the automaton of the stems, and for each stem the patterns that it makes worth a try."""
    known: list[_Pattern] = []
    by_stem: dict[str, list[int]] = {}
    entries = [(path, *item) for path in sorted(LEXICON.glob("patterns*.yaml")) for item in read_words(path).items()]
    for number, (path, concept, entry) in enumerate(entries, start=1):
        if concept not in concepts():
            raise refusal(path, concept, "no file defines this concept", "define it or correct the name")
        if not isinstance(entry, dict) or set(entry) - {"also"} != {"stems", "patterns"}:
            raise refusal(path, concept, "must hold stems and patterns", "write `stems: [...]` and `patterns: [...]`")
        stems = word_list(path, f"{concept}, stems", entry["stems"])
        also = word_list(path, f"{concept}, also", entry.get("also"))
        for stem in also:
            by_stem.setdefault(stem, []).append(-number)
        for expression in word_list(path, f"{concept}, patterns", entry["patterns"]):
            try:
                pattern = compiled(expression)
                # a group named "here" is the fact itself, the rest of the pattern what must stand with it
                group = "here" if "here" in pattern.groupindex else 0
                known.append((concept, pattern, -number if also else 0, group))
            except re.error as error:
                raise refusal(path, concept, f"not a regular expression ({error})", "correct it") from error
            for stem in stems:
                by_stem.setdefault(stem, []).append(len(known) - 1)
    return known, AhoCorasick(list(by_stem)), [tuple(numbers) for numbers in by_stem.values()]
