"""A page as its paper is recognised by: printed lines without what machines stamped on it.

Everything that looks at a page of a case file (splitting, kinds, days, names) looks at the same :class:`PageView`, made
once. A page of print has sixty lines; a hostile one may have a million characters in one line, so a view keeps the
beginning and the end of a page and of a line and drops what lies between.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.casefile.papers.faxlines import FaxCount, fax_count, is_fax_line, is_stamped_day, may_be_stamp
from openimr.casefile.papers.misreadings import lines_of_words

#: Lines that are kept of a page's beginning and end, and characters of a line.
_FIRST_LINES = 160
_LAST_LINES = 60
_LINE_CHARACTERS = 1_500
#: Lines at both ends of a page that fax machines print on; elsewhere only what begins like a stamp is one.
_EDGE_LINES = 8
#: Characters of a page that are looked at, from its beginning and from its end.
_FIRST_CHARACTERS = 24_000
_LAST_CHARACTERS = 8_000
_SPECKS = re.compile(r"[^\W_]")


@dataclass(slots=True)
class PageView:
    """What is printed on a page.

    Attributes:
        lines: its printed lines in order, as printed but for blanks at their ends.
        numbers: for each of them, its number among all the page's lines, from 0.
        stamps: lines that machines stamped.
        fax: what the fax header counts, where there is one.
        blank: nothing is printed on it but, perhaps, stamps.
    """

    lines: list[str]
    numbers: list[int]
    stamps: list[str] = field(default_factory=list)
    fax: FaxCount | None = None
    blank: bool = False
    _words: list[list[str]] | None = None

    @property
    def words(self) -> list[list[str]]:
        """For each printed line its words as marks."""
        if self._words is None:
            self._words = lines_of_words(self.lines)
        return self._words

    def marked(self) -> str:
        """All its printed words as one mark."""
        return "".join(word for line in self.words for word in line)


def view_of(text: str) -> PageView:
    """The view of a page's text.

    >>> view_of("03/19/2014 10:22 FAX 5555550123  P.003/014\\n\\nPROGRESS NOTE  \\n - . -\\nPain 5/10.").lines
    ['PROGRESS NOTE', 'Pain 5/10.']
    """
    if len(text) > _FIRST_CHARACTERS + _LAST_CHARACTERS:
        text = f"{text[:_FIRST_CHARACTERS]}\n{text[-_LAST_CHARACTERS:]}"
    lines = text.split("\n")
    if len(lines) > _FIRST_LINES + _LAST_LINES:
        skipped = len(lines) - _FIRST_LINES - _LAST_LINES
        lines[_FIRST_LINES:-_LAST_LINES] = [""] * min(skipped, 1)
    view = PageView([], [])
    stamped = -2
    edge, behind = _EDGE_LINES, len(lines) - _EDGE_LINES
    for number, line in enumerate(lines):
        line = line.rstrip()
        if not line:
            continue
        if (number < edge or number >= behind or may_be_stamp(line)) and is_fax_line(line):
            view.stamps.append(line)
            view.fax = view.fax or fax_count(line)
            stamped = number
            continue
        if stamped == number - 1 and is_stamped_day(view.stamps[-1], line):
            view.stamps.append(line)
            continue
        if len(line) < 12 and not _SPECKS.search(line):
            continue  # specks of a scan, rules of a form
        view.lines.append(line if len(line) <= _LINE_CHARACTERS else line[:_LINE_CHARACTERS])
        view.numbers.append(number)
    view.blank = _is_blank(view.lines)
    return view


def _is_blank(lines: Sequence[str]) -> bool:
    """Whether lines hold fewer than four letters and figures."""
    letters = 0
    for line in lines:
        letters += len(_SPECKS.findall(line[:80]))
        if letters >= 4:
            return False
    return True


