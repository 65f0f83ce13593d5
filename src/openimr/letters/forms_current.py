"""The wording of our own letters, as data: written by the layout and read back by the format, from one file."""

from __future__ import annotations

from functools import cache

from pydantic import BaseModel, ConfigDict

from openimr.review.model import Reached
from openimr.rulefiles import read_rule_model, rules_folder


class _Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class TitleWords(_Words):
    draft: str
    signed: str


class BriefWords(_Words):
    heading: str
    draft: str
    signed: str
    columns: tuple[str, str, str]
    draft_columns: tuple[str, str, str]


class CaseWords(_Words):
    heading: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


class MadeWords(_Words):
    heading: str
    draft: str
    signed: str
    certifications: str
    subspecialties: str
    licensed_in: str


class DocumentWords(_Words):
    heading: str
    columns: tuple[str, str, str, str, str, str, str]
    none: str
    set_aside: str
    gaps: str


class SummaryWords(_Words):
    heading: str
    notes: str


class ItemWords(_Words):
    heading: str
    title: str
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


class DecisionWords(_Words):
    upheld: str
    overturned: str
    none: str


class HeadingWords(_Words):
    heading: str


class SignatureWords(_Words):
    heading: str
    signed_at: str
    attestations: str
    determination: str
    content: str


class FollowsWords(_Words):
    heading: str
    text: str


class WorkingWords(_Words):
    heading: str
    about: str
    item: str
    recommendation: str
    like: str
    like_some: str
    like_none: str
    like_about: str
    reached: dict[Reached, str]
    turns: dict[str, str]
    only_way: str
    each_way: str
    way: str
    always: str
    one_of: str
    more: str
    points: dict[str, str]
    now: str
    now_record: dict[str, str]
    now_request: dict[str, str]
    paper: str
    paper_from: str
    criterion: str
    citation_opening: str
    papers_heading: str
    papers_about: str
    papers_columns: tuple[str, str, str]
    papers_deciding: str
    papers_other: str
    papers_from: str
    papers_unnamed: str
    papers_for: str
    papers_none: str


class CitationWords(_Words):
    reviewer_none: str
    reviewer_outside: str
    claims_administrator_none: str
    claims_administrator_outside: str
    inside: str
    outside: str
    inside_words: tuple[str, ...]


class CurrentForm(_Words):
    """The wording of ``rules/<programme>/letters/forms/current.yaml``; the file's own comments explain it."""

    id: str
    organization: str
    date: str
    title: TitleWords
    mark: str
    name_line: str
    unfit_signature: str
    page_foot: str
    case_foot: str
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
