"""What a rationale concludes, in the many ways reviewers say it."""

from __future__ import annotations

import pytest

from openimr.letters.checks import check_letter
from openimr.letters.conclusions import conclusions
from openimr.letters.model import GuidelineBlock, Letter, LetterItem

NOT_NECESSARY = (
    "Therefore, the request is not medically necessary.",
    "As such, the request for Norco 10/325 mg #120 is not medically necessary.",
    "The request is not medically necessary or appropriate.",
    "The requested study is not medically necessary and appropriate.",
    "Therefore, the request was not medically necessary.",
    "The request for the MRI is considered not medically necessary.",
    "This request for CT scan will be considered not medically necessary.",
    "Therefore, the request is not considered medically necessary at this time.",
    "The request is not deemed to be medically necessary.",
    "The request cannot be considered medically necessary.",
    "The requested compound is, therefore, not medically necessary.",
    "Medical necessity for the block asked for at C5-6 is not established.",
    "The medical necessity of the requested item has not been established.",
    "Medical necessity for this service hasn't been demonstrated.",
    "The records do not establish medical necessity.",
    "The documentation fails to support the medical necessity of the device.",
    "As no guideline supports it, this request is noncertified.",
    "The request is non-certified.",
    "Recommend non-certification.",
    "Non-certification is given; recommend non-certification.",
    "Recommendation is for denial.",
    "None of the associated services are medically necessary.",
    "Neither the brace nor the cane is medically necessary.",
    "No, the request for a shoulder MRI was not medically necessary, medically appropriate, or indicated here.",
    "Since the surgery is medically necessary, but the setting unclear, an inpatient stay is not medically necessary.",
    "The request for physical therapy isn't medically necessary.",
    "Continued use of this medication is no longer medically necessary.",
    "Therefore the request is denied.",
)
NECESSARY = (
    "Therefore, the request is medically necessary.",
    "The request for a visit in six weeks is medically necessary for the neck strain.",
    "Both electromyography and nerve conduction studies are medically necessary.",
    "Therefore the request is considered medically necessary at this time.",
    "The requested MRI is deemed medically necessary.",
    "The request for aquatic therapy, 3 times a week for 2 weeks, is determined to be medically necessary.",
    "The request is reasonable and medically necessary.",
    "As there is no contraindication, the request is medically necessary.",
    "As conservative care has not helped, the request is medically necessary.",
    "Medical necessity has been established.",
    "The medical necessity of the requested study is established.",
    "This establishes medical necessity.",
    "Recommendation is for approval.",
    "The request is therefore medically necessary and appropriate.",
    "The request is certified.",
    "The lumbar MRI is found to be medically necessary.",
)
NOTHING = (
    "Surgery is medically necessary when conservative care has failed.",
    'ODG states, "MRI is medically necessary after three months."',
    "The guidelines state that opioids are medically necessary in cancer pain.",
    "If the patient improves, more visits may be medically necessary.",
    "The utilization review determination found it not medically necessary.",
    "The request was previously non-certified.",
    "The patient was certified in first aid.",
    "The exam was normal.",
    "",
)


@pytest.mark.parametrize("text", NOT_NECESSARY)
def test_a_denial_is_understood(text: str) -> None:
    assert [one.verdict for one in conclusions(f"The patient has back pain. {text}")][-1:] == ["not_necessary"]


@pytest.mark.parametrize("text", NECESSARY)
def test_an_approval_is_understood(text: str) -> None:
    assert [one.verdict for one in conclusions(f"The patient has back pain. {text}")][-1:] == ["necessary"]


@pytest.mark.parametrize("text", NOTHING)
def test_what_concludes_nothing_is_left_alone(text: str) -> None:
    assert conclusions(f"The patient has back pain. {text}") == []


def codes(decision: str, rationale: str) -> list[str]:
    block = GuidelineBlock(text="Decision based on MTUS.")
    item = LetterItem.model_validate(
        {"heading": "Widget", "decision": decision, "rationale": rationale, "reviewer_guideline": block.model_dump()}
    )
    return [problem.code for problem in check_letter(Letter(era="2014", items=[item]))]


@pytest.mark.parametrize("text", NOT_NECESSARY)
def test_a_denial_under_an_overturned_heading_is_reported(text: str) -> None:
    assert codes("overturned", f"The patient has back pain. {text}") == ["conclusion-contradicts"]
    assert codes("upheld", f"The patient has back pain. {text}") == []


@pytest.mark.parametrize("text", NECESSARY)
def test_an_approval_under_an_upheld_heading_is_reported(text: str) -> None:
    assert codes("upheld", f"The patient has back pain. {text}") == ["conclusion-contradicts"]
    assert codes("overturned", f"The patient has back pain. {text}") == []


def test_two_endings_that_agree_are_no_contradiction() -> None:
    endings = "Recommendation is for denial. For this reason the request is not medically necessary."
    assert codes("upheld", endings) == []


def test_two_endings_that_disagree_are_reported() -> None:
    text = "The request is medically necessary. Therefore, the request is not medically necessary."
    assert codes("upheld", text) == ["conclusion-contradicts"]
    assert codes("overturned", text) == ["conclusion-contradicts"]


def test_an_undecided_item_is_told_apart_from_a_contradiction() -> None:
    item = LetterItem(heading="Widget", rationale="Therefore, the request is not medically necessary.")
    found = [problem.code for problem in check_letter(Letter(era="current", items=[item]))]
    assert found == ["no-decision", "none-cited"]
