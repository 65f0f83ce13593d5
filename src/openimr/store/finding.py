"""What is found wrong with a store, a backup or an export, and how much was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from openimr.printable import printable


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not what was put into the store.

    Attributes:
        what: what is wrong, in plain words.
        case: the case; empty where it is about none.
        event: number of the event in its log; 0 where it is about none.
        file: hash of the file, or name of the database; empty where it is about none.
    """

    what: str
    case: str = ""
    event: int = 0
    file: str = ""

    def sentence(self) -> str:
        """The finding as one line for people.

        >>> Finding("its content is not what was written", case="C-1", event=3).sentence()
        'case C-1, event 3: its content is not what was written'
        """
        parts = [f"case {self.case}" if self.case else "", f"event {self.event}" if self.event else ""]
        parts += [f"file {self.file}" if self.file else ""]
        return printable(f"{', '.join(part for part in parts if part)}: {self.what}")


@dataclass(slots=True)
class Counts:
    """How much was looked at."""

    cases: int = 0
    events: int = 0
    files: int = 0
