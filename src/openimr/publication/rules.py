"""The rules of publication of a programme: patterns by form, and words that tell a name from a word."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, cached_property
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from openimr.publication.nametokens import folded
from openimr.rulefiles import read_rule_model, rules_folder

_FRAGMENT = re.compile(r"<(\w{1,30})>")


#: The shape of a number that stands behind a name of the case without a label.
BESIDE = "beside a name"


class FormPattern(BaseModel):
    """How a kind of passage looks; the group ``what``, where there is one, is the part that is taken out.

    A name, and what is told ``as_printed``, is looked for in the text as it came, with its columns and line ends.
    """

    model_config = ConfigDict(extra="forbid")

    kind: str
    pattern: re.Pattern[str]
    proposed: Literal["blank", "decide"] = "blank"
    as_printed: bool = False


class NumberShape(BaseModel):
    """How a number behind a label looks, and how many figures it has at least behind what stands between the two.

    Attributes:
        pattern: the number itself; the group ``what``, where there is one, is the part that is taken out.
        behind_number: the least figures behind "No.", "ID" or "#".
        behind_colon: the least behind a colon; none: a colon does not announce it.
        behind_nothing: the least behind a blank, a dot, a dash; none: these do not announce it.
    """

    model_config = ConfigDict(extra="forbid")

    pattern: re.Pattern[str]
    behind_number: int = 3
    behind_colon: int | None = None
    behind_nothing: int | None = None

    def least_behind(self, mark: str | None) -> int | None:
        """The least figures behind a kind of mark, a group of ``label_mark``; None where it announces nothing."""
        least = {"number": self.behind_number, "colon": self.behind_colon, "nothing": self.behind_nothing}
        return least.get(mark or "")


class NumberLabel(BaseModel):
    """Words that announce a number: its kind, its shape (a name of ``shapes``), and the words, in small letters."""

    model_config = ConfigDict(extra="forbid")

    kind: str
    shape: str
    names: list[str]


class PublicationRules(BaseModel):
    """What ``publication.yaml`` of a programme says.

    Attributes:
        fragments: parts of patterns by name; a pattern names one as ``<name>``.
        patterns: what tells somebody by its form.
        shapes: how a number behind a label looks, by name.
        labels: words that announce a number, each with a shape.
        label_mark: what stands between a label and its number: one of the groups ``number``, ``colon``, ``nothing``.
        medical_after: words after a surname that speak of medicine, not of a person.
        person_before: a pattern of what stands before a person's name and of nothing else.
        person_behind: a pattern of what stands behind a person's name that begins a sentence.
        not_a_name: a pattern that, from a word's start, tells its ordinary sense ("May 2014", "Page 46").
        double_meaning: surnames and given names that are also words, months, drugs, places or medical eponyms.
        not_names: words that end a name found by its form.
        abbreviations: what an acronym means to every reader, whatever firm it may also stand for.
        particles: small words in surnames.
        name_endings: what follows a person's name and is none ("Jr.", "III", a degree).
        nicknames: given names with what they are called.
        legal_forms: a pattern of the legal form at a firm's end.
    """

    model_config = ConfigDict(extra="forbid")

    fragments: dict[str, str]
    patterns: list[FormPattern]
    shapes: dict[str, NumberShape]
    labels: list[NumberLabel]
    label_mark: re.Pattern[str]
    medical_after: list[str]
    person_before: re.Pattern[str]
    person_behind: re.Pattern[str]
    not_a_name: re.Pattern[str]
    double_meaning: frozenset[str]
    not_names: frozenset[str]
    abbreviations: frozenset[str]
    particles: frozenset[str]
    name_endings: frozenset[str]
    nicknames: dict[str, list[str]]
    legal_forms: str

    @model_validator(mode="before")
    @classmethod
    def _fragments_put_in(cls, data: Any) -> Any:
        if not isinstance(data, dict) or not isinstance(data.get("fragments"), dict):
            return data
        parts: dict[str, str] = {}
        for name, text in data["fragments"].items():
            parts[name] = _put_in(str(text), parts)
        made = {key: _put_in(value, parts) if isinstance(value, str) else value for key, value in data.items()}
        if isinstance(rows := data.get("patterns"), list):
            made["patterns"] = [_with_pattern(row, parts) for row in rows]
        if isinstance(shapes := data.get("shapes"), dict):
            made["shapes"] = {name: _with_pattern(row, parts) for name, row in shapes.items()}
        return made

    @model_validator(mode="after")
    def _shapes_exist(self) -> Self:
        for label in self.labels:
            if label.shape not in self.shapes:
                raise ValueError(f"the labels of {label.kind!r} name a shape that is not there: {label.shape!r}")
        if BESIDE not in self.shapes:
            raise ValueError(f"the shape of a number behind a name of the case is missing: {BESIDE!r}")
        groups = set(self.label_mark.groupindex)
        if groups != {"number", "colon", "nothing"}:
            raise ValueError(f"label_mark needs the groups number, colon and nothing, not {sorted(groups)}")
        return self

    @field_validator("legal_forms")
    @classmethod
    def _compiles(cls, pattern: str) -> str:
        re.compile(pattern)
        return pattern

    @cached_property
    def called(self) -> dict[str, frozenset[str]]:
        """Given names, folded, with what they are called, and what somebody is called with the given names."""
        made: dict[str, set[str]] = defaultdict(set)
        for given, called in self.nicknames.items():
            made[folded(given)] |= set(called)
            for one in called:
                made[folded(one)].add(given)
        return {key: frozenset(names) for key, names in made.items()}

    @cached_property
    def double(self) -> frozenset[str]:
        """The names that are words too, folded."""
        return frozenset(map(folded, self.double_meaning))

    @cached_property
    def ordinary(self) -> frozenset[str]:
        """Words that say nothing as a name alone, folded."""
        return self.double | frozenset(map(folded, self.not_names))

    @property
    def medical(self) -> re.Pattern[str]:
        """What stands after a name where it is a word of medicine."""
        return _medical(tuple(self.medical_after))


def _with_pattern(row: Any, parts: dict[str, str]) -> Any:
    if isinstance(row, dict) and "pattern" in row:
        return {**row, "pattern": _put_in(str(row["pattern"]), parts)}
    return row


def _put_in(text: str, parts: dict[str, str]) -> str:
    return _FRAGMENT.sub(lambda match: parts.get(match[1], match[0]), text)


@cache
def _medical(words: tuple[str, ...]) -> re.Pattern[str]:
    between = r"(?:['\u2019]s?)?(?:\s(?:and|or)\s\w{2,20}(?:['\u2019]s?)?)?\s"
    return re.compile(between + "(?:" + "|".join(map(re.escape, words)) + r")\b", re.IGNORECASE)


@cache
def publication_rules(programme: str = "california") -> PublicationRules:
    """The rules of a programme, read once.

    Raises:
        RuleError: the file is missing or wrong.

    >>> "spurling" in publication_rules().double_meaning
    True
    """
    return read_rule_model(rules_folder(programme) / "publication.yaml", PublicationRules)[0]
