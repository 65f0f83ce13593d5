"""The case summary in the letters' manner: patient, injury and how it happened, work status, diagnoses, treatment with
what it brought, drugs, studies, the latest visit, what is asked for.

Every sentence carries the spans it was read from; where nothing was read there is no sentence.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator

from openimr.casefile.model import CaseFile, Span
from openimr.clinical.drugruns import is_given_in_a_procedure
from openimr.clinical.kinds import ADJUNCTS, STUDIES
from openimr.clinical.model import (
    Experiencer,
    Fact,
    Patient,
    Polarity,
    SummarySentence,
    Temporality,
    Timeline,
    TimelineEntry,
)
from openimr.clinical.phrasing import REPORTED_STUDIES, drug_in_words, examined, listed, name_of, placed, written
from openimr.clinical.timeline import VISITS

_TOO_BROAD = frozenset({"tx.medication_trial", "tx.rest", "tx.emergency", "tx.ct_approved_pending", "tx.other_surgery"})
#: Complaints that only restate others.
_GENERAL = frozenset({"sx.pain", "sx.pain_score", "sx.chronic_pain"})
_ASSESSED = ("assessment", "assessment_and_plan")
_MOST = {"diagnoses": 8, "treatments": 12, "drugs": 10, "studies": 6, "complaints": 8, "findings": 10}
# how an injury came about: the clause that tells it, from the word that opens it to the end of the clause
_MECHANISM = re.compile(
    r"\b(?:when|while|as|after)\s(?:(?:he|she|they|the (?:patient|applicant|worker|employee|claimant))\s)?(?:was\s)?"
    r"(?P<verb>lift|slip|trip|fell|fall|push|pull|reach|twist|bend|bent|struck|strik|hit|carry|carri|step|climb|driv|catch|caught"
    r"|unload|load|mov|turn|jump|work|mopp|clean|restrain|assist|transfer|walk|kneel|squat|operat|us(?:e[ds]?|ing)\b)\w*[^.;\n]{0,120}",
    re.IGNORECASE,
)
_INJURED = re.compile(r"\b(?:injur|sustain|accident|hurt|felt|developed|onset|pop\b)", re.IGNORECASE)
_WORK = ("func.work", "func.not_working", "func.modified", "func.full_duty", "func.off_work", "func.ttd")
_Sentences = list[SummarySentence]


def summarize(
    case: CaseFile, facts: list[Fact], patient: Patient, timeline: Timeline, as_of: dt.date | None
) -> list[SummarySentence]:
    """The sourced summary of a record.

    Args:
        case: the case file the facts were read from.
        facts: its facts.
        patient: its patient.
        timeline: its timeline up to ``as_of``.
        as_of: facts of later papers are left out.
    """
    known = [f for f in facts if _usable(f, as_of)]
    sentences: _Sentences = []
    sentences += _who(patient)
    sentences += _mechanism(case, as_of)
    sentences += _work(known)
    sentences += _diagnoses(known)
    sentences += _treatments(known, timeline)
    sentences += _drugs(known)
    sentences += _studies(timeline)
    sentences += _latest_visit(known)
    sentences += _asked(known)
    return sentences


def _usable(fact: Fact, as_of: dt.date | None) -> bool:
    if fact.mention.experiencer is Experiencer.OTHER or fact.mention.attributes.get("refused"):
        return False
    return as_of is None or fact.document_date is None or fact.document_date <= as_of


def _who(patient: Patient) -> _Sentences:
    spans = [s for s in (patient.age_span, patient.sex_span, patient.date_of_injury_span) if s is not None]
    if not spans:
        return []
    if patient.age and patient.age_span:
        article = "an" if str(patient.age).startswith("8") or patient.age in (11, 18) else "a"
        text = f"The patient is {article} {patient.age}-year-old {patient.sex or 'person'}"
    else:
        who = f"a {patient.sex}" if patient.sex_span and patient.sex else "the subject of this file"
        text = f"The patient is {who}"
    if patient.date_of_injury is not None and patient.date_of_injury_span is not None:
        text += f" with a date of injury of {written(patient.date_of_injury)}"
    return [SummarySentence(text + ".", spans)]


def _mechanism(case: CaseFile, as_of: dt.date | None) -> _Sentences:
    """How the injury came about, in the words of the earliest paper that tells it."""
    documents = [d for d in case.documents if d.is_evidence and d.kind.value in VISITS]
    documents.sort(key=lambda d: (d.kind.value != "first_report", d.date or dt.date.max))
    for document in documents:
        if as_of is not None and document.date is not None and document.date > as_of:
            continue
        for page in document.pages[:4]:
            for match in _MECHANISM.finditer(page.text[:20_000]):
                around = page.text[max(0, match.start() - 160) : match.end() + 40]
                if _INJURED.search(around):
                    words = " ".join(match.group().split()).rstrip(" ,")
                    span = Span.of(page, match.start(), match.end())
                    return [SummarySentence(f"The injury is told as having happened “{words}”.", [span])]
    return []


def _work(facts: list[Fact]) -> _Sentences:
    told = [
        f for f in facts
        if f.concept.startswith(_WORK)
        and f.mention.polarity is Polarity.AFFIRMED and f.mention.temporality is Temporality.CURRENT
        and f.document_date is not None
    ]  # fmt: skip
    if not told:
        return []
    last = max(told, key=lambda f: f.document_date or dt.date.min)
    assert last.document_date is not None
    text = f"As of {written(last.document_date)} the work status was: {name_of(last)}."
    return [SummarySentence(text, [last.evidence])]


def _diagnoses(facts: list[Fact]) -> _Sentences:
    wanted = [
        f for f in facts
        if f.concept.startswith("dx.") and f.mention.polarity is not Polarity.NEGATED
        and f.mention.temporality is Temporality.CURRENT
        and f.mention.section in (*_ASSESSED, None, "history", "subjective") and f.kind not in REPORTED_STUDIES
    ]  # fmt: skip
    formal = [f for f in wanted if f.mention.section in _ASSESSED]
    # the newest papers name them as they stand now
    named = sorted(formal or wanted, key=lambda f: f.document_date or dt.date.min, reverse=True)
    return _list("The patient is being treated for", named, placed, "diagnoses")


def _treatments(facts: list[Fact], timeline: Timeline) -> _Sentences:
    aside = _TOO_BROAD | ADJUNCTS
    dated = [e for e in timeline.entries if e.kind == "treatment" and e.facts[0].concept not in aside]
    told = {id(fact) for entry in dated for fact in entry.facts}
    concepts = {entry.facts[0].concept for entry in dated}
    undated = [
        f for f in facts
        if f.concept.startswith("tx.") and f.mention.polarity is Polarity.AFFIRMED
        and f.mention.temporality is not Temporality.HYPOTHETICAL
        and f.concept not in _TOO_BROAD and f.concept not in ADJUNCTS and id(f) not in told
        and f.concept not in concepts
    ]  # fmt: skip
    sentences = _list("Treatment to date has included", undated, _treatment, "treatments")
    for entry in dated[: _MOST["treatments"]]:
        sentences.append(SummarySentence(f"{_on(entry)}, {_given(entry)}.", entry.evidence[:6]))
    return sentences


def _on(entry: TimelineEntry) -> str:
    return f"{'On' if len(entry.date) == 10 else 'In'} {written(entry.date)}"


def _given(entry: TimelineEntry) -> str:
    text = f"treatment was {entry.what}"
    return f"{text}, with {entry.outcome}" if entry.outcome else text


def _drugs(facts: list[Fact]) -> _Sentences:
    taken = [
        f for f in facts
        if f.concept.startswith("med.") and f.mention.polarity is Polarity.AFFIRMED
        and f.mention.temporality is Temporality.CURRENT and not is_given_in_a_procedure(f)
    ]  # fmt: skip
    newest: dict[str, Fact] = {}
    for fact in sorted(taken, key=lambda f: f.document_date or dt.date.min):
        held = newest.get(fact.concept)
        # the latest paper that gives a dose says it best
        if held is None or "strength" in fact.mention.attributes or "strength" not in held.mention.attributes:
            newest[fact.concept] = fact
    return _list("Medications have included", list(newest.values()), drug_in_words, "drugs")


def _studies(timeline: Timeline) -> _Sentences:
    sentences = []
    for entry in [one for one in timeline.entries if one.kind == "study"][-_MOST["studies"] :]:
        vowel = entry.what[0] in "aeio" or entry.what.startswith(("MRI", "X-ray"))
        text = f"{'An' if vowel else 'A'} {entry.what} dated {written(entry.date)}"
        text += f" showed {entry.outcome}" if entry.outcome else " was obtained"
        sentences.append(SummarySentence(text + ".", entry.evidence[:8]))
    return sentences


def _latest_visit(facts: list[Fact]) -> _Sentences:
    visits = [f for f in facts if f.kind in VISITS]
    newest = max((f.document_date for f in visits if f.document_date is not None), default=None)
    last = [f for f in visits if f.document_date == newest and not _of_another_day(f)]
    when = f"On {written(newest)} the" if newest else "The"
    complaints = [f for f in last if f.concept.startswith("sx.") and f.concept not in _GENERAL
                  and f.mention.temporality is Temporality.CURRENT]  # fmt: skip
    told = [f for f in complaints if f.mention.polarity is Polarity.AFFIRMED]
    sentences = _list(f"{when} patient reported", told, placed, "complaints")
    scores = [f for f in last if f.concept == "sx.pain_score" and f.mention.temporality is Temporality.CURRENT]
    if scores:
        sentences.append(SummarySentence(f"Pain was rated {scores[-1].mention.value:g}/10.", [scores[-1].evidence]))
    denied = [f for f in complaints if f.mention.polarity is Polarity.NEGATED]
    sentences += _list("The report denies", denied, placed, "complaints")
    signs = [f for f in last if f.concept.startswith("exam.") and f.mention.temporality is Temporality.CURRENT]
    found = [f for f in signs if f.mention.polarity is Polarity.AFFIRMED]
    absent = [f for f in signs if f.mention.polarity is Polarity.NEGATED and f.concept != "exam.full_rom"]
    sentences += _list("Objective findings included", found, examined, "findings")
    return sentences + _list("Not found on examination were", absent, examined, "findings")


def _of_another_day(fact: Fact) -> bool:
    """Whether a paper tells of an earlier day ("on 3/4/13 the straight leg raise was positive")."""
    date = fact.mention.date
    return date is not None and fact.document_date is not None and not fact.document_date.isoformat().startswith(date)


def _asked(facts: list[Fact]) -> _Sentences:
    """What the request for authorization names, else what the latest paper plans."""
    asked = [
        f for f in facts
        if f.mention.temporality is Temporality.HYPOTHETICAL and f.mention.polarity is Polarity.AFFIRMED
        and (f.concept.startswith(("tx.", "med.", "device.")) or f.concept in STUDIES)
    ]  # fmt: skip
    forms = [f for f in asked if f.kind == "rfa"]
    planned = forms or [f for f in asked if f.kind in VISITS and "plan:" in f.mention.rule]
    newest = max((f.document_date for f in planned if f.document_date is not None), default=None)
    last = [f for f in planned if f.document_date == newest]
    if forms and newest:
        return _list(f"The request for authorization dated {written(newest)} asks for", last, _requested, "treatments")
    return _list("The treating physician requests or plans", last, _requested, "treatments")


def _requested(fact: Fact) -> str:
    text = drug_in_words(fact) if fact.concept.startswith("med.") else placed(fact)
    visits = fact.mention.attributes.get("visits")
    return f"{text} ({visits:g} visits)" if isinstance(visits, float) else text


def _treatment(fact: Fact) -> str:
    visits = fact.mention.attributes.get("visits")
    text = f"{visits:g} visits of {name_of(fact)}" if isinstance(visits, float) else placed(fact)
    return f"{text}, which failed" if fact.mention.attributes.get("failed") is True else text


def _list(lead: str, facts: Iterable[Fact], name: Callable[[Fact], str], what: str) -> _Sentences:
    """One sentence that lists facts by name, each name once, with the place of its first mention."""
    named: dict[str, Span] = {}
    for fact in facts:
        words = name(fact)
        if any(_says(longer, words) for longer in named):
            continue
        for shorter in [held for held in named if _says(words, held)]:
            del named[shorter]  # "disc herniation" beside "disc herniation at L4-5"
        named[words] = fact.evidence
    names = list(named)[: _MOST[what]]
    return [SummarySentence(f"{lead} {listed(names)}.", list(dict.fromkeys(_spans(named, names))))] if names else []


def _says(longer: str, shorter: str) -> bool:
    """Whether the longer words say the shorter ones too: "disc herniation at L4-5" says "disc herniation"."""
    more = tuple(shorter + joint for joint in (" at ", " of ", " on ", ","))
    return longer == shorter or longer.startswith(more) or longer.endswith(" " + shorter)


def _spans(named: dict[str, Span], names: list[str]) -> Iterator[Span]:
    for name in names:
        yield named[name]


__all__ = ["summarize"]
