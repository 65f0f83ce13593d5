"""A PDF held open: repaired where it is damaged, its pages as handles of pdfium with forms and annotations awake.

Raw handles, not the objects of pypdfium2: making those costs as much as reading a short page. pdfium is not
thread-safe: use a file from one thread of a process only.
"""

from __future__ import annotations

import ctypes
import mmap
import re
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import Any

from openimr.problems import Problem

# an image is a stream, and streams are never packed into others: its name stands in the file in the clear;
# /ImageB, /ImageC and /ImageI are procedure sets that every old writer lists
_PICTURE = re.compile(rb"/Image(?![BCI])")


class PdfDamage(ValueError):
    """A page that pdfium cannot load; the words say why."""


class PdfFile:
    """An open PDF.

    Attributes:
        document: the document of pypdfium2.
        api: the functions of pdfium.
        may_hold_pictures: whether there are pictures in the file at all.
    """

    def __init__(self, source: Path | bytes) -> None:
        """Open a file that pdfium accepts; see :func:`open_pdf` for any other.

        Raises:
            pypdfium2.PdfiumError: it is no PDF, it needs a password, or it is damaged.
            OSError: the file cannot be read.
        """
        import pypdfium2.raw

        self.api: Any = pypdfium2.raw
        self._source = source
        self._buffer = (ctypes.c_ushort * 16_384)()
        self._changed: set[int] = set()
        self._load()
        self.may_hold_pictures = _holds_pictures(source)

    def __len__(self) -> int:
        return len(self.document)

    def __enter__(self) -> PdfFile:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the file back."""
        self.document.close()

    @property
    def forms(self) -> Any:
        """pdfium's form environment: it draws what fields and annotations hold."""
        return self.document.formenv

    @property
    def is_xfa(self) -> bool:
        """Whether the file is a form of the XFA kind, which has no pages of its own to show."""
        return bool(self.document.get_formtype() == self.api.FORMTYPE_XFA_FULL)

    def page(self, number: int) -> PdfPage:
        """The page with this number, from 1; closed at the end of a ``with`` block.

        Raises:
            PdfDamage: there is no such page, or it cannot be loaded.
        """
        if number in self._changed:
            self.document.close()
            self._load()
        return PdfPage(self, number)

    def text_of(self, textpage: Any) -> tuple[str, int]:
        """The text of a text page as pdfium has it, and the number of characters in pdfium's own count."""
        count = self.api.FPDFText_CountChars(textpage)
        if count <= 0:
            return "", 0
        if 2 * count >= len(self._buffer):
            self._buffer = (ctypes.c_ushort * (4 * count))()
        written = self.api.FPDFText_GetText(textpage, 0, count, self._buffer)
        return ctypes.string_at(self._buffer, 2 * max(0, written - 1)).decode("utf-16-le", errors="replace"), count

    def _changes(self, number: int) -> None:
        self._changed.add(number)

    def _load(self) -> None:
        import pypdfium2 as pdfium

        document = pdfium.PdfDocument(self._source)
        # the environment makes the appearance of fields and typed text that come without one
        config = self.api.FPDF_FORMFILLINFO(version=2)
        handle = self.api.FPDFDOC_InitFormFillEnvironment(document, config)
        if handle:
            document.formenv = pdfium.PdfFormEnv(handle, config)
        self.document = document
        self._changed.clear()


