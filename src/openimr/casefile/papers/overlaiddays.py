"""The own days of two papers laid over each other: whether they tell the papers apart.

A visit on the template of another differs from it in its day before all. Each paper's day is looked up in its words,
and in what stands there in the other paper: the same figures, figures that noise explains, or another day.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence

from openimr.casefile.papers.alignment import Overlay, threes
from openimr.casefile.papers.copycandidates import ComparedPaper
from openimr.casefile.papers.misreadnumbers import are_days_apart, day_distance, is_part
from openimr.casefile.papers.papersides import Side
from openimr.casefile.papers.printedwords import PaperWords, as_digits, print_distance
from openimr.casefile.papers.wordplaces import figures_of, is_edge, line_span

#: How far the distance of two figures may go on clean prints, on doubtful ones and on bad ones.
_MISREAD = (0.0, 1.6, 2.6)
#: Figures of a number that is too short for two of them to be misread.
_SHORT = 4
_MONTHS = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
           "november", "december")
#: Letters of the name of a month, at least.
_NAME = 3
#: Words among which the three parts of a day stand when it is no single word: "the 3rd day of March, 2014".
_WINDOW = 6
#: A page of which a smaller share of the runs of words stands in the other paper is not in it.
_STANDS_IN = 0.1


def misread_limit(numbers: tuple[str, str], level: int) -> float:
    """How far two numbers may be apart for noise to explain it; in a short one no two figures are misread.

    >>> misread_limit(("06202015", "0620201"), 2), misread_limit(("940", "1840"), 2)
    (2.6, 1.6)
    """
    return _MISREAD[min(level, 1)] if max(map(len, numbers)) <= _SHORT else _MISREAD[level]


def are_apart(a: ComparedPaper, b: ComparedPaper) -> bool:
    """Whether the papers' own days tell them apart before any word is compared."""
    one, other = a.document.date, b.document.date
    if one is None or other is None or one == other:
        return False
    if a.holds(b, other) or b.holds(a, one):
        return False  # the day of one of them may have been read from another line, or misread
    return are_days_apart(one, other) and _is_on_common_page(a, one, b) and _is_on_common_page(b, other, a)


def _is_on_common_page(paper: ComparedPaper, day: dt.date, other: ComparedPaper) -> bool:
    """Whether a paper's day stands on a page that the other paper may hold, and not only in a line a machine added.

    The day of a cover, of a fax line or of a stamp is read where the paper's own could not be.
    """
    words = paper.words
    places = _places_of(words, day)
    if all(is_edge(words, at) and not _is_shared(paper, line_span(words, at), other, 1) for at in places):
        return False
    if len(words.sizes) < 2:
        return True
    firsts = [*words.firsts(), len(words.keys)]
    return any(
        _is_shared(paper, (firsts[page], firsts[page + 1]), other, _STANDS_IN * words.sizes[page])
        for page in {words.pages[at] for at in places}
    )


def _is_shared(paper: ComparedPaper, span: tuple[int, int], other: ComparedPaper, least: float) -> bool:
    """Whether so many runs of words of a stretch stand in the other paper."""
    grams = threes(paper.words.keys[span[0]:span[1]])
    return sum(gram in other.places for gram in grams) >= max(1, least)


def own_days_differ(
    a: Side, b: Side, over: Overlay, level: int, is_signature: Callable[[Side, int], bool]
) -> bool:
    """Whether the papers' own days stand at the same place and differ.

    Args:
        a: the first paper.
        b: the second.
        over: the first laid over the second.
        level: how noisy the prints are, 0 to 2.
        is_signature: whether a word stands on the line of a signature.
    """
    one, other = _counted(a), _counted(b)
    if one == other or a.paper.document.date == b.paper.document.date:
        return False
    agreed = signed = differing = 0
    doubted: list[str] = []
    for i, mine, theirs, full in _laid_over(a.paper.words, b.paper.words, over, one, other):
        distance = day_distance(mine, theirs)
        # in few figures no two are misread: a day that could be read, one with the month's name
        few = full or max(sum(c.isalpha() for c in text) for text in (mine, theirs)) >= _NAME
        if distance == 0:
            agreed += 1
        elif distance is None or (level == 2 and is_part(mine, theirs)):
            continue
        elif distance <= _MISREAD[min(level, 1) if few else level]:
            doubted.append(theirs)
        elif is_signature(a, i):
            signed += 1
        else:
            differing += 1
    if differing > (agreed if level == 2 else 0):
        return True
    if agreed:
        return False
    if _is_lost(a, one, other) or _is_lost(b, other, one):
        return True
    # the same other day in two places was meant
    if signed or len(doubted) != len(set(doubted)):
        return True
    return not doubted and one is not None and other is not None


