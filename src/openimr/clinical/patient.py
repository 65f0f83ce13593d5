"""Who a file is about: age, sex and date of injury, each with the place it was read from."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from openimr.casefile.model import DISPUTE_KINDS, CaseFile, Document, Page, Span
from openimr.clinical.dates import dates_in
from openimr.clinical.folding import Folded, fold
from openimr.clinical.model import Patient

_AGE = re.compile(
    r"\b(?P<age>\d{1,3})\s?(?:-|\s)?\s?(?:years?|yrs?|y)\s?(?:-|\s)?\s?(?:old\b|o\b|/o\b|of age\b|-old\b)"
    r"|\b(?P<age2>\d{1,3})\s?(?:y/?o\b|y\.\s?o\.|yo\b)|\bage[d]?\s?:?\s?(?P<age3>\d{1,3})\b(?!\s?(?:or|and over"
    r"|\+|-\s?\d|/))"
)
_MALE = re.compile(r"\b(?:male|man|gentleman|mr\.?|boy)\b(?! nurse)|\b(?:sex|gender)\s?:?\s?m(?:ale)?\b")
_FEMALE = re.compile(r"\b(?:female|woman|lady|mrs\.?|(?<!\d )ms\.?|miss|girl)\b|\b(?:sex|gender)\s?:?\s?f(?:emale)?\b")
_BOX_SEX = re.compile(r"\[\s?x\s?\]\s?(?P<sex>male|female|m\b|f\b)|\b(?:sex|gender)\s?:?\s?(?P<letter>m|f)\b")
# "the treating physician ... he" is not the patient
_PHYSICIAN = re.compile(
    r"\b(?:physician|provider|doctor|surgeon|psychologist|reviewer|dr\.?|chiropractor|m\.?d\.?)\b[^.;]*$"
)
_HE = re.compile(r"\b(?:he|his|him|himself)\b")
_SHE = re.compile(r"\b(?:she|her|hers|herself)\b")
_BIRTH = re.compile(r"\b(?:date of birth|birth date|birthdate|dob|d\.o\.b\.?|born(?: on)?)\s?[:#]?\s?$")
_INJURY = re.compile(
    r"(?:\b(?:date of injury|injury date|date of loss|doi|d\.o\.i\.?|d/i|date of accident|date injured)\s?(?:of"
    r"|on|is|was|as)?\s?[:#]?\s?"
    r"|\binjury date (?:on|of)\s|\b(?:industrial|work related|work|occupational|on the job|date of)\s(?:injury"
    r"|claim|accident)\s?(?:from|on|of|dated|that occurred on|occurring on)?\s?[:#]?\s?"
    r"|\b(?:injured|hurt)\s(?:\w+\s){0,6}?on\s|\bsustained\s[^.;:]{0,70}?\b(?:on|of)\s|\binjury\s?(?:on|of|dated"
    r"|:)?\s?|\bclaim from\s|\bct\s?:?\s?)$"
)
_CUMULATIVE = re.compile(r"^\s?(?:-|to|through|thru)\s?")


@dataclass(slots=True)
class _Clue:
    value: object
    span: Span
    weight: int


def patient_of(case: CaseFile, as_of: dt.date | None) -> Patient:
    """The patient of a case file; what most papers say counts, medical papers before papers of the dispute.

    A stated age belongs to the date of its paper: the age as of ``as_of`` is worked out from a birth date where one is
    given, else it is the age that the latest paper states.
    """
    patient = Patient()
    ages: list[tuple[dt.date | None, int, Span]] = []
    births: list[_Clue] = []
    injuries: list[_Clue] = []
    sexes: list[_Clue] = []
    for document in case.documents:
        if not document.usable or document.duplicate_of is not None:
            continue
        weight = 1 if document.kind in DISPUTE_KINDS else 2
        for page in document.pages[:12]:
            folded = fold(page.text[:40_000])
            ages += [(document.date, age, span) for age, span in _ages(page, folded)]
            births += _dated(page, folded, _BIRTH, weight)
            injuries += _dated(page, folded, _INJURY, weight + (1 if document.kind in DISPUTE_KINDS else 0))
            sexes += _sexes(page, folded, weight)
    if case.intake.date_of_injury is not None and not injuries:
        patient.date_of_injury = case.intake.date_of_injury
    injury = _most(injuries)
    if injury is not None and isinstance(injury.value, dt.date):
        patient.date_of_injury, patient.date_of_injury_span = injury.value, injury.span
    sex = _most(sexes)
    if sex is not None:
        patient.sex, patient.sex_span = str(sex.value), sex.span
    _set_age(patient, ages, _most(births), as_of, _latest(case.documents))
    return patient


def _latest(documents: Iterable[Document]) -> dt.date | None:
    return max((d.date for d in documents if d.date is not None and d.is_evidence), default=None)


def _set_age(
    patient: Patient,
    ages: list[tuple[dt.date | None, int, Span]],
    birth: _Clue | None,
    as_of: dt.date | None,
    latest: dt.date | None,
) -> None:
    day = as_of or latest
    if birth is not None and isinstance(birth.value, dt.date) and day is not None:
        age = _years(birth.value, day)
        # a birth date that agrees with no stated age may be another person's, or misread
        if 0 < age < 120 and (not ages or any(abs(_years(birth.value, d or day) - a) <= 1 for d, a, _ in ages)):
            said = next((span for _, a, span in ages if a == age), None)
            patient.age, patient.age_span = age, said or birth.span
            return
    known = [one for one in ages if as_of is None or one[0] is None or one[0] <= as_of] or ages
    if known:
        # of the latest papers that state one, the age most of them state
        newest = max((date for date, _, _ in known if date is not None), default=None)
        recent = [one for one in known if one[0] == newest or newest is None] or known
        age = Counter(a for _, a, _ in recent).most_common(1)[0][0]
        patient.age = age
        patient.age_span = next(span for _, a, span in recent if a == age)


def _years(born: dt.date, day: dt.date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _most(clues: list[_Clue]) -> _Clue | None:
    if not clues:
        return None
    weights: Counter[object] = Counter()
    for clue in clues:
        weights[clue.value] += clue.weight
    value = max(weights, key=lambda one: weights[one])
    return next(clue for clue in clues if clue.value == value)


_RELATIVE = re.compile(
    r"\b(?:mother|father|son|daughter|brother|sister|wife|husband|child|children|spouse|grandmother|grandfather"
    r"|cousin)\b[^.;]{0,40}$"
)


def _ages(page: Page, folded: Folded) -> list[tuple[int, Span]]:
    found = []
    for match in _AGE.finditer(folded.plain):
        age = int(match.group("age") or match.group("age2") or match.group("age3"))
        before = folded.plain[max(0, match.start() - 45) : match.start()]
        behind = folded.plain[match.end() : match.end() + 30]
        if (
            not 14 <= age <= 105
            or _RELATIVE.search(before)
            or re.search(r"\b(?:over|under|than|when|was|until|since|at)\s(?:age\s)?$", before)
        ):
            continue
        if re.match(
            r"\s?(?:son|daughter|child|boy|girl|mother|father|injury|wife|husband|house|vehicle|fracture|fusion)",
            behind,
        ):
            continue
        found.append((age, _span(page, folded, match.start(), match.end())))
    return found


def _dated(page: Page, folded: Folded, lead: re.Pattern[str], weight: int) -> list[_Clue]:
    found = []
    for date in dates_in(folded.plain):
        before = folded.plain[max(0, date.start - 90) : date.start]
        match = lead.search(before)
        if match is None or date.day is None:
            continue
        strong = any(
            word in match.group()
            for word in ("date of", "doi", "d.o.i", "dob", "birth", "born", "injury date", "injury of")
        )
        tail = _CUMULATIVE.match(folded.plain[date.end : date.end + 10])
        if tail and lead is _INJURY and tail.group().strip():
            # a cumulative trauma is dated by its last day
            later = next((d for d in dates_in(folded.plain[date.end : date.end + 40]) if d.day), None)
            if later is not None and later.day is not None:
                found.append(
                    _Clue(
                        later.day, _span(page, folded, date.start, date.end + later.end), weight * (3 if strong else 1)
                    )
                )
                continue
        found.append(_Clue(date.day, _span(page, folded, date.start, date.end), weight * (3 if strong else 1)))
    return found


def _sexes(page: Page, folded: Folded, weight: int) -> list[_Clue]:
    found = []
    text = folded.plain
    for match in _BOX_SEX.finditer(text):
        word = match.group("sex") or match.group("letter")
        found.append(
            _Clue(
                "male" if word.startswith("m") else "female",
                _span(page, folded, match.start(), match.end()),
                weight * 8,
            )
        )
    for pattern, sex in ((_MALE, "male"), (_FEMALE, "female")):
        for match in pattern.finditer(text):
            if _RELATIVE.search(text[max(0, match.start() - 45) : match.start()]):
                continue
            # "44 year old male" is the patient; "Ms. Doe" may be anyone
            strong = re.search(
                r"(?:old|o|age|yo|dominant|handed|pleasant|\d)\s?[,\-]?\s?(?:\w+\s){0,2}$",
                text[max(0, match.start() - 40) : match.start()],
            )
            found.append(_Clue(sex, _span(page, folded, match.start(), match.end()), weight * (6 if strong else 2)))
    for pattern, sex in ((_HE, "male"), (_SHE, "female")):
        own = [m for m in pattern.finditer(text) if not _PHYSICIAN.search(text[max(0, m.start() - 140) : m.start()])]
        if own:
            first = own[0]
            found.append(_Clue(sex, _span(page, folded, first.start(), first.end()), min(len(own), 5) * weight // 2))
    return found


def _span(page: Page, folded: Folded, start: int, end: int) -> Span:
    return Span.of(page, folded.start(start), folded.end(end))
