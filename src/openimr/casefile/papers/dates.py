"""Days printed on a paper, what each of them is, and which is the day of the paper.

A day is only taken when it is printed in full: nothing is completed or guessed. The birth, the injury, the fax, the
receipt and the print-out have days too; labels tell them apart (``date_labels`` in the rules).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from openimr.casefile.papers.days import DayFound, day_of, days_in, lines_with_days, service_day
from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import KindMarks, PaperMarks
from openimr.casefile.papers.personnames import person_at, signs

__all__ = ["PrintedDay", "day_of", "days_on", "document_day", "paper_day", "printed_days"]

#: Words of a form that stand between a label and its day, as marks.
_FILLER = frozenset(
    mark for word in ("mm dd yy yyyy mon monday tue tues tuesday wed wednesday thu thur thurs thursday fri friday sat "
                      "saturday sun sunday").split() for mark in words_of(word)
)
_CELLS = re.compile(r"\s*\|\s*|\t+| {2,}")
_WORD = re.compile(r"[a-z]{2,}", re.I)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b)?", re.I)
_BROKEN = re.compile(r"\b[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,?$")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\b")
_LINE_NUMBER = re.compile(r"^\s*\d{1,2}\s+(?=[A-Z]|$)")
_SEX_BEHIND = re.compile(r"[ ,;/|-]{1,40}(?:[MF]|Male|Female|MALE|FEMALE)\b(?!\.|,? ?D)")
_SEX_BEFORE = re.compile(r"(?:^|[ ,|])(?:[MF]|Male|Female|MALE|FEMALE)[ ,;/|-]{1,6}$")
#: Classes whose words may stand in a title before its day ("visit 6/1/2012").
_OWN = frozenset({"visit", "report", "plain", "signed", "decision", "request", "collected"})
#: Printed lines at the top of a paper where a lone day is the day of a letter.
_HEAD_LINES = 20
#: Words of a label at most, and characters before a day in which it can stand.
_LABEL_WORDS = 7
_LABEL_CHARACTERS = 90
#: Classes of days that are a paper's own, where its kind asks for none that is printed.
_ANY_OWN = (
    "report", "heading", "letter", "plain", "dictated", "signed", "typed"
)
#: Classes that only a day's place gives.
_PLACED = frozenset({"", "letter", "heading", "running"})
_YOUNGEST = 14
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
        kind: class of its label (``visit``, ``birth`` …), ``letter`` for a lone day at the top, ``heading`` for a
            day in a short line at the top, ``running`` for one in the first two lines with other figures, ``row`` for
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
    return days_on(view_of(text), marks)


def days_on(view: PageView, marks: PaperMarks) -> list[PrintedDay]:
    """The same as :func:`printed_days` for a page's view."""
    days: list[PrintedDay] = []
    columns: list[tuple[int, int, int]] = []  # place, column and number in days of those that no word beside them names
    for place in lines_with_days(view.lines):
        line = _unwrapped(view, place)
        found = list(days_in(line))
        kinds: list[str | None] = []
        before = 0
        for one in found:
            kinds.append(label_before(line[before:one.start], marks))
            before = one.end
        several = kinds.count(None) > 2 or (len(found) > 2 and kinds == ["plain"] + [None] * (len(found) - 1))
        before = 0
        for one, kind in zip(found, kinds, strict=True):
            prefix = line[before:one.start]
            before = one.end
            wordless = not any(word not in _FILLER for word in words_of(prefix) if not word.isdigit())
            bare = kind is None and (wordless or prefix.endswith("  "))
            if several and kind in (None, "plain"):
                kind = "row"
            if kind is None and wordless:
                kind = _label_elsewhere(view, place, one.start, marks)
            if kind is None and not one.doubtful:
                kind = _unlabelled(view, place, line, one, found, marks)
            if kind is not None:
                if bare and (kind in _OWN or kind in _PLACED):
                    columns.append((place, one.start, len(days)))
                days.append(PrintedDay(one.day, kind, view.numbers[place]))
        if not found and (served := service_day(line)) is not None:
            days.append(PrintedDay(served, "row", view.numbers[place]))
        if len(days) > _MOST_DAYS:
            break
    _mark_rows(days, columns)
    _mark_births(days)
    return days


def _mark_births(days: list[PrintedDay]) -> None:
    """A day in the head that no label names is a birth's when the page is of fourteen or more years later."""
    newest = max((day.day for day in days), default=None)
    for number, day in enumerate(days):
        if newest is not None and day.kind in _PLACED and day.day.year <= newest.year - _YOUNGEST:
            days[number] = replace(day, kind="birth")


