"""Dispute papers of many layouts (papers/*.yaml): the items, their decisions and what does not agree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page, Span
from openimr.dispute import read_dispute
from openimr.dispute.model import Dispute

_FILES = sorted(Path(__file__).with_name("papers").glob("*.yaml"))
_KINDS = ("imr_application", "ur_determination", "rfa")


def case_of(papers: dict[str, str]) -> CaseFile:
    """A case file of text papers: kind → text, pages parted by form feeds."""
    documents = []
    for number, (kind, text) in enumerate(papers.items(), start=1):
        name, file = f"d{number:02}", f"{kind}.txt"
        pages = [Page(name, file, n, page) for n, page in enumerate(text.split("\f"), start=1)]
        documents.append(Document(name, file, pages, DocumentKind(kind), None, None, sha256=name))
    return CaseFile(Path(), documents)


def check_spans(case: CaseFile, dispute: Dispute) -> None:
    """Every evidence span quotes its page."""
    for item in dispute.items:
        assert item.evidence
        for span in [*item.evidence, *item.ur.evidence]:
            page = case.document(span.document).pages[span.page - 1]
            assert span == Span.of(page, span.start, span.end)


@pytest.mark.parametrize("path", _FILES, ids=lambda path: path.stem)
def test_papers(path: Path) -> None:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    expect = data["expect"]
    case = case_of({kind: data[kind] for kind in _KINDS if kind in data})
    dispute = read_dispute(case)
    said = [(item.heading, item.ur.outcome) for item in dispute.items]
    assert said == [(item["heading"], item["outcome"]) for item in expect["items"]]
    for item, wanted in zip(dispute.items, expect["items"], strict=True):
        assert wanted.get("citation", "") in item.ur.citation_text
        assert wanted.get("reason", "") in item.ur.reason
        if "approved" in wanted:
            assert wanted["approved"] in (item.ur.approved or "")
        if "principal" in wanted:
            assert item.principal == wanted["principal"]
    for name in ("ur_decision_date", "date_of_injury", "claim_number"):
        if name in expect:
            assert getattr(dispute, name) == expect[name]
    if "patient_name" in expect:
        assert expect["patient_name"] in (dispute.patient_name or "")
    if "problems" in expect:
        assert sorted({problem.code for problem in dispute.problems}) == sorted(expect["problems"])
    check_spans(case, dispute)
