"""Files kept by their content: written whole or not at all, checked whenever they are read, encrypted where asked.

A file lies at ``files/ab/abcd…``, by the SHA-256 of its content; an encrypted one ends with ``.enc``, and its wrapped
key lies beside it (:mod:`openimr.store.keys`). Nothing sound is ever written over or deleted, but an unencrypted file
whose encrypted form was read back and is the same.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import StoreDamaged
from openimr.store.chunks import CHUNK, HEAD_BYTES, KEY_ID_BYTES, MARK, NotAsWritten, decrypted, encrypted
from openimr.store.disk import made_to_last, writing
from openimr.store.keys import KEY_BYTES, KeyRing, require_ring

ENCRYPTED = ".enc"
KEY = ".key"
#: The folder of files on their way in.
INCOMING = "incoming"
_NAME = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is in the store: hash and size of its content."""

    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class FileStore:
    """The files of a store.

    Attributes:
        folder: where they lie.
        ring: the keys; None keeps new files as they are.

    >>> import tempfile
    >>> store = FileStore(Path(tempfile.mkdtemp()) / "files")
    >>> kept = store.put([b"L4-5 ", b"stenosis"])
    >>> kept.size, b"".join(store.read(kept.sha256))
    (13, b'L4-5 stenosis')
    """

    folder: Path
    ring: KeyRing | None = None

    def put(self, content: Iterable[bytes]) -> Kept:
        """Keep a file. One that is kept already is not written again, unless it went bad: then this takes its place.

        From here on it survives a loss of power.

        Raises:
            CannotWrite: the disk refuses it; nothing was kept.
        """
        digest, size = hashlib.sha256(), 0

        def pieces() -> Iterator[bytes]:
            nonlocal size
            for piece in _even(content):
                digest.update(piece)
                size += len(piece)
                yield piece

        key, key_id = os.urandom(KEY_BYTES), os.urandom(KEY_ID_BYTES)
        with self._incoming(encrypted(pieces(), key, MARK + key_id) if self.ring else pieces()) as temporary:
            sha256 = digest.hexdigest()
            held = self.place(sha256)
            if held is not None and not self._is_bad(sha256, held):
                return Kept(sha256, size)
            place = self._plain(sha256)
            with self._writing():
                _made(place.parent)
            if self.ring is not None:
                self._write_key(sha256, key_id.hex(), self.ring.wrapped(key, _about(sha256, key_id.hex())))
                place = place.with_name(place.name + ENCRYPTED)
            with self._writing():
                if held is not None:
                    temporary.replace(place)
                    self._clear_away(sha256, place, key_id.hex())
                else:
                    # a link fails where another worker was faster; its file is as good, and has a key of its own
                    with suppress(FileExistsError):
                        os.link(temporary, place)
                made_to_last(place.parent)
            return Kept(sha256, size)

    @contextmanager
    def _incoming(self, parts: Iterable[bytes]) -> Iterator[Path]:
        """A file on its way in, written to its end; it is gone afterwards, if it was not moved."""
        incoming = self.folder / INCOMING
        with self._writing():
            incoming.mkdir(parents=True, exist_ok=True, mode=0o700)
            handle, name = tempfile.mkstemp(dir=incoming)
        try:
            stream = os.fdopen(handle, "wb")
            try:
                # what the content itself raises (a paper that cannot be read) is no fault of the store's disk
                for part in parts:
                    with self._writing():
                        stream.write(part)
                with self._writing():
                    stream.flush()
                    os.fsync(stream.fileno())
            finally:
                with suppress(OSError):
                    stream.close()
            yield Path(name)
        finally:
            Path(name).unlink(missing_ok=True)

    def _writing(self) -> AbstractContextManager[None]:
        return writing(self.folder, "the file was not kept")

    def encrypt(self, sha256: str) -> bool:
        """Encrypt a file that lies unencrypted; False where it was encrypted meanwhile.

        The encrypted form is written beside it, read back and compared, and only then the unencrypted one is deleted:
        ended anywhere, the file is there in one form or both, and the next call goes on.

        Raises:
            StoreDamaged: the file is not what was put in; it stays as it is.
            CannotWrite: the disk refuses it; it stays as it is.
        """
        ring, plain = require_ring(self.ring), self._plain(sha256)
        place = plain.with_name(plain.name + ENCRYPTED)
        if not self._is_whole(sha256, place):
            key, key_id = os.urandom(KEY_BYTES), os.urandom(KEY_ID_BYTES)
            try:
                with plain.open("rb") as stream:
                    content = _even(self._checked(sha256, _raw(stream)))
                    with self._incoming(encrypted(content, key, MARK + key_id)) as temporary:
                        self._write_key(sha256, key_id.hex(), ring.wrapped(key, _about(sha256, key_id.hex())))
                        with self._writing():
                            temporary.replace(place)
                            made_to_last(place.parent)
            except FileNotFoundError:
                return False
            except OSError as error:
                raise _unreadable(sha256, error) from None
            # a check of what lies there now, not of what was to be written
            if not self._is_whole(sha256, place):
                raise _damaged(sha256, "its encrypted form, read back, is not the same")
        with self._writing():
            plain.unlink(missing_ok=True)
            made_to_last(plain.parent)
        return True

    def _is_whole(self, sha256: str, place: Path) -> bool:
        """Whether a form of a file lies there and can be read to its end."""
        try:
            with place.open("rb") as stream:
                return sum(map(len, self._checked(sha256, self._content(stream, place, sha256)))) >= 0
        except (StoreDamaged, OSError):
            return False

    def _is_bad(self, sha256: str, held: Path) -> bool:
        """Whether a kept file is not what was put in; one that cannot be told without a key file is left as it is."""
        if held.suffix == ENCRYPTED and self.ring is None:
            return False
        try:
            self.check(sha256)
        except StoreDamaged:
            return True
        return False

    def _clear_away(self, sha256: str, place: Path, key_id: str) -> None:
        """Take away what belonged to a file that went bad: its other form, and wrapped keys that open nothing now."""
        for path in place.parent.glob(f"{sha256}*"):
            if path not in (place, self._key_place(sha256, key_id)):
                path.unlink(missing_ok=True)

    def put_file(self, path: Path) -> Kept:
        """Keep the file at a path."""
        with path.open("rb") as stream:
            return self.put(iter(lambda: stream.read(CHUNK), b""))

    def holds(self, sha256: str) -> bool:
        """Whether a file of this content is kept; its content is not looked at."""
        return self.place(sha256) is not None

    def place(self, sha256: str) -> Path | None:
        """Where a file lies; None where it is not kept."""
        plain = self._plain(sha256)
        return next((p for p in (plain, plain.with_name(plain.name + ENCRYPTED)) if p.exists()), None)

    def opened(self, sha256: str) -> tuple[Path, BinaryIO]:
        """A file as it lies, open to be read, and where it lies.

        Raises:
            StoreDamaged: it is missing or cannot be read.
        """
        for _ in range(3):
            place = self.place(sha256)
            if place is None:
                break
            try:
                return place, place.open("rb")
            except FileNotFoundError:
                continue  # it was encrypted between two looks
            except OSError as error:
                raise _unreadable(sha256, error) from None
        raise _damaged(sha256, "the file is missing")

    def read(self, sha256: str) -> Iterator[bytes]:
        """The content of a file, piece by piece. The last piece is only handed out when the whole is what was put in.

        Raises:
            StoreDamaged: it is missing, is not what was put in, or its key is missing, wrong or damaged.
        """
        place, stream = self.opened(sha256)
        with stream:
            try:
                yield from self._checked(sha256, self._content(stream, place, sha256))
            except OSError as error:
                raise _unreadable(sha256, error) from None

    def _content(self, stream: BinaryIO, place: Path, sha256: str) -> Iterator[bytes]:
        return self._pieces(stream, sha256) if place.suffix == ENCRYPTED else _raw(stream)

    def _checked(self, sha256: str, pieces: Iterator[bytes]) -> Iterator[bytes]:
        digest, held = hashlib.sha256(), None
        try:
            for piece in pieces:
                digest.update(piece)
                if held is not None:
                    yield held
                held = piece
        except NotAsWritten:
            raise _damaged(sha256, "the file is not what was put into the store") from None
        if digest.hexdigest() != sha256:
            raise _damaged(sha256, "the file is not what was put into the store")
        if held is not None:
            yield held

    def check(self, sha256: str) -> int:
        """Read a file to its end and return its size; raises as :meth:`read` does."""
        return sum(map(len, self.read(sha256)))

    def lay(self, name: str, content: Iterable[bytes]) -> None:
        """Put a file or a wrapped key of another store in its place as it lies there, under the name it has there.

        Raises:
            CannotWrite: the disk refuses it.
        """
        place = self.folder / name[:2] / name
        with self._writing():
            _made(place.parent)
        with self._incoming(content) as temporary, self._writing():
            temporary.replace(place)
            made_to_last(place.parent)

    def unencrypted(self) -> list[str]:
        """The files that lie unencrypted, in order, whether or not any event names them."""
        return sorted(path.name for path in self.folder.glob("??/*") if _NAME.fullmatch(path.name))

    def lying(self) -> set[str]:
        """The hashes of all files that lie in the store, whether or not any event names them."""
        return {path.name[:64] for path in self.folder.glob("??/*") if path.suffix != KEY}

    def key_files(self) -> Iterator[Path]:
        """The wrapped keys, in order."""
        yield from sorted(self.folder.glob(f"??/*{KEY}"))

    def wrap_anew(self, told: OnProgress = untold) -> int:
        """Wrap by the key in use every key that an earlier one wrapped; how many there were. Files are not touched.

        Ended halfway, it can be called again: a wrapped key is replaced whole or not at all.

        Raises:
            StoreDamaged: a key cannot be unwrapped; those before it are wrapped anew, and it is safe to try again.
        """
        if self.ring is None:
            return 0
        count, paths = 0, list(self.key_files())
        for number, path in enumerate(paths):
            told(Progress("wrapping keys", number, len(paths), "keys"))
            text = path.read_text(encoding="ascii", errors="replace")
            if text.split(" ", 1)[0] == self.ring.in_use:
                continue
            sha256, key_id = path.name.removesuffix(KEY).split(".", 1)
            about = _about(sha256, key_id)
            self._write_key(sha256, key_id, self.ring.wrapped(self.ring.unwrapped(text, about, sha256), about))
            count += 1
        return count

    def _pieces(self, stream: BinaryIO, sha256: str) -> Iterator[bytes]:
        head = stream.read(HEAD_BYTES)
        key_id = head[len(MARK) :].hex()
        if not head.startswith(MARK) or len(head) != HEAD_BYTES:
            raise NotAsWritten
        try:
            text = self._key_place(sha256, key_id).read_text(encoding="ascii", errors="replace")
        except OSError:
            raise _damaged(sha256, "the wrapped key of the file is missing, or the file names another one") from None
        if self.ring is None:
            raise StoreDamaged(
                "the file is encrypted and no key file is named",
                file=sha256,
                consequence="it cannot be read",
                remedy="name the key file: OPENIMR_STORE_KEYS",
            )
        yield from decrypted(stream, self.ring.unwrapped(text, _about(sha256, key_id), sha256), head)

    def _write_key(self, sha256: str, key_id: str, text: str) -> None:
        self.lay(self._key_place(sha256, key_id).name, [text.encode("ascii")])

    def _plain(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / sha256

    def _key_place(self, sha256: str, key_id: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.{key_id}{KEY}"


def _about(sha256: str, key_id: str) -> bytes:
    return f"{sha256} {key_id}".encode("ascii")


def _even(content: Iterable[bytes]) -> Iterator[bytes]:
    """The same bytes in pieces of one size, only the last one shorter."""
    held = bytearray()
    for piece in content:
        held += piece
        while len(held) > CHUNK:
            yield bytes(held[:CHUNK])
            del held[:CHUNK]
    yield bytes(held)


def _raw(stream: BinaryIO) -> Iterator[bytes]:
    return iter(lambda: stream.read(CHUNK), b"")


def _made(folder: Path) -> None:
    if not folder.is_dir():
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        made_to_last(folder.parent)


def _damaged(sha256: str, what: str) -> StoreDamaged:
    return StoreDamaged(
        what,
        file=sha256,
        consequence="nothing of it is used",
        remedy="put the same file in again (imr store add), or restore it from a backup",
    )


def _unreadable(sha256: str, error: OSError) -> StoreDamaged:
    return StoreDamaged(
        f"the file cannot be read ({(error.strerror or type(error).__name__).lower()})",
        file=sha256,
        consequence="nothing of it is used",
        remedy="see that the disk works and that this account may read the folder of the store",
    )
