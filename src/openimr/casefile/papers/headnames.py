"""Names and days without a label near a page's edges: beside a number, a day, a birth, or alone behind a label.

They are weaker than what a label says: what they are worth the rest of the case must tell.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from functools import cache
from itertools import pairwise

from openimr.casefile.papers.dates import printed_days
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personlines import CELL, WEAK, Patterns, PrintedLine, name_at, printed_line, read_day
from openimr.casefile.papers.printedwords import folded, plain
from openimr.casefile.papers.recordwords import record_words

#: Printed lines at the top and at the bottom of a page in which an unlabelled name is looked for.
_TOP, _BOTTOM = 14, 3
#: Lines at the top in which a name beside a day is looked for, and what stands beside it.
_DATED = 5
_DAY_OR_VISIT = re.compile(
    r"\W*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}"
    r"|\d{1,2} [A-Z][a-z]{2,8} \d{4}"
    r"|(?:visit|session|tx|treatment|appt|dos|seen)\b.{0,12}\d)", re.I,
)
#: Words of a day that a dot or a comma follows as it does a surname; those that are given names too are left out.
_DAYS = frozenset((
    "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "feb", "mar", "apr", "jun", "jul", "aug", "sep",
    "sept", "oct", "nov", "dec",
))
#: How old a patient is at least, in years, when a day beside the name is taken for the birth.
_YOUNGEST = 15
_PART = r"[A-Z][A-Za-z'’`0-9-]{1,24}"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\.?)?"
_LAST_FIRST = re.compile(
    rf"^({_PART}(?: {_PART})?[,.] ?{_PART}(?: [A-Z]\.?| {_PART})?{_SUFFIX})(?=$|[ ,]\W?\d|\W*$)"
)
_LAST_INITIAL = re.compile(rf"^({_PART},? [A-Z])\.?(?=$|[ ,]\W?\d|\W*$)")
_INITIAL_LAST = re.compile(r"^([A-Z]\. ?[A-Z][A-Za-z'’-]{3,24})$")
_ONE_WORD = re.compile(r"[A-Z][a-z'’-]{3,24}")
_NAME = r"[A-Z][a-z'’-]{1,24} (?:[A-Z]\. ?)?[A-Z][A-Za-z'’-]{2,24}"
_TOLD = re.compile(
    rf"\b(?:[Yy]our|[Oo]ur|[Tt]he|[Tt]his|[Mm]utual) (?:mutual )?patient,?(?: is| named)? ({_NAME})(?=[ ,.;])"
    rf"|\b({_NAME}),? (?:is|was) an? \d\d[- ]?(?:year|yr|y/?o)"
    rf"|^[ ]{{0,20}}({_NAME}),? vs?\.? [A-Z]", re.M,
)
#: Letters of a page's beginning in which a sentence is looked for that names the patient.
_TOLD_LETTERS = 6000
_SURNAME = re.compile(
    r"\W{0,3}((?:Mr|Mrs|Ms|Miss)\.? ?)?([A-Z][A-Za-z'’-]{3,24})(?=\s*$|\s*[|;\t]|\s{2,}|, ?(?:MRN|DOB|DOI))"
)
_NAME_LAST = re.compile(r"(?:^| )[A-Z][A-Za-z0-9'’-]+,? [A-Z][A-Za-z0-9.'’-]*(?: [A-Z]\.?)?$")
#: A name of two to four words, each with a capital.
_WORDS = re.compile(rf"{_PART},?(?: {_PART},?| [A-Z]\.?){{1,3}}{_SUFFIX}")
_FIRST_LAST = re.compile(rf"^({_PART}(?: [A-Z]\.?)?(?: {_PART}){{1,3}}{_SUFFIX})$")


def by_numbers(lines: list[PrintedLine], marks: PaperMarks, patterns: Patterns) -> list[str]:
    """Names with a labelled birth, claim or record number behind them on the line: as good as a label."""
    for line in lines[:_TOP]:
        cells = [cell.strip(" _:;.#*") for cell in CELL.split(line.text)]
        for place, cell in enumerate(cells[:-1]):
            beside = [printed_line(other).folded for other in cells[place + 1:]]
            if _LAST_FIRST.match(cell) and "," in cell and len(line.text) < 200 and any(
                re.search(r"\d", other) and (patterns.birth.match(other) or patterns.record.match(other))
                for other in beside
            ):
                words = plain(cell).replace(",", " ").split()
                name = name_at(cell, marks) if not has_place(words) else None
                if name is not None:
                    return [name]
        name = _before_birth(line, marks, patterns) or _in_field(cells, marks, patterns)
        if name is not None:
            return [name]
    return []


def _in_field(cells: list[str], marks: PaperMarks, patterns: Patterns) -> str | None:
    """The name behind a label without a colon, in a row of such fields: ``Name Ida Roe   Claim 44-17   DOI 4/2/11``."""
    for place, cell in enumerate(cells[:-1]):
        line = printed_line(cell)
        label = patterns.field.match(line.folded)
        if label is None or patterns.party.search(line.folded) or not any(
            re.search(r"\d", other) and any(
                kind.match(printed_line(other).folded)
                for kind in (patterns.birth, patterns.claim, patterns.injury, patterns.record)
            ) for other in cells[place + 1:]
        ):
            continue
        said = cell[label.end():]
        if (_FIRST_LAST.match(said) or _LAST_FIRST.match(said)) and not _names_office(said, marks):
            return name_at(said, marks)
    return None


def _names_office(text: str, marks: PaperMarks) -> bool:
    """Whether words that may be a name hold one of a place, an office or a title."""
    words = plain(text).replace(",", " ").split()
    return has_place(words) or any(
        word in marks.facility_words or marks.titles.knows(mark_of(word)) for word in words if len(word) > 1
    )


def _before_birth(line: PrintedLine, marks: PaperMarks, patterns: Patterns) -> str | None:
    """The name that begins a line and has nothing but a labelled day of birth behind it: ``ROE  IDA    DOB 4/2/61``."""
    birth = patterns.birth.search(line.folded)
    if birth is None or len(line.text) > 200 or read_day(line.text[birth.end():]) is None:
        return None
    before = re.sub(r"[\s|]+", " ", line.text[:birth.start()]).strip(" _:;.#*-")
    if not _WORDS.fullmatch(before) or patterns.party.search(line.folded, 0, birth.start()):
        return None
    if _names_office(before, marks):
        return None
    return name_at(before, marks)


def has_place(words: Iterable[str]) -> bool:
    """Whether one of the plain words of a name is a town's, a firm's or a day's, perhaps misread.

    >>> has_place(["stockton", "calif0rnia"]), has_place(["roe", "ida"])
    (True, False)
    """
    return not _places().isdisjoint(folded(word.strip(".")) for word in words)


@cache
def _places() -> frozenset[str]:
    return frozenset(map(folded, record_words().places))


def lone_surnames(lines: list[PrintedLine], text: str, patterns: Patterns) -> list[str]:
    """Surnames that stand alone behind a patient's label, or near a page's top before a day and again below."""
    found = []
    for line in lines[:_DATED]:
        cells = [cell.strip(" _:;.#*") for cell in CELL.split(line.text.strip())]
        before = [cell for cell, after in pairwise(cells) if _ONE_WORD.fullmatch(cell) and _DAY_OR_VISIT.match(after)]
        found += [cell for cell in before if len(cells) <= 6 and text.count(cell) > 1]
    for line in lines:
        for match in patterns.patient.finditer(line.folded):
            alone = _SURNAME.match(line.text[match.end():])
            weak = any(match["label"] == folded(word) for word in WEAK)
            if alone is not None and (alone[1] or not weak) and not patterns.party.search(line.folded, 0, match.end()):
                found.append(alone[2])
    return found


def dated_names(lines: list[PrintedLine], marks: PaperMarks) -> list[str]:
    """Names that stand alone in a cell near a page's top, with a day or the number of a visit beside or below them."""
    found = []
    for number, line in enumerate(lines[:_DATED]):
        cells = [cell.strip(" _:;.#*") for cell in CELL.split(line.text.strip())]
        below = lines[number + 1].text.strip() if number + 1 < len(lines) else ""
        at = next((at for at, text in enumerate(cells[1:]) if _DAY_OR_VISIT.match(text)), None)
        if len(cells) > 6 or (at is None and not _DAY_OR_VISIT.match(below)):
            continue
        match = _alone(cells[0]) or _alone(cells[at or 0])
        if match is None:
            continue
        words = plain(match[1]).replace(",", " ").split()
        known = any(marks.credential.fullmatch(w) or w in marks.facility_words for w in words)
        if known or has_place(words):
            continue
        name = name_at(match[1], marks)
        if name is not None:
            found.append(name)
    return found


