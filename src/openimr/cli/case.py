"""``imr case``: one case of the store, from its papers to the published determination, act by act."""

from __future__ import annotations

import datetime as dt
import shlex
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from openimr.cli.caseaccess import compare_with_papers, looked_at, opened_papers, parties_for, warn_of_another
from openimr.cli.formats import TableFormat, TableOrJson
from openimr.cli.process import Mode
from openimr.cli.storeaccess import CaseNumber, StoreFolder, opened_store

if TYPE_CHECKING:
    from openimr.casework.serving import Written

app = typer.Typer(
    no_args_is_help=True,
    help="One case of a store, from its papers to the published determination. The program prepares and keeps; what a "
    "person must decide is recorded under that person's name.",
)
_NAME = typer.Option("--name", help="Name or account of who acts.")
PartyFileOption = Annotated[
    Path | None,
    typer.Option("--party-file", help="Sender, server and parties; parties.yaml of the case, where left out."),
]


class Change(StrEnum):
    CORRECTION = "correction"
    AMENDMENT = "amendment"


class Role(StrEnum):
    COORDINATOR = "coordinator"
    DESIGNEE = "designee"


@app.command("show")
def show(
    case: CaseNumber,
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The day (its end), or an instant with its time zone. Now, if left out."),
    ] = None,
    format: TableFormat = TableOrJson.TABLE,
    store: StoreFolder = None,
) -> None:
    """Show where a case stands: items, deadlines, notices that are due, what was made, and what may come next.

    Example: imr case show C-1 --store out/store
    """
    from openimr.cli.casetables import case_json, print_case_now
    from openimr.cli.process import moment_of

    moment = moment_of(as_of)
    with looked_at(store, case) as (_, now):
        if format is TableOrJson.JSON:
            print(case_json(now, moment))
        else:
            print_case_now(now, moment)


@app.command("due")
def due(
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", help="The day (its end), or an instant with its time zone. Now, if left out."),
    ] = None,
    owed_by: Annotated[
        str | None, typer.Option("--owed-by", help="Only what this one owes, as in: organization.")
    ] = None,
    most: Annotated[
        int, typer.Option("--most", min=1, help="So many cases at most, the soonest deadline first.")
    ] = 500,
    format: TableFormat = TableOrJson.TABLE,
    store: StoreFolder = None,
) -> None:
    """List what is due in the cases of the store: deadlines, the most urgent first, and the notices to be sent.

    Example: imr case due --owed-by organization --store out/store
    """
    from openimr.cli.casetables import due_json, print_due_work
    from openimr.cli.process import moment_of, one_of
    from openimr.process import process_rules

    moment = moment_of(as_of)
    if owed_by is not None:
        one_of(owed_by, {clock.owed_by for clock in process_rules().clocks}, "--owed-by")
    with opened_store(store):
        from openimr.casework.duework import due_work

        found = due_work(moment, most=most)
    if format is TableOrJson.JSON:
        print(due_json(found, moment, owed_by))
    else:
        print_due_work(found, moment, owed_by)


