"""Files to pages in worker processes: in parts that are kept as they are done, so that nothing is read twice.

A part that hangs or crashes is halved until the page that does it is found: that page is lost, the others are not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from openimr.casefile.files.containers import Source
from openimr.casefile.pages.pagetext import MAX_PAGES, PageText
from openimr.casefile.pages.reading import read_file
from openimr.casefile.pages.survey import Survey, survey
from openimr.casefile.work.progress import OnProgress, Progress
from openimr.casefile.work.store import ResultStore, code_mark
from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.problems import Problem

#: Pages of a PDF that are read in one go and kept together.
PART = 50
#: Seconds after which a look at a file, a part of a file and a single page are given up.
_SURVEY_SECONDS = 120.0
_PART_SECONDS = 60.0
_PAGE_SECONDS = 20.0
#: Pages of one file that may take their reader down before its other parts are no longer halved.
_PATIENCE = 12


@dataclass(slots=True)
class FileReading:
    """One file on its way to pages.

    Attributes:
        source: the file.
        path: where its pages are read from (a repaired copy for some).
        sha256: hash of its bytes as they came.
        pages: its pages, in order, once they are read.
        lost: why it has none.
    """

    source: Source
    path: Path
    sha256: str = ""
    pages: list[PageText] = field(default_factory=list)
    lost: Problem | None = None
    _parts: dict[int, list[PageText]] = field(default_factory=dict)
    _total: int = 0
    _failures: int = 0


@dataclass(frozen=True, slots=True)
class _Part:
    """Pages of a file that are read in one go."""

    reading: FileReading
    first: int
    last: int
    again: bool = False

    @property
    def pages(self) -> int:
        return self.last - self.first + 1


def read_sources(
    sources: Sequence[Source],
    *,
    cache: Path | None,
    folder: Path,
    workers: int,
    progress: OnProgress,
) -> list[FileReading]:
    """The pages of files; those that are images keep ``wants_ocr`` set.

    Args:
        sources: the files.
        cache: folder in which pages are kept for the next run; None keeps nothing.
        folder: a private folder for repaired copies.
        workers: processes; 0 reads in this process, without protection.
        progress: told how far the work is.

    Returns:
        A reading for each source, in order; whatever the bytes are, nothing is raised.
    """
    store = ResultStore(cache, f"pages-{code_mark('openimr.casefile.pages')}")
    readings = [FileReading(source, source.path) for source in sources]
    count = _Count(progress, len(readings))

    def done(task: Task[Any], outcome: Outcome[Any]) -> list[Task[Any]]:
        if isinstance(task.about, _Part):
            more = _take_part(task.about, outcome, store)
            if not more:
                count.read(task.about.pages)
            return more
        reading: FileReading = task.about
        more = _plan(reading, outcome, store)
        count.surveyed(reading._total, reading._total - sum(part.about.pages for part in more))
        return more

    first = [
        Task(survey, (r.path, r.source.file, r.source.type, folder), _SURVEY_SECONDS, about=r) for r in readings
    ]
    count.tell()
    work_off(first, done, workers=workers)
    for reading in readings:
        reading.pages = [page for start in sorted(reading._parts) for page in reading._parts[start]]
        reading._parts.clear()
    return readings


def _plan(reading: FileReading, outcome: Outcome[Survey], store: ResultStore) -> list[Task[Any]]:
    """What has to be read of a file that was looked at; parts that are kept from before are taken at once."""
    found = outcome.value
    if found is None:
        reading.lost = _crashed(reading, outcome.lost)
        return []
    reading.sha256, reading.path, reading.lost = found.sha256, found.path, found.lost
    if found.lost is not None:
        return []
    reading._total = min(found.pages, MAX_PAGES) or 1
    tasks = []
    for first in range(1, reading._total + 1, PART):
        last = min(first + PART - 1, reading._total) if found.pages else MAX_PAGES
        held = _kept(reading, store.get(_key(store, reading, first, last)))
        if held is not None:
            reading._parts[first] = held
        else:
            tasks.append(_task(_Part(reading, first, last)))
    return tasks


def _task(part: _Part) -> Task[Any]:
    reading = part.reading
    seconds = _PAGE_SECONDS if part.pages == 1 else _PART_SECONDS / (6 if part.again else 1)
    return Task(
        read_file, (reading.path, reading.source.file, reading.source.type, part.first, part.last), seconds, about=part
    )


def _take_part(part: _Part, outcome: Outcome[list[PageText] | Problem], store: ResultStore) -> list[Task[Any]]:
    """Put a part's pages into the file's; a part that took its reader down is halved and read again."""
    reading = part.reading
    if isinstance(outcome.value, list):
        reading._parts[part.first] = outcome.value
        store.put(_key(store, reading, part.first, part.last), [page.kept() for page in outcome.value])
        return []
    if isinstance(outcome.value, Problem):
        if part.first == 1 and not reading._parts:
            reading.lost = outcome.value
        else:
            _lose(part, outcome.value.message)
        return []
    reading._failures += 1
    if reading.source.type != "pdf":
        reading.lost = _crashed(reading, outcome.lost)
        return []
    if part.pages > 1 and reading._failures <= _PATIENCE:
        middle = (part.first + part.last) // 2
        return [
            _task(_Part(reading, part.first, middle, again=True)),
            _task(_Part(reading, middle + 1, part.last, again=True)),
        ]
    _lose(part, outcome.lost)
    return []


def _lose(part: _Part, why: str) -> None:
    """Put pages that cannot be read into the file's, with the reason."""
    part.reading._parts[part.first] = [
        PageText(number, "", origin="none", problem=Problem(
            code="page-damaged", message=f"the page cannot be read ({why})", file=part.reading.source.file,
            page=number, consequence="nothing on it was used", remedy="ask the sender for this page again",
        ))
        for number in range(part.first, part.last + 1)
    ]


def _crashed(reading: FileReading, why: str) -> Problem:
    return Problem(
        code="damaged", message=f"the file cannot be taken apart ({why})", file=reading.source.file,
        consequence="nothing in it was used", remedy="ask the sender for the file again, as PDF",
    )


def _key(store: ResultStore, reading: FileReading, first: int, last: int) -> str:
    return store.key(reading.sha256, reading.source.type, first, last)


def _kept(reading: FileReading, held: Any) -> list[PageText] | None:
    """Pages kept by an earlier run, their problems under the file's name of today; None when they cannot be used."""
    if not isinstance(held, list):
        return None
    try:
        pages = [PageText.from_kept(one) for one in held]
    except (KeyError, TypeError, ValueError):
        return None
    for page in pages:
        if page.problem is not None:
            page.problem = page.problem.model_copy(update={"file": reading.source.file})
    return pages


@dataclass(slots=True)
class _Count:
    """How many pages are read, told as it changes."""

    progress: OnProgress
    files: int
    seen: int = 0
    total: int = 0
    done: int = 0

    def surveyed(self, pages: int, kept: int) -> None:
        self.seen += 1
        self.total += pages
        self.read(kept)

    def read(self, pages: int) -> None:
        self.done = min(self.total, self.done + pages)
        self.tell()

    def tell(self) -> None:
        if self.seen < self.files:
            self.progress(Progress("looking at files", self.seen, self.files, "files"))
        else:
            self.progress(Progress("reading pages", self.done, self.total, "pages"))
