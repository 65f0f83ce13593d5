"""The request as a source of facts: whether it has the properties a criterion asks for."""

from __future__ import annotations

import re

from openimr.dispute.model import Request
from openimr.guidelines.patterns import RequestPattern

_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def request_holds(pattern: RequestPattern, request: Request) -> bool | None:
    """Whether all properties hold; None when one is not stated in the request and none fails.

    >>> item = Request(treatment="mri", quantity=3, modifiers=["repeat"])
    >>> from openimr.guidelines.patterns import parse_pattern
    >>> request_holds(parse_pattern({"request": {"quantity": {"lte": "2"}}}), item)
    False
    >>> request_holds(parse_pattern({"request": {"weeks": {"lte": "6"}}}), item) is None
    True
    """
    answers: list[bool | None] = []
    for wanted, actual in (
        (pattern.treatments, request.treatment),
        (pattern.drugs, request.drug),
        (pattern.classes, request.drug_class),
        (pattern.forms, request.form),
        (pattern.units, request.quantity_unit),
    ):
        if wanted:
            answers.append(actual in wanted if actual is not None else None)
    if pattern.body_parts:
        parts = set(request.body_parts) | ({request.body_part} if request.body_part else set())
        answers.append(bool(parts & set(pattern.body_parts)) if parts else None)
    named = ingredients(request)
    if pattern.ingredients:
        answers.append(bool(named & set(pattern.ingredients)) if named else None)
    if pattern.only_ingredients:
        answers.append(named <= set(pattern.only_ingredients) if named else None)
    modifiers = set(request.modifiers)
    if pattern.modifiers:
        answers.append(bool(modifiers & set(pattern.modifiers)))
    if pattern.without:
        answers.append(not modifiers & set(pattern.without))
    answers += [_filled(request, name) or None for name in pattern.has]
    for test in pattern.where:
        number = number_of(request, test.name)
        answers.append(test.holds(number) if number is not None else None)
    if False in answers:
        return False
    return None if None in answers else True


def ingredients(request: Request) -> set[str]:
    """All drugs the request names: products and the single agents in them.

    >>> sorted(ingredients(Request(drug="ketoprofen topical", ingredients=["lidocaine/menthol"])))
    ['ketoprofen', 'ketoprofen topical', 'lidocaine', 'lidocaine/menthol', 'menthol']
    """
    named = set(request.ingredients) | ({request.drug} if request.drug else set())
    agents = {part.strip() for name in named for part in name.split("/")}
    plain = {agent.removesuffix(" topical").removesuffix(" patch") for agent in agents}
    return named | agents | plain


def number_of(request: Request, name: str) -> float | None:
    """A number the request states: quantity, weeks, per_week, refills, strength (its first figure), or how many levels,
    ingredients or body parts it names; None when it states none."""
    if name == "quantity":
        return request.quantity
    if name == "weeks":
        return request.weeks
    if name == "per_week":
        return request.per_week
    if name == "refills":
        return None if request.refills is None else float(request.refills)
    if name == "strength":
        found = _NUMBER.search(request.strength or "")
        return float(found.group()) if found else None
    counts = {
        "levels": len(request.levels),
        "ingredient_count": len(ingredients(request)),
        "body_part_count": len(request.body_parts),
    }
    return float(counts[name]) if counts.get(name) else None


def _filled(request: Request, name: str) -> bool:
    value = getattr(request, name)
    return bool(value) or value == 0
