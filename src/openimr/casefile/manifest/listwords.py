"""The words of lists of records: ``rules/<programme>/records_considered.yaml``, checked and ready for matching."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from openimr.casefile.model import DocumentKind
from openimr.rulefiles import read_rule_model, rules_folder


class _Opening(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    papers: frozenset[str]
    taken: frozenset[str]
    begins: list[str]
    speakers: frozenset[str]
    acts: frozenset[str]
    lists: list[str]
    before: list[str]
    grounds: list[str]
    results: frozenset[str]
    announces: frozenset[str]
    never: frozenset[str]
    negatives: frozenset[str]
    beside: frozenset[str]


class PaperName(BaseModel):
    """How one sort of paper is called, and which kinds of document it may be.

    Attributes:
        rank: of two names side by side the one with the higher rank says what the paper is.
        fits: kinds a document may have been told as, best first; empty where the name says nothing.
        near: kinds believed only on the same day.
        treatment: whether its names also name a treatment that may be asked for.
        paper: whether its names name nothing but a paper, even without a day.
        vague: whether its names mean too many things to be a paper without a day.
        words: the names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rank: int
    fits: list[DocumentKind]
    near: list[DocumentKind] = Field(default_factory=list)
    treatment: bool = False
    paper: bool = False
    vague: bool = False
    words: list[str]


