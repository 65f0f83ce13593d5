"""What a day without a label is, by where it stands on its page.

Alone under a letterhead it is a letter's; in a cell of its own beside the patient's name a print-out's visit; beside
a sex a birth's; at the end of a page a signature's.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casefile.papers.daylabels import CELLS, NEAR_WORDS
from openimr.casefile.papers.days import DayFound
from openimr.casefile.papers.misreadings import words_of
from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import person_at, signs
from openimr.casefile.papers.repeatedlines import remembered

#: Classes whose words may stand in a title before its day ("visit 6/1/2012").
OWN = frozenset({"visit", "report", "plain", "signed", "decision", "request", "collected"})
_WORD = re.compile(r"[a-z]{2,}", re.I)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]\.?m\b)?", re.I)
_ZONE = re.compile(r"\b[PMCE][SD]?T\b")
_SEX_BEHIND = re.compile(r"[ ,;/|-]{1,40}(?:[MF]|Male|Female|MALE|FEMALE)\b(?!\.|,? ?D)")
_SEX_BEFORE = re.compile(r"(?:^|[ ,|])(?:[MF]|Male|Female|MALE|FEMALE)[ ,;/|-]{1,6}$")
#: Printed lines at the top of a paper where a lone day is the day of a letter.
_HEAD_LINES = 20
#: A reference behind the day of a letter; a value with several parts before a day.
_REFERENCE = re.compile(r"\s{1,4}[A-Z][A-Za-z/ ]{1,20}[:#]")
_VALUE = re.compile(r"\s*[A-Za-z][^:]{3,30}:\s*\S.*,\s*$")
#: Lines in which a day may head a card that has no label for it; what only machines print behind a day.
_FIRST, _STAMPED = 6, re.compile(r"\d:\d\d|\d{3}[ -]?\d{4}\b|\b(?:fax|from|pages?|p)\b", re.I)
#: "May 1, 2015, at Redding": under a declaration.
_AT_PLACE = re.compile(r",?\s{1,3}(?:at|in|en)\s{1,3}[A-Z]")
#: Before the day of an entry.
_ENTERED = re.compile(r"[A-Za-z.)]\s{1,2}(?:at|on|@)\s{1,2}$")
_BY = re.compile(r"\bby\s{1,2}", re.I)
#: What a title must weigh to be dated: one that is retold weighs less.
_TITLE = 4.0
#: Lines at the end of a page in which a lone day dates it.
_FOOT_LINES = 10
#: A weekday or the number of a transcript's line before a day: they take nothing from its standing alone.
_WEEKDAY = re.compile(
    r"(?<![A-Za-z])(?:mon|tue|tues|wed|wednes|thu|thur|thurs|fri|sat|satur|sun)(?:day)?\b[.,]{0,2}\s*$", re.I
)
_LINE_NUMBER = re.compile(r"^\s*[\dl]{1,2}\s{2,}$")


def entered(line: str, one: DayFound, marks: PaperMarks) -> bool:
    """Whether a line says who entered something into a chart and when: ``Roe, Jane, RN at 7/5/2016 9:20 AM``."""
    before = line[:one.start]
    if not _ENTERED.search(before) or _CLOCK.sub("", line[one.end:]).strip(" .,)"):
        return False
    person = person_at(before, marks) or person_at(_BY.split(before)[-1], marks)
    return person is not None and bool(person.credentials) and marks.signing_words.isdisjoint(words_of(before))


def unlabelled(view: PageView, place: int, one: DayFound, found: Sequence[DayFound], marks: PaperMarks) -> str:
    """What a day without a label is by where it stands."""
    line = view.lines[place]
    before, behind = _WEEKDAY.sub("", line[:one.start]), line[one.end:]
    if _LINE_NUMBER.match(before):
        before = ""
    if _SEX_BEHIND.match(behind) or _SEX_BEFORE.search(before):
        return "birth"
    if before.strip() and not _ZONE.sub("", behind).strip(" .,:)ampAMP0123456789"):
        first = words_of(before[:40])[:3]
        person = person_at(before, marks) if place > 2 and signs(view.words[place], marks) else None
        if any(word in marks.signing_words for word in first) or (person is not None and person.credentials):
            return "signed"
    if not before.strip() and _AT_PLACE.match(behind):
        return "signed"
    if place >= max(_HEAD_LINES, len(view.lines) - _FOOT_LINES) and not f"{before}{behind}".strip(" .,"):
        return "foot"
    alone = (not before.strip() or before.endswith(("  ", "\t", "|", "| ", "/ "))) and (
        not (left := _CLOCK.sub("", behind)).strip(" .,:)") or left.startswith(("  ", "\t", "|", " |", " /", "  /"))
    )
    beside = f"{before}{_CLOCK.sub('', behind)}"
    if alone and place < _FIRST and beside.strip(" .,:)") and not _STAMPED.search(beside):
        return "banner"
    if place >= _HEAD_LINES:
        foot = place >= len(view.lines) - 3 and marks.titles.title(line) is not None
        return "running" if foot else ""
    title = marks.titles.title(f"{before}\x01{_CLOCK.sub('', behind)}")
    if title is not None and title.weight >= _TITLE:
        return "heading"
    rest = _CLOCK.sub(" ", f"{before} {behind}")
    words = _WORD.findall(rest)
    figures = any(c.isdigit() for c in rest)
    if len(found) > 1:
        return "letter" if alone and place < 10 else ""
    if not words and not figures:
        return "letter"
    if len(words) == 1 and len(words[0]) <= 4 and words[0].islower() and place > 3:
        return ""  # initials of the typist
    if not before.strip() and _REFERENCE.match(behind) and not one.doubtful:
        return "letter"
    foreign = any(marks.date_classes.of_mark(mark) not in (None, *OWN) for word in words for mark in words_of(word))
    at_end = not behind.strip(" .,:)") or not _WORD.search(_CLOCK.sub(" ", behind))
    if figures or foreign:
        if alone and at_end and before.strip() and place < 12:
            return "letter"
        if foreign or len(words) > 8:
            return ""
        if place < _FIRST and not before.strip() and behind.startswith("  ") and not _STAMPED.search(behind):
            return "heading"
        return "running" if place < 2 or not at_end else "heading" if place < 10 and line.upper() == line else ""
    if (alone and at_end) or (len(words) <= 6 and at_end and not rest.rstrip().endswith(".")):
        return "letter"
    return "heading" if place < 9 and len(words) <= 8 and not _VALUE.match(before) else ""


@remembered
def heading_cells(line: str) -> tuple[str, ...]:
    """The cells of a line that may be headings, as marks.

    >>> heading_cells("FACE SHEET   Admitted: 3/4/2014   seen by the team.")
    ('facesheet', 'admltted342014')
    """
    return tuple(
        mark for cell in CELLS.split(line)
        if cell[:1].isupper() and not cell.rstrip().endswith((".", ";", ","))
        and len(words := words_of(cell)) <= NEAR_WORDS and (mark := "".join(words))
    )
