"""Sentences of a row, for sorting citations from reasons."""

from __future__ import annotations

import re
from itertools import pairwise

from openimr.dispute.papertext import Row

_ABBREVIATION = re.compile(r"\b(?:p|pp|pg|pgs|ch|chap|no|nos|ed|vol|sec|dr|vs|etc|st|e\.g|i\.e)\.$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.])\s+(?=[A-Z])|;\s+(?=[A-Z])")


def first_sentence(text: str) -> str:
    """The text up to its first full stop that ends a sentence, with it; all of it where there is none.

    >>> first_sentence("Dr. Roe asks for rest. Then exercise.")
    'Dr. Roe asks for rest.'
    """
    for match in _SENTENCE_END.finditer(text):
        if not _ABBREVIATION.search(text[: match.start()]):
            return text[: match.start()]
    return text


def sentences(row: Row) -> list[Row]:
    """A row's sentences; abbreviations such as "p." and "ch." end none."""
    places = [0]
    for match in _SENTENCE_END.finditer(row.text):
        if not _ABBREVIATION.search(row.text[: match.start()].rstrip()):
            places.append(match.end())
    places.append(len(row.text))
    pieces = [row.cut(a, b) for a, b in pairwise(places)]
    return [unbracketed(piece) for piece in pieces if re.search(r"\w{2}", piece.text)]


def unbracketed(row: Row) -> Row:
    """The row without the brackets, dashes and colons around it."""
    text = row.text
    start = len(text) - len(text.lstrip(" -–—:;,.|)("))
    stop = len(text.rstrip(" -–—:;,|("))
    if text[start:stop].endswith(")") and text[start:stop].count("(") < text[start:stop].count(")"):
        stop -= 1
    if text[start:stop].endswith(").") and text[start:stop].count("(") < text[start:stop].count(")"):
        stop -= 2
    return row.cut(start, stop)
