"""Two papers laid over each other word by word: what is the same, what differs, what only one of them holds.

Stretches may have moved (pages in another order, columns read in another order). The work is nearly linear: runs of
three words that stand once in each paper are the anchors, they grow as far as the words agree, and only what is left
between them is compared word against word.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate

from openimr.casefile.papers.printedwords import REMEMBERED, PaperWords, alike, folded

#: The most pairs of words of a gap that are compared word against word; of a larger one the words stand alone.
_GAP = 300
#: How far behind a gap its counterpart may end.
_REACH = 48
#: A page of which fewer words are anchored than this share cannot be the same page: nothing more is compared.
_ANCHORED = 0.3
#: What words written together cost, where only a blank was lost and where a letter was misread as well.
_REJOINED, _REJOINED_MISREAD = 0.2, 0.4
_BITS = 21
ALONE = -1
REPLACED = -2


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of one paper that stand where other words stand in the other.

    Attributes:
        a: indexes of the words of the first paper, (first, behind the last).
        b: the same of the second.
        alike: whether noise of printing and reading explains it.
    """

    a: tuple[int, int]
    b: tuple[int, int]
    alike: bool


@dataclass(slots=True)
class Overlay:
    """Two papers laid over each other.

    Attributes:
        pairs: for every word of the first paper the index of its partner in the second, ``ALONE`` or ``REPLACED``.
        covered: for every word of the second paper 0 (alone), 1 (it has a partner) or 2 (other words stand there).
        differences: places where both hold words, but not the same ones, in the order of the first paper.
    """

    pairs: list[int]
    covered: bytearray
    differences: list[Difference] = field(default_factory=list)

    def only_in_first(self) -> list[tuple[int, int]]:
        """Runs of words of the first paper that the second does not hold."""
        return _runs([pair == ALONE for pair in self.pairs])

    def only_in_second(self) -> list[tuple[int, int]]:
        """Runs of words of the second paper that the first does not hold."""
        return _runs([not state for state in self.covered])


def threes(keys: Sequence[int]) -> list[int]:
    """The runs of three words of a paper, each as one number.

    >>> len(threes([1, 2, 3, 4]))
    2
    """
    return [(x << 2 * _BITS) | (y << _BITS) | z for x, y, z in zip(keys, keys[1:], keys[2:], strict=False)]


def places(grams: Sequence[int]) -> dict[int, int]:
    """Where each run stands; -1 for one that stands more than once.

    >>> places([7, 8, 7])
    {7: -1, 8: 1}
    """
    found: dict[int, int] = {}
    for at, gram in enumerate(grams):
        found[gram] = at if gram not in found else -1
    return found


def overlay(a: PaperWords, b: PaperWords, places_a: dict[int, int], places_b: dict[int, int]) -> Overlay:
    """Lay two papers over each other.

    Args:
        a: words of the first.
        b: words of the second.
        places_a: :func:`places` of the first paper's :func:`threes`.
        places_b: the same of the second.

    >>> from openimr.casefile.papers.printedwords import WordNumbers, words_of
    >>> numbers = WordNumbers()
    >>> one = words_of(["pain in the left leg for six weeks"], numbers)
    >>> two = words_of(["pain in the right leg for sixweeks"], numbers)
    >>> found = overlay(one, two, places(threes(one.keys)), places(threes(two.keys)))
    >>> [(one.raws[slice(*d.a)], two.raws[slice(*d.b)], d.alike) for d in found.differences]
    [(['left'], ['right'], False), (['six', 'weeks'], ['sixweeks'], True)]
    """
    result = Overlay([-1] * len(a.keys), bytearray(len(b.keys)))
    _anchors(a.keys, b.keys, places_a, places_b, result)
    if _is_promising(a, [pair >= 0 for pair in result.pairs]) or _is_promising(b, result.covered):
        _gaps(a, b, result)
    return result


def _is_promising(paper: PaperWords, matched: Sequence[int]) -> bool:
    """Whether enough of a page is anchored for the page to be the same in the other paper."""
    at = 0
    for size in paper.sizes:
        first, at = at, at + size
        if size and sum(matched[first:at]) >= _ANCHORED * size:
            return True
    return False


