"""PostgreSQL stopped and started again under running workers: they wait and go on, nothing is lost or done twice."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from benchmarks import postgresql
from benchmarks.killedworkers import POINTS, STEPS, add_course, faults, how_it_ended
from openimr.errors import CannotWrite, ImrError
from openimr.store.opening import Store, init_store, open_store
from openimr.store.place import StorePlace
from tests.store.conftest import ABSENT, admin
from tests.store.test_working import file_papers

if TYPE_CHECKING:
    from openimr.store.working import Worker


def ended_at_last(worker: Worker) -> threading.Timer:
    """A worker that never ends by itself is stopped after five minutes, and the test fails in words."""
    timer = threading.Timer(300, worker.stop)
    timer.daemon = True
    timer.start()
    return timer


@pytest.fixture
def own_server() -> Iterator[tuple[Path, Path]]:
    """The programs and the folder of a server that nobody else works with."""
    programs = postgresql.programs()
    if programs is None:
        if postgresql.required():
            pytest.fail(ABSENT)
        pytest.skip(ABSENT)
    with postgresql.running(programs) as folder:
        yield programs, folder


def test_workers_wait_for_a_server_that_is_stopped_at_any_point_of_a_step_and_go_on(
    own_server: tuple[Path, Path], tmp_path: Path
) -> None:
    from django.db import connection, connections

    programs, folder = own_server
    admin(folder, "CREATE DATABASE imr_away")
    place = StorePlace(tmp_path / "store", postgresql.url(folder, "imr_away"))
    store = init_store(place)

    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    add_course()
    # so many that there is work left whenever the server comes back
    cases = [f"C-{n:02}" for n in range(4 * len(POINTS))]
    for case in cases:
        file_papers(store, case, {"a.txt": case.encode()})
        submit(case, "light")
    connections.close_all()
    stopped: list[str] = []
    back: list[threading.Thread] = []

    def start_again() -> None:
        time.sleep(0.5)
        postgresql.start(programs, folder)

    def at(point: str) -> None:
        if point == POINTS[len(stopped) % len(POINTS)] and len(stopped) < 2 * len(POINTS):
            for thread in back:
                thread.join(60)
            postgresql.stop(programs, folder, "fast" if len(stopped) % 2 else "immediate")
            stopped.append(point)
            back.append(threading.Thread(target=start_again))
            back[-1].start()

    # another worker beside it, in a process of its own, which only sees the server go and come
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            beside = Worker(open_store(place).files, lease=2, interval=0.05)
            ended_at_last(beside)
            beside.run(until_empty=True)
            code = 0
        finally:
            os._exit(code)
    worker = Worker(store.files, lease=2, interval=0.05, at=at)
    last = ended_at_last(worker)
    done = worker.run(until_empty=True)
    last.cancel()
    for thread in back:
        thread.join(60)
    assert how_it_ended(pid) == 0
    assert stopped == [*POINTS, *POINTS], "the server was stopped at every point, in both ways"
    assert done.failed == 0 and done.tasks > 0
    assert not faults(store, cases)
    connection.close()


def test_a_store_whose_server_is_away_says_so(own_server: tuple[Path, Path], tmp_path: Path) -> None:
    from django.db import connection

    programs, folder = own_server
    admin(folder, "CREATE DATABASE imr_away")
    place = StorePlace(tmp_path / "store", postgresql.url(folder, "imr_away"))
    init_store(place)
    connection.close()
    postgresql.stop(programs, folder)
    try:
        with pytest.raises(ImrError, match="does not answer"):
            open_store(place)
    finally:
        postgresql.start(programs, folder)
    open_store(place)
    connection.close()


def test_a_disk_that_takes_nothing_is_waited_for_and_counts_as_no_attempt(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django_tasks_db.models import DBTaskResult

    from openimr.store.filestore import FileStore, Kept
    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    add_course()
    file_papers(store, "C-1", {"a.txt": b"x"})
    submit("C-1", "light")
    put = FileStore.put

    def full(self: FileStore, content: object) -> Kept:
        raise CannotWrite("it cannot be written (no space left on device)")

    monkeypatch.setattr(FileStore, "put", full)
    with pytest.raises(CannotWrite):
        Worker(store.files, interval=0.01).run(until_empty=True)
    task = DBTaskResult.objects.get()
    assert (task.status, task.worker_ids) == ("READY", [])
    worker = Worker(store.files, interval=0.01)
    threading.Timer(0.3, lambda: monkeypatch.setattr(FileStore, "put", put)).start()
    assert worker.run(most=len(STEPS)).failed == 0
    assert not faults(store, ["C-1"])


def test_what_another_worker_looks_at_for_a_moment_is_given_back_all_the_same(store: Store) -> None:
    """Two workers look after an outage at once; a task passed over then stayed with its living worker for ever."""
    from django.db import connection, transaction
    from django_tasks_db.models import DBTaskResult

    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    add_course()
    file_papers(store, "C-1", {"a.txt": b"x"})
    submit("C-1", "light")
    worker = Worker(store.files, lease=30, interval=0.01)
    # as it is when the answer to the claim was lost with the connection
    task = DBTaskResult.objects.get()
    task.claim(worker.id)
    worker._lost_touch = True
    held = threading.Event()

    def look() -> None:
        with transaction.atomic():
            list(DBTaskResult.objects.select_for_update())
            held.set()
            time.sleep(0.5)
        connection.close()

    other = threading.Thread(target=look)
    other.start()
    assert held.wait(30)
    # where it never ends, it is stopped
    stop = threading.Timer(20, worker.stop)
    stop.start()
    done = worker.run(until_empty=True)
    stop.cancel()
    other.join(30)
    assert done.tasks == len(STEPS)
    assert not faults(store, ["C-1"])
