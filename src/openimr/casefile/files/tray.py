"""What comes out of a container, one level of it: files in a folder under numbers, with harmless names, within limits.

Nothing is ever written under a name that came from outside, and no declared size is believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from openimr.problems import Problem

#: A case with more than this many files of one trouble hears of the first ones only, and of how many there are.
_TOLD = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a case may unpack to; handed to the opening of one container, how much of it is left.

    Attributes:
        depth: containers inside containers.
        files: files that come out of containers, over the whole case.
        members: files that come out of one container.
        member_bytes: size of one unpacked file.
        total_bytes: size of all unpacked files of the case.
        ratio: unpacked to packed size of one member above which it is a bomb (looked at from ``ratio_from`` bytes on).
        ratio_from: size from which the ratio counts.
        file_bytes: size of one file on disk that is read at all.
    """

    depth: int = 4
    files: int = 20_000
    members: int = 4_000
    member_bytes: int = 1024 * 1024 * 1024
    total_bytes: int = 4 * 1024 * 1024 * 1024
    ratio: int = 300
    ratio_from: int = 20 * 1024 * 1024
    file_bytes: int = 4 * 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Member:
    """A file that came out of a container.

    Attributes:
        file: its name in answers: that of the container, ``!/``, and its own made harmless.
        path: where its bytes lie now.
    """

    file: str
    path: Path


@dataclass(frozen=True, slots=True)
class Opened:
    """What came out of one container. It can be sent from one process to another.

    Attributes:
        members: the files in it, in its order; they may be containers themselves.
        problems: what could not be taken out, and why.
        unpacked: bytes written.
        is_paper: whether the container has pages of its own to be read (a mail has, a ZIP has none).
    """

    members: tuple[Member, ...] = ()
    problems: tuple[Problem, ...] = ()
    unpacked: int = 0
    is_paper: bool = False


@dataclass(slots=True)
class Tray:
    """Takes what comes out of one container, and keeps count.

    Attributes:
        file: the container's name in answers.
        folder: an empty folder for what comes out; made when the first file is.
        left: how much the case may still unpack to.
        problems: what went wrong so far.
    """

    file: str
    folder: Path
    left: Limits
    problems: list[Problem] = field(default_factory=list)
    _members: list[Member] = field(default_factory=list)
    _taken: set[str] = field(default_factory=set)
    _unpacked: int = 0
    _refused: dict[str, int] = field(default_factory=dict)

    def opened(self, *, is_paper: bool) -> Opened:
        """The result, once the container is empty."""
        for code, count in self._refused.items():
            if count > _TOLD:
                self.report(code, f"{count - _TOLD:,} more files in it met the same limit", None,
                            "they were not read", "send the case in parts")
        self._refused.clear()
        return Opened(tuple(self._members), tuple(self.problems), self._unpacked, is_paper)

    def name(self, raw: str) -> str:
        """A name from outside as the name in answers: harmless, printable, unique; one that points out is reported."""
        parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
        # a slash at the front, a drive or a step upwards: written by accident rarely, to do harm sometimes
        points_out = raw.startswith(("/", "\\")) or ".." in parts or bool(parts and parts[0][1:2] == ":")
        if points_out:
            parts = [part for part in parts if part != ".."]
            if parts and parts[0][1:2] == ":":
                parts = parts[1:]
        name = "".join(c if c.isprintable() else "_" for c in "/".join(parts))[-400:] or "unnamed"
        unique, number = name, 2
        while unique in self._taken:
            unique = f"{name} ({number})"
            number += 1
        self._taken.add(unique)
        file = f"{self.file}!/{unique}"
        if points_out:
            self.report("unsafe-name", "the name of this member points out of the archive", file,
                        "it was read under this harmless name", "ask the sender how the archive was made")
        return file

    def add(self, raw_name: str, chunks: Iterable[bytes] | bytes, packed: int | None = None) -> None:
        """Take one file.

        Args:
            raw_name: the name it had inside.
            chunks: its bytes, whole or piece by piece; whatever reading them raises is left to the caller, and the
                piece of file is taken away again.
            packed: how many bytes it took inside; None when it was not packed.
        """
        self.add_as(self.name(raw_name), chunks, packed)

    def add_as(self, file: str, chunks: Iterable[bytes] | bytes, packed: int | None = None) -> None:
        """Take one file whose name in answers (from :meth:`name`) is known already."""
        if self.left.depth <= 0:
            self._refuse("too-deep", "too many containers lie inside each other", file, "this file was not opened",
                         "unpack it and add its files")
            return
        if len(self._members) >= self.left.files:
            self._refuse("too-many-files", "the case holds more files than a case can have", file,
                         "this one was not read", "send the case in parts")
            return
        place = self.folder / f"{len(self._members) + 1:06d}"
        self.folder.mkdir(parents=True, exist_ok=True)
        written, kept = 0, False
        try:
            with place.open("wb") as target:
                for chunk in (chunks,) if isinstance(chunks, bytes) else chunks:
                    written += len(chunk)
                    if self._is_too_much(file, written, packed):
                        return
                    target.write(chunk)
            kept = True
        finally:
            if not kept:
                with suppress(OSError):
                    place.unlink(missing_ok=True)
        self._unpacked += written
        self._members.append(Member(file, place))

    def report(self, code: str, message: str, file: str | None, consequence: str, remedy: str) -> None:
        """Note a problem; ``file`` None for the container itself."""
        self.problems.append(
            Problem(code=code, message=message, file=file or self.file, consequence=consequence, remedy=remedy)
        )

    def _is_too_much(self, file: str, written: int, packed: int | None) -> bool:
        is_bomb = packed is not None and written > self.left.ratio_from and written > self.left.ratio * max(1, packed)
        if is_bomb or written > self.left.member_bytes:
            self.report("bomb", "this member of the archive unpacks to an absurd size", file, "it was not used",
                        "ask the sender what it is")
            return True
        if self._unpacked + written > self.left.total_bytes:
            self._refuse("too-large", "the case unpacks to more than a case file can be", file, "it was not read",
                         "send the case in parts")
            return True
        return False

    def _refuse(self, code: str, message: str, file: str, consequence: str, remedy: str) -> None:
        self._refused[code] = self._refused.get(code, 0) + 1
        if self._refused[code] <= _TOLD:
            self.report(code, message, file, consequence, remedy)
