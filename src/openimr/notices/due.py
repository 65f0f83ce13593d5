"""Which notices are due in a case, and why another may not be sent now: from the events of the case alone.

A notice is due from the event that triggers it until the event that says it was sent. Where the procedure has a step of
its own for that (an assignment notified, a determination served), the notice is due only when the procedure allows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from openimr.notices.wording import SENT, NoticeForm, NoticeForms, notice_forms
from openimr.process.deadlines import OVERDUE, Deadline, deadlines_of
from openimr.process.events import SOFTWARE, Actor, Event
from openimr.process.folding import refusal_of
from openimr.process.rules import ProcessRules
from openimr.process.state import CaseState, Item, Mark

#: The effect of a step that gives an item its notice of assignment.
_ASSIGNS = "assign-items"
#: The effect of a step that serves a letter signed after the determination was served.
_AMENDS = "serve-letter"
_NO_ITEM = "no item is left that it would be about"


@dataclass(frozen=True, slots=True)
class DueNotice:
    """One notice somebody has to send.

    Attributes:
        case: case number.
        kind: kind of the notice.
        event: number of the event that triggers it, the last of them.
        since: when that happened, in the programme's zone.
        items: ids of the items it is about.
        request: name of the request it is about, where it is one.
        by: the deadline of the procedure that it meets; None where the law sets no time for it.
        source: the law.
    """

    case: str
    kind: str
    event: int
    since: datetime
    items: tuple[str, ...]
    request: str
    by: Deadline | None
    source: str


def due_notices(
    state: CaseState, as_of: datetime, rules: ProcessRules, forms: NoticeForms | None = None
) -> tuple[DueNotice, ...]:
    """The notices that are due in a case at a moment, in the order in which they came to be.

    >>> from datetime import timezone
    >>> from openimr.process.rules import process_rules
    >>> due_notices(CaseState(), datetime(2026, 3, 2, tzinfo=timezone.utc), process_rules())
    ()
    """
    forms = forms or notice_forms()
    deadlines = deadlines_of(state, as_of, rules)
    found = []
    for form in forms.kinds.values():
        for marks in _fresh(form, state):
            items = items_of(form, marks, state, rules)
            if not _hindrance(form, marks, items, state, deadlines, as_of, rules):
                found.append(_due(form, marks, items, state, deadlines, rules))
    return tuple(sorted(found, key=lambda one: (one.event, one.kind)))


def refusal_of_notice(
    kind: str,
    state: CaseState,
    as_of: datetime,
    rules: ProcessRules,
    forms: NoticeForms | None = None,
    request: str = "",
) -> str:
    """Why a notice may not be sent now, in plain words; empty where it may.

    Args:
        kind: kind of the notice.
        state: the case.
        as_of: the moment of sending.
        rules: the rules of the procedure.
        forms: the wording; that of the package where None.
        request: name of the request, for a notice that belongs to one.

    >>> from datetime import timezone
    >>> from openimr.process.rules import process_rules
    >>> refusal_of_notice("extension", CaseState(), datetime(2026, 3, 2, tzinfo=timezone.utc), process_rules())
    'nothing has happened that it would tell of (extension approved)'
    """
    form = (forms or notice_forms()).kinds[kind]
    happened = [mark for mark in state.marks if mark.event.kind in form.trigger]
    if not happened:
        refused = next((one for one in reversed(state.refusals) if one.kind in form.trigger), None)
        if refused is not None:
            return f"what it would tell of was refused: event {refused.number}, {refused.kind}: {refused.why}"
        titles = " or ".join(rules.event_title(name) for name in form.trigger)
        return f"nothing has happened that it would tell of ({titles})"
    fresh = _fresh_of(form, state, request)
    if not fresh:
        sent = next((mark for mark in reversed(state.marks) if _is_sent(form, mark)), None)
        if form.each_by and (sent is None or request):
            return f"no {form.each_by} of that name is open and untold" if request else f"no {form.each_by} is open"
        if sent is None or sent.event.number < happened[-1].event.number:
            return _NO_ITEM
        return f"it was told already, on {rules.local(sent.event.at).date().isoformat()}"
    if form.each_by and not request and len(fresh) > 1:
        names = ", ".join(marks[-1].event.said(form.each_by) for marks in fresh)
        return f"more than one {form.each_by} is open; name one of: {names}"
    items = items_of(form, fresh[0], state, rules)
    return _hindrance(form, fresh[0], items, state, deadlines_of(state, as_of, rules), as_of, rules)


def triggers_of(form: NoticeForm, state: CaseState, request: str = "") -> tuple[Mark, ...]:
    """The events a notice tells of: those nobody was told of yet, else the last one; none where nothing happened."""
    fresh = _fresh_of(form, state, request)
    if fresh:
        return fresh[0]
    last = state.last(form.trigger)
    return (last,) if last is not None else ()


def items_of(
    form: NoticeForm, marks: Sequence[Mark], state: CaseState, rules: ProcessRules, *, told: bool = False
) -> tuple[Item, ...]:
    """The items a notice is about: those its events name (all, where one names none), with a status of the form.

    An item that was told of already, whose determination is served, or that has its notice of assignment, is left out
    unless ``told``. A letter signed after service is about the items that wait for it.
    """
    named = set().union(*(_named(mark, state) if told else _untold(form, mark, state) for mark in marks))
    named = named if marks else set(state.items)
    found = [item for item in state.with_status(*form.statuses) if item.id in named]
    if told:
        return tuple(found)
    if _has_effect(form, rules, _AMENDS):
        return tuple(item for item in found if item.amending)
    assigns = _has_effect(form, rules, _ASSIGNS)
    return tuple(item for item in found if not (item.served or (assigns and item.noticed)))


def service_event(
    form: NoticeForm,
    state: CaseState,
    moment: datetime,
    rules: ProcessRules,
    *,
    mode: str,
    place: str = "",
    items: Sequence[Item] = (),
    request: str = "",
) -> Event:
    """The event that will say that a notice was sent, as it would stand next in the log; not sealed, not recorded."""
    rule = rules.event(form.done)
    assert rule is not None, "the reader of the wording knows all events"
    role = next(role for role in rule.by if role != SOFTWARE)
    data: dict[str, str] = {"mode": mode}
    data |= {"place": place} if place else {}
    data |= {"notice": form.kind} if form.done == SENT else {}
    data |= {form.each_by: request} if form.each_by and request else {}
    return Event(
        case=state.case or "-",
        number=max([0, *(m.event.number for m in state.marks), *(r.number for r in state.refusals)]) + 1,
        kind=form.done,
        at=moment,
        recorded=moment,
        actor=Actor(role=role, name="-"),
        items=tuple(item.id for item in items),
        data=dict(data),
    )


def _has_effect(form: NoticeForm, rules: ProcessRules, effect: str) -> bool:
    rule = rules.event(form.done)
    return rule is not None and rule.effect == effect


def _is_sent(form: NoticeForm, mark: Mark) -> bool:
    if mark.event.kind in form.told_by:
        return True
    return mark.event.kind == form.done and (form.done != SENT or mark.event.said("notice") == form.kind)


def _fresh(form: NoticeForm, state: CaseState) -> Iterator[tuple[Mark, ...]]:
    """The events that nobody was told of yet: together, or each by itself where the form says so."""
    sent = [mark for mark in state.marks if _is_sent(form, mark)]
    happened = [mark for mark in state.marks if mark.event.kind in form.trigger]
    if form.each_by:
        waiting = {request.event for request in state.open_requests}
        for mark in happened:
            name = mark.event.said(form.each_by)
            told = any(m.event.number > mark.event.number and m.event.said(form.each_by) == name for m in sent)
            if mark.event.number in waiting and not told:
                yield (mark,)
        return
    marks = tuple(mark for mark in happened if _untold(form, mark, state))
    if marks:
        yield marks


def _named(mark: Mark, state: CaseState) -> set[str]:
    return set(mark.event.items or state.items)


def _untold(form: NoticeForm, mark: Mark, state: CaseState) -> set[str]:
    """Ids of the items of an event that no later notice told of; a notice that names no item told of all."""
    left = _named(mark, state) & {item.id for item in state.with_status(*form.statuses)}
    for sent in state.marks:
        if sent.event.number > mark.event.number and _is_sent(form, sent):
            left -= _named(sent, state)
    return left


def _fresh_of(form: NoticeForm, state: CaseState, request: str) -> list[tuple[Mark, ...]]:
    """The same for one request; its name means nothing to a notice that belongs to none."""
    wanted = request if form.each_by else ""
    return [marks for marks in _fresh(form, state) if not wanted or marks[-1].event.said(form.each_by) == wanted]


def _hindrance(
    form: NoticeForm,
    marks: Sequence[Mark],
    items: Sequence[Item],
    state: CaseState,
    deadlines: Sequence[Deadline],
    as_of: datetime,
    rules: ProcessRules,
) -> str:
    place = state.back_to or state.phase  # while an answer is awaited, a case is where it will go on
    if form.states and place not in form.states:
        return f"the case is not where it belongs ({rules.state_title(place)})"
    if not items:
        return _NO_ITEM
    if form.overdue:
        asked = [one for one in deadlines if one.duty == form.overdue and one.pending and one.has_day]
        if not any(one.status == OVERDUE for one in asked):
            return f"nothing is overdue of what it asks for ({form.overdue})"
        last = max(asked, key=lambda one: one.due)
        if last.status != OVERDUE:  # as for the step that closes the time: until the last clock has run out
            return (
                f"the time for it still runs, until {last.counted.due_day.isoformat()} ({last.counted.period.source})"
            )
    request = marks[-1].event.said(form.each_by) if form.each_by else ""
    event = service_event(form, state, as_of, rules, mode="mail", items=items, request=request)
    refusal = refusal_of(state, event, rules)
    return refusal.why if refusal is not None else ""


def _due(
    form: NoticeForm,
    marks: Sequence[Mark],
    items: Sequence[Item],
    state: CaseState,
    deadlines: Sequence[Deadline],
    rules: ProcessRules,
) -> DueNotice:
    event = marks[-1].event
    by = next((one for one in deadlines if form.owed and one.duty == form.owed and one.pending and one.earliest), None)
    return DueNotice(
        case=state.case,
        kind=form.kind,
        event=event.number,
        since=rules.local(event.at),
        items=tuple(item.id for item in items),
        request=event.said(form.each_by) if form.each_by else "",
        by=by,
        source=form.source,
    )
