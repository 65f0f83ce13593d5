"""What each page of a file shows of where it stands in its paper: the ground on which a file is split.

A leaf is made once for each page; :mod:`splitting` weighs a leaf against the one before it and the paper so far.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass, field

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.dates import PrintedDay, days_on
from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.faxlines import FaxCount
from openimr.casefile.papers.kinds import Evidence, best_kind, evidence, found_on, kind_scores, titles_on, with_leaning
from openimr.casefile.papers.labels import Labelled
from openimr.casefile.papers.learnedkinds import learned_kinds, of_pages, words_on
from openimr.casefile.papers.letterheads import facility_on, has_letterhead
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.pageidentity import PageIdentity, identity_on
from openimr.casefile.papers.pagenumbers import PageNumber, page_numbers
from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import greeting_place, is_closing, person_at, signs
from openimr.casefile.papers.signatures import ends_signed
from openimr.casefile.papers.titles import Title
from openimr.casefile.papers.yearless import yearless_day

#: A title this far down in a page is a heading inside a paper, not the beginning of one.
_TITLE_TOP = 14
_HEAD, _END = 12, 9
#: Lines of a head, and words of a line, in which a report says that it takes the place of another.
_AMENDED_LINES, _AMENDED_WORDS = 4, 5
#: Classes of days that are a paper's own.
OWN_DAYS = (
    "visit", "report", "decision", "collected", "request", "letter", "banner", "heading", "served", "discharge",
    "first_exam", "plain",
)
#: A line so long without colon and gap is running text; the days in it are its tale's.
_PROSE = 70
_COVER_WORDS = 260
#: Words of a sheet that parts papers.
_DIVIDER_WORDS = 4
#: A page of so few words that calls itself blank is blank.
_EMPTY_WORDS = 25
#: The name of a form as it stands in the foot of each of its pages.
_PAGE_LINE = re.compile(r"^\W*(?:page|pg)?\W*\d{1,4}\W*(?:(?:of|/)\W*\d{1,4}\W*)?$", re.I)
_FORM = re.compile(r"\brev\b|\bform\b|\d{2,4}\)?\W*$|effective", re.I)
_INITIALS = re.compile(r"^\W*[A-Z]{2,3} ?[:/] ?[A-Za-z]{2,4}\W*$|^\W*[DdTt][DdTt]?[:. ]{1,3}\d{1,2}[-/]\d")
_CLOSED = re.compile(r"[.!?:\")\]]\W*$")
_LIST = re.compile(r"^\W{0,3}(\d{1,2})[.)]\s")
_WIDE = re.compile(r" {3}|\t")
_WORDY = re.compile(r"^\W{0,2}[a-z]{2,}")


@dataclass(slots=True)
class Leaf:
    """What one page shows.

    Attributes:
        view: its printed lines.
        labels: labels on it.
        days: days on it; yearless: month and day of its table or slip where no day has a year.
        identity: whose page it is.
        titles: lines of its head that name a paper.
        numbers: the page numbers it carries.
        phrases, sections: numbers of phrases and sections on it.
        evidence: what they say for each kind.
        known: its words, and those of its head, that lean to kinds; leaning: to which they do.
        kind: the kind it would be if it stood alone; ``other`` when nothing says.
        certainty: by how much that kind leads.
        facility: the office of its letterhead.
        letterhead: an office's name or address stands at its top.
        head: marks of its first lines; foot: of its last one.
        greeting: it greets somebody near its top.
        continued: it says that it continues.
        begins_open: its first line goes on with a sentence or a list.
        ends_open: its last line breaks off.
        ends_closed: a signature, a closing or an end mark stands at its end.
        opens, closes: its first section is one with which papers open, or one under which they go on.
        cover: a fax cover, or a sheet that parts papers.
        amended: its head says that it takes the place of another report.
        mentioned: whom its head names without a label and other pages of the file as a patient.
    """

    view: PageView
    labels: list[Labelled] = field(default_factory=list)
    days: list[PrintedDay] = field(default_factory=list)
    yearless: tuple[int, int] | None = None
    identity: PageIdentity = field(default_factory=PageIdentity)
    titles: list[Title] = field(default_factory=list)
    numbers: list[PageNumber] = field(default_factory=list)
    phrases: frozenset[int] = frozenset()
    sections: frozenset[int] = frozenset()
    evidence: Evidence = field(default_factory=dict)
    known: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
    leaning: Evidence = field(default_factory=dict)
    kind: DocumentKind = DocumentKind.OTHER
    certainty: float = 0.0
    facility: str | None = None
    letterhead: bool = False
    head: tuple[str, ...] = ()
    foot: str = ""
    greeting: bool = False
    continued: bool = False
    begins_open: bool = False
    ends_open: bool = False
    ends_closed: bool = False
    opens: bool = False
    closes: bool = False
    cover: bool = False
    mentioned: str | None = None
    amended: bool = False
    words: int = 0

    @property
    def blank(self) -> bool:
        """Whether nothing is printed on it."""
        return self.view.blank

    @property
    def fax(self) -> FaxCount | None:
        """What its fax header counts."""
        return self.view.fax

    @property
    def number(self) -> PageNumber | None:
        """Its number in its paper."""
        return self.numbers[0] if self.numbers else None

    @property
    def title(self) -> Title | None:
        """The strongest title near its top."""
        top = [title for title in self.titles if title.line < _TITLE_TOP and not self._is_foot(title)]
        return max(top, key=lambda title: (title.weight, -title.line), default=None)

    def _is_foot(self, title: Title) -> bool:
        """Whether a title is the name of a form in a page's last lines."""
        return title.line >= len(self.view.lines) - 2 and _FORM.search(title.text) is not None

    def own_days(self) -> list[dt.date]:
        """Days in its head that are the paper's own by their labels or places, the surest first."""
        if not self.view.numbers:
            return []
        numbers = self.view.numbers
        prose = {
            number for number, line in zip(numbers, self.view.lines, strict=True)
            if len(line) > _PROSE and ":" not in line and "   " not in line and "\t" not in line
        }
        labelled, placed = (numbers[min(lines, len(numbers)) - 1] for lines in (_HEAD + 8, _HEAD - 4))
        return [
            day.day for kind in OWN_DAYS for day in self.days
            if day.kind == kind and day.line not in prose
            and day.line <= (placed if kind in ("letter", "banner", "heading", "plain") else labelled)
        ]

    @property
    def identified(self) -> bool:
        """Whether its head says whose or when it is, as the first page of a paper does."""
        return self.letterhead or self.greeting or self.identity.patient is not None or bool(self.own_days())


