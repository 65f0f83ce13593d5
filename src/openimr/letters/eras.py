"""Letter eras as data: which forms a programme has used, by what each is known, and its fixed wording.

One YAML file for each era under ``rules/<programme>/letters/``. A phrase in it is a regular expression in which a blank
stands for any white space, so that fixed wording is found however its lines were broken.
"""

from __future__ import annotations

import datetime as dt
import re
from functools import cache, lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openimr.rulefiles import RuleFile, read_rule_file, read_rule_model, rules_folder

_SHARED = "shared.yaml"


class Mark(BaseModel):
    """Words by which an era is known: ``weight`` counts once when any of them stands in the text (case ignored)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    any: list[str]
    weight: float


class Era(BaseModel):
    """One form of letter.

    Attributes:
        id: name of the era, as in ``Letter.era``.
        format: module and class that read it, ``package.module:Class``.
        order: place in the order in which formats are asked; the newest forms first.
        template: name of the template that writes it.
        title: what the form is, for people.
        first, last: the span of decision dates it was seen with.
        reference: where the form is known from.
        marks: by what it is known; an era is recognised from a sum of 0.5.
        labels: phrases that open a field, by the field's name.
        wording: fixed phrases of the form, by a short name.
        furniture: phrases that a page prints at its head or foot, on lines of their own.
        base: name of a file in the same folder whose labels, wording and furniture hold where the era has none.
        expects: names of labels without which the form is not complete.
        numbered: wording of forms whose decisions are numbered.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    format: str
    order: int
    template: str
    title: str
    first: dt.date | None = None
    last: dt.date | None = None
    reference: str = ""
    marks: list[Mark]
    labels: dict[str, list[str]] = Field(default_factory=dict)
    wording: dict[str, list[str]] = Field(default_factory=dict)
    furniture: list[str] = Field(default_factory=list)
    base: str | None = None
    expects: list[str] = Field(default_factory=list)
    numbered: dict[str, Any] = Field(default_factory=dict)

    def score(self, text: str) -> float:
        """How much speaks for this era in a text: 0 to 1."""
        flat = _lowered(text)
        total = 0.0
        for mark in self.marks:
            if any(word in flat for word in mark.any):
                total += mark.weight
        return min(max(total, 0.0), 1.0)


@lru_cache(maxsize=2)
def _lowered(text: str) -> str:
    # every era asks the same text; so the lower case of it is made once
    return text.lower()


def phrase(pattern: str) -> str:
    """A phrase of a rule file as regular expression: a blank stands for white space, ``" ?"`` for white space or none.

    >>> bool(re.search(phrase("Date of Injury ?:"), "Date of\\n Injury:"))
    True
    """
    return re.sub(r" +(\??)", lambda found: r"\s*" if found.group(1) else r"\s+", pattern)


def phrases(patterns: list[str]) -> str:
    """Several phrases as one alternative, the longest first."""
    return "|".join(phrase(p) for p in sorted(patterns, key=len, reverse=True))


@cache
def eras() -> tuple[Era, ...]:
    """All eras of the programme, newest form first.

    >>> [era.id for era in eras() if era.id.startswith("20")]
    ['2016-17', '2014', '2013-late', '2013-notice', '2013-early']

    Raises:
        RuleError: an era file is missing or wrong.
    """
    folder = rules_folder() / "letters"
    found: list[Era] = []
    for path in sorted(folder.iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            rule = read_rule_file(path, f"rules/california/letters/{path.name}")
            if path.name == _SHARED:
                continue
            if isinstance(rule.data, dict) and set(rule.data) <= _BASE_KEYS:
                continue  # what eras name as their base
            found.append(_era(rule))
    return tuple(sorted(found, key=lambda era: era.order))


class _Shared(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    decisions: dict[str, list[str]]
    names_with_and: list[str]
    partly_authorized: dict[str, list[str]]
    other_programmes: list[str]
    closing: list[str]


@cache
def shared_wording() -> dict[str, Any]:
    """What several eras share (specialties, decision words, other programmes): ``rules/.../letters/shared.yaml``."""
    wording, rule = read_rule_model(rules_folder() / "letters" / _SHARED, _Shared)
    with rule.checked():
        for _, pattern in rule.values():
            re.compile(phrase(pattern))
    return wording.model_dump()


class _Base(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    labels: dict[str, list[str]] = Field(default_factory=dict)
    wording: dict[str, list[str]] = Field(default_factory=dict)
    furniture: list[str] = Field(default_factory=list)
    expects: list[str] = Field(default_factory=list)


_BASE_KEYS = frozenset(_Base.model_fields)


def _base(rule: RuleFile, name: str) -> dict[str, Any]:
    path = rules_folder() / "letters" / f"{name}.yaml"
    if not path.is_file():
        rule.refuse(("base",), f"there is no file {name}.yaml in this folder", "correct the name of the base")
    return read_rule_model(path, _Base)[0].model_dump(exclude_unset=True)


def _era(rule: RuleFile) -> Era:
    rule.only_keys((), rule.data, list(Era.model_fields))
    try:
        own = Era.model_validate(rule.data)
    except ValidationError as error:
        rule.refuse_invalid(error)
    data = dict(rule.data)
    if own.base is not None:
        for key, value in _base(rule, own.base).items():
            data[key] = {**value, **data.get(key, {})} if isinstance(value, dict) else data.get(key, value)
    data["marks"] = [{**mark, "any": [word.lower() for word in mark["any"]]} for mark in data["marks"]]
    with rule.checked():
        era = Era.model_validate(data)
    for name, patterns in [*era.labels.items(), *era.wording.items(), ("furniture", era.furniture)]:
        for pattern in patterns:
            try:
                re.compile(phrase(pattern))
            except re.error as error:
                rule.refuse((name,), f"{pattern!r} is no regular expression ({error})", "correct the pattern")
    return era
