"""Folding of text for matching: what a reader overlooks (line wraps, case, quotes) is evened out, offsets are kept.

Every rule of this room works on the folded text and reports places in the original, so that ``text[start:end]`` is
always the quote that a reader finds on the page.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass, field

from openimr.clinical.dates import DateMention

# One character for one character, so that offsets stay true. U+FFFE is what pdfium gives for a hyphen at a line end.
_SAME_LENGTH = {
    0x2018: "'", 0x2019: "'", 0x201A: "'", 0x2032: "'", 0x00B4: "'", 0x0060: "'", 0x201C: '"', 0x201D: '"', 0x201E: '"',
    0x2010: "-", 0x2011: "-", 0x2012: "-", 0x2013: "-", 0x2014: "-", 0x2212: "-", 0xFFFE: "-", 0x00AD: "-",
    0x00A0: " ", 0x2007: " ", 0x202F: " ", 0x2009: " ", 0x00BA: "°",
}  # fmt: skip
# white space other than one single blank; begins with the set, so that text without any is quickly passed over
_SPACE = r"[ \t\f\v\r\n\x1c-\x1f\x85\u2028\u2029]"
_RUN = re.compile(rf"{_SPACE}(?:(?<! ){_SPACE}*|{_SPACE}+)")
_ASCII_LOWER = {i: i + 32 for i in range(65, 91)}


@dataclass(slots=True)
class Folded:
    """A text with its white space evened out, and the way back.

    Attributes:
        original: the text as it came; all reported offsets count in it.
        text: folded text: each run of white space is one blank, quotes and dashes are plain ASCII, case is kept.
        plain: the same in lower case (same length).
        lower: the same with hyphens as blanks as well, for matching dictionaries (same length).
        breaks: places in ``text`` of the blanks that stand for a line end, in order.
        paragraphs: those of ``breaks`` where at least one line was empty.
        sentences: all sentences of ``text``, once they were read (scene.py).
        dates: all dates in it, in order, once they were read (scene.py).
    """

    original: str
    text: str
    plain: str
    lower: str
    breaks: list[int] = field(default_factory=list)
    paragraphs: list[int] = field(default_factory=list)
    sentences: list[tuple[int, int]] = field(default_factory=list)
    _at: list[int] = field(default_factory=list)
    _shift: list[int] = field(default_factory=list)
    dates: list[DateMention] = field(default_factory=list)

    @property
    def moved(self) -> bool:
        """Whether any place in the folded text differs from that in the original."""
        return bool(self._at)

    def start(self, place: int) -> int:
        """The place in the original of the character at ``place`` of the folded text."""
        if not self._at:
            return place
        return place + self._shift[bisect_right(self._at, place)]

    def end(self, place: int) -> int:
        """The end in the original of a stretch that ends before ``place`` in the folded text."""
        return self.start(place - 1) + 1 if place else 0


def fold(text: str) -> Folded:
    """Fold ``text`` for matching.

    >>> folded = fold("Straight leg\\n  raise is POSITIVE")
    >>> folded.text
    'Straight leg raise is POSITIVE'
    >>> start = folded.text.index("raise")
    >>> text = "Straight leg\\n  raise is POSITIVE"
    >>> text[folded.start(start):folded.end(start + 5)]
    'raise'
    >>> fold("320.5-30-\\n16mg").text
    '320.5-30-16mg'
    """
    plain = text if text.isascii() else text.translate(_SAME_LENGTH)
    pieces: list[str] = []
    at: list[int] = []
    shifts = [0]
    breaks: list[int] = []
    paragraphs: list[int] = []
    last = 0
    length = 0
    for match in _RUN.finditer(plain):
        begin, stop = match.span()
        pieces.append(plain[last:begin])
        length += begin - last
        run = match.group()
        lines = run.count("\n") or run.count("\r") or run.count("\f")
        # a hyphen at the line end joins what it parts: dates, strengths and hyphenated words
        joined = bool(lines) and begin >= 2 and plain[begin - 1] == "-" and plain[begin - 2].isalnum() and lines == 1
        joined = joined and stop < len(plain) and plain[stop].isalnum()
        if not joined:
            pieces.append(" ")
            if lines:
                breaks.append(length)
                if lines > 1 or "\f" in run:
                    paragraphs.append(length)
            length += 1
        last = stop
        shift = last - length
        if shift != shifts[-1]:
            at.append(length)
            shifts.append(shift)
    pieces.append(plain[last:])
    folded = "".join(pieces)
    lower = folded.lower()
    if len(lower) != len(folded):  # a few letters change length in lower case; offsets matter more than they
        lower = folded.translate(_ASCII_LOWER)
    return Folded(text, folded, lower, lower.replace("-", " "), breaks, paragraphs, [], at, shifts)
