"""Is everything in the store what was put into it? Every log and every file is read; what is not is named."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import DatabaseError, connection

from openimr.casefile.work.progress import OnProgress, Progress, untold
from openimr.errors import ImrError
from openimr.process import Event, as_event, as_line, first_break, process_rules, state_of
from openimr.process.chain import hash_of
from openimr.store.filestore import FileStore
from openimr.store.finding import Counts, Finding
from openimr.store.models import DocketRow, FiledPaper, LoggedEvent
from openimr.store.papers import papers_of
from openimr.store.projecting import COLUMNS, docket_columns, paper_rows
from openimr.store.stepnames import once_of
from openimr.store.workinline import work_findings


def verify(files: FileStore, counts: Counts | None = None, told: OnProgress = untold) -> Iterator[Finding]:
    """Everything in the store that is not what was put into it.

    The logs are checked link by link and against the docket, which keeps the hash of each last event; the columns
    against the events; the rows of files against the events that brought them; the work that waits against what the
    program puts in line; each file against its hash. Nothing is written: it can be stopped and begun again at any time.

    Args:
        files: the files of the store.
        counts: told how much was looked at.
        told: is told how far it has come.
    """
    counted = counts if counts is not None else Counts()
    named: dict[str, str] = {}
    damaged: set[str] = set()
    yield from _database()
    with readable():
        cases = _cases()
        for case in cases:
            told(Progress("reading logs", counted.cases, len(cases), "cases"))
            counted.cases += 1
            for finding in _case(case, named, counted):
                damaged.add(case)
                yield finding
        # what hangs on a damaged log is told of the log
        yield from (finding for finding in work_findings() if finding.case not in damaged)
    for sha256, case in sorted(named.items()):
        told(Progress("reading files", counted.files, len(named), "files"))
        counted.files += 1
        try:
            files.check(sha256)
        except ImrError as error:
            yield Finding(error.what, case=case, file=sha256)
    yield from _strays(files, named)
    if files.ring is not None:
        for sha256 in files.unencrypted():
            what = "the file lies unencrypted in a store that has a key file; encrypt it: imr store encrypt"
            yield Finding(what, case=named.get(sha256, ""), file=sha256)


class readable:
    """While this lasts, SQLite gives text that is no UTF-8 with marks in place of what cannot be read."""

    def __enter__(self) -> None:
        connection.ensure_connection()
        if connection.vendor == "sqlite":
            connection.connection.text_factory = lambda raw: raw.decode("utf-8", "replace")

    def __exit__(self, *_: object) -> None:
        if connection.vendor == "sqlite":
            connection.connection.text_factory = str


def _strays(files: FileStore, named: dict[str, str]) -> Iterator[Finding]:
    """Wrapped keys of files that no key unwraps; files that no event brought are left from work that was ended."""
    for path in sorted(files.folder.glob("??/*")):
        if path.name[:64] not in named and not path.name.endswith(".key"):
            try:
                files.check(path.name.partition(".")[0])
            except ImrError as error:
                yield Finding(error.what, file=path.name)


def _database() -> Iterator[Finding]:
    """What the database itself finds wrong with its file (SQLite; PostgreSQL has checksums of its own)."""
    if connection.vendor != "sqlite":
        return
    name = Path(str(connection.settings_dict["NAME"])).name
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(20)")
            said = [str(row[0]) for row in cursor.fetchall()]
    except (DatabaseError, sqlite3.Error) as error:
        said = [str(error)]
    if said != ["ok"]:
        yield from (Finding(f"the database file is damaged: {line}", file=name) for line in said)


def _cases() -> list[str]:
    found: set[str] = set()
    for table in (LoggedEvent, DocketRow, FiledPaper):
        try:
            found |= set(table._default_manager.order_by().values_list("case", flat=True).distinct())
        except (DatabaseError, sqlite3.Error):
            continue  # the database's own check has named it
    return sorted(map(str, found))


_COLUMNS = ("number", "kind", "recorded", "role", "name", "machine", "once", "hash", "body")


def _case(case: str, named: dict[str, str], counts: Counts) -> Iterator[Finding]:
    events: list[Event] = []
    rows, unreadable = _rows(case)
    yield from (Finding(what, case=case, event=number) for number, what in unreadable)
    damaged = {number for number, _ in unreadable}
    for row in rows:
        counts.events += 1
        number = row["number"] if isinstance(row["number"], int) else 0
        try:
            event = as_event(row["body"])
        except (ValueError, TypeError) as error:
            yield Finding(f"it is no event ({error})", case=case, event=number)
            damaged.add(number)
            continue
        differing = _differing(case, row, event)
        if differing:
            yield Finding(
                f"{' and '.join(differing)} in the table is not what the event says", case=case, event=number
            )
            damaged |= {number, event.number}
        events.append(event)
        # an event whose content was changed names no paper that was ever filed
        for paper in papers_of(event) if hash_of(event) == event.hash else ():
            named.setdefault(paper.sha256, case)
    broken = first_break(events)
    if broken is not None and not damaged:
        yield Finding(broken.what, case=case, event=broken.place)
    elif broken is not None:
        # a hole moves the numbers of what follows: name the event by the number it says
        at = events[broken.place - 1].number if broken.place <= len(events) else 0
        # what follows a damaged event cannot be chained to it: that is told of the damaged one
        if damaged.isdisjoint({at, at - 1}):
            yield Finding(broken.what, case=case, event=at)
    if broken is None and not damaged:
        yield from _told(case, events)


def _rows(case: str) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """The rows of a case; where the table cannot be read at once, one by one, with the numbers of those that cannot."""
    rows = LoggedEvent.objects.filter(case=case).order_by("number")
    try:
        return list(rows.values(*_COLUMNS)), []
    except (DatabaseError, sqlite3.Error, ValueError, TypeError):
        pass
    found: list[dict[str, Any]] = []
    bad: list[tuple[int, str]] = []
    try:
        numbers = list(rows.values_list("number", flat=True))
    except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
        return [], [(0, f"the log cannot be read ({error})")]
    for number in numbers:
        try:
            found += rows.filter(number=number).values(*_COLUMNS)
        except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
            bad.append((number, f"its row cannot be read ({error})"))
    return found, bad


def _differing(case: str, row: dict[str, Any], event: Event) -> list[str]:
    said = {
        "case": event.case, "number": event.number, "kind": event.kind, "recorded": event.recorded,
        "role": event.actor.role, "name": event.actor.name, "machine": event.actor.machine, "hash": event.hash,
        "once": once_of(event), "body": as_line(event),
    }  # fmt: skip
    return [column for column, value in said.items() if {"case": case, **row}[column] != value]


def _told(case: str, events: list[Event]) -> Iterator[Finding]:
    """What the docket and the list of files say otherwise than the log."""
    remedy = "; if the log is right: imr store rebuild"
    try:
        row = DocketRow.objects.filter(case=case).values(*COLUMNS).first()
        told = sorted(FiledPaper.objects.filter(case=case).values_list("event", "place", "name", "sha256", "size"))
    except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
        yield Finding(f"the docket cannot be read ({error}){remedy}", case=case)
        return
    if not events:
        yield Finding("the docket or the list of files has it, and the log has no event", case=case)
        return
    if row is None:
        yield Finding(f"the docket does not have it{remedy}", case=case)
    elif row["events"] != len(events) or row["head"] != events[-1].hash:
        yield Finding(
            "the log does not end with the event that the docket kept; events were cut off, added or replaced",
            case=case,
            event=len(events),
        )
    else:
        rules = process_rules()
        said = docket_columns(events, state_of(events, rules), rules)
        wrong = [column for column in COLUMNS if row[column] != said[column]]
        if wrong:
            yield Finding(f"the docket says otherwise than the log: {', '.join(wrong)}{remedy}", case=case)
    if told != sorted((p.event, p.place, p.name, p.sha256, p.size) for p in paper_rows(events)):
        yield Finding(f"the list of files says otherwise than the log{remedy}", case=case)
