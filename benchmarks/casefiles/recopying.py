"""What becomes of a paper that comes a second time: worse print, a page lost, pages in another order."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from random import Random
from typing import TypeVar

from benchmarks.casefiles.sheets import Sheet, Words

T = TypeVar("T")
#: What a bad fax makes of a letter; figures only of figures that look like them.
_LETTERS = {"t": "l", "l": "t", "e": "c", "c": "e", "a": "o", "o": "a", "h": "b", "n": "u", "u": "n", "r": "n",
    "m": "rn", "i": ";", "I": "l", "O": "0", "S": "5", "g": "q", "y": "v", "d": "cl", "f": "t", "w": "vv", "B": "8"}
_FIGURES = {"3": "8", "8": "3", "5": "6", "6": "5", "1": "7", "0": "8"}
_SPECKS = "~`|^'.,"
#: Marks that print a day keep their figures: the truth names the day.
_DAY = re.compile(r"\d[/.-]\d|(?:19|20)\d\d")


def refaxed(rng: Random, text: str, share: float) -> str:
    """A line as it is read from a sheet that was faxed again: letters wrong, lost or split, blanks lost, specks.

    Args:
        rng: source of chance.
        text: the line.
        share: how many of a hundred letters suffer, as a share of 1.

    >>> refaxed(Random(3), "The right shoulder is stiff.", 0.0)
    'The right shoulder is stiff.'
    """
    keeps_figures = _DAY.search(text) is not None
    out = []
    for letter in text:
        if rng.random() >= share:
            out.append(letter)
        elif letter.isdigit():
            out.append(_FIGURES.get(letter, letter) if not keeps_figures and rng.random() < 0.1 else letter)
        elif letter == " ":
            out.append("" if rng.random() < 0.6 else "  ")
        else:
            out.append(rng.choice((_LETTERS.get(letter, letter), _LETTERS.get(letter, letter), "",
                f"{letter}{rng.choice(_SPECKS)}", f"{letter} ")))
    return "".join(out)


def printed_worse(rng: Random, sheet: Sheet, share: float) -> Sheet:
    """A sheet of which every line is :func:`refaxed`; a line in some hundred is lost."""
    marks = []
    for mark in sheet.marks:
        if isinstance(mark, Words):
            if len(mark.text) > 25 and not _DAY.search(mark.text) and rng.random() < share / 4:
                continue
            mark = replace(mark, text=refaxed(rng, mark.text, share))
        marks.append(mark)
    return Sheet(marks)


def some_pages(rng: Random, leaves: Sequence[T], *, numbered: bool, headed: bool) -> list[T]:
    """The pages of a paper without one of them, or in another order where their numbers tell it.

    The first is lost only where the others have heads, or nobody could say where the copy begins.

    >>> some_pages(Random(1), ["1", "2", "3"], numbered=False, headed=False)
    ['1', '2']
    """
    if numbered and rng.random() < 0.4:
        return list(reversed(leaves)) if rng.random() < 0.5 else [*leaves[1:], leaves[0]]
    lost = rng.choice((len(leaves) - 1, rng.randrange(0 if headed else 1, len(leaves))))
    return [leaf for at, leaf in enumerate(leaves) if at != lost]