class _RequestDay(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    dated: list[str]
    received: list[str]


class _Rules(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    opening: _Opening
    closing: list[str]
    verbs: frozenset[str]
    papers: dict[str, PaperName]
    regions: dict[str, list[str]]
    in_passing: frozenset[str]
    acronyms: frozenset[str]
    not_papers: list[str]
    other_days: list[str]
    links: frozenset[str]
    not_had: list[str]
    negations: list[str]
    request_day: _RequestDay
    signature_labels: list[str]


@dataclass(frozen=True, slots=True)
class ListWords:
    """The words of a programme's lists of records.

    Attributes:
        opening: what opens a list.
        begins: pattern of a heading's beginning that opens a list by itself.
        lists: pattern of a verb behind which a sentence lists what it speaks of.
        passive: pattern of a verb before which a sentence names what was reviewed ("… were considered").
        grounds: pattern of a verb behind which a sentence names what a decision rests on.
        closing: pattern of a label or heading that ends a list, at the beginning of a line.
        verbs: words of a sentence about findings.
        papers: the names of papers, by sort.
        paper: pattern of any of these names; longest first.
        sorts: sort of each name, lower case, single blanks.
        acronyms: short names that must not be written like names of people.
        regions: for each part of the body, a pattern of its names.
        in_passing: sorts of paper that are missed when another paper names one with its day.
        not_paper: pattern of what stands in such lists and is no paper.
        other_day: pattern, at the end of the text before a day, that makes it another day than the paper's.
        links: words between a paper and its day.
        not_had: pattern of words behind a paper that say it was not there.
        none: pattern, at the end of the text before a paper, that says there was none.
        request_dated, request_received: patterns of a label, at the end of the text before the request's day.
        signature: pattern of a label under which an application is signed; group ``label``.
    """

    opening: _Opening
    begins: re.Pattern[str]
    lists: re.Pattern[str]
    passive: re.Pattern[str]
    grounds: re.Pattern[str]
    closing: re.Pattern[str]
    verbs: frozenset[str]
    papers: Mapping[str, PaperName]
    paper: re.Pattern[str]
    sorts: Mapping[str, str]
    acronyms: frozenset[str]
    regions: Mapping[str, re.Pattern[str]]
    in_passing: frozenset[str]
    not_paper: re.Pattern[str]
    other_day: re.Pattern[str]
    links: frozenset[str]
    not_had: re.Pattern[str]
    none: re.Pattern[str]
    request_dated: re.Pattern[str]
    request_received: re.Pattern[str]
    signature: re.Pattern[str]

    def named_in(
        self, text: str, start: int = 0, end: int | None = None
    ) -> Iterator[tuple[re.Match[str], str, PaperName]]:
        """The names of papers in a text: place, sort, rules.

        >>> [(match.group(), sort) for match, sort, _ in list_words().named_in("Ames Holt, MRIs and AME reports")]
        [('MRIs', 'mri_report'), ('AME reports', 'medical_legal')]
        """
        for match in self.paper.finditer(text, start, len(text) if end is None else end):
            first = match.group().split()[0].split("'")[0]
            bare = first.rstrip("sS")
            if (first.lower() in self.acronyms or bare.lower() in self.acronyms) and len(match.group().split()) == 1:
                if first[:1].isupper() and first[1:].islower() and len(first) > 1:
                    continue
                if first.endswith("S") and first.lower() not in self.acronyms:
                    continue
            yield match, *self.sort_of(match.group())

    def singular(self, name: str) -> str:
        """A name of several papers as the name of one of them.

        >>> list_words().singular("Office notes"), list_words().singular("PR-2s"), list_words().singular("labs")
        ('Office note', 'PR-2', 'labs')
        """
        key = _key(name)
        return name[:-1] if key.endswith("s") and (key[:-1] in self.sorts) else name

    def sort_of(self, name: str) -> tuple[str, PaperName]:
        """Sort and rules of a name as matched by ``paper``."""
        key = _key(name)
        for known in (key, key.removesuffix("s"), key.removesuffix("'s"), key.removesuffix("es")):
            if known in self.sorts:
                return self.sorts[known], self.papers[self.sorts[known]]
        raise KeyError(name)


@cache
def list_words(programme: str = "california") -> ListWords:
    """The words of a programme, loaded once.

    Args:
        programme: folder under ``openimr/rules``.

    Raises:
        RuleError: the file is absent or wrong.

    >>> words = list_words()
    >>> words.sort_of("Physical  therapy progress notes")[0], words.sort_of("PR-2s")[0]
    ('therapy_note', 'progress_report')
    """
    rules, rule = read_rule_model(rules_folder(programme) / "records_considered.yaml", _Rules)
    sorts: dict[str, str] = {}
    for sort, paper in rules.papers.items():
        for at, words in enumerate(paper.words):
            if sorts.setdefault(_key(words), sort) != sort:
                rule.refuse(
                    ("papers", sort, "words", at), f"{words!r} is a name of two sorts of paper",
                    "leave it with one of them",
                )  # fmt: skip
    names = [name for paper in rules.papers.values() for name in paper.words]
    return ListWords(
        opening=rules.opening,
        begins=re.compile(
            rf"(?:(?:{_any(rules.opening.before)})\s+){{0,4}}(?:{_any(rules.opening.begins)})(?![\w-])", re.I
        ),
        grounds=re.compile(rf"(?<![\w-])(?:{_any(rules.opening.grounds)})(?![\w-])", re.I),
        passive=re.compile(
            r"\b(?:was|were|have\sbeen|has\sbeen|are|is)\s(?:[a-z]+ly\s|all\s|also\s|then\s)?"
            rf"(?:{_any(rules.opening.acts)})(?![\w-])",
            re.I,
        ),
        lists=re.compile(rf"(?<![\w-])(?:{_any(rules.opening.lists)})(?![\w-])", re.I),
        closing=re.compile(rf"\W*(?:{_any(rules.closing)})(?![\w-])", re.I),
        verbs=rules.verbs,
        papers=rules.papers,
        paper=re.compile(rf"(?<![\w-])(?:{_any(names)})(?:'?s|es)?(?![\w])(?!-\w)", re.I),
        sorts=sorts,
        acronyms=rules.acronyms,
        regions={
            name: re.compile(rf"(?<![\w-])(?:{_any(known)})(?![\w-])", re.I) for name, known in rules.regions.items()
        },
        in_passing=rules.in_passing,
        not_paper=re.compile(rf"(?<![\w-])(?:{_any(rules.not_papers)})(?![\w-])", re.I),
        other_day=re.compile(rf"(?<![\w-])(?:{_any(rules.other_days)})[\s:.(]*\Z", re.I),
        links=rules.links,
        not_had=re.compile(rf"(?<![\w-])(?:{_any(rules.not_had)})(?![\w-])", re.I),
        none=re.compile(rf"(?<![\w-])(?:{_any(rules.negations)})\s(?:[a-z-]+\s){{0,3}}\Z", re.I),
        request_dated=re.compile(rf"(?<![\w-])(?:{_any(rules.request_day.dated)})[\s:|.()-]*\Z", re.I),
        request_received=re.compile(rf"(?<![\w-])(?:{_any(rules.request_day.received)})[\s:|.()-]*\Z", re.I),
        signature=re.compile(rf"^[ \t]*(?P<label>{_any(rules.signature_labels)})[ \t]*(?::|(?=_)|$)", re.I | re.M),
    )


def _key(name: str) -> str:
    """A name for comparison: small letters, without blanks, hyphens and points."""
    return re.sub(r"[\s.-]+", "", name.lower().replace("’", "'"))


def _any(phrases: Iterable[str]) -> str:
    """Phrases as alternatives, longest first.

    A blank stands for blanks and a point or hyphen before them, a hyphen also for a blank or nothing, ' also for ’.
    """
    ordered = sorted({re.sub(r"\s+", " ", p.lower().strip()) for p in phrases}, key=lambda p: (-len(p), p))
    return "|".join(
        re.escape(p).replace(r"\ ", r"(?:[.-]?\s{1,4}|-)").replace(r"\-", r"[-\s]{0,2}").replace("'", "['’]")
        for p in ordered
    )
