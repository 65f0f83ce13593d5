"""What a treatment brought: relief with its share and length, and which treatment each statement is about."""

from __future__ import annotations

import re

from openimr.clinical.kinds import ADJUNCTS
from openimr.clinical.measures import pain_change, relief_percents
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.scene import Scene

#: Treatments a response is told of, the most specific first where several stand in a sentence.
_PROCEDURES = (
    "tx.epidural",
    "tx.facet",
    "tx.radiofreq",
    "tx.trigger",
    "tx.sacroiliac",
    "tx.steroid",
    "tx.visco",
    "tx.prp",
    "tx.nerve_block",
    "tx.hardware_block",
    "tx.scs",
    "tx.tens",
    "tx.hwave",
    "tx.interferential",
    "tx.nmes",
    "tx.botulinum",
    "tx.toradol",
    "tx.acupuncture",
    "tx.chiropractic",
    "tx.physical",
    "tx.occupational",
    "tx.massage",
    "tx.aquatic",
)
_OF = re.compile(r"\b(?:from|with|after|following|to|by|of|using|since|due to)\s(?:\w+\s){0,6}$")
_RELIEF = re.compile(r"\brelie[fv]|improve|better|benefit|decreas|reduc|help|less pain|pain free")
_VAGUE = re.compile(r"\b(?:helped|helps|help|helpful|beneficial|effective|working|works|benefit)\b")
_LASTED = re.compile(
    r"\b(?:relie[fv]\w*|improve\w*|last\w*|benefit\w*|better|help\w*|reduc\w*|decreas\w*|pain free|sustained"
    r"|persist\w*|response|stayed|remained|dropped|went (?:down )?from|fell from)\b"
)
_RESPONSES = ("resp.relief", "resp.no_relief", "resp.helps", "resp.function_improved", "resp.medication_reduced",
              "resp.medication_increased", "resp.sleep_improved", "resp.usage", "resp.temporary", "resp.adverse_effect",
              "func.adl_improved")  # fmt: skip


_DOSE_CHANGES = ("resp.medication_reduced", "resp.medication_increased")
#: Responses that belong to the one procedure of a sentence, wherever in it they stand.
_MEASURED = ("resp.relief", "resp.function_improved", "func.adl_improved", *_DOSE_CHANGES)


def quantify(scene: Scene, mentions: list[Mention]) -> list[Mention]:
    """Adds to the relief of a sentence its percent, weeks and scores; makes a mention where figures alone tell it."""
    text = scene.folded.plain
    percents = relief_percents(text, scene.start, scene.end)
    change = pain_change(text, scene.start, scene.end)
    reliefs = [m for m in mentions if m.concept == "resp.relief"]
    has_word = _RELIEF.search(scene.words) is not None
    told = bool(reliefs) or any(m.concept in ("resp.helps", "resp.no_relief") for m in mentions)
    durations = scene.durations if (percents or change or told or has_word) else []
    lowered = change is not None and change[3] < change[2]
    lasting = bool(durations) and has_word and _VAGUE.search(scene.words) is not None
    if not (reliefs or percents or lowered or lasting):
        return mentions
    added: list[Mention] = []
    if not reliefs:
        if percents:
            anchor = (percents[0].start, percents[0].end, "figure:percent")
        elif change:
            anchor = (change[0], change[1], "figure:pain before and after")
        else:
            return mentions
        new = Mention("resp.relief", anchor[0], anchor[1], scene.start, scene.end, anchor[2], section=scene.section)
        added.append(new)
        reliefs = [new]
    for number, percent in enumerate(percents):
        target = _nearest(reliefs, percent.start, percent.end)
        if "percent" in target.attributes and number:
            target = Mention(
                "resp.relief",
                percent.start,
                percent.end,
                scene.start,
                scene.end,
                "figure:percent",
                section=scene.section,
            )
            added.append(target)
        value = percent.value - 1 if percent.bound == "less" else percent.value
        target.attributes["percent"] = value
        target.value, target.unit = value, "%"
        if percent.high > percent.value:
            target.attributes["percent_high"] = percent.high
    if change and change[2] != change[3]:
        target = _nearest(reliefs, change[0], change[1])
        target.attributes.setdefault("vas_before", change[2])
        target.attributes.setdefault("vas_after", change[3])
    for duration in durations:
        if duration.weeks is None:
            continue
        target = _nearest(reliefs, duration.start, duration.end)
        low, high = min(target.start, duration.start), max(target.end, duration.end)
        near = text[max(scene.start, low - 30) : min(scene.end, high + 20)]
        if high - low > 110 or "weeks" in target.attributes or not _LASTED.search(near) or ";" in text[low:high]:
            continue
        if re.search(
            r"\b(?:pain|symptoms?|history|injury|took|taking|therapy|pt)\s(?:for|x)\s(?:\w+\s){0,2}$",
            text[max(scene.start, duration.start - 30) : duration.start],
        ):
            continue
        target.attributes["weeks"] = duration.weeks
        if target.value is None and duration.printed is not None:
            target.value, target.unit = duration.printed, duration.unit
    return [*mentions, *added]


def _nearest(reliefs: list[Mention], start: int, end: int) -> Mention:
    return min(reliefs, key=lambda m: max(m.start - end, start - m.end, 0))


def tie(mentions: list[Mention]) -> None:
    """Names in ``attributes["of"]`` what each response is about: a treatment of its sentence, else of one before."""
    by_sentence: dict[int, list[Mention]] = {}
    for mention in mentions:
        by_sentence.setdefault(mention.sentence_start, []).append(mention)
    last: Mention | None = None
    distance = 0
    for here in by_sentence.values():
        cut_down = [(m.start, m.end) for m in here if m.concept in _DOSE_CHANGES]
        # the drug that went down did not bring the relief
        bringers = [m for m in here if _can_bring(m) and not any(a - 12 <= m.start <= b + 12 for a, b in cut_down)]
        for mention in here:
            if mention.concept not in _RESPONSES or "of" in mention.attributes:
                continue
            source = _source(mention, bringers)
            if source is None and last is not None and distance <= 2:
                source = last
            if source is None:
                continue
            mention.attributes["of"] = source.concept
            mention.regions = mention.regions or source.regions
            mention.levels = mention.levels or source.levels
            mention.side = mention.side or source.side
        named = [m for m in bringers if m.concept.startswith(_PROCEDURES)] or bringers
        if named:
            last, distance = named[-1], 0
        else:
            distance += 1


def _can_bring(mention: Mention) -> bool:
    if not mention.concept.startswith(("tx.", "med.")) or mention.concept in ADJUNCTS:
        return False
    return mention.polarity is not Polarity.NEGATED and mention.temporality is not Temporality.HYPOTHETICAL


def _source(mention: Mention, bringers: list[Mention]) -> Mention | None:
    if mention.concept in _DOSE_CHANGES:
        bringers = [m for m in bringers if m.concept.startswith("tx.") and m.concept != "tx.medication_trial"]
    if not bringers:
        return None
    before = [m for m in bringers if m.end <= mention.start]
    after = [m for m in bringers if m.start >= mention.end]
    procedures = [m for m in bringers if m.concept.startswith(_PROCEDURES)]
    if len(procedures) == 1 and mention.concept in _MEASURED:
        return procedures[0]
    # "relief from the injection" names it behind; "the injection gave relief" before
    if after and after[0].start - mention.end < 40:
        return after[0]
    return before[-1] if before else after[0] if after else None
