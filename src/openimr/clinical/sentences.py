"""Sentences of dictated and form-like text: robust to abbreviations, decimals, list numbers and line wraps."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from openimr.clinical.folding import Folded

_STOP = re.compile(r"[.!?][\"')\]]*")
_GLUED = re.compile(r"[A-Z][a-z]|\s?[,;]?[A-Z]{3,}[A-Z ]*:")
_ABBREVIATION = frozenset(
    [
        "dr",
        "mr",
        "mrs",
        "ms",
        "pt",
        "pts",
        "no",
        "nos",
        "vs",
        "approx",
        "st",
        "jr",
        "sr",
        "inc",
        "prof",
        "dept",
        "fig",
        "ft",
        "lt",
        "rt",
        "bilat",
        "e.g",
        "i.e",
        "p.o",
        "q.d",
        "b.i.d",
        "t.i.d",
        "q.h.s",
        "p.r.n",
        "a.m",
        "p.m",
        "u.s",
        "m.d",
        "d.o",
        "d.c",
        "ph.d",
        "etc",
        "al",
        "wt",
        "ht",
        "ave",
        "blvd",
        "gen",
        "eg",
        "ie",
        "esq",
        "rev",
        "ext",
        "lic",
        "tel",
        "cf",
        "ca",
        "hx",
        "dx",
        "fx",
        "sx",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "wk",
        "wks",
        "mo",
        "mos",
        "hr",
        "hrs",
        "min",
        "sec",
        "pg",
        "pp",
        "ch",
        "sec",
        "vol",
        "para",
        "resp",
        "d",
        "pos",
        "neg",
        "mod",
        "sev",
        "s.p",
        "o.d",
        "o.s",
        "l.l.c",
        "n.p",
        "mg",
        "mcg",
        "ml",
        "tab",
        "tabs",
        "cap",
        "caps",
        "max",
        "disp",
        "qty",
        "p.a",
        "r.n",
    ]
)
_LONGEST = 1500
_LIST_NUMBER = re.compile(r"\d{1,2}[.)]")
_ANSWER = re.compile(r"\s?(?:No|Yes|NO|YES|no|yes|Denies|Denied|N|Y)\b(?=\s*(?:$|[.,;\[(/|]|[A-Z]))")
_BEFORE_SAINT = re.compile(r"(?:^|[\s(])(?:at|to|from|of|the|in|by|via|near|and|dr\.|visited|called)\s$", re.IGNORECASE)
_SIDE_ENDS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789)%°,>+")
_SENTENCE_START = re.compile(r"[\"'(\[*\-]*[A-Z0-9\[\u2022*]")
_LABEL = re.compile(r"(?:\||[\-*\u2022]\s|\d{1,2}[.)]\s|[A-Z][A-Za-z/&'()#. \-]{0,40}:|\[[ xX]?\])")
_OPEN_END = re.compile(r"(?:,|\b(?:and|or|of|the|a|an|to|with|for|in|at|on|by|from|was|is|were|are|his|her|that"
r"|dr\.))$",
                       re.IGNORECASE)  # fmt: skip


def sentences_of(
    folded: Folded, section_starts: list[int], whole: Sequence[tuple[int, int]] = ()
) -> list[tuple[int, int]]:
    """Begin and end of each sentence in the folded text; every heading begins a new one, nothing in ``whole`` is cut.

    >>> from openimr.clinical.folding import fold
    >>> text = "Seen by Dr. Low on 4/1/14. Pain is\\n7.5 of 10.\\n1. Lumbar strain\\n2. Knee pain"
    >>> folded = fold(text)
    >>> [folded.text[a:b] for a, b in sentences_of(folded, [])]
    ['Seen by Dr. Low on 4/1/14.', 'Pain is 7.5 of 10.', '1. Lumbar strain', '2. Knee pain']
    """
    text = folded.text
    cuts = set(section_starts)
    line_starts = {0, *(place + 1 for place in folded.breaks)}
    size = len(text)
    for match in _STOP.finditer(text):
        stop = match.end()
        # a stop with no blank behind it ends a sentence only before a new one ("established.According")
        if (
            stop < size
            and text[stop] != " "
            and not (
                match.group() == "."
                and (text[stop - 2 : stop - 1].isalnum() or text[stop - 2] == ")")
                and _GLUED.match(text, stop)
            )
        ):
            continue
        if _ends_sentence(text, match, line_starts):
            cuts.add(stop)
    cuts.update(_hard_breaks(folded))
    cuts.discard(0)
    starts = [start for start, _ in whole]
    cuts = {cut for cut in cuts if not _within(cut, starts, whole)}
    sentences = []
    begin = 0
    for cut in [*sorted(cuts), len(text)]:
        start, end = begin, cut
        while start < end and text[start] in " ,;":
            start += 1
        while end > start and text[end - 1] == " ":
            end -= 1
        # nothing a person writes is longer; what a scanner makes of a table may be
        while end - start > _LONGEST:
            space = text.rfind(" ", start, start + _LONGEST)
            part = space if space > start else start + _LONGEST
            sentences.append((start, part))
            start = part + (space > start)
        if end > start:
            sentences.append((start, end))
        begin = cut
    return sentences


def _within(cut: int, starts: list[int], whole: Sequence[tuple[int, int]]) -> bool:
    number = bisect_left(starts, cut) - 1
    return number >= 0 and cut < whole[number][1]


def _ends_sentence(text: str, match: re.Match[str], line_starts: set[int]) -> bool:
    if match.group()[0] != ".":
        return not (match.group()[0] == "?" and _ANSWER.match(text, match.end()))
    dot = match.start()
    begin = dot
    while begin > 0 and dot - begin < 14 and text[begin - 1] not in " (\"'":
        begin -= 1
    word = text[begin:dot]
    lower = word.lower()
    rest = text[match.end() : match.end() + 4].lstrip(" ")
    if lower in ("bilat", "lt", "rt") and text[max(0, begin - 2) : begin] in ("", ": ", ". ", "; "):
        return False  # "Bilat. UE strength 5/5" begins with its side
    if lower == "st" and _BEFORE_SAINT.search(text, max(0, begin - 12), begin):
        return False  # "taken to St. Mary's"; "lives on Main St. He" ends
    if lower in _ABBREVIATION:
        # "no. 5" and "vs. left" go on; "every 6 mo. She" does not
        return lower in ("pt", "wk", "wks", "mo", "mos", "etc", "hr", "hrs", "no", "pts", "min", "p.r.n", "bilat",
                         "lt", "rt", "st", "ext", "a.m", "p.m", "pos", "neg", "mod", "sev",
                         "hx", "fx", "dx", "q.d", "m.d", "al", "p.o",
                         "mg", "mcg", "ml", "tab", "tabs", "cap", "caps") \
            and (rest[:1].isupper() or _LIST_NUMBER.match(rest) is not None)  # fmt: skip
    if len(word) == 1 and word.isalpha() and word.isupper():
        # an initial goes on; "negative on the L. Gait is ..." does not
        return word in "RL" and rest[:1].isupper() and text[max(0, begin - 2) : begin][:1] in _SIDE_ENDS
    if (
        word.isdigit()
        and len(word) <= 2
        and (begin in line_starts or text[begin - 2 : begin - 1] in (".", ",", ":", ";"))
    ):
        return False  # a list number
    return not rest[:1].islower()


def _hard_breaks(folded: Folded) -> list[int]:
    """Line ends that end a sentence although no full stop stands there."""
    breaks = folded.breaks
    if not breaks:
        return []
    text = folded.text
    edges = [-1, *breaks, len(text)]
    widths = sorted(b - a for a, b in pairwise(edges))
    usual = widths[int(len(widths) * 0.9)]
    # when most lines are followed by an empty one, an empty line says nothing
    rows = _level_rows(text, breaks)
    spaced = len(folded.paragraphs) * 2 > len(breaks)
    paragraphs = set() if spaced else set(folded.paragraphs)
    cuts = []
    for number, place in enumerate(breaks):
        previous = text[edges[number] + 1 : place]
        ending = previous[-8:]
        following = text[place + 1 : place + 60]
        if place in rows or _LABEL.match(following):
            cuts.append(place + 1)
        elif place in paragraphs:
            if not _OPEN_END.search(ending):
                cuts.append(place + 1)
        elif len(previous) < 0.6 * usual and _SENTENCE_START.match(following) and not _OPEN_END.search(ending):
            cuts.append(place + 1)
    return cuts


_LEVEL_ROW = re.compile(r"[CTL]\d{1,2}\s?[-/]\s?[CTLS]?\d{1,2}(?:\s|:)")


def _level_rows(text: str, breaks: list[int]) -> set[int]:
    """Line ends before rows that open with a level of the spine, where two such lines follow each other (a table)."""
    opens = [place for place in breaks if _LEVEL_ROW.match(text, place + 1)]
    following = dict(pairwise(breaks))
    rows: set[int] = set()
    for place in opens:
        after = following.get(place)
        if after is not None and _LEVEL_ROW.match(text, after + 1):
            rows |= {place, after}
    return rows
