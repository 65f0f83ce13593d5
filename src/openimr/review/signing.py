"""The human gate: a draft becomes a determination only when a named physician decides every item and signs.

``SignedDetermination`` cannot be built any other way: its constructor asks for a key that only this module holds, and
:func:`sign` uses it after every condition is met. The machine proposes, a named person decides; by type, not by habit.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Sequence
from dataclasses import InitVar, asdict, dataclass
from typing import Literal

from openimr.casefile.model import DISPUTE_KINDS, SET_ASIDE_KINDS, DocumentKind
from openimr.errors import NotSignable
from openimr.review.model import Draft
from openimr.review.programme import programme

_KEY = object()


@dataclass(frozen=True, slots=True)
class ReviewerIdentity:
    """Who signs. The name and licence number are kept with the determination and never printed: reviewers' names are
    confidential (LC 4610.6(f)); the letter prints certifications and the states of licensure.
    """

    name: str
    licence: str
    licensed_in: tuple[str, ...]
    certifications: tuple[str, ...]
    subspecialties: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemDecision:
    """The physician's decision on one item.

    Attributes:
        item: index of the item in the draft, from 0.
        decision: ``upheld`` (the denial stands) or ``overturned``.
        rationale: the physician's own words; None adopts the draft's rationale, which is possible only where the
            decision agrees with the draft's recommendation.
    """

    item: int
    decision: Literal["upheld", "overturned"]
    rationale: str | None = None


@dataclass(frozen=True, slots=True)
class SignedDetermination:
    """A determination: the draft it came from, who decided what, and the digest of all of it.

    Made by :func:`sign` alone.

    >>> SignedDetermination(None, None, (), (), None, "", key=None)
    Traceback (most recent call last):
    ...
    TypeError: a SignedDetermination is made by sign(draft, reviewer, attestations, decisions) and nothing else
    """

    draft: Draft
    reviewer: ReviewerIdentity
    attestations: tuple[str, ...]
    decisions: tuple[ItemDecision, ...]
    signed_at: dt.datetime
    content_sha256: str
    key: InitVar[object]

    def __post_init__(self, key: object) -> None:
        if key is not _KEY:
            raise TypeError(
                "a SignedDetermination is made by sign(draft, reviewer, attestations, decisions) and nothing else"
            )

    def intact(self) -> bool:
        """Whether the content still is what was signed."""
        return self.content_sha256 == _digest(
            self.draft, self.reviewer, self.attestations, self.decisions, self.signed_at
        )

    def day(self) -> dt.date:
        """The day of the decision: the day of signing in the programme's time zone, which limits count from.

        Raises:
            MissingEngine: the machine has no data of that zone.
        """
        return programme().local(self.signed_at).date()


def _only_dispute_papers(draft: Draft) -> bool:
    """Whether the manifest itself shows nothing but dispute papers, whatever became of the draft's warnings."""
    silent = {*DISPUTE_KINDS, *SET_ASIDE_KINDS, DocumentKind.RFA}
    speaking = [
        d for d in draft.documents
        if d.usable and d.duplicate_of is None and not d.other_patient and d.kind not in silent
    ]
    return bool(draft.documents) and not speaking


def _digest(
    draft: Draft,
    reviewer: ReviewerIdentity,
    attestations: Sequence[str],
    decisions: Sequence[ItemDecision],
    signed_at: dt.datetime,
) -> str:
    content = {
        "draft": draft.model_dump(mode="json"),
        "reviewer": asdict(reviewer),
        "attestations": list(attestations),
        "decisions": [asdict(decision) for decision in decisions],
        "signed_at": signed_at.isoformat(),
    }
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def sign(
    draft: Draft,
    reviewer: ReviewerIdentity,
    attestations: Sequence[str],
    decisions: Sequence[ItemDecision],
    *,
    signed_at: dt.datetime | None = None,
) -> SignedDetermination:
    """Turn a draft into a determination by the act of a named physician.

    Args:
        draft: the draft that was reviewed.
        reviewer: the physician who decides.
        attestations: ids of the programme's attestations; all of them are needed.
        decisions: one decision for every item of the draft.
        signed_at: the moment of signing, with time zone; the present moment when not given.

    Raises:
        NotSignable: no named reviewer, an attestation or a decision is missing, a decision that differs from the
            recommendation has no rationale of the physician's own, or the file holds nothing but the dispute papers.
    """
    rules = programme()
    if not (reviewer.name.strip() and reviewer.licence.strip() and reviewer.licensed_in and reviewer.certifications):
        raise NotSignable(
            "the reviewer is not fully named",
            consequence="the draft stays a draft",
            remedy="give name, licence, state of licensure and certification of the physician who decides",
        )
    missing = [a for a in rules.attestations if a.id not in attestations]
    if missing:
        raise NotSignable(
            "attestations are missing: " + ", ".join(a.id for a in missing),
            consequence="the draft stays a draft",
            remedy="the physician must attest: " + " ".join(a.text for a in missing),
        )
    if not draft.items:
        raise NotSignable(
            "the draft has no disputed item", remedy="read the application and the UR determination again"
        )
    if any(w.startswith(rules.sources_only_ur.text) for w in draft.warnings) or _only_dispute_papers(draft):
        raise NotSignable(
            rules.sources_only_ur.text,
            consequence=f"no determination can be issued ({rules.sources_only_ur.reference})",
            remedy="obtain " + rules.sources_only_ur.document_needed,
        )
    by_item = {decision.item: decision for decision in decisions}
    if sorted(by_item) != list(range(len(draft.items))) or len(by_item) != len(decisions):
        raise NotSignable(
            f"there must be exactly one decision for each of the {len(draft.items)} items",
            consequence="the draft stays a draft",
            remedy="decide every item once",
        )
    for index, item in enumerate(draft.items):
        decision = by_item[index]
        if decision.decision != item.recommendation and not (decision.rationale or "").strip():
            raise NotSignable(
                f"item {index + 1} ({item.heading}) is decided otherwise than recommended, without a rationale",
                consequence="the draft's reasons would contradict the decision",
                remedy="write the rationale for this decision",
            )
    moment = signed_at or dt.datetime.now(dt.UTC)
    if moment.tzinfo is None:
        raise NotSignable("the moment of signing has no time zone", remedy="give a date and time with its zone")
    ordered = tuple(by_item[index] for index in range(len(draft.items)))
    given = tuple(attestations)
    draft = draft.model_copy(deep=True)  # what is signed must not change with the caller's copy
    return SignedDetermination(
        draft, reviewer, given, ordered, moment, _digest(draft, reviewer, given, ordered, moment), key=_KEY
    )
