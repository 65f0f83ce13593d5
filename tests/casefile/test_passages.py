"""Passages carried forward between visits are marked with true spans; forms, headers and attestations are not."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.papers.duplicates import mark_copies
from openimr.casefile.papers.passages import MIN_WORDS, copied_share, mark_copied_passages
from tests.casefile.reprints import Visit, document, faxed

HISTORY = ("The patient was injured when he lifted a heavy box from a pallet and felt a sharp pain in the low back "
           "that spread to the left calf within two days.")
FINDING = "Today the straight leg raise is positive at forty degrees and the ankle reflex is absent on the left side."
NEW = "He has slept better since the injection, walks his dog each morning and wants to try driving next month."


def note(
    name: str, day: str, *sentences: str, kind: DocumentKind | None = None, author: str = "A. Roe, MD"
) -> Document:
    text = f"SAMPLE CLINIC\nPROGRESS NOTE\nPatient: Marlo Quince   DOB: 01/21/1966\nDate of visit: {day}\n" + "\n".join(
        sentences)
    found = document(name, [text], author=author)
    found.kind = kind or DocumentKind.PROGRESS_REPORT
    return found


def passages(found: Document) -> list[str]:
    texts = {page.number: page.text for page in found.pages}
    return [texts[p.page][p.start:p.end] for p in found.copied]


def test_a_sentence_of_an_earlier_visit_is_a_copy_and_a_new_one_is_not() -> None:
    first, second = note("d01", "03/18/2014", HISTORY, FINDING), note("d02", "04/15/2014", HISTORY, NEW)
    mark_copied_passages([second, first])
    assert first.copied == []
    copied, = second.copied
    assert passages(second) == [HISTORY.rstrip(".")]
    assert (copied.source, copied.source_page) == ("d01", 1)


def test_the_source_is_the_earliest_record_by_any_author() -> None:
    records = [note("d01", "05/20/2014", HISTORY), note("d02", "03/18/2014", HISTORY, author="B. Poe, MD"),
               note("d03", "04/15/2014", FINDING, HISTORY.upper().replace(" ", "  "))]
    mark_copied_passages(records)
    assert [[p.source for p in d.copied] for d in records] == [["d02"], [], ["d02"]]


@pytest.mark.parametrize("kind", [DocumentKind.UR_DETERMINATION, DocumentKind.IMR_APPLICATION, DocumentKind.RFA,
                                  DocumentKind.BILLING])
def test_quotes_in_papers_of_the_dispute_requests_and_bills_are_no_copies(kind: DocumentKind) -> None:
    first, quoting = note("d01", "03/18/2014", HISTORY), note("d02", "04/15/2014", HISTORY, kind=kind)
    later = note("d03", "05/15/2014", HISTORY)
    mark_copied_passages([first, quoting, later])
    assert quoting.copied == []
    assert [p.source for p in later.copied] == ["d01"]


def test_copies_of_a_document_and_papers_of_another_patient_are_left_out() -> None:
    visit, random = Visit(), Random(3)
    first, again = document("d01", visit.pages()), document("d02", faxed(visit.pages(), random))
    other = note("d03", "05/15/2014", HISTORY)
    other.other_patient = True
    last = note("d04", "06/15/2014", HISTORY)
    mark_copies([first, again])
    mark_copied_passages([first, again, other, last])
    assert (again.duplicate_of, again.copied, other.copied) == ("d01", [], [])
    assert {p.source for p in last.copied} == {"d01"}


PRINTED = {
    "an attestation": "I declare under penalty of perjury that this report is true and correct to the best of my "
                      "knowledge and belief and was written by me.",
    "a disclaimer": "This document is confidential and meant for the person to whom it is addressed; if you received "
                    "this in error, please destroy it and call our office.",
    "a form's instruction": "Check the box(es) which indicate why you are submitting a report at this time, and attach "
                            "further sheets where the space below is not enough for you.",
    "fields of a form": "[ ] Remain off work   [ ] Modified work   [ ] Full duty   Restrictions: ______  Until: "
                        "______  Next visit: ______  Seen by: ______",
    "a letterhead": "100 Sample Road, Suite 7, Stockton, CA 95200, Telephone (209) 555-0150, Facsimile (209) 555-0151",
    "a patient's header": "Patient: Marlo Quince  DOB: 01/21/1966  Claim: WC-448120  Employer: Quarry Lane Supply  "
                          "Injury: 05/05/2010  Sex: M",
}


@pytest.mark.parametrize("text", PRINTED.values(), ids=PRINTED.keys())
def test_printed_wording_is_no_copy(text: str) -> None:
    first, second = note("d01", "03/18/2014", FINDING, text), note("d02", "04/15/2014", NEW, text)
    mark_copied_passages([first, second])
    assert second.copied == []


def test_the_same_day_copies_nothing_and_short_phrases_are_nothing() -> None:
    same = [note("d01", "03/18/2014", HISTORY), note("d02", "03/18/2014", HISTORY)]
    mark_copied_passages(same)
    short = [note("d03", "03/18/2014", "No acute distress, alert and oriented."),
             note("d04", "04/18/2014", "No acute distress, alert and oriented.")]
    mark_copied_passages(short)
    assert not any(d.copied for d in same + short)


def test_a_record_without_a_day_takes_its_place_in_the_file() -> None:
    records = [note("d01", "03/18/2014", FINDING), note("d02", "", HISTORY), note("d03", "04/15/2014", HISTORY)]
    mark_copied_passages(records)
    assert [p.source for p in records[2].copied] == ["d02"]


def test_the_share_of_a_carried_forward_visit_is_high_and_of_a_first_one_nothing() -> None:
    first, second = document("d01", Visit().pages()), document("d02", Visit().later(pain=5, raising=60).pages())
    mark_copied_passages([first, second])
    assert copied_share(first) == 0.0
    assert 0.4 < copied_share(second) < 0.9
    assert not any("perjury" in text or "Claim number" in text for text in passages(second))


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from((HISTORY, FINDING, NEW, "Pain 7/10.", "\u00c9l ni\u00f1o: dolor, \ufb01ne.", "")),
                max_size=6), st.lists(st.sampled_from((HISTORY, FINDING, NEW, "Sleep is poor.\n")), max_size=6))
def test_spans_are_true_and_never_overlap(one: list[str], two: list[str]) -> None:
    first, second = note("d01", "03/18/2014", *one), note("d02", "04/15/2014", *two)
    mark_copied_passages([first, second])
    source = _plain(first.pages[0].text)
    behind = 0
    for copied in sorted(second.copied, key=lambda p: p.start):
        text = second.pages[0].text[copied.start:copied.end]
        assert copied.start >= behind and text == text.strip() and _plain(text) in source
        behind = copied.end
    assert all(len(text.split()) >= MIN_WORDS // 2 for text in passages(second))
    assert 0.0 <= copied_share(second) <= 1.0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=300), max_size=3), max_size=4))
def test_any_text_is_searched(papers: list[list[str]]) -> None:
    documents = [replace(document(f"d{n:02d}", pages), date=dt.date(2014, 1, 1 + n)) for n, pages in enumerate(papers)]
    mark_copied_passages(documents)
    for found in documents:
        for copied in found.copied:
            assert 0 <= copied.start < copied.end <= len(found.pages[copied.page - 1].text)


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())
