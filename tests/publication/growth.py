"""Whether work grows with a text, or with its square; noise of the machine decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable

#: One quiet moment of so many is enough; what grows with the square has none.
_ATTEMPTS = 5


def grows_with_the_text(work: Callable[[str], object], piece: str, size: int) -> bool:
    """Whether four times a text made of one piece takes far less than sixteen times as long, in one attempt of some."""

    def spent(length: int) -> float:
        text = (piece * length)[:length]
        start = time.process_time()
        work(text)
        return time.process_time() - start

    work(piece * 20)
    return any(spent(4 * size) < 11 * max(spent(size), 0.02) for _ in range(_ATTEMPTS))
