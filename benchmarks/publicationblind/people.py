"""The people and firms of an invented case, and what the case was told of them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

from benchmarks.publicationblind.damage import unaccented

HERE = Path(__file__).parent
PEOPLE = {
    "patient": "employee", "treater": "treating physician", "consultant": "physician", "reviewer": "UR physician",
    "adjuster": "claims adjuster", "attorney": "applicant attorney", "defense": "defense attorney",
    "spouse": "spouse", "child": "child", "nurse": "nurse case manager", "therapist": "physical therapist",
    "supervisor": "supervisor",
}  # fmt: skip
FIRMS = {
    "employer": "employer", "insurer": "insurer", "facility": "facility", "uro": "utilization review organization",
    "lawfirm": "law firm",
}  # fmt: skip
_DEGREES = {"treater": "MD", "consultant": "MD", "reviewer": "MD", "therapist": "PT", "nurse": "RN"}


@cache
def pool(name: str) -> dict[str, Any]:
    """A YAML file of this folder."""
    content = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    assert isinstance(content, dict)
    return content


@dataclass(slots=True)
class Person:
    """A person: ``surnames`` in the order of the papers, ``told`` as the case was given the name."""

    role: str
    origin: str
    first: str
    middle: str
    surnames: tuple[str, ...]
    woman: bool
    suffix: str = ""
    family_first: bool = False
    nicknames: tuple[str, ...] = ()
    former: str = ""
    english: str = ""
    degree: str = ""
    told: str = ""
    told_as: str = ""
    middle_told: Literal["whole", "initial", ""] = "whole"
    also: tuple[str, ...] = ()

    @property
    def last(self) -> str:
        """All surnames."""
        return " ".join(self.surnames)

    @property
    def title(self) -> str:
        """Mr. or Ms., or Dr. for a physician."""
        return "Dr." if self.degree == "MD" else "Ms." if self.woman else "Mr."


@dataclass(slots=True)
class Firm:
    """A firm, with the spellings in use."""

    role: str
    name: str
    legal: str
    short: str
    abbreviated: str
    told: str = ""

    @property
    def acronym(self) -> str:
        """First letters of the words that count; empty where they are too few to be used."""
        if self.name.startswith("Law Offices"):
            return ""
        words = [word for word in self.name.replace("-", " ").split() if word[0].isupper()]
        return "".join(word[0] for word in words) if len(words) >= 3 else ""


@dataclass(slots=True)
class Cast:
    """Everybody of a case."""

    people: dict[str, Person] = field(default_factory=dict)
    firms: dict[str, Firm] = field(default_factory=dict)
    stranger: Person | None = None


def _halved(values: list[Any], half: int) -> list[Any]:
    return values[half::2] or values


def make_person(role: str, half: int, rng: random.Random, origin: str = "", surname: str = "") -> Person:
    """An invented person, from the half of the lists that belongs to this half of the set."""
    names = pool("names")
    kinds = [key for key, value in names.items() if isinstance(value, dict) and "surnames" in value]
    origin = origin or rng.choice([*kinds, "english", "spanish", "spanish", "words", "words", "eponyms", "eponyms"])
    chosen = names[origin]
    woman = rng.random() < 0.5
    first = rng.choice(_halved(chosen["women" if woman else "men"], half))
    surnames = [surname or rng.choice(_halved(chosen["surnames"], half))]
    middle = ""
    if "middle" in chosen:
        middle = rng.choice(chosen["middle"])
    elif " " not in first and rng.random() < 0.6:
        middle = rng.choice(_halved(names["middles"], half))
    if chosen.get("style") == "two" and not surname and rng.random() < 0.55:
        surnames.append(rng.choice(_halved(chosen["second"], half)))
        middle = ""
    person = Person(role, origin, first, middle, tuple(surnames), woman)
    person.family_first = chosen.get("order") == "family"
    person.nicknames = tuple(names["nicknames"].get(first, ()))
    person.degree = _DEGREES.get(role, "")
    if not woman and not person.degree and rng.random() < 0.15:
        person.suffix = rng.choice(["Jr.", "Sr.", "III", "II"])
    if role in ("patient", "spouse") and woman and rng.random() < 0.35:
        person.former = f"{first} {rng.choice(_halved(names['english']['surnames'], half))}"
        person.also += (person.former,)
    if "english" in chosen and rng.random() < 0.5:
        person.english = rng.choice(_halved(chosen["english"], half))
        person.also += (f"{person.english} {surnames[0]}",)
    _tell(person, rng)
    return person


def _tell(person: Person, rng: random.Random) -> None:
    """Choose how the case was given the name."""
    middle = person.middle
    whole = f"{person.first} {middle}".strip()
    initial = f"{person.first} {middle[0]}." if middle else person.first
    last, suffix = person.last, f" {person.suffix}" if person.suffix else ""
    way = rng.choices(
        ["first middle last", "last, first", "capitals", "without middle name", "with degree", "middle initial",
         "last, first, capitals"], [38, 22, 8, 10, 6, 10, 6])[0]  # fmt: skip
    if way == "with degree" and not person.degree:
        way = "first middle last"
    person.told = {
        "first middle last": f"{whole} {last}{suffix}",
        "last, first": f"{last}, {whole}{suffix}",
        "capitals": f"{whole} {last}{suffix}".upper(),
        "without middle name": f"{person.first} {last}",
        "with degree": f"{whole} {last}, {person.degree}",
        "middle initial": f"{initial} {last}{suffix}",
        "last, first, capitals": f"{last}, {whole}".upper(),
    }[way]
    if middle and way in ("without middle name", "middle initial"):
        person.middle_told = "initial" if way == "middle initial" else ""
    if rng.random() < 0.4:
        person.told = unaccented(person.told)
    person.told_as = way


def make_firm(role: str, half: int, rng: random.Random) -> Firm:
    """An invented firm."""
    firms = pool("firms")
    chosen = rng.choice(_halved(firms[FIRMS[role]], half))
    firm = Firm(role, chosen["name"], rng.choice(firms["legal"][FIRMS[role]]), chosen["short"], chosen["abbreviated"])
    firm.told = rng.choice([firm.name + firm.legal, firm.name + firm.legal, firm.name, firm.name.upper()])
    return firm


def make_cast(half: int, rng: random.Random) -> Cast:
    """Everybody of one case; wife or husband and child mostly share the patient's first surname."""
    cast = Cast()
    for role in PEOPLE:
        patient = cast.people.get("patient")
        if patient and role in ("spouse", "child") and rng.random() < 0.7:
            cast.people[role] = make_person(role, half, rng, patient.origin, patient.surnames[0])
        else:
            cast.people[role] = make_person(role, half, rng)
    for role in FIRMS:
        cast.firms[role] = make_firm(role, half, rng)
    known = {word for person in cast.people.values() for word in person.last.split()}
    while cast.stranger is None or known & set(cast.stranger.last.split()):
        cast.stranger = make_person("stranger", half, rng)
    return cast
