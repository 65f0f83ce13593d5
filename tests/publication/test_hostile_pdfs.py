"""Pages that show another thing than their text says: what is seen counts, and what nobody can read is asked about."""

from __future__ import annotations

import datetime as dt
import io
import re
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import LETTER
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from openimr.casefile.ocr.engines import available_engine
from openimr.errors import NotSignable
from openimr.publication import Answer, Parties, Party
from openimr.publication.hitspage import hits_page
from openimr.publication.pdfchecking import stored_passage
from openimr.publication.pdfmarks import Edges, unread_marks
from openimr.publication.pdfremoval import PdfRedaction, propose_pdf, publish_pdf
from openimr.publication.secondlook import SecondLook

MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARTIES = Parties(
    parties=(Party(role="employee", name="Odalys Marnolds"), Party(role="physician", name="Ilse Quintanar"))
)
ENGINE = available_engine()
pytestmark = pytest.mark.skipif(ENGINE is None, reason="no recognition engine is installed")
STAYS = ("The patient was seen on 01/02/2013 for low back pain.", "Physical therapy is not medically necessary.")
#: Words of names and numbers planted below that may stand in no copy.
PLANTED = ("Odalys", "Marnolds", "Mar-", "nolds", "Quintanar", "Quin-", "tanar", "Zebulon", "Parkhurst", "0199")


def page(draw: Callable[[Canvas], None]) -> bytes:
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    canvas.setFont("Helvetica", 12)
    for number, line in enumerate(STAYS):
        canvas.drawString(72, 700 - 24 * number, line)
    draw(canvas)
    canvas.save()
    return target.getvalue()


def hidden(canvas: Canvas) -> None:
    """Names that no search knows: white, without ink, under a box, beyond the cropped edge."""
    canvas.setFillGray(1)
    canvas.drawString(72, 500, "Zebulon white")
    canvas.setFillGray(0)
    text = canvas.beginText(72, 470)
    text.setTextRenderMode(3)
    text.textLine("Zebulon inkless")
    canvas.drawText(text)
    canvas.drawString(72, 440, "Zebulon covered")
    canvas.rect(60, 434, 200, 20, fill=1)
    canvas.drawString(72, 60, "Zebulon Parkhurst cropped")
    canvas.setCropBox((50, 300, 560, 780))


def columns(canvas: Canvas) -> None:
    left = ("worker seen by Odalys Mar-", "nolds for low back pain", "after a fall")
    right = ("by Dr. Ilse Quin-", "tanar, reached at (555) 010-", "0199 on weekdays")
    for number, (one, other) in enumerate(zip(left, right, strict=True)):
        canvas.drawString(72, 600 - 14 * number, one)
        canvas.drawString(330, 600 - 14 * number, other)


def field(canvas: Canvas) -> None:
    canvas.acroForm.textfield(name="a", value="Odalys Marnolds", x=72, y=500, width=200, height=20)


def outlines(canvas: Canvas) -> None:
    """A name drawn as an outline, letter by letter of nothing but areas."""
    shape = Image.new("1", (260, 24), 0)
    ImageDraw.Draw(shape).text((2, 2), "Odalys Marnolds drawn", fill=1, font=ImageFont.load_default(size=18))
    path = canvas.beginPath()
    for y in range(24):
        for x in range(260):
            if shape.getpixel((x, y)):
                path.rect(72 + x, 500 - y, 1, 1)
    canvas.drawPath(path, fill=1, stroke=0)


