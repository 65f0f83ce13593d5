"""Drugs over time: the first and last paper that has the patient on one, changes of dose, and when it was stopped."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.clinical.model import DrugChange, DrugRun, Fact, Polarity, Temporality


def drug_runs(facts: Iterable[Fact]) -> list[DrugRun]:
    """The runs of all drugs that a record says the patient takes or took, by first date.

    Args:
        facts: facts told of the patient; those without any date are passed over.
    """
    by_drug: dict[str, list[tuple[str, Fact]]] = {}
    for fact in facts:
        said = fact.mention.attributes
        if not fact.concept.startswith("med.") or "drug" not in said or is_given_in_a_procedure(fact):
            continue
        # a line of a pharmacy's list has a day of its own
        told = fact.mention.date
        dated = told is not None and len(told) == 10
        day = told if dated or fact.document_date is None else fact.document_date.isoformat()
        if day is not None:
            by_drug.setdefault(str(said["drug"]), []).append((day, fact))
    made = [_run(drug, sorted(told, key=lambda one: one[0])) for drug, told in by_drug.items()]
    runs = [run for run in made if run is not None]
    runs.sort(key=lambda run: (run.first, run.drug))
    return runs


def _run(drug: str, told: list[tuple[str, Fact]]) -> DrugRun | None:
    taken = [(day, fact) for day, fact in told if _is_taken(fact)]
    over = [(day, fact) for day, fact in told if _is_over(fact)]
    if not taken and not over:
        return None
    starts = [(str(fact.mention.attributes["since"]), fact) for _, fact in told if "since" in fact.mention.attributes]
    days = [(day, fact) for day, fact in (taken or over)]
    first, source = min(starts + days, key=lambda one: one[0])
    last = max(day for day, _ in (taken or over))
    run = DrugRun(drug, first, last, evidence=list(dict.fromkeys(fact.evidence for _, fact in told)))
    dose = _dose(source)
    run.changes.append(DrugChange(first, f"first told{': ' + dose if dose else ''}", source.evidence))
    known: dict[str, object] = {}
    for day, fact in taken:
        said = fact.mention.attributes
        told_now: dict[str, object] = {name: said[name] for name in ("strength", "per_day") if name in said}
        # a paper that leaves the strength out does not change it
        if any(name in known and known[name] != value for name, value in told_now.items()):
            run.changes.append(DrugChange(day, f"now {_dose(fact)}", fact.evidence))
        known |= told_now
        if isinstance(said.get("quantity"), float):
            run.quantity, run.refills = float(said["quantity"]), _number(said.get("refills"))
        if "med_per_day" in said:
            run.morphine_equivalent = _number(said["med_per_day"])
    if over:
        day, fact = over[-1]
        when = fact.mention.date or day
        if day >= last:
            run.stopped = when
            run.changes.append(DrugChange(when, "no longer taken", fact.evidence))
    return run


def is_given_in_a_procedure(fact: Fact) -> bool:
    """Whether a drug is part of an injection or an operation and nothing that the patient takes."""
    said = fact.mention.attributes
    if said.get("class") in ("local_anesthetic", "viscosupplement"):
        return True
    injected = said.get("route") in ("injection", "IM", "IV", "im", "iv", "intra-articular", "epidural")
    return fact.kind in ("operative_report", "procedure_note") or (said.get("class") == "steroid" and injected)


def _is_taken(fact: Fact) -> bool:
    mention = fact.mention
    return mention.polarity is Polarity.AFFIRMED and mention.temporality is Temporality.CURRENT


def _is_over(fact: Fact) -> bool:
    mention = fact.mention
    return mention.temporality is Temporality.HISTORICAL or "stop" in mention.rule or "discontinu" in mention.rule


def _dose(fact: Fact) -> str:
    said = fact.mention.attributes
    parts = []
    if "strength" in said:
        parts.append(str(said["strength"]))
    if "per_day" in said:
        parts.append(f"{float(said['per_day']):g} a day")
    return ", ".join(parts)


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None
