"""Write a case file whose truth is known: ``python -m benchmarks.casefiles SEED --pages 200 --out DIR``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.casefiles.generator import ARRANGEMENTS, generate


def main(arguments: Sequence[str] | None = None) -> int:
    """The command."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.casefiles", description=__doc__)
    parser.add_argument("seed", type=int)
    parser.add_argument("--pages", type=int, default=120, help="about how many pages")
    parser.add_argument("--out", type=Path, required=True, help="the case folder, a new one")
    parser.add_argument("--scanned", type=float, default=0.0, help="share of papers that are scans, 0 to 1")
    parser.add_argument("--arrangement", choices=sorted(set(ARRANGEMENTS)), help="one file, some or many")
    options = parser.parse_args(arguments)
    truth = generate(
        options.seed, pages=options.pages, folder=options.out, scanned=options.scanned, arrangement=options.arrangement
    )
    pages = sum(document.last - document.first + 1 for document in truth.documents)
    print(f"{len(truth.documents)} papers, {pages} pages in {len({d.file for d in truth.documents})} files: "
        f"{options.out}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
