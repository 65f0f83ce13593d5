"""``imr guidelines``: the guideline library, its topics and editions, its faults, and how an item was judged by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli import tracing
from openimr.cli.formats import TableFormat, TableOrJson

if TYPE_CHECKING:
    from openimr.guidelines.model import Criterion, Source, Topic
    from openimr.review.topic_cases import CaseResult

#: Where the repository keeps the cases, seen from its root.
CASES = Path("tests/guidelines/cases")

app = typer.Typer(no_args_is_help=True, help="Look into the guideline library, check it, and explain an item by it.")


@app.command("list")
def list_topics(
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """List the topics of the library with their stance, sources and number of criteria.

    Example: imr guidelines list
    """
    from openimr.guidelines import topics

    library = sorted(topics().values(), key=lambda t: (t.category, t.id))
    if format is TableOrJson.JSON:
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
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Show one topic: its criteria, roles, logic, sources and whether a person has checked the published page.

    Example: imr guidelines show ESI-L-R
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
    if format is TableOrJson.JSON:
        print(found.model_dump_json(indent=1))
        return
    from rich.table import Table

    from openimr.cli.output import console

    screen = console()
    screen.print(f"{found.title}  ({found.id})", style="bold", markup=False)
    screen.print(f"Stance: {found.stance.replace('_', ' ')}.  Logic: {found.logic}", markup=False)
    screen.print(f"In short: {found.requires}", markup=False)
    for source in found.sources:
        screen.print(f"Source: {_source(source)}", markup=False)
    table = Table(
        "criterion", "role", "requirement", "editions", "if nothing is said", "supplied by", "from", "verified"
    )
    for c in found.criteria:
        verified = f"{c.verified_by}, {c.verified_on}" if c.verified else "no"
        table.add_row(c.id, c.role, c.text, belongs(c), c.missing, c.document, " ".join(c.provenance), verified)
    screen.print(table)
    if not found.verified:
        screen.print("Not verified: nobody has yet checked these criteria against the published page.")


def _source(source: Source) -> str:
    """One source on a line: edition, place, whether it is silent or not compared.

    >>> from openimr.guidelines.model import Source
    >>> _source(Source(edition="acoem-low-back-2016", carried=True, provenance=["F8"]))
    'acoem-low-back-2016 (not compared: the criteria are carried over; from F8)'
    """
    from openimr.guidelines import editions

    edition = editions()[source.edition]
    place = f": {source.section}" if source.section else ""
    place += f", pages {', '.join(source.pages)}" if source.pages else ""
    notes = [] if source.addresses else ["silent"]
    notes += ["used beside the governing one"] if source.beside else []
    notes += ["not compared: the criteria are carried over"] if source.carried else []
    notes += [f"for {', '.join(source.regions)}"] if source.regions else []
    notes += [f"from {' '.join(source.provenance)}"] if source.provenance else []
    span = f" [{edition.effective_from or '…'} to {edition.effective_to or '…'}]" if source.says else ""
    return (
        source.edition + place + (f" ({'; '.join(notes)})" if notes else "") + (f"{span} {source.says}" if span else "")
    )


def belongs(criterion: Criterion) -> str:
    """The editions a criterion belongs to, for a table; empty for all.

    >>> from openimr.guidelines import topics
    >>> [belongs(c) for c in topics()["HOMEHEALTH"].criteria]
    ['', 'mtus-chronic-pain-2009', 'not mtus-chronic-pain-2009']
    """
    words = [" ".join(criterion.editions)] if criterion.editions else []
    words += [f"not {' '.join(criterion.editions_none)}"] if criterion.editions_none else []
    words += [f"from {criterion.effective_from}"] if criterion.effective_from else []
    words += [f"to {criterion.effective_to}"] if criterion.effective_to else []
    return "; ".join(words)


@app.command("at")
def at(
    day: Annotated[dt.datetime, typer.Argument(formats=["%Y-%m-%d"], help="Day, as 2014-05-29.")],
    by_topic: Annotated[
        bool, typer.Option("--topics", help="Name for each topic the editions that govern it.")
    ] = False,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """List the guideline editions in force on a day, in the order of the evidence hierarchy; or what governs topics.

    Example: imr guidelines at 2014-05-29
    """
    from openimr.guidelines import editions, topics

    if by_topic:
        _at_by_topic(sorted(topics().values(), key=lambda t: t.id), day.date(), format)
        return
    inforce = sorted((e for e in editions().values() if e.in_force(day.date())), key=lambda e: (e.rank, e.id))
    if format is TableOrJson.JSON:
        print("[" + ",\n".join(e.model_dump_json() for e in inforce) + "]")
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("rank", "edition", "title", "in force", "reference", "verified")
    for e in inforce:
        span = f"{e.effective_from or '…'} to {e.effective_to or '…'}"
        table.add_row(str(e.rank), e.id, e.title, span, e.reference, "yes" if e.verified else "no")
    console().print(table)


def _at_by_topic(library: list[Topic], day: dt.date, format: TableOrJson) -> None:
    from openimr.guidelines.choosing import in_hierarchy

    rows = [(topic, *in_hierarchy(topic, day)) for topic in library]
    if format is TableOrJson.JSON:
        import json

        body = [{"topic": t.id, "editions": [e.id for e, _ in some], "why": why} for t, some, why in rows]
        print(json.dumps(body, indent=1, ensure_ascii=False))
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("topic", "title", "editions", "why")
    for topic, some, why in rows:
        table.add_row(topic.id, topic.title, " ".join(e.id for e, _ in some), why)
    console().print(table)


@app.command("lint")
def lint(
    folder: Annotated[
        Path | None, typer.Argument(help="Folder of topic files; the library of the program when not given.")
    ] = None,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Check rule files: each fault with file, line and what to change. Exit code 10 on a finding.

    What loading refuses (unknown keys, words, editions, pages, roles; broken logic; verified without who and when), and
    what only the whole shows: periods without a source, criteria that can never apply, roles in the wrong place.

    Example: imr guidelines lint
    """
    from openimr.errors import ChecksFailed, NotFound
    from openimr.guidelines import topics
    from openimr.guidelines.formulary import formulary
    from openimr.guidelines.linting import lint as faults

    if folder is not None and not folder.is_dir():
        what = "this is a file, and a folder is asked for" if folder.exists() else "there is no such folder"
        raise NotFound(what, file=str(folder), remedy="name a folder of topic files")
    if folder is not None and not any(folder.glob("*.yaml")):
        raise NotFound("the folder holds no topic file", file=str(folder), remedy="topic files end with .yaml")
    if folder is None:
        formulary()
    found = faults(folder) if folder is not None else faults()
    if format is TableOrJson.JSON:
        import dataclasses
        import json

        print(json.dumps([dataclasses.asdict(one) for one in found], indent=1, ensure_ascii=False))
    else:
        for one in found:
            print(one.sentence())
        if not found:
            checked = len(topics()) if folder is None else len([p for p in folder.glob("*.yaml") if p.name[0] != "_"])
            print(f"Topics checked: {checked}. Nothing found.")
    if found:
        raise typer.Exit(ChecksFailed.exit_code)


