"""Papers that several persons share are parted: a stranger's page is a paper of its own, and the rest goes on."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.casefile.model import Document, DocumentKind
from tests.casefile.test_whose import CASE

HEAD = "CEDAR FLAT ORTHOPEDICS\nPROGRESS REPORT\nPatient: {}    DOB: {}    MRN: {}\nDate of visit: {}"
OURS = HEAD.format("Tavender, Rosalind M.", "07/14/1968", "5520814", "02/07/2017")
BODY = "Low back pain 6/10. Lifting is limited.\nExam: lumbar flexion 50 degrees."
PLAN = "Plan: request epidural injection at L4-5.\nReturn in six weeks.\nElectronically signed by Imre Valcourt, MD"
STRANGER = "right shoulder, abduction 110, impingement positive.\nOsbaldeston, Gwen   DOB: 03/30/1975"
SECOND = "the wound of the right hand is closed, sutures out.\nPenhallow, Augustus   DOB: 05/05/1988"
SISTER = "laceration of the left palm is healing.\nTavender, Winslow   DOB: 11/05/1990"
TWIN = "laceration of the left palm is healing.\nPatient: Roe, Ida  DOB: 07/14/1968  Claim: 2016-KX-9912  DOI: 2/2/2016"


def opened(place: Path, pages: list[str]) -> list[Document]:
    """The documents of a file of these pages, in a short case of the patient."""
    (place / "records").mkdir()
    (place / "application.txt").write_text(CASE[0][0], encoding="utf-8")
    (place / "ur-denial.txt").write_text(CASE[1][0], encoding="utf-8")
    (place / "records" / "chart.txt").write_text("\f".join(text for text, in CASE[2:]), encoding="utf-8")
    (place / "records" / "scan.txt").write_text("\f".join(pages), encoding="utf-8")
    return [d for d in open_case(place, cache=None, workers=1).documents if d.file == "records/scan.txt"]


def numbered(text: str, number: int, of: int = 3) -> str:
    return f"{text}\nPage {number} of {of}"


def strangers(documents: list[Document]) -> list[int]:
    return [page.number for d in documents if d.other_patient for page in d.pages]


@pytest.mark.parametrize("page", [STRANGER, SECOND, SISTER, TWIN], ids=["footer", "hand", "surname", "birth"])
def test_a_report_goes_on_behind_a_strangers_page(tmp_path: Path, page: str) -> None:
    documents = opened(tmp_path, [numbered(OURS, 1), numbered(BODY, 2), page, numbered(PLAN, 3)])
    assert strangers(documents) == [3]
    rest = documents[-1]
    assert [p.number for p in rest.pages] == [4] and rest.is_evidence
    assert (rest.kind, rest.date, rest.author) == (documents[0].kind, documents[0].date, documents[0].author)
    assert rest.kind is DocumentKind.PROGRESS_REPORT and rest.author and "Valcourt" in rest.author


def test_two_strangers_in_a_row_are_two_papers(tmp_path: Path) -> None:
    documents = opened(tmp_path, [numbered(OURS, 1), STRANGER, SECOND, numbered(f"{BODY}\n{PLAN}", 2, 3)])
    assert strangers(documents) == [2, 3]
    assert [len(d.pages) for d in documents] == [1, 1, 1, 1]


def test_a_stranger_before_the_pages_of_ours(tmp_path: Path) -> None:
    documents = opened(tmp_path, [STRANGER, numbered(OURS, 1, 2), numbered(PLAN, 2, 2)])
    assert strangers(documents) == [1]


def test_a_page_that_names_nobody_goes_with_the_strangers_page_before(tmp_path: Path) -> None:
    first = numbered(HEAD.format("Osbaldeston, Gwen", "03/30/1975", "61277", "03/30/2017"), 1, 2)
    documents = opened(tmp_path, [numbered(OURS, 1, 1), first, numbered("Shoulder strap. Ice.", 2, 2)])
    assert strangers(documents) == [2, 3]


@pytest.mark.parametrize("name", ["Tavendcr, R0salind M.", "Tavender Rosalind", "TAVENDER, R.", "Tavonder, Rosalnd"])
def test_a_misread_name_parts_nothing(tmp_path: Path, name: str) -> None:
    page = numbered(f"{name}    MRN 5520814\n{BODY}", 2)
    documents = opened(tmp_path, [numbered(OURS, 1), page, numbered(PLAN, 3)])
    assert strangers(documents) == [] and len(documents) == 1
