"""Pages to documents: where each begins, and what its text says it is."""

from __future__ import annotations

from collections.abc import Sequence

from openimr.casefile.filereading import FileReading
from openimr.casefile.files.caselayout import named_kind
from openimr.casefile.model import Document, DocumentKind, Page
from openimr.casefile.pages.pagetext import PageText
from openimr.casefile.papers.dates import document_day
from openimr.casefile.papers.kinds import kind_of
from openimr.casefile.papers.names import author_of, patient_of
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.splitting import split_pages
from openimr.problems import Problem


def documents_of(readings: Sequence[FileReading], marks: PaperMarks) -> list[Document]:
    """The documents that files hold, in the order of the files, with ids ``d01``, ``d02`` …

    Args:
        readings: files with their pages.
        marks: how the programme's papers are recognised.
    """
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


def _document(name: str, reading: FileReading, pages: Sequence[PageText], marks: PaperMarks) -> Document:
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
