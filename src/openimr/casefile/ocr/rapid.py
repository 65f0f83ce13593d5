"""The PP-OCR models of RapidOCR's wheel on cleaned pages, run through onnxruntime.

Four things make it fast and right on papers: lines are *found* on a page scaled down to about 100 dpi (finding them
at full size takes ten times as long and gains nothing), they are *read* from the full page one by one and without
padding, each thread its own line; which way up a page stands is tried on a few long lines, whose text is kept; and
the direction classifier, which turns printed lines upside down, is never asked.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.casefile.ocr.engines import Reading
from openimr.casefile.ocr.linereading import Alphabet, LineWord, alphabet, read_line
from openimr.casefile.ocr.readingorder import Cell

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Resolution at which lines are found.
_FIND_DPI = 100
#: The model takes sides that are multiples of this.
_SIDE = 32
#: A place belongs to a line from this chance on; a line counts from this mean chance on.
_LINE_CHANCE, _LINE_MEAN = 0.3, 0.5
#: The model finds the heart of a line; the line is larger by this share of area over circumference.
_GROWTH = 1.6
#: A line found is parted where nothing is printed for this many line heights: two columns, or a label and the next.
_GAP_HEIGHTS = 1.3
#: Lines that are tried for which way up the page stands, and the confidence from which on it surely stands upright.
_TRIED, _UPRIGHT = 4, 0.9
#: A page of which less than this share is surely print is sampled upside down: every so many lines.
_LITTLE_PRINT, _SAMPLE = 0.5, 10
#: Grey below which a pixel counts as ink.
_INK = 150


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
    """Whether a model carries its own alphabet; without one it cannot be used."""
    with model.open("rb") as stream:
        stream.seek(max(0, model.stat().st_size - 2_000_000))
        return b"character" in stream.read()


@dataclass(frozen=True, slots=True)
class FoundLine:
    """Where a line of print lies: its box at its middle, and how much it falls for each pixel to the right."""

    left: int
    top: int
    right: int
    bottom: int
    slope: float = 0.0

    def picture(self, page: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """The line cut out of its page, made level."""
        import cv2
        import numpy as np

        if not self.slope:
            return page[self.top:self.bottom, self.left:self.right]
        middle = (self.right - self.left) / 2
        # from the picture to the page: columns stay, rows follow the slope
        matrix = np.array([[1, 0, self.left], [self.slope, 1, self.top - self.slope * middle]], dtype=np.float64)
        return np.asarray(cv2.warpAffine(
            page, matrix, (self.right - self.left, self.bottom - self.top), borderMode=cv2.BORDER_CONSTANT,
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderValue=255,
        ), dtype=np.uint8)


class RapidEngine:
    """RapidOCR's models behind :class:`openimr.casefile.ocr.engines.Engine`."""

    def __init__(self, models: Models, *, threads: int = 2) -> None:
        self._models = models
        self._threads = max(1, threads)
        self._sessions: tuple[Any, Any] | None = None
        self._alphabets: tuple[Alphabet, Alphabet] | None = None

    @property
    def name(self) -> str:
        """Engine, version and models: a new model makes stored results stale."""
        try:
            number = version("rapidocr")
        except PackageNotFoundError:
            number = "?"
        return f"rapidocr-{number}-{self._models.find.stem}-{self._models.read.stem}"

    def read(self, page: NDArray[np.uint8], dpi: int, *, noisy: bool = False) -> Reading:
        """See :meth:`openimr.casefile.ocr.engines.Engine.read`."""
        import numpy as np

        lines = self._found(page, dpi)
        turned = 0
        if _mostly_tall(lines):
            page = np.ascontiguousarray(np.rot90(page, -1))
            turned = 90
            lines = self._found(page, dpi)
        lines = [part for line in lines for part in parted(page, line)]
        if not lines:
            return Reading((), turned)
        with ThreadPoolExecutor(self._threads) as pool:

            def read(some: Sequence[FoundLine], flipped: bool) -> list[list[LineWord]]:
                return list(pool.map(lambda line: self._line(page, line, noisy, flipped), some))

            # the longest lines first: no thread is left alone with a long one at the end
            lines.sort(key=lambda line: line.left - line.right)
            texts = read(lines[:_TRIED], False)
            upside_down = False
            if _certainty(texts) < _UPRIGHT:
                flipped = read(lines[:_TRIED], True)
                upside_down = _certainty(flipped) >= _UPRIGHT
                texts = flipped if upside_down else texts
            texts += read(lines[_TRIED:], upside_down)
            if not upside_down and _print_share(texts) < _LITTLE_PRINT:
                # neither way looks like print: handwriting, or print that is short; a wider sample decides
                some = lines[::max(1, len(lines) // _SAMPLE)]
                flipped = read(some, True)
                if _print_share(flipped) > _print_share(texts[::max(1, len(lines) // _SAMPLE)]) + 0.1:
                    upside_down = True
                    texts = read(lines, True)
        cells = [_cell(line, words) for line, words in zip(lines, texts, strict=True)]
        if upside_down:
            turned = (turned + 180) % 360
            cells = [_flipped(cell, page.shape[1], page.shape[0]) for cell in cells]
        return Reading(tuple(cells), turned)

    def _found(self, page: NDArray[np.uint8], dpi: int) -> list[FoundLine]:
        """The lines on a page."""
        import cv2
        import numpy as np

        height, width = page.shape
        scale = min(1.0, _FIND_DPI / max(dpi, 1))
        rows, columns = (max(_SIDE, round(side * scale / _SIDE) * _SIDE) for side in (height, width))
        small = cv2.resize(page, (columns, rows), interpolation=cv2.INTER_AREA).astype(np.float32) / 127.5 - 1
        find, _ = self._loaded()
        chance = find.run(None, {find.get_inputs()[0].name: np.repeat(small[None, None], 3, axis=1)})[0][0, 0]
        mask = cv2.dilate((chance > _LINE_CHANCE).astype(np.uint8), np.ones((2, 2), np.uint8))
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
        across, down = width / columns, height / rows
        found = []
        for number, (left, top, wide, high, _) in enumerate(stats[1:count].tolist(), start=1):
            if min(wide, high) < 3:
                continue
            own = labels[top:top + high, left:left + wide] == number
            slope = _slope(own)
            drop = abs(slope) * (wide - 1)
            high_of_line = max(3.0, high - drop)
            if float(chance[top:top + high, left:left + wide][own].mean()) < _LINE_MEAN:
                continue
            margin = wide * high_of_line * _GROWTH / (2 * (wide + high_of_line))
            middle = top + high / 2
            found.append(FoundLine(
                max(0, int((left - margin) * across)), max(0, int((middle - high_of_line / 2 - margin) * down)),
                min(width, int((left + wide + margin) * across) + 1),
                min(height, int((middle + high_of_line / 2 + margin) * down) + 1), slope * down / across,
            ))
        return [line for line in found if line.right - line.left > 2 and line.bottom - line.top > 4]

    def _line(self, page: NDArray[np.uint8], line: FoundLine, noisy: bool, flipped: bool) -> list[LineWord]:
        """The words of a line; those of one that is read upside down have their places in the flipped picture."""
        import numpy as np

        picture = line.picture(page)
        if flipped:
            picture = np.ascontiguousarray(picture[::-1, ::-1])
        _, session = self._loaded()
        name = session.get_inputs()[0].name

        def model(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
            answer: NDArray[np.float32] = session.run(None, {name: pixels})[0][0]
            return answer

        assert self._alphabets is not None
        return read_line(picture, model, self._alphabets[1 if noisy else 0])

    def _loaded(self) -> tuple[Any, Any]:
        """The two models, loaded once per process: the one that finds lines on all threads, the other on one each."""
        if self._sessions is None:
            import onnxruntime

            sessions = []
            for path, threads in ((self._models.find, self._threads), (self._models.read, 1)):
                options = onnxruntime.SessionOptions()
                options.log_severity_level = 4
                options.intra_op_num_threads = threads
                options.inter_op_num_threads = 1
                options.enable_cpu_mem_arena = False  # every page has another size; an arena would only grow
                # threads that spin while they wait take the time of the other processes that read pages
                options.add_session_config_entry("session.intra_op.allow_spinning", "0")
                sessions.append(onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"]))
            # the characters are lines of text; only a line feed parts them, one of them is a line separator
            characters = sessions[1].get_modelmeta().custom_metadata_map["character"].split("\n")
            self._alphabets = (alphabet(characters, accents=True), alphabet(characters, accents=False))
            self._sessions = (sessions[0], sessions[1])
        return self._sessions


def parted(page: NDArray[np.uint8], line: FoundLine) -> list[FoundLine]:
    """A line parted at wide blanks, so that neighbours in a table do not run together."""
    import numpy as np

    height = line.bottom - line.top
    if line.right - line.left < 4 * height:
        return [line]
    inked = np.flatnonzero((line.picture(page) < _INK).any(axis=0))
    if len(inked) == 0:
        return [line]
    # boxes are found with a margin: letters fill about three quarters of their height
    limit = max(6.0, _GAP_HEIGHTS * 0.75 * height)
    cuts = [line.left + int(inked[cut] + inked[cut + 1]) // 2 for cut in np.flatnonzero(np.diff(inked) > limit)]
    parts = []
    for left, right in pairwise([line.left, *cuts, line.right]):
        # the part lies as much higher or lower as the line rises or falls up to its middle
        shift = round(line.slope * ((left + right) / 2 - (line.left + line.right) / 2))
        part = replace(line, left=left, right=right, top=max(0, line.top + shift), bottom=line.bottom + shift)
        if right - left > 2 and part.bottom - part.top > 4:
            parts.append(part)
    return parts


def _slope(own: NDArray[np.bool_]) -> float:
    """How much a line falls for each pixel to the right; 0 for one that is short, thick or level enough."""
    import numpy as np

    high, wide = own.shape
    if wide < 4 * high and wide < 60:
        return 0.0
    counts = own.sum(axis=0)
    columns = np.flatnonzero(counts)
    middles = (own * np.arange(high)[:, None]).sum(axis=0)[columns] / counts[columns]
    slope = float(np.polyfit(columns, middles, 1)[0])
    # less than a sixth of the height from end to end is not worth a change
    return slope if abs(slope) < 0.2 and abs(slope) * wide > max(1.0, high / 6) else 0.0


def _mostly_tall(lines: Sequence[FoundLine]) -> bool:
    """Whether lines run down the page: boxes that are clearly tall outweigh those that are clearly wide."""
    sizes = [(line.right - line.left, line.bottom - line.top) for line in lines]
    tall = sum(high for wide, high in sizes if high > 2 * wide)
    return tall > 1.5 * sum(wide for wide, high in sizes if wide > 2 * high)


def _certainty(texts: Sequence[Sequence[LineWord]]) -> float:
    """Mean confidence of lines by letters; lines without any text count against it."""
    letters = sum(len(word.text) for words in texts for word in words) + sum(5 for words in texts if not words)
    return sum(len(word.text) * word.confidence for words in texts for word in words) / letters if letters else 0.0


def _print_share(texts: Sequence[Sequence[LineWord]]) -> float:
    """Share of the letters that stand in words which are surely print."""
    words = [word for line in texts for word in line]
    letters = sum(len(word.text) for word in words)
    return sum(len(word.text) for word in words if word.confidence >= _UPRIGHT) / letters if letters else 0.0


def _cell(line: FoundLine, words: Sequence[LineWord]) -> Cell:
    """A line's words with their places on the page."""
    placed = []
    for word in words:
        drop = round(line.slope * ((word.left + word.right) / 2 - (line.right - line.left) / 2))
        placed.append(replace(
            word, left=line.left + word.left, top=line.top + word.top + drop, right=line.left + word.right,
            bottom=line.top + word.bottom + drop,
        ))
    letters = sum(len(word.text) for word in words)
    confidence = sum(len(word.text) * word.confidence for word in words) / letters if letters else 0.0
    return Cell(" ".join(word.text for word in words), line.left, line.top, line.right, line.bottom,
                round(confidence, 4), tuple(placed))


def _flipped(cell: Cell, width: int, height: int) -> Cell:
    """A piece whose box counts on the page upside down and whose words count in its own flipped picture."""
    left, top = width - cell.right, height - cell.bottom
    words = tuple(
        replace(word, left=word.left - cell.left + left, right=word.right - cell.left + left,
                top=word.top - cell.top + top, bottom=word.bottom - cell.top + top)
        for word in cell.words
    )
    return replace(cell, left=left, top=top, right=width - cell.left, bottom=height - cell.top, words=words)
