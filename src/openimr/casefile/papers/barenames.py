"""Names on pages of which neither labels nor heads told whose they are, read once more and more freely.

What is found here may be anybody's: it counts only when no other paper of the case names that person.
"""

from __future__ import annotations

import re

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.headnames import has_place
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.names import patient_on
from openimr.casefile.papers.pageview import view_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.patientnames import names_office, sworn_names
from openimr.casefile.papers.personlines import is_person, label_patterns, name_at, printed_line
from openimr.casefile.papers.printedwords import plain

#: Letters of a page in which sentences are looked for, and lines in which a name stands alone.
_LETTERS, _LINES = 6000, 8
_GREETED = re.compile(r"^\s*Dear\s+(?:Mr|Ms|Mrs|Miss)\.?\s+(?:[A-Z][\w'’-]+ )?([A-Z][\w'’-]{2,})\s*[:,]", re.M)
_CAPITALS = re.compile(r"[A-Z][A-Z'’-]+,? (?:[A-Z]\.? )?[A-Z][A-Z'’-]{2,}")
_COMMA = re.compile(r"[A-Z][A-Za-z'’-]{2,},? ?[A-Z][A-Za-z'’-]{2,}(?: [A-Z]\.?)?")
_CORNER = re.compile(r"(?:^|  |\t|\|)\s*([A-Z][A-Za-z'’-]{3,}, ?[A-Z])\.?(?=\s*$|[ \t]|\|)")
#: Names as an image's data print them.
_CARETS = re.compile(r"(?<![A-Za-z^])([A-Z][A-Za-z'’-]+)\^([A-Z][A-Za-z'’-]+)")
#: "R.T." where a name belongs.
_INITIALS = re.compile(r"([A-Z])\.? ?([A-Z])\.?(?=\s{2}|\s*$|[,;|])")
_ROLE = re.compile(r"[ ,]+(?:applicant|claimant|employee|plaintiff|petitioner|decedent|deceased)s?\.?$", re.I)


def bare_names(text: str, kind: DocumentKind, marks: PaperMarks) -> list[str]:
    """Names by which a page may be somebody's, as printed.

    Args:
        text: the page's text.
        kind: what its paper is; on a pharmacy's label a name stands alone.
        marks: the programme's marks of papers.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> bare_names("I, Ida Roe, consent to the injection.", DocumentKind.OTHER, paper_marks())
    ['Ida Roe']
    >>> bare_names("ELM PHARMACY\\nRx 11\\nIDA ROELAND\\nQTY 30", DocumentKind.PHARMACY, paper_marks())
    ['IDA ROELAND']
    """
    view = view_of(text)
    found = sworn_names(text)
    found += [f"{match[1]}, {match[2]}" for match in _CARETS.finditer(text[:_LETTERS])]
    printed = patient_on(view, marks.labels.on(view), marks)
    if printed is not None:
        found.append(_ROLE.sub("", printed))
    for place, line in enumerate(view.lines[:_LINES]):
        alone = line.strip(" .*#_|")
        lone = _COMMA.fullmatch(alone) if "," in alone else (
            _CAPITALS.fullmatch(alone) if kind is DocumentKind.PHARMACY else None
        )
        corner = _CORNER.search(line) if place < 2 and len(line) < 200 else None
        for name in (lone[0] if lone else None, corner[1] if corner else None):
            words = plain(name).replace(",", " ").split() if name else []
            if name and not names_office(name, marks) and not any(
                marks.titles.knows(mark_of(word)) for word in words if len(word) > 1
            ) and (read := name_at(name, marks)) is not None:
                found.append(read)
    return [
        name for name in dict.fromkeys(found)
        if is_person(name) and not has_place(plain(name).replace(",", " ").split())
    ]


def greeted_names(text: str, marks: PaperMarks) -> list[str]:
    """Surnames of those whom a letter greets that speaks to a patient about his or her own injury.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> greeted_names("Dear Ms. Roe:\\nYour next appointment is near.\\nCome early.", paper_marks())
    ['Roe']
    >>> greeted_names("Dear Ms. Roe:\\nPlease authorize the injection.", paper_marks())
    []
    """
    found = [match[1] for match in _GREETED.finditer(text[:_LETTERS])]
    if not found:
        return []
    written = view_of(text).marked()
    return found if any(phrase in written for phrase in marks.to_patient) else []


def labelled_initials(text: str) -> list[str]:
    """Initials that stand for a name behind a patient's label, in capitals.

    >>> labelled_initials("Employee: I.R.   Claim 11-2"), labelled_initials("Patient: Ida Roe")
    (['IR'], [])
    """
    patterns = label_patterns()
    found = []
    for line in text[:_LETTERS].split("\n")[:40]:
        printed = printed_line(line)
        for match in patterns.patient.finditer(printed.folded) if len(line) < 200 else ():
            initials = _INITIALS.match(line[match.end():])
            if initials is not None and not patterns.party.search(printed.folded, 0, match.start()):
                found.append(initials[1] + initials[2])
    return found
