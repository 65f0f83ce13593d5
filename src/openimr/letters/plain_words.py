"""The plain words of the companion: treatments, criteria, papers and fixed sentences in each language, as data.

``rules/<programme>/plain/`` holds them; a clinician edits them. Nothing is translated at run time. What has no words
of its own is told by a general rule (its type of fact, its category), and :class:`Told` says so, so that it is counted.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, field_validator

from openimr.dispute.model import Category
from openimr.dispute.treatments import treatments
from openimr.guidelines import topics
from openimr.guidelines.model import Criterion
from openimr.letters.wordings import Wordings, filled
from openimr.rulefiles import read_rule_file, read_rule_model, rules_folder

Language = Literal["en", "es"]
Outcome = Literal["draft", "upheld", "overturned"]


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class _Words(Wordings):
    model_config = ConfigDict(populate_by_name=True)


class Text(_Read):
    """The same words in each language."""

    en: str
    es: str

    def of(self, language: Language) -> str:
        """The words in one language.

        >>> Text(en="the knee", es="la rodilla").of("es")
        'la rodilla'
        """
        return self.en if language == "en" else self.es


class Columns(_Read):
    """The same row of words in each language."""

    en: tuple[str, ...]
    es: tuple[str, ...]

    def of(self, language: Language) -> tuple[str, ...]:
        """The columns in one language."""
        return self.en if language == "en" else self.es


_Three = tuple[str, str, str]
_Twelve = tuple[str, str, str, str, str, str, str, str, str, str, str, str]


class BriefRow(Columns):
    en: _Three
    es: _Three


class Months(Columns):
    en: _Twelve
    es: _Twelve


class Standings(_Words):
    """Words of a draft, and of a signed determination."""

    draft: Text
    signed: Text


class BriefColumns(_Words):
    draft: BriefRow
    signed: BriefRow


class BriefWords(_Words):
    heading: Text
    columns: BriefColumns


class ItemWords(_Words):
    heading: Annotated[Text, filled("number", "count", "heading")]
    asked: Text
    plain: Annotated[Text, filled("what")]
    plain_part: Annotated[Text, filled("what", "part")]
    denied: Text
    denied_on: Annotated[Text, filled("date")]
    modified: Text
    modified_to: Annotated[Text, filled("part")]
    rest: Annotated[Text, filled("left", "whole")]
    rest_uncounted: Text


class WhyWords(_Words):
    label: Text
    upheld: Text
    position: Text
    overturned: Text
    unopposed: Text
    unshown: Text
    contradicted: Text
    dependent: Annotated[Text, filled("principal")]
    dependent_unnamed: Text
    no_rule: Text
    no_papers: Text
    own_words: Annotated[Text, filled("number")]


class PointWords(_Words):
    needed: Text
    one_of: Text
    one_of_shown: Text
    unless: Text
    silent: Text
    must_not: Text
    more: Annotated[Text, filled("count")]
    papers: Text
    request: Text


class FoundWords(_Words):
    met: Text
    not_met: Text
    not_documented: Text
    contradicted: Text


class FoundWhere(_Words):
    papers: FoundWords
    request: FoundWords
    against: FoundWords


class MissingWords(_Words):
    label: Text
    shows: Text
    from_: Annotated[Text, filled("paper", "whom")] = Field(alias="from")
    bare: Text


class NextWords(_Words):
    heading: Text
    for_items: Annotated[Text, filled("numbers")]
    for_items_many: Annotated[Text, filled("numbers")]
    law: Text
    law_read: Annotated[Text, filled("sources", "date")]


class DraftDecisions(_Words):
    upheld: Text
    overturned: Text
    undecidable: Text


class SignedDecisions(_Words):
    upheld: Text
    overturned: Text


class DecisionWords(_Words):
    draft: DraftDecisions
    signed: SignedDecisions


class FixedWords(_Words):
    """``words.yaml``; the file's own comments explain it."""

    title: Standings
    mark: Text
    name_line: Text
    page_foot: Annotated[Text, filled("page", "pages")]
    case_foot: Annotated[Text, filled("number")]
    about: Standings
    brief: BriefWords
    decisions: DecisionWords
    decision_label: Standings
    item: ItemWords
    why: WhyWords
    points: PointWords
    found: FoundWhere
    missing: MissingWords
    next: NextWords
    and_: Text = Field(alias="and")
    months: Months
    date: Annotated[Text, filled("day", "month", "year")]

    def day(self, day: dt.date, language: Language) -> str:
        """A date as the language writes it.

        >>> plain_words().fixed.day(dt.date(2014, 2, 3), "es")
        '3 de febrero de 2014'
        """
        month = self.months.of(language)[day.month - 1]
        return self.date.of(language).format(day=day.day, month=month, year=day.year)


class Plain(_Words):
    """Plain words of some criteria."""

    criteria: tuple[str, ...] = Field(alias="for")
    en: str
    es: str


class PaperWords(_Words):
    paper: Text
    from_: Text = Field(alias="from")
    general: Text


def _treatment(name: str) -> str:
    if name not in treatments():
        raise ValueError(f"{name!r} is no treatment of treatments.yaml")
    return name


def _category(name: str) -> str:
    if name not in get_args(Category):
        raise ValueError(f"{name!r} is no category of requests")
    return name


class TreatmentWords(_Words):
    """``treatments.yaml``; the file's own comments explain it."""

    treatments: dict[Annotated[str, AfterValidator(_treatment)], Text]
    drug_classes: dict[str, Text]
    categories: dict[Annotated[str, AfterValidator(_category)], Text]
    parts: dict[str, Text]

    @field_validator("categories")
    @classmethod
    def _each(cls, told: dict[str, Text]) -> dict[str, Text]:
        # every request has a category, and what has no words of its own is told by it
        if lost := sorted(set(get_args(Category)) - told.keys()):
            raise ValueError(f"the category {lost[0]!r} has no words")
        return told


