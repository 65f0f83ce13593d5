"""The picture of one printed line to its words, each with its place and confidence.

The model slides over the line and gives, for every eighth of its height or so, how likely each character is. Two
things are taken from that beside the text: where each word stands, and blanks that the model thought likely but not
likeliest, where the picture shows a gap too. That mends words run together without reading anything twice.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A character, the step of the answer where it stands, and its chance.
Letter: TypeAlias = tuple[str, int, float]

#: Height of the picture that the model takes, and how many of its columns make one step of the answer.
LINE_HEIGHT = 48
STEP = 8
#: A blank is put between two characters when the model gives it this chance …
_SURE_BLANK = 0.3
#: … or this one, and the picture shows a gap of this share of the line's height.
_LIKELY_BLANK, _GAP_SHARE = 0.1, 0.12
#: … or a faint one, when the gap is nearly as wide as the blanks of the line are.
_FAINT_BLANK, _WIDE = 0.015, 0.75
#: … or none at all, between a letter and a figure in a piece with hardly any blanks ("x 1"), at a gap of this share of
#: the height: a level ("L5") has half of it.
_PLAIN_GAP = 0.22
#: A blank inside a number is none if it is narrower than this share of the line's blanks.
_NARROW = 0.7
_IN_NUMBERS = frozenset("/.,-:")
#: More characters than this share of the steps: the line is so narrow that letters fall into one step.
_CROWDED = 0.5
#: How much wider a crowded line is made.
_WIDER = 1.4
#: A picture is cut closer around its line, but not below this share of what was found.
_SNUG = 0.8
#: Never in front of these; a likely blank there is the gap that a full stop leaves.
_CLOSING = frozenset(".,;:%)]}!?'\"")
#: Grey below which a pixel counts as ink.
_INK = 150
#: Less ink in a column than this part of a line's height is a speck.
_SPECK = 12


@dataclass(frozen=True, slots=True)
class LineWord:
    """A word of a line: its text, its edges in pixels of the line's picture, its confidence (0 to 1)."""

    text: str
    left: int
    top: int
    right: int
    bottom: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Alphabet:
    """Which columns of the model's answer count, and what each stands for.

    Attributes:
        columns: the columns kept, the model's "nothing" first.
        signs: the character of each, "" for nothing; look-alikes (a full-width comma) stand for the plain one.
    """

    columns: NDArray[np.intp]
    signs: tuple[str, ...]


#: Signs beside ASCII that American papers use.
_TYPOGRAPHY = "§°±½¼¾µ•–—“”‘’®©™≥≤…"
_ACCENTED = "·" + "".join(chr(code) for code in range(0xC0, 0x100) if chr(code).isalpha())
#: Signs that the model may prefer although the plain one is printed.
_PLAIN = {
    **{chr(code + 0xFEE0): chr(code) for code in range(33, 127)}, "　": " ", "。": ".", "、": ",", "【": "[", "】": "]",
    "ı": "i", "―": "—", "∶": ":", "′": "'", "″": '"', "μ": "µ", "●": "•", "－": "-", "−": "-", "×": "x",
    "☐": "[]", "□": "[]", "☑": "[x]", "☒": "[x]",
}


def alphabet(characters: Sequence[str], *, accents: bool) -> Alphabet:
    """The part of a model's characters that American papers use.

    Args:
        characters: all of them in the model's order, without its "nothing" in front and its blank behind.
        accents: whether letters with accents and middle dots are among them; on a page full of specks they are not.
    """
    import numpy as np

    allowed = _TYPOGRAPHY + (_ACCENTED if accents else "")
    columns, signs = [0], [""]
    for number, character in enumerate([*characters, " "], start=1):
        plain = _PLAIN.get(character, character)
        if character in _PLAIN or " " <= plain <= "~" or (len(plain) == 1 and plain in allowed):
            columns.append(number)
            signs.append(plain)
    return Alphabet(np.array(columns, dtype=np.intp), tuple(signs))


def read_line(
    picture: NDArray[np.uint8], model: Callable[[NDArray[np.float32]], NDArray[np.float32]], signs: Alphabet
) -> list[LineWord]:
    """The words of a line from left to right; none when nothing is read.

    Args:
        picture: grey pixels of one upright line with a little margin, ink dark.
        model: gives the chances (steps × characters) for a picture of `LINE_HEIGHT` rows, scaled to -1 … 1.
        signs: which characters count.
    """
    upper, lower = _snug(picture < _INK)
    words = _read_rows(picture[upper:lower], model, signs)
    return [replace(word, top=word.top + upper, bottom=word.bottom + upper) for word in words]


