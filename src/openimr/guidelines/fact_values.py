"""What a fact says of itself: when its event was, where, with which values."""

from __future__ import annotations

import datetime as dt

from openimr.clinical.model import Fact, Temporality
from openimr.guidelines.regions import regions_of_levels

#: Fact types whose event lies somewhere before the paper that mentions it, except in papers of these kinds.
OWN_PAPERS = {
    "img": frozenset({"mri_report", "ct_report", "xray_report", "ultrasound_report"}),
    "edx": frozenset({"emg_ncs_report"}),
    "tx": frozenset({"operative_report", "procedure_note", "therapy_note"}),
    "lab": frozenset({"laboratory", "drug_test"}),
    "psych": frozenset({"psych_report"}),
}
#: Papers of a clinic, which retell studies and procedures made elsewhere.
CLINIC_KINDS = frozenset({
    "progress_report", "consult", "first_report", "permanent_stationary", "medical_legal", "therapy_note",
    "psych_report", "rfa", "pharmacy", "deposition",
})  # fmt: skip


def interval(text: str | None) -> tuple[dt.date, dt.date] | None:
    """First and last day that a date of any precision can mean.

    >>> interval("2012-06")
    (datetime.date(2012, 6, 1), datetime.date(2012, 6, 30))
    >>> interval("unknown") is None
    True
    """
    if not text:
        return None
    parts = text.split("-")
    try:
        year = int(parts[0])
        if len(parts) == 1:
            return dt.date(year, 1, 1), dt.date(year, 12, 31)
        month = int(parts[1])
        first = dt.date(year, month, 1)
        if len(parts) == 2:
            after = dt.date(year + month // 12, month % 12 + 1, 1)
            return first, after - dt.timedelta(days=1)
        day = dt.date(year, month, int(parts[2][:2]))
    except (ValueError, OverflowError):
        return None
    return day, day


def when(fact: Fact) -> tuple[dt.date | None, dt.date | None]:
    """Earliest and latest day the fact's event can have happened; None where the text leaves it open."""
    stated = interval(fact.mention.date)
    if stated:
        return stated
    return (fact.document_date if is_own_paper(fact) else None), fact.document_date


def is_own_paper(fact: Fact) -> bool:
    """Whether the paper's date is the event's: a finding is made on the day it is written, but a study, an operation or
    a test only in its own report, not where it is retold."""
    kinds = OWN_PAPERS.get(fact.mention.concept.split(".", 1)[0])
    return kinds is None or (fact.kind in kinds and fact.mention.temporality is Temporality.CURRENT)


def stated_on(fact: Fact) -> dt.date | None:
    """The day the statement was made: that of its paper, else the stated date of the event."""
    if fact.document_date:
        return fact.document_date
    stated = interval(fact.mention.date)
    return stated[1] if stated else None


def value_of(fact: Fact, name: str) -> object | None:
    """A named value of a fact, derived where two others give it; None when the text does not say it."""
    mention = fact.mention
    attributes = mention.attributes
    if name == "value":
        return mention.value
    if name == "failed":
        if attributes.get("failed") is True or attributes.get("outcome") == "failed":
            return "true"
        return "false" if attributes.get("outcome") == "helped" else None
    found = attributes.get(name)
    if found is not None:
        return str(found).lower() if isinstance(found, bool) else found
    if name == "percent":
        before, after = attributes.get("vas_before"), attributes.get("vas_after")
        if isinstance(before, (int, float)) and isinstance(after, (int, float)) and before > 0:
            return 100 * (before - after) / before
        return mention.value if mention.unit == "%" else None
    if name == "weeks" and mention.value is not None:
        return {"weeks": 1.0, "months": 4.35, "days": 1 / 7}.get(mention.unit or "", 0.0) * mention.value or None
    if name == "visits" and mention.unit in ("visits", "sessions"):
        return mention.value
    return None


def regions_of(fact: Fact) -> frozenset[str]:
    """Regions a fact lies in: those named, and those its spinal levels imply."""
    return frozenset(fact.mention.regions) | regions_of_levels(fact.mention.levels)


def has_own_paper(fact: Fact) -> bool:
    """Whether the fact stands in a paper of the kind that its event itself would produce."""
    return fact.kind in OWN_PAPERS.get(fact.mention.concept.split(".", 1)[0], frozenset())
