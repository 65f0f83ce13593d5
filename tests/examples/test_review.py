"""The eighteen items of the example cases come out as decided, through criteria, and turn with the decisive fact."""

from __future__ import annotations

from pathlib import Path

import pytest

from examples import build
from openimr.casefile import CaseFile, open_case
from openimr.review import Draft, ItemReview, review
from openimr.review.drafting import span_holds

FLIPS = build.load_flips()
#: What the published letters of the same disputes print: guideline words and pages, any of which must be cited.
CITED = {
    "A second LESI (lumbar epidural steroid injection)": [("Chronic Pain", "46")],
    "ART N/M Stimulator x 1 month trial": [("Chronic Pain", "121")],
    "Left L4-L5, L5-S1 Epidural Steroid Injection under Fluoroscopic Guidance x3": [
        ("ACOEM Chapter 12", "300"),
        ("Chronic Pain", "46"),
    ],
    "RETROSPECTIVE REQUEST FOR NEUROMUSCULAR STIMULATOR AND ELECTRODES": [("Chronic Pain", "121")],
    "LUMBAR SACRAL ORTHOSIS BRACE": [("ACOEM Chapter 12", "301"), ("Official Disability", "")],
    "Trial of spinal cord stimulator": [("Chronic Pain", "Spinal"), ("Chronic Pain", "Psychological evaluations")],
    "Follow up in 1 month": [("Official Disability", "Office visit")],
    "Possible retrospective trigger point injections to the lumbar spine, quantity 4, DOS 9/3/14": [
        ("Chronic Pain", "121-122")
    ],
    "Lumbar MRI (with contrast)": [("ACOEM Chapter 12", "303")],
    "TENS Unit and Supplies": [("Chronic Pain", "116")],
    "Soma 350mg, #90": [("Chronic Pain", "63")],
    "Lunesta 3mg, #30": [("Chronic Pain", "60"), ("Official Disability", "")],
    "Creams": [("Chronic Pain", "111")],
    "Electromyography (EMG) of the bilateral lower extremities": [
        ("ACOEM Chapter 12", "303"),
        ("Official Disability", ""),
    ],
    "Nerve Conduction Velocity (NCV) of the right lower extremity": [("Official Disability", "Nerve conduction")],
    "Nerve Conduction Velocity (NCV) of the left lower extremity": [("Official Disability", "Nerve conduction")],
    "Hardware Removal (lumbar)": [("Official Disability", "ardware")],
    "X-Rays (at next visit)": [("Official Disability", "")],
}


def item_of(draft: Draft, heading: str) -> ItemReview:
    wanted = " ".join(heading.split()).lower()
    for item in draft.items:
        if " ".join(item.heading.split()).lower() == wanted:
            return item
    raise AssertionError(f"{heading!r} is not among {[i.heading for i in draft.items]}")


def explained(item: ItemReview) -> str:
    lines = [f"{e.id} {e.status.value}: {e.trace} {[x.quote for x in e.evidence][:2]}" for e in item.criteria]
    return "\n".join([item.recommendation, f"decisive {item.decisive}", *lines])


def test_there_are_eighteen_items(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    assert len(FLIPS) == 18
    assert sum(len(draft.items) for _, draft in drafts.values()) == 18


@pytest.mark.parametrize("flip", FLIPS, ids=lambda f: f"{f.slug}-{f.item[:24]}")
def test_the_item_comes_out_as_decided_through_its_criteria(
    flip: build.Flip, drafts: dict[str, tuple[CaseFile, Draft]]
) -> None:
    item = item_of(drafts[flip.slug][1], flip.item)
    assert item.recommendation == flip.decision, explained(item)
    assert item.decisive, explained(item)
    assert set(item.decisive) <= {e.id for e in item.criteria}
    printed = [g.citation for g in item.guidelines]
    for guideline, place in CITED[flip.item]:
        assert any(guideline in c and place in c for c in printed), printed


@pytest.mark.parametrize("flip", FLIPS, ids=lambda f: f"{f.slug}-{f.item[:24]}")
def test_the_text_of_the_case_alone_gives_the_same(flip: build.Flip, tmp_path: Path) -> None:
    item = item_of(review(open_case(build.write_text_case(flip.slug, tmp_path))), flip.item)
    assert item.recommendation == flip.decision, explained(item)


@pytest.mark.parametrize("flip", FLIPS, ids=lambda f: f"{f.slug}-{f.item[:24]}")
def test_changing_the_decisive_fact_turns_the_item(flip: build.Flip, tmp_path: Path) -> None:
    case = open_case(build.write_text_case(flip.slug, tmp_path, replace=flip.replace))
    item = item_of(review(case), flip.heading_after)
    assert item.recommendation == flip.flipped, explained(item)


def test_every_quote_stands_where_it_says(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    quotes = 0
    for case, draft in drafts.values():
        for sentence in [*draft.summary, *(s for i in draft.items for s in i.rationale)]:
            for evidence in sentence.evidence:
                assert span_holds(case, evidence)
                quotes += 1
        for criterion in (c for i in draft.items for c in i.criteria):
            assert all(span_holds(case, e) for e in criterion.evidence)
    assert quotes > 100


def test_the_same_case_gives_the_same_bytes(examples: Path) -> None:
    first, second = (review(open_case(examples / "scs-trial", cache=None)).model_dump_json() for _ in range(2))
    assert first == second


def test_the_summary_knows_the_patient(drafts: dict[str, tuple[CaseFile, Draft]]) -> None:
    patients = {slug: (d.patient.age, d.patient.sex, str(d.patient.date_of_injury)) for slug, (_, d) in drafts.items()}
    assert patients["lumbar-epidural-repeat"] == (44, "female", "2012-11-08")
    assert patients["post-fusion-workup"] == (46, "male", "2004-06-03")
    assert patients["stimulator-and-brace"][:2] == (37, "male")
    assert patients["scs-trial"][:2] == (50, "male")
    for _, draft in drafts.values():
        assert draft.summary
        assert all(s.evidence for s in draft.summary)
