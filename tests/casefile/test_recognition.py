"""Scanned pages: clean-up, recognition, reading order, the store, and what happens without an engine."""

from __future__ import annotations

import importlib.util
import stat
from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.casefile.ocr import available_engine
from openimr.casefile.ocr.readingorder import Cell, text_of
from openimr.casefile.ocr.wordgaps import spaced_like
from openimr.casefile.work.store import ResultStore, default_cache
from tests.casefile import paperfiles

needs_engine = pytest.mark.skipif(
    importlib.util.find_spec("rapidocr") is None or importlib.util.find_spec("cv2") is None,
    reason="the extra openimr[ocr] is not installed",
)
WORDS = [word for line in paperfiles.SCAN_LINES for word in line.split()]


def recall(text: str) -> float:
    found = text.split()
    return sum(1 for word in WORDS if word in found) / len(WORDS)


@pytest.fixture
def scans(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    folder.mkdir()
    paperfiles.scan().save(folder / "scan.png")
    return folder


@needs_engine
def test_a_scanned_page_is_read_and_kept(scans: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    document, = open_case(scans, cache=cache).documents
    page, = document.pages
    assert page.origin == "ocr" and recall(page.text) == 1.0
    assert page.confidence is not None and page.confidence > 0.9
    assert (document.kind.value, str(document.date), document.patient) == ("pharmacy", "2014-03-18", "Marlo Quince")
    assert page.text.splitlines()[:2] == ["BAYSIDE PHARMACY", "PATIENT PRESCRIPTION HISTORY"]

    files = [f for f in cache.rglob("*") if f.is_file()]
    assert files and all(stat.S_IMODE(f.stat().st_mode) == 0o600 for f in files)
    assert stat.S_IMODE(cache.stat().st_mode) == 0o700

    from openimr.casefile.ocr import recognising

    monkeypatch.setattr(recognising, "work_off", lambda tasks, *_, **__: [pytest.fail("read again") for _ in tasks])
    again, = open_case(scans, cache=cache).documents
    assert again.pages[0].text == page.text and again.pages[0].confidence == page.confidence


@needs_engine
def test_the_same_page_in_another_file_is_not_read_again(scans: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    open_case(scans, cache=cache)
    held = set(cache.rglob("*.json"))
    (scans / "scan.png").rename(scans / "other.png")
    from PIL import Image, PngImagePlugin

    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "sent twice")
    with Image.open(scans / "other.png") as image:
        image.save(scans / "other.png", pnginfo=info)
    engine = available_engine(2)
    assert engine is not None
    document, = open_case(scans, cache=cache).documents
    assert recall(document.pages[0].text) == 1.0
    # more entries for the new file (its pages, its page's text, the opened case), none for new pixels
    assert len(set(cache.rglob("*.json")) - held) == 3


@needs_engine
def test_a_bad_fax_is_cleaned_before_it_is_read(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    crooked = paperfiles.scan(dpi=200).rotate(1.6, fillcolor=255, resample=Image.Resampling.BICUBIC)
    pixels = np.asarray(crooked).copy()
    noise = np.random.default_rng(7).random(pixels.shape)
    pixels[noise < 0.01], pixels[noise > 0.99] = 0, 255
    pixels[:, 40:44] = 0  # a line that a dirty fax roller draws
    folder = tmp_path / "case"
    folder.mkdir()
    Image.fromarray(np.where(pixels < 128, 0, 255).astype("uint8")).convert("1").save(
        folder / "fax.tif", compression="group4", dpi=(200, 200)
    )
    document, = open_case(folder, cache=None).documents
    assert recall(document.pages[0].text) >= 0.9


@needs_engine
def test_a_scanned_pdf_with_an_empty_sheet(tmp_path: Path) -> None:
    from PIL import Image

    folder = tmp_path / "case"
    folder.mkdir()
    paperfiles.scanned_pdf(folder / "a.pdf", paperfiles.scan(), Image.new("L", (1275, 600), 255))
    document, = open_case(folder, cache=None, workers=1).documents
    assert recall(document.pages[0].text) == 1.0
    assert document.pages[1].text == "" and document.problems == []


@needs_engine
def test_a_picture_without_print_is_named(tmp_path: Path) -> None:
    import numpy as np
    from PIL import Image

    folder = tmp_path / "case"
    folder.mkdir()
    (folder / "note.txt").write_text(paperfiles.NOTE)
    gradient = np.tile(np.linspace(0, 255, 800), (800, 1)).astype("uint8")
    Image.fromarray(gradient).save(folder / "photo.png")
    case = open_case(folder, cache=None)
    photo = case.document("d02")
    assert not photo.usable and photo.problems[0].code == "no-text"


def test_without_an_engine_pages_are_listed_as_unread(scans: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENIMR_OCR", "none")
    (scans / "note.txt").write_text(paperfiles.NOTE)
    paperfiles.scanned_pdf(scans / "two.pdf", paperfiles.scan(), paperfiles.scan())
    case = open_case(scans, cache=None)
    monkeypatch.delenv("OPENIMR_OCR")
    assert open_case(scans, cache=None).document("d02").usable, "the choice of one run does not outlive it"
    unread = [d for d in case.documents if not d.usable]
    assert [d.file for d in unread] == ["scan.png", "two.pdf"]
    assert {p.origin for d in unread for p in d.pages} == {"none"}
    assert all("pip install 'openimr[ocr]'" in d.problems[0].remedy for d in unread)
    assert len(unread[1].problems) == 1 and "pages 1-2" in unread[1].problems[0].message


def test_damaged_entries_of_the_store_are_passed_over(tmp_path: Path) -> None:
    store = ResultStore(tmp_path, "engine-1")
    key = store.key("page", "abc", 1)
    store.put(key, {"text": "Pain 7/10", "confidence": 0.93})
    assert store.get(key) == {"text": "Pain 7/10", "confidence": 0.93}
    other = ResultStore(tmp_path, "engine-2")
    assert other.get(other.key("page", "abc", 1)) is None
    place, = tmp_path.rglob("*.json")
    held = place.read_text()
    for damaged in ("", "{", held[:-3], held.replace("7/10", "1/10"), held.replace("\n", ""), "\n[]"):
        place.write_text(damaged)
        assert store.get(key) is None
    assert not list(tmp_path.rglob("*.part"))


def test_a_store_that_cannot_be_written_costs_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    store = ResultStore(tmp_path / "file" / "cache", "engine-1")
    store.put(store.key("x"), {"text": "a"})
    assert store.get(store.key("x")) is None
    assert ResultStore(None, "engine-1").get("k") is None


def test_where_the_store_lies(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("OPENIMR_CACHE", "off")
    assert default_cache() is None
    monkeypatch.setenv("OPENIMR_CACHE", str(tmp_path))
    assert default_cache() == tmp_path
    monkeypatch.delenv("OPENIMR_CACHE")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert default_cache() == tmp_path / "xdg" / "openimr"


def test_two_columns_of_prose_are_read_one_after_the_other() -> None:
    left = [f"left column line {n} with some more words" for n in range(8)]
    right = [f"right column line {n} with other words" for n in range(8)]
    cells = [Cell("TITLE OF THE PAPER", 200, 0, 800, 30, 0.9)]
    for n in range(8):
        cells.append(Cell(right[n], 520, 60 + 40 * n, 980, 90 + 40 * n, 0.9))
        cells.append(Cell(left[n], 20, 61 + 40 * n, 480, 91 + 40 * n, 0.9))
    text = text_of(cells)
    assert [line for line in text.splitlines() if line] == ["TITLE OF THE PAPER", *left, *right]


def test_rows_of_a_table_stay_rows() -> None:
    rows = [("10/15/2013", "Carisoprodol 350 mg", "60"), ("01/16/2014", "Omeprazole 20 mg", "30")] * 4
    cells = [
        Cell(text, 20 + 300 * column, 40 * number, 200 + 300 * column, 40 * number + 30, 0.9)
        for number, row in enumerate(rows)
        for column, text in enumerate(row)
    ]
    assert text_of(cells).splitlines() == ["   ".join(row) for row in rows]


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("injectionwithimagesx 3", ["injection", "with", "images", "x", "3"], "injection with images x 3"),
        ("DOB:03/08/1971", ["DOB:", "03/08/1971"], "DOB: 03/08/1971"),
        ("L5-S1 bilateral", ["L", "5-S1", "bilateral"], "L5-S1 bilateral"),
        ("12/02/2013", ["1", "2/02/2013"], "12/02/2013"),
        ("cross-arm", ["cross-", "arm"], "cross-arm"),
        ("P R", ["P", "R"], "P R"),
        ("HEADING", ["H", "E", "A", "D", "ING"], "HEADING"),
    ],
)
def test_swallowed_blanks(text: str, words: list[str], expected: str) -> None:
    assert spaced_like(text, words) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [("DATE 0F VISIT", "DATE OF VISIT"), ("PERI0D", "PERIOD"), ("L4-50", "L4-50"), ("NORCO 10/325", "NORCO 10/325"),
     ("T10", "T10"), ("C0", "C0"), ("0.5 MG", "0.5 MG"), ("[] knee", "[ ] knee")],
)
def test_letters_that_engines_mix_up(line: str, expected: str) -> None:
    assert text_of([Cell(line, 0, 0, 100, 20, 0.9)]) == expected
