"""Days as lists of records print them: whole days, several with one year, periods, months; nothing is guessed.

>>> [(d.first.isoformat(), d.last.isoformat()) for d in days_in("PT 1/2-2/10/2014 and 3/4/14")]
[('2014-01-02', '2014-02-10'), ('2014-03-04', '2014-03-04')]
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from itertools import pairwise

_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
          "december")  # fmt: skip
_MONTH = "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"  # noqa: E501
_ATOM = re.compile(
    rf"""(?<![\w./])(?:
      (?P<y1>(?:19|20)\d\d)-(?P<m1>\d\d)-(?P<d1>\d\d)(?!\d)
    | (?P<m2>\d{{1,2}})(?P<sep>[/.-])(?P<d2>\d{{1,2}})(?P=sep)(?P<y2>(?:19|20)\d\d|\d\d)(?![\d/])
    | (?P<m3>{_MONTH})\.?\ +(?P<d3>\d{{1,2}})(?:st|nd|rd|th)?\ *,?\ +(?P<y3>(?:19|20)\d\d)(?!\d)
    | (?P<d4>\d{{1,2}})(?:st|nd|rd|th)?[\ -]+(?:of\ )?(?P<m4>{_MONTH})\.?[\ ,-]+(?P<y4>(?:19|20)\d\d)(?!\d)
    | (?P<m5>{_MONTH})\.?,?\ +(?:of\ )?(?P<y5>(?:19|20)\d\d)(?!\d)
    | (?P<m6>\d{{1,2}})/(?P<y6>(?:19|20)\d\d)(?![\d/])
    | (?P<m7>\d{{1,2}})/(?P<d7>\d{{1,2}})(?![\d/%])
    | (?P<m8>{_MONTH})\.?\ +(?P<d8>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)
    | (?P<d9>\d{{1,2}})(?:st|nd|rd|th)?[\ -](?:of\ )?(?P<m9>{_MONTH})(?![a-z])
    | (?P<m0>{_MONTH})(?![a-z])
    )""",
    re.I | re.X,
)
#: "January 5, 12 and 19, 2014": further days of a month behind its first.
_MORE_DAYS = re.compile(r"(?:\ *,\ *|\ *&\ *|,?\ +and\ +|\ *-\ *)(\d{1,2})(?:st|nd|rd|th)?(?![\d/])", re.I)
_YEAR_BEHIND = re.compile(r"\ *,?\ +((?:19|20)\d\d)(?!\d)")
_LISTED = re.compile(r"\s*(?:,|&|;|,?\s*\band\b|,?\s*\bor\b|-|–|—|\bto\b|\bthrough\b|\bthru\b)\s*\Z", re.I)
_RANGE = re.compile(r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bthru\b|\btill?\b|\buntil\b|\bup to\b)\s*\Z", re.I)
#: What stands between two days that belong together is shorter.
_WIDEST = 40
_BETWEEN = re.compile(r"\bbetween\s*\Z", re.I)
_AND = re.compile(r"\s*\band\s*\Z", re.I)


@dataclass(frozen=True, slots=True)
class Days:
    """A day or a period as printed.

    Attributes:
        start, end: where it stands in the text.
        first, last: the days it reaches from and to; the same for one day.
        exact: whether days are printed, not only months.
    """

    start: int
    end: int
    first: dt.date
    last: dt.date
    exact: bool = True

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first == self.last

    def words(self) -> str:
        """The day or period in words.

        >>> days_in("June 2013")[0].words(), days_in("1/2-2/10/14")[0].words()
        ('June 2013', '01/02/2014 to 02/10/2014')
        """
        if self.one_day:
            return self.first.strftime("%m/%d/%Y")
        if not self.exact and (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return self.first.strftime("%B %Y")
        if not self.exact:
            return f"{self.first.strftime('%B %Y')} to {self.last.strftime('%B %Y')}"
        return f"{self.first.strftime('%m/%d/%Y')} to {self.last.strftime('%m/%d/%Y')}"


@dataclass(slots=True)
class _Atom:
    start: int
    end: int
    year: int | None
    month: int
    day: int | None


def days_in(text: str) -> list[Days]:
    """All days and periods of a text, in order.

    A day without a year takes that of the next one it is listed with ("3/18 and 4/2/2014"); without one it is left out.
    """
    if not any(c.isdigit() for c in text):
        return []
    atoms = _atoms(text)
    _lend_years(text, atoms)
    found: list[Days] = []
    joined = False
    for index, atom in enumerate(atoms):
        if joined:
            joined = False
            continue
        own = _reach(atom)
        following = atoms[index + 1] if index + 1 < len(atoms) else None
        if own and following is not None and (other := _reach(following)) and other[1] >= own[0]:
            gap = text[atom.end : min(following.start, atom.end + _WIDEST)]
            between = _AND.match(gap) and _BETWEEN.search(text[max(0, atom.start - 10) : atom.start])
            if _RANGE.match(gap) or between:
                exact = atom.day is not None and following.day is not None
                found.append(Days(atom.start, following.end, own[0], other[1], exact))
                joined = True
                continue
        if own:
            found.append(Days(atom.start, atom.end, *own, atom.day is not None))
    return found


def _lend_years(text: str, atoms: list[_Atom]) -> None:
    """Give days without a year that of the next one they are listed with; a period may begin in the year before."""
    for atom, after in reversed(list(pairwise(atoms))):
        gap = text[atom.end : after.start]
        if atom.year is None and after.year is not None and len(gap) < _WIDEST and _LISTED.match(gap):
            atom.year = after.year - 1 if atom.month > after.month and _RANGE.match(gap) else after.year


def _atoms(text: str) -> list[_Atom]:
    atoms: list[_Atom] = []
    behind = 0
    for match in _ATOM.finditer(text):
        if match.start() < behind:
            continue
        # behind a hyphen only the end of a period begins ("1/2-2/10/14"); anything else is a number of a claim
        hyphen = match.start() > 0 and text[match.start() - 1] == "-"
        if hyphen and not (atoms and atoms[-1].end == match.start() - 1):
            continue
        atom = _atom(match)
        if atom is None:
            continue
        atoms.append(atom)
        if match["m8"] is not None:
            atoms += _further(text, atom)
        behind = atoms[-1].end
    return atoms


def _atom(match: re.Match[str]) -> _Atom | None:
    for number in "1234567890":
        month = match[f"m{number}"]
        if month is None:
            continue
        groups = match.groupdict()
        year, day = groups.get(f"y{number}"), groups.get(f"d{number}")
        month_number = int(month) if month.isdigit() else _month(month)
        if not 1 <= month_number <= 12:
            return None
        full = None if year is None else int(year)
        if year is not None and len(year) == 2:
            # two-digit years are of this century; before 1960 nobody wrote a report on this injury
            full = int(year) + (2000 if int(year) < 60 else 1900)
        return _Atom(match.start(), match.end(), full, month_number, None if day is None else int(day))
    return None


def _further(text: str, first: _Atom) -> list[_Atom]:
    """Further days of the same month, up to the year behind them; the first takes the year too."""
    more: list[_Atom] = []
    at = first.end
    while len(more) < 12 and (match := _MORE_DAYS.match(text, at)):
        more.append(_Atom(match.start(1), match.end(), None, first.month, int(match.group(1))))
        at = match.end()
    year = _YEAR_BEHIND.match(text, at)
    if year is None:
        return []
    for one in (first, *more):
        one.year = int(year.group(1))
    (more[-1] if more else first).end = year.end()
    return more


def _month(name: str) -> int:
    low = name.lower()[:3]
    return next(number for number, full in enumerate(_NAMES, start=1) if full.startswith(low))


def _reach(atom: _Atom) -> tuple[dt.date, dt.date] | None:
    if atom.year is None:
        return None
    try:
        if atom.day is not None:
            day = dt.date(atom.year, atom.month, atom.day)
            return day, day
        last = calendar.monthrange(atom.year, atom.month)[1]
        return dt.date(atom.year, atom.month, 1), dt.date(atom.year, atom.month, last)
    except ValueError:
        return None
