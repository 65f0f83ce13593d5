"""``imr guidelines``: the guideline library, its topics and the editions in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from openimr.review.topic_cases import CaseResult

#: Where the repository keeps the cases, seen from its root.
CASES = Path("tests/guidelines/cases")

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


@app.command("test")
def test(
    topic: Annotated[str | None, typer.Argument(help="Topic id; without it the cases of all topics run.")] = None,
    cases: Annotated[Path, typer.Option("--cases", help="Folder with one file of cases for each topic.")] = CASES,
    all_details: Annotated[bool, typer.Option("--all", help="Show every criterion of right cases too.")] = False,
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
) -> None:
    """Run the test cases of topics: what was expected, what came, and on which words of the records.

    Cases that are right take one line, wrong ones are shown criterion by criterion. With a topic, topics without cases
    are not complained of. Ends with exit code 10 when a case is wrong or a topic has too few.

    Example: imr guidelines test ESI-L-R --all
    """
    from openimr.errors import ChecksFailed
    from openimr.guidelines import topics
    from openimr.review.topic_cases import lacking, read_topic_cases, run_case

    written = read_topic_cases(cases, topic.upper() if topic else None)
    results = [run_case(case) for case in written]
    library = topics() if topic is None else {topic.upper(): topics()[topic.upper()]}
    short = lacking(written, library)
    wrong = [result for result in results if result.wrong]
    if format is Format.JSON:
        print("[" + ",\n".join(result.model_dump_json() for result in results) + "]")
    else:
        for result in results:
            for line in _case_lines(result, details=all_details or bool(result.wrong)):
                print(line)
        for name, what in short.items():
            print(f"LACKING  {name}: {what}")
        print(f"{len(results)} cases of {len({c.topic for c in written})} topics: {len(results) - len(wrong)} right, "
              f"{len(wrong)} wrong; topics that lack cases: {len(short)}")  # fmt: skip
    if wrong or short:
        raise typer.Exit(ChecksFailed.exit_code)


def _case_lines(result: CaseResult, *, details: bool) -> Iterator[str]:
    """A case for a physician: what was expected, what came, and the words it rests on."""
    case = result.case
    yield f"{'WRONG' if result.wrong else 'right'}    {case.topic}: {case.title}"
    if not details:
        return
    yield f"    asked for on {case.date.isoformat()}: {case.request}"
    yield f"    topics chosen: {', '.join(result.chosen) or 'none'}"
    for judged in result.judged:
        came = judged.came.value.replace("_", " ")
        if judged.expected is None:
            mark = f"came {came}, not checked"
        elif judged.right:
            mark = f"{came}, as expected"
        else:
            mark = f"EXPECTED {judged.expected.value.replace('_', ' ')}, CAME {came}"
        yield f"    {judged.id}  {judged.text}: {mark}"
        if not judged.right:
            yield f"        because: {judged.trace}"
        for quote in judged.quotes:
            yield f"        \u201c{' '.join(quote.split())}\u201d"
    same = result.recommendation == case.recommendation
    yield f"    recommendation: {result.recommendation}" + (
        ", as expected" if same else f", EXPECTED {case.recommendation}"
    )
    for what in result.wrong if case.topic not in result.chosen else ():
        yield f"    {what}"
