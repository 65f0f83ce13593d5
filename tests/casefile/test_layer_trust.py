"""A text layer is used when it says what is printed, and only then; what it says is kept for want of better."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from openimr.casefile import PageText, read_file
from openimr.casefile.pages.layertrust import keeps_layer
from openimr.casefile.pages.pagetext import LayerFault
from openimr.casefile.pages.plausible import reads_as_language, reads_cleanly
from tests.casefile.pdfpapers import (
    HEIGHT,
    NOTE_LINES,
    WIDTH,
    Form,
    changed,
    drawn,
    page_picture,
    picture,
    scan_with_layer,
    write,
)

LABORATORY = [
    ("WBC", "7.1", "4.0-11.0", "K/uL"), ("RBC", "4.62", "4.2-5.8", "M/uL"), ("HGB", "14.1", "13-17", "g/dL"),
    ("HCT", "42.0", "38-50", "%"), ("MCHC", "33.1", "31-37", "g/dL"), ("PLT", "250", "150-400", "K/uL"),
    ("ALT (SGPT)", "22", "0-44", "IU/L"), ("BUN", "14", "6-24", "mg/dL"), ("EGFR", "98", ">59", "mL/min/1.73"),
]
GOOD: dict[str, tuple[str, ...]] = {
    "notes": NOTE_LINES * 3,
    "a few words": ("Rx: walker",),
    "laboratory values": tuple(f"{name:<14}{value:>8}  {span}  {unit}" for name, value, span, unit in LABORATORY * 4),
    "codes and charges": tuple(
        f"03/{day:02d}/2014  97110 GP 59  97140  M54.5 724.2  2.0  $45.00" for day in range(1, 30)
    ),
    "numbers": tuple(" ".join(str(row * 7919 % 9973 + column) for column in range(12)) for row in range(30)),
    "Spanish": (
        "El paciente refiere dolor lumbar con irradiacion a la pierna izquierda.",
        "Firme y devuelva este formulario antes de treinta dias habiles.",
    ) * 8,
    "names": ("Nguyen, Thuy  Wojciechowski, Zbigniew  Krzyzanowski, Phuong  Bjork, Schwarzkopf",) * 20,
    "an empty form": tuple(f"{label}: {'_' * 30}  {other}: {'_' * 12}" for label, other in
                           [("Name", "DOB"), ("Employer", "Phone"), ("Claim No.", "DOI"), ("CPT", "Qty")] * 5),
    "drugs": ("Hydrocodone Cyclobenzaprine Omeprazole Gabapentin Zolpidem Oxycodone Tramadol Naproxen",) * 10,
}


def page(path: Path, *draw: Callable[[Canvas], None]) -> PageText:
    result = read_file(drawn(path, *draw), path.name)
    assert isinstance(result, list)
    return result[0]


def moved(lines: tuple[str, ...], by: int) -> tuple[str, ...]:
    """Letters moved along the alphabet: text that is all letters and says nothing."""
    small = "abcdefghijklmnopqrstuvwxyz"
    other = small[by:] + small[:by]
    table = str.maketrans(small + small.upper(), other + other.upper())
    return tuple(line.translate(table) for line in lines)


def broken(lines: tuple[str, ...], share: float) -> tuple[str, ...]:
    """The mistakes of bad recognition."""
    chance = random.Random(7)
    return tuple("".join(chance.choice("1l|~{c^") if c.isalpha() and chance.random() < share else c for c in line)
                 for line in lines)


@pytest.mark.parametrize("lines", GOOD.values(), ids=GOOD)
def test_print_of_every_kind_is_believed(tmp_path: Path, lines: tuple[str, ...]) -> None:
    found = page(tmp_path / "a.pdf", lambda c: write(c, lines, size=8))
    assert (found.wants_ocr, found.fault) == (False, None)


@pytest.mark.parametrize("by", [1, 3, 8, 13, 19, 25])
def test_shifted_letters_are_garbled(tmp_path: Path, by: int) -> None:
    found = page(tmp_path / "a.pdf", lambda c: write(c, moved(NOTE_LINES * 3, by)))
    assert found.wants_ocr and found.fault is LayerFault.GARBLED
    assert found.text.strip()  # for want of better


def test_shifted_codes_are_garbled(tmp_path: Path) -> None:
    # what a font without a character map gives whose glyphs are numbered from the blank on
    codes = tuple("".join(chr(ord(c) - 29) if 61 < ord(c) < 127 else c for c in line) for line in NOTE_LINES * 3)
    assert page(tmp_path / "a.pdf", lambda c: write(c, codes)).fault is LayerFault.GARBLED


def test_a_heading_does_not_vouch_for_a_garbled_body(tmp_path: Path) -> None:
    found = page(tmp_path / "a.pdf", lambda c: (write(c, NOTE_LINES), write(c, moved(NOTE_LINES * 2, 5), y=500)))
    assert found.fault is LayerFault.GARBLED


def test_a_font_without_a_character_map(tmp_path: Path) -> None:
    import typst

    path = tmp_path / "a.pdf"
    source = '#set page("us-letter")\n' + "The patient reports low back pain that radiates to the left leg.\n\n" * 12
    path.write_bytes(typst.compile(source.encode()))

    def forget(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]

    result = read_file(changed(path, forget), "a.pdf")
    assert isinstance(result, list) and result[0].wants_ocr


def test_private_and_foreign_characters_are_garbled() -> None:
    assert not reads_as_language("".join(chr(33 + (n * 7) % 14) for n in range(400)))


@pytest.mark.parametrize("invisible", [True, False])
def test_recognition_behind_a_scan_is_used_when_it_is_good(tmp_path: Path, invisible: bool) -> None:
    good = page(tmp_path / "a.pdf", scan_with_layer(NOTE_LINES * 5, invisible=invisible))
    assert (good.wants_ocr, good.fault) == (False, None)
    bad = page(tmp_path / "b.pdf", scan_with_layer(broken(NOTE_LINES * 5, 0.12), invisible=invisible))
    assert bad.wants_ocr and bad.fault is LayerFault.HIDDEN and bad.text


def test_a_stamp_on_a_scan_is_not_the_page(tmp_path: Path) -> None:
    short = page(tmp_path / "a.pdf", scan_with_layer(("RECEIVED 03/20/2014 SAMPLE CLAIMS",), invisible=False))
    assert short.wants_ocr and short.fault is LayerFault.PARTIAL and "RECEIVED" in short.text
    long = page(tmp_path / "b.pdf", scan_with_layer(NOTE_LINES[3:6], invisible=False))
    assert long.wants_ocr and long.fault is LayerFault.PARTIAL


def test_a_typed_heading_over_a_picture_of_print(tmp_path: Path) -> None:
    found = page(tmp_path / "a.pdf", lambda c: (write(c, NOTE_LINES[:4], y=760),
                                                picture(c, page_picture(), 40, 20, 530, 640)))
    assert found.fault is LayerFault.PARTIAL and "Marlo Quince" in found.text


def test_a_scan_in_strips_is_one_picture(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        whole = page_picture()
        for strip in range(10):
            part = whole.crop((0, strip * whole.height // 10, whole.width, (strip + 1) * whole.height // 10))
            picture(canvas, part, 0, HEIGHT - (strip + 1) * HEIGHT / 10, WIDTH, HEIGHT / 10)
        write(canvas, NOTE_LINES[:2], y=30, size=8)

    assert page(tmp_path / "a.pdf", draw).wants_ocr


def test_logos_figures_and_coloured_grounds_are_no_scans(tmp_path: Path) -> None:
    logo = page(tmp_path / "a.pdf", lambda c: (picture(c, page_picture(), 40, 740, 80, 40), write(c)))
    figure = page(tmp_path / "b.pdf", lambda c: (picture(c, page_picture(), 40, 60, 250, 200),
                                                 write(c, NOTE_LINES * 2)))
    ground = page(tmp_path / "c.pdf", lambda c: (picture(c, Image.new("L", (50, 60), 250), 0, 0, WIDTH, HEIGHT),
                                                 write(c, NOTE_LINES * 6, size=10)))
    assert [found.fault for found in (logo, figure, ground)] == [None, None, None]


def test_a_blank_page_wants_nothing(tmp_path: Path) -> None:
    found = page(tmp_path / "a.pdf", lambda _: None)
    assert (found.text, found.wants_ocr, found.origin) == ("", False, "text")


def test_a_typed_note_on_a_scan_leaves_it_a_scan(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: picture(c, page_picture(), 0, 0, WIDTH, HEIGHT))

    def type_on(pdf: pikepdf.Pdf) -> None:
        typed = Form(pdf)
        for number, line in enumerate(NOTE_LINES):
            typed.note("FreeText", "", 60, 700 - 20 * number, shown=line)
        typed.done()

    result = read_file(changed(path, type_on), "a.pdf")
    assert isinstance(result, list)
    assert result[0].wants_ocr and result[0].text.startswith("PROGRESS REPORT")


def test_a_page_of_drawn_letters_wants_recognition(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        for x in range(60, 500, 10):
            canvas.line(x, 700, x + 5, 690)

    assert page(tmp_path / "a.pdf", draw).fault is LayerFault.EMPTY


def test_which_text_a_page_keeps_after_recognition() -> None:
    layer = PageText(1, "one two three four five six seven eight nine ten", wants_ocr=True, fault=LayerFault.PARTIAL)
    assert keeps_layer(layer, "one two three four five six seven eight nine tcn")
    assert not keeps_layer(layer, layer.text + " and a whole page of print more " * 5)
    garbled = PageText(1, "wkh sdwlhqw", wants_ocr=True, fault=LayerFault.GARBLED)
    assert not keeps_layer(garbled, "the patient") and keeps_layer(garbled, " ")
    assert not keeps_layer(PageText(1, "", wants_ocr=True, fault=LayerFault.EMPTY), "")


def test_clean_words_and_broken_ones() -> None:
    text = " ".join(NOTE_LINES) * 3
    assert reads_cleanly(text)
    assert not reads_cleanly(" ".join(broken((text,), 0.1)))
    assert not reads_cleanly("too few words")
