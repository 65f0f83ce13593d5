"""Names of the case found in a text, in whatever spelling: order, initials, nicknames, slips, broken, joined, split."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator

from openimr.publication.firmnames import FirmIndex, NameFound
from openimr.publication.nametokens import Token, folded, foldings, one_slip, shortened, tokens_of
from openimr.publication.parties import Parties
from openimr.publication.personnames import SURE, Part, Person, person_named
from openimr.publication.plaintext import plain_text
from openimr.publication.rules import PublicationRules
from openimr.publication.signedinitials import SignedInitials

#: A slip is looked for in words of so many letters; without anything beside it, in longer ones.
_SLIP_FROM, _SLIP_ALONE_FROM, _SLIP_SURE_FROM = 3, 5, 7
#: Words of one name are parted by a blank, a comma, a full stop, a hyphen, and what sets a nickname off.
_BETWEEN = re.compile(
    r"[ \t\n]{0,3},?[ \t\n]{0,3}|_|\.[ \t\n]{0,3}|[ \t]?[-\u2010\u2011][ \t\n]{0,3}"
    r"|[ \t\n]{1,3}[\"'(]|[\"')],?[ \t\n]{1,3}"
)
_QUOTED = re.compile(r"[ \t\n]{0,3}[\"'(]")
#: Within a word: a blank, a line's end with its hyphen, an apostrophe that stands apart.
_BROKEN = re.compile(r"[ \t]?[-\u2010\u2011']?[ \t]?\n?[ \t]?")
#: A name in small letters, alone, has so many letters; a shorter one, or a word, is behind a title or a greeting.
_SMALL_FROM = 4
_ADDRESSED = re.compile(
    r"\b(?:hi|hello|hey|thanks|thank you|good morning|good afternoon|dear|dr|mr|mrs|ms|miss|prof)[.,]?\s{1,2}$",
    re.IGNORECASE,
)
#: The end of a sentence or line.
_ENDED = re.compile(r"[.!?\n>]\s{0,3}$")
_THE = re.compile(r"\b(?:the|family)\s{1,3}$", re.IGNORECASE)
#: A given name is shortened to so many letters at least: "Steph", or to its end: "Emeka" of Chukwuemeka.
_SHORTENED_FROM, _ENDING_FROM = 3, 4
#: Alone, what a given name is shortened to has so many letters, and lacks so many: fewer are a slip.
_SHORT_ALONE_FROM, _SHORT_LACKS = 4, 2
_CAMEL = re.compile(r"[A-Z][^A-Z\W\d]+")
_MOST_CAMEL = 4
_WINDOW = 24


class NameIndex:
    """The names of a case, ready to be looked for in many texts.

    >>> from openimr.publication.parties import Party
    >>> from openimr.publication.rules import publication_rules
    >>> parties = Parties(parties=(Party(role="physician", name="Ilse Marno"),))
    >>> index = NameIndex(parties, publication_rules())
    >>> text = "MARNO, I. and Dr. Mar-\\nno; Ilse Mrano; IlseMarno or I.\\n    Marno"
    >>> [text[found.start:found.end] for found in index.find(text)]
    ['MARNO, I.', 'Mar-\\nno', 'Ilse Mrano', 'IlseMarno', 'I.\\n    Marno']
    """

    def __init__(self, parties: Parties, rules: PublicationRules) -> None:
        self._rules = rules
        self._ordinary = rules.ordinary
        self._persons: list[Person] = []
        self._firms = FirmIndex(rules)
        self._exact: dict[str, list[tuple[int, Part]]] = defaultdict(list)
        self._near: dict[str, set[tuple[str, str]]] = defaultdict(set)
        self._labels: dict[str, dict[int, Part]] = {}
        for party in parties.parties:
            for name in (party.name, *party.also):
                (self._firms.add if party.kind == "firm" else self._add_person)(party.role, name)
        self._signs = SignedInitials(self._persons, rules)
        self._short: dict[str, str] = {}
        for person in self._persons:
            for given in person.given:
                for size in range(_SHORT_ALONE_FROM, len(given) - _SHORT_LACKS + 1):
                    self._short.setdefault(given[:size], person.role)
                    self._short.setdefault(given[-size:], person.role)

    def _add_person(self, role: str, name: str) -> None:
        person = person_named(role, name, self._rules, _SLIP_FROM)
        self._persons.append(person)
        for key, part in person.parts.items():
            self._exact[key].append((len(self._persons) - 1, part))
        for word, key in person.slips:
            for form in foldings(word):
                for short in shortened(form):
                    self._near[short].add((form, key))

    def find(self, text: str) -> Iterator[NameFound]:
        """The names in a text, in order; of a passage that more than one party may be, the longest."""
        plain = plain_text(text)
        tokens = tokens_of(plain.text)
        lower = {one.word for one in tokens if one.small and not _of_an_address(plain.text, one)}
        found = [
            *self._persons_in(plain.text, tokens, lower),
            *self._firms.find(plain.text, tokens, lower),
            *self._signs.find(plain.text),
            *self._shortened(plain.text, tokens, lower),
        ]
        made = []
        for one in found:
            start, end = plain.place(one.start, one.end)
            made.append(one._replace(start=start, end=end))
        yield from sorted(made)

    def _persons_in(self, text: str, tokens: list[Token], lower: set[str]) -> Iterator[NameFound]:
        labelled: dict[int, dict[int, Part]] = defaultdict(dict)
        for at, token in enumerate(tokens):
            for person, part in self._labels_of(token).items():
                if part.startswith("near") and token.word.lower() in lower and not (
                    token.word.islower() and self._expected(text, tokens, at, person, part)
                ):
                    continue
                labelled[person][at] = part
            for size in (2, 3):
                self._put_together(text, tokens, at, size, labelled)
        for person, parts in labelled.items():
            _misread_particles(tokens, self._persons[person], parts)
            self._shorter(text, tokens, self._persons[person], parts)
            self._initials(text, tokens, self._persons[person], parts)
            for group in _groups(text, tokens, parts):
                if found := self._judged(text, tokens, group, parts, self._persons[person].role, lower):
                    yield found

    def _shortened(self, text: str, tokens: list[Token], lower: set[str]) -> Iterator[NameFound]:
        """A given name's beginning or end, alone, as people call each other: "Steph", "Emeka"; a person decides."""
        for token in tokens:
            role = self._short.get(token.folded)
            if role is None or not token.word.istitle() or token.word.lower() in lower:
                continue
            if token.folded not in self._ordinary and token.word.lower() not in self._rules.abbreviations:
                before = self._rules.person_before.search(text, max(0, token.start - _WINDOW), token.start)
                yield NameFound(token.start, token.end, role, surely=before is not None)

    def _expected(self, text: str, tokens: list[Token], at: int, person: int, part: Part) -> bool:
        """Whether a word in small letters stands where a name is due: "Ilse arnolds" for Marnolds, "Mei-lam"."""
        least = _SLIP_ALONE_FROM - 1 if part == "near surname" else _SLIP_FROM
        if not at or len(tokens[at].folded) < least:
            return False
        # the given name may be in small letters, too, but says less
        if not tokens[at - 1].word[0].isupper() and len(tokens[at].folded) <= _SLIP_ALONE_FROM:
            return False
        if part != "near surname" and text[tokens[at - 1].end : tokens[at].start] != "-":
            return False
        before = self._exact.get(tokens[at - 1].folded, ())
        return any(one == person and part in ("given", "particle") for one, part in before)

    def _labels_of(self, token: Token) -> dict[int, Part]:
        """What a word may be, by person; remembered for each word."""
        if (known := self._labels.get(token.word)) is not None:
            return known
        labels: dict[int, Part] = {}
        # "Vol. II" is nobody called Li
        ending = token.word.isupper() and token.word.lower() in self._rules.name_endings
        for person, part in self._exact.get(token.folded, ()) if not ending else ():
            labels[person] = part
        if len(token.folded) >= _SLIP_FROM - 1 and token.word.lower() not in self._rules.not_names:
            near = {
                key for form in foldings(token.word) for short in shortened(form)
                for known, key in self._near.get(short, ()) if one_slip(known, form)
            }  # fmt: skip
            for key in sorted(near):
                for person, part in self._exact[key]:
                    if part not in ("surname", "given"):
                        continue
                    labels.setdefault(person, "near surname" if part == "surname" else "near given")
            for person in self._more_of(token.word):
                if labels.get(person) not in SURE:
                    labels[person] = "plural"
            for person in self._run_together(token.word):
                if labels.get(person) not in SURE:
                    labels[person] = "whole"
        if len(self._labels) < 1 << 16:
            self._labels[token.word] = labels
        return labels

    def _more_of(self, word: str) -> Iterator[int]:
        """Whose surname a word is in the plural: "Marnos", "Quinoneses"."""
        if word[:1].isupper() and word[-1] in "sS" and len(word) >= _SLIP_FROM:
            for key in _singular(word):
                for person, part in self._exact.get(key, ()):
                    if part == "surname":
                        yield person

    def _run_together(self, word: str) -> set[int]:
        """Whose names a word is that has capitals within: "LastFirstMiddle"."""
        pieces = _CAMEL.findall(word)
        if not 2 <= len(pieces) <= _MOST_CAMEL or "".join(pieces) != word:
            return set()
        whose = [set(self._labels_of(Token(0, len(one), one, folded(one)))) for one in pieces]
        return set.intersection(*whose)

    def _put_together(self, text: str, tokens: list[Token], at: int, size: int,
                      labelled: dict[int, dict[int, Part]]) -> None:  # fmt: skip
        """Words that make a name when put together: "Mar-" at a line's end and "no"."""
        run = tokens[at : at + size]
        if len(run) < size or not run[0].word[:1].isupper():
            return
        for one, other in itertools.pairwise(run):
            if other.start - one.end > 4 or not _BROKEN.fullmatch(text, one.end, other.start):
                return
        for person, part in self._exact.get(folded("".join(one.word for one in run)), ()):
            if part in SURE:
                for place in range(at, at + size):
                    labelled[person].setdefault(place, part)
                    if labelled[person][place] not in SURE:
                        labelled[person][place] = part

    def _initials(self, text: str, tokens: list[Token], person: Person, parts: dict[int, Part]) -> None:
        """Single letters beside a part of the name: "I. Marno", "Marno, I.", "I.C. Marno" where no C is known."""
        for at in sorted(parts):
            if parts[at] == "particle" and at + 1 not in parts:
                continue
            for step in (-1, 1):
                place = at + step
                while 0 <= place < len(tokens) and place not in parts:
                    one, other = (tokens[place], tokens[place + 1]) if step < 0 else (tokens[place - 1], tokens[place])
                    if len(tokens[place].word) > 2 or not _joins(text, one, other):
                        break
                    if self._is_initial(text, tokens, place, step, person.initials):
                        parts[place] = "initial"
                    elif step < 0 and place and "." in text[one.end : other.start] and _joins(
                        text, tokens[place - 1], one
                    ) and self._is_initial(text, tokens, place - 1, step, person.given_initials):
                        parts[place] = parts[place - 1] = "initial"
                    else:
                        break
                    place += step

    def _is_initial(self, text: str, tokens: list[Token], place: int, step: int, known: set[str]) -> bool:
        """Whether a word is a single letter that begins a name, and no article or pronoun."""
        token, beside = tokens[place], tokens[place - step]
        if len(token.word) == 2:
            # "IC Marno"; "PT Marno" is nobody's initials
            return step < 0 and token.word.isupper() and set(token.word) <= known and token.word.lower() not in (
                self._rules.not_names | self._rules.abbreviations
            )  # fmt: skip
        if token.word.upper() not in known:
            return False
        if text[token.end : token.end + 1] == ".":
            return token.word.isupper() or beside.word.islower()
        if token.word.islower() or token.word not in "AI":
            return token.word.isupper()
        if "_" in text[min(token.end, beside.end) : max(token.start, beside.start)]:
            return True
        if step > 0:
            # the end of a line, a column or a part of it
            if token.word == "A" and text[token.end : token.end + 2].strip(" ").islower() and "." not in (
                text[beside.end : token.start]
            ):
                # an article is no capital within a sentence
                return True
            return text[token.end : token.end + 2].strip(" ")[:1] in ("", "\n", "\t", "|", ",", ";", ":", ")", "/")
        if beside.folded not in self._ordinary:
            return True
        # "Copy to A Stone", but not "A stone was seen. A Stone was seen."
        before = text[max(0, token.start - 3) : token.start].rstrip(" ")
        return token.word == "A" and bool(before) and before[-1] not in ".!?:;\n"

    def _shorter(self, text: str, tokens: list[Token], person: Person, parts: dict[int, Part]) -> None:
        """What stands for a given name beside another part: "Steph Marno", 'Stephanie "Stevie" Marno'."""
        for at in [at for at, part in parts.items() if part in ("surname", "near surname", "particle")]:
            for step in (-1, 1):
                place = at + step
                if not 0 <= place < len(tokens) or place in parts:
                    continue
                token = tokens[place]
                one, other = (token, tokens[at]) if step < 0 else (tokens[at], token)
                if not token.word[0].isupper() or not _joins(text, one, other):
                    continue
                listed = step < 0 or "," in text[one.end : other.start]
                short = listed and len(token.folded) >= _SHORTENED_FROM and any(
                    given.startswith(token.folded) or (
                        len(token.folded) >= _ENDING_FROM and given.endswith(token.folded)
                    ) for given in person.given
                )  # fmt: skip
                quoted = step < 0 and place and parts.get(place - 1, "") in ("given", "near given", "initial") and (
                    _QUOTED.fullmatch(text, tokens[place - 1].end, token.start)
                )
                if short or quoted:
                    parts[place] = "given"

    def _judged(self, text: str, tokens: list[Token], group: list[int], parts: dict[int, Part], role: str,
                lower: set[str]) -> NameFound | None:  # fmt: skip
        while group and parts[group[-1]] == "particle":
            group = group[:-1]
        kinds = [parts[at] for at in group]
        named = [at for at in group if parts[at] not in ("particle", "initial")]
        if not named:
            return None
        start, end = tokens[group[0]].start, tokens[group[-1]].end
        if kinds[-1] == "initial" and text[end : end + 1] == ".":
            end += 1
        found = NameFound(start, end, role, surely=True)
        sure = [at for at in named if parts[at] in SURE]
        if all(tokens[at].small for at in named):
            if {"surname", "given"} <= set(kinds) or "whole" in kinds:
                return found
            ordinary = all(tokens[at].folded in self._ordinary for at in named)
            if "initial" in kinds and sure:
                return found._replace(surely=not ordinary)
            if addressed := _ADDRESSED.search(text, max(0, start - _WINDOW), start):
                # two blanks behind a title are what a name left that was taken out: the next word is a word
                gone = ordinary and addressed[0].endswith("  ")
                return found._replace(surely=not ordinary) if sure and not gone else None
            if ordinary or sum(len(tokens[at].word) for at in sure) < _SMALL_FROM:
                begins = not text[:start].strip() or _ENDED.search(text, max(0, start - _WINDOW), start)
                does = sure and begins and self._rules.person_behind.match(text, end)
                return found._replace(surely=False) if does else None
            # in the name of a file or an address nobody writes capitals
            return found._replace(surely=any(_of_an_address(text, tokens[at]) for at in named))
        if kinds == ["plural"]:
            stems = set(_singular(tokens[group[0]].word))
            ordinary = bool(stems & self._ordinary) or tokens[group[0]].word.lower() in lower
            if _THE.search(text, max(0, start - _WINDOW), start):
                return found._replace(surely=not ordinary)
            return None if ordinary or min(map(len, stems)) < _SLIP_FROM else found._replace(surely=False)
        pair = any(kind.endswith("surname") for kind in kinds) and any(
            kind == "initial" or kind.endswith("given") for kind in kinds
        )
        if self._rules.medical.match(text, tokens[named[-1]].end) and not pair:
            return found._replace(surely=False) if sure else None
        if (sure and pair) or "whole" in kinds:
            return found
        before = self._rules.person_before.search(text, max(0, start - _WINDOW), start)
        words = {tokens[at].folded for at in named}
        if sure:
            doubtful = words <= self._ordinary or any(
                tokens[at].word.lower() in lower
                or (tokens[at].word.isupper() and tokens[at].word.lower() in self._rules.abbreviations)
                for at in sure
                if not tokens[at].small
            )
            if not doubtful or before:
                return found
            if self._rules.not_a_name.match(text, start):
                return None
            capital = next(at for at in named if parts[at] == "surname" or not tokens[at].small)
            return found._replace(start=start if capital == named[0] else tokens[capital].start, surely=False)
        longest = max(map(len, words))
        if before and len(before[0].strip()) > 1 and (pair or "near surname" in kinds or longest >= _SLIP_ALONE_FROM):
            return found
        if words & self._ordinary or longest < _SLIP_ALONE_FROM:
            return found._replace(surely=False) if pair else None
        return found._replace(surely=pair or longest >= _SLIP_SURE_FROM)


