"""A case of bad files and a few good ones, and what must hold when it is opened."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

from openimr.casefile import CaseFile
from tests.casefile import paperfiles
from tests.casefile.hostilefiles import BENDS, good_files
from tests.casefile.paperfiles import MRI, NOTE

#: Files of each kind in a batch of bent ones.
_OF_EACH = 5


def with_good_files(folder: Path, many: int) -> None:
    """Put good files among the bad ones."""
    for number in range(many):
        (folder / f"good-{number}.txt").write_text(NOTE.replace("7/10", f"{number}/10"))
        paperfiles.pdf(folder / f"good-{number}.pdf", NOTE, MRI, f"Plan: continue with care {number}.")


def bent_case(folder: Path, seed: int) -> list[str]:
    """A case folder of files bent at random, the same for the same seed, with one good file of two kinds.

    Returns:
        The names of the bent files.
    """
    chance = random.Random(seed)
    records = folder / "records"
    records.mkdir(parents=True)
    names = []
    for ending, data in good_files().items():
        for number in range(_OF_EACH):
            bent = data
            for _ in range(chance.randint(1, 3)):
                bent = chance.choice(BENDS)(bent, chance) or b"\0"
            names.append(f"bent-{number}.{ending}")
            (records / names[-1]).write_bytes(bent)
    with_good_files(records, 1)
    return names


def check_good_files(case: CaseFile, many: int) -> None:
    """Every page of the good files was read as it is."""
    pages = {(p.file, p.number): p.text for d in case.documents if d.usable for p in d.pages}
    for number in range(many):
        assert pages[f"records/good-{number}.txt", 1] == NOTE.replace("7/10", f"{number}/10")
        assert [" ".join(pages[f"records/good-{number}.pdf", n].split()) for n in (1, 2, 3)] == [
            " ".join(text.split()) for text in (NOTE, MRI, f"Plan: continue with care {number}.")
        ]


def check_bad_files(case: CaseFile, names: Sequence[str]) -> None:
    """Every bad file is listed, and where it, or a page of it, is lost, reason and remedy are told."""
    for name in names:
        found = [d for d in case.documents if d.file.partition("!/")[0] == f"records/{name}"]
        told = [p for p in case.problems if (p.file or "").partition("!/")[0] == f"records/{name}"]
        assert found or told, f"{name} is neither listed nor named in a problem"
        for document in found:
            if not document.usable:
                assert document.problems, f"{name} is lost without a reason"
            for problem in document.problems:
                assert problem.message and problem.consequence, f"{name}: {problem}"
