"""Texts with marks about what was planted, and the plants with their offsets once the marks are taken out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

#: What a marked passage is: a name of the case, a firm of the case, a number or address, something that the contract
#: leaves open and that is counted apart, something that is not counted at all, and something that must stay.
Group = Literal["name", "firm", "number", "beyond", "neutral", "decoy"]

_OPEN, _SAID, _CLOSE, _HOLE, _WHOLE = "\ue002", "\ue003", "\ue004", "\ue000", "\ue001"


@dataclass(frozen=True, slots=True)
class Plant:
    """A planted passage.

    ``segments`` are the stretches that identify (a page number between two halves of a name, a "Jr." or a "CA" is left
    out); ``form`` is how it is written, ``damage`` what happened to it on the paper, ``origin`` what kind of name it
    is, or whether the case was told the number, ``label`` the words that a number stands behind.
    """

    segments: tuple[tuple[int, int], ...]
    group: Group
    category: str
    form: str
    damage: str
    origin: str
    label: str

    @property
    def start(self) -> int:
        """Where it begins."""
        return self.segments[0][0]

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.segments[-1][1]

    def identifying(self, text: str) -> Iterator[int]:
        """Places of the letters and figures that identify."""
        for start, end in self.segments:
            yield from (place for place in range(start, end) if text[place].isalnum())


def marked(
    group: Group, category: str, form: str, text: str, damage: str = "", origin: str = "", label: str = ""
) -> str:
    """The text with marks around it that :func:`read_marks` takes out again."""
    return f"{_OPEN}{group}|{category}|{form}|{damage}|{origin}|{label}{_SAID}{text}{_CLOSE}"


def hole(text: str) -> str:
    """A stretch within a planted passage that does not identify."""
    return f"{_HOLE}{text}{_WHOLE}"


def read_marks(text: str) -> tuple[str, tuple[Plant, ...]]:
    """The text without its marks, and the plants.

    >>> read_marks("by " + marked("name", "patient", "full", "Ana" + hole(", page 2, ") + "Lor") + ".")[1][0].segments
    ((3, 6), (16, 19))
    """
    plain: list[str] = []
    plants: list[Plant] = []
    length, start = 0, 0
    told: tuple[str, ...] = ()
    segments: list[tuple[int, int]] = []
    heading: list[str] | None = None
    for letter in text:
        if letter == _OPEN:
            if told:
                raise ValueError(f"a planted passage within another: {text!r}")
            heading = []
        elif letter == _SAID:
            told, heading, start, segments = tuple("".join(heading or ()).split("|")), None, length, []
        elif letter in (_HOLE, _CLOSE):
            if told and length > start:
                segments.append((start, length))
            if letter == _CLOSE:
                if not segments:
                    raise ValueError(f"an empty planted passage ({told})")
                plants.append(Plant(tuple(segments), *told))  # type: ignore[arg-type]
                told = ()
        elif letter == _WHOLE:
            start = length
        elif heading is not None:
            heading.append(letter)
        else:
            plain.append(letter)
            length += 1
    return "".join(plain), tuple(plants)


def wrapped(text: str, plants: tuple[Plant, ...], width: int) -> tuple[str, tuple[Plant, ...]]:
    """The text with spaces turned into line ends, so that no place moves; a plant that is broken so is told so."""
    letters, column, space = list(text), 0, -1
    for place, letter in enumerate(text):
        if letter in "\n\f":
            column, space = 0, -1
            continue
        column += 1
        if letter == " ":
            space = place
        if column > width and space >= 0:
            letters[space] = "\n"
            column, space = place - space, -1
    made = "".join(letters)
    return made, tuple(
        replace(plant, damage="line end as wrapped")
        if not plant.damage and "\n" in made[plant.start : plant.end] and "\n" not in text[plant.start : plant.end]
        else plant
        for plant in plants
    )
