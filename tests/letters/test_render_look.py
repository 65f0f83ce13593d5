"""Letters as the eye and the ear meet them: tables of the PDF, the language a Word file is spoken in."""

from __future__ import annotations

import ctypes
import io
import re
import zipfile

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from openimr.letters.blocks import Heading, Layout, Paragraph, Table
from openimr.letters.rendering import render_layout

_ROWS = (("first words", "a cell whose words need more than one line of it"), ("second", "short"))


def _page() -> pypdfium2.PdfPage:
    table = Table("", ("Who", "What"), _ROWS, (5, 2))
    pdf = render_layout(Layout("A table", (table,)), "pdf")
    assert isinstance(pdf, bytes)
    return pypdfium2.PdfDocument(pdf)[0]


def test_what_stands_in_one_column_begins_at_one_place() -> None:
    words = _page().get_textpage()
    text = words.get_text_range()
    first, end = text.index("a cell"), text.index("second")
    lines = [at + 2 for at in range(first, end) if text[at : at + 2] == "\r\n" and at + 2 < end]
    assert lines, "the cell has more than one line"
    begins = [words.get_charbox(at)[0] for at in (text.index("What"), first, *lines, text.index("short"))]
    assert max(begins) - min(begins) < 1.5, begins


def test_the_mark_between_cells_is_read_and_not_seen() -> None:
    words = _page().get_textpage()
    text = words.get_text_range()
    bars = [at for at, character in enumerate(text) if character == "|"]
    assert len(bars) == 3, "one in the header and one in each row"
    for at in bars:
        parts = [ctypes.c_uint() for _ in range(4)]
        assert pdfium.FPDFText_GetFillColor(words.raw, at, *parts)
        assert [part.value for part in parts[:3]] == [255, 255, 255], "the colour of the paper"


@pytest.mark.parametrize("lines", range(38, 46))
def test_a_short_table_stands_on_one_page(lines: int) -> None:
    filler = tuple(Paragraph("words", tight=True) for _ in range(lines))
    pdf = render_layout(Layout("A table", (*filler, Heading("Rows"), Table("", ("Who", "What"), _ROWS, (5, 2)))), "pdf")
    assert isinstance(pdf, bytes)
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf)]
    assert [[word in page for page in pages] for word in ("Rows", "first words", "short")] == [
        ["Rows" in page for page in pages]
    ] * 3, "heading and rows are not parted"


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_word_file_says_its_language(language: str) -> None:
    docx = render_layout(Layout("A letter", (Paragraph("words"),), language=language), "docx")
    assert isinstance(docx, bytes)
    styles = zipfile.ZipFile(io.BytesIO(docx)).read("word/styles.xml").decode()
    assert re.findall(r'<w:lang w:val="([^"]*)"', styles) == [language]
