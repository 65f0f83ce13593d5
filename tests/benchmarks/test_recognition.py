"""The benchmark of recognition: what a word is, which pages are drawn, and that a scan's PDF keeps its pixels."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from benchmarks.degrading import degrade
from benchmarks.scannedpages import _as_pdf, scans, true_pages, words_of

pytest.importorskip("cv2")


@pytest.mark.parametrize(("printed", "read", "same"), [
    ("“Yes,” she said – once.", '"Yes" she said - once', True),
    ("electrodi\ufffeagnostic study", "electrodi-\nagnostic study", True),
    ("L4-L5", "L4 -L5", False),
    ("2.5 mg", "25 mg", False),
    ("Left", "left", False),
    ("• one ____ [ ] two", "one two", True),
])
def test_which_words_are_the_same(printed: str, read: str, same: bool) -> None:
    assert (words_of(printed) == words_of(read)) is same


def test_the_same_arguments_give_the_same_scans(tmp_path: Path) -> None:
    pages = true_pages("own", 2)
    assert pages == true_pages("own", 2) and len({page.number for page in pages}) == 2
    one, two = scans(pages, "fax", tmp_path), scans(pages, "fax", tmp_path)
    assert [scan.words for scan in one] == [scan.words for scan in two]
    assert all("FAX" in scan.words for scan in one)  # the sender's line is part of the truth


def test_print_under_handwriting_is_not_asked_for(tmp_path: Path) -> None:
    pages = true_pages("own", 7)
    whole, upper = scans(pages, "low-100", tmp_path), scans(pages, "written-over", tmp_path)
    assert all(Counter() < part.words <= page.words for part, page in zip(upper, whole, strict=True))
    assert any(part.words < page.words for part, page in zip(upper, whole, strict=True))


def test_a_scan_keeps_its_size_and_its_print(tmp_path: Path) -> None:
    from openimr.casefile.pages.pdf import render_page

    page, dpi = degrade(np.full((660, 510), 255, dtype=np.uint8), "one-bit-200", seed=1, dpi=200)
    page[100:200, 50:60] = 0
    path = tmp_path / "scan.pdf"
    path.write_bytes(_as_pdf(page, dpi))
    shown, resolution = render_page(path, 1)
    assert resolution == 200 and shown.shape == page.shape
    assert np.abs(shown.astype(float) - page).mean() < 1
