"""What the rules ask the file to hold: the physicians' reports of the months before the request, and what is there."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Sequence
from itertools import pairwise

from openimr.casefile.manifest.model import RequestDay, Required, Stretch
from openimr.casefile.manifest.requiredrules import RequiredRules
from openimr.casefile.model import CaseFile
from openimr.casefile.papers.dates import printed_days
from openimr.casefile.papers.papermarks import paper_marks


def required_of(
    case: CaseFile, request: RequestDay, decided: dt.date | None, rules: RequiredRules
) -> Required:
    """The window of required reports, what stands in it, and the stretches of it without a visit.

    Args:
        case: the case file.
        request: the day of the request.
        decided: the day of the determination, which with intake's days says when the records were due.
        rules: the programme's rules.

    >>> from pathlib import Path
    >>> from openimr.casefile.manifest.requiredrules import required_rules
    >>> case = CaseFile(root=Path("."), documents=[])
    >>> found = required_of(case, RequestDay(day=dt.date(2014, 8, 31), source="request"), None, required_rules())
    >>> found.window.first.isoformat(), found.window.last.isoformat(), len(found.silences)
    ('2014-02-28', '2014-08-31', 0)
    """
    due = case.intake.date_assigned or case.intake.application_received or decided or request.day
    rule = rules.window_on(due)
    found = Required(request=request, rule=rule.text, reference=rule.reference, verified=rule.verified)
    reports = [d for d in case.documents if d.is_evidence and d.kind in rules.reports]
    found.undated = [d.id for d in reports if d.date is None]
    if request.day is None:
        return found
    found.window = Stretch(first=months_before(request.day, rule.months), last=request.day)
    inside = [d for d in reports if d.date and found.window.first <= d.date <= found.window.last]
    for document in sorted(inside, key=lambda d: (d.date or dt.date.min, d.id)):
        found.reports.setdefault(document.kind.value, []).append(document.id)
    visits = sorted({d.date for d in inside if d.date and d.kind in rules.visits})
    if visits:
        found.silences = _silences(found.window, visits, injury_day(case), rules.silence.days)
    return found


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day some months earlier; the month's last where it has no such day.

    >>> months_before(dt.date(2014, 8, 31), 6), months_before(dt.date(2014, 1, 15), 12)
    (datetime.date(2014, 2, 28), datetime.date(2013, 1, 15))
    """
    count = day.year * 12 + day.month - 1 - months
    year, month = divmod(count, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def injury_day(case: CaseFile) -> dt.date | None:
    """The day of the injury as intake or the papers give it; the one printed most often where they differ."""
    if case.intake.date_of_injury:
        return case.intake.date_of_injury
    marks = paper_marks()
    days = [
        day.day
        for document in case.documents[:60]
        if document.usable and not document.other_patient
        for page in document.pages[:1]
        for day in printed_days(page.text, marks)
        if day.kind == "injury"
    ]
    return max(set(days), key=lambda day: (days.count(day), day)) if days else None


def _silences(window: Stretch, visits: Sequence[dt.date], injured: dt.date | None, longest: int) -> list[Stretch]:
    """Stretches between two visits, or between a visit and an end of the window, longer than ``longest`` days."""
    begin = max(window.first, injured) if injured else window.first
    edges = [begin, *[day for day in visits if day > begin], window.last]
    found = []
    for index, (one, two) in enumerate(pairwise(edges)):
        if (two - one).days > longest:
            first = one if index == 0 and one not in visits else one + dt.timedelta(days=1)
            last = two if two == window.last and two not in visits else two - dt.timedelta(days=1)
            found.append(Stretch(first=first, last=last))
    return found
