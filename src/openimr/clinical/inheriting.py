"""The side that a finding takes from a title, a label or the sentence before.

"MRI RIGHT SHOULDER", "LEFT KNEE:" and the name of an operation hold until another part of the body is named; what a
plain sentence says ("AROM R knee 0-118.") lends its side to the next one only. A finding takes it when it lies in the
same limb, or when its words name no part at all.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from openimr.clinical.concepts import concepts
from openimr.clinical.kinds import IMAGING_REPORTS
from openimr.clinical.scene import Scene
from openimr.clinical.siding import paired, phrase, related

#: Papers that are about one part of the body from the first to the last line.
_ONE_PART = IMAGING_REPORTS | {"operative_report", "procedure_note", "emg_ncs_report"}
#: Findings that have no side although they stand beside one.
_SIDELESS = frozenset({
    "exam.gait_abnormal", "exam.gait_normal", "exam.waddell", "exam.neuro_normal", "exam.hyperreflexia",
    "exam.new_deficit", "exam.vital_signs", "img.chest",
    "dx.complication", "dx.procedure_reaction", "dx.dural_tear",
    "dx.asthma", "dx.diabetes", "dx.hypertension", "dx.depression", "dx.anxiety", "dx.obesity", "dx.gerd",
    "dx.gastritis", "dx.heart_disease", "dx.thyroid", "dx.anemia", "dx.fibromyalgia", "dx.insomnia", "sx.fever",
    "sx.gi_upset", "sx.fatigue", "sx.dizziness",
    "sx.loss_of_consciousness", "sx.chest_pain",
    "exam.chest_abdomen", "exam.no_distress", "sx.bowel_bladder_change", "sx.urinary", "sx.bowel",
    "img.instability", "sx.sleep_disturbance", "sx.headache", "sx.pain_score", "exam.pain_behavior",
})  # fmt: skip
# a treatment of the whole person, or one that stands on no side of its own
_WHOLE_PERSON = ("tx.wound_care", "tx.trial_generic",
                 "tx.physical", "tx.home", "tx.chiro", "tx.acup", "tx.massage", "tx.work", "tx.functional", "tx.psycho",
                 "tx.scs",
                 "tx.aquatic", "tx.occupational", "tx.trigger_point", "tx.bracing", "tx.tens", "tx.hwave")  # fmt: skip
# what a visit is about, before the part of the body
_TOPIC = re.compile(
    r"\b(?:f/u|follow(?:s|ing)? ?up|recheck|re check|wound check|here (?:today )?for|(?:is )?seen (?:today )?for"
    r"|presents? (?:today )?(?:for|with)"
    r"|chief complaint|c/o|complains? of|s/p|status post|post ?op|pod|cc)\b"
)
#: What the paper of such a visit tells of its part of the body without naming it again.
_OF_TOPIC = ("tx.steroid", "img.xray", "img.mri")
_LABEL = re.compile(r"[^.;:]{0,60}:|[^.;:]{0,48}(?:with(?:out)? contrast|\d\s?(?:or more )?views?)")
# "Wrist, three views, RIGHT:", "Left:", "Right shoulder, flexion 110", "On examination of the right wrist, ..."
_HEAD = re.compile(r"[^.;:]{0,60}:")
_OPENS = re.compile(r"\s?[,:(]|\s(?:shows?|has|is|reveals?|demonstrates?|exam\w*)\b")
_WAS_EXAMINED = re.compile(
    r"\s(?:joint\s)?(?:is|are|was|were)\s(?:then\s|next\s)?(?:examined|inspected|evaluated|tested|palpated)\b"
)
_ARTICLE = re.compile(r"\W*(?:the|his|her)\s")
_EXAMINED = re.compile(
    r"^.{0,24}\b(?:exam\w*|evaluation|inspection|palpation|testing|focused on|attention to)\b.{0,12}?"
    r"\b(?:of|for|over|to|on)? ?(?:the |his |her )?$"
)
#: Tests of the sacroiliac joint are done at the hip.
_AT_HIP = ("sacroiliac joint", "hip")
#: What a text that speaks of one shoulder only tells of that shoulder.
_OF_ONE_LIMB = ("exam.", "img.", "dx.")
#: What is denied where it was looked for, like a sign.
LOOKED_FOR = frozenset({"dx.fracture", "dx.dislocation", "dx.tear", "dx.rotator_cuff_tear", "dx.meniscal_tear"})
_PLAIN_LINE = re.compile(r"[\s\d.)/&,()-]*(?:(?:and|exam|examination|joints?|evaluation|findings)[\s/&,()-]*)*")
_STARTS = re.compile(r"[\s\d.)(*#\[\]x-]*$")


@cache  # of ids of the lexicon only
def lends(concept: str) -> bool:
    """Whether a finding may take a side that does not stand with its own words."""
    kind = concept.partition(".")[0]
    return kind in ("sx", "exam", "dx", "img", "edx", "tx") and concept not in _SIDELESS and not (
        concept.startswith(_WHOLE_PERSON) or concept.endswith("_done")
    )  # fmt: skip


@dataclass(slots=True)
class Inherited:
    """What side the text has been speaking of; fed with one sentence after the other."""

    kind: str | None
    side: str | None = None
    region: str = ""
    held: bool = False  #: until another part is named (else for the next sentence only)
    topic: bool = False  #: what the visit is about ("f/u left wrist sprain"): its films and braces are of that side
    place: int = 0
    section: str | None = None
    sentences: int = 0
    headed: bool = False  #: a label at the head of a line ("LEFT SHOULDER:") named it
    sole: bool = False  #: the report names this side only
    lone: dict[str, str] = field(default_factory=dict)  #: part of the body: the one side the whole text gives it

    def begin(self, scenes: Sequence[Scene]) -> None:
        """Look over a report on one part of the body that names one side and one limb from its first to its last line.

        The name may stand in its last line ("[RIGHT SHOULDER]").
        """
        self.lone = _lone_sides(scenes)
        if (self.kind not in _ONE_PART and self.kind != "therapy_note") or self.kind == "emg_ncs_report":
            return
        sides = {side for scene in scenes for _, _, side in scene.sides}
        regions = {region for scene in scenes for _, _, region in scene.regions}
        if len(sides) != 1 or not regions or not all(paired(region) for region in regions):
            return
        first = min(regions)
        if all(related(first, region) for region in regions):
            self.side, self.region, self.place, self.held, self.sole = sides.pop(), first, -1, True, True

    def see(self, scene: Scene) -> None:
        """Take note of the sentence that is read next."""
        report = self.kind in _ONE_PART
        if scene.section != self.section and not report and not (self.held and self.place >= scene.start - 60):
            self.side = None
        self.section = scene.section
        self.sentences += 1
        if not self.held and self.sentences > 1:
            self.side = None
        if self._headed(scene) or not scene.regions or self._under_line(scene):
            return
        pairs = _pairs(scene)
        label = _LABEL.match(scene.frame.text, scene.start, scene.end)
        first = scene.regions[0]
        labelled = label is not None and first[1] <= label.end()
        if pairs and not labelled:
            labelled = self._opened(scene, pairs[0][0])
        if pairs:
            start, side, region = pairs[0]
            labelled = labelled and start <= first[1]
            if len({s for _, s, _ in pairs}) > 1 and not labelled:
                if not (report and self.side):
                    self.side = None
                return
            if report and self.held and not labelled and self.region == region and side != self.side:
                # the other side is named in passing ("the left hip is normal")
                self.place, self.side = start, side
                return
            self.side, self.region, self.place, self.sentences, self.headed = side, region, start, 0, False
            self.topic = not labelled and not report and _TOPIC.search(scene.frame.text, scene.start, start) is not None
            self.held = labelled or report or self.topic
        elif self._left(scene, labelled):
            self.side = None

    def _of_it(self, kind: str, regions: Sequence[str]) -> bool:
        """Whether a complaint names the very part that the visit is about ("Toes: no numbness" of a broken heel)."""
        near = {self.region, "toe", "foot"} if self.region in ("foot", "toe") else {self.region}
        near |= {"finger", "hand"} if self.region in ("hand", "finger") else set()
        return kind == "sx" and bool(regions) and near.issuperset(regions)

    def _headed(self, scene: Scene) -> bool:
        """Whether the sentence opens with a side for what follows: "LEFT:", "Ankle 3 views LT:"."""
        if not scene.sides:
            return False
        head = _HEAD.match(scene.frame.text, scene.start, scene.end)
        if head is None:
            return False
        named = [item for item in scene.sides if item[1] <= head.end()]
        regions = [item for item in scene.regions if item[1] <= head.end()]
        if len(named) != 1:
            return False
        start, stop, side = named[0]
        alone = not scene.frame.text[scene.start : start].strip(" -*") and stop >= head.end() - 2
        if not (alone and not regions) and not (regions and all(paired(region) for _, _, region in regions)):
            return False
        if regions:
            self.region = regions[0][2]
        self.side, self.place, self.sentences, self.held, self.topic = side, max(start, stop - 1), 0, True, False
        self.headed = bool(regions)
        return True

    def _under_line(self, scene: Scene) -> bool:
        """Whether the sentence begins with a line that names a part of the body and nothing else ("RIGHT KNEE")."""
        breaks = scene.folded.breaks
        number = bisect_left(breaks, scene.start)
        if (scene.start and (not number or breaks[number - 1] != scene.start - 1)) or number == len(breaks):
            return False
        stop = breaks[number]
        if stop - scene.start > 40 or stop > scene.end:
            return False
        named = [item for item in (*scene.regions, *scene.sides) if item[1] <= stop]
        rest = list(scene.frame.text[scene.start : stop])
        for a, b, _ in named:
            rest[a - scene.start : b - scene.start] = " " * (b - a)
        if not named or not _PLAIN_LINE.fullmatch("".join(rest)):
            return False
        sides = [item for item in scene.sides if item[1] <= stop]
        regions = [region for _, b, region in scene.regions if b <= stop]
        if not regions or len(sides) > 1:
            return False
        self.side = sides[0][2] if sides and all(paired(region) for region in regions) else None
        self.region, self.place, self.sentences, self.held, self.topic = regions[0], stop - 1, 0, True, False
        self.headed = True
        return True

    def _opened(self, scene: Scene, end: int) -> bool:
        """Whether a part with its side opens the sentence as its subject ("Right shoulder, flexion 110")."""
        text = scene.frame.text
        first = min(scene.sides[0][0], scene.regions[0][0])
        if _WAS_EXAMINED.match(text, end) and (first == scene.start or _ARTICLE.fullmatch(text, scene.start, first)):
            return True
        if first - scene.start > 3:
            return _EXAMINED.match(text[scene.start : min(first, scene.start + 60)]) is not None
        examined = scene.section in ("exam", "findings", "imaging", "impression") or self.kind in _ONE_PART
        return examined and _OPENS.match(text, end) is not None

    def _left(self, scene: Scene, labelled: bool) -> bool:
        """Whether a sentence without a side goes over to another part of the body."""
        if self.topic and any(not related(region, self.region) for _, _, region in scene.regions):
            return True
        first = scene.regions[0]
        lead = scene.frame.text[scene.start : first[0]]
        return labelled and self.side is not None and not related(first[2], self.region) and bool(_STARTS.match(lead))

    def side_of(
        self,
        concept: str,
        regions: Sequence[str],
        start: int,
        scene: Scene,
        negated: bool = False,
        planned: bool = False,
    ) -> str | None:
        """The side for a finding whose own sentence gives it none: what was spoken of, else what the text has only."""
        spoken_of = self._spoken_of(concept, regions, start, scene, negated, planned)
        return spoken_of or self._only_one(concept, regions, scene, negated)

    def _only_one(self, concept: str, regions: Sequence[str], scene: Scene, negated: bool) -> str | None:
        """The side of what lies at a part of the body that the whole text speaks of on one side only."""
        if not regions or not self.lone or scene.sides or not concept.startswith(_OF_ONE_LIMB):
            return None
        if any(not related(region, regions[0]) for _, _, region in scene.regions):
            return None
        if not lends(concept) or (negated and "positive" not in getattr(concepts().get(concept), "affirmed_by", ())):
            return None
        if negated and not concept.startswith("exam."):
            return None
        sides = {next((s for r, s in self.lone.items() if related(r, region)), None) for region in regions}
        return sides.pop() if len(sides) == 1 else None

    def _spoken_of(
        self, concept: str, regions: Sequence[str], start: int, scene: Scene, negated: bool, planned: bool
    ) -> str | None:
        """The side that a title, a label or the sentence before gives.

        A sign or a finding of a study that is denied lies where it was looked for; a complaint or a diagnosis that is
        denied takes a side from a label only ("LEFT KNEE: no locking"), not from what was told in passing.
        """
        if self.side is None or self.place >= start:
            return None
        kind = concept.partition(".")[0]
        report = self.kind in _ONE_PART
        looked = kind in ("exam", "img", "edx") or (
            negated and (concept in LOOKED_FOR or (kind == "dx" and self.kind in IMAGING_REPORTS))
        )
        if negated and not looked and (not self.held or report or (self.topic and not self._of_it(kind, regions))):
            return None
        if self.sole and self.place < 0 and kind == "tx" and self.kind not in IMAGING_REPORTS:
            return None  # what was tried before the operation
        if self.topic and concept.startswith(_OF_TOPIC):
            named = any(self.place < a < start for a, _, _ in scene.sides)
            return None if named or not all(related(region, self.region) for region in regions) else self.side
        if not lends(concept):
            return None
        if regions:
            same = all(related(region, self.region) or (region, self.region) == _AT_HIP for region in regions)
            # an electrodiagnostic report excludes on the side it examined; another disease may lie anywhere
            return self.side if same or (negated and self.kind == "emg_ncs_report" and kind in ("dx", "edx")) else None
        if any(
            place[0] > self.place and place[1] <= start and not related(place[2], self.region)
            for place in scene.regions
        ):
            return None
        if any(s != self.side for a, _, s in scene.sides if self.place < a < start):
            return None
        if scene.sides and self.place < scene.start and not report:
            return None
        if looked:
            # what is not there was looked for under a heading or in a report; told in passing it has no side
            return None if negated and kind == "exam" and (self.topic or not self.held) else self.side
        if kind == "sx":
            # "his right foot was crushed; he has burning and cold in the foot"
            told_of_it = scene.regions and all(related(r, self.region) for _, _, r in scene.regions)
            return self.side if self.held or (told_of_it and not negated) else None
        if kind == "tx" and self.headed and not (negated or planned):
            return self.side  # "LEFT SHOULDER: ... The injection of 9/3 helped."
        return self.side if (self.held and report) or concept == "tx.hardware_removal" else None


def _lone_sides(scenes: Sequence[Scene]) -> dict[str, str]:
    """Parts of the body that a text names on one side only, with all others of that limb, and that side."""
    told: dict[str, set[str]] = {}
    for scene in scenes:
        if not scene.sides:
            continue
        for _, side, region in _pairs(scene):
            told.setdefault(region, set()).add(side)
        for found in scene.found:  # "s/p L RCR": its words say which part it is
            own = {region for concept in found.findings for region in concept.regions}
            if len(own) == 1 and paired(part := own.pop()):
                for _, stop, side in scene.sides:
                    if 0 <= found.start - stop <= 1:
                        told.setdefault(part, set()).add(side)
    lone = {}
    for region in told:
        sides = set().union(*(own for other, own in told.items() if related(region, other)))
        if len(sides) == 1:
            lone[region] = next(iter(sides))
    return lone


def _pairs(scene: Scene) -> list[tuple[int, str, str]]:
    """Where a side stands with a part of the body that has one: place, side, part."""
    text = scene.frame.text
    pairs = []
    for start, end, region in scene.regions:
        if not paired(region):
            continue
        for a, b, side in scene.sides:
            if a > end + 4:
                break
            if (a <= start and b <= end and (b > start or phrase(text, b, start, scene.levels))) or (
                end <= a and not text[end:a].strip(" ,(")
            ):
                pairs.append((end, side, region))
                break
    return pairs
