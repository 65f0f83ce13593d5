"""How old cases became: the two averages that are published of the programme, and the steps between.

*From assignment*: notice of assignment sent to determination served. *From complete records*: records complete to
determination served. They must not be mixed: the second is much shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import mean, median

from openimr.process.deadlines import MET_LATE, deadlines_of
from openimr.process.events import Event
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState, Mark

#: What is measured: name, first event, last event.
SPANS: Mapping[str, tuple[str, str]] = {
    "age from assignment": ("assignment-notified", "determination-served"),
    "age from complete records": ("records-complete", "determination-served"),
    "application to assignment": ("application-received", "assignment-notified"),
    "assignment to complete records": ("assignment-notified", "records-complete"),
}


@dataclass(frozen=True, slots=True)
class Age:
    """One measure over the cases that have both its events, in calendar days.

    Attributes:
        name: what is measured.
        cases: how many cases have both events.
        mean: average; None where there is no case.
        median: middle value.
        longest: largest value.
        case: the case that took longest.
    """

    name: str
    cases: int
    mean: float | None
    median: float | None
    longest: int | None
    case: str


@dataclass(frozen=True, slots=True)
class Timeliness:
    """How many served determinations kept the statute's clock, and how many did not."""

    in_time: int
    late: int


def ages(states: Iterable[CaseState], rules: ProcessRules) -> list[Age]:
    """The measures over these cases; of a case reviewed twice, the last review counts, from its own beginning.

    >>> from openimr.process.rules import process_rules
    >>> [(one.name, one.cases) for one in ages([], process_rules())][0]
    ('age from assignment', 0)
    """
    known = list(states)
    return [_age(name, first, last, known, rules) for name, (first, last) in SPANS.items()]


def _age(name: str, first: str, last: str, states: list[CaseState], rules: ProcessRules) -> Age:
    days: dict[str, int] = {}
    for state in states:
        end = _end(first, last, state)
        if end is None:
            continue
        sent_back = [m.event.number for m in state.marks if m.event.kind == "remanded"]
        since = max((number for number in sent_back if number < end.event.number), default=0)
        starts = [m.event for m in state.marks if m.event.kind == first and since < m.event.number < end.event.number]
        if starts:
            days[state.case] = _between(starts[-1], end.event, rules.local)
    if not days:
        return Age(name, 0, None, None, None, "")
    oldest = max(days, key=lambda case: days[case])
    return Age(name, len(days), mean(days.values()), median(days.values()), days[oldest], oldest)


def _end(first: str, last: str, state: CaseState) -> Mark | None:
    """The event a span ends with: the last of its kind, but the application's way ends with the first assignment."""
    if first != "application-received":
        return state.last([last])
    begun = state.last([first])
    if begun is None:
        return None
    return next((m for m in state.marks if m.event.kind == last and m.event.number > begun.event.number), None)


def _between(first: Event, last: Event, local: Callable[[datetime], datetime]) -> int:
    return (local(last.at).date() - local(first.at).date()).days


def timeliness(states: Iterable[CaseState], rules: ProcessRules) -> Timeliness:
    """How many determinations were served in time by every clock of law (goals of practice apart)."""
    in_time = late = 0
    for state in states:
        served = state.last(["determination-served"])
        if served is None:
            continue
        met = [
            one
            for one in deadlines_of(state, served.event.at, rules)
            if one.duty == "determination" and one.met_at and one.counted.period.nature == "duty"
        ]
        if any(one.status == MET_LATE for one in met):
            late += 1
        elif met:
            in_time += 1
    return Timeliness(in_time, late)
