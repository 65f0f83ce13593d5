"""Reading levels: syllables by rule, on words whose number is known, and the published formulas."""

from __future__ import annotations

import pytest

from openimr.letters.readability import Counts, count, fernandez_huerta, flesch_kincaid, syllables_of

ENGLISH = {
    1: "a care moved helped months knees eye done asked shots nerves bones care's",
    2: "doctor needed table tables muscle guideline something letter breathing moving careful being treated",
    3: "medicine decision injury approval denial happening another surgery physician employer",
    4: "particular mathematics evidential",
    5: "administrator evaluating",
}
SPANISH = {
    1: "y de más bien pues buey",
    2: "dolor tío día cuidar guía causa aire hacia queda",
    3: "médico paseo cuidado columna",
    4: "tratamiento medicina compañía aéreo",
    5: "electricidad",
}


@pytest.mark.parametrize(("number", "words"), ENGLISH.items())
def test_english_syllables(number: int, words: str) -> None:
    assert {word: syllables_of(word, "en") for word in words.split()} == dict.fromkeys(words.split(), number)


@pytest.mark.parametrize(("number", "words"), SPANISH.items())
def test_spanish_syllables(number: int, words: str) -> None:
    assert {word: syllables_of(word, "es") for word in words.split()} == dict.fromkeys(words.split(), number)


def test_an_abbreviation_is_spelt_out_and_a_heading_in_capitals_is_not() -> None:
    assert count(["An MRI."], "en") == Counts(1, 2, 4)
    assert count(["BACK BRACE"], "en") == Counts(1, 2, 2)


def test_the_formulas() -> None:
    text = ["The doctor moved the knee. It did not hurt."]
    assert count(text, "en") == Counts(2, 9, 10)
    assert flesch_kincaid(text) == pytest.approx(0.39 * 4.5 + 11.8 * 10 / 9 - 15.59)
    assert fernandez_huerta(["El dolor es fuerte."]) == pytest.approx(206.84 - 60 * 6 / 4 - 1.02 * 4)
    assert flesch_kincaid([]) == fernandez_huerta([]) == 0.0


def test_hard_words_and_long_sentences_raise_the_grade() -> None:
    easy = flesch_kincaid(["The shot did not help. Your pain is back."])
    hard = flesch_kincaid(["Functional improvement subsequent to interventional administration remains undocumented."])
    assert easy < 3 < 15 < hard
