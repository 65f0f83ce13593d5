"""A case folder as the panel sees it: parties, items and conditions read from its papers, and what intake adds.

Providers and facilities are those who wrote or carry the records. What the papers do not tell (a manufacturer, an
attorney, an insurer behind the administrator) intake adds in ``case.yaml`` under ``panel``, in the form of a docket's
case.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from openimr.casefile.model import CaseFile, Document, DocumentKind
from openimr.dispute.model import Dispute
from openimr.errors import UnreadableFile
from openimr.panel.datafile import read_data_text, refuse
from openimr.panel.docketfile import docket_of
from openimr.panel.model import CaseItem, CaseParty, PanelCase, Priority

#: Papers whose author treated the patient, or asks to.
_NOT_PROVIDERS = frozenset({
    DocumentKind.IMR_APPLICATION, DocumentKind.UR_DETERMINATION, DocumentKind.DEPOSITION, DocumentKind.NOTICE,
    DocumentKind.PROOF_OF_SERVICE, DocumentKind.BILLING, DocumentKind.FAX_COVER, DocumentKind.BLANK, DocumentKind.OTHER,
})  # fmt: skip


def case_of(case: CaseFile, dispute: Dispute) -> PanelCase:
    """The case that a case file tells.

    Args:
        case: the opened case file.
        dispute: what is in dispute, read from it.

    Raises:
        UnreadableFile: ``case.yaml`` has a ``panel`` part that is wrong.
    """
    intake = case.intake
    id = intake.case_number or case.root.name
    priority: Priority = "expedited" if (intake.priority or "").lower().startswith("exp") else "standard"
    added = _added(case.root, id)
    told = {(one.role, one.name) for one in added.parties}
    roles = {one.role for one in added.parties}
    parties = list(added.parties)
    for role, name in _parties(case, dispute):
        if (role, name) not in told and not (
            role in roles and role in ("employee", "employer", "claims_administrator")
        ):
            told.add((role, name))
            parties.append(CaseParty(role, name))
    return PanelCase(
        id=id,
        parties=tuple(parties),
        items=added.items or tuple(
            CaseItem(
                item.heading, item.request.category, item.request.treatment, tuple(item.request.body_parts),
                item.request.specialty, item.principal,
            )
            for item in dispute.items
        ),
        conditions=added.conditions,
        earlier=added.earlier,
        priority=priority,
        due=added.due,
        complete=added.complete,
        needed=added.needed,
        approval=added.approval,
        clearances=added.clearances,
        notes=("parties, items and dates were read from the case file; compare them with its papers",),
    )  # fmt: skip


def _added(root: Path, id: str) -> PanelCase:
    """What intake says under ``panel`` in ``case.yaml``."""
    path = root / "case.yaml"
    if not path.is_file():
        return PanelCase(id)
    try:
        rule = read_data_text(path.read_bytes().decode("utf-8-sig"), "case.yaml")
    except (OSError, UnicodeDecodeError, UnreadableFile):
        return PanelCase(id)  # a broken intake file is listed by whoever opens the case
    if not isinstance(rule.data, dict) or not isinstance(rule.data.get("panel"), dict):
        return PanelCase(id)
    rule.lines = {path[1:]: line for path, line in rule.lines.items() if path[:1] == ("panel",)}
    rule.data = {"id": id, **rule.data["panel"]}
    cases, errors = docket_of(rule)
    refuse(errors)
    return cases[0]


def _parties(case: CaseFile, dispute: Dispute) -> Iterator[tuple[str, str]]:
    intake = case.intake
    if name := dispute.patient_name or intake.patient_name:
        yield "employee", name
    if intake.employer:
        yield "employer", intake.employer
    if intake.claims_administrator:
        yield "claims_administrator", intake.claims_administrator
    for document in case.of_kind(DocumentKind.RFA):
        if document.author:
            yield "requesting_physician", document.author
    for document in case.of_kind(DocumentKind.UR_DETERMINATION):
        if document.author:
            yield "ur_physician", document.author
        if document.facility:
            yield "utilization_review_organization", document.facility
    for document in case.documents:
        if _is_record(document):
            if document.author:
                yield "treating_provider", document.author
            if document.facility:
                yield "facility", document.facility


def _is_record(document: Document) -> bool:
    return document.usable and not document.other_patient and document.kind not in _NOT_PROVIDERS
