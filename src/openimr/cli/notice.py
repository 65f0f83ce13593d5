"""``imr notice``: which notices are due in a case or a docket, and one notice written to all its readers."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperGroup

from openimr.cli.formats import TableFormat, TableOrJson

if TYPE_CHECKING:
    from openimr.notices.due import DueNotice
    from openimr.notices.model import Notice
    from openimr.process.docket import CaseLog
    from openimr.process.events import Event
    from openimr.process.rules import ProcessRules


class _Writes(TyperGroup):
    """``imr notice LOG …`` is short for ``imr notice write LOG …``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            args = ["write", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    no_args_is_help=True,
    cls=_Writes,
    help="Notices to the parties of a case. The program writes them; a person serves them and signs the proof of it. "
    "imr notice LOG is short for imr notice write LOG.",
)


class Form(StrEnum):
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    TEXT = "text"
    JSON = "json"


_SUFFIX = {Form.TEXT: "txt"}
_AS_OF = typer.Option("--as-of", help="The day (its end), or an instant with its time zone. Now, where left out.")


@app.command("due")
def due(
    cases: Annotated[Path, typer.Argument(help="A log (JSON Lines, one case), or a folder of logs.")],
    as_of: Annotated[str | None, _AS_OF] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """List the notices that are due, for one case or a folder, with the event that each tells of and its deadline.

    Example: imr notice due examples/docket --as-of 2026-03-20
    """
    import json

    from openimr.cli.process import moment_of
    from openimr.cli.processtables import print_problems
    from openimr.notices import due_notices, notice_forms
    from openimr.process.docket import open_docket
    from openimr.process.rules import process_rules

    rules, moment = process_rules(), moment_of(as_of)
    docket = open_docket(cases, rules, moment)
    found = [one for case in docket.cases for one in due_notices(case.state, moment, rules)]
    if format is TableOrJson.JSON:
        body = {"as_of": rules.local(moment).isoformat(), "due": [_due_data(one) for one in found]}
        print(json.dumps({**body, "problems": [p.model_dump() for p in docket.problems]}, indent=1, ensure_ascii=False))
        return
    titles = {kind: form.title.en for kind, form in notice_forms().kinds.items()}
    _print_due(found, titles, len(docket.cases), rules.local(moment))
    print_problems(docket.problems)


@app.command("write")
def write(
    log: Annotated[Path, typer.Argument(help="The log of one case.")],
    kind: Annotated[str, typer.Option("--kind", help="Kind of the notice, as in: imr notice due.")],
    out: Annotated[
        Path, typer.Option("--out", help="Folder to write to: one file for each reader, language and form.")
    ],
    on: Annotated[
        str | None,
        typer.Option("--on", help="The day of service, or its instant with time zone. Now, where left out."),
    ] = None,
    party_file: Annotated[
        Path | None,
        typer.Option("--party-file", help="Sender, server and parties; parties.yaml beside the log, where left out."),
    ] = None,
    to: Annotated[str | None, typer.Option("--to", help="Only to the parties in this role.")] = None,
    request: Annotated[str, typer.Option("--request", help="Which request, for a notice that belongs to one.")] = "",
    formats: Annotated[
        list[Form] | None, typer.Option("--format", help="pdf (if left out), docx, html, text, json.")
    ] = None,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Write it though the case does not allow it; why not is printed.")
    ] = False,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run.")] = False,
) -> None:
    """Write one notice to all its readers: in English, to the injured worker in Spanish too, with proof of service.

    Days are those of the procedure's clocks, counted from service on the day of --on. What is not due is refused.
    Nothing is recorded: the event that says it was served is printed, and until the log has it the notice stays due.

    Example: imr notice write examples/docket/CM26-0000088.jsonl --kind determination --out out/notices --on 2026-03-11
    """
    import sys

    from openimr.cli.output import refuse_overwrite, write_file
    from openimr.cli.process import moment_of
    from openimr.cli.processtables import print_problems
    from openimr.errors import NotFound, UsageError
    from openimr.notices import event_to_record, notice_forms, notice_of, read_party_file, refusal_of_notice
    from openimr.notices.writing import file_names, readers_of
    from openimr.printable import printable
    from openimr.process.docket import open_docket
    from openimr.process.events import read_log
    from openimr.process.rules import process_rules
    from openimr.wordforms import counted

    rules, forms, moment = process_rules(), notice_forms(), moment_of(on)
    if kind not in forms.kinds:
        raise NotFound(f"there is no notice {kind!r}", remedy=f"use one of: {', '.join(sorted(forms.kinds))}")
    if log.is_dir():
        raise UsageError(
            "this is a folder", file=str(log), remedy="give one log; what is due in a folder: imr notice due"
        )
    docket = open_docket(log, rules, moment)
    (case,) = docket.cases
    print_problems(docket.problems)
    party_file = party_file or log.parent / "parties.yaml"
    parties = read_party_file(party_file, forms.roles)
    against = _broken(case) or refusal_of_notice(kind, case.state, moment, rules, forms, request)
    if against and not anyway:
        raise UsageError(
            f"the notice {kind} is not due: {printable(against)}", file=str(log),
            consequence="nothing was written", remedy="see what is due: imr notice due; or add --anyway",
        )  # fmt: skip
    notices = [
        (party.role, notice_of(kind, case.state, parties, party, moment, language, request=request, against=against))
        for party, language in readers_of(forms.kinds[kind], parties)
        if to in (None, party.role)
    ]
    if not notices:
        raise NotFound("the file of parties has no reader of this notice", file=str(party_file), remedy=_readers(kind))
    _check_hour(on, [notice for _, notice in notices], rules)
    names = file_names(case.state.case, kind, [(role, notice.language) for role, notice in notices])
    files = {
        out / f"{name}.{_SUFFIX.get(form, form.value)}": (notice, form)
        for name, (_, notice) in zip(names, notices, strict=True)
        for form in dict.fromkeys(formats or [Form.PDF])
    }
    refuse_overwrite(files, replace=replace)
    if against:
        print(f"imr: {kind} written though it is not due: {printable(against)}", file=sys.stderr)
    if not notices[0][1].verified:
        print(f"imr: nobody has compared the wording of {kind} with the law it names", file=sys.stderr)
    for path, (notice, form) in files.items():
        write_file(path, _rendered(notice, form), replace=replace)
    for path in files:
        print(path)
    later = read_log(log)[len(case.events) :]
    if later:
        print(
            f"imr: the log goes on after that moment ({counted(len(later), 'event')} more, the last {later[-1].kind}); "
            "the notice says how the case stood before",
            file=sys.stderr,
        )
    elif not against and to is None:
        event = event_to_record(kind, case.state, parties, moment, request=request)
        print(f"imr: once it is served, record it: {_recording(event, len(case.events))}", file=sys.stderr)


