"""Judging a pattern on a case: five values, the spans that show it, and the reason in words.

The pattern language itself is in :mod:`openimr.guidelines.patterns`; which facts speak to a fact pattern is decided in
:mod:`openimr.guidelines.matching`. Here its parts are joined and the patterns that count, measure time or ask the
request are judged. Nothing short-circuits: the trace names every part.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from openimr.casefile.model import CaseFile, DocumentKind, Span
from openimr.clinical.model import Fact
from openimr.guidelines.comparing import Comparison
from openimr.guidelines.fact_values import interval, value_of, when
from openimr.guidelines.matching import Setting, candidates, judge_fact
from openimr.guidelines.patterns import (
    AllOf,
    AnyOf,
    AtLeast,
    Concordance,
    Count,
    DocumentPattern,
    FactPattern,
    IfThen,
    NoneOnFile,
    Not,
    PatientPattern,
    Pattern,
    RequestPattern,
    SinceEvent,
    SinceInjury,
    Stance,
    Total,
    UseDuration,
    Visits,
)
from openimr.guidelines.regions import levels_agree, sides_agree
from openimr.guidelines.requesting import number_of, request_holds
from openimr.guidelines.totals import total_of
from openimr.review.model import Evidence, Status

_MOST_EVIDENCE = 4
_ORDER = re.compile(r"\b(?:start|begin|initiate|prescribe|dispense|trial of|add)\b", re.IGNORECASE)
_INVERSE = {
    Status.MET: Status.NOT_MET,
    Status.NOT_MET: Status.MET,
    Status.NOT_DOCUMENTED: Status.NOT_DOCUMENTED,
    Status.CONTRADICTED: Status.CONTRADICTED,
    Status.NOT_APPLICABLE: Status.NOT_APPLICABLE,
}
#: Order in which alternatives speak when none is met.
_ANY_ORDER = (Status.MET, Status.CONTRADICTED, Status.NOT_MET, Status.NOT_DOCUMENTED, Status.NOT_APPLICABLE)
#: Order in which conjoined parts speak when not all are met.
_ALL_ORDER = (Status.NOT_MET, Status.CONTRADICTED, Status.NOT_DOCUMENTED, Status.MET, Status.NOT_APPLICABLE)


@dataclass(slots=True)
class Finding:
    """The value of a pattern on a case, with the places that show it.

    ``hint`` is true where nothing is documented and yet something is mentioned (unquantified, only retold, undated).
    """

    status: Status
    evidence: list[Evidence] = field(default_factory=list)
    trace: str = ""
    hint: bool = False


def judge(pattern: Pattern, setting: Setting, case: CaseFile | None = None) -> Finding:
    """The finding of ``pattern`` on the record and request of ``setting``.

    Args:
        pattern: the parsed pattern.
        setting: request, record, day and parts in question.
        case: the case file, for patterns that ask whether a kind of paper is in it.
    """
    match pattern:
        case FactPattern():
            return _fact(pattern, setting)
        case AnyOf(parts):
            return _join([judge(p, setting, case) for p in parts], _ANY_ORDER, "any of")
        case AllOf(parts):
            return _join([judge(p, setting, case) for p in parts], _ALL_ORDER, "all of")
        case Not(part):
            inner = judge(part, setting, case)
            return Finding(_INVERSE[inner.status], inner.evidence, f"not ({inner.trace})")
        case AtLeast(number, parts):
            return _at_least(number, [judge(p, setting, case) for p in parts])
        case NoneOnFile(part):
            return _none_on_file(judge(part, setting, case))
        case IfThen(condition, then):
            asked = judge(condition, setting, case)
            if asked.status is not Status.MET:
                return Finding(Status.NOT_APPLICABLE, [], f"does not apply ({asked.trace})")
            return judge(then, setting, case)
        case RequestPattern():
            return _request(pattern, setting)
        case Stance(says, shown):
            inner = judge(shown, setting, case) if shown is not None else Finding(Status.NOT_DOCUMENTED)
            evidence = inner.evidence if inner.status is Status.MET else []
            return Finding(Status.MET, evidence, f"the guideline's own position: {says}")
        case DocumentPattern(kinds):
            return _document(kinds, case)
        case _:
            return _measured(pattern, setting)


def _measured(pattern: Pattern, setting: Setting) -> Finding:
    match pattern:
        case UseDuration(of, test):
            return _use_duration(of, test, setting)
        case SinceInjury(test):
            return _since_injury(test, setting)
        case SinceEvent(fact, test):
            return _since_event(fact, test, setting)
        case Count(fact, by, test):
            return _count(fact, by, test, setting)
        case Visits(fact, with_request, test):
            return _visits(fact, with_request, test, setting)
        case Total():
            return _total(pattern, setting)
        case Concordance(exam, study):
            return _concordance(exam, study, setting)
        case PatientPattern(test):
            return _patient(test, setting)
        case _:
            raise TypeError(f"no judgement for {type(pattern).__name__}")


def shown(facts: Iterable[Fact]) -> list[Evidence]:
    """The places of facts as evidence, each once, the latest first, at most a handful."""
    ordered = sorted(facts, key=lambda f: f.document_date.toordinal() if f.document_date else 0, reverse=True)
    ordered.sort(key=lambda f: f.kind == DocumentKind.RFA)  # a report says it better than the line of an order form
    return _unique(Evidence.of(fact.evidence) for fact in ordered)[:_MOST_EVIDENCE]


def _unique(evidence: Iterable[Evidence]) -> list[Evidence]:
    found: dict[tuple[str, int, int, int], Evidence] = {}
    for one in evidence:
        found.setdefault((one.document, one.page, one.start, one.end), one)
    return list(found.values())


def _fact(pattern: FactPattern, setting: Setting) -> Finding:
    judged = judge_fact(pattern, setting)
    names = " or ".join(pattern.concepts)
    hint = judged.verdict == "not_documented" and bool(judged.facts)
    return Finding(Status(judged.verdict), shown(judged.facts), f"{names}: {judged.note}", hint)


def _join(findings: Sequence[Finding], order: Sequence[Status], word: str) -> Finding:
    present = {finding.status for finding in findings}
    status = next(one for one in order if one in present)
    deciding = [finding for finding in findings if finding.status is status]
    evidence = _unique(e for finding in deciding for e in finding.evidence)[:_MOST_EVIDENCE]
    trace = f"{word} [" + "; ".join(f"{f.status.value}: {f.trace}" for f in findings) + "]"
    return Finding(status, evidence, trace, any(f.hint for f in deciding))


def _at_least(number: int, findings: Sequence[Finding]) -> Finding:
    met = [f for f in findings if f.status is Status.MET]
    open_ones = [f for f in findings if f.status in (Status.NOT_DOCUMENTED, Status.CONTRADICTED)]
    trace = f"{len(met)} of {len(findings)} met, {number} needed [" + "; ".join(f.trace for f in findings) + "]"
    evidence = _unique(e for f in (met or findings) for e in f.evidence)[:_MOST_EVIDENCE]
    if len(met) >= number:
        return Finding(Status.MET, evidence, trace)
    if len(met) + len(open_ones) >= number:
        contradicted = any(f.status is Status.CONTRADICTED for f in open_ones)
        return Finding(Status.CONTRADICTED if contradicted else Status.NOT_DOCUMENTED, evidence, trace, bool(met))
    return Finding(Status.NOT_MET, evidence, trace)


def _none_on_file(inner: Finding) -> Finding:
    trace = f"none on file ({inner.trace})"
    if inner.status is Status.MET:
        return Finding(Status.NOT_MET, inner.evidence, trace)
    if inner.status is Status.CONTRADICTED or inner.hint:
        status = Status.CONTRADICTED if inner.status is Status.CONTRADICTED else Status.NOT_DOCUMENTED
        return Finding(status, inner.evidence, trace, inner.hint)
    return Finding(Status.MET, inner.evidence, trace)


def _request(pattern: RequestPattern, setting: Setting) -> Finding:
    answer = request_holds(pattern, setting.request)
    if answer is None:
        return Finding(Status.NOT_DOCUMENTED, [], "the request does not state it")
    asked = ", ".join([f"{test.words()} (states {number_of(setting.request, test.name)})" for test in pattern.where])
    trace = "the request " + ("has" if answer else "lacks") + " what is asked" + (f": {asked}" if asked else "")
    return Finding(Status.MET if answer else Status.NOT_MET, [], trace)


def _document(kinds: tuple[str, ...], case: CaseFile | None) -> Finding:
    found = case.of_kind(*(DocumentKind(kind) for kind in kinds)) if case else []
    if not found:
        return Finding(Status.NOT_DOCUMENTED, [], f"no {' or '.join(kinds).replace('_', ' ')} in the file")
    page = found[0].pages[0] if found[0].pages else None
    evidence = []
    if page and page.text.strip():
        start = len(page.text) - len(page.text.lstrip())
        line = page.text[start:].split("\n", 1)[0]
        evidence = [Evidence.of(Span.of(page, start, start + len(line.rstrip())))]
    return Finding(Status.MET, evidence, f"{len(found)} {' or '.join(kinds).replace('_', ' ')} in the file")


def _drug_concepts(of: tuple[str, ...], setting: Setting) -> list[str]:
    concepts = [name for name in of if name != "request"]
    if "request" in of:
        request = setting.request
        names = dict.fromkeys([request.drug, *request.ingredients])
        concepts += [concept for name in names if name for concept in drug_concepts(name)]
    return concepts


def drug_concepts(drug: str) -> list[str]:
    """Concept ids that a generic name can have in the lexicon.

    >>> drug_concepts("hydrocodone/acetaminophen")
    ['med.hydrocodone/acetaminophen', 'med.hydrocodone_acetaminophen']
    """
    name = drug.lower()
    plain = name.replace("/", "_").replace(" ", "_").replace("-", "_")
    return list(dict.fromkeys([f"med.{name}", f"med.{plain}"]))


def _use_duration(of: tuple[str, ...], test: Comparison, setting: Setting) -> Finding:
    facts, _ = candidates(FactPattern(concepts=tuple(_drug_concepts(of, setting)) or ("med.unnamed",)), setting)
    facts = [fact for fact in facts if fact.mention.polarity.value == "affirmed"]
    dated = []
    for fact in facts:
        since = None if _is_order(fact) else value_of(fact, "since")
        start = interval(str(since)) if since else None
        first, _last = when(fact)
        begin = start[0] if start else first
        if begin and begin <= setting.day:
            dated.append((begin, fact))
    if not dated:
        said = f"{len(facts)} undated mention(s)" if facts else "no prescription on record"
        return Finding(Status.NOT_DOCUMENTED, shown(facts), f"duration of use unknown: {said}", bool(facts))
    begin, first_fact = min(dated, key=lambda row: (row[0], row[1].span.document, row[1].span.start))
    length = (setting.day - begin).days
    status = Status.MET if test.holds(length) else Status.NOT_MET
    trace = f"in use since {begin.isoformat()}, {length} days before the decision ({test.words()} asked)"
    return Finding(status, shown([first_fact]), trace)


def _is_order(fact: Fact) -> bool:
    """Whether a length of time beside a drug is that of a course ordered now ("start X for 14 days")."""
    return "used_days" in fact.mention.attributes and bool(_ORDER.search(fact.evidence.quote))


def _since_injury(test: Comparison, setting: Setting) -> Finding:
    patient = setting.record.patient
    if patient.date_of_injury is None:
        return Finding(Status.NOT_DOCUMENTED, [], "the date of injury is not in the file")
    length = (setting.day - patient.date_of_injury).days
    evidence = [Evidence.of(patient.date_of_injury_span)] if patient.date_of_injury_span else []
    trace = f"{length} days from injury ({patient.date_of_injury.isoformat()}) to the decision; {test.words()} asked"
    return Finding(Status.MET if test.holds(length) else Status.NOT_MET, evidence, trace)


def _since_event(pattern: FactPattern, test: Comparison, setting: Setting) -> Finding:
    facts, undated = candidates(pattern, setting)
    facts = [fact for fact in facts if fact.mention.polarity.value == "affirmed" and _passes(fact, pattern)]
    dated = [(end, fact) for fact in facts for start, end in [when(fact)] if start and end]
    if not dated:
        some = facts + undated
        said = "mentioned without a date" if some else "no such event on record"
        return Finding(Status.NOT_DOCUMENTED, shown(some), f"{' or '.join(pattern.concepts)}: {said}", bool(some))
    end, latest = max(dated, key=lambda row: (row[0], row[1].span.start))
    length = max((setting.day - end).days, 0)
    trace = f"{latest.concept} last on {end.isoformat()}, {length} days before the decision; {test.words()} asked"
    return Finding(Status.MET if test.holds(length) else Status.NOT_MET, shown([latest]), trace)


def _passes(fact: Fact, pattern: FactPattern) -> bool:
    return all((actual := value_of(fact, t.name)) is not None and t.holds(actual) for t in pattern.where)


def _count(pattern: FactPattern, by: str, test: Comparison, setting: Setting) -> Finding:
    facts, _ = candidates(pattern, setting)
    facts = [fact for fact in facts if fact.mention.polarity.value == "affirmed" and _passes(fact, pattern)]
    if by == "day":
        number = len({fact.date for fact in facts})
    elif by == "concept":
        number = len({fact.concept for fact in facts})
    else:
        number = len(facts)
    trace = f"{number} by {by} of {' or '.join(pattern.concepts)}; {test.words()} asked"
    if test.holds(number):
        return Finding(Status.MET, shown(facts), trace)
    return Finding(Status.NOT_MET if facts else Status.NOT_DOCUMENTED, shown(facts), trace)


def _visits(pattern: FactPattern, with_request: bool, test: Comparison, setting: Setting) -> Finding:
    facts, _ = candidates(pattern, setting)
    counted: list[tuple[float, Fact]] = []
    for fact in facts:
        visits = value_of(fact, "visits")
        if isinstance(visits, (int, float)) and fact.mention.polarity.value == "affirmed":
            counted.append((float(visits), fact))
    if not counted:
        return Finding(Status.NOT_DOCUMENTED, shown(facts), "the number of earlier visits is not stated", bool(facts))
    number, fact = max(counted, key=lambda row: row[0])
    if with_request:
        number += setting.request.quantity or 0
    trace = f"{number:g} visits; {test.words()} asked"
    return Finding(Status.MET if test.holds(number) else Status.NOT_MET, shown([fact]), trace)


def _total(pattern: Total, setting: Setting) -> Finding:
    total = total_of(pattern, setting)
    holds = total.holds(pattern)
    if total.amount is None:
        trace = "no dose is told" if total.unknown else "no such drug on record"
        return Finding(Status.NOT_DOCUMENTED, shown(total.unknown), trace, bool(total.unknown))
    parts = " + ".join(f"{f.concept.removeprefix('med.')} {value_of(f, pattern.value)}" for f in total.counted)
    trace = f"{parts} = {total.amount:g} {pattern.value}; {pattern.test.words()} asked"
    if total.unknown:
        names = ", ".join(fact.concept.removeprefix("med.") for fact in total.unknown)
        trace += f"; no dose is told of {names}"
    evidence = shown([*total.counted, *total.unknown])
    if holds is None:
        return Finding(Status.NOT_DOCUMENTED, evidence, trace, True)
    return Finding(Status.MET if holds else Status.NOT_MET, evidence, trace)


def _concordance(exam: FactPattern, study: FactPattern, setting: Setting) -> Finding:
    examined, studied = judge_fact(exam, setting), judge_fact(study, setting)
    if examined.verdict != "met" or studied.verdict != "met":
        said = [name for name, j in (("examination", examined), ("study", studied)) if j.verdict != "met"]
        facts = [f for j in (examined, studied) if j.verdict == "met" for f in j.facts]
        status = Status.NOT_MET if "not_met" in (examined.verdict, studied.verdict) else Status.NOT_DOCUMENTED
        return Finding(status, shown(facts), f"nothing to compare: no positive {' and no positive '.join(said)}")
    request = setting.request
    best = Status.NOT_DOCUMENTED
    why = "the levels are not named on both sides"
    for one in examined.facts:
        for other in studied.facts:
            if not (sides_agree(one.mention.side, other.mention.side) and sides_agree(one.mention.side, request.side)):
                status, reason = Status.NOT_MET, "the sides differ"
            elif not one.mention.levels or not other.mention.levels:
                continue
            elif not levels_agree(one.mention.levels, other.mention.levels):
                status, reason = Status.NOT_MET, "the levels differ"
            elif request.levels and not levels_agree(other.mention.levels, request.levels):
                status, reason = Status.NOT_MET, "the level imaged is not the level requested"
            else:
                levels = ", ".join(other.mention.levels)
                trace = f"examination and study agree with the request at {levels}"
                return Finding(Status.MET, shown([one, other]), trace)
            best, why = status, reason
    return Finding(best, shown([*examined.facts, *studied.facts]), why)


def _patient(test: Comparison, setting: Setting) -> Finding:
    patient = setting.record.patient
    value: object | None = patient.age if test.name == "age" else patient.sex
    span = patient.age_span if test.name == "age" else patient.sex_span
    evidence = [Evidence.of(span)] if span else []
    if value is None:
        return Finding(Status.NOT_DOCUMENTED, [], f"the patient's {test.name} is not in the file")
    return Finding(
        Status.MET if test.holds(value) else Status.NOT_MET, evidence, f"{test.name} {value}; {test.words()}"
    )
