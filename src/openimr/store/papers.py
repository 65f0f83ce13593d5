"""The files of an event, as its data say it: a list of name, hash and size.

``files`` are what it brings (papers that were filed; what a step of the background work made); ``made`` are what an act
of a person made beside: a selection report, a signed letter, notices, a published copy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

from openimr.errors import UnreadableFile
from openimr.printable import printable
from openimr.process import Event
from openimr.store.stepnames import STEP_DONE

#: The field of an event's data that names what an act made.
MADE = "made"
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Paper:
    """One file of a case.

    Attributes:
        name: its name in the case file, with ``/`` between folders.
        sha256: hash of its content, by which it is kept.
        size: its size in bytes.
    """

    name: str
    sha256: str
    size: int


def papers_of(event: Event) -> tuple[Paper, ...]:
    """All files of an event, those it brought before those it made; what is not told as it must be is passed over.

    >>> from datetime import datetime, timezone
    >>> from openimr.process import Actor, sealed
    >>> noon = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
    >>> data = {"files": as_data([Paper("records/a.pdf", "0" * 64, 12)])}
    >>> event = sealed((), "papers-filed", case="C-1", actor=Actor(role="software", name="x"), at=noon, data=data)
    >>> [paper.name for paper in papers_of(event)]
    ['records/a.pdf']
    """
    return (*_told(event.data.get("files")), *_told(event.data.get(MADE)))


def filed_by(event: Event) -> tuple[Paper, ...]:
    """The papers that an event put into the file of the case: what was made from the file is none of it.

    >>> from datetime import datetime, timezone
    >>> from openimr.process import Actor, sealed
    >>> noon = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
    >>> data = {MADE: as_data([Paper("determination.pdf", "0" * 64, 12)])}
    >>> event = sealed((), "determination-made", case="C-1", actor=Actor(role="reviewer", name="x"), at=noon, data=data)
    >>> len(papers_of(event)), len(filed_by(event))
    (1, 0)
    """
    return () if event.kind == STEP_DONE else _told(event.data.get("files"))


def made_by(event: Event) -> tuple[Paper, ...]:
    """What a step of the background work or an act of a person made."""
    return _told(event.data.get("files" if event.kind == STEP_DONE else MADE))


def _told(told: object) -> tuple[Paper, ...]:
    found = []
    for one in told if isinstance(told, list) else []:
        match one:
            case {"name": str(name), "sha256": str(sha256), "size": int(size)}:
                if _HASH.fullmatch(sha256) and printable(name) == name:
                    found.append(Paper(name, sha256, size))
    return tuple(found)


def as_data(papers: Iterable[Paper]) -> list[dict[str, str | int]]:
    """Files as the data of an event hold them."""
    return [{"name": one.name, "sha256": one.sha256, "size": one.size} for one in papers]


def path_in(folder: Path, paper: Paper) -> Path:
    """Where a paper lies in a folder.

    Raises:
        UnreadableFile: its name would lead out of the folder, or names no file.

    >>> path_in(Path("case"), Paper("records/a.pdf", "0" * 64, 12)).as_posix()
    'case/records/a.pdf'
    """
    parts = PurePosixPath(paper.name).parts
    odd = "\0" in paper.name or "\\" in paper.name or PureWindowsPath(paper.name).drive
    if not parts or odd or any(part in ("..", "/") for part in parts):
        raise UnreadableFile(
            "the name of a file would lead out of the folder of its case",
            file=paper.sha256,
            consequence="the case was not written out",
            remedy="file the paper again under a plain name",
        )
    return folder.joinpath(*parts)
