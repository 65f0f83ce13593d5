"""RTF to text: tables as lines of cells, headers and footers, text boxes, symbols; pictures are noted, not read.

The words of the format are read by striprtf. What it drops or draws in its own way is put right around it: it leaves
out headers, footers, notes and text boxes, and keeps deleted and hidden text.
"""

from __future__ import annotations

import re
from pathlib import Path

from openimr.casefile.pages.pagetext import PageText, pages_of_text
from openimr.problems import Problem

_BREAK = "PAGEBREAK-OPENIMR"
_HEX_RUN = re.compile(r"[0-9a-fA-F \t\r\n]{400,}")
#: A picture of more hexadecimal digits than this is no logo.
_LARGE_PICTURE = 60_000
_PICTURE = re.compile(r"\\pict(?![a-z])")
# a word of the format, ended by a blank, a sign or the next word
_MARGIN = re.compile(r"\{\s*(?:\\\*)?\\(header|footer)[lrf]?(?![a-z])")
_CELL = re.compile(r"\\(?:nest)?cell(?![a-z]) ?")
_PAGE = re.compile(r"\\page(?![a-z]) ?")
_BOX = re.compile(r"\\(?:\*\\)?(?:shpinst|shp|do|dptxbx)(?![a-z])")
_BOX_TEXT = re.compile(r"\\(?:shptxt|dptxbxtext)(?![a-z])")
_ADDRESS = re.compile(r"(?:\\\*)?\\fldinst(?![a-z])")
_FONTS = re.compile(r"\{[^{}]{0,200}\\fonttbl(?![a-z])")
_FONT = re.compile(r"\\f(\d{1,5})|\\fcharset(\d{1,3})")
_FOOTNOTE = re.compile(r"\\footnote(?![a-z])")
_GONE = re.compile(r"\{((?:\\[a-z]{1,20}-?\d{0,6} ?){0,12})\\(?:deleted|v)(?![a-z0-9])")
_ROW_END = re.compile(r"[ \t]*\|[ \t|]*$", re.M)
_SYMBOLS = str.maketrans({
    "\uf0b7": "•", "\uf0a7": "•", "\uf0d8": "•", "\uf06c": "•", "\uf0fe": "☒", "\uf0fd": "☒", "\uf078": "☒",
    "\uf0a8": "☐", "\uf06f": "☐", "\uf071": "☐", "\uf0fc": "✓", "\uf0e0": "→", "\uf02d": "-", "\uf0b0": "°",
    "\xad": None, "\u2011": "-",
})


def read_rtf(path: Path, file: str) -> list[PageText]:
    """Pages of an RTF file; ``\\page`` separates pages. A picture that may be a page is a problem of the first page."""
    data = path.read_bytes()
    pages = pages_of_text(rtf_text(data), file)
    large = sum(1 for run in _HEX_RUN.finditer(data.decode("latin-1")) if len(run.group()) > _LARGE_PICTURE)
    if large and pages and pages[0].problem is None:
        pages[0].problem = Problem(
            code="pictures-not-read", message=f"the document holds {large} large picture{'s' if large > 1 else ''}",
            file=file, page=1, consequence="what is printed on pictures in it was not read",
            remedy="print the document to PDF and add the PDF",
        )
    return pages


def rtf_text(data: bytes) -> str:
    """The text of RTF, header first and footer last; form feeds separate pages.

    >>> rtf_text(rb"{\\rtf1{\\header Sample Clinic\\par}Pain 7/10\\par\\trowd Level\\cell bulge\\cell\\row}")
    'Sample Clinic\\nPain 7/10\\nLevel | bulge\\n'
    """
    # pictures are megabytes of digits that the reader would walk through one by one
    source = _HEX_RUN.sub(" ", data.decode("cp1252", errors="replace"))
    body, margins = _without_margins(source)
    text = _plain(body)
    header, footer = (_plain(f"{{\\rtf1 {margins[which]}}}").strip() for which in ("header", "footer"))
    if header:
        text = f"{header}\n{text.lstrip()}"
    return f"{text.rstrip()}\n{footer}\n" if footer else text


def _plain(source: str) -> str:
    from striprtf.striprtf import rtf_to_text

    # an address behind a word is not for reading, and the reader's pattern for addresses is quadratic
    source = _ADDRESS.sub(r"\\*\\openimrgone ", source)
    source = _GONE.sub(r"{\\*\\openimrgone \1", source)
    source = _BOX_TEXT.sub(r"\\par ", _BOX.sub("", _FOOTNOTE.sub(" ", source)))
    source = _CELL.sub(" | ", source)
    # the reader renders a page break as blank lines; a mark of our own survives it
    source = _PAGE.sub(rf"\\par {_BREAK}\\par ", source)
    text = rtf_to_text(_with_tame_fonts(source), errors="replace").translate(_SYMBOLS)
    text = re.sub(rf"[ \t]*\n?{_BREAK}\n?", "\f", text)
    return _ROW_END.sub("", text)


def _with_tame_fonts(source: str) -> str:
    """The source with its font table written anew, in the shortest form: the reader's pattern for it is quadratic."""
    found = _FONTS.search(source)
    if found is None:
        return source
    end = _group_end(source, found.start())
    fonts: dict[str, str] = {}
    font = "0"
    for number, charset in _FONT.findall(source[found.end():end]):
        if number:
            font = number
        else:
            fonts.setdefault(font, charset)
    table = "".join(f"{{\\f{number}\\fcharset{charset} A;}}" for number, charset in list(fonts.items())[:1_000])
    return f"{source[:found.start()]}{{\\fonttbl{table}}}{source[end:]}"


def _without_margins(source: str) -> tuple[str, dict[str, str]]:
    """The source without the groups of headers and footers, and what stands in those, each once."""
    margins = {"header": "", "footer": ""}
    kept: list[str] = []
    at = 0
    while (found := _MARGIN.search(source, at)) is not None:
        end = _group_end(source, found.start())
        inside = source[found.end():end - 1]
        kept.append(f"{source[at:found.start()]} ")
        if inside not in margins[found.group(1)]:
            margins[found.group(1)] += f"{inside}\\par "
        at = end
    kept.append(source[at:])
    return "".join(kept), margins


def _group_end(source: str, start: int) -> int:
    """The place behind the brace that closes the group beginning at ``start``; the end of the source without one."""
    depth, at = 0, start
    while at < len(source):
        sign = source[at]
        if sign == "\\":
            at += 1
        elif sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return at + 1
        at += 1
    return len(source)
