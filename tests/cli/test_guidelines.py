"""``imr guidelines``: what it prints, what it refuses, and the trace of an item."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from openimr.cli.main import app
from openimr.errors import NotFound

CASE = Path(__file__).parents[2] / "examples" / "cases" / "lumbar-epidural-repeat"


def imr(*words: str) -> Result:
    return CliRunner().invoke(app, ["guidelines", *words])


def test_what_governs_each_topic_on_a_day() -> None:
    rows = {row["topic"]: row for row in json.loads(imr("at", "2018-01-05", "--topics", "--format", "json").stdout)}
    assert rows["NMES"]["editions"] == ["acoem-chronic-pain-2017"]
    assert "nobody has compared" in rows["NMES"]["why"]
    assert rows["HW-REM"]["editions"] == ["odg"]


def test_a_topic_shows_editions_provenance_and_that_nobody_checked_it() -> None:
    said = " ".join(imr("show", "homehealth").stdout.split())
    for words in ("not mtus-chronic-pain-2009", "not compared", "F15", "Not verified"):
        assert words in said


def test_lint_passes_the_library_and_fails_a_broken_folder(tmp_path: Path) -> None:
    done = imr("lint")
    assert done.exit_code == 0
    assert re.search(r"Topics checked: \d{3}\. Nothing found", done.stdout)
    (tmp_path / "X.yaml").write_text("id: X\ntitel: y\n", encoding="utf-8")
    done = imr("lint", str(tmp_path))
    assert done.exit_code == 10
    assert done.stdout.startswith("topics/X.yaml:2: titel")
    assert "Next: " in done.stdout
    body = json.loads(imr("lint", str(tmp_path), "--format", "json").stdout)
    assert [(row["file"], row["line"]) for row in body] == [("topics/X.yaml", 2)]
    with pytest.raises(NotFound):
        CliRunner().invoke(app, ["guidelines", "lint", str(tmp_path / "none")], catch_exceptions=False)


def test_diff_of_two_editions() -> None:
    said = " ".join(imr("diff", "mtus-chronic-pain-2009", "mtus-chronic-pain-2016").stdout.split())
    assert "HOMEHEALTH.b" in said
    assert "NMES" not in said
    body = json.loads(
        imr("diff", "mtus-chronic-pain-2009", "mtus-chronic-pain-2016", "--all", "--format", "json").stdout
    )
    assert "NMES" in {row["topic"] for row in body}
    with pytest.raises(NotFound) as caught:
        CliRunner().invoke(app, ["guidelines", "diff", "mtus-chronic-pain-2009", "mtus-2016"], catch_exceptions=False)
    assert "mtus-" in (caught.value.remedy or "")


def test_explain_prints_the_whole_trace() -> None:
    said = imr("explain", str(CASE), "1").stdout
    for words in (
        "Item 1: A second LESI",
        "Rules read as of 2014-04-28",
        "+ ESI-L-R",
        "- ESI-C",
        "it is for other parts of the body",
        "pattern: {fact: {concepts: [resp.relief]",
        "because: ",
        "(required; not verified)",
        "Logic: ALL(a,b,c,d) ; LIMIT(e) ; NOT(f)  →  failed",
        "Recommendation: upheld",
        "Decided by: ESI-L-R.a",
    ):
        assert words in said, words


def test_explain_says_what_the_draft_says() -> None:
    from openimr.casefile import open_case
    from openimr.review import review

    case = open_case(CASE)
    draft = review(case)
    for number, item in enumerate(draft.items, start=1):
        body = json.loads(imr("explain", str(CASE), str(number), "--format", "json").stdout)
        assert body["review"] == item.model_dump(mode="json")
        chosen = [row["topic"] for row in body["topics"] if row["chosen"]]
        assert chosen == list(dict.fromkeys(use.topic for use in item.guidelines))
        for row in body["topics"]:
            assert row["why"]
            assert row["chosen"] == bool(row["verdict"])


def test_explain_reads_the_rules_of_another_day_when_asked() -> None:
    said = imr("explain", str(CASE), "1", "--as-of", "2018-06-04").stdout
    assert "acoem-low-back-2016" in said
    assert "nobody has compared" in said


def test_explain_of_no_such_item() -> None:
    with pytest.raises(NotFound, match="no item 99"):
        CliRunner().invoke(app, ["guidelines", "explain", str(CASE), "99"], catch_exceptions=False)
