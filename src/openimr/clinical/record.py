"""A case file's facts: every page of evidence read, each fact tied to its page; the patient; a sourced summary."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from pathlib import Path

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page, Span
from openimr.clinical.annotating import annotate
from openimr.clinical.contradictions import contradictions_in
from openimr.clinical.model import ClinicalRecord, Fact, Mention, Temporality
from openimr.clinical.patient import patient_of
from openimr.clinical.summary import summarize
from openimr.clinical.timeline import is_told_of_patient, timeline_of

#: Beginnings of concepts that are done to a patient or given; on an order form they are what is asked for.
_ACTS = ("tx.", "med.", "device.", "img.mri_done", "img.ct_done", "img.xray_done", "img.ultrasound_done",
         "img.bone_scan_done", "edx.study_done", "lab.drug_screen_done", "psych.evaluation")  # fmt: skip
#: Rules by which even an order form says that something took place.
_DONE = re.compile(
    r"\bdone:(?:has |have |had |now |was )*(?:completed|underwent|undergone|attended|failed|received|tried|finished"
    r"|exhausted)|\bfailed:|\bhist:(?:previous|prior)\b"
)


def read_record(case: CaseFile, as_of: dt.date | None = None) -> ClinicalRecord:
    """The clinical record of a case file.

    Args:
        case: the case file; only its documents of evidence give facts, the patient may be read from any paper.
        as_of: the day the review looks from; papers after it give no sentence of the summary.

    Facts that a later paper copies are kept with each paper that says them.
    """
    facts = facts_of(case)
    patient = patient_of(case, as_of)
    timeline = timeline_of(case, facts, as_of)
    told = [fact for fact in facts if is_told_of_patient(fact, as_of)]
    summary = summarize(case, facts, patient, timeline, as_of)
    return ClinicalRecord(facts, patient, summary, timeline, contradictions_in(told, timeline))


def read_text(text: str, *, date: dt.date | None = None) -> ClinicalRecord:
    """The clinical record of one bare text, such as the case summary of a letter: one document with one page.

    >>> record = read_text("The patient is a 44 year old male with an injury date on 11/8/12. SLR was positive.")
    >>> record.patient.age, record.patient.sex, record.patient.date_of_injury
    (44, 'male', datetime.date(2012, 11, 8))
    >>> [f.concept for f in record.facts]
    ['exam.straight_leg_raise']
    """
    page = Page(document="d01", file="text", number=1, text=text)
    document = Document("d01", "text", [page], DocumentKind.OTHER, date, None, "")
    return read_record(CaseFile(Path(), [document]), date)


def facts_of(case: CaseFile) -> list[Fact]:
    """The facts of all documents of evidence, in reading order."""
    return [fact for document in case.documents if document.is_evidence for fact in facts_of_document(document)]


def facts_of_document(document: Document) -> Iterator[Fact]:
    """The facts of one document, page after page, whatever the paper is worth as evidence."""
    for page in document.pages:
        for mention in annotate(page.text, document.kind.value, document.date):
            _tie_to_paper(mention, document.date)
            if document.kind is DocumentKind.RFA and mention.concept.startswith(_ACTS) and (
                _DONE.search(mention.rule) is None
            ):  # fmt: skip
                mention.temporality = Temporality.HYPOTHETICAL  # an order form asks; only what it says was done was
            yield Fact(
                mention,
                Span.of(page, mention.start, mention.end),
                Span.of(page, mention.sentence_start, mention.sentence_end),
                document.kind.value,
                document.date,
            )


def _tie_to_paper(mention: Mention, date: dt.date | None) -> None:
    """Turns how long a drug has been taken into the day since when; a plan is of the paper's day, not of the day that
    it is made for, which stays as ``planned_for``."""
    if date is None:
        return
    if mention.date is not None and mention.concept.startswith("plan.") and mention.date > date.isoformat():
        mention.attributes["planned_for"], mention.date = mention.date, None
    used = mention.attributes.get("used_days")
    if isinstance(used, float) and "since" not in mention.attributes:
        mention.attributes["since"] = (date - dt.timedelta(days=int(used))).isoformat()