def _mark_rows(days: list[PrintedDay], columns: Sequence[tuple[int, int, int]]) -> None:
    """Days that stand under one another in neighbouring lines are rows of a table: visits, fills, charges."""
    for (place, column, number), (next_place, next_column, next_number) in pairwise(columns):
        if next_place != place and next_place - place <= 2 and abs(column - next_column) <= 2:
            for which in (number, next_number):
                days[which] = replace(days[which], kind="row")


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
    never = {d.day for days in by_page.values() for d in days if d.kind in ("birth", "injury")}
    best: tuple[float, dt.date] | None = None
    if "row" in wanted and (rows := [d.day for days in by_page.values() for d in days if d.kind == "row"]):
        best = 10 - _RANK_LOSS * wanted.index("row"), max(rows)
    for page in (0, pages - 1, 1):
        for kind, days in _by_class(by_page.get(page, ())).items():
            if kind not in wanted or kind == "row":
                continue
            if kind in ("letter", "heading", "plain"):
                days = [day for day in days if day not in never] or days
            worth = 10 - _RANK_LOSS * wanted.index(kind) - (_LATER_PAGE_LOSS if page else 0.0)
            if best is None or worth > best[0] + 1e-9:
                # an addendum is signed after the report; a visit is named first in the head
                best = worth, days[-1] if kind in ("signed", "served") else days[0]
    if best is not None:
        return best[1]
    if rules is not None and rules.latest:
        rows = [d.day for days in by_page.values() for d in days if d.kind in ("", "heading", "letter", "running", "row")]
        if (last := max((day for day in rows if day not in never), default=None)) is not None:
            return last
    if wanted:
        # the head of a later page repeats the day where the first page is lost
        heads = [d.day for d in by_page.get(0, ()) if d.kind == "running"]
        heads += [d.day for page, days in by_page.items() if page for d in days if d.kind in ("running", "heading")]
        return next((day for day in heads if day not in never), None)
    return None


def _wanted(rules: KindMarks | None) -> tuple[str, ...]:
    """Classes that make a paper's day, best first: those its kind asks for, then all others that are a paper's own."""
    asked = rules.dates if rules is not None else ("visit",)
    if rules is not None and not asked:
        return ()
    return (*asked, *(kind for kind in _ANY_OWN if kind not in asked))


def _by_class(days: Sequence[PrintedDay]) -> dict[str, list[dt.date]]:
    classes: dict[str, list[dt.date]] = {}
    for day in days:
        classes.setdefault(day.kind, []).append(day.day)
    return classes


def label_before(prefix: str, marks: PaperMarks) -> str | None:
    """The class of the label that ends right before a date, or None.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> [label_before(t, paper_marks()) for t in ("Sex: F  D0B:", "DateofServlce ", "Roe, MD on", "grip of", "Next exam:")]
    ['birth', 'visit', 'served', None, 'next']
    """
    near = prefix[-_LABEL_CHARACTERS:]
    near = near.rstrip(" :|\t._")
    cell = _CELLS.split(near)[-1] if "  " in near or "\t" in near or "|" in near else near
    words = words_of(cell)
    short = len(words) <= _LABEL_WORDS
    found = _longest(words[-_LABEL_WORDS:], marks, near=short) if words else None
    if found is None:
        while words and words[-1] in _FILLER:
            words.pop()
        found = _longest(words[-_LABEL_WORDS:], marks, near=short) if words else None
    if found is None and cell is not near:
        # the gap may lie inside the label
        words = words_of(near)
        while words and words[-1] in _FILLER:
            words.pop()
        found = _longest(words[-_LABEL_WORDS:], marks, near=False) if words else None
        if found is None or "".join(words[-found[0]:]) in marks.weak_date_labels:
            return None
    if found is None:
        return None
    taken, kind = found
    earlier = words[: len(words) - taken][-_LABEL_WORDS:]
    if earlier and earlier[-1] in marks.other_day_words:
        return marks.other_day_words[earlier[-1]]
    if "".join(words[-taken:]) not in marks.weak_date_labels:
        return kind
    labelled = any(sign in prefix[-4:] for sign in ":#|")
    if kind in ("served", "link"):
        # "signed by Jane Roe, MD on", "Collected on", "seen on" and so on: the word before says what the day is
        if any(word in marks.signing_words for word in words_of(near)[-12:-1]):
            return "signed"
        before = _longest(earlier, marks, near=False) if earlier else None
        if before is not None and "".join(earlier[-before[0]:]) not in marks.weak_date_labels - marks.dated_verbs:
            return before[1]
        return kind if kind == "served" else "other_paper"
    if kind == "plain":
        return "signed" if any(word in marks.signing_words for word in words_of(near)[-12:-1]) else kind
    return kind if labelled or not earlier else None


def _longest(words: Sequence[str], marks: PaperMarks, *, near: bool) -> tuple[int, str] | None:
    """How many of the last words are a label, and its class; exact labels before misread ones, long before short.

    ``near``: whether a label may be misread. A sentence before a day is no label.
    """
    keys = [(count, "".join(words[-count:])) for count in range(min(len(words), _LABEL_WORDS), 0, -1)]
    for count, key in keys:
        kind = marks.date_classes.of_mark(key)
        if kind is not None:
            # "Declsion Date" is no plain date: a longer label may be misread
            longer = keys[: len(keys) - count] if near and count == 1 and kind == "plain" else []
            for more, long_key in longer:
                if len(long_key) >= 8 and (misread := marks.date_classes.near_mark(long_key)) is not None:
                    return more, misread
            return count, kind
    if not near:
        return None
    for count, key in keys:
        if len(key) >= 8:
            kind = marks.date_classes.near_mark(key)
            if kind is not None:
                return count, kind
    # blanks lost before the label: "MaleDateofBirth"
    last = words[-1]
    for length in range(min(len(last) - 1, 24), 8, -1):
        kind = marks.date_classes.of_mark(last[-length:])
        if kind is not None:
            return 1, kind
    return None