@app.command("intake")
def intake(
    case: CaseNumber,
    ur_decided: Annotated[str | None, typer.Option("--ur-decided", help="Day of the determination.")] = None,
    ur_served: Annotated[
        str | None, typer.Option("--ur-served", help="Day, or instant, at which the determination was served.")
    ] = None,
    ur_mode: Annotated[Mode | None, typer.Option("--ur-mode", help="How it was served.")] = None,
    service_unknown: Annotated[
        bool, typer.Option("--service-unknown", help="Nobody knows of the service; it is left out.")
    ] = False,
    received: Annotated[
        str | None, typer.Option("--received", help="Day, or instant, at which the application came.")
    ] = None,
    signed: Annotated[
        bool | None, typer.Option("--signed/--unsigned", help="Whether the application is signed.")
    ] = None,
    attached: Annotated[
        bool | None, typer.Option("--attached/--not-attached", help="Whether the determination came with it.")
    ] = None,
    record: Annotated[bool, typer.Option("--record", help="Record it; otherwise it is only shown.")] = False,
    name: Annotated[str | None, _NAME] = None,
    store: StoreFolder = None,
) -> None:
    """Read denial and application from the papers of a case: what would be recorded, each part with its page.

    What the papers do not tell is asked for. With --record the events are appended, and what the program proposes on
    eligibility; the designee decides.

    Example: imr case intake C-1 --ur-served 2014-09-26 --ur-mode mail --received 2014-10-17 --store out/store
    """
    from openimr.cli.casetables import print_prepared, print_proposals
    from openimr.cli.process import start_of
    from openimr.cli.storeaccess import actor_of

    with looked_at(store, case) as (opened, now):
        from openimr.casework.intake import Given, prepare, record_intake, would_stand

        given = Given(
            ur_decided=_day(ur_decided, "--ur-decided"),
            ur_served=start_of(ur_served) if ur_served else None,
            ur_mode=ur_mode.value if ur_mode else None,
            service_unknown=service_unknown,
            received=start_of(received) if received else None,
            signed=signed,
            determination_attached=attached,
        )

        parties = parties_for(opened, now, None, needed=False)
        with opened_papers(opened, now) as papers:
            prepared = prepare(now, papers, given)
            warn_of_another(parties, papers)
        print_prepared(prepared)
        if not prepared:
            print(f"case {now.case}: denial, service and application are recorded already")
        elif record:
            actor = actor_of(Role.COORDINATOR.value if name else None, name)
            for event in record_intake(now, prepared, actor):
                print(f"event {event.number} of case {event.case}: {event.kind}")
        else:
            print_proposals(would_stand(now, prepared))
            print("Nothing was recorded; --record does it.")


@app.command("select")
def select(
    case: CaseNumber,
    roster: Annotated[Path, typer.Option("--roster", help="The roster: YAML, JSON or CSV (docs/panel.md).")],
    as_of: Annotated[
        dt.datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="Day of the selection; its rules decide (today)."),
    ] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Seed of the lot among equals (a new one).")] = None,
    party_file: PartyFileOption = None,
    store: StoreFolder = None,
) -> None:
    """Select a reviewer, keep the report in the case and record who is proposed. A person clears and assigns.

    Example: imr case select C-1 --roster examples/panel/roster.yaml --as-of 2014-10-23 --store out/store
    """
    import secrets

    from openimr.cli.duedays import with_due_days
    from openimr.cli.output import console
    from openimr.cli.paneltable import print_report
    from openimr.errors import ChecksFailed
    from openimr.panel import load_roster

    day = as_of.date() if as_of else dt.datetime.now(dt.UTC).astimezone().date()
    people = load_roster(roster)
    with looked_at(store, case) as (opened, now):
        from openimr.casework.choosing import choose, panel_case, require_selectable

        require_selectable(now)
        parties = parties_for(opened, now, party_file, needed=False)
        with opened_papers(opened, now) as papers:
            warn_of_another(parties, papers)
            (asked,) = with_due_days([panel_case(now, papers, parties)], day)
        chosen_seed = seed if seed is not None else secrets.randbelow(1 << 32)
        report = choose(opened.files, now, asked, people, day=day, seed=chosen_seed)
    print_report(report, console())
    if report.block is not None:
        raise ChecksFailed(
            report.block.text, file=report.case, consequence="nobody was proposed",
            remedy="see the report for each reviewer and rule",
        )  # fmt: skip


