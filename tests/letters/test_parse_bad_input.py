"""Whatever the bytes: a letter, a listed problem, or one clear error. Never a crash, never lost text."""

from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pikepdf
import pytest

from openimr.errors import NotALetter, NotFound, UnreadableFile
from openimr.letters import load_letter, parse, parse_file, parse_files, parse_with_segments, read_letter_file

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("*.txt"))
LETTER = (Path(__file__).parent / "fixtures" / "final-2016-three-quantities.txt").read_text(encoding="utf-8")


def pdf_of(tmp_path: Path, pages: list[str], name: str = "letter.pdf", **saving: object) -> Path:
    """A small PDF with one line of text operators for each line of the pages."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for text in pages:
        operators = ["BT /F1 9 Tf 40 780 Td 11 TL"]
        for line in text.split("\n"):
            escaped = line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")
            operators.append(f"({escaped}) Tj T*")
        operators.append("ET")
        page = document.add_blank_page(page_size=(612, 792))
        page.Contents = document.make_stream("\n".join(operators).encode("latin-1", "replace"))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    path = tmp_path / name
    document.save(path, **saving)
    return path


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        read_letter_file(tmp_path / "none.pdf")
    with pytest.raises(NotFound):
        read_letter_file(tmp_path)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n\x00\x00", "empty"),
        (bytes(range(256)) * 40, "binary"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Cat", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, "image"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 64, "Office"),
        (b"{\\rtf1 CLINICAL CASE SUMMARY}", "RTF"),
    ],
)
def test_unreadable_files_say_what_and_what_next(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "letter.pdf"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile) as caught:
        parse_file(path)
    assert words in caught.value.what
    assert caught.value.file == "letter.pdf"
    assert caught.value.consequence
    assert caught.value.remedy


def test_word_file_under_a_pdf_name(tmp_path: Path) -> None:
    path = tmp_path / "letter.pdf"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w:t>CLINICAL CASE SUMMARY</w:t>")
    with pytest.raises(UnreadableFile, match="Word"):
        parse_file(path)


def test_text_under_a_pdf_name_and_pdf_under_a_text_name(tmp_path: Path) -> None:
    text = tmp_path / "letter.pdf"
    text.write_text(LETTER, encoding="utf-8")
    assert len(parse_file(text).items) == 3
    lines = LETTER.split("\n")
    made = pdf_of(tmp_path, ["\n".join(lines[:30]), "\n".join(lines[30:])], "made.txt")
    letter = parse_file(made)
    assert [item.decision for item in letter.items] == ["upheld", "overturned", "upheld"]
    assert letter.items[1].eligible == "purchase of a hinged knee brace"


def test_encrypted_pdf(tmp_path: Path) -> None:
    path = pdf_of(tmp_path, [LETTER[:400]], encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(UnreadableFile, match="encrypted"):
        parse_file(path)


def test_scan_without_text(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="no text layer"):
        parse_file(pdf_of(tmp_path, ["", ""]))


def test_too_large(tmp_path: Path) -> None:
    path = tmp_path / "bundle.pdf"
    with path.open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.seek(50 * 1024 * 1024)
        file.write(b"\n")
    with pytest.raises(UnreadableFile, match="too large"):
        parse_file(path)


@pytest.mark.parametrize(
    "text",
    [
        "NOTICE OF INDEPENDENT REVIEW DECISION\nThe independent review organization decided on an MRI: Upheld\n",
        "Department of Insurance, external review. CLINICAL CASE SUMMARY\nThe enrollee is 44. Decision: Overturned\n",
        "Dear Sir, the physical therapy was upheld.\n",
    ],
)
def test_letters_of_other_programmes_are_refused(text: str) -> None:
    with pytest.raises(NotALetter) as caught:
        parse(text, "other.txt")
    assert caught.value.file == "other.txt"
    assert caught.value.remedy


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_a_letter_cut_anywhere_loses_nothing(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    whole = parse(text)
    for end in range(0, len(text), 37):
        cut = text[:end]
        try:
            letter, segments = parse_with_segments(cut)
        except NotALetter:
            continue
        assert sum(s.end - s.start for s in segments) == len(cut)
        assert len(letter.items) <= len(whole.items) + 1
        if not letter.items or not letter.items[-1].rationale:
            assert letter.problems, end


def test_a_letter_cut_in_an_item_says_what_is_missing() -> None:
    letter = parse(LETTER[: LETTER.index("MAXIMUS guideline: Decision based on MTUS General")])
    assert [item.decision for item in letter.items] == ["upheld", "overturned"]
    assert letter.items[0].rationale.endswith("not medically necessary.")
    assert letter.problems == ["item 2 has no reviewer's guideline, no decision rationale"]


def test_a_letter_cut_after_a_heading_keeps_the_item() -> None:
    end = LETTER.index("Claims Administrator guideline: Decision based on MTUS Opioid")
    letter = parse(LETTER[:end])
    assert letter.items[-1].heading == "Tramadol ER 150mg #60"
    assert letter.items[-1].decision == "upheld"
    assert "item 3 has no claims administrator's guideline" in letter.problems[0]


def test_a_letter_cut_in_the_summary_says_so() -> None:
    letter = parse(LETTER[: LETTER.index("has filed a claim")])
    assert letter.summary.startswith("The applicant is")
    assert any("no section with the issues" in problem for problem in letter.problems)


def test_an_item_without_decision_word_or_rationale() -> None:
    text = LETTER.replace("Tramadol ER 150mg #60: Upheld", "Tramadol ER 150mg #60:")
    letter = parse(text)
    assert letter.items[2].heading == "Tramadol ER 150mg #60"
    assert letter.items[2].decision is None
    assert letter.problems == ["item 3 has no decision"]


def test_text_of_no_known_form_is_kept() -> None:
    text = LETTER.replace("CLINICAL CASE SUMMARY\n", "The reviewer also juggles.\nCLINICAL CASE SUMMARY\n", 1)
    letter = parse(text)
    # it stands after the last label of its section, so it reads as part of that label's value
    assert "juggles" in letter.model_dump_json()
    text = LETTER.replace("He/she has been \n", "Nobody else was asked. He/she has been \n", 1)
    letter = parse(text)
    assert (letter.model_extra or {})["unplaced"] == ["Nobody else was asked."]
    assert "not part of the known form" in letter.problems[0]


def test_random_bytes_never_crash(tmp_path: Path) -> None:
    rng = random.Random(7)
    path = tmp_path / "noise.pdf"
    seeds = [LETTER.encode(), FIXTURES[0].read_bytes(), pdf_of(tmp_path, [LETTER[:900]]).read_bytes()]
    for _ in range(150):
        data = bytearray(rng.choice(seeds))
        for _ in range(rng.randrange(1, 40)):
            place = rng.randrange(len(data))
            data[place : place + rng.randrange(0, 30)] = rng.randbytes(rng.randrange(0, 30))
        path.write_bytes(bytes(data))
        try:
            read = read_letter_file(path)
            _, segments = parse_with_segments(read)
        except UnreadableFile:
            continue
        assert sum(s.end - s.start for s in segments) == len(read.text)


def test_hostile_repetition_is_fast() -> None:
    for piece in (
        "Claims Administrator guideline: ",
        "was the original request. ",
        ": Upheld\n",
        "1. ",
        "(((((",
        "Page 1\n",
        "Decision based on MTUS ACOEM ",
        "Page(s): 1, 2, ",
        "x" * 5000 + " ",
        "MAXIMUS has determined the request for ",
        "Board Certified in A and ",
        " ",
        "\n",
        "\n \n",
        "1 ",
        ", ",
        "The expert reviewer is ",
        "Whether ",
        "Chapter 1 ",
    ):
        text = LETTER + piece * (120_000 // len(piece))
        letter = parse(text)
        assert letter.items


def test_parse_files_goes_on_after_a_bad_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(LETTER, encoding="utf-8")
    (tmp_path / "b.pdf").write_bytes(b"")
    (tmp_path / "c.txt").write_text(LETTER, encoding="utf-8")
    for workers in (1, 2):
        found = dict(parse_files([tmp_path, tmp_path / "gone.txt"], workers=workers))
        assert [path.name for path in found] == ["a.txt", "b.pdf", "c.txt", "gone.txt"]
        assert isinstance(found[tmp_path / "b.pdf"], UnreadableFile)
        assert isinstance(found[tmp_path / "gone.txt"], NotFound)
        assert found[tmp_path / "a.txt"].items[0].decision == "upheld"  # type: ignore[union-attr]


def test_load_letter_takes_json_or_the_letter(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(LETTER, encoding="utf-8")
    letter = load_letter(source)
    (tmp_path / "a.json").write_text(letter.model_dump_json(), encoding="utf-8")
    assert load_letter(tmp_path / "a.json") == letter
    (tmp_path / "b.json").write_text("{}", encoding="utf-8")
    with pytest.raises(NotALetter):
        load_letter(tmp_path / "b.json")
