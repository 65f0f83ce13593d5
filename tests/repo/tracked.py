"""The files that belong to the repository: what git tracks or would track; without git, what lies there."""

from __future__ import annotations

import subprocess
from functools import cache
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent.parent
_NOT_OURS = {".git", ".venv", "out", "build", "dist", "__pycache__"}


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository, sorted; ignored files left out."""
    try:
        listed = subprocess.run(
            ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY, capture_output=True, check=True, text=True,
        ).stdout.split("\0")
        paths = [REPOSITORY / name for name in listed if name]
    except (OSError, subprocess.CalledProcessError):
        paths = [p for p in REPOSITORY.rglob("*") if not _NOT_OURS & set(p.relative_to(REPOSITORY).parts)]
    return tuple(sorted(p for p in paths if p.is_file()))


@cache
def texts() -> dict[str, str]:
    """The text files: path in the repository → content. Binary files (PDF, DOCX, images) are left out."""
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content[:4096] or content.startswith(b"%PDF"):
            continue
        try:
            found[path.relative_to(REPOSITORY).as_posix()] = content.decode("utf-8")
        except UnicodeDecodeError:
            continue
    return found


def modules() -> dict[str, str]:
    """The Python files among them."""
    return {name: text for name, text in texts().items() if name.endswith(".py")}
