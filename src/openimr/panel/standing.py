"""Who of a roster is qualified on a day, whatever the case: for the person who keeps the roster."""

from __future__ import annotations

import datetime as dt

from pydantic import BaseModel, ConfigDict

from openimr.panel.model import Roster
from openimr.panel.qualifying import qualify, specialties_now
from openimr.panel.rules import panel_rules, specialty_rules


class Standing(BaseModel):
    """A reviewer on a day: what rules about the reviewer alone say, and whether there is room.

    Attributes:
        qualified: no such rule keeps the reviewer out.
        against: the rules that do, each with its outcome and reason.
    """

    model_config = ConfigDict(frozen=True)

    reviewer: str
    name: str
    specialties: list[str]
    qualified: bool
    against: list[tuple[str, str, str]]
    load: int
    capacity: int | None
    relations: int | None


def standings(roster: Roster, day: dt.date) -> list[Standing]:
    """How each reviewer stands on a day.

    >>> from openimr.panel.model import Reviewer
    >>> found = standings(Roster((Reviewer("r1", "Ada Example"),)), dt.date(2014, 5, 1))
    >>> found[0].qualified, found[0].against[0]
    (False, ('discipline', 'unknown', 'no discipline is on file'))
    """
    rules, names = panel_rules(), specialty_rules()
    rows = []
    for one in roster.reviewers:
        against = [(f.rule, f.outcome, f.why) for f in qualify(one, day, rules, names) if f.excludes]
        sure, _ = specialties_now(one, day, rules)
        rows.append(
            Standing(
                reviewer=one.id,
                name=one.name,
                specialties=sorted(names.specialties[id].name for id in sure),
                qualified=not against,
                against=[(rule, str(outcome), why) for rule, outcome, why in against],
                load=one.load,
                capacity=one.capacity,
                relations=None if one.disclosures is None else len(one.disclosures),
            )
        )
    return rows
