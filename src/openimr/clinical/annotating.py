"""From a text to the facts it states: dictionary hits, results, assertion, place, figures, dates and relations.

The steps, in order: fold and split (scene.py), ask each hit what it means here (this module), decide on examined objects
(examined.py), assert (assertion.py), place (placing.py), read figures (measures.py, medication.py), tie responses to
treatments (responses.py). Every mention names the rule that made it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.clinical.anatomy import region_of_level
from openimr.clinical.assertion import ACTS, Assertion, assertion_of
from openimr.clinical.concepts import Concept, concepts
from openimr.clinical.drugs import Drug, ingredients
from openimr.clinical.examined import results_of
from openimr.clinical.folding import Folded
from openimr.clinical.measures import durations_in, scores_in, visits_in
from openimr.clinical.medication import details, since, used_for_days
from openimr.clinical.model import Experiencer, Mention, Polarity, Temporality
from openimr.clinical.placing import Place, place_of
from openimr.clinical.responses import quantify, tie
from openimr.clinical.scene import Found, Scene, scenes_of

_STUDIES = frozenset({
    "img.mri_done", "img.ct_done", "img.xray_done", "img.ultrasound_done", "img.bone_scan_done", "img.myelogram_done",
    "img.discogram_done", "edx.study_done",
})  # fmt: skip
_IMAGING_KINDS = frozenset({"mri_report", "ct_report", "xray_report", "ultrasound_report"})
_SPINE = ("lumbar spine", "cervical spine", "thoracic spine", "sacroiliac joint")
_SHOWS = re.compile(
    r"\b(?:show|reveal|demonstrat|impression|finding|indicat|consistent with|evidence of|notes?\b|noted|report|dated|positive for|documents)"
)
_EXAM_WORDS = re.compile(
    r"\b(?:exam\w*|palpa\w+|objective\w*|inspection|noted over|on testing|tender\w*|range of motion|findings?)\b"
)
_TOLD_WORDS = re.compile(
    r"\b(?:complain\w*|c/o|den(?:ies|ied)|report(?:s|ed)|states?|stated|describes?|feels?|experienc\w+|admits|endorses|symptoms?|subjective)\b"
)
_CHRONIC = re.compile(
    r"\b(?:chronic|persistent|constant|ongoing|continued|continuing|continues to have|continues to experience|intractable|long standing|longstanding|residual)\s(?:\w+[\s,/]+){0,5}$"
)
_RADIATE = re.compile(
    r"\b(?:radiat(?:es|ing|ion|e|ed)|shoots?|shooting|travels?|travell?ing|extends?|extending|goes down|going down|runs? down)\b"
)
_LEG = frozenset({"lower extremity", "thigh", "lower leg", "foot", "toe", "ankle", "knee", "hip"})
_ARM = frozenset({"upper extremity", "upper arm", "forearm", "hand", "finger", "elbow", "wrist", "shoulder"})
_PERCENT_BEHIND = re.compile(r"^\s?\(?\d{1,2}(?:\.\d+)?\s?%")
_CONTEXT = re.compile(
    r"\b(?:exam\w*|evaluation|inspection|palpation|mri|x ?rays?|ct|scan|imaging|impression|findings)\b[^.;]{0,40}?\b(?:of|for)\b|^[^:.]{0,40}:"
)
_INJURY_DATE = re.compile(
    r"\b(?:date of injury|doi|injury date|injur(?:y|ed)\s(?:on|of|dated)|industrial injury(?: on| of)?|sustained[^.;]{0,60}(?:on|of)|date of birth|dob|born|claim from|occupational claim)\s?(?:of|on|is|was|:)?\s?$"
)
_VISIT_WORDS = re.compile(
    r"\b(?:note|report|visit|exam\w*|evaluat\w+|consult\w*|pr 2|pr2|pr|seen|documentation|records?|follow up|re evaluation|dated|as of|on)\b"
)


def annotate(text: str, kind: str | None = None) -> list[Mention]:
    """The facts that ``text`` states, in reading order; offsets count in ``text``.

    Args:
        text: a page or any other text; nothing in it can make the reader fail.
        kind: kind of the paper where it is known (``mri_report`` ...): findings of an imaging report are ``img.*``.

    >>> [(m.concept, m.polarity.value, m.side) for m in annotate("SLR is positive on the left. No numbness.")]
    [('exam.straight_leg_raise', 'affirmed', 'left'), ('sx.numbness', 'negated', None)]
    >>> m = annotate("MRI of the lumbar spine is requested.")[0]
    >>> m.concept, m.temporality.value, m.regions
    ('img.mri_done', 'hypothetical', ('lumbar spine',))
    """
    folded, scenes = scenes_of(text)
    reader = _Reader(kind)
    mentions: list[Mention] = []
    for scene in scenes:
        if scene.found or reader.worth_a_look(scene):
            mentions += reader.read(scene)
        else:
            reader.pass_over(scene)
    mentions.sort(key=lambda m: (m.start, m.end, m.concept))
    tie(mentions)
    return [_in_original(folded, mention) for mention in mentions]


def _in_original(folded: Folded, mention: Mention) -> Mention:
    mention.start, mention.end = folded.start(mention.start), folded.end(mention.end)
    mention.sentence_start = folded.start(mention.sentence_start)
    mention.sentence_end = folded.end(mention.sentence_end)
    return mention


class _Reader:
    """Reads sentence after sentence and remembers what the next one may lean on."""

    def __init__(self, kind: str | None) -> None:
        self.kind = kind
        self.imaging: str | None = "img" if kind in _IMAGING_KINDS else "edx" if kind == "emg_ncs_report" else None
        self.study: str | None = None  # imaging or electrodiagnostic study that the last sentence told of
        self.study_date: str | None = None
        self.context: list[str] = []  # body parts of the last "examination of the ..."
        self.context_side: str | None = None
        self.section: str | None = None
        self.visit: str | None = None

    def worth_a_look(self, scene: Scene) -> bool:
        words = scene.words
        return (
            "/10" in words or "of 10" in words or "/5" in words or "%" in words or "radiat" in words or "vas" in words
        )

    def pass_over(self, scene: Scene) -> None:
        self._remember(scene)
        self.study = None if not scene.words.strip() else self.study

    def read(self, scene: Scene) -> list[Mention]:
        self._remember(scene)
        study = self._study_of(scene)
        mentions: list[Mention] = []
        for found in scene.found:
            mentions += self._mentions(scene, found, study)
        mentions += _radiation(scene, self.context)
        mentions += _scores(scene, self.context)
        mentions += _lone_grades(scene, mentions)
        mentions = quantify(scene, mentions)
        mentions += _implied(mentions)
        mentions += _composition(scene)
        mentions = _pending_studies(_once(mentions))
        self._date(scene, mentions)
        return mentions

    def _remember(self, scene: Scene) -> None:
        if scene.section != self.section:
            self.section, self.context, self.context_side = scene.section, [], None
        if scene.regions:
            match = _CONTEXT.search(scene.frame.text, scene.start, min(scene.end, scene.start + 160))
            if match:
                near = [r for a, _, r in scene.regions if scene.start <= a < match.end() + 50]
                if near:
                    self.context = list(dict.fromkeys(near))
                    self.context_side = next((s for a, _, s in scene.sides if a < match.end() + 40), None)

    def _study_of(self, scene: Scene) -> str | None:
        """Whether the sentence tells what imaging or an electrodiagnostic study showed."""
        if self.imaging:
            return self.imaging
        names = [c.id for f in scene.found for c in f.findings if c.id in _STUDIES]
        words = scene.words
        if names:
            self.study = (
                "edx" if names[0] == "edx.study_done" and not any(n.startswith("img") for n in names) else "img"
            )
            if _SHOWS.search(words) or scene.section == "imaging":
                return self.study
            return None
        if scene.section == "imaging":
            return self.study or "img"
        if self.study and re.match(
            r"(?:it|this|there (?:is|was|are|were)|at [ltcs]\d|[lct]\d|the (?:study|scan|mri|report)|impression|findings?|no )",
            words,
        ):
            return self.study
        self.study = None
        return None

    def _mentions(self, scene: Scene, found: Found, study: str | None) -> Iterator[Mention]:
        if found.drug is not None and not found.findings:
            yield from self._drug(scene, found, found.drug)
            return
        for concept in self._meanings(scene, found):
            yield from self._finding(scene, found, concept, study)
        for concept in found.objects:
            yield from self._object(scene, found, concept)

    def _meanings(self, scene: Scene, found: Found) -> list[Concept]:
        """Of a symptom and a sign by the same name, the one that the sentence means."""
        kinds = {concept.kind for concept in found.findings}
        if not ("sx" in kinds and "exam" in kinds):
            return list(found.findings)
        words = scene.words
        if scene.section in ("exam", "procedure") or (_EXAM_WORDS.search(words) and not _TOLD_WORDS.search(words)):
            drop = "sx"
        elif scene.section in ("subjective", "history", "review_of_systems") or _TOLD_WORDS.search(words):
            drop = "exam"
        else:
            return list(found.findings)
        return [concept for concept in found.findings if concept.kind != drop]

    def _place(self, scene: Scene, start: int, end: int) -> Place:
        others = [(f.start, f.end) for f in scene.found if f.start != start]
        return place_of(
            scene.frame.text, start, end, scene.regions, scene.sides, scene.levels, others, (scene.start, scene.end)
        )

    def _finding(self, scene: Scene, found: Found, concept: Concept, study: str | None) -> Iterator[Mention]:
        if concept.id == "sx.pain" and _not_pain(scene, found):
            return
        kind = concept.kind
        act = kind in ACTS or concept.id in _STUDIES
        if concept.id == "psych.suicidal" or kind == "resp":
            act = False
        asserted = assertion_of(scene.frame, found.start, found.end, act=act)
        place = self._place(scene, found.start, found.end)
        name = concept.id
        if study and kind in ("dx", "img"):
            other = concept.imaging_as if study == "img" else concept.edx_as
            if other:
                if scene.section in ("assessment", "assessment_and_plan"):
                    yield from self._placed(scene, found, concept, concept.id, place, asserted)
                name = other
        yield from self._placed(scene, found, concept, name, place, asserted)

    def _placed(
        self, scene: Scene, found: Found, concept: Concept, name: str, place: Place, asserted: Assertion
    ) -> Iterator[Mention]:
        regions = list(place.regions)
        fixed = list(concept.regions)
        from_levels = list(dict.fromkeys(region_of_level(level) for level in place.levels if not level.startswith("S")))
        if fixed == ["spine"]:
            spinal = from_levels or [r for r in regions if r in _SPINE]
            regions = spinal or [r for r in self.context if r in _SPINE] or fixed
        elif fixed:
            regions = fixed
        elif from_levels and not place.near and concept.kind in ("img", "dx", "tx", "edx"):
            regions = from_levels
        elif not regions and concept.kind in ("sx", "exam", "img", "tx") and scene.section in ("exam", "imaging", None):
            regions = list(self.context)
        side = place.side or (self.context_side if regions == self.context and concept.kind == "exam" else None)
        rule = f"lexicon:{concept.id}/{found.rule}"
        split = concept.by_region
        if split and name == concept.id:
            mapped: dict[str, list[str]] = {}
            for region in regions:
                mapped.setdefault(split.get(region, name), []).append(region)
            for one, where in (mapped or {name: regions}).items():
                yield self._mention(scene, found, one, tuple(where), side, place, asserted, rule)
            if concept.id == "sx.pain" and _CHRONIC.search(
                scene.frame.text[max(scene.start, found.start - 70) : found.start]
            ):
                yield self._mention(scene, found, "sx.chronic_pain", tuple(regions), side, place, asserted, rule)
            return
        yield self._mention(scene, found, name, tuple(regions), side, place, asserted, rule)

    def _mention(
        self, scene: Scene, found: Found, name: str, regions: tuple[str, ...], side: str | None, place: Place, asserted: Assertion,
        rule: str,
    ) -> Mention:  # fmt: skip
        if asserted.rules:
            rule += "; " + "; ".join(asserted.rules)
        mention = Mention(
            name, found.start, found.end, scene.start, scene.end, rule, asserted.polarity, asserted.temporality,
            asserted.experiencer, side, tuple(place.levels), regions, section=scene.section,
        )  # fmt: skip
        if name.startswith("tx."):
            _outcome(mention, asserted)
            _visits(scene, mention)
        elif asserted.pending:
            mention.attributes["pending"] = True
        return mention

    def _object(self, scene: Scene, found: Found, concept: Concept) -> Iterator[Mention]:
        objects = [(f.start, f.end) for f in scene.found if f.objects]
        results = results_of(
            scene.frame.text,
            scene.folded.plain,
            scene.cues,
            objects,
            (scene.start, scene.end),
            concept,
            found.start,
            found.end,
        )
        for result in results:
            polarity = result.polarity
            asserted = assertion_of(scene.frame, found.start, found.end)
            negated = next((rule for rule in asserted.rules if rule.startswith("neg:")), None)
            if negated == "neg:unchecked box":
                continue
            if any(a <= result.start < b for a, b in scene.frame.unchecked):
                continue
            if (
                negated
                and polarity is Polarity.AFFIRMED
                and result.words not in ("absent", "loss of", "loss", "lack of", "lost")
            ):
                polarity = Polarity.NEGATED
            low, high = min(found.start, result.start), max(found.end, result.end)
            whole = self._place(scene, found.start, found.end)
            around = self._place(scene, low, high)
            side = (
                _side_of_result(scene, found, result.start, result.end, len(results) > 1) or whole.side or around.side
            )
            regions = list(concept.regions) or whole.regions or around.regions or self.context
            levels = around.levels or whole.levels
            time: Temporality = Temporality.CURRENT
            if asserted.temporality is Temporality.HYPOTHETICAL:
                time = Temporality.HYPOTHETICAL
            elif asserted.temporality is Temporality.HISTORICAL and scene.section not in ("exam", "imaging"):
                time = Temporality.HISTORICAL
            name = concept.id
            if name == "exam.instability" and regions and regions[0] in concept.by_region:
                name = concept.by_region[regions[0]]
            mention = Mention(
                name, low, high, scene.start, scene.end, f"result:{concept.id}/{found.rule}={result.words.strip()}", polarity, time,
                asserted.experiencer, side, tuple(levels), tuple(dict.fromkeys(regions)), section=scene.section,
            )  # fmt: skip
            if result.grade is not None:
                mention.value, mention.unit = result.grade, "/5"
            elif result.angle is not None and concept.id == "exam.straight_leg_raise":
                mention.value, mention.unit = result.angle, "deg"
            yield mention

    def _drug(self, scene: Scene, found: Found, drug: Drug) -> Iterator[Mention]:
        asserted = assertion_of(scene.frame, found.start, found.end, act=True, drug=True)
        others = [f.start for f in scene.found if f.start >= found.end and f.drug is not None]
        stop = min([scene.end, found.end + 110, *others])
        combination = "/" in drug.generic
        values = details(scene.frame.text, scene.folded.text, found.end, stop, combination)
        values["drug"], values["class"] = drug.generic, drug.drug_class
        if drug.brand:
            values["brand"] = drug.brand
        first_use = since(scene.folded.plain, found.start, found.end, stop, scene.start, scene.dates)
        if first_use:
            values["since"] = first_use
        else:
            days = used_for_days(scene.frame.text, found.end, stop)
            if days:
                values["used_days"] = days
        if drug.drug_class == "allergy" or scene.section == "allergies":
            return
        rule = f"drug:{found.rule}" + "".join("; " + r for r in asserted.rules)
        mention = Mention(
            drug.concept, found.start, found.end, scene.start, scene.end, rule, asserted.polarity, asserted.temporality,
            asserted.experiencer, attributes=values, section=scene.section,
        )  # fmt: skip
        _outcome(mention, asserted)
        yield mention

    def _date(self, scene: Scene, mentions: list[Mention]) -> None:
        """Gives each event of the sentence the date that stands with it."""
        if not scene.dates and not scene.agos:
            return
        plain = scene.folded.plain
        usable = [d for d in scene.dates if not _INJURY_DATE.search(plain[max(scene.start, d.start - 60) : d.start])]
        for mention in mentions:
            if mention.date is not None or mention.attributes.get("since") is not None:
                continue
            kind = mention.concept.partition(".")[0]
            event = kind in ("tx", "img", "edx", "lab", "psych", "resp") or mention.concept in (
                "func.fall",
                "dx.stroke",
            )
            chosen = (
                _event_date(plain, scene, mention, usable, mentions)
                if event
                else _told_date(plain, scene, mention, usable)
            )
            if chosen:
                mention.date = chosen
            elif event:
                near = [a for a in scene.agos if abs(a.start - mention.end) < 70 or abs(mention.start - a.end) < 40]
                if near and kind in ("tx", "img", "edx", "psych"):
                    mention.attributes["ago_days"], mention.attributes["ago_unit"] = float(near[0].days), near[0].unit


def _event_date(plain: str, scene: Scene, mention: Mention, dates: list, mentions: list[Mention]) -> str | None:  # type: ignore[type-arg]
    if not dates:
        return None
    behind = [d for d in dates if d.start >= mention.end]
    if behind:
        first = behind[0]
        between = plain[mention.end : first.start]
        rival = any(
            m.start >= mention.end and m.end <= first.start and m.concept.partition(".")[0] in ("tx", "img", "edx", "psych", "lab")
            and m.concept != mention.concept and (m.concept in _STUDIES or not m.concept.startswith(("img", "edx"))) for m in mentions
        )  # fmt: skip
        if (
            len(between) <= 75
            and ";" not in between
            and not (rival and not re.fullmatch(r"[^.]{0,40}\b(?:dated|on|of|from)\s?", between))
        ):
            if re.search(
                r"(?:\b(?:on|dated|of|from|in|was|is|performed|done|since|date|dos|taken|obtained)\s|[(,:]\s?|^\s?)(?:about |approximately |the |early |late )?$",
                between,
            ):
                if not (rival and "," in between):
                    return str(first.iso)
    ahead = [d for d in dates if d.end <= mention.start]
    if ahead:
        last = ahead[-1]
        between = plain[last.end : mention.start]
        if len(between) <= 220 and ";" not in between:
            return str(last.iso)
    return None


def _told_date(plain: str, scene: Scene, mention: Mention, dates: list) -> str | None:  # type: ignore[type-arg]
    """The date of the visit at which a finding was told or made, where the sentence names it."""
    ahead = [d for d in dates if d.end <= mention.start]
    if ahead:
        lead = plain[max(scene.start, ahead[-1].start - 45) : ahead[-1].start]
        if _VISIT_WORDS.search(lead) or ahead[-1].start - scene.start < 3 or lead.endswith("("):
            return str(ahead[-1].iso)
    behind = [d for d in dates if d.start >= mention.end and d.start - mention.end < 30]
    if behind and re.search(r"\bon\s$|\($", plain[mention.end : behind[0].start]):
        return str(behind[0].iso)
    return None


def _not_pain(scene: Scene, found: Found) -> bool:
    """Whether "pain" belongs to a measure or a noun that is no symptom."""
    behind = scene.frame.text[found.end : found.end + 22]
    return bool(
        re.match(
            r"\s(?:medic|management|relie|reliev|score|scale|level at|clinic|program|patch|cream|pump|killer|drug|disab|chapter|guideline)",
            behind,
        )
    )


def _side_of_result(scene: Scene, found: Found, start: int, end: int, several: bool) -> str | None:
    """The side that stands with the result itself ("positive on the left")."""
    text = scene.frame.text
    match = re.match(
        r"\s?(?:at \d+ degrees? )?(?:on |in |for )?(?:the )?(left|right|bilateral(?:ly)?|both)\b", text[end : end + 36]
    )
    if match and (start >= found.end or several):
        word = match.group(1)
        rest = text[end + match.end() : end + match.end() + 12]
        if re.match(r"\s?(?:and|&|/)\s?(?:left|right)", rest) and word in ("left", "right"):
            return "bilateral"
        return "bilateral" if word.startswith("b") else word
    return None


def _outcome(mention: Mention, asserted: Assertion) -> None:
    if asserted.failed and mention.polarity is not Polarity.NEGATED:
        mention.attributes["failed"] = True
        mention.attributes["outcome"] = "failed"
        if mention.temporality is Temporality.HYPOTHETICAL:
            mention.temporality = Temporality.CURRENT
    elif asserted.helped:
        mention.attributes["outcome"] = "helped"
    if asserted.pending:
        mention.attributes["pending"] = True


_COUNTED = ("tx.physical", "tx.occupational", "tx.chiropractic", "tx.acupuncture", "tx.massage", "tx.aquatic", "tx.psychotherapy", "tx.functional",
            "tx.shockwave")  # fmt: skip
_COUNT_BEFORE = re.compile(
    r"\b(?P<n>\d{1,2}|one|two|three|four|five|six|several|multiple)\s(?:prior |previous |lumbar |cervical |transforaminal |epidural |more |separate )*$"
)


def _visits(scene: Scene, mention: Mention) -> None:
    from openimr.clinical.dates import number_of

    text = scene.folded.plain
    if mention.concept.startswith(_COUNTED):
        for start, end, number in visits_in(text, scene.start, scene.end):
            gap = max(mention.start - end, start - mention.end)
            between = text[min(end, mention.end) : max(start, mention.start)]
            if gap <= 40 and not re.search(r"[;]|\.\s|,\s(?:and\s)?\d", between):
                mention.attributes["visits"] = number
                mention.value, mention.unit = number, "visits"
                return
        times = re.match(r"\s?(?:x|times)\s?(\d{1,2})\b", text[mention.end : mention.end + 8])
        if times:
            mention.attributes["visits"] = float(times.group(1))
            mention.value, mention.unit = float(times.group(1)), "visits"
    elif mention.concept.startswith(("tx.tens", "tx.nmes", "tx.hwave", "tx.interferential")):
        from openimr.clinical.medication import _per_day

        rate = _per_day(text[mention.end : min(scene.end, mention.end + 120)])
        if rate and mention.temporality is not Temporality.HYPOTHETICAL:
            mention.attributes["per_day"] = rate
    count = _COUNT_BEFORE.search(text[max(scene.start, mention.start - 30) : mention.start])
    if count and count.group("n") not in ("several", "multiple"):
        mention.attributes["count"] = float(number_of(count.group("n")))


def _radiation(scene: Scene, context: list[str]) -> Iterator[Mention]:
    text = scene.frame.text
    for match in _RADIATE.finditer(text, scene.start, scene.end):
        behind = [(a, r, b) for a, b, r in scene.regions if match.end() <= a < match.end() + 90]
        limbs: dict[str, list[str]] = {}
        side = None
        for a, region, b in behind:
            between = text[match.end() : a]
            if ";" in between or re.search(r"\b(?:and has|with|he|she|is|was|denies)\b", between):
                break
            group = "sx.radiating_leg_pain" if region in _LEG else "sx.radiating_arm_pain" if region in _ARM else None
            if group:
                limbs.setdefault(group, []).append(region)
                side = side or next((s for c, d, s in scene.sides if match.end() <= c and d <= b), None)
        asserted = assertion_of(scene.frame, match.start(), match.end())
        if not limbs:
            if asserted.polarity is not Polarity.NEGATED:
                continue
            spine = [r for _, _, r in scene.regions if r in _SPINE] or context
            limbs = {"sx.radiating_arm_pain" if "cervical spine" in spine else "sx.radiating_leg_pain": []}
        for name, regions in limbs.items():
            if (
                name == "sx.radiating_arm_pain"
                and set(regions) <= {"shoulder"}
                and "cervical spine" not in {r for _, _, r in scene.regions}
            ):
                continue
            yield Mention(
                name, match.start(), match.end(), scene.start, scene.end, "rule:radiation" + "".join("; " + r for r in asserted.rules),
                asserted.polarity, asserted.temporality, asserted.experiencer, side,
                regions=tuple(dict.fromkeys(regions)) or ("lower extremity" if "leg" in name else "upper extremity",), section=scene.section,
            )  # fmt: skip


def _scores(scene: Scene, context: list[str]) -> Iterator[Mention]:
    for score in scores_in(scene.folded.plain, scene.start, scene.end):
        before = [(b, r) for _, b, r in scene.regions if b <= score.start]
        regions = (before[-1][1],) if before and score.start - before[-1][0] < 160 else tuple(context)
        asserted = assertion_of(scene.frame, score.start, score.end)
        mention = Mention(
            "sx.pain_score", score.start, score.end, scene.start, scene.end, "figure:pain score",
            temporality=asserted.temporality if asserted.temporality is Temporality.HISTORICAL else Temporality.CURRENT,
            regions=regions, value=score.high, unit="/10", section=scene.section,
        )  # fmt: skip
        if score.low != score.high:
            mention.attributes["low"] = score.low
        around = scene.frame.text[score.end : score.end + 24]
        if re.match(r"\s?(?:\w+\s)?without\b", around):
            mention.attributes["without_medication"] = True
        elif re.match(r"\s?(?:\w+\s)?with\b", around):
            mention.attributes["with_medication"] = True
        yield mention


_GRADE_ALONE = re.compile(r"(?<![\d/.])(?P<n>[0-5])(?P<sign>[+\-])?\s?/\s?5(?![\d/])")


def _lone_grades(scene: Scene, mentions: list[Mention]) -> Iterator[Mention]:
    """Strength grades without the word strength ("4/5 in the left quadriceps")."""
    if "/5" not in scene.words and "/ 5" not in scene.words:
        return
    taken = [(m.start, m.end) for m in mentions if m.unit == "/5"]
    for match in _GRADE_ALONE.finditer(scene.folded.plain, scene.start, scene.end):
        if any(a <= match.start() < b for a, b in taken) or re.search(r"pain|waddell|gcs|tender|reflex", scene.words):
            continue
        grade = float(match.group("n")) + {"+": 0.3, "-": -0.3}.get(match.group("sign") or "", 0.0)
        side = next((s for a, _, s in scene.sides if abs(a - match.start()) < 40), None)
        yield Mention(
            "exam.motor_deficit", match.start(), match.end(), scene.start, scene.end, "figure:strength grade",
            Polarity.NEGATED if grade >= 5 else Polarity.AFFIRMED, side=side, value=min(5.0, round(grade, 1)), unit="/5", section=scene.section,
            regions=tuple(dict.fromkeys(r for a, _, r in scene.regions if abs(a - match.start()) < 60)),
        )  # fmt: skip


def _implied(mentions: list[Mention]) -> Iterator[Mention]:
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
                    name, mention.start, mention.end, mention.sentence_start, mention.sentence_end, f"implied by {mention.concept}",
                    Polarity.NEGATED, mention.temporality, mention.experiencer, mention.side, mention.levels, mention.regions,
                    section=mention.section,
                )  # fmt: skip


def _composition(scene: Scene) -> Iterator[Mention]:
    """The ingredients of a compound, named with their shares, and other facts about what is asked for."""
    text = scene.folded.plain
    parts = [f for f in scene.found if f.drug is not None]
    shared = [f for f in parts if _PERCENT_BEHIND.match(text[f.end : f.end + 8])]
    if len(shared) >= 2 or (
        shared and any(f.drug and f.drug.generic in ("topical analgesic", "compound topical") for f in parts)
    ):
        names = list(dict.fromkeys(i for f in shared if f.drug for i in ingredients(f.drug.generic)))
        yield Mention(
            "admin.composition_stated", shared[0].start, shared[-1].end, scene.start, scene.end, "rule:ingredients with shares",
            attributes={"ingredients": ", ".join(names)}, section=scene.section,
        )  # fmt: skip
    asked = [c for c in scene.cues if "planned_before" in c.kinds] or scene.section == "plan"
    if not asked:
        return
    quantity = re.search(
        r"#\s?\d+|\bquantity\s\d+|\bqty\.?\s?:?\s?\d+|\b\d{1,2}\s(?:sessions|visits)\b|\bx\s?\d{1,2}\b|\b\d\s?x\s?\d\b",
        scene.words,
    )
    if quantity:
        yield Mention(
            "admin.quantity_stated", scene.start + quantity.start(), scene.start + quantity.end(), scene.start, scene.end,
            "rule:quantity in a request", section=scene.section,
        )  # fmt: skip
    durations = durations_in(text, scene.start, scene.end)
    if durations:
        yield Mention(
            "admin.duration_stated", durations[0].start, durations[0].end, scene.start, scene.end, "rule:duration in a request",
            value=durations[0].printed, unit=durations[0].unit, section=scene.section,
        )  # fmt: skip


def _pending_studies(mentions: list[Mention]) -> list[Mention]:
    """An approved study not yet done is a fact of its own."""
    extra = [
        Mention(
            "tx.ct_approved_pending", m.start, m.end, m.sentence_start, m.sentence_end, m.rule, m.polarity, Temporality.HYPOTHETICAL,
            m.experiencer, m.side, m.levels, m.regions, attributes={"pending": True}, section=m.section,
        )
        for m in mentions
        if m.concept in _STUDIES and m.attributes.get("pending") is True and m.concept.startswith("img.")
        and re.search(r"approv|authoriz|certif|not yet", m.rule)
    ]  # fmt: skip
    return mentions + extra


def _once(mentions: list[Mention]) -> list[Mention]:
    """Each statement once: of several hits for one concept with one meaning in a row, the first."""
    kept: list[Mention] = []
    seen: dict[tuple[object, ...], Mention] = {}
    for mention in mentions:
        key = (
            mention.concept, mention.polarity, mention.temporality, mention.experiencer, mention.side, mention.levels, mention.regions,
            mention.value, mention.sentence_start,
        )  # fmt: skip
        earlier = seen.get(key)
        if (
            earlier is not None
            and mention.concept.startswith(("exam.", "sx.", "plan.", "resp.", "dx."))
            and not mention.attributes
        ):
            continue
        if earlier is not None and (earlier.start, earlier.end) == (mention.start, mention.end):
            continue
        seen[key] = mention
        kept.append(mention)
    return kept


__all__ = ["Experiencer", "annotate"]
