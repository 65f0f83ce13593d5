"""People and firms of an invented case, from pools that the halves do not share."""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from benchmarks.publicationblind.damage import unaccented
from openimr.publication import Party

#: People of a case, with the degree that papers write behind the name.
PEOPLE = {
    "patient": "", "spouse": "", "treater": "M.D.", "surgeon": "M.D.", "qme": "M.D.", "reviewer": "M.D.",
    "therapist": "PT", "nurse": "RN", "adjuster": "", "aa": "Esq.", "da": "Esq.", "supervisor": "",
    "interpreter": "CCI",
}  # fmt: skip
FIRMS = ("employer", "insurer", "tpa", "clinic", "hospital", "uro", "aafirm", "dafirm", "pharmacy")
_SUFFIXES = ("Jr.", "III", "Sr.", "II")


@dataclass(frozen=True, slots=True)
class Person:
    """A person as the case knows one; ``surnames`` are two where the tradition has two."""

    role: str
    tradition: str
    woman: bool
    given: str
    nickname: str
    middle: str
    surnames: tuple[str, ...]
    suffix: str
    maiden: str
    family_first: bool
    word: bool
    told_middle: bool
    told_family_first: bool

    @property
    def surname(self) -> str:
        """The whole surname."""
        return " ".join(self.surnames)

    def party(self) -> Party:
        """What the case is told of the person."""
        middle = f" {self.middle}" if self.middle and self.told_middle else ""
        suffix = f" {self.suffix}" if self.suffix else ""
        name = (
            f"{self.surname}, {self.given}{middle}{suffix and ',' + suffix}"
            if self.told_family_first
            else f"{self.given}{middle} {self.surname}{suffix}"
        )
        return Party(role=self.role, name=name, also=(f"{self.given} {self.maiden}",) if self.maiden else ())


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm: what is its own in the name, what it is, its legal form."""

    role: str
    own: str
    what: str
    legal: str

    @property
    def name(self) -> str:
        """The name as told."""
        return f"{self.own}{' ' + self.what if self.what else ''}{', ' + self.legal if self.legal else ''}"

    def party(self) -> Party:
        """What the case is told of the firm."""
        return Party(role=self.role, name=self.name, kind="firm")


@dataclass(frozen=True, slots=True)
class Cast:
    """Everybody of one case."""

    people: dict[str, Person]
    firms: dict[str, Firm]


@cache
def pool(name: str) -> Any:
    """One of the data files of this folder."""
    return yaml.safe_load(Path(__file__).with_name(f"{name}.yaml").read_text(encoding="utf-8"))


def make_cast(names: Any, rng: random.Random) -> Cast:
    """A case's people, no surname twice but within the family, and its firms."""
    people: dict[str, Person] = {}
    taken: set[str] = set()
    for role in PEOPLE:
        person = _person(role, names["people"], rng, taken)
        if role == "spouse" and rng.random() < 0.6:
            patient = people["patient"]
            person = _person(
                role, {patient.tradition: names["people"][patient.tradition]}, rng, set(), patient.surnames
            )
            while person.given == patient.given:
                person = _person(
                    role, {patient.tradition: names["people"][patient.tradition]}, rng, set(), patient.surnames
                )
        people[role] = person
        taken.update(unaccented(part).casefold() for part in person.surnames)
        taken.add(unaccented(person.given).casefold())
    firms = {}
    for role in FIRMS:
        own, what, legal = (part.strip() for part in rng.choice(names["firms"][role]).split("|"))
        firms[role] = Firm(role, own, what, legal)
    return Cast(people, firms)


def _person(role: str, traditions: Any, rng: random.Random, taken: set[str], surnames: tuple[str, ...] = ()) -> Person:
    while True:
        tradition = rng.choice(sorted(traditions))
        told = traditions[tradition]
        woman = rng.random() < 0.5
        given, _, nickname = rng.choice(told["women" if woman else "men"]).partition(" = ")
        double = "double" in told and rng.random() < 0.6
        chosen = surnames or tuple(rng.sample(told["surnames"], 2 if double else 1))
        if unaccented(given).casefold() in taken or taken & {unaccented(one).casefold() for one in chosen}:
            continue
        middles = told.get("middle") or [rng.choice("ABCDEFGHJKLMNPRSTVW")]
        plain = "family_first" not in told
        others = [one for one in told["surnames"] if one not in chosen and unaccented(one).casefold() not in taken]
        return Person(
            role, tradition, woman, given, nickname,
            middle=rng.choice(middles) if rng.random() < 0.55 else "",
            surnames=chosen,
            suffix=rng.choice(_SUFFIXES) if not woman and plain and rng.random() < 0.12 else "",
            maiden=rng.choice(others) if role == "patient" and others else "",
            family_first=not plain,
            word="word" in told,
            told_middle=rng.random() < 0.6,
            told_family_first=rng.random() < 0.3,
        )  # fmt: skip
