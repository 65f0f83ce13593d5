"""Numbers, addresses and birth dates of an invented case, and the forms in which papers write them."""

from __future__ import annotations

import datetime as dt
import random

from benchmarks.publicationblind.damage import NUMBERS, damaged, unaccented
from benchmarks.publicationblind.marks import hole, marked
from benchmarks.publicationblind.people import Cast, pool

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def date_text(day: dt.date, rng: random.Random, words: bool = False) -> tuple[str, str]:
    """A date in one of the forms of these papers, and the form."""
    month = _MONTHS[day.month - 1]
    said = {
        "April 5, 1961": f"{month} {day.day}, {day.year}",
        "5 April 1961": f"{day.day} {month} {day.year}",
        "Apr. 5, 1961": f"{month[:3]}. {day.day}, {day.year}",
        "April 5th, 1961": f"{month} {day.day}{_ordinal(day.day)}, {day.year}",
        "4/5/1961": f"{day.month}/{day.day}/{day.year}",
    }
    figures = {
        "04/05/1961": f"{day:%m/%d/%Y}",
        "4/5/61": f"{day.month}/{day.day}/{day:%y}",
        "04-05-1961": f"{day:%m-%d-%Y}",
        "4-5-61": f"{day.month}-{day.day}-{day:%y}",
        "1961-04-05": f"{day:%Y-%m-%d}",
        "05Apr1961": f"{day:%d}{month[:3]}{day.year}",
        "04.05.1961": f"{day:%m.%d.%Y}",
        "04/05/61": f"{day:%m/%d/%y}",
        "APR 05 1961": f"{month[:3].upper()} {day:%d} {day.year}",
    }
    forms = said if words else figures
    form = rng.choice(list(forms))
    return forms[form], form


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _figures(pattern: str, rng: random.Random) -> str:
    return "".join(rng.choice("0123456789") if sign == "#" else sign for sign in pattern)


