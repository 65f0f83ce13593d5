"""Generated case files: what their truth says stands in the files, and the same seed gives the same case."""

from __future__ import annotations

import inspect
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from random import Random

import pypdfium2
import pytest

from benchmarks.casefiles import days
from benchmarks.casefiles.binder import Habits
from benchmarks.casefiles.generator import generate
from benchmarks.casefiles.scoring import surname
from benchmarks.casefiles.sheets import HEIGHT, WIDTH, Paper, Words
from benchmarks.casefiles.story import Scene, story
from benchmarks.casefiles.truth import Truth, TruthDocument, read_truth
from openimr.casefile.model import DocumentKind

MODULES = ("evaluations", "imaging", "initial", "legal", "office", "others", "procedures", "psychology", "review",
           "testing", "therapy", "visits")
LAYOUTS: dict[str, Callable[[Scene], Paper]] = {
    f"{name}.{function.__name__}": function
    for name in MODULES
    for _, function in inspect.getmembers(import_module(f"benchmarks.casefiles.layouts.{name}"), inspect.isfunction)
    if function.__annotations__ == {"scene": "Scene", "return": "Paper"} and function.__module__.endswith(name)
}


@pytest.fixture(scope="module")
def cases(tmp_path_factory: pytest.TempPathFactory) -> list[tuple[Path, Truth]]:
    """Cases of every arrangement, with everything that may happen to a paper happening often."""
    place = tmp_path_factory.mktemp("cases")
    made = []
    for seed, arrangement in ((11, "one"), (12, "batches"), (13, "many"), (14, "many")):
        manner = Habits(strangers=3, amended=2, copied=0.12, blanks=0.1, disordered=0.2, refaxed=seed == 12,
                        bates=seed != 13, order="shuffled" if seed == 11 else "by writer")
        folder = place / str(seed)
        made.append((folder, generate(seed, pages=90, folder=folder, arrangement=arrangement, manner=manner)))
    return made


def documents(cases: list[tuple[Path, Truth]]) -> Iterator[tuple[Path, TruthDocument]]:
    for folder, truth in cases:
        for document in truth.documents:
            yield folder, document


def text_of(document: TruthDocument) -> str:
    return " ".join(" ".join(page.text for page in document.pages).split())


def words_of(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text))


def scene(seed: int, layout: str) -> Scene:
    rng = Random(seed)
    one = story(rng)
    role = {"imaging": "radiologist", "procedures": "surgeon"}.get(layout.partition(".")[0], "treating")
    part, side = rng.choice(one.patient.parts)
    modality = ("mri", "ct", "xray", "ultrasound")[seed % 4]
    return Scene(rng, one, one.providers[role], days.later(rng, one.patient.hurt, 60, 700), one.patient, part, side,
                 notes={"modality": modality})


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        generate(5, pages=30, folder=tmp_path / name, arrangement="many")
    first, second = ({p.relative_to(tmp_path / name): p.read_bytes() for p in sorted((tmp_path / name).rglob("*.*"))}
                     for name in ("a", "b"))
    assert len(first) > 3
    assert first == second


def test_other_seeds_give_other_people(tmp_path: Path) -> None:
    names = {generate(seed, pages=12, folder=tmp_path / str(seed)).patient for seed in range(20, 26)}
    assert len(names) == 6


def test_the_papers_fill_their_files_page_by_page(cases: list[tuple[Path, Truth]]) -> None:
    for folder, truth in cases:
        for file in {d.file for d in truth.documents}:
            spans = [(d.first, d.last) for d in truth.documents if d.file == file]
            pages = [number for first, last in spans for number in range(first, last + 1)]
            assert pages == list(range(1, len(pages) + 1)), file
            if file.endswith(".pdf"):
                assert len(pypdfium2.PdfDocument(folder / file)) == len(pages)


def test_the_words_of_a_page_are_those_of_the_file(cases: list[tuple[Path, Truth]]) -> None:
    compared = 0
    for folder, document in documents(cases):
        if document.file.endswith(".pdf"):
            pdf = pypdfium2.PdfDocument(folder / document.file)
            found = [pdf[page.number - 1].get_textpage().get_text_range() for page in document.pages]
        elif document.file.endswith(".txt"):
            found = (folder / document.file).read_text(encoding="utf-8").split("\f")
        else:
            continue
        for page, text in zip(document.pages, found, strict=True):
            wanted, got = words_of(page.text), words_of(text)
            assert (wanted - got).total() <= 0.02 * wanted.total() + 1, f"{document.file} page {page.number}"
            compared += 1
    assert compared > 250


