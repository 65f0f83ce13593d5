"""What is written can be read back: text for any letter, PDF for examples, published letters word for word."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from openimr.letters import parse, read_letter_file
from openimr.letters.derived import derive
from openimr.letters.model import (
    GuidelineBlock,
    Letter,
    LetterItem,
    LetterPatient,
    ManifestLine,
    Note,
    Reviewer,
)
from openimr.letters.reading import read_letter_bytes
from openimr.letters.rendering import render

# --- letters about invented people -----------------------------------------------------------------------------------

FILES = ("records/a.pdf", "records/2014-02-10 a_very_long_name_of_a_scanned_file.pdf")
LISTED = (
    "",
    "12 documents with 1,240 pages. 3 of them (40 pages) have a row; the rest is told below.",
    "1 document with 2 pages. All pages are of a scan of every-thing (2).pdf.",
)
SET_ASIDE = (
    "9 copies, 15 pages: records/a_b.pdf: 117-118 (same as number 12), 131-132 (same as number 7); c.pdf: 1",
    "5 fax cover sheets, 21 pages: pages 42, 48-50, 97-108, 136, 145-148",
)
GAPS = (
    "MRI of 06/11/2013: quoted in number 3, and the report itself is not in the file; due by 8 CCR 1.2(a)(1)(A), (c).",
    "No physician's report of a visit from 01/20/2014 to 03/24/2014; ask the claims administrator for it.",
)
SENTENCES = (
    "The patient complains of lower back pain that radiates to the left leg, rated 8/10.",
    "A scan of 5/6/13 showed a tear at C4-5; the pre- and post-contrast series were read by Dr.  on 3/1/13.",
    "There is “no documentation” of a 50% reduction in pain for six to eight weeks.",
    "Naïve to opioids, he takes ibuprofen 600 mg (#90) – without relief.",
    "Current medications include the following: naproxen 550 mg; omeprazole 20 mg.",
    "Per  the worker was released to modified work: no lifting over 10 lb.",
    "The prior decision was upheld on the ground that conservative care had not been tried.",
    "She can't sit > 20 minutes & sleeps 4-5 hours a night.",
    "The injury was on 10/14/2016 at L5-S1, see http://example.org/a-very-long-address/with-many-parts?x=1&y=2.",
    "The “Tinel’s sign” was positive at the right wrist, two-point discrimination was 5 mm.",
    "Straight-leg raising was positive at 45° on the left.",
)
CONCLUSIONS = (
    "Therefore, the request is not medically necessary.",
    "As such, the request is medically necessary.",
    "Recommendation is for denial.",
)
PLAIN_HEADINGS = (
    "A second LESI (lumbar epidural steroid injection)",
    "Left L4-L5, L5-S1 Epidural Steroid Injection under Fluoroscopic Guidance",
    "Norco 10/325 mg #120",
    "Pre-op labs: CBC, CMP, PT/PTT",
    "MRI of the left knee without contrast",
    "Physical therapy 2 times a week for 6 weeks, lumbar spine",
    "RETROSPECTIVE REQUEST FOR NEUROMUSCULAR STIMULATOR AND ELECTRODES",
    "Home health aide, 4 hours a day, 3 days a week, for 2 weeks, to help with bathing, dressing, the preparation of "
    "meals and the transfer from bed to chair after the total knee replacement on the right side",
)
MTUS_PAGES = (
    "Decision based on MTUS Chronic Pain Treatment Guidelines Epidural steroid injections (ESIs) Page(s): 46.",
    "Decision based on MTUS ACOEM Chapter 12 Low Back Complaints Page(s): 303, 308-310.",
    "Decision based on MTUS Chronic Pain Treatment Guidelines Page(s): 98-99. "
    "Decision based on Non-MTUS Citation Official Disability Guidelines (ODG) Low Back Chapter, MRIs.",
    "The Claims Administrator did not cite any medical evidence for its decision.",
)
MTUS_SECTIONS = (
    "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.",
    "Decision based on MTUS Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment.",
    "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. Decision based on "
    "Non-MTUS Citation Official Disability Guidelines (ODG), Knee & Leg (Acute & Chronic), MRI’s (magnetic resonance).",
)
SPECIALTIES = (
    "Orthopedic Surgery",
    "Pain Management",
    "Family Practice",
    "Preventive Medicine",
    "Neurology",
    "Anesthesiology",
)
STATES = ("California", "Texas", "New York", "Ohio", "North Carolina")


def _prose(low: int, high: int) -> st.SearchStrategy[str]:
    return st.lists(st.sampled_from(SENTENCES), min_size=low, max_size=high).map(" ".join)


dates = st.dates(dt.date(2012, 1, 1), dt.date(2017, 12, 31))
summaries = st.tuples(
    st.sampled_from(("The patient is a 44 year old male who fell.", "A 61-year-old female was struck by a crate.")),
    _prose(1, 12),
).map(" ".join)
rationales = st.tuples(_prose(1, 15), st.sampled_from(CONCLUSIONS)).map(" ".join)


@st.composite
def headings(draw: st.DrawFn) -> tuple[str, str | None, str | None, str | None]:
    """Heading, original, authorized, eligible."""
    plain = draw(st.sampled_from(PLAIN_HEADINGS))
    if draw(st.integers(0, 3)):
        return plain, None, None, None
    asked = draw(st.integers(3, 24))
    given_ = draw(st.integers(1, asked - 1))
    original = f"{asked} sessions of physical therapy for the left shoulder"
    authorized = f"{given_} sessions of physical therapy"
    eligible = f"{asked - given_} sessions of physical therapy for the left shoulder"
    heading = (
        f"{original} was the original request. {authorized} was authorized by the Claims Administrator. The remaining "
        f"IMR eligible portion of the original request, {eligible} is"
    )
    return heading, original, authorized, eligible


@st.composite
def published_letters(draw: st.DrawFn, era: str) -> Letter:
    header = era != "2014" or draw(st.booleans())
    reviewer = Reviewer(
        certifications=draw(st.lists(st.sampled_from(SPECIALTIES), min_size=1, max_size=3, unique=True)),
        licensed_in=draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=3, unique=True)),
    )
    if era == "2014":
        reviewer.subspecialties = draw(
            st.lists(st.sampled_from(("Sports Medicine", "Interventional Spine")), max_size=1)
        )
    items = []
    for heading, original, authorized, eligible in draw(st.lists(headings(), min_size=1, max_size=5)):
        blocks = MTUS_PAGES if era == "2014" else MTUS_SECTIONS
        items.append(
            LetterItem(
                heading=heading,
                decision=draw(st.sampled_from(("upheld", "overturned"))),
                original=original,
                authorized=authorized,
                eligible=eligible,
                claims_administrator=GuidelineBlock(text=draw(st.sampled_from(blocks))),
                reviewer_guideline=GuidelineBlock(text=draw(st.sampled_from(blocks))),
                rationale=draw(rationales),
            )
        )
    summary = draw(summaries)
    return derive(
        Letter(
            era=era,
            case_number=f"CM1{draw(st.integers(3, 7))}-0{draw(st.integers(0, 999999)):06d}" if header else None,
            date_assigned=draw(dates) if header else None,
            date_of_injury=draw(dates) if header else None,
            decision_date=draw(dates) if header else None,
            ur_denial_date=draw(dates) if header else None,
            priority="Standard" if header else None,
            application_received=draw(dates) if header else None,
            organization="MAXIMUS Federal Services",
            reviewer=reviewer,
            patient=LetterPatient(age=44, sex="male") if "44 year" in summary else LetterPatient(age=61, sex="female"),
            summary=summary,
            items=items,
        )
    )


CLAIMS_2013 = (
    "The Claims Administrator based its decision on the Chronic Pain Medical Treatment Guidelines, page 99, which is "
    "part of the MTUS.",
    "The Claims Administrator based its decision on the Official Disability Guidelines (ODG), Pain Chapter, which is "
    "not part of the MTUS.",
    "The Claims Administrator did not cite any evidence-based criteria for its decision.",
)
REVIEWERS_2013 = {
    "2013-late": (
        "The Physician Reviewer based his/her decision on the Chronic Pain Medical Treatment Guidelines, Opioids, "
        "pages 76-78, which is part of the MTUS.",
        "The Physician Reviewer based his/her decision on the ACOEM Practice Guidelines, Chapter 12, page 303.",
    ),
    "2013-notice": (
        "The Expert Reviewer found that no section of the MTUS was applicable. Per the Strength of Evidence hierarchy, "
        "the Expert Reviewer based his/her decision on the Official Disability Guidelines (ODG), Knee and Leg Chapter.",
        "The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate.",
    ),
    "2013-early": (
        "ACOEM Practice Guidelines, Chapter 11, pages 268-269. It is part of the MTUS and addresses wrist imaging.",
        "Official Disability Guidelines, Office visits. The MTUS is silent.",
    ),
}
HEADINGS_2013 = (
    "twelve (12) sessions of physical therapy for the cervical spine",
    "Norco 10/325mg #90",
    "a second opinion by a rheumatologist",
    "an MRI of the left wrist without contrast, with sedation for the anxious patient who could not lie still in the "
    "tube before",
)
RATIONALES_2013 = (
    "Four weeks of conservative care have failed. The examination points to the fibrocartilage, “as expected”.",
    "The guideline allows 8 to 10 visits; he had 24 in 2009. No gain is recorded.",
)


@st.composite
def letters_of_2013(draw: st.DrawFn, era: str) -> Letter:
    summary = draw(summaries)
    items = [
        LetterItem(
            heading=heading,
            decision=draw(st.sampled_from(("upheld", "overturned"))),
            claims_administrator=GuidelineBlock(text="" if era == "2013-early" else draw(st.sampled_from(CLAIMS_2013))),
            reviewer_guideline=GuidelineBlock(text=draw(st.sampled_from(REVIEWERS_2013[era]))),
            rationale=draw(st.sampled_from(RATIONALES_2013)),
        )
        for heading in draw(st.lists(st.sampled_from(HEADINGS_2013), min_size=1, max_size=4, unique=True))
    ]
    return derive(
        Letter(
            era=era,
            case_number=f"CM13-0{draw(st.integers(0, 999999)):06d}",
            date_of_injury=draw(dates),
            decision_date=draw(dates),
            ur_denial_date=draw(dates),
            application_received=draw(dates),
            organization="MAXIMUS Federal Services" if era == "2013-late" else None,
            reviewer=Reviewer(
                certifications=draw(st.lists(st.sampled_from(SPECIALTIES), min_size=1, max_size=2, unique=True)),
                subspecialties=draw(st.lists(st.sampled_from(("Sports Medicine", "Hand Surgery")), max_size=1)),
                licensed_in=draw(st.lists(st.sampled_from(STATES), min_size=1, max_size=2, unique=True)),
            ),
            patient=LetterPatient(age=44, sex="male") if "44 year" in summary else LetterPatient(age=61, sex="female"),
            summary=summary,
            documents_reviewed=draw(
                st.lists(
                    st.sampled_from(
                        (
                            "Application for Independent Medical Review",
                            "Utilization review determination dated 2/20/2013",
                            "Medical records from 3/1/2012 through 7/15/2013, among them the operative "
                            "report and the reports of every visit to the hand surgeon",
                        )
                    ),
                    min_size=1,
                    max_size=3,
                    unique=True,
                )
            ),
            items=items,
        )
    )


@st.composite
def current_letters(draw: st.DrawFn) -> Letter:
    numbers = iter(range(1, 1000))

    def noted(text: str, most: int) -> tuple[str, list[Note]]:
        notes = [
            Note(
                number=next(numbers),
                text=f'progress report of 02/10/2014 (records/a b.pdf), page {n}: "{draw(st.sampled_from(SENTENCES))}"',
            )
            for n in range(1, draw(st.integers(0, most)) + 1)
        ]
        return text + "".join(f"[{note.number}]" for note in notes), notes

    summary, summary_notes = noted(draw(summaries), 3)
    items = []
    for heading, original, authorized, eligible in draw(st.lists(headings(), max_size=4)):
        rationale, notes = noted(draw(rationales), 4)
        items.append(
            LetterItem(
                heading=heading,
                decision=draw(st.sampled_from(("upheld", "overturned", None))),
                original=original,
                authorized=authorized,
                eligible=eligible,
                claims_administrator=GuidelineBlock(text=draw(st.sampled_from(MTUS_PAGES))),
                reviewer_guideline=GuidelineBlock(text=draw(st.sampled_from(MTUS_PAGES + MTUS_SECTIONS))),
                rationale=rationale,
                missing=draw(st.lists(st.sampled_from(SENTENCES), max_size=3)),
                notes=notes,
            )
        )
    optional = st.one_of(st.none(), dates)
    documents, one_file = draw(st.integers(0, 4)), draw(st.booleans())
    return derive(
        Letter(
            era="current",
            case_number=draw(st.one_of(st.none(), st.just("CM26-0000042"))),
            date_assigned=draw(optional),
            date_of_injury=draw(optional),
            decision_date=draw(optional),
            ur_denial_date=draw(optional),
            rules_as_of=draw(optional),
            priority=draw(st.sampled_from((None, "Standard", "Expedited"))),
            application_received=draw(optional),
            prepared_with=draw(st.sampled_from((None, "openimr 0.1.0, rules california-2026.11"))),
            patient=LetterPatient(
                age=draw(st.one_of(st.none(), st.integers(18, 90))), sex=draw(st.sampled_from((None, "female")))
            ),
            reviewer=Reviewer(certifications=draw(st.lists(st.sampled_from(SPECIALTIES), max_size=2, unique=True))),
            summary=summary,
            summary_notes=summary_notes,
            set_aside=draw(st.lists(st.sampled_from(SET_ASIDE), max_size=2)),
            gaps=draw(st.lists(st.sampled_from(GAPS), max_size=3)),
            documents_said=draw(st.sampled_from(LISTED)) if documents else "",
            manifest=[
                ManifestLine(
                    number=number,
                    date=draw(optional),
                    kind=draw(st.sampled_from(("progress report", "utilization review determination"))),
                    author=draw(st.sampled_from((None, "Ana Poe, MD"))),
                    pages=draw(st.sampled_from(("1", "1-4", "1-3, 7, 9-10"))),
                    file="" if one_file else draw(st.sampled_from(FILES)),
                    remark=draw(st.sampled_from(("", "same as number 1", "no text; not used"))),
                )
                for number in range(1, documents + 1)
            ],
            items=items,
            warnings=draw(st.lists(st.sampled_from(SENTENCES), max_size=2)),
        )
    )


def said(letter: Letter) -> dict[str, object]:
    """What a letter says: without where it came from, what the parser remarked, and how something was printed."""
    return letter.model_dump(mode="json", exclude={"source", "problems", "form"})


def squeezed(letter: Letter) -> object:
    """The same with every blank single: a PDF tells its reader that there is a gap, not how many blanks it is wide."""
    return json.loads(re.sub(r"(?: |\\u00a0)+", " ", json.dumps(said(letter))))


any_letter = st.one_of(
    published_letters("2014"),
    published_letters("2016-17"),
    current_letters(),
    letters_of_2013("2013-late"),
    letters_of_2013("2013-notice"),
    letters_of_2013("2013-early"),
)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_letter)
def test_what_is_written_as_text_is_read_back(letter: Letter) -> None:
    assert said(derive(parse(render(letter, "text")))) == said(letter)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(any_letter)
def test_what_is_written_as_pdf_is_read_back(letter: Letter) -> None:
    assert squeezed(derive(parse(read_letter_bytes(render(letter, "pdf"))))) == squeezed(letter)


@settings(max_examples=40, deadline=None)
@given(any_letter)
def test_json_is_the_letter(letter: Letter) -> None:
    assert Letter.model_validate_json(render(letter, "json")) == letter


def words(text: str) -> str:
    """Text without its spacing: all blanks single, none after a hyphen or slash, where a line may have ended."""
    return " ".join(re.sub(r"(?<=[-/])\s+", "", text).split())


def published(shared: Path) -> list[Path]:
    return sorted([*(shared / "seeds").glob("*.txt"), *(shared / "letters").glob("*.pdf")])


def test_every_published_letter_is_written_again_as_it_was(shared: Path) -> None:
    differing = []
    paths = published(shared)
    for path in paths:
        text = read_letter_file(path)
        if words(render(parse(text), "text")) != words(text.text):
            differing.append(path.name)
    assert paths
    assert differing == []


def test_every_published_letter_survives_our_pdf(shared: Path) -> None:
    differing = []
    for path in published(shared):
        letter = parse(read_letter_file(path))
        if squeezed(parse(read_letter_bytes(render(letter, "pdf")))) != squeezed(letter):
            differing.append(path.name)
    assert differing == []


@pytest.mark.parametrize("era", ["2014", "2016-17"])
def test_the_letter_that_is_read_back_renders_to_the_same_words(era: str) -> None:
    letter = Letter(
        era=era,
        case_number="CM14-0000001",
        reviewer=Reviewer(certifications=["Neurology"], licensed_in=["Ohio"]),
        summary="The patient is a 50 year old male.",
        items=[
            LetterItem(
                heading="MRI of the neck", decision="upheld", rationale="The request is not medically necessary."
            )
        ],
    )
    once = render(letter, "text")
    assert render(parse(once), "text") == once
