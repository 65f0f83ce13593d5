"""One item of a utilization review determination, as it is put together from the paper's rows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openimr.casefile.model import Span
from openimr.dispute.outcomes import Outcome
from openimr.dispute.papertext import Row, spans


@dataclass(slots=True)
class Decided:
    """One item of a determination.

    Attributes:
        heading: the item as printed there.
        outcome: ``unknown`` until the paper says it.
        approved: what is approved of it, as printed.
        citation, reason: rows of the guideline citation and of the reasons.
        evidence: rows of the item and its decision.
    """

    heading: Row
    number: int | None = None
    outcome: Outcome = "unknown"
    requested: str | None = None
    approved: str | None = None
    citation: list[Row] = field(default_factory=list)
    reason: list[Row] = field(default_factory=list)
    evidence: list[Row] = field(default_factory=list)

    @property
    def spans(self) -> list[Span]:
        """Where the item, its decision, its citation and its reasons stand."""
        return [s for row in (self.evidence or [self.heading]) for s in spans([row])]


def mark_of(text: str) -> str:
    """The words of an item as two papers are compared by them: small letters, digits, ``#``, ``%`` and points.

    >>> mark_of("Norco 10/325mg, #60")
    'norco 10 325mg #60'
    """
    return re.sub(r"[^a-z0-9#%.]+", " ", text.lower()).strip(" .")


def is_about(key: str, heading: str) -> bool:
    """Whether a key before a colon ("Stimulator:") is about an item, by the beginnings of their words."""
    words = [w[:5].lower() for w in re.findall(r"[A-Za-z]{3,}", key)]
    stems = {w[:5].lower() for w in re.findall(r"[A-Za-z]{3,}", heading)}
    return bool(words) and all(word in stems for word in words)
