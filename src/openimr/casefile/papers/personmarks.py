"""What a page says about whose it is: names, day of birth, claim number, day of injury, as printed or misread.

>>> marks = identity_marks("Pafient: Testerson, Marigold   D0B: O4/02/1961   Claim No. 00-4417")
>>> marks.names, marks.births, marks.claims
(('Testerson, Marigold',), (datetime.date(1961, 4, 2),), ('00-4417',))
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from openimr.casefile.papers.dates import day_of, printed_days
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.persons import parsed
from openimr.casefile.papers.printedwords import folded, plain, printed_lines
from openimr.casefile.papers.recordwords import record_words

#: Printed lines at the top and at the bottom of a page in which an unlabelled name is looked for.
_TOP, _BOTTOM = 14, 3
#: Lines of a page in which labels are looked for.
_LABELLED = 70
#: Lines at the top in which a name beside a day is looked for, and what stands beside it.
_DATED = 5
_DAY_OR_VISIT = re.compile(
    r"\W*(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d\d-\d\d|[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4}"
    r"|\d{1,2} [A-Z][a-z]{2,8} \d{4}"
    r"|(?:visit|session|tx|treatment|appt|dos|seen)\b.{0,12}\d)", re.I,
)
_LAST_BIRTH_YEAR = 2012
_RECORD = ("mrn", "mr #", "mr no", "med rec", "medical record", "chart #", "chart no", "patient id", "unit no", "record #")

#: Labels that need a colon: they begin sentences and headings too.
_WEAK = frozenset(("name", "re", "regarding", "client", "member", "applicant", "employee"))
#: Words of a day that a dot or a comma follows as it does a surname; those that are given names too are left out.
_DAYS = frozenset("mon tue tues wed thu thur thurs fri sat feb mar apr jun jul aug sep sept oct nov dec".split())
#: How old a patient is at least, in years, when a day beside the name is taken for the birth.
_YOUNGEST = 15

_CELL = re.compile(r"\s*\|\s*|\t+| {2,}")
_PART = r"[A-Z][A-Za-z'’`0-9-]{1,24}"
_SUFFIX = r"(?:,? (?:Jr|Sr|II|III|IV)\.?)?"
_LAST_FIRST = re.compile(
    rf"^({_PART}(?: {_PART})?[,.] ?{_PART}(?: [A-Z]\.?| {_PART})?{_SUFFIX})(?=$|[ ,]\W?\d|\W*$)"
)
_LAST_INITIAL = re.compile(rf"^({_PART},? [A-Z])\.?(?=$|[ ,]\W?\d|\W*$)")
_INITIAL_LAST = re.compile(r"^([A-Z]\. ?[A-Z][A-Za-z'’-]{3,24})$")
_SURNAME = re.compile(
    r"\W{0,3}((?:Mr|Mrs|Ms|Miss)\.? ?)?([A-Z][A-Za-z'’-]{3,24})(?=\s*$|\s*[|;\t]|\s{2,}|, ?(?:MRN|DOB|DOI))"
)
_NAME_LAST = re.compile(r"(?:^| )[A-Z][A-Za-z0-9'’-]+,? [A-Z][A-Za-z0-9.'’-]*(?: [A-Z]\.?)?$")
_FIRST_LAST = re.compile(rf"^({_PART}(?: [A-Z]\.?)?(?: {_PART}){{1,3}}{_SUFFIX})$")
_FIGURES = re.compile(r"(?<![A-Za-z])[\dOolISB|]{1,4}[/.-][\dOolISB|]{1,2}[/.-][\dOolISB|]{2,4}(?![A-Za-z])")
_LOOSE = re.compile(
    r"^\W{0,4}([\dOolI]{1,2})[ ]?[ /.-][ ]?([\dOolI]{1,2})[ ]?[ /.-][ ]?((?:[1l]9|2[0O])[ ]?[\dOolISB]{2}|[\dOolI]{2})"
    r"(?![\dA-Za-z/])"
)
_AS_DIGITS = str.maketrans("OolISB|", "0011581")
_AS_LETTERS = str.maketrans("015839", "olsbeg")
_CLAIM_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*")
_MIXED_WORD = re.compile(r"(?<![\d/.-])\b(?=[A-Za-z'’]*\d)[A-Za-z][A-Za-z'’0-9]{3,}\b")
_DOCTOR = re.compile(r"\b(?:Dr|DR|Doctor)\.? +([A-Z][a-z'’-]+ +(?:[A-Z]\.? +)?[A-Z][A-Za-z'’-]{2,})")
_CREDENTIALED = re.compile(
    r"\b([A-Z][A-Za-z'’-]* (?:[A-Z]\.? )?[A-Z][A-Za-z'’-]{2,}),? "
    r"([A-Z](?:[A-Za-z/-]{1,6}|\.[A-Z]\.?(?:[A-Z]\.?)?|h\.D))(?![A-Za-z])"
)
#: Where the next field of a form begins, on a line whose gaps are lost.
_NEXT_FIELD = re.compile(
    r"(?<=\S)[ ]+(?:date|d\.?o\.?[bis]\b|claim|sex\b|gender|age\b|mrn\b|mr ?#|ssn\b|employer|collected|reported"
    r"|received"
    r"|visit|exam|seen\b|acc(?:oun)?t\b|chart\b|phone|address|referr|ordering|requesting|physician|provider|insur|birth"
    r"|injur|case\b|specimen|today|patient|occupation|room\b|type\b)",
    re.I,
)
#: The number of a form's field, folded.
_ITEM = re.compile(r"^\W*[a-z3467]{1,2}[a-z]?[.)]\s*")
_SPREAD = re.compile(r"(?<=[A-Za-z.,:]) {2,3}(?=[A-Z](?:\.|[a-z'’-]+)?(?: |$))")


@dataclass(frozen=True, slots=True)
class IdentityMarks:
    """What one page says about whose it is.

    Attributes:
        names: names with a patient's label, as printed.
        heads: names without a label in the page's head or foot, beside what stands beside a patient's name.
        dated: names without a label in the page's head beside or over a day, which may be anybody's.
        births: labelled days of birth.
        claims: labelled claim numbers, as printed.
        injuries: labelled days of injury.
        records: labelled numbers of an office's record, as printed.
        narrated: surnames of whom the text tells as of a patient ("Ms. Roe reports"), with how often.
    """

    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    births: tuple[dt.date, ...] = ()
    claims: tuple[str, ...] = ()
    injuries: tuple[dt.date, ...] = ()
    narrated: tuple[tuple[str, int], ...] = ()
    dated: tuple[str, ...] = ()
    records: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the page says nothing about whose it is."""
        return not (self.names or self.heads or self.births or self.claims or self.injuries or self.narrated)


