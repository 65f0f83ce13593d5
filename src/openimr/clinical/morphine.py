"""Morphine equivalents: what an opioid taken so amounts to in milligrams of oral morphine a day."""

from __future__ import annotations

import re

#: Milligrams (for patches micrograms an hour) times the factor, as the CDC Clinical Practice Guideline for Prescribing
#: Opioids for Pain, United States, 2022 (MMWR Recomm Rep 2022;71(3):1-95) prints them. Buprenorphine has none.
FACTORS_OF_2022 = {
    "codeine": 0.15,
    "fentanyl": 2.4,
    "hydrocodone": 1.0,
    "hydromorphone": 5.0,
    "methadone": 4.7,
    "morphine": 1.0,
    "oxycodone": 1.5,
    "oxymorphone": 3.0,
    "tapentadol": 0.4,
    "tramadol": 0.2,
}
#: Opioids that the table of 2022 leaves out, with the factor of the CDC's compilations of 2014 and 2017. That of
#: benzhydrocodone could not be checked against any of them.
FACTORS_FROM_ELSEWHERE = {
    "benzhydrocodone": 1.22,
    "butorphanol": 7.0,
    "dihydrocodeine": 0.25,
    "levorphanol": 11.0,
    "meperidine": 0.1,
    "pentazocine": 0.37,
}
_FACTORS = FACTORS_OF_2022 | FACTORS_FROM_ELSEWHERE


def morphine_equivalent(generic: str, strength: str, per_day: float) -> float | None:
    """Milligrams of morphine a day that a drug taken so amounts to; None for a drug without a factor.

    Source: CDC Clinical Practice Guideline for Prescribing Opioids for Pain, United States, 2022 (MMWR Recomm Rep
    2022;71(3):1-95), table of conversion factors; :func:`factor_is_from_elsewhere` tells of drugs it leaves out.

    Args:
        generic: generic name; of a combination the opioid is looked for.
        strength: as printed; of a combination its first figure is the opioid's.
        per_day: doses a day; of a fentanyl patch it does not matter.

    >>> morphine_equivalent("hydrocodone/acetaminophen", "10/325 mg", 4)
    40.0
    >>> morphine_equivalent("fentanyl", "25 mcg/hr", 0.33)
    60.0
    """
    opioid = _opioid(generic)
    number = re.match(r"\d+(?:\.\d+)?", strength.replace(",", ""))
    if opioid is None or number is None:
        return None
    amount = float(number.group())
    if opioid == "fentanyl":
        return round(amount * _FACTORS[opioid], 1) if "mcg" in strength and "/h" in strength else None
    if "mcg" in strength or "%" in strength or "ml" in strength:
        return None
    return round(amount * per_day * _FACTORS[opioid], 1)


def factor_is_from_elsewhere(generic: str) -> bool:
    """Whether the factor of a drug does not stand in the CDC's table of 2022, so that a reader must be told.

    >>> factor_is_from_elsewhere("benzhydrocodone/acetaminophen"), factor_is_from_elsewhere("oxycodone")
    (True, False)
    """
    return _opioid(generic) in FACTORS_FROM_ELSEWHERE


def _opioid(generic: str) -> str | None:
    return next((part for part in re.split(r"[/ ]", generic) if part in _FACTORS), None)
