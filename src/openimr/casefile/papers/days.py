"""Days as papers print them, read also where recognition took a letter for a figure.

>>> [str(day_of(t)) for t in ("Tuesday, March 18th, 2014", "18-Mar-2014", "O3/l8/2014", "03 / 18/ 14", "2014-03-18")]
['2014-03-18', '2014-03-18', '2014-03-18', '2014-03-18', '2014-03-18']
>>> day_of("2/30/2014"), day_of("June 2013"), day_of("L5-S1, 4/5 strength")
(None, None, None)
"""

from __future__ import annotations

import datetime as dt
import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openimr.casefile.papers.mendeddays import mended
from openimr.casefile.papers.misreadings import NearWords, mark_of
from openimr.casefile.papers.repeatedlines import remembered

_MONTH_NAMES = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)
#: Notices to workers are printed in Spanish too.
_SPANISH = (
    "enero ene", "febrero", "marzo", "abril abr", "mayo", "junio", "julio", "agosto ago", "septiembre setiembre",
    "octubre", "noviembre", "diciembre dic",
)
_MONTHS = NearWords(
    [(name, number) for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()]
    + [(name, number) for number, names in enumerate(_SPANISH, start=1) for name in names.split()],
    shortest=5,
)
# figures, and the letters that recognition reads in their place; the last of them only behind a label
_F = r"[\dOoQIl]"
_LIKE = r"[\dOoQIlSBGZ]"
_NUMERIC = re.compile(
    rf"""
      (?: (?<![\d/.-])(?=\d) | (?<![A-Za-z\d/.-])(?=[OoQIlSB]) )
      (?: (?P<m1>{_F}{{1,2}}|[SB](?=[-/]))\ ?(?:(?P<sep>/)|-)\ ?(?P<d1>{_F}{{1,2}})\ ?(?(sep)/|-)\ ?['’]?
          (?P<y1>(?:19|20)\d\d(?=\d?\d:\d\d)|(?:{_LIKE}{{4}}|{_LIKE}{{2}}(?![A-Za-z]))(?![\d/])(?(sep)|(?!-\d)))
      | (?P<m2>{_F}{{1,2}})\.\ ?(?P<d2>{_F}{{1,2}})\.\ ?(?P<y2>{_F}{{4}}|\d\d)(?![\d.]\d?)
      | (?P<y3>[12]{_F}{{3}})(?P<sep3>[-/.])(?P<m3>{_F}{{2}})(?P=sep3)(?P<d3>{_F}{{2}})(?![\d-])
      )
    """,
    re.X,
)
#: One stroke read as a letter: 05l03/2016, 1l/15l2018; a stray full stop: 3.1.8.2014.
_STROKE = re.compile(
    rf"""(?<![\w/.-])(?:
      (?P<m1>\d{_F}?)[lI|!](?P<d1>\d{_F}?)[/lI|!](?P<y1>(?:19|20)\d\d|\d\d)
    | (?P<m2>\d{_F}?)/(?P<d2>\d{_F}?)[lI|!](?P<y2>(?:19|20)\d\d|\d\d)
    )(?![\d/])""",
    re.X,
)
_STRAY = re.compile(r"(?<![\d.])(?P<m1>\d\d?)\.(?P<d1>[0-3]\.\d)\.(?P<y1>(?:19|20)\d\d)(?!\d)(?P<y2>(?!))?")
#: Forms print days without separators; only a label tells them from other figures.
_SPACED = re.compile(r"(?<!\d)(?P<m1>\d\d) (?P<d1>\d\d) (?P<y1>(?:19|20)\d\d)(?!\d)(?P<y2>(?!))?(?P<sep>)")
_BOXED = re.compile(
    r"""(?:(?<=[A-Za-z):.#?]\ )|(?<=[A-Za-z):.#?]\ \ ))\ {0,14}(?:
      (?P<m1>\d\d?)(?P<gap>\ {1,3})(?P<d1>\d\d?)\ {1,3}(?P<y1>(?:19|20)\d\d|\d\d)
    | (?P<y3>19[3-9]\d|20[0-4]\d)(?P<m3>[01]\d)(?P<d3>[0-3]\d)
    | (?P<m2>[01]\d)(?P<d2>[0-3]\d)(?P<y2>(?:19|20)\d\d|\d\d)
    )(?![\d/:.,-]|\ {1,3}\d\d?\ {1,3}\d)""",
    re.X,
)
#: Each part in a box of its own, named before it or behind it.
_PARTS = re.compile(
    r"""\b(?:mo|mon|month|mm)\b[.:\s]{0,4}(?P<m1>\d\d?)\b\W{0,6}\b(?:day|dy|dd)\b[.:\s]{0,4}(?P<d1>\d\d?)\b\W{0,6}
        \b(?:yr|year|yy|yyyy)\b[.:\s]{0,4}(?P<y1>(?:19|20)?\d\d)\b(?P<y2>(?!))?(?P<sep>)""",
    re.X | re.I,
)
_MONTH_WORD = r"(?=[JEFMASONDjefmasond0])[A-Za-z0]{3,10}+"
_NAMED = re.compile(
    rf"""
      (?: (?<![\d/.-])(?=\d) | (?<![A-Za-z\d/.-])(?=[OoQIl]) )
      (?P<d4>{_F}{{1,2}})(?:st|nd|rd|th)?[\ -]{{0,2}}(?:day\ )?(?:(?:of|de)\ )?
      (?P<m4>{_MONTH_WORD})\.?[\ ,./-]{{0,3}}(?:del?\ )?
      (?:(?P<y4>[12]{_F}{{3}})(?!\d)|['’]?(?P<short4>\d\d)(?![\d:/.%-]))
    | (?<![A-Za-z])(?P<m5>(?=[JEFMASONDjefmasond0])[A-Za-z]{{3,10}}+)\.?[\ ,.-]{{0,3}}(?:the\ )?
      (?:{_F}{{1,2}}(?:st|nd|rd|th)?\ {{0,2}}(?:,|and|&|-|–|to|through)\ {{0,2}})?(?P<d5>{_F}{{1,2}})(?:st|nd|rd|th)?
      (?:(?:\ ?[,.]\ {{0,2}}|\ +(?:of\ )?|-)(?P<y5>[12]{_F}{{3}})(?!\d)
        |(?:\ ?,?\ ?['’]|-|\ ?,\ ?)(?P<short5>\d\d)(?![\d:/.,%-]|\ ?[A-Za-z%]))
    | (?<![\w/.-])(?P<y6>(?:19|20)\d\d)[\ -](?P<m6>(?=[JFMASONDjfmasond])[A-Za-z]{{3,9}}+)[\ -](?P<d6>\d\d?)(?![\d:/.])
    """,
    re.X,
)
# what a line with a day must hold; most lines are done with here
_PARTED = re.compile(rf"[/.-] ?{_F}{{1,2}} ?[/.-]")
_STRUCK = re.compile(r"\d[lI|!]\d{1,2}[/lI|!]\d\d|/\d\d?[lI|!](?:19|20)\d\d|\.[0-3]\.\d\.(?:19|20)\d\d")
_YEAR = re.compile(rf"[12]{_F}{{3}}(?!\d)|-[A-Za-z]{{3}}-\d")
_SHORT_YEAR = re.compile(
    r"(?<![A-Za-z])(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?[ ,/-]{0,3}['’]?\d\d(?!\d)", re.I
)
_SIX = re.compile(r"\d\d ?\d\d ?(?:20)?\d\d(?: |\d|$)|(?<![\d.])\d\d? {1,3}\d\d? {1,3}\d\d(?!\d)", re.M)
_BOXES = re.compile(r"\bday\b[.:\s]{0,4}\d", re.I)
#: What recognition makes of a stroke between the parts of a day: 17~Sep-2015.
_SPECK = re.compile(
    r"(?<=\d)[~—–](?=[A-Za-z]{3}[-~—–. ]|\d\d?[-~—–]\d)|(?<=[A-Za-z]{3})[~—–](?=\d{2})|(?<=[-~—–]\d\d)[~—–](?=\d\d)"
)
#: A month with a figure read in its name, Apri1; a short year with a letter in it, Feb l4 'l8.
_ALMOST_MONTH = re.compile(r"(?<![A-Za-z\d])[AJaj][A-Za-z]{1,3}1[A-Za-z]{0,2}(?![A-Za-z\d])")
_ALMOST_YEAR = re.compile(r"(?<=[A-Za-z]{3} )[\dlIO]{1,2},? ?['’](?:[lIO]\d|\d[lIO])(?![A-Za-z\d])")
#: A year with a blank in it behind a month's name: May 20 14.
_PARTED_YEAR = re.compile(r"(?<=[A-Za-z]{3} )20 (\d\d)(?![\d/:.])")
#: Figures set apart: 2 0 1 3 - 0 7 - 0 8, 0 3 / 1 4 / 2 0 1 4.
_SPREAD = re.compile(
    r"(?<![\d/.-])(?<!\d )(?:[12](?: \d){3} ?([-/.]) ?\d \d ?\1 ?\d \d"
    r"|\d(?: \d)? ?([-/.]) ?\d(?: \d)? ?\2 ?[12](?: \d){3})(?! ?\d)"
)
#: A form that says that the day goes before the month; a day of figures, to see whether a page prints it so.
_DAY_MONTH = re.compile(r"\bdd ?[/.-] ?mm\b", re.I)
_SLASHED = re.compile(r"(?<![\d/])(\d\d?)/(\d\d?)/(?:\d{4}|\d\d)(?![\d/])")
_FIGURE, _MONTHS_OF_YEAR = re.compile(r"\d"), 12
_ELISION = re.compile(r"['’]\d\d$")
_LETTER, _LETTER_LIKE = re.compile(r"[SBGZ]"), re.compile(r"[A-Za-z]")
_FIGURES = str.maketrans("OoQIlSBGZ", "000115862")


