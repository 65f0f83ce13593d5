"""What is on a page and is no print: specks, streaks of a fax machine, black borders, rules of tables.

Each function takes a grey page on white ground and its ink, and gives both without the marks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    Ink: TypeAlias = NDArray[np.bool_]

#: A column (or row) is a streak when this share of it is ink …
_STREAK_SHARE = 0.6
#: … and at most this many of them lie side by side, at 200 dpi.
_STREAK_WIDTH = 12
#: A page is noisy when it has this many specks, and as many as this share of its letters.
_MANY_SPECKS, _SPECKS_PER_LETTER = 150, 0.5
#: On a noisy page specks within this many inches of print stay, softened by this much (pixels at 200 dpi).
_PRINT_REACH, _SOFT = 0.06, 0.6


@dataclass(frozen=True, slots=True)
class Marks:
    """Connected marks of ink: the number of each pixel's mark (0 is paper), and each mark's box and area by number."""

    labels: NDArray[np.int32]
    lefts: NDArray[np.int32]
    tops: NDArray[np.int32]
    widths: NDArray[np.int32]
    heights: NDArray[np.int32]
    areas: NDArray[np.int32]


def marks_of(ink: Ink) -> Marks:
    """The connected marks of a page; mark 0 is the paper and has no size."""
    import cv2
    import numpy as np

    _, labels, stats, _ = cv2.connectedComponentsWithStats(ink.astype(np.uint8), connectivity=8)
    stats = stats.copy()
    stats[0] = 0
    return Marks(labels, stats[:, 0], stats[:, 1], stats[:, 2], stats[:, 3], stats[:, 4])


def without_border(page: Pixels, ink: Ink, dpi: int) -> tuple[Pixels, Ink]:
    """Without dark bands along the edges, as an open lid or a crooked feed leaves them; at most 0.7 inches wide."""
    import numpy as np

    height, width = ink.shape
    edge = 3
    if max(ink[:edge].mean(), ink[-edge:].mean(), ink[:, :edge].mean(), ink[:, -edge:].mean()) < 0.15:
        return page, ink
    marks = marks_of(ink)
    touching = np.unique(np.concatenate([
        marks.labels[:edge].ravel(), marks.labels[-edge:].ravel(),
        marks.labels[:, :edge].ravel(), marks.labels[:, -edge:].ravel(),
    ]))
    band = [
        number for number in touching.tolist()
        if marks.heights[number] > 0.2 * height or marks.widths[number] > 0.2 * width
    ]
    if not band:
        return page, ink
    gone = np.isin(marks.labels, band)
    deep = round(0.7 * dpi)
    gone[deep:-deep, deep:-deep] = False
    return _painted(page, gone), ink & ~gone


def without_streaks(page: Pixels, ink: Ink) -> tuple[Pixels, Ink]:
    """Without lines straight down or across the whole page; letters that they cross keep what shows on both sides."""
    for across in (False, True):
        page, ink = _without_streaks(page, ink, across)
    return page, ink


def _without_streaks(page: Pixels, ink: Ink, across: bool) -> tuple[Pixels, Ink]:
    import numpy as np

    share = ink.mean(axis=1 if across else 0)
    streaks = np.flatnonzero(share > _STREAK_SHARE)
    if len(streaks) == 0:
        return page, ink
    page, ink = page.copy(), ink.copy()
    lines, greys = (ink, page) if across else (ink.T, page.T)
    runs = np.split(streaks, np.flatnonzero(np.diff(streaks) > 1) + 1)
    for run in runs:
        begin, end = int(run[0]), int(run[-1]) + 1
        if end - begin > _STREAK_WIDTH:
            continue  # a dark area, not a line
        # the blurred rim of a streak is part of it
        while begin > 0 and share[begin - 1] > 0.3 and end - begin < _STREAK_WIDTH:
            begin -= 1
        while end < len(share) and share[end] > 0.3 and end - begin < _STREAK_WIDTH:
            end += 1
        before = lines[begin - 1] if begin > 0 else np.zeros(lines.shape[1], dtype=bool)
        after = lines[end] if end < len(lines) else np.zeros(lines.shape[1], dtype=bool)
        crossing = _wider(before) & _wider(after)
        lines[begin:end] &= crossing
        greys[begin:end, ~crossing] = 255
    return page, ink


def _wider(line: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A row of ink with each mark one pixel longer at both ends: strokes cross a streak at a slant."""
    import numpy as np

    wide = line.copy()
    wide[1:] |= line[:-1]
    wide[:-1] |= line[1:]
    return np.asarray(wide, dtype=bool)


def without_specks(page: Pixels, ink: Ink, marks: Marks, dpi: int) -> tuple[Pixels, Ink, bool]:
    """Without specks, if there are so many that the page counts as noisy, and whether it does.

    Specks away from print go. Those close to it stay on the page, a little softened: many of them are dots of an i and
    full stops, which small type on a fax shows in two or three pixels, and the engine tells them apart better than
    their size does. The ink, which only the geometry is taken from, is without all that could be a speck.
    """
    import cv2
    import numpy as np

    unit = (dpi / 200) ** 2
    specks = (marks.areas > 0) & (marks.areas <= 6 * unit)
    letters = marks.areas > 15 * unit
    if int(specks.sum()) < max(_MANY_SPECKS, _SPECKS_PER_LETTER * int(letters.sum())):
        return page, ink, False
    reach = max(3, round(_PRINT_REACH * dpi))
    ink = ((marks.areas > 0) & ~specks)[marks.labels]
    near = cv2.dilate(ink.astype(np.uint8), np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))
    page = np.asarray(cv2.GaussianBlur(page, (0, 0), _SOFT * dpi / 200), dtype=np.uint8)
    page[near == 0] = 255
    # white specks inside letters are holes that noise has eaten
    holes = marks_of(~ink)
    ink |= (holes.areas < 3.5 * unit)[holes.labels] & (holes.labels > 0)
    return page, ink, True


def without_rules(page: Pixels, ink: Ink, dpi: int) -> tuple[Pixels, Ink]:
    """Without the lines of tables, forms and signatures; letters that they cross keep what shows on both sides."""
    import cv2
    import numpy as np

    long = max(20, round(0.45 * dpi))
    thick = max(3, round(0.035 * dpi))
    raw = ink.astype(np.uint8)
    gone = np.zeros_like(ink)
    for shape, across in (((1, long), True), ((long, 1), False)):
        lines = cv2.morphologyEx(raw, cv2.MORPH_OPEN, np.ones(shape, np.uint8))
        if not lines.any():
            continue
        bars = cv2.morphologyEx(lines, cv2.MORPH_OPEN, np.ones((thick, thick), np.uint8))
        rule = (lines > 0) & (bars == 0)
        # the pixels around a rule are its own rim unless a stroke leaves it there
        wide = cv2.dilate(rule.astype(np.uint8), np.ones((3, 1) if across else (1, 3), np.uint8)) > 0
        rest = ink & ~wide
        step = 2
        if across:
            above, below = np.roll(rest, step, axis=0), np.roll(rest, -step, axis=0)
        else:
            above, below = np.roll(rest, step, axis=1), np.roll(rest, -step, axis=1)
        gone |= wide & ~(above & below)
    if not gone.any():
        return page, ink
    return _painted(page, gone), ink & ~gone


def _painted(page: Pixels, where: Ink) -> Pixels:
    """The page with white where marks were, and on the soft rim around them."""
    import numpy as np

    page = page.copy()
    page[where] = 255
    return np.asarray(page, dtype=np.uint8)
