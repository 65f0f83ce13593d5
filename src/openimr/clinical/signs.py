"""What a sentence must hold before a reader of sentences is asked: stems of words and figures, found in one pass.

Most sentences tell nothing that a given reader (motion.py, visits.py ...) could use. One automaton goes over the text
once; each sentence keeps, as bits, whose stems stand in it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from functools import cache

from ahocorasick_rs import AhoCorasick

_STEMS: dict[str, tuple[str, ...]] = {
    # figures and radiating pain, which no dictionary holds: such a sentence is read although no word of it is known
    "figure": (
        "/10", "of 10", "/5", "of 5", "%", "radiat", "vas", "shoot", "travel", "extend", "visit", "session", "flex",
        "extension", "rotation", "abd",
        "rom ", "authorized", "attended", "treatments", " tx", "more", "deg",
    ),
    "radiation": ("radiat", "shoot", "travel", "extend", " down"),
    "score": ("10", "ten", "vas", "pain", "nrs"),
    "grade": ("/5", "/ 5", "of 5"),
    "graded": ("reflex", "dtr", "/5", "/ 5"),
    "severity": ("foramin", "narrowing", "stenosis", "recess"),
    "motion": (
        "flex", "ext", "rotat", "rot", "duct", "abd", "bend", "deviat", "nation", "version", "rom", "elevation",
        "scaption", "tilt", "er ", "ir ",
    ),
    "visits": (
        "visit", "session", "treatment", "tx", "appointment", "appt", "attended", "authorized", "completed", "request",
        "approved", "remaining", "used",
    ),
    "size": ("mm", "cm", "millim", "grade"),
    "duration": ("day", "week", "wk", "month", "mo", "year", "yr"),
    "discogram": ("discogra",),
    "series": ("#", "first", "second", "third", "fourth", "repeat", "other", "latter", "former", "last"),
}  # fmt: skip
SIGN = {name: 1 << number for number, name in enumerate(_STEMS)}


def signs_of(plain: str, sentences: Sequence[tuple[int, int]]) -> list[int]:
    """For each sentence of a lower-case text the readers that find a stem of theirs in it, as bits of ``SIGN``.

    >>> [bool(signs & SIGN["score"]) for signs in signs_of("seen today. pain 7/10.", [(0, 11), (12, 22)])]
    [False, True]
    """
    automaton, calls = _automaton()
    starts = [start for start, _ in sentences]
    signs = [0] * len(sentences)
    for which, begin, stop in automaton.find_matches_as_indexes(plain, overlapping=True):
        number = bisect_right(starts, begin) - 1
        if number >= 0 and stop <= sentences[number][1]:
            signs[number] |= calls[which]
    return signs


@cache
def _automaton() -> tuple[AhoCorasick, list[int]]:
    """An automaton of all stems, and for each the readers it calls, as bits."""
    calls: dict[str, int] = {}
    for name, stems in _STEMS.items():
        for stem in stems:
            calls[stem] = calls.get(stem, 0) | SIGN[name]
    return AhoCorasick(list(calls)), list(calls.values())
