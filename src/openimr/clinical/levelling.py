"""Levels of the spine that a finding takes although its own words name none: "the same levels", "and mild at C6-7".

A study names its finding once and goes on with levels ("stenosis on the left at C4-5 and bilaterally at C5-6"); a
treatment is repeated "at the same levels"; a medial branch block is printed by its discs and counted by its nerves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.clinical.anatomy import next_levels
from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Scene
from openimr.clinical.siding import BREAK

_SAME_LEVEL = re.compile(r"\b(?:same|these|those|identical|above) levels?\b")


def same_levels(scene: Scene, start: int) -> bool:
    """Whether the sentence says "at the same levels" behind ``start``."""
    return _SAME_LEVEL.search(scene.frame.text, start, min(scene.end, start + 80)) is not None


_TOLD = re.compile(
    r"(?:at|of|to|from|in|involving|across) (?:the )?(?:(?P<all>(?:either|both|each|every|these|those)"
    r"(?: of (?:these|those|the))?(?: \w+)? levels?)"
    r"|(?P<which>lower|lowest|upper|last) (?:(?P<count>two|three|2|3) )?(?P<lumbar>lumbar )?"
    r"(?:levels?|discs?|disks?|segments?|interspaces?)"
    r"|(?:two|2|three|3) (?P<lowest>lowest|lower) (?P<lumbar2>lumbar )?(?:levels?|discs?|disks?|segments?)"
    r"|(?P<junction>lumbosacral|cervicothoracic|thoracolumbar) junction"
    r"|(?:next )?(?:level )?(?P<next>(?:immediately |just )?(?:below|above)|next (?:lower|higher) level))\b"
    r"|\bone level (?P<one>below|above|lower|higher)\b"
)
#: Treatments at the medial branches, which are numbered like the vertebrae.
_AT_BRANCHES = ("tx.facet_block", "tx.radiofreq", "tx.facet")
_BRANCHES = re.compile(r"\b(?:mbbs?|medial branch|mbnb|mbn|rfa|rhizotomy|neurotomy|radiofrequency)\b")
#: What lies at nerve roots, which are named like the vertebrae.
_AT_ROOTS = frozenset({"dx.radiculopathy", "edx.radiculopathy", "edx.spontaneous_activity", "exam.sensory_deficit"})
_JUNCTIONS = {"lumbosacral": ["L5-S1"], "cervicothoracic": ["C7-T1"], "thoracolumbar": ["T12-L1"]}
_LUMBAR = ["L1-2", "L2-3", "L3-4", "L4-5", "L5-S1"]


def told_levels(scene: Scene, start: int, end: int, before: Sequence[str], lumbar: bool) -> list[str]:
    """The levels that words name in the clause of a finding without their numbers: "at each level", "the lower two".

    Args:
        scene: its sentence.
        start, end: the finding's own words.
        before: the levels that were named last before the sentence.
        lumbar: whether the text speaks of the lumbar spine alone.
    """
    text = scene.frame.text
    if "level" not in text[scene.start : scene.end] and "junction" not in text[scene.start : scene.end]:
        return []
    match = _TOLD.search(text, end, min(scene.end, end + 90))
    if match is not None and (
        BREAK.search(text, end, match.start()) or _of_another(scene, end, match.start())
    ):
        return []
    if match is None:
        match = _TOLD.match(text, scene.start, start)
    if match is None or (match["next"] and "level" not in match.group()):
        return []
    named = list(dict.fromkeys(level for a, _, level in scene.levels if a < match.start())) or list(before)
    if match["junction"]:
        return _JUNCTIONS[match["junction"]]
    if match["all"]:
        return named
    if step := match["next"] or match["one"]:
        return next_levels(named, below="below" in step or "lower" in step)
    number = {"two": 2, "2": 2, "three": 3, "3": 3}.get(match["count"] or "", 2 if match["lowest"] else 1)
    if match["lumbar"] or match["lumbar2"] or (lumbar and not named):
        named = _LUMBAR
    if len(named) <= number or not all("-" in level for level in named):
        return []
    return named[:number] if match["which"] == "upper" else named[-number:]


def _of_another(scene: Scene, end: int, stop: int) -> bool:
    """Whether another finding stands between, behind a comma or "with" ("bulges, with narrowing at the lower two")."""
    other = next((f.start for f in scene.found if end <= f.start and f.end <= stop), None)
    return other is not None and _APART.search(scene.frame.text, end, other) is not None


_APART = re.compile(r",(?!\s(?:and|or)\b)|\bwith\b")
_NO_ONE = re.compile(
    r"\s(?:is\s|are\s|seen\s|identified\s|noted\s|present\s|\(?at\s){1,3}(?:any|other|remaining|all other)"
    r"\s(?:of the\s)?(?:\w+\s)?levels?\b"
)


def at_no_one_level(scene: Scene, end: int) -> bool:
    """Whether the words behind a finding speak of no level by name ("no listhesis at any level")."""
    return _NO_ONE.match(scene.frame.text, end, min(scene.end, end + 60)) is not None


_BEFORE_ABLATION = re.compile(
    r"(?:[clts]\d[\d/, &clts]*|medial branch(?:es)?|facet|genicular|bilateral|left|right|lumbar|cervical|repeat)\s$"
)
_ABLATED = re.compile(
    r"(?:\s(?:of|at))?\s(?:the\s)?(?:(?:left|right|bilateral|b/l|l|r)\s)?"
    r"(?:[clt]\d|medial branch|facet|genicular)"
)


def at_nerves_told(scene: Scene, start: int, end: int) -> bool:
    """Whether nerves, levels or a side stand with an abbreviation that could name a form ("bilateral L3, L4 RFA")."""
    text = scene.frame.text
    return (
        _BEFORE_ABLATION.search(text, max(scene.start, start - 24), start) is not None
        or _ABLATED.match(text, end, min(scene.end, end + 40)) is not None
    )


_GRADE = (
    r"(?:minimal(?:ly)?|mild(?:ly)?|moderate(?:ly)?|severe(?:ly)?|marked(?:ly)?|slight(?:ly)?|less|more"
    r"|worse|to a lesser (?:degree|extent)|similar)"
)
_CONJUNCT = re.compile(
    rf"(?:,|;|\band\b|\bbut\b)(?:\s?(?:and|but|with|also))?\s(?P<here>(?:{_GRADE}(?:\s(?:to"
    rf"|and)\s{_GRADE})?\s)?(?:on the )?"
    rf"(?:(?P<side>left|right|bilateral(?:ly)?|both sides)\s)?(?:sided\s|more severe\s)?at\s(?:the\s)?(?=[cltsCLTS]\d))"
)


def at_other_levels(scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """A finding of imaging that goes on at another level without its name ("and bilaterally at C5-6", "mild at C6-7").

    With a side of its own it is a finding by itself; else the level joins those of the finding.
    """
    if not scene.levels:
        return
    text = scene.frame.text
    for match in _CONJUNCT.finditer(text, scene.start, scene.end):
        heads = [m for m in mentions if m.end <= match.start() and m.concept.startswith(("img.", "dx."))]
        levels = _row_at(scene, match.end())
        if not heads or not levels or any(m.start < match.end() and m.end > match.start("here") for m in mentions):
            continue
        head = max(heads, key=_end)
        if not head.levels or _names_more(scene, mentions, levels[-1][1]):
            continue
        named = tuple(dict.fromkeys(level for _, _, level in levels))
        side = match.group("side")
        if side is None:
            head.levels = tuple(dict.fromkeys((*head.levels, *named)))
            continue
        own = side if side in ("left", "right") else "bilateral"
        kept = tuple(level for level in head.levels if level not in named)
        head.levels = kept or head.levels
        between = [s for a, _, s in scene.sides if head.end <= a < match.start("here")]
        if len(set(between)) == 1:
            head.side = between[0]  # what was read as both sides is one here and one there
        yield Mention(
            head.concept, match.start("here"), levels[-1][1], scene.start, scene.end, "rule:goes on at another level",
            head.polarity, head.temporality, head.experiencer, own, named, head.regions, section=scene.section,
        )  # fmt: skip


def _end(mention: Mention) -> int:
    return mention.end


def _row_at(scene: Scene, start: int) -> list[tuple[int, int, str]]:
    """The levels that stand in a row from ``start``."""
    row: list[tuple[int, int, str]] = []
    at = start
    for item in scene.levels:
        if item[0] >= start and (not row or item[0] == row[-1][0] or item[0] - at <= 6):
            if not row and item[0] > start + 1:
                break
            row.append(item)
            at = item[1]
    return row


def _names_more(scene: Scene, mentions: Sequence[Mention], stop: int) -> bool:
    """Whether a finding stands right behind the level, which is then that one's."""
    return any(0 <= m.start - stop <= 12 and m.polarity is Polarity.AFFIRMED for m in mentions) or (
        any(0 <= f.start - stop <= 2 for f in scene.found)
    )


