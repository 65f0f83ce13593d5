"""A letter against its case file: what is plainly wrong is reported, what is narrower than it sounds is not."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from examples.build import CASES
from openimr.casefile import open_case
from openimr.letters import parse, read_letter_file
from openimr.letters.boilerplate import FormText
from openimr.letters.casechecks import KnownCase, check_against_case, know_case
from openimr.letters.claims import claims_of
from openimr.letters.derived import derive
from openimr.letters.model import Letter, LetterItem

HEADING = "A second LESI (lumbar epidural steroid injection)"
STIMULATOR = "ART N/M Stimulator x 1 month trial"


@pytest.fixture(scope="module")
def known() -> KnownCase:
    return know_case(open_case(CASES / "lumbar-epidural-repeat"))


def codes(known: KnownCase, rationale: str, heading: str = HEADING, **head: object) -> list[str]:
    items = [LetterItem(heading=heading, decision="upheld", rationale=rationale), LetterItem(heading=STIMULATOR)]
    letter = derive(
        Letter.model_validate({"era": "2014", "items": items, "ur_denial_date": dt.date(2014, 4, 28)} | head)
    )
    return [problem.code for problem in check_against_case(letter, known)]


@pytest.mark.parametrize(
    ("rationale", "code"),
    [
        ("There is no documentation of physical therapy.", "contradicted-absence"),
        ("An MRI of the lumbar spine is not documented.", "contradicted-absence"),
        ("The patient has a history of stroke.", "contradicted-presence"),
        ("The first epidural was given on 3/24/13.", "record-differs"),
        ("She completed 30 sessions of physical therapy.", "record-differs"),
    ],
)
def test_what_the_records_contradict_is_reported(known: KnownCase, rationale: str, code: str) -> None:
    assert code in codes(known, rationale)


@pytest.mark.parametrize(
    "rationale",
    [
        "There is no documentation of functional gain from physical therapy.",
        "There is no MRI since the injection.",
        "There is no specific discussion of the home exercise program.",
        "Physical therapy twice a week would be required if the patient had a stroke.",
        "The MTUS requires a history of stroke.",
        "Utilization review denied it as no MRI was documented.",
        "She completed 12 sessions of physical therapy.",
        "",
    ],
)
def test_what_they_do_not_contradict_is_left_alone(known: KnownCase, rationale: str) -> None:
    assert codes(known, rationale) == []


def test_a_letter_of_another_case_is_noticed(known: KnownCase) -> None:
    assert "injury-date-differs-from-case" in codes(known, "", date_of_injury=dt.date(2011, 1, 2))
    assert "ur-date-differs-from-case" in codes(known, "", ur_denial_date=dt.date(2013, 1, 2))
    assert "patient-differs-from-case" in codes(known, "", patient={"age": 61})
    assert {"item-not-in-case", "item-left-out"} <= set(codes(known, "", heading="Left knee arthroscopy"))


def test_claims_survive_any_text() -> None:
    for text in ("", "no", "not " * 500, "without " + "pain, " * 500, '"' * 301, "No [1][2] \x00 documentation of."):
        list(claims_of(text))


def test_form_text_is_what_other_letters_hold() -> None:
    form = (
        "The guideline recommends this treatment only after all of the other measures named in it were tried in vain."
    )
    own = (
        "He lifted a crate of bolts and has had numbness of the outer foot ever since that day in early spring at work."
    )
    letters = [Letter(era="2014", items=[LetterItem(heading="MRI", rationale=text)]) for text in (form, form, own)]
    read = FormText(letters)
    assert read.share(form, letters[0]) == 1.0 and read.share(own, letters[2]) == 0.0
    assert [[p.code for p in read.problems(letter)] for letter in letters] == [["boilerplate"], ["boilerplate"], []]


def test_published_letters_raise_no_alarm_against_cases_like_theirs(shared: Path) -> None:
    """The five seeds and the case files invented after them: what the records bear out is not doubted."""
    slugs = (
        "lumbar-epidural-repeat",
        "lumbar-epidural-levels",
        "stimulator-and-brace",
        "scs-trial",
        "post-fusion-workup",
    )
    for path, slug in zip(sorted((shared / "seeds").glob("*.txt")), slugs, strict=True):
        found = check_against_case(parse(read_letter_file(path)), open_case(CASES / slug))
        assert [problem.message for problem in found] == []
