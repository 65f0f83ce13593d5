"""The second look finds by another method than the passes, leaves it to a person, and keeps a copy back."""

from __future__ import annotations

import datetime as dt
import io

import pytest

from benchmarks.plantednames import paper
from benchmarks.publication import parties_of
from openimr.errors import NotSignable
from openimr.letters.model import Letter
from openimr.letters.rendering import render
from openimr.publication import Answer, Finder, Parties, Party, Redaction, propose, publish
from openimr.publication.copychecking import refuse_unkept
from openimr.publication.secondlook import SecondLook

MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARTIES = Parties(
    parties=(
        Party(role="employee", name="Odalys Marnolds", numbers=("04/05/1961", "WC-2013-77123")),
        Party(role="employer", name="Tamarind Freight, Inc.", kind="firm"),
        Party(role="physician", name="Anna Baker"),
    )
)


@pytest.mark.parametrize(
    ("text", "passage"),
    [
        ("seen: M a r n o l d s was well", "M a r n o l d s"),
        ("seen: Marmoldz was well", "Marmoldz"),
        ("on April 5, 1961 she", "April 5, 1961"),
        ("on 1961-04-05 she", "1961-04-05"),
        ("the T A M A R I N D FREIGHT INC yard", "T A M A R I N D FREIGHT INC"),
    ],
)
def test_it_finds_by_itself_what_looks_alike(text: str, passage: str) -> None:
    (found,) = SecondLook(PARTIES, ()).find(text)
    assert text[found.start : found.end] == passage
    (hit,) = Finder(PARTIES).hits_in(text)
    assert (hit.start, hit.end) == (found.start, found.end)


def test_what_no_other_pass_finds_is_a_hit_for_a_person() -> None:
    text = "seen: Marmoldz was well"
    (hit,) = Finder(PARTIES).hits_in(text)
    assert (hit.passes, hit.proposed, hit.agreed) == (("look",), "decide", False)


@pytest.mark.parametrize("text", ["a Baker cyst", "seen in April 2013 by Arnica", "MRI of 05/04/2013", "normal molds"])
def test_other_words_are_left_alone(text: str) -> None:
    assert not list(SecondLook(PARTIES, {"baker"}).find(text))


def test_alone_it_finds_most_of_what_is_planted_and_little_else() -> None:
    planted = found = alone = wrong = 0
    for seed in range(6_000, 6_040):
        made = paper(seed, "tuned")
        likely = list(Finder(parties_of(made)).look.find(made.text))
        alone += len(likely)
        wrong += sum(not any(p.start < one.end and one.start < p.end for p in made.planted) for one in likely)
        for one in made.planted:
            if one.known and one.kind == "name":
                planted += 1
                found += any(like.start < one.end and one.start < like.end for like in likely)
    assert planted > 300
    assert found > 0.88 * planted
    assert wrong < 0.03 * alone


def answered(summary: str, *decisions: str) -> Redaction:
    made = propose(Letter(era="2014", summary=summary), PARTIES)
    assert len(made.hits) == len(decisions)
    for number, decision in enumerate(decisions):
        why = "as told" if decision == "keep" else ""
        answer = Answer.model_validate({"decision": decision, "by": "A. Clerk", "at": MOMENT, "why": why})
        made = made.answered(number, answer)
    return made


def test_each_form_is_read_from_its_bytes() -> None:
    log = answered("Seen by Odalys Marnolds in the spring.", "blank")
    copy = publish(log).letter
    refuse_unkept(log, {form: render(copy, "text" if form == "txt" else form)
                        for form in ("pdf", "html", "docx", "json", "txt")})  # fmt: skip
    for form in ("pdf", "html", "docx", "json", "txt"):
        whole = render(log.letter, "text" if form == "txt" else form)
        with pytest.raises(NotSignable, match=f"in the {form} of the copy"):
            refuse_unkept(log, {form: whole})


def test_what_a_file_carries_beside_its_text_is_read_too() -> None:
    import pikepdf
    from docx import Document

    log = answered("Seen.")
    document = Document()
    document.core_properties.author = "Odalys Marnolds"
    docx, pdf, titled, described = io.BytesIO(), pikepdf.new(), io.BytesIO(), io.BytesIO()
    document.save(docx)
    pdf.add_blank_page()
    pdf.docinfo["/Title"] = "Letter of O. Marnolds"
    pdf.save(titled)
    del pdf.docinfo["/Title"]
    with pdf.open_metadata() as meta:
        meta["dc:creator"] = ["Odalys Marnolds"]
    pdf.save(described)
    for form, content in (("docx", docx), ("pdf", titled), ("pdf", described)):
        with pytest.raises(NotSignable):
            refuse_unkept(log, {form: content.getvalue()})
    with pytest.raises(NotSignable):
        refuse_unkept(log, {"html": '<img alt="Marnolds">'})


def test_what_a_person_kept_is_let_pass() -> None:
    log = answered("Seen by Marnolds. The Marnolds sign was absent.", "blank", "keep")
    refuse_unkept(log, {"txt": str(render(publish(log).letter, "text"))})
