"""Words as recognition misreads them: letters that look alike, lost and added blanks, one wrong letter.

Two words are the same *mark* when they differ only in what recognition confuses (O and 0, l, I and 1, S and 5, B and 8,
rn and m), in blanks and in punctuation. :class:`NearWords` finds a known word for a mark that one more letter spoils.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Generic, TypeVar

V = TypeVar("V")

_LOWER = {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
#: One character for one: text keeps its length, so places in it stay what they were. Figures that stand for letters
#: only in a word are left alone here.
_SAME_LENGTH = str.maketrans(
    {**_LOWER, **{ord(c): "l" for c in "1Ii"}, **{ord(c): "o" for c in "0"}, **{ord(c): "s" for c in "5$"},
     **{ord(c): "b" for c in "8"}, **{ord(c): "'" for c in "’‘`´"}, ord("\u00a0"): " ", ord("\t"): " "}
)
_MARK = bytes(
    ord("l") if chr(c) in "1Ii" else ord("o") if chr(c) in "0" else ord("s") if chr(c) in "5$"
    else ord("b") if chr(c) in "8" else ord(chr(c).lower()) if c < 128 else c
    for c in range(256)
)
_DROPPED = bytes(c for c in range(256) if not (chr(c).isascii() and (chr(c).isalnum() or chr(c) in "$")))
#: The same with blanks between words kept; apostrophes and full stops stand inside words.
_WORDS = bytes(_MARK[c] if c < 128 and chr(c).isalnum() else ord(" ") for c in range(256))
_PLAIN = bytes(c if c < 128 and chr(c).isalnum() else ord(" ") for c in range(256))
#: The same with the ends of lines kept.
_LINES = bytes(10 if c == 10 else _WORDS[c] for c in range(256))
_PLAIN_LINES = bytes(10 if c == 10 else _PLAIN[c] for c in range(256))
_FIGURE = re.compile(r"\d")
_IN_WORDS = b"'`."
_SHORTEST = 6


def same_length(text: str) -> str:
    """Text in lower case with letters that look alike written the same way; its length does not change.

    >>> same_length("Date of Vl5it: O3/18"), same_length("DATE OF VISIT")
    ('date of vlslt: o3/lb', 'date of vlslt')
    """
    return text.translate(_SAME_LENGTH)


def mark_of(text: str) -> str:
    """What is left of a text when blanks, punctuation and likely misreadings do not count.

    >>> mark_of("PROGRES5 REP0RT") == mark_of("Progress  report"), mark_of("govemment") == mark_of("government")
    (True, True)
    """
    return mark_bytes(text).decode("ascii")


def mark_bytes(text: str) -> bytes:
    """The same as :func:`mark_of`, as bytes for an automaton."""
    marked = text.encode("ascii", "ignore").translate(_MARK, _DROPPED)
    return marked.replace(b"rn", b"m").replace(b"vv", b"w")


class NearWords(Generic[V]):
    """A dictionary whose words are found although one letter is wrong, missing, added or swapped.

    One mistake leaves the first or the last letters of a word whole: candidates are found by these.

    >>> words = NearWords({"progress report": 1, "date": 2})
    >>> words.get("Progres5report"), words.near("progrss repart"), words.near("pr0qress report"), words.near("dote")
    (1, None, 1, None)
    """

    def __init__(self, entries: Mapping[str, V] | Iterable[tuple[str, V]], *, shortest: int = _SHORTEST) -> None:
        """``shortest``: words with fewer letters must be exact, for too many others lie near them."""
        self._exact: dict[str, V] = {}
        self._ends: dict[tuple[int, str], list[str]] = {}
        self._shortest = shortest
        self._end = min(_END, shortest // 2)
        self._longest = 0
        for word, value in entries.items() if isinstance(entries, Mapping) else entries:
            self._exact.setdefault(mark_of(word), value)
        for mark in self._exact:
            self._longest = max(self._longest, len(mark))
            if len(mark) >= self._shortest:
                self._ends.setdefault((len(mark), mark[: self._end]), []).append(mark)
                self._ends.setdefault((-len(mark), mark[-self._end:]), []).append(mark)

    def get(self, word: str) -> V | None:
        """The value of a word, misreadings folded."""
        return self._exact.get(mark_of(word))

    def of_mark(self, mark: str) -> V | None:
        """The value of a mark."""
        return self._exact.get(mark)

    def near(self, word: str) -> V | None:
        """The value of a word or of the one word that one letter parts it from."""
        return self.near_mark(mark_of(word))

    def near_mark(self, mark: str) -> V | None:
        """The same as :meth:`near` for a mark; None where two words of different values are equally near."""
        found = self._exact.get(mark)
        size = len(mark)
        if found is not None or not self._shortest - 1 <= size <= self._longest + 1:
            return found
        near: V | None = None
        ends, first, last = self._ends, mark[: self._end], mark[-self._end:]
        for length in (size, size - 1, size + 1):
            for key in ((length, first), (-length, last)):
                for other in ends.get(key, ()):
                    if one_apart(mark, other):
                        value = self._exact[other]
                        if near is not None and near != value:
                            return None
                        near = value
        return near


#: Letters at a word's beginning or end by which it is found; one mistake leaves one of both whole.
_END = 3


def one_apart(one: str, other: str) -> bool:
    """Whether one letter wrong, missing, added or swapped with the next makes one word of another.

    >>> one_apart("report", "repart"), one_apart("report", "reprot"), one_apart("report", "repport")
    (True, True, True)
    >>> one_apart("a", "abc")
    False
    """
    if len(one) > len(other):
        one, other = other, one
    size = len(one)
    if len(other) - size > 1:
        return False
    at = 0
    while at < size and one[at] == other[at]:
        at += 1
    if len(other) == size:
        return one[at + 1:] == other[at + 1:] or (
            one[at:at + 2] == other[at:at + 2][::-1] and one[at + 2:] == other[at + 2:]
        )
    return one[at:] == other[at + 1:]


def words_of(text: str) -> list[str]:
    """The words of a line as marks, in order.

    Figures stay figures; letters and figures in one word are folded.

    >>> words_of("MRI of the L-Spine w/o contrast. Physician's VlSIT 15")
    ['mrl', 'of', 'the', 'l', 'splne', 'w', 'o', 'contrast', 'physlclans', 'vlslt', '15']
    """
    plain = text.replace("’", "'").encode("ascii", "replace")
    words = plain.translate(_WORDS, _IN_WORDS).replace(b"rn", b"m").replace(b"vv", b"w").decode("ascii").split()
    if _FIGURE.search(text) is None:
        return words
    raw = plain.translate(_PLAIN, _IN_WORDS).decode("ascii").split()
    return [figure if figure.isdigit() else word for figure, word in zip(raw, words, strict=True)]


def lines_of_words(lines: Sequence[str]) -> list[list[str]]:
    """The same as :func:`words_of` for many lines at once.

    >>> lines_of_words(["VISIT 15", "", "Plan"])
    [['vlslt', '15'], [], ['plan']]
    """
    plain = "\n".join(lines).replace("’", "'").encode("ascii", "replace")
    marked = plain.translate(_LINES, _IN_WORDS).replace(b"rn", b"m").replace(b"vv", b"w").decode("ascii").split("\n")
    words = [line.split() for line in marked]
    raw = plain.translate(_PLAIN_LINES, _IN_WORDS).decode("ascii").split("\n")
    for number, line in enumerate(raw):
        if _FIGURE.search(line) is not None:
            words[number] = [
                figure if figure.isdigit() else word for figure, word in zip(line.split(), words[number], strict=True)
            ]
    return words
