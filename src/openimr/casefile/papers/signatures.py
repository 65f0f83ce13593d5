"""Where writers name themselves without a label before their name.

Over a caption, in a cell of a page's last lines, in a declaration's first words, in their own letterhead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.labels import Labelled
from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.personnames import Person, greeting_place, person_at, signs

#: Printed lines at a page's end in which a signer's name stands; lines at its top that hold a letterhead.
_END_LINES, _LETTERHEAD_LINES = 10, 6
#: Printed lines in which the head of a print-out stands.
_HEAD_LINES = 12
_LONGEST_LINE = 260
_CELL = re.compile(r"(?:^|\t| {2,}|\||(?<=[a-z0-9]): |(?<=[a-z]) [-–—] )[ \t|_]*(?:\d{1,2}[.)]? )?(?=\S)")
#: Before a name: others, to whom a paper goes, who referred, whom a form asks for.
_OTHERS = re.compile(
    r"(?:\bcc|\bcop(?:y|ies)(?: to)?|\bto|\battn|\battention|\bre|refer\w*|\bref"
    r"|prescri\w*|collect\w*|order\w*|request\w*|\bmd|\bdr|\bpcp|patient|family|\bfax"
    r"|dear|assist\w*|an(?:a)?esthes\w*|witness|interpreter|tech\w*|driver|by|\bcall|adjuster|employer|attorney|insured)\W{0,4}$",
    re.I,
)
_DECLARED = re.compile(
    r"\bI,? +([A-Z][^,:;\n]{3,40}?) ?, +(?:the undersigned|declare|am\b|do\b|hereby|certify|being|state"
    r"|swear|depose|a [Cc]ertified)"
)
_COPY = re.compile(r"\W*(?:cc|copies|enc)", re.I)
_PRINTED = re.compile(r"^\W*(?:type or )?print(?:ed)?(?: or type)?(?: name)?\W*$", re.I)


def captioned(
    pages: Iterable[tuple[PageView, Sequence[Labelled]]], name: str, marks: PaperMarks
) -> Person | None:
    """The name that stands over a signature's caption, as forms have it under a ruled line.

    >>> from openimr.casefile.papers.pageview import view_of
    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> view = view_of("I certify this.\\nAnn Q. Roe          5/1/2014\\nEmployee signature    Date")
    >>> captioned([(view, paper_marks().labels.on(view))], "own", paper_marks()).printed()
    'Ann Q. Roe'
    """
    for view, labels in pages:
        for label in reversed(labels):
            value = label.value.strip(" ()_.")
            if label.name != name or label.sign or not label.place or (value and not label.gap):
                continue
            if person_at(value, marks) is not None or len(view.lines[label.place]) > _LONGEST_LINE:
                continue
            person = _above(view.lines[label.place - 1], view.lines[label.place], len(label.before), marks)
            if person is not None:
                return person
    return None


def credited_at_end(view: PageView, marks: PaperMarks, *, last: bool = True) -> Person | None:
    """The last name with credentials in a cell of its own among a page's last lines.

    Args:
        view: the page.
        marks: the programme's marks.
        last: whether the last of several that stand under one another is wanted; else the first of these.
    """
    found: list[tuple[int, Person]] = []
    greeted = greeting_place(view, marks)  # what stands above it is the address
    first = max(len(view.lines) - _END_LINES, min(3, len(view.lines)), -1 if greeted is None else greeted)
    for place in range(first, len(view.lines)):
        line = view.lines[place]
        if len(line) > _LONGEST_LINE or not signs(view.words[place], marks):
            continue
        people = [person for start, person in _credited(line, marks) if not _OTHERS.search(line[:start].strip())]
        found += [(place, person) for person in people[:1]]
    if not found:
        return None
    chosen = len(found) - 1
    while not last and chosen and found[chosen - 1][0] == found[chosen][0] - 1:
        chosen -= 1
    return found[chosen][1]


def ends_signed(view: PageView, marks: PaperMarks, lines: int) -> bool:
    """Whether one of a page's last lines holds a name with credentials in a cell of its own."""
    return any(
        next(_credited(line, marks), None) is not None
        for line, words in zip(view.lines[-lines:], view.words[-lines:], strict=True)
        if len(line) <= _LONGEST_LINE and signs(words, marks) and not _COPY.match(line)
    )


def declarant(view: PageView, marks: PaperMarks) -> Person | None:
    """Who declares or certifies something in the first words of a declaration.

    >>> from openimr.casefile.papers.pageview import view_of
    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> declarant(view_of("PROOF OF SERVICE\\nI, Ann Q. Roe, declare: I am over 18."), paper_marks()).printed()
    'Ann Q. Roe'
    """
    for line in view.lines[:30]:
        match = _DECLARED.search(line)
        if match is not None:
            person = person_at(match[1].strip(" _"), marks)
            if person is not None and len(person.name.split()) > 1:
                return person
    return None


def first_credited(view: PageView, marks: PaperMarks) -> Person | None:
    """The first name with credentials on a page: who a form says asks for something."""
    for line, words in zip(view.lines, view.words, strict=True):
        if signs(words, marks) and len(line) <= _LONGEST_LINE:
            for _, person in _credited(line, marks):
                return person
    return None


def letterhead(view: PageView, marks: PaperMarks) -> Person | None:
    """The one person whose letterhead a paper carries."""
    people = []
    for line, words in zip(view.lines[:_LETTERHEAD_LINES], view.words, strict=False):
        if any(True for _ in days_in(line)):
            break  # under a letter's day stands to whom it goes
        if len(line) < 120 and signs(words, marks):
            people += [p for start, p in _credited(line, marks) if not _OTHERS.search(line[:start].strip())]
    names = {mark_of(person.name) for person in people}
    return people[0] if len(names) == 1 else None


def beside_day(view: PageView, marks: PaperMarks) -> Person | None:
    """The name with credentials beside the lone day that heads a print-out: ``09/15/2015      Ann Q. Roe, MD``."""
    for line, words in zip(view.lines[:_HEAD_LINES], view.words, strict=False):
        if len(line) > _LONGEST_LINE or not signs(words, marks):
            continue
        day = next(iter(days_in(line)), None)
        if day is None or line[:day.start].strip() or not line[day.end:].startswith("   "):
            continue
        person = person_at(line[day.end:].strip(), marks)
        if person is not None and person.credentials:
            return person
    return None


def _credited(line: str, marks: PaperMarks) -> Iterator[tuple[int, Person]]:
    """Names with credentials that begin a cell of a line, with where they begin."""
    for match in _CELL.finditer(line):
        person = person_at(line[match.end():], marks)
        if person is not None and person.credentials and len(person.name.split()) > 1:
            yield match.start(), person


def _above(above: str, below: str, column: int, marks: PaperMarks) -> Person | None:
    """The person in the cell of a line that stands over a column of the next one."""
    over, under = ([m.end() for m in _CELL.finditer(line)] for line in (above, below))
    if not over:
        return None
    place = max((n for n, start in enumerate(under) if start <= column + 1), default=0)
    start = over[place] if len(over) == len(under) else min(over, key=lambda at: abs(at - column))
    person = person_at(re.split(r"\t| {3,}|\|", above[start:])[0], marks)
    if person is None or len(person.name.split()) < 2 or _PRINTED.match(above[start:]):
        return None
    rest = re.split(r"\t| {3,}|\|", above[start:])[0][len(person.name):]
    return person if person.credentials or len(rest.strip(" ._")) <= 3 else None
