"""The log of a case: read it, and append to it so that nothing is lost, doubled or written over somebody's head.

An event is appended with the number that follows the last one, in one transaction with all that is told from it. Two
people who act on one case at once want the same number; the database gives it to one of them, and the other is told
who was first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from openimr import __version__
from openimr.errors import ActedMeanwhile, EventRefused, NotFound, StoreDamaged, UsageError
from openimr.printable import printable
from openimr.process import (
    Actor,
    CaseState,
    Event,
    as_event,
    as_line,
    process_rules,
    refusal_of,
    sealed,
    state_of,
    step,
)
from openimr.process.events import SOFTWARE
from openimr.store.models import LoggedEvent
from openimr.store.projecting import project
from openimr.store.stepnames import once_of

#: Who records what the program does.
PROGRAM = Actor(role=SOFTWARE, name=f"openimr {__version__}")
#: Characters of a case number or of the name of who acts.
LONGEST_NAME = 100
#: The clocks of two machines may differ by so much.
_CLOCKS_DIFFER = timedelta(minutes=5)
#: How often a program's event is tried again when others are appending to the same case.
_TRIES = 20


def events_of(case: str) -> tuple[Event, ...]:
    """The events of a case in order; empty where there is no such case.

    Raises:
        StoreDamaged: a row of the log is no event.
    """
    found = []
    for number, body in LoggedEvent.objects.filter(case=case).order_by("number").values_list("number", "body"):
        try:
            found.append(as_event(body))
        except ValueError as error:
            raise StoreDamaged(
                f"event {number} of case {case} cannot be read ({error})",
                consequence="nothing more can be done in this case",
                remedy="see what else is damaged: imr store verify",
            ) from None
    return tuple(found)


def known_events(case: str) -> tuple[Event, ...]:
    """The events of a case.

    Raises:
        NotFound: there is no such case.
    """
    found = events_of(case)
    if not found:
        raise NotFound(f"there is no case {printable(case)} in the store", remedy="list them: imr store docket")
    return found


def append(
    case: str,
    kind: str,
    *,
    actor: Actor,
    seen: int | None = None,
    at: datetime | None = None,
    items: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    also: Callable[[Event], None] | None = None,
) -> Event | None:
    """Append one event to the log of a case.

    Args:
        case: the case; its first event makes it.
        kind: what happened, an event of the rules.
        actor: who records it.
        seen: how many events the case had when the actor looked at it; None for whom it does not matter (a program that
            tells what it did).
        at: when it happened; now, where left out.
        items: ids of the items it concerns.
        data: what else it says.
        also: done in the same transaction, after the event: either both are there afterwards, or none is.

    Returns:
        The event; None where it reports a piece of work that the log has already (:mod:`openimr.store.stepnames`).

    Raises:
        UsageError: a name is no plain text, the data cannot be written as JSON, or it has not happened yet.
        ActedMeanwhile: the case has more events than ``seen``, or somebody appended at the same instant.
        EventRefused: the procedure does not allow it now.
        StoreDamaged: the log of the case cannot be read.
    """
    require_plain(case, actor)
    for _ in range(_TRIES):
        try:
            with transaction.atomic():
                log = events_of(case)
                if seen is not None and len(log) != seen:
                    raise _acted_meanwhile(case, log)
                now = datetime.now(UTC)
                event = _sealed(log, kind, case, actor, at, now, items, data)
                once = once_of(event)
                if once is not None and LoggedEvent.objects.filter(once=once).exists():
                    return None
                _write(log, event)
                if also is not None:
                    also(event)
                return event
        except IntegrityError:
            # somebody else's event has the number, or the same piece of work was reported by another worker
            if seen is not None:
                raise _acted_meanwhile(case, events_of(case)) from None
    raise ActedMeanwhile(
        f"others kept appending to case {printable(case)}",
        consequence="nothing was written",
        remedy="try again",
    )


def require_plain(case: str, actor: Actor) -> None:
    """Refuse names that no list could show.

    Raises:
        UsageError: the number of the case or the name of the actor is empty, too long or no plain text.
    """
    for what, text in (("the number of a case", case), ("the name of who acts", actor.name)):
        if not text.strip() or len(text) > LONGEST_NAME or printable(text) != text:
            raise UsageError(
                f"{what} is empty, longer than {LONGEST_NAME} characters or not plain text", remedy="give a plain name"
            )


def _sealed(
    log: Sequence[Event],
    kind: str,
    case: str,
    actor: Actor,
    at: datetime | None,
    now: datetime,
    items: Sequence[str],
    data: Mapping[str, Any] | None,
) -> Event:
    # a log never runs backwards, also where the clock of this machine was set back
    recorded = max(now, log[-1].recorded) if log else now
    if at is not None and at > recorded + _CLOCKS_DIFFER:
        raise UsageError(
            "the event has not happened yet", consequence="nothing was written", remedy="record it when it has"
        )
    try:
        event = sealed(
            log, kind, case=case, actor=actor, at=at or recorded, items=items, data=data,
            recorded=max(at or recorded, recorded),
        )  # fmt: skip
        as_line(event).encode("utf-8")
    except (ValueError, TypeError, RecursionError) as error:
        what = str(error).splitlines()[0] if isinstance(error, TypeError) else "its day or its data cannot be written"
        raise UsageError(
            f"this is no event ({what})", consequence="nothing was written", remedy="give plain text, numbers and days"
        ) from None
    return event


def require_allowed(state: CaseState, event: Event) -> None:
    """Refuse an event that the procedure does not allow.

    Raises:
        EventRefused: it does not, and why.
    """
    refusal = refusal_of(state, event, process_rules())
    if refusal is not None:
        raise EventRefused(
            f"{event.kind} was refused: {refusal.why}" + (f" ({refusal.source})" if refusal.source else ""),
            consequence="nothing was written",
            remedy=refusal.remedy or None,
        )


def _write(log: tuple[Event, ...], event: Event) -> None:
    rules = process_rules()
    state = state_of(log, rules)
    require_allowed(state, event)
    LoggedEvent.objects.bulk_create([row_of(event)])
    project((*log, event), step(state, event, rules), rules, since=len(log))


def row_of(event: Event) -> LoggedEvent:
    """The row of the log for an event."""
    return LoggedEvent(
        case=event.case, number=event.number, kind=event.kind, recorded=event.recorded, role=event.actor.role,
        name=event.actor.name, machine=event.actor.machine, once=once_of(event), hash=event.hash, body=as_line(event),
    )  # fmt: skip


def _acted_meanwhile(case: str, log: Sequence[Event]) -> ActedMeanwhile:
    last = f"event {log[-1].number} ({log[-1].kind}) by {printable(log[-1].actor.name)}" if log else "no event"
    return ActedMeanwhile(
        f"somebody acted on case {printable(case)} meanwhile; it ends with {last}",
        consequence="nothing was written",
        remedy="look at the case as it is now, and act again if it still is to be done",
    )
