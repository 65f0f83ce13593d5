"""RapidOCR (PP-OCR models through onnxruntime) on cleaned pages.

Three things make it fast and right on papers: lines are *found* on a page scaled down to about 100 dpi (finding them
at full size takes ten times as long and gains nothing), they are *read* from the full page, and the direction
classifier, which turns printed lines upside down, is off.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.casefile.ocr.engines import Recognised
from openimr.casefile.ocr.readingorder import Cell, text_of
from openimr.casefile.ocr.wordgaps import spaced_like, word_spans

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Resolution at which lines are found.
_FIND_DPI = 100
#: A line found is parted where nothing is printed for this many line heights: two columns, or a label and the next.
_GAP_HEIGHTS = 1.3


@dataclass(frozen=True, slots=True)
class Models:
    """The model files of an installed RapidOCR."""

    find: Path
    read: Path


def model_files() -> Models | None:
    """The models in RapidOCR's wheel, or None when this version brings none (they are never downloaded)."""
    spec = importlib.util.find_spec("rapidocr")
    if spec is None or not spec.submodule_search_locations:
        return None
    folder = Path(spec.submodule_search_locations[0]) / "models"
    find = sorted(folder.glob("*det*.onnx"), key=lambda p: p.stat().st_size)
    read = sorted((p for p in folder.glob("*rec*.onnx") if _holds_characters(p)), key=lambda p: p.stat().st_size)
    return Models(find[-1], read[-1]) if find and read else None


def _holds_characters(model: Path) -> bool:
    """Whether a model carries its own alphabet; without one RapidOCR would fetch it from the network."""
    with model.open("rb") as stream:
        stream.seek(max(0, model.stat().st_size - 2_000_000))
        return b"character" in stream.read()


class RapidEngine:
    """RapidOCR behind :class:`openimr.casefile.ocr.engines.Engine`."""

    def __init__(self, models: Models, *, threads: int = 2) -> None:
        self._models = models
        self._threads = threads
        self._engine: Any = None

    @property
    def name(self) -> str:
        """Engine, version and models: a new model makes stored results stale."""
        try:
            number = version("rapidocr")
        except PackageNotFoundError:
            number = "?"
        return f"rapidocr-{number}-{self._models.find.stem}-{self._models.read.stem}"

    def read(self, page: NDArray[np.uint8], dpi: int) -> Recognised:
        """See :meth:`openimr.casefile.ocr.engines.Engine.read`."""
        import cv2
        import numpy as np

        engine = self._loaded()
        scale = min(1.0, _FIND_DPI / max(dpi, 1))
        small = cv2.resize(page, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA) if scale < 1 else page
        found = engine(cv2.cvtColor(small, cv2.COLOR_GRAY2BGR), use_det=True, use_cls=False, use_rec=False)
        if getattr(found, "boxes", None) is None or len(found.boxes) == 0:
            return Recognised("", 1.0)
        boxes: list[tuple[int, int, int, int]] = []
        for corners in found.boxes:
            left, top = np.floor(corners.min(axis=0) / scale).astype(int)
            right, bottom = np.ceil(corners.max(axis=0) / scale).astype(int)
            box = (max(0, left), max(0, top), min(page.shape[1], right), min(page.shape[0], bottom))
            boxes += [part for part in _parted(page, box) if part[2] - part[0] > 2 and part[3] - part[1] > 4]
        if not boxes:
            return Recognised("", 1.0)
        crops = [page[top:bottom, left:right] for left, top, right, bottom in boxes]
        read = _read(engine, crops)
        texts = _spaced(engine, crops, [text for text, _ in read])
        cells = [
            Cell(text.strip(), *box, score)
            for text, (_, score), box in zip(texts, read, boxes, strict=True)
            if text.strip() and score >= 0.3
        ]
        characters = sum(len(cell.text) for cell in cells)
        confidence = sum(cell.confidence * len(cell.text) for cell in cells) / characters if characters else 1.0
        return Recognised(text_of(cells), round(confidence, 4))

    def _loaded(self) -> Any:
        """The engine with its models, loaded once per process."""
        if self._engine is None:
            from rapidocr import RapidOCR

            self._engine = RapidOCR(
                params={
                    "Global.use_cls": False,
                    "Global.log_level": "critical",
                    "Global.max_side_len": 6000,
                    "Det.model_path": str(self._models.find),
                    "Rec.model_path": str(self._models.read),
                    # never enlarge: the page is at the resolution where lines are found best
                    "Det.limit_type": "max",
                    "Det.limit_side_len": 3000,
                    "EngineConfig.onnxruntime.intra_op_num_threads": self._threads,
                    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                }
            )
            # both are loaded on first use inside; RapidOCR's own batch method skips that step
            self._engine._load_rec_model()
        return self._engine


def _read(engine: Any, crops: Sequence[NDArray[np.uint8]]) -> list[tuple[str, float]]:
    """Text and confidence of pictures of lines."""
    import cv2

    result = engine.recognize_txt([cv2.cvtColor(crop, cv2.COLOR_GRAY2BGR) for crop in crops])
    return [(str(text), float(score)) for text, score in zip(result.txts, result.scores, strict=True)]


def _spaced(engine: Any, crops: Sequence[NDArray[np.uint8]], texts: Sequence[str]) -> list[str]:
    """Texts of lines with the blanks that the image shows and the engine swallowed."""
    suspects: list[tuple[int, list[NDArray[np.uint8]]]] = []
    for index, (crop, text) in enumerate(zip(crops, texts, strict=True)):
        if len("".join(text.split())) < 5:
            continue
        spans = word_spans(crop)
        if len(spans) > len(text.split()):
            suspects.append((index, [crop[:, max(0, left - 4):right + 4] for left, right in spans]))
    if not suspects:
        return list(texts)
    words = iter(_read(engine, [word for _, parts in suspects for word in parts]))
    spaced = list(texts)
    for index, parts in suspects:
        spaced[index] = spaced_like(texts[index], [next(words)[0] for _ in parts])
    return spaced


def _parted(page: NDArray[np.uint8], box: tuple[int, int, int, int]) -> list[tuple[int, int, int, int]]:
    """A line's box parted at wide blanks, so that neighbours in a table do not run together."""
    import numpy as np

    left, top, right, bottom = box
    height = bottom - top
    if right - left < 4 * height:
        return [box]
    strip = page[top:bottom, left:right]
    inked = np.flatnonzero((strip < 140).any(axis=0))
    if len(inked) == 0:
        return [box]
    # boxes are found with a margin: letters fill about three quarters of their height
    limit = max(6.0, _GAP_HEIGHTS * 0.75 * height)
    cuts = np.flatnonzero(np.diff(inked) > limit)
    parts, begin = [], left
    for cut in cuts:
        middle = left + int((inked[cut] + inked[cut + 1]) // 2)
        parts.append((begin, top, middle, bottom))
        begin = middle
    return [*parts, (begin, top, right, bottom)]
