"""Kind, day, author and patient of invented papers of every kind; each file states what it is in its head."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.dates import document_day
from openimr.casefile.papers.kinds import kind_of
from openimr.casefile.papers.names import author_of, patient_of
from openimr.casefile.papers.papermarks import paper_marks

PAPERS = sorted((Path(__file__).parent / "papers").glob("*.txt"))
MARKS = paper_marks()


def _paper(path: Path) -> tuple[dict[str, str], str]:
    head, text = path.read_text(encoding="utf-8").split("\n---\n", 1)
    stated = dict(line.split(": ", 1) for line in head.splitlines())
    return stated, text


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_a_paper_is_recognised(path: Path) -> None:
    stated, text = _paper(path)
    kind = kind_of([text], MARKS)
    day = document_day([text], MARKS.of(kind), MARKS)
    found = {
        "kind": kind.value,
        "date": day.isoformat() if day else "none",
        "author": author_of([text], MARKS, kind) or "none",
        "patient": patient_of(text, MARKS) or "none",
    }
    assert found == stated


def test_the_papers_cover_every_kind() -> None:
    kinds = {_paper(path)[0]["kind"] for path in PAPERS}
    assert kinds == {kind.value for kind in DocumentKind}


@pytest.mark.parametrize("path", PAPERS, ids=lambda p: p.stem)
def test_a_birth_injury_fax_or_print_date_is_never_the_day(path: Path) -> None:
    """Taking the day of the paper away must not make another day take its place that belongs to somebody else."""
    stated, text = _paper(path)
    if stated["date"] == "none":
        pytest.skip("the paper has no day")
    day = dt.date.fromisoformat(stated["date"])
    forbidden = ("birth", "dob", "injury", "doi", "d/i", "printed", "fax", "received", "next", "return", "scheduled")
    for line in text.splitlines():
        if any(word in line.lower() for word in forbidden) and f"{day:%m/%d/%Y}" not in line:
            marked = document_day([line], None, MARKS)
            own = ("exam", "service", "collected", "dos", "encounter")
            assert marked in (None, day) or any(word in line.lower() for word in own)
