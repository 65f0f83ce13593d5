"""The citation grammar, over every form of block the letters print."""

from __future__ import annotations

from pathlib import Path

import pytest

from openimr.errors import RuleError
from openimr.guidelines.citation_names import CitationRules, citation_rules
from openimr.guidelines.citations import parse_block
from openimr.guidelines.edition_table import editions
from openimr.guidelines.reading import read_rule_text

ODG = "Decision based on Non-MTUS Citation "
MTUS = "Decision based on MTUS "

#: block -> kinds, and (edition, chapter, sections, pages) of each citation
BLOCKS: list[tuple[str, list[str], list[tuple[str | None, str | None, list[str], list[str]]]]] = [
    ("The Claims Administrator did not cite any medical evidence for its decision.", ["none_cited"], []),
    ("The Claims Administrator did not cite any evidence-based criteria for its decision.", ["none_cited"], []),
    (MTUS + "Chronic Pain Treatment Guidelines Page(s): 121.", ["mtus"], [("mtus-chronic-pain-2009", None, [], ["121"])]),
    (
        MTUS + "Chronic Pain Treatment Guidelines Chronic Pain Treatment Guidelines, Epidural steroid injections (ESIs) Page(s): 46.",
        ["mtus"],
        [("mtus-chronic-pain-2009", None, ["Epidural steroid injections (ESIs)"], ["46"])],
    ),
    (
        MTUS + "Chronic Pain Treatment Guidelines Stimulators; Psychological evaluations, IDDS and SCS (intrathecal drug syst.",
        ["mtus"],
        [("mtus-chronic-pain-2009", None, ["Stimulators", "Psychological evaluations, IDDS and SCS (intrathecal drug syst"], [])],
    ),
    (
        MTUS + "ACOEM Chapter 12 Low Back Complaints Page(s): 300,Chronic Pain Treatment Guidelines imaging studies Page(s): 46.",
        ["mtus"],
        [
            ("mtus-acoem-2004-ch12", "Low Back Complaints", [], ["300"]),
            ("mtus-chronic-pain-2009", None, ["imaging studies"], ["46"]),
        ],
    ),
    (
        MTUS + "ACOEM Chapter 8 Neck and Upper Back Complaints, Chapter 12 Low Back Complaints Page(s): 177-178, 303.",
        ["mtus"],
        [
            ("mtus-acoem-2004-ch8", "Neck and Upper Back Complaints", [], []),
            ("mtus-acoem-2004-ch12", "Low Back Complaints", [], ["177-178", "303"]),
        ],
    ),
    (MTUS + "ACOEM Page(s): 303.", ["mtus"], [("mtus-acoem-2004-ch12", None, [], ["303"])]),
    (MTUS + "ACOEM Page(s): 303, 340.", ["mtus"], [(None, None, [], ["303", "340"])]),
    (MTUS + "ACOEM Knee braces Page(s): 340.", ["mtus"], [("mtus-acoem-2004-ch13", None, ["Knee braces"], ["340"])]),
    (
        MTUS + "ACOEM Chapter 10 Elbow Disorders (Revised 2007) Page(s): 13-15.",
        ["mtus"],
        [("mtus-acoem-2007-elbow", "Elbow Complaints", [], ["13-15"])],
    ),
    (
        MTUS + "Postsurgical Treatment Guidelines, and Acupuncture Treatment Guidelines.",
        ["mtus"],
        [("mtus-postsurgical-2009", None, [], []), ("mtus-acupuncture-2007", None, [], [])],
    ),
    (
        MTUS + "Neck and Upper Back Complaints 2004, Section(s): Initial Care, and Low Back Complaints 2004, Section(s): "
        "Initial Care, Physical Methods.",
        ["mtus"],
        [
            ("mtus-acoem-2004-ch8", "Neck and Upper Back Complaints", ["Initial Care"], []),
            ("mtus-acoem-2004-ch12", "Low Back Complaints", ["Initial Care", "Physical Methods"], []),
        ],
    ),
    (
        MTUS + "Elbow Complaints 2007, Section(s): 326, and Chronic Pain Medical Treatment 2016, Section(s): Physical medicine treatment.",
        ["mtus"],
        [
            ("mtus-acoem-2007-elbow", "Elbow Complaints", ["326"], []),
            ("mtus-chronic-pain-2016", None, ["Physical medicine treatment"], []),
        ],
    ),
    (
        MTUS + "Opioid Treatment 2016, Section(s): 3. Opioids for Chronic Pain: Overview, 3.3.4 Use of CURES.",
        ["mtus"],
        [("mtus-opioids-2016", None, ["3. Opioids for Chronic Pain: Overview", "3.3.4 Use of CURES"], [])],
    ),
    (
        MTUS + "General Approaches 2004, Section(s): Initial Approaches to Treatment, and Neck and Upper Back Complaints 2004, "
        "Section(s): Summary.",
        ["mtus"],
        [
            ("mtus-acoem-2004-ch3", "Initial Approaches to Treatment", ["Initial Approaches to Treatment"], []),
            ("mtus-acoem-2004-ch8", "Neck and Upper Back Complaints", ["Summary"], []),
        ],
    ),
    (
        MTUS + "Chronic Pain Medical Treatment 2009, Section(s): Opioids, criteria for use, NSAIDs, GI symptoms & cardiovascular risk.",
        ["mtus"],
        [("mtus-chronic-pain-2009", None, ["Opioids, criteria for use", "NSAIDs, GI symptoms & cardiovascular risk"], [])],
    ),
    (
        MTUS + "Postsurgical Treatment 2009, Section(s): Knee, Forearm, Wrist, & Hand.",
        ["mtus"],
        [("mtus-postsurgical-2009", None, ["Knee", "Forearm, Wrist, & Hand"], [])],
    ),
    (
        "The Claims Administrator did not base their decision on the MTUS.  " + ODG
        + "Offiicial Disability Guidelines; Low Back, updated 05/12/14; regarding Hardware implant removal (fixation)",
        ["outside_mtus", "non_mtus"],
        [("odg", "Low Back", ["Hardware implant removal (fixation)"], [])],
    ),
    (
        "The Expert Reviewer based their decision on recommendation(s) outside of the MTUS Guidelines. " + ODG
        + "Official Disability Guidelines (ODG), 2016, Neck and Upper Back, Indications for imaging, CT (computed tomography).",
        ["outside_mtus", "non_mtus"],
        [("odg", "Neck and Upper Back", ["Indications for imaging", "CT (computed tomography)"], [])],
    ),
    (
        ODG + "Official Disability Guidelines (ODG), Chapter Low Back - Lumbar & Thoracic, Nerve conduction studies",
        ["non_mtus"],
        [("odg", "Low Back - Lumbar & Thoracic", ["Nerve conduction studies"], [])],
    ),
    (
        ODG + "Official Disability Guidelines, Neck and Upper Back, TENS (Transcutaneous electrical nerve stimulation); Low Back - "
        "Lumbar & Thoracic (Acute & Chronic).",
        ["non_mtus"],
        [
            ("odg", "Neck and Upper Back", ["TENS (Transcutaneous electrical nerve stimulation)"], []),
            ("odg", "Low Back - Lumbar & Thoracic", [], []),
        ],
    ),
    (
        ODG + "Official Disability Guidelines (ODG) Carpal Tunnel Syndrome (Acute & Chronic) and Other Medical Treatment Guidelines "
        "AANEM Recommended Policy.",
        ["non_mtus"],
        [("odg", "Carpal Tunnel Syndrome", [], []), ("other", None, ["AANEM Recommended Policy"], [])],
    ),
    (
        ODG + "http://www.example.org/a-study, https://example.org/b.",
        ["non_mtus"],
        [("other", None, ["http://www.example.org/a-study"], []), ("other", None, ["https://example.org/b"], [])],
    ),
    (
        ODG + "Other Medical Treatment Guideline or Medical Evidence: Doe J, J Hand Surg 2012;37(4):100-108.",
        ["non_mtus"],
        [("other", None, ["Doe J, J Hand Surg 2012;37(4):100-108"], [])],
    ),
    (
        ODG + "ACOEM, 3rd Edition (2011), Low Back Disorders, page 333.",
        ["non_mtus"],
        [("acoem", None, ["Low Back Disorders"], ["333"])],
    ),
    (
        "The Claims Administrator based its decision on the American College of Occupational and Environmental Medicine (ACOEM), "
        "2nd Edition, (2004), Chapter 12, Low Back Complaints, pages 308-310, which is part of the MTUS.",
        ["mtus"],
        [("mtus-acoem-2004-ch12", "Low Back Complaints", [], ["308-310"])],
    ),
    (
        "The Physician Reviewer found that no section of the MTUS was applicable. Per the Strength of Evidence hierarchy established "
        "by the State, the Physician Reviewer based his/her decision on the Official Disability Guidelines (ODG), Low Back Chapter.",
        ["outside_mtus", "non_mtus"],
        [("odg", "Low Back", [], [])],
    ),
]


