"""A PDF page reads as a person reads it: forms filled, typed text in its lines, upright, cut to what shows."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from reportlab.pdfgen.canvas import Canvas

from openimr.casefile import PageText, read_file
from openimr.problems import Problem
from tests.casefile.pdfpapers import HEIGHT, NOTE_LINES, WIDTH, Form, changed, drawn, turned, write

LABELS = {"Employee:": (60, 700), "Date of birth:": (60, 670), "Claim number:": (300, 700)}


def pages(path: Path) -> list[PageText]:
    result = read_file(path, path.name)
    assert not isinstance(result, Problem), result.sentence()
    return result


def form(path: Path, fill: Callable[[Form], None], *, needs_appearances: bool = False) -> str:
    def labels(canvas: Canvas) -> None:
        for label, (x, y) in LABELS.items():
            write(canvas, (label,), x=x, y=y)
        write(canvas, ("Expedited",), x=60, y=640)
        write(canvas, ("Regular",), x=160, y=640)

    def change(pdf: pikepdf.Pdf) -> None:
        filled = Form(pdf, needs_appearances=needs_appearances)
        fill(filled)
        filled.done()

    page, = pages(changed(drawn(path, labels), change))
    return page.text


def fill(filled: Form, shown: bool) -> None:
    values = (("a", "Marlo Quince", 130, 697), ("b", "01/21/1966", 140, 667), ("c", "WC-0042", 380, 697))
    for name, value, x, y in values:
        filled.field(name, value, x, y, shown=value if shown else None)
    filled.check("d", True, 48, 640)
    filled.check("e", False, 148, 640)


@pytest.mark.parametrize("shown", [True, False], ids=["with appearances", "without"])
@pytest.mark.parametrize("needs_appearances", [True, False])
def test_fields_stand_behind_their_labels(tmp_path: Path, shown: bool, needs_appearances: bool) -> None:
    text = form(tmp_path / "a.pdf", lambda f: fill(f, shown), needs_appearances=needs_appearances)
    assert text.splitlines() == [
        "Employee: Marlo Quince", "Date of birth: 01/21/1966", "Claim number: WC-0042", "[x] Expedited [ ] Regular",
    ]


def test_what_a_field_shows_counts_before_what_it_holds(tmp_path: Path) -> None:
    text = form(tmp_path / "a.pdf", lambda f: f.field("a", "20140318", 130, 697, shown="03/18/2014"))
    assert "Employee: 03/18/2014" in text and "20140318" not in text


def test_a_value_printed_on_the_page_already_is_not_repeated(tmp_path: Path) -> None:
    text = form(tmp_path / "a.pdf", lambda f: f.field("a", "Claim number:", 295, 697, shown=""))
    assert text.count("Claim number:") == 1


def test_hidden_fields_and_passwords_are_not_shown(tmp_path: Path) -> None:
    def secret(f: Form) -> None:
        f.field("a", "Hidden Person", 130, 697, shown="Hidden Person", F=2)
        f.field("b", "sesame", 140, 667, Ff=1 << 13)

    text = form(tmp_path / "a.pdf", secret)
    assert "Hidden" not in text and "sesame" not in text


def test_typed_text_stamps_and_notes(tmp_path: Path) -> None:
    def mark(f: Form) -> None:
        f.note("FreeText", "Typed on the page", 60, 600, shown="Typed on the page")
        f.note("FreeText", "Typed without appearance", 60, 560)
        f.note("Stamp", "", 300, 600, shown="RECEIVED")
        f.note("Stamp", "Draft copy", 300, 500)
        f.note("Text", "call the\nadjuster", 400, 450)
        f.note("Highlight", "is this right?", 60, 700, QuadPoints=Array([60, 712, 110, 712, 60, 700, 110, 700]))
        f.note("Popup", "call the adjuster", 450, 450)
        f.note("Link", "", 60, 640)

    lines = form(tmp_path / "a.pdf", mark).splitlines()
    assert lines[4:6] == ["Typed on the page  RECEIVED", "Typed without appearance"]
    assert sorted(lines[6:]) == ["[note: Draft copy]", "[note: call the adjuster]", "[note: is this right?]"]


def test_a_page_that_is_only_typed_text(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda _: None)

    def type_on(pdf: pikepdf.Pdf) -> None:
        typed = Form(pdf)
        typed.note("FreeText", "", 60, 600, shown="Second line")
        typed.note("FreeText", "", 60, 640, shown="First line")
        typed.done()

    assert pages(changed(path, type_on))[0].text == "First line\nSecond line"


def test_an_interactive_form_without_pages_says_so(tmp_path: Path) -> None:
    waiting = "Please wait... If this message is not eventually replaced by the proper contents of the document"
    path = drawn(tmp_path / "a.pdf", lambda c: write(c, (waiting,)))

    def as_xfa(pdf: pikepdf.Pdf) -> None:
        data = Stream(pdf, b"<xdp:xdp xmlns:xdp='http://ns.adobe.com/xdp/'><template/></xdp:xdp>")
        pdf.Root.AcroForm = Dictionary(Fields=Array([]), XFA=data)
        pdf.Root.NeedsRendering = True

    page, = pages(changed(path, as_xfa))
    assert page.problem is not None and page.problem.code == "xfa-form" and "print it to PDF" in page.problem.remedy


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_a_turned_page_reads_from_its_first_line(tmp_path: Path, rotate: int) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: write(c, size=9))
    page, = pages(changed(path, lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", rotate)))
    assert page.text.splitlines() == [" ".join(line.split()) for line in NOTE_LINES]
    assert page.orientation == -rotate % 360


@pytest.mark.parametrize("angle", [90, 180, 270])
@pytest.mark.parametrize("set_right", [True, False], ids=["shown upright", "shown turned"])
def test_print_that_stands_sideways(tmp_path: Path, angle: int, set_right: bool) -> None:
    path = drawn(tmp_path / "a.pdf", turned(angle))
    if set_right:
        changed(path, lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", angle))
    page, = pages(path)
    assert page.text.splitlines() == [" ".join(line.split()) for line in NOTE_LINES]
    assert page.orientation == (0 if set_right else angle)


def test_a_line_of_print_in_the_margin_does_not_turn_the_page(tmp_path: Path) -> None:
    def draw(canvas: Canvas) -> None:
        write(canvas)
        canvas.saveState()
        canvas.translate(25, 300)
        canvas.rotate(90)
        canvas.drawString(0, 0, "Printed 03/18/2014 by the records office")
        canvas.restoreState()

    page, = pages(drawn(tmp_path / "a.pdf", draw))
    assert page.orientation == 0 and page.text.splitlines()[0] == NOTE_LINES[0]
    assert "Printed 03/18/2014" in page.text


def test_fields_on_a_turned_page_stand_in_their_lines(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: write(c, ("Employee:", "Date of birth:"), size=12))

    def change(pdf: pikepdf.Pdf) -> None:
        filled = Form(pdf)
        filled.field("a", "Marlo Quince", 130, 697, shown="Marlo Quince")
        filled.field("b", "01/21/1966", 145, 679, shown="01/21/1966")
        filled.done()
        pdf.pages[0].Rotate = 90

    page, = pages(changed(path, change))
    assert page.text.splitlines() == ["Employee: Marlo Quince", "Date of birth: 01/21/1966"]


def test_what_is_cropped_away_is_not_on_the_page(tmp_path: Path) -> None:
    path = drawn(tmp_path / "a.pdf", lambda c: (write(c), write(c, ("another patient's label",), y=100)))
    page, = pages(changed(path, lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", Array([0, 400, 612, 792]))))
    assert page.text.splitlines()[-1] == NOTE_LINES[-1] and "label" not in page.text


def test_landscape_and_a_huge_sheet(tmp_path: Path) -> None:
    from openimr.casefile.pages.pdf import render_page

    page, = pages(drawn(tmp_path / "a.pdf", lambda c: write(c, y=500), size=(HEIGHT, WIDTH)))
    assert page.orientation == 0 and page.text.startswith(NOTE_LINES[0])
    huge = drawn(tmp_path / "b.pdf", lambda c: write(c, y=14_000), size=(14_400, 14_400))
    assert pages(huge)[0].text.startswith(NOTE_LINES[0])
    pixels, dpi = render_page(huge, 1)
    assert pixels.size <= 41_000_000 and dpi < 40


def test_broken_boxes_cost_nothing(tmp_path: Path) -> None:
    for number, box in enumerate(([0, 0, 0, 0], [612, 792, 0, 0], [0, 0, 1e9, 1e9], ["x"], [5, 5])):
        path = drawn(tmp_path / f"{number}.pdf", write)
        values = Array([String(v) if isinstance(v, str) else v for v in box])
        page, = pages(changed(path, lambda pdf, v=values: pdf.pages[0].obj.__setitem__("/MediaBox", v)))  # type: ignore[misc]
        assert page.problem is not None or page.wants_ocr or "PROGRESS REPORT" in page.text


def test_annotations_that_are_rubbish(tmp_path: Path) -> None:
    def spoil(pdf: pikepdf.Pdf) -> None:
        loop = pdf.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, Rect=Array([1])))
        loop.Parent, loop.Kids = loop, Array([loop])
        pdf.pages[0].Annots = Array([loop, 3, Name.x, String("y"), Dictionary(), Dictionary(Subtype=Name.FreeText),
                                     Dictionary(Subtype=Name.Stamp, Rect=Array([0, 0, 1e30, -1e30]), AP=Name.N)])
        pdf.Root.AcroForm = Dictionary(Fields=Array([loop, loop]))

    page, = pages(changed(drawn(tmp_path / "a.pdf", write), spoil))
    assert "PROGRESS REPORT" in page.text


def test_paper_size_is_kept_when_nothing_is_cropped(tmp_path: Path) -> None:
    box = Array([0, 0, WIDTH, HEIGHT])
    page, = pages(changed(drawn(tmp_path / "a.pdf", write), lambda pdf: pdf.pages[0].obj.__setitem__("/CropBox", box)))
    assert len(page.text.splitlines()) == len(NOTE_LINES)
