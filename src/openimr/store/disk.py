"""What a disk refuses when something is to be written, in words: no room, no right, read-only, gone."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from openimr.errors import CannotWrite

_NO_ROOM = {errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC)}
_REMEDIES = {
    **dict.fromkeys(_NO_ROOM, "make room there, then do it again"),
    errno.EACCES: "give the account that runs this the right to write there, then do it again",
    errno.EPERM: "give the account that runs this the right to write there, then do it again",
    errno.EROFS: "mount it so that it can be written to, or choose another place",
    errno.EIO: "the disk may be failing: look at it, and see what is whole: imr store verify",
}


def cannot_write(error: OSError, place: Path, consequence: str) -> CannotWrite:
    """The error for what could not be written.

    Args:
        error: what the system said.
        place: what was to be written, or the folder it was to lie in.
        consequence: what that means, in words.

    >>> full = OSError(errno.ENOSPC, "No space left on device")
    >>> print(cannot_write(full, Path("store/files"), "nothing was filed"))
    store/files: it cannot be written (no space left on device). Consequence: nothing was filed. Next: make room there, then do it again.
    """  # noqa: E501
    why = (error.strerror or type(error).__name__).lower()
    remedy = _REMEDIES.get(error.errno or 0, "see that the folder is there and can be written to, then do it again")
    return CannotWrite(f"it cannot be written ({why})", file=str(place), consequence=consequence, remedy=remedy)


@contextmanager
def writing(place: Path, consequence: str = "nothing was written") -> Iterator[None]:
    """While this lasts, what the disk refuses is an error in words.

    Raises:
        CannotWrite: in place of an error of the system.
    """
    try:
        yield
    except OSError as error:
        raise cannot_write(error, place, consequence) from None


def made_to_last(folder: Path) -> None:
    """Make the names in a folder survive a loss of power; Windows has no such call and needs none."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_whole(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a small file whole or not at all; afterwards it survives a loss of power.

    Raises:
        CannotWrite: the disk refuses it.

    >>> import tempfile
    >>> path = Path(tempfile.mkdtemp()) / "a"
    >>> write_whole(path, b"L4-5")
    >>> path.read_bytes(), [one.name for one in path.parent.iterdir()]
    (b'L4-5', ['a'])
    """
    part = path.with_name(path.name + ".part")
    with writing(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            raise
        made_to_last(path.parent)
