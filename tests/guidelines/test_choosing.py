"""Which topic, edition and source govern an item on a date, and how they are cited."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.casefile.model import Page, Span
from openimr.clinical.model import ClinicalRecord, Fact, Mention, Patient, Temporality
from openimr.dispute.model import Request
from openimr.guidelines import choose, citation_block, editions
from openimr.guidelines.citing import citation
from openimr.guidelines.model import Source

IN_2014 = dt.date(2014, 5, 29)
IN_2017 = dt.date(2017, 1, 10)


def ask(treatment: str, part: str | None = None, **more: object) -> Request:
    return Request(treatment=treatment, body_part=part, body_parts=[part] if part else [], **more)


def record(*concepts: str, **mention: object) -> ClinicalRecord:
    facts = []
    for concept in concepts:
        page = Page(document="d01", file="a.txt", number=1, text=concept)
        span = Span.of(page, 0, len(concept))
        found = Mention(concept, 0, len(concept), 0, len(concept), "test", **mention)
        facts.append(Fact(found, span, span, "progress_report", dt.date(2014, 3, 1)))
    return ClinicalRecord(facts=facts, patient=Patient())


def ids(request: Request, day: dt.date = IN_2014, of: ClinicalRecord | None = None) -> list[str]:
    return [choice.topic.id for choice in choose(request, day, of)]


def test_an_epidural_is_a_repeat_when_the_request_or_the_record_says_so() -> None:
    assert ids(ask("epidural_steroid_injection", "lumbar spine")) == ["ESI-L-1"]
    assert ids(ask("epidural_steroid_injection", "lumbar spine", modifiers=["repeat"])) == ["ESI-L-R"]
    before = record("tx.epidural_injection", regions=("lumbar spine",))
    assert ids(ask("epidural_steroid_injection", "lumbar spine"), of=before) == ["ESI-L-R"]
    neck = record("tx.epidural_injection", regions=("cervical spine",))
    assert ids(ask("epidural_steroid_injection", "lumbar spine"), of=neck) == ["ESI-L-1"]
    planned = record("tx.epidural_injection", regions=("lumbar spine",), temporality=Temporality.HYPOTHETICAL)
    assert ids(ask("epidural_steroid_injection", "lumbar spine"), of=planned) == ["ESI-L-1"]
    assert ids(ask("epidural_steroid_injection", "cervical spine")) == ["ESI-C"]


def test_a_series_adds_its_own_topic() -> None:
    assert set(ids(ask("epidural_steroid_injection", "lumbar spine", quantity=3))) == {"ESI-L-1", "ESI-SERIES"}


def test_tens_is_a_trial_until_it_was_used() -> None:
    assert ids(ask("tens_unit")) == ["TENS-TRIAL"]
    assert ids(ask("tens_unit"), of=record("tx.tens")) == ["TENS-CONT"]


def test_class_rule_and_drug_rule() -> None:
    soma = ask("medication", drug="carisoprodol", drug_class="muscle_relaxant")
    assert set(ids(soma)) == {"MR", "SOMA"}
    flexeril = ask("medication", drug="cyclobenzaprine", drug_class="muscle_relaxant")
    assert ids(flexeril) == ["CYCLO"]
    cream = ask("topical_medication", drug="cyclobenzaprine topical", drug_class="topical")
    assert "CYCLO" not in ids(cream)
    assert "TOP-NOTREC" in ids(cream)


def test_stimulator_trial_brings_its_clearance() -> None:
    assert set(ids(ask("scs_trial"))) == {"SCS-TRIAL", "PSY-SCS"}


def test_two_parts_bring_two_topics() -> None:
    both = Request(treatment="mri", body_part="cervical spine", body_parts=["cervical spine", "hand"])
    assert set(ids(both)) == {"MRI-C", "MRI-HAND"}


def test_unknown_treatment_has_no_topic() -> None:
    assert choose(Request(), IN_2014) == []


@pytest.mark.parametrize(
    ("request_", "day", "first"),
    [
        (ask("nmes_device"), IN_2014, "mtus-chronic-pain-2009"),
        (ask("nmes_device"), dt.date(2016, 7, 28), "mtus-chronic-pain-2009"),
        (ask("nmes_device"), dt.date(2016, 7, 29), "mtus-chronic-pain-2016"),
        (ask("ncv", "lower extremity"), IN_2014, "odg"),
        (ask("office_visit"), IN_2014, "odg"),
        (ask("office_visit"), IN_2017, "mtus-chronic-pain-2016"),
        (ask("mri", "lumbar spine"), IN_2017, "mtus-acoem-2004-ch12"),
    ],
)
def test_the_edition_in_force_governs_and_the_next_rank_where_it_is_silent(
    request_: Request, day: dt.date, first: str
) -> None:
    choice = choose(request_, day)[0]
    assert choice.sources[0][0].id == first
    assert choice.sources[0][0].title in choice.why


def test_from_december_2017_the_guideline_by_reference_governs_and_the_carried_criteria_say_so() -> None:
    choice = choose(ask("nmes_device"), dt.date(2018, 1, 1))[0]
    assert choice.governing == ["acoem-chronic-pain-2017"]
    assert choice.carried
    assert "nobody has compared" in choice.why
    assert "addresses it" not in choice.why
    assert not choose(ask("nmes_device"), IN_2014)[0].carried


@pytest.mark.parametrize(
    ("part", "day", "governing"),
    [
        ("lumbar spine", dt.date(2018, 1, 5), ["acoem-low-back-2016"]),
        ("lumbar spine", dt.date(2020, 1, 5), ["acoem-low-back-2019"]),
        ("knee", dt.date(2018, 1, 5), ["acoem-knee-2015"]),
        (
            "upper extremity",
            dt.date(2018, 1, 5),
            ["acoem-shoulder-2016", "acoem-elbow-2013", "acoem-hand-wrist-forearm-2016"],
        ),
        ("head", dt.date(2018, 1, 5), ["acoem-chronic-pain-2017"]),
        (None, dt.date(2018, 1, 5), ["acoem-chronic-pain-2017"]),
        ("knee", IN_2014, ["mtus-chronic-pain-2009"]),
    ],
)
def test_the_guideline_of_the_part_goes_before_the_general_one(
    part: str | None, day: dt.date, governing: list[str]
) -> None:
    assert choose(ask("physical_therapy", part), day)[0].governing == governing


def test_a_silent_edition_leaves_the_item_to_the_next_rank() -> None:
    choice = choose(ask("hardware_removal", "lumbar spine"), dt.date(2018, 1, 5))[0]
    assert choice.governing == ["odg"]
    assert "Low Back Disorders Guideline (2016) does not address it" in choice.why


def test_where_no_part_is_named_silence_is_not_claimed() -> None:
    choice = choose(ask("brace"), dt.date(2018, 1, 5))[0]
    assert choice.governing == ["odg"]
    assert "names no part of the body" in choice.why


def test_the_edition_of_higher_rank_stands_first_however_the_file_lists_them() -> None:
    lunesta = ask("medication", drug="eszopiclone", drug_class="sedative_hypnotic")
    assert choose(lunesta, IN_2017)[0].governing == ["mtus-chronic-pain-2016", "odg"]


def test_opioid_topics_add_the_dose_and_the_taper() -> None:
    opioid = ask("medication", drug="oxycodone", drug_class="opioid")
    high = record("med.oxycodone", attributes={"med_per_day": "180", "class": "opioid"})
    assert "OPI-MED" in ids(opioid, of=high)
    assert "OPI-MED" not in ids(opioid)
    taper = ask("medication", drug="oxycodone", drug_class="opioid", modifiers=["weaning"])
    assert ids(taper) == ["OPI-WEAN"]
    assert ids(ask("medication", drug="pregabalin", drug_class="anticonvulsant")) == ["PREGAB"]
    assert ids(ask("medication", drug="gabapentin", drug_class="anticonvulsant")) == ["GABA"]


@pytest.mark.parametrize(
    ("request_", "words"),
    [
        (
            ask("epidural_steroid_injection", "lumbar spine", modifiers=["repeat"]),
            "Decision based on MTUS Chronic Pain Treatment Guidelines Epidural steroid injections (ESIs) Page(s): 46.",
        ),
        (ask("nmes_device"), "Neuromuscular electrical stimulation (NMES devices) Page(s): 121."),
        (ask("lumbar_orthosis"), "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 301."),
        (ask("lumbar_orthosis"), "Decision based on Non-MTUS Citation Official Disability Guidelines (ODG)"),
        (ask("mri", "lumbar spine"), "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 303."),
        (ask("ncv", "lower extremity"), "The Expert Reviewer did not base their decision on the MTUS.  Decision based"),
        (ask("hardware_removal"), "(ODG), Low Back Chapter, Hardware implant removal (fixation)"),
        (
            ask("medication", drug="eszopiclone", drug_class="sedative_hypnotic"),
            "Medications for chronic pain Page(s): 60.",
        ),
        (ask("topical_medication"), "Topical Analgesics Page(s): 111."),
        (ask("trigger_point_injection"), "Trigger point injections Page(s): 121-122."),
    ],
)
def test_citations_in_the_customary_words(request_: Request, words: str) -> None:
    assert words in citation_block(choose(request_, IN_2014), IN_2014)


def test_later_letters_name_sections() -> None:
    block = citation_block(choose(ask("mri", "cervical spine"), IN_2017), IN_2017)
    assert block == "Decision based on MTUS Neck and Upper Back Complaints 2004, Section(s): Special Studies."
    odg = citation_block(choose(ask("platelet_rich_plasma", "knee"), IN_2017), IN_2017)
    assert odg.startswith(
        "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines."
    )


def test_every_source_of_every_edition_can_be_cited() -> None:
    for edition in editions().values():
        assert citation(edition, Source(edition=edition.id)).startswith("Decision based on ")