def _counted(side: Side) -> dt.date | None:
    """A paper's day, unless it stands only in what a machine added, or on pages that the other paper does not hold."""
    day, words = side.paper.document.date, side.paper.words
    if day is None:
        return None
    alone = _alone(side)
    for at in _places_of(words, day):
        added = is_edge(words, at) and alone.issuperset(range(*line_span(words, at)))
        if words.pages[at] not in side.absent and not added:
            return day
    return None


def _places_of(words: PaperWords, day: dt.date) -> list[int]:
    """Where a day stands, by the index of its first word."""
    return [at for at, found in words.days.items() if found == day] or [first for first, _ in _spelled(words, day)]


def _alone(side: Side) -> set[int]:
    """The words of a paper that the other does not hold."""
    return {at for start, end in side.alone for at in range(start, end)}


def _is_lost(side: Side, own: dt.date | None, other: dt.date | None) -> bool:
    """Whether the line that holds a paper's own day has no partner in the other, which has no day at all."""
    words = side.paper.words
    alone = _alone(side)
    places = [i for i, day in words.days.items() if day == own and words.pages[i] not in side.absent]
    if other is not None or not places or not alone.issuperset(places):
        return False
    return any(
        sum(at in alone for at in range(start, stop)) >= 0.8 * (stop - start)
        for start, stop in (line_span(words, at) for at in places)
    )


def _laid_over(
    a: PaperWords, b: PaperWords, over: Overlay, one: dt.date | None, other: dt.date | None
) -> Iterator[tuple[int, str, str, bool]]:
    """The places of the papers' own days: index in the first paper, its figures, those of the second there, and whether
    both are days that could be read."""
    inside: set[int] = set()
    for difference in over.differences:
        inside.update(range(*difference.a))
        days_a = {a.days[i] for i in range(*difference.a) if i in a.days}
        days_b = {b.days[j] for j in range(*difference.b) if j in b.days}
        if (one is not None and one in days_a) or (other is not None and other in days_b):
            yield (
                difference.a[0], figures_of(a, difference.a), figures_of(b, difference.b), bool(days_a and days_b)
            )
    for i, day in a.days.items():
        j = over.pairs[i]
        if j >= 0 and i not in inside and (day == one or (other is not None and b.days.get(j) == other)):
            yield i, a.raws[i], b.raws[j], j in b.days
    theirs = [-1] * len(b.raws)
    for i, j in enumerate(over.pairs):
        if j >= 0 and theirs[j] < 0:
            theirs[j] = i
    for first, behind in _spelled(a, one):
        places = [over.pairs[i] for i in range(first, behind)]
        if min(places) >= 0:
            yield first, _run(a, first, behind), _run(b, min(places), max(places) + 1), False
    for first, behind in _spelled(b, other):
        places = [theirs[j] for j in range(first, behind)]
        if min(places) >= 0:
            yield min(places), _run(a, min(places), max(places) + 1), _run(b, first, behind), False


def _run(words: PaperWords, first: int, behind: int) -> str:
    """A day in several words as one, without the words that join its parts."""
    return "".join(word for word in words.raws[first:behind] if word not in ("the", "of", "day"))


def _spelled(words: PaperWords, day: dt.date | None) -> list[tuple[int, int]]:
    """Where a day stands in several words: ``the 23rd of January 2018``, ``09 18 2013``, ``January30, 2018``."""
    if day is None or day in words.days.values():
        return []
    raws = words.raws
    found = []
    for at, word in enumerate(raws):
        if as_digits(word) != str(day.year):
            continue
        first = max(0, at - _WINDOW)
        before: Sequence[str] = raws[first:at]
        number = next((k for k in range(len(before) - 1, -1, -1) if _is_number_of(before[k], day.day)), None)
        month = next((k for k in range(len(before) - 1, -1, -1) if k != number and _is_month(before[k], day)), None)
        if number is not None and month is None and _is_month(before[number], day):
            month = number  # run together
        if number is not None and month is not None:
            found.append((first + min(number, month), at + 1))
    return found


def _is_number_of(word: str, day: int) -> bool:
    """Whether a word is the number of a day, perhaps with the month's name before it."""
    figures = (str(day), f"{day:02d}")
    name = word.rstrip("0123456789")
    return as_digits(word) in figures or (
        word[len(name):] in figures and name[:3] in {month[:3] for month in _MONTHS}
    )


def _is_month(word: str, day: dt.date) -> bool:
    name = _MONTHS[day.month - 1]
    letters = word.rstrip("0123456789")
    if letters.isalpha():
        return letters == name[:3] or (len(letters) > 3 and print_distance(letters, name, 1.0) <= 1.0)
    return as_digits(word) in (str(day.month), f"{day.month:02d}")
