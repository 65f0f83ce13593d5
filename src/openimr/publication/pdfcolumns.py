"""A page's words read down its columns, whatever order the file or the recognition gives them.

A name that is broken at the end of a column's line has its rest in the next line of that column; read line by line
across the page, the two halves stand far apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import NamedTuple

#: A gap wider than so many heights of a letter parts columns.
_GAP = 1.6
#: Lines of a column lie no further apart, and their edges no further off, in heights of a letter.
_DOWN, _ASIDE = 2.6, 3.0
#: Words of one line overlap by so much of their height.
_ONE_LINE = 0.5


class PlacedWord(NamedTuple):
    """A word and its edges on the page, in any unit that is the same across and down."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


def down_the_columns(words: Sequence[PlacedWord]) -> list[list[list[int]]]:
    """The words' positions by column, line and word.

    >>> page = [PlacedWord("by", 0, 0, 10, 10), PlacedWord("Mar-", 15, 0, 40, 10), PlacedWord("left", 100, 0, 120, 10),
    ...         PlacedWord("no", 0, 14, 10, 24), PlacedWord("alone", 100, 14, 130, 24)]
    >>> [[[page[at].text for at in line] for line in column] for column in down_the_columns(page)]
    [[['by', 'Mar-'], ['no']], [['left'], ['alone']]]
    """
    pieces = [piece for line in _lines(words) for piece in _pieces(words, line)]
    followed: dict[int, int] = {}
    for number, piece in enumerate(pieces):
        size = _size(words, piece)
        left, bottom = words[piece[0]].left, max(words[at].bottom for at in piece)
        below = [
            (words[other[0]].top - bottom, at)
            for at, other in enumerate(pieces)
            if at not in followed
            and -0.5 * size <= words[other[0]].top - bottom <= _DOWN * size
            and words[other[0]].top > words[piece[0]].top + 0.5 * size
            and abs(words[other[0]].left - left) <= _ASIDE * size
        ]
        if below:
            followed[min(below)[1]] = number
    follower = {before: after for after, before in followed.items()}
    columns = []
    for number in range(len(pieces)):
        if number not in followed:
            chain = [number]
            while (after := follower.get(chain[-1])) is not None:
                chain.append(after)
            columns.append([pieces[one] for one in chain])
    return columns


def _size(words: Sequence[PlacedWord], some: Sequence[int]) -> float:
    return max(1e-9, median(words[at].bottom - words[at].top for at in some))


def _lines(words: Sequence[PlacedWord]) -> list[list[int]]:
    """Positions of words by line across the page, from above, each line from the left."""
    lines: list[list[int]] = []
    for at in sorted(range(len(words)), key=lambda one: (words[one].top + words[one].bottom)):
        word = words[at]
        for line in reversed(lines[-4:]):
            other = words[line[-1]]
            common = min(word.bottom, other.bottom) - max(word.top, other.top)
            if common >= _ONE_LINE * min(word.bottom - word.top, other.bottom - other.top):
                line.append(at)
                break
        else:
            lines.append([at])
    return [sorted(line, key=lambda one: words[one].left) for line in lines]


def _pieces(words: Sequence[PlacedWord], line: list[int]) -> list[list[int]]:
    """A line cut where a gap parts columns."""
    wide = _GAP * _size(words, line)
    pieces = [[line[0]]]
    for at in line[1:]:
        if words[at].left - words[pieces[-1][-1]].right > wide:
            pieces.append([])
        pieces[-1].append(at)
    return pieces
