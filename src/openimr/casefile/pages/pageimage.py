"""The image of a page on demand: PDF pages and pictures have one, text files have none."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.casefile.pages.images import load_colours, load_frame
from openimr.casefile.pages.pdf import draw_page
from openimr.casefile.pages.pdffile import PdfFile, open_pdf
from openimr.problems import Problem

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: Content types whose pages have an image.
WITH_IMAGE = frozenset({"pdf", "image"})
#: Resolution at which a page is pleasant to read on a screen.
READING_DPI = 110


@dataclass(frozen=True, slots=True)
class DrawnPage:
    """A page as pixels.

    Attributes:
        pixels: grey (rows × columns), or red, green and blue (rows × columns × 3), 0 to 255.
        dpi: their resolution.
    """

    pixels: NDArray[np.uint8]
    dpi: int

    def png(self) -> bytes:
        """The image as a PNG file."""
        from io import BytesIO

        from PIL import Image

        out = BytesIO()
        Image.fromarray(self.pixels).save(out, format="PNG")
        return out.getvalue()


def page_image(
    source: Path | PdfFile, kind: str, number: int, *, dpi: int = READING_DPI, colour: bool = False, turn: int = 0
) -> DrawnPage | None:
    """The image of a page, with form fields and annotations as its text has them.

    Args:
        source: the file, or an open PDF of which many pages are wanted.
        kind: its content type, from :func:`openimr.casefile.files.filetypes.content_type`.
        number: page, from 1.
        dpi: wanted resolution; a picture is made smaller for it, never larger, and an enormous page comes with less.
        colour: keep colours.
        turn: degrees to turn the page clockwise (0, 90, 180, 270): the ``orientation`` of the page makes it upright.

    Returns:
        The image; None for a kind of file that has no pages to look at (DOCX, RTF, HTML, text, mail, FHIR): there the
        text is all there is, and it is shown as text.

    Raises:
        ValueError: the page should have an image, and it cannot be drawn.
    """
    if kind not in WITH_IMAGE:
        return None
    if kind == "image":
        if isinstance(source, PdfFile):
            raise ValueError("an open PDF is not a picture")
        return _picture(source, number, dpi, colour, turn)
    if isinstance(source, PdfFile):
        return DrawnPage(*draw_page(source, number, dpi, colour=colour, turn=turn))
    opened = open_pdf(source, source.name)
    if isinstance(opened, Problem):
        raise ValueError(opened.message)
    with opened as pdf:
        return DrawnPage(*draw_page(pdf, number, dpi, colour=colour, turn=turn))


def _picture(path: Path, number: int, dpi: int, colour: bool, turn: int) -> DrawnPage:
    import numpy as np
    from PIL import Image

    pixels, stated = load_frame(path, number)
    image = Image.fromarray(pixels)
    if colour:
        image = load_colours(path, number).resize(image.size)
    if turn % 360:
        image = image.rotate(-turn, expand=True)
    if dpi < stated:
        size = (max(1, round(image.width * dpi / stated)), max(1, round(image.height * dpi / stated)))
        image, stated = image.resize(size, Image.Resampling.BOX), dpi
    return DrawnPage(np.array(image), stated)
