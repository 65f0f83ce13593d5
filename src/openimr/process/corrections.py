"""Corrections: an entry that was a slip of the pen is put right by another event; nothing in the log is changed.

A correction names the event, says why, and gives what it should have said: another instant (``at``), other items,
other fields (``says``), or that it did not happen at all (``void``). The case is then folded as if the entry had been
right from the start; the log keeps both. Who may record an event may correct it, and nobody else. A signed
determination is corrected by another determination, not in the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from openimr.process.events import SOFTWARE, Event
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState

#: The effect of an event that corrects another.
CORRECT = "correct"
#: Corrections a log may have: each has the case folded anew, and no file may take long to read.
MOST = 50
_YES = (True, "yes", "true")


class Uncorrectable(Exception):
    """A correction that cannot be.

    Attributes:
        why: the reason, in plain words.
        remedy: what to do.
    """

    def __init__(self, why: str, remedy: str) -> None:
        super().__init__(why)
        self.why, self.remedy = why, remedy


def corrects(event: Event) -> int | None:
    """Number of the event that a correction is about; None where it names none."""
    number = event.data.get("event")
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def corrected(state: CaseState, event: Event, rules: ProcessRules) -> tuple[Event, ...]:
    """The events that took effect as a correction would have them. Whether they could have happened so, the fold says.

    Raises:
        Uncorrectable: there is no such event, it is not to be corrected, not by this one, or not to this.
    """
    number = corrects(event)
    wrong = next((mark.event for mark in state.marks if mark.event.number == number), None)
    rule = rules.event(wrong.kind) if wrong is not None else None
    if wrong is None or rule is None:
        raise Uncorrectable(
            f"no event {event.said('event')} took effect", "name the number of the event as the log has it"
        )
    if not rule.correctable:
        raise Uncorrectable(
            f"{rule.title!r} is not corrected in the log", "record what was done instead as an event of its own"
        )
    if event.actor.role not in rule.by:
        allowed = ", ".join(rules.role_title(role) for role in rule.by if role != SOFTWARE)
        raise Uncorrectable(
            f"only who may record {rule.title!r} may correct it", f"one of these corrects it: {allowed}"
        )
    if sum(mark.event.kind == event.kind for mark in state.marks) >= MOST:
        raise Uncorrectable(f"the log has {MOST} corrections already", "begin a new log for the case")
    if event.data.get("void") in _YES:
        left = tuple(mark.event for mark in state.marks if mark.event is not wrong)
        if not left:
            raise Uncorrectable("nothing of the case would be left", "give what it should have said instead of void")
        return left
    right = _right(wrong, event)
    return tuple(right if mark.event is wrong else mark.event for mark in state.marks)


def _right(wrong: Event, correction: Event) -> Event:
    says, items = correction.data.get("says", {}), correction.data.get("items", list(wrong.items))
    if not isinstance(says, Mapping) or not isinstance(items, list):
        raise Uncorrectable("says must be fields and items a list", "write says as fields with their right values")
    values: dict[str, Any] = wrong.model_dump()
    values |= {"data": {**wrong.data, **says}, "items": items, "at": correction.data.get("at") or wrong.at}
    try:
        right = Event.model_validate(values)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise Uncorrectable(
            f"its {first['loc'][0]} is wrong ({first['msg'].lower()})", "write an instant as 2026-03-20T16:30-07:00"
        ) from None
    if right == wrong:
        raise Uncorrectable("it changes nothing", "give at, items or says with the right values, or void")
    if right.at > correction.recorded:
        raise Uncorrectable("the event would not have happened yet", "give the instant at which it happened")
    return right
