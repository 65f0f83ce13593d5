"""``imr process``: what is due in a case or a docket, where a case stands, whether its log is whole, calendars."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli.formats import TableFormat, TableOrJson

if TYPE_CHECKING:
    from openimr.process.docket import Docket
    from openimr.process.rules import ProcessRules

app = typer.Typer(
    no_args_is_help=True,
    help="Deadlines and states of cases, from their event logs. The program reckons; a person decides.",
)


class Mode(StrEnum):
    MAIL = "mail"
    ELECTRONIC = "electronic"
    FAX = "fax"
    PERSONAL = "personal"


_CASES = typer.Argument(help="A log (JSON Lines, one case), or a folder of logs.")
_AS_OF = typer.Option("--as-of", help="The day (its end), or an instant with its time zone. Now, where left out.")
_BY = (
    "How the paper that starts it was served. For a clock counted from receipt, --from is then the day of sending and "
    "receipt is presumed."
)


@app.command("due")
def due(
    cases: Annotated[Path, _CASES],
    as_of: Annotated[str | None, _AS_OF] = None,
    owed_by: Annotated[
        str | None,
        typer.Option("--owed-by", help="Only what this one owes: organization, designee, party …"),
    ] = None,
    within: Annotated[
        int | None, typer.Option("--within", min=0, help="Only what is due at once or in so many days.")
    ] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """List what is due, the most urgent first, overdue marked; deadlines that differ all shown, the earliest marked.

    Example: imr process due examples/docket --as-of 2026-03-20
    """
    from openimr.cli import processtables as tables
    from openimr.process.docket import closings_in, due_in

    rules, moment = _rules(), moment_of(as_of)
    docket = _docket(cases, rules, moment, as_of)
    found = due_in(docket.cases, moment, rules)
    closings = closings_in(docket.cases, moment, rules)
    if owed_by is not None:
        one_of(owed_by, {clock.owed_by for clock in rules.clocks}, "--owed-by")
        found = [one for one in found if one.owed_by == owed_by]
    day = rules.local(moment).date()
    if within is not None:
        found = [one for one in found if one.is_at_once or (one.has_day and one.days_left(day) <= within)]
    if format is TableOrJson.JSON:
        print(tables.due_json(found, closings, docket.problems, moment, rules))
        return
    tables.print_due(found, moment, rules, sum(1 for one in docket.cases if one.events))
    tables.print_closings(closings)
    tables.print_problems(docket.problems)


@app.command("show")
def show(
    case: Annotated[Path, typer.Argument(help="The log of one case.")],
    as_of: Annotated[str | None, _AS_OF] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Show one case: where it stands, its items, what is proposed on eligibility, its deadlines, its events.

    Example: imr process show examples/docket/CM26-0000103.jsonl --as-of 2026-03-20
    """
    from openimr.cli import processtables as tables
    from openimr.errors import UsageError
    from openimr.process.deadlines import deadlines_of

    rules, moment = _rules(), moment_of(as_of)
    if case.is_dir():
        raise UsageError("this is a folder", file=str(case), remedy="give one log, or use: imr process due")
    docket = _docket(case, rules, moment, as_of)
    (one,) = docket.cases
    deadlines = deadlines_of(one.state, moment, rules)
    if format is TableOrJson.JSON:
        print(tables.case_json(one, deadlines, docket.problems, moment, rules))
        return
    tables.print_case(one, deadlines, moment, rules)
    tables.print_problems(docket.problems)


