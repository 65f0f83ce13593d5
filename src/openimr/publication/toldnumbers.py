"""A number that the case was told, in every way in which papers write it."""

from __future__ import annotations

import datetime as dt
import re

from openimr.clinical.dates import find_dates
from openimr.publication.figureview import figure_view

#: Figures and letters that page reading takes for each other.
_LOOKS_ALIKE = {sign: f"[{alike}]" for alike in ("O0", "I1L", "S5", "B8", "Z2") for sign in alike}
_BETWEEN = r"[\s().,#/-]{0,3}"


def told_number(number: str) -> list[re.Pattern[str]]:
    """Patterns of a number, an address or a birth date, for a text made even by ``figure_view``.

    >>> [bool(told_number("WC-2013-0456")[0].search(text)) for text in ("WC 2013 - O456", "WC-2013-0457")]
    [True, False]
    >>> [any(one.search(text) for one in told_number("04/05/1961")) for text in ("Apr. 5, 1961", "4-5-61", "4/5/1962")]
    [True, True, False]
    """
    even = figure_view(number).text
    signs = [_LOOKS_ALIKE.get(sign.upper(), re.escape(sign)) for sign in even if sign.isalnum()]
    made = [re.compile(r"(?<!\w)" + _BETWEEN.join(signs) + r"(?!\w)", re.IGNORECASE)]
    dates = find_dates(even)
    if len(dates) == 1 and dates[0].day and dates[0].end - dates[0].start == len(even.strip()):
        made.append(_day(dates[0].day))
    return made


def _day(day: dt.date) -> re.Pattern[str]:
    """A day in figures and in words, the month first or the day."""
    name = f"{day:%B}"
    month = name[:3] + (f"(?:t|{name[3:]})?" if len(name) > 3 else "")
    year = rf"(?:{day.year}|{day:%y})"
    number = rf"0?{day.day}(?:st|nd|rd|th)?"
    forms = (
        rf"0?{day.month} ?[/.-] ?0?{day.day} ?[/.-] ?{year}",
        rf"{day.year} ?[/.-] ?0?{day.month} ?[/.-] ?0?{day.day}",
        rf"{month}\.?[ -]?{number}[ ,-]{{1,3}}{year}",
        rf"{number}(?: of)?[ -]?{month}\.?[ ,-]{{0,3}}{year}",
    )
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(forms)})(?![\w/-])", re.IGNORECASE)
