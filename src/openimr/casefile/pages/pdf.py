"""PDF to pages: the text layer where it can be used, an image to be recognised where it cannot.

pdfium is not thread-safe: call these functions from one thread of a process only.
"""

from __future__ import annotations

import re
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.casefile.pages.pagetext import MAX_PAGE_CHARACTERS, MAX_PAGES, PageText, clean_text
from openimr.problems import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A page with fewer letters and digits than this is looked at again: it may be a scan that only a fax machine stamped.
_SHORT_TEXT = 150
#: Share of the page that a picture must cover for a short text on it to be taken for a stamp.
_SCAN_SHARE = 0.5
#: Share of characters that no Western text holds, above which a text layer is taken for garbled.
_GARBLED_SHARE = 0.2

_WORDLIKE = re.compile(r"[A-Za-z0-9]")
# private use, replacement and foreign characters are what fonts without a character map leave behind
_STRANGE = re.compile("[\ue000-\uf8ff\ufffd\u0530-\u1fff\u2e80-\ud7ff]")
_IMAGE_OBJECT = 3
#: Rendering resolution for recognition, and the most pixels that a page may have there.
RENDER_DPI = 200
_MAX_PIXELS = 40_000_000


def repaired_copy(path: Path, file: str, copy: Path | None) -> tuple[Path, int] | Problem:
    """Where the pages of a PDF can be read from, and how many there are.

    Args:
        path: where the file lies.
        file: the name it has in answers.
        copy: where a repaired copy is written when pdfium alone cannot open the file; None repairs in memory each time.

    Returns:
        ``path`` itself or ``copy``, with the number of pages; or the problem by which the file is lost.
    """
    opened = _open(path, file, copy)
    if isinstance(opened, Problem):
        return opened
    with closing(opened) as document:
        count = len(document)
    if count == 0:
        return _problem("no-pages", "the PDF has no pages", file, "ask the sender for the file again")
    return (copy if copy is not None and copy.exists() else path), count


def read_pdf(path: Path, file: str, first: int = 1, last: int = MAX_PAGES) -> list[PageText] | Problem:
    """Pages of a PDF.

    Args:
        path: where the file lies.
        file: the name it has in answers.
        first: the first page to read, from 1.
        last: the last page to read.

    Returns:
        The pages in order (``wants_ocr`` set where there is no usable text layer), or the problem that kept the
        whole file from being read: needs a password, damaged, without pages.
    """
    import pypdfium2 as pdfium

    opened = _open(path, file)
    if isinstance(opened, Problem):
        return opened
    pages: list[PageText] = []
    with closing(opened) as document:
        count = len(document)
        if count == 0:
            return _problem("no-pages", "the PDF has no pages", file, "ask the sender for the file again")
        has_forms = document.get_formtype() != 0
        if has_forms:
            document.init_forms()
        for index in range(first - 1, min(count, last, MAX_PAGES)):
            try:
                page = document[index]
                if has_forms:
                    page = _with_fields(document, page, index)
                pages.append(_page_text(page, index + 1, file))
            except (pdfium.PdfiumError, ValueError, MemoryError) as error:
                problem = Problem(
                    code="page-damaged", message=f"the page is damaged ({_short(error)})", file=file, page=index + 1,
                    consequence="nothing on it was used", remedy="ask the sender for this page again",
                )
                pages.append(PageText(index + 1, "", origin="none", problem=problem))
        if count > MAX_PAGES and pages and pages[-1].number == MAX_PAGES:
            pages[-1].problem = Problem(
                code="too-many-pages", message=f"the PDF has {count:,} pages", file=file,
                consequence=f"pages after {MAX_PAGES:,} were not read", remedy="split the file",
            )
    return pages


def render_page(path: Path, number: int, dpi: int = RENDER_DPI) -> tuple[NDArray[np.uint8], int]:
    """A page as grey pixels (rows × columns), and the resolution they have.

    Args:
        path: the PDF.
        number: page, from 1.
        dpi: wanted resolution; lowered for a page so large that it would not fit into memory.

    Raises:
        ValueError: the PDF or the page cannot be rendered.
    """
    import numpy as np
    import pypdfium2 as pdfium

    opened = _open(path, str(path.name))
    if isinstance(opened, Problem):
        raise ValueError(opened.message)
    with closing(opened) as document:
        try:
            if document.get_formtype() != 0:
                document.init_forms()
            page = document[number - 1]
            width, height = page.get_size()
            pixels = max(1.0, width * height * (dpi / 72) ** 2)
            if pixels > _MAX_PIXELS:
                dpi = max(20, int(dpi * (_MAX_PIXELS / pixels) ** 0.5))
            bitmap = page.render(scale=dpi / 72, grayscale=True)
            return np.array(bitmap.to_numpy()).reshape(bitmap.height, bitmap.width), dpi
        except (pdfium.PdfiumError, IndexError) as error:
            raise ValueError(_short(error)) from error


