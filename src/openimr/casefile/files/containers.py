"""The files of a case: found in a folder or an archive, containers opened, each with the name it has in answers.

Nothing is ever written under a name that came from outside: members of archives and attachments of mails are
unpacked to numbered files in a private temporary folder.
"""

from __future__ import annotations

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openimr.casefile.files.filetypes import CONTAINERS, HEAD_BYTES, READABLE, content_type
from openimr.casefile.files.mail import open_mail
from openimr.problems import Problem

_CHUNK = 1024 * 1024

#: Codes of problems by which a whole file is lost: it is listed among the documents as unusable.
LOST_FILE = frozenset({"empty", "unreadable", "unsupported", "too-large", "too-deep", "damaged", "bomb", "encrypted"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a case may unpack to.

    Attributes:
        depth: archives inside archives.
        files: files in all, over the whole case.
        member_bytes: size of one unpacked file.
        total_bytes: size of all unpacked files of the case.
        ratio: unpacked to packed size of one member above which it is a bomb (looked at from ``ratio_from`` bytes on).
        file_bytes: size of one file on disk that is read at all.
    """

    depth: int = 4
    files: int = 20_000
    member_bytes: int = 1024 * 1024 * 1024
    total_bytes: int = 4 * 1024 * 1024 * 1024
    ratio: int = 300
    ratio_from: int = 20 * 1024 * 1024
    file_bytes: int = 4 * 1024 * 1024 * 1024


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


@dataclass(slots=True)
class Unpacking:
    """Opens the containers of one case within limits, and collects the problems met on the way."""

    folder: Path
    limits: Limits = field(default_factory=Limits)
    problems: list[Problem] = field(default_factory=list)
    _files: int = 0
    _bytes: int = 0
    _placed: int = 0

    def sources(self, path: Path, file: str, depth: int = 0) -> Iterator[Source]:
        """The readable files that a file is or holds; what cannot be read becomes a problem."""
        self._files += 1
        if self._files > self.limits.files:
            if self._files == self.limits.files + 1:
                self._report("too-many-files", f"the case holds more than {self.limits.files:,} files", file,
                             "the files after this one were not read", "send the case in parts")
            return
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
        elif kind in READABLE:
            yield Source(file, path, kind)
        elif kind not in CONTAINERS:
            self._report("unsupported", f"this kind of file is not read ({kind.removeprefix('other:')})", file,
                         "nothing in it was used", "print it to PDF and add the PDF")
        elif depth >= self.limits.depth:
            self._report("too-deep", f"more than {self.limits.depth} containers lie inside each other", file,
                         "this one was not opened", "unpack it and add its files")
        elif kind == "zip":
            yield from self._zip(path, file, depth)
        else:
            yield from self._mail(path, file, depth)

    def members(self, path: Path, file: str) -> Iterator[tuple[str, Path]]:
        """The members of a ZIP, unpacked: cleaned name and place of each; ``file`` names the archive in problems."""
        try:
            archive = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            self._report("damaged", f"the archive is damaged or cut off ({type(error).__name__})", file,
                         "nothing in it could be read", "ask the sender for the file again")
            return
        with archive:
            infos = archive.infolist()
            if len(infos) > self.limits.files:
                self._report("too-many-files", f"the archive lists {len(infos):,} members", file,
                             f"those after {self.limits.files:,} were not read", "send the case in parts")
            taken: set[str] = set()
            for info in infos[: self.limits.files]:
                if info.is_dir():
                    continue
                name = self._member_name(info.filename, file, taken)
                if stat.S_ISLNK(info.external_attr >> 16):
                    self._report("link", "this member of the archive is a link to another place", f"{file}!/{name}",
                                 "it was not followed", "add the file itself")
                    continue
                place = self._unpack(archive, info, f"{file}!/{name}")
                if place is not None:
                    yield name, place

    def keep(self, data: bytes) -> Path | None:
        """Bytes as a numbered file of the temporary folder; None when the case's limit is reached."""
        if self._bytes + len(data) > self.limits.total_bytes:
            return None
        self._bytes += len(data)
        place = self._place()
        place.write_bytes(data)
        return place

    def _zip(self, path: Path, file: str, depth: int) -> Iterator[Source]:
        for name, place in self.members(path, file):
            if is_clutter(name):
                continue
            yield from self.sources(place, f"{file}!/{name}", depth + 1)

    def _mail(self, path: Path, file: str, depth: int) -> Iterator[Source]:
        try:
            text, attachments = open_mail(path)
        except Exception as error:  # the standard library's mail parser has raised nearly everything on hostile input
            self._report("mail-damaged", f"the mail cannot be taken apart ({type(error).__name__})", file,
                         "it was read as plain text, without its attachments", "ask the sender for the files")
            yield Source(file, path, "txt")
            return
        place = self.keep(text.encode("utf-8", errors="replace"))
        if place is not None:
            yield Source(file, place, "txt")
        taken: set[str] = set()
        for attachment in attachments:
            name = self._member_name(attachment.name, file, taken)
            place = self.keep(attachment.data)
            if place is None:
                self._report_limit(f"{file}!/{name}")
                return
            yield from self.sources(place, f"{file}!/{name}", depth + 1)

    def _unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, file: str) -> Path | None:
        """One member to a numbered file, counted while it is unpacked: declared sizes are not believed."""
        if info.flag_bits & 1:
            self._report("encrypted", "this member of the archive needs a password", file, "it could not be read",
                         "ask the sender for an open copy")
            return None
        place = self._place()
        written = 0
        try:
            with archive.open(info) as source, place.open("wb") as target:
                while chunk := source.read(_CHUNK):
                    written += len(chunk)
                    bomb = written > self.limits.ratio_from and written > self.limits.ratio * max(1, info.compress_size)
                    if bomb or written > self.limits.member_bytes:
                        self._report("bomb", "this member of the archive unpacks to an absurd size", file,
                                     "it was not used", "ask the sender what it is")
                        break
                    if self._bytes + written > self.limits.total_bytes:
                        self._report_limit(file)
                        break
                    target.write(chunk)
                else:
                    self._bytes += written
                    return place
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, RuntimeError) as error:
            self._report("damaged", f"this member of the archive is damaged ({type(error).__name__})", file,
                         "nothing in it could be read", "ask the sender for the file again")
        place.unlink(missing_ok=True)
        return None

    def _member_name(self, raw: str, file: str, taken: set[str]) -> str:
        """A member's name made harmless and unique; a name that points out of the archive is reported."""
        parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
        # a slash at the front, a drive or a step upwards: written by accident rarely, to do harm sometimes
        if raw.startswith(("/", "\\")) or ".." in parts or (parts and parts[0][1:2] == ":"):
            parts = [part for part in parts if part != ".."]
            if parts and parts[0][1:2] == ":":
                parts = parts[1:]
            name = "/".join(parts) or "unnamed"
            self._report("unsafe-name", "the name of this member points out of the archive", f"{file}!/{name}",
                         "it was read under this harmless name", "ask the sender how the archive was made")
        name = "".join(c if c.isprintable() else "_" for c in "/".join(parts)) or "unnamed"
        unique, number = name, 2
        while unique in taken:
            unique = f"{name} ({number})"
            number += 1
        taken.add(unique)
        return unique

    def _place(self) -> Path:
        self._placed += 1
        return self.folder / f"{self._placed:06d}"

    def _report(self, code: str, message: str, file: str, consequence: str, remedy: str) -> None:
        self.problems.append(Problem(code=code, message=message, file=file, consequence=consequence, remedy=remedy))

    def _report_limit(self, file: str) -> None:
        self._report("too-large", "the case unpacks to more than a case file can be", file,
                     "this file and those after it in the archive were not read", "send the case in parts")


