"""Whether a reviewer has the time a case has: absences, the usual time of a review, and what ends before the day due.

Each rule is told for one pair (:func:`available`, :func:`in_time`, :func:`lasting`) and counted for all pairs at once
(:func:`present_days`, :func:`stops`); a test over random dockets makes sure that the two agree.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from openimr.panel.findings import Finding
from openimr.panel.fitting import Fit, Need, fit_of
from openimr.panel.model import PanelCase, Period, Reviewer
from openimr.panel.qualifying import certification_state, licensed_in, specialties_now
from openimr.panel.rules import PanelRules, Rule
from openimr.wordforms import counted

_Ints = npt.NDArray[np.int64]
_ONE = dt.timedelta(days=1)


def absences(one: Reviewer, day: dt.date) -> list[Period]:
    """When a reviewer is away from a day on, in order; those that meet are one.

    >>> away = (Period(dt.date(2014, 6, 5), dt.date(2014, 6, 9)), Period(None, dt.date(2014, 6, 4)))
    >>> found = absences(Reviewer("r1", "Ada Example", away=away), dt.date(2014, 6, 2))
    >>> [(str(one.since), str(one.until)) for one in found]
    [('2014-06-02', '2014-06-09')]
    """
    found: list[Period] = []
    for period in sorted(one.away, key=lambda away: away.since or dt.date.min):
        since, until = max(period.since or day, day), period.until
        if until is not None and until < since:
            continue
        last = found[-1] if found else None
        if last is not None and (last.until is None or last.until + _ONE >= since):
            end = None if last.until is None or until is None else max(last.until, until)
            found[-1] = Period(last.since, end)
        else:
            found.append(Period(since, until))
    return found


def present_days(one: Reviewer, day: dt.date, dues: _Ints) -> _Ints:
    """How many days a reviewer is there from a day to each of some days due (as ordinals), both counted.

    A case past due has the day of the selection alone.
    """
    first = day.toordinal()
    last = np.maximum(dues, first)
    count = last - first + 1
    for period in absences(one, day):
        since = (period.since or day).toordinal()
        until = last if period.until is None else np.minimum(last, period.until.toordinal())
        count -= np.maximum(0, until - since + 1)
    return count


def _present(one: Reviewer, day: dt.date, due: dt.date) -> int:
    return int(present_days(one, day, np.array([due.toordinal()], dtype=np.int64))[0])


def available(rule: Rule, one: Reviewer, day: dt.date, due: dt.date) -> Finding:
    """Whether the reviewer is there on a day that the review has."""
    if _present(one, day, due) > 0:
        away = [period for period in absences(one, day) if period.since and period.since <= max(due, day)]
        told = f"away {_when(away)}, not all of the time" if away else "not away"
        return Finding(rule.id, "passes", told)
    until = absences(one, day)[0].until
    if until is None:
        return Finding(rule.id, "fails", "away without an end")
    return Finding(rule.id, "fails", f"away to {until:%m/%d/%Y}, past the day due")


def _when(away: Sequence[Period]) -> str:
    return ", ".join(
        f"from {one.since:%m/%d/%Y}" + (f" to {one.until:%m/%d/%Y}" if one.until else "") for one in away
    )


def in_time(rule: Rule, one: Reviewer, case: PanelCase, day: dt.date, due: dt.date) -> Finding:
    """Whether the reviewer takes cases of this priority, and the usual time fits into the days that are left."""
    if case.priority == "expedited":
        if one.expedited is None:
            return Finding(rule.id, "unknown", "whether expedited cases are taken is not on file")
        # who takes them promises their clock; the usual time is that of other cases
        if one.expedited:
            return Finding(rule.id, "passes", f"takes expedited cases; due {due:%m/%d/%Y}")
        return Finding(rule.id, "fails", "takes no expedited cases")
    if due < day:
        # nobody can be in time any more; that must not leave the case without a reviewer
        return Finding(rule.id, "passes", f"the case is past due since {due:%m/%d/%Y}")
    left = max(0, _present(one, day, due) - 1)
    if one.usual_days is not None and one.usual_days > left:
        away = ", without those away" if absences(one, day) else ""
        return Finding(
            rule.id, "fails", f"usually takes {counted(one.usual_days, 'day')}; {left} left to {due:%m/%d/%Y}{away}"
        )
    return Finding(rule.id, "passes", f"due {due:%m/%d/%Y}")


def licence_ends(one: Reviewer, day: dt.date, rules: PanelRules) -> dt.date | None:
    """The first day after a day on which no licence is good; None where none is now, or no end is told.

    >>> from openimr.panel.model import Licence
    >>> from openimr.panel.rules import panel_rules
    >>> held = tuple(Licence("CA", True, False, Period(None, dt.date(2014, month, 30))) for month in (6, 9))
    >>> str(licence_ends(Reviewer("r1", "Ada Example", licences=held), dt.date(2014, 6, 2), panel_rules()))
    '2014-10-01'
    """
    if not licensed_in(one, rules.states, day):
        return None
    ends = {held.period.until + _ONE for held in one.licences or () if held.period.until and held.period.until >= day}
    return next((end for end in sorted(ends) if not licensed_in(one, rules.states, end)), None)


def appointment_begins(one: Reviewer, day: dt.date, rules: PanelRules) -> dt.date | None:
    """The first day after a day on which the reviewer holds an appointment that nobody may hold."""
    kinds = {kind for rule in rules.qualifications for kind in rule.kinds}
    days = [held.period.since for held in one.appointments or () if held.kind in kinds and held.period.since]
    return min((since for since in days if since > day), default=None)


def stops(one: Reviewer, day: dt.date, rules: PanelRules) -> dt.date | None:
    """The first day on which licence or appointment will keep the reviewer out, though they do not now."""
    return min((at for at in (licence_ends(one, day, rules), appointment_begins(one, day, rules)) if at), default=None)


def certification_ends(one: Reviewer, day: dt.date) -> dt.date | None:
    """The first day after a day on which a certification in force now is not."""
    held = [c for c in one.certifications or () if certification_state(c, day) == "passes" and c.period.until]
    return min((c.period.until + _ONE for c in held if c.period.until), default=None)


def fits_no_more(one: Reviewer, needs: tuple[Need, ...], day: dt.date, due: dt.date, rules: PanelRules) -> bool:
    """Whether specialties that fit a case on a day do not on the day it is due."""
    now, then = (
        max((fit_of(*specialties_now(one, when, rules), need) for need in needs), default=Fit.NONE)
        for when in (day, due)
    )
    return now <= Fit.SIMILAR < then


def lasting(
    rule: Rule, one: Reviewer, needs: tuple[Need, ...], day: dt.date, due: dt.date, rules: PanelRules
) -> Finding:
    """Whether licence, certification and the absence of an appointment last to the day due."""
    ends, begins = licence_ends(one, day, rules), appointment_begins(one, day, rules)
    told = []
    if ends and ends <= due:
        told.append(f"no licence from {ends:%m/%d/%Y}; enter its renewal")
    if begins and begins <= due:
        told.append(f"an appointment that nobody may hold begins {begins:%m/%d/%Y}")
    certified = certification_ends(one, day)
    if certified and certified <= due and fits_no_more(one, needs, day, due, rules):
        told.append(f"a certification that is needed ends {certified - _ONE:%m/%d/%Y}; enter its renewal")
    if told:
        return Finding(rule.id, "fails", f"{'; '.join(told)} (due {due:%m/%d/%Y})")
    return Finding(rule.id, "passes", f"to {max(due, day):%m/%d/%Y}")
