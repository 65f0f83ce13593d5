"""Rule files read as strings, every value with its line.

YAML's own guesses (``no`` as false, ``46`` as a number, ``2014-05-29`` as a date) would bend rules, so every scalar
stays the text a person wrote; the models turn it into numbers, dates and truth values. What is wrong in a rule file is
reported with file and line, what it means and what to change, as :class:`openimr.errors.RuleError`.

The files lie in the package, one folder for each programme under ``openimr/rules``. :data:`RULES_VARIABLE` names
another folder of the same form: that of an older release, to make an earlier draft again, or one's own.
"""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, NoReturn, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from openimr.errors import NotFound, RuleError

_Loader: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_Model = TypeVar("_Model", bound=BaseModel)

#: Names the folder of rule files to use instead of the package's own.
RULES_VARIABLE = "OPENIMR_RULES"


def rules_root() -> Path:
    """The folder that holds the rule files, one folder inside for each programme.

    Raises:
        NotFound: the folder that :data:`RULES_VARIABLE` names does not exist.

    >>> rules_root().name
    'rules'
    """
    stated = os.environ.get(RULES_VARIABLE)
    if not stated:
        return Path(__file__).resolve().parent / "rules"
    root = Path(stated)
    if not root.is_dir():
        raise NotFound(
            f"the folder of rules that {RULES_VARIABLE} names does not exist",
            file=stated,
            consequence="nothing was done: other rules than those asked for would have been used",
            remedy=f"name the folder `rules` of a release, with a folder for each programme; or unset {RULES_VARIABLE}",
        )
    return root


