"""The forms of published letters, as data: which blocks in which order, with which fixed wording.

A form is ``rules/<programme>/letters/forms/<era>.yaml``. It is read as strings and refused when it is wrong.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from openimr.errors import NotFound
from openimr.letters.wordings import readable_date
from openimr.rulefiles import RuleFile, read_rule_model, rules_folder

#: A field of the letter in a wording.
FIELD = re.compile(r"\{(\w+)\}")
#: The dates of a letter that it prints.
DATES = ("date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "application_received")
#: What a letter has beside the sentences and lists of its form, what an item has, and what is counted for a page.
LETTER_FIELDS = frozenset(
    ["case_number", "priority", "organization", "summary", "certifications", "subspecialties", "licensed_in",
     "documents_reviewed", "overall", *DATES]
)  # fmt: skip
ITEM_FIELDS = frozenset(
    ["number", "heading", "claims_administrator", "reviewer_guideline", "rationale", "regarding", "decision", "first",
     "first_documents"]
)  # fmt: skip
PAGE_FIELDS = frozenset(["page", "pages"])
_KINDS = ("facts", "heading", "paragraph", "labelled", "items", "item", "entries")


class BlockForm(BaseModel):
    """One block of a form. Exactly one of the block kinds is given.

    Attributes:
        facts: rows of pairs (label, field of the letter).
        heading, paragraph, item: the text, with ``{field}`` where the letter's own words stand.
        labelled: a label in bold, followed by ``text``.
        entries: a label, followed by the documents reviewed, each after the mark in ``text`` (``#`` in it counts).
        items: blocks repeated for every item.
        when: fields of which one must have a value, or the block is left out.
        tight: whether no blank line follows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    facts: list[list[tuple[str, str]]] | None = None
    heading: str | None = None
    paragraph: str | None = None
    labelled: str | None = None
    item: str | None = None
    entries: str | None = None
    items: list[BlockForm] | None = None
    text: str = ""
    when: list[str] = Field(default_factory=list)
    tight: bool = False
    level: int = 2

    @model_validator(mode="after")
    def _one_kind(self) -> BlockForm:
        given = [kind for kind in _KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a block must be exactly one of {', '.join(_KINDS)}; this one is {given or 'none'}")
        return self


class Form(BaseModel):
    """The form of one era.

    Attributes:
        footer: which case it is, for the foot of a file without pages; left out where the letter has no number.
        page_foot: lines at the foot of every page; one with a field that has no value is left out.
        organization: who reviews, where the letter does not say.
        date: how dates are printed (``strftime``).
        decisions: the words for upheld and overturned; ``{heading}`` in them makes them a sentence.
        overall: a sentence for what all items together come to: upheld, overturned or mixed.
        sentences: name -> sentences of which the first whose fields all have a value is printed.
        lists: name -> list field of the reviewer that it prints, for ``Letter.form``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    shows_title: bool = False
    footer: str = ""
    page_foot: list[str] = Field(default_factory=list)
    organization: str = ""
    date: Annotated[str, AfterValidator(readable_date)] = "%m/%d/%Y"
    decisions: dict[Literal["upheld", "overturned"], str] = Field(default_factory=dict)
    overall: dict[Literal["upheld", "overturned", "mixed"], str] = Field(default_factory=dict)
    sentences: dict[str, list[str]] = Field(default_factory=dict)
    lists: dict[str, Literal["certifications", "subspecialties", "licensed_in"]] = Field(default_factory=dict)
    blocks: list[BlockForm]


@cache
def form_of(era: str, programme: str = "california") -> Form:
    """The form in which letters of an era are written.

    Args:
        era: id of the era, ``2014``.
        programme: folder under ``openimr/rules``.

    Raises:
        NotFound: no form of that name.
        RuleError: the file is wrong.

    >>> form_of("2014").decisions["upheld"]
    'Upheld'
    """
    folder = rules_folder(programme) / "letters" / "forms"
    known = sorted(p.name.removesuffix(".yaml") for p in folder.iterdir() if p.name.endswith(".yaml"))
    if era not in known:
        raise NotFound(
            f"no form is known for letters of the era {era!r}",
            consequence="the letter was not written",
            remedy="the eras that can be written are " + ", ".join(known),
        )
    form, rule = read_rule_model(folder / f"{era}.yaml", Form)
    _refuse_unknown_fields(form, rule)
    return form


def _refuse_unknown_fields(form: Form, rule: RuleFile) -> None:
    """Refuse a form that names a field which no letter has: it would be left blank in every letter."""
    own = LETTER_FIELDS | form.sentences.keys() | form.lists.keys()
    for path, value in rule.values():
        known = own | PAGE_FIELDS if path[0] == "page_foot" else own
        if path[0] == "decisions" or "items" in path:
            known |= ITEM_FIELDS
        row = "when" in path or ("facts" in path and path[-1] == 1)
        for name in [value] if row else FIELD.findall(value):
            if name not in known:
                rule.refuse(path, f"no letter has the field {name!r}", f"write one of {', '.join(sorted(known))}")
