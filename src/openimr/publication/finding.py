"""Two passes over a letter, by what the case knows and by form alone, and where they differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from openimr.letters.model import Letter
from openimr.publication.parties import Parties, spellings
from openimr.rulefiles import read_rule_model, rules_folder

#: Fields that hold no text of the letter: where it came from, how it is printed, the act of signing.
_NO_TEXT = frozenset({"source", "era", "form", "signature"})


class _Pattern(BaseModel):
    kind: str
    pattern: re.Pattern[str]
    proposed: Literal["blank", "decide"] = "blank"


class _Rules(BaseModel):
    patterns: list[_Pattern]
    medical_after: list[str]


class Hit(BaseModel):
    """A passage that may tell who somebody is; ``start`` and ``end`` count in the text of the field at ``place``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    place: tuple[str | int, ...]
    start: int
    end: int
    kind: str
    passes: tuple[Literal["case", "form"], ...]
    proposed: Literal["blank", "decide"]

    @property
    def agreed(self) -> bool:
        """Whether both passes found the passage."""
        return len(self.passes) == 2


def find_hits(letter: Letter, parties: Parties, programme: str = "california") -> tuple[Hit, ...]:
    """Every passage that either pass finds, in order of place; passages that overlap are one hit.

    Raises:
        RuleError: the programme's patterns are missing or wrong.

    >>> letter = Letter(era="2013", summary="Dr. Marno advised it; Marno sign was negative.")
    >>> from openimr.publication.parties import Party
    >>> hits = find_hits(letter, Parties(parties=(Party(role="physician", name="Ilse Marno"),)))
    >>> [(letter.summary[hit.start:hit.end], hit.passes, hit.proposed) for hit in hits]
    [('Marno', ('case', 'form'), 'blank'), ('Marno', ('case',), 'decide')]
    """
    rules = _rules(programme)
    named = [(party.role, spellings(party)) for party in parties.parties]
    after = re.compile(r"(?:['\u2019]s)?\s(?:" + "|".join(map(re.escape, rules.medical_after)) + r")\b", re.IGNORECASE)
    hits: list[Hit] = []
    for place, text in texts(letter):
        found: list[Hit] = []
        for kind, pattern in named:
            for match in pattern.finditer(text):
                medical = after.match(text, match.end())
                found.append(_hit(place, match.span(), kind, "case", "decide" if medical else "blank"))
        for rule in rules.patterns:
            group = "what" if "what" in rule.pattern.groupindex else 0
            found += [_hit(place, m.span(group), rule.kind, "form", rule.proposed) for m in rule.pattern.finditer(text)]
        hits += _joined(found)
    return tuple(hits)


def texts(letter: Letter) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text of a letter with its place."""
    for key, value in letter.model_dump().items():
        if key not in _NO_TEXT:
            yield from _within(value, (key,))


def _within(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _within(inner, (*place, key))
    elif isinstance(value, list | tuple):
        for position, inner in enumerate(value):
            yield from _within(inner, (*place, position))


def _hit(place: tuple[str | int, ...], span: tuple[int, int], kind: str, by: Literal["case", "form"],
         proposed: Literal["blank", "decide"]) -> Hit:  # fmt: skip
    return Hit(place=place, start=span[0], end=span[1], kind=kind, passes=(by,), proposed=proposed)


def _joined(found: list[Hit]) -> list[Hit]:
    joined: list[Hit] = []
    for hit in sorted(found, key=lambda one: (one.start, -one.end)):
        if joined and hit.start < joined[-1].end:
            before = joined[-1]
            passes = tuple(sorted({*before.passes, *hit.passes}))
            proposed = "blank" if "blank" in (before.proposed, hit.proposed) else "decide"
            joined[-1] = before.model_copy(
                update={"end": max(before.end, hit.end), "passes": passes, "proposed": proposed}
            )
        else:
            joined.append(hit)
    return joined


@cache
def _rules(programme: str) -> _Rules:
    return read_rule_model(rules_folder(programme) / "publication.yaml", _Rules)[0]
