"""What the dispute room gives out: the disputed items, read from the papers that state them."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.model import Span
from openimr.problems import Problem

Category = Literal[
    "pharmaceutical",
    "diagnostic",
    "dmepos",
    "rehabilitation",
    "injection",
    "surgery",
    "evaluation_management",
    "behavioral",
    "program",
    "home_health",
    "dental",
    "transportation",
    "other",
]
Side = Literal["left", "right", "bilateral"]


class Request(BaseModel):
    """What is asked for, in structured form, read from the words of a heading or request line.

    Attributes:
        treatment: id from the treatment taxonomy (``mri``, ``epidural_steroid_injection``); None when not identified.
        body_part: main body part in canonical words (``lumbar spine``, ``knee``); None when not named.
        body_parts: all of them, in the order named.
        drug: generic name of the drug, lower case; for a compound the first ingredient (all in ``ingredients``).
        strength: as printed without spaces (``350mg``, ``5%``, ``5/325mg``).
        quantity: number of units, visits, injections or tablets asked for, as a number; None when not said.
        quantity_unit: what is counted: tablets, visits, weeks, days, months, units, injections.
        levels: spinal levels in canonical form (``L4-5``).
        brand: the brand name when the request used one.
        modifiers: further properties read from the words, for example ``repeat``, ``trial``, ``purchase``, ``rental``,
            ``supplies``, ``retrospective``, ``post_operative``, ``pre_operative``, ``with_contrast``,
            ``without_contrast``, ``fluoroscopy``, ``series``, ``unspecified_quantity``, ``associated_service``,
            ``initial``, ``additional``, ``continuation`` (all: ``dispute/request_words.yaml``).
        per_week, weeks: frequency and duration of a course of therapy, when stated.
        date_of_service: for a retrospective request, when stated.
        specialty: of the physician a consultation is asked with (``pain management``).
        refills: of a drug, when stated.
    """

    model_config = ConfigDict(extra="allow")

    treatment: str | None = None
    category: Category = "other"
    body_part: str | None = None
    body_parts: list[str] = Field(default_factory=list)
    side: Side | None = None
    levels: list[str] = Field(default_factory=list)
    drug: str | None = None
    drug_class: str | None = None
    brand: str | None = None
    ingredients: list[str] = Field(default_factory=list)
    strength: str | None = None
    form: str | None = None
    quantity: float | None = None
    quantity_unit: str | None = None
    per_week: float | None = None
    weeks: float | None = None
    modifiers: list[str] = Field(default_factory=list)
    date_of_service: dt.date | None = None
    specialty: str | None = None
    refills: int | None = None


class UrOutcome(BaseModel):
    """What utilization review decided on one item, from its determination."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    outcome: Literal["denied", "modified", "approved", "conditionally_denied", "unknown"] = "unknown"
    requested: str | None = None
    approved: str | None = None
    citation_text: str = ""
    reason: str = ""
    evidence: list[Span] = Field(default_factory=list)


class DisputedItem(BaseModel):
    """One treatment or service in dispute.

    Attributes:
        heading: the text as printed in the application (or the UR determination where the application points to it).
        principal: index of the item this one depends on (an assistant surgeon on its surgery), or None.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    heading: str
    request: Request
    ur: UrOutcome = Field(default_factory=UrOutcome)
    evidence: list[Span] = Field(default_factory=list)
    principal: int | None = None


class Dispute(BaseModel):
    """Everything the dispute papers say: the items, the dates that select the rules, and what does not agree."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    items: list[DisputedItem] = Field(default_factory=list)
    ur_decision_date: dt.date | None = None
    application_date: dt.date | None = None
    date_of_injury: dt.date | None = None
    patient_name: str | None = None
    claim_number: str | None = None
    problems: list[Problem] = Field(default_factory=list)
