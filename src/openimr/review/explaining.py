"""The whole trace of one disputed item: topics weighed, criteria with pattern and evidence, logic, recommendation.

Everything is computed by the functions the draft itself is made with; here it is only kept and named.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from pydantic import BaseModel

from openimr.casefile.model import CaseFile
from openimr.clinical import read_record
from openimr.dispute import read_dispute
from openimr.errors import NotFound
from openimr.guidelines.choosing import consider
from openimr.guidelines.model import Topic
from openimr.review.drafting import holds_records, review_items, rules_day_of
from openimr.review.logic import Verdict, verdict_of
from openimr.review.model import Evaluation, ItemReview


class TopicTrace(BaseModel):
    """A topic that was weighed.

    Attributes:
        chosen, why: whether it governs, and the reason.
        editions: ids of the editions it is taken from.
        logic: how its criteria join; verdict: what that makes of them; decisive: the criteria that carry it.
        patterns: what fulfils each criterion, as the rule file says it.
    """

    topic: str
    title: str
    chosen: bool
    why: str
    editions: list[str] = []
    requires: str = ""
    logic: str = ""
    verdict: Verdict | None = None
    decisive: list[str] = []
    criteria: list[Evaluation] = []
    patterns: dict[str, dict[str, Any]] = {}


class ItemTrace(BaseModel):
    """How one item was judged.

    Attributes:
        number: its place in the draft, from 1.
        as_of: the day whose rules were read; day_why: where that day comes from, if it had to be inferred.
        principal: the item it depends on, as printed.
        review: the item as the draft holds it.
    """

    number: int
    as_of: dt.date
    day_why: str | None = None
    principal: str | None = None
    topics: list[TopicTrace]
    review: ItemReview


def explain(case: CaseFile, number: int, *, as_of: dt.date | None = None) -> ItemTrace:
    """The trace of item ``number`` (from 1) of a case.

    Args:
        case: the opened case file.
        number: the item's number in the draft.
        as_of: the day whose rules apply; the day of the utilization review decision when not given.

    Raises:
        NotFound: the case has no such item.
        IncompleteCase: no paper says on which day to read the rules.
    """
    dispute = read_dispute(case)
    if not 1 <= number <= len(dispute.items):
        raise NotFound(
            f"the case has no item {number}",
            file=case.root.name,
            remedy=f"its items are 1 to {len(dispute.items)}" if dispute.items else "no disputed item was found in it",
        )
    day, day_why = rules_day_of(case, dispute, as_of)
    record = read_record(case, day)
    reviews = review_items(dispute.items, record, day, dispute.ur_decision_date, case, bare=not holds_records(case))
    review, item = reviews[number - 1], dispute.items[number - 1]
    rules_day = item.request.date_of_service or day
    judged = {evaluation.id: evaluation for evaluation in review.criteria}
    used = {use.topic: [u.edition for u in review.guidelines if u.topic == use.topic] for use in review.guidelines}
    traces = []
    for row in consider(item.request, rules_day, record):
        trace = TopicTrace(topic=row.topic.id, title=row.topic.title, chosen=row.chosen, why=row.why)
        traces.append(_judged(trace, row.topic, judged, used.get(row.topic.id, [])) if row.chosen else trace)
    return ItemTrace(
        number=number,
        as_of=rules_day,
        day_why=day_why,
        principal=dispute.items[item.principal].heading if item.principal is not None else None,
        topics=traces,
        review=review,
    )


def _judged(trace: TopicTrace, topic: Topic, judged: dict[str, Evaluation], editions: list[str]) -> TopicTrace:
    verdict = verdict_of(topic, judged)
    return trace.model_copy(
        update={
            "editions": editions,
            "requires": topic.requires,
            "logic": topic.logic,
            "verdict": verdict.verdict,
            "decisive": list(verdict.decisive),
            "criteria": [judged[criterion.id] for criterion in topic.criteria],
            "patterns": {criterion.id: criterion.pattern for criterion in topic.criteria},
        }
    )
