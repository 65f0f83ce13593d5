"""Days printed on a paper, what each of them is, and which is the day of the paper.

A day is only taken when it is printed in full: nothing is completed or guessed. The birth, the injury, the fax, the
receipt and the print-out have days too; labels tell them apart (``date_labels`` in the rules).
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openimr.casefile.papers.daylabels import CELLS, LABEL_CHARACTERS, LABEL_WORDS, NEAR_WORDS, label_before, longest
from openimr.casefile.papers.days import (
    DayFound,
    broken_day,
    day_of,
    days_in,
    lines_with_days,
    prints_day_first,
    service_day,
)
from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.occasions import occasion
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import KindMarks, PaperMarks
from openimr.casefile.papers.placeddays import OWN, entered, heading_cells, unlabelled
from openimr.casefile.papers.printdays import first_print, stamped_prints
from openimr.casefile.papers.relativedays import told_by
from openimr.casefile.papers.yearless import days_of_year, with_year, yearless_day

__all__ = ["PrintedDay", "day_of", "days_on", "document_day", "paper_day", "printed_days"]

_WORD = re.compile(r"[a-z]{2,}", re.I)
#: Classes of days that are a paper's own, where its kind asks for none that is printed.
_ANY_OWN = (
    "report", "heading", "letter", "plain", "dictated", "signed", "typed", "foot", "appointment", "sent", "first_exam",
    "amended",
)
#: Classes that only a day's place gives.
_PLACED = frozenset({"", "letter", "heading", "running", "banner"})
_YOUNGEST = 14
#: Class of a day with two figures for its year of which neither a label nor its place says anything.
LOOSE = "loose"
#: Classes of days that nothing tells anything about, and lines from the top in which one may be the paper's.
_LOOSE, _HEAD_LINES = frozenset({"", LOOSE, "served", "collected", "evaluated"}), 14
#: Lines of a form's head, in which nobody signs.
_ABOVE = 5
#: Lines at the top in which a labelled day is the paper's before a lone one below.
_TOP_LINES = 8
#: Lines in which a day that nothing names is a print-out's.
_FIRST = 3
#: A visit told in a sentence, not labelled: "she was evaluated on"; characters before the day in which it is.
_EVALUATED, _RETOLD = re.compile(r"(?:^|\b(?:was|were) (?:again )?)[a-z-]{4,12}(?: again)? on\s{1,2}$"), 40
#: Classes of days on which a paper was written, the nearest to its occasion first.
_WRITTEN = ("dictated", "report", "signed", "typed")
#: A visit whose day is labelled without its year was signed or dictated so soon after it.
_SIGNED_WITHIN = dt.timedelta(days=45)
#: Classes of days that date a page before a visit without its year does.
_UNDATED = frozenset({"plain", "amended", "banner", "letter", "heading", "running"})
#: What stands between the two days of a span.
_SPAN = re.compile(r" ?(?:[-–—,;&/+]| to | thru | through | and | or | al? |,? and |,? & ) ?| ", re.I)
_LISTED = re.compile(r"[,&+]|and")
#: A day without its year before another one: "April 25 (testing) and" May 16, 2018.
_PART_OF_LIST = re.compile(
    r"(?:\b[A-Z][a-z]{2,8}\.?\s\d{1,2}(?:st|nd|rd|th)?|\b\d{1,2}/\d{1,2})(?:\s\([^()]{1,30}\))?\s?(?:,|and|&|,\sand)\s$"
)
#: "subscribed my name this 30th day of May, 2014".
_SWORN = re.compile(r"\bthis\s{1,2}\x01.*\bday\b", re.I)
#: Days in one column that make it a table's.
_COLUMN_ROWS = 3
#: Lines from above in which a visit is told in a sentence.
_TOLD_LINES = 32
_SENTENCE_END = re.compile(r"(?<!\bMr)(?<!\bMs)(?<!\bMrs)(?<!\bDr)(?<=[a-z)\d])[.?!]\s+(?=[A-Z])")
_BY = re.compile(r"[\s,]{1,3}(?:by|at the time of|showed|revealed|demonstrated)\b|[\s,]{1,3}with (?=Dr|[A-Z])")
#: Between the telling and its day: "on Tuesday, ", "this past Thursday, ".
_WEEKDAY = re.compile(
    r"\b(?:on|this past|this last|the past|this|last|past)?\s?(?:mon|tues|wednes|thurs|fri|satur|sun)day,?"
    r"\s{1,2}(?:the\s)?$",
    re.I,
)
#: Characters of a line that is full, so that a label at its end may belong to what the next line begins with.
_FULL_LINE = 50
#: How far from the column of a day a label above or below it may begin.
_COLUMN = 8
#: Lines of a head in which a year stands for all days of a table: "FLOW SHEET 2016".
_YEAR_LINES, _LONE_YEAR = 3, re.compile(r"(?<![\d/.-])20\d\d(?![\d/.-])")
#: Days looked at on a page: a ledger has hundreds.
_MOST_DAYS = 120
#: What a class loses for each one that a kind likes better, and for standing on a later page than the first.
_RANK_LOSS = 1.5
_LATER_PAGE_LOSS = 5.0


@dataclass(frozen=True, slots=True)
class PrintedDay:
    """A day printed on a paper.

    Attributes:
        day: the day.
        kind: class of its label (``visit``, ``birth`` …), ``letter`` for a lone day at the top, ``banner`` for one in
            a cell of its own there, beside other cells, ``heading`` for a day in a short line at the top, ``running``
            for one in the first two lines with other figures, ``row`` for
            a row of a table, ``""`` when nothing says what it is.
        line: number of the line on its page, from 0.
    """

    day: dt.date
    kind: str
    line: int


def printed_days(text: str, marks: PaperMarks) -> list[PrintedDay]:
    """All full days of a page with what they are, in order; lines stamped by fax machines are passed over.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> [(d.kind, d.day.isoformat()) for d in printed_days("DOB: 4/2/61  Date of visit: 3/18/2014", paper_marks())]
    [('birth', '1961-04-02'), ('visit', '2014-03-18')]
    """
    if not any(c.isdigit() for c in text):
        return []
    return [day for day in days_on(view_of(text), marks) if day.kind != LOOSE]


def days_on(view: PageView, marks: PaperMarks) -> list[PrintedDay]:
    """The same as :func:`printed_days` for a page's view."""
    days: list[PrintedDay] = []
    columns: list[tuple[int, int, int]] = []  # place, column and number in days of those that no word beside them names
    broken = _broken_days(view)
    places = sorted({*lines_with_days(view.lines), *broken})
    day_first = prints_day_first(view.lines[place] for place in places)
    for place in places:
        line = view.lines[place]
        found = [*days_in(line, day_first=day_first), *broken.get(place, ())]
        kinds: list[str | None] = []
        before = 0
        for one in found:
            prefix = _PART_OF_LIST.sub("", line[before:one.start])
            kind = label_before(prefix, marks)
            if kind is None and kinds and kinds[-1] is not None and _SPAN.fullmatch(prefix):
                kind = kinds[-1]
                if kind == "visit" and _LISTED.search(prefix):
                    kinds[-1] = "span"  # the second day of testing ends it
            retold = kind == "visit" and _EVALUATED.search(prefix, max(0, len(prefix) - _RETOLD))
            if retold or (kind in (None, "served") and _told(view, place, before, one, marks)):
                kind = "told"
            elif kind in ("other_paper", "served") and entered(line, one, marks):
                kind = "plain"
            elif kind is None and _SWORN.search(f"{prefix[-8:]}\x01{line[one.start:one.end]}"):
                kind = "signed"
            kinds.append(kind)
            before = one.end
        if len(found) > 1 and kinds.count(None) == len(found):
            kinds = [*(_labels_over(view, place, len(found), marks) or kinds)]
        several = kinds.count(None) > 2 or (len(found) > 2 and kinds == ["plain"] + [None] * (len(found) - 1))
        before = 0
        for one, kind in zip(found, kinds, strict=True):
            prefix = line[before:one.start]
            before = one.end
            bare = kind is None and not _WORD.search(CELLS.split(prefix)[-1])
            if bare:
                kind = _label_elsewhere(view, place, one.start, marks)
            if several and kind in (None, "plain", "signed"):
                kind = "row"
            if kind is None:
                kind = unlabelled(view, place, one, found, marks) if not one.doubtful else LOOSE
            if kind is not None:
                if bare and (kind in OWN or kind in _PLACED):
                    columns.append((place, one.start, len(days)))
                days.append(PrintedDay(one.day, kind, view.numbers[place]))
        if (served := service_day(line)) is not None:
            days.append(PrintedDay(served, "row", view.numbers[place]))
        if len(days) > _MOST_DAYS:
            break
    _mark_rows(days, columns)
    _mark_births(days)
    if (told := _told_by_letter(view, days, marks)) is not None:
        days.append(told)
    _mark_headed(view, days, marks)
    days += [PrintedDay(day, "printed", 0) for day in stamped_prints(view.stamps, marks)]
    return days + _columns_of_days(view, days)


