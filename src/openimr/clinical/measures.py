"""Figures in clinical prose: pain scores, percentages of relief, durations, counts of visits."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.clinical.dates import number_of

NUMBER = r"(?:\d{1,3}(?:\.\d)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty)"

_SCORE = re.compile(
    r"(?<![\d/.\-])(?P<a>10|\d(?:\.\d)?)(?:\s?(?:-|to|and)\s?(?P<b>10|\d(?:\.\d)?))?(?:\s?\+)?\s?(?:/|out of"
    r"|on a scale of|over)\s?(?:a\s)?(?:possible\s)?(?:10|ten)(?![\d/]|-\d)"
)
_SCORE_WORDS = re.compile(
    r"\b(?:vas|nrs|vas score|pain (?:level|score|rating|scale|intensity)|pain)\s?(?:score|scale|level|rating)?\s?"
    r"(?:is|was|of|at|:|=|as|rated|rated at|rated as|is rated|is rated at|is rated as|are|currently|today)?\s?"
    r"(?:a|an|at|as)?\s?"
    r"(?P<a>10|\d(?:\.\d)?)(?:\s?(?:-|to)\s?(?P<b>10|\d(?:\.\d)?))?(?![\d/%.\-]|\s?(?:/|%|percent|out of|years?"
    r"|months?|weeks?|days?|mg|visits?|sessions?|times|hours?|views?|st|nd|rd|th)\b|\s?/)"
)
_DATE_BEFORE = re.compile(r"\b(?:on|dated|since|of|until|by|date)\s?$")
_PAIN_WORD = re.compile(
    r"pain|vas|nrs|ache|rate|scor|scale|level|sever|intens|sx|symptom|discomfort|best|worst|without med|with med|averag"
)


@dataclass(frozen=True, slots=True)
class Score:
    """A pain score; ``high`` is the upper end where a range is given."""

    start: int
    end: int
    low: float
    high: float


def scores_in(text: str, begin: int, stop: int) -> list[Score]:
    """Pain scores in a stretch of lower-case text that keeps its hyphens.

    >>> [(s.low, s.high) for s in scores_in("neck pain 6-8/10, vas 7, seen 4/10/14", 0, 37)]
    [(6.0, 8.0), (7.0, 7.0)]
    """
    sentence = text[begin:stop]
    found = []
    if "10" in sentence or "ten" in sentence:
        for match in _SCORE.finditer(text, begin, stop):
            slash = "/" in match.group()
            if slash and (
                _DATE_BEFORE.search(text[max(0, match.start() - 8) : match.start()]) or not _PAIN_WORD.search(sentence)
            ):
                continue
            found.append(_score(match))
    if "vas" in sentence or "pain" in sentence or "nrs" in sentence:
        taken = [(s.start, s.end) for s in found]
        found += [
            _score(m) for m in _SCORE_WORDS.finditer(text, begin, stop)
            if not any(a < m.end() and m.start() < b for a, b in taken)
        ]  # fmt: skip
    return sorted(found, key=lambda score: score.start)


def _score(match: re.Match[str]) -> Score:
    low = float(match.group("a"))
    high = float(match.group("b") or low)
    return Score(match.start(), match.end(), min(low, high), max(low, high))


_PERCENT = re.compile(
    r"(?<![\d.])(?P<a>\d{1,3})(?:\s?%)?(?:\s?(?:-|to|or)\s?(?P<b>\d{1,3}))?\s?(?:%|percent\b|per cent\b)"
)
_RELIEF_WORD = (
    r"(?:relief|relie[fv]\w*|reduc\w+|improv\w+|decreas\w+|better|benefit\w*|response|alleviat\w+|less|resol\w+"
    r"|help\w*|pain free|drop\w*)"
)
_RELIEF_AFTER = re.compile(
    r"^\s?(?:\)\s)?(?:of\s|in\s|with\s|pain\s|overall\s|sustained\s|temporary\s|symptom\w*\s|or more\s"
    r"|or greater\s|her\s|his\s|the\s|functional\s|significant\s|subjective\s|more\s|greater\s|at least\s"
    r"|initial\s|leg\s|back\s|for\s\w+\s){0,5}" + _RELIEF_WORD
)
_RELIEF_BEFORE = re.compile(_RELIEF_WORD + r"[^.;]{0,70}$")
_NOT_RELIEF = re.compile(
    r"^\s?(?:of (?:normal|the time|full|predicted)|disab|impair|whole|permanent|loss|apportion|tear|stenosis|gel"
    r"|cream|patch|lotion|ointment|solution|compress|ethyl|\w*caine|slip|displac)"
)
_BOUND = re.compile(
    r"(?P<less>less than|under|below|not more than|no more than|at most|up to|<)\s?$|(?P<more>more than"
    r"|greater than|over|above|at least|exceeding|excess of|>|>=)\s?$"
)


@dataclass(frozen=True, slots=True)
class Percent:
    """A share of relief; of a range the lower end counts. ``bound`` is "less" for "less than 50%"."""

    start: int
    end: int
    value: float
    high: float
    bound: str | None


def relief_percents(text: str, begin: int, stop: int) -> list[Percent]:
    """Percentages that state relief or improvement.

    >>> [p.value for p in relief_percents("60-70 % relief; 5% gel; pain down by 40 percent with improvement", 0, 70)]
    [60.0, 40.0]
    """
    if "%" not in text[begin:stop] and "percent" not in text[begin:stop] and "per cent" not in text[begin:stop]:
        return []
    found = []
    for match in _PERCENT.finditer(text, begin, stop):
        behind = text[match.end() : min(stop, match.end() + 80)]
        if _NOT_RELIEF.match(behind):
            continue
        if not (_RELIEF_AFTER.match(behind) or _RELIEF_BEFORE.search(text[begin : match.start()])):
            continue
        low = float(match.group("a"))
        high = float(match.group("b") or low)
        if max(low, high) > 100:
            continue
        bound = _BOUND.search(text[max(begin, match.start() - 14) : match.start()])
        kind = (
            None
            if not bound
            else (
                "less"
                if bound.group("less") and "up to" not in bound.group()
                else "more"
                if bound.group("more")
                else None
            )
        )
        found.append(Percent(match.start(), match.end(), min(low, high), max(low, high), kind))
    return found


_DURATION = re.compile(
    r"(?<![\d/.\-])(?P<a>"
    + NUMBER
    + r"|a|an|a couple|several|a few)(?:\s?\(\d{1,2}\))?(?:\s?(?:-|to|or)\s?(?P<b>"
    + NUMBER
    + r"))?[\s\-]?(?:full\s|solid\s|good\s|consecutive\s)?(?P<unit>days?|weeks?|wks?|months?|mos?|years?|yrs?)\b"
    r"(?!\s(?:old|ago|prior|earlier|later|after|post|of age|from now|follow|history|status))"
)
_IN_WEEKS = {"d": 1 / 7, "w": 1.0, "m": 4.35, "y": 52.0}
_LASTS = re.compile(r"\b(?:for|lasted|lasting|over|about|almost|nearly|least|only|than|within|x)\s$")
_PLANNED = re.compile(
    r"\b(?:in|every|next|return|within|follow.{0,12}|times|per|x\s?\d+|\d\s?x|a week for|weekly for)\s?$"
)


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time in weeks; of a range the lower end counts. None weeks for "several"."""

    start: int
    end: int
    weeks: float | None
    printed: float | None
    unit: str


