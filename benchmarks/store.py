"""The store: two workers beside one, the docket of many cases page by page, and workers killed at every step.

Runs on SQLite and, where it is installed, on a PostgreSQL server of its own.
"""

from __future__ import annotations

import itertools
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from benchmarks import postgresql
from benchmarks.killedworkers import STEPS, add_course, faults, how_it_ended, killed_at_every_step
from benchmarks.measuring import Figure
from openimr.store.opening import Store, init_store
from openimr.store.place import StorePlace

#: Cases in the docket, and case runs that are killed at every step.
CASES, RUNS = 200_000, 200
#: Reviews that one worker and two workers do.
REVIEWS = 30
PAGE_BAR_MS, WORKERS_BAR = 50, 1.8
_PHASES = ("received", "assigned", "records-complete", "reviewer-assigned", "decided", "served", "final")
#: The case that the workers review: ten papers as text, three items.
_CASE = Path(__file__).resolve().parent.parent / "examples" / "sources" / "scs-trial"


def figures() -> Iterator[Figure]:
    """Speed of two workers, of docket pages, and what killed workers lost, on each database there is."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="imr-store-")))
        places: dict[str, Callable[[str], StorePlace]] = {
            "SQLite": lambda name: StorePlace(folder / name, f"sqlite:///{folder / name / 'openimr.sqlite3'}")
        }
        programs = postgresql.programs()
        if programs is not None:
            socket = stack.enter_context(postgresql.running(programs))

            def on_server(name: str) -> StorePlace:
                _create(socket, name)
                return StorePlace(folder / name, postgresql.url(socket, name))

            places["PostgreSQL"] = on_server
        for database, place in places.items():
            yield from _killed(database, place("killed"))
            if database == "PostgreSQL":
                yield from _workers(database, place)
            yield from _docket(database, place("docket"))


def _create(socket: Path, name: str) -> None:
    import psycopg

    with psycopg.connect(postgresql.url(socket, "postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"'.encode())


def _killed(database: str, place: StorePlace) -> Iterator[Figure]:
    store = init_store(place)
    add_course()
    cases = [f"C-{n:04}" for n in range(RUNS)]
    for case in cases:
        _file(store, case, "light")
    ends = killed_at_every_step(place)
    assert ends == RUNS * len(STEPS)
    lost = faults(store, cases)
    yield Figure(
        f"lost or done twice by killed workers, {database}",
        len(lost),
        "faults",
        "0",
        not lost,
        remark=f"{RUNS} case runs, {ends} workers ended by SIGKILL, one at each step, the point going around",
    )


def _workers(database: str, place: Callable[[str], StorePlace]) -> Iterator[Figure]:
    """The same queue of reviews done by one worker and by two, turn by turn; the middle of three ratios counts."""
    from openimr.store.steps import COURSES, Course, Step

    COURSES["drafting"] = Course((Step("draft", _draft),), lambda: "bench")
    os.environ["OPENIMR_CACHE"] = "off"
    _draft_in_memory()
    spent: dict[int, list[float]] = {1: [], 2: []}
    bare: dict[int, list[float]] = {1: [], 2: []}
    for turn, workers in itertools.product(range(3), (1, 2)):
        store = init_store(place(f"workers-{turn}-{workers}"))
        for n in range(REVIEWS):
            _file(store, f"C-{n:04}", "drafting")
        spent[workers].append(_time_of(partial(_work, store.place), workers))
        assert not _failed()
        bare[workers].append(_time_of(_review_alone, workers))
    ratio, machine = _gain(spent), _gain(bare)
    yield Figure(
        f"two workers beside one, {database}",
        ratio,
        "×",
        f"≥ {WORKERS_BAR} ×",
        # a machine that is busy with other things cannot show it
        ratio >= WORKERS_BAR if machine >= WORKERS_BAR else None,
        remark=f"{REVIEWS} reviews of the example case {_CASE.name} as text; best {min(spent[1]):.1f} s and "
        f"{min(spent[2]):.1f} s; two processes without a store in the same run {machine:.2f} ×",
    )


def _failed() -> int:
    from openimr.store.working import failed_tasks

    return len(failed_tasks())


def _gain(spent: Mapping[int, list[float]]) -> float:
    return statistics.median(one / two for one, two in zip(spent[1], spent[2], strict=True))


def _review_alone(processes: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        for paper, content in _papers().items():
            Path(name, paper).write_bytes(content)
        for _ in range(REVIEWS // processes):
            _draft(Path(name), {})


def _work(place: StorePlace, _: int) -> None:
    from openimr.store.opening import open_store
    from openimr.store.working import Worker

    Worker(open_store(place).files, interval=0.02).run(until_empty=True)


def _draft(folder: Path, _: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """A review in this process alone, so that one worker is one core."""
    from openimr.casefile import open_case
    from openimr.review import review

    return {"draft.json": review(open_case(folder, cache=None, workers=0)).model_dump_json().encode()}


def _draft_in_memory() -> None:
    """Load rules and lexicons before the workers are forked: in a long run they are loaded once."""
    with tempfile.TemporaryDirectory() as name:
        for paper, content in _papers().items():
            Path(name, paper).write_bytes(content)
        _draft(Path(name), {})


def _time_of(work: Callable[[int], None], processes: int) -> float:
    """Seconds until so many forked processes have done the work, each told how many they are."""
    from django.db import connections

    connections.close_all()
    began = time.perf_counter()
    pids = []
    for _ in range(processes):
        pid = os.fork()
        if pid == 0:
            code = 1
            try:
                work(processes)
                code = 0
            finally:
                os._exit(code)
        pids.append(pid)
    assert [how_it_ended(pid) for pid in pids] == [0] * processes
    return time.perf_counter() - began


def _papers() -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(_CASE.glob("*.txt"))}


def _file(store: Store, case: str, course: str) -> None:
    from openimr.store.log import PROGRAM, append
    from openimr.store.papers import Paper, as_data
    from openimr.store.tasks import submit

    papers = {"visit.txt": case.encode()} if course == "light" else _papers()
    kept = [(name, store.files.put([content])) for name, content in papers.items()]
    files = as_data(Paper(name, one.sha256, one.size) for name, one in kept)
    append(case, "papers-filed", actor=PROGRAM, data={"files": files})
    submit(case, course)


def _docket(database: str, place: StorePlace) -> Iterator[Figure]:
    from openimr.store.docketpages import docket_page

    init_store(place)
    _fill()
    first = docket_page(size=50)
    middle = (datetime(2026, 3, 1, tzinfo=UTC) + timedelta(minutes=CASES // 2), "")
    asked: dict[str, Callable[[], object]] = {
        "first": lambda: docket_page(size=50),
        "second": lambda: docket_page(size=50, after=first.after),
        "middle": lambda: docket_page(size=50, after=middle),
        "without a deadline": lambda: docket_page(size=50, after=(None, "")),
        "of a state": lambda: docket_page(phase="assigned", size=50),
        "of a reviewer": lambda: docket_page(reviewer="R-017", size=50),
        "of who owes": lambda: docket_page(owed_by="designee", size=50, after=middle),
    }
    spent = {name: _slow(work) for name, work in asked.items()}
    worst = max(spent, key=lambda name: spent[name])
    yield Figure(
        f"a page of the docket, {database}",
        spent[worst],
        "ms",
        f"≤ {PAGE_BAR_MS} ms",
        spent[worst] <= PAGE_BAR_MS,
        remark=f"{CASES:,} cases, 50 on a page; 95th of 100 of the slowest kind of page ({worst})",
    )


def _slow(work: Callable[[], object], passes: int = 100) -> float:
    """The 95th percentile of the time it takes, in milliseconds."""
    times = []
    for _ in range(passes):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) * 1000)
    return statistics.quantiles(times, n=20)[-1]


def _fill() -> None:
    """Many cases, each with its log and its row; rows say more kinds of states than so short a log could reach."""
    from django.db import connection, transaction

    from openimr.process import sealed
    from openimr.store.log import PROGRAM, row_of
    from openimr.store.models import DocketRow, LoggedEvent

    began = datetime(2026, 3, 1, tzinfo=UTC)
    numbers = range(CASES)
    with transaction.atomic():
        while batch := list(itertools.islice(numbers, 5000)):
            numbers = numbers[len(batch) :]
            logs = [
                sealed((), "ur-decided", case=f"CM26-{n:07}", actor=PROGRAM, at=began, data={"items": [{"id": "1"}]})
                for n in batch
            ]
            LoggedEvent.objects.bulk_create(map(row_of, logs))
            DocketRow.objects.bulk_create(
                DocketRow(
                    case=log.case, phase=_PHASES[n % len(_PHASES)],
                    due=None if n % 5 == 0 else began + timedelta(minutes=n * 7919 % CASES),
                    duty="eligibility", owed_by="designee" if n % 3 else "claims-administrator",
                    reviewer=f"R-{n % 400:03}", expedited=n % 50 == 0, events=1, head=log.hash, opened=began,
                    changed=began,
                )
                for n, log in zip(batch, logs, strict=True)
            )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
