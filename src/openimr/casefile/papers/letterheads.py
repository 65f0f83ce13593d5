"""The office that wrote a paper: its letterhead, in the lines at the top.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> facility_of(["BAY SPINE MEDICAL GROUP\\n1 Sample Rd, Fresno, CA\\nMarch 3, 2014\\nSample Mutual Insurance"],
...     paper_marks())
'BAY SPINE MEDICAL GROUP'
>>> facility_of(["SUMMIT PEER REVIEW, INC.\\nUtilization review agent for Oak Claims\\nMarch 3, 2014"], paper_marks())
'SUMMIT PEER REVIEW, INC.'
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.labels import Labelled
from openimr.casefile.papers.misreadings import mark_of, words_of
from openimr.casefile.papers.pageview import PageView, view_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import person_at

#: Printed lines at the top of a paper in which its letterhead stands.
_LINES = 6
_ENOUGH = 2
_CELLS = re.compile(r"\t| {2,}|\||(?<=[A-Za-z]) - ")
_NUMBERED = re.compile(
    r"^\W*\d|\bP\.? ?O\.? Box\b|\b(?:Suite|Ste|Tel|Ph|Fax|Phone)\b.{0,4}\d|\b[A-Z]{2}\.? \d{5}", re.I
)
_ADDRESS = re.compile(
    r"\b[A-Z]{2}\.?,? \d{5}\b|\bP\.? ?O\.? Box \d"
    r"|^\W{0,3}\d{1,5} (?:[A-Z][\w.]+ ){1,3}(?:Suite|Ste|Blvd|Boulevard|Ave|Avenue"
    r"|Street|St|Road|Rd|Drive|Dr|Lane|Ln|Way|Plaza|Court|Ct|Highway|Hwy|Parkway|Pkwy|Circle|Place)\b"
    r"|^\W*(?:te[l1I]|telephone|phone|ph|fax)\b\W{0,3}\(?\d{3}",
    re.I,
)
#: Words printed with blanks between their letters; the blank that is none between two words.
_SPREAD = re.compile(r"(?<![A-Za-z])(?:[A-Z] {1,3}){4,}[A-Z](?![A-Za-z])")
_LETTER_GAP = re.compile(r"(?<=[A-Z]) (?=[A-Z])")
#: What may stand beside a physician's name in his own letterhead.
_OWN_NAME = 6
_SHORT = re.compile(r"\b(?:Inc|Corp|Co|Ltd|[A-Z]\.[A-Z])\.$", re.I)
#: What a physician says of himself under his name.
_TAGLINE = re.compile(
    r"\b(?:diplomate|board|fellow|certified|member|licensed|qualified|agreed|specializing|a professional)\b", re.I
)
#: What an office says of itself and of another: "Utilization review agent for Sample Mutual".
_FOR_ANOTHER = re.compile(
    r"\b(?:agents?|agency|acting|administrators?|reviewers?|contractors?|vendors?|services?)\s(?:for|of)\s[A-Z]"
    r"|\bon\sbehalf\sof\b|\bas\s(?:the\s)?agents?\b",
    re.I,
)
_ENDS = re.compile(r"^\W*(?:to|attn|attention|re|dear|from|via)\b[ :]", re.I)


def facility_of(pages: Sequence[str], marks: PaperMarks) -> str | None:
    """The office whose letterhead a paper carries, as printed; None when it has none.

    Not the addressee of a letter, the agency of a form, nor a person's own name without an office's.

    Args:
        pages: texts of the paper's pages.
        marks: the programme's marks.
    """
    if not pages:
        return None
    view = view_of(pages[0])
    return facility_on(view, marks.labels.on(view), marks)


def facility_on(view: PageView, labels: Sequence[Labelled], marks: PaperMarks) -> str | None:
    """The same as :func:`facility_of` for the view of its first page and the labels on it."""
    best: tuple[float, str] | None = None
    labelled = {
        label.place for label in labels if label.alone and (label.sign or label.gap) and label.name != "facility"
    }
    for place, line in enumerate(map(_unspaced, view.lines[:_LINES])):
        if _ENDS.match(line) or place in labelled:
            break
        cells = [name for cell in _CELLS.split(line) if (name := _trimmed(cell))]
        if any(True for _ in days_in(line)) and len(cells) < 2:
            break  # the day of a letter: its addressee follows
        for cell in cells:
            worth = _worth(cell, place, marks)
            if worth >= _ENOUGH and (best is None or worth > best[0] + 0.5):
                best = worth, cell
    if best is not None:
        return best[1]
    for label in labels:
        if label.name == "facility" and label.sign and label.place < 25 and label.value:
            line = view.lines[label.place]
            name = _trimmed(_CELLS.split(line[line.find(label.value, len(label.before)):])[0].split(":")[0])
            if 4 <= len(name) <= 70:
                return name
    return None


def _trimmed(cell: str) -> str:
    """A cell without ornament; the full stop of ``Inc.`` stays."""
    cell = cell.strip(" *_-,")
    return cell if _SHORT.search(cell) else cell.rstrip(".")


def has_letterhead(view: PageView, marks: PaperMarks) -> bool:
    """Whether the top of a page carries an office's name or an address with a telephone."""
    top = [_unspaced(line) for line in view.lines[:_LINES]]
    if any(_worth(cell, place, marks) >= _ENOUGH for place, line in enumerate(top[:3]) for cell in _CELLS.split(line)):
        return True
    if any(_ADDRESS.search(line) and len(line.strip()) < 75 for line in top[:4]):
        return True
    # a physician's own: the name with credentials over the practice
    person = person_at(top[0].strip(), marks) if top else None
    alone = person is not None and person.credentials and len(top[0].strip()) - len(person.printed()) < _OWN_NAME
    return bool(alone) and any(_worth(line.strip(), 0, marks) >= _ENOUGH for line in top[1:3])


def _unspaced(line: str) -> str:
    """A line with the letters of words that are printed apart put together: ``B A Y   L A B`` is ``BAY LAB``."""
    return _SPREAD.sub(lambda match: _LETTER_GAP.sub("", match[0]).replace("   ", " ").replace("  ", " "), line)


def _worth(cell: str, place: int, marks: PaperMarks) -> float:
    """How much a part of a line at the top speaks for being an office's name."""
    if not 5 <= len(cell) <= 80 or ":" in cell or not cell[0].isupper():
        return 0.0
    if _NUMBERED.search(cell) or _TAGLINE.search(cell) or (place and _FOR_ANOTHER.search(cell)):
        return 0.0
    words = words_of(cell)
    if len(words) > 9 or len(words) < 1:
        return 0.0
    mark = mark_of(cell)
    if any(mark.startswith(agency) or agency == mark for agency in marks.not_facility):
        return 0.0
    worth = float(sum(marks.facility_words.get(word, 0) for word in words))
    worth += sum(weight for phrase, weight in marks.facility_phrases if phrase in mark)
    if worth <= 0:
        return 0.0
    if place and all(marks.titles.knows(word) for word in words):
        return 0.0  # "Orthopaedic Surgery" under a name is what the person does
    title = marks.titles.title(cell)
    if title is not None and title.weight >= 5:
        return 0.0  # "PHYSICAL THERAPY PROGRESS NOTE" is a title
    if not any(word[0].isupper() for word in cell.split()[-2:]) or cell.endswith("."):
        worth -= 2
    # the name stands above the speciality and the address
    return worth - 0.8 * place
