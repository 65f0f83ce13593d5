"""The papers of a case compared with each other: copies, other people's papers, passages carried forward, names.

Comparing is work that a hostile text can make endless, so each step is done in a worker process within a time limit.
A step that is lost is tried again without the papers that hold more on a page than any sheet does; what it could not
find out is a problem of the case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from openimr.casefile.model import Document, Intake
from openimr.casefile.papers.duplicates import mark_copies
from openimr.casefile.papers.misnaming import mark_misnamed
from openimr.casefile.papers.otherpatients import Verdict, mark_other_patients
from openimr.casefile.papers.parting import Told
from openimr.casefile.papers.passages import mark_copied_passages
from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.problems import Problem

#: Seconds that a step may take, and how many more for each page: a hundred times what it takes on a slow machine.
_SECONDS, _MORE = 60.0, 0.1
#: Letters of the fullest sheet in small print, several times over.
_FULL_PAGE = 40_000

#: Of whom each page tells, for papers that several persons share, by their ids.
Shared = Mapping[str, Sequence[Told]]
#: What a step found: fields of each document that it set, problems that it added to it; problems of the case, and
#: papers to be parted.
_Found = tuple[list[tuple[dict[str, Any], list[Problem]]], list[Problem], Shared]
#: Steps that are done beside each other, by their numbers; the second reads nothing that the first sets but patients.
_BESIDE = (0, 1)
#: Parting a paper may show that its neighbour is shared, too; so often papers are parted, and asked about once more.
_PARTINGS = 3


@dataclass(frozen=True, slots=True)
class _Step:
    """One thing that is found out by comparing, and what it means when it is not."""

    call: Callable[[Sequence[Document], Intake, Mapping[str, str]], Verdict]
    code: str
    what: str
    consequence: str
    remedy: str


def compare_papers(
    documents: list[Document], intake: Intake, types: Mapping[str, str], *, workers: int,
    seconds: float | None = None, part: Callable[[Shared], list[Document] | None] | None = None,
) -> list[Problem]:
    """Mark other people's papers, copies, passages carried forward and misnamed files.

    Args:
        documents: all documents of the case in the order of its files; they are changed.
        intake: what intake knows.
        types: content type of each file that was read.
        workers: processes; 0 works in this one, without any limit.
        seconds: how long a step may take; by default what any honest case needs, by its pages.
        part: makes the documents anew with those parted that several persons share, told of whom each of their pages
            tells; None when there is nothing to part. The list of documents is changed then.

    Returns:
        Problems of the case, one for each step that was lost among them.

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> text = "MRI LUMBAR SPINE\\nPatient: Marlo Quince\\nL4-5: a bulge of 3 mm touches the left root of L5."
    >>> papers = [Document(n, n, [Page(n, n, 1, text)], DocumentKind.MRI_REPORT, None, None, n) for n in ("d01", "d02")]
    >>> compare_papers(papers, Intake(), {}, workers=0)
    []
    >>> papers[1].duplicate_of
    'd01'
    """
    limit = seconds if seconds is not None else _SECONDS + _MORE * sum(len(d.pages) for d in documents)
    problems: list[Problem] = []
    told = [document.patient for document in documents]
    ready = _work(_BESIDE, documents, intake, types, limit, workers) if workers > 1 else {}
    for number, step in enumerate(_STEPS):
        if told != [document.patient for document in documents]:
            ready.clear()  # patients were found to have other names, or papers were parted
        more, shared = _taken(number, step, documents, intake, types, limit, workers, ready.pop(number, None))
        for _ in range(_PARTINGS):
            new = part(shared) if part is not None and shared else None
            if new is None:
                break
            documents[:] = new  # nothing is marked in these yet
            ready.clear()
            more, shared = _taken(number, step, documents, intake, types, limit, workers)
        problems += more
    return problems


def _taken(
    number: int, step: _Step, documents: Sequence[Document], intake: Intake, types: Mapping[str, str],
    seconds: float, workers: int, ready: Outcome[_Found] | None = None,
) -> tuple[list[Problem], Shared]:
    """Do a step, without papers that are too full if need be; problems of the case, and papers to be parted."""
    outcome = ready or _work((number,), documents, intake, types, seconds, workers)[number]
    if outcome.value is not None:
        return _take(outcome.value, documents)
    light = [d for d in documents if all(len(page.text) <= _FULL_PAGE for page in d.pages)]
    left_out = len(documents) - len(light)
    if left_out and light:
        again = _work((number,), light, intake, types, seconds, workers)[number]
        if again.value is not None:
            problems, shared = _take(again.value, light)
            named = next(d for d in documents if any(len(page.text) > _FULL_PAGE for page in d.pages))
            return [*problems, Problem(
                code=step.code, message=f"{step.what} ({left_out} papers hold more on a page than any sheet does)",
                file=named.file, consequence=f"in these papers {step.consequence}", remedy=step.remedy,
            )], shared
    lost = outcome.lost.replace("reading it", "comparing").replace("its reader", "comparing")
    return [Problem(
        code=step.code, message=f"{step.what} ({lost})", consequence=step.consequence, remedy=step.remedy,
    )], {}


def _work(
    numbers: Sequence[int], documents: Sequence[Document], intake: Intake, types: Mapping[str, str], seconds: float,
    workers: int,
) -> dict[int, Outcome[_Found]]:
    """What became of steps that are done beside each other; nothing is taken into the documents yet."""
    found: dict[int, Outcome[_Found]] = {}

    def done(task: Task[_Found], outcome: Outcome[_Found]) -> None:
        found[task.about] = outcome

    work_off(
        [Task(_worked, (n, list(documents), intake, dict(types)), seconds, about=n) for n in numbers], done,
        workers=workers,
    )
    return found


def _take(found: _Found, documents: Sequence[Document]) -> tuple[list[Problem], Shared]:
    """Take what a step found into the documents; problems of the case, and papers to be parted."""
    of_documents, problems, shared = found
    for document, (values, added) in zip(documents, of_documents, strict=True):
        for name, value in values.items():
            setattr(document, name, value)
        document.problems += added
    return problems, shared


def _worked(number: int, documents: list[Document], intake: Intake, types: Mapping[str, str]) -> _Found:
    """Do a step on copies of the documents: their pages are shared, what is marked on them is not."""
    marked = [replace(document, problems=[], copied=list(document.copied)) for document in documents]
    verdict = _STEPS[number].call(marked, intake, types)
    found = []
    for document, after in zip(documents, marked, strict=True):
        names = [field.name for field in fields(Document) if field.name not in ("pages", "problems")]
        values = {name: value for name in names if (value := getattr(after, name)) != getattr(document, name)}
        found.append((values, after.problems))
    return found, verdict.problems, verdict.shared


def _other_patients(documents: Sequence[Document], intake: Intake, types: Mapping[str, str]) -> Verdict:
    return mark_other_patients([document for document in documents if document.usable], intake)


def _copies(documents: Sequence[Document], intake: Intake, types: Mapping[str, str]) -> Verdict:
    mark_copies([document for document in documents if document.usable])
    return Verdict()


def _passages(documents: Sequence[Document], intake: Intake, types: Mapping[str, str]) -> Verdict:
    mark_copied_passages(documents)
    return Verdict()


def _names(documents: Sequence[Document], intake: Intake, types: Mapping[str, str]) -> Verdict:
    mark_misnamed(documents, types)
    return Verdict()


_LOOK = "look through the files, and take out what is no paper"
_STEPS = (
    _Step(_other_patients, "patients-unknown", "whose papers these are could not be told",
          "pages about another patient may be among the evidence", _LOOK),
    _Step(_copies, "copies-unknown", "papers that came twice could not be told",
          "the same paper may be counted more than once", _LOOK),
    _Step(_passages, "passages-unknown", "passages carried forward could not be told",
          "what was copied from an earlier report may look newly found", _LOOK),
    _Step(_names, "names-unknown", "file names could not be compared with what the files hold",
          "a file may hold something else than its name says", _LOOK),
)
