"""Backup, restore and export: the same from either database to either; what is not whole is refused."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.killedworkers import add_course
from openimr.errors import NotFound, UnreadableFile, WouldOverwrite
from openimr.process import as_line, read_log
from openimr.store.opening import Store, open_store
from openimr.store.place import StorePlace
from tests.conftest import REPOSITORY
from tests.store.test_verifying import CASES, fill, findings

DOCKET = REPOSITORY / "examples" / "docket"


def filled(place: StorePlace) -> Store:
    """A store with cases, papers, docket logs, and work that waits."""
    from openimr.store.readingin import take_over
    from openimr.store.tasks import submit

    add_course()
    store = open_store(place)
    fill(store)
    for file in sorted(DOCKET.glob("*.jsonl"))[:4]:
        take_over(read_log(file))
    submit("C-1", "light")
    return store


def told(store: Store) -> dict[str, list[object]]:
    """Everything the store holds, by table, and every file by its hash."""
    from openimr.store.models import DocketRow, FiledPaper, LoggedEvent

    columns = ("case", "event", "place", "name", "sha256", "size")
    papers = list(FiledPaper.objects.order_by("case", "event", "place").values_list(*columns))
    return {
        "log": list(LoggedEvent.objects.order_by("case", "number").values()),
        "docket": list(DocketRow.objects.order_by("case").values()),
        "papers": papers,
        "files": [store.files.check(str(paper[4])) for paper in papers],
    }


@pytest.mark.parametrize("to", ["sqlite", "postgresql"])
@pytest.mark.parametrize("form", ["backup", "backup.zip"])
def test_a_backup_is_restored_whole_on_either_database(
    place: StorePlace, new_place: Callable[[str], StorePlace], tmp_path: Path, to: str, form: str
) -> None:
    from django.db import connection

    from openimr.store.readingin import check_archive, restore
    from openimr.store.working import Worker
    from openimr.store.writingout import backup

    store = filled(place)
    before = told(store)
    made = backup(store.files, tmp_path / form)
    assert (made.cases, made.events) == (len(CASES) + 4, len(before["log"]))
    assert not list(check_archive(tmp_path / form))
    connection.close()

    restored = open_store(new_place(to))
    restore(restored, tmp_path / form)
    assert told(restored) == before
    assert not findings(restored)
    # the work that waited goes on
    assert Worker(restored.files).run(until_empty=True).tasks == 3
    with pytest.raises(WouldOverwrite, match="not empty"):
        restore(restored, tmp_path / form)
    connection.close()


def test_encrypted_files_stay_encrypted_in_a_backup_and_are_readable_in_an_export(
    place: StorePlace, new_place: Callable[[str], StorePlace], tmp_path: Path
) -> None:
    from django.db import connection

    from openimr.store.exporting import export
    from openimr.store.keys import add_key, read_keys
    from openimr.store.readingin import check_archive, restore
    from openimr.store.writingout import backup

    keys = tmp_path / "keys"
    add_key(keys)
    store = filled(StorePlace(place.folder, place.database, keys))
    backup(store.files, tmp_path / "backup")
    export(store.files, "C-1", tmp_path / "export")
    lying = [path for path in (tmp_path / "backup" / "files").rglob("*") if path.is_file()]
    assert not [path for path in lying if b"C-1" in path.read_bytes()]
    assert {path.suffix for path in lying} == {".enc", ".key"}
    assert not list(check_archive(tmp_path / "backup"))
    assert not list(check_archive(tmp_path / "backup", read_keys(keys)))
    assert not list(check_archive(tmp_path / "export"))
    exported = [path.read_bytes() for path in (tmp_path / "export" / "files").rglob("*") if path.is_file()]
    assert sorted(exported) == [b"C-1" * 40, b"in every case"]
    connection.close()

    there = new_place("sqlite")
    restored = open_store(StorePlace(there.folder, there.database, keys))
    restore(restored, tmp_path / "backup")
    assert not findings(restored)
    connection.close()


@pytest.mark.parametrize("form", ["export", "export.zip"])
def test_an_export_holds_one_case_and_a_changed_byte_in_it_is_found(store: Store, tmp_path: Path, form: str) -> None:
    from openimr.store.exporting import export
    from openimr.store.log import events_of
    from openimr.store.readingin import check_archive, restore

    fill(store)
    target = tmp_path / form
    export(store.files, "C-2", target)
    with pytest.raises(WouldOverwrite, match="already"):
        export(store.files, "C-2", target)
    with pytest.raises(NotFound, match="no case C-9"):
        export(store.files, "C-9", tmp_path / "other")
    assert not list(check_archive(target))
    parts = [target] if target.is_file() else sorted(p for p in target.rglob("*") if p.is_file() and p.stat().st_size)
    chance = random.Random(3)
    for part in parts:
        whole = part.read_bytes()
        for _ in range(8):
            changed = bytearray(whole)
            changed[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
            part.write_bytes(changed)
            try:
                noticed = [one.sentence() for one in check_archive(target)]
            except UnreadableFile as error:
                noticed = [str(error)]
            # a ZIP has bytes that say nothing of its content (times, say), a manifest has white space and its own date
            said_otherwise = part.suffix == ".zip" or part.name == "manifest.json"
            assert noticed or said_otherwise, part
            if not noticed and part.suffix == ".zip":
                with zipfile.ZipFile(target) as archive:
                    lines = archive.read("events.jsonl").decode().splitlines()
                assert lines == [as_line(event) for event in events_of("C-2")]
        part.write_bytes(whole)
    with pytest.raises(WouldOverwrite):
        restore(store, target)


def test_a_backup_that_was_not_finished_or_leads_elsewhere_is_refused(store: Store, tmp_path: Path) -> None:
    from openimr.store.readingin import check_archive
    from openimr.store.writingout import backup

    fill(store)
    backup(store.files, tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    said = json.loads(manifest.read_text())
    manifest.unlink()
    with pytest.raises(UnreadableFile, match="not finished"):
        list(check_archive(tmp_path / "backup"))
    said["format"] = 2
    manifest.write_text(json.dumps(said))
    with pytest.raises(UnreadableFile, match="form 2"):
        list(check_archive(tmp_path / "backup"))
    # a manifest that names a file outside of the archive gets nothing from there
    name = next(part for part in said["parts"] if part.startswith("files/"))
    said["format"], said["parts"] = 1, {part: mark for part, mark in said["parts"].items() if part != name}
    said["parts"][f"{name}.enc/../../../../outside"] = "0" * 64
    manifest.write_text(json.dumps(said))
    (tmp_path / "outside").write_text("x")
    assert [one.file for one in check_archive(tmp_path / "backup")] == [name.rpartition("/")[2]]


@pytest.mark.parametrize(
    ("work", "told"),
    [
        ({"case": "C-1", "course": "of-a-later-release"}, "no course of-a-later-release"),
        ({"case": "C-9", "course": "review"}, "no papers"),
    ],
)
def test_work_that_cannot_be_put_in_line_again_is_found_before_anything_is_restored(
    place: StorePlace, new_place: Callable[[str], StorePlace], tmp_path: Path, work: dict[str, str], told: str
) -> None:
    import hashlib

    from openimr.store.models import LoggedEvent
    from openimr.store.readingin import restore
    from openimr.store.writingout import backup

    target = tmp_path / "backup"
    backup(filled(place).files, target)
    tasks, manifest = target / "tasks.jsonl", target / "manifest.json"
    tasks.write_text(json.dumps(work) + "\n")
    said = json.loads(manifest.read_text())
    said["parts"]["tasks.jsonl"] = hashlib.sha256(tasks.read_bytes()).hexdigest()
    manifest.write_text(json.dumps(said))
    restored = open_store(new_place("sqlite"))
    with pytest.raises(UnreadableFile, match=told):
        restore(restored, target)
    assert not LoggedEvent.objects.exists() and not list(restored.place.files.glob("??/*"))


def test_a_broken_log_or_one_of_a_known_case_is_not_taken_over(store: Store) -> None:
    from openimr.store.log import events_of
    from openimr.store.readingin import take_over

    log = read_log(sorted(DOCKET.glob("*.jsonl"))[0])
    with pytest.raises(UnreadableFile, match="missing, doubled or moved"):
        take_over(log[1:])
    take_over(log)
    assert events_of(log[0].case) == log
    with pytest.raises(WouldOverwrite, match="already"):
        take_over(log)
    assert not findings(store)
