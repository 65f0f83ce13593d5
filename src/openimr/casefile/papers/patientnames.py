"""Patients whom no label names: beside a birth day, in a court's caption, in a letter's address, in a first sentence.

>>> from openimr.casefile.papers.pageview import view_of
>>> from openimr.casefile.papers.papermarks import paper_marks
>>> unlabelled_patient(view_of("BAY CLINIC | 3/4/2014 | Ann Roe | MRN 77 | DOB 1/2/1960"), paper_marks())
'Ann Roe'
"""

from __future__ import annotations

import re

from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.misreadings import mark_of, words_of
from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import person_at

#: What stands beside an unlabelled name in the head of a paper about that person.
_ABOUT_PERSON = re.compile(
    r"\b(?:DOB|D\.O\.B|MRN|MR ?#?|Pt ?ID|Acct|Account|DOI|D\.O\.I|DOS|Claim|Sex|Gender|Birth|Age|PtID)\b"
    r"|\b\d{1,3} ?(?:y/?o?|yrs?|years?(?: old)?|Y)\b"
    r"|\b\d{2}Y?[MF]\b|(?<![A-Za-z])[MF](?![A-Za-z'])|\b(?:fe)?male\b"
    r"|\b[A-Z]{1,5}[-/]?\d[\dA-Z/-]{4,}|\bW/?C\b|\bID ?[:#]"
)
#: "Jane Roe vs. Bay Foods": the head of a paper of a court.
_CAPTION = re.compile(r"^\W*([A-Z][\w.'’-]+(?:,? [A-Z][\w.'’-]*){1,3}),? +(?:v|vs|V|VS)\.? +[A-Z]")
#: "Jane Roe is under my care", "Instructions for Jane Roe"; lines in which they stand.
_NAMED = r"([A-Z][\w'’-]+(?:, ?| )(?:[A-Z]\.? )?[A-Z][\w'’-]+)"
_TELLS = re.compile(
    rf"^\W*(?:(?:Mr|Mrs|Ms|Miss)\.? )?{_NAMED},? (?:is|was|has been) "
    r"(?:an? |under |seen|unable|evaluated|examined|here )"
)
#: Who consents, and who states his or her name as a witness.
_SWORN = re.compile(
    r"^\W*I, ([A-Z][A-Za-z'’-]{1,24} (?:[A-Z]\. ?)?[A-Z][A-Za-z'’-]{2,24}),? (?:hereby |do |voluntarily )*"
    r"(?:consent|authorize|understand|agree|give|request|acknowledge)\b"
    r"|\b(?:[Ss]tate|[Ss]pell|[Gg]ive)\b.{0,30}\bname\b.{0,50}\n[\s\d]{0,12}A[.:]?\s{1,4}(?:My name is )?"
    r"([A-Z][A-Za-z'’-]{1,24} (?:[A-Z]\. ?)?[A-Z][A-Za-z'’-]{2,24})(?=[ ,.;]|$)", re.M,
)
_SWORN_LETTERS = 6000
_GIVEN = re.compile(rf"(?: for:?|:) {_NAMED}(?:\W*$|  )")
_TOLD_LINES = 14
_ABOUT = re.compile(r"^\s*(?:re|regarding|case)\b[ :]*", re.I)
#: Where a person's name ends at the latest: a number, an opponent, a dash.
_BEHIND_NAME = re.compile(r"[ ,]+[A-Z]{1,6}[-/#]?\d|[2-9;(/]|\b[01]|\b(?:v|vs|V|VS)\.? | - ")
_TITLED = re.compile(r"^(?:Dr|DR|Mr|MR|Mrs|MRS|Ms|MS|Miss|Prof)\.? ")
_GREETED = re.compile(
    r"(?:Dear|Estimad[oa])\s+(?:Mr|Ms|Mrs|Miss|Sr|Sra|Srta)\.?\s+([A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?)\s*[:,]"
)
#: A line below a name that holds a day and hardly more.
_SHORT_LINE = 36
#: Lines in which a print-out's banner stands, and what parts its cells.
_BANNER_LINES, _BANNER_CELL = 4, re.compile(r"\t+| {2,}|\||(?<=\w) / (?=\w)")
_COMMA_NAME = re.compile(r"^[A-Z][A-Za-z'’-]+(?: [A-Z][A-Za-z'’-]+)?, ?[A-Z][A-Za-z'’.-]+(?: [A-Z]\.?)?$")
#: "Roe, I.  R knee": the name in the corner of a list of exercises, and the part of the body.
_CORNER = re.compile(r"([A-Z][A-Za-z'’-]{3,}, ?[A-Z])\.?(?: +(?:[RL]t?|rt|lt|right|left|[CL]-?)\b.{0,20}| *)")
_NUMBER_BEHIND_DAY = re.compile(r"^\W*(?:[A-Z][a-z]+ \d{1,2}, ?\d{4}|\d{1,2}/\d{1,2}/\d{2,4})\s{3,}\d{1,3}\b")
_LATER_PAGE = re.compile(
    r"\bpage\b[ :#]*(?:\d|two|three|four|five|six|seven|eight|nine|ten)|^\W*\d{1,2}\W*$|\bpg\b", re.I
)


