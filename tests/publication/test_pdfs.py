"""What is taken out of a PDF is gone from it: pixels, text, every stream, and all that a PDF can carry beside."""

from __future__ import annotations

import datetime as dt
import io
from contextlib import suppress

import pikepdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import LETTER
from reportlab.pdfgen.canvas import Canvas

from openimr.casefile.ocr.engines import available_engine
from openimr.errors import ImrError, MissingEngine, NotSignable, OpenHits, UnreadableFile
from openimr.publication import Answer, Parties, Party
from openimr.publication.pdfchecking import foreign_part, stored_passage
from openimr.publication.pdfremoval import PdfRedaction, RedactedPdf, propose_pdf, publish_pdf
from openimr.publication.pdfworker import propose_pdf_apart, publish_pdf_apart

MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARTIES = Parties(
    parties=(Party(role="employee", name="Odalys Marnolds"), Party(role="physician", name="Ilse Quintanar"))
)
LINES = (
    "Odalys Marnolds was seen on 01/02/2013 for low back pain.",
    "Per Dr. Quintanar the MRI of the lumbar spine is normal.",
    "Call (555) 010-0199 or write to o.marnolds@mail.example.",
    "Physical therapy is not medically necessary.",
)


def printed(lines: tuple[str, ...] = LINES, turn: int = 0) -> bytes:
    """A PDF of one page with text, and names in everything beside the page."""
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    canvas.setAuthor("Odalys Marnolds")
    canvas.bookmarkPage("a")
    canvas.addOutlineEntry("Marnolds", "a")
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(lines):
        canvas.drawString(72, 700 - 24 * number, line)
    canvas.showPage()
    canvas.save()
    with pikepdf.open(target) as pdf:
        pdf.pages[0].obj["/Rotate"] = turn
        pdf.attachments["marnolds.txt"] = b"Odalys Marnolds"
        pdf.pages[0].obj["/Annots"] = pdf.make_indirect([
            pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Text, Rect=[9, 9, 20, 20],
                               Contents="told by Marnolds")
        ])  # fmt: skip
        with pdf.open_metadata() as meta:
            meta["dc:creator"] = ["Odalys Marnolds"]
        made = io.BytesIO()
        pdf.save(made)
    return made.getvalue()


def with_later_revision(content: bytes) -> bytes:
    """The same with a later revision that only adds: the earlier one stays in the bytes."""
    at = content.rindex(b"startxref")
    return content + b"\n" + content[at:]


def confirmed(redaction: PdfRedaction) -> PdfRedaction:
    for number in redaction.open:
        redaction = redaction.answered(number, Answer(decision="blank", by="A. Clerk", at=MOMENT))
    return redaction


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in document)


ENGINE = available_engine()
needs_engine = pytest.mark.skipif(ENGINE is None, reason="no recognition engine is installed")


class Blind:
    """An engine that sees nothing."""

    name = "sees nothing"

    def read(self, page: object, dpi: int, *, noisy: bool = False) -> object:
        from openimr.casefile.ocr.engines import Reading

        return Reading(())


@needs_engine
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_what_is_taken_out_is_gone_from_page_and_file(turn: int) -> None:
    content = printed(turn=turn)
    copy = publish_pdf(confirmed(propose_pdf(content, "a.pdf", PARTIES, ENGINE)), content, "a.pdf", ENGINE).content
    assert stored_passage(content, ["Marnolds"])
    assert not stored_passage(copy, ["Odalys Marnolds", "Marnolds", "Quintanar", "010-0199", "o.marnolds@mail.example"])
    assert not foreign_part(copy)
    text = text_of(copy)
    for kept in ("01/02/2013", "lumbar", "Physical", "necessary"):
        assert kept in text
    for gone in ("Marnolds", "Odalys", "Quintanar", "0199"):
        assert gone not in text


@needs_engine
def test_the_pixels_are_black_and_their_neighbours_are_not() -> None:
    content = printed()
    copy = publish_pdf(confirmed(propose_pdf(content, "a.pdf", PARTIES, ENGINE)), content, "a.pdf", ENGINE).content
    before, after = (pypdfium2.PdfDocument(one)[0].render(scale=2, grayscale=True).to_pil() for one in (content, copy))
    name = (144, ((792 - 709) * 2), 300, ((792 - 699) * 2))
    kept = (144, ((792 - 700 + 72 - 9) * 2), 340, ((792 - 700 + 72 + 1) * 2))
    assert sum(before.crop(name).histogram()[:60]) < sum(after.crop(name).histogram()[:60])
    assert after.crop((150, name[1] + 2, 290, name[3] - 2)).getextrema()[1] < 90
    assert 0.5 < sum(after.crop(kept).histogram()[:120]) / max(1, sum(before.crop(kept).histogram()[:120])) < 2


