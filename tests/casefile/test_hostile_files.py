"""More than two hundred hostile files in one case: it is opened in time, each is named, and no good page is lost."""

from __future__ import annotations

import random
import time
from pathlib import Path

import pytest

from openimr.casefile import CaseFile, open_case
from tests.casefile import paperfiles
from tests.casefile.hostilefiles import BENDS, good_files, hostile_files
from tests.casefile.paperfiles import MRI, NOTE

#: Good files among the bad ones: name and what stands on their pages.
GOOD = {"good-{}.txt": [NOTE], "good-{}.pdf": [NOTE, MRI, "Plan: continue with care."]}


def with_good_files(folder: Path, many: int) -> None:
    for number in range(many):
        (folder / f"good-{number}.txt").write_text(NOTE.replace("7/10", f"{number}/10"))
        paperfiles.pdf(folder / f"good-{number}.pdf", NOTE, MRI, f"Plan: continue with care {number}.")


def check_good_files(case: CaseFile, many: int) -> None:
    pages = {(p.file, p.number): p.text for d in case.documents if d.usable for p in d.pages}
    for number in range(many):
        assert pages[f"records/good-{number}.txt", 1] == NOTE.replace("7/10", f"{number}/10")
        assert [" ".join(pages[f"records/good-{number}.pdf", n].split()) for n in (1, 2, 3)] == [
            " ".join(text.split()) for text in (NOTE, MRI, f"Plan: continue with care {number}.")
        ]


def check_bad_files(case: CaseFile, names: list[str]) -> None:
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


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("hostile") / "case"
    (folder / "records").mkdir(parents=True)
    for name, data in hostile_files():
        (folder / "records" / name).write_bytes(data)
    with_good_files(folder / "records", 6)
    return folder


def test_a_case_of_hostile_files_is_opened(hostile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENIMR_OCR", "none")  # recognition of damaged pictures has its own test
    names = sorted(p.name for p in (hostile / "records").iterdir() if not p.name.startswith("good"))
    assert len(names) >= 200
    begun = time.monotonic()
    case = open_case(hostile, cache=None, workers=2)
    assert time.monotonic() - begun < 240
    check_good_files(case, 6)
    check_bad_files(case, names)


@pytest.mark.parametrize("seed", range(4))
def test_files_bent_at_random(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENIMR_OCR", "none")
    chance = random.Random(seed)
    records = tmp_path / "case" / "records"
    records.mkdir(parents=True)
    names = []
    for ending, data in good_files().items():
        for number in range(5):
            bent = data
            for _ in range(chance.randint(1, 3)):
                bent = chance.choice(BENDS)(bent, chance) or b"\0"
            names.append(f"bent-{number}.{ending}")
            (records / names[-1]).write_bytes(bent)
    with_good_files(records, 1)
    case = open_case(records.parent, cache=None, workers=2)
    check_good_files(case, 1)
    check_bad_files(case, names)
