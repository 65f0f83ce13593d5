"""The files of a folder, with the names they have in answers; links and pipes are not followed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

from openimr.problems import Problem


def is_clutter(name: str) -> bool:
    """Whether a file is something that an operating system leaves behind and no person put there.

    >>> is_clutter("records/.DS_Store"), is_clutter("__MACOSX/a.pdf"), is_clutter("a.pdf")
    (True, True, False)
    """
    parts = name.split("/")
    return "__MACOSX" in parts or any(p.startswith((".", "~$")) for p in parts) or parts[-1].lower() in (
        "thumbs.db", "desktop.ini")


def walk(folder: Path, report: Callable[[Problem], None]) -> Iterator[tuple[str, Path]]:
    """All files below a folder, in name order, with their path relative to it; links out of it are not followed.

    Args:
        folder: the case folder.
        report: called with each problem (a link, a folder that cannot be listed, a device).
    """
    root = folder.resolve()

    def problem(code: str, message: str, file: str, remedy: str) -> None:
        report(Problem(code=code, message=message, file=file, consequence="it was not read", remedy=remedy))

    waiting: list[tuple[str, Path]] = [("", folder)]
    while waiting:
        prefix, place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda e: e.name)
        except OSError as error:
            problem("unreadable", f"the folder cannot be listed ({error.strerror or 'no access'})",
                    prefix.rstrip("/") or ".", "give this account the right to read it")
            continue
        for entry in entries:
            file = _printable(f"{prefix}{entry.name}")
            path = Path(entry.path)
            if entry.is_symlink():
                target = path.resolve()
                inside = target.is_relative_to(root) and target.is_file()
                if not inside:
                    problem("link", "this is a link to a place outside the case folder", file, "copy the file itself")
                continue  # a link to a file inside the folder shows nothing new
            if entry.is_dir():
                waiting.append((f"{file}/", path))
            elif entry.is_file():
                yield file, path
            else:
                problem("not-a-file", "this is not an ordinary file", file, "remove it from the case folder")


def _printable(name: str) -> str:
    """A file name as text that can be printed and stored; bytes outside UTF-8 are shown as question marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8")
