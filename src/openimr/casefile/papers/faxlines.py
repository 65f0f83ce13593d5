"""Lines that a fax machine, a copy service or a document system stamps on a page: no part of the paper.

>>> is_fax_line("03/19/2014 10:22 FAX 5555550123   BAY SPINE   P.003/014")
True
>>> is_fax_line("Date of visit: 03/18/2014 10:30 AM")
False
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.casefile.papers.repeatedlines import remembered

#: What every stamp with a figure has one of; most lines of a paper are done with here.
_HINTS = ("fax", "facsimile", "bates", "xmit", "rcvd", "csid", "tsid", "tx/rx", "efile", "e-filed", "batch", "scan",
          "img")
_CLOCK_HINT = re.compile(r"\d[:.]\d\d")
_SHEET_HINT = re.compile(r"0\d{3,}\W*$")
_FIGURE = re.compile(r"\d")
_WORDS = ("filed", "rec", "scan", "date s", "imag", "print", "e-f", "ef", "copied", "doc", "in", "out", "fax", "bates")
_BEGINNINGS = (
    "r e c", "s c a", "f i l", "filed", *_WORDS, "from", "to:", "to ", "page", "p.", "xmit", "rcvd", "tx/rx", "csid",
    "tsid", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec", "0",
)
_CLOCK = re.compile(r"(?<![\d.])[0-2]?\d[:.][0-5]\d(?:[:.][0-5]\d)?(?![\d/])\s*(?:[ap]\.?m\b\.?|[ap]\b)?", re.I)
#: Letters read for a nought inside a clock or a number.
_AS_ZERO = re.compile(r"(?<=[\d:/])[OoQ](?=\d|\b)|(?<![A-Za-z])[OoQ](?=\d[\d:/])")
_FAX_WORD = re.compile(r"\b(?:e?fax(?:ed|server|com)?|rightfax|facsimile|rcvd at|xmit|csid|tsid|tx/rx)\b", re.I)
_FAX_PAGE = re.compile(
    r"\b(?:p(?:g|age|ages)?[.:# ]{0,3}\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?|(?<![\d/])\d{1,3}\s?[/|]\s?\d{1,3})\W*$"
    r"|\bpage[.: ]{0,2}\d+|\bp[.:]\s?\d{1,3}\b",
    re.I,
)
_COUNTER = re.compile(
    r"\b(?:p(?:g|age|ages)?)[.:# ]{0,3}(\d{1,4})(?:\s?(?:/|of)\s?(\d{1,4}))?"
    r"|(?<![\d/])(\d{1,3})\s?[/|]\s?(\d{1,3})\W*$",
    re.I,
)
_FROM_TO = re.compile(r"^\W*(?:from|to)\b.{0,80}\b(?:to|from|at|page|p)\b|\bfrom:.{0,60}\bto:", re.I)
#: The days that a print-out covers: "From 1/2/2016 to 3/4/2017".
_PERIOD = re.compile(r"^\W*from\W{1,4}\d{1,2}[-/]\d{1,2}[-/]\d{2,4}\s{1,4}(?:to|thru|through|-)\W", re.I)
_FROM = re.compile(r"\bfrom\b", re.I)
_ARROW = re.compile(r"-+>|=+>|→")
_PHONE = re.compile(r"(?<!\d)1?\(?\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}(?!\d)")
_DAY = re.compile(
    r"(?<!\d)\d{1,4}[-/. ]\s?\d{1,2}[-/. ]\s?\d{2,4}"
    r"|\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}[-. /]{1,2}\s?\d{1,2}[-., /]{1,2}\s?\d{2,4}",
    re.I,
)
_STAMP = re.compile(
    r"^\W*(?:received|rec'?d|scanned|date stamp(?:ed)?|imaged|printed(?: (?:on|by|at|from))?|e-?filed|filed|copied by)"
    r"\b.{0,60}$"
    r"|\bbates\b|^\W*doc(?:ument)? ?id\b|^\W*(?:in|out)bound notification|^\W*faxed\b.{0,80}$",
    re.I,
)
#: What scanning rooms print beside the day: "CLAIMS IMAGING  Batch 220  Img 0117  COPY", "SCAN 4/29/13 Dup".
_MACHINE = re.compile(
    r"\b(?:batch|img|image|scan(?:ned)?|dup(?:licate)?|copy|orig(?:inal)?|imaging|upload(?:ed)?|tray|seq)\b", re.I
)
_SECONDS = re.compile(r"\b\d\d:\d\d:\d\d\b")
_MACHINE_WORDS = 11
#: A running number that a copy service stamps on every sheet: letters, then a figure that begins with zeros.
_SHEET = re.compile(r"^\W*[A-Z][A-Z0-9._-]{1,15}[ _-]{0,2}0\d{3,7}\W*$|^\W*0\d{4,8}\W*$")


@dataclass(frozen=True, slots=True)
class FaxCount:
    """What a fax header counts: page ``number`` of ``of`` (None where it does not say) in one transmission."""

    number: int
    of: int | None
    stamp: str


@remembered
def is_fax_line(line: str) -> bool:
    """Whether a line was stamped on the page by a machine: fax header, received or scanned stamp, sheet number."""
    if len(line) > 160:
        return False
    line = _AS_ZERO.sub("0", line)
    if _FIGURE.search(line) is None:
        low = line.strip(" *-_=([)]").lower()
        if low[1:2] == " " and len(low) < 24:
            low = low.replace(" ", "")  # R E C E I V E D
        return low.startswith(_WORDS) and _STAMP.match(low) is not None
    if _PERIOD.match(line) and not (_FAX_WORD.search(line) or _PHONE.search(line)):
        return False
    low = line.lower()
    if not (
        _CLOCK_HINT.search(line) or low.lstrip(" *-_=([").startswith(_BEGINNINGS) or any(hint in low for hint in _HINTS)
        or _SHEET_HINT.search(line, max(0, len(line) - 14))
    ):
        return False
    if _CLOCK.search(line):
        signs = (_FAX_WORD, _FAX_PAGE, _PHONE, _FROM_TO, _ARROW)
        fax, page, phone, from_to, arrow = (sign.search(line) is not None for sign in signs)
        day = _DAY.search(line) is not None
        if (fax or from_to) or (page and (phone or arrow) and (day or phone)):
            return True
        if day and ((page and len(line.split()) <= 9) or (phone and _FROM.search(line))):
            return True
    elif _FROM_TO.match(line) and _PHONE.search(line) and _FAX_PAGE.search(line):
        return True
    if _FAX_WORD.search(line) and _FAX_PAGE.search(line):
        return True
    if len(line.split()) <= _MACHINE_WORDS and _DAY.search(line):
        machine = {match[0].lower() for match in _MACHINE.finditer(line)}
        if len(machine) > 1 or (machine and _SECONDS.search(line)):
            return True
    return _STAMP.match(line) is not None or _SHEET.match(line) is not None


def may_be_stamp(line: str) -> bool:
    """Whether a line begins like a stamp or a fax header, or ends like a sheet's number: worth asking what it is.

    >>> may_be_stamp("RECEIVED 03/26/2014"), may_be_stamp("Pain 4/10 on 03/26/2014")
    (True, False)
    """
    return line.lstrip(" *-_=([")[:8].lower().startswith(_BEGINNINGS) or "  0" in line[-12:]


def is_stamped_day(stamp: str, line: str) -> bool:
    """Whether a line is the day under a stamp: ``RECEIVED`` above ``NOV 2, 2016``.

    >>> is_stamped_day("RECEIVED", "NOV 2, 2016"), is_stamped_day("RECEIVED", "Date of visit: 11/2/2016")
    (True, False)
    """
    short = len(line.strip()) < 32 and len(line.split()) <= 5 and ":" not in line
    return short and _FIGURE.search(stamp) is None and _DAY.search(line) is not None


def fax_count(line: str) -> FaxCount | None:
    """The page counter of a fax header, or None for a line that counts nothing.

    >>> fax_count("03/19/2014 10:22 FAX 5555550123   BAY SPINE   P.003/014")
    FaxCount(number=3, of=14, stamp='baysplne')
    """
    line = _AS_ZERO.sub("0", line)
    counted = None
    for counted in _COUNTER.finditer(line):  # noqa: B007 - the last one counts
        pass
    if counted is None:
        return None
    number, of = int(counted[1] or counted[3]), counted[2] or counted[4]
    words = re.sub(r"\b(?:fax|from|to|page|pages|pg|of|am|pm|p)\b", " ", line[: counted.start()].lower())
    stamp = "".join(re.findall(r"[a-z]+", words)).replace("i", "l")
    return FaxCount(number, int(of) if of else None, stamp)
