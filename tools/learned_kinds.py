"""Writes ``src/openimr/rules/california/learned_kinds.json``: how words lean to kinds of papers.

    python -m tools.learned_kinds [--without SET]

Learned from the papers under ``tests/casefile/papers`` and the case files under ``tests/casefile/written``, all of them
invented: a regression (one weight for each word and kind, held small) over the words that stand in several cases, so
that no name of one case counts. ``--without`` leaves a set of case files out, so that ``python -m benchmarks.record
--cases`` on that set says what the table is worth. Needs numpy.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.casefiles.truth import case_folders, read_truth
from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.learnedkinds import may_lean, words_on
from openimr.casefile.papers.pageview import view_of

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "openimr" / "rules" / "california" / "learned_kinds.json"
PAPERS = ROOT / "tests" / "casefile" / "papers"
WRITTEN = ROOT / "tests" / "casefile" / "written"
#: A word counts that stands in so many cases; a weight that is not smaller.
_CASES, _LEAST = 4, 0.06
_HELD, _ROUNDS, _STEP = 0.1, 150, 0.05
#: Words of a long paper weigh less each; the scale on which the weights are held small.
_SCALE = 5.0
_PAGES = 8


@dataclass(frozen=True)
class Example:
    """A paper whose kind is known: its set and case, its kind, its words."""

    of: str
    case: str
    kind: DocumentKind
    words: frozenset[str]


def examples() -> Iterator[Example]:
    """All papers to learn from; blank ones have no words."""
    for path in sorted(PAPERS.glob("*.txt")):
        head, text = path.read_text(encoding="utf-8").split("\n---\n", 1)
        kind = DocumentKind(head.split("kind: ", 1)[1].split("\n", 1)[0])
        yield from _example("papers", path.stem, kind, [text])
    for folder in (folder for group in sorted(WRITTEN.iterdir()) for folder in case_folders(group)):
        pages: dict[str, list[str]] = {}
        for paper in read_truth(folder).documents:
            if paper.file not in pages:
                pages[paper.file] = (folder / paper.file).read_text(encoding="utf-8", errors="replace").split("\f")
            if paper.asked:
                texts = pages[paper.file][paper.first - 1:paper.last]
                yield from _example(folder.parent.name, folder.name, paper.kind, texts)


def _example(of: str, case: str, kind: DocumentKind, texts: Sequence[str]) -> Iterator[Example]:
    views = [view for view in map(view_of, texts) if not view.blank][:_PAGES]
    if kind is not DocumentKind.BLANK and views:
        found = [words_on(view) for view in views]
        yield Example(of, case, kind, frozenset().union(*(words for words, _ in found), found[0][1]))


def learned(papers: Sequence[Example]) -> dict[str, Any]:
    """The table for some papers, as it is written."""
    kinds = sorted({paper.kind for paper in papers}, key=list(DocumentKind).index)
    cases: dict[str, set[str]] = defaultdict(set)
    for paper in papers:
        for word in paper.words:
            cases[word].add(f"{paper.of}/{paper.case}")
    words = sorted(word for word, found in cases.items() if len(found) >= _CASES and may_lean(word))
    weights, bias = _fitted(_matrix(papers, words), np.array([kinds.index(paper.kind) for paper in papers]), len(kinds))
    table = {}
    for word, row in zip(words, weights, strict=True):
        # the scale of the fit is put in: a paper's weights are summed and divided by the root of their number
        kept = [int(at) for at in np.flatnonzero(np.abs(row) >= _LEAST)]
        table[word] = [n for at in kept for n in (at, round(100 * float(row[at]) * _SCALE))]
    return {
        "kinds": [kind.value for kind in kinds], "bias": [round(100 * float(b)) for b in bias],
        "words": table,
    }


def _matrix(papers: Sequence[Example], words: Sequence[str]) -> Any:
    places = {word: place for place, word in enumerate(words)}
    matrix = np.zeros((len(papers), len(words)), np.float32)
    for row, paper in enumerate(papers):
        matrix[row, [places[word] for word in paper.words if word in places]] = 1
    return matrix / np.sqrt(np.maximum(matrix.sum(1, keepdims=True), 1)) * _SCALE


def _fitted(matrix: Any, kinds: Any, count: int) -> tuple[Any, Any]:
    """Weights and biases of a logistic regression, fitted by gradient steps with momentum (Adam)."""
    wanted = np.eye(count, dtype=np.float32)[kinds]
    values = [np.zeros((matrix.shape[1], count), np.float32), np.zeros(count, np.float32)]
    speeds, sizes = [np.zeros_like(v) for v in values], [np.zeros_like(v) for v in values]
    for number in range(1, _ROUNDS + 1):
        sums = matrix @ values[0] + values[1]
        odds = np.exp(sums - sums.max(1, keepdims=True))
        error = odds / odds.sum(1, keepdims=True) - wanted
        for value, speed, size, slope in zip(
            values, speeds, sizes, (matrix.T @ error + _HELD * values[0], error.sum(0)), strict=True
        ):
            speed *= 0.9
            speed += 0.1 * slope
            size *= 0.99
            size += 0.01 * slope**2
            value -= _STEP * (speed / (1 - 0.9**number)) / (np.sqrt(size / (1 - 0.99**number)) + 1e-6)
    return values[0], values[1]


def write(table: dict[str, Any], path: Path) -> None:
    """Write a table, one word a line, so that changes can be read."""
    lines = [f"  {json.dumps([word, *flat])}" for word, flat in table["words"].items() if flat]
    path.write_text(
        "{\n" + f' "kinds": {json.dumps(table["kinds"])},\n "bias": {json.dumps(table["bias"])},\n "words": [\n'
        + ",\n".join(lines) + "\n ]\n}\n", encoding="utf-8",
    )


def main(arguments: Iterable[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m tools.learned_kinds", description=__doc__.splitlines()[0])
    parser.add_argument("--without", help="a set (folder under tests/casefile/written) to leave out")
    parser.add_argument("--to", type=Path, default=TARGET, help="where the table is written")
    options = parser.parse_args(None if arguments is None else list(arguments))
    papers = [paper for paper in examples() if paper.of != options.without]
    table = learned(papers)
    write(table, options.to)
    print(f"{len(papers)} papers, {sum(1 for flat in table['words'].values() if flat)} words: {options.to}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