def wrongly_mapped() -> bytes:
    """A font that draws a name and says that every small letter is an x."""
    pdfmetrics.registerFont(TTFont("Vera", str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Vera", 12)
        canvas.drawString(72, 500, "Seen by Odalys Marnolds")

    with pikepdf.open(io.BytesIO(page(draw))) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                said = re.sub(rb"<00[67][0-9A-Fa-f]>", b"<0078>", thing.ToUnicode.read_bytes())
                thing.ToUnicode = pdf.make_stream(said)
        target = io.BytesIO()
        pdf.save(target)
    return target.getvalue()


def scan(*, signed: bool = False, pale: bool = False) -> bytes:
    """A scanned page: with a scrawl that somebody's recognition took for words, or with a pale name."""
    sheet = Image.new("L", (1700, 2200), 250)
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.load_default(size=34)
    for number, line in enumerate(STAYS):
        pen.text((150, 200 + 90 * number), line, fill=0, font=font)
    if pale:
        pen.text((150, 600), "Odalys Marnolds in pale print", fill=200, font=font)
    if signed:
        heights = (0, 50, -40, 60, -30, 70, -50, 40, -60, 30, -20, 65, -45, 10)
        pen.line([(300 + 35 * at, 1200 + y) for at, y in enumerate(heights)], fill=30, width=5)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=LETTER)
    canvas.drawImage(ImageReader(sheet), 0, 0, 612, 792)
    if signed:
        text = canvas.beginText(108, 792 - 1200 / 2200 * 792 - 10)
        text.setTextRenderMode(3)
        text.setFont("Helvetica", 30)
        text.textLine("Zebulon Parkhurst")
        canvas.drawText(text)
    canvas.save()
    return target.getvalue()


def confirmed(redaction: PdfRedaction) -> PdfRedaction:
    for number in redaction.open:
        redaction = redaction.answered(number, Answer(decision="blank", by="A. Clerk", at=MOMENT))
    return redaction


@pytest.mark.parametrize(
    "make",
    [lambda: page(hidden), lambda: page(columns), lambda: page(field), lambda: page(outlines), wrongly_mapped,
     lambda: scan(signed=True), lambda: scan(pale=True)],
    ids=["hidden", "columns", "field", "outlines", "wrongly mapped", "signed scan", "pale scan"],
)  # fmt: skip
def test_no_planted_name_is_in_the_copy_and_the_page_stays_readable(make: Callable[[], bytes]) -> None:
    content = make()
    copy = publish_pdf(confirmed(propose_pdf(content, "a.pdf", PARTIES, ENGINE)), content, "a.pdf", ENGINE).content
    (shown,) = propose_pdf(copy, "copy.pdf", PARTIES, ENGINE).pages
    for text in (shown.layer, shown.seen):
        assert not [one for one in PLANTED if one in text]
        for kept in ("01/02/2013", "low", "Physical", "necessary"):
            assert kept in text
    assert not stored_passage(copy, [one for one in PLANTED if len(one) > 4])
    assert not shown.marks
    before, after = (pypdfium2.PdfDocument(one)[0] for one in (content, copy))
    assert after.get_size() == pytest.approx(before.get_size(), abs=1)
    was, now = (one.render(scale=1, grayscale=True).to_pil().crop((60, 60, 400, 85)) for one in (before, after))
    inked = [sum(one.histogram()[:128]) for one in (was, now)]
    assert inked[1] == pytest.approx(inked[0], rel=0.25)


def test_what_nobody_could_read_is_a_hit_without_a_proposal_and_is_shown() -> None:
    content = scan(signed=True)
    asked = propose_pdf(content, "a.pdf", PARTIES, ENGINE)
    (mark,) = [hit for hit in asked.hits if hit.kind == "unread mark"]
    assert (mark.proposed, mark.agreed, mark.found_by) == ("decide", False, "nobody could read it")
    assert asked.agreed_confirmed("A. Clerk", MOMENT).open
    shown = hits_page(asked, "a.pdf")
    assert "data:image/png;base64,iVBOR" in shown
    assert "mark 1:" in shown
    kept = asked
    for number in kept.open:
        kept = kept.answered(number, Answer(decision="keep", by="A. Clerk", at=MOMENT, why="a stamp"))
    copy = publish_pdf(kept, content, "a.pdf", ENGINE).content
    # the scrawl stays, and what somebody's recognition made of it does not
    assert "Zebulon" not in propose_pdf(copy, "copy.pdf", PARTIES, ENGINE).pages[0].layer


def test_what_the_second_look_still_finds_keeps_the_copy_back(monkeypatch: pytest.MonkeyPatch) -> None:
    content = page(lambda canvas: canvas.drawString(72, 500, "Seen by Odalys Marnolds."))
    asked = confirmed(propose_pdf(content, "a.pdf", PARTIES, ENGINE))
    other = SecondLook(Parties(parties=(Party(role="employee", name="Bernard Physical"),)), ())
    monkeypatch.setattr("openimr.publication.pdfremoval.Finder.look", other, raising=False)
    monkeypatch.setattr("openimr.publication.finding.SecondLook", lambda *_: other)
    with pytest.raises(NotSignable):
        publish_pdf(asked, content, "a.pdf", ENGINE)


def test_frames_rules_and_black_boxes_are_no_marks() -> None:
    import numpy as np

    sheet = np.full((2200, 1700), 255, dtype=np.uint8)
    sheet[200:204, 100:1600] = 0
    sheet[200:1000, 100:104] = 0
    sheet[300:330, 300:370] = 0
    assert unread_marks(sheet, 200, []) == []
    sheet[500:560, 400:700:8] = 0
    sheet[530:534, 400:700:2] = 0
    (mark,) = unread_marks(sheet, 200, [])
    assert mark.left < 410 / 1700 < 690 / 1700 < mark.right
    assert unread_marks(sheet, 200, [Edges(0.2, 0.22, 0.45, 0.26)]) == []
