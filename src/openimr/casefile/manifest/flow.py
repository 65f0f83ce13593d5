"""The pages of a paper as one running text, so that a list may go on over the page; every place leads back to its page.

What pages repeat (heads, feet, page numbers, lines stamped by fax machines) is left out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.casefile.manifest.listdays import days_in
from openimr.casefile.model import Page, Span
from openimr.casefile.papers.faxlines import is_fax_line

_PAGE_NUMBER = re.compile(
    r"\W*(?:page|pg\.?|p\.)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?\W*\Z|.{0,60}\bpage \d{1,4} of \d{1,4}\W*\Z", re.I
)
#: How many lines at either edge of a page may be its head or foot.
_EDGE = 7
#: Characters after which no further page is begun.
_LONGEST = 150_000


@dataclass(frozen=True, slots=True)
class _Piece:
    """A line of a page in the running text."""

    start: int
    page: int
    offset: int
    length: int


@dataclass(frozen=True, slots=True)
class Flow:
    """The running text of some pages.

    Attributes:
        text: the lines joined by line ends.
        pages: the pages.
        pieces: where each line comes from.
    """

    text: str
    pages: Sequence[Page]
    pieces: Sequence[_Piece]

    def spans(self, start: int, end: int) -> list[Span]:
        """The places of a stretch of the running text: one for each page it touches.

        >>> pages = [Page("d01", "a.txt", 1, "Records: RFA 3/20/14;"), Page("d01", "a.txt", 2, "MRI 2/3/14")]
        >>> [span.quote for span in flow_of(pages).spans(9, 32)]
        ['RFA 3/20/14;', 'MRI 2/3/14']
        """
        found: dict[int, tuple[int, int]] = {}
        first = bisect_right([piece.start for piece in self.pieces], start) - 1
        for piece in self.pieces[max(first, 0) :]:
            if piece.start >= end:
                break
            low, high = max(start - piece.start, 0), min(end - piece.start, piece.length)
            if low >= high:
                continue
            begin, stop = found.get(piece.page, (piece.offset + low, 0))
            found[piece.page] = (begin, max(stop, piece.offset + high))
        return [Span.of(self.pages[page], low, high) for page, (low, high) in found.items()]


def flow_of(pages: Sequence[Page]) -> Flow:
    """The pages of a paper as one running text."""
    repeated = _repeated(pages)
    parts: list[str] = []
    pieces: list[_Piece] = []
    at = 0
    for index, page in enumerate(pages):
        if at > _LONGEST:
            break
        offset = 0
        lines = page.text.split("\n")
        for number, line in enumerate(lines):
            begin, offset = offset, offset + len(line) + 1
            edge = number < _EDGE or number >= len(lines) - _EDGE
            short = edge and len(line) < 200
            if short and (_PAGE_NUMBER.match(line) or (len(pages) > 1 and _likeness(line) in repeated)):
                if line.strip():
                    continue
            elif is_fax_line(line):
                continue
            pieces.append(_Piece(at, index, begin, len(line)))
            parts.append(line)
            at += len(line) + 1
    return Flow("\n".join(parts), pages, pieces)


def _repeated(pages: Sequence[Page]) -> frozenset[str]:
    """Lines that stand at an edge of more than one page, whatever numbers are in them."""
    if len(pages) < 2:
        return frozenset()
    counts: Counter[str] = Counter()
    for page in pages:
        lines = page.text.split("\n")
        counts.update({_likeness(line) for line in (*lines[:_EDGE], *lines[-_EDGE:])})
    return frozenset(line for line, count in counts.items() if count > 1 and len(line) > 3)


def _likeness(line: str) -> str:
    """A line without its numbers; one with a day stays, for two entries of a list may differ in nothing else."""
    return line.strip() if days_in(line) else re.sub(r"[\d\W]+", " ", line).strip().lower()
