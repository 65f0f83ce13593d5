"""Nothing in a letter's data reaches a reader as markup, and nothing of it gets lost without a trace."""

from __future__ import annotations

import io
import itertools
import zipfile
from html.parser import HTMLParser

import pikepdf
import pypdfium2
import pytest
from docx import Document

from openimr.errors import NotFound, UsageError
from openimr.letters.model import GuidelineBlock, Letter, LetterItem, ManifestLine, Note
from openimr.letters.rendering import render

HOSTILE = (
    '<script>alert("x")</script> #panic("x") $x^2$ *b* {{ 7 * 7 }} {% raw %} \\u{0} ]]> &amp; [link](x) `c` @label '
    "<lbl> //c"
)
CONTROL = "a\x00b\x07c\u202ed\ufffee\r\nf\x0cg\x1b[31m"


def letter(words: str, era: str) -> Letter:
    made = Letter(
        era=era,
        case_number="CM14-0000001",
        priority=words,
        summary=words,
        items=[
            LetterItem(
                heading=words,
                decision="overturned",
                rationale=words,
                reviewer_guideline=GuidelineBlock(text=words),
                missing=[words] if era == "current" else [],
                notes=[Note(number=1, text=words)] if era == "current" else [],
            )
        ],
    )
    if era == "current":
        made.manifest = [ManifestLine(number=1, kind=words, author=words, file=words, remark=words)]
        made.warnings = [words]
    return made


class Elements(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.names: list[str] = []
        self.links: list[str] = []
        self.texts: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.names.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src", "action", "data")]
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


ERAS = ("2014", "2016-17", "current")


@pytest.mark.parametrize("era", ERAS)
def test_markup_in_the_data_stays_text_in_html(era: str) -> None:
    page = Elements(render(letter(HOSTILE, era), "html"))
    assert "script" not in page.names
    assert HOSTILE in " ".join(page.texts)
    assert all(link.startswith("#note-") for link in page.links)


@pytest.mark.parametrize("era", ERAS)
def test_markup_in_the_data_stays_text_in_pdf(era: str) -> None:
    document = pypdfium2.PdfDocument(render(letter(HOSTILE, era), "pdf"))
    text = " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in document)
    for piece in (
        '<script>alert("x")</script>',
        '#panic("x")',
        "$x^2$",
        "*b*",
        "{{ 7 * 7 }}",
        "[link](x)",
        "@label",
        "//c",
    ):
        assert piece in text


@pytest.mark.parametrize("era", ERAS)
def test_markup_in_the_data_stays_text_in_docx(era: str) -> None:
    document = Document(io.BytesIO(render(letter(HOSTILE, era), "docx")))
    assert any(HOSTILE in paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize("to", ["text", "html", "pdf", "docx"])
def test_control_characters_are_replaced_visibly(era: str, to: str) -> None:
    made = render(letter(CONTROL, era), to)
    if isinstance(made, str):
        assert not any(c in made for c in "\x00\x07\u202e\ufffe\x0c\x1b")
        assert "a�b�c�d�e f g�[31m" in made
    else:
        assert made[:4] in (b"%PDF", b"PK\x03\x04")


@pytest.mark.parametrize("era", ERAS)
@pytest.mark.parametrize(
    "words", ["中文 \U0001f600 \ue000 \u0301 שלום", "x" * 6000, "|" * 50, "[1] [2] (1) Item 2 of 3: x", ""]
)
@pytest.mark.parametrize("to", ["text", "html", "pdf", "docx", "json"])
def test_any_words_can_be_written(era: str, words: str, to: str) -> None:
    assert len(render(letter(words, era), to)) > 500


def test_a_character_without_a_glyph_is_named_in_the_pdf() -> None:
    document = pypdfium2.PdfDocument(render(letter("before 中 after", "2014"), "pdf"))
    assert "before [U+4E2D] after" in document[0].get_textpage().get_text_range()


def test_a_word_of_any_length_stays_on_the_page() -> None:
    document = pypdfium2.PdfDocument(render(letter("y" * 3000, "current"), "pdf"))
    counted = sum(page.get_textpage().get_text_bounded(30, 30, 582, 762).count("y") for page in document)
    assert counted >= 3000 * 9  # the summary, the heading twice, and so on: none runs off the page


@pytest.mark.parametrize("era", ERAS)
def test_html_is_one_whole_accessible_page(era: str) -> None:
    page = render(letter("Words.", era), "html")
    elements = Elements(page)
    assert page.startswith('<!DOCTYPE html>\n<html lang="en">')
    assert elements.names.count("h1") == elements.names.count("main") == elements.names.count("title") == 1
    levels = [int(name[1]) for name in elements.names if name in ("h1", "h2", "h3", "h4")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))
    assert "http" not in page and "url(" not in page and "@import" not in page


@pytest.mark.parametrize("era", ERAS)
def test_the_pdf_claims_both_standards_and_is_tagged(era: str) -> None:
    data = render(letter("Words.", era), "pdf")
    with pikepdf.open(io.BytesIO(data)) as pdf:
        meta = str(pdf.Root.Metadata.read_bytes())
        assert "<pdfuaid:part>1</pdfuaid:part>" in meta
        assert "<pdfaid:part>2</pdfaid:part>" in meta and "<pdfaid:conformance>A</pdfaid:conformance>" in meta
        assert str(pdf.Root.Lang) == "en"
        assert pdf.Root.MarkInfo.Marked
        kinds = {str(kind) for kind in _structure(pdf.Root.StructTreeRoot)}
        assert {"/Table", "/TR", "/TD", "/P", "/H1"} <= kinds
        assert "/EmbeddedFiles" not in (pdf.Root.Names if "/Names" in pdf.Root else {})


def _structure(element: pikepdf.Object) -> list[object]:
    found = [element.S] if "/S" in element else []
    children = element.get("/K", [])
    if isinstance(children, pikepdf.Array):
        for child in children:
            if isinstance(child, pikepdf.Dictionary):
                found += _structure(child)
    elif isinstance(children, pikepdf.Dictionary):
        found += _structure(children)
    return found


def test_docx_has_headings_tables_and_properties() -> None:
    data = render(letter("Words.", "current"), "docx")
    document = Document(io.BytesIO(data))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Heading 1") == 1 and "Heading 2" in styles and "Heading 3" in styles
    assert len(document.tables) == 3
    assert document.core_properties.title == "Independent Medical Review - draft determination"
    assert document.core_properties.comments == "DRAFT - not a determination"
    assert b"w:tblHeader" in zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml")


@pytest.mark.parametrize("to", ["text", "html", "pdf", "docx", "json"])
def test_equal_letters_are_equal_files(to: str) -> None:
    assert render(letter("Words.", "current"), to) == render(letter("Words.", "current"), to)


def test_an_unknown_form_or_era_is_refused_with_the_remedy() -> None:
    with pytest.raises(UsageError, match="rtf") as refused:
        render(Letter(era="2014"), "rtf")
    assert "text" in str(refused.value)
    with pytest.raises(NotFound, match="1999") as unknown:
        render(Letter(era="1999"), "text")
    assert "2016-17" in str(unknown.value)