@pytest.mark.parametrize(("block", "kinds", "citations"), BLOCKS, ids=range(len(BLOCKS)))
def test_block(
    block: str, kinds: list[str], citations: list[tuple[str | None, str | None, list[str], list[str]]]
) -> None:
    statements = parse_block(block)
    assert [s.kind for s in statements] == kinds
    assert [(c.edition, c.chapter, c.sections, c.pages) for s in statements for c in s.citations] == citations
    assert "".join("".join(s.text.split()) for s in statements) == "".join(block.split())


def test_year_is_kept_as_printed() -> None:
    [statement] = parse_block(MTUS + "Chronic Pain Medical Treatment 2015, Section(s): Office visits.")
    [cited] = statement.citations
    assert (cited.year, cited.edition, cited.guideline) == (2015, None, "mtus-chronic-pain")


def test_adopted_guidelines_take_the_kind_of_what_they_point_to() -> None:
    theirs = parse_block("The Claims Administrator based its decision on the Official Disability Guidelines, which is not part of the MTUS.")
    assert [s.kind for s in theirs] == ["non_mtus"]
    ours = parse_block("The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate.", adopted=theirs)
    assert [(s.kind, s.citations) for s in ours] == [("non_mtus", [])]


@pytest.mark.parametrize("text", ["", " ", "...", "Page(s):", "Decision based on MTUS", "Decision based on Non-MTUS Citation", "\x00(((", "ACOEM"])
def test_scraps_do_not_fail(text: str) -> None:
    statements = parse_block(text)
    assert "".join("".join(s.text.split()) for s in statements) in ("", "".join(text.split()))


def test_every_block_of_the_real_letters_is_whole(shared: Path) -> None:
    from openimr.letters import parse_files  # the letters room holds the readers of files

    unknown = []
    for path, letter in parse_files([shared / "letters", shared / "seeds"]):
        for item in letter.items:  # type: ignore[union-attr]
            for block in (item.claims_administrator, item.reviewer_guideline):
                statements = parse_block(block.text)
                assert statements, path.name
                assert "".join("".join(s.text.split()) for s in statements) == "".join(block.text.split())
                unknown += [block.text for s in statements for c in s.citations if c.guideline is None]
                assert all(s.citations or s.kind in ("none_cited", "outside_mtus") for s in statements), block.text
    assert unknown == []


def test_a_rule_file_with_an_unknown_edition_is_refused() -> None:
    shipped = (Path(__file__).parents[2] / "src/openimr/rules/california/citations.yaml").read_text(encoding="utf-8")
    with pytest.raises(RuleError, match="mtus-opioids-1999"):
        CitationRules(read_rule_text(shipped.replace("mtus-opioids-2016", "mtus-opioids-1999"), "citations.yaml"), editions())
    assert citation_rules() is citation_rules()
