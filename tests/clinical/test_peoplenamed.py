"""A name of a person one letter away from a drug is no drug; a drug misspelt in dictation still is one."""

from __future__ import annotations

import pytest

from openimr.clinical import annotate


def drugs(text: str) -> list[str]:
    return [mention.concept for mention in annotate(text) if mention.concept.startswith("med.")]


@pytest.mark.parametrize(
    "text",
    [
        "Patient: Marisol Quince   Date of injury 03/14/2012",
        "Patient: Marisol Quince Date of injury 03/14/2012",
        "PATIENT NAME: QUINCE, MARISOL",
        "patient name: marisol quince",
        "Name: Quince, Marisol A.",
        "RE: Marisol Quince",
        "Re: Marisol Quince v. Bay Foods",
        "QUINCE, MARISOL   DOB 1/2/1960   MRN 4410",
        "Claimant: Marisol Quince is a 44 year old woman.\nMarisol has low back pain.",
        "Dear Marisol,\nThank you for your letter.",
        "Ms. Marisol Quince reports pain.",
        "Seen by Dr. Ana Marisol Quince today.",
        "MS. MARISOL QUINCE RETURNS.",
        "Plan: continue exercises.\n\nMarisol Quince, MD",
        "Electronically signed by Marisol Quince, PT on 03/04/2014",
        "Sincerely,\n\nMarisol Quince\n",
    ],
)
def test_a_name_of_a_person_is_no_misspelt_drug(text: str) -> None:
    assert drugs(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "Ms. Marisol Quince takes {} twice a day.",
        "Patient: Marisol Quince   DOB 1/2/1960\nMedications: {} 5/500 bid.",
        "Patient: states that {} helps.",
        "Pt: Norco, {}.",
        "Patient takes {}.",
        "Patient: Ann Quince. {} was refilled.",
        "Dr. Roe prescribed {}.",
        "Seen by Dr. Roe. {} was refilled.",
        "Seen by Dr. Roe\n{} 5/500 was refilled.",
        "Prescribed by Dr. Roe, {} and a brace.",
        "DR. ROE PRESCRIBED {}.",
        "Continue {}, PT and a brace.",
        "Medication name: {} 5/500",
        "Signed: {} was given by the nurse.",
        "Thank you,\n{} 5/500 was refilled.",
    ],
)
def test_a_drug_misspelt_in_dictation_is_found(text: str) -> None:
    word = "VICODAN" if text.isupper() else "Vicodan"
    assert "med.hydrocodone_acetaminophen" in drugs(text.format(word))
