"""Passages that stand in a text again and again: answered once in the log, for all hits of them that are open.

A letter names the file of a record in every note; nobody should have to answer the same words forty times.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from openimr.publication.redaction import AnsweredHits

#: From so many open hits on, the same words are put together.
_OFTEN = 3


class Same(NamedTuple):
    """Hits of one wording and kind that nobody has answered.

    Attributes:
        passage: the words.
        kind: what they are.
        proposed: what is proposed for all of them.
        hits: their positions.
    """

    passage: str
    kind: str
    proposed: str
    hits: tuple[int, ...]


def same_passages(redaction: AnsweredHits) -> tuple[Same, ...]:
    """The passages that stand often among the open hits, the most frequent first.

    >>> from openimr.letters.model import Letter
    >>> from openimr.publication.parties import Parties, Party
    >>> from openimr.publication.redaction import propose
    >>> known = Parties(parties=(Party(role="facility", name="Tamarind Clinic", kind="firm"),))
    >>> letter = Letter(era="2013", summary="Tamarind Clinic; Tamarind Clinic; Tamarind Clinic of 2013")
    >>> [(one.passage, len(one.hits)) for one in same_passages(propose(letter, known))]
    [('Tamarind Clinic', 3)]
    """
    where = redaction.passages()
    found: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number in redaction.open:
        hit = redaction.hits[number]
        found[where[hit.place][hit.start : hit.end], hit.kind, hit.proposed].append(number)
    often = [Same(*key, tuple(numbers)) for key, numbers in found.items() if len(numbers) >= _OFTEN and key[0].strip()]
    return tuple(sorted(often, key=lambda one: (-len(one.hits), one.hits)))
