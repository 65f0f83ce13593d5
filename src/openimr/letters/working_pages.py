"""The working pages of a draft: what would turn each recommendation, and which papers are missing, from whom.

They stand behind the draft's letter in text, HTML, PDF and DOCX. They are no part of the letter: a signed letter has
none, its digest does not cover them, and reading a draft back passes over them. Their words are data of the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from openimr.letters.blocks import (
    Block,
    Checklist,
    DecisionLine,
    Heading,
    ItemHeading,
    Layout,
    Paragraph,
    Point,
    Table,
)
from openimr.letters.documentlist import cell, line
from openimr.letters.forms_current import WorkingWords, current_form
from openimr.letters.from_draft import letter_from_draft
from openimr.letters.layout_current import decision_words, lay_out_current
from openimr.review.agreement import agreement_table
from openimr.review.model import Agreement, Change, Draft, ItemReview, MissingDocument, Turning
from openimr.review.rationale import printed_date


def lay_out_draft(draft: Draft) -> Layout:
    """The blocks of a draft: its letter, and behind it the working pages.

    >>> import datetime as dt
    >>> from openimr.review.model import PatientView
    >>> draft = Draft(openimr="0", rules_version="r", as_of=dt.date(2014, 2, 18), documents=[],
    ...               patient=PatientView(), summary=[], items=[])
    >>> [block.text for block in lay_out_draft(draft).blocks if block.kind == "heading"][-1]
    'Items, decisions and reasons'
    """
    letter = lay_out_current(letter_from_draft(draft))
    return replace(letter, blocks=(*letter.blocks, *working_blocks(draft)))


def working_blocks(draft: Draft) -> tuple[Block, ...]:
    """The working pages alone; none where the draft has no item."""
    if not draft.items:
        return ()
    words = current_form().working
    blocks: list[Block] = [Heading(words.heading, new_page=True), Paragraph(words.about)]
    if any(item.agreement for item in draft.items):
        blocks.append(Paragraph(_like_about(words)))
    for number, item in enumerate(draft.items, start=1):
        blocks += _item(item, number, len(draft.items), words)
    blocks += _papers(draft.items, words)
    return tuple(blocks)


def _item(item: ItemReview, number: int, count: int, words: WorkingWords) -> Iterator[Block]:
    yield ItemHeading(words.item.format(number=number, count=count, heading=line(item.heading)))
    decision = None if item.recommendation == "undecidable" else item.recommendation
    yield DecisionLine(words.recommendation, decision_words(decision, current_form()), decision)
    if item.agreement is not None:
        yield Paragraph(_like(item.agreement, words), label=words.like)
    if item.turning is not None:
        yield from _turning(item.turning, _citations(item), words)


def _like(agreement: Agreement, words: WorkingWords) -> str:
    return (words.like_some if agreement.items else words.like_none).format(
        items=agreement.items,
        agreed=agreement.agreed,
        reached=getattr(words.reached, agreement.reached),
        percent=round(100 * agreement.probability),
    )


def _like_about(words: WorkingWords) -> str:
    table = agreement_table()
    return words.like_about.format(
        source=table.source.rstrip("."),
        items=table.all.items,
        day=printed_date(table.measured_on),
        caution=table.caution,
    )


def _turning(turning: Turning, citations: Mapping[str, str], words: WorkingWords) -> Iterator[Block]:
    label = getattr(words.turns, turning.to)
    if not turning.ways:
        yield Paragraph(line(turning.why_none), label=label)
        return
    count = len(turning.ways) + turning.more
    yield Paragraph(words.only_way if count == 1 else words.each_way.format(count=count), label=label)
    yield from _ways(turning, count, partial(_point, citations=citations, words=words), words)
    if turning.more:
        yield Paragraph(words.more.format(count=turning.more))


def _ways(turning: Turning, count: int, point: Callable[[Change], Point], words: WorkingWords) -> Iterator[Block]:
    """The ways; what all of them ask for stands once where only one more thing tells them apart."""
    if count == 1:
        yield Checklist("", tuple(map(point, turning.ways[0])))
        return
    # what further ways ask for is not known here
    shared = [c for c in turning.ways[0] if all(c in way for way in turning.ways)] if not turning.more else []
    own = [[change for change in way if change not in shared] for way in turning.ways]
    if all(len(way) == 1 for way in own):
        if shared:
            yield Checklist(words.always, tuple(map(point, shared)))
        yield Checklist(words.one_of if shared else "", tuple(point(change) for way in own for change in way))
        return
    for number, way in enumerate(turning.ways, start=1):
        yield Checklist(words.way.format(number=number, count=count), tuple(map(point, way)))


def _point(change: Change, citations: Mapping[str, str], words: WorkingWords) -> Point:
    wording: str = getattr(words.points, f"{change.by}_{'holds' if change.holds else 'not'}")
    says = wording.format(what=_bare(change.must_hold))
    if change.by == "principal":
        return Point(says)
    now = words.now_request if change.by == "request" else words.now_record
    particulars = [(words.now, getattr(now, change.now.value))]
    if change.document_needed:
        particulars.append((words.paper, _paper(change.document_needed, change.supplier, words)))
    cited = citations.get(_topic(change.criterion), "")
    particulars.append((words.criterion, line(f"{change.criterion}. {cited}")))
    return Point(says, tuple(particulars))


def _paper(paper: str, supplier: str, words: WorkingWords) -> str:
    if not supplier:
        return line(paper)
    return words.paper_from.format(paper=_bare(paper), supplier=_bare(supplier))


def _citations(item: ItemReview) -> dict[str, str]:
    """What a topic's criteria rest on, in the words of a citation, by topic."""
    opening = current_form().working.citation_opening
    cited: dict[str, list[str]] = {}
    for use in item.guidelines:
        cited.setdefault(use.topic, []).append(line(use.citation.removeprefix(opening)))
    return {topic: " ".join(sentences) for topic, sentences in cited.items()}


