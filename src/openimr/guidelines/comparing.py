"""Comparisons of a criterion with a value: ``percent gte 50``, ``since_injury gte 6 weeks``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DAYS = {"day": 1.0, "week": 7.0, "month": 30.44, "year": 365.25}
_DURATION = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*(day|week|month|year)s?\s*$")


def days(text: str) -> int:
    """A length of time in whole days.

    >>> days("6 weeks"), days("3 months"), days("28 days")
    (42, 91, 28)

    Raises:
        ValueError: no number with day(s), week(s), month(s) or year(s).
    """
    match = _DURATION.match(text)
    if not match:
        raise ValueError(f"{text!r} is no length of time; write for example '6 weeks'")
    return int(float(match.group(1)) * _DAYS[match.group(2)])


@dataclass(frozen=True, slots=True)
class Comparison:
    """One comparison with a named value: ``percent gte 50``. Words compare by equality, numbers by size."""

    name: str
    op: str
    value: str
    options: tuple[str, ...] = ()

    def holds(self, actual: object) -> bool:
        """Whether ``actual`` passes; a value that cannot be compared does not.

        >>> Comparison("percent", "gte", "50").holds(60), Comparison("outcome", "eq", "failed").holds("helped")
        (True, False)
        """
        if self.op == "in":
            return str(actual).lower() in self.options
        try:
            left, right = float(str(actual)), float(self.value)
        except ValueError:
            return self.op == "eq" and str(actual).lower() == self.value.lower()
        return {
            "eq": left == right,
            "gte": left >= right,
            "lte": left <= right,
            "gt": left > right,
            "lt": left < right,
        }[self.op]

    def words(self) -> str:
        """The comparison in words, for traces."""
        said = {"eq": "is", "gte": "at least", "lte": "at most", "gt": "more than", "lt": "less than", "in": "one of"}
        return f"{self.name} {said[self.op]} {', '.join(self.options) if self.op == 'in' else self.value}"
