"""The disputed items as the application for review prints them."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from openimr.casefile.model import Document
from openimr.dispute.listing import Collector, Listed, names_treatment, tidy, without_outcome
from openimr.dispute.papertext import Row, rows_of
from openimr.dispute.paperwords import paper_words

_AFTER_LABEL = re.compile(r"^\s*(?:\([^()]{0,160}\)?)?[^A-Za-z0-9(\[#•*-]{0,6}")
_REST_OF_LABEL = re.compile(r"^[^:]{0,140}:\s*")
_TABLE_HEAD = re.compile(
    r"^(?:no\.?|number|#|item)\b.{0,120}\b(?:treatment|service|outcome|decision|dispute)", re.IGNORECASE
)
_AS_REQUESTED = re.compile(r"\b(?:treatment|services?)(?:/\w+)?\s(?:as\s)?requested\b[^:]{0,80}:\s*", re.IGNORECASE)
_SIGNED = re.compile(r"\bsignature\b|\bsigned\b|^\W*\d{1,2}/\d{1,2}/\d{2,4}\b", re.IGNORECASE)
_INNER_FIELD = re.compile(
    r"\s(?:signed|signature|employee(?:'s)? signature|date signed|date of|ur decision|liability)\b", re.IGNORECASE
)


@dataclass(slots=True)
class Application:
    """What the application asks to be reviewed.

    Attributes:
        items: each item's row, in order.
        refers: the list is said to stand in another paper.
    """

    document: Document
    items: list[Row] = field(default_factory=list)
    refers: bool = False


def read_application(document: Document, known: Callable[[str], bool] | None = None) -> Application:
    """The items of an application, from whatever list, table or line its form has.

    Args:
        known: whether some words begin an item that the determination names.
    """
    words = paper_words()
    application = Application(document)
    collector = Collector(known)
    requested: list[Row] = []
    inside = False
    for row in rows_of(document):
        text = row.text
        opener = _opener(text)
        if opener is not None:
            inside = True
            application.refers = application.refers or bool(words.refers.search(text[opener:]))
            _first(row.cut(opener), collector, application)
            continue
        as_requested = _AS_REQUESTED.search(text)
        if as_requested and not inside:
            requested.append(row.cut(as_requested.end()))
        if not inside:
            continue
        if as_requested:
            requested.append(row.cut(as_requested.end()))
            continue
        if words.closes.match(text) or _SIGNED.search(text):
            inside = not collector.items and not words.refers.search(text)
            continue
        if words.passes.match(text) or _TABLE_HEAD.match(text):
            continue
        if words.refers.search(text) and not names_treatment(text):
            application.refers = True
            continue
        collector.feed(_before_field(row))
    application.items = _kept(collector.items)
    if not application.items and not application.refers:
        fallback = Collector(known)
        for row in requested:
            if not words.refers.search(row.text) and names_treatment(row.text):
                fallback.feed(row, fresh=True)
        application.items = _kept(fallback.items)
    return application


def _opener(text: str) -> int | None:
    """Where the value begins behind words that open the list; None when the row opens none.

    The words open a list at the beginning of a line, behind a wide gap, or before a colon; in a sentence they do not.
    """
    match = paper_words().opens.search(text)
    if match is None:
        return None
    while True:
        later = paper_words().opens.search(text, match.end())
        if later is None or later.start() - match.end() > 60 or ":" in text[match.end() : later.start()]:
            break
        match = later
    before, after = text[: match.start()], text[match.end() :]
    colon = _REST_OF_LABEL.match(after)
    if len(before) > 70 or ("[" in before and "]" in before):
        return None
    if re.search(r"[.?]\s", before):
        return None
    if colon and not re.match(r"\s*\d{1,2}[/-]", after[colon.end() :]):
        return match.end() + colon.end()
    if before.strip(" .0123456789)(-•#:") and not re.fullmatch(r"[\w\s'/(),.-]{0,70}", before):
        return None
    if before.strip() and re.search(r"\b(?:is|are|was|were|be|by|not|liability)\b", before, re.IGNORECASE):
        return None
    gap = _AFTER_LABEL.match(after)
    return match.end() + (gap.end() if gap else 0)


def _first(rest: Row, collector: Collector, application: Application) -> None:
    """The value behind the opening words: the first item, several, or none on this line."""
    words = paper_words()
    rest = _before_field(rest)
    bare, _ = without_outcome(rest)
    if not re.search(r"[A-Za-z]{2}", bare.text) or words.passes.match(bare.text) or words.closes.match(bare.text):
        return
    if words.refers.search(bare.text) and not names_treatment(bare.text):
        application.refers = True
        return
    if not names_treatment(bare.text) and (collector.items or len(bare.text) > 120 or bare.text.endswith(":")):
        return
    if not names_treatment(bare.text) and re.search(
        r"\b(?:review|dispute|medical necessity|outcome|decision|attach)\b", bare.text, re.IGNORECASE
    ):
        return
    collector.feed(rest, fresh=True)


def _before_field(row: Row) -> Row:
    """The row up to another field of the form on the same line."""
    match = _INNER_FIELD.search(row.text)
    if match and re.search(r":|\d{1,2}/\d{1,2}/\d{2,4}", row.text[match.end() :]) and match.start() > 3:
        return row.cut(0, match.start())
    return row


def _kept(items: Sequence[Listed]) -> list[Row]:
    """The items' rows, tidy, each printed text once; an unmarked one must name a treatment or be the only one."""
    kept: list[Row] = []
    seen: set[str] = set()
    for item in items:
        row = tidy(item.row)
        mark = " ".join(row.text.lower().split())
        if not mark or mark in seen or not re.search(r"[A-Za-z]{2}", mark):
            continue
        if paper_words().refers.search(mark) and not names_treatment(row.text):
            continue
        seen.add(mark)
        kept.append(row)
    return kept
