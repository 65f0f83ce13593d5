"""Printed lines of a page and the labels on them, read as bad print leaves them: names and days behind labels.

>>> line = printed_line("Pafient: Testerson, Mar1gold   D0B: O4/02/1961")
>>> found = label_patterns().birth.search(line.folded)
>>> str(read_day(line.text[found.end():]))
'1961-04-02'
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from openimr.casefile.papers.dates import day_of
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.persons import parsed
from openimr.casefile.papers.printedwords import folded
from openimr.casefile.papers.recordwords import record_words
from openimr.casefile.papers.repeatedlines import remembered

_RECORD = ("mrn", "mr #", "mr no", "med rec", "medical record", "chart #", "chart no", "patient id", "unit no",
           "record #")
#: Labels that need a colon: they begin sentences and headings too.
WEAK = frozenset(("name", "re", "regarding", "client", "member", "applicant", "employee"))
CELL = re.compile(r"\s*\|\s*|\t+| {2,}")
_FIGURES = re.compile(r"(?<![A-Za-z])[\dOolISB|]{1,4}[/.-][\dOolISB|]{1,2}[/.-][\dOolISB|]{2,4}(?![A-Za-z])")
_LOOSE = re.compile(
    r"^\W{0,4}([\dOolI]{1,2})[ ]?[ /.-][ ]?([\dOolI]{1,2})[ ]?[ /.-][ ]?((?:[1l]9|2[0O])[ ]?[\dOolISB]{2}|[\dOolI]{2})"
    r"(?![\dA-Za-z/])"
)
_AS_DIGITS = str.maketrans("OolISB|", "0011581")
_AS_LETTERS = str.maketrans("015839", "olsbeg")
_MIXED_WORD = re.compile(r"(?<![\d/.-])\b(?=[A-Za-z'’]*\d)[A-Za-z][A-Za-z'’0-9]{3,}\b")
#: Where the next field of a form begins, on a line whose gaps are lost.
_NEXT_FIELD = re.compile(
    r"(?<=\S)[ ]+(?:date|d\.?o\.?[bis]\b|claim|sex\b|gender|age\b|mrn\b|mr ?#|ssn\b|employer|collected|reported"
    r"|received"
    r"|visit|exam|seen\b|acc(?:oun)?t\b|chart\b|phone|address|referr|ordering|requesting|physician|provider|insur|birth"
    r"|injur|case\b|specimen|today|patient|occupation|room\b|type\b)",
    re.I,
)
_SPREAD = re.compile(r"(?<=[A-Za-z.,:]) {2,3}(?=[A-Z](?:\.|[a-z'’-]+)?(?: |$))")


@dataclass(frozen=True, slots=True)
class Patterns:
    """Patterns of labels; all but the last are matched against folded lines, where misprints look like print."""

    patient: re.Pattern[str]
    birth: re.Pattern[str]
    claim: re.Pattern[str]
    injury: re.Pattern[str]
    record: re.Pattern[str]
    beside: re.Pattern[str]
    spoken: re.Pattern[str]
    field: re.Pattern[str]
    party: re.Pattern[str]
    last_first: re.Pattern[str]
    narrated: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A printed line, and the same line folded, letter under letter."""

    text: str
    folded: str


@cache
def label_patterns() -> Patterns:
    """The patterns of the labels that say whose a page is, made once."""
    rules = record_words()

    def labels(words: Iterable[str]) -> str:
        found = sorted(words, key=lambda w: (-len(w), w))
        # blanks and dots come and go
        return "|".join(
            "".join(r"[ ]?" if c == " " else r"\.?[ ]?" if c == "." else re.escape(folded(c)) for c in w) for w in found
        )

    behind = r"(?![a-z])\.?[ ]?(?:\([^()]{0,24}\))?[ ]*[:;#|=.-]?[ |_]*"
    return Patterns(
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
        spoken=re.compile(rf"(?:{labels(w for w in rules.patient_labels if w not in WEAK)})[ ]"),
        field=re.compile(rf"\W{{0,3}}(?:{labels(rules.patient_labels)})[ ]+(?=[a-z])"),
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


@remembered
def printed_line(text: str) -> PrintedLine:
    """A line with its folded form, letter under letter."""
    low = text.lower()
    return PrintedLine(text, folded(low if len(low) == len(text) else text).replace("\t", " "))


@remembered
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


@remembered
def name_at(text: str, marks: PaperMarks) -> str | None:
    """A patient's name with which a text begins, digits inside its words read as the letters they print like."""
    if not text.strip():
        return None
    text = _NEXT_FIELD.split(_MIXED_WORD.sub(lambda match: _with_letters(match[0]), text), maxsplit=1)[0]
    printed = f"Patient: {text}"
    for reading in (printed, _SPREAD.sub(" ", printed)):
        name = patient_of(reading, marks)
        if name is not None and is_person(name):
            return name
    return None


def _with_letters(word: str) -> str:
    letters = word.translate(_AS_LETTERS)
    return letters.upper() if sum(c.isupper() for c in word) > 1 else letters


def is_person(name: str) -> bool:
    """Whether a printed name has two words or more, one of them longer than an initial."""
    words = parsed(name).words
    return len(words) >= 2 and max(map(len, words)) >= 3
