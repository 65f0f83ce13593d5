"""The editions of the guidelines and when each governed, read from the jurisdiction's ``editions.yaml``."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pydantic import ValidationError

from openimr.guidelines.model import Edition
from openimr.rulefiles import RuleFile, read_rule_file, rules_folder

_YEAR = re.compile(r"-\d{4}\Z")


@cache
def editions() -> dict[str, Edition]:
    """All editions by id.

    >>> chronic = editions()["mtus-chronic-pain-2009"]
    >>> chronic.in_force(dt.date(2016, 7, 28)), chronic.in_force(dt.date(2016, 7, 29))
    (True, False)

    Raises:
        RuleError: the file is missing or wrong.
    """
    return _read(_file())


@dataclass(frozen=True, slots=True)
class EditionSet:
    """Editions under one name: the editions of one guideline, or the guidelines of all parts of the body.

    Attributes:
        editions: ids, in the order of the file.
        by_part: whether each edition is only for requests about its own parts of the body.
    """

    editions: tuple[str, ...]
    by_part: bool


@dataclass(frozen=True, slots=True)
class Period:
    """A stretch of time in which one body of rules governed. ``last`` is None where it goes on.

    Attributes:
        id: stable id.
        title: in words.
        first, last: its days.
    """

    id: str
    title: str
    first: dt.date
    last: dt.date | None


@cache
def edition_sets() -> dict[str, EditionSet]:
    """Sets of editions that a topic may name as one source.

    >>> edition_sets()["acoem-low-back"].editions
    ('acoem-low-back-2016', 'acoem-low-back-2019')

    Raises:
        RuleError: the file is wrong.
    """
    rule = _file()
    known = editions()
    found: dict[str, EditionSet] = {}
    rows = rule.data.get("sets") or {}
    for name, row in rows.items():
        path = ("sets", name)
        if not isinstance(row, Mapping) or set(row) - {"editions", "by_part"} or not row.get("editions"):
            rule.refuse(path, f"the set {name} is wrong", 'write it as name: {editions: [id, id], by_part: "true"}')
        if name in known:
            rule.refuse(path, f"{name} is the name of an edition", "give the set a name of its own")
        for number, edition in enumerate(row["editions"]):
            if edition not in known:
                rule.refuse((*path, "editions", number), f"unknown edition {edition}", "use an id of this file")
        found[name] = EditionSet(tuple(row["editions"]), row.get("by_part") == "true")
    return found


@cache
def periods() -> tuple[Period, ...]:
    """The periods in which every topic must say what governs, in their order.

    >>> [period.id for period in periods()][0]
    'to-2016-07'

    Raises:
        RuleError: the file is wrong.
    """
    rule = _file()
    found = []
    for number, row in enumerate(rule.data.get("periods") or []):
        try:
            last = row.get("last")
            first = dt.date.fromisoformat(row["first"])
            found.append(Period(row["id"], row["title"], first, dt.date.fromisoformat(last) if last else None))
        except (KeyError, TypeError, ValueError, AttributeError):
            rule.refuse(("periods", number), "the period is wrong", "give it id, title, first and last (ISO dates)")
    return tuple(found)


def _file() -> RuleFile:
    return read_rule_file(rules_folder() / "editions.yaml")


@cache
def section_style_from() -> dt.date:
    """First day on which letters name sections where they named pages before (the ACOEM chapters).

    >>> section_style_from() > dt.date(2014, 12, 31)
    True
    """
    rule = _file()
    try:
        return dt.date.fromisoformat(rule.data["section_style_from"])
    except (KeyError, TypeError, ValueError):
        rule.refuse(("section_style_from",), "section_style_from is no ISO date", "write it as 2015-09-01")


def _read(rule: RuleFile) -> dict[str, Edition]:
    rule.only_keys((), rule.data, ("section_style_from", "periods", "sets", "editions"))
    rows = rule.data.get("editions")
    if not isinstance(rows, list):
        rule.refuse((), "the file has no list of editions", "begin the list with 'editions:'")
    found: dict[str, Edition] = {}
    for number, row in enumerate(rows):
        path = ("editions", number)
        try:
            edition = Edition.model_validate(row)
        except ValidationError as error:
            rule.refuse_invalid(error, path)
        if edition.verified and not (edition.verified_by and edition.verified_on):
            remedy = "give verified_by (who compared it) and verified_on (the day)"
            rule.refuse(path, f"the edition {edition.id} says verified, and not by whom and when", remedy)
        if edition.id in found:
            rule.refuse(path, f"the edition {edition.id} stands twice", "give each edition its own id")
        if edition.effective_from and edition.effective_to and edition.effective_to < edition.effective_from:
            rule.refuse(path, f"the edition {edition.id} ends before it begins", "correct its dates")
        if (edition.first_page is None) != (edition.last_page is None):
            rule.refuse(path, f"the edition {edition.id} has only one end of its page range", "give both pages")
        found[edition.id] = edition
    _refuse_overlaps(rule, found)
    return found


def _refuse_overlaps(rule: RuleFile, found: Mapping[str, Edition]) -> None:
    """Two editions of one text may not be in force on one day: which of them governs would be a matter of chance."""
    by_text: dict[tuple[str, str], list[tuple[dt.date, int, Edition]]] = {}
    for number, edition in enumerate(found.values()):
        if edition.effective_from is not None:
            # the ids of editions of one text differ in the year at their end
            text = (edition.guideline, _YEAR.sub("", edition.id))
            by_text.setdefault(text, []).append((edition.effective_from, number, edition))
    for same in by_text.values():
        for (_, _, one), (begins, number, other) in itertools.pairwise(sorted(same, key=lambda row: row[:2])):
            if one.effective_to is None or one.effective_to >= begins:
                rule.refuse(
                    ("editions", number),
                    f"the editions {one.id} and {other.id} of one guideline overlap",
                    f"let {one.id} end (effective_to) on the day before {other.id} begins",
                )
