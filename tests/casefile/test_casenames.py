"""Names that a case's papers tell together, and names beside a day that belong to somebody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.casefile.papers.names import author_of
from openimr.casefile.papers.papermarks import paper_marks

NOTE = (
    "PROGRESS NOTE\nPatient: Marlo Quince   DOB: 01/21/1966\nDate of visit: {day}\nLow back pain 7/10.\n"
    "Electronically signed by Verena Oldcastle, MD"
)
MARKS = paper_marks()


def _case(place: Path, *papers: str) -> Path:
    folder = place / "case"
    folder.mkdir()
    for number, text in enumerate(papers):
        (folder / f"{number}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(("printed", "patient"), [
    ("Re: MARLO QU1NCE\nSeen again.", "Marlo Quince"),
    ("Thank you for sending Marlo Quince, whom I saw for his back.", "Marlo Quince"),
])
def test_a_misread_or_unlabelled_patient_is_named_as_the_other_papers_do(
    tmp_path: Path, printed: str, patient: str
) -> None:
    papers = [NOTE.format(day=f"03/{day}/2014") for day in (11, 18, 25)]
    documents = open_case(_case(tmp_path, *papers, printed), cache=None).documents
    assert documents[-1].patient == patient


def test_a_short_signature_is_read_as_the_name_that_the_other_papers_print(tmp_path: Path) -> None:
    papers = [NOTE.format(day=f"03/{day}/2014") for day in (11, 18, 25)]
    slip = "WORK STATUS\nPatient: Marlo Quince\nOff work to 4/1/2014.\nSignature: V Oldcstl"
    documents = open_case(_case(tmp_path, *papers, slip), cache=None).documents
    assert documents[-1].author == "Verena Oldcastle, MD"


def test_a_note_with_nothing_but_another_name_and_a_day_is_somebody_elses(tmp_path: Path) -> None:
    papers = [NOTE.format(day=f"03/{day}/2014") for day in (11, 18, 25)]
    stray = "Elm Street Chiropractic        daily note\nBasil Thornquay        3/19/14\nVisit 4\nS: better. O: SLR neg."
    documents = open_case(_case(tmp_path, *papers, stray), cache=None).documents
    assert [document.other_patient for document in documents] == [False, False, False, True]


@pytest.mark.parametrize(("text", "author"), [
    ("I certify this.\nMarlo Quince          5/1/2014\nEmployee signature    Date", "Marlo Quince"),
    ("PROOF OF SERVICE\nI, Odile Marchwood, declare: I am over 18.\nServed on A. Roe, MD", "Odile Marchwood"),
    ("S: better.\nP: continue.\n97110 x2, 97140 x1            Ivo Brandreth, PT   lic 00000", "Ivo Brandreth, PT"),
    ("Notice\nWe accept your claim.\nSincerely,\nOdile Marchwood, Claims Examiner\ncc: file", "Odile Marchwood"),
    ("Clinic note\nPain 4/10.\nSign Information: Oldcastle DO, Verena (07/22/2020 18:04 PDT)", "Oldcastle, Verena, DO"),
])
def test_writers_without_a_label_before_their_name(text: str, author: str) -> None:
    assert author_of([text], MARKS) == author
