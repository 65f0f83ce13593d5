"""``imr casefile``: what a case file holds, and what it should hold and does not."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from openimr.casefile import Manifest

app = typer.Typer(no_args_is_help=True, help="Look into a case file.")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"
    HTML = "html"


#: What a file's name says it should hold.
_BY_SUFFIX = {".txt": Format.TABLE, ".json": Format.JSON, ".html": Format.HTML, ".htm": Format.HTML}
#: Half of a character, which no file can hold.
_HALF = re.compile("[\ud800-\udfff]")
_SUFFIX = {Format.TABLE: "txt", Format.JSON: "json", Format.HTML: "html"}


@app.command("index")
def index(
    case: Annotated[Path, typer.Argument(help="Case folder, ZIP, or one PDF that holds everything.")],
    format: Annotated[
        Format | None, typer.Option("--format", help="What is printed or written (default: table, or as --out says).")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="File to write, or folder for index.txt, index.json and index.html.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run in --out.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="End with exit code 10 when something that should be there is missing.")
    ] = False,
) -> None:
    """List every document: date, kind, author, pages, copies, what is set aside and what could not be read.

    Then what the file does not hold: papers that utilization review says it considered, reports of the months before
    the request, and whom to ask for each.

    Example: imr casefile index examples/cases/scs-trial
    """
    from openimr.casefile.work.workers import start_server

    start_server()
    from openimr.casefile import manifest_of, open_case
    from openimr.cli.output import refuse_overwrite, write_file
    from openimr.cli.progress import progress_bar
    from openimr.errors import ChecksFailed

    targets = _targets(out, format)
    refuse_overwrite(targets.values(), replace=replace)
    with progress_bar() as bar:
        manifest = manifest_of(open_case(case, progress=bar))
    if targets:
        for kind, path in targets.items():
            write_file(path, _written(manifest, kind), replace=replace)
            typer.echo(f"written: {path}", err=True)
    elif format in (None, Format.TABLE):
        from openimr.cli.indextable import print_manifest
        from openimr.cli.output import console

        print_manifest(manifest, console())
    else:
        print(_written(manifest, format), end="")
    missing = [gap for gap in manifest.gaps if gap.weight == "missing"]
    if strict and missing:
        raise ChecksFailed(
            f"the file does not hold everything it should ({len(missing)} missing: {missing[0].what})",
            file=case.name,
            consequence="the index was made all the same",
            remedy="ask for what is missing, as the index says",
        )


def _targets(out: Path | None, format: Format | None) -> dict[Format, Path]:
    """What is written where: one file, or every form into a folder."""
    if out is None:
        return {}
    named = _BY_SUFFIX.get(out.suffix.lower())
    if not out.is_dir() and (named or (format and out.suffix)):
        return {format or named or Format.TABLE: out}
    forms = [format] if format else list(Format)
    return {kind: out / f"index.{_SUFFIX[kind]}" for kind in forms}


def _written(manifest: Manifest, kind: Format) -> str:
    if kind is Format.JSON:
        import json

        # half a character of a damaged page is kept as an escape; everything else stays readable
        text = json.dumps(manifest.model_dump(mode="json"), indent=1, ensure_ascii=False)
        return _HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", text) + "\n"
    if kind is Format.HTML:
        from openimr.casefile.manifest.page import html_of

        return html_of(manifest)
    from io import StringIO

    from rich.console import Console

    from openimr.cli.indextable import print_manifest

    paper = StringIO()
    print_manifest(manifest, Console(file=paper, width=100))
    return "\n".join(line.rstrip() for line in paper.getvalue().splitlines()) + "\n"
