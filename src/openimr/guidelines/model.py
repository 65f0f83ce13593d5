"""Guidelines as data: editions, topics and criteria, read from YAML and checked on load.

A rule file that is wrong is refused with file, place and what to change (:class:`openimr.errors.RuleError`).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

Role = Literal["required", "alternative", "exclusion", "exception", "conditional", "limit", "advisory", "lookup"]
Stance = Literal["recommended", "conditional", "not_recommended", "silent"]
Missing = Literal["fail", "unknown", "pass"]


class Edition(BaseModel):
    """One edition of one guideline, and the days on which it governed.

    Attributes:
        id: stable id, for example ``mtus-chronic-pain-2009``.
        guideline: id of the guideline irrespective of edition, ``mtus-chronic-pain``.
        family: ``mtus`` (presumed correct) or ``non_mtus`` (used where the MTUS is silent).
        rank: place in the evidence hierarchy, 1 first (MTUS = 1, ODG = 2, other national guidelines = 3, studies = 4).
        cited_as: the customary words of the letters' citation line ("Chronic Pain Treatment Guidelines").
        year: year printed with it, if any.
        effective_from, effective_to: first and last day in force (None = open).
        chapters: for a guideline in chapters, number -> (title, first page, last page).
        reference: the legal or bibliographic source.
        cites_by: how letters point into it: by pages, by section titles, or by headings without stable pages.
        cited_with_sections: its name in the letters' later form (``Low Back Complaints 2004``), which names sections;
            None where it is the same.
        regions: the parts of the body it is for; empty where it is for all.
        verified: True only after a person checked reference and dates; then ``verified_by`` and ``verified_on`` say who
            and when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    guideline: str
    family: Literal["mtus", "non_mtus"]
    rank: int
    title: str
    cited_as: str
    year: int | None = None
    chapter: int | None = None
    first_page: int | None = None
    last_page: int | None = None
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    reference: str
    verified: bool = False
    verified_by: str | None = None
    verified_on: dt.date | None = None
    regions: list[str] = Field(default_factory=list)
    cites_by: Literal["pages", "sections", "headings"] = "pages"
    cited_with_sections: str | None = None

    def in_force(self, day: dt.date) -> bool:
        """Whether this edition governed on ``day``."""
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )


class Source(BaseModel):
    """Where one edition treats a topic.

    Attributes:
        edition: id of the edition.
        section: title of the section or heading.
        pages: pages as letters print them.
        known_pages: pages known to treat the topic but not printed with it; they resolve citations only.
        addresses: False where the edition is named because it is silent on the topic.
        beside: True where a source of lower rank is used together with the governing one.
        carried: True where the edition governs from its day and nobody has compared what it says: the criteria are
            then those of the edition before, and every screen and draft says so.
        regions: only for requests about these parts of the body (filled in for sets of guidelines by part).
        says: what it says, in one plain sentence.
        provenance: where it is known from that this edition governs.
        verified, verified_by, verified_on: True only after a person checked the published page; who, and when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str
    section: str | None = None
    pages: list[str] = Field(default_factory=list)
    known_pages: list[str] = Field(default_factory=list)
    addresses: bool = True
    beside: bool = False
    carried: bool = False
    regions: list[str] = Field(default_factory=list)
    says: str | None = None
    provenance: list[str] = Field(default_factory=list)
    verified: bool = False
    verified_by: str | None = None
    verified_on: dt.date | None = None


class Criterion(BaseModel):
    """One atomic requirement of a topic.

    Attributes:
        id: ``TOPIC.x`` as in the catalogue, for example ``ESI-L-R.a``.
        text: the requirement in plain words (paraphrased, never the guideline's text).
        role: its place in the logic.
        pattern: what fulfils it (the pattern language is documented in ``docs/criteria.md``).
        missing: what no mention at all means for the item: fail (letters' practice), unknown or pass.
        document, supplier: which paper would supply it, and who writes it.
        met_says / not_met_says / missing_says: sentence stems for the rationale.
        provenance: where the criterion is known from.
        editions: only where one of these editions governs the item; empty = in every edition of the topic.
        editions_none: not where one of these governs.
        effective_from, effective_to: only on these days, for guidelines without named editions (ODG).
        verified, verified_by, verified_on: True only after a person checked the published page; who, and when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    text: str
    role: Role
    fact: str
    pattern: dict[str, Any]
    missing: Missing = "fail"
    document: str
    supplier: str = ""
    met_says: str | None = None
    not_met_says: str | None = None
    missing_says: str | None = None
    provenance: list[str]
    editions: list[str] = Field(default_factory=list)
    editions_none: list[str] = Field(default_factory=list)
    effective_from: dt.date | None = None
    effective_to: dt.date | None = None
    verified: bool = False
    verified_by: str | None = None
    verified_on: dt.date | None = None

    def applies(self, governing: Collection[str], day: dt.date) -> bool:
        """Whether the criterion belongs to one of the editions that govern the item on ``day``.

        >>> body = {"id": "X.a", "text": "t", "role": "limit", "fact": "req", "pattern": {}, "document": ""}
        >>> later = Criterion(**body, provenance=[], editions=["mtus-opioids-2016"])
        >>> [later.applies([edition], dt.date.max) for edition in ("mtus-chronic-pain-2009", "mtus-opioids-2016")]
        [False, True]
        """
        if (self.effective_from and day < self.effective_from) or (self.effective_to and self.effective_to < day):
            return False
        named = set(governing)
        return (not self.editions or bool(named & set(self.editions))) and not named & set(self.editions_none)


class Topic(BaseModel):
    """One treatment in one situation, with the criteria that govern it.

    Attributes:
        id: stable id, the catalogue's where it has one.
        treatments, drugs, drug_classes: what it is for: ids of treatments, generic drugs, classes of drugs.
        when: which variant of the request it is for (see ``docs/criteria.md``).
        slot: topics of one slot exclude each other: the most specific wins; topics of different slots add up.
        precedence: decides within a slot where two match alike, the larger first.
        cases: patterns of the cases its logic asks for (``IF(repeat: …)``).
        requires: what the guideline requires, in one plain sentence.
        logic: how the criteria join (:mod:`openimr.guidelines.logic_syntax`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    catalogue: str | None = None
    title: str
    category: str
    treatments: list[str] = Field(default_factory=list)
    drugs: list[str] = Field(default_factory=list)
    drug_classes: list[str] = Field(default_factory=list)
    when: dict[str, Any] = Field(default_factory=dict)
    slot: str = ""
    precedence: int = 0
    cases: dict[str, dict[str, Any]] = Field(default_factory=dict)
    stance: Stance
    sources: list[Source]
    requires: str
    criteria: list[Criterion]
    logic: str
    provenance: list[str] = Field(default_factory=list)
    verified: bool = False
    verified_by: str | None = None
    verified_on: dt.date | None = None
    file: str = ""


class Choice(BaseModel):
    """A topic chosen for an item on a date: the editions that carry it and the reason it was chosen."""

    model_config = ConfigDict(frozen=True)

    topic: Topic
    sources: list[tuple[Edition, Source]]
    why: str

    @property
    def governing(self) -> list[str]:
        """Ids of the editions that govern the item."""
        return [edition.id for edition, _ in self.sources]

    @property
    def carried(self) -> bool:
        """Whether the first governing edition has not been compared with the criteria."""
        return bool(self.sources) and self.sources[0][1].carried
