"""How a name is written in letters and records: the forms of a person's and a firm's name, and where each is used."""

from __future__ import annotations

import random
from collections.abc import Callable

from benchmarks.publicationblind.damage import HEADINGS, JOTTED, NAMES, damaged, unaccented
from benchmarks.publicationblind.marks import Group, hole, marked
from benchmarks.publicationblind.people import Firm, Person, pool

_PARTICLES = frozenset({
    "de", "la", "las", "los", "del", "dela", "van", "den", "der", "von", "di", "da", "al", "el", "le",
    "bin", "abu", "ter", "st.", "mac",
})  # fmt: skip
#: Letters together that mean something else in these papers, so that nobody would read them as somebody's initials.
_ABBREVIATIONS = frozenset({
    "MD", "PT", "PA", "RN", "OR", "ER", "MS", "DC", "AC", "PM", "AM", "UR", "QME", "MRI", "CT", "EMG", "ROM",
    "SLR", "TENS", "LBP", "HEP", "PRN", "TID", "BID", "NP", "OT", "DO", "CC", "RE", "VAS", "BP",
})  # fmt: skip
Form = Callable[[Person, random.Random], str | None]


def _middle(person: Person, text: str) -> str:
    """A middle name that the case was not told, or only the initial of it, is none that it has to find."""
    told = person.middle_told == "whole" or (person.middle_told == "initial" and len(text) == 2)
    return text if told else hole(text)


def _middle_initial(person: Person) -> str | None:
    return _middle(person, f"{person.middle[0]}.") if person.middle else None


def _first_middle_last(person: Person, rng: random.Random) -> str | None:
    return f"{person.first} {_middle(person, person.middle)} {person.last}" if person.middle else None


def _first_m_last(person: Person, rng: random.Random) -> str | None:
    return f"{person.first} {_middle_initial(person)} {person.last}" if person.middle else None


def _family_first(person: Person, rng: random.Random) -> str | None:
    if not person.family_first:
        return None
    return f"{person.last} {_middle(person, person.middle)} {person.first}" if person.middle else (
        f"{person.last} {person.first}")  # fmt: skip


def _initials(person: Person, rng: random.Random) -> str | None:
    if len(person.surnames) > 1 or any(sign in person.last for sign in " -'ʻ") or " " in person.first:
        return None
    letters = person.first[0] + (person.middle[0] if person.middle and person.middle_told else "") + person.last[0]
    letters = unaccented(letters)
    if len(letters) < 3 or letters in _ABBREVIATIONS:
        return None
    return rng.choice([letters, ".".join(letters) + ".", letters])


def _half(person: Person, rng: random.Random) -> str | None:
    parts = person.surnames if len(person.surnames) > 1 else tuple(person.last.split("-"))
    parts = tuple(part for part in parts if len(part) > 3)
    return rng.choice(parts) if len(parts) > 1 else None


def _other_hyphen(person: Person, rng: random.Random) -> str | None:
    if len(person.surnames) > 1:
        return f"{person.first} {'-'.join(person.surnames)}"
    return f"{person.first} {person.last.replace('-', ' ')}" if "-" in person.last else None


def _first_other_hyphen(person: Person, rng: random.Random) -> str | None:
    if "-" in person.first:
        parts = person.first.split("-")
        return rng.choice([" ".join(parts), parts[0] + parts[1].lower()]) + f" {person.last}"
    return None


def _particle(person: Person, rng: random.Random) -> str | None:
    words = person.surnames[0].split()
    if len(words) < 2 or words[0].lower() not in _PARTICLES:
        return None
    title = " ".join(word[0].upper() + word[1:] for word in words)
    joined = "".join(words)
    return f"{person.first} {rng.choice([title, joined, joined[0].upper() + joined[1:].lower()])}"


def _mc(person: Person, rng: random.Random) -> str | None:
    last = person.surnames[0]
    for start in ("Mc", "Mac", "O'", "D'"):
        if last.startswith(start) and len(last) > len(start) + 2:
            rest, start = last[len(start) :], start.rstrip("'")
            return f"{person.first} " + rng.choice([f"{start} {rest}", start + rest.lower()])
    if last.startswith(("Al-", "El-", "Ter-")):
        start, rest = last.split("-", 1)
        return f"{person.first} " + rng.choice([f"{start} {rest}", start + rest.lower()])
    return None


def _nick_last(person: Person, rng: random.Random) -> str | None:
    return f"{rng.choice(person.nicknames)} {person.surnames[0]}" if person.nicknames else None


def _quoted(person: Person, rng: random.Random) -> str | None:
    return f"{person.first} \"{rng.choice(person.nicknames)}\" {person.surnames[0]}" if person.nicknames else None


def _english_last(person: Person, rng: random.Random) -> str | None:
    return f"{person.english} {person.surnames[0]}" if person.english else None