def told_names(text: str) -> list[str]:
    """Names that sentences and captions give a patient.

    >>> told_names("Thank you for sending your patient, Ida Roe. Mo Vale is a 44-year-old cook.")
    ['Ida Roe', 'Mo Vale']
    """
    found = [match[1] or match[2] or match[3] for match in _TOLD.finditer(text[:_TOLD_LETTERS])]
    return list(dict.fromkeys(name for name in found if name))


def _alone(cell: str) -> re.Match[str] | None:
    return _FIRST_LAST.match(cell) or _LAST_FIRST.match(cell) or _INITIAL_LAST.match(cell)


def births_beside(lines: list[PrintedLine], marks: PaperMarks, patterns: Patterns) -> list[dt.date]:
    """Days without a label behind a name near a page's top, so long before the page's other days that they are births.

    >>> lines = [printed_line("Roe, Ida   4/2/1961   F"), printed_line("Collected: 3/18/2014")]
    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> from openimr.casefile.papers.personlines import label_patterns
    >>> births_beside(lines, paper_marks(), label_patterns())
    [datetime.date(1961, 4, 2)]
    """
    found = []
    for line in lines[:_TOP]:
        cells = [cell.strip(" _:;.#*") for cell in CELL.split(line.text.strip())]
        if len(line.text) < 200 and _NAME_LAST.search(cells[0]) and not patterns.party.search(line.folded):
            found += [day for cell in cells[1:] if re.match(r"[\dOlI]", cell) and (day := read_day(cell)) is not None]
    if not found:
        return []
    printed = printed_days("\n".join(line.text for line in lines), marks)
    latest = max(day.year for day in (*found, *(one.day for one in printed)))
    return [day for day in found if day.year <= latest - _YOUNGEST]


