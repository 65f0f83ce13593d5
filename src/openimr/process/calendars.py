"""Which days count: business days, working days, the days on which offices are open.

The dates of holidays come from the ``holidays`` library; which of them count, and on which day one that
falls on a weekend is observed, is the law's (``calendars.yaml``). The library's own days of observance are those of
federal offices and differ.

>>> from datetime import date
>>> from openimr.process.rules import process_rules
>>> business = process_rules().calendar("business")
>>> business.counts(date(2017, 1, 2)), business.holiday(date(2017, 1, 2))
(False, "New Year's Day")
>>> business.counts(date(2021, 12, 24))  # Christmas on a Saturday moves no state holiday
True
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from functools import cache

import holidays

from openimr.process.rulemodel import CalendarRule, Calendars, ElsewhereDay

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
_DAY = timedelta(days=1)
_WEEK = 7
#: Years that every holiday of the rules must have a date in.
_YEARS = range(2014, 2031)


@cache
def _dates(country: str, subdivision: str, year: int) -> Mapping[str, date]:
    """The library's holidays of a year, by name, without days of observance."""
    found = holidays.country_holidays(country, subdiv=subdivision, years=year, observed=False, language="en_US")
    return {name: day for day, names in found.items() for name in names.split("; ") if day.year == year}


def missing_holidays(calendars: Calendars) -> list[str]:
    """Names of holidays the rules count and the library does not know."""
    place = calendars.library
    known = [_dates(place.country, place.subdivision, year) for year in _YEARS]
    return [h.name for h in calendars.holidays if not all(h.name in names for names in known)]


class Calendar:
    """The days of one kind.

    Args:
        calendars: the rules.
        name: id of the calendar there.
    """

    def __init__(self, calendars: Calendars, name: str) -> None:
        self._all = calendars
        self.rule: CalendarRule = next(c for c in calendars.calendars if c.id == name)
        self._years: dict[int, dict[date, str]] = {}

    def holiday(self, day: date) -> str | None:
        """Name of the holiday that is kept on a day; None on other days."""
        if day.year not in self._years:
            self._years[day.year] = self._kept(day.year)
        return self._years[day.year].get(day)

    def counts(self, day: date) -> bool:
        """True for Monday to Friday where no holiday is kept."""
        return day.weekday() < _SATURDAY and self.holiday(day) is None

    def next_counting(self, day: date) -> date:
        """The day itself if it counts, else the next one that does."""
        while not self.counts(day):
            day += _DAY
        return day

    def after(self, day: date, amount: int) -> date:
        """The day that is ``amount`` counting days later; the day itself is not counted.

        >>> from openimr.process.rules import process_rules
        >>> process_rules().calendar("business").after(date(2016, 11, 23), 1).isoformat()
        '2016-11-28'
        """
        for _ in range(amount):
            day = self.next_counting(day + _DAY)
        return day

    def _kept(self, year: int) -> dict[date, str]:
        kept: dict[date, str] = {}
        observed = self._all.observed
        for each in (year, year + 1):  # a holiday of January can be kept in December
            for name, day, saturday in self._holidays(each):
                if day.weekday() == _SATURDAY and saturday is not None:
                    day = _moved(day, saturday)
                elif day.weekday() > _SATURDAY:
                    day = _moved(day, observed.sunday)
                if day.year == year:
                    kept[day] = name
        return kept

    def _holidays(self, year: int) -> Iterator[tuple[str, date, str | None]]:
        """The holidays of a year: name, day, and the weekday to which one on a Saturday moves."""
        place = self._all.library
        dates = _dates(place.country, place.subdivision, year)
        for holiday in self._all.holidays:
            day = dates.get(holiday.name)
            if holiday.id in self.rule.holidays and day is not None:
                yield holiday.name_on(day), day, self.rule.saturday or self._all.observed.saturday.get(holiday.id)
        for one in self._all.elsewhere if self.rule.courts else ():
            day = day_elsewhere(one, year)
            if day is not None and one.courts is not None and one.courts.begins <= day <= one.courts.ends:
                yield one.name, day, self.rule.saturday


def _moved(day: date, weekday: str) -> date:
    """The nearest such weekday: back for a Friday, on for a Monday."""
    step = -_DAY if weekday == "friday" else _DAY
    while _WEEKDAYS[day.weekday()] != weekday:
        day += step
    return day


def holiday_elsewhere(calendars: Calendars, day: date) -> str | None:
    """Name and source of a holiday of another list on this day; None where there is none.

    >>> from openimr.process.rules import process_rules
    >>> holiday_elsewhere(process_rules().calendars, date(2018, 2, 12))
    'Lincoln Day (Gov. Code 6700; CCP 135)'
    """
    for one in calendars.elsewhere:
        if day_elsewhere(one, day.year) == day:
            return f"{one.name} ({one.source})"
    return None


def day_elsewhere(one: ElsewhereDay, year: int) -> date | None:
    """The day of a holiday of another list in a year; None in years in which there was none, or none is listed."""
    day = next((listed for listed in one.dates if listed.year == year), None)
    if one.month is not None and one.day is not None:
        day = date(year, one.month, one.day)
    elif one.month is not None and one.weekday is not None and one.number is not None:
        first = date(year, one.month, 1)
        ahead = (_WEEKDAYS.index(one.weekday) - first.weekday()) % _WEEK
        day = first + timedelta(days=ahead + _WEEK * (one.number - 1))
    return day if day is not None and day >= one.begins else None
