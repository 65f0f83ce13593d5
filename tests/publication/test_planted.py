"""Generated papers: what is planted is found, is gone from every form of the copy, and stays gone."""

from __future__ import annotations

import datetime as dt
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.plantednames import paper
from benchmarks.publication import parties_of, score
from openimr.letters.model import Letter, LetterItem
from openimr.letters.rendering import render
from openimr.publication import Answer, Finder, Parties, Party, Redaction, propose, publish
from tests.publication.growth import grows_with_the_text

MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
SEEDS = st.integers(0, 10**9)
POOLS = st.sampled_from(["tuned", "held_out"])


def confirmed(redaction: Redaction) -> Redaction:
    for number in redaction.open:
        redaction = redaction.answered(number, Answer(decision="blank", by="A. Clerk", at=MOMENT))
    return redaction


def letter_of(text: str) -> Letter:
    half = text.find("\n", len(text) // 2)
    item = LetterItem(heading="Twelve visits of physical therapy", decision="upheld", rationale=text[half:])
    return Letter(era="2014", case_number="CM14-0000001", summary=text[:half], items=[item])


def words_of_docx(content: bytes) -> str:
    from docx import Document

    document = Document(io.BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join([*(one.text for one in document.paragraphs), *cells])


@pytest.mark.parametrize("pool", ["tuned", "held_out"])
def test_what_is_planted_is_found(pool: str) -> None:
    total = score(paper(seed, pool) for seed in range(5_000, 5_060))  # type: ignore[arg-type]
    assert total.recall("known name") >= 0.995
    assert total.recall("number") >= 0.995
    assert total.recall("other name") >= 0.98
    assert total.precision >= 0.98
    assert total.undecided < 0.1 * total.hits


@settings(max_examples=40, deadline=None)
@given(SEEDS, POOLS)
def test_what_was_taken_out_is_in_no_form_of_the_copy_and_nothing_is_left_to_take(seed: int, pool: str) -> None:
    made = paper(seed, pool)  # type: ignore[arg-type]
    redaction = confirmed(propose(letter_of(made.text), parties_of(made)))
    copy = publish(redaction).letter
    again = propose(copy, redaction.parties)
    # where a blank follows a label, the next word may look like a name: a person would keep it
    assert not [hit for hit in again.hits if hit.passes != ("form",) or hit.kind != "name"]
    gone = {one for one in redaction.taken_out() if len(one) > 6}
    for form in ("text", "html", "json"):
        shown = str(render(copy, form))
        assert not [one for one in gone if one in shown]


def test_docx_and_pdf_hold_nothing_of_it() -> None:
    from openimr.publication.pdfchecking import stored_passage

    made = paper(77, "held_out")
    redaction = confirmed(propose(letter_of(made.text), parties_of(made)))
    copy = publish(redaction).letter
    gone = {one for one in redaction.taken_out() if len(one) > 6}
    assert len(gone) > 5
    shown = words_of_docx(render(copy, "docx"))
    assert not [one for one in gone if one in shown]
    assert not stored_passage(render(copy, "pdf"), gone)


@settings(max_examples=60, deadline=None)
@given(SEEDS, POOLS)
def test_hits_lie_in_the_text_in_order_and_apart(seed: int, pool: str) -> None:
    made = paper(seed, pool)  # type: ignore[arg-type]
    at = 0
    for hit in Finder(parties_of(made)).hits_in(made.text):
        assert at <= hit.start < hit.end <= len(made.text)
        at = hit.end


@settings(max_examples=80, deadline=None)
@given(st.text(max_size=400), st.text(min_size=2, max_size=40))
def test_no_text_and_no_name_make_it_fall(text: str, name: str) -> None:
    if not any(sign.isalpha() for sign in name):
        name += "a"
    for kind in ("person", "firm"):
        finder = Finder(Parties(parties=(Party(role="x", name=name, kind=kind),)))  # type: ignore[arg-type]
        for hit in finder.hits_in(text + name + text):
            assert hit.start < hit.end


@pytest.mark.parametrize(
    "piece",
    ["A", "A ", "Dr. ", "1", "1-", "a.", "Marno-\n", "O'", "9 N. ", "http://", "Patient: A. ", "van ",
     "e\u0301", "\u0301", "\u00ad", "\n ",
     " \u00a0", "\u02bb", "\nPage 1\n", "I. ", "IM/", "IlseMarno", "Marnos ", 'Marno "I', "\ufdfa"],
)  # fmt: skip
def test_the_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    parties = (Party(role="x", name="Ilse van Marno"), Party(role="y", name="A B C", kind="firm"))
    assert grows_with_the_text(Finder(Parties(parties=parties)).hits_in, piece, 4_000)


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("Ilse Marno", "seen by marno", "decide"),
        ("Ilse Marno", "records/marno-mri.pdf", "blank"),
        ("Ilse Marno", "Mar\u200bno", "blank"),
        ("Anna May", "in May 2014", None),
        ("Anna May", "Anna May came", "blank"),
        ("Anna May", "Dr. May came", "blank"),
        ("Phuong Will", "Dr. will follow", "decide"),
        ("Phuong Will", "Dr.  will follow", None),
        ("Anna May", "pain may persist", None),
        ("Ada Page", "Page 46", None),
        ("Jesús Muñoz", "J. MUNOZ", "blank"),
        ("Robert Tarrow", "Bob Tarrow", "blank"),
        ("Ann O'Dwyers", "ODwyers", "blank"),
    ],
)
def test_words_and_names_are_told_apart(name: str, text: str, found: str | None) -> None:
    hits = Finder(Parties(parties=(Party(role="x", name=name),))).hits_in(text)
    assert [hit.proposed for hit in hits] == ([found] if found else [])
