"""The record as a draft retells it: the case summary with the history of utilization review, what happened when, and
where papers disagree."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openimr.casefile.model import Span
from openimr.clinical.model import ClinicalRecord, Contradiction, TimelineEntry
from openimr.clinical.phrasing import listed, written
from openimr.dispute.model import Dispute, DisputedItem
from openimr.review.model import DrugRunView, Evidence, Sentence, TimelineView

_OUTCOMES = {
    "denied": "denied", "modified": "modified", "conditionally_denied": "conditionally denied", "approved": "approved",
}  # fmt: skip
#: Items that one sentence names; the list of items follows anyway.
_NAMED = 6


def summary_of(record: ClinicalRecord, dispute: Dispute) -> list[Sentence]:
    """The sentences of the case summary: the record's own, what utilization review decided, and what disagrees."""
    told = [Sentence(text=s.text, evidence=_evidence(s.evidence), rule="case-summary") for s in record.summary]
    told += _utilization_review(dispute)
    return told + disagreements(record.contradictions)


def disagreements(contradictions: Iterable[Contradiction]) -> list[Sentence]:
    """A sentence for each contradiction of the record, with both places."""
    return [
        Sentence(text=one.sentence, evidence=_evidence(said.evidence for said in one.statements), rule="contradiction")
        for one in contradictions
    ]


def timeline_view(record: ClinicalRecord) -> list[TimelineView]:
    """What happened when, each with its places."""
    return [_entry(entry) for entry in record.timeline.entries]


def drug_view(record: ClinicalRecord) -> list[DrugRunView]:
    """The drugs of the record over time."""
    return [
        DrugRunView(
            drug=run.drug, first=run.first, last=run.last, stopped=run.stopped, quantity=run.quantity,
            refills=run.refills,
            morphine_equivalent=run.morphine_equivalent, evidence=_evidence(run.evidence),
            changes=[
                TimelineView(date=change.date, kind="drug", what=change.what, evidence=_evidence([change.evidence]))
                for change in run.changes
            ],
        )
        for run in record.timeline.drugs
    ]  # fmt: skip


def _entry(entry: TimelineEntry) -> TimelineView:
    return TimelineView(
        date=entry.date, kind=entry.kind, what=entry.what, outcome=entry.outcome, evidence=_evidence(entry.evidence)
    )


def _utilization_review(dispute: Dispute) -> list[Sentence]:
    """What utilization review decided on the items in dispute, by outcome, with the places that say so."""
    when = f" of {written(dispute.ur_decision_date)}" if dispute.ur_decision_date else ""
    sentences = []
    for outcome, word in _OUTCOMES.items():
        items = [item for item in dispute.items if item.ur.outcome == outcome]
        if _places(items):
            text = f"Utilization review{when} {word} {listed(_headings(items))}."
            sentences.append(Sentence(text=text, evidence=_evidence(_places(items)), rule="utilization-review"))
    return sentences


def _headings(items: Sequence[DisputedItem]) -> list[str]:
    names = [item.heading.strip().rstrip(".") for item in items]
    return names if len(names) <= _NAMED else [*names[:_NAMED], f"{len(names) - _NAMED} more items"]


def _places(items: Iterable[DisputedItem]) -> list[Span]:
    return list(dict.fromkeys(span for item in items for span in (item.ur.evidence or item.evidence)[:2]))


def _evidence(spans: Iterable[Span]) -> list[Evidence]:
    return [Evidence.of(span) for span in spans]
