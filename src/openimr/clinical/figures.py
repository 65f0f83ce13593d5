"""Mentions made of figures: pain scores, strength grades, counts of visits, compounds; and pain that radiates."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.clinical.assertion import assertion_of
from openimr.clinical.dates import number_of
from openimr.clinical.drugs import ingredients
from openimr.clinical.kinds import ARM, LEG, SPINE
from openimr.clinical.measures import scores_in, visits_in
from openimr.clinical.medication import times_a_day
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.scene import Scene
from openimr.clinical.signs import SIGN

_RADIATE = re.compile(
    r"\b(?:radiat(?:es|ing|ion|e|ed)|shoots?|shooting|travels?|travell?ing|extends?|extending"
    r"|goes down|going down|runs? down)\b"
)
_COUNTED = (
    "tx.physical", "tx.occupational", "tx.chiropractic", "tx.acupuncture", "tx.massage", "tx.aquatic",
    "tx.psychotherapy", "tx.functional", "tx.shockwave",
)  # fmt: skip
_DEVICES = ("tx.tens", "tx.nmes", "tx.hwave", "tx.interferential")
_COUNT_BEFORE = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six)\s"
    r"(?:prior |previous |lumbar |cervical |transforaminal |epidural |more |separate )*$"
)
_GRADE_ALONE = re.compile(r"(?<![\d/.])(?P<n>[0-5])(?P<sign>[+\-])?\s?(?:/|out of)\s?5(?![\d/])")
_NO_GRADE = re.compile(r"pain|waddell|gcs|tender|reflex|satisf")
_SHARE_BEHIND = re.compile(r"^\s?\(?\d{1,2}(?:\.\d+)?\s?%")
_QUANTITY = re.compile(
    r"#\s?\d+|\bquantity\s\d+|\bqty\.?\s?:?\s?\d+|\b\d{1,2}\s(?:sessions|visits)\b|\bx\s?\d{1,2}\b|\b\d\s?x\s?\d\b"
)
_OTHER_SUBJECT = re.compile(r"\b(?:and has|with|he|she|is|was|denies)\b")


def radiation(scene: Scene, context: list[str]) -> Iterator[Mention]:
    """Pain that radiates into a leg or an arm; ``context`` are the body parts spoken of before."""
    if not scene.signs & SIGN["radiation"]:
        return
    text = scene.frame.text
    for match in _RADIATE.finditer(text, scene.start, scene.end):
        limbs: dict[str, list[str]] = {}
        side = None
        for start, end, region in scene.regions:
            if not match.end() <= start < match.end() + 90:
                continue
            between = text[match.end() : start]
            if ";" in between or _OTHER_SUBJECT.search(between):
                break
            group = "sx.radiating_leg_pain" if region in LEG else "sx.radiating_arm_pain" if region in ARM else None
            if group:
                limbs.setdefault(group, []).append(region)
                side = side or next((s for c, d, s in scene.sides if match.end() <= c and d <= end), None)
        asserted = assertion_of(scene.frame, match.start(), match.end())
        named = {region for _, _, region in scene.regions}
        if not limbs:
            if asserted.polarity is not Polarity.NEGATED:
                continue
            spine = [r for r in named if r in SPINE] or context
            limbs = {"sx.radiating_arm_pain" if "cervical spine" in spine else "sx.radiating_leg_pain": []}
        for name, regions in limbs.items():
            if name.endswith("arm_pain") and set(regions) <= {"shoulder"} and regions and "cervical spine" not in named:
                continue
            limb = "lower extremity" if name.endswith("leg_pain") else "upper extremity"
            yield Mention(
                name, match.start(), match.end(), scene.start, scene.end,
                "; ".join(("rule:radiation", *asserted.rules)), asserted.polarity, asserted.temporality,
                asserted.experiencer, side, regions=tuple(dict.fromkeys(regions)) or (limb,), section=scene.section,
            )  # fmt: skip


def pain_scores(scene: Scene, context: list[str]) -> Iterator[Mention]:
    """Pain scores of a sentence; a range counts by its upper end, the lower is kept as ``low``."""
    if not scene.signs & SIGN["score"]:
        return
    for score in scores_in(scene.folded.plain, scene.start, scene.end):
        before = [(end, region) for _, end, region in scene.regions if end <= score.start]
        near = bool(before) and score.start - before[-1][0] < 160
        asserted = assertion_of(scene.frame, score.start, score.end)
        past = asserted.temporality is Temporality.HISTORICAL
        mention = Mention(
            "sx.pain_score", score.start, score.end, scene.start, scene.end, "figure:pain score",
            temporality=Temporality.HISTORICAL if past else Temporality.CURRENT,
            regions=(before[-1][1],) if near else tuple(context), value=score.high, unit="/10", section=scene.section,
        )  # fmt: skip
        if score.low != score.high:
            mention.attributes["low"] = score.low
        behind = scene.frame.text[score.end : score.end + 24]
        if re.match(r"\s?(?:\w+\s)?without\b", behind):
            mention.attributes["without_medication"] = True
        elif re.match(r"\s?(?:\w+\s)?with\b", behind):
            mention.attributes["with_medication"] = True
        yield mention


def lone_grades(scene: Scene, mentions: list[Mention]) -> Iterator[Mention]:
    """Strength grades that no word for strength stands beside ("4/5 in the left quadriceps").

    A grade behind "motor weakness" is given to that mention instead of making a new one.
    """
    if not scene.signs & SIGN["grade"] or _NO_GRADE.search(scene.words):
        return
    taken = [(m.start, m.end) for m in mentions if m.unit == "/5"]
    for match in _GRADE_ALONE.finditer(scene.folded.plain, scene.start, scene.end):
        if any(a <= match.start() < b for a, b in taken):
            continue
        grade = float(match.group("n")) + {"+": 0.3, "-": -0.3}.get(match.group("sign") or "", 0.0)
        grade = min(5.0, round(grade, 1))
        side = _side_of_grade(scene, match.start(), match.end())
        ungraded = [
            m for m in mentions
            if m.concept == "exam.motor_deficit" and m.value is None and abs(m.end - match.start()) < 60 and grade < 5
        ]  # fmt: skip
        if ungraded:
            ungraded[-1].value, ungraded[-1].unit = grade, "/5"
            ungraded[-1].side = ungraded[-1].side or side
            continue
        yield Mention(
            "exam.motor_deficit", match.start(), match.end(), scene.start, scene.end, "figure:strength grade",
            Polarity.NEGATED if grade >= 5 else Polarity.AFFIRMED, side=side, value=grade, unit="/5",
            regions=tuple(dict.fromkeys(r for a, _, r in scene.regions if abs(a - match.start()) < 60)),
            section=scene.section,
        )  # fmt: skip


def _side_of_grade(scene: Scene, start: int, end: int) -> str | None:
    """The side right behind a grade, else the last before it, else the first that comes ("4/5 in the left biceps")."""
    text = scene.frame.text
    behind = next(((a, s) for a, _, s in scene.sides if 0 <= a - end < 40), None)
    if behind and not re.search(r"[,;.]", text[end : behind[0]]):
        return behind[1]
    before = [s for _, b, s in scene.sides if 0 <= start - b < 60 and ";" not in text[b:start]]
    return before[-1] if before else behind[1] if behind and ";" not in text[end : behind[0]] else None


def count_visits(scene: Scene, mention: Mention) -> None:
    """Gives a treatment its number of visits or courses, and a device how often a day it is used."""
    text = scene.folded.plain
    if mention.concept.startswith(_COUNTED):
        for start, end, number in visits_in(text, scene.start, scene.end):
            gap = max(mention.start - end, start - mention.end)
            between = text[min(end, mention.end) : max(start, mention.start)]
            if gap <= 40 and not re.search(r"[;]|\.\s|,\s(?:and\s)?\d", between):
                _set_visits(mention, number)
                return
        times = re.match(r"\s?\(?(?:x|times)\s?(\d{1,2})\b", text[mention.end : mention.end + 9])
        if times:
            _set_visits(mention, float(times.group(1)))
    elif mention.concept.startswith(_DEVICES) and mention.temporality is not Temporality.HYPOTHETICAL:
        rate = times_a_day(text[mention.end : min(scene.end, mention.end + 120)])
        if rate:
            mention.attributes["per_day"] = rate
    count = _COUNT_BEFORE.search(text[max(scene.start, mention.start - 30) : mention.start])
    if count:
        mention.attributes["count"] = float(number_of(count.group("n")))


def _set_visits(mention: Mention, number: float) -> None:
    mention.attributes["visits"] = number
    mention.value, mention.unit = number, "visits"


def request_details(scene: Scene) -> Iterator[Mention]:
    """The ingredients of a compound named with their shares; quantity and duration stated in a request."""
    text = scene.folded.plain
    parts = [f for f in scene.found if f.drug is not None] if scene.signs & SIGN["figure"] else []
    shared = [f for f in parts if _SHARE_BEHIND.match(text[f.end : f.end + 8])]
    broad = ("topical analgesic", "compound topical")
    if len(shared) >= 2 or (shared and any(f.drug and f.drug.generic in broad for f in parts)):
        names = list(dict.fromkeys(name for f in shared if f.drug for name in ingredients(f.drug.generic)))
        yield Mention(
            "admin.composition_stated", shared[0].start, shared[-1].end, scene.start, scene.end,
            "rule:ingredients with shares", attributes={"ingredients": ", ".join(names)}, section=scene.section,
        )  # fmt: skip
    if scene.section != "plan" and "planned_before" not in scene.frame.kinds:
        return
    quantity = _QUANTITY.search(text, scene.start, scene.end)
    if quantity:
        yield Mention(
            "admin.quantity_stated", quantity.start(), quantity.end(), scene.start, scene.end,
            "rule:quantity in a request", section=scene.section,
        )  # fmt: skip
    durations = scene.durations
    if durations:
        first = durations[0]
        yield Mention(
            "admin.duration_stated", first.start, first.end, scene.start, scene.end, "rule:duration in a request",
            value=first.printed, unit=first.unit, section=scene.section,
        )  # fmt: skip


_LASTING = re.compile(
    r"[^.;]{0,40}?\b(?:for|x|over|past|since)\s(?:the\s)?(?:past\s|last\s|about\s|over\s|more than\s)*$"
)


def last_symptoms(scene: Scene, mentions: list[Mention]) -> None:
    """Gives a symptom how long it has lasted ("neck pain for seven months") as ``weeks``."""
    told = [m for m in mentions if m.concept.startswith("sx.") and m.concept != "sx.pain_score"]
    if not told:
        return
    for duration in scene.durations:
        if duration.weeks is None:
            continue
        for mention in told:
            between = scene.folded.plain[mention.end : duration.start]
            if mention.end <= duration.start and len(between) < 50 and _LASTING.fullmatch(between):
                mention.attributes.setdefault("weeks", duration.weeks)
