"""What a determination says it considered: read from lists in many forms, matched to documents, never guessed."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.manifest.considered import NamedPaper, considered_in, named_in_passing
from openimr.casefile.manifest.listdays import days_in
from openimr.casefile.manifest.listwords import list_words
from openimr.casefile.manifest.matching import Shelf, matched
from openimr.casefile.model import Document, DocumentKind, Page

WORDS = list_words()
LISTS = yaml.load((Path(__file__).parent / "considered_lists.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
KIND = DocumentKind


def paper(
    kind: DocumentKind, *texts: str, name: str = "d09", day: str | None = None, author: str | None = None
) -> Document:
    pages = [Page(name, f"{name}.txt", number, text) for number, text in enumerate(texts, start=1)]
    date = dt.date.fromisoformat(day) if day else None
    return Document(name, f"{name}.txt", pages, kind, date, author, "0" * 64)


def determination(*texts: str) -> Document:
    return paper(KIND.UR_DETERMINATION, *texts, name="d01")


def read(named: list[NamedPaper]) -> list[str]:
    found = []
    for one in named:
        days = one.mention.days
        when = "none" if days is None else str(days.first) if days.one_day else f"{days.first}..{days.last}"
        found.append(f"{one.mention.sort or 'unknown'} {when}")
    return found


@pytest.mark.parametrize("case", LISTS, ids=[case["text"].strip().splitlines()[0][:50] for case in LISTS])
def test_a_list_is_read_whole_and_nothing_besides(case: dict[str, object]) -> None:
    assert read(considered_in(determination(str(case["text"])), WORDS)) == case["papers"]


@pytest.mark.parametrize("case", LISTS[::7], ids=range(len(LISTS[::7])))
def test_every_paper_named_has_its_place(case: dict[str, object]) -> None:
    page = determination(str(case["text"])).pages[0]
    for named in considered_in(determination(str(case["text"])), WORDS):
        assert named.places
        for span in named.places:
            assert span.quote == page.text[span.start : span.end]
            assert (span.document, span.page) == ("d01", 1)


def test_a_list_goes_on_over_the_page_without_head_and_foot() -> None:
    first = "GOLD REVIEW\nRecords reviewed:\n1. RFA 3/20/14\n2. PR-2 dated\nUR 77-EX\nPage 1 of 2"
    second = "GOLD REVIEW\n3/18/14 by Rowena Roe, MD\n3. MRI lumbar spine 2/3/14\nCriteria: no\nUR 77-EX\nPage 2 of 2"
    named = considered_in(determination(first, second), WORDS)
    assert [one.words() for one in named] == [
        "RFA of 03/20/2014", "PR-2 of 03/18/2014 by Rowena Roe, MD", "MRI lumbar spine of 02/03/2014",
    ]  # fmt: skip
    assert [(span.page, span.quote) for span in named[1].places] == [(1, "PR-2 dated"), (2, "3/18/14")]


@pytest.mark.parametrize(
    "text",
    [
        "The records submitted do not show that therapy failed. MRI of the lumbar spine is denied.",
        "Records reviewed: none were received.\nDecision: denied",
        "Treatment reviewed:\n1. MRI of the lumbar spine\n2. Physical therapy 2x6\nDecision: denied",
        "Guidelines reviewed: ODG Low Back, updated 5/12/14; MTUS Chronic Pain Medical Treatment Guidelines page 46.",
        "A total of 25 pages of records was considered. The patient was seen often.",
        "",
    ],
)
def test_where_no_list_is_none_is_read(text: str) -> None:
    assert considered_in(determination(text), WORDS) == []


def test_day_of_birth_injury_and_receipt_are_no_days_of_papers() -> None:
    text = "Records reviewed: RFA received 3/24/14; PR-2 3/18/14 (DOI: 2/2/2012, DOB 1/21/1966)"
    assert read(considered_in(determination(text), WORDS)) == ["rfa none", "progress_report 2014-03-18"]


def test_what_was_not_there_is_not_what_was_considered() -> None:
    text = "Records reviewed: PR-2 3/18/14; MRI 2/3/14 (not received); no therapy notes"
    assert read(considered_in(determination(text), WORDS)) == ["progress_report 2014-03-18"]


def statuses(text: str, *documents: Document) -> list[tuple[str, list[str]]]:
    """Status and documents of each paper that a list names."""
    papers = matched(considered_in(determination(text), WORDS), Shelf(documents, WORDS), without="d01")
    return [(one.status, one.documents) for one in papers]


def test_a_paper_is_found_by_its_day_and_kind() -> None:
    report = paper(KIND.PROGRESS_REPORT, "visit", name="d02", day="2014-03-18")
    scan = paper(KIND.MRI_REPORT, "MRI LUMBAR SPINE", name="d03", day="2014-02-03")
    assert statuses("Records reviewed: PR-2 3/18/14; MRI 2/3/14; QME report 11/5/13", report, scan) == [
        ("in_file", ["d02"]), ("in_file", ["d03"]), ("not_in_file", []),
    ]  # fmt: skip


def test_the_same_day_is_not_enough_for_another_kind() -> None:
    bill = paper(KIND.DRUG_TEST, "urine", name="d02", day="2014-03-18")
    assert statuses("Records reviewed: MRI 3/18/14; RFA 3/1/14", bill) == [("not_in_file", []), ("not_in_file", [])]


def test_another_author_on_the_same_day_is_another_consultation() -> None:
    report = paper(KIND.PROGRESS_REPORT, "visit", name="d02", day="2014-03-18", author="Warren Oduya, MD")
    text = "Records reviewed: consultation 3/18/14 by Dr. Poe; progress report 3/18/14 by Dr. Oduya"
    assert statuses(text, report) == [("not_in_file", []), ("in_file", ["d02"])]


def test_two_studies_of_one_day_are_told_apart_by_the_part_of_the_body() -> None:
    scan = paper(KIND.MRI_REPORT, "MRI OF THE LUMBAR SPINE\nL4-5 bulge", name="d02", day="2014-02-03")
    assert statuses("Records reviewed: MRI cervical spine 2/3/14; MRI L-spine 2/3/14", scan) == [
        ("not_in_file", []), ("in_file", ["d02"]),
    ]  # fmt: skip


def test_a_report_listed_twice_is_told_once() -> None:
    report = paper(KIND.PROGRESS_REPORT, "visit", name="d02", day="2014-03-18")
    text = "Records reviewed: PR-2 3/18/14; RFA 3/20/14 with progress report 3/18/14"
    assert statuses(text, report) == [("in_file", ["d02"]), ("not_in_file", [])]


def test_a_report_listed_with_and_without_its_author_is_one_report() -> None:
    report = paper(KIND.PROGRESS_REPORT, "visit", name="d02", day="2014-03-18", author="Rowena Roe, MD")
    text = "Records reviewed: PR-2 3/18/14 by Dr. Roe; RFA 3/20/14; progress report 3/18/14"
    assert statuses(text, report) == [("in_file", ["d02"]), ("not_in_file", []), ("in_file", ["d02"])]


def test_a_period_takes_all_papers_of_the_kind_inside_it() -> None:
    notes = [paper(KIND.THERAPY_NOTE, "PT", name=f"d0{n}", day=f"2014-01-0{n}") for n in range(2, 6)]
    outside = paper(KIND.THERAPY_NOTE, "PT", name="d06", day="2014-03-01")
    assert statuses("Records reviewed: PT notes 1/2-2/10/2014; RFA 3/1/14", *notes, outside)[0] == (
        "in_file", ["d02", "d03", "d04", "d05"],
    )  # fmt: skip


def test_a_paper_without_a_day_may_be_the_one_and_is_not_said_to_be() -> None:
    undated = paper(KIND.MRI_REPORT, "MRI", name="d02")
    assert statuses("Records reviewed: MRI 2/3/14; RFA 3/1/14", undated)[0] == ("perhaps_in_file", ["d02"])


def test_a_request_signed_some_days_later_is_the_request() -> None:
    request = paper(KIND.RFA, "REQUEST FOR AUTHORIZATION", name="d02", day="2014-03-24")
    assert statuses("Records reviewed: RFA 3/20/14; PR-2 3/18/14", request)[0] == ("in_file", ["d02"])


def test_the_day_of_a_visit_printed_on_a_report_of_a_later_day_counts() -> None:
    text = "CONSULTATION\nDate of visit: 03/12/2014\nDate of report: 03/18/2014"
    report = paper(KIND.CONSULT, text, name="d02", day="2014-03-18")
    assert statuses("Records reviewed: consultation 3/12/14; RFA 3/20/14", report)[0] == ("in_file", ["d02"])


def test_named_in_passing_is_only_what_cannot_be_mistaken() -> None:
    text = (
        "The MRI report of 2/3/2014 shows a bulge. Request for MRI of the knee dated 3/1/2014. Physical therapy from "
        "1/2/2014. An operative report dated June 12, 2013 is quoted. Return on 5/1/2014. Pain since 2/2/2012."
    )
    assert read(named_in_passing(paper(KIND.PROGRESS_REPORT, text), WORDS)) == [
        "mri_report 2014-02-03", "operative_report 2013-06-12",
    ]  # fmt: skip


PIECES = st.sampled_from([
    "Records reviewed:", "\n", "1.", " ", "PR-2", "MRI of the lumbar spine", "3/18/14", "2/3/2014", " - ", ";", ",",
    "(", ")", "Dr. Roe", "Rowena Roe, M.D.", "RFA", "dated", "and", "through", "January 5, 12 and 19, 2014", "1/2", "|",
    "•", ".", "were considered", "The reviewer read", "Guideline:", "no", "99/99/9999", "QME", "(4 pages)", "\u2028",
    "\x00", "é",
])  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=60).map(" ".join) | st.text(max_size=300))
def test_any_text_is_read_without_error_and_quotes_hold(text: str) -> None:
    document = determination(text)
    for named in [*considered_in(document, WORDS), *named_in_passing(document, WORDS)]:
        assert all(span.quote == text[span.start : span.end] for span in named.places)
        assert named.words()


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="0123456789/-., JanMayto&th", max_size=60))
def test_days_are_in_order_and_real(text: str) -> None:
    found = days_in(text)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(one.first <= one.last for one in found)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1/2/14 to 2/10/14", ["2014-01-02..2014-02-10"]),
        ("12/1-1/5/2014", ["2013-12-01..2014-01-05"]),
        ("March 5-19, 2014", ["2014-03-05..2014-03-19"]),
        ("January 5, 12 and 19, 2014", ["2014-01-05", "2014-01-12", "2014-01-19"]),
        ("3/18, 4/2, and 5/6/14", ["2014-03-18", "2014-04-02", "2014-05-06"]),
        ("between 1/2/14 and 2/10/14", ["2014-01-02..2014-02-10"]),
        ("4 January - 19 February 2016", ["2016-01-04..2016-02-19"]),
        ("June 2013", ["2013-06-01..2013-06-30"]),
        ("2/30/2014, 13/1/2014, 5/5 strength, #2014, 9792.10.5", []),
        ("claim A-12-05-2012", []),
    ],
)
def test_days_as_lists_print_them(text: str, days: list[str]) -> None:
    assert [str(d.first) if d.one_day else f"{d.first}..{d.last}" for d in days_in(text)] == days


def test_a_list_of_treatments_with_notes_around_is_no_list_of_records() -> None:
    text = "Documentation:\nFollow-up visit\nClinical Rationale\nNo radiculopathy\nUrine drug screen\nPhysical therapy"
    assert considered_in(determination(text), WORDS) == []
