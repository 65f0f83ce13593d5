"""The programme a review runs under: its name, its few cross-cutting rules and the attestations signing asks for.

Everything here is data of ``rules/<programme>/programme.yaml``; the engine knows no jurisdiction.
"""

from __future__ import annotations

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ConfigDict

from openimr.errors import MissingEngine
from openimr.rulefiles import read_rule_model, rules_folder


class SourcesOnlyUr(BaseModel):
    """The rule that no determination rests on the utilization review determination alone."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rule: str
    text: str
    reference: str
    document_needed: str
    supplier: str
    must_say: str


class DecisionWords(BaseModel):
    """How a decision is said on screens and in letters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    words: str
    conclusion: str


class Attestation(BaseModel):
    """One statement the signing physician makes; ``statutory`` ones come from the law, the others from the letters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    reference: str
    statutory: bool


class AsOf(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    reference: str


class Programme(BaseModel):
    """One external-review programme."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    rules_version: str
    zone: str
    sources_only_ur: SourcesOnlyUr
    as_of: AsOf
    decisions: dict[str, DecisionWords]
    attestations: list[Attestation]

    def local(self, instant: dt.datetime) -> dt.datetime:
        """An instant, which has a time zone, as the clocks of the programme show it.

        Raises:
            MissingEngine: the machine has no data of the programme's time zone.

        >>> programme().local(dt.datetime(2014, 4, 2, 3, tzinfo=dt.UTC)).isoformat()
        '2014-04-01T20:00:00-07:00'
        """
        try:
            return instant.astimezone(ZoneInfo(self.zone))
        except (ZoneInfoNotFoundError, ValueError):
            raise MissingEngine(
                f"this machine has no data of the time zone {self.zone}",
                consequence="the day of a decision cannot be told",
                remedy="correct zone in programme.yaml, or install the system's tzdata, or: pip install tzdata",
            ) from None


@cache
def programme(name: str = "california") -> Programme:
    """The programme of this name.

    Args:
        name: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong; the message names file, line and what to change.

    >>> programme().decisions["upheld"].words
    'Upheld: denial stands'
    """
    return read_rule_model(rules_folder(name) / "programme.yaml", Programme)[0]
