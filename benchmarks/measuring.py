"""How a benchmark is measured and shown: passes, best or median, absolute figure, budget, ratio to the peer."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table.

    Attributes:
        what: what was measured.
        value, unit: the figure.
        budget: what the project holds itself to, in words.
        within: whether the figure keeps the budget; None where there is none.
        peer: what it is compared with.
        peer_value: the peer's figure, in the same unit.
        remark: on what it was measured.
    """

    what: str
    value: float
    unit: str
    budget: str = ""
    within: bool | None = None
    peer: str = ""
    peer_value: float | None = None
    remark: str = ""

    @property
    def ratio(self) -> float | None:
        """How many times as fast as the peer, for rates as for times; None without a peer and for shares.

        >>> Figure("a", 30.0, "pages/s", peer="b", peer_value=20.0).ratio
        1.5
        >>> Figure("a", 30.0, "ms", peer="b", peer_value=15.0).ratio
        0.5
        """
        if not self.peer_value or self.unit == "%":
            return None
        return self.value / self.peer_value if self.unit.endswith("/s") else self.peer_value / self.value


def rate(work: Callable[[], int], *, passes: int = 3, seconds: float = 1.0) -> float:
    """Units a second: the best of several passes, each repeated until it lasted ``seconds``.

    Args:
        work: does the work once and says how many units that were.
    """
    best = 0.0
    work()  # caches of dictionaries and patterns are filled once in a real run too
    for _ in range(passes):
        units = 0
        start = time.perf_counter()
        while (spent := time.perf_counter() - start) < seconds:
            units += work()
        best = max(best, units / spent)
    return best


def milliseconds(work: Callable[[], object], *, times: int = 15) -> float:
    """Median time of one call in milliseconds, after one call that is not counted."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return 1000 * statistics.median(taken)


def process_seconds(command: Sequence[str], *, times: int = 5, **environment: str) -> float:
    """Median wall time of a new process in seconds; the first run, which fills the disk cache, is not counted.

    Args:
        command: what to run.
        times: how many runs count.
        environment: variables to set for it.

    Raises:
        subprocess.CalledProcessError: the command failed.
    """
    taken = []
    for _ in range(times + 1):
        start = time.perf_counter()
        subprocess.run(
            command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ, **environment}
        )
        taken.append(time.perf_counter() - start)
    return statistics.median(taken[1:])


def python(*words: str) -> list[str]:
    """A command that runs this Python."""
    return [sys.executable, *words]


def show(figures: Sequence[Figure]) -> None:
    """Print the table."""
    from rich.console import Console
    from rich.table import Table

    table = Table("what", "figure", "budget", "peer in the same run", "times as fast", "measured on")
    for figure in figures:
        budget = figure.budget
        if figure.within is not None:
            budget += " kept" if figure.within else " MISSED"
        peer = f"{figure.peer}: {_number(figure.peer_value)} {figure.unit}" if figure.peer else ""
        ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
        table.add_row(figure.what, f"{_number(figure.value)} {figure.unit}", budget, peer, ratio, figure.remark)
    Console(width=None if sys.stdout.isatty() else 180).print(table)


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