@dataclass(frozen=True, slots=True)
class _Patterns:
    """Patterns of labels; all but the last are matched against folded lines, where misprints look like print."""

    patient: re.Pattern[str]
    birth: re.Pattern[str]
    claim: re.Pattern[str]
    injury: re.Pattern[str]
    record: re.Pattern[str]
    beside: re.Pattern[str]
    spoken: re.Pattern[str]
    party: re.Pattern[str]
    last_first: re.Pattern[str]
    narrated: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Line:
    """A printed line, and the same line folded, letter under letter."""

    text: str
    folded: str


@cache
def _patterns() -> _Patterns:
    rules = record_words()

    def labels(words: Iterable[str]) -> str:
        found = sorted(words, key=lambda w: (-len(w), w))
        # blanks and dots come and go
        return "|".join(
            "".join(r"[ ]?" if c == " " else r"\.?[ ]?" if c == "." else re.escape(folded(c)) for c in w) for w in found
        )

    behind = r"(?![a-z])\.?[ ]?(?:\([^()]{0,24}\))?[ ]*[:;#|=.-]?[ |_]*"
    return _Patterns(
        patient=re.compile(
            rf"(?<![a-z])(?P<label>{labels(rules.patient_labels)})(?:[ ]*\([^()]{{0,40}}\))?[ ]*"
            r"(?:[:;|]|[.](?=[ ])|(?=[ ][ ]))[ |]*"
        ),
        # a letter of the label's end may be lost
        birth=re.compile(rf"(?<![a-z])(?:{labels(rules.birth_labels)}|{folded('birth')}[a-z ]{{0,6}}?){behind}"),
        claim=re.compile(rf"(?<![a-z])(?:{labels(rules.claim_labels)}){behind}"),
        injury=re.compile(rf"(?<![a-z])(?:{labels(rules.injury_labels)}){behind}"),
        record=re.compile(rf"(?<![a-z])(?:{labels(_RECORD)}){behind}"),
        beside=re.compile(
            rf"(?<![a-z])(?:{labels(rules.birth_labels + rules.claim_labels + rules.record_labels)})(?![a-z])"
        ),
        spoken=re.compile(rf"(?:{labels(w for w in rules.patient_labels if w not in _WEAK)})[ ]"),
        party=re.compile(rf"(?<![a-z])(?:{labels(rules.other_parties)})(?![a-z])"),
        last_first=re.compile(
            rf"(?<![a-z]){folded('last')}(?:[ ]?{folded('name')})?[ :_]+(\S+(?: \S+)?)[ _]+{folded('first')}"
            rf"(?:[ ]?{folded('name')})?[ :_]+(\S+)"
        ),
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
    lines = [_line(line) for _, line in printed_lines(text)]
    if not lines:
        return IdentityMarks()
    head = lines[:_LABELLED]
    births = _days(head, patterns.birth, patterns)
    if not births and any(
        patterns.birth.search(line.folded) and not patterns.party.search(line.folded) for line in head
    ):
        # a label in the cell above its value
        births = [d.day for d in printed_days("\n".join(line.text for line in head), marks) if d.kind == "birth"]
    births = [day for day in map(_past, births or _beside_names(lines, marks)) if day is not None]
    injuries = _days(head, patterns.injury)
    narrated = Counter(match[1] for match in patterns.narrated.finditer(text)) if "M" in text else Counter()
    narrated.update(_surnames(head, patterns))
    names = _labelled(head, marks, patterns) or _by_numbers(head, marks, patterns)
    return IdentityMarks(
        names=tuple(dict.fromkeys(names)),
        heads=tuple(dict.fromkeys(_heads(lines, marks, patterns))),
        births=tuple(dict.fromkeys(day for day in births if day not in injuries)),
        claims=tuple(dict.fromkeys(_claims(head, patterns.claim))),
        injuries=tuple(dict.fromkeys(injuries)),
        narrated=tuple(narrated.items()),
        dated=tuple(dict.fromkeys(_dated(lines, marks))),
        records=tuple(dict.fromkeys(_claims(head, patterns.record))),
    )


def read_day(text: str) -> dt.date | None:
    """The day with which a text begins, also when letters stand among its figures or blanks between them.

    >>> read_day("O4/02/l961  Sex F"), read_day("03 08 1971"), read_day("4/1/19 47"), read_day("4/1/194h")
    (datetime.date(1961, 4, 2), datetime.date(1971, 3, 8), datetime.date(1947, 4, 1), None)
    """
    near = text[:26]
    loose = _LOOSE.match(near)
    if loose is not None:
        near = "/".join(part.replace(" ", "").translate(_AS_DIGITS) for part in loose.groups())
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
    for match in _CREDENTIALED.finditer(text):
        if marks.credential.fullmatch(match[2]):
            found.add(match[1])
    return found


def claim_key(claim: str) -> str:
    """A claim number without punctuation, leading zeros and letters that print like digits.

    >>> claim_key("WC-0012345-01") == claim_key("wc 12345 1"), claim_key("GHC-OO04417") == claim_key("GHC4417")
    (True, True)
    """
    letters = claim.upper().translate(str.maketrans("OILSBZ", "011582"))
    groups = re.findall(r"\d+|[A-Z]+", letters)
    return "".join(group.lstrip("0") if group.isdigit() else group for group in groups)


def _line(text: str) -> _Line:
    low = text.lower()
    return _Line(text, folded(low if len(low) == len(text) else text).replace("\t", " "))


def _past(day: dt.date) -> dt.date | None:
    """A day of birth; one printed with two figures of its year lies in the past. None for a day nobody was born."""
    if 2012 < day.year <= 2040:
        if day.year in (2019, 2020):
            return None  # the two figures are the beginning of a year of four
        try:
            return day.replace(year=day.year - 100)
        except ValueError:
            return None
    return day if 1900 <= day.year <= _LAST_BIRTH_YEAR else None


def _days(lines: list[_Line], pattern: re.Pattern[str], patterns: _Patterns | None = None) -> list[dt.date]:
    """Days behind a label; with ``patterns`` those are left out that stand behind another party's name."""
    found = []
    for number, line in enumerate(lines):
        for match in pattern.finditer(line.folded):
            party = patterns.party.search(line.folded, 0, match.start()) if patterns is not None else None
            if patterns is not None and party is not None and not (
                patterns.patient.search(line.folded, party.end(), match.start())
                or patterns.patient.search(line.folded, 0, party.start())
            ):
                continue
            rest = line.text[match.end():]
            if not rest.strip() and number + 1 < len(lines):
                rest = lines[number + 1].text.strip()
            day = read_day(rest)
            if day is not None:
                found.append(day)
    return found


def _claims(lines: list[_Line], pattern: re.Pattern[str]) -> list[str]:
    """Numbers behind a label."""
    found = []
    for number, line in enumerate(lines):
        for match in pattern.finditer(line.folded):
            rest = line.text[match.end():]
            if not rest.strip() and number + 1 < len(lines):
                rest = lines[number + 1].text.strip()
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


def _labelled(lines: list[_Line], marks: PaperMarks, patterns: _Patterns) -> list[str]:
    """Names with a patient's label; a bare "Name:" under a heading of another party is that party's."""
    found = _parted(lines, patterns)
    if found:
        return found
    own_name = folded("name")
    for number, line in enumerate(lines):
        following = lines[number + 1].text if number + 1 < len(lines) else ""
        for match in patterns.patient.finditer(line.folded):
            before = line.folded[:match.start()].rstrip()
            # "Treating physician name:" names somebody else
            if before and before[-1].isalpha() and not line.folded[:match.start()].endswith("  "):
                continue
            cell = _CELL.split(line.folded[:match.start()])[-1]
            if patterns.party.search(cell):
                continue
            if match["label"] == own_name and (
                patterns.party.search(line.folded) or _under_party(lines, number, patterns)
            ):
                continue
            name = _name_at(f"{line.text[match.end():]}\n{following}", marks)
            if name is not None:
                found.append(name)
        if following and patterns.patient.fullmatch(f"{_ITEM.sub('', line.folded).strip()}:"):
            name = _name_at(following, marks)
            if name is not None and not _under_party(lines, number, patterns):
                found.append(name)
    if not found and any(folded("last") in line.folded for line in lines[:40]):
        parted = patient_of("\n".join(line.text for line in lines[:40]), marks)
        found += [parted] if parted is not None and _is_person(parted) else []
    return found


def _name_at(text: str, marks: PaperMarks) -> str | None:
    """A patient's name with which a text begins, digits inside its words read as the letters they print like."""
    if not text.strip():
        return None
    text = _NEXT_FIELD.split(_MIXED_WORD.sub(lambda match: _with_letters(match[0]), text), maxsplit=1)[0]
    printed = f"Patient: {text}"
    for reading in (printed, _SPREAD.sub(" ", printed)):
        name = patient_of(reading, marks)
        if name is not None and _is_person(name):
            return name
    return None


def _with_letters(word: str) -> str:
    letters = word.translate(_AS_LETTERS)
    return letters.upper() if sum(c.isupper() for c in word) > 1 else letters


def _by_numbers(lines: list[_Line], marks: PaperMarks, patterns: _Patterns) -> list[str]:
    """Names, surname first, with a labelled birth or record number behind them on the line: as good as a label."""
    for line in lines[:_TOP]:
        cells = [cell.strip(" _:;.#*") for cell in _CELL.split(line.text)]
        for place, cell in enumerate(cells[:-1]):
            beside = [_line(other).folded for other in cells[place + 1:]]
            if _LAST_FIRST.match(cell) and "," in cell and len(line.text) < 200 and any(
                re.search(r"\d", other) and (patterns.birth.match(other) or patterns.record.match(other))
                for other in beside
            ):
                words = plain(cell).replace(",", " ").split()
                name = _name_at(cell, marks) if record_words().places.isdisjoint(words) else None
                if name is not None:
                    return [name]
    return []


def _surnames(lines: list[_Line], patterns: _Patterns) -> list[str]:
    """Surnames that stand alone behind a patient's label."""
    found = []
    for line in lines:
        for match in patterns.patient.finditer(line.folded):
            alone = _SURNAME.match(line.text[match.end():])
            weak = any(match["label"] == folded(word) for word in _WEAK)
            if alone is not None and (alone[1] or not weak) and not patterns.party.search(line.folded, 0, match.end()):
                found.append(alone[2])
    return found


def _parted(lines: list[_Line], patterns: _Patterns) -> list[str]:
    """The name on a form with fields for last and first name."""
    for line in lines[:40]:
        match = patterns.last_first.search(line.folded)
        if match is not None and not patterns.party.search(line.folded[:match.start()]):
            last, first = (line.text[slice(*match.span(group))].strip(" _,;:.") for group in (1, 2))
            name = f"{last}, {first}"
            if last[:1].isupper() and first[:1].isupper() and _is_person(name):
                return [name]
    return []


def _under_party(lines: list[_Line], number: int, patterns: _Patterns) -> bool:
    """Whether the nearest heading above a line (a short line without a value) names another party."""
    for line in reversed(lines[max(0, number - 8):number]):
        text = line.text.strip(" #*_-=")
        if len(text.split()) <= 5 and not re.search(r"[:|]\s*\S|\d", text):
            return patterns.party.search(line.folded) is not None
    return False


def _is_person(name: str) -> bool:
    words = parsed(name).words
    return len(words) >= 2 and max(map(len, words)) >= 3


def _dated(lines: list[_Line], marks: PaperMarks) -> list[str]:
    """Names that stand alone in a cell near a page's top, with a day or the number of a visit beside or below them."""
    places = record_words().places
    found = []
    for number, line in enumerate(lines[:_DATED]):
        cells = [cell.strip(" _:;.#*") for cell in _CELL.split(line.text.strip())]
        below = lines[number + 1].text.strip() if number + 1 < len(lines) else ""
        if len(cells) > 4 or not any(_DAY_OR_VISIT.match(text) for text in (*cells[1:], below)):
            continue
        at = next((at for at, text in enumerate(cells[1:]) if _DAY_OR_VISIT.match(text)), 0)
        match = next((match for cell in dict.fromkeys((cells[0], cells[at])) for match in (
            _FIRST_LAST.match(cell) or _LAST_FIRST.match(cell) or _INITIAL_LAST.match(cell),) if match is not None), None)
        if match is None:
            continue
        words = plain(match[1]).replace(",", " ").split()
        known = any(marks.credential.fullmatch(w) or w in marks.facility_words for w in words)
        if known or not places.isdisjoint(words):
            continue
        name = _name_at(match[1], marks)
        if name is not None:
            found.append(name)
    return found


def _beside_names(lines: list[_Line], marks: PaperMarks) -> list[dt.date]:
    """Days without a label behind a name near a page's top, so long before the page's other days that they are births.

    >>> lines = [_line("Roe, Ida   4/2/1961   F"), _line("Collected: 3/18/2014")]
    >>> _beside_names(lines, paper_marks())
    [datetime.date(1961, 4, 2)]
    """
    found = []
    for line in lines[:_TOP]:
        cells = [cell.strip(" _:;.#*") for cell in _CELL.split(line.text.strip())]
        if len(line.text) < 200 and _NAME_LAST.search(cells[0]):
            found += [day for day in map(read_day, cells[1:]) if day is not None]
    if not found:
        return []
    printed = printed_days("\n".join(line.text for line in lines), marks)
    latest = max(day.year for day in (*found, *(one.day for one in printed)))
    return [day for day in found if day.year <= latest - _YOUNGEST]


def _heads(lines: list[_Line], marks: PaperMarks, patterns: _Patterns) -> list[str]:
    """Unlabelled names at the top and at the bottom of a page, beside a patient's data."""
    places = record_words().places
    found = []
    edge = list(range(min(_TOP, len(lines)))) + [i for i in range(len(lines) - _BOTTOM, len(lines)) if i >= _TOP]
    for number in edge:
        line = lines[number]
        if len(line.text) > 200:
            continue
        cells = [cell.strip(" _:;.#*") for cell in _CELL.split(line.text)]
        for place, cell in enumerate(cells):
            spoken = patterns.spoken.match(_line(cell).folded)
            if spoken is not None:
                cell = cell[spoken.end():].strip()
            elif place and patterns.party.fullmatch(_line(cells[place - 1]).folded):
                continue  # the name of a physician, an employer or a firm
            if len(cell) < 6 or not cell[0].isupper():
                continue
            match = _LAST_FIRST.match(cell)
            if match is None and (spoken is not None or "," in cell):
                match = _LAST_INITIAL.match(cell)
            if match is not None:
                near = " ".join(one.folded for one in lines[number:number + 3])
                is_beside = spoken is not None or bool(patterns.beside.search(near) or re.search(r"\d", line.text))
            else:
                match = _FIRST_LAST.match(cell)
                is_beside = spoken is not None or (
                    len(cells) > 1 and patterns.beside.search(line.folded) is not None
                ) or (
                    number + 1 < len(lines) and patterns.birth.match(lines[number + 1].folded.strip()) is not None
                )
            if match is None or not is_beside:
                continue
            words = plain(match[1]).replace(",", " ").split()
            if (
                places.isdisjoint(words) and _DAYS.isdisjoint(word.strip(".") for word in words) and not re.search(r", ?[A-Z]{2}$", match[1])
                and not any(marks.credential.fullmatch(w) for w in words)
            ):
                name = _name_at(match[1], marks)
                if name is not None:
                    found.append(name)
    return found
