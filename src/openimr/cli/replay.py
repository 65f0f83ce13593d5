"""``imr replay``: published letters reviewed again with their outcome hidden."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openimr.cli.formats import TableFormat, TableOrJson


def replay(
    letters: Annotated[list[Path], typer.Argument(help="Letters (PDF or text) or folders of them.")],
    format: TableFormat = TableOrJson.TABLE,
) -> None:
    """Hide decision and rationale of published letters, review summary and headings, and compare.

    Example: imr replay letters/ --format json
    """
    from openimr.cli.output import existing
    from openimr.cli.progress import progress_bar
    from openimr.errors import NotFound, UnreadableFile
    from openimr.letters import parse_file
    from openimr.letters.replaying import replay_letter
    from openimr.review.replay import Outcome, measure

    files = existing(letters, (".pdf", ".txt"))
    outcomes: list[Outcome] = []
    refused: list[str] = []
    with progress_bar() as bar:
        for path in bar.over(files, "replaying", "letters"):
            try:
                outcomes.extend(replay_letter(parse_file(path)))
            except UnreadableFile as error:
                refused.append(str(error))
    for line in refused:
        typer.echo(f"imr: {line}", err=True)
    if not outcomes:
        raise NotFound("no letter with a disputed item was found", remedy="give determination letters as PDF or text")
    metrics = measure(outcomes)
    if format is TableOrJson.JSON:
        _print_json(outcomes, metrics, refused)
    else:
        _print_table(outcomes, metrics)


def _print_json(outcomes: list, metrics: object, refused: list[str]) -> None:  # type: ignore[type-arg]
    import json
    from dataclasses import asdict

    from openimr.review.replay import by_category

    items = [
        {
            "source": o.source,
            "heading": o.heading,
            "decision": o.decision,
            "recommendation": o.review.recommendation,
            "confidence": o.review.confidence,
            "reached": o.review.agreement.reached if o.review.agreement else None,
            "category": o.review.request.get("category"),
            "guidelines": [g.model_dump() for g in o.review.guidelines],
            "decisive": o.review.decisive,
            "criteria": [e.model_dump(mode="json") for e in o.review.criteria],
        }
        for o in outcomes
    ]
    categories = {name: asdict(m) for name, m in by_category(outcomes).items()}
    body = {"items": items, "metrics": asdict(metrics), "by_category": categories, "refused": refused}  # type: ignore[call-overload]
    print(json.dumps(body, indent=1, ensure_ascii=False))


def _print_table(outcomes: list, metrics: object) -> None:  # type: ignore[type-arg]
    from rich.table import Table

    from openimr.cli.output import console
    from openimr.review.replay import Metrics, by_category

    assert isinstance(metrics, Metrics)
    screen = console()
    table = Table("letter", "item", "decided", "replayed", "confidence", "decisive")
    for o in outcomes:
        style = None if o.decision == o.review.recommendation else "bold"
        table.add_row(
            o.source,
            o.heading,
            o.decision or "",
            o.review.recommendation,
            f"{o.review.confidence:.2f}",
            " ".join(o.review.decisive),
            style=style,
        )
    screen.print(table)
    confusion = Table("decided by the letter", "upheld", "overturned", "undecidable", title="Replayed as")
    for decided, row in metrics.confusion.items():
        confusion.add_row(decided, *(str(row[w]) for w in ("upheld", "overturned", "undecidable")))
    screen.print(confusion)
    figures = Table("category", "n", "undecidable", "accuracy", "balanced accuracy", "F1 on Overturned")
    for name, m in {"all": metrics, **by_category(outcomes)}.items():
        figures.add_row(
            name,
            str(m.n),
            f"{m.undecidable:.0%}",
            *("-" if v is None else f"{v:.3f}" for v in (m.accuracy, m.balanced_accuracy, m.f1_overturned)),
        )
    screen.print(figures)
