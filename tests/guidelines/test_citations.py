"""The citation grammar, over every form of block the letters print."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from openimr.errors import RuleError
from openimr.guidelines.citation_names import CitationRules, citation_rules
from openimr.guidelines.citations import parse_block
from openimr.guidelines.edition_table import editions
from openimr.guidelines.reading import read_rule_text

MTUS = "Decision based on MTUS "

ROWS = yaml.load((Path(__file__).parent / "citation_blocks.yaml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["block"][:60])
def test_block(row: dict[str, Any]) -> None:
    statements = parse_block(row["block"])
    assert [s.kind for s in statements] == row["kinds"]
    found = [
        {"edition": c.edition or "none", "chapter": c.chapter, "sections": c.sections, "pages": c.pages}
        for s in statements
        for c in s.citations
    ]
    assert [{name: value for name, value in one.items() if value} for one in found] == row.get("citations", [])
    assert "".join("".join(s.text.split()) for s in statements) == "".join(row["block"].split())


def test_year_is_kept_as_printed() -> None:
    [statement] = parse_block(MTUS + "Chronic Pain Medical Treatment 2015, Section(s): Office visits.")
    [cited] = statement.citations
    assert (cited.year, cited.edition, cited.guideline) == (2015, None, "mtus-chronic-pain")


def test_adopted_guidelines_take_the_kind_of_what_they_point_to() -> None:
    theirs = parse_block("The Claims Administrator based its decision on the ODG, which is not part of the MTUS.")
    assert [s.kind for s in theirs] == ["non_mtus"]
    ours = parse_block(
        "The Expert Reviewer found the guidelines used by the Claims Administrator relevant and appropriate.",
        adopted=theirs,
    )
    assert [(s.kind, s.citations) for s in ours] == [("non_mtus", [])]


@pytest.mark.parametrize(
    "text",
    ["", " ", "...", "Page(s):", "Decision based on MTUS", "Decision based on Non-MTUS Citation", "\x00(((", "ACOEM"],
)
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
        CitationRules(
            read_rule_text(shipped.replace("mtus-opioids-2016", "mtus-opioids-1999"), "citations.yaml"), editions()
        )
    assert citation_rules() is citation_rules()
