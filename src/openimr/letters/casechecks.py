"""Checks of a letter against its case file: what it calls absent must be absent, what it decides must have been asked.

Two guards. *Contradiction*: every "no documentation of X" of a rationale is searched in the records. *Identity*: side,
level, drug, strength and quantity of each item are compared with the dispute papers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from openimr.casefile.model import CaseFile
from openimr.clinical import annotate, read_record
from openimr.clinical.model import Experiencer, Fact, Mention, Polarity, Temporality
from openimr.dispute import read_dispute
from openimr.dispute.model import DisputedItem, Request
from openimr.letters.model import Letter, LetterItem
from openimr.problems import Problem


def check_against_case(letter: Letter, case: CaseFile) -> list[Problem]:
    """What a letter says against what its case file holds.

    Args:
        letter: the letter, parsed or drafted.
        case: the opened case file.

    Returns:
        One problem for each hit: codes ``contradicted-absence``, ``item-not-in-case``, ``item-left-out``,
        ``side-differs-from-case``, ``level-differs-from-case``, ``drug-differs-from-case``,
        ``strength-differs-from-case``, ``quantity-differs-from-case``, ``injury-date-differs-from-case``.
    """
    record = read_record(case, letter.decision_date or letter.ur_denial_date)
    dispute = read_dispute(case)
    problems: list[Problem] = []
    for item in letter.items:
        problems.extend(_contradictions(item, record.facts))
    problems.extend(_identity(letter.items, dispute.items))
    injured = dispute.date_of_injury or record.patient.date_of_injury
    if letter.date_of_injury and injured and letter.date_of_injury != injured:
        problems.append(
            Problem(
                code="injury-date-differs-from-case",
                message=f"the letter says the injury was on {letter.date_of_injury}, the case file {injured}",
                consequence="the letter may be about another case",
                remedy="compare the letter's head with the application",
            )
        )
    return problems


def _absences(rationale: str) -> list[Mention]:
    """What the rationale says is absent from the patient or the record."""
    return [
        m
        for m in annotate(rationale)
        if m.polarity is Polarity.NEGATED
        and m.experiencer is Experiencer.PATIENT
        and m.temporality is not Temporality.HYPOTHETICAL
    ]


def _contradictions(item: LetterItem, facts: Sequence[Fact]) -> Iterable[Problem]:
    told: set[str] = set()
    wanted = set(item.request.body_parts)
    for absence in _absences(item.rationale):
        if absence.concept in told:
            continue
        for fact in facts:
            mention = fact.mention
            same_region = not mention.regions or not wanted or wanted & set(mention.regions)
            if (
                mention.concept == absence.concept
                and fact.assertion == "present"
                and same_region
                and (absence.side is None or mention.side in (None, "bilateral", absence.side))
            ):
                told.add(absence.concept)
                said = " ".join(item.rationale[absence.sentence_start : absence.sentence_end].split())
                yield Problem(
                    code="contradicted-absence",
                    message=f'on "{item.heading}" the letter says "{said}", but the record says '
                    f'"{" ".join(fact.evidence.quote.split())}"',
                    file=fact.span.file,
                    page=fact.span.page,
                    consequence="evidence may have been overlooked; such letters were set aside on appeal",
                    remedy="read that page, then correct the rationale or say why the entry does not count",
                )
                break


def _identity(items: Sequence[LetterItem], disputed: Sequence[DisputedItem]) -> Iterable[Problem]:
    left = list(disputed)
    for item in items:
        match = max(left, key=lambda d: _likeness(item.request, d.request), default=None)
        if match is None or _likeness(item.request, match.request) <= 0:
            yield Problem(
                code="item-not-in-case",
                message=f'the letter decides "{item.heading}", which the dispute papers do not name',
                consequence="an item may have been invented or misnamed",
                remedy="compare with the application",
            )
            continue
        left.remove(match)
        yield from _differences(item, match)
    for forgotten in left:
        yield Problem(
            code="item-left-out",
            message=f'the disputed item "{forgotten.heading}" is not decided in the letter',
            consequence="the determination is incomplete",
            remedy="decide every disputed item",
        )


def _likeness(a: Request, b: Request) -> int:
    """How much two requests ask for the same thing; 0 when nothing ties them."""
    score = 0
    if a.treatment and a.treatment == b.treatment:
        score += 4
    if a.drug and a.drug == b.drug:
        score += 6
    if score == 0:
        return 0
    score += 2 * bool(set(a.body_parts) & set(b.body_parts))
    score += bool(a.side and a.side == b.side)
    score += bool(set(a.levels) & set(b.levels))
    return score


def _differences(item: LetterItem, match: DisputedItem) -> Iterable[Problem]:
    ours, theirs = item.request, match.request
    pairs = [
        ("side", ours.side, theirs.side),
        ("level", ", ".join(ours.levels), ", ".join(theirs.levels)),
        ("drug", ours.drug, theirs.drug),
        ("strength", ours.strength, theirs.strength),
    ]
    if item.eligible is None:  # a partly authorized request is decided on its remainder, which differs by design
        pairs.append(("quantity", ours.quantity, theirs.quantity))  # type: ignore[arg-type]
    for name, said, asked in pairs:
        if said and asked and said != asked:
            yield Problem(
                code=f"{name}-differs-from-case",
                message=f'on "{item.heading}" the letter says {name} {said}, the dispute papers say {asked} '
                f'("{match.heading}")',
                consequence="the decision may be about another treatment than the one requested",
                remedy="compare with the request for authorization and correct the letter",
            )
