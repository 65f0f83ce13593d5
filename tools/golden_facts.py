"""Write the golden files of facts: ``python -m tools.golden_facts [FOLDER OF SHARED DATA]``.

For each text of the shared data, which is not part of the repository, its facts without any of its words: concept,
assertion, side and number of times. ``tests/clinical/test_golden.py`` compares.
"""

from __future__ import annotations

import csv
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from openimr.clinical import read_text
from openimr.letters import parse_file

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "clinical" / "golden"
#: Every so many rows of the transcriptions are read; all summaries of letters are.
_EVERY = 2


def _transcriptions(shared: Path) -> Iterator[tuple[str, str]]:
    csv.field_size_limit(10**8)
    with (shared / "data" / "mtsamples-half.csv").open(encoding="utf-8", errors="replace", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream)):
            if number % _EVERY == 0:
                yield f"{number:04d}", row["text"] or ""


def _summaries(shared: Path) -> Iterator[tuple[str, str]]:
    for number, path in enumerate(sorted((shared / "letters").glob("*.pdf"))):
        yield f"{number:04d}", parse_file(path).summary


#: The texts by the name of their golden file.
SOURCES: dict[str, Callable[[Path], Iterator[tuple[str, str]]]] = {
    "transcriptions": _transcriptions, "summaries": _summaries,
}  # fmt: skip


def facts_by_row(texts: Iterator[tuple[str, str]]) -> dict[str, list[str]]:
    """The facts of each text in a line without its words."""
    return {row: _told(text) for row, text in texts}


def _told(text: str) -> list[str]:
    counted = Counter(
        f"{fact.concept} {fact.assertion}{' ' + fact.mention.side if fact.mention.side else ''}"
        for fact in read_text(text).facts
    )
    return [f"{what} x{count}" if count > 1 else what for what, count in sorted(counted.items())]


def read_golden(path: Path) -> dict[str, list[str]]:
    """A golden file by row."""
    rows = (line.split("\t", 1) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return {row: [one for one in told.split("; ") if one] for row, told in rows}


def main(arguments: list[str]) -> None:
    """Write all golden files."""
    shared = Path(arguments[0]) if arguments else Path(__file__).resolve().parent.parent.parent / "shared"
    FOLDER.mkdir(exist_ok=True)
    for name, source in SOURCES.items():
        found = facts_by_row(source(shared))
        lines = "".join(f"{row}\t{'; '.join(told)}\n" for row, told in found.items())
        (FOLDER / f"{name}.tsv").write_text(lines, encoding="utf-8")
        print(f"written: {name}, {len(found)} rows")


if __name__ == "__main__":
    main(sys.argv[1:])
