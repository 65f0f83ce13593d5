"""A case of the store on screen: where it stands, what was prepared, what was made, what may come next."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich import box
from rich.table import Table
from rich.text import Text

from openimr.cli.output import console
from openimr.printable import printable
from openimr.wordforms import counted

if TYPE_CHECKING:
    from openimr.casework import CaseNow
    from openimr.casework.duework import DueWork
    from openimr.casework.intake import Prepared
    from openimr.casework.nextsteps import NextStep
    from openimr.process import CaseState, Event
    from openimr.store.papers import Paper

_BY_HAND = "imr store record"
_HASH = re.compile(r"[0-9a-f]{64}")


def print_case_now(now: CaseNow, moment: datetime) -> None:
    """A case whole: state, items, deadlines, events; then notices that are due, what was made, and the next steps."""
    from openimr.casework.nextsteps import next_steps
    from openimr.cli.processtables import print_case
    from openimr.notices import due_notices, notice_forms
    from openimr.process import deadlines_of, process_rules
    from openimr.process.docket import CaseLog

    rules = process_rules()
    shown = tuple(_without_files(event) for event in now.events)
    log = CaseLog(Path(now.case), shown, now.state, None)
    print_case(log, deadlines_of(now.state, moment, rules), moment, rules)
    out, titles = console(), notice_forms().kinds
    notices = _table("notice due", "what", "since", "by")
    for one in due_notices(now.state, moment, rules):
        by = f"{one.by.due:%Y-%m-%d}" if one.by is not None and one.by.has_day else "no day set"
        what = f"{titles[one.kind].title.en}: {one.request}" if one.request else titles[one.kind].title.en
        notices.add_row(*map(_plain, (one.kind, what, f"{one.since:%Y-%m-%d}", by)))
    if notices.row_count:
        out.print(notices)
    _print_next(now, next_steps(now, moment))
    print_made(now.all_made())


def _print_next(now: CaseNow, found: Sequence[NextStep]) -> None:
    """The steps that lead on, those that are possible anywhere, and how a person records one that has no act."""
    out, steps = console(), _table("may come next", "what", "role", "says", "command")
    found = [step for step in found if step.roles]
    for step in found:
        if step.on_the_way:
            row = (step.kind, step.title, ", ".join(step.roles), ", ".join(step.says), step.command or _BY_HAND)
            steps.add_row(*map(_plain, row))
    if steps.row_count:
        out.print(steps)
    others = [f"{step.kind} ({step.command})" if step.command else step.kind for step in found if not step.on_the_way]
    if others:
        out.print(_plain(f"Possible at any time: {', '.join(others)}."))
    if found:
        out.print(
            _plain(
                f"Recorded by hand: {_BY_HAND} {shlex.quote(now.case)} STEP --role ROLE --name NAME --seen {now.seen} "
                '[--item ID] [--data \'{"FIELD": "…"}\']; docs/casework.md tells what each says.'
            )
        )


def print_due_work(work: DueWork, moment: datetime, owed_by: str | None) -> None:
    """Deadlines, then notices, of the docket."""
    from openimr.cli.processtables import print_closings, print_due
    from openimr.notices import notice_forms
    from openimr.process import process_rules

    rules, kinds, out = process_rules(), notice_forms().kinds, console()
    print_due([one for one in work.deadlines if owed_by in (None, one.owed_by)], moment, rules, len(work.cases))
    print_closings(work.closings)
    notices = _table("case", "notice due", "what", "since", "by")
    for one in work.notices:
        by = f"{one.by.due:%Y-%m-%d}" if one.by is not None and one.by.has_day else "no day set"
        late = one.by is not None and one.by.status == "overdue"
        what = f"{kinds[one.kind].title.en}: {one.request}" if one.request else kinds[one.kind].title.en
        row = (one.case, one.kind, what, f"{one.since:%Y-%m-%d}", by)
        notices.add_row(*map(_plain, row), style="bold red" if late else "")
    if notices.row_count:
        out.print(notices)
    if work.more:
        out.print("More cases follow; --most looks at more of them.")


def due_json(work: DueWork, moment: datetime, owed_by: str | None) -> str:
    """The same as JSON: what ``imr process due`` prints, with the notices."""
    from openimr.cli.processtables import due_json as of_deadlines
    from openimr.process import process_rules

    deadlines = [one for one in work.deadlines if owed_by in (None, one.owed_by)]
    body: dict[str, Any] = json.loads(of_deadlines(deadlines, work.closings, (), moment, process_rules()))
    body["notices"] = [
        {"case": one.case, "kind": one.kind, "event": one.event, "items": list(one.items), "request": one.request}
        for one in work.notices
    ]
    body["more"] = work.more
    return json.dumps(body, indent=1, ensure_ascii=False)


def print_made(made: Sequence[tuple[Event, Paper]]) -> None:
    """What was made in a case, the files of one event beside each other."""
    from openimr.process import process_rules

    rules = process_rules()
    table = _table("made", "event", "what happened", "when", "bytes", "sha256")
    for event, paper in made:
        when = f"{rules.local(event.at):%Y-%m-%d %H:%M}"
        what = event.said("step") or rules.event_title(event.kind)
        row = (paper.name, str(event.number), what, when, f"{paper.size:,}", paper.sha256[:12])
        table.add_row(*map(_plain, row))
    if table.row_count:
        console().print(table)


def print_prepared(prepared: Sequence[Prepared]) -> None:
    """The events of the intake, each part with its source, and what is still asked."""
    from openimr.process import process_rules

    rules = process_rules()
    for one in prepared:
        when = f" on {rules.local(one.at):%Y-%m-%d}" if one.at is not None else ""
        console().print(_plain(f"{one.kind}: {one.title}{when}"), style="bold")
        table = _table("says", "what", "from")
        for told in one.told:
            table.add_row(*map(_plain, (told.what, told.value, told.source)))
        for question in one.asked:
            table.add_row(Text("not known"), _plain(question), Text(""), style="bold red")
        console().print(table)


def print_proposals(state: CaseState) -> None:
    """What the program would propose on eligibility."""
    from openimr.process import process_rules, proposals

    found = proposals(state, process_rules())
    if not found:
        return
    table = _table("item", "would be proposed", "because", "law")
    for one in found:
        why = "; ".join(f"{ground.title} ({ground.fact})" for ground in one.grounds) or "nothing speaks against it"
        law = "; ".join(ground.source for ground in one.grounds)
        table.add_row(*map(_plain, (one.item, one.outcome, why, law)))
    console().print(table)


def case_json(now: CaseNow, moment: datetime) -> str:
    """A case as JSON: what ``imr process show`` says of a log, with papers, what was made, notices due, next steps."""
    from dataclasses import asdict

    from openimr.casework.nextsteps import next_steps
    from openimr.cli.processtables import case_json as of_log
    from openimr.notices import due_notices
    from openimr.process import deadlines_of, process_rules
    from openimr.process.docket import CaseLog

    rules = process_rules()
    log = CaseLog(Path(now.case), now.events, now.state, None)
    body: dict[str, Any] = json.loads(of_log(log, deadlines_of(now.state, moment, rules), (), moment, rules))
    body["papers"] = [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in now.papers]
    body["made"] = [
        {"name": paper.name, "sha256": paper.sha256, "size": paper.size, "event": event.number}
        for event, paper in now.all_made()
    ]
    body["notices_due"] = [
        {"kind": one.kind, "event": one.event, "items": list(one.items), "request": one.request}
        for one in due_notices(now.state, moment, rules)
    ]
    body["next"] = [asdict(step) for step in next_steps(now, moment)]
    return json.dumps(body, indent=1, ensure_ascii=False)


def _without_files(event: Event) -> Event:
    """The event with its files counted and its hashes cut: both are listed apart."""
    return event.model_copy(update={"data": {key: _short(value) for key, value in event.data.items()}})


def _short(value: object) -> object:
    if isinstance(value, list) and value and all(isinstance(one, dict) and "sha256" in one for one in value):
        return counted(len(value), "file")
    if isinstance(value, str) and _HASH.fullmatch(value):
        return value[:12]
    return value


def _table(*heads: str) -> Table:
    return Table(*heads, box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim")


def _plain(text: str) -> Text:
    return Text(printable(text))
