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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from openimr.casefile.papers.misreadings import NearWords

_MONTH_NAMES = (
    "jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december",
)
#: Notices to workers are printed in Spanish too.
_SPANISH = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
_MONTHS = NearWords(
    [(name, number) for number, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()]
    + [(name, number) for number, name in enumerate(_SPANISH.split(), start=1)],
    shortest=5,
)
# figures, and the letters that recognition reads in their place
_F = r"[\dOoQIl]"
_NUMERIC = re.compile(
    rf"""
      (?: (?<![\d/.-])(?=\d) | (?<![A-Za-z\d/.-])(?=[OoQIl]) )
      (?: (?P<m1>{_F}{{1,2}})\ ?(?:(?P<sep>/)|-)\ ?(?P<d1>{_F}{{1,2}})\ ?(?(sep)/|-)\ ?
          (?P<y1>[\dOoQIlSB]{{4}}|[\dOoIl]{{2}})(?![\d/])(?(sep)|(?!-\d))
      | (?P<m2>{_F}{{1,2}})\.\ ?(?P<d2>{_F}{{1,2}})\.\ ?(?P<y2>{_F}{{4}}|\d\d)(?![\d.]\d?)
      | (?P<y3>[12]{_F}{{3}})(?P<sep3>[-/.])(?P<m3>{_F}{{2}})(?P=sep3)(?P<d3>{_F}{{2}})(?![\d-])
      )
    """,
    re.X,
)
#: Forms print days without separators; only a label tells them from other figures.
_SPACED = re.compile(r"(?<!\d)(?P<m1>\d\d) (?P<d1>\d\d) (?P<y1>(?:19|20)\d\d)(?!\d)(?P<y2>(?!))?(?P<sep>)")
_NAMED = re.compile(
    rf"""
      (?: (?<![\d/.-])(?=\d) | (?<![A-Za-z\d/.-])(?=[OoQIl]) )
      (?P<d4>{_F}{{1,2}})(?:st|nd|rd|th)?[\ -]{{0,2}}(?:day\ )?(?:(?:of|de)\ )?
      (?P<m4>(?=[JEFMASONDjefmasond0])[A-Za-z0]{{3,10}}+)\.?[\ ,.-]{{0,3}}(?:de\ )?(?P<y4>[12]{_F}{{3}}|(?<=-)\d\d)(?!\d)
    | (?<![A-Za-z])(?P<m5>(?=[JFMASONDjfmasond0])[A-Za-z][A-Za-z0158]{{2,8}}?(?:\ [A-Za-z]{{1,6}})??)(?![A-Za-z])
      \.?[\ ,.-]{{0,3}}(?P<d5>{_F}{{1,2}})(?:st|nd|rd|th)?
      (?:\ ?[,.]\ {{0,2}}|\ +(?:of\ )?|-)(?P<y5>[12]{_F}{{3}})(?!\d)
    """,
    re.X,
)
# what a line with a day must hold; most lines are done with here
_PARTED = re.compile(rf"[/.-] ?{_F}{{1,2}} ?[/.-]")
_YEAR = re.compile(rf"[12]{_F}{{3}}(?!\d)|-[A-Za-z]{{3}}-\d")
#: One of the strokes read as a letter: 01l14/2013.
_STROKE = re.compile(r"[lI|]\d{1,2}/\d\d|/\d{1,2}[lI|]\d\d")
_STROKED = re.compile(r"(?<![\w/])(?P<m1>\d{1,2})(?:[lI|](?P<d1>\d{1,2})/|/(?P<d2>\d{1,2})[lI|])(?P<y1>(?:19|20)\d\d|\d\d)(?!\w)")
_SIX = re.compile(r"\d\d ?\d\d ?(?:20)?\d\d[ 0-9]")
_FIGURE = re.compile(r"\d")
_FIGURES = str.maketrans("OoQIlSB", "0001158")


@dataclass(frozen=True, slots=True)
class DayFound:
    """A full day in a line: the day, where it begins and ends, and whether other figures may look like it."""

    day: dt.date
    start: int
    end: int
    doubtful: bool