def leaf_of(view: PageView, marks: PaperMarks) -> Leaf:
    """The leaf of a page."""
    leaf = Leaf(view)
    if view.blank:
        return leaf
    leaf.words = sum(line.count(" ") + 1 for line in view.lines)
    if sum(map(len, view.words)) <= _EMPTY_WORDS and (
        any(mark in view.marked() for mark in marks.empty_pages)
        or all(
            "".join(line) in marks.stamps or _PAGE_LINE.match(text)
            for line, text in zip(view.words, view.lines, strict=True)
        )
    ):
        leaf.view.blank = True
        return leaf
    leaf.labels = marks.labels.on(view)
    leaf.days = days_on(view, marks)
    leaf.yearless = yearless_day(view, marks)
    leaf.identity = identity_on(view, leaf.labels, leaf.days, marks)
    leaf.titles = titles_on(view, marks)
    leaf.numbers = page_numbers(view)
    leaf.phrases, leaf.sections = found_on(view, marks)
    leaf.evidence = evidence(leaf.phrases, leaf.sections, marks)
    scores = kind_scores(view, leaf.titles, leaf.phrases, leaf.sections, marks)
    table = learned_kinds(marks.programme)
    words, head = words_on(view)
    leaf.known = table.known(words), table.known(head)
    leaf.leaning = of_pages([leaf.known], table)
    leaf.kind = best_kind(scores, leaf.words, marks, leaf.leaning)
    ranked = sorted(with_leaning(scores, leaf.leaning).values(), reverse=True)
    leaf.certainty = ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0) if ranked else 0.0
    leaf.facility = facility_on(view, leaf.labels, marks)
    leaf.letterhead = leaf.facility is not None or has_letterhead(view, marks)
    goes_on = leaf.number is not None and leaf.number.number > 1
    leaf.cover = (
        leaf.words <= _COVER_WORDS and leaf.kind is DocumentKind.FAX_COVER and not goes_on
    ) or _is_divider(leaf)
    _edges(leaf, marks)
    return leaf


