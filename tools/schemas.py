"""Write ``docs/schemas/*.json`` from the models: ``python -m tools.schemas``.

The schemas describe what the commands print. Keys stay; further keys may come, so a reader ignores what it does not
know.
"""

from __future__ import annotations

import json

from pydantic import BaseModel, Field, TypeAdapter

from openimr.casefile import Manifest
from openimr.letters.model import Decision, Letter
from openimr.notices.model import Notice
from openimr.panel.publishing import PublicSelection
from openimr.panel.report import DocketReport, Selection
from openimr.problems import Problem
from openimr.review.model import Draft, Evaluation, GuidelineUse, Reached, Recommendation
from tools.generated import write


class ReplayedItem(BaseModel):
    """One disputed item of a published letter: what the letter decided, and what the replay recommends."""

    source: str
    heading: str
    decision: Decision | None
    recommendation: Recommendation
    confidence: float
    reached: Reached | None = None
    category: str | None = None
    guidelines: list[GuidelineUse] = Field(default_factory=list)
    decisive: list[str] = Field(default_factory=list)
    criteria: list[Evaluation]


class ReplayMetrics(BaseModel):
    """Agreement of replay and letters. ``undecidable`` is a share of all items; None where nothing could be counted."""

    n: int
    undecidable: float
    accuracy: float | None
    balanced_accuracy: float | None
    f1_overturned: float | None
    confusion: dict[str, dict[str, int]] = Field(default_factory=dict)


class Replay(BaseModel):
    """What ``imr replay --format json`` prints; items stand in the order of the letters."""

    items: list[ReplayedItem]
    metrics: ReplayMetrics
    by_category: dict[str, ReplayMetrics] = Field(default_factory=dict)
    refused: list[str] = Field(default_factory=list)


class Finding(Problem):
    """One line of ``imr letters check --format json``."""

    letter: str


DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: name of the schema → what it describes, and the command that prints it.
CONTRACTS: dict[str, tuple[object, str]] = {
    "review": (Draft, "imr review --format json"),
    "letter": (Letter, "imr letters parse --format json|jsonl (one letter)"),
    "replay": (Replay, "imr replay --format json"),
    "index": (Manifest, "imr casefile index --format json"),
    "findings": (list[Finding], "imr letters check --format json"),
    "notice": (Notice, "imr notice write --format json (one notice)"),
    "panel-selection": (Selection, "imr panel select --format json"),
    "panel-docket": (DocketReport, "imr panel assign --format json"),
    "panel-public": (PublicSelection, "imr panel select|assign --public --format json"),
}


def pages() -> dict[str, str]:
    """The schema files: path in the repository → content."""
    files = {}
    for name, (contract, command) in CONTRACTS.items():
        schema = TypeAdapter(contract).json_schema(mode="serialization")
        body = {"$schema": DIALECT, "$comment": f"printed by: {command}", **schema}
        files[f"docs/schemas/{name}.schema.json"] = json.dumps(body, indent=2, ensure_ascii=False) + "\n"
    return files


if __name__ == "__main__":
    write(pages())
