"""Expressions that look first whether any of the words they cannot do without stands there, and only then read.

Most sentences hold none of the words that a long expression is about, but Python's engine tries all its alternatives at
every border of a word before it says so. The words are taken from the expression itself, so that whoever edits one has
nothing to keep in step: of "(?:gave|brought) \\w+ relief" every match holds "gave " or "brought ". One pass of an
automaton over the stretch finds whether one of them is there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from re import _parser  # type: ignore[attr-defined]  # how the engine itself reads an expression
from typing import Any

from ahocorasick_rs import AhoCorasick

#: More strings than this are not kept side by side; fewer and longer ones are then taken from what stands beside them.
_MOST = 100
#: Letters of a set of letters that are written out ("[ts]"); a longer set is taken as any letter.
_LETTERS = 4


class Screened:
    """An expression that is asked only where one of its words stands.

    Every match holds at least one of ``words``; where none could be told the expression is always asked.

    >>> relief = Screened(r"\\b(?:gave|brought) (?:\\w+ ){0,3}?(?:relief|help)\\b")
    >>> relief.words
    ('brought ', 'gave ')
    >>> text = "it gave little relief"
    >>> [match.group() for match in relief.finditer(text, 0, len(text))], relief.search(text, 0, 6)
    (['gave little relief'], None)
    """

    __slots__ = ("_automaton", "_words", "expression")

    def __init__(self, expression: str | re.Pattern[str]) -> None:
        self.expression = re.compile(expression) if isinstance(expression, str) else expression
        self._words: tuple[str, ...] | None = None
        self._automaton: AhoCorasick | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """The words, told from the expression when it is first asked: most are never asked in a short run."""
        if self._words is None:
            self._words = needed_words(self.expression)
            self._automaton = AhoCorasick(self._words) if self._words else None
        return self._words

    def finditer(self, text: str, begin: int, stop: int) -> Iterable[re.Match[str]]:
        """All its matches between two places, in order."""
        return self.expression.finditer(text, begin, stop) if self._may_stand(text[begin:stop]) else ()

    def search(self, text: str, begin: int, stop: int) -> re.Match[str] | None:
        """Its first match between two places."""
        return self.expression.search(text, begin, stop) if self._may_stand(text[begin:stop]) else None

    def _may_stand(self, stretch: str) -> bool:
        automaton = self._automaton if self._words is not None or self.words else None
        return automaton is None or bool(automaton.find_matches_as_indexes(stretch))


def needed_words(expression: re.Pattern[str]) -> tuple[str, ...]:
    """Pieces of text of which every match of the expression holds at least one; empty where none can be told.

    >>> needed_words(re.compile(r"no (?:real )?(?:relief|benefit)s?|not \\w*help"))
    (' benefit', ' relief', 'help')
    >>> needed_words(re.compile(r"\\w+|pain"))
    ()
    """
    if expression.flags & re.IGNORECASE:
        return ()
    found = _needed(_parser.parse(expression.pattern, expression.flags & ~re.UNICODE))
    if not found or not min(map(len, found)):
        return ()
    # of "pain" and "pain free" the shorter says it all
    within = AhoCorasick(sorted(found))
    return tuple(one for one in sorted(found) if len(within.find_matches_as_indexes(one, overlapping=True)) == 1)


def _needed(parsed: Sequence[Any]) -> frozenset[str] | None:
    """The best of the sets of strings that each piece of a sequence offers; None where none does."""
    sets: list[frozenset[str]] = []
    run = frozenset(("",))
    for operator, operand in parsed:
        strings = _strings(operator, operand)
        if strings is not None and len(run) * len(strings) <= _MOST:
            run = frozenset(a + b for a in run for b in strings)
            continue
        sets.append(run)
        run = strings if strings is not None else frozenset(("",))
        inner = _inside(operator, operand) if strings is None else None
        if inner is not None:
            sets.append(inner)
    return max([*sets, run], key=_worth, default=None)


def _worth(strings: frozenset[str]) -> tuple[bool, bool, int, int]:
    """Long strings are rare, and few are quickly looked for."""
    shortest = min(map(len, strings))
    return shortest > 0, shortest > 2, -len(strings) if shortest > 2 else shortest, shortest


def _strings(operator: Any, operand: Any) -> frozenset[str] | None:
    """All the strings that a piece of an expression can stand for; None where they are too many."""
    name = str(operator)
    if name == "LITERAL":
        return frozenset((chr(operand),))
    if name in ("AT", "ASSERT", "ASSERT_NOT"):  # a border takes no letter, and what it rules out need not be known
        return frozenset(("",))
    if name == "IN" and all(str(kind) == "LITERAL" for kind, _ in operand) and len(operand) <= _LETTERS:
        return frozenset(chr(letter) for _, letter in operand)
    if name == "SUBPATTERN":
        return None if operand[1] or operand[2] else _sequence(operand[3])
    if name == "BRANCH":
        several = [_sequence(one) for one in operand[1]]
        whole = frozenset(string for one in several if one is not None for string in one)
        return None if None in several or len(whole) > _MOST else whole
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and operand[1] == 1:
        once = _sequence(operand[2])
        return once if once is None or operand[0] == 1 else once | {""}
    return None


def _sequence(parsed: Sequence[Any]) -> frozenset[str] | None:
    run = frozenset(("",))
    for operator, operand in parsed:
        strings = _strings(operator, operand)
        if strings is None or len(run) * len(strings) > _MOST:
            return None
        run = frozenset(a + b for a in run for b in strings)
    return run


def _inside(operator: Any, operand: Any) -> frozenset[str] | None:
    """What every match of one piece holds, where the piece stands for too many strings to write them out."""
    name = str(operator)
    if name == "SUBPATTERN" and not (operand[1] or operand[2]):
        return _needed(operand[3])
    if name == "BRANCH":
        several = [_needed(one) for one in operand[1]]
        return None if None in several else frozenset(string for one in several if one is not None for string in one)
    if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and operand[0] >= 1:
        return _needed(operand[2])
    return None
