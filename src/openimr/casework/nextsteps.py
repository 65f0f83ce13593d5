"""What may happen next in a case: the steps the procedure allows from where it stands, and who records each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from openimr.casework.casenow import CaseNow
from openimr.notices import notice_forms
from openimr.notices.wording import SENT
from openimr.process import Actor, Event, process_rules
from openimr.process.events import SOFTWARE
from openimr.process.guards import GUARDS
from openimr.process.rulemodel import EventRule
from openimr.process.state import PENDING

#: Steps that an act of this room records, with its command; those of notices are told by the forms of the notices.
ACTS = {
    "papers-filed": "imr store add",
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
#: A step that is possible in so many states is no step of the way, unless the case itself must be ready for it.
_ANYWHERE = 12
#: Guards that look at the case, its items, its open requests and its days, whatever else the event says: what they hold
#: back cannot come next.
_OF_THE_CASE = frozenset({
    "before-the-board", "may-be-petitioned", "certified", "something-overturned", "something-to-assign",
    "something-served", "items-open", "items-unserved", "liability-disputed", "administrator-agrees-or-undisputed",
    "request-open", "request-limit-passed", "window-passed", "records-limit-passed", "appeal-time-passed",
    "correction-waits", "amendment-waits", "letter-waits", "no-letter-waits",
})  # fmt: skip
#: A step of the program that prepares a decision on items: none where no item waits for one.
_PREPARES = "eligibility-prepared"


@dataclass(frozen=True, slots=True)
class NextStep:
    """One step that may come next.

    Attributes:
        kind: the event.
        title: the same in words.
        by: who records it, in words.
        roles: the same as roles of the log, people only.
        decides: a person must.
        says: fields it must have.
        command: the act that records it; ``imr store record`` where empty.
        on_the_way: it leads on; the others may happen anywhere.
    """

    kind: str
    title: str
    by: tuple[str, ...]
    roles: tuple[str, ...]
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
    rules, commands = process_rules(), ACTS | _of_notices()
    day = rules.local(moment).date()
    for rule in rules.events:
        if now.state.phase not in rule.sources or not rule.from_date <= day <= rule.to_date:
            continue
        if rule.id == _PREPARES and not now.state.with_status(PENDING):
            continue
        guards = _OF_THE_CASE.intersection(rule.guards)
        if any(all(GUARDS[name](now.state, trial, rules) for name in guards) for trial in _trials(now, rule, moment)):
            yield NextStep(
                rule.id, rule.title, tuple(rules.role_title(name) for name in rule.by),
                tuple(name for name in rule.by if name != SOFTWARE), rule.decides, tuple(rule.fields),
                commands.get(rule.id, ""), bool(guards) or len(rule.sources) < _ANYWHERE,
            )  # fmt: skip


def _trials(now: CaseNow, rule: EventRule, moment: datetime) -> Iterator[Event]:
    """The event about each item by itself, and about none where it need not name one; for each open request."""
    named = [(one,) for one in now.state.items]
    requests = [{"request": one.id} for one in now.state.open_requests]
    for items in named if named and "items" in rule.fields else [(), *named]:
        for data in requests or [{}]:
            yield Event(
                case=now.case, number=now.seen + 1, kind=rule.id, at=moment, recorded=moment,
                actor=Actor(role=SOFTWARE, name="-"), items=items, data=data,
            )  # fmt: skip


def _of_notices() -> dict[str, str]:
    """The steps that the service of a notice records."""
    kinds = notice_forms().kinds
    return {form.done: f"imr case notice {kind}" for kind, form in kinds.items() if form.done != SENT} | {
        SENT: "imr case notice"
    }
