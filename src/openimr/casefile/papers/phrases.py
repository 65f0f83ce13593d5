"""Phrases and section names that speak for a kind of paper, found in one pass over a page.

Long phrases are looked for without blanks, so that a lost blank or a line's end between two words hides none; short
ones must stand as words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import BytesAhoCorasick

from openimr.casefile.papers.misreadings import NearWords, mark_of, words_of
from openimr.casefile.papers.repeatedlines import remembered

#: A phrase of fewer letters than this must stand between blanks.
_LONG = 8
_SECTION = re.compile(
    r"\W{0,6}(?:(?:\d{1,2}|[ivx]{1,4}|[a-h])[.)]\s{0,3})?([a-z][a-z '’/&()#-]{0,44}?)\s{0,2}"
    r"(?::|\.\s|$|\s{2}|\t|\|)", re.I
)
_SECTION_WORDS = 5
_NAME_CHARACTERS = 46


class PhraseBook:
    """Phrases with their numbers.

    >>> book = PhraseBook(["estimated blood loss", "ast"])
    >>> [sorted(book.found(words_of(t))) for t in ("EST1MATED BLOODLOSS: 50 cc", "at last", "AST 38")]
    [[0], [], [1]]
    """

    def __init__(self, phrases: Sequence[str]) -> None:
        long: dict[bytes, list[int]] = {}
        short: dict[bytes, list[int]] = {}
        for number, phrase in enumerate(phrases):
            mark = "".join(words_of(phrase)).encode()
            if len(mark) >= _LONG:
                long.setdefault(mark, []).append(number)
            else:
                short.setdefault(" ".join(["", *words_of(phrase), ""]).encode(), []).append(number)
        self._long, self._long_numbers = BytesAhoCorasick(list(long) or [b"\0"]), list(long.values()) or [[]]
        self._short, self._short_numbers = BytesAhoCorasick(list(short) or [b"\0"]), list(short.values()) or [[]]

    def found(self, words: Sequence[str]) -> frozenset[int]:
        """Numbers of the phrases that a text of these words (marks) holds."""
        spaced = " ".join(["", *words, ""]).encode()
        numbers: set[int] = set()
        # a blank ends one word and begins the next, so matches must be allowed to overlap
        for which, _, _ in self._short.find_matches_as_indexes(spaced, overlapping=True):
            numbers.update(self._short_numbers[which])
        for which, _, _ in self._long.find_matches_as_indexes(spaced.replace(b" ", b""), overlapping=True):
            numbers.update(self._long_numbers[which])
        return frozenset(numbers)


class SectionBook:
    """Names of sections, found where they begin a line.

    >>> book = SectionBook({"treatment plan": 7, "s": 8})
    >>> [book.found(line) for line in ("TREATMENT PLAN: rest", "3. Treatmcnt plan", "S: pain 4/10", "Sore since May")]
    [7, 7, 8, None]
    """

    def __init__(self, sections: Mapping[str, int] | Iterable[tuple[str, int]]) -> None:
        self._sections: NearWords[int] = NearWords(sections, shortest=8)
        #: The number of the section that a line begins, or None.
        self.found = remembered(self._found)

    def _found(self, line: str) -> int | None:
        colon = line.find(":", 0, _NAME_CHARACTERS)
        if colon > 0 and (found := self._sections.of_mark(mark_of(line[:colon]))) is not None:
            return found
        if colon < 0 and len(line) > _NAME_CHARACTERS and not line[:3].isupper():
            return None
        match = _SECTION.match(line)
        if match is None:
            return None
        name = match[1]
        if match.end() == len(line) and name.count(" ") >= _SECTION_WORDS:
            return None
        mark = mark_of(name)
        if len(mark) == 1 and not line[match.end(1):match.end(1) + 2].strip().startswith(":"):
            return None
        found = self._sections.of_mark(mark)
        if found is None and len(mark) >= 8 and (
            name.isupper() or match.end() == len(line) or line[match.end() - 1:match.end()] == ":"
        ):
            found = self._sections.near_mark(mark)
        return found