def _told_by_letter(view: PageView, days: Sequence[PrintedDay], marks: PaperMarks) -> PrintedDay | None:
    """The day of the visit that a body tells in another way, where no other day of a visit is on the page."""
    if any(day.kind in ("visit", "told") for day in days):
        return None
    heads = [day for day in days if day.kind in ("letter", "heading") and day.line < _HEAD_LINES]
    later = sorted((day for day in days if day.kind in _WRITTEN), key=lambda day: _WRITTEN.index(day.kind))
    if not heads and not later:
        return None
    first = bisect_right(view.numbers, heads[0].line) if heads else 0
    body = view.lines[first:first + _TOLD_LINES]
    never = {day.day for day in days if day.kind in ("birth", "injury")}
    told = occasion(body, {day.day for day in (*heads[:1], *later)}, never, marks)
    told = told or told_by(body, (*heads, *later)[0].day, marks)
    undated = _UNDATED.isdisjoint(day.kind for day in days)
    if told is None and later and undated and (yearless := yearless_day(view, marks)) is not None:
        told = with_year(yearless, [later[0].day], [later[0].day], [later[0].day - _SIGNED_WITHIN])
    return PrintedDay(told, "told", heads[0].line if heads else 0) if told is not None else None


def _mark_headed(view: PageView, days: list[PrintedDay], marks: PaperMarks) -> None:
    """Days that are others than their labels say, by what heads the page: on a face sheet the admission counts."""
    cells = [mark for line in view.lines[:_HEAD_LINES] for mark in heading_cells(line)]
    for heads, classes in marks.headed_days:
        if any(cell.startswith(heads) or cell.endswith(heads) for cell in cells):
            days[:] = [replace(day, kind=classes.get(day.kind, day.kind)) for day in days]


