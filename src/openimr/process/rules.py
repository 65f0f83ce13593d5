"""The rules of the procedure, read from ``rules/<programme>/process`` and checked whole before they are used.

A broken file is refused with file, line and what to change. Among what is checked: no event that decides, and no event
whose effect settles an item, may be left to software.

>>> rules = process_rules()
>>> [version.id for version in rules.versions]
['2013', '2014', '2017', '2018', '2026']
>>> from datetime import date
>>> rules.version_on(date(2016, 5, 1)).id, rules.event("found-ineligible").by
('2014', ('designee',))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from importlib.resources.abc import Traversable
from itertools import pairwise
from typing import Any, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BaseModel, ValidationError

from openimr.errors import MissingEngine
from openimr.process.calendars import Calendar, missing_holidays
from openimr.process.events import SOFTWARE
from openimr.process.rulemodel import (
    Calendars,
    Clock,
    EventRule,
    Extension,
    Guard,
    Programme,
    Reason,
    Receipt,
    Role,
    State,
    Version,
)
from openimr.process.vocabulary import CONDITIONS, DECIDING_EFFECTS, EFFECTS, GUARDS, MODES, TESTS
from openimr.rulefiles import RuleFile, read_rule_file, rules_folder

_Model = TypeVar("_Model", bound=BaseModel)
#: Who can owe a deadline beside the roles: any party, the review organization, nobody (an effect of time).
_OWING = {"party", "organization", "nobody"}


@dataclass(frozen=True)
class ProcessRules:
    """All rules of the procedure."""

    versions: tuple[Version, ...]
    roles: tuple[Role, ...]
    states: tuple[State, ...]
    guards: tuple[Guard, ...]
    events: tuple[EventRule, ...]
    closed: tuple[str, ...]
    clocks: tuple[Clock, ...]
    calendars: Calendars
    reasons: tuple[Reason, ...]
    programme: Programme

    def version_on(self, day: date) -> Version:
        """The version in force on a day; the first one for days before the programme began."""
        return next((v for v in reversed(self.versions) if v.begins <= day), self.versions[0])

    @cached_property
    def _events(self) -> dict[str, EventRule]:
        return {event.id: event for event in self.events}

    @cached_property
    def _guards(self) -> dict[str, Guard]:
        return {guard.id: guard for guard in self.guards}

    @cached_property
    def _clocks(self) -> dict[str, Clock]:
        return {clock.id: clock for clock in self.clocks}

    @cached_property
    def _calendars(self) -> dict[str, Calendar]:
        return {rule.id: Calendar(self.calendars, rule.id) for rule in self.calendars.calendars}

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone that days are counted in.

        Raises:
            MissingEngine: the machine has no time zone data.
        """
        try:
            return ZoneInfo(self.calendars.zone)
        except ZoneInfoNotFoundError:
            raise MissingEngine(
                f"this machine has no data of the time zone {self.calendars.zone}",
                consequence="no deadline can be reckoned",
                remedy="install the system's tzdata, or: pip install tzdata",
            ) from None

    def calendar(self, name: str) -> Calendar:
        """A calendar by its id: ``business``, ``working``, ``court``.

        Raises:
            KeyError: there is none of that name.
        """
        return self._calendars[name]

    @property
    def offices(self) -> Calendar:
        """The calendar by which a last day is carried on."""
        return self.calendar(self.calendars.offices.calendar)

    def local(self, instant: datetime) -> datetime:
        """An instant as the clocks of the programme show it."""
        return instant.astimezone(self.zone)

    def event(self, kind: str) -> EventRule | None:
        """The rule of an event; None where there is no such event."""
        return self._events.get(kind)

    def guard(self, name: str) -> Guard:
        """What is said when a guard holds an event back."""
        return self._guards[name]

    def clock(self, name: str) -> Clock | None:
        """A clock by its id; None where there is none."""
        return self._clocks.get(name)

    def extension(self, name: str) -> Extension:
        """Days added for the mode of service."""
        return next(e for e in self.calendars.extensions if e.id == name)

    def receipt(self, name: str) -> Receipt:
        """On which day a paper is presumed to have come."""
        return next(one for one in self.calendars.receipts if one.id == name)

    def event_title(self, name: str) -> str:
        """An event in words."""
        rule = self.event(name)
        return rule.title if rule is not None else name

    def state_title(self, name: str) -> str:
        """A state in words."""
        return next((s.title for s in self.states if s.id == name), name)

    def role_title(self, name: str) -> str:
        """A role in words; what is no role stays as it is, with blanks."""
        return next((r.title for r in self.roles if r.id == name), name.replace("-", " "))


