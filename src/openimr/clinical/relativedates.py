"""Dates that a paper tells from its own day: "two weeks ago", "last March", "POD 3", "on 9/14", "New Year's Day".

A date comes out as precise as it is told: days and weekdays to the day, weeks and months to the month, years to the
year. What looks ahead ("next month", "scheduled for April 4") lies after the paper, everything else not after it.
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence

from openimr.clinical.backreferences import dates_told_by_others
from openimr.clinical.dates import DAY_BEFORE, MONTH, MONTHS, DateMention, day_of, number_of

_NUMBER = (
    r"\d{1,3}|a couple(?: of)?|couple(?: of)?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|eighteen"
    r"|twenty|an?"
)
_UNIT = r"(?P<unit>day|week|wk|month|mo|year|yr)"
_AGO = re.compile(
    rf"(?<![a-z0-9.])(?P<n>{_NUMBER})(?: ?(?:-|to|or) ?(?P<upper>\d{{1,3}}|two|three|four|five|six|seven"
    rf"|eight))?[ \-]"
    rf"{_UNIT}s?\.? (?:ago|earlier(?! (?:today|than))|before (?:this|today|the present|the current"
    rf"|the(?= (?:visit|eval|exam))) ?(?:visit"
    r"|evaluation|exam\w*)?)"
)
#: A number of weeks after an operation: the operation lies that far back.
_AFTER_OPERATION = re.compile(
    rf"(?<![a-z0-9./])(?P<n>{_NUMBER})[ \-]{_UNIT}s?\.? (?:out )?(?:status ?-?post|s/p"
    r"|post[ \-]?op(?:erative(?:ly)?)?\b"
    r"|post[ \-](?:surgery|surgical|injection|procedure)|post\b|out from|from (?:her |his |the )?(?:surgery"
    r"|operation)"
    r"|(?:after|since|following) (?:her |his |the )?(?:surgery|operation|procedure|injection|fusion))"
)
#: "Nine weeks after the ablation she reports": told at the start of a sentence, it counts back from the paper.
_AFTER_EVENT = re.compile(
    rf"(?:(?<=[.;:\n] )|^)(?P<n>{_NUMBER})[ \-]{_UNIT}s?\.? (?:after|following|out from|since)(?: completing"
    r"| finishing| undergoing| having)?"
    r"(?: (?:the|her|his|an?)| left| right|(?= [a-z]))\b"
    r"(?! (?:(?:the|his|her) )?(?:injury|accident|visit|last|fall|incident|first|initial|that|being|it|he|she"
    r"|this|which"
    r"|an? (?:injury|accident|fall)))"
)
#: "Two days after the fall of", "the day before his visit of": what leads to a day that is written out.
_FROM_A_DAY = re.compile(
    rf"(?<![a-z0-9./])(?:(?:the|one) (?=day|week|month)|(?P<n>{_NUMBER})[ \-]){_UNIT}s? (?P<way>after|before"
    rf"|following|prior to) "
    r"(?:the |his |her |an? )?(?:[a-z\-]{2,16} ){0,3}?(?:(?:of|on|dated) )?(?:the )?$"
)
_OPERATION_DAY = re.compile(r"\b(?:pod|post[ \-]?op(?:erative)? day) ?#? ?(?P<n>\d{1,3})\b")
_NAMED_DAY = re.compile(
    r"\b(?P<word>today|this (?:morning|afternoon|evening)|tonight|yesterday|last (?:night|evening)"
    r"|(?:the )?day before yesterday)\b"
)
_LAST_UNIT = re.compile(
    r"(?<!the )(?<!per )\b(?P<which>last|next|earlier this|later this|this past) (?P<unit>week"
    r"|month|year)\b"
)
_OF_MONTH = re.compile(r"(?:\d(?:st|nd|rd|th)?|ary|rch|ril|may|june|july|ust|ber),? of $")
_DURING = re.compile(r"\b(?:for|over|during|in|within|throughout|past) (?:the )?$")
_SET_FOR = re.compile(r"\b(?:scheduled|set|planned|due|booked|slated) for (?:the )?$")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_WEEKDAY = re.compile(
    rf"\b(?P<lead>on|last|this past|this|since|until|next) (?P<day>{'|'.join(_WEEKDAYS)})\b(?!s| (?:through|to"
    r"|thru|and)\b)"
)
# a month, or a day of a month, without a year; what leads to it is looked at afterwards
_MONTH_ALONE = re.compile(
    rf"{MONTH}(?: (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d/%]|:\d| ?(?:mg|tab|/)))?"
    r"(?P<year>,? (?:of )?(?P<which>this|last|that|the same) year|,? (?P<which2>last|past)(?= |,|\.|;|$)"
    r"(?! (?:visit|seen|week|month|dose|injection|night|time|course|treatment|tx)))?(?![a-z])"
)
_LEAD = re.compile(
    r"(?:\b(?P<word>in|on|since|of|from|until|last|next|this past|by|for|and|or|early|late|mid|through|to|dated"
    r"|around|about)[ \-]"
    r"|(?P<mark>[(,:;]) ?|^)$"
)
_DAY_MONTH = re.compile(
    r"(?<![\d/.\-])(?P<m>1[0-2]|0?[1-9])/(?P<d>3[01]|[12]\d|0?[1-9])(?![\d/%\-]|\.\d|\s?(?:mg|tab"
    r"|strength|grade))"
)
_WEEKDAY_NAMES = r"mon(?:day)?|tues?(?:day)?|wed(?:nesday)?|thu(?:rs?)?(?:day)?|fri(?:day)?|sat(?:urday)?|sun(?:day)?"
#: What a day and month without a year stands behind.
_ON = re.compile(
    rf"\b(?:on|dated|since|until|till|dos:?|seen|here|er visit|visit of|as of|by|through|thru|effective|eff|from"
    rf"|before"
    rf"|after|(?:{_WEEKDAY_NAMES})|mri of|date:?|f/u|denied|certified|approved|authorized|given|done|placed|applied"
    r"|started|begun|began|stopped|held|removed|performed|ordered|picked up|received|dispensed|issued|refilled|filled"
    r"|found|diagnosed|reported|called|faxed|mailed|sent|injected|fitted|carrier|last (?:tx|visit|treatment|session"
    r"|adj|injection|inj|shot|block|dose|refill|fill|seen|uds) ?\(?"
    r"|due|scheduled(?: for)?|rtw|released|in er|er|ed|urgent care|crutches|cast|splint|brace|stitches|sutures"
    r"|staples"
    r"|out|off|imaging|xr|xrays?|x[ \-]rays?|mri|ct|emg|ncs|emg/ncs|ncv|uds|labs?|ekg|bone scan|arthrogram"
    r"|discogram|epidural"
    r"|l?esi|tfesi|mbb|rfa|injections?|inj|shots?|csi|block|surgery|operation|scope|repair|tdap|tetanus|toradol"
    r"|#\d|(?:started|start|began|begun|stopped|added|resumed|restarted|rx'?d) [a-z]+ [\d./]+ ?mg (?:\d )?[a-z]{2,5}"
    r"|(?:orif|acdf|tk[ar]|th[ar]|rcr|ctr|fusion|arthroplasty|arthroscopy|laminectomy|meniscectomy|release|recon)"
    r"(?: (?:r|l|left|right|of)\b)?(?: [a-z]{4,12})?"
    r"|botox|synvisc|euflexxa|orthovisc|hyalgan|supartz|kenalog|celestone|depo-?medrol) ?\(?$"
    r"|[a-z#\d)] \($"
)
#: Words before a day that stand before a score as well.
_LOOSE = re.compile(r"\($|^(?:from|by|at|out|before|after|reported|found|through|until|off|last)\b")
_UNTIL_DAY = re.compile(r" ?(?:-|to|thru|through|until) ?(1[0-2]|0?[1-9])/(3[01]|2\d|1[1-9]|0?[1-9])"
    r"(?:/((?:20)?\d\d))?(?![\d/%]|\.\d)"
)
_UPTO = re.compile(r"\b(?:thru|through|until|till|effective|eff|due|rtw|scheduled for|scheduled) \(?$")
#: Fractions that look like a day: grades, scores, visits of a number.
_FRACTION = re.compile(
    r"\b(?:pain|vas|nrs|score|scores|level|scale|strength|motor|grip|ehl|reflex\w*|dtrs?|pulses?|rated|severity"
    r"|at|average|worst|best|burning|numbness|sleep|day|week|wk|visits?|sessions?|pt|chiro|acu|tx|x|mmse|gaf|bdi"
    r"|waddell|quad\w*|biceps|triceps|deltoid|grade|trigger|signs?|about|approx|took|takes) ?\(?$"
)
_AHEAD = re.compile(
    r"\b(?:schedul\w+|will|next|upcoming|appointment|return|follow up|set for|planned|starts|starting|begins"
    r"|to start|booked|pending|resumes)\b[^.;]{0,40}$"
)
_HOLIDAY = re.compile(
    r"\b(?P<name>new year'?s? day|christmas(?: day| eve)?|thanksgiving(?: day)?|halloween|labor day|memorial day"
    r"|(?:fourth|4th) of july|independence day|valentine'?s? day)\b(?! (?:and|or) )(?:,? (?:of )?(?P<year>(?:19"
    r"|20)\d\d))?"
)
_WEEK_BEFORE = re.compile(r"\bthe (?P<unit>day|week) (?P<which>before|after) $")


def relative_dates(lower: str, paper: dt.date, dates: Sequence[DateMention]) -> list[DateMention]:
    """The dates in lower-case text that need the paper's day, in order.

    Args:
        lower: the text in lower case.
        paper: the day of the paper.
        dates: the dates written out in it; a month alone that follows one is the next such month after it.

    >>> paper = dt.date(2015, 10, 8)
    >>> [d.iso for d in relative_dates("seen two weeks ago and on 9/14, pod 12; epidural in april", paper, [])]
    ['2015-09', '2015-09-14', '2015-09-26', '2015-04']
    >>> [d.iso for d in relative_dates("yesterday, last friday, last year, next month", paper, [])]
    ['2015-10-07', '2015-10-02', '2014', '2015-11']
    """
    found: list[DateMention] = []
    taken = [(d.start, d.end) for d in dates]

    def add(start: int, end: int, iso: str | None) -> None:
        number = bisect_left(taken, (end, 0))
        if iso is not None and (number == 0 or taken[number - 1][1] <= start):
            found.append(DateMention(start, end, iso))
            taken.insert(number, (start, end))

    if dates and any(stem in lower for stem in (" after ", " before ", " following ", " prior to ")):
        _told_from_a_day(lower, dates, add)
    for stems, read in _READERS:
        if any(stem in lower for stem in stems):
            read(lower, paper, add)
    if any(month in lower for month in _SHORT_MONTHS):
        _months(lower, paper, dates, add)
    found += dates_told_by_others(lower, sorted([*dates, *found], key=lambda d: d.start))
    found.sort(key=lambda d: d.start)
    return found


_Add = Callable[[int, int, str | None], None]


def _told_from_a_day(lower: str, dates: Sequence[DateMention], add: _Add) -> None:
    """ "Two days after the fall of 8/3/15": the words of the distance are the day it leads to."""
    for date in dates:
        match = _FROM_A_DAY.search(lower, max(0, date.start - 70), date.start) if len(date.iso) == 10 else None
        if match is None:
            continue
        number = 1 if match.group("n") is None else number_of(_plain(match.group("n")))
        sign = 1 if match.group("way") in ("before", "prior to") else -1
        add(match.start(), match.end("unit"), back(dt.date.fromisoformat(date.iso), sign * number, match.group("unit")))


def _agos(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _AGO.finditer(lower):
        number = number_of(_plain(match.group("n")))
        if match.group("upper"):
            number = max(number, number_of(match.group("upper")))
        add(match.start(), match.end(), back(paper, number, match.group("unit")))


def _operations(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _OPERATION_DAY.finditer(lower):
        add(match.start(), match.end(), back(paper, int(match.group("n")), "day"))
    for match in _AFTER_EVENT.finditer(lower):
        add(match.start(), match.end(), back(paper, number_of(_plain(match.group("n"))), match.group("unit")))
    for match in _AFTER_OPERATION.finditer(lower):
        add(match.start(), match.end(), back(paper, number_of(_plain(match.group("n"))), match.group("unit")))


def _named_days(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _NAMED_DAY.finditer(lower):
        word = match.group("word")
        days = 2 if "before" in word else 1 if word in ("yesterday", "last night", "last evening") else 0
        add(match.start(), match.end(), back(paper, days, "day"))


def _units(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _LAST_UNIT.finditer(lower):
        before = lower[max(0, match.start() - 16) : match.start()]
        if _OF_MONTH.search(before):
            continue  # "November 4th of last year" is read whole
        if _DURING.search(before) and not _SET_FOR.search(before):
            continue
        unit, which = match.group("unit"), match.group("which")
        step = {"last": 1, "this past": 1, "next": -1}.get(which, 0)
        add(match.start(), match.end(), back(paper, step, unit))


def _weekdays(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _WEEKDAY.finditer(lower):
        day = _WEEKDAYS.index(match.group("day"))
        if match.group("lead") == "next":
            add(
                match.start("day"), match.end(), (paper + dt.timedelta((day - paper.weekday() - 1) % 7 + 1)).isoformat()
            )
        else:
            add(
                match.start("day"), match.end(), (paper - dt.timedelta((paper.weekday() - day - 1) % 7 + 1)).isoformat()
            )


def _days_of_months(lower: str, paper: dt.date, add: _Add) -> None:
    last = -9
    for match in _DAY_MONTH.finditer(lower):
        before = lower[max(0, match.start() - 60) : match.start()]
        month, day = int(match.group("m")), int(match.group("d"))
        told = _ON.search(before[-34:])
        if (
            told is None
            and (span := _UNTIL_DAY.match(lower, match.end()))
            and (month, day) < (int(span.group(1)), int(span.group(2)))
        ):  # "acupuncture 3/9 - 3/30": the first day counts
            told = span
        if told is None:
            # "seen 2/2 and 2/6": goes on where a day was read
            if not (match.start() - last <= 6 and re.fullmatch(r" ?(?:,|and|&|, and) ?", lower[last : match.start()])):
                continue
        elif "last " not in told.group() and not told.group().startswith("started ") and _FRACTION.search(before[-24:]):
            continue
        elif (day == 10 or (day == 5 and month <= 5)) and _LOOSE.search(told.group()):
            continue  # "(8/10)", "from 7/10", "was 4/5": a score or a grade
        last = match.end()
        iso = _nearest(paper, month, day, ahead=bool(_AHEAD.search(before)))
        written = told.group(3) if told is not None and told.re is _UNTIL_DAY else None
        if written:  # "4/23 through 4/30/12": the year stands at the end
            iso = _written(int(written) + (2000 if len(written) == 2 else 0), month, str(day))
        if _UPTO.search(before):  # "thru 2/5" may lie a little ahead
            coming = _nearest(paper, month, day, ahead=True)
            if coming and dt.date.fromisoformat(coming) - paper < dt.timedelta(60):
                iso = coming
        add(match.start(), match.end(), iso)


def _holidays(lower: str, paper: dt.date, add: _Add) -> None:
    for match in _HOLIDAY.finditer(lower):
        years = (int(match.group("year")),) if match.group("year") else (paper.year, paper.year - 1)
        days = [_holiday(match.group("name"), year) for year in years]
        day = next((day for day in days if day <= paper), days[0])
        near = _WEEK_BEFORE.search(lower[max(0, match.start() - 18) : match.start()])
        if near:
            step = dt.timedelta(7 if near.group("unit") == "week" else 1) * (
                -1 if near.group("which") == "before" else 1
            )
            iso = (day + step).isoformat()
            start = match.start() - len(near.group())
            add(start, match.end(), iso[:7] if near.group("unit") == "week" else iso)
            continue
        add(match.start(), match.end(), day.isoformat())


_READERS: tuple[tuple[tuple[str, ...], Callable[[str, dt.date, _Add], None]], ...] = (
    ((" ago", " earlier", " before "), _agos),
    (("pod", "post", "s/p", " out from", " since ", " after ", " following ", " from "), _operations),
    (("today", "this ", "tonight", "yesterday", "last night", "last evening"), _named_days),
    (("last ", "next ", "earlier this", "later this", "this past"), _units),
    (("day",), _weekdays),
    (("/",), _days_of_months),
    (("new year", "christmas", "thanksgiving", "halloween", "labor day", "memorial day", "of july", "independence",
      "valentine"), _holidays),
)  # fmt: skip
#: Names of months that are words as well.
_ON_DAY = re.compile(r"\b(?:on|and again on|of|since|until|dated|the) (?:the )?$")
_WORDS_TOO = frozenset({"may", "mar", "march", "dec", "sep", "jan"})
_SHORT_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def _plain(number: str) -> str:
    return number.removesuffix(" of").removeprefix("a ") if "couple" in number else number


def _months(lower: str, paper: dt.date, dates: Sequence[DateMention], add: _Add) -> None:
    starts = [d.start for d in dates]
    for match in _MONTH_ALONE.finditer(lower):
        start, end = match.span()
        word, day = match.group("month").rstrip("."), match.group("day")
        if start and lower[start - 1].isalnum():
            continue
        told = _LEAD.search(lower[max(0, start - 10) : start])
        lead = (told.group("word") or "") if told else ""
        ahead_of_month = None if day else DAY_BEFORE.search(lower[max(0, start - 22) : start])
        # "16 april", "the 9th of october"; "5 mar" is too short to tell
        if ahead_of_month and (
            word not in ("mar", "may", "dec", "sep", "jan")
            or "of" in ahead_of_month.group()
            or _ON_DAY.search(lower[max(0, start - 30) : start - len(ahead_of_month.group())])
        ):
            day = day_of(ahead_of_month)
            start -= len(ahead_of_month.group())
        if (
            not day
            and word in _WORDS_TOO
            and lead not in ("in", "since", "of", "from", "until", "last", "this past", "early", "late")
        ):
            continue
        if not day and told is None and not match.group("year"):
            continue
        month = MONTHS[word]
        if match.group("which2"):
            iso = _nearest(paper, month, int(day), ahead=False) if day else None
            add(start, end, iso or _written(paper.year - (month >= paper.month), month, None))
            continue
        if match.group("year"):
            year = paper.year - (match.group("which") == "last")
            if match.group("which").startswith("th") and match.group("which") != "this":
                number = bisect_left(starts, start)
                if number == 0:
                    continue
                year = int(dates[number - 1].iso[:4])
            add(start, end, _written(year, month, day))
            continue
        number = bisect_left(starts, end)
        following = dates[number] if number < len(dates) and dates[number].start - end <= 12 else None
        if following is not None and re.fullmatch(
            r"\s?(?:,|and|or|&|to|through|until|-)\s?", lower[end : following.start]
        ):
            # "in March and May 2017": the year stands at the end
            year = int(following.iso[:4]) - (month > int(following.iso[5:7] or 12) if len(following.iso) > 4 else 0)
            add(start, end, _written(year, month, day))
            continue
        earlier = [
            d
            for d in dates[max(0, bisect_left(starts, start) - 6) : bisect_left(starts, start)]
            if d.end <= start and len(d.iso) >= 7 and "." not in lower[d.end : start].replace("dr.", "")
        ]
        before = lower[max(0, start - 60) : start]
        if earlier:
            year = int(earlier[-1].iso[:4]) + (month < int(earlier[-1].iso[5:7]))
            if (year, month) <= (paper.year, paper.month):
                add(start, end, _written(year, month, day))
                continue
        ahead = lead == "next" or _AHEAD.search(before) is not None
        if day:
            add(start, end, _nearest(paper, month, int(day), ahead=ahead))
        else:
            later = month > paper.month
            add(start, end, f"{paper.year + (ahead and not later) - (later and not ahead)}-{month:02d}")


def _written(year: int, month: int, day: str | None) -> str | None:
    if not day:
        return f"{year}-{month:02d}"
    try:
        return dt.date(year, month, int(day)).isoformat()
    except ValueError:
        return None


def _nearest(paper: dt.date, month: int, day: int, *, ahead: bool) -> str | None:
    """The last such day that is not after the paper, or with ``ahead`` the first that is not before it."""
    years = (paper.year, paper.year + 1) if ahead else (paper.year, paper.year - 1)
    for year in years:
        try:
            when = dt.date(year, month, day)
        except ValueError:
            continue
        if (when >= paper) if ahead else (when <= paper):
            return when.isoformat()
    return None


def back(paper: dt.date, number: int, unit: str) -> str | None:
    """The date so many units before the paper, as precise as the unit; None before the calendar begins.

    >>> day = dt.date(2013, 3, 28)
    >>> back(day, 2, "year"), back(day, 5, "month"), back(dt.date(2013, 1, 3), 3, "day")
    ('2011', '2012-10', '2012-12-31')
    """
    try:
        if unit in ("year", "yr"):
            return f"{dt.date(paper.year - number, 1, 1):%Y}".zfill(4)
        if unit in ("month", "mo"):
            months = paper.year * 12 + paper.month - 1 - number
            return f"{dt.date(months // 12, months % 12 + 1, 1):%Y-%m}"
        days = number * (7 if unit in ("week", "wk") else 1)
        day = paper - dt.timedelta(days)
    except (ValueError, OverflowError):
        return None
    return f"{day:%Y-%m}" if unit in ("week", "wk") else day.isoformat()


def _holiday(name: str, year: int) -> dt.date:
    fixed = {
        "new": (1, 1),
        "val": (2, 14),
        "fou": (7, 4),
        "4th": (7, 4),
        "ind": (7, 4),
        "hal": (10, 31),
        "chr": (12, 25),
    }
    if name[:3] in fixed:
        month, day = fixed[name[:3]]
        return dt.date(year, month, day - name.endswith("eve"))
    if name.startswith("memorial"):
        return max(dt.date(year, 5, day) for day in range(25, 32) if dt.date(year, 5, day).weekday() == 0)
    month, first, weekday = (9, 1, 0) if name.startswith("labor") else (11, 22, 3)
    return next(
        dt.date(year, month, day) for day in range(first, first + 7) if dt.date(year, month, day).weekday() == weekday
    )
