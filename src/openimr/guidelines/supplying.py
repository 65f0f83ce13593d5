"""Which paper would supply a fact of a type, and who writes it: data of the jurisdiction (``supplying.yaml``)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from pydantic import BaseModel, ConfigDict, ValidationError

from openimr.rulefiles import read_rule_file, rules_folder


class Supply(BaseModel):
    """A kind of paper, and from whom it comes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    supplier: str


@cache
def supplies() -> Mapping[str, Supply]:
    """The usual paper by type of fact.

    >>> supplies()["edx"].supplier
    'the physician who did the test'

    Raises:
        RuleError: the file is missing or wrong.
    """
    rule = read_rule_file(rules_folder() / "supplying.yaml")
    if not isinstance(rule.data, dict):
        rule.refuse((), "the file holds no types of facts", "write each as type: {document, supplier}")
    found: dict[str, Supply] = {}
    for name, body in rule.data.items():
        try:
            found[name] = Supply.model_validate(body)
        except ValidationError as error:
            rule.refuse_invalid(error, (name,))
    return found
