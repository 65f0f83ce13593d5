"""The words in which the panel's reports say things, the same on a screen and on a page."""

from __future__ import annotations

from openimr.panel.findings import Outcome
from openimr.panel.report import CandidateRow, DocketReport, FindingRow, LoadRow, RuleRow, Selection
from openimr.wordforms import counted

BASIS = {
    "statute": "law",
    "regulation": "regulation",
    "attestation": "attested in letters",
    "operation": "operation",
}
OUTCOME: dict[Outcome, str] = {
    "passes": "passes",
    "fails": "fails",
    "unknown": "not known",
    "to_clear": "to be cleared",
    "cleared": "cleared",
    "not_in_force": "not in force",
}
FIT = {"same": "same specialty", "similar": "similar specialty", "none": "no fit"}


def head(report: Selection) -> str:
    """What case, how urgent, due when; by the rules of which day; the roster and the seed."""
    asked = "a reviewer" if report.needed == 1 else f"{report.needed} reviewers"
    return (
        f"Case {report.case}: {asked} asked for, {report.priority}, due {report.due:%m/%d/%Y}. "
        f"Rules of {report.day:%m/%d/%Y}; {counted(len(report.candidates), 'reviewer')} in the roster; "
        f"seed {report.seed}."
    )


def docket_head(report: DocketReport) -> str:
    """How many cases were served, by the rules of which day, and the seed."""
    return (
        f"{counted(report.served + report.unserved, 'case')}: {report.served} with a reviewer, "
        f"{report.unserved} without. "
        f"Rules of {report.day:%m/%d/%Y}; {counted(len(report.loads), 'reviewer')} in the roster; seed {report.seed}."
    )


def candidate_words(row: CandidateRow) -> str:
    """A candidate who may review, in a line: specialties, fit, licence, load."""
    licence = "preferred licence" if row.preferred else "licence elsewhere"
    room = f"{row.load} of {row.capacity} cases open" if row.capacity is not None else f"{row.load} cases open"
    return f"{', '.join(row.specialties) or 'no specialty'}: {FIT[row.fit]}, {licence}, {room}"


def excluding(row: CandidateRow) -> list[FindingRow]:
    """The findings that keep a candidate out."""
    return [one for one in row.findings if one.outcome in ("fails", "unknown", "to_clear")]


def in_force_words(rule: RuleRow) -> str:
    """Since when and until when a rule governs; empty where its source has no days."""
    parts = [f"from {rule.since:%m/%d/%Y}"] if rule.since else []
    parts += [f"to {rule.until:%m/%d/%Y}"] if rule.until else []
    return " ".join(parts)


def clearance_entry(report: Selection, number: int) -> str:
    """What a person writes into the case to clear a possible conflict, ready but for who, when and why.

    Args:
        report: the selection.
        number: position of the possible conflict.
    """
    import json

    row = report.to_clear[number]
    party, tie = json.dumps(row.party, ensure_ascii=False), json.dumps(row.tie, ensure_ascii=False)
    return (
        f"- {{reviewer: {row.reviewer}, party: {party}, tie: {tie}, relation: {row.relation}, by: , on: , reason: }}"
    )


def shown_loads(report: DocketReport) -> list[LoadRow]:
    """Reviewers who were given something or might have been, those given most first."""
    rows = [row for row in report.loads if row.given or row.might]
    return sorted(rows, key=lambda row: (-row.given, row.reviewer))


def equals_words(report: DocketReport) -> str:
    """How evenly reviewers who are alike in all that counts were given cases."""
    if not report.equals:
        return "No two reviewers are alike in the cases open to them, preference, capacity and load."
    widest = max(row.spread for row in report.equals)
    people = sum(len(row.reviewers) for row in report.equals)
    return (
        f"{counted(people, 'reviewer')} have equals in the cases open to them, preference, capacity and load "
        f"({counted(len(report.equals), 'group')}); the widest difference within a group is {counted(widest, 'case')}."
    )
