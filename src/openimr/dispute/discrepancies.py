"""What does not agree between the papers of a dispute: the person, the claim, the injury, and what was asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import combinations

from openimr.casefile.model import Document, DocumentKind, Intake
from openimr.dispute.fields import Head, same_name, same_number
from openimr.dispute.model import Request
from openimr.problems import Problem

_NAMES = {
    DocumentKind.IMR_APPLICATION: "the application",
    DocumentKind.UR_DETERMINATION: "the utilization review determination",
    DocumentKind.RFA: "the request for authorization",
}


def identity_problems(heads: Sequence[tuple[Document, Head]], intake: Intake) -> list[Problem]:
    """Differences of name, claim number, injury date and decision date between the dispute papers and with intake."""
    found: dict[tuple[str, str, str], Problem] = {}
    for (one, a), (two, b) in combinations(heads, 2):
        for problem in _differences(one, a, two, b):
            found.setdefault((problem.code, problem.file or "", problem.message), problem)
    for document, head in heads:
        for problem in _with_intake(document, head, intake):
            found.setdefault((problem.code, problem.file or "", problem.message), problem)
    return list(found.values())


def _differences(one: Document, a: Head, two: Document, b: Head) -> Iterator[Problem]:
    first, second = _NAMES[one.kind], _NAMES[two.kind]
    if one.kind is two.kind:
        first, second = f"{first} {one.file}", f"{second} {two.file}"
    if a.patient and b.patient and not same_name(a.patient, b.patient):
        yield _problem("patient-differs", f"{first} names {a.patient}, {second} names {b.patient}", two)
    if a.claim and b.claim and not same_number(a.claim.value, b.claim.value):
        yield _problem(
            "claim-number-differs", f"{first} has claim number {a.claim.value}, {second} {b.claim.value}", two
        )
    if a.injury and b.injury and a.injury != b.injury:
        yield _problem(
            "injury-date-differs",
            f"{first} gives the injury as {a.injury.isoformat()}, {second} as {b.injury.isoformat()}",
            two,
        )
    kinds = (one.kind, two.kind)
    opposed = kinds == (DocumentKind.IMR_APPLICATION, DocumentKind.UR_DETERMINATION)
    if opposed and a.ur_decision and b.ur_decision and a.ur_decision != b.ur_decision:
        yield _problem(
            "ur-date-differs",
            f"{first} disputes a decision of {a.ur_decision.isoformat()}, {second} is of {b.ur_decision.isoformat()}",
            two,
            "the rules are read on the determination's own day",
        )


def _with_intake(document: Document, head: Head, intake: Intake) -> Iterator[Problem]:
    name = _NAMES[document.kind]
    if head.patient and intake.patient_name and not same_name(head.patient, intake.patient_name):
        yield _problem("patient-differs", f"{name} names {head.patient}, intake has {intake.patient_name}", document)
    if head.injury and intake.date_of_injury and head.injury != intake.date_of_injury:
        yield _problem(
            "injury-date-differs",
            f"{name} gives the injury as {head.injury.isoformat()}, intake as {intake.date_of_injury.isoformat()}",
            document,
        )


def _problem(code: str, message: str, document: Document, consequence: str = "") -> Problem:
    return Problem(
        code=code,
        message=message,
        file=document.file,
        consequence=consequence or "a paper may belong to another person or claim",
        remedy="compare the papers before signing",
    )


def request_problems(heading: str, printed: Sequence[tuple[Document, str, Request]]) -> Iterator[Problem]:
    """Differences of side, level, strength and quantity of one item between the papers that name it.

    Args:
        heading: the item as the application prints it.
        printed: each paper with its words and what they ask for, the first being the one the item is taken from.
    """
    (base_document, _, base), *others = printed
    for document, text, other in others:
        pairs: list[tuple[str, str, str | None, str | None]] = [
            ("side-differs", "side", base.side, other.side),
            ("level-differs", "level", ", ".join(sorted(base.levels)) or None, ", ".join(sorted(other.levels)) or None),
            ("strength-differs", "strength", _bare(base.strength), _bare(other.strength)),
            ("quantity-differs", "quantity", *_quantities(base, other)),
        ]
        for code, word, ours, theirs in pairs:
            if ours and theirs and ours != theirs and not (code == "side-differs" and "bilateral" in (ours, theirs)):
                yield Problem(
                    code=code,
                    message=f'on "{heading}" {_NAMES[base_document.kind]} says {word} {ours}, '
                    f'{_NAMES[document.kind]} says {theirs} ("{text[:120]}")',
                    file=document.file,
                    consequence="the review goes by the words of the item as disputed",
                    remedy="find out which was asked for",
                )


def _bare(strength: str | None) -> str | None:
    """A strength for comparison: "10/325" and "10/325mg" and "10-325mg" are one."""
    return strength.lower().replace("-", "/").removesuffix("mg").replace("mg/", "/") if strength else None


def _quantities(a: Request, b: Request) -> tuple[str | None, str | None]:
    if a.quantity is None or b.quantity is None or a.quantity_unit != b.quantity_unit:
        return None, None
    return f"{a.quantity:g}", f"{b.quantity:g}"


def missing_papers(has_application: bool, has_determination: bool) -> Iterator[Problem]:
    """A problem for each dispute paper that is not in the file."""
    if not has_application:
        yield Problem(
            code="no-application",
            message="no application for review was found",
            consequence="the disputed items are taken from the utilization review determination",
            remedy="ask for the signed application",
        )
    if not has_determination:
        yield Problem(
            code="no-ur-determination",
            message="no utilization review determination was found",
            consequence="what was decided, on what day and by which guideline is not known",
            remedy="ask the claims administrator for the determination",
        )


def day_of_decision(heads: Sequence[Head], application: Head | None, intake: Intake) -> dt.date | None:
    """The day of the decision in dispute: of the determination that the application names, else the latest one."""
    days = [head.ur_decision for head in heads if head.ur_decision]
    named = application.ur_decision if application else None
    if named in days:
        return named
    return max(days, default=None) or named or intake.ur_denial_date
