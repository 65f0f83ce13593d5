"""Dates in prose, with the precision they are written in: a day, a month or a year; no day is ever invented."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from ahocorasick_rs import AhoCorasick

#: Names of months and their numbers.
MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sept sep", "october oct", "november nov", "december dec"), start=1)
    for name in names.split()
}  # fmt: skip
#: A month's name as an expression, group ``month``.
MONTH = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?" \
         r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"  # fmt: skip
# each begins with a plain character class: the engine then skips to candidates, which is many times faster than testing
# every place; what stands before a candidate is checked afterwards
_NUMERIC = re.compile(
    r"\d(?:(?P<y0>(?:(?<=1)9|(?<=2)0)\d\d)[-/](?P<m0>\d\d?)[-/](?P<d0>\d\d?)"
    r"|(?P<m>\d?)\s?(?P<sep>[/.\-])\s?(?P<d>\d\d?)\s?(?P=sep)\s?(?P<y>(?:19|20)\d\d|\d\d)"
    r"|(?P<m1>\d?)/(?P<y1>(?:19|20)\d\d))(?![\d/%]|[.\-]\d|\s?mg)"
)
_WORDS = re.compile(
    MONTH + r"(?:\s?(?P<day>\d\d?)(?:st|nd|rd|th)?(?!\d|:))?"
    r"(?:,?\s?(?:of\s)?(?:(?P<year>(?:19|20)\d\d)|'(?P<short>\d\d)))?(?![a-z])"
)
_NAME = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
#: How a month without a year goes on to the one that has it: "March, April and May 2014".
_YEAR_OF_ROW = re.compile(
    rf"(?:\s?(?:,|/|-|\band\b|\bto\b|\bthrough\b|\bthru\b|\buntil\b)\s?(?:and\s)?{_NAME}){{1,3}}(?:,|\sof)?\s"
    r"(?P<year>(?:19|20)\d\d)(?!\d)"
)
#: Ordinal numbers of days in words.
_ORDINALS = {
    word: number
    for number, word in enumerate(
        ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
         "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
         "twentieth", "twenty-first", "twenty-second", "twenty-third", "twenty-fourth", "twenty-fifth", "twenty-sixth",
         "twenty-seventh", "twenty-eighth", "twenty-ninth", "thirtieth", "thirty-first"), start=1)
}  # fmt: skip
DAY_BEFORE = re.compile(
    r"(?<![\d/])(?P<day>\d\d?)(?:st|nd|rd|th)?\s(?:day\s)?(?:of\s)?$"
    r"|\b(?P<word>(?:(?:twenty|thirty)[\- ])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth"
    r"|eleventh|twelfth|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth"
    r"|thirtieth)\s(?:day\s)?(?:of\s)$"
)
_YEAR = re.compile(r"[12][09](?:(?<=19)[5-9]|(?<=20)[0-4])\d(?![\d/%]|[.\-]\d|\s?(?:mg|mcg|ml|units))")
_BEFORE_YEAR = re.compile(
    r"(?:\b(?:in|since|from|of|during|circa|early|late|mid|around|about|until|year|spring|summer|fall|winter|autumn|by|to"
    r"|through|a|his|her)|\(|'s)[\s\-]?(?:early |late |mid[\s\-])?$"
)
# a year alone behind a word ("laminectomy 1995, cholecystectomy")
_AFTER_YEAR = re.compile(r"\s?(?:$|[;,.()\]\n]|(?:with|and|by|for|at|w/|then|due|s/p|per|showed|-)(?![a-z]))")
_WORD_BEFORE_YEAR = re.compile(
    r"(?<![#$])\b(?!(?:no|room|suite|box|icd|number|claim|rev|form|version|apt|unit|page|aged?|ext|pr|dwc|cms)\b)"
    r"(?:[a-z\-]{3,}|[rl])\)?,?\s$"
)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text; ``iso`` is YYYY-MM-DD, YYYY-MM or YYYY, as precise as it is written."""

    start: int
    end: int
    iso: str

    @property
    def day(self) -> dt.date | None:
        """The day, where one is written."""
        return dt.date.fromisoformat(self.iso) if len(self.iso) == 10 else None


def find_dates(text: str) -> list[DateMention]:
    """Dates in ``text``, in order; month first in numeric dates, two-digit years from 1941 to 2040.

    >>> [d.iso for d in find_dates("10/24/13, 1-5-2017; October 15, 2013; June 2013; in 2012")]
    ['2013-10-24', '2017-01-05', '2013-10-15', '2013-06', '2012']
    """
    lower = text.lower()
    return dates_in(lower if len(lower) == len(text) else text)


