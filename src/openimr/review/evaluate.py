"""Every criterion of a topic, judged on one item: status, evidence and the reason in words."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence

from openimr.casefile.model import CaseFile
from openimr.clinical.model import ClinicalRecord
from openimr.dispute.model import Request
from openimr.guidelines.choosing import in_hierarchy
from openimr.guidelines.logic_syntax import Node, letters_of, parse_logic
from openimr.guidelines.matching import Setting
from openimr.guidelines.model import Criterion, Topic
from openimr.guidelines.patterns import Pattern, parse_pattern
from openimr.review.model import Evaluation, Status
from openimr.review.patterns import Finding, judge


class _Compiled:
    """A topic with its patterns and logic parsed once."""

    __slots__ = ("case_only", "cases", "patterns", "segments", "topic")

    def __init__(self, topic: Topic) -> None:
        self.topic = topic
        self.patterns: dict[str, Pattern] = {c.id: parse_pattern(c.pattern) for c in topic.criteria}
        self.cases: dict[str, Pattern] = {name: parse_pattern(body) for name, body in topic.cases.items()}
        self.segments: tuple[Node, ...] = parse_logic(topic.logic)
        outside = {f"{topic.id}.{x}" for s in self.segments if s.op not in ("IF", "FLAG") for x in letters_of(s)}
        self.case_only: dict[str, set[str]] = {}
        for segment in self.segments:
            if segment.op == "IF":
                for letter in letters_of(segment):
                    criterion = f"{topic.id}.{letter}"
                    if criterion not in outside:
                        self.case_only.setdefault(criterion, set()).add(segment.case)


_compiled: dict[int, _Compiled] = {}


def _compile(topic: Topic) -> _Compiled:
    known = _compiled.get(id(topic))
    if known is None or known.topic is not topic:
        known = _compiled[id(topic)] = _Compiled(topic)
    return known


def evaluate_topic(
    topic: Topic,
    request: Request,
    record: ClinicalRecord,
    day: dt.date,
    case: CaseFile | None = None,
    *,
    governing: Collection[str] | None = None,
    rules_day: dt.date | None = None,
) -> list[Evaluation]:
    """All criteria of ``topic`` judged on ``request``, in the topic's order.

    A criterion that only a case of the logic asks for (``IF(repeat: …)``) is *not applicable* where the case does not
    apply, and so is one of an edition that does not govern the item. Nothing is skipped otherwise: the trace is whole.

    Args:
        topic: the topic.
        request: the request in structured form.
        record: the facts of the case.
        day: the day of the decision; facts after it do not count.
        case: the case file, for criteria that ask for a kind of paper.
        governing: ids of the editions that govern the item; those in force on the day when not given.
        rules_day: the day whose rules apply, where it is not ``day``.

    >>> from openimr.clinical.model import Patient
    >>> from openimr.guidelines import topics
    >>> empty = ClinicalRecord(facts=[], patient=Patient())
    >>> item = Request(treatment="nmes_device")
    >>> [(e.id, e.status.value) for e in evaluate_topic(topics()["NMES"], item, empty, dt.date(2014, 3, 4))]
    [('NMES.a', 'met'), ('NMES.b', 'not_documented'), ('NMES.c', 'not_documented')]
    """
    compiled = _compile(topic)
    setting = Setting.of(request, record, day, _regions(topic))
    read_on = rules_day or day
    if governing is None:
        governing = [edition.id for edition, _ in in_hierarchy(topic, read_on)[0]]
    applies = {name: judge(pattern, setting, case).status is Status.MET for name, pattern in compiled.cases.items()}
    result: list[Evaluation] = []
    for criterion in topic.criteria:
        cases = compiled.case_only.get(criterion.id)
        if not criterion.applies(governing, read_on):
            finding = Finding(Status.NOT_APPLICABLE, [], f"belongs to another edition ({_belongs(criterion)})")
        elif cases and not any(applies[name] for name in cases):
            finding = Finding(Status.NOT_APPLICABLE, [], f"asked only in the case: {', '.join(sorted(cases))}")
        else:
            finding = judge(compiled.patterns[criterion.id], setting, case)
        result.append(
            Evaluation(
                id=criterion.id,
                text=criterion.text,
                role=criterion.role,
                status=finding.status,
                evidence=finding.evidence,
                verified=criterion.verified,
                document_needed=criterion.document,
                supplier=criterion.supplier,
                trace=finding.trace,
            )
        )
    return result


def _belongs(criterion: Criterion) -> str:
    words = [", ".join(criterion.editions)] if criterion.editions else []
    words += [f"not {', '.join(criterion.editions_none)}"] if criterion.editions_none else []
    if criterion.effective_from or criterion.effective_to:
        words.append(f"{criterion.effective_from or '…'} to {criterion.effective_to or '…'}")
    return "; ".join(words)


def _regions(topic: Topic) -> Sequence[str]:
    regions = topic.when.get("regions", [])
    return [regions] if isinstance(regions, str) else list(regions)
