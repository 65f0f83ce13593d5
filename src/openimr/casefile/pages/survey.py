"""A first look at a file: its hash, how many pages it has, and a repaired copy if it needs one."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from openimr.casefile.pages.pdffile import no_pages, open_pdf
from openimr.problems import Problem

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Survey:
    """What a first look at a file found.

    Attributes:
        sha256: hash of its bytes as they came.
        path: where its pages are read from: the file, or a repaired copy.
        pages: how many pages a PDF has; 0 for files of other types, which are read as a whole.
        lost: why nothing in it can be read.
    """

    sha256: str
    path: Path
    pages: int = 0
    lost: Problem | None = None


def survey(path: Path, file: str, kind: str, folder: Path | None) -> Survey:
    """Look at a file.

    Args:
        path: where it lies.
        file: the name it has in answers.
        kind: its content type.
        folder: where a repaired copy may be put; None makes none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     note = Path(place, "note.txt")
    ...     _ = note.write_text("Pain 8/10")
    ...     survey(note, "note.txt", "txt", None).pages
    0
    """
    digest = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(_CHUNK):
                digest.update(chunk)
    except OSError as error:
        return Survey("", path, lost=Problem(
            code="unreadable", message=f"the file cannot be opened ({error.strerror or type(error).__name__})",
            file=file, consequence="nothing in it was used", remedy="give this account the right to read it",
        ))
    sha256 = digest.hexdigest()
    if kind != "pdf":
        return Survey(sha256, path)
    copy = folder / f"{sha256}.pdf" if folder is not None else None
    opened = open_pdf(path, file, copy)
    if isinstance(opened, Problem):
        return Survey(sha256, path, lost=opened)
    with opened as pdf:
        count = len(pdf)
    if count == 0:
        return Survey(sha256, path, lost=no_pages(file))
    return Survey(sha256, copy if copy is not None and copy.exists() else path, count)
