"""What governs when: every topic on every day, criteria in their editions, and what differs between two editions."""

from __future__ import annotations

import datetime as dt
import itertools

import pytest

from openimr.clinical import read_text
from openimr.dispute.request import parse_request
from openimr.errors import RuleError
from openimr.guidelines import choose, editions, topics
from openimr.guidelines.differences import differences
from openimr.guidelines.edition_table import edition_sets, periods
from openimr.guidelines.linting import governing_parts
from openimr.guidelines.reading import read_rule_text
from openimr.guidelines.topic_library import read_topic
from openimr.guidelines.vocabulary import vocabulary
from openimr.review.evaluate import evaluate_topic
from openimr.review.logic import recommend

#: Ids of the catalogue of treatments this library began with.
CATALOGUE_IDS = """
ESI-L-1 ESI-L-R ESI-SERIES ESI-C FACET-MBB FACET-RFA SIJ TPI INJ-KNEE INJ-SHLD VISCO PRP ESWT SCS-TRIAL SCS-IMPL PSY-SCS
NMES TENS-TRIAL TENS-CONT ICS HWAVE LSO HOTCOLD MOBILITY DVT HOMEHEALTH TRANSPORT MRI-L MRI-C MRI-K MRI-S EMG-LE NCV-LE
EDX-UE XR-L CT DISCO FCE UDT GENE HW-REM HW-BLOCK FUSION-L DISCEC-L ACDF ARTHRO-K RCR CTR PT-CHRONIC PT-POSTOP ACU CHIRO
MASSAGE AQUA GYM FRP WORKHARD PSYEVAL CBT BIOFEEDBACK DETOX OV CONSULT OPI-INIT OPI-ONG OPI-MED OPI-WEAN TRAMADOL NSAID
PPI MR CYCLO SOMA TIZAN BACLO BENZO ZOLP LUNESTA ANTIDEP GABA PREGAB TOPICAL TOP-LIDO TOP-CAPS TOP-DICLO TOP-NOTREC
TOP-SALIC MEDFOOD
"""


def test_all_88_treatments_of_the_catalogue_are_in_the_library() -> None:
    catalogue = set(CATALOGUE_IDS.split())
    assert len(catalogue) == 88
    assert catalogue <= set(topics())


def test_periods_follow_each_other_without_a_gap() -> None:
    rows = periods()
    assert rows[-1].last is None
    for before, after in itertools.pairwise(rows):
        assert before.last is not None
        assert after.first - before.last == dt.timedelta(days=1)


@pytest.mark.parametrize("name", sorted(topics()))
def test_every_topic_says_what_governs_in_every_period(name: str) -> None:
    for period in periods():
        for day in (period.first, period.last or dt.date(2026, 11, 27)):
            assert governing_parts(topics()[name], day), f"{name} on {day}"


def test_only_the_mtus_of_its_day_is_used() -> None:
    for topic in topics().values():
        for period in periods():
            for row in governing_parts(topic, period.first):
                assert all(editions()[name].in_force(period.first) for name in row)


def test_what_came_by_reference_is_never_passed_off_as_compared() -> None:
    """Until a person has compared the pages, an edition by reference carries the criteria, or is silent."""
    for topic in topics().values():
        for source in topic.sources:
            if editions()[source.edition].guideline == "acoem" and editions()[source.edition].family == "mtus":
                assert source.carried or not source.addresses, topic.id
                assert source.provenance, topic.id


def judged(topic: str, line: str, text: str, day: dt.date) -> dict[str, str]:
    request = parse_request(line)
    record = read_text(text)
    record.patient.date_of_injury = day - dt.timedelta(days=10)
    choice = next(c for c in choose(request, day, record) if c.topic.id == topic)
    found = evaluate_topic(choice.topic, request, record, day, governing=choice.governing)
    return {e.id.removeprefix(f"{topic}."): e.status.value for e in found}


BY_2009, BY_2016, BY_ACOEM = dt.date(2014, 5, 29), dt.date(2017, 1, 10), dt.date(2018, 6, 4)


def test_imaging_of_the_low_back_waits_four_weeks_under_the_later_guideline_only() -> None:
    text = "The patient has low back pain. There is weakness of the left foot."
    assert judged("MRI-L", "MRI of the lumbar spine", text, BY_2009)["l"] == "not_applicable"
    assert judged("MRI-L", "MRI of the lumbar spine", text, BY_ACOEM)["l"] in ("not_met", "not_documented")
    flagged = text + " Cauda equina syndrome is suspected."
    assert judged("MRI-L", "MRI of the lumbar spine", flagged, BY_ACOEM)["l"] == "met"


