"""The wording of our own letters, as data: written by the layout and read back by the format, from one file."""

from __future__ import annotations

from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator

from openimr.letters.wordings import Wordings, filled, readable_date
from openimr.rulefiles import read_rule_model, rules_folder

_What = Annotated[str, filled("what")]
_Item = Annotated[str, filled("number", "count", "heading")]
_Supplier = Annotated[str, filled("supplier")]
_Cited = Annotated[str, filled("citation")]
#: The fields of a letter that the table of the case prints.
CaseField = Literal[
    "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "priority",
    "application_received", "patient_age", "patient_sex", "organization", "prepared_with", "rules_as_of", "amended",
]  # fmt: skip


class TitleWords(Wordings):
    draft: str
    signed: str


class BriefWords(Wordings):
    heading: str
    draft: str
    signed: str
    copied: str
    amended: str
    columns: tuple[str, str, str]
    draft_columns: tuple[str, str, str]


class CaseWords(Wordings):
    heading: str
    rows: tuple[tuple[tuple[str, CaseField], ...], ...]


class MadeWords(Wordings):
    heading: str
    draft: str
    signed: str
    certifications: str
    subspecialties: str
    licensed_in: str


class DocumentWords(Wordings):
    heading: str
    columns: tuple[str, str, str, str, str, str, str]
    none: str
    set_aside: str
    gaps: str


class SummaryWords(Wordings):
    heading: str
    notes: str


class ItemWords(Wordings):
    heading: str
    title: _Item
    decision: str
    recommendation: str
    original: str
    authorized: str
    eligible: str
    claims_administrator: str
    reviewer_guideline: str
    rationale: str
    missing: str
    notes: str


class DecisionWords(Wordings):
    upheld: str
    overturned: str
    none: str


class HeadingWords(Wordings):
    heading: str


class SignatureWords(Wordings):
    heading: str
    signed_at: str
    attestations: str
    determination: str
    content: str
    copied: str


class FollowsWords(Wordings):
    heading: str
    text: str


class ReachedWords(Wordings):
    """On what a recommendation rests, by the ways of :data:`openimr.review.model.Reached`."""

    shown: str
    unopposed: str
    opposite: str
    silent: str
    silent_and_opposite: str
    excluded: str
    contradicted: str
    dependent: str


class TurnWords(Wordings):
    overturned: str
    upheld: str


class ChangeWords(Wordings):
    """What must become so, or no longer be so, by who changes it."""

    record_holds: _What
    record_not: _What
    request_holds: _What
    request_not: _What
    time_holds: _What
    time_not: _What
    principal_holds: _What
    principal_not: _What


class NowWords(Wordings):
    """How a criterion stands today, by its status."""

    met: str
    not_met: str
    not_documented: str
    contradicted: str
    not_applicable: str


class WorkingWords(Wordings):
    heading: str
    about: str
    item: _Item
    recommendation: str
    like: str
    like_some: Annotated[str, filled("items", "agreed", "reached", "percent")]
    like_none: Annotated[str, filled("percent")]
    like_about: Annotated[str, filled("source", "items", "day", "caution")]
    reached: ReachedWords
    turns: TurnWords
    only_way: str
    each_way: Annotated[str, filled("count")]
    way: Annotated[str, filled("number", "count")]
    always: str
    one_of: str
    more: Annotated[str, filled("count")]
    points: ChangeWords
    now: str
    now_record: NowWords
    now_request: NowWords
    paper: str
    paper_from: Annotated[str, filled("paper", "supplier")]
    criterion: str
    citation_opening: str
    papers_heading: str
    papers_about: str
    papers_columns: tuple[str, str, str]
    papers_deciding: str
    papers_other: str
    papers_from: _Supplier
    papers_unnamed: str
    papers_for: Annotated[str, filled("item", "criterion")]
    papers_none: str


class CitationWords(Wordings):
    reviewer_none: str
    reviewer_outside: str
    claims_administrator_none: str
    claims_administrator_outside: str
    inside: _Cited
    outside: _Cited
    inside_words: tuple[str, ...]


class CurrentForm(Wordings):
    """The wording of ``rules/<programme>/letters/forms/current.yaml``; the file's own comments explain it."""

    id: str
    organization: str
    date: Annotated[str, AfterValidator(readable_date)]
    title: TitleWords
    mark: str
    name_line: str
    unfit_signature: str
    page_foot: Annotated[str, filled("page", "pages")]
    case_foot: Annotated[str, filled("case_number")]
    brief: BriefWords
    case: CaseWords
    made: MadeWords
    documents: DocumentWords
    summary: SummaryWords
    items: ItemWords
    words: DecisionWords
    warnings: HeadingWords
    signature: SignatureWords
    follows: FollowsWords
    citations: CitationWords
    working: WorkingWords


@cache
def current_form(programme: str = "california") -> CurrentForm:
    """The wording of our own letters.

    Raises:
        RuleError: the file is absent or wrong.

    >>> current_form().mark
    'DRAFT - not a determination'
    """
    return read_rule_model(rules_folder(programme) / "letters" / "forms" / "current.yaml", CurrentForm)[0]