def _read_rows(
    picture: NDArray[np.uint8], model: Callable[[NDArray[np.float32]], NDArray[np.float32]], signs: Alphabet
) -> list[LineWord]:
    import numpy as np

    answer, scale = _answer(picture, model, signs, 1.0)
    letters = _letters(answer, signs)
    if len(letters) > _CROWDED * len(answer):
        wider, wider_scale = _answer(picture, model, signs, _WIDER)
        again = _letters(wider, signs)
        if _mean(again) > _mean(letters) - 0.05:
            answer, scale, letters = wider, wider_scale, again
    if not any(sign.strip() for sign, _, _ in letters):
        return []
    ink = picture < _INK
    inked = np.count_nonzero(ink, axis=0) >= 2
    blank = [number for number, sign in enumerate(signs.signs) if sign == " "]
    # a speck in a gap must not make it look narrow
    strokes = np.count_nonzero(ink, axis=0) >= max(2, len(picture) // _SPECK)
    groups = _grouped(letters, answer[:, blank].max(axis=1), strokes, scale, len(picture))
    return _placed(groups, ink, inked, scale)


def _grouped(
    letters: Sequence[Letter], blanks: NDArray[np.float32], inked: NDArray[np.bool_], scale: float, height: int
) -> list[list[Letter]]:
    """Characters of a line as words: by the blanks that the model gave, mended where the picture says otherwise.

    Args:
        letters: the characters in order, blanks among them.
        blanks: chance of a blank at each step.
        inked: which columns of the picture hold ink that is no speck.
        scale: width of a step in columns.
        height: of the picture.
    """
    shown = [letter for letter in letters if not letter[0].isspace()]
    given = []
    parts = False
    for letter in letters:
        if letter[0].isspace():
            parts = True
        else:
            given.append(parts)
            parts = False
    gaps = [0] + [
        end - begin
        for before, after in pairwise(shown)
        for begin, end in [_longest_gap(inked, (before[1] + 0.5) * scale, (after[1] + 0.5) * scale)]
    ]
    usual = sorted(gap for gap, apart in zip(gaps[1:], given[1:], strict=True) if apart)
    word_gap = usual[len(usual) // 2] if len(usual) >= 3 else 0
    groups: list[list[Letter]] = []
    for index, letter in enumerate(shown):
        apart = index == 0 or given[index]
        if index and letter[0] not in _CLOSING:
            before = shown[index - 1][0]
            chance = float(blanks[shown[index - 1][1]:letter[1] + 1].max())
            inside = before.islower() and letter[0].islower()
            # figures stand apart in some types: within a number a blank must be as wide as the others, and likely
            # (a colon behind a label is not within one)
            number = letter[0].isdigit() and (
                before.isdigit() or (before in _IN_NUMBERS and index > 1 and shown[index - 2][0].isdigit())
            )
            if apart:
                apart = not (number and word_gap and gaps[index] < _NARROW * word_gap)
            else:
                apart = (
                    chance >= _SURE_BLANK
                    or (chance >= _LIKELY_BLANK and not inside and not number and gaps[index] >= _GAP_SHARE * height)
                    or (chance >= _FAINT_BLANK and not number and word_gap > 0 and gaps[index] >= _WIDE * word_gap)
                    or (word_gap == 0 and _mixed(before, letter[0]) and gaps[index] >= _PLAIN_GAP * height)
                )
        if apart:
            groups.append([])
        groups[-1].append(letter)
    return groups


def _mixed(before: str, after: str) -> bool:
    """Whether one is a letter and the other a figure."""
    return (before.isalpha() and after.isdigit()) or (before.isdigit() and after.isalpha())


def _answer(
    picture: NDArray[np.uint8], model: Callable[[NDArray[np.float32]], NDArray[np.float32]], signs: Alphabet,
    stretch: float,
) -> tuple[NDArray[np.float32], float]:
    """Chances of the signs for each step, and the width of a step in pixels of the picture."""
    import cv2
    import numpy as np

    height, width = picture.shape
    wanted = max(2 * STEP, round(stretch * width * LINE_HEIGHT / height))
    shrinks = height > 1.6 * LINE_HEIGHT
    scaled = cv2.resize(
        picture, (wanted, LINE_HEIGHT), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR
    ).astype(np.float32)
    scaled = scaled / 127.5 - 1
    answer = model(np.ascontiguousarray(np.broadcast_to(scaled, (1, 3, *scaled.shape))))
    return answer[:, signs.columns], STEP * width / wanted


def _letters(answer: NDArray[np.float32], signs: Alphabet) -> list[Letter]:
    """The likeliest characters with their step and chance: repeated steps count once, "nothing" not at all."""
    import numpy as np

    best = answer.argmax(axis=1)
    fresh = np.flatnonzero((best != 0) & np.concatenate(([True], best[1:] != best[:-1])))
    return [(signs.signs[best[step]], int(step), float(answer[step, best[step]])) for step in fresh]


def _mean(letters: Sequence[Letter]) -> float:
    return sum(chance for _, _, chance in letters) / len(letters) if letters else 0.0


def _longest_gap(inked: NDArray[np.bool_], left: float, right: float) -> tuple[int, int]:
    """The widest stretch of columns without ink between two places (begin, end); empty at their middle if none."""
    import numpy as np

    low, high = max(0, int(left)), min(len(inked), int(right) + 1)
    middle = (low + high) // 2
    if high <= low:
        return middle, middle
    marks = np.concatenate(([-1], np.flatnonzero(inked[low:high]), [high - low]))
    widths = np.diff(marks) - 1
    at = int(widths.argmax())
    if widths[at] <= 0:
        return middle, middle
    return low + int(marks[at]) + 1, low + int(marks[at + 1])


def _placed(
    groups: Sequence[Sequence[Letter]], ink: NDArray[np.bool_], inked: NDArray[np.bool_], scale: float
) -> list[LineWord]:
    """Words with their boxes: parted in the middle of gaps, tight around the ink that lies in them."""
    import numpy as np

    width = ink.shape[1]
    marks = np.flatnonzero(inked)
    left = int(marks[0]) if len(marks) else 0
    last = int(marks[-1]) + 1 if len(marks) else width
    top, bottom = _band(ink)
    words = []
    for number, group in enumerate(groups):
        begin, end = last, last
        if number + 1 < len(groups):
            begin, end = _longest_gap(inked, (group[-1][1] + 0.5) * scale, (groups[number + 1][0][1] + 0.5) * scale)
        right = max(left + 1, min(width, begin))
        own = np.flatnonzero(inked[left:right])
        if len(own):
            left, right = left + int(own[0]), left + int(own[-1]) + 1
        rows = np.flatnonzero(ink[top:bottom, left:right].any(axis=1))
        upper, lower = (top + int(rows[0]), top + int(rows[-1]) + 1) if len(rows) else (top, bottom)
        words.append(LineWord("".join(sign for sign, _, _ in group), left, upper, right, lower, round(_mean(group), 4)))
        left = min(max(end, right), width - 1)
    return words


def _snug(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """Rows to read: the line with an eighth of its height around it, but not much less than was found."""
    height = len(ink)
    top, bottom = _band(ink)
    wanted = max(1.25 * (bottom - top), _SNUG * height)
    if wanted >= height:
        return 0, height
    upper = min(max(0, round((top + bottom - wanted) / 2)), height - round(wanted))
    return upper, upper + round(wanted)


def _band(ink: NDArray[np.bool_]) -> tuple[int, int]:
    """Rows of the line itself: from its middle to the first real gap, so that neighbours' tails stay out."""
    import numpy as np

    height = len(ink)
    full = np.asarray(ink.any(axis=1), dtype=bool)
    gap = max(2, height // 6)
    top = bottom = height // 2
    for row in range(height // 2, -1, -1):
        if full[row]:
            top = row
        elif top - row > gap:
            break
    for row in range(height // 2, height):
        if full[row]:
            bottom = row + 1
        elif row - bottom >= gap:
            break
    if bottom <= top:
        rows = np.flatnonzero(full)
        return (int(rows[0]), int(rows[-1]) + 1) if len(rows) else (0, height)
    return top, bottom