class Numbers:
    """The numbers of one case: the same for the whole case, each time written anew."""

    def __init__(self, cast: Cast, rng: random.Random) -> None:
        self.cast, self.rng = cast, rng
        self.values: dict[tuple[str, str], str] = {}
        self.told: set[tuple[str, str]] = set()
        self.label = ""
        self.birth = dt.date(1944, 1, 1) + dt.timedelta(days=rng.randrange(18000))

    def value(self, kind: str, whose: str) -> str:
        """The plain value of a number, made at the first call."""
        if (kind, whose) not in self.values:
            self.values[kind, whose] = self._make(kind, whose)
        return self.values[kind, whose]

    def _make(self, kind: str, whose: str) -> str:
        rng, firms = self.rng, pool("firms")
        if kind in ("phone", "fax"):
            return rng.choice(firms["areas"]) + _figures("555" + rng.choice(["01##", "01##", "23##", "48##"]), rng)
        if kind == "street":
            side = rng.choice(["", "", "", "W. ", "N ", "East "])
            name = f"{side}{rng.choice(firms['streets'])} {rng.choice(firms['kinds'])}"
            return f"{rng.randint(11, 29999)} {name}{rng.choice(firms['units'])}"
        if kind == "city":
            return str(rng.choice(firms["cities"]))
        patterns = pool("numbers").get(kind)
        return _figures(rng.choice(patterns), rng) if patterns else self._internet(kind, whose)

    def _internet(self, kind: str, whose: str) -> str:
        rng = self.rng
        if kind == "web":
            firm = self.cast.firms.get(whose)
            word = firm.short if firm else "desert-orthopedics"
            name = "".join(letter for letter in unaccented(word).lower() if letter.isalnum())
            ends = ["", f"/{self.cast.people['treater'].surnames[0].lower().replace(' ', '-')}"]
            return unaccented(f"{name}.example.com{'' if firm and rng.random() < 0.6 else ends[1]}").replace("'", "")
        person = self.cast.people[whose]
        first, last = (
            "".join(letter for letter in unaccented(word).lower() if letter.isalnum())
            for word in (person.first, person.surnames[0])
        )
        box = rng.choice([f"{first}.{last}", f"{first[0]}{last}", f"{last}_{first[0]}", f"{first}{rng.randint(50, 99)}",
                          f"{last}.claims", f"{first}-{last}"])  # fmt: skip
        return f"{box}@{rng.choice(pool('firms')['domains'])}"

    def write(self, kind: str, how: str, share: float) -> str:
        """A number in one of its forms, marked; ``share`` of them are damaged."""
        rng = self.rng
        if kind == "oldage":
            age = str(rng.randint(90, 97))
            form = rng.choice(["93-year-old", "93 years old", "93 y/o", "age 93"])
            before, after = form.split("93")
            return before + self._marked(kind, how, form, age) + after
        if kind == "dob":
            text, form = date_text(self.birth, rng, how == "words")
        elif kind == "cityzip":
            text = f"{self.value('city', how)}, {hole('CA')} {self.value('zip', how)}"
            return self._marked(kind, how, "ZIP+4" if "-" in self.value("zip", how) else "ZIP", text)
        elif kind == "city":
            return marked("neutral", "city alone", "", self.value("city", how))
        elif kind == "web":
            text, form = self.value("web", how), "web address"
            text = hole(rng.choice(["www.", "http://www.", "https://"])) + text
        elif kind in ("phone", "fax", "fax_bare"):
            return self._phone(kind, how, share)
        elif kind == "ssn":
            text, form = self._ssn(how)
        elif kind in ("street", "pobox"):
            text = self.value(kind, how)
            form = "with a unit" if "," in text or "#" in text else "plain"
            if rng.random() < 0.2:
                text, form = text.upper(), f"{form}, capitals"
        else:
            text, form = self.value(kind, how), "as given"
        damage = ""
        if rng.random() < share and "\ue000" not in text and kind not in ("email", "street", "pobox"):
            text, damage = damaged(text, NUMBERS, rng)
        return self._marked(kind, how, form, text, damage)

    def _marked(self, kind: str, whose: str, form: str, text: str, damage: str = "") -> str:
        key = (kind, "" if kind == "dob" else whose)
        told = "the case was told" if key in self.told else "the case was not told"
        return marked("number", kind, form, text, damage, told, self.label)

    def _ssn(self, how: str) -> tuple[str, str]:
        full = self.value("ssn", "patient")
        if how in ("last4", "four"):
            before = hole(self.rng.choice(["XXX-XX-", "xxx-xx-", "***-**-"])) if how == "last4" else ""
            return before + full[5:], "last four"
        dashed = f"{full[:3]}-{full[3:5]}-{full[5:]}"
        if how == "bare":
            return dashed, "as insured's I.D."
        form = self.rng.choice(["123-45-6789", "123 45 6789", "123456789"])
        return {"123-45-6789": dashed, "123 45 6789": dashed.replace("-", " "), "123456789": full}[form], form

    def _phone(self, kind: str, whose: str, share: float) -> str:
        rng = self.rng
        extension = whose == "ext"
        full = self.value("fax" if kind.startswith("fax") else "phone", "adjuster" if extension else whose)
        area, three, four = full[:3], full[3:6], full[6:]
        forms = {
            "(619) 555-0142": f"({area}) {three}-{four}", "619-555-0142": f"{area}-{three}-{four}",
            "619.555.0142": f"{area}.{three}.{four}", "619 555 0142": f"{area} {three} {four}",
            "(619)555-0142": f"({area}){three}-{four}", "+1 619 555 0142": f"+1 {area} {three} {four}",
            "1-619-555-0142": f"1-{area}-{three}-{four}", "619/555-0142": f"{area}/{three}-{four}",
            "(619) 555 - 0142": f"({area}) {three} - {four}", "6195550142": full,
        }  # fmt: skip
        if whose == "facility":  # ten figures with no label near may be any number
            del forms["6195550142"]
        form = "6195550142" if kind == "fax_bare" else rng.choice(list(forms))
        text, damage = forms[form], ""
        if rng.random() < share:
            text, damage = damaged(text, NUMBERS, rng)
        made = self._marked(kind.removesuffix("_bare"), "adjuster" if extension else whose, form, text, damage)
        if extension:
            after = rng.choice(["x", "ext. ", "Ext ", "extension "])
            made += f" {after}" + marked("beyond", "extension", after.strip(), self.value("extension", "adjuster"))
        return made


def kept(kind: str, how: str, today: dt.date, rng: random.Random) -> str:
    """A number that publication keeps: a date of the case, the IMR case number."""
    if kind == "imr":
        return _figures(f"CM{rng.randint(13, 17)}-0######", rng)
    return date_text(today - dt.timedelta(days=rng.randrange(900)), rng, how == "words")[0]
