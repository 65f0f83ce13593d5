"""What a page says about whose it is: names, day of birth, claim number, day of injury, as printed or misread.

>>> marks = identity_marks("Pafient: Testerson, Marigold   D0B: O4/02/1961   Claim No. 00-4417")
>>> marks.names, marks.births, marks.claims
(('Testerson, Marigold',), (datetime.date(1961, 4, 2),), ('00-4417',))
"""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from dataclasses import dataclass

from openimr.casefile.papers.dates import day_of, printed_days
from openimr.casefile.papers.headnames import (
    births_beside,
    by_numbers,
    dated_names,
    head_names,
    lone_surnames,
    told_names,
)
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.personlines import (
    CELL,
    Patterns,
    PrintedLine,
    is_person,
    label_patterns,
    name_at,
    printed_line,
    read_day,
)
from openimr.casefile.papers.printedwords import folded, printed_lines

#: Lines of a page in which labels are looked for.
_LABELLED = 70
_LAST_BIRTH_YEAR = 2012


_CLAIM_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9/._-]*")
_DOCTOR = re.compile(r"\b(?:Dr|DR|Doctor)\.? +([A-Z][a-z'’-]+ +(?:[A-Z]\.? +)?[A-Z][A-Za-z'’-]{2,})")
_CREDENTIALED = re.compile(
    r"\b([A-Z][A-Za-z'’-]* (?:[A-Z]\.? )?[A-Z][A-Za-z'’-]{2,}),? "
    r"([A-Z](?:[A-Za-z/-]{1,6}|\.[A-Z]\.?(?:[A-Z]\.?)?|h\.D))(?![A-Za-z])"
)
#: A name of two words on a line without capitals, and a gap or the next field behind it.
_LOWER = re.compile(r"[a-z'’-]{2,},? [a-z'’-]{2,}(?: [a-z]\.?)?(?=\s*$| {2,}|\t| ?\|| dob\b| d\.o\.b)")
#: The number of a form's field, folded.
_ITEM = re.compile(r"^\W*[a-z3467]{1,2}[a-z]?[.)]\s*")


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


def identity_marks(text: str, marks: PaperMarks | None = None) -> IdentityMarks:
    """What a page says about whose it is; stamps of fax machines and mail rooms say nothing.

    Args:
        text: the page's text.
        marks: the programme's marks of papers.
    """
    marks = marks or paper_marks()
    patterns = label_patterns()
    lines = [printed_line(line) for _, line in printed_lines(text)]
    if not lines:
        return IdentityMarks()
    head = lines[:_LABELLED]
    births = _days(head, patterns.birth, patterns)
    if not births and any(
        patterns.birth.search(line.folded) and not patterns.party.search(line.folded) for line in head
    ):
        # a label in the cell above its value
        births = [d.day for d in printed_days("\n".join(line.text for line in head), marks) if d.kind == "birth"]
    births = [day for day in map(_past, births or births_beside(lines, marks, patterns)) if day is not None]
    injuries = _days(head, patterns.injury)
    narrated = Counter(match[1] for match in patterns.narrated.finditer(text)) if "M" in text else Counter()
    narrated.update(lone_surnames(head, text, patterns))
    names = _labelled(head, marks, patterns) or by_numbers(head, marks, patterns)
    return IdentityMarks(
        names=tuple(dict.fromkeys(names)),
        heads=tuple(dict.fromkeys([*head_names(lines, marks, patterns), *told_names(text)])),
        births=tuple(dict.fromkeys(day for day in births if day not in injuries)),
        claims=tuple(dict.fromkeys(_claims(head, patterns.claim))),
        injuries=tuple(dict.fromkeys(injuries)),
        narrated=tuple(narrated.items()),
        dated=tuple(dict.fromkeys(dated_names(lines, marks))),
        records=tuple(dict.fromkeys(_claims(head, patterns.record))),
    )


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


def _days(lines: list[PrintedLine], pattern: re.Pattern[str], patterns: Patterns | None = None) -> list[dt.date]:
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


def _claims(lines: list[PrintedLine], pattern: re.Pattern[str]) -> list[str]:
    """Numbers behind a label."""
    found = []
    for number, line in enumerate(lines):
        for match in pattern.finditer(line.folded):
            rest = line.text[match.end():]
            if not rest.strip() and number + 1 < len(lines):
                rest = lines[number + 1].text.strip()
            words = _CLAIM_WORD.findall(CELL.split(rest)[0][:40]) if rest.strip() else []
            for size, word in enumerate(words[:3], start=1):
                value = " ".join(words[:size]).rstrip("./-_")
                if sum(c.isdigit() for c in value) >= 4:
                    if len(value) <= 25 and day_of(value) is None:
                        found.append(value)
                    break
                if word.isalpha() and len(word) > 4:
                    break
    return found


def _labelled(lines: list[PrintedLine], marks: PaperMarks, patterns: Patterns) -> list[str]:
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
            cell = CELL.split(line.folded[:match.start()])[-1]
            if patterns.party.search(cell):
                continue
            if match["label"] == own_name and (
                patterns.party.search(line.folded) or _under_party(lines, number, patterns)
            ):
                continue
            rest = line.text[match.end():]
            lower = _LOWER.match(rest) if line.text[:match.end()].islower() else None
            if lower is not None:
                rest = lower[0].title()  # typed without capitals
            name = name_at(f"{rest}\n{following}", marks)
            if name is not None:
                found.append(name)
        if following and patterns.patient.fullmatch(f"{_ITEM.sub('', line.folded).strip()}:"):
            name = name_at(following, marks)
            if name is not None and not _under_party(lines, number, patterns):
                found.append(name)
    if not found and any(folded("last") in line.folded for line in lines[:40]):
        parted = patient_of("\n".join(line.text for line in lines[:40]), marks)
        found += [parted] if parted is not None and is_person(parted) else []
    return found


def _parted(lines: list[PrintedLine], patterns: Patterns) -> list[str]:
    """The name on a form with fields for last and first name."""
    for line in lines[:40]:
        match = patterns.last_first.search(line.folded)
        if match is not None and not patterns.party.search(line.folded[:match.start()]):
            last, first = (line.text[slice(*match.span(group))].strip(" _,;:.") for group in (1, 2))
            name = f"{last}, {first}"
            if last[:1].isupper() and first[:1].isupper() and is_person(name):
                return [name]
    return []


def _under_party(lines: list[PrintedLine], number: int, patterns: Patterns) -> bool:
    """Whether the nearest heading above a line (a short line without a value) names another party."""
    for line in reversed(lines[max(0, number - 8):number]):
        text = line.text.strip(" #*_-=")
        if len(text.split()) <= 5 and not re.search(r"[:|]\s*\S|\d", text):
            return patterns.party.search(line.folded) is not None
    return False