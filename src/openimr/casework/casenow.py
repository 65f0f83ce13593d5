"""A case of the store as it stands: its events, its papers, what was made of them; and how an act is recorded."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openimr.errors import NotFound, StoreDamaged
from openimr.notices.writing import case_in_names
from openimr.printable import printable
from openimr.process import Actor, CaseState, Event, process_rules, sealed, state_of
from openimr.store.log import append, known_events, require_allowed
from openimr.store.papers import MADE, Paper, as_data, made_by
from openimr.store.tasks import papers_until, write_papers

if TYPE_CHECKING:
    from openimr.store.filestore import FileStore


@dataclass(frozen=True, slots=True)
class CaseNow:
    """A case at the moment somebody looked at it.

    Attributes:
        events: its log.
        state: where it stands.
        papers: the papers of its file, the later one of two of one name.
    """

    events: tuple[Event, ...]
    state: CaseState
    papers: tuple[Paper, ...]

    @property
    def case(self) -> str:
        """Its number."""
        return self.events[0].case

    @property
    def seen(self) -> int:
        """How many events it had: an act is refused when somebody else acted since."""
        return len(self.events)

    def as_of(self, number: int) -> CaseNow:
        """The same case as it stood once it had so many events."""
        events = self.events[:number]
        return CaseNow(events, state_of(events, process_rules()), tuple(papers_until(events, number)))

    def made(self, name: str, kinds: Sequence[str] = ()) -> tuple[Event, Paper] | None:
        """The last file of that name that was made in the case, with the event that tells of it; None if there is none.

        Args:
            name: name of the file.
            kinds: only by events of these kinds; by any, where empty.
        """
        for event in reversed(self.events):
            if kinds and event.kind not in kinds:
                continue
            for paper in made_by(event):
                if paper.name == name:
                    return event, paper
        return None

    def all_made(self, names: Collection[str] = (), number: int | None = None) -> tuple[tuple[Event, Paper], ...]:
        """What was made in the case, in order, with the events that tell of it.

        Args:
            names: only files of these names; all, where empty.
            number: only by the event of this number; by any, where None.
        """
        return tuple(
            (event, paper)
            for event in self.events
            if number in (None, event.number)
            for paper in made_by(event)
            if not names or paper.name in names
        )


def case_now(case: str) -> CaseNow:
    """The case as it stands in the open store.

    Raises:
        NotFound: there is no such case.
        StoreDamaged: its log cannot be read.
    """
    events = known_events(case)
    return CaseNow(events, state_of(events, process_rules()), tuple(papers_until(events, len(events))))


@contextmanager
def papers_on_disk(files: FileStore, case: CaseNow) -> Iterator[Path]:
    """The papers of a case in a folder that its owner alone can read, and that is gone afterwards.

    Raises:
        NotFound: the case has no papers.
        StoreDamaged: one is not what was put into the store.
    """
    if not case.papers:
        raise NotFound(
            f"case {printable(case.case)} has no papers",
            consequence="nothing was done",
            remedy="put them in: imr store add CASE FOLDER",
        )
    with tempfile.TemporaryDirectory(prefix="imr-case-") as name:
        # the folder bears the number, which the rooms show where no paper tells one
        folder = Path(name, case_in_names(case.case))
        folder.mkdir()
        with _told_by_name(case.papers):
            write_papers(files, case.papers, folder)
        yield folder


def content(files: FileStore, paper: Paper) -> bytes:
    """The content of a file of the store.

    Raises:
        StoreDamaged: it is not what was put in.
    """
    with _told_by_name([paper]):
        return b"".join(files.read(paper.sha256))


@contextmanager
def _told_by_name(papers: Sequence[Paper]) -> Iterator[None]:
    """A file that is not what was put in is told by the name it has in the case: its hash finds nobody the paper."""
    try:
        yield
    except StoreDamaged as error:
        name = next((one.name for one in papers if one.sha256 == error.file), None)
        if name is None:
            raise
        raise StoreDamaged(
            error.what, file=f"{printable(name)} ({error.file})", consequence=error.consequence, remedy=error.remedy
        ) from None


def kept(files: FileStore, made: Mapping[str, bytes]) -> list[Paper]:
    """Files kept in the store, by name, before the event that tells of them."""
    found = []
    for name, written in made.items():
        one = files.put([written])
        found.append(Paper(name, one.sha256, one.size))
    return found


def refuse_event(case: CaseNow, kind: str, actor: Actor, *, data: Mapping[str, Any] | None = None) -> None:
    """Refuse an act before its work is begun, where the procedure would refuse the event that it records.

    Args:
        case: the case as it stands.
        kind: the event.
        actor: who would record it.
        data: what it would say.

    Raises:
        EventRefused: the procedure does not allow it now.
    """
    at = max(datetime.now(UTC), case.events[-1].recorded)
    require_allowed(case.state, sealed(case.events, kind, case=case.case, actor=actor, at=at, data=data))


def record(
    case: CaseNow,
    kind: str,
    actor: Actor,
    *,
    at: datetime | None = None,
    items: Sequence[str] = (),
    data: Mapping[str, Any] | None = None,
    made: Sequence[Paper] = (),
    after: int = 0,
) -> Event:
    """Append the event of an act, with the files it made.

    Args:
        case: the case as it was looked at.
        kind: what happened.
        actor: who acts.
        at: when; now, where left out.
        items: the items it is about.
        data: what else it says.
        made: the files, kept already.
        after: how many events this act has appended before.

    Raises:
        ActedMeanwhile: somebody else acted on the case since it was looked at.
        EventRefused: the procedure does not allow it now.
    """
    told = dict(data or {})
    if made:
        told[MADE] = as_data(made)
    event = append(case.case, kind, actor=actor, seen=case.seen + after, at=at, items=items, data=told)
    assert event is not None, "only a step of the background work can be in the log already"
    return event
