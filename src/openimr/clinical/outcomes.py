"""Everything that one sentence or row of a table says was brought, before it is tied to a treatment.

Each reader (painscores.py, reliefs.py, usechanges.py) is called only where words of its kind stand; one pass of an
automaton over the whole text finds them.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

from openimr.clinical.folding import Folded
from openimr.clinical.model import Mention
from openimr.clinical.painscores import COLUMNS, SCORES, pairs_in, row_of
from openimr.clinical.reliefs import Outcome, lengths_in, nones_in, shares_in, wholes_in
from openimr.clinical.treatments import NOUN_STEMS, WHICH_STEMS, Treatment
from openimr.clinical.usechanges import boxes_in, doings_in, drug_changes_in

#: What a reader of figures or words needs to see before it looks: each reader has its stems.
_STEMS: dict[str, tuple[str, ...]] = {
    "share": ("%", "percent", "per cent", "half", "third", "quarter", "fourth", "1/2", "1/3", "2/3", "3/4", "1/4"),
    "pair": ("/10", "/ 10", "of 10", "of ten", "->", "=>", "→", "pain", "vas", "nrs", "lbp", "score", "ache",
        "burning", "analgesia", "allodynia", "brings", "takes it", "took it", "stiff", "numb", "spasm", "sciatica"),
    "whole": ("complete", "total", "full ", "entire", " away", "eliminat", "abolish", "-free", "pain free",
        "gone", "resolved all", "relieved all", "recovery", "vanish", "disappear"),
    "none": ("no ", "not", "n't", "none", "zero", "ineffect", "unhelp", "useless", "worthless", "fruitless",
        "unsuccess", "avail", "fail", "without", "w/o", "never", "lack of", "worse", "neither", "unchanged",
        "nil", "same", "(nothing", "(0)", "0 of 10", "0/10"),
    "long": ("day", "week", "wk", "month", " mo", "year", "yr", "hour", " hr", "min"),
    "dose": ("cut", "reduc", "decreas", "less", "fewer", "stop", "off ", "no longer", "wean", "taper", "half",
        "down", "drop", "fell", "cessation", "discontinu", "quit", "eliminat", "from ", "->", "without need",
        "more", "increas", "same", "unchanged", "lower", "gone up", "up to", "not change", "spar", "occas", "d/c",
        "takes no", "halved", "not need", "instead", "none", "rather", "presently", "prn"),
    "doing": ("able to", "can", "could", "now ", "back ", "allow", "enabl", "permit", "let", "opens", "goes",
    "attend", "cook", "easier", "turn", "free", "return", "resum", "walk",
        "stand", "sit", "lift", "driv", "sleep", "again", "toleranc", "function", "adl", "activit", "rom",
        "motion", "flexion", "extension", "abduct", "rotation", "grip", "strength", "mobility", "reciprocal",
        "stgs", "goals", "stopped", "longer", "(was", ", was", "helps h", "helped h", "gait", "quit ", "vs",
        "work"),
    "box": ("[x", "[ x", "☒", "☑", "[✓", "[✔"),
    "columns": ("initial", "eval", "admission", "intake", "baseline", "start", "pre", "before", "entry"),
    "noun": NOUN_STEMS,
    "which": WHICH_STEMS,
    "over": (" off", "back", "returned", "recurred"),
}  # fmt: skip
SIGN = {name: 1 << number for number, name in enumerate(_STEMS)}
#: Signs of a treatment that is only pointed at, and of something brought, one bit for each reader of it.
POINTING = SIGN["noun"] | SIGN["which"]
BROUGHT = sum(bit for bit in SIGN.values() if not bit & (POINTING | SIGN["over"]))
_NOUN, _OTHER = SIGN["noun"], 1 << len(_STEMS)
_LONGEST = 1500
_HEADER = re.compile(r"\S {2,}\S.* {2,}\S|\t.*\t|\|.*\|")
_DIGIT = re.compile(r"\d|\b(?:was|were|been|from) an? (?:one|two|three|four|five|six|seven|eight|nine|ten)\b")
_HEDGED = re.compile(
    r"\b(?:lack of|no|insufficient|without|absence of|not|any) (?:\w+ ){0,2}?(?:documentation|documented|evidence"
    r"|indication|record|reflecting)\b|\bdocumentation (?:not|does not|did not|fails)\b"
    r"|\brecommended\b|\b(?:when |in |for )patients\b|\bpatients (?:who|whose|should|must|have|with)\b"
    r"|\bindicated for\b|\bgoals?\b|\battempts? to\b|\bmust\b|\bshould\b|\bguidelines?\b|\bcriteria\b"
)


@cache
def _stems() -> tuple[AhoCorasick, list[int]]:
    """An automaton of all stems, and for each the readers it calls, as bits."""
    calls: dict[str, int] = {}
    for number, stems in enumerate(_STEMS.values()):
        for stem in stems:
            calls[stem] = calls.get(stem, 0) | 1 << number
    return AhoCorasick(list(calls)), list(calls.values())


def signs_in(text: str) -> list[tuple[int, int]]:
    """Places of the stems in a lower-case text, each with the readers it calls, as bits of ``SIGN``."""
    automaton, calls = _stems()
    found = []
    for which, place, _ in automaton.find_matches_as_indexes(text, overlapping=True):
        bits = calls[which]
        if bits & _NOUN and place and text[place - 1].isalnum():
            bits ^= _NOUN | _OTHER  # "ice" in "twice"
        found.append((place, bits))
    found.sort()
    return found


def units_of(folded: Folded, sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences; a table is cut into its rows."""
    for begin, stop in _rows(folded, sentences):
        while stop - begin > _LONGEST:  # no sentence is that long: a page without stops is read in pieces
            cut = folded.plain.rfind(" ", begin + 1, begin + _LONGEST)
            cut = cut if cut > begin else begin + _LONGEST
            yield begin, cut
            begin = cut
        yield begin, stop