@dataclass(frozen=True, slots=True)
class DayFound:
    """A full day in a line: the day, where it begins and ends, and whether other figures may look like it."""

    day: dt.date
    start: int
    end: int
    doubtful: bool


def month_of(word: str) -> int | None:
    """The number of a month by its name or its short name, a wrong letter allowed.

    >>> month_of("Sept"), month_of("Februery"), month_of("Visit")
    (9, 2, None)
    """
    return _MONTHS.near(word)


def _month_mended(match: re.Match[str]) -> str:
    mended = match[0].replace("1", "l")
    return mended if _MONTHS.of_mark(mark_of(mended)) is not None else match[0]


def day_of(text: str) -> dt.date | None:
    """The first full day in a text, or None.

    >>> day_of("seen on June 3, 2013")
    datetime.date(2013, 6, 3)
    """
    return next((found.day for found in days_in(text)), None)


def prints_day_first(lines: Iterable[str]) -> bool:
    """Whether lines print the day before the month: a form says so, or two days can be read in no other way.

    >>> prints_day_first(["Seen: 05/12/2013", "27/08/2013, 30/09/2013"]), prints_day_first(["(dd/mm/yyyy): 08/03/1966"])
    (True, True)
    >>> prints_day_first(["05/12/2013", "27/08/2013"]), prints_day_first(["27/08/2013", "28/08/2013", "05/14/2013"])
    (False, False)
    """
    only_first: set[str] = set()
    for line in lines:
        if _DAY_MONTH.search(line):
            return True
        for match in _SLASHED.finditer(line):
            if int(match[2]) > _MONTHS_OF_YEAR:
                return False
            if int(match[1]) > _MONTHS_OF_YEAR:
                only_first.add(match[0])
    return len(only_first) > 1  # one alone may be a slip of the pen


