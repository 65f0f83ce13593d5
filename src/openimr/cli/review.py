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
    from openimr.cli.companions import companion_files, companion_targets, companions
    from openimr.cli.output import refuse_overwrite, say_where, write_files
    from openimr.cli.progress import progress_bar

    day = as_of.date() if as_of else None
    if rules is not None:
        day = _earlier(rules, day)
    targets = {f: out / f"draft.{'txt' if f is Format.TEXT else f.value}" for f in Format} if out else {}
    tongues = companion or []
    told_in = companion_targets(out, tongues) if out else {}
    _refuse_companion(tongues, format, out)
    refuse_overwrite([*targets.values(), *told_in.values()], replace=replace)
    with progress_bar() as bar, ThreadPoolExecutor(max_workers=1) as opener:
        # a scanned page is recognised outside Python's lock: the rules are loaded meanwhile
        opening = opener.submit(open_case, case, progress=bar)
        from openimr.letters.rendering import render_layout
        from openimr.letters.working_pages import lay_out_draft
        from openimr.review import load_rules
        from openimr.review import review as draft_of

        load_rules()
        draft = draft_of(opening.result(), as_of=day, progress=bar)
    told = companions(draft, tongues)
    if told and not targets:
        _print(render_layout(told[tongues[0]].layout, format.value), format)
        return
    layout = lay_out_draft(draft)
    made = {
        kind: draft.model_dump_json(indent=2) + "\n" if kind is Format.JSON else render_layout(layout, kind.value)
        for kind in (targets or [format])
    }
    files = {path: made[kind] for kind, path in targets.items()} | companion_files(told, told_in)
    write_files(files, replace=replace)
    if not files or isinstance(made[format], str):
        _print(made[format], format)
    if files and format is not Format.JSON:
        typer.echo("\nThe draft lies here:", err=True)
        say_where(files)


def _print(content: str | bytes, format: Format) -> None:
    """Print a draft or a companion in the form asked for."""
    from openimr.cli.output import write_binary

    if isinstance(content, bytes):
        write_binary(content, f"the draft as {format.value}")
    else:
        print(content, end="" if content.endswith("\n") else "\n")


def _refuse_companion(tongues: list[Tongue], format: Format, out: Path | None) -> None:
    """Before any work: a companion is no JSON, and only one can be printed."""
    from openimr.errors import UsageError

    if tongues and out is None and format is Format.JSON:
        raise UsageError("a companion has no JSON", remedy="print it as text, html, pdf or docx, or give --out")
    if len(set(tongues)) > 1 and out is None:
        raise UsageError("only one companion can be printed", remedy="ask for one language, or give --out")


def _earlier(rules: str, day: dt.date | None) -> dt.date | None:
    """The day of an earlier draft, after the rules it was made under are found to be those installed."""
    from openimr.review.rulesversion import is_version, require_rules

    path = Path(rules)
    if not path.exists() and is_version(rules):
        require_rules(rules)
        return day
    from openimr.cli.output import read_draft

    draft = read_draft(path)
    require_rules(draft.rules_version, made_with=draft.openimr)
    return day or draft.as_of
