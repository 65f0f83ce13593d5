"""Only the physician's act yields a letter without the draft mark; editing the data never does."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Callable

import pypdfium2
import pytest
from docx import Document

from openimr.errors import NotSignable
from openimr.letters import parse
from openimr.letters.digest import content_digest, is_draft, is_published_copy, is_signed
from openimr.letters.from_draft import letter_from_determination, letter_from_draft
from openimr.letters.model import Letter
from openimr.letters.reading import read_letter_bytes
from openimr.letters.rendering import render
from openimr.publication import Answer, Parties, Party, propose, publish
from openimr.review.model import (
    CaseView,
    DocumentView,
    Draft,
    Evaluation,
    Evidence,
    GuidelineUse,
    ItemReview,
    MissingDocument,
    PatientView,
    Sentence,
    Status,
    UrView,
)
from openimr.review.programme import programme
from openimr.review.signing import ItemDecision, ReviewerIdentity, SignedDetermination, sign

MARK = "DRAFT - not a determination"
NAME_LINE = "No physician has decided"


def evidence(page: int, quote: str) -> Evidence:
    return Evidence(document="d01", file="records/visit.pdf", page=page, start=10, end=10 + len(quote), quote=quote)


@pytest.fixture
def draft() -> Draft:
    return Draft(
        openimr="0.1.0",
        rules_version="test-1",
        as_of=dt.date(2014, 2, 18),
        case=CaseView(case_number="CM14-0000007", ur_denial_date=dt.date(2014, 2, 18)),
        documents=[
            DocumentView(
                id="d01",
                file="records/visit.pdf",
                pages=[1, 2, 3],
                kind="progress_report",
                date=dt.date(2014, 2, 10),
                author="Ana Poe, MD",
                sha256="0",
                duplicate_of=None,
                usable=True,
            ),
            DocumentView(
                id="d02",
                file="records/visit copy.pdf",
                pages=[1, 2, 3],
                kind="progress_report",
                date=dt.date(2014, 2, 10),
                author="Ana Poe, MD",
                sha256="0",
                duplicate_of="d01",
                usable=True,
            ),
            DocumentView(
                id="d03",
                file="records/scan.pdf",
                pages=[],
                kind="other",
                date=None,
                author=None,
                sha256="1",
                duplicate_of=None,
                usable=False,
                problems=["the file is empty"],
            ),
        ],
        patient=PatientView(age=44, sex="male", date_of_injury=dt.date(2012, 11, 8)),
        summary=[Sentence(text="The patient is a 44 year old male.", evidence=[evidence(1, "44-year-old\n  man [3]")])],
        items=[
            ItemReview(
                heading="MRI of the lumbar spine",
                request={},
                ur=UrView(outcome="denied", citations=["ACOEM Guidelines, Chapter 12, page 303"]),
                recommendation="upheld",
                confidence=0.9,
                guidelines=[
                    GuidelineUse(
                        topic="mri",
                        edition="mtus-acoem-2004-ch12",
                        why_chosen="in force",
                        citation="Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 303.",
                    )
                ],
                criteria=[
                    Evaluation(
                        id="MRI-L.a", text="A red flag is present.", role="required", status=Status.NOT_DOCUMENTED
                    )
                ],
                rationale=[
                    Sentence(text="The request is for MRI of the lumbar spine.", evidence=[evidence(2, "MRI L/S")]),
                    Sentence(
                        text="The examination was normal.", evidence=[evidence(2, "5/5"), evidence(3, "no deficit")]
                    ),
                    Sentence(text="Therefore, the request is not medically necessary.", rule="conclusion"),
                ],
                missing=[MissingDocument(criterion="MRI-L.a", document_needed="a progress report with red flags")],
            ),
            ItemReview(
                heading="12 visits of aquatic therapy",
                request={},
                ur=UrView(outcome="modified", requested="12 visits", approved="6 visits"),
                recommendation="undecidable",
            ),
        ],
        warnings=["records/scan.pdf: the file is empty; nothing in it was used"],
    )


@pytest.fixture
def determination(draft: Draft) -> SignedDetermination:
    return sign(
        draft,
        ReviewerIdentity(
            name="Zelda Quill", licence="A-1", licensed_in=("California", "Ohio"), certifications=("Surgery; general",)
        ),
        [one.id for one in programme().attestations],
        [
            ItemDecision(0, "upheld"),
            ItemDecision(1, "overturned", "Water helps this patient [2]; I find it necessary."),
        ],
        signed_at=dt.datetime(2014, 3, 1, 10, 30, tzinfo=dt.UTC),
    )


def everything(letter: Letter) -> dict[str, str]:
    """The words of every form of a letter; of the PDF, one entry for each page."""
    found = {"text": render(letter, "text"), "html": render(letter, "html")}
    document = Document(io.BytesIO(render(letter, "docx")))
    found["docx"] = "\n".join(p.text for p in [*document.sections[0].header.paragraphs, *document.paragraphs])
    for number, page in enumerate(pypdfium2.PdfDocument(render(letter, "pdf")), start=1):
        found[f"pdf page {number}"] = page.get_textpage().get_text_range()
    return found


def test_a_draft_is_marked_in_every_form_and_on_every_page(draft: Draft) -> None:
    for words in everything(letter_from_draft(draft)).values():
        assert MARK in words
        assert NAME_LINE in words
        assert "Recommendation: Upheld" in words or "Decision: " not in words


def test_a_signed_letter_carries_no_mark(determination: SignedDetermination) -> None:
    letter = letter_from_determination(determination)
    assert is_signed(letter)
    for words in everything(letter).values():
        assert "DRAFT" not in words
        assert NAME_LINE not in words


def test_a_signed_letter_prints_credentials_and_never_the_name(determination: SignedDetermination) -> None:
    letter = letter_from_determination(determination)
    for words in everything(letter).values():
        assert "Zelda" not in words and "Quill" not in words and "A-1" not in words
    text = render(letter, "text")
    assert "Board certified in: Surgery, general" in text
    assert "Licensed in: California; Ohio" in text
    assert "I have read the case file" in " ".join(text.split())
    assert "within 30 days of its mailing" in " ".join(text.split())


def test_the_physicians_decision_and_words_stand_in_the_letter(determination: SignedDetermination) -> None:
    letter = letter_from_determination(determination)
    assert [item.decision for item in letter.items] == ["upheld", "overturned"]
    assert letter.items[1].rationale == "Water helps this patient [2]; I find it necessary."
    assert letter.decision_date == dt.date(2014, 3, 1)


def _drop_signature(letter: Letter) -> None:
    letter.signature = None


def _change_decision(letter: Letter) -> None:
    letter.items[0].decision = "overturned"


def _change_rationale(letter: Letter) -> None:
    letter.items[0].rationale += " And so on."


def _drop_item(letter: Letter) -> None:
    letter.items.pop()


def _change_summary(letter: Letter) -> None:
    letter.summary = letter.summary.replace("44", "45")


def _change_attestation(letter: Letter) -> None:
    assert letter.signature is not None
    letter.signature.attestations.append("I also say this.")


def _change_moment(letter: Letter) -> None:
    assert letter.signature is not None
    letter.signature.signed_at = "2015-03-01T10:30:00+00:00"


def _change_case(letter: Letter) -> None:
    letter.case_number = "CM14-0000008"


def _drop_document(letter: Letter) -> None:
    letter.manifest.pop()


@pytest.mark.parametrize(
    "edit",
    [
        _drop_signature,
        _change_decision,
        _change_rationale,
        _drop_item,
        _change_summary,
        _change_attestation,
        _change_moment,
        _change_case,
        _drop_document,
    ],
)
def test_an_edited_letter_is_a_draft_again(determination: SignedDetermination, edit: Callable[[Letter], None]) -> None:
    letter = Letter.model_validate_json(render(letter_from_determination(determination), "json"))
    assert is_signed(letter)
    edit(letter)
    assert is_draft(letter)
    for words in everything(letter).values():
        assert MARK in words and NAME_LINE in words
    assert parse(render(letter, "text")).signature is None


def test_a_signature_that_does_not_fit_is_said(determination: SignedDetermination) -> None:
    letter = letter_from_determination(determination)
    letter.summary += " More."
    assert "does not fit this content" in " ".join(render(letter, "text").split())


def test_a_signature_cannot_be_put_on_undecided_items(draft: Draft) -> None:
    letter = letter_from_draft(draft)
    letter = Letter.model_validate(
        letter.model_dump() | {"signature": {"signed_at": "2014-03-01", "content_sha256": "", "attestations": []}}
    )
    assert letter.signature is not None
    letter.signature.content_sha256 = content_digest(letter)
    assert not is_signed(letter)


def test_a_determination_that_was_altered_makes_no_letter(determination: SignedDetermination) -> None:
    determination.draft.items[0].rationale[0].text = "Something else."
    with pytest.raises(NotSignable):
        letter_from_determination(determination)


@pytest.mark.parametrize("signed", [False, True])
def test_drafts_and_signed_letters_are_read_back(
    draft: Draft, determination: SignedDetermination, signed: bool
) -> None:
    letter = letter_from_determination(determination) if signed else letter_from_draft(draft)
    for read in (parse(render(letter, "text")), parse(read_letter_bytes(render(letter, "pdf")))):
        ours, theirs = (one.model_dump(mode="json", exclude={"source", "problems"}) for one in (letter, read))
        assert theirs == ours
        assert is_signed(read) is signed
        assert read.problems == []


def test_the_letter_lists_every_document_with_its_remark(draft: Draft) -> None:
    manifest = letter_from_draft(draft).manifest
    assert [line.number for line in manifest] == [1, 2, 3]
    assert [line.pages for line in manifest] == ["1-3", "1-3", ""]
    assert manifest[1].remark == "same as number 1"
    assert manifest[2].remark == "not used; the file is empty"
    assert manifest[0].kind == "progress report"


def test_every_sentence_names_its_place_in_the_record(draft: Draft) -> None:
    letter = letter_from_draft(draft)
    assert letter.summary == "The patient is a 44 year old male.[1]"
    assert letter.summary_notes[0].text == (
        'progress report of 02/10/2014 (records/visit.pdf), page 1: "44-year-old man (3)"'
    )
    assert "normal.[3][4] Therefore" in letter.items[0].rationale
    assert [note.number for note in letter.items[0].notes] == [2, 3, 4]


def test_what_was_missing_is_said_with_the_paper_that_would_supply_it(draft: Draft) -> None:
    missing = letter_from_draft(draft).items[0].missing
    assert missing == ["A red flag is present (MRI-L.a). It would stand in: a progress report with red flags"]


def test_a_modified_request_keeps_what_was_authorized(draft: Draft) -> None:
    item = letter_from_draft(draft).items[1]
    assert (item.original, item.authorized) == ("12 visits", "6 visits")
    assert item.decision is None
    assert (
        item.claims_administrator.text == "The Claims Administrator did not cite any medical evidence for its decision."
    )


def published_copy(letter: Letter) -> Letter:
    """The letter as it is published, every hit blanked."""
    parties = Parties(parties=(Party(role="physician", name="Ana Poe"), Party(role="reviewer", name="Zelda Quill")))
    redaction = propose(letter, parties)
    answer = Answer(decision="blank", by="A. Clerk", at=dt.datetime(2014, 4, 1, tzinfo=dt.UTC))
    for number in redaction.open:
        redaction = redaction.answered(number, answer)
    return publish(redaction).letter


def test_the_copy_for_publication_says_that_a_reviewer_decided(determination: SignedDetermination) -> None:
    copy = published_copy(letter_from_determination(determination))
    assert is_published_copy(copy) and not is_signed(copy) and not is_draft(copy)
    for words in everything(copy).values():
        assert "DRAFT" not in words and NAME_LINE not in words and "Ana" not in words
    text = " ".join(render(copy, "text").split())
    assert "Final Determination" in text and "This is the copy for publication" in text


def test_the_copy_for_publication_bears_no_digest_of_the_full_letter(determination: SignedDetermination) -> None:
    letter = letter_from_determination(determination)
    assert letter.signature is not None
    full = {letter.signature.content_sha256, letter.signature.determination_sha256}
    copy = published_copy(letter)
    for words in [*everything(copy).values(), render(copy, "json")]:
        assert not any(digest in words for digest in full)


@pytest.mark.parametrize("form", ["text", "pdf", "json"])
def test_the_copy_is_read_again_as_the_copy_it_is(determination: SignedDetermination, form: str) -> None:
    copy = published_copy(letter_from_determination(determination))
    written = render(copy, form)
    if form == "json":
        again = Letter.model_validate_json(written)
    elif isinstance(written, bytes):
        again = parse(read_letter_bytes(written, "copy.pdf"))
    else:
        again = parse(written)
    assert is_published_copy(again)


def test_a_copy_that_was_changed_is_a_draft(determination: SignedDetermination) -> None:
    copy = published_copy(letter_from_determination(determination))
    _change_decision(copy)
    assert is_draft(copy)
    assert MARK in render(copy, "text")


def test_the_copy_of_a_draft_is_a_draft(draft: Draft) -> None:
    assert is_draft(published_copy(letter_from_draft(draft)))
