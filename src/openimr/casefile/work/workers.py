"""Worker processes for files that nobody vouches for: each task has a time limit, each process a memory limit.

A reader that hangs is ended, one that crashes takes only its task with it; the case goes on. The processes are started
once for the whole program, by a server that has no threads of its own, and end with it.
"""

from __future__ import annotations

import atexit
import multiprocessing
import os
import sys
import tempfile
import threading
import types
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, wait
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from multiprocessing.context import SpawnContext, SpawnProcess
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessPool

#: Memory that a worker may take, in bytes: a page at 200 dpi with its recognition needs about a sixth of it.
MEMORY_LIMIT = 3 * 1024**3
#: The largest file that a worker may write (a member of an archive), in bytes.
_FILE_LIMIT = 4 * 1024**3
#: The server's socket lies in the temporary folder, under names of 32 characters more; systems take 103 to 107 in all.
_SOCKET_FOLDER = 70

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Task(Generic[R]):
    """A call for a worker.

    Attributes:
        call: a function of a module; it and its arguments and result must pickle.
        args: its arguments.
        seconds: how long it may take before it is ended.
        about: what the caller needs to know again when it is done.
    """

    call: Callable[..., R]
    args: tuple[Any, ...]
    seconds: float
    about: Any = None


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What became of a task.

    Attributes:
        value: what the call gave back; None when it was lost.
        lost: why it gave nothing back, in words that end a sentence; empty when it did.
    """

    value: R | None = None
    lost: str = ""


#: Called with each task that is done and what became of it; gives further tasks, if that calls for any.
Done = Callable[[Task[R], Outcome[R]], Iterable[Task[R]] | None]


_watched: ContextVar[list[str] | None] = ContextVar("watched", default=None)


@contextmanager
def watched_losses() -> Iterator[list[str]]:
    """A list of why tasks were lost: of all that this thread works off inside the ``with`` block.

    >>> with watched_losses() as losses:
    ...     work_off([Task(sum, (["x"],), 5.0)], lambda task, outcome: None, workers=0)
    >>> losses
    ['its reader failed: TypeError']
    """
    losses: list[str] = []
    token = _watched.set(losses)
    try:
        yield losses
    finally:
        _watched.reset(token)


def work_off(tasks: Iterable[Task[R]], done: Done[R], *, workers: int) -> None:
    """Work off tasks, and those that their results call for, on several processes.

    Args:
        tasks: the first tasks.
        done: told each result in the order in which they come; may give further tasks.
        workers: processes; 0 works in this process, without any protection.

    >>> sums = []
    >>> work_off([Task(sum, ([1, 2],), 5.0), Task(sum, (["x"],), 5.0)],
    ...          lambda task, outcome: sums.append((outcome.value, outcome.lost)), workers=0)
    >>> sums
    [(3, ''), (None, 'its reader failed: TypeError')]
    """
    def ended(task: Task[R], outcome: Outcome[R]) -> Iterable[Task[R]] | None:
        if outcome.lost and (watched := _watched.get()) is not None:
            watched.append(outcome.lost)
        return done(task, outcome)

    if workers < 1:
        waiting = list(tasks)
        while waiting:
            task = waiting.pop(0)
            waiting += ended(task, _here(task)) or ()
        return
    pool = _POOLS.of(workers)
    running: dict[Future[R], Task[R]] = {}

    def start(more: Iterable[Task[R]] | None) -> None:
        for task in more or ():
            running[pool.schedule(task.call, args=list(task.args), timeout=task.seconds)] = task

    try:
        start(tasks)
        while running:
            finished, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in finished:
                task = running.pop(future)
                start(ended(task, _outcome(future)))
    except BaseException:
        for future in running:
            future.cancel()
        raise


def _here(task: Task[R]) -> Outcome[R]:
    try:
        return Outcome(task.call(*task.args))
    except Exception as error:
        return Outcome(lost=_failure(error))


def _outcome(future: Future[R]) -> Outcome[R]:
    try:
        return Outcome(future.result())
    except TimeoutError:
        return Outcome(lost="reading it took too long and was ended")
    except ProcessExpired:
        return Outcome(lost="its reader crashed and was ended")
    except Exception as error:  # whatever a reader raised: its file is lost, the case is not
        return Outcome(lost=_failure(error))


def _failure(error: Exception) -> str:
    if isinstance(error, MemoryError):
        return "reading it took more memory than any paper needs"
    return f"its reader failed: {type(error).__name__}"


@dataclass(slots=True)
class _Pools:
    """The program's processes: one pool, started with the first task, made anew when another size is wanted."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    pool: ProcessPool | None = None
    size: int = 0
    owner: int = 0

    def of(self, workers: int) -> ProcessPool:
        """The pool, with at least so many processes."""
        with self.lock:
            usable = self.pool is not None and self.pool.active and self.owner == os.getpid() and self.size >= workers
            if self.pool is not None and usable:
                return self.pool
            if self.pool is not None and self.owner == os.getpid():
                self.pool.close()  # type: ignore[no-untyped-call]  # what another thread has begun is finished
            self.pool = ProcessPool(max_workers=workers, context=_context(), initializer=_limit)
            self.size, self.owner = workers, os.getpid()
            return self.pool

    def end(self) -> None:
        """End the processes, with what they are doing."""
        with self.lock:
            if self.pool is not None and self.owner == os.getpid():
                self.pool.stop()  # type: ignore[no-untyped-call]
                self.pool.join()
            self.pool = None