def _broken_days(view: PageView) -> dict[int, tuple[DayFound]]:
    """Days that the end of one line and the beginning of the next one make, by the place of the first."""
    found = {}
    for place, (line, following) in enumerate(pairwise(view.lines)):
        if following[:6].strip()[:2] in ("19", "20") and (day := broken_day(line, following)) is not None:
            found[place] = (day,)
    return found


def _columns_of_days(view: PageView, days: Sequence[PrintedDay]) -> list[PrintedDay]:
    """The last day without a year that heads a column of a table, where all days of the page are of one year."""
    years = {day.day.year for day in days if day.kind != "birth"}
    if not years:
        years = {int(year) for line in view.lines[:_YEAR_LINES] for year in _LONE_YEAR.findall(line)}
    if len(years) != 1:
        return []
    injury = max((day.day for day in days if day.kind == "injury"), default=dt.date.min)
    for place, line in enumerate(view.lines):
        if line.count("/") > 2 and (heads := days_of_year(line, min(years))) and heads[0] >= injury:
            return [PrintedDay(heads[-1], "row", view.numbers[place])]
    return []


def _told(view: PageView, place: int, behind: int, one: DayFound, marks: PaperMarks) -> bool:
    """Whether a sentence tells that this was the day of the visit: "I saw Ms. Roe in my office on …"."""
    line = view.lines[place]
    if place >= _TOLD_LINES or _BY.match(line, one.end):
        return False
    text = _WEEKDAY.sub("on ", line[behind:one.start])
    if not behind and place and view.numbers[place] - view.numbers[place - 1] == 1:
        text = f"{view.lines[place - 1][-LABEL_CHARACTERS:]} {text}"
    words = words_of(_SENTENCE_END.split(text)[-1])[-LABEL_WORDS - 4:]
    if not words or words[-1] not in marks.dated_links or not marks.visit_verbs.intersection(words[:-1]):
        return False
    if words[-1] != "on" and words[-2] not in marks.visit_verbs:
        return False  # "seen after the injection of" is not "the examination of"
    return marks.untold_words.isdisjoint(words)