@app.command("assign")
def assign(
    case: CaseNumber,
    reviewer: Annotated[str, typer.Argument(metavar="REVIEWER", help="Id of the reviewer, as the selection has it.")],
    name: Annotated[str, _NAME],
    because: Annotated[str, typer.Option("--because", help="Why another than the proposed reviewer is taken.")] = "",
    store: StoreFolder = None,
) -> None:
    """Clear a reviewer of conflicts and assign the case: a coordinator's act, under the coordinator's name.

    Example: imr case assign C-1 R-017 --name "Mara Testperson" --store out/store
    """
    from openimr.process import Actor

    with looked_at(store, case) as (opened, now):
        from openimr.casework.choosing import assign as assigned

        actor = Actor(role=Role.COORDINATOR.value, name=name)
        for event in assigned(opened.files, now, reviewer, actor, why=because):
            print(f"event {event.number} of case {event.case}: {event.kind}")


@app.command("notice")
def notice(
    case: CaseNumber,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Kind of the notice, as imr case show lists it.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write it to, to be served.")] = None,
    served_by: Annotated[
        str | None, typer.Option("--served-by", help="It was served: record that under this name, and keep it.")
    ] = None,
    role: Annotated[Role, typer.Option("--role", help="Role of who served it.")] = Role.COORDINATOR,
    on: Annotated[
        str | None, typer.Option("--on", help="The day of service, or its instant with time zone. Now, if left out.")
    ] = None,
    party_file: PartyFileOption = None,
    request: Annotated[str, typer.Option("--request", help="Which request, for a notice that belongs to one.")] = "",
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run.")] = False,
    store: StoreFolder = None,
) -> None:
    """Write a notice that is due; once a person has served it, record the service and keep what was served.

    Example: imr case notice C-1 assignment --out out/notices --store out/store
    """
    from openimr.cli.output import say_where, write_files
    from openimr.cli.process import served_at
    from openimr.errors import UsageError
    from openimr.printable import printable
    from openimr.process import Actor, process_rules

    if out is None and served_by is None:
        raise UsageError(
            "it is to be written, or recorded as served", remedy="give --out FOLDER, or --served-by NAME, or both"
        )
    with looked_at(store, case) as (opened, now):
        from openimr.casework.casenow import content
        from openimr.casework.serving import record_service, write_notice
        from openimr.notices.writing import case_in_names

        moment, hour_known = served_at(on)
        said = on or process_rules().local(moment).isoformat(timespec="seconds")
        parties = parties_for(opened, now, party_file)
        assert parties is not None, "it was needed"
        compare_with_papers(opened, now, parties)
        written = write_notice(now, kind, parties, moment=moment, hour_known=hour_known, request=request)
        if out is not None:
            files = {out / name: made for name, made in written.files().items() if name.endswith(".pdf")}
            files |= {
                out / f"{case_in_names(now.case)}-{one.name}": content(opened.files, one) for one in written.enclosed
            }
            write_files(files, replace=replace)
            say_where(files)
        if written.nobody:
            typer.echo(f"  The parties name nobody as: {', '.join(written.nobody)}.", err=True)
        if served_by is not None:
            event = record_service(opened.files, now, written, Actor(role=role.value, name=served_by))
            print(f"event {event.number} of case {event.case}: {event.kind}, served on {said}")
        else:
            options = {"--role": role if role is not Role.COORDINATOR else None, "--party-file": party_file}
            command = printable(_recording(written, said, {**options, "--request": request, "--store": store}))
            typer.echo(
                f"  They say that they are served on {said}. Once that is done, record it:\n  {command}", err=True
            )


