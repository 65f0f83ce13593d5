"""Workers that are killed: processes of their own with light steps, gone (SIGKILL, by their own hand) at a point.

It is forked from a program that has everything imported already, so that many of them can be killed in little time.
"""

from __future__ import annotations

import hashlib
import os
import signal
from collections.abc import Mapping
from pathlib import Path

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


def forked(place: StorePlace, lease: float, point: str = "", times: int = 0) -> int:
    """A worker in a process of its own, by the id of that process; without a point it works until nothing is left."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            _work(place, lease, point, times)
            code = 0
        finally:
            os._exit(code)
    return pid


def how_it_ended(pid: int) -> int:
    """The exit code of a worker, negative for the signal that ended it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def _work(place: StorePlace, lease: float, point: str, times: int) -> None:
    from openimr.store.opening import open_store
    from openimr.store.working import Worker

    passed = 0

    def at(name: str) -> None:
        nonlocal passed
        passed += name == point
        if name == point and passed == times:
            os.kill(os.getpid(), signal.SIGKILL)

    Worker(open_store(place).files, lease=lease, interval=0.02, attempts=1000, at=at).run(until_empty=True)
