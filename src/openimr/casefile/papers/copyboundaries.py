"""Boundaries told by copies: what stands twice in a case file shows where a paper begins and what belongs together.

A page that opens a paper in one print opens one in the other, too. Neighbouring papers of which every page repeats a
page of one other paper are that paper once more, its pages in another order or parted by a stamp.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from openimr.casefile.model import Document, DocumentKind, Page
from openimr.casefile.papers.copycandidates import ComparedPaper, candidates, prepared
from openimr.casefile.papers.leaves import Leaf
from openimr.casefile.papers.nearcopies import Comparer, Likeness
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.printedwords import WordNumbers
from openimr.casefile.papers.recordwords import record_words
from openimr.casefile.papers.splitting import signs
from openimr.casefile.papers.strangers import page_number

#: What it adds to the signs that a paper begins at a page that another print of it begins one.
BEGINS_THERE = 2.0
#: A page with fewer words has nothing by which it could be known again.
_FEW_WORDS = 25
#: A number of pages above this is a whole file's.
_MOST_PAGES = 40

#: A page: number of its file and its place there, both from 0.
_Place = tuple[int, int]
#: Where papers begin and end in a file, pages from 0.
Runs = list[tuple[int, int]]
#: For each page the pages that are other prints of it, in order.
_Twins = dict[_Place, list[_Place]]


@dataclass(slots=True)
class SplitFile:
    """A file that was split into papers.

    Attributes:
        texts: the texts of its pages.
        runs: its papers.
        doubts: for pages at which no paper begins, how much speaks for one (below zero).
        full: for each page whether it has enough words to be known again.
    """

    texts: list[str]
    runs: Runs
    doubts: dict[int, float] = field(default_factory=dict)
    full: list[bool] = field(init=False)

    def __post_init__(self) -> None:
        self.full = [len(text.split()) >= _FEW_WORDS for text in self.texts]


def settled_runs(files: Sequence[SplitFile]) -> list[Runs]:
    """The papers of the files of a case, boundaries moved where a second print of a paper shows them.

    >>> report = ["MRI LUMBAR SPINE  Marlo Quince 3/18/2014 " + "disc bulge at the left root of L5 with edema " * 4,
    ...           "Marlo Quince page two: impression " + "moderate stenosis, facet joints hypertrophic at L4 " * 4]
    >>> files = [SplitFile(report, [(0, 2)]), SplitFile(report[::-1], [(0, 1), (1, 2)])]
    >>> settled_runs(files)
    [[(0, 2)], [(0, 2)]]
    """
    twins = _twins(files)
    if not twins:
        return [file.runs for file in files]
    starts = [{first for first, _ in file.runs} for file in files]
    _split(files, starts, twins)
    for number, file in enumerate(files):
        _join(number, file, files, starts, twins)
    _end(files, starts, twins)
    return [
        list(zip(sorted(begun), [*sorted(begun)[1:], len(file.texts)], strict=True)) if begun else []
        for file, begun in zip(files, starts, strict=True)
    ]


def doubts(leaves: Sequence[Leaf], runs: Sequence[tuple[int, int]], marks: PaperMarks) -> dict[int, float]:
    """For each printed page at which no paper begins the sum of its signs, below zero: how much speaks against one.

    Args:
        leaves: the pages of a file, after they were split.
        runs: what :func:`split_leaves` gave.
        marks: the programme's marks.
    """
    found: dict[int, float] = {}
    for first, behind in runs:
        before = first
        for index in range(first + 1, behind):
            if leaves[index].blank:
                continue
            found[index] = min(0.0, sum(signs(leaves, first, before, index, marks).values()))
            before = index
    return found


def _twins(files: Sequence[SplitFile]) -> _Twins:
    """For each page the pages that are other prints of it, in order."""
    places = [
        (number, index) for number, file in enumerate(files) for index, full in enumerate(file.full) if full
    ]
    pages = [
        Document(
            f"p{at}", str(number), [Page(f"p{at}", str(number), index + 1, files[number].texts[index])],
            DocumentKind.OTHER, None, None, "",
        ) for at, (number, index) in enumerate(places)
    ]
    numbers = WordNumbers()
    papers = prepared(pages, numbers)
    pairs = candidates(papers)
    twins: dict[_Place, set[_Place]] = {}
    if not pairs:
        return {}
    comparer = Comparer(papers, record_words(), numbers)
    wordings = _wordings(papers)
    same: dict[int, bool] = {}  # for pages of one wording whether they are prints of each other
    for first, second in pairs:
        wording = wordings[first] if wordings[first] == wordings[second] else None
        if wording is None or wording not in same:
            found = comparer.compare(papers[first], papers[second])
            is_twin = found.likeness is Likeness.SAME and found.first_in_second and found.second_in_first
            if wording is not None:
                same[wording] = is_twin
        else:
            is_twin = same[wording]
        if is_twin:
            twins.setdefault(places[first], set()).add(places[second])
            twins.setdefault(places[second], set()).add(places[first])
    return {place: sorted(others) for place, others in twins.items()}


def _wordings(papers: Sequence[ComparedPaper]) -> list[int]:
    """For each page the first one that has the same words in the same places: nothing differs between the two."""
    known: dict[tuple[str, ...], list[int]] = {}
    found = []
    for number, paper in enumerate(papers):
        alike = known.setdefault(tuple(paper.words.raws), [])
        first = next((other for other in alike if papers[other].words == paper.words), None)
        if first is None:
            alike.append(number)
        found.append(number if first is None else first)
    return found


def _run_of(place: _Place, starts: Sequence[set[int]]) -> _Place:
    """The first page of the paper to which a page belongs."""
    number, index = place
    while index > 0 and index not in starts[number]:
        index -= 1
    return number, index


def _behind(place: _Place, files: Sequence[SplitFile], starts: Sequence[set[int]]) -> int:
    """The page at which the paper behind a page begins, or the end of its file."""
    number, index = place
    index += 1
    while index < len(files[number].texts) and index not in starts[number]:
        index += 1
    return index


def _split(files: Sequence[SplitFile], starts: list[set[int]], twins: _Twins) -> None:
    """Papers begin at pages of which another print begins one, unless their signs speak strongly against it."""
    for place, others in sorted(twins.items()):
        number, index = place
        doubt = files[number].doubts.get(index)
        if index in starts[number] or doubt is None:
            continue
        own = _run_of(place, starts)
        if own in others:
            starts[number].add(index)  # no paper holds its first page twice
            continue
        if doubt + BEGINS_THERE <= 0:
            continue
        before = [(number, at) for at in range(own[1], index)]
        if _is_turned(place, own[1], files, starts):
            continue
        for other in others:
            if other[1] not in starts[other[0]] or _run_of(other, starts) == own:
                continue
            beside = {(other[0], other[1] - 1), (other[0], _behind(other, files, starts))}
            neighbours = set().union(*(twins.get(page, ()) for page in before))
            # what stood before it here stands beside it there as well: the same paper in another order
            if not beside.isdisjoint(neighbours) or any(_run_of(twin, starts) == other for twin in neighbours):
                continue
            starts[number].add(index)
            break


def _is_turned(place: _Place, first: int, files: Sequence[SplitFile], starts: Sequence[set[int]]) -> bool:
    """Whether a paper's later pages stand before its first: by their numbers it has as many pages as all of them."""
    printed = page_number(files[place[0]].texts[first])
    return (
        printed is not None and printed[0] > 1 and place[1] > first
        and printed[1] == _behind(place, files, starts) - first
    )


