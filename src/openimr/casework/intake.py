"""Intake: what the papers tell of denial, service and application, prepared as events for the log of the case.

What the papers do not tell is asked, never guessed. Nothing is decided: whether the application is eligible is for
the designee, and gets a proposal of the program.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from openimr.casefile.model import CaseFile, DocumentKind, Span
from openimr.casework.casenow import CaseNow, case_now, record
from openimr.dispute import read_dispute
from openimr.dispute.formboxes import Answered, FormBoxes, read_form_boxes
from openimr.dispute.model import Dispute, DisputedItem
from openimr.errors import UsageError
from openimr.guidelines.formulary import formulary_reach
from openimr.process import Actor, CaseState, Event, process_rules, proposals, refusal_of, sealed, step
from openimr.store.log import PROGRAM

if TYPE_CHECKING:
    from openimr.process import ProcessRules

_NOON = time(12)
#: The events of the intake, with the option that tells the day of each.
_DAY_OPTIONS = {
    "ur-decided": "--ur-decided", "ur-served": "--ur-served", "application-received": "--received",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Given:
    """What a person says of the intake; it stands before what the papers say.

    Attributes:
        ur_decided: day of the utilization review determination.
        ur_served: day on which it was served with the form.
        ur_mode: how it was served: mail, electronic, fax or personal.
        service_unknown: nobody knows of the service; it is left out, and no window for the application is reckoned.
        received: day, or moment, at which the application came.
        signed: whether the application is signed.
        determination_attached: whether the determination came with it.
    """

    ur_decided: date | None = None
    ur_served: date | datetime | None = None
    ur_mode: str | None = None
    service_unknown: bool = False
    received: date | datetime | None = None
    signed: bool | None = None
    determination_attached: bool | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One thing an event says, and from where it is known.

    Attributes:
        what: what it is, in words.
        value: what it says, in words.
        source: the paper and page, ``case.yaml``, or who gave it.
    """

    what: str
    value: str
    source: str


@dataclass(frozen=True, slots=True)
class Prepared:
    """One event, prepared from the papers.

    Attributes:
        kind: what happened.
        title: the same in words.
        at: when; None where nobody knows yet.
        data: what it says.
        told: each part with its source.
        asked: what a person has to tell before it can be recorded, with the option that tells it.
    """

    kind: str
    title: str
    at: datetime | None
    data: Mapping[str, Any]
    told: tuple[Told, ...]
    asked: tuple[str, ...] = ()


def prepare(now: CaseNow, case: CaseFile, given: Given | None = None) -> tuple[Prepared, ...]:
    """The events up to the application, from the papers; those that the log has are left out.

    Args:
        now: the case as it stands.
        case: its papers, opened.
        given: what a person says of it.

    Raises:
        UsageError: what was given contradicts itself.
    """
    rules, given = process_rules(), given or Given()
    if given.service_unknown and (given.ur_served is not None or given.ur_mode is not None):
        raise UsageError(
            "nobody knows of the service, and yet its day or way is given", consequence="nothing was recorded",
            remedy="leave out --service-unknown, or --ur-served and --ur-mode",
        )  # fmt: skip
    reader = _Papers(case, read_dispute(case), given, rules)
    there = {event.kind for event in now.events}
    found = [reader.decided(), reader.received()]
    if not given.service_unknown:
        found.insert(1, reader.served())
    return tuple(one for one in found if one.kind not in there)


def record_intake(now: CaseNow, prepared: tuple[Prepared, ...], actor: Actor) -> tuple[Event, ...]:
    """Record what was prepared, and the proposal on eligibility; all of it or nothing.

    Args:
        now: the case as it was looked at.
        prepared: the events.
        actor: who takes the case in; the program's own entry where nobody looked.

    Raises:
        UsageError: something is not known yet, or its days cannot be right.
        EventRefused: the procedure does not allow it.
        ActedMeanwhile: somebody else acted on the case.
    """
    from django.db import transaction

    asked = [question for one in prepared for question in one.asked]
    if asked:
        raise UsageError(
            "the papers do not tell everything: " + "; ".join(asked),
            consequence="nothing was recorded",
            remedy="give what is missing, as far as it is known",
        )
    _refuse_days(now, prepared)
    made: list[Event] = []
    with transaction.atomic():
        for one in prepared:
            made.append(record(now, one.kind, actor, at=one.at, data=one.data, after=len(made)))
        proposal = _proposal(case_now(now.case), now.seen + len(made))
        if proposal is not None:
            made.append(record(now, "eligibility-prepared", PROGRAM, data=proposal, after=len(made)))
    return tuple(made)


