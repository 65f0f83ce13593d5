"""How crookedly a page lies: the angle at which its lines of print stand out most from the gaps between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Degrees to either side that are looked at.
_MOST = 8.0
#: The page is scaled down to this many pixels for the search.
_SIZE = 800
#: How much sharper the lines must stand out after a turn for it to be worth it.
_GAIN = 1.04


def skew_of(ink: NDArray[np.bool_]) -> float:
    """Degrees by which a page must be turned counter-clockwise for its lines to be level (or plumb, if they run down).

    Args:
        ink: where letters are; best without rules, pictures and specks.

    >>> import numpy as np
    >>> level = np.zeros((600, 600), dtype=bool)
    >>> for top in range(40, 560, 40):
    ...     level[top:top + 12, 40:560] = True
    >>> skew_of(level)
    0.0
    """
    import cv2
    import numpy as np

    height, width = ink.shape
    factor = min(1.0, _SIZE / max(height, width))
    small = cv2.resize(ink.astype(np.uint8) * 255, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    points = np.argwhere(small > 0)
    if len(points) < 20:
        return 0.0
    weights = small[points[:, 0], points[:, 1]].astype(np.float64)
    y = points[:, 0] - small.shape[0] / 2
    x = points[:, 1] - small.shape[1] / 2
    reach = int(np.hypot(*small.shape)) + 4

    def sharpness(angle: float) -> float:
        """The sharper of the two profiles of the page when it is turned by ``angle``."""
        radians = np.deg2rad(angle)
        cosine, sine = np.cos(radians), np.sin(radians)
        best = 0.0
        for places in (y * cosine - x * sine, x * cosine + y * sine):
            at = places + reach / 2
            low = at.astype(np.intp)
            part = at - low
            profile = np.bincount(low, weights * (1 - part), reach + 1)
            profile += np.bincount(low + 1, weights * part, reach + 1)
            best = max(best, float((np.diff(profile) ** 2).sum()))
        return best

    coarse = max(np.arange(-_MOST, _MOST + 0.01, 0.5), key=sharpness)
    fine = max(np.arange(coarse - 0.4, coarse + 0.41, 0.1), key=sharpness)
    best = max((fine - 0.05, fine, fine + 0.05), key=sharpness)
    return round(float(best), 2) if sharpness(float(best)) > _GAIN * sharpness(0.0) else 0.0
