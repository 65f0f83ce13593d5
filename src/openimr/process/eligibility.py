"""Eligibility prepared for the person who decides it: for every item what speaks against it, each with its rule.

Nothing is decided here. What is found is shown to the designee, and only an event of the designee settles an item.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from openimr.process.counting import written
from openimr.process.deadlines import Deadline, deadlines_of_clock
from openimr.process.events import Event
from openimr.process.rulemodel import Reason
from openimr.process.rules import ProcessRules
from openimr.process.state import PENDING, CaseState, Item

#: What is proposed, the strongest first.
_ORDER = ("merged", "terminated", "ineligible", "deferred", "ask")


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason that the facts of the case suggest.

    Attributes:
        code: its code in ``eligibility.yaml``.
        title: the reason in words.
        outcome: what it leads to if a person agrees; ``ask`` where something must be cleared up first.
        fact: the fact of the case behind it.
        source: the law.
        verified: false where the rule was not compared with its text.
    """

    code: str
    title: str
    outcome: str
    fact: str
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is proposed for one item: eligible, ineligible, deferred, merged, terminated, or ask first."""

    item: str
    outcome: str
    grounds: tuple[Ground, ...]


def proposals(state: CaseState, rules: ProcessRules) -> tuple[Proposal, ...]:
    """A proposal for every item that waits for a decision; none before there is an application.

    >>> from openimr.process.rules import process_rules
    >>> proposals(CaseState(), process_rules())
    ()
    """
    received = state.last(["application-received"])
    if received is None:
        return ()
    day = rules.local(received.event.at).date()
    in_force = [reason for reason in rules.reasons if reason.begins <= day <= reason.ends]
    made = []
    for item in state.with_status(PENDING):
        grounds = tuple(
            Ground(reason.code, reason.title, reason.outcome, fact, reason.source, reason.verified)
            for reason in in_force
            if (fact := _fact(reason, item, received.event, state, rules))
        )
        outcomes = {ground.outcome for ground in grounds}
        made.append(Proposal(item.id, next((o for o in _ORDER if o in outcomes), "eligible"), grounds))
    return tuple(made)


def _fact(reason: Reason, item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    test = _TESTS.get(reason.test)
    return test(item, application, state, rules) if test else ""


def _unsigned(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "the application bears no signature" if application.said("signed") == "no" else ""


def _no_determination(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "no determination came with it" if application.said("determination-attached") == "no" else ""


def _windows(item: Item, state: CaseState, rules: ProcessRules, moment: datetime) -> list[Deadline]:
    return [
        one
        for clock in rules.clocks
        if clock.duty == "application"
        for one in deadlines_of_clock(clock, state, moment, rules)
        if item.id in one.items
    ]


def _late(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    # while liability is disputed, or was when the application came, no window runs for the item
    windows = _windows(item, state, rules, application.at)
    last = max((one.counted.latest for one in windows), default=None)
    if last is None or application.at <= last:
        return ""
    return f"received {written(rules.local(application.at).date())}; the latest last day was {written(last.date())}"


def _maybe_late(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    windows = _windows(item, state, rules, application.at)
    if not windows:
        return ""
    first, last = min(windows, key=lambda one: one.due), max(windows, key=lambda one: one.counted.latest)
    if not first.due < application.at <= last.counted.latest:
        return ""
    to = written(last.counted.latest_day)
    if last.counted.latest_day != last.counted.due_day:
        to += f", carried by {rules.calendars.offices.otherwise_source}"
    return (
        f"received {written(rules.local(application.at).date())}, between {written(first.counted.due_day)} "
        f"({first.title}) and {to} ({last.title})"
    )


def _for_information(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "denied because information did not come" if item.for_information else ""


def _liability(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "liability is disputed" if item.liability_disputed and not item.agreed else ""


def _not_necessity(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "the dispute is about something else" if not item.necessity else ""


def _duplicate(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    earlier = application.data.get("filed-before")
    case = earlier.get(item.id) if isinstance(earlier, dict) else None
    return f"filed before in case {case}" if case else ""


def _before_programme(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    decided = state.last(["ur-decided"])
    injury = _day(decided.event.said("injury")) if decided else None
    if decided is None or injury is None or injury >= rules.programme.injury_from:
        return ""
    # it counts when the decision was communicated; until its service is recorded, its own day is the best guess
    served = state.last(["ur-served"])
    day = rules.local((served or decided).event.at).date()
    if day >= rules.programme.decision_from:
        return ""
    return f"injured {written(injury)}, decision {'communicated' if served else 'made'} {written(day)}"


def _authorized(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    for mark in state.marks:
        if mark.event.kind == "termination-cause-arose" and (not mark.event.items or item.id in mark.event.items):
            return f"told on {written(rules.local(mark.event.at).date())}: {mark.event.said('cause')}"
    return ""


def _early_designation(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    decided = state.last(["ur-decided"])
    signed = _day(application.said("designation-date"))
    if decided is None or signed is None or signed >= rules.local(decided.event.at).date():
        return ""
    return f"designated {written(signed)}, decided {written(rules.local(decided.event.at).date())}"


def _designated_that_day(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    decided = state.last(["ur-decided"])
    signed = _day(application.said("designation-date"))
    if decided is None or signed is None or signed != rules.local(decided.event.at).date():
        return ""
    return f"designated and decided {written(signed)}"


def _unproved(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    return "no proof of representation came with it" if application.said("representation-shown") == "no" else ""


def _unanswered(item: Item, application: Event, state: CaseState, rules: ProcessRules) -> str:
    names = [r.of for r in state.requests if r.asked_in == "received" and not r.open and not r.answered]
    return f"no answer from {', '.join(names)}" if names else ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


_TESTS: dict[str, Callable[[Item, Event, CaseState, ProcessRules], str]] = {
    "unsigned": _unsigned,
    "late": _late,
    "maybe-late": _maybe_late,
    "no-determination": _no_determination,
    "denied-for-information": _for_information,
    "liability-disputed": _liability,
    "not-necessity": _not_necessity,
    "duplicate": _duplicate,
    "before-programme": _before_programme,
    "authorized": _authorized,
    "early-designation": _early_designation,
    "same-day-designation": _designated_that_day,
    "unproved-representation": _unproved,
    "unanswered": _unanswered,
}
