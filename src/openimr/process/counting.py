"""From a day and a rule to a last day: counting, carrying on, days for service, hours across the change of clocks.

The day of the event is not counted and the last day is. Days are days of the programme's time zone, wherever the event
was written down. Hours are hours that pass, through nights, weekends and the change to summer time.

>>> from datetime import date
>>> counted = count_clock("application", date(2016, 12, 2))
>>> counted.due_day.isoformat(), counted.counted_to.isoformat()
('2017-01-03', '2017-01-01')
>>> print(counted.steps[-1])
offices closed Sun Jan 1, 2017 (weekend), Mon Jan 2, 2017 (New Year's Day): carried to Tue Jan 3, 2017
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

from openimr.errors import NotFound
from openimr.process.calendars import holiday_elsewhere
from openimr.process.rulemodel import Clock, Period
from openimr.process.rules import ProcessRules, process_rules
from openimr.wordforms import counted

_CALENDAR = {"business-days": "business", "working-days": "working"}
_UNITS = {
    "calendar-days": "day", "business-days": "business day", "working-days": "working day", "hours": "hour",
    "months": "month",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counted:
    """A last day (or hour) and how it was reached.

    Attributes:
        clock: id of the clock.
        due: the instant by which it must be done: end of the last day, or the hour; in the programme's time zone.
        due_day: the day of ``due``.
        by_hour: true where the hour counts and not the day.
        counted_to: where counting ended, before the last day was carried on.
        period: the period of the rule that was in force.
        version: id of the version of the procedure on the first day.
        verified: false where the rule, or something it leans on, was not compared with its text.
        latest_day: the day to which another reading of the law carries it; mostly ``due_day`` itself.
        presumed: the day on which the paper is presumed to have come that the clock is counted from; None where the
            day is known.
        steps: how it was reached, a sentence a step.
        notes: what else to know.
    """

    clock: str
    due: datetime
    due_day: date
    by_hour: bool
    counted_to: date
    period: Period
    version: str
    verified: bool
    latest_day: date
    steps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    presumed: date | None = None

    @property
    def latest(self) -> datetime:
        """The instant after which it is late by every reading of the law."""
        return self.due + (self.latest_day - self.due_day)


def count_clock(
    clock: str,
    start: date | datetime,
    *,
    mode: str = "",
    place: str = "",
    extension_days: int = 0,
    sent: str = "",
    rules: ProcessRules | None = None,
) -> Counted | None:
    """When a clock that starts at ``start`` ends; None where it did not exist then.

    Args:
        clock: id of the clock (``imr process clocks`` lists them).
        start: the event that starts it: a day, or an instant with its time zone. A clock of hours needs an instant.
        mode: how the paper that starts it was served: mail, electronic, fax, personal.
        place: where it was served, one of the places of ``calendars.yaml``; the first of them where nothing is said.
        extension_days: days of an approved extension.
        sent: for a clock counted from receipt, how the paper was sent on the day of ``start``, where the day of receipt
            is not known (``unknown`` where that is not known either); empty where ``start`` is the day of receipt.
        rules: the rules; those of the package where None.

    Raises:
        NotFound: there is no such clock.
        ValueError: a clock of hours was given a day, or an instant has no time zone.
    """
    rules = rules or process_rules()
    found = rules.clock(clock)
    if found is None:
        raise NotFound(f"there is no clock {clock!r}", remedy="list them with: imr process clocks")
    if isinstance(start, datetime):
        if start.tzinfo is None:
            raise ValueError("the instant has no time zone")
        local = rules.local(start)
        day = local.date()
    else:
        local, day = None, start
    if sent and found.presumes:
        return _presumed(found, day, sent, extension_days, rules)
    period = found.on(day)
    if period is None:
        return None
    version = rules.version_on(day)
    if period.unit == "hours":
        if local is None:
            raise ValueError(f"{clock} is counted in hours and needs the hour it starts at")
        return _hours(found, period, local, version.id, extension_days)
    return _days(found, period, day, version.id, mode, place or rules.calendars.places[0], extension_days, rules)


def written(day: date) -> str:
    """A day in words.

    >>> written(date(2017, 1, 3))
    'Tue Jan 3, 2017'
    """
    return f"{calendar.day_abbr[day.weekday()]} {calendar.month_abbr[day.month]} {day.day}, {day.year}"


def amount_of(period: Period) -> str:
    """How long a period is, in words.

    >>> amount_of(process_rules().clock("determination-formulary").on(date(2020, 1, 1)))
    '5 working days'
    """
    if period.unit == "at-once":
        return "at once"
    if period.unit == "no-set-days":
        return "no set days"
    return counted(period.amount, _UNITS[period.unit])


def _hours(clock: Clock, period: Period, start: datetime, version: str, extension_days: int) -> Counted:
    # added in UTC: on the day the clocks change, 24 hours are not the same hour of the next day
    end = (start.astimezone(UTC) + timedelta(hours=period.amount, days=extension_days)).astimezone(start.tzinfo)
    step = f"{amount_of(period)} from {written(start.date())}, {start:%H:%M %Z}: {written(end.date())}, {end:%H:%M %Z}"
    notes = (period.note,) if period.note else ()
    day = end.date()
    return Counted(clock.id, end, day, True, day, period, version, period.verified, day, (step,), notes)


def _presumed(clock: Clock, sent_on: date, sent: str, extra: int, rules: ProcessRules) -> Counted | None:
    """Counted from the day on which a paper that was sent is presumed to have come; that day's period is in force."""
    receipt = rules.receipt(clock.presumes or "")
    way = sent if sent in receipt.days else receipt.unknown
    amount = receipt.days[way]
    business = receipt.unit == "business-days"
    came = rules.calendar("business").after(sent_on, amount) if business and amount else sent_on
    came = came if business else sent_on + timedelta(days=amount)
    counted_from = count_clock(clock.id, came, extension_days=extra, rules=rules)
    if counted_from is None:
        return None
    how = f"by {way}" if way == sent else f"in a way that is not recorded, taken as by {way}"
    days = counted(amount, _UNITS[receipt.unit])
    step = f"{receipt.title} is presumed: sent {how} on {written(sent_on)}, received {days} later"
    step = f"{step} ({receipt.source}): {written(came)}"
    return replace(
        counted_from,
        verified=counted_from.verified and receipt.verified,
        steps=(step, *counted_from.steps),
        notes=(*counted_from.notes, receipt.note),
        presumed=came,
    )


