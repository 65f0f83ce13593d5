"""The chain: each event carries the hash of the one before, so none can be changed, moved or taken out unseen.

What a chain alone cannot show is that its end was cut off, or that all of it was written anew. Whoever keeps the hash
of the last event elsewhere can tell that, too: :func:`first_break` takes it as ``head``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openimr.process.events import BEGINNING, Actor, Event, plain


@dataclass(frozen=True, slots=True)
class Break:
    """The first place at which a log is not what was written.

    Attributes:
        place: number of the event in the log as it lies there, from 1.
        event: kind of that event; empty where it is missing.
        what: what is wrong, in plain words.
    """

    place: int
    event: str
    what: str

    def sentence(self) -> str:
        """The break as one line for people.

        >>> Break(3, "found-eligible", "its content is not what was written").sentence()
        'event 3 (found-eligible): its content is not what was written'
        """
        return f"event {self.place}{f' ({self.event})' if self.event else ''}: {self.what}"


def hash_of(event: Event) -> str:
    """SHA-256 over the event without its own hash, as JSON with sorted keys, in UTF-8."""
    body = event.model_dump(mode="json", exclude={"hash"})
    text = json.dumps(body, sort_keys=True, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def sealed(
    log: Sequence[Event],
    kind: str,
    *,
    actor: Actor,
    at: datetime,
    case: str = "",
    recorded: datetime | None = None,
    items: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
) -> Event:
    """The next event of a log, with its number and hashes. The log is not changed; whether the event is allowed is the
    question of :func:`openimr.process.folding.refusal_of`.

    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
    >>> who = Actor(role="coordinator", name="c-1")
    >>> first = sealed((), "ur-decided", case="C-1", actor=who, at=noon)
    >>> second = sealed((first,), "ur-served", actor=who, at=noon, data={"mode": "mail"})
    >>> second.number, second.previous == first.hash, first_break((first, second))
    (2, True, None)
    """
    event = Event(
        case=case or (log[-1].case if log else ""),
        number=len(log) + 1,
        kind=kind,
        at=at,
        recorded=recorded or at,
        actor=actor,
        items=tuple(items),
        data={key: plain(value) for key, value in (data or {}).items()},
        previous=log[-1].hash if log else BEGINNING,
    )
    return event.model_copy(update={"hash": hash_of(event)})


def first_break(log: Sequence[Event], head: str | None = None) -> Break | None:
    """The first place at which the chain is broken; None where it is whole.

    Args:
        log: the events as they lie in the log.
        head: hash that the last event must have, kept elsewhere; None where nobody kept one.
    """
    before: Event | None = None
    for place, event in enumerate(log, 1):
        found = _wrong(event, place, before)
        if found:
            return Break(place, event.kind, found)
        before = event
    if head is not None and (before.hash if before else BEGINNING) != head.strip().lower():
        return Break(
            len(log) + 1, "", "the log does not end with the hash that was kept; events were cut off, added or replaced"
        )
    return None


def _wrong(event: Event, place: int, before: Event | None) -> str | None:
    if event.number != place:
        return f"it has number {event.number} where {place} is due; an event is missing, doubled or moved"
    if before is not None and event.case != before.case:
        return f"it belongs to another case ({event.case})"
    if event.previous != (before.hash if before else BEGINNING):
        return "it does not follow the event before it; one of them was replaced"
    if hash_of(event) != event.hash:
        return "its content is not what was written"
    if event.recorded < event.at:
        return "it was recorded before it happened"
    if before is not None and event.recorded < before.recorded:
        return "it was recorded before the event that precedes it"
    return None
