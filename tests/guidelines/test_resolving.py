"""What a printed citation is about: by its own words, by the item it is cited for, or outside the library."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from openimr.dispute import parse_request
from openimr.guidelines import editions, resolve, topics

DAY = dt.date(2016, 9, 1)


@pytest.mark.parametrize(
    ("guideline", "chapter", "sections", "pages", "topic"),
    [
        ("mtus-chronic-pain", None, ["Topical Analgesics"], ["111"], "TOPICAL"),
        ("mtus-chronic-pain", None, ["Criteria for the use of TENS"], ["116"], "TENS-CONT"),
        ("mtus-chronic-pain", None, ["Muscle relaxants (for pain)"], ["63"], "MR"),
        ("mtus-chronic-pain", None, ["Carisoprodol (Soma)"], ["29"], "SOMA"),
        ("mtus-chronic-pain", None, ["Proton Pump Inhibitors (PPIs)"], [], "PPI"),
        ("mtus-acoem", "Low Back Complaints", [], ["301"], "LSO"),
        ("mtus-acupuncture", None, [], [], "ACU"),
        ("odg", "Low Back Chapter", ["Nerve conduction studies"], [], "NCV-LE"),
        ("odg", "Pain Chapter", ["Lunesta (Eszopiclone)"], [], "LUNESTA"),
    ],
)
def test_a_citation_that_names_a_section_or_page_says_itself_what_it_is_about(
    guideline: str, chapter: str | None, sections: list[str], pages: list[str], topic: str
) -> None:
    found = resolve(guideline, None, chapter, sections, pages)
    assert found.topics[0] == topic
    assert found.standing == "section"


@pytest.mark.parametrize(
    ("request_text", "guideline", "chapter", "sections", "topic", "standing"),
    [
        ("MRI of the lumbar spine", "mtus-acoem", "Low Back Complaints 2004", ["Special Studies"], "MRI-L", "section"),
        (
            "EMG of the left lower extremity",
            "mtus-acoem",
            "Low Back Complaints",
            ["Special Studies"],
            "EMG-LE",
            "section",
        ),
        ("MRI of the right shoulder", "mtus-acoem", "Shoulder Complaints", [], "MRI-S", "item"),
        ("MRI of the left knee", "mtus-acoem", "Knee Complaints", ["Diagnostic Criteria"], "MRI-K", "item"),
        ("Physical therapy x 12, lumbar spine", "mtus-chronic-pain", None, [], "PT-CHRONIC", "item"),
        ("MRI cervical spine", "odg", "Neck", ["MRI"], "MRI-C", "section"),
        ("Chiropractic 2x4 lumbar spine", "odg", "Low Back", ["Manipulation"], "CHIRO", "section"),
        ("Cyclobenzaprine 7.5 mg #60", "mtus-chronic-pain", None, ["Cyclobenzaprine"], "CYCLO", "section"),
    ],
)
def test_the_item_says_what_a_whole_chapter_or_a_common_part_is_cited_for(
    request_text: str, guideline: str, chapter: str | None, sections: list[str], topic: str, standing: str
) -> None:
    found = resolve(guideline, None, chapter, sections, day=DAY, request=parse_request(request_text))
    assert (found.topics[0], found.standing) == (topic, standing)


@pytest.mark.parametrize(
    ("request_text", "guideline", "chapter", "sections", "words"),
    [
        ("MRI of the left knee", "other", None, ["A journal article"], "no topic of this guideline"),
        ("MRI of the left knee", None, None, [], "no topic of this guideline"),
        ("Naproxen 550 mg #60", "odg", "Low Back", ["Return to work"], "no topic of the library treats Return to work"),
        ("Naproxen 550 mg #60", "mtus-acoem", "Low Back Complaints", ["General Approach"], "not a source of the item"),
        ("Purchase of a boat", "mtus-chronic-pain", None, [], "no topic for the item"),
    ],
)
def test_what_the_library_does_not_hold_is_named_as_outside_with_the_reason(
    request_text: str, guideline: str | None, chapter: str | None, sections: list[str], words: str
) -> None:
    found = resolve(guideline, None, chapter, sections, day=DAY, request=parse_request(request_text))
    assert (found.topics, found.standing) == ((), "outside")
    assert words in found.why


def test_a_common_part_of_another_chapter_is_not_taken_for_that_chapters_topics() -> None:
    found = resolve(
        "mtus-acoem", None, "Low Back Complaints", ["Physical Methods"], request=parse_request("MRI of the knee")
    )
    assert found.standing == "outside"


@given(
    st.one_of(st.none(), st.sampled_from(sorted({e.guideline for e in editions().values()}))),
    st.one_of(st.none(), st.text(max_size=40)),
    st.lists(st.text(max_size=40), max_size=3),
    st.lists(st.text(max_size=8), max_size=3),
)
def test_any_words_are_answered_with_topics_of_the_library_or_outside(
    guideline: str | None, chapter: str | None, sections: list[str], pages: list[str]
) -> None:
    found = resolve(guideline, None, chapter, sections, pages, DAY, parse_request("MRI of the lumbar spine"))
    assert set(found.topics) <= set(topics())
    assert bool(found.topics) == (found.standing != "outside")
    assert found.why
