"""How well the case-file room reads a case file: boundaries, kinds, days, authors, patients and copies.

    python -m benchmarks.record [--seeds 3] [--pages 120] [--errors]     generated case files
    python -m benchmarks.record --cases DIR [--errors]                   case folders with a truth file

``--errors`` lists what came out wrong, in groups, with what was read there. What is counted, and how:
``benchmarks/casefiles/scoring.py``; the form of a truth file: ``benchmarks/casefiles/truth.py``.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.casefiles.plain import plain
from benchmarks.casefiles.scoring import Error, Score, by_kind, of_case, score
from benchmarks.casefiles.truth import BadTruth, Truth, case_folders, read_truth
from benchmarks.measuring import Figure, show


def measure(folder: Path, truth: Truth) -> tuple[Score, Score]:
    """The score of the case-file room on one case folder, and that of the plain pipeline."""
    from openimr.casefile import open_case

    ours = score(truth, of_case(open_case(folder, cache=None)))
    return ours, score(truth, plain(folder))


def figures_of(ours: Score, peer: Score, remark: str) -> Iterator[Figure]:
    """The table's lines for a score, with the budgets of the project and the plain pipeline beside them."""
    lines: list[tuple[str, float, float, float | None]] = [
        ("boundaries, F1", ours.boundaries.f1, peer.boundaries.f1, 0.95),
        ("boundaries, precision", ours.boundaries.precision.value, peer.boundaries.precision.value, None),
        ("boundaries, recall", ours.boundaries.recall.value, peer.boundaries.recall.value, None),
        ("papers found at their first page", ours.found.value, peer.found.value, None),
        ("kinds of papers found", ours.kinds.value, peer.kinds.value, 0.95),
        ("kinds of all pages", ours.page_kinds.value, peer.page_kinds.value, 0.95),
        ("days of papers", ours.dates.value, peer.dates.value, 0.97),
        ("authors of papers", ours.authors.value, peer.authors.value, None),
        ("patients of papers", ours.patients.value, peer.patients.value, None),
        ("other patient's pages, recall", ours.other_patient.recall.value, peer.other_patient.recall.value, 1.0),
        ("other patient's pages, precision", ours.other_patient.precision.value, peer.other_patient.precision.value,
         0.95),
        ("copies, F1", ours.copies.f1, peer.copies.f1, 0.98),
    ]
    counts = {
        "boundaries, recall": f"{ours.boundaries.recall.of} boundaries",
        "papers found at their first page": f"{ours.found.of} papers, {ours.found.of - ours.found.right} not found",
        "other patient's pages, recall": f"{ours.other_patient.recall.of} pages",
        "copies, F1": f"{ours.copies.recall.of} pairs",
    }
    for what, value, other, budget in lines:
        yield Figure(
            what, 100 * value, "%", f"≥ {budget:.0%}" if budget else "", value >= budget if budget else None,
            "plain pipeline", 100 * other, counts.get(what, remark),
        )


def show_errors(errors: Sequence[Error], most: int) -> None:
    """Print what came out wrong in groups: by what was asked, then by the kind of paper; at most so many of each."""
    for what, of_one in by_kind(errors, lambda error: error.what):
        print(f"\n== {what}: {len(of_one)}")
        for kind, same in by_kind(of_one, lambda error: error.kind):
            print(f"-- {kind}: {len(same)}")
            for error in same[:most]:
                template = f" [{error.template}]" if error.template else ""
                print(f"   {error.place}{template}: expected {error.expected}, got {error.got}\n      {error.lines}")
            if len(same) > most:
                print(f"   … and {len(same) - most} more")


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 2 when there is nothing to measure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.record", description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=Path, required=True, help="a case folder with its truth, or a folder of such")
    parser.add_argument("--errors", action="store_true", help="list what came out wrong")
    parser.add_argument("--each", action="store_true", help="one line of figures for each case")
    parser.add_argument("--most", type=int, default=12, help="errors shown of each group")
    options = parser.parse_args(arguments)
    ours, peer = Score(), Score()
    started = time.perf_counter()
    try:
        folders = case_folders(options.cases)
        for folder in folders:
            one, plainly = measure(folder, read_truth(folder))
            if options.each:
                print(_line(folder.name, one))
            one.errors = [_in_case(error, folder.name) for error in one.errors]
            ours.add(one)
            peer.add(plainly)
    except BadTruth as error:
        print(error, file=sys.stderr)
        return 2
    if not folders:
        print(f"no case folder with a truth file in {options.cases}", file=sys.stderr)
        return 2
    if options.errors:
        show_errors(ours.errors, options.most)
    spent = time.perf_counter() - started
    show(list(figures_of(ours, peer, f"{len(folders)} cases, {ours.pages} pages, {spent:.0f} s")))
    return 0


def _in_case(error: Error, case: str) -> Error:
    return replace(error, place=f"{case}/{error.place}")


def _line(name: str, one: Score) -> str:
    return (
        f"{name}: boundaries {one.boundaries.f1:.3f} (p {one.boundaries.precision.value:.3f} r "
        f"{one.boundaries.recall.value:.3f}), kinds {one.kinds.right}/{one.kinds.of}, days {one.dates.right}/"
        f"{one.dates.of}, authors {one.authors.right}/{one.authors.of}, other patient "
        f"{one.other_patient.recall.right}/{one.other_patient.recall.of} (p {one.other_patient.precision.value:.2f}), "
        f"copies {one.copies.f1:.3f}, not found {one.found.of - one.found.right}"
    )


if __name__ == "__main__":
    sys.exit(main())
