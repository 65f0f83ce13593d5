"""Letters and records with planted identifiers, for the measure of publication: what is planted, and where, is known.

A seed and a pool decide a paper. The writers of names and numbers stand here and in plantednames.yaml; none of them is
taken from the rules that look for them. Every person, firm and number is invented.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

import yaml

Pool = Literal["tuned", "held_out"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"]  # fmt: skip
_PERSONS = ("employee", "physician", "adjuster", "attorney", "family")
_FIRMS = ("employer", "administrator", "facility")
_TITLES = {"physician": ("Dr. ", "Doctor ", "DR. "), "employee": ("Mr. ", "Ms. ", "Mrs. "),
           "adjuster": ("Ms. ", "Mr. "), "attorney": ("Attorney ", "Mr. "), "family": ("Mrs. ", "Mr. ")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Planted:
    """An identifier in a paper: its span, whether it is a name or a number, how it was written, whether it is known."""

    start: int
    end: int
    kind: Literal["name", "number"]
    writer: str
    known: bool


@dataclass(frozen=True, slots=True)
class PlantedParty:
    """A party that the case tells of."""

    role: str
    name: str
    firm: bool


@dataclass(slots=True)
class Paper:
    """A generated letter or record."""

    text: str
    parties: tuple[PlantedParty, ...]
    planted: list[Planted] = field(default_factory=list)


def paper(seed: int, pool: Pool = "tuned") -> Paper:
    """One paper of 14 to 26 lines.

    >>> made = paper(1)
    >>> made == paper(1), len(made.planted) > 5
    (True, True)
    """
    return _Writer(random.Random(f"{pool} {seed}"), pool).paper()


class _Writer:
    def __init__(self, chance: random.Random, pool: Pool) -> None:
        self.chance = chance
        self.words = _words()[pool]
        self.parties: dict[str, tuple[str, ...]] = {}
        names = list(self.words["surname"])
        chance.shuffle(names)
        for role in _PERSONS:
            surname = names.pop()
            draw = chance.random()
            if draw < 0.12:
                surname = chance.choice(self.words["double_meaning"])
            elif draw < 0.25:
                surname += chance.choice(["-", " "]) + names.pop()
            self.parties[role] = (self.pick("given"), chance.choice("ABDEGJLMRT"), surname)
        self.strangers = names
        firms = chance.sample(self.words["firms"], len(_FIRMS))
        self.firms = dict(zip(_FIRMS, firms, strict=True))
        self.text = ""
        self.planted: list[Planted] = []

    def pick(self, key: str) -> Any:
        return self.chance.choice(self.words[key])

    def paper(self) -> Paper:
        chance = self.chance
        for _ in range(chance.randint(14, 26)):
            key = chance.choices(
                ["known_sentences", "stranger_sentences", "number_sentences", "traps"], [45, 6, 22, 27]
            )[0]
            self.line(self.pick(key))
            self.text += chance.choice(["\n", "\n", " "])
        known = [PlantedParty(role, f"{g} {m}. {s}", False) for role, (g, m, s) in self.parties.items()]
        known += [PlantedParty(role, name, True) for role, name in self.firms.items()]
        return Paper(self.text, tuple(known), self.planted)

    def line(self, form: str) -> None:
        for part in re.split(r"(\{\w+\})", form):
            if not part.startswith("{"):
                self.text += part
                continue
            slot = part[1:-1]
            if slot in self.parties:
                before, name, writer = self.person(slot)
                self.text += before
                self.plant(name, "name", f"person: {writer}")
            elif slot in self.firms:
                name, writer = self.firm(self.firms[slot])
                self.plant(name, "name", f"firm: {writer}")
            elif slot == "possessive":
                self.plant(self.parties["employee"][2], "name", "person: possessive")
                self.text += "'s"
            elif slot.startswith("stranger"):
                surname = self.chance.choice(self.strangers)
                full = slot == "stranger_full"
                name = f"{self.pick('given')} {surname}" if full else surname
                self.plant(name, "name", "stranger", known=False)
            elif slot == "date":
                self.text += self.date(2009, 2016)
            elif slot == "unit":
                self.plant(str(self.chance.randint(100, 999)), "number", "street", known=False)
            else:
                self.number(slot)

    def plant(self, what: str, kind: Literal["name", "number"], writer: str, *, known: bool = True) -> None:
        self.planted.append(Planted(len(self.text), len(self.text) + len(what), kind, writer, known))
        self.text += what

    def person(self, role: str) -> tuple[str, str, str]:
        """What stands before the name, the name as written, and the writer."""
        given, middle, surname = self.parties[role]
        title = self.chance.choice(_TITLES[role])
        writers: list[tuple[str, Callable[[], str], str]] = [
            ("full", lambda: f"{given} {surname}", ""),
            ("full with middle", lambda: f"{given} {middle}. {surname}", ""),
            ("last first", lambda: f"{surname}, {given}", ""),
            ("last first middle", lambda: f"{surname}, {given} {middle}.", ""),
            ("initial", lambda: f"{given[0]}. {surname}", ""),
            ("two initials", lambda: f"{given[0]}.{middle}. {surname}", ""),
            ("last initial", lambda: f"{surname} {given[0]}.", ""),
            ("title", lambda: surname, title),
            ("title full", lambda: f"{given} {surname}", title),
            ("surname alone", lambda: surname, ""),
            ("capitals", lambda: f"{given} {surname}".upper(), ""),
            ("capitals last first", lambda: f"{surname}, {given}".upper(), ""),
            ("capitals surname", lambda: surname.upper(), title.upper()),
            ("line end", lambda: _broken(self.chance, surname), title),
            ("line between", lambda: f"{given}\n{surname}", ""),
            ("nickname", lambda: f"{self.words['nicknames'].get(given, given)} {surname}", ""),
            ("joined", lambda: f"{given}{surname}", ""),
            ("split", lambda: _split(self.chance, surname), title),
            ("no accents", lambda: _plain(f"{given} {surname}"), ""),
            ("half of double", lambda: max(re.split(r"[- ]", surname), key=len), title),
            ("no hyphen", lambda: f"{given} {surname.replace('-', ' ')}", ""),
            ("slip", lambda: _slip(self.chance, surname), title),
            ("slip full", lambda: f"{given} {_slip(self.chance, surname)}", ""),
            ("slip in given", lambda: f"{_slip(self.chance, given)} {surname}", ""),
            ("lower", lambda: f"{given} {surname}".lower(), ""),
        ]
        if role == "employee":
            writers.append(("given alone", lambda: given, ""))
        name, write, before = self.chance.choice(writers)
        return before, write(), name

    def firm(self, full: str) -> tuple[str, str]:
        bare = re.sub(r",? (?:Inc\.|LLC|Co\.|LLP|Corp\.|P\.C\.|APC|Company)$", "", full)
        words = [word for word in re.findall(r"\w+", bare) if word not in ("and", "of")]
        writers = {
            "full": full,
            "bare": bare,
            "capitals": full.upper(),
            "bare capitals": bare.upper(),
            "no comma": full.replace(",", ""),
            "and": bare.replace("&", "and") if "&" in bare else bare.replace(" and ", " & "),
            "line between": bare.replace(" ", "\n", 1),
            "slip": _slip(self.chance, bare),
        }
        if len(words) >= 3:
            writers["acronym"] = "".join(word[0] for word in words).upper()
        name = self.chance.choice(sorted(writers))
        return writers[name], name

    def number(self, slot: str) -> None:
        chance, words = self.chance, self.words
        if slot == "number":
            before, form = self.pick("numbers")
            self.text += before
            self.plant(self.filled(form), "number", before.strip() or form, known=False)
        elif slot == "phone":
            self.text += self.pick("phone_lead")
            self.plant(self.filled(self.pick("phones")), "number", "phone", known=False)
        elif slot == "email":
            given, _, surname = self.parties[chance.choice(_PERSONS)]
            local = chance.choice([f"{given}.{surname}", f"{given[0]}{surname}", f"{surname}_{given[0]}", surname])
            local = re.sub(r"[^a-z._]", "", _plain(local).lower())
            self.plant(f"{local}@{self.pick('hosts')}", "number", "e-mail", known=False)
        elif slot == "web":
            head = chance.choice(["www.", "https://", "http://www."])
            self.plant(f"{head}{self.pick('hosts')}/portal", "number", "web", known=False)
        elif slot == "street":
            where = chance.choice(["", "", "N. ", "West "])
            self.plant(f"{chance.randint(11, 9999)} {where}{self.pick('streets')} {self.pick('street_kinds')}",
                       "number", "street", known=False)  # fmt: skip
        elif slot == "city":
            state = chance.choice(["CA ", "California ", "CA  "])
            more = chance.choice(["", f"-{chance.randint(1000, 9999)}"])
            code = f"9{chance.randint(1000, 6999)}{more}"
            self.plant(f"{self.pick('cities')}, {state}{code}", "number", "city", known=False)
        elif slot == "pobox":
            box = chance.choice(["P.O. Box", "PO Box", "P. O. Box", "Post Office Box"])
            self.plant(f"{box} {chance.randint(10, 99999)}", "number", "P.O. box", known=False)
        elif slot == "birth":
            self.text += self.pick("birth")
            self.plant(self.date(1930, 1995), "number", "birth date", known=False)
        elif slot == "over89":
            form = self.pick("ages")
            before, after = form.split("{age}")
            self.text += before
            self.plant(str(chance.randint(90, 104)), "number", "age over 89", known=False)
            self.text += after
        else:
            raise KeyError(f"no slot {slot} in {sorted(words)}")

    def filled(self, form: str) -> str:
        def drawn(match: re.Match[str]) -> str:
            letters, count = "0123456789" if match[1] == "d" else "ABCDEFGHJKLMNPRSTUVWXYZ", int(match[2] or 1)
            return "".join(self.chance.choice(letters) for _ in range(count))

        return re.sub(r"\{([dL])(\d*)\}", drawn, form)

    def date(self, first: int, last: int) -> str:
        month, day, year = self.chance.randint(1, 12), self.chance.randint(1, 28), self.chance.randint(first, last)
        return str(self.pick("dates")).format(
            m=month, m2=f"{month:02}", day=day, day2=f"{day:02}", y4=year, y2=f"{year % 100:02}",
            month=_MONTHS[month - 1], mon=_MONTHS[month - 1][:3],
        )  # fmt: skip


def _plain(name: str) -> str:
    """A name without its accents."""
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("ø", "o")


def _broken(chance: random.Random, name: str) -> str:
    places = [at for at in range(2, len(name) - 1) if name[at - 1].isalpha() and name[at].isalpha()]
    at = chance.choice(places) if places else len(name)
    return f"{name[:at]}-\n{name[at:]}" if places else name


def _split(chance: random.Random, name: str) -> str:
    places = [at for at in range(2, len(name) - 1) if name[at - 1].isalpha() and name[at].isalpha()]
    if not places:
        return name
    at = chance.choice(places)
    return f"{name[:at]} {name[at:]}"


def _slip(chance: random.Random, name: str) -> str:
    """One slip of page reading or of the keyboard, never in the first letter."""
    kinds: list[Callable[[str], str]] = [
        lambda n: n.replace("o", "0", 1),
        lambda n: re.sub(r"(?<=.)[li]", "1", n, count=1),
        lambda n: re.sub(r"(?<=.)l", "I", n, count=1),
        lambda n: re.sub(r"(?<=.)m", "rn", n, count=1),
        lambda n: n.replace("rn", "m", 1),
        lambda n: re.sub(r"(?<=.)d", "cl", n, count=1),
        lambda n: re.sub(r"(?<=.)e", "c", n, count=1),
        _letter_missing(chance),
        _letters_exchanged(chance),
        _letter_twice(chance),
    ]
    chance.shuffle(kinds)
    for kind in kinds:
        if (slipped := kind(name)) != name:
            return slipped
    return name


def _inside(chance: random.Random, name: str) -> int:
    return chance.choice([at for at in range(1, len(name) - 1) if name[at].isalpha() and name[at + 1].isalpha()] or [0])


def _letter_missing(chance: random.Random) -> Callable[[str], str]:
    def slip(name: str) -> str:
        at = _inside(chance, name)
        return name[:at] + name[at + 1 :] if at and len(name) > 5 else name

    return slip


def _letters_exchanged(chance: random.Random) -> Callable[[str], str]:
    def slip(name: str) -> str:
        at = _inside(chance, name)
        return name[:at] + name[at + 1] + name[at] + name[at + 2 :] if at and len(name) > 5 else name

    return slip


def _letter_twice(chance: random.Random) -> Callable[[str], str]:
    def slip(name: str) -> str:
        at = _inside(chance, name)
        return name[: at + 1] + name[at:] if at else name

    return slip


@cache
def _words() -> dict[str, dict[str, Any]]:
    words: dict[str, dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    )
    return words
