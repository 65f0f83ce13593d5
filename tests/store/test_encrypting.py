"""Files kept before encryption was turned on are encrypted where they lie; ended anywhere, none is lost."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.errors import UsageError
from openimr.store.opening import Store, open_store
from openimr.store.place import StorePlace
from tests.store.killing import killed_before_each
from tests.store.test_verifying import fill, findings

CONTENTS = (b"", b"PROGRESS REPORT", os.urandom(2**20), os.urandom(2**21 + 7))


@pytest.fixture
def plain(new_place: Callable[[str], StorePlace], tmp_path: Path) -> Store:
    """A store with cases whose files lie unencrypted, and which has a key file since."""
    from django.db import connection

    from openimr.store.keys import add_key

    place = new_place("sqlite")
    fill(open_store(place))
    connection.close()
    add_key(tmp_path / "keys")
    return open_store(StorePlace(place.folder, place.database, tmp_path / "keys"))


def test_files_that_were_there_before_the_keys_are_named_and_encrypted(plain: Store) -> None:
    from openimr.store.encrypting import encrypt_all
    from openimr.store.verifying import verify

    lying = plain.files.unencrypted()
    before = {sha256: b"".join(plain.files.read(sha256)) for sha256 in lying}
    assert len(lying) == 4
    assert sorted(one.file for one in verify(plain.files) if "imr store encrypt" in one.what and one.case) == lying
    stray = plain.place.files / "incoming" / "left"
    stray.write_bytes(b"PROGRESS REP")
    os.utime(stray, (0, 0))
    done = encrypt_all(plain.files)
    assert (done.encrypted, done.cleared, done.findings) == (4, 1, [])
    assert not findings(plain) and not plain.files.unencrypted() and not stray.exists()
    assert {sha256: b"".join(plain.files.read(sha256)) for sha256 in lying} == before
    assert not [path for path in plain.place.files.rglob("*") if path.is_file() and b"in every" in path.read_bytes()]
    assert encrypt_all(plain.files).encrypted == 0


def test_encryption_that_is_killed_before_any_file_operation_loses_nothing_and_is_gone_on_with(tmp_path: Path) -> None:
    from openimr.store.encrypting import encrypt_all
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing

    ring = KeyRing((os.urandom(32),))
    template = FileStore(tmp_path / "template")
    kept = {template.put([content]).sha256: content for content in CONTENTS}
    files = FileStore(tmp_path / "files", ring)

    def prepare() -> None:
        shutil.rmtree(files.folder, ignore_errors=True)
        shutil.copytree(template.folder, files.folder)

    ends = 0
    for _ in killed_before_each(lambda: encrypt_all(files), prepare):
        ends += 1
        assert {sha256: b"".join(files.read(sha256)) for sha256 in kept} == kept
        left = len(files.unencrypted())
        done = encrypt_all(files)
        assert (done.encrypted, done.findings) == (left, [])
        assert not files.unencrypted()
        assert {sha256: b"".join(files.read(sha256)) for sha256 in kept} == kept
    assert ends > 8 * len(CONTENTS)
    # killed again and again on one store, it comes to its end, too
    prepare()
    for _ in killed_before_each(lambda: encrypt_all(files), lambda: None, step=3):
        assert {sha256: b"".join(files.read(sha256)) for sha256 in kept} == kept
    assert not files.unencrypted()


def test_a_file_that_is_not_what_was_put_in_is_named_and_stays_and_the_others_are_encrypted(plain: Store) -> None:
    from openimr.store.encrypting import encrypt_all

    bad, *others = plain.files.unencrypted()
    path = plain.files.place(bad)
    assert path is not None
    spoilt = b"X" + path.read_bytes()
    path.write_bytes(spoilt)
    done = encrypt_all(plain.files)
    assert [one.file for one in done.findings] == [bad]
    assert done.encrypted == len(others)
    assert path.read_bytes() == spoilt and plain.files.unencrypted() == [bad]


def test_readers_and_a_second_run_at_the_same_time_find_every_file(tmp_path: Path) -> None:
    from openimr.store.encrypting import encrypt_all
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing

    plain = FileStore(tmp_path / "files")
    kept = {plain.put([f"page {n}".encode() * 50]).sha256: f"page {n}".encode() * 50 for n in range(60)}
    files = FileStore(tmp_path / "files", KeyRing((os.urandom(32),)))
    wrong: list[object] = []
    ended = threading.Event()

    def read() -> None:
        while not ended.is_set():
            try:
                wrong.extend(sha256 for sha256 in kept if b"".join(files.read(sha256)) != kept[sha256])
            except Exception as error:
                wrong.append(error)

    def encrypt() -> None:
        try:
            wrong.extend(encrypt_all(files).findings)
        except Exception as error:
            wrong.append(error)

    reader = threading.Thread(target=read)
    runs = [threading.Thread(target=encrypt) for _ in range(2)]
    reader.start()
    for run in runs:
        run.start()
    for run in runs:
        run.join(60)
    ended.set()
    reader.join(60)
    assert not wrong
    assert not files.unencrypted()
    assert {sha256: b"".join(files.read(sha256)) for sha256 in kept} == kept


def test_a_change_of_keys_that_is_killed_anywhere_is_gone_on_with(tmp_path: Path) -> None:
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing

    old, new = os.urandom(32), os.urandom(32)
    template = FileStore(tmp_path / "template", KeyRing((old,)))
    kept = {template.put([content]).sha256: content for content in CONTENTS}
    files = FileStore(tmp_path / "files", KeyRing((new, old)))

    def prepare() -> None:
        shutil.rmtree(files.folder, ignore_errors=True)
        shutil.copytree(template.folder, files.folder)

    for _ in killed_before_each(files.wrap_anew, prepare):
        assert {sha256: b"".join(files.read(sha256)) for sha256 in kept} == kept
        files.wrap_anew()
        only_new = FileStore(files.folder, KeyRing((new,)))
        assert {sha256: b"".join(only_new.read(sha256)) for sha256 in kept} == kept


def test_without_a_key_file_there_is_nothing_to_encrypt_with(store: Store) -> None:
    from openimr.store.encrypting import encrypt_all

    with pytest.raises(UsageError, match="no key file"):
        encrypt_all(store.files)


def test_a_running_worker_takes_up_a_new_key_and_leaves_the_earlier_one(
    new_place: Callable[[str], StorePlace], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from django.db import connection

    from benchmarks.killedworkers import STEPS, add_course
    from openimr.store.keys import add_key, read_keys
    from tests.store.test_working import file_papers

    keys = tmp_path / "keys"
    first = add_key(keys)
    there = new_place("sqlite")
    store = open_store(StorePlace(there.folder, there.database, keys))

    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    add_course()
    file_papers(store, "C-1", {"a.txt": b"x"})
    submit("C-1", "light")
    worker = Worker(store.files, keys=keys)
    worker.run(most=1)
    second = add_key(keys)
    worker.run(most=1 + worker.done.tasks)
    whole = keys.read_bytes()
    keys.write_bytes(b"no key file")
    worker.run(most=1 + worker.done.tasks)
    keys.write_bytes(whole)
    assert worker.done.tasks == len(STEPS) and worker.done.failed == 0
    assert "exit code 4" in caplog.text
    wrapped = sorted(path.read_text().split()[0] for path in store.files.key_files())
    assert wrapped == sorted([first, first, second, second])
    assert read_keys(keys).in_use == second
    connection.close()
