"""Whether one paper is another print of a second one, or a report of its own that only looks like it.

The dangerous confusion is a later visit of the same patient on the same template: most words are carried forward, the
day and a few findings differ. Folding it would lose evidence. So papers are laid over each other word by word, and
what differs decides: letters that noise explains, stamps and signatures do not count; a day, a number, a side, a word
or a sentence of its own does.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import groupby

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.alignment import Difference, Overlay, overlay
from openimr.casefile.papers.copycandidates import ComparedPaper
from openimr.casefile.papers.misreadnumbers import is_part, number_distance, numbers_apart
from openimr.casefile.papers.overlaiddays import are_apart, misread_limit, own_days_differ
from openimr.casefile.papers.papersides import Side, counts_sheets, find_pages, on_pages
from openimr.casefile.papers.printedwords import (
    WordNumbers,
    alike,
    edit_cost,
    figures,
    folded,
    is_broken,
    is_number,
    is_scribble,
    is_thin_misprint,
    print_distance,
)
from openimr.casefile.papers.recordwords import RecordWords
from openimr.casefile.papers.wordplaces import is_cell, is_edge, is_heading, is_running_number, is_whole_line, line_of

#: Papers with fewer words in common are not even nearly the same.
_NEARLY = 0.85
#: The most words that may differ between papers that are called nearly the same.
_FEW = 16
#: Words of a cell that a bad scan may lose as it loses lines, and of a line that is a sentence.
_CELL, _SENTENCE = 3, 4
#: Misread words of a print that may have lost a line as well.
_FAINT = 2


class Likeness(StrEnum):
    """How two papers stand to each other."""

    SAME = "same"
    NEARLY = "nearly"
    APART = "apart"


@dataclass(slots=True)
class Comparison:
    """What comparing two papers found.

    Attributes:
        likeness: how they stand to each other.
        first_in_second: no page of the first is absent from the second.
        second_in_first: the same the other way round.
        wording: words that differ, as (first paper, second paper); one of them may be empty.
        pages: pairs of page indexes that repeat each other.
        lost_in_first: words of the second that the first has lost, by its bad print.
        lost_in_second: the same the other way round.
    """

    likeness: Likeness
    first_in_second: bool = False
    second_in_first: bool = False
    wording: list[tuple[str, str]] = field(default_factory=list)
    pages: list[tuple[int, int]] = field(default_factory=list)
    lost_in_first: int = 0
    lost_in_second: int = 0


class Comparer:
    """Compares papers of one case; what is a word of the case and what is noise it learns from all of them.

    Args:
        papers: the papers, from :func:`prepared`.
        words: the programme's words.
        numbers: the numbering with which the papers were prepared.
    """

    def __init__(self, papers: Sequence[ComparedPaper], words: RecordWords, numbers: WordNumbers) -> None:
        self._words = words
        self.signature_keys = {numbers.of(word) for word in words.signature}
        self._held: Counter[str] = Counter()
        for paper in papers:
            self._held.update(set(paper.words.raws))

    def compare(self, a: ComparedPaper, b: ComparedPaper) -> Comparison:
        """Compare two papers."""
        if are_apart(a, b):
            return Comparison(Likeness.APART)
        over = overlay(a.words, b.words, a.places, b.places)
        return _Judgement(self, a, b, over).comparison()

    @property
    def words(self) -> RecordWords:
        """The programme's words."""
        return self._words

    def is_known(self, one: str, other: str) -> bool:
        """Whether two different words are both words of this case: neither is a rare misprint of the other."""
        if not (one.isalpha() and other.isalpha() and len(one) >= 4 and len(other) >= 4):
            return False
        few, many = sorted((self._held[one], self._held[other]))
        return few >= 3 and few * 6 >= many and not is_thin_misprint(one, other)

    def is_misprint(self, one: str, other: str) -> bool:
        """Whether one of two short words stands in one paper only and is a letter off the other."""
        return min(self._held[one], self._held[other]) <= 1 and edit_cost(one, other, 9) <= 1

    def are_rare(self, one: str, other: str) -> bool:
        """Whether both words stand in one paper of the case only, as misprints do."""
        return self._held[one] <= 1 and self._held[other] <= 1

    def rarer(self, one: str, other: str) -> int:
        """-1 when the first word is the rarer in this case (and so the likelier misprint), 1 when the second is."""
        if is_broken(one) != is_broken(other):
            return -1 if is_broken(one) else 1
        first, second = self._held[one], self._held[other]
        return 0 if first == second else (-1 if first < second else 1)


