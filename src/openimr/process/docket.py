"""A docket: a folder of event logs, one a case, and what is due in all of them.

A log that cannot be read, or whose chain is broken, is a problem beside the others; nothing else is lost. What a broken
log says is still shown, because a deadline that is hidden is worse than one that is doubted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openimr.errors import ImrError, NotFound
from openimr.problems import Problem
from openimr.process.chain import Break, first_break
from openimr.process.deadlines import Deadline, deadlines_of
from openimr.process.events import Event, read_log
from openimr.process.folding import state_of
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState

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


def open_docket(path: Path, rules: ProcessRules, as_of: datetime) -> Docket:
    """The cases at a path, as they were known at a moment.

    Args:
        path: one log, or a folder of logs.
        rules: the rules.
        as_of: events recorded later are left out.

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
        problems += _problems(file, state, broken)
    problems += _doubled(cases)
    return Docket(tuple(cases), tuple(problems))


def _problems(file: Path, state: CaseState, broken: Break | None) -> Iterable[Problem]:
    if broken is not None:
        yield Problem(
            code="chain-broken",
            message=broken.sentence(),
            file=str(file),
            consequence="what is shown of this case is doubtful from there on",
            remedy="compare the log with its copy: imr process verify",
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
