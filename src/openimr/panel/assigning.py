"""Who gets which case: :func:`assign` for a whole docket, :func:`select` for one case.

First it is found out which cases can be served, the most urgent first (:mod:`openimr.panel.serving`). These are then
given to reviewers so that, in this order, the preferences are met best (a specialty that is the same, a licence here),
the load is spread best, and the lot decides among equals. Preferences and load are one sum of whole numbers, in which
no sum of loads outweighs a preference; the lot comes after it. Both are made least by matchings in a sparse bipartite
graph: cases on one side, each reviewer's free places on the other.
"""

from __future__ import annotations

import datetime as dt
import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from openimr.errors import UsageError
from openimr.panel.judging import Judgement
from openimr.panel.lots import case_lot, lots
from openimr.panel.matching import least_matching
from openimr.panel.model import PanelCase, Roster
from openimr.panel.serving import Bottleneck, serve

#: Reviews that one run may place; the graph of more would take more memory than a common machine has.
MOST = 1 << 13
#: How finely a load and a lot are told apart. The sums of :data:`MOST` of them stay exact in the solver's numbers.
_LOADS, _LOTS = 1 << 10, 1 << 24
_Ints = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Price:
    """What one review costs: shortfall of preferences, how full the reviewer is, the lot; compared in this order."""

    quality: int
    load: int
    lot: int


@dataclass(slots=True)
class Assignment:
    """Who was given what.

    Attributes:
        judgement: the rules as they came out.
        seed: from which the lots were drawn.
        order: positions of the cases, the most urgent first.
        chosen: positions of the reviewers of each case served.
        blocked: for each case not served, what stands in the way.
        lot: the lot of each case and reviewer.
    """

    judgement: Judgement
    seed: int
    order: list[int]
    chosen: dict[int, tuple[int, ...]]
    blocked: dict[int, Bottleneck]
    lot: _Ints

    def given(self) -> _Ints:
        """How many of these cases each reviewer was given."""
        counts = np.zeros(len(self.judgement.roster.reviewers), dtype=np.int64)
        for reviewers in self.chosen.values():
            counts[list(reviewers)] += 1
        return counts

    def price(self) -> Price:
        """What the whole assignment costs."""
        quality = sum(int(self.judgement.quality[case, r]) for case, rs in self.chosen.items() for r in rs)
        lot = sum(int(self.lot[case, r]) for case, rs in self.chosen.items() for r in rs)
        load = 0
        for one, count in zip(self.judgement.roster.reviewers, self.given(), strict=True):
            load += sum(level(one.load + place, one.capacity or 0) for place in range(int(count)))
        return Price(quality, load, lot)


def level(load: int, capacity: int) -> int:
    """How full a reviewer is who has ``load`` of ``capacity`` cases, in whole levels.

    >>> level(0, 4), level(1, 4), level(3, 4)
    (0, 256, 768)
    """
    return min(_LOADS - 1, _LOADS * load // max(capacity, load + 1))


def select(roster: Roster, case: PanelCase, *, day: dt.date, seed: int, lifted: Iterable[str] = ()) -> Assignment:
    """Choose the reviewer, or reviewers, of one case.

    Args:
        roster: the reviewers.
        case: the case.
        day: the day of the selection; the rules in force on it decide.
        seed: from which the lot among equals is drawn; recorded in every report.
        lifted: rules left out of account.
    """
    return assign(roster, [case], day=day, seed=seed, lifted=lifted)


def assign(
    roster: Roster, cases: Sequence[PanelCase], *, day: dt.date, seed: int, lifted: Iterable[str] = ()
) -> Assignment:
    """Give the cases of a docket to reviewers.

    Raises:
        UsageError: more reviews are asked for than one run can place (:data:`MOST`).

    >>> made = assign(Roster(()), [PanelCase("c1")], day=dt.date(2014, 5, 1), seed=1)
    >>> made.chosen, made.blocked[0].room
    ({}, 0)
    """
    reviews = sum(case.needed for case in cases)
    if reviews > MOST:
        raise UsageError(
            f"{reviews:,} reviews are asked for at once",
            consequence="nobody was chosen",
            remedy=f"divide the docket into parts of at most {MOST:,} reviews, the most urgent first",
        )
    with _uncollected():
        return _assigned(roster, cases, day, seed, lifted, reviews)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: none are made here, and it would walk over roster and docket again and again."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _assigned(
    roster: Roster, cases: Sequence[PanelCase], day: dt.date, seed: int, lifted: Iterable[str], reviews: int
) -> Assignment:
    judgement = Judgement(roster, cases, day, lifted=lifted)
    order = sorted(
        range(len(cases)),
        key=lambda number: (
            cases[number].priority != "expedited", judgement.due(cases[number]), case_lot(seed, cases[number].id),
        ),
    )  # fmt: skip
    rooms = judgement.rooms()
    may = [np.flatnonzero(row).tolist() for row in judgement.open_to]
    served = serve(may, rooms.tolist(), [case.needed for case in cases], order)
    drawn = lots(seed, [case.id for case in cases], [one.id for one in roster.reviewers])
    lot = (drawn % np.uint64(_LOTS)).astype(np.int64)
    chosen = _cheapest(Graph(judgement, rooms, [case for case in order if case in served.taken], lot))
    return Assignment(judgement, seed, order, chosen, served.blocked, lot)


