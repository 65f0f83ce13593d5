"""The reviewer of a case of the store: selected from a roster, cleared of conflicts by a person, assigned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from openimr.casefile.model import CaseFile
from openimr.casework.casenow import CaseNow, content, kept, record, refuse_event
from openimr.dispute import read_dispute
from openimr.errors import NotFound, UsageError
from openimr.panel import publishable, select, selection_of
from openimr.panel.casefolder import case_of
from openimr.panel.model import CaseItem, CaseParty, PanelCase, Roster
from openimr.panel.page import html_of
from openimr.panel.report import Selection
from openimr.printable import printable
from openimr.process import Actor, Event, process_rules
from openimr.process.state import ELIGIBLE
from openimr.store.log import PROGRAM

if TYPE_CHECKING:
    from openimr.notices import PartyFile
    from openimr.store.filestore import FileStore

#: Name of the selection report among the files of a case.
SELECTION = "selection.json"
#: Readers of notices by the roles they have for the panel.
_PANEL_ROLES = {
    "employee": "employee",
    "employee-attorney": "attorney",
    "requesting-physician": "requesting_physician",
    "claims-administrator": "claims_administrator",
    "employer": "employer",
}


def panel_case(now: CaseNow, case: CaseFile, parties: PartyFile | None = None) -> PanelCase:
    """The case as the panel sees it: parties and items of its papers, and what the log knows better.

    The number, the earlier reviewers, whether the review is expedited, and which items are under review are told by the
    log; where it names items that the papers do not, all of the papers' items are looked at.

    Args:
        now: the case as it stands.
        case: its papers, opened.
        parties: the parties to whom notices go.
    """
    told = case_of(case, read_dispute(case))
    state = now.state
    under_review = {item.text for item in state.with_status(ELIGIBLE)}
    items: tuple[CaseItem, ...] = tuple(item for item in told.items if item.text in under_review)
    complete = state.last(["records-complete", "records-limit-passed"])
    return replace(
        told,
        id=now.case,
        parties=(*told.parties, *_further(told, parties)),
        items=items if len(items) == len(under_review) and items else told.items,
        earlier=tuple(dict.fromkeys((*told.earlier, *state.earlier_reviewers))),
        priority="expedited" if state.expedited else told.priority,
        complete=process_rules().local(complete.event.at).date() if complete is not None else told.complete,
    )


def _further(told: PanelCase, parties: PartyFile | None) -> Iterator[CaseParty]:
    """Parties of notices whom the papers do not name in that role."""
    known = {(one.role, one.name) for one in told.parties}
    for one in parties.parties if parties is not None else ():
        role = _PANEL_ROLES.get(one.role)
        if role is not None and (role, one.name) not in known:
            yield CaseParty(role, one.name)


def require_selectable(now: CaseNow) -> None:
    """Refuse a selection that could not be recorded, before the papers are read for it.

    Raises:
        EventRefused: the case is not where a reviewer is proposed.
    """
    refuse_event(now, "reviewer-proposed", PROGRAM)


def choose(files: FileStore, now: CaseNow, case: PanelCase, roster: Roster, *, day: date, seed: int) -> Selection:
    """Select a reviewer, keep the report and its public form, and record who is proposed.

    Nobody is assigned: that takes a person, who clears the proposed reviewer of conflicts first. Where nobody can be
    chosen nothing is recorded; the report says which rules stand in the way.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        case: the case as the panel sees it, with the day it is due.
        roster: the reviewers.
        day: the day of the selection; its rules decide.
        seed: of the lot among equals; the report tells it.

    Raises:
        EventRefused: the case is not where a reviewer is proposed.
        ActedMeanwhile: somebody else acted on the case.
    """
    made = select(roster, case, day=day, seed=seed)
    report = selection_of(made)
    if report.block is None:
        public = publishable(report)
        written = {
            SELECTION: report.model_dump_json(indent=1).encode("utf-8") + b"\n",
            "selection.html": html_of(report).encode("utf-8"),
            "selection-public.json": public.model_dump_json(indent=1).encode("utf-8") + b"\n",
        }
        data = {"reviewer": report.chosen[0], "reviewers": list(report.chosen), "seed": seed, "day": day.isoformat()}
        record(now, "reviewer-proposed", PROGRAM, data=data, made=kept(files, written))
    return report


def last_selection(files: FileStore, now: CaseNow) -> Selection | None:
    """The selection report of the present review; None where none was kept."""
    found = now.made(SELECTION, ("reviewer-proposed",))
    if found is None or found[0].number <= now.state.review_since:
        return None
    return Selection.model_validate_json(content(files, found[1]))


def assign(files: FileStore, now: CaseNow, reviewer: str, actor: Actor, *, why: str = "") -> tuple[Event, ...]:
    """Clear a reviewer of conflicts and assign the review: the act of a person.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        reviewer: the reviewer's private id.
        actor: who clears and assigns.
        why: why another one than the proposed reviewer is taken; needed then.

    Raises:
        NotFound: no reviewer was selected for this review, or the selection knows none of this id.
        UsageError: the reviewer is not the one proposed and no reason is given, the report excludes them, or papers
            were filed since: they may name somebody the reviewer has to do with.
        EventRefused: the procedure does not allow it.
        ActedMeanwhile: somebody else acted on the case.
    """
    from django.db import transaction

    report = last_selection(files, now)
    if report is None:
        raise NotFound(
            "no reviewer was selected for this review", consequence="nobody was assigned", remedy="run: imr case select"
        )
    selected = next(one for one in reversed(now.events) if one.kind == "reviewer-proposed")
    if any(one.kind == "papers-filed" for one in now.events[selected.number :]):
        raise UsageError(
            "papers were filed since the reviewer was selected, and nobody looked for conflicts with whom they name",
            consequence="nobody was assigned", remedy="select again: imr case select",
        )  # fmt: skip
    row = next((one for one in report.candidates if one.reviewer == reviewer), None)
    if row is None:
        raise NotFound(
            f"the selection knows no reviewer {printable(reviewer)}", consequence="nobody was assigned",
            remedy="name one by the id of the selection report",
        )  # fmt: skip
    if row.verdict == "excluded":
        raise UsageError(
            f"{printable(reviewer)} may not review this case: {', '.join(row.against)}",
            consequence="nobody was assigned",
            remedy="choose one of those who may; if only a name has to be cleared, say so in case.yaml (docs/panel.md) "
            "and select again",
        )
    if reviewer not in report.chosen and not why.strip():
        raise UsageError(
            f"{printable(reviewer)} is not the reviewer whom the selection chose ({', '.join(report.chosen)})",
            consequence="nobody was assigned",
            remedy="say why: --because",
        )
    said = {"reviewer": reviewer, **({"because": why.strip()} if why.strip() else {})}
    with transaction.atomic():
        cleared = record(now, "conflicts-cleared", actor, data=said)
        given = record(now, "reviewer-assigned", actor, data=said, after=1)
    return cleared, given