def _anchors(
    a: Sequence[int], b: Sequence[int], places_a: dict[int, int], places_b: dict[int, int], result: Overlay
) -> None:
    """Grow every run that stands once in both papers as far as the words agree."""
    pairs, covered = result.pairs, result.covered
    size_a, size_b = len(a), len(b)
    behind = 0
    for gram, i in places_a.items():
        # positions come in rising order, save that a repeated run keeps its first place in the order
        if i < behind:
            continue
        j = places_b.get(gram, -1)
        if j < 0 or covered[j] or covered[j + 1] or covered[j + 2]:
            continue
        first, other = i, j
        while first and other and pairs[first - 1] < 0 and not covered[other - 1] and a[first - 1] == b[other - 1]:
            first -= 1
            other -= 1
        while first < size_a and other < size_b and a[first] == b[other] and not covered[other] and pairs[first] < 0:
            pairs[first] = other
            covered[other] = 1
            first += 1
            other += 1
        behind = max(behind, first - 2)


def _gaps(a: PaperWords, b: PaperWords, result: Overlay) -> None:
    """Compare what lies between the anchors; what has no partner at its place is looked for elsewhere."""
    pairs, covered = result.pairs, result.covered
    size_a, size_b = len(a.keys), len(b.keys)
    lonely: list[tuple[int, int]] = []
    at = 0
    while at < size_a:
        if pairs[at] >= 0:
            at += 1
            continue
        end = at
        while end < size_a and pairs[end] < 0:
            end += 1
        low, high = _partner(at, end, size_a, size_b, pairs, covered)
        if high > low and (end - at) * (high - low) <= _GAP:
            _compare(a, b, (at, end), (low, high), result)
        else:
            lonely.append((at, end))
        at = end
    _elsewhere(a, b, lonely, result)


def _partner(
    first: int, end: int, size_a: int, size_b: int, pairs: Sequence[int], covered: bytearray
) -> tuple[int, int]:
    """The stretch of the second paper, without partner, that lies at the place of a gap in the first."""
    before = pairs[first - 1] if first else -1
    after = pairs[end] if end < size_a else size_b
    if before <= after and after - before - 1 <= 2 * _REACH and not any(covered[before + 1:after]):
        return before + 1, after
    low = before + 1
    high = low
    if first:
        while high < size_b and not covered[high] and high - low < 2 * (end - first) + 6:
            high += 1
        if high > low:
            return low, high
    if end < size_a:
        low = high = after
        while low > 0 and not covered[low - 1] and high - low < 2 * (end - first) + 6:
            low -= 1
    return low, high


