"""Dates, credentials, age and sex, quantities: the many ways in which letters say them."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.letters.fields import read_credentials, read_date, read_patient, split_names
from openimr.letters.quantities import read_quantities
from openimr.letters.segments import unwrap


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("02/09/2017", dt.date(2017, 2, 9)),
        ("9-3-14", dt.date(2014, 9, 3)),
        ("11/8/98", dt.date(1998, 11, 8)),
        ("10/14/ 2016", dt.date(2016, 10, 14)),
        ("Sept. 3, 2014", dt.date(2014, 9, 3)),
        ("February 29th, 2008", dt.date(2008, 2, 29)),
        ("2014-05-29", dt.date(2014, 5, 29)),
        ("02/30/2014", None),
        ("0/0/0000", None),
        ("May 2014", None),
        ("", None),
    ],
)
def test_dates(text: str, expected: dt.date | None) -> None:
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("summary", "age", "sex"),
    [
        ("The patient is a 45 y.o. right hand dominant woman.", 45, "female"),
        ("Claimant, age 52, is a gentleman with back pain.", 52, "male"),
        ("The patient, a fifty-two-year-old male, fell.", 52, "male"),
        ("The injured worker is a(n) 57 year old male.", 57, "male"),
        ("The patient is 29 yo F with pain.", 29, "female"),
        ("The employee is a 38 yr old. She was lifting a box.", 38, "female"),
        ("Mr.  is 50 years of age.", 50, "male"),
        ("The patient is a 44 year old. The treating physician agrees and he provided reports.", 44, None),
        ("The worker was seen by Dr. Roe. She asked for an MRI.", None, None),
        ("Her husband, a 60 year old male, drives. The patient was born in 1970.", None, None),
        ("According to Dr. Roe, who is a 60 year old female, the patient is a 41 year old male.", 41, "male"),
        ("Her 19 year old son drives. Ms.  is a 47 year old cook.", 47, "female"),
        ("The IW is a  year old female.", None, "female"),
        ("10/24/13 injection gave relief for 30 days.", None, None),
        ("", None, None),
    ],
)
def test_age_and_sex(summary: str, age: int | None, sex: str | None) -> None:
    assert read_patient(summary) == (age, sex)


@pytest.mark.parametrize(
    ("sentence", "certified", "special", "licensed"),
    [
        ("is Board Certified in Family Practice, and is licensed to practice in California",
         ["Family Practice"], [], ["California"]),
        ("is Board Certified in Internal Medicine and Rheumatology, has a "
         "subspecialty in Hand Surgery, and is licensed to "
         "practice in Texas, New York, and the District of Columbia",
         ["Internal Medicine", "Rheumatology"], ["Hand Surgery"], ["Texas", "New York", "District of Columbia"]),
        ("is Board Certified in Obstetrics and Gynecology and Pain Medicine and is licensed to practice in Ohio",
         ["Obstetrics and Gynecology", "Pain Medicine"], [], ["Ohio"]),
        ("is a Doctor of Chiropractic and is licensed to practice in California",
         ["Doctor of Chiropractic"], [], ["California"]),
        ("is licensed to practice in Iowa", [], [], ["Iowa"]),
    ],
)  # fmt: skip
def test_credentials(sentence: str, certified: list[str], special: list[str], licensed: list[str]) -> None:
    said = read_credentials(sentence)
    assert (said.certifications, said.subspecialties, said.licensed_in) == (certified, special, licensed)


def test_names_in_a_line() -> None:
    assert split_names("Orthopedic Surgery , Sports Medicine ") == ["Orthopedic Surgery", "Sports Medicine"]
    assert split_names("Surgery, Foot & Ankle Surgery, Head and Neck Surgery") == [
        "Surgery", "Foot & Ankle Surgery", "Head and Neck Surgery",
    ]  # fmt: skip
    assert split_names("  ") == []


@pytest.mark.parametrize(
    ("heading", "original", "authorized", "eligible"),
    [
        ("Norco #90 was the original request. Norco #60 was authorized by the "
         "Claims Administrator. The remaining IMR eligible "
         "portion of the original request, Norco #30 is", "Norco #90", "Norco #60", "Norco #30"),
        ("Norco #90 was the original request. Norco #60 was approved by the "
         "Claims Administrator. The remaining portion of the "
         "original request eligible for IMR, Norco #30", "Norco #90", "Norco #60", "Norco #30"),
        ("Sessions of therapy, 12, were the original requests. The Claims "
         "Administrator authorized 6 sessions. The remaining "
         "IMR-eligible portion of the original request, 6 sessions, "
         "is:", "Sessions of therapy, 12", "6 sessions", "6 sessions"),
        ("Bed purchase was the original request. The Claims Administrator has "
         "authorized a bed rental for 1 month, leaving the "
         "original request IMR eligible. The original request, bed purchase, "
         "is", "Bed purchase", "a bed rental for 1 month",
         "bed purchase"),
        ("MRI of the neck. This is the original of the request", None, None, None),
        ("MRI of the lumbar spine", None, None, None),
        ("", None, None, None),
    ],
)  # fmt: skip
def test_quantities(heading: str, original: str | None, authorized: str | None, eligible: str | None) -> None:
    said = read_quantities(heading)
    assert (said.original, said.authorized, said.eligible) == (original, authorized, eligible)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("one\ntwo", "one two"),
        ("on 10/14/\n2016", "on 10/14/2016"),
        ("and/\nor", "and/or"),
        ("cold /\nheat", "cold / heat"),
        ("follow-\nup", "follow-up"),
        ("x- \n\nrays", "x-rays"),
        ("Low Back -\nLumbar", "Low Back - Lumbar"),
        ("pre- and post-\nor intra-", "pre- and post- or intra-"),
        ("per  \n\n \n\n is", "per  is"),
        ("seen by Dr.  \non Monday", "seen by Dr.  on Monday"),
        ("a\fb", "a b"),
        ("wide          blank", "wide  blank"),
        (" \n ", ""),
    ],
)
def test_lines_become_the_words_that_were_typed(text: str, value: str) -> None:
    assert unwrap(text) == value


@pytest.mark.parametrize(
    ("heading", "expected"),
    [
        (
            "Percocet 10/325mg #90 was the original request. The Claims Administrator authorized Percocet "
            "10/325mg #60. "
            "The remaining eligible portion of the original request, Percocet 10/325mg #30 is",
            ("Percocet 10/325mg #90", "Percocet 10/325mg #60", "Percocet 10/325mg #30"),
        ),
        (
            "Cane, 3 months was the original request. The Claims Administrator authorized 1 month, leaving "
            "2 months IMR "
            "eligible. The remaining portion, cane for 2 months is",
            ("Cane, 3 months", "1 month", "cane for 2 months"),
        ),
        (
            "The original request was Norco 10/325mg #120. The Claims Administrator modified the request "
            "and authorized "
            "Norco 10/325mg #60. The remaining IMR eligible portion of the original request is Norco 10/325mg #60 is",
            ("Norco 10/325mg #120", "Norco 10/325mg #60", "Norco 10/325mg #60"),
        ),
    ],
)
def test_the_three_quantities_in_other_words(heading: str, expected: tuple[str, str, str]) -> None:
    found = read_quantities(heading)
    assert (found.original, found.authorized, found.eligible) == expected
