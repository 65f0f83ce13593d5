"""Which cases of a docket can be given reviewers, the most urgent first, and what stands in the way of the others.

Cases are taken in order. A case is served when reviewers can be found for it without taking them from a case before
it; others may be moved to other reviewers for that (augmenting paths). For cases that need one reviewer each, no
other choice serves more cases. When the search for a case ends, the cases and reviewers it reached are the
bottleneck: together these cases need more reviews than these reviewers have room for, and nobody else may take them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Bottleneck:
    """Cases that together need more reviews than the reviewers who may take them have room for.

    Attributes:
        cases: positions of the cases, the one that goes without among them.
        reviewers: positions of the reviewers; nobody else may take any of these cases.
        needed: reviews that the cases need.
        room: reviews that the reviewers have room for, as far as these cases can use it.
    """

    cases: frozenset[int]
    reviewers: frozenset[int]
    needed: int
    room: int


@dataclass(slots=True)
class Served:
    """What :func:`serve` found: reviewers for each case served, and the bottleneck of each case not served."""

    taken: dict[int, set[int]]
    blocked: dict[int, Bottleneck]


@dataclass(slots=True)
class _Search:
    """How far a search came: cases and reviewers reached, and by which way."""

    cases: dict[int, tuple[int, int] | None]
    reviewers: dict[int, int] = field(default_factory=dict)
    end: int | None = None


def serve(may: Sequence[Sequence[int]], rooms: Sequence[int], needed: Sequence[int], order: Sequence[int]) -> Served:
    """Find out which cases can be served.

    Args:
        may: for each case, positions of the reviewers who may take it.
        rooms: how many cases each reviewer takes.
        needed: how many different reviewers each case needs.
        order: positions of the cases, the most urgent first.

    >>> found = serve([[0], [0, 1], [1]], [1, 1], [1, 1, 1], [0, 1, 2])
    >>> sorted(found.taken), found.blocked[2].needed, found.blocked[2].room
    ([0, 1], 3, 2)
    """
    return _Serving(may, rooms, needed).run(order)


class _Serving:
    def __init__(self, may: Sequence[Sequence[int]], rooms: Sequence[int], needed: Sequence[int]) -> None:
        self.may, self.rooms, self.needed = may, rooms, needed
        self.taken: dict[int, set[int]] = {}
        self.holders: list[set[int]] = [set() for _ in rooms]
        # what a search for a first reviewer ended in stays closed: nothing that comes later frees any of it
        self.closed: dict[int, Bottleneck] = {}

    def run(self, order: Sequence[int]) -> Served:
        blocked: dict[int, Bottleneck] = {}
        for case in order:
            self.taken[case] = set()
            for _ in range(self.needed[case]):
                search = self._search(case)
                if search.end is None:
                    blocked[case] = self._bottleneck(case, search)
                    self._give_back(case)
                    break
                self._take(search)
        return Served(self.taken, blocked)

    def _search(self, case: int) -> _Search:
        """A way from a case to a reviewer with room, over cases that could move to another reviewer."""
        search = _Search({case: None})
        waiting = deque([case])
        while waiting:
            at = waiting.popleft()
            own = self.taken[at]
            full: list[int] = []
            for reviewer in self.may[at]:
                if reviewer in search.reviewers or reviewer in own or reviewer in self.closed:
                    continue
                if len(self.holders[reviewer]) < self.rooms[reviewer]:
                    search.reviewers[reviewer] = at
                    search.end = reviewer
                    return search
                full.append(reviewer)
            for reviewer in full:
                search.reviewers[reviewer] = at
                for holder in self.holders[reviewer]:
                    if holder not in search.cases:
                        search.cases[holder] = (at, reviewer)
                        waiting.append(holder)
        return search

    def _take(self, search: _Search) -> None:
        """Give the free reviewer to the last case of the way, whose reviewer to the one before, and so on."""
        reviewer = search.end
        assert reviewer is not None
        at = search.reviewers[reviewer]
        while True:
            self.taken[at].add(reviewer)
            self.holders[reviewer].add(at)
            before = search.cases[at]
            if before is None:
                return
            earlier, freed = before
            self.taken[at].discard(freed)
            self.holders[freed].discard(at)
            at, reviewer = earlier, freed

    def _give_back(self, case: int) -> None:
        for reviewer in self.taken.pop(case):
            self.holders[reviewer].discard(case)

    def _bottleneck(self, case: int, search: _Search) -> Bottleneck:
        cases, reviewers = set(search.cases), set(search.reviewers)
        for at in search.cases:
            for reviewer in self.may[at]:
                if reviewer in self.closed:
                    cases |= self.closed[reviewer].cases
                    reviewers |= self.closed[reviewer].reviewers
        competing = frozenset(at for at in cases if at in self.taken)
        # what cases of several reviewers hold beside these reviewers is room that they can use, too
        outside = sum(len(self.taken[at] - reviewers) for at in competing)
        found = Bottleneck(
            competing,
            frozenset(reviewers),
            needed=sum(self.needed[at] for at in competing),
            room=sum(self.rooms[reviewer] for reviewer in reviewers) + outside,
        )
        if not self.taken[case]:
            for reviewer in search.reviewers:
                self.closed[reviewer] = found
        return found
