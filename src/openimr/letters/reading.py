"""From a letter's file to its text: what the file really is, its pages, and where each character stood.

The content decides what a file is, never its name. A file that cannot be read says why, what that means and what to do
(:class:`openimr.errors.UnreadableFile`); nothing else is ever raised, whatever the bytes.
"""

from __future__ import annotations

import ctypes
import re
from bisect import bisect_right
from dataclasses import dataclass, field
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c

from openimr.errors import NotALetter, NotFound, UnreadableFile

#: A published letter has 2 to 12 pages and under 100 kB; a file beyond these limits is not one and is not opened.
LARGEST_FILE = 20 * 1024 * 1024
MOST_PAGES = 200
MOST_CHARACTERS = 2_000_000

_BOLD_WEIGHT = 600
#: pdfium writes U+FFFE (older ones U+0002) where a line ends in a hyphen, and leaves the line end out.
_LINE_END_OR_HYPHEN = re.compile("\r\n?|[\ufffe\x02]")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_SIGNATURES = (
    (b"PK\x03\x04", "a ZIP archive or Word file"),
    (b"\xd0\xcf\x11\xe0", "an old Word or Office file"),
    (b"{\\rtf", "an RTF file"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"II*\x00", "an image"),
    (b"MM\x00*", "an image"),
    (b"GIF8", "an image"),
    (b"\x1f\x8b", "a compressed file"),
    (b"7z\xbc\xaf", "a compressed file"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
)


@dataclass(slots=True)
class LetterText:
    """The text of a letter file.

    Attributes:
        text: all pages, each but the last ended by a form feed; line ends are ``\\n``, a hyphen at a line end ``-\\n``.
        source: the file's name, without its folder.
        page_starts: offset of each page in ``text``.
        bold: offsets of the lines that begin in bold type, where the file tells; None for plain text.
        raw_pages: each page as the file's reader gave it.
    """

    text: str
    source: str | None = None
    page_starts: list[int] = field(default_factory=lambda: [0])
    bold: tuple[int, ...] | None = None
    raw_pages: list[str] = field(default_factory=list)

    def place(self, offset: int) -> tuple[int, int]:
        """Page (from 1) and offset in that page as the file's reader gave it, of an offset in ``text``.

        >>> letter = LetterText("a-\\nb\\fc", page_starts=[0, 5], raw_pages=["a\\ufffeb", "c"])
        >>> letter.place(3), letter.place(5)
        ((1, 2), (2, 0))

        Raises:
            IndexError: the offset lies outside the text.
        """
        if not 0 <= offset < len(self.text):
            raise IndexError(offset)
        page = bisect_right(self.page_starts, offset) - 1
        inside = offset - self.page_starts[page]
        if not self.raw_pages:
            return page + 1, inside
        shift = 0  # raw offset = offset in the page + shift
        for found in _LINE_END_OR_HYPHEN.finditer(self.raw_pages[page]):
            if found.start() >= inside + shift:
                break
            grown = 2 if found.group() in "\ufffe\x02" else 1
            if found.start() - shift + grown > inside:
                return page + 1, found.start()
            shift += len(found.group()) - grown
        return page + 1, inside + shift


def read_letter_file(path: str | Path) -> LetterText:
    """The text of a letter, from PDF or plain text.

    Args:
        path: the file; its extension is not looked at.

    Returns:
        Its text, with the pages and, from a PDF, which lines begin in bold.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: empty, too large, truncated, encrypted, without text layer, or neither PDF nor text.
    """
    path = Path(path)
    name = path.name
    try:
        size = path.stat().st_size
        if not path.is_file():
            raise NotFound(f"{name} is not a file", file=name, remedy="name a letter in PDF or text form")
        if size > LARGEST_FILE:
            raise _refused(
                name,
                f"the file is too large for a letter ({size / 1048576:.0f} MB, limit {LARGEST_FILE // 1048576} MB)",
                "check that it is one published letter; split a bundle into its letters",
            )
        data = path.read_bytes()
    except FileNotFoundError:
        raise NotFound("there is no such file", file=name, remedy="check the name") from None
    except OSError as error:
        raise _refused(
            name, f"the file cannot be opened ({error.strerror or 'input/output error'})", "check its permissions"
        ) from None
    return read_letter_bytes(data, name)


def read_letter_bytes(data: bytes, name: str | None = None) -> LetterText:
    """The text of a letter from its bytes; see :func:`read_letter_file`.

    >>> read_letter_bytes(b"Case Number: CM14-0000001\\r\\n", "a.txt").text
    'Case Number: CM14-0000001\\n'
    """
    if not data.strip(b"\x00\r\n\t\f \xef\xbb\xbf"):
        raise _refused(name, "the file is empty", "ask for the file again")
    head = data[:1024]
    if b"%PDF-" in head:
        return _from_pdf(data, name)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise _refused(name, f"the file is {what}, not a PDF or text file", "save the letter as PDF or text")
    return _from_text(data, name)


def _refused(name: str | None, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(what, file=name, consequence="no letter was read from it", remedy=remedy)


def _from_text(data: bytes, name: str | None) -> LetterText:
    text = _decoded(data)
    if len(_CONTROL.findall(text, 0, 20_000)) * 50 > min(len(text), 20_000):
        raise _refused(name, "the file is binary, not a PDF or text file", "save the letter as PDF or text")
    if len(text) > MOST_CHARACTERS:
        raise _refused(name, "the text is too long for a letter", "check that it is one published letter")
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    starts = [0]
    starts.extend(found.end() for found in re.finditer("\f", text) if found.end() < len(text))
    return LetterText(text, name, starts)


def _decoded(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").lstrip("\ufeff")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # a file cut inside one character is still UTF-8; anything else came from an old Windows program
        if len(data) > 4:
            for cut in (1, 2, 3):
                try:
                    return data[:-cut].decode("utf-8-sig")
                except UnicodeDecodeError:
                    continue
        return data.decode("cp1252", errors="replace")


def _from_pdf(data: bytes, name: str | None) -> LetterText:
    try:
        return _pdf_pages(data, name)
    except (pdfium.PdfiumError, ctypes.ArgumentError, MemoryError, UnicodeError, OverflowError) as error:
        raise _refused(
            name, f"the PDF cannot be read ({error or type(error).__name__})", "ask for the file again"
        ) from None


def _pdf_pages(data: bytes, name: str | None) -> LetterText:
    # pdfium's plain functions: the convenience layer costs a millisecond a letter, a fifth of the budget
    document = pdfium_c.FPDF_LoadMemDocument64(data, len(data), None)
    if not document:
        reason = pdfium_c.FPDF_GetLastError()
        if reason in (pdfium_c.FPDF_ERR_PASSWORD, pdfium_c.FPDF_ERR_SECURITY):
            raise _refused(name, "the PDF is encrypted and needs a password", "ask the sender for an open copy")
        raise _refused(name, "the PDF is damaged or truncated", "ask for the file again")
    try:
        count = pdfium_c.FPDF_GetPageCount(document)
        if count > MOST_PAGES:
            raise NotALetter(
                f"the PDF has {count} pages; a letter has at most {MOST_PAGES}",
                file=name,
                consequence="no letter was read from it",
                remedy="split a bundle into its letters",
            )
        if count < 1:
            raise _refused(name, "the PDF has no pages", "ask for the file again")
        return _assembled([_pdf_page(document, number) for number in range(count)], name)
    finally:
        pdfium_c.FPDF_CloseDocument(document)


def _pdf_page(document: object, number: int) -> tuple[str, list[int]]:
    """A page's text as pdfium gives it, and the numbers of the lines that begin in bold."""
    page = pdfium_c.FPDF_LoadPage(document, number)
    if not page:
        return "", []
    textpage = pdfium_c.FPDFText_LoadPage(page)
    try:
        count = pdfium_c.FPDFText_CountChars(textpage) if textpage else 0
        if count <= 0:
            return "", []
        if count > MOST_CHARACTERS:
            raise MemoryError
        buffer = (ctypes.c_ushort * (count + 1))()
        written = pdfium_c.FPDFText_GetText(textpage, 0, count, buffer)
        text = bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", "replace")
        text = text.replace("\u00a0", " ")  # a blank that must not break is a blank to a reader
        bold: list[int] = []
        if len(text) == count:  # otherwise offsets in the text are not indices of characters
            line = position = 0
            while position < count:
                while position < count and text[position] in " \t":
                    position += 1
                if position < count and pdfium_c.FPDFText_GetFontWeight(textpage, position) >= _BOLD_WEIGHT:
                    bold.append(line)
                following = _LINE_END_OR_HYPHEN.search(text, position)
                if not following:
                    break
                position = following.end()
                line += 1
        return text, bold
    finally:
        if textpage:
            pdfium_c.FPDFText_ClosePage(textpage)
        pdfium_c.FPDF_ClosePage(page)


def _assembled(pages: list[tuple[str, list[int]]], name: str | None) -> LetterText:
    if not any(raw.strip() for raw, _ in pages):
        raise _refused(name, "the PDF has no text layer (it is a scan)", "run character recognition on it first")
    parts: list[str] = []
    starts: list[int] = []
    bold: list[int] = []
    length = 0
    for number, (raw, marked) in enumerate(pages):
        page = raw.replace("\r\n", "\n").replace("\r", "\n").replace("\ufffe", "-\n").replace("\x02", "-\n")
        starts.append(length)
        at = line = 0
        for wanted in marked:
            while line < wanted:
                at = page.index("\n", at) + 1
                line += 1
            shown = page[at : at + 200]
            bold.append(length + at + len(shown) - len(shown.lstrip(" \t")))
        if number + 1 < len(pages):
            page += "\f"
        parts.append(page)
        length += len(page)
    return LetterText("".join(parts), name, starts, tuple(bold) if bold else None, [raw for raw, _ in pages])
