"""The lot among equals: drawn from a recorded seed, the same for a case and a reviewer in whatever order they stand.

A lot depends on the seed, the case's id and the reviewer's id, and on nothing else: adding a reviewer or a case to the
roster changes no other lot.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

#: Constants of splitmix64, which spreads every bit of its input over all bits of its output.
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB), np.uint64(0x9E3779B97F4A7C15))


def lots(seed: int, cases: Sequence[str], reviewers: Sequence[str]) -> npt.NDArray[np.uint64]:
    """A number of 64 bits for each case (row) and reviewer (column).

    >>> one, turned = lots(7, ["c1", "c2"], ["r1", "r2"]), lots(7, ["c2", "c1"], ["r2", "r1"])
    >>> bool((one == turned[::-1, ::-1]).all()), bool((one == lots(8, ["c1", "c2"], ["r1", "r2"])).any())
    (True, False)
    """
    rows = np.array([_number(seed, "case", one) for one in cases], dtype=np.uint64)[:, None]
    columns = np.array([_number(seed, "reviewer", one) for one in reviewers], dtype=np.uint64)[None, :]
    mixed: npt.NDArray[np.uint64] = rows ^ (columns * _MIX[2])
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX[0]
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX[1]
    mixed ^= mixed >> np.uint64(31)
    return mixed


def case_lot(seed: int, case: str) -> int:
    """The lot of a case among cases equally urgent."""
    return _number(seed, "order", case)


def _number(seed: int, what: str, id: str) -> int:
    return int.from_bytes(hashlib.sha256(f"{seed}\x1f{what}\x1f{id}".encode()).digest()[:8])
