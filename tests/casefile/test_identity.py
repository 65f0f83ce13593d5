"""Whose case it is, and pages about somebody else: none may be used, and none of this patient's may be lost."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.model import Document, Intake
from openimr.casefile.opening import open_case
from openimr.casefile.papers.otherpatients import mark_other_patients
from openimr.casefile.papers.personmarks import identity_marks
from openimr.casefile.papers.persons import ONE_PERSON, NameRelation, relation
from tests.casefile.reprints import document, noisy

APPLICATION = """\
APPLICATION FOR INDEPENDENT MEDICAL REVIEW
DWC Form IMR
Employee Name (First, MI, Last): Robert J. Quince
Date of Birth: 01/21/1966
Claim Number: WC-00448120   Date of Injury: 05/05/2010
Requesting Physician Name: Celeste Amankwah, MD
Claims Administrator Name: Larkspur Risk   Adjuster/Contact: Jorunn Beale
Employee Signature: Robert Quince   Date: 05/05/2014"""
BODY = """
Low back pain 7/10. Straight leg raise positive at 45 degrees. Plan: continue therapy.
Mr. Beale of the insurer called about the request. Father: Peter Quince, diabetes.
Electronically signed by Celeste Amankwah, MD on 03/18/2014
cc: Jorunn Beale, adjuster"""


def page(head: str, title: str = "PROGRESS NOTE") -> str:
    return f"BAYSIDE SPINE CENTER\n{title}\n{head}\nDate of visit: 03/18/2014{BODY}"


OWN = {
    "last name first": "Patient: Quince, Robert   DOB: 01/21/1966",
    "capitals without a comma": "Patient: QUINCE ROBERT J   DOB: 01/21/1966",
    "an initial": "Patient: R. Quince",
    "a short form": "Employee: Bob Quince",
    "a middle name and a suffix": "Injured Worker: Robert James Quince, Jr.",
    "a misread letter": "Patient: Robert Qu1nce   D0B: O1/2l/1966",
    "a misread label": "Pafient: Robert Quince",
    "a blank inside the name": "Patient: Robert Quin ce   DOB: 01/21/1966",
    "a second surname": "Patient: Robert Quince-Hartwell",
    "day and month changed about": "Patient: Robert Quince   DOB: 21/01/1966\nDate of Birth: 01/12/1966",
    "the claim with other punctuation": "Patient: Robert Quince\nClaim #: WC448120-01",
    "another claim of the same person": (
        "Patient: Robert Quince   DOB: 01/21/1966\nClaim #: ZZ-991177   DOI: 03/04/2005"),
    "nobody": "Chart copy, two sheets",
    "another name with the same birth": "Patient: Robert Hartwell   DOB: 01/21/1966",
    "another name with the same claim": "Patient: Roberta Kwince   Claim No.: WC-00448120",
    "an unlabelled head": "QUINCE, ROBERT     MRN: 4471     03/18/2014",
    "a bill": "PROVIDER  HEADLAND MRI    CLAIMANT QUINCE R    BILL 33810",
    "a day that looks like a name": "Quince, R.     Thurs. Oct 24th 2013     20 min",
    "a misread name with the same birth": "Patient: Rcbert Quinee   DOB: 01/21/1966",
    "a physician nobody else names": "Dr. Oswin Tabernathy      03/18/2014",
    "a place beside a day": "Downey     03/18/2014",
    "a heading beside a number": "Surgery, Outpatient    MRN: 4471",
    "an interpreter": "Interpreter: Oswin Tabernathy    03/18/2014",
}
OTHERS = {
    "another name": "Patient: Ida Roe",
    "another name and birth": "Patient: ROE, IDA   DOB: 11/30/1980",
    "another name, misread label": "Pafient: Ida Roe   D0B: 11/3O/1980",
    "no label but a birth": "Ida Roe     Claim 114-QX-0090     DOS 06/17/2014\nDOB 12/19/1972",
    "a namesake: father or son": "Patient: Robert Quince   DOB: 09/02/1938\nClaim #: HM-61772",
    "a namesake without a claim": "Patient: Robert Quince   DOB: 09/02/1991",
    "a member of the family": "Patient: Denise Quince",
    "the same given name": "Claimant: Robert Hartwell   DOB: 07/07/1977",
    "a double surname": "Patient: García López, José Luis   DOB: 03/09/1971",
    "a laboratory's head": "ABERNATHY-RUIZ, CORAZON     F  50Y     MRN: 40418",
    "our claim written on it": "Patient: Ida Roe   DOB: 11/30/1980   Claim: WC-00448120",
    "our banner on it": "QUINCE, ROBERT   WC-00448120\nPatient: Ida Roe   DOB: 11/30/1980",
    "the same birth, another claim": "TABERNATHY, OSWIN   DOB: 01/21/1966   MRN 991\nClaim: HM-6177",
    "a twin": "Patient: Rosalind Quince   DOB: 01/21/1966\nClaim #: HM-61772   DOI: 03/03/2011",
    "a label without a colon": "donor TABERNATHY OSWIN    6/15/1983   coll 03/18/14",
    "a name like ours with a birth nobody labels": "QUINCE, ROBERTA      7/9/1981     F",
    "two columns": "Name              Date of birth      Visit\nOswin Tabernathy  07/07/1971    03/18/2014",
}
#: Pages on which nothing but this says about whom they are.
TOLD = {
    "a stranger with the same birth": "Patient: Oswin Tabernathy   DOB: 01/21/1966",
    "fields of a form, the same birth": "Last  TABERNATHY   First  Oswin   M.I. --   Date of Birth  1/21/66",
    "hurt on the same day": "Employee: Oswin Tabernathy   Date of Injury: 05/05/2010",
    "a surname behind a label": "Pt: Tabernathy      Visit 4",
    "a title and a surname": "RE: Mr. Tabernathy",
    "an initial beside a day": "O. Tabernathy     03/18/2014    #4",
    "a narrative": "Ms. Tabernathy returns for follow up. Ms. Tabernathy reports less pain.",
    "a patient sent by a colleague": "Thank you for referring your patient, Oswin Tabernathy.",
    "how reports begin": "Oswin Tabernathy is a 44-year-old right-handed man who was seen today.",
    "a caption": "Oswin Tabernathy v. Halcyon Storage\nClaim No. HM-61772",
}


def case(*heads: str) -> list[Document]:
    own = [page("Patient: Robert Quince   DOB: 01/21/1966\nClaim No.: WC-00448120   DOI: 05/05/2010") for _ in range(3)]
    texts = [APPLICATION, *own, *map(page, heads)]
    return [document(f"d{n:02d}", [text]) for n, text in enumerate(texts, 1)]


def flagged(documents: Sequence[Document], intake: Intake | None = None) -> list[bool]:
    mark_other_patients(documents, intake or Intake())
    return [d.other_patient for d in documents]


@pytest.mark.parametrize("head", OWN.values(), ids=OWN.keys())
def test_this_patients_pages_are_kept(head: str) -> None:
    assert flagged(case(head)) == [False] * 5


@pytest.mark.parametrize("head", OTHERS.values(), ids=OTHERS.keys())
def test_pages_of_somebody_else_are_marked_and_say_why(head: str) -> None:
    documents = case(head)
    assert flagged(documents) == [False] * 4 + [True]
    problem, = documents[-1].problems
    assert problem.code == "other-patient" and problem.consequence and problem.remedy
    assert not any(word in problem.message for word in ("Roe", "1980", "Hartwell", "114-QX")), "no data of the other"
    assert not documents[-1].is_evidence


@pytest.mark.parametrize("head", TOLD.values(), ids=TOLD.keys())
def test_pages_that_tell_of_somebody_else_are_marked(head: str) -> None:
    documents = case()
    documents.append(document("d05", [f"PROGRESS NOTE\n{head}\nLow back pain 7/10. Plan: continue therapy."]))
    assert flagged(documents) == [False] * 4 + [True]


def test_an_office_gives_each_patient_a_number_of_its_own() -> None:
    own = "SIERRA HEALTH\nPROGRESS NOTE\nQuince, Robert   MRN 20771635   DOB 01/21/1966\nKnee pain."
    other = "SIERRA HEALTH\nPROGRESS NOTE\nQuinlan, Rob   MRN 20417733   DOB 01/21/1966\nAnkle pain."
    documents = [*case(), document("d05", [own]), document("d06", [own]), document("d07", [other])]
    assert flagged(documents) == [False] * 6 + [True]


@pytest.mark.parametrize("head", OTHERS.values(), ids=OTHERS.keys())
def test_their_further_pages_go_with_them(head: str) -> None:
    documents = case(head)
    documents.append(document("d06", [page(head), "Plan: rest and ice.\nPage 2 of 2"]))
    assert flagged(documents)[-1]


def test_another_name_with_the_same_birth_is_said() -> None:
    documents = case(OWN["another name with the same birth"])
    flagged(documents)
    problem, = documents[-1].problems
    assert problem.code == "name-differs" and "day of birth" in problem.message


def test_further_pages_in_papers_of_their_own_are_followed_by_number_and_by_name() -> None:
    texts = [APPLICATION, page("Patient: Ida Roe   DOB: 11/30/1980\nPage 1 of 3"), "Plan: rest.\nPage 2 of 3",
             "Roe, Ida     06/17/2014\nWork status: modified.", page("Patient: Robert Quince"), "Plan.\nPage 2 of 2"]
    documents = [document(f"d{n:02d}", [text], file="records/all.pdf") for n, text in enumerate(texts, 1)]
    assert flagged(documents) == [False, True, True, True, False, False]


def test_two_persons_named_equally_often_are_not_guessed() -> None:
    documents = [document("d01", [page("Patient: Ida Roe")]), document("d02", [page("Patient: Robert Quince")])]
    problem, = mark_other_patients(documents, Intake()).problems
    assert problem.code == "patient-unclear" and not any(d.other_patient for d in documents)
    assert flagged(documents, Intake(patient_name="Quince, Robert")) == [True, False]


DENIAL = """\
UTILIZATION REVIEW DETERMINATION
Claimant: Robert Quince   Date of Birth: 01/21/1966
Claim Number: WC-00448120   Date of Injury: 05/05/2010
The request for physical therapy is non-certified."""


def test_more_pages_of_a_stranger_than_of_the_worker_do_not_make_it_his_case() -> None:
    heads = [*[OTHERS["another name and birth"]] * 30, OWN["last name first"]]
    texts = [APPLICATION, DENIAL, *map(page, heads)]
    documents = [document(f"d{n:02d}", [text]) for n, text in enumerate(texts, 1)]
    assert flagged(documents) == [False, False, *[True] * 30, False]


def test_the_papers_outweigh_intake() -> None:
    documents = case("Patient: Ida Roe")
    assert flagged(documents, Intake(patient_name="Somebody Else")) == [False] * 4 + [True]


def test_physicians_adjusters_and_relatives_are_no_patients() -> None:
    documents = case("Requesting Physician Information\nName: Warren Oduya\nSpecialty: Pain",
                     "Emergency contact: Peter Vale (father)\nGuarantor: Ida Quince   DOB: 03/03/1970",
                     "RE: Robert Quince\nDear Ms. Kortright:", "Employer: Beale Trucking\nContact Name: Sam Beale")
    assert flagged(documents) == [False] * 8


def test_in_an_opened_case_no_page_of_another_is_evidence(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    (folder / "records").mkdir(parents=True)
    (folder / "application.txt").write_text(APPLICATION)
    own, other = page("Patient: Robert Quince   DOB: 01/21/1966"), page("Patient: Ida Roe   DOB: 11/30/1980")
    (folder / "records" / "all.txt").write_text("\f".join([f"{own}\nPage 1 of 2", other, "Plan.\nPage 2 of 2"]))
    opened = open_case(folder, cache=None, workers=1)
    evidence = [p.text for d in opened.documents if d.is_evidence for p in d.pages]
    assert any("Quince" in text for text in evidence) and not any("Ida Roe" in text for text in evidence)
    assert any("Plan." in text for text in evidence)


NAMES = (
    ("Quince, Marlo J", "MARLO QUINCE", NameRelation.SAME), ("Bob Tanner", "Tanner, Robert", NameRelation.SAME),
    ("QUINCE MARLO", "Marlo Quince", NameRelation.SAME), ("M. Quince", "Marlo Quince", NameRelation.INITIAL),
    ("José García López", "Jose Garcia", NameRelation.SAME), ("Ana Reyes-Soto", "Ana Soto", NameRelation.SAME),
    ("R. James Smith", "James Smith", NameRelation.SAME),
    ("Maria Elena Garcia", "Maria Elena Lopez", NameRelation.GIVEN),
    ("Denise Quince", "Marlo Quince", NameRelation.FAMILY), ("Jose L. Tamura", "Juan J. Tamura", NameRelation.FAMILY),
    ("Mario Quince", "Marlo Quince", NameRelation.NEAR), ("MarloQuince", "Marlo Quince", NameRelation.NEAR),
    ("Lupe O'Malley", "Guadalupe OMalley", NameRelation.SAME), ("Ida Roe", "Marlo Quince", NameRelation.OTHER),
)


@pytest.mark.parametrize(("one", "other", "expected"), NAMES, ids=[f"{a} - {b}" for a, b, _ in NAMES])
def test_names_are_compared(one: str, other: str, expected: NameRelation) -> None:
    assert relation(one, other) is expected
    assert (relation(other, one) in ONE_PERSON) is (expected in ONE_PERSON)


def test_labels_are_read_through_noise_and_lost_gaps() -> None:
    marks = identity_marks("Claimant: Beatriz F Reyes DATE OF STUDY: 7/21/2017\n"
                           "Date of Birth: 8/15/1964 Referred by: x\n"
                           "Claim Number PCM-17-448120   DOI February 13, 2013")
    assert marks.names == ("Beatriz F Reyes",)
    assert marks.births == (dt.date(1964, 8, 15),)
    assert (marks.claims, marks.injuries) == (("PCM-17-448120",), (dt.date(2013, 2, 13),))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6))
def test_bad_scans_of_this_patients_pages_are_not_thrown_out_nor_those_of_another_kept(seed: int) -> None:
    random = Random(seed)
    own = page("Patient: Robert Quince   DOB: 01/21/1966\nClaim No.: WC-00448120   DOI: 05/05/2010")
    other = page("Patient: Oleander Hartwell   DOB: 11/30/1980\nClaim No.: HM-61772   DOI: 01/29/2012")
    texts = [APPLICATION, own, *(noisy(text, 0.01, random) for text in (own, own, other))]
    assert flagged([document(f"d{n:02d}", [t]) for n, t in enumerate(texts)]) == [False] * 4 + [True]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=200), max_size=3), max_size=4), st.text(max_size=40))
def test_any_text_has_an_answer(papers: list[list[str]], name: str) -> None:
    documents = [document(f"d{n:02d}", pages) for n, pages in enumerate(papers)]
    mark_other_patients(documents, Intake(patient_name=name))
    relation(name, "Marlo Quince")
