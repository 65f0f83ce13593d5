"""Pages on demand: the image that a reviewer sees, and the words in their places on it."""

from __future__ import annotations

import importlib.util
import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from openimr.casefile import CaseFile, Page, PageAccess, open_case
from openimr.casefile.model import Word
from openimr.errors import NotFound
from tests.casefile import paperfiles
from tests.casefile.paperfiles import MRI, NOTE

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None, reason="the extra openimr[ocr] is not installed"
)


def page_of(case: CaseFile, file: str, number: int = 1) -> Page:
    return next(p for d in case.documents for p in d.pages if p.file == file and p.number == number)


def pixels(image: bytes | None) -> NDArray[np.uint8]:
    assert image is not None
    return np.asarray(Image.open(io.BytesIO(image)).convert("L"))


def ink_under(word: Word, shown: NDArray[np.uint8]) -> float:
    """Share of the word's columns in which something dark stands."""
    height, width = shown.shape
    box = shown[int(word.top * height):round(word.bottom * height) + 1,
                int(word.left * width):round(word.right * width) + 1]
    return float((box < 160).any(axis=0).mean())


def test_words_of_a_text_layer_stand_on_their_ink(tmp_path: Path) -> None:
    (tmp_path / "more.zip").write_bytes(
        paperfiles.zipped({"inner/a.pdf": paperfiles.pdf(tmp_path / "a.pdf", NOTE, MRI).read_bytes()})
    )
    (tmp_path / "a.pdf").unlink()
    (tmp_path / "note.txt").write_text("PROGRESS NOTE\nLow back pain.")
    case = open_case(tmp_path, cache=None, workers=1)
    with PageAccess(case, cache=None, workers=1) as pages:
        page = page_of(case, "more.zip!/inner/a.pdf", 2)
        shown = pixels(pages.image(page, dpi=100))
        assert shown.shape == (1100, 850)
        words = pages.words(page)
        assert [page.text[w.start:w.end] for w in words] == page.text.split() == MRI.split()
        assert all(ink_under(word, shown) > 0.5 for word in words)
        assert min(words, key=lambda w: w.top).top < max(words, key=lambda w: w.top).top
        text = page_of(case, "note.txt")
        assert pages.image(text) is None and pages.words(text) == []


@needs_engine
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_of_a_scan_stand_on_their_ink_however_it_lies(tmp_path: Path, turn: int) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    # turned anticlockwise in the file: it must be turned clockwise by as much to be read
    paperfiles.scan(height=8.0).rotate(turn, expand=True).save(folder / "scan.png", dpi=(150, 150))
    case = open_case(folder, cache=tmp_path / "cache", workers=1)
    page = page_of(case, "scan.png")
    assert page.orientation == turn
    with PageAccess(case, cache=tmp_path / "cache", workers=1) as pages:
        shown = pixels(pages.image(page))
        assert shown.shape[1] > shown.shape[0] * 0.9
        words = pages.words(page)
    assert [page.text[w.start:w.end] for w in words] == page.text.split()
    assert len(words) >= 20
    assert all(ink_under(word, shown) > 0.4 for word in words)
    assert all(word.confidence is not None and word.confidence > 0.5 for word in words)


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    paperfiles.pdf(tmp_path / "a.pdf", NOTE)
    paperfiles.pdf(tmp_path / "b.pdf", MRI)
    case = open_case(tmp_path, cache=None, workers=1)
    (tmp_path / "a.pdf").unlink()
    with PageAccess(case, cache=None, workers=1) as pages, pytest.raises(NotFound, match="no longer in the case"):
        pages.image(page_of(case, "a.pdf"))
