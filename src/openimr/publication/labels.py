"""Numbers behind a label ("Claim No. ..."): labels as words, however they are spaced, dotted, written or misread."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from openimr.publication.rules import NumberLabel, NumberShape

_WORD = re.compile(r"[^\W_]+")
#: What may part the words of a label.
_GAP = re.compile(r"[ ./'\u2019-]{0,3}")
#: No label has longer words; a file may hold words of any length.
_LONGEST = 24
#: A label of fewer letters is sought without what page reading confuses: "Lic" is not "LLC".
_SHORTEST_MISREAD = 5
_FIGURES = str.maketrans("01582", "olsbz")
#: Behind the words of a column's head.
_SIGNS = " .:#()"


class LabelReader:
    """The labels of a programme, made ready once.

    >>> from openimr.publication.rules import publication_rules
    >>> rules = publication_rules()
    >>> reader = LabelReader(rules.labels, rules.shapes, rules.label_mark)
    >>> text = "Date ofBlrth: 4/5/1961; C1aim N0. WC-2013-0456, seen 4/5/2013; order 97110"
    >>> [(kind, text[start:end]) for start, end, kind in reader.values_in(text)]
    [('birth date', '4/5/1961'), ('claim or record number', 'WC-2013-0456')]
    """

    def __init__(self, labels: Iterable[NumberLabel], shapes: dict[str, NumberShape], mark: re.Pattern[str]) -> None:
        self._mark = mark
        self._plain: dict[str, tuple[str, NumberShape]] = {}
        self._misread: dict[str, tuple[str, NumberShape]] = {}
        self._beginnings: set[str] = set()
        for label in labels:
            said = (label.kind, shapes[label.shape])
            for name in label.names:
                words = _WORD.findall(name)
                self._add(self._plain, [_plain(word) for word in words], said)
                if sum(map(len, words)) >= _SHORTEST_MISREAD:
                    self._add(self._misread, [_as_misread(word) for word in words], said)

    def _add(self, where: dict[str, tuple[str, NumberShape]], words: list[str], said: tuple[str, NumberShape]) -> None:
        key = "".join(words)
        where.setdefault(key, said)
        # two words may stand as one, so every beginning counts
        self._beginnings.update(key[:size] for size in range(1, len(key) + 1))

    def values_in(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Start, end and kind of what stands behind a label, in a text made even by ``figure_view``."""
        words = list(_WORD.finditer(text))
        for position, first in enumerate(words):
            if _plain(first[0]) in self._beginnings or _as_misread(first[0]) in self._beginnings:
                yield from self._behind(text, self._labels_at(text, words, position))

    def label_of(self, text: str) -> tuple[str, NumberShape] | None:
        """What a text announces that is a label and nothing else: the head of a column.

        >>> from openimr.publication.rules import publication_rules
        >>> rules = publication_rules()
        >>> reader = LabelReader(rules.labels, rules.shapes, rules.label_mark)
        >>> reader.label_of("Rx No.")[0], reader.label_of("Rx written")
        ('claim or record number', None)
        """
        words = list(_WORD.finditer(text))
        if not words:
            return None
        for end, kind, shape in reversed(self._labels_at(text, words, 0)):
            if not text[end:].strip(_SIGNS) or self._mark.fullmatch(text, end):
                return kind, shape
        return None

    def _labels_at(self, text: str, words: list[re.Match[str]], at: int) -> list[tuple[int, str, NumberShape]]:
        """Where the labels that begin with a word end, and what they announce."""
        found: list[tuple[int, str, NumberShape]] = []
        plain = misread = ""
        end = 0
        for position in range(at, len(words)):
            word = words[position]
            if position > at and not _GAP.fullmatch(text, end, word.start()):
                break
            plain, misread, end = plain + _plain(word[0]), misread + _as_misread(word[0]), word.end()
            if plain not in self._beginnings and misread not in self._beginnings:
                break
            said = self._plain.get(plain) or self._misread.get(misread)
            if said:
                found.append((end, *said))
        return found

    def _behind(self, text: str, labels: list[tuple[int, str, NumberShape]]) -> Iterator[tuple[int, int, str]]:
        for end, kind, shape in reversed(labels):
            mark = self._mark.match(text, end)
            least = shape.least_behind(mark.lastgroup if mark else None)
            if mark is None or least is None:
                continue
            value = shape.pattern.match(text, mark.end())
            if value is None or figures_of(value[0]) < least:
                continue
            yield (*value.span("what" if value.groupdict().get("what") else 0), kind)
            yield from ((start, stop, kind) for start, stop in _more(text, value, shape.pattern))
            return


_AND = re.compile(r" ?(?:[,;&/]|\band\b)(?: ?(?:and|&))? ?")


def _more(text: str, value: re.Match[str], pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Further numbers of a list: as many figures as the one before, and five at least."""
    figures, end = figures_of(value[0]), value.end()
    while figures >= 5 and (joint := _AND.match(text, end)):
        following = pattern.match(text, joint.end())
        if following is None or figures_of(following[0]) != figures:
            return
        yield following.span()
        end = following.end()


def figures_of(text: str) -> int:
    """How many figures a text has."""
    return sum(map(str.isdigit, text))


@lru_cache(maxsize=1 << 14)
def _plain(word: str) -> str:
    if len(word) > _LONGEST or word.isdigit():
        return "\0"
    return word.lower().translate(_FIGURES)


@lru_cache(maxsize=1 << 14)
def _as_misread(word: str) -> str:
    return _plain(word).replace("i", "l").replace("rn", "m").replace("cl", "d")
