"""One interface, two engines: tesserocr where it and its English data are installed, else RapidOCR.

Nothing is downloaded: RapidOCR is given the model files that lie in its wheel, by path.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Choose the engine by hand: ``auto``, ``tesserocr``, ``rapidocr`` or ``none``.
ENGINE_VARIABLE = "OPENIMR_OCR"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a page image, and the mean confidence of its characters (0 to 1)."""

    text: str
    confidence: float


class Engine(Protocol):
    """What recognises the text of a cleaned page.

    Attributes:
        name: short name with the version of engine and models; results are stored under it.
    """

    @property
    def name(self) -> str: ...

    def read(self, page: NDArray[np.uint8], dpi: int) -> Recognised:
        """The text of a grey page (rows × columns, ink dark), upright and straight, in reading order."""
        ...


@cache
def available_engine(threads: int = 2, choice: str | None = None) -> Engine | None:
    """The engine of this machine, or None when no engine is installed. Its models are loaded with the first page.

    Args:
        threads: processor threads that it may use.
        choice: ``auto``, ``tesserocr``, ``rapidocr`` or ``none``; the environment variable ``OPENIMR_OCR`` when None.
    """
    wanted = (choice or os.environ.get(ENGINE_VARIABLE) or "auto").strip().lower()
    if wanted in ("auto", "tesserocr") and importlib.util.find_spec("tesserocr") is not None:
        from openimr.casefile.ocr.tesseract import TesseractEngine, language_data

        data = language_data()
        if data is not None:
            return TesseractEngine(data)
    if wanted in ("auto", "rapidocr") and _rapid_installed():
        from openimr.casefile.ocr.rapid import RapidEngine, model_files

        models = model_files()
        if models is not None:
            return RapidEngine(models, threads=threads)
    return None


def engine_remedy() -> str:
    """What to do when no engine is installed."""
    return "install the recognition engine (pip install 'openimr[ocr]') and open the case again"


def _rapid_installed() -> bool:
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime", "cv2"))
