"""What a page says about whose it is: names, day of birth, claim number, day of injury, as printed or misread.

>>> marks = identity_marks("Patient: Testerson, Marigold   D0B: O4/02/1961   Claim No. 00-4417")
>>> marks.names, marks.births, marks.claims
(('Testerson, Marigold',), (datetime.date(1961, 4, 2),), ('00-4417',))
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from openimr.casefile.papers.dates import day_of, printed_days
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.persons import parsed
from openimr.casefile.papers.printedwords import is_stamp, plain
from openimr.casefile.papers.recordwords import record_words

#: Printed lines at the top and at the bottom of a page in which an unlabelled name is looked for.
_TOP, _BOTTOM = 14, 3
#: Lines of a page in which labels are looked for.
_LABELLED = 70
_LAST_BIRTH_YEAR = 2012

_CELL = re.compile(r"\s*\|\s*|\t+| {2,}")
_PART = r"[A-Z][A-Za-z'’`0-9-]{1,24}"
_LAST_FIRST = re.compile(rf"^({_PART}(?: {_PART})?, ?{_PART}(?: [A-Z]\.?| {_PART})?(?:,? (?:Jr|Sr|II|III|IV)\.?)?)(?=$|[ ,]\W?\d|\W*$)")
_FIRST_LAST = re.compile(rf"^({_PART}(?: [A-Z]\.?)?(?: {_PART}){{1,3}}(?:,? (?:Jr|Sr|II|III|IV)\.?)?)$")
_FIGURES = re.compile(r"(?<![A-Za-z])[\dOolISB|]{1,4}[/.-][\dOolISB|]{1,2}[/.-][\dOolISB|]{2,4}(?![A-Za-z])")
_LOOSE = re.compile(r"^\W{0,4}([\dOolI]{1,2})[ /.-]{1,3}([\dOolI]{1,2})[ /.-]{1,3}([\dOolI]{4}|[\dOolI]{2})\b")
_AS_DIGITS = str.maketrans("OolISB|", "0011581")
_CLAIM_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*")
_DOCTOR = re.compile(r"\b(?:Dr|DR|Doctor)\.? +([A-Z][a-z'’-]+ +(?:[A-Z]\.? +)?[A-Z][A-Za-z'’-]{2,})")
_BEFORE = re.compile(r"([A-Z][A-Za-z'’-]* (?:[A-Z]\.? )?[A-Z][A-Za-z'’-]{2,})[ ,]{1,3}$")
_SPREAD = re.compile(r"(?<=[A-Za-z.,:]) {2,3}(?=[A-Z](?:\.|[a-z'’-]+)?(?: |$))")
_LAST_AND_FIRST = re.compile(rf"\bLast(?: ?[Nn]ame)?[ :_]+({_PART}(?: {_PART})?)[ _]+First(?: ?[Nn]ame)?[ :_]+({_PART})")


@dataclass(frozen=True, slots=True)
class IdentityMarks:
    """What one page says about whose it is.

    Attributes:
        names: names with a patient's label, as printed.
        heads: names without a label in the page's head or foot, beside what stands beside a patient's name.
        births: labelled days of birth.
        claims: labelled claim numbers, as printed.
        injuries: labelled days of injury.
        narrated: surnames of whom the text tells as of a patient ("Ms. Roe reports"), with how often.
    """

    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    births: tuple[dt.date, ...] = ()
    claims: tuple[str, ...] = ()
    injuries: tuple[dt.date, ...] = ()
    narrated: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the page says nothing about whose it is."""
        return not (self.names or self.heads or self.births or self.claims or self.injuries or self.narrated)


@dataclass(frozen=True, slots=True)
class _Patterns:
    birth: re.Pattern[str]
    claim: re.Pattern[str]
    injury: re.Pattern[str]
    beside: re.Pattern[str]
    party: re.Pattern[str]
    narrated: re.Pattern[str]


