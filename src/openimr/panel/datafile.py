"""Files that people write for the panel (roster, docket): YAML, JSON or CSV, every value with its line.

Scalars stay the text a person wrote; the models turn them into dates and numbers. What is wrong is a
:class:`openimr.problems.Problem` with file, line and what to change, and all of it is told at once.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from openimr.errors import NotFound, RuleError, UnreadableFile
from openimr.guidelines.reading import RuleFile, read_rule_text
from openimr.problems import Problem

#: A roster of some thousand reviewers has a few megabytes.
_MOST_BYTES = 50_000_000
_DEEPEST = 60
#: A character written as two escapes, as JSON does and YAML does not.
_PAIR = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}")


def read_data(path: Path, table: Callable[[dict[str, str]], dict[str, Any]], key: str) -> RuleFile:
    """Read a file of the panel.

    Args:
        path: a ``.csv`` file, or YAML or JSON.
        table: turns a row of a CSV file (column → text) into an entry.
        key: under which the entries of a CSV file are put.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is no YAML, JSON or CSV.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise _unreadable(path, "the file is larger than 50 MB", "give the roster or docket, not a case file")
        text = path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise NotFound("there is no such file", file=str(path), remedy="check the path") from None
    except UnicodeDecodeError:
        raise _unreadable(path, "the file cannot be read (it is no text in UTF-8)", "save it as UTF-8 text") from None
    except IsADirectoryError:
        raise _unreadable(path, "this is a folder, and one file is asked for", "name the file in it") from None
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise _unreadable(path, f"the file cannot be read ({reason})", "check the rights on it") from None
    if path.suffix.lower() == ".csv":
        return _read_csv(text, path, table, key)
    return read_data_text(text, path.name)


def read_data_text(text: str, name: str) -> RuleFile:
    """YAML or JSON text with the line of every value.

    >>> read_data_text('{"reviewers": []}', "roster.json").data
    {'reviewers': []}

    Raises:
        UnreadableFile: it is no YAML, uses aliases, or is nested without end.
    """
    if name.lower().endswith(".json"):
        text = _PAIR.sub(lambda pair: json.loads(f'"{pair.group()}"'), text)
    try:
        _refuse_tricks(text, name)
        return read_rule_text(text, name)
    except RuleError as error:
        what, remedy = error.what, error.remedy
        if name.lower().endswith(".json") and what.startswith("the file is no valid YAML"):
            what, remedy = "the file is no valid JSON", "correct the commas, quotes and brackets before that line"
        raise UnreadableFile(what, file=error.file, consequence="nobody was chosen", remedy=remedy) from None
    except RecursionError:
        raise _unreadable(name, "it is nested too deeply", "write it as docs/panel.md shows") from None


def _refuse_tricks(text: str, name: str) -> None:
    depth = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)):
            if isinstance(event, yaml.AliasEvent):
                place = f"{name}:{event.start_mark.line + 1}" if event.start_mark else name
                raise _unreadable(place, "an alias (*name) is used", "write the value out")
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > _DEEPEST:
                raise _unreadable(name, "it is nested too deeply", "write it as docs/panel.md shows")
    except (yaml.YAMLError, ValueError):
        return  # told better, with its line, by the reader itself


def _read_csv(text: str, path: Path, table: Callable[[dict[str, str]], dict[str, Any]], key: str) -> RuleFile:
    found = RuleFile(path.name, {key: []})
    try:
        reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
        for row in reader:
            number = len(found.data[key])
            found.lines[key, number] = reader.line_num
            if None in row or None in row.values():
                raise _unreadable(f"{path.name}:{reader.line_num}", "the row has not as many cells as the head",
                                  "put names with commas into quotes")  # fmt: skip
            cells = {str(name).strip().lower(): value.strip() for name, value in row.items() if value.strip()}
            try:
                found.data[key].append(table(cells))
            except ValueError as error:
                raise _unreadable(f"{path.name}:{reader.line_num}", str(error), "see docs/panel.md") from None
    except csv.Error as error:
        raise _unreadable(path, f"the file is no CSV ({error})", "save it as comma separated text") from None
    return found


def problems_in(
    error: ValidationError, rule: RuleFile, path: Sequence[str | int] = (), *, consequence: str
) -> list[Problem]:
    """What validation found, each at its line."""
    found = []
    # a misspelt key explains the missing one, so it is told first
    for one in sorted(error.errors(include_url=False), key=lambda told: told["type"] != "extra_forbidden"):
        where = [part for part in one["loc"] if isinstance(part, str | int)]
        name = ".".join(str(part) for part in where) or "the entry"
        message = str(one["msg"]).removeprefix("Value error, ")
        remedy = "remove it, or correct its spelling" if one["type"] == "extra_forbidden" else f"correct {name}"
        found.append(at(rule, [*path, *where], f"{name}: {message[:1].lower()}{message[1:]}", remedy, consequence))
    return found


def at(rule: RuleFile, path: Sequence[str | int], message: str, remedy: str, consequence: str, *,
       code: str = "wrong-entry") -> Problem:  # fmt: skip
    """A problem at the line of a value."""
    return Problem(
        code=code, message=message, file=f"{rule.name}:{rule.line(path)}", consequence=consequence, remedy=remedy
    )


def refuse(problems: Sequence[Problem]) -> None:
    """Refuse a file for its first problem, if it has any.

    Raises:
        UnreadableFile: always when there is a problem.
    """
    if problems:
        first = problems[0]
        more = f" ({len(problems) - 1} more)" if len(problems) > 1 else ""
        raise UnreadableFile(
            first.message + more, file=first.file, consequence="the file is refused and nobody was chosen",
            remedy=first.remedy,
        )  # fmt: skip


def _unreadable(place: Path | str, what: str, remedy: str) -> UnreadableFile:
    return UnreadableFile(what, file=str(place), consequence="nobody was chosen", remedy=remedy)
