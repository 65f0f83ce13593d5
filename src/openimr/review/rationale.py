"""The rationale of one item, assembled from its evaluations in the letters' own order.

Request, what the guideline requires, what the records show (with dates and sources), conclusion. Every sentence names
its evidence, its criterion or its rule; :func:`unsourced` finds one that does not, and the draft is then refused.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence

from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.model import Document
from openimr.dispute.model import DisputedItem
from openimr.guidelines.model import Choice, Criterion
from openimr.review.model import Evaluation, Evidence, Recommendation, Sentence, Status
from openimr.review.programme import programme


def printed_date(day: dt.date) -> str:
    """A date as the letters print it.

    >>> printed_date(dt.date(2014, 2, 10))
    '02/10/2014'
    """
    return day.strftime("%m/%d/%Y")


def named(document: Document | None) -> str:
    """A document as a sentence calls it: its kind and date.

    >>> named(None)
    'record'
    """
    if document is None:
        return "record"
    words = KIND_WORDS.get(document.kind, "record")
    return f"{words} of {printed_date(document.date)}" if document.date else f"undated {words}"


def quoted(evidence: Evidence, limit: int = 240) -> str:
    """The quote on one line, shortened at a word with an ellipsis when it is longer than ``limit`` characters.

    >>> quoted(Evidence(document="d01", file="a", page=1, start=0, end=9, quote="Pain is\\n8/10."))
    '"Pain is 8/10."'
    """
    text = " ".join(evidence.quote.split())
    if len(text) > limit:
        text = text[:limit].rsplit(" ", 1)[0].rstrip(",;") + " …"
    return f'"{text}"'


def _sources(evidence: Sequence[Evidence], documents: Mapping[str, Document], most: int = 2) -> str:
    """'the progress report of 02/10/2014 records "…" and the MRI report of … records "…"', at most ``most`` quotes."""
    by_document: dict[str, list[str]] = {}
    seen: set[str] = set()
    for one in evidence:
        quote = quoted(one)
        if quote in seen:
            continue
        seen.add(quote)
        by_document.setdefault(one.document, []).append(quote)
        if len(seen) == most:
            break
    return " and ".join(
        f"the {named(documents.get(document))} records {' and '.join(quotes)}"
        for document, quotes in by_document.items()
    )


def _lower_first(text: str) -> str:
    """The text with its first letter small, unless the first word is an abbreviation.

    >>> _lower_first("Previous injection relieved pain"), _lower_first("MRI or CT corroborates it")
    ('previous injection relieved pain', 'MRI or CT corroborates it')
    """
    first = text.split(" ", 1)[0]
    return text if sum(c.isupper() for c in first) > 1 else text[:1].lower() + text[1:]


def _ended(text: str) -> str:
    """The sentence with one full stop, also where it ends in a quote that has its own.

    >>> _ended('he said "It hurts."'), _ended("it hurts")
    ('he said "It hurts."', 'it hurts.')
    """
    return text if text.endswith(('."', ".”")) else text + "."


def _finding(evaluation: Evaluation, criterion: Criterion | None, documents: Mapping[str, Document]) -> Sentence:
    """The sentence that says what the records show on one criterion."""
    demand = _lower_first(evaluation.text.rstrip("."))
    shown = _sources(evaluation.evidence, documents)
    stem: str | None = None
    if criterion is not None:
        stem = {
            Status.MET: criterion.met_says,
            Status.NOT_MET: criterion.not_met_says,
            Status.NOT_DOCUMENTED: criterion.missing_says,
        }.get(evaluation.status)
    if stem:
        text = stem.rstrip(".")
        text = text[:1].upper() + text[1:]
        if shown:
            text += f": {shown}"
    elif evaluation.status is Status.MET:
        text = (
            f"On the point that {demand}, {shown}" if shown else f"The request itself satisfies the point that {demand}"
        )
    elif evaluation.status is Status.NOT_MET:
        text = (
            f"The point that {demand} is not met: {shown}"
            if shown
            else f"The request does not meet the point that {demand}"
        )
    elif evaluation.status is Status.CONTRADICTED:
        text = f"The records contradict each other on the point that {demand}: {shown}"
    else:
        text = f"The records reviewed do not document that {demand}"
    return Sentence(text=_ended(text), evidence=evaluation.evidence, criterion=evaluation.id)


def compose(
    item: DisputedItem,
    choices: Sequence[Choice],
    evaluations: Sequence[Evaluation],
    decisive: Sequence[str],
    recommendation: Recommendation,
    documents: Mapping[str, Document],
    *,
    ur_date: dt.date | None,
    reasons: Iterable[Sentence] = (),
) -> list[Sentence]:
    """The rationale of one item.

    Args:
        item: the disputed item.
        choices: the guideline topics applied to it.
        evaluations: all criteria judged.
        decisive: ids of the criteria that decide.
        recommendation: what is recommended.
        documents: documents of the case by id, to name the sources.
        ur_date: day of the utilization review decision.
        reasons: sentences that stand before the conclusion and come from a rule rather than a criterion (an item that
            falls with its principal, a file without records).
    """
    sentences = [Sentence(text=_request(item), evidence=[Evidence.of(s) for s in item.evidence], rule="request")]
    if item.ur.outcome != "unknown" and item.ur.evidence:
        done = {
            "denied": "denied it",
            "modified": "modified it",
            "approved": "approved it",
            "conditionally_denied": "did not certify it for want of information",
        }[item.ur.outcome]
        when = f" on {printed_date(ur_date)}" if ur_date else ""
        granted = f", approving {item.ur.approved}" if item.ur.outcome == "modified" and item.ur.approved else ""
        sentences.append(
            Sentence(
                text=f"Utilization review {done}{when}{granted}.",
                evidence=[Evidence.of(s) for s in item.ur.evidence],
                rule="ur-outcome",
            )
        )
    for choice in choices:
        name = choice.sources[0][0].title if choice.sources else choice.topic.title
        requires = choice.topic.requires.rstrip(".")
        if choice.carried:
            name += (
                " governs on this date. Nobody has compared it with the criteria used here, which are carried over "
                "from before"
            )
        sentences.append(Sentence(text=f"{name}: approval requires {requires}.", rule=f"topic:{choice.topic.id}"))
    criteria = {c.id: c for choice in choices for c in choice.topic.criteria}
    for evaluation in _worth_saying(evaluations, decisive, recommendation):
        sentences.append(_finding(evaluation, criteria.get(evaluation.id), documents))
    sentences.extend(reasons)
    sentences.append(Sentence(text=programme().decisions[recommendation].conclusion, rule="conclusion"))
    return sentences


def _request(item: DisputedItem) -> str:
    heading = re.sub(r"\s+", " ", item.heading).strip().rstrip(".:")
    return f"The request is for {heading}."


def _worth_saying(
    evaluations: Sequence[Evaluation], decisive: Sequence[str], recommendation: Recommendation
) -> list[Evaluation]:
    """Which criteria a reader needs, in the topic's order: the decisive, required ones that are met, contradictions.

    Alternatives and advice that decide nothing stand in the criteria table, not in the rationale.
    """
    chosen = []
    for evaluation in evaluations:
        if evaluation.status is Status.NOT_APPLICABLE:
            continue
        decides = evaluation.id in decisive
        met = evaluation.status is Status.MET and bool(evaluation.evidence) and evaluation.role == "required"
        if decides or met or (evaluation.status is Status.CONTRADICTED and evaluation.role != "advisory"):
            chosen.append(evaluation)
    if recommendation == "undecidable":
        return [e for e in chosen if e.evidence]
    return chosen


def unsourced(sentences: Iterable[Sentence]) -> list[Sentence]:
    """Sentences that name neither evidence, criterion nor rule; a draft with one of them is refused.

    >>> unsourced([Sentence(text="He felt better.")])[0].text
    'He felt better.'
    """
    return [s for s in sentences if not (s.evidence or s.criterion or s.rule)]
