r"""Expressions of many alternatives, tried only at the places where one of them could begin.

Python's engine tries every alternative at nearly every word of a text. Here the letters that a match can begin with
are read off the expression itself; an automaton finds them in one pass, and the expression is tried there alone. What
is found is what the expression finds by itself, match for match.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from ahocorasick_rs import AhoCorasick

try:
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # pragma: no cover - the engine's own reader of expressions is not promised to stay where it is
    parser = None

#: Letters read of a beginning, and how many beginnings an alternative may have before it is tried everywhere instead.
_LONGEST, _MOST = 6, 400
_DIGITS, _BLANKS = "0123456789", " \t\n\r\x0b\x0c\x1c\x1d\x1e\x1f"


class Sought:
    r"""A compiled expression without flags that never matches nothing.

    >>> one = Sought(r"\b(?:no|without) (?:real )?(?:relief|help)\b|\bdid not help|(?<=\d)\snone")
    >>> [m.group() for m in one.finditer("no real relief; it did not help: 0 none")]
    ['no real relief', 'did not help', ' none']
    >>> one.search("no real progress, nowhere") is None
    True
    """

    __slots__ = ("_else", "_starts", "pattern")

    def __init__(self, expression: str | re.Pattern[str]) -> None:
        self.pattern = re.compile(expression)
        begin, elsewhere = _beginnings(self.pattern)
        self._starts = AhoCorasick(_shortest(begin)) if begin else None
        #: Words without which no other alternative matches; where one of them stands, every place is tried.
        self._else = tuple(sorted(elsewhere))

    def finditer(self, text: str, begin: int = 0, stop: int | None = None) -> Iterable[re.Match[str]]:
        """As ``re.Pattern.finditer``."""
        stop = len(text) if stop is None else stop
        places = self._places(text, begin, stop)
        if places is None:
            return self.pattern.finditer(text, begin, stop)
        found = []
        match = self.pattern.match
        for place in places:
            if place >= begin and (one := match(text, place, stop)) is not None:
                found.append(one)
                begin = one.end()
        return found

    def search(self, text: str, begin: int = 0, stop: int | None = None) -> re.Match[str] | None:
        """As ``re.Pattern.search``."""
        stop = len(text) if stop is None else stop
        places = self._places(text, begin, stop)
        if places is None:
            return self.pattern.search(text, begin, stop)
        match = self.pattern.match
        for place in places:
            if (one := match(text, place, stop)) is not None:
                return one
        return None

    def _places(self, text: str, begin: int, stop: int) -> list[int] | None:
        """Where a match may begin, in order; None where that is not known."""
        words = text[begin:stop]
        if self._starts is None or not words.isascii():
            return None
        for word in self._else:
            if word in words:
                return None
        places = {place + begin for _, place, _ in self._starts.find_matches_as_indexes(words, overlapping=True)}
        return sorted(places)


def _shortest(words: set[str]) -> list[str]:
    """The words without those that begin with another of them."""
    kept: list[str] = []
    for word in sorted(words):
        if not kept or not word.startswith(kept[-1]):
            kept.append(word)
    return kept


def _beginnings(pattern: re.Pattern[str]) -> tuple[set[str], set[str]]:
    """Beginnings of the matches of an expression in an ASCII text, and words of which all other matches hold one.

    Both are empty where nothing can be said.
    """
    if parser is None or pattern.flags & ~re.UNICODE:
        return set(), set()
    begin: set[str] = set()
    elsewhere: set[str] = set()
    for one in _alternatives(list(parser.parse(pattern.pattern))):
        starts = {word for word, _ in _expanded(one)}
        if all(word.strip() for word in starts) and len(starts) <= _MOST:
            begin |= starts
        elif needed := _needed(one):
            elsewhere |= needed
        else:
            return set(), set()
    return begin, elsewhere


#: The engine's own form of an expression: an operation and what it is done to.
_Parsed = list[tuple[Any, Any]]


def _alternatives(parsed: _Parsed) -> list[_Parsed]:
    """The alternatives of an expression, each whole."""
    for number, (code, argument) in enumerate(parsed):
        name = str(code)
        if name == "SUBPATTERN":
            inner = argument[3]
            return [[*parsed[:number], *one, *parsed[number + 1 :]] for one in _alternatives(list(inner))]
        if name == "BRANCH":
            return [
                found
                for branch in argument[1]
                for found in _alternatives([*parsed[:number], *branch, *parsed[number + 1 :]])
            ]
        if name not in ("AT", "ASSERT", "ASSERT_NOT"):
            break
    return [parsed]


def _expanded(parsed: _Parsed) -> set[tuple[str, bool]]:
    """What a match may begin with, and whether that is all that it may be."""
    words: set[tuple[str, bool]] = {("", True)}
    for code, argument in parsed:
        name = str(code)
        if name in ("AT", "ASSERT", "ASSERT_NOT"):
            continue  # they take no letter
        if not any(whole for _, whole in words):
            break
        following = _of(name, argument)
        if following is None:
            return {(word, False) for word, _ in words}
        grown: set[tuple[str, bool]] = {(word, whole) for word, whole in words if not whole}
        for word, whole in words:
            if whole:
                for more, ended in following:
                    one = word + more
                    grown.add((one[:_LONGEST], ended and len(one) < _LONGEST))
        if len(grown) > _MOST:
            return {(word, False) for word, _ in words}
        words = grown
    return words


def _of(name: str, argument: Any) -> set[tuple[str, bool]] | None:
    """As ``_expanded`` for one part of an expression; None where it may be any letter."""
    if name == "LITERAL":
        return {(chr(argument), True)} if argument < 128 else {("", False)}
    if name == "IN":
        letters = _letters(argument)
        return {(letter, True) for letter in letters} if letters else None
    if name == "SUBPATTERN":
        return _expanded(list(argument[3])) if not argument[1] else None
    if name == "BRANCH":
        return {one for branch in argument[1] for one in _expanded(list(branch))}
    if name in ("MAX_REPEAT", "MIN_REPEAT"):
        low, high, inner = argument
        once = _expanded(list(inner))
        if high != 1:
            once = {(word, False) for word, _ in once}
        return once | {("", True)} if low == 0 else once
    return None


def _letters(members: _Parsed) -> str:
    """The letters of a class, if they are few and all known."""
    found = ""
    for code, argument in members:
        name = str(code)
        if name == "LITERAL":
            found += chr(argument) if argument < 128 else ""
        elif name == "RANGE":
            low, high = argument
            found += "".join(chr(one) for one in range(low, min(high, 127) + 1))
        elif name == "CATEGORY" and str(argument) in ("CATEGORY_DIGIT", "CATEGORY_SPACE"):
            found += _DIGITS if str(argument) == "CATEGORY_DIGIT" else _BLANKS
        else:
            return ""
    return found if len(found) <= 26 else ""


def _needed(parsed: _Parsed) -> set[str]:
    """Words of which every match holds one; empty where none are known."""
    best: set[str] = set()
    run = ""
    for code, argument in [*parsed, (None, None)]:
        name = str(code)
        if name == "LITERAL":
            run += chr(argument)
            continue
        own = _needed_of(name, argument)
        for one in ({run} if run else set(), own):
            if one and _weight(one) > _weight(best):
                best = one
        run = "" if name not in ("AT", "ASSERT", "ASSERT_NOT") else run
    return best


def _needed_of(name: str, argument: Any) -> set[str]:
    if name == "SUBPATTERN":
        return _needed(list(argument[3]))
    if name == "BRANCH":
        each = [_needed(list(branch)) for branch in argument[1]]
        return set().union(*each) if all(each) else set()
    if name in ("MAX_REPEAT", "MIN_REPEAT") and argument[0]:
        return _needed(list(argument[2]))
    return set()


def _weight(words: set[str]) -> int:
    return min(map(len, words)) if words else 0
