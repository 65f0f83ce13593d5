"""How a drug is taken: strength, number dispensed, how often, refills, since when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.clinical.alternation import compiled
from openimr.clinical.dates import DateMention, number_of

_STRENGTH = re.compile(
    r"(?<![\d.#])(?P<n>\d+(?:,\d{3})?(?:\.\d+)?(?:\s?[/\-]\s?\d+(?:\.\d+)?){0,2})\s?(?P<unit>mg/ml|mg|mcg/hr|mcg"
    r"|milligrams?|micrograms?|%|gm?\b|grams?|ml|units?)(?:\s?/\s?\d+(?:\.\d+)?\s?(?:mg|ml))?"
)
_BARE_STRENGTH = re.compile(r"^\s?(?P<n>\d+(?:\.\d+)?\s?[/\-]\s?\d{2,3}(?:\.\d+)?)(?!\s?/|\d|-\d)")
_QUANTITY = re.compile(
    r"(?:#\s?|\bquantity\s?(?:of\s)?:?\s?#?|\bqty\.?\s?:?\s?#?|\bdispensed?\s?:?\s?#?|\bdisp\.?\s?#?"
    r"|\bcount\s?:?\s?)(?P<n>\d{1,4})|\b(?P<m>\d{2,4})\s(?:tablets|tabs|capsules|caps|pills|patches|count)\b"
)
_REFILLS = re.compile(
    r"(?:\b(?:with\s|x\s)?(?P<n>\d|no|one|two|three|four|five|six)\srefills?\b)|\brefills?\s?(?::|x|times)\s?(?P<m>\d)"
)
_PER_DOSE = re.compile(
    r"\b(?P<n>\d(?:\.5)?|one|two|three|half|a)(?:\s?(?:-|to)\s?(?P<m>\d|two|three))?\s(?:tablets?|tabs?|capsules?"
    r"|caps?|pills?|po\b|by mouth|patch(?:es)?)"
)
_RATES: tuple[tuple[re.Pattern[str], float], ...] = tuple(
    (compiled(pattern), rate)
    for pattern, rate in (
        (
            r"\bqid\b|\bq\.i\.d|\bfour times (?:a|per|each) ?day|\bfour times daily|\b4 (?:times|x) ?(?:a|per)? ?"
            r"(?:day|daily)|\b4x ?/? ?day|\bq ?6 ?(?:h|hours|hrs)\b|every (?:6|six) hours",
            4,
        ),
        (
            r"\btid\b|\bt\.i\.d|\bthree times (?:a|per|each) ?day|\bthree times daily|\b3 (?:times|x) ?(?:a"
            r"|per)? ?(?:day|daily)|\b3x ?/? ?day|\bq ?8 ?(?:h|hours|hrs)\b|every (?:8|eight) hours",
            3,
        ),
        (
            r"\bbid\b|\bb\.i\.d|\btwice (?:a|per|each) ?day|\btwice daily|\btwo times (?:a|per) ?day"
            r"|\btwo times daily|\b2 (?:times|x) ?(?:a|per)? ?(?:day|daily)|\b2x ?/? ?day|\bq ?12 ?(?:h|hours"
            r"|hrs)\b|every (?:12|twelve) hours|morning and (?:night|evening)",
            2,
        ),
        (
            r"\bq ?4 ?(?:h|hours|hrs)\b|every (?:4|four) hours|every 4 ?(?:-|to) ?6 hours|q ?4 ?(?:-|to) ?6 ?(?:h"
            r"|hours|hrs)",
            6,
        ),
        (r"\bq ?(?:6|4) ?- ?8 ?(?:h|hours|hrs)\b|every 6 ?(?:-|to) ?8 hours", 4),
        (
            r"\bqhs\b|\bq\.h\.s|\bqd\b|\bq ?day\b|\bq\.d|\bdaily\b|\bonce (?:a|per|each) ?day|\bat (?:night"
            r"|bedtime)|\bnightly|\bhs\b|\bevery (?:night|day|evening|morning)|\bqam\b|\bqpm\b|\bper day\b"
            r"|\ba day\b",
            1,
        ),
    )
)
_EACH_DAY = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight)(?:\s?(?:-|to)\s?(?P<m>\d{1,2}|two|three|four|five"
    r"|six))?\s?(?:tablets?\s|tabs?\s|pills?\s|capsules?\s|times\s|x\s)?(?:/\s?day|a day|per day|daily|each day)\b"
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


def details(stretch: str, combination: bool) -> dict[str, str | float | bool]:
    """Strength, quantity, times a day and refills stated in the lower-case text behind a drug's name.

    >>> d = details(" 10/325 mg #120 one tablet qid, 2 refills", True)
    >>> d["strength"], d["quantity"], d["per_day"], d["refills"]
    ('10/325 mg', 120.0, 4.0, 2.0)
    """
    found: dict[str, str | float | bool] = {}
    strength = _STRENGTH.search(stretch[:45])
    if strength:
        unit = strength.group("unit")
        number = re.sub(r"\s", "", strength.group("n")).replace("-", "/")
        found["strength"] = f"{number}%" if unit == "%" else f"{number} {unit}"
    elif combination:
        bare = _BARE_STRENGTH.match(stretch)
        if bare:
            found["strength"] = re.sub(r"\s", "", bare.group("n")).replace("-", "/") + " mg"
    elif (
        number_only := re.match(r"^\s?(?P<n>\d{1,4}(?:\.\d)?)(?=\s?(?:#|tid|bid|qid|qhs|po|one|1|twice|$|,))", stretch)
    ) is not None:
        found["strength"] = number_only.group("n") + " mg"
    quantity = _QUANTITY.search(stretch)
    if quantity:
        found["quantity"] = float(quantity.group("n") or quantity.group("m"))
    rate = times_a_day(stretch)
    if rate:
        found["per_day"] = rate
    refills = _REFILLS.search(stretch)
    if refills:
        word = refills.group("n") or refills.group("m")
        found["refills"] = 0.0 if word == "no" else float(number_of(word))
    return found


def times_a_day(stretch: str) -> float | None:
    """How many a day the lower-case text says ("one tablet tid" is 3), or None.

    >>> times_a_day("twice a day for 30 minutes")
    2.0
    """
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
    return times


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