def head_names(lines: list[PrintedLine], marks: PaperMarks, patterns: Patterns) -> list[str]:
    """Unlabelled names at the top and at the bottom of a page, beside a patient's data."""
    found = []
    edge = list(range(min(_TOP, len(lines)))) + [i for i in range(len(lines) - _BOTTOM, len(lines)) if i >= _TOP]
    for number in edge:
        line = lines[number]
        if len(line.text) > 200:
            continue
        cells = [cell.strip(" _:;.#*") for cell in CELL.split(line.text)]
        for place, cell in enumerate(cells):
            spoken = patterns.spoken.match(printed_line(cell).folded)
            if spoken is not None:
                cell = cell[spoken.end():].strip()
            elif place and patterns.party.fullmatch(printed_line(cells[place - 1]).folded):
                continue  # the name of a physician, an employer or a firm
            if len(cell) < 6 or not cell[0].isupper():
                continue
            match = _LAST_FIRST.match(cell)
            if match is None and (spoken is not None or "," in cell):
                match = _LAST_INITIAL.match(cell)
                # "Depression T 62, Anxiety T 57" is no name
                match = match if match is not None and (spoken is not None or "," in cell[:match.end() + 1]) else None
            if match is not None:
                near = " ".join(one.folded for one in lines[number:number + 3])
                is_beside = spoken is not None or bool(patterns.beside.search(near) or re.search(r"\d", line.text))
            else:
                match = _FIRST_LAST.match(cell)
                if match is None and place and number >= len(lines) - _BOTTOM:
                    match = _INITIAL_LAST.match(cell)  # "Chart 114  I. Roe" at the foot
                is_beside = spoken is not None or (
                    len(cells) > 1 and patterns.beside.search(line.folded) is not None
                ) or (
                    number + 1 < len(lines) and patterns.birth.match(lines[number + 1].folded.strip()) is not None
                )
            if match is None or not is_beside:
                continue
            words = plain(match[1]).replace(",", " ").split()
            if (
                not has_place(words) and _DAYS.isdisjoint(word.strip(".") for word in words)
                and not re.search(r", ?[A-Z]{2}$", match[1])
                and not any(marks.credential.fullmatch(w) for w in words)
            ):
                name = name_at(match[1], marks)
                if name is not None:
                    found.append(name)
    return found
