"""Counting against a count made a day at a time, over every day the programme knows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.errors import MissingEngine, NotFound
from openimr.process.calendars import holiday_elsewhere
from openimr.process.counting import count_clock
from openimr.process.rules import process_rules

RULES = process_rules()
FIRST, LAST = date(2013, 1, 1), date(2030, 12, 31)
DAYS = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
PACIFIC = ZoneInfo("America/Los_Angeles")
#: A clock of days for every way in which one runs: clocks that run alike are counted once.
OF_DAYS = {
    tuple((p.begins, p.ends, p.amount, p.unit, p.last_day) for p in c.periods): c.id
    for c in RULES.clocks
    if all(p.unit not in ("hours", "at-once", "no-set-days") for p in c.periods)
}
OF_HOURS = [c.id for c in RULES.clocks if any(p.unit == "hours" for p in c.periods)]


def nth(year: int, month: int, weekday: int, number: int) -> date:
    """The day by going through the month."""
    days = [d for n in range(31) if (d := date(year, month, 1) + timedelta(days=n)).month == month]
    found = [d for d in days if d.weekday() == weekday]
    return found[number - 1 if number > 0 else number]


def closed_days(year: int) -> set[date]:
    """Days of Gov. Code 19853 written out again here: a second opinion on the calendar of offices."""
    fixed = [date(year, 1, 1), date(year, 3, 31), date(year, 7, 4), date(year, 11, 11), date(year, 12, 25)]
    kept = {d + timedelta(days=1) if d.weekday() == 6 else d for d in fixed}
    kept |= {d - timedelta(days=1) for d in fixed if d.month == 11 and d.weekday() == 5}
    thanks = nth(year, 11, 3, 4)
    return kept | {
        nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1),
        thanks, thanks + timedelta(days=1),
    }  # fmt: skip


YEARS = range(2012, 2034)
CLOSED = set().union(*(closed_days(year) for year in YEARS))
AFTER_THANKSGIVING = {nth(year, 11, 3, 4) + timedelta(days=1) for year in YEARS}


def judicial_holidays(year: int) -> set[date]:
    """Days of CCP 135 written out again here, kept as Rule of Court 1.11 says: Saturday on Friday, Sunday on Monday."""
    fixed = [date(year, month, day) for month, day in ((1, 1), (2, 12), (3, 31), (7, 4), (11, 11), (12, 25))]
    fixed += [date(year, 6, 19)] if year >= 2023 else []
    kept = {d + timedelta(days={5: -1, 6: 1}.get(d.weekday(), 0)) for d in fixed}
    autumn = nth(year, 9, 4, 4) if year >= 2022 else nth(year, 10, 0, 2)
    thanks = nth(year, 11, 3, 4)
    return kept | {
        nth(year, 1, 0, 3), nth(year, 2, 0, 3), nth(year, 5, 0, -1), nth(year, 9, 0, 1), autumn,
        thanks, thanks + timedelta(days=1),
    }  # fmt: skip


COURT_CLOSED = set().union(*(judicial_holidays(year) for year in YEARS))


def is_open(day: date, working: bool = False) -> bool:
    return day.weekday() < 5 and (day not in CLOSED or (working and day in AFTER_THANKSGIVING))


def test_offices_are_closed_on_the_days_of_the_statute_and_no_others() -> None:
    assert [d for d in DAYS if RULES.offices.counts(d) != is_open(d)] == []


def test_courts_are_closed_on_the_days_of_their_own_list_and_no_others() -> None:
    court = RULES.calendar("court")
    assert [d for d in DAYS if court.counts(d) != (d.weekday() < 5 and d not in COURT_CLOSED)] == []


def test_the_days_of_the_moon_are_listed_for_every_year_in_which_they_are_holidays() -> None:
    listed = {one.name: {day.year for day in one.dates} for one in RULES.calendars.elsewhere if one.dates}
    assert listed == {"Lunar New Year": set(range(2023, 2031)), "Diwali": set(range(2026, 2031))}
    assert "Lunar New Year" in str(holiday_elsewhere(RULES.calendars, date(2026, 2, 17)))


def test_a_holiday_of_another_list_is_named_from_the_year_the_statute_lists_it() -> None:
    """AB 1973 of 2014 put Native American Day into Gov. Code 6700 from January 1, 2015."""
    assert holiday_elsewhere(RULES.calendars, date(2014, 9, 26)) is None
    assert "Native American Day" in str(holiday_elsewhere(RULES.calendars, date(2015, 9, 25)))
    assert RULES.calendar("court").counts(date(2021, 9, 24))
    assert not RULES.calendar("court").counts(date(2022, 9, 23))


def test_a_holiday_has_the_name_of_its_day() -> None:
    assert RULES.offices.holiday(date(2025, 3, 31)) == "Cesar Chavez Day"
    assert RULES.offices.holiday(date(2026, 3, 31)) == "Farmworkers Day", "renamed on March 26, 2026"


def test_working_days_differ_by_the_day_after_thanksgiving_alone() -> None:
    business, working = RULES.calendar("business"), RULES.calendar("working")
    differing = [d for d in DAYS if business.counts(d) != working.counts(d)]
    assert differing == [day for day in DAYS if day in AFTER_THANKSGIVING]


@pytest.mark.parametrize("clock", OF_DAYS.values())
def test_every_clock_of_days_on_every_day(clock: str) -> None:
    """Later starts never end earlier; a carried last day is an open day, and the first one that counting allows."""
    before: date | None = None
    unit = ""
    for day in DAYS:
        counted = count_clock(clock, day, mode="personal")
        if counted is None:
            continue
        period = counted.period
        if before is not None and unit == f"{period.amount} {period.unit}":
            assert counted.due_day >= before, f"{clock} from {day}"
        before, unit = counted.due_day, f"{period.amount} {period.unit}"
        assert counted.due_day > day
        assert not counted.by_hour
        later = [counted.due_day + timedelta(n) for n in range((counted.latest_day - counted.due_day).days)]
        assert all(one.weekday() > 4 or one in COURT_CLOSED for one in later), f"{clock} from {day}"
        if period.last_day == "stays":
            assert counted.due_day == counted.counted_to == counted.latest_day
        else:
            assert is_open(counted.due_day), f"{clock} from {day} ends on {counted.due_day}"
            assert counted.latest_day.weekday() < 5 and counted.latest_day not in COURT_CLOSED
            passed = [counted.counted_to + timedelta(n) for n in range((counted.due_day - counted.counted_to).days)]
            assert not any(is_open(one) for one in passed)
        if period.unit == "calendar-days":
            assert (counted.counted_to - day).days == period.amount
        elif period.unit in ("business-days", "working-days"):
            working = period.unit == "working-days"
            between = [day + timedelta(n) for n in range(1, (counted.counted_to - day).days + 1)]
            assert sum(is_open(one, working) for one in between) == period.amount
            assert is_open(counted.counted_to, working)


@given(
    clock=st.sampled_from(OF_HOURS),
    start=st.datetimes(datetime(2014, 3, 1), datetime(2030, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001
)
def test_hours_pass_alike_in_every_zone_and_across_the_change_of_clocks(clock: str, start: datetime) -> None:
    ends = {}
    for zone in ("UTC", "America/Los_Angeles", "Asia/Tokyo"):
        counted = count_clock(clock, start.astimezone(ZoneInfo(zone)))
        assert counted is not None and counted.by_hour
        ends[zone] = counted.due
    assert len({end.astimezone(UTC) for end in ends.values()}) == 1
    assert ends["UTC"].astimezone(UTC) - start == timedelta(hours=24)
    assert ends["UTC"].tzinfo == PACIFIC


@given(start=st.datetimes(datetime(2013, 1, 2), datetime(2030, 12, 31), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_day_is_a_day_of_the_programme_wherever_the_event_was_written_down(start: datetime) -> None:
    local = start.astimezone(PACIFIC).date()
    assert count_clock("application", start) == count_clock("application", local)


@given(day=st.sampled_from(DAYS), mode=st.sampled_from(["mail", "personal", "electronic", "fax"]))
def test_days_for_service_never_shorten(day: date, mode: str) -> None:
    for plain, way in (("application", "mail"), ("petition", "mail"), ("application", "wire")):
        longer = f"{plain}-by-{way}"
        one, other = count_clock(plain, day), count_clock(longer, day, mode=mode)
        far = count_clock(longer, day, mode=mode, place="abroad")
        assert one is not None and other is not None and far is not None
        assert one.due_day <= other.due_day <= far.due_day


def test_a_clock_that_did_not_exist_has_no_end() -> None:
    assert count_clock("new-administrator", date(2016, 12, 31)) is None
    assert count_clock("denial-reminder", date(2014, 4, 1)) is None


def test_a_machine_without_time_zones_is_told_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> ZoneInfo:
        raise ZoneInfoNotFoundError(name)

    monkeypatch.setattr("openimr.process.rules.ZoneInfo", none)
    rules = replace(RULES)  # the zone is kept once it was found
    with pytest.raises(MissingEngine, match="install the system's tzdata"):
        count_clock("application", date(2020, 1, 1), rules=rules)


def test_wrong_questions_are_answered_with_what_is_wrong() -> None:
    with pytest.raises(NotFound, match="no clock 'aplication'"):
        count_clock("aplication", date(2020, 1, 1))
    with pytest.raises(ValueError, match="needs the hour"):
        count_clock("records-expedited", date(2020, 1, 1))
    with pytest.raises(ValueError, match="no time zone"):
        count_clock("application", datetime(2020, 1, 1, 12))  # noqa: DTZ001
