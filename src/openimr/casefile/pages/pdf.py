"""PDF to pages: the text layer where it can be believed, an image to be recognised where it cannot.

pdfium is not thread-safe: call these functions from one thread of a process only.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.pages.layertrust import fault_of
from openimr.casefile.pages.pagetext import MAX_PAGES, PageText
from openimr.casefile.pages.pdffile import PdfDamage, PdfFile, no_pages, open_pdf, short_reason
from openimr.casefile.pages.pdflayer import layer, print_of
from openimr.problems import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Rendering resolution for recognition, and the most pixels that a page may have there.
RENDER_DPI = 200
_MAX_PIXELS = 40_000_000

# what the one page of a form says to a viewer that cannot show it, in the words of the program that made it
_XFA_PAGE = re.compile(r"please wait|adobe reader|acrobat|not (?:be able to )?display", re.I)


def read_pdf(path: Path, file: str, first: int = 1, last: int = MAX_PAGES) -> list[PageText] | Problem:
    """Pages of a PDF.

    Args:
        path: where the file lies.
        file: the name it has in answers.
        first: the first page to read, from 1.
        last: the last page to read.

    Returns:
        The pages in order (``wants_ocr`` set where there is no usable text layer, and ``fault`` says why; their text is
        what the layer says, for want of better), or the problem that kept the whole file from being read: needs a
        password, damaged, without pages.
    """
    opened = open_pdf(path, file)
    if isinstance(opened, Problem):
        return opened
    pages: list[PageText] = []
    with opened as pdf:
        count = len(pdf)
        if count == 0:
            return no_pages(file)
        is_xfa = pdf.is_xfa
        for number in range(first, min(count, last, MAX_PAGES) + 1):
            page = read_page(pdf, number, file)
            if is_xfa and page.problem is None and (not page.text.strip() or _XFA_PAGE.search(page.text)):
                page.problem = _xfa(file, number)
            pages.append(page)
        if count > MAX_PAGES and pages and pages[-1].number == MAX_PAGES:
            pages[-1].problem = Problem(
                code="too-many-pages", message=f"the PDF has {count:,} pages", file=file,
                consequence=f"pages after {MAX_PAGES:,} were not read", remedy="split the file",
            )
    return pages


def read_page(pdf: PdfFile, number: int, file: str) -> PageText:
    """One page of an open PDF, from 1; a page that cannot be read says so in its problem."""
    try:
        with pdf.page(number) as page:
            printed = print_of(pdf, page)
            fault = fault_of(pdf, page, printed)
            found = layer(pdf, page, printed)
    except (PdfDamage, ValueError, MemoryError) as error:
        problem = Problem(
            code="page-damaged", message=f"the page is damaged ({short_reason(error)})", file=file, page=number,
            consequence="nothing on it was used", remedy="ask the sender for this page again",
        )
        return PageText(number, "", origin="none", problem=problem)
    cut = None
    if found.cut:
        cut = Problem(code="page-too-long", message="the text layer of the page is absurdly long", file=file,
                      page=number, consequence="only its beginning was read", remedy="check what the file is")
    return PageText(
        number, found.text, wants_ocr=fault is not None, fault=fault, orientation=found.turn, problem=cut
    )


def render_page(path: Path, number: int, dpi: int = RENDER_DPI) -> tuple[NDArray[np.uint8], int]:
    """A page as grey pixels (rows × columns) as it is shown, with forms and annotations, and their resolution.

    Args:
        path: the PDF.
        number: page, from 1.
        dpi: wanted resolution; lowered for a page so large that it would not fit into memory.

    Raises:
        ValueError: the PDF or the page cannot be rendered.
    """
    opened = open_pdf(path, path.name)
    if isinstance(opened, Problem):
        raise ValueError(opened.message)
    with opened as pdf:
        return draw_page(pdf, number, dpi)


def draw_page(
    pdf: PdfFile, number: int, dpi: int = RENDER_DPI, *, colour: bool = False, turn: int = 0
) -> tuple[NDArray[np.uint8], int]:
    """A page of an open PDF as pixels: grey (rows × columns), or red, green and blue (rows × columns × 3).

    Args:
        pdf: the file.
        number: page, from 1.
        dpi: wanted resolution; lowered for a page so large that it would not fit into memory.
        colour: keep colours.
        turn: degrees to turn it clockwise: 0, 90, 180 or 270.

    Raises:
        ValueError: there is no such page, or it cannot be drawn.
    """
    import numpy as np
    import pypdfium2 as pdfium

    try:
        if not 1 <= number <= len(pdf):
            raise ValueError("there is no such page")
        # the objects of pypdfium2 draw forms and annotations; a page loaded by them wakes both
        page = pdf.document[number - 1]
        try:
            width, height = page.get_size()
            pixels = max(1.0, width * height * (dpi / 72) ** 2)
            shown = dpi * min(1.0, (_MAX_PIXELS / pixels) ** 0.5)
            bitmap = page.render(scale=shown / 72, grayscale=not colour, rev_byteorder=colour, rotation=turn,
                                 prefer_bgrx=False, force_bitmap_format=None)
            array = np.array(bitmap.to_numpy())
            shape = (bitmap.height, bitmap.width)
            bitmap.close()
        finally:
            page.close()
    except (pdfium.PdfiumError, IndexError, OverflowError, MemoryError) as error:
        raise ValueError(short_reason(error)) from error
    return (array.reshape(*shape, 3) if colour else array.reshape(shape)), max(1, round(shown))


def _xfa(file: str, number: int) -> Problem:
    return Problem(
        code="xfa-form", message="the file is an interactive form that has no printed pages", file=file, page=number,
        consequence="what was filled in could not be read",
        remedy="open it in the program it was filled in with, and print it to PDF",
    )
