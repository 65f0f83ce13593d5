"""``imr facts``: the clinical facts of a text, each at its place and with the rule that found it."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


def facts(
    files: Annotated[list[Path], typer.Argument(help="Records in any form a case file may hold, or folders.")],
    format: Annotated[Format, typer.Option("--format", help="What is printed.")] = Format.TABLE,
    explain: Annotated[bool, typer.Option("--explain", help="Name the rule that found each fact.")] = False,
) -> None:
    """Print the facts found in records: concept, assertion, side, level, value, date and the sentence they stand in.

    Example: imr facts examples/cases/scs-trial/records --explain
    """
    from openimr.casefile import open_case
    from openimr.cli.output import existing
    from openimr.cli.progress import progress_bar
    from openimr.clinical import facts_of

    found = []
    paths = [p for p in files if p.is_dir()] + existing([p for p in files if not p.is_dir()], ())
    with progress_bar() as bar:
        for path in bar.over(paths, "reading", "files"):
            found.extend(facts_of(open_case(path)))
    if format is Format.JSON:
        import json

        print(json.dumps([_as_json(f) for f in found], indent=1, ensure_ascii=False))
        return
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("file", "page", "concept", "assertion", "side", "level", "value", "date", "sentence")
    if explain:
        table.add_column("rule")
    for fact in found:
        m = fact.mention
        value = "" if m.value is None else f"{m.value:g}{m.unit or ''}"
        row = [
            fact.span.file,
            str(fact.span.page),
            m.concept,
            fact.assertion,
            m.side or "",
            " ".join(m.levels),
            value,
            fact.date or "",
            " ".join(fact.evidence.quote.split()),
        ]
        table.add_row(*row, *([m.rule] if explain else []))
    console().print(table)


def _as_json(fact) -> dict[str, object]:  # type: ignore[no-untyped-def]
    m = fact.mention
    span = fact.span
    return {
        "concept": m.concept,
        "assertion": fact.assertion,
        "polarity": m.polarity,
        "temporality": m.temporality,
        "experiencer": m.experiencer,
        "side": m.side,
        "levels": list(m.levels),
        "regions": list(m.regions),
        "value": m.value,
        "unit": m.unit,
        "attributes": m.attributes,
        "date": fact.date,
        "section": m.section,
        "rule": m.rule,
        "document": span.document,
        "file": span.file,
        "page": span.page,
        "start": span.start,
        "end": span.end,
        "quote": span.quote,
        "sentence": {"start": fact.evidence.start, "end": fact.evidence.end, "quote": fact.evidence.quote},
    }
