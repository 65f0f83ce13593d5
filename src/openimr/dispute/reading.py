"""From the dispute papers of a case file to the disputed items: :func:`read_dispute`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from openimr.casefile.model import CaseFile, Document, DocumentKind
from openimr.dispute.application import Application, read_application
from openimr.dispute.authorization import read_authorization
from openimr.dispute.bynames import items_by_name
from openimr.dispute.decided import Decided
from openimr.dispute.dependence import principals
from openimr.dispute.determination import read_determination
from openimr.dispute.discrepancies import (
    day_of_decision,
    identity_problems,
    missing_papers,
    request_problems,
)
from openimr.dispute.fields import read_head
from openimr.dispute.listing import names_treatment
from openimr.dispute.model import Dispute, DisputedItem, Request, UrOutcome
from openimr.dispute.pairing import likeness, pair
from openimr.dispute.papertext import Row, spans
from openimr.dispute.request import parse_request
from openimr.problems import Problem

_PARTED = re.compile(r",\s+(?:and\s+)?|;\s+|\s+and\s+|\s+&\s+|\s+\+\s+")


def read_dispute(case: CaseFile) -> Dispute:
    """The disputed items of a case with what utilization review decided on each, and what does not agree.

    The items are those of the application; where it points to the determination, or there is none, those that
    the determination denied or modified. What utilization review approved is not in dispute.
    """
    applications = case.of_kind(DocumentKind.IMR_APPLICATION)
    determinations = case.of_kind(DocumentKind.UR_DETERMINATION)
    authorizations = case.of_kind(DocumentKind.RFA)
    heads = {d.id: read_head(d) for d in [*applications, *determinations, *authorizations]}
    problems = list(missing_papers(bool(applications), bool(determinations)))
    papers = [read_application(document) for document in applications]
    printed = [row.text for paper in papers for row in paper.items]
    decided = [(d, item) for d in determinations for item in read_determination(d, _begins(printed)).items]
    if decided and papers:
        # a list without marks is told apart by the items that the determination names
        papers = [
            read_application(document, _begins([i.heading.text for _, i in decided])) for document in applications
        ]
    items, sources = _items(papers, decided, problems)
    if not items and not printed:
        items, sources = _named(applications, determinations, problems)
    chosen = applications[0] if applications else None
    asked = [(d, line.row, line.text) for d in authorizations for line in read_authorization(d)]
    problems += identity_problems(
        [(d, heads[d.id]) for d in [*applications, *determinations, *authorizations]], case.intake
    )
    problems += _disagreements(items, sources, [(d, text) for d, _, text in asked])
    for number, principal in enumerate(principals([item.request for item in items])):
        items[number].principal = principal
    ur_heads = [heads[d.id] for d in determinations]
    first = heads[chosen.id] if chosen else None
    known = [first] if first else []
    known += [*ur_heads, *(heads[d.id] for d in authorizations)]
    return Dispute(
        items=items,
        ur_decision_date=day_of_decision(ur_heads, first, case.intake),
        application_date=first.signed if first else None,
        date_of_injury=next((h.injury for h in known if h.injury), None) or case.intake.date_of_injury,
        patient_name=next((h.patient for h in known if h.patient), None) or case.intake.patient_name,
        claim_number=next((h.claim.value for h in known if h.claim), None),
        problems=problems,
    )


def _begins(texts: Sequence[str]) -> Callable[[str], bool]:
    """Whether some words begin one of these items, or are one."""
    marks = [_mark(text) for text in texts]

    def known(text: str) -> bool:
        mark = _mark(text)
        if len(mark) < 5:
            return mark in marks
        return any(m == mark or (len(mark) > 14 and m.startswith(mark)) or (len(m) > 14 and mark == m) for m in marks)

    return known


def _mark(text: str) -> str:
    return re.sub(r"[^a-z0-9#%.]+", " ", re.sub(r"^\W*\d{1,2}[).:]\s", "", text.lower())).strip(" .")


Source = tuple[Document, Row, Decided | None, Document | None]


def _items(
    papers: Sequence[Application], decided: Sequence[tuple[Document, Decided]], problems: list[Problem]
) -> tuple[list[DisputedItem], list[Source]]:
    """The disputed items, and for each the paper and row it is taken from and the decision that belongs to it."""
    rows = [(paper.document, row) for paper in papers for row in paper.items]
    rows = _without_repeats(rows)
    ur = [(item.heading.text, parse_request(item.heading.text)) for _, item in decided]
    if not rows:
        return _from_determination(decided, problems, referred=any(paper.refers for paper in papers))
    rows = [piece for document, row in rows for piece in _as_decided(document, row, ur)]
    requests = [(row.text, parse_request(row.text)) for _, row in rows]
    matches = pair(requests, ur, reuse=True)
    items: list[DisputedItem] = []
    sources: list[Source] = []
    for (document, row), (heading, request), match in zip(rows, requests, matches, strict=True):
        decision = decided[match][1] if match is not None else None
        if decision is not None and decision.outcome == "approved":
            problems.append(_approved(heading, decided[match or 0][0]))
            continue
        if decision is None and decided:
            problems.append(_not_decided(heading, document))
        items.append(DisputedItem(heading=heading, request=request, ur=_outcome(decision), evidence=spans([row])))
        sources.append((document, row, decision, decided[match][0] if match is not None else None))
    return items, sources


def _named(
    applications: Sequence[Document], determinations: Sequence[Document], problems: list[Problem]
) -> tuple[list[DisputedItem], list[Source]]:
    """Items that no known label announces, from the application or, failing it, from the determination."""
    for documents in (applications, determinations):
        rows = _without_repeats([(document, row) for document in documents for row in items_by_name(document)])
        if rows:
            problems[:] = [problem for problem in problems if problem.code != "no-disputed-items"]
            problems.append(
                Problem(
                    code="items-by-name",
                    message="no list of disputed treatments was recognised; lines that name a treatment were taken",
                    file=rows[0][0].file,
                    consequence="an item may be missing or not be in dispute",
                    remedy="compare the items with that paper",
                )
            )
            items = [
                DisputedItem(heading=row.text, request=parse_request(row.text), evidence=spans([row]))
                for _, row in rows
            ]
            return items, [(document, row, None, None) for document, row in rows]
    return [], []


def _from_determination(
    decided: Sequence[tuple[Document, Decided]], problems: list[Problem], *, referred: bool
) -> tuple[list[DisputedItem], list[Source]]:
    items: list[DisputedItem] = []
    sources: list[Source] = []
    for document, decision in decided:
        if decision.outcome == "approved":
            continue
        text = decision.heading.text
        items.append(
            DisputedItem(
                heading=text, request=parse_request(text), ur=_outcome(decision), evidence=spans([decision.heading])
            )
        )
        sources.append((document, decision.heading, decision, document))
    if not items:
        problems.append(
            Problem(
                code="no-disputed-items",
                message="no paper names a disputed treatment"
                + (": the application points to the determination" if referred else ""),
                consequence="there is nothing to review",
                remedy="ask for the list of the treatments in dispute",
            )
        )
    return items, sources


def _without_repeats(rows: Sequence[tuple[Document, Row]]) -> list[tuple[Document, Row]]:
    kept: dict[str, tuple[Document, Row]] = {}
    for document, row in rows:
        kept.setdefault(_mark(row.text), (document, row))
    return list(kept.values())


def _as_decided(document: Document, row: Row, ur: Sequence[tuple[str, Request]]) -> list[tuple[Document, Row]]:
    """A line that lumps what utilization review decided separately, in its pieces; any other line as it is printed."""
    whole = [(document, row)]
    if len(ur) < 2 or any(_mark(text) == _mark(row.text) for text, _ in ur):
        return whole
    places = [0, *[m.end() for m in _PARTED.finditer(row.text)]]
    stops = [*[m.start() for m in _PARTED.finditer(row.text)], len(row.text)]
    pieces = [row.cut(a, b) for a, b in zip(places, stops, strict=True)]
    if len(pieces) < 2 or not all(names_treatment(piece.text) for piece in pieces):
        return whole
    matches = pair([(piece.text, parse_request(piece.text)) for piece in pieces], ur)
    if any(match is None for match in matches):
        return whole
    request = parse_request(row.text)
    best = max(likeness(request, row.text, other, text) for text, other in ur)
    return [(document, piece) for piece in pieces] if best < 15 else whole


def _outcome(decision: Decided | None) -> UrOutcome:
    if decision is None:
        return UrOutcome()
    rows = [*decision.evidence, *decision.citation, *decision.reason]
    return UrOutcome(
        outcome=decision.outcome,
        requested=decision.requested or decision.heading.text,
        approved=decision.approved if decision.outcome == "modified" else None,
        citation_text=" ".join(row.text for row in decision.citation),
        reason=" ".join(row.text for row in decision.reason),
        evidence=[span for row in rows for span in spans([row])],
    )


def _disagreements(
    items: Sequence[DisputedItem], sources: Sequence[Source], asked: Sequence[tuple[Document, str]]
) -> list[Problem]:
    found: list[Problem] = []
    lines = [(text, parse_request(text)) for _, text in asked]
    matches = pair([(item.heading, item.request) for item in items], lines, reuse=True)
    for item, (document, _, decision, decider), match in zip(items, sources, matches, strict=True):
        printed: list[tuple[Document, str, Request]] = [(document, item.heading, item.request)]
        if decision is not None and decider is not None and decider is not document:
            text = decision.heading.text
            printed.append((decider, text, parse_request(text)))
        if match is not None:
            printed.append((asked[match][0], *lines[match]))
        found += request_problems(item.heading, printed)
    return found


def _approved(heading: str, document: Document) -> Problem:
    return Problem(
        code="item-approved",
        message=f'"{heading}" is listed in the application, and utilization review approved it',
        file=document.file,
        consequence="it is not in dispute and is not reviewed",
        remedy="make sure that the approval is not limited",
    )


def _not_decided(heading: str, document: Document) -> Problem:
    return Problem(
        code="item-not-in-determination",
        message=f'"{heading}" is listed in the application, and no decision on it was found in the determination',
        file=document.file,
        consequence="what utilization review decided on it is not known",
        remedy="look for a further determination",
    )
