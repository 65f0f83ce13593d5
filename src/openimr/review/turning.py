"""What would turn a recommendation: the smallest sets of criteria whose change does, found by search.

Every candidate set is put to the topics' own logic (:func:`openimr.review.logic.verdict_of`), smallest first; nothing
is written by hand for a topic. Criteria that nothing can change (the guideline's own position, the patient's age, what
belongs to another edition) are left as they are. The search holds the topics chosen and all other criteria fixed: a
record that changes one criterion may in truth change another, or choose another topic.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, islice, product
from typing import Literal

from openimr.guidelines.logic_syntax import Letter, Node, parse_logic
from openimr.guidelines.model import Criterion, Topic
from openimr.guidelines.patterns import (
    AllOf,
    AnyOf,
    AtLeast,
    IfThen,
    NoneOnFile,
    Not,
    PatientPattern,
    Pattern,
    RequestPattern,
    SinceInjury,
    Stance,
    parse_pattern,
)
from openimr.review.logic import recommend, verdict_of
from openimr.review.model import Change, Evaluation, Recommendation, Status, Turning

#: Ways that a draft lists; the number of further ones is told.
_MOST_WAYS = 6
#: Ways that are looked for at most.
_MOST_FOUND = 200

_FIXED = (
    "No record and no change of the request can turn this under the guideline that governs: it rests on the "
    "guideline's own position, or on what cannot change."
)
_ALREADY = "The criteria as judged speak for it already: none of them has to change."

By = Literal["record", "request", "time"]
_Set = frozenset[tuple[str, Status]]


def turning(
    topics: Sequence[Topic],
    evaluations: Sequence[Evaluation],
    recommendation: Recommendation,
    *,
    principal: str | None = None,
) -> Turning | None:
    """What would turn the recommendation on an item; None where there is none.

    Args:
        topics: the topics that govern the item.
        evaluations: their judged criteria.
        recommendation: the one to turn.
        principal: the heading of the item that this one falls with, where it does.

    >>> from openimr.guidelines import topics
    >>> nmes = topics()["NMES"]
    >>> now = {"NMES.a": Status.MET}  # the guideline recommends against it, with exceptions
    >>> found = [
    ...     Evaluation(id=c.id, text=c.text, role=c.role, status=now.get(c.id, Status.NOT_DOCUMENTED))
    ...     for c in nmes.criteria
    ... ]
    >>> [[(change.criterion, change.holds) for change in way] for way in turning([nmes], found, "upheld").ways]
    [[('NMES.b', True), ('NMES.c', True)]]
    """
    if recommendation == "undecidable" or not topics:
        return None
    by_id = {evaluation.id: evaluation for evaluation in evaluations}
    to: Recommendation = "overturned" if recommendation == "upheld" else "upheld"
    own = recommend(evaluations, topics)[0]
    if own == to and principal is None:
        return Turning(to=to, why_none=_ALREADY)
    found = [frozenset()] if own == to else _smallest(topics, by_id, to)
    if not found:
        return Turning(to=to, why_none=_FIXED)
    criteria = {criterion.id: criterion for topic in topics for criterion in topic.criteria}
    first = _principal(principal) if principal is not None else []
    ways = [first + [_change(criteria[name], by_id[name], status) for name, status in sorted(way)] for way in found]
    ways.sort(key=_effort)
    return Turning(to=to, ways=ways[:_MOST_WAYS], more=max(len(ways) - _MOST_WAYS, 0))


def turning_sets(topic: Topic, evaluations: Mapping[str, Evaluation], *, fulfil: bool) -> list[_Set]:
    """The smallest sets of new values of criteria that fulfil (or no longer fulfil) the topic; [empty] where it is so.

    Args:
        topic: the topic.
        evaluations: its judged criteria by id.
        fulfil: whether the topic is to be fulfilled.
    """

    def turned(changed: _Set) -> bool:
        judged = dict(evaluations)
        for name, status in changed:
            judged[name] = judged[name].model_copy(update={"status": status})
        return (verdict_of(topic, judged).verdict == "fulfilled") is fulfil

    if turned(frozenset()):
        return [frozenset()]
    options = [
        [(criterion.id, status) for status in _new_values(topic, criterion, evaluations[criterion.id], fulfil)]
        for criterion in topic.criteria
    ]
    options = [one for one in options if one]
    for size in range(1, len(options) + 1):
        sets = (frozenset(values) for chosen in combinations(options, size) for values in product(*chosen))
        found = list(islice((one for one in sets if turned(one)), _MOST_FOUND))
        if found:
            return found
    return []


def _smallest(topics: Sequence[Topic], by_id: Mapping[str, Evaluation], to: Recommendation) -> list[_Set]:
    """All topics must be fulfilled to overturn; to uphold, it is enough that one is not."""
    if to == "overturned":
        each = [turning_sets(topic, by_id, fulfil=True) for topic in topics]
        return [frozenset().union(*parts) for parts in islice(product(*each), _MOST_FOUND)]
    any_of = [one for topic in topics for one in turning_sets(topic, by_id, fulfil=False)]
    least = min(map(len, any_of), default=0)
    return [one for one in any_of if len(one) == least]


def _new_values(topic: Topic, criterion: Criterion, now: Evaluation, fulfil: bool) -> list[Status]:
    """The values a criterion could take that speak for (or against) the topic and are not those it has."""
    if now.status is Status.NOT_APPLICABLE or changed_by(criterion, now.status) is None:
        return []
    letter = criterion.id.removeprefix(f"{topic.id}.")
    excludes = set(_polarities(parse_logic(topic.logic), letter))
    wanted = {Status.MET if excluding is not fulfil else Status.NOT_MET for excluding in excludes}
    return sorted(wanted - {now.status})


def _polarities(nodes: Sequence[Node | Letter], letter: str, excluding: bool = False) -> Iterator[bool]:
    """For each place of a letter that can decide, whether it stands there as an exclusion."""
    for node in nodes:
        if isinstance(node, Letter):
            if node.name == letter:
                yield excluding
        elif node.op != "FLAG":
            yield from _polarities(node.parts, letter, excluding is not (node.op == "NOT"))


def changed_by(criterion: Criterion, now: Status) -> By | None:
    """What could change a criterion from its present value: a record, the request, time; None where nothing can.

    >>> from openimr.guidelines import topics
    >>> [changed_by(c, Status.NOT_MET) for c in topics()["NSAID"].criteria]
    ['record', 'record', 'record', 'record', 'request']
    """
    kinds = {_kind(part, now) for part in _parts(parse_pattern(criterion.pattern))}
    for by in ("record", "request", "time"):
        if by in kinds:
            return by
    return None


def _parts(pattern: Pattern) -> Iterator[Pattern]:
    match pattern:
        case AnyOf(parts) | AllOf(parts) | AtLeast(_, parts):
            for part in parts:
                yield from _parts(part)
        case Not(part) | NoneOnFile(part) | IfThen(_, part):
            yield from _parts(part)
        case _:
            yield pattern


def _kind(pattern: Pattern, now: Status) -> By | None:
    match pattern:
        case Stance() | PatientPattern():
            return None
        case RequestPattern():
            return "request"
        case SinceInjury(test) if now is not Status.NOT_DOCUMENTED:
            # an injury only gets older; where its day is not told, a record can tell it
            return "time" if (test.op in ("gt", "gte")) is (now is Status.NOT_MET) else None
        case _:
            return "record"


def _change(criterion: Criterion, now: Evaluation, status: Status) -> Change:
    by = changed_by(criterion, now.status)
    assert by is not None, "only criteria that can change are searched"
    papers = {"document_needed": criterion.document, "supplier": criterion.supplier} if by == "record" else {}
    return Change(
        criterion=criterion.id,
        must_hold=criterion.text,
        holds=status is Status.MET,
        now=now.status,
        by=by,
        **papers,
    )


def _principal(heading: str) -> list[Change]:
    return [Change(criterion="", must_hold=heading, holds=True, now=Status.NOT_MET, by="principal")]


def _effort(way: Sequence[Change]) -> tuple[int, int, list[str]]:
    """Ways that ask for papers come before those against which the record speaks today."""
    against = sum(change.now in (Status.NOT_MET, Status.MET) for change in way)
    return len(way), against, [change.criterion for change in way]
