"""Least matchings in a sparse bipartite graph: of least first cost, and among these of least second.

One sum of both costs would do as well, but the second cost (the lot) has a different value on every edge, and with it
the solver takes ten times as long. So the first cost is solved alone. Its prices (the dual solution) tell which edges
and which columns every matching of the same cost has in common: only edges without reduced cost, and all columns with a
price. Among these matchings, the second cost is solved. All costs are whole numbers, so nothing is lost on the way.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.sparse.csgraph import min_weight_full_bipartite_matching

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]


def least_matching(first: sparse.csr_array, second: Floats) -> tuple[Ints, Ints]:
    """The column of each row in a matching of all rows; that there is one must be known.

    Args:
        first: costs by row and column, whole numbers from 1; what is not stored is no edge.
        second: the second cost of every stored edge, in the order of ``first.data``, whole numbers from 0.

    Returns:
        Rows and their columns.

    >>> costs = sparse.csr_array(np.array([[1.0, 1.0], [1.0, 2.0]]))
    >>> least_matching(costs, np.array([0.0, 9.0, 5.0, 0.0]))[1].tolist()
    [1, 0]
    """
    rows = np.repeat(np.arange(first.shape[0]), np.diff(first.indptr))
    columns = first.indices
    at, to = min_weight_full_bipartite_matching(first)
    matched = np.empty(first.shape[0], dtype=np.int64)
    matched[at] = to
    paid = np.zeros(first.shape[0])
    own = columns == matched[rows]
    paid[rows[own]] = first.data[own]
    prices = _prices(first, matched, paid)
    worth = paid - prices[matched]
    tight = first.data == worth[rows] + prices[columns]
    # a column with a price is matched in every matching of this cost: leaving one out costs more than all second costs
    left_out = float(second.max(initial=0.0)) * first.shape[0] + 1.0
    costs = second[tight] + np.where(prices[columns[tight]] < 0, 0.0, left_out)
    # what a row pays in any case decides nothing, and the solver is quicker without it
    begins = np.flatnonzero(np.diff(rows[tight], prepend=-1))
    costs -= np.repeat(np.minimum.reduceat(costs, begins), np.diff(begins, append=len(costs)))
    among = sparse.csr_array((costs + 1.0, (rows[tight], columns[tight])), shape=first.shape)
    found, there = min_weight_full_bipartite_matching(among)
    return np.asarray(found, dtype=np.int64), np.asarray(there, dtype=np.int64)


def _prices(first: sparse.csr_array, matched: Ints, paid: Floats) -> Floats:
    """Prices of the columns (zero or less) under which no edge costs less than what its row pays now.

    They are the lengths of shortest ways in the graph of possible exchanges; a matching of least cost leaves no way
    that goes round for less than nothing, so that the lengths settle.
    """
    by_column = first.tocsc()
    used = np.diff(by_column.indptr) > 0
    begins = by_column.indptr[:-1][used]
    more = by_column.data - paid[by_column.indices]
    prices = np.zeros(first.shape[1])
    while len(begins):
        least = np.minimum.reduceat(more + prices[matched][by_column.indices], begins)
        lower = np.minimum(prices[used], least)
        if np.array_equal(lower, prices[used]):
            break
        prices[used] = lower
    return prices
