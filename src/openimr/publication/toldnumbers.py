"""A number that the case was told, in every way in which papers write it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator

from openimr.clinical.dates import find_dates
from openimr.publication.figureview import figure_view

#: Figures and letters that page reading takes for each other.
_ALIKE = ("O0", "I1L", "S5", "B8", "Z2")
_LOOKS_ALIKE = {sign: f"[{alike}]" for alike in _ALIKE for sign in alike}
_AS_FIGURES = str.maketrans({sign: alike[1] for alike in _ALIKE for sign in alike})
#: Papers for an injured worker are also written in Spanish.
_MESES = ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "sep?tiembre", "octubre",
          "noviembre", "diciembre")  # fmt: skip
_BETWEEN = r"[\s().,#/-]{0,3}"
_NO_SIGN = re.compile(r"[\W_]+")


class ToldNumbers:
    """Numbers, addresses and birth dates of the parties, made ready once.

    >>> told = ToldNumbers([("claim", "WC-2013-0456"), ("birth", "04/05/1961")])
    >>> text = "WC 2013 - O456, WC-2013-0457, born Apr. 5, 1961 or 4-5-61, seen 4/5/1962"
    >>> [(kind, text[start:end]) for start, end, kind in told.find(text)]
    [('claim', 'WC 2013 - O456'), ('birth', 'Apr. 5, 1961'), ('birth', '4-5-61')]
    """

    def __init__(self, numbers: Iterable[tuple[str, str]]) -> None:
        self._numbers: list[tuple[str, str, re.Pattern[str]]] = []
        self._days: list[tuple[str, str, re.Pattern[str]]] = []
        for kind, number in numbers:
            even = figure_view(number).text
            signs = [_LOOKS_ALIKE.get(sign.upper(), re.escape(sign)) for sign in even if sign.isalnum()]
            pattern = re.compile(r"(?<!\w)" + _BETWEEN.join(signs) + r"(?!\w)", re.IGNORECASE)
            self._numbers.append((kind, _signs(even), pattern))
            dates = find_dates(even)
            if len(dates) == 1 and (day := dates[0].day) and even[dates[0].start : dates[0].end] == even.strip():
                self._days.append((kind, f"{day:%y}", _day(day)))

    def find(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind of each in a text made even by ``figure_view``."""
        # a pattern is tried only where its signs stand in a row: most texts hold few of the numbers
        signs = _signs(text) if self._numbers else ""
        tried = [(kind, pattern) for kind, key, pattern in self._numbers if key in signs]
        tried += [(kind, pattern) for kind, year, pattern in self._days if year in text]
        for kind, pattern in tried:
            for match in pattern.finditer(text):
                yield (*match.span(), kind)


def _signs(text: str) -> str:
    """Letters and figures alone, those that look alike as one."""
    return _NO_SIGN.sub("", text).upper().translate(_AS_FIGURES)


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
        rf"0?{day.day} (?:de )?{_MESES[day.month - 1]},? (?:del? )?{day.year}",
    )
    return re.compile(rf"(?<![\w/-])(?:{'|'.join(forms)})(?![\w/-])", re.IGNORECASE)
