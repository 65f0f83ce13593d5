"""Dates told by an earlier date of the text: "that same day", "the following morning", "two months later", "the year
before", "on the 30th of the same month"; and what is told by a full date behind it: "(11/8, 11/22 and 12/6/11)".

A date comes out as precise as it is told, as in :mod:`openimr.clinical.relativedates`; without an earlier date in
reach there is none.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from openimr.clinical.dates import DateMention, number_of

#: Words without which there is nothing to read here.
STEMS = ("same ", "that ", "following ", "next ", " later", " before", " after", "later that")
_NUMBER = r"\d{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|a couple of"
_DAY = r"day|date|night|evening|morning|afternoon|visit|week|month|year|session|appointment|sitting"
_SAME = re.compile(
    rf"\b(?:(?:on |the )?(?:the |that |this )?same (?P<same>{_DAY})"
    rf"|(?:on |later )?that (?:very )?(?P<that>day|night|evening|morning|afternoon|month|year))\b"
    r"(?! (?:he|she|they|it|the|of the week|pain)\b)"
)
_NEXT = re.compile(
    r"\b(?:the )(?P<which>following|next|preceding|previous) (?P<unit>day|morning|evening|afternoon|night|week|month"
    r"|year)\b"
    r"|\bthe (?P<unit2>day|night|week|month|year) (?P<which2>before|after)\b(?! (?:the|his|her|this|that|a|an|he|she"
    r"|thanksgiving|christmas|surgery|injury)\b)"
)
_LATER = re.compile(
    rf"(?<![a-z0-9./])(?P<n>{_NUMBER})[ \-](?P<unit>day|week|wk|month|mo|year|yr)s?\.? (?P<which>later|thereafter"
    r"|afterwards?|after that|earlier|before that|previously)(?! (?:today|than))\b"
)
_NTH = re.compile(r"\b(?P<day>\d{1,2})(?:st|nd|rd|th) of (?:the same|that|that same|the following) month\b")
#: Days without a year before a full date.
_ROW = re.compile(
    r"(?<![\d/.\-])(?P<days>(?:\d\d?/\d\d?(?:,? ?(?:and|&|,|;|then) ?)){1,8})(?=\d\d?/\d\d?/(?:19|20)?\d\d(?!\d))"
)
_ONE = re.compile(r"(\d\d?)/(\d\d?)")
#: No day on which anything of the treatment was done.
_BIRTH = re.compile(r"\b(?:born|dob|birth|d\.o\.b)\b[^;]{0,16}$")
_REACH = 320


def dates_told_by_others(lower: str, dates: Sequence[DateMention]) -> list[DateMention]:
    """Dates in lower-case text that are told by another date of the text, in order.

    Args:
        lower: the text in lower case.
        dates: all dates read in it so far, in order.

    >>> from openimr.clinical.dates import dates_in
    >>> def told(text): return [d.iso for d in dates_told_by_others(text, dates_in(text))]
    >>> told("fell on 3/4/2014, x ray that night; mri the following week, laid off on the 30th of the same month")
    ['2014-03-04', '2014-03', '2014-03-30']
    >>> told("esi 11/20/12 and again two months later"), told("blocks (11/8, 11/22 and 12/6/11)")
    (['2013-01'], ['2011-11-08', '2011-11-22'])
    """
    found: list[DateMention] = []
    starts = [d.start for d in dates]
    for match in _ROW.finditer(lower) if "/" in lower else ():
        place = bisect_left(starts, match.end())
        if place == len(dates) or dates[place].start != match.end() or len(dates[place].iso) < 10:
            continue
        last = dates[place]
        for one in _ONE.finditer(lower, match.start(), match.end()):
            month, day = int(one.group(1)), int(one.group(2))
            iso = _day(int(last.iso[:4]) - ((month, day) > (int(last.iso[5:7]), int(last.iso[8:]))), month, day)
            at = bisect_left(starts, one.end())
            if iso and (at == 0 or dates[at - 1].end <= one.start()):
                found.append(DateMention(one.start(), one.end(), iso))
    if not any(stem in lower for stem in STEMS):
        return found
    known = sorted([*dates, *found], key=lambda d: d.start)
    starts = [d.start for d in known]

    def add(match: re.Match[str], iso: str | None) -> None:
        number = bisect_left(starts, match.end())
        if iso and (number == 0 or known[number - 1].end <= match.start()):
            made = DateMention(match.start(), match.end(), iso)
            found.append(made)
            known.insert(number, made)
            starts.insert(number, made.start)

    # in the order of the text: each may be told by the one before it
    matches = [(m, read) for pattern, read in _READERS for m in pattern.finditer(lower)]
    matches.sort(key=lambda item: (item[0].start(), -item[0].end()))
    for match, read in matches:
        anchor = _anchor(lower, known, starts, match.start())
        if anchor:
            add(match, read(match, anchor))
    found.sort(key=lambda d: d.start)
    return found


def _nth(match: re.Match[str], anchor: str) -> str | None:
    base = _moved(anchor[:7], 1, "month") if "following" in match.group() else anchor[:7]
    return _day(int(base[:4]), int(base[5:7]), int(match.group("day"))) if base and len(base) == 7 else None


def _same(match: re.Match[str], anchor: str) -> str | None:
    length = {"year": 4, "month": 7, "week": 7}.get(match.group("same") or match.group("that"), 10)
    return anchor[:length] if len(anchor) >= min(length, 7) else None


def _next(match: re.Match[str], anchor: str) -> str | None:
    which = match.group("which") or match.group("which2")
    number = -1 if which in ("before", "preceding", "previous") else 1
    return _moved(anchor, number, match.group("unit") or match.group("unit2"))


def _later(match: re.Match[str], anchor: str) -> str | None:
    number = 2 if "couple" in match.group("n") else number_of(match.group("n"))
    back = match.group("which") in ("earlier", "before that", "previously")
    return _moved(anchor, -number if back else number, match.group("unit"))


_READERS = ((_NTH, _nth), (_SAME, _same), (_NEXT, _next), (_LATER, _later))


def _anchor(lower: str, known: Sequence[DateMention], starts: Sequence[int], place: int) -> str | None:
    """The date that was told last before a place, within reach."""
    for number in range(bisect_right(starts, place) - 1, -1, -1):
        date = known[number]
        if place - date.end > _REACH or "\n\n" in lower[date.end : place]:
            return None
        if date.end <= place and not _BIRTH.search(lower[max(0, date.start - 30) : date.start]):
            return date.iso
    return None


def _moved(iso: str, number: int, unit: str) -> str | None:
    """The date so many units on (or back), as precise as unit and date allow."""
    try:
        if unit in ("year", "yr"):
            return f"{dt.date(int(iso[:4]) + number, 1, 1):%Y}".zfill(4)
        if len(iso) < 7:
            return None
        if unit in ("month", "mo"):
            months = int(iso[:4]) * 12 + int(iso[5:7]) - 1 + number
            return f"{dt.date(months // 12, months % 12 + 1, 1):%Y-%m}"
        if len(iso) < 10:
            return None
        weeks = unit in ("week", "wk")
        day = dt.date.fromisoformat(iso) + dt.timedelta(number * (7 if weeks else 1))
    except (ValueError, OverflowError):
        return None
    return f"{day:%Y-%m}" if weeks else day.isoformat()


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return None