def test_home_care_needs_medical_treatment_in_2009_and_may_be_personal_help_from_2016() -> None:
    text = "The patient is homebound. She cannot dress or bathe by herself; activities of daily living are limited."
    before = judged("HOMEHEALTH", "Home health aide 4 hours a day", text, BY_2009)
    after = judged("HOMEHEALTH", "Home health aide 4 hours a day", text, BY_2016)
    assert (before["b"], before["c"]) == ("not_documented", "not_applicable")
    assert (after["b"], after["c"]) == ("not_applicable", "met")


def test_drug_tests_are_counted_by_the_year_from_2016() -> None:
    line, text = "Urine drug screen", "She takes Norco. A urine drug screen two months ago was consistent."
    assert judged("UDT", line, text, BY_2009)["d"] == "not_applicable"
    assert judged("UDT", line, text, BY_2016)["c"] == "not_applicable"


def test_acupuncture_for_the_low_back_has_its_own_limit_by_reference() -> None:
    line, text = "Acupuncture x 12 for the low back", "Low back pain. Physical therapy continues."
    before = judged("ACU", line, text, BY_2009)
    after = judged("ACU", line, text, BY_ACOEM)
    assert (before["c"], before["g"]) == ("not_met", "not_applicable")
    assert (after["c"], after["g"]) == ("not_applicable", "met")


def test_an_undated_guideline_changes_by_its_days() -> None:
    line, text = "Platelet rich plasma injection, left knee", "There is osteoarthritis of the left knee."
    assert judged("PRP", line, text, BY_2009)["d"] == "not_applicable"
    assert judged("PRP", line, text, BY_2016)["d"] == "met"


def test_an_exception_of_a_later_day_does_not_rescue_before_it() -> None:
    text = "There is osteoarthritis of the left knee. Physical therapy failed."
    request, record = parse_request("Platelet rich plasma injection, left knee"), read_text(text)
    outcomes = []
    for day in (BY_2009, BY_2016):
        choice = choose(request, day, record)[0]
        evaluations = evaluate_topic(choice.topic, request, record, day, governing=choice.governing)
        outcomes.append(recommend(evaluations, [choice.topic])[0])
    assert outcomes == ["upheld", "overturned"]


def test_differences_between_two_editions() -> None:
    known = editions()
    rows = {row.topic: row for row in differences(known["mtus-chronic-pain-2009"], known["mtus-chronic-pain-2016"])}
    assert rows["HOMEHEALTH"].ended == ["HOMEHEALTH.b"]
    assert rows["HOMEHEALTH"].begun == ["HOMEHEALTH.c"]
    assert rows["OPI-ONG"].after is None
    assert rows["OPI-ONG"].elsewhere == ["mtus-opioids-2016"]
    assert rows["NCV-LE"].before is None
    assert not rows["NMES"].changed
    later = {row.topic: row for row in differences(known["mtus-acoem-2004-ch12"], known["acoem-low-back-2016"])}
    assert later["MRI-L"].carried
    assert later["MRI-L"].begun == ["MRI-L.l"]
    same = differences(known["acoem-low-back-2016"], known["acoem-low-back-2019"])
    assert same
    assert not any(row.ended or row.begun for row in same)


def test_a_set_stands_for_its_editions_and_a_fault_in_one_is_told_at_the_line_of_the_set() -> None:
    text = """\
id: X
title: A device
category: dmepos
treatments: [tens_unit]
stance: conditional
sources:
  - {edition: acoem-by-part, carried: "true"}
  - {edition: odg, pages: ["1"], sayz: "x"}
requires: a spasm
criteria:
  - {id: a, text: there is spasm, role: required, fact: sx, pattern: {fact: {concepts: [sx.spasm]}}, provenance: [K]}
logic: ALL(a)
"""
    with pytest.raises(RuleError) as caught:
        read_topic(read_rule_text(text, "topics/X.yaml"), {}, editions(), vocabulary())
    assert (caught.value.file or "").endswith(":8")
    good = read_topic(read_rule_text(text.replace(', sayz: "x"', ""), "x"), {}, editions(), vocabulary())
    members = edition_sets()["acoem-by-part"].editions
    assert tuple(source.edition for source in good.sources) == (*members, "odg")
    assert all(source.regions for source in good.sources[:-1])
