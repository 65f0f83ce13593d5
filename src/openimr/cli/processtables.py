"""How ``imr process`` shows what it found: tables for people, JSON for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from openimr.wordforms import counted

if TYPE_CHECKING:
    from rich.text import Text

    from openimr.problems import Problem
    from openimr.process.ages import Age, Timeliness
    from openimr.process.counting import Counted
    from openimr.process.deadlines import Deadline
    from openimr.process.docket import CaseLog, Closing
    from openimr.process.events import Event
    from openimr.process.rules import ProcessRules
    from openimr.process.state import CaseState, Item

#: Days before a deadline in which it is shown as pressing.
PRESSING = 2
#: Columns of the list of what is due; a screen narrower than this gets four columns instead of seven.
_DUE_COLUMNS = ("due", "time left", "case", "what", "who", "rule", "mark")
_WIDE = 130
_STYLES = {"overdue": "bold red", "pressing": "yellow", "also": "dim"}


def when(one: Deadline) -> str:
    """The due day as a coordinator reads it: weekday, day, and the hour where it counts."""
    if not one.has_day:
        return one.length
    local = one.due
    return f"{local:%a %Y-%m-%d}" + (f" {local:%H:%M %Z}" if one.counted.by_hour else "")


def left(one: Deadline, moment: datetime) -> str:
    """How much time is left, in words."""
    day = moment.astimezone(one.due.tzinfo).date()
    if not one.has_day:
        since = (day - one.started.date()).days
        return "since today" if since == 0 else f"for {counted(since, 'day')}"
    if one.counted.by_hour and abs(one.due - moment) < timedelta(days=2):
        hours = abs(one.due - moment) // timedelta(hours=1)
        return f"OVERDUE {hours} h" if moment > one.due else f"in {hours} h"
    days = one.days_left(day)
    if days < 0:
        return f"OVERDUE {counted(-days, 'day')}"
    return "today" if days == 0 else "tomorrow" if days == 1 else f"in {counted(days, 'day')}"


def marks(one: Deadline) -> str:
    """What else to know of a deadline at a glance."""
    found = []
    if one.others:
        found.append(f"earliest of {one.others + 1}" if one.earliest else "also")
    if one.counted.latest_day != one.counted.due_day:
        found.append(f"{one.counted.latest_day:%a %Y-%m-%d} by the days of courts")
    if one.counted.presumed:
        found.append(f"receipt is not recorded, presumed on {one.counted.presumed:%a %Y-%m-%d}")
    elif one.estimated:
        found.append("counted from service, receipt is not recorded")
    if one.is_practice:
        found.append("practice, no law")
    if not one.counted.verified:
        found.append("not verified")
    return ", ".join(found)


def _style(one: Deadline, moment: datetime) -> str:
    if one.others and not one.earliest:
        return _STYLES["also"] if one.status != "overdue" else "red"
    if one.status == "overdue":
        return _STYLES["overdue"]
    day = moment.astimezone(one.due.tzinfo).date()
    return _STYLES["pressing"] if one.has_day and one.days_left(day) <= PRESSING else ""


def print_due(found: Sequence[Deadline], moment: datetime, rules: ProcessRules, cases: int) -> None:
    """The list of what is due, with a line above that says how much."""
    from rich.table import Table

    from openimr.cli.output import console

    out = console()
    local = rules.local(moment)
    overdue = sum(one.status == "overdue" and (one.earliest or not one.others) for one in found)
    duties = sum(one.earliest or not one.others for one in found)
    out.print(
        f"[bold]Due in {counted(cases, 'case')}[/bold] as of {local:%a %Y-%m-%d %H:%M %Z}: "
        f"{duties} to do, [{'bold red' if overdue else 'green'}]{overdue} overdue[/]"
    )
    if not found:
        return
    narrow = out.width < _WIDE
    heads = ("due", "case", "what", "who, by which rule") if narrow else _DUE_COLUMNS
    table = Table(*heads, pad_edge=False, box=_box())
    for column in table.columns[: 2 if narrow else 3]:
        column.no_wrap = True
    before: tuple[str, str, str] | None = None
    for one in found:
        due, time_left, case, what, who, rule, mark = _due_row(one, moment, rules, one.group == before)
        row = [due, time_left, case, what, who, rule, mark]
        if narrow:
            row = [f"{due}\n{time_left}", case, what, f"{who}: {rule}" + (f" ({mark})" if mark else "")]
        table.add_row(*map(_plain_lines, row), style=_style(one, moment))
        before = one.group
    out.print(table)


def _due_row(one: Deadline, moment: datetime, rules: ProcessRules, same_duty: bool) -> tuple[str, ...]:
    source = one.counted.period.source
    return (
        when(one),
        left(one, moment),
        "" if same_duty else one.case,
        _indented(one),
        rules.role_title(one.owed_by),
        f"{one.length}, {source}" if one.has_day else source,
        marks(one),
    )


def _indented(one: Deadline) -> str:
    what = one.title + (f" ({one.request})" if one.request else "")
    return f"└ {what}" if one.others and not one.earliest else what


def _plain(text: str) -> Text:
    """Text of a log is text: neither markup nor control characters in it do anything."""
    from rich.text import Text

    from openimr.printable import printable

    return Text(printable(text), overflow="fold")  # a law or an id is never cut


def _plain_lines(text: str) -> Text:
    """The same for text of several lines of our own making."""
    from rich.text import Text

    return Text("\n").join([_plain(line) for line in text.split("\n")])


def _box() -> Any:
    from rich import box

    return box.SIMPLE_HEAD


def print_closings(closings: Sequence[Closing]) -> None:
    """What a person may record now because a time has passed."""
    from openimr.printable import printable

    if closings:
        print("Their time has passed; a person may record it:")
    for one in closings:
        print(f"  {printable(f'{one.case}: {one.title} ({one.event})')}")


def print_problems(problems: Iterable[Problem]) -> None:
    """What went wrong beside, on standard error."""
    from openimr.printable import printable

    for problem in problems:
        print(f"  problem: {printable(problem.sentence())}", file=sys.stderr)


def print_case(case: CaseLog, deadlines: Sequence[Deadline], moment: datetime, rules: ProcessRules) -> None:
    """One case whole: head, items, proposals, deadlines, events."""
    from rich.table import Table

    from openimr.cli.output import console
    from openimr.process.corrections import corrects
    from openimr.process.eligibility import proposals

    state, out = case.state, console()
    out.print(_plain(f"{state.case or 'no case'}: {rules.state_title(state.phase)}"), style="bold")
    for line in _head(state, rules):
        out.print(_plain(f"  {line}"))
    items = Table("item", "what", "kind", "status", "decision", "reasons", pad_edge=False, box=_box())
    for item in state.items.values():
        kind = ", ".join(filter(None, [item.timing, "formulary" if item.formulary else "", _liability(item)]))
        row = [item.id, item.text, kind, item.status, _decision(item.decision), " ".join(item.reasons)]
        items.add_row(*map(_plain, row))
    out.print(items)
    proposed = proposals(state, rules)
    if proposed:
        out.print("Proposed on eligibility. Nobody has decided; the designee decides.", style="bold")
        table = Table("item", "proposed", "because", "law", "mark", pad_edge=False, box=_box())
        for proposal in proposed:
            for place, ground in enumerate(proposal.grounds):
                first = [proposal.item, proposal.outcome] if place == 0 else ["", ""]
                mark = "" if ground.verified else "not verified"
                row = [*first, f"{ground.code}: {ground.title} ({ground.fact})", ground.source, mark]
                table.add_row(*map(_plain, row))
            if not proposal.grounds:
                table.add_row(*map(_plain, [proposal.item, proposal.outcome, "nothing speaks against it", "", ""]))
        out.print(table)
    clocks = Table("due", "status", "what", "who", "how it was reached", "law", "mark", pad_edge=False, box=_box())
    for one in deadlines:
        status = one.status if one.met_at is None else f"{one.status} {one.met_at:%Y-%m-%d}"
        if one.pending:
            status = left(one, moment)
        row = [when(one), status, one.title, rules.role_title(one.owed_by), "; ".join(one.counted.steps)]
        row += [one.counted.period.source, marks(one)]
        clocks.add_row(*map(_plain, row), style=_style(one, moment) if one.pending else "dim")
    out.print(clocks)
    told = Table("no.", "when", "what happened", "recorded by", "says", pad_edge=False, box=_box())
    refused = {refusal.number: refusal for refusal in state.refusals}
    corrected = {corrects(mark.event): mark.event.number for mark in state.marks if _is_correction(mark.event, rules)}
    for event in case.events:
        rule = rules.event(event.kind)
        what = rule.title if rule else event.kind
        if event.number in refused:
            what = f"REFUSED {what}: {refused[event.number].why}"
        elif event.number in corrected:
            what = f"{what} (CORRECTED by event {corrected[event.number]})"
        who = f"{rules.role_title(event.actor.role)} ({event.actor.name})"
        row = [
            str(event.number),
            f"{rules.local(event.at):%Y-%m-%d %H:%M %Z}",
            what,
            who,
            _said(event.items, event.data),
        ]
        told.add_row(*map(_plain, row), style="red" if event.number in refused else "")
    out.print(told)


def _liability(item: Item) -> str:
    if item.liability_disputed:
        return "liability disputed" + (", administrator agrees to the review" if item.agreed else "")
    return "liability settled" if item.liability_settled else ""


def _is_correction(event: Event, rules: ProcessRules) -> bool:
    from openimr.process.corrections import CORRECT

    rule = rules.event(event.kind)
    return rule is not None and rule.effect == CORRECT


def _head(state: CaseState, rules: ProcessRules) -> Iterable[str]:
    if state.last_day is not None:
        version = rules.version_on(state.last_day)
        mark = "" if version.verified else " (not all of its text was read)"
        yield f"rules of {version.id}: {version.title}{mark}"
    if state.expedited:
        yield "expedited"
    if state.reviewer:
        yield f"reviewer {state.reviewer}"
    if state.earlier_reviewers:
        yield f"reviewed before by {', '.join(state.earlier_reviewers)}"
    if state.joined:
        yield f"joined with {', '.join(sorted(state.joined))}"
    for case in dict.fromkeys(item.merged_into for item in state.items.values() if item.merged_into):
        yield f"merged into {case}"
    if done := [item.id for item in state.items.values() if item.implemented]:
        yield f"implemented: {', '.join(done)}"
    if state.published:
        yield "published"
    for request in state.open_requests:
        yield f"waits for {request.of}: {request.id}"


def _decision(decision: str) -> str:
    return {"upheld": "Upheld: denial stands", "overturned": "Overturned: treatment is necessary"}.get(
        decision, decision
    )


def _said(items: Sequence[str], data: dict[str, Any]) -> str:
    parts = [f"items {', '.join(items)}"] if items else []
    for key, value in data.items():
        if key == "items":
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        text = {"true": "yes", "false": "no"}.get(text, text)
        parts.append(f"{key.replace('-', ' ')} {text}")
    return "; ".join(parts)


def print_clocks(rules: ProcessRules, day: date | None) -> None:
    """The clocks with their periods."""
    from rich.table import Table

    from openimr.cli.output import console
    from openimr.process.counting import amount_of

    table = Table("clock", "what", "who", "in force", "runs", "last day", "law", "verified", pad_edge=False, box=_box())
    table.columns[0].min_width = max(len(clock.id) for clock in rules.clocks)  # ids are typed in again: never cut
    for clock in rules.clocks:
        for place, period in enumerate(_in_force(clock.periods, day)):
            first = [clock.id, clock.title, rules.role_title(clock.owed_by)] if place == 0 else ["", "", ""]
            until = "" if period.ends == date.max else period.ends.isoformat()
            row = [*first, f"{period.begins.isoformat()} to {until}", amount_of(period), period.last_day]
            table.add_row(*map(_plain, [*row, period.source, "yes" if period.verified else "no"]))
    console().print(table)


def _in_force(periods: Sequence[Any], day: date | None) -> list[Any]:
    return sorted((p for p in periods if day is None or p.begins <= day <= p.ends), key=lambda p: p.begins)


def print_ages(found: Sequence[Age], kept: Timeliness) -> None:
    """The measures, and how many determinations kept their clocks."""
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("measure", "cases", "average", "median", "longest", "in case", pad_edge=False, box=_box())
    for one in found:
        figures = ["", "", ""]
        if one.mean is not None:
            figures = [f"{one.mean:.1f} days", f"{one.median:g} days", f"{one.longest} days"]
        table.add_row(one.name, str(one.cases), *figures, one.case)
    console().print(table)
    print(f"Determinations served in time: {kept.in_time}; late: {kept.late}. A late one stays valid.")


def counted_text(counted: Counted) -> str:
    """One reckoning in words."""
    lines = [f"{counted.due:%A %Y-%m-%d %H:%M %Z}" if counted.by_hour else f"{counted.due_day:%A %Y-%m-%d}", ""]
    lines += [f"  {step}" for step in counted.steps]
    lines += [f"  law: {counted.period.source}; rules of {counted.version}"]
    lines += [f"  note: {note}" for note in counted.notes]
    if not counted.verified:
        lines.append("  not verified: this rule, or one it leans on, has not been compared with its text")
    return "\n".join(lines)


def _counted(counted: Counted) -> dict[str, Any]:
    period = counted.period
    return {
        "due": counted.due.isoformat() if counted.by_hour else counted.due_day.isoformat(),
        "due_at": counted.due.isoformat(),
        "latest": counted.latest.isoformat() if counted.by_hour else counted.latest_day.isoformat(),
        "counted_to": counted.counted_to.isoformat(),
        "amount": period.amount,
        "unit": period.unit,
        "nature": period.nature,
        "source": period.source,
        "version": counted.version,
        "verified": counted.verified,
        "presumed": counted.presumed.isoformat() if counted.presumed else None,
        "steps": list(counted.steps),
        "notes": list(counted.notes),
    }


def counted_json(counted: Counted) -> str:
    """One reckoning for programs."""
    return _dumped({"clock": counted.clock, **_counted(counted)})


def deadline_row(one: Deadline) -> dict[str, Any]:
    """One deadline for programs."""
    return {
        "case": one.case,
        "clock": one.clock,
        "duty": one.duty,
        "title": one.title,
        "owed_by": one.owed_by,
        "items": list(one.items),
        "request": one.request or None,
        "status": one.status.replace(" ", "_"),
        "started": one.started.isoformat(),
        "event": one.event,
        "estimated": one.estimated,
        "met_at": one.met_at.isoformat() if one.met_at else None,
        "earliest": one.earliest,
        "others": one.others,
        **_counted(one.counted),
    }


def due_json(
    found: Sequence[Deadline],
    closings: Sequence[Closing],
    problems: Sequence[Problem],
    moment: datetime,
    rules: ProcessRules,
) -> str:
    """What is due, for programs."""
    return _dumped(
        {
            "as_of": rules.local(moment).isoformat(),
            "due": [deadline_row(one) for one in found],
            "closings": [asdict(one) for one in closings],
            "problems": [problem.model_dump() for problem in problems],
        }
    )


def case_json(
    case: CaseLog, deadlines: Sequence[Deadline], problems: Sequence[Problem], moment: datetime, rules: ProcessRules
) -> str:
    """One case for programs."""
    from openimr.process.eligibility import proposals

    state = case.state
    return _dumped(
        {
            "as_of": rules.local(moment).isoformat(),
            "case": state.case,
            "state": state.phase,
            "state_title": rules.state_title(state.phase),
            "expedited": state.expedited,
            "items": [asdict(item) for item in state.items.values()],
            "proposals": [asdict(proposal) for proposal in proposals(state, rules)],
            "requests": [asdict(request) for request in state.requests],
            "published": state.published,
            "chain": case.broken.sentence() if case.broken else "whole",
            "deadlines": [deadline_row(one) for one in deadlines],
            "refused": [asdict(refusal) for refusal in state.refusals],
            "events": [event.model_dump(mode="json") for event in case.events],
            "problems": [problem.model_dump() for problem in problems],
        }
    )


def clocks_json(rules: ProcessRules, day: date | None) -> str:
    """The clocks for programs."""
    rows = []
    for clock in rules.clocks:
        periods = [period.model_dump(mode="json", by_alias=True) for period in _in_force(clock.periods, day)]
        if periods:
            rows.append({**clock.model_dump(mode="json", exclude={"periods"}), "periods": periods})
    return _dumped(rows)


def ages_json(found: Sequence[Age], kept: Timeliness) -> str:
    """The measures for programs."""
    return _dumped({"ages": [asdict(one) for one in found], "determinations": asdict(kept)})


def _dumped(body: Any) -> str:
    return json.dumps(body, indent=1, ensure_ascii=False)
