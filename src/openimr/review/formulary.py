"""What the drug formulary says of a requested drug: its status, and whether review had to come before it was dispensed.

The formulary decides nothing about medical necessity. A draft names it so that the reviewer sees what kind of dispute
it is and which fill, if any, needed no review.
"""

from __future__ import annotations

import datetime as dt

from openimr.clinical.model import ClinicalRecord
from openimr.dispute.model import Request
from openimr.guidelines.formulary import DrugRow, FillRule, ReviewNeeded, formulary
from openimr.guidelines.matching import Setting
from openimr.guidelines.patterns import parse_pattern
from openimr.review.model import FillView, FormularyView, Sentence, Status
from openimr.review.patterns import judge

_DAYS = {"days": 1.0, "weeks": 7.0, "months": 30.0}


def formulary_view(request: Request, record: ClinicalRecord, day: dt.date) -> FormularyView | None:
    """What the formulary says of the request on ``day``; None where it does not govern.

    Args:
        request: the request in structured form.
        record: the facts, for the day of injury and of operations.
        day: the day of the service, or of the decision.

    >>> from openimr.clinical.model import Patient
    >>> norco = Request(treatment="medication", drug="oxycodone", drug_class="opioid", quantity=4, quantity_unit="days")
    >>> hurt = ClinicalRecord(facts=[], patient=Patient(date_of_injury=dt.date(2018, 3, 1)))
    >>> view = formulary_view(norco, hurt, dt.date(2018, 3, 5))
    >>> view.status, view.review_needed, [(fill.id, fill.status.value) for fill in view.fills]
    ('non_exempt', 'no', [('special_fill', 'met'), ('perioperative_fill', 'not_documented')])
    >>> formulary_view(norco, hurt, dt.date(2018, 5, 5)).review_needed
    'yes'
    """
    rules = formulary()
    if not rules.governs(request, day):
        return None
    row = rules.row(request)
    fills = [_fill(fill, row, request, record, day) for fill in rules.fills if _is_for(fill, row)]
    needed: ReviewNeeded = rules.statuses[row.status].review
    if any(fill.status is Status.MET for fill in fills):
        needed = "no"
    elif request.brand and needed == "no":
        needed = "unknown"
    return FormularyView(
        status=row.status,
        review_needed=needed,
        says=rules.statuses[row.status].says,
        fills=fills,
        reference=rules.reference,
        doubt=row.doubt,
        verified=rules.verified,
    )


def formulary_sentence(request: Request, view: FormularyView) -> Sentence:
    """The view as a sentence of the rationale.

    >>> view = FormularyView(status="exempt", review_needed="no", says="is exempt", reference="8 CCR 9792.27.1")
    >>> print(formulary_sentence(Request(treatment="medication", drug="naproxen"), view).text)
    Under the drug formulary (8 CCR 9792.27.1; not verified) naproxen is exempt. The formulary does not decide
    necessity.
    """
    name = request.drug or (request.treatment or "the drug").replace("_", " ")
    checked = "" if view.verified else "; not verified"
    text = f"Under the drug formulary ({view.reference}{checked}) {name} {view.says}."
    met = [fill for fill in view.fills if fill.status is Status.MET]
    text += "".join(f" It fits {fill.says} ({fill.reference})." for fill in met)
    return Sentence(
        text=text + " The formulary does not decide necessity.",
        evidence=[one for fill in met for one in fill.evidence],
        rule=f"formulary:{view.status}",
    )


def _is_for(fill: FillRule, row: DrugRow) -> bool:
    return row.status in fill.statuses and (fill.drug_needs is None or bool(getattr(row, fill.drug_needs)))


def _fill(fill: FillRule, row: DrugRow, request: Request, record: ClinicalRecord, day: dt.date) -> FillView:
    finding = judge(parse_pattern(fill.pattern), Setting.of(request, record, day, ()))
    status, trace = finding.status, finding.trace
    if status is Status.MET and fill.limit is not None:
        most: int | None = getattr(row, fill.limit)
        asked = (request.quantity or 0) * _DAYS.get(request.quantity_unit or "", 0.0)
        if most is None or not asked:
            status = Status.NOT_DOCUMENTED
            trace += "; the days of supply asked for, or allowed, are not known"
        else:
            status = Status.MET if asked <= most else Status.NOT_MET
            trace += f"; {asked:g} days of supply asked for, {most} allowed"
    return FillView(
        id=fill.id, says=fill.says, status=status, evidence=finding.evidence, trace=trace, reference=fill.reference
    )