def unlabelled_patient(view: PageView, marks: PaperMarks) -> str | None:
    """The person whom a page names as its patient without a patient's label, as printed, or None."""
    return (
        _unlabelled(view, marks) or _in_banner(view, marks) or _addressee(view, marks) or _party(view, marks)
        or _told(view, marks) or next(iter(sworn_names("\n".join(view.lines))), None)
    )


def sworn_names(text: str) -> list[str]:
    """Names of those who speak in a paper of themselves: who consent, and who state their name as a witness.

    >>> sworn_names("I, Ida Roe, consent to the injection."), sworn_names("Q. State your name.\\nA. Mo Vale.")
    (['Ida Roe'], ['Mo Vale'])
    """
    return list(dict.fromkeys(match[1] or match[2] for match in _SWORN.finditer(text[:_SWORN_LETTERS])))


def _in_banner(view: PageView, marks: PaperMarks) -> str | None:
    """The name in one of the cells of a print-out's banner, among day, number and birth day."""
    for place, line in enumerate(view.lines[:_BANNER_LINES]):
        cells = [cell.strip(" .*#_") for cell in _BANNER_CELL.split(line.strip()) if cell.strip()]
        if len(line) > 160 or len(cells) < 2:
            continue
        below = view.lines[place + 1].strip() if place + 1 < len(view.lines) else ""
        about = _ABOUT_PERSON.search(line) is not None
        cornered = next(filter(None, map(_CORNER.fullmatch, cells[:0:-1][:2])), None) if place < 2 else None
        if cornered is not None and not names_office(cornered[1], marks):
            return cornered[1]
        told = about or any(True for _ in days_in(line)) or _ABOUT_PERSON.match(below) is not None
        if not told:
            continue
        for cell in cells:
            comma = _COMMA_NAME.match(cell) is not None
            # in a table's row stand names of other people
            if not (comma or about or (place == 0 and len(cells) > 2)) or len(cell) > 40 or names_office(cell, marks):
                continue
            name = person_name(cell, marks)
            if name is None or len(name) < len(cell) - 1 or (not comma and len(name.split()[-1]) < 3):
                continue
            words = [mark_of(word) for word in name.replace(",", " ").split()]
            if not any(marks.titles.knows(word) for word in words if len(word) > 1):
                return name
    return None


def names_office(value: str, marks: PaperMarks) -> bool:
    """Whether a value is the name of a clinic or firm, not of a person: ``Harrow Bay Spine & Joint``."""
    words = words_of(value[:80])
    mark = "".join(words)
    return "&" in value or any(word in marks.facility_words for word in words) or any(
        phrase in mark for phrase, _ in marks.facility_phrases
    )


def is_whole_name(value: str, marks: PaperMarks) -> bool:
    """Whether a value is a name and nothing else."""
    name = person_name(value, marks)
    return name is not None and len(name) >= len(value.strip(" ,.")) - 3


def person_name(value: str, marks: PaperMarks) -> str | None:
    """A patient's name at the beginning of a value: up to the next field, a wide gap or a figure."""
    value = _glued(value.strip(" _:\t*|.-"))
    value = _BEHIND_NAME.split(value)[0].strip(" ,:_-")
    if len(value) > 70:
        return None
    person = person_at(value, marks)
    if person is None or person.credentials or len(person.words) < 2:
        words = value.replace(",", " ").split()
        if person is None or person.credentials or len(words) < 2 or len(person.words) < 1:
            return None
        if len(person.name.replace(",", " ").split()) < 2:
            return None
    if any(mark_of(word) in marks.facility_words for word in person.words):
        return None
    return person.name.strip(" ,")


