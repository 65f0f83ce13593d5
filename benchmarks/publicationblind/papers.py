"""Papers with planted identifiers: letters as the Letter model holds them, and records as text."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

from benchmarks.publicationblind.marks import Plant, marked, read_marks, wrapped
from benchmarks.publicationblind.nameforms import firm_text, person_text
from benchmarks.publicationblind.numberforms import Numbers, kept
from benchmarks.publicationblind.people import FIRMS, PEOPLE, Cast, make_cast, pool
from openimr.letters.model import Letter
from openimr.publication import Parties, Party

Half = Literal["reading", "held-out"]
HALVES: tuple[Half, Half] = ("reading", "held-out")
#: First seed of each half; paper n of a half has the n-th seed from there.
_SEEDS = {"reading": 52_000_000, "held-out": 87_000_000}
_BLANK = re.compile(r"\{(@?)([a-z_]+)(?::([a-z0-9_]+))?\}")
Place = tuple[str | int, ...]

#: Kinds of record that people also jot down in small letters.
_JOTTED = ("dictation", "e-mail", "therapy note")
#: Numbers that the case may have been told, of which party, and how often.
_TOLD = (
    ("patient", "dob", "", 0.6), ("patient", "claim", "", 0.7), ("patient", "ssn", "patient", 0.3),
    ("patient", "mrn", "", 0.3), ("patient", "phone", "patient", 0.3), ("patient", "adj", "", 0.4),
    ("patient", "street", "patient", 0.3), ("treater", "licence", "treater", 0.3), ("treater", "npi", "treater", 0.3),
    ("adjuster", "phone", "adjuster", 0.2), ("adjuster", "email", "adjuster", 0.3),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Passage:
    """One text of a paper and what is planted in it."""

    place: Place
    text: str
    plants: tuple[Plant, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of an invented case: ``letter`` for a letter, None for a record, which has one passage."""

    name: str
    kind: str
    parties: Parties
    passages: tuple[Passage, ...]
    told_as: dict[str, str]
    letter: Letter | None


class Writing:
    """Fills wordings for one case."""

    def __init__(self, half: Half, number: int, damaged: float) -> None:
        self.rng = random.Random(_SEEDS[half] + number)
        self.share = damaged
        self.cast: Cast = make_cast(HALVES.index(half), self.rng)
        self.numbers = Numbers(self.cast, self.rng)
        self.numbers.told = {(kind, whose) for _, kind, whose, share in _TOLD if self.rng.random() < share}
        self.jotted = False
        self.today = dt.date(2012, 6, 1) + dt.timedelta(days=self.rng.randrange(1800))

    def filled(self, wording: str) -> str:
        """The wording with everything in braces written, as marked text."""
        return _BLANK.sub(self._fill, wording)

    def pick(self, wordings: list[str], count: int) -> list[str]:
        """So many wordings, each once, filled."""
        return [self.filled(one) for one in self.rng.sample(wordings, min(count, len(wordings)))]

    def _fill(self, match: re.Match[str]) -> str:
        phrase, word, how = match.group(1), match.group(2), match.group(3) or ""
        if phrase:
            text = self._phrase(word)
            return marked("decoy", word.removeprefix("decoy_"), "", text) if word.startswith("decoy") else text
        if word in PEOPLE and how == "mi":
            middle = self.cast.people[word].middle
            return marked("neutral", "middle initial alone", "", middle[0]) if middle else ""
        if word in PEOPLE:
            return person_text(self.cast.people[word], how or "any", self.share, self.rng, self.jotted)
        if word in FIRMS:
            return firm_text(self.cast.firms[word], how or "any", self.share, self.rng, self.jotted)
        if word in ("stranger", "stranger_sign"):
            assert self.cast.stranger is not None
            if word == "stranger":
                return person_text(self.cast.stranger, "last", 0, self.rng)
            return person_text(self.cast.stranger, "full", 0, self.rng) + self.rng.choice([", M.D.", ", MD"])
        if word == "typist":
            return marked("neutral", "typist", "", "".join(self.rng.choices("abcdefghkmnprstvw", k=2)))
        if word in ("date", "imr"):
            return kept(word, how, self.today, self.rng)
        return self.numbers.write(word, how, self.share)

    def _phrase(self, word: str) -> str:
        """One of a pool of phrases; behind a label that is misread nothing else is damaged."""
        wording, share = self.rng.choice(pool("phrases")[word]), self.share
        if word.startswith("said"):
            self.numbers.label = _BLANK.sub("", wording).replace("\n", " ").strip()
            if word.endswith("misread"):
                self.share = 0
        text = self.filled(wording)
        self.share, self.numbers.label = share, ""
        return text

    def parties(self) -> Parties:
        """What the case was told."""
        told: dict[str, list[str]] = {}
        for role, kind, whose, _ in _TOLD:
            if (kind, whose) in self.numbers.told:
                value = f"{self.numbers.birth:%m/%d/%Y}" if kind == "dob" else self.numbers.value(kind, whose)
                told.setdefault(role, []).append(value)
        people = [
            Party(role=PEOPLE[role], name=person.told, also=person.also, numbers=tuple(told.get(role, ())))
            for role, person in self.cast.people.items()
        ]
        firms = [Party(role=FIRMS[role], name=firm.told, kind="firm") for role, firm in self.cast.firms.items()]
        return Parties(parties=(*people, *firms))

    def told_as(self) -> dict[str, str]:
        """How the name of each person was told."""
        return {role: person.told_as for role, person in self.cast.people.items()}


