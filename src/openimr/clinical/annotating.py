"""From a text to the facts it states: dictionary hits, results, assertion, place, figures, dates and relations.

The steps, in order: fold and split (scene.py), ask each hit what it means here (this module), decide on examined
objects (examined.py), assert (assertion.py, acts.py), place (placing.py), read figures (figures.py, medication.py),
date (events.py), tie responses to treatments (responses.py). Every mention names the rule that made it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from openimr.clinical.acts import Assertion
from openimr.clinical.assertion import ACTS, RESULTS_OF_TESTS, assertion_of, stays
from openimr.clinical.chronology import days_of_entries
from openimr.clinical.concepts import Concept, concepts
from openimr.clinical.events import date_events
from openimr.clinical.examined import results_of
from openimr.clinical.figures import last_symptoms, lone_grades, pain_scores, radiation, request_details
from openimr.clinical.inheriting import LOOKED_FOR, Inherited, lends
from openimr.clinical.kinds import (
    AT_LABEL,
    AT_LINE,
    DISC_FINDINGS,
    IMAGING_REPORTS,
    LEVELLED_TREATMENTS,
    LIFELONG,
    SPINE,
    STUDIES,
    UNPLACED,
)
from openimr.clinical.levelling import (
    as_nerves,
    at_nerves_told,
    at_no_one_level,
    at_other_levels,
    lies_at_nerves,
    same_levels,
    told_levels,
)
from openimr.clinical.listed import graded, in_columns, severities
from openimr.clinical.measured import readings_of, sizes
from openimr.clinical.mentions import (
    by_side,
    drug_mention,
    has_levels,
    in_original,
    measured_mentions,
    mention_of,
    only_thought_of,
    regions_of_levels,
    time_of_sign,
)
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.motion import motions
from openimr.clinical.placing import Place, place_of
from openimr.clinical.references import Referred
from openimr.clinical.responses import tie
from openimr.clinical.scene import Found, Scene, checked, scenes_of
from openimr.clinical.sidedresults import answered, behind_list, on_each_side, sided_results
from openimr.clinical.siding import midline, paired
from openimr.clinical.signs import SIGN
from openimr.clinical.statements import denied_by_normal, once, pending_studies
from openimr.clinical.studyparts import needle_items, normal_levels
from openimr.clinical.visits import visit_counts

_SHOWS = re.compile(
    r"\b(?:show|reveal|demonstrat|impression|finding|indicat|consistent with|evidence of|notes?\b|noted|report|dated"
    r"|positive for|documents)"
)
_EXAM_WORDS = re.compile(
    r"\b(?:exam\w*|palpa\w+|objective\w*|inspection|noted over|on testing|tender\w*|range of motion|findings?)\b"
)
_TOLD_WORDS = re.compile(
    r"\b(?:complain\w*|c/o|den(?:ies|ied)|report(?:s|ed)|states?|stated|describes?|feels?|experienc\w+|admits|endorses"
    r"|symptoms?|subjective)\b"
)
_CHRONIC = re.compile(
    r"\b(?:chronic|persistent|constant|ongoing|continued|continuing|continues to have|continues to experience"
    r"|intractable|long standing|longstanding|residual)\s(?:\w+[\s,/]+){0,5}$"
)
_CONTEXT = re.compile(
    r"\b(?:exam\w*|evaluation|inspection|palpation|mri|x ?rays?|ct|scan|imaging|impression|findings)\b[^.;]{0,40}?"
    r"\b(?:of|for)\b|^[^:.]{0,40}:"
)
_STILL_THE_STUDY = re.compile(
    r"(?:it|this|there (?:is|was|are|were)|at [ltcs]\d|[lct]\d|the (?:study|scan|mri|report)|impression|findings?|no )"
)
_NOT_PAIN = re.compile(
    r"\s(?:medic|management|relie|reliev|score|scale|level at|clinic|program|patch|cream|pump|killer|drug|disab"
    r"|chapter|guideline)"
)
#: What befell the patient befell a part of the body.
_PLACED_EVENTS = ("soc.mechanism_struck", "soc.mechanism_strain")
#: "Decreased to light touch": what it was tested with is no other finding.
_MODALITIES = ("light touch", "pin prick", "pinprick", "touch", "pin", "temperature", "vibration")
_GIVEN_INTO_A_JOINT = frozenset({"viscosupplement"})
_UNABLE = re.compile(r"\b(?:not (?:yet )?able|unable|cannot|can not|not released|not cleared)\b[^,;.]*$")
_LEVEL_LABEL = re.compile(
    r"(?:\d{1,2}[.)]\s?)?(?:at |the |levels? )*[ctls]\d[^:.]{0,24}?:|at (?:the )?(?:levels? of )?[ctls]\d"
    r"|(?:levels? )?[ctls]\d"
)
#: How far off the body part of a finding may be named: anywhere in the sentence, up to a comma, or beside it.
_REACH = {"exam": "sentence", "img": "sentence", "edx": "sentence", "sx": "clause"}


#: Signs of what is read from figures and stems rather than from words of the dictionary.
_FIGURES = sum(SIGN[name] for name in ("radiation", "score", "graded", "grade", "severity", "motion", "visits"))


def annotate(text: str, kind: str | None = None, day: dt.date | None = None) -> list[Mention]:
    """The facts that ``text`` states, in reading order; offsets count in ``text``.

    Args:
        text: a page or any other text; nothing in it can make the reader fail.
        kind: kind of the paper where it is known (``mri_report`` ...): findings of an imaging report are ``img.*``.
        day: the paper's day where it is known; "two weeks ago" counts from it.

    >>> [(m.concept, m.polarity.value, m.side) for m in annotate("SLR is positive on the left. No numbness.")]
    [('exam.straight_leg_raise', 'affirmed', 'left'), ('sx.numbness', 'negated', None)]
    >>> m = annotate("MRI of the lumbar spine is requested.")[0]
    >>> m.concept, m.temporality.value, m.regions
    ('img.mri_done', 'hypothetical', ('lumbar spine',))
    """
    folded, scenes = scenes_of(text, day)
    reader = _Reader(kind, scenes)
    mentions: list[Mention] = []
    for scene in scenes:
        mentions += reader.read(scene)
    mentions.sort(key=_reading_order)
    mentions = tie(folded, folded.sentences, mentions)
    days_of_entries(folded, mentions)
    if folded.moved:
        in_original(folded, mentions)
    return mentions


def _reading_order(mention: Mention) -> tuple[int, int, bool, str]:
    return mention.start, mention.end, mention.rule.startswith("denied by"), mention.concept


class _Reader:
    """Reads sentence after sentence and remembers what the next one may lean on."""

    def __init__(self, kind: str | None, scenes: list[Scene]) -> None:
        # where a text speaks of one part of the spine only, "the epidural" was there
        spine = {region for scene in scenes for _, _, region in scene.regions if region in SPINE[:3]}
        self.spine = list(spine) if len(spine) == 1 else []
        self.report = "img" if kind in IMAGING_REPORTS else "edx" if kind == "emg_ncs_report" else None
        self.study: str | None = None  # the kind of study that the last sentence told of
        self.context: list[str] = []  # body parts of the last "examination of the ..."
        self.kind = kind
        self.inherited = Inherited(kind)
        self.inherited.begin(scenes)
        self.referred = Referred()
        self.section: str | None = None
        self.target: list[str] = []  # levels that an operative or procedure note names before what was done there
        self.target_side: str | None = None
        self.provoked = any(scene.signs & SIGN["discogram"] for scene in scenes)
        self.columns: tuple[str, str] | None = None  # sides at the head of two columns of a table
        self.named: list[str] = []  # levels that the last sentence with levels named
        self.lumbar = self.spine == ["lumbar spine"]
        self.levels: list[str] = []  # spinal level that a line of an imaging report opened with

    def read(self, scene: Scene) -> list[Mention]:
        self._remember(scene)
        self.inherited.see(scene)
        if not scene.found and not scene.signs & SIGN["figure"] and not self.report:
            return []
        study = self._study_of(scene)
        mentions: list[Mention] = []
        for found in scene.found:
            mentions += self._mentions(scene, found, study)
        figures = scene.signs & _FIGURES
        if figures:
            mentions += radiation(scene, self.context)
            mentions += pain_scores(scene, self.context)
            mentions += graded(scene, mentions)
            mentions += lone_grades(scene, mentions)
            if self.columns:
                in_columns(scene, mentions, self.columns)
            mentions += severities(scene, mentions)
        if self.report == "img":
            mentions += list(normal_levels(scene, mentions))
        elif self.report:
            mentions += list(needle_items(scene, mentions, self.inherited.side))
        mentions += at_other_levels(scene, mentions)
        if scene.levels:
            self.named = list(dict.fromkeys(level for _, _, level in scene.levels))
        mentions += self.referred.again(scene, mentions)
        self.referred.see(mentions)
        if figures:
            mentions += self._motions(scene)
            mentions += visit_counts(scene, mentions)
        if mentions:
            if scene.signs & SIGN["size"] or any(m.concept.startswith("func.") for m in mentions):
                sizes(scene.folded.plain, scene.start, scene.end, mentions)
            if scene.signs & SIGN["duration"]:
                last_symptoms(scene, mentions)
        mentions += denied_by_normal(mentions)
        mentions += request_details(scene)
        if len(mentions) > 1:
            mentions = once(mentions)
        mentions += pending_studies(mentions)
        date_events(scene, mentions)
        return mentions

    def _motions(self, scene: Scene) -> Iterator[Mention]:
        for mention in motions(scene, self.context):
            if mention.side is None:
                mention.side = self.inherited.side_of(mention.concept, list(mention.regions), mention.start, scene)
            yield mention

    def _remember(self, scene: Scene) -> None:
        if scene.section != self.section:
            self.section, self.context, self.levels, self.columns = scene.section, [], [], None
        for (_, b, one), (a, _, other) in pairwise(scene.sides):
            if {one, other} == {"left", "right"} and not scene.frame.text[b:a].strip(" |"):
                self.columns = (one, other)
        if scene.levels and (self.report or scene.section in ("imaging", "assessment")):
            opens = [level for start, _, level in scene.levels if start - scene.start < 8]
            opens = opens if _LEVEL_LABEL.match(scene.frame.text, scene.start, scene.end) else []
            self.levels = opens if opens or len(scene.levels) > 1 else self.levels
        if self.kind in ("procedure_note", "operative_report") and scene.levels:
            self.target = list(dict.fromkeys(level for _, _, level in scene.levels))
            named = {side for _, _, side in scene.sides}
            self.target_side = named.pop() if len(named) == 1 and not scene.regions else None
        if not scene.regions:
            return
        match = _CONTEXT.search(scene.frame.text[scene.start : min(scene.end, scene.start + 160)])
        if match:
            reach = scene.start + match.end() + 50
            near = [region for start, _, region in scene.regions if start < reach]
            if near:
                self.context = list(dict.fromkeys(near))

    def _study_of(self, scene: Scene) -> str | None:
        """Whether the sentence tells what imaging (img) or an electrodiagnostic study (edx) showed."""
        if self.report:
            return self.report
        named = [c.id for found in scene.found for c in found.findings if c.id in STUDIES]
        if named:
            self.study = "img" if any(name.startswith("img") for name in named) else "edx"
            told = _SHOWS.search(scene.words) or ":" in scene.words or scene.section == "imaging"
            return self.study if told else None
        if scene.section == "imaging":
            return self.study or "img"
        if self.study and _STILL_THE_STUDY.match(scene.words):
            return self.study
        self.study = None
        return None

    def _mentions(self, scene: Scene, found: Found, study: str | None) -> Iterator[Mention]:
        if found.drug is not None and not found.findings:
            if scene.section != "allergies":
                mention = drug_mention(scene, found, found.drug)
                if scene.sides and found.drug.drug_class in _GIVEN_INTO_A_JOINT:
                    mention.side = self._place(scene, found.start, found.end, "beside").side
                yield mention
            else:
                yield from self._finding(scene, found, concepts()["risk.allergy"], study)
            return
        for concept in self._meanings(scene, found):
            yield from (self._measured(scene, found, concept) if concept.measured else ()) or self._finding(
                scene, found, concept, study
            )
        for concept in found.objects:
            if concept.measured and (read := self._measured(scene, found, concept)):
                yield from read
                continue
            if self.report and concept.kind == "exam" and scene.section != "exam":
                continue  # "reduced recruitment in the tibialis anterior" is no sign on examination
            yield from self._examined(scene, found, concept)

    def _meanings(self, scene: Scene, found: Found) -> Sequence[Concept]:
        """Of a symptom and a sign by the same name, the one that the sentence means."""
        if len(found.findings) < 2:
            return found.findings
        kinds = {concept.kind for concept in found.findings}
        if not ("sx" in kinds and "exam" in kinds):
            return found.findings
        told = _TOLD_WORDS.search(scene.words) is not None
        if scene.section in ("exam", "procedure") or (_EXAM_WORDS.search(scene.words) and not told):
            drop = "sx"
        elif scene.section in ("subjective", "history", "review_of_systems") or told:
            drop = "exam"
        else:
            return found.findings
        return [concept for concept in found.findings if concept.kind != drop]

    def _place(self, scene: Scene, start: int, end: int, reach: str, roots: bool = True, lent: bool = True) -> Place:
        if not (scene.regions or scene.sides or scene.levels):
            return Place()
        text = scene.frame.text
        others = [
            (f.start, f.end)
            for f in scene.found
            if f.start != start
            and not (f.start >= start and f.end <= end)
            and not (text[f.start - 3 : f.start] == "to " and text.startswith(_MODALITIES, f.start))
        ]
        return place_of(
            scene.frame.text, start, end, scene.regions, scene.sides, scene.levels, others, (scene.start, scene.end),
            reach, roots, lent,
        )  # fmt: skip

    def _finding(self, scene: Scene, found: Found, concept: Concept, study: str | None) -> Iterator[Mention]:
        behind = scene.frame.text[found.end : found.end + 22]
        if concept.id == "sx.pain" and _NOT_PAIN.match(behind):
            return
        kind = concept.kind
        if kind in ("sx", "exam") and lends(concept.id) and (answers := answered(scene, found)):
            place = self._place(scene, found.start, found.end, "clause")
            yield from on_each_side(scene, found, concept, answers, place.regions or self.context)
            return
        act = (kind in ACTS or concept.id in STUDIES) and concept.id != "psych.suicidal"
        asserted = assertion_of(scene.frame, found.start, found.end, act=act, wanted=kind == "plan")
        if concept.id in LIFELONG and stays(asserted, behind):
            asserted.temporality = Temporality.CURRENT
        if concept.id == "func.work_full" and _UNABLE.search(
            scene.frame.text, max(scene.start, found.start - 60), found.start
        ):
            asserted.polarity = Polarity.NEGATED
        if kind in UNPLACED and not concept.id.startswith(_PLACED_EVENTS):
            place = Place()
        else:
            reach = _REACH.get(kind, "beside")
            place = self._place(
                scene, found.start, found.end, reach, concept.id not in DISC_FINDINGS,
                lends(concept.id)
                and not (kind == "dx" and concept.regions and not any(paired(r) for r in concept.regions))
                and (kind == "exam" or concept.id in LOOKED_FOR or asserted.polarity is not Polarity.NEGATED),
            )
        name = concept.id
        shown_as = concept.imaging_as if study == "img" else concept.edx_as if study == "edx" else None
        if shown_as:
            if scene.section in ("assessment", "assessment_and_plan") and not self.report:
                yield from self._placed(scene, found, concept, name, place, asserted)
            name = shown_as
        yield from self._placed(scene, found, concept, name, place, asserted)

    def _placed(
        self, scene: Scene, found: Found, concept: Concept, name: str, place: Place, asserted: Assertion
    ) -> Iterator[Mention]:
        labelled = name.startswith("img.") and (concept.id in DISC_FINDINGS or name in AT_LABEL)
        if labelled or (self.report == "img" and name in AT_LINE):
            at_disc = not any("-" in level for level in place.levels)  # "L4-5: protrusion at the left L5 root"
            place.levels = self.levels or place.levels if at_disc else place.levels or self.levels
        if not scene.levels and self.target and name.startswith(LEVELLED_TREATMENTS):
            place.levels, place.side = self.target, place.side or self.target_side
        if not place.levels and self.referred.levels and has_levels(name) and same_levels(scene, found.start):
            place.levels, place.side = list(self.referred.levels), place.side or self.referred.side
        if has_levels(name) and (told := told_levels(scene, found.start, found.end, self.named, self.lumbar)):
            place.levels = told
        if at_no_one_level(scene, found.end):
            place.levels = []
        if not (place.levels or place.side or place.regions) and (head := self.referred.same(name, scene, found.start)):
            place.levels, place.side = list(head.levels), head.side
        if len(place.levels) > 1 and lies_at_nerves(name, scene.words):
            place.levels = as_nerves(scene.levels, place.levels)
        place.provoked = self.provoked and concept.id == "sx.pain"
        regions = self._regions(scene, concept, place)
        side = place.side
        middle = midline(scene.frame.text, scene.start, found.start)
        if side is None and not middle and not only_thought_of(name, asserted):
            negated = asserted.polarity is Polarity.NEGATED
            planned = asserted.temporality is Temporality.HYPOTHETICAL
            side = self.inherited.side_of(name, regions, found.start, scene, negated, planned)
        if concept.kind in UNPLACED and not concept.id.startswith(_PLACED_EVENTS):
            regions, side = [], None
        rule = "; ".join((f"lexicon:{concept.id}/{found.rule}", *asserted.rules))
        if concept.by_paper and not at_nerves_told(scene, found.start, found.end):
            name = concept.by_paper.get(self.kind or "", name)
        split = concept.by_region
        by_name: dict[str, list[str]] = {}
        if split and name == concept.id:
            if not regions and "none" in split:
                regions = self.spine
            for region in regions:
                by_name.setdefault(split.get(region, name), []).append(region)
            if not regions:
                name = split.get("none", name)
        for one, where in (by_name or {name: regions}).items():
            for own, parts in by_side(scene, regions, where, side):
                yield mention_of(scene, found, one, parts, own, place, asserted, rule)
        if concept.id == "sx.pain":
            before = scene.frame.text[max(scene.start, found.start - 70) : found.start]
            if _CHRONIC.search(before):
                yield mention_of(scene, found, "sx.chronic_pain", regions, side, place, asserted, rule)

    def _regions(self, scene: Scene, concept: Concept, place: Place) -> list[str]:
        from_levels = regions_of_levels(place.levels) if has_levels(concept.id) else []
        if concept.regions == ("spine",):
            spinal = from_levels or [r for r in place.regions if r in SPINE]
            return spinal or [r for r in self.context if r in SPINE] or self.spine or ["spine"]
        if concept.regions:
            return list(concept.regions)
        if from_levels and not place.near:
            return from_levels
        if not place.regions and (
            concept.kind in ("exam", "img") or (concept.kind == "sx" and scene.section == "exam")
        ):
            return list(self.context)
        return list(place.regions)

    def _measured(self, scene: Scene, found: Found, concept: Concept) -> list[Mention]:
        """What is measured, with its figures or result; nothing where none stands with it."""
        readings = readings_of(scene.folded.plain, scene.start, found.start, found.end, scene.end, concept.kind)
        if not readings:
            return []
        place = Place() if concept.kind in UNPLACED else self._place(scene, found.start, found.end, "sentence")
        return measured_mentions(scene, found, concept, readings, place)

    def _examined(self, scene: Scene, found: Found, concept: Concept) -> Iterator[Mention]:
        objects = [(f.start, f.end) for f in scene.found if f.objects]
        results = results_of(
            scene.frame.text, scene.folded.plain, scene.cues, objects, (scene.start, scene.end), concept,
            found.start, found.end, scene.sides, self.columns,
        )  # fmt: skip
        if "positive" in concept.affirmed_by and not any(result.side for result in results):
            last, following = behind_list(scene.folded.plain, found.end, objects, scene.end)
            sided = sided_results(scene.folded.plain, last, following, self.columns)
            if len(sided) == 1 and sided[0].side is None:
                place = self._place(scene, found.start, sided[0].end, "sentence")
                sided[0].side = place.side or self.inherited.side_of(
                    concept.id, list(concept.regions), found.start, scene
                )
            if sided:
                yield from on_each_side(scene, found, concept, sided, self.context)
                return
        if not results:
            yield from self._denied(scene, found, concept)
            return
        asserted = assertion_of(scene.frame, found.start, found.end)
        negated = next((r for r in asserted.rules if r.startswith("neg:") and r[4:] not in RESULTS_OF_TESTS), None)
        whole = self._place(scene, found.start, found.end, "sentence", lent=lends(concept.id))
        if any(r.item for r in results) and not any(a < found.end for a, _, _ in scene.sides):
            whole.side = None  # the sides belong to the items
        for number, result in enumerate(results):
            if any(a <= result.start < b for a, b in scene.frame.unchecked):
                continue
            polarity = result.polarity
            if negated and polarity is Polarity.AFFIRMED and not result.denies:
                polarity = Polarity.NEGATED
            low, high = min(found.start, result.start), max(found.end, result.end)
            if result.item:
                low, high = result.reach
            around = self._place(scene, low, high, "sentence", lent=lends(concept.id))
            side = result.side or (None if result.item else whole.side)
            if side is None and (result.item or not any(r.item for r in results)):
                side = around.side
            levels = (around.levels or whole.levels) if has_levels(concept.id) else []
            if result.item and not around.near:
                around = whole
            regions = list(concept.regions) or (whole.regions if whole.near and not result.item else [])
            regions = regions or (around.regions if around.near else []) or regions_of_levels(levels)
            regions = regions or whole.regions or around.regions or self.context
            denied = polarity is Polarity.NEGATED
            side = side or self.inherited.side_of(concept.id, regions, low, scene, denied)
            if result.item or (number and result.side):
                low, high = result.reach  # "negative on the right": a statement with words of its own
            elif result.side:
                low, high = min(low, result.reach[0]), max(high, result.reach[1])
            mention = Mention(
                concept.by_region.get(regions[0], concept.id) if regions else concept.id,
                low, high, scene.start, scene.end, f"result:{concept.id}/{found.rule}={result.words.strip()}", polarity,
                time_of_sign(scene, asserted), asserted.experiencer, side, tuple(levels),
                tuple(dict.fromkeys(regions)), section=scene.section,
            )  # fmt: skip
            if result.grade is not None:
                mention.value, mention.unit = result.grade, "/5"
            elif result.angle is not None and concept.id == "exam.straight_leg_raise":
                mention.value, mention.unit = result.angle, "deg"
            yield mention

    def _denied(self, scene: Scene, found: Found, concept: Concept) -> Iterator[Mention]:
        """A test without a result that a negation denies ("neither Waddell signs nor atrophy") or a box holds."""
        if "positive" not in concept.affirmed_by:
            return
        asserted = assertion_of(scene.frame, found.start, found.end)
        if asserted.polarity is Polarity.NEGATED or checked(scene, found.start):
            place = self._place(scene, found.start, found.end, "sentence")
            rule = "; ".join((f"lexicon:{concept.id}/{found.rule}", *asserted.rules))
            yield mention_of(
                scene, found, concept.id, list(concept.regions) or place.regions, place.side, place, asserted, rule
            )
