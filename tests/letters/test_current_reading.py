"""Our own letters read back when they are cut, disordered or altered: nothing lost, nothing invented, no crash."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.errors import NotALetter
from openimr.letters import parse, parse_with_segments
from openimr.letters.digest import is_draft
from openimr.letters.model import GuidelineBlock, Letter, LetterItem, LetterPatient, ManifestLine, Note
from openimr.letters.reading import read_letter_bytes
from openimr.letters.rendering import render


@pytest.fixture(scope="module")
def letter() -> Letter:
    return Letter(
        era="current",
        case_number="CM26-0000042",
        ur_denial_date=dt.date(2026, 2, 3),
        rules_as_of=dt.date(2026, 2, 3),
        patient=LetterPatient(age=52, sex="female"),
        summary="A 52-year-old woman fell from a ladder.[1] She takes naproxen.[2]",
        summary_notes=[
            Note(number=1, text="first report (a.pdf), page 1: “fell”"),
            Note(number=2, text="note (b.pdf), page 4"),
        ],
        manifest=[
            ManifestLine(number=number, kind="progress report", pages=f"1-{number}", file=f"records/{number}.pdf")
            for number in range(1, 60)
        ],
        items=[
            LetterItem(
                heading=f"Physical therapy, course {number}",
                decision="upheld",
                claims_administrator=GuidelineBlock(
                    text="The Claims Administrator did not cite any medical evidence for its decision."
                ),
                reviewer_guideline=GuidelineBlock(
                    text="Decision based on MTUS Chronic Pain Treatment Guidelines Page(s): 98-99."
                ),
                rationale="She had 24 visits. " * 40 + "Therefore, the request is not medically necessary.",
                missing=["Functional gain", "A plan"],
                notes=[Note(number=number + 2, text="therapy note (c.pdf), page 2: “no change”")],
            )
            for number in range(1, 4)
        ],
        warnings=["records/9.pdf: no text; it was not read"],
    )


def test_a_letter_cut_anywhere_keeps_every_character_and_never_fails(letter: Letter) -> None:
    text = render(letter, "text")
    for cut in range(0, len(text), 61):
        part = text[:cut]
        try:
            read, segments = parse_with_segments(part)
        except NotALetter:
            assert cut < 400
            continue
        assert "".join(segment.of(part) for segment in segments) == part
        assert len(read.items) <= 3 and is_draft(read)


def test_what_a_cut_letter_lacks_is_said(letter: Letter) -> None:
    text = render(letter, "text")
    read = parse(text[: text.index("Items, decisions")])
    assert any("Items, decisions and reasons" in problem for problem in read.problems)
    assert read.summary == letter.summary
    cut = parse(text[: text.index("Recommendation: Upheld", text.index("Item 2 of 3"))])
    assert len(cut.items) == 2
    assert "item 2 has no decision line" in cut.problems


def test_pages_may_end_anywhere(letter: Letter) -> None:
    pdf = read_letter_bytes(render(letter, "pdf"))
    assert pdf.text.count("\f") >= 3
    read, segments = parse_with_segments(pdf)
    assert read.items[2].rationale == letter.items[2].rationale
    assert [line.pages for line in read.manifest] == [line.pages for line in letter.manifest]
    assert "".join(segment.of(pdf.text) for segment in segments) == pdf.text
    assert read.problems == []


def test_text_between_the_sections_is_kept_and_reported(letter: Letter) -> None:
    text = render(letter, "text").replace("Decision in brief", "Handwritten: see Dr. Poe\n\nDecision in brief", 1)
    read = parse(text)
    assert any("Handwritten: see Dr. Poe" in problem for problem in read.problems)


def test_removing_the_mark_from_the_text_yields_a_draft(letter: Letter) -> None:
    text = render(letter, "text").replace("DRAFT - not a determination\nNo physician has decided.\n", "")
    text = text.replace("draft determination", "Final Determination").replace("Recommendation:", "Decision:")
    read = parse(text)
    assert [item.decision for item in read.items] == ["upheld"] * 3
    assert read.signature is None and is_draft(read)
    assert "DRAFT - not a determination" in render(read, "text")


def test_a_made_up_signature_in_the_text_is_not_believed(letter: Letter) -> None:
    text = render(letter, "text") + (
        "\nSignature\n\nSigned by the expert reviewer at: 2026-03-01T10:00:00+00:00\nDigest of this letter: "
        + "0" * 64
        + "\n"
    )
    read = parse(text)
    assert read.signature is not None and read.signature.content_sha256 == "0" * 64
    assert is_draft(read)
    assert "does not fit this content" in " ".join(render(read, "text").split())


@pytest.mark.parametrize(
    "words", ["Documents reviewed", "Signature", "Evidence for this item:", "[7]", "(1)", "Item 2 of 3: x"]
)
def test_words_of_the_form_inside_a_rationale_stay_there(letter: Letter, words: str) -> None:
    changed = letter.model_copy(deep=True)
    changed.items[
        0
    ].rationale = f"He wrote {words} in the middle of a sentence. Therefore, the request is not medically necessary."
    assert parse(render(changed, "text")).items[0].rationale == changed.items[0].rationale
