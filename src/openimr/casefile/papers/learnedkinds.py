"""How the words of a whole paper lean to its kind: a table of weights learned from written papers.

Titles and phrases that a person listed decide most papers. Offices invent new titles every day, but what they write
about stays the same: an ultrasound has probes and tendons, a bill has charges. The table
(``rules/<programme>/learned_kinds.json``, written by ``python -m tools.learned_kinds``) says of some thousand words how
much each speaks for a kind; a word in a paper's first lines counts once more, on its own (``^word``). What it says is
added to what titles and phrases say, and never outweighs a clear title.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.pageview import PageView
from openimr.errors import RuleError
from openimr.rulefiles import rule_text, rules_folder

#: Printed lines of a paper's first page whose words count once more.
HEAD_LINES = 8
_LONGEST_WORD = 20
#: A paper with fewer known words says too little.
_FEWEST = 6
#: In how many parts the file divides a point, and what no weight reaches in them.
_UNIT, _LIMIT = 100, 1 << 20
#: Bits for each kind where weights stand side by side: room for the weights of some million words.
_BITS = 48
_MASK, _RAISE = (1 << _BITS) - 1, 1 << _BITS - 1
#: How many points a factor of e between two kinds is worth beside titles and phrases, and the most points taken.
_POINTS, _MOST = 3.0, 15.0


def words_on(view: PageView) -> tuple[frozenset[str], frozenset[str]]:
    """Words of a page by which kinds lean, and those of its first lines, as marks.

    >>> from openimr.casefile.papers.pageview import view_of
    >>> [sorted(words) for words in words_on(view_of("BAY IMAGING\\nT1 of 3/4/2014"))]
    [['2014', '3', '4', 'bay', 'lmaglng', 'of', 'tl'], ['^2014', '^3', '^4', '^bay', '^lmaglng', '^of', '^tl']]
    """
    head = frozenset().union(*view.words[:HEAD_LINES])
    return head.union(*view.words[HEAD_LINES:]), frozenset([f"^{word}" for word in head])


def may_lean(word: str) -> bool:
    """Whether a word may stand in the table: no figure, no single letter, nothing that is too long for a word.

    >>> [word for word in ("bay", "^bay", "2014", "^x", "x" * 40) if may_lean(word)]
    ['bay', '^bay']
    """
    plain = word.removeprefix("^")
    return 1 < len(plain) < _LONGEST_WORD and not plain.isdigit()


@dataclass(frozen=True, slots=True, eq=False)
class LearnedKinds:
    """The table of a programme.

    Attributes:
        kinds: the kinds it knows.
        bias: what each of them has beforehand.
        words: what each word weighs for all kinds, in whole hundredths, written side by side in one number
            (:func:`_beside`): the words of a page are added up in one step each, and in any order to the same sums.
    """

    kinds: tuple[DocumentKind, ...]
    bias: tuple[float, ...]
    words: dict[str, int]

    @classmethod
    def of(
        cls, kinds: Sequence[DocumentKind], bias: Sequence[float], words: Mapping[str, Sequence[tuple[int, int]]]
    ) -> LearnedKinds:
        """A table of words with the kinds that each speaks for or against, as places in ``kinds``, and how much."""
        return cls(tuple(kinds), tuple(bias), {word: _beside(weights) for word, weights in words.items()})

    def known(self, words: frozenset[str]) -> frozenset[str]:
        """Those of some words that the table knows."""
        return words & self.words.keys()

    def leaning(self, words: Iterable[str]) -> dict[DocumentKind, float]:
        """Points for each kind by known words of a paper: 0 for the likeliest, less for others; empty for few words.

        >>> kinds = DocumentKind.RFA, DocumentKind.OTHER
        >>> table = LearnedKinds.of(kinds, (0.0, 0.0), {word: ((0, 200),) for word in "abcdefg"})
        >>> points = table.leaning("abcdefg")
        >>> points[DocumentKind.RFA], points[DocumentKind.OTHER] < -10, table.leaning("abc")
        (0.0, True, {})
        """
        found = [self.words[word] for word in words]
        if len(found) < _FEWEST:
            return {}
        each = 1 / (_UNIT * math.sqrt(len(found)))
        sums = [one * each + bias for one, bias in zip(_apart(sum(found), len(self.bias)), self.bias, strict=True)]
        highest = max(sums)
        return {
            kind: max(-_MOST, _POINTS * (one - highest)) for kind, one in zip(self.kinds, sums, strict=True)
        }


def _whole(weight: float) -> int:
    """A weight of the file, which must be a whole number that any sum of weights has room for.

    Raises:
        ValueError: it is none.
    """
    if weight != int(weight) or abs(weight) >= _LIMIT:
        raise ValueError(f"no weight: {weight}")
    return int(weight)


def _beside(weights: Iterable[tuple[int, int]]) -> int:
    """Weights, each with its place, side by side in one number.

    >>> _apart(_beside([(0, 70), (2, -30)]) + _beside([(0, -80), (1, 5)]), 3)
    [-10, 5, -30]
    """
    return sum(weight << _BITS * place for place, weight in weights)


def _apart(sums: int, places: int) -> list[int]:
    """The sums that stand side by side in one number."""
    # what is added to each makes all of them positive, so that none borrows from its neighbour
    raised = sums + sum(_RAISE << _BITS * place for place in range(places))
    return [(raised >> _BITS * place & _MASK) - _RAISE for place in range(places)]


def of_pages(
    pages: Sequence[tuple[frozenset[str], frozenset[str]]], table: LearnedKinds
) -> dict[DocumentKind, float]:
    """Points for each kind by the known words of a paper's pages and of its first page's head."""
    return table.leaning(frozenset().union(*(words for words, _ in pages), pages[0][1])) if pages else {}


@cache
def learned_kinds(programme: str = "california") -> LearnedKinds:
    """The table of a programme, loaded once; an empty one where the programme has none.

    Raises:
        RuleError: the table is not what the tool writes.

    >>> DocumentKind.MRI_REPORT in learned_kinds().kinds
    True
    """
    name = f"rules/{programme}/learned_kinds.json"
    place = rules_folder(programme) / "learned_kinds.json"
    if not place.is_file():
        return LearnedKinds.of((), (), {})
    try:
        content = json.loads(rule_text(place, name))
        kinds = tuple(DocumentKind(kind) for kind in content["kinds"])
        words = {
            word: tuple((int(at), _whole(weight)) for at, weight in zip(flat[::2], flat[1::2], strict=True))
            for word, *flat in content["words"]
        }
        bias = tuple(one / _UNIT for one in content["bias"])
        if len(bias) != len(kinds) or any(at >= len(kinds) for weights in words.values() for at, _ in weights):
            raise ValueError("kinds and weights do not fit")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        raise RuleError(
            str(error).splitlines()[0],
            file=f"{name}:{line}",
            consequence="no case file can be opened",
            remedy="restore the file from the release, or run python -m tools.learned_kinds",
        ) from error
    return LearnedKinds.of(kinds, bias, words)
