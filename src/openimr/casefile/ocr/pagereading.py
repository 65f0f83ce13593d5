"""A page image read: cleaned, turned upright, recognised, and every word's place told on the page as it came.

>>> import numpy as np
>>> class Nothing:
...     name = "reads nothing"
...     def read(self, page, dpi, *, noisy=False):
...         return Reading(())
>>> read_pixels(Nothing(), np.full((1100, 850), 255, dtype=np.uint8), 100)  # an empty sheet
Recognised(text='', confidence=0.0, words=(), orientation=0, unread=0.0)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, TypeAlias

from openimr.casefile.model import Word
from openimr.casefile.ocr.cleanup import CleanPage, clean_page
from openimr.casefile.ocr.engines import Engine, Reading, Recognised
from openimr.casefile.ocr.legibility import sifted, unread_share
from openimr.casefile.ocr.readingorder import PlacedWord, laid_out

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Pixels: TypeAlias = NDArray[np.uint8]


def read_pixels(engine: Engine, pixels: Pixels, dpi: int) -> Recognised:
    """The text of a page image with its words.

    Args:
        engine: what recognises.
        pixels: the page as grey pixels (rows × columns, ink dark), square, in any of four orientations.
        dpi: their resolution.

    Returns:
        The text; empty with confidence 0 when nothing is printed on the page, and empty with some confidence when
        there is something that cannot be read.
    """
    clean = clean_page(pixels, dpi)
    if clean is None:
        return Recognised("", 0.0)
    reading = engine.read(clean.pixels, clean.dpi, noisy=clean.noisy)
    page = sifted(reading.cells)
    text, placed = laid_out(page.read)
    return Recognised(
        text, page.certainty, _words(placed, clean, reading, pixels.shape), reading.turned,
        unread_share(page, clean.pixels.shape[1 if reading.turned in (0, 180) else 0]),
    )


def _words(
    placed: Sequence[PlacedWord], clean: CleanPage, reading: Reading, shape: tuple[int, ...]
) -> tuple[Word, ...]:
    """Words with their boxes as shares of the upright page."""
    import numpy as np

    if not placed:
        return ()
    boxes = np.array([(p.word.left, p.word.top, p.word.right, p.word.bottom) for p in placed], dtype=np.float64)
    # the four corners of each box
    x, y = boxes[:, [0, 2, 2, 0]], boxes[:, [1, 1, 3, 3]]
    height, width = clean.pixels.shape
    x, y = _unturned(x, y, reading.turned, width, height)
    matrix = clean.origin
    x, y = matrix[0, 0] * x + matrix[0, 1] * y + matrix[0, 2], matrix[1, 0] * x + matrix[1, 1] * y + matrix[1, 2]
    x, y = x / shape[1], y / shape[0]
    x, y = _turned(x, y, reading.turned)
    x, y = np.clip(x, 0.0, 1.0), np.clip(y, 0.0, 1.0)
    edges = np.stack([x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)], axis=1).round(5).tolist()
    return tuple(
        Word(p.start, p.end, left, top, right, bottom, p.word.confidence)
        for p, (left, top, right, bottom) in zip(placed, edges, strict=True)
    )


def _unturned(x: NDArray[np.float64], y: NDArray[np.float64], turned: int, width: int, height: int) -> tuple[
    NDArray[np.float64], NDArray[np.float64]
]:
    """Places on a page that was turned clockwise, as places on the page before (``width`` × ``height``)."""
    if turned == 90:
        return y, height - x
    if turned == 180:
        return width - x, height - y
    if turned == 270:
        return width - y, x
    return x, y


def _turned(x: NDArray[np.float64], y: NDArray[np.float64], turned: int) -> tuple[
    NDArray[np.float64], NDArray[np.float64]
]:
    """Places as shares of a page, as shares of the same page turned clockwise."""
    if turned == 90:
        return 1 - y, x
    if turned == 180:
        return 1 - x, 1 - y
    if turned == 270:
        return y, 1 - x
    return x, y

