"""``imr store`` and ``imr worker``: cases kept in a database and worked on in the background."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from openimr.cli.formats import TableFormat, TableOrJson
from openimr.cli.storeaccess import StoreFolder, actor_of, opened_store

app = typer.Typer(
    no_args_is_help=True,
    help="Keep cases: event logs and files, in SQLite or PostgreSQL. Nothing in it is ever changed, only added to.",
)


CASE = typer.Argument(help="Number of the case.")
_ROLE = typer.Option("--role", help="In which role somebody acts, as in: coordinator. The program, if left out.")
_NAME = typer.Option("--name", help="Name or account of who acts.")


@app.command("init")
def init(store: StoreFolder = None) -> None:
    """Make a store, or bring the tables of an older one forward. Where the database is, OPENIMR_DATABASE says.

    Example: imr store init --store out/store
    """
    from openimr.store.opening import init_store
    from openimr.store.place import place_of

    made = init_store(place_of(store))
    print(f"The store is ready: {made.place.name()}, files in {made.place.files}")


@app.command("add")
def add(
    case: Annotated[str, CASE],
    papers: Annotated[Path, typer.Argument(help="Folder of a case file, or one file.")],
    role: Annotated[str | None, _ROLE] = None,
    name: Annotated[str | None, _NAME] = None,
    store: StoreFolder = None,
) -> None:
    """File papers in a case; a case that is not there yet is begun.

    Example: imr store add C-1 examples/cases/lumbar-epidural-repeat --store out/store
    """
    with opened_store(store) as opened:
        from openimr.store.adding import add_papers
        from openimr.wordforms import counted

        filed = add_papers(opened.files, case, papers, actor_of(role, name))
        done = f"{counted(len(filed), 'paper')} filed in case {case}"
        print(done if filed else f"case {case} has all of these papers")


@app.command("record")
def record(
    case: Annotated[str, CASE],
    kind: Annotated[str, typer.Argument(help="What happened: an event of the procedure.")],
    role: Annotated[str, typer.Option("--role", help="In which role somebody acts, as in: coordinator.")],
    name: Annotated[str, _NAME],
    seen: Annotated[int, typer.Option("--seen", min=0, help="How many events the case had when it was looked at.")],
    at: Annotated[str | None, typer.Option("--at", help="When, with its time zone. Now, where left out.")] = None,
    item: Annotated[list[str] | None, typer.Option("--item", help="Id of an item it is about.")] = None,
    data: Annotated[str | None, typer.Option("--data", help="What else it says, as a JSON object.")] = None,
    store: StoreFolder = None,
) -> None:
    """Append an event to the log of a case. Refused where somebody else acted on the case since it was looked at.

    Example: imr store record C-1 ur-served --role coordinator --name c-1 --seen 1 --data '{"mode": "mail"}'
    """
    import datetime as dt
    import json

    from openimr.errors import UsageError

    try:
        said = json.loads(data) if data else {}
        moment = dt.datetime.fromisoformat(at) if at else None
    except (ValueError, RecursionError):
        raise UsageError(
            "--data is no JSON, or --at no instant", remedy='write \'{"mode": "mail"}\' and 2026-03-20T16:30-07:00'
        ) from None
    if not isinstance(said, dict) or (moment is not None and moment.tzinfo is None):
        raise UsageError("--data is no object, or --at has no time zone", remedy="write 2026-03-20T16:30-07:00")
    with opened_store(store):
        from openimr.store.log import append

        event = append(case, kind, actor=actor_of(role, name), seen=seen, at=moment, items=item or [], data=said)
        print(f"event {event.number if event else seen} of case {case}: {kind}")


@app.command("import")
def take_over(
    logs: Annotated[Path, typer.Argument(help="A log (JSON Lines, one case), or a folder of logs.")],
    store: StoreFolder = None,
) -> None:
    """Take over the logs of cases as they are, each if its chain is whole and the store does not have the case.

    Example: imr store import examples/docket --store out/store
    """
    import sys

    from openimr.errors import ImrError

    with opened_store(store):
        from openimr.process.docket import logs_at
        from openimr.process.events import read_log
        from openimr.store.readingin import take_over
        from openimr.wordforms import counted

        refused: list[ImrError] = []
        files = logs_at(logs)
        for file in files:
            try:
                take_over(read_log(file))
            except ImrError as error:
                error.file = error.file or str(file)
                refused.append(error)
        print(f"{counted(len(files) - len(refused), 'case')} taken over")
        for one in refused[:-1]:
            print(f"imr: {one}", file=sys.stderr)
        if refused:
            raise refused[-1]


@app.command("submit")
def submit(
    case: Annotated[str, CASE],
    store: StoreFolder = None,
) -> None:
    """Put the review of a case in line for the workers: index, draft, letter.

    Example: imr store submit C-1 --store out/store
    """
    with opened_store(store):
        from openimr.store.tasks import submit

        first = submit(case)
        print(f"case {case}: {first} is in line" if first else f"case {case}: everything is done for these papers")


@app.command("docket")
def docket(
    phase: Annotated[str | None, typer.Option("--phase", help="Only cases in this state.")] = None,
    reviewer: Annotated[str | None, typer.Option("--reviewer", help="Only cases of this reviewer.")] = None,
    owed_by: Annotated[
        str | None, typer.Option("--owed-by", help="Only cases whose next deadline this one owes, as in: designee.")
    ] = None,
    most: Annotated[int, typer.Option("--most", min=1, help="So many cases at most.")] = 50,
    format: TableFormat = TableOrJson.TABLE,
    store: StoreFolder = None,
) -> None:
    """List cases by their next deadline, the soonest first.

    Example: imr store docket --phase received --store out/store
    """
    import json

    from openimr.printable import printable

    with opened_store(store):
        from openimr.store.docketpages import docket_page

        page = docket_page(phase=phase, reviewer=reviewer, owed_by=owed_by, size=most)
        shown = [
            {
                "case": row.case, "phase": row.phase, "due": row.due.isoformat() if row.due else None,
                "duty": row.duty, "owed_by": row.owed_by, "reviewer": row.reviewer, "expedited": row.expedited,
                "events": row.events,
            }
            for row in page.rows
        ]  # fmt: skip
    if format is TableOrJson.JSON:
        print(json.dumps(shown, indent=1, ensure_ascii=False))
        return
    from rich.markup import escape
    from rich.table import Table

    from openimr.cli.output import console

    table = Table("case", "events", "state", "next deadline", "duty", "owed by", "reviewer")
    for one in shown:
        cells = (one[key] for key in ("case", "events", "phase", "due", "duty", "owed_by", "reviewer"))
        table.add_row(*(escape(printable(str(cell or ""))) for cell in cells))
    console().print(table)
    if page.after is not None:
        console().print("More cases follow; --most shows more of them.")


@app.command("rebuild")
def rebuild(
    case: Annotated[str, CASE],
    store: StoreFolder = None,
) -> None:
    """Make the docket row and the list of files of a case anew from its log.

    Example: imr store rebuild C-1 --store out/store
    """
    with opened_store(store):
        from openimr.store.log import known_events
        from openimr.store.projecting import rebuild

        rebuild(case, known_events(case))
        print(f"case {case}: the docket says what the log says")


def worker(
    store: StoreFolder = None,
    lease: Annotated[
        float, typer.Option("--lease", min=1, help="Seconds of silence after which a worker counts as gone.")
    ] = 30,
    interval: Annotated[float, typer.Option("--interval", min=0.01, help="Seconds between two looks.")] = 1,
    until_empty: Annotated[bool, typer.Option("--until-empty", help="Stop when nothing is left to do.")] = False,
) -> None:
    """Work on what is in line, until stopped (SIGTERM: it finishes its step). Start as many as there are cores.

    Example: imr worker --until-empty --store out/store
    """
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    with opened_store(store) as opened:
        from openimr.errors import ChecksFailed
        from openimr.store.working import Worker, failed_tasks, stopped_by_signals
        from openimr.wordforms import counted

        one = Worker(opened.files, lease=lease, interval=interval, keys=opened.place.keys)
        with stopped_by_signals(one):
            done = one.run(until_empty=until_empty)
        print(f"{counted(done.tasks, 'task')} ended, {done.failed} of them could not be done")
        if done.failed:
            for case, step, kind in failed_tasks()[: done.failed]:
                print(f"case {case}, {step}: {kind}")
            raise ChecksFailed(f"{counted(done.failed, 'task')} could not be done", remedy="see the cases named")