def _compare(a: PaperWords, b: PaperWords, one: tuple[int, int], two: tuple[int, int], result: Overlay) -> None:
    """Compare two short stretches word against word (two words of one may be one of the other)."""
    raws_a, raws_b = a.raws[one[0]:one[1]], b.raws[two[0]:two[1]]
    n, m = len(raws_a), len(raws_b)
    if "".join(raws_a) == "".join(raws_b) or (n <= 2 and m <= 2 and alike(raws_a, raws_b)):
        _note(one, two, True, result)
        return
    if n == 1 and m == 1:
        _note(one, two, False, result)
        return
    keys_a, keys_b = a.keys[one[0]:one[1]], b.keys[two[0]:two[1]]
    ends_a = [0, *accumulate(map(len, raws_a))]
    ends_b = [0, *accumulate(map(len, raws_b))]
    # cost[i][j]: of the first i words against the first j; steps: how it came about
    cost = [[0.0] * (m + 1) for _ in range(n + 1)]
    step = [[(0, 0)] * (m + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        for j in range(m + 1):
            if not i and not j:
                continue
            best, how = 1e9, (0, 0)
            if i and cost[i - 1][j] + 1 < best:
                best, how = cost[i - 1][j] + 1, (1, 0)
            if j and cost[i][j - 1] + 1 < best:
                best, how = cost[i][j - 1] + 1, (0, 1)
            if i and j:
                if keys_a[i - 1] == keys_b[j - 1]:
                    price = 0.0
                elif _near(raws_a[i - 1], raws_b[j - 1]):
                    price = 0.3
                else:
                    price = 2.5
                if cost[i - 1][j - 1] + price <= best:
                    best, how = cost[i - 1][j - 1] + price, (1, 1)
                for x, y in ((2, 1), (1, 2), (3, 1), (1, 3)):
                    if (
                        i >= x and j >= y and cost[i - x][j - y] + _REJOINED < best
                        and abs(ends_a[i] - ends_a[i - x] - ends_b[j] + ends_b[j - y]) <= 2
                        and alike(raws_a[i - x:i], raws_b[j - y:j])
                    ):
                        # a blank alone explains more than a blank and a letter: "aheavy" takes its "a" from "lifted a"
                        only_blanks = folded("".join(raws_a[i - x:i])) == folded("".join(raws_b[j - y:j]))
                        price = cost[i - x][j - y] + (_REJOINED if only_blanks else _REJOINED_MISREAD)
                        if price < best:
                            best, how = price, (x, y)
            cost[i][j], step[i][j] = best, how
    _trace(one, two, step, keys_a, keys_b, result)


@lru_cache(REMEMBERED)
def _near(a: str, b: str) -> bool:
    """Whether one word may be a print of the other; most pairs are dismissed by their letters."""
    return abs(len(a) - len(b)) <= 3 and len(set(a) & set(b)) * 2 >= min(len(a), len(b)) and alike((a,), (b,))


def _trace(
    one: tuple[int, int], two: tuple[int, int], step: list[list[tuple[int, int]]],
    keys_a: Sequence[int], keys_b: Sequence[int], result: Overlay,
) -> None:
    """Walk the cheapest way back; what lies next to each other without partner makes one difference."""
    i, j = len(keys_a), len(keys_b)
    open_a: tuple[int, int] | None = None
    found: list[tuple[tuple[int, int], tuple[int, int], bool]] = []
    open_b = (0, 0)
    while i or j:
        x, y = step[i][j]
        span_a, span_b = (one[0] + i - x, one[0] + i), (two[0] + j - y, two[0] + j)
        if x and y:
            if open_a is not None:
                found.append((open_a, open_b, False))
                open_a = None
            if x == 1 and y == 1 and keys_a[i - 1] == keys_b[j - 1]:
                result.pairs[span_a[0]] = span_b[0]
                result.covered[span_b[0]] = 1
            else:
                found.append((span_a, span_b, True))
        elif open_a is None:
            open_a, open_b = span_a, span_b
        else:
            open_a, open_b = (span_a[0], open_a[1]), (span_b[0], open_b[1])
        i, j = i - x, j - y
    if open_a is not None:
        found.append((open_a, open_b, False))
    for span_a, span_b, same in reversed(found):
        _note(span_a, span_b, same, result)


def _note(one: tuple[int, int], two: tuple[int, int], same: bool, result: Overlay) -> None:
    """Keep a difference; words that only one paper holds are no difference of wording."""
    if one[0] == one[1] or two[0] == two[1]:
        return
    for at in range(*one):
        result.pairs[at] = min(two[0] + at - one[0], two[1] - 1) if same else REPLACED
    for at in range(*two):
        result.covered[at] = 1 if same else 2
    result.differences.append(Difference(one, two, same))


def _runs(marked: Sequence[bool]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at, size = 0, len(marked)
    while at < size:
        if not marked[at]:
            at += 1
            continue
        first = at
        while at < size and marked[at]:
            at += 1
        found.append((first, at))
    return found


def _elsewhere(a: PaperWords, b: PaperWords, lonely: Sequence[tuple[int, int]], result: Overlay) -> None:
    """Stretches without partner at their place: the same line may stand elsewhere in the second paper."""
    free: dict[int, list[int]] = {}
    if lonely:
        for j, key in enumerate(b.keys):
            if not result.covered[j]:
                free.setdefault(key, []).append(j)
    for first, end in lonely:
        at = first
        while at < end:
            best, start = 0, -1
            for j in free.get(a.keys[at], ())[:8]:
                size = 0
                while (
                    at + size < end and j + size < len(b.keys)
                    and not result.covered[j + size] and a.keys[at + size] == b.keys[j + size]
                ):
                    size += 1
                if size > best:
                    best, start = size, j
            if best >= 3 or (best and best == end - first):
                for offset in range(best):
                    result.pairs[at + offset] = start + offset
                    result.covered[start + offset] = 1
                at += best
            else:
                at += 1