def _mark_births(days: list[PrintedDay]) -> None:
    """A day in the head that no label names is a birth's when the page is of fourteen or more years later."""
    newest = max((day.day for day in days), default=None)
    for number, day in enumerate(days):
        if newest is not None and day.kind in _PLACED and day.day.year <= newest.year - _YOUNGEST:
            days[number] = replace(day, kind="birth")


def _mark_rows(days: list[PrintedDay], columns: Sequence[tuple[int, int, int]]) -> None:
    """Days that stand under one another in neighbouring lines are rows of a table: visits, fills, charges."""
    for (place, column, number), (next_place, next_column, next_number) in pairwise(columns):
        years = abs(days[number].day.year - days[next_number].day.year)
        if next_place != place and next_place - place <= 2 and abs(column - next_column) <= 2 and years < _YOUNGEST:
            for which in (number, next_number):
                days[which] = replace(days[which], kind="row")
    in_rows = [column for _, column, number in columns if days[number].kind == "row"]
    for _, column, number in columns:
        if sum(abs(column - other) <= 2 for other in in_rows) >= _COLUMN_ROWS:
            days[number] = replace(days[number], kind="row")


def document_day(pages: Sequence[str], rules: KindMarks | None, marks: PaperMarks) -> dt.date | None:
    """The day of a paper, or None when no printed day can be said to be it.

    Args:
        pages: the texts of its pages.
        rules: what its kind asks for; None for a kind without rules (visits, then reports, letters and signatures).
        marks: the programme's marks.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> str(document_day(["Printed: 4/1/2014\\nDOB: 4/2/1961   DOS: 3/18/2014"], None, paper_marks()))
    '2014-03-18'
    """
    looked_at = [0] if len(pages) == 1 else [0, len(pages) - 1, 1]
    by_page = {
        index: printed_days(pages[index], marks)
        for index in range(len(pages)) if index in looked_at or (rules is not None and rules.latest)
    }
    return paper_day(by_page, len(pages), rules)


def paper_day(
    by_page: dict[int, list[PrintedDay]], pages: int, rules: KindMarks | None
) -> dt.date | None:
    """The day of a paper of so many ``pages`` by the days printed on them."""
    wanted = _wanted(rules)
    if wanted[:1] == ("printed",):
        by_page = _printed_above(by_page)
    never = {d.day for days in by_page.values() for d in days if d.kind in ("birth", "injury")}
    written = _written(by_page, never)
    best: tuple[float, dt.date] | None = None
    rows = [d.day for days in by_page.values() for d in days if d.kind == "row"]
    if "row" in wanted and rows:
        best = 10 - _RANK_LOSS * wanted.index("row"), max(rows)
    dated_above = _dated_above(by_page.get(0, ()))
    for page in (0, pages - 1, 1):
        for kind, days in _by_class(by_page.get(page, ())).items():
            if kind not in wanted or kind == "row":
                continue
            if kind == "letter" and page == 0 and dated_above:
                continue
            if kind == "printed":
                days = [first_print(days, rows)]
            if kind in ("letter", "banner", "heading", "plain"):
                days = [day for day in days if day not in never] or days
            elif kind == "visit" and written is not None and not (days := [day for day in days if day <= written]):
                continue  # a letter names the day of an appointment
            if "row" in wanted and kind in ("visit", "plain") and len(set(days)) > 2:
                # a card on which each visit has its day
                days = [max(d.day for found in by_page.values() for d in found if d.kind == kind)]
            worth = 10 - _RANK_LOSS * wanted.index(kind) - (_LATER_PAGE_LOSS if page else 0.0)
            if best is None or worth > best[0] + 1e-9:
                # an addendum is signed after the report; a visit is named first in the head
                # (a request's last signature is the answer's)
                if kind == "signed" and wanted[0] == "request":
                    # "resubmission of the form signed 4/2/2014", above everything else
                    days = [d.day for d in by_page[page] if d.kind == kind and (page or d.line > _ABOVE)] or days
                latest = max(days) if kind == "signed" else days[-1] if kind == "served" else days[0]
                best = worth, latest if wanted[0] != "request" else days[0]
    if best is not None:
        return best[1]
    if rules is not None and rules.latest:
        loose = {"", "banner", "heading", "letter", "running", "row"}
        rows = [d.day for days in by_page.values() for d in days if d.kind in loose]
        if (newest := max((day for day in rows if day not in never), default=None)) is not None:
            return newest
    if wanted:
        # the head of a later page repeats the day where the first page is lost
        heads = [d.day for d in by_page.get(0, ()) if d.kind == "running"]
        heads += [d.day for page, days in by_page.items() if page for d in days if d.kind in ("running", "heading")]
        if (day := next((day for day in heads if day not in never), None)) is not None:
            return day
        return _likeliest(by_page, never) if rules is not None else None
    return None


