"""Numbers and days as they are printed and misread: how far one is from being another print of the other."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from openimr.casefile.papers.printedwords import alike, as_digits, folded, is_number, print_distance

#: Digits that noise takes for each other.
_DIGIT_PAIRS = frozenset(
    pair for a, b in ("38", "56", "68", "08", "17", "49", "35", "06", "89", "39", "09")
    for pair in (a + b, b + a)
)
_MONTH = re.compile(r"jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec")
#: Letters run together with a number: a unit, a label.
_UNIT = re.compile(r"^[a-z]{2,}(?=\d)|(?<=\d)[a-z]{2,}$")


def number_distance(one: str, other: str) -> float | None:
    """How far two printed numbers are from being one: 0 the same, up to 2 explained by misread digits, 3 when not.

    A letter stands for the digit it prints like, and may stand for any. None when either is not a number.

    >>> number_distance("03182014", "o3l82014"), number_distance("50", "80"), number_distance("7", "4")
    (0.0, 3.0, 3.0)
    >>> number_distance("03182014", "03132014"), number_distance("2010", "201"), number_distance("25", "weeks")
    (1.0, 1.6, None)
    """
    if not (is_number(one) and is_number(other)):
        return None
    if one[0].isalpha() and other[0].isalpha() and len(one) <= 3 and len(other) <= 3:
        # a level of the spine
        letters = 0.0 if folded(one[0]) == folded(other[0]) else 1.0
        return letters + (number_distance(one[1:], other[1:]) or 0.0)
    one, other = _UNIT.sub("", one), _UNIT.sub("", other)
    row = [1.6 * j for j in range(len(other) + 1)]
    for i, c in enumerate(one, start=1):
        before, row[0] = row[0], 1.6 * i
        for j, d in enumerate(other, start=1):
            if c == d or as_digits(c) == as_digits(d):
                price = 0.0
            elif c.isdigit() and d.isdigit():
                price = 1.0 if c + d in _DIGIT_PAIRS else 3.0
            else:
                price = 0.6
            before, row[j] = row[j], min(before + price, row[j] + 1.6, row[j - 1] + 1.6)
    return row[-1]


def numbers_apart(one: Sequence[str], other: Sequence[str]) -> float | None:
    """:func:`number_distance` of runs of words: word by word where they are equally many; None for other words."""
    if len(one) == len(other):
        total = 0.0
        seen = False
        for a, b in zip(one, other, strict=True):
            distance = number_distance(a, b)
            if distance is None:
                if a != b and not alike((a,), (b,)):
                    return None
                continue
            seen = True
            total = max(total, distance)
        return total if seen else None
    numbers = ["".join(word for word in words if is_number(word)) for words in (one, other)]
    return number_distance(*numbers) if all(numbers) else number_distance("".join(one), "".join(other))


def day_distance(mine: str, theirs: str) -> float | None:
    """:func:`number_distance` of two days as printed, also with the month's name; None when one is no day.

    >>> day_distance("17sep2015", "172015"), day_distance("17sep2015", "18sep2015"), day_distance("17sep2015", "march")
    (0.0, 3.0, None)
    """
    if is_number(mine) and is_number(theirs) and not (_MONTH.search(mine) or _MONTH.search(theirs)):
        return number_distance(mine, theirs)
    names = ["".join(c for c in word if c.isalpha()) for word in (mine, theirs)]
    numbers = ["".join(c for c in word if c.isdigit()) for word in (mine, theirs)]
    if not all(numbers) or not any(names):
        return None
    if not all(names):
        return number_distance(*numbers)  # the name of the month is lost
    months = print_distance(names[0], names[1], 2.0)
    return (number_distance(*numbers) or 0.0) + (0.0 if months <= 1 else 3.0)


def is_part(one: str, other: str) -> bool:
    """Whether one of two numbers is the beginning or the end of the other, the rest being lost."""
    short, long = sorted((one, other), key=len)
    return len(short) >= 3 and (long.startswith(short) or long.endswith(short))


def are_days_apart(one: dt.date, other: dt.date) -> bool:
    """Whether two days differ by more than two misread digits.

    >>> are_days_apart(dt.date(2014, 3, 18), dt.date(2014, 3, 13))
    False
    >>> are_days_apart(dt.date(2014, 3, 1), dt.date(2014, 4, 1))
    True
    """
    differing = [x + y for x, y in zip(f"{one:%m%d%Y}", f"{other:%m%d%Y}", strict=True) if x != y]
    return len(differing) > 2 or not _DIGIT_PAIRS.issuperset(differing)
