"""Motion of joints in figures: "flexion 45 degrees", "AROM R knee 0-118", "100 degrees of forward flexion", columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Scene
from openimr.clinical.siding import Placed
from openimr.clinical.signs import SIGN

_LONG = (
    r"forward flexion|lateral flexion|palmar flexion|plantar\s?-?\s?flexion|dorsi\s?-?\s?flexion"
    r"|hyperextension|flexion|extension|abduction"
    r"|adduction|(?:internal|external|lateral|medial|axial)\srotation|rotation|(?:lateral |side "
    r"|forward )?bend(?:ing)?|side\s?-?\s?bend(?:ing)?"
    r"|lateral tilt|(?:radial|ulnar)\sdeviation|pronation|supination|inversion|eversion|elevation|scaption|opposition"
)
_SHORT = (
    r"(?:fwd |fw |forward |lat |lateral )?flex|ext|abd|add|(?:int|ext|lat)\.?\srot|rot|sb|lb|lf|ff|fe|ir|er|df|pf|inv"
    r"|ever|pron|sup|rd|ud|arom|prom|rom"
)
_NAME = rf"(?P<motion>{_LONG}|{_SHORT})(?![a-z])\.?"
_SIDE = r"(?:right|left|rt|lt|r|l|bilateral(?:ly)?|bilat|b/l)"
_DEGREES = r"(?:\s?(?:°|degrees?\b|deg\b))"
_MOTION = re.compile(
    rf"(?<![a-z]){_NAME}(?P<lead>(?:[\s:=,(~]+(?:is|was|are|to|of|at|about|active|passive|approximately|only|limited|decreased|reduced|restricted"
    rf"|measured|measures|within|knee|shoulder|hip|elbow|wrist|ankle|neck|thumb|finger|lumbar|cervical|on|the|in|and|both|sides|{_SIDE}))*"
    rf"[\s:=,(~-]+)(?P<v>\d{{1,3}})(?![\d.,]\d){_DEGREES}?(?:\s?(?P<join>-|to|/)\s?(?P<w>\d{{1,3}})(?![\d]))?(?P<deg>{_DEGREES}|\s?%|\s?percent\b)?"
    r"(?!\s?(?:/\s?[0-9]|mg|mcg|lbs?\b|pounds|x\b|times|reps|sets|min|sec|weeks|visits|out of|days|mm"
    r"|cm|kg|st\b|nd\b|rd\b|th\b|hours|ml))"
)
_REVERSED = re.compile(
    rf"(?<![\d/.-])(?P<v>\d{{1,3}})(?P<deg>{_DEGREES})\s(?:of\s)?(?:active\s|passive\s|maximum\s|maximal\s)?(?:in\s|with\s)?(?:{_SIDE}\s)?(?P<motion>{_LONG})\b"
)
_COLUMN = re.compile(r"\s{1,3}(?P<w>\d{1,3})(?:\s?(?:°|degrees?\b|deg\b))?(?![\d/.%-]|\s?(?:mg|lb|x\b|min))")
_HEADER = re.compile(r"\b(?P<one>right|left|r|l)\s{1,3}(?P<two>right|left|r|l)\b(?![^\n]*\bright\s+left\b)")
_AROUND = re.compile(rf"(?<![a-z])(?P<side>{_SIDE})\.?\s(?:\w+\s)?$")
_BEHIND = re.compile(rf"\s(?:on the |on )?(?P<side>{_SIDE})(?=\s?(?:[,;.)/]|and\b|$))")
_TELLS = re.compile(r"\b(?:rom|arom|prom|motion|degrees?|deg|flex(?:ion)?|abd(?:uction)?|extension)\b|°")
_DIGIT = re.compile(r"\d")
_SIDES = {"right": "right", "rt": "right", "r": "right", "left": "left", "lt": "left", "l": "left"}
_UNSURE = frozenset(
    {
        "ext",
        "add",
        "sb",
        "lb",
        "lf",
        "ff",
        "fe",
        "ir",
        "er",
        "df",
        "pf",
        "inv",
        "ever",
        "pron",
        "sup",
        "rd",
        "ud",
        "rot",
        "abd",
        "elevation",
    }
)


def motions(scene: Scene, context: Sequence[str]) -> Iterator[Mention]:
    """Measured motion as ``exam.motion_measured`` with degrees (or percent of normal) and the name of the motion.

    Args:
        scene: the sentence.
        context: body parts of the examination that the sentence goes on with.
    """
    text = scene.folded.plain
    if not scene.signs & SIGN["motion"] or _DIGIT.search(text, scene.start, scene.end) is None:
        return
    words = scene.words
    told = _TELLS.search(words) is not None
    taken = scene.start
    header = None
    for match in _MOTION.finditer(text, scene.start, scene.end):
        name = match.group("motion")
        degrees = match.group("deg") or ""
        if (name in _UNSURE and not degrees and not told) or (name in ("rom", "arom", "prom") and not match.group("w")):
            continue
        low, high = float(match.group("v")), float(match.group("w") or match.group("v"))
        value = low if match.group("join") == "/" else max(low, high)
        if value > 200 or (
            "%" not in degrees
            and "percent" not in degrees
            and match.group("join") is None
            and _graded(text, match.end())
        ):
            continue
        taken = match.end()
        side = _side(scene, match.start(), match.start("v"), match.group("lead"))
        behind = _BEHIND.match(text, match.end(), scene.end)
        if behind and not re.search(rf"(?<![a-z]){_SIDE}(?![a-z])", match.group("lead")):
            side = _SIDES.get(behind.group("side"), "bilateral")  # "flexion 100 right, 90 left"
        unit = "%" if "%" in degrees or "percent" in degrees else "deg"
        second = _COLUMN.match(text, match.end(), scene.end) if match.group("w") is None else None
        if second is not None:
            header = header or _columns(text, scene.start, match.start())
        if second is not None and header:
            for value_at, part in ((match, "v"), (second, "w")):
                column = header[0] if value_at is match else header[1]
                yield _mention(scene, match.start() if value_at is match else second.start("w"), value_at.end(),
                float(value_at.group(part)),
                               unit, name, column, context)  # fmt: skip
            continue
        yield _mention(scene, match.start(), match.end(), value, unit, name, side, context)
    if "deg" not in words and "°" not in words:
        return
    for match in _REVERSED.finditer(text, scene.start, scene.end):
        if match.start() >= taken or taken == scene.start:
            side = _side(scene, match.start(), match.end(), match.group())
            yield _mention(
                scene,
                match.start(),
                match.end(),
                float(match.group("v")),
                "deg",
                match.group("motion"),
                side,
                context,
            )


def _graded(text: str, end: int) -> bool:
    """Whether the figure is a strength grade or a score rather than degrees."""
    return text[end : end + 2].strip().startswith(("/", "+"))


def _side(scene: Scene, start: int, end: int, lead: str) -> str | None:
    inside = re.search(rf"(?<![a-z]){_SIDE}(?![a-z])", lead)
    if inside:
        return _SIDES.get(inside.group(), "bilateral")
    before = _AROUND.search(scene.folded.plain[max(scene.start, start - 16) : start])
    if before:
        return _SIDES.get(before.group("side"), "bilateral")
    near = [side for at, _, side in scene.sides if at < end]
    return near[-1] if near else None


def _columns(text: str, begin: int, start: int) -> tuple[str, str] | None:
    """The sides of two columns of figures, as the heading above them names them."""
    heads = list(_HEADER.finditer(text, max(0, start - 400), start))
    if not heads:
        return None
    return _SIDES[heads[-1].group("one")], _SIDES[heads[-1].group("two")]


def _mention(
    scene: Scene, start: int, end: int, value: float, unit: str, motion: str, side: str | None, context: Sequence[str]
) -> Mention:
    return Mention(
        "exam.motion_measured", start, end, scene.start, scene.end, "figure:motion", Polarity.AFFIRMED, side=side,
        regions=_regions(scene.regions, start, context), value=value, unit=unit, attributes={"motion": motion},
        section=scene.section,
    )  # fmt: skip


def _regions(regions: Sequence[Placed], start: int, context: Sequence[str]) -> tuple[str, ...]:
    before = [region for at, _, region in regions if at < start + 40]
    return (before[-1],) if before else tuple(context)
