"""Typesetting: the manner of an office (:class:`House`) and the hand that writes a paper in it (:class:`Writer`)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.casefiles import days
from benchmarks.casefiles.firms import Firm
from benchmarks.casefiles.people import DOCTOR_FORMS, PATIENT_FORMS, Person
from benchmarks.casefiles.sheets import FACES, HEIGHT, WIDTH, Box, Line, Sheet, Words, width_of, wrapped

NUMBERINGS = ("", "", "", "Page {n} of {t}", "Page {n} of {t}", "Page {n}", "Page {n}", "{n}", "- {n} -", "{n}/{t}",
    "Pg. {n} of {t}", "Page: {n}/{t}")
RUNNINGS = ("none", "none", "none", "stack", "stack", "bar", "bar", "clinic", "letterhead")
LETTERHEADS = ("centre", "centre", "left", "right block", "two columns", "caps rule", "small", "none", "logo")
SECTIONS = ("caps line", "caps line", "bold line", "bold run", "caps run", "underlined", "run colon", "shaded")


@dataclass(frozen=True, slots=True)
class House:
    """The manner of an office: the same on all its papers, different from the next office's."""

    face: str
    size: float
    leading: float
    margin: float
    section: str
    letterhead: str
    running: str
    numbering: str
    number_at: str
    dates: str
    long_dates: str
    patient: str
    doctor: str
    checks: str
    late_head: bool
    patient_label: str
    born_label: str
    hurt_label: str
    claim_label: str

    def day(self, day: dt.date) -> str:
        return days.printed(day, self.dates)

    def long_day(self, day: dt.date) -> str:
        return days.printed(day, self.long_dates)


def house(rng: Random, **fixed: str) -> House:
    """A manner; what is ``fixed`` is not left to chance."""
    face = fixed.get("face") or rng.choice(("Helvetica", "Helvetica", "Times", "Times", "Courier"))
    size = rng.choice((8.5, 9.0, 10.0, 10.5)) if face == "Courier" else rng.choice((9.0, 10.0, 10.0, 11.0, 11.0, 12.0,
            12.0))
    return House(face=face, size=size, leading=rng.choice((1.15, 1.2, 1.25, 1.35, 1.5)),
        margin=rng.choice((42.0, 54.0, 60.0, 72.0)), section=fixed.get("section") or rng.choice(SECTIONS),
        letterhead=fixed.get("letterhead") or rng.choice(LETTERHEADS),
        running=fixed.get("running") or rng.choice(RUNNINGS), numbering=rng.choice(NUMBERINGS),
        number_at=rng.choice(("foot centre", "foot right", "foot right", "head right")), dates=rng.choice(days.FORMS),
        long_dates=rng.choice(days.LONG_FORMS), patient=rng.choice(PATIENT_FORMS), doctor=rng.choice(DOCTOR_FORMS),
        checks=rng.choice(("brackets", "brackets", "drawn", "parens", "underscore")), late_head=rng.random() < 0.2,
        patient_label=rng.choice(("Patient", "Patient Name", "Name", "PATIENT", "Employee", "Claimant",
            "Injured Worker", "Applicant", "RE", "Pt")),
        born_label=rng.choice(("DOB", "Date of Birth", "D.O.B.", "Birth Date", "Birthdate", "BD")),
        hurt_label=rng.choice(("DOI", "Date of Injury", "D/I", "Date of Loss", "D.O.I.", "Injury Date")),
        claim_label=rng.choice(("Claim #", "Claim Number", "Claim No.", "WC Claim", "CLAIM NO", "File #")))


@dataclass(slots=True)
class Frame:
    """What stands around the text of a paper: letterhead and the heads of its later pages.

    Attributes:
        office: whose letterhead; None for none.
        under: lines under the office's name, such as its doctors.
        running: lines that later pages repeat, when the house does that: patient, day, subject.
        numbering: overrules the house's page numbers.
    """

    office: Firm | None = None
    under: Sequence[str] = ()
    running: Sequence[str] = ()
    numbering: str | None = None
    first_number: int = 1


