"""Words with boxes: every word of the page's text, at its true offsets, where its ink is on the page's image."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pikepdf import Array
from reportlab.pdfgen.canvas import Canvas

from openimr.casefile import read_file
from openimr.casefile.model import Word
from openimr.casefile.pages.pageimage import page_image
from openimr.casefile.pages.pdffile import PdfFile, open_pdf
from openimr.casefile.pages.pdfwords import pdf_words, words_of
from tests.casefile import paperfiles
from tests.casefile.pdfpapers import HEIGHT, NOTE_LINES, WIDTH, Form, changed, drawn, turned, write


def read(path: Path, number: int = 1) -> tuple[str, list[Word], int]:
    result = read_file(path, path.name)
    assert isinstance(result, list)
    page = result[number - 1]
    return page.text, pdf_words(path, number), page.orientation


def assert_true_offsets(text: str, words: list[Word]) -> None:
    assert [(word.start, word.end) for word in words] == [match.span() for match in re.finditer(r"\S+", text)]
    for word in words:
        assert 0 <= word.left <= word.right <= 1 and 0 <= word.top <= word.bottom <= 1, text[word.start:word.end]


def assert_ink_in_boxes(path: Path, words: list[Word], turn: int = 0) -> None:
    """Every word has ink in its box, and there is none on the page outside all boxes."""
    image = page_image(path, "pdf", 1, dpi=100, turn=turn)
    assert image is not None
    ink = image.pixels < 160
    rows, columns = ink.shape
    for word in words:
        top, bottom = int(word.top * rows), int(np.ceil(word.bottom * rows))
        left, right = int(word.left * columns), int(np.ceil(word.right * columns))
        inside = ink[top:bottom, left:right]
        assert inside.any(), word
        # the ink fills the box from its left to its right, give or take a letter's own margin
        filled = np.flatnonzero(inside.any(axis=0))
        assert filled[0] <= 0.25 * inside.shape[1] + 2 and filled[-1] >= 0.75 * inside.shape[1] - 3, word
    for word in words:
        top, bottom = max(0, int(word.top * rows) - 1), int(np.ceil(word.bottom * rows)) + 1
        ink[top:bottom, max(0, int(word.left * columns) - 1):int(np.ceil(word.right * columns)) + 1] = False
    assert not ink.any()


def test_boxes_hold_the_ink(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", write)
    text, words, _ = read(path)
    assert_true_offsets(text, words)
    assert_ink_in_boxes(path, words)


@pytest.mark.parametrize("angle", [90, 180, 270])
def test_boxes_on_the_upright_image_of_a_sideways_page(tmp_path: Path, angle: int) -> None:
    path = drawn(tmp_path / "a.pdf", turned(angle))
    text, words, orientation = read(path)
    assert orientation == angle
    assert_true_offsets(text, words)
    assert_ink_in_boxes(path, words, orientation)
    assert words[0].top < words[-1].top and words[0].left < 0.3


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_boxes_on_a_page_shown_turned(tmp_path: Path, rotate: int) -> None:
    path = changed(drawn(tmp_path / "a.pdf", turned(rotate)),
                   lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", rotate))
    text, words, orientation = read(path)
    assert orientation == 0
    assert_true_offsets(text, words)
    assert_ink_in_boxes(path, words)


def test_boxes_on_a_cropped_page(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: (write(c), write(c, ("cropped away",), y=50)))
    changed(path, lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", Array([40, 500, 600, 780])))
    text, words, _ = read(path)
    assert_true_offsets(text, words)
    assert_ink_in_boxes(path, words)


def test_boxes_of_fields_and_notes(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: write(c, ("Employee:", "Date of birth:"), size=12))

    def fill(pdf: pikepdf.Pdf) -> None:
        filled = Form(pdf)
        filled.field("a", "Marlo Quince", 130, 697)
        filled.field("b", "01/21/1966", 145, 679, shown="01/21/1966")
        filled.note("FreeText", "", 60, 600, shown="Typed on the page")
        filled.done()

    changed(path, fill)
    text, words, _ = read(path)
    assert_true_offsets(text, words)
    assert "Employee: Marlo Quince" in text
    assert_ink_in_boxes(path, words)
    quince = next(word for word in words if text[word.start:word.end] == "Quince")
    assert 0.25 < quince.left < 0.35 and quince.top == pytest.approx((HEIGHT - 712) / HEIGHT, abs=0.02)


def test_a_note_stands_at_its_mark(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", write)

    def annotate(pdf: pikepdf.Pdf) -> None:
        notes = Form(pdf)
        notes.note("Text", "call the adjuster", 400, 450)
        notes.done()

    text, words, _ = read(changed(path, annotate))
    assert_true_offsets(text, words)
    last = words[-1]
    assert text[last.start:last.end] == "adjuster]"
    assert 400 / WIDTH < last.right <= 560 / WIDTH and last.bottom == pytest.approx((HEIGHT - 450) / HEIGHT, abs=0.01)


def test_line_end_hyphens_letters_beyond_the_basic_plane_and_ligatures(tmp_path: Path) -> None:
    import typst

    source = (
        '#set page(width: 130pt, height: 320pt, margin: 10pt)\n#set text(size: 11pt, hyphenate: true, lang: "en")\n'
        "office affluent electromyography contraindication electrodiagnostic "
        "$alpha + bold(beta) + cal(A)$ after the signs, naïve “quoted” – dash L5-S1\n"
    )
    path = tmp_path / "a.pdf"
    path.write_bytes(typst.compile(source.encode()))
    text, words, _ = read(path)
    assert "-\n" in text and max(text) > "\uffff"
    assert_true_offsets(text, words)
    # pdfium puts the parts of a broken word into one word; the part before the break ends at the hyphen
    broken = next(word for word in words if text[word.start:word.end].endswith("-") and text[word.end] == "\n")
    following = words[words.index(broken) + 1]
    assert following.top > broken.top and following.left < broken.right


def test_an_open_file_gives_the_same_words_again(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", write, turned(90))

    def annotate(pdf: pikepdf.Pdf) -> None:
        filled = Form(pdf)
        filled.note("FreeText", "", 60, 400, shown="Typed on the page")
        filled.done()

    changed(path, annotate)
    pdf = open_pdf(path, "a.pdf")
    assert isinstance(pdf, PdfFile)
    with pdf:
        first = [words_of(pdf, number) for number in (1, 2)]
        assert [words_of(pdf, number) for number in (2, 1, 2, 1)] == [first[1], first[0], first[1], first[0]]
        text = read_file(path, "a.pdf")[0].text  # type: ignore[index]
        assert_true_offsets(text, first[0])
        with pytest.raises(ValueError):
            words_of(pdf, 3)


def test_words_of_what_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7 nothing")
    with pytest.raises(ValueError, match="damaged"):
        pdf_words(tmp_path / "a.pdf", 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=40), min_size=1, max_size=8),
    rotate=st.sampled_from([0, 90, 180, 270]), cropped=st.booleans(), noted=st.booleans(),
)
def test_offsets_are_true_on_any_page(
    tmp_path: Path, lines: list[str], rotate: int, cropped: bool, noted: bool
) -> None:
    path = paperfiles.pdf(tmp_path / "a.pdf", "\n".join(lines))

    def change(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Rotate = rotate
        if cropped:
            pdf.pages[0].CropBox = Array([50, 650, 300, 760])
        if noted:
            notes = Form(pdf)
            notes.note("Text", lines[0], 100, 700)
            notes.note("FreeText", "", 200, 690, shown="typed")
            notes.field("a", lines[-1], 120, 715)
            notes.done()

    changed(path, change)
    text, words, _ = read(path)
    assert_true_offsets(text, words)


def test_offsets_are_true_on_published_letters(shared: Path) -> None:
    for path in sorted((shared / "letters").glob("*.pdf"))[:12]:
        result = read_file(path, path.name)
        assert isinstance(result, list)
        pdf = open_pdf(path, path.name)
        assert isinstance(pdf, PdfFile)
        with pdf:
            for page in result:
                assert_true_offsets(page.text, words_of(pdf, page.number))


def test_the_pages_of_a_long_file(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas, NOTE_LINES * 6, size=7)

    path = drawn(tmp_path / "a.pdf", *[draw] * 30)
    pdf = open_pdf(path, "a.pdf")
    assert isinstance(pdf, PdfFile)
    with pdf:
        assert len({tuple(words_of(pdf, number)) for number in range(1, 31)}) == 1
