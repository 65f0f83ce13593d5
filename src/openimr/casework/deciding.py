"""The determination of a case of the store: the draft of its papers, decided and signed by the assigned physician."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from openimr.casefile import open_case
from openimr.casefile.files.caselayout import PARTIES_FILE
from openimr.casework.casenow import CaseNow, content, kept, papers_on_disk, record
from openimr.casework.choosing import last_selection
from openimr.dispute.pairing import pair
from openimr.dispute.request import parse_request
from openimr.errors import NotFound, NotSignable
from openimr.letters.casechecks import WRONG_CASE, check_against_case
from openimr.letters.checks import check_letter
from openimr.letters.companion import companion_of
from openimr.letters.from_draft import letter_from_determination
from openimr.letters.rendering import render, render_layout
from openimr.panel.names import Degree, compare, party_name
from openimr.printable import printable
from openimr.problems import Problem
from openimr.process import Actor, Event, process_rules
from openimr.process.state import ELIGIBLE, Item
from openimr.review.model import CaseView, Draft
from openimr.review.signing import ItemDecision, ReviewerIdentity, SignedDetermination, sign
from openimr.store.papers import Paper
from openimr.store.stepnames import STEP_DONE
from openimr.store.tasks import papers_until

if TYPE_CHECKING:
    from openimr.letters.model import Letter
    from openimr.store.filestore import FileStore

#: Names of the signed letter's data and of the act of signing among the files of a case.
DETERMINATION, ACT = "determination.json", "signature.json"
#: Events with which a letter is signed: the determination, and letters that correct or amend it after service.
SIGNED = ("determination-made", "determination-corrected", "determination-amended")
_FORMS = {
    "determination.pdf": "pdf",
    "determination.html": "html",
    "determination.docx": "docx",
    "determination.txt": "text",
    DETERMINATION: "json",
}
#: Languages of the pages in plain words for the injured worker, made beside the letter.
COMPANIONS: tuple[Literal["en", "es"], ...] = ("en", "es")
#: A letter that leaves out what is not under review says so in the log, and is about the right case all the same.
_LEFT_OUT = "item-left-out"
_PRIORITY = {True: "Expedited", False: "Standard"}


@dataclass(frozen=True, slots=True)
class DraftNow:
    """The draft that may be signed in a case: what is under review, under the number and days of the log.

    Attributes:
        draft: the draft.
        items: the ids of its items in the log, in the draft's order.
        numbers: their numbers in the draft as it was made, from 1; what a file of decisions names.
        left_out: the draft as it was made has items that are not under review.
        paper: the draft's file in the store.
    """

    draft: Draft
    items: tuple[str, ...]
    numbers: tuple[int, ...]
    left_out: bool
    paper: Paper


@dataclass(frozen=True, slots=True)
class ToBeSigned:
    """The letter as it would be signed: decided by the assigned physician, checked, and written nowhere yet.

    Attributes:
        letter: the letter.
        decisions: upheld or overturned, by item.
        found: what the checks say of the letter; a person should read it before the letter is kept, for a
            determination in the log is not corrected.
        determination: the act it comes from.
        drafted: the draft it comes from.
    """

    letter: Letter
    decisions: Mapping[str, str]
    found: tuple[Problem, ...]
    determination: SignedDetermination
    drafted: DraftNow


def draft_now(files: FileStore, now: CaseNow) -> DraftNow:
    """The draft of the papers as they are now, with the items that are under review.

    Raises:
        NotFound: no draft was made.
        NotSignable: papers were filed since it was made, nothing is under review, or an item of the log is not in it.
    """
    found = now.made("draft.json", (STEP_DONE,))
    if found is None:
        raise NotFound(
            f"case {printable(now.case)} has no draft", remedy="put the review in line: imr store submit; imr worker"
        )
    event, paper = found
    until = event.data.get("until")
    if not isinstance(until, int) or _reviewed(papers_until(now.events, until)) != _reviewed(now.papers):
        raise NotSignable(
            "papers were filed since the draft was made",
            consequence="nothing was signed",
            remedy="put the review in line again (imr store submit; imr worker), and read the new draft",
        )
    draft = Draft.model_validate_json(content(files, paper))
    under_review = [item for item in now.state.with_status(ELIGIBLE) if item.in_review]
    if not under_review:
        raise NotSignable(
            "no item of the case is under review", consequence="nothing was signed", remedy="see: imr case show"
        )
    places = places_in(under_review, draft)
    chosen = sorted(places.values())
    ids = {place: id for id, place in places.items()}
    limited = draft.model_copy(update={"items": [draft.items[n] for n in chosen], "case": _head(now, draft.case)})
    left_out = len(chosen) < len(draft.items)
    return DraftNow(limited, tuple(ids[n] for n in chosen), tuple(n + 1 for n in chosen), left_out, paper)


def to_be_signed(
    files: FileStore,
    now: CaseNow,
    reviewer: ReviewerIdentity,
    attestations: Sequence[str],
    decisions: Sequence[ItemDecision],
) -> ToBeSigned:
    """The physician's decisions on every item under review, as a letter, with what the checks find in it.

    Args:
        files: the files of the store.
        now: the case as it stands.
        reviewer: who signs; must be the physician to whom the case was assigned.
        attestations: ids of the programme's attestations.
        decisions: items by their index in the draft as it was made, from 0.

    Raises:
        NotFound: no draft was made.
        NotSignable: another physician, an item without a decision or one that is not under review, a missing
            attestation, papers filed since the draft, or a letter that is about another case.
    """
    _require_assigned(files, now, reviewer)
    drafted = draft_now(files, now)
    determination = sign(drafted.draft, reviewer, attestations, _renumbered(decisions, drafted))
    letter = letter_from_determination(determination)
    found = tuple(check_letter(letter)) + _against_papers(files, now, letter, drafted)
    decided = {id: one.decision for id, one in zip(drafted.items, determination.decisions, strict=True)}
    return ToBeSigned(letter, decided, found, determination, drafted)


def sign_case(files: FileStore, now: CaseNow, ready: ToBeSigned) -> Event:
    """The physician's act: the letter and the act are kept in the case, the determination is recorded.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        ready: what is signed.

    Raises:
        EventRefused: the procedure does not allow a determination now.
        ActedMeanwhile: somebody else acted on the case.
    """
    determination, drafted = ready.determination, ready.drafted
    written = letter_files(determination, ready.letter)
    written[ACT] = act_of_signing(determination, now.case, now.state.reviewer, drafted.items, drafted.paper.sha256)
    data: dict[str, Any] = {
        "decisions": dict(ready.decisions),
        "documents": sorted({one.kind for one in drafted.draft.documents if one.usable and not one.other_patient}),
        "draft": drafted.paper.sha256,
        "signature": determination.content_sha256,
    }
    return record(
        now, "determination-made", Actor(role="reviewer", name=now.state.reviewer),
        at=determination.signed_at, data=data, made=kept(files, written),
    )  # fmt: skip


def last_signed(now: CaseNow, name: str, *, before: int | None = None) -> tuple[Event, Paper] | None:
    """The last file of that name that was signed in a case and not withdrawn, with its event; None if there is none.

    Args:
        now: the case.
        name: name of the file.
        before: only of an event with a smaller number.
    """
    standing = {event.number for event in standing_letters(now)}
    found = [one for one in now.all_made((name,)) if one[0].number in standing]
    return next((one for one in reversed(found) if before is None or one[0].number < before), None)


def standing_letters(now: CaseNow) -> list[Event]:
    """The events by which letters were signed in a case, without those withdrawn before their service."""
    standing: list[Event] = []
    for mark in now.state.marks:
        if mark.event.kind in SIGNED:
            standing.append(mark.event)
        elif mark.event.kind == "letter-withdrawn":
            standing.pop()  # one waits at a time, the last
    return standing


def letter_files(determination: SignedDetermination, letter: Letter) -> dict[str, bytes]:
    """The letter in every form, and the pages in plain words for the injured worker, by the names of their files."""
    written = {name: _bytes(render(letter, form)) for name, form in _FORMS.items()}
    for language in COMPANIONS:
        page = companion_of(determination, language).layout
        written[f"companion.{language}.pdf"] = _bytes(render_layout(page, "pdf"))
    return written


def _reviewed(papers: Iterable[Paper]) -> set[Paper]:
    """What a review looks at: who gets notices is none of it."""
    return {paper for paper in papers if paper.name != PARTIES_FILE}


def places_in(items: Sequence[Item], draft: Draft) -> dict[str, int]:
    """Where each item of the log stands in the draft: by its words, else by what it asks for."""
    asked = [(item.text, parse_request(item.text)) for item in items]
    drafted = [(one.heading, parse_request(one.heading)) for one in draft.items]
    found: dict[str, int] = {}
    for item, place in zip(items, pair(asked, drafted), strict=True):
        if place is None:
            raise NotSignable(
                f'item {printable(item.id)} of the log ("{printable(item.text)}") is not in the draft',
                consequence="nothing was signed",
                remedy="compare the items of the log with the application; file the paper that names it",
            )
        found[item.id] = place
    return found


def _head(now: CaseNow, printed: CaseView) -> CaseView:
    """The head of the letter: the number and days of the log before those that intake wrote down."""
    rules = process_rules()

    def day(kind: str) -> Any:
        mark = now.state.last([kind])
        return rules.local(mark.event.at).date() if mark is not None else None

    return CaseView(
        case_number=now.case,
        date_assigned=day("assignment-notified") or printed.date_assigned,
        application_received=day("application-received") or printed.application_received,
        ur_denial_date=day("ur-decided") or printed.ur_denial_date,
        priority=_PRIORITY[now.state.expedited],
    )


def _require_assigned(files: FileStore, now: CaseNow, reviewer: ReviewerIdentity) -> None:
    """Refuse everybody but the assigned physician: a name that only may be that physician's is somebody else's.

    Raises:
        NotSignable: nobody is assigned, nobody told who that is, or the name is not the same.
    """
    report = last_selection(files, now)
    assigned = now.state.reviewer
    if not assigned:
        raise NotSignable(
            "no reviewer is assigned to the case", consequence="nothing was signed", remedy="run: imr case assign"
        )
    row = next((one for one in report.candidates if one.reviewer == assigned), None) if report is not None else None
    if row is None:
        raise NotSignable(
            f"the case is assigned to {printable(assigned)}, and no selection of this review tells who that is",
            consequence="nothing was signed",
            remedy="select (imr case select); if the assignment was recorded by hand, correct that entry first, and "
            "assign by imr case assign",
        )
    match = compare(party_name(row.name), party_name(reviewer.name))
    if match is None:
        raise NotSignable(
            f"the case is assigned to {printable(assigned)}, and the decisions name another physician",
            consequence="nothing was signed",
            remedy="let the assigned physician sign, or assign the case to the other one",
        )
    if match.degree is not Degree.SAME:
        raise NotSignable(
            f"the case is assigned to {printable(assigned)}, and the name of the decisions may be another physician's: "
            f"{match.how}",
            consequence="nothing was signed",
            remedy="sign with the whole name as the roster has it",
        )


def _renumbered(decisions: Sequence[ItemDecision], drafted: DraftNow) -> list[ItemDecision]:
    """The decisions by their place in what is signed."""
    places = {number: place for place, number in enumerate(drafted.numbers)}
    outside = [one.item + 1 for one in decisions if one.item + 1 not in places]
    if outside:
        raise NotSignable(
            f"item {outside[0]} of the draft is not under review",
            consequence="nothing was signed",
            remedy=f"decide the items under review: {', '.join(map(str, drafted.numbers))}",
        )
    return [replace(one, item=places[one.item + 1]) for one in decisions]


def _against_papers(files: FileStore, now: CaseNow, letter: Letter, drafted: DraftNow) -> tuple[Problem, ...]:
    """What the checks against the papers find.

    Raises:
        NotSignable: the letter is about another patient or treatment.
    """
    with papers_on_disk(files, now) as folder:
        found = check_against_case(letter, open_case(folder))
    wrong = [one for one in found if one.code in WRONG_CASE and not (drafted.left_out and one.code == _LEFT_OUT)]
    if wrong:
        raise NotSignable(
            wrong[0].message, consequence="nothing was signed", remedy="look at the papers and the draft again"
        )
    return tuple(one for one in found if not (drafted.left_out and one.code == _LEFT_OUT))


def act_of_signing(
    determination: SignedDetermination, case: str, reviewer: str, items: Sequence[str], draft: str
) -> bytes:
    """The act of signing as it is kept with the case; the reviewer's name in it is confidential (LC 4610.6(f))."""
    told: Mapping[str, Any] = {
        "case": case,
        "reviewer": {"id": reviewer, **asdict(determination.reviewer)},
        "attestations": list(determination.attestations),
        "decisions": [
            {"item": id, "decision": one.decision, "rationale": one.rationale}
            for id, one in zip(items, determination.decisions, strict=True)
        ],
        "signed_at": determination.signed_at.isoformat(),
        "draft_sha256": draft,
        "content_sha256": determination.content_sha256,
    }
    return json.dumps(told, indent=1, ensure_ascii=False).encode("utf-8") + b"\n"


def _bytes(written: str | bytes) -> bytes:
    return written if isinstance(written, bytes) else written.encode("utf-8")
