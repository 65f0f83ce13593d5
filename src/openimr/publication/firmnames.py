"""Names of the case's firms found in a text: with and without legal form, by first words, as acronym, with slips."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from openimr.panel.names import name_words
from openimr.publication.nametokens import Token, folded, foldings, one_slip, shortened, words_of
from openimr.publication.plaintext import plain_word
from openimr.publication.rules import PublicationRules

_GAP = re.compile(r"[\s.,&'-]{1,6}")
_SMALL = frozenset({"and", "of", "the", "for", "at", "in"})
_COMPANY = re.compile(r"[,\s]{1,3}(?:company|co|corporation|corp)\b", re.IGNORECASE)
#: So many of them stand in a row at most.
_MOST_SMALL = 2
#: A slip is looked for in words of so many letters; in a firm's first word alone, in longer ones.
_SLIP_FROM, _FIRST_FROM, _FIRST_SLIP_FROM = 3, 5, 7


class NameFound(NamedTuple):
    """A name of the case in a text; ``surely`` is False where a person has to say whether it is one."""

    start: int
    end: int
    role: str
    surely: bool


@dataclass(slots=True)
class _Firm:
    role: str
    words: list[str]
    forms: list[tuple[str, ...]]
    own: list[bool]
    acronyms: set[str]


class FirmIndex:
    """The firms of a case, ready to be looked for in many texts.

    >>> from openimr.publication.nametokens import tokens_of
    >>> from openimr.publication.rules import publication_rules
    >>> index = FirmIndex(publication_rules())
    >>> index.add("employer", "Tamarind Medical Freight, Inc.")
    >>> text = "TMF, that is TAMARIND MEDICALFREIGHT INC or Tamarind Medical, a medical carrier. Medical records."
    >>> [text[found.start : found.end] for found in index.find(text, tokens_of(text), set())]
    ['TMF', 'TAMARIND MEDICALFREIGHT INC', 'Tamarind Medical']
    """

    def __init__(self, rules: PublicationRules) -> None:
        self._rules = rules
        self._ordinary = rules.ordinary
        # words that say what a firm is, or nothing: they tell none from another
        known = name_words()
        self._generic = known.generic | known.weak | known.short.keys() | rules.not_names
        self._firms: list[_Firm] = []
        self._first_words: dict[str, set[int]] = defaultdict(set)
        # "Inc.", and in California "A Professional Medical Corporation"
        form = rf"(?:[,\s]{{1,3}}(?:(?i:an?)\s(?:\w{{3,20}}\s){{1,3}})?{rules.legal_forms}\b\.?)"
        self._end = re.compile(form + "+")
        self._stripped = re.compile(form + "+$")

    def add(self, role: str, name: str) -> None:
        """One more firm."""
        stripped = self._stripped.sub("", plain_word(name))
        words = [word for _, _, word in words_of(stripped)]
        told = [word for word in words if word.lower() not in _SMALL and folded(word)]
        if not told:
            return
        telling = [folded(word) for word in told]
        made = {"".join(word[0] for word in words).upper(),
                "".join(word[0] for word in words if word.lower() not in _SMALL).upper()}  # fmt: skip
        # "Company" is a word to those who shorten the name; "LLC" is none
        if (legal := self._stripped.search(plain_word(name))) and (_COMPANY.match(legal[0])):
            made |= {one + "C" for one in made}
        own = [word.lower() not in self._generic for word in told]
        self._firms.append(
            _Firm(role, telling, [foldings(word) for word in told], own, {one for one in made if len(one) >= 3})
        )
        number = len(self._firms) - 1
        for form in foldings(told[0]):
            for short in shortened(form):
                self._first_words[short].add(number)
        if len(told) > 1:
            self._first_words[telling[0] + telling[1]].add(number)

    def find(self, text: str, tokens: list[Token], lower: set[str]) -> Iterator[NameFound]:
        """The firms in a text; ``lower`` holds the words that stand there in small letters."""
        if not self._firms:
            return
        acronyms = {acronym: firm.role for firm in self._firms for acronym in firm.acronyms}
        for at, token in enumerate(tokens):
            if role := acronyms.get(token.word):
                yield NameFound(token.start, token.end, role, token.word.lower() not in self._rules.abbreviations)
            if not token.folded or token.small:
                continue
            keys = list(foldings(token.word))
            if at + 1 < len(tokens) and tokens[at + 1].start - token.end <= 4:
                keys.append(folded(token.word + tokens[at + 1].word))
            numbers: set[int] = set()
            for key in keys:
                for short in shortened(key):
                    if short in self._first_words:
                        numbers |= self._first_words[short]
            for number in sorted(numbers):
                if found := self._firm_at(text, tokens, at, self._firms[number], lower):
                    yield found

    def _firm_at(self, text: str, tokens: list[Token], at: int, firm: _Firm, lower: set[str]) -> NameFound | None:
        place, matched, slips, small, end = at, 0, 0, 0, tokens[at].start
        while matched < len(firm.words) and place < len(tokens):
            if matched and not _GAP.fullmatch(text, tokens[place - 1].end, tokens[place].start):
                break
            token = tokens[place]
            two = tokens[place : place + 2]
            more = 1
            if token.folded == firm.words[matched] or _slipped(token, firm.forms[matched]):
                slips += token.folded != firm.words[matched]
                place += 1
            elif len(two) == 2 and two[1].start - two[0].end <= 4 and (
                folded(two[0].word + two[1].word) == firm.words[matched]
            ):
                place += 2
            elif token.folded == "".join(firm.words[matched : matched + 2]):
                place += 1
                more = 2
            elif matched and small < _MOST_SMALL and len(token.folded) > 1 and _is_small(token):
                place += 1
                small += 1
                continue
            else:
                break
            matched += more
            small = 0
            end = tokens[place - 1].end
        if not matched:
            return None
        first = firm.words[0]
        ordinary = first in self._ordinary or tokens[at].word.lower() in lower
        if matched == len(firm.words):
            if legal := self._end.match(text, end):
                end = legal.end()
            alone = matched == 1 and (ordinary or slips > 0)
            return NameFound(tokens[at].start, end, firm.role, not alone)
        own = any(firm.own[:matched])
        if matched >= 2:
            # places and such ("Golden Valley") may be a firm's short form; "Utilization review" is nobody's
            return NameFound(tokens[at].start, end, firm.role, surely=True) if own and slips * 2 <= matched else None
        if own and not ordinary and len(first) >= (_FIRST_SLIP_FROM if slips else _FIRST_FROM):
            return NameFound(tokens[at].start, end, firm.role, surely=False)
        return None


def _is_small(token: Token) -> bool:
    """Whether a word is one that firms' names have or leave out, perhaps misread."""
    return any(one_slip(token.folded, small) for small in _SMALL)


def _slipped(token: Token, forms: tuple[str, ...]) -> bool:
    return len(token.folded) >= _SLIP_FROM and any(
        one_slip(one, form) for one in foldings(token.word) for form in forms
    )
