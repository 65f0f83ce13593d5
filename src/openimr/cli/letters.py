"""``imr letters``: published letters become data, data becomes letters, letters are checked."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from openimr.letters.boilerplate import FormText

app = typer.Typer(no_args_is_help=True, help="Read, write and check determination letters.")


class ParseFormat(StrEnum):
    JSON = "json"
    JSONL = "jsonl"
    TABLE = "table"


class RenderFormat(StrEnum):
    TEXT = "text"
    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"
    JSON = "json"


class CheckFormat(StrEnum):
    TABLE = "table"
    JSON = "json"


@app.command("parse")
def parse(
    files: Annotated[list[Path], typer.Argument(help="Letters (PDF or text) or folders of them.")],
    format: Annotated[ParseFormat, typer.Option("--format", help="What is printed.")] = ParseFormat.TABLE,
) -> None:
    """Read letters into data. Nothing is guessed: what a letter does not say is null.

    Example: imr letters parse letters/ --format jsonl > letters.jsonl
    """
    from openimr.cli.output import existing
    from openimr.cli.progress import progress_bar
    from openimr.errors import NotALetter, UnreadableFile
    from openimr.letters import parse_file
    from openimr.letters.model import Letter

    paths = existing(files, (".pdf", ".txt"))
    parsed: list[Letter] = []
    failures = 0
    with progress_bar() as bar:
        for path in bar.over(paths, "reading", "letters"):
            try:
                letter = parse_file(path)
            except UnreadableFile as error:
                failures += 1
                typer.echo(f"imr: {error}", err=True)
            else:
                if format is ParseFormat.JSONL:
                    print(letter.model_dump_json())
                else:
                    parsed.append(letter)
    if format is ParseFormat.JSON:
        print("[" + ",\n".join(letter.model_dump_json(indent=1) for letter in parsed) + "]")
    elif format is ParseFormat.TABLE and parsed:
        _print_table(parsed)
    if failures:
        raise typer.Exit(NotALetter.exit_code)


def _print_table(letters: list) -> None:  # type: ignore[type-arg]
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("letter", "era", "decided on", "item", "category", "decision")
    for letter in letters:
        for item in letter.items or [None]:
            table.add_row(
                letter.case_number or letter.source or "",
                letter.era,
                str(letter.decision_date or ""),
                item.heading if item else "(no item found)",
                item.request.category if item else "",
                (item.decision or "?") if item else "",
            )
        for problem in letter.problems:
            table.add_row("", "", "", f"problem: {problem}", "", "")
    console().print(table)


@app.command("render")
def render(
    file: Annotated[Path, typer.Argument(help="A letter as JSON (imr letters parse), or the letter itself.")],
    to: Annotated[RenderFormat, typer.Option("--to", help="The form to write.")] = RenderFormat.TEXT,
    out: Annotated[Path | None, typer.Option("--out", help="File to write; standard output when not given.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace the file if it exists.")] = False,
) -> None:
    """Write a letter as text, tagged PDF, DOCX, HTML or JSON.

    Example: imr letters render letter.json --to pdf --out letter.pdf
    """
    from openimr.cli.output import existing, write_binary, write_file
    from openimr.letters import load_letter
    from openimr.letters.rendering import render as rendered

    content = rendered(load_letter(existing([file], ())[0]), to.value)
    if out is not None:
        write_file(out, content, replace=replace)
        typer.echo(f"written: {out}", err=True)
    elif isinstance(content, bytes):
        write_binary(content, f"a letter as {to.value}")
    else:
        sys.stdout.write(content if content.endswith("\n") else content + "\n")


@app.command("check")
def check(
    files: Annotated[list[Path], typer.Argument(help="Letters (PDF, text or JSON) or folders of them.")],
    case: Annotated[Path | None, typer.Option("--case", help="The letter's case file, to check it against.")] = None,
    against: Annotated[
        Path | None,
        typer.Option("--against", help="Folder of other letters: how much of each rationale is form text."),
    ] = None,
    format: Annotated[CheckFormat, typer.Option("--format", help="What is printed.")] = CheckFormat.TABLE,
) -> None:
    """Check letters: editions, pages, side, level, quantity, arithmetic, conclusion. Exit code 10 on a finding.

    With --case also against the records: what is called absent or stated, figures, dates, whose papers were used.

    Example: imr letters check letter.pdf --case case/
    """
    from openimr.cli.output import existing
    from openimr.cli.progress import progress_bar
    from openimr.errors import ChecksFailed, UnreadableFile, UsageError
    from openimr.letters import load_letter
    from openimr.letters.checks import check_letter
    from openimr.problems import Problem

    paths = existing(files, (".pdf", ".txt", ".json"))
    if case is not None and len(paths) != 1:
        raise UsageError("--case goes with one letter", remedy="name the letter of that case")
    form_text = _form_text(against) if against is not None else None
    found: list[tuple[str, Problem]] = []
    shares: list[str] = []
    unread = 0
    with progress_bar() as bar:
        for path in bar.over(paths, "checking", "letters"):
            try:
                letter = load_letter(path)
            except UnreadableFile as error:
                unread += 1
                typer.echo(f"imr: {error}", err=True)
                continue
            problems = check_letter(letter)
            if case is not None:
                from openimr.casefile import open_case
                from openimr.letters.casechecks import check_against_case

                problems += check_against_case(letter, open_case(case))
            if form_text is not None:
                problems += form_text.problems(letter)
                for number, item in enumerate(letter.items, start=1):
                    if (share := form_text.share(item.rationale, letter)) is not None:
                        shares.append(f"{path.name}: item {number}: {share:.0%} of the rationale is form text")
            found.extend((path.name, p) for p in problems)
    if format is CheckFormat.JSON:
        import json

        print(json.dumps([{"letter": n, **p.model_dump()} for n, p in found], indent=1, ensure_ascii=False))
    elif found:
        for name, problem in found:
            print(f"{name}: {problem.code}: {problem.sentence()}")
    elif len(paths) > unread:
        print(f"Letters checked: {len(paths) - unread}. Nothing found.")
    if format is CheckFormat.TABLE:
        for line in shares:
            print(line)
    if unread:
        raise typer.Exit(UnreadableFile.exit_code)
    if found:
        raise typer.Exit(ChecksFailed.exit_code)


def _form_text(folder: Path) -> FormText:
    """The form text of a folder of letters; letters that cannot be read are left out, with a word."""
    from openimr.cli.output import existing
    from openimr.errors import UnreadableFile
    from openimr.letters import load_letter
    from openimr.letters.boilerplate import FormText

    letters = []
    for path in existing([folder], (".pdf", ".txt", ".json")):
        try:
            letters.append(load_letter(path))
        except UnreadableFile as error:
            typer.echo(f"imr: {error}", err=True)
    return FormText(letters)
