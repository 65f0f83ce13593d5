"""``imr casefile``: what a case file holds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Look into a case file.")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


@app.command("index")
def index(
    case: Annotated[Path, typer.Argument(help="Case folder, ZIP, or one PDF that holds everything.")],
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
) -> None:
    """List every document: date, kind, author, pages, copies, and what could not be read.

    Example: imr casefile index examples/cases/scs-trial
    """
    from openimr.casefile import index_table, open_case
    from openimr.cli.progress import progress_bar

    with progress_bar() as bar:
        opened = open_case(case, progress=bar)
    rows = index_table(opened)
    if format is Format.JSON:
        import json

        body = {"documents": rows, "problems": [p.model_dump() for p in opened.problems]}
        print(json.dumps(body, indent=1, default=str, ensure_ascii=False))
        return
    from rich.table import Table

    from openimr.cli.output import console

    screen = console()
    table = Table("id", "date", "kind", "author", "pages", "file", "remark")
    for row in rows:
        remark = f"copy of {row['duplicate_of']}" if row["duplicate_of"] else "; ".join(map(str, row["problems"]))
        table.add_row(
            str(row["id"]),
            str(row["date"] or ""),
            str(row["kind"]),
            str(row["author"] or ""),
            str(row["pages"]),
            str(row["file"]),
            remark,
        )
    screen.print(table)
    for problem in opened.problems:
        screen.print(f"! {problem.sentence()}", markup=False)
