"""Dockets made from a seed: reviewers with relations, cases with parties, and planted conflicts whose truth is known.

No name belongs to anyone: syllables are joined at random. A planted conflict is told in another spelling than the case
prints: capitals, initials, order, "Inc.", a letter lost. Whoever assigns such a pair has missed it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from random import Random

from openimr.panel.model import (
    CaseItem,
    CaseParty,
    Certification,
    Disclosure,
    Licence,
    PanelCase,
    Period,
    Practice,
    Reviewer,
    Roster,
)

DAY = dt.date(2014, 6, 2)
_CONSONANTS = (
    "b", "br", "c", "d", "dr", "f", "g", "gr", "h", "k", "l", "m", "n", "p", "r", "s", "st", "t", "tr", "v", "w",
)  # fmt: skip
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_ENDS = ("n", "r", "s", "l", "ck", "rd", "m", "x")
_KINDS = (
    "Medical Group",
    "Insurance Company",
    "Spine Institute",
    "Claims Services, Inc.",
    "Hospital",
    "LLC",
    "Surgery Center",
)
SPECIALTIES = (
    "orthopedic-surgery", "physical-medicine", "pain-medicine", "occupational-medicine", "neurology",
    "psychiatry", "family-practice", "chiropractic", "internal-medicine", "neurological-surgery",
)  # fmt: skip
ITEMS = (
    CaseItem("lumbar epidural", "injection", "epidural_steroid_injection", ("lumbar spine",)),
    CaseItem("knee arthroscopy", "surgery", "knee_surgery", ("knee",)),
    CaseItem("twelve visits of therapy", "rehabilitation", "physical_therapy", ("shoulder",)),
    CaseItem("MRI", "diagnostic", "mri", ("cervical spine",)),
    CaseItem("tramadol", "pharmaceutical", "medication"),
    CaseItem("psychotherapy", "behavioral", "psychotherapy"),
    CaseItem("back brace", "dmepos", "lumbar_orthosis", ("lumbar spine",)),
    CaseItem("nerve test", "diagnostic", "emg_ncv", ("upper extremity",)),
)
#: Roles of people and of firms, as a case names them.
PEOPLE = ("employee", "requesting_physician", "attorney", "adjuster", "ur_physician")
FIRMS = ("employer", "claims_administrator", "facility", "utilization_review_organization", "manufacturer")


@dataclass(frozen=True, slots=True)
class Docket:
    """A docket and the pairs (position of the case, of the reviewer) between which a conflict was planted."""

    roster: Roster
    cases: list[PanelCase]
    planted: frozenset[tuple[int, int]]


class Names:
    """Names that nobody bears, from a random source."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.given = [self._word(2) for _ in range(250)]
        self.family = [self._word(3) for _ in range(2500)]
        self.first = [self._word(3) for _ in range(1200)]

    def _word(self, syllables: int) -> str:
        made = "".join(
            self.random.choice(_CONSONANTS) + self.random.choice(_VOWELS)
            for _ in range(self.random.randint(2, syllables))
        )
        return (made + self.random.choice(_ENDS)).capitalize()

    def person(self) -> str:
        """A person's name."""
        return f"{self.random.choice(self.given)} {self.random.choice(self.family)}"

    def firm(self) -> str:
        """A firm's name."""
        return f"{self.random.choice(self.first)} {self.random.choice(self.first)} {self.random.choice(_KINDS)}"


def otherwise(name: str, random: Random) -> str:
    """The same name as another paper might print it.

    >>> otherwise("Ada Quince", Random(3)) != "Ada Quince"
    True
    """
    words = name.replace(",", "").replace(".", "").split()
    person = len(words) == 2 and not {"LLC", "Hospital"} & set(words)
    if person:
        given, family = words
        forms = [f"{family}, {given}", f"{given[0]}. {family}", f"{given} {family}, MD", name.upper(), f"Dr. {family}"]
    else:
        forms = [name.upper(), f"The {name}", f"{name}, Inc.", name.replace("Services", "Svcs"), name + " (billing)"]
    told = random.choice([form for form in forms if form != name])
    long = [word for word in words[:2] if len(word) > 7 and word in told]
    if long and random.random() < 0.3:
        word = long[-1]
        at = random.randrange(2, len(word) - 1)
        told = told.replace(word, word[:at] + word[at + 1 :], 1)
    return told


