"""A checkpoint: where every log ended at one moment, in a small file that a person keeps away from the store.

The chain of a log shows any change within it. It cannot show that the log was cut off at its end, that a whole case is
gone, or that all of it was written anew by somebody who can write to every table. A checkpoint can: a later log must
still have, at the number that the checkpoint knew, the event with the hash that the checkpoint knew.

The first line is the head, as JSON: when, how many cases and events, and ``root``, the SHA-256 of the lines after it.
Then a line for each case: its number, how many events, the hash of the last one. A signature may lie beside it, in a
file of the same name with ``.sig`` behind it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError
from pydantic import BaseModel, ConfigDict, ValidationError

from openimr import __version__
from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import NotFound, StoreDamaged, UnreadableFile, WouldOverwrite
from openimr.printable import printable
from openimr.process import as_event, first_break
from openimr.store.disk import write_whole
from openimr.store.finding import Finding
from openimr.store.models import DocketRow, LoggedEvent
from openimr.store.moment import at_one_moment
from openimr.store.signingkeys import is_signed, signature
from openimr.store.verifying import readable

FORMAT = 1
#: What lies beside a signed checkpoint: the 64 bytes of its Ed25519 signature.
SIGNATURE = ".sig"


class Head(BaseModel):
    """The first line of a checkpoint.

    Attributes:
        openimr_checkpoint: the form of the file.
        openimr: the release that wrote it.
        made: when.
        cases: how many cases the store had.
        events: how many events.
        root: SHA-256 of all lines after this one.
        after: the root of an earlier checkpoint that the store was held against when this one was made.
    """

    model_config = ConfigDict(frozen=True)

    openimr_checkpoint: int
    openimr: str
    made: str
    cases: int
    events: int
    root: str
    after: str | None = None


class _Line(BaseModel):
    case: str
    events: int
    head: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A checkpoint as it was read.

    Attributes:
        head: its first line.
        ends: of every case, how many events it had and the hash of the last one.
        signed: whether a signature lies beside it.
    """

    head: Head
    ends: Mapping[str, tuple[int, str]]
    signed: bool = False


def write_checkpoint(
    target: Path, *, sign_with: Path | None = None, after: Checkpoint | None = None, told: OnProgress = untold
) -> Head:
    """Write where every log ends at this moment, if every log is whole.

    Args:
        target: the file, which must not exist.
        sign_with: the key that signs it.
        after: an earlier checkpoint; the store must have all that it knew.
        told: is told how far it has come.

    Raises:
        WouldOverwrite: the file exists.
        StoreDamaged: a log is broken, does not end as the docket says, or lacks what the earlier checkpoint knew.
        UnreadableFile: the key is none.
        CannotWrite: the disk refuses it.
    """
    beside = target.with_name(target.name + SIGNATURE)
    for path in (target, beside):
        if path.exists():
            raise WouldOverwrite(
                "there is a file of this name already",
                file=str(path),
                consequence="no checkpoint was written",
                remedy="give each checkpoint a name of its own, its day, say, and keep the earlier ones",
            )
    with at_one_moment():
        made = datetime.now(UTC)
        ends, has = _ends(after, told)
    if after is not None:
        lost = next(missing(after, has), None)
        if lost is not None:
            raise StoreDamaged(
                f"the store does not have all that the earlier checkpoint knew: {lost.sentence()}",
                consequence="no checkpoint was written: it would vouch for what is left",
                remedy="see all of it: imr store verify --against the earlier checkpoint",
            )
    lines = b"".join(_line(case, *end) for case, end in sorted(ends.items()))
    head = Head(
        openimr_checkpoint=FORMAT,
        openimr=__version__,
        made=made.isoformat(timespec="seconds"),
        cases=len(ends),
        events=sum(count for count, _ in ends.values()),
        root=hashlib.sha256(lines).hexdigest(),
        after=after.head.root if after else None,
    )
    content = json.dumps(head.model_dump(), sort_keys=True, ensure_ascii=True).encode("ascii") + b"\n" + lines
    # the signature first: a checkpoint that was to be signed never lies there without
    if sign_with is not None:
        write_whole(beside, signature(content, sign_with))
    write_whole(target, content)
    return head


def _line(case: str, count: int, head: str) -> bytes:
    return json.dumps({"case": case, "events": count, "head": head}, ensure_ascii=True).encode("ascii") + b"\n"


def _ends(after: Checkpoint | None, told: OnProgress) -> tuple[dict[str, tuple[int, str]], dict[str, tuple[int, str]]]:
    """The end of every log, and what an earlier checkpoint asks for.

    Each log is looked at link by link: a checkpoint vouches for nothing that is broken.
    """
    kept = {case: (count, head) for case, count, head in DocketRow.objects.values_list("case", "events", "head")}
    rows = LoggedEvent.objects.order_by("case", "number").values_list("case", "body").iterator(chunk_size=2000)
    ends: dict[str, tuple[int, str]] = {}
    has: dict[str, tuple[int, str]] = {}
    for case, group in itertools.groupby(rows, key=lambda row: row[0]):
        told(Progress("reading logs", len(ends), len(kept), "cases"))
        try:
            log = [as_event(body) for _, body in group]
        except ValueError as error:
            raise _broken(case, f"it has what is no event ({error})") from None
        found = first_break(log)
        if found is not None:
            raise _broken(case, found.sentence())
        ends[case] = len(log), log[-1].hash
        if after is not None:
            has.update(asked_for(after, ((case, event.number, event.hash) for event in log)))
        if log[0].case != case or kept.get(case) != ends[case]:
            raise _broken(case, "it does not end with the event that the docket kept")
    gone = sorted(kept.keys() - ends.keys())
    if gone:
        raise _broken(gone[0], "the docket has it, and the log has no event")
    return ends, has


