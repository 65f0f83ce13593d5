"""Dates as papers print them."""

from __future__ import annotations

import datetime as dt
from random import Random

#: Ways of printing a day, the common ones more often.
FORMS = ("mm/dd/yyyy", "mm/dd/yyyy", "mm/dd/yyyy", "m/d/yyyy", "m/d/yyyy", "mm/dd/yy", "m/d/yy", "Month d, yyyy",
    "Month d, yyyy", "Month d, yyyy", "MONTH D, YYYY", "Mon d, yyyy", "mm-dd-yyyy", "m-d-yy", "yyyy-mm-dd",
    "dd-Mon-yyyy", "Month dth, yyyy", "Weekday, Month d, yyyy", "mm.dd.yyyy", "Mon dd yyyy")
#: Those that letters use.
LONG_FORMS = ("Month d, yyyy", "Month d, yyyy", "Month d, yyyy", "MONTH D, YYYY", "Mon d, yyyy",
    "Weekday, Month d, yyyy", "mm/dd/yyyy")
#: Those that fit a form's cell.
SHORT_FORMS = ("mm/dd/yyyy", "mm/dd/yyyy", "m/d/yyyy", "mm/dd/yy", "m/d/yy", "mm-dd-yyyy", "m-d-yy")


def printed(day: dt.date, form: str = "mm/dd/yyyy") -> str:
    """A day in one of the forms.

    >>> printed(dt.date(2015, 3, 4), "Month dth, yyyy"), printed(dt.date(2015, 3, 4), "m-d-yy")
    ('March 4th, 2015', '3-4-15')
    """
    month, short, weekday = f"{day:%B}", f"{day:%b}", f"{day:%A}"
    suffix = {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10 if day.day not in (11, 12, 13) else 0, "th")
    return {
        "mm/dd/yyyy": f"{day:%m/%d/%Y}",
        "m/d/yyyy": f"{day.month}/{day.day}/{day.year}",
        "mm/dd/yy": f"{day:%m/%d/%y}",
        "m/d/yy": f"{day.month}/{day.day}/{day:%y}",
        "Month d, yyyy": f"{month} {day.day}, {day.year}",
        "MONTH D, YYYY": f"{month} {day.day}, {day.year}".upper(),
        "Mon d, yyyy": f"{short} {day.day}, {day.year}",
        "mm-dd-yyyy": f"{day:%m-%d-%Y}",
        "m-d-yy": f"{day.month}-{day.day}-{day:%y}",
        "yyyy-mm-dd": f"{day:%Y-%m-%d}",
        "dd-Mon-yyyy": f"{day:%d}-{short}-{day.year}",
        "Month dth, yyyy": f"{month} {day.day}{suffix}, {day.year}",
        "Weekday, Month d, yyyy": f"{weekday}, {month} {day.day}, {day.year}",
        "mm.dd.yyyy": f"{day:%m.%d.%Y}",
        "Mon dd yyyy": f"{short} {day:%d} {day.year}",
    }[form]


def clock(rng: Random) -> str:
    """A time of the working day as machines print it."""
    hour, minute = rng.randrange(7, 19), rng.randrange(60)
    if rng.random() < 0.5:
        return f"{hour:02d}:{minute:02d}"
    return f"{(hour - 1) % 12 + 1}:{minute:02d} {'AM' if hour < 12 else 'PM'}"


def working_day(day: dt.date) -> dt.date:
    """The same day, or the Monday after a weekend."""
    return day + dt.timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)


def later(rng: Random, day: dt.date, least: int, most: int) -> dt.date:
    """A working day so many days later."""
    return working_day(day + dt.timedelta(days=rng.randint(least, most)))
