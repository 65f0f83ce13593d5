"""Events: what happened to a case, who recorded it, when, and whether a person or a program did.

An event is never changed. It is written as one line of JSON; its hash covers everything in it and the hash of the event
before (:mod:`openimr.process.chain`), so that a later change shows.

>>> from datetime import datetime, timezone
>>> noon = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
>>> program = Actor(role="software", name="intake")
>>> event = Event(case="C-1", number=1, kind="ur-decided", at=noon, recorded=noon, actor=program)
>>> event.actor.machine, event.at.isoformat()
(True, '2026-03-02T20:00:00+00:00')
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator

from openimr.errors import NotFound, UnreadableFile

#: The role of whatever is no person.
SOFTWARE = "software"
#: What the first event of a case has for the hash of the one before.
BEGINNING = "0" * 64
#: Years an event can lie in; others are a slip of the pen, and no calendar is asked for them.
_YEARS = range(1990, 2100)
#: Size and events above which a log is refused: a case has some dozens of events, and no file may take long to read.
LARGEST = 16 * 2**20
MOST_EVENTS = 2000


class Actor(BaseModel):
    """Who recorded an event.

    Attributes:
        role: one of the roles of the rules (``machine.yaml``); ``software`` is the only one that is no person.
        name: name or account of the person, or name and version of the program. A reviewer has a private id here.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: str
    name: str

    @property
    def machine(self) -> bool:
        """True where no person acted.

        >>> Actor(role="designee", name="d-7").machine
        False
        """
        return self.role == SOFTWARE


class Event(BaseModel):
    """One thing that happened to one case.

    Attributes:
        case: the case number.
        number: place in the log of the case, from 1.
        kind: what happened, an event of the rules.
        at: when it happened, with its time zone. The law counts from here.
        recorded: when it was written down; never before ``at``.
        actor: who wrote it down, a person in a role or a program.
        items: ids of the items it concerns; empty means the whole case.
        data: what else the event says, by the fields its rule asks for.
        previous: hash of the event before, 64 zeros for the first.
        hash: SHA-256 over all of the above.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str = Field(min_length=1, max_length=100)
    number: int = Field(ge=1)
    kind: str
    at: AwareDatetime
    recorded: AwareDatetime
    actor: Actor
    items: tuple[str, ...] = ()
    data: dict[str, JsonValue] = Field(default_factory=dict)
    previous: str = BEGINNING
    hash: str = ""

    @field_validator("at", "recorded")
    @classmethod
    def _plausible(cls, value: datetime) -> datetime:
        if value.year not in _YEARS:
            raise ValueError(f"the year must be from {_YEARS[0]} to {_YEARS[-1]}")
        return value

    def said(self, field: str) -> str:
        """The value of a field as text; empty where the event does not say it.

        >>> from datetime import datetime, timezone
        >>> now = datetime(2026, 3, 2, tzinfo=timezone.utc)
        >>> served = Event(case="C-1", number=2, kind="ur-served", at=now, recorded=now,
        ...                actor=Actor(role="coordinator", name="c"), data={"mode": "mail", "form": True})
        >>> served.said("mode"), served.said("form"), served.said("place")
        ('mail', 'yes', '')
        """
        value = self.data.get(field)
        if isinstance(value, bool):
            return "yes" if value else "no"
        return "" if value is None else str(value)


def as_line(event: Event) -> str:
    """The event as one line of a log, without the line end; equal events give equal lines.

    >>> from datetime import datetime, timezone
    >>> now = datetime(2026, 3, 2, tzinfo=timezone.utc)
    >>> who = Actor(role="software", name="x")
    >>> one = Event(case="C-1", number=1, kind="ur-decided", at=now, recorded=now, actor=who)
    >>> as_event(as_line(one)) == one
    True
    """
    return json.dumps(event.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def as_event(line: str | bytes) -> Event:
    """The event of one line of a log.

    Raises:
        ValueError: the line is no event; the message names the first field that is wrong.
    """
    try:
        return Event.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"])) or "the line"
        raise ValueError(f"{where}: {first['msg'].lower()}") from None
    except RecursionError:  # brackets within brackets without end
        raise ValueError("the line is nested too deeply") from None


def read_log(path: Path, largest: int = LARGEST, most: int = MOST_EVENTS) -> tuple[Event, ...]:
    """The events of one log, a file of JSON Lines; blank lines are passed over.

    Args:
        path: the file.
        largest: size in bytes above which a file is refused.
        most: number of events above which it is.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is too large or too long, no text, or a line of it is no event; the message names the line.
    """
    try:
        size = path.stat().st_size
        content = path.read_bytes() if size <= largest else b""
    except FileNotFoundError:
        raise NotFound("there is no such log", file=str(path), remedy="give a file of JSON Lines") from None
    except OSError as error:
        raise _unreadable(path, f"the log cannot be read ({type(error).__name__})", "check the file") from None
    if size > largest:
        raise _unreadable(path, f"the log is larger than {largest} bytes", "one log holds the events of one case")
    events: list[Event] = []
    for number, line in enumerate(content.split(b"\n"), 1):
        if not line.strip():
            continue
        if len(events) == most:
            raise _unreadable(path, f"the log has more than {most} events", "one log holds the events of one case")
        try:
            events.append(as_event(line))
        except ValueError as error:
            raise _unreadable(
                path, f"line {number} is no event ({error})", "restore the log from a copy; lines are never edited"
            ) from None
    if not events:
        raise _unreadable(path, "the log holds no event", "give the log of a case")
    return tuple(events)


def _unreadable(path: Path, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(what, file=str(path), consequence="nothing is known of this case", remedy=remedy)


def plain(value: Any) -> JsonValue:
    """``value`` as JSON holds it; dates and times become their ISO text.

    >>> from datetime import date
    >>> plain({"signed": date(2026, 3, 2)})
    {'signed': '2026-03-02'}

    Raises:
        TypeError: it has no form in JSON.
    """
    made: JsonValue = json.loads(json.dumps(value, default=_iso))
    return made


def _iso(value: Any) -> str:
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no form in JSON")
