"""What is due in the docket of a store: deadlines and notices of its most urgent cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from openimr.casework.casenow import CaseNow, case_now
from openimr.notices import DueNotice, due_notices
from openimr.process import Deadline, process_rules
from openimr.process.docket import CaseLog, Closing, closings_in, due_in
from openimr.store.docketpages import docket_page

_PAGE = 200


@dataclass(frozen=True, slots=True)
class DueWork:
    """What is due.

    Attributes:
        cases: the cases looked at, the one with the soonest deadline first.
        deadlines: what somebody has to do in them, the most urgent first.
        closings: what a person may close because its time has passed.
        notices: the notices that are due in them.
        more: there are further cases, with later deadlines.
    """

    cases: tuple[CaseNow, ...]
    deadlines: tuple[Deadline, ...]
    closings: tuple[Closing, ...]
    notices: tuple[DueNotice, ...]
    more: bool


def due_work(moment: datetime, *, most: int = 500) -> DueWork:
    """What is due at a moment in the cases with the soonest deadlines.

    Args:
        moment: as of when.
        most: so many cases are looked at.
    """
    rules = process_rules()
    cases, more = _soonest(most)
    logs = [CaseLog(Path(one.case), one.events, one.state, None) for one in cases]
    notices = [notice for one in cases for notice in due_notices(one.state, moment, rules)]
    deadlines, closings = due_in(logs, moment, rules), closings_in(logs, moment, rules)
    return DueWork(tuple(cases), tuple(deadlines), tuple(closings), tuple(notices), more)


def _soonest(most: int) -> tuple[Sequence[CaseNow], bool]:
    found: list[CaseNow] = []
    after: tuple[datetime | None, str] | None = None
    while True:
        page = docket_page(after=after, size=min(_PAGE, most - len(found)))
        found += [case_now(row.case) for row in page.rows]
        after = page.after
        if after is None or len(found) >= most:
            return found, after is not None
