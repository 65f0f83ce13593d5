"""Cases of files bent at random, opened one after the other until the time is over: ``make fuzz``.

Each batch has a seed; ``make fuzz SEED=123`` runs that batch again.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path

from openimr.casefile import open_case
from tests.casefile.hostilecase import bent_case, check_bad_files, check_good_files

#: A batch that takes so many seconds hangs: the places where it does are printed, and the run ends.
_HANGS = 600


def run_batch(seed: int) -> int:
    """Make the case of a seed, open it and check it.

    Returns:
        How many bent files it held.

    Raises:
        AssertionError: a good page was lost, or a bad file was lost without a word.
    """
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "case"
        names = bent_case(folder, seed)
        case = open_case(folder, cache=None, workers=2)
        check_good_files(case, 1)
        check_bad_files(case, names)
    return len(names)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command; 1 when a batch failed."""
    parser = argparse.ArgumentParser(prog="python -m tests.casefile.fuzz", description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60.0, help="no batch is begun later than this")
    parser.add_argument("--seed", type=int, help="run only the batch of this seed")
    options = parser.parse_args(arguments)
    os.environ.setdefault("OPENIMR_OCR", "none")  # reading and containers are bent here, not pictures of print
    seed = options.seed if options.seed is not None else random.SystemRandom().randrange(10**9)
    begun = time.monotonic()
    batches = files = 0
    while not batches or (options.seed is None and time.monotonic() - begun < options.seconds):
        faulthandler.dump_traceback_later(_HANGS, exit=True)
        print(f"seed {seed}", end="\r", file=sys.stderr, flush=True)
        try:
            files += run_batch(seed)
        except Exception:
            traceback.print_exc()
            print(f"batch of seed {seed} failed after {batches} good ones: make fuzz SEED={seed}", file=sys.stderr)
            return 1
        batches, seed = batches + 1, seed + 1
    faulthandler.cancel_dump_traceback_later()
    spent = time.monotonic() - begun
    print(f"{batches} batches, {files} bent files, {spent:.0f} s: every good page was read, every bad file is named")
    return 0


if __name__ == "__main__":
    sys.exit(main())
