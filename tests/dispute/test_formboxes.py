"""What the boxes and the signature line of an application say, as such forms are printed, typed and recognised."""

from __future__ import annotations

import pytest

from openimr.casefile.model import Document, DocumentKind, Page
from openimr.dispute.formboxes import FormBoxes, read_form_boxes


def boxes(text: str) -> FormBoxes:
    pages = [Page("d1", "application.txt", 1, text)]
    return read_form_boxes(Document("d1", "application.txt", pages, DocumentKind.IMR_APPLICATION, None, None, "0" * 64))


def said(text: str, field: str) -> bool | None:
    answer = getattr(boxes(text), field)
    return None if answer is None else answer.answer


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Liability also disputed?  [ ] Yes  [X] No", False),
        ("Liability also disputed?  [x] Yes  [ ] No", True),
        (
            "Is the Administrator disputing liability for the treatment besides medical necessity? ☐ Yes ☒ No",
            False,
        ),
        ("Is the claims administrator disputing liability?  Yes [ ]  No [X]", False),
        ("Is the claims administrator disputing liability?  Yes ☑  No ☐   Reason: body part", True),
        ("Is the claims administrator disputing\nliability for this treatment?\n[X] Yes  [ ] No", True),
        ("Liability disputed: No", False),
        ("Liability disputed: (x) Yes ( ) No", True),
        ("Also disputed for reasons other than medical necessity: [ ] Yes [X] No", False),
        # nothing marked, both marked, a cross between the two, no answer: nobody knows
        ("Liability also disputed?  [ ] Yes  [ ] No", None),
        ("Liability also disputed?  [X] Yes  [X] No", None),
        ("Liability also disputed?  Yes X No", None),
        ("Liability also disputed?  Yes   No", None),
        ("Liability is that of the carrier.", None),
    ],
)
def test_liability(line: str, answer: bool | None) -> None:
    assert said(f"Diagnosis: sprain\n{line}\nConsent to obtain records", "liability_disputed") is answer


def test_two_questions_on_one_line_have_their_own_answers() -> None:
    line = "Liability also disputed? [ ] Yes [X] No    Denied for missing information? [X] Yes [ ] No"
    assert said(line, "liability_disputed") is False
    assert said(line, "for_information") is True


@pytest.mark.parametrize(
    "line",
    [
        "Employee signature: Ada Sample      Date: 10/15/2014",
        "Signature of injured worker: Ada Sample",
        "Signature: /s/ A. Sample 10/15/2014",
        "Signed: Ada Sample   Date signed: 10/15/2014",
    ],
)
def test_a_name_on_the_line_of_the_signature_signs(line: str) -> None:
    assert said(f"I consent to the release of my records.\n{line}", "signed") is True


@pytest.mark.parametrize(
    "line",
    [
        "Employee signature: ____________________   Date: ____________",
        "Employee signature:                        Date: 10/15/2014",
        "SIGNATURE AND CONSENT",
        "Physician signature: Noel Sample, MD",
        "The application must bear the employee's signature.",
    ],
)
def test_an_empty_line_says_nothing_for_a_signature_may_be_an_image(line: str) -> None:
    assert said(line, "signed") is None


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Type of utilization review: [X] Regular  [ ] Expedited", False),
        ("Utilization review type:  ☐ Regular  ☒ Expedited", True),
        ("Type of utilization review: Regular / Expedited", None),
    ],
)
def test_the_type_of_the_review(line: str, answer: bool | None) -> None:
    assert said(line, "expedited") is answer


def test_what_is_said_has_its_place_on_the_page() -> None:
    answer = boxes("Head\nLiability also disputed?  [ ] Yes  [X] No\nFoot").liability_disputed
    assert answer is not None
    assert [span.quote for span in answer.evidence] == ["Liability also disputed?  [ ] Yes  [X] No"]
