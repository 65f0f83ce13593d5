"""Who and when, from the head of a dispute paper: patient, claim number, injury, decision and signature."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.model import Document, DocumentKind, Span
from openimr.casefile.papers.dates import PrintedDay, day_of, printed_days
from openimr.casefile.papers.names import patient_of
from openimr.casefile.papers.papermarks import paper_marks

_CLAIM = re.compile(
    r"\b(?:claim|clm)\s?(?:s\s)?(?:number|numbers|no\.?|num\.?|nbr|#|id)?\s?(?:\(s\))?\s?[:#.]?\s{0,3}"
    r"(?P<number>(?=[A-Z0-9/-]*\d)[A-Z0-9][A-Z0-9/-]{2,30})",
    re.IGNORECASE,
)
_UR = r"(?:\bU\.?R\.?|utilization\s+(?:review|management))"
_DECIDED = re.compile(
    rf"(?:{_UR}\s+(?:decision|determination|denial|letter|date)|(?:decision|determination|denial)\s+(?:of|by"
    rf"|from)\s+{_UR}|{_UR}\s+(?:was\s+)?(?:dated|denied))"
    r"[^.\d]{0,40}?(?=\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)",
    re.IGNORECASE,
)
_INJURED = re.compile(r"\b(?:date\s+of\s+injury|injury\s+date|d\.?o\.?i\b)\.?[^\d]{0,30}(?=\d)", re.IGNORECASE)


@dataclass(slots=True)
class Field:
    """A value with its place."""

    value: str
    span: Span


@dataclass(slots=True)
class Head:
    """What a paper says about whom and when; None where it does not.

    Attributes:
        ur_decision: on an application, the day of the decision it disputes; on a determination, its own day.
        signed: day of the paper.
    """

    patient: str | None = None
    claim: Field | None = None
    injury: dt.date | None = None
    ur_decision: dt.date | None = None
    signed: dt.date | None = None


def read_head(document: Document) -> Head:
    """The head of a dispute paper (application, determination or request for authorization)."""
    marks = paper_marks()
    head = Head(patient=document.patient, signed=document.date)
    days: list[PrintedDay] = []
    for page in document.pages[:4]:
        days += printed_days(page.text, marks)
        if head.patient is None:
            head.patient = patient_of(page.text, marks)
        if head.claim is None:
            head.claim = _claim(document, page.number)
    head.injury = next((d.day for d in days if d.kind == "injury"), None) or _injury(document)
    if document.kind is DocumentKind.UR_DETERMINATION:
        head.ur_decision = next((d.day for d in days if d.kind == "decision"), None) or document.date
    else:
        head.ur_decision = _disputed_decision([page.text for page in document.pages[:2]])
    return head


def _injury(document: Document) -> dt.date | None:
    """The injury's day where the label is broken over lines ("Date of injury (MM/DD/ YYYY): …")."""
    for page in document.pages[:2]:
        match = _INJURED.search(page.text)
        if match:
            return day_of(page.text[match.end() : match.end() + 30])
    return None


def _claim(document: Document, number: int) -> Field | None:
    page = next(p for p in document.pages if p.number == number)
    for match in _CLAIM.finditer(page.text):
        value = match["number"].strip("-/")
        if not re.fullmatch(r"\d{1,2}[/-]\d{1,2}[/-]\d{2,4}", value):
            return Field(value, Span.of(page, match.start("number"), match.start("number") + len(match["number"])))
    return None


def _disputed_decision(texts: Sequence[str]) -> dt.date | None:
    """The day of the decision that an application disputes.

    >>> _disputed_decision(["Date of utilization review determination:\\n10/14/2013"]).isoformat()
    '2013-10-14'
    """
    for text in texts:
        for match in _DECIDED.finditer(text):
            day = day_of(text[match.end() : match.end() + 30])
            if day is not None:
                return day
    return None


_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "mr", "mrs", "ms", "miss", "dr"})


def name_parts(name: str) -> frozenset[str]:
    """The words of a name that two spellings of it must share: no initials, no titles, no order.

    >>> sorted(name_parts("Wrenfield, Tobias R.")) == sorted(name_parts("TOBIAS WRENFIELD"))
    True
    """
    words = re.findall(r"[^\W\d_]+(?:['’-][^\W\d_]+)*", name.lower())
    return frozenset(w for w in words if len(w) > 1 and w not in _SUFFIXES)


def same_name(first: str, second: str) -> bool:
    """Whether two printed names may be one person's: the same words, an initial for a first name, or one more name.

    >>> same_name("M. Quintero", "Marisol Quintero"), same_name("Gus Nobody", "Abel Blank")
    (True, False)
    """
    a, b = name_parts(first), name_parts(second)
    if not a or not b or a <= b or b <= a:
        return True
    shared = a & b
    return len(shared) >= 2 or any(_nearly(x, y) for x in a - shared for y in b - shared if shared)


def _nearly(a: str, b: str) -> bool:
    """Whether two words differ by no more than a slip of the pen or of the scanner."""
    if abs(len(a) - len(b)) > 1 or min(len(a), len(b)) < 4:
        return False
    if len(a) == len(b):
        return sum(x != y for x, y in zip(a, b, strict=True)) <= 1
    short, long = sorted((a, b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))


def same_number(first: str, second: str) -> bool:
    """Whether two claim numbers are one, whatever their dashes and leading zeros."""
    a, b = (re.sub(r"[^A-Z0-9]", "", x.upper()).lstrip("0") for x in (first, second))
    return a == b or (
        min(len(a), len(b)) >= 6 and (a.endswith(b) or b.endswith(a) or a.startswith(b) or b.startswith(a))
    )