def day_of(text: str) -> dt.date | None:
    """The first full day in a text, or None.

    >>> day_of("seen on June 3, 2013")
    datetime.date(2013, 6, 3)
    """
    return next((found.day for found in days_in(text)), None)


def days_in(line: str) -> Iterator[DayFound]:
    """All full days of a line, in order; what is no day of the calendar is passed over."""
    if _FIGURE.search(line) is None:
        return
    found: list[tuple[int, int, dt.date, bool]] = []
    behind = 0
    for sign in _PARTED.finditer(line):
        if sign.start() < behind:
            continue
        match = _NUMERIC.search(line, max(behind, sign.start() - 5), sign.end() + 8)
        if match is not None:
            behind = match.end()
            day = _numeric(match)
            if day is not None:
                found.append((match.start(), match.end(), day, len(match["y2"] or "1999") == 2))
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
        start = max(behind, sign.start() - 28)
        while (match := _NAMED.search(line, start, sign.end() + 6)) is not None:
            day = _named(match)
            if day is not None:
                behind = match.end()
                found.append((match.start(), match.end(), day, False))
                break
            start = match.start() + 1
    if _STROKE.search(line) is not None:
        for match in _STROKED.finditer(line):
            day = _of(match["y1"], match["m1"], match["d1"] or match["d2"])
            if day is not None:
                found.append((match.start(), match.end(), day, True))
    found.sort()
    behind = 0
    for start, end, day, doubtful in found:
        if start >= behind:
            behind = end
            yield DayFound(day, start, end, doubtful)


#: Forms for bills print the day of a service twice, without separators: from and to.
_TWICE = re.compile(r"(?<!\d)(\d\d) ?(\d\d) ?((?:20)?\d\d) {1,4}(?:(?:to|thru|through) )?\1 ?\2 ?\3(?!\d)", re.I)


def service_day(line: str) -> dt.date | None:
    """The day of a service that a line of a bill prints twice, from and to, without separators.

    >>> str(service_day("06 12 18  06 12 18   24   64483")), str(service_day("COVERS FROM 030719 THROUGH 030719"))
    ('2018-06-12', '2019-03-07')
    """
    match = _TWICE.search(line)
    return _of(match[3], match[1], match[2]) if match else None


def lines_with_days(lines: Sequence[str]) -> list[int]:
    """Numbers of the lines in which there may be a day, found in one pass.

    >>> lines_with_days(["Pain 4/10", "DOB 4/2/1961", "Seen May 3,", "2014", "12 visits"])
    [1, 2, 3]
    """
    text = "\n".join(lines)
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    found: set[int] = set()
    for pattern in (_PARTED, _YEAR, _SIX, _STROKE):
        for match in pattern.finditer(text):
            found.add(bisect_right(starts, match.start()) - 1)
    # a day may be broken before its year
    found.update([n - 1 for n in found if n and lines[n].lstrip()[:2] in ("19", "20") and lines[n - 1][-1:] in ",0123456789"])
    return sorted(found)


def _numeric(match: re.Match[str]) -> dt.date | None:
    number = "1" if match["y1"] else "2" if match["y2"] else "3"
    year, month, day = match[f"y{number}"], match[f"m{number}"], match[f"d{number}"]
    if _figures(year + month + day) < max(2, len(year)):
        return None  # a word, not misread figures
    dashed = number == "1" and not match["sep"]
    if dashed and match.start() and match.string[match.start() - 1].isalpha():
        return None  # "L3-4-05": levels of the spine
    return _of(year, month.translate(_FIGURES), day)


def _named(match: re.Match[str]) -> dt.date | None:
    number = "4" if match["y4"] else "5"
    name = match[f"m{number}"]
    # a blank inside a name is recognition's, or the name is another word's
    month = _MONTHS.near(name) if " " not in name else _MONTHS.get(name)
    if month is None or not _figures(match[f"y{number}"]):
        return None
    return _of(match[f"y{number}"], str(month), match[f"d{number}"])


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
