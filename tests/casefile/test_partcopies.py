"""Parts of a report, its pages in any order, behind a cover, or badly read, are copies; another visit is none."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.papers.copyboundaries import SplitFile, settled_runs
from openimr.casefile.papers.duplicates import mark_copies
from tests.casefile.reprints import Visit, document, faxed, noisy

VISIT = Visit()
#: A letter that tells its visit in a sentence, and goes on.
LETTER = """\
OTTOLINE VASQUEZ-THORNE, M.D.
Hand and Upper Extremity Surgery     44 Cypress Court, Suite 210     Salinas
{letter}
Re: Barnabas Ekholm     Employer: Tule Growers     Claim 2015-88-0413
HAND SURGERY CONSULTATION
Dear Dr. Amadi:
Thank you for sending me this pleasant 47-year-old packer, whom I met on the {seen}. He is right handed. Since
the harvest of 2015 he has had numbness of the thumb, index and middle fingers of the left hand, worse at night.
He shakes the hand out for relief. A wrist brace worn for four months did help a little. One injection into the
carpal canal gave him three weeks of relief. He does not smoke. He has no diabetes and no thyroid disease.
On examination there is mild thenar flattening on the left. Tinel sign is present at the left wrist. Phalen test is
positive at twenty seconds. Two point discrimination is 7 mm in the left index finger and 5 mm elsewhere."""
PLAN = """\
Ekholm, Barnabas          page 2
Nerve studies done by Dr. Pettibone show a left median distal motor latency of 5.4 ms and a sensory latency of 4.6 ms.
There is no denervation of the abductor pollicis brevis.
My impression is left carpal tunnel syndrome, moderate, which has not answered to bracing and one injection.
I {plan} carpal tunnel release on the left, to be followed by six visits of hand therapy.
He may work without forceful grasping by the left hand. Thank you for allowing me to take part in his care.
Very truly yours,
Ottoline Vasquez-Thorne, M.D."""
LAB = """\
GOLDEN STATE TOXICOLOGY   Laboratory Director: E. Kalliope, PhD     CLIA 05D0000000
FINAL REPORT
Patient: Fenwick Dubrow      DOB: 02/11/1963     Accession: T15-220418
Collected: 06/18/2015    Received: 06/20/2015    Reported: 06/22/2015
Specimen validity: pH 6.1  Creatinine 112 mg/dL  Sp. gravity 1.016   VALID
Amphetamines             NEGATIVE            500
Benzodiazepines          {benzo}            200
Cocaine metabolite       NEGATIVE            150
Opiates                  NEGATIVE            300
Oxycodone                POSITIVE   {value} ng/mL       100
Methadone                NEGATIVE            150
Prescribed medications reported: oxycodone 10 mg, naproxen 500 mg
Interpretation: results as stated are consistent with prescribed medication unless marked."""
FIRST = """\
DOCTOR'S FIRST REPORT OF OCCUPATIONAL INJURY OR ILLNESS        STATE OF CALIFORNIA
INSURER NAME   Cobalt Mutual Claims             {column}
EMPLOYER NAME  Orchard Transit District                        Case No.
PATIENT NAME   Sorrel Clementia           SEX  F   BIRTH 02 27 1970
OCCUPATION  Line cook
DATE/HOUR OF INJURY  09 16 2013   10 30 AM      DATE LAST WORKED  09 17 2013
DATE/HOUR OF FIRST EXAM   09 18 2013   4 15 PM
DESCRIBE HOW   Tray rack slid, caught it with right arm, arm jerked up and hit the hood.
SUBJECTIVE   Right shoulder pain 7, cannot lift arm. Neck stiff.
OBJECTIVE   Abrasion right deltoid. Abduction 80. Tender tuberosity. Drop arm negative.
DIAGNOSIS  Sprain right shoulder  840.9  Contusion 923.00
TREATMENT RENDERED  Sling, ibuprofen 800, ice
WORK STATUS  Modified from 9/19/13, no use of right arm"""
COVER = """\
FACSIMILE TRANSMITTAL
To: Norwick Adjusters, P. Sandoval     Fax: 916 555 0187
From: Records Desk     Pages including cover: 3
Re: Records as you asked
This message may hold confidential health information. If you are not the addressee please destroy it and call us."""
MAIL_ROOM = "Cobalt Mutual   Doc ID 77120{0:03d}   Recv 03/01/2019    {0}/2"


def letter(seen: str = "19th of May 2016", day: str = "May 27, 2016", plan: str = "recommend") -> list[str]:
    return [LETTER.format(seen=seen, letter=day), PLAN.format(plan=plan)]


def lab(benzo: str = "NEGATIVE", value: str = "1840") -> list[str]:
    return [LAB.format(benzo=benzo, value=value)]


def without_line(start: str) -> str:
    """The letter's first page, one of its lines lost."""
    return "\n".join(line for line in letter()[0].split("\n") if not line.startswith(start))


