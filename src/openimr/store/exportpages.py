"""What an export has for people: a page that says how to read and check it, and the log as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from openimr import __version__
from openimr.errors import UnreadableFile
from openimr.printable import printable
from openimr.process import Event
from openimr.store.papers import Paper, papers_of, path_in
from openimr.wordforms import counted

#: Bytes of a name that every system takes.
_LONGEST_NAME = 200
_README = """Case {case}: its log and its papers
{line}

Written out on {made} by openimr {version}: {events}, {papers}.

WHAT IS IN IT

  log.txt         the log, to be read: what happened, when, who recorded it, which papers it brought
  papers/         every paper under its name, in a folder for each event that brought it (papers/001 is event 1)
  events.jsonl    the log as it is kept, one event a line, as JSON; log.txt tells the same
  files/          the same papers by content: the name of each file is the SHA-256 of its content
  SHA256SUMS      the SHA-256 of every file but itself and manifest.json
  manifest.json   the SHA-256 of every file but itself, for the program (imr store verify, imr store restore)
  tasks.jsonl     empty in an export
  check.py        checks all of this; it needs Python 3.9 or later and is short enough to be read first

HOW TO CHECK IT WITHOUT OPENIMR, in this folder

1. Every file is as it was written out:

     sha256sum -c SHA256SUMS               Linux
     shasum -a 256 -c SHA256SUMS           macOS
     certutil -hashfile FILE SHA256        Windows, for each FILE, beside its line in SHA256SUMS

   Whoever could change a file could change SHA256SUMS, too. So compare one figure that came by another way, by a letter
   or in a record of the handing over: the SHA-256 of manifest.json, which imr store export printed.

     sha256sum manifest.json

2. The papers are those that were filed. Each event of log.txt says the SHA-256 of each paper it brought:

     find papers -type f -exec sha256sum {{}} +

3. No event was changed, put in between or taken out:

     python3 check.py

   It does what anybody can do by hand: take a line of events.jsonl, leave its "hash" out, write the rest as JSON with
   sorted names, no spaces and everything beyond ASCII as \\uXXXX, and take the SHA-256 of that. It must be the "hash"
   of the line and the "previous" of the next one; the first "previous" is 64 zeros.

4. Nothing was cut off at the end, and the log was not written anew as a whole. No log can show that by itself. Compare
   the last hash with one that was kept elsewhere at the time: in a checkpoint (imr store checkpoint), an earlier
   export, a backup.

     last event     {count}
     its hash       {head}

WHAT IT DOES NOT SAY

What "the program" made (events work-done) is a draft and decides nothing. A determination is one only where the log has
an event by which a named person signed it. Every kind of event is described in docs/process-rules.md of openimr.

Times are those of the clock of the machine that recorded them. A name is the account under which somebody acted; that
the account was used by its owner is for the organization to show.
"""


def readme(events: Sequence[Event], made: datetime) -> str:
    """The page that says what an export is and how to check it without this program."""
    title = f"Case {printable(events[0].case)}: its log and its papers"
    papers = sum(1 for event in events for _ in papers_of(event))
    return _README.format(
        case=printable(events[0].case), line="=" * len(title), made=_instant(made), version=__version__,
        events=counted(len(events), "event"), papers=counted(papers, "paper"), count=len(events), head=events[-1].hash,
    )  # fmt: skip


def log_text(events: Iterable[Event], places: Mapping[tuple[int, int], str]) -> str:
    """The log to be read: every event with all that it says.

    Args:
        events: the events.
        places: where each paper lies in the export, by the number of its event and its place in it.
    """
    return "\n".join("\n".join(_told(event, places)) + "\n" for event in events)


def _told(event: Event, places: Mapping[tuple[int, int], str]) -> Iterator[str]:
    who = f"{printable(event.actor.name)}, " + (
        "the program" if event.actor.machine else f"a person in the role {printable(event.actor.role)}"
    )
    yield f"Event {event.number}: {printable(event.kind)}"
    yield f"  happened   {_instant(event.at)}"
    yield f"  recorded   {_instant(event.recorded)}"
    yield f"  by         {who}"
    if event.items:
        yield f"  about      {printable(', '.join(event.items))}"
    papers = papers_of(event)
    told = event.data.get("files")
    all_papers = isinstance(told, list) and len(told) == len(papers)
    for name, value in event.data.items():
        if name != "files" or not all_papers:
            said = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
            yield f"  {printable(name):10} {printable(said)}"
    for number, paper in enumerate(papers):
        yield f"  paper      {places[event.number, number]}"
        yield f"             SHA-256 {paper.sha256}, {counted(paper.size, 'byte')}"
    yield f"  hash       {event.hash}"


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def places_of(events: Iterable[Event]) -> dict[tuple[int, int], str]:
    """Where each paper of a case lies in its export, by the number of its event and its place in it.

    A paper keeps its name; one whose name cannot be a file's, or was given to another, is named by its hash.

    >>> from datetime import datetime, timezone
    >>> from openimr.process import Actor, sealed
    >>> from openimr.store.papers import as_data
    >>> noon = datetime(2026, 3, 2, 20, 0, tzinfo=timezone.utc)
    >>> data = {"files": as_data([Paper("records/a.pdf", "0" * 64, 12), Paper("../b", "1" * 64, 3)])}
    >>> event = sealed((), "papers-filed", case="C-1", actor=Actor(role="software", name="x"), at=noon, data=data)
    >>> [place[:24] for place in places_of([event]).values()]
    ['papers/001/records/a.pdf', 'papers/001/1111111111111']
    """
    found: dict[tuple[int, int], str] = {}
    for event in events:
        names, folders = set[str](), set[str]()
        for number, paper in enumerate(papers_of(event)):
            name = _name(paper)
            above = {one.as_posix().lower() for one in PurePosixPath(name).parents} - {"."}
            if name.lower() in names | folders or above & names:
                name, above = paper.sha256, set()
            names.add(name.lower())
            folders |= above
            found[event.number, number] = f"papers/{event.number:03}/{name}"
    return found


def _name(paper: Paper) -> str:
    folder = Path("papers")
    try:
        name = path_in(folder, paper).relative_to(folder).as_posix()
    except UnreadableFile:
        return paper.sha256
    too_long = any(len(part.encode("utf-8")) > _LONGEST_NAME for part in name.split("/"))
    return paper.sha256 if too_long or name == "." else name
