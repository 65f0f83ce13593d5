"""What is told from the log for quick lists: the row of the docket and the files of a case. Made anew at any time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from openimr.errors import StoreDamaged
from openimr.printable import printable
from openimr.process import Event, ProcessRules, first_break, process_rules, state_of
from openimr.process.deadlines import Deadline
from openimr.process.docket import CaseLog, due_in
from openimr.process.state import CaseState
from openimr.store.models import DocketRow, FiledPaper
from openimr.store.papers import papers_of

#: Characters of a reviewer's id that the docket shows.
_LONGEST = 200
#: The columns of a docket row that the log decides.
COLUMNS = ("phase", "due", "duty", "owed_by", "reviewer", "expedited", "events", "head", "opened", "changed")


def docket_columns(events: Sequence[Event], state: CaseState, rules: ProcessRules) -> dict[str, Any]:
    """The docket row of a case, by column, from its events and the state they fold to."""
    first = _next_deadline(events, state, rules)
    return {
        "phase": state.phase,
        "due": first.due if first else None,
        "duty": first.duty if first else "",
        "owed_by": first.owed_by if first else "",
        "reviewer": printable(state.reviewer)[:_LONGEST],
        "expedited": state.expedited,
        "events": len(events),
        "head": events[-1].hash,
        "opened": events[0].recorded,
        "changed": events[-1].recorded,
    }


def _next_deadline(events: Sequence[Event], state: CaseState, rules: ProcessRules) -> Deadline | None:
    moment: datetime = events[-1].recorded
    pending = due_in([CaseLog(Path(state.case), tuple(events), state, None)], moment, rules)
    return next((one for one in pending if one.has_day or one.is_at_once), None)


def paper_rows(events: Iterable[Event]) -> list[FiledPaper]:
    """The rows of the files that these events brought."""
    return [
        FiledPaper(
            case=event.case, event=event.number, place=place, name=paper.name, sha256=paper.sha256, size=paper.size
        )
        for event in events
        for place, paper in enumerate(papers_of(event))
    ]


def project(events: Sequence[Event], state: CaseState, rules: ProcessRules, *, since: int = 0) -> None:
    """Write what is told from the log of one case; the files of events after number ``since`` only.

    Call it in the transaction that appends, so that a list never says what the log does not.
    """
    DocketRow.objects.update_or_create(case=events[-1].case, defaults=docket_columns(events, state, rules))
    FiledPaper.objects.bulk_create(paper_rows(events[since:]))


def rebuild(case: str, events: Sequence[Event]) -> None:
    """Make the row and the files of one case anew from its whole log.

    Raises:
        StoreDamaged: the chain of the log is broken, and lists would say what nobody wrote.
    """
    broken = first_break(events)
    if broken is not None:
        raise StoreDamaged(
            f"the log of case {case} is not what was written: {broken.sentence()}",
            consequence="its row in the docket was left as it is",
            remedy="restore the store from a backup; imr store verify names all that is damaged",
        )
    rules = process_rules()
    with transaction.atomic():
        DocketRow.objects.filter(case=case).delete()
        FiledPaper.objects.filter(case=case).delete()
        if events:
            project(events, state_of(events, rules), rules)
