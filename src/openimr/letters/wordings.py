"""Wordings of rule files with placeholders in braces: which each must have is stated at its field and checked on load.

A placeholder that is misspelt would otherwise end a letter when it is written, and one that is lost would print a
sentence without its number or day.
"""

from __future__ import annotations

import datetime as dt
import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationInfo, field_validator

from openimr.letters.fields import read_date


@dataclass(frozen=True, slots=True)
class Filled:
    """Marks a field whose wording is filled in: names that must stand in it in braces, and names that may."""

    must: frozenset[str]
    may: frozenset[str] = frozenset()

    def check(self, wording: str) -> None:
        """Refuse a wording whose placeholders are not these.

        Raises:
            ValueError: a placeholder is unknown, missing or written in another way than ``{name}``.

        >>> filled("number").check("Item {nmber}")
        Traceback (most recent call last):
        ValueError: the placeholder {nmber} is unknown in 'Item {nmber}'; it takes {number}
        """
        takes = ", ".join(f"{{{name}}}" for name in sorted(self.must | self.may)) or "none"
        try:
            parts = list(string.Formatter().parse(wording))
        except ValueError:
            raise ValueError(f"a brace is open or closes nothing in {wording!r}; it takes {takes}") from None
        found = {name for _, name, _, _ in parts if name is not None}
        if strange := sorted(found - self.must - self.may):
            raise ValueError(f"the placeholder {{{strange[0]}}} is unknown in {wording!r}; it takes {takes}")
        if any(asked or kind for _, _, asked, kind in parts) or "{{" in wording or "}}" in wording:
            raise ValueError(f"a placeholder is a name in single braces and nothing else in {wording!r}")
        if lost := sorted(self.must - found):
            raise ValueError(f"the placeholder {{{lost[0]}}} is missing in {wording!r}")


def filled(*must: str, may: tuple[str, ...] = ()) -> Filled:
    """The mark of a field that is filled in with these names.

    >>> filled("start", may=("last",)).check("from {start}")
    """
    return Filled(frozenset(must), frozenset(may))


_NOTHING = Filled(frozenset())


class Wordings(BaseModel):
    """Wordings of a rule file: a field takes the placeholders of its :class:`Filled` mark, one without a mark none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _placeholders(cls, value: object, info: ValidationInfo) -> object:
        field = cls.model_fields[info.field_name or ""]
        mark = next((one for one in field.metadata if isinstance(one, Filled)), _NOTHING)
        for wording in _wordings(value):
            mark.check(wording)
        return value


def _wordings(value: object) -> Iterator[str]:
    """The texts of a value; what is a :class:`Wordings` itself has checked its own."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, BaseModel) and not isinstance(value, Wordings):
        yield from _wordings(value.model_dump())
    elif isinstance(value, Mapping):
        for one in value.values():
            yield from _wordings(one)
    elif isinstance(value, list | tuple):
        for one in value:
            yield from _wordings(one)


def readable_date(form: str) -> str:
    """A form of dates (``strftime``) by which a day that was written can be read again.

    Raises:
        ValueError: it cannot.

    >>> readable_date("%m/%d/%Y")
    '%m/%d/%Y'
    >>> readable_date("%d/%m/%Y")
    Traceback (most recent call last):
    ValueError: a date written as '%d/%m/%Y' is read as another day, or as none
    """
    days = (dt.date(2014, 2, 3), dt.date(2013, 11, 22))
    if any(read_date(day.strftime(form)) != day for day in days):
        raise ValueError(f"a date written as {form!r} is read as another day, or as none")
    return form
