"""Words of a request line that name neither a treatment, a drug nor a body part: modifiers and forms of a drug."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openimr.clinical.dictionary import Dictionary
from openimr.clinical.folding import Folded
from openimr.clinical.reading import read_words, refusal, word_list

_PATH = Path(__file__).with_name("request_words.yaml")


@dataclass(frozen=True, slots=True)
class DrugWords:
    """What the table says about drugs and their forms.

    Attributes:
        topical_forms: forms that are put on the skin.
        systemic: drugs whose patch, spray or film works on the whole body.
        not_a_drug: entries of the drug table that name no one drug, with the treatment they name.
        medical_foods: entries of the drug table that are medical foods.
        class_treatments: treatment meant by any drug of a class.
        injected_class, injected_drug: treatment meant when a drug of that class, or that drug, is injected.
    """

    topical_forms: frozenset[str]
    systemic: frozenset[str]
    not_a_drug: dict[str, str]
    medical_foods: frozenset[str]
    class_treatments: dict[str, str]
    injected_class: dict[str, str]
    injected_drug: dict[str, str]


@cache
def drug_words() -> DrugWords:
    """The table's entries about drugs.

    Raises:
        RuleError: the table is broken.
    """
    table = read_words(_PATH)
    return DrugWords(
        topical_forms=frozenset(word_list(_PATH, "topical_forms", table["topical_forms"])),
        systemic=frozenset(word_list(_PATH, "systemic", table["systemic"])),
        not_a_drug=_mapping(table, "not_a_drug"),
        medical_foods=frozenset(word_list(_PATH, "medical_food_drugs", table["medical_food_drugs"])),
        class_treatments=_mapping(table, "class_treatments"),
        injected_class=_mapping(table, "injected_class"),
        injected_drug=_mapping(table, "injected_drug"),
    )


def _mapping(table: dict[str, Any], key: str) -> dict[str, str]:
    value = table.get(key)
    if not isinstance(value, dict):
        raise refusal(_PATH, key, "holds no mapping", "write {name: treatment}")
    return {str(name): str(treatment) for name, treatment in value.items()}


def modifiers_in(folded: Folded) -> list[tuple[int, int, str]]:
    """The modifiers in a folded text, with their places.

    >>> from openimr.clinical.folding import fold
    >>> [m for _, _, m in modifiers_in(fold("Retrospective TENS rental, with and without contrast"))]
    ['retrospective', 'rental', 'with_contrast', 'without_contrast']
    """
    return [
        (hit.start, hit.end, modifier)
        for hit in _tables()[0].find(folded)
        for payload in hit.payloads
        for modifier in payload.split("+")
    ]


def named_modifiers() -> frozenset[str]:
    """All modifiers that words of a request can mean.

    >>> sorted(named_modifiers() & {"repeat", "rental", "refills"})
    ['rental', 'repeat']
    """
    return frozenset(name for key in read_words(_PATH)["modifiers"] for name in str(key).split("+"))


def forms_in(folded: Folded) -> list[tuple[int, int, str]]:
    """The forms of a drug named in a folded text, with their places.

    >>> from openimr.clinical.folding import fold
    >>> [f for _, _, f in forms_in(fold("Lidocaine 5% oint, 60 tabs"))]
    ['ointment', 'tablet']
    """
    return [(hit.start, hit.end, hit.payloads[0]) for hit in _tables()[1].find(folded)]


@cache
def _tables() -> tuple[Dictionary[str], Dictionary[str]]:
    table = read_words(_PATH)
    return tuple(  # type: ignore[return-value]
        Dictionary((words, name) for name, entries in table[key].items() for words in word_list(_PATH, name, entries))
        for key in ("modifiers", "forms")
    )
