"""Expressions of many alternatives, put so that most places of a text are passed over at one test.

Python's engine tries every alternative at every place of the text. When all of them begin at the border of a word it
notices that and asks for the border first; one that begins otherwise spoils this for all. Here those that begin at
a border are put behind one common border, the others stand after them.
"""

from __future__ import annotations

import re

_BORDER = r"\b"


def compiled(expression: str) -> re.Pattern[str]:
    r"""The expression, compiled; its alternatives must not depend on which of two is tried first at one place.

    >>> compiled(r"\bno (?:relief|help)|[:=]\s?none|\bnot helped").pattern
    '\\b(?:no (?:relief|help)|not helped)|[:=]\\s?none'
    >>> compiled(r"plain|words").pattern
    'plain|words'
    """
    alternatives = _alternatives(expression)
    bordered = [one.removeprefix(_BORDER) for one in alternatives if one.startswith(_BORDER)]
    if len(bordered) < 2:
        return re.compile(expression)
    others = [one for one in alternatives if not one.startswith(_BORDER)]
    return re.compile("|".join([f"{_BORDER}(?:{'|'.join(bordered)})", *others]))


def _alternatives(expression: str) -> list[str]:
    """The alternatives of the expression outside all brackets."""
    found = [""]
    depth = 0
    in_class = False
    at = 0
    while at < len(expression):
        letter = expression[at]
        if letter == "\\":
            found[-1] += expression[at : at + 2]
            at += 2
            continue
        if in_class:
            in_class = letter != "]"
        elif letter == "[":
            # a bracket right at the beginning of a class is one of its letters
            ahead = 2 if expression[at + 1 : at + 2] == "^" else 1
            if expression[at + ahead : at + ahead + 1] == "]":
                found[-1] += expression[at : at + ahead]
                at, letter = at + ahead, "]"
            in_class = True
        elif letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "|" and depth == 0:
            found.append("")
            at += 1
            continue
        found[-1] += letter
        at += 1
    return found
