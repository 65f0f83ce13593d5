"""The bar of long work on standard error: stage, how many of how many, how fast, and how long it will still take.

Nothing is written where standard error is not a terminal. The rooms know nothing of it: they send
:class:`~openimr.casefile.work.progress.Progress` messages, and a bar is one who listens.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from openimr.casefile.work.progress import Progress

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console
    from rich.progress import Progress as Screen
    from rich.progress import Task, TaskID

_Thing = TypeVar("_Thing")


class ProgressBar:
    """Draws the messages it is called with; without a screen it does nothing.

    Each stage starts its own count, speed and estimate; the bar of the stage before it goes.
    """

    def __init__(self, screen: Screen | None = None) -> None:
        self._screen = screen
        self._task: TaskID | None = None
        self._stage = ""

    def __call__(self, progress: Progress) -> None:
        """Show a message; may be called from any thread."""
        if self._screen is None:
            return
        total = progress.total or None
        if self._task is None or progress.stage != self._stage:
            if self._task is not None:
                self._screen.remove_task(self._task)
            self._stage = progress.stage
            self._task = self._screen.add_task(progress.stage, total=total, unit=progress.unit)
        self._screen.update(self._task, completed=progress.done, total=total, unit=progress.unit)

    def over(self, things: Sequence[_Thing], stage: str, unit: str) -> Iterator[_Thing]:
        """The things one after the other; each counts as done when the next is asked for.

        >>> list(ProgressBar().over(["a.pdf", "b.pdf"], "reading", "files"))
        ['a.pdf', 'b.pdf']
        """
        for number, thing in enumerate(things):
            self(Progress(stage, number, len(things), unit))
            yield thing
        self(Progress(stage, len(things), len(things), unit))


@contextmanager
def progress_bar() -> Iterator[ProgressBar]:
    """A bar on standard error, gone when the work is done; silent where that is not a terminal.

    >>> with progress_bar() as bar:
    ...     bar(Progress("reading files", 1, 2, "files"))
    """
    if not sys.stderr.isatty():
        yield ProgressBar()
        return
    from rich.console import Console

    with screen_on(Console(stderr=True)) as screen:
        yield ProgressBar(screen)


def screen_on(console: Console, clock: Callable[[], float] | None = None, *, by_itself: bool = True) -> Screen:
    """What a bar is drawn with: stage, bar, count, speed, time left.

    Args:
        console: where it is drawn.
        clock: seconds; the system's when not given.
        by_itself: whether it is drawn again several times a second.

    >>> from io import StringIO
    >>> from rich.console import Console
    >>> screen = screen_on(Console(file=StringIO()), by_itself=False)
    >>> [column.__class__.__name__ for column in screen.columns][:2]
    ['TextColumn', 'BarColumn']
    """
    from rich.progress import BarColumn, TextColumn
    from rich.progress import Progress as Screen
    from rich.progress import ProgressColumn as Column
    from rich.text import Text

    class Counted(Column):
        def render(self, task: Task) -> Text:
            return Text(counted(int(task.completed), task.total, str(task.fields.get("unit", ""))))

    class Speed(Column):
        def render(self, task: Task) -> Text:
            unit = str(task.fields.get("unit", ""))
            return Text(f"{task.speed:,.1f} {unit}/s" if task.speed and unit else "", style="dim")

    class Left(Column):
        max_refresh = 0.5

        def render(self, task: Task) -> Text:
            known = task.total is not None and not task.finished
            return Text(time_left(task.time_remaining) if known else "", style="dim")

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), Counted(), Speed(), Left())
    return Screen(
        *columns,
        console=console,
        transient=True,
        get_time=clock,
        auto_refresh=by_itself,
        speed_estimate_period=30.0,
        # what a command prints belongs to standard output, also while the bar is drawn on the other
        redirect_stdout=False,
    )


def counted(done: int, total: float | None, unit: str) -> str:
    """How many of how many, in words.

    >>> counted(12, 1240, "pages"), counted(3, None, "pages"), counted(0, None, "")
    ('12 of 1,240 pages', '3 pages', '')
    """
    if total is not None:
        return f"{done:,} of {int(total):,} {unit}".rstrip()
    return f"{done:,} {unit}".rstrip() if done else ""


def time_left(seconds: float | None) -> str:
    """How long it will still take, no more exact than an estimate can be.

    >>> [time_left(s) for s in (None, 0.4, 42, 200, 4000)]
    ['', 'almost done', '42 s left', '3 min left', '1 h 7 min left']
    """
    if seconds is None:
        return ""
    if seconds < 1:
        return "almost done"
    if seconds < 100:
        return f"{seconds:.0f} s left"
    minutes = round(seconds / 60)
    return f"{minutes} min left" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min left"
