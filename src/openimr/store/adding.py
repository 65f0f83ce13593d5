"""Papers put into the file of a case, from a folder on disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from openimr.errors import ActedMeanwhile, NotFound, UnreadableFile
from openimr.printable import printable
from openimr.process import Actor
from openimr.store.filestore import FileStore
from openimr.store.log import PROGRAM, append, events_of
from openimr.store.papers import Paper, as_data
from openimr.store.tasks import papers_until

#: How often papers are filed anew when others act on the case at the same instant.
_TRIES = 20


def add_papers(files: FileStore, case: str, source: Path, actor: Actor = PROGRAM) -> list[Paper]:
    """File the papers of a folder (or one file) in a case; the case is begun where there is none.

    Files are kept first, then one event brings them all: a run that was ended halfway leaves the case as it was. Of two
    people who file the same papers at once, one does.
    A paper that the case has under the same name and with the same content is not filed again.

    Args:
        files: the files of the store.
        case: the case.
        source: a folder with the papers, or one file.
        actor: who files them.

    Returns:
        The papers that were filed; none where the case has all of them.

    Raises:
        NotFound: there is no such folder, or no file in it.
        UnreadableFile: a file cannot be read.
        CannotWrite: the store cannot be written to.
        ActedMeanwhile: somebody else filed another paper under a name of these at the same instant.
        EventRefused: the procedure does not allow it.
    """
    if not source.exists():
        raise NotFound("there is no such file or folder", file=str(source), remedy="check the path")
    found = list(_files(source))
    if not found:
        raise NotFound("the folder holds no file", file=str(source), remedy="give the folder of a case")
    kept = [_kept(files, name, path) for name, path in found]
    for _ in range(_TRIES):
        events = events_of(case)
        known = {(paper.name, paper.sha256) for paper in papers_until(events, len(events))}
        papers = [paper for paper in kept if (paper.name, paper.sha256) not in known]
        if not papers:
            return []
        try:
            append(case, "papers-filed", actor=actor, seen=len(events), data={"files": as_data(papers)})
        except ActedMeanwhile:
            # somebody, or a worker, acted on the case: papers only add to it, so only papers of one name must not meet
            since = events_of(case)[len(events) :]
            named = {paper.name: paper.sha256 for paper in papers}
            if any(named.get(one.name, one.sha256) != one.sha256 for one in papers_until(since, len(events_of(case)))):
                raise
            continue
        return papers
    raise ActedMeanwhile(
        f"others kept acting on case {printable(case)}", consequence="nothing was filed", remedy="try again"
    )


def _kept(files: FileStore, name: str, path: Path) -> Paper:
    try:
        kept = files.put_file(path)
    except OSError as error:
        why = (error.strerror or type(error).__name__).lower()
        raise UnreadableFile(
            f"the file cannot be read ({why})", file=name, consequence="nothing was filed", remedy="see who may read it"
        ) from None
    return Paper(name, kept.sha256, kept.size)


def _files(source: Path) -> Iterator[tuple[str, Path]]:
    """Files by name, in order; hidden ones and links are left out, and names are made fit for any system."""
    if source.is_file():
        yield _name(source.name), source
        return
    for folder, folders, names in os.walk(source):
        folders[:] = sorted(one for one in folders if not one.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if not name.startswith(".") and path.is_file() and not path.is_symlink():
                yield _name(path.relative_to(source).as_posix()), path


def _name(name: str) -> str:
    return printable(name).replace("\\", "_").replace(":", "_")
