"""What a line says is found once, however many pages print it: letterheads, labels of forms, whole copied pages.

>>> looked_at = []
>>> @remembered
... def words(line: str) -> int:
...     looked_at.append(line)
...     return len(line.split())
>>> words("BAY SPINE CLINIC"), words("BAY SPINE CLINIC"), looked_at
(3, 3, ['BAY SPINE CLINIC'])
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, update_wrapper
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, cast

P = ParamSpec("P")
R = TypeVar("R")

#: How many lines a function remembers, and the longest of them: what a hostile page can make it keep is some megabytes.
_MOST, _LONGEST = 4096, 240


class remembered(Generic[P, R]):
    """Lets a function remember what it found for the lines seen last.

    The function must be a pure one of the line and of what else it is told, and nobody may change what it gives back.
    """

    __doc__: str | None

    def __init__(self, find: Callable[Concatenate[str, P], R]) -> None:
        self._find = find
        self._known = cast("Callable[Concatenate[str, P], R]", lru_cache(_MOST)(cast("Callable[..., Any]", find)))
        update_wrapper(self, find)

    def __call__(self, line: str, /, *rest: P.args, **named: P.kwargs) -> R:
        return (self._known if len(line) <= _LONGEST else self._find)(line, *rest, **named)