@app.command("diff")
def diff(
    first: Annotated[str, typer.Argument(metavar="EDITION", help="Edition id, as in: imr guidelines at 2014-05-29.")],
    second: Annotated[str, typer.Argument(metavar="EDITION", help="The later edition.")],
    everything: Annotated[bool, typer.Option("--all", help="Also topics of which only the page differs.")] = False,
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Compare two editions: topics that begin or end, sections and pages, criteria that belong to one of them only.

    Example: imr guidelines diff mtus-chronic-pain-2009 mtus-chronic-pain-2016
    """
    import difflib

    from openimr.errors import NotFound
    from openimr.guidelines import editions
    from openimr.guidelines.differences import differences

    known = editions()
    for name in (first, second):
        if name not in known:
            near = difflib.get_close_matches(name, known, n=3)
            raise NotFound(
                f"there is no edition {name!r}",
                remedy=("did you mean " + ", ".join(near)) if near else "list them with: imr guidelines at DAY",
            )
    rows = [row for row in differences(known[first], known[second]) if everything or row.changed]
    if format is TableOrJson.JSON:
        print("[" + ",\n".join(row.model_dump_json() for row in rows) + "]")
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("topic", "title", first, second, "criteria ended", "criteria begun", "kept")
    for row in rows:
        after = row.after or (f"see {' '.join(row.elsewhere)}" if row.elsewhere else "–")
        after += " (not compared)" if row.carried else ""
        after += f": {row.says}" if row.says else ""
        table.add_row(
            row.topic, row.title, row.before or "–", after, " ".join(row.ended), " ".join(row.begun), str(row.kept)
        )
    console().print(table)
    if not rows:
        print("No topic differs but in its page." if not everything else "Neither edition treats a topic.")


app.command("explain")(tracing.explain)


@app.command("test")
def test(
    topic: Annotated[str | None, typer.Argument(help="Topic id; without it the cases of all topics run.")] = None,
    cases: Annotated[Path, typer.Option("--cases", help="Folder with one file of cases for each topic.")] = CASES,
    all_details: Annotated[bool, typer.Option("--all", help="Show every criterion of right cases too.")] = False,
    format: TableFormat = TableOrJson.TABLE,
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
    if format is TableOrJson.JSON:
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
