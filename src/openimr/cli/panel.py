"""``imr panel``: who may review a case, who does, and why; a whole docket at once; a roster checked."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli.formats import TextFormat, TextOrJson

if TYPE_CHECKING:
    from openimr.panel.model import PanelCase
    from openimr.panel.publishing import PublicSelection
    from openimr.panel.report import DocketReport, Selection

app = typer.Typer(no_args_is_help=True, help="Select reviewers, assign a docket, check a roster.")


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"


_SUFFIX = {Format.TEXT: "txt", Format.JSON: "json", Format.HTML: "html"}
Roster = Annotated[Path, typer.Option("--roster", help="The roster: YAML, JSON or CSV (docs/panel.md).")]
AsOf = Annotated[
    dt.datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day of the selection; its rules decide (default: today)."),
]
Seed = Annotated[
    int | None,
    typer.Option("--seed", help="Seed of the lot among equals (default: a new one, which the report tells)."),
]
Lift = Annotated[
    list[str] | None,
    typer.Option(
        "--lift", metavar="RULE", help="Leave a rule of operation (in-time, available, capacity) out of account."
    ),
]
Public = Annotated[bool, typer.Option("--public", help="Only what may be published: no names, numbers in bands.")]
What = Annotated[Format, typer.Option("--format", help="What is printed.")]
Out = Annotated[
    Path | None, typer.Option("--out", help="Folder for the report as text, JSON and HTML, and its public form.")
]
Replace = Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")]


@app.command("select")
def select(
    case: Annotated[Path, typer.Argument(help="Case folder, or a file with the case (YAML, JSON).")],
    roster: Roster,
    as_of: AsOf = None,
    seed: Seed = None,
    reviewers: Annotated[
        int | None,
        typer.Option("--reviewers", min=1, max=9, help="How many reviewers (default: as the case says, else one)."),
    ] = None,
    approval: Annotated[
        str | None, typer.Option("--approval", help="The written approval that more than one reviewer needs.")
    ] = None,
    lift: Lift = None,
    public: Public = False,
    format: What = Format.TEXT,
    out: Out = None,
    replace: Replace = False,
) -> None:
    """Select the reviewer of one case: each candidate, each rule, in or out and why.

    Ends with exit code 10 when nobody can be chosen; the report then names the rules that stand in the way.

    Example: imr panel select examples/cases/scs-trial --roster examples/panel/roster.yaml --as-of 2014-10-23
    """
    from dataclasses import replace as changed

    from openimr.errors import ChecksFailed, UsageError
    from openimr.panel.assigning import select as selected
    from openimr.panel.publishing import publishable
    from openimr.panel.reporting import selection_of
    from openimr.panel.rosterfile import load_roster

    targets = _targets(out, "selection", replace)
    people = load_roster(roster)
    cases = _cases(case, _day(as_of))
    if len(cases) != 1:
        raise UsageError(
            f"there are {len(cases)} cases in it", consequence="nobody was chosen", remedy="use: imr panel assign"
        )
    asked = changed(
        cases[0], needed=reviewers or cases[0].needed, approval=approval if approval is not None else cases[0].approval
    )
    made = selected(people, asked, day=_day(as_of), seed=_seed(seed), lifted=_lifted(lift))
    report = selection_of(made)
    _give(report, publishable(report), targets, format, public)
    if report.block is not None:
        raise ChecksFailed(
            report.block.text,
            file=report.case,
            consequence="nobody was chosen",
            remedy="see the report for each reviewer and rule"
            + ("; possible conflicts wait for a person" if report.to_clear else ""),
        )


@app.command("assign")
def assign(
    docket: Annotated[Path, typer.Argument(help="File with the cases (YAML, JSON), or a folder of case folders.")],
    roster: Roster,
    as_of: AsOf = None,
    seed: Seed = None,
    lift: Lift = None,
    public: Public = False,
    format: What = Format.TEXT,
    out: Out = None,
    selections: Annotated[
        bool, typer.Option("--selections", help="With --out: the selection report of every case, too.")
    ] = False,
    replace: Replace = False,
) -> None:
    """Assign a whole docket: the most urgent first, no conflict, preferences, even load, and the lot among equals.

    A case that cannot be served is named with what stands in its way; the others are assigned all the same.

    Example: imr panel assign examples/panel/docket.yaml --roster examples/panel/roster.yaml --as-of 2014-06-02
    """
    from openimr.cli.output import write_file
    from openimr.errors import UsageError
    from openimr.panel.assigning import assign as assigned
    from openimr.panel.publishing import publishable_docket
    from openimr.panel.reporting import docket_report, selection_of
    from openimr.panel.rosterfile import load_roster

    if selections and out is None:
        raise UsageError("--selections needs --out", remedy="name a folder with --out")
    targets = _targets(out, "assignment", replace)
    people = load_roster(roster)
    made = assigned(people, _cases(docket, _day(as_of)), day=_day(as_of), seed=_seed(seed), lifted=_lifted(lift))
    report = docket_report(made)
    _give(report, publishable_docket(report), targets, format, public)
    if selections and out is not None:
        for number, case in enumerate(made.judgement.cases):
            path = out / "selections" / f"{_file_name(case.id, number)}.html"
            write_file(path, _written(selection_of(made, number), Format.HTML), replace=replace)
        typer.echo(f"written: {out / 'selections'}", err=True)


@app.command("check")
def check(
    roster: Annotated[Path, typer.Argument(help="The roster: YAML, JSON or CSV.")],
    as_of: AsOf = None,
    format: TextFormat = TextOrJson.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="End with exit code 10 for remarks, too.")] = False,
) -> None:
    """Check a roster: what is wrong with the file, who is qualified on a day, and what keeps the others out.

    Example: imr panel check examples/panel/roster.yaml --as-of 2014-06-02
    """
    from openimr.errors import ChecksFailed
    from openimr.panel.rosterfile import check_roster
    from openimr.wordforms import counted

    people, errors, remarks = check_roster(roster)
    day = _day(as_of)
    if format is TextOrJson.JSON:
        import json

        from openimr.panel.standing import standings

        rows = [row.model_dump(mode="json") for row in standings(people, day)]
        told = {"day": day.isoformat(), "reviewers": rows, "errors": [e.model_dump() for e in errors],
                "remarks": [r.model_dump() for r in remarks]}  # fmt: skip
        print(json.dumps(told, indent=1, ensure_ascii=False))
    else:
        from openimr.cli.output import console
        from openimr.cli.paneltable import print_check

        print_check(people, day, errors, remarks, console())
    if errors or (strict and remarks):
        found = (errors or remarks)[0]
        raise ChecksFailed(
            f"{found.message} ({counted(len(errors), 'error')}, {counted(len(remarks), 'remark')})",
            file=found.file,
            consequence="the roster is refused" if errors else found.consequence,
            remedy=found.remedy,
        )


def _day(as_of: dt.datetime | None) -> dt.date:
    return as_of.date() if as_of else dt.datetime.now(dt.UTC).astimezone().date()


def _seed(seed: int | None) -> int:
    import secrets

    return seed if seed is not None else secrets.randbelow(1 << 32)


def _lifted(lift: list[str] | None) -> list[str]:
    """The rules to lift; only those of operation may be.

    Raises:
        UsageError: the rule is none, or its basis is law, regulation or attestation.
    """
    from openimr.errors import UsageError
    from openimr.panel.rules import panel_rules

    bases = {rule.id: rule.basis for rule in panel_rules().every_rule()}
    may = [id for id, basis in bases.items() if basis == "operation"]
    for one in lift or []:
        if one not in may:
            raise UsageError(
                f"the rule {one} cannot be lifted" if one in bases else f"there is no rule {one}",
                consequence="nobody was chosen",
                remedy=f"only rules of operation can be: {', '.join(may)}",
            )
    return list(lift or [])


def _cases(path: Path, day: dt.date) -> list[PanelCase]:
    """The cases of a file, of a case folder, or of a folder of case folders, with the days they are due."""
    from openimr.cli.duedays import with_due_days

    return with_due_days(_read_cases(path), day)


def _read_cases(path: Path) -> list[PanelCase]:
    from openimr.errors import NotFound
    from openimr.panel.docketfile import load_docket

    if not path.exists():
        raise NotFound("there is no such file or folder", file=str(path), remedy="check the path")
    if path.is_file() and path.suffix.lower() in (".yaml", ".yml", ".json"):
        return load_docket(path)
    inside = sorted(one for one in path.iterdir() if one.is_dir() and _is_case(one)) if path.is_dir() else []
    if path.is_dir() and not _is_case(path) and inside:
        return [_opened(one) for one in inside]
    return [_opened(path)]


def _is_case(folder: Path) -> bool:
    return any(
        (folder / "case.yaml").is_file() or next(folder.glob(f"{name}.*"), None)
        for name in ("application", "ur-denial")
    )


def _opened(path: Path) -> PanelCase:
    from openimr.casefile import open_case
    from openimr.cli.progress import progress_bar
    from openimr.dispute import read_dispute
    from openimr.panel.casefolder import case_of

    with progress_bar() as bar:
        case = open_case(path, progress=bar)
    return case_of(case, read_dispute(case))


def _targets(out: Path | None, name: str, replace: bool) -> dict[tuple[Format, bool], Path]:
    """Files to write by form and whether they are the public ones; refused at once where one is there already."""
    from openimr.cli.output import refuse_overwrite

    if out is None:
        return {}
    targets = {(kind, False): out / f"{name}.{_SUFFIX[kind]}" for kind in Format}
    targets |= {(kind, True): out / f"{name}-public.{_SUFFIX[kind]}" for kind in Format}
    refuse_overwrite(targets.values(), replace=replace)
    return targets


def _give(
    report: Selection | DocketReport, published: PublicSelection, targets: dict[tuple[Format, bool], Path],
    format: Format, public: bool,
) -> None:  # fmt: skip
    """Print a report, and write it and its public form where asked."""
    from openimr.cli.output import console, write_file
    from openimr.cli.paneltable import print_report

    for (kind, open_to_all), path in targets.items():
        write_file(path, _written(published if open_to_all else report, kind), replace=True)
        typer.echo(f"written: {path}", err=True)
    told = published if public else report
    if format is Format.TEXT:
        print_report(told, console())
    else:
        print(_written(told, format), end="")


def _written(report: Selection | DocketReport | PublicSelection, kind: Format) -> str:
    if kind is Format.JSON:
        return report.model_dump_json(indent=1) + "\n"
    if kind is Format.HTML:
        from openimr.panel.page import html_of

        return html_of(report)
    from io import StringIO

    from rich.console import Console

    from openimr.cli.paneltable import print_report

    paper = StringIO()
    print_report(report, Console(file=paper, width=110))
    return "\n".join(line.rstrip() for line in paper.getvalue().splitlines()) + "\n"


def _file_name(id: str, number: int) -> str:
    """A case's id as a file name; its position where it is none."""
    safe = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in id)[:60]
    return safe if safe == id else f"{number + 1:04}_{safe}"
