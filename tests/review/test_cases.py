"""The review as a whole on small case files, each with what a careful physician would expect."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.casefile import open_case
from openimr.review import review
from openimr.review.drafting import span_holds
from openimr.review.rationale import unsourced

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


def write_case(source: Path, folder: Path) -> dict[str, Any]:
    case: dict[str, Any] = yaml.load(source.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)
    for name, text in case["papers"].items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return case["expect"]


@pytest.mark.parametrize("source", CASES, ids=lambda p: p.stem)
def test_case(source: Path, tmp_path: Path) -> None:
    expect = write_case(source, tmp_path)
    case = open_case(tmp_path)
    draft = review(case)
    assert draft.as_of.isoformat() == expect["as_of"]
    if "age" in expect:
        assert draft.patient.age == int(expect["age"])
    if "sex" in expect:
        assert draft.patient.sex == expect["sex"]
    assert len(draft.items) == len(expect["items"]), [i.heading for i in draft.items]
    for item, wanted in zip(draft.items, expect["items"], strict=True):
        why = {e.id: (e.status.value, [x.quote for x in e.evidence][:2]) for e in item.criteria}
        assert item.recommendation == wanted["recommendation"], (item.heading, item.decisive, why)
        topics = " ".join(g.topic for g in item.guidelines)
        if "topic_prefix" in wanted:
            assert re.search(rf"(^| )({wanted['topic_prefix']})", topics), topics
        if "citation" in wanted:
            assert any(wanted["citation"] in g.citation for g in item.guidelines), [g.citation for g in item.guidelines]
        if "drug" in wanted:
            assert item.request["drug"] == wanted["drug"]
        if "side" in wanted:
            assert item.request["side"] == wanted["side"]
        if "levels" in wanted:
            assert item.request["levels"] == wanted["levels"]
        if "not_documented_some" in wanted:
            assert item.missing
        if "decisive_prefix" in wanted:
            assert any(re.match(wanted["decisive_prefix"], d) for d in item.decisive), item.decisive
        if wanted["recommendation"] != "undecidable":
            assert item.decisive
            assert set(item.decisive) <= {e.id for e in item.criteria}
        assert not unsourced(item.rationale)
        quotes = [e for c in item.criteria for e in c.evidence] + [e for s in item.rationale for e in s.evidence]
        assert all(span_holds(case, e) for e in quotes)
    assert all(span_holds(case, e) for s in draft.summary for e in s.evidence)
