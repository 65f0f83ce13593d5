"""Backup and export: cases written out of the store as they were at one moment."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from openimr import __version__
from openimr.process import as_event
from openimr.store.archive import EVENTS, FILES, TASKS, ArchiveWriter, Manifest
from openimr.store.chunks import CHUNK
from openimr.store.filestore import KEY, FileStore
from openimr.store.log import known_events
from openimr.store.models import LoggedEvent
from openimr.store.papers import papers_of


def backup(files: FileStore, target: Path) -> Manifest:
    """Write everything out, as it was at one moment; the store may be at work meanwhile.

    Encrypted files are copied as they lie, with their wrapped keys; the key file is not, and must be kept elsewhere.

    Raises:
        WouldOverwrite: there is something at ``target``.
        StoreDamaged: a file is missing; what is damaged in other ways is copied and found by verify.
    """
    writer = ArchiveWriter(target)
    with _at_one_moment():
        bodies = LoggedEvent.objects.order_by("case", "number").values_list("body", flat=True)
        told = _Told()
        writer.write(EVENTS, told.lines(bodies.iterator(chunk_size=2000)))
        writer.write(TASKS, _waiting())
    # files are never changed or deleted, so those that the events name are all still there
    for sha256 in sorted(told.files):
        for path in _lying(files, sha256):
            writer.write(f"{FILES}/{sha256[:2]}/{path.name}", _pieces(path))
    return _closed(writer, "backup", told)


def export(files: FileStore, case: str, target: Path) -> Manifest:
    """Write one case out, its files readable.

    Raises:
        NotFound: there is no such case.
        WouldOverwrite: there is something at ``target``.
        StoreDamaged: a file is not what was put into the store.
    """
    known_events(case)
    writer = ArchiveWriter(target)
    with _at_one_moment():
        told = _Told()
        bodies = LoggedEvent.objects.filter(case=case).order_by("number").values_list("body", flat=True)
        writer.write(EVENTS, told.lines(bodies))
        writer.write(TASKS, iter(()))
    for sha256 in sorted(told.files):
        writer.write(f"{FILES}/{sha256[:2]}/{sha256}", files.read(sha256))
    return _closed(writer, "export", told)


class _Told:
    """Counts what goes by, and gathers the files that the events name."""

    def __init__(self) -> None:
        self.events = 0
        self.cases: set[str] = set()
        self.files: set[str] = set()

    def lines(self, bodies: Iterable[str]) -> Iterator[bytes]:
        for body in bodies:
            event = as_event(body)
            self.events += 1
            self.cases.add(event.case)
            self.files.update(paper.sha256 for paper in papers_of(event))
            yield body.encode("utf-8") + b"\n"


def _closed(writer: ArchiveWriter, what: str, told: _Told) -> Manifest:
    made = datetime.now(UTC).isoformat(timespec="seconds")
    return writer.close(openimr=__version__, made=made, what=what, cases=len(told.cases), events=told.events)


@contextmanager
def _at_one_moment() -> Iterator[None]:
    """Reads see one state of the database, and nobody waits for them (snapshots of both databases)."""
    if connection.vendor == "sqlite":
        sqlite: Any = connection
        before = sqlite.transaction_mode
        # a reader takes no turn from those who write
        sqlite.transaction_mode = "DEFERRED"
        try:
            with transaction.atomic():
                yield
        finally:
            sqlite.transaction_mode = before
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def _waiting() -> Iterator[bytes]:
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).order_by("enqueued_at")
    for arguments in rows.values_list("args_kwargs", flat=True):
        case, course = arguments["args"][:2]
        yield json.dumps({"case": case, "course": course}).encode("ascii") + b"\n"


def _lying(files: FileStore, sha256: str) -> list[Path]:
    place = files.place(sha256)
    if place is None:
        files.check(sha256)  # says that it is missing
        raise AssertionError(sha256)
    return [place, *sorted(place.parent.glob(f"{sha256}.*{KEY}"))]


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(CHUNK):
            yield piece
