"""Deadlines as a calendar that any calendar program reads (iCalendar, RFC 5545).

A deadline that counts in days is an event of the whole day; one that counts in hours stands at its hour, in UTC. What
an item is about is health data and is left out: the calendar names the case by its number.

The UID of an entry stays the same while the case goes on, so that a calendar read again moves its entry instead of
adding another.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from openimr.printable import printable
from openimr.process.deadlines import Deadline
from openimr.process.rules import ProcessRules

_LONGEST = 75  # octets a line may have, without its end
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,"})


def calendar_text(deadlines: Iterable[Deadline], as_of: datetime, rules: ProcessRules) -> str:
    """The open deadlines among these as one calendar; those without a day (at once, no set days) are left out.

    Args:
        deadlines: deadlines of any cases.
        as_of: when the calendar was made; the same input at the same moment gives the same bytes.
        rules: the rules, for the names of who owes what.

    >>> from openimr.process.rules import process_rules
    >>> print(calendar_text([], datetime(2026, 3, 2, tzinfo=UTC), process_rules()).splitlines()[0])
    BEGIN:VCALENDAR
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//openimr//process//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"]
    for one in deadlines:
        if one.pending and one.has_day:
            lines += _entry(one, as_of, rules)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _entry(one: Deadline, as_of: datetime, rules: ProcessRules) -> list[str]:
    stamp = f"{as_of.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    if one.counted.by_hour:
        when = [f"DTSTART:{one.due.astimezone(UTC):%Y%m%dT%H%M%SZ}"]
        early = "-PT2H"
    else:
        day = one.counted.due_day
        when = [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}"]
        early = "-P1D"
    summary = escaped(f"{one.case}: {one.title}")
    return [
        "BEGIN:VEVENT",
        f"UID:{uid_of(one)}",
        f"DTSTAMP:{stamp}",
        *when,
        f"SUMMARY:{summary}",
        f"DESCRIPTION:{escaped(_description(one, rules))}",
        f"CATEGORIES:{escaped(rules.role_title(one.owed_by))}",
        "CLASS:CONFIDENTIAL",
        "TRANSP:TRANSPARENT",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        f"DESCRIPTION:{summary}",
        f"TRIGGER:{early}",
        "END:VALARM",
        "END:VEVENT",
    ]


def _description(one: Deadline, rules: ProcessRules) -> str:
    parts = [
        f"Owed by: {rules.role_title(one.owed_by)}",
        f"Rule: {one.length}, {one.counted.period.source}",
        *one.counted.steps,
        *one.counted.notes,
    ]
    if one.others:
        parts.append(
            "The earliest of several that differ" if one.earliest else "Another clock of this duty ends earlier"
        )
    if not one.counted.verified:
        parts.append("This rule has not been compared with its text")
    return "\n".join(parts)


def uid_of(one: Deadline) -> str:
    """A name for the entry that no other deadline of the docket has, and that stays when the clock starts again."""
    told_apart = "\0".join((one.case, one.clock, one.apart))
    return f"{hashlib.sha256(told_apart.encode('utf-8', 'replace')).hexdigest()[:32]}@openimr"


def escaped(text: str) -> str:
    """Text as a value of the calendar: what has a meaning there is escaped, what cannot be printed is replaced.

    >>> escaped("Mail, fax; see a\\\\b\\nnext")
    'Mail\\\\, fax\\\\; see a\\\\\\\\b\\\\nnext'
    """
    return "\\n".join(printable(line).translate(_ESCAPES) for line in text.splitlines())


def folded(line: str) -> str:
    """The line cut into pieces of at most 75 octets, never inside a character; each further piece begins with a blank.

    >>> [len(piece.encode()) for piece in folded("ä" * 60).split("\\r\\n")]
    [74, 47]
    """
    pieces: list[str] = []
    piece, size = "", 0
    for character in line:
        octets = len(character.encode("utf-8"))
        if size + octets > _LONGEST:
            pieces.append(piece)
            piece, size = " ", 1
        piece += character
        size += octets
    return "\r\n".join([*pieces, piece])
