"""A byte flipped anywhere in a log or a file is found and named."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from openimr.errors import StoreDamaged, UnreadableFile
from openimr.process import Actor
from openimr.store.opening import Store, open_store
from openimr.store.place import StorePlace

CASES = ("C-1", "C-2", "C-3")
SEVERAL = settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
COLUMNS = ("case", "number", "kind", "recorded", "role", "name", "machine", "once", "hash", "body")


def fill(store: Store) -> None:
    """Three cases with papers, events of people and of the program."""
    from openimr.store.adding import add_papers
    from openimr.store.log import PROGRAM, append

    papers = store.place.folder / "papers"
    papers.mkdir()
    for case in CASES:
        (papers / "a.txt").write_bytes(case.encode() * 40)
        (papers / "b.txt").write_bytes(b"in every case")
        add_papers(store.files, case, papers, Actor(role="coordinator", name="c-1"))
        items = {"items": [{"id": "1", "text": "Physical therapy, 8 visits"}]}
        append(case, "ur-decided", actor=PROGRAM, data=items)
        append(case, "work-done", actor=PROGRAM, data={"step": "index", "input": "ab"})


def findings(store: Store) -> list[tuple[str, int, str]]:
    """Case, event and file of everything verify finds."""
    from openimr.store.verifying import verify

    return [(one.case, one.event, one.file) for one in verify(store.files)]


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with three cases, whole, whose triggers are off: for whoever has the right to take them off."""
    from django.db import connection

    fill(store)
    assert not findings(store)
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER imr_event_update")
            cursor.execute("DROP TRIGGER imr_event_delete")
        else:
            cursor.execute("ALTER TABLE imr_event DISABLE TRIGGER USER")
    return store


@SEVERAL
@given(
    case=st.sampled_from(CASES),
    number=st.integers(1, 3),
    column=st.sampled_from(COLUMNS),
    place=st.integers(0, 10_000),
    bit=st.integers(0, 6),
)
def test_a_flipped_bit_in_any_column_of_any_event_is_found_and_its_case_named(
    filled: Store, case: str, number: int, column: str, place: int, bit: int
) -> None:
    from django.db import connection, transaction

    class Undo(Exception):
        pass

    with pytest.raises(Undo), transaction.atomic():
        with connection.cursor() as cursor:
            where = 'WHERE "case" = %s AND number = %s'
            cursor.execute(f'SELECT "{column}" FROM imr_event {where}', [case, number])
            (before,) = cursor.fetchone()
            after = flipped(before, place, bit)
            assume(column != "case" or after not in CASES)  # the database itself holds no number of a case twice
            cursor.execute(f'UPDATE imr_event SET "{column}" = %s {where}', [after, case, number])
        found = findings(filled)
        assert found, (column, before, after)
        # an event that was moved to another case or number is named where it is now, or as the hole it leaves
        if column not in ("case", "number"):
            assert {one[:2] for one in found} == {(case, number)}
        else:
            assert any(one[0] in (case, after) for one in found)
        raise Undo
    assert not findings(filled)


def flipped(value: object, place: int, bit: int) -> object:
    """The value with one bit of it turned; of text, one of a letter that stays a letter of the database."""
    import datetime as dt

    if value is None:
        return "0" * 64
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value ^ (1 if value in (0, 1) and bit == 0 else 1 << (bit + 2))
    if isinstance(value, dt.datetime):
        return value + dt.timedelta(microseconds=1 << bit)
    assert isinstance(value, str)
    place %= len(value)
    turned = chr(ord(value[place]) ^ (1 << bit)) if ord(value[place]) < 128 else "x"
    return value[:place] + (turned if turned != "\0" else "x") + value[place + 1 :]


def test_an_event_taken_out_is_found_at_the_end_and_within(filled: Store) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM imr_event WHERE \"case\" = 'C-1' AND number = 3")
        cursor.execute("DELETE FROM imr_event WHERE \"case\" = 'C-2' AND number = 2")
        cursor.execute("DELETE FROM imr_event WHERE \"case\" = 'C-3'")
    cases = {one[0] for one in findings(filled)}
    assert cases == set(CASES)


