"""The form of a backup and of an export, the same for both databases, and how it is written: whole or not at all.

A folder or a ZIP with ``manifest.json`` (the hash of every other part), ``events.jsonl`` (the events as their logs have
them, case after case), ``tasks.jsonl`` (cases whose work waits) and ``files/``.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from pydantic import BaseModel, ConfigDict, ValidationError

from openimr.errors import NotFound, UnreadableFile, WouldOverwrite
from openimr.store.chunks import CHUNK

FORMAT = 1
# Names inside an archive.
MANIFEST, EVENTS, TASKS, FILES = "manifest.json", "events.jsonl", "tasks.jsonl", "files"
#: What may lie among the files: never a path that leads elsewhere.
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
        parts: hash of every other part, by name.
    """

    model_config = ConfigDict(frozen=True)

    format: int
    openimr: str
    made: str
    what: str
    cases: int
    events: int
    parts: dict[str, str]


class ArchiveWriter:
    """Writes the parts of an archive and keeps their hashes; :meth:`close` writes the manifest last of all.

    An archive without a manifest was not finished and is refused by whoever reads it.
    """

    def __init__(self, target: Path) -> None:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            raise WouldOverwrite(
                "there is something at this place already",
                file=str(target),
                consequence="nothing was written",
                remedy="choose another place",
            )
        self.target = target
        self._zip: zipfile.ZipFile | None = None
        self.parts: dict[str, str] = {}
        if target.suffix.lower() == ".zip":
            target.parent.mkdir(parents=True, exist_ok=True)
            self._zip = zipfile.ZipFile(target, "x", zipfile.ZIP_DEFLATED, allowZip64=True)
        else:
            target.mkdir(parents=True, exist_ok=True, mode=0o700)

    def write(self, name: str, content: Iterable[bytes]) -> None:
        """Write one part, piece by piece."""
        digest = hashlib.sha256()
        with self._open(name) as stream:
            for piece in content:
                digest.update(piece)
                stream.write(piece)
        self.parts[name] = digest.hexdigest()

    def close(self, **said: Any) -> Manifest:
        """Write the manifest: what else is said, and the hash of every part."""
        manifest = Manifest(format=FORMAT, parts=self.parts, **said)
        with self._open(MANIFEST) as stream:
            stream.write(json.dumps(manifest.model_dump(mode="json"), indent=1, sort_keys=True).encode("ascii") + b"\n")
        if self._zip is not None:
            self._zip.close()
        return manifest

    def _open(self, name: str) -> IO[bytes]:
        if self._zip is not None:
            return self._zip.open(name, "w", force_zip64=True)
        path = self.target / name
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return path.open("xb")


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
        if name not in (MANIFEST, EVENTS, TASKS) and not _IN_FILES.fullmatch(name):
            raise KeyError(name)
        return (self.source / name).open("rb")


def _not_as_written(source: Path, name: str, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"{name} {what}", file=str(source), consequence="the archive is not whole", remedy="use another copy"
    )
