"""Whether a reviewer is qualified on a day: one small test for each rule about the reviewer alone.

Each test gives an outcome and the reason in words. Where the roster does not say, the outcome is ``unknown``.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from openimr.panel.findings import Finding, Outcome
from openimr.panel.model import Certification, Licence, Reviewer
from openimr.panel.rules import PanelRules, Qualification, Specialties
from openimr.wordforms import counted

#: Tests about the fit of reviewer and case; they are made in :mod:`openimr.panel.fitting`.
FITTING = frozenset({"board_certification", "knowledge", "same_or_similar", "scope"})
_Told = tuple[Outcome, str]


def qualify(reviewer: Reviewer, day: dt.date, rules: PanelRules, names: Specialties) -> list[Finding]:
    """Every rule about the reviewer alone, as it comes out on a day.

    >>> from openimr.panel.rules import panel_rules, specialty_rules
    >>> found = qualify(Reviewer("r1", "Ada Example"), dt.date(2014, 5, 1), panel_rules(), specialty_rules())
    >>> found[0]
    Finding(rule='discipline', outcome='unknown', why='no discipline is on file')
    """
    found = []
    for rule in rules.qualifications:
        if rule.test in FITTING:
            continue
        if not rule.in_force(day):
            found.append(Finding(rule.id, "not_in_force", not_in_force(rule)))
            continue
        outcome, why = _TESTS[rule.test](reviewer, day, rule, rules, names)
        found.append(Finding(rule.id, outcome, why))
    return found


def not_in_force(rule: Qualification) -> str:
    """Since when, or until when, a rule governs.

    >>> from openimr.panel.rules import panel_rules
    >>> not_in_force(next(r for r in panel_rules().qualifications if r.id == "no-qme-appointment"))
    'in force from 01/01/2014'
    """
    parts = [f"from {rule.since:%m/%d/%Y}"] if rule.since else []
    parts += [f"until {rule.until:%m/%d/%Y}"] if rule.until else []
    return "in force " + " ".join(parts)


def licence_state(licence: Licence, day: dt.date) -> tuple[Outcome, str]:
    """Whether one licence is active, without restriction and in force on a day, and what is wrong or not known.

    >>> from openimr.panel.model import Period
    >>> licence_state(Licence("CA", True, False, Period(None, dt.date(2014, 1, 31))), dt.date(2014, 2, 1))
    ('fails', 'CA: ended 01/31/2014')
    """
    period = licence.period
    if not licence.active:
        return "fails", f"{licence.state}: not active"
    if licence.restricted:
        return "fails", f"{licence.state}: restricted"
    if period.since and day < period.since:
        return "fails", f"{licence.state}: begins {period.since:%m/%d/%Y}"
    if period.until and period.until < day:
        return "fails", f"{licence.state}: ended {period.until:%m/%d/%Y}"
    if licence.restricted is None:
        return "unknown", f"{licence.state}: whether it is restricted is not on file"
    if period.until is None:
        return "unknown", f"{licence.state}: its end is not on file"
    return "passes", f"{licence.state}, to {period.until:%m/%d/%Y}"


def licensed_in(reviewer: Reviewer, states: frozenset[str], day: dt.date) -> bool:
    """Whether a licence of one of these states is good on a day."""
    return any(one.state in states and licence_state(one, day)[0] == "passes" for one in reviewer.licences or ())


def certification_state(certification: Certification, day: dt.date) -> Outcome:
    """Whether a certification is in force on a day; without an end it is not known unless it is lifelong.

    >>> from openimr.panel.model import Period
    >>> certification_state(Certification("neurology", "Neurology", Period()), dt.date(2014, 1, 1))
    'unknown'
    """
    period = certification.period
    if not period.covers(day):
        return "fails"
    if period.since is None or (period.until is None and not certification.lifelong):
        return "unknown"
    return "passes"


def specialties_now(reviewer: Reviewer, day: dt.date, rules: PanelRules) -> tuple[frozenset[str], frozenset[str]]:
    """Specialties a reviewer has on a day, and those of which it is not known whether they are in force.

    A discipline without boards of its own is a specialty itself.
    """
    states = [(c.specialty, certification_state(c, day)) for c in reviewer.certifications or ()]
    held = {specialty for specialty, state in states if state == "passes"}
    perhaps = {specialty for specialty, state in states if state == "unknown"}
    discipline = rules.disciplines.get(reviewer.discipline or "")
    if discipline and discipline.specialty:
        held.add(discipline.specialty)
    sure = frozenset(one for one in held if one)
    return sure, frozenset(one for one in perhaps if one) - sure


def _discipline(reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties) -> _Told:
    if reviewer.discipline is None:
        return "unknown", "no discipline is on file"
    found = rules.disciplines.get(reviewer.discipline)
    return ("passes", found.name) if found else ("fails", f"{reviewer.discipline} is none of the list")


def _licence(reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties) -> _Told:
    if not reviewer.licences:
        return "unknown", "no licence is on file"
    states = [licence_state(one, day) for one in reviewer.licences if one.state in rules.states]
    for wanted in ("passes", "unknown", "fails"):
        found = [why for outcome, why in states if outcome == wanted]
        if found:
            return ("passes" if wanted == "passes" else "unknown" if wanted == "unknown" else "fails"), "; ".join(found)
    return "fails", "no licence of one of the states"


def _no_sanctions(
    reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties
) -> _Told:
    told = [f"{one.what} ({one.state})" for one in reviewer.sanctions or ()]
    told += [f"{one.state}: licence {one.status}" for one in reviewer.licences or () if one.status in rule.statuses]
    if told:
        return "fails", "; ".join(told)
    for one in reviewer.licences or ():
        if one.status in rule.doubtful:
            return "unknown", (
                f"{one.state}: licence {one.status}; if no action was behind it, write inactive, else a sanction"
            )
    if reviewer.sanctions is None:
        return "unknown", "whether there are any is not on file"
    return "passes", "none on file"


def _no_appointment(
    reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties
) -> _Told:
    if reviewer.appointments is None:
        return "unknown", "whether there is one is not on file"
    now = [one for one in reviewer.appointments if one.period.covers(day)]
    for one in now:
        if one.kind is not None and one.kind in rule.kinds:
            since = f" since {one.period.since:%m/%d/%Y}" if one.period.since else ""
            return "fails", f"holds an appointment ({one.kind.upper()}){since}"
    for one in now:
        if one.kind is None:
            return "unknown", f"what the appointment {one.told!r} is, is not known"
    return "passes", "holds none on that day"


def _disclosures(reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties) -> _Told:
    if reviewer.disclosures is None:
        return "unknown", "no disclosure is on file"
    count = len(reviewer.disclosures)
    return "passes", f"{counted(count, 'relation')} on file" if count else "none to disclose"


def _specialty_on_file(
    reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties
) -> _Told:
    sure, perhaps = specialties_now(reviewer, day, rules)
    named = sorted(names.specialties[one].name for one in sure)
    if named:
        return "passes", ", ".join(named)
    if reviewer.certifications is None or perhaps:
        return "unknown", "no certification is on file whose days are known"
    return "fails", "no certification that is in force and known to the rules"


def _practice_years(
    reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties
) -> _Told:
    if not reviewer.practice or any(one.period.since is None for one in reviewer.practice):
        return "unknown", "the years in practice are not on file"
    years = _days_in_practice(reviewer, day) / 365.25
    least = rule.more_than or 0
    return ("passes" if years > least else "fails"), f"{years:.1f} years, more than {least:g} needed"


def _days_in_practice(reviewer: Reviewer, day: dt.date) -> int:
    """Days of all times in practice up to a day; a day in two of them counts once."""
    spans = sorted(
        (one.period.since, min(one.period.until or day, day)) for one in reviewer.practice or () if one.period.since
    )
    total, reached = 0, dt.date.min
    for since, until in spans:
        begin = max(since, reached)
        if begin < until:
            total += (until - begin).days
            reached = until
    return total


def _weekly_hours(
    reviewer: Reviewer, day: dt.date, rule: Qualification, rules: PanelRules, names: Specialties
) -> _Told:
    if reviewer.practice is None:
        return "unknown", "the hours in practice are not on file"
    now = [one for one in reviewer.practice if one.period.covers(day)]
    known = sum(one.hours for one in now if one.hours is not None)
    least = rule.at_least or 0
    if known >= least:
        return "passes", f"{known:g} hours a week"
    if any(one.hours is None for one in now):
        return "unknown", "the hours of the present practice are not on file"
    return "fails", f"{known:g} hours a week, {least:g} needed" if now else "in no practice on that day"


_TESTS: dict[str, Callable[[Reviewer, dt.date, Qualification, PanelRules, Specialties], _Told]] = {
    "discipline": _discipline,
    "licence": _licence,
    "no_sanctions": _no_sanctions,
    "no_appointment": _no_appointment,
    "disclosures": _disclosures,
    "specialty_on_file": _specialty_on_file,
    "practice_years": _practice_years,
    "weekly_hours": _weekly_hours,
}
