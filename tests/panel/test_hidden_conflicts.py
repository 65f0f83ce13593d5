"""Conflicts that hide: behind another name, a brand, a place, an affiliate, a number, a second entry of the roster.

Each pair below was written down by hand as what a medical director would call a conflict. None of it is made by the
room's own comparison, so a reviewer who is chosen here is a conflict that was missed.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from random import Random

import pytest

from openimr.panel.assigning import assign, select
from openimr.panel.judging import Judgement
from openimr.panel.model import (
    CaseItem,
    CaseParty,
    Clearance,
    Disclosure,
    PanelCase,
    Period,
    Practice,
    Reviewer,
    Roster,
)
from openimr.panel.reporting import selection_of
from tests.panel.test_rules_by_date import CASE, DAY, GOOD, against

FREE = replace(GOOD, id="r2", name="Xanthe Uffington")
OVER = Period(None, dt.date(2013, 1, 1))

#: What a reviewer is tied to, as the roster tells it; and the party as the case prints it.
HIDDEN = [
    ("Blue Crate Pain Clinic", "Harborview Spine LLC d.b.a. Blue Crate Pain"),
    ("Harborview Spine, P.C.", "HARBORVIEW SPINE A MEDICAL CORPORATION"),
    ("Blue Crate Pain", "Harborview Spine LLC t/a Blue Crate Pain"),
    ("Ondine Cole (née Pembroke)", "Ondine Pembroke"),
    ("Ondine Cole (born Pembroke)", "Pembroke, Ondine"),
    ("Ondine Cole f/k/a Ondine Pembroke", "Ondine Pembroke"),
    ("Ondine Pembroke-Cole", "Ondine Pembroke"),
    ("María García López", "Maria Garcia"),
    ("María García López", "GARCIA, M."),
    ("Maria del Carmen Garcia Lopez", "Carmen Garcia"),
    ("J.L. Picardel", "Jean-Luc Picardel"),
    ("JL Picardel, MD", "Jean-Luc Picardel"),
    ("Wm. Thackeray", "William Thackeray"),
    ("Mohammed Rahmani", "Muhammad Rahmani"),
    ("van der Berg, Jan", "Jan Vanderberg"),
    ("De La Cruz, Ana", "Ana Delacruz"),
    ("UCSF", "University of California San Francisco"),
    ("UCSF Medical Center", "University of California, San Francisco"),
    ("UC San Francisco", "Regents of the University of California"),
    ("UCLA Health", "University of California Los Angeles"),
    ("UC Davis Medical Center", "University of California Davis"),
    ("The Permanente Medical Group, Inc.", "Kaiser Foundation Hospitals"),
    ("SCPMG", "Kaiser Permanente"),
    ("ICW", "Insurance Company of the West"),
    ("State Fund", "State Compensation Insurance Fund"),
    ("Advanced Pain Medicine", "Advanced Pain Medical Group"),
    ("Larkmoor Health", "Larkmoor Falls Medical Center"),
    ("Quennell Rehabilitation Associates, Inc.", "Basil Quennell, M.D."),
    ("Law Offices of Fenn & Drury", "Isadora Fenn, Esq."),
]


def tied(*told: Disclosure) -> Reviewer:
    return replace(GOOD, disclosures=told)


def employed(by: str, **more: object) -> Disclosure:
    return replace(Disclosure("professional", "employment", by), **more)  # type: ignore[arg-type]


def chosen(reviewer: Reviewer, case: PanelCase, *affiliates: tuple[str, ...]) -> list[str]:
    """Who is chosen of the reviewer and a free one whom everything else puts last."""
    last = replace(FREE, load=4)
    return selection_of(select(Roster((reviewer, last), affiliates), case, day=DAY, seed=1)).chosen


def with_party(role: str, name: str, **more: object) -> PanelCase:
    return replace(CASE, parties=(*CASE.parties, replace(CaseParty(role, name), **more)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("told", "printed"), HIDDEN)
def test_a_conflict_behind_another_name_is_found_either_way(told: str, printed: str) -> None:
    assert chosen(tied(), CASE) == ["r1"]
    for tie, party in ((told, printed), (printed, told)):
        assert chosen(tied(employed(tie)), with_party("facility", party)) == ["r2"], (tie, party)


@pytest.mark.parametrize(
    ("told", "printed"),
    [("UCSD Health", "City of San Diego"), ("UC Davis", "Irvine Paving"), ("Kaiser Permanente", "Kaiser, Robert"),
     ("Mohammed Rahmani", "Mustafa Rahmani"), ("UCSF", "Regional Orthopedic Group")],
)  # fmt: skip
def test_what_only_looks_alike_keeps_nobody_out(told: str, printed: str) -> None:
    assert chosen(tied(employed(told)), with_party("employer", printed)) == ["r1"]


def test_random_dockets_assign_no_pair_that_was_written_down_as_a_conflict() -> None:
    """Reviewers tied to one writing of a name, cases with the other; the list alone says who may not have whom."""
    assigned = 0
    for seed in range(1_500):
        random = Random(seed)
        pairs = random.sample(range(len(HIDDEN)), 2)
        turned = random.random() < 0.5
        people = [
            replace(GOOD, id=f"r{n}", name=name, load=random.randint(0, 3),
                    disclosures=(employed(HIDDEN[pairs[n]][turned]),) if n < 2 else ())
            for n, name in enumerate(("Ysolde Aramantha", "Zuleika Oyelaran", "Jarl Uffington"))
        ]  # fmt: skip
        cases = [replace(with_party("medical_group", HIDDEN[pairs[n]][not turned]), id=f"c{n}") for n in range(2)]
        made = assign(Roster(tuple(people)), cases, day=DAY, seed=seed)
        for case, reviewers in made.chosen.items():
            assigned += 1
            assert case not in reviewers, (seed, HIDDEN[pairs[case]])
    assert assigned == 3_000


def test_a_party_is_looked_for_under_its_other_names() -> None:
    case = with_party("medical_group", "Harborview Spine", also=("Blue Crate Pain",))
    assert against(tied(employed("Blue Crate Pain, Inc.")), case) == ["affiliation-provider"]


def test_a_reviewer_is_looked_for_under_a_former_name_and_by_number() -> None:
    case = with_party("ur_physician", "Ondine Pembroke")
    assert against(GOOD, case) == []
    assert against(replace(GOOD, also=("Ondine Pembroke",)), case) == ["affiliation-payer"]
    numbered = with_party("ur_physician", "Ondine Pembroke", npi="1234567893")
    assert against(replace(GOOD, npi="1234567893"), numbered) == ["affiliation-payer"]
    assert against(replace(GOOD, npi="1234567885"), numbered) == []


def test_two_people_of_one_name_and_two_numbers_are_for_a_person_to_tell_apart() -> None:
    case = with_party("treating_provider", GOOD.name, npi="1234567885")
    made = Judgement(Roster((replace(GOOD, npi="1234567893"),)), [case], DAY)
    assert [one.outcome for one in made.findings(0, 0) if one.excludes] == ["to_clear"]
    assert [one.outcome for one in Judgement(Roster((GOOD,)), [case], DAY).findings(0, 0) if one.excludes] == ["fails"]


def test_the_place_of_practice_is_a_relation() -> None:
    here = GOOD.practice[0] if GOOD.practice else None
    assert here is not None
    there = replace(here, place="Kings River Ambulatory Surgery, Inc.")
    assert against(replace(GOOD, practice=(there,))) == ["affiliation-facility"]
    left = Practice(Period(dt.date(1990, 1, 1), dt.date(2014, 6, 1)), 30.0, there.place)
    made = Judgement(Roster((replace(GOOD, practice=(here, left)),)), [CASE], DAY)
    (finding,) = [one for one in made.findings(0, 0) if one.excludes]
    assert finding.outcome == "to_clear"
    assert "ended 06/01/2014" in finding.why


@pytest.mark.parametrize(
    ("item", "tie", "groups", "out"),
    [
        ("Larkmoor NeuroPulse stimulator trial", "Larkmoor Neuromodulation, Inc.", (), True),
        ("Trial of NeuroPulse stimulator", "Larkmoor Neuromodulation (NeuroPulse)", (), True),
        ("Trial of NeuroPulse stimulator", "Larkmoor", (("NeuroPulse", "Larkmoor Neuromodulation"),), True),
        ("Trial of stimulator", "Larkmoor Neuromodulation, Inc.", (("NeuroPulse", "Larkmoor Neuromodulation"),), False),
        ("Lumbar epidural", "Lumbar Products LLC", (), False),
    ],
)
def test_the_maker_of_a_device_is_found_by_the_brand_in_the_item(
    item: str, tie: str, groups: tuple[tuple[str, ...], ...], out: bool
) -> None:
    """Research funding by the manufacturer of a device of which the item names the brand alone."""
    case = replace(CASE, items=(replace(CASE.items[0], text=item),))
    funded = Disclosure("financial", "research", tie, percent=8.0)
    assert chosen(tied(funded), case, *groups) == (["r2"] if out else ["r1"])
    if out:
        report = selection_of(select(Roster((tied(funded),), groups), case, day=DAY, seed=1))
        assert report.block is not None
        assert report.block.rules == ["affiliation-manufacturer"]
        assert {row.party for row in report.to_clear} == {item}


def test_affiliates_of_affiliates_belong_together() -> None:
    groups = (("Larkmoor Holdings", "Foothill Health"), ("Foothill Health, Inc.", "Kings River Ambulatory Surgery"))
    assert chosen(tied(employed("Larkmoor Holdings")), CASE, *groups) == ["r2"]
    # one question, though three names of the group lead to it
    report = selection_of(select(Roster((tied(employed("Larkmoor Holdings")),), groups), CASE, day=DAY, seed=1))
    (row,) = report.to_clear
    assert (row.party, row.tie) == ("Kings River Ambulatory Surgery", "Larkmoor Holdings")


@pytest.mark.parametrize("days", [-1, 0, 1])
def test_a_relation_that_ended_is_never_let_through_by_its_days(days: int) -> None:
    """The day on which it ended is the last on which it held; after it a person decides."""
    end = DAY + dt.timedelta(days=days)
    made = Judgement(Roster((tied(employed("Meridian Oak Claims", period=Period(None, end))),)), [CASE], DAY)
    assert [one.outcome for one in made.findings(0, 0) if one.excludes] == ["fails" if end >= DAY else "to_clear"]


def test_a_clearance_of_one_relation_is_none_of_another_with_the_same_firm() -> None:
    ended = Disclosure("professional", "contractor", "Meridian Oak Claims Svcs", period=OVER)
    shares = Disclosure("financial", None, "Meridian Oak Claims Svcs")
    word = Clearance("r1", "Meridian Oak Claims", "Meridian Oak Claims Svcs", "A. Coordinator", DAY, "ended")
    assert against(tied(ended), replace(CASE, clearances=(word,))) == []
    assert against(tied(ended, shares), replace(CASE, clearances=(word,))) == ["affiliation-payer"]
    both = (replace(word, relation="professional contractor"), replace(word, relation="financial"))
    assert against(tied(ended, shares), replace(CASE, clearances=both[:1])) == ["affiliation-payer"]
    assert against(tied(ended, shares), replace(CASE, clearances=both)) == []


def test_a_clearance_is_none_of_a_relation_that_began_after_it() -> None:
    began = Disclosure("financial", None, "Meridian Oak Claims Svcs", period=Period(dt.date(2014, 5, 1)))
    word = Clearance("r1", "Meridian Oak Claims", began.party, "A. Coordinator", dt.date(2014, 4, 30), "none then")
    assert against(tied(began), replace(CASE, clearances=(word,))) == ["affiliation-payer"]
    assert against(tied(began), replace(CASE, clearances=(replace(word, on=dt.date(2014, 5, 1)),))) == []


def test_a_name_that_is_the_same_only_in_part_can_be_cleared() -> None:
    lopez = replace(GOOD, name="Maria Lopez")
    case = with_party("treating_provider", "Maria Garcia Lopez")
    (row,) = selection_of(select(Roster((lopez,)), case, day=DAY, seed=1)).to_clear
    word = Clearance("r1", row.party, row.tie, "A. Coordinator", DAY, "another person", row.relation)
    assert against(lopez, replace(case, clearances=(word,))) == []


@pytest.mark.parametrize("told", ["r1", "R1", "Ondine Haverford", "Haverford, Ondine, MD", "O. Haverford"])
def test_the_earlier_reviewer_is_known_by_id_in_any_letters_and_by_name(told: str) -> None:
    assert chosen(GOOD, replace(CASE, earlier=(told,))) == ["r2"]


def test_a_second_entry_of_the_earlier_reviewer_is_kept_out_unless_numbers_tell_them_apart() -> None:
    case = replace(CASE, earlier=("r9",))
    twin = replace(GOOD, id="r9", capacity=0)
    for again, out in (
        (GOOD, True),
        (replace(GOOD, name="Ondine Cole", also=("Ondine Haverford",)), True),
        (replace(GOOD, npi="1234567885"), False),
    ):
        people = (again, replace(twin, npi="1234567893"), replace(FREE, load=4))
        found = selection_of(select(Roster(people), case, day=DAY, seed=1))
        assert found.chosen == (["r2"] if out else ["r1"])


PSYCHOLOGIST = replace(
    GOOD, discipline="psychologist", certifications=(), conditions=frozenset({"mood", "spine"}),
    treatments=frozenset({"behavioral", "pharmaceutical", "surgery", "injection"}),
)  # fmt: skip
ITEMS = {
    "drug": CaseItem("Sertraline 50 mg", "pharmaceutical", "medication"),
    "fusion": CaseItem("Lumbar fusion", "surgery", "spinal_fusion", ("lumbar spine",)),
    "epidural": CaseItem("Lumbar epidural", "injection", "epidural_steroid_injection", ("lumbar spine",)),
    "therapy": CaseItem("Psychotherapy", "behavioral", "psychotherapy"),
    "strange": CaseItem("Frobnicator", "other"),
    "visit": CaseItem("Follow up", "evaluation_management", "follow_up"),
}


def asking(*items: str) -> PanelCase:
    return replace(CASE, items=tuple(ITEMS[one] for one in items), conditions=("F32.9 depression",))


@pytest.mark.parametrize(
    ("discipline", "items", "rules"),
    [
        ("psychologist", ["therapy"], set()),
        ("psychologist", ["drug"], {"scope"}),
        ("psychologist", ["fusion"], {"scope", "attested-specialty"}),
        ("psychologist", ["epidural"], {"scope", "attested-specialty"}),
        ("psychologist", ["therapy", "drug"], {"scope"}),
        ("chiropractor", ["drug"], {"scope", "attested-specialty"}),
        ("acupuncturist", ["epidural"], {"scope", "attested-specialty"}),
    ],
)
def test_nobody_reviews_what_the_discipline_may_not_do(discipline: str, items: list[str], rules: set[str]) -> None:
    assert set(against(replace(PSYCHOLOGIST, discipline=discipline), asking(*items))) == rules


def test_a_diagnosis_beside_makes_no_psychiatrist_fit_an_operation() -> None:
    held = tuple(replace(one, specialty="psychiatry", name="Psychiatry") for one in GOOD.certifications or ())
    psychiatrist = replace(PSYCHOLOGIST, discipline="md", certifications=held)
    assert against(psychiatrist, asking("drug")) == []
    assert "attested-specialty" in against(psychiatrist, asking("fusion"))
    # one reviewer decides both items, so both must fit
    assert "attested-specialty" in against(psychiatrist, asking("drug", "fusion"))


def test_an_item_that_was_not_understood_is_no_visit() -> None:
    alone = replace(asking("strange"), conditions=())
    assert {"knowledge", "attested-specialty"} <= set(against(GOOD, alone))
    report = selection_of(select(Roster((GOOD,)), alone, day=DAY, seed=1))
    assert any('"Frobnicator" was not understood' in note for note in report.notes)
    assert against(GOOD, replace(alone, items=(ITEMS["visit"], ITEMS["strange"]))) == []
    assert against(GOOD, replace(alone, items=(*CASE.items, ITEMS["strange"]))) == []