def _cheapest(graph: Graph) -> dict[int, tuple[int, ...]]:
    """Reviewers of the served cases at the least price; that all can be served is known."""
    chosen: dict[int, list[int]] = {case: [] for case in graph.served}
    if chosen:
        rows, columns = least_matching(*graph.costs())
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
            pair = graph.meaning(row, column)
            if pair is not None:
                chosen[pair[0]].append(pair[1])
    return {case: tuple(sorted(reviewers)) for case, reviewers in chosen.items()}


class Graph:
    """The bipartite graph: rows must be matched, columns may.

    A case that needs one reviewer is a row, a reviewer's free place a column. A case that needs several is as many
    rows; that no reviewer is taken twice for it, a *ticket* for each reviewer sees to: the rows of the case are
    matched with tickets, and a row of the ticket's own takes the reviewer's place if the ticket was taken, and the
    ticket if not.
    """

    def __init__(self, judgement: Judgement, rooms: _Ints, served: Sequence[int], lot: _Ints) -> None:
        self.served = served
        open_to = judgement.open_to[list(served)]
        self._places = np.minimum(rooms, open_to.sum(axis=0))
        self._first = np.concatenate(([0], np.cumsum(self._places)))
        self._owner = np.repeat(np.arange(len(rooms)), self._places)
        reviewers = judgement.roster.reviewers
        loads = [
            level(reviewers[r].load + place, reviewers[r].capacity or 0)
            for r, places in enumerate(self._places)
            for place in range(places)
        ]
        self._load = np.array(loads, dtype=np.int64)
        self._quality = judgement.quality * (_LOADS * MOST)
        self._lot = lot
        self._edges: list[tuple[_Ints, _Ints, _Ints, _Ints]] = []
        self._case_of_row: list[int] = []
        self._reviewer_of_ticket: list[int] = []
        cases = judgement.cases
        self._single([case for case in served if cases[case].needed == 1], judgement.open_to)
        for case in served:
            if cases[case].needed > 1:
                self._several(case, cases[case].needed, np.flatnonzero(judgement.open_to[case]))

    def _single(self, cases: list[int], open_to: npt.NDArray[np.bool_]) -> None:
        rows, reviewers = np.nonzero(open_to[cases])
        self._case_of_row += cases
        self._to_places(rows, np.array(cases, dtype=np.int64)[rows] if cases else rows, reviewers)

    def _to_places(self, rows: _Ints, cases: _Ints, reviewers: _Ints) -> None:
        """Edges from rows to all free places of reviewers."""
        places = self._places[reviewers]
        columns = np.repeat(self._first[reviewers], places) + _within(places)
        price = np.repeat(self._quality[cases, reviewers], places) + self._load[columns]
        self._edges.append((np.repeat(rows, places), columns, price, np.repeat(self._lot[cases, reviewers], places)))

    def _several(self, case: int, needed: int, reviewers: _Ints) -> None:
        tickets = np.arange(len(reviewers)) + len(self._owner) + len(self._reviewer_of_ticket)
        self._reviewer_of_ticket += reviewers.tolist()
        first = len(self._case_of_row)
        self._case_of_row += [-1] * (needed + len(reviewers))
        seats = np.arange(first, first + needed)
        self._free(np.repeat(seats, len(tickets)), np.tile(tickets, needed))
        own = np.arange(first + needed, first + needed + len(reviewers))
        self._case_of_row[first + needed :] = [case] * len(reviewers)
        self._free(own, tickets)
        self._to_places(own, np.full(len(own), case), reviewers)

    def _free(self, rows: _Ints, columns: _Ints) -> None:
        """Edges that cost nothing."""
        nothing = np.zeros(len(rows), dtype=np.int64)
        self._edges.append((rows, columns, nothing, nothing))

    def costs(self) -> tuple[sparse.csr_array, npt.NDArray[np.float64]]:
        """The price of every edge by row and column, and its lot in the same order."""
        parts = [np.concatenate(part) if len(part) > 1 else part[0] for part in zip(*self._edges, strict=True)]
        if len(self._edges) > 1:  # edges of one kind stand in order already
            order = np.lexsort((parts[1], parts[0]))
            parts = [part[order] for part in parts]
        rows, columns, prices, lots = parts
        ends = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(self._case_of_row)))))
        shape = (len(self._case_of_row), len(self._owner) + len(self._reviewer_of_ticket))
        # the solver takes a stored zero for no edge; one more on every edge of every row changes nothing
        return sparse.csr_array((prices + 1.0, columns, ends), shape=shape), lots.astype(np.float64)

    def meaning(self, row: int, column: int) -> tuple[int, int] | None:
        """The case and reviewer that a matched row and column stand for; None for a ticket."""
        if column >= len(self._owner):
            return None
        return self._case_of_row[row], int(self._owner[column])


def _within(counts: _Ints) -> _Ints:
    """0, 1, … within each run of these lengths.

    >>> _within(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(counts)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - counts, counts)