@remembered
def days_in(line: str, *, day_first: bool = False) -> tuple[DayFound, ...]:
    """All full days of a line, in order; what is no day of the calendar is passed over.

    ``day_first``: whether days of figures have the day before the month; see :func:`prints_day_first`.

    >>> [str(found.day) for found in days_in("05/12/2013, 12/27/2013", day_first=True)]
    ['2013-12-05', '2013-12-27']
    """
    if _FIGURE.search(line) is None:
        return ()
    line = mended(_SPECK.sub("-", line))
    line = _ALMOST_MONTH.sub(_month_mended, line)
    line = _ALMOST_YEAR.sub(lambda match: match[0].translate(_FIGURES), line)
    if " 20 " in line:
        line = _PARTED_YEAR.sub(r" 20\1", line)
    found: list[tuple[int, int, dt.date, bool]] = []
    for spread in _SPREAD.finditer(line):
        if (day := day_of(spread[0].replace(" ", ""))) is not None:
            found.append((spread.start(), spread.end(), day, False))
    behind = 0
    for sign in _PARTED.finditer(line):
        if sign.start() < behind:
            continue
        match = _NUMERIC.search(line, max(behind, sign.start() - 5), sign.end() + 11)
        if match is not None:
            behind = match.end()
            day = _numeric(match, day_first=day_first)
            if day is not None:
                doubtful = len(match["y2"] or "1999") == 2 or _LETTER.search(match[0]) is not None
                found.append((match.start(), match.end(), day, doubtful))
    for pattern in (_STROKE, _STRAY) if _STRUCK.search(line) else ():
        for match in pattern.finditer(line):
            if (day := _numeric(match)) is not None:
                year = match["y1"] or match["y2"]
                found.append((match.start(), match.end(), day, len(year) == 2))
    behind = 0
    for sign in _YEAR.finditer(line):
        if sign.start() < behind:
            continue
        match = _SPACED.match(line, max(0, sign.start() - 6)) if sign.start() > 5 else None
        if match is not None:
            day = _numeric(match)
            if day is not None:
                found.append((match.start(), match.end(), day, True))
                continue
        match = _NAMED.search(line, max(behind, sign.start() - 28), sign.end() + 12)
        if match is not None:
            behind = match.end()
            day = _named(match)
            if day is not None:
                found.append((match.start(), match.end(), day, False))
    for sign in _SHORT_YEAR.finditer(line):
        match = _NAMED.search(line, max(0, sign.start() - 6), sign.end() + 8)
        if match is not None and (match["short4"] or match["short5"]) and (day := _named(match)) is not None:
            # nothing but a year has the stroke of an elision before it: June 28, '13
            found.append((match.start(), match.end(), day, not _ELISION.search(match[0])))
    if _SIX.search(line) and _TWICE.search(line) is None:
        for match in _BOXED.finditer(line):
            if (day := _numeric(match)) is not None:
                found.append((match.end() - len(match[0].lstrip()), match.end(), day, True))
    if _BOXES.search(line):
        for match in _PARTS.finditer(line):
            if (day := _numeric(match)) is not None:
                found.append((match.start(), match.end(), day, True))
    found.sort()
    behind = 0
    days = []
    for start, end, day, doubtful in found:
        if start >= behind:
            behind = end
            days.append(DayFound(day, start, end, doubtful))
    return tuple(days)


