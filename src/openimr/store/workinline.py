"""Is the work that waits what submit put in line? A task that no worker would take is work that is never done."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.db import DatabaseError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from openimr.errors import ImrError
from openimr.store.finding import Finding
from openimr.store.log import events_of
from openimr.store.steps import content_mark, course
from openimr.store.tasks import PRIORITIES, papers_until, run_step

_OPEN = ("READY", "RUNNING")
_KNOWN = (*_OPEN, "SUCCESSFUL", "FAILED")
#: A task that could not be done for the moment is tried again within minutes.
_LATEST = timedelta(days=1)
_COLUMNS = ("status", "task_path", "queue_name", "backend_name", "priority", "run_after", "args_kwargs")
_REMEDY = "; put it in line again: imr store submit"


def work_findings() -> Iterator[Finding]:
    """Tasks that wait and are not what the program puts in line, or that no worker will do.

    What is over is history, and nothing depends on it: the log says what was done.
    """
    rows: Any = DBTaskResult._default_manager
    try:
        ids = list(rows.exclude(status__in=_KNOWN[2:]).order_by("enqueued_at").values_list("id", flat=True))
    except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
        yield Finding(f"the work in line cannot be read ({error})")
        return
    for id in ids:
        try:
            row = rows.filter(id=id).values(*_COLUMNS).first()
        except (DatabaseError, sqlite3.Error, ValueError, TypeError) as error:
            yield Finding(f"the work in line, task {id}, cannot be read ({type(error).__name__}){_REMEDY}")
            continue
        if row is not None:
            case, what = _wrong(row)
            if what:
                yield Finding(f"the work in line, task {id}: {what}{_REMEDY}", case=case)


def _wrong(row: dict[str, Any]) -> tuple[str, str]:
    """The case of a task, and what is wrong with it in words; empty where nothing is."""
    match row["args_kwargs"]:
        case {"args": [str(case), str(name), str(step), int(until), str(mark)], "kwargs": kwargs} if not kwargs:
            pass
        case _:
            return "", "it does not say which step of which case"
    if row["status"] not in _OPEN:
        return case, "its state is none that the program gives, and no worker takes it"
    task = run_step
    given = (row["task_path"], row["queue_name"], row["backend_name"])
    if given != (task.module_path, task.queue_name, task.backend) or row["priority"] not in PRIORITIES:
        return case, "its task, queue or place in the queue is none that the program gives"
    if get_date_max() != row["run_after"] > timezone.now() + _LATEST:
        return case, f"it waits until {row['run_after']:%Y-%m-%d}"
    try:
        chosen = course(name)
        chosen.step(step)
        events = events_of(case)
    except ImrError as error:
        return case, error.what
    if not events or not 0 < until <= len(events):
        return case, "it is about events that the case does not have"
    if content_mark(papers_until(events, until), chosen.maker()) != mark:
        return case, "it was put in line under other rules or by another release, or was changed; no worker will do it"
    return case, ""