class _Judgement:
    """One comparison on its way to a verdict."""

    def __init__(self, comparer: Comparer, a: ComparedPaper, b: ComparedPaper, over: Overlay) -> None:
        self._comparer = comparer
        self._words = comparer.words
        self._over = over
        self._a = Side(a, over.only_in_first(), [pair >= 0 for pair in over.pairs])
        self._b = Side(b, over.only_in_second(), [state == 1 for state in over.covered])
        self._wording: list[tuple[str, str]] = []
        self._doubtful: list[tuple[str, str]] = []
        self._level = 0

    def comparison(self) -> Comparison:
        """The verdict."""
        for side in (self._a, self._b):
            find_pages(side, self._words)
        if not self._a.present or not self._b.present:
            return Comparison(Likeness.APART)
        self._measure_noise()
        if own_days_differ(self._a, self._b, self._over, self._level, self._is_signature):
            return Comparison(Likeness.APART)
        for difference in self._over.differences:
            self._weigh(difference)
        self._weigh_pairs()
        lost_in_second = self._weigh_alone(self._a, self._b, first=True)
        lost_in_first = self._weigh_alone(self._b, self._a, first=False)
        if len(self._doubtful) > self._doubts_allowed():
            self._wording += self._doubtful
        result = Comparison(
            Likeness.SAME, not self._a.absent, not self._b.absent, self._wording, self._page_pairs(),
            lost_in_first, lost_in_second,
        )
        if self._wording:
            result.likeness = Likeness.NEARLY if self._is_nearly() else Likeness.APART
        return result

    def _measure_noise(self) -> None:
        """How much of what differs looks like noise, and on which side it lies."""
        soft = rarer_a = rarer_b = 0
        telling = 0.0
        for one, other in self._changed_words():
            if one == other:
                telling += 0.5  # a blank lost or gained
                continue
            soft += 1
            telling += folded(one) == folded(other) or is_broken(one) != is_broken(other)
            side = self._comparer.rarer(one, other)
            rarer_a += side < 0
            rarer_b += side > 0
        matched = max(1, sum(self._a.matched))
        recognised_a, recognised_b = self._a.paper.is_recognised, self._b.paper.is_recognised
        if soft >= 4 and soft >= 0.008 * matched and telling >= 1:
            self._level = 2
        elif telling >= 1 or recognised_a or recognised_b:
            self._level = 1
        self._soft = soft
        self._a.misread, self._b.misread = rarer_a, rarer_b
        if self._level:
            self._a.is_noisy = recognised_a or (rarer_a > 1 if recognised_b else rarer_a > 0 or rarer_b < 3)
            self._b.is_noisy = recognised_b or (rarer_b > 1 if recognised_a else rarer_b > 0 or rarer_a < 3)

    def _changed_words(self) -> Iterator[tuple[str, str]]:
        """Words that stand for each other and are spelled differently, those of runs written together."""
        a, b = self._a.paper.words.raws, self._b.paper.words.raws
        inside: set[int] = set()
        for difference in self._over.differences:
            inside.update(range(*difference.a))
            if difference.alike:
                one, other = "".join(a[slice(*difference.a)]), "".join(b[slice(*difference.b)])
                if number_distance(one, other) in (0, None):
                    yield one, other
        for i, j in enumerate(self._over.pairs):
            if j >= 0 and a[i] != b[j] and i not in inside:
                yield a[i], b[j]

    def _is_signature(self, side: Side, at: int) -> bool:
        """Whether a word stands on the line of a signature."""
        paper = side.paper
        if paper.signed is None:
            signs = self._comparer.signature_keys
            paper.signed = {line for key, line in zip(paper.words.keys, paper.words.lines, strict=True) if key in signs}
        return paper.words.lines[at] in paper.signed

    def _weigh(self, difference: Difference) -> None:
        """Keep the words of a place that differs unless noise explains them."""
        a, b = self._a.paper.words, self._b.paper.words
        mine, theirs = on_pages(a, difference.a, self._a.present), on_pages(b, difference.b, self._b.present)
        if mine is None or theirs is None:
            return
        difference = Difference(mine, theirs, difference.alike)
        one, other = a.raws[slice(*difference.a)], b.raws[slice(*difference.b)]
        joined = "".join(one), "".join(other)
        if joined[0] == joined[1] and (self._level or not _has_digit(one) or len(joined[0]) > 4):
            return
        if self._is_signature(self._a, difference.a[0]) and self._is_signature(self._b, difference.b[0]):
            return
        if not difference.alike and self._level and (
            (is_whole_line(a, difference.a) and is_whole_line(b, difference.b))
            or is_heading(a, difference.a) or is_heading(b, difference.b)
        ):
            # neighbouring lines, one lost here and one there; a line that a machine printed above the page
            self._a.alone.append(difference.a)
            self._b.alone.append(difference.b)
            return
        if {"page", "pages", "pg"} & set(a.raws[max(0, difference.a[0] - 2):difference.a[0]]):
            return
        if is_running_number(a, difference.a) and is_running_number(b, difference.b):
            return
        if counts_sheets(self._a.paper, difference.a, self._b.paper, difference.b):
            return
        if not difference.alike and self._level and self._is_moved(joined):
            return
        distance = numbers_apart(one, other)
        if distance is not None and not difference.alike and len(one) != len(other):
            # a number and a word in one gap are weighed each for itself
            rest = [[word for word in words if not is_number(word)] for words in (one, other)]
            if all(rest) and self._is_real(rest[0], rest[1], alike(rest[0], rest[1])):
                distance = None
        if distance is None:
            real = self._is_real(one, other, difference.alike)
        elif 0 < distance <= misread_limit(joined, self._level) or (self._level == 2 and distance and is_part(*joined)):
            self._doubtful.append((" ".join(one), " ".join(other)))
            return
        else:
            real = distance > 0
        if real:
            self._keep(one, other)

    def _keep(self, one: list[str], other: list[str]) -> None:
        """Keep words as changed; on a bad print a single letter that makes another word of it is only doubtful."""
        slipped = self._level == 2 and len(one) == 1 == len(other) and not _has_digit([*one, *other]) and (
            edit_cost(one[0], other[0], 1.0) <= 1.0 and len(one[0]) >= 4
            and not self._words.are_opposed(one[0], other[0]) and self._words.negations.isdisjoint((*one, *other))
        )
        (self._doubtful if slipped else self._wording).append((" ".join(one), " ".join(other)))

    def _is_moved(self, joined: tuple[str, str]) -> bool:
        """Whether words that stand for each other are both said by the other paper too, at another place."""
        one, other = folded(joined[0]), folded(joined[1])
        return (
            min(len(one), len(other)) >= 8 and one in self._b.paper.all_letters()
            and other in self._a.paper.all_letters() and not self._words.hold_opposites(*joined)
        )

    def _weigh_pairs(self) -> None:
        """Words that were paired because their letters print alike may yet be two words."""
        a, b = self._a.paper.words, self._b.paper.words
        inside = {i for d in self._over.differences for i in range(*d.a)}
        for i, j in enumerate(self._over.pairs):
            if j < 0 or a.raws[i] == b.raws[j] or i in inside:
                continue
            if a.pages[i] in self._a.present and self._is_real([a.raws[i]], [b.raws[j]], True):
                self._keep([a.raws[i]], [b.raws[j]])

    def _is_real(self, one: list[str], other: list[str], is_alike: bool) -> bool:
        """Whether noise does not explain that these words stand in the place of those."""
        if any(self._words.are_opposed(x, y) for x, y in zip(one, other, strict=False)):
            return True
        joined = "".join(one), "".join(other)
        if len(one) != len(other) and self._words.hold_opposites(*joined):
            return True
        if self._level and len(one) == 1 == len(other) and len(joined[0]) < 4 and (
            self._comparer.is_misprint(*joined) or _is_rest(*joined)
        ):
            return False
        if is_alike:
            distance = print_distance(*joined, 9)
            if distance == 0:
                return False
            if len(one) == 1 == len(other) and self._comparer.is_known(one[0], other[0]):
                return True
            return distance > (1.2, 2.0, 9)[self._level]
        if self._level == 0:
            return True
        if not self._words.negations.isdisjoint(one) or not self._words.negations.isdisjoint(other):
            return True
        if min(map(len, joined)) <= 3:
            return False
        if self._level == 2 and len(one) == 1 == len(other) and self._comparer.are_rare(one[0], other[0]):
            return edit_cost(*joined, 99) > 0.6 * max(map(len, joined))
        return not (all(map(is_scribble, one)) or all(map(is_scribble, other)))

    def _weigh_alone(self, side: Side, opposite: Side, *, first: bool) -> int:
        """Keep what only one paper says, unless it is a signature, a stamp, or a line that the other scan lost.

        Returns:
            Words that the other scan lost.
        """
        words = side.paper.words
        of_line = Counter(words.lines[at] for start, end in side.alone for at in range(start, end))
        # said by both, but at different places
        moved = {folded("".join(opposite.paper.words.raws[start:end])) for start, end in opposite.alone}
        lost = 0
        for start, end in side.alone:
            for line, group in groupby(range(start, end), key=words.lines.__getitem__):
                run = list(group)
                if words.pages[run[0]] not in side.present:
                    continue
                own = words.raws[run[0]:run[-1] + 1]
                if folded("".join(own)) in moved:
                    continue
                state = self._alone(side, run[0], own, of_line[line], opposite)
                lost += len(own) if state == "lost" else 0
                said = " ".join(own)
                if state == "real":
                    self._wording.append((said, "") if first else ("", said))
                elif state == "doubtful":
                    self._doubtful.append((said, "") if first else ("", said))
        if lost > max(40, 0.25 * sum(side.matched)):
            self._wording.append((f"{lost} words", "") if first else ("", f"{lost} words"))
        return lost

    def _alone(self, side: Side, at: int, own: list[str], alone: int, opposite: Side) -> str:
        """What a piece of one line that the other paper does not hold is.

        Returns ``real``, ``lost`` (the other scan lost the line), ``doubtful`` (a number) or ``nothing``.
        """
        words = side.paper.words
        line = line_of(words, at)
        rules = self._words
        whole = alone >= (0.5 if opposite.is_noisy else 0.8) * len(line)
        bad = self._level == 2 and opposite.is_noisy
        if bad and len(own) >= _CELL and is_cell(words, (at, at + len(own))) and not _has_digit(own):
            whole = True
        if any(folded(word) in rules.amended for word in own):
            return "real"
        if self._is_signature(side, at) or (len(own) <= 4 and not rules.unread.isdisjoint(own)):
            return "nothing"
        said = folded("".join(own))
        if self._level and len(said) >= 8 and (whole or len(own) > 1) and said in opposite.paper.all_letters():
            return "nothing"  # the other paper says it too, elsewhere
        if own == ["no"] and at and f"{words.raws[at - 1]} no" in rules.claim_labels:
            return "nothing"  # it says number
        if not whole and not rules.negations.isdisjoint(own):
            return "real"
        telling = [word for word in own if not is_scribble(word) and (len(word) > 2 or _has_digit(word))]
        if not telling:
            return "nothing" if self._level or own != ["x"] else "real"
        if whole:
            said_there = words.lines[at] in words.closed and len(line) >= _SENTENCE
            if is_edge(words, at) and not said_there and (
                len(line) <= 12 or (len(line) <= 18 and len(figures(line)) >= 8)
            ):
                return "nothing"
            # an author who adds a line does not leave the sentence around it in pieces, and may number it
            faint = opposite.is_noisy and opposite.misread >= _FAINT
            numbered = line[0].isdigit() and len(line[0]) <= 2
            if numbered or not (faint or words.lines[at] in words.inner) or len(line) > 30:
                return "real"
            # in a request a line may be an item
            is_item = opposite.paper.document.kind is DocumentKind.RFA and rules.form_words.isdisjoint(line)
            return "real" if is_item else "lost"
        if self._level == 2 and len(telling) <= 2:
            return "doubtful" if figures(telling) else "nothing"
        if self._level == 1 and len(telling) == 1:
            return "doubtful" if figures(telling) else "nothing"
        return "real"

    def _doubts_allowed(self) -> int:
        """How many numbers may be misread before they count as changed."""
        if self._level == 0:
            return 0
        return 1 if self._level == 1 else 2 + self._soft // 8

    def _is_nearly(self) -> bool:
        """Whether papers that differ are one report in two versions: the same day, and only a few words differ."""
        one, other = self._a.paper.document, self._b.paper.document
        if one.date != other.date or self._a.absent or self._b.absent:
            return False
        a, b = self._a.paper.words.days, self._b.paper.words.days
        if any(
            not difference.alike
            and any(i in a for i in range(*difference.a)) and any(j in b for j in range(*difference.b))
            for difference in self._over.differences
        ):
            return False  # another day makes another paper
        differing = sum(max(len(x.split()), len(y.split())) for x, y in self._wording)
        size = min(len(self._a.matched), len(self._b.matched))
        agreed = sum(self._a.matched) / max(1, size)
        return differing <= _FEW and agreed >= _NEARLY and differing <= 0.1 * size

    def _page_pairs(self) -> list[tuple[int, int]]:
        """Pages of the first paper with the page of the second that repeats most of each."""
        a, b = self._a.paper.words, self._b.paper.words
        found = []
        for page in sorted(self._a.present):
            partners = Counter(
                b.pages[j] for i, j in enumerate(self._over.pairs) if j >= 0 and a.pages[i] == page
            )
            if partners:
                found.append((page, partners.most_common(1)[0][0]))
        return found


def _is_rest(one: str, other: str) -> bool:
    """Whether a word of one letter is what is left of a word of two (``no`` and ``0``)."""
    short, long = sorted((folded(one), folded(other)), key=len)
    return len(short) == 1 and len(long) == 2 and short in long


def _has_digit(words: Sequence[str]) -> bool:
    return any(c.isdigit() for word in words for c in word)
