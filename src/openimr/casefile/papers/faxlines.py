"""Lines that a fax machine or a document system stamps on a page: no part of the paper.

>>> is_fax_line("03/19/2014 10:22 FAX 5555550123   BAY SPINE   P.003/014")
True
>>> is_fax_line("Date of visit: 03/18/2014 10:30 AM")
False
"""

from __future__ import annotations

import re

# what every stamp has one of; most lines of a paper are done with here
_CANDIDATE = re.compile(
    r"\d:\d\d|fax|facsimile|^\W*(?:rec'?[de]|scan|date s|imag|print|doc)|bates|xmit|rcvd|[ct]sid|tx/rx", re.I
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\s*(?:[ap]\.?m\b\.?|[ap]\b)?", re.I)
_FAX_WORD = re.compile(r"\b(?:fax(?:ed|server|com)?|rightfax|facsimile|rcvd at|xmit|csid|tsid|tx/rx)\b", re.I)
_FAX_PAGE = re.compile(
    r"\b(?:p(?:g|age|ages)?[.:# ]{0,3}\d{1,4}(?:\s?(?:/|of)\s?\d{1,4})?|(?<![\d/])\d{1,3}\s?/\s?\d{1,3})\W*$"
    r"|\bpage\s?\d+",
    re.I,
)
_FROM_TO = re.compile(r"^\W*(?:from|to)\b.{0,80}\b(?:to|from|at|page|p)\b", re.I)
_PHONE = re.compile(r"\(?\b\d{3}\)?[-. ]?\d{3}[-. ]?\d{4}\b")
_STAMP = re.compile(
    r"^\W*(?:received|rec'?d|scanned|date stamp(?:ed)?|imaged|printed(?: (?:on|by))?)\b.{0,60}$"
    r"|\bbates\b|^\W*doc(?:ument)? ?id\b",
    re.I,
)


def is_fax_line(line: str) -> bool:
    """Whether a line was stamped on the page by a machine: fax header, received or scanned stamp."""
    if len(line) > 160 or not _CANDIDATE.search(line):
        return False
    clock = _CLOCK.search(line) is not None
    if clock:
        signs = (_FAX_WORD, _FAX_PAGE, _PHONE, _FROM_TO)
        found = sum(1 for sign in signs if sign.search(line))
        if found >= 2 or (found == 1 and (_FAX_WORD.search(line) or _FROM_TO.match(line))):
            return True
    if _FAX_WORD.search(line) and _FAX_PAGE.search(line):
        return True
    return _STAMP.match(line) is not None