def _open(path: Path, file: str, copy: Path | None = None) -> Any:
    """The document, opened with the empty password; repaired by qpdf (to a copy) when pdfium alone cannot read it."""
    import pypdfium2 as pdfium

    try:
        return pdfium.PdfDocument(path)
    except pdfium.PdfiumError as error:
        reason = _short(error)
    except OSError as error:
        return _problem("unreadable", f"the file cannot be opened ({error.strerror or error})", file, "check the file")
    # qpdf says why: what pdfium reports can be the reason of the file before
    repaired = _repair(path)
    if repaired == "encrypted":
        return _problem(
            "encrypted", "the PDF needs a password", file, "ask the sender for an open copy, or open and save it"
        )
    if repaired == "no-pages":
        return _problem("no-pages", "the PDF has no pages", file, "ask the sender for the file again")
    if isinstance(repaired, bytes):
        try:
            if copy is not None:
                copy.write_bytes(repaired)
                return pdfium.PdfDocument(copy)
            return pdfium.PdfDocument(repaired)
        except pdfium.PdfiumError:
            pass
    detail = "" if "password" in reason.lower() or "success" in reason.lower() else f" ({reason})"
    return _problem("damaged", f"the PDF is damaged or cut off{detail}", file, "ask the sender for the file again")


def _repair(path: Path) -> bytes | str | None:
    """The PDF rebuilt by qpdf; ``encrypted`` or ``no-pages`` if that is the reason; None if nothing can be saved."""
    from io import BytesIO

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


def _with_fields(document: Any, page: Any, index: int) -> Any:
    """The page with its form fields drawn into it, so that what was typed into a form is part of the text."""
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    try:
        if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_SUCCESS:
            page.close()
            return document[index]
    except pdfium.PdfiumError:
        pass
    return page


def _page_text(page: Any, number: int, file: str) -> PageText:
    """One page: its text layer, or the wish for recognition."""
    textpage = page.get_textpage()
    try:
        text = _layer(textpage)
    finally:
        textpage.close()
    problem = None
    if len(text) > MAX_PAGE_CHARACTERS:
        text = text[:MAX_PAGE_CHARACTERS]
        problem = Problem(code="page-too-long", message="the text layer of the page is absurdly long", file=file,
                          page=number, consequence="only its beginning was read", remedy="check what the file is")
    letters = len(_WORDLIKE.findall(text[:4000]))
    if letters >= _SHORT_TEXT and not _garbled(text):
        return PageText(number, text, problem=problem)
    if letters and not _garbled(text) and not _is_scan(page):
        return PageText(number, text, problem=problem)
    if not letters and not _has_marks(page):
        return PageText(number, text.strip(), problem=problem)
    return PageText(number, text, wants_ocr=True, problem=problem)


def _layer(textpage: Any) -> str:
    text = textpage.get_text_range(errors="replace")
    # pdfium hands a hyphen at a line end over as U+FFFE (U+0002 in older builds) and swallows the line break
    if "\ufffe" in text:
        text = text.replace("\ufffe", "-\n")
    if "\x02" in text:
        text = text.replace("\x02", "-\n")
    return clean_text(text)


def _garbled(text: str) -> bool:
    """Whether a text layer is rubbish: a font without a character map yields private or foreign characters."""
    sample = text[:4000]
    if sample.isascii():
        return False
    visible = sum(map(len, sample.split()))
    return visible > 0 and len(_STRANGE.findall(sample)) > _GARBLED_SHARE * visible


def _is_scan(page: Any) -> bool:
    """Whether pictures cover most of the page."""
    width, height = page.get_size()
    area = max(1.0, width * height)
    covered = 0.0
    for item in page.get_objects(filter=[_IMAGE_OBJECT], max_depth=3):
        left, bottom, right, top = item.get_bounds()
        covered += max(0.0, right - left) * max(0.0, top - bottom)
        if covered >= _SCAN_SHARE * area:
            return True
    return False


def _has_marks(page: Any) -> bool:
    """Whether anything is drawn on the page."""
    return next(iter(page.get_objects(max_depth=1)), None) is not None


def _short(error: BaseException) -> str:
    words = str(error).strip() or type(error).__name__
    return words.rstrip(".")[:120]


def _problem(code: str, message: str, file: str, remedy: str) -> Problem:
    return Problem(code=code, message=message, file=file, consequence="none of its pages could be read", remedy=remedy)
