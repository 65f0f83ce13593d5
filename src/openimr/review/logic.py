"""From judged criteria to a recommendation: the topics' logic over five values.

A criterion gives each place of the logic one of three answers. Met is yes and not met is no; *not documented* is what
the criterion says silence means (``missing: fail``, ``unknown`` or ``pass``); *contradicted* is open; *not applicable*
drops out. In an exclusion the answer turns round: an exclusion that is met blocks, one that nothing speaks to does not.
Segments are joined by and; open stays open unless another segment fails. Nothing short-circuits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from openimr.guidelines.logic_syntax import Letter, Node, letters_of, parse_logic
from openimr.guidelines.model import Criterion, Topic
from openimr.review.model import Evaluation, Recommendation, Status

Verdict = Literal["fulfilled", "failed", "undetermined"]
#: yes, no, open; None = does not count.
Answer = bool | None


@dataclass(slots=True)
class _Part:
    """The answer of a part of the logic, and the criteria that carry it."""

    counts: bool
    answer: Answer
    carriers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TopicVerdict:
    """What a topic's logic makes of its criteria.

    Attributes:
        verdict: fulfilled, failed, or undetermined (contradicted or unknown criteria leave it open).
        decisive: ids of the criteria that carry the verdict; the smallest set per segment.
    """

    topic: str
    verdict: Verdict
    decisive: tuple[str, ...]


def verdict_of(topic: Topic, evaluations: Mapping[str, Evaluation]) -> TopicVerdict:
    """The verdict of one topic.

    Args:
        topic: the topic.
        evaluations: judged criteria by id; those of other topics are ignored.

    Raises:
        KeyError: a criterion of the logic was not judged.
    """
    criteria = {criterion.id: criterion for criterion in topic.criteria}
    reader = _Reader(topic.id, criteria, evaluations)
    segments = [s for s in parse_logic(topic.logic) if reader.case_applies(s, parse_logic(topic.logic))]
    blocked = [reader.part(s) for s in segments if s.op == "NOT"]
    rescues = [reader.part(s) for s in segments if s.op == "EXCEPT"]
    parts: list[_Part] = []
    exclusions = _all([part for part in blocked if part.counts])
    if exclusions.counts and exclusions.answer is not True and rescues:
        rescue = _any(rescues)
        if rescue.answer is True:
            exclusions = _Part(True, True, rescue.carriers)
        else:
            answer = None if None in (rescue.answer, exclusions.answer) and rescue.counts else False
            exclusions = _Part(True, answer, [*exclusions.carriers, *rescue.carriers])
    elif not blocked and rescues:
        parts.append(_any(rescues))
    parts.append(exclusions)
    parts += [reader.part(s) for s in segments if s.op not in ("NOT", "EXCEPT", "FLAG")]
    whole = _all([part for part in parts if part.counts])
    if not whole.counts or whole.answer is True:
        verdict: Verdict = "fulfilled"
    else:
        verdict = "failed" if whole.answer is False else "undetermined"
    if topic.stance == "not_recommended" and verdict == "fulfilled" and not whole.carriers:
        verdict = "failed"
    return TopicVerdict(topic.id, verdict, tuple(dict.fromkeys(whole.carriers)))


def recommend(evaluations: Sequence[Evaluation], topics: Sequence[Topic]) -> tuple[Recommendation, list[str]]:
    """The recommendation on an item, and the criteria that decide it.

    Overturned when the logic of every topic is fulfilled, upheld otherwise: by the rule that what is not documented is
    not met, and because a contradiction in the file is for the physician to resolve, not for the machine to grant.

    Args:
        evaluations: the judged criteria of all topics.
        topics: the topics that govern the item.

    >>> recommend([], [])
    ('undecidable', [])
    """
    if not topics:
        return "undecidable", []
    by_id = {evaluation.id: evaluation for evaluation in evaluations}
    verdicts = [verdict_of(topic, by_id) for topic in topics]
    if all(v.verdict == "fulfilled" for v in verdicts):
        decisive = [one for v in verdicts for one in v.decisive]
        return "overturned", decisive
    failed = [v for v in verdicts if v.verdict == "failed"] or [v for v in verdicts if v.verdict == "undetermined"]
    decisive = [one for v in failed for one in v.decisive]
    return "upheld", decisive


class _Reader:
    """Reads the logic of one topic against its judged criteria."""

    def __init__(self, topic: str, criteria: Mapping[str, Criterion], evaluations: Mapping[str, Evaluation]) -> None:
        self.topic = topic
        self.criteria = criteria
        self.evaluations = evaluations

    def case_applies(self, segment: Node, segments: Sequence[Node]) -> bool:
        """Whether a segment counts: an IF does when one of the criteria that only it asks for is applicable."""
        if segment.op != "IF":
            return True
        outside = {x for s in segments if s.op not in ("IF", "FLAG") for x in letters_of(s)}
        own = [x for x in letters_of(segment) if x not in outside]
        return any(self.evaluations[f"{self.topic}.{x}"].status is not Status.NOT_APPLICABLE for x in own)

    def part(self, node: Node | Letter, *, negated: bool = False) -> _Part:
        if isinstance(node, Letter):
            return self._letter(f"{self.topic}.{node.name}", negated)
        if node.op == "NOT":
            # NOT(x, y) and NOT ANY(x, y): none may hold; NOT ALL(x, y): not all together
            if len(node.parts) == 1 and isinstance(node.parts[0], Node) and node.parts[0].op == "ALL":
                return _any([self.part(p, negated=not negated) for p in node.parts[0].parts])
            inner = [p for n in node.parts for p in (n.parts if isinstance(n, Node) and n.op == "ANY" else (n,))]
            return _all([self.part(p, negated=not negated) for p in inner])
        parts = [self.part(p, negated=negated) for p in node.parts]
        return _any(parts) if (node.op == "ANY") is not negated else _all(parts)

    def _letter(self, criterion_id: str, negated: bool) -> _Part:
        status = self.evaluations[criterion_id].status
        if status is Status.NOT_APPLICABLE:
            return _Part(False, None)
        if status is Status.CONTRADICTED:
            return _Part(True, None, [criterion_id])
        if status is Status.NOT_DOCUMENTED:
            silence: Mapping[str, Answer] = {"fail": False, "unknown": None, "pass": True}
            return _Part(True, silence[self.criteria[criterion_id].missing], [criterion_id])
        return _Part(True, (status is Status.MET) is not negated, [criterion_id])


def _all(parts: Sequence[_Part]) -> _Part:
    counting = [part for part in parts if part.counts]
    if not counting:
        return _Part(False, None)
    for answer in (False, None):
        found = [part for part in counting if part.answer is answer]
        if found:
            return _Part(True, answer, [c for part in found for c in part.carriers])
    return _Part(True, True, [c for part in counting for c in part.carriers])


def _any(parts: Sequence[_Part]) -> _Part:
    counting = [part for part in parts if part.counts]
    if not counting:
        return _Part(False, None)
    for answer in (True, None):
        found = [part for part in counting if part.answer is answer]
        if found:
            return _Part(True, answer, min((part.carriers for part in found), key=len))
    return _Part(True, False, [c for part in counting for c in part.carriers])
