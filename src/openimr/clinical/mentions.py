"""A mention made of what a sentence holds: with its place, its assertion, and for a drug how it is taken."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from openimr.clinical.acts import Assertion
from openimr.clinical.anatomy import region_of_level
from openimr.clinical.assertion import ACTS, assertion_of
from openimr.clinical.concepts import Concept
from openimr.clinical.dosing import details_of, same_drug
from openimr.clinical.drugs import Drug
from openimr.clinical.figures import count_visits
from openimr.clinical.folding import Folded
from openimr.clinical.kinds import (
    LEVELLED_SIGNS,
    LEVELLED_TREATMENTS,
    STUDIES,
    UNLEVELLED_DIAGNOSES,
)
from openimr.clinical.measured import Reading
from openimr.clinical.medication import since, used_for_days
from openimr.clinical.model import Mention, Polarity, Temporality
from openimr.clinical.morphine import factor_is_from_elsewhere, morphine_equivalent
from openimr.clinical.placing import Place
from openimr.clinical.scene import Found, Scene
from openimr.clinical.siding import sides_of_row

_PATIENT_SAYS_NO = re.compile(r"\b(?:refus|declin|(?:not|n't) (?:want|wish|desire|interested)|no interest)")


def only_thought_of(name: str, asserted: Assertion) -> bool:
    """Whether it is a warning ("call if drainage") or a treatment never given: such has no side to take over."""
    if name.startswith("tx."):
        return asserted.polarity is Polarity.NEGATED
    return asserted.temporality is Temporality.HYPOTHETICAL


def by_side(
    scene: Scene, regions: list[str], wanted: list[str], side: str | None
) -> list[tuple[str | None, list[str]]]:
    """The body parts of one finding by their side: "right hip and left knee pain" lies at two places."""
    if len(regions) < 2 or not scene.sides or not side:
        return [(side, wanted)]
    row = sides_of_row(scene.frame.text, regions, scene.regions, scene.sides)
    named = {own for own in row.values() if own}
    if not named or (len(named) == 1 and None not in row.values()):
        return [(side, wanted)]
    split: dict[str | None, list[str]] = {}
    for region in wanted:
        split.setdefault(row[region], []).append(region)
    return list(split.items())


@cache  # of ids of the lexicon only
def has_levels(name: str) -> bool:
    """Whether a concept may lie at levels of the spine."""
    kind = name.partition(".")[0]
    if name in STUDIES and name != "img.discogram_done":
        return False  # a study looks at a region, whatever level it finds something at
    if kind in ("img", "edx", "dx"):
        return f"dx.{name.partition('.')[2]}" not in UNLEVELLED_DIAGNOSES
    return name in LEVELLED_SIGNS or name.startswith(LEVELLED_TREATMENTS)


def regions_of_levels(levels: list[str]) -> list[str]:
    """The parts of the spine that levels lie in; sacral ones alone say nothing."""
    return list(dict.fromkeys(region_of_level(level) for level in levels if not level.startswith("S")))


def time_of_sign(scene: Scene, asserted: Assertion) -> Temporality:
    """A sign is of the examination it is told of, unless the text dates it back or makes it a condition."""
    if asserted.temporality is Temporality.HISTORICAL and scene.section in ("exam", "imaging"):
        return Temporality.CURRENT
    return asserted.temporality


def mention_of(
    scene: Scene,
    found: Found,
    name: str,
    regions: list[str],
    side: str | None,
    place: Place,
    asserted: Assertion,
    rule: str,
) -> Mention:
    """The mention of a finding, a treatment or a study; ``rule`` says what found it and what decided."""
    mention = Mention(
        name, found.start, found.end, scene.start, scene.end, rule, asserted.polarity, asserted.temporality,
        asserted.experiencer, side, tuple(place.levels) if has_levels(name) or place.provoked else (),
        tuple(dict.fromkeys(regions)), section=scene.section,
    )  # fmt: skip
    if name == "plan.surgery_not_considered" and _PATIENT_SAYS_NO.search(scene.frame.text, found.start, found.end):
        mention.attributes["refused"] = True
    _set_refused(mention, asserted)
    if name.startswith("tx."):
        _set_outcome(mention, asserted)
        count_visits(scene, mention)
    elif asserted.pending:
        mention.attributes["pending"] = True
    return mention


def drug_mention(scene: Scene, found: Found, drug: Drug) -> Mention:
    """The mention of a drug with strength, schedule, quantity, refills and since when, as far as told."""
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
            if factor_is_from_elsewhere(drug.generic):
                values["med_factor"] = "not in the CDC's table of 2022"
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
    _set_refused(mention, asserted)
    _set_outcome(mention, asserted)
    return mention


def _set_refused(mention: Mention, asserted: Assertion) -> None:
    if asserted.refused:
        mention.attributes["refused"] = True
    elif asserted.resolved:
        mention.attributes["resolved"] = True


def _set_outcome(mention: Mention, asserted: Assertion) -> None:
    if asserted.failed and mention.polarity is not Polarity.NEGATED:
        mention.attributes["failed"] = True
        mention.attributes["outcome"] = "failed"
    elif asserted.helped:
        mention.attributes["outcome"] = "helped"
    if asserted.pending:
        mention.attributes["pending"] = True


def in_original(folded: Folded, mentions: list[Mention]) -> None:
    """Sets all places of the mentions to those in the original text."""
    sentence = whole = (-1, -1)
    for mention in mentions:
        mention.start, mention.end = folded.start(mention.start), folded.end(mention.end)
        if sentence != (mention.sentence_start, mention.sentence_end):  # else it stands in that of the last one
            sentence = mention.sentence_start, mention.sentence_end
            whole = folded.start(sentence[0]), folded.end(sentence[1])
        mention.sentence_start, mention.sentence_end = whole
        said = mention.attributes
        if "of_start" in said:
            said["of_start"], said["of_end"] = folded.start(int(said["of_start"])), folded.end(int(said["of_end"]))


def measured_mentions(
    scene: Scene, found: Found, concept: Concept, readings: Sequence[Reading], place: Place
) -> list[Mention]:
    """A mention for each reading of what is measured (``readings`` is not empty)."""
    asserted = assertion_of(scene.frame, found.start, found.end, act=concept.kind in ACTS)
    mentions = []
    for number, reading in enumerate(readings):
        mention = Mention(
            concept.id, found.start if number == 0 else readings[number - 1].end, max(found.end, reading.end),
            scene.start, scene.end,
            f"measured:{concept.id}/{found.rule}", reading.polarity, Temporality.CURRENT,
            asserted.experiencer, reading.side or place.side,
            tuple(place.levels) if has_levels(concept.id) else (), tuple(concept.regions) or tuple(place.regions),
            reading.value, reading.unit or (concept.unit if reading.value is not None else None),
            section=scene.section,
        )  # fmt: skip
        if reading.value is None and asserted.polarity is Polarity.NEGATED and concept.kind != "edx":
            mention.polarity = Polarity.NEGATED
        if reading.flag:
            mention.attributes["flag"] = reading.flag
        mentions.append(mention)
    return mentions
