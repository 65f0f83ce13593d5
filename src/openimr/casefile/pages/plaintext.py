"""Text files: plain text and HTML, each to pages."""

from __future__ import annotations

import re
from pathlib import Path

from openimr.casefile.pages.pagetext import PageText, pages_of_text

_BLANK_LINES = re.compile(r"\n{2,}")
_SPACE_RUN = re.compile(r"[ \t\u00a0\r\n\f]+")

#: HTML elements that begin and end a line of their own.
_BLOCKS = frozenset((
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dir", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "legend",
    "li", "main", "menu", "nav", "ol", "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead",
    "tr", "ul",
))
#: HTML elements whose content is not for reading.
_SILENT = frozenset(("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "head"))
_CELLS = frozenset({"td", "th"})


def decode(data: bytes) -> str:
    """Bytes of a text file as text: byte order mark, UTF-8, UTF-16 without a mark, else Windows-1252.

    >>> decode("café".encode("cp1252")), decode("café".encode()), decode("note".encode("utf-16-le"))
    ('café', 'café', 'note')
    """
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\0\0", "utf-32-le"), (b"\0\0\xfe\xff", "utf-32-be"),
        (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark):].decode(encoding, errors="replace")
    sample = data[:4096]
    if len(sample) >= 4 and sample.count(0) > len(sample) // 4:
        little = sample[1::2].count(0) >= sample[0::2].count(0)
        return data.decode("utf-16-le" if little else "utf-16-be", errors="replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # one bad byte near the end of a cut UTF-8 file must not turn every curly quote into three letters
        if error.start > 0.9 * len(data) or _mostly_utf8(data):
            return data.decode("utf-8", errors="replace")
    return data.decode("cp1252", errors="replace")


def _mostly_utf8(data: bytes) -> bool:
    """Whether the bytes above ASCII are mainly well-formed UTF-8 sequences."""
    text = data.decode("utf-8", errors="replace")
    bad = text.count("\ufffd")
    return bad * 10 < sum(1 for c in text if ord(c) > 127 and c != "\ufffd")


def read_text(path: Path, file: str) -> list[PageText]:
    """Pages of a plain text file; a form feed separates pages."""
    return pages_of_text(decode(path.read_bytes()), file)


def read_html(path: Path, file: str) -> list[PageText]:
    """Pages of an HTML file (one page): block elements make lines, table cells are joined by ``" | "``."""
    return pages_of_text(html_text(path.read_bytes()), file)


def html_text(data: bytes | str) -> str:
    """The readable text of HTML; scripts, styles and hidden parts are left out and nothing is fetched.

    >>> html_text("<p>Pain <b>8</b>/10</p><script>x()</script><table><tr><td>L4-5</td><td>bulge</td></tr></table>")
    'Pain 8/10\\nL4-5 | bulge'
    """
    from lxml import etree

    if isinstance(data, bytes):
        declared = re.search(rb"<meta[^>]{0,200}charset=[\"']?\s*([a-zA-Z0-9_-]{2,30})", data[:4096], re.I)
        data = _decode_declared(data, declared.group(1).decode("ascii") if declared else None)
    # the declaration of an XHTML file names bytes that are text by now
    data = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", data)
    if not data.strip():
        return ""
    parser = etree.HTMLParser(
        no_network=True, recover=True, remove_comments=True, remove_pis=True, encoding="utf-8", huge_tree=False
    )
    root = etree.fromstring(data.encode("utf-8", errors="replace"), parser)
    if root is None:
        return ""
    out: list[str] = []
    silent = pre = 0

    def say(text: str | None) -> None:
        if text and not silent:
            out.append(text if pre else _SPACE_RUN.sub(" ", text))

    # a walk by events, not by recursion: hostile HTML nests as deep as it likes
    for event, element in etree.iterwalk(root, events=("start", "end")):
        tag = element.tag if isinstance(element.tag, str) else ""
        if event == "start":
            if tag in _SILENT or _is_hidden(element):
                silent += 1
            if tag == "br" or tag in _BLOCKS:
                out.append("\n")
            elif tag in _CELLS:
                out.append("\x1f")
            if tag == "pre":
                pre += 1
            if tag == "input":
                say(_field_value(element))
            say(element.text)
        else:
            if tag == "pre":
                pre -= 1
            if tag in _BLOCKS:
                out.append("\n")
            if tag in _SILENT or _is_hidden(element):
                silent -= 1
            say(element.tail)
    lines = []
    for line in "".join(out).split("\n"):
        cells = [cell.strip() for cell in line.split("\x1f")]
        if len(cells) > 1 and not cells[0]:
            cells = cells[1:]
        lines.append(" | ".join(cells).rstrip() if len(cells) > 1 else cells[0])
    return _BLANK_LINES.sub("\n", "\n".join(lines)).strip("\n")


def _decode_declared(data: bytes, encoding: str | None) -> str:
    """Decode HTML by its own declaration when that works, else by the rules for text."""
    if encoding is not None and not data.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf")):
        try:
            return data.decode(encoding)
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)


def _is_hidden(element: object) -> bool:
    get = getattr(element, "get", None)
    if get is None:
        return False
    style = (get("style") or "").replace(" ", "").lower()
    return get("hidden") is not None or "display:none" in style


def _field_value(element: object) -> str:
    """What an ``input`` shows on a filled form: its value, or the state of its check box."""
    get = element.get  # type: ignore[attr-defined]
    kind = (get("type") or "text").lower()
    if kind in ("checkbox", "radio"):
        return "[x] " if get("checked") is not None else "[ ] "
    if kind in ("hidden", "password", "submit", "button", "image", "reset", "file"):
        return ""
    return f" {get('value') or ''} "
