"""How well the case-file room reads a case file: boundaries, kinds, days, authors, patients and copies.

    python -m benchmarks.record [--seeds 3] [--pages 120] [--errors]     case files made from seeds 1, 2, 3
    python -m benchmarks.record --cases DIR [--errors]                   case folders with a truth file

``--errors`` lists what came out wrong, in groups, with what was read there. What is counted, and how:
``benchmarks/casefiles/scoring.py``; the form of a truth file: ``benchmarks/casefiles/truth.py``.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random

from benchmarks.casefiles.binder import habits
from benchmarks.casefiles.generator import generate
from benchmarks.casefiles.plain import plain
from benchmarks.casefiles.scoring import Error, Score, by_kind, of_case, score
from benchmarks.casefiles.truth import BadTruth, Truth, case_folders, read_truth
from benchmarks.measuring import Figure, show

#: The default run: generated case files of so many pages, and a small one half of which are pictures.
SEEDS = range(101, 106)
PAGES = 130
SCANNED_SEED, SCANNED_PAGES, SCANNED_SHARE = 201, 10, 0.5


def figures() -> Iterator[Figure]:
    """The case-file room on generated case files; a small one with scans where an engine is installed."""
    yield from _generated(SEEDS, PAGES, 0.0, "")
    from openimr.casefile.ocr.recognising import engine_name

    if engine_name() is not None:
        wanted = ("boundaries, F1", "kinds of all pages", "days of papers")
        for figure in _generated((SCANNED_SEED,), SCANNED_PAGES, SCANNED_SHARE, "with scans: "):
            if figure.what.removeprefix("with scans: ") in wanted:
                yield replace(figure, budget="", within=None)


def _generated(seeds: Iterable[int], pages: int, scanned: float, label: str) -> Iterator[Figure]:
    ours, peer = Score(), Score()
    count = 0
    for seed in seeds:
        one, plainly = _of_seed(seed, pages, scanned)
        ours.add(one)
        peer.add(plainly)
        count += 1
    for figure in figures_of(ours, peer, f"{count} generated cases, {ours.pages} pages"):
        yield replace(figure, what=label + figure.what)


def _of_seed(seed: int, pages: int, scanned: float, copied: float | None = None) -> tuple[Score, Score]:
    manner = None if copied is None else replace(habits(Random(seed)), copied=copied)
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        return measure(folder, generate(seed, pages=pages, folder=folder, scanned=scanned, manner=manner))


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
    parser.add_argument("--cases", type=Path, help="a case folder with its truth, or a folder of such; else generated")
    parser.add_argument("--seeds", type=int, default=3, help="how many generated cases")
    parser.add_argument("--first", type=int, default=1, help="seed of the first")
    parser.add_argument("--pages", type=int, default=120, help="pages of each")
    parser.add_argument("--scanned", type=float, default=0.0, help="share of their papers that are scans, 0 to 1")
    parser.add_argument("--copied", type=float, help="share of their pages that come twice, 0 to 1; else the seed's")
    parser.add_argument("--errors", action="store_true", help="list what came out wrong")
    parser.add_argument("--only", help="list only errors of this sort: boundary, kind, date, author, copies …")
    parser.add_argument("--each", action="store_true", help="one line of figures for each case")
    parser.add_argument("--most", type=int, default=12, help="errors shown of each group")
    options = parser.parse_args(arguments)
    ours, peer = Score(), Score()
    started = time.perf_counter()
    count = 0
    try:
        for name, one, plainly in _measured(options):
            count += 1
            if options.each:
                print(_line(name, one))
            one.errors = [replace(error, place=f"{name}/{error.place}") for error in one.errors]
            ours.add(one)
            peer.add(plainly)
    except BadTruth as error:
        print(error, file=sys.stderr)
        return 2
    if not count:
        print(f"no case folder with a truth file in {options.cases}", file=sys.stderr)
        return 2
    if options.errors:
        show_errors([e for e in ours.errors if options.only in (None, e.what)], options.most)
    spent = time.perf_counter() - started
    show(list(figures_of(ours, peer, f"{count} cases, {ours.pages} pages, {spent:.0f} s")))
    return 0


def _measured(options: argparse.Namespace) -> Iterator[tuple[str, Score, Score]]:
    """Name and scores of each case that the command asks for."""
    if options.cases is not None:
        for folder in case_folders(options.cases):
            yield folder.name, *measure(folder, read_truth(folder))
        return
    for seed in range(options.first, options.first + options.seeds):
        yield f"seed {seed}", *_of_seed(seed, options.pages, options.scanned, options.copied)


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
