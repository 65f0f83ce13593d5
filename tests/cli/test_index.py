"""``imr casefile index`` as a person meets it: table, JSON and HTML; files never replaced unasked; exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from openimr.casefile import Manifest, manifest_of, open_case
from openimr.cli.casefile import Format, _written
from openimr.cli.indextable import print_manifest

APPLICATION = """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
Employee: Nora Nominal     Date of injury: 02/02/2012     Date of UR decision: 03/24/2014
Disputed treatment: MRI of the lumbar spine
Employee signature: Nora Nominal   Date: 04/02/2014
"""
DENIAL = """UTILIZATION REVIEW DETERMINATION
Date of decision: 03/24/2014
Requested: MRI of the lumbar spine
Decision: DENIED
Records reviewed: RFA 3/20/14; PR-2 3/18/14; QME report 11/5/13 by Dr. Frane
Guideline: ACOEM
"""
VISIT = "PROGRESS REPORT\nDate of visit: 03/18/2014\nNora Nominal has low back pain, 4/10.\nPlan: MRI."


def imr(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "casefile", "index", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Path:
    folder = tmp_path / "case"
    (folder / "records").mkdir(parents=True)
    for name, text in (("application", APPLICATION), ("ur-denial", DENIAL), ("records/visit [/bold]", VISIT)):
        (folder / f"{name}.txt").parent.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


def test_json_is_the_manifest(case: Path) -> None:
    done = imr(case, "--format", "json")
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    assert {"openimr", "format_version", "totals", "documents", "problems"} <= set(body)
    assert {"considered", "required", "gaps"} <= set(body)
    assert {d["kind"] for d in body["documents"]} == {"imr_application", "ur_determination", "progress_report"}
    assert {gap["code"] for gap in body["gaps"]} == {"request-missing", "considered-not-in-file", "silent-stretch"}
    assert Manifest.model_validate(body)


def test_the_table_names_every_document_and_every_gap(case: Path) -> None:
    done = imr(case)
    assert done.returncode == 0, done.stderr
    words = " ".join(done.stdout.split())
    for name in ("application.txt", "ur-denial.txt", "[/bold].txt", "progress report", "2014-03-18"):
        assert name in words
    assert "QME report of 11/05/2013 by Dr. Frane: not in the file" in words
    assert "ask the claims administrator for QME report of 11/05/2013 by Dr. Frane" in words


def test_a_page_is_printed(case: Path) -> None:
    done = imr(case, "--format", "html")
    assert done.stdout.startswith("<!DOCTYPE html>") and done.stdout.rstrip().endswith("</html>")


def test_a_folder_gets_every_form_and_nothing_is_replaced_unasked(case: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = imr(case, "--out", out)
    assert done.returncode == 0, done.stderr
    assert sorted(p.name for p in out.iterdir()) == ["index.html", "index.json", "index.txt"]
    assert done.stdout == ""
    before = {p: p.read_bytes() for p in out.iterdir()}
    (out / "index.html").unlink()
    again = imr(case, "--out", out)
    assert again.returncode == 8
    assert "exists already" in again.stderr
    assert not (out / "index.html").exists(), "nothing half done"
    assert imr(case, "--out", out, "--replace").returncode == 0
    assert {p: p.read_bytes() for p in out.iterdir()} == before, "same input, same bytes"


@pytest.mark.parametrize(
    ("name", "options", "begins"),
    [
        ("a.html", [], "<!DOCTYPE"),
        ("a.json", [], "{"),
        ("list.txt", [], "3 documents"),
        ("list.data", ["--format", "json"], "{"),
        ("sub/new/a.json", [], "{"),
    ],
)
def test_a_file_is_written_as_it_is_named(
    case: Path, tmp_path: Path, name: str, options: list[str], begins: str
) -> None:
    assert imr(case, "--out", tmp_path / name, *options).returncode == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_one_form_into_a_folder(case: Path, tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    assert imr(case, "--out", tmp_path / "there", "--format", "html").returncode == 0
    assert [p.name for p in (tmp_path / "there").iterdir()] == ["index.html"]


def test_strict_fails_when_something_is_missing_and_still_prints(case: Path) -> None:
    done = imr(case, "--strict", "--format", "json")
    assert done.returncode == 10
    assert json.loads(done.stdout)["gaps"]
    assert "2 missing" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("what", "code"), [("nowhere", 3), (".", 5)])
def test_what_is_no_case_file_has_its_exit_code(tmp_path: Path, what: str, code: int) -> None:
    done = imr(tmp_path / what, "--out", tmp_path / "out")
    assert done.returncode == code
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("width", [40, 80, 100, 160])
def test_the_table_keeps_to_the_screen_and_sends_it_no_commands(case: Path, width: int) -> None:
    manifest = manifest_of(open_case(case))
    manifest.documents[0].author = "Eve \x1b[31m\u202e[red]Mallory[/red]"
    paper = StringIO()
    print_manifest(manifest, Console(file=paper, width=width))
    lines = paper.getvalue().splitlines()
    assert max(map(len, lines)) <= width
    assert "\x1b" not in paper.getvalue() and "\u202e" not in paper.getvalue()
    assert "[red]" in paper.getvalue() and "progress" in paper.getvalue()


def test_half_a_character_of_a_damaged_page_breaks_no_form(case: Path) -> None:
    opened = open_case(case)
    page = next(p for d in opened.documents for p in d.pages if "Records reviewed" in p.text)
    page.text = page.text.replace("QME", "QME \ud800")
    manifest = manifest_of(opened)
    for kind in Format:
        written = _written(manifest, kind)
        assert written.encode("utf-8")
    body = json.loads(_written(manifest, Format.JSON))
    quotes = [place["quote"] for paper in body["considered"]["papers"] for place in paper["places"]]
    assert any("\ud800" in quote for quote in quotes), "a quote is what stands on the page"
