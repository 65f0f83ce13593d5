"""Single pages amid a short case of one patient: somebody else's, told in many ways, and the patient's misread ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.casefile import open_case

PLACE = Path(__file__).parent / "whose"


def read(name: str) -> list[tuple[str, list[str]]]:
    """What is headed by ``===`` in a file, each with its pages."""
    parts = ("\n" + (PLACE / f"{name}.txt").read_text(encoding="utf-8")).split("\n=== ")[1:]
    heads = [part.partition("\n") for part in parts]
    return [(head, text.rstrip("\n").split("\n---- page\n")) for head, _, text in heads]


CASE = [text for _, text in read("case")]


def marked(place: Path, pages: list[str]) -> tuple[list[bool], list[bool]]:
    """Whether these pages, and those of the patient around them, are somebody else's."""
    (place / "records").mkdir()
    (place / "application.txt").write_text(CASE[0][0], encoding="utf-8")
    (place / "ur-denial.txt").write_text(CASE[1][0], encoding="utf-8")
    own = [text for text, in CASE[2:]]
    (place / "records" / "scan.txt").write_text("\f".join([*own[:2], *pages, *own[2:]]), encoding="utf-8")
    inner = range(3, 3 + len(pages))
    found: tuple[list[bool], list[bool]] = ([], [])
    for document in open_case(place, cache=None, workers=1).documents:
        for page in document.pages:
            found[document.file != "records/scan.txt" or page.number not in inner].append(document.other_patient)
    return found


@pytest.mark.parametrize("pages", [pytest.param(pages, id=how) for how, pages in read("strangers")])
def test_a_page_of_somebody_else_is_told(tmp_path: Path, pages: list[str]) -> None:
    inner, around = marked(tmp_path, pages)
    assert all(inner) and not any(around)


@pytest.mark.parametrize("pages", [pytest.param(pages, id=how) for how, pages in read("ours")])
def test_a_page_of_the_patient_is_kept(tmp_path: Path, pages: list[str]) -> None:
    inner, around = marked(tmp_path, pages)
    assert not any(inner) and not any(around)
