"""Publication of a determination that the store keeps: hits proposed, answered by a person, the copy kept, recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from openimr.casefile import open_case
from openimr.casework.casenow import CaseNow, content, kept, papers_on_disk, record
from openimr.casework.choosing import last_selection
from openimr.casework.deciding import ACT, DETERMINATION, last_signed
from openimr.errors import NotFound
from openimr.letters.model import Letter
from openimr.printable import printable
from openimr.process import Actor, Event
from openimr.publication import Parties, Party, Redaction, parties_of, propose
from openimr.publication.copies import letter_copies
from openimr.publication.logfile import digest, written
from openimr.publication.parties import known_party

if TYPE_CHECKING:
    from openimr.notices import PartyFile
    from openimr.store.filestore import FileStore

#: Name of the redaction log among the files of a case.
LOG = "redaction.yaml"


def hits_now(files: FileStore, now: CaseNow, parties: PartyFile | None = None, more: Sequence[Party] = ()) -> Redaction:
    """What in the determination of a case may tell who somebody is, with nothing answered yet.

    Looked for are the parties that the papers tell of, those of the file of parties with their addresses and numbers,
    the reviewers of the selection and who signed, and who acted in the log.

    Args:
        files: the files of the store.
        now: the case as it stands.
        parties: the parties to whom notices go.
        more: whoever else is to be looked for.

    Raises:
        NotFound: the case has no determination.
    """
    found = last_signed(now, DETERMINATION)
    if found is None:
        raise NotFound(
            f"case {printable(now.case)} has no determination", consequence="nothing was published",
            remedy="see where it stands: imr case show",
        )  # fmt: skip
    letter = Letter.model_validate_json(content(files, found[1]))
    with papers_on_disk(files, now) as folder:
        known = list(parties_of(open_case(folder)).parties)
    known += [*_of_notices(parties), *_who_reviews(files, now), *_who_acts(now), *more]
    return propose(letter, Parties(parties=tuple(dict.fromkeys(known))))


def publish_case(files: FileStore, now: CaseNow, redaction: Redaction, actor: Actor) -> tuple[Event, ...]:
    """Make the copy, keep it with the log of hits, record the confirmation and the publication: all or nothing.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        redaction: every hit answered.
        actor: who confirms.

    Raises:
        OpenHits: a hit has no answer.
        NotSignable: what was taken out still stands in the copy.
        EventRefused: the procedure does not allow it now.
        ActedMeanwhile: somebody else acted on the case.
    """
    from django.db import transaction

    made = letter_copies(redaction)
    files_made = {
        f"published.{form}": one if isinstance(one, bytes) else one.encode("utf-8") for form, one in made.items()
    }
    log = kept(files, {LOG: written(redaction).encode("utf-8")})
    copies = kept(files, files_made)
    answers = list(redaction.answers.values())
    said = {
        "text": digest(redaction),
        "hits": len(redaction.hits),
        "kept": sum(answer.decision == "keep" for answer in answers),
        "by": sorted({answer.by for answer in answers}),
    }
    with transaction.atomic():
        confirmed = record(now, "redaction-confirmed", actor, data=said, made=log)
        out = record(now, "published", actor, data={"text": said["text"]}, made=copies, after=1)
    return confirmed, out


def _of_notices(told: PartyFile | None) -> Iterator[Party]:
    """The parties of notices with their addresses, the sender with its own, and the number of the claim."""
    if told is None:
        return
    for one in told.parties:
        yield from _party(one.role, one.name, (*one.address, one.email, one.fax))
    yield from _party("server", told.server.name)
    employee = told.first("employee")
    if employee is not None and told.claim.number:
        yield from _party("employee", employee.name, (told.claim.number,))


def _who_reviews(files: FileStore, now: CaseNow) -> Iterator[Party]:
    """The reviewers chosen, and whoever signed, with the number of the licence: all confidential (LC 4610.6(f))."""
    report = last_selection(files, now)
    if report is not None:
        taken = {*report.chosen, now.state.reviewer}
        for row in report.candidates:
            if row.reviewer in taken:
                yield from _party("reviewer", row.name)
    act = last_signed(now, ACT)
    if act is not None:
        reviewer = json.loads(content(files, act[1]))["reviewer"]
        yield from _party("reviewer", reviewer["name"], (reviewer["licence"],))


def _who_acts(now: CaseNow) -> Iterator[Party]:
    """People of the log; an account that is no name tells nobody."""
    for event in now.events:
        if not event.actor.machine and " " in event.actor.name.strip():
            yield from _party(event.actor.role, event.actor.name)


def _party(role: str, name: str, numbers: Iterable[str] = ()) -> Iterator[Party]:
    """The party, where the name is one; numbers too short to tell somebody are left out."""
    telling = tuple(one for one in numbers if 4 <= sum(map(str.isalnum, one)) <= 80)
    made = known_party(role, name, telling)
    if made is not None:
        yield made
