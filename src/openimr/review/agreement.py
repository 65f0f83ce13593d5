"""How often published reviewers decided as a draft recommends, on items whose recommendation was reached alike.

``rules/<programme>/agreement.yaml`` counts it over replayed letters (``python -m tools.agreement`` writes it); here a
recommendation is put into its row. The probability of a row is drawn towards that of the recommendation as a whole, and
that one towards all items, the more the fewer items a row has. Where no item was like it, the share of the
recommendation stands.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from functools import cache

from pydantic import BaseModel, ConfigDict

from openimr.review.model import Agreement, Evaluation, Reached, Recommendation, Status
from openimr.rulefiles import read_rule_model, rules_folder


class Counted(BaseModel):
    """Items compared, and how many of them the letters decided as recommended."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    items: int
    agreed: int


class Row(Counted):
    """The items whose recommendation was reached in one way; ``probability`` is the estimate for the next."""

    recommendation: Recommendation
    reached: Reached
    probability: float


class Bin(BaseModel):
    """A row of the reliability table: items left out whose probability lay in a range, and what became of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    probability: str
    items: int
    predicted: float
    observed: float


class Error(BaseModel):
    """Brier score and expected calibration error of one way to predict, on letters left out."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    brier: float
    calibration_error: float


class AgreementTable(BaseModel):
    """``agreement.yaml``; the file's own comments explain it.

    Attributes:
        weight: how many items the rate of the larger group counts as, when a smaller group's rate is estimated.
        errors: how well it predicts, each letter left out in turn, beside plainer ways to predict.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    measured_on: dt.date
    source: str
    caution: str
    method: str
    letters: int
    weight: float
    all: Counted
    recommendations: dict[Recommendation, Counted]
    rows: list[Row]
    errors: dict[str, Error]
    reliability: list[Bin]


@cache
def agreement_table() -> AgreementTable:
    """The table of the shipped jurisdiction.

    Raises:
        RuleError: the file is missing or wrong.

    >>> agreement_table().all.items >= sum(row.items for row in agreement_table().rows)
    True
    """
    return read_rule_model(rules_folder() / "agreement.yaml", AgreementTable)[0]


def reached(
    recommendation: Recommendation, decided_by: Collection[Status], *, dependent: bool = False
) -> Reached | None:
    """On what kind of evidence a recommendation rests; None where there is none.

    Args:
        recommendation: what is recommended.
        decided_by: the values of the criteria that decide it.
        dependent: it falls with the item it depends on.

    >>> reached("upheld", [Status.NOT_DOCUMENTED, Status.NOT_MET])
    'silent_and_opposite'
    """
    found = set(decided_by)
    if recommendation == "undecidable":
        return None
    if recommendation == "overturned":
        return "unopposed" if Status.NOT_DOCUMENTED in found else "shown"
    if dependent:
        return "dependent"
    if Status.CONTRADICTED in found:
        return "contradicted"
    if Status.MET in found:
        return "excluded"
    if found == {Status.NOT_MET}:
        return "opposite"
    return "silent" if Status.NOT_MET not in found else "silent_and_opposite"


def agreement_of(
    recommendation: Recommendation,
    evaluations: Sequence[Evaluation],
    decisive: Collection[str],
    *,
    dependent: bool = False,
    table: AgreementTable | None = None,
) -> Agreement | None:
    """How items like this one were decided in the letters compared; None where nothing is recommended.

    Args:
        recommendation: what is recommended.
        evaluations: the judged criteria.
        decisive: ids of those that decide.
        dependent: it falls with the item it depends on.
        table: the counts; those of the jurisdiction where none is given.

    >>> agreement_of("undecidable", [], []) is None
    True
    """
    how = reached(recommendation, [e.status for e in evaluations if e.id in decisive], dependent=dependent)
    if how is None:
        return None
    table = table or agreement_table()
    for row in table.rows:
        if (row.recommendation, row.reached) == (recommendation, how) and row.items:
            return Agreement(reached=how, items=row.items, agreed=row.agreed, probability=row.probability)
    everywhere = drawn(table.recommendations[recommendation], table.all.agreed / table.all.items, table.weight)
    return Agreement(reached=how, items=0, agreed=0, probability=round(everywhere, 3))


def drawn(found: Counted, towards: float, weight: float) -> float:
    """A share drawn towards another, which counts as ``weight`` items.

    >>> drawn(Counted(items=4, agreed=4), 0.5, 4)
    0.75
    """
    return (found.agreed + weight * towards) / (found.items + weight)
