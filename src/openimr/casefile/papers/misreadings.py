"""Words as recognition misreads them: letters that look alike, lost and added blanks, one wrong letter.

Two words are the same *mark* when they differ only in what recognition confuses (O and 0, l, I and 1, S and 5, B and 8,
rn and m), in blanks and in punctuation. :class:`NearWords` finds a known word for a mark that one more letter spoils.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

V = TypeVar("V")

_LOWER = {ord(c): ord(c.lower()) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
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

    >>> words = NearWords({"progress report": 1, "date": 2})
    >>> words.get("Progres5report"), words.near("progrss repart"), words.near("pr0qress report"), words.near("dote")
    (1, None, 1, None)
    """

    def __init__(self, entries: Mapping[str, V] | Iterable[tuple[str, V]], *, shortest: int = _SHORTEST) -> None:
        """``shortest``: words with fewer letters must be exact, for too many others lie near them."""
        self._exact: dict[str, V] = {}
        self._near: dict[str, V | None] = {}
        self._shortest = shortest
        for word, value in entries.items() if isinstance(entries, Mapping) else entries:
            self._exact.setdefault(mark_of(word), value)
        for mark, value in self._exact.items():
            if len(mark) < shortest:
                continue
            for variant in _variants(mark):
                known = self._near.setdefault(variant, value)
                if known != value:
                    self._near[variant] = None  # between two words: neither

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
        """The same as :meth:`near` for a mark."""
        found = self._exact.get(mark)
        if found is not None or len(mark) < self._shortest - 1 or len(mark) > 60:
            return found
        for variant in _variants(mark):
            found = self._near.get(variant)
            if found is not None:
                return found
        return None


def _variants(mark: str) -> Iterator[str]:
    """A mark and what is left of it when one letter goes."""
    yield mark
    for place in range(len(mark)):
        yield mark[:place] + mark[place + 1:]


def words_of(text: str) -> list[str]:
    """The words of a line as marks, in order.

    Figures stay figures; letters and figures in one word are folded.

    >>> words_of("MRI of the L-Spine w/o contrast. Physician's VlSIT 15")
    ['mrl', 'of', 'the', 'l', 'splne', 'w', 'o', 'contrast', 'physlclans', 'vlslt', '15']
    """
    plain = text.replace("’", "'").encode("ascii", "replace")
    words = plain.translate(_WORDS, _IN_WORDS).replace(b"rn", b"m").replace(b"vv", b"w").decode("ascii").split()
    if not any(c.isdigit() for c in text):
        return words
    raw = plain.translate(_PLAIN, _IN_WORDS).decode("ascii").split()
    return [figure if figure.isdigit() else word for figure, word in zip(raw, words, strict=True)]
