"""The example case files: complete, the same at each build, free of the letters' words, and their flip table sound."""

from __future__ import annotations

import datetime as dt
import doctest
import io
import re
from pathlib import Path

import pytest
import yaml

from examples import build, papers
from examples.papers import Paper

SLUGS = build.slugs()
FLIPS = build.load_flips()
ITEMS = {
    "lumbar-epidural-repeat": 2,
    "lumbar-epidural-levels": 1,
    "stimulator-and-brace": 2,
    "scs-trial": 3,
    "post-fusion-workup": 10,
}
RUN_OF_WORDS = 8


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def runs(text: str, length: int = RUN_OF_WORDS) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def test_the_five_cases_are_there() -> None:
    assert sorted(ITEMS) == SLUGS


@pytest.mark.parametrize("slug", SLUGS)
def test_a_case_has_its_papers(slug: str) -> None:
    case = build.load_sources(slug)
    records = [paper for output, paper in case.items() if output.startswith("records/")]
    assert {"application.pdf", "ur-denial.pdf"} <= set(case)
    assert 3 <= len(records) <= 8
    assert sum(paper.format == "docx" for paper in records) == 1
    assert sum(paper.format == "scan" for paper in records) == 1


@pytest.mark.parametrize("slug", SLUGS)
def test_scanned_pages_are_short(slug: str) -> None:
    scans = [paper for paper in build.load_sources(slug).values() if paper.format == "scan"]
    for paper in scans:
        assert len([line for line in paper.text.splitlines() if line.strip()]) <= 15


@pytest.mark.parametrize("slug", SLUGS)
def test_building_again_gives_the_same_files(slug: str, tmp_path: Path) -> None:
    first = {file.name: file.read_bytes() for file in build.build_case(slug, tmp_path / "first")}
    again = {file.name: file.read_bytes() for file in build.build_case(slug, tmp_path / "again")}
    assert first == again


@pytest.mark.parametrize("slug", SLUGS)
def test_the_committed_files_say_what_the_sources_say(slug: str, tmp_path: Path) -> None:
    # Text, not bytes: another version of the typesetter may code the same page otherwise.
    committed = build.CASES / slug
    built = build.build_case(slug, tmp_path)
    assert sorted(str(file.relative_to(tmp_path)) for file in built) == sorted(
        str(file.relative_to(committed)) for file in committed.rglob("*") if file.is_file()
    )
    for file in built:
        assert words(text_of(file)) == words(text_of(committed / file.relative_to(tmp_path))), file.name


@pytest.mark.parametrize("slug", SLUGS)
def test_a_rendered_paper_holds_every_word_of_its_source(slug: str) -> None:
    for output, paper in build.load_sources(slug).items():
        if paper.copy_of is not None or paper.format == "scan":
            continue
        seen = set(words(text_of(build.CASES / slug / output)))
        lost = {word for word in words(paper.text) if word not in seen and len(word) > 3}
        assert lost <= {word for word in lost if _may_be_split(word, seen)}, (output, lost)


def _may_be_split(word: str, seen: set[str]) -> bool:
    # A word with a slash or a hyphen may be parted at the end of a line.
    return any(word.startswith(part) and word.removeprefix(part) in seen for part in seen if len(part) > 1)


def text_of(file: Path) -> str:
    if file.suffix == ".pdf":
        import pypdfium2

        document = pypdfium2.PdfDocument(file)
        return "\n".join(page.get_textpage().get_text_range() for page in document).replace("￾", "-")
    if file.suffix == ".docx":
        import docx

        document = docx.Document(io.BytesIO(file.read_bytes()))
        section = document.sections[0]
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        around = [paragraph.text for part in (section.header, section.footer) for paragraph in part.paragraphs]
        return "\n".join(around + [paragraph.text for paragraph in document.paragraphs] + cells)
    if file.suffix == ".yaml":
        return file.read_text(encoding="utf-8")
    return ""  # an image


@pytest.mark.parametrize("slug", SLUGS)
def test_scans_have_no_text_layer(slug: str) -> None:
    for output, paper in build.load_sources(slug).items():
        if paper.format == "scan":
            assert words(text_of(build.CASES / slug / output)) == []


def test_one_case_holds_an_exact_copy() -> None:
    copies = [
        (slug, output, paper.copy_of)
        for slug in SLUGS
        for output, paper in build.load_sources(slug).items()
        if paper.copy_of is not None
    ]
    assert len(copies) == 1
    slug, output, original = copies[0]
    assert original is not None
    assert (build.CASES / slug / output).read_bytes() == (build.CASES / slug / original).read_bytes()


def test_the_examples_stay_small() -> None:
    assert sum(file.stat().st_size for file in build.CASES.rglob("*") if file.is_file()) <= 3_000_000


