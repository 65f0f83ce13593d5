"""Write the reference pages of the guideline library, one per category: ``python -m tools.guideline_pages``."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.cli.guidelines import belongs
from openimr.guidelines import editions, topics
from openimr.guidelines.edition_table import periods
from openimr.guidelines.formulary import formulary
from openimr.guidelines.linting import governing_parts
from openimr.guidelines.model import Criterion, Source, Topic
from tools.generated import write

FOLDER = "docs/guidelines"
_WRITTEN = "Written by `make docs` from the rule files; a test fails when it is stale."

_HEAD = f"""# Guideline library

{_WRITTEN} How to read a topic: [criteria.md](../criteria.md). What applies on a day:
`imr guidelines at 2014-05-29 --topics`; one topic: `imr guidelines show ESI-L-R`.

All criteria are paraphrased. *Verified* means that a person compared the entry with the published page, and says who
and when. *Carried over* means that the edition governs and nobody has compared it: the criteria are those used before.
The codes under *from* are explained in [criteria.md](../criteria.md#provenance).
"""


def pages() -> dict[str, str]:
    """The generated pages: path in the repository → content."""
    library = sorted(topics().values(), key=lambda t: t.id)
    by_category: dict[str, list[Topic]] = {}
    for topic in library:
        by_category.setdefault(topic.category, []).append(topic)
    found = {f"{FOLDER}/{category}.md": _page(category, some) for category, some in sorted(by_category.items())}
    return {f"{FOLDER}/README.md": _index(by_category), **found}


def _index(by_category: dict[str, list[Topic]]) -> str:
    lines = [_HEAD, "| category | topics | criteria | verified |", "|---|---|---|---|"]
    for category, some in sorted(by_category.items()):
        criteria = [c for t in some for c in t.criteria]
        checked = sum(c.verified for c in criteria)
        lines.append(f"| [{_words(category)}]({category}.md) | {len(some)} | {len(criteria)} | {checked} |")
    lines += ["", "## Periods", ""]
    lines += [f"* {period.title}" for period in periods()]
    lines += ["", "## Editions", "", "| edition | title | in force | reference | verified |", "|---|---|---|---|---|"]
    for edition in editions().values():
        span = f"{edition.effective_from or '…'} to {edition.effective_to or '…'}"
        lines.append(
            f"| `{edition.id}` | {edition.title} | {span} | {edition.reference} | {_checked(edition.verified)} |"
        )
    return "\n".join([*lines, "", *_formulary(), ""])


def _formulary() -> list[str]:
    rules = formulary()
    lines = [
        "## Drug formulary",
        "",
        f"{rules.reference}, from {rules.effective_from}. Verified: {_checked(rules.verified)}. It says whether review "
        "comes before a drug is dispensed, and decides nothing about necessity.",
        "",
        "| drugs or classes | status | special fill | from | doubt |",
        "|---|---|---|---|---|",
    ]
    for row in rules.drugs:
        fill = (
            ""
            if not row.special_fill
            else f"{row.special_fill_days} days"
            if row.special_fill_days
            else "days not known"
        )
        names = ", ".join([*row.drugs, *(f"class {name.replace('_', ' ')}" for name in row.classes)])
        status = row.status.replace("_", " ")
        lines.append(f"| {names} | {status} | {fill} | {' '.join(row.provenance)} | {row.doubt or ''} |")
    lines += ["", "| status | review beforehand | meaning |", "|---|---|---|"]
    lines += [f"| {name.replace('_', ' ')} | {one.review} | {one.says} |" for name, one in rules.statuses.items()]
    lines += [""]
    lines += [f"* {fill.title} ({fill.reference}; {' '.join(fill.provenance)}): {fill.says}" for fill in rules.fills]
    return lines


def _page(category: str, some: list[Topic]) -> str:
    lines = [f"# Guideline library: {_words(category)}", "", f"{_WRITTEN} [All categories](README.md)", ""]
    for topic in some:
        lines += _topic(topic)
    return "\n".join(lines)


def _topic(topic: Topic) -> list[str]:
    lines = [f"## {topic.id}: {topic.title}", ""]
    lines += [f"Requires {topic.requires}.", ""]
    for_what = [*topic.treatments, *topic.drugs, *(f"class {name}" for name in topic.drug_classes)]
    lines += [
        f"* For: {', '.join(name.replace('_', ' ') for name in for_what)}",
        f"* Stance: {topic.stance.replace('_', ' ')}. Logic: `{topic.logic}`. Verified: {_verified(topic)}",
        "",
        "| period | governed by |",
        "|---|---|",
    ]
    for period in periods():
        governing = _each(" with ".join(row) for row in governing_parts(topic, period.first))
        lines.append(f"| {period.title.partition(' (')[0]} | {'; or '.join(governing)} |")
    lines += ["", "| source | where | says | note | from | verified |", "|---|---|---|---|---|---|"]
    lines += [_source(source) for source in topic.sources]
    lines += ["", "| criterion | role | requirement | editions | if nothing is said | from | verified |"]
    lines += ["|---|---|---|---|---|---|---|"]
    lines += [_criterion(criterion) for criterion in topic.criteria]
    return [*lines, ""]


def _source(source: Source) -> str:
    where = source.section or ""
    where += (", " if where else "") + f"p. {', '.join(source.pages)}" if source.pages else ""
    notes = [] if source.addresses else ["silent"]
    notes += ["beside the governing one"] if source.beside else []
    notes += ["carried over"] if source.carried else []
    notes += [", ".join(source.regions)] if source.regions else []
    cells = [f"`{source.edition}`", where, source.says or "", "; ".join(notes), " ".join(source.provenance)]
    return _row([*cells, _verified(source)])


def _criterion(criterion: Criterion) -> str:
    cells = [criterion.id, criterion.role, criterion.text, belongs(criterion), criterion.missing]
    return _row([*cells, " ".join(criterion.provenance), _verified(criterion)])


def _verified(entry: Topic | Source | Criterion) -> str:
    return f"{entry.verified_by}, {entry.verified_on}" if entry.verified else "no"


def _checked(verified: bool) -> str:
    return "yes" if verified else "no"


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _words(category: str) -> str:
    return category.replace("_", " ")


def _each(some: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(some))


if __name__ == "__main__":
    write(pages())
