"""Cases as people or programs hand them to the panel: :func:`load_docket`.

A docket is a YAML or JSON file with ``cases``, one case by itself, or a folder of case folders. Items may be written as
the application prints them; the dispute room reads them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from openimr.dispute.model import Category
from openimr.dispute.request import parse_request
from openimr.errors import NotFound
from openimr.guidelines.reading import RuleFile
from openimr.panel.datafile import at, problems_in, read_data, refuse
from openimr.panel.model import CaseItem, CaseParty, Clearance, PanelCase, Priority
from openimr.panel.rosterfile import Day, Name, Npi, Text
from openimr.panel.rules import PanelRules, panel_rules
from openimr.problems import Problem

_REFUSED = "the docket is refused"


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, coerce_numbers_to_str=True)


class PartyEntry(_Entry):
    """A party: role and name, other names (``also``), affiliates; ``name: none`` says that there is none."""

    role: Text
    name: Name
    also: list[Name] = []
    affiliates: list[Name] = []
    npi: Npi = None

    def party(self) -> CaseParty:
        """The party as the panel works on it."""
        name = None if self.name.lower() == "none" else self.name
        return CaseParty(self.role, name, tuple(self.affiliates), tuple(self.also), self.npi)


class ItemEntry(_Entry):
    """A disputed item; what is not given is read from its text. ``follows`` counts items from 1."""

    text: Text
    category: Category | None = None
    treatment: str | None = None
    body_parts: list[Text] | None = None
    specialty: str | None = None
    follows: Annotated[int | None, Field(ge=1)] = None

    def item(self) -> CaseItem:
        """The item as the panel works on it."""
        read = parse_request(self.text)
        return CaseItem(
            text=self.text,
            category=self.category or read.category,
            treatment=self.treatment or read.treatment,
            body_parts=tuple(read.body_parts if self.body_parts is None else self.body_parts),
            specialty=self.specialty or read.specialty,
            follows=None if self.follows is None else self.follows - 1,
        )


def _as_item(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


class ClearanceEntry(_Entry):
    """A person's word that a possible conflict is none."""

    reviewer: Text
    party: Text
    tie: Text
    by: Text
    on: dt.date
    reason: Text
    relation: str | None = None


class CaseEntry(_Entry):
    """One case as a docket file tells it."""

    id: Annotated[str, Field(min_length=1, max_length=60)]
    priority: Annotated[Priority, BeforeValidator(lambda value: str(value).lower())] = "standard"
    complete: Day = None
    due: Day = None
    reviewers: Annotated[int, Field(ge=1, le=9)] = 1
    approval: str | None = None
    parties: list[PartyEntry] = []
    items: list[Annotated[ItemEntry, BeforeValidator(_as_item)]] = []
    conditions: list[Text] = []
    earlier_reviewers: list[Text] = []
    clearances: list[ClearanceEntry] = []

    def case(self) -> PanelCase:
        """The case as the panel works on it."""
        return PanelCase(
            id=self.id,
            parties=tuple(one.party() for one in self.parties),
            items=tuple(one.item() for one in self.items),
            conditions=tuple(self.conditions),
            earlier=tuple(self.earlier_reviewers),
            priority=self.priority,
            due=self.due,
            complete=self.complete,
            needed=self.reviewers,
            approval=self.approval,
            clearances=tuple(
                Clearance(one.reviewer, one.party, one.tie, one.by, one.on, one.reason, one.relation)
                for one in self.clearances
            ),
        )


def load_docket(path: Path) -> list[PanelCase]:
    """The cases of a file.

    Args:
        path: YAML or JSON with ``cases``, or with one case.

    Raises:
        NotFound: there is no such file, or it holds no case.
        UnreadableFile: it cannot be read, or something in it is wrong; the message names file, line and fix.
    """
    cases, errors = docket_of(read_data(path, dict, "cases"))
    refuse(errors)
    if not cases:
        raise NotFound("the docket holds no case", file=str(path), remedy="write one under 'cases:'")
    return cases


def docket_of(rule: RuleFile) -> tuple[list[PanelCase], list[Problem]]:
    """The cases of read data, and what is wrong with them.

    >>> from openimr.panel.datafile import read_data_text
    >>> text = "cases:\\n- id: c1\\n  parties:\\n  - {role: employer, name: Roe Co.}\\n  items: [Lumbar MRI]\\n"
    >>> docket_of(read_data_text(text, "docket.yaml"))[0][0].items[0].treatment
    'mri'
    """
    rules = panel_rules()
    data = rule.data
    single = isinstance(data, dict) and "id" in data
    entries = [data] if single else data.get("cases") if isinstance(data, dict) else None
    if not isinstance(entries, list):
        return [], [at(rule, (), "there is no list of cases", "begin with 'cases:'", _REFUSED)]
    errors: list[Problem] = []
    cases: list[PanelCase] = []
    for number, raw in enumerate(entries):
        here: tuple[str | int, ...] = () if single else ("cases", number)
        try:
            entry = CaseEntry.model_validate(raw)
        except ValidationError as error:
            errors += problems_in(error, rule, here, consequence=_REFUSED)
            continue
        if any(one.id == entry.id for one in cases):
            errors.append(at(rule, (*here, "id"), f"the case {entry.id} stands twice", "keep it once", _REFUSED))
            continue
        errors += _wrong_words(entry, rule, here, rules)
        cases.append(entry.case())
    return cases, errors


def _wrong_words(entry: CaseEntry, rule: RuleFile, here: tuple[str | int, ...], rules: PanelRules) -> list[Problem]:
    found = []
    for number, party in enumerate(entry.parties):
        if party.role not in rules.parties:
            found.append(
                at(
                    rule,
                    (*here, "parties", number, "role"),
                    f"the role {party.role!r} is not known",
                    f"use one of {', '.join(rules.parties)}",
                    _REFUSED,
                )
            )
    circle = _circle([item.follows for item in entry.items])
    if circle:
        found.append(
            at(
                rule,
                (*here, "items", circle[0] - 1),
                f"the items {', '.join(map(str, circle))} follow each other in a circle",
                "take follows out of the item on which the others depend",
                _REFUSED,
            )
        )
    for number, item in enumerate(entry.items):
        if item.follows is not None and (item.follows > len(entry.items) or item.follows == number + 1):
            found.append(
                at(
                    rule,
                    (*here, "items", number),
                    f"the item follows item {item.follows}, which is no other item of the case",
                    "give the position of another item, counted from 1",
                    _REFUSED,
                )
            )
    return found


def _circle(follows: Sequence[int | None]) -> list[int]:
    """Numbers of items that follow each other in a circle, from 1; an item that follows itself is told apart.

    >>> _circle([None, 3, 4, 2]), _circle([2, None])
    ([2, 3, 4], [])
    """
    for first in range(1, len(follows) + 1):
        way = [first]
        while (following := follows[way[-1] - 1]) is not None and following <= len(follows):
            if following == first and len(way) > 1:
                return way
            if following in way:
                break
            way.append(following)
    return []
