"""A private folder for what is unpacked while a case is read; nothing of it outlives the program for long.

A program that was killed cannot remove its folder. Pages of records must not lie about, so the next one does.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NAME = re.compile(r"openimr-(\d+)-.+")


@contextmanager
def work_folder() -> Iterator[Path]:
    """A new folder that only this account can read, removed when the work is done.

    >>> with work_folder() as place:
    ...     place.is_dir()
    True
    >>> place.exists()
    False
    """
    _remove_orphans(Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=f"openimr-{os.getpid()}-", ignore_cleanup_errors=True) as place:
        yield Path(place)


def _remove_orphans(parent: Path) -> None:
    """Remove folders of this account whose program has ended without doing so."""
    if not hasattr(os, "getuid"):
        return  # without owners and process numbers nobody's folder is known to be one's own
    try:
        found = [entry for entry in os.scandir(parent) if _NAME.fullmatch(entry.name)]
    except OSError:
        return
    for entry in found:
        name = _NAME.fullmatch(entry.name)
        try:
            own = entry.is_dir(follow_symlinks=False) and entry.stat(follow_symlinks=False).st_uid == os.getuid()
        except OSError:
            continue
        if name is not None and own and not _runs(int(name[1])):
            shutil.rmtree(entry.path, ignore_errors=True)


def _runs(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
