"""Initials that stand alone for somebody of the case: "ICM/dh" under a report, "I.C.M.", "as ICM states"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from openimr.publication.firmnames import NameFound
from openimr.publication.personnames import Person
from openimr.publication.rules import PublicationRules

_SIGNS = re.compile(r"(?<![\w.&])(?:[A-Z]{2,4}(?![\w&])|(?:[A-Z]\.[ ]?){2,4}(?!\w)|(?:[A-Z]\.){1,3}[A-Z](?![\w.]))")
#: Who dictated, and who typed: "ICM/dh", "ICM:dh" as a line of its own.
_TYPIST = re.compile(r"[ ]?[/:][ ]?([A-Za-z]{2,4})\d{0,2}\b(?!\.)")
_LINE_BEGINS = re.compile(r"(?:^|\n)[ \t]{0,40}$")
_WORD_BEFORE = re.compile(r"([A-Za-z]{2,24})\W{1,3}$")
_WORD_BEHIND = re.compile(r"\W{1,3}([A-Za-z]{2,24})")
#: Where somebody is named, a known abbreviation may be initials, too.
_SOMEBODY = re.compile(r"\b(?:as|by|per|from|signed|initialed|initialled|initials:?) $", re.IGNORECASE)
_WINDOW = 44
#: Two letters mean too much; three, alone, are a person's where no reader knows them as something else.
_ALONE_FROM = 3


class SignedInitials:
    """The initials of a case's people, ready to be looked for.

    >>> from openimr.publication.personnames import person_named
    >>> from openimr.publication.rules import publication_rules
    >>> person = person_named("physician", "Ilse Carla Marno", publication_rules())
    >>> text = "ICM states: see I.C.M.\\nICM/dh\\nIM:dh\\nas ICM says"
    >>> index = SignedInitials([person], publication_rules())
    >>> [(text[found.start : found.end], found.surely) for found in index.find(text)]
    [('ICM', False), ('I.C.M.', True), ('ICM', True), ('IM', False), ('ICM', True)]
    """

    def __init__(self, persons: Sequence[Person], rules: PublicationRules) -> None:
        self._known = rules.abbreviations | rules.not_names
        self._roles = {signs: person.role for person in reversed(persons) for signs in person.signs}

    def find(self, text: str) -> Iterator[NameFound]:
        """Initials in a text."""
        if not self._roles:
            return
        for match in _SIGNS.finditer(text):
            signs = match[0].replace(".", "").replace(" ", "")
            if not (role := self._roles.get(signs)):
                continue
            start, end = match.start(), match.start() + len(match[0].rstrip())
            before = text[max(0, start - _WINDOW) : start]
            known = signs.lower() in self._known
            typist = _TYPIST.match(text, end)
            if typist and _LINE_BEGINS.search(before) and (len(signs) >= _ALONE_FROM or (
                not known and typist[1].islower()
            )):  # fmt: skip
                yield NameFound(start, end, role, surely=len(signs) >= _ALONE_FROM and not known)
            elif len(signs) >= _ALONE_FROM and "." in match[0]:
                yield NameFound(start, end, role, surely=not known)
            elif len(signs) >= _ALONE_FROM and not _among_capitals(before, text, end):
                somebody = _SOMEBODY.search(before) is not None
                if somebody or not known:
                    yield NameFound(start, end, role, surely=somebody and not known)


def _among_capitals(before: str, text: str, end: int) -> bool:
    """Whether a word beside is in capitals, too: then the letters may be a word."""
    one, other = _WORD_BEFORE.search(before), _WORD_BEHIND.match(text, end)
    return any(found is not None and found[1].isupper() for found in (one, other))