def bad(pages: list[str], seed: int, rate: float = 0.02) -> list[str]:
    random = Random(seed)
    return [noisy(text, rate, random) for text in pages]


COPIES = {
    "a day told in a sentence, one month misread": (
        letter(), bad([text.replace("May 27, ", "May27, ").replace("of May", "of Moy") for text in letter()], 1)),
    "a cover and one page": (letter(), [COVER, *bad(letter()[1:], 2)]),
    "a cover and all pages": (letter(), [COVER, *letter()]),
    "a day read from the line of a mail room": (
        letter(), [f"{MAIL_ROOM.format(n)}\n{text}" for n, text in enumerate(bad(letter(), 3), 1)]),
    "words of the form lost in one cell": (
        [FIRST.format(column="PLEASE DO NOT USE THIS COLUMN")], bad([FIRST.format(column="")], 4, 0.04)),
    "a line lost within a sentence": (letter(), [without_line("the harvest"), PLAN.format(plan="recommend")]),
}
APART = {
    "not recommended": (letter(), bad(letter(plan="do not recommend"), 5)),
    "donot recommended": (letter(), bad(letter(plan="donot recommend"), 6)),
    "the next visit, told in a sentence": (letter(), bad(letter("30th of June 2016", "July 6, 2016"), 7)),
    "the next letter, another day of few figures": (letter(day="July 9, 2020"), bad(letter(day="July 23, 2020"), 8)),
    "another value, a figure fewer": (lab(), bad(lab(value="940"), 9)),
    "a result turned that stands elsewhere too": (lab(), bad(lab(benzo="POSITIVE"), 10)),
    "stopped": (VISIT.pages(), bad([p.replace("Continue", "Discontinue") for p in VISIT.pages()], 11)),
    "one more impression, numbered": (VISIT.pages(), bad([p.replace(
        "2. Displacement", "2. Annular fissure at the last level\n3. Displacement") for p in VISIT.pages()], 12)),
    "one more sentence at the end": (
        VISIT.pages(), bad([VISIT.pages()[0], f"{VISIT.pages()[1]}\nPlease also authorize a back brace."], 13)),
}


def is_folded(first: list[str], second: list[str]) -> bool:
    papers = [document("d01", first), document("d02", second, origin="ocr")]
    mark_copies(papers)
    return any(paper.duplicate_of for paper in papers)


@pytest.mark.parametrize("pages", COPIES.values(), ids=COPIES.keys())
def test_parts_and_bad_prints_are_folded(pages: tuple[list[str], list[str]]) -> None:
    assert is_folded(*pages)
    assert is_folded(*reversed(pages)), "the order of the file must not matter"


@pytest.mark.parametrize("pages", APART.values(), ids=APART.keys())
def test_what_says_something_else_is_kept(pages: tuple[list[str], list[str]]) -> None:
    assert not is_folded(*pages)
    assert not is_folded(*reversed(pages))


def test_of_two_prints_the_one_that_lost_nothing_is_kept() -> None:
    papers = [document("d01", [without_line("the harvest"), letter()[1]]), document("d02", letter())]
    mark_copies(papers)
    assert (papers[0].duplicate_of, papers[1].duplicate_of) == ("d02", None)


def test_a_page_behind_its_own_print_begins_a_paper() -> None:
    again = f"{MAIL_ROOM.format(2)}\n{noisy(lab()[0], 0.01, Random(3))}"
    files = [SplitFile([lab()[0], again], [(0, 2)], {1: -4.7})]
    assert settled_runs(files) == [[(0, 1), (1, 2)]]


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data(), st.integers(0, 10**6), st.sampled_from((0.0, 0.005, 0.01)))
def test_any_pages_of_a_report_in_any_order_fold(data: st.DataObject, seed: int, rate: float) -> None:
    random = Random(seed)
    visit = replace(VISIT, pain=random.randint(2, 9), side=random.choice(("left", "right")))
    pages = [*visit.pages(), f"{visit.patient}   Page 3\nWORK STATUS AND REASONS\n{letter()[1]}"]
    chosen = data.draw(st.permutations(range(3)))[:data.draw(st.integers(1, 3))]
    part = [noisy(text, rate, random) for text in faxed([pages[at] for at in chosen], random)]
    assert is_folded(pages, part)


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data(), st.integers(0, 10**6), st.sampled_from((0.0, 0.005, 0.01)), st.sampled_from((14, 28, 61)))
def test_no_pages_of_the_next_visit_fold(data: st.DataObject, seed: int, rate: float, days: int) -> None:
    random = Random(seed)
    later = VISIT.later(days, pain=random.choice((2, 3, 4, 5, 9)), raising=random.choice((25, 35, 55, 65)),
                        added="Cyclobenzaprine is stopped; a back brace is requested.")
    pages = later.pages()
    chosen = data.draw(st.permutations(range(2)))[:data.draw(st.integers(1, 2))]
    part = [noisy(text, rate, random) for text in faxed([pages[at] for at in chosen], random)]
    assert not is_folded(VISIT.pages(), part)