def dates_in(lower: str) -> list[DateMention]:
    """As :func:`find_dates`, for text already in lower case."""
    found = [
        d for m in _NUMERIC.finditer(lower) if not _glued(lower, m.start(), "0123456789/.-") and (d := _numeric(m))
    ]
    taken = [(d.start, d.end) for d in found]
    for _, place, _ in _months().find_matches_as_indexes(lower):
        if place and lower[place - 1].isalpha():
            continue
        match = _WORDS.match(lower, place)
        made = _in_words(lower, match) if match else None
        if made and not any(a < made.end and made.start < b for a, b in taken):
            found.append(made)
            taken.append((made.start, made.end))
    for match in _YEAR.finditer(lower):
        start, end = match.span()
        before = lower[max(0, start - 20) : start]
        told = _BEFORE_YEAR.search(before) or (_WORD_BEFORE_YEAR.search(before) and _AFTER_YEAR.match(lower, end))
        if told and not any(a < end and start < b for a, b in taken):
            found.append(DateMention(start, end, match.group()))
    found.sort(key=lambda d: d.start)
    return found


@cache
def _months() -> AhoCorasick:
    return AhoCorasick(sorted({month[:3] for month in MONTHS}))


def _glued(text: str, start: int, to: str) -> bool:
    return start > 0 and text[start - 1] in to


def _year(text: str) -> int:
    year = int(text)
    if year >= 100:
        return year
    return 2000 + year if year <= 40 else 1900 + year


def _numeric(match: re.Match[str]) -> DateMention | None:
    group = match.group
    first = group()[0]
    if group("y1"):
        month = int(first + group("m1"))
        return DateMention(match.start(), match.end(), f"{group('y1')}-{month:02d}") if 1 <= month <= 12 else None
    if group("y0"):
        year, month, day = int(first + group("y0")), int(group("m0")), int(group("d0"))
    else:
        year, month, day = _year(group("y")), int(first + group("m")), int(group("d"))
    try:
        return DateMention(match.start(), match.end(), dt.date(year, month, day).isoformat())
    except ValueError:
        return None


def _in_words(lower: str, match: re.Match[str]) -> DateMention | None:
    month = MONTHS[match.group("month").rstrip(".")]
    year = match.group("year") or (str(_year(match.group("short"))) if match.group("short") else None)
    if not year and not match.group("day") and (listed := _YEAR_OF_ROW.match(lower, match.end())):
        year = listed.group("year")  # "between January and June 2014"
    if not year:
        return None
    start = match.start()
    day = match.group("day")
    if not day:
        before = DAY_BEFORE.search(lower[max(0, start - 22) : start])
        if before:
            day = day_of(before)
            start -= len(before.group())
    if not day:
        return DateMention(match.start(), match.end(), f"{year}-{month:02d}")
    try:
        iso = dt.date(int(year), month, int(day)).isoformat()
    except ValueError:
        return None
    return DateMention(start, match.end(), iso)


def day_of(match: re.Match[str]) -> str:
    """The day that ``DAY_BEFORE`` found before a month, in digits."""
    return match.group("day") or str(_ORDINALS[match.group("word").replace(" ", "-")])


_APPOSED = re.compile(r"\s?[,(]\s?(?:on\s)?(?:or about\s)?")


def told_once(lower: str, dates: Sequence[DateMention]) -> list[DateMention]:
    """Of a day that is told twice, the more precise telling alone.

    >>> text = "an mri four weeks later, on october 3, 2013"
    >>> [d.iso for d in told_once(text, [DateMention(7, 23, "2013-10"), *dates_in(text)])]
    ['2013-10-03']
    """
    return [
        date
        for date, following in zip(dates, [*dates, None][1:], strict=True)
        if following is None
        or len(date.iso) >= len(following.iso)
        or not following.iso.startswith(date.iso[:4])
        or not _APPOSED.fullmatch(lower, date.end, following.start)
    ]


_NUMBERS = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "eighteen": 18, "twenty": 20,
}  # fmt: skip
def number_of(word: str) -> int:
    """A number in digits or words (one to twenty, a, couple).

    >>> number_of("twelve"), number_of("6")
    (12, 6)

    Raises:
        KeyError: the word is no number.
    """
    return int(word) if word.isdigit() else _NUMBERS[word]