@pytest.mark.parametrize("slug", SLUGS)
def test_dates_run_from_injury_to_application(slug: str) -> None:
    intake = yaml.safe_load((build.SOURCES / slug / "case.yaml").read_text(encoding="utf-8"))
    assert (
        intake["date_of_injury"] < intake["ur_denial_date"] < intake["application_received"] < intake["date_assigned"]
    )
    for output, paper in build.load_sources(slug).items():
        if not output.startswith("records/"):
            continue
        dates = [
            dt.date(int(year), int(month), int(day))
            for month, day, year in re.findall(r"\b(\d\d)/(\d\d)/(\d{4})\b", paper.text)
        ]
        assert all(date <= intake["ur_denial_date"] for date in dates), output


@pytest.mark.parametrize("slug", SLUGS)
def test_telephone_numbers_are_fictional(slug: str) -> None:
    for output, paper in build.load_sources(slug).items():
        for number in re.findall(r"\(\d{3}\) (\d{3}-\d{4})", paper.text):
            assert number.startswith("555-01"), output


def test_no_words_of_the_letters_are_copied(shared: Path) -> None:
    borrowed = []
    letters = {}
    for seed in sorted((shared / "seeds").glob("*.txt")):
        text = seed.read_text(encoding="utf-8")
        rationales = re.findall(
            r"Decision rationale:(.*?)(?=\n[^\n]*(?:Upheld|Overturned)\s*\n|\Z)", text, flags=re.DOTALL
        )
        assert rationales, seed.name
        summary = re.search(r"CLINICAL CASE SUMMARY(.*?)IMR ISSUES", text, flags=re.DOTALL)
        assert summary is not None
        letters[seed.name] = set().union(*(runs(part) for part in [*rationales, summary.group(1)]))
    headings = set().union(*(runs(flip.item) for flip in FLIPS))  # what was asked for is told in its own words
    changed = [new for flip in FLIPS for pairs in flip.replace.values() for _old, new in pairs]
    texts = [paper.text for slug in SLUGS for paper in build.load_sources(slug).values()] + changed
    for text in texts:
        for name, known in letters.items():
            borrowed += [(name, " ".join(run)) for run in (runs(text) & known) - headings]
    assert borrowed == []


@pytest.mark.parametrize("slug", SLUGS)
def test_every_item_has_one_flip(slug: str) -> None:
    application = build.load_sources(slug)["application.pdf"].text
    ur = " ".join(build.load_sources(slug)["ur-denial.pdf"].text.split())
    flips = [flip for flip in FLIPS if flip.slug == slug]
    assert len(flips) == len({flip.item for flip in flips}) == ITEMS[slug]
    for flip in flips:
        assert flip.item in " ".join(application.split())
        assert flip.item in ur
        assert flip.decision != flip.flipped


def test_four_of_eighteen_are_overturned() -> None:
    assert sum(flip.decision == "overturned" for flip in FLIPS) == 4
    assert len(FLIPS) == 18


@pytest.mark.parametrize("flip", FLIPS, ids=[f"{flip.slug}: {flip.item[:40]}" for flip in FLIPS])
def test_a_flip_changes_the_words_it_names_and_no_others(flip: build.Flip, tmp_path: Path) -> None:
    before = build.write_text_case(flip.slug, tmp_path / "before")
    after = build.write_text_case(flip.slug, tmp_path / "after", flip.replace)
    copies = {
        paper.copy_of: output for output, paper in build.load_sources(flip.slug).items() if paper.copy_of is not None
    }
    expected = {Path(output).with_suffix(".txt") for output in flip.replace}
    expected |= {Path(copies[output]).with_suffix(".txt") for output in flip.replace if output in copies}
    changed = {
        file.relative_to(before)
        for file in before.rglob("*")
        if file.is_file() and file.read_bytes() != (after / file.relative_to(before)).read_bytes()
    }
    assert changed == expected
    for output, pairs in flip.replace.items():
        text = " ".join((after / output).with_suffix(".txt").read_text(encoding="utf-8").split())
        for _old, new in pairs:
            plain = " ".join(new.strip("| ").replace("|", " ").split())
            assert plain in text, (output, plain)
    application = " ".join((after / "application.txt").read_text(encoding="utf-8").split())
    assert flip.heading_after in application


def test_words_that_occur_twice_are_refused() -> None:
    paper = Paper("a.pdf", "pdf", "letter", "Pain.\nPain.\n")
    with pytest.raises(ValueError, match="occurs 2 times"):
        paper.replaced([("Pain.", "No pain.")])
    with pytest.raises(ValueError, match="occurs 0 times"):
        paper.replaced([("Fever.", "")])


def test_a_copy_cannot_be_changed_by_itself(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="is a copy of"):
        build.write_text_case("lumbar-epidural-levels", tmp_path, {"records/DOC_0804 (2).pdf": [("a", "b")]})


def test_an_unknown_case_is_named() -> None:
    with pytest.raises(FileNotFoundError, match="no-such-case"):
        build.load_sources("no-such-case")


def test_a_source_without_front_matter_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text("Pain.\n", encoding="utf-8")
    with pytest.raises(ValueError, match="no front matter"):
        papers.read_paper(source)


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(papers).failed == 0
