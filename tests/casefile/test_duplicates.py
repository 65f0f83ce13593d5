"""Other prints of a paper are folded; a later visit, a corrected report, a request for something else never is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.model import Document
from openimr.casefile.papers.duplicates import mark_copies
from tests.casefile.reprints import Visit, document, faxed, noisy

VISIT = Visit()
MRI = """\
BAY IMAGING MEDICAL GROUP
MRI LUMBAR SPINE WITHOUT CONTRAST
Patient: Marlo Quince  DOB: 01/21/1966
Date of exam: 02/03/2014   Referring: Celeste Amankwah, MD
TECHNIQUE: Sagittal and axial T1 and T2 weighted sequences of the lumbar spine were obtained.
FINDINGS: Alignment is normal. Vertebral body heights are preserved. The conus ends at L1.
L4-5: There is a {size} mm {side} paracentral disc protrusion that contacts the traversing {side} L5 nerve root.
L5-S1: Mild facet arthropathy. The foramina are patent.
IMPRESSION: {size} mm {side} paracentral disc protrusion at L4-5.
{end}Electronically signed by Orville Tennant, MD on 02/03/2014"""
RFA = """\
REQUEST FOR AUTHORIZATION
DWC Form RFA
Employee Information
Name (Last, First, Middle): Quince, Marlo
Date of Injury: 05/05/2010   Date of Birth: 01/21/1966
Claim Number: WC-448120   Employer: Quarry Lane Supply
Requested Treatment
{items}
Requesting Physician Signature: {signed}     Date: {day}"""
SIGNED_LATER = "Signature: C. Amankwah MD   Date: 04/02/2014"


def rfa(*items: str, day: str = "03/20/2014", signed: str = "Celeste Amankwah, MD") -> list[str]:
    return [RFA.format(items="\n".join(items), day=day, signed=signed)]


def mri(size: int = 4, side: str = "left", end: str = "") -> list[str]:
    return [MRI.format(size=size, side=side, end=end)]


def folded(first: Sequence[str], second: Sequence[str], **second_how: object) -> tuple[Document, Document]:
    one, two = document("d01", first), document("d02", second, **second_how)  # type: ignore[arg-type]
    mark_copies([one, two])
    return one, two


def is_folded(first: Sequence[str], second: Sequence[str]) -> bool:
    return any(d.duplicate_of for d in folded(first, second))


P1, P2 = VISIT.pages()


def spelled(day: str) -> list[str]:
    """The report with its day written so, where it stands with a label."""
    return [text.replace("03/18/2014", day) for text in VISIT.pages()]


def signed_later(seen: str, signed: str, noise: int = 0) -> list[str]:
    """An imaging report with the day of the scan and that of the signature."""
    text = mri()[0].replace("02/03/2014", seen, 1).replace("02/03/2014", signed)
    return [noisy(text, 0.01, Random(noise)) if noise else text]


def numbered(pages: Sequence[str], sheet: int) -> list[str]:
    """Pages with what a copy service prints under every sheet of a file."""
    line = "Sample Copying Legal Records  WO 55318-03   {0:04d}"
    return [f"{text}\n{line.format(104 + sheet + at)}" for at, text in enumerate(pages, 1)]


UNSIGNED = replace(VISIT, signed="Signature: ____________  Date: ________").pages()
COPIES = {
    "the same sheet faxed again": (faxed([P1, P2], Random(1)), faxed([P1, P2], Random(2))),
    "its last page is missing": ([P1, P2], [P1]),
    "a signature page was added": (
        [P1, P2], [P1, P2, "I have read the report above.\nSignature: C. Amankwah, MD  04/02/2014"]),
    "an empty sheet in front": ([P1, P2], ["", P1, P2]),
    "pages in another order": ([P1, P2], [P2, P1]),
    "signed and dated later by hand": (UNSIGNED, replace(VISIT, signed=SIGNED_LATER).pages()),
    "signed twice": (replace(VISIT, signed="Signature: C. Amankwah MD   Date: 03/21/2014").pages(),
                     replace(VISIT, signed=SIGNED_LATER).pages()),
    "a stamp with letters apart": ([P1, P2], [f"R E C E I V E D\nAPR 13, 2014\nBY MAIL ROOM\n{P1}", P2]),
    "imaging sent twice": (mri(), faxed(mri(), Random(3))),
    "a request sent twice": (rfa("Left L4-5 epidural steroid injection x1"),
                             faxed(rfa("Left L4-5 epidural steroid injection x1"), Random(4))),
    "a request unsigned and signed": (rfa("Lumbar brace", day="", signed=""), rfa("Lumbar brace")),
    "a paper inside a bigger packet": (mri(), [P1, P2, *mri()]),
    "its first page is missing": ([P1, P2], faxed([P2], Random(5))),
    "a day with a letter lost in its month": (spelled("March 18th, 2014"), spelled("Marh 18th, 2014")),
    "an ordinal with a letter lost": (spelled("April 2nd, 2014"), spelled("April 2d, 2014")),
    "a day with the month's name in the middle, read apart": (spelled("18-Mar-2014"), spelled("18~Mar -2014")),
    "the two days of a scan, one read and one not": (
        signed_later("17-Sep-2014", "18-Sep-2014"), signed_later("17~Sep-2014", "18-Sep-2014", noise=3)),
    "an order number and a running number under every page": (numbered([P1, P2], 0), numbered([P1, P2], 14)),
    "a missing page, and running numbers": (numbered([P1, P2], 0), numbered([P1], 14)),
    "pale strokes of letters that other papers write too": (VISIT.pages(), [P1, P2.replace("right", "righl")]),
}
APART = {
    "the next visit, two findings changed": (VISIT.pages(), VISIT.later(pain=6, raising=60).pages()),
    "the next visit, nothing but the day changed": (VISIT.pages(), VISIT.later().pages()),
    "a year later": (VISIT.pages(), VISIT.later(365, pain=4).pages()),
    "pages of one report": ([P1], [P2]),
    "next month's request": (rfa("Naproxen 550 mg"), rfa("Naproxen 550 mg", day="04/20/2014")),
    "another item on the same day": (rfa("Lumbar epidural steroid injection at L4-5"),
                                     rfa("Electrodiagnostic studies of both legs")),
    "one more item": (rfa("Lumbar epidural injection"), rfa("Lumbar epidural injection", "Lumbar brace, purchase")),
    "the other side": (mri(side="left"), mri(side="right")),
    "another size": (mri(size=4), mri(size=7)),
    "a corrected relief": (VISIT.pages(), replace(VISIT, relief="80 percent").pages()),
    "a denial turned round": (VISIT.pages(), [P1, P2.replace("no lifting", "lifting")]),
    "an addendum in the report": (
        mri(), mri(end="ADDENDUM: On second look there is a 3 mm right foraminal protrusion at L5-S1.\n")),
    "another patient on the same template and day": (VISIT.pages(), replace(VISIT, patient="Ida Roe").pages()),
}


@pytest.mark.parametrize("pages", COPIES.values(), ids=COPIES.keys())
def test_other_prints_are_folded(pages: tuple[list[str], list[str]]) -> None:
    assert is_folded(*pages)
    assert is_folded(*reversed(pages)), "the order of the file must not matter"


def test_numbers_that_count_the_sheets_of_a_file_do_not_tell_its_papers_apart() -> None:
    for step, same in ((14, True), (15, False)):
        one, two = (
            document(name, [f"{text}\nSAMPLE COPYING  ORDER 5531 SHEET {118 + first + at} OF THE FILE SENT" for at, text
                            in enumerate((P1, P2))], file="records/scan.pdf")
            for name, first in (("d01", 0), ("d02", step))
        )
        two.pages[:] = [replace(page, number=page.number + 14) for page in two.pages]
        mark_copies([one, two])
        assert bool(one.duplicate_of or two.duplicate_of) is same


def test_pages_of_somebody_else_in_the_larger_paper() -> None:
    other = replace(VISIT, patient="Ida Roe", born="11/30/1980").pages()[0]
    mixed, own = document("d01", [other, P2.replace("Marlo Quince", "")]), document("d02", [P1, P2])
    mark_copies([mixed, own])
    assert mixed.patient == "Ida Roe" and not mixed.duplicate_of and not own.duplicate_of


@pytest.mark.parametrize("pages", APART.values(), ids=APART.keys())
def test_papers_of_their_own_are_kept(pages: tuple[list[str], list[str]]) -> None:
    assert not is_folded(*pages)


@pytest.mark.parametrize("pages", APART.values(), ids=APART.keys())
def test_papers_of_their_own_are_kept_when_both_are_bad_scans(pages: tuple[list[str], list[str]]) -> None:
    random = Random(7)
    scans = [[noisy(text, 0.01, random) for text in faxed(one, random)] for one in pages]
    assert not is_folded(*scans)


def test_the_most_complete_print_is_kept_then_the_text_layer_then_the_clearer_scan() -> None:
    whole, part = document("d02", [P1, P2], origin="ocr", confidence=0.9), document("d01", [P1])
    mark_copies([part, whole])
    assert (part.duplicate_of, whole.duplicate_of) == ("d02", None)
    scan, layer = document("d01", [noisy(P1, 0.01, Random(1)), P2], origin="ocr"), document("d02", [P1, P2])
    mark_copies([scan, layer])
    assert (scan.duplicate_of, scan.near_duplicate, layer.duplicate_of) == ("d02", True, None)
    dim = document("d01", [noisy(P1, 0.02, Random(1)), P2], origin="ocr", confidence=0.7)
    clear = document("d02", [noisy(P1, 0.01, Random(2)), P2], origin="ocr", confidence=0.98)
    mark_copies([dim, clear])
    assert (dim.duplicate_of, clear.duplicate_of) == ("d02", None)


def test_a_copy_of_a_copy_names_the_paper_that_is_kept() -> None:
    random = Random(5)
    prints = [document(f"d{n:02d}", [noisy(t, 0.01, random) for t in faxed([P1, P2], random)]) for n in range(1, 6)]
    prints.append(document("d06", [P1, P2]))
    prints.append(document("d07", [P1.upper(), P2]))
    mark_copies(prints)
    kept = [d.id for d in prints if d.duplicate_of is None]
    assert len(kept) == 1
    assert {d.duplicate_of for d in prints if d.duplicate_of} == set(kept)


def test_two_versions_of_one_report_are_both_kept_and_named() -> None:
    _, two = folded(VISIT.pages(), replace(VISIT, relief="80 percent").pages())
    problem, = two.problems
    assert problem.code == "nearly-the-same"
    assert "“80” here, “50” there" in problem.message
    one, two = folded(VISIT.pages(), VISIT.later(pain=6).pages())
    assert not one.problems and not two.problems, "another visit is no version of this one"


def test_blank_forms_are_folded_only_when_their_bytes_are_the_same() -> None:
    blank = "PRIMARY TREATING PHYSICIAN'S PROGRESS REPORT (PR-2)\n" + "\n".join(
        f"{label}: ________" for label in ("Patient name", "Date of exam", "Claim number", "Subjective complaints",
                                           "Objective findings", "Diagnoses", "Treatment plan", "Work status"))
    one, two = document("d01", [blank], origin="ocr"), document("d02", [f"{blank}\nPage 2 of 9"], origin="ocr")
    mark_copies([one, two])
    assert not one.duplicate_of and not two.duplicate_of
    same = document("d03", [blank], origin="ocr")
    same.sha256 = one.sha256
    mark_copies([one, same])
    assert same.duplicate_of == "d01"


def test_many_visits_on_one_template_stay_apart_and_each_copy_finds_its_own() -> None:
    random = Random(11)
    visits = [replace(VISIT, day=VISIT.day + dt.timedelta(days=14 * n), pain=random.randint(3, 9),
                      raising=random.choice((30, 40, 50, 60)), flexion=random.choice((35, 45, 55))) for n in range(30)]
    documents = [document(f"d{n:02d}", visit.pages()) for n, visit in enumerate(visits, 1)]
    copies = [document(f"e{n:02d}", [noisy(t, 0.01, random) for t in faxed(visits[n - 1].pages(), random)])
              for n in (3, 17, 28)]
    mark_copies([*documents, *copies])
    assert [d.duplicate_of for d in documents] == [None] * 30
    assert [d.duplicate_of for d in copies] == ["d03", "d17", "d28"]


@settings(max_examples=40, deadline=None, derandomize=True)  # one bad copy in some thousands is beyond the rule
@given(st.integers(0, 10**6), st.sampled_from((0.005, 0.01, 0.02)))
def test_a_report_and_its_bad_copy_always_fold(seed: int, rate: float) -> None:
    random = Random(seed)
    visit = replace(VISIT, pain=random.randint(2, 9), side=random.choice(("left", "right")),
                    flexion=random.choice((30, 45, 55)))
    assert is_folded(visit.pages(), [noisy(text, rate, random) for text in faxed(visit.pages(), random)])


def test_an_article_that_lost_its_blank_makes_no_word_of_the_opposite_meaning() -> None:
    misread = {"lifted a heavy": "liftecl aheavy", "clinic in": "clinjc in", "He was": "Hc was", "with rad": "wifh rad"}
    bad = VISIT.pages()
    for words, print_ in misread.items():
        bad = [text.replace(words, print_) for text in bad]
    assert is_folded(VISIT.pages(), bad)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from((0.0, 0.01, 0.02)), st.sampled_from((7, 14, 28, 30, 61, 365)))
def test_another_day_and_two_other_findings_never_fold(seed: int, rate: float, days: int) -> None:
    random = Random(seed)
    later = VISIT.later(days, pain=random.choice((2, 3, 4, 5, 9)), raising=random.choice((25, 35, 55, 65)))
    one, two = ([noisy(text, rate, random) for text in faxed(v.pages(), random)] for v in (VISIT, later))
    assert not is_folded(one, two)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.text(max_size=300), max_size=3), max_size=5))
def test_any_text_is_compared(papers: list[list[str]]) -> None:
    mark_copies([document(f"d{n:02d}", pages) for n, pages in enumerate(papers)])
