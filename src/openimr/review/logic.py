"""From judged criteria to a recommendation: the topics' logic over five values.

A criterion gives each place of the logic one of three answers. Met is yes and not met is no; *not documented* is what
the criterion says silence means (``missing: fail``, ``unknown`` or ``pass``); *contradicted* is open; *not applicable*
drops out. In an exclusion the answer turns round: an exclusion that is met blocks, one that nothing speaks to does not.
Segments are joined by and; open stays open unless another segment fails. Nothing short-circuits.

The confidence is a plain number from 0 to 1, described in ``docs/criteria.md``; it is no probability.
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


def recommend(evaluations: Sequence[Evaluation], topics: Sequence[Topic]) -> tuple[Recommendation, list[str], float]:
    """The recommendation on an item, the criteria that decide it, and the confidence.

    Overturned when the logic of every topic is fulfilled, upheld otherwise: by the rule that what is not documented is
    not met, and because a contradiction in the file is for the physician to resolve, not for the machine to grant.

    Args:
        evaluations: the judged criteria of all topics.
        topics: the topics that govern the item.

    >>> recommend([], [])
    ('undecidable', [], 0.0)
    """
    if not topics:
        return "undecidable", [], 0.0
    by_id = {evaluation.id: evaluation for evaluation in evaluations}
    verdicts = [verdict_of(topic, by_id) for topic in topics]
    if all(v.verdict == "fulfilled" for v in verdicts):
        decisive = [one for v in verdicts for one in v.decisive]
        return "overturned", decisive, _confidence_granted(by_id, topics)
    failed = [v for v in verdicts if v.verdict == "failed"] or [v for v in verdicts if v.verdict == "undetermined"]
    decisive = [one for v in failed for one in v.decisive]
    return "upheld", decisive, _confidence_denied(by_id, decisive, topics)


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


def _governing(topic: Topic) -> set[str]:
    """Criteria that can decide: everything but what is only flagged."""
    return {f"{topic.id}.{x}" for s in parse_logic(topic.logic) if s.op != "FLAG" for x in letters_of(s)}


def _confidence_granted(by_id: Mapping[str, Evaluation], topics: Sequence[Topic]) -> float:
    """Share of the applicable deciding criteria that are documented, less a little for each flag that points away."""
    judged = [by_id[c] for topic in topics for c in sorted(_governing(topic)) if c in by_id]
    asked = [e for e in judged if e.status is not Status.NOT_APPLICABLE and e.role not in ("exclusion", "limit")]
    shown = [e for e in asked if e.status is Status.MET]
    share = len(shown) / len(asked) if asked else 0.5
    flags = sum(
        1
        for evaluation in by_id.values()
        if evaluation.role == "advisory" and evaluation.status in (Status.NOT_MET, Status.CONTRADICTED)
    )
    return round(max(0.5 + 0.45 * share - 0.05 * flags, 0.3), 3)


def _confidence_denied(by_id: Mapping[str, Evaluation], decisive: Sequence[str], topics: Sequence[Topic]) -> float:
    """How firmly the deciding criteria fail, and how many of those asked for fail with them."""
    weight = {Status.NOT_MET: 1.0, Status.NOT_DOCUMENTED: 0.7, Status.MET: 1.0, Status.CONTRADICTED: 0.2}
    strengths = [weight.get(by_id[c].status, 0.5) for c in decisive if c in by_id]
    if not strengths:
        return 0.5
    firmest = max(strengths)
    asked = sum(
        1
        for topic in topics
        for c in _governing(topic)
        if c in by_id and by_id[c].status is not Status.NOT_APPLICABLE and by_id[c].role not in ("limit",)
    )
    margin = min(len(strengths) / asked, 1.0) if asked else 1.0
    return round(0.35 + 0.4 * firmest + 0.2 * margin, 3)
