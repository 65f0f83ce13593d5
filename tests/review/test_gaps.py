"""What the file does not hold stands in the draft: the gaps with their places, and one warning that names them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.review import review
from openimr.review.drafting import span_holds
from openimr.review.model import Draft, Evidence

DENIAL = """UTILIZATION REVIEW DETERMINATION
Date of decision: 03/24/2014
RE: Nora Nominal, date of injury 02/02/2012
Requested: MRI of the lumbar spine
Decision: DENIED. ACOEM Chapter 12, page 303.
Records reviewed: RFA 3/20/14; PR-2 3/18/14; QME report 11/5/13 by Dr. Frane
"""
VISIT = """PROGRESS REPORT
Date of visit: 03/18/2014
Nora Nominal is a 50-year-old female with low back pain, 4/10, no radiation.
Plan: MRI of the lumbar spine.
"""
REQUEST = """REQUEST FOR AUTHORIZATION
Date of request: 03/20/2014
Employee: Nora Nominal
Services requested: MRI of the lumbar spine
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "records").mkdir()
    for name, text in (("ur-denial", DENIAL), ("records/visit", VISIT), ("records/rfa", REQUEST)):
        (tmp_path / f"{name}.txt").write_text(text, encoding="utf-8")
    return tmp_path


def test_a_draft_carries_the_gaps_with_their_places(folder: Path) -> None:
    case = open_case(folder, cache=None)
    draft = review(case)
    (gap,) = [gap for gap in draft.gaps if gap.code == "considered-not-in-file"]
    assert gap.what.startswith("QME report of 11/05/2013 by Dr. Frane")
    assert all(span_holds(case, Evidence.of(place)) for place in gap.places)
    body = json.loads(draft.model_dump_json())
    assert {"code", "weight", "what", "why", "reference", "verified", "whom", "ask"} <= set(body["gaps"][0])
    assert Draft.model_validate(body).gaps == draft.gaps


def test_one_warning_names_what_is_missing_and_nothing_twice(folder: Path) -> None:
    warnings = [w for w in review(open_case(folder, cache=None)).warnings if "QME report" in w]
    assert warnings == [
        "The file does not hold everything it should: QME report of 11/05/2013 by Dr. Frane. "
        "The list of documents says whom to ask."
    ]
    application = [w for w in review(open_case(folder, cache=None)).warnings if "application" in w]
    assert len(application) == 1


def test_documents_say_why_they_are_set_aside(folder: Path) -> None:
    (folder / "records" / "z visit.txt").write_text(VISIT, encoding="utf-8")
    documents = {d.file: d for d in review(open_case(folder, cache=None)).documents}
    assert documents["records/z visit.txt"].set_aside_reason == "copy"
    assert documents["records/visit.txt"].set_aside_reason is None
    assert documents["ur-denial.txt"].set_aside_reason == "dispute_paper"
