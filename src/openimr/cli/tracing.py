"""``imr guidelines explain``: how one disputed item was judged, from the choice of topics to the recommendation."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli.formats import TextFormat, TextOrJson

if TYPE_CHECKING:
    from openimr.review.explaining import ItemTrace, TopicTrace
    from openimr.review.model import Agreement, Evidence, FormularyView


def explain(
    case: Annotated[Path, typer.Argument(help="Case folder, ZIP, or one PDF that holds everything.")],
    item: Annotated[int, typer.Argument(help="Number of the item in the draft, from 1.")],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day whose rules apply (default: the UR decision's)."),
    ] = None,
    format: TextFormat = TextOrJson.TEXT,
) -> None:
    """Print how an item was judged: topics chosen or not, and why; each criterion's pattern, evidence, verdict; logic.

    Example: imr guidelines explain examples/cases/scs-trial 1
    """
    from openimr.casefile import open_case
    from openimr.cli.progress import progress_bar
    from openimr.review.explaining import explain as trace_of

    with progress_bar() as bar:
        trace = trace_of(open_case(case, progress=bar), item, as_of=as_of.date() if as_of else None)
    if format is TextOrJson.JSON:
        print(trace.model_dump_json(indent=1))
    else:
        print(told(trace))


def told(trace: ItemTrace) -> str:
    """The trace as plain text."""
    review = trace.review
    asked = {key: value for key, value in review.request.items() if value not in (None, [], "")}
    lines = [f"Item {trace.number}: {' '.join(review.heading.split())}", f"Rules read as of {trace.as_of.isoformat()}."]
    lines += [trace.day_why] if trace.day_why else []
    lines.append("Request: " + "; ".join(f"{key.replace('_', ' ')} {_plain(value)}" for key, value in asked.items()))
    lines += [f"It depends on: {' '.join(trace.principal.split())}"] if trace.principal else []
    lines += ["", "Topics"]
    lines += [f"  {'+' if row.chosen else '-'} {row.topic}  {row.title}: {row.why}" for row in trace.topics]
    if not trace.topics:
        lines.append("  none is for this treatment or drug")
    for row in trace.topics:
        if row.chosen:
            lines += ["", *_topic(row)]
    if review.formulary is not None:
        lines += ["", *_formulary(review.formulary)]
    lines += ["", f"Recommendation: {review.recommendation}{_like(review.agreement)}"]
    lines += [f"Decided by: {', '.join(review.decisive)}"] if review.decisive else []
    own = [s for s in review.rationale if s.rule in ("dependent-item", "no-topic", "sources-only-ur")]
    return "\n".join(lines + [s.text for s in own])


def _like(agreement: Agreement | None) -> str:
    """What became of like items in the letters compared.

    >>> _like(None)
    ''
    """
    if agreement is None:
        return ""
    how = agreement.reached.replace("_", " ")
    if not agreement.items:
        return f" ({how}; no item of the letters compared was like it)"
    return f" ({how}; of {agreement.items} like items in published letters {agreement.agreed} were decided so)"


def _topic(row: TopicTrace) -> list[str]:
    lines = [f"{row.topic}  {row.title}", f"  Editions: {', '.join(row.editions)}", f"  Requires: {row.requires}"]
    for one in row.criteria:
        mark = "*" if one.id in row.decisive else " "
        checked = "" if one.verified else "; not verified"
        lines.append(f"  {mark} {one.id}  {one.status.value.replace('_', ' ')}  ({one.role}{checked})  {one.text}")
        lines.append(f"      pattern: {_plain(row.patterns[one.id])}")
        lines.append(f"      because: {one.trace}")
        lines += [f"      {_place(evidence)}" for evidence in one.evidence]
    lines.append(f"  Logic: {row.logic}  →  {row.verdict}")
    return lines


def _formulary(view: FormularyView) -> list[str]:
    checked = "" if view.verified else "; not verified"
    status = f"{view.status.replace('_', ' ')}; review needed: {view.review_needed}"
    lines = [f"Drug formulary ({view.reference}{checked}): {status}"]
    lines += [f"  doubt: {view.doubt}"] if view.doubt else []
    for fill in view.fills:
        lines.append(f"  {fill.id.replace('_', ' ')}: {fill.status.value.replace('_', ' ')} ({fill.says})")
        lines.append(f"      because: {fill.trace}")
        lines += [f"      {_place(evidence)}" for evidence in fill.evidence]
    return lines


def _place(evidence: Evidence) -> str:
    return f"{evidence.file} p. {evidence.page}, {evidence.start}-{evidence.end}: “{' '.join(evidence.quote.split())}”"


def _plain(value: object) -> str:
    """A value on one line, as a rule file would write it.

    >>> _plain({"fact": {"concepts": ["sx.spasm"]}}), _plain(["a", "b"]), _plain("x")
    ('{fact: {concepts: [sx.spasm]}}', '[a, b]', 'x')
    """
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_plain(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_plain(inner) for inner in value) + "]"
    return value if isinstance(value, str) else json.dumps(value)