def would_stand(now: CaseNow, prepared: tuple[Prepared, ...]) -> CaseState:
    """Where the case would stand with what was prepared, up to the first event that still lacks something.

    Raises:
        UsageError: its days cannot be right, or the procedure would refuse one of them; it says why.
    """
    _refuse_days(now, prepared)
    rules, events, state = process_rules(), list(now.events), now.state
    for one in prepared:
        if one.asked or one.at is None:
            break
        event = sealed(events, one.kind, case=now.case, actor=PROGRAM, at=one.at, data=one.data, recorded=one.at)
        refusal = refusal_of(state, event, rules)
        if refusal is not None:
            raise UsageError(refusal.sentence(), consequence="nothing was recorded", remedy="correct what was given")
        state = step(state, event, rules)
        events.append(event)
    return state


def _refuse_days(now: CaseNow, prepared: Sequence[Prepared]) -> None:
    """Refuse a day to come, and service or application before the denial: the windows are counted from these days."""
    rules, present = process_rules(), datetime.now(UTC)
    days = {event.kind: rules.local(event.at).date() for event in now.events if event.kind in _DAY_OPTIONS}
    for one in prepared:
        if one.at is None:
            continue
        if one.at > present:
            raise UsageError(
                f"{one.title}: {rules.local(one.at):%Y-%m-%d} is still to come", consequence="nothing was recorded",
                remedy=f"correct the day ({_DAY_OPTIONS[one.kind]})",
            )  # fmt: skip
        days[one.kind] = rules.local(one.at).date()
    decided = days.get("ur-decided")
    for kind, day in days.items():
        if decided is not None and day < decided:
            raise UsageError(
                f"{rules.event_title(kind)} on {day}, and the determination is of {decided}: it cannot be earlier",
                consequence="nothing was recorded",
                remedy=f"correct one of the days ({_DAY_OPTIONS[kind]}, {_DAY_OPTIONS['ur-decided']})",
            )


def _proposal(now: CaseNow, seen: int) -> dict[str, Any] | None:
    """What the program proposes on each item; None where nothing new waits for the designee."""
    found = proposals(now.state, process_rules())
    if not found or any(event.kind == "eligibility-prepared" for event in now.events):
        return None
    return {
        "proposed": {one.item: one.outcome for one in found},
        "grounds": {one.item: [ground.code for ground in one.grounds] for one in found if one.grounds},
        "until": seen,
    }


#: What utilization review decided on an item, where it was not simply denied.
_OUTCOMES = {
    "denied": "", "conditionally_denied": "", "unknown": "; its outcome in utilization review was not read",
    "modified": "; utilization review approved {approved}", "approved": "; utilization review approved it",
}  # fmt: skip


