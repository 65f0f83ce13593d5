"""Body parts, side and spinal levels of a request line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, cast

from openimr.clinical.anatomy import region_of_level, regions_in
from openimr.clinical.folding import Folded

Place = tuple[int, int, str]
Side = Literal["left", "right", "bilateral"]

#: A region that says less than a part of it named beside it.
_WHOLE = {
    "spine": frozenset({"cervical spine", "thoracic spine", "lumbar spine", "sacroiliac joint"}),
}


_LIMBS = re.compile(
    r"\b(?P<one>upper|lower)\s?(?:and|&|/|or|,)\s?(?:(?:bilateral|left|right)\s)?"
    r"(?P<two>lower|upper)\s(?P<what>extremit|limb|back)"
)
_LETTER = re.compile(r"(?<!\w)([ctl])/s(?!\w)")
_LETTER_REGIONS = {"c": "cervical spine", "t": "thoracic spine", "l": "lumbar spine"}
_LIMB_REGIONS = {
    ("upper", "extremit"): "upper extremity",
    ("lower", "extremit"): "lower extremity",
    ("upper", "limb"): "upper extremity",
    ("lower", "limb"): "lower extremity",
    ("upper", "back"): "thoracic spine",
    ("lower", "back"): "lumbar spine",
}


def regions_of(folded: Folded) -> list[Place]:
    """The regions named, also where two share one noun ("upper and lower extremities").

    >>> from openimr.clinical.folding import fold
    >>> [region for _, _, region in regions_of(fold("EMG of the upper and lower extremities"))]
    ['upper extremity', 'lower extremity']
    """
    found = regions_in(folded)
    if "/s" in folded.lower:
        known = {start for start, _, _ in found}
        found += [
            (m.start(), m.end(), _LETTER_REGIONS[m[1]])
            for m in _LETTER.finditer(folded.lower)
            if m.start() not in known
        ]
        found.sort()
    shared = _LIMBS.search(folded.lower)
    if shared and shared["one"] != shared["two"]:
        found.append((shared.start("one"), shared.end("one"), _LIMB_REGIONS[shared["one"], shared["what"]]))
        found.sort()
    return found


def body_parts(
    regions: Sequence[Place], levels: Sequence[Place], inside: tuple[int, int], implied: str | None, default_only: bool
) -> list[Place]:
    """The body parts asked about, in the order named, each with its place.

    Args:
        regions, levels: what the line names.
        inside: the words of the treatment; a region within them is replaced by the one they imply.
        implied: the region those words imply.
        default_only: the implied region counts only when the line names no other.
    """
    found: list[Place] = []
    named_inside = False
    for start, end, region in regions:
        if implied and inside[0] <= start and end <= inside[1]:
            named_inside = True
            continue
        found.append((start, end, region))
    own = {region for _, _, region in found}
    if implied and (named_inside or not own) and not (default_only and own):
        found.append((inside[0], inside[1], implied))
    found += [(start, end, region_of_level(level)) for start, end, level in levels]
    found.sort(key=lambda place: place[0])
    unique: dict[str, Place] = {}
    for place in found:
        unique.setdefault(place[2], place)
    for whole, parts in _WHOLE.items():
        if whole in unique and unique.keys() & parts:
            del unique[whole]
    return list(unique.values())


def side_of(sides: Sequence[Place], regions: Sequence[Place], main: str | None) -> Side | None:
    """The side of the main body part; failing that, the only side named.

    >>> side_of([(0, 4, "left"), (15, 20, "right")], [(5, 9, "hand"), (21, 30, "lower leg")], "hand")
    'left'
    >>> side_of([(0, 5, "right"), (10, 14, "left")], [(15, 19, "knee")], "knee")
    'bilateral'
    """
    if not sides:
        return None
    named = {side for _, _, side in sides}
    if len(named) == 1:
        return cast(Side, sides[0][2])
    own: set[str] = set()
    for start, end, region in regions:
        if region != main:
            continue
        earlier = [r for r in regions if r[1] <= start]
        begin = earlier[-1][1] if earlier else 0
        before = {side for s, e, side in sides if begin <= s and e <= end}
        own |= before
        if not before:
            later = [r for r in regions if r[0] >= end]
            stop = later[0][0] if later else end + 40
            behind = [side for s, _, side in sides if end <= s < stop]
            own |= set(behind[:1])
    if not own:
        own = named
    if "bilateral" in own or len(own) > 1:
        return "bilateral"
    return cast(Side, own.pop())
