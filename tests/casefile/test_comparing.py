"""Comparing papers costs no more than its limits, whatever they hold; what is not found out is said."""

from __future__ import annotations

from dataclasses import replace

import pytest

from openimr.casefile import comparing
from openimr.casefile.comparing import compare_papers
from openimr.casefile.model import Document, Intake
from openimr.casefile.papers.otherpatients import Verdict, mark_other_patients
from tests.casefile.reprints import Visit, document

CODES = ["patients-unknown", "copies-unknown", "passages-unknown", "names-unknown"]


def papers() -> list[Document]:
    own = Visit().pages()
    other = Visit(patient="Ida Roe", born="11/30/1980").pages()
    return [document("d01", own), document("d02", own), document("d03", Visit().later(pain=4).pages()),
            document("d04", other)]


def test_in_a_worker_the_same_is_found_as_here() -> None:
    here, there = papers(), papers()
    assert compare_papers(here, Intake(), {}, workers=0) == compare_papers(there, Intake(), {}, workers=2) == []
    assert here == there
    assert [d.duplicate_of for d in there] == [None, "d01", None, None]
    assert [d.other_patient for d in there] == [False, False, False, True]
    assert there[2].copied


def test_a_page_that_takes_too_long_costs_only_its_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    def ends(documents: list[Document], intake: Intake) -> Verdict:
        if any(len(page.text) > 900_000 for d in documents for page in d.pages):
            raise MemoryError
        return mark_other_patients(documents, intake)

    monkeypatch.setattr(comparing, "mark_other_patients", ends)
    documents = papers()
    endless = document("d05", ["Patient: Ab Cd\n"], file="records/endless.txt")
    endless.pages[:] = [replace(page, text=page.text * 70_000) for page in endless.pages]
    problem, = compare_papers([*documents, endless], Intake(), {}, workers=0)
    assert [d.other_patient for d in documents] == [False, False, False, True]
    assert (problem.code, problem.file) == ("patients-unknown", "records/endless.txt")
    assert problem.message and problem.consequence and problem.remedy


@pytest.mark.parametrize("text", [
    "pain " * 60_000, "Patient: Ab Cd " * 12_000, "left right\n" * 20_000, "01/02/2014 " * 20_000, "a" * 900_000,
], ids=lambda text: text[:11].strip())
def test_papers_of_one_word_again_and_again(text: str) -> None:
    documents = papers()
    crowd = [document(name, [""], file=f"records/{name}.txt") for name in ("d05", "d06")]
    for one, said in zip(crowd, (text, text + "x"), strict=True):
        one.pages[:] = [replace(page, text=said) for page in one.pages]
    problems = compare_papers([*documents, *crowd], Intake(), {}, workers=1)
    assert {p.code for p in problems} <= set(CODES)
    assert [d.duplicate_of for d in documents] == [None, "d01", None, None]


def test_a_step_that_fails_is_a_problem_and_the_others_are_done(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(documents: list[Document]) -> None:
        raise RecursionError

    monkeypatch.setattr(comparing, "mark_copies", fails)
    documents = papers()
    problem, = compare_papers(documents, Intake(), {}, workers=0)
    assert problem.code == "copies-unknown" and "RecursionError" in problem.message
    assert [d.other_patient for d in documents] == [False, False, False, True]


def test_nothing_is_found_out_in_no_time_and_that_is_said() -> None:
    crowd = [document(f"d{n:02d}", [f"{text} {n}" for text in Visit(pain=n % 9).pages()]) for n in range(400)]
    problems = compare_papers(crowd, Intake(), {}, workers=2, seconds=0.001)
    assert {p.code for p in problems} <= set(CODES)
    assert all(p.consequence and p.remedy for p in problems)


def test_papers_made_anew_are_marked_however_often_they_are_parted() -> None:
    other = Visit(patient="Ida Roe", born="11/30/1980").pages()
    asked: list[list[str]] = []

    def anew() -> list[Document]:
        joined = document("d03", [*Visit().later(pain=2).pages(), *other])
        return [*papers(), replace(joined, id="d05")]

    def part(shared: comparing.Shared) -> list[Document]:
        asked.append(list(shared))
        return anew()

    documents = anew()
    compare_papers(documents, Intake(), {}, workers=0, part=part)
    assert asked and all("d05" in one for one in asked)
    assert [d.other_patient for d in documents][:4] == [False, False, False, True]
    assert [p.code for p in documents[4].problems]
