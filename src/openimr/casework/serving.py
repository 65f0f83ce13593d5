"""Notices of a case of the store: written to all their readers, kept, and their service recorded by who served them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from openimr.casework.casenow import CaseNow, kept, record
from openimr.casework.deciding import COMPANIONS, last_signed
from openimr.errors import NotFound, UsageError
from openimr.letters.rendering import render_layout
from openimr.notices import Notice, PartyFile, event_to_record, notice_forms, notice_of, refusal_of_notice
from openimr.notices.due import triggers_of
from openimr.notices.layout import lay_out_notice
from openimr.notices.wording import WORKER
from openimr.notices.writing import file_names, hours_run_from, readers_of
from openimr.panel.names import Degree, compare, party_name
from openimr.printable import printable
from openimr.process import Actor, Event, process_rules
from openimr.store.papers import Paper, as_data

if TYPE_CHECKING:
    from openimr.process import ProcessRules
    from openimr.process.state import Mark
    from openimr.store.filestore import FileStore

#: What goes with a notice: the letter itself to everybody, the pages in plain words to the injured worker.
_LETTER = ("determination.pdf", *(f"companion.{language}.pdf" for language in COMPANIONS))
_ENCLOSED = {"determination": _LETTER, "correction": _LETTER, "amendment": _LETTER}


@dataclass(frozen=True, slots=True)
class Written:
    """A notice to all its readers, not served yet.

    Attributes:
        kind: its kind.
        moment: when it is served; its days are counted from then.
        notices: by the name of the file, without its ending: case, kind, reader, language.
        modes: how it is served, by role of the reader.
        enclosed: files of the case that go with it.
        event: the event that its service will be, as it would stand next in the log.
        server: name of who signs its proof of service.
        nobody: roles of its readers that the file of parties has nobody for.
    """

    kind: str
    moment: datetime
    notices: Mapping[str, Notice]
    modes: Mapping[str, str]
    enclosed: tuple[Paper, ...]
    event: Event
    server: str
    nobody: tuple[str, ...]

    def files(self) -> dict[str, bytes]:
        """The notices as files: a tagged PDF to be served, and JSON that is read back as it was."""
        found: dict[str, bytes] = {}
        for name, notice in self.notices.items():
            pdf = render_layout(lay_out_notice(notice), "pdf")
            assert isinstance(pdf, bytes)
            found[f"{name}.pdf"] = pdf
            found[f"{name}.json"] = notice.model_dump_json(indent=1).encode("utf-8") + b"\n"
        return found


def write_notice(
    now: CaseNow,
    kind: str,
    parties: PartyFile,
    *,
    moment: datetime | None = None,
    hour_known: bool = True,
    request: str = "",
) -> Written:
    """One notice to all its readers, with the days that run from its service.

    Args:
        now: the case as it stands.
        kind: kind of the notice.
        parties: sender, server, and everybody the notice names.
        moment: when it is served; now, where left out.
        hour_known: false where only the day of service is known.
        request: which request, for a notice that belongs to one.

    Raises:
        NotFound: there is no such kind, nobody reads it, or the parties name no injured worker, who does.
        UsageError: it is not due, and why; it would be served before what it tells of; or a deadline of hours runs from
            it and its hour is not known.
    """
    rules, forms = process_rules(), notice_forms()
    if kind not in forms.kinds:
        raise NotFound(f"there is no notice {kind!r}", remedy=f"use one of: {', '.join(sorted(forms.kinds))}")
    at = moment or datetime.now(UTC)
    against = refusal_of_notice(kind, now.state, at, rules, forms, request)
    if against:
        raise UsageError(
            f"the notice {kind} is not due: {printable(against)}", consequence="nothing was written",
            remedy="see what is due: imr case show",
        )  # fmt: skip
    form = forms.kinds[kind]
    _refuse_before(kind, triggers_of(form, now.state, request), at, rules)
    nobody = tuple(role for role in form.audience if parties.first(role) is None)
    if WORKER in nobody:
        raise NotFound(
            f"the parties name nobody as {WORKER}, and {kind} is for the injured worker above all",
            consequence="nothing was written", remedy=f"name the injured worker in parties.yaml: role {WORKER}",
        )  # fmt: skip
    readers = tuple(readers_of(form, parties))
    names = file_names(now.case, kind, [(party.role, language) for party, language in readers])
    notices = {
        name: notice_of(kind, now.state, parties, party, at, language, request=request)
        for name, (party, language) in zip(names, readers, strict=True)
    }
    if not notices:
        raise NotFound(
            "the file of parties has no reader of this notice", remedy=f"its readers: {', '.join(form.audience)}"
        )
    if not hour_known and any(hours_run_from(one, rules, forms) for one in notices.values()):
        raise UsageError(
            "a deadline of hours runs from this notice", remedy="give the hour of service: --on 2026-03-20T16:30-07:00"
        )
    event = event_to_record(kind, now.state, parties, at, request=request)
    modes = {party.role: party.by for party, _ in readers}
    return Written(kind, at, notices, modes, _enclosed(now, kind), event, parties.server.name, nobody)


def record_service(files: FileStore, now: CaseNow, written: Written, actor: Actor) -> Event:
    """Record that a notice was served, and keep it as it was served.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        written: the notice.
        actor: who served it: the person whose proof of service it bears.

    Raises:
        UsageError: the proof of service is another person's.
        EventRefused: the procedure does not allow it.
        ActedMeanwhile: somebody else acted on the case.
    """
    match = compare(party_name(written.server), party_name(actor.name))
    if match is None or match.degree is not Degree.SAME:
        raise UsageError(
            f"the proof of service is for {printable(written.server)} to sign, and {printable(actor.name)} is to be "
            "recorded as who served the notice",
            consequence="nothing was recorded",
            remedy="name who serves in parties.yaml (server), file it, and write the notice anew: it bears that proof",
        )
    data: dict[str, Any] = {**written.event.data, "served": dict(written.modes)}
    if written.enclosed:
        data["enclosed"] = as_data(written.enclosed)
    return record(
        now, written.event.kind, actor, at=written.moment, items=written.event.items, data=data,
        made=kept(files, written.files()),
    )  # fmt: skip


def _refuse_before(kind: str, told: Sequence[Mark], at: datetime, rules: ProcessRules) -> None:
    """Refuse a day of service before the day of what the notice tells of: its deadlines would be counted from there."""
    happened = max(rules.local(mark.event.at).date() for mark in told)
    if rules.local(at).date() < happened:
        raise UsageError(
            f"the notice {kind} would be served on {rules.local(at).date()}, and tells of what happened on {happened}",
            consequence="nothing was written", remedy="correct the day: --on",
        )  # fmt: skip


def _enclosed(now: CaseNow, kind: str) -> tuple[Paper, ...]:
    found = (last_signed(now, name) for name in _ENCLOSED.get(kind, ()))
    return tuple(one[1] for one in found if one is not None)
