"""How one rule comes out for one reviewer and case: the outcome, and the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

#: ``passes``; ``fails``; ``unknown``: the roster does not say; ``to_clear``: a person must look; ``cleared``: a
#: person did; ``not_in_force``: the rule does not govern on that day.
Outcome = Literal["passes", "fails", "unknown", "to_clear", "cleared", "not_in_force"]

#: Outcomes that keep a reviewer out. What is not known does not qualify; what may be a conflict is never cleared
#: silently.
EXCLUDING: frozenset[Outcome] = frozenset({"fails", "unknown", "to_clear"})


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule's outcome and why.

    >>> Finding("licence", "unknown", "no licence is on file").excludes
    True
    """

    rule: str
    outcome: Outcome
    why: str

    @property
    def excludes(self) -> bool:
        """Whether it keeps the reviewer out."""
        return self.outcome in EXCLUDING
