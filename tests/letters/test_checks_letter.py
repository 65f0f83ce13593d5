"""Editions, pages, gaps, dependent items; on real letters the checks find what was read there, and nothing else."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from openimr.letters import parse, read_letter_file
from openimr.letters.checks import check_letter
from openimr.letters.guideline_blocks import read_block
from openimr.letters.model import GuidelineBlock, Letter, LetterItem

RATIONALE = "Therefore, the request is not medically necessary."


def letter_with(block: str, *, ur: dt.date, decided: dt.date | None = None, administrator: str = "") -> Letter:
    item = LetterItem(
        heading="Widget",
        decision="upheld",
        rationale=RATIONALE,
        reviewer_guideline=read_block(block),
        claims_administrator=read_block(administrator) if administrator else GuidelineBlock(),
    )
    return Letter(era="2014", source="a.txt", ur_denial_date=ur, decision_date=decided, items=[item])


def codes(letter: Letter) -> list[str]:
    return [problem.code for problem in check_letter(letter)]


OLD = "Decision based on MTUS Chronic Pain Treatment Guidelines Epidural steroid injections (ESIs) Page(s): 46."
NEW = "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment."


def test_an_edition_in_force_is_right() -> None:
    assert codes(letter_with(OLD, ur=dt.date(2014, 2, 18))) == []
    assert codes(letter_with(NEW, ur=dt.date(2016, 11, 1))) == []


@pytest.mark.parametrize(
    ("block", "ur"),
    [
        (OLD.replace("Treatment Guidelines", "Medical Treatment 2009, Section(s):"), dt.date(2016, 11, 1)),
        (NEW, dt.date(2014, 2, 18)),
        ("Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.", dt.date(2018, 3, 1)),
    ],
)
def test_an_edition_not_in_force_is_reported_with_the_right_one(block: str, ur: dt.date) -> None:
    found = check_letter(letter_with(block, ur=ur))
    assert [problem.code for problem in found] == ["wrong-edition"]
    assert found[0].file == "a.txt" and "item 1: the reviewer cites" in found[0].message


def test_the_message_names_the_edition_that_was_in_force() -> None:
    found = check_letter(letter_with(NEW, ur=dt.date(2014, 2, 18)))
    assert "in force then: " in found[0].message and "Chronic Pain Treatment Guidelines" in found[0].message


def test_an_edition_that_changed_between_denial_and_decision_is_left_to_the_reader() -> None:
    assert codes(letter_with(NEW, ur=dt.date(2016, 7, 20), decided=dt.date(2016, 8, 25))) == []
    assert codes(letter_with(OLD, ur=dt.date(2016, 7, 20), decided=dt.date(2016, 8, 25))) == []


def test_without_a_date_no_edition_is_wrong() -> None:
    letter = letter_with(NEW, ur=dt.date(2014, 1, 1))
    letter.ur_denial_date = None
    assert codes(letter) == []


def test_the_claims_administrators_citation_is_checked_too() -> None:
    found = check_letter(letter_with(OLD, ur=dt.date(2014, 2, 18), administrator=NEW))
    assert [problem.code for problem in found] == ["wrong-edition"]
    assert "the claims administrator cites" in found[0].message


@pytest.mark.parametrize(
    ("pages", "home"),
    [
        ("301", None),
        ("286", None),
        ("326", None),
        ("308-310", None),
        ("340", "Knee"),
        ("181-182", "Neck"),
        ("46", "Approach"),
        ("900", "no part"),
    ],
)
def test_a_page_outside_its_chapter_is_reported_with_the_chapter_it_lies_in(pages: str, home: str | None) -> None:
    block = f"Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): {pages}."
    found = check_letter(letter_with(block, ur=dt.date(2014, 2, 18)))
    assert [problem.code for problem in found] == ([] if home is None else ["page-outside-chapter"])
    if home:
        assert home in found[0].message


def test_of_several_pages_the_strange_one_is_named() -> None:
    block = "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 301, 340."
    found = check_letter(letter_with(block, ur=dt.date(2014, 2, 18)))
    assert len(found) == 1 and "page 340" in found[0].message


def test_gaps_are_reported() -> None:
    none = "The Expert Reviewer did not cite any medical evidence for its decision."
    assert codes(letter_with(none, ur=dt.date(2014, 2, 18))) == ["none-cited"]
    assert codes(Letter(era="2014")) == ["no-items"]
    assert codes(Letter(era="2014", items=[LetterItem(heading="MRI")])) == ["no-decision", "no-rationale", "none-cited"]


def surgery(
    principal: str, dependent: str, rationale: str = RATIONALE, heading: str = "Associated surgical service: assistant"
) -> list[str]:
    block = read_block(OLD)
    why = {"upheld": RATIONALE, "overturned": "Therefore, the request is medically necessary."}
    items = [
        LetterItem.model_validate(
            {
                "heading": "Left knee arthroscopy",
                "decision": principal,
                "rationale": why[principal],
                "reviewer_guideline": block,
            }
        ),
        LetterItem.model_validate(
            {"heading": heading, "decision": dependent, "rationale": rationale, "reviewer_guideline": block}
        ),
    ]
    return codes(Letter(era="2014", items=items))


NEEDED = "Therefore, the request is medically necessary."


@pytest.mark.parametrize(
    "heading",
    [
        "Associated surgical services: Crutches",
        "Assistant surgeon",
        "Pre-op labs: CBC",
        "Post-operative physical therapy x 12",
        "Preoperative medical clearance",
    ],
)
def test_a_dependent_item_cannot_stand_without_its_surgery(heading: str) -> None:
    assert surgery("upheld", "overturned", NEEDED, heading) == ["dependent-item"]
    assert surgery("overturned", "overturned", NEEDED, heading) == []
    assert surgery("upheld", "upheld", RATIONALE, heading) == []


def test_a_dependent_item_upheld_because_of_a_surgery_that_was_overturned_is_reported() -> None:
    text = "Since the primary procedure is not medically necessary, none of its services is medically necessary."
    assert surgery("overturned", "upheld", text) == ["dependent-item"]
    assert surgery("overturned", "upheld", "A single assistant suffices. The request is not medically necessary.") == []


def test_another_item_of_a_letter_with_surgery_is_free() -> None:
    assert surgery("upheld", "overturned", NEEDED, "MRI of the left knee") == []


#: Findings in the published letters that were read one by one and are true. Anything new here is to be read too.
READ_AND_TRUE = Counter(
    {"side-differs": 2, "wrong-edition": 2, "none-cited": 2, "page-outside-chapter": 1, "strength-differs": 1}
)


def test_the_checks_find_in_the_published_letters_what_was_read_there(shared: Path) -> None:
    found: Counter[str] = Counter()
    for path in sorted([*(shared / "seeds").glob("*.txt"), *(shared / "letters").glob("*.pdf")]):
        found.update(problem.code for problem in check_letter(parse(read_letter_file(path))))
    assert found == READ_AND_TRUE


def test_every_published_decision_turned_around_is_noticed(shared: Path) -> None:
    turned = {"upheld": "overturned", "overturned": "upheld"}
    items = noticed = 0
    for path in sorted([*(shared / "seeds").glob("*.txt"), *(shared / "letters").glob("*.pdf")]):
        letter = parse(read_letter_file(path))
        for item in letter.items:
            assert item.decision is not None
            item.decision = turned[item.decision]  # type: ignore[assignment]
        items += len(letter.items)
        noticed += sum(problem.code == "conclusion-contradicts" for problem in check_letter(letter))
    assert noticed >= 0.97 * items
