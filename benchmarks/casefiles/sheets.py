"""Sheets of paper as lists of marks: what a page holds before it becomes PDF, text or a word file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from openimr.casefile.model import DocumentKind

WIDTH, HEIGHT = 612.0, 792.0
#: Base fonts and their faces: plain, bold, italic.
FACES = {
    "Helvetica": ("Helvetica", "Helvetica-Bold", "Helvetica-Oblique"),
    "Times": ("Times-Roman", "Times-Bold", "Times-Italic"),
    "Courier": ("Courier", "Courier-Bold", "Courier-Oblique"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """Text at a place; ``y`` is the base line, counted from below, in points."""

    x: float
    y: float
    text: str
    font: str = "Helvetica"
    size: float = 10.0
    grey: float = 0.0
    angle: float = 0.0


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float = 0.6


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle, with its lower left corner; ``fill`` is a grey or None."""

    x: float
    y: float
    width: float
    height: float
    fill: float | None = None
    stroke: float = 0.6


Mark = Words | Line | Box


@dataclass(slots=True)
class Sheet:
    """One page: its marks in the order in which a printer driver writes them."""

    marks: list[Mark] = field(default_factory=list)

    def copy(self) -> Sheet:
        return Sheet(list(self.marks))

    @property
    def blank(self) -> bool:
        """Whether nothing is written on it."""
        return not any(isinstance(mark, Words) and mark.text.strip() for mark in self.marks)

    @property
    def text(self) -> str:
        """What is written, words of one base line in one line, in the order of the marks."""
        lines: list[str] = []
        last: float | None = None
        for mark in self.marks:
            if not isinstance(mark, Words) or not mark.text.strip():
                continue
            if last is not None and abs(mark.y - last) < 0.5 and not mark.angle:
                lines[-1] += " " + mark.text
            else:
                lines.append(mark.text)
            last = mark.y
        return "\n".join(lines)

    def rows(self) -> list[str]:
        """What is written as lines from top to bottom, gaps as spaces: how a text file shows the page."""
        grouped: dict[int, list[Words]] = {}
        for mark in self.marks:
            if isinstance(mark, Words) and mark.text.strip():
                grouped.setdefault(round(mark.y / 3), []).append(mark)
        rows = []
        above: int | None = None
        for y in sorted(grouped, reverse=True):
            row = ""
            for mark in sorted(grouped[y], key=lambda m: m.x):
                row += " " * max(1 if row else 0, int(mark.x / 5.6) - len(row) - 8) + mark.text
            if above is not None and above - y > 7:
                rows.append("")
            rows.append(row.rstrip())
            above = y
        return rows


@dataclass(slots=True)
class Paper:
    """A paper that a template wrote, with what is true of it.

    Attributes:
        kind, sheets, template: what it is, how it looks, and which layout wrote it.
        date: its day; ``also_dates`` are days that a careful reader may take as well.
        author, patient: as plain names; None where none is printed.
        also_authors, also_kinds: like ``also_dates``.
        carried: passages written to be carried forward, word for word.
        numbered: every page carries its own number, so its order can be told.
        named: every page carries the patient's name.
        other_patient: it is about somebody else.
    """

    kind: DocumentKind
    sheets: list[Sheet]
    template: str
    date: dt.date | None = None
    author: str | None = None
    patient: str | None = None
    also_dates: tuple[dt.date, ...] = ()
    also_authors: tuple[str, ...] = ()
    also_kinds: tuple[DocumentKind, ...] = ()
    carried: list[str] = field(default_factory=list)
    numbered: bool = False
    named: bool = False
    other_patient: bool = False


@lru_cache(maxsize=200_000)
def width_of(text: str, font: str, size: float) -> float:
    """How wide a text is in points."""
    from reportlab.pdfbase.pdfmetrics import stringWidth

    return float(stringWidth(text, font, size))


def wrapped(text: str, font: str, size: float, room: float) -> Iterator[str]:
    """The lines of a text that fit into ``room`` points."""
    space = width_of(" ", font, size)
    line: list[str] = []
    used = 0.0
    for word in text.split():
        wide = width_of(word, font, size)
        if line and used + space + wide > room:
            yield " ".join(line)
            line, used = [], 0.0
        used += wide + (space if line else 0.0)
        line.append(word)
    if line:
        yield " ".join(line)


def draw(sheet: Sheet, canvas: Any) -> None:
    """Draw a sheet on a canvas of reportlab and end the page."""
    for mark in sheet.marks:
        if isinstance(mark, Words):
            canvas.setFillGray(mark.grey)
            canvas.setFont(mark.font, mark.size)
            if mark.angle:
                canvas.saveState()
                canvas.translate(mark.x, mark.y)
                canvas.rotate(mark.angle)
                canvas.drawString(0, 0, mark.text)
                canvas.restoreState()
            else:
                canvas.drawString(mark.x, mark.y, mark.text)
        elif isinstance(mark, Line):
            canvas.setLineWidth(mark.width)
            canvas.line(mark.x1, mark.y1, mark.x2, mark.y2)
        else:
            canvas.setLineWidth(mark.stroke)
            if mark.fill is not None:
                canvas.setFillGray(mark.fill)
            canvas.rect(mark.x, mark.y, mark.width, mark.height, stroke=int(mark.stroke > 0),
                fill=int(mark.fill is not None))
    canvas.showPage()