@dataclass(frozen=True)
class _Papers:
    """The papers of a case, asked for what intake needs."""

    case: CaseFile
    dispute: Dispute
    given: Given
    rules: ProcessRules

    def decided(self) -> Prepared:
        """The denial, with the items in dispute."""
        day = self.given.ur_decided or self.dispute.ur_decision_date
        source = "given" if self.given.ur_decided else self._paper(DocumentKind.UR_DETERMINATION)
        told, asked, items = [], [], []
        if day is None:
            asked.append("the day of the utilization review determination (--ur-decided)")
        else:
            told.append(Told("decided on", day.isoformat(), source))
        for number, item in enumerate(self.dispute.items, start=1):
            items.append(self._item(number, item, day))
            words = _item_words(items[-1]) + _OUTCOMES[item.ur.outcome].format(approved=item.ur.approved or "a part")
            told.append(Told(f"item {number}", words, _place(item.evidence)))
        if not items:
            asked.append("the treatments in dispute: no paper names one (file the application or the determination)")
        data: dict[str, Any] = {"items": items}
        if self.dispute.date_of_injury is not None:
            data["injury"] = self.dispute.date_of_injury.isoformat()
            told.append(Told("injured on", data["injury"], "the dispute papers"))
        return self._event("ur-decided", day, data, told, asked)

    def served(self) -> Prepared:
        """Service of the denial with the form; no paper proves it, so a person tells."""
        told, asked = [], []
        if self.given.ur_served is None:
            asked.append("the day on which the determination was served (--ur-served or --service-unknown)")
        else:
            told.append(Told("served on", self.given.ur_served.isoformat(), "given"))
        if self.given.ur_mode is None:
            asked.append("how it was served (--ur-mode mail, electronic, fax or personal)")
        else:
            told.append(Told("served by", self.given.ur_mode, "given"))
        return self._event("ur-served", self.given.ur_served, {"mode": self.given.ur_mode or ""}, told, asked)

    def received(self) -> Prepared:
        """The application."""
        told, asked = [], []
        day = self.given.received or self.case.intake.application_received
        if day is None:
            asked.append("the day on which the application came (--received)")
        else:
            told.append(Told("received on", day.isoformat(), "given" if self.given.received else "case.yaml"))
        if not self.case.of_kind(DocumentKind.IMR_APPLICATION):
            told.append(Told("application", "not among the papers", "the papers"))
        boxes = self._boxes
        signed = self.given.signed
        if signed is not None:
            told.append(Told("signed", _yes(signed), "given"))
        elif boxes.signed is not None:
            signed = True
            told.append(Told("signed", _yes(signed), _place(boxes.signed.evidence)))
        else:
            asked.append(
                "whether the application is signed: no name was read on its signature line (--signed, --unsigned)"
            )
        attached = self.given.determination_attached
        if attached is None:
            attached = bool(self.case.of_kind(DocumentKind.UR_DETERMINATION))
            told.append(Told("determination attached", _yes(attached), self._paper(DocumentKind.UR_DETERMINATION)))
        else:
            told.append(Told("determination attached", _yes(attached), "given"))
        data: dict[str, Any] = {"signed": bool(signed), "determination-attached": attached}
        return self._event("application-received", day, data, told, asked)

    @cached_property
    def _boxes(self) -> FormBoxes:
        """The boxes of the first application that says something."""
        for document in self.case.of_kind(DocumentKind.IMR_APPLICATION):
            boxes = read_form_boxes(document)
            if boxes != FormBoxes():
                return boxes
        return FormBoxes()

    def _item(self, number: int, item: DisputedItem, day: date | None) -> dict[str, Any]:
        """An item as the log holds it."""
        boxes = self._boxes
        made: dict[str, Any] = {"id": str(number), "text": item.heading}
        if day is not None and formulary_reach().governs_treatment(item.request.treatment, day):
            made["formulary"] = True
        if item.request.date_of_service is not None or "retrospective" in item.request.modifiers:
            made["timing"] = "retrospective"
        if _says(boxes.liability_disputed):
            made["liability-disputed"] = True
        if _says(boxes.for_information) or item.ur.outcome == "conditionally_denied":
            made["denied-for-information"] = True
        return made

    def _paper(self, kind: DocumentKind) -> str:
        found = self.case.of_kind(kind)
        return f"{found[0].file}, page {found[0].pages[0].number}" if found and found[0].pages else "the papers"

    def _event(
        self, kind: str, day: date | datetime | None, data: Mapping[str, Any], told: list[Told], asked: list[str]
    ) -> Prepared:
        return Prepared(kind, self.rules.event_title(kind), self._moment(day), data, tuple(told), tuple(asked))

    def _moment(self, day: date | datetime | None) -> datetime | None:
        """A moment as it is; of a day its noon in the programme's zone, for the hour of a paper is not known.

        Of today, it is this moment where noon is still to come.
        """
        if day is None or isinstance(day, datetime):
            return day
        noon, present = datetime.combine(day, _NOON, self.rules.zone), datetime.now(self.rules.zone)
        return present if noon > present and day == present.date() else noon


def _says(answer: Answered | None) -> bool:
    return answer is not None and answer.answer


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _item_words(item: Mapping[str, Any]) -> str:
    marks = {
        "formulary": "under the formulary", "timing": "retrospective", "liability-disputed": "liability disputed",
        "denied-for-information": "denied for missing information",
    }  # fmt: skip
    said = [words for key, words in marks.items() if key in item]
    return f"{item['text']} ({', '.join(said)})" if said else str(item["text"])


def _place(spans: Sequence[Span]) -> str:
    return f"{spans[0].file}, page {spans[0].page}" if spans else "the papers"
