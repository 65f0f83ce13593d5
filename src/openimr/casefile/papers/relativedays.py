"""The day of a visit that a letter tells without its year or by its own day: "I met her yesterday", "on the 22nd".

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> lines = ["June 28, 2013", "Dear Ann,", "I met your patient yesterday. She will return on July 9."]
>>> str(told_by(lines, dt.date(2013, 6, 28), paper_marks()))
'2013-06-27'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from openimr.casefile.papers.days import month_of
from openimr.casefile.papers.mendeddays import ORDINALS
from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.occasions import sentences_of
from openimr.casefile.papers.papermarks import PaperMarks

#: Sentences of a letter in which it tells of the visit, and characters that they have at most.
_SENTENCES, _CHARACTERS = 12, 2_400
#: Words before the day among which the verb stands, and behind "yesterday".
_BEFORE, _BEHIND = 18, 6
#: A letter is written so many days after the visit at most.
_LATEST = 100
#: Before the day they say that there was no visit: "no new visit on".
_NONE, _TO_NONE = frozenset({*words_of("no"), *words_of("not")}), 4
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
#: Days of the year that people call by a name.
_NAMED_DAYS = {
    "new year's day": (1, 1), "valentine's day": (2, 14), "st. patrick's day": (3, 17), "fourth of july": (7, 4),
    "independence day": (7, 4), "halloween": (10, 31), "veterans day": (11, 11), "christmas eve": (12, 24),
    "new year's eve": (12, 31),
}
_PHRASE = re.compile(
    rf"""
      (?P<ago>\b(?:the\sday\sbefore\s)?yesterday\b|\b(?P<count>\d|one|two|three|four|five|six|seven)
        \s(?P<unit>day|week)s?\sago\b)
    | \b(?P<today>today),?\s(?P<m5>[A-Z][a-z]{{2,8}})\.?\s(?:the\s)?(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?\b
      (?!,?\s?(?:19|20)\d\d|[/\d]|,?\s?['’]\d)
    | \b(?:on|of)\s(?:the\s)?(?P<feast>{"|".join(map(re.escape, _NAMED_DAYS))})\b
    | \b(?:on\s(?:(?:this|the)\s)?(?:(?:past|last)\s)?|(?:this|the)?\s?(?:past|last)\s)
      (?P<weekday>{"|".join(_WEEKDAYS)})\b(?!,?\s(?:the\s)?(?:\w{{0,9}}\s?\d|[a-z-]{{5,14}}\sof\s))
    | \b(?:on\s)?(?:(?:(?:this\s)?(?:last|past)\s)?(?:{"|".join(_WEEKDAYS)}),?\s)?the
      \s(?:(?P<d1>\d{{1,2}})(?:st|nd|rd|th)|(?P<o1>{"|".join(reversed(ORDINALS))}))(?:\sday)?
      (?:\s(?P<this>of\s(?:this|the\s(?:present|current|same))\smonth|inst(?:ant)?\b)|\sof\s(?P<m1>[A-Z][a-z]{{2,8}})\b)
      (?!,?\s(?:of\s)?(?:19|20)\d\d)
    | \bon\s(?:(?:{"|".join(_WEEKDAYS)}),?\s)?the
      \s(?P<d4>\d{{1,2}})(?:st|nd|rd|th)\b(?!\s(?:day|of|visit|session|floor))
    | \b(?:on\s)?(?:(?:{"|".join(_WEEKDAYS)}),\s|(?<=on\s))(?P<m2>[A-Z][a-z]{{2,8}})
      \.?\s(?:the\s)?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\b
      (?!,?\s?(?:19|20)\d\d|[/\d]|,?\s?['’]\d)
    | \bon\s(?P<n1>\d{{1,2}})[/-](?P<d3>\d{{1,2}})\b(?![/\d-])
    """,
    re.X | re.I,
)


def told_by(lines: Sequence[str], written: dt.date, marks: PaperMarks) -> dt.date | None:
    """The day of the visit that a letter's first sentences tell without a year, or None.

    Args:
        lines: the printed lines of the letter from its day on.
        written: the day of the letter.
        marks: the programme's marks.
    """
    for sentence in sentences_of(lines, _CHARACTERS)[:_SENTENCES]:
        for match in _PHRASE.finditer(sentence):
            before = words_of(sentence[:match.start()])[-_BEFORE:]
            behind = words_of(sentence[match.end():])[:_BEHIND] if match["ago"] and len(before) < 3 else []
            teller = match["m2"] and not marks.occasion_tellers.isdisjoint(before)
            verbs = marks.visit_verbs
            if match["o1"] or match["weekday"] or teller:
                verbs |= marks.occasion_verbs
            told = match["today"] is not None or not verbs.isdisjoint(before + behind)
            if not told or not _NONE.isdisjoint(before[-_TO_NONE:]):
                continue
            if not marks.untold_words.isdisjoint(before + behind):
                continue
            day = _day(match, written)
            if day is not None and 0 <= (written - day).days <= _LATEST:
                return day
    return None


def _day(match: re.Match[str], written: dt.date) -> dt.date | None:
    if match["ago"]:
        if match["unit"] is None:
            return written - dt.timedelta(days=2 if " " in match["ago"] else 1)
        count = match["count"].lower()
        days = int(count) if count.isdecimal() else _COUNTS.index(count)
        return written - dt.timedelta(days=days * (7 if match["unit"].lower() == "week" else 1))
    if match["weekday"]:
        back = (written.weekday() - _WEEKDAYS.index(match["weekday"].lower())) % 7
        return written - dt.timedelta(days=back or 7)
    if match["feast"]:
        return _latest(*_NAMED_DAYS[match["feast"].lower()], written)
    if match["d4"]:
        return _last(int(match["d4"]), written)
    number = match["d1"] or match["d2"] or match["d3"] or match["d5"]
    day = int(number) if number else ORDINALS.index(match["o1"].lower()) + 1
    if match["this"]:
        return _latest(written.month, day, written)
    month = int(match["n1"]) if match["n1"] else month_of(match["m1"] or match["m2"] or match["m5"])
    return _latest(month, day, written) if month is not None else None


def _last(day: int, written: dt.date) -> dt.date | None:
    """The last day of that number in a month before a letter was written."""
    before = written.replace(day=1) - dt.timedelta(days=1)
    for month in (written, before):
        try:
            found = month.replace(day=day)
        except ValueError:
            continue
        if found < written:
            return found
    return None


def _latest(month: int, day: int, written: dt.date) -> dt.date | None:
    """The last such day that was not after a letter was written."""
    for year in (written.year, written.year - 1):
        try:
            found = dt.date(year, month, day)
        except ValueError:
            continue
        if found <= written:
            return found
    return None
