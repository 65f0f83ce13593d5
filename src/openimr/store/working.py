"""A worker: takes tasks from the database one by one, says that it lives, and takes up what a silent worker had begun.

The backend hands each task to one worker, but does not notice that a worker is gone. So each worker says every few
seconds that it lives; a task whose worker has been silent for the length of a lease is put in line again. A worker that
was only slow may then do the same step as another one: the log takes it once (:mod:`openimr.store.tasks`).
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from types import FrameType
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, close_old_connections, connection
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction, is_locked_database_exception

from openimr.errors import CannotWrite, ImrError
from openimr.store.filestore import FileStore
from openimr.store.keys import read_keys
from openimr.store.models import LivingWorker
from openimr.store.tasks import At, serving

#: Never a name, a number of a case or a word of a file: the id of a task, its step, the kind of what went wrong.
_LOG = logging.getLogger("openimr.store.worker")
#: How often a task is begun before it counts as one that cannot be done (it may be what kills the worker).
MOST_ATTEMPTS = 5
_READY, _RUNNING = "READY", "RUNNING"
#: A disk that takes nothing is tried again later each time, up to so many doublings of the interval.
_MOST_DOUBLINGS = 6


class WorkersLost(Exception):
    """Every worker that began the task was gone before it was done."""


@dataclass(slots=True)
class Done:
    """What a worker did.

    Attributes:
        tasks: tasks that came to an end.
        failed: those of them that could not be done.
        taken_up: tasks of silent workers that it put in line again.
    """

    tasks: int = 0
    failed: int = 0
    taken_up: int = 0


class Worker:
    """One worker. :meth:`run` works until it is told to stop.

    Args:
        files: the files of the store.
        lease: seconds of silence after which a worker counts as gone.
        interval: seconds between two looks at an empty queue.
        attempts: how often a task is begun before it counts as one that cannot be done.
        keys: the key file of the store; where it was changed, it is read again before the next task.
        at: told at every point of a step at which a worker could be killed; for tests.
    """

    def __init__(
        self,
        files: FileStore,
        *,
        lease: float = 30,
        interval: float = 1,
        attempts: int = MOST_ATTEMPTS,
        keys: Path | None = None,
        at: At | None = None,
    ) -> None:
        self.id = f"{socket.gethostname()[:20]}-{os.getpid()}-{uuid.uuid4().hex[:12]}"
        self._files, self._lease, self._interval, self._attempts, self._at = files, lease, interval, attempts, at
        self._keys, self._keys_seen = keys, _mark_of(keys)
        self._stop = threading.Event()
        # what a database or disk that was away may have left in our hands, and how often in a row it was
        self._lost_touch, self._refusals = False, 0
        self.done = Done()

    def stop(self) -> None:
        """Ask the worker to stop: it finishes the step it is at, and takes no other."""
        self._stop.set()

    def run(self, *, until_empty: bool = False, most: int | None = None) -> Done:
        """Work.

        Args:
            until_empty: stop when nothing waits and no living worker has anything in hand.
            most: stop after so many tasks.

        A database that is away, or a disk that takes nothing, is waited for: the task at hand is put in line again as
        if it had not been begun, and this worker looks again later.

        Raises:
            CannotWrite: with ``until_empty``, the disk took nothing several times in a row; the tasks stay in line.
        """
        looked = -self._lease
        with self._heartbeat():
            while not self._stop.is_set() and (most is None or self.done.tasks < most):
                close_old_connections()
                wait = self._interval
                try:
                    if self._lost_touch:
                        self._give_back()
                    # also while much is in line: what a lost worker had begun is older than all of it
                    if time.monotonic() >= looked + self._lease / 2:
                        self.done.taken_up += take_up(self._lease, self._attempts)
                        looked = time.monotonic()
                    took = self._claim()
                    if took is not None:
                        self._run(took)
                        continue
                    if until_empty and not _open_tasks():
                        break
                except (DatabaseError, InterfaceError) as error:
                    # the database was away or locked: the next look may find it, and gives back what was begun
                    _LOG.warning("the database did not answer (%s)", type(error).__name__)
                    self._lost_touch = True
                except CannotWrite as error:
                    self._refusals += 1
                    _LOG.warning("the disk of the store takes nothing (exit code %d)", error.exit_code)
                    self._lost_touch, wait = True, self._interval * 2 ** min(self._refusals, _MOST_DOUBLINGS)
                    if until_empty and self._refusals >= self._attempts:
                        self._give_back()
                        raise
                self._stop.wait(wait)
        return self.done

    def _with_keys(self) -> FileStore:
        """The files, with the keys that the key file has now: one taken out of use must not come into use again."""
        mark = _mark_of(self._keys)
        if self._keys is not None and mark != self._keys_seen:
            try:
                self._files, self._keys_seen = FileStore(self._files.folder, read_keys(self._keys)), mark
            except ImrError as error:
                _LOG.warning("the key file cannot be read again (exit code %d); earlier keys are used", error.exit_code)
        return self._files

    def _give_back(self) -> None:
        """Put in line again what this worker began and could not end, as if it had not been begun.

        Nobody else would: it lives, so others leave to it what bears its name.
        """
        with exclusive_transaction():
            running = DBTaskResult.objects.filter(status=_RUNNING)
            ours = [held.pk for held in running if held.worker_ids and held.worker_ids[-1] == self.id]
            # waits where another worker, which looks at all that was begun, holds one of them: passed over it would
            # stay in our hands for ever
            for held in running.filter(pk__in=ours).select_for_update():
                if held.worker_ids and held.worker_ids[-1] == self.id:
                    held.status, held.started_at = _READY, None
                    held.worker_ids = held.worker_ids[:-1]
                    held.save(update_fields=["status", "started_at", "worker_ids"])
        self._lost_touch = False

    def _claim(self) -> DBTaskResult[Any, Any] | None:
        with exclusive_transaction():
            try:
                took: DBTaskResult[Any, Any] | None = _tasks().ready().filter(backend_name="default").get_locked()
                if took is not None:
                    took.claim(self.id)
            except OperationalError as error:
                if not is_locked_database_exception(error):
                    raise
                return None
        if took is not None and self._at is not None:
            self._at("claimed")
        return took

    def _run(self, took: DBTaskResult[Any, Any]) -> None:
        try:
            result = took.task_result
            with serving(self._with_keys(), self._at):
                value = took.task.call(*result.args, **result.kwargs)
        except CannotWrite:
            raise
        except (OSError, DatabaseError, InterfaceError) as error:
            if _is_away(error):
                raise
            self._again(took, error)
        except Exception as error:
            took.set_failed(error)
            self.done.failed += 1
            self.done.tasks += 1
            code = f"exit code {error.exit_code}" if isinstance(error, ImrError) else "not foreseen"
            _LOG.warning("task %s failed: %s (%s)", took.id, type(error).__name__, code)
        else:
            if self._at is not None:
                self._at("finishing")
            took.set_successful(value)
            self.done.tasks += 1
            self._refusals = 0
            _LOG.info("task %s %s", took.id, value)

    def _again(self, took: DBTaskResult[Any, Any], error: Exception) -> None:
        """A disk or database that fails may be back in a moment: the task is put in line again, later each time."""
        tries = len(took.worker_ids)
        _LOG.warning("task %s: %s at attempt %d", took.id, type(error).__name__, tries)
        if tries >= self._attempts:
            took.set_failed(error)
            self.done.failed += 1
            self.done.tasks += 1
            return
        took.status, took.started_at = _READY, None
        took.run_after = timezone.now() + timedelta(seconds=self._interval * 2**tries)
        took.save(update_fields=["status", "started_at", "run_after"])

    @contextmanager
    def _heartbeat(self) -> Iterator[None]:
        silent = threading.Event()

        def live() -> None:
            while True:
                try:
                    LivingWorker.objects.update_or_create(id=self.id, defaults={"heard": Now()})
                except (DatabaseError, InterfaceError) as error:
                    _LOG.warning("the worker could not say that it lives (%s)", type(error).__name__)
                    connection.close()
                if silent.wait(self._lease / 4):
                    break
            connection.close()

        # heard of before it takes anything, or the task could be taken from it at once
        LivingWorker.objects.update_or_create(id=self.id, defaults={"heard": Now()})
        thread = threading.Thread(target=live, name="heartbeat", daemon=True)
        thread.start()
        try:
            yield
        finally:
            silent.set()
            thread.join(self._lease)
            with suppress(DatabaseError, InterfaceError):
                LivingWorker.objects.filter(id=self.id).delete()


def take_up(lease: float, attempts: int = MOST_ATTEMPTS) -> int:
    """Put tasks of workers that have been silent for ``lease`` seconds in line again; how many there were."""
    count = 0
    with exclusive_transaction():
        alive = set(
            LivingWorker.objects.filter(heard__gte=Now() - timedelta(seconds=lease)).values_list("id", flat=True)
        )
        for held in DBTaskResult.objects.filter(status=_RUNNING).select_for_update(skip_locked=True):
            if held.worker_ids and held.worker_ids[-1] in alive:
                continue
            if len(held.worker_ids) >= attempts:
                held.set_failed(WorkersLost(f"{attempts} workers were lost at this task"))
                continue
            held.status, held.started_at = _READY, None
            held.save(update_fields=["status", "started_at"])
            count += 1
        LivingWorker.objects.filter(heard__lt=Now() - timedelta(seconds=lease * 100)).delete()
    return count


def _mark_of(keys: Path | None) -> tuple[int, int, int] | None:
    """What tells whether a key file is another one than before."""
    try:
        found = keys.stat() if keys is not None else None
    except OSError:
        return None
    return (found.st_ino, found.st_mtime_ns, found.st_size) if found is not None else None


def _is_away(error: Exception) -> bool:
    """Whether the connection is gone: then it says nothing of the task."""
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    return connection.connection is None or not connection.is_usable()


def _tasks() -> Any:
    """The manager of the backend's tasks, whose own questions its types do not tell."""
    return DBTaskResult.objects


def _open_tasks() -> bool:
    return DBTaskResult.objects.filter(status__in=(_READY, _RUNNING)).exists()


@contextmanager
def stopped_by_signals(worker: Worker) -> Iterator[None]:
    """While this lasts, SIGTERM and SIGINT ask the worker to stop; the second of them ends it at once."""
    asked: dict[signal.Signals, Any] = {}

    def ask(number: int, frame: FrameType | None) -> None:
        worker.stop()
        for one, before in asked.items():
            signal.signal(one, before)

    for number in (signal.SIGTERM, signal.SIGINT):
        asked[number] = signal.signal(number, ask)
    try:
        yield
    finally:
        for number, before in asked.items():
            signal.signal(number, before)


def failed_tasks() -> list[tuple[str, str, str]]:
    """Tasks that could not be done: case, step and the kind of error, newest first."""
    rows = _tasks().failed().order_by("-finished_at").values_list("args_kwargs", "exception_class_path")
    found = []
    for arguments, kind in rows:
        args = arguments.get("args", [])
        found.append((str(args[0]) if args else "", str(args[2]) if len(args) > 2 else "", kind.rpartition(".")[2]))
    return found
