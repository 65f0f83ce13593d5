"""Workers that are killed: processes of their own with light steps, gone (SIGKILL, by their own hand) at a point.

It is forked from a program that has everything imported already, so that many of them can be killed in little time.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path

from openimr.store.opening import Store
from openimr.store.place import StorePlace

#: Where a worker can be killed, in the order in which it comes by.
POINTS = ("claimed", "begun", "made", "kept", "written", "done", "finishing")
STEPS = ("first", "second", "third")


def add_course() -> None:
    """A course of three light steps, each of which depends on what the one before made."""
    from openimr.store.steps import COURSES, Course, Step

    def run(folder: Path, made: Mapping[str, bytes], name: str) -> Mapping[str, bytes]:
        papers = sorted(path.read_bytes() for path in folder.rglob("*") if path.is_file())
        digest = hashlib.sha256(b"".join([name.encode(), *papers, *made.values()])).hexdigest()
        return {f"{name}.txt": digest.encode()}

    COURSES["light"] = Course(
        tuple(
            Step(
                name,
                lambda folder, made, name=name: run(folder, made, name),
                needs=(f"{before}.txt",) if before else (),
            )
            for name, before in zip(STEPS, (None, *STEPS), strict=False)
        ),
        lambda: "light",
    )


def killed_at_every_step(place: StorePlace, lease: float = 0.5) -> int:
    """Let workers work until nothing is left, each step being ended by SIGKILL when it is begun for the first time.

    The point at which it is ended goes around, so that every point of every step comes up. How many were ended.
    """
    killed = 0
    while True:
        ended = [how_it_ended(_forked(place, lease, POINTS[killed % len(POINTS)]))]
        if ended == [0]:
            return killed
        assert ended == [-signal.SIGKILL], ended
        killed += 1


def how_it_ended(pid: int) -> int:
    """The exit code of a process, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def faults(store: Store, cases: Sequence[str]) -> list[str]:
    """What was lost or done twice, in words: every step of every case must be in its log once, and nothing wait."""
    from django_tasks_db.models import DBTaskResult

    from openimr.process import first_break
    from openimr.store.log import events_of
    from openimr.store.papers import papers_of
    from openimr.store.stepnames import STEP_DONE
    from openimr.store.verifying import verify

    found = []
    for case in cases:
        log = events_of(case)
        steps = sorted(event.said("step") for event in log if event.kind == STEP_DONE)
        if steps != sorted(STEPS) or first_break(log) is not None:
            found.append(f"{case}: {steps}, {first_break(log)}")
        if len([paper for event in log for paper in papers_of(event)]) != 1 + len(STEPS):
            found.append(f"{case}: other files than the steps make")
    rows = DBTaskResult.objects.all()
    if rows.count() != len(cases) * len(STEPS) or rows.exclude(status="SUCCESSFUL").exists():
        found.append("tasks were lost, doubled or are not done")
    return found + [finding.sentence() for finding in verify(store.files)]


def _forked(place: StorePlace, lease: float, point: str) -> int:
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _work(place, lease, point)
            code = 0
        finally:
            os._exit(code)
    return pid


def _work(place: StorePlace, lease: float, point: str) -> None:
    from django_tasks_db.models import DBTaskResult

    from openimr.store.opening import open_store
    from openimr.store.working import Worker

    def at(name: str) -> None:
        if name == point:
            held = [row for row in DBTaskResult.objects.filter(status="RUNNING") if row.worker_ids[-1] == one.id]
            if held and len(held[0].worker_ids) == 1:
                os.kill(os.getpid(), signal.SIGKILL)

    one = Worker(open_store(place).files, lease=lease, interval=0.02, attempts=1000, at=at)
    one.run(until_empty=True)