def _topic(criterion: str) -> str:
    return criterion.rpartition(".")[0]


def _papers(items: Sequence[ItemReview], words: WorkingWords) -> Iterator[Block]:
    """The list of missing papers over all items, by supplier; the same paper for several items once."""
    yield Heading(words.papers_heading)
    found = _missing(items)
    if not found:
        yield Paragraph(words.papers_none)
        return
    yield Paragraph(words.papers_about)
    for deciding, label in ((True, words.papers_deciding), (False, words.papers_other)):
        by_supplier = _by_supplier([one for one in found if one[2] is deciding], words)
        if by_supplier:
            yield Heading(label, level=3)
        for supplier, rows in by_supplier.items():
            whom = words.papers_from.format(supplier=_bare(supplier)) if supplier else words.papers_unnamed
            yield Paragraph("", label=whom)
            yield Table(caption="", columns=words.papers_columns, rows=rows, widths=(5, 5, 3))


def _missing(items: Sequence[ItemReview]) -> list[tuple[int, MissingDocument, bool]]:
    """Number of the item, what is missing, and whether a way that would turn the item needs it."""
    found = []
    for number, item in enumerate(items, start=1):
        ways = item.turning.ways if item.turning else []
        needed = {change.criterion for way in ways for change in way}
        undecided = item.recommendation == "undecidable"
        found += [(number, one, undecided or one.criterion in needed) for one in item.missing]
    return found


def _by_supplier(
    found: Sequence[tuple[int, MissingDocument, bool]], words: WorkingWords
) -> dict[str, tuple[tuple[str, ...], ...]]:
    merged: dict[str, dict[tuple[str, str], list[str]]] = {}
    for number, missing, _ in found:
        purpose = words.papers_for.format(item=number, criterion=missing.criterion)
        papers = merged.setdefault(missing.supplier, {})
        papers.setdefault((missing.document_needed, missing.must_say), []).append(purpose)
    return {
        supplier: tuple((*map(cell, key), cell(", ".join(purposes))) for key, purposes in papers.items())
        for supplier, papers in merged.items()
    }


def _bare(words: str) -> str:
    return line(words).rstrip(".")
