"""An opened case is kept by the hash of its files: given back whole, and only while it is surely the same."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from openimr.casefile import CaseFile, documents, keptcase, open_case, opening
from openimr.casefile.work.store import ResultStore
from openimr.casefile.work.workers import Outcome, Task, watched_losses, work_off
from openimr.rulefiles import RULES_VARIABLE, rules_root
from tests.casefile import paperfiles

VISIT = "PROGRESS NOTE\nPatient: Marlo Quince DOB: 4/2/1961\nDate of visit: 03/{day:02d}/2014\nLow back pain, {day}/10."


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """Two visits of a patient as PDF, one of them twice, a stranger's page, a file that cannot be read, and intake."""
    folder = tmp_path / "case"
    folder.mkdir()
    paperfiles.pdf(folder / "visits.pdf", *(VISIT.format(day=day) for day in (4, 18)))
    shutil.copy(folder / "visits.pdf", folder / "again.pdf")
    (folder / "other.txt").write_text("PROGRESS NOTE\nPatient: Ann Roe  DOB: 1/1/1950\nDate of visit: 2/2/2014\nPain.")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "case.yaml").write_text("patient_name: Marlo Quince\ndate_of_injury: 2013-01-02\n")
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def opened(case: Path, cache: Path | None) -> CaseFile:
    return open_case(case, cache=cache, workers=0)


def kept(cache: Path) -> list[Path]:
    """The entries that hold an opened case."""
    return [one for one in cache.rglob("*.json") if '"intake"' in one.read_text()]


def refuse_to_read(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise AssertionError("the case was read again")

    monkeypatch.setattr(opening, "gather", read)


def test_the_second_opening_gives_the_same_and_reads_nothing(
    case: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(case, cache)
    assert first == opened(case, None) and first.problems == opened(case, None).problems
    assert any(document.other_patient for document in first.documents), "the case has too little in it"
    assert any(document.duplicate_of for document in first.documents)
    assert any(document.problems for document in first.documents)
    refuse_to_read(monkeypatch)
    assert opened(case, cache) == first


def test_a_case_lying_elsewhere_is_the_same_case(
    case: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = opened(case, cache)
    moved = case.rename(tmp_path / "moved")
    refuse_to_read(monkeypatch)
    again = opened(moved, cache)
    assert again.root == moved and again.documents == first.documents


@pytest.mark.parametrize("change", ["content", "name", "new file", "intake", "gone"])
def test_other_files_are_another_case(case: Path, cache: Path, change: str) -> None:
    opened(case, cache)
    if change == "content":
        (case / "other.txt").write_text(VISIT.format(day=5))
    elif change == "name":
        (case / "other.txt").rename(case / "mri.txt")
    elif change == "new file":
        (case / "new.txt").write_text(VISIT.format(day=6))
    elif change == "intake":
        (case / "case.yaml").write_text("patient_name: Ann Roe\n")
    else:
        (case / "again.pdf").unlink()
    assert opened(case, cache) == opened(case, None)


@pytest.mark.parametrize("how", ["cut", "bent", "empty", "other form"])
def test_a_damaged_entry_is_found_out_and_made_anew(case: Path, cache: Path, how: str) -> None:
    first = opened(case, cache)
    entry, = kept(cache)
    sound = entry.read_bytes()
    if how == "cut":
        entry.write_bytes(sound[:-20])
    elif how == "bent":
        entry.write_bytes(sound.replace(b"Marlo", b"Marla"))
    elif how == "empty":
        entry.write_bytes(b"")
    else:
        key = entry.parent.name + entry.stem
        ResultStore(cache, "").put(key, {"engine": None, "documents": [{"id": 3}], "problems": [], "intake": {}})
    assert opened(case, cache) == first
    assert entry.read_bytes() == sound


def test_what_was_lost_to_a_limit_is_looked_for_again(
    case: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(texts: list[str]) -> None:
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(documents, "settled_runs", too_much)
        opened(case, cache)
    assert not kept(cache)
    assert opened(case, cache) == opened(case, None)
    assert len(kept(cache)) == 1


def test_a_file_that_changes_while_it_is_read_is_not_kept(
    case: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = opening.gather

    def late(path: Path, folder: Path, workers: int) -> object:
        (case / "late.txt").write_text(VISIT.format(day=9))
        return gather(path, folder, workers)

    with monkeypatch.context() as patched:
        patched.setattr(opening, "gather", late)
        opened(case, cache)
    assert not kept(cache)


def test_other_rules_make_another_case(
    case: Path, cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(case, cache)
    shutil.copytree(rules_root(), tmp_path / "rules")
    with (tmp_path / "rules" / "california" / "records.yaml").open("a") as stream:
        stream.write("# another rule\n")
    monkeypatch.setenv(RULES_VARIABLE, str(tmp_path / "rules"))
    refuse_to_read(monkeypatch)
    with pytest.raises(AssertionError, match="read again"):
        opened(case, cache)


def test_a_case_with_scans_is_kept_for_its_engine(case: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keeper = keptcase.CaseKeeper.of(case, cache)
    monkeypatch.setattr(keptcase, "engine_name", lambda: "one 1.0")
    keeper.keep(CaseFile(case, []), scanned=True)
    assert keeper.kept() is not None
    monkeypatch.setattr(keptcase, "engine_name", lambda: "other 2.0")
    assert keeper.kept() is None


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_keeps_the_case_from_being_kept(case: Path, cache: Path) -> None:
    (case / "other.txt").chmod(0)
    opened(case, cache)
    assert not kept(cache)


def test_pages_of_records_are_kept_for_their_owner_alone(case: Path, cache: Path) -> None:
    opened(case, cache)
    entry, = kept(cache)
    assert entry.stat().st_mode & 0o077 == 0
    check, _, body = entry.read_text().partition("\n")
    assert check and json.loads(body)["intake"]["date_of_injury"] == "2013-01-02"


def test_losses_are_seen_by_those_who_watch() -> None:
    def quiet(task: Task[int], outcome: Outcome[int]) -> None:
        return None

    lost = Task(int, ("x",), 5.0)
    with watched_losses() as outer:
        with watched_losses() as inner:
            work_off([lost, Task(int, ("1",), 5.0)], quiet, workers=1)
        work_off([lost], quiet, workers=0)
    work_off([lost], quiet, workers=0)
    assert inner == ["its reader failed: ValueError"] and len(outer) == 1
