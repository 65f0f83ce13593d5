"""What of an engine's answer counts as read, and how much of a page could not be read.

The engine gives print a confidence above 0.9, on a bad fax too, and a hand's scribble one of 0.4 to 0.75: what lies
below is left out of the text, as nothing that was guessed may become a quotation, and counts as unread. A word that
is doubtful between good ones stays, with its confidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openimr.casefile.ocr.linereading import LineWord
from openimr.casefile.ocr.readingorder import Cell, words_of

#: A piece of a line below this confidence was not read …
_LINE = 0.78
#: … and a shorter one (letters and digits) below that: short words of print can be doubtful.
_SHORT, _SHORT_LINE = 3, 0.6
#: Words at either end of a piece that are below this one are cut off: what a hand wrote beside a printed label.
_END = 0.55
#: A piece of signs only is dirt below this confidence.
_SIGNS = 0.9
#: Up to this many unread pieces are signatures or stamps, if each is narrower than this share of the page.
_SIGNATURES, _SIGNATURE_WIDTH = 2, 0.4
#: … and this many pieces were read: signatures stand on papers.
_PAPER = 5


@dataclass(frozen=True, slots=True)
class Sifted:
    """What was read of a page and what was not.

    Attributes:
        read: pieces of lines.
        unread: boxes (left, top, right, bottom) of what looks like lines and was not read.
        doubt: mean confidence of the letters that were taken for unread; one half if the engine saw none.
    """

    read: tuple[Cell, ...]
    unread: tuple[tuple[int, int, int, int], ...]

    doubt: float = 0.5

    @property
    def certainty(self) -> float:
        """Mean confidence of the letters that were read; without any, of those that were not, and never 0."""
        words = [word for cell in self.read for word in words_of(cell)]
        return round(max(_mean(words) if words else self.doubt, 0.01), 4)


def sifted(cells: Sequence[Cell]) -> Sifted:
    """The pieces of a page parted into what was read and what was not.

    >>> page = [Cell("Chief complaint: uww", 0, 0, 200, 20, 0.8, (
    ...     LineWord("Chief", 0, 0, 50, 20, 0.99), LineWord("complaint:", 60, 0, 140, 20, 0.98),
    ...     LineWord("uww", 150, 0, 200, 20, 0.41)))]
    >>> [cell.text for cell in sifted(page).read], sifted(page).unread
    (['Chief complaint:'], ((150, 0, 200, 20),))
    """
    read: list[Cell] = []
    unread: list[tuple[int, int, int, int]] = []
    guessed: list[LineWord] = []
    for cell in cells:
        words = [replace(word, confidence=0.0) if _is_scrawl(word.text) else word for word in words_of(cell)]
        if not words:
            unread.append((cell.left, cell.top, cell.right, cell.bottom))
            continue
        lost = _cut(words) + _cut(words, from_end=True)
        letters = sum(sign.isalnum() for word in words for sign in word.text)
        confidence = _mean(words)
        remains = sum(len(word.text) for word in words) > sum(len(word.text) for word in lost) or letters > _SHORT
        if not letters and confidence < _SIGNS:
            continue
        if not words or not remains or confidence < (_LINE if letters > _SHORT else _SHORT_LINE):
            unread.append((cell.left, cell.top, cell.right, cell.bottom))
            guessed += [*words, *lost]
            continue
        unread += [(word.left, word.top, word.right, word.bottom) for word in lost]
        if lost:
            left, right = words[0].left, words[-1].right
            cell = replace(cell, left=left, right=right, text=" ".join(word.text for word in words),
                           confidence=round(confidence, 4), words=tuple(words))
        read.append(cell)
    return Sifted(tuple(read), tuple(unread), _mean(guessed) if guessed else 0.5)


def unread_share(page: Sifted, width: int) -> float:
    """Share of the area of the lines on a page that was not read, 0 to 1; a signature and a stamp do not count.

    >>> line = Cell("word", 0, 0, 400, 20, 0.99, (LineWord("word", 0, 0, 400, 20, 0.99),))
    >>> unread_share(Sifted((line,) * 6, ((0, 0, 100, 40),)), 400)
    0.0
    >>> unread_share(Sifted((line,) * 6, ((0, 0, 400, 40),) * 3), 400)
    0.5
    """
    sizes = sorted(
        ((right - left) * (bottom - top), right - left) for left, top, right, bottom in page.unread
    )
    if len(page.read) >= _PAPER and len(sizes) <= _SIGNATURES and all(w < _SIGNATURE_WIDTH * width for _, w in sizes):
        return 0.0
    lost = sum(area for area, _ in sizes)
    # lines of print stand closer than those of a hand: both count as the area of what was written, not of the paper
    good = sum((cell.right - cell.left) * (cell.bottom - cell.top) for cell in page.read)
    return round(lost / (lost + good), 4) if lost else 0.0


def _is_scrawl(text: str) -> bool:
    """Whether a word is what a wavy line looks like: five letters or more of one or two kinds, but no masking x.

    >>> [_is_scrawl(text) for text in ("wwwlwww", "minimum", "XXXXXX", "www.", "11111")]
    [True, False, False, False, False]
    """
    letters = [sign for sign in text.lower() if sign.isalpha()]
    return len(letters) >= 5 and len(letters) > 0.6 * len(text) and len(set(letters)) <= 2 and "x" not in letters


def _cut(words: list[LineWord], *, from_end: bool = False) -> list[LineWord]:
    """Doubtful words taken off one end of a list."""
    lost = []
    while words and words[-1 if from_end else 0].confidence < _END:
        lost.append(words.pop(-1 if from_end else 0))
    return lost


def _mean(words: Sequence[LineWord]) -> float:
    letters = sum(len(word.text) for word in words)
    return sum(word.confidence * len(word.text) for word in words) / letters if letters else 0.0
