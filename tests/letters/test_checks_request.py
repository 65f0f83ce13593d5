"""Heading against rationale: side, level, quantity, strength; and the three quantities of a partial request."""

from __future__ import annotations

import pytest

from openimr.letters.checks_request import request_problems
from openimr.letters.model import LetterItem

DIFFERENT = (
    (
        "MRI of the left and right knee",
        "The request for MRI of the right knee is not medically necessary.",
        "side-differs",
    ),
    ("MRI of the left knee", "The request for MRI of the right knee is not medically necessary.", "side-differs"),
    ("MRI left knee", 'Therefore, the request for "MRI right knee" is not medically necessary.', "side-differs"),
    ("Right shoulder arthroscopy", "Therefore, left shoulder arthroscopy is medically necessary.", "side-differs"),
    (
        "NCV of the right lower extremity",
        "He is requesting an NCV of the bilateral lower extremities. The request is not medically necessary.",
        "side-differs",
    ),
    (
        "Epidural steroid injection at L5-S1",
        "Medical necessity for the requested epidural injection at L3-4 is not established.",
        "level-differs",
    ),
    (
        "Cervical epidural steroid injection C5-C6",
        "The current request is for a cervical epidural injection at C6-C7. The request is not medically necessary.",
        "level-differs",
    ),
    ("Norco 10/325 mg #120", "The request for Norco 10/325 mg #60 is not medically necessary.", "quantity-differs"),
    (
        "Physical therapy 2 times a week for 6 weeks",
        "The request for 8 sessions of physical therapy is not medically necessary.",
        "quantity-differs",
    ),
    ("Twelve acupuncture visits", "Therefore, six acupuncture visits are medically necessary.", "quantity-differs"),
    (
        "Soma 350 mg #30",
        "The provider is requesting Soma 250 mg #30. The request is not medically necessary.",
        "strength-differs",
    ),
)
ALIKE = (
    (
        "MRI of the left knee",
        "He had right knee surgery in 2010. The request for MRI of the left knee is not medically necessary.",
    ),
    ("MRI of the left knee", "Pain began in the right knee. The request is not medically necessary."),
    (
        "MRI of the left knee",
        "The previous request for MRI of the right knee was denied. The request is not medically necessary.",
    ),
    (
        "MRI of the left knee",
        "The physician also requested an MRI of the right knee. The request is not medically necessary.",
    ),
    ("MRI of both knees", "The request for MRI of the bilateral knees is not medically necessary."),
    ("MRI of neck and right hand", "The request for MRI of neck and right hand is not medically necessary."),
    (
        "Left L4-L5, L5-S1 epidural steroid injection",
        "The requested epidural injection at L4-5 and L5-S1 is not established.",
    ),
    ("Epidural injection, left S1 root", "The request for epidural injection at L5-S1 is not medically necessary."),
    (
        "Physical therapy 2 times a week for 6 weeks",
        "The request for 12 physical therapy visits is not medically necessary.",
    ),
    ("Physical therapy 2x6 (12)", "He had 24 sessions of physical therapy. The request is not medically necessary."),
    ("Physical therapy x 8", "As he completed 12 visits, further physical therapy is not medically necessary."),
    (
        "Norco 10/325 mg #120",
        "He takes Norco 5/325 mg. The request for Norco 10/325mg #120 is not medically necessary.",
    ),
    (
        "Norco 10/325 mg #120",
        "The request for ibuprofen 800 mg #60 was granted. The request is not medically necessary.",
    ),
    ("Urine drug screen", "The request for urine drug screen is not medically necessary."),
    ("Creams", "The request for 3 creams is not medically necessary."),
)


@pytest.mark.parametrize(("heading", "rationale", "code"), DIFFERENT)
def test_a_difference_is_reported(heading: str, rationale: str, code: str) -> None:
    found = list(request_problems(LetterItem(heading=heading, decision="upheld", rationale=rationale)))
    assert [problem.code for problem in found] == [code] * len(found) and found
    assert heading in found[0].message


@pytest.mark.parametrize(("heading", "rationale"), ALIKE)
def test_history_and_other_words_for_the_same_raise_no_alarm(heading: str, rationale: str) -> None:
    found = list(request_problems(LetterItem(heading=heading, decision="upheld", rationale=rationale)))
    assert [problem.message for problem in found] == []


def partial(original: str, authorized: str, eligible: str) -> list[str]:
    heading = (
        f"{original} was the original request. {authorized} was authorized by the Claims Administrator. The remaining "
        f"IMR eligible portion of the original request, {eligible} is"
    )
    item = LetterItem(
        heading=heading, decision="upheld", original=original, authorized=authorized, eligible=eligible,
        rationale=f"The request for {eligible} is not medically necessary.",
    )  # fmt: skip
    return [problem.code for problem in request_problems(item)]


@pytest.mark.parametrize(
    ("original", "authorized", "eligible", "right"),
    [
        ("8 sessions of aquatic therapy", "6 sessions of aquatic therapy", "2 sessions of aquatic therapy", True),
        ("8 sessions of aquatic therapy", "6 sessions of aquatic therapy", "4 sessions of aquatic therapy", False),
        ("Baclofen 10mg #30", "Baclofen 10mg #27", "Baclofen 10mg #3", True),
        ("Baclofen 10mg #30", "Baclofen 10mg #27", "Baclofen 10mg #30", False),
        (
            "Physical therapy 2 times a week for 3 weeks (6)",
            "Physical therapy 1 times a week for 2 weeks (2)",
            "Physical therapy (4 visits)",
            True,
        ),
        (
            "A wheelchair for a 3 month rental",
            "A wheelchair for a 1 month rental",
            "a wheelchair for a 2 month rental",
            True,
        ),
        (
            "A wheelchair for a 3 month rental",
            "A wheelchair for a 1 month rental",
            "a wheelchair for a 3 month rental",
            False,
        ),
        ("Twelve physical therapy visits", "Nine physical therapy visits", "three physical therapy visits", True),
        # another treatment was authorized in its place: the whole request stays in dispute
        ("12 sessions of physical therapy", "2 sessions of acupuncture", "12 sessions of physical therapy", True),
        ("Acupuncture (unspecified quantity)", "Acupuncture, 6 sessions", "Acupuncture (unspecified quantity)", True),
        ("EMG/NCS of the right arm", "NCS of the right arm", "EMG of the right arm", True),
    ],
)
def test_what_is_left_is_what_was_asked_less_what_was_authorized(
    original: str, authorized: str, eligible: str, right: bool
) -> None:
    assert partial(original, authorized, eligible) == ([] if right else ["arithmetic"])


def test_the_eligible_portion_keeps_the_strength_of_the_request() -> None:
    assert partial("Widgetol 320.5/16mg", "Widgetol 320.5/16mg #5", "Widgetol 30.5/16mg") == ["strength-differs"]
