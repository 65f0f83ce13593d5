"""Page images made fit for recognition: straight, on white ground, without fax lines, borders and specks.

Every step acts only where its damage is found, a clean page stays as it is. What was done to the geometry is kept as
a matrix, so that places on the clean page can be told on the page as it came.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from openimr.casefile.ocr.marks import Marks, marks_of, without_border, without_rules, without_specks, without_streaks
from openimr.casefile.ocr.skew import skew_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]
    #: Two rows of three: a point (x, y, 1) of one image to the point of another.
    Matrix: TypeAlias = NDArray[np.float64]

#: Pages are brought to at least this resolution: smaller letters are hard to tell from specks.
_MIN_DPI = 180
#: … and to at most this one: more pixels cost time and gain nothing.
_MAX_DPI = 300
#: Difference of grey below which a sheet is empty.
_BLANK_CONTRAST = 20
#: Ink pixels below which there is no print, at 200 dpi.
_LEAST_INK = 40
#: Grey from which on ground counts as white paper; a darker or uneven one is evened out.
_WHITE_GROUND = 225
#: Ground darker than this is a black area, not paper.
_BLACK_GROUND = 60
#: Degrees of skew that are not worth a turn.
_LEAST_SKEW = 0.12


@dataclass(frozen=True, slots=True)
class CleanPage:
    """A page ready for an engine.

    Attributes:
        pixels: grey, ink dark on white, straight, cut to the printed part with a margin.
        dpi: their resolution.
        origin: matrix from places on ``pixels`` to places on the page that was given.
        noisy: the page was full of specks.
    """

    pixels: Pixels
    dpi: int
    origin: Matrix
    noisy: bool = False


def clean_page(page: Pixels, dpi: int) -> CleanPage | None:
    """A page ready for an engine; None when nothing is printed on it.

    Args:
        page: grey pixels, rows × columns, ink dark.
        dpi: their resolution.

    Its lines may run down: skew is found and mended for them too, turning is left to the engine.
    """
    import cv2
    import numpy as np

    given = page.shape
    page, dpi = _resized(page, dpi)
    to_given = np.array([[given[1] / page.shape[1], 0, 0], [0, given[0] / page.shape[0], 0]], dtype=np.float64)
    if _mostly_dark(page):
        page = np.asarray(cv2.bitwise_not(page), dtype=np.uint8)  # white on black, as microfilm prints
    dark, light = int(page.min()), int(page.max())
    if light - dark < _BLANK_CONTRAST:
        return None
    whole = page
    page, uneven = _on_white(page)
    ink = page < _level(page)
    least = _LEAST_INK * (dpi / 200) ** 2
    if int(np.count_nonzero(ink)) >= least:
        # a streak joins tables and letters to a border: it goes first
        page, ink = without_streaks(page, ink)
        page, ink = without_border(page, ink, dpi)
    if int(np.count_nonzero(ink)) < least:
        # a picture or a shadow, nothing like print: the engine may try; an even sheet is empty
        return CleanPage(whole, dpi, to_given) if uneven else None
    marks = marks_of(ink)
    page, ink, noisy = without_specks(page, ink, marks, dpi)
    if int(np.count_nonzero(ink)) < least:
        return None  # dust on an empty sheet
    angle = skew_of(_letters(ink, marks_of(ink) if noisy else marks, dpi))
    if abs(angle) >= _LEAST_SKEW:
        page, turn = _straightened(page, angle)
        to_given = _after(turn, to_given)
        ink = page < 128 if noisy else page < _level(page)
    page, ink = without_rules(page, ink, dpi)
    left, top, right, bottom = _printed_box(ink, dpi)
    to_given = _after(np.array([[1, 0, left], [0, 1, top]], dtype=np.float64), to_given)
    return CleanPage(np.ascontiguousarray(page[top:bottom, left:right]), dpi, to_given, noisy)


def _after(first: Matrix, second: Matrix) -> Matrix:
    """One matrix for two: ``first``, then ``second``."""
    import numpy as np

    joined: Matrix = (np.vstack([second, [0, 0, 1]]) @ np.vstack([first, [0, 0, 1]]))[:2]
    return joined


def _resized(page: Pixels, dpi: int) -> tuple[Pixels, int]:
    import cv2
    import numpy as np

    wanted = min(max(dpi, _MIN_DPI), _MAX_DPI)
    if wanted == dpi:
        return page, dpi
    factor = wanted / dpi
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8), wanted


def _mostly_dark(page: Pixels) -> bool:
    """Whether the ground is black: most of the page is dark, not counting what a border or a shadow may darken."""
    import numpy as np

    height, width = page.shape
    middle = page[height // 8:height - height // 8 or None:4, width // 8:width - width // 8 or None:4]
    return bool(np.count_nonzero(middle < 110) > 0.6 * middle.size)


def _on_white(page: Pixels) -> tuple[Pixels, bool]:
    """The page with its ground evened out to white and pale ink darkened, and whether the ground was dark or uneven."""
    import cv2
    import numpy as np

    height, width = page.shape
    small = cv2.resize(page, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    # the lightest of the surroundings, wider than a letter's stroke, is the paper there
    ground = cv2.GaussianBlur(cv2.dilate(small, np.ones((7, 7), np.uint8)), (0, 0), 3)
    uneven = bool(np.count_nonzero(ground < _WHITE_GROUND) > 0.01 * ground.size)
    if uneven:
        full = cv2.resize(ground, (width, height), interpolation=cv2.INTER_LINEAR)
        # black areas stay as they are: dividing by next to nothing would only blow up noise
        safe = np.where(full < _BLACK_GROUND, 255, full).astype(np.float32)
        page = np.asarray(np.minimum(page.astype(np.float32) * (252 / safe), 255), dtype=np.uint8)
    darkest = int(cv2.blur(page, (3, 3)).min())
    if darkest > 60:
        page = np.clip((page.astype(np.int16) - darkest) * 255 // max(1, 255 - darkest), 0, 255).astype(np.uint8)
    return page, uneven


def _level(page: Pixels) -> int:
    """Grey below which a pixel of a page on white ground is ink."""
    import cv2

    level, _ = cv2.threshold(page[::2, ::2].copy(), 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    return min(190, max(100, int(level) + 1))


def _letters(ink: NDArray[np.bool_], marks: Marks, dpi: int) -> NDArray[np.bool_]:
    """Ink of marks that could be letters: neither specks nor rules nor pictures."""
    smallest, largest = 0.02 * dpi, 0.4 * dpi
    big = (marks.heights > smallest) | (marks.widths > smallest)
    keep = big & (marks.heights < largest) & (marks.widths < largest)
    if int(keep.sum()) < 8:
        return ink
    letters: NDArray[np.bool_] = keep[marks.labels]
    return letters


def _straightened(page: Pixels, angle: float) -> tuple[Pixels, Matrix]:
    """The page turned by an angle on a canvas large enough for it, and the matrix back."""
    import cv2
    import numpy as np

    height, width = page.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    cosine, sine = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = int(height * sine + width * cosine) + 1, int(height * cosine + width * sine) + 1
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    straight = cv2.warpAffine(
        page, matrix, (wide, high), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=255
    )
    return np.asarray(straight, dtype=np.uint8), np.asarray(cv2.invertAffineTransform(matrix), dtype=np.float64)


def _printed_box(ink: NDArray[np.bool_], dpi: int) -> tuple[int, int, int, int]:
    """The part of the page on which something is printed, with a margin; stray specks do not widen it."""
    import numpy as np

    height, width = ink.shape
    rows = np.flatnonzero(np.count_nonzero(ink, axis=1) >= 2)
    columns = np.flatnonzero(np.count_nonzero(ink, axis=0) >= 2)
    if len(rows) == 0 or len(columns) == 0:
        return 0, 0, width, height
    margin = max(8, dpi // 10)
    return (
        max(0, int(columns[0]) - margin), max(0, int(rows[0]) - margin),
        min(width, int(columns[-1]) + margin), min(height, int(rows[-1]) + margin),
    )
