"""The form of a backup and of an export, the same for both databases, and how it is written: whole or not at all.

A folder or a ZIP with ``manifest.json`` (the hash of every other part), ``events.jsonl`` (the events as their logs have
them, case after case), ``tasks.jsonl`` (cases whose work waits) and ``files/``. An export has pages for people besides.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from openimr.errors import NotFound, UnreadableFile, WouldOverwrite
from openimr.store.chunks import CHUNK
from openimr.store.disk import made_to_last, writing

FORMAT = 1
# Names inside an archive.
MANIFEST, EVENTS, TASKS, FILES = "manifest.json", "events.jsonl", "tasks.jsonl", "files"
#: What may lie among the files.
_IN_FILES = re.compile(FILES + r"/[0-9a-f]{2}/[0-9a-f]{64}(?:\.enc|\.[0-9a-f]{32}\.key)?")
#: How a part that is missing or damaged shows, in a folder and in a ZIP.
_UNREADABLE = (
    OSError, KeyError, EOFError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError, zlib.error,
)  # fmt: skip
#: A manifest is small; a larger one is none.
_LARGEST_MANIFEST = 2**30


class Manifest(BaseModel):
    """What an archive says of itself.

    Attributes:
        format: the form of the archive.
        openimr: the release that wrote it.
        made: when.
        what: ``backup`` or ``export``.
        cases: how many cases.
        events: how many events.
        files: how many files, by content.
        parts: hash of every other part, by name.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    openimr: str
    made: str
    what: str
    cases: int
    events: int
    files: int = 0
    parts: dict[str, str]


class ArchiveWriter:
    """Writes the parts of an archive and keeps their hashes; :meth:`close` writes the manifest last of all.

    Until then it bears the name of the target with ``.part`` behind it, so that what was ended halfway is never taken
    for a whole one. A folder that was ended halfway is gone on with: each part in it was put there whole. A ZIP is
    begun anew.

    Args:
        target: where it is to lie.

    Raises:
        WouldOverwrite: there is something already, or another process is writing it.
        CannotWrite: the disk refuses it.
    """

    def __init__(self, target: Path) -> None:
        _refuse_overwrite(target)
        self.target, self._part = target, target.with_name(target.name + ".part")
        self._zip: zipfile.ZipFile | None = None
        self.parts: dict[str, str] = {}
        self.manifest_sha256 = ""
        with writing(target, _NOT_WRITTEN):
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.suffix.lower() == ".zip":
                self._held = os.open(self._part, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
                _only_one(self._held, self._part, target)
                os.ftruncate(self._held, 0)
                self._stream = os.fdopen(self._held, "w+b")
                self._zip = zipfile.ZipFile(self._stream, "w", zipfile.ZIP_DEFLATED, allowZip64=True)
            else:
                self._part.mkdir(exist_ok=True, mode=0o700)
                if os.name != "nt":
                    self._held = os.open(self._part, os.O_RDONLY)
                    _only_one(self._held, self._part, target)
                (self._part / MANIFEST).unlink(missing_ok=True)

    def write(self, name: str, content: Iterable[bytes]) -> None:
        """Write one part, piece by piece.

        Raises:
            CannotWrite: the disk refuses it; what was written so far keeps the name that says it is not whole.
        """
        digest = hashlib.sha256()
        pieces = iter(content)
        with self._open(name) as stream:
            # what the content itself raises is no fault of the place where it is written
            while (piece := next(pieces, None)) is not None:
                digest.update(piece)
                with writing(self.target, _NOT_WRITTEN):
                    stream.write(piece)
        self.parts[name] = digest.hexdigest()

    def has(self, name: str, is_it: Callable[[Path], bool]) -> bool:
        """Whether a part lies there from an earlier time that was ended halfway; then it counts as written.

        Args:
            name: the part.
            is_it: whether what lies there is the part that is to be written.
        """
        path = self._part / name
        if self._zip is not None or not path.is_file() or not is_it(path):
            return False
        with path.open("rb") as stream:
            self.parts[name] = hashlib.file_digest(stream, "sha256").hexdigest()
        return True

    def links(self, name: str, to: str) -> bool:
        """Give a part that was written a second name without a second copy; False where that cannot be."""
        if self._zip is not None:
            return False
        path = self._part / name
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            path.unlink(missing_ok=True)
            os.link(self._part / to, path)
        except OSError:
            return False
        self.parts[name] = self.parts[to]
        return True

    def close(self, **said: Any) -> Manifest:
        """Write the manifest (what else is said, and the hash of every part), and give the archive its name.

        Raises:
            WouldOverwrite: something came to lie at the target meanwhile.
            CannotWrite: the disk refuses it.
        """
        manifest = Manifest(format=FORMAT, parts=self.parts, **said)
        self._clear_away()
        self.write(
            MANIFEST, [json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True).encode("ascii") + b"\n"]
        )
        self.manifest_sha256 = self.parts[MANIFEST]
        with writing(self.target, _NOT_WRITTEN):
            if self._zip is not None:
                self._zip.close()
                self._stream.flush()
                os.fsync(self._stream.fileno())
                if os.name == "nt":
                    self._stream.close()
            _refuse_overwrite(self.target)
            if self.target.is_dir():
                self.target.rmdir()
            self._part.rename(self.target)
            made_to_last(self.target.parent)
        self._let_go()
        return manifest

    def _let_go(self) -> None:
        if self._zip is not None:
            self._stream.close()
        elif os.name != "nt":
            os.close(self._held)

    def _clear_away(self) -> None:
        """Take away what an earlier time left that this one does not name."""
        if self._zip is not None:
            return
        for path in [path for path in self._part.rglob("*") if path.is_file()]:
            if path.relative_to(self._part).as_posix() not in self.parts:
                path.unlink()

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        if self._zip is not None:
            with writing(self.target, _NOT_WRITTEN):
                opened = self._zip.open(name, "w", force_zip64=True)
            try:
                yield opened
            finally:
                with writing(self.target, _NOT_WRITTEN):
                    opened.close()
            return
        path = self._part / name
        half = path.with_name(path.name + ".half")
        with writing(self.target, _NOT_WRITTEN):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            stream = half.open("wb")
        try:
            yield stream
            with writing(self.target, _NOT_WRITTEN):
                stream.flush()
                os.fsync(stream.fileno())
        finally:
            with suppress(OSError):
                stream.close()
        with writing(self.target, _NOT_WRITTEN):
            half.replace(path)


