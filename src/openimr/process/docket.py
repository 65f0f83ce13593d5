"""A docket: a folder of event logs, one a case, and what is due in all of them.

A log that cannot be read, or whose chain is broken, is a problem beside the others; nothing else is lost. What a broken
log says is still shown, because a deadline that is hidden is worse than one that is doubted.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openimr.errors import ImrError, NotFound
from openimr.problems import Problem
from openimr.process.chain import Break, first_break
from openimr.process.corrections import CORRECT
from openimr.process.deadlines import Deadline, deadlines_of
from openimr.process.events import Actor, Event, read_log
from openimr.process.folding import state_of
from openimr.process.guards import GUARDS, TIME_GUARDS
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState
from openimr.wordforms import counted

#: How the name of a log ends.
SUFFIX = ".jsonl"


@dataclass(frozen=True, slots=True)
class CaseLog:
    """One log that could be read.

    Attributes:
        file: its path.
        events: its events, those recorded until the moment asked for.
        state: the case after them.
        broken: the first broken link of the whole log; None where it is whole.
    """

    file: Path
    events: tuple[Event, ...]
    state: CaseState
    broken: Break | None


@dataclass(frozen=True, slots=True)
class Docket:
    """The cases of a docket and what was wrong with some of them."""

    cases: tuple[CaseLog, ...]
    problems: tuple[Problem, ...]


def logs_at(path: Path) -> list[Path]:
    """The logs that a path means: the file itself, or those in the folder and below it, in name order.

    Raises:
        NotFound: there is nothing at the path, or a folder without a log.
    """
    if path.is_dir():
        found = sorted(one for one in path.rglob(f"*{SUFFIX}") if one.is_file())
        if not found:
            raise NotFound("the folder holds no event log", file=str(path), remedy=f"logs end with {SUFFIX}")
        return found
    if not path.exists():
        raise NotFound("there is no such file or folder", file=str(path), remedy="check the path")
    return [path]


def open_docket(path: Path, rules: ProcessRules, as_of: datetime, *, is_now: bool = False) -> Docket:
    """The cases at a path, as they were known at a moment.

    Args:
        path: one log, or a folder of logs.
        rules: the rules.
        as_of: events recorded later are left out.
        is_now: ``as_of`` is the present, so that an event recorded later is a mistake, and named.

    Raises:
        NotFound: there is nothing at the path.
        ImrError: the path is one log and it cannot be read; of a folder it is a problem of the result.
    """
    cases: list[CaseLog] = []
    problems: list[Problem] = []
    for file in logs_at(path):
        try:
            events = read_log(file)
        except ImrError as error:
            if file == path:
                raise
            problems.append(
                Problem(
                    code="log-unreadable",
                    message=error.what,
                    file=str(file),
                    consequence=error.consequence or "",
                    remedy=error.remedy or "",
                )
            )
            continue
        broken = first_break(events)
        known = tuple(event for event in events if event.recorded <= as_of)
        state = state_of(known, rules)
        cases.append(CaseLog(file, known, state, broken))
        problems += _problems(file, state, broken, rules)
        if is_now and len(known) < len(events):
            problems.append(_future(file, [event for event in events if event.recorded > as_of]))
    problems += _doubled(cases)
    return Docket(tuple(cases), tuple(problems))


def _future(file: Path, events: Sequence[Event]) -> Problem:
    first = events[0]
    return Problem(
        code="event-in-the-future",
        message=f"{counted(len(events), 'event')} recorded in the future, the first event {first.number}, "
        f"{first.kind}, on {first.recorded.isoformat()}",
        file=str(file),
        consequence="it is left out until then",
        remedy="check the clock of the machine that wrote it",
    )


def _problems(file: Path, state: CaseState, broken: Break | None, rules: ProcessRules) -> Iterable[Problem]:
    if broken is not None:
        yield Problem(
            code="chain-broken",
            message=broken.sentence(),
            file=str(file),
            consequence="what is shown of this case is doubtful from there on",
            remedy="compare the log with its copy: imr process verify",
        )
    for early, later in out_of_order(state, rules):
        days = [rules.local(event.at).date().isoformat() for event in (early, later)]
        yield Problem(
            code="event-order",
            message=f"event {early.number}, {early.kind}, is of {days[0]}, before what it follows: "
            f"event {later.number}, {later.kind}, of {days[1]}",
            file=str(file),
            consequence="what is counted from it may be wrong",
            remedy="check the day; correct the wrong one of the two: entry-corrected",
        )
    for refusal in state.refusals:
        law = f" ({refusal.source})" if refusal.source else ""
        yield Problem(
            code="event-refused",
            message=f"event {refusal.number}, {refusal.kind}: {refusal.why}{law}",
            file=str(file),
            consequence="it changed nothing",
            remedy=refusal.remedy,
        )


def out_of_order(state: CaseState, rules: ProcessRules) -> Iterator[tuple[Event, Event]]:
    """Events that say that they happened on an earlier day than the step of the case they follow, each with that step.

    Notes that are recorded later than they came (records, receipts) are none.
    """
    before: Event | None = None
    for mark in state.marks:
        rule = rules.event(mark.event.kind)
        if rule is None or rule.effect == CORRECT or not (rule.to or rule.leads):
            continue
        if before is not None and rules.local(mark.event.at).date() < rules.local(before.at).date():
            yield mark.event, before
        else:
            before = mark.event


def _doubled(cases: Sequence[CaseLog]) -> Iterable[Problem]:
    first: dict[str, Path] = {}
    for one in cases:
        other = first.setdefault(one.state.case, one.file)
        if one.state.case and other != one.file:
            yield Problem(
                code="case-doubled",
                message=f"case {one.state.case} has another log, {other.name}",
                file=str(one.file),
                consequence="its deadlines are listed twice",
                remedy="keep one log for a case",
            )


@dataclass(frozen=True, slots=True)
class Closing:
    """A step that only waited for time to pass, and that a person may record now."""

    case: str
    event: str
    title: str


def closings_in(cases: Iterable[CaseLog], as_of: datetime, rules: ProcessRules) -> list[Closing]:
    """The steps of these cases for which a time had to pass that has passed: windows of parties, and limits."""
    return [
        Closing(case.state.case, rule.id, rule.title)
        for case in cases
        for rule in rules.events
        if rule.guards and set(rule.guards) <= TIME_GUARDS and case.state.phase in rule.sources
        if all(GUARDS[name](case.state, _now(case.state, rule.id, as_of), rules) for name in rule.guards)
    ]


def _now(state: CaseState, kind: str, as_of: datetime) -> Event:
    """An event that would happen now, which no log holds."""
    number = state.marks[-1].event.number + 1 if state.marks else 1
    nobody = Actor(role="", name="")
    return Event.model_construct(
        case=state.case, number=number, kind=kind, at=as_of, recorded=as_of, actor=nobody, items=(), data={}
    )


def due_in(cases: Iterable[CaseLog], as_of: datetime, rules: ProcessRules) -> list[Deadline]:
    """What somebody has to do in these cases, the most urgent first; the clocks of one duty stand together.

    Duties for which the law names no time come last. Effects of time (nobody does anything) are left out.
    """
    pending = [
        one
        for case in cases
        for one in deadlines_of(case.state, as_of, rules)
        if one.pending and one.counted.period.nature != "effect"
    ]
    first = {one.group: one.due for one in pending if one.earliest}

    def urgency(one: Deadline) -> tuple[bool, datetime, str, str, str, bool, datetime]:
        never = one.counted.period.unit == "no-set-days"
        return (never, first[one.group], *one.group, not one.earliest, one.due)

    return sorted(pending, key=urgency)
