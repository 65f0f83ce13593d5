"""The case summary in the letters' manner: patient, injury, diagnoses, treatment, studies, examination, request.

Every sentence carries the spans it was read from; where nothing was read there is no sentence.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from openimr.casefile.model import CaseFile, Span
from openimr.clinical.concepts import concept_name, concepts
from openimr.clinical.kinds import ADJUNCTS
from openimr.clinical.model import ClinicalRecord, Experiencer, Fact, Patient, Polarity, SummarySentence, Temporality

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_STUDIES = {
    "img.mri_done": "MRI",
    "img.ct_done": "CT",
    "img.xray_done": "X-ray",
    "img.ultrasound_done": "ultrasound study",
    "img.bone_scan_done": "bone scan",
    "edx.study_done": "electrodiagnostic study",
    "img.myelogram_done": "myelogram",
}
_REPORTS = {
    "mri_report": "MRI",
    "ct_report": "CT",
    "xray_report": "X-ray",
    "ultrasound_report": "ultrasound study",
    "emg_ncs_report": "electrodiagnostic study",
}
#: Kinds of paper in which a physician saw the patient.
_VISITS = frozenset(
    {
        "progress_report",
        "consult",
        "first_report",
        "permanent_stationary",
        "medical_legal",
        "psych_report",
        "therapy_note",
        "other",
    }
)
_TOO_BROAD = frozenset({"tx.medication_trial", "tx.rest", "tx.emergency", "tx.ct_approved_pending", "tx.other_surgery"})
_Sentences = list[SummarySentence]


def summarize(case: CaseFile, facts: list[Fact], patient: Patient, as_of: dt.date | None) -> list[SummarySentence]:
    """The sourced summary of a record.

    Args:
        case: the case file the facts were read from.
        facts: its facts.
        patient: its patient.
        as_of: facts of later papers are left out.
    """
    known = [f for f in facts if _usable(f, as_of)]
    sentences: _Sentences = []
    sentences += _who(patient)
    sentences += _diagnoses(known)
    sentences += _treatments(known)
    sentences += _studies(known)
    sentences += _latest_visit(known)
    sentences += _asked(known)
    return sentences


def _usable(fact: Fact, as_of: dt.date | None) -> bool:
    if fact.mention.experiencer is Experiencer.OTHER:
        return False
    return as_of is None or fact.document_date is None or fact.document_date <= as_of


def written(date: str | dt.date) -> str:
    """A date of any precision as the letters write it.

    >>> written("2014-02-10"), written("2013-06"), written("2012")
    ('February 10, 2014', 'June 2013', '2012')
    """
    text = date if isinstance(date, str) else date.isoformat()
    parts = text.split("-")
    if len(parts) == 1:
        return text
    month = _MONTHS[int(parts[1]) - 1]
    return f"{month} {parts[0]}" if len(parts) == 2 else f"{month} {int(parts[2])}, {parts[0]}"


def _who(patient: Patient) -> _Sentences:
    spans = [s for s in (patient.age_span, patient.sex_span, patient.date_of_injury_span) if s is not None]
    if not spans:
        return []
    noun = patient.sex or "person"
    article = "an" if str(patient.age or "").startswith(("8", "11", "18")) else "a"
    text = (
        f"The patient is {article} {patient.age}-year-old {noun}"
        if patient.age and patient.age_span
        else f"The patient is a {noun}"
    )
    if patient.sex_span is None and not (patient.age and patient.age_span):
        text = "The patient has a claim"
    if patient.date_of_injury is not None and patient.date_of_injury_span is not None:
        text += f" with a date of injury of {written(patient.date_of_injury)}"
    return [SummarySentence(text + ".", spans)]


def _diagnoses(facts: list[Fact]) -> _Sentences:
    wanted = [
        f
        for f in facts
        if f.concept.startswith("dx.")
        and f.mention.polarity is not Polarity.NEGATED
        and f.mention.temporality is not Temporality.HYPOTHETICAL
        and f.mention.section in ("assessment", "assessment_and_plan", None, "history", "subjective")
        and f.kind not in _REPORTS
    ]
    formal = [f for f in wanted if f.mention.section in ("assessment", "assessment_and_plan")]
    return _list("The diagnoses include", formal or wanted, _named_place, 8)


def _treatments(facts: list[Fact]) -> _Sentences:
    done = [
        f
        for f in facts
        if f.concept.startswith("tx.")
        and f.mention.polarity is Polarity.AFFIRMED
        and f.mention.temporality is not Temporality.HYPOTHETICAL
        and f.concept not in _TOO_BROAD
        and f.concept not in ADJUNCTS
    ]
    sentences = _list("Treatment to date has included", done, _treatment, 12)
    drugs = [
        f
        for f in facts
        if f.concept.startswith("med.")
        and f.mention.polarity is Polarity.AFFIRMED
        and f.mention.temporality is not Temporality.HYPOTHETICAL
    ]
    return sentences + _list("Medications have included", drugs, _drug, 12)


def _studies(facts: list[Fact]) -> _Sentences:
    sentences = []
    seen: set[tuple[str, str, str | None]] = set()
    for fact in facts:
        mention = fact.mention
        report = _REPORTS.get(fact.kind)
        study = _STUDIES.get(fact.concept)
        if (
            study is None
            or mention.polarity is not Polarity.AFFIRMED
            or mention.temporality is Temporality.HYPOTHETICAL
        ):
            continue
        if report is not None and report != study:
            continue
        date = mention.date or (fact.document_date.isoformat() if report and fact.document_date else None)
        place = ", ".join(mention.regions)
        if (study, place, date) in seen:
            continue
        seen.add((study, place, date))
        shown = [
            other
            for other in facts
            if other.concept.startswith(("img.", "edx."))
            and other.concept not in _STUDIES
            and other.span.document == fact.span.document
            and other.mention.polarity is Polarity.AFFIRMED
            and (
                report is not None
                or (
                    other.span.page == fact.span.page
                    and 0 <= other.span.start - fact.span.start < 500
                    and (other.mention.date or date) == date
                )
            )
        ]
        text = ("An " if study[0] in "aeiouMX" and study != "ultrasound study" else "A ") + study
        text += f" of the {place}" if place else ""
        text += f" dated {written(date)}" if date else ""
        findings = list(dict.fromkeys(_named_place(other) for other in shown))[:6]
        text += f" showed {_and(findings)}" if findings else " was obtained"
        sentences.append(
            SummarySentence(
                text + ".",
                [fact.evidence, *_distinct(other.evidence for other in shown[:6] if other.evidence != fact.evidence)],
            )
        )
    return sentences[:8]


def _latest_visit(facts: list[Fact]) -> _Sentences:
    visits = [f for f in facts if f.kind in _VISITS]
    dated = [f.document_date for f in visits if f.document_date is not None]
    newest = max(dated) if dated else None
    last = [f for f in visits if f.document_date == newest]
    when = f"On {written(newest)} the" if newest else "The"
    told = [
        f
        for f in last
        if f.concept.startswith("sx.")
        and f.concept not in ("sx.pain", "sx.pain_score", "sx.chronic_pain")
        and f.mention.polarity is Polarity.AFFIRMED
        and f.mention.temporality is Temporality.CURRENT
    ]
    scores = [f for f in last if f.concept == "sx.pain_score" and f.mention.temporality is Temporality.CURRENT]
    sentences = _list(f"{when} patient reported", told, _named_side, 8)
    if scores:
        value = scores[-1].mention.value
        sentences.append(SummarySentence(f"Pain was rated {value:g}/10.", [scores[-1].evidence]))
    denied = [f for f in last if f.concept.startswith("sx.") and f.mention.polarity is Polarity.NEGATED]
    sentences += _list("There was no report of", denied, _named_side, 6)
    found = [f for f in last if f.concept.startswith("exam.") and f.mention.polarity is Polarity.AFFIRMED]
    absent = [
        f
        for f in last
        if f.concept.startswith("exam.") and f.mention.polarity is Polarity.NEGATED and f.concept != "exam.full_rom"
    ]
    sentences += _list("Examination showed", found, _finding, 10)
    return sentences + _list("Examination did not show", absent, _finding, 8)


def _asked(facts: list[Fact]) -> _Sentences:
    dated = [f.document_date for f in facts if f.document_date is not None and f.kind in _VISITS | {"rfa"}]
    newest = max(dated) if dated else None
    asked = [
        f
        for f in facts
        if f.mention.temporality is Temporality.HYPOTHETICAL
        and f.mention.polarity is Polarity.AFFIRMED
        and f.document_date == newest
        and (f.concept.startswith(("tx.", "med.")) or f.concept in _STUDIES)
        and "plan:" in f.mention.rule
    ]
    return _list("The treating physician requests or plans", asked, _named_place, 10)


def _list(lead: str, facts: list[Fact], name: Callable[[Fact], str], most: int) -> _Sentences:
    """One sentence that lists facts by name, each name once, with the place of its first mention."""
    named: dict[str, Span] = {}
    for fact in facts:
        words = name(fact)
        if words not in named and not any(words in longer for longer in named):
            named[words] = fact.evidence
    names = list(named)[:most]
    if not names:
        return []
    return [SummarySentence(f"{lead} {_and(names)}.", _distinct(named[n] for n in names))]


def _distinct(spans: Iterable[Span]) -> list[Span]:
    return list(dict.fromkeys(spans))


def _and(words: list[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def _name(fact: Fact) -> str:
    return (
        concept_name(fact.concept)
        .removesuffix(" on examination")
        .removesuffix(" on imaging")
        .removesuffix(" on electrodiagnostic study")
    )


def _named_place(fact: Fact) -> str:
    mention = fact.mention
    text = f"possible {_name(fact)}" if mention.polarity is Polarity.UNCERTAIN else _name(fact)
    if mention.levels:
        return f"{text} at {_and(list(mention.levels))}"
    known = concepts().get(fact.concept)
    implied = known.regions if known else ()
    places = [r for r in mention.regions if r.removesuffix(" spine") not in text and r != "spine" and r not in implied]
    side = f"{mention.side} " if mention.side else ""
    return f"{text} of the {side}{_and(places[:3])}" if places else f"{side}{text}"


def _named_side(fact: Fact) -> str:
    return f"{fact.mention.side} {_name(fact)}" if fact.mention.side else _name(fact)


def _finding(fact: Fact) -> str:
    mention = fact.mention
    text = (
        f"positive {_name(fact)}" if mention.rule.startswith("result:") and "positive" in mention.rule else _name(fact)
    )
    if mention.polarity is Polarity.NEGATED:
        text = _name(fact)
    if mention.value is not None and mention.unit in ("/5", "deg"):
        text += f" ({mention.value:g}/5)" if mention.unit == "/5" else f" at {mention.value:g} degrees"
    if mention.side:
        text += " on both sides" if mention.side == "bilateral" else f" on the {mention.side}"
    return text + (f" at {_and(list(mention.levels))}" if mention.levels else "")


def _treatment(fact: Fact) -> str:
    mention = fact.mention
    visits = mention.attributes.get("visits")
    text = f"{visits:g} visits of {_name(fact)}" if isinstance(visits, float) else _name(fact)
    if mention.levels:
        text += f" at {_and(list(mention.levels))}"
    if mention.date:
        text += f" ({written(mention.date)})"
    return f"{text}, which failed" if mention.attributes.get("failed") is True and not mention.date else text


def _drug(fact: Fact) -> str:
    attributes = fact.mention.attributes
    name = str(attributes.get("brand") or attributes.get("drug") or _name(fact))
    return f"{name} {attributes['strength']}" if "strength" in attributes else name


__all__ = ["ClinicalRecord", "summarize", "written"]
