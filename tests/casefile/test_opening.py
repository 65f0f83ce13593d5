"""A whole case file opened: layout, containers, papers in one scan, copies, intake, order."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile import CaseFile, DocumentKind, index_table, open_case
from openimr.casefile.model import Span
from openimr.casefile.work.progress import Progress
from openimr.errors import IncompleteCase, NotFound
from tests.casefile import paperfiles
from tests.casefile.paperfiles import MRI, NOTE


def opened(path: Path) -> CaseFile:
    return open_case(path, cache=None, workers=1)


def codes(case: CaseFile) -> set[str]:
    return {p.code for p in case.problems} | {p.code for d in case.documents for p in d.problems}


def make_case(folder: Path) -> Path:
    (folder / "records").mkdir(parents=True)
    (folder / "application.txt").write_text("APPLICATION FOR INDEPENDENT MEDICAL REVIEW\nEmployee: Marlo Quince\n")
    (folder / "ur-denial.txt").write_text("UTILIZATION REVIEW DETERMINATION\nDate of decision: 04/01/2014\nDenied.")
    (folder / "records" / "b note.txt").write_text(NOTE)
    (folder / "records" / "a.txt").write_text(MRI)
    return folder


def test_a_case_folder(tmp_path: Path) -> None:
    case = opened(make_case(tmp_path / "case"))
    assert [(d.id, d.file, d.kind.value) for d in case.documents] == [
        ("d01", "application.txt", "imr_application"), ("d02", "records/a.txt", "mri_report"),
        ("d03", "records/b note.txt", "progress_report"), ("d04", "ur-denial.txt", "ur_determination"),
    ]
    assert case.documents[3].date == dt.date(2014, 4, 1)
    assert case.problems == []
    page = case.document("d03").pages[0]
    assert Span.of(page, 0, 13).quote == "PROGRESS NOTE"
    rows = index_table(case)
    assert rows[1] | {"author": None} == rows[1]
    assert (rows[1]["date"], rows[1]["patient"], rows[1]["pages"]) == ("2014-02-03", "Marlo Quince", 1)


def test_other_files_are_ignored_with_a_warning(tmp_path: Path) -> None:
    folder = make_case(tmp_path / "case")
    (folder / "README.md").write_text("# about")
    (folder / "expected.json").write_text("{}")
    (folder / "answer.txt").write_text("PROGRESS NOTE\nnot part of the layout")
    (folder / ".DS_Store").write_bytes(b"\0\0\0\1Bud1")
    case = opened(folder)
    assert {p.file for p in case.problems if p.code == "ignored-file"} == {"README.md", "expected.json", "answer.txt"}
    assert len(case.documents) == 4


def test_a_heap_of_papers_without_layout(tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x" / "one.txt").write_text(NOTE)
    (tmp_path / "two.txt").write_text(MRI)
    (tmp_path / "readme.txt").write_text("about this folder")
    case = opened(tmp_path)
    assert [d.file for d in case.documents] == ["two.txt", "x/one.txt"]
    assert codes(case) == {"ignored-file"}


def test_one_file_is_a_case(tmp_path: Path) -> None:
    case = opened(paperfiles.pdf(tmp_path / "all.pdf", NOTE, MRI))
    assert [(d.kind.value, [p.number for p in d.pages]) for d in case.documents] == [
        ("progress_report", [1]), ("mri_report", [2]),
    ]
    assert {d.file for d in case.documents} == {"all.pdf"}
    assert case.documents[1].pages[0].document == "d02"


@pytest.mark.parametrize("top", ["", "Quince case/"])
def test_a_zip_is_a_case(tmp_path: Path, top: str) -> None:
    inner = paperfiles.zipped({"old/mri.txt": MRI.encode()})
    (tmp_path / "case.zip").write_bytes(paperfiles.zipped({
        f"{top}ur-denial.txt": b"UTILIZATION REVIEW DETERMINATION\nNon-certified.",
        f"{top}case.yaml": b"case_number: EX-1\n",
        f"{top}records/more.zip": inner,
        f"{top}records/note.txt": NOTE.encode(),
        "__MACOSX/._note.txt": b"\0\5\26\7",
    }))
    case = opened(tmp_path / "case.zip")
    assert [d.file for d in case.documents] == ["records/more.zip!/old/mri.txt", "records/note.txt", "ur-denial.txt"]
    assert case.intake.case_number == "EX-1"


def test_a_mail_with_attachments(tmp_path: Path) -> None:
    folder = make_case(tmp_path / "case")
    pdf = paperfiles.pdf(tmp_path / "x.pdf", "OPERATIVE REPORT\nSurgeon: Casimir Dunleavy, MD")
    paperfiles.mail(folder / "records" / "m.eml", {"op.pdf": pdf.read_bytes(), "empty.pdf": b""})
    case = opened(folder)
    kinds = {d.file: d.kind for d in case.documents if d.usable}
    assert kinds["records/m.eml!/op.pdf"] is DocumentKind.OPERATIVE_REPORT
    assert "Records of Marlo Quince" in next(d for d in case.documents if d.file == "records/m.eml").pages[0].text
    lost = next(d for d in case.documents if d.file == "records/m.eml!/empty.pdf")
    assert not lost.usable and lost.problems[0].code == "empty"


def test_exact_copies_are_folded(tmp_path: Path) -> None:
    folder = make_case(tmp_path / "case")
    stamped = "03/25/2014 09:14 FAX 5595550111 SAMPLE CLINIC P.002/005\n" + NOTE.replace("\n", "\r\n") + "\n\n"
    (folder / "records" / "c.txt").write_text(stamped)
    (folder / "records" / "d.txt").write_text(NOTE.replace("7/10", "6/10"))
    case = opened(folder)
    copies = {d.file: d.duplicate_of for d in case.documents}
    assert copies["records/c.txt"] == "d03"
    assert copies["records/b note.txt"] is None and copies["records/d.txt"] is None
    assert not next(d for d in case.documents if d.file == "records/c.txt").is_evidence


def test_intake_is_read_as_strings_and_bad_dates_are_named(tmp_path: Path) -> None:
    folder = make_case(tmp_path / "case")
    (folder / "case.yaml").write_text(
        "case_number: 0012\npatient:\n  name: Marlo Quince\ndates:\n  injury: 05/05/2010\n"
        "  ur_denial_date: 2014-04-01\n  date_assigned: soon\npriority: no\n"
    )
    case = opened(folder)
    assert (case.intake.case_number, case.intake.patient_name, case.intake.priority) == ("0012", "Marlo Quince", "no")
    assert case.intake.date_of_injury == dt.date(2010, 5, 5) and case.intake.ur_denial_date == dt.date(2014, 4, 1)
    assert codes(case) == {"intake-date"}


def test_a_broken_intake_file_stops_nothing(tmp_path: Path) -> None:
    folder = make_case(tmp_path / "case")
    (folder / "case.yaml").write_text("a: [1\nb: *x")
    case = opened(folder)
    assert codes(case) == {"intake-unreadable"} and len(case.documents) == 4


def test_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        opened(tmp_path / "absent")
    with pytest.raises(IncompleteCase):
        opened(tmp_path)
    (tmp_path / "a.pdf").write_bytes(b"")
    with pytest.raises(IncompleteCase, match="empty"):
        opened(tmp_path)


def test_progress_is_told(tmp_path: Path) -> None:
    said: list[Progress] = []
    open_case(make_case(tmp_path / "case"), cache=None, progress=said.append)
    assert said[0] == Progress("reading files", 1, 4, "files")
    assert said[0].words() == "reading files: 1 of 4"