def _printed_above(by_page: dict[int, list[PrintedDay]]) -> dict[int, list[PrintedDay]]:
    """The days with a lone one in the first lines of a list as the day of its print, where no row is later."""
    last = max((d.day for days in by_page.values() for d in days if d.kind == "row"), default=dt.date.min)
    first = [
        replace(d, kind="printed") if d.kind in ("banner", "letter", "heading") and d.line < _FIRST and d.day >= last
        else d for d in by_page.get(0, ())
    ]
    return {**by_page, 0: first}


def _dated_above(days: Sequence[PrintedDay]) -> bool:
    """Whether a labelled day stands at a page's top and a lone one below it: the lone one is no letter's."""
    own = ("plain", "first_exam", "visit")
    plain = min((place for place, day in enumerate(days) if day.kind in own and day.line < _TOP_LINES), default=None)
    letter = next((place for place, day in enumerate(days) if day.kind == "letter"), None)
    return plain is not None and letter is not None and days[plain].line < days[letter].line


def _likeliest(by_page: dict[int, list[PrintedDay]], never: set[dt.date]) -> dt.date | None:
    """The day of a paper no day of which has a place or a label that tells.

    The last row of a table; else the first day near the top that no label takes away, else the one near the end.
    """
    printed = [day for page in sorted(by_page) for day in by_page[page] if day.day not in never]
    if rows := [day.day for day in printed if day.kind == "row"]:
        return max(rows)
    first = [day for day in by_page.get(0, ()) if day.kind in _LOOSE and day.day not in never]
    top = [day.day for day in first if day.line < _HEAD_LINES]
    return next(iter(top), None)


def _written(by_page: dict[int, list[PrintedDay]], never: set[dt.date]) -> dt.date | None:
    """The latest day on which a letter can have been written, or None where no letter's day stands at its top."""
    letters = [day.day for day in by_page.get(0, ()) if day.kind == "letter" and day.day not in never]
    later = [d.day for days in by_page.values() for d in days if d.kind in ("report", "signed", "dictated", "typed")]
    return max(letters + later) if letters else None


def _wanted(rules: KindMarks | None) -> tuple[str, ...]:
    """Classes that make a paper's day, best first: those its kind asks for, then all others that are a paper's own."""
    asked = rules.dates if rules is not None else ("visit",)
    if rules is not None and not asked:
        return ()
    wanted = [*asked, *(kind for kind in _ANY_OWN if kind not in asked)]
    if "visit" in asked and "served" not in asked:
        behind = max(wanted.index(kind) for kind in ("visit", "operation") if kind in asked) + 1
        wanted[behind:behind] = ["told", "banner"]
    else:
        wanted.insert(wanted.index("letter"), "banner")
    return tuple(wanted)


