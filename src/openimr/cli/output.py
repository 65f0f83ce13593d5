"""Where results go: standard output, or files that are never replaced unless asked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from openimr.errors import CannotWrite, NotFound, UsageError, WouldOverwrite

if TYPE_CHECKING:
    from rich.console import Console

    from openimr.review.model import Draft


def write_file(path: Path, content: str | bytes, *, replace: bool) -> None:
    """Write ``content`` to ``path`` whole or not at all.

    Raises:
        WouldOverwrite: the file exists and ``replace`` is false.
        CannotWrite: there is no room, no right, or no folder to write it in.
    """
    refuse_overwrite([path], replace=replace)
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        part.replace(path)
    except OSError as error:
        raise _cannot_write(path, error.strerror or type(error).__name__) from None


def _cannot_write(path: Path, why: str) -> CannotWrite:
    return CannotWrite(
        f"it cannot be written ({why})",
        file=str(path),
        consequence="what was asked for is not there, or not all of it",
        remedy="choose another place with --out, or make room and rights there",
    )


def write_files(files: Mapping[Path, str | bytes], *, replace: bool) -> None:
    """Write files whose content is all made already, so that a fault in making one leaves nothing half done.

    Raises:
        WouldOverwrite: a file exists and ``replace`` is false.
    """
    refuse_overwrite(files, replace=replace)
    for path, content in files.items():
        write_file(path, content, replace=replace)


def say_where(files: Iterable[Path]) -> None:
    """Say on the standard error where files lie, by their kind."""
    import typer

    for path in files:
        typer.echo(f"  {path.suffix[1:].upper():5} {path}", err=True)


def refuse_overwrite(paths: Iterable[Path], *, replace: bool) -> None:
    """Check all outputs before any work, so that a refusal comes at once and leaves nothing half done.

    Raises:
        WouldOverwrite: one exists and ``replace`` is false.
        CannotWrite: one could not be written: a file stands where a folder is needed, or there is no right.
    """
    for path in paths:
        if path.is_dir():
            raise _cannot_write(path, "a folder has this name")
        if path.exists() and not replace:
            raise WouldOverwrite(
                "the file exists already",
                file=str(path),
                consequence="nothing was written",
                remedy="choose another --out, or add --replace",
            )
        folder = next(one for one in path.absolute().parents if one.exists())
        if not folder.is_dir():
            raise _cannot_write(path, f"{folder} is no folder")
        if not os.access(folder, os.W_OK):
            raise _cannot_write(path, f"no right to write in {folder}")


def write_binary(content: bytes, what: str) -> None:
    """Bytes to standard output; refused on a terminal."""
    if sys.stdout.isatty():
        raise UsageError(f"{what} is binary", remedy="give --out, or send the output to a file")
    sys.stdout.buffer.write(content)


def console() -> Console:
    """Where tables are printed: as wide as the terminal; 160 columns where the output goes elsewhere.

    >>> console().width > 0
    True
    """
    from rich.console import Console

    return Console() if sys.stdout.isatty() else Console(width=160)


def existing(paths: Sequence[Path], suffixes: Sequence[str]) -> list[Path]:
    """The files named, folders opened (their files with these suffixes, in name order).

    Args:
        paths: files and folders.
        suffixes: of the files looked for in a folder; none where only single files are asked for.

    Raises:
        NotFound: a path does not exist, or a folder holds no such file or was named in the place of a file.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir() and not suffixes:
            raise NotFound("this is a folder, and one file is asked for", file=str(path), remedy="name the file in it")
        if path.is_dir():
            inside = sorted(p for p in path.rglob("*") if p.is_file() and p.suffix.lower() in suffixes)
            if not inside:
                raise NotFound(
                    "the folder holds no file of a kind this command reads",
                    file=str(path),
                    remedy="it reads " + ", ".join(suffixes),
                )
            found.extend(inside)
        elif path.exists():
            found.append(path)
        else:
            raise NotFound("there is no such file or folder", file=str(path), remedy="check the path")
    return found


def read_draft(path: Path) -> Draft:
    """The draft that ``imr review`` wrote as JSON.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is no draft.
    """
    from pydantic import ValidationError

    from openimr.errors import UnreadableFile
    from openimr.review.model import Draft

    (found,) = existing([path], (".json",))[:1]
    try:
        return Draft.model_validate_json(found.read_bytes())
    except (ValidationError, OSError) as error:
        raise UnreadableFile(
            "this is not a draft of imr review",
            file=str(path),
            remedy="give the draft.json that imr review wrote",
        ) from error
