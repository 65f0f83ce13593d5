"""Days printed on a paper, what each of them is, and which is the day of the paper.

A day is only taken when it is printed in full: nothing is completed or guessed. The birth, the injury, the fax, the
receipt and the print-out have days too; labels tell them apart (``date_labels`` in the rules).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.papermarks import KindMarks, PaperMarks

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), start=1,
    )
    for name in names.split()
}
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    r"|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = re.compile(
    rf"""(?<![\d/.-])(?:
      (?P<m1>\d{{1,2}})\ ?(?P<sep>[/-])\ ?(?P<d1>\d{{1,2}})\ ?(?P=sep)\ ?(?P<y1>\d{{4}}|\d{{2}})(?![\d/])(?!-\d)
    | (?P<m2>\d{{1,2}})\.(?P<d2>\d{{1,2}})\.(?P<y2>\d{{4}})(?![\d.])
    | (?P<y3>\d{{4}})[-/](?P<m3>\d{{2}})[-/](?P<d3>\d{{2}})(?![\d-])
    | (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[\ -]+(?:of\ )?(?P<m4>{_MONTH})\.?[\ ,-]+(?P<y4>\d{{4}})(?!\d)
    ) | (?<![a-z])(?P<m5>{_MONTH})\.?[\ ,-]+(?P<d5>\d{{1,2}})(?:st|nd|rd|th)?(?:\ ?,\ ?|\ +|-)(?P<y5>\d{{4}})(?!\d)
    """,
    re.I | re.X,
)
_FILLER = re.compile(
    r"[ \t]*(?:\(?\s*mm?\s*[/-]\s*dd?\s*[/-]\s*yy(?:yy)?\s*\)?"
    r"|\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b)[ \t,.:]*$"
)
_CONNECTORS = frozenset({"on", "at", "by", "d", "date", "in", "report", "visit", "service"})
_SIGNED = re.compile(r"\bsigned\b|/s/|\bauthenticated\b|\bsignature\b")
_CELLS = re.compile(r"\s*\|\s*|\t+| {2,}")
_WORD = re.compile(r"[a-z]{2,}", re.I)
#: Classes whose words may stand in a title before its day ("visit 6/1/2012").
_OWN = frozenset({"visit", "report", "plain", "signed", "decision", "request", "collected"})
#: Lines at the top of a paper where a lone day is the day of a letter.
_HEAD_LINES = 18


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day printed on a paper.

    Attributes:
        day: the day.
        kind: class of its label (``visit``, ``birth`` …), ``letter`` for a lone day at the top, ``heading`` for a
            day in a short line at the top, ``""`` when nothing says what it is.
        line: number of the line on its page, from 0.
    """

    day: dt.date
    kind: str
    line: int


def day_of(text: str) -> dt.date | None:
    """The first full day in a text, or None.

    >>> day_of("Tuesday, March 18th, 2014"), day_of("2/30/2014"), day_of("June 2013")
    (datetime.date(2014, 3, 18), None, None)
    """
    for match in _DAY.finditer(text):
        day = _day(match)
        if day is not None:
            return day
    return None


def printed_days(text: str, marks: PaperMarks) -> list[PrintedDay]:
    """All full days of a page with what they are, in order; lines stamped by fax machines are passed over.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> [(d.kind, d.day.isoformat()) for d in printed_days("DOB: 4/2/61  Date of visit: 3/18/2014", paper_marks())]
    [('birth', '1961-04-02'), ('visit', '2014-03-18')]
    """
    if not any(c.isdigit() for c in text):
        return []
    lines = text.split("\n")
    days: list[PrintedDay] = []
    filled = 0
    for number, line in enumerate(lines):
        if line.strip():
            filled += 1
        matches = list(_DAY.finditer(line))
        if not matches or is_fax_line(line):
            continue
        before = 0
        for match in matches:
            day = _day(match)
            prefix = line[before:match.start()]
            before = match.end()
            if day is None:
                continue
            kind = _label(prefix, marks)
            if kind is None and not _WORD.search(prefix):
                kind = _label_elsewhere(lines, number, line, match.start(), marks)
            if kind is None:
                kind = _place(line, filled, len(matches), marks)
            days.append(PrintedDay(day, kind, number))
    return days


def document_day(pages: Sequence[str], rules: KindMarks | None, marks: PaperMarks) -> dt.date | None:
    """The day of a paper, or None when no printed day can be said to be it.

    Args:
        pages: the texts of its pages.
        rules: what its kind asks for; None for a kind without rules (visits, then reports, letters and signatures).
        marks: the programme's marks.
    """
    if not pages:
        return None
    wanted = rules.dates if rules is not None else ("visit", "report", "letter", "heading", "plain", "signed")
    looked_at = [0] if len(pages) == 1 else [0, len(pages) - 1, 1]
    by_page = [printed_days(pages[index], marks) for index in dict.fromkeys(i for i in looked_at if i < len(pages))]
    for kind in wanted:
        for days in by_page:
            found = [d.day for d in days if d.kind == kind]
            if found:
                # an addendum is signed after the report; a visit is named first in the head
                return found[-1] if kind in ("signed", "served") else found[0]
    if rules is not None and rules.latest:
        rows = [d.day for page in pages for d in printed_days(page, marks) if d.kind in ("", "heading", "letter")]
        return max(rows, default=None)
    return None


def _day(match: re.Match[str]) -> dt.date | None:
    for number in "12345":
        year, month, day = match[f"y{number}"], match[f"m{number}"], match[f"d{number}"]
        if year is None:
            continue
        month_number = int(month) if month.isdigit() else _MONTHS.get(month.lower().rstrip("."), 0)
        full = int(year)
        if len(year) == 2:
            # two-digit years of this century up to 2040; before that they are birth years
            full += 2000 if full <= 40 else 1900
        try:
            found = dt.date(full, month_number, int(day))
        except ValueError:
            return None
        return found if 1900 <= full <= 2100 else None
    return None


def _label(prefix: str, marks: PaperMarks) -> str | None:
    """The class of the label that ends right before a date, or None."""
    near = prefix.lower().replace("’", "'")
    while True:
        shorter = _FILLER.sub("", near)
        if shorter == near:
            break
        near = shorter
    near = near[-90:]
    found = marks.date_label.search(near)
    if found is None:
        return None
    label = re.sub(r"\s+", " ", found["label"])
    kind = marks.date_classes.get(label)
    if label in _CONNECTORS:
        if _SIGNED.search(near[: found.start()]) and label in ("on", "at", "by", "date"):
            return "signed"
        if label in ("on", "at", "by", "in"):
            earlier = marks.date_label.search(near[: found.start()].rstrip())
            if earlier is not None and earlier["label"] not in _CONNECTORS:
                return marks.date_classes.get(earlier["label"])
            return kind if _is_labelled(found["rest"]) else ("served" if label == "on" else "other_paper")
        if not _is_labelled(found["rest"]):
            return None if label in ("d", "visit", "report", "service") else kind
    return kind


def _is_labelled(rest: str) -> bool:
    return ":" in rest or "|" in rest or "  " in rest or "\t" in rest


def _label_elsewhere(lines: list[str], number: int, line: str, start: int, marks: PaperMarks) -> str | None:
    """The label in the cell above the date (or, under a signature line, below it), or None."""
    cells = _cells(line)
    mine = next((i for i, (at, text) in enumerate(cells) if at <= start < at + len(text)), None)
    for other in (_neighbour(lines, number, -1), _neighbour(lines, number, +1)):
        if other is None or mine is None or _DAY.search(other):
            continue
        heads = _cells(other)
        above = other is _neighbour(lines, number, -1)
        if len(heads) == len(cells):
            text = heads[mine][1]
        elif len(heads) > len(cells):
            text = min(heads, key=lambda cell: abs(cell[0] - start))[1]
        elif len(heads) == 1 and len(cells) == 1:
            text = heads[0][1]
        else:
            continue
        if len(text.split()) > 7:
            continue
        if not above and not re.fullmatch(r"\W*date(?: signed)?\W*", text, re.I):
            continue
        kind = _label(text.rstrip(" :"), marks)
        if kind is not None and _whole_label(text, marks):
            return "signed" if not above else kind
    return None


def _whole_label(text: str, marks: PaperMarks) -> bool:
    """Whether a cell is nothing but a label, perhaps with words of the form before it."""
    low = text.lower().strip(" :*#|-.()")
    return low in marks.date_classes and low not in ("in", "on", "to", "by", "d", "from", "ct", "at")


def _neighbour(lines: list[str], number: int, step: int) -> str | None:
    """The next line in one direction that holds something, at most two away."""
    for offset in (1, 2):
        at = number + step * offset
        if 0 <= at < len(lines) and lines[at].strip():
            return lines[at]
    return None


def _cells(line: str) -> list[tuple[int, str]]:
    """Cells of a line with where they begin: parted by bars, tabs or wide gaps."""
    cells, at = [], 0
    for gap in _CELLS.finditer(line):
        if line[at:gap.start()].strip():
            cells.append((at, line[at:gap.start()]))
        at = gap.end()
    if line[at:].strip():
        cells.append((at, line[at:]))
    return cells


def _place(line: str, filled: int, days: int, marks: PaperMarks) -> str:
    """What an unlabelled day is by where it stands."""
    if filled > _HEAD_LINES or days > 1:
        return ""
    rest = _DAY.sub(" ", line)
    words = _WORD.findall(rest)
    if any(c.isdigit() for c in rest) or any(
        marks.date_classes.get(w.lower(), "visit") not in _OWN for w in words
    ):
        return ""
    if not words or (len(words) <= 6 and _DAY.search(line.rstrip(" .")[-20:]) and not rest.rstrip().endswith(".")):
        return "letter"
    return "heading" if filled <= 8 and len(words) <= 8 else ""
