"""Text that lies on top of a page put into the page's text where a reader would read it.

What was typed into a form comes out of a PDF behind everything that is printed: ``Employee: Date of birth:`` and, at
the end of the page, ``Marlo Quince 01/21/1966``. Here each addition goes into the line it stands in, between the words
it stands between; one that stands in no line becomes a line of its own below the line above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from openimr.casefile.pages.pdfboxes import Box, Placed

#: Share of the lower of two heights by which two boxes must overlap to stand in one line.
_SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class Addition:
    """One line of text on top of a page.

    Attributes:
        text: its text, without line breaks.
        words: its words with offsets in ``text``.
        box: the box around it.
    """

    text: str
    words: tuple[Placed, ...]
    box: Box

    @classmethod
    def of(cls, text: str, box: Box) -> Addition:
        """Text whose words have no boxes of their own: they share its box, each by its length.

        >>> [(word.start, round(word.box.left, 2)) for word in Addition.of("ab cd", Box(0, 0, 0.5, 0.1)).words]
        [(0, 0.0), (3, 0.3)]
        """
        text = " ".join(text.split())
        words, at, step = [], 0, (box.right - box.left) / max(1, len(text))
        for word in text.split(" "):
            if word:
                end = at + len(word)
                words.append(Placed(at, end, Box(box.left + at * step, box.top, box.left + end * step, box.bottom)))
            at += len(word) + 1
        return cls(text, tuple(words), box)


@dataclass(frozen=True, slots=True)
class _Edit:
    """A change of the text at one place: what stands from ``start`` to ``end`` gives way to ``text``."""

    start: int
    end: int
    text: str = ""
    words: tuple[Placed, ...] = ()


@dataclass(slots=True)
class _Line:
    words: list[Placed]
    box: Box


def weave(
    text: str, words: Sequence[Placed], additions: Sequence[Addition], notes: Sequence[Addition] = ()
) -> tuple[str, list[Placed]]:
    """A page's text with what lies on top of it.

    Args:
        text: the page's text.
        words: its words.
        additions: what stands on the page.
        notes: what belongs to the page and is not printed on it; it comes behind the text, a line each.

    Returns:
        The text, and the words of all of it.

    >>> label = Placed(0, 9, Box(0.1, 0.1, 0.2, 0.12))
    >>> weave("Employee:", [label], [Addition.of("Marlo Quince", Box(0.25, 0.1, 0.4, 0.12))])[0]
    'Employee: Marlo Quince'
    """
    lines = _lines(text, words)
    edits: list[_Edit] = []
    alone: dict[int, list[Addition]] = {}
    for addition in sorted(additions, key=lambda a: (a.box.left, a.box.top)):
        line = _line_of(addition.box, lines)
        if line is not None:
            edits.append(_into(line, addition))
        else:
            alone.setdefault(_line_above(addition.box, lines), []).append(addition)
    for number, group in alone.items():
        edits.append(_as_lines(lines, number, group))
    for note in notes:
        edits.append(_Edit(len(text), len(text), f"\n{note.text}", _moved(note.words, 1)))
    return _edited(text, words, edits)


def without(text: str, words: Sequence[Placed], kept: Sequence[bool]) -> tuple[str, list[Placed]]:
    """The text without some of its words and the blanks behind them.

    >>> one, two = Placed(0, 3, Box(0, 0, 1, 1)), Placed(4, 7, Box(2, 0, 3, 1))
    >>> without("one two", [one, two], [True, False])[0]
    'one '
    """
    edits = []
    for number, word in enumerate(words):
        if not kept[number]:
            behind = words[number + 1].start if number + 1 < len(words) else len(text)
            gap = text[word.end:behind]
            # the line break stays unless the whole line goes
            whole = "\n" in gap and (number == 0 or "\n" in text[words[number - 1].end:word.start])
            edits.append(_Edit(word.start, behind if whole or "\n" not in gap else word.end))
    return _edited(text, [word for number, word in enumerate(words) if kept[number]], edits)


def _lines(text: str, words: Sequence[Placed]) -> list[_Line]:
    lines: list[_Line] = []
    behind = -1
    for word in words:
        if behind < 0 or "\n" in text[behind:word.start]:
            lines.append(_Line([word], word.box))
        else:
            lines[-1].words.append(word)
            lines[-1].box = lines[-1].box.joined(word.box)
        behind = word.end
    return lines


def _overlap(one: Box, other: Box) -> bool:
    height = min(one.bottom - one.top, other.bottom - other.top)
    return min(one.bottom, other.bottom) - max(one.top, other.top) > _SAME_LINE * max(height, 1e-6)


def _line_of(box: Box, lines: Sequence[_Line]) -> _Line | None:
    """The line that a box stands in: the nearest at its height, what stands to its left before what stands right."""
    best, least = None, float("inf")
    for line in lines:
        if not _overlap(box, line.box):
            continue
        distance = max(0.0, box.left - line.box.right, (line.box.left - box.right) * 2)
        if distance < least:
            best, least = line, distance
    return best


def _into(line: _Line, addition: Addition) -> _Edit:
    middle = (addition.box.left + addition.box.right) / 2
    before = [word for word in line.words if (word.box.left + word.box.right) / 2 < middle]
    if len(before) == len(line.words):
        end = line.words[-1].end
        return _Edit(end, end, f" {addition.text}", _moved(addition.words, 1))
    start = line.words[len(before)].start
    return _Edit(start, start, f"{addition.text} ", addition.words)


def _line_above(box: Box, lines: Sequence[_Line]) -> int:
    """Number of the nearest line above a box, one that it stands under before others; -1 when there is none."""
    best, least = -1, float("inf")
    for number, line in enumerate(lines):
        distance = box.top - line.box.bottom
        if (line.box.top + line.box.bottom) / 2 > (box.top + box.bottom) / 2:
            continue
        if line.box.right < box.left or line.box.left > box.right:
            distance += 0.05
        if distance <= least:
            best, least = number, distance
    return best


def _as_lines(lines: Sequence[_Line], number: int, group: Sequence[Addition]) -> _Edit:
    """Additions that stand in no line, as lines of their own behind a line (before the first one for -1)."""
    text = ""
    words: list[Placed] = []
    for row in _rows(group):
        text += "\n"
        for nth, addition in enumerate(row):
            text += "  " if nth else ""
            words += _moved(addition.words, len(text))
            text += addition.text
    if number >= 0:
        end = lines[number].words[-1].end
        return _Edit(end, end, text, tuple(words))
    words = [Placed(word.start - 1, word.end - 1, word.box) for word in words]
    return _Edit(0, 0, text[1:] + ("\n" if lines else ""), tuple(words))


def _rows(group: Sequence[Addition]) -> list[list[Addition]]:
    rows: list[list[Addition]] = []
    for addition in sorted(group, key=lambda a: a.box.top):
        if rows and _overlap(rows[-1][0].box, addition.box):
            rows[-1].append(addition)
        else:
            rows.append([addition])
    return [sorted(row, key=lambda a: a.box.left) for row in rows]


def _moved(words: Iterable[Placed], by: int) -> tuple[Placed, ...]:
    return tuple(Placed(word.start + by, word.end + by, word.box) for word in words)


def _edited(text: str, words: Sequence[Placed], edits: Sequence[_Edit]) -> tuple[str, list[Placed]]:
    """The text after all edits (given in any order; at one place, in the order given), with the words' new offsets."""
    parts: list[str] = []
    placed: list[Placed] = []
    at = shift = nth = 0
    ordered = sorted(edits, key=lambda edit: edit.start)
    for start, group in groupby(ordered, key=lambda edit: edit.start):
        while nth < len(words) and words[nth].end <= start:
            word = words[nth]
            placed.append(Placed(word.start + shift, word.end + shift, word.box))
            nth += 1
        parts.append(text[at:start])
        at = start
        for edit in group:
            placed += _moved(edit.words, start + shift)
            parts.append(edit.text)
            shift += len(edit.text)
            if edit.end > at:
                shift -= edit.end - at
                at = edit.end
    parts.append(text[at:])
    placed += (Placed(word.start + shift, word.end + shift, word.box) for word in words[nth:])
    return "".join(parts), placed
