"""Which date belongs to which event of a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.clinical.dates import DateMention
from openimr.clinical.kinds import STUDIES
from openimr.clinical.model import Mention
from openimr.clinical.scene import Scene

_EVENTS = frozenset({"tx", "img", "edx", "lab", "psych", "resp"})
_NOT_AN_EVENT = re.compile(
    r"\b(?:date of injury|doi|injury date|injur(?:y|ed)\s(?:on|of|dated)|industrial injury(?: on| of)?"
    r"|sustained[^.;]{0,60}(?:on|of)|date of birth|dob|born|claim from|occupational claim)\s?(?:of|on|is|was|:)?\s?$"
)
_VISIT = re.compile(
    r"\b(?:note|report|visit|exam\w*|evaluat\w+|consult\w*|pr 2|pr2|pr-2|pr|seen|documentation|records?|follow.up"
    r"|re.evaluation|dated|as of|on)\b"
)
_LEADS_TO_DATE = re.compile(
    r"(?:\b(?:on|dated|of|from|in|was|is|performed|done|since|date|dos|taken|obtained|completed)\s|[(,:]\s?|^\s?)"
    r"(?:about |approximately |the |early |late )?$"
)
_OWN_DATE = re.compile(r"[^.]{0,40}\b(?:dated|on|of|from|in)\s?")


def date_events(scene: Scene, mentions: list[Mention]) -> None:
    """Sets the date of every mention of a sentence that the sentence dates.

    Treatments and studies take the date of the event; findings take the date of the visit at which they were made. What
    is told by distance ("two years ago") is kept as ``ago_days`` until the paper's date is known.
    """
    if not scene.dates and not scene.agos:
        return
    plain = scene.folded.plain
    dates = [d for d in scene.dates if not _NOT_AN_EVENT.search(plain[max(scene.start, d.start - 60) : d.start])]
    for mention in mentions:
        if mention.date is not None or mention.attributes.get("since") is not None:
            continue
        kind = mention.concept.partition(".")[0]
        event = kind in _EVENTS or mention.concept in ("func.fall", "dx.stroke")
        chosen = _of_event(plain, mention, dates, mentions) if event else _of_visit(plain, scene, mention, dates)
        if chosen:
            mention.date = chosen
        elif kind in ("tx", "img", "edx", "psych"):
            near = [a for a in scene.agos if -40 < a.start - mention.end < 70 or 0 <= mention.start - a.end < 40]
            if near:
                mention.attributes["ago_days"] = float(near[0].days)
                mention.attributes["ago_unit"] = near[0].unit


def _of_event(plain: str, mention: Mention, dates: Sequence[DateMention], mentions: list[Mention]) -> str | None:
    behind = next((d for d in dates if d.start >= mention.end), None)
    if behind is not None:
        between = plain[mention.end : behind.start]
        rival = any(m.start >= mention.end and m.end <= behind.start and _rivals(m, mention) for m in mentions)
        near = len(between) <= (75 if rival else 110) and ";" not in between and _LEADS_TO_DATE.search(between)
        if near and not (rival and ("," in between or not _OWN_DATE.fullmatch(between))):
            return behind.iso
    ahead = [d for d in dates if d.end <= mention.start and plain[max(0, d.start - 6) : d.start] != "since "]
    if ahead:
        between = plain[ahead[-1].end : mention.start]
        if len(between) <= 220 and ";" not in between:
            return ahead[-1].iso
    return None


def _rivals(other: Mention, mention: Mention) -> bool:
    """Whether ``other`` is an event that could claim a date for itself."""
    if other.concept == mention.concept:
        return False
    kind = other.concept.partition(".")[0]
    return other.concept in STUDIES or kind in ("tx", "psych", "lab")


def _of_visit(plain: str, scene: Scene, mention: Mention, dates: Sequence[DateMention]) -> str | None:
    ahead = [d for d in dates if d.end <= mention.start]
    if ahead:
        lead = plain[max(scene.start, ahead[-1].start - 45) : ahead[-1].start]
        if _VISIT.search(lead) or ahead[-1].start - scene.start < 3 or lead.endswith("("):
            return ahead[-1].iso
    behind = [d for d in dates if 0 <= d.start - mention.end < 30]
    if behind and re.search(r"\bon\s$|\($", plain[mention.end : behind[0].start]):
        return behind[0].iso
    return None
