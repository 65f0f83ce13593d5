"""Speed of commands as a person meets them: wall time of new processes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.measuring import Figure, process_seconds, python

REPOSITORY = Path(__file__).resolve().parent.parent
CASES = REPOSITORY / "examples" / "cases"


def figures() -> Iterator[Figure]:
    """``imr --help`` and ``imr review`` on every example case."""
    imr = python("-m", "openimr.cli.main")
    bare = process_seconds(python("-c", "import typer"))
    spent = process_seconds([*imr, "--help"])
    yield Figure("imr --help", spent, "s", "≤ 0.3 s", spent <= 0.3, "import typer", bare, "new process, median of 5")

    libraries = process_seconds(python("-c", "import pypdfium2, pydantic"), times=3)
    for case in sorted(path for path in CASES.iterdir() if path.is_dir()):
        with tempfile.TemporaryDirectory() as folder:
            command = [*imr, "review", str(case), "--out", str(Path(folder) / "out"), "--replace"]
            first = process_seconds(command, times=3, OPENIMR_CACHE="off")
            again = process_seconds(command, times=3, OPENIMR_CACHE=str(Path(folder) / "cache"))
        for what, spent in (("imr review, scans read", first), ("imr review, scans known", again)):
            remark = f"{case.name}, median of 3"
            yield Figure(what, spent, "s", "≤ 2 s", spent <= 2, "import pypdfium2, pydantic", libraries, remark)