@cache
def _patterns() -> _Patterns:
    rules = record_words()

    def labels(words: tuple[str, ...]) -> str:
        found = sorted(words, key=lambda w: (-len(w), w))
        # recognition takes the letter O for a zero; dots and blanks come and go
        return "|".join(
            re.escape(w).replace(r"\ ", r"[ \t]+").replace(r"\.", r"\.?[ ]?").replace("o", "[o0]") for w in found
        )

    return _Patterns(
        birth=re.compile(rf"(?<![A-Za-z])(?:{labels(rules.birth_labels)})\b\.?(?:[ \t]*\([^()\n]{{0,20}}\))?[ \t]*[:;#|=.-]?[ \t|_]*",
                         re.I),
        claim=re.compile(rf"(?<![A-Za-z])(?:{labels(rules.claim_labels)})(?![A-Za-z])[ \t.]*(?:\([^()\n]{{0,30}}\))?[ \t]*[:;#|=-]*[ \t|_]*",
                         re.I),
        injury=re.compile(rf"(?<![A-Za-z])(?:{labels(rules.injury_labels)})\b\.?(?:[ \t]*\([^()\n]{{0,20}}\))?[ \t]*[:;#|=.-]?[ \t|_]*",
                          re.I),
        beside=re.compile(
            rf"(?<![A-Za-z])(?:{labels(rules.birth_labels + rules.claim_labels + rules.record_labels)})(?![A-Za-z])",
            re.I,
        ),
        party=re.compile(rf"(?<![A-Za-z])(?:{labels(rules.other_parties)})(?![A-Za-z])", re.I),
        narrated=re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss)\.? ?([A-Z][A-Za-z'’]+(?:-[A-Z][A-Za-z]+)?) (?:"
            + "|".join(map(re.escape, rules.patient_verbs)) + r")\b"
        ),
    )


def identity_marks(text: str, marks: PaperMarks | None = None) -> IdentityMarks:
    """What a page says about whose it is; stamps of fax machines and mail rooms say nothing.

    Args:
        text: the page's text.
        marks: the programme's marks of papers.
    """
    marks = marks or paper_marks()
    patterns = _patterns()
    lines = [line for line in text.split("\n") if line.strip() and not is_stamp(line)]
    if not lines:
        return IdentityMarks()
    low = text.lower()
    births = _days(lines, patterns.birth) if "b" in low else []
    if not births and patterns.birth.search(low):
        births = [d.day for d in printed_days("\n".join(lines[:_LABELLED]), marks) if d.kind == "birth"]
    injuries = _days(lines, patterns.injury)
    births = [_past(day) for day in births]
    names = _labelled(lines, marks, patterns)
    narrated: dict[str, int] = {}
    for match in patterns.narrated.finditer(text):
        narrated[match[1]] = narrated.get(match[1], 0) + 1
    return IdentityMarks(
        names=tuple(dict.fromkeys(names)),
        heads=tuple(dict.fromkeys(_heads(lines, marks, patterns))),
        births=tuple(dict.fromkeys(d for d in births if d.year <= _LAST_BIRTH_YEAR and d not in injuries)),
        claims=tuple(dict.fromkeys(_claims(lines, patterns))) if "cl" in low or "wc" in low else (),
        injuries=tuple(dict.fromkeys(injuries)),
        narrated=tuple(narrated.items()),
    )


def read_day(text: str) -> dt.date | None:
    """The day with which a text begins, also when letters stand among its figures or blanks between them.

    >>> read_day("O4/02/l961  Sex F"), read_day("03 08 1971"), read_day("none")
    (datetime.date(1961, 4, 2), datetime.date(1971, 3, 8), None)
    """
    near = text[:26]
    loose = _LOOSE.match(near)
    if loose is not None:
        near = "/".join(part.translate(_AS_DIGITS) for part in loose.groups())
    else:
        near = _FIGURES.sub(lambda match: match[0].translate(_AS_DIGITS), near)
    return day_of(near)


def staff_names(text: str, marks: PaperMarks | None = None) -> set[str]:
    """Names of those whom a page names with credentials or as doctors, as printed.

    >>> sorted(staff_names("Seen by Dr. Warren Oduya. Signed: Celeste Amankwah, MD   D.O.B. 1/2/60"))
    ['Celeste Amankwah', 'Warren Oduya']
    """
    marks = marks or paper_marks()
    found = {match[1] for match in _DOCTOR.finditer(text)}
    for match in marks.credential.finditer(text):
        start, end = match.span()
        if not text[start].isupper() or text[start - 1:start].isalnum() or re.match(r"\.?[A-Za-z]", text[end:end + 2]):
            continue
        before = _BEFORE.search(text[max(0, start - 50):start])
        if before is not None:
            found.add(before[1])
    return {name for name in found if " " in name}


def claim_key(claim: str) -> str:
    """A claim number without punctuation, leading zeros and letters that print like digits.

    >>> claim_key("WC-0012345-01") == claim_key("wc 12345 1"), claim_key("GHC-OO04417") == claim_key("GHC4417")
    (True, True)
    """
    letters = claim.upper().translate(str.maketrans("OILSBZ", "011582"))
    groups = re.findall(r"\d+|[A-Z]+", letters)
    return "".join(group.lstrip("0") if group.isdigit() else group for group in groups)


def _past(day: dt.date) -> dt.date:
    """A birth printed with two figures of its year lies in the past."""
    if day.year > _LAST_BIRTH_YEAR and day.year <= 2040:
        try:
            return day.replace(year=day.year - 100)
        except ValueError:
            return day
    return day