def rules_folder(programme: str = "california") -> Path:
    """The folder of the rule files of one programme.

    >>> (rules_folder() / "editions.yaml").is_file()
    True
    """
    return rules_root() / programme


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
        said = first["msg"].lower().removeprefix("value error, ")
        self.refuse(where, f"{name}: {said}", f"correct the value of {name}")


    @contextmanager
    def checked(self) -> Iterator[None]:
        """Refuse the file for whatever goes wrong while its values are put together, at the value the error names.

        Raises:
            RuleError: something went wrong.

        >>> rule = read_rule_text("a: b\\nc: (d\\n", "x.yaml")
        >>> with rule.checked():
        ...     re.compile(rule.data["c"])
        Traceback (most recent call last):
        openimr.errors.RuleError: x.yaml:2: the pattern '(d' is wrong: missing ), unterminated ...
        """
        try:
            yield
        except ValidationError as error:
            self.refuse_invalid(error)
        except re.error as error:
            for path, value in self.values():
                if _fails(value):
                    self.refuse(path, f"the pattern {value!r} is wrong: {error}", "correct the regular expression")
            self.refuse((), f"a pattern is wrong: {error}", "correct the regular expression")
        except LookupError as error:
            name = str(error.args[0]) if error.args else ""
            self.refuse(self.path_of(name), f"{name} is missing or unknown here", f"add {name}, or correct its name")
        except (ValueError, TypeError, AttributeError) as error:
            named = next((path for path, value in self.values() if value and repr(value) in str(error)), ())
            self.refuse(named, str(error).splitlines()[0], "give the value the form it has in the shipped file")

    def only_keys(self, path: Sequence[str | int], data: Any, known: Collection[str]) -> None:
        """Refuse the file where the value at ``path`` is no mapping or has a key that nothing reads.

        >>> read_rule_text("wrods: [a]\\n", "x.yaml").only_keys((), {"wrods": ["a"]}, ["words"])
        Traceback (most recent call last):
        openimr.errors.RuleError: x.yaml:1: unknown key wrods. Consequence: ...
        """
        if not isinstance(data, dict):
            self.refuse(path, "a mapping is expected here", f"write keys with values: {', '.join(known)}")
        for key in data:
            if key not in known:
                self.refuse((*path, key), f"unknown key {key}", f"use one of {', '.join(known)}")

    def values(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every single value of the file with its path."""
        waiting: list[tuple[tuple[str | int, ...], Any]] = [((), self.data)]
        while waiting:
            path, value = waiting.pop()
            if isinstance(value, str):
                yield path, value
            elif isinstance(value, list):
                waiting.extend(((*path, at), one) for at, one in reversed(list(enumerate(value))))
            elif isinstance(value, dict):
                waiting.extend(((*path, key), one) for key, one in reversed(value.items()))

    def path_of(self, word: str) -> tuple[str | int, ...]:
        """Where a word stands as a key or, if nowhere, as a value; the whole file when it stands nowhere.

        >>> read_rule_text("a: [x, y]\\nb: a\\n", "x.yaml").path_of("y")
        ('a', 1)
        """
        keys = (path for path in self.lines if path and path[-1] == word)
        return next(keys, next((path for path, value in self.values() if value == word), ()))


def _fails(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except re.error:
        return True
    return False


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
        rule = RuleFile(name, None)
        if node is not None:
            rule.data = _plain(node, (), rule)
    except yaml.YAMLError as error:
        raise RuleError(
            f"the file is no valid YAML ({getattr(error, 'problem', None) or getattr(error, 'reason', 'syntax')})",
            file=f"{name}:{_line_of(error, text)}",
            consequence="the rule file is refused and nothing is reviewed with it",
            remedy="correct the indentation or quoting at that line; indent with blanks, not tabs",
        ) from None
    except RecursionError:
        raise RuleError(
            "the file is nested without end",
            file=f"{name}:1",
            consequence="the rule file is refused and nothing is reviewed with it",
            remedy="take out the alias (*name) that stands inside what it names",
        ) from None
    return rule


def _line_of(error: yaml.YAMLError, text: str) -> int:
    """The line of a fault: its mark, or the place of the character that may not stand in YAML."""
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        return int(mark.line) + 1
    before = text.encode("utf-8")[: int(getattr(error, "position", 0) or 0)]  # the position counts bytes
    return before.count(b"\n") + 1


def read_rule_file(path: Traversable, name: str | None = None) -> RuleFile:
    """Read one rule file.

    Args:
        path: the file.
        name: how errors name it; its place under the folder of rules, or its name, when not given.

    Raises:
        RuleError: the file is missing, empty, no UTF-8 text or no YAML.
    """
    shown = name or shown_name(path)
    text = rule_text(path, shown)
    rule = read_rule_text(text, shown)
    if rule.data is None or rule.data == "":
        rule.refuse((), "the file is empty", "restore the file from the release")
    return rule


def rule_text(path: Traversable, shown: str) -> str:
    """The text of a rule file.

    Raises:
        RuleError: the file is missing or no UTF-8 text.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RuleError(
            f"the rule file cannot be read ({error.strerror or type(error).__name__})",
            file=shown,
            consequence="nothing can be reviewed",
            remedy="restore the file from the release",
        ) from None
    try:
        # line ends are made equal, so that a rule file saved on another system is the same rules
        return content.decode("utf-8").replace("\r\n", "\n").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise RuleError(
            "the file is no UTF-8 text",
            file=f"{shown}:{line}",
            consequence="the rule file is refused and nothing is reviewed with it",
            remedy="save it as UTF-8; the first character that is none stands in that line",
        ) from None


def shown_name(path: Traversable) -> str:
    """How errors name a rule file: its place under the folder of rules where it lies there, else its name.

    >>> shown_name(rules_folder() / "letters" / "2014.yaml")
    'rules/california/letters/2014.yaml'
    """
    root = rules_root()
    if isinstance(path, Path) and path.is_relative_to(root):
        return f"rules/{path.relative_to(root).as_posix()}"
    return path.name


def read_rule_model(path: Traversable, model: type[_Model]) -> tuple[_Model, RuleFile]:
    """Read one rule file into the model of its kind; also the file, to refuse what only its reader can see.

    Raises:
        RuleError: the file is missing or wrong; the message names file and line and what to change.
    """
    rule = read_rule_file(path)
    with rule.checked():
        return model.model_validate(rule.data), rule


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
