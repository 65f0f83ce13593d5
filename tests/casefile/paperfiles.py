"""Makes the files that the tests of this room open: PDFs, scans, DOCX, mails and archives about invented people."""

from __future__ import annotations

import zipfile
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image, ImageDraw, ImageFont

NOTE = "PROGRESS NOTE\nPatient: Marlo Quince   DOB: 01/21/1966\nDate of visit: 03/18/2014\nLow back pain 7/10."
MRI = "MRI LUMBAR SPINE\nPatient: Marlo Quince\nDate of exam: 02/03/2014\nIMPRESSION: L4-5 disc bulge.\n"
SCAN_LINES = (
    "BAYSIDE PHARMACY",
    "PATIENT PRESCRIPTION HISTORY",
    "Patient: Marlo Quince",
    "Date printed: 03/18/2014",
    "10/15/2013 Carisoprodol 350 mg Qty 60",
    "02/28/2014 Omeprazole 20 mg Qty 30",
)


def pdf(path: Path, *pages: str, size: int = 11) -> Path:
    """A PDF with a text layer: one page per text, one text object per line."""
    document = pdfium.PdfDocument.new()
    font = raw.FPDFText_LoadStandardFont(document, b"Helvetica")
    for text in pages:
        page = document.new_page(612, 792)
        for number, line in enumerate(text.split("\n")):
            item = raw.FPDFPageObj_CreateTextObj(document, font, size)
            encoded = (line + "\0").encode("utf-16-le")
            buffer = (raw.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
            raw.FPDFText_SetText(item, buffer)
            raw.FPDFPageObj_Transform(item, 1, 0, 0, 1, 60, 730 - number * 1.5 * size)
            raw.FPDFPage_InsertObject(page, item)
        page.gen_content()
    document.save(str(path))
    document.close()
    return path


def scan(lines: tuple[str, ...] = SCAN_LINES, dpi: int = 150, height: float = 4.0) -> Image.Image:
    """A short printed page as a grey picture."""
    image = Image.new("L", (int(8.5 * dpi), int(height * dpi)), 255)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(size=dpi * 12 // 72)
    for number, line in enumerate(lines):
        draw.text((0.8 * dpi, 0.5 * dpi + number * 0.3 * dpi), line, fill=0, font=font)
    return image


def scanned_pdf(path: Path, *images: Image.Image) -> Path:
    """A PDF whose pages are nothing but pictures."""
    first, *rest = images
    first.save(path, format="PDF", resolution=150, save_all=True, append_images=rest)
    return path


def docx(path: Path) -> Path:
    """A DOCX with header, paragraphs, a table, a page break and a nested table."""
    import docx as library

    document = library.Document()
    document.sections[0].header.paragraphs[0].text = "SAMPLE SPINE CENTER"
    document.add_paragraph("CONSULTATION REPORT")
    document.add_paragraph("Date of consultation: 03/26/2014")
    table = document.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Level", "Finding"
    table.cell(1, 0).text, table.cell(1, 1).text = "L4-5", "bulge"
    document.add_page_break()
    document.add_paragraph("Second page of the consultation.")
    document.save(str(path))
    return path


def mail(path: Path, attachments: dict[str, bytes]) -> Path:
    """An e-mail with a short text and attachments."""
    message = EmailMessage()
    message["From"] = "clerk@example.org"
    message["To"] = "records@example.org"
    message["Date"] = "Tue, 25 Mar 2014 10:00:00 -0700"
    message["Subject"] = "Records of Marlo Quince"
    message["Message-ID"] = "<1@example.org>"
    message.set_content("Attached are the records that were asked for.\n")
    for name, data in attachments.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    path.write_bytes(bytes(message))
    return path


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP with these members."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return out.getvalue()
