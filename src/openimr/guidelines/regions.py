"""Body regions and spinal levels: which finding belongs to the part a request is about."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, model_validator

from openimr.rulefiles import read_rule_model

_DISC = re.compile(r"^([CTLS])(\d{1,2})-([CTLS]?)(\d{1,2})$")
_ROOT = re.compile(r"^([CTLS])(\d{1,2})$")
_SPINE = {"C": "cervical spine", "T": "thoracic spine", "L": "lumbar spine", "S": "lumbar spine"}


class _Tables(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    near: dict[str, frozenset[str]]
    told_as: dict[str, frozenset[str]]
    groups: dict[str, frozenset[str]]

    @model_validator(mode="after")
    def _known(self) -> _Tables:
        for row in (*self.near.values(), self.told_as.keys(), *self.told_as.values(), *self.groups.values()):
            if strange := sorted(row - self.near.keys()):
                raise ValueError(f"{strange[0]!r} is no region of near")
        return self


@cache
def _tables() -> _Tables:
    return read_rule_model(files("openimr.guidelines") / "regions.yaml", _Tables)[0]


def known_region(name: str) -> bool:
    """Whether ``name`` is a region, a group of regions, or ``request``.

    >>> known_region("knee"), known_region("back-or-leg"), known_region("kne")
    (True, True, False)
    """
    tables = _tables()
    return name == "request" or name in tables.near or name in tables.groups


@cache
def near(region: str) -> frozenset[str]:
    """Regions whose findings count for ``region``, itself included.

    >>> "spine" in near("lumbar spine"), "knee" in near("lumbar spine")
    (True, False)
    """
    return _tables().near.get(region, frozenset({region}))


def same_part(one: str, other: str) -> bool:
    """Whether two papers may mean the same thing when the one tells it of a part and the other of another part.

    >>> same_part("wrist", "finger"), same_part("lumbar spine", "lower extremity"), same_part("knee", "ankle")
    (True, True, False)
    """
    told_as = _tables().told_as
    return any(b in near(a) or b in told_as.get(a, ()) for a, b in ((one, other), (other, one)))


def expand(names: Iterable[str], focus: Iterable[str]) -> frozenset[str]:
    """All regions that ``names`` stand for; ``request`` stands for what lies near ``focus``.

    >>> sorted(expand(["request"], ["knee"]))
    ['knee', 'lower extremity']
    """
    groups = _tables().groups
    found: set[str] = set()
    for name in names:
        if name == "request":
            for region in focus:
                found |= near(region)
        else:
            found |= groups.get(name, frozenset({name}))
    return frozenset(found)


def regions_of_levels(levels: Iterable[str]) -> frozenset[str]:
    """The parts of the spine that levels lie in.

    >>> sorted(regions_of_levels(["L4-5", "C6"]))
    ['cervical spine', 'lumbar spine']
    """
    return frozenset(_SPINE[level[0]] for level in levels if level and level[0] in _SPINE)


@cache
def _ends(level: str) -> tuple[frozenset[str], bool]:
    """The vertebral ends of a level, and whether it is a disc (two ends) or a single root."""
    disc = _DISC.match(level)
    if disc:
        upper, lower = disc.group(1) + disc.group(2), (disc.group(3) or disc.group(1)) + disc.group(4)
        return frozenset({upper, lower}), True
    return (frozenset({level}), False) if _ROOT.match(level) else (frozenset(), False)


def levels_agree(first: Iterable[str], second: Iterable[str]) -> bool:
    """Whether some level of the one fits one of the other: the same disc, or a root that the disc can touch.

    >>> levels_agree(["L5"], ["L4-5"]), levels_agree(["L4-5"], ["L5-S1"]), levels_agree(["S1"], ["L4-5"])
    (True, False, False)
    """
    others = list(second)
    for one in first:
        ends, disc = _ends(one)
        for other in others:
            other_ends, other_disc = _ends(other)
            if not ends or not other_ends:
                continue
            if disc == other_disc:
                if ends == other_ends:
                    return True
            elif ends & other_ends:
                return True
    return False


def sides_agree(first: str | None, second: str | None) -> bool:
    """Whether two sides do not exclude each other (``bilateral`` and an unnamed side fit every side).

    >>> sides_agree("left", "right"), sides_agree("left", "bilateral"), sides_agree(None, "left")
    (False, True, True)
    """
    if first is None or second is None or "bilateral" in (first, second):
        return True
    return first == second
