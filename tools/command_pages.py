"""Write ``docs/commands.md`` from the command line's own help: ``python -m tools.command_pages``."""

from __future__ import annotations

import datetime as dt
import inspect
from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

import typer

from tools.generated import write

PAGE = "docs/commands.md"

_HEAD = """# Commands

Written by `make docs` from the commands' own help; a test fails when it is stale.

Reports go to standard output, remarks and progress to standard error; bars are silent when piped. Nothing that
exists is overwritten unless `--replace` is given. Exit codes are those of [errors.md](errors.md); 0 means done.
"""


def commands() -> Iterator[tuple[str, Any]]:
    """Every command of ``imr`` with its full name, in the order of ``imr --help``; a group before its commands."""
    from openimr.cli.main import app

    yield from _inside("imr", typer.main.get_command(app))


def _inside(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    yield name, command
    for child_name, child in getattr(command, "commands", {}).items():
        yield from _inside(f"{name} {child_name}", child)


def pages() -> dict[str, str]:
    """The generated page: path in the repository → content."""
    return {PAGE: "\n".join([_HEAD, *(_section(name, command) for name, command in commands())])}


def _section(name: str, command: Any) -> str:
    group = hasattr(command, "commands")
    lines = [f"{'#' * (1 + len(name.split()))} `{name}`", ""]
    words, example = _words_and_example(inspect.cleandoc(command.help or ""))
    lines += [words, ""]
    if group:
        lines += [f"- `{name} {child}`: {_first_sentence(c)}" for child, c in command.commands.items()]
        lines.append("")
        return "\n".join(lines)
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and p.name != "help"]
    lines += ["    " + " ".join([name, *(_argument(a) for a in arguments), *(["[OPTIONS]"] if options else [])]), ""]
    if arguments or options:
        lines += ["| | meaning |", "|---|---|"]
        lines += [f"| `{_argument(a)}` | {a.help or ''} |" for a in arguments]
        lines += [f"| {_option(o)} | {_meaning(o)} |" for o in options]
        lines.append("")
    if example:
        lines += ["Example:", "", *(f"    {line}" for line in example), ""]
    return "\n".join(lines)


def _words_and_example(text: str) -> tuple[str, list[str]]:
    """The help without its examples, and the examples, one command a line."""
    words, _, example = text.replace("\b", "").partition("Example:")
    return words.strip(), [line.strip() for line in example.strip().splitlines() if line.strip()]


def _first_sentence(command: Any) -> str:
    words, _ = _words_and_example(inspect.cleandoc(command.help or ""))
    return words.split("\n\n")[0].replace("\n", " ")


def _argument(argument: Any) -> str:
    word = (argument.name or "").upper() + ("…" if argument.nargs == -1 else "")
    return word if argument.required else f"[{word}]"


def _option(option: Any) -> str:
    names = ", ".join(f"`{n}`" for n in option.opts)
    if option.is_flag:
        return names
    return f"{names} {option.metavar or _kind(option.type_descriptor.annotation)}"


def _kind(annotation: Any) -> str:
    """What a value looks like: the choices of an enumeration, else a word for the type."""
    if inspect.isclass(annotation) and issubclass(annotation, Enum):
        return ", ".join(f"`{choice.value}`" for choice in annotation)
    return {Path: "PATH", dt.datetime: "DATE", int: "NUMBER", float: "NUMBER"}.get(annotation, "TEXT")


def _meaning(option: Any) -> str:
    words = option.help or ""
    if option.required:
        words += " (needed)"
    elif option.default not in (None, False, ()) and not callable(option.default):
        words += f" (default: {getattr(option.default, 'value', option.default)})"
    return words.replace("|", "\\|")


if __name__ == "__main__":
    write(pages())