@dataclass(slots=True)
class Writer:
    """Writes marks on sheets from top to bottom; a new sheet begins where one is full."""

    house: House
    rng: Random
    frame: Frame = field(default_factory=Frame)
    sheets: list[Sheet] = field(default_factory=list)
    y: float = 0.0
    left: float = 0.0
    right: float = 0.0
    bottom: float = 60.0
    _late: list[tuple[Sheet, list[Words | Line | Box]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left, self.right = self.house.margin, WIDTH - self.house.margin
        self.new_page()

    @property
    def sheet(self) -> Sheet:
        return self.sheets[-1]

    @property
    def room(self) -> float:
        return self.right - self.left

    @property
    def step(self) -> float:
        return self.house.size * self.house.leading

    def font(self, bold: bool = False, italic: bool = False) -> str:
        return FACES[self.house.face][1 if bold else 2 if italic else 0]

    # pages and what stands around the text

    def new_page(self) -> None:
        """Begin a sheet: the first has the letterhead, later ones what the house repeats."""
        self.sheets.append(Sheet())
        self.y = HEIGHT - 50 - (14 if self.house.number_at.startswith("head") else 0)
        marks_before = len(self.sheet.marks)
        if len(self.sheets) == 1 or self.house.running == "letterhead":
            self._letterhead()
        elif self.house.running != "none" and self.frame.running:
            self._running()
        if self.house.late_head:
            late = self.sheet.marks[marks_before:]
            del self.sheet.marks[marks_before:]
            self._late.append((self.sheet, late))

    def _letterhead(self) -> None:
        office, style = self.frame.office, self.house.letterhead
        if office is None or style == "none":
            return
        if style == "logo":  # a picture with the name in it: nothing of it is in the text layer
            self.sheet.marks += [Box(self.left, self.y - 34, 90, 34, fill=0.75, stroke=0),
                Box(self.left + 12, self.y - 24, 30, 14, fill=0.4, stroke=0)]
            self.y -= 44
            return
        bold, plain = self.font(True), self.font()
        lines = [f"{office.street}, {office.city}", f"Tel {office.phone}   Fax {office.fax}"]
        if style in ("centre", "caps rule"):
            name = office.name.upper() if style == "caps rule" else office.name
            self._at_centre(name, bold, self.house.size + 5)
            for line in [*self.frame.under, *lines]:
                self._at_centre(line, plain, self.house.size - 1.5)
        elif style == "left":
            for line, font, size in [(office.name, bold, self.house.size + 3),
                *((x, plain, self.house.size - 1) for x in [*self.frame.under, *lines])]:
                self._put(self.left, line, font, size)
        elif style == "right block":
            for line, font, size in [(office.name, bold, self.house.size + 2), *((x, plain, self.house.size - 1)
                    for x in [office.street, office.city, f"Phone: {office.phone}", f"Facsimile: {office.fax}",
                    *self.frame.under])]:
                self._put(self.right - width_of(line, font, size), line, font, size)
        elif style == "two columns":
            top = self.y
            for line in [office.name, office.street, office.city]:
                self._put(self.left, line, bold if line == office.name else plain, self.house.size)
            low, self.y = self.y, top
            for line in [*self.frame.under[:2], f"T: {office.phone}", f"F: {office.fax}"]:
                self._put(self.right - width_of(line, plain, self.house.size - 1), line, plain, self.house.size - 1)
            self.y = min(low, self.y)
        else:
            self._put(self.left, f"{office.name} | {office.street} | {office.city} | {office.phone}", plain,
                self.house.size - 2)
        if style in ("caps rule", "two columns") or self.rng.random() < 0.3:
            self.rule()
        self.gap(8)

    def _running(self) -> None:
        number = len(self.sheets) + self.frame.first_number - 1
        plain, lines = self.font(), list(self.frame.running)
        if self.house.running == "stack":
            for line in lines:
                self._put(self.left, line, plain, self.house.size)
            if not self._numbering():
                self._put(self.left, f"Page {number}", plain, self.house.size)
        elif self.house.running == "bar":
            self._put(self.left, "   ".join(lines), plain, self.house.size - 1.5)
            self.rule()
        elif self.frame.office is not None:
            self._at_centre(self.frame.office.name, plain, self.house.size - 1)
        self.gap(10)

    def _numbering(self) -> str:
        return self.house.numbering if self.frame.numbering is None else self.frame.numbering

    @property
    def numbered(self) -> bool:
        """Whether each page after the first says its number."""
        stacked = self.house.running == "stack" and bool(self.frame.running)
        return bool(self._numbering()) or stacked

    @property
    def named(self) -> bool:
        """Whether each page after the first says whose it is."""
        return bool(self.frame.running) and self.house.running in ("stack", "bar")

    def finish(self) -> list[Sheet]:
        """The sheets, with page numbers and what is drawn last."""
        form, size, plain = self._numbering(), self.house.size - 1, self.font()
        total = len(self.sheets) + self.frame.first_number - 1
        for at, sheet in enumerate(self.sheets):
            number = at + self.frame.first_number
            if form and not (number == 1 and form in ("{n}", "- {n} -", "Page {n}") and self.house.running != "none"):
                text = form.format(n=number, t=total)
                wide = width_of(text, plain, size)
                x = (WIDTH - wide) / 2 if "centre" in self.house.number_at else self.right - wide
                y = HEIGHT - 40 if self.house.number_at.startswith("head") else 34
                sheet.marks.append(Words(x, y, text, plain, size))
        for sheet, marks in self._late:
            sheet.marks += marks
        self._late.clear()
        return self.sheets

    # marks

    def _put(self, x: float, text: str, font: str, size: float) -> None:
        self.y -= size * self.house.leading
        self.sheet.marks.append(Words(x, self.y, text, font, size))

    def _at_centre(self, text: str, font: str, size: float) -> None:
        for line in wrapped(text, font, size, self.room):
            self._put((WIDTH - width_of(line, font, size)) / 2, line, font, size)

    def need(self, points: float) -> None:
        """Begin a new page when less than that is left."""
        if self.y - points < self.bottom:
            self.new_page()

    def gap(self, points: float = 6.0) -> None:
        self.y -= points

    def rule(self) -> None:
        """A line across the page."""
        self.y -= 5
        self.sheet.marks.append(Line(self.left, self.y, self.right, self.y))
        self.y -= 3

    def title(self, text: str, *, size: float = 3.0, align: str = "centre", bold: bool = True) -> None:
        """A title, ``size`` points larger than the text."""
        if not text:
            return
        self.need(40)
        font, points = self.font(bold), self.house.size + size
        if align == "centre":
            self._at_centre(text, font, points)
        else:
            for line in wrapped(text, font, points, self.room):
                self._put(self.left, line, font, points)
        self.gap(5)

    def line(self, text: str = "", *, bold: bool = False, indent: float = 0.0, align: str = "left",
        size: float = 0.0) -> None:
        """One line, wrapped where it is too long."""
        font, points = self.font(bold), self.house.size + size
        for part in wrapped(text, font, points, self.room - indent) if text else [""]:
            self.need(points * 1.4)
            x = self.left + indent
            if align == "right":
                x = self.right - width_of(part, font, points)
            elif align == "centre":
                x = (WIDTH - width_of(part, font, points)) / 2
            self._put(x, part, font, points)

    def para(self, text: str, *, indent: float = 0.0, bold: bool = False, italic: bool = False, size: float = 0.0,
        gap: float = 5.0) -> None:
        """A paragraph."""
        font, points = self.font(bold, italic), self.house.size + size
        for part in wrapped(text, font, points, self.room - indent):
            self.need(points * 1.4)
            self._put(self.left + indent, part, font, points)
        self.gap(gap)

    def section(self, label: str, text: str | Sequence[str] = "", *, numbered: bool = False) -> None:
        """A heading in the house's manner with its text; a list of texts becomes lines of their own."""
        style = self.house.section
        self.need(self.step * 3)
        bold = self.font(True)
        parts = [text] if isinstance(text, str) else list(text)
        if style in ("bold run", "caps run", "run colon") and len(parts) == 1 and len(label) < 45:
            name = label.upper() if style == "caps run" else label
            self._run_in(f"{name}:", parts[0], bold=style != "run colon")
            return
        name = label if style in ("bold line", "underlined", "run colon", "bold run") else label.upper()
        if style == "shaded":
            self.y -= self.step + 2
            self.sheet.marks.append(Box(self.left - 2, self.y - 3, self.room + 4, self.step + 1, fill=0.88, stroke=0))
            self.sheet.marks.append(Words(self.left, self.y, name, bold, self.house.size))
            self.gap(4)
        else:
            self._put(self.left, name + (":" if style in ("run colon", "bold run", "caps run") else ""), bold,
                self.house.size)
            if style == "underlined":
                self.sheet.marks.append(
                    Line(self.left, self.y - 1.5, self.left + width_of(name, bold, self.house.size), self.y - 1.5))
            self.gap(2)
        for at, part in enumerate(p for p in parts if p):
            self.para(f"{at + 1}. {part}" if numbered else part, gap=2.0)
        self.gap(5)

    def _run_in(self, label: str, text: str, *, bold: bool) -> None:
        """A label and the text behind it on the same line."""
        font = self.font(bold)
        self.need(self.step * 2)
        start = width_of(label + " ", font, self.house.size)
        rows = list(_hanging(text, self.font(), self.house.size, self.room, start))
        self._put(self.left, label, font, self.house.size)
        for at, row in enumerate(rows):
            if at:
                self.need(self.step)
                self.y -= self.step
            if row:
                self.sheet.marks.append(
                    Words(self.left + (start if at == 0 else 0), self.y, row, self.font(), self.house.size))
        self.gap(5)

    def fields(self, pairs: Sequence[tuple[str, str]], columns: int = 2, *, bold: bool = False,
        size: float = 0.0) -> None:
        """Labels with their values, in columns; filled row by row."""
        wide = self.room / columns
        points = self.house.size + size
        for start in range(0, len(pairs), columns):
            self.need(points * 1.5)
            self.y -= points * self.house.leading
            base, lowest = self.y, self.y
            for at, (label, value) in enumerate(pairs[start:start + columns]):
                x = self.left + at * wide
                head = f"{label}:" if label and not label.endswith((":", "#", "?", ".", ")")) else label
                self.sheet.marks.append(Words(x, base, head, self.font(bold), points))
                used = width_of(head + " ", self.font(bold), points) if head else 0.0
                y = base
                for place, row in enumerate(wrapped(value, self.font(), points, max(40.0, wide - used - 6))):
                    y = base - place * points * self.house.leading
                    self.sheet.marks.append(Words(x + used, y, row, self.font(), points))
                lowest = min(lowest, y)
            self.y = lowest
        self.gap(5)

    def cells(self, row: Sequence[tuple[str, str, float]], *, height: float = 0.0) -> None:
        """A row of form cells: small label above, value under it; widths are shares of the line."""
        small = max(5.5, self.house.size - 3.0)
        total = sum(cell[2] for cell in row)
        widths = [self.room * share / total for _, _, share in row]
        bodies = [list(wrapped(value, self.font(), self.house.size - 0.5, wide - 8)) for (_, value, _),
            wide in zip(row, widths, strict=True)]
        labels = [list(wrapped(label, self.font(), small, wide - 6)) for (label, _, _),
            wide in zip(row, widths, strict=True)]
        tall = max(height,
            *(len(a) * (small + 1) + len(b) * self.step + 6 for a, b in zip(labels, bodies, strict=True)))
        self.need(tall)
        last = self.sheet.marks[-1] if self.sheet.marks else None
        if isinstance(last, Words) and last.y - self.y < 4:
            self.gap(4)
        x = self.left
        for wide, label, body in zip(widths, labels, bodies, strict=True):
            self.sheet.marks.append(Box(x, self.y - tall, wide, tall))
            y = self.y
            for part in label:
                y -= small + 1
                self.sheet.marks.append(Words(x + 3, y, part, self.font(), small))
            for part in body:
                y -= self.step
                self.sheet.marks.append(Words(x + 5, y, part, self.font(), self.house.size - 0.5))
            x += wide
        self.y -= tall

    def table(self, rows: Sequence[Sequence[str]], widths: Sequence[float], *, grid: bool = True, head: bool = True,
        size: float = -1.0) -> None:
        """A table; widths are shares of the line. Every cell is wrapped."""
        points = self.house.size + size
        total = sum(widths)
        self.gap(4)
        wide = [self.room * share / total for share in widths]
        for at, row in enumerate(rows):
            font = self.font(head and at == 0)
            parts = [list(wrapped(cell, font, points, w - 6)) for cell, w in zip(row, wide, strict=True)]
            tall = max(1, *map(len, parts)) * points * 1.2 + 4
            self.need(tall)
            x = self.left
            for part, w in zip(parts, wide, strict=True):
                for place, text in enumerate(part):
                    self.sheet.marks.append(Words(x + 3, self.y - (place + 1) * points * 1.2, text, font, points))
                if grid:
                    self.sheet.marks.append(Box(x, self.y - tall, w, tall))
                x += w
            self.y -= tall
        self.gap(6)

    def checks(self, options: Sequence[tuple[bool, str]], columns: int = 1, *, size: float = -0.5) -> None:
        """Check boxes; as letters or drawn, as the house does."""
        wide = self.room / columns
        points = self.house.size + size
        for start in range(0, len(options), columns):
            self.need(points * 1.5)
            self.y -= points * self.house.leading
            base, lowest = self.y, self.y
            for at, (chosen, text) in enumerate(options[start:start + columns]):
                x = self.left + at * wide
                used = self._check(x, base, points, chosen)
                for place, row in enumerate(wrapped(text, self.font(), points, wide - used - 4)):
                    y = base - place * points * self.house.leading
                    self.sheet.marks.append(Words(x + used, y, row, self.font(), points))
                    lowest = min(lowest, y)
            self.y = lowest
        self.gap(4)

    def _check(self, x: float, y: float, points: float, chosen: bool) -> float:
        style = self.house.checks
        if style == "drawn":
            side = points * 0.75
            self.sheet.marks.append(Box(x, y - 0.5, side, side))
            if chosen:
                self.sheet.marks.append(Line(x, y - 0.5, x + side, y + side - 0.5))
                self.sheet.marks.append(Line(x, y + side - 0.5, x + side, y - 0.5))
            return side + 4
        mark = {"brackets": "[X]" if chosen else "[ ]", "parens": "(X)" if chosen else "( )",
            "underscore": "_X_" if chosen else "___"}[style]
        self.sheet.marks.append(Words(x, y, mark, self.font(), points))
        return width_of(mark + " ", self.font(), points)

    def sign(self, *lines: str, closing: str = "", space: float = 22.0) -> None:
        """The end of a letter: closing, room for a signature, name and what stands under it."""
        self.need(space + self.step * (len(lines) + 2))
        if closing:
            self.line(closing)
        self.gap(space)
        for line in lines:
            if line:
                self.line(line)
        self.gap(4)

    def doctor(self, one: Person) -> str:
        """A physician's name as this house prints it."""
        return one.printed(self.house.doctor)


def _hanging(text: str, font: str, size: float, room: float, first: float) -> list[str]:
    """The rows of a text whose first row begins ``first`` points in."""
    rows = list(wrapped(text, font, size, max(30.0, room - first)))
    if len(rows) < 2:
        return rows or [""]
    rest = text.split()[len(rows[0].split()):]
    return [rows[0], *wrapped(" ".join(rest), font, size, room)]
