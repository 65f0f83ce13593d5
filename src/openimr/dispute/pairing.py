"""Which item of one paper is which item of another: by treatment, drug, body part, side, level, amount and words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from openimr.dispute.model import Request

_SAME = 3.0
_STOP = frozenset(
    {
        "the",
        "of",
        "for",
        "to",
        "and",
        "with",
        "a",
        "an",
        "in",
        "on",
        "x",
        "at",
        "request",
        "retrospective",
        "one",
        "unit",
    }
)


def likeness(first: Request, first_text: str, second: Request, second_text: str) -> float:
    """How surely two items are the same request; below :data:`SAME_FROM` they are not.

    >>> from openimr.dispute.request import parse_request
    >>> def like(a, b):
    ...     return likeness(parse_request(a), a, parse_request(b), b)
    >>> like("NCV right leg", "NCV left leg") < like("NCV right leg", "Nerve conduction study, RLE")
    True
    >>> like("Soma 350 mg #90", "Norco 10/325 mg #90") < SAME_FROM
    True
    """
    a, b = _words(first_text), _words(second_text)
    shared = len(a & b) / len(a | b) if a | b else 0.0
    if a == b:
        return 20.0
    score = 4.0 * shared
    if first.drug and second.drug:
        if first.drug != second.drug and not set(first.ingredients) & set(second.ingredients):
            return 0.0
        score += 5.0
    elif first.treatment and first.treatment == second.treatment:
        score += 3.0 if first.treatment != "medication" else 1.0
    elif first.category != second.category or first.category == "other":
        score -= 2.0
    elif first.treatment and second.treatment:
        score -= 0.5
    parts_a, parts_b = set(first.body_parts), set(second.body_parts)
    if parts_a and parts_b:
        score += 1.5 if parts_a & parts_b else -3.0
    if first.side and second.side:
        score += 1.0 if first.side == second.side else -0.5 if "bilateral" in (first.side, second.side) else -2.0
    if first.levels and second.levels:
        score += 1.0 if set(first.levels) & set(second.levels) else -1.5
    if first.strength and second.strength:
        score += 0.5 if first.strength == second.strength else -1.0
    if first.quantity is not None and second.quantity is not None:
        score += 0.5 if first.quantity == second.quantity else -0.3
    return score


#: The least likeness of two items that are one.
SAME_FROM = _SAME


def _words(text: str) -> frozenset[str]:
    words = re.findall(r"[a-z]+|\d+(?:\.\d+)?", text.lower())
    return frozenset(w.rstrip("s") if len(w) > 3 else w for w in words if w not in _STOP)


def pair(
    first: Sequence[tuple[str, Request]], second: Sequence[tuple[str, Request]], *, reuse: bool = False
) -> list[int | None]:
    """For each item of ``first`` the index of the same item in ``second``, or None.

    Args:
        reuse: one item of ``second`` may stand for several of ``first`` ("NCV of both legs" for right and left).
    """
    scored = sorted(
        (
            (likeness(request, text, other, other_text), i, j)
            for i, (text, request) in enumerate(first)
            for j, (other_text, other) in enumerate(second)
        ),
        key=lambda s: (-s[0], abs(s[1] - s[2]), s[1]),
    )
    found: list[int | None] = [None] * len(first)
    taken: set[int] = set()
    for score, i, j in scored:
        if score < _SAME or found[i] is not None or j in taken:
            continue
        found[i] = j
        taken.add(j)
    if reuse:
        for score, i, j in scored:
            if found[i] is None and score >= _SAME and _covers(second[j][1], first[i][1]):
                found[i] = j
    return found


def _covers(whole: Request, part: Request) -> bool:
    """Whether a request covers another one of the same treatment, in part of its body parts or on one of both sides."""
    if whole.side and part.side and whole.side not in (part.side, "bilateral"):
        return False
    return not (whole.body_parts and part.body_parts) or set(part.body_parts) <= set(whole.body_parts)