@cache
def process_rules() -> ProcessRules:
    """The rules the package ships with.

    Raises:
        RuleError: a file is wrong.
    """
    return read_process_rules(rules_folder() / "process")


def read_process_rules(folder: Traversable) -> ProcessRules:
    """The rules of a folder.

    Raises:
        RuleError: a file is wrong; it names file, line, value and what to change.
    """
    files = {
        name: read_rule_file(folder / f"{name}.yaml", f"{folder.name}/{name}.yaml")
        for name in ("versions", "machine", "clocks", "calendars", "eligibility")
    }
    machine, clocks, reasons = files["machine"], files["clocks"], files["eligibility"]
    rules = ProcessRules(
        versions=_records(files["versions"], "versions", Version),
        roles=_records(machine, "roles", Role),
        states=_records(machine, "states", State),
        guards=_records(machine, "guards", Guard),
        events=_records(machine, "events", EventRule),
        closed=tuple(_part(clocks, "closed")),
        clocks=_records(clocks, "clocks", Clock, _clock),
        calendars=_model(files["calendars"], (), files["calendars"].data, Calendars),
        reasons=_records(reasons, "reasons", Reason),
        programme=_model(reasons, ("programme",), _part(reasons, "programme"), Programme),
    )
    _check_versions(files["versions"], rules)
    _check_machine(machine, rules)
    _check_clocks(clocks, rules)
    _check_calendars(files["calendars"], rules)
    for place, reason in enumerate(rules.reasons):
        _known(reasons, ("reasons", place, "test"), [reason.test], TESTS, "test")
    return rules


def _part(rule: RuleFile, key: str) -> Any:
    if not isinstance(rule.data, Mapping) or key not in rule.data:
        rule.refuse((), f"the file has no {key}", f"add {key}")
    return rule.data[key]


def _records(rule: RuleFile, key: str, model: type[_Model], prepare: Any = None) -> tuple[_Model, ...]:
    rows = _part(rule, key)
    if not isinstance(rows, list):
        rule.refuse((key,), f"{key} must be a list", "write one record a line, each beginning with a dash")
    made = tuple(
        _model(rule, (key, place), prepare(row) if prepare and isinstance(row, Mapping) else row, model)
        for place, row in enumerate(rows)
    )
    seen: set[str] = set()
    for place, one in enumerate(made):
        name = str(getattr(one, "id", getattr(one, "code", place)))
        if name in seen:
            rule.refuse((key, place), f"{name} stands twice", f"keep one {name}")
        seen.add(name)
    return made


def _model(rule: RuleFile, path: Sequence[str | int], data: Any, model: type[_Model]) -> _Model:
    try:
        return model.model_validate(data)
    except ValidationError as error:
        rule.refuse_invalid(error, path)


def _clock(row: Mapping[str, Any]) -> dict[str, Any]:
    """The clock with every condition, and what it is estimated from, as a list: one word stands for a list of one."""
    when = row.get("when", {})
    lists = {k: [v] if isinstance(v, str) else v for k, v in when.items()} if isinstance(when, Mapping) else when
    estimate = row.get("estimate_from", [])
    return {**row, "when": lists, "estimate_from": [estimate] if isinstance(estimate, str) else estimate}


def _known(rule: RuleFile, path: Sequence[str | int], names: Iterable[str], known: Iterable[str], what: str) -> None:
    allowed = set(known)
    for name in names:
        if name not in allowed:
            rule.refuse(path, f"there is no {what} {name!r}", f"use one of: {', '.join(sorted(allowed))}")


def _check_versions(rule: RuleFile, rules: ProcessRules) -> None:
    for place, (one, following) in enumerate(pairwise(rules.versions), 1):
        if following.begins <= one.begins:
            rule.refuse(("versions", place, "from"), "versions must follow each other in time", "put them in order")


