"""Boundaries told by copies: a second print of a paper shows where it begins, ends and what belongs to it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from openimr.casefile.papers import copyboundaries
from openimr.casefile.papers.copyboundaries import SplitFile, settled_runs
from openimr.casefile.papers.copycandidates import ComparedPaper
from openimr.casefile.papers.nearcopies import Comparer, Comparison

REPORT = [
    "BAYSIDE IMAGING   MRI LUMBAR SPINE 3/18/2014\nL4-5: a bulge of 3 mm touches the left root of L5 and narrows "
    "the recess; the facets are thick and the canal measures 9 mm across at this level.",
    "Quince, Marlo  page 2\nL5-S1: the disc is dry and low, with a small tear behind; no root is touched there. The "
    "conus ends at L1 and looks normal in size and in signal on all the series taken.",
    "Quince, Marlo  page 3\nImpression: bulge at L4-5 with contact to the left root; tear at L5-S1. Compared with the "
    "films of 2011 the bulge is larger. Read and signed by the radiologist of the day.",
]
NOTE = (
    "BAYSIDE CLINIC  4/2/2014\nHe walks with a limp and sits with care; raising the left leg hurts at 40 degrees. "
    "Strength of the big toe is four of five. He will see the surgeon and keep on with his exercises at home."
)
LETTER = (
    "Dear Ms. Roe: the request of May for a brace of the back was sent to our reviewer who asks for the notes of "
    "the last two visits and for the report of the scan before the end of the month; please fax both to us."
)


def settled(first: SplitFile, second: SplitFile) -> list[list[tuple[int, int]]]:
    return settled_runs([first, second])


def test_pages_in_another_order_are_one_copy() -> None:
    assert settled(SplitFile(REPORT, [(0, 3)]), SplitFile([REPORT[1], REPORT[0]], [(0, 1), (1, 2)])) == [
        [(0, 3)], [(0, 2)]]


def test_a_copy_whose_middle_page_is_lost_is_one_paper_and_does_not_part_the_whole_one() -> None:
    whole = SplitFile(REPORT, [(0, 3)], {1: -0.5, 2: -0.5})
    assert settled(whole, SplitFile([REPORT[0], REPORT[2]], [(0, 1), (1, 2)])) == [[(0, 3)], [(0, 2)]]


def test_a_paper_begins_where_its_other_print_begins() -> None:
    file = SplitFile([LETTER, NOTE], [(0, 2)], {1: -0.5})
    assert settled(file, SplitFile([NOTE], [(0, 1)])) == [[(0, 1), (1, 2)], [(0, 1)]]


def test_strong_signs_outweigh_another_print() -> None:
    file = SplitFile([REPORT[0], REPORT[1]], [(0, 2)], {1: -7.0})
    assert settled(file, SplitFile([REPORT[1]], [(0, 1)])) == [[(0, 2)], [(0, 1)]]


def test_a_paper_ends_where_its_other_print_ends() -> None:
    file = SplitFile([NOTE, LETTER], [(0, 2)], {1: -0.5})
    assert settled(file, SplitFile([NOTE], [(0, 1)])) == [[(0, 1), (1, 2)], [(0, 1)]]


def test_a_page_that_announces_more_is_not_the_last() -> None:
    file = SplitFile([f"{NOTE}\nPage 1 of 2", LETTER], [(0, 2)], {1: -0.5})
    assert settled(file, SplitFile([f"{NOTE}\nPage 1 of 2"], [(0, 1)]))[0] == [(0, 2)]


def test_papers_without_another_print_stay_as_they_are() -> None:
    assert settled(SplitFile([NOTE, LETTER], [(0, 1), (1, 2)]), SplitFile(REPORT, [(0, 3)])) == [
        [(0, 1), (1, 2)], [(0, 3)]]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(st.sampled_from([*REPORT, NOTE, LETTER, ""]), min_size=1, max_size=5), max_size=3), st.data())
def test_every_page_stays_in_one_paper(files: list[list[str]], data: st.DataObject) -> None:
    split = []
    for texts in files:
        starts = [0, *(n for n in range(1, len(texts)) if data.draw(st.booleans()))]
        doubts = {n: data.draw(st.floats(-9, 0)) for n in range(len(texts)) if n not in starts}
        split.append(SplitFile(texts, list(zip(starts, [*starts[1:], len(texts)], strict=True)), doubts))
    for texts, runs in zip(files, settled_runs(split), strict=True):
        assert [page for first, behind in runs for page in range(first, behind)] == list(range(len(texts)))
        assert all(first < behind for first, behind in runs)


def test_pages_of_one_wording_are_compared_once(monkeypatch: pytest.MonkeyPatch) -> None:
    report = "MRI LUMBAR SPINE  Marlo Quince 3/18/2014 " + "disc bulge at the left root of L5 with edema " * 4
    later = report.replace("3/18/2014", "9/22/2014").replace("edema", "oedema")
    # some prints of a report, a later one of the same form, and a misread print
    pages = [report] * 6 + [later] * 4 + [report.replace("bulge", "bu1ge")]
    files = [SplitFile(pages, [(at, at + 1) for at in range(len(pages))])]
    compared: list[bool] = []
    compare = Comparer.compare

    def counted(self: Comparer, a: ComparedPaper, b: ComparedPaper) -> Comparison:
        compared.append(a.words == b.words)
        return compare(self, a, b)

    monkeypatch.setattr(Comparer, "compare", counted)
    twins = copyboundaries._twins(files)
    assert compared.count(True) == 2, "prints of one wording were compared again"
    assert {index for _, index in twins[0, 0]} <= {*range(1, 6), 10} and twins[0, 0]
    assert {index for _, index in twins[0, 6]} <= {7, 8, 9} and twins[0, 6]
