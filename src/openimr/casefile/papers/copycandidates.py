"""Which papers of a case are worth comparing word by word: those that share rare runs of words."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.papers.alignment import places, threes
from openimr.casefile.papers.kinds import kind_of
from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.papers.printedwords import PaperWords, WordNumbers, folded, words_of
from openimr.casefile.papers.printoutlines import plain_texts

#: Share of papers that are sampled by which runs of three words; short ones are taken whole.
_SAMPLED = 4
_SHORT = 200
#: A run of words that stands in more papers than this says nothing about any two of them.
_COMMON = 150
#: A run that stands in no more papers than this tells them from others of the same form.
_RARE = 8
#: The most papers that one is compared with.
_PARTNERS = 4
#: Kinds of pages that only go with a paper, and the most words of one.
_COVERS = frozenset({DocumentKind.FAX_COVER, DocumentKind.PROOF_OF_SERVICE})
_COVER_WORDS = 150
_MIX = 0x9E3779B97F4A7C15
_MASK = (1 << 64) - 1


@dataclass(slots=True)
class ComparedPaper:
    """A document made ready for comparison.

    Attributes:
        document: the document.
        words: its words without stamps.
        places: where its runs of three words stand.
        sample: the runs by which candidates are found.
        letters: what :meth:`all_letters` gives; filled when needed.
        signed: numbers of the lines of signatures; filled when needed.
        covers: for a page whether it is a cover; filled when needed.
    """

    document: Document
    words: PaperWords
    places: dict[int, int]
    sample: list[int]
    letters: str = ""
    signed: set[int] | None = None
    covers: dict[int, bool] = field(default_factory=dict)

    def holds(self, source: ComparedPaper, day: dt.date) -> bool:
        """Whether a day is printed here in the figures of another paper, perhaps with letters among them."""
        if day in self.words.days.values():
            return True
        printed = {folded(source.words.raws[i]) for i, found in source.words.days.items() if found == day}
        return any(figures in self.all_letters() for figures in printed)

    def all_letters(self) -> str:
        """All its words in one, letters that noise confuses written the same way."""
        if not self.letters:
            self.letters = folded("".join(self.words.raws))
        return self.letters

    def is_cover(self, page: int) -> bool:
        """Whether a page, by its index, only goes with the others: the cover of a fax, a proof of service."""
        found = self.covers.get(page)
        if found is None:
            text = self.document.pages[page].text
            found = self.covers[page] = (
                self.words.sizes[page] <= _COVER_WORDS and kind_of([text], paper_marks()) in _COVERS
            )
        return found

    @property
    def is_recognised(self) -> bool:
        """Whether a page of it was read by recognition."""
        return any(page.origin == "ocr" for page in self.document.pages)


def prepared(documents: Sequence[Document], numbers: WordNumbers) -> list[ComparedPaper]:
    """Documents made ready for comparison with one numbering of words."""
    papers = []
    plain = plain_texts(documents)
    for document in documents:
        words = words_of([plain[id(page)] for page in document.pages], numbers)
        grams = threes(words.keys)
        sample = [gram for gram in set(grams) if _is_sampled(gram, len(words.keys))]
        papers.append(ComparedPaper(document, words, places(grams), sample))
    return papers


def _is_sampled(gram: int, size: int) -> bool:
    return size <= _SHORT or ((gram * _MIX) & _MASK) >> 32 & (_SAMPLED - 1) == 0


def candidates(papers: Sequence[ComparedPaper]) -> list[tuple[int, int]]:
    """Pairs of papers (by index, the earlier first) that share enough runs of words to be compared.

    A paper that shares its form with many others is compared only with the few that share its rare words.
    """
    holders: dict[int, list[int]] = {}
    for index, paper in enumerate(papers):
        for gram in paper.sample:
            holders.setdefault(gram, []).append(index)
    size = len(papers)
    shared: Counter[int] = Counter()
    rare: Counter[int] = Counter()
    # prints of one sheet hold many runs together: their pairs are made once
    for held, runs in Counter(tuple(held) for held in holders.values() if 2 <= len(held) <= _COMMON).items():
        for at, first in enumerate(held):
            for second in held[at + 1:]:
                shared[first * size + second] += runs
                if len(held) <= _RARE:
                    rare[first * size + second] += runs
    partners: dict[int, list[tuple[int, int, int]]] = {}
    for pair, count in shared.items():
        first, second = divmod(pair, size)
        sizes = len(papers[first].words.keys), len(papers[second].words.keys)
        rate = 1 if max(sizes) <= _SHORT else _SAMPLED
        if count >= 2 and count * rate >= 0.12 * min(sizes):
            partners.setdefault(first, []).append((-rare[pair], -count, pair))
            partners.setdefault(second, []).append((-rare[pair], -count, pair))
    found = {pair for likely in partners.values() for _, _, pair in sorted(likely)[:_PARTNERS]}
    return sorted(divmod(pair, size) for pair in found)