class PdfPage:
    """A loaded page.

    Attributes:
        handle: pdfium's page.
        annotations: how many annotations it has.
    """

    __slots__ = ("_api", "_awake", "_number", "_pdf", "_rotation", "_textpage", "annotations", "handle")

    def __init__(self, pdf: PdfFile, number: int) -> None:
        self._pdf, self._number, self._api = pdf, number, pdf.api
        self._textpage: Any = None
        self._rotation: int | None = None
        self._awake = False
        self.handle: Any = None
        self._open()
        self.annotations = int(self._api.FPDFPage_GetAnnotCount(self.handle))

    def __enter__(self) -> PdfPage:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def textpage(self) -> Any:
        """pdfium's text of the page, loaded once.

        Raises:
            PdfDamage: it cannot be loaded.
        """
        if self._textpage is None:
            self._textpage = self._api.FPDFText_LoadPage(self.handle)
            if not self._textpage:
                self._textpage = None
                raise PdfDamage("its text cannot be loaded")
        return self._textpage

    @property
    def rotation(self) -> int:
        """Degrees by which the page is shown turned clockwise: 0, 90, 180 or 270."""
        return 90 * (int(self._api.FPDFPage_GetRotation(self.handle)) % 4)

    def turn(self, degrees: int) -> None:
        """Turn the page clockwise, so that pdfium orders lines as a reader of the upright page would."""
        before = self.rotation
        if self._rotation is None:
            self._rotation = before
        self._api.FPDFPage_SetRotation(self.handle, ((before + degrees) // 90) % 4)
        self._forget_text()

    def wake_annotations(self) -> None:
        """Let pdfium make the appearance of fields and typed text that have none."""
        if self._pdf.forms is not None and not self._awake:
            self._api.FORM_OnAfterLoadPage(self.handle, self._pdf.forms)
            self._awake = True

    def flatten(self) -> bool:
        """Draw annotations and fields into the page; False when there was nothing to draw.

        Raises:
            PdfDamage: the page could not be loaded again.
        """
        self._forget_text()
        done = self._api.FPDFPage_Flatten(self.handle, self._api.FLAT_NORMALDISPLAY) == self._api.FLATTEN_SUCCESS
        self._pdf._changes(self._number)
        if done:
            self._close_handle()
            self._open()
        return bool(done)

    def close(self) -> None:
        """Give the page back, as it was."""
        self._forget_text()
        if self.handle and self._rotation is not None:
            self._api.FPDFPage_SetRotation(self.handle, self._rotation // 90)
        self._close_handle()

    def _open(self) -> None:
        self.handle = self._api.FPDF_LoadPage(self._pdf.document, self._number - 1) if self._number > 0 else None
        if not self.handle:
            raise PdfDamage("it cannot be loaded")

    def _forget_text(self) -> None:
        if self._textpage is not None:
            self._api.FPDFText_ClosePage(self._textpage)
            self._textpage = None

    def _close_handle(self) -> None:
        if self.handle:
            if self._awake:
                self._api.FORM_OnBeforeClosePage(self.handle, self._pdf.forms)
                self._awake = False
            self._api.FPDF_ClosePage(self.handle)
        self.handle = None


def open_pdf(path: Path, file: str, copy: Path | None = None) -> PdfFile | Problem:
    """A PDF opened with the empty password; rebuilt by qpdf when pdfium alone cannot read it.

    Args:
        path: where it lies.
        file: the name it has in answers.
        copy: where the rebuilt file is put, so that it need not be rebuilt again; None rebuilds it in memory.

    Returns:
        The file, to be closed by the caller; or why it cannot be read: needs a password, damaged, without pages.
    """
    import pypdfium2 as pdfium

    try:
        return PdfFile(path)
    except pdfium.PdfiumError as error:
        reason = short_reason(error)
    except OSError as error:
        return _problem("unreadable", f"the file cannot be opened ({error.strerror or error})", file, "check the file")
    # qpdf says why: what pdfium reports can be the reason of the file before
    repaired = _repair(path)
    if repaired == "encrypted":
        return _problem(
            "encrypted", "the PDF needs a password", file, "ask the sender for an open copy, or open and save it"
        )
    if repaired == "no-pages":
        return no_pages(file)
    if isinstance(repaired, bytes):
        with suppress(pdfium.PdfiumError):
            if copy is None:
                return PdfFile(repaired)
            copy.write_bytes(repaired)
            return PdfFile(copy)
    detail = "" if "password" in reason.lower() or "success" in reason.lower() else f" ({reason})"
    return _problem("damaged", f"the PDF is damaged or cut off{detail}", file, "ask the sender for the file again")


def no_pages(file: str) -> Problem:
    """The problem of a PDF that has no pages."""
    return _problem("no-pages", "the PDF has no pages", file, "ask the sender for the file again")


def short_reason(error: BaseException) -> str:
    """An error's words as they go into a problem.

    >>> short_reason(ValueError("Failed to load page."))
    'Failed to load page'
    """
    words = str(error).strip() or type(error).__name__
    return words.rstrip(".")[:120]


def _repair(path: Path) -> bytes | str | None:
    """The PDF rebuilt by qpdf; ``encrypted`` or ``no-pages`` if that is the reason; None if nothing can be saved."""
    import pikepdf

    try:
        with pikepdf.open(path, suppress_warnings=True) as pdf:
            if len(pdf.pages) == 0:
                return "no-pages"
            out = BytesIO()
            pdf.save(out)
            return out.getvalue()
    except pikepdf.PasswordError:
        return "encrypted"
    except (pikepdf.PdfError, ValueError, RuntimeError, OSError, MemoryError):
        return None


def _holds_pictures(source: Path | bytes) -> bool:
    if isinstance(source, bytes):
        return _PICTURE.search(source) is not None
    try:
        with source.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as view:
            return _PICTURE.search(view) is not None
    except (OSError, ValueError):
        return True


def _problem(code: str, message: str, file: str, remedy: str) -> Problem:
    return Problem(code=code, message=message, file=file, consequence="none of its pages could be read", remedy=remedy)
