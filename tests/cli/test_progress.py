"""The bar of long work: on a terminal it says stage, count, speed and time left; piped it says nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from openimr.casefile.work.progress import Progress
from openimr.cli.progress import ProgressBar, progress_bar, screen_on

LETTERS = sorted((Path(__file__).parent.parent / "letters" / "fixtures").rglob("*.txt"))


class Clock:
    """A clock that a test sets."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def drawn(messages: list[tuple[float, Progress]]) -> str:
    """What stands on a terminal after these messages at these seconds."""
    paper = StringIO()
    clock = Clock()
    screen = screen_on(Console(file=paper, width=100, force_terminal=True, color_system=None), clock, by_itself=False)
    bar = ProgressBar(screen)
    for second, message in messages:
        clock.now = second
        bar(message)
    Console(file=paper, width=100).print(screen.get_renderable())
    return paper.getvalue().strip()


def test_a_bar_says_stage_count_speed_and_time_left() -> None:
    stage = "reading scanned pages"
    words = drawn([(n * 0.5, Progress(stage, n, 1200, "pages")) for n in range(101)])
    assert words.startswith(stage)
    assert "100 of 1,200 pages" in words
    assert "2.0 pages/s" in words
    assert "9 min left" in words


def test_a_new_stage_starts_its_own_count() -> None:
    words = drawn([(0, Progress("reading files", 3, 4, "files")), (1, Progress("sorting papers"))])
    assert words.startswith("sorting papers")
    assert "files" not in words
    assert "of" not in words.split("sorting papers")[1]


def test_words_of_a_stage_are_never_markup() -> None:
    assert drawn([(0, Progress("reading [/bold] [red]", 1, 2, "files"))]).startswith("reading [/bold] [red]")


def test_over_counts_what_is_done_and_not_what_is_begun() -> None:
    seen: list[Progress] = []

    class Listener(ProgressBar):
        def __call__(self, progress: Progress) -> None:
            seen.append(progress)

    for thing in Listener().over(["a", "b"], "checking", "letters"):
        seen.append(Progress(thing))
    assert [(p.stage, p.done) for p in seen] == [
        ("checking", 0), ("a", 0), ("checking", 1), ("b", 0), ("checking", 2)
    ]  # fmt: skip


def test_piped_it_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar() as bar:
        bar(Progress("reading files", 1, 2, "files"))
    assert capsys.readouterr() == ("", "")


def test_a_bar_on_the_terminal_takes_nothing_from_standard_output(tmp_path: Path) -> None:
    pty = pytest.importorskip("pty")
    ours, theirs = pty.openpty()
    try:
        done = subprocess.run(
            [sys.executable, "-m", "openimr.cli.main", "letters", "parse", str(LETTERS[0]), "--format", "jsonl"],
            stdout=subprocess.PIPE, stderr=theirs, text=True, encoding="utf-8", timeout=60, check=False,
        )  # fmt: skip
        os.close(theirs)
        shown = b""
        try:
            while chunk := os.read(ours, 65536):
                shown += chunk
        except OSError:
            pass  # the terminal is gone with its last writer
    finally:
        os.close(ours)
    assert json.loads(done.stdout)["items"]
    assert b"reading" in shown and b"of 1" in shown
