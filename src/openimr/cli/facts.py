"""``imr facts``: the clinical facts of records, in their text, as a table, as JSON; their timeline and summary."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from openimr.casefile.model import CaseFile, Span
    from openimr.clinical.model import ClinicalRecord, Fact


class Format(StrEnum):
    TEXT = "text"
    TABLE = "table"
    JSON = "json"
    TIMELINE = "timeline"
    SUMMARY = "summary"


def facts(
    files: Annotated[list[Path], typer.Argument(help="Records in any form a case file may hold, or folders.")],
    format: Annotated[
        Format,
        typer.Option(
            "--format", help="The text with its facts marked; a table; JSON; what happened when; or the summary."
        ),
    ] = Format.TEXT,
    explain: Annotated[
        bool, typer.Option("--explain", help="Name the rules behind each fact, what set them off, how far they reach.")
    ] = False,
) -> None:
    """Print the facts found in records: concept, assertion, side, level, value, date, each at its place in the text.

    Example: imr facts examples/cases/scs-trial/records --explain
    """
    from openimr.casefile import open_case
    from openimr.cli.output import existing
    from openimr.cli.progress import progress_bar
    from openimr.clinical import read_record

    read: list[tuple[CaseFile, ClinicalRecord]] = []
    paths = [p for p in files if p.is_dir()] + existing([p for p in files if not p.is_dir()], ())
    with progress_bar() as bar:
        for path in bar.over(paths, "reading", "files"):
            case = open_case(path)
            read.append((case, read_record(case)))
    if not any(record.facts for _, record in read):
        typer.echo("imr: no fact was found in what was read; imr casefile index shows what that is", err=True)
    if format is Format.JSON:
        _print_json(read, explain)
    elif format is Format.TABLE:
        _print_table([fact for _, record in read for fact in record.facts], explain)
    else:
        for case, record in read:
            if format is Format.TEXT:
                _print_text(case, record, explain)
            elif format is Format.TIMELINE:
                _print_timeline(record)
            else:
                _print_summary(record)


def _print_text(case: CaseFile, record: ClinicalRecord, explain: bool) -> None:
    from openimr.clinical.explaining import marked, reasons

    by_page: dict[tuple[str, str, int], list[Fact]] = {}
    for fact in record.facts:
        by_page.setdefault((fact.span.document, fact.span.file, fact.span.page), []).append(fact)
    for document in case.documents:
        for page in document.pages:
            told = by_page.get((document.id, page.file, page.number), [])
            if not told and not document.is_evidence:
                continue
            day = f" of {document.date.isoformat()}" if document.date else ""
            print(f"── {page.file}, page {page.number}: {document.kind.value.replace('_', ' ')}{day}")
            print(marked(page.text, [(fact.mention, fact.assertion) for fact in told]).strip())
            if explain and told:
                print()
                for fact in told:
                    print(f"   {fact.concept} ({fact.assertion}) at “{' '.join(fact.span.quote.split())}”")
                    for reason in reasons(fact):
                        print(f"      {reason.meaning}: “{reason.trigger}”, over “{reason.scope}”")
            print()


def _print_table(found: list[Fact], explain: bool) -> None:
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("file", "page", "concept", "assertion", "side", "level", "value", "date", "sentence")
    if explain:
        table.add_column("rule")
    for fact in found:
        m = fact.mention
        value = "" if m.value is None else f"{m.value:g}{m.unit or ''}"
        row = [
            fact.span.file, str(fact.span.page), m.concept, fact.assertion, m.side or "", " ".join(m.levels), value,
            fact.date or "", " ".join(fact.evidence.quote.split()),
        ]  # fmt: skip
        table.add_row(*row, *([m.rule] if explain else []))
    console().print(table)


def _print_timeline(record: ClinicalRecord) -> None:
    from rich.table import Table

    from openimr.cli.output import console
    from openimr.clinical.morphine import factor_is_from_elsewhere
    from openimr.clinical.phrasing import written

    table = Table("date", "kind", "what", "outcome or finding", "told in")
    for entry in record.timeline.entries:
        table.add_row(written(entry.date), entry.kind, entry.what, entry.outcome, _places(entry.evidence))
    console().print(table)
    if record.timeline.drugs:
        drugs = Table("drug", "first", "last", "stopped", "doses", "last quantity", "morphine mg a day")
        for run in record.timeline.drugs:
            note = " (factor not in the CDC's table of 2022)" if factor_is_from_elsewhere(run.drug) else ""
            changes = "; ".join(f"{written(change.date)} {change.what}" for change in run.changes)
            drugs.add_row(
                run.drug, written(run.first), written(run.last), written(run.stopped) if run.stopped else "", changes,
                "" if run.quantity is None else f"{run.quantity:g}",
                "" if run.morphine_equivalent is None else f"{run.morphine_equivalent:g}{note}",
            )  # fmt: skip
        console().print(drugs)
    for one in record.contradictions:
        console().print(f"[bold]{one.sentence}[/bold] ({_places(said.evidence for said in one.statements)})")


def _print_summary(record: ClinicalRecord) -> None:
    for sentence in record.summary:
        print(f"{sentence.text} [{_places(sentence.evidence)}]")
    for one in record.contradictions:
        print(f"{one.sentence} [{_places(said.evidence for said in one.statements)}]")


def _places(spans: Iterable[Span]) -> str:
    return "; ".join(dict.fromkeys(f"{span.file} p. {span.page}" for span in spans))


def _print_json(read: list[tuple[CaseFile, ClinicalRecord]], explain: bool) -> None:
    import json
    from dataclasses import asdict

    from openimr.clinical.explaining import reasons

    body = []
    for _, record in read:
        for fact in record.facts:
            one = _as_json(fact)
            if explain:
                one["reasons"] = [asdict(reason) for reason in reasons(fact)]
            body.append(one)
    print(json.dumps(body, indent=1, ensure_ascii=False))


def _as_json(fact: Fact) -> dict[str, Any]:
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
