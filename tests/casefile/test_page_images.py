"""Pictures as pages, and the image of a page on demand: every usual picture, forms and notes drawn, None for text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from openimr.casefile import read_file
from openimr.casefile.pages.images import load_frame
from openimr.casefile.pages.pageimage import page_image
from openimr.casefile.pages.pdf import render_page
from openimr.casefile.pages.pdffile import PdfFile, open_pdf
from openimr.problems import Problem
from tests.casefile import paperfiles
from tests.casefile.pdfpapers import Form, changed, drawn, page_picture, turned, write


def page_count(path: Path) -> int:
    result = read_file(path, path.name)
    assert not isinstance(result, Problem), result.sentence()
    assert all(page.wants_ocr for page in result)
    return len(result)


def ink(pixels: np.ndarray) -> float:
    return float((pixels < 128).mean())


@pytest.mark.parametrize(
    ("mode", "compression"),
    [("1", "group4"), ("1", "group3"), ("L", "tiff_lzw"), ("L", "jpeg"), ("RGB", "jpeg"), ("RGB", "tiff_deflate"),
     ("L", "packbits"), ("CMYK", "tiff_lzw"), ("P", "tiff_lzw")],
)
def test_tiff_of_every_usual_compression(tmp_path: Path, mode: str, compression: str) -> None:
    page_picture(dpi=72).convert(mode).save(tmp_path / "a.tif", compression=compression, dpi=(72, 72))
    assert page_count(tmp_path / "a.tif") == 1
    pixels, _ = load_frame(tmp_path / "a.tif", 1)
    assert 0.005 < ink(pixels) < 0.2


def test_tiff_with_pages_of_different_size_and_kind(tmp_path: Path) -> None:
    first, second, third = page_picture(dpi=100).convert("1"), page_picture(dpi=60).convert("RGB"), page_picture(dpi=80)
    first.save(tmp_path / "a.tif", save_all=True, append_images=[second, third])
    assert page_count(tmp_path / "a.tif") == 3
    assert [load_frame(tmp_path / "a.tif", number)[0].shape for number in (1, 2, 3)] == [
        (image.height, image.width) for image in (first, second, third)
    ]
    with pytest.raises(ValueError):
        load_frame(tmp_path / "a.tif", 4)


def test_deep_and_four_colour_pictures(tmp_path: Path) -> None:
    grey = np.array(page_picture(dpi=72))
    Image.fromarray(grey.astype(np.uint16) * 257).save(tmp_path / "deep.png")
    page_picture(dpi=72).convert("CMYK").save(tmp_path / "print.jpg", quality=95)
    clear = page_picture(dpi=72).convert("RGBA")
    clear.putalpha(Image.fromarray(255 - grey))
    clear.save(tmp_path / "clear.png")
    for name in ("deep.png", "print.jpg", "clear.png"):
        assert page_count(tmp_path / name) == 1
        assert np.abs(load_frame(tmp_path / name, 1)[0].astype(int) - grey).mean() < 4, name


def test_a_photograph_is_turned_by_its_own_note(tmp_path: Path) -> None:
    image = page_picture(dpi=72)
    note = Image.Exif()
    note[0x0112] = 6  # the camera was turned to the left
    image.rotate(90, expand=True).save(tmp_path / "a.jpg", exif=note, quality=95)
    pixels, _ = load_frame(tmp_path / "a.jpg", 1)
    assert pixels.shape == (image.height, image.width)
    assert np.abs(pixels.astype(int) - np.array(image)).mean() < 6


def test_a_moving_picture_counts_as_its_first_frame(tmp_path: Path) -> None:
    frames = [page_picture(dpi=40).convert("P"), Image.new("P", (340, 440), 0)]
    frames[0].save(tmp_path / "a.gif", save_all=True, append_images=frames[1:], duration=100)
    assert page_count(tmp_path / "a.gif") == 1
    assert ink(load_frame(tmp_path / "a.gif", 1)[0]) < 0.3


def test_the_image_of_a_picture_at_another_size(tmp_path: Path) -> None:
    red = Image.new("RGB", (1700, 2200), (250, 10, 10))
    red.save(tmp_path / "a.png", dpi=(200, 200))
    grey, colour = (page_image(tmp_path / "a.png", "image", 1, dpi=100, colour=c) for c in (False, True))
    assert grey is not None and grey.pixels.shape == (1100, 850) and grey.dpi == 100
    assert colour is not None and colour.pixels.shape == (1100, 850, 3)
    assert colour.pixels[5, 5].tolist() == [250, 10, 10]
    larger = page_image(tmp_path / "a.png", "image", 1, dpi=400, turn=90)
    assert larger is not None and larger.pixels.shape == (1700, 2200) and larger.dpi == 200


def test_the_image_of_a_pdf_page_in_grey_and_colour(tmp_path: Path) -> None:
    def draw(canvas: object) -> None:
        canvas.setFillColorRGB(1, 0, 0)  # type: ignore[attr-defined]
        canvas.rect(0, 0, 612, 792, fill=1)  # type: ignore[attr-defined]

    path = drawn(tmp_path / "a.pdf", draw)
    grey = page_image(path, "pdf", 1, dpi=72)
    colour = page_image(path, "pdf", 1, dpi=144, colour=True)
    assert grey is not None and grey.pixels.shape == (792, 612)
    assert colour is not None and colour.pixels.shape == (1584, 1224, 3)
    assert colour.pixels[800, 600].tolist() == [255, 0, 0]
    assert colour.png().startswith(b"\x89PNG")


def test_the_image_shows_what_the_text_has(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda _: None)

    def fill(pdf: pikepdf.Pdf) -> None:
        filled = Form(pdf)
        filled.field("a", "Marlo Quince", 60, 700)
        filled.note("FreeText", "Typed without appearance", 60, 500)
        filled.note("Stamp", "", 60, 300, shown="RECEIVED")
        filled.check("b", True, 60, 200)
        filled.done()

    changed(path, fill)
    result = read_file(path, "a.pdf")
    assert isinstance(result, list)
    assert all(word in result[0].text for word in ("Marlo Quince", "Typed without appearance", "RECEIVED", "[x]"))
    pixels, dpi = render_page(path, 1, 72)
    assert dpi == 72
    for y in (700, 500, 300, 200):
        assert (pixels[792 - y - 20:792 - y + 2, 55:230] < 160).any(), y


def test_an_open_file_and_an_upright_image(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", turned(90), write)
    pdf = open_pdf(path, "a.pdf")
    assert isinstance(pdf, PdfFile)
    with pdf:
        sideways = page_image(pdf, "pdf", 1, dpi=72, turn=90)
        upright = page_image(pdf, "pdf", 2, dpi=72)
        assert sideways is not None and sideways.pixels.shape == (612, 792)
        assert upright is not None and upright.pixels.shape == (792, 612)
        with pytest.raises(ValueError, match="no such page"):
            page_image(pdf, "pdf", 3)


@pytest.mark.parametrize("kind", ["docx", "rtf", "html", "txt", "eml", "msg", "fhir"])
def test_text_files_have_no_image(tmp_path: Path, kind: str) -> None:
    assert page_image(paperfiles.docx(tmp_path / "a.docx"), kind, 1) is None


def test_an_image_that_cannot_be_drawn(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    for name, kind in (("a.pdf", "pdf"), ("a.png", "image")):
        with pytest.raises(ValueError):
            page_image(tmp_path / name, kind, 1)


@pytest.mark.parametrize(
    ("head", "word", "remedy"),
    [
        (b"\0\0\0\x1cftypheic\0\0\0\0mif1heic" + b"\0" * 200, "HEIC", "JPEG or PDF"),
        (b"\0\0\0\x1cftypavif\0\0\0\0" + b"\0" * 200, "AVIF", "JPEG or PDF"),
        (b"\0\0\0\x0cjP  \r\n\x87\n" + b"\0" * 200, "JPEG 2000", "JPEG or PDF"),
        (b"\0" * 128 + b"DICM" + b"\0" * 200, "DICOM", "report"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 200, "7-Zip", "unpack"),
        (b"Rar!\x1a\x07\x01\0" + b"\0" * 200, "RAR", "unpack"),
        (b"\x1f\x8b\x08\0" + b"\0" * 200, "gzip", "unpack"),
        (b"MZ\x90\0" + b"\0" * 200, "program", "not started"),
    ],
)
def test_kinds_that_are_not_read_name_a_remedy(tmp_path: Path, head: bytes, word: str, remedy: str) -> None:
    (tmp_path / "a.pdf").write_bytes(head)
    problem = read_file(tmp_path / "a.pdf", "a.pdf")
    assert isinstance(problem, Problem)
    assert problem.code == "unsupported" and word in problem.message and remedy in problem.remedy