def _label_elsewhere(view: PageView, place: int, start: int, marks: PaperMarks) -> str | None:
    """The label in the cell above the date (or, under a signature line, below it), or None."""
    line = view.lines[place]
    cells = _cells(line)
    mine = next((i for i, (at, text) in enumerate(cells) if at <= start < at + len(text)), None)
    if mine is None:
        return None
    for step in (-1, +1):
        other = _neighbour(view, place, step)
        if other is None or any(True for _ in days_in(other)):
            continue
        heads = _cells(other)
        if len(heads) == len(cells):
            text = heads[mine][1]
        elif len(heads) > len(cells):
            text = min(heads, key=lambda cell: abs(cell[0] - start))[1]
        elif len(heads) == 1 and len(cells) == 1:
            text = heads[0][1]
        else:
            continue
        words = words_of(text)
        while words and words[0].isdigit():
            words.pop(0)  # the number of a field
        if len(words) > _LABEL_WORDS or (step > 0 and words not in _BELOW):
            continue
        found = _longest(words, marks, near=True) if words else None
        if (found is None or found[0] < len(words)) and step < 0 and len(words) > 2:
            # "DATE OF INJURY / ONSET OF ILLNESS": the label is the beginning
            start = next((n for n in range(len(words) - 1, 1, -1) if marks.date_classes.of_mark("".join(words[:n]))), 0)
            kind = marks.date_classes.of_mark("".join(words[:start])) if start else None
            if kind is not None and kind not in _OWN:
                return kind
        if found is not None and found[0] == len(words) and "".join(words) not in marks.weak_date_labels - {"date"}:
            return "signed" if step > 0 else found[1]
    return None


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
    for gap in _CELLS.finditer(line):
        if line[at:gap.start()].strip():
            cells.append((at, line[at:gap.start()]))
        at = gap.end()
    if line[at:].strip():
        cells.append((at, line[at:]))
    return cells


def _unwrapped(view: PageView, place: int) -> str:
    """A line, with the year from the next one where a day is broken over two."""
    line = view.lines[place]
    if place + 1 < len(view.lines) and _BROKEN.search(line) is not None:
        year = _YEAR.match(view.lines[place + 1])
        if year is not None:
            return f"{line} {year[0]}"
    return line


def _unlabelled(
    view: PageView, place: int, line: str, one: DayFound, found: Sequence[DayFound], marks: PaperMarks
) -> str:
    """What a day without a label is by where it stands."""
    before, behind = line[:one.start], line[one.end:]
    before = _LINE_NUMBER.sub("", before)  # of a transcript
    if _SEX_BEHIND.match(behind) or _SEX_BEFORE.search(before):
        return "birth"
    if before.strip() and not behind.strip(" .,:)ampAMP0123456789"):
        first = words_of(before[:40])[:3]
        person = person_at(before, marks) if place > 2 and signs(view.words[place], marks) else None
        if any(word in marks.signing_words for word in first) or (person is not None and person.credentials):
            return "signed"
    if place >= _HEAD_LINES:
        foot = place >= len(view.lines) - 3 and marks.titles.title(line) is not None
        return "running" if foot else ""
    title = marks.titles.title(f"{before}\x01{_CLOCK.sub('', behind)}")
    if title is not None:
        return "heading"
    rest = _CLOCK.sub(" ", f"{before} {behind}")
    words = [word for word in _WORD.findall(rest) if not words_of(word) or words_of(word)[0] not in _FILLER]
    figures = any(c.isdigit() for c in rest)
    alone = (not before.strip() or before.endswith(("  ", "\t", "|", "| ", "/ "))) and (
        not (left := _CLOCK.sub("", behind)).strip(" .,:)") or left.startswith(("  ", "\t", "|", " |", " /", "  /"))
    )
    if len(found) > 1:
        return "letter" if alone and place < 10 else ""
    if not words and not figures:
        return "letter"
    if len(words) == 1 and len(words[0]) <= 4 and words[0].islower() and place > 3:
        return ""  # initials of the typist
    foreign = any(marks.date_classes.of_mark(mark) not in (None, *_OWN) for word in words for mark in words_of(word))
    at_end = not behind.strip(" .,:)") or not _WORD.search(_CLOCK.sub(" ", behind))
    if figures or foreign:
        if alone and at_end and before.strip() and place < 12:
            return "letter"
        if foreign or len(words) > 8:
            return ""
        return "running" if place < 2 or not at_end else "heading" if place < 10 and line.upper() == line else ""
    if alone and at_end or (len(words) <= 6 and at_end and not rest.rstrip().endswith(".")):
        return "letter"
    return "heading" if place < 9 and len(words) <= 8 else ""