def test_an_open_hit_or_another_file_is_refused() -> None:
    content = printed()
    asked = propose_pdf(content, "a.pdf", PARTIES, Blind())
    with pytest.raises(OpenHits):
        publish_pdf(asked, content, "a.pdf", Blind())
    other = printed(LINES[1:])
    with pytest.raises(NotSignable):
        publish_pdf(confirmed(asked), other, "a.pdf", Blind())
    with pytest.raises(TypeError):
        RedactedPdf(content, object())


def test_no_page_is_published_where_nobody_can_read_what_it_shows() -> None:
    for content in (scanned(), printed_plain()):
        with pytest.raises(MissingEngine):
            propose_pdf(content, "scan.pdf", PARTIES, None)


def printed_plain() -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    canvas.drawString(72, 700, "Dr. Quintanar")
    canvas.save()
    return target.getvalue()


def scanned() -> bytes:
    """The same lines as a picture, as a scanner gives them."""
    page = Image.new("L", (1700, 2200), 255)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default(size=34)
    for number, line in enumerate(LINES):
        draw.text((150, 200 + 90 * number), line, fill=0, font=font)
    target = io.BytesIO()
    page.save(target, "PDF", resolution=200)
    return target.getvalue()


@needs_engine
def test_a_scanned_page_is_blackened_in_the_picture() -> None:
    engine = ENGINE
    content = scanned()
    asked = propose_pdf(content, "scan.pdf", PARTIES, engine)
    assert {hit.kind for hit in asked.hits} >= {"employee", "physician", "phone"}
    copy = publish_pdf(confirmed(asked), content, "scan.pdf", engine).content
    again = propose_pdf(copy, "copy.pdf", PARTIES, engine)
    assert not again.hits
    assert "lumbar" in again.pages[0].seen


@needs_engine
def test_an_earlier_revision_is_found_in_a_file() -> None:
    content = printed_plain()
    copy = publish_pdf(confirmed(propose_pdf(content, "a.pdf", PARTIES, ENGINE)), content, "a.pdf", ENGINE).content
    assert not foreign_part(copy)
    assert "revision" in foreign_part(with_later_revision(copy))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.integers(0, 4000))
def test_no_bytes_make_it_fall(noise: bytes, at: int) -> None:
    for content in (noise, _CONTENT[:at] + noise + _CONTENT[at + len(noise) :]):
        with suppress(ImrError):
            propose_pdf(content, "x.pdf", PARTIES, Blind())


def test_a_pdf_with_a_password_is_refused() -> None:
    target = io.BytesIO()
    with pikepdf.open(io.BytesIO(printed())) as pdf:
        pdf.save(target, encryption=pikepdf.Encryption(owner="a", user="b"))
    with pytest.raises(UnreadableFile):
        propose_pdf(target.getvalue(), "x.pdf", PARTIES, Blind())


@needs_engine
def test_a_worker_gives_back_what_is_found_written_or_refused() -> None:
    content = printed_plain()
    asked = propose_pdf_apart(content, "a.pdf", PARTIES)
    assert asked.hits and asked == propose_pdf(content, "a.pdf", PARTIES, available_engine())
    with pytest.raises(OpenHits):
        publish_pdf_apart(asked, content, "a.pdf")
    copy = publish_pdf_apart(confirmed(asked), content, "a.pdf")
    assert not foreign_part(copy) and "Marnolds" not in text_of(copy)
    with pytest.raises(NotSignable):
        publish_pdf_apart(confirmed(asked), printed(LINES[1:]), "a.pdf")
    with pytest.raises(UnreadableFile, match="no PDF"):
        propose_pdf_apart(b"%PDF-1.7 nothing", "x.pdf", PARTIES)


def test_a_file_that_takes_too_long_is_given_up() -> None:
    with pytest.raises(UnreadableFile, match="took too long"):
        propose_pdf_apart(printed(), "x.pdf", PARTIES, seconds=0.001)


_CONTENT = printed_plain()