def _singular(word: str) -> list[str]:
    """What a plural may be the plural of, folded.

    >>> _singular("Lunes"), _singular("Darbys"), _singular("Darbies")
    (['lune', 'lun'], ['darby'], ['darble', 'darbl', 'darby'])
    """
    forms = [word[:-1]]
    if word[-2:].lower() == "es":
        forms.append(word[:-2])
    if word[-3:].lower() == "ies":
        forms.append(word[:-3] + "y")
    return [key for form in forms if (key := folded(form))]


def _misread_particles(tokens: list[Token], person: Person, parts: dict[int, Part]) -> None:
    """A small word of a surname with a slip, where the surname follows: "Van dcn Boschel", "De a Fuentes"."""
    for at in sorted(parts, reverse=True):
        key = next((one for one in person.before if one == tokens[at].folded or one_slip(one, tokens[at].folded)), "")
        place = at
        while place > 0 and place - 1 not in parts and (expected := person.before.get(key)):
            token = tokens[place - 1]
            leading = person.before.get(expected)
            surely = len(expected) >= _SLIP_FROM or token.word[0].isupper() or (
                leading is not None and place > 1 and tokens[place - 2].folded == leading
            )
            if not surely or not token.folded or not one_slip(expected, token.folded):
                break
            place -= 1
            key = expected
            parts[place] = "particle"


def _groups(text: str, tokens: list[Token], parts: dict[int, Part]) -> Iterator[list[int]]:
    """Runs of words that are parts of one person's name."""
    group: list[int] = []
    for at in sorted(parts):
        if group and (at != group[-1] + 1 or not _joins(text, tokens[at - 1], tokens[at])):
            yield group
            group = []
        group.append(at)
    if group:
        yield group


def _joins(text: str, one: Token, other: Token) -> bool:
    gap = text[one.end : other.start]
    if len(gap) > 6 or not (_BETWEEN.fullmatch(gap) or gap.strip() in (".,", ".-")):
        return False
    return "." not in gap or len(one.word) <= 2


def _of_an_address(text: str, token: Token) -> bool:
    before, after = text[max(0, token.start - 1) : token.start], text[token.end : token.end + 1]
    return before in ("@", "_", "/", "\\") or after in ("@", "_", "/") or (before == "." and token.start > 1)
