"""One file to its pages: the pure function that everything else stands on.

It touches nothing but the file it is given, so it can run in any process.
"""

from __future__ import annotations

from pathlib import Path

from openimr.casefile.files.filetypes import HEAD_BYTES, content_type
from openimr.casefile.files.foreign import not_read
from openimr.casefile.files.mail import open_mail
from openimr.casefile.files.msg import open_msg
from openimr.casefile.pages.fhirtext import read_fhir
from openimr.casefile.pages.images import read_image
from openimr.casefile.pages.pagetext import MAX_PAGES, PageText, pages_of_text
from openimr.casefile.pages.pdf import read_pdf
from openimr.casefile.pages.plaintext import decode, read_html, read_text
from openimr.casefile.pages.richtext import read_rtf
from openimr.casefile.pages.word import read_docx
from openimr.problems import Problem

#: Text files above this size are no papers; read as a whole they would fill the memory.
_MAX_TEXT_BYTES = 64 * 1024 * 1024
#: Kinds whose pages are text alone: without any, the file holds nothing.
_TEXT_KINDS = frozenset({"docx", "rtf", "html", "txt", "eml", "msg", "fhir"})


def _read_mail(path: Path, file: str) -> list[PageText] | Problem:
    """Pages of an e-mail; one that cannot be taken apart is read as the text it is."""
    try:
        return pages_of_text(open_mail(path).text, file)
    except ValueError:
        if path.stat().st_size > _MAX_TEXT_BYTES:
            return _lost("too-large", "the mail is far larger than any mail", file)
        return pages_of_text(decode(path.read_bytes()), file)


def _read_message(path: Path, file: str) -> list[PageText] | Problem:
    """Pages of an Outlook message."""
    try:
        return pages_of_text(open_msg(path).text, file)
    except ValueError as error:
        return _lost("damaged", f"the message is damaged or cut off ({str(error)[:80]})", file)


_READERS = {
    "pdf": read_pdf,
    "image": read_image,
    "docx": read_docx,
    "rtf": read_rtf,
    "html": read_html,
    "txt": read_text,
    "eml": _read_mail,
    "msg": _read_message,
    "fhir": read_fhir,
}


def read_file(
    path: Path, rel: str, kind: str | None = None, first: int = 1, last: int = MAX_PAGES
) -> list[PageText] | Problem:
    """The pages of one file.

    Args:
        path: where the file lies.
        rel: the name it has in answers (relative to the case).
        kind: its content type when it is known already.
        first: the first page wanted, from 1; only a PDF is read in parts.
        last: the last page wanted.

    Returns:
        Its pages, those that are images with ``wants_ocr`` set; or the problem by which the file is lost. Whatever
        the bytes are, nothing is raised.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     note = Path(folder, "note.pdf")  # a wrong extension
    ...     _ = note.write_text("Pain 8/10\\fPlan: none")
    ...     [page.text for page in read_file(note, "note.pdf")]
    ['Pain 8/10', 'Plan: none']
    """
    try:
        if kind is None:
            with path.open("rb") as stream:
                kind = content_type(stream.read(HEAD_BYTES), name=rel, path=path)
        reader = _READERS.get(kind)
        if reader is None:
            return _lost("empty", "the file is empty", rel) if kind == "empty" else not_read(kind, rel)
        if kind in ("rtf", "html", "txt") and path.stat().st_size > _MAX_TEXT_BYTES:
            return _lost("too-large", "the text file is far larger than any paper", rel)
        pages = read_pdf(path, rel, first, last) if kind == "pdf" else reader(path, rel)
    except OSError as error:
        return _lost("unreadable", f"the file cannot be opened ({error.strerror or type(error).__name__})", rel)
    except Exception as error:  # parsers of hostile files raise anything; the file is lost, the case goes on
        return _lost("damaged", f"the file cannot be taken apart ({type(error).__name__})", rel)
    if isinstance(pages, list) and kind in _TEXT_KINDS and not any(p.text.strip() for p in pages):
        return _lost("empty", "the file holds no text", rel)
    return pages


def _lost(code: str, message: str, file: str) -> Problem:
    return Problem(code=code, message=message, file=file, consequence="nothing in it was used",
                   remedy="ask the sender for the file again, as PDF")
