"""A step of a case as a task in the background: run, its files kept, its event appended and the next step put in line.

The order makes it safe to be killed anywhere. Files are kept first: by content, so that a second time changes nothing.
Then, in one transaction, the event is appended and the next step is put in line. The event carries the name of the
step on this content, which the log holds once or not at all: of two workers with one step, one appends.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django_tasks import task

from openimr.errors import ImrError, NotFound
from openimr.process import Event
from openimr.store.filestore import FileStore
from openimr.store.log import PROGRAM, append, known_events
from openimr.store.models import DocketRow, LoggedEvent
from openimr.store.papers import Paper, as_data, filed_by, papers_of, path_in
from openimr.store.stepnames import STEP_DONE, once_name
from openimr.store.steps import Course, Step, content_mark, course

#: Told at every point of a step at which a worker could be killed: begun, made, kept, written, done.
At = Callable[[str], None]
#: How far an ordinary and an expedited case go before others.
PRIORITIES = (0, 50)


@dataclass(frozen=True, slots=True)
class Serving:
    """What a worker works with: the files of its store, and who is told how far a step is."""

    files: FileStore
    at: At = lambda point: None


_SERVING: ContextVar[Serving] = ContextVar("serving")


@contextmanager
def serving(files: FileStore, at: At | None = None) -> Iterator[None]:
    """While this lasts, tasks that are run here work with these files."""
    token = _SERVING.set(Serving(files, at) if at else Serving(files))
    try:
        yield
    finally:
        _SERVING.reset(token)


def submit(case: str, name: str = "review") -> str | None:
    """Put the first step that is still to be done in line; the steps after it follow by themselves.

    Returns:
        The name of that step; None where all are done for these papers and rules.

    Raises:
        NotFound: there is no such case or course, or the case has no papers.
    """
    events = known_events(case)
    papers = papers_until(events, len(events))
    if not papers:
        raise NotFound(f"case {case} has no papers", remedy="put them in: imr store add CASE FOLDER")
    chosen = course(name)
    mark = content_mark(papers, chosen.maker())
    for step in chosen.steps:
        if not _is_done(case, step, mark):
            _enqueue(case, name, step, len(events), mark)
            return step.name
    return None


def papers_until(events: Iterable[Event], until: int) -> list[Paper]:
    """The papers of a case after event number ``until``: what was filed, by name; of two of one name the later one."""
    found: dict[str, Paper] = {}
    for event in events:
        if event.number <= until:
            found.update((paper.name, paper) for paper in filed_by(event))
    return list(found.values())


@task()
def run_step(case: str, name: str, step_name: str, until: int, mark: str) -> str:
    """Run one step of a case.

    Args:
        case: the case.
        name: name of its course.
        step_name: name of the step.
        until: number of the event after which the papers are taken.
        mark: what the course is made from (:func:`openimr.store.steps.content_mark`).

    Returns:
        ``done``, or ``was done`` where it was in the log already.

    Raises:
        ImrError: the step cannot be done; it is not tried again.
    """
    held = _SERVING.get()
    chosen = course(name)
    step = chosen.step(step_name)
    held.at("begun")
    if _is_done(case, step, mark):
        return "was done"
    events = known_events(case)
    if content_mark(papers_until(events, until), chosen.maker()) != mark:
        raise ImrError(
            "the work was put in line under other rules or by another release",
            consequence="it was not done",
            remedy="submit the case again: imr store submit",
        )
    made = _made(held.files, step, events, until, mark)
    held.at("made")
    kept = [Paper(file, *_kept(held.files, content)) for file, content in made.items()]
    held.at("kept")
    data = {"step": step.name, "course": name, "input": mark, "until": until, "files": as_data(kept)}

    def and_next(_: Event) -> None:
        _enqueue_next(case, name, chosen, step, until, mark)
        held.at("written")

    event = append(case, STEP_DONE, actor=PROGRAM, data=data, also=and_next)
    held.at("done")
    return "done" if event is not None else "was done"


def _kept(files: FileStore, content: bytes) -> tuple[str, int]:
    kept = files.put([content])
    return kept.sha256, kept.size


def _made(files: FileStore, step: Step, events: Iterable[Event], until: int, mark: str) -> dict[str, bytes]:
    earlier = {
        paper.name: b"".join(files.read(paper.sha256))
        for event in events
        if event.kind == STEP_DONE and event.said("input") == mark
        for paper in papers_of(event)
        if paper.name in step.needs
    }
    # the folder is readable by its owner only, and gone afterwards
    with tempfile.TemporaryDirectory(prefix="imr-case-") as name:
        folder = Path(name)
        if step.opens:
            write_papers(files, papers_until(events, until), folder)
        return dict(step.run(folder, earlier))


def write_papers(files: FileStore, papers: Iterable[Paper], folder: Path) -> None:
    """Write papers of a case into a folder, under the names they were given.

    Raises:
        StoreDamaged: a file is not what was put into the store.
        UnreadableFile: a name would lead out of the folder.
    """
    for paper in papers:
        place = path_in(folder, paper)
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("wb") as stream:
            for piece in files.read(paper.sha256):
                stream.write(piece)


def _is_done(case: str, step: Step, mark: str) -> bool:
    return LoggedEvent.objects.filter(once=once_name(case, step.name, mark)).exists()


def _enqueue_next(case: str, name: str, chosen: Course, step: Step, until: int, mark: str) -> None:
    following = chosen.after(step.name)
    if following is not None:
        _enqueue(case, name, following, until, mark)


def _enqueue(case: str, name: str, step: Step, until: int, mark: str) -> None:
    with transaction.atomic():
        expedited = DocketRow.objects.filter(case=case, expedited=True).exists()
        run_step.using(priority=PRIORITIES[expedited]).enqueue(case, name, step.name, until, mark)
