"""Where every character of a letter went: into a field, into fixed form wording, or into white space between them.

Parsing must not lose text. A format therefore does not return fields alone, it *marks* the text: each field names the
run or runs of characters it was read from. What nobody marked and is not blank becomes ``unplaced[n]``, a field of its
own with a problem beside it, so that nothing can disappear silently.

>>> text = "Case Number: CM14-1  stray"
>>> marking = Marking(text)
>>> marking.boilerplate("label", 0, 12)
>>> marking.field("case_number", 13, 19)
'CM14-1'
>>> [(s.path, s.of(text)) for s in marking.finish()]
[('boilerplate:label', 'Case Number:'), ('whitespace', ' '), ('case_number', 'CM14-1'), ('whitespace', '  '),
 ('unplaced[0]', 'stray')]
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

WHITESPACE = "whitespace"
_BLANK_EDGES = re.compile(r"\S(?:[\s\S]*\S)?")

_BLANKS = re.compile(r"[^\S\r\n\f\v]{3,}")
_ODD_BLANKS = ("\t", "\x1c", "\x1d", "\x1e", "\x1f")
_DATE_HALF = re.compile(r"\d{1,2}[/-]\d{1,2}[/-]$|(?<![\d/-])\d{1,2}[/-]$")


class Segment(NamedTuple):
    """A run of the letter's text and what it is.

    Attributes:
        start, end: offsets into the letter's text, end exclusive.
        path: a field path (``items[2].rationale``), ``boilerplate:<name>`` or ``whitespace``.
    """

    start: int
    end: int
    path: str

    def of(self, text: str) -> str:
        """The segment's characters."""
        return text[self.start : self.end]


class Marking:
    """Collects what each run of characters is, in any order, and closes the gaps.

    Args:
        text: the whole letter.
        furniture: spans of what pages print at head and foot; it may interrupt any field and is marked at once.

    Attributes:
        clean: the text with furniture blanked out and page ends as line ends, same length: read fields from it.
    """

    __slots__ = ("_holes", "_marks", "clean", "text")

    def __init__(self, text: str, furniture: Sequence[tuple[int, int]] = ()) -> None:
        self.text = text
        self.clean = text.replace("\f", "\n")
        self._marks: list[Segment] = []
        self._holes = list(furniture)
        for start, end in self._holes:
            self._marks.append(Segment(start, end, "boilerplate:furniture"))
            self.clean = self.clean[:start] + " " * (end - start) + self.clean[end:]

    def field(self, path: str, start: int, end: int) -> str:
        """Mark ``text[start:end]`` as the value of a field and return the value; blank edges are left out."""
        found = _BLANK_EDGES.search(self.clean, start, end)
        if not found:
            return ""
        self._mark(path, found.start(), found.end())
        return unwrap(found.group())

    def boilerplate(self, name: str, start: int, end: int) -> None:
        """Mark ``text[start:end]`` as fixed wording of the form, called ``name``."""
        found = _BLANK_EDGES.search(self.clean, start, end)
        if found:
            self._mark(f"boilerplate:{name}", found.start(), found.end())

    def _mark(self, path: str, start: int, end: int) -> None:
        """Mark a run without blank edges; what page furniture cuts in two becomes two segments."""
        if not self._holes:
            self._marks.append(Segment(start, end, path))
            return
        for hole_start, hole_end in self._holes:
            if hole_start >= end:
                break
            if hole_start > start:
                found = _BLANK_EDGES.search(self.text, start, hole_start)
                if found:
                    self._marks.append(Segment(found.start(), found.end(), path))
            if hole_end > start:
                start = hole_end
        found = _BLANK_EDGES.search(self.text, start, end)
        if found:
            self._marks.append(Segment(found.start(), found.end(), path))

    def finish(self) -> list[Segment]:
        """All segments in order: every character in exactly one; of two marks that overlap the later gives way."""
        segments: list[Segment] = []
        position = 0
        unplaced = 0
        for mark in sorted(self._marks, key=lambda m: (m.start, m.end)):
            if mark.start < position:
                if mark.end <= position:
                    continue
                mark = Segment(position, mark.end, mark.path)
            unplaced = self._gap(segments, position, mark.start, unplaced)
            segments.append(mark)
            position = mark.end
        self._gap(segments, position, len(self.text), unplaced)
        return segments

    def _gap(self, segments: list[Segment], start: int, end: int, unplaced: int) -> int:
        if start >= end:
            return unplaced
        found = _BLANK_EDGES.search(self.text, start, end)
        if not found:
            segments.append(Segment(start, end, WHITESPACE))
            return unplaced
        if found.start() > start:
            segments.append(Segment(start, found.start(), WHITESPACE))
        segments.append(Segment(found.start(), found.end(), f"unplaced[{unplaced}]"))
        if found.end() < end:
            segments.append(Segment(found.end(), end, WHITESPACE))
        return unplaced + 1


def unwrap(text: str) -> str:
    """One field's text with its line ends undone: what the writer typed before the page broke it into lines.

    A line end becomes a blank; none after a hyphen or inside a date; a doubled blank (what redaction leaves where a
    name stood) stays doubled even when the line ended there. More than two blanks become two.

    >>> unwrap("injured on 10/14/\\r\\n2016 at L5-\\nS1, per  \\n is")
    'injured on 10/14/2016 at L5-S1, per  is'
    >>> unwrap("pre-\\nand post-\\noperative, Low Back -\\nLumbar")
    'pre- and post-operative, Low Back - Lumbar'
    """
    if "   " in text or not text.isascii() or any(odd in text for odd in _ODD_BLANKS):
        text = _BLANKS.sub("  ", text)
    if "\n" not in text and "\f" not in text and "\r" not in text:
        return text.strip()
    pieces: list[str] = []
    before = ""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for line in text.replace("\f", "\n").split("\n"):
        shown = line.strip()
        if not shown:
            continue
        if pieces:
            pieces.append(_joint(before, line))
        pieces.append(shown)
        before = line
    return "".join(pieces)


def _joint(before: str, after: str) -> str:
    """What stands between two lines once they are one."""
    shown = before.rstrip()
    trailing = len(before) - len(shown)
    last = shown[-1]
    if last == "-" and trailing < 2:
        # a hyphen set off by a blank ("Low Back - Lumbar") or left hanging ("pre- and post-operative") breaks no word
        hanging = after.lstrip().lower().startswith(("and ", "or "))
        return "" if len(shown) > 1 and not shown[-2].isspace() and not hanging else " "
    if last == "/" and trailing < 2 and len(shown) > 1 and not shown[-2].isspace():
        return "" if not trailing or _DATE_HALF.search(shown, max(0, len(shown) - 7)) else " "
    return "  " if trailing >= 2 or (trailing and after[0].isspace()) else " "


def joined(text: str, segments: Iterable[Segment], path: str) -> str:
    """The value of a field from its segments: put together (a page foot may split a rationale), line ends undone."""
    return unwrap("\n".join(s.of(text) for s in segments if s.path == path))