_POOLS = _Pools()
atexit.register(_POOLS.end)


def _context() -> Any:
    """Where processes come from: a server without threads, so that no lock is copied in a held state."""
    if "forkserver" not in multiprocessing.get_all_start_methods() or len(tempfile.gettempdir()) > _SOCKET_FOLDER:
        return _Spawned()
    context = _Forked()
    context.set_forkserver_preload(["openimr.casefile.readyworker"])  # imported once, by the server
    return context


def start_server() -> None:
    """Start the server from which worker processes come, so that it makes itself ready beside other work.

    The first task starts it too, and waits for it.
    """
    if not isinstance(_context(), _Spawned):
        from multiprocessing.forkserver import ensure_running

        ensure_running()


@contextmanager
def _no_main() -> Iterator[None]:
    """The program's own script stays out of its workers: they run functions of modules alone, and a script that opens a
    case without asking whether it is ``__main__`` would open it again in each of them."""
    with _main_lock:
        main = sys.modules["__main__"]
        sys.modules["__main__"] = types.ModuleType("__main__")
        try:
            yield
        finally:
            sys.modules["__main__"] = main


_main_lock = threading.Lock()


class _SpawnedProcess(SpawnProcess):
    @staticmethod
    def _Popen(process_obj: Any) -> Any:
        with _no_main():
            return SpawnProcess._Popen(process_obj)


class _Spawned(SpawnContext):
    Process = _SpawnedProcess


if sys.platform == "win32":
    _Forked = _Spawned
else:
    from multiprocessing.context import ForkServerContext, ForkServerProcess

    class _ForkedProcess(ForkServerProcess):
        @staticmethod
        def _Popen(process_obj: Any) -> Any:
            with _no_main():
                return ForkServerProcess._Popen(process_obj)

    class _Forked(ForkServerContext):
        Process = _ForkedProcess


def _limit() -> None:
    """Limits of a worker: memory, size of files, no core dumps (they would hold pages of records)."""
    if sys.platform == "win32":
        return
    import resource

    memory = resource.RLIMIT_DATA if sys.platform == "linux" else resource.RLIMIT_AS
    for what, most in ((memory, MEMORY_LIMIT), (resource.RLIMIT_FSIZE, _FILE_LIMIT), (resource.RLIMIT_CORE, 0)):
        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(what)
            resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
