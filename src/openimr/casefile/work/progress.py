"""How far long work is: told by what does the work, shown by whoever called it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """A step of long work.

    Attributes:
        stage: what is being done, in words.
        done: how much of it is done.
        total: how much there is; 0 when nobody knows yet.
        unit: what is counted, in the plural (``pages``, ``files``).
    """

    stage: str
    done: int = 0
    total: int = 0
    unit: str = ""

    def words(self) -> str:
        """The step as a few words.

        >>> Progress("reading scanned pages", 3, 20, "pages").words()
        'reading scanned pages: 3 of 20 pages'
        >>> Progress("sorting papers").words()
        'sorting papers'
        """
        if not self.total:
            return self.stage
        return f"{self.stage}: {self.done:,} of {self.total:,} {self.unit}".rstrip()