#: Forms for bills print the day of a service twice, without separators: from and to.
_TWICE = re.compile(r"(?<!\d)(\d\d) ?(\d\d) ?((?:20)?\d\d) {1,4}(?:(?:to|thru|through) )?\1 ?\2 ?\3(?!\d)", re.I)


#: A span of services without separators: 050814-051214.
_FROM_TO = re.compile(
    r"(?<![\d-])(\d\d)(\d\d)(\d\d)(?: {0,5}(?:-|to|thru|through) {0,5}| {1,4})(\d\d)(\d\d)(\d\d)(?![\d-])", re.I
)
_LONGEST_STAY = dt.timedelta(days=366)


@remembered
def service_day(line: str) -> dt.date | None:
    """The last day of a service that a line of a bill prints as two days, from and to, without separators.

    >>> [str(service_day(line)) for line in ("06 12 18  06 12 18   24   64483", "STATEMENT 050814-051214")]
    ['2018-06-12', '2014-05-12']
    """
    match = _TWICE.search(line)
    if match is not None:
        return _of(match[3], match[1], match[2])
    span = _FROM_TO.search(line)
    if span is None:
        return None
    first, last = _of(span[3], span[1], span[2]), _of(span[6], span[4], span[5])
    return last if first is not None and last is not None and first <= last <= first + _LONGEST_STAY else None


