"""Page images made fit for recognition: straight, without fax lines and specks, cut to what is printed.

The figures (columns mostly black, specks under six pixels at 200 dpi, blur 0.8) are those that cut errors tenfold in
the project's measurements; they act only on pages that are that bad, a clean page stays as it is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Version of this clean-up; stored results of another one are not used.
CLEANUP_VERSION = 2
#: Pages are brought to at least this resolution: smaller letters are read badly.
_MIN_DPI = 140
#: … and to at most this one: more pixels cost time and gain nothing.
_MAX_DPI = 220
#: Difference of grey below which a sheet is empty.
_BLANK_CONTRAST = 20
_BLACK_COLUMN = 0.7
_MAX_SKEW = 6.0


def clean_page(page: NDArray[np.uint8], dpi: int) -> tuple[NDArray[np.uint8], int] | None:
    """A page ready for an engine.

    Args:
        page: grey pixels, rows × columns, ink dark.
        dpi: their resolution.

    Returns:
        The cleaned page (ink dark on white, cut to the printed part with a margin) and its resolution; None when
        nothing is printed on it.
    """
    import cv2
    import numpy as np

    page, dpi = _resized(page, dpi)
    if float(page.mean()) < 90:
        page = cv2.bitwise_not(page)  # white on black, as microfilm prints
    dark, light = int(page.min()), int(page.max())
    if light - dark < _BLANK_CONTRAST:
        return None
    if light - dark < 100:
        page = np.asarray(cv2.normalize(page, None, 0, 255, cv2.NORM_MINMAX), dtype=np.uint8)  # a pale copy
    level, _ = cv2.threshold(page, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    ink = (page <= level).astype(np.uint8)
    if int(ink.sum()) < 40:
        return None
    whole = page
    if float(ink.mean()) > 0.35:
        # shadow or grey ground: judge each place by its own surroundings
        ink = (cv2.adaptiveThreshold(page, 255, cv2.ADAPTIVE_THRESH_GAUSSIAN_C, cv2.THRESH_BINARY, 51, 15) == 0).astype(
            np.uint8
        )
    lines = ink.mean(axis=0) > _BLACK_COLUMN
    if lines.any():
        ink[:, lines] = 0
        page = page.copy()
        page[:, lines] = 255
    if int(ink.sum()) < 40:
        return whole, dpi  # a picture or a shadow, nothing like print: the engine may try
    ink, noisy = _despeckled(ink, dpi)
    if noisy:
        page = cv2.GaussianBlur(np.where(ink > 0, 0, 255).astype(np.uint8), (0, 0), 0.8)
    if int(ink.sum()) < 40:
        return None  # dust on an empty sheet
    angle = _skew(ink)
    if abs(angle) >= 0.15:
        page, ink = _turned(page, angle, 255), _turned(ink, angle, 0)
    box = _printed_box(ink, dpi)
    if box is None:
        return whole, dpi
    left, top, right, bottom = box
    return np.ascontiguousarray(page[top:bottom, left:right]), dpi


def _resized(page: NDArray[np.uint8], dpi: int) -> tuple[NDArray[np.uint8], int]:
    import cv2
    import numpy as np

    wanted = min(max(dpi, _MIN_DPI), _MAX_DPI)
    if wanted == dpi:
        return page, dpi
    factor = wanted / dpi
    how = cv2.INTER_AREA if factor < 1 else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(page, None, fx=factor, fy=factor, interpolation=how), dtype=np.uint8), wanted


def _despeckled(ink: NDArray[np.uint8], dpi: int) -> tuple[NDArray[np.uint8], bool]:
    """Ink without specks, and whether there were so many that the page counts as noisy."""
    import cv2
    import numpy as np

    limit = 6 * (dpi / 200) ** 2
    count, labels, stats, _ = cv2.connectedComponentsWithStats(ink, connectivity=8)
    if count < 2:
        return ink, False
    areas = stats[1:, cv2.CC_STAT_AREA]
    specks = areas < limit
    if int(specks.sum()) < 150 or int(specks.sum()) < 0.5 * int((~specks).sum()):
        return ink, False
    keep = np.concatenate([[False], ~specks])
    cleaned = keep[labels].astype(np.uint8)
    # white specks inside letters are holes that noise has eaten
    count, labels, stats, _ = cv2.connectedComponentsWithStats((cleaned == 0).astype(np.uint8), connectivity=4)
    holes = np.concatenate([[False], stats[1:, cv2.CC_STAT_AREA] < 4 * (dpi / 200) ** 2])
    cleaned[holes[labels]] = 1
    return cleaned, True


def _skew(ink: NDArray[np.uint8]) -> float:
    """Degrees by which the page leans: the angle at which rows of ink stand out most from the gaps between them."""
    import cv2
    import numpy as np

    height, width = ink.shape
    factor = min(1.0, 700 / max(height, width))
    small = cv2.resize(ink * 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA).astype(np.float32)

    def sharpness(angle: float) -> float:
        rows = _turned(small, angle, 0).sum(axis=1)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    coarse = max(np.arange(-_MAX_SKEW, _MAX_SKEW + 0.01, 0.75), key=sharpness)
    fine = max(np.arange(coarse - 0.75, coarse + 0.76, 0.15), key=sharpness)
    return float(fine) if sharpness(float(fine)) > 1.05 * sharpness(0.0) else 0.0


def _turned(image: NDArray[np.generic], angle: float, ground: int) -> NDArray[np.uint8]:
    import cv2

    height, width = image.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), float(angle), 1.0)
    turned: NDArray[np.uint8] = cv2.warpAffine(
        image, matrix, (width, height), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=ground
    )
    return turned


def _printed_box(ink: NDArray[np.uint8], dpi: int) -> tuple[int, int, int, int] | None:
    """The part of the page on which something is printed, with a margin; stray specks do not widen it."""
    import numpy as np

    rows = np.flatnonzero(ink.sum(axis=1) >= 2)
    columns = np.flatnonzero(ink.sum(axis=0) >= 2)
    if len(rows) == 0 or len(columns) == 0:
        return None
    margin = max(8, dpi // 10)
    height, width = ink.shape
    return (
        max(0, int(columns[0]) - margin), max(0, int(rows[0]) - margin),
        min(width, int(columns[-1]) + margin), min(height, int(rows[-1]) + margin),
    )
