"""Containers opened: archives, mails, PDFs and bundles to the files in them, each with the name it has in answers.

:func:`open_container` opens one container, one level deep. What goes in and what comes out can be sent to another
process, so that a hostile container can be opened where it does no harm. :class:`Unpacking` opens all of a case with
it, and counts what the case unpacks to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from openimr.casefile.files.archives import unpack_zip
from openimr.casefile.files.embedded import unpack_docx, unpack_pdf
from openimr.casefile.files.fhir import unpack_fhir
from openimr.casefile.files.filetypes import CONTAINERS, HEAD_BYTES, READABLE, content_type
from openimr.casefile.files.foreign import not_read
from openimr.casefile.files.mail import Mail, open_mail
from openimr.casefile.files.msg import open_msg
from openimr.casefile.files.tnef import open_tnef
from openimr.casefile.files.tray import Limits, Opened, Tray
from openimr.casefile.files.walking import is_clutter, walk
from openimr.problems import Problem

__all__ = ["LOST_FILE", "Limits", "Opened", "Source", "Unpacking", "is_clutter", "open_container", "walk"]

#: Codes of problems by which a whole file is lost: it is listed among the documents as unusable.
LOST_FILE = frozenset({"empty", "unreadable", "unsupported", "too-large", "too-deep", "damaged", "bomb", "encrypted"})

#: Empty files of one container that are told one by one.
_EMPTY_TOLD = 20

#: Opens one container: path, name in answers, content type, an empty folder, what the case may still unpack to.
Opener = Callable[[Path, str, str, Path, Limits], Opened]


@dataclass(frozen=True, slots=True)
class Source:
    """A file that a reader can open.

    Attributes:
        file: its name in answers: the path relative to the case, ``/`` as separator, ``!/`` behind a container.
        path: where its bytes lie.
        type: a content type of :data:`openimr.casefile.files.filetypes.READABLE`.
    """

    file: str
    path: Path
    type: str


def open_container(path: Path, file: str, kind: str, folder: Path, left: Limits) -> Opened:
    """Open one container, one level deep.

    Args:
        path: where it lies.
        file: the name it has in answers.
        kind: its content type, one of :data:`openimr.casefile.files.filetypes.CONTAINERS`.
        folder: where the files in it go, numbered; it must not exist or be empty.
        left: what the case may still unpack to.

    Returns:
        The files in it, which may be containers themselves, and the problems met. Whatever the bytes are, nothing is
        raised.

    >>> import tempfile, zipfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     with zipfile.ZipFile(Path(place, "a.zip"), "w") as archive:
    ...         archive.writestr("note.txt", "Pain 7/10")
    ...     opened = open_container(Path(place, "a.zip"), "a.zip", "zip", Path(place, "out"), Limits())
    ...     [(member.file, member.path.read_text()) for member in opened.members]
    [('a.zip!/note.txt', 'Pain 7/10')]
    """
    tray = Tray(file, folder, left)
    is_paper = kind in READABLE
    try:
        if kind == "zip":
            unpack_zip(path, tray)
        elif kind == "pdf":
            is_paper = unpack_pdf(path, tray)
        elif kind == "docx":
            unpack_docx(path, tray)
        elif kind == "fhir":
            is_paper = unpack_fhir(path, tray)
        elif kind == "tnef":
            for attachment in open_tnef(path):
                tray.add(attachment.name, attachment.data)
        elif kind in ("eml", "msg"):
            _unpack_mail(open_mail(path) if kind == "eml" else open_msg(path), tray)
    except Exception as error:  # parsers of hostile files raise anything; the container is lost, the case goes on
        if kind in ("eml", "msg"):
            tray.report("mail-damaged", f"the mail cannot be taken apart ({_reason(error)})", None,
                        "it was read without its attachments", "ask the sender for the files")
        elif is_paper:
            tray.report("attachments-damaged", f"the files in it cannot be taken out ({_reason(error)})", None,
                        "it was read without them", "ask the sender for the files themselves")
        else:
            tray.report("damaged", f"the container is damaged or cut off ({_reason(error)})", None,
                        "nothing in it could be read", "ask the sender for the file again")
    return tray.opened(is_paper=is_paper)


@dataclass(slots=True)
class Unpacking:
    """Opens the containers of one case within limits, and collects the problems met on the way.

    Attributes:
        folder: a private folder for what comes out.
        limits: how much the case may unpack to.
        problems: what went wrong so far.
        opener: opens one container; by default here and now, without a process of its own.
    """

    folder: Path
    limits: Limits = field(default_factory=Limits)
    problems: list[Problem] = field(default_factory=list)
    opener: Opener = open_container
    _files: int = 0
    _bytes: int = 0
    _opened: int = 0

    def sources(self, path: Path, file: str, depth: int = 0) -> Iterator[Source]:
        """The readable files that a file is or holds; what cannot be read becomes a problem.

        Files that lie in the case folder itself are never counted out by what an archive beside them unpacks to.
        """
        self._files += depth > 0
        try:
            size = path.stat().st_size
            with path.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
        except OSError as error:
            self._report("unreadable", f"the file cannot be opened ({error.strerror or 'no access'})", file,
                         "nothing in it was used", "give this account the right to read it")
            return
        kind = content_type(head, name=file, path=path)
        if kind == "empty":
            self._report("empty", "the file is empty", file, "there was nothing to read",
                         "ask the sender for the file again")
        elif size > self.limits.file_bytes:
            self._report("too-large", "the file is larger than a case file can be", file, "it was not opened",
                         "ask the sender what it is, or split it")
        elif kind in CONTAINERS:
            yield from self._inside(path, file, kind, depth)
        elif kind in READABLE:
            yield Source(file, path, kind)
        else:
            self.problems.append(not_read(kind, file))

    def members(self, path: Path, file: str) -> Iterator[tuple[str, Path]]:
        """The members of a ZIP, unpacked: cleaned name and place of each; ``file`` names the archive in problems."""
        for member in self._open(path, file, "zip", 0).members:
            yield member.file.removeprefix(f"{file}!/"), member.path

    def _inside(self, path: Path, file: str, kind: str, depth: int) -> Iterator[Source]:
        if depth >= self.limits.depth and kind not in READABLE:
            self._report("too-deep", f"more than {self.limits.depth} containers lie inside each other", file,
                         "this one was not opened", "unpack it and add its files")
            return
        opened = self._open(path, file, kind, depth)
        if opened.is_paper:
            yield Source(file, path, kind)
        empty = 0
        for member in opened.members:
            if kind == "zip" and is_clutter(member.file.removeprefix(f"{file}!/")):
                continue
            if member.path.stat().st_size == 0:
                empty += 1
                if empty > _EMPTY_TOLD:
                    continue
            yield from self.sources(member.path, member.file, depth + 1)
        if empty > _EMPTY_TOLD:
            self._report("empty-members", f"{empty - _EMPTY_TOLD:,} more files in it are empty", file,
                         "there was nothing to read", "ask the sender for them again")

    def _open(self, path: Path, file: str, kind: str, depth: int) -> Opened:
        self._opened += 1
        left = replace(
            self.limits, depth=self.limits.depth - depth,
            files=min(self.limits.members, max(0, self.limits.files - self._files)),
            total_bytes=max(0, self.limits.total_bytes - self._bytes),
        )
        opened = self.opener(path, file, kind, self.folder / f"{self._opened:06d}", left)
        self._bytes += opened.unpacked
        self.problems += opened.problems
        return opened

    def _report(self, code: str, message: str, file: str, consequence: str, remedy: str) -> None:
        self.problems.append(Problem(code=code, message=message, file=file, consequence=consequence, remedy=remedy))


def _unpack_mail(mail: Mail, tray: Tray) -> None:
    for attachment in mail.attachments:
        tray.add(attachment.name, attachment.data)
    for name in dict.fromkeys(mail.missing):
        tray.report("attachment-missing", "this attachment is only pointed to by the mail", tray.name(name),
                    "it was not fetched and not read", "ask the sender for the file itself")


def _reason(error: Exception) -> str:
    """The error's own words where this house wrote them, else its kind."""
    return str(error)[:100] if type(error) is ValueError and str(error) else type(error).__name__
