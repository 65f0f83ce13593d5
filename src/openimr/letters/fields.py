"""The small fields of a letter: dates, credentials, the patient's age and sex.

Nothing is guessed: what the words do not say is None.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cache

from openimr.letters.eras import phrases, shared_wording

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan",
            "february feb",
            "march mar",
            "april apr",
            "may",
            "june jun",
            "july jul",
            "august aug",
            "september sept sep",
            "october oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}
_DATE = re.compile(
    r"(?P<m>\d{1,2})\s*(?P<sep>[/.-])\s*(?P<d>\d{1,2})\s*(?P=sep)\s*(?P<y>\d{4}|\d{2})(?!\d)"
    r"|(?P<iy>\d{4})-(?P<im>\d{2})-(?P<id>\d{2})(?!\d)"
    r"|(?P<name>[A-Za-z]{3,9})\.?\s+(?P<nd>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<ny>\d{4})(?!\d)"
)
#: Two-digit years from here on belong to the last century (an injury of 1988 may be under review in 2014).
_CENTURY = 40


def read_date(text: str) -> dt.date | None:
    """The first date in ``text``; None when there is none or it does not exist.

    >>> read_date("12/05/2016"), read_date("11-8-12"), read_date("May 29, 2014"), read_date("13/45/2016")
    (datetime.date(2016, 12, 5), datetime.date(2012, 11, 8), datetime.date(2014, 5, 29), None)
    """
    found = _DATE.search(text)
    if not found:
        return None
    if found["y"]:
        year = int(found["y"])
        if len(found["y"]) == 2:
            year += 1900 if year >= _CENTURY else 2000
        month, day = int(found["m"]), int(found["d"])
    elif found["iy"]:
        year, month, day = int(found["iy"]), int(found["im"]), int(found["id"])
    else:
        year, day = int(found["ny"]), int(found["nd"])
        month = _MONTHS.get(found["name"].lower(), 0)
    try:
        return dt.date(year, month, day)
    except ValueError:
        return None


# --- credentials -----------------------------------------------------------------------------------------------------

_LICENSE = re.compile(
    r",?\s*(?:and\s+)?(?:is\s+|are\s+)?(?:also\s+)?licensed\s+to\s+practice\s+(?:in|within)\s+(?P<in>.+)$", re.I
)
_SUBSPECIALTY = re.compile(
    r",?\s*(?:and\s+)?(?:has|have|with)\s+(?:an?\s+)?sub-?\s?special(?:ty|ties|ization)\s+"
    r"(?:certificates?\s+)?in\s+(?P<in>.+)$",
    re.I,
)
_CERTIFIED = re.compile(r"^(?:is\s+|are\s+)?(?:an?\s+)?board[\s-]+certified\s+(?:in\s+|as\s+an?\s+)?(?P<in>.+)$", re.I)
_IS_A = re.compile(r"^(?:is\s+|are\s+)?(?:an?\s+)?(?:licensed\s+)?(?P<in>.+)$", re.I)


@dataclass(slots=True)
class Credentials:
    """What one sentence says of the reviewer."""

    certifications: list[str]
    subspecialties: list[str]
    licensed_in: list[str]


def read_credentials(sentence: str) -> Credentials:
    """Take apart "is Board Certified in A and B, has a subspecialty in C and is licensed to practice in D".

    >>> c = read_credentials("is Board Certified in Physical Medicine and Rehabilitation and Pain Management, has a "
    ...                      "subspecialty in Interventional Spine and is licensed to practice in California")
    >>> c.certifications, c.subspecialties, c.licensed_in
    (['Physical Medicine and Rehabilitation', 'Pain Management'], ['Interventional Spine'], ['California'])
    """
    rest = " ".join(sentence.split()).rstrip(".")
    licensed: list[str] = []
    special: list[str] = []
    found = _LICENSE.search(rest)
    if found:
        licensed = split_names(found["in"])
        rest = rest[: found.start()]
    found = _SUBSPECIALTY.search(rest)
    if found:
        special = split_names(found["in"])
        rest = rest[: found.start()]
    rest = rest.strip(" ,")
    found = _CERTIFIED.match(rest) or _IS_A.match(rest)
    certified = split_names(found["in"]) if found and rest else []
    return Credentials(certified, special, licensed)


@cache
def _whole_names() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{phrases(shared_wording()['names_with_and'])})(?!\w)", re.I)


def split_names(text: str) -> list[str]:
    """A list in words ("A, B and C") as names; names that hold an "and" or a comma of their own stay whole.

    >>> split_names("Preventive Medicine, Occupational Medicine, Public Health & General Preventive Medicine")
    ['Preventive Medicine', 'Occupational Medicine', 'Public Health & General Preventive Medicine']
    >>> split_names("Texas,New York,California"), split_names("Iowa and Texas")
    (['Texas', 'New York', 'California'], ['Iowa', 'Texas'])
    """
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found.group())
        return f"\x00{len(kept) - 1}\x00"

    masked = _whole_names().sub(keep, text)
    names = re.split(r"\s*[,;]\s*(?:and\s+)?|\s+and\s+|\s*/\s*(?=[A-Z])", masked)
    restored = (re.sub("\x00(\\d+)\x00", lambda f: kept[int(f.group(1))], name) for name in names)
    return [name for one in restored if (name := re.sub(r"^the\s+", "", " ".join(one.split()).strip(" .")))]


# --- the patient -----------------------------------------------------------------------------------------------------

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_NUMBER_WORD = rf"(?:{'|'.join(_TENS)})(?:[\s-]+(?:{'|'.join(_ONES)}))?|{'|'.join(_TEENS)}"
_AGE = re.compile(
    rf"(?<![\w./-])(?P<n>\d{{2,3}}|{_NUMBER_WORD})\s*[-\u2010-\u2013]?\s*"
    r"(?:(?:years?|yrs?\.?)\s*[-\u2010-\u2013]?\s*old\b|y\s*/\s*o\b|y\.?\s?o\.?(?![\w.])|years?\s+of\s+age\b)"
    r"|\b(?:age|aged)[\s:]+(?P<n2>\d{2,3})\b(?!\s*(?:years?\s+)?(?:and|or|to|-)\b)",
    re.I,
)
_SEX = re.compile(r"\b(?:(?P<f>female|woman|lady)|(?P<m>male|man|gentleman))\b", re.I)
_ROLE = r"(?:patient|(?:injured\s+)?(?:worker|employee|individual|person)|applicant|claimant|subject|IW)"
_IS_SEX = re.compile(
    rf"\b(?:{_ROLE}|this|case\s+(?:involves|concerns))\s+(?:is|was|involves)?\s*(?:an?|now)\s+(?:[\w,'()\[\]-]+\s+){{0,6}}?"
    r"(?:(?P<f>female|woman|lady)|(?P<m>male|man|gentleman))\b",
    re.I,
)
_KIN = re.compile(
    r"^\s*(?:old\s+)?(?:son|daughter|child|children|wife|husband|spouse|mother|father|brother|sister|baby|infant|"
    r"grand\w+|niece|nephew|"
    r"friend|partner|co-?worker|nurse|client|car|truck|vehicle|house|building)\b",
    re.I,
)
_SOMEONE_ELSE = re.compile(
    r"\b(?:son|daughter|child|wife|husband|spouse|mother|father|brother|sister|friend|partner|co-?worker|nurse|physician|"
    r"doctor|provider|surgeon|Dr\.?\s+\w*)\s*,?\s*(?:(?:who|he|she|which)\s+)?(?:is|was)?\s*(?:an?|now|the|,)?\s*\Z",
    re.I,
)
_SEX_LETTER = re.compile(r"\s*/?\s*(?:(?P<f>F)|(?P<m>M))\b(?!\.)")
_TITLE = re.compile(r"\b(?:(?P<m>Mr)|(?P<f>Ms|Mrs|Miss))\b\.?")
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z(])")
_PRONOUN = re.compile(r"^(?:(?P<m>He|His)|(?P<f>She|Her))\b")
_PATIENT_SENTENCE = re.compile(rf"^(?:(?:The|This|An?)\s+)?(?:{_ROLE}\b|\d{{2}}\b)", re.I)
_CLINICIAN = re.compile(
    r"\b(?:physician|doctor|provider|surgeon|Dr|PTP|therapist|psychologist|chiropractor|reviewer|specialist)\b", re.I
)


def read_patient(summary: str) -> tuple[int | None, str | None]:
    """Age and sex of the patient as a case summary says them; None for what it does not say.

    The sex is read from the words male, female, man, woman; failing them from a title (Mr., Ms.) or from a pronoun that
    opens the sentence after one about the patient.

    >>> read_patient("The worker is a 51 year old hurt on 3/4/13. The physician says he agrees.")
    (51, None)
    >>> read_patient("This case involves a now 33-year-old right-handed male.")
    (33, 'male')
    """
    head = summary[:4000]
    age: int | None = None
    sex: str | None = None
    for found in _AGE.finditer(head):
        after = head[found.end() : found.end() + 90]
        if _KIN.match(after) or _SOMEONE_ELSE.search(head, max(0, found.start() - 60), found.start()):
            continue
        value = _number(found["n"] or found["n2"])
        if not 10 <= value <= 110:
            continue
        age = value
        clause = re.split(r"[.;:]\s|\bwho\b|\bwith\b|\bthat\b|\bwhose\b", after, maxsplit=1)[0]
        sex = _sex_of(_SEX.search(clause) or _SEX_LETTER.match(after))
        if sex is None:
            before = head[max(0, found.start() - 40) : found.start()]
            sex = _sex_of(_last(_SEX, before.rpartition(".")[2]))
        break
    if sex is None:
        sex = _sex_of(_IS_SEX.search(head)) or _sex_of(_TITLE.search(head)) or _sex_by_pronoun(head)
    return age, sex


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    total = 0
    for word in re.split(r"[\s-]+", text.lower()):
        if word in _TENS:
            total += 10 * (_TENS.index(word) + 2)
        elif word in _TEENS:
            total += 10 + _TEENS.index(word)
        else:
            total += 1 + _ONES.index(word)
    return total


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    found = None
    for one in pattern.finditer(text):
        found = one
    return found


def _sex_of(found: re.Match[str] | None) -> str | None:
    if found is None:
        return None
    return "female" if found["f"] else "male"


def _sex_by_pronoun(text: str) -> str | None:
    said: set[str] = set()
    about_patient = False
    for sentence in _SENTENCE.split(text):
        pronoun = _PRONOUN.match(sentence)
        if pronoun and about_patient:
            said.add("female" if pronoun["f"] else "male")
        else:
            about_patient = bool(_PATIENT_SENTENCE.match(sentence))
        if _CLINICIAN.search(sentence):
            about_patient = False
    return said.pop() if len(said) == 1 else None
