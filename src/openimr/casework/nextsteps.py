"""What may happen next in a case: the steps the procedure allows from where it stands, and who records each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from openimr.casework.casenow import CaseNow
from openimr.process import Actor, Event, process_rules
from openimr.process.events import SOFTWARE
from openimr.process.guards import GUARDS

#: Steps that an act of this room records, with its command.
ACTS = {
    "ur-decided": "imr case intake",
    "ur-served": "imr case intake",
    "application-received": "imr case intake",
    "reviewer-proposed": "imr case select",
    "conflicts-cleared": "imr case assign",
    "reviewer-assigned": "imr case assign",
    "determination-made": "imr case sign",
    "determination-corrected": "imr case amend",
    "determination-amended": "imr case amend",
    "redaction-confirmed": "imr case publish",
    "published": "imr case publish",
}
#: A step that is possible in so many states is no step of the way; it is listed last.
_ANYWHERE = 12
#: Guards that look at the case alone, whatever the event says: what they hold back cannot come next.
_OF_THE_CASE = frozenset({
    "before-the-board", "may-be-petitioned", "certified", "something-overturned", "something-to-assign",
    "something-served", "correction-waits", "amendment-waits", "letter-waits",
    "no-letter-waits",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step that may come next.

    Attributes:
        kind: the event.
        title: the same in words.
        by: who records it, in words.
        decides: a person must.
        says: fields it must have.
        command: the act that records it; ``imr store record`` where empty.
        on_the_way: it leads on; the others may happen anywhere.
    """

    kind: str
    title: str
    by: tuple[str, ...]
    decides: bool
    says: tuple[str, ...]
    command: str
    on_the_way: bool


def next_steps(now: CaseNow, moment: datetime | None = None) -> tuple[NextStep, ...]:
    """The steps that the procedure had on that day and allows from the state of the case, those that lead on first.

    What a step says can still be refused: guards look at it when it is recorded.
    """
    return tuple(sorted(_steps(now, moment or datetime.now(UTC)), key=lambda one: not one.on_the_way))


def _steps(now: CaseNow, moment: datetime) -> Iterator[NextStep]:
    rules = process_rules()
    day = rules.local(moment).date()
    for rule in rules.events:
        # as if it were about all items
        trial = Event(
            case=now.case, number=now.seen + 1, kind=rule.id, at=moment, recorded=moment,
            actor=Actor(role=SOFTWARE, name="-"), items=tuple(now.state.items),
        )  # fmt: skip
        held = any(not GUARDS[name](now.state, trial, rules) for name in _OF_THE_CASE.intersection(rule.guards))
        if not held and now.state.phase in rule.sources and rule.from_date <= day <= rule.to_date:
            yield NextStep(
                rule.id, rule.title, tuple(rules.role_title(name) for name in rule.by), rule.decides,
                tuple(rule.fields), ACTS.get(rule.id, ""), len(rule.sources) < _ANYWHERE,
            )  # fmt: skip
