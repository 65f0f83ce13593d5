"""What the rules of the procedure are made of: versions, states, events, guards, clocks, calendars, reasons.

Everything here is data of ``rules/<programme>/process/*.yaml``, read by :mod:`openimr.process.rules`. Every record has
its legal source and says whether somebody compared it with the text (``verified``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Unit = Literal["calendar-days", "business-days", "working-days", "hours", "months", "at-once", "no-set-days"]
LastDay = Literal["carried", "stays"]
Nature = Literal["duty", "right", "practice", "effect"]


class _Record(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Version(_Record):
    """A version of the procedure and the day it began."""

    id: str
    begins: date = Field(alias="from")
    title: str
    source: str
    verified: bool
    note: str = ""


class Role(_Record):
    """In which capacity somebody acts."""

    id: str
    title: str
    person: bool


class State(_Record):
    """Where a case stands."""

    id: str
    title: str


class Guard(_Record):
    """A condition that holds an event back, what is said then, and the number it holds against, if it has one."""

    id: str
    limit: int | None = None
    says: str
    remedy: str
    source: str


class EventRule(_Record):
    """An event: from which states it is allowed, where it leads, who may record it, what it must say.

    ``leads`` says from which state the effect moves a case of one item to which, where ``to`` names none.
    """

    id: str
    title: str
    row: str = ""
    sources: tuple[str, ...] = Field(alias="from")
    to: str | None = None
    by: tuple[str, ...]
    decides: bool = False
    correctable: bool = True
    effect: str | None = None
    leads: Mapping[str, tuple[str, ...]] = {}
    fields: tuple[str, ...] = ()
    guards: tuple[str, ...] = ()
    from_date: date = date.min
    to_date: date = date.max
    source: str
    verified: bool = True

    def moves(self) -> Iterator[tuple[str, str]]:
        """From which state to which the event moves a case of one item."""
        if self.to is not None:
            yield from ((source, self.to) for source in self.sources)
        for source, ends in self.leads.items():
            yield from ((source, end) for end in ends)


class Period(_Record):
    """How a clock ran from one day to another."""

    begins: date = Field(alias="from")
    ends: date = Field(date.max, alias="to")
    amount: int = Field(ge=0)
    unit: Unit
    last_day: LastDay
    nature: Nature
    source: str
    verified: bool
    note: str = ""


class MetBy(_Record):
    """An event that meets a clock only when it comes from one sender."""

    event: str
    sender: str = Field(alias="from")


class Clock(_Record):
    """A deadline the law (or practice) sets: what starts it, what meets it, how long it runs."""

    id: str
    duty: str
    title: str
    owed_by: str
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    when: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    estimate_from: tuple[str, ...] = ()
    asked_by: str | None = None
    presumes: str | None = None
    each_by: str | None = None
    all_items: bool = False
    by_item: bool = False
    met_by: MetBy | None = None
    superseded_by: tuple[str, ...] = ()
    moot_in: tuple[str, ...] = ()
    outlives: bool = False
    extension: str | None = None
    extended_by: str | None = None
    periods: tuple[Period, ...] = Field(min_length=1)

    def on(self, day: date) -> Period | None:
        """The period in force on a day; None where the clock did not exist."""
        return next((p for p in self.periods if p.begins <= day <= p.ends), None)


class Renamed(_Record):
    """Another name of a holiday, and the day from which the law has it."""

    name: str
    begins: date = Field(alias="from")
    source: str


class Holiday(_Record):
    """A holiday by the name the holidays library has for it."""

    id: str
    name: str
    renamed: Renamed | None = None

    def name_on(self, day: date) -> str:
        """What the law calls it on a day."""
        return self.renamed.name if self.renamed is not None and self.renamed.begins <= day else self.name


class Closed(_Record):
    """Years in which courts keep a holiday."""

    begins: date = Field(date.min, alias="from")
    ends: date = Field(date.max, alias="to")


class ElsewhereDay(_Record):
    """A holiday of another list, on which offices are open: a day of a month, the nth weekday of one, or listed dates.

    ``courts`` says when courts are closed on it; they never are where it is missing.
    """

    name: str
    month: int | None = None
    day: int | None = None
    weekday: str | None = None
    number: int | None = None
    dates: tuple[date, ...] = ()
    begins: date = Field(date.min, alias="from")
    courts: Closed | None = None
    source: str
    verified: bool


class CalendarRule(_Record):
    """Which days count as days of a kind."""

    id: str
    title: str
    meaning: str
    holidays: tuple[str, ...]
    courts: bool = False
    saturday: str | None = None
    source: str
    verified: bool


class Offices(_Record):
    """The calendar by which a last day is carried on."""

    calendar: str
    source: str
    verified: bool
    note: str
    otherwise: str
    otherwise_source: str


class Library(_Record):
    """The country and subdivision whose holidays are asked for."""

    country: str
    subdivision: str


class Observed(_Record):
    """To which weekday a holiday on a weekend moves: all on a Sunday, the named ones on a Saturday."""

    sunday: str
    saturday: dict[str, str]
    source: str
    verified: bool


class Receipt(_Record):
    """On which day a paper is presumed to have come: so many days after it was sent, by the way it was sent.

    ``unknown`` is the way that is taken where none is recorded.
    """

    id: str
    title: str
    unit: Literal["calendar-days", "business-days"]
    days: dict[str, int]
    unknown: str
    source: str
    verified: bool
    note: str


class Extension(_Record):
    """Days added because of how and where a paper was served."""

    id: str
    title: str
    modes: tuple[str, ...]
    unit: Literal["calendar-days", "court-days"] = "calendar-days"
    days: dict[str, int]
    source: str
    verified: bool


class Calendars(_Record):
    """How days are counted, and in which time zone."""

    zone: str
    calendars: tuple[CalendarRule, ...]
    offices: Offices
    library: Library
    observed: Observed
    holidays: tuple[Holiday, ...]
    elsewhere: tuple[ElsewhereDay, ...]
    places: tuple[str, ...] = Field(min_length=1)
    extensions: tuple[Extension, ...]
    receipts: tuple[Receipt, ...] = ()


class Reason(_Record):
    """A reason for which an item is not eligible, or a question to ask before."""

    code: str
    title: str
    test: str
    outcome: Literal["ineligible", "deferred", "merged", "terminated", "ask"]
    begins: date = Field(date.min, alias="from")
    ends: date = Field(date.max, alias="to")
    source: str
    verified: bool


class Programme(_Record):
    """From which day the procedure was open to whom."""

    injury_from: date
    decision_from: date
    source: str
