"""What utilization review decided, in its own words: certified, non-certified, modified, conditionally so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal, cast

from openimr.dispute.paperwords import paper_words

Outcome = Literal["denied", "modified", "approved", "conditionally_denied", "unknown"]


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """Words of a decision in a text; offsets count there."""

    start: int
    end: int
    outcome: Outcome


def find_outcome(text: str, start: int = 0) -> OutcomeWords | None:
    """The first words of decision in ``text`` from ``start`` on; None when there are none.

    >>> found = find_outcome("Lumbar brace: NON-CERTIFIED. ACOEM page 301")
    >>> found.outcome, found.start
    ('denied', 14)
    >>> find_outcome("Certified with modification: 6 visits").outcome
    'modified'
    """
    pattern, kinds = _pattern()
    match = pattern.search(text, start)
    if match is None:
        return None
    return OutcomeWords(match.start(), match.end(), kinds[_key(match.group())])


def is_outcome_only(text: str) -> bool:
    """Whether a text is nothing but words of a decision (with a bracket or full stop at most).

    >>> is_outcome_only("Non-Certified."), is_outcome_only("Denied (see below for the reasons)")
    (True, False)
    """
    found = find_outcome(text)
    return (
        found is not None and not re.search(r"\w", text[: found.start]) and not re.search(r"\w{2}", text[found.end :])
    )


def _key(words: str) -> str:
    return " ".join(re.sub(r"[-\s]+", " ", words.lower().replace("1", "i").replace("l", "i")).split())


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, Outcome]]:
    kinds: dict[str, Outcome] = {}
    spelled: list[str] = []
    for outcome, entries in paper_words().outcomes.items():
        for words in entries:
            kinds.setdefault(_key(words), cast(Outcome, outcome))
            spelled.append(words)
    spelled.sort(key=len, reverse=True)
    # a scan gives l or 1 for i; hyphen and blank change places
    alternatives = [
        "".join(r"[\s-]{0,2}" if c in " -" else "[il1]" if c in "il" else re.escape(c) for c in words)
        for words in spelled
    ]
    return re.compile(r"(?<![\w-])(?:" + "|".join(alternatives) + r")(?![\w])", re.IGNORECASE), kinds