def _glued(value: str) -> str:
    """A name whose blank was lost (``JaneRoe``) with it put back."""
    first = value.split(",")[0]
    if " " in first.strip() or len(first) < 8:
        return value
    return re.sub(r"(?<=[a-z]{3})(?=[A-Z][a-z]{2})(?<!Mac)", " ", value)


def _addressee(view: PageView, marks: PaperMarks) -> str | None:
    """The worker to whom a notice about the worker's own claim is written."""
    text = view.marked()
    if not any(phrase in text for phrase in marks.to_patient):
        return None
    greeted = next((match for line in view.lines[:24] if (match := _GREETED.match(line.strip())) is not None), None)
    if greeted is None:
        dated = next((
            place for place, line in enumerate(view.lines[:8]) if len(line) < 40 and any(True for _ in days_in(line))
        ), None)
        below = view.lines[dated + 1].strip() if dated is not None and dated + 1 < len(view.lines) else ""
        return below if is_whole_name(below, marks) and not names_office(below, marks) else None
    surname = mark_of(greeted[1].split()[-1])
    for line in view.lines[:14]:
        cell = re.split(r"\t| {2,}", line.strip())[0].strip(" ,.")
        name = person_name(cell, marks) if len(cell) < 45 and ":" not in cell else None
        if name is not None and len(name) >= len(cell) - 3:
            words = [mark_of(word) for word in re.split(r"[\s,]+", re.sub(r"^(?:Mr|Ms|Mrs|Miss)\.? ", "", name))]
            if surname in words and len(words) > 1:
                return re.sub(r"^(?:Mr|Ms|Mrs|Miss)\.? ", "", name)
    return None


def _party(view: PageView, marks: PaperMarks) -> str | None:
    """The worker in the name of a case: who stands before "versus"."""
    for line in view.lines[:14]:
        match = _CAPTION.match(_ABOUT.sub("", line)) if " v" in line.lower() else None
        if match is not None and (name := person_name(match[1], marks)) is not None:
            return name
    return None


def _told(view: PageView, marks: PaperMarks) -> str | None:
    """The person of whom a paper's first sentence tells, or to whom its title says that it is given."""
    for place, line in enumerate(view.lines[:_TOLD_LINES]):
        match = _TELLS.match(line)
        if match is None and (given := _GIVEN.search(line)) is not None:
            titled = marks.titles.title(line[:given.start()], place) is not None
            match = given if titled else None
        if match is not None and (name := person_name(match[1], marks)) is not None and len(name) >= len(match[1]) - 3:
            return name
    return None


def _unlabelled(view: PageView, marks: PaperMarks) -> str | None:
    """The name that stands without a label in a head: beside a birth day or sex, or over a page number."""
    for place, line in enumerate(view.lines[:8]):
        cell = re.split(r"\t| {2,}|\||(?<=[A-Za-z]) (?=(?:DOB|D\.O\.B|MRN|DOI)\b)", line.strip())[0].strip(" ,*")
        if len(cell) > 45 or ":" in cell or any(c.isdigit() for c in cell):
            continue
        rest = line.strip()[len(cell):]
        dated = 0 < place < 5 and rest.startswith("  ") and any(True for _ in days_in(rest[:40]))
        beside = _ABOUT_PERSON.search(rest) is not None
        nearby = " ".join(view.lines[place + 1: place + 3])
        below = view.lines[place + 1].strip() if place + 1 < len(view.lines) else ""
        comma = _COMMA_NAME.match(cell) is not None
        head = place < 3 and (
            _LATER_PAGE.search(rest) is not None
            or (not rest and any(_LATER_PAGE.search(near) for near in view.lines[place + 1: place + 3]))
            or (not rest and place == 0 and _NUMBER_BEHIND_DAY.search(nearby[:120]) is not None)
        )
        about = not rest and _ABOUT_PERSON.search(nearby[:80]) is not None and place < 6
        if comma and not rest and len(below) < _SHORT_LINE and any(True for _ in days_in(below)):
            about = True  # "Roe, Jane" over the day of the visit
        if not (beside or head or dated or about):
            continue
        name = person_name(cell, marks)
        if name is None or len(name) < len(cell) - 3:
            continue
        words = [mark_of(word) for word in name.replace(",", " ").split()]
        if not comma and not beside and (len(words) > 3 or any(marks.titles.knows(w) for w in words if len(w) > 1)):
            continue
        if beside and not comma and any(marks.titles.knows(word) for word in words if len(word) > 1):
            continue
        return name
    return None
