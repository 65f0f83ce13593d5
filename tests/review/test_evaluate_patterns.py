"""What each kind of pattern says on a record: the rules every criterion rests on."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from openimr.casefile.model import Page, Span
from openimr.clinical.model import ClinicalRecord, Experiencer, Fact, Mention, Patient, Polarity, Temporality
from openimr.dispute.model import Request
from openimr.guidelines.matching import Setting
from openimr.guidelines.patterns import parse_pattern
from openimr.review.model import Status
from openimr.review.patterns import Finding, judge

DAY = dt.date(2014, 5, 29)


def fact(
    concept: str,
    text: str | None = None,
    *,
    on: str | None = "2014-05-01",
    kind: str = "progress_report",
    document: str = "d01",
    **mention: Any,
) -> Fact:
    """A fact on a page of its own; ``on`` is the date of its paper, further arguments belong to the mention."""
    words = text or f"Found: {concept}."
    page = Page(document=document, file=f"{document}.txt", number=1, text=words)
    for name, kind_of in (("polarity", Polarity), ("temporality", Temporality), ("experiencer", Experiencer)):
        if isinstance(mention.get(name), str):
            mention[name] = kind_of(mention[name])
    span = Span.of(page, 0, len(words))
    return Fact(
        mention=Mention(concept, 0, len(words), 0, len(words), f"test:{concept}", **mention),
        span=span,
        evidence=span,
        kind=kind,
        document_date=dt.date.fromisoformat(on) if on else None,
    )


def record(*facts: Fact, injured: str | None = None, age: int | None = None, sex: str | None = None) -> ClinicalRecord:
    """A record of these facts."""
    return ClinicalRecord(
        facts=list(facts),
        patient=Patient(age=age, sex=sex, date_of_injury=dt.date.fromisoformat(injured) if injured else None),
    )


LEG = Request(treatment="mri", body_part="lumbar spine", body_parts=["lumbar spine"])


def found(pattern: dict[str, Any], *facts: Any, request: Request = LEG, **patient: Any) -> Finding:
    return judge(parse_pattern(pattern), Setting.of(request, record(*facts, **patient), DAY))


SLR = {"fact": {"concepts": ["exam.straight_leg_raise"]}}


def test_affirmed_is_met_with_its_sentence_as_evidence() -> None:
    finding = found(SLR, fact("exam.straight_leg_raise", "SLR is positive on the left."))
    assert finding.status is Status.MET
    assert [e.quote for e in finding.evidence] == ["SLR is positive on the left."]


def test_silence_is_not_documented_never_not_met() -> None:
    assert found(SLR).status is Status.NOT_DOCUMENTED
    assert found(SLR, fact("exam.tenderness")).status is Status.NOT_DOCUMENTED


def test_denied_is_not_met() -> None:
    assert found(SLR, fact("exam.straight_leg_raise", polarity="negated")).status is Status.NOT_MET


@pytest.mark.parametrize(
    "spoiled",
    [
        {"temporality": "hypothetical"},
        {"experiencer": "other"},
        {"polarity": "uncertain"},
        {"on": "2014-06-15"},
        {"date": "2014-07"},
        {"regions": ("cervical spine",)},
        {"levels": ("C5-6",)},
    ],
    ids=["planned", "another person", "uncertain", "paper after the decision", "event after it", "neck", "neck level"],
)
def test_what_never_fulfils(spoiled: dict[str, Any]) -> None:
    pattern = {"fact": {"concepts": ["exam.straight_leg_raise"], "regions": ["back-or-leg"]}}
    assert found(pattern, fact("exam.straight_leg_raise", **spoiled)).status is Status.NOT_DOCUMENTED


def test_the_latest_statement_decides_and_the_trace_names_the_others() -> None:
    earlier = fact("exam.straight_leg_raise", "SLR positive.", on="2014-02-03")
    later = fact("exam.straight_leg_raise", "SLR negative.", on="2014-05-01", polarity="negated")
    finding = found(SLR, earlier, later)
    assert finding.status is Status.NOT_MET
    assert [e.quote for e in finding.evidence] == ["SLR negative."]
    assert "2014-02-03" in finding.trace
    assert found(SLR, later, fact("exam.straight_leg_raise", on="2014-05-20")).status is Status.MET


def test_opposing_statements_of_one_date_contradict() -> None:
    yes, no = fact("exam.straight_leg_raise"), fact("exam.straight_leg_raise", polarity="negated", document="d02")
    finding = found(SLR, yes, no)
    assert finding.status is Status.CONTRADICTED
    assert len(finding.evidence) == 2


def test_left_positive_and_right_negative_do_not_contradict() -> None:
    left = fact("exam.straight_leg_raise", side="left")
    right = fact("exam.straight_leg_raise", side="right", polarity="negated")
    assert found(SLR, left, right).status is Status.MET
    sided = {"fact": {"concepts": ["exam.straight_leg_raise"], "side": "true"}}
    assert found(sided, left, right, request=LEG.model_copy(update={"side": "right"})).status is Status.NOT_MET


def test_treatment_once_given_stays_given_unless_denied_later() -> None:
    pattern = {"fact": {"concepts": ["tx.physical_therapy"]}}
    given = fact("tx.physical_therapy", on="2014-03-01")
    assert found(pattern, given, fact("tx.physical_therapy", on="2013-01-01", polarity="negated")).status is Status.MET
    denied = fact("tx.physical_therapy", on="2014-05-01", polarity="negated")
    assert found(pattern, given, denied).status is Status.CONTRADICTED


def test_pending_is_not_done() -> None:
    ct = fact("img.ct_done", attributes={"pending": True})
    assert found({"fact": {"concepts": ["img.ct_done"]}}, ct).status is Status.NOT_DOCUMENTED
    pending = {"fact": {"concepts": ["img.ct_done"], "where": {"pending": {"eq": "true"}}}}
    assert found(pending, ct).status is Status.MET
    assert found(pending, fact("img.ct_done")).status is Status.NOT_DOCUMENTED


RELIEF = {"fact": {"concepts": ["resp.relief"], "of": ["tx.epidural_injection"], "where": {"percent": {"gte": "50"}}}}


@pytest.mark.parametrize(
    ("attributes", "status"),
    [
        ({"of": "tx.epidural_injection", "percent": 60.0}, Status.MET),
        ({"of": "tx.epidural_injection", "percent": 50.0}, Status.MET),
        ({"of": "tx.epidural_injection", "percent": 40.0}, Status.NOT_MET),
        ({"of": "tx.epidural_injection", "vas_before": 8.0, "vas_after": 3.0}, Status.MET),
        ({"of": "tx.epidural_injection", "vas_before": 8.0, "vas_after": 6.0}, Status.NOT_MET),
        ({"of": "tx.epidural_injection"}, Status.NOT_DOCUMENTED),
        ({"of": "tx.physical_therapy", "percent": 90.0}, Status.NOT_DOCUMENTED),
        ({"percent": 90.0}, Status.NOT_DOCUMENTED),
    ],
)
def test_relief_is_measured_and_belongs_to_its_treatment(attributes: dict[str, Any], status: Status) -> None:
    assert found(RELIEF, fact("resp.relief", attributes=attributes)).status is status


def test_unquantified_relief_is_shown_as_what_is_missing() -> None:
    finding = found(RELIEF, fact("resp.relief", "Less pain after it.", attributes={"of": "tx.epidural_injection"}))
    assert finding.status is Status.NOT_DOCUMENTED
    assert finding.evidence[0].quote == "Less pain after it."
    assert "without the figure" in finding.trace


def test_a_retold_study_is_weaker_than_its_report() -> None:
    pattern = {"fact": {"concepts": ["img.nerve_root_compression"], "report": "true"}}
    retold = fact("img.nerve_root_compression", kind="progress_report")
    finding = found(pattern, retold)
    assert finding.status is Status.NOT_DOCUMENTED
    assert "retold" in finding.trace
    assert found(pattern, retold, fact("img.nerve_root_compression", kind="mri_report")).status is Status.MET


def test_no_study_since_the_operation() -> None:
    surgery = fact("tx.lumbar_fusion", date="2012", regions=("lumbar spine",))
    none_since = {
        "none_on_file": {"fact": {"concepts": ["img.mri_done"], "after": ["tx.lumbar_fusion"], "regions": ["request"]}}
    }
    assert found(none_since, surgery).status is Status.MET
    before = fact("img.mri_done", date="2011-06-11", regions=("lumbar spine",))
    assert found(none_since, surgery, before).status is Status.MET
    after = fact("img.mri_done", date="2013-06-11", regions=("lumbar spine",))
    assert found(none_since, surgery, after).status is Status.NOT_MET
    undated = fact("img.mri_done", regions=("lumbar spine",))
    assert found(none_since, surgery, undated).status is Status.NOT_DOCUMENTED
    report = fact("img.mri_done", kind="mri_report", on="2013-09-02", regions=("lumbar spine",))
    assert found(none_since, surgery, report).status is Status.NOT_MET


@pytest.mark.parametrize(
    ("first", "status"),
    [("2013-10-15", Status.NOT_MET), ("2014-05-15", Status.MET), (None, Status.NOT_DOCUMENTED)],
)
def test_duration_of_use_runs_from_the_first_prescription(first: str | None, status: Status) -> None:
    soma = Request(treatment="medication", drug="carisoprodol")
    facts = [fact("med.carisoprodol", "Soma 350 mg.", on=first)]
    if first:
        facts.append(fact("med.carisoprodol", on="2014-05-20"))
    assert found({"use_duration": {"lte": "21 days"}}, *facts, request=soma).status is status


def test_duration_of_use_reads_a_stated_beginning() -> None:
    soma = Request(treatment="medication", drug="carisoprodol")
    since = fact("med.carisoprodol", on="2014-05-20", attributes={"since": "2013-10-15"})
    finding = found({"use_duration": {"gt": "21 days"}}, since, request=soma)
    assert finding.status is Status.MET
    assert "226 days" in finding.trace


def test_days_since_injury_and_since_an_event() -> None:
    assert found({"since_injury": {"gte": "90 days"}}, injured="2014-01-01").status is Status.MET
    assert found({"since_injury": {"gte": "90 days"}}, injured="2014-05-01").status is Status.NOT_MET
    assert found({"since_injury": {"gte": "90 days"}}).status is Status.NOT_DOCUMENTED
    pattern = {"since": {"fact": {"concepts": ["tx.lumbar_fusion"]}, "lte": "183 days"}}
    assert found(pattern, fact("tx.lumbar_fusion", date="2014-02-01")).status is Status.MET
    assert found(pattern, fact("tx.lumbar_fusion", date="2012")).status is Status.NOT_MET
    assert found(pattern).status is Status.NOT_DOCUMENTED


def test_counting_days_and_visits() -> None:
    four = [fact("tx.epidural_injection", date=f"2014-0{month}-01") for month in (1, 2, 3, 4)]
    pattern = {"count": {"fact": {"concepts": ["tx.epidural_injection"]}, "gte": "4"}}
    assert found(pattern, *four).status is Status.MET
    assert found(pattern, *four[:3]).status is Status.NOT_MET
    therapy = Request(treatment="physical_therapy", quantity=12)
    visits = {"visits": {"fact": {"concepts": ["tx.physical_therapy"]}, "with_request": "true", "lte": "24"}}
    assert found(visits, fact("tx.physical_therapy", attributes={"visits": 10.0}), request=therapy).status is Status.MET
    twenty = fact("tx.physical_therapy", attributes={"visits": 20.0})
    assert found(visits, twenty, request=therapy).status is Status.NOT_MET
    assert found(visits, fact("tx.physical_therapy"), request=therapy).status is Status.NOT_DOCUMENTED


@pytest.mark.parametrize(
    ("exam", "study", "asked", "status"),
    [
        (("L5",), ("L4-5",), ["L4-5"], Status.MET),
        (("L5",), ("L4-5",), ["L5-S1"], Status.NOT_MET),
        (("S1",), ("L4-5",), ["L4-5"], Status.NOT_MET),
        ((), ("L4-5",), ["L4-5"], Status.NOT_DOCUMENTED),
    ],
)
def test_levels_of_exam_study_and_request_agree(
    exam: tuple[str, ...], study: tuple[str, ...], asked: list[str], status: Status
) -> None:
    pattern = {
        "concordance": {"exam": {"concepts": ["exam.sensory_deficit"]}, "study": {"concepts": ["img.disc_herniation"]}}
    }
    facts = [fact("exam.sensory_deficit", levels=exam), fact("img.disc_herniation", levels=study, kind="mri_report")]
    assert found(pattern, *facts, request=LEG.model_copy(update={"levels": asked})).status is status


def test_sides_that_differ_do_not_agree() -> None:
    pattern = {
        "concordance": {"exam": {"concepts": ["exam.sensory_deficit"]}, "study": {"concepts": ["img.disc_herniation"]}}
    }
    right = fact("exam.sensory_deficit", levels=("L5",), side="right")
    left = fact("img.disc_herniation", levels=("L4-5",), side="left")
    assert found(pattern, right, left).status is Status.NOT_MET


def test_possibilities_count_only_where_asked() -> None:
    fracture = fact("dx.fracture", polarity="uncertain")
    assert found({"fact": {"concepts": ["dx.fracture"]}}, fracture).status is Status.NOT_DOCUMENTED
    assert found({"fact": {"concepts": ["dx.fracture"], "suspected": "true"}}, fracture).status is Status.MET


def test_at_least_keeps_n_of_m() -> None:
    parts = [{"fact": {"concepts": [f"exam.{name}"]}} for name in ("tinel", "phalen", "atrophy")]
    pattern = {"at_least": {"number": "2", "of": parts}}
    assert found(pattern, fact("exam.tinel"), fact("exam.phalen")).status is Status.MET
    assert found(pattern, fact("exam.tinel")).status is Status.NOT_DOCUMENTED
    no = [fact("exam.phalen", polarity="negated"), fact("exam.atrophy", polarity="negated")]
    assert found(pattern, fact("exam.tinel"), *no).status is Status.NOT_MET


def test_a_condition_that_does_not_hold_is_not_applicable() -> None:
    pattern = {"if": {"when": SLR, "then": {"request": {"quantity": {"lte": "6"}}}}}
    assert found(pattern).status is Status.NOT_APPLICABLE


def test_the_trace_names_every_part() -> None:
    pattern = {"any": [SLR, {"fact": {"concepts": ["exam.spurling"]}}]}
    trace = found(pattern, fact("exam.straight_leg_raise")).trace
    assert "exam.straight_leg_raise" in trace and "exam.spurling" in trace


def test_an_order_form_asks_and_does_not_show() -> None:
    pattern = {"fact": {"concepts": ["edx.study_done"]}}
    assert found(pattern, fact("edx.study_done", kind="rfa")).status is Status.NOT_DOCUMENTED
    assert found(pattern, fact("edx.study_done", kind="rfa", date="2014-02-25")).status is Status.MET


def test_a_paper_on_file_outweighs_a_remark_that_there_is_none() -> None:
    pattern = {"fact": {"concepts": ["psych.clearance"]}}
    report = fact("psych.clearance", kind="psych_report", on="2014-05-01")
    remark = fact("psych.clearance", kind="progress_report", on="2014-05-20", polarity="negated")
    assert found(pattern, report, remark).status is Status.MET
    assert found(pattern, fact("psych.clearance", on="2014-05-01"), remark).status is Status.CONTRADICTED


def test_an_operation_named_in_an_imaging_report_is_not_dated_by_it() -> None:
    surgery = fact("tx.lumbar_fusion", kind="mri_report", on="2014-03-04", regions=("lumbar spine",))
    pattern = {"since": {"fact": {"concepts": ["tx.lumbar_fusion"]}, "lte": "183 days"}}
    assert found(pattern, surgery).status is Status.NOT_DOCUMENTED
    own = fact("tx.lumbar_fusion", kind="operative_report", on="2014-03-04", regions=("lumbar spine",))
    assert found(pattern, own).status is Status.MET


def test_what_failed_together_failed_each() -> None:
    sentence = "Amitriptyline and gabapentin gave no relief."
    both = [
        fact("med.amitriptyline", sentence),
        fact("med.gabapentin", sentence),
        fact("resp.no_relief", sentence, attributes={"of": "med.gabapentin"}),
    ]
    pattern = {"fact": {"concepts": ["med.amitriptyline"], "where": {"failed": {"eq": "true"}}}}
    assert found(pattern, *both).status is Status.MET
    apart = [fact("med.amitriptyline", "Amitriptyline."), both[2]]
    apart[1].evidence = apart[1].span.__class__("d02", "d02.txt", 1, 0, 5, "No re")
    assert found(pattern, *apart).status is Status.NOT_DOCUMENTED


def test_a_course_ordered_now_is_no_past_use() -> None:
    soma = Request(treatment="medication", drug="carisoprodol")
    ordered = fact(
        "med.carisoprodol", "Start Soma for 14 days.", on="2014-05-20",
        attributes={"since": "2014-05-06", "used_days": 14.0},
    )  # fmt: skip
    assert found({"use_duration": {"lte": "21 days"}}, ordered, request=soma).status is Status.MET


def test_a_retrospective_request_is_judged_on_the_day_of_service() -> None:
    later = fact("exam.straight_leg_raise", on="2014-05-01")
    service = Request(
        treatment="trigger_point_injection", date_of_service=dt.date(2014, 3, 3), modifiers=["retrospective"]
    )
    assert found(SLR, later, request=service).status is Status.NOT_DOCUMENTED
    assert found(SLR, fact("exam.straight_leg_raise", on="2014-03-03"), request=service).status is Status.MET
