"""Papers whose pages lie in another order, put together: the last of three before the first, a copy turned over."""

from __future__ import annotations

from collections.abc import Sequence

from openimr.casefile.papers.leaves import Leaf
from openimr.casefile.papers.onename import may_be_one


def joined_runs(runs: Sequence[tuple[int, int]], leaves: Sequence[Leaf]) -> list[tuple[int, int]]:
    """Runs with those put together that are one paper whose pages lie in another order: 3 of 3, then 1 and 2 of 3."""
    joined: list[tuple[int, int]] = []
    for run in runs:
        if joined and (_completes(joined[-1], run, leaves) or _turned(joined[-1], run, leaves)):
            joined[-1] = joined[-1][0], run[1]
        else:
            joined.append(run)
    return joined


def _completes(one: tuple[int, int], other: tuple[int, int], leaves: Sequence[Leaf]) -> bool:
    """Whether two neighbouring runs carry different numbers of one count and agree in whose they are."""
    counts = [
        [
            number for leaf in leaves[first:behind]
            if not leaf.blank and (number := leaf.number) is not None and number.of
        ]
        for first, behind in (one, other)
    ]
    if not all(counts) or any(
        len(count) != sum(1 for leaf in leaves[first:behind] if not leaf.blank)
        for count, (first, behind) in zip(counts, (one, other), strict=True)
    ):
        return False
    totals = {number.of for count in counts for number in count}
    numbers = [number.number for count in counts for number in count]
    if len(totals) != 1 or len(set(numbers)) != len(numbers) or counts[0][0].number == 1:
        return False
    patients = [leaf.identity.patient for leaf in leaves[one[0]:other[1]] if leaf.identity.patient]
    return all(may_be_one(patients[0], name) for name in patients)


def _turned(one: tuple[int, int], other: tuple[int, int], leaves: Sequence[Leaf]) -> bool:
    """Whether a page that says it is the second stands before its first: two pages of a copy laid the wrong way round.

    The second one names no title and no letterhead of its own; the first one has them, no number above 1, and the same
    day or the same patient and kind.
    """
    back, front = ([leaf for leaf in leaves[first:behind] if not leaf.blank] for first, behind in (one, other))
    if len(back) != 1 or len(front) != 1 or not (front[0].letterhead or front[0].greeting):
        return False
    names = [leaf.identity.patient for leaf in (back[0], front[0])]
    agree = names[0] is None or names[1] is None or may_be_one(names[0], names[1])
    if agree and not back[0].letterhead and _is_one_transmission(back[0], front[0]):
        return back[0].continued or (back[0].number is not None and back[0].number.number == 2)
    number, first = back[0].number, front[0].number
    if (first is not None and (first.number > 1 or (first.of or 2) != 2)) or front[0].ends_closed:
        return False
    if back[0].letterhead or back[0].greeting or number is None or number.number != 2 or (number.of or 2) != 2:
        return False
    days = [set(leaf.own_days()) for leaf in (back[0], front[0])]
    return agree and not days[0].isdisjoint(days[1])


def _is_one_transmission(one: Leaf, other: Leaf) -> bool:
    """Whether a fax machine sent two pages together, and no others with them."""
    first, second = one.fax, other.fax
    return (
        first is not None and second is not None and first.stamp == second.stamp and first.of == second.of == 2
        and (first.number, second.number) == (1, 2)
    )
