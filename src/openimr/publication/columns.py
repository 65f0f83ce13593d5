"""Numbers that stand in a column below their label: a pharmacy's list, a bill, labels above the lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from openimr.publication.figureview import figure_view
from openimr.publication.labels import LabelReader, figures_of
from openimr.publication.rules import NumberShape

#: Cells of a line are parted by two blanks, a tab or a stroke.
_CELL = re.compile(r"[^\s|]+(?:[ ][^\s|]+)*")
#: No head of a column is longer, and no column is looked down further, in lines.
_LONGEST_HEAD, _MOST_LINES = 32, 60


class _Head(NamedTuple):
    """A column whose head is a label: which of the line's cells it is, where it stands in the line."""

    number: int
    start: int
    end: int
    kind: str
    shape: NumberShape


def values_in_columns(text: str, labels: LabelReader) -> Iterator[tuple[int, int, str]]:
    """Start, end and kind of each number below the label that heads its column, down to an empty line.

    A line of as many cells as the heads is told by their order, another by what stands below what.

    >>> from openimr.publication.rules import publication_rules
    >>> rules = publication_rules()
    >>> labels = LabelReader(rules.labels, rules.shapes, rules.label_mark)
    >>> text = "Filled      Rx #       Drug\\n01/02/2013  2718-446   Gabapentin"
    >>> [text[start:end] for start, end, _ in values_in_columns(text, labels)]
    ['2718-446']
    """
    heads: list[_Head] = []
    count = below = 0
    begun = 0
    for line in text.splitlines(keepends=True):
        place, begun = begun, begun + len(line)
        cells = [(match.start(), match.end(), match[0]) for match in _CELL.finditer(line)]
        if not cells:
            heads = []
        elif found := _heads(cells, labels):
            heads, count, below = found, len(cells), 0
        elif heads and below < _MOST_LINES:
            below += 1
            for head in heads:
                for number, (start, end, cell) in enumerate(cells):
                    meets = number == head.number if len(cells) == count else start < head.end and end > head.start
                    if meets and _is_value(cell, head.shape):
                        yield place + start, place + end, head.kind


def _heads(cells: list[tuple[int, int, str]], labels: LabelReader) -> list[_Head]:
    """The labels among the cells of a line that holds no values: two cells at least, without a word of figures."""
    if len(cells) < 2 or any(end - start > _LONGEST_HEAD or figures_of(cell) > 1 for start, end, cell in cells):
        return []
    told = [(number, start, end, labels.label_of(cell)) for number, (start, end, cell) in enumerate(cells)]
    return [_Head(number, start, end, *said) for number, start, end, said in told if said]


def _is_value(cell: str, shape: NumberShape) -> bool:
    even = figure_view(cell).text
    least = shape.behind_colon or shape.behind_number
    return shape.pattern.fullmatch(even) is not None and figures_of(even) >= least
