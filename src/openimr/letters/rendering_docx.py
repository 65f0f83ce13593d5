"""A letter as DOCX with real headings, tables with header rows, numbered pages and document properties."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from typing import Any

from openimr.letters.blocks import (
    Block,
    Checklist,
    DecisionLine,
    Entries,
    Facts,
    Heading,
    ItemHeading,
    Layout,
    Paragraph,
    Table,
)

#: What XML 1.0 cannot hold; all else of the text is kept.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIXED_TIME = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


def docx_of(layout: Layout) -> bytes:
    """The letter as a Word document. Equal letters are equal files.

    >>> docx_of(Layout("A letter", (Heading("SUMMARY"),)))[:2]
    b'PK'
    """
    from docx import Document
    from docx.shared import Inches, Pt

    document = Document()
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Georgia", Pt(10.5)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        heading = document.styles[name].font
        heading.name, heading.color.rgb = "Georgia", None
        _own_font(document.styles[name])
    _speak(document, layout.language)
    section = document.sections[0]
    section.page_width, section.page_height = Inches(8.5), Inches(11)
    section.left_margin = section.right_margin = Inches(1)
    properties = document.core_properties
    properties.title, properties.author, properties.language = _xml(layout.title), "openimr", layout.language
    properties.subject, properties.comments = _xml(layout.footer), _xml(layout.mark)
    properties.created = properties.modified = _FIXED_TIME
    _page_edges(document, layout)
    document.add_heading(_xml(layout.title), level=1)
    if layout.mark:
        _marked(document.add_paragraph(), f"{layout.mark}. {layout.name_line}")
    for block in layout.blocks:
        _add(document, block)
    written = io.BytesIO()
    document.save(written)
    return _same_bytes(written.getvalue())


def _add(document: Any, block: Block) -> None:
    if isinstance(block, Facts):
        width = 2 * max(len(row) for row in block.rows)
        table = _table(document, len(block.rows), width)
        for cells, row in zip(table.rows, block.rows, strict=True):
            for index, (label, value) in enumerate(row):
                cells.cells[2 * index].paragraphs[0].add_run(_xml(label) + ":").bold = True
                cells.cells[2 * index + 1].text = _xml(value)
    elif isinstance(block, Heading):
        heading = document.add_heading(_xml(block.text), level=min(block.level, 9))
        heading.paragraph_format.page_break_before = block.new_page or None
    elif isinstance(block, Paragraph):
        paragraph = document.add_paragraph()
        if block.label:
            paragraph.add_run(_xml(block.label) + " ").bold = True
        paragraph.add_run(_xml(block.text)).bold = block.strong or None
    elif isinstance(block, ItemHeading):
        document.add_heading(_xml(f"{block.text} {block.decision_words}".strip()), level=3)
    elif isinstance(block, DecisionLine):
        paragraph = document.add_paragraph()
        paragraph.add_run(_xml(block.label) + " ")
        paragraph.add_run(_xml(block.words)).bold = True
        paragraph.paragraph_format.keep_with_next = True
    elif isinstance(block, Table):
        _grid(document, block)
    elif isinstance(block, Checklist):
        _checklist(document, block)
    else:
        _entries(document, block)


def _grid(document: Any, block: Table) -> None:
    from docx.oxml import OxmlElement

    table = _table(document, 1, len(block.columns))
    for cell, words in zip(table.rows[0].cells, block.columns, strict=True):
        cell.paragraphs[0].add_run(_xml(words)).bold = True
    # a header row is what a screen reader announces with each cell, and what Word repeats on the next page
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for row in block.rows:
        cells = table.add_row().cells
        for cell, words in zip(cells, row, strict=True):
            cell.text = _xml(words)


def _entries(document: Any, block: Entries) -> None:
    from docx.shared import Inches

    _list_label(document, block.label)
    for mark, words in block.entries:
        paragraph = document.add_paragraph(f"{mark}\t{_xml(words)}")
        paragraph.paragraph_format.left_indent = Inches(0.4)
        paragraph.paragraph_format.first_line_indent = Inches(-0.4)


def _checklist(document: Any, block: Checklist) -> None:
    from docx.shared import Inches, Pt

    _list_label(document, block.label)
    for number, point in enumerate(block.points, start=1):
        paragraph = document.add_paragraph(f"({number})\t{_xml(point.text)}")
        edges = paragraph.paragraph_format
        edges.left_indent, edges.first_line_indent = Inches(0.4), Inches(-0.4)
        edges.keep_with_next, edges.space_after = bool(point.particulars) or None, Pt(2)
        for label, words in point.particulars:
            detail = document.add_paragraph()
            detail.add_run(_xml(label) + " ").bold = True
            detail.add_run(_xml(words))
            detail.paragraph_format.left_indent, detail.paragraph_format.space_after = Inches(0.4), Pt(2)
            for run in detail.runs:
                run.font.size = Pt(9.5)
        document.paragraphs[-1].paragraph_format.space_after = Pt(8)


def _list_label(document: Any, label: str) -> None:
    if label:
        paragraph = document.add_paragraph()
        paragraph.add_run(_xml(label)).bold = True
        paragraph.paragraph_format.keep_with_next = True


def _table(document: Any, rows: int, columns: int) -> Any:
    table = document.add_table(rows=rows, cols=columns)
    table.style = "Table Grid"
    return table


def _marked(paragraph: Any, words: str) -> None:
    from docx.shared import RGBColor

    run = paragraph.add_run(_xml(words).strip())
    run.bold = True
    run.font.color.rgb = RGBColor(0x8A, 0x10, 0x10)


def _page_edges(document: Any, layout: Layout) -> None:
    section = document.sections[0]
    if layout.mark:
        _marked(section.header.paragraphs[0], f"{layout.mark}. {layout.name_line}")
    foot = section.footer.paragraphs[0]
    for number, line in enumerate(layout.page_foot):
        if number:
            foot.add_run().add_break()
        for part in re.split(r"(\{pages?\})", line):
            if part in ("{page}", "{pages}"):
                _counted(foot, "PAGE" if part == "{page}" else "NUMPAGES")
            else:
                foot.add_run(_xml(part))


def _counted(paragraph: Any, what: str) -> None:
    """A field that Word counts itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), what)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def _speak(document: Any, language: str) -> None:
    """Set the language in which a screen reader speaks the text and a speller checks it."""
    from docx.oxml.ns import qn

    for one in document.styles.element.iter(qn("w:lang")):
        one.set(qn("w:val"), language)


def _own_font(style: Any) -> None:
    """Without this the template's theme fonts win over the font named in the style."""
    from docx.oxml.ns import qn

    fonts = style.element.rPr.rFonts
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)


def _xml(text: str) -> str:
    return _NOT_XML.sub("\ufffd", text)


def _same_bytes(data: bytes) -> bytes:
    """The archive with fixed times, so that equal letters are equal files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            new.writestr(zipfile.ZipInfo(entry.filename, (2000, 1, 1, 0, 0, 0)), old.read(entry), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
