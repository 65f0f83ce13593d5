"""Negation, temporality and experiencer on sentences in the format of the NegEx test kit.

    python benchmarks/negex.py FILE.tsv [--format json|text] [--wrong] [--peer]

Columns: line number, condition, sentence, negation status (Affirmed, Negated, Possible), temporality (Recent,
Historical, Not particular), experiencer (Patient, Other, Family member). The condition's place is given by the data;
what is measured is the assertion alone. A first line that names columns is skipped. ``--wrong`` lists what came out
otherwise; ``--peer`` adds medspaCy's figures on the same places (``make peers`` once).
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # run as a file, it knows its neighbours too

from openimr.clinical.assertion import Assertion, asserted_in
from openimr.clinical.model import Experiencer, Polarity, Temporality


@dataclass(frozen=True, slots=True)
class Line:
    condition: str
    sentence: str
    negation: str
    temporality: str
    experiencer: str


def read_lines(path: Path) -> Iterator[Line]:
    """The sentences of a file; lines with too few columns are passed over."""
    for raw in path.read_text(encoding="utf-8", errors="replace").splitlines():
        cells = [cell.strip().strip('"') for cell in raw.split("\t")]
        if len(cells) < 6 or cells[3].lower().startswith("negation"):
            continue
        yield Line(cells[1], cells[2], cells[3].lower(), cells[4].lower(), cells[5].lower())


def place_of(line: Line) -> tuple[int, int]:
    """Where the condition stands in its sentence: in capitals as the data marks it, else in any case."""
    for sentence, condition in (
        (line.sentence, line.condition.upper()),
        (line.sentence.lower(), line.condition.lower()),
        (" ".join(line.sentence.lower().split()), " ".join(line.condition.lower().split())),
    ):
        start = sentence.find(condition)
        if start >= 0:
            return start, start + len(condition)
    return 0, len(line.sentence)


def scores(pairs: Iterable[tuple[bool, bool]]) -> dict[str, float]:
    """Precision, recall and F1 of (expected, found) pairs."""
    hit = wrong = missed = 0
    for expected, found in pairs:
        hit += expected and found
        wrong += found and not expected
        missed += expected and not found
    precision = hit / (hit + wrong) if hit + wrong else 1.0
    recall = hit / (hit + missed) if hit + missed else 1.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader asserts of a condition."""

    negated: bool
    historical: bool
    hypothetical: bool
    other: bool


def measure(path: Path) -> tuple[dict[str, object], list[tuple[Line, Assertion]]]:
    """The figures of a file and, for each sentence, what was asserted."""
    lines = list(read_lines(path))
    started = time.perf_counter()
    found = []
    for line in lines:
        start, end = place_of(line)
        found.append(asserted_in(line.sentence, start, end))
    seconds = time.perf_counter() - started
    told = [
        Told(
            one.polarity is Polarity.NEGATED, one.temporality is Temporality.HISTORICAL,
            one.temporality is Temporality.HYPOTHETICAL, one.experiencer is Experiencer.OTHER,
        )
        for one in found
    ]  # fmt: skip
    return _figures(path, lines, told, seconds), list(zip(lines, found, strict=True))


def measure_peer(path: Path) -> dict[str, object] | None:
    """medspaCy's figures on the same places; None where its environment has not been made."""
    from benchmarks.medspacy_peer import ask

    lines = list(read_lines(path))
    sentences = []
    for line in lines:
        start, end = place_of(line)
        sentences.append({"text": line.sentence, "start": start, "end": end})
    answer = ask({"sentences": sentences})
    if answer is None:
        return None
    return _figures(path, lines, [Told(**one) for one in answer["assertions"]], answer["seconds"])


def _figures(path: Path, lines: list[Line], told: list[Told], seconds: float) -> dict[str, object]:
    pairs = list(zip(lines, told, strict=True))
    return {
        "file": path.name,
        "sentences": len(lines),
        "sentences_per_second": round(len(lines) / seconds) if seconds else None,
        "negation": scores((one.negation == "negated", t.negated) for one, t in pairs),
        "temporality": {
            "historical": scores((one.temporality == "historical", t.historical) for one, t in pairs),
            "hypothetical": scores(
                (one.temporality in ("not particular", "hypothetical"), t.hypothetical) for one, t in pairs
            ),
        },
        "experiencer": scores((one.experiencer != "patient", t.other) for one, t in pairs),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--format", choices=("json", "text"), default="text")
    parser.add_argument("--peer", action="store_true", help="medspaCy on the same places")
    parser.add_argument("--wrong", action="store_true", help="list the sentences that came out otherwise")
    arguments = parser.parse_args()
    if not arguments.file.is_file():
        print(f"{arguments.file}: no such file", file=sys.stderr)
        return 3
    result, pairs = measure(arguments.file)
    if arguments.peer:
        result["medspacy"] = measure_peer(arguments.file) or "not installed: make peers"
    if arguments.format == "json":
        print(json.dumps(result, indent=1))
    else:
        for name, value in result.items():
            print(f"{name:22} {value}")
    if arguments.wrong:
        for line, asserted in pairs:
            if (line.negation == "negated") != (asserted.polarity is Polarity.NEGATED):
                print(f"NEG {line.negation:9} {asserted.rules} | {line.condition} | {line.sentence}")
            expected = {"historical": Temporality.HISTORICAL, "recent": Temporality.CURRENT}.get(line.temporality)
            if expected is not None and expected is not asserted.temporality:
                print(f"TMP {line.temporality:9} {asserted.rules} | {line.condition} | {line.sentence}")
            if (line.experiencer != "patient") != (asserted.experiencer is Experiencer.OTHER):
                print(f"EXP {line.experiencer:9} {asserted.rules} | {line.condition} | {line.sentence}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