def _days(
    clock: Clock, period: Period, start: date, version: str, mode: str, place: str, extra: int, rules: ProcessRules
) -> Counted:
    verified = period.verified
    notes = [period.note] if period.note else []
    day = _counted(period, start, rules)
    steps = [f"{amount_of(period)} from {written(start)}{'' if day == start else f': {written(day)}'}"]
    if clock.extension:
        extension = rules.extension(clock.extension)
        if mode in extension.modes:
            added = extension.days[place]
            court = extension.unit == "court-days"
            day = rules.calendar("court").after(day, added) if court else day + timedelta(days=added)
            unit = "court day" if court else "day"
            steps.append(f"{counted(added, unit)} for {extension.title} ({extension.source}): {written(day)}")
            verified = verified and extension.verified
    if extra:
        day += timedelta(days=extra)
        steps.append(f"{counted(extra, 'day')} of an approved extension: {written(day)}")
    counted_to = latest = day
    if period.last_day == "carried":
        offices = rules.offices
        due = offices.next_counting(day)
        if due != day:
            passed = [day + timedelta(days=n) for n in range((due - day).days)]
            why = ", ".join(f"{written(one)} ({offices.holiday(one) or 'weekend'})" for one in passed)
            steps.append(f"offices closed {why}: carried to {written(due)}")
            day = due
        courts = rules.calendar(rules.calendars.offices.otherwise)
        latest = courts.next_counting(day)
        elsewhere = holiday_elsewhere(rules.calendars, day)
        if latest != day:
            source = rules.calendars.offices.otherwise_source
            name = elsewhere or f"{courts.holiday(day)}, kept by courts"
            open_here = f"{name}: state offices are open, so it is not carried on here"
            notes.append(f"{open_here}; {source} carries it to {written(latest)}")
        elif elsewhere:
            notes.append(f"{elsewhere}: state offices are open, so it is not carried on here")
    latest = max(latest, day)
    due_at = datetime.combine(day, time(23, 59, 59), rules.zone)
    return Counted(
        clock.id, due_at, day, False, counted_to, period, version, verified, latest, tuple(steps), tuple(notes)
    )  # fmt: skip


def _counted(period: Period, start: date, rules: ProcessRules) -> date:
    if period.unit == "calendar-days":
        return start + timedelta(days=period.amount)
    if period.unit in _CALENDAR:
        return rules.calendar(_CALENDAR[period.unit]).after(start, period.amount)
    if period.unit == "months":
        years, month = divmod(start.month - 1 + period.amount, 12)
        year, month = start.year + years, month + 1
        return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))
    return start
