"""Tesseract through tesserocr, where the distribution's language data is installed."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.casefile.ocr.engines import Recognised
from openimr.casefile.ocr.readingorder import squeeze_blank_lines

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_LANGUAGE = "eng"
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
    """Tesseract behind :class:`openimr.casefile.ocr.engines.Engine`; it orders columns by itself."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._api: Any = None

    @property
    def name(self) -> str:
        """Engine and version."""
        import tesserocr

        return f"tesserocr-{tesserocr.__version__}-{_LANGUAGE}"

    def read(self, page: NDArray[np.uint8], dpi: int) -> Recognised:
        """See :meth:`openimr.casefile.ocr.engines.Engine.read`."""
        import tesserocr

        if self._api is None:
            self._api = tesserocr.PyTessBaseAPI(path=str(self._data), lang=_LANGUAGE, psm=tesserocr.PSM.AUTO)
        height, width = page.shape
        self._api.SetImageBytes(page.tobytes(), width, height, 1, width)
        self._api.SetSourceResolution(max(70, dpi))
        text = self._api.GetUTF8Text()
        confidence = max(0, self._api.MeanTextConf()) / 100 if text.strip() else 1.0
        self._api.Clear()
        return Recognised(squeeze_blank_lines(text), round(confidence, 4))
