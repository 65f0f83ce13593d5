"""Backup: everything written out of the store, as it was at one moment."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from openimr import __version__
from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import StoreDamaged
from openimr.process import as_event
from openimr.store.archive import EVENTS, FILES, TASKS, ArchiveWriter, Manifest
from openimr.store.chunks import CHUNK, HEAD_BYTES
from openimr.store.filestore import ENCRYPTED, KEY, FileStore
from openimr.store.models import LoggedEvent
from openimr.store.moment import at_one_moment
from openimr.store.papers import papers_of


def backup(files: FileStore, target: Path, told: OnProgress = untold) -> Manifest:
    """Write everything out, as it was at one moment; the store may be at work meanwhile.

    Encrypted files are copied as they lie, with their wrapped keys; the key file is not, and must be kept elsewhere.
    Ended halfway, it can be called again: into a folder, files that were copied whole are not copied again.

    Args:
        files: the files of the store.
        target: a new folder, or a new file that ends with ``.zip``.
        told: is told how far it has come.

    Raises:
        WouldOverwrite: there is something at ``target``.
        StoreDamaged: a file is missing, or an event is none; what else is damaged is copied, and found by verify.
        CannotWrite: the disk refuses it.
    """
    writer = ArchiveWriter(target)
    with at_one_moment():
        bodies = LoggedEvent.objects.order_by("case", "number").values_list("body", flat=True)
        seen = Seen(told)
        writer.write(EVENTS, seen.lines(bodies.iterator(chunk_size=2000)))
        writer.write(TASKS, _waiting())
    # what the events name is never deleted, so all of it is still there
    for count, sha256 in enumerate(sorted(seen.files)):
        told(Progress("copying files", count, len(seen.files), "files"))
        _copy(writer, files, sha256)
    return closed(writer, "backup", seen)


class Seen:
    """Counts the events that go by into an archive, and gathers the files that they name."""

    def __init__(self, told: OnProgress = untold) -> None:
        self.events = 0
        self.cases: set[str] = set()
        self.files: set[str] = set()
        self._told = told

    def lines(self, bodies: Iterable[str]) -> Iterator[bytes]:
        """The lines of the events.

        Raises:
            StoreDamaged: one is no event.
        """
        for body in bodies:
            try:
                event = as_event(body)
            except ValueError as error:
                raise StoreDamaged(
                    f"an event of the log cannot be read ({error})",
                    consequence="nothing was written out",
                    remedy="see which one, and what else is damaged: imr store verify",
                ) from None
            if self.events % 1000 == 0:
                self._told(Progress("copying logs", self.events, 0, "events"))
            self.events += 1
            self.cases.add(event.case)
            self.files.update(paper.sha256 for paper in papers_of(event))
            yield body.encode("utf-8") + b"\n"


def closed(writer: ArchiveWriter, what: str, seen: Seen) -> Manifest:
    """The archive finished: its manifest written, its name given."""
    made = datetime.now(UTC).isoformat(timespec="seconds")
    counts = {"cases": len(seen.cases), "events": seen.events, "files": len(seen.files)}
    return writer.close(openimr=__version__, made=made, what=what, **counts)


def _waiting() -> Iterator[bytes]:
    from django_tasks_db.models import DBTaskResult

    rows = DBTaskResult.objects.filter(status__in=("READY", "RUNNING")).order_by("enqueued_at")
    for arguments in rows.values_list("args_kwargs", flat=True):
        case, course = arguments["args"][:2]
        yield json.dumps({"case": case, "course": course}).encode("ascii") + b"\n"


def _copy(writer: ArchiveWriter, files: FileStore, sha256: str) -> None:
    """Copy a file as it lies, with its wrapped keys."""
    path, stream = files.opened(sha256)
    beginning = f"{FILES}/{sha256[:2]}"
    with stream:
        name = f"{beginning}/{path.name}"
        if not writer.has(name, lambda held: _is_copy(held, stream, sha256)):
            stream.seek(0)
            writer.write(name, iter(lambda: stream.read(CHUNK), b""))
    for key in sorted(path.parent.glob(f"{sha256}.*{KEY}")):
        with suppress(FileNotFoundError):  # the key of an encryption that another process gave up
            writer.write(f"{beginning}/{key.name}", [key.read_bytes()])


def _is_copy(held: Path, stream: BinaryIO, sha256: str) -> bool:
    """Whether a part that an earlier backup left is a whole copy: by its content, or by the head of its encryption,
    which is drawn at random for each."""
    with held.open("rb") as copied:
        if held.suffix != ENCRYPTED:
            return hashlib.file_digest(copied, "sha256").hexdigest() == sha256
        same_size = os.fstat(copied.fileno()).st_size == os.fstat(stream.fileno()).st_size
        return same_size and copied.read(HEAD_BYTES) == stream.read(HEAD_BYTES)
