"""What may be published of a selection: how it was made and what each rule did, and nothing that leads to a reviewer.

Names, ids, specialties, licences, loads, lots, reasons, parties and the seed stay in the confidential report. Numbers
are told in bands, totals too, so that no difference between two of them tells one person apart. Two dockets whose
bands agree have the same published report; a test makes sure that names, ids and order never show in it.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from openimr.panel.report import DocketReport, Selection
from openimr.panel.rules import Basis, PanelRules, panel_rules

#: The first number of each band but the lowest.
_BANDS = (1, 5, 10, 25, 50, 100, 250, 500, 1000)


class PublicRule(BaseModel):
    """A rule, its source, and in which band the number of reviewers lies whom it kept out."""

    model_config = ConfigDict(frozen=True)

    id: str
    text: str
    basis: Basis
    reference: str
    excluded: str


class PublicSelection(BaseModel):
    """What may be published of the selection for one case, or (``case`` None) for a docket.

    Attributes:
        outcome: ``reviewer`` chosen, ``panel`` of several chosen, ``none``; for a docket ``docket``.
        blocking: where nobody was chosen, the ids of the rules that stand in the way.
        considered, might: bands of the reviewers looked at, and of those whom no rule kept out.
    """

    format_version: int = 1
    title: str
    case: str | None
    day: dt.date
    outcome: Literal["reviewer", "panel", "none", "docket"]
    blocking: list[str]
    considered: str
    might: str
    method: list[str]
    rules: list[PublicRule]
    lifted: list[str]


def band(number: int) -> str:
    """The band a number lies in.

    >>> band(0), band(1), band(4), band(30), band(5000)
    ('none', '1 to 4', '1 to 4', '25 to 49', '1,000 or more')
    """
    if number < _BANDS[0]:
        return "none"
    for low, high in itertools.pairwise(_BANDS):
        if number < high:
            return f"{low:,} to {high - 1:,}"
    return f"{_BANDS[-1]:,} or more"


def publishable(selection: Selection) -> PublicSelection:
    """What may be published of one selection."""
    outcome: Literal["reviewer", "panel", "none"] = (
        "none" if not selection.chosen else "reviewer" if selection.needed == 1 else "panel"
    )
    return PublicSelection(
        title=selection.title,
        case=selection.case,
        day=selection.day,
        outcome=outcome,
        blocking=selection.block.rules if selection.block else [],
        considered=band(len(selection.candidates)),
        might=band(sum(not candidate.against for candidate in selection.candidates)),
        method=_method(panel_rules()),
        rules=[
            PublicRule(id=r.id, text=r.text, basis=r.basis, reference=r.reference, excluded=band(r.excluded))
            for r in selection.rules
            if r.in_force
        ],
        lifted=selection.lifted,
    )


def publishable_docket(report: DocketReport) -> PublicSelection:
    """What may be published of the assignment of a docket: its rules count pairs of a case and a reviewer."""
    blocking: Sequence[str] = sorted({rule for given in report.cases if given.block for rule in given.block.rules})
    return PublicSelection(
        title=report.title,
        case=None,
        day=report.day,
        outcome="docket",
        blocking=list(blocking),
        considered=band(len(report.loads)),
        might=band(sum(row.might > 0 for row in report.loads)),
        method=_method(panel_rules()),
        rules=[
            PublicRule(id=r.id, text=r.text, basis=r.basis, reference=r.reference, excluded=band(r.excluded))
            for r in report.rules
            if r.in_force
        ],
        lifted=report.lifted,
    )


def _method(rules: PanelRules) -> list[str]:
    """How a reviewer is chosen among those whom no rule keeps out."""
    steps = [f"{preference.text} ({preference.reference})" for preference in rules.preferences]
    return [
        "every reviewer is held against every rule; what is not known does not qualify, and a possible conflict "
        "keeps out until a person has cleared it",
        *steps,
        "the smaller share of capacity in use before the larger",
        "among equals the lot, drawn from a seed that is kept with the confidential report",
    ]
