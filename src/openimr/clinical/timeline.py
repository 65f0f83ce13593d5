"""What happened when: visits, treatments with what they brought, studies, and drug runs, each with all its places.

The same event told by several papers is one entry: same act, same day (or the day within the month that another paper
tells), and no side or body part that differs. What papers tell differently is not averaged: it becomes entries of its
own, and :mod:`openimr.clinical.contradictions` names it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

from openimr.casefile.model import CaseFile, Document, Span
from openimr.clinical.drugruns import drug_runs
from openimr.clinical.kinds import ADJUNCTS, STUDIES
from openimr.clinical.model import Experiencer, Fact, Polarity, Temporality, Timeline, TimelineEntry
from openimr.clinical.phrasing import REPORTED_STUDIES, STUDY_NAMES, duration, listed, placed

#: Kinds of paper in which a clinician saw the patient.
VISITS = frozenset({
    "progress_report", "consult", "first_report", "permanent_stationary", "medical_legal", "psych_report",
    "therapy_note", "other",
})  # fmt: skip
_VISIT_NAMES = {
    "progress_report": "visit", "consult": "consultation", "first_report": "first visit",
    "permanent_stationary": "permanent and stationary evaluation", "medical_legal": "medical-legal evaluation",
    "psych_report": "psychological visit", "therapy_note": "therapy visit", "other": "visit",
}  # fmt: skip
#: Papers whose own subject is an act of that day.
_ACT_PAPERS = frozenset({"operative_report", "procedure_note"})
#: Too broad to be an event.
_TOO_BROAD = frozenset({
    "tx.medication_trial", "tx.rest", "tx.emergency", "tx.ct_approved_pending", "tx.other_surgery",
    "tx.conservative_care", "tx.home_exercise",
})  # fmt: skip
_ACTS = ("tx.", "device.", "psych.evaluation", "psych.therapy")
_RESPONSES = ("resp.", "func.adl_improved")


def timeline_of(case: CaseFile, facts: Iterable[Fact], as_of: dt.date | None = None) -> Timeline:
    """The timeline of a record.

    Args:
        case: the case file the facts were read from.
        facts: its facts.
        as_of: papers after this day are left out.
    """
    known = [fact for fact in facts if is_told_of_patient(fact, as_of)]
    entries = _visits(case, known, as_of)
    entries += _acts(known)
    entries += _studies(known)
    drugs = drug_runs(known)
    for run in drugs:
        entries += [
            TimelineEntry(change.date, "drug", f"{run.drug} {change.what}", "", [change.evidence])
            for change in run.changes
        ]
    entries.sort(key=lambda entry: (entry.date, entry.kind != "visit"))
    return Timeline(entries, drugs)


def is_told_of_patient(fact: Fact, as_of: dt.date | None = None) -> bool:
    """Whether a fact speaks of the patient, in a paper up to ``as_of``, and of nothing only planned or refused."""
    mention = fact.mention
    if as_of is not None and fact.document_date is not None and fact.document_date > as_of:
        return False
    return (
        mention.experiencer is Experiencer.PATIENT
        and mention.temporality is not Temporality.HYPOTHETICAL
        and not mention.attributes.get("refused")
    )


def _visits(case: CaseFile, facts: list[Fact], as_of: dt.date | None) -> list[TimelineEntry]:
    by_document: dict[str, list[Fact]] = {}
    for fact in facts:
        by_document.setdefault(fact.span.document, []).append(fact)
    entries = []
    for document in case.documents:
        if not document.is_evidence or document.kind.value not in VISITS or document.date is None:
            continue
        if as_of is not None and document.date > as_of:
            continue
        own = by_document.get(document.id, [])
        told = _complaints(own, document)
        if not own:
            continue
        what = _VISIT_NAMES[document.kind.value]
        if document.author:
            what += f", {document.author}"
        entries.append(
            TimelineEntry(document.date.isoformat(), "visit", what, listed([words for words, _ in told]),
                          _distinct([own[0].evidence, *(fact.evidence for _, fact in told)]), [f for _, f in told])
        )  # fmt: skip
    return entries


def _complaints(own: list[Fact], document: Document) -> list[tuple[str, Fact]]:
    """The main complaints of a visit and the pain score, in words."""
    told: dict[str, Fact] = {}
    for fact in own:
        mention = fact.mention
        if mention.polarity is not Polarity.AFFIRMED or mention.temporality is not Temporality.CURRENT:
            continue
        if mention.date is not None and document.date is not None and mention.date != document.date.isoformat():
            continue
        if fact.concept == "sx.pain_score" and mention.value is not None:
            told.setdefault(f"pain {mention.value:g}/10", fact)
        elif fact.concept.startswith("sx.") and fact.concept not in ("sx.pain", "sx.chronic_pain"):
            told.setdefault(placed(fact), fact)
    scores = [item for item in told.items() if item[0].startswith("pain ") and item[0].endswith("/10")]
    others = [item for item in told.items() if item not in scores]
    return scores[:1] + others[:4]


def _acts(facts: list[Fact]) -> list[TimelineEntry]:
    """Treatments with a day, each once, with what they brought."""
    events = _Events()
    home: dict[tuple[str, int, int], TimelineEntry] = {}
    acts = [f for f in facts if f.concept.startswith(_ACTS) and f.concept not in _TOO_BROAD | ADJUNCTS]
    # reports of the act itself first: they know its day and place best
    acts.sort(key=lambda f: (f.kind not in _ACT_PAPERS, len(f.mention.date or "") * -1))
    for fact in acts:
        if fact.mention.polarity is not Polarity.AFFIRMED:
            continue
        date = fact.mention.date
        if date is None and fact.kind in _ACT_PAPERS and fact.document_date is not None and not _tells_past(fact):
            date = fact.document_date.isoformat()
        if date is None:
            continue
        entry = events.of(fact, date)
        if entry is None:
            entry = TimelineEntry(date, "treatment", placed(fact), facts=[fact], evidence=[fact.evidence])
            events.add(entry)
        else:
            _add(entry, fact, date)
            events.file(entry)
        home[(fact.span.document, fact.span.page, fact.span.start)] = entry
    _add_outcomes(facts, home)
    return events.entries


def _tells_past(fact: Fact) -> bool:
    return fact.mention.temporality is Temporality.HISTORICAL or fact.mention.section in ("history", "past_history")


def _same(entry: TimelineEntry, fact: Fact, date: str) -> bool:
    first = entry.facts[0]
    if first.concept != fact.concept or not _agree(entry.date, date):
        return False
    mine, other = first.mention, fact.mention
    if mine.side and other.side and mine.side != other.side:
        return False
    if mine.levels and other.levels and not set(mine.levels) & set(other.levels):
        return False
    return not (mine.regions and other.regions) or bool(set(mine.regions) & set(other.regions))


@dataclass(slots=True)
class _Events:
    """The entries made so far, found again by what they are and by the beginning of their date."""

    entries: list[TimelineEntry] = field(default_factory=list)
    _by: dict[tuple[str, str], list[TimelineEntry]] = field(default_factory=dict)

    def of(self, fact: Fact, date: str) -> TimelineEntry | None:
        """The entry of the event that a fact tells, if an earlier paper told it."""
        near = (entry for when in _beginnings(date) for entry in self._by.get((fact.concept, when), ()))
        return next((entry for entry in near if _same(entry, fact, date)), None)

    def add(self, entry: TimelineEntry) -> None:
        """Take in a new entry, with its first fact."""
        self.entries.append(entry)
        self.file(entry)

    def file(self, entry: TimelineEntry) -> None:
        """Make an entry found under its date, which may have become more precise."""
        for when in _beginnings(entry.date):
            filed = self._by.setdefault((entry.facts[0].concept, when), [])
            if not filed or filed[-1] is not entry:
                filed.append(entry)


def _beginnings(date: str) -> list[str]:
    """A date, its month and its year.

    >>> _beginnings("2013-10-24"), _beginnings("2013")
    (['2013-10-24', '2013-10', '2013'], ['2013'])
    """
    return list(dict.fromkeys((date, date[:7], date[:4])))


def _agree(one: str, other: str) -> bool:
    """Whether two dates may be the same: the shorter is the beginning of the longer.

    >>> _agree("2013-10-24", "2013-10"), _agree("2013-10-24", "2013-10-26")
    (True, False)
    """
    shorter, longer = sorted((one, other), key=len)
    return longer.startswith(shorter)


def _add(entry: TimelineEntry, fact: Fact, date: str) -> None:
    entry.facts.append(fact)
    if fact.evidence not in entry.evidence:
        entry.evidence.append(fact.evidence)
    if len(date) > len(entry.date):
        entry.date = date
    words = placed(fact)
    if len(words) > len(entry.what):  # the fullest telling names side and level
        entry.what = words


def _add_outcomes(facts: list[Fact], home: dict[tuple[str, int, int], TimelineEntry]) -> None:
    for fact in facts:
        if not fact.concept.startswith(_RESPONSES):
            continue
        start = fact.mention.attributes.get("of_start")
        entry = home.get((fact.span.document, fact.span.page, int(start))) if isinstance(start, int | float) else None
        words = response_in_words(fact)
        if entry is None or not words:
            continue
        if words not in entry.outcome:
            entry.outcome = f"{entry.outcome}; {words}" if entry.outcome else words
        if fact.evidence not in entry.evidence:
            entry.evidence.append(fact.evidence)
        entry.facts.append(fact)


def response_in_words(fact: Fact) -> str:
    """What a treatment brought, in words; empty where the fact tells nothing that could be said.

    Figures come as they stand in the record: ``60-70% relief for 8 weeks``, ``pain from 8/10 to 3/10``.
    """
    said = fact.mention.attributes
    denied = fact.mention.polarity is Polarity.NEGATED
    words = {
        "resp.medication_reduced": "medication use was not reduced" if denied else "medication was reduced",
        "resp.medication_increased": "" if denied else "medication was increased",
        "resp.function_improved": "function did not improve" if denied else "function improved",
        "func.adl_improved": "" if denied else "function improved",
        "resp.sleep_improved": "" if denied else "sleep improved",
        "resp.no_relief": "no relief", "resp.temporary": "temporary relief",
        "resp.adverse_effect": "" if denied else "side effects",
    }.get(fact.concept)  # fmt: skip
    if words is not None:
        return words
    if fact.concept not in ("resp.relief", "resp.helps"):
        return ""
    if denied or said.get("percent") == 0:
        return "no relief"
    parts = []
    if "percent" in said:
        high = f"-{float(said['percent_high']):g}" if "percent_high" in said else ""
        parts.append(f"{float(said['percent']):g}{high}% relief")
    if "vas_before" in said and "vas_after" in said:
        parts.append(f"pain from {float(said['vas_before']):g}/10 to {float(said['vas_after']):g}/10")
    if "weeks" in said:
        length = duration(float(said["weeks"]))
        parts.append(f"for {length}" if parts else f"relief for {length}")
    return " ".join(parts[:1] + ([", ".join(parts[1:])] if len(parts) > 1 else [])) or "some relief"


def _studies(facts: list[Fact]) -> list[TimelineEntry]:
    """Studies with their findings: the study's own report before what others tell of it."""
    events = _Events()
    findings = _findings_of_studies(facts)
    studies = [f for f in facts if f.concept in STUDIES and f.concept in STUDY_NAMES]
    studies.sort(key=lambda f: (f.kind not in REPORTED_STUDIES, f.document_date or dt.date.max))
    for fact in studies:
        report = REPORTED_STUDIES.get(fact.kind)
        name = STUDY_NAMES[fact.concept]
        if fact.mention.polarity is not Polarity.AFFIRMED or (report is not None and report != name):
            continue
        date = fact.mention.date
        if report is not None and fact.document_date is not None:
            date = fact.document_date.isoformat()  # a report compares with earlier studies, but is about its own
        if date is None:
            continue
        entry = events.of(fact, date)
        if entry is None:
            regions = [region for region in fact.mention.regions if region != "spine"]
            side = f"{fact.mention.side} " if fact.mention.side and regions else ""
            what = f"{name} of the {side}{listed(regions[:2])}" if regions else name
            shown = _shown(fact, findings.get(fact.span.document, []), date, report is not None)
            outcome = listed(list(dict.fromkeys(placed(f) for f in shown))[:8])
            evidence = _distinct([fact.evidence, *(f.evidence for f in shown)])
            events.add(TimelineEntry(date, "study", what, outcome, evidence, [fact, *shown]))
            continue
        entry.facts.append(fact)
        if fact.evidence not in entry.evidence:
            entry.evidence.append(fact.evidence)
    return events.entries


def _findings_of_studies(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    """What studies showed, by the document that tells it; what they measured (a latency) is no finding."""
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        shown = fact.concept.startswith(("img.", "edx.")) and fact.concept not in STUDIES
        if shown and fact.mention.polarity is Polarity.AFFIRMED and not fact.mention.rule.startswith("measured:"):
            found.setdefault(fact.span.document, []).append(fact)
    return found


def _shown(study: Fact, findings: list[Fact], date: str, report: bool) -> list[Fact]:
    """The findings that belong to a study: all of its report, or what stands right behind it elsewhere."""
    shown = []
    for fact in findings:
        near = fact.span.page == study.span.page and 0 <= fact.span.start - study.span.start < 500
        if report or (near and (fact.mention.date or date) == date):
            shown.append(fact)
    return shown


def _distinct(spans: Iterable[Span]) -> list[Span]:
    return list(dict.fromkeys(spans))
