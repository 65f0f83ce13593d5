"""A letter as tagged PDF: PDF/UA-1 and PDF/A-2a in one file, set by typst with the fonts it brings along.

The letter reaches typst as JSON through its inputs, never as source, so markup in the data stays text. Compiling the
same letter twice gives the same bytes.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict
from functools import cache
from importlib.resources import as_file, files
from typing import Any

from openimr.errors import ImrError
from openimr.letters.blocks import Layout

STANDARDS = ("ua-1", "a-2a")
#: Longest run without a place to break a line; a longer one would leave the page, so it gets invisible break places.
_UNBROKEN = 44
_UNBROKEN_IN_CELL = 14
_BLANK_RUN = re.compile(r" {2,}")
_PLAIN = re.compile(r"[\x20-\x7e\n]*\Z")


def pdf_of(layout: Layout, timestamp: int = 0) -> bytes:
    """The letter as PDF.

    Args:
        layout: the letter's blocks.
        timestamp: creation time written into the file, seconds since 1970; fixed by default, so that equal letters are
            equal files.

    Raises:
        ImrError: typst refused the letter (a defect of the template, never of the data).

    >>> from openimr.letters.blocks import Heading
    >>> pdf_of(Layout("A letter", (Heading("SUMMARY"),)))[:5]
    b'%PDF-'
    """
    import typst

    data = _shown(_data(layout))
    try:
        return bytes(
            _compiler().compile(
                sys_inputs={"letter": json.dumps(data, ensure_ascii=False)},
                format="pdf",
                pdf_standards=list(STANDARDS),
                timestamp=timestamp,
            )
        )
    except typst.TypstError as error:
        raise ImrError(
            f"the PDF could not be set ({error})",
            consequence="no PDF was written; text, HTML and DOCX do not depend on it",
            remedy="write the letter in another form, and report the defect",
        ) from error


def _data(layout: Layout) -> dict[str, Any]:
    blocks = [asdict(block) for block in layout.blocks]
    notes = [mark.strip("[]") for b in blocks if b["kind"] == "entries" and b["anchors"] for mark, _ in b["entries"]]
    return {
        "title": layout.title,
        "keywords": [layout.footer] if layout.footer else [],
        "language": layout.language,
        "mark": layout.mark,
        "name_line": layout.name_line,
        "page_foot": list(layout.page_foot),
        "shows_title": layout.shows_title,
        "notes": notes,
        "blocks": blocks,
    }


@cache
def _compiler(template: str = "letter.typ") -> Any:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
    with as_file(files("openimr") / "letters" / "templates" / template) as path:
        return typst.Compiler(str(path), root=str(path.parent), font_paths=fonts)


def _shown(value: Any, unbroken: int = _UNBROKEN) -> Any:
    """The data with every string made settable."""
    if isinstance(value, str):
        return _settable(value, unbroken)
    if isinstance(value, dict):
        inside = _UNBROKEN_IN_CELL if value.get("kind") == "table" and len(value["columns"]) > 4 else unbroken
        return {key: _shown(one, inside) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_shown(one, unbroken) for one in value]
    return value


def _settable(text: str, unbroken: int) -> str:
    """Text that typst can set whole: blanks kept, long runs breakable, characters without a glyph named instead.

    >>> _settable("a\\U0001F600b", 40)
    'a[U+1F600]b'
    """
    if not _PLAIN.match(text):
        text = "".join(c if c.isascii() or _has_glyph(c) else f"[U+{ord(c):04X}]" for c in text)
    text = _BLANK_RUN.sub(lambda run: "\u00a0" * len(run.group()), text)
    if unbroken == _UNBROKEN_IN_CELL:
        text = re.sub(r"(?<=\S)[/_](?=\S)", lambda end: end.group() + "\u200b", text)
    if len(text) > unbroken:
        text = re.sub(rf"[^\s/\-\u200b]{{{unbroken}}}(?=[^\s/\-])", lambda run: run.group() + "\u200b", text)
    return text


@cache
def _has_glyph(character: str) -> bool:
    """Whether the fonts at hand can show a character, in regular and in bold: asked of typst itself, once for each."""
    import typst

    try:
        _compiler("glyph.typ").compile(
            sys_inputs={"character": character}, format="pdf", pdf_standards=list(STANDARDS), timestamp=0
        )
    except typst.TypstError:
        return False
    return True
