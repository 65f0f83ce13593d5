"""DOCX to pages: paragraphs, tables, content controls and text boxes in reading order, headers and footers."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from openimr.casefile.pages.pagetext import PageText, pages_of_text
from openimr.problems import Problem

#: Uncompressed size above which a DOCX is refused (a long report with pictures has a few dozen megabytes).
MAX_UNPACKED = 400 * 1024 * 1024
_MAX_XML = 60 * 1024 * 1024

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}pPr", f"{_W}rPr", f"{_W}tblPr", _FALLBACK})


def read_docx(path: Path, file: str) -> list[PageText] | Problem:
    """Pages of a DOCX; page breaks, set by hand or noted by the word processor, separate them.

    Table rows are lines whose cells are joined by ``" | "``. The header stands before the first page's text,
    the footer after the last page's.

    Returns:
        The pages, or the problem that kept the file from being read.
    """
    refusal = _refusal(path, file)
    if refusal is not None:
        return refusal
    import docx
    from docx.opc.exceptions import PackageNotFoundError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, zipfile.BadZipFile, KeyError, ValueError, AttributeError, LxmlError, OSError,
            NotImplementedError, RuntimeError) as error:
        return _damaged(file, type(error).__name__)
    body = "\n".join(_blocks(document.element.body))
    text = "\n".join(part for part in (_margin(document, "header"), body) if part)
    footer = _margin(document, "footer")
    if footer:
        text = f"{text}\n{footer}"
    # Word notes where its own page ended right behind a break set by hand: one break, not two
    pages = [page for page in text.split("\f") if page.strip()]
    return pages_of_text("\f".join(page.strip("\n") for page in pages), file)


def _refusal(path: Path, file: str) -> Problem | None:
    """The problem with the container, before anything in it is unpacked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            if any(member.flag_bits & 1 for member in members):
                return Problem(code="encrypted", message="the document needs a password", file=file,
                               consequence="nothing in it could be read", remedy="ask the sender for an open copy")
            total = sum(member.file_size for member in members)
            xml = max((m.file_size for m in members if m.filename.endswith((".xml", ".rels"))), default=0)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return _damaged(file, "its container is broken")
    if total > MAX_UNPACKED or xml > _MAX_XML or len(members) > 20_000:
        return Problem(code="bomb", message="the document would unpack to an absurd size", file=file,
                       consequence="it was not opened", remedy="ask the sender what the file is")
    return None


def _damaged(file: str, reason: str) -> Problem:
    return Problem(code="damaged", message=f"the document is damaged or cut off ({reason})", file=file,
                   consequence="nothing in it could be read", remedy="ask the sender for the file again")


def _margin(document: Any, which: str) -> str:
    """Text of the first section's header or footer (first-page variant first), without repetition."""
    from docx.oxml.exceptions import InvalidXmlError
    from lxml.etree import LxmlError

    lines: list[str] = []
    try:
        section = document.sections[0]
        parts = [getattr(section, which)]
        if section.different_first_page_header_footer:
            parts.insert(0, getattr(section, f"first_page_{which}"))
        for part in parts:
            if not part.is_linked_to_previous:
                lines += [line for line in _blocks(part._element) if line.strip() and line not in lines]
    except (IndexError, KeyError, ValueError, AttributeError, InvalidXmlError, LxmlError):
        return "\n".join(lines)
    return "\n".join(lines).replace("\f", "")


def _blocks(parent: Any, depth: int = 0) -> Iterator[str]:
    """Lines of the blocks below an element: paragraphs, table rows, and what content controls hold."""
    if depth > 40:
        return
    for child in parent:
        tag = child.tag
        if tag == f"{_W}p":
            yield from _paragraph(child, depth)
        elif tag == f"{_W}tbl":
            yield from _rows(child, depth)
        elif tag in _SKIPPED or not isinstance(tag, str):
            continue
        elif tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag", f"{_W}moveTo"):
            yield from _blocks(child, depth + 1)


def _rows(table: Any, depth: int) -> Iterator[str]:
    for row in table.iter(f"{_W}tr"):
        if _nearest(row, f"{_W}tbl") is not table:
            continue  # a row of a table inside a cell is that cell's text
        cells = []
        for cell in row.iter(f"{_W}tc"):
            if _nearest(cell, f"{_W}tr") is row:
                text = " ".join(line.strip() for line in _blocks(cell, depth + 1) if line.strip())
                cells.append(text.replace("\f", " "))
        if any(cells):
            yield " | ".join(cells).rstrip(" |")


def _nearest(element: Any, tag: str) -> Any:
    parent = element.getparent()
    while parent is not None and parent.tag != tag:
        parent = parent.getparent()
    return parent


def _paragraph(paragraph: Any, depth: int) -> Iterator[str]:
    """The lines of a paragraph, then those of text boxes anchored in it."""
    out: list[str] = []
    boxes: list[Any] = []
    properties = paragraph.find(f"{_W}pPr")
    if properties is not None and properties.find(f"{_W}pageBreakBefore") is not None:
        out.append("\f")
    _inline(paragraph, out, boxes, 0)
    yield "".join(out)
    for box in boxes:
        yield from _blocks(box, depth + 1)


def _inline(element: Any, out: list[str], boxes: list[Any], depth: int) -> None:
    """Append the text of runs; deleted text and field codes are not part of the paper."""
    if depth > 60:
        return
    for child in element:
        tag = child.tag
        if tag == f"{_W}t":
            out.append(child.text or "")
        elif tag == f"{_W}tab":
            out.append("\t")
        elif tag in (f"{_W}br", f"{_W}cr"):
            out.append("\f" if child.get(f"{_W}type") == "page" else "\n")
        elif tag == f"{_W}lastRenderedPageBreak":
            out.append("\f")
        elif tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif tag == f"{_W}sym":
            out.append(_symbol(child))
        elif tag.endswith("}checkBox") and tag.startswith(_W):
            out.append(_legacy_box(child))
        elif tag.endswith("}txbxContent"):
            boxes.append(child)
        elif tag in _SKIPPED or not isinstance(tag, str):
            continue
        else:
            _inline(child, out, boxes, depth + 1)


def _legacy_box(box: Any) -> str:
    """A check box of the old form fields, as ``[x]`` or ``[ ]``."""
    state = box.find(f"{_W}checked")
    if state is None:
        state = box.find(f"{_W}default")
    on = state is not None and state.get(f"{_W}val", "1") not in ("0", "false", "off")
    return "[x] " if on else "[ ] "


def _symbol(symbol: Any) -> str:
    """Wingdings check marks and boxes by their code; other symbols as a space."""
    code = (symbol.get(f"{_W}char") or "").upper()[-2:]
    return {"FE": "☒", "FD": "☒", "A8": "☐", "6F": "☐", "FC": "✓", "E0": "→", "B7": "•"}.get(code, " ")
