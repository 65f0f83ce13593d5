"""Which records a file must hold: ``rules/<programme>/required_records.yaml``, checked."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.model import DocumentKind
from openimr.rulefiles import read_rule_model, rules_folder

#: Every gap that the manifest can find; each needs its words in the rules.
GAP_CODES = (
    "application-missing", "application-unsigned", "determination-missing", "request-missing", "considered-not-in-file",
    "considered-perhaps-in-file", "considered-shorter", "named-not-in-file", "quoted-not-in-file",
    "no-report-in-window", "silent-stretch",
)  # fmt: skip


class WindowRule(BaseModel):
    """How far back the reports must go, in one period of the law.

    Attributes:
        begins, ends: days on which the records were due; no end where it still holds.
        months: how many months before the request.
        text, reference, verified: the rule, its source, and whether it was compared with the text then in force.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    id: str
    begins: dt.date = Field(alias="from")
    ends: dt.date | None = Field(default=None, alias="to")
    months: int
    text: str
    reference: str
    verified: bool


class SilenceRule(BaseModel):
    """How long a stretch without a report of a visit may be before it is asked about."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: int
    text: str
    reference: str
    verified: bool


class GapRule(BaseModel):
    """The words of one gap; ``{paper}`` and the like are filled in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    why: str
    reference: str
    verified: bool
    whom: str
    ask: str


class RequiredRules(BaseModel):
    """All of a programme's rules about required records; the file's own comments explain them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    windows: list[WindowRule]
    reports: frozenset[DocumentKind]
    visits: frozenset[DocumentKind]
    silence: SilenceRule
    quoted: frozenset[DocumentKind]
    gaps: dict[str, GapRule]

    def window_on(self, day: dt.date | None) -> WindowRule:
        """The rule for records due on a day; the latest where no day is known, the first for any day before it.

        >>> [required_rules().window_on(dt.date(year, 7, 1)).months for year in (2013, 2014)]
        [12, 6]
        """
        ordered = sorted(self.windows, key=lambda rule: rule.begins)
        if day is None:
            return ordered[-1]
        return next((rule for rule in reversed(ordered) if rule.begins <= day), ordered[0])


@cache
def required_rules(programme: str = "california") -> RequiredRules:
    """The rules of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> required_rules().silence.days
    45
    """
    rules, rule = read_rule_model(rules_folder(programme) / "required_records.yaml", RequiredRules)
    wrong = sorted(set(rules.gaps) ^ set(GAP_CODES))
    if wrong:
        known = wrong[0] in rules.gaps
        where = ("gaps", wrong[0]) if known else ("gaps",)
        rule.refuse(
            where,
            f"the gap {wrong[0]} is {'unknown' if known else 'without words'}",
            f"the gaps are {', '.join(GAP_CODES)}",
        )
    return rules
