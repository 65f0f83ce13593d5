"""Every column of every row of every table is changed in turn, and a byte of every kind of file; each is named."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.killedworkers import add_course
from openimr.store.opening import Store, open_store
from openimr.store.place import StorePlace
from tests.store.test_verifying import CASES, fill, flipped

TASKS = "django_tasks_database_dbtaskresult"
#: What tells of no case, and on what nothing depends: who was alive when, the history of tasks, Django's own notes.
NOTHING_DEPENDS_ON_IT = {
    "imr_worker": {"id", "heard"},
    "imr_file": {"id"},
    TASKS: {
        "id", "worker_ids", "enqueued_at", "started_at", "finished_at", "return_value", "exception_class_path",
        "traceback",
    },
    "django_migrations": {"id", "app", "name", "applied"},
}  # fmt: skip
#: Columns by which a row is found again.
KEYS = {
    "imr_event": ("case", "number"), "imr_docket": ("case",), "imr_file": ("id",), TASKS: ("id",), "imr_worker": ("id",)
}  # fmt: skip


class Undo(Exception):
    """Ends a transaction so that nothing of it stays."""


@pytest.fixture
def filled(store: Store) -> Store:
    """A store with cases, papers, work that waits and a worker, in the hands of somebody who may change all of it."""
    from django.db import connection
    from django.db.models.functions import Now

    from openimr.store.models import LivingWorker
    from openimr.store.tasks import submit

    add_course()
    fill(store)
    for case in CASES:
        submit(case, "light")
    LivingWorker.objects.create(id="somebody", heard=Now())
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER imr_event_update")
        else:
            cursor.execute("ALTER TABLE imr_event DISABLE TRIGGER USER")
    return store


def rows_of(table: str) -> Iterator[dict[str, Any]]:
    """The rows of a table as the database holds them."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f'SELECT * FROM "{table}"')
        names = [column[0] for column in cursor.description]
        yield from [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def otherwise(column: str, value: Any) -> Any:
    """The value with something of it changed."""
    if column == "run_after":  # what lies a day ahead or more is never done
        return dt.datetime(2400, 1, 1, tzinfo=dt.UTC)
    if isinstance(value, str) and value[:1] in "{[" and value.endswith(("}", "]")) and column == "args_kwargs":
        return value.replace("C-", "D-", 1)
    if value is None and column == "due":
        return dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    if isinstance(value, str) and not value:
        return "x"
    if isinstance(value, str) and len(value) >= 19 and value[4:5] == "-" and value[10:11] in " T":
        return f"{value[:9]}{'1' if value[9] != '1' else '2'}{value[10:]}"  # an instant, as SQLite holds it
    return flipped(value, len(value) // 2 if isinstance(value, str) else 0, 0)


def test_every_column_of_every_row_of_every_table_is_found_and_named_where_anything_depends_on_it(
    filled: Store,
) -> None:
    from django.db import DatabaseError, connection, transaction

    from openimr.store.verifying import verify

    assert not list(verify(filled.files))
    tables = {table for table in connection.introspection.table_names() if list(rows_of(table))}
    assert {"imr_event", "imr_docket", "imr_file", "imr_worker", TASKS} <= tables
    tried, changed = 0, 0
    for table in sorted(tables - {"django_migrations"}):
        for row in rows_of(table):
            for column in set(row) - NOTHING_DEPENDS_ON_IT.get(table, set()):
                key = {name: row[name] for name in KEYS[table]}
                where = " AND ".join(f'"{name}" = %s' for name in key)
                after = otherwise(column, row[column])
                assert after != row[column], (table, column)
                with pytest.raises((Undo, DatabaseError)) as how, transaction.atomic():
                    with connection.cursor() as cursor:
                        values = [after, *map(str_of_id, key.values())]
                        cursor.execute(f'UPDATE "{table}" SET "{column}" = %s WHERE {where}', values)
                        assert cursor.rowcount == 1, (table, column)
                    found = list(verify(filled.files))
                    cases = {one.case for one in found}
                    about = json.loads(row["args_kwargs"])["args"][0] if table == TASKS else row["case"]
                    task = str(row["id"]).replace("-", "") if table == TASKS else ""
                    assert found, (table, column, row[column], after)
                    if table == TASKS:
                        assert any(task in one.what.replace("-", "") for one in found), (column, after)
                    else:
                        assert cases & {about, str(after)}, (table, column, after)
                    if table == "imr_event" and column not in ("case", "number"):
                        assert {(one.case, one.event) for one in found} == {(about, row["number"])}
                    raise Undo
                tried, changed = tried + 1, changed + (how.type is Undo)
    # nearly all of it the database itself lets through
    assert changed > 0.9 * tried > 100
    assert not list(verify(filled.files))


def str_of_id(value: Any) -> Any:
    """A key as a question is asked with it."""
    return value if isinstance(value, int | str) else str(value)


def test_what_was_left_out_above_is_there_and_nothing_depends_on_it(filled: Store) -> None:
    from django.db import connection

    from openimr.store.log import events_of
    from openimr.store.working import Worker

    for table, columns in NOTHING_DEPENDS_ON_IT.items():
        assert columns <= {name for row in rows_of(table) for name in row}, table
    before = [events_of(case) for case in CASES]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE imr_worker SET id = 'nobody'")
        changed = "enqueued_at = '2020-01-01 00:00:00+00:00', worker_ids = '[\"x\"]', traceback = 'x'"
        cursor.execute(f"UPDATE {TASKS} SET {changed}")
        cursor.execute("UPDATE imr_file SET id = id + 1000")
    done = Worker(filled.files, lease=1).run(until_empty=True)
    assert (done.tasks, done.failed) == (3 * len(CASES), 0)
    assert [events_of(case)[:3] for case in CASES] == before


@pytest.mark.parametrize("kind", ["plain", "encrypted"])
def test_a_byte_at_every_boundary_of_every_kind_of_file_is_found_and_named(
    new_place: Callable[[str], StorePlace], tmp_path: Path, kind: str
) -> None:
    from django.db import connection

    from openimr.store.chunks import CHUNK, HEAD_BYTES, MARK
    from openimr.store.keys import add_key
    from openimr.store.papers import Paper, as_data
    from openimr.store.readingin import check_archive
    from openimr.store.verifying import verify
    from openimr.store.writingout import backup

    place = new_place("sqlite")
    if kind == "encrypted":
        add_key(tmp_path / "keys")
        place = StorePlace(place.folder, place.database, tmp_path / "keys")
    store = open_store(place)

    from openimr.store.log import PROGRAM, append

    kept = store.files.put([b"PROGRESS REPORT " * (CHUNK // 8)])
    files = as_data([Paper("long.txt", kept.sha256, kept.size)])
    append("C-1", "papers-filed", actor=PROGRAM, data={"files": files})
    backup(store.files, tmp_path / "backup")
    for folder, look in (
        (store.place.files, lambda: list(verify(store.files))),
        (tmp_path / "backup" / "files", lambda: list(check_archive(tmp_path / "backup"))),
    ):
        lying = [path for path in folder.glob("??/*") if path.is_file()]
        assert {path.suffix for path in lying} == ({".enc", ".key"} if kind == "encrypted" else {""})
        for path in lying:
            whole = path.read_bytes()
            edges = {0, len(MARK) - 1, len(MARK), HEAD_BYTES - 1, HEAD_BYTES, HEAD_BYTES + CHUNK, CHUNK - 1, CHUNK}
            edges |= {HEAD_BYTES + CHUNK + 15, HEAD_BYTES + CHUNK + 16, len(whole) // 2, len(whole) - 2}
            for at in sorted(edge for edge in edges if edge < len(whole) - 1):
                changed = bytearray(whole)
                changed[at] ^= 1
                path.write_bytes(changed)
                assert [one.file for one in look()] == [kept.sha256], (path.name, at)
            path.write_bytes(whole)
        assert not look()
    connection.close()
