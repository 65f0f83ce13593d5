"""From a text to the facts it states: dictionary hits, results, assertion, place, figures, dates and relations.

The steps, in order: fold and split (scene.py), ask each hit what it means here (this module), decide on examined
objects (examined.py), assert (assertion.py, acts.py), place (placing.py), read figures (figures.py, medication.py),
date (events.py), tie responses to treatments (responses.py). Every mention names the rule that made it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from openimr.clinical.acts import Assertion
from openimr.clinical.anatomy import region_of_level
from openimr.clinical.assertion import ACTS, assertion_of
from openimr.clinical.concepts import Concept, concepts
from openimr.clinical.dosing import details_of, morphine_equivalent, same_drug
from openimr.clinical.drugs import Drug
from openimr.clinical.events import date_events
from openimr.clinical.examined import Result, results_of
from openimr.clinical.figures import count_visits, last_symptoms, lone_grades, pain_scores, radiation, request_details
from openimr.clinical.folding import Folded
from openimr.clinical.kinds import (
    DISC_FINDINGS,
    IMAGING_REPORTS,
    LEVELLED_SIGNS,
    LEVELLED_TREATMENTS,
    SPINE,
    STUDIES,
    UNPLACED,
)
from openimr.clinical.medication import since, used_for_days
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.placing import Place, place_of, side_of_region
from openimr.clinical.responses import tie
from openimr.clinical.scene import SIGNS, Found, Scene, scenes_of

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
_SIDE_BEHIND = re.compile(
    r"\s?(?:at \d+ degrees? )?(?:on |in |for )?(?:the )?(?P<side>left|right|bilateral(?:ly)?|both)\b"
    r"(?P<other>\s?(?:and|&|/)\s?(?:left|right))?"
)
_LEVEL_LABEL = re.compile(r"(?:at |the )?[ctls]\d[^:.]{0,24}?:|at [ctls]\d|[ctls]\d")
#: How far off the body part of a finding may be named: anywhere in the sentence, up to a comma, or beside it.
_REACH = {"exam": "sentence", "img": "sentence", "edx": "sentence", "sx": "clause"}


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
    return [_in_original(folded, mention) for mention in tie(folded, folded.sentences, mentions)]


def _reading_order(mention: Mention) -> tuple[int, int, str]:
    return mention.start, mention.end, mention.concept


def _in_original(folded: Folded, mention: Mention) -> Mention:
    mention.start, mention.end = folded.start(mention.start), folded.end(mention.end)
    mention.sentence_start = folded.start(mention.sentence_start)
    mention.sentence_end = folded.end(mention.sentence_end)
    if "of_start" in mention.attributes:
        mention.attributes["of_start"] = folded.start(int(mention.attributes["of_start"]))
        mention.attributes["of_end"] = folded.end(int(mention.attributes["of_end"]))
    return mention


class _Reader:
    """Reads sentence after sentence and remembers what the next one may lean on."""

    def __init__(self, kind: str | None, scenes: list[Scene]) -> None:
        # where a text speaks of one part of the spine only, "the epidural" was there
        spine = {region for scene in scenes for _, _, region in scene.regions if region in SPINE[:3]}
        self.spine = list(spine) if len(spine) == 1 else []
        self.report = "img" if kind in IMAGING_REPORTS else "edx" if kind == "emg_ncs_report" else None
        self.study: str | None = None  # the kind of study that the last sentence told of
        self.context: list[str] = []  # body parts of the last "examination of the ..."
        self.context_side: str | None = None
        self.section: str | None = None
        self.levels: list[str] = []  # spinal level that a line of an imaging report opened with

    def read(self, scene: Scene) -> list[Mention]:
        self._remember(scene)
        if not scene.found and not any(sign in scene.words for sign in SIGNS):
            return []
        study = self._study_of(scene)
        mentions: list[Mention] = []
        for found in scene.found:
            mentions += self._mentions(scene, found, study)
        mentions += radiation(scene, self.context)
        mentions += pain_scores(scene, self.context)
        mentions += lone_grades(scene, mentions)
        last_symptoms(scene, mentions)
        mentions += _denied_by_normal(mentions)
        mentions += request_details(scene)
        mentions = _once(mentions)
        mentions += _pending_studies(mentions)
        date_events(scene, mentions)
        return mentions

    def _remember(self, scene: Scene) -> None:
        if scene.section != self.section:
            self.section, self.context, self.context_side, self.levels = scene.section, [], None, []
        if scene.levels and (self.report or scene.section in ("imaging", "assessment")):
            opens = [level for start, _, level in scene.levels if start - scene.start < 8]
            opens = opens if _LEVEL_LABEL.match(scene.frame.text, scene.start, scene.end) else []
            self.levels = opens if opens or len(scene.levels) > 1 else self.levels
        if not scene.regions:
            return
        match = _CONTEXT.search(scene.frame.text[scene.start : min(scene.end, scene.start + 160)])
        if match:
            reach = scene.start + match.end() + 50
            near = [region for start, _, region in scene.regions if start < reach]
            if near:
                self.context = list(dict.fromkeys(near))
                self.context_side = next((s for a, _, s in scene.sides if a < reach - 10), None)

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
                yield _drug_mention(scene, found, found.drug)
            return
        for concept in self._meanings(scene, found):
            yield from self._finding(scene, found, concept, study)
        for concept in found.objects:
            if self.report and concept.kind == "exam" and scene.section != "exam":
                continue  # "reduced recruitment in the tibialis anterior" is no sign on examination
            yield from self._examined(scene, found, concept)

    def _meanings(self, scene: Scene, found: Found) -> list[Concept]:
        """Of a symptom and a sign by the same name, the one that the sentence means."""
        kinds = {concept.kind for concept in found.findings}
        if not ("sx" in kinds and "exam" in kinds):
            return list(found.findings)
        told = _TOLD_WORDS.search(scene.words) is not None
        if scene.section in ("exam", "procedure") or (_EXAM_WORDS.search(scene.words) and not told):
            drop = "sx"
        elif scene.section in ("subjective", "history", "review_of_systems") or told:
            drop = "exam"
        else:
            return list(found.findings)
        return [concept for concept in found.findings if concept.kind != drop]

    def _place(self, scene: Scene, start: int, end: int, reach: str, roots: bool = True) -> Place:
        others = [(f.start, f.end) for f in scene.found if f.start != start and not (f.start >= start and f.end <= end)]
        return place_of(
            scene.frame.text,
            start,
            end,
            scene.regions,
            scene.sides,
            scene.levels,
            others,
            (scene.start, scene.end),
            reach,
            roots,
        )

    def _finding(self, scene: Scene, found: Found, concept: Concept, study: str | None) -> Iterator[Mention]:
        behind = scene.frame.text[found.end : found.end + 22]
        if concept.id == "sx.pain" and _NOT_PAIN.match(behind):
            return
        kind = concept.kind
        act = (kind in ACTS or concept.id in STUDIES) and concept.id != "psych.suicidal"
        asserted = assertion_of(scene.frame, found.start, found.end, act=act)
        if kind in UNPLACED:
            place = Place()
        else:
            reach = _REACH.get(kind, "beside")
            place = self._place(scene, found.start, found.end, reach, concept.id not in DISC_FINDINGS)
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
        if name.startswith("img.") and (concept.id in DISC_FINDINGS or name == "img.nerve_root_compression"):
            at_disc = concept.id in DISC_FINDINGS and not any("-" in level for level in place.levels)
            place.levels = self.levels or place.levels if at_disc else place.levels or self.levels
        regions = self._regions(scene, concept, place)
        leaning = bool(regions) and regions == self.context and concept.kind == "exam"
        side = place.side or (self.context_side if leaning else None)
        if concept.kind in UNPLACED:
            regions, side = [], None
        rule = "; ".join((f"lexicon:{concept.id}/{found.rule}", *asserted.rules))
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
            own = side_of_region(scene.frame.text, where, scene.regions, scene.sides) if len(by_name) > 1 else side
            yield _mention(scene, found, one, where, own, place, asserted, rule)
        if concept.id == "sx.pain":
            before = scene.frame.text[max(scene.start, found.start - 70) : found.start]
            if _CHRONIC.search(before):
                yield _mention(scene, found, "sx.chronic_pain", regions, side, place, asserted, rule)

    def _regions(self, scene: Scene, concept: Concept, place: Place) -> list[str]:
        from_levels = _regions_of(place.levels) if _has_levels(concept.id) else []
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

    def _examined(self, scene: Scene, found: Found, concept: Concept) -> Iterator[Mention]:
        objects = [(f.start, f.end) for f in scene.found if f.objects]
        results = results_of(
            scene.frame.text, scene.folded.plain, scene.cues, objects, (scene.start, scene.end), concept,
            found.start, found.end,
        )  # fmt: skip
        if not results:
            return
        asserted = assertion_of(scene.frame, found.start, found.end)
        negated = next((rule for rule in asserted.rules if rule.startswith("neg:")), None)
        whole = self._place(scene, found.start, found.end, "sentence")
        for result in results:
            if any(a <= result.start < b for a, b in scene.frame.unchecked):
                continue
            polarity = result.polarity
            if negated and polarity is Polarity.AFFIRMED and not result.denies:
                polarity = Polarity.NEGATED
            low, high = min(found.start, result.start), max(found.end, result.end)
            around = self._place(scene, low, high, "sentence")
            side = _side_of_result(scene, found, result, len(results) > 1) or whole.side or around.side
            levels = (around.levels or whole.levels) if _has_levels(concept.id) else []
            regions = list(concept.regions) or (whole.regions if whole.near else [])
            regions = regions or (around.regions if around.near else []) or _regions_of(levels)
            regions = regions or whole.regions or around.regions or self.context
            if side is None and regions == self.context:
                side = self.context_side
            mention = Mention(
                concept.by_region.get(regions[0], concept.id) if regions else concept.id,
                low, high, scene.start, scene.end, f"result:{concept.id}/{found.rule}={result.words.strip()}", polarity,
                _time_of_sign(scene, asserted), asserted.experiencer, side, tuple(levels),
                tuple(dict.fromkeys(regions)), section=scene.section,
            )  # fmt: skip
            if result.grade is not None:
                mention.value, mention.unit = result.grade, "/5"
            elif result.angle is not None and concept.id == "exam.straight_leg_raise":
                mention.value, mention.unit = result.angle, "deg"
            yield mention


def _has_levels(name: str) -> bool:
    kind = name.partition(".")[0]
    return kind in ("img", "edx", "dx") or name in LEVELLED_SIGNS or name.startswith(LEVELLED_TREATMENTS)


def _regions_of(levels: list[str]) -> list[str]:
    return list(dict.fromkeys(region_of_level(level) for level in levels if not level.startswith("S")))


def _time_of_sign(scene: Scene, asserted: Assertion) -> Temporality:
    """A sign is of the examination it is told of, unless the text dates it back or makes it a condition."""
    if asserted.temporality is Temporality.HISTORICAL and scene.section in ("exam", "imaging"):
        return Temporality.CURRENT
    return asserted.temporality


def _mention(
    scene: Scene,
    found: Found,
    name: str,
    regions: list[str],
    side: str | None,
    place: Place,
    asserted: Assertion,
    rule: str,
) -> Mention:
    mention = Mention(
        name, found.start, found.end, scene.start, scene.end, rule, asserted.polarity, asserted.temporality,
        asserted.experiencer, side, tuple(place.levels) if _has_levels(name) else (), tuple(dict.fromkeys(regions)),
        section=scene.section,
    )  # fmt: skip
    if name.startswith("tx."):
        _set_outcome(mention, asserted)
        count_visits(scene, mention)
    elif asserted.pending:
        mention.attributes["pending"] = True
    return mention


def _drug_mention(scene: Scene, found: Found, drug: Drug) -> Mention:
    asserted = assertion_of(scene.frame, found.start, found.end, act=True, drug=True)
    # "Zanaflex (tizanidine) 4 mg" and "lidocaine 5 % topical ointment" name one drug
    others = [f.start for f in scene.found if f.start >= found.end and f.drug is not None
              and not same_drug(scene.folded.plain[found.end : f.start], drug.generic, f.drug.generic)]  # fmt: skip
    stop = min([scene.end, found.end + 190, *others])
    values = details_of(
        scene.folded, found.start, found.end, scene.start, stop, drug.generic, drug.drug_class, stop in others
    )
    rate = values.get("per_day", values.get("per_day_most"))
    if drug.drug_class == "opioid" and "strength" in values and isinstance(rate, float):
        equivalent = morphine_equivalent(drug.generic, str(values["strength"]), rate)
        if equivalent is not None:
            values["med_per_day"] = equivalent
    values["drug"], values["class"] = drug.generic, drug.drug_class
    if drug.brand:
        values["brand"] = drug.brand
    first_use = since(scene.folded.plain, found.start, found.end, stop, scene.start, scene.dates)
    days = None if first_use else used_for_days(scene.frame.text, found.end, stop)
    if first_use:
        values["since"] = first_use
    elif days:
        values["used_days"] = days
    rule = "; ".join((f"drug:{found.rule}", *asserted.rules))
    mention = Mention(
        drug.concept, found.start, found.end, scene.start, scene.end, rule,
        asserted.polarity, asserted.temporality, asserted.experiencer, attributes=values, section=scene.section,
    )  # fmt: skip
    _set_outcome(mention, asserted)
    return mention


def _set_outcome(mention: Mention, asserted: Assertion) -> None:
    if asserted.failed and mention.polarity is not Polarity.NEGATED:
        mention.attributes["failed"] = True
        mention.attributes["outcome"] = "failed"
    elif asserted.helped:
        mention.attributes["outcome"] = "helped"
    if asserted.pending:
        mention.attributes["pending"] = True


def _side_of_result(scene: Scene, found: Found, result: Result, several: bool) -> str | None:
    """The side that stands with the result itself ("positive on the left")."""
    if result.start < found.end and not several:
        return None
    match = _SIDE_BEHIND.match(scene.frame.text, result.end, min(scene.end, result.end + 48))
    if not match:
        return None
    word = match.group("side")
    return "bilateral" if word.startswith("b") or match.group("other") else word


def _denied_by_normal(mentions: list[Mention]) -> Iterator[Mention]:
    """What a normal finding denies ("neurologically intact"), unless the same sentence affirms it."""
    known = concepts()
    affirmed = {m.concept for m in mentions if m.polarity is Polarity.AFFIRMED}
    for mention in mentions:
        concept = known.get(mention.concept)
        if concept is None or not concept.denies or mention.polarity is not Polarity.AFFIRMED:
            continue
        for name in concept.denies:
            if name not in affirmed:
                yield Mention(
                    name, mention.start, mention.end, mention.sentence_start, mention.sentence_end,
                    f"denied by {mention.concept}", Polarity.NEGATED, mention.temporality, mention.experiencer,
                    mention.side, mention.levels, mention.regions, section=mention.section,
                )  # fmt: skip


def _pending_studies(mentions: list[Mention]) -> list[Mention]:
    """An approved study not yet done is a fact of its own."""
    return [
        Mention(
            "tx.ct_approved_pending", m.start, m.end, m.sentence_start, m.sentence_end, m.rule, m.polarity,
            Temporality.HYPOTHETICAL, m.experiencer, m.side, m.levels, m.regions, attributes={"pending": True},
            section=m.section,
        )
        for m in mentions
        if m.concept in STUDIES and m.concept.startswith("img.") and m.attributes.get("pending") is True
        and re.search(r"approv|authoriz|certif|not yet", m.rule)
    ]  # fmt: skip


def _once(mentions: list[Mention]) -> list[Mention]:
    """Each statement once: of several hits in a sentence for one concept with one meaning, the first."""
    kept: list[Mention] = []
    seen: dict[tuple[object, ...], Mention] = {}
    for mention in mentions:
        key = (
            mention.concept, mention.polarity, mention.temporality, mention.experiencer, mention.side, mention.levels,
            mention.regions, mention.value,
        )  # fmt: skip
        earlier = seen.get(key)
        if earlier is not None:
            same_place = (earlier.start, earlier.end) == (mention.start, mention.end)
            if same_place or (
                not mention.attributes and not mention.concept.startswith(("tx.", "med.", "img.", "edx."))
            ):
                continue
        seen[key] = mention
        kept.append(mention)
    return kept