def _by_class(days: Sequence[PrintedDay]) -> dict[str, list[dt.date]]:
    classes: dict[str, list[dt.date]] = {}
    for day in days:
        classes.setdefault(day.kind, []).append(day.day)
    return classes


def _label_elsewhere(view: PageView, place: int, start: int, marks: PaperMarks) -> str | None:
    """The label in the cell above the date (or, under a signature line, below it), or None."""
    line = view.lines[place]
    cells = _cells(line)
    mine = next((i for i, (at, text) in enumerate(cells) if at <= start < at + len(text)), None)
    if mine is None:
        return None
    if not line[:start].strip() and (wrapped := _label_wrapped(view, place, marks)) is not None:
        return wrapped
    for step in (-1, +1):
        other = _neighbour(view, place, step)
        if other is None or any(True for _ in days_in(other)):
            continue
        heads = _cells(other)
        if len(heads) == len(cells):
            text = heads[mine][1]
        else:
            at, text = min(heads, key=lambda cell: abs(cell[0] - start))
            if len(heads) < len(cells) and (abs(at - start) > _COLUMN or len(heads) == 1):
                continue
        if step < 0 and place == 1 and marks.titles.title(text) is not None:
            continue  # the first line names the paper
        words = words_of(text)
        while words and words[0].isdigit():
            words.pop(0)  # the number of a field
        if len(words) > LABEL_WORDS or (step > 0 and (text.rstrip().endswith(":") or len(heads) != len(cells))
                                         and words not in _BELOW):
            continue
        found = longest(words, marks, near=True) if words else None
        if (found is None or found[0] < len(words)) and step < 0 and len(words) > 2:
            # "DATE OF INJURY / ONSET OF ILLNESS": the label is the beginning
            start = next((n for n in range(len(words) - 1, 1, -1) if marks.date_classes.of_mark("".join(words[:n]))), 0)
            kind = marks.date_classes.of_mark("".join(words[:start])) if start else None
            if kind is not None and kind not in OWN:
                return kind
        if found is not None and found[0] == len(words) and "".join(words) not in marks.weak_date_labels - {"date"}:
            return "signed" if step > 0 and found[1] == "plain" else found[1]
    return None


def _labels_over(view: PageView, place: int, count: int, marks: PaperMarks) -> list[str] | None:
    """The classes of the labels in the line above, where it holds as many as the line below has days."""
    other = _neighbour(view, place, -1)
    if other is None or len(other) > 200 or any(True for _ in days_in(other)):
        return None
    words, classes, at = words_of(other), [], 0
    while at < len(words):
        for end in range(min(len(words), at + NEAR_WORDS), at, -1):
            key = "".join(words[at:end])
            kind = marks.date_classes.of_mark(key)
            if kind is not None and key not in marks.weak_date_labels:
                classes.append(kind)
                at = end
                break
        else:
            at += 1
    return classes if len(classes) == count else None


def _label_wrapped(view: PageView, place: int, marks: PaperMarks) -> str | None:
    """The label with which the line before ends, where the day is broken off from it: "12 visits until / 4-15-13"."""
    if not place or view.numbers[place] - view.numbers[place - 1] != 1 or len(view.lines[place - 1]) < _FULL_LINE:
        return None
    kind = label_before(view.lines[place - 1].rstrip(), marks)
    sentence = len(words_of(CELLS.split(view.lines[place - 1].strip())[-1])) > 3
    return kind if kind is not None and (sentence or kind not in OWN) and kind != "link" else None


_BELOW = (words_of("date"), words_of("date signed"))


def _neighbour(view: PageView, place: int, step: int) -> str | None:
    """The next printed line in one direction, where it stands at most two lines away."""
    at = place + step
    if 0 <= at < len(view.lines) and abs(view.numbers[at] - view.numbers[place]) <= 2:
        return view.lines[at]
    return None


def _cells(line: str) -> list[tuple[int, str]]:
    """Cells of a line with where they begin: parted by bars, tabs or wide gaps."""
    cells, at = [], 0
    for gap in CELLS.finditer(line):
        if line[at:gap.start()].strip():
            cells.append((at, line[at:gap.start()]))
        at = gap.end()
    if line[at:].strip():
        cells.append((at, line[at:]))
    return cells
