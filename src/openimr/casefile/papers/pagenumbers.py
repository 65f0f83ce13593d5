"""The number a paper prints on its pages: ``Page 2 of 3``, ``- 2 -``, ``pg 2/3``, ``Page Two``, a figure at an edge.

What fax machines and copy services count is no page number; views of pages hold none of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from openimr.casefile.papers.misreadings import mark_of
from openimr.casefile.papers.pageview import PageView

#: Printed lines at both ends of a page where page numbers stand.
_MARGIN = 7
_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}
_FIGURE = r"[\dlIO]{1,4}"
# what a line with a page number holds; most lines are done with here
_HINT = re.compile(r"\d ?of ?\d|\d ?/ ?\d|[pP][aA]?[gG]|\bof [\dlI]|[lI] ?of|- ?\d{1,3} ?-")
_OF = re.compile(
    rf"(?<![a-z])(?:page|pag[ec]|pg|p)\b[.:#\s-]{{0,3}}({_FIGURE})\s{{0,3}}(?:of|/|0f)\s{{0,3}}({_FIGURE})(?![\d/]|\w)"
    rf"|^\W*({_FIGURE}) ?(?:of|/|0f) ?({_FIGURE})\W*$"
    rf"|(?:\s{{2,}}|\t|[-–|,] ?)\(?(\d{{1,3}}) ?(?:of|0f) ?(\d{{1,3}})\)?\W*$",
    re.I,
)
_ONLY = re.compile(
    rf"^\W*(?:page|pag[ec]|pg)[.:# -]{{0,3}}({_FIGURE})\W*$|(?<![a-z])page[.:#\s-]{{0,3}}({_FIGURE})\W*$"
    rf"|^\W*page[.:# -]{{0,3}}({_FIGURE})(?=\s{{2,}}|\t)|^\W*-\s?(\d{{1,3}})\s?-\W*$|^\W*(\d{{1,3}}) ?\| ?page\W*$"
    r"|\(\s?(?:page|pg|p)\.? (\d{1,3})\s?\)",
    re.I,
)
_WORDED = re.compile(rf"(?<![a-z])page[ :#-]{{1,3}}({'|'.join(_WORDS)})\b", re.I)
#: What the foot of a form's pages says beside the number.
_FORM = re.compile(r"\bform\b|\brev\b", re.I)
_LONE = re.compile(r"^\W*(\d{1,3})\W*$|(?:\s{3,}|\t)(\d{1,3})$")
#: "Roe report #4 - p. 2", "ROE 4/2/13 pg 2     copy", "Roe, J.    - 2 -": in a page's first two lines.
_SHORT = re.compile(
    r"(?:^\W*|\s{2,}|\t|[-–|,] ?)p\.? ?(\d{1,2})\W*$"
    r"|(?<=[a-z\d ] )(?:p|pg|p9|page|sheet|sht)\b[. ]{0,2}(\d{1,2})(?=\s{2,}|\W*$)"
    r"|\s{2,}-\s?(\d{1,2})\s?-\W*$",
    re.I,
)
#: "ROE, JANE   4/2/13      2/2": there too.
_PAIR = re.compile(r"\s{3,}(\d{1,2})/(\d{1,2})\W*$")
#: What stands before the number of a print-out's or a packet's page: no paper's.
_PRINTED = re.compile(
    r"\b(?:print|prints|printed|printout|print-out|batch|export|packet|bundle|binder|scan|disc)\W*$", re.I
)
_POINTS = re.compile(r"\b(?:see|on|over|per|to|from|at|also|attached)\W*$", re.I)
_FOOT_LETTERS = 8
_FIGURES = str.maketrans("lIoO", "1100")


@dataclass(frozen=True, slots=True)
class PageNumber:
    """The number of a page in its paper.

    Attributes:
        number: the number.
        of: how many pages the paper says it has; None where it does not say.
        sure: it is named a page number; a lone figure is not.
        where: mark of the line that bears a lone figure, without its figures; empty where it bears nothing else.
    """

    number: int
    of: int | None
    sure: bool
    where: str = field(default="", repr=False)


def page_numbers(view: PageView) -> list[PageNumber]:
    """The numbers a page carries, the surest first: its paper's, and perhaps those of a print-out of many papers.

    >>> from openimr.casefile.papers.pageview import view_of
    >>> page_numbers(view_of("Jane Roe\\nPage Two\\n\\nreceived an answer."))
    [PageNumber(number=2, of=None, sure=True)]
    >>> [(n.number, n.of) for n in page_numbers(view_of("PT NOTE\\nPain 4/10 today.\\nPage l of 2\\nPage 40 of 124"))]
    [(1, 2), (40, 124)]
    """
    lines = view.lines if len(view.lines) <= 2 * _MARGIN else view.lines[:_MARGIN] + view.lines[-_MARGIN:]
    found: list[PageNumber] = []
    only: list[int] = []
    for line in lines:
        if len(line) > 200 or not _HINT.search(line):
            continue
        totals = False
        for match in _OF.finditer(line):
            pair = [_value(group) for group in match.groups() if group]
            if _PRINTED.search(line[:match.start()]):
                totals = True
            elif len(pair) == 2 and pair[0] is not None and pair[1] is not None and 1 <= pair[0] <= pair[1]:
                found.append(PageNumber(pair[0], pair[1], sure=True))
                totals = True
        if totals:
            continue
        alone = _ONLY.search(line)
        if alone and not _POINTS.search(line[: alone.start()]):
            only += [value for group in alone.groups() if group and (value := _value(group)) and value <= 999]
        elif (worded := _WORDED.search(line)) is not None:
            only.append(_WORDS[worded[1].lower()])
    for line in view.lines[:2]:
        pair_at = _PAIR.search(line)
        if pair_at is not None and not found and 1 <= int(pair_at[1]) <= int(pair_at[2]):
            found.append(PageNumber(int(pair_at[1]), int(pair_at[2]), sure=True))
            continue
        short = _SHORT.search(line)
        if short is not None and len(line) < 130 and not _POINTS.search(line[:short.start()]):
            only += [value for group in short.groups() if group and (value := int(group))]
    found += [PageNumber(number, None, sure=True) for number in only]
    edges = (*view.lines[:2], *view.lines[-1:]) if not found else ()
    for line in (*edges, *(foot for foot in view.lines[-3:] if _FORM.search(foot))):
        lone = _LONE.search(line)
        if lone is not None and len(line) < 130 and int(lone[1] or lone[2]):
            where = mark_of(re.sub(r"\d", "", line))
            where = where if len(where) >= _FOOT_LETTERS else ""
            found.append(PageNumber(int(lone[1] or lone[2]), None, sure=False, where=where))
            break
    return found


def _value(figure: str) -> int | None:
    plain = figure.translate(_FIGURES)
    if len(figure) > 1 and plain[0] == "0":
        return None  # a copy service's
    return int(plain) if (plain.isdigit() and any(c.isdigit() for c in figure)) or figure in ("l", "I") else None
