"""Publication of a determination that the store keeps: hits proposed, answered by a person, the copy kept, recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from openimr.casefile import open_case
from openimr.casework.casenow import CaseNow, content, kept, papers_on_disk, record, refuse_event
from openimr.casework.choosing import SELECTION
from openimr.casework.deciding import ACT, DETERMINATION, SIGNED, standing_letters
from openimr.casework.parties import parties_of_case
from openimr.errors import NotFound, UsageError
from openimr.letters.model import Letter
from openimr.panel.report import Selection
from openimr.printable import printable
from openimr.process import Actor, Event
from openimr.publication import Parties, Party, Redaction, parties_of, propose
from openimr.publication.copies import letter_copies
from openimr.publication.logfile import digest, written
from openimr.publication.parties import known_party
from openimr.store.papers import made_by

if TYPE_CHECKING:
    from openimr.notices import PartyFile
    from openimr.store.filestore import FileStore

#: Name of the redaction log among the files of a case.
LOG = "redaction.yaml"


def determination_of(now: CaseNow, number: int | None = None) -> Event:
    """The determination that is to be published: the last one, or that of an event.

    Args:
        now: the case as it stands.
        number: number of the event by which it was signed; the last one, where None.

    Raises:
        NotFound: there is no such determination.
    """
    signed = standing_letters(now)
    if not signed:
        raise NotFound(
            f"case {printable(now.case)} has no determination", consequence="nothing was published",
            remedy="see where it stands: imr case show",
        )  # fmt: skip
    found = signed[-1] if number is None else next((event for event in signed if event.number == number), None)
    if found is None:
        raise NotFound(
            f"event {number} of case {printable(now.case)} is no determination", consequence="nothing was published",
            remedy=f"name one of: {', '.join(str(event.number) for event in signed)}",
        )  # fmt: skip
    return found


def refuse_publication(now: CaseNow, determination: Event, role: str, *, again: bool = False) -> None:
    """Refuse what could not be recorded in the end, before anybody answers hits.

    Args:
        now: the case as it stands.
        determination: the determination that is to be published.
        role: of who would confirm.
        again: a determination that was published may be published once more, corrected.

    Raises:
        UsageError: it was published already.
        EventRefused: the procedure does not allow publication now, or not by this role.
    """
    done = next((one for one in reversed(now.events) if _published(now, one) == determination.number), None)
    if done is not None and not again:
        raise UsageError(
            f"the determination of event {determination.number} was published already, by event {done.number}",
            consequence="nothing was published",
            remedy="read the copy: imr case files; only to publish a corrected copy, add --again",
        )
    refuse_event(now, "redaction-confirmed", Actor(role=role, name="-"))


def hits_now(
    files: FileStore,
    now: CaseNow,
    determination: Event,
    parties: PartyFile | None = None,
    more: Sequence[Party] = (),
) -> Redaction:
    """What in a determination of a case may tell who somebody is, with nothing answered yet.

    Looked for are the parties that the papers tell of, those of the file of parties with their addresses and numbers,
    the reviewers of all selections and who signed, and who acted in the log. Whoever came to the case after the
    signature is taken in only where a hit comes of it: answers that a person gave must not be lost because the case
    went on.

    Args:
        files: the files of the store.
        now: the case as it stands.
        determination: the event by which it was signed.
        parties: the parties to whom notices go; those filed in the case, where None.
        more: whoever else is to be looked for.

    Raises:
        NotFound: the determination has no letter.
    """
    paper = next((one for one in made_by(determination) if one.name == DETERMINATION), None)
    if paper is None:
        raise NotFound(
            f"event {determination.number} of case {printable(now.case)} has no {DETERMINATION}",
            consequence="nothing was published", remedy="sign by imr case sign: it keeps the letter with the event",
        )  # fmt: skip
    letter = Letter.model_validate_json(content(files, paper))
    then = now.as_of(determination.number)
    told_then = _of_papers(files, then)
    told_now = told_then if then.papers == now.papers else _of_papers(files, now)
    first = tuple(dict.fromkeys([*told_then, *_known(files, then, parties), *more]))
    later = [one for one in dict.fromkeys([*told_now, *_known(files, now, parties)]) if one not in first]
    found = propose(letter, Parties(parties=first))
    if propose(letter, Parties(parties=(*first, *later))).hits == found.hits:
        return found
    telling = [one for one in later if propose(letter, Parties(parties=(*first, one))).hits != found.hits]
    return propose(letter, Parties(parties=(*first, *telling)))


def publish_case(
    files: FileStore, now: CaseNow, determination: Event, redaction: Redaction, actor: Actor
) -> tuple[Event, ...]:
    """Make the copy, keep it with the log of hits, record the confirmation and the publication: all or nothing.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        determination: the event by which it was signed.
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
        told = {"text": said["text"], "determination": determination.number}
        out = record(now, "published", actor, data=told, made=copies, after=1)
    return confirmed, out


def _published(now: CaseNow, event: Event) -> int | None:
    """Number of the determination that an event published; None where it published none."""
    if event.kind != "published":
        return None
    told = event.data.get("determination")
    before = [one.number for one in now.events if one.kind in SIGNED and one.number < event.number]
    return told if isinstance(told, int) else max(before, default=None)


def _of_papers(files: FileStore, now: CaseNow) -> tuple[Party, ...]:
    """Everybody whom the papers of a case tell of."""
    with papers_on_disk(files, now) as folder:
        return tuple(parties_of(open_case(folder)).parties)


def _known(files: FileStore, now: CaseNow, parties: PartyFile | None) -> Iterator[Party]:
    """Everybody whom a case, as it stands, tells of besides its papers."""
    yield from _of_notices(parties or parties_of_case(files, now))
    yield from _who_reviews(files, now)
    yield from _who_acts(now)


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
    """The reviewers chosen and assigned in every review, and whoever signed, with the number of the licence.

    All of them are confidential (LC 4610.6(f)), the first one also where another reviewed the case again.
    """
    assigned = {now.state.reviewer, *now.state.earlier_reviewers}
    for _, paper in now.all_made((SELECTION,)):
        report = Selection.model_validate_json(content(files, paper))
        for row in report.candidates:
            if row.reviewer in assigned.union(report.chosen):
                yield from _party("reviewer", row.name)
    for _, paper in now.all_made((ACT,)):
        reviewer = json.loads(content(files, paper))["reviewer"]
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