@app.command("sign")
def sign(
    case: CaseNumber,
    decisions: Annotated[
        Path, typer.Option("--decisions", help="YAML written by the physician: reviewer, attestations, decisions.")
    ],
    checks_read: Annotated[
        bool, typer.Option("--checks-read", help="The physician read what the checks found, and signs all the same.")
    ] = False,
    store: StoreFolder = None,
) -> None:
    """Sign the draft of a case: the assigned physician's act. Letter and act are kept in the case.

    Every item under review needs a decision; the file is that of imr sign (docs/signing.md). What is signed cannot be
    corrected: where the checks find something, it is shown first, and nothing is signed without --checks-read.

    Example: imr case sign C-1 --decisions my-decisions.yaml --store out/store
    """
    from openimr.cli.decisionsfile import read_decisions
    from openimr.cli.output import existing
    from openimr.errors import ChecksFailed
    from openimr.wordforms import counted

    (path,) = existing([decisions], ())
    said = read_decisions(path)
    with looked_at(store, case) as (opened, now):
        from openimr.casework.deciding import sign_case, to_be_signed

        ready = to_be_signed(opened.files, now, said.identity(), said.attestations, said.made())
        for problem in ready.found:
            typer.echo(f"  check: {problem.code}: {problem.sentence()}", err=True)
        if ready.found and not checks_read:
            raise ChecksFailed(
                f"the checks find {counted(len(ready.found), 'thing')} in the letter as it would be signed",
                consequence="nothing was signed",
                remedy="correct the decisions; or, where the physician is right against the checks, add --checks-read",
            )
        event = sign_case(opened.files, now, ready)
    print(f"event {event.number} of case {event.case}: {event.kind}")
    for id, decision in ready.decisions.items():
        print(f"  item {id}: {decision}")


@app.command("amend")
def amend(
    case: CaseNumber,
    decisions: Annotated[
        Path, typer.Option("--decisions", help="The physician's file as for imr case sign; decisions are not read.")
    ],
    why: Annotated[str, typer.Option("--why", help="What was wrong, in a sentence; letter and notice quote it.")],
    put: Annotated[
        list[str], typer.Option("--put", help="WRONG=>RIGHT: words of the letter, and those put in their place.")
    ],
    change: Annotated[
        Change, typer.Option("--change", help="correction: a slip, no day moves. amendment: what an item is changes.")
    ] = Change.CORRECTION,
    item: Annotated[
        list[str] | None, typer.Option("--item", help="Item it is about, as the log has it; all, where left out.")
    ] = None,
    store: StoreFolder = None,
) -> None:
    """Sign the served letter again with words put right: the act of the physician who decided. No decision changes.

    Serve it then with imr case notice (correction or amendment), and publish the copy again.

    Example: imr case amend C-1 --decisions my-decisions.yaml --why "the employer's name" --put "Wrong=>Right"
    """
    from openimr.cli.decisionsfile import read_decisions
    from openimr.cli.output import existing
    from openimr.errors import UsageError

    pairs = [(old, new) for old, found, new in (one.partition("=>") for one in put) if found]
    if len(pairs) < len(put):
        raise UsageError("--put has no =>", remedy='write --put "wrong words=>right words"')
    (path,) = existing([decisions], ())
    said = read_decisions(path)
    with looked_at(store, case) as (opened, now):
        from openimr.casework.amending import amend_case

        signed = amend_case(
            opened.files, now, change.value, said.identity(), said.attestations, why=why, words=pairs, items=item or (),
        )  # fmt: skip
    for problem in signed.found:
        typer.echo(f"  check: {problem.code}: {problem.sentence()}", err=True)
    print(f"event {signed.event.number} of case {signed.event.case}: {signed.event.kind}")


