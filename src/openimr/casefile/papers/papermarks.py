"""The marks by which papers are recognised: ``rules/<programme>/documents.yaml``, checked and ready for matching."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from openimr.casefile.model import DocumentKind
from openimr.errors import RuleError

# every scalar stays text: no, yes and numbers are words of papers here
_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


class _KindRule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    titles: list[str] = Field(default_factory=list)
    hints: list[str] = Field(default_factory=list)
    marks: dict[int, list[str]] = Field(default_factory=dict)
    dates: list[str]
    latest: bool = False
    short: int | None = None


class _DocumentRules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    parts: dict[str, str]
    not_titles: list[str]
    kinds: dict[DocumentKind, _KindRule]
    date_labels: dict[str, list[str]]
    author_labels: list[list[str]]
    credentials: list[str]
    closings: list[str]
    patient_labels: list[str]


@dataclass(frozen=True, slots=True)
class KindMarks:
    """How one kind of paper is recognised and dated.

    Attributes:
        kind: the kind.
        title: pattern of a line that names the paper; None when it has none.
        hint: pattern of a line that suggests it.
        marks: phrases (lower case) and their weights.
        dates: classes of dates that make its day, best first.
        latest: whether the latest day printed on it is its day when no class is found.
        short: the most words a paper of this kind has.
    """

    kind: DocumentKind
    title: re.Pattern[str] | None
    hint: re.Pattern[str] | None
    marks: tuple[tuple[str, int], ...]
    dates: tuple[str, ...]
    latest: bool
    short: int | None


@dataclass(frozen=True, slots=True)
class PaperMarks:
    """All marks of a programme's papers.

    Attributes:
        kinds: in order of preference.
        any_title: pattern that matches whenever one of the kinds' titles does.
        not_title: pattern of what no title holds (the verbs of a sentence about another paper).
        date_label: pattern of a date label at the end of the text before a date; group ``label``.
        date_classes: class of each label, spelled as in the pattern, lower case.
        authors: for each rank, a pattern of a label with its colon; group ``label``.
        credential: pattern of one credential behind a name.
        closing: pattern of a line that ends a letter.
        patient: pattern of a patient label with its colon.
    """

    kinds: tuple[KindMarks, ...]
    any_title: re.Pattern[str]
    not_title: re.Pattern[str]
    date_label: re.Pattern[str]
    date_classes: dict[str, str]
    authors: tuple[re.Pattern[str], ...]
    credential: re.Pattern[str]
    closing: re.Pattern[str]
    patient: re.Pattern[str]

    def of(self, kind: DocumentKind) -> KindMarks | None:
        """The marks of one kind; None for a kind that has none (``other``)."""
        return next((marks for marks in self.kinds if marks.kind is kind), None)


@cache
def paper_marks(programme: str = "california") -> PaperMarks:
    """The marks of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> paper_marks().of(DocumentKind.RFA).dates[0]
    'request'
    """
    place = files("openimr") / "rules" / programme / "documents.yaml"
    name = f"rules/{programme}/documents.yaml"
    try:
        rules = _DocumentRules.model_validate(yaml.load(place.read_text(encoding="utf-8"), Loader=_LOADER))  # noqa: S506
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise _rule_error(name, str(error).splitlines()[0]) from error
    kinds: list[KindMarks] = []
    titles: list[str] = []
    for kind, rule in rules.kinds.items():
        unknown = set(rule.dates) - set(rules.date_labels) - {"letter", "heading"}
        if unknown:
            raise _rule_error(name, f"{kind}: no such class of dates: {', '.join(sorted(unknown))}")
        titles += rule.titles
        kinds.append(
            KindMarks(
                kind=kind,
                title=_pattern(rule.titles, rules.parts, name),
                hint=_pattern(rule.hints, rules.parts, name),
                marks=tuple((m.lower(), weight) for weight, phrases in rule.marks.items() for m in phrases),
                dates=tuple(rule.dates),
                latest=rule.latest,
                short=rule.short,
            )
        )
    any_title = _pattern(titles, rules.parts, name)
    not_title = _pattern(rules.not_titles, rules.parts, name)
    if any_title is None or not_title is None:
        raise _rule_error(name, "titles or not_titles are missing")
    classes = {label.lower(): name_ for name_, labels in rules.date_labels.items() for label in labels}
    return PaperMarks(
        kinds=tuple(kinds),
        any_title=any_title,
        not_title=not_title,
        date_label=re.compile(rf"(?<![a-z0-9])(?P<label>{_alternatives(classes)})(?P<rest>[^a-z0-9]*)$"),
        date_classes=classes,
        authors=tuple(
            re.compile(rf"(?<![A-Za-z])(?P<label>{_alternatives(rank)})(?![A-Za-z'])[ \t]*[:#|-]?[ \t]*", re.I)
            for rank in rules.author_labels
        ),
        credential=re.compile(rf"(?:{_credentials(rules.credentials)})\.?(?![A-Za-z])", re.I),
        closing=re.compile(rf"^\W*(?:{_alternatives(rules.closings)})\W*$", re.I),
        patient=re.compile(
            rf"(?<![A-Za-z])(?P<label>{_alternatives(rules.patient_labels)})"
            r"(?:[ \t]*\([^()\n]{0,40}\))?[ \t]*[:|][ \t|]*",
            re.I,
        ),
    )


def _pattern(patterns: list[str], parts: dict[str, str], name: str) -> re.Pattern[str] | None:
    if not patterns:
        return None
    filled = []
    for pattern in patterns:
        for part, meaning in parts.items():
            pattern = pattern.replace("{" + part + "}", meaning)
        filled.append(f"(?:{pattern})")
    try:
        return re.compile("|".join(filled))
    except re.error as error:
        raise _rule_error(name, f"a pattern is wrong: {error}") from error


def _alternatives(words: Any) -> str:
    """Words as alternatives of a pattern, longest first, blanks as any run of blanks."""
    ordered = sorted(words, key=lambda w: (-len(w), w))
    return "|".join(re.escape(w.lower()).replace(r"\ ", r"[ \t]+") for w in ordered)


def _credentials(words: list[str]) -> str:
    """Credentials as alternatives, with or without their dots: MD, M.D., Ph.D."""
    bare = {re.sub(r"[^a-z/-]", "", w.lower()) for w in words}
    return "|".join(r"\.?".join(re.escape(c) for c in w) for w in sorted(bare, key=lambda w: (-len(w), w)))


def _rule_error(name: str, what: str) -> RuleError:
    return RuleError(what, file=name, consequence="no case file can be opened", remedy="correct the rule file")