def _end(files: Sequence[SplitFile], starts: list[set[int]], twins: _Twins) -> None:
    """Papers end at pages at which another print ends, when nothing behind them stands in that print."""
    for place, others in sorted(twins.items()):
        number, index = place[0], place[1] + 1
        doubt = files[number].doubts.get(index)
        if index in starts[number] or doubt is None or doubt + BEGINS_THERE <= 0 or (number, index) in twins:
            continue
        printed = page_number(files[number].texts[place[1]])
        if printed is not None and printed[1] is not None and printed[0] < printed[1] <= _MOST_PAGES:
            continue  # there is more of it
        own = _run_of(place, starts)
        here = [(number, at) for at in range(own[1], index) if (number, at) in twins]
        for other in others:
            original = _run_of(other, starts)
            ends = other[1] == _behind(other, files, starts) - 1
            if original != own and ends and _partners(here, original, twins, starts):
                starts[number].add(index)
                break


def _join(
    number: int, file: SplitFile, files: Sequence[SplitFile], starts: list[set[int]], twins: _Twins
) -> None:
    """Neighbouring papers that together repeat one other paper are one."""
    for start in sorted(starts[number] - {0}):
        after = _behind((number, start), files, starts)
        first = _run_of((number, start - 1), starts)[1]
        here = [(number, at) for at in range(start, after) if (number, at) in twins or file.full[at]]
        originals = {_run_of(twin, starts) for twin in twins.get((number, start), ())}
        for original in sorted(originals - {(number, start), (number, first)}):
            mine = _partners(here, original, twins, starts)
            if mine is None:
                continue
            tail = start
            taken = set(mine)
            while tail > first:
                page = (number, tail - 1)
                if not file.full[page[1]] and page not in twins:
                    if tail - 1 == first:
                        break
                    tail -= 1
                    continue
                found = _partners([page], original, twins, starts)
                if found is None or taken & set(found):
                    break
                taken.update(found)
                tail -= 1
            if (
                tail == start or len(taken) < 2 or 2 * len(taken) < _pages_of(original, files, starts)
                or not any((number, at) in twins for at in range(tail, start))
            ):
                continue
            starts[number].discard(start)
            starts[number].add(tail)
            break


def _pages_of(start: _Place, files: Sequence[SplitFile], starts: Sequence[set[int]]) -> int:
    number, first = start
    return sum(files[number].full[first:_behind(start, files, starts)])


def _partners(
    pages: Sequence[_Place], original: _Place, twins: _Twins, starts: Sequence[set[int]]
) -> list[_Place] | None:
    """For each page its twin in another paper, all different; None when one has none."""
    found: list[_Place] = []
    for page in pages:
        others = twins.get(page, ())
        # a paper's pages lie together: its first twin is the first one behind its beginning
        near = (others[at] for at in range(bisect_left(others, original), len(others)))
        inside = takewhile(lambda other: _run_of(other, starts) == original, near)
        twin = next((other for other in inside if other not in found), None)
        if twin is None:
            return None
        found.append(twin)
    return found
