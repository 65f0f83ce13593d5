"""When the decisions of a docket are due: the panel's cases joined with the clocks of the procedure.

The rooms do not know each other; the command line, which knows both, counts here.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openimr.panel.model import PanelCase
    from openimr.panel.rules import PanelRules


def with_due_days(cases: Iterable[PanelCase], day: dt.date) -> list[PanelCase]:
    """The cases, each with the day its decision is due by the clocks of the procedure.

    Args:
        cases: the cases of a docket.
        day: the day of the selection, from which is counted where nobody knows when the file was complete.

    >>> from openimr.panel.model import CaseItem, PanelCase
    >>> tablets = CaseItem("Tramadol", "pharmaceutical", "medication")
    >>> case = PanelCase("c1", items=(tablets,), complete=dt.date(2020, 1, 6))
    >>> with_due_days([case], dt.date(2020, 1, 8))[0].counted
    datetime.date(2020, 1, 13)
    """
    from openimr.panel.rules import panel_rules

    rules = panel_rules()
    return [replace(case, counted=_due(case, case.complete or day, rules)) for case in cases]


def _due(case: PanelCase, start: dt.date, rules: PanelRules) -> dt.date | None:
    """The earliest last day of the clocks that run for the items; None where none ran on that day."""
    from openimr.guidelines.formulary import formulary_reach
    from openimr.process import count_clock

    clock, drugs = rules.clock[case.priority], formulary_reach()
    names = {
        clock.formulary if clock.formulary and drugs.governs_treatment(item.treatment, start) else clock.counted_by
        for item in case.items
    }
    counted = (count_clock(name, start) for name in names or {clock.counted_by})
    return min((one.due_day for one in counted if one is not None), default=None)
