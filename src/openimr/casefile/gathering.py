"""The papers of a case gathered: from a folder, an archive or one file, with what intake already knows.

Containers are opened in worker processes: an archive that explodes costs itself.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from openimr.casefile.files.caselayout import INTAKE_FILE, papers
from openimr.casefile.files.containers import Opened, Source, Unpacking, is_clutter, open_container, walk
from openimr.casefile.files.filetypes import HEAD_BYTES, content_type
from openimr.casefile.files.intake import read_intake
from openimr.casefile.files.tray import Limits
from openimr.casefile.model import Intake
from openimr.casefile.work.workers import Outcome, Task, work_off
from openimr.errors import NotFound, UnreadableFile
from openimr.problems import Problem

#: Seconds that opening a container may take, and the bytes for which it gets another second.
_CONTAINER_SECONDS = 120.0
_BYTES_A_SECOND = 10 * 1024 * 1024


@dataclass(slots=True)
class Gathered:
    """What a case is made of before anything is read.

    Attributes:
        sources: files to read, in the order of their names.
        intake: what intake already knows.
        problems: files that are no papers, or could not be taken out of their container.
    """

    sources: list[Source] = field(default_factory=list)
    intake: Intake = field(default_factory=Intake)
    problems: list[Problem] = field(default_factory=list)


def gather(path: Path, folder: Path, workers: int) -> Gathered:
    """All files of a case that can be read.

    Args:
        path: a case folder, a ZIP of one, or one file that holds everything.
        folder: a private folder for what comes out of containers.
        workers: processes; 0 opens containers in this one.

    Raises:
        NotFound: there is nothing at ``path``.
        UnreadableFile: ``path`` is a file that cannot be opened at all.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as case, tempfile.TemporaryDirectory() as place:
    ...     _ = Path(case, "note.txt").write_text("Pain 7/10")
    ...     [source.file for source in gather(Path(case), Path(place), 0).sources]
    ['note.txt']
    """
    if not path.exists():
        raise NotFound("there is no such case file", file=str(path), remedy="check the path")
    unpacking = Unpacking(folder, opener=partial(_open_apart, workers) if workers else open_container)
    gathered = Gathered()
    for file, where in _files(path, unpacking, gathered.problems):
        if file == INTAKE_FILE:
            gathered.intake, found = read_intake(where)
            gathered.problems += found
        else:
            gathered.sources += unpacking.sources(where, file)
    gathered.problems += unpacking.problems
    return gathered


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


def _open_apart(workers: int, path: Path, file: str, kind: str, folder: Path, left: Limits) -> Opened:
    """Open a container in a worker; one that hangs, crashes or takes all memory is reported as lost."""
    opened: list[Opened] = []
    size = path.stat().st_size

    def done(_: Task[Opened], outcome: Outcome[Opened]) -> None:
        opened.append(outcome.value or Opened(problems=(Problem(
            code="damaged", message=f"the container cannot be opened ({outcome.lost})", file=file,
            consequence="nothing in it could be read", remedy="ask the sender for the files themselves",
        ),)))

    seconds = _CONTAINER_SECONDS + size / _BYTES_A_SECOND
    work_off([Task(open_container, (path, file, kind, folder, left), seconds)], done, workers=workers)
    return opened[0]
