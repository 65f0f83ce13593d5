"""Export: one case written out for whoever must read and check it without this program."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import StoreDamaged
from openimr.printable import printable
from openimr.process import as_line, first_break
from openimr.store import standalonecheck
from openimr.store.archive import EVENTS, FILES, TASKS, ArchiveWriter
from openimr.store.exportpages import log_text, places_of, readme
from openimr.store.filestore import FileStore
from openimr.store.log import known_events
from openimr.store.papers import papers_of
from openimr.store.writingout import Seen, closed

SUMS, README, LOG, CHECK = "SHA256SUMS", "README.txt", "log.txt", "check.py"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written out.

    Attributes:
        events: how many events.
        files: how many files, by content.
        sha256: of ``manifest.json``, which holds the hash of everything else.
    """

    events: int
    files: int
    sha256: str


def export(files: FileStore, case: str, target: Path, told: OnProgress = untold) -> Exported:
    """Write one case out, its papers readable and under their names, with what is needed to check it without us.

    Args:
        files: the files of the store.
        case: the case.
        target: a new folder, or a new file that ends with ``.zip``.
        told: is told how far it has come.

    Raises:
        NotFound: there is no such case.
        WouldOverwrite: there is something at ``target``.
        StoreDamaged: an event or a file is not what was put into the store.
        CannotWrite: the disk refuses it.
    """
    events = known_events(case)
    broken = first_break(events)
    if broken is not None:
        raise StoreDamaged(
            f"the log of case {printable(case)} is not what was written: {broken.sentence()}",
            consequence="nothing was written out: whoever gets it could not rely on it",
            remedy="see all that is damaged: imr store verify; a backup may have it whole",
        )
    writer, seen = ArchiveWriter(target), Seen()
    writer.write(EVENTS, seen.lines(as_line(event) for event in events))
    writer.write(TASKS, iter(()))
    for count, sha256 in enumerate(sorted(seen.files)):
        told(Progress("copying files", count, len(seen.files), "files"))
        writer.write(_place(sha256), files.read(sha256))
    places = places_of(events)
    for event in events:
        for number, paper in enumerate(papers_of(event)):
            name = places[event.number, number]
            # one paper twice in one event, under a name that no file can have
            if name not in writer.parts and not writer.links(name, _place(paper.sha256)):
                writer.write(name, files.read(paper.sha256))
    writer.write(LOG, [log_text(events, places).encode("utf-8")])
    writer.write(README, [readme(events, datetime.now(UTC)).encode("utf-8")])
    writer.write(CHECK, [Path(standalonecheck.__file__).read_bytes()])
    sums = "".join(f"{mark}  {name}\n" for name, mark in sorted(writer.parts.items()))
    writer.write(SUMS, [sums.encode("utf-8")])
    made = closed(writer, "export", seen)
    return Exported(made.events, made.files, writer.manifest_sha256)


def _place(sha256: str) -> str:
    return f"{FILES}/{sha256[:2]}/{sha256}"
