"""Blanks that an engine swallowed: the gaps between the words of a printed line, and text parted by them.

PP-OCR reads letters very well and sometimes runs words of a narrow type together; the gaps are plain on the image.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A gap between words is at least this share of the line's height, and stands out from gaps between letters …
_MIN_SHARE = 0.14
_MAX_SHARE = 0.7
#: … by this factor.
_JUMP = 1.5


def word_spans(strip: NDArray[np.uint8]) -> list[tuple[int, int]]:
    """Where the words of a line lie, as (left, right) columns; one span when no gap stands out.

    Args:
        strip: the grey image of one line, ink dark.

    >>> import numpy as np
    >>> line = np.full((20, 60), 255, dtype=np.uint8)
    >>> for left in (2, 7, 12, 21, 26, 31):  # six letters, a wide gap after the third
    ...     line[4:16, left:left + 4] = 0
    >>> word_spans(line)
    [(2, 16), (21, 35)]
    """
    import numpy as np

    # a single dark pixel in a column is a speck, not a letter
    inked = np.flatnonzero((strip < 140).sum(axis=0) >= 2)
    if len(inked) < 2:
        return []
    rows = np.flatnonzero((strip < 140).any(axis=1))
    height = max(1, int(rows[-1]) - int(rows[0]) + 1)
    steps = np.diff(inked) - 1
    gaps = np.sort(steps[steps > 0])
    whole = [(int(inked[0]), int(inked[-1]) + 1)]
    if len(gaps) == 0:
        return whole
    limit = None
    best = _JUMP
    below = max(1.0, 0.08 * height)
    for gap in gaps:
        if _MIN_SHARE * height <= gap <= _MAX_SHARE * height and gap / below >= best:
            best, limit = gap / below, gap
        below = max(1.0, float(gap))
    if limit is None:
        return whole
    cuts = np.flatnonzero(steps >= limit)
    lefts = [int(inked[0]), *(int(inked[cut + 1]) for cut in cuts)]
    rights = [*(int(inked[cut]) + 1 for cut in cuts), int(inked[-1]) + 1]
    return list(zip(lefts, rights, strict=True))


def spaced_like(text: str, words: Sequence[str]) -> str:
    """A line's text with the blanks of its words read one by one, where both have the same letters' count.

    The letters stay those of the line, which was read with more context.

    >>> spaced_like("sensationreduced L5-S1", ["sensation", "reduced", "L5-S1"])
    'sensation reduced L5-S1'
    >>> spaced_like("as it was", ["asit", "?"])
    'as it was'

    Numbers, levels and letter-spaced headings are left alone; a blank there would change what they say.

    >>> spaced_like("12/02/2013 L5 left", ["1", "2/02/20", "13", "L", "5", "left"])
    '12/02/2013 L5 left'
    """
    letters = "".join(text.split())
    found = [word for word in ("".join(w.split()) for w in words) if word]
    if not found or sum(map(len, found)) != len(letters):
        return text
    known = text.split()
    if sum(len(word) == 1 and word not in known for word in found) > max(1, len(found) // 3):
        return text
    alike = sum(a.lower() == b.lower() for a, b in zip(letters, "".join(found), strict=True))
    if alike < 0.9 * len(letters):
        return text
    ends = _ends(text.split())
    at = 0
    for word, following in pairwise(found):
        at += len(word)
        if _may_part(letters, at, word, following):
            ends.add(at)
    out = []
    for index, letter in enumerate(letters, start=1):
        out.append(letter)
        if index in ends and index < len(letters):
            out.append(" ")
    return "".join(out)


def _may_part(letters: str, at: int, word: str, following: str) -> bool:
    """Whether a blank may be put behind the letter before ``at``: between words, never inside a number or a level."""
    before, after = letters[at - 1], letters[at]
    if not (after.isalnum() or after in "([#"):
        return False
    if before.isdigit():
        return after.isalpha() and len(following) > 1
    if before.isalpha():
        return after.isalpha() or after in "([#" or len(word) > 1 or before == "x"
    return before in ",:;)]"


def _ends(words: Sequence[str]) -> set[int]:
    """Counts of letters after which a blank stands already."""
    ends, at = set(), 0
    for word in words:
        at += len(word)
        ends.add(at)
    return ends
