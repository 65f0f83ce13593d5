"""Dates as the dispute papers print them: whole dates only, nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_DATE = re.compile(
    r"(?<![\d/-])(?:(?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)"
    r"|(?P<m2>\d{1,2})\s?[/.-]\s?(?P<d2>\d{1,2})\s?[/.-]\s?(?P<y2>(?:19|20)?\d\d)(?![\d/])"
    r"|(?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?\s{1,3}(?P<d3>\d{1,2})(?:st|nd|rd"
    r"|th)?\s?,?\s{0,3}(?P<y3>(?:19|20)\d\d)"
    r"|(?P<d4>\d{1,2})\s(?P<m4>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?,?\s(?P<y4>(?:19"
    r"|20)\d\d))",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[tuple[int, int, dt.date]]:
    """Whole dates in ``text`` with their places, in order; impossible ones are left out.

    >>> [d.isoformat() for _, _, d in find_dates("DOS 9/3/14, May 29, 2014, 2014-06-01 and 13/45/14")]
    ['2014-09-03', '2014-05-29', '2014-06-01']
    """
    found: list[tuple[int, int, dt.date]] = []
    for match in _DATE.finditer(text):
        day = _date(match)
        if day is not None:
            found.append((match.start(), match.end(), day))
    return found


def _date(match: re.Match[str]) -> dt.date | None:
    groups = match.groupdict()
    for number in "1234":
        year, month, day = groups[f"y{number}"], groups[f"m{number}"], groups[f"d{number}"]
        if year is None:
            continue
        y = int(year)
        if y < 100:
            # a two-digit year is of this century unless it would lie far ahead of any paper
            y += 2000 if y < 60 else 1900
        m = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
        try:
            return dt.date(y, m, int(day))
        except ValueError:
            return None
    return None