def _suffixed(person: Person, rng: random.Random) -> str | None:
    if not person.suffix:
        return None
    return rng.choice([f"{person.first} {person.last}{hole(f' {person.suffix}')}",
                       f"{person.first} {person.last}{hole(f', {person.suffix}')}",
                       f"{person.last}{hole(f' {person.suffix}')}, {person.first}"])  # fmt: skip


def _transliterated(person: Person, rng: random.Random) -> str | None:
    others = pool("names")["transliterations"]
    first, last = others.get(person.first), others.get(person.last)
    if not first and not last:
        return None
    return f"{rng.choice(first) if first else person.first} {rng.choice(last) if last else person.last}"


def _for_a_file(person: Person, rng: random.Random) -> str:
    """The particle of a surname tells nobody, where the rest is found."""
    words = person.surnames[0].split()
    first = words.pop(0) if len(words) > 1 and words[0].lower() in _PARTICLES else ""
    return (hole(f"{first}_") if first else "") + "_".join([*words, *person.first.split()])


def _m(person: Person) -> str:
    return f" {_middle_initial(person)}" if person.middle else ""


FORMS: dict[str, Form] = {
    "first last": lambda p, r: f"{p.first} {p.last}",
    "first surname1": lambda p, r: f"{p.first} {p.surnames[0]}" if len(p.surnames) > 1 else None,
    "first middle last": _first_middle_last,
    "first M. last": _first_m_last,
    "last, first": lambda p, r: f"{p.last}, {p.first}",
    "surname1, first": lambda p, r: f"{p.surnames[0]}, {p.first}" if len(p.surnames) > 1 else None,
    "last, first M.": lambda p, r: f"{p.last}, {p.first}{_m(p)}" if p.middle else None,
    "last,first": lambda p, r: f"{p.last},{p.first}",
    "LAST, FIRST": lambda p, r: f"{p.last}, {p.first}{_m(p)}".upper(),
    "LAST^FIRST": lambda p, r: f"{p.last}^{p.first}".upper(),
    "last first": lambda p, r: f"{p.last} {p.first}",
    "family name first": _family_first,
    "last": lambda p, r: p.last,
    "surname1": lambda p, r: p.surnames[0] if len(p.surnames) > 1 else None,
    "half of a double surname": _half,
    "LAST": lambda p, r: p.last.upper(),
    "first": lambda p, r: p.first,
    "FIRST": lambda p, r: p.first.upper(),
    "F. last": lambda p, r: f"{p.first[0]}. {p.surnames[0]}",
    "F last": lambda p, r: f"{p.first[0]} {p.last}",
    "F.M. last": lambda p, r: f"{p.first[0]}.{_middle_initial(p)} {p.last}" if p.middle else None,
    "last F.": lambda p, r: f"{p.last} {p.first[0]}.",
    "last, F.": lambda p, r: f"{p.last}, {p.first[0]}.",
    "first L.": lambda p, r: f"{p.first} {p.last[0].upper()}.",
    "initials": _initials,
    "nickname last": _nick_last,
    "nickname": lambda p, r: r.choice(p.nicknames) if p.nicknames else None,
    "first \"nickname\" last": _quoted,
    "told English name and last": _english_last,
    "former name": lambda p, r: p.former or None,
    "double surname with other hyphen": _other_hyphen,
    "given name with other hyphen": _first_other_hyphen,
    "particle joined or capital": _particle,
    "Mc, O', Al- parted or joined": _mc,
    "with Jr., III": _suffixed,
    "one surname": lambda p, r: p.surnames[0],
    "small letters": lambda p, r: unaccented(f"{p.first} {p.last}").lower(),
    "Last_First": _for_a_file,
    "LastFirst": lambda p, r: f"{p.surnames[0]}{p.first}".replace(" ", ""),
    "other transliteration, not told": _transliterated,
}

_FULL = {"first last": 8, "first surname1": 3, "first middle last": 4, "first M. last": 4, "F. last": 2,
         "double surname with other hyphen": 3, "given name with other hyphen": 3, "particle joined or capital": 3,
         "Mc, O', Al- parted or joined": 3, "with Jr., III": 3, "family name first": 4, "first \"nickname\" last": 1,
         "told English name and last": 2, "nickname last": 2, "other transliteration, not told": 1}  # fmt: skip
