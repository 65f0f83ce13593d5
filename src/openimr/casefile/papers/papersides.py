"""One of two papers laid over each other: which of its pages stand in the other, and what counts its sheets."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from openimr.casefile.papers.copycandidates import ComparedPaper
from openimr.casefile.papers.printedwords import PaperWords, folded
from openimr.casefile.papers.recordwords import RecordWords
from openimr.casefile.papers.wordplaces import sheet_number

#: A page with fewer words has nothing of its own to compare (a cover, a signature, an empty sheet).
_SMALL_PAGE = 12
#: A page of which so much stands in the other paper is there; with less it is absent.
_PRESENT, _ABSENT = 0.55, 0.3


@dataclass(slots=True)
class Side:
    """One of two compared papers, as a judgement sees it.

    Attributes:
        paper: the paper.
        alone: runs of its words that the other does not hold.
        matched: for every word whether it has a partner.
        present: indexes of pages that stand in the other.
        absent: indexes of pages that do not.
        is_noisy: whether its print is bad.
        misread: words of it that are rarer in the case than what the other says there.
    """

    paper: ComparedPaper
    alone: list[tuple[int, int]]
    matched: list[bool]
    present: set[int] = field(default_factory=set)
    absent: set[int] = field(default_factory=set)
    is_noisy: bool = False
    misread: int = 0


def find_pages(side: Side, rules: RecordWords) -> None:
    """Sort the pages of a paper into those that stand in the other and those that do not."""
    words = side.paper.words
    at = 0
    for page, size in enumerate(words.sizes):
        first, at = at, at + size
        share = sum(side.matched[first:at]) / size if size else 0.0
        if share >= _PRESENT:
            side.present.add(page)
        elif size < _SMALL_PAGE or (
            size <= 60 and any(folded(word) in rules.signature_page for word in words.raws[first:at])
        ):
            continue
        elif share >= _ABSENT:
            side.present.add(page)  # the words that differ will say that it is another page
        elif not side.paper.is_cover(page):
            side.absent.add(page)


def on_pages(words: PaperWords, span: tuple[int, int], pages: AbstractSet[int]) -> tuple[int, int] | None:
    """The part of a run that stands on certain pages, from its beginning or its end; None when it has none."""
    first, behind = span
    while first < behind and words.pages[first] not in pages:
        first += 1
    end = first
    while end < behind and words.pages[end] in pages:
        end += 1
    return (first, end) if end > first else None


def counts_sheets(a: ComparedPaper, one: tuple[int, int], b: ComparedPaper, other: tuple[int, int]) -> bool:
    """Whether two numbers that differ count the sheets of one file: they are as far apart as the sheets are."""
    numbers = sheet_number(a.words, one), sheet_number(b.words, other)
    if numbers[0] is None or numbers[1] is None or a.document.file != b.document.file:
        return False
    sheets = [
        paper.document.pages[paper.words.pages[span[0]]].number for paper, span in ((a, one), (b, other))
    ]
    return numbers[1] - numbers[0] == sheets[1] - sheets[0] != 0
