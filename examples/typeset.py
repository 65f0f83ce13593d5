"""From a paper to the bytes of its file: a PDF with a text layer, a Word document, or a scan of the printed page.

The same paper gives the same bytes: no clock, no system fonts, one fixed seed per scanned page.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import time
import zipfile
from pathlib import Path

import docx
import pypdfium2
import typst
from docx.shared import Pt
from PIL import Image, ImageFilter

from examples.papers import Block, Paper

TEMPLATE = Path(__file__).with_name("paper.typ")
SCAN_DPI = 170
_FIXED = dt.datetime(2015, 1, 1, tzinfo=dt.UTC)


def typeset(paper: Paper) -> bytes:
    """The bytes of the paper's file.

    Raises:
        ValueError: the format, or the suffix of a scan, is not known.
    """
    if paper.format == "pdf":
        return pdf(paper)
    if paper.format == "docx":
        return word_document(paper)
    if paper.format == "scan":
        return scan(paper)
    raise ValueError(f"{paper.output}: format {paper.format!r} is not known")


def pdf(paper: Paper) -> bytes:
    """The paper as a PDF with a text layer."""
    data = {
        "layout": paper.layout,
        "letterhead": list(paper.letterhead),
        "footer": paper.footer,
        "number_pages": paper.options.get("number_pages", "yes") == "yes",
        "fax_line": paper.options.get("fax_line", ""),
        "height": paper.options.get("height", ""),
        "size": paper.options.get("size", ""),
        "blocks": [_block_data(block) for block in paper.blocks],
    }
    return typst.compile(
        str(TEMPLATE), ignore_system_fonts=True, format="pdf", sys_inputs={"paper": json.dumps(data)}, timestamp=0
    )


def _block_data(block: Block) -> dict[str, object]:
    data: dict[str, object] = {"kind": block.kind, "text": block.text}
    if block.rows:
        data["rows"] = [list(row) for row in block.rows]
    if block.kind == "table":
        columns = range(len(block.rows[0]))
        # Wide cells get room, narrow ones are not squeezed: the longest cell, within bounds.
        data["widths"] = [min(max(max(len(row[i]) for row in block.rows), 7), 34) for i in columns]
    return data


def word_document(paper: Paper) -> bytes:
    """The paper as a Word document, letterhead in the page header, tables as tables."""
    document = docx.Document()
    document.styles["Normal"].font.name = "Times New Roman"
    document.styles["Normal"].font.size = Pt(11)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    header = document.sections[0].header.paragraphs[0]
    header.text = "\n".join(paper.letterhead)
    document.sections[0].footer.paragraphs[0].text = paper.footer
    for block in paper.blocks:
        _add_block(document, block)
    properties = document.core_properties
    properties.author, properties.title, properties.comments = "", "", ""
    properties.created = properties.modified = _FIXED
    raw = io.BytesIO()
    document.save(raw)
    return _fixed_times(raw.getvalue())


def _add_block(document: docx.document.Document, block: Block) -> None:
    if block.kind == "page":
        document.add_page_break()
    elif block.kind in ("table", "grid"):
        table = document.add_table(rows=0, cols=max(len(row) for row in block.rows), style="Table Grid")
        for row in block.rows:
            for cell, words in zip(table.add_row().cells, row, strict=False):
                cell.text = words
    elif block.kind in ("title", "section"):
        run = document.add_paragraph().add_run(block.text)
        run.bold = True
        run.font.size = Pt(14 if block.kind == "title" else 11)
    elif block.kind == "bullet":
        document.add_paragraph(block.text, style="List Bullet")
    elif block.kind not in ("gap", "rule"):
        document.add_paragraph(block.text)


def _fixed_times(archive: bytes) -> bytes:
    """The same ZIP with every member dated alike, so that equal documents are equal bytes."""
    result = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(archive)) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2015, 1, 1, 0, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def scan(paper: Paper) -> bytes:
    """The paper printed and scanned: slightly skewed, grey, specked; PNG, TIFF (fax coding) or an image-only PDF."""
    printed = pypdfium2.PdfDocument(pdf(paper))
    images = [
        _worn(page.render(scale=SCAN_DPI / 72).to_pil().convert("L"), seed=number)
        for number, page in enumerate(printed, start=1)
    ]
    suffix = Path(paper.output).suffix.lower()
    raw = io.BytesIO()
    if suffix == ".png":
        images[0].quantize(12).save(raw, "PNG", optimize=True, dpi=(SCAN_DPI, SCAN_DPI))
    elif suffix in (".tif", ".tiff"):
        black = [image.point(lambda level: 255 if level > 150 else 0).convert("1") for image in images]
        dpi = (SCAN_DPI, SCAN_DPI)
        black[0].save(raw, "TIFF", compression="group4", save_all=True, append_images=black[1:], dpi=dpi)
    elif suffix == ".pdf":
        moment = time.gmtime(_FIXED.timestamp())
        images[0].save(
            raw,
            "PDF",
            save_all=True,
            append_images=images[1:],
            resolution=SCAN_DPI,
            quality=55,
            creationDate=moment,
            modDate=moment,
        )
    else:
        raise ValueError(f"{paper.output}: a scan is a .png, .tif or .pdf")
    return raw.getvalue()


def _worn(image: Image.Image, seed: int) -> Image.Image:
    """A clean page as it leaves a scanner: turned by half a degree, softened, with dust."""
    chance = random.Random(seed)
    angle = chance.choice((-1, 1)) * chance.uniform(0.3, 0.7)
    turned = image.rotate(angle, resample=Image.Resampling.BICUBIC, fillcolor=255)
    soft = turned.filter(ImageFilter.GaussianBlur(0.6)).point(lambda level: 28 + int(level * 0.87))
    for _ in range(soft.width * soft.height // 4000):
        speck = (chance.randrange(soft.width), chance.randrange(soft.height))
        soft.putpixel(speck, chance.choice((70, 110, 150)))
    return soft
