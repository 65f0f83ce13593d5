"""A selection report as the panel writes it: one chosen, one who may review too, one whom a rule keeps out."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from openimr.panel.report import CandidateRow, Selection


def selection(case: str, chosen: str) -> Selection:
    """The report of a selection in which ``chosen`` stands before R-2, and R-3 is excluded."""

    def row(reviewer: str, verdict: Literal["chosen", "may_review", "excluded"], against: list[str]) -> CandidateRow:
        return CandidateRow(
            reviewer=reviewer, name=f"Ada Example {reviewer}", verdict=verdict, rank=None, specialties=[],
            fit="same", preferred=True, load=0, capacity=None, lot=1, against=against, findings=[],
        )  # fmt: skip

    excluded = row("R-3", "excluded", ["affiliation-payer"])
    return Selection(
        openimr="0", confidential="", title="", case=case, priority="standard", due=dt.date(2026, 4, 1),
        day=dt.date(2026, 3, 16), seed=1, needed=1, chosen=[chosen], because="", needs=[], parties=[], block=None,
        candidates=[row(chosen, "chosen", []), row("R-2", "may_review", []), excluded],
        rules=[], to_clear=[], lifted=[], notes=[],
    )  # fmt: skip