def durations_in(text: str, begin: int, stop: int) -> list[Duration]:
    """Lengths of time; not ages, not "two weeks ago", not appointments ("in 4 weeks").

    >>> [d.weeks for d in durations_in("relief for 8 weeks; return in 4 weeks; lasted two months", 0, 60)]
    [8.0, 8.7]
    """
    found = []
    for match in _DURATION.finditer(text, begin, stop):
        if _PLANNED.search(text[max(begin, match.start() - 20) : match.start()]):
            continue
        word = match.group("a")
        if word in ("a", "an") and not _LASTS.search(text[max(begin, match.start() - 14) : match.start()]):
            continue  # "twice a day" is no length of time
        number: float | None
        if word in ("several", "a few"):
            number = None
        else:
            number = float(word) if word[0].isdigit() else float(number_of(word.removeprefix("a ")))
        unit = match.group("unit")
        weeks = None if number is None else round(number * _IN_WEEKS[unit[0]], 2)
        name = {"d": "days", "w": "weeks", "m": "months", "y": "years"}[unit[0]]
        found.append(Duration(match.start(), match.end(), weeks, number, name))
    return found


_VISITS = re.compile(
    r"(?<![\d/.\-])(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen|twenty)"
    r"(?:\s?\(\d{1,2}\))?(?:\s?(?:/|of|out of)\s?\d{1,2})?"
    r"\s(?:\w+\s){0,4}?(?P<noun>visits?|sessions?|treatments?|appointments?)\b"
)


def visits_in(text: str, begin: int, stop: int) -> list[tuple[int, int, float]]:
    """Counts of visits or sessions: begin, end, number.

    >>> [n for _, _, n in visits_in("6 sessions of PT; twelve (12) physical therapy sessions", 0, 60)]
    [6.0, 12.0]
    """
    if not any(word in text[begin:stop] for word in ("visit", "session", "treatment", "appointment")):
        return []
    return [(m.start(), m.end(), float(number_of(m.group("n")))) for m in _VISITS.finditer(text, begin, stop)]
