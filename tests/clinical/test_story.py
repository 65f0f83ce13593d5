"""What a record tells over time: timeline, drug runs, contradictions, and a summary that rests on them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page
from openimr.clinical import read_record
from openimr.clinical.model import ClinicalRecord

FIRST = """DOCTOR'S FIRST REPORT
HISTORY: On January 9, 2013 the patient felt a pop in the low back while lifting a crate of tiles.
SUBJECTIVE: Low back pain 8/10. He has no history of diabetes.
MEDICATIONS: Norco 5/325 mg twice a day.
"""
PROCEDURE = """PROCEDURE NOTE
PROCEDURE: Right L4-5 transforaminal epidural steroid injection under fluoroscopy.
The patient tolerated the procedure well.
"""
JUNE = """PROGRESS REPORT
SUBJECTIVE: The right L4-5 transforaminal epidural steroid injection of 05/14/2013 gave 60% relief for six weeks.
MEDICATIONS: Norco 10/325 mg three times a day.
OBJECTIVE: Straight leg raise is positive on the right.
"""
CONSULT = """CONSULTATION
PAST MEDICAL HISTORY: Diabetes.
HISTORY: The left L4-5 transforaminal epidural steroid injection of 05/14/2013 gave no relief.
MEDICATIONS: He has stopped Norco.
"""
MRI = """MRI OF THE LUMBAR SPINE
FINDINGS: L4-L5: There is a 4 mm disc herniation. No spinal stenosis.
"""


def record_of(*papers: tuple[DocumentKind, str, dt.date], as_of: dt.date | None = None) -> ClinicalRecord:
    documents = []
    for number, (kind, text, date) in enumerate(papers, start=1):
        name = f"{number}.txt"
        page = Page(f"d{number:02d}", name, 1, text)
        documents.append(Document(page.document, name, [page], kind, date, None, "0"))
    return read_record(CaseFile(Path(), documents), as_of)


@pytest.fixture(scope="module")
def record() -> ClinicalRecord:
    return record_of(
        (DocumentKind.FIRST_REPORT, FIRST, dt.date(2013, 1, 10)),
        (DocumentKind.MRI_REPORT, MRI, dt.date(2013, 3, 1)),
        (DocumentKind.PROCEDURE_NOTE, PROCEDURE, dt.date(2013, 5, 14)),
        (DocumentKind.PROGRESS_REPORT, JUNE, dt.date(2013, 6, 28)),
        (DocumentKind.CONSULT, CONSULT, dt.date(2013, 8, 2)),
    )


def test_the_timeline_is_in_order_and_every_entry_has_its_places(record: ClinicalRecord) -> None:
    entries = record.timeline.entries
    assert [entry.date for entry in entries] == sorted(entry.date for entry in entries)
    assert all(entry.evidence for entry in entries)
    kinds = [(entry.date, entry.kind) for entry in entries if entry.kind != "drug"]
    assert ("2013-03-01", "study") in kinds and ("2013-06-28", "visit") in kinds


def test_an_event_told_by_two_papers_is_one_entry(record: ClinicalRecord) -> None:
    right = [e for e in record.timeline.entries if e.kind == "treatment" and "right" in e.what]
    assert len(right) == 1 and right[0].date == "2013-05-14"
    assert {span.document for span in right[0].evidence} == {"d03", "d04"}


def test_a_drug_has_a_run_with_its_doses(record: ClinicalRecord) -> None:
    norco = next(run for run in record.timeline.drugs if run.drug.startswith("hydrocodone"))
    assert norco.first == "2013-01-10" and norco.last == "2013-06-28" and norco.stopped == "2013-08-02"
    assert [change.date for change in norco.changes] == ["2013-01-10", "2013-06-28", "2013-08-02"]
    assert "10/325" in norco.changes[1].what


def test_what_papers_tell_differently_is_named_with_both_places(record: ClinicalRecord) -> None:
    told = {one.kind: one for one in record.contradictions}
    assert {"side", "condition"} <= set(told)
    assert {s.words for s in told["side"].statements} == {"left", "right"}
    assert {s.evidence.document for s in told["condition"].statements} == {"d01", "d05"}
    assert "diabetes" in told["condition"].sentence


def test_two_injections_on_two_sides_in_one_paper_are_no_contradiction() -> None:
    record = record_of(
        (DocumentKind.PROGRESS_REPORT,
         "On 05/14/2013 he had a left sacroiliac joint injection and on 05/14/2013 a right sacroiliac joint injection.",
         dt.date(2013, 6, 1)),
    )  # fmt: skip
    assert not record.contradictions


def test_two_days_of_one_act_are_named() -> None:
    one = "The L5-S1 epidural steroid injection of 03/04/2014 helped."
    other = "The L5-S1 epidural steroid injection of 03/14/2014 helped."
    record = record_of(
        (DocumentKind.PROGRESS_REPORT, one, dt.date(2014, 4, 1)), (DocumentKind.CONSULT, other, dt.date(2014, 5, 1))
    )
    assert [c.kind for c in record.contradictions] == ["date"]
    assert {s.words for s in record.contradictions[0].statements} == {"March 4, 2014", "March 14, 2014"}


def test_relief_told_in_three_ways_is_one_contradiction() -> None:
    told = "The L5-S1 epidural steroid injection of 03/04/2014 gave {}."
    days = [dt.date(2014, 4, day) for day in (1, 8, 15, 22)]
    shares = ("60% relief", "30% relief", "no relief", "60% relief")
    record = record_of(
        *((DocumentKind.PROGRESS_REPORT, told.format(share), day) for share, day in zip(shares, days, strict=True))
    )
    relief, = record.contradictions
    assert relief.kind == "relief"
    assert [s.words for s in relief.statements] == ["no relief", "30% relief", "60% relief"]


def test_the_summary_tells_the_story_with_its_sources(record: ClinicalRecord) -> None:
    text = " ".join(sentence.text for sentence in record.summary)
    assert "while lifting a crate of tiles" in text
    assert "On May 14, 2013, treatment was right epidural steroid injection at L4-5" in text
    assert "An MRI of the lumbar spine dated March 1, 2013 showed disc herniation at L4-5" in text
    for sentence in record.summary:
        assert sentence.evidence, sentence.text


def test_later_papers_are_left_out() -> None:
    record = record_of(
        (DocumentKind.FIRST_REPORT, FIRST, dt.date(2013, 1, 10)), (DocumentKind.CONSULT, CONSULT, dt.date(2013, 8, 2)),
        as_of=dt.date(2013, 2, 1),
    )  # fmt: skip
    assert {entry.date[:7] for entry in record.timeline.entries} == {"2013-01"}
    assert not record.contradictions
