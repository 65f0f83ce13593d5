"""A run that is killed: what it had done is kept, nothing of it lies about, and the next run ends as if undisturbed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from openimr.casefile import CaseFile, open_case
from openimr.casefile.filereading import PART
from openimr.casefile.work.workfolder import work_folder
from tests.casefile import paperfiles

OPEN = """
import sys
from pathlib import Path
from openimr.casefile import open_case
if __name__ == "__main__":
    open_case(Path(sys.argv[1]), cache=Path(sys.argv[2]), workers=2)
"""
PARTS = 24


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A case of one large PDF, some dozens of parts long."""
    import pikepdf

    folder = tmp_path_factory.mktemp("case")
    pages = [f"PROGRESS NOTE\nDate of visit: {n % 12 + 1:02d}/03/2014\nVisit {n}. Low back pain." for n in range(100)]
    paperfiles.pdf(folder / "some.pdf", *pages)
    with pikepdf.open(folder / "some.pdf") as some, pikepdf.new() as whole:
        for _ in range(PARTS * PART // len(pages)):
            whole.pages.extend(some.pages)
        whole.save(folder / "all.pdf")
    (folder / "some.pdf").unlink()
    return folder


def shown(opened: CaseFile) -> list[tuple[str, str | None, list[tuple[int, str]]]]:
    return [(d.id, str(d.date), [(p.number, p.text) for p in d.pages]) for d in opened.documents]


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="needs process groups")
def test_a_killed_run_is_taken_up_again(case: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    script = tmp_path / "open.py"
    script.write_text(OPEN)
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [sys.executable, str(script), str(case), str(cache)], env={**os.environ, "TMPDIR": str(temporary)}
    )
    until = time.monotonic() + 60
    while not (kept := list(cache.rglob("*.json"))) and time.monotonic() < until and process.poll() is None:
        time.sleep(0.002)
    process.send_signal(signal.SIGKILL)
    process.wait()
    kept = list(cache.rglob("*.json"))
    assert 0 < len(kept) < PARTS, "the run was killed too late or did nothing"
    assert not [one for one in cache.rglob("*") if one.is_file() and one.stat().st_size == 0]

    before = {one: one.stat().st_mtime_ns for one in kept}
    again = open_case(case, cache=cache, workers=2)
    assert shown(again) == shown(open_case(case, cache=None, workers=2))
    assert len(list(cache.rglob("*.json"))) == PARTS + 1, "not each part once, and the opened case"
    assert {one: one.stat().st_mtime_ns for one in kept} == before, "what was kept was read again"


def test_the_folder_of_a_killed_run_is_removed_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tempfile

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    orphan = tmp_path / f"openimr-{ended.pid}-abc"
    (orphan / "inner").mkdir(parents=True)
    (orphan / "inner" / "000001").write_text("a page")
    mine, other = tmp_path / f"openimr-{os.getpid()}-x", tmp_path / "openimr-notes"
    mine.mkdir()
    other.mkdir()
    with work_folder() as place:
        assert place.parent == tmp_path and place.stat().st_mode & 0o077 == 0
        assert not orphan.exists() and mine.exists() and other.exists()
    assert not place.exists()
