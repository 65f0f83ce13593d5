"""Which of the treatments and drugs named in a request line is the one asked for.

A line often names several: what is asked for, what it is for, what it goes with, what was done before. The first one
usually is asked for; what stands after "for", "after" or "with" is not; in one noun phrase a service about another
treatment outranks that treatment ("lumbar fusion assistant surgeon", "TENS unit supplies").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openimr.clinical.drugs import Drug
from openimr.dispute.treatments import Phrase, TreatmentMention, treatments

_DRUG_RANK = 5


@dataclass(slots=True)
class Candidate:
    """A treatment or drug named in the line; offsets count in the folded text."""

    start: int
    end: int
    rank: int
    weak: bool
    category: str
    phrase: Phrase | None = None
    drug: Drug | None = None


# what parts one phrase of the line from the next; purpose words say that what follows is not asked for
_PART = re.compile(
    r"\b(?P<purpose>for|after|following|due to|secondary to|status post|s/p|prior to|before|pending|if|per"
    r"|because of|in preparation|to treat|to evaluate|to assess"
    r"|to rule out|evaluate for|in order|as needed)\b|\b(?:with|w/|under|and|&|plus|including|include|includes"
    r"|via|using|by|from|during|to|in|on|at|of|or)\b|[;,:(+/]|\s-\s"
)
_BEHIND = re.compile(
    r"(?:\bstatus post|\bs/p|\bpost(?!\s?-?\s?(?:op|surg))|\bafter|\bfollowing|\bprior to|\bsecondary to"
    r"|\bdue to|\bhistory of|\bfailed|\bprevious)\s(?:[a-z'/-]+\s){0,3}$"
)
_OPEN_PURPOSE = frozenset({"rehabilitation", "behavioral", "program", "home_health", "dental", "transportation"})
_REFERRAL = re.compile(r"\b(?:referral|refer|referred)\b")


def candidates(
    mentions: Sequence[TreatmentMention], drugs: Sequence[tuple[int, int, Drug]], names_no_drug: frozenset[str]
) -> list[Candidate]:
    """Treatments and drugs in the order of the line; a drug inside the words of a treatment is not one of its own.

    Args:
        names_no_drug: generics of the drug table that name no one drug ("topical analgesic"); the taxonomy has them.
    """
    found = [
        Candidate(m.start, m.end, m.phrase.treatment.rank, m.phrase.weak, m.phrase.treatment.category, phrase=m.phrase)
        for m in mentions
    ]
    for start, end, drug in drugs:
        over = [c for c in found if c.phrase is not None and c.start < end and start < c.end]
        if over and drug.generic in names_no_drug:
            continue
        if any(c.start <= start and end <= c.end and not c.weak for c in over):
            continue
        # "lidocaine cream" is a drug although "cream" alone is a treatment of the taxonomy
        found = [c for c in found if c not in over]
        found.append(Candidate(start, end, _DRUG_RANK, False, "pharmaceutical", drug=drug))
    found.sort(key=lambda c: (c.start, -c.end))
    return found


def choose(lower: str, found: Sequence[Candidate]) -> Candidate | None:
    """The candidate asked for; None when there is none.

    Args:
        lower: the folded text in lower case (hyphens kept).
        found: the candidates in order.
    """
    if not found:
        return None
    free = [c for c in found if not _BEHIND.search(lower, max(0, c.start - 60), c.start)] or list(found)
    strong = [c for c in free if not c.weak]
    first = free[0]
    group = [c for c in free if c is first or (c.start >= first.end and not _PART.search(lower, first.end, c.start))]
    head = [c for c in group if not c.weak]
    if head:
        return max(head, key=lambda c: (c.rank, -c.start))
    for candidate in strong:
        if _may_replace(lower, first, candidate):
            return candidate
    # several weak words in one phrase: the last is the noun ("knee brace supplies"), unless it is a mere container
    return max(group, key=lambda c: (c.rank, -c.start))


def _may_replace(lower: str, weak: Candidate, other: Candidate) -> bool:
    """Whether a treatment named later is meant by a weak word before it ("injection: right knee, cortisone")."""
    purpose = any(part["purpose"] for part in _PART.finditer(lower, weak.end, other.start))
    if weak.category == "evaluation_management":
        if _REFERRAL.match(lower, weak.start) and other.category == "diagnostic":
            return True
        return other.category in _OPEN_PURPOSE or other.category == "evaluation_management"
    if weak.category == "diagnostic" and other.category in ("injection", "surgery"):
        return True  # guidance for a procedure is part of it
    if weak.category == "rehabilitation" or purpose:
        return other.category == weak.category
    if weak.category in ("injection", "surgery", "dmepos", "pharmaceutical"):
        return other.category in (weak.category, "injection") or (
            weak.category == "injection" and other.drug is not None
        )
    return True


def joined(chosen: Candidate, found: Sequence[Candidate]) -> str | None:
    """The treatment that several named ones make together (EMG and NCV), when the chosen one is among them."""
    if chosen.phrase is None:
        return None
    named = {c.phrase.treatment.id for c in found if c.phrase is not None and not c.weak}
    for treatment in treatments().values():
        if treatment.together and chosen.phrase.treatment.id in treatment.together and treatment.together <= named:
            return treatment.id
    return None
