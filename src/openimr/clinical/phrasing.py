"""Facts in words, as the sentences of a summary and the lines of a timeline say them."""

from __future__ import annotations

import datetime as dt

from openimr.clinical.concepts import concept_name, concepts
from openimr.clinical.model import Fact, Polarity, TimelineEntry

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December")  # fmt: skip
#: Studies by their concept, and by the kind of paper that reports one.
STUDY_NAMES = {
    "img.mri_done": "MRI", "img.ct_done": "CT", "img.xray_done": "X-ray", "img.ultrasound_done": "ultrasound study",
    "img.bone_scan_done": "bone scan", "img.myelogram_done": "myelogram", "img.discogram_done": "discogram",
    "edx.study_done": "electrodiagnostic study",
}  # fmt: skip
REPORTED_STUDIES = {
    "mri_report": "MRI", "ct_report": "CT", "xray_report": "X-ray", "ultrasound_report": "ultrasound study",
    "emg_ncs_report": "electrodiagnostic study",
}  # fmt: skip
#: Regions that say nothing a reader would want beside a finding.
_NO_PLACE = frozenset({"spine", "abdomen"})
_UNITS = {"deg": " degrees", "/5": "/5", "/10": "/10", "mm": " mm", "lb": " lb", "lbs": " lb", "%": "%"}


def written(date: str | dt.date) -> str:
    """A date of any precision as the letters write it.

    >>> written("2014-02-10"), written("2013-06"), written("2012")
    ('February 10, 2014', 'June 2013', '2012')
    """
    parts = (date if isinstance(date, str) else date.isoformat()).split("-")
    if len(parts) == 1:
        return parts[0]
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{month} {int(parts[2])}, {parts[0]}"


def listed(words: list[str]) -> str:
    """Words as a sentence lists them.

    >>> listed(["pain"]), listed(["pain", "numbness", "weakness"])
    ('pain', 'pain, numbness and weakness')
    """
    return "".join(words) if len(words) < 2 else ", ".join(words[:-1]) + " and " + words[-1]


def name_of(fact: Fact) -> str:
    """What a fact's concept is called within a sentence that says where it was found."""
    name = concept_name(fact.concept)
    for ending in (" on examination", " on imaging", " on electrodiagnostic study"):
        name = name.removesuffix(ending)
    return name


def placed(fact: Fact) -> str:
    """The concept with side, level or body part: ``right C6 radiculopathy``, ``disc herniation at L4-5``."""
    mention = fact.mention
    doubt = "possible " if mention.polarity is Polarity.UNCERTAIN else ""
    text = name_of(fact)
    side = f"{mention.side} " if mention.side else ""
    if mention.levels:
        return f"{doubt}{side}{text} at {listed(list(mention.levels))}"
    places = body_parts(fact)
    if not places:
        return f"{doubt}{side}{text}"
    parts = listed(places[:3])
    return f"{doubt}bilateral {text} of the {parts}" if side == "bilateral " else f"{doubt}{text} of the {side}{parts}"


def body_parts(fact: Fact) -> list[str]:
    """The body parts of a fact that its name does not say already."""
    known = concepts().get(fact.concept)
    implied = known.regions if known else ()
    text = name_of(fact)
    return [
        region for region in fact.mention.regions
        if region.removesuffix(" spine") not in text and region not in implied and region not in _NO_PLACE
    ]  # fmt: skip


def examined(fact: Fact) -> str:
    """A finding on examination: ``positive straight leg raise at 40 degrees on the left``."""
    mention = fact.mention
    text = name_of(fact)
    positive = mention.rule.startswith("result:") and "positive" in mention.rule
    if positive and mention.polarity is Polarity.AFFIRMED:
        text = f"positive {text}"
    # what is not there has no grade: "5/5" is how its absence was told
    if mention.value is not None and mention.unit in _UNITS and mention.polarity is not Polarity.NEGATED:
        joint = " at " if mention.unit == "deg" else " of "
        text += f"{joint}{mention.value:g}{_UNITS[mention.unit]}"
    places = body_parts(fact)
    if places:
        side = f"{mention.side} " if mention.side and mention.side != "bilateral" else ""
        text += f" of the {side}{listed(places[:2])}" + (" on both sides" if mention.side == "bilateral" else "")
    elif mention.side:
        text += " on both sides" if mention.side == "bilateral" else f" on the {mention.side}"
    return text + (f" at {listed(list(mention.levels))}" if mention.levels else "")


def drug_in_words(fact: Fact) -> str:
    """A drug with its strength and how often it is taken, as far as told: ``Norco 10/325 mg, 4 a day``."""
    said = fact.mention.attributes
    text = str(said.get("brand") or said.get("drug") or name_of(fact))
    if "strength" in said:
        text += f" {said['strength']}"
    if "per_day" in said:
        text += f", {float(said['per_day']):g} a day"
    return text


def duration(weeks: float) -> str:
    """A length of time in the unit a reader would use.

    >>> duration(0.14), duration(3), duration(26), duration(0.04)
    ('1 day', '3 weeks', '6 months', 'hours')
    """
    if weeks < 0.1:
        return "hours"
    if weeks < 2 and round(weeks * 7) != 7 and round(weeks * 7) != 14:
        days = round(weeks * 7)
        return f"{days} day{'s' * (days != 1)}"
    if weeks < 13:
        return f"{round(weeks)} week{'s' * (round(weeks) != 1)}"
    months = round(weeks / 4.35)
    return f"{months} months" if months < 24 else f"{months / 12:g} years".replace(".0", "")


def told(entry: TimelineEntry) -> str:
    """An entry of the timeline as a sentence.

    >>> told(TimelineEntry("2013-10-24", "treatment", "epidural steroid injection at L4-5", "60% relief for 8 weeks"))
    'October 24, 2013: epidural steroid injection at L4-5; 60% relief for 8 weeks.'
    """
    return f"{written(entry.date)}: {entry.what}{'; ' + entry.outcome if entry.outcome else ''}."