def _broken(case: str, what: str) -> StoreDamaged:
    return StoreDamaged(
        f"the log of case {printable(case)} is not what was written: {what}",
        consequence="no checkpoint was written: it would vouch for a log that is not whole",
        remedy="see all that is damaged: imr store verify",
    )


def read_checkpoint(path: Path, signed_by: Path | None = None) -> Checkpoint:
    """A checkpoint read and checked in itself.

    Args:
        path: the file.
        signed_by: the key that its signature must fit; None does not ask for one.

    Raises:
        NotFound: there is no such file.
        UnreadableFile: it is no checkpoint, is not what was written, or is not signed as was asked.
    """
    beside = path.with_name(path.name + SIGNATURE)
    try:
        content = path.read_bytes()
        said = beside.read_bytes() if beside.exists() else None
    except FileNotFoundError:
        raise NotFound("there is no such checkpoint", file=str(path), remedy="check the path") from None
    except OSError as error:
        raise _unfit(path, f"the checkpoint cannot be read ({error.strerror})") from None
    if signed_by is not None and (said is None or not is_signed(content, said, signed_by)):
        what = "no signature lies beside it" if said is None else "its signature is not by this key over this content"
        raise _unfit(path, f"the checkpoint is not signed as was asked: {what}")
    first, _, lines = content.partition(b"\n")
    try:
        head = Head.model_validate_json(first)
        if head.openimr_checkpoint != FORMAT:
            form = head.openimr_checkpoint
            raise _unfit(path, f"the checkpoint has the form {form}, and this release reads {FORMAT}")
        rows = [_Line.model_validate_json(line) for line in lines.splitlines()]
    except ValidationError:
        raise _unfit(path, "this is no checkpoint, or it was changed") from None
    ends = {row.case: (row.events, row.head) for row in rows}
    counts = (len(rows), len(ends), sum(row.events for row in rows))
    if hashlib.sha256(lines).hexdigest() != head.root or counts != (head.cases, head.cases, head.events):
        raise _unfit(path, "the checkpoint is not what was written: its lines are not those that its root names")
    return Checkpoint(head, ends, said is not None)


def _unfit(path: Path, what: str) -> UnreadableFile:
    return UnreadableFile(what, file=str(path), consequence="nothing was held against it", remedy="use another copy")


def against_store(known: Checkpoint, told: OnProgress = untold) -> Iterator[Finding]:
    """What the checkpoint knew and the store does not have, or has otherwise."""
    rows = LoggedEvent.objects.order_by().values_list("case", "number", "hash")

    def asked() -> Iterator[tuple[str, int, str]]:
        for count, (case, number, hash) in enumerate(rows.iterator(chunk_size=2000)):
            if count % 1000 == 0:
                told(Progress("holding logs against the checkpoint", count, 0, "events"))
            yield str(case), int(number), str(hash)

    try:
        with readable():
            has = asked_for(known, asked())
    except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
        yield Finding(f"the log cannot be read, nor held against the checkpoint ({error})")
        return
    yield from missing(known, has)


def asked_for(known: Checkpoint, events: Iterable[tuple[str, int, str]]) -> dict[str, tuple[int, str]]:
    """Of every case the event at the number that the checkpoint knew, else the last one there is.

    Args:
        known: the checkpoint.
        events: case, number and hash of each event.
    """
    has: dict[str, tuple[int, str]] = {}
    for case, number, hash in events:
        wanted, held = known.ends.get(case, (0, ""))[0], has.get(case, (0, ""))[0]
        if wanted and (number == wanted or (held != wanted and number > held)):
            has[case] = number, hash
    return has


def missing(
    known: Checkpoint, has: Mapping[str, tuple[int, str]], cases: Iterable[str] | None = None
) -> Iterator[Finding]:
    """What a checkpoint knew and logs do not have: a case that is gone, cut off at its end, or written anew.

    Args:
        known: the checkpoint.
        has: of every case the event at the number that the checkpoint knew, else its last one: number and hash.
        cases: the cases asked about; all of the checkpoint where left out.

    >>> head = Head(openimr_checkpoint=1, openimr="0", made="2026-03-02", cases=1, events=4, root="")
    >>> known = Checkpoint(head, {"C-1": (4, "ab")})
    >>> [one.what for one in missing(known, {"C-1": (3, "cd")})]
    ['the log was cut off: it ends with event 3, and the checkpoint of 2026-03-02 knew 4']
    >>> [one.what[:45] for one in missing(known, {"C-1": (4, "cd")})], list(missing(known, {"C-1": (4, "ab")}))
    (['the log was written anew: event 4 is not that'], [])
    """
    made = known.head.made
    for case in sorted(known.ends if cases is None else cases):
        if case not in known.ends:
            continue
        count, head = known.ends[case]
        number, hash = has.get(case, (0, ""))
        if number == 0:
            yield Finding(f"the case is gone: the checkpoint of {made} knew it with {count} events", case=case)
        elif number < count:
            yield Finding(
                f"the log was cut off: it ends with event {number}, and the checkpoint of {made} knew {count}",
                case=case,
                event=number,
            )
        elif (number, hash) != (count, head):
            yield Finding(
                f"the log was written anew: event {count} is not that of the checkpoint of {made}",
                case=case,
                event=count,
            )
