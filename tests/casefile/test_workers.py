"""What happens to a task that hangs, crashes, or takes all memory; and to the tasks beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from operator import add
from pathlib import Path

import pytest

from openimr.casefile.work.workers import MEMORY_LIMIT, Outcome, Task, start_server, work_off


def worked(*tasks: Task[object]) -> dict[object, Outcome[object]]:
    found: dict[object, Outcome[object]] = {}

    def done(task: Task[object], outcome: Outcome[object]) -> None:
        found[task.about] = outcome

    work_off(tasks, done, workers=2)
    return found


@pytest.mark.parametrize(
    ("task", "words"),
    [
        (Task(time.sleep, (60,), 0.5), "took too long"),
        (Task(os.abort, (), 20.0), "crashed"),
        (Task(os._exit, (3,), 20.0), "crashed"),
        (Task(bytearray, (2 * MEMORY_LIMIT,), 20.0), "more memory"),
        (Task(int, ("L4-5",), 20.0), "failed: ValueError"),
    ],
    ids=["hangs", "aborts", "exits", "bomb", "raises"],
)
def test_a_bad_task_costs_only_itself(task: Task[object], words: str) -> None:
    beside = [Task(add, (n, 1), 20.0, about=n) for n in range(20)]
    found = worked(*beside[:10], task, *beside[10:])
    bad = found.pop(None)
    assert bad.value is None and words in bad.lost
    assert {n: outcome.value for n, outcome in found.items()} == {n: n + 1 for n in range(20)}


def test_a_result_may_call_for_more_tasks() -> None:
    seen: list[int] = []

    def done(task: Task[int], outcome: Outcome[int]) -> list[Task[int]]:
        assert outcome.value is not None
        seen.append(outcome.value)
        return [Task(add, (outcome.value, 1), 20.0)] if outcome.value < 5 else []

    work_off([Task(add, (0, 1), 20.0)], done, workers=2)
    assert seen == [1, 2, 3, 4, 5]


def test_an_error_of_the_caller_is_not_swallowed() -> None:
    def done(task: Task[int], outcome: Outcome[int]) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work_off([Task(add, (0, n), 20.0) for n in range(50)], done, workers=2)
    assert worked(Task(add, (2, 2), 20.0))[None].value == 4


#: A script as somebody writes it who has never heard of worker processes.
PLAIN = """
from operator import add
from openimr.casefile.work.workers import Task, work_off
print("begun")
work_off([Task(add, (1, 2), 60.0)], lambda task, outcome: print(outcome.value), workers=1)
"""


def test_a_plain_script_runs_once(tmp_path: Path) -> None:
    (tmp_path / "plain.py").write_text(PLAIN)
    ran = subprocess.run([sys.executable, str(tmp_path / "plain.py")], capture_output=True, text=True)
    assert ran.stdout.split() == ["begun", "3"], ran.stderr


def test_a_temporary_folder_with_a_long_name(tmp_path: Path) -> None:
    far = tmp_path / ("a-folder-of-somebody-with-a-long-name-" * 3)
    far.mkdir()
    (tmp_path / "plain.py").write_text(PLAIN)
    ran = subprocess.run(
        [sys.executable, str(tmp_path / "plain.py")], env={**os.environ, "TMPDIR": str(far)}, capture_output=True,
        text=True,
    )  # fmt: skip
    assert ran.stdout.split() == ["begun", "3"], ran.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="no server of processes there")
def test_a_worker_comes_with_the_marks_of_papers_read() -> None:
    start_server()
    marks = "__import__('openimr.casefile.papers.papermarks', fromlist=['x']).paper_marks.cache_info().currsize"
    assert worked(Task(eval, (marks,), 20.0))[None].value == 1


def test_the_room_imports_what_is_asked_for_and_nothing_else() -> None:
    code = (
        "import sys, openimr.casefile as room; assert 'openimr.casefile.opening' not in sys.modules; "
        "assert all(getattr(room, name) for name in room.__all__); room.Span; "
        "assert 'openimr.casefile.opening' in sys.modules; from openimr.casefile import nothing"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "ImportError: cannot import name 'nothing'" in ended.stderr