def lies_at_nerves(concept: str, sentence: str) -> bool:
    """Whether a finding or treatment lies at nerves rather than at discs.

    >>> lies_at_nerves("dx.radiculopathy", ""), lies_at_nerves("tx.facet_block", "bilateral facet injections")
    (True, False)
    """
    return concept in _AT_ROOTS or (concept.startswith(_AT_BRANCHES) and _BRANCHES.search(sentence) is not None)


def as_nerves(levels: Sequence[tuple[int, int, str]], wanted: Sequence[str]) -> list[str]:
    """Levels of nerves printed as one range ("C4-C6") by their vertebrae: the nerves are numbered so.

    >>> as_nerves([(0, 5, "C4-5"), (0, 5, "C5-6")], ["C4-5", "C5-6"])
    ['C4', 'C5', 'C6']
    >>> as_nerves([(0, 5, "C6-7"), (0, 5, "C7-T1")], ["C6-7", "C7-T1"])
    ['C6', 'C7', 'C8', 'T1']
    >>> as_nerves([(0, 4, "L4-5"), (6, 11, "L5-S1")], ["L4-5", "L5-S1"])
    ['L4-5', 'L5-S1']
    """
    ranges: dict[int, list[str]] = {}
    for start, _, level in levels:
        if level in wanted:
            ranges.setdefault(start, []).append(level)
    if len(ranges) != 1:
        return list(wanted)
    (printed,) = ranges.values()
    if len(printed) < 2 or len(printed) != len(wanted) or not all("-" in level for level in printed):
        return list(wanted)
    ends = [level.split("-") for level in printed]
    nerves = [ends[0][0]]
    for high, low in ends:
        if (high, low) == ("C7", "T1"):
            nerves.append("C8")  # the root between them
        nerves.append(low if low[0].isalpha() else high[0] + low)
    return list(dict.fromkeys(nerves))
