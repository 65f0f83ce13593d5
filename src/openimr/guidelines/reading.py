"""Values of rule files as mappings and lists of words, beside the reading of rule files itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from openimr.rulefiles import RuleFile, read_rule_file, read_rule_text

__all__ = ["RuleFile", "mapping", "read_rule_file", "read_rule_text", "strings"]


def mapping(value: Any, what: str) -> Mapping[str, Any]:
    """``value`` as a mapping.

    Raises:
        ValueError: it is none; the message says what was expected.
    """
    if not isinstance(value, Mapping):
        raise ValueError(f"{what} must be a mapping of keys to values")
    return value


def strings(value: Any, what: str) -> tuple[str, ...]:
    """``value`` as a tuple of strings; one string counts as a list of one.

    >>> strings("L5", "levels"), strings(["a", "b"], "x")
    (('L5',), ('a', 'b'))

    Raises:
        ValueError: it is neither a string nor a list of strings.
    """
    if isinstance(value, str):
        return (value,)
    if isinstance(value, Sequence) and all(isinstance(one, str) for one in value):
        return tuple(value)
    raise ValueError(f"{what} must be a word or a list of words")
