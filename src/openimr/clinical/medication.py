"""How often a drug is taken, and since when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.clinical.alternation import compiled
from openimr.clinical.dates import DateMention, number_of

_PER_DOSE = re.compile(
    r"\b(?P<n>\d(?:\.5)?|one|two|three|half|a)(?:\s?(?:-|to)\s?(?P<m>\d|two|three))?\s(?:tablets?|tabs?|capsules?"
    r"|caps?|pills?|po\b|by mouth|patch(?:es)?)"
)
_DAY = r"(?:(?:a|per|each|by|the|every) ?)?(?:day|daily)\b|/ ?d(?:ay)?\b"
#: The dot of "q.6h" and "q. 6 h.", which says nothing.
_Q_DOT = re.compile(r"\bq\.\s?(?=\d)")
#: How many at a time, right before how often: "Advil 2 q6h".
_AT_A_TIME = re.compile(
    r"(?<![\d.#/\-])\b(?P<n>[1-4]|one|two|three|four)\s(?:every (?:\d|four|six|eight)|q ?\d|[btq]id\b|[btq]\.i\.d|twice"
    r"|thrice|(?:two|three|four|2|3|4) times|at (?:night|bed)|nightly|qhs|hs\b)"
)
_RATES: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (compiled(pattern), rate)
    for pattern, rate in (
        (
            rf"\bqid\b|\bq\.i\.d|\b(?:4|four) ?(?:times|x),? ?(?:{_DAY})|\bq ?6 ?(?:h|hours|hrs)\b"
            r"|every (?:6|six) (?:hours|hrs|h\b)",
            4,
        ),
        (
            rf"\btid\b|\bt\.i\.d|\bthrice (?:{_DAY})|\b(?:3|three) ?(?:times|x),? ?(?:{_DAY})|\bq ?8 ?(?:h|hours"
            r"|hrs)\b|every (?:8|eight) (?:hours|hrs|h\b)",
            3,
        ),
        (
            rf"\bbid\b|\bb\.i\.d|\btwice (?:{_DAY})|\b(?:2|two) ?(?:times|x),? ?(?:{_DAY})|\bq ?12 ?(?:h|hours"
            r"|hrs)\b|every (?:12|twelve) (?:hours|hrs|h\b)|morning and (?:(?:at|one at|in the) )?(?:night|evening"
            r"|bedtime)",
            2,
        ),
        (
            r"\bq ?4 ?(?:h|hours|hrs)\b|every (?:4|four) hours|every 4 ?(?:-|to) ?6 hours|q ?4 ?(?:-|to) ?6 ?(?:h"
            r"|hours|hrs)",
            6,
        ),
        (r"\bq ?(?:6|4) ?- ?8 ?(?:h|hours|hrs)\b|every 6 ?(?:-|to) ?8 hours", 4),
        (
            r"\bqhs\b|\bq\.h\.s|\bqd\b|\bq ?day\b|\bq\.d|\bdaily\b|\bonce (?:a|per|each|by|the) ?day"
            r"|\bat (?:night|bedtime|hs)|\bnightly|\bhs\b|\bh\.s\b|\bevery (?:night|day|evening|morning)|\bqam\b"
            r"|\bqpm\b|\bq\.[ap]\.m\b|\bq ?24 ?(?:h|hours|hrs)\b|every (?:24|twenty four) hours|\b(?:per|a|by) day\b",
            1,
        ),
    )
)
_EACH_DAY = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight)(?:\s?(?:-|to)\s?(?P<m>\d{1,2}|two|three|four|five"
    r"|six))?\s?(?:tablets?\s|tabs?\s|pills?\s|capsules?\s|times\s|x\s)?(?:/\s?day|a day|per day|by day|daily"
    r"|each day)\b"
)
_SINCE = re.compile(
    r"\b(?:since|first prescribed|started|started on|began|beginning|initiated|start date:?|first prescribed on"
    r"|prescribed from|dating back to|as far back as|as early as|from)\s(?:at least\s|around\s|about\s|early\s"
    r"|late\s|on\s|in\s)?$"
)
_FOR = re.compile(
    r"\b(?:for|over|past|last|x)\s(?:the\s)?(?:past\s|last\s|at least\s|over\s|more than\s|about\s"
    r"|approximately\s|greater than\s|nearly\s|almost\s|several\s)*(?P<n>\d{1,2}|a|an|one|two|three|four|five|six"
    r"|seven|eight|nine|ten|twelve|several|many)\s(?P<unit>days?|weeks?|months?|years?)\b"
)
_UNIT_DAYS = {"d": 1, "w": 7, "m": 30, "y": 365}


def times_a_day(stretch: str) -> float | None:
    """How many a day the lower-case text says ("one tablet tid" is 3), or None.

    >>> times_a_day("twice a day for 30 minutes")
    2.0
    """
    stretch = _Q_DOT.sub("q", stretch)
    each = _EACH_DAY.search(stretch)
    times: float | None = None
    for pattern, rate in _RATES:
        if pattern.search(stretch):
            times = float(rate)
            break
    if each and (times in (None, 1)):
        return float(number_of(each.group("m") or each.group("n")))
    if times is None:
        return None
    dose = _PER_DOSE.search(stretch)
    if dose and dose.group("n") not in ("a",):
        word = dose.group("m") or dose.group("n")
        per_dose = 0.5 if word == "half" else float(word) if word.replace(".", "").isdigit() else float(number_of(word))
        return times * per_dose
    alone = None if dose else _AT_A_TIME.search(stretch)
    return times * number_of(alone.group("n")) if alone else times


def since(text: str, start: int, end: int, stop: int, begin: int, dates: Sequence[DateMention]) -> str | None:
    """The date of first use when the sentence says "since DATE" and the like about this drug."""
    for date in dates:
        if date.start >= end and date.start <= stop and _SINCE.search(text[max(end, date.start - 40) : date.start]):
            return date.iso
    for date in dates:
        if (
            begin <= date.start
            and date.end <= start
            and re.search(
                r"\bsince\s(?:at least\s|about\s|early\s|late\s)?$", text[max(begin, date.start - 24) : date.start]
            )
        ):
            return date.iso
    return None


def used_for_days(text: str, end: int, stop: int) -> float | None:
    """For how many days the drug is said to have been taken ("for the past two years"); None where nothing is said."""
    match = _FOR.search(text, end, stop)
    if not match or match.start() - end > 60 or match.group("n") in ("several", "many"):
        return None
    return float(number_of(match.group("n")) * _UNIT_DAYS[match.group("unit")[0]])
