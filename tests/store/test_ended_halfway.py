"""Backup, export and restore that are killed: nothing looks whole that is not, and the next call comes to the end."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.casefile.work.progress import Progress
from openimr.errors import UnreadableFile, WouldOverwrite
from openimr.store.opening import Store, open_store
from openimr.store.place import StorePlace
from tests.store.killing import killed_before_each
from tests.store.test_archives import filled, told
from tests.store.test_verifying import CASES, fill, findings


@pytest.fixture(params=["plain", "encrypted"])
def source(request: pytest.FixtureRequest, new_place: Callable[[str], StorePlace], tmp_path: Path) -> Store:
    """A filled store on SQLite, with or without keys."""
    from openimr.store.keys import add_key

    place = new_place("sqlite")
    if request.param == "encrypted":
        add_key(tmp_path / "keys")
        place = StorePlace(place.folder, place.database, tmp_path / "keys")
    store = open_store(place)
    fill(store)
    return store


@pytest.mark.parametrize("form", ["backup", "backup.zip"])
def test_a_backup_killed_before_any_file_operation_does_not_look_whole_and_the_next_call_makes_it(
    source: Store, tmp_path: Path, form: str
) -> None:
    from openimr.store.readingin import check_archive
    from openimr.store.writingout import backup

    folder = tmp_path / "backups"
    target = folder / form

    def prepare() -> None:
        shutil.rmtree(folder, ignore_errors=True)

    ends, half, part = 0, 0, folder / f"{form}.part"
    for _ in killed_before_each(lambda: backup(source.files, target), prepare, 1 if form == "backup.zip" else 2):
        ends += 1
        if target.exists():  # killed after it was given its name
            assert not list(check_archive(target))
            continue
        assert {path.name for path in folder.glob("*")} <= {part.name}
        if part.exists():
            try:
                # killed when all was written, and only the name was still to be given
                assert not list(check_archive(part))
            except UnreadableFile as error:
                assert "not finished" in error.what
                half += 1
        made = backup(source.files, target)
        assert made.cases == len(CASES) and not list(check_archive(target))
        assert [path.name for path in folder.glob("*")] == [form]
    assert ends >= (5 if form == "backup.zip" else 12) and half


def test_a_backup_that_is_gone_on_with_copies_no_file_twice_and_believes_no_half_one(
    source: Store, tmp_path: Path
) -> None:
    from openimr.store.readingin import check_archive
    from openimr.store.writingout import backup

    backup(source.files, tmp_path / "first")
    part = tmp_path / "second.part"
    shutil.copytree(tmp_path / "first", part)
    (part / "manifest.json").unlink()
    bad, gone, *same = sorted(path for path in part.glob("files/*/*") if path.suffix != ".key")
    bad.write_bytes(bad.read_bytes()[:-1])
    gone.unlink()
    (part / "files" / "of-another-time").write_bytes(b"x")
    before = {path: path.stat().st_ino for path in same}
    backup(source.files, tmp_path / "second")
    assert not list(check_archive(tmp_path / "second"))
    assert {path: (tmp_path / "second" / path.relative_to(part)).stat().st_ino for path in same} == before
    assert not (tmp_path / "second" / "files" / "of-another-time").exists()


def test_two_processes_that_write_one_backup_do_not_meet(source: Store, tmp_path: Path) -> None:
    from openimr.store.archive import ArchiveWriter
    from openimr.store.writingout import backup

    if sys.platform == "win32":
        pytest.skip("locks of this kind are those of POSIX")
    for form in ("backup", "backup.zip"):
        first = ArchiveWriter(tmp_path / form)
        with pytest.raises(WouldOverwrite, match="another process"):
            backup(source.files, tmp_path / form)
        first.write("events.jsonl", [b""])
        first.close(openimr="0", made="", what="backup", cases=0, events=0)
        with pytest.raises(WouldOverwrite, match="something at this place"):
            backup(source.files, tmp_path / form)


def test_a_restore_killed_before_any_file_operation_leaves_no_case_and_the_next_call_makes_it(
    source: Store, new_place: Callable[[str], StorePlace], tmp_path: Path
) -> None:
    from django.db import connection

    from openimr.store.models import LoggedEvent
    from openimr.store.readingin import restore
    from openimr.store.writingout import backup

    backup(source.files, tmp_path / "backup")
    before = told(source)
    connection.close()
    template = new_place("sqlite")
    there = StorePlace(tmp_path / "there", f"sqlite:///{tmp_path / 'there' / 'openimr.sqlite3'}", source.place.keys)
    restored: list[Store] = []

    def prepare() -> None:
        connection.close()
        shutil.rmtree(there.folder, ignore_errors=True)
        shutil.copytree(template.folder, there.folder)
        restored[:] = [open_store(there)]

    ends, resumed = 0, 0
    for _ in killed_before_each(lambda: restore(restored[0], tmp_path / "backup"), prepare, step=11):
        ends += 1
        if not LoggedEvent.objects.exists():
            resumed += restore(restored[0], tmp_path / "backup").there
        assert told(restored[0]) == before
        assert not findings(restored[0])
    assert ends > 3 and resumed
    connection.close()


def test_files_that_lie_in_a_store_without_cases_are_taken_replaced_or_left(
    source: Store, new_place: Callable[[str], StorePlace], tmp_path: Path
) -> None:
    from django.db import connection

    from openimr.store.readingin import restore
    from openimr.store.writingout import backup

    backup(source.files, tmp_path / "backup")
    before = told(source)
    connection.close()
    place = new_place("sqlite")
    # without the keys, as whoever keeps backups restores them
    restored = open_store(StorePlace(place.folder, place.database))
    shutil.copytree(tmp_path / "backup" / "files", restored.place.files, dirs_exist_ok=True)
    bad, *same = sorted(path for path in restored.place.files.glob("??/*") if path.suffix != ".key")
    bad.write_bytes(bad.read_bytes()[:-1] + b"!")
    other = restored.files.put([b"of no case"])
    stamps = {path: path.stat().st_mtime_ns for path in same}
    done = restore(restored, tmp_path / "backup")
    assert (done.files, done.there, done.others) == (len(same) + 1, len(same), 1)
    assert {path: path.stat().st_mtime_ns for path in same} == stamps
    assert b"".join(restored.files.read(other.sha256)) == b"of no case"
    with_keys = open_store(StorePlace(place.folder, place.database, source.place.keys))
    assert told(with_keys) == before
    with pytest.raises(WouldOverwrite, match="it has cases"):
        restore(with_keys, tmp_path / "backup")
    connection.close()


def test_a_plain_backup_goes_encrypted_into_a_store_with_keys(
    place: StorePlace, new_place: Callable[[str], StorePlace], tmp_path: Path
) -> None:
    from django.db import connection

    from openimr.store.keys import add_key
    from openimr.store.readingin import restore
    from openimr.store.writingout import backup

    store = filled(place)
    backup(store.files, tmp_path / "backup.zip")
    before = told(store)
    connection.close()
    add_key(tmp_path / "keys")
    there = new_place("sqlite")
    restored = open_store(StorePlace(there.folder, there.database, tmp_path / "keys"))
    restore(restored, tmp_path / "backup.zip")
    assert told(restored) == before and not restored.files.unencrypted() and not findings(restored)
    connection.close()


def test_long_work_tells_how_far_it_is(source: Store, new_place: Callable[[str], StorePlace], tmp_path: Path) -> None:
    from django.db import connection

    from openimr.store.exporting import export
    from openimr.store.readingin import check_archive, restore
    from openimr.store.verifying import verify
    from openimr.store.writingout import backup

    messages: list[Progress] = []
    assert not list(verify(source.files, told=messages.append))
    assert {one.stage: one.total for one in messages} == {"reading logs": 3, "reading files": 4}
    for work, stages in (
        (lambda: backup(source.files, tmp_path / "b", messages.append), {"copying logs", "copying files"}),
        (lambda: export(source.files, "C-1", tmp_path / "e", messages.append), {"copying files"}),
        (lambda: list(check_archive(tmp_path / "b", told=messages.append)), {"checking logs", "checking files"}),
        (lambda: source.files.wrap_anew(messages.append), {"wrapping keys"} if source.files.ring else set()),
    ):
        messages.clear()
        work()
        assert {one.stage for one in messages} == stages
    connection.close()
    messages.clear()
    place = new_place("sqlite")
    restore(open_store(StorePlace(place.folder, place.database)), tmp_path / "b", messages.append)
    assert {"checking files", "restoring files", "restoring logs"} <= {one.stage for one in messages}
    connection.close()


def test_the_bar_is_on_a_terminal_only(new_place: Callable[[str], StorePlace]) -> None:
    import os
    import pty

    source = open_store(new_place("sqlite"))
    fill(source)
    environment = {**os.environ, "OPENIMR_STORE": str(source.place.folder), "TERM": "xterm", "COLUMNS": "100"}
    environment.pop("OPENIMR_DATABASE", None)
    command = [sys.executable, "-m", "openimr.cli.main", "store", "verify"]
    ours, theirs = pty.openpty()
    shown = subprocess.run(command, stdout=subprocess.PIPE, stderr=theirs, env=environment, timeout=60, check=False)
    os.close(theirs)
    drawn = os.read(ours, 100_000).decode()
    os.close(ours)
    assert shown.returncode == 0 and shown.stdout.startswith(b"Whole")
    assert "reading logs" in drawn or "reading files" in drawn
    piped = subprocess.run(command, capture_output=True, env=environment, timeout=60, check=False)
    assert (piped.returncode, piped.stderr) == (0, b"")