def reviewer(number: int, random: Random, names: Names, relations: int, *, flawed: float = 0.1) -> Reviewer:
    """A reviewer with this many relations; a share of ``flawed`` is not qualified, or not known to be."""
    specialty = random.choice(SPECIALTIES)
    discipline = {"chiropractic": "chiropractor"}.get(specialty, "md")
    second = random.choice(SPECIALTIES) if random.random() < 0.3 else specialty
    since = dt.date(random.randint(1985, 2007), random.randint(1, 12), 1)
    made = Reviewer(
        id=f"r{number:04}",
        name=names.person(),
        discipline=discipline,
        licences=tuple(
            Licence(state, True, False, Period(since, dt.date(2016, random.randint(1, 12), 28)))
            for state in (["CA"] if random.random() < 0.63 else random.sample(("NV", "TX", "AZ", "NY"), 2))
        ),
        certifications=tuple(
            Certification(one, one, Period(since, dt.date(2019, 12, 31))) for one in dict.fromkeys((specialty, second))
        ),
        practice=(Practice(Period(since), float(random.choice((24, 30, 40)))),),
        sanctions=(),
        appointments=(),
        disclosures=tuple(
            Disclosure(
                "professional",
                random.choice(("employment", "contractor", "partnership")),
                names.firm() if random.random() < 0.7 else names.person(),
                period=Period(since),
            )
            for _ in range(relations)
        ),
        treatments=frozenset({"injection", "surgery", "rehabilitation", "diagnostic", "pharmaceutical", "dmepos"}),
        capacity=random.randint(2, 6),
        load=random.randint(0, 2),
        usual_days=random.randint(3, 12),
        expedited=random.random() < 0.5,
    )
    if random.random() < flawed:
        flaw: dict[str, object] = random.choice(
            ({"sanctions": None}, {"licences": ()}, {"certifications": None}, {"practice": ()}, {"disclosures": None},
             {"capacity": None})
        )  # fmt: skip
        made = replace(made, **flaw)  # type: ignore[arg-type]
    return made


def case(number: int, random: Random, names: Names, payers: Sequence[str]) -> PanelCase:
    """A case with ten parties and one to three items."""
    parties = [CaseParty(role, names.person()) for role in PEOPLE]
    parties += [CaseParty(role, random.choice(payers) if role == "claims_administrator" else names.firm())
                for role in FIRMS]  # fmt: skip
    return PanelCase(
        id=f"c{number:05}",
        parties=tuple(parties),
        items=tuple(random.sample(ITEMS, random.choice((1, 1, 1, 2)))),
        priority="expedited" if random.random() < 0.05 else "standard",
        due=DAY + dt.timedelta(days=random.randint(3, 30)),
    )


def docket(
    seed: int, cases: int, reviewers: int, relations: int, *, planted: int, names: Names | None = None
) -> Docket:
    """A docket with planted conflicts.

    Args:
        seed: the same seed makes the same docket.
        cases, reviewers, relations: how many; relations are for each reviewer.
        planted: conflicts between a reviewer and a case, each in another spelling than the case prints.
        names: names made before, to save the time of making them.
    """
    random = Random(seed)
    names = names or Names(random)
    names.random = random
    payers = [names.firm() for _ in range(min(40, cases))]
    people = [reviewer(number, random, names, relations) for number in range(reviewers)]
    made = [case(number, random, names, payers) for number in range(cases)]
    pairs: set[tuple[int, int]] = set()
    told: dict[tuple[int, int], Disclosure] = {}
    for _ in range(planted if cases and reviewers else 0):
        at, who = random.randrange(cases), random.randrange(reviewers)
        party = random.choice([one for one in made[at].parties if one.role != "claims_administrator"])
        kind, relation = random.choice((("professional", "employment"), ("familial", "spouse"), ("financial", None)))
        tie = Disclosure(
            kind,  # type: ignore[arg-type]
            relation,
            otherwise(party.name or "", random),
            percent=8.0 if kind == "financial" else None,
        )
        people[who] = replace(people[who], disclosures=(*(people[who].disclosures or ())[1:], tie))
        pairs.add((at, who))
        told[at, who] = tie
    return Docket(Roster(tuple(people)), made, frozenset(_still(pairs, people, told)))


def _still(
    pairs: set[tuple[int, int]], people: Sequence[Reviewer], told: dict[tuple[int, int], Disclosure]
) -> Iterator[tuple[int, int]]:
    """Pairs whose planted relation is still on file; a later one may have taken its place."""
    for at, who in pairs:
        if told[at, who] in (people[who].disclosures or ()):
            yield at, who
