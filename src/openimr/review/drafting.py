"""From a case file to a sourced draft determination: the main job.

Documents → facts and summary → disputed items → guideline topics in force → criteria with evidence → recommendation,
rationale and what is missing. The draft decides nothing; :mod:`openimr.review.signing` is the only way on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from openimr import __version__
from openimr.casefile.manifest.building import manifest_of
from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.model import Gap, ManifestRow
from openimr.casefile.manifest.requiredrules import required_rules
from openimr.casefile.model import DISPUTE_KINDS, CaseFile, Document, DocumentKind, Span
from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.clinical import annotate, read_record
from openimr.clinical.model import ClinicalRecord
from openimr.dispute import read_dispute
from openimr.dispute.model import Dispute, DisputedItem
from openimr.errors import ImrError, IncompleteCase
from openimr.guidelines import choose, citation, topics
from openimr.review.agreement import agreement_of
from openimr.review.evaluate import evaluate_topic
from openimr.review.formulary import formulary_sentence, formulary_view
from openimr.review.logic import recommend
from openimr.review.model import (
    CaseView,
    DocumentView,
    Draft,
    Evaluation,
    Evidence,
    GuidelineUse,
    ItemReview,
    MissingDocument,
    PatientView,
    Portion,
    Recommendation,
    Sentence,
    Status,
    UrView,
)
from openimr.review.portions import remaining
from openimr.review.programme import programme
from openimr.review.rationale import compose, printed_date, unsourced
from openimr.review.retelling import disagreements, drug_view, summary_of, timeline_view
from openimr.review.rulesversion import rules_version
from openimr.review.turning import turning


def load_rules() -> None:
    """Load all rules now rather than at their first use, so that it can happen beside other work.

    >>> load_rules()
    """
    topics()
    annotate("The straight leg raise was positive.")
    list_words()
    required_rules()


def review(case: CaseFile, *, as_of: dt.date | None = None, progress: OnProgress | None = None) -> Draft:
    """The draft determination of a case file.

    Args:
        case: the opened case file.
        as_of: the day whose rules apply; the day of the utilization review decision when not given.
        progress: told before each step.

    Raises:
        IncompleteCase: the papers name no disputed item, or no day can be found on which to read the rules.

    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> from openimr.casefile import open_case
    >>> denial = "UTILIZATION REVIEW DETERMINATION 03/04/2014\\nRequested: NMES unit\\nDecision: Denied."
    >>> visit = "PROGRESS REPORT\\nDate of visit: 02/20/2014\\nChronic low back pain. No history of stroke."
    >>> with TemporaryDirectory() as folder:
    ...     Path(folder, "records").mkdir()
    ...     for name, text in {"ur-denial.txt": denial, "records/visit.txt": visit}.items():
    ...         _ = Path(folder, name).write_text(text)
    ...     draft = review(open_case(Path(folder)))
    >>> draft.status, [(item.heading, item.recommendation) for item in draft.items]
    ('DRAFT - not a determination', [('NMES unit', 'upheld')])
    """
    say = progress or untold
    say(Progress("reading the dispute"))
    dispute = read_dispute(case)
    day, day_warning = rules_day_of(case, dispute, as_of)
    say(Progress("reading the records"))
    record = read_record(case, day)
    if not dispute.items:
        raise IncompleteCase(
            "no disputed treatment was found in the application or the utilization review determination",
            file=str(case.root.name),
            consequence="there is nothing to review",
            remedy="check that the application and the UR determination are in the folder and can be read "
            "(imr casefile index lists what was found)",
        )
    manifest = manifest_of(case)
    warnings = _warnings(case, dispute) + _gap_warning(manifest.gaps)
    if day_warning:
        warnings.append(day_warning)
    bare = not holds_records(case)
    rules = programme()
    if bare:
        warnings.insert(0, f"{rules.sources_only_ur.text} ({rules.sources_only_ur.reference}).")
    say(Progress(f"judging {len(dispute.items)} disputed items"))
    items = review_items(dispute.items, record, day, dispute.ur_decision_date, case, bare=bare)
    draft = Draft(
        openimr=__version__,
        rules_version=rules_version(),
        as_of=day,
        case=_case_view(case, dispute),
        documents=[_document_view(row, d) for row, d in zip(manifest.documents, case.documents, strict=True)],
        patient=PatientView(
            age=record.patient.age, sex=record.patient.sex, date_of_injury=record.patient.date_of_injury
        ),
        summary=summary_of(record, dispute),
        items=items,
        timeline=timeline_view(record),
        drugs=drug_view(record),
        contradictions=disagreements(record.contradictions),
        gaps=manifest.gaps,
        warnings=warnings,
    )
    _refuse_unsourced(draft)
    return draft


def review_items(
    items: Sequence[DisputedItem],
    record: ClinicalRecord,
    day: dt.date,
    ur_date: dt.date | None,
    case: CaseFile | None = None,
    *,
    bare: bool = False,
) -> list[ItemReview]:
    """The reviews of all items, in their order; one that depends on another is judged after it, wherever it stands."""
    done: dict[int, ItemReview] = {}
    for dependent in (False, True):
        for number, item in enumerate(items):
            if (item.principal is not None) is dependent:
                principal = done.get(item.principal) if item.principal is not None else None
                done[number] = review_item(item, record, day, ur_date, case, principal=principal, bare=bare)
    return [done[number] for number in range(len(items))]


def review_item(
    item: DisputedItem,
    record: ClinicalRecord,
    day: dt.date,
    ur_date: dt.date | None,
    case: CaseFile | None = None,
    *,
    principal: ItemReview | None = None,
    bare: bool = False,
) -> ItemReview:
    """The review of one item.

    Args:
        item: the disputed item.
        record: facts of the case.
        day: the day whose rules apply to the case; a retrospective request is judged by its date of service.
        ur_date: day of the utilization review decision, for the rationale.
        case: the case file, for criteria that ask whether a kind of document is present, and to name sources.
        principal: the review of the item this one depends on, when there is one.
        bare: True when the file holds nothing but dispute papers; then nothing is recommended.
    """
    rules_day = item.request.date_of_service or day
    portion = remaining(item)
    choices = choose(item.request, rules_day, record)
    evaluations: list[Evaluation] = []
    for choice in choices:
        evaluations.extend(
            evaluate_topic(
                choice.topic, item.request, record, day, case, governing=choice.governing, rules_day=rules_day
            )
        )
    recommendation: Recommendation
    reasons: list[Sentence] = []
    decisive: list[str] = []
    if bare:
        rule = programme().sources_only_ur
        recommendation = "undecidable"
        reasons.append(Sentence(text=f"{rule.text} ({rule.reference}).", rule=rule.rule))
    elif not choices:
        recommendation = "undecidable"
        reasons.append(_outside_library(item))
    else:
        recommendation, decisive = recommend(evaluations, [c.topic for c in choices])
    fallen_with = None
    if principal is not None and principal.recommendation == "upheld" and not bare:
        fallen_with = principal.heading
        recommendation = "upheld"
        decisive = []
        reasons = [
            Sentence(
                text=f"The request depends on {principal.heading}, which is not supported; it falls with it.",
                rule="dependent-item",
            )
        ]
    agreement = agreement_of(recommendation, evaluations, decisive, dependent=fallen_with is not None)
    documents = {d.id: d for d in case.documents} if case else {}
    # where the file or the library decides nothing, the criteria found still stand in `criteria`, but argue nothing
    said = evaluations if decisive or not reasons else []
    view = formulary_view(item.request, record, rules_day)
    if view is not None and not bare:
        reasons.insert(0, formulary_sentence(item.request, view))
    if portion is not None and not bare:
        reasons.insert(0, _portion_judged(item, portion))
    rationale = compose(item, choices, said, decisive, recommendation, documents, ur_date=ur_date, reasons=reasons)
    return ItemReview(
        heading=item.heading,
        request=item.request.model_dump(mode="json"),
        ur=UrView(
            outcome=item.ur.outcome,
            requested=item.ur.requested,
            approved=item.ur.approved,
            citations=[item.ur.citation_text] if item.ur.citation_text else [],
        ),
        portion=portion,
        recommendation=recommendation,
        confidence=agreement.probability if agreement else 0.0,
        agreement=agreement,
        guidelines=[
            GuidelineUse(
                topic=choice.topic.id,
                edition=edition.id,
                citation=citation(edition, source, rules_day),
                why_chosen=choice.why,
            )
            for choice in choices
            for edition, source in choice.sources
        ],
        criteria=evaluations,
        decisive=decisive,
        rationale=rationale,
        missing=_missing(evaluations, bare),
        turning=turning([c.topic for c in choices], evaluations, recommendation, principal=fallen_with),
        formulary=view,
    )


def _portion_judged(item: DisputedItem, portion: Portion) -> Sentence:
    return Sentence(
        text=f"Utilization review approved {item.ur.approved}; only the rest is decided: {portion.words()}. "
        "What a guideline allows counts the whole course.",
        rule="remaining-portion",
    )


def _missing(evaluations: Sequence[Evaluation], bare: bool) -> list[MissingDocument]:
    """What nothing in the file speaks to, where that counts: silence on an exclusion or a flag is no want."""
    missing = [
        MissingDocument(criterion=e.id, document_needed=e.document_needed, supplier=e.supplier, must_say=e.text)
        for e in evaluations
        if e.status is Status.NOT_DOCUMENTED and e.role not in ("exclusion", "advisory")
    ]
    if bare:
        rule = programme().sources_only_ur
        missing.insert(
            0,
            MissingDocument(
                criterion=rule.rule,
                document_needed=rule.document_needed,
                supplier=rule.supplier,
                must_say=rule.must_say,
            ),
        )
    return missing


def _outside_library(item: DisputedItem) -> Sentence:
    request = item.request
    if request.treatment is None and request.drug is None:
        text = "The treatment could not be identified from the words of the request"
    else:
        name = (request.drug or request.treatment or "").replace("_", " ")
        text = f"No topic of the guideline library governs {name} on this date"
    return Sentence(text=text + ".", rule="no-topic")


def holds_records(case: CaseFile) -> bool:
    """Whether anything besides the dispute papers speaks; a request for authorization recites, it does not show."""
    speaking = [d for d in case.documents if d.is_evidence and any(p.text.strip() for p in d.pages)]
    return any(d.kind not in DISPUTE_KINDS and d.kind is not DocumentKind.RFA for d in speaking)


def rules_day_of(case: CaseFile, dispute: Dispute, as_of: dt.date | None) -> tuple[dt.date, str | None]:
    """The day whose rules apply, and a warning where it had to be inferred. Never today."""
    if as_of is not None:
        return as_of, None
    if dispute.ur_decision_date:
        return dispute.ur_decision_date, None
    if case.intake.ur_denial_date:
        return case.intake.ur_denial_date, "The UR decision date was taken from intake; no UR determination shows it."
    dates = [d.date for d in case.documents if d.usable and d.date]
    day = dispute.application_date or (max(dates) if dates else None)
    if day is None:
        raise IncompleteCase(
            "no paper in the file carries a date",
            file=str(case.root.name),
            consequence="the guideline edition in force cannot be chosen",
            remedy="give the day of the UR decision with --as-of",
        )
    return day, (
        f"The file shows no UR decision date; the rules were read as of {printed_date(day)}. "
        "Give the day with --as-of if it is another."
    )


def _warnings(case: CaseFile, dispute: Dispute) -> list[str]:
    problems = list(case.problems) + list(dispute.problems)
    for document in case.documents:
        problems.extend(p for p in document.problems if p not in problems)
    sentences: list[str] = []
    for problem in problems:
        sentence = problem.sentence()
        if sentence not in sentences:
            sentences.append(sentence)
    return sentences


def _case_view(case: CaseFile, dispute: Dispute) -> CaseView:
    intake = case.intake
    return CaseView(
        case_number=intake.case_number,
        date_assigned=intake.date_assigned,
        application_received=intake.application_received or dispute.application_date,
        ur_denial_date=dispute.ur_decision_date or intake.ur_denial_date,
        priority=intake.priority,
    )


def _document_view(row: ManifestRow, document: Document) -> DocumentView:
    return DocumentView(
        id=row.id,
        file=document.file,
        pages=row.page_numbers,
        kind=row.kind,
        date=row.date,
        author=row.author,
        sha256=document.sha256,
        duplicate_of=row.duplicate_of,
        usable=row.usable,
        facility=row.facility,
        near_duplicate=row.near_duplicate,
        other_patient=row.other_patient,
        set_aside=row.set_aside,
        set_aside_reason=row.set_aside_reason,
        copied_share=row.copied_share,
        copied_from=row.copied_from,
        problems=row.problems,
    )


def _gap_warning(gaps: Sequence[Gap]) -> list[str]:
    """One warning for what is missing; the gaps themselves are listed with the documents.

    A dispute paper that is not there has its own warning already.
    """
    told = ("application-missing", "determination-missing")
    missing = [gap for gap in gaps if gap.weight == "missing" and gap.code not in told]
    if not missing:
        return []
    named = "; ".join(gap.ask for gap in missing[:5])
    more = f"; and {len(missing) - 5} more" if len(missing) > 5 else ""
    return [f"The file does not hold everything it should: {named}{more}. The list of documents says whom to ask."]


def _refuse_unsourced(draft: Draft) -> None:
    loose = unsourced(draft.summary)
    for item in draft.items:
        loose += unsourced(item.rationale)
    loose += [s for s in draft.summary if not s.evidence]
    if loose:
        raise ImrError(
            f"the draft holds a sentence without a source: {loose[0].text}",
            consequence="no draft was written",
            remedy="this is a defect of openimr: please report the sentence",
        )


def span_holds(case: CaseFile, evidence: Evidence) -> bool:
    """Whether ``quote == page text[start:end]`` for this evidence in this case.

    Raises:
        KeyError: the case has no such document.
    """
    document = case.document(evidence.document)
    for page in document.pages:
        if page.number == evidence.page and page.file == evidence.file:
            return Span.of(page, evidence.start, evidence.end).quote == evidence.quote
    return False
