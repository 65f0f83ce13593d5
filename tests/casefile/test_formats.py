"""Every format that a case file may hold is read to pages with its line structure."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from openimr.casefile import PageText, read_file
from openimr.casefile.files.filetypes import content_type
from openimr.problems import Problem
from tests.casefile import paperfiles


def pages(path: Path) -> list[PageText]:
    result = read_file(path, path.name)
    assert not isinstance(result, Problem), result.sentence()
    return result


def test_pdf_text_keeps_lines_and_pages(tmp_path: Path) -> None:
    read = pages(paperfiles.pdf(tmp_path / "a.pdf", paperfiles.NOTE * 2, "Second page " * 20))
    assert [page.number for page in read] == [1, 2]
    assert read[0].text.startswith("PROGRESS NOTE\nPatient: Marlo Quince")
    assert not any(page.wants_ocr for page in read)


def test_pdf_short_text_without_picture_is_a_text_page(tmp_path: Path) -> None:
    page, = pages(paperfiles.pdf(tmp_path / "a.pdf", "Rx: walker"))
    assert (page.text.strip(), page.wants_ocr) == ("Rx: walker", False)


def test_pdf_of_pictures_wants_recognition(tmp_path: Path) -> None:
    read = pages(paperfiles.scanned_pdf(tmp_path / "a.pdf", paperfiles.scan(), paperfiles.scan()))
    assert [page.wants_ocr for page in read] == [True, True]


def test_pdf_form_fields_are_part_of_the_text(tmp_path: Path) -> None:
    import pikepdf

    plain = paperfiles.pdf(tmp_path / "plain.pdf", "Application for Independent Medical Review\nEmployee:")
    with pikepdf.open(plain) as document:
        page = document.pages[0]
        appearance = pikepdf.Stream(document, b"/Tx BMC q BT /Helv 11 Tf 2 4 Td (Marlo Quince) Tj ET Q EMC")
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        appearance.Type, appearance.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
        appearance.BBox = pikepdf.Array([0, 0, 200, 20])
        appearance.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font))
        field = document.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Widget, FT=pikepdf.Name.Tx, T=pikepdf.String("employee"),
                V=pikepdf.String("Marlo Quince"), Rect=pikepdf.Array([150, 705, 350, 725]), F=4,
                AP=pikepdf.Dictionary(N=appearance), DA=pikepdf.String("/Helv 11 Tf 0 g"),
            )
        )
        page.Annots = pikepdf.Array([field])
        document.Root.AcroForm = pikepdf.Dictionary(
            Fields=pikepdf.Array([field]), DR=pikepdf.Dictionary(Font=pikepdf.Dictionary(Helv=font)),
            DA=pikepdf.String("/Helv 11 Tf 0 g"),
        )
        document.save(tmp_path / "form.pdf")
    page_text, = pages(tmp_path / "form.pdf")
    assert "Marlo Quince" in page_text.text


def test_hyphen_at_a_line_end_keeps_its_line_break(tmp_path: Path) -> None:
    import typst

    source = (
        '#set page(width: 120pt, height: 200pt, margin: 10pt)\n#set text(size: 11pt, hyphenate: true, lang: "en")\n'
        "Electrodiagnostic radiculopathy electromyography contraindication"
    )
    (tmp_path / "a.pdf").write_bytes(typst.compile(source.encode()))
    page, = pages(tmp_path / "a.pdf")
    assert "\ufffe" not in page.text and "\x02" not in page.text
    assert "-\n" in page.text.replace(" ", "")


@pytest.mark.parametrize(("name", "form"), [("a.png", "PNG"), ("a.jpg", "JPEG"), ("a.tif", "TIFF"), ("a.bmp", "BMP")])
def test_pictures_want_recognition(tmp_path: Path, name: str, form: str) -> None:
    paperfiles.scan().save(tmp_path / name, format=form)
    page, = pages(tmp_path / name)
    assert page.wants_ocr and page.number == 1


def test_tiff_with_many_pages(tmp_path: Path) -> None:
    frames = [paperfiles.scan().convert("1") for _ in range(3)]
    frames[0].save(tmp_path / "fax.tif", compression="group4", save_all=True, append_images=frames[1:])
    assert [page.number for page in pages(tmp_path / "fax.tif")] == [1, 2, 3]


def test_docx_tables_headers_and_page_breaks(tmp_path: Path) -> None:
    first, second = pages(paperfiles.docx(tmp_path / "a.docx"))
    assert first.text.splitlines() == [
        "SAMPLE SPINE CENTER", "CONSULTATION REPORT", "Date of consultation: 03/26/2014", "Level | Finding",
        "L4-5 | bulge",
    ]
    assert second.text == "Second page of the consultation."


def test_docx_leaves_out_deleted_text_and_reads_content_controls(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    document = docx.Document()
    document.element.body.insert(0, parse_xml(
        f'<w:p {nsdecls("w")}><w:r><w:t xml:space="preserve">Pain </w:t></w:r><w:del w:id="1" w:author="a">'
        "<w:r><w:delText>denied</w:delText></w:r></w:del><w:sdt><w:sdtContent><w:r><w:t>7/10</w:t></w:r>"
        "</w:sdtContent></w:sdt></w:p>"
    ))
    document.save(str(tmp_path / "a.docx"))
    page, = pages(tmp_path / "a.docx")
    assert page.text.strip() == "Pain 7/10"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"])
def test_text_in_the_usual_encodings(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "a.txt").write_bytes("Patient’s pain – 7/10\r\nPlan: none\fPage two".encode(encoding))
    first, second = pages(tmp_path / "a.txt")
    assert (first.text, second.text) == ("Patient’s pain – 7/10\nPlan: none", "Page two")


def test_html_blocks_make_lines_and_scripts_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<!DOCTYPE html><html><head><title>x</title><script>alert(1)</script></head><body><h1>Visit note</h1>"
        "<p>Pain <b>7</b>/10<br>No numbness</p><div style='display: none'>hidden</div>"
        "<table><tr><th>Level</th><th>Finding</th></tr><tr><td>L4-5</td><td>bulge</td></tr></table></body></html>"
    )
    page, = pages(tmp_path / "a.html")
    assert page.text.splitlines() == ["Visit note", "Pain 7/10", "No numbness", "Level | Finding", "L4-5 | bulge"]


def test_rtf_pages(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\deff0{\fonttbl{\f0 Arial;}}Progress note\par Pain 7/10\par\page Second page\par "
        rb"{\pict\pngblip " + b"89504e47" * 500 + rb"}}"
    )
    first, second = pages(tmp_path / "a.rtf")
    assert "Progress note\nPain 7/10" in first.text
    assert second.text.strip() == "Second page"


def test_rtf_tables_symbols_margins_and_boxes(tmp_path: Path) -> None:
    (tmp_path / "a.rtf").write_bytes(
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Cyr;}}{\info{\title Secret}}"
        rb"{\header Sample Spine Center\par}{\footer Page 1\par}Pain \u8211? 7/10, caf\'e9 \f1 \'cf\f0 \par"
        rb"\trowd\cellx1000\cellx2000 Level\cell Finding\cell\row L4-5\cell bulge\cell\row\pard "
        rb"{\field{\*\fldinst HYPERLINK \"http://example.org/x\"}{\fldrslt the report}} [\u-3842?] done\par"
        rb"{\shp{\*\shpinst{\shptxt In a box\par}}}{\deleted gone}{\v hidden}soft\-ened{\footnote a foot note}\par}"
    )
    page, = pages(tmp_path / "a.rtf")
    lines = [" ".join(line.split()) for line in page.text.splitlines() if line.strip()]
    assert lines == [
        "Sample Spine Center", "Pain – 7/10, café П", "Level | Finding", "L4-5 | bulge", "the report [☒] done",
        "In a box", "softened a foot note", "Page 1",
    ]


def test_rtf_says_that_it_holds_pictures(tmp_path: Path) -> None:
    picture = b"89504e47" * 20_000
    (tmp_path / "a.rtf").write_bytes(rb"{\rtf1 As scanned:\par {\pict\pngblip " + picture + b"}}")
    page, = pages(tmp_path / "a.rtf")
    assert page.text.strip() == "As scanned:"
    assert page.problem is not None and page.problem.code == "pictures-not-read" and page.problem.remedy


def test_rtf_made_to_take_for_ever_does_not(tmp_path: Path) -> None:
    fonts, fields, headers = b"{\\fonttbl" + b"\\f1" * 100_000, b"{\\field{\\*\\fldinst{HYPERLINK ", b"{\\header "
    for body in (fonts, fields * 20_000, headers * 20_000):
        (tmp_path / "a.rtf").write_bytes(b"{\\rtf1 Note\\par " + body)
        result = read_file(tmp_path / "a.rtf", "a.rtf")
        assert isinstance(result, Problem) or result


def test_nothing_that_a_file_points_to_is_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket
    import zipfile

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a file made the reader open a connection")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    secret = tmp_path / "secret.txt"
    secret.write_text("SECRET")
    (tmp_path / "a.html").write_text(
        f"<!DOCTYPE html [<!ENTITY x SYSTEM 'file://{secret}'>]><html><head><link rel=stylesheet href='http://example.org/a.css'>"
        f"</head><body>Pain 7/10 &x;<img src='data:image/png;base64,iVBORw0KGgo='><img src='http://example.org/b.png'>"
        f"<iframe src='file://{secret}'>inside</iframe><object data='file://{secret}'></object></body></html>"
    )
    page, = pages(tmp_path / "a.html")
    assert "Pain 7/10" in page.text and "SECRET" not in page.text and "iVBOR" not in page.text
    whole = paperfiles.docx(tmp_path / "whole.docx")
    with zipfile.ZipFile(whole) as source, zipfile.ZipFile(tmp_path / "b.docx", "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "word/_rels/document.xml.rels":
                kind = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
                outside = (b'<Relationship Id="rIdX" TargetMode="External" Target="http://example.org/t.dotm" Type="'
                           + kind + b'"/>')
                data = data.replace(b"</Relationships>", outside + b"</Relationships>")
            if name == "word/document.xml":
                head, _, rest = data.partition(b"?>")
                data = (head + b"?><!DOCTYPE d [<!ENTITY x SYSTEM '" + secret.as_uri().encode() + b"'><!ENTITY a 'lol'>"
                        b"<!ENTITY b '" + b"&a;" * 100 + b"'>]>" + rest.replace(b"CONSULTATION", b"&x;&b;CONSULTATION"))
            target.writestr(name, data)
    result = read_file(tmp_path / "b.docx", "b.docx")
    assert isinstance(result, Problem) or not any("SECRET" in p.text or "lollol" in p.text for p in result)


def test_html_made_of_nested_tables_and_form_fields(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<html><body><table><tr><td>Employee<td><input value='Marlo Quince'></tr><tr><td>"
        "<input type=checkbox checked>Expedited<td><input type=checkbox>Regular<td><input type=hidden value=x>"
        "</tr></table></body></html>"
    )
    page, = pages(tmp_path / "a.html")
    assert page.text.splitlines()[:2] == ["Employee | Marlo Quince", "[x] Expedited | [ ] Regular |"]


def test_the_content_decides_not_the_name(tmp_path: Path) -> None:
    paperfiles.pdf(tmp_path / "a.txt", "Visit note of an invented patient")
    assert "Visit note" in pages(tmp_path / "a.txt")[0].text
    (tmp_path / "b.pdf").write_text("Visit note")
    assert pages(tmp_path / "b.pdf")[0].text == "Visit note"
    Image.new("L", (200, 200), 255).save(tmp_path / "c.pdf", format="PNG")
    assert pages(tmp_path / "c.pdf")[0].wants_ocr


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"From: Dr. Roe\nTo: adjuster\nDate: 3/4/2014\nSubject: visit\n\nText", "memo.txt", "txt"),
        (b"From: a@example.org\nTo: b@example.org\nDate: x\nSubject: y\n\nText", "memo.eml", "eml"),
        (b"Received: from x\nFrom: a@example.org\nSubject: y\n\nText", "memo", "eml"),
        (b"<html><body>x</body></html>", "a", "html"),
        (b"{\\rtf1 x}", "a.doc", "rtf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "a.doc", "other"),
        (b"Pain < 5 of 10 <b>", "a.txt", "txt"),
    ],
)
def test_types(head: bytes, name: str, kind: str) -> None:
    assert content_type(head, name=name).partition(":")[0] == kind