def test_a_docket_that_says_otherwise_is_found_and_made_anew(filled: Store) -> None:
    from openimr.store.log import events_of
    from openimr.store.models import DocketRow, FiledPaper
    from openimr.store.projecting import rebuild

    DocketRow.objects.filter(case="C-1").update(phase="final")
    FiledPaper.objects.filter(case="C-2", place=0).update(name="other.txt")
    DocketRow.objects.filter(case="C-3").delete()
    assert sorted(findings(filled)) == [(case, 0, "") for case in CASES]
    for case in CASES:
        rebuild(case, events_of(case))
    assert not findings(filled)


def test_a_log_that_was_changed_is_told_nowhere_else(filled: Store) -> None:
    from openimr.errors import StoreDamaged
    from openimr.store.log import events_of
    from openimr.store.projecting import rebuild

    log = events_of("C-1")
    with pytest.raises(StoreDamaged, match="C-1 is not what was written"):
        rebuild("C-1", log[1:])
    assert not findings(filled)


@pytest.mark.parametrize("keys", [False, True])
def test_a_file_that_went_bad_is_mended_by_putting_it_in_again(tmp_path: Path, keys: bool) -> None:
    import os

    from openimr.errors import StoreDamaged
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing

    files = FileStore(tmp_path / "files", KeyRing((os.urandom(32),)) if keys else None)
    kept = files.put([b"PROGRESS REPORT"])
    place = files.place(kept.sha256)
    assert place is not None
    for spoilt in (place.read_bytes()[:-1] + b"!", b""):
        place.write_bytes(spoilt)
        with pytest.raises(StoreDamaged):
            files.check(kept.sha256)
        assert files.put([b"PROGRESS REPORT"]) == kept
        assert b"".join(files.read(kept.sha256)) == b"PROGRESS REPORT"
        assert files.place(kept.sha256) == place
        assert len(list(files.key_files())) == int(keys)
    other = FileStore(tmp_path / "files", KeyRing((os.urandom(32), *files.ring.keys)) if files.ring else None)
    assert other.wrap_anew() == int(keys), "no key that opens nothing is left to stop a change of keys"


def test_a_flipped_byte_in_the_database_file_is_found(new_place: Callable[[str], StorePlace]) -> None:
    """Bytes of events, on disk and past the database: SQLite's file is changed while nobody has it open."""
    from django.db import connection

    store = open_store(new_place("sqlite"))
    fill(store)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.execute("SELECT body FROM imr_event")
        bodies = [str(body).encode() for (body,) in cursor.fetchall()]
    connection.close()
    file = store.place.sqlite_file
    assert file is not None
    whole = file.read_bytes()
    chance = random.Random(7)
    for body in bodies * 2:
        changed = bytearray(whole)
        at = whole.index(body) + chance.randrange(len(body))
        changed[at] ^= 1 << chance.randrange(8)
        file.write_bytes(changed)
        case = body.split(b'"case":"')[1][:3].decode()
        assert case in {one[0] for one in findings(store)}
        connection.close()
        file.write_bytes(whole)
    assert not findings(store)
    connection.close()


@pytest.fixture(params=["plain", "encrypted"])
def with_files(request: pytest.FixtureRequest, new_place: Callable[[str], StorePlace]) -> Iterator[Store]:
    """A filled store whose files are as they are, or encrypted."""
    from openimr.store.keys import add_key

    place = new_place("sqlite")
    if request.param == "encrypted":
        place = StorePlace(place.folder, place.database, place.folder / "keys")
        add_key(place.folder / "keys")
    store = open_store(place)
    fill(store)
    yield store
    from django.db import connection

    connection.close()


