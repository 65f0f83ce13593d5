"""Files that were kept before a store had keys, encrypted where they lie; ended anywhere, it is gone on with."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import StoreDamaged
from openimr.store.filestore import INCOMING, FileStore
from openimr.store.finding import Finding
from openimr.store.keys import require_ring

#: A file on its way in for longer than this was left by a process that was ended.
_LEFT_AFTER_SECONDS = 24 * 3600


@dataclass(slots=True)
class Encrypted:
    """What was done.

    Attributes:
        encrypted: files that lie encrypted now and did not before.
        cleared: files on their way in that ended processes had left, deleted.
        findings: files that could not be encrypted, because they are not what was put in.
    """

    encrypted: int = 0
    cleared: int = 0
    findings: list[Finding] = field(default_factory=list)


def encrypt_all(files: FileStore, told: OnProgress = untold) -> Encrypted:
    """Encrypt every file that lies unencrypted, also one that no event names.

    Raises:
        UsageError: the store has no key file.
        CannotWrite: the disk refuses it; what was done until then is done.
    """
    require_ring(files.ring)
    done, plain = Encrypted(), files.unencrypted()
    for number, sha256 in enumerate(plain):
        told(Progress("encrypting files", number, len(plain), "files"))
        try:
            done.encrypted += files.encrypt(sha256)
        except StoreDamaged as error:
            done.findings.append(Finding(error.what, file=sha256))
    for path in left(files):
        path.unlink(missing_ok=True)
        done.cleared += 1
    return done


def left(files: FileStore) -> Iterator[Path]:
    """Files on their way in that a process left when it was ended, a day ago or longer."""
    for path in sorted((files.folder / INCOMING).glob("*")):
        if path.is_file() and time.time() - path.stat().st_mtime > _LEFT_AFTER_SECONDS:
            yield path
