"""Pages to documents: where each begins, and what its text says it is.

Looking at the text of a page is work that a hostile page can make endless; it is done in worker processes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.casefile.filereading import FileReading
from openimr.casefile.files.caselayout import named_kind
from openimr.casefile.model import Document, DocumentKind, Page
from openimr.casefile.pages.pagetext import PageText
from openimr.casefile.papers.copyboundaries import Runs, SplitFile, doubts, settled_runs
from openimr.casefile.papers.leaves import Leaf
from openimr.casefile.papers.papermarks import PaperMarks
from openimr.casefile.papers.parting import Told, parted
from openimr.casefile.papers.sorting import Paper, leaves_of, papers_of
from openimr.casefile.papers.splitting import split_leaves
from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.problems import Problem

#: Pages that are looked at in one go, and seconds that a go may take.
_PART = 40
_SECONDS = 20.0
#: Seconds more for each page when pages are compared, and letters of the fullest sheet that are.
_MORE = 0.05
_FULL_PAGE = 20_000


@dataclass(slots=True)
class SortedPapers:
    """The papers that the files of a case hold.

    Attributes:
        readings: files with their pages.
        leaves: what each page of each file shows.
        runs: where the papers of each file begin and end.
        resumed: which of them go on, behind somebody else's page, with an earlier one, by first pages.
        marks: how the programme's papers are recognised.
    """

    readings: Sequence[FileReading]
    leaves: list[list[Leaf]]
    runs: list[Runs]
    resumed: list[dict[int, int]]
    marks: PaperMarks
    _papers: list[list[Paper] | None]

    def documents(self) -> list[Document]:
        """The documents, in the order of the files, with ids ``d01``, ``d02`` …"""
        documents: list[Document] = []
        for number, reading in enumerate(self.readings):
            if reading.lost is not None or not reading.pages:
                if reading.lost is not None:
                    documents.append(_lost(f"d{len(documents) + 1:02d}", reading, reading.lost))
                continue
            for paper in self._of_file(number):
                documents.append(_document(f"d{len(documents) + 1:02d}", reading, paper))
        return documents

    def part(self, documents: Sequence[Document], shared: Mapping[str, Sequence[Told]]) -> list[Document] | None:
        """The documents anew, those parted that several persons share; None when that parts none of them.

        Args:
            documents: the documents so far.
            shared: of whom each page of the shared ones tells, by their ids.
        """
        told = {
            (document.file, document.pages[0].number): shared[document.id]
            for document in documents if document.id in shared
        }
        anew = False
        for number, reading in enumerate(self.readings):
            keys = {first: (reading.source.file, reading.pages[first].number) for first, _ in self.runs[number]}
            of_file = {first: told[key] for first, key in keys.items() if key in told}
            if not of_file:
                continue
            found = parted(self.runs[number], self.leaves[number], of_file, self.resumed[number])
            if (found.runs, found.resumed) != (self.runs[number], self.resumed[number]):
                self.runs[number], self.resumed[number] = found.runs, found.resumed
                self._papers[number] = None
                anew = True
        return self.documents() if anew else None

    def _of_file(self, number: int) -> list[Paper]:
        papers = self._papers[number]
        if papers is None:
            named = named_kind(self.readings[number].source.file)
            papers = papers_of(self.leaves[number], self.marks, named, self.runs[number], self.resumed[number])
            self._papers[number] = papers
        return papers


def sorted_papers(readings: Sequence[FileReading], marks: PaperMarks, *, workers: int) -> SortedPapers:
    """The papers that files hold.

    Args:
        readings: files with their pages.
        marks: how the programme's papers are recognised.
        workers: processes; 0 works in this one.
    """
    leaves = iter(_leaves([page.text for reading in readings for page in reading.pages], workers))
    of_file = [[next(leaves) for _ in reading.pages] for reading in readings]
    runs = _runs([reading.pages for reading in readings], of_file, marks, workers)
    return SortedPapers(readings, of_file, runs, [{} for _ in readings], marks, [None for _ in readings])


def _runs(
    pages: Sequence[Sequence[PageText]], leaves: Sequence[Sequence[Leaf]], marks: PaperMarks, workers: int
) -> list[Runs]:
    """Where the papers of each file begin and end; second prints of a page are asked too, as long as there is time."""
    files = []
    for of_file, own in zip(pages, leaves, strict=True):
        runs = split_leaves(own, marks)
        files.append(SplitFile([page.text[:_FULL_PAGE] for page in of_file], runs, doubts(own, runs, marks)))
    settled = [file.runs for file in files]

    def done(_: Task[list[Runs]], outcome: Outcome[list[Runs]]) -> None:
        if outcome.value is not None:
            settled[:] = outcome.value

    if sum(len(file.texts) for file in files) > 1:
        seconds = _SECONDS + _MORE * sum(len(file.texts) for file in files)
        work_off([Task(settled_runs, (files,), seconds)], done, workers=workers)
    return settled


def _leaves(texts: Sequence[str], workers: int) -> list[Leaf]:
    """What each page shows; a page that is too much for its worker shows nothing."""
    leaves: list[Leaf | None] = [None] * len(texts)

    def task(first: int, behind: int) -> Task[list[Leaf]]:
        return Task(leaves_of, (texts[first:behind],), _SECONDS, about=(first, behind))

    def done(ended: Task[list[Leaf]], outcome: Outcome[list[Leaf]]) -> list[Task[list[Leaf]]]:
        first, behind = ended.about
        if outcome.value is not None:
            leaves[first:behind] = outcome.value
            return []
        if behind - first == 1:
            leaves[first:behind] = leaves_of([""])
            return []
        middle = (first + behind) // 2
        return [task(first, middle), task(middle, behind)]

    work_off(
        [task(first, min(first + _PART, len(texts))) for first in range(0, len(texts), _PART)], done, workers=workers
    )
    return [leaf for leaf in leaves if leaf is not None]


def _lost(name: str, reading: FileReading, why: Problem) -> Document:
    """A file that could not be read, as a document."""
    return Document(
        id=name, file=reading.source.file, pages=[], kind=DocumentKind.OTHER, date=None, author=None,
        sha256=reading.sha256, usable=False, problems=[why],
    )


def _document(name: str, reading: FileReading, paper: Paper) -> Document:
    """A run of pages as a document, with what its text says it is."""
    pages = reading.pages[paper.first:paper.behind]
    printed = any(page.text.strip() for page in pages)
    unread = any(page.origin == "none" for page in pages)
    return Document(
        id=name,
        file=reading.source.file,
        pages=[
            Page(name, reading.source.file, p.number, p.text, p.origin, p.confidence, p.orientation) for p in pages
        ],
        kind=paper.kind if printed or not unread else DocumentKind.OTHER,
        date=paper.date,
        author=paper.author,
        sha256=reading.sha256,
        usable=printed or not unread,
        patient=paper.patient,
        birth_date=paper.birth_date,
        claim_number=paper.claim_number,
        facility=paper.facility,
        problems=_summed_up([page.problem for page in pages if page.problem is not None]) + _year_taken(reading, paper),
    )


def _year_taken(reading: FileReading, paper: Paper) -> list[Problem]:
    """The problem that a paper's day is printed without its year, and which year it was given."""
    if paper.undated_page is None or paper.date is None:
        return []
    return [Problem(
        code="year-not-printed",
        message=f"the year {paper.date.year} was taken from the days of the file's other papers: the paper prints "
        "its day without one",
        file=reading.source.file,
        page=reading.pages[paper.undated_page].number,
        consequence="its place in time, and whether a time limit holds for it, rest on a year that it does not print",
        remedy="look at the page; where the year decides something, ask the sender for a dated copy",
    )]


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
