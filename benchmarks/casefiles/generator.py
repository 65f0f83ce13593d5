"""A whole case file from a seed."""

from __future__ import annotations

from pathlib import Path
from random import Random

from benchmarks.casefiles.binder import Habits, habits, piles
from benchmarks.casefiles.events import Course
from benchmarks.casefiles.filing import into_files, write
from benchmarks.casefiles.story import story
from benchmarks.casefiles.truth import Truth

ARRANGEMENTS = ("one", "one", "batches", "many")


def generate(
    seed: int, *, pages: int, folder: Path, scanned: float = 0.0, arrangement: str | None = None,
    manner: Habits | None = None,
) -> Truth:
    """Write a case file into ``folder`` with its truth (``truth.json``) beside the records.

    Args:
        seed: the same seed and arguments give the same files.
        pages: about how many pages; at least the dispute's own papers.
        folder: the case folder; files of another case in it are left alone, so it should be new.
        scanned: share of papers that are pictures without text; ``benchmarks/degrading.py`` makes them bad.
        arrangement: ``one``, ``batches`` or ``many`` files; left to the seed by default.
        manner: what happens to papers on their way; left to the seed by default.
    """
    rng = Random(seed)
    one = story(rng)
    how = manner or habits(rng)
    how.scanned = scanned
    course = Course(rng, one)
    found = piles(rng, course, pages, how)
    files = into_files(rng, one, found, arrangement or rng.choice(ARRANGEMENTS))
    truth = write(rng, one, files, folder, how)
    truth.seed = seed
    truth.write(folder / "truth.json")
    return truth
