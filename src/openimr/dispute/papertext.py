"""The text of a dispute paper as rows that keep their places, so that whatever is read from them has its spans."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from openimr.casefile.model import Document, Page, Span
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.clinical.folding import Folded, fold

_PAGE_NUMBER = re.compile(r"\bpage\s+\d{1,3}\s+of\s+\d{1,3}\s*$|^\W*\d{1,3}\W*$", re.IGNORECASE)
_PAGE_LINE = re.compile(r"^\W*page\s+\d{1,3}(?:\s+(?:of|/)\s+\d{1,3})?\W*$", re.IGNORECASE)
_LINE = re.compile(r"[^\r\n\f]+")


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one page."""

    page: Page
    start: int
    end: int


@dataclass(slots=True)
class Row:
    """A line of a paper, or what several lines together say.

    Attributes:
        text: the words with white space evened out; what rules look at.
        parts: where they stand.
    """

    text: str
    parts: list[Part]
    _folded: Folded | None = None

    def cut(self, start: int, end: int | None = None) -> Row:
        """The row from ``start`` to ``end`` of its text, without blanks at the ends."""
        stop = len(self.text) if end is None else end
        while start < stop and self.text[start].isspace():
            start += 1
        while stop > start and self.text[stop - 1].isspace():
            stop -= 1
        if (start, stop) == (0, len(self.text)):
            return self
        if start >= stop:
            return Row("", [])
        begin, end_at = self._place(start), self._place(stop - 1) + 1
        parts: list[Part] = []
        before = 0
        for part in self.parts:
            size = part.end - part.start
            low, high = max(begin, before), min(end_at, before + size)
            if low < high:
                parts.append(Part(part.page, part.start + low - before, part.start + high - before))
            before += size + 1
        return Row(self.text[start:stop], parts)

    def _place(self, place: int) -> int:
        if self._folded is None:
            self._folded = fold("\n".join(part.page.text[part.start : part.end] for part in self.parts))
        return self._folded.start(place)


def joined(rows: Sequence[Row]) -> Row:
    """Several rows as one.

    >>> page = Page("d01", "a.txt", 1, "Lumbar brace, NON-\\nCERTIFIED")
    >>> rows = [Row("Lumbar brace, NON-", [Part(page, 0, 18)]), Row("CERTIFIED", [Part(page, 19, 28)])]
    >>> joined(rows).text
    'Lumbar brace, NON-CERTIFIED'
    """
    if len(rows) == 1:
        return rows[0]
    parts = [part for row in rows for part in row.parts]
    folded = fold("\n".join(part.page.text[part.start : part.end] for part in parts))
    return Row(folded.text, parts, folded)


def spans(rows: Iterable[Row]) -> list[Span]:
    """The spans of some rows, one for each page they stand on, from the first word to the last."""
    found: dict[tuple[str, int, str], tuple[Page, int, int]] = {}
    for row in rows:
        for part in row.parts:
            key = (part.page.file, part.page.number, part.page.document)
            page, start, end = found.get(key, (part.page, part.start, part.end))
            found[key] = (page, min(start, part.start), max(end, part.end))
    return [Span.of(page, start, end) for page, start, end in found.values()]


def rows_of(document: Document) -> list[Row]:
    """The lines of a paper in order, without fax stamps, page numbers and running heads or feet.

    A line that ends in a hyphen is joined with the next one.
    """
    lines: list[list[tuple[Page, int, int, str]]] = []
    for page in document.pages:
        kept: list[tuple[Page, int, int, str]] = []
        for match in _LINE.finditer(page.text):
            text = match.group()
            start = match.start() + len(text) - len(text.lstrip())
            end = match.start() + len(text.rstrip())
            if start < end and not is_fax_line(text):
                kept.append((page, start, end, text.strip()))
        lines.append(kept)
    running = _running(lines)
    rows: list[Row] = []
    for kept in lines:
        for number, (page, start, end, text) in enumerate(kept):
            edge = number < 2 or number >= len(kept) - 2
            if (edge and (_PAGE_NUMBER.search(text) or _unnumbered(text) in running)) or _PAGE_LINE.match(text):
                continue
            row = Row(fold(text).text.strip(), [Part(page, start, end)])
            if rows and rows[-1].text.endswith("-") and text[0].isalnum() and re.search(r"\w-$", rows[-1].text):
                rows[-1] = joined([rows[-1], row])
            else:
                rows.append(row)
    return rows


def _unnumbered(text: str) -> str:
    return re.sub(r"\d+", "#", text.lower())


def _running(lines: Sequence[Sequence[tuple[Page, int, int, str]]]) -> set[str]:
    """Lines that stand at the same edge of several pages."""
    if len(lines) < 2:
        return set()
    count: Counter[str] = Counter()
    for kept in lines:
        edges = [*kept[:2], *kept[-2:]] if len(kept) > 3 else list(kept)
        count.update({_unnumbered(text) for _, _, _, text in edges})
    return {text for text, times in count.items() if times > 1}


def sources_text(rows: Sequence[Row]) -> str:
    """All words of some rows in one line, for patterns that may run over line ends."""
    return " ".join(row.text for row in rows)
