"""The words that rules may use: concepts of the clinical lexicon, treatments of the taxonomy, drugs, modifiers."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from openimr.clinical.concepts import concepts
from openimr.clinical.drugs import drug_table, ingredients
from openimr.dispute.treatments import implied_modifiers, treatments
from openimr.dispute.words import named_modifiers


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What exists: ids of concepts, treatments and drugs, and the modifiers that a request line can be given."""

    concepts: frozenset[str]
    treatments: frozenset[str]
    drugs: frozenset[str]
    modifiers: frozenset[str] = frozenset()

    def has_concept(self, name: str) -> bool:
        """Whether a concept, or for ``sx.*`` at least one that begins so, exists.

        >>> Vocabulary(frozenset({"sx.spasm"}), frozenset(), frozenset()).has_concept("sx.*")
        True
        """
        if name.endswith("*"):
            return any(concept.startswith(name[:-1]) for concept in self.concepts)
        return name in self.concepts

    def has_treatment(self, name: str) -> bool:
        return name in self.treatments

    def has_drug(self, name: str) -> bool:
        return name in self.drugs

    def has_modifier(self, name: str) -> bool:
        return name in self.modifiers


@cache
def vocabulary() -> Vocabulary:
    """The words of the shipped lexicon, taxonomy and drug table.

    >>> words = vocabulary()
    >>> words.has_concept("exam.straight_leg_raise"), words.has_concept("med.carisoprodol"), words.has_treatment("mri")
    (True, True, True)

    Raises:
        RuleError: one of the files is missing or wrong.
    """
    drugs = drug_table()
    names = {drug.generic for drug in drugs}
    names |= {part for drug in drugs for part in ingredients(drug.generic)}
    names |= {plain for name in names for plain in [name.removesuffix(" topical").removesuffix(" patch")]}
    modifiers = named_modifiers() | implied_modifiers()
    return Vocabulary(frozenset(concepts()), frozenset(treatments()), frozenset(names), modifiers)
