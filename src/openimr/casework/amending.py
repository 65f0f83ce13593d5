"""A letter signed again after its determination was served: slips put right, or what it decides about.

The physician who decided signs it; no decision changes in it. It is made from the draft that was signed, with the wrong
words replaced, so that letter, pages in plain words and act of signing agree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from pydantic import ValidationError

from openimr.casework.casenow import CaseNow, content, kept, record
from openimr.casework.deciding import (
    ACT,
    DETERMINATION,
    SIGNED,
    act_of_signing,
    last_signed,
    letter_files,
    places_in,
)
from openimr.errors import NotFound, NotSignable, UsageError
from openimr.letters.checks import check_letter
from openimr.letters.from_draft import letter_from_determination
from openimr.letters.model import Letter
from openimr.printable import printable
from openimr.problems import Problem
from openimr.process import Actor, Event, process_rules
from openimr.review.model import CaseView, Draft
from openimr.review.signing import ItemDecision, ReviewerIdentity, sign

if TYPE_CHECKING:
    from openimr.store.filestore import FileStore

Change = Literal["correction", "amendment"]
#: The events by what a letter changes.
_EVENTS: Mapping[Change, str] = {"correction": "determination-corrected", "amendment": "determination-amended"}
#: Name of the draft with its words replaced among the files of a case.
DRAFT = "amended-draft.json"
#: Parts of a draft that tell the program something, or quote the record, and are not words of the letter.
_UNTOUCHED = frozenset({
    "by", "copied_from", "criterion", "decisive", "document", "duplicate_of", "edition", "evidence", "file", "id",
    "kind", "now", "openimr", "reached", "recommendation", "review_needed", "role", "rule", "rules_version",
    "set_aside_reason", "sha256", "status", "to", "topic", "trace",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amended:
    """A letter signed again: the event of the log, and what the checks say of it before it is served.

    Until then it can be withdrawn (``letter-withdrawn``).
    """

    event: Event
    found: tuple[Problem, ...]


def amend_case(
    files: FileStore,
    now: CaseNow,
    change: Change,
    reviewer: ReviewerIdentity,
    attestations: Sequence[str],
    *,
    why: str,
    words: Sequence[tuple[str, str]],
    items: Sequence[str] = (),
) -> Amended:
    """The physician's act: sign the last letter again with words put right. Letter and act are kept in the case.

    Args:
        files: the files of the store.
        now: the case as it was looked at.
        change: a correction changes nothing that was decided; an amendment changes what its items are said to be.
        reviewer: who signs; must be who signed the letter.
        attestations: ids of the programme's attestations.
        why: what was wrong, in a sentence; the letter and the notice quote it.
        words: the wrong words of the letter, each with those that take their place.
        items: ids of the items it is about; all of the letter, where left out.

    Raises:
        NotFound: the case has no determination.
        NotSignable: another physician, a missing attestation, or words that the letter does not have.
        UsageError: nothing is to be put right.
        EventRefused: the procedure does not allow it now.
        ActedMeanwhile: somebody else acted on the case.
    """
    event, act = _last_act(files, now, items)
    _require_same(act, reviewer)
    decided = [one["item"] for one in act["decisions"]]
    draft, rationales = _put_right(_draft_of(files, now, event, act, decided), words, why, act)
    decisions = [
        ItemDecision(place, one["decision"], rationale)
        for place, (one, rationale) in enumerate(zip(act["decisions"], rationales, strict=True))
    ]
    determination = sign(draft, reviewer, attestations, decisions)
    letter = letter_from_determination(determination)
    (paper,) = kept(files, {DRAFT: draft.model_dump_json().encode("utf-8")})
    made = letter_files(determination, letter)
    made[ACT] = act_of_signing(determination, now.case, act["reviewer"]["id"], decided, paper.sha256)
    said: dict[str, Any] = {
        "reviewer": act["reviewer"]["id"],
        "why": why,
        "words": [list(pair) for pair in words],
        "of": event.number,
        "draft": paper.sha256,
        "signature": determination.content_sha256,
    }
    event = record(
        now, _EVENTS[change], Actor(role="reviewer", name=act["reviewer"]["id"]), at=determination.signed_at,
        items=tuple(items) or tuple(decided), data=said, made=[paper, *kept(files, made)],
    )  # fmt: skip
    return Amended(event, tuple(check_letter(letter)))


def _last_act(files: FileStore, now: CaseNow, items: Sequence[str]) -> tuple[Event, dict[str, Any]]:
    """The act of signing the last letter that decides the items."""
    found = last_signed(now, ACT)
    while found is not None:
        act: dict[str, Any] = json.loads(content(files, found[1]))
        if set(items) <= {one["item"] for one in act["decisions"]}:
            return found[0], act
        found = last_signed(now, ACT, before=found[0].number)
    raise NotFound(
        f"case {printable(now.case)} has no determination of these items", consequence="nothing was signed",
        remedy="name items of one determination; see: imr case show",
    )  # fmt: skip


def _require_same(act: Mapping[str, Any], reviewer: ReviewerIdentity) -> None:
    if (act["reviewer"]["name"], act["reviewer"]["licence"]) != (reviewer.name, reviewer.licence):
        raise NotSignable(
            "another physician signed the letter",
            consequence="nothing was signed",
            remedy="let who decided sign again; another decides only after the appeals board sent the case back",
        )


def _draft_of(files: FileStore, now: CaseNow, event: Event, act: Mapping[str, Any], decided: Sequence[str]) -> Draft:
    """The draft that was signed: its items in the order of the act, its head as the letter prints it."""
    draft = Draft.model_validate_json(b"".join(files.read(act["draft_sha256"])))
    if event.kind != SIGNED[0]:
        return draft  # kept as it was signed
    items = [now.state.items[one] for one in decided]
    places = places_in(items, draft)
    found = last_signed(now, DETERMINATION, before=event.number + 1)
    assert found is not None, "it was made with the act"
    letter = Letter.model_validate_json(content(files, found[1]))
    head = CaseView(
        case_number=letter.case_number, date_assigned=letter.date_assigned, priority=letter.priority,
        application_received=letter.application_received, ur_denial_date=letter.ur_denial_date,
    )  # fmt: skip
    return draft.model_copy(update={"items": [draft.items[places[one]] for one in decided], "case": head})


def _put_right(
    draft: Draft, words: Sequence[tuple[str, str]], why: str, act: Mapping[str, Any]
) -> tuple[Draft, list[str | None]]:
    """The draft and the physician's own rationales with the words replaced; what the record says stays as it is."""
    if not words or any(not old or old == new for old, new in words):
        what = "nothing is to be put right"
        raise UsageError(what, remedy='give the wrong words and the right ones: --put "wrong=>right"')
    said: Any = (draft.model_dump(mode="json"), [one["rationale"] for one in act["decisions"]])
    for old, new in words:
        before, said = said, tuple(_replaced(part, old, new) for part in said)
        if said == before:
            raise NotSignable(
                f'the letter does not have the words "{printable(old)}"', consequence="nothing was signed",
                remedy="copy the wrong words from the letter as they stand there; what it quotes of the record stays",
            )  # fmt: skip
    try:
        right = Draft.model_validate(said[0])
    except ValidationError as error:
        raise NotSignable(
            f"the words change what is no text of the letter: {printable(str(error.errors()[0]['loc'][-1]))}",
            consequence="nothing was signed",
            remedy="give more of the words around the wrong ones",
        ) from error
    first = process_rules().local(datetime.fromisoformat(act["signed_at"])).date().isoformat()
    amended = right.case.model_copy(update={"amended": f"first signed on {first}; {why}"})
    return right.model_copy(update={"case": amended}), said[1]


def _replaced(part: Any, old: str, new: str) -> Any:
    """Every text within a part of a draft with the words replaced."""
    match part:
        case str():
            return part.replace(old, new)
        case dict():
            return {name: one if name in _UNTOUCHED else _replaced(one, old, new) for name, one in part.items()}
        case list():
            return [_replaced(one, old, new) for one in part]
    return part
