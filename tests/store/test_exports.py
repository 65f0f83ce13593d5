"""An export is read and checked without the program: by sha256sum and by a page of Python that needs nothing."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from openimr.errors import StoreDamaged
from openimr.process import Actor
from openimr.store.opening import Store
from tests.store.test_verifying import fill

NAMES = ("records/visit.txt", "../outside.txt", "records", "VISIT.TXT", "visit.txt", "x" * 300, "a\0b")


def checked(folder: Path) -> subprocess.CompletedProcess[str]:
    """What the page of Python in an export says, run by an interpreter that knows nothing of openimr."""
    command = [sys.executable, "-I", "-S", "check.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.fixture
def exported(store: Store, tmp_path: Path) -> Path:
    """An export of a case with papers of ordinary and of odd names."""
    from openimr.store.exporting import export
    from openimr.store.log import append
    from openimr.store.papers import Paper, as_data

    fill(store)
    kept = [store.files.put([f"paper {n}".encode()]) for n in range(len(NAMES))]
    papers = [Paper(name, one.sha256, one.size) for name, one in zip(NAMES, kept, strict=True)]
    note = {"files": as_data([*papers, *papers[1:2]]), "note": "with\nlines, ü and \u202e"}
    append("C-1", "papers-filed", actor=Actor(role="coordinator", name="c-2"), data=note)
    made = export(store.files, "C-1", tmp_path / "export")
    manifest = (tmp_path / "export" / "manifest.json").read_bytes()
    assert made.sha256 == hashlib.sha256(manifest).hexdigest()
    return tmp_path / "export"


def test_the_papers_lie_under_their_names_and_the_log_can_be_read(exported: Path) -> None:
    first, other = exported / "papers" / "001", exported / "papers" / "004"
    assert (first / "a.txt").read_bytes() == b"C-1" * 40
    assert (other / "records" / "visit.txt").read_bytes() == b"paper 0"
    odd = {path.name: path.read_bytes() for path in other.iterdir() if path.is_file()}
    # names that lead out, are a folder here, are given twice on some systems, or too long: the hash stands for them
    assert sorted(odd.values()) == [f"paper {n}".encode() for n in range(1, 6)]
    assert odd["VISIT.TXT"] == b"paper 3"
    assert all(name == hashlib.sha256(content).hexdigest() for name, content in odd.items() if name != "VISIT.TXT")
    log = (exported / "log.txt").read_text(encoding="utf-8")
    assert "Event 2: ur-decided" in log and "Physical therapy, 8 visits" in log
    assert "c-1, a person in the role coordinator" in log and ", the program" in log
    assert "papers/004/records/visit.txt" in log and "\u202e" not in log
    readme = (exported / "README.txt").read_text(encoding="utf-8")
    assert "sha256sum -c SHA256SUMS" in readme and "4 events" in readme
    assert all(len(line) <= 120 for line in readme.splitlines())


def test_it_is_checked_by_sha256sum_and_by_its_own_page_and_what_was_changed_is_named(exported: Path) -> None:
    assert checked(exported).stdout.startswith("Whole: 4 events, the last one with the hash ")
    sums = shutil.which("sha256sum")
    if sums:
        done = subprocess.run([sums, "--strict", "-c", "SHA256SUMS"], cwd=exported, capture_output=True, check=False)
        assert done.returncode == 0, done.stderr
    listed = {line.split("  ", 1)[1] for line in (exported / "SHA256SUMS").read_text().splitlines()}
    lying = {path.relative_to(exported).as_posix() for path in exported.rglob("*") if path.is_file()}
    assert lying - listed == {"SHA256SUMS", "manifest.json"}
    for name in sorted(lying - {"manifest.json", "check.py"}):
        path = exported / name
        whole = path.read_bytes()
        if not whole:
            continue
        path.write_bytes(bytes([whole[0] ^ 1]) + whole[1:])
        assert checked(exported).returncode != 0, name
        path.write_bytes(whole)
    assert checked(exported).returncode == 0


def test_a_log_that_was_changed_with_its_sums_is_found_by_its_chain(exported: Path) -> None:
    events = exported / "events.jsonl"
    whole = events.read_text(encoding="utf-8")
    lines = whole.splitlines(keepends=True)
    for changed, said in (
        (whole.replace("8 visits", "9 visits"), "event 2: its hash is not that of its content"),
        ("".join([lines[0], *lines[2:]]), "event 2: it does not follow the event before it"),
        (whole.replace("c-2", "c-1"), "event 4: its hash"),
    ):
        events.write_text(changed, encoding="utf-8")
        sums = exported / "SHA256SUMS"
        before = sums.read_text()
        mark = hashlib.sha256(whole.encode()).hexdigest()
        sums.write_text(before.replace(mark, hashlib.sha256(changed.encode()).hexdigest()))
        done = checked(exported)
        assert done.returncode == 1 and said in done.stdout and "SHA256SUMS" not in done.stdout
        events.write_text(whole, encoding="utf-8")
        sums.write_text(before)


def test_a_zip_holds_the_same_and_both_go_back_into_a_store(store: Store, tmp_path: Path) -> None:
    from openimr.store.exporting import export
    from openimr.store.readingin import check_archive

    fill(store)
    export(store.files, "C-1", tmp_path / "export")
    export(store.files, "C-1", tmp_path / "export.zip")
    with zipfile.ZipFile(tmp_path / "export.zip") as archive:
        assert len(archive.namelist()) == len(set(archive.namelist()))
        archive.extractall(tmp_path / "unpacked")
    assert checked(tmp_path / "unpacked").returncode == 0
    for name in ("export", "export.zip", "unpacked"):
        assert not list(check_archive(tmp_path / name))
    (tmp_path / "unpacked" / "log.txt").write_text("nothing happened")
    assert [one.file for one in check_archive(tmp_path / "unpacked")] == ["log.txt"]


def test_a_case_whose_log_is_broken_is_not_handed_out(store: Store, tmp_path: Path) -> None:
    from django.db import connection

    from openimr.store.exporting import export

    fill(store)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER imr_event_update")
        else:
            cursor.execute("ALTER TABLE imr_event DISABLE TRIGGER USER")
        cursor.execute("UPDATE imr_event SET body = replace(body, '8 visits', '9 visits') WHERE \"case\" = 'C-1'")
    with pytest.raises(StoreDamaged, match="event 2"):
        export(store.files, "C-1", tmp_path / "export")
    assert not (tmp_path / "export").exists()
    export(store.files, "C-2", tmp_path / "other")
