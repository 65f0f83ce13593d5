"""The editions of the guidelines and when each governed, read from the jurisdiction's ``editions.yaml``."""

from __future__ import annotations

import datetime as dt
from functools import cache

from pydantic import ValidationError

from openimr.guidelines.model import Edition
from openimr.guidelines.reading import RULES, RuleFile, read_rule_file


@cache
def editions() -> dict[str, Edition]:
    """All editions by id.

    >>> chronic = editions()["mtus-chronic-pain-2009"]
    >>> chronic.in_force(dt.date(2016, 7, 28)), chronic.in_force(dt.date(2016, 7, 29))
    (True, False)

    Raises:
        RuleError: the file is missing or wrong.
    """
    return _read(read_rule_file(RULES / "editions.yaml", "rules/california/editions.yaml"))


@cache
def section_style_from() -> dt.date:
    """First day on which letters name sections where they named pages before (the ACOEM chapters).

    >>> section_style_from() > dt.date(2014, 12, 31)
    True
    """
    rule = read_rule_file(RULES / "editions.yaml", "rules/california/editions.yaml")
    try:
        return dt.date.fromisoformat(rule.data["section_style_from"])
    except (KeyError, TypeError, ValueError):
        rule.refuse(("section_style_from",), "section_style_from is no ISO date", "write it as 2015-09-01")


def _read(rule: RuleFile) -> dict[str, Edition]:
    rows = rule.data.get("editions") if isinstance(rule.data, dict) else None
    if not isinstance(rows, list):
        rule.refuse((), "the file has no list of editions", "begin the list with 'editions:'")
    found: dict[str, Edition] = {}
    for number, row in enumerate(rows):
        path = ("editions", number)
        try:
            edition = Edition.model_validate(row)
        except ValidationError as error:
            rule.refuse_invalid(error, path)
        if edition.id in found:
            rule.refuse(path, f"the edition {edition.id} stands twice", "give each edition its own id")
        if edition.effective_from and edition.effective_to and edition.effective_to < edition.effective_from:
            rule.refuse(path, f"the edition {edition.id} ends before it begins", "correct its dates")
        if (edition.first_page is None) != (edition.last_page is None):
            rule.refuse(path, f"the edition {edition.id} has only one end of its page range", "give both pages")
        found[edition.id] = edition
    return found
