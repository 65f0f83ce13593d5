"""Amounts named in a request: how many tablets, visits, weeks, and which strengths; for comparing, not for deciding.

Only amounts that say what they count are read: a number alone may be a date, a page or a pain score.
"""

from __future__ import annotations

import re

_COUNTED = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen twenty"""
_WORDS = {word: number for number, word in enumerate(_COUNTED.split())} | {
    "thirty": 30,
    "forty": 40,
    "fifty": 50,
    "sixty": 60,
    "ninety": 90,
    "once": 1,
    "twice": 2,
    "single": 1,
    "additional": 0,
}
_NUMBER = r"(?:\d{1,4}(?:\.\d+)?|" + "|".join(w for w in _WORDS if w not in ("additional", "zero")) + r")"
_SPELLED_AND_FIGURE = rf"(?P<n>{_NUMBER})(?:\s*\(\s*(?P<figure>\d{{1,4}})\s*\))?"
_VISIT = r"(?:visits?|sessions?|treatments?|appointments?)"
_MODALITY = (
    r"(?:(?:additional|more|further|initial|total|post-?\s?operative|post-?\s?op|remaining|physical|occupational|aqua(?:tic)?|"
    r"acupuncture|chiropractic|massage|therapy|manual|PT|OT|pool|psychotherapy|individual|group|cognitive|behaviou?ral)\s+){0,5}"
)
_VISITS = re.compile(rf"(?<![\w.#/-]){_SPELLED_AND_FIGURE}\s+{_MODALITY}{_VISIT}\b(?!\s+(?:a|per|each|every)\b)", re.I)
_VISITS_AFTER = re.compile(
    rf"\b{_VISIT}\s*[,:x×(]\s*#?\s*(?P<n>\d{{1,3}})\b(?!\s*(?:x|times|per|a\s+week|weeks?|/))", re.I
)
_TABLETS = re.compile(
    r"#\s?(?P<n>\d{1,4})\b(?![./-]\d)|\b(?:quantity|qty\.?|count|dispense)\s*(?:of|:|#)?\s*#?\s*(?P<q>\d{1,4})\b"
    rf"|(?<![\w.#/-])(?P<t>{_NUMBER})\s+(?:tablets?|tabs?|capsules?|caps?|pills?|patches)\b(?!\s+(?:a|per|every|each|by|po|daily)\b)",
    re.I,
)
_FREQUENCY = re.compile(
    rf"(?<![\w.#/-])(?P<per>{_NUMBER})\s*(?:x|times?|visits?|sessions?)?\s*(?:/|a|per|each|every)?\s*(?:wk|week)(?:ly)?\b\s*,?\s*"
    rf"(?:for|x|times|over)?\s*(?P<weeks>{_NUMBER})\s*(?:wks?|weeks?)\b",
    re.I,
)
_TOTAL_AFTER_FREQUENCY = re.compile(r"^\s*[,;=]?\s*\(\s*(?:total\s+(?:of\s+)?)?#?(?P<n>\d{1,3})\s*(?:\w+\s*)?\)", re.I)
_DURATION = re.compile(rf"(?<![\w.#/-])(?P<n>{_NUMBER})[\s-]+(?P<unit>day|week|month)s?\b", re.I)
_STRENGTH = re.compile(
    r"(?<![\w.])(?P<s>\d{1,4}(?:\.\d+)?(?:\s?[/-]\s?\d{1,4}(?:\.\d+)?){0,3})\s?(?P<u>mg|mcg|gm?|grams?|ml|cc|%|units?|iu|meq)(?![a-z/])",
    re.I,
)


def number_of(word: str) -> float:
    """The number a word or figure says.

    >>> number_of("twelve"), number_of("8")
    (12.0, 8.0)
    """
    lowered = word.lower()
    return float(_WORDS[lowered]) if lowered in _WORDS else float(word)


def amounts(text: str) -> dict[str, frozenset[float]]:
    """What is counted -> the numbers said of it.

    >>> {k: sorted(v) for k, v in amounts("Twelve (12) physical therapy visits, Norco 10/325 mg #60").items()}
    {'visits': [12.0], 'tablets': [60.0]}
    >>> {k: sorted(v) for k, v in amounts("Physical therapy 2 times a week for 3 weeks").items()}
    {'visits': [6.0]}
    >>> dict(amounts("pain 8/10 on 2/10/14, page 46"))
    {}
    """
    found: dict[str, set[float]] = {}

    def add(kind: str, number: float) -> None:
        found.setdefault(kind, set()).add(number)

    rest = text
    for match in _FREQUENCY.finditer(text):
        stated = _TOTAL_AFTER_FREQUENCY.match(text, match.end()) or _TOTAL_AFTER_FREQUENCY.match(text[match.end() :])
        add("visits", float(stated["n"]) if stated else number_of(match["per"]) * number_of(match["weeks"]))
        rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    for match in _VISITS.finditer(rest):
        add("visits", float(match["figure"]) if match["figure"] else number_of(match["n"]))
    for match in _VISITS_AFTER.finditer(rest):
        add("visits", float(match["n"]))
    for match in _TABLETS.finditer(rest):
        add("tablets", number_of(match["n"] or match["q"] or match["t"]))
    return {kind: frozenset(numbers) for kind, numbers in found.items()}


def durations(text: str) -> dict[str, frozenset[float]]:
    """How long something is asked for, where a single time is named and no frequency with it.

    >>> durations("a standard wheelchair for a 3 month rental"), durations("2 times a week for 6 weeks")
    ({'months': frozenset({3.0})}, {})
    """
    found: dict[str, set[float]] = {}
    for match in _DURATION.finditer(_FREQUENCY.sub(" ", text)):
        found.setdefault(match["unit"].lower() + "s", set()).add(number_of(match["n"]))
    return {unit: frozenset(numbers) for unit, numbers in found.items() if len(numbers) == 1}


def strengths(text: str) -> frozenset[str]:
    """Strengths of drugs, without blanks, grams as ``g``.

    >>> sorted(strengths("Norco 10/325 mg and Lidocaine 5%, 120 grams"))
    ['10/325mg', '120g', '5%']
    """
    found = set()
    for match in _STRENGTH.finditer(text):
        unit = match["u"].lower()
        unit = "g" if unit in ("gm", "gram", "grams") else unit.removesuffix("s") if unit != "s" else unit
        found.add(re.sub(r"\s", "", match["s"]).replace("-", "/") + unit)
    return frozenset(found)
