"""The drug formulary as rules: which drugs need utilization review before they are dispensed, and which fills do not.

The rows are data of the jurisdiction (``formulary.yaml``) and say where they are known from. A drug without a row is
*unknown*, never *unlisted*: only the published list of the day can say that. What a fill asks of the record is a
pattern and is judged in :mod:`openimr.review.formulary`.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openimr.dispute.model import Request
from openimr.guidelines.patterns import parse_pattern
from openimr.guidelines.topic_library import unknown_words
from openimr.guidelines.vocabulary import Vocabulary, vocabulary
from openimr.rulefiles import RuleFile, read_rule_file, read_rule_model, rules_folder

DrugStatus = Literal["exempt", "non_exempt", "unlisted", "compounded", "unknown"]
ReviewNeeded = Literal["yes", "no", "unknown"]


class StatusRule(BaseModel):
    """What a status means: whether review comes first, and the words that follow the name of the drug."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    review: ReviewNeeded
    says: str


class DrugRow(BaseModel):
    """The status of drugs or of classes of drugs.

    Attributes:
        drugs, classes: generic names, or classes of the drug table.
        special_fill: whether the list gives it a special fill; special_fill_days: of how many days, if known.
        provenance, doubt: where it is known from, and what about it is uncertain.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    drugs: list[str] = Field(default_factory=list)
    classes: list[str] = Field(default_factory=list)
    status: DrugStatus
    special_fill: bool = False
    special_fill_days: int | None = None
    provenance: list[str] = Field(default_factory=list)
    doubt: str | None = None


class FillRule(BaseModel):
    """A fill that needs no review beforehand.

    Attributes:
        statuses: of the drugs it is for.
        drug_needs: a property of the drug's row that must be true (``special_fill``).
        limit: the property of the row that holds the most days of supply.
        pattern: what the record must show on the day of the service.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    statuses: list[DrugStatus]
    drug_needs: Literal["special_fill"] | None = None
    limit: Literal["special_fill_days"] | None = None
    says: str
    pattern: dict[str, Any]
    reference: str
    provenance: list[str]


class Formulary(BaseModel):
    """The formulary of a jurisdiction."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effective_from: dt.date
    reference: str
    treatments: list[str]
    verified: bool = False
    verified_by: str | None = None
    verified_on: dt.date | None = None
    statuses: dict[DrugStatus, StatusRule]
    drugs: list[DrugRow]
    fills: list[FillRule]

    def governs(self, request: Request, day: dt.date) -> bool:
        """Whether the request is for a drug the formulary speaks of, on or after its first day.

        >>> soma = Request(treatment="medication", drug="carisoprodol", drug_class="muscle_relaxant")
        >>> formulary().governs(soma, dt.date(2017, 12, 31)), formulary().governs(soma, dt.date(2018, 1, 1))
        (False, True)
        """
        return self.governs_treatment(request.treatment, day)

    def governs_treatment(self, treatment: str | None, day: dt.date) -> bool:
        """The same of a treatment by its id, where the request itself is not at hand."""
        return day >= self.effective_from and treatment in self.treatments

    def row(self, request: Request) -> DrugRow:
        """The row of the drug asked for; one of status ``compounded`` for a compound, ``unknown`` where none is known.

        >>> formulary().row(Request(treatment="medication", drug="oxycodone", drug_class="opioid")).special_fill_days
        4
        >>> formulary().row(Request(treatment="medication", drug="duloxetine", drug_class="antidepressant")).status
        'unknown'
        >>> formulary().row(Request(treatment="compound_medication")).status
        'compounded'
        """
        topical = request.treatment == "topical_medication"
        if request.treatment == "compound_medication" or (topical and len(request.ingredients) > 1):
            return DrugRow(status="compounded")
        kind = request.drug_class or request.treatment
        by_name = (row for row in self.drugs if request.drug and request.drug in row.drugs and not topical)
        by_class = (row for row in self.drugs if kind in row.classes)
        return next(by_name, next(by_class, DrugRow(status="unknown")))


@cache
def formulary() -> Formulary:
    """The formulary of the shipped rules.

    >>> formulary().reference
    '8 CCR 9792.27.1 to 9792.27.23'

    Raises:
        RuleError: the file is missing or wrong.
    """
    return read_formulary(read_rule_file(rules_folder() / "formulary.yaml"), vocabulary())


@cache
def formulary_reach() -> Formulary:
    """The formulary for whoever asks only what it governs; its drugs are not held against the vocabulary.

    Raises:
        RuleError: the file is missing or its form is wrong.

    >>> formulary_reach().governs_treatment("medication", dt.date(2018, 1, 1))
    True
    """
    return read_rule_model(rules_folder() / "formulary.yaml", Formulary)[0]


def read_formulary(rule: RuleFile, words: Vocabulary) -> Formulary:
    """A formulary from its rule file, checked.

    Raises:
        RuleError: the file is wrong; the message names the line and what to change.
    """
    try:
        found = Formulary.model_validate(rule.data)
    except ValidationError as error:
        rule.refuse_invalid(error)
    if found.verified and not (found.verified_by and found.verified_on):
        rule.refuse(("verified",), "verified, and not by whom and when", "give verified_by and verified_on")
    for number, row in enumerate(found.drugs):
        for drug in row.drugs:
            if not words.has_drug(drug):
                rule.refuse(("drugs", number), f"unknown drug {drug}", "use a generic name of the drug table")
        if not row.provenance:
            rule.refuse(("drugs", number), "the row does not say where it is known from", "give its provenance")
        if row.status not in found.statuses:
            rule.refuse(("drugs", number), f"the status {row.status} is not described", "describe it under statuses")
    for number, fill in enumerate(found.fills):
        try:
            problems = unknown_words(parse_pattern(fill.pattern), words)
        except ValueError as error:
            problems = [str(error)]
        for problem in problems:
            rule.refuse(("fills", number, "pattern"), problem, "correct the pattern (docs/criteria.md)")
    return found
