"""From a case and its parties to a notice: one to each party, in English, and for the injured worker in Spanish too.

Deadlines are those of the procedure's clocks. Where the notice itself starts a clock, the event of its service is put
at the end of the case, as it would be recorded, and the clocks are asked: nothing is reckoned here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from openimr.errors import NotFound, UsageError
from openimr.notices.due import items_of, service_event, triggers_of
from openimr.notices.model import Fact, Ground, Notice, NoticeItem, Person, Section, Service, Told
from openimr.notices.parties import Party, PartyFile
from openimr.notices.proof import proof_of_service
from openimr.notices.wording import (
    WORKER,
    Language,
    NoticeForm,
    NoticeForms,
    SectionForm,
    Words,
    filled,
    notice_forms,
    written_day,
)
from openimr.process.deadlines import Deadline, deadlines_of_clock
from openimr.process.effects import EFFECTS
from openimr.process.events import Event
from openimr.process.rulemodel import Clock
from openimr.process.rules import ProcessRules, process_rules
from openimr.process.state import DECIDED, DEFERRED, ELIGIBLE, PENDING, CaseState, Item, Mark

#: What the head of the case tells, in this order, as far as it is known.
_FACTS = (
    "employee", "claim", "administrator", "employer", "physician", "injury", "ur_date", "rfa_date", "received",
    "review",
)  # fmt: skip
_FROM_EVENT = ("because", "cause", "fact", "of", "request", "why")


def notice_of(
    kind: str,
    state: CaseState,
    parties: PartyFile,
    to: Party,
    moment: datetime,
    language: Language = "en",
    *,
    request: str = "",
    against: str = "",
    rules: ProcessRules | None = None,
    forms: NoticeForms | None = None,
) -> Notice:
    """One notice to one party.

    Args:
        kind: kind of the notice.
        state: the case.
        parties: sender, server, and everybody the notice names.
        to: whom it is written to, one of the parties.
        moment: when it is served.
        language: Spanish for the injured worker alone.
        request: name of the request, for a notice that belongs to one.
        against: why the case does not allow it, where it is made all the same.
        rules: the rules of the procedure; those of the package where None.
        forms: the wording; that of the package where None.

    Raises:
        NotFound: there is no such kind.
        UsageError: it is not for this role or language, or something it must say is not known.
    """
    forms = forms or notice_forms()
    form = _form(kind, forms)
    if to.role not in form.audience:
        raise UsageError(f"this notice is not for the role {to.role}", remedy=_readers(form))
    if language != "en" and to.role != WORKER:
        raise UsageError("only the injured worker's notice is written in Spanish", remedy="write it in English")
    return _Writer(form, state, parties, to, moment, language, request, rules or process_rules(), forms).notice(against)


def readers_of(form: NoticeForm, parties: PartyFile) -> Iterator[tuple[Party, Language]]:
    """Everybody a notice goes to, with each language they get it in, in the order of the form."""
    for role in form.audience:
        for party in parties.parties:
            if party.role == role:
                yield party, "en"
                if role == WORKER and party.language != "en":
                    yield party, party.language


def case_in_names(case: str) -> str:
    """The number of a case as a part of a file's name.

    >>> case_in_names("CM26/0000088 b")
    'CM26_0000088_b'
    """
    return re.sub(r"[^\w-]+", "_", case)


def file_names(case: str, kind: str, readers: Iterable[tuple[str, str]]) -> list[str]:
    """A name for each reader's file, without its ending: case, kind, reader, language.

    Args:
        case: number of the case.
        kind: kind of the notice.
        readers: role and language of each.

    >>> file_names("CM26/88", "remand", [("employee", "en"), ("employer", "en"), ("employer", "en")])
    ['CM26_88-remand-employee.en', 'CM26_88-remand-employer.en', 'CM26_88-remand-employer-2.en']
    """
    seen: Counter[tuple[str, str]] = Counter()
    safe, found = case_in_names(case), []
    for role, language in readers:
        seen[role, language] += 1
        number = seen[role, language]
        found.append(f"{safe}-{kind}-{role if number == 1 else f'{role}-{number}'}.{language}")
    return found


def hours_run_from(notice: Notice, rules: ProcessRules, forms: NoticeForms | None = None) -> bool:
    """Whether a deadline of hours runs from the service of a notice, so that the hour of service must be known."""
    started = {duty.duty for duty in (forms or notice_forms()).kinds[notice.kind].duties if duty.service}
    for told in notice.deadlines:
        clock = rules.clock(told.clock)
        period = clock.on(notice.dated) if clock is not None and clock.duty in started else None
        if period is not None and period.unit == "hours":
            return True
    return False


def event_to_record(
    kind: str,
    state: CaseState,
    parties: PartyFile,
    moment: datetime,
    *,
    request: str = "",
    rules: ProcessRules | None = None,
    forms: NoticeForms | None = None,
) -> Event:
    """The event that has to stand next in the log once a notice is served; not sealed, and recorded by nobody yet.

    Its way of service is that on whoever owes the first duty whose clock the notice starts, else on its first reader.

    Raises:
        NotFound: there is no such kind, or the parties have no reader of it.
    """
    rules, form = rules or process_rules(), _form(kind, forms or notice_forms())
    reader = next((party for party, _ in readers_of(form, parties)), None)
    if reader is None:
        raise NotFound("the file of parties has no reader of this notice", remedy=_readers(form))
    started = next((duty.duty for duty in form.duties if duty.service), "")
    owner = next((clock.owed_by for clock in rules.clocks if clock.duty == started), "")
    marks = triggers_of(form, state, request)
    bound = _bound(form, marks, owner, parties) or reader
    items = items_of(form, marks, state, rules)
    request = request or _request(form, marks)
    told = {"mode": bound.by, "place": bound.place, "request": request}
    return service_event(form, state, moment, rules, items=items, **told)


def _form(kind: str, forms: NoticeForms) -> NoticeForm:
    if kind not in forms.kinds:
        raise NotFound(f"there is no notice {kind!r}", remedy=f"use one of: {', '.join(sorted(forms.kinds))}")
    return forms.kinds[kind]


def _request(form: NoticeForm, marks: Sequence[Mark]) -> str:
    """Name of the request a notice is about; empty for a notice that belongs to none."""
    return marks[-1].event.said(form.each_by) if marks and form.each_by else ""


def _asked_roles(form: NoticeForm, mark: Mark) -> set[str]:
    """Whom something was asked of: the roles for which the form has the same words as for what the event says."""
    names = form.values.get("of", {})
    asked = names.get(mark.event.said("of"))
    return {role for role, words in names.items() if words == asked} if asked else set()


def _bound(form: NoticeForm, marks: Sequence[Mark], owner: str, parties: PartyFile) -> Party | None:
    """Who owes what a notice starts the time for: of a request whoever was asked; None where the file has nobody."""
    if form.each_by and marks:
        roles = _asked_roles(form, marks[-1])
        return next((party for party in parties.parties if party.role in roles), None)
    return parties.first(owner)


def _readers(form: NoticeForm) -> str:
    return f"its readers: {', '.join(form.audience)}"


@dataclass(frozen=True)
class _Writer:
    """One notice in the making."""

    form: NoticeForm
    state: CaseState
    parties: PartyFile
    to: Party
    moment: datetime
    language: Language
    request: str
    rules: ProcessRules
    forms: NoticeForms

    def notice(self, against: str) -> Notice:
        marks = triggers_of(self.form, self.state, self.request)
        items = items_of(self.form, marks, self.state, self.rules)
        items = items or items_of(self.form, marks, self.state, self.rules, told=True)
        fields = self._fields(marks, items)
        day = self.rules.local(self.moment).date()
        deadlines = tuple(self._deadlines(items, marks))
        title = self._said(self.form.title)
        sections = (self._section(one, fields) for one in self.form.sections if self._stands(one, fields))
        labels = {name: self._said(words) for name, words in self.forms.shared.labels.items()}
        labels["ask"] = filled(labels["ask"], fields)
        sender = self.parties.organization
        return Notice(
            kind=self.form.kind,
            language=self.language,
            case=self.state.case,
            event=marks[-1].event.number if marks else 0,
            dated=day,
            title=title,
            sender=Fact(label=sender.name, value=", ".join(sender.address)),
            to=self._person(self.to),
            copies=tuple(self._person(one) for one in self._audience() if one != self.to),
            facts=tuple(self._facts(fields)),
            items=tuple(self._item(one, marks) for one in items),
            sections=tuple(sections),
            deadlines=tuple(told for _, told in deadlines),
            service=self._service(title, day, deadlines),
            source=self.form.source,
            verified=self.form.verified and self.forms.shared.verified,
            against=against,
            labels=labels,
        )

    def _said(self, words: Words) -> str:
        return words.of(self.language)

    def _day(self, day: date | None) -> str:
        return written_day(day, self.language) if day else ""

    def _audience(self) -> list[Party]:
        return [one for role in self.form.audience for one in self.parties.parties if one.role == role]

    def _person(self, party: Party) -> Person:
        shared = self.forms.shared
        how = self._said(shared.service.modes[party.by].name)
        return Person(role=self._said(shared.roles[party.role]), name=party.name, how=how, where=party.where)

    # what the texts are filled with

    def _fields(self, marks: Sequence[Mark], items: Sequence[Item]) -> dict[str, str]:
        state, parties, claim = self.state, self.parties, self.parties.claim
        sender = parties.organization
        names = {role: found.name for role in self.forms.roles if (found := parties.first(role)) is not None}
        told = {item.id for item in items}
        waiting = [i for i in state.with_status(PENDING, ELIGIBLE, DEFERRED, DECIDED) if not i.served]
        decisions = {item.decision for item in items}
        kind = "expedited" if state.expedited else "regular"
        fields = {
            "case": state.case,
            "organization": sender.name,
            "contact": ", ".join(filter(None, (sender.phone, sender.email))) or ", ".join(sender.address),
            "employee": names.get(WORKER, ""),
            "administrator": names.get("claims-administrator", ""),
            "employer": names.get("employer", ""),
            "physician": names.get("requesting-physician", ""),
            "claim": claim.number,
            "injury": self._day(claim.injury_date or self._said_day("ur-decided", "injury")),
            "rfa_date": self._day(claim.rfa_date),
            "ur_date": self._day(self._day_of("ur-decided")),
            "received": self._day(self._day_of("application-received")),
            "review": self._said(self.forms.shared.review_kinds[kind]),
            "others_go_on": "x" if any(item.id not in told for item in waiting) else "",
            "overturned": "x" if "overturned" in decisions else "",
            "upheld": "x" if "upheld" in decisions else "",
            "reviewed_again": "x" if any(item.status == ELIGIBLE for item in items) else "",
        }
        for name in _FROM_EVENT:
            said = marks[-1].event.said(name) if marks else ""
            known = self.form.values.get(name, {}).get(said)
            fields[name] = self._said(known) if known else said
        fields["days"] = str(sum(days for m in marks if isinstance(days := m.event.data.get("days"), int)) or "")
        fields["asked_you"] = "x" if marks and self._is_asked(marks[-1]) else ""
        fields["asked_other"] = "" if fields["asked_you"] else "x"
        return fields

    def _is_asked(self, mark: Mark) -> bool:
        """True where the reader is the party something was asked of, by the words the form has for both."""
        return self.to.role in _asked_roles(self.form, mark)

    def _day_of(self, kind: str) -> date | None:
        mark = self.state.last([kind])
        return self.rules.local(mark.event.at).date() if mark else None

    def _said_day(self, kind: str, field: str) -> date | None:
        mark = self.state.last([kind])
        try:
            return date.fromisoformat(mark.event.said(field)) if mark else None
        except ValueError:
            return None

    def _facts(self, fields: Mapping[str, str]) -> Iterator[Fact]:
        labels = self.forms.shared.labels
        for name in _FACTS:
            if fields[name]:
                yield Fact(label=self._said(labels[name]), value=fields[name])

    def _stands(self, section: SectionForm, fields: Mapping[str, str]) -> bool:
        return section.is_for(self.to.role) and all(fields[name] for name in section.needs)

    def _section(self, section: SectionForm, fields: Mapping[str, str]) -> Section:
        heading, text = (self._said(one) if one else "" for one in (section.heading, section.text))
        return Section(
            heading=filled(heading, fields),
            text=filled(text, fields),
            points=tuple(filled(self._said(one), fields) for one in section.points),
        )

    def _item(self, item: Item, marks: Sequence[Mark]) -> NoticeItem:
        decided = self.forms.shared.decisions.get(item.decision)
        grounds = [self._ground(code) for code in item.reasons] + self._reasons(item, marks)
        return NoticeItem(
            id=item.id,
            text=item.text or item.id,
            grounds=tuple(grounds),
            decision=item.decision or None,
            decided=self._said(decided) if decided else "",
        )

    def _reasons(self, item: Item, marks: Sequence[Mark]) -> list[Ground]:
        """What the events that name an item say of it in the field that is their reason: of several events the last."""
        named = [mark for mark in marks if not mark.event.items or item.id in mark.event.items]
        if not self.form.reason or not named:
            return []
        said = named[-1].event.said(self.form.reason)
        known = self.form.values.get(self.form.reason, {}).get(said)
        text = self._said(known) if known else said
        if self.form.reason_says is not None:
            text = filled(self._said(self.form.reason_says), {"reason": text})
        return [Ground(code=said, text=text, source="")]

    def _ground(self, code: str) -> Ground:
        reason = next((one for one in self.rules.reasons if one.code == code), None)
        plain = self.forms.shared.reasons.get(code)
        if self.to.role == WORKER and plain is not None:
            return Ground(code=code, text=self._said(plain), source="")
        return Ground(code=code, text=reason.title if reason else code, source=reason.source if reason else "")

    # deadlines, as the clocks reckon them

    def _deadlines(self, items: Sequence[Item], marks: Sequence[Mark]) -> Iterator[tuple[Deadline, Told]]:
        for duty in self.form.duties:
            found = []
            for clock in self.rules.clocks:
                if clock.duty != duty.duty:
                    continue
                state = self._served(clock, items, marks) if duty.service else self.state
                for one in deadlines_of_clock(clock, state, self.moment, self.rules):
                    asked = not self.form.each_by or not marks or one.request == marks[-1].event.said(self.form.each_by)
                    # what runs already for other items is none of this notice
                    asked = asked and not (duty.service and clock.by_item and one.event != state.marks[-1].event.number)
                    if one.pending and asked:
                        found.append(one)
            law = [one for one in found if not one.is_practice] or found
            for one in sorted(law, key=lambda one: (one.due, one.clock)):
                yield one, self._told(one, marks)

    def _served(self, clock: Clock, items: Sequence[Item], marks: Sequence[Mark]) -> CaseState:
        """The case with this notice served, as it is served on whom the clock binds."""
        bound = _bound(self.form, marks, clock.owed_by, self.parties) or self.to
        request = self.request or _request(self.form, marks)
        event = service_event(
            self.form, self.state, self.moment, self.rules,
            mode=bound.by, place=bound.place, items=items, request=request,
        )  # fmt: skip
        rule = self.rules.event(event.kind)
        after = EFFECTS[rule.effect](self.state, event) if rule and rule.effect else self.state
        mark = Mark(event, self.state.phase, self.state.expedited, after.items)
        return replace(self.state, marks=(*self.state.marks, mark))

    def _told(self, one: Deadline, marks: Sequence[Mark]) -> Told:
        shared = self.forms.shared
        return Told(
            clock=one.clock,
            group=one.duty,
            duty=self._said(shared.duties[one.duty]) if self.to.role == WORKER else one.title,
            owner=self._owner(one, marks),
            day=self._last_day(one),
            due=one.due if one.has_day else None,
            estimated=one.estimated,
            source=one.counted.period.source,
            verified=one.counted.verified,
            steps=one.counted.steps,
        )

    def _owner(self, one: Deadline, marks: Sequence[Mark]) -> str:
        """Who owes it: of a request whoever was asked, of any other duty whom its clock names."""
        if self.form.each_by and marks:
            if self._is_asked(marks[-1]):
                return self._said(self.forms.shared.labels["you"])
            asked = self.form.values.get("of", {}).get(marks[-1].event.said("of"))
            return self._said(asked) if asked else marks[-1].event.said("of")
        return self._said(self.forms.shared.owners[one.owed_by])

    def _last_day(self, one: Deadline) -> str:
        labels = self.forms.shared.labels
        if one.is_at_once or not one.has_day:
            return self._said(labels["at_once" if one.is_at_once else "no_day"])
        day = self._day(one.counted.due_day)
        if one.counted.by_hour:
            half = self._said(labels["morning" if one.due.hour < 12 else "afternoon"])
            day = self._said(labels["hour"]).format(day=day, time=f"{one.due:%I:%M}".lstrip("0") + f" {half}")
        elif one.counted.presumed:
            day = self._said(labels["presumed"]).format(day=day, came=self._day(one.counted.presumed))
        elif one.estimated:
            day = self._said(labels["estimated"]).format(day=day)
        return self._said(labels["goal"]).format(day=day) if one.is_practice else day

    def _service(self, title: str, day: date, deadlines: Sequence[tuple[Deadline, Told]]) -> Service:
        served = [party for party, language in readers_of(self.form, self.parties) if language == self.language]
        return proof_of_service(
            self.forms.shared, self.parties, [(one, self._person(one)) for one in served], self.language,
            title=title, case=self.state.case, day=day, mail=tuple(dict.fromkeys(self._mail(deadlines))),
        )  # fmt: skip

    def _mail(self, deadlines: Sequence[tuple[Deadline, Told]]) -> Iterator[str]:
        words = self.forms.shared.service
        for one, told in deadlines:
            clock = self.rules.clock(one.clock)
            if clock is None or not clock.extension:
                continue
            extension = self.rules.extension(clock.extension)
            bound = self.parties.first(clock.owed_by) or self.to
            if bound.by in extension.modes:
                count = extension.days.get(bound.place or self.rules.calendars.places[0], 0)
                days = self._said(words.days).format(count=count)
                yield filled(self._said(words.mail), {"days": days, "duty": told.duty, "source": told.source})
