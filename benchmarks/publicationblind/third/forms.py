"""How a person or a firm is written at one place: what the way is called, and the text with its holes."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

from benchmarks.publicationblind.damage import unaccented
from benchmarks.publicationblind.marks import hole
from benchmarks.publicationblind.third.people import PEOPLE, Firm, Person

Form = tuple[str, str]
_PIECES = re.compile(r"[^\W\d_]+")
#: One letter misread, of the words of a scan; the halves have their own.
_SLIPS = {
    "reading": (("o", "0"), ("l", "1"), ("rn", "m"), ("m", "rn"), ("e", "c"), ("B", "8"), ("i", "l")),
    "held-out": (("l", "I"), ("S", "5"), ("d", "cl"), ("w", "vv"), ("h", "b"), ("n", "ri"), ("a", "o")),
}


def slipped(text: str, half: str, rng: random.Random) -> str:
    """The text with one letter of a word of six or more misread; as it is where none can be."""
    places = [
        (word.start() + at, old, new)
        for word in re.finditer(r"[^\W\d_]{6,}", text)
        for old, new in _SLIPS[half]
        for at in (word[0].find(old, 1),)
        if at > 0
    ]
    if not places:
        return text
    at, old, new = rng.choice(places)
    return text[:at] + new + text[at + len(old) :]


def person_form(person: Person, way: str, rng: random.Random) -> Form:
    """One writing of the person, of the ways that the wordings ask for.

    The ways are the keys of ``_WAYS``: in a sentence, behind a label, family name first, with title or degree, in
    capitals or small letters, shortened, spelled, within a file's name.
    """
    return _WAYS[way](person, rng)


def _middle(person: Person, rng: random.Random, initial: bool) -> str:
    if not person.middle or rng.random() < 0.4:
        return ""
    made = person.middle[0] + rng.choice(["", "."]) if initial or len(person.middle) == 1 else person.middle
    return f"{made} " if person.told_middle else hole(made) + " "


def _suffix(person: Person, rng: random.Random) -> str:
    return hole(rng.choice([" ", ", "]) + person.suffix) if person.suffix and rng.random() < 0.7 else ""


def _surname(person: Person, rng: random.Random) -> str:
    """The surname as people write it: two joined or one of them, the joining sign of another kind."""
    surnames = person.surnames
    if len(surnames) == 2:
        return rng.choice(
            [" ".join(surnames), "-".join(surnames), surnames[0], surnames[0], f"{surnames[0]} {surnames[1]}"]
        )
    name = surnames[0]
    if "'" in name:
        return rng.choice([name, name, name.replace("'", "\u2019"), name.replace("'", ""), name.replace("'", "' ")])
    if "-" in name[1:]:
        return rng.choice(
            [
                name,
                name,
                name.replace("-", " - "),
                name.replace("-", " "),
                name if name.index("-") < 4 else name.split("-", maxsplit=1)[0],
                name.replace("-", "\u2010"),
            ]
        )
    if " " in name:
        return rng.choice([name, name, name.title(), name.replace(" ", "")])
    return name


def _accents(text: str, rng: random.Random) -> str:
    return unaccented(text) if rng.random() < 0.5 else text


def _full(person: Person, rng: random.Random) -> Form:
    initial = rng.random() < 0.5
    name = f"{person.given} {_middle(person, rng, initial)}{_surname(person, rng)}{_suffix(person, rng)}"
    return "given surname", _accents(name, rng)


def _initialled(person: Person, rng: random.Random) -> Form:
    sign = rng.choice([". ", ".", " "])
    return "initial surname", _accents(f"{person.given[0]}{sign}{_surname(person, rng)}", rng)


def _comma(person: Person, rng: random.Random) -> Form:
    given = person.given + (" " + _middle(person, rng, True)).rstrip()
    surname = " ".join(person.surnames) + _suffix(person, rng)
    made = _accents(f"{surname},{rng.choice([' ', ' ', ''])}{given}", rng)
    return rng.choice([("surname, given", made), ("surname, given in capitals", made.upper())])


def _rev(person: Person, rng: random.Random) -> Form:
    """Family name first, without a comma where the tradition has it so, or in capitals."""
    made = _accents(f"{_surname(person, rng)} {_middle(person, rng, False)}{person.given}", rng)
    if person.family_first:
        return "surname given", made
    return rng.choice(
        [
            ("surname given in capitals", made.upper()),
            ("surname initial", _accents(f"{_surname(person, rng)} {person.given[0]}.", rng)),
            _comma(person, rng),
        ]
    )


def _nick(person: Person, rng: random.Random) -> Form:
    if not person.nickname:
        return _full(person, rng)
    surname = _surname(person, rng)
    return rng.choice([
        ("nickname surname", f"{person.nickname} {surname}"),
        ("given (nickname) surname", f"{person.given} ({person.nickname}) {surname}"),
        ("given nickname quoted surname", f"{person.given} \u201c{person.nickname}\u201d {surname}"),
    ])  # fmt: skip


def _maiden(person: Person, rng: random.Random) -> Form:
    if not person.maiden:
        return _full(person, rng)
    return rng.choice([
        ("given former surname", f"{person.given} {person.maiden}"),
        ("given surname, née", f"{person.given} {person.surname} {hole('née ')}{person.maiden}"),
        ("former, given", f"{person.maiden}, {person.given}"),
        ("given former-surname", f"{person.given} {person.maiden}-{person.surnames[0]}"),
    ])  # fmt: skip


def _title(person: Person) -> str:
    return "Ms. " if person.woman else "Mr. "


def _mr(person: Person, rng: random.Random) -> Form:
    return "title surname", hole(_title(person)) + _accents(_surname(person, rng), rng)


def _last(person: Person, rng: random.Random) -> Form:
    return "title surname", _accents(_surname(person, rng), rng)


def _short(person: Person, rng: random.Random) -> Form:
    if person.word or rng.random() < 0.3:
        return _mr(person, rng)
    return "surname alone", _accents(_surname(person, rng), rng)


def _poss(person: Person, rng: random.Random) -> Form:
    return "possessive", _accents(_surname(person, rng), rng) + hole(rng.choice(["'s", "\u2019s"]))


def _plural(person: Person, rng: random.Random) -> Form:
    surname = unaccented(person.surnames[-1])
    return "plural", surname + hole("es" if surname.endswith(("s", "z", "x", "ch", "sh")) else "s")


def _given(person: Person, rng: random.Random) -> Form:
    if person.word:
        return _full(person, rng)
    if person.nickname and rng.random() < 0.3:
        return "nickname alone", person.nickname
    return "given alone", _accents(person.given, rng)


def _nickword(person: Person, rng: random.Random) -> Form:
    return ("nickname alone", person.nickname) if person.nickname else _nick(person, rng)


def _initials(person: Person, rng: random.Random) -> Form:
    letters = [
        person.given[0],
        *([person.middle[0]] if person.middle and person.told_middle else []),
        *(one[0] for one in person.surnames),
    ]
    if len(letters) < 3:
        return "initials of two", ""
    return "initials", unaccented(rng.choice(["", "."]).join(letters)).upper()


def _file(person: Person, rng: random.Random) -> Form:
    given, surname = (re.sub(r"[ '.-]", "", unaccented(one)) for one in (person.given, person.surnames[0]))
    return "within a file's name", rng.choice(
        [
            f"{surname}_{given}",
            f"{surname}{given}",
            f"{given}.{surname}",
            f"{surname}-{given}",
            f"{surname.upper()}_{given[0]}",
        ]
    )


def _sig(person: Person, rng: random.Random) -> Form:
    degree = hole(", " + PEOPLE[person.role]) if PEOPLE[person.role] else ""
    if rng.random() < 0.4:
        return "signature in capitals", unaccented(f"{person.surname}, {person.given}").upper() + degree
    return "signature", hole("/s/ ") + _full(person, rng)[1] + degree


def _deg(person: Person, rng: random.Random) -> Form:
    return "name and degree", _full(person, rng)[1] + hole(", " + (PEOPLE[person.role] or "Esq."))


def _drdeg(person: Person, rng: random.Random) -> Form:
    return rng.choice([
        ("title surname", hole("Dr. ") + _last(person, rng)[1]),
        ("title full name", hole("Dr. ") + _full(person, rng)[1]),
        _deg(person, rng),
        ("title initial surname", hole("Dr ") + _initialled(person, rng)[1]),
    ])  # fmt: skip


def _run(person: Person, rng: random.Random) -> Form:
    return rng.choice(
        [
            _full,
            _full,
            _initialled,
            _mr if not PEOPLE[person.role] else _drdeg if PEOPLE[person.role] == "M.D." else _full,
            _nick,
            _short,
            _rev if person.family_first else _full,
        ]
    )(person, rng)


def _es(person: Person, rng: random.Random) -> Form:
    return "Spanish title", hole(rng.choice(["la Sra. ", "doña "] if person.woman else ["el Sr. ", "don "])) + _full(
        person, rng
    )[1]


def _spelled(person: Person, rng: random.Random) -> Form:
    return "spelled out", "-".join(unaccented(re.sub(r"\W", "", person.surnames[0])).upper())


def _capitals(way: Callable[[Person, random.Random], Form]) -> Callable[[Person, random.Random], Form]:
    def capital(person: Person, rng: random.Random) -> Form:
        said, text = way(person, rng)
        return f"{said} in capitals", text.upper()

    return capital


def _lower(person: Person, rng: random.Random) -> Form:
    return "in small letters", unaccented(
        rng.choice([person.surnames[0], f"{person.given} {person.surnames[0]}"])
    ).lower()


def _head(person: Person, rng: random.Random) -> Form:
    return rng.choice([_full, _comma, _comma, _rev, _capitals(_full)])(person, rng)


_WAYS: dict[str, Callable[[Person, random.Random], Form]] = {
    "full": _full, "run": _run, "head": _head, "comma": _comma, "rev": _rev, "deg": _deg, "drdeg": _drdeg, "mr": _mr,
    "short": _short, "last": _last, "poss": _poss, "plural": _plural, "given": _given, "nick": _nick,
    "nickword": _nickword, "maiden": _maiden, "initials": _initials, "file": _file, "sig": _sig, "es": _es,
    "spelled": _spelled, "lower": _lower, "caps": _capitals(_full), "lastcaps": _capitals(_last),
    "mrcaps": _capitals(_mr), "revcaps": _capitals(_rev), "dear": _mr,
}  # fmt: skip


def firm_form(firm: Firm, way: str, rng: random.Random) -> Form:
    """One writing of the firm: ``head`` (whole), ``run`` (as in a sentence), ``caps``."""
    whole = firm.own + (f" {firm.what}" if firm.what else "")
    legal = hole(rng.choice([", ", " "]) + firm.legal) if firm.legal else ""
    if way == "caps":
        return "in capitals", (whole + legal).upper()
    if way == "head" or rng.random() < 0.35:
        return "whole", whole + legal
    ways: list[Form] = [("without legal form", whole)]
    if len(_PIECES.findall(firm.own)) > 1 and firm.what and "," not in firm.own:
        ways += [("first words", firm.own)] * 2
    swapped = whole.replace("&", "and") if "&" in whole else whole.replace(" and ", " & ")
    if swapped != whole:
        ways.append(("and for &", swapped))
    letters = [word[0] for word in whole.replace("-", " ").split() if word[0].isalpha() and word not in ("of", "and")]
    if len(letters) >= 3:
        ways.append(("acronym", "".join(letters).upper()))
    ways.append(("possessive", whole + hole("'s")))
    return rng.choice(ways)
