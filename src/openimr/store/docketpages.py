"""The docket page by page: cases by their next deadline, of a phase, of a reviewer, of who owes what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from openimr.store.models import DocketRow


@dataclass(frozen=True, slots=True)
class Page:
    """One page of the docket.

    Attributes:
        rows: its cases.
        after: where the next page begins; None on the last one.
    """

    rows: Sequence[DocketRow]
    after: tuple[datetime | None, str] | None


def docket_page(
    *,
    phase: str | None = None,
    reviewer: str | None = None,
    owed_by: str | None = None,
    after: tuple[datetime | None, str] | None = None,
    size: int = 50,
) -> Page:
    """Cases by their next deadline, the soonest first; those without one come last, by number.

    Args:
        phase: only cases in this state.
        reviewer: only cases of this reviewer.
        owed_by: only cases whose next deadline is owed by this one.
        after: where the page before ended; a page is found as fast at the end of the docket as at its beginning.
        size: cases on a page.
    """
    wanted = {"phase": phase, "reviewer": reviewer, "owed_by": owed_by}
    rows = DocketRow.objects.filter(**{name: value for name, value in wanted.items() if value is not None})
    found: list[DocketRow] = []
    if after is None or after[0] is not None:
        dated = rows.filter(due__isnull=False)
        if after is not None:
            # the first condition is what the index is read by; the second leaves out what was shown already
            dated = dated.filter(Q(due__gte=after[0]), Q(due__gt=after[0]) | Q(case__gt=after[1]))
        found += dated.order_by("due", "case")[: size + 1]
    if len(found) <= size:
        undated = rows.filter(due__isnull=True)
        if after is not None and after[0] is None:
            undated = undated.filter(case__gt=after[1])
        found += undated.order_by("case")[: size + 1 - len(found)]
    shown = found[:size]
    return Page(shown, (shown[-1].due, shown[-1].case) if len(found) > size else None)
