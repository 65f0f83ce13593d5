"""The third hand's papers: determinations as the Letter model holds them, and records in the layouts of real ones."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.publicationblind.damage import unaccented
from benchmarks.publicationblind.marks import hole, marked, read_marks, wrapped
from benchmarks.publicationblind.papers import HALVES, Half, Paper, Passage, unmarked
from benchmarks.publicationblind.third.forms import firm_form, person_form, slipped
from benchmarks.publicationblind.third.people import Person, make_cast, pool
from openimr.letters.model import Letter
from openimr.publication import Parties

#: First seed of each half.
_SEEDS: dict[Half, int] = {"reading": 310_000_000, "held-out": 640_000_000}
_FILES: dict[Half, str] = {"reading": "reading", "held-out": "heldout"}
_SLOT = re.compile(r"\{([a-z_]+)(?:\.([a-z]+))?(?::(\d+))?(!?)\}")
_WORK = ("warehouse worker", "caregiver", "truck driver", "line cook", "custodian", "press operator", "teacher's aide")
_DAYS = ("%m/%d/%Y", "%B %-d, %Y", "%-m/%-d/%y", "%m/%d/%y", "%b. %-d, %Y", "%d %B %Y")
#: Records whose lines are their layout; the others are set to a width.
_LAID_OUT = frozenset({"request for authorization", "proof of service", "fax cover", "pharmacy and billing",
                       "ehr print", "medical-legal report", "deposition", "utilization review denial"})  # fmt: skip
#: Numbers that the case was told of the employee, and how often.
_TOLD = {"dob": 0.6, "claim": 0.7, "adj": 0.4, "mrn": 0.3, "ssn": 0.3, "street": 0.3}
#: Where the same number stands at each place of a paper.
_ONE = frozenset({"dob", "claim", "adj", "mrn", "ssn", "account"})
#: How often something is misread, in a scan and in other papers.
_MISREAD = {"noisy scan": 0.15, "fax cover": 0.05}


class Writing:
    """Fills wordings for one case.

    Args:
        half: which pools are used.
        number: which paper of the half.
        misread: share of the planted passages that are misread by one letter or figure.
    """

    def __init__(self, half: Half, number: int, misread: float = 0.0) -> None:
        self.half: Half = half
        self.rng = random.Random(_SEEDS[half] + number)
        self.misread = misread
        self.words = pool(_FILES[half])
        self.numbers = pool("numbers")[half]
        self.cast = make_cast(pool("names")[half], self.rng)
        self.day = dt.date(2013, 1, 1) + dt.timedelta(days=self.rng.randrange(1800))
        self.birth = dt.date(1944, 1, 1) + dt.timedelta(days=self.rng.randrange(18000))
        self.fixed = {kind: self._number(kind) for kind in sorted(_ONE)}
        self.home = self._number("street")
        self.told = {kind for kind, share in _TOLD.items() if self.rng.random() < share}

    def parties(self) -> Parties:
        """What the case knows."""
        told = [self.home if kind == "street" else self.fixed[kind] for kind in sorted(self.told)]
        people = [person.party() for person in self.cast.people.values()]
        people[0] = people[0].model_copy(update={"numbers": tuple(told)})
        return Parties(parties=(*people, *(firm.party() for firm in self.cast.firms.values())))

    def filled(self, wording: str) -> str:
        """The wording with its slots filled and what is planted marked."""
        return _SLOT.sub(self._slot, wording)

    def some(self, wordings: list[str], count: int) -> list[str]:
        """So many of the wordings, each once, filled."""
        return [self.filled(one) for one in self.rng.sample(wordings, min(count, len(wordings)))]

    def _slot(self, slot: re.Match[str]) -> str:
        name, way, count, bare = slot[1], slot[2] or "", slot[3], slot[4]
        if name in self.cast.people:
            return self._person(self.cast.people[name], way)
        if name in self.cast.firms:
            said, text = firm_form(self.cast.firms[name], way or "run", self.rng)
            return self._planted("firm", name, said, text, self.cast.firms[name].role)
        if name == "prose":
            return " ".join(self.some(self.words["prose"], int(count)))
        free = {
            "date": self._kept_day,
            "city": lambda: marked("neutral", "city", "alone", self.rng.choice(self.numbers["cities"])),
            "employee_word": lambda: self.rng.choice(_WORK),
            "typist": lambda: marked("neutral", "typist", "initials", self.rng.choice(["kt", "rl", "mjb"])),
        }
        if name in free:
            made: Callable[[], str] = free[name]
            return made()
        return self._labelled(name, bool(bare))

    def _kept_day(self) -> str:
        day = self.day + dt.timedelta(days=self.rng.randrange(900))
        return day.strftime(self.rng.choice(_DAYS)).replace("May.", "May")

    def _labelled(self, kind: str, bare: bool) -> str:
        pattern = "phone" if kind == "fax" else kind
        if pattern == "email":
            value = self._address(self.cast.people["nurse"])
        elif pattern in _ONE:
            value = self.fixed[pattern]
            if pattern == "dob":
                value = self._birth()
        elif pattern == "street" and self.rng.random() < 0.5:
            value = self.home
        else:
            value = self._number(pattern)
        label = "" if bare else self.rng.choice(self.numbers["labels"][kind])
        damage = ""
        if self.rng.random() < self.misread and (told := self._figure_misread(value, kind)) != value:
            value, damage = told, "misread figure"
        shown = (
            hole(value[0:0]) + value if not value.startswith(("XXX-XX-", "***-**-")) else hole(value[:7]) + value[7:]
        )
        plant = marked("number", kind, "as written", shown, damage, "told" if kind in self.told else "not told", label)
        return f"{label} {plant}" if label else plant

    def _figure_misread(self, value: str, kind: str) -> str:
        if kind in ("email", "web", "street", "cityzip", "dob", "ssn"):
            return value
        swaps = {"0": "O", "1": "l"} if self.half == "reading" else {"5": "S", "1": "I", "0": "o"}
        places = [place for place, sign in enumerate(value) if sign in swaps and place]
        if not places:
            return value
        place = self.rng.choice(places)
        return value[:place] + swaps[value[place]] + value[place + 1 :]

    def _person(self, person: Person, way: str) -> str:
        if way in ("fullage", "email", "emailname"):
            if way == "fullage":
                age = self.rng.choice([91, 93, 95]) if self.rng.random() < 0.2 else 51
                old = marked("number", "age", "over 89", str(age)) if age > 89 else str(age)
                return self._person(person, "full") + f", age {old}"
            address = marked("number", "email", "with the name", self._address(person))
            return address if way == "email" else f"{self._person(person, 'full')} [mailto:{address}]"
        said, text = person_form(person, way, self.rng)
        if not text:
            return "---"
        return self._planted("name", person.role, said, text, person.tradition)

    def _planted(self, group: Any, role: str, said: str, text: str, origin: str) -> str:
        damage = ""
        plain = said not in ("initials", "acronym", "plural", "spelled out") and "\ue000" not in text
        if plain and self.rng.random() < self.misread:
            made = slipped(text, self.half, self.rng)
            text, damage = made, "a letter misread" if made != text else ""
        elif plain and self.rng.random() < 0.012 and (long := re.search(r"[^\W\d_]{7,}", text)):
            middle = long.start() + 4
            text, damage = f"{text[:middle]}-\n{text[middle:]}", "broken with a hyphen"
        return marked(group, role, said, text, damage, origin)

    def _address(self, person: Person) -> str:
        given, surname = (re.sub(r"[\W_]", "", unaccented(one)).lower() for one in (person.given, person.surnames[0]))
        local = self.rng.choice(
            [
                f"{given}.{surname}",
                f"{given[0]}{surname}",
                f"{surname}_{given[0]}",
                f"{given}{self.rng.randrange(60, 99)}",
            ]
        )
        return f"{local}@{self.rng.choice(self.numbers['email_domains'])}"

    def _birth(self) -> str:
        if self.rng.random() < 0.7:
            return self.fixed["dob"]
        return self.birth.strftime(self.rng.choice(self.numbers["dob"]))

    def _number(self, kind: str) -> str:
        if kind == "dob":
            return self.birth.strftime(self.rng.choice(self.numbers["dob"]))
        if kind == "zip":
            return f"9{self.rng.randrange(3000, 5999)}"
        pattern = self.rng.choice(self.numbers[kind])
        for part, pool_name in (
            ("{street}", "streets"),
            ("{kind}", "kinds"),
            ("{unit}", "units"),
            ("{city}", "cities"),
        ):
            pattern = pattern.replace(part, self.rng.choice(self.numbers[pool_name]) if part in pattern else "")
        # A unit's own figures are written out in the pool, so that "#212" stays what it is.
        if kind == "street":
            first, rest = pattern.split(" ", 1)
            return f"{self._figures(first)} {rest}"
        return self._figures(pattern)

    def _figures(self, pattern: str) -> str:
        made = re.sub("@", lambda _: self.rng.choice("ABCDEFGHJKLMNPRSTUVWXYZ"), pattern)
        first = self.rng.choice("123456789")
        made = made.replace("#", first, 1)
        return re.sub("#", lambda _: self.rng.choice("0123456789"), made)


def _letter(half: Half, number: int) -> Paper:
    writing = Writing(half, number)
    rng, words = writing.rng, writing.words["letters"]
    items = [
        {
            "heading": writing.filled(rng.choice(words["headings"])),
            "claims_administrator": {"text": writing.filled(rng.choice(words["claims"]))},
            "reviewer_guideline": {"text": writing.filled(rng.choice(words["guideline"]))},
            "rationale": " ".join(writing.some(words["rationale"], rng.randint(3, 5))),
            "decision": rng.choice(["upheld", "overturned"]),
        }
        for _ in range(rng.choice([1, 1, 2]))
    ]
    data: dict[str, Any] = {
        "era": rng.choice(["2013", "2016"]),
        "case_number": f"CM{writing.day.year % 100}-{rng.randrange(1000000):07}",
        "date_of_injury": writing.day.isoformat(),
        "summary": rng.choice([" ", "\n\n"]).join(writing.some(words["summary"], rng.randint(6, 12))),
        "documents_reviewed": writing.some(words["documents"], rng.choice([0, 3, 5])),
        "items": items,
    }
    passages: list[Passage] = []
    letter = Letter.model_validate(unmarked(data, (), passages))
    return _paper(writing, half, number, "letter", tuple(passages), letter)


def _record(half: Half, number: int) -> Paper:
    kinds = pool(_FILES[half])["records"]
    kind = list(kinds)[(number // 2) % len(kinds)]
    writing = Writing(half, number, _MISREAD.get(kind, 0.015))
    text, plants = read_marks(writing.filled(writing.rng.choice(kinds[kind])))
    if kind not in _LAID_OUT:
        text, plants = wrapped(text, plants, writing.rng.choice([70, 80, 92, 104]))
    return _paper(writing, half, number, kind, (Passage(("page", 1), text, plants),), None)


def _paper(
    writing: Writing, half: Half, number: int, kind: str, passages: tuple[Passage, ...], letter: Letter | None
) -> Paper:
    told = {
        role: "surname, given" if person.told_family_first else "given surname"
        for role, person in writing.cast.people.items()
    }
    return Paper(f"{half} {number}", kind, writing.parties(), passages, told, letter)


def papers(half: Half, count: int = 600) -> Iterator[Paper]:
    """So many papers of a half: every other one a letter, the rest records of all kinds in turn.

    >>> [paper.kind for paper in papers("reading", 2)]
    ['letter', 'progress report']
    """
    assert half in HALVES
    for number in range(count):
        yield _record(half, number) if number % 2 else _letter(half, number)
