"""Strengths, quantities, frequencies and durations in the words of a request line."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
]  # fmt: skip
_NUMBERS = {word: number for number, word in enumerate(_WORDS)} | {
    "twenty-four": 24, "twenty four": 24, "twenty-eight": 28, "thirty": 30, "thirty-six": 36, "thirty six": 36,
    "forty": 40, "forty-five": 45, "forty-eight": 48, "fifty": 50, "sixty": 60, "ninety": 90, "one hundred": 100,
    "one hundred twenty": 120, "one hundred sixty": 160, "once": 1, "twice": 2, "thrice": 3, "single": 1,
}  # fmt: skip
#: Number words as alternatives of a pattern, the longest first.
NUMBER_WORDS = "|".join(sorted(_NUMBERS, key=len, reverse=True))
_NUMBER_WORD = re.compile(rf"\b(?:{NUMBER_WORDS})\b")
_DOUBLED = re.compile(r"\b(\d+)\s?\(\s?\1\s?\)")  # "two (2)"

_UNIT = r"(?:mg|mgs|mcg|ug|µg|meq|iu|milligrams?|micrograms?|%|percent)"
_VALUE = r"\d+(?:,\d{3})*(?:\.\d+)?|\.\d+"
_STRENGTH = re.compile(
    rf"(?<![\w.#/-])(?:{_VALUE})(?:\s?{_UNIT})?(?:\s?[/-]\s?(?:{_VALUE})(?:\s?{_UNIT})?){{0,4}}(?:\s?{_UNIT})"
    r"(?:\s?/\s?(?:\d*\.?\d*\s?)(?:hr|hour|h|ml|cc|spray|actuation|inh|24hr|24h)\b)?(?![a-z])"
)
_BARE_STRENGTH = re.compile(
    r"\s{0,2}(?P<value>\d+(?:\.\d+)?(?:\s?[/-]\s?\d+(?:\.\d+)?){0,3})(?![\d.]*\s?(?:%|tab|cap|pill|patch|day"
    r"|week|month|refill|x\b|time|gm|gram|ml|count|unit))(?=[\s,;)]|$)"
)

# how a drug is to be taken is no count of anything
_SIG = re.compile(
    r"\b(?:take|apply|use|sig:?|give)?\s?(?:\d+(?:\s?(?:-|to|or)\s?\d+)?|a|½|1/2)?\s?(?:tabs?|tablets?|caps?"
    r"|capsules?|pills?|patch(?:es)?|puffs?|sprays?)?\s?"
    r"(?:by mouth|orally|p\.?\s?o\.?\b|per os|sublingual(?:ly)?|topically|transdermal(?:ly)?|to affected area)"
    r"|\b(?:\d+(?:\s?(?:-|to)\s?\d+)?\s?(?:x|times?)\s?(?:a|per|/|each|every)?\s?(?:day|daily)|\d+\s?"
    r"(?:time\s)?daily|(?:every|q)\s?\d+(?:\s?(?:-|to)\s?\d+)?\s?(?:hours?|hrs?|h)\b"
    r"|(?:every|each)\s(?:day|night|morning|evening|hour)|q\.?\s?(?:day|d|hs|am|pm|daily)\b\.?|b\.?i\.?d\b\.?"
    r"|t\.?i\.?d\b\.?|q\.?i\.?d\b\.?|at (?:bedtime|night)|nightly|daily|as needed|prn"
    r"|\d+(?:\s?(?:-|to)\s?\d+)?\s?(?:tabs?|tablets?|caps?|capsules?|pills?|patch(?:es)?)\s(?:a|per|each"
    r"|every)\s(?:day|night|\d+\s?hours?))"
)
_MARKED = re.compile(
    r"(?:#|\bno\.|\bqty\.?\s?(?:of\s)?:?|\bquantity\s?(?:of\s?)?:?\s?(?:is\s)?|\bquant\.?\s?:?|\bcount(?: of)?:?"
    r"|\bdisp(?:ense)?\.?\s?:?|\btotal(?: of)?:?)\s?\(?#?\s?(?P<n>\d{1,4}(?:\.\d+)?)(?![\d/%]|\.\d|\s?(?:mg"
    r"|mcg)\b)"
)
_REFILLS = re.compile(
    r"(?:(?:with|plus|and|x|,|w/)\s?)?(?<![#\d])(?<!#\s)(?P<n>1[0-2]|\d)\s?(?:additional\s)?(?:rf\b|refills?\b)|\brefills?\s?:?\s?"
    r"(?:x\s?)?(?P<m>\d{1,2})\b"
)
_PILLS = (
    r"tablets?|tabs?|capsules?|caps?|caplets?|pills?|patch(?:es)?|pads?|ct\b|count|doses?|lozenges?"
    r"|films?|suppositor(?:y|ies)|lollipops?"
)
_PACKS = (
    r"boxe?s?|tubes?|bottles?|containers?|packs?|packets?|jars?|kits?|vials?|pairs?|cartons?"
    r"|syringes?|ampules?|inhalers?|canisters?"
)
_VISITS = (
    r"sessions?|visits?|treatments?|appointments?|appts?|encounters?|consultations?|classes"
    r"|session\(s\)|visit\(s\)|treatment\(s\)|tx|txs"
)
_THINGS = r"injections?|shots?|blocks?|epidurals?|trigger points?|units?|each|ea|pcs|pieces?|hours?|hrs"
_NOT_A_COUNT = (
    r"(?!\s?(?:x\b|times?\b|weeks?\b|wks?\b|months?\b|mos?\b|days?\b|per\b|a week|/|hours?\b|hrs?\b|mg|mcg|%"
    r"|levels?\b|views?\b|panels?\b|leads?\b"
    r"|tesla|degrees?|point|-|st\b|nd\b|rd\b|th\b|in 1|in-1|wheel|phase|refills?|years?\b|yrs?\b|d\b|t\b|out of))"
)
_COUNTED = re.compile(
    rf"(?<![\w.#/-])(?:\d{{1,3}}\s?(?:-|to)\s?)?(?P<n>\d{{1,3}}(?:\.0+)?){_NOT_A_COUNT}\s?(?:[a-z'&/"
    rf"().-]{{1,24}}\s){{0,6}}?(?P<unit>{_VISITS}|{_THINGS})\b"
    r"(?!\s?(?:per|a|each|every|/|x|times)\s?(?:day|week|wk|month))(?!\s?weekly)"
)
_DOSE = re.compile(rf"(?<![\w.#/-])[1-4](?:\s?(?:-|to|or)\s?[1-4])?\s?(?:{_PILLS})\b")
_PILL_COUNT = re.compile(rf"(?<![\w.#/-])(?P<n>\d{{1,4}}(?:\.0+)?)\s?(?P<unit>{_PILLS}|{_PACKS})\b")
_IN_BRACKETS = re.compile(r"\(\s?(?:x\s?|#\s?|qty:?\s?|total(?: of)?:?\s?)?(?P<n>\d{1,3})(?:\s?total)?\s?\)")

_WEEK = r"(?:weeks?|wks?|w)\b"
_PER_WEEK = re.compile(
    r"(?<![\w.#/])(?:(?P<low>\d{1,2})\s?(?:-|to|or)\s?)?(?P<n>\d{1,2})\s?(?:x|times?|visits?|sessions?"
    r"|treatments?|days?|tx|xs)?\s?"
    r"(?:(?:a|per|/|each|every|in a|x|times a|times per)\s?(?:week|wk|w)\b|weekly\b|/\s?wk\b|p/w\b)"
    r"|\b(?P<weekly>(?<!every other )weekly|every week|each week|q\s?week|per week|a week)\b"
)
_PER_MONTH = re.compile(
    r"(?<![\w.#/])(?P<n>\d{1,2})\s?(?:x|times?|visits?|sessions?)?\s?(?:(?:a|per|/|each|every)\s?(?:month|mo)\b"
    r"|monthly\b)|\b(?P<monthly>monthly|every month|each month)\b"
)
_FOR_WEEKS = re.compile(
    r"(?:\b(?:for|over|x|times|during|within|by|duration:?|of|up to)\s?|[x*,/(]\s?)?(?:(?P<low>\d{1,2})\s?(?:-"
    r"|to)\s?)?(?P<n>\d{1,2})\s?-?\s?(?P<unit>weeks?|wks?|months?|mos?\b|w\b)(?!\s?(?:post|after|ago|follow"
    r"|status|old|prior))"
)
_BY = re.compile(
    r"(?<![\w.#/])(?P<a>\d{1,2})(?:\s?-\s?\d{1,2})?\s?(?:x|\*|times|by)\s?(?P<b>\d{1,2})(?:\s?-\s?\d{1,2})?"
    r"(?![\w.%/]|\s?(?:levels?|mg|days?|months?|years?|cm|inch))"
)
_TIMES = re.compile(
    r"(?:(?<![a-z0-9])x|\btimes|×)\s?(?P<n>\d{1,3})(?![\w.%/]|\s?(?:-|to)\s?\d|\s?(?:levels?|views?|a\b|per "
    r"(?:day|week|wk|month)\b|mg|weeks?|wks?|months?|mos?\b|days?|years?|yrs?))"
)
_VISIT_WORD = re.compile(rf"\s?(?:{_VISITS})\b")
_SERIES = re.compile(r"\b(?:series|set) of (?:up to )?(?P<n>\d{1,2})\b")
_DURATION = re.compile(
    r"(?<![\w.#/])(?:(?P<low>\d{1,3})\s?(?:-|to)\s?)?(?P<n>\d{1,3})[\s-]?(?P<unit>days?|weeks?|wks?|months?"
    r"|mos?\b|years?|yrs?\b|hours?|hrs?\b)(?!\s?(?:old|ago|post|after|status|follow|hold|per day|a day|/day"
    r"|later))"
)
_IN_THE_FUTURE = re.compile(
    r"\b(?:in|every|q|after|within|return|at|last|past|next|previous|prior)\s?(?:about\s|approximately\s"
    r"|the\s)?(?:\d{1,2}\s?(?:-|to)\s?)?$"
)
_AMOUNT = re.compile(
    r"(?<![\w.#/-])(?P<n>\d{1,4}(?:\.\d+)?)\s?-?\s?(?P<unit>gms?|grams?|gr|g|ml|mls|milliliters?|cc|oz"
    r"|ounces?)\b(?!\s?(?:/|per)\s?(?:ml|day))"
)
_LEADING = re.compile(
    r"^\W{0,3}(?:(?:retro\w*|prospective|concurrent|associated surgical)?\s?(?:requests?|review|services?)?"
    r"\s?(?:for|of|:)\s)?"
    rf"(?P<n>\d{{1,3}}){_NOT_A_COUNT}\s(?=[a-z])"
)
_TRAILING = re.compile(r"(?:mg|mcg|%)\s{1,2}(?:[a-z]{2,12}\s){0,2}(?P<n>\d{1,4})\W{0,3}$")
_HOURS_A_DAY = re.compile(
    r"(?<![\w.#/])(?P<n>\d{1,2}(?:\.\d)?)\s?(?:hours?|hrs?)\s?(?:a|per|/|each|every)\s?(?:day|visit|daily)\b|"
    r"(?<![\w.#/])(?P<m>\d{1,2})\s?(?:hours?|hrs?)\s?daily"
)
_HOURS_A_WEEK = re.compile(r"(?<![\w.#/])(?P<n>\d{1,3})\s?(?:hours?|hrs?)\s?(?:a|per|/|each|every)\s?(?:week|wk)\b")
_DAYS_A_WEEK = re.compile(r"(?<![\w.#/])(?P<n>\d)\s?(?:days?|x|times)\s?(?:a|per|/|each|every)\s?(?:week|wk)\b")

#: Weeks in a month, as therapy is booked: four.
_WEEKS_A_MONTH = 4
# Weeks above which the second number of "2 x 12 visits" counts visits.
_LONGEST_COURSE = 6


@dataclass(slots=True)
class Amount:
    """How much is asked for; None where the words do not say."""

    quantity: float | None = None
    unit: str | None = None
    per_week: float | None = None
    weeks: float | None = None
    refills: int | None = None


def digits(lower: str) -> str:
    """The text with its number words as digits; "two (2)" becomes "2".

    >>> digits("six (6) visits, twice a week")
    '6 visits, 2 a week'
    """
    return _DOUBLED.sub(r"\1", _NUMBER_WORD.sub(lambda m: str(_NUMBERS[m.group()]), lower))


def is_rate(words: str) -> bool:
    """Whether the words ask for hours a day or a week and do not say for how long, so that nothing can be taken off.

    >>> is_rate("Home health aide 8 hours/day for 6 weeks"), is_rate("8 hours/day, 5 days/week for 6 weeks")
    (True, False)
    >>> is_rate("Physical therapy, 12 visits")
    False
    """
    lower = digits(words.lower())
    hours = _hours(lower)
    if hours is None and (week := _HOURS_A_WEEK.search(lower)):
        hours = float(week["n"])
    return hours is not None and service_amount(lower, False, "hours").quantity in (None, hours)


def find_strength(lower: str, after: int) -> tuple[int, int, str] | None:
    """The strength that belongs to a drug named before ``after``: the next one, else the one before it.

    Answers start, end and the strength as printed, without blanks.

    >>> find_strength("norco 5/325 mg #60", 5)
    (6, 14, '5/325mg')
    >>> find_strength("5% lidocaine patch", 12)
    (0, 2, '5%')
    """
    before: re.Match[str] | None = None
    for match in _STRENGTH.finditer(lower):
        if match.start() >= after - 1:
            return match.start(), match.end(), _tight(match.group())
        before = match
    bare = _BARE_STRENGTH.match(lower, after)
    if bare:
        return bare.start("value"), bare.end("value"), _tight(bare["value"])
    return (before.start(), before.end(), _tight(before.group())) if before else None


def strengths_in(lower: str) -> list[tuple[int, int]]:
    """Places of all strengths."""
    return [match.span() for match in _STRENGTH.finditer(lower)]


def _tight(printed: str) -> str:
    text = re.sub(r"[\s,]", "", printed)
    return re.sub(r"mgs$|milligrams?$", "mg", re.sub(r"micrograms?$|ug$", "mcg", text)).replace("percent", "%")


def medication_amount(text: str) -> Amount:
    """The amount of a drug, from text in lower case with digits, its strengths blanked out.

    >>> medication_amount("norco        #60, 1-2 tabs orally every 4-6 hrs as needed")
    Amount(quantity=60.0, unit='tablets', per_week=None, weeks=None, refills=None)
    >>> medication_amount("soma         #90 with 2 refills").refills
    2
    >>> medication_amount("cream 120 grams"), medication_amount("1 month supply of trezix").unit
    (Amount(quantity=120.0, unit='grams', per_week=None, weeks=None, refills=None), 'months')
    """
    amount = Amount()
    refills = _REFILLS.search(text)
    if refills:
        amount.refills = int(refills["n"] or refills["m"])
        text = text[: refills.start()] + " " * (refills.end() - refills.start()) + text[refills.end() :]
    marked = _MARKED.search(text)
    if marked:
        amount.quantity = float(marked["n"])
        amount.unit = "tablets"
        return amount
    told = _SIG.sub(lambda m: " " * len(m.group()), text)
    if told != text:
        # "1 tab" beside "at bedtime" is a dose
        told = _DOSE.sub(lambda m: " " * len(m.group()), told)
    text = told
    for pattern in (_PILL_COUNT, _IN_BRACKETS, _DURATION, _AMOUNT, _TIMES, _LEADING, _TRAILING):
        match = pattern.search(text)
        if not match or (pattern is _DURATION and _IN_THE_FUTURE.search(text, 0, match.start())):
            continue
        amount.quantity = float(match["n"])
        unit = match.groupdict().get("unit") or "tablets"
        amount.unit = _unit(unit)
        if amount.unit == "years":
            amount.quantity, amount.unit = amount.quantity * 12, "months"
        return amount
    return amount


def service_amount(text: str, course: bool, default_unit: str, *, by_weeks: bool = False) -> Amount:
    """The amount of anything but a drug, from text in lower case with digits.

    Args:
        course: whether the treatment comes in visits, so that "2x6" means twice a week for six weeks.
        default_unit: what a bare number counts.
        by_weeks: a course that is asked for by its weeks (a programme), not by its visits.

    >>> service_amount("physical therapy 2 times a week for 6 weeks", True, "visits")
    Amount(quantity=12.0, unit='visits', per_week=2.0, weeks=6.0, refills=None)
    >>> service_amount("acupuncture 3x4", True, "visits").quantity
    12.0
    >>> service_amount("tens unit x 1 month trial", False, "units")
    Amount(quantity=1.0, unit='months', per_week=None, weeks=None, refills=None)
    >>> service_amount("home health aide 20 hours per week for 6 weeks", True, "visits")
    Amount(quantity=120.0, unit='hours', per_week=None, weeks=6.0, refills=None)
    >>> service_amount("follow up in 6 weeks", False, "visits").quantity
    """
    amount = Amount()
    _frequency(text, amount, course)
    week = _HOURS_A_WEEK.search(text)
    for pattern in (_MARKED, _SERIES, _IN_BRACKETS, _COUNTED):
        match = pattern.search(text)
        if match is None:
            continue
        amount.quantity = float(match["n"])
        unit = match.groupdict().get("unit")
        amount.unit = _unit(unit) if unit else default_unit
        if pattern is _COUNTED and (
            (amount.unit == "hours" and (_hours(text) or week))
            or (course and amount.weeks == amount.quantity and _BY.search(text))
        ):
            amount.quantity = amount.unit = None
            continue
        return amount
    if amount.per_week and amount.weeks:
        hours = _hours(text)
        amount.quantity = amount.per_week * amount.weeks * (hours or 1)
        amount.unit = "hours" if hours else "visits"
        return amount
    if week and amount.weeks:
        amount.quantity, amount.unit = float(week["n"]) * amount.weeks, "hours"
        return amount
    times = _TIMES.search(text)
    if times:
        amount.quantity, amount.unit = float(times["n"]), default_unit
        return amount
    leading = _LEADING.match(text)
    if leading and not (amount.per_week and leading.start("n") == 0 and text[leading.end() :].startswith("times")):
        amount.quantity, amount.unit = float(leading["n"]), default_unit
        return amount
    if not course or not amount.per_week:
        _duration(text, amount, course and not by_weeks)
    return amount


def _hours(text: str) -> float | None:
    hours = _HOURS_A_DAY.search(text)
    return float(hours["n"] or hours["m"]) if hours else None


def _frequency(text: str, amount: Amount, course: bool) -> None:
    if course:
        by = _BY.search(text)
        if by:
            amount.per_week = float(by["a"])
            # "2 x 12 visits" is twelve visits, "2 x 4 visits" most likely twice a week for four weeks
            if not (int(by["b"]) > _LONGEST_COURSE and _VISIT_WORD.match(text, by.end())):
                amount.weeks = float(by["b"])
                return
    hours = _HOURS_A_WEEK.search(text)
    if hours:
        # "20 hours per week" tells no visits: the week belongs to the hours
        _weeks(text[: hours.start()] + " , " + text[hours.end() :], amount)
        return
    per_week = _PER_WEEK.search(text)
    rest = text
    if per_week:
        amount.per_week = float(per_week["n"]) if per_week["n"] else 1.0
        rest = text[: per_week.start()] + " , " + text[per_week.end() :]
    else:
        days = _DAYS_A_WEEK.search(text)
        if days:
            amount.per_week = float(days["n"])
            rest = text[: days.start()] + " , " + text[days.end() :]
    if amount.per_week is None:
        per_month = _PER_MONTH.search(text) if course else None
        if per_month:
            rest = text[: per_month.start()] + " , " + text[per_month.end() :]
            amount.per_week = (float(per_month["n"]) if per_month["n"] else 1.0) / _WEEKS_A_MONTH
    if amount.per_week is None or _weeks(rest, amount):
        return
    after = re.match(r"[\s,]*(?:x|for|times)\s?(\d{1,2})(?![\w.%])", text[per_week.end() :]) if per_week else None
    if after:
        amount.weeks = float(after[1])


def _weeks(text: str, amount: Amount) -> bool:
    """Whether the words say for how long; the weeks are set."""
    for match in _FOR_WEEKS.finditer(text):
        if _IN_THE_FUTURE.search(text, 0, match.start("n")):
            continue
        amount.weeks = float(match["n"]) * (_WEEKS_A_MONTH if match["unit"].startswith("mo") else 1)
        return True
    return False


def _duration(text: str, amount: Amount, course: bool) -> None:
    for match in _DURATION.finditer(text):
        if _IN_THE_FUTURE.search(text, 0, match.start("n")):
            continue
        number, unit = float(match["n"]), _unit(match["unit"])
        if unit == "years":
            number, unit = number * 12, "months"
        if unit == "weeks":
            amount.weeks = number
        if course and unit == "weeks":
            return  # so many weeks of therapy, the number of visits is not said
        amount.quantity, amount.unit = number, unit
        return


_UNITS = (
    (("session", "visit", "treat", "appo", "appt", "encounter", "consult", "class", "tx"), "visits"),
    (("tab", "cap", "pill", "ct", "count", "dose", "lozenge", "film", "supp", "loll"), "tablets"),
    (("patch",), "patches"),
    (("inj", "shot", "block", "epid", "trigger"), "injections"),
    (("day",), "days"),
    (("week", "wk"), "weeks"),
    (("mon", "mo"), "months"),
    (("year", "yr"), "years"),
    (("hour", "hr"), "hours"),
    (("g", "gm", "gram", "gr"), "grams"),
    (("ml", "mill", "cc"), "ml"),
    (("oz", "ounce"), "ounces"),
)


def _unit(word: str) -> str:
    word = word.strip().lower()
    for beginnings, name in _UNITS:
        if word.startswith(beginnings):
            return name
    return "units"
