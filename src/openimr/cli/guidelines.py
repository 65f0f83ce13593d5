"""``imr guidelines``: the guideline library, its topics and the editions in force."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, help="Look into the guideline library.")


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


@app.command("list")
def list_topics(
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
) -> None:
    """List the topics of the library with their stance, sources and number of criteria.

    Example: imr guidelines list
    """
    from openimr.guidelines import topics

    library = sorted(topics().values(), key=lambda t: (t.category, t.id))
    if format is Format.JSON:
        print("[" + ",\n".join(t.model_dump_json(exclude={"criteria"}) for t in library) + "]")
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("topic", "title", "category", "stance", "criteria", "editions", "verified")
    for topic in library:
        table.add_row(
            topic.id,
            topic.title,
            topic.category,
            topic.stance.replace("_", " "),
            str(len(topic.criteria)),
            " ".join(s.edition for s in topic.sources),
            "yes" if topic.verified else "no",
        )
    console().print(table)


@app.command("show")
def show(
    topic: Annotated[str, typer.Argument(help="Topic id, as in: imr guidelines list.")],
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
) -> None:
    """Show one topic: its criteria, roles, logic, sources and whether a person has checked the published page.

    Example: imr guidelines show esi-lumbar-repeat
    """
    import difflib

    from openimr.errors import NotFound
    from openimr.guidelines import topics

    library = topics()
    by_name = {t.id.lower(): t for t in library.values()} | {(t.catalogue or "").lower(): t for t in library.values()}
    found = by_name.get(topic.lower())
    if found is None:
        near = difflib.get_close_matches(topic.lower(), by_name, n=3)
        raise NotFound(
            f"there is no topic {topic!r}",
            remedy=("did you mean " + ", ".join(near)) if near else "list them with: imr guidelines list",
        )
    if format is Format.JSON:
        print(found.model_dump_json(indent=1))
        return
    from rich.table import Table

    from openimr.cli.output import console

    screen = console()
    screen.print(f"{found.title}  ({found.id})", style="bold", markup=False)
    screen.print(f"Stance: {found.stance.replace('_', ' ')}.  Logic: {found.logic}", markup=False)
    screen.print(f"In short: {found.requires}", markup=False)
    for source in found.sources:
        pages = f", pages {', '.join(source.pages)}" if source.pages else ""
        screen.print(f"Source: {source.edition}: {source.section or ''}{pages}", markup=False)
    table = Table("criterion", "role", "requirement", "if nothing is said", "supplied by", "verified")
    for c in found.criteria:
        table.add_row(c.id, c.role, c.text, c.missing, c.document, "yes" if c.verified else "no")
    screen.print(table)
    if not found.verified:
        screen.print("Not verified: nobody has yet checked these criteria against the published page.")


@app.command("at")
def at(
    day: Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Day, as 2014-05-29.")],
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
) -> None:
    """List the guideline editions in force on a day, in the order of the evidence hierarchy.

    Example: imr guidelines at 2014-05-29
    """
    from openimr.guidelines import editions

    inforce = sorted((e for e in editions().values() if e.in_force(day.date())), key=lambda e: (e.rank, e.id))
    if format is Format.JSON:
        print("[" + ",\n".join(e.model_dump_json() for e in inforce) + "]")
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("rank", "edition", "title", "in force", "reference", "verified")
    for e in inforce:
        span = f"{e.effective_from or '…'} to {e.effective_to or '…'}"
        table.add_row(str(e.rank), e.id, e.title, span, e.reference, "yes" if e.verified else "no")
    console().print(table)