_LAST = {"last": 8, "surname1": 3, "half of a double surname": 2, "LAST": 1}
_GIVEN = {"first": 6, "nickname": 2}
#: What a place of a wording may hold: forms with their weights.
STYLES: dict[str, dict[str, int]] = {
    "any": {**_FULL, "F last": 1, "F.M. last": 1, "last first": 1, "former name": 2, "LAST, FIRST": 1},
    "full": _FULL,
    "last": _LAST,
    "t": _LAST,
    "poss": {**_LAST, "first last": 2},
    "plural": {"one surname": 1},
    "given": _GIVEN,
    "file": {"last, first": 5, "surname1, first": 2, "last, first M.": 4, "last,first": 2, "LAST, FIRST": 4,
             "last, F.": 1, "family name first": 2, "last first": 1},
    "sign": {"first last": 5, "first M. last": 4, "first middle last": 1, "F. last": 2, "F.M. last": 1},
    "init": {"initials": 1},
    "caps": {"LAST, FIRST": 1},
    "hl7": {"LAST^FIRST": 1},
    "lastonly": {"last": 2, "LAST": 2},
    "firstonly": {"first": 2, "FIRST": 2},
    "lastcaps": {"LAST": 1},
    "firstcaps": {"FIRST": 1},
    "firstinitial": {"first L.": 1},
    "lastfirst": {"last F.": 1, "last first": 1, "last, first": 1},
    "former": {"former name": 1},
    "lower": {"small letters": 1},
    "filename": {"Last_First": 3, "LastFirst": 1},
}
_WITHIN = "words from within"
#: Forms that the contract does not name: told apart, and not in the recall.
_BEYOND = frozenset({"other transliteration, not told"})


def _ways(style: str, jotted: bool, form: str) -> dict[str, Callable[[str, random.Random], str | None]]:
    if style in ("caps", "lastcaps", "firstcaps"):
        return HEADINGS
    return JOTTED if jotted and form != "first words" else NAMES


def person_text(person: Person, style: str, share: float, rng: random.Random, jotted: bool = False) -> str:
    """The person's name in one of the forms of a style, marked; ``share`` of them are damaged."""
    forms = STYLES[style]
    text, form = None, ""
    names, weights = list(forms), list(forms.values())
    for _ in range(6):
        form = rng.choices(names, weights)[0]
        text = FORMS[form](person, rng)
        if text is not None:
            break
    if text is None:
        form = "F. last" if style == "init" else "first last"
        text = FORMS[form](person, rng)
        assert text is not None
    if rng.random() < 0.5 and form != "initials" and unaccented(text) != text:
        text, form = unaccented(text), f"{form}, without accents"
    damage = ""
    unfit = "\ue000" in text or form == "initials" or style in ("filename", "lower", "plural")
    if rng.random() < share and not unfit:
        text, damage = damaged(text, _ways(style, jotted, form), rng)
    group: Group = "beyond" if form.removesuffix(", without accents") in _BEYOND else "name"
    if person.role == "stranger":
        group = "beyond"
    before, after = "", ""
    if style in ("t", "plural", "poss"):
        before = f"{person.title} " if style == "t" else ""
        if style == "poss":
            form, after = f"{form}'s", rng.choice(["'s", "’s", "'s"])
            if text[-1] in "sz" and rng.random() < 0.4:
                after = "'"
        if style == "plural":
            form = f"{form}, plural"
            after = "es" if text[-1].lower() in "sz" else "s"
    elif style == "sign":
        before = "Dr. " if person.degree == "MD" and rng.random() < 0.15 else ""
        if not before and person.degree:
            after = rng.choice([", M.D.", ", MD", " MD", " M.D.", ", MD, PhD"] if person.degree == "MD" else
                               [f", {person.degree}"])  # fmt: skip
    elif style == "filename":
        after = rng.choice(["_PR2_031412.pdf", "_MRI.pdf", "-records.pdf"])
    return before + marked(group, person.role, form, text, damage, person.origin) + after


def firm_text(firm: Firm, style: str, share: float, rng: random.Random, jotted: bool = False) -> str:
    """The firm's name in one of the forms of a style, marked."""
    legal = hole(firm.legal) if firm.legal else ""
    forms = {
        "without legal form": (5, firm.name),
        "whole": (4, firm.name + legal),
        "first words": (3, firm.short),
        "acronym": (1, firm.acronym),
        "abbreviated": (1, firm.abbreviated),
        "and for &": (2, firm.name.replace("&", "and") if "&" in firm.name else ""),
        "capitals": (1, firm.name.upper()),
    }
    if style == "short":
        forms = {"first words": (1, firm.short)}
    elif style == "caps":
        forms = {"capitals": (1, firm.name.upper())}
    elif style == "poss":
        forms = {"without legal form": (1, firm.name), "first words": (1, firm.short)}
    if not firm.name.startswith(firm.short):
        forms = {_WITHIN if form == "first words" else form: told for form, told in forms.items()}
    usable = {form: told for form, told in forms.items() if told[1]}
    form = rng.choices(list(usable), [weight for weight, _ in usable.values()])[0]
    text, damage = usable[form][1], ""
    if rng.random() < share * 0.7 and form not in ("acronym", "abbreviated") and "\ue000" not in text:
        text, damage = damaged(text, _ways(style, jotted, form), rng)
    after = ""
    if style == "poss":
        form, after = f"{form}'s", "'s" if not text.endswith("s") else "'"
    group: Group = "beyond" if form.removesuffix("'s") in ("abbreviated", _WITHIN) else "firm"
    return marked(group, firm.role, form, text, damage, "firm") + after