@app.command("publish")
def publish(
    case: CaseNumber,
    log: Annotated[Path, typer.Option("--log", help="The redaction log, written and read; keep it with the case.")],
    confirm_by: Annotated[
        str | None,
        typer.Option("--confirm-by", help="Your name: yours are the answers without one, and what both passes found."),
    ] = None,
    role: Annotated[str, typer.Option("--role", help="Role of who confirms.")] = "publisher",
    party_file: PartyFileOption = None,
    determination: Annotated[
        int | None, typer.Option("--determination", help="Number of the event that signed it; the last, if left out.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Publish a corrected copy of what was published.")] = False,
    store: StoreFolder = None,
) -> None:
    """Publish a determination of a case: find what names somebody, let a person answer, keep the copy.

    The first run writes the log and a page of all hits, and ends with exit code 13. Answer in the log, run it again.
    A case that was sent back has more than one determination: each is published by itself.

    Example: imr case publish C-1 --log out/C-1.redaction.yaml --confirm-by "Ruth Beispiel" --store out/store
    """
    from openimr.cli.output import write_file
    from openimr.cli.redactionlog import name_of_a_person, page_beside
    from openimr.process import Actor
    from openimr.publication.hitspage import hits_page
    from openimr.publication.logfile import read_answers, written

    page = page_beside(log)
    if confirm_by is not None:
        confirm_by = name_of_a_person(confirm_by)
    moment = dt.datetime.now(dt.UTC).replace(microsecond=0)
    with looked_at(store, case) as (opened, now):
        from openimr.casework.publishing import determination_of, hits_now, publish_case, refuse_publication

        signed = determination_of(now, determination)
        refuse_publication(now, signed, role, again=again)
        parties = parties_for(opened, now, party_file, needed=False) if party_file else None
        redaction = hits_now(opened.files, now, signed, parties)
        if log.exists():
            redaction = read_answers(log, redaction, confirm_by, moment)
        if confirm_by:
            redaction = redaction.agreed_confirmed(confirm_by, moment)
        write_file(log, written(redaction), replace=True)
        write_file(page, hits_page(redaction, f"case {now.case}"), replace=True)
        typer.echo(f"  LOG   {log}\n  PAGE  {page}", err=True)
        redaction.refuse_open()
        names = sorted({answer.by for answer in redaction.answers.values()})
        actor = Actor(role=role, name=confirm_by or ", ".join(names) or "nobody")
        for event in publish_case(opened.files, now, signed, redaction, actor):
            print(f"event {event.number} of case {event.case}: {event.kind}")


@app.command("files")
def files(
    case: CaseNumber,
    names: Annotated[list[str] | None, typer.Argument(metavar="[NAME]…", help="Only these; all, if left out.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="Folder to write them to; listed, if left out.")] = None,
    event: Annotated[
        int | None, typer.Option("--event", help="Only what this event made; of one name the last, if left out.")
    ] = None,
    replace: Annotated[bool, typer.Option("--replace", help="Replace files of an earlier run.")] = False,
    store: StoreFolder = None,
) -> None:
    """List what was made in a case (index, drafts, notices, the determination, the copy), or write it out.

    Example: imr case files C-1 draft.pdf --out out/C-1 --store out/store
    """
    from openimr.cli.casetables import print_made
    from openimr.cli.output import say_where, write_files
    from openimr.errors import NotFound
    from openimr.store.papers import path_in

    with looked_at(store, case) as (opened, now):
        from openimr.casework.casenow import content

        made = now.all_made(names or (), event)
        missing = set(names or ()) - {paper.name for _, paper in made}
        by = f" by event {event}" if event is not None else ""
        if missing:
            raise NotFound(
                f"nothing of this name was made{by} in case {now.case}: {', '.join(sorted(missing))}",
                remedy="see what there is: imr case files CASE",
            )
        if out is None:
            print_made(made)
        if not made:
            print(f"case {now.case}: nothing was made{by}")
        if out is None or not made:
            return
        last = {paper.name: paper for _, paper in made}
        written = {path_in(out, paper): content(opened.files, paper) for paper in last.values()}
        write_files(written, replace=replace)
        say_where(written)


def _recording(written: Written, on: str, options: Mapping[str, str | Path | None]) -> str:
    """The command that records the service of a notice as it was written: of the same moment, to the same parties."""
    words = ["imr", "case", "notice", written.event.case, written.kind, "--on", on, "--served-by", written.server]
    return shlex.join([*words, *(word for name, value in options.items() if value for word in (name, str(value)))])


def _day(text: str | None, option: str) -> dt.date | None:
    from openimr.errors import UsageError

    if text is None:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{option} is no day: {text!r}", remedy="write it as 2014-09-26") from None
