"""The record of a case file: which papers count, the patient, the sourced summary."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page
from openimr.clinical import facts_of, read_record, read_text

NOTE = """PROGRESS REPORT
Date of visit: 04/08/2014
Patient: Ada Example   Sex: F   DOB 6/2/1970   Date of injury: 03/14/2012
SUBJECTIVE: 43-year-old female with low back pain radiating to the right leg, 7/10. She denies numbness.
She has completed 12 visits of physical therapy. Family history: mother had a stroke.
OBJECTIVE: Straight leg raise is positive on the right. Strength 5/5.
ASSESSMENT: Lumbar radiculopathy.
PLAN: Request MRI of the lumbar spine.
"""
DENIAL = """UTILIZATION REVIEW DETERMINATION
Employee: Ada Example   DOI 03/14/2012
Rationale: the patient has a spinal fracture and cancer.
"""


def case_of(*papers: tuple[str, DocumentKind, str, dt.date | None]) -> CaseFile:
    documents = []
    for number, (name, kind, text, date) in enumerate(papers, start=1):
        page = Page(f"d{number:02d}", name, 1, text)
        documents.append(Document(f"d{number:02d}", name, [page], kind, date, None, "0"))
    return CaseFile(Path(), documents)


@pytest.fixture
def case() -> CaseFile:
    return case_of(
        ("ur.txt", DocumentKind.UR_DETERMINATION, DENIAL, dt.date(2014, 4, 22)),
        ("note.txt", DocumentKind.PROGRESS_REPORT, NOTE, dt.date(2014, 4, 8)),
    )


def test_only_evidence_gives_facts(case: CaseFile) -> None:
    facts = facts_of(case)
    assert facts
    assert {fact.span.document for fact in facts} == {"d02"}
    assert "dx.cancer" not in {fact.concept for fact in facts}


def test_facts_carry_document_and_assertion(case: CaseFile) -> None:
    record = read_record(case, dt.date(2014, 4, 22))
    by_concept = {fact.concept: fact for fact in record.facts}
    assert by_concept["exam.straight_leg_raise"].assertion == "present"
    assert by_concept["exam.straight_leg_raise"].mention.side == "right"
    assert by_concept["sx.numbness"].assertion == "negated"
    assert by_concept["dx.stroke"].assertion == "other_person"
    assert by_concept["img.mri_done"].assertion == "hypothetical"
    assert by_concept["tx.physical_therapy"].mention.attributes["visits"] == 12
    assert by_concept["dx.radiculopathy"].document_date == dt.date(2014, 4, 8)
    assert by_concept["dx.radiculopathy"].kind == "progress_report"


def test_patient_is_read_with_places(case: CaseFile) -> None:
    patient = read_record(case, dt.date(2014, 4, 22)).patient
    assert (patient.age, patient.sex, patient.date_of_injury) == (43, "female", dt.date(2012, 3, 14))
    assert patient.age_span is not None and "43" in patient.age_span.quote
    assert patient.date_of_injury_span is not None and patient.date_of_injury_span.quote == "03/14/2012"


def test_age_is_worked_out_from_the_birth_date() -> None:
    case = case_of(("a.txt", DocumentKind.PROGRESS_REPORT, "Date of birth: 06/02/1970. She has low back pain.", None))
    assert read_record(case, dt.date(2014, 6, 1)).patient.age == 43
    assert read_record(case, dt.date(2014, 6, 2)).patient.age == 44


@pytest.mark.parametrize(
    ("text", "age", "sex"),
    [
        ("The patient is a 44 year old with an injury.", 44, None),
        ("57 year old female", 57, "female"),
        ("The applicant is a 48-year-old male", 48, "male"),
        ("39 y.o. F. Sex: F", 39, "female"),
        ("Age: 46   Sex: M", 46, "male"),
        ("51yo gentleman", 51, "male"),
        ("The treating physician states that he will see the patient again.", None, None),
        ("His 12 year old son was there.", None, "male"),
    ],
)
def test_age_and_sex(text: str, age: int | None, sex: str | None) -> None:
    patient = read_text(text).patient
    assert (patient.age, patient.sex) == (age, sex)


@pytest.mark.parametrize(
    ("text", "injury"),
    [
        ("with an injury date on 11/8/12", dt.date(2012, 11, 8)),
        ("sustained an industrial injury on 10-21-16", dt.date(2016, 10, 21)),
        ("an industrial injury of October 14, 2016", dt.date(2016, 10, 14)),
        ("an occupational claim from 10/26/2016", dt.date(2016, 10, 26)),
        ("a date of injury of June 03, 2004", dt.date(2004, 6, 3)),
        ("DOI: 8/24/11", dt.date(2011, 8, 24)),
        ("MRI dated 6/11/13", None),
    ],
)
def test_date_of_injury(text: str, injury: dt.date | None) -> None:
    assert read_text(text).patient.date_of_injury == injury


def test_every_sentence_of_the_summary_has_its_source(case: CaseFile) -> None:
    record = read_record(case, dt.date(2014, 4, 22))
    assert record.summary
    for sentence in record.summary:
        assert sentence.text.endswith(".")
        assert sentence.evidence
        for span in sentence.evidence:
            page = case.document(span.document).pages[span.page - 1]
            assert page.text[span.start : span.end] == span.quote
    text = " ".join(sentence.text for sentence in record.summary)
    assert text.startswith("The patient is a 43-year-old female with a date of injury of March 14, 2012.")
    assert "12 visits of physical therapy" in text
    assert "stroke" not in text


def test_summary_leaves_later_papers_out(case: CaseFile) -> None:
    earlier = read_record(case, dt.date(2014, 1, 1))
    assert not any("radiculopathy" in sentence.text for sentence in earlier.summary)


def test_nothing_read_gives_no_sentence() -> None:
    record = read_text("")
    assert (record.facts, record.summary, record.patient.age) == ([], [], None)


def test_what_is_told_by_distance_gets_a_date_from_its_paper() -> None:
    record = read_text("He underwent a C6-C7 fusion two years ago.", date=dt.date(2013, 3, 28))
    (fusion,) = [fact for fact in record.facts if fact.concept == "tx.cervical_fusion"]
    assert fusion.mention.date == "2011"
    record = read_text("She has been taking Norco for the past 2 years.", date=dt.date(2014, 3, 1))
    (norco,) = record.facts
    assert norco.mention.attributes["since"] == "2012-03-01"


def test_facts_of_the_real_summaries(shared: Path) -> None:
    """Every real case summary gives facts, each true to its place."""
    texts = sorted((shared / "seeds").glob("*.txt"))
    assert texts
    for path in texts:
        text = path.read_text(encoding="utf-8")
        record = read_text(text[text.find("CLINICAL CASE SUMMARY") : text.find("IMR ISSUES")])
        assert len(record.facts) >= 8, path.name
        assert record.patient.date_of_injury is not None or "date of injury" not in text.lower()[:2500]


def test_refused_and_resolved_are_told_and_count_as_not_so() -> None:
    record = read_text("Physical therapy was offered but the patient declined. Numbness has resolved.")
    told = {fact.concept: (fact.assertion, fact.mention.polarity.value) for fact in record.facts}
    assert told["tx.physical_therapy"] == ("refused", "negated")
    assert told["sx.numbness"] == ("historical", "negated")