def _days(lines: list[str], pattern: re.Pattern[str]) -> list[dt.date]:
    found = []
    for number, line in enumerate(lines[:_LABELLED]):
        for match in pattern.finditer(line):
            rest = line[match.end():]
            if not rest.strip() and number + 1 < len(lines):
                rest = lines[number + 1].strip()
            day = read_day(rest)
            if day is not None:
                found.append(day)
    return found


def _claims(lines: list[str], patterns: _Patterns) -> list[str]:
    found = []
    for number, line in enumerate(lines[:_LABELLED]):
        for match in patterns.claim.finditer(line):
            rest = line[match.end():]
            if not rest.strip() and number + 1 < len(lines):
                rest = lines[number + 1].strip()
            words = _CLAIM_WORD.findall(_CELL.split(rest)[0][:40]) if rest.strip() else []
            for size, word in enumerate(words[:3], start=1):
                value = " ".join(words[:size]).rstrip("./-_")
                if sum(c.isdigit() for c in value) >= 4:
                    if len(value) <= 25 and day_of(value) is None:
                        found.append(value)
                    break
                if word.isalpha() and len(word) > 4:
                    break
    return found


def _labelled(lines: list[str], marks: PaperMarks, patterns: _Patterns) -> list[str]:
    """Names with a patient's label; a bare "Name:" under a heading of another party is that party's."""
    found = []
    head = "\n".join(lines[:40])
    for number, line in enumerate(lines[:_LABELLED]):
        for match in [*marks.patient.finditer(line), None]:
            if match is None:
                if not marks.patient.fullmatch(f"{line.strip()}:") or number + 1 >= len(lines):
                    continue
                start, label = 0, line.strip().lower()
            else:
                start, label = match.start(), match["label"].lower()
            before = line[:start].rstrip()
            if before and before[-1].isalpha() and not line[:start].endswith(("  ", "\t")):
                continue
            if patterns.party.search(_CELL.split(line[:start])[-1]):
                continue
            if label == "name" and (patterns.party.search(line) or _under_party(lines, number, patterns)):
                continue
            following = lines[number + 1] if number + 1 < len(lines) else ""
            printed = f"{line[start:]}\n{following}"
            name = patient_of(printed, marks) or patient_of(_SPREAD.sub(" ", printed), marks)
            if name is not None and _is_person(name):
                found.append(name)
    if not found and (spread := _LAST_AND_FIRST.search(head)) is not None:
        found.append(f"{spread[1]}, {spread[2]}")
    if not found:
        parted = patient_of(head, marks) if "ast" in head or "LAST" in head else None
        if parted is not None and _is_person(parted):
            found.append(parted)
    return found


def _under_party(lines: list[str], number: int, patterns: _Patterns) -> bool:
    """Whether the nearest heading above a line (a short line without a value) names another party."""
    for line in reversed(lines[max(0, number - 8):number]):
        text = line.strip(" #*_-=")
        if len(text.split()) <= 5 and not re.search(r"[:|]\s*\S|\d", text):
            return patterns.party.search(text) is not None
    return False


def _is_person(name: str) -> bool:
    words = parsed(name).words
    return len(words) >= 2 and sum(len(word) > 1 for word in words) >= 1 and max(map(len, words)) >= 3


def _heads(lines: list[str], marks: PaperMarks, patterns: _Patterns) -> list[str]:
    """Unlabelled names at the top and at the bottom of a page, beside a patient's data."""
    places = record_words().places
    found = []
    edge = list(range(min(_TOP, len(lines)))) + [i for i in range(len(lines) - _BOTTOM, len(lines)) if i >= _TOP]
    for number in edge:
        line = lines[number]
        if len(line) > 200:
            continue
        cells = [cell.strip(" _:;.#*") for cell in _CELL.split(line)]
        near = " ".join(lines[number:number + 3])
        for cell in cells:
            match = _LAST_FIRST.match(cell)
            if match is not None:
                beside = patterns.beside.search(near) or re.search(r"\d", line)
            else:
                match = _FIRST_LAST.match(cell)
                beside = match and (
                    patterns.beside.search(line if len(cells) > 1 else "")
                    or (number + 1 < len(lines) and patterns.birth.match(lines[number + 1].strip()))
                )
            if match is None or not beside:
                continue
            words = plain(match[1]).replace(",", " ").split()
            if places.isdisjoint(words) and not re.search(r", ?[A-Z]{2}$", match[1]) and not any(marks.credential.fullmatch(w) for w in words) and (
                patient_of(f"Patient: {match[1]}", marks) is not None
            ):
                found.append(match[1])
    return found
