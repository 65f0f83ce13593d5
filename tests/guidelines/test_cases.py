"""The clinicians' test cases: short texts with a request, the expected status of criteria and the recommendation.

Every file of ``cases/`` is found. A case gives `request` (the line as an application prints it), `day` (of the
decision), `injured`, and either `text` (one progress report) or `papers` (kind, date, text). `expect` names criteria by
letter; `recommendation` is that of all topics chosen for the request.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.casefile.model import CaseFile, Document, DocumentKind, Page
from openimr.clinical import read_record
from openimr.dispute.request import parse_request
from openimr.guidelines import choose
from openimr.review.evaluate import evaluate_topic
from openimr.review.logic import recommend

FOLDER = Path(__file__).with_name("cases")


@dataclass(frozen=True)
class ClinicalCase:
    topic: str
    name: str
    data: dict[str, Any]


def _cases() -> list[ClinicalCase]:
    found = []
    for path in sorted(FOLDER.glob("*.yaml")):
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
        found += [ClinicalCase(content["topic"], row["name"], row) for row in content["cases"]]
    return found


def _file(case: ClinicalCase) -> CaseFile:
    day = dt.date.fromisoformat(case.data.get("day", "2014-05-29"))
    papers = case.data.get("papers") or [
        {"kind": "progress_report", "date": (day - dt.timedelta(days=14)).isoformat(), "text": case.data["text"]}
    ]
    documents = []
    for number, paper in enumerate(papers, start=1):
        name = f"d{number:02}"
        documents.append(
            Document(
                id=name,
                file=f"{name}.txt",
                pages=[Page(document=name, file=f"{name}.txt", number=1, text=paper["text"])],
                kind=DocumentKind(paper["kind"]),
                date=dt.date.fromisoformat(paper["date"]),
                author=None,
                sha256=name,
            )
        )
    return CaseFile(root=Path("case"), documents=documents)


@pytest.mark.parametrize("case", _cases(), ids=lambda c: f"{c.topic}: {c.name}")
def test_case(case: ClinicalCase) -> None:
    day = dt.date.fromisoformat(case.data.get("day", "2014-05-29"))
    file = _file(case)
    record = read_record(file, day)
    if case.data.get("injured"):
        record.patient.date_of_injury = dt.date.fromisoformat(case.data["injured"])
    request = parse_request(case.data["request"])
    choices = choose(request, day, record)
    chosen = [choice.topic.id for choice in choices]
    assert case.topic in chosen, f"chosen: {chosen} for {request.model_dump(exclude_defaults=True)}"
    evaluations = [e for c in choices for e in evaluate_topic(c.topic, request, record, day, file)]
    by_id = {e.id: e for e in evaluations}
    found = {letter: by_id[f"{case.topic}.{letter}"].status.value for letter in case.data.get("expect", {})}
    traces = "\n".join(f"{e.id} {e.status.value}: {e.trace}" for e in evaluations)
    assert found == case.data.get("expect", {}), traces
    recommendation, decisive, _ = recommend(evaluations, [choice.topic for choice in choices])
    assert recommendation == case.data["recommendation"], f"{decisive}\n{traces}"
    for evaluation in evaluations:
        for evidence in evaluation.evidence:
            page = file.document(evidence.document).pages[0]
            assert page.text[evidence.start : evidence.end] == evidence.quote


def test_seed_topics_have_cases_of_every_kind() -> None:
    """At least three cases each."""
    counted: dict[str, list[ClinicalCase]] = {}
    for case in _cases():
        counted.setdefault(case.topic, []).append(case)
    seed_topics = (
        "ESI-L-1 ESI-L-R ESI-SERIES NMES LSO SCS-TRIAL PSY-SCS OV TPI MRI-L TENS-TRIAL TENS-CONT MR SOMA LUNESTA "
        "TOPICAL EMG-LE NCV-LE HW-REM XR-L"
    )
    for topic in seed_topics.split():
        assert len(counted.get(topic, [])) >= 3, topic
