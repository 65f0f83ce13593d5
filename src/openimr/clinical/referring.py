"""Treatments and findings that are named by a reference alone: "#2", "the repeat", "the same levels", "mild at C6-7".

A series names its treatment once ("Left stellate block #1 (3/12): 50 %; #2 (4/9): 70 %"), a study its finding once
("stenosis on the left at C4-5 and bilaterally at C5-6"). What the reference stands for is the last thing of the kind
that the text named; it has the side and the levels of that, unless it names its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.clinical.assertion import assertion_of
from openimr.clinical.model import Mention, Polarity
from openimr.clinical.scene import Scene
from openimr.clinical.signs import SIGN

#: Treatments that are done several times and counted.
_COUNTED = (
    "tx.epidural", "tx.facet", "tx.radiofreq", "tx.nerve_block", "tx.steroid", "tx.injection", "tx.trigger",
    "tx.sacroiliac", "tx.viscosup", "tx.sympathetic", "tx.stellate", "tx.botox", "tx.prp", "tx.knee_surgery",
    "tx.shoulder_surgery", "tx.carpal", "tx.other_surgery", "tx.spine_surgery", "tx.lumbar_fusion", "tx.discectomy",
    "tx.laminectomy", "tx.scs_trial", "tx.arthroscopy", "tx.joint_injection", "tx.tendon",
)  # fmt: skip
_NUMBERED = re.compile(r"(?<![\w#/])(?:(?:inj(?:ection)?|block|shot|esi|no\.)\s)?#\s?[1-9](?![\d/.]|\s?(?:tabs?"
    r"|caps?|pills))")
_ORDINAL = re.compile(
    r"\b(?:the|an?)\s(?:first|second|third|fourth|repeat|other|latter|former|last)(?:\sone|\sinjection|\sblock|\sprocedure)?\b"
    r"(?=,?\s(?:of\s(?:\w+\s)?\d|of\s[a-z]+\s\d|on\s(?:\d|[a-z]+\s\d)|in\s(?:[a-z]+\s)?\d{4}|was\s(?:done"
    r"|performed|given|on|in|of no)|did\s|gave\s|held\s"
    r"|helped|provided\s|lasted\s|brought\s|reduced\s|came\s|relieved\s|wore\s|took\s(?:the|his|her)))"
)
_SERIES = re.compile(r"[#]|\b(?:first|second|third|fourth|repeat|other|latter|former|last)\b")
_NUMBER_BEFORE = re.compile(r"\b(?:after|from|of|with|to|and|or|for)\s(?:#\s?[1-9]\s(?:and|or|to)\s)?$")


_ANOTHER = re.compile(r"\b(?:first|second|third|initial|repeat|last|latest)\s$")


@dataclass(slots=True)
class Referred:
    """The last counted treatment that the text named, and the last levels and side that stood together."""

    treatment: Mention | None = None
    sentences: int = 0  #: since it was named
    levels: tuple[str, ...] = ()
    side: str | None = None

    def see(self, mentions: Sequence[Mention]) -> None:
        """Take note of what a sentence named."""
        self.sentences += 1
        for mention in mentions:
            if mention.concept.startswith(_COUNTED) and "drug" not in mention.attributes:
                self.treatment, self.sentences = mention, 0
            if mention.levels:
                self.levels, self.side = mention.levels, mention.side

    def same(self, concept: str, scene: Scene, start: int) -> Mention | None:
        """The treatment just named of which this is another one ("right L5-S1 epidural #2. The first epidural ...")."""
        head = self.treatment
        if head is None or head.concept != concept or self.sentences > 2:
            return None
        return head if _ANOTHER.search(scene.frame.text, max(scene.start, start - 14), start) else None

    def again(self, scene: Scene, mentions: Sequence[Mention]) -> Iterator[Mention]:
        """The treatments of a sentence that are named by their number or order alone."""
        text = scene.frame.text
        if not scene.signs & SIGN["series"] or _SERIES.search(text, scene.start, scene.end) is None:
            return
        numbered = _NUMBERED.finditer(text, scene.start, scene.end)
        for match in (*numbered, *_ORDINAL.finditer(text, scene.start, scene.end)):
            head = self._head(match.start(), scene, mentions)
            if head is None or any(m.start < match.end() and m.end > match.start() for m in mentions):
                continue
            side = next((s for a, _, s in scene.sides if 0 <= a - match.end() <= 2), head.side)
            asserted = assertion_of(scene.frame, match.start(), match.end(), act=True)
            yield Mention(
                head.concept, match.start(), match.end(), scene.start, scene.end,
                "; ".join((f"reference:{match.group()} to {head.concept}", *asserted.rules)), asserted.polarity,
                asserted.temporality, asserted.experiencer, side, head.levels, head.regions, section=scene.section,
            )  # fmt: skip

    def _head(self, start: int, scene: Scene, mentions: Sequence[Mention]) -> Mention | None:
        before = [m for m in mentions if m.end <= start]
        for mention in reversed(before):
            if "drug" in mention.attributes and scene.frame.text[start : start + 1] == "#":
                return None  # "Norco #9" is a quantity
            if mention.concept.startswith(_COUNTED):
                return mention
        behind = [m for m in mentions if m.start >= start and m.concept.startswith(_COUNTED)]
        if behind:
            return None
        return self.treatment if self.sentences <= 2 else None


_SAME_LEVEL = re.compile(r"\b(?:same|these|those|identical|above) levels?\b")


def same_levels(scene: Scene, start: int) -> bool:
    """Whether the sentence says "at the same levels" behind ``start``."""
    return _SAME_LEVEL.search(scene.frame.text, start, min(scene.end, start + 80)) is not None


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


def as_nerves(levels: Sequence[tuple[int, int, str]], wanted: Sequence[str]) -> list[str]:
    """Levels of a medial branch block printed as one range ("C4-C6") by their vertebrae: the branches are numbered so.

    >>> as_nerves([(0, 5, "C4-5"), (0, 5, "C5-6")], ["C4-5", "C5-6"])
    ['C4', 'C5', 'C6']
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
    nerves = [ends[0][0], *(low if low[0].isalpha() else high[0] + low for high, low in ends)]
    return list(dict.fromkeys(nerves))
