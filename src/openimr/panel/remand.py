"""Who reviewed a case before: by id, by name, or entered in the roster a second time.

After a reversal another reviewer decides. Whoever writes the docket may know the earlier reviewer by another writing of
the id, or by name; and a person who stands in the roster twice is one person.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openimr.panel.findings import Outcome
from openimr.panel.model import Reviewer
from openimr.panel.nameindex import matches
from openimr.panel.names import Degree, names_in

_Found = dict[int, tuple[Outcome, str]]


def earlier_reviewers(reviewers: Sequence[Reviewer], told: Iterable[str]) -> dict[str, _Found]:
    """For each earlier reviewer as a docket tells it: positions in the roster, with how and why they are kept out.

    >>> people = [Reviewer("R-06", "Ada Quince"), Reviewer("R-07", "Basil Roe"), Reviewer("R-08", "A. Quince")]
    >>> found = earlier_reviewers(people, ["r-06", "Basil Roe, MD", "R-99"])
    >>> found["r-06"]
    {0: ('fails', 'reviewed this case before'), 2: ('unknown', 'may be R-06, who reviewed this case before')}
    >>> found["Basil Roe, MD"], found["R-99"]
    ({1: ('fails', 'reviewed this case before')}, {})
    """
    wanted = list(dict.fromkeys(told))
    if not wanted:
        return {}
    by_id = {one.id.casefold(): number for number, one in enumerate(reviewers)}
    names = [(name, number) for number, one in enumerate(reviewers) for name in _names(one)]
    asked: list[tuple[str, str]] = []
    found: dict[str, _Found] = {}
    for one in wanted:
        at = by_id.get(one.casefold())
        found[one] = {} if at is None else {at: ("fails", "reviewed this case before")}
        asked += [(name, one) for name in (names_in(one) if at is None else _names(reviewers[at]))]
    for i, j, match in matches([name for name, _ in asked], [name for name, _ in names]):
        one, number = asked[i][1], names[j][1]
        at = by_id.get(one.casefold())
        if at is None:
            told_as: tuple[Outcome, str] | None = ("fails", "reviewed this case before")
            if match.degree is not Degree.SAME:
                told_as = ("unknown", f"may be {one}, who reviewed this case before")
        elif at == number:
            continue
        else:
            told_as = _second_entry(reviewers[at], reviewers[number])
        if found[one].get(number, ("unknown",))[0] != "fails" and told_as is not None:
            found[one][number] = told_as
    return found


def same_person(one: Reviewer, other: Reviewer) -> bool | None:
    """Whether two entries are one person's by their numbers; None where no number tells.

    >>> same_person(Reviewer("r1", "Ada Roe", npi="1234567890"), Reviewer("r2", "Ada Quince", npi="1234567890"))
    True
    """
    if one.npi and other.npi:
        return one.npi == other.npi
    mine, theirs = ({(held.state, held.number) for held in r.licences or () if held.number} for r in (one, other))
    if mine & theirs:
        return True
    return False if {state for state, _ in mine} & {state for state, _ in theirs} else None


def _names(one: Reviewer) -> list[str]:
    return [name for told in (one.name, *one.also) for name in names_in(told)]


def _second_entry(earlier: Reviewer, other: Reviewer) -> tuple[Outcome, str] | None:
    """How an entry with the name of the earlier reviewer comes out; None where numbers tell two people apart."""
    same = same_person(earlier, other)
    if same is False:
        return None
    if same:
        return "fails", f"is {earlier.id}, who reviewed this case before"
    return "unknown", f"may be {earlier.id}, who reviewed this case before"
