"""What utilization review decided on each item, as its determination states it.

A determination is read row by row: labels ("Determination:", "Guideline:", "Rationale:") say what follows them; rows of
a table and lines such as "Lumbar brace - denied" state item and decision together; sentences ("the request for … is not
certified") are read last, for what the rest of the paper does not give.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from openimr.casefile.model import Document
from openimr.dispute.decided import Decided, is_about, mark_of
from openimr.dispute.determination_rows import Known, RowReader
from openimr.dispute.listing import names_treatment, tidy, without_outcome
from openimr.dispute.outcomes import find_outcome
from openimr.dispute.papertext import Row, joined, rows_of
from openimr.dispute.paperwords import paper_words

_SENTENCE = re.compile(
    r"\b(?:requests?(?:ed)?|requesting|treatment|service)\s(?:treatment\s|service\s)?(?:for\s|of\s)?"
    r"(?:the\s|an?\s)?(?P<item>[^.;:]{4,220}?)\s"
    r"(?:is|are|was|were|has been|have been)\s(?:therefore\s|hereby\s|thus\s|recommended\s(?:for|as)\s"
    r"|found\s(?:to\sbe\s)?|deemed\s(?:to\sbe\s)?|considered\s)?"
    r"(?=(?P<words>[a-z-]+(?:\s[a-z-]+){0,3}))",
    re.IGNORECASE,
)
_TITLE_DENIES = re.compile(r"\b(?:non-?\s?certification|adverse|denial|denied)\b", re.IGNORECASE)


@dataclass(slots=True)
class Determination:
    """A determination and the items it decides."""

    document: Document
    items: list[Decided] = field(default_factory=list)
    denies: bool = False


def read_determination(document: Document, known: Known | None = None) -> Determination:
    """The items of a determination with what was decided on each.

    Args:
        known: whether some words begin an item that the application names.
    """
    reader = RowReader(known or (lambda text: False))
    rows = rows_of(document)
    for number, row in enumerate(rows):
        if number < 25 and len(row.text) < 120 and not reader.items:
            reader.denies = reader.denies or bool(
                _TITLE_DENIES.search(row.text)
                and re.search(r"review|determin|decision|notice|certif|denial", row.text, re.IGNORECASE)
                and not re.search(r"\bis\b|\bare\b|:", row.text)
            )
        for piece in _segments(row):
            reader.take(piece)
    reader.finish()
    if not reader.items or any(item.outcome == "unknown" for item in reader.items):
        _read_sentences(rows, reader)
    if reader.denies:
        for item in reader.items:
            if item.outcome == "unknown":
                item.outcome = "denied"
    return Determination(document, reader.items, reader.denies)


def _segments(row: Row) -> list[Row]:
    """A row in pieces, each beginning with its label where it has one."""
    places = [0, *[m.start("label") for m in paper_words().inner_label.finditer(row.text)], len(row.text)]
    return [piece for a, b in pairwise(places) if (piece := row.cut(a, b)).text]


def _read_sentences(rows: list[Row], reader: RowReader) -> None:
    """Items and decisions from sentences: "the request for lumbar MRI is not certified"."""
    whole = joined(rows) if rows else Row("", [])
    told = any(item.outcome != "unknown" for item in reader.items)
    for match in _SENTENCE.finditer(whole.text):
        found = find_outcome(whole.text, match.start("words"))
        if found is None or found.start - match.start("words") > 25:
            continue
        text = match["item"]
        if not names_treatment(text) and not reader.known(text):
            continue
        sentence = whole.cut(match.start(), found.end)
        about = [
            item
            for item in reader.items
            if mark_of(item.heading.text) == mark_of(text) or is_about(text, item.heading.text)
        ]
        waiting = [item for item in about if item.outcome == "unknown"]
        if waiting:
            for item in waiting:
                item.outcome = found.outcome
                item.evidence.append(sentence)
        elif not about and not told:
            heading, _ = without_outcome(whole.cut(match.start("item"), match.end("item")))
            reader.items.append(Decided(tidy(heading), None, found.outcome, evidence=[sentence]))