@app.command("verify")
def verify(
    cases: Annotated[Path, _CASES],
    head: Annotated[
        str | None,
        typer.Option("--head", help="Hash of the last event, kept elsewhere: a log cut off shows."),
    ] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Check that logs are as they were written; name the first broken link of each. Ends with 10 if one is broken.

    Example: imr process verify examples/docket
    """
    import json

    from openimr.errors import ChecksFailed, ImrError, UsageError
    from openimr.printable import printable
    from openimr.process.chain import first_break
    from openimr.process.docket import logs_at
    from openimr.process.events import read_log
    from openimr.wordforms import counted

    files = logs_at(cases)
    if head is not None and len(files) != 1:
        raise UsageError("--head belongs to one log", remedy="give one log")
    rows: list[dict[str, object]] = []
    for file in files:
        try:
            events = read_log(file)
            found = first_break(events, head)
            wrong = found.sentence() if found else None
            rows.append({"file": str(file), "events": len(events), "head": events[-1].hash, "broken": wrong})
        except ImrError as error:
            rows.append({"file": str(file), "events": 0, "head": None, "broken": error.what})
    if format is TableOrJson.JSON:
        print(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        for row in rows:
            word = (
                f"BROKEN  {row['broken']}"
                if row["broken"]
                else f"whole   {counted(int(str(row['events'])), 'event')}, ends with {row['head']}"
            )
            # a log that is not what was written can say anything, also to the terminal
            print(printable(f"{row['file']}: {word}"))
    broken = sum(row["broken"] is not None for row in rows)
    if broken:
        raise ChecksFailed(
            f"{broken} of {counted(len(rows), 'log')} {'is' if broken == 1 else 'are'} not what was written",
            consequence="what is shown of these cases is doubtful",
            remedy="restore them from a copy; a log is only ever appended to",
        )


@app.command("calendar")
def calendar(
    cases: Annotated[Path, _CASES],
    as_of: Annotated[str | None, _AS_OF] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; printed where left out.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file of an earlier run.")] = False,
) -> None:
    """Write open deadlines as a calendar (ICS) that calendar programs read. It names cases, no persons or treatments.

    Example: imr process calendar examples/docket --as-of 2026-03-20 --out out/docket.ics
    """
    import sys

    from openimr.cli.output import write_file
    from openimr.process.docket import due_in
    from openimr.process.ics import calendar_text

    rules, moment = _rules(), moment_of(as_of)
    docket = _docket(cases, rules, moment, as_of)
    content = calendar_text(due_in(docket.cases, moment, rules), moment, rules).encode("utf-8")
    if out is None:
        sys.stdout.buffer.write(content)
    else:
        write_file(out, content, replace=replace)


@app.command("ages")
def ages(
    cases: Annotated[Path, _CASES],
    as_of: Annotated[str | None, _AS_OF] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Print how old cases became: from assignment, from complete records, and the steps between.

    Example: imr process ages examples/docket
    """
    from openimr.cli import processtables as tables
    from openimr.process.ages import ages as measured
    from openimr.process.ages import timeliness

    rules, moment = _rules(), moment_of(as_of)
    docket = _docket(cases, rules, moment, as_of)
    states = [case.state for case in docket.cases]
    found, kept = measured(states, rules), timeliness(states, rules)
    if format is TableOrJson.JSON:
        print(tables.ages_json(found, kept))
        return
    tables.print_ages(found, kept)
    tables.print_problems(docket.problems)


@app.command("clocks")
def clocks(
    on: Annotated[
        dt.datetime | None, typer.Option("--on", formats=["%Y-%m-%d"], help="Only those in force on a day.")
    ] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """List the clocks: how long they run, from what to what, by which law, and whether the text was compared.

    Example: imr process clocks --on 2026-03-20
    """
    from openimr.cli import processtables as tables

    rules = _rules()
    day = on.date() if on is not None else None
    if format is TableOrJson.JSON:
        print(tables.clocks_json(rules, day))
    else:
        tables.print_clocks(rules, day)


@app.command("count")
def count(
    clock: Annotated[str, typer.Argument(help="Id of a clock, as in: imr process clocks.")],
    start: Annotated[str, typer.Option("--from", help="The day, or the instant with its time zone, that starts it.")],
    mode: Annotated[Mode | None, typer.Option("--by", help=_BY)] = None,
    place: Annotated[
        str | None,
        typer.Option("--to", help="Where it was served: inside the state (if left out), other-state, abroad."),
    ] = None,
    extension: Annotated[int, typer.Option("--extension", min=0, help="Days of an approved extension.")] = 0,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Reckon one deadline and show the steps: from a day and a clock to the last day.

    Example: imr process count petition-by-mail --from 2026-02-26 --by mail
    """
    from openimr.cli import processtables as tables
    from openimr.errors import NotFound, UsageError
    from openimr.process.counting import count_clock

    rules = _rules()
    if place is not None:
        one_of(place, set(rules.calendars.places), "--to")
    try:
        counted = count_clock(
            clock, start_of(start), mode=mode or "", place=place or "", extension_days=extension, sent=mode or "",
            rules=rules,
        )
    except ValueError as error:
        raise UsageError(str(error), remedy="give an instant, as in 2026-03-20T16:30-07:00") from None
    if counted is None:
        raise NotFound(f"the clock {clock} did not exist on {start}", remedy="see its periods: imr process clocks")
    print(tables.counted_json(counted) if format is TableOrJson.JSON else tables.counted_text(counted))


def _rules() -> ProcessRules:
    from openimr.process.rules import process_rules

    return process_rules()


def _docket(path: Path, rules: ProcessRules, moment: dt.datetime, as_of: str | None) -> Docket:
    from openimr.process.docket import open_docket

    return open_docket(path, rules, moment, is_now=as_of is None)


def start_of(text: str) -> dt.date | dt.datetime:
    """A day, or an instant with its time zone, as it was typed.

    Raises:
        UsageError: it is neither.
    """
    from openimr.errors import UsageError

    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    try:
        moment = dt.datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{text!r} is no day and no instant", remedy="write 2026-03-20 or 2026-03-20T16:30-07:00"
        ) from None
    if moment.tzinfo is None:
        raise UsageError(f"{text!r} has no time zone", remedy="write 2026-03-20T16:30-07:00")
    return moment


def moment_of(text: str | None) -> dt.datetime:
    """The moment asked for: of a day its end in the programme's zone."""
    if text is None:
        return dt.datetime.now(dt.UTC)
    found = start_of(text)
    return found if isinstance(found, dt.datetime) else dt.datetime.combine(found, dt.time(23, 59, 59), _rules().zone)


def served_at(text: str | None) -> tuple[dt.datetime, bool]:
    """The moment of a service, and whether its hour is known: of a day its noon, of today this moment."""
    if text is None:
        return dt.datetime.now(dt.UTC), True
    found = start_of(text)
    if isinstance(found, dt.datetime):
        return found, True
    zone = _rules().zone
    now = dt.datetime.now(zone)
    return (now if found == now.date() else dt.datetime.combine(found, dt.time(12), zone)), False


def one_of(word: str, known: set[str], option: str) -> None:
    """Refuse a word that an option does not know.

    Raises:
        UsageError: it does not.
    """
    from openimr.errors import UsageError

    if word not in known:
        raise UsageError(f"{option} does not know {word}", remedy=f"use one of: {', '.join(sorted(known))}")
