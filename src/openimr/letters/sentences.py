"""Sentences of a rationale, for the checks: where each stands, and what parts of it are quoted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# a full stop ends a sentence when a capital, a digit or a quote follows, and what comes before is no abbreviation
_END = re.compile(r"[.!?][\"'”’)\]]*(?:\[\d+\])*\s+(?=[\"'“‘(]?[A-Z0-9])")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Dr|Mr|Mrs|Ms|St|Rt|Lt|vs|No|Nos|Inc|Fig|approx|dept|e\.g|i\.e|etc|al|cf|p|pp|Ch|Sec|Vol|[A-Z])|\bq\.[a-z]\.[a-z])\.$"
)
#: What a text quotes, with the marks.
QUOTED = re.compile(r"\"[^\"]{1,2000}\"|“[^”]{1,2000}”")
_NOTE = re.compile(r"(?:\[\d+\])+")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text; ``start`` counts in that text."""

    start: int
    text: str

    def unquoted(self) -> str:
        """The sentence with what it quotes blanked out: a quoted guideline decides nothing.

        >>> Sentence(0, 'It says "surgery is medically necessary" here.').unquoted().split()
        ['It', 'says', 'here.']
        """
        return QUOTED.sub(lambda found: " " * len(found.group()), self.text)


def without_notes(text: str) -> str:
    """A text without the numbers of its evidence notes, which are no words of a sentence.

    >>> without_notes("Pain was 8/10.[3][4] It fell.[5]")
    'Pain was 8/10. It fell.'
    """
    return _NOTE.sub("", text)


def sentences(text: str) -> Iterator[Sentence]:
    """The sentences of ``text`` in order.

    >>> [s.text for s in sentences("Seen by Dr. Poe on 2/10. Pain was 8/10! The request is denied.")]
    ['Seen by Dr. Poe on 2/10.', 'Pain was 8/10!', 'The request is denied.']
    """
    start = 0
    for found in _END.finditer(text):
        stop = found.start() + 1
        if text[found.start()] == "." and _ABBREVIATION.search(text, max(start, stop - 12), stop):
            continue
        if text[start : found.end()].strip():
            yield Sentence(start, text[start : found.end()].strip())
        start = found.end()
    if text[start:].strip():
        yield Sentence(start, text[start:].strip())