def _is_divider(leaf: Leaf) -> bool:
    """Whether a page holds two or three words and nothing else: ``TAB 4``, ``CORRESPONDENCE``."""
    text = " ".join(leaf.view.lines)
    return leaf.words <= _DIVIDER_WORDS and not leaf.numbers and not leaf.days and text.upper() == text


def _edges(leaf: Leaf, marks: PaperMarks) -> None:
    """What a page's first and last lines show."""
    lines, words = leaf.view.lines, leaf.view.words
    leaf.head = tuple(mark for line in words[:6] if (mark := "".join(line)[:60]))
    leaf.foot = "".join(words[-1])[:60]
    leaf.greeting = greeting_place(leaf.view, marks) is not None or _opens_letter(leaf)
    leaf.continued = any(_says_continued(line, marks) for line in lines[:5])
    heads = ["".join(line if max(map(len, line), default=0) == 1 else line[:_AMENDED_WORDS])
             for line in words[:_AMENDED_LINES]]
    leaf.amended = any(mark in head for head in heads for mark in marks.amended)
    body = next((line for line in lines if not _is_running(line)), lines[0])
    item = _LIST.match(body)
    leaf.begins_open = (
        (_WORDY.match(body) is not None and _WIDE.search(body.strip()) is None)
        or (item is not None and int(item[1]) > 1)
        or any(  # under a running head
            _WORDY.match(line) and len(line) > 40 and not _WIDE.search(line.strip()) for line in lines[:3]
        )
    )
    if leaf.letterhead or any(title.line < 3 and title.weight >= 8 for title in leaf.titles):
        leaf.begins_open = leaf.begins_open and _WORDY.match(lines[0]) is not None
    last = lines[-1].strip()
    leaf.ends_closed = _ends_closed(leaf.view, marks)
    leaf.ends_open = not leaf.ends_closed and len(last) > 30 and not _CLOSED.search(last) and last[-1:].isalpha()
    for line in lines[:10]:
        section = marks.sections.found(line)
        if section is not None and (section in marks.opening or section in marks.closing):
            leaf.opens = section in marks.opening
            leaf.closes = not leaf.opens
            break


def _opens_letter(leaf: Leaf) -> bool:
    """Whether a page opens as a letter does: its day, to whom it goes, then whom it is about."""
    lines = leaf.view.lines
    day = next((
        place for place, line in enumerate(lines[:6])
        if len(line.strip()) < 40 and any(True for _ in days_in(line)) and sum(c.isalpha() for c in line) <= 12
    ), None)
    if day is None:
        return False
    about = (label.place for label in leaf.labels if label.name == "patient" and label.weak and label.alone)
    return any(day + 3 <= place <= day + 9 for place in about)


def _says_continued(line: str, marks: PaperMarks) -> bool:
    """Whether a line of the head begins or ends with a word for going on: ``OPERATIVE REPORT - continued``."""
    low = line.lower()
    if "cont" not in low or len(line) > 120:
        return False
    words = low.split()
    ends = [words[0], words[-1], *(word for word in words if word[0] == "(" and word[-1] in ").:")]
    long = tuple(mark for mark in marks.continued if len(mark) > 4)  # the blank before it may be lost
    return any((mark := mark_of(word)) in marks.continued or mark.endswith(long) for word in ends)


def _is_running(line: str) -> bool:
    """Whether a line at the top is short and bears a figure: a running head, not text."""
    return len(line) < 100 and any(c.isdigit() for c in line) and len(line.split()) <= 9 and not _LIST.match(line)


def _ends_closed(view: PageView, marks: PaperMarks) -> bool:
    """Whether a page's last lines hold a signature, a letter's closing, or say that the paper ends."""
    for line, words in zip(view.lines[-_END:], view.words[-_END:], strict=True):
        if len(line) > 140:
            continue
        mark = "".join(words[:5])
        if (mark.startswith(marks.endings) and (len(mark) > 2 or ":" in line[:8])) or _INITIALS.match(line.strip()):
            return True
        if is_closing(words, marks):
            return True
        if signs(words, marks):
            person = person_at(line.strip(), marks)
            if person is not None and person.credentials and len(line.strip()) - len(person.printed()) < 45:
                return True
    return ends_signed(view, marks, 3)
