"""Work in the background: killed anywhere it loses nothing and does nothing twice; its steps make the real draft."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.killedworkers import POINTS, STEPS, add_course, faults, killed_at_every_step
from openimr.store.opening import Store


def file_papers(store: Store, case: str, papers: dict[str, bytes]) -> None:
    """A case with these papers."""
    from openimr.store.log import PROGRAM, append
    from openimr.store.papers import Paper, as_data

    kept = [(name, store.files.put([content])) for name, content in papers.items()]
    files = as_data(Paper(name, one.sha256, one.size) for name, one in kept)
    append(case, "papers-filed", actor=PROGRAM, data={"files": files})


def test_workers_killed_at_every_step_lose_nothing_and_do_nothing_twice(store: Store) -> None:
    from openimr.store.tasks import submit

    add_course()
    cases = [f"C-{n}" for n in range(len(POINTS))]
    for case in cases:
        file_papers(store, case, {"records/a.txt": case.encode()})
        assert submit(case, "light") == "first"
    assert killed_at_every_step(store.place) == len(cases) * len(STEPS)
    assert not faults(store, cases)


def test_a_worker_that_is_asked_to_stop_finishes_its_step_and_leaves_nothing_begun(store: Store) -> None:
    from django_tasks_db.models import DBTaskResult

    from openimr.store.models import LivingWorker
    from openimr.store.tasks import submit

    add_course()
    for n in range(40):
        file_papers(store, f"C-{n}", {"a.txt": b"x"})
        submit(f"C-{n}", "light")
    environment = {**os.environ, "OPENIMR_STORE": str(store.place.folder), "OPENIMR_DATABASE": store.place.database}
    program = "from benchmarks.killedworkers import add_course as a; import openimr.cli.main as m; "
    program += "from openimr.store.djangosetup import set_up; from openimr.store.place import place_of; "
    program += "set_up(place_of()); a(); m.run()"
    worker = subprocess.Popen([sys.executable, "-c", program, "worker", "--interval", "0.1"], env=environment)
    until = time.monotonic() + 60
    while not DBTaskResult.objects.successful().exists() and time.monotonic() < until:
        time.sleep(0.05)
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    assert DBTaskResult.objects.successful().exists()
    assert not DBTaskResult.objects.running().exists()
    assert not LivingWorker.objects.exists()


def test_a_task_that_kills_every_worker_is_given_up_and_named(store: Store) -> None:
    from django_tasks_db.models import DBTaskResult

    from openimr.store.tasks import submit
    from openimr.store.working import MOST_ATTEMPTS, failed_tasks, take_up

    add_course()
    file_papers(store, "C-1", {"a.txt": b"x"})
    submit("C-1", "light")
    for n in range(MOST_ATTEMPTS):
        DBTaskResult.objects.get().claim(f"gone-{n}")
        assert take_up(0) == (n + 1 < MOST_ATTEMPTS)
    assert failed_tasks() == [("C-1", "first", "WorkersLost")]


def test_what_is_done_is_not_put_in_line_again_and_new_papers_are(store: Store) -> None:
    from openimr.store.log import events_of
    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    add_course()
    file_papers(store, "C-1", {"a.txt": b"x"})
    submit("C-1", "light")
    submit("C-1", "light")
    assert Worker(store.files).run(until_empty=True).failed == 0
    assert submit("C-1", "light") is None
    assert len(events_of("C-1")) == 4
    file_papers(store, "C-1", {"b.txt": b"y"})
    assert submit("C-1", "light") == "first"
    Worker(store.files).run(until_empty=True)
    assert len(events_of("C-1")) == 8


DENIAL = b"UTILIZATION REVIEW DETERMINATION 03/04/2014\nRequested: NMES unit\nDecision: Denied."
VISIT = b"PROGRESS REPORT\nDate of visit: 02/20/2014\nChronic low back pain. No history of stroke."


def test_the_review_in_the_background_makes_what_the_command_makes(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openimr.casefile import open_case
    from openimr.review import review
    from openimr.store.log import events_of
    from openimr.store.papers import papers_of
    from openimr.store.tasks import submit
    from openimr.store.working import Worker

    monkeypatch.setenv("OPENIMR_CACHE", str(tmp_path / "cache"))
    papers = {"ur-denial.txt": DENIAL, "records/visit.txt": VISIT}
    file_papers(store, "C-1", papers)
    submit("C-1")
    done = Worker(store.files).run(until_empty=True)
    assert (done.tasks, done.failed) == (3, 0)
    made = {paper.name: paper.sha256 for event in events_of("C-1")[1:] for paper in papers_of(event)}
    assert sorted(made) == ["draft.json", "draft.pdf", "manifest.json"]
    draft = json.loads(b"".join(store.files.read(made["draft.json"])))
    for name, content in papers.items():
        (tmp_path / "case" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "case" / name).write_bytes(content)
    assert draft == review(open_case(tmp_path / "case")).model_dump(mode="json")
    assert next(store.files.read(made["draft.pdf"])).startswith(b"%PDF")
