"""One interface, two engines: tesserocr where it and its English data are installed, else the models of RapidOCR.

Nothing is downloaded: the models lie in RapidOCR's wheel and are opened by path.
"""

from __future__ import annotations

import importlib.util
import os
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol

from openimr.casefile.model import Word

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from openimr.casefile.ocr.readingorder import Cell

#: Choose the engine by hand: ``auto``, ``tesserocr``, ``rapidocr`` or ``none``.
ENGINE_VARIABLE = "OPENIMR_OCR"


@dataclass(frozen=True, slots=True)
class Recognised:
    """The text of a page image.

    Attributes:
        text: what is printed, in reading order; what could not be read with some certainty is left out, not guessed.
        confidence: mean confidence of its characters, 0 to 1. A page without print has no text and confidence 0;
            print or a picture on which nothing can be read has no text and some confidence.
        words: every word of ``text`` in order, with its box on the upright page.
        orientation: degrees (0, 90, 180 or 270) by which the image must be turned clockwise to stand upright.
        unread: share of the lines on the page, by the area of their ink, that could not be read (0 to 1): handwriting,
            mostly, or print that is too damaged. A signature or a stamp alone stays below `UNREAD_PART`.
    """

    text: str
    confidence: float
    words: tuple[Word, ...] = ()
    orientation: int = 0
    unread: float = 0.0


#: From this share of unread lines on, a page is to be called partly unread.
UNREAD_PART = 0.15
#: From this share on, hardly anything of a page was read.
UNREAD_MOST = 0.75


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine read on a clean page.

    Attributes:
        cells: pieces of lines with their words, in any order; boxes in pixels of the page as it was turned.
        turned: degrees (0, 90, 180, 270) by which the engine turned the page clockwise because its lines stood so.
    """

    cells: tuple[Cell, ...]
    turned: int = 0


class Engine(Protocol):
    """What recognises the text of a cleaned page.

    Attributes:
        name: short name with the version of engine and models; results are stored under it.
    """

    @property
    def name(self) -> str: ...

    def read(self, page: NDArray[np.uint8], dpi: int, *, noisy: bool = False) -> Reading:
        """The pieces of lines on a grey page (rows × columns, ink dark), which is straight but may lie on its side or
        its head.

        Args:
            page: the pixels.
            dpi: their resolution.
            noisy: the page was full of specks; marks that look like accents are more likely dirt.
        """
        ...


def wanted_engine() -> str:
    """The choice that the environment variable ``OPENIMR_OCR`` states: an engine, ``none``, or ``auto``."""
    return (os.environ.get(ENGINE_VARIABLE) or "auto").strip().lower()


def available_engine(threads: int = 2, choice: str | None = None) -> Engine | None:
    """The engine of this machine, or None when no engine is installed. Its models are loaded with the first page.

    Args:
        threads: processor threads that it may use.
        choice: ``auto``, ``tesserocr``, ``rapidocr`` or ``none``; what ``wanted_engine`` says when None.
    """
    return _engine(threads, choice or wanted_engine())


@cache
def _engine(threads: int, wanted: str) -> Engine | None:
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
