"""The same letter however its lines are broken: narrow, wide, unbroken, double spaced, over pages with feet."""

from __future__ import annotations

import random
import re
import textwrap
from pathlib import Path

import pytest

from openimr.letters import Letter, parse, parse_with_segments, read_letter_file

FIXTURES = sorted((Path(__file__).parent / "fixtures").glob("final-*.txt"))
STYLES = ("tight", "blank", "seed", "pages", "feet")


def laid_out(head: str, letter: Letter, width: int, style: str) -> str:
    """The items of a letter after ``head``, wrapped at ``width`` (0: not at all)."""
    paragraphs: list[str] = []
    for item in letter.items:
        assert item.decision
        paragraphs += [
            f"{item.heading}: {item.decision.capitalize()}",
            f"Claims Administrator guideline: {item.claims_administrator.text}",
            f"MAXIMUS guideline: {item.reviewer_guideline.text}",
            f"Decision rationale: {item.rationale}",
        ]
    broken = [
        "\n".join(textwrap.wrap(p, width, break_long_words=False, break_on_hyphens=False)) if width else p
        for p in paragraphs
    ]
    if style == "tight":
        return head + "\n".join(broken)
    if style == "blank":
        return head + "\n\n".join(broken)
    if style == "seed":
        return head + " \n\n \n\n".join(p.replace("\n", " \n\n") for p in broken)
    lines = "\n".join(broken).split("\n")
    end = "\f" if style == "pages" else "\nPage 2 of 9\n\f"
    return head + "".join(line + (end if number % 13 == 12 else "\n") for number, line in enumerate(lines))


def same_items(letter: Letter, other: Letter) -> bool:
    return [
        (
            i.heading.split(),
            i.decision,
            i.claims_administrator.text.split(),
            i.reviewer_guideline.text.split(),
            i.rationale.split(),
        )
        for i in letter.items
    ] == [
        (
            i.heading.split(),
            i.decision,
            i.claims_administrator.text.split(),
            i.reviewer_guideline.text.split(),
            i.rationale.split(),
        )
        for i in other.items
    ]


def check_layouts(path: Path) -> None:
    read = read_letter_file(path)
    letter, segments = parse_with_segments(read)
    head = read.text[: next(s.start for s in segments if s.path == "items[0].heading")]
    for width in (0, 62, 80, 95, 120):
        for style in STYLES:
            assert same_items(parse(laid_out(head, letter, width, style)), letter), (path.name, width, style)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda p: p.stem)
def test_fixture_letters_in_any_layout(path: Path) -> None:
    check_layouts(path)


def test_real_letters_in_any_layout(shared: Path) -> None:
    for path in sorted((shared / "letters").glob("*.pdf"))[::4] + sorted((shared / "seeds").glob("*.txt")):
        check_layouts(path)


def test_headings_are_found_without_bold_as_with_it(shared: Path) -> None:
    for path in sorted((shared / "letters").glob("*.pdf")):
        read = read_letter_file(path)
        assert read.bold, path.name
        assert parse(read) == parse(read.text, path.name), path.name


def test_letters_whose_line_ends_were_lost(shared: Path) -> None:
    compared = 0
    for path in sorted((shared / "letters").glob("*.pdf")) + sorted((shared / "seeds").glob("*.txt")):
        read = read_letter_file(path)
        letter = parse(read)
        run_together = parse(" ".join(re.sub(r"(?<=\S)- ?\s*\n\s*", "-", read.text).split()))
        assert (letter.case_number, letter.decision_date) == (run_together.case_number, run_together.decision_date)
        assert same_items(run_together, letter), path.name
        compared += len(letter.items)
    assert compared


HEADINGS = [
    "Norco 10/325mg 1 tab p.o. q.6h. prn #120",
    "Follow up with Dr. Smith in 4 wks. (1 visit)",
    "Physical therapy 2x/wk. x 6 wks. Lumbar spine",
    "Associated surgical service: Post-op cold therapy unit x 7 days",
    "1 prescription of Soma 350mg, #90, between 5/1/2014 and 7/30/2014",
    "lumbar epidural steroid injection at L5-S1",
    "(R) knee MRI without contrast",
    "Flurbiprofen 20%/Lidocaine 5%/Menthol 5%/Camphor 1% topical compound cream, quantity 30 gm, apply two to three "
    "times daily as needed for pain, with 2 refills",
    "Home health aide 4 hours a day, 5 days a week for 6 weeks. Transportation to and from all appointments",
    "Creams",
]
SENTENCES = [
    "The patient has not tried conservative care for the condition in question.",
    "There is no documentation of functional improvement from the prior sessions of treatment.",
    "Mr.  has been taking it since 2012 with a pain score of 8/10 before and 7/10 after.",
    "Records from Dr.  dated 3/4/2014 were reviewed and the earlier request was: Upheld by review.",
]
ENDINGS = [
    "Therefore, the request is not medically necessary.",
    "Therefore, the request is not medically necessary",
    "The request is noncertified.",
    "Recommend non-certification.",
    "Medical necessity is not established at this time (see above).",
    'The guideline calls it "not recommended."',
    "No reason is given for the visit.",
]


def test_headings_and_rationales_of_many_kinds() -> None:
    text = FIXTURES[0].read_text(encoding="utf-8")
    head = text[: text.index("Cognitive behavioral therapy: 12 visits")]
    rng = random.Random(11)
    for _ in range(60):
        drawn = [
            (rng.choice(HEADINGS), " ".join([*rng.choices(SENTENCES, k=rng.randint(1, 6)), rng.choice(ENDINGS)]))
            for _ in range(5)
        ]
        paragraphs = [
            part
            for heading, rationale in drawn
            for part in (
                f"{heading}: Upheld",
                "Claims Administrator guideline: Decision based on MTUS Chronic Pain Treatment Guidelines Page(s): 46.",
                "MAXIMUS guideline: The Expert Reviewer did not base their decision on the MTUS.",
                f"Decision rationale: {rationale}",
            )
        ]
        width = rng.choice([0, 85, 95, 100])
        letter = parse(head + "\n".join("\n".join(textwrap.wrap(p, width)) if width else p for p in paragraphs))
        assert [(i.heading, i.rationale.split()) for i in letter.items] == [(h, r.split()) for h, r in drawn]
