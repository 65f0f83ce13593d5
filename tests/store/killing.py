"""Work that is ended by SIGKILL before each thing it does to a file, one after the other."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks.killedworkers import how_it_ended

#: What Python tells of itself (audit events) when a file or folder is opened, made, moved, linked or deleted.
FILE_OPERATIONS = {
    "open", "os.rename", "os.remove", "os.link", "os.mkdir", "os.rmdir", "os.truncate", "tempfile.mkstemp",
}  # fmt: skip


def killed_before_each(work: Callable[[], object], prepare: Callable[[], object], step: int = 1) -> Iterator[int]:
    """Prepare and begin the work again and again, in processes of their own, each ended one file operation later.

    Args:
        work: what is done; ended by SIGKILL before its first, then before its second file operation, and so on.
        prepare: called before each time.
        step: how many file operations later the next one is ended; where there are very many.

    Yields:
        The number of the operation before which it was ended, until the work comes to its end.
    """
    at = 1
    while True:
        prepare()
        if not _killed(work, at):
            return
        yield at
        at += step


def _killed(work: Callable[[], object], at: int) -> bool:
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
    pid = os.fork()
    if pid == 0:
        count = 0

        def watch(event: str, _: tuple[Any, ...]) -> None:
            nonlocal count
            if event in FILE_OPERATIONS:
                count += 1
                if count == at:
                    os.kill(os.getpid(), signal.SIGKILL)

        code = 1
        try:
            sys.addaudithook(watch)
            work()
            code = 0
        finally:
            os._exit(code)
    ended = how_it_ended(pid)
    assert ended in (0, -signal.SIGKILL), ended
    return ended != 0