def _recording(event: Event, seen: int) -> str:
    """The command that puts an event into the log of a case in a store."""
    import json
    import shlex

    from openimr.printable import printable

    words = ["imr", "store", "record", event.case, event.kind, "--role", event.actor.role, "--name", "NAME"]
    words += ["--seen", str(seen), *(word for item in event.items for word in ("--item", item))]
    return printable(shlex.join([*words, "--data", json.dumps(dict(event.data), ensure_ascii=False)]))


def _broken(case: CaseLog) -> str:
    return f"the log is not what was written ({case.broken.sentence()})" if case.broken is not None else ""


def _readers(kind: str) -> str:
    from openimr.notices import notice_forms

    return f"its readers: {', '.join(notice_forms().kinds[kind].audience)}"


def _check_hour(on: str | None, notices: list[Notice], rules: ProcessRules) -> None:
    """A deadline of hours that runs from service needs the hour of service; a day alone would make one up."""
    from openimr.errors import UsageError
    from openimr.notices.writing import hours_run_from

    if on is not None and len(on) <= len("2026-03-20") and any(hours_run_from(one, rules) for one in notices):
        raise UsageError("a deadline of hours runs from this notice", remedy=f"give the hour: --on {on}T16:30-07:00")


def _rendered(notice: Notice, form: Form) -> str | bytes:
    from openimr.letters.rendering import render_layout
    from openimr.notices.layout import lay_out_notice

    if form is Form.JSON:
        return notice.model_dump_json(indent=1) + "\n"
    return render_layout(lay_out_notice(notice), form.value)


def _due_data(one: DueNotice) -> dict[str, Any]:
    return {
        "case": one.case,
        "kind": one.kind,
        "since": one.since.isoformat(),
        "event": one.event,
        "items": list(one.items),
        "request": one.request,
        "by": one.by.due.isoformat() if one.by is not None and one.by.has_day else None,
        "overdue": one.by is not None and one.by.status == "overdue",
        "source": one.source,
    }


def _print_due(found: list[DueNotice], titles: dict[str, str], cases: int, moment: dt.datetime) -> None:
    from rich import box
    from rich.table import Table
    from rich.text import Text

    from openimr.cli.output import console
    from openimr.cli.processtables import left, when
    from openimr.printable import printable
    from openimr.wordforms import counted

    out = console()
    head = f"{counted(len(found), 'notice')} due in {counted(cases, 'case')} as of {moment:%a %Y-%m-%d %H:%M %Z}"
    out.print(Text(head, style="bold"))
    if not found:
        return
    table = Table(
        "case", "kind", "what", "since", "items", "by", box=box.SIMPLE_HEAD, pad_edge=False, header_style="dim"
    )
    for one in found:
        by = f"{when(one.by)}, {left(one.by, moment)}" if one.by is not None else "no day set"
        what = f"{titles[one.kind]}: {one.request}" if one.request else titles[one.kind]
        row = (one.case, one.kind, what, f"{one.since:%Y-%m-%d}", ", ".join(one.items), by)
        late = one.by is not None and one.by.status == "overdue"
        table.add_row(*(Text(printable(words)) for words in row), style="bold red" if late else "")
    out.print(table)
