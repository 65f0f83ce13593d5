"""More than two hundred hostile files in one case: it is opened, each is named, and no good page is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.casefile import open_case
from tests.casefile.hostilecase import bent_case, check_bad_files, check_good_files, with_good_files
from tests.casefile.hostilefiles import hostile_files


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
    case = open_case(hostile, cache=None, workers=2)
    check_good_files(case, 6)
    check_bad_files(case, names)


@pytest.mark.parametrize("seed", range(4))
def test_files_bent_at_random(tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENIMR_OCR", "none")
    names = bent_case(tmp_path / "case", seed)
    case = open_case(tmp_path / "case", cache=None, workers=2)
    check_good_files(case, 1)
    check_bad_files(case, names)
