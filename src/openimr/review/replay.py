"""Replay: review a published letter again with its outcome hidden, and compare.

The honesty is structural: :class:`Blinded` has no field for a decision, a rationale or a case number, and
:func:`replay` takes nothing else. What it reads is the clinical case summary, the item headings and the dates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page
from openimr.clinical import read_text
from openimr.dispute.dependence import principals
from openimr.dispute.model import DisputedItem
from openimr.dispute.request import parse_request
from openimr.review.drafting import review_items
from openimr.review.model import ItemReview


@dataclass(frozen=True, slots=True)
class Blinded:
    """What a replay may see of a letter.

    Attributes:
        summary: the clinical case summary.
        headings: what is requested, item by item: the eligible portion where a part was authorized, else the heading.
        day: the utilization review denial date, which selects the rules; the decision date where it is not printed.
        date_of_injury: as the letter's head prints it.
        authorized: what utilization review authorized of each item, as the heading prints it; None when nothing.
    """

    summary: str
    headings: tuple[str, ...]
    day: dt.date
    date_of_injury: dt.date | None = None
    authorized: tuple[str | None, ...] = ()


@dataclass(slots=True)
class Outcome:
    """One item replayed beside what the letter decided."""

    source: str
    heading: str
    decision: str | None
    review: ItemReview


@dataclass(slots=True)
class Metrics:
    """How replayed recommendations agree with the letters' decisions.

    ``undecidable`` is a share of all items; the other figures are over decided items, an undecidable item counting as
    wrong for neither. ``balanced_accuracy`` is the mean of the recalls of both outcomes. Figures are None where nothing
    could be counted.
    """

    n: int = 0
    undecidable: float = 0.0
    accuracy: float | None = None
    balanced_accuracy: float | None = None
    f1_overturned: float | None = None
    confusion: dict[str, dict[str, int]] = field(default_factory=dict)


def replay(letter: Blinded) -> list[ItemReview]:
    """The reviews of a blinded letter's items, in the letter's order.

    >>> letter = Blinded(summary="The patient is a 40 year old male with chronic low back pain. There is no history of "
    ...                          "stroke.", headings=("Neuromuscular stimulator for the low back",),
    ...                  day=dt.date(2014, 3, 3))
    >>> replay(letter)[0].recommendation
    'upheld'
    """
    record = read_text(letter.summary)
    if record.patient.date_of_injury is None:
        record.patient.date_of_injury = letter.date_of_injury
    page = Page(document="d01", file="summary", number=1, text=letter.summary)
    case = CaseFile(
        root=Path("summary"),
        documents=[
            Document(id="d01", file="summary", pages=[page], kind=DocumentKind.OTHER, date=None, author=None, sha256="")
        ],
    )
    requests = [parse_request(heading) for heading in letter.headings]
    items = [
        DisputedItem(heading=heading, request=request, principal=principal)
        for heading, request, principal in zip(letter.headings, requests, principals(requests), strict=True)
    ]
    return review_items(items, record, letter.day, None, case)


def by_category(outcomes: Sequence[Outcome]) -> dict[str, Metrics]:
    """The same figures for each category of treatment, in alphabetical order.

    >>> by_category([])
    {}
    """
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(str(outcome.review.request.get("category", "other")), []).append(outcome)
    return {name: measure(group) for name, group in sorted(groups.items())}


def measure(outcomes: Iterable[Outcome]) -> Metrics:
    """Agreement over replayed items.

    >>> measure([]).n
    0
    """
    counted = [o for o in outcomes if o.decision in ("upheld", "overturned")]
    words = ("upheld", "overturned", "undecidable")
    table = {d: dict.fromkeys(words, 0) for d in ("upheld", "overturned")}
    for outcome in counted:
        table[outcome.decision or "upheld"][outcome.review.recommendation] += 1
    n = len(counted)
    undecidable = sum(table[d]["undecidable"] for d in table)
    metrics = Metrics(n=n, undecidable=round(undecidable / n, 4) if n else 0.0, confusion=table)
    right = table["upheld"]["upheld"] + table["overturned"]["overturned"]
    decided = n - undecidable
    if decided:
        metrics.accuracy = round(right / decided, 4)
    recalls = []
    for word, other in (("upheld", "overturned"), ("overturned", "upheld")):
        total = table[word][word] + table[word][other]
        if total:
            recalls.append(table[word][word] / total)
    if len(recalls) == 2:
        metrics.balanced_accuracy = round(sum(recalls) / 2, 4)
    hit = table["overturned"]["overturned"]
    wrong = table["upheld"]["overturned"] + table["overturned"]["upheld"]
    if 2 * hit + wrong:
        metrics.f1_overturned = round(2 * hit / (2 * hit + wrong), 4)
    return metrics
