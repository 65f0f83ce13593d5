"""A backup or export checked and read in; logs of cases taken over from elsewhere."""

from __future__ import annotations

import hashlib
import itertools
import json
import tempfile
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import IntegrityError, transaction

from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import ImrError, NotFound, StoreDamaged, UnreadableFile, WouldOverwrite
from openimr.process import Event, as_event, as_line, first_break, process_rules, state_of
from openimr.store.archive import EVENTS, FILES, TASKS, ArchiveReader
from openimr.store.checkpoints import Checkpoint, asked_for, missing
from openimr.store.filestore import ENCRYPTED, FileStore
from openimr.store.finding import Counts, Finding
from openimr.store.keys import KeyRing
from openimr.store.log import require_plain, row_of
from openimr.store.models import LoggedEvent
from openimr.store.opening import Store, require_empty
from openimr.store.papers import papers_of
from openimr.store.projecting import project
from openimr.store.steps import course
from openimr.store.tasks import papers_until, submit


def check_archive(
    source: Path,
    ring: KeyRing | None = None,
    counts: Counts | None = None,
    told: OnProgress = untold,
    known: Checkpoint | None = None,
) -> Iterator[Finding]:
    """Everything in a backup or export that is not what was written.

    Args:
        source: the folder or ZIP.
        ring: keys for encrypted files; without them it is only checked that they are what the manifest says.
        counts: told how much was looked at.
        told: is told how far it has come.
        known: a checkpoint; a backup must have all that it knew, an export what it knew of its case.

    Raises:
        NotFound: there is nothing.
        UnreadableFile: it is no archive at all.
    """
    archive, counted = ArchiveReader(source), counts if counts is not None else Counts()
    named: dict[str, str] = {}
    with_papers: set[str] = set()
    cases: list[str] = []
    has: dict[str, tuple[int, str]] = {}
    try:
        for log in _logs(archive):
            told(Progress("checking logs", counted.cases, archive.manifest.cases, "cases"))
            cases.append(log[0].case)
            if known is not None:
                has.update(asked_for(known, ((event.case, event.number, event.hash) for event in log)))
            counted.cases += 1
            counted.events += len(log)
            broken = first_break(log)
            if broken is not None:
                yield Finding(broken.what, case=log[0].case, event=broken.place)
            named.update((paper.sha256, event.case) for event in log for paper in papers_of(event))
            if papers_until(log, len(log)):
                with_papers.add(log[0].case)
    except UnreadableFile as error:
        yield Finding(error.what, file=EVENTS)
        return
    if (counted.cases, counted.events) != (archive.manifest.cases, archive.manifest.events):
        yield Finding("it has other numbers of cases and events than the manifest says", file=EVENTS)
    yield from _check_tasks(archive, with_papers)
    if known is not None:
        yield from missing(known, has, cases if archive.manifest.what == "export" else None)
    for name in archive.others():
        try:
            for _ in archive.read(name):
                pass
        except UnreadableFile as error:
            yield Finding(error.what, file=name)
    with tempfile.TemporaryDirectory(prefix="imr-check-") as name:
        there = FileStore(Path(name), ring)
        for sha256, case in sorted(named.items()):
            told(Progress("checking files", counted.files, len(named), "files"))
            counted.files += 1
            yield from _check_file(archive, there, sha256, case)


def _check_tasks(archive: ArchiveReader, with_papers: Collection[str]) -> Iterator[Finding]:
    """Work that could not be put in line again: of a course of another release, or of a case without papers."""
    try:
        for case, name in _waiting(archive):
            try:
                course(name)
            except NotFound as error:
                yield Finding(error.what, case=case, file=TASKS)
            if case not in with_papers:
                yield Finding("work waits for a case that has no papers", case=case, file=TASKS)
    except UnreadableFile as error:
        yield Finding(error.what, file=TASKS)


def _check_file(archive: ArchiveReader, there: FileStore, sha256: str, case: str) -> Iterator[Finding]:
    try:
        parts = _copy(archive, there, sha256)
        if there.ring is not None or not any(part.endswith(ENCRYPTED) for part in parts):
            there.check(sha256)
    except ImrError as error:
        yield Finding(error.what, case=case, file=sha256)
    finally:
        for part in (there.folder / sha256[:2]).glob(f"{sha256}*"):
            part.unlink()


@dataclass(frozen=True, slots=True)
class Restored:
    """What a restore did.

    Attributes:
        cases: how many cases.
        events: how many events.
        files: how many files.
        there: those of the files that lay in the store already and stayed as they were.
        others: files in the store that the archive does not name; they stayed as they were.
    """

    cases: int
    events: int
    files: int
    there: int
    others: int