def test_day_author_and_patient_are_printed_on_the_paper(cases: list[tuple[Path, Truth]]) -> None:
    checked = 0
    for _, document in documents(cases):
        if not document.asked or any(page.degradation for page in document.pages):
            continue
        checked += 1
        text = text_of(document)
        plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower().replace("'", "")
        if document.date is not None:
            shown = [days.printed(document.date, form) for form in days.FORMS]
            shown += [f"{document.date:%m %d %y}", f"{document.date:%m%d%y}"]
            assert any(form in text for form in shown), (document.template, document.date)
        for name in filter(None, (document.author, document.patient)):
            assert set(surname(name)) <= set(re.findall("[a-z]+", plain)), (document.template, name)
    assert checked > 150


def test_strangers_are_strangers_and_interrupted_papers_go_on(cases: list[tuple[Path, Truth]]) -> None:
    strangers = [d for _, d in documents(cases) if d.other_patient]
    assert len(strangers) >= 9
    for _, truth in cases:
        for document in truth.documents:
            if document.continues is not None:
                head = truth.documents[document.continues]
                assert (head.kind, head.file) == (document.kind, document.file)
                between = [d for d in truth.documents if d.file == head.file and head.last < d.first < document.first]
                assert any(d.other_patient for d in between)
            if document.other_patient:
                assert document.patient != truth.patient


def test_copies_are_told_as_exact_or_near(cases: list[tuple[Path, Truth]], tmp_path: Path) -> None:
    plain = generate(17, pages=90, folder=tmp_path, manner=Habits(0.0, 0.0, 0.0, copied=0.2, bates=False, strangers=0))
    manners = set()
    for truth in (plain, *(truth for _, truth in cases)):
        for document in truth.documents:
            if document.duplicate_of is not None:
                other = truth.documents[document.duplicate_of]
                assert (other.kind, other.patient) == (document.kind, document.patient)
                assert document.near == (text_of(document) != text_of(other))
                manners.add(document.near)
    assert manners == {True, False}


def test_corrected_reports_and_visits_copied_forward_are_no_copies(cases: list[tuple[Path, Truth]]) -> None:
    corrected = [(t, d) for _, t in cases for d in t.documents if "amended" in d.template and d.duplicate_of is None]
    assert len(corrected) >= 4
    for truth, document in corrected:
        template = document.template.removesuffix(" amended")
        first = [d for d in truth.documents if d.template == template and d.date == document.date]
        assert first
        assert all(text_of(one) != text_of(document) for one in first)


def test_carried_passages_stand_in_both_papers(cases: list[tuple[Path, Truth]]) -> None:
    passages = 0
    for _, truth in cases:
        for passage in truth.copied:
            source, here = truth.documents[passage.source], truth.documents[passage.document]
            for document, number in ((source, passage.source_page), (here, passage.page)):
                page = next(page for page in document.pages if page.number == number)
                assert passage.text in " ".join(page.text.split())
            assert source.date is not None
            assert here.date is not None
            assert source.date <= here.date
            passages += 1
    assert passages > 10


def test_truth_is_beside_the_records(cases: list[tuple[Path, Truth]]) -> None:
    for folder, truth in cases:
        assert read_truth(folder) == truth


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_a_layout_writes_whole_sentences_within_the_page(name: str) -> None:
    for seed in range(6):
        paper = LAYOUTS[name](scene(seed, name))
        assert paper.sheets
        for sheet in paper.sheets:
            assert not re.search(r"\{|\}|\$[a-z]|\bNone\b(?![ .,)]|$)", sheet.text, re.M), sheet.text
            for mark in sheet.marks:
                if isinstance(mark, Words):
                    assert 0 <= mark.x < WIDTH
                    assert 0 < mark.y < HEIGHT


def test_every_kind_of_paper_is_written() -> None:
    kinds = {LAYOUTS[name](scene(seed, name)).kind for name in LAYOUTS for seed in range(8)}
    assert kinds == set(DocumentKind)


def test_scans_hold_no_text_but_truth_does(tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    truth = generate(31, pages=8, folder=tmp_path, scanned=1.0, arrangement="one",
                     manner=Habits(strangers=0, copied=0.0, recipes=("low-100",)))
    page = max((page for document in truth.documents for page in document.pages), key=lambda page: len(page.text))
    assert page.degradation == "low-100"
    for document in truth.documents:
        pdf = pypdfium2.PdfDocument(tmp_path / document.file)
        assert not pdf[document.first - 1].get_textpage().get_text_range().strip()
