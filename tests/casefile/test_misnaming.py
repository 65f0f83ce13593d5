"""Files with a wrong name are said to have one; names that promise nothing are left alone."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.opening import open_case
from openimr.casefile.papers.misnaming import misnamed
from tests.casefile.reprints import document

K = DocumentKind
WRONG = (
    ("records/MRI_lumbar.pdf", K.PROGRESS_REPORT), ("op report.pdf", K.MRI_REPORT), ("PR-2 Quince.pdf", K.MRI_REPORT),
    ("pr2.pdf", K.XRAY_REPORT), ("Quince UDS.pdf", K.THERAPY_NOTE), ("RFA 0918.pdf", K.CONSULT),
    ("records.zip!/EMG legs.pdf", K.PHARMACY), ("QME report.docx", K.MRI_REPORT), ("depo.pdf", K.LABORATORY),
)
RIGHT = (
    ("records/MRI_lumbar.pdf", K.MRI_REPORT), ("scan0031.pdf", K.MRI_REPORT), ("MR_20190125_955.pdf", K.CONSULT),
    ("PR2.pdf", K.CONSULT), ("MRI order.pdf", K.RFA), ("RFA MRI lumbar.pdf", K.RFA), ("Bill Smith.pdf", K.CONSULT),
    ("contract.pdf", K.RFA), ("uds.pdf", K.LABORATORY), ("5021 Wrenfield.pdf", K.FIRST_REPORT), ("IMG_0915.pdf", K.RFA),
    ("epidural op note.pdf", K.PROCEDURE_NOTE), ("MRI.pdf", K.OTHER), ("MRI.pdf", K.BLANK), ("x", K.RFA), ("", K.RFA),
)


def paper(name: str, kind: DocumentKind, day: str = "03/18/2014", **how: object) -> Document:
    found = document("d01", [f"Patient: Marlo Quince\nDate of visit: {day}\nLow back pain."], file=name)
    found.kind = kind
    for field, value in how.items():
        setattr(found, field, value)
    return found


@pytest.mark.parametrize(("name", "kind"), WRONG, ids=[name for name, _ in WRONG])
def test_another_kind_is_said(name: str, kind: DocumentKind) -> None:
    problem = misnamed(name, [paper(name, kind)])
    assert problem is not None and problem.code == "misnamed"
    assert problem.message.startswith("the name says ") and "the pages are " in problem.message
    assert problem.consequence == "it was read as what it is" and problem.remedy == ""


@pytest.mark.parametrize(("name", "kind"), RIGHT, ids=[f"{name} {kind}" for name, kind in RIGHT])
def test_right_and_neutral_names_are_left_alone(name: str, kind: DocumentKind) -> None:
    assert misnamed(name, [paper(name, kind)]) is None


def test_another_day_is_said_where_the_name_says_what_or_whose_it_is() -> None:
    day = dt.date(2014, 3, 18)
    for name in ("PR2 2014-04-18.pdf", "Quince 041814.pdf", "progress note 4-18-14.pdf"):
        problem = misnamed(name, [paper(name, K.PROGRESS_REPORT, date=day)])
        assert problem is not None and problem.message == "the name says 2014-04-18, the paper is of 2014-03-18"
    for name in ("PR2 2014-03-18.pdf", "scan 2014-04-18.pdf", "fax_20140418.pdf", "IMG_20140418.pdf", "PR2 77.pdf",
                 "Quince recd 04-18-14.pdf", "PR2 99-99-99.pdf"):
        assert misnamed(name, [paper(name, K.PROGRESS_REPORT, date=day)]) is None, name


def test_another_type_is_said() -> None:
    assert misnamed("a.pdf", [paper("a.pdf", K.RFA)], "image") is not None
    assert misnamed("a.tif", [paper("a.tif", K.RFA)], "pdf") is not None
    for name, kind in (("a.pdf", "pdf"), ("a.JPG", "image"), ("a.doc", "rtf"), ("a.md", "txt"), ("a", "pdf")):
        assert misnamed(name, [paper(name, K.RFA)], kind) is None, name


def test_one_fitting_paper_in_a_file_is_enough_and_a_batch_promises_nothing() -> None:
    held = [paper("MRI.pdf", K.FAX_COVER), paper("MRI.pdf", K.MRI_REPORT)]
    assert misnamed("MRI.pdf", held) is None
    batch = [paper("MRI.pdf", kind) for kind in (K.RFA, K.CONSULT, K.PHARMACY, K.RFA, K.RFA)]
    assert misnamed("MRI.pdf", batch) is None


def test_the_example_cases_hold_no_misnamed_file(examples: Path) -> None:
    for folder in sorted(p for p in examples.iterdir() if p.is_dir())[:2]:
        case = open_case(folder, workers=1)
        assert not [p for d in case.documents for p in d.problems if p.code == "misnamed"]
