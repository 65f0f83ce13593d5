"""Makes the PDFs that the tests of PDF pages open: forms, notes, turned and cropped pages, scans with layers."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 612, 792
NOTE_LINES = (
    "PROGRESS REPORT",
    "Patient: Marlo Quince   DOB: 01/21/1966",
    "Date of visit: 03/18/2014",
    "The patient reports low back pain that radiates to the left leg with numbness.",
    "Straight leg raise is positive on the left at 45 degrees and the reflexes are equal.",
    "There is tenderness over the lumbar muscles, and range of motion is limited by pain.",
    "Plan: continue physical therapy twice a week, and return to the clinic in four weeks.",
)


def write(
    canvas: Canvas, lines: tuple[str, ...] = NOTE_LINES, *, x: float = 60, y: float = 700, size: float = 11
) -> None:
    """Lines of print, one below the other."""
    canvas.setFont("Helvetica", size)
    for number, line in enumerate(lines):
        canvas.drawString(x, y - number * 1.5 * size, line)


def drawn(path: Path, *pages: Callable[[Canvas], None], size: tuple[float, float] = (WIDTH, HEIGHT)) -> Path:
    """A PDF whose pages are drawn by these functions."""
    canvas = Canvas(str(path), pagesize=size)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return path


def changed(path: Path, change: Callable[[pikepdf.Pdf], None]) -> Path:
    """The same PDF after a change of its objects."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    return path


def turned(angle: int) -> Callable[[Canvas], None]:
    """A page whose print stands turned counter-clockwise by 90, 180 or 270 degrees."""

    def draw(canvas: Canvas) -> None:
        canvas.saveState()
        canvas.translate(*{90: (WIDTH, 0), 180: (WIDTH, HEIGHT), 270: (0, HEIGHT)}[angle])
        canvas.rotate(angle)
        write(canvas, y=(HEIGHT if angle == 180 else WIDTH) - 90, size=9)
        canvas.restoreState()

    return draw


def page_picture(lines: tuple[str, ...] = NOTE_LINES, dpi: int = 100) -> Image.Image:
    """A whole page of print as a grey picture."""
    image = Image.new("L", (int(8.5 * dpi), 11 * dpi), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=dpi * 11 // 72)
    for number, line in enumerate(lines * 4):
        draw.text((0.8 * dpi, (0.9 + number * 0.25) * dpi), line, fill=0, font=font)
    return image


def picture(canvas: Canvas, image: Image.Image, x: float, y: float, width: float, height: float) -> None:
    """A picture on a page."""
    data = BytesIO()
    image.save(data, "PNG")
    data.seek(0)
    canvas.drawImage(ImageReader(data), x, y, width, height)


def scan_with_layer(layer: tuple[str, ...], *, invisible: bool = True) -> Callable[[Canvas], None]:
    """A scanned page with recognised text behind it."""

    def draw(canvas: Canvas) -> None:
        picture(canvas, page_picture(), 0, 0, WIDTH, HEIGHT)
        text = canvas.beginText(58, 720)
        text.setTextRenderMode(3 if invisible else 0)
        text.setFont("Helvetica", 11)
        text.setLeading(18)
        for line in layer:
            text.textLine(line)
        canvas.drawText(text)

    return draw


class Form:
    """Puts fields, notes and stamps on the first page of a PDF."""

    def __init__(self, pdf: pikepdf.Pdf, *, needs_appearances: bool = False) -> None:
        self._pdf, self._annotations, self._fields = pdf, [], []  # type: ignore[var-annotated]
        fonts = {
            name: pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(f"/{base}")))
            for name, base in (("/Helv", "Helvetica"), ("/ZaDb", "ZapfDingbats"))
        }
        self._fonts = Dictionary(**{name[1:]: font for name, font in fonts.items()})
        self._needs_appearances = needs_appearances

    def field(self, name: str, value: str, x: float, y: float, *, shown: str | None = None, **more: Any) -> None:
        """A text field; ``shown`` is its appearance (none without)."""
        field = self._annotation("Widget", x, y, 150, 16, T=String(name), V=String(value), FT=Name.Tx,
                                 DA=String("/Helv 11 Tf 0 g"), **more)
        if shown is not None:
            content = f"/Tx BMC q BT /Helv 11 Tf 2 4 Td ({shown}) Tj ET Q EMC".encode()
            field.AP = Dictionary(N=self._appearance(150, 16, content))
        self._fields.append(field)

    def check(self, name: str, on: bool, x: float, y: float) -> None:
        """A check box."""
        state = Name.Yes if on else Name.Off
        box = self._annotation("Widget", x, y, 10, 10, T=String(name), V=state, AS=state, FT=Name.Btn,
                               DA=String("/ZaDb 9 Tf 0 g"))
        mark = self._appearance(10, 10, b"q BT /ZaDb 9 Tf 1 1 Td (4) Tj ET Q")
        box.AP = Dictionary(N=Dictionary(Yes=mark, Off=self._appearance(10, 10, b"")))
        self._fields.append(box)

    def note(self, kind: str, contents: str, x: float, y: float, *, shown: str | None = None, **more: Any) -> None:
        """Another annotation: a sticky note, typed text, a stamp, a highlight."""
        annotation = self._annotation(kind, x, y, 160, 18, Contents=String(contents), DA=String("/Helv 11 Tf 0 g"),
                                      **more)
        if shown is not None:
            content = f"BT /Helv 11 Tf 2 4 Td ({shown}) Tj ET".encode()
            annotation.AP = Dictionary(N=self._appearance(160, 18, content))

    def done(self) -> None:
        """Hang everything into the file."""
        self._pdf.pages[0].Annots = Array(self._annotations)
        if self._fields:
            self._pdf.Root.AcroForm = Dictionary(Fields=Array(self._fields), DR=Dictionary(Font=self._fonts),
                                                 DA=String("/Helv 11 Tf 0 g"), NeedAppearances=self._needs_appearances)

    def _annotation(self, kind: str, x: float, y: float, width: float, height: float, **more: Any) -> Any:
        made = self._pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name(f"/{kind}"), Rect=Array([x, y, x + width, y + height]),
            **({"F": 4} | more),
        ))
        self._annotations.append(made)
        return made

    def _appearance(self, width: float, height: float, content: bytes) -> Stream:
        stream = Stream(self._pdf, content)
        stream.Type, stream.Subtype, stream.BBox = Name.XObject, Name.Form, Array([0, 0, width, height])
        stream.Resources = Dictionary(Font=self._fonts)
        return stream
