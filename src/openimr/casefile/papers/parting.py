"""Papers in which pages tell of different persons, parted where the person changes.

Splitting asks whether a page goes on with the one before, and a stranger's page that was laid into a report often does.
Once it is known of whom each page tells, every page of a stranger is put into a paper of its own. A page that names
nobody goes with the page before it, unless its number, its day, its head or its first words go on with a page of
another person; so does the rest of a report behind the page that interrupted it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.casefile.papers.identity import Whose
from openimr.casefile.papers.leaves import Leaf
from openimr.casefile.papers.persons import ONE_PERSON, relation

#: What speaks for a page without a name belonging to a person's pages; the greatest sum wins.
_WEIGHTS = {
    "page before": 1.5,
    "counts on": 4.0,
    "same count": 2.0,
    "another count": -4.0,
    "same transmission": 2.0,
    "same head": 2.0,
    "same day": 2.0,
    "list goes on": 3.0,
    "sentence goes on": 2.0,
    "ended": -1.0,
}
#: Days that say nothing about which of two papers a page is of: each of a patient's papers bears them.
_PERSONS_DAYS = ("birth", "injury")
_ITEM = re.compile(r"^\W{0,3}(\d{1,2})[.)]\s")


@dataclass(frozen=True, slots=True)
class Told:
    """Of whom a page tells.

    Attributes:
        whose: the case's patient, somebody else, or it does not say.
        name: how it names that other person; None when it does not.
    """

    whose: Whose
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Parted:
    """The papers of a file after some were parted.

    Attributes:
        runs: first page and page behind the last of each, from 0.
        resumed: for the first page of each run that goes on with an earlier one, the first page of that one.
    """

    runs: list[tuple[int, int]]
    resumed: dict[int, int]


def parted(
    runs: Sequence[tuple[int, int]], leaves: Sequence[Leaf], told: Mapping[int, Sequence[Told]],
    resumed: Mapping[int, int],
) -> Parted:
    """The papers of a file, those whose pages tell of several persons parted where the person changes.

    Args:
        runs: the papers so far, each with its first page and the page behind its last.
        leaves: the pages of the file.
        told: for the papers in which somebody else is told of, by their first page, of whom each page tells.
        resumed: papers so far that go on with earlier ones.

    >>> from openimr.casefile.papers.papermarks import paper_marks
    >>> from openimr.casefile.papers.sorting import leaves_of
    >>> pages = ["REPORT\\nPatient: Ann Roe\\nPage 1 of 2", "Patient: Bo Quince\\nknee", "Plan: rest.\\nPage 2 of 2"]
    >>> told = [Told(Whose.SAME), Told(Whose.OTHER, "Bo Quince"), Told(Whose.UNKNOWN)]
    >>> parted([(0, 3)], leaves_of(pages), {0: told}, {})
    Parted(runs=[(0, 1), (1, 2), (2, 3)], resumed={2: 0})
    """
    found, going_on = [], dict(resumed)
    before: tuple[int, int] | None = None  # the last paper that is not somebody else's
    for first, behind in runs:
        persons = _persons(told[first]) if first in told else None
        if persons is None:
            found.append((first, behind))
            before = (first, behind)
            continue
        assigned, last = _assigned(first, persons, leaves, before)
        starts = [first, *(
            at for at in range(first + 1, behind) if assigned[at - first] != assigned[at - 1 - first]
        )]
        for start, end in zip(starts, [*starts[1:], behind], strict=True):
            found.append((start, end))
            origin = last.get(start)
            if origin is not None:
                going_on[start] = going_on.get(origin, origin)
        own = [found[-1 - back] for back, start in enumerate(reversed(starts)) if assigned[start - first] == _OWN]
        before = own[0] if own else before
    return Parted(found, going_on)


#: The case's patient among the persons of a paper; others are counted from 1.
_OWN = 0


def _persons(told: Sequence[Told]) -> list[int | None]:
    """The persons of whom pages tell, numbered; None for a page that names nobody."""
    names: list[list[str]] = []
    found: list[int | None] = []
    current = 0
    for page in told:
        if page.whose is not Whose.OTHER:
            found.append(_OWN if page.whose is Whose.SAME else None)
            continue
        if page.name is None:
            current = current or 1  # whoever it is, the page before says
            if not names:
                names.append([])
        else:
            known = next((
                number for number, of_one in enumerate(names, 1)
                if not of_one or any(relation(page.name, name) in ONE_PERSON for name in of_one)
            ), None)
            if known is None:
                names.append([])
                known = len(names)
            names[known - 1].append(page.name)
            current = known
        found.append(current)
    return found


def _assigned(
    first: int, persons: Sequence[int | None], leaves: Sequence[Leaf], before: tuple[int, int] | None
) -> tuple[list[int], dict[int, int]]:
    """The person of each page of a paper, and for pages at which an interrupted paper goes on, where that begins."""
    named = [person for person in persons if person is not None]
    assigned: list[int] = []
    pages: dict[int, list[int]] = {}
    begun: dict[int, int] = {}
    if before is not None:
        pages[_OWN] = [at for at in range(*before) if not leaves[at].blank]
        begun[_OWN] = before[0]
    resumed: dict[int, int] = {}
    for offset, person in enumerate(persons):
        at = first + offset
        leaf = leaves[at]
        last = assigned[-1] if assigned else None
        if person is None:
            if last is None:
                chosen = named[0] if named else _OWN
            elif leaf.blank:
                chosen = last
            else:
                chosen = max(
                    (one for one in pages if pages[one]),
                    key=lambda one: (_likely(at, pages, one, last, leaves), one == last), default=last,
                )
        else:
            chosen = person
        if chosen != last:
            if last is not None and chosen in begun and (person is None or _counts_on(leaf, leaves, pages[chosen])):
                resumed[at] = begun[chosen]
            else:
                begun[chosen] = at
                pages[chosen] = []
        assigned.append(chosen)
        if not leaf.blank:
            pages.setdefault(chosen, []).append(at)
    return assigned, resumed


def _likely(at: int, pages: Mapping[int, Sequence[int]], person: int, last: int, leaves: Sequence[Leaf]) -> float:
    """How much speaks for a page belonging to the pages of a person so far, and not to those of the others."""
    here = leaves[at]
    own = [leaves[place] for place in pages[person]]
    others = [leaves[place] for one in pages if one != person for place in pages[one]]
    end = own[-1]
    signs = ["page before"] if person == last else []
    signs += _number_signs(here, own)
    if here.fax is not None and any(_one_sending(here, leaf) for leaf in own) and not any(
        _one_sending(here, leaf) for leaf in others
    ):
        signs.append("same transmission")
    if any(_same_head(here, leaf) for leaf in own) and not any(_same_head(here, leaf) for leaf in others):
        signs.append("same head")
    if not _days(here).isdisjoint(_days(*own) - _days(*others)):
        signs.append("same day")
    item = _first_item(here)
    if item is not None and item > 1 and _last_item(end) == item - 1:
        signs.append("list goes on")
    if here.begins_open and end.ends_open:
        signs.append("sentence goes on")
    if end.ends_closed:
        signs.append("ended")
    return sum(_WEIGHTS[sign] for sign in signs)


def _number_signs(here: Leaf, own: Sequence[Leaf]) -> list[str]:
    mine = here.number
    theirs = [leaf.number for leaf in own if leaf.number is not None]
    if mine is None or not mine.sure or not theirs:
        return []
    if mine.of is not None and any(number.of is not None and number.of != mine.of for number in theirs):
        return ["another count"]
    if mine.number in {number.number for number in theirs}:
        return ["another count"]
    if theirs[-1].number + 1 == mine.number:
        return ["counts on"]
    return ["same count"] if mine.of is not None and theirs[-1].of == mine.of else []


def _counts_on(here: Leaf, leaves: Sequence[Leaf], pages: Sequence[int]) -> bool:
    """Whether a page that names its patient goes on with earlier pages by its number, and not a paper of its own."""
    return here.number is not None and here.number.number > 1 and _number_signs(
        here, [leaves[place] for place in pages]
    ) in (["counts on"], ["same count"])


def _one_sending(one: Leaf, other: Leaf) -> bool:
    return one.fax is not None and other.fax is not None and one.fax.stamp == other.fax.stamp


def _same_head(one: Leaf, other: Leaf) -> bool:
    return bool(one.head and other.head and one.head[0] == other.head[0])


def _days(*leaves: Leaf) -> set[dt.date]:
    return {day.day for leaf in leaves for day in leaf.days if day.kind not in _PERSONS_DAYS}


def _first_item(leaf: Leaf) -> int | None:
    item = _ITEM.match(leaf.view.lines[0]) if leaf.view.lines else None
    return int(item[1]) if item else None


def _last_item(leaf: Leaf) -> int | None:
    """The number of a page's last item, unless a heading or text stands behind it for long."""
    for line in reversed(leaf.view.lines):
        item = _ITEM.match(line)
        if item is not None:
            return int(item[1])
    return None