def restore(store: Store, source: Path, told: OnProgress = untold) -> Restored:
    """Read a backup (or an export) into a store without cases, on whichever database; work that waited is put in line.

    Everything is checked before anything is written, and each file again as it is written. Logs are written last and at
    once: ended before, the store has no case, and the next call goes on where this one was, because files that lie
    there are looked at and not copied again. Into a store with keys, files go encrypted.

    Args:
        store: the store; files may lie in it, but no case.
        source: the folder or ZIP.
        told: is told how far it has come.

    Raises:
        WouldOverwrite: the store has a case.
        UnreadableFile: the archive is not what was written; nothing was put into the store.
        CannotWrite: the disk refuses it; there is no case in the store yet.
    """
    require_empty(store)
    counts = Counts()
    wrong = next(check_archive(source, store.files.ring, counts, told), None)
    if wrong is not None:
        raise UnreadableFile(
            f"the archive is not what was written: {wrong.sentence()}",
            file=str(source),
            consequence="nothing was restored",
            remedy="use another backup",
        )
    archive, named = ArchiveReader(source), set[str]()
    lay_there = store.files.lying()
    for log in _logs(archive):
        named.update(paper.sha256 for event in log for paper in papers_of(event))
    there = 0
    for number, sha256 in enumerate(sorted(named)):
        told(Progress("restoring files", number, len(named), "files"))
        if sha256 in lay_there and _is_there(archive, store.files, sha256):
            there += 1
        else:
            _put(archive, store.files, sha256)
    told(Progress("restoring logs", 0, counts.cases, "cases"))
    with transaction.atomic():
        require_empty(store)
        for number, log in enumerate(_logs(archive)):
            told(Progress("restoring logs", number, counts.cases, "cases"))
            _take(log)
        for case, name in _waiting(archive):
            submit(case, name)
    return Restored(counts.cases, counts.events, counts.files, there, len(lay_there - named))


def _is_there(archive: ArchiveReader, files: FileStore, sha256: str) -> bool:
    """Whether a file lies in the store already and is whole: by its content, or, where it is encrypted and no key is
    named, because it and its wrapped key are those of the archive, byte for byte."""
    path, stream = files.opened(sha256)
    with stream:
        if path.suffix != ENCRYPTED or files.ring is not None:
            try:
                files.check(sha256)
            except StoreDamaged:
                return False
            return True
    parts = list(_parts_of(archive, sha256))
    return path.name in {part.rpartition("/")[2] for part in parts} and all(_same(archive, path, p) for p in parts)


def _same(archive: ArchiveReader, path: Path, part: str) -> bool:
    try:
        with path.with_name(part.rpartition("/")[2]).open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest() == archive.manifest.parts[part]
    except OSError:
        return False


def _put(archive: ArchiveReader, files: FileStore, sha256: str) -> None:
    """Put a file into the store: as it lies in the archive, but encrypted where it does not and the store has keys."""
    plain = f"{FILES}/{sha256[:2]}/{sha256}"
    if files.ring is not None and plain in archive.manifest.parts:
        files.put(archive.read(plain))
    else:
        _copy(archive, files, sha256)


def take_over(log: Sequence[Event]) -> None:
    """Take the log of a case from elsewhere, as it is.

    Raises:
        WouldOverwrite: the store has the case.
        UnreadableFile: the chain of the log is broken.
    """
    broken = first_break(log)
    if broken is not None:
        raise UnreadableFile(
            f"the log is not what was written: {broken.sentence()}",
            consequence="it was not taken over",
            remedy="use a copy that is whole",
        )
    try:
        with transaction.atomic():
            if LoggedEvent.objects.filter(case=log[0].case).exists():
                raise WouldOverwrite(
                    f"the store has case {log[0].case} already", consequence="its log was left as it is"
                )
            _take(log)
    except IntegrityError:
        raise WouldOverwrite(
            f"case {log[0].case} was begun meanwhile, or reports a step twice", consequence="nothing was taken over"
        ) from None


def _take(log: Sequence[Event]) -> None:
    rules = process_rules()
    for event in log:
        require_plain(event.case, event.actor)
    LoggedEvent.objects.bulk_create([row_of(event) for event in log])
    project(log, state_of(log, rules), rules)


def _logs(archive: ArchiveReader) -> Iterator[list[Event]]:
    for _, events in itertools.groupby(_events(archive), key=lambda event: event.case):
        yield list(events)


def _events(archive: ArchiveReader) -> Iterator[Event]:
    for number, line in enumerate(archive.lines(EVENTS), 1):
        try:
            event = as_event(line)
        except ValueError as error:
            raise _wrong(archive, EVENTS, number, str(error)) from None
        if as_line(event).encode("utf-8") != line:
            raise _wrong(archive, EVENTS, number, "it is not written as the program writes it")
        yield event


def _waiting(archive: ArchiveReader) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(archive.lines(TASKS), 1):
        try:
            said = json.loads(line)
            yield str(said["case"]), str(said["course"])
        except (ValueError, KeyError, TypeError) as error:
            raise _wrong(archive, TASKS, number, type(error).__name__) from None


def _copy(archive: ArchiveReader, files: FileStore, sha256: str) -> list[str]:
    """Copy a file and its wrapped key as they lie; keys first, so that no file is ever without."""
    parts = sorted(_parts_of(archive, sha256), key=lambda part: not part.endswith(".key"))
    for part in parts:
        files.lay(part.rpartition("/")[2], archive.read(part))
    return parts


def _parts_of(archive: ArchiveReader, sha256: str) -> Iterable[str]:
    beginning = f"{FILES}/{sha256[:2]}/{sha256}"
    found = [part for part in archive.manifest.parts if part == beginning or part.startswith(beginning + ".")]
    if not found:
        raise UnreadableFile(f"file {sha256} is missing", file=str(archive.source), remedy="use another copy")
    return found


def _wrong(archive: ArchiveReader, part: str, number: int, what: str) -> UnreadableFile:
    return UnreadableFile(
        f"line {number} of {part} is not what was written ({what})", file=str(archive.source), remedy="use another copy"
    )
