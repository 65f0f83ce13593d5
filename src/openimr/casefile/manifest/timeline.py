"""The period of required reports as a drawing: months, visits, and the stretches without one.

Only places are computed here, in units of the drawing; the page draws them and says the same in words beside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.manifest.model import ManifestRow, Required, Stretch

#: Width of the drawing, and the room left at both sides for half a word.
WIDTH, MARGIN = 960.0, 36.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A report in the drawing: where, how high in its stack, and what it is."""

    x: float
    level: int
    label: str


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of time in the drawing."""

    x: float
    width: float
    label: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """A drawing of the window.

    Attributes:
        months: beginnings of months with their names; no name where there is no room for it.
        marks: reports.
        silences: stretches without a visit.
        height: levels of marks that stand above each other.
    """

    months: tuple[Band, ...]
    marks: tuple[Mark, ...]
    silences: tuple[Band, ...]
    height: int


def timeline_of(required: Required, rows: Sequence[ManifestRow], names: dict[str, str]) -> Timeline | None:
    """The drawing of the required period; None where no period is known.

    Args:
        required: the period and what stands in it.
        rows: the documents.
        names: what each document's mark is called, by id.

    >>> window = Stretch(first=dt.date(2014, 1, 1), last=dt.date(2014, 3, 1))
    >>> row = ManifestRow(id="d01", date=dt.date(2014, 1, 31), kind="consult", pages=1, file="a")
    >>> line = timeline_of(Required(window=window, reports={"consult": ["d01"]}), [row], {"d01": "consultation"})
    >>> [band.label for band in line.months], round(line.marks[0].x)
    (['Jan 2014', 'Feb', ''], 488)
    """
    window = required.window
    if window is None or window.last <= window.first:
        return None
    inside = {name for names_ in required.reports.values() for name in names_}
    levels: dict[int, int] = {}
    marks = []
    for row in sorted(rows, key=lambda one: (one.date or dt.date.min, one.id)):
        if row.id not in inside or row.date is None:
            continue
        x = _x(window, row.date)
        level = levels.get(round(x / 14), 0)
        levels[round(x / 14)] = level + 1
        marks.append(Mark(round(x, 1), level, names.get(row.id, row.id)))
    silences = tuple(
        Band(
            round(_x(window, one.first), 1),
            round(max(_x(window, one.last) - _x(window, one.first), 2.0), 1),
            f"{one.first:%m/%d/%Y} to {one.last:%m/%d/%Y}",
        )
        for one in required.silences
    )
    return Timeline(tuple(_months(window)), tuple(marks), silences, max(levels.values(), default=1))


def _months(window: Stretch) -> list[Band]:
    begin = window.first
    months: list[Band] = []
    while begin <= window.last:
        following = (begin.replace(day=1) + dt.timedelta(days=32)).replace(day=1)
        end = min(following, window.last)
        width = _x(window, end) - _x(window, begin)
        # about eight units for a letter; a name that does not fit is left to the month behind it
        longer = not any(month.label for month in months) or begin.month == 1
        name = f"{begin:%b %Y}" if longer and width > 75 else f"{begin:%b}" if width > 32 and not longer else ""
        months.append(Band(round(_x(window, begin), 1), round(width, 1), name))
        begin = following
    return months


def _x(window: Stretch, day: dt.date) -> float:
    return MARGIN + (WIDTH - 2 * MARGIN) * ((day - window.first).days / (window.last - window.first).days)
