"""Days printed without their year: heads of a therapist's table, the day of a slip; and the year that they must be of.

A year is only completed from days that the same file prints in full: after the injury, not after its newest paper,
and as near as possible to the other papers of its kind, or else to those beside it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from openimr.casefile.papers.daylabels import label_before
from openimr.casefile.papers.days import day_of
from openimr.casefile.papers.pageview import PageView
from openimr.casefile.papers.papermarks import PaperMarks

__all__ = ["column_heads", "days_of_year", "with_year", "yearless_day"]

_NO_YEAR = re.compile(r"(?<![\d/.-])(\d{1,2})[/-](\d{1,2})(?![\d/.-]|\s?(?:%|out of|lbs?\b|in\b|cm\b))")
#: Letters read for the figures of such a day, and the places left empty in a row of them.
_LETTERS = re.compile(r"(?<![A-Za-z\d/])[\dlIO]{1,2}/[\dlIO]{1,2}(?![A-Za-z\d/])")
_AS_FIGURES = str.maketrans("lIO", "110")
_BLANKS = re.compile(r"_{2,}|(?<= )-{2,}(?= |$)|\.{3,}")
_WEEKDAYS = frozenset(
    {"m", "t", "w", "th", "f", "s", "su", "mo", "tu", "we", "fr", "sa", "mon", "tue", "tues", "wed", "thu", "thur",
     "thurs", "fri", "sat", "sun"}
)
_APART = re.compile(r"\s*\|\s*|\t+| {2,}")
#: Columns that a table has at least, and words that name them.
_COLUMNS, _NAMES = 3, 3
#: Days from a table's first column to its last.
_LONGEST = 200
#: Lines from above in which a table's heads or a slip's day stand.
_HEAD_LINES = 14
#: Classes of labels behind which a day without its year is the paper's.
_OWN = frozenset({"visit", "plain", "report", "evaluated"})
#: How long before the first dated paper one without its year may be, where no injury is known.
_BEFORE = dt.timedelta(days=60)


def column_heads(line: str) -> list[tuple[int, int]]:
    """Months and days that head the columns of a table, three or more in order; the turn of a year may lie between.

    >>> column_heads("Date  | 12/19  | 12/30  | 1/6"), column_heads("date  6/14 6/17 6/21")
    ([(12, 19), (12, 30), (1, 6)], [(6, 14), (6, 17), (6, 21)])
    >>> column_heads("Pain | 4/10 | 3/10 | 2/10"), column_heads("strength 3/5 4/5 5/5")
    ([], [])
    """
    line = _BLANKS.sub(" ", _LETTERS.sub(lambda match: match[0].translate(_AS_FIGURES), line))
    cells = [cell for cell in _APART.split(line.strip(" |\t")) if cell]
    found = [match for cell in cells if (match := _NO_YEAR.fullmatch(cell))]
    if len(found) < _COLUMNS:
        words = [word for part in line.split() if (word := part.strip(",;")) and word.lower() not in _WEEKDAYS]
        while words and len(words) > _COLUMNS and not _NO_YEAR.fullmatch(words[0]):
            words.pop(0)
        found = [match for word in words if (match := _NO_YEAR.fullmatch(word))]
        first = next((place for place, word in enumerate(line.split()) if _NO_YEAR.match(word)), 0)
        if len(found) != len(words) or first > _NAMES:
            return []
    heads = [(int(match[1]), int(match[2])) for match in found]
    days = _in_order(heads, 2000)  # a leap year
    if len(heads) < _COLUMNS or not days or len({day for _, day in heads}) == 1:
        return []
    return heads if (days[-1] - days[0]).days <= _LONGEST else []


def _in_order(heads: Sequence[tuple[int, int]], year: int) -> list[dt.date]:
    """Days whose last one is of a year, or nothing where they are no days or out of order."""
    turns = [place for place, (one, other) in enumerate(pairwise(heads), start=1) if one >= other]
    if len(turns) > 1 or (turns and (heads[turns[0] - 1][0] < 10 or heads[turns[0]][0] > 3)):
        return []
    try:
        return [
            dt.date(year - (1 if turns and place < turns[0] else 0), month, day)
            for place, (month, day) in enumerate(heads)
        ]
    except ValueError:
        return []


def days_of_year(line: str, year: int) -> list[dt.date]:
    """Days without a year that head the columns of a table, as days of which the last is of a year.

    >>> [str(day) for day in days_of_year("Date  | 7/1  | 7/3  | 7/12", 2013)]
    ['2013-07-01', '2013-07-03', '2013-07-12']
    """
    return _in_order(column_heads(line), year)


def yearless_day(view: PageView, marks: PaperMarks) -> tuple[int, int] | None:
    """Month and day of the last column of a page's table, or of a slip's labelled day; None where there is neither.

    >>> from openimr.casefile.papers.pageview import view_of
    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> yearless_day(view_of("EXERCISE LOG\\n   5/2  5/7  5/9\\nbike 5 6 8"), paper_marks())
    (5, 9)
    >>> yearless_day(view_of("CHART NOTE\\nDate: 5/9   Pain 4/10"), paper_marks())
    (5, 9)
    """
    for line in view.lines[:_HEAD_LINES]:
        if line.count("/") + line.count("-") > 2 and (heads := column_heads(line)):
            return heads[-1]
    for line in view.lines[:_HEAD_LINES]:
        for match in _NO_YEAR.finditer(line):
            if match.start() and label_before(line[:match.start()], marks) in _OWN and _in_order([_pair(match)], 2000):
                return _pair(match)
    return None


def _pair(match: re.Match[str]) -> tuple[int, int]:
    return int(match[1]), int(match[2])


def with_year(
    day: tuple[int, int], near: Iterable[dt.date], dated: Sequence[dt.date], injuries: Sequence[dt.date],
    stamps: Sequence[str] = (),
) -> dt.date | None:
    """The full day that a day without its year must be, or None where the file does not say.

    Args:
        day: month and day.
        near: days of papers that should be near in time: those of the same kind, or those beside it in the file.
        dated: days of all its papers.
        injuries: days of injury printed in the file; the one printed most often counts.
        stamps: what machines stamped on the page: it was there on the day of a fax.

    >>> from datetime import date
    >>> papers = [date(2013, 11, 8), date(2014, 12, 2)]
    >>> str(with_year((3, 21), [], papers, [date(2013, 10, 7)]))
    '2014-03-21'
    >>> with_year((3, 21), [], [], [])
    """
    if not dated:
        return None
    first = Counter(injuries).most_common(1)[0][0] if injuries else min(dated) - _BEFORE
    last = min([max(dated), *(stamped for stamp in stamps if (stamped := day_of(stamp)) is not None)])
    may = [full for year in range(first.year, last.year + 1) for full in _in_order([day], year)]
    may = [full for full in may if first <= full <= last]
    near = list(near) or dated
    return min(may, key=lambda full: min(abs((full - other).days) for other in near), default=None)
