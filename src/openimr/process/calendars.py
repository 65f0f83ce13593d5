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

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

import holidays

from openimr.process.rulemodel import CalendarRule, Calendars

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_SATURDAY = 5
_DAY = timedelta(days=1)
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
        wanted = set(self.rule.holidays)
        observed = self._all.observed
        place = self._all.library
        for each in (year, year + 1):  # a holiday of January could be kept in December
            dates = _dates(place.country, place.subdivision, each)
            for holiday in self._all.holidays:
                day = dates.get(holiday.name)
                if holiday.id not in wanted or day is None:
                    continue
                if day.weekday() == _SATURDAY and holiday.id in observed.saturday:
                    day = _moved(day, observed.saturday[holiday.id])
                elif day.weekday() > _SATURDAY:
                    day = _moved(day, observed.sunday)
                if day.year == year:
                    kept[day] = holiday.name
        return kept


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
        if day.month != one.month or day < one.begins:
            continue
        nth = one.weekday == _WEEKDAYS[day.weekday()] and one.number == (day.day + 6) // 7
        if one.day == day.day or nth:
            return f"{one.name} ({one.source})"
    return None