def is_clutter(name: str) -> bool:
    """Whether a file is something that an operating system leaves behind and no person put there.

    >>> is_clutter("records/.DS_Store"), is_clutter("__MACOSX/a.pdf"), is_clutter("a.pdf")
    (True, True, False)
    """
    parts = name.split("/")
    return "__MACOSX" in parts or any(p.startswith((".", "~$")) for p in parts) or parts[-1].lower() in (
        "thumbs.db", "desktop.ini")


def walk(folder: Path, report: Callable[[Problem], None]) -> Iterator[tuple[str, Path]]:
    """All files below a folder, in name order, with their path relative to it; links out of it are not followed.

    Args:
        folder: the case folder.
        report: called with each problem (a link, a folder that cannot be listed, a device).
    """
    root = folder.resolve()

    def problem(code: str, message: str, file: str, remedy: str) -> None:
        report(Problem(code=code, message=message, file=file, consequence="it was not read", remedy=remedy))

    waiting: list[tuple[str, Path]] = [("", folder)]
    while waiting:
        prefix, place = waiting.pop()
        try:
            entries = sorted(os.scandir(place), key=lambda e: e.name)
        except OSError as error:
            problem("unreadable", f"the folder cannot be listed ({error.strerror or 'no access'})",
                    prefix.rstrip("/") or ".", "give this account the right to read it")
            continue
        for entry in entries:
            file = _printable(f"{prefix}{entry.name}")
            path = Path(entry.path)
            if entry.is_symlink():
                target = path.resolve()
                inside = target.is_relative_to(root) and target.is_file()
                if not inside:
                    problem("link", "this is a link to a place outside the case folder", file, "copy the file itself")
                continue  # a link to a file inside the folder shows nothing new
            if entry.is_dir():
                waiting.append((f"{file}/", path))
            elif entry.is_file():
                yield file, path
            else:
                problem("not-a-file", "this is not an ordinary file", file, "remove it from the case folder")


def _printable(name: str) -> str:
    """A file name as text that can be printed and stored; bytes outside UTF-8 are shown as question marks."""
    return name.encode("utf-8", errors="replace").decode("utf-8")