_BROKEN = re.compile(rf"(?<![A-Za-z]){_MONTH_WORD}\.? \d{{1,2}}(?:st|nd|rd|th)?,?\s*$")
_YEAR_FIRST = re.compile(r"\s*((?:19|20)\d\d)(?!\d)")


def broken_day(line: str, following: str) -> DayFound | None:
    """The day that a line's end and the next one's beginning are together: ``On January 11,`` above ``2018 I mailed``.

    >>> str(broken_day("a clerk. On January 11,", "2018 I mailed it").day), broken_day("On May 4", "visits")
    ('2018-01-11', None)
    """
    begun = _BROKEN.search(line[-24:])
    year = _YEAR_FIRST.match(following) if begun is not None else None
    if begun is None or year is None:
        return None
    day = day_of(f"{begun[0].strip(' ,')}, {year[1]}")
    start = max(0, len(line) - 24) + begun.start()
    return DayFound(day, start, len(line), False) if day is not None else None


def lines_with_days(lines: Sequence[str]) -> list[int]:
    """Numbers of the lines in which there may be a day, found in one pass.

    >>> lines_with_days(["Pain 4/10", "DOB 4/2/1961", "", "May 3, 2014", "12 visits"])
    [1, 3]
    """
    text = "\n".join(lines)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    found: set[int] = set()
    for pattern in (_PARTED, _STRUCK, _YEAR, _SHORT_YEAR, _SIX, _BOXES, _SPREAD):
        for match in pattern.finditer(text):
            found.add(bisect_right(starts, match.start()) - 1)
    return sorted(found)


def _numeric(match: re.Match[str], *, day_first: bool = False) -> dt.date | None:
    number = "1" if match["y1"] else "2" if match["y2"] else "3"
    year, month, day = match[f"y{number}"], match[f"m{number}"], match[f"d{number}"].replace(".", "")
    if _figures(year + month + day) < max(2, len(year)):
        return None  # a word, not misread figures
    dashed = match.re is _NUMERIC and number == "1" and not match["sep"]
    if dashed and match.start() and match.string[match.start() - 1].isalpha():
        return None  # "L3-4-05": levels of the spine
    month, day = month.translate(_FIGURES), day.translate(_FIGURES)
    clean = match.re is _NUMERIC and number != "3" and (number == "2" or not _LETTER_LIKE.search(match[0]))
    if clean and (int(month) > _MONTHS_OF_YEAR or day_first) and int(day) <= _MONTHS_OF_YEAR:
        month, day = day, month  # 19.08.2019, 27/08/2013: no month has such a number
    return _of(year, month, day)


def _named(match: re.Match[str]) -> dt.date | None:
    number = "4" if match["m4"] else "5" if match["m5"] else "6"
    year = match[f"y{number}"] or match[f"short{number}"]
    month = _MONTHS.near(match[f"m{number}"])
    if month is None or not _figures(year):
        return None
    return _of(year, str(month), match[f"d{number}"])


def _figures(text: str) -> int:
    return sum(c.isdigit() for c in text)


def _of(year: str, month: str, day: str) -> dt.date | None:
    try:
        full = int(year.translate(_FIGURES))
        if len(year) == 2:
            # two-digit years of this century up to 2040; before that they are birth years
            full += 2000 if full <= 40 else 1900
        found = dt.date(full, int(month), int(day.translate(_FIGURES)))
    except ValueError:
        return None
    return found if 1900 <= full <= 2100 else None
