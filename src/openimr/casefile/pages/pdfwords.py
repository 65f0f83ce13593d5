"""Words of a PDF page with their boxes, on demand: for marking a quotation on the page's image.

Offsets count in exactly the text that :func:`openimr.casefile.pages.pdf.read_pdf` gives for the page; boxes are shares
of the image that :func:`openimr.casefile.pages.pageimage.page_image` draws of it, turned by the page's ``orientation``.
A page that was recognised has its words from recognition; these here are those of the text layer.
"""

from __future__ import annotations

from pathlib import Path

from openimr.casefile.model import Word
from openimr.casefile.pages.pdffile import PdfFile, open_pdf
from openimr.casefile.pages.pdflayer import layer, print_of
from openimr.problems import Problem


def pdf_words(path: Path, number: int) -> list[Word]:
    """The words of one page of a PDF; :func:`words_of` serves many pages of one file better.

    Args:
        path: where the file lies.
        number: page, from 1.

    Raises:
        ValueError: the file or the page cannot be read.
    """
    opened = open_pdf(path, path.name)
    if isinstance(opened, Problem):
        raise ValueError(opened.message)
    with opened as pdf:
        return words_of(pdf, number)


def words_of(pdf: PdfFile, number: int) -> list[Word]:
    """The words of one page of an open PDF.

    Every word between blanks of the page's text is there once, in order. The words of a note, and of a value that a
    form does not show, stand where its field or mark stands.

    Args:
        pdf: the file, from :func:`openimr.casefile.pages.pdffile.open_pdf`.
        number: page, from 1.

    Raises:
        ValueError: the page cannot be read.
    """
    with pdf.page(number) as page:
        found = layer(pdf, page, print_of(pdf, page), with_words=True)
    return [Word(start, end, *box) for start, end, box in found.words or ()]