class Deadline(_Read):
    """So many days or months from a day of the case."""

    from_: Literal["decision", "ur_denial"] = Field(alias="from")
    days: int = 0
    months: int = 0

    def last(self, start: dt.date) -> dt.date:
        """The last day; a month that is too short ends with its last day.

        >>> Deadline(from_="decision", months=12).last(dt.date(2016, 2, 29))
        datetime.date(2017, 2, 28)
        """
        months = start.month - 1 + self.months
        year, month = start.year + months // 12, months % 12 + 1
        first_of_next = dt.date(year + month // 12, month % 12 + 1, 1)
        longest = (first_of_next - dt.timedelta(days=1)).day
        return dt.date(year, month, min(start.day, longest)) + dt.timedelta(days=self.days)


class Step(_Words):
    """One thing that can be done after an outcome, and by when; ``source`` is the law it rests on.

    ``clocks`` names the clocks of the procedure whose limits it tells, for whoever compares the two.
    """

    id: str
    outcome: Outcome
    source: str
    clocks: tuple[str, ...] = ()
    title: Text
    text: Text
    deadline: Deadline | None = None
    dated: Annotated[Text | None, filled("last", may=("start",))] = None


class NextSteps(_Read):
    """``next_steps.yaml``: the law of what follows, as read on a day; ``verified`` once a person compared it."""

    read_as_of: dt.date
    verified: bool
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """Plain words, and whether they are only those of a general rule."""

    words: str
    general: bool = False


@dataclass(frozen=True, slots=True)
class PlainWords:
    """All plain words of the jurisdiction."""

    fixed: FixedWords
    criteria: Mapping[str, Text]
    facts: Mapping[str, PaperWords]
    treatments: TreatmentWords
    steps: NextSteps

    def criterion(self, criterion: Criterion, language: Language) -> Told:
        """What a criterion asks for.

        >>> from openimr.guidelines import topics
        >>> plain_words().criterion(topics()["NMES"].criteria[1], "en").words
        'you had a stroke'
        """
        own = self.criteria.get(criterion.id)
        if own is not None:
            return Told(own.of(language))
        return Told(self.paper(criterion.fact).general.of(language), general=True)

    def paper(self, fact: str) -> PaperWords:
        """The paper that shows a fact of a type, whom to ask, and what it shows in general."""
        return self.facts[fact.split("/")[0]]

    def treatment(self, request: Mapping[str, object], language: Language) -> Told:
        """What is asked for, from the structured request of an item.

        >>> plain_words().treatment({"treatment": "mri", "category": "diagnostic"}, "en").words
        'an MRI, a picture of the inside of the body made with magnets'
        """
        words = self.treatments
        kind = words.drug_classes.get(str(request.get("drug_class")))
        named = words.treatments.get(str(request.get("treatment")))
        if kind is not None and request.get("treatment") in (None, "medication"):
            return Told(kind.of(language))
        if named is not None:
            return Told(named.of(language), general=request.get("treatment") == "medication")
        category = words.categories.get(str(request.get("category"))) or words.categories["other"]
        return Told(category.of(language), general=True)

    def part(self, request: Mapping[str, object], language: Language) -> str | None:
        """The part of the body a request is about; None where none is named or known."""
        words = self.treatments.parts.get(str(request.get("body_part")))
        return words.of(language) if words is not None else None


@cache
def plain_words() -> PlainWords:
    """The plain words of the shipped jurisdiction.

    Raises:
        RuleError: a file is missing or wrong, or names a criterion that no topic has.
    """
    folder = rules_folder() / "plain"
    return PlainWords(
        fixed=read_rule_model(folder / "words.yaml", FixedWords)[0],
        criteria=_criteria(),
        facts=_facts(),
        treatments=read_rule_model(folder / "treatments.yaml", TreatmentWords)[0],
        steps=read_rule_model(folder / "next_steps.yaml", NextSteps)[0],
    )


def _criteria() -> dict[str, Text]:
    rule = read_rule_file(rules_folder() / "plain" / "criteria.yaml")
    known = {criterion.id for topic in topics().values() for criterion in topic.criteria}
    if not isinstance(rule.data, list):
        rule.refuse((), "the file holds no list", "write each row as - {for: [criterion], ...}")
    found: dict[str, Text] = {}
    for number, row in enumerate(rule.data):
        try:
            plain = Plain.model_validate(row)
        except ValidationError as error:
            rule.refuse_invalid(error, (number,))
        for name in plain.criteria:
            if name not in known:
                rule.refuse((number, "for"), f"no topic has a criterion {name}", "correct or remove the id")
            if name in found:
                rule.refuse((number, "for"), f"{name} has plain words twice", "keep one line for it")
            found[name] = Text(en=plain.en, es=plain.es)
    return found


def _facts() -> dict[str, PaperWords]:
    rule = read_rule_file(rules_folder() / "plain" / "papers.yaml")
    if not isinstance(rule.data, dict):
        rule.refuse((), "the file holds no types of facts", "write each as type: {paper, from, general}")
    found: dict[str, PaperWords] = {}
    for name, body in rule.data.items():
        try:
            found[name] = PaperWords.model_validate(body)
        except ValidationError as error:
            rule.refuse_invalid(error, (name,))
    asked = {c.fact.split("/")[0] for topic in topics().values() for c in topic.criteria}
    for name in sorted(asked - found.keys()):
        rule.refuse((), f"the type of fact {name} has no plain words", f"add {name} with paper, from and general")
    return found
