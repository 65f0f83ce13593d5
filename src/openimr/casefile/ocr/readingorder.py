"""Recognised pieces of a page put into reading order: lines from top to bottom, columns of prose one after the other.

>>> pieces = [Cell("2/28/14", 10, 41, 90, 60, 0.9), Cell("Patient:", 10, 10, 70, 30, 0.9)]
>>> text_of([*pieces, Cell("Ann", 200, 11, 240, 29, 0.9)])
'Patient:   Ann\\n2/28/14'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

_ZERO_IN_WORD = re.compile(r"(?<![A-Za-z0-9.#/-])(?:[A-Z]+0[A-Z0]*[A-Z]|0[A-Z]*[FRNU]|[A-Z]{2,}0)(?![A-Za-z0-9])")
#: Lines in a row that must show the same gutter before a page is read as two columns of prose.
_COLUMN_LINES = 6
#: Characters that a line of a column of prose has; label and value pairs and tables are shorter.
_PROSE = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of one line: its text, its box in pixels (x to the right, y downwards) and its confidence (0 to 1)."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2


def text_of(cells: Sequence[Cell]) -> str:
    """The text of a page: pieces of one line joined by blanks, lines by line breaks, paragraphs by an empty line."""
    lines = _lines(cells)
    if not lines:
        return ""
    pitch = median(max(1, cell.bottom - cell.top) for line in lines for cell in line)
    out: list[str] = []
    previous: float | None = None
    for line in _column_order(lines):
        middle = sum(cell.middle for cell in line) / len(line)
        if previous is not None and (middle - previous > 2.2 * pitch or middle < previous - pitch):
            out.append("")
        previous = middle
        out.append(_joined(line))
    return _letter_o("\n".join(out))


def _letter_o(text: str) -> str:
    """Zeros inside words of capitals as the letter they are (``DATE 0F``, ``PERI0D``), empty boxes with their blank."""
    text = _ZERO_IN_WORD.sub(lambda match: match[0].replace("0", "O"), text)
    return text.replace("[]", "[ ]")  # an empty check box


def squeeze_blank_lines(text: str) -> str:
    """Text with at most one empty line in a row and none at its ends."""
    return re.sub(r"\n[ \t]*(?:\n[ \t]*)+", "\n\n", text.replace("\f", "")).strip("\n")


def _lines(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Cells grouped into lines: a cell belongs to a line when their heights overlap by half."""
    lines: list[list[Cell]] = []
    for cell in sorted(cells, key=lambda c: c.middle):
        for line in reversed(lines[-3:]):
            # compared with the line's nearest cell, so that a slight slope does not break a long line
            near = min(line, key=lambda c: abs(c.left - cell.left))
            overlap = min(cell.bottom, near.bottom) - max(cell.top, near.top)
            # boxes are found with a margin and may reach into each other a little
            slack = 0.6 * min(cell.bottom - cell.top, near.bottom - near.top)
            beside = all(cell.right <= c.left + slack or cell.left >= c.right - slack for c in line)
            if beside and overlap > 0.5 * min(cell.bottom - cell.top, near.bottom - near.top):
                line.append(cell)
                break
        else:
            lines.append([cell])
    for line in lines:
        line.sort(key=lambda c: c.left)
    lines.sort(key=lambda line: min(c.middle for c in line))
    return lines


def _column_order(lines: list[list[Cell]]) -> list[list[Cell]]:
    """Lines with stretches of two-column prose unfolded: the left column, then the right one."""
    out: list[list[Cell]] = []
    index = 0
    while index < len(lines):
        end, gutter = _column_stretch(lines, index)
        if end - index >= _COLUMN_LINES:
            stretch = lines[index:end]
            for side in (0, 1):
                for line in stretch:
                    half = [c for c in line if (c.left >= gutter) == bool(side)]
                    if half:
                        out.append(half)
            index = end
        else:
            out.append(lines[index])
            index += 1
    return out


def _column_stretch(lines: list[list[Cell]], start: int) -> tuple[int, float]:
    """Where a stretch of two-column prose that begins at a line ends, and where its gutter lies."""
    left_edge, right_edge, prose, end = 0.0, float("inf"), 0, start
    for index in range(start, len(lines)):
        line = lines[index]
        if len(line) > 2:
            break
        if len(line) == 2:
            low, high = max(left_edge, line[0].right), min(right_edge, line[1].left)
            if low >= high or len(line[0].text) < 8:
                break
            prose += len(line[0].text) >= _PROSE and len(line[1].text) >= 12
        else:
            # the end of a paragraph leaves one side empty; a line across the gutter ends the stretch
            cell = line[0]
            low, high = left_edge, right_edge
            if high == float("inf"):
                break
            if cell.left < high and cell.right > low:
                low = max(low, cell.right) if cell.right < high else low
                if cell.right >= high:
                    break
        left_edge, right_edge = low, high
        end = index + 1
    if prose < max(_COLUMN_LINES, 0.6 * (end - start)):
        return start, 0.0
    return end, right_edge - 1


def _joined(line: Sequence[Cell]) -> str:
    """The pieces of a line; a wide gap stays visible as three blanks."""
    out = line[0].text
    for before, cell in pairwise(line):
        height = max(1, min(before.bottom - before.top, cell.bottom - cell.top))
        out += ("   " if cell.left - before.right > 0.7 * height else " ") + cell.text
    return out
