"""The day on which a list was printed: what a print-out of a pharmacy or an agency is dated by.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> stamps = ["PRESCRIPTION HISTORY   09/30/11 14:22:07   Page 1", "10/04/2011 08:12 FROM OAK DRUG P.3/9"]
>>> [str(day) for day in stamped_prints(stamps, paper_marks())]
['2011-09-30']
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from openimr.casefile.papers.daylabels import label_before
from openimr.casefile.papers.days import days_in
from openimr.casefile.papers.papermarks import PaperMarks


def stamped_prints(stamps: Iterable[str], marks: PaperMarks) -> Iterator[dt.date]:
    """Days of print in lines that machines put on a page: those that say so, and those beside the paper's title."""
    for line in stamps:
        for one in days_in(line):
            if label_before(line[:one.start], marks) == "printed" or marks.titles.title(line[:one.start]) is not None:
                yield one.day


def first_print(prints: Sequence[dt.date], rows: Iterable[dt.date]) -> dt.date:
    """The first of several days of print on which the list had all its rows; later ones are of copies.

    >>> from datetime import date
    >>> str(first_print([date(2020, 10, 1), date(2020, 11, 2)], [date(2020, 9, 10)]))
    '2020-10-01'
    """
    last = max(rows, default=dt.date.min)
    return min((day for day in prints if day >= last), default=max(prints))
