"""People who act on one case at the same instant, by commands and by the library, on both databases."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from openimr.errors import ActedMeanwhile, ImrError, WouldOverwrite
from openimr.process import Actor, first_break, read_log
from openimr.store.opening import Store
from tests.store.test_archives import DOCKET
from tests.store.test_log import begin
from tests.store.test_verifying import findings

PEOPLE = 4
#: A command that has everything at hand and begins when it is told to, so that several begin at one instant.
WAITING = """
import sys, openimr.cli.main as main
from openimr.store.djangosetup import set_up
from openimr.store.place import place_of
set_up(place_of())
import openimr.store.log, openimr.store.adding
from openimr.process import process_rules
process_rules()
print("ready", flush=True)
sys.stdin.readline()
main.run()
"""


def called_at_once(store: Store, commands: list[list[str]]) -> list[tuple[int, str, str]]:
    """Commands begun at one instant, each a process: exit code, output and errors of each."""
    environment = {**os.environ, "OPENIMR_STORE": str(store.place.folder), "OPENIMR_DATABASE": store.place.database}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    begun = [
        subprocess.Popen([sys.executable, "-c", WAITING, "store", *words], env=environment, **pipes)  # type: ignore[call-overload]
        for words in commands
    ]
    for one in begun:
        assert one.stdout.readline() == "ready\n"
    for one in begun:
        one.stdin.write("\n")
        one.stdin.flush()
    ended = [one.communicate(timeout=120) for one in begun]
    return [(one.returncode, said, wrong) for one, (said, wrong) in zip(begun, ended, strict=True)]


def at_once(work: Callable[[int], object], people: int = PEOPLE) -> list[object]:
    """What each of several threads gave that began at one instant, or the error it ended with."""
    from django.db import connection

    start = threading.Barrier(people)
    ends: list[object] = [None] * people

    def act(n: int) -> None:
        start.wait()
        try:
            ends[n] = work(n)
        except ImrError as error:
            ends[n] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=act, args=(n,)) for n in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return ends


def test_of_commands_that_record_at_once_one_succeeds_and_the_others_name_who_was_first(store: Store) -> None:
    from openimr.store.log import events_of

    begin()
    record = ["record", "C-1", "eligibility-prepared", "--role", "coordinator", "--seen", "3", "--name"]
    ends = called_at_once(store, [[*record, f"c-{n}"] for n in range(PEOPLE)])
    assert sorted(code for code, _, _ in ends) == [0] + [ActedMeanwhile.exit_code] * (PEOPLE - 1)
    log = events_of("C-1")
    first = log[-1].actor.name
    assert len(log) == 4 and first_break(log) is None
    assert ends[int(first.removeprefix("c-"))][0] == 0
    for code, said, wrong in ends:
        if code:
            assert not said
            assert f"it ends with event 4 (eligibility-prepared) by {first}" in wrong
            assert "nothing was written" in wrong and "look at the case as it is now" in wrong
    assert not findings(store)


def test_the_same_papers_added_at_once_are_filed_once(store: Store, tmp_path: Path) -> None:
    from openimr.store.log import events_of
    from openimr.store.papers import papers_of

    papers = tmp_path / "papers"
    papers.mkdir()
    for n in range(3):
        (papers / f"{n}.txt").write_text(f"PROGRESS REPORT {n}")
    ends = called_at_once(store, [["add", "C-1", str(papers)]] * 3)
    assert [code for code, _, _ in ends] == [0, 0, 0], ends
    assert sum("3 papers filed" in said for _, said, _ in ends) == 1
    assert sum("has all of these papers" in said for _, said, _ in ends) == 2
    (event,) = events_of("C-1")
    assert [paper.name for paper in papers_of(event)] == ["0.txt", "1.txt", "2.txt"]
    assert not findings(store)


def test_of_other_papers_of_one_name_added_at_once_one_is_refused_and_papers_of_other_names_are_not(
    store: Store, tmp_path: Path
) -> None:
    from openimr.store.adding import add_papers
    from openimr.store.log import events_of
    from openimr.store.tasks import papers_until

    for n in range(PEOPLE):
        (tmp_path / f"same-{n}").mkdir()
        (tmp_path / f"same-{n}" / "visit.txt").write_text(f"PROGRESS REPORT {n}")
        (tmp_path / f"other-{n}").mkdir()
        (tmp_path / f"other-{n}" / f"visit-{n}.txt").write_text("PROGRESS REPORT")
    for round in range(4):
        case = f"C-{round}"

        def same(n: int, case: str = case) -> object:
            return add_papers(store.files, case, tmp_path / f"same-{n}", Actor(role="coordinator", name=f"c-{n}"))

        ends = at_once(same)
        refused = [one for one in ends if isinstance(one, ActedMeanwhile)]
        # who came after the first had ended looked at the case with its paper in it, and put another in its place
        assert len(refused) + len(events_of(case)) == PEOPLE
        assert all(isinstance(one, list | ActedMeanwhile) for one in ends)

        def other(n: int, case: str = case) -> object:
            return add_papers(store.files, f"{case}-others", tmp_path / f"other-{n}")

        assert all(isinstance(one, list) and len(one) == 1 for one in at_once(other))
        log = events_of(f"{case}-others")
        assert len(papers_until(log, len(log))) == PEOPLE
    assert not findings(store)


def test_of_logs_taken_over_at_once_one_is(store: Store) -> None:
    from openimr.store.log import events_of
    from openimr.store.readingin import take_over

    for file in sorted(DOCKET.glob("*.jsonl"))[:4]:
        log = read_log(file)
        ends = at_once(lambda _, log=log: take_over(log))
        assert sum(one is None for one in ends) == 1
        assert sum(isinstance(one, WouldOverwrite) for one in ends) == PEOPLE - 1
        assert events_of(log[0].case) == log
    assert not findings(store)


def test_a_person_who_decides_while_workers_report_is_refused_or_first_and_nothing_is_lost(store: Store) -> None:
    from openimr.store.log import PROGRAM, append, events_of

    begin()

    def act(n: int) -> object:
        if n == 0:
            who = Actor(role="coordinator", name="c-9")
            return append("C-1", "eligibility-prepared", actor=who, seen=3)
        return append("C-1", "work-done", actor=PROGRAM, data={"step": f"s{n}", "input": "ab"})

    person, *programs = at_once(act)
    assert not any(isinstance(one, ImrError) for one in programs)
    log = events_of("C-1")
    assert first_break(log) is None
    assert len(log) == 3 + len(programs) + (not isinstance(person, ActedMeanwhile))


@pytest.mark.parametrize("people", [2, PEOPLE])
def test_a_case_begun_by_several_at_once_is_begun_by_one(store: Store, people: int) -> None:
    from openimr.store.log import append, events_of

    items = {"items": [{"id": "1", "text": "MRI"}]}
    ends = at_once(
        lambda n: append("C-1", "ur-decided", actor=Actor(role="coordinator", name=f"c-{n}"), seen=0, data=items),
        people,
    )
    assert sum(isinstance(one, ActedMeanwhile) for one in ends) == people - 1
    assert len(events_of("C-1")) == 1
