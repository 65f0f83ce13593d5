"""Words of a text and of a name made alike: case, accents, and letters that page reading confuses."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from openimr.publication.plaintext import plain_word

#: A word: letters and figures, an apostrophe inside.
WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")
#: No word of a name is longer; a file may hold words of any length.
_LONGEST = 48
_POSSESSIVE = re.compile(r"(?<=\w\w)['\u2019][sS]$")
_LETTERS = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "5": "s", "6": "g", "8": "b", "'": "", "\u2019": ""}
)


class Token(NamedTuple):
    """A word of a text with its place, and in the form in which spellings are compared."""

    start: int
    end: int
    word: str
    folded: str

    @property
    def small(self) -> bool:
        """Whether the word is written in small letters; one that begins with a figure is a misread capital."""
        return self.word.islower() and not self.word[0].isdigit()


def tokens_of(text: str) -> list[Token]:
    """The words of a text.

    >>> [(token.folded, token.small) for token in tokens_of("8aker baker")]
    [('baker', False), ('baker', True)]
    """
    return [Token(start, end, word, folded(word)) for start, end, word in words_of(text)]


def words_of(text: str) -> list[tuple[int, int, str]]:
    """The words of a text with their places, a possessive's ending left off.

    >>> words_of("Marno's note, O'Dwyer")
    [(0, 5, 'Marno'), (8, 12, 'note'), (14, 21, "O'Dwyer")]
    """
    found = []
    for match in WORD.finditer(text):
        word = _POSSESSIVE.sub("", match[0])
        found.append((match.start(), match.start() + len(word), word))
    return found


@lru_cache(maxsize=1 << 15)
def folded(word: str) -> str:
    """A word in the form in which spellings are compared; empty where figures prevail or it is too long.

    >>> folded("Muñ0z") == folded("MUNOZ"), folded("Mamo") == folded("Marno"), folded("1110")
    (True, True, '')
    """
    if len(word) > _LONGEST or 2 * sum(map(str.isalpha, word)) < len(word):
        return ""
    return refolded(plain_word(word).lower().translate(_LETTERS))


def refolded(word: str) -> str:
    """Letters that are taken for one, as one; for what was put together of words that were folded each.

    >>> refolded(folded("Pastor") + folded("Nora")) == folded("PastorNora")
    True
    """
    return word.replace("rn", "m").replace("cl", "d").replace("vv", "w")


@lru_cache(maxsize=1 << 15)
def foldings(word: str) -> tuple[str, ...]:
    """The forms of a word for a search with slips: rn and m, cl and d, vv and w taken for one, and told apart.

    A slip beside such a pair would otherwise count as two.

    >>> foldings("Cornel"), foldings("Marino"), foldings("Ana")
    (('comel', 'cornel'), ('marlno',), ('ana',))
    """
    if not (one := folded(word)):
        return ()
    other = plain_word(word).lower().translate(_LETTERS)
    return (one,) if one == other else (one, other)


@lru_cache(maxsize=1 << 14)
def shortened(word: str) -> frozenset[str]:
    """A word, and the word with any one letter left out: two that differ by one slip share one of these.

    >>> sorted(shortened("abc"))
    ['ab', 'abc', 'ac', 'bc']
    """
    return frozenset({word, *(word[:at] + word[at + 1 :] for at in range(len(word)))})


def one_slip(one: str, other: str) -> bool:
    """Whether two words differ by one letter: missing, added, another, or two neighbours exchanged.

    >>> one_slip("marno", "mrano"), one_slip("marno", "marn"), one_slip("marno", "barna")
    (True, True, False)
    """
    if abs(len(one) - len(other)) > 1:
        return False
    start = 0
    while start < min(len(one), len(other)) and one[start] == other[start]:
        start += 1
    one, other = one[start:], other[start:]
    end = 0
    while end < min(len(one), len(other)) and one[-1 - end] == other[-1 - end]:
        end += 1
    one, other = one[: len(one) - end], other[: len(other) - end]
    return max(len(one), len(other)) <= 1 or (len(one) == 2 and one == other[::-1])