@SEVERAL
@given(which=st.integers(0, 100), place=st.integers(0, 100_000), bit=st.integers(0, 7))
def test_a_flipped_byte_in_any_file_or_wrapped_key_is_found_and_named(
    with_files: Store, which: int, place: int, bit: int
) -> None:
    lying = sorted(path for path in with_files.place.files.glob("??/*") if path.is_file())
    path = lying[which % len(lying)]
    whole = path.read_bytes()
    changed = bytearray(whole)
    changed[place % len(whole)] ^= 1 << bit
    path.write_bytes(changed)
    # white space around a wrapped key says nothing
    same = path.suffix == ".key" and bytes(changed).split() == whole.split()
    try:
        assert [one[2] for one in findings(with_files)] == ([] if same else [path.name[:64]])
    finally:
        path.write_bytes(whole)


@pytest.mark.parametrize("suffix", ["", ".enc", ".key"])
def test_a_file_or_key_that_is_gone_or_cut_off_is_named(with_files: Store, suffix: str) -> None:
    lying = [path for path in with_files.place.files.glob("??/*") if path.suffix == suffix]
    for path in lying[:2]:
        whole = path.read_bytes()
        for content in (whole[: len(whole) // 2], b""):
            path.write_bytes(content)
            assert [one[2] for one in findings(with_files)] == [path.name[:64]]
        path.unlink()
        assert [one[2] for one in findings(with_files)] == [path.name[:64]]
        path.write_bytes(whole)


def test_keys_are_changed_without_touching_files(tmp_path: Path) -> None:
    from openimr.store.chunks import CHUNK
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing, add_key, read_keys

    keys = tmp_path / "keys"
    add_key(keys)
    first = read_keys(keys)
    store = FileStore(tmp_path / "files", first)
    contents = [b"", b"x", os.urandom(CHUNK), os.urandom(2 * CHUNK + 5)]
    kept = [store.put([content]) for content in contents]
    before = {path: path.read_bytes() for path in store.folder.glob("??/*.enc")}
    assert len(before) == len(contents)
    assert all(b"".join(store.read(one.sha256)) == content for one, content in zip(kept, contents, strict=True))

    add_key(keys)
    both = FileStore(store.folder, read_keys(keys))
    assert both.wrap_anew() == len(contents)
    assert both.wrap_anew() == 0
    assert {path: path.read_bytes() for path in before} == before
    only_new = FileStore(store.folder, KeyRing(read_keys(keys).keys[:1]))
    assert b"".join(only_new.read(kept[3].sha256)) == contents[3]
    with pytest.raises(StoreDamaged, match="not in the key file"):
        only_old = FileStore(store.folder, first)
        list(only_old.read(kept[0].sha256))
    with pytest.raises(StoreDamaged, match="no key file is named"):
        list(FileStore(store.folder).read(kept[0].sha256))


def test_chunks_that_were_moved_doubled_or_cut_off_are_noticed(tmp_path: Path) -> None:
    from openimr.store.chunks import CHUNK, HEAD_BYTES
    from openimr.store.filestore import FileStore
    from openimr.store.keys import KeyRing

    store = FileStore(tmp_path, KeyRing((b"k" * 32,)))
    kept = store.put([os.urandom(3 * CHUNK)])
    path = store.place(kept.sha256)
    assert path is not None
    whole = path.read_bytes()
    head, rest, piece = whole[:HEAD_BYTES], whole[HEAD_BYTES:], CHUNK + 16
    one, two, three = rest[:piece], rest[piece : 2 * piece], rest[2 * piece :]
    for order in ((two, one, three), (one, two), (one, one, two, three), (one, two, three, three), ()):
        path.write_bytes(head + b"".join(order))
        with pytest.raises(StoreDamaged, match="not what was put"):
            list(store.read(kept.sha256))


def test_no_key_file_is_taken_for_one(tmp_path: Path) -> None:
    from openimr.store.keys import read_keys

    for content in (b"", b"not a key", b"\xff\xfe", b"a2V5\n"):
        (tmp_path / "keys").write_bytes(content)
        with pytest.raises(UnreadableFile, match="no key file"):
            read_keys(tmp_path / "keys")
