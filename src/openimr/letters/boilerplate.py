"""How much of a rationale is form text: stretches of eight words that other rationales have word for word.

Reasons are about one patient. Words that stand alike in the letters of other patients are about none; some of that is
proper (a guideline told in the house's words), a rationale made of nothing else gives no reasons.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from openimr.letters.model import Letter
from openimr.letters.sentences import without_notes
from openimr.problems import Problem

#: Words in a row that two writers hardly choose alike by chance.
WORDS = 8
#: Share of a rationale's stretches in other letters from which on the reader is warned.
BOUND = 0.6
#: Stretches below which a share says nothing.
_ENOUGH = 12
_WORD = re.compile(r"[a-z0-9]+")


def shingles(text: str) -> set[tuple[str, ...]]:
    """Every stretch of eight words of a text; case, punctuation and note numbers do not count.

    >>> len(shingles("one two three four five six seven eight nine")), shingles("too short")
    (2, set())
    """
    words = _WORD.findall(without_notes(text).lower())
    return {tuple(words[at : at + WORDS]) for at in range(len(words) - WORDS + 1)}


class FormText:
    """The form text of a collection of letters, read once.

    >>> from openimr.letters.model import LetterItem
    >>> form = "the guidelines state that this treatment is recommended only where all of the criteria listed are met"
    >>> one, other = (Letter(era="2016", items=[LetterItem(heading="MRI", rationale=form + own)])
    ...               for own in (", and those who have them are rare", ""))
    >>> FormText([one, other]).share(one.items[0].rationale, one)
    0.58...
    """

    def __init__(self, letters: Iterable[Letter]) -> None:
        self._letters: Counter[tuple[str, ...]] = Counter()
        self._number = 0
        for letter in letters:
            self._number += 1
            self._letters.update(_stretches(letter))

    def share(self, rationale: str, letter: Letter) -> float | None:
        """Share, 0 to 1, of a rationale's stretches that other letters hold; None for a text too short to tell.

        ``letter`` is the one with the rationale; it may be one of the collection.
        """
        own = shingles(rationale)
        if len(own) < _ENOUGH:
            return None
        itself = all(self._letters[one] for one in _stretches(letter))  # the letter is one of the collection
        return sum(self._letters[one] > itself for one in own) / len(own)

    def problems(self, letter: Letter) -> Iterator[Problem]:
        """Items whose rationale is mostly form text. Code: ``boilerplate``."""
        for number, item in enumerate(letter.items, start=1):
            share = self.share(item.rationale, letter)
            if share is not None and share >= BOUND:
                yield Problem(
                    code="boilerplate",
                    message=f'item {number}: {share:.0%} of the rationale on "{item.heading}" stands word for word in '
                    f"other letters (of {self._number}; warned from {BOUND:.0%})",
                    file=letter.source,
                    consequence="the reasons may be about no patient in particular",
                    remedy="give this patient's findings and say how each criterion is met or not",
                )


def _stretches(letter: Letter) -> set[tuple[str, ...]]:
    return {one for item in letter.items for one in shingles(item.rationale)}
