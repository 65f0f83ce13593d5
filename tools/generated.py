"""Generated files: written by one function, compared by the same function, so that a stale page is a failed test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent


def stale(pages: Mapping[str, str]) -> list[str]:
    """Which of these pages (path in the repository → content) are missing or differ on disk.

    >>> stale({"docs/no-such-page.md": "text"})
    ['docs/no-such-page.md']
    """
    return [
        name
        for name, content in pages.items()
        if not (REPOSITORY / name).is_file() or (REPOSITORY / name).read_text(encoding="utf-8") != content
    ]


def write(pages: Mapping[str, str]) -> None:
    """Write the pages that are stale, and say which."""
    for name in stale(pages):
        path = REPOSITORY / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(pages[name], encoding="utf-8", newline="\n")
        print(f"written: {name}")
