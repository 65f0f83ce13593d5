"""The list of documents in our letters: a row for each; in a long file the papers set aside stand in paragraphs."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.casefile.manifest.model import Gap, SetAside
from openimr.letters import parse
from openimr.letters.digest import content_digest
from openimr.letters.documentlist import document_list, gap_list
from openimr.letters.from_draft import letter_from_draft
from openimr.letters.model import Letter
from openimr.letters.reading import read_letter_bytes
from openimr.letters.rendering import render
from openimr.review.model import DocumentView, Draft, PatientView


def view(number: int, reason: SetAside | None = None, file: str = "records/scan.pdf", **more: object) -> DocumentView:
    kind = reason if reason in ("billing", "fax_cover", "blank") else "progress_report"
    return DocumentView(
        id=f"d{number:02d}",
        file=file,
        pages=[number * 2 - 1, number * 2],
        kind=kind,
        date=dt.date(2014, 1, number % 28 + 1),
        author="Ana Poe, MD",
        sha256="0",
        duplicate_of="d02" if reason == "copy" else None,
        usable=reason != "unreadable",
        set_aside_reason=reason,
        **more,  # type: ignore[arg-type]
    )


SHORT = [view(1), view(2), view(3, "copy"), view(4, "billing")]
LONG = [
    view(1), view(2), *[view(n, "copy") for n in range(3, 7)], view(7, "copy", near_duplicate=True), view(8, "billing"),
    view(9, "fax_cover"), view(10, "blank"), view(11, "other_patient", other_patient=True),
    view(12, "unreadable", problems=["records/scan.pdf page 23: no print could be read; nothing on it was used"]),
    view(13),
]  # fmt: skip
GAP = Gap(
    code="quoted-not-in-file",
    weight="question",
    what="MRI of 06/11/2013: quoted in d13, and the report is not in the file",
    why="a finding at second hand cannot be compared",
    reference="8 CCR 1",
    whom="the physician",
    ask="MRI of 06/11/2013",
)


def draft(documents: list[DocumentView], gaps: list[Gap]) -> Draft:
    return Draft(openimr="0", rules_version="r", as_of=dt.date(2014, 2, 18), documents=documents, patient=PatientView(),
                 summary=[], items=[], gaps=gaps)  # fmt: skip


def test_in_a_short_file_every_document_has_its_row() -> None:
    listed = document_list(SHORT)
    assert [line.number for line in listed.lines] == [1, 2, 3, 4]
    assert [line.remark for line in listed.lines] == ["", "", "same as number 2", "set aside"]
    assert listed.set_aside == []
    assert listed.said == "4 documents with 8 pages. All pages are of records/scan.pdf."


def test_in_a_long_file_papers_set_aside_are_told_in_paragraphs() -> None:
    listed = document_list(LONG)
    assert [line.number for line in listed.lines] == [1, 2, 3]
    assert listed.numbers == {"d01": 1, "d02": 2, "d13": 3}
    assert listed.said.startswith("13 documents with 26 pages. 3 of them (6 pages) have a row; the rest is told below.")
    assert listed.set_aside == [
        "5 copies, 10 pages: pages 5-6, 7-8, 9-10, 11-12 (same as number 2), 13-14 (another scan of number 2)",
        "1 paper about another patient, 2 pages: pages 21-22",
        "1 paper that could not be read, 2 pages: pages 23-24 (no print could be read)",
        "1 blank paper, 2 pages: pages 19-20",
        "1 fax cover sheet, 2 pages: pages 17-18",
        "1 billing paper, 2 pages: pages 15-16",
    ]


def test_every_page_of_every_document_is_told_somewhere() -> None:
    listed = document_list([view(n, "copy" if n % 2 else None, f"records/{n % 3}.pdf") for n in range(1, 60)])
    told = " ".join([*(line.pages for line in listed.lines), *listed.set_aside])
    for number in range(1, 60):
        assert f"{number * 2 - 1}-{number * 2}" in told


def test_the_file_is_named_with_each_row_where_there_are_several() -> None:
    listed = document_list([view(1, file="a.pdf"), view(2, file="b|c.pdf")])
    assert [line.file for line in listed.lines] == ["a.pdf", "b¦c.pdf"]


def test_gaps_speak_of_rows_and_not_of_our_ids() -> None:
    assert gap_list([GAP], {"d13": 3}) == [
        "MRI of 06/11/2013: quoted in number 3, and the report is not in the file; a finding at second hand cannot be "
        "compared (8 CCR 1); ask the physician for MRI of 06/11/2013."
    ]


def test_many_gaps_of_one_kind_share_a_sentence() -> None:
    many = [GAP.model_copy(update={"ask": f"MRI of 06/{day:02d}/2013"}) for day in range(1, 16)]
    (told,) = gap_list(many, {})
    assert told.startswith("15 papers: a finding at second hand")
    assert all(gap.ask in told for gap in many)


@pytest.mark.parametrize("documents", [SHORT, LONG, []], ids=["short", "long", "none"])
def test_the_list_is_read_back_from_text_and_pdf(documents: list[DocumentView]) -> None:
    letter = letter_from_draft(draft(documents, [GAP, GAP.model_copy(update={"code": "x"})]))
    for read in (parse(render(letter, "text")), parse(read_letter_bytes(render(letter, "pdf")))):
        ours, theirs = (one.model_dump(mode="json", exclude={"source", "problems"}) for one in (letter, read))
        assert theirs == ours
        assert read.problems == []


def test_what_was_missing_stands_in_every_form() -> None:
    letter = letter_from_draft(draft(LONG, [GAP]))
    for form in ("text", "html"):
        words = " ".join(str(render(letter, form)).split())
        assert "What the file did not hold:" in words and "Set aside, not used as evidence:" in words
        assert "quoted in number 3" in words


def test_what_the_list_says_is_signed() -> None:
    letter = letter_from_draft(draft(LONG, [GAP]))
    digest = content_digest(letter)
    for name in ("set_aside", "gaps", "documents_said"):
        assert content_digest(letter.model_copy(update={name: type(getattr(letter, name))()})) != digest


def test_a_letter_signed_before_there_were_such_lists_keeps_its_digest() -> None:
    old = Letter(era="current", summary="He is well.")
    data = old.model_dump(mode="json")
    for name in ("set_aside", "gaps", "documents_said"):
        del data[name]
    assert content_digest(Letter.model_validate(data)) == content_digest(old)
