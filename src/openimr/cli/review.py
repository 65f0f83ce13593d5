"""``imr review``: a case file becomes a sourced draft determination."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from openimr.cli.companions import Tongue


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    HTML = "html"
    PDF = "pdf"
    DOCX = "docx"


def review(
    case: Annotated[Path, typer.Argument(help="Case folder, ZIP, or one PDF that holds everything.")],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day whose rules apply (default: the UR decision's)."),
    ] = None,
    rules: Annotated[
        str | None,
        typer.Option(
            "--rules",
            metavar="DRAFT|VERSION",
            help="Review again under the rules and day of an earlier draft (JSON), or under a version; "
            "refused where the rules installed are others.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the draft as PDF, JSON, HTML, DOCX and text.")
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TEXT,
    companion: Annotated[
        list[Tongue] | None,
        typer.Option(
            "--companion",
            help="Plain-language companion for the injured worker, in English or Spanish: printed in place of the "
            "draft; with --out written beside it, and then in both when given twice.",
        ),
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")] = False,
) -> None:
    """Review a case file and print a draft determination. The draft decides nothing: a physician does.

    Example: imr review examples/cases/lumbar-epidural-repeat --out out/lumbar
    """
    from concurrent.futures import ThreadPoolExecutor

    from openimr.casefile.work.workers import start_server

    start_server()
    from openimr.casefile import open_case
    from openimr.cli.companions import companion_targets, companions, write_companions
    from openimr.cli.output import refuse_overwrite, write_binary, write_file
    from openimr.cli.progress import progress_bar

    day = as_of.date() if as_of else None
    if rules is not None:
        day = _earlier(rules, day)
    targets = {f: out / f"draft.{'txt' if f is Format.TEXT else f.value}" for f in Format} if out else {}
    tongues = companion or []
    companion_files = companion_targets(out, tongues) if out else {}
    _refuse_companion(tongues, format, out)
    refuse_overwrite([*targets.values(), *companion_files.values()], replace=replace)
    with progress_bar() as bar, ThreadPoolExecutor(max_workers=1) as opener:
        # a scanned page is recognised outside Python's lock: the rules are loaded meanwhile
        opening = opener.submit(open_case, case, progress=bar)
        from openimr.letters.rendering import render_layout
        from openimr.letters.working_pages import lay_out_draft
        from openimr.review import load_rules
        from openimr.review import review as draft_of

        load_rules()
        draft = draft_of(opening.result(), as_of=day, progress=bar)
    layout = lay_out_draft(draft)

    def rendered(kind: Format) -> str | bytes:
        return draft.model_dump_json(indent=2) + "\n" if kind is Format.JSON else render_layout(layout, kind.value)

    printed = rendered(format)
    for kind, path in targets.items():
        write_file(path, printed if kind is format else rendered(kind), replace=replace)
    told = companions(draft, tongues)
    if told and not targets:
        printed = render_layout(told[tongues[0]].layout, format.value)
    if isinstance(printed, str):
        print(printed, end="" if printed.endswith("\n") else "\n")
    elif not targets:
        write_binary(printed, f"the draft as {format.value}")
    if targets and format is not Format.JSON:
        typer.echo("\nThe draft lies here:", err=True)
        for kind, path in targets.items():
            typer.echo(f"  {kind.value.upper():5} {path}", err=True)
    write_companions(told, companion_files, replace=replace)


def _refuse_companion(tongues: list[Tongue], format: Format, out: Path | None) -> None:
    """Before any work: a companion is no JSON, and only one can be printed."""
    from openimr.errors import UsageError

    if tongues and out is None and format is Format.JSON:
        raise UsageError("a companion has no JSON", remedy="print it as text, html, pdf or docx, or give --out")
    if len(set(tongues)) > 1 and out is None:
        raise UsageError("only one companion can be printed", remedy="ask for one language, or give --out")


def _earlier(rules: str, day: dt.date | None) -> dt.date | None:
    """The day of an earlier draft, after the rules it was made under are found to be those installed."""
    from openimr.review.rulesversion import require_rules

    path = Path(rules)
    if path.suffix.lower() != ".json" and not path.exists():
        require_rules(rules)
        return day
    from openimr.cli.output import read_draft

    draft = read_draft(path)
    require_rules(draft.rules_version, made_with=draft.openimr)
    return day or draft.as_of
