"""The mini-language in which a topic joins its criteria: ``ALL(a,b) ; LIMIT(c) ; NOT(d) ; EXCEPT(e)``.

Segments are joined by ``;`` and all of them must hold.

======================  ===============================================================================
``ALL(x, …)``           every one holds
``ANY(x, …)``           at least one holds
``NOT(x)``              an exclusion: blocks when it holds (``NOT ANY(x, y)``: when one of them holds)
``EXCEPT(x)``           rescues from the exclusions (``NOT``) of the topic when it holds
``IF(case: x)``         must hold where the named case applies (``cases`` of the topic), else does not count
``LIMIT(x, …)``         limits on the request; one exceeded fails the item as asked
``FLAG(x, …)``          weighed and shown, never decisive
``TABLE(x, …)``         rows of a table; those that apply must hold
======================  ===============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(r"\s*([A-Za-z][A-Za-z0-9_-]*|[(),:;])")
OPERATORS = ("ALL", "ANY", "NOT", "EXCEPT", "IF", "LIMIT", "FLAG", "TABLE")


@dataclass(frozen=True, slots=True)
class Letter:
    """One criterion, by its letter."""

    name: str


@dataclass(frozen=True, slots=True)
class Node:
    """An operator with its parts; ``case`` only for IF."""

    op: str
    parts: tuple[Letter | Node, ...]
    case: str = ""


@lru_cache(maxsize=512)
def parse_logic(text: str) -> tuple[Node, ...]:
    """The segments of a logic line.

    >>> [segment.op for segment in parse_logic("ALL(a, ANY(b,c)) ; NOT(d) ; EXCEPT(ALL(e,f))")]
    ['ALL', 'NOT', 'EXCEPT']

    Raises:
        ValueError: the line does not follow the grammar; the message says where.
    """
    tokens = _tokens(text)
    segments: list[Node] = []
    position = 0
    while True:
        node, position = _node(tokens, position, text)
        segments.append(node)
        if position == len(tokens):
            return tuple(segments)
        if tokens[position] != ";":
            raise ValueError(f"expected ';' before {tokens[position]!r} in logic {text!r}")
        position += 1


def letters_of(segments: tuple[Node, ...] | Node | Letter) -> Iterator[str]:
    """All criterion letters used, in order of first use, each once.

    >>> list(letters_of(parse_logic("ANY(ALL(a,b),a) ; FLAG(c)")))
    ['a', 'b', 'c']
    """
    seen: dict[str, None] = {}
    for name in _walk(segments):
        seen.setdefault(name)
    yield from seen


def cases_of(segments: tuple[Node, ...]) -> set[str]:
    """Names of the cases that ``IF`` asks for."""
    return {segment.case for segment in segments if segment.op == "IF"}


def _walk(node: tuple[Node, ...] | Node | Letter) -> Iterator[str]:
    if isinstance(node, tuple):
        for one in node:
            yield from _walk(one)
    elif isinstance(node, Letter):
        yield node.name
    else:
        for part in node.parts:
            yield from _walk(part)


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    end = len(text.rstrip())
    while position < end:
        match = _TOKEN.match(text, position)
        if not match:
            raise ValueError(f"unexpected {text[position:].strip()[:1]!r} in logic {text!r}")
        tokens.append(match.group(1))
        position = match.end()
    if not tokens:
        raise ValueError("the logic is empty")
    return tokens


def _take(tokens: list[str], position: int, wanted: str, text: str) -> int:
    if position >= len(tokens) or tokens[position] != wanted:
        found = tokens[position] if position < len(tokens) else "the end"
        raise ValueError(f"expected {wanted!r} before {found!r} in logic {text!r}")
    return position + 1


def _node(tokens: list[str], position: int, text: str) -> tuple[Node, int]:
    if position >= len(tokens):
        raise ValueError(f"logic {text!r} ends too early")
    op = tokens[position]
    if op not in OPERATORS:
        raise ValueError(f"unknown operator {op!r} in logic {text!r}; known: {', '.join(OPERATORS)}")
    position += 1
    if op == "NOT" and position < len(tokens) and tokens[position] in ("ANY", "ALL"):
        inner, position = _node(tokens, position, text)
        return Node("NOT", (inner,)), position
    position = _take(tokens, position, "(", text)
    case = ""
    if op == "IF":
        if position >= len(tokens) or tokens[position] in "(),:;":
            raise ValueError(f"IF needs the name of a case in logic {text!r}")
        case = tokens[position]
        position = _take(tokens, position + 1, ":", text)
    parts: list[Letter | Node] = []
    while True:
        if position >= len(tokens):
            raise ValueError(f"logic {text!r} ends too early")
        if tokens[position] in OPERATORS:
            inner, position = _node(tokens, position, text)
            parts.append(inner)
        elif tokens[position] in "(),:;":
            raise ValueError(f"expected a criterion letter before {tokens[position]!r} in logic {text!r}")
        else:
            parts.append(Letter(tokens[position]))
            position += 1
        if position < len(tokens) and tokens[position] == ",":
            position += 1
            continue
        position = _take(tokens, position, ")", text)
        break
    return Node(op, tuple(parts), case), position
