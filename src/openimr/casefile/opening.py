"""A case file opened: from a folder, a ZIP or one big file to documents and pages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from openimr.casefile.comparing import compare_papers
from openimr.casefile.documents import sorted_papers
from openimr.casefile.filereading import FileReading, read_sources
from openimr.casefile.files.containers import LOST_FILE, Source
from openimr.casefile.gathering import gather
from openimr.casefile.keptcase import CaseKeeper
from openimr.casefile.model import CaseFile, Document
from openimr.casefile.ocr import engine_remedy
from openimr.casefile.ocr.engines import UNREAD_PART
from openimr.casefile.ocr.recognising import Outcome, PageImage, engine_name, recognise
from openimr.casefile.pages.layertrust import keeps_layer
from openimr.casefile.pages.pagetext import PageText
from openimr.casefile.papers.papermarks import paper_marks
from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.casefile.work.store import DEFAULT_CACHE, cache_folder
from openimr.casefile.work.workers import watched_losses
from openimr.casefile.work.workfolder import work_folder
from openimr.errors import IncompleteCase
from openimr.problems import Problem

#: Below this mean confidence a recognised page is named as hard to read.
_HARD_TO_READ = 0.8


def open_case(
    path: Path,
    *,
    cache: Path | None = DEFAULT_CACHE,
    workers: int | None = None,
    progress: OnProgress | None = None,
) -> CaseFile:
    """Open a complete case file.

    Args:
        path: a case folder (``application.*``, ``ur-denial.*``, ``records/*``, ``case.yaml``), a ZIP of one, or one
            file that holds everything.
        cache: folder in which pages, recognised text and the opened case are kept for the next run; None keeps
            nothing. Default: ``OPENIMR_CACHE`` or the user's cache folder.
        workers: processes that read files and pages, within limits of time and memory; default one per core. 0 reads
            in this process: for tests and debugging only, a hostile file may then hang or end it.
        progress: told how far the work is.

    Returns:
        Documents in order of their file paths with ids ``d01``, ``d02`` …; files that could not be used are documents
        with ``usable`` False and the reason. Problems of the case that belong to no document stand in ``problems``.

    Raises:
        NotFound: there is nothing at ``path``.
        UnreadableFile: ``path`` is a ZIP that cannot be opened at all.
        IncompleteCase: no document could be read.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "mri.txt").write_text("MRI LUMBAR SPINE\\nDate of exam: 02/03/2014\\nL4-5 bulge.")
    ...     document, = open_case(Path(folder)).documents
    >>> document.id, document.kind.value, str(document.date)
    ('d01', 'mri_report', '2014-02-03')
    """
    say = progress or untold
    store = cache_folder(cache)
    processes = (os.cpu_count() or 1) if workers is None else workers
    keeper = CaseKeeper.of(path, store)
    kept = keeper.kept()
    if kept is not None:
        return kept
    with work_folder() as place, watched_losses() as losses:
        gathered = gather(path, place, processes)
        problems = [problem for problem in gathered.problems if problem.code not in LOST_FILE]
        readings = read_sources(gathered.sources, cache=store, folder=place, workers=processes, progress=say)
        readings += [
            FileReading(Source(problem.file or "", path, ""), path, lost=problem)
            for problem in gathered.problems if problem.code in LOST_FILE
        ]
        readings.sort(key=lambda reading: reading.source.file)
        scanned = any(page.wants_ocr for reading in readings for page in reading.pages)
        _recognise(readings, store, processes, say)
        say(Progress("sorting papers"))
        papers = sorted_papers(readings, paper_marks(), workers=processes)
        documents = papers.documents()
        types = {reading.source.file: reading.source.type for reading in readings if not reading.lost}
        problems += compare_papers(
            documents, gathered.intake, types, workers=processes, part=lambda shared: papers.part(documents, shared)
        )
    if not any(document.usable for document in documents):
        raise _nothing(path, documents, problems)
    case = CaseFile(root=path, documents=documents, problems=problems, intake=gathered.intake)
    if not losses:
        keeper.keep(case, scanned=scanned)
    return case


def _recognise(
    readings: Sequence[FileReading], cache: Path | None, workers: int, say: OnProgress
) -> None:
    """Recognise the pages that are images; without an engine they stay unread and say so."""
    waiting = [(reading, page) for reading in readings for page in reading.pages if page.wants_ocr]
    if not waiting:
        return
    if engine_name() is None:
        for reading, page in waiting:
            there = bool(page.text.strip())
            page.origin = "text" if there else "none"
            page.problem = page.problem or _page_problem(
                "no-engine", "the page is an image and no recognition engine is installed", reading, page,
                "only what its text layer says was read; more may stand on it" if there else "it could not be read",
                engine_remedy(),
            )
        return
    images = [PageImage(r.path, r.source.type, p.number, r.sha256) for r, p in waiting]
    for (reading, page), outcome in zip(
        waiting, recognise(images, cache=cache, workers=workers, progress=say), strict=True
    ):
        _take(reading, page, outcome)


def _take(reading: FileReading, page: PageText, outcome: Outcome) -> None:
    """Put what was recognised into the page."""
    page.wants_ocr = False
    if outcome.result is None:
        page.origin = "none" if not page.text.strip() else "text"
        page.problem = _page_problem(
            "page-unreadable", f"the page could not be recognised ({outcome.failure})", reading, page,
            "nothing on it was used", "ask the sender for a better copy of it",
        )
        return
    result = outcome.result
    if outcome.blank and not page.text.strip():
        return  # an empty sheet is a page without text
    if keeps_layer(page, result.text):
        page.origin = "text"
    else:
        page.text, page.origin, page.confidence = result.text, "ocr", result.confidence
        page.orientation = result.orientation
    if not result.text:
        page.origin = "none" if not page.text.strip() else "text"
        page.problem = _page_problem(
            "no-text", "no print could be read on the page (a picture, or handwriting)", reading, page,
            "nothing on it was used", "look at the page",
        )
    elif result.unread >= UNREAD_PART and page.origin == "ocr":
        page.problem = _page_problem(
            "partly-unread", f"a part of the page ({result.unread:.0%} of what stands on it) could not be read; it may "
            "be written by hand", reading, page, "that part was not used", "look at the page",
        )
    elif result.confidence < _HARD_TO_READ:
        page.problem = _page_problem(
            "hard-to-read", f"the scan is hard to read (confidence {result.confidence:.0%})", reading, page,
            "words may be wrong", "compare what is quoted from it with the page",
        )


def _page_problem(
    code: str, message: str, reading: FileReading, page: PageText, consequence: str, remedy: str
) -> Problem:
    return Problem(code=code, message=message, file=reading.source.file, page=page.number, consequence=consequence,
                   remedy=remedy)


def _nothing(path: Path, documents: Sequence[Document], problems: Sequence[Problem]) -> IncompleteCase:
    """The error of a case in which nothing could be read, with the first reasons in it."""
    reasons = [p.sentence() for d in documents for p in d.problems] + [p.sentence() for p in problems]
    what = "the case file holds no document that could be read"
    if reasons:
        shown = "; ".join(reasons[:3])
        what += f" ({shown}{f'; and {len(reasons) - 3} more' if len(reasons) > 3 else ''})"
    return IncompleteCase(
        what, file=path.name, consequence="there is nothing to review",
        remedy="add the application, the utilization review determination and the medical records",
    )
