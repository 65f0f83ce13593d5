"""Recognised pieces of a page put into reading order: lines from top to bottom, columns of prose one after the other.

>>> pieces = [Cell("2/28/14", 10, 41, 90, 60, 0.9), Cell("Patient:", 10, 10, 70, 30, 0.9)]
>>> text_of([*pieces, Cell("Ann", 200, 11, 240, 29, 0.9)])
'Patient:   Ann\\n2/28/14'
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from openimr.casefile.ocr.linereading import LineWord

_ZERO_IN_WORD = re.compile(r"(?<![A-Za-z0-9.#/-])(?:[A-Z]+0[A-Z0]*[A-Z]|0[A-Z]*[FRNU]|[A-Z]{2,}0)(?![A-Za-z0-9])")
#: Letters inside a number that are digits: between digits, or between a separator behind a digit and a digit.
_LETTER_IN_NUMBER = re.compile(r"(?<![A-Za-z0-9])\d[\d/.,:-]*[lIO][\d/.,:-]*\d(?![A-Za-z0-9])")
_DIGITS = str.maketrans("lIO", "110")
#: Lines in a row that must show the same gutter before a page is read as two columns of prose.
_COLUMN_LINES = 6
#: Characters that a line of a column of prose has; label and value pairs and tables are shorter.
_PROSE = 28


@dataclass(frozen=True, slots=True)
class Cell:
    """A piece of one line: its text, its box in pixels (x to the right, y downwards) and its confidence (0 to 1).

    ``words`` are the words of the text in order, with boxes on the same page; without them, each word gets a part of
    the piece's box as long as its letters.
    """

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float
    words: tuple[LineWord, ...] = ()

    @property
    def middle(self) -> float:
        """Height of its middle."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word of a page's text (``text[start:end]``) and where it stands, in pixels of the page."""

    start: int
    end: int
    word: LineWord


def text_of(cells: Sequence[Cell]) -> str:
    """The text of a page: pieces of one line joined by blanks, lines by line breaks, paragraphs by an empty line."""
    return laid_out(cells)[0]


def laid_out(cells: Sequence[Cell]) -> tuple[str, list[PlacedWord]]:
    """The text of a page as in `text_of`, and each of its words with its place; they cover all but its blanks.

    >>> text, words = laid_out([Cell("Pain 7/10", 10, 10, 100, 30, 0.9)])
    >>> [(text[word.start:word.end], word.word.left) for word in words]
    [('Pain', 10), ('7/10', 60)]
    """
    lines = _lines([cell for cell in cells if cell.text.strip()])
    if not lines:
        return "", []
    pitch = median(max(1, cell.bottom - cell.top) for line in lines for cell in line)
    parts: list[str] = []
    placed: list[PlacedWord] = []
    at = 0

    def add(piece: str) -> None:
        nonlocal at
        parts.append(piece)
        at += len(piece)

    previous: float | None = None
    for line in _column_order(lines):
        middle = sum(cell.middle for cell in line) / len(line)
        if previous is not None:
            add("\n\n" if middle - previous > 2.2 * pitch or middle < previous - pitch else "\n")
        previous = middle
        for number, cell in enumerate(line):
            if number:
                before = line[number - 1]
                height = max(1, min(before.bottom - before.top, cell.bottom - cell.top))
                # a wide gap stays visible as three blanks
                add("   " if cell.left - before.right > 0.7 * height else " ")
            for index, word in enumerate(words_of(cell)):
                if index:
                    add(" ")
                placed.append(PlacedWord(at, at + len(word.text), word))
                add(word.text)
    return _unmixed("".join(parts)), placed


def _unmixed(text: str) -> str:
    """Letters and digits that engines mix up, as their neighbours say; no character is added or taken away.

    >>> _unmixed("DATE 0F VISIT 10-l4-2013, T10, 4O mg")
    'DATE OF VISIT 10-14-2013, T10, 4O mg'
    """
    text = _ZERO_IN_WORD.sub(lambda match: match[0].replace("0", "O"), text)
    return _LETTER_IN_NUMBER.sub(lambda match: match[0].translate(_DIGITS), text)


def words_of(cell: Cell) -> list[LineWord]:
    """The words of a piece; a check box that was read as ``[]`` is two, as if it were written ``[ ]``."""
    words = list(cell.words)
    if not words:
        texts = cell.text.split()
        width, at, length = cell.right - cell.left, 0, max(1, len(" ".join(texts)))
        for text in texts:
            left, right = (cell.left + width * place // length for place in (at, at + len(text)))
            words.append(LineWord(text, left, cell.top, right, cell.bottom, cell.confidence))
            at += len(text) + 1
    out = []
    for word in words:
        begin, box, end = word.text.partition("[]")
        if not box:
            out.append(word)
            continue
        cut = word.left + (word.right - word.left) * (len(begin) + 1) // len(word.text)
        out.append(LineWord(begin + "[", word.left, word.top, cut, word.bottom, word.confidence))
        out.append(LineWord("]" + end, cut, word.top, word.right, word.bottom, word.confidence))
    return out


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
