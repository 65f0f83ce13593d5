"""Titles: lines that name their paper, told by their words in any order and with recognition's mistakes in them.

A line is a title when it holds all words of one of the known titles and nothing but words that may stand in titles. So
``LUMBAR SPINE MRI W/O CONTRAST``, ``Exam: MRI of the lumbar spine`` and ``M R I  LUMBARSP1NE`` are one title, and "the
MRI of the lumbar spine showed a bulge" is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.misreadings import NearWords, words_of
from openimr.casefile.papers.repeatedlines import remembered

#: Printed lines of a page's head in which a title can stand (letterheads and addresses take up to twenty).
HEAD_LINES = 24
_MOST_WORDS = 14
#: What a title weighs, what it loses for each line it stands lower, and the share that is left of one with other
#: words in its line.
STRONG, WEAK = 12.0, 5.0
#: What each word more than two adds, and the most a title weighs.
_EACH_WORD, _MOST = 2.0, 18.0
_DECAY = 0.3
_LEAST = 3.0
_MIXED = 0.5
#: What is left of a title behind a number or letter: an item of a list.
_LISTED = 0.4
#: What is left of a title behind a label under which papers ask for something or retell something.
_RETOLD, _LABEL_WORDS = 0.2, 6
_PARTS = re.compile(r" \| |\t+| {2,}| [-–—] ?|[-–—] ")
#: Boxes to tick: what stands beside them is a choice.
_BOX = re.compile(r"\[ ?[xX]? ?\].*\[ ?[xX]? ?\]|[■□☐☑☒].*[■□☐☑☒]|^\W*\[ ?[xX]? ?\]")
_ITEM = re.compile(r"^\W*(?:[A-Ha-h]|\d{1,2})[.)]\s+")
_DAY = re.compile(r"\(?(?<!\d)\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?!\d)\)?(?:\s+\d{1,2}:\d{2}(?:\s?[APap][Mm])?)?")
_GAP = re.compile(r"  |\t| [-–—|] ")
_LABELLED = re.compile(r"^\W*(?:\d{1,2}[.)]\s*)?([A-Za-z][^:|\t]{2,50}?)(?::|\t| {2,}|\|)")
_COLON = re.compile(r"^([^:]{4,60}):\s*(.*)$")
#: What says that the title stands behind it.
_TITLED = re.compile(
    r"^\W{0,4}(?:(?:local|standard|note|document|report|doc|visit|encounter|procedure|exam)\s)?(?:title|type|subject)\s?:\s*(\S.*)$",
    re.I,
)
#: A page with titles of so many kinds is a list of papers; what is left of those below the first.
_LIST_KINDS, _IN_LIST = 3, 0.3
#: A day alone, a street or a place: between them and below a day stands to whom a letter goes.
_LONE_DAY = re.compile(r"^\W*(?:[A-Z][a-z]{2,8}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4})\W*$")
_ADDRESS = re.compile(r"^\W*(?:\d{1,6} [A-Z]|P\.? ?O\.? Box)|\b[A-Z]{2},? \d{5}|California,? \d{5}", re.I)
_PERSON = re.compile(r"^\W*(?:[A-Z][\w.'’-]+,?\s+){1,4}(?:[A-Z][A-Za-z.-]{1,6}\W*)?$|^\W*$")
_SPACED = re.compile(r"(?<![A-Za-z])(?:[A-Za-z] ){2,}[A-Za-z](?![A-Za-z])")
_SENTENCE = re.compile(r"[a-z]{2}[.;]\W*$|[a-z]{3}, [a-z]{3}")


@dataclass(frozen=True, slots=True)
class Title:
    """A line in a page's head that names the paper.

    Attributes:
        kind: the kind it names.
        text: the line as printed.
        line: its place among the page's printed lines, from 0.
        weight: how strongly it speaks: up to 12, for a title that stands alone in the first line.
        also: the kinds that its words name, more or less fully.
    """

    kind: DocumentKind
    text: str
    line: int
    weight: float
    also: frozenset[DocumentKind] = frozenset()


@dataclass(frozen=True, slots=True)
class _Known:
    """A known title: the words it must hold (marks), the classes of which one word each, and what it says."""

    kind: DocumentKind
    words: frozenset[str]
    classes: tuple[frozenset[str], ...]
    first: str
    open: bool
    strong: bool
    rank: int

    @property
    def weight(self) -> float:
        """The more words a title has, the less it is met by chance."""
        return min(_MOST, STRONG + _EACH_WORD * (self.length - 2)) if self.strong else WEAK

    @property
    def length(self) -> int:
        return len(self.words) + len(self.classes)


class TitleBook:
    """All known titles of a programme.

    >>> book = TitleBook({"paper": ["report", "note"], "around": ["the", "of"]},
    ...     [(DocumentKind.PROGRESS_REPORT, "progress PAPER", True), (DocumentKind.NOTICE, "notice of ...", True)])
    >>> [book.title(line).kind.value for line in ("PROGRES5 REP0RT", "Progressnote", "Notice of delay of benefits")]
    ['progress_report', 'progress_report', 'notice']
    >>> book.title("progress of the patient"), book.title("the progress report was sent")
    (None, None)
    """

    def __init__(
        self,
        classes: Mapping[str, Iterable[str]],
        titles: Iterable[tuple[DocumentKind, str, bool]],
        labels: Iterable[str] = (),
        sections: Iterable[str] = (),
        retelling: Iterable[str] = (),
    ) -> None:
        """A book of titles.

        Args:
            classes: words that may stand in a title, by class.
            titles: kind, words (``...`` at the end lets anything follow, capitals name a class), and strength.
            labels: labels of fields: before a colon they are no titles.
            sections: names of sections: alone in their line they are hardly titles.
            retelling: words of labels behind and under which stands what is asked for or retold.
        """
        self._retelling = frozenset(mark for word in retelling for mark in words_of(word))
        self._sections = frozenset("".join(words_of(section)) for section in sections)
        self._labels = frozenset("".join(words_of(label)) for label in labels)
        self._classes = {name: frozenset(m for w in words for m in words_of(w)) for name, words in classes.items()}
        self._around = frozenset().union(*self._classes.values())
        self._by_word: dict[str, list[_Known]] = {}
        # words of a kind's other titles say nothing against one of its titles
        self._of_kind: dict[DocumentKind, set[str]] = {}
        vocabulary = set(self._around)
        for rank, (kind, text, strong) in enumerate(titles):
            known = self._known(kind, text, strong, rank)
            vocabulary |= known.words
            self._of_kind.setdefault(kind, set()).update(known.words)
            if known.words:
                # one rare word finds the title; the longest is the rarest
                keys = [max(known.words, key=lambda word: (word not in self._around, len(word), word))]
            else:
                fewest: frozenset[str] = min(known.classes, key=len)
                keys = sorted(fewest)
            for key in keys:
                self._by_word.setdefault(key, []).append(known)
        self._vocabulary = frozenset(vocabulary)
        self._own_words = frozenset(self._by_word)
        self._near = NearWords(((word, word) for word in sorted(vocabulary)), shortest=6)
        self._repaired = lru_cache(maxsize=4096)(self._repair)
        self._strongest = remembered(self._find_strongest)

    def _known(self, kind: DocumentKind, text: str, strong: bool, rank: int) -> _Known:
        names = [part for part in text.split() if part.isupper() and part.lower() in self._classes]
        plain = " ".join(part for part in text.split() if part not in names and part != "...")
        words = words_of(plain)
        if not words and not names:
            raise ValueError(f"a title without words: {text!r}")
        return _Known(
            kind, frozenset(words), tuple(self._classes[name.lower()] for name in names), words[0] if words else "",
            text.endswith("..."), strong, rank,
        )

    def title(self, line: str, place: int = 0, words: Sequence[str] | None = None) -> Title | None:
        """The title that a line is, or None.

        Args:
            line: the line as printed.
            place: how far down its page it stands.
            words: its words as marks, where they are known.
        """
        best = self._strongest(line, tuple(words_of(line) if words is None else words))
        if best is None:
            return None
        known, strongest, also = best
        weight = max(strongest - _DECAY * place, min(strongest, _LEAST))
        return Title(known.kind, line.strip(), place, weight, also)

    def _find_strongest(
        self, line: str, words: tuple[str, ...]
    ) -> tuple[_Known, float, frozenset[DocumentKind]] | None:
        """The known title that a line is, how much it weighs at a page's top, and all kinds that the line names."""
        if len(line) > 160 or not self._worth_a_look(line, words) or _BOX.search(line):
            return None
        best: tuple[float, _Known] | None = None
        also: set[DocumentKind] = set()
        retold = self._retold(line)
        for cell, share in _cells(line):
            if cell.endswith(":") and "".join(words_of(cell)) in self._labels:
                continue
            found = self._match(cell)
            if found is not None:
                if retold is not None and line.find(cell.split("\x01")[0]) + len(cell) > retold:
                    share *= _RETOLD
                known, whole, kinds = found
                also |= kinds
                weight = known.weight * share * whole
                if best is None or weight > best[0]:
                    best = weight, known
        return (best[1], best[0], frozenset(also)) if best is not None else None

    def _retold(self, line: str) -> int | None:
        """Where a label ends behind which something is asked for or retold: "Services requested: MRI …", or None."""
        match = _LABELLED.match(line)
        if match is None:
            return None
        words = words_of(match[1])
        if len(words) > _LABEL_WORDS or self._retelling.isdisjoint(words) or self._match(match[1]) is not None:
            return None
        return match.end()

    def _heads_list(self, line: str, words: Sequence[str]) -> bool:
        """Whether a line is nothing but a label under which something is asked for or retold."""
        label = line.strip().rstrip(":")
        return (
            0 < len(words) <= _LABEL_WORDS and ":" not in label and not any(c.isdigit() for c in label)
            and not self._retelling.isdisjoint(words) and self._match(label) is None
        )

    def _worth_a_look(self, line: str, words: Sequence[str]) -> bool:
        """Whether a line may be a title: it holds a word that a title has for its own, or one near it."""
        if len(words) > _MOST_WORDS and not _GAP.search(line):
            return False
        if not self._own_words.isdisjoint(words):
            return True
        if not words or len(words) > _MOST_WORDS or not (line[:1].isupper() or line[:1] in " 0") or ":" in line[:-1]:
            return False
        # misread words: a short line whose other words stand in titles, or one of two words
        known = sum(1 for word in words if word in self._vocabulary)
        return len(words) <= 3 or known * 2 >= len(words)

    def knows(self, mark: str) -> bool:
        """Whether a word (as a mark) may stand in a title."""
        return mark in self._vocabulary

    def titles(self, lines: Sequence[str], words: Sequence[Sequence[str]]) -> list[Title]:
        """The titles among the printed lines of a page's head, from above; ``words``: the words of each line."""
        found = []
        dated = under = False
        for place, (line, marks) in enumerate(zip(lines[:HEAD_LINES], words[:HEAD_LINES], strict=True)):
            dated = dated or _LONE_DAY.match(line) is not None
            title = self.title(line, place, marks)
            heads = self._heads_list(line, marks)
            if under and title is not None and not heads:
                title = replace(title, weight=title.weight * _RETOLD)
            under = heads or (under and title is not None)
            if title is None or (dated and _addressed(lines, place)):
                continue
            found.append(title)
        if len({title.kind for title in found}) >= _LIST_KINDS:
            cells = [title for title in found[1:] if _GAP.search(title.text)]
            if len({title.kind for title in cells}) >= _LIST_KINDS - 1:
                found = [replace(title, weight=title.weight * _IN_LIST) if title in cells else title for title in found]
        return found

    def _match(self, cell: str) -> tuple[_Known, float, set[DocumentKind]] | None:
        """The known title that a cell holds, how much of it is left by other words beside it, and all kinds named."""
        listed = _ITEM.match(cell)
        words = words_of(cell if listed is None else cell[listed.end():])
        if not words or len(words) > _MOST_WORDS or _SENTENCE.search(cell):
            return None
        known_words = sum(1 for word in words if word in self._vocabulary)
        if known_words < len(words):
            if len(words) > 3 and known_words == 0:
                return None
            words = self._corrected(words)
        present = frozenset(words)
        candidates = [k for word in present & self._own_words for k in self._by_word[word]]
        best: tuple[tuple[float, bool, int, int], _Known] | None = None
        kinds: set[DocumentKind] = set()
        for known in candidates:
            if not known.words <= present or (known.classes and not _classes_met(known, present)):
                continue
            if known.open:
                whole = 1.0 if words[0] == known.first or set(words[:4]) & known.words >= known.words else 0.0
            else:
                whole = self._wholeness(words, known, cell)
            if whole:
                kinds.add(known.kind)
                order = (whole, known.strong, known.length, -known.rank)
                if best is None or order > best[0]:
                    best = order, known
        if best is None:
            return None
        doubt = listed is not None or "".join(words) in self._sections
        return best[1], best[0][0] * (_LISTED if doubt else 1.0), kinds

    def _wholeness(self, words: Sequence[str], known: _Known, cell: str) -> float:
        """1 where nothing but words of titles stands beside a title, less where a name or two do, 0 for a sentence."""
        foreign = [
            w for w in words
            if w not in self._around and w not in self._of_kind[known.kind] and not (w.isdigit() and len(w) < 3)
        ]
        if not foreign:
            return 1.0
        shouted = cell.upper() == cell or cell.istitle()
        if known.length < 2 or not shouted or len(foreign) > 3:
            return 0.0
        # the name of a clinic or of the patient before or behind the title
        ends = words[: known.length], words[-known.length:]
        at_end = any(sum(w in known.words for w in end) >= len(known.words) for end in ends)
        return _MIXED if at_end else 0.0

    def _corrected(self, words: Sequence[str]) -> list[str]:
        """Words with what recognition did to them undone: wrong letters, lost and added blanks."""
        corrected: list[str] = []
        at = 0
        while at < len(words):
            word = words[at]
            if word in self._vocabulary or word.isdigit():
                corrected.append(word)
            elif at + 1 < len(words) and word + words[at + 1] in self._vocabulary and len(word + words[at + 1]) > 3:
                corrected.append(word + words[at + 1])
                at += 1
            else:
                corrected += self._repaired(word)
            at += 1
        return corrected

    def _repair(self, word: str) -> tuple[str, ...]:
        near = self._near.near_mark(word) if len(word) >= 5 else None
        if near is not None:
            return (near,)
        if len(word) >= 7:
            parts = _parted(word, self._vocabulary, self._near)
            if parts:
                return parts
        return (word,)


