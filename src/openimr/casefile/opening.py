"""A case file opened: from a folder, a ZIP or one big file to documents and pages."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from openimr.casefile.files.caselayout import INTAKE_FILE, named_kind, papers
from openimr.casefile.files.containers import LOST_FILE, Source, Unpacking, is_clutter, walk
from openimr.casefile.files.filetypes import HEAD_BYTES, content_type
from openimr.casefile.files.intake import read_intake
from openimr.casefile.model import CaseFile, Document, DocumentKind, Intake, Page
from openimr.casefile.ocr import default_cache, engine_remedy
from openimr.casefile.ocr.recognising import Outcome, PageImage, engine_name, recognise
from openimr.casefile.pages.pagetext import PageText
from openimr.casefile.pages.reading import read_file
from openimr.casefile.papers.dates import document_day
from openimr.casefile.papers.duplicates import mark_copies
from openimr.casefile.papers.kinds import kind_of
from openimr.casefile.papers.names import author_of, patient_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.splitting import split_pages
from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import IncompleteCase, NotFound, UnreadableFile
from openimr.problems import Problem

#: Below this mean confidence a recognised page is named as hard to read.
_HARD_TO_READ = 0.8

_DEFAULT = Path("\0default")


@dataclass(slots=True)
class _Reading:
    """One file on its way: its pages, or why there are none."""

    source: Source
    sha256: str
    pages: list[PageText]
    lost: Problem | None = None


def open_case(
    path: Path,
    *,
    cache: Path | None = _DEFAULT,
    workers: int | None = None,
    progress: OnProgress | None = None,
) -> CaseFile:
    """Open a complete case file.

    Args:
        path: a case folder (``application.*``, ``ur-denial.*``, ``records/*``, ``case.yaml``), a ZIP of one, or one
            file that holds everything.
        cache: folder in which recognised text is kept for the next run; None keeps nothing. Default: ``OPENIMR_CACHE``
            or the user's cache folder.
        workers: processes for scanned pages; default one per core, 1 stays in this process.
        progress: told how far the work has come.

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
    if not path.exists():
        raise NotFound("there is no such case file", file=str(path), remedy="check the path")
    say = progress or untold
    store = default_cache() if cache is _DEFAULT else cache
    with tempfile.TemporaryDirectory(prefix="openimr-") as place:
        unpacking = Unpacking(Path(place))
        problems: list[Problem] = []
        intake = Intake()
        sources: list[Source] = []
        for file, where in _files(path, unpacking, problems):
            if file == INTAKE_FILE:
                intake, found = read_intake(where)
                problems += found
                continue
            sources += unpacking.sources(where, file)
        readings: list[_Reading] = []
        for number, source in enumerate(sources, start=1):
            say(Progress("reading files", number, len(sources), "files"))
            readings.append(_read(source))
        for problem in unpacking.problems:
            if problem.code in LOST_FILE:
                readings.append(_Reading(Source(problem.file or "", path, ""), "", [], problem))
            else:
                problems.append(problem)
        readings.sort(key=lambda reading: reading.source.file)
        _recognise(readings, store, workers or (os.cpu_count() or 1), say)
        say(Progress("sorting papers"))
        documents = _documents(readings, paper_marks())
    mark_copies([d for d in documents if d.usable])
    if not any(document.usable for document in documents):
        raise _nothing(path, documents, problems)
    return CaseFile(root=path, documents=documents, problems=problems, intake=intake)


def _files(path: Path, unpacking: Unpacking, problems: list[Problem]) -> list[tuple[str, Path]]:
    """The papers of the case (and its intake file) with their names; problems of passing over others are added."""
    if path.is_dir():
        found = list(walk(path, problems.append))
    else:
        try:
            with path.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
        except OSError as error:
            raise UnreadableFile(
                f"the file cannot be opened ({error.strerror})", file=path.name, remedy="give this account access"
            ) from error
        if content_type(head, name=path.name, path=path) != "zip":
            return [(path.name, path)]
        found = _without_top(list(unpacking.members(path, path.name)))
        if not found and unpacking.problems:
            first = unpacking.problems[0]
            raise UnreadableFile(first.message, file=path.name, consequence=first.consequence, remedy=first.remedy)
    chosen, ignored = papers(found)
    problems += ignored
    return [pair for pair in found if pair[0] == INTAKE_FILE] + chosen


def _without_top(found: list[tuple[str, Path]]) -> list[tuple[str, Path]]:
    """Members of a ZIP without the one folder that holds them all (the case's own, unless it is ``records``)."""
    real = [pair for pair in found if not is_clutter(pair[0])]
    tops = {file.partition("/")[0] for file, _ in real if "/" in file}
    if len(tops) != 1 or any("/" not in file for file, _ in real):
        return real
    inner = [(file.partition("/")[2], where) for file, where in real]
    return real if tops == {"records"} else inner


def _read(source: Source) -> _Reading:
    """A file read; its hash is taken of the bytes as they came."""
    digest = hashlib.sha256()
    try:
        with source.path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError:
        pass  # the reader meets the same error and words it
    result = read_file(source.path, source.file, source.type)
    if isinstance(result, Problem):
        return _Reading(source, digest.hexdigest(), [], result)
    return _Reading(source, digest.hexdigest(), result)


def _recognise(readings: Sequence[_Reading], cache: Path | None, workers: int, say: OnProgress) -> None:
    """Recognise the pages that are images; without an engine they stay unread and say so."""
    waiting = [(reading, page) for reading in readings for page in reading.pages if page.wants_ocr]
    if not waiting:
        return
    say(Progress("reading scanned pages", 0, len(waiting), "pages"))
    if engine_name() is None:
        for reading, page in waiting:
            page.origin = "none" if not page.text.strip() else "text"
            page.problem = page.problem or _page_problem(
                "no-engine", "the page is an image and no recognition engine is installed", reading, page,
                "it could not be read", engine_remedy(),
            )
        return
    images = [PageImage(r.source.path, r.source.type, p.number, r.sha256) for r, p in waiting]
    for (reading, page), outcome in zip(
        waiting, recognise(images, cache=cache, workers=workers, progress=say), strict=True
    ):
        _take(reading, page, outcome)


def _take(reading: _Reading, page: PageText, outcome: Outcome) -> None:
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
    if result.text or not page.text.strip():
        page.text, page.origin, page.confidence = result.text, "ocr", result.confidence
    if not result.text:
        page.origin = "none" if not page.text.strip() else "text"
        page.problem = _page_problem(
            "no-text", "no print could be read on the page (a picture, or handwriting)", reading, page,
            "nothing on it was used", "look at the page",
        )
    elif result.confidence < _HARD_TO_READ:
        page.problem = _page_problem(
            "hard-to-read", f"the scan is hard to read (confidence {result.confidence:.0%})", reading, page,
            "words may be wrong", "compare what is quoted from it with the page",
        )


def _documents(readings: Sequence[_Reading], marks: PaperMarks) -> list[Document]:
    documents: list[Document] = []
    for reading in readings:
        if reading.lost is not None:
            documents.append(
                Document(
                    id=f"d{len(documents) + 1:02d}", file=reading.source.file, pages=[], kind=DocumentKind.OTHER,
                    date=None, author=None, sha256=reading.sha256, usable=False, problems=[reading.lost],
                )
            )
            continue
        for first, behind in split_pages([page.text for page in reading.pages], marks):
            documents.append(_document(f"d{len(documents) + 1:02d}", reading, reading.pages[first:behind], marks))
    return documents


def _document(name: str, reading: _Reading, pages: Sequence[PageText], marks: PaperMarks) -> Document:
    """A run of pages as a document, with what its text says it is."""
    texts = [page.text for page in pages]
    printed = [text for text in texts if text.strip()]
    unread = any(page.origin == "none" for page in pages)
    named = named_kind(reading.source.file) if pages[0] is reading.pages[0] else None
    kind = kind_of(texts, marks, named) if printed or not unread else DocumentKind.OTHER
    return Document(
        id=name,
        file=reading.source.file,
        pages=[Page(name, reading.source.file, p.number, p.text, p.origin, p.confidence) for p in pages],
        kind=kind,
        date=document_day(printed, marks.of(kind), marks),
        author=author_of(printed, marks),
        sha256=reading.sha256,
        usable=bool(printed) or not unread,
        patient=next((found for text in printed[:3] if (found := patient_of(text, marks))), None),
        problems=_summed_up([page.problem for page in pages if page.problem is not None]),
    )


def _summed_up(problems: Sequence[Problem]) -> list[Problem]:
    """Problems of many pages, the same ones told once with the pages they concern."""
    groups: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.code, problem.message if problem.code != "hard-to-read" else ""), []).append(problem)
    summed = []
    for group in groups.values():
        if len(group) == 1:
            summed.append(group[0])
            continue
        numbers = sorted(p.page for p in group if p.page is not None)
        message = f"{group[0].message.replace('the page', 'each page', 1)} (pages {_ranges(numbers)})"
        summed.append(group[0].model_copy(update={"page": None, "message": message}))
    return summed


def _ranges(numbers: Sequence[int]) -> str:
    """Page numbers in words: ``3-5, 9``."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


def _page_problem(
    code: str, message: str, reading: _Reading, page: PageText, consequence: str, remedy: str
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
