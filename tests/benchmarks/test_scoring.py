"""How answers about case files are scored: what counts as right, what as wrong, and what is not asked."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from benchmarks.casefiles.scoring import Found, score
from benchmarks.casefiles.truth import BadTruth, Truth, TruthDocument, case_folders, read_truth
from benchmarks.record import main
from openimr.casefile.model import DocumentKind as Kind

DAY = dt.date(2015, 3, 4)


def paper(first: int, last: int, kind: Kind = Kind.PROGRESS_REPORT, **more: object) -> TruthDocument:
    return TruthDocument(file="records/all.pdf", first=first, last=last, kind=kind, **more)  # type: ignore[arg-type]


def answer(first: int, last: int, kind: Kind = Kind.PROGRESS_REPORT, **more: object) -> Found:
    texts = [f"words of page {number}" for number in range(first, last + 1)]
    return Found("records/all.pdf", first, texts, kind, **more)  # type: ignore[arg-type]


def test_a_perfect_answer_has_full_marks() -> None:
    truth = Truth([
        paper(1, 2, date=DAY, author="Daniel Okafor, M.D.", patient="Ana Ruiz"),
        paper(3, 3, Kind.MRI_REPORT, other_patient=True),
        paper(4, 5, duplicate_of=0),
    ])
    found = [
        answer(1, 2, date=DAY, author="OKAFOR, DANIEL", patient="RUIZ, ANA"),
        answer(3, 3, Kind.MRI_REPORT, other_patient=True),
        answer(4, 5, duplicate_of=0),
    ]
    result = score(truth, found)
    assert not result.errors
    assert (result.boundaries.f1, result.kinds.right, result.copies.f1) == (1, 3, 1)
    assert (result.authors.of, result.other_patient.recall.of, result.page_kinds.of) == (1, 1, 5)


def test_a_missed_and_an_invented_boundary_are_both_counted() -> None:
    result = score(Truth([paper(1, 2), paper(3, 4)]), [answer(1, 3), answer(4, 4)])
    assert (result.boundaries.recall.right, result.boundaries.precision.right) == (0, 0)
    assert result.found.right == 1
    assert sorted(error.place for error in result.errors if error.what == "boundary") == [
        "records/all.pdf page 3", "records/all.pdf page 4",
    ]


@pytest.mark.parametrize("ends", [[(1, 3), (4, 5)], [(1, 2), (3, 3), (4, 5)]])
def test_a_blank_sheet_may_stand_alone_or_end_the_paper_before(ends: list[tuple[int, int]]) -> None:
    truth = Truth([paper(1, 2), paper(3, 3, Kind.BLANK), paper(4, 5)])
    result = score(truth, [answer(first, last) for first, last in ends])
    assert result.boundaries.f1 == 1
    assert not result.errors
    assert result.kinds.of == 2


def test_a_foreign_page_inside_a_paper_is_a_boundary_before_and_behind() -> None:
    as_one_span = Truth([paper(1, 3), paper(2, 2, other_patient=True)])
    as_rest = Truth([paper(1, 1), paper(2, 2, other_patient=True), paper(3, 3, continues=0)])
    found = [answer(1, 1), answer(2, 2, other_patient=True), answer(3, 3)]
    for truth in (as_one_span, as_rest):
        result = score(truth, found)
        assert result.boundaries.recall.right == result.boundaries.precision.of == 2
        assert not result.errors


def test_no_day_where_none_is_printed_is_right_and_an_invented_one_is_not() -> None:
    truth = Truth([paper(1, 1, date=None), paper(2, 2, date=None)])
    result = score(truth, [answer(1, 1, date=None), answer(2, 2, date=DAY)])
    assert (result.dates.right, result.dates.of) == (1, 2)


def test_copies_of_copies_are_one_group() -> None:
    truth = Truth([paper(1, 1), paper(2, 2, duplicate_of=0), paper(3, 3, duplicate_of=1), paper(4, 4)])
    result = score(truth, [answer(1, 1), answer(2, 2, duplicate_of=0), answer(3, 3), answer(4, 4, duplicate_of=0)])
    assert (result.copies.recall.right, result.copies.recall.of) == (1, 3)
    assert (result.copies.precision.right, result.copies.precision.of) == (1, 3)


def test_copies_cut_a_little_differently_are_still_the_same_pair() -> None:
    truth = Truth([paper(1, 3), paper(4, 6, duplicate_of=0)])
    result = score(truth, [answer(1, 3), answer(4, 4), answer(5, 6, duplicate_of=0)])
    assert result.copies.f1 == 1


def test_truth_is_read_as_people_write_it(tmp_path: Path) -> None:
    case = tmp_path / "one"
    case.mkdir()
    (case / "truth.yaml").write_text(
        "documents:\n- {file: a.pdf, first: 1, last: 2, kind: mri_report, date: 2015-03-04, author: null}\n"
        "- {file: b.pdf, first: 1, last: 1, kind: other, date: null, duplicate_of: 0, other_patient: true}\n"
    )
    assert case_folders(tmp_path) == [case]
    assert case_folders(case) == [case]
    first, second = read_truth(case).documents
    assert (first.kind, first.date, first.last, first.author) == (Kind.MRI_REPORT, DAY, 2, None)
    assert (second.duplicate_of, second.other_patient, second.date) == (0, True, None)


@pytest.mark.parametrize("entry", ["{file: a.pdf, kind: nonsense}", "{kind: other}", "{file: a, kind: other, date: x}",
                                   "{file: a.pdf, kind: other, duplicate_of: 7}"])
def test_a_truth_that_cannot_be_meant_is_refused_with_its_place(tmp_path: Path, entry: str) -> None:
    (tmp_path / "truth.yaml").write_text(f"documents:\n- {entry}\n")
    with pytest.raises(BadTruth, match="document 0"):
        read_truth(tmp_path)


def test_truth_survives_writing(tmp_path: Path) -> None:
    truth = Truth([paper(1, 2, date=DAY), paper(3, 3, duplicate_of=0, near=True)], patient="Ana Ruiz", seed=3)
    truth.write(tmp_path / "truth.json")
    assert read_truth(tmp_path) == truth


def test_the_command_measures_a_folder_of_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    case = tmp_path / "one"
    (case / "records").mkdir(parents=True)
    (case / "records" / "a.txt").write_text("MRI LUMBAR SPINE\nDate of exam: 02/03/2014\nL4-5 bulge.")
    (case / "truth.yaml").write_text("documents:\n- {file: records/a.txt, kind: mri_report, date: 2014-02-04}\n")
    assert main(["--cases", str(tmp_path), "--errors", "--each"]) == 0
    shown = capsys.readouterr().out
    assert "expected 2014-02-04, got 2014-02-03" in shown
    assert "kinds 1/1, days 0/1" in shown


def test_the_command_says_what_it_misses(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--cases", str(tmp_path)]) == 2
    assert "no case folder with a truth file" in capsys.readouterr().err
