"""How far long work has come: one small message that every room sends and the command line draws as a bar.

>>> Progress("reading scanned pages", 12, 40, "pages").words()
'reading scanned pages: 12 of 40'
>>> Progress("sorting papers").words()
'sorting papers'
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """One message about work that goes on.

    Attributes:
        stage: what is being done, in a few words ("reading files"); messages of one stage carry the same words.
        done: how many are done.
        total: how many there are; 0 where nobody can say.
        unit: what is counted, in the plural ("pages"); empty where nothing is.
    """

    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""

    def words(self) -> str:
        """The message as one line for people."""
        if self.total:
            return f"{self.stage}: {self.done} of {self.total}"
        return f"{self.stage}: {self.done} {self.unit}".rstrip() if self.done else self.stage


#: Who is told. Called from whatever thread does the work; must return at once and raise nothing.
OnProgress = Callable[[Progress], None]


def untold(progress: Progress) -> None:
    """Tell nobody: what stands where a caller gave no listener.

    >>> untold(Progress("reading files"))
    """