def _check_machine(rule: RuleFile, rules: ProcessRules) -> None:
    states = {state.id for state in rules.states}
    roles = {role.id: role for role in rules.roles}
    if SOFTWARE not in roles or roles[SOFTWARE].person or not all(r.person for r in rules.roles if r.id != SOFTWARE):
        rule.refuse(("roles",), f"{SOFTWARE} must be the one role that is no person", "correct the roles")
    _known(rule, ("guards",), [guard.id for guard in rules.guards], GUARDS, "guard")
    _known(rule, ("guards",), GUARDS, [guard.id for guard in rules.guards], "words for guard")
    if rules.guard("short-extension").limit is None:
        rule.refuse(("guards",), "short-extension has no limit", "say how many days an extension may have")
    for place, event in enumerate(rules.events):
        at = ("events", place)
        _known(rule, (*at, "from"), event.sources, states, "state")
        _known(rule, (*at, "to"), [event.to] if event.to else [], states, "state")
        _known(rule, (*at, "leads"), event.leads, event.sources, "state it is possible in")
        _known(rule, (*at, "leads"), [end for ends in event.leads.values() for end in ends], states, "state")
        _known(rule, (*at, "by"), event.by, roles, "role")
        _known(rule, (*at, "guards"), event.guards, GUARDS, "guard")
        _known(rule, (*at, "effect"), [event.effect] if event.effect else [], EFFECTS, "effect")
        if SOFTWARE in event.by and (event.decides or event.effect in DECIDING_EFFECTS):
            rule.refuse((*at, "by"), f"{event.id} decides and may not be left to software", "take software out of by")
        if event.effect in DECIDING_EFFECTS and not event.decides:
            rule.refuse(at, f"{event.id} settles something and does not say that it decides", 'add decides: "true"')


def _check_clocks(rule: RuleFile, rules: ProcessRules) -> None:
    states = {state.id for state in rules.states}
    events = {event.id for event in rules.events}
    owing = {role.id for role in rules.roles} | _OWING
    receipts = {receipt.id for receipt in rules.calendars.receipts}
    extensions = {extension.id for extension in rules.calendars.extensions}
    _known(rule, ("closed",), rules.closed, states, "state")
    for place, clock in enumerate(rules.clocks):
        at = ("clocks", place)
        _known(rule, (*at, "starts"), clock.starts, events, "event")
        _known(rule, (*at, "stops"), clock.stops, events, "event")
        _known(rule, (*at, "superseded_by"), clock.superseded_by, events, "event")
        _known(rule, (*at, "estimate_from"), clock.estimate_from, events, "event")
        others = (clock.asked_by, clock.extended_by, clock.met_by and clock.met_by.event)
        _known(rule, at, [one for one in others if one], events, "event")
        if clock.asked_by and not (clock.each_by and clock.presumes):
            rule.refuse((*at, "asked_by"), f"{clock.id} counts from receipt", "add each_by and presumes")
        _known(rule, (*at, "presumes"), [clock.presumes] if clock.presumes else [], receipts, "receipt")
        _known(rule, (*at, "moot_in"), clock.moot_in, states, "state")
        _known(rule, (*at, "owed_by"), [clock.owed_by], owing, "party")
        _known(rule, (*at, "when"), clock.when, CONDITIONS, "condition")
        _known(rule, (*at, "extension"), [clock.extension] if clock.extension else [], extensions, "extension")
        ordered = sorted(clock.periods, key=lambda period: period.begins)
        for number, period in enumerate(clock.periods):
            if period.ends < period.begins:
                rule.refuse((*at, "periods", number), "the period ends before it begins", "correct from or to")
        for one, following in pairwise(ordered):
            if following.begins <= one.ends:
                rule.refuse((*at, "periods"), f"two periods of {clock.id} overlap", "end one before the other begins")


def _check_calendars(rule: RuleFile, rules: ProcessRules) -> None:
    calendars = rules.calendars
    names = {holiday.id for holiday in calendars.holidays}
    for place, calendar in enumerate(calendars.calendars):
        _known(rule, ("calendars", place, "holidays"), calendar.holidays, names, "holiday")
    ids = [calendar.id for calendar in calendars.calendars]
    _known(rule, ("offices", "calendar"), [calendars.offices.calendar], ids, "calendar")
    _known(rule, ("offices", "otherwise"), [calendars.offices.otherwise], ids, "calendar")
    _known(rule, ("calendars",), ["business", "working", "court"], ids, "calendar")
    _known(rule, ("observed", "saturday"), calendars.observed.saturday, names, "holiday")
    for place, extension in enumerate(calendars.extensions):
        _known(rule, ("extensions", place, "days"), extension.days, calendars.places, "place")
        _known(rule, ("extensions", place, "days"), calendars.places, extension.days, "number of days for the place")
        _known(rule, ("extensions", place, "modes"), extension.modes, MODES, "mode of service")
    for place, receipt in enumerate(calendars.receipts):
        _known(rule, ("receipts", place, "days"), receipt.days, MODES, "mode of service")
        _known(rule, ("receipts", place, "days"), MODES, receipt.days, "number of days for the mode")
        _known(rule, ("receipts", place, "unknown"), [receipt.unknown], receipt.days, "mode of service")
    missing = missing_holidays(calendars)
    if missing:
        rule.refuse(
            ("holidays",), f"the holidays library has no {missing[0]}", "correct the name or the library's version"
        )
