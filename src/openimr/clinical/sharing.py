"""Treatments that share one outcome: "both PT and TENS helped", "neither Motrin nor Soma", "relief from both"."""

from __future__ import annotations

import re

from openimr.clinical.reliefs import Outcome
from openimr.clinical.treatments import Treatment

_BREAK = re.compile(r";|\bbut\b|\bhowever\b")
_EACH = re.compile(r"\b(?:each|both|neither|nor|all of which|all three|either)\b")
_NOR = re.compile(r"[,;]? nor (?:did|has|have|was|were|do|does) (?:the |his |her )?")
_LIST = re.compile(r"\s?(?:,|,? ?and|,? ?or|&|nor|/|,? as well as)\s(?:the |his |her |\d+ \w+ of )?")


def with_others(
    text: str,
    begin: int,
    outcome: Outcome,
    nearest: Treatment,
    row: list[Treatment],
    later: list[Treatment],
    *,
    ahead: bool,
) -> list[Treatment]:
    """The nearest treatment, and those that "each", "both" or "neither … nor" join to it.

    Args:
        text: folded text in lower case.
        begin: where the sentence starts.
        outcome: what was brought.
        nearest: the treatment that it is told of.
        row: the treatments on the same side of the outcome, in order.
        later: those behind the outcome.
        ahead: whether the treatments stand before the outcome.

    >>> one, other = (Treatment(a, a + 2, c, None, a, a + 2) for a, c in ((5, "tx.physical_therapy"), (12, "tx.tens")))
    >>> told = Outcome(18, 24, "resp.helps", "", {})
    >>> [t.concept for t in with_others("both pt and tens have helped", 0, told, other, [one, other], [], ahead=True)]
    ['tx.tens', 'tx.physical_therapy']
    """
    if len(row) < 2 and not later:
        return [nearest]
    others = [t for t in row if t is not nearest and t.start != nearest.start]
    if ahead:
        nor = [t for t in later if _NOR.fullmatch(text, outcome.end, t.at)]
        others = nor + [
            t
            for t in others
            if t.at < nearest.at
            and _EACH.search(text[max(begin, t.at - 14) : outcome.end])
            and not _BREAK.search(text[t.until : nearest.at])
        ]
    else:
        chain = []
        last = nearest
        for one in others:
            if one.at > last.until and _LIST.fullmatch(text, last.until, one.at):
                chain.append(one)
                last = one
        others = chain
    return [nearest, *others]
