"""Rule files read as strings, every value with its line.

YAML's own guesses (``no`` as false, ``46`` as a number, ``2014-05-29`` as a date) would bend rules, so every scalar
stays the text a person wrote; the models turn it into numbers, dates and truth values. What is wrong in a rule file is
reported with file and line, what it means and what to change, as :class:`openimr.errors.RuleError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, NoReturn

import yaml
from pydantic import ValidationError

from openimr.errors import RuleError

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)

#: The folder of rule data of the jurisdiction the package ships with.
RULES: Traversable = files("openimr") / "rules" / "california"


@dataclass(slots=True)
class RuleFile:
    """A rule file: its data, and the line of every value by its path of keys and positions."""

    name: str
    data: Any
    lines: dict[tuple[str | int, ...], int] = field(default_factory=dict)

    def line(self, path: Sequence[str | int]) -> int:
        """The line of the value at ``path``, or of the nearest value that contains it."""
        parts = tuple(path)
        while parts and parts not in self.lines:
            parts = parts[:-1]
        return self.lines.get(parts, 1)

    def refuse(self, path: Sequence[str | int], what: str, remedy: str) -> NoReturn:
        """Raise the error that refuses this file because of the value at ``path``.

        Raises:
            RuleError: always.
        """
        raise RuleError(
            what,
            file=f"{self.name}:{self.line(path)}",
            consequence="the rule file is refused and nothing is reviewed with it",
            remedy=remedy,
        )

    def refuse_invalid(
        self, error: ValidationError, path: Sequence[str | int] = (), *, written: Sequence[int] = ()
    ) -> NoReturn:
        """Raise the first problem that validation found, at its place in the file.

        Args:
            error: what validation found.
            path: where the validated data stand in the file.
            written: for each source validated, the number of the row of ``sources`` it was written in.

        Raises:
            RuleError: always.
        """
        found = error.errors(include_url=False)
        # a misspelt key explains the missing one, so it is told first
        first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
        where = [*path, *first["loc"]]
        if written and where[0] == "sources" and len(where) > 1 and isinstance(where[1], int):
            where[1] = written[where[1]]
        name = ".".join(str(part) for part in first["loc"]) or "the file"
        self.refuse(where, f"{name}: {first['msg'].lower()}", f"correct the value of {name}")


def read_rule_text(text: str, name: str) -> RuleFile:
    """Read rule text; every scalar stays a string.

    >>> rule = read_rule_text("a: no\\nb:\\n  - 46\\n", "topic.yaml")
    >>> rule.data, rule.line(("b", 0))
    ({'a': 'no', 'b': ['46']}, 3)

    Raises:
        RuleError: the text is no YAML, or a key stands twice.
    """
    try:
        node = yaml.compose(text, Loader=_Loader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{name}:{mark.line + 1}" if mark else name
        raise RuleError(
            f"the file is no valid YAML ({getattr(error, 'problem', None) or 'syntax'})",
            file=place,
            consequence="the rule file is refused and nothing is reviewed with it",
            remedy="correct the indentation or quoting at that line",
        ) from None
    rule = RuleFile(name, None)
    if node is not None:
        rule.data = _plain(node, (), rule)
    return rule


def read_rule_file(path: Traversable, name: str | None = None) -> RuleFile:
    """Read one rule file.

    Raises:
        RuleError: the file is missing or wrong.
    """
    shown = name or path.name
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(
            f"the rule file cannot be read ({type(error).__name__})",
            file=shown,
            consequence="nothing can be reviewed",
            remedy="restore the file from the release",
        ) from None
    return read_rule_text(text, shown)


def _plain(node: yaml.Node, path: tuple[str | int, ...], rule: RuleFile) -> Any:
    rule.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, number), rule) for number, child in enumerate(node.value)]
    result: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        if key in result:
            rule.lines[(*path, key)] = key_node.start_mark.line + 1
            rule.refuse((*path, key), f"the key {key} stands twice", f"keep one {key}")
        result[key] = _plain(value_node, (*path, key), rule)
        rule.lines[(*path, key)] = key_node.start_mark.line + 1
    return result


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