def _letter(half: Half, number: int) -> Paper:
    writing = Writing(half, number, 0.14)
    rng, words = writing.rng, pool("letters")
    summary = writing.pick(words["summary"], rng.randint(5, 11))
    items = [
        {
            "heading": writing.filled(rng.choice(words["headings"])),
            "claims_administrator": {"text": writing.filled(rng.choice(words["claims"]))},
            "reviewer_guideline": {"text": writing.filled(rng.choice(words["guideline"]))},
            "rationale": " ".join(writing.pick(words["rationale"], rng.randint(3, 6))),
            "decision": rng.choice(["upheld", "overturned"]),
        }
        for _ in range(rng.choice([1, 1, 2, 3]))
    ]
    data: dict[str, Any] = {
        "era": rng.choice(["2013", "2016"]),
        "case_number": kept("imr", "", writing.today, rng),
        "date_of_injury": writing.today.isoformat(),
        "summary": rng.choice([" ", " ", "\n\n"]).join(summary),
        "documents_reviewed": writing.pick(words["documents"], rng.choice([0, 2, 4])),
        "gaps": writing.pick(words["gaps"], rng.choice([0, 0, 1])),
        "items": items,
    }
    passages: list[Passage] = []
    letter = Letter.model_validate(unmarked(data, (), passages))
    return Paper(f"{half} {number}", "letter", writing.parties(), tuple(passages), writing.told_as(), letter)


def unmarked(data: Any, place: Place, passages: list[Passage]) -> Any:
    """The data without marks; every text of it that has any is added to the passages."""
    if isinstance(data, dict):
        return {key: unmarked(value, (*place, key), passages) for key, value in data.items()}
    if isinstance(data, list):
        return [unmarked(value, (*place, index), passages) for index, value in enumerate(data)]
    if not isinstance(data, str):
        return data
    text, plants = read_marks(data)
    passages.append(Passage(place, text, plants))
    return text


def _record(half: Half, number: int) -> Paper:
    writing = Writing(half, number, 0.2)
    rng, kinds = writing.rng, pool("records")
    kind = list(kinds)[(number // 2) % len(kinds)]
    wording = kinds[kind]
    writing.jotted = kind in _JOTTED
    head = writing.filled(rng.choice(wording["head"]))
    body = writing.pick(wording["body"], rng.randint(*wording["lines"]))
    foot = writing.filled(rng.choice(wording["foot"]))
    joined = rng.choice(["\n", "\n\n", " "]).join(body)
    text, plants = read_marks(f"{head}\n{joined}\n\n{foot}\n")
    text, plants = wrapped(text, plants, rng.choice([72, 84, 96, 110]))
    passage = Passage(("page", 1), text, plants)
    return Paper(f"{half} {number}", kind, writing.parties(), (passage,), writing.told_as(), None)


def papers(half: Half, count: int = 1200) -> Iterator[Paper]:
    """So many papers of a half: every other one a letter, the rest records of all kinds in turn.

    >>> [paper.kind for paper in papers("reading", 2)]
    ['letter', 'progress report']
    """
    for number in range(count):
        yield _record(half, number) if number % 2 else _letter(half, number)