def _addressed(lines: Sequence[str], place: int) -> bool:
    """Whether a line says what the person is to whom a letter goes: the name before it, the address behind it."""
    behind = lines[place + 1:place + 4]
    return place > 0 and any(_ADDRESS.search(line) for line in behind) and _PERSON.match(lines[place - 1]) is not None


def _cells(line: str) -> Iterable[tuple[str, float]]:
    """A line and the parts of a line in which a title shares the space with something else, with what they weigh."""
    # a day takes a word's room, so that no gap opens where it stood
    line = _DAY.sub("\x01", _SPACED.sub(lambda match: match[0].replace(" ", ""), line))
    yield line, 1.0
    parts = [part for part in _PARTS.split(line.strip()) if part]
    if len(parts) > 1:
        for number, part in enumerate(parts, start=1):
            if not part.endswith(":") or number == len(parts):  # else a label
                yield part, 0.9
    titled = _TITLED.match(line.strip())
    if titled is not None:
        yield titled[1], 1.0
    label = _COLON.match(line.strip())
    if label is not None and _PERSON.match(label[2]):
        yield label[1], 0.8


def _classes_met(known: _Known, present: frozenset[str]) -> bool:
    return all((group & present) - known.words for group in known.classes)


#: Words of two letters that may be glued to others.
_SHORT = frozenset({"of", "or", "to", "ln", "by"})


def _parted(word: str, vocabulary: frozenset[str], near: NearWords[str]) -> tuple[str, ...] | None:
    """The known words of which a run without blanks is made, or None; one of them may be misread."""
    if len(word) > 60:
        return None
    size = len(word)
    best: list[tuple[int, tuple[str, ...]] | None] = [None] * (size + 1)
    best[0] = 0, ()
    for end in range(1, size + 1):
        for start in range(max(0, end - 20), end):
            before = best[start]
            if before is None:
                continue
            piece = word[start:end]
            if piece in vocabulary and (len(piece) > 2 or piece in _SHORT):
                cost, meant = 1, piece
            elif len(piece) >= 6 and (found := near.near_mark(piece)) is not None:
                cost, meant = 4, found
            else:
                continue
            if best[end] is None or before[0] + cost < best[end][0]:  # type: ignore[index]
                best[end] = before[0] + cost, (*before[1], meant)
    whole = best[size]
    return whole[1] if whole is not None and whole[0] <= 9 and len(whole[1]) <= 6 else None
