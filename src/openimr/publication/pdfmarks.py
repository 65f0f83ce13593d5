"""What stands on a page's image and in no word read there: signatures, handwriting, stamps, photos, pale print.

A name may stand in it, and no search of words can tell; a person has to look.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]

#: The page is looked at with so many dots an inch.
_DPI = 100
#: Ink is darker than the paper around it by so many greys; paler than this nobody reads.
_PALEST = 22
#: Paper is evened out over so many inches.
_GROUND = 0.4
#: A straight line is so long, in inches: frames and rules hold no name.
_RULE = 0.45
#: Marks nearer than this, in inches across and down, are one; words reach so far beyond their box.
_ACROSS, _DOWN, _BEYOND = 0.14, 0.07, 0.04
#: Smaller ones are specks, bullets and what is left beside a word: inches across, inches down, inches of ink squared.
_LEAST_ACROSS, _LEAST_DOWN, _LEAST_INK = 0.13, 0.06, 0.003
#: What fills its rectangle to this share has no shape that could tell something.
_SOLID = 0.92
#: A page with more has them told as one.
_MOST = 40
#: A picture of a mark for the person who confirms is no larger, in pixels.
_WIDEST = 640


class Edges(NamedTuple):
    """A rectangle as shares of a page's width and height, counted from above."""

    left: float
    top: float
    right: float
    bottom: float


def unread_marks(pixels: Pixels, dpi: float, words: Iterable[Edges]) -> list[Edges]:
    """The marks on a page that lie in no word, from above.

    Args:
        pixels: the page in grey.
        dpi: its dots an inch.
        words: where words were read.

    >>> import numpy as np
    >>> sheet = np.full((1000, 1000), 255, dtype=np.uint8)
    >>> sheet[100:130, 100:400:3] = 190   # pale strokes
    >>> sheet[500, 50:950] = 0   # a rule
    >>> [tuple(round(edge, 1) for edge in mark) for mark in unread_marks(sheet, 100, [])]
    [(0.1, 0.1, 0.4, 0.1)]
    >>> unread_marks(sheet, 100, [Edges(0.1, 0.1, 0.4, 0.13)])
    []
    """
    import cv2
    import numpy as np

    scale = _DPI / dpi
    height, width = max(1, round(pixels.shape[0] * scale)), max(1, round(pixels.shape[1] * scale))
    page = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA) if scale < 1 else pixels
    height, width = page.shape
    ground = cv2.morphologyEx(page, cv2.MORPH_CLOSE, _kernel(_GROUND, _GROUND))
    ink = (cv2.subtract(ground, page) > _PALEST).astype(np.uint8)
    for rule in (_kernel(_RULE, 0), _kernel(0, _RULE)):
        ink[cv2.dilate(cv2.morphologyEx(ink, cv2.MORPH_OPEN, rule), np.ones((3, 3), np.uint8)) > 0] = 0
    more = round(_BEYOND * _DPI)
    for word in words:
        top, bottom = max(0, int(word.top * height) - more), int(word.bottom * height) + more + 1
        left, right = max(0, int(word.left * width) - more), int(word.right * width) + more + 1
        ink[top:bottom, left:right] = 0
    near = cv2.dilate(ink, _kernel(_ACROSS, _DOWN))
    count, labels = cv2.connectedComponents(near, connectivity=8)
    found = []
    rows, columns = np.nonzero(ink)
    of = labels[rows, columns]
    order = np.argsort(of, kind="stable")
    ends = np.cumsum(np.bincount(of, minlength=count))
    for start, end in itertools.pairwise(ends.tolist()):
        if end - start < _LEAST_INK * _DPI**2:
            continue
        down, across = rows[order[start:end]], columns[order[start:end]]
        top, bottom, left, right = int(down.min()), int(down.max()) + 1, int(across.min()), int(across.max()) + 1
        solid = len(down) >= _SOLID * (right - left) * (bottom - top)
        if right - left >= _LEAST_ACROSS * _DPI and bottom - top >= _LEAST_DOWN * _DPI and not solid:
            found.append(Edges(left / width, top / height, right / width, bottom / height))
    if len(found) > _MOST:
        edges = list(zip(*found, strict=True))
        found = [Edges(min(edges[0]), min(edges[1]), max(edges[2]), max(edges[3]))]
    return sorted(found, key=lambda mark: (mark.top, mark.left))


def _kernel(across: float, down: float) -> NDArray[np.uint8]:
    import numpy as np

    return np.ones((max(1, round(down * _DPI)), max(1, round(across * _DPI))), np.uint8)


def mark_words(mark: Edges, number: int, width: float, height: float) -> str:
    """A mark in words, for a log.

    Args:
        mark: where it is.
        number: of the page's marks, from 1.
        width: of the page, in points.
        height: of the page, in points.

    >>> mark_words(Edges(0.1, 0.2, 0.5, 0.25), 1, 612, 792)
    'mark 1: 3.4 by 0.5 inches, 0.9 from the left and 2.2 from the top'
    """
    across, down = (mark.right - mark.left) * width / 72, (mark.bottom - mark.top) * height / 72
    return (
        f"mark {number}: {across:.1f} by {down:.1f} inches, {mark.left * width / 72:.1f} from the left and "
        f"{mark.top * height / 72:.1f} from the top"
    )


def mark_picture(pixels: Pixels, mark: Edges) -> str:
    """A mark with a little of what is around it as a PNG, in base64."""
    import io

    from PIL import Image

    height, width = pixels.shape
    more = round(0.01 * max(height, width))
    cut = pixels[
        max(0, int(mark.top * height) - more) : int(mark.bottom * height) + more,
        max(0, int(mark.left * width) - more) : int(mark.right * width) + more,
    ]
    image = Image.fromarray(cut)
    image.thumbnail((_WIDEST, _WIDEST))
    target = io.BytesIO()
    image.quantize(16).save(target, "PNG", optimize=True)
    return base64.b64encode(target.getvalue()).decode("ascii")
