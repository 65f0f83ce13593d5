"""The words by which dispute papers are read (``paper_words.yaml``), ready for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from openimr.clinical.reading import read_words, refusal, word_list

_PATH = Path(__file__).with_name("paper_words.yaml")
_LABELS = ("item", "outcome", "guideline", "reason", "approved", "requested_quantity", "close", "field")


@dataclass(frozen=True, slots=True)
class PaperWords:
    """Patterns made of the table.

    Attributes:
        opens: a phrase that opens the list of disputed items of an application.
        closes, passes: how a line begins that closes the list, or names no item.
        refers: words that point to another paper for the list.
        label: a label at the beginning of a row: group ``label``, ``number`` and the end of the match before its value.
        inner_label: a label with a colon inside a row.
        kinds: label in lower case → item, outcome, guideline, reason, approved, requested_quantity, close, field.
        table_item, table_outcome: words of the head of a table.
        outcomes: kind of decision → its words.
        cites: words that show that a text cites a guideline.
    """

    opens: re.Pattern[str]
    closes: re.Pattern[str]
    passes: re.Pattern[str]
    refers: re.Pattern[str]
    label: re.Pattern[str]
    inner_label: re.Pattern[str]
    kinds: dict[str, str]
    table_item: re.Pattern[str]
    table_outcome: re.Pattern[str]
    outcomes: dict[str, list[str]]
    cites: re.Pattern[str]


@cache
def paper_words() -> PaperWords:
    """The table, compiled.

    Raises:
        RuleError: the table is broken.
    """
    table: dict[str, Any] = read_words(_PATH)
    for key in ("opens", "closes", "passes", "refers", "labels", "outcomes", "cites"):
        if key not in table:
            raise refusal(_PATH, key, "is missing", "restore it")
    kinds: dict[str, str] = {}
    for kind in _LABELS:
        for words in word_list(_PATH, f"labels, {kind}", table["labels"].get(kind)):
            kinds.setdefault(words.lower(), kind)
    labels = _any(kinds)
    inner = _any(
        words for words, kind in kinds.items() if kind in ("outcome", "guideline", "reason", "approved", "item")
    )
    return PaperWords(
        opens=re.compile(rf"(?<![a-z])(?:{_any(word_list(_PATH, 'opens', table['opens']))})(?![a-z])", re.IGNORECASE),
        closes=_beginning(table, "closes"),
        passes=_beginning(table, "passes"),
        refers=re.compile(rf"\b(?:{_any(word_list(_PATH, 'refers', table['refers']))})\b", re.IGNORECASE),
        label=re.compile(
            rf"^\W{{0,4}}(?P<label>{labels})(?:\s?(?:no\.?|number|#)?\s?(?P<number>\d{{1,2}})(?![\w/]))?"
            r"\s?(?:\([^()]{0,60}\)\s?)?(?P<mark>[:.]\s?|\s?-{1,2}\s|$)",
            re.IGNORECASE,
        ),
        inner_label=re.compile(rf"(?<=[.;|)\]\s])(?<!\w\s)(?<!,\s)(?P<label>{inner})\s?:\s", re.IGNORECASE),
        kinds=kinds,
        table_item=_word(table["labels"], "table_item"),
        table_outcome=_word(table["labels"], "table_outcome"),
        outcomes={kind: word_list(_PATH, f"outcomes, {kind}", words) for kind, words in table["outcomes"].items()},
        cites=re.compile(rf"(?<![a-z])(?:{_any(word_list(_PATH, 'cites', table['cites']))})(?![a-z])", re.IGNORECASE),
    )


def _any(words: Iterable[str]) -> str:
    return "|".join(re.escape(w).replace(r"\ ", r"\s") for w in sorted(words, key=len, reverse=True))


def _beginning(table: dict[str, Any], key: str) -> re.Pattern[str]:
    return re.compile(
        rf"^\W{{0,3}}(?:\d{{1,2}}\.\s)?(?:{_any(word_list(_PATH, key, table[key]))})(?![a-z])", re.IGNORECASE
    )


def _word(labels: dict[str, Any], key: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_any(word_list(_PATH, f'labels, {key}', labels[key]))})\b", re.IGNORECASE)
