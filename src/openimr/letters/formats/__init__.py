"""Letter formats: one small class for each era, found through the era files of the rules.

An era is data (``rules/<programme>/letters/<era>.yaml``: titles, labels, fixed wording, marks by which it is known)
plus a class that knows its order. A new era is a YAML file that names its class; nothing here changes::

    id: 2014
    format: openimr.letters.formats.final_determination:FinalDetermination

The class is called with the era's data (:class:`openimr.letters.eras.Era`) and obeys :class:`LetterFormat`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import Protocol, runtime_checkable

from openimr.letters.eras import Era, eras
from openimr.letters.model import Letter
from openimr.letters.segments import Segment


@runtime_checkable
class LetterFormat(Protocol):
    """What a format of determination letters can do.

    Attributes:
        name: id of the era, as in the letter's ``era`` ("2013-notice", "2013-early", "2013-late", "2014", "2016-17",
            "current").
        template: name of the template that writes this format.
    """

    name: str
    template: str

    def detect(self, text: str) -> float:
        """How sure it is that ``text`` is a letter of this format: 0 (no) to 1 (certain). Must be cheap."""
        ...

    def parse(self, text: str, bold: tuple[int, ...] | None = None) -> tuple[Letter, list[Segment]]:
        """Read a letter. Never fails on a text that ``detect`` knows; what is missing stands in ``Letter.problems``.

        Args:
            text: the whole letter; pages end in a form feed.
            bold: offsets of line starts set in bold type, where the file tells (a PDF); None where it does not.

        Returns:
            The letter, and segments that cover every character once (:class:`openimr.letters.segments.Marking`).
        """
        ...


@cache
def formats() -> tuple[LetterFormat, ...]:
    """All known formats, one for each era file, in the order of the files' ``order``."""
    return tuple(_made(era) for era in eras())


def format_named(name: str) -> LetterFormat:
    """The format of one era.

    Raises:
        KeyError: no era has that id.
    """
    for one in formats():
        if one.name == name:
            return one
    raise KeyError(name)


def _made(era: Era) -> LetterFormat:
    module, _, name = era.format.partition(":")
    made: LetterFormat = getattr(import_module(module), name)(era)
    return made
