"""What the checks need to know of a case file, read once for however many letters are held against it."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from openimr.casefile.model import CaseFile, Document, DocumentKind
from openimr.clinical import read_record
from openimr.clinical.dates import find_dates
from openimr.clinical.model import ClinicalRecord, Fact, Polarity
from openimr.dispute import read_dispute
from openimr.dispute.model import Dispute


@dataclass(frozen=True, slots=True)
class KnownCase:
    """A case file as the checks use it.

    Attributes:
        case: the case file.
        record: its clinical record.
        dispute: what is disputed.
        facts: the record's facts by what they are about (:func:`subject`).
        days: every date that a paper of this patient prints or carries, as ISO text as precise as printed.
        sides: a part of the body as a paper names it -> "l", "r" or "b" for each place that has it on a side.
        determinations: the texts of the utilization review determinations.
    """

    case: CaseFile
    record: ClinicalRecord
    dispute: Dispute
    facts: Mapping[str, Sequence[Fact]]
    days: frozenset[str]
    sides: Mapping[str, str]
    determinations: tuple[str, ...]

    @property
    def strangers(self) -> list[Document]:
        """The papers in the file that are about somebody else."""
        return [document for document in self.case.documents if document.other_patient]


def know_case(case: CaseFile) -> KnownCase:
    """Read what the checks need of a case file."""
    dispute = read_dispute(case)
    own = [document for document in case.documents if not document.other_patient]
    record = read_record(replace(case, documents=own), dispute.ur_decision_date or case.intake.ur_denial_date)
    facts: dict[str, list[Fact]] = defaultdict(list)
    for fact in record.facts:
        facts[subject(fact.concept)].append(fact)
        group = fact.mention.attributes.get("class")
        if isinstance(group, str) and group:  # "no trial of NSAIDs" is refuted by naproxen
            facts[f"{group}s"].append(fact)
        if fact.concept in _OPPOSITE and fact.mention.polarity is Polarity.AFFIRMED:
            denied = replace(fact.mention, concept=_OPPOSITE[fact.concept], polarity=Polarity.NEGATED)
            facts[subject(denied.concept)].append(replace(fact, mention=denied))
    days = {fact.mention.date for fact in record.facts if fact.mention.date}
    days |= {document.date.isoformat() for document in own if document.date}
    for document in own:
        for page in document.pages:
            days.update(found.iso for found in find_dates(page.text))
    told = [d for d in own if d.kind is DocumentKind.UR_DETERMINATION]
    texts = [page.text for document in own for page in document.pages]
    return KnownCase(
        case, record, dispute, facts, frozenset(days), sided_parts(texts),
        tuple(page.text for document in told for page in document.pages),
    )  # fmt: skip


SIDED = re.compile(
    r"\b(?P<side>left|right|lt\.?|rt\.?|(?-i:[LR]))[\s-]+(?P<part>(?!lower\b|upper\b|and\b|or\b|side)[a-z]{3,}"
    r"|[LSC]\d)\b",
    re.I,
)
_BOTH = re.compile(r"\b(?:bilateral(?:ly)?|both|each)\s+(?P<part>[a-z]{3,}?)s?\b", re.I)


def sided_parts(texts: Iterable[str]) -> dict[str, str]:
    """Each part of the body that is named with a side -> the sides, one letter for each place.

    >>> sided_parts(["Left knee pain. Both wrists ache. The left knee is stable."])
    {'knee': 'll', 'wrist': 'b'}
    """
    found: dict[str, str] = defaultdict(str)
    for text in texts:
        for match in SIDED.finditer(text):
            found[match["part"].lower()] += match["side"][0].lower()
        for match in _BOTH.finditer(text):
            found[match["part"].lower()] += "b"
    return dict(found)


#: Concepts of which one paper tells in the words of one kind, another in those of another kind.
_ALIKE = {
    "spinal_instability": "instability",
    "spinal_stenosis": "stenosis",
    "spinal_fracture": "fracture",
    "trigger_point": "trigger_point",
    "spine_surgery": "spine_surgery",
    "acl_tear": "ligament_tear",
    "syrinx": "cord_signal",
    "spine_fusion": "fusion",
    "rotator_cuff_weakness": "motor_deficit",
}
#: What states one thing by its opposite.
_OPPOSITE = {"risk.nonsmoker": "risk.tobacco"}
_MERGED = ("sx.", "exam.", "dx.", "img.", "risk.", "func.", "med.", "device.", "tx.")


def subject(concept: str) -> str:
    """What a concept is about, whether as a symptom, finding, diagnosis or image; electrodiagnosis stands alone.

    >>> subject("dx.disc_herniation") == subject("img.disc_herniation"), subject("edx.radiculopathy")
    (True, 'edx.radiculopathy')
    """
    if concept.startswith(_MERGED):
        name = concept.partition(".")[2]
        return _ALIKE.get(name, name)
    return concept


def as_day(text: str) -> dt.date | None:
    """A full ISO day, or None for a month, a year or anything else."""
    try:
        return dt.date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        return None
