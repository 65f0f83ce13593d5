"""Tesseract through tesserocr, where the distribution's language data is installed."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.casefile.ocr.engines import Reading
from openimr.casefile.ocr.linereading import LineWord
from openimr.casefile.ocr.readingorder import Cell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LANGUAGE = "eng"
#: Confidence from which on a page surely stands upright.
_UPRIGHT = 0.8
#: A line is parted where nothing is printed for this many of its heights.
_GAP_HEIGHTS = 1.0
_PLACES = (
    "/usr/share/tesseract-ocr/5/tessdata", "/usr/share/tesseract-ocr/4.00/tessdata", "/usr/share/tessdata",
    "/usr/share/tesseract/tessdata", "/usr/local/share/tessdata", "/opt/homebrew/share/tessdata",
)


def language_data() -> Path | None:
    """The folder with Tesseract's English data, or None. ``TESSDATA_PREFIX`` is looked at first."""
    stated = os.environ.get("TESSDATA_PREFIX")
    for place in ([stated, str(Path(stated) / "tessdata")] if stated else []) + list(_PLACES):
        folder = Path(place)
        if (folder / f"{_LANGUAGE}.traineddata").is_file():
            return folder
    return None


class TesseractEngine:
    """Tesseract behind :class:`openimr.casefile.ocr.engines.Engine`.

    It says nothing of the way a page lies; a page on which it reads little is tried turned.
    """

    def __init__(self, data: Path) -> None:
        self._data = data
        self._api: Any = None

    @property
    def name(self) -> str:
        """Engine and version."""
        import tesserocr

        return f"tesserocr-{tesserocr.__version__}-{_LANGUAGE}"

    def read(self, page: NDArray[np.uint8], dpi: int, *, noisy: bool = False) -> Reading:
        """See :meth:`openimr.casefile.ocr.engines.Engine.read`."""
        import numpy as np

        best: tuple[float, Reading] | None = None
        for turned in (0, 180, 90, 270):
            cells = self._read(np.ascontiguousarray(np.rot90(page, -(turned // 90))), dpi)
            worth = _worth(cells)
            if best is None or worth > best[0]:
                best = worth, Reading(cells, turned)
            letters = sum(len(cell.text) for cell in cells)
            if letters == 0 and turned == 0:
                continue
            if letters and worth / letters >= _UPRIGHT:
                break
        return best[1] if best is not None else Reading(())

    def _read(self, page: NDArray[np.uint8], dpi: int) -> tuple[Cell, ...]:
        """Pieces of lines with their words."""
        import tesserocr

        if self._api is None:
            self._api = tesserocr.PyTessBaseAPI(path=str(self._data), lang=_LANGUAGE, psm=tesserocr.PSM.AUTO)
        height, width = page.shape
        self._api.SetImageBytes(page.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(max(70, dpi))
        cells: list[Cell] = []
        if self._api.Recognize():
            level = tesserocr.RIL.WORD
            line: list[LineWord] = []
            for item in tesserocr.iterate_level(self._api.GetIterator(), level):
                if item.IsAtBeginningOf(tesserocr.RIL.TEXTLINE):
                    cells += _pieces(line)
                    line = []
                if item.Empty(level):
                    continue
                left, top, right, bottom = item.BoundingBox(level) or (0, 0, 0, 0)
                text = item.GetUTF8Text(level)
                confidence = round(max(0.0, min(100.0, item.Confidence(level))) / 100, 4)
                line += [LineWord(part, left, top, right, bottom, confidence) for part in text.split()]
            cells += _pieces(line)
        self._api.Clear()
        return tuple(cells)


def _worth(cells: Sequence[Cell]) -> float:
    """How much was read, by letters and their confidence."""
    return sum(cell.confidence * len(cell.text) for cell in cells)


def _pieces(line: Sequence[LineWord]) -> list[Cell]:
    """A line's words as pieces, parted at wide blanks as the other engine parts them."""
    pieces: list[list[LineWord]] = []
    for word in line:
        if pieces and word.left - pieces[-1][-1].right <= _GAP_HEIGHTS * max(w.bottom - w.top for w in line):
            pieces[-1].append(word)
        else:
            pieces.append([word])
    cells = []
    for words in pieces:
        letters = sum(len(word.text) for word in words)
        cells.append(Cell(
            " ".join(word.text for word in words), words[0].left, min(word.top for word in words), words[-1].right,
            max(word.bottom for word in words), round(sum(w.confidence * len(w.text) for w in words) / letters, 4),
            tuple(words),
        ))
    return cells