def _rows(folded: Folded, sentences: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    breaks = folded.breaks
    if not breaks:
        yield from sentences
        return
    original = folded.original
    for begin, stop in sentences:
        inside = breaks[bisect_left(breaks, begin) : bisect_left(breaks, stop)]
        raw = original[folded.start(begin) : folded.end(stop)] if inside else ""
        if not inside or ("   " not in raw and "\t" not in raw and "|" not in raw and ":" not in raw):
            yield begin, stop
            continue
        rows = []
        at = begin
        for place in [*inside, stop]:
            rows.append((at, place))
            at = place + 1
        tabular = [_HEADER.search(original[folded.start(a) : folded.end(b)]) is not None for a, b in rows if b > a]
        if sum(tabular) < 2 and not (tabular and tabular[0] and len(rows) > 1):
            yield begin, stop
            continue
        yield from ((a, b) for a, b in rows if b > a)


_PART = re.compile(r"pain|symptom|but|;|\bor\b|side|left|right")


def _without_denials(text: str, found: list[Outcome]) -> list[Outcome]:
    """What another outcome says better: "walking not improved" is of function, "eliminated …, 90 percent" is 90."""
    if len(found) < 2:
        return found
    same = [o for o in found if o.kind == "resp.function_unchanged"]
    shares = [o for o in found if o.rule == "figure:percent"]
    if not same and not shares:
        return found
    return [
        o
        for o in found
        if not (o.kind == "resp.no_relief" and any(s.start < o.end and o.start < s.end for s in same))
        and not (
            o.rule == "words:whole relief"
            and any(0 <= s.start - o.end < 40 and not _PART.search(text, o.end, s.start) for s in shares)
        )
    ]


@dataclass(slots=True)
class State:
    """What one sentence leaves for the next.

    Attributes:
        columns: the rows that follow compare the beginning of a course with its end.
        scores: what they compare are pain scores.
        loose: where the last sentence began, if it had pain scores but no pair of them.
    """

    columns: bool = False
    scores: bool = False
    loose: int | None = None


def outcomes_in(
    text: str, begin: int, stop: int, own: list[Mention], told: bool, named: list[Treatment], signs: int, state: State
) -> list[Outcome]:
    """Everything brought that a sentence tells of, in order.

    Args:
        text: folded text in lower case.
        begin: where the sentence starts.
        stop: where it ends.
        own: what was read in it.
        told: whether a treatment was spoken of shortly before.
        named: the treatments spoken of in it.
        signs: the readers that words of it call, as bits of ``SIGN``.
        state: what the sentence before left.
    """
    here = bool(named)
    told = told or here
    if state.columns:
        row = row_of(text, begin, stop, state.scores)
        if row is not None:
            return [row]
    if signs & SIGN["columns"] and COLUMNS.search(text, begin, stop) and not re.search(r"\d ?/ ?10", text[begin:stop]):
        state.columns, state.scores = True, SCORES.search(text, begin, stop) is not None
        return []
    scored = bool(signs & SIGN["pair"] or state.loose is not None) and _DIGIT.search(text, begin, stop) is not None
    figures = scored and bool(signs & SIGN["pair"])
    found = pairs_in(text, begin, stop, told) if figures else []
    if not found and scored and state.loose is not None and begin - state.loose < 160:
        found = [o for o in pairs_in(text, state.loose, stop, told) if o.end > begin]
    state.loose = begin if not found and figures else None
    taken = [(o.start, o.end) for o in found]
    if signs & SIGN["share"]:
        found += [o for o in shares_in(text, begin, stop, told) if not any(a <= o.start < b for a, b in taken)]
    if signs & SIGN["whole"]:
        found += wholes_in(text, begin, stop)
    if told and signs & SIGN["none"]:
        # "medications: none" says that there are none
        ends = [t.until for t in named if t.concept != "tx.medication_trial"]
        found += [o for o in nones_in(text, begin, stop, ends) if here or not text.startswith("no change", o.start)]
    if signs & SIGN["long"] and (told or found):
        found += lengths_in(text, begin, stop, told)
    if signs & SIGN["dose"] and told:
        found += drug_changes_in(text, begin, stop, [(m.start, m.end) for m in own if m.concept.startswith("med.")])
    if signs & SIGN["doing"] and (told or found):
        found += doings_in(text, begin, stop)
    found = _without_denials(text, found)
    found = [o for o in found if not _HEDGED.search(text, max(begin, o.start - 160), o.start)]
    if signs & SIGN["box"]:
        boxes = list(boxes_in(text, begin, stop))
        found = [
            o
            for o in found
            if not o.kind.startswith(("resp.function", "resp.medication"))
            or not any(b.start < o.end and o.start < b.end for b in boxes)
        ]
        found += boxes
    return sorted(found, key=lambda o: (o.start, o.end)) if len(found) > 1 else found