_NOT_WRITTEN = "it is not finished: what was written bears the name ….part and is taken up or replaced next time"


def _refuse_overwrite(target: Path) -> None:
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise WouldOverwrite(
            "there is something at this place already",
            file=str(target),
            consequence="nothing was written",
            remedy="choose another place",
        )


def _only_one(handle: int, part: Path, target: Path) -> None:
    """Refuse a second process that writes this archive; the lock is gone with its process, however that ends."""
    try:
        import fcntl
    except ImportError:  # Windows
        return
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        ours = part.exists() and os.path.samestat(os.fstat(handle), part.stat())
    except BlockingIOError:
        ours = False
    if not ours:
        os.close(handle)
        raise WouldOverwrite(
            "another process is writing this backup or export just now",
            file=str(target),
            consequence="nothing was written",
            remedy="wait for it, or choose another place",
        )


class ArchiveReader:
    """Reads the parts of an archive; each is checked against the manifest while it is read.

    Raises:
        NotFound: there is nothing at the path.
        UnreadableFile: it is no archive, was not finished, or is of a later form.
    """

    def __init__(self, source: Path) -> None:
        self.source = source
        self._zip: zipfile.ZipFile | None = None
        if not source.exists():
            raise NotFound("there is no such backup or export", file=str(source), remedy="check the path")
        try:
            if source.is_file():
                self._zip = zipfile.ZipFile(source)
            with self._open(MANIFEST) as stream:
                self.manifest = Manifest.model_validate_json(stream.read(_LARGEST_MANIFEST))
        except (*_UNREADABLE, ValidationError):
            raise UnreadableFile(
                "this is no backup or export, or it was not finished",
                file=str(source),
                consequence="nothing was read",
                remedy="give the folder or ZIP that imr store backup or imr store export wrote",
            ) from None
        if self.manifest.format != FORMAT:
            raise UnreadableFile(
                f"the archive has the form {self.manifest.format}, and this release reads {FORMAT}",
                file=str(source),
                remedy="use the release that wrote it",
            )

    def read(self, name: str) -> Iterator[bytes]:
        """One part, piece by piece.

        Raises:
            UnreadableFile: at its end, where it is not what was written; or it is missing.
        """
        digest = hashlib.sha256()
        try:
            with self._open(name) as stream:
                while piece := stream.read(CHUNK):
                    digest.update(piece)
                    yield piece
        except _UNREADABLE:
            raise _not_as_written(self.source, name, "is missing or cannot be read") from None
        if digest.hexdigest() != self.manifest.parts.get(name):
            raise _not_as_written(self.source, name, "is not what was written")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of one part, without line ends."""
        held = b""
        for piece in self.read(name):
            *whole, held = (held + piece).split(b"\n")
            yield from whole
        if held:
            yield held

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name)
        # a manifest of somebody else's hand gets nothing from outside of the archive
        odd = PurePosixPath(name).is_absolute() or "\\" in name or "\0" in name or PureWindowsPath(name).drive
        if odd or ".." in PurePosixPath(name).parts or (name.startswith(FILES + "/") and not _IN_FILES.fullmatch(name)):
            raise KeyError(name)
        return (self.source / name).open("rb")

    def others(self) -> list[str]:
        """The parts beside events, tasks and files: pages of an export for people."""
        known = (EVENTS, TASKS)
        return [name for name in self.manifest.parts if name not in known and not name.startswith(FILES + "/")]


def _not_as_written(source: Path, name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} {what}", file=str(source), consequence="the archive is not whole", remedy="use another copy"
    )
