"""The command line as a person meets it: real processes, wrong things, exit codes, nothing overwritten."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from openimr.cli.main import app
from openimr.letters import working_pages
from openimr.review.model import Draft
from openimr.rulefiles import RULES_VARIABLE, rules_root

LETTER = Path(__file__).parent.parent / "letters" / "fixtures"


def imr(*words: object, cwd: Path | None = None, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=cwd,
        env=env,
        timeout=120,
        check=False,
    )


def text_case(folder: Path, **papers: str) -> Path:
    for name, text in papers.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


APPLICATION = """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
Employee: Nora Nominal     Date of injury: 02/02/2012     Date of UR decision: 03/03/2014
Disputed treatment: MRI of the lumbar spine
Signed 03/10/2014
"""
DENIAL = """UTILIZATION REVIEW DETERMINATION
Date of decision: 03/03/2014
RE: Nora Nominal, date of injury 02/02/2012
Requested: MRI of the lumbar spine
Decision: DENIED. ACOEM Chapter 12, page 303.
"""
RECORD = """PROGRESS REPORT
Date of visit: 02/20/2014
Nora Nominal is a 50-year-old female with low back pain, 4/10, no radiation.
Exam: strength 5/5, sensation intact, straight leg raise negative.
Plan: MRI of the lumbar spine.
"""
DECISIONS = """
reviewer: {name: "Ada Example, MD", licence: G-0, licensed_in: [California], certifications: [Occupational Medicine]}
attestations: [no-affiliation, licensed, active-practice-five-years, active-practice-24-hours,
  same-or-similar-specialty, read-the-file, own-decision]
decisions: [{item: 1, decision: upheld}]
"""


def test_help_names_the_commands_and_the_promise() -> None:
    done = imr("--help")
    assert done.returncode == 0
    commands = ("review", "replay", "letters", "casefile", "facts", "guidelines", "process", "sign")
    for word in (*commands, "physician decides"):
        assert word in done.stdout


def test_review_prints_a_marked_draft_and_writes_every_form_once(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    text_case(case, application=APPLICATION, denial=DENIAL, record=RECORD)
    out = tmp_path / "out"
    done = imr("review", case, "--out", out)
    assert done.returncode == 0, done.stderr
    assert "DRAFT - not a determination" in done.stdout
    assert sorted(p.name for p in out.iterdir()) == ["draft.docx", "draft.html", "draft.json", "draft.pdf", "draft.txt"]
    before = {p: p.read_bytes() for p in out.iterdir()}
    again = imr("review", case, "--out", out)
    assert again.returncode == 8
    assert "exists already" in again.stderr
    assert {p: p.read_bytes() for p in out.iterdir()} == before
    assert imr("review", case, "--out", out, "--replace").returncode == 0
    assert (out / "draft.json").read_bytes() == before[out / "draft.json"], "same input, same bytes"


def test_review_json_keeps_the_contract(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, denial=DENIAL, record=RECORD)
    body = json.loads(imr("review", tmp_path, "--format", "json").stdout)
    assert {"openimr", "rules_version", "as_of", "documents", "patient", "summary", "items", "warnings"} <= set(body)
    assert {"age", "sex", "date_of_injury"} <= set(body["patient"])
    item = body["items"][0]
    assert {
        "heading",
        "request",
        "ur",
        "recommendation",
        "confidence",
        "guidelines",
        "criteria",
        "decisive",
        "rationale",
        "missing",
    } <= set(item)
    assert item["recommendation"] == "upheld"
    pages = {(d["id"], d["file"]) for d in body["documents"]}
    for criterion in item["criteria"]:
        assert criterion["status"] in {"met", "not_met", "not_documented", "contradicted", "not_applicable"}
        for e in criterion["evidence"]:
            assert (e["document"], e["file"]) in pages
            text = (tmp_path / e["file"]).read_text(encoding="utf-8")
            assert text[e["start"] : e["end"]] == e["quote"]


def test_a_missing_case_is_said_and_has_its_exit_code(tmp_path: Path) -> None:
    done = imr("review", tmp_path / "nowhere")
    assert done.returncode == 3
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr


def test_an_empty_folder_is_no_case(tmp_path: Path) -> None:
    done = imr("review", tmp_path)
    assert done.returncode == 5
    assert "Traceback" not in done.stderr


def test_damaged_records_are_listed_and_the_rest_is_reviewed(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, denial=DENIAL, record=RECORD)
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7\n1 0 obj << /Type /Catalog")
    (tmp_path / "empty.pdf").write_bytes(b"")
    (tmp_path / "noise.docx").write_bytes(bytes(range(256)) * 40)
    done = imr("review", tmp_path, "--format", "json")
    assert done.returncode == 0, done.stderr
    body = json.loads(done.stdout)
    for name in ("broken.pdf", "empty.pdf", "noise.docx"):
        assert any(name in w for w in body["warnings"]), name
    assert body["items"][0]["recommendation"] == "upheld"


def test_only_the_denial_is_undecidable_and_says_the_rule(tmp_path: Path) -> None:
    text_case(tmp_path, denial=DENIAL)
    body = json.loads(imr("review", tmp_path, "--format", "json").stdout)
    assert [i["recommendation"] for i in body["items"]] == ["undecidable"]
    assert any("9792.10.6(b)(2)" in w for w in body["warnings"])


def test_application_and_denial_without_records_are_undecidable(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, denial=DENIAL)
    body = json.loads(imr("review", tmp_path, "--format", "json").stdout)
    assert [i["recommendation"] for i in body["items"]] == ["undecidable"]
    assert body["items"][0]["missing"]


def test_without_a_ur_determination_the_draft_says_so(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, record=RECORD)
    body = json.loads(imr("review", tmp_path, "--format", "json").stdout)
    assert any("UR determination" in w or "utilization review determination" in w for w in body["warnings"])
    assert len(body["items"]) == 1


def test_an_unknown_treatment_is_undecidable_not_guessed(tmp_path: Path) -> None:
    odd = "Zorbulon field harmonizer session"
    text_case(
        tmp_path,
        application=APPLICATION.replace("MRI of the lumbar spine", odd),
        denial=DENIAL.replace("MRI of the lumbar spine", odd),
        record=RECORD,
    )
    item = json.loads(imr("review", tmp_path, "--format", "json").stdout)["items"][0]
    assert item["recommendation"] == "undecidable"
    assert "not be identified" in " ".join(s["text"] for s in item["rationale"])


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.txt", b""),
        ("empty.pdf", b""),
        ("cut.pdf", b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<"),
        ("binary.txt", bytes(range(256)) * 20),
        ("prose.txt", b"Dear Sir, please find my invoice attached. Kind regards."),
    ],
)
def test_what_is_no_letter_is_refused_with_words_and_code(tmp_path: Path, name: str, content: bytes) -> None:
    (tmp_path / name).write_bytes(content)
    done = imr("letters", "parse", tmp_path / name, "--format", "jsonl")
    assert done.returncode == 4
    assert name in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_good_letters_are_parsed_beside_bad_ones(tmp_path: Path) -> None:
    good = sorted(p for p in LETTER.rglob("*.txt") if p.stat().st_size > 1500)[0]
    (tmp_path / "a.txt").write_bytes(good.read_bytes())
    (tmp_path / "b.txt").write_bytes(b"")
    done = imr("letters", "parse", tmp_path, "--format", "jsonl")
    assert done.returncode == 4
    lines = done.stdout.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0])["items"]
    assert "b.txt" in done.stderr


def test_guidelines_are_listed_shown_and_dated() -> None:
    topics = json.loads(imr("guidelines", "list", "--format", "json").stdout)
    assert len(topics) >= 20
    shown = imr("guidelines", "show", "ESI-L-R")
    assert shown.returncode == 0
    assert "ESI-L-R.a" in shown.stdout
    assert "Not verified" in shown.stdout
    wrong = imr("guidelines", "show", "no-such-topic")
    assert wrong.returncode == 3
    ids = {e["id"] for e in json.loads(imr("guidelines", "at", "2014-05-29", "--format", "json").stdout)}
    assert "mtus-chronic-pain-2009" in ids
    assert "mtus-chronic-pain-2016" not in ids


def test_facts_carry_their_place(tmp_path: Path) -> None:
    text_case(tmp_path, record=RECORD)
    found = json.loads(imr("facts", tmp_path / "record.txt", "--format", "json").stdout)
    assert found
    text = (tmp_path / "record.txt").read_text(encoding="utf-8")
    for fact in found:
        assert text[fact["start"] : fact["end"]] == fact["quote"]
    assert any(f["concept"] == "exam.straight_leg_raise" and f["assertion"] == "negated" for f in found)


def test_the_index_lists_every_paper(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, denial=DENIAL, record=RECORD)
    body = json.loads(imr("casefile", "index", tmp_path, "--format", "json").stdout)
    assert {d["kind"] for d in body["documents"]} == {"imr_application", "ur_determination", "progress_report"}


def test_signing_makes_the_only_unmarked_letter(tmp_path: Path) -> None:
    text_case(tmp_path, application=APPLICATION, denial=DENIAL, record=RECORD)
    assert imr("review", tmp_path, "--out", tmp_path / "out").returncode == 0
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text(DECISIONS, encoding="utf-8")
    done = imr("sign", tmp_path / "out" / "draft.json", "--decisions", decisions, "--out", tmp_path / "signed")
    assert done.returncode == 0, done.stderr
    text = (tmp_path / "signed" / "determination.txt").read_text(encoding="utf-8")
    assert "DRAFT" not in text
    assert "Ada Example" not in text, "reviewers' names are confidential"
    assert "not medically necessary" in " ".join(text.split())
    decisions.write_text(decisions.read_text().replace("own-decision", "licensed"), encoding="utf-8")
    refused = imr("sign", tmp_path / "out" / "draft.json", "--decisions", decisions, "--out", tmp_path / "other")
    assert refused.returncode == 7
    assert not (tmp_path / "other").exists()


def test_words_of_the_companion_that_are_broken_leave_nothing_half_written(tmp_path: Path) -> None:
    case = tmp_path / "case"
    case.mkdir()
    text_case(case, application=APPLICATION, denial=DENIAL, record=RECORD)
    draft = tmp_path / "draft.json"
    draft.write_text(imr("review", case, "--format", "json").stdout, encoding="utf-8")
    decisions = tmp_path / "decisions.yaml"
    decisions.write_text(DECISIONS, encoding="utf-8")
    rules = tmp_path / "rules"
    shutil.copytree(rules_root(), rules)
    words = rules / "california" / "plain" / "words.yaml"
    words.write_text(words.read_text(encoding="utf-8").replace("{number} of {count}", "{nmber} of {count}"), "utf-8")
    own = {**os.environ, RULES_VARIABLE: str(rules)}
    for command in (
        ("sign", draft, "--decisions", decisions, "--out", tmp_path / "new", "--companion", "en"),
        ("review", case, "--out", tmp_path / "new", "--companion", "en"),
    ):
        done = imr(*command, env=own)
        assert done.returncode == 6, done.stderr
        assert "words.yaml:" in done.stderr and "{nmber}" in done.stderr and "Next:" in done.stderr
        assert not (tmp_path / "new").exists()


def test_what_parse_writes_render_and_check_read(tmp_path: Path) -> None:
    letter = sorted(p for p in LETTER.rglob("*.txt") if p.stat().st_size > 1500)[0]
    for name in ("json", "jsonl"):
        written = tmp_path / f"letter.{name}.json"
        written.write_text(imr("letters", "parse", letter, "--format", name).stdout, encoding="utf-8")
        assert imr("letters", "render", written, "--to", "text").returncode == 0
        assert imr("letters", "check", written).returncode in (0, 10)
    several = tmp_path / "several.json"
    several.write_text("[" + ",".join([imr("letters", "parse", letter, "--format", "jsonl").stdout] * 2) + "]")
    refused = imr("letters", "render", several)
    assert refused.returncode == 4
    assert "2 letters" in refused.stderr


TOPIC_CASES = """topic: NMES
cases:
  - title: no stroke
    date: "2014-05-29"
    request: NMES unit purchase
    records:
      - {kind: progress_report, date: "2014-05-15", text: Chronic low back pain. He never had a stroke.}
    expect: {b: met}
    recommendation: upheld
"""


def test_topic_cases_are_reported_with_expectation_result_and_quotes(tmp_path: Path) -> None:
    (tmp_path / "NMES.yaml").write_text(TOPIC_CASES, encoding="utf-8")
    done = imr("guidelines", "test", "nmes", "--cases", tmp_path)
    assert done.returncode == 10
    assert "WRONG    NMES: no stroke" in done.stdout
    assert "EXPECTED met, CAME not met" in done.stdout
    assert "\u201cHe never had a stroke.\u201d" in done.stdout
    assert "LACKING  NMES: 1 of 3 cases" in done.stdout
    (tmp_path / "NMES.yaml").write_text(TOPIC_CASES.replace("b: met", "b: perhaps"), encoding="utf-8")
    refused = imr("guidelines", "test", "--cases", tmp_path)
    assert refused.returncode == 6
    assert "NMES.yaml:8" in refused.stderr


def test_a_companion_is_printed_in_place_of_the_draft_and_written_beside_it(tmp_path: Path) -> None:
    folder = tmp_path / "case"
    folder.mkdir()
    case = text_case(folder, application=APPLICATION, denial=DENIAL)
    spanish = imr("review", case, "--companion", "es")
    assert spanish.returncode == 0 and spanish.stdout.startswith("BORRADOR")
    assert imr("review", case, "--companion", "es", "--companion", "en").returncode == 2
    out = tmp_path / "out"
    assert imr("review", case, "--companion", "es", "--companion", "en", "--out", out).returncode == 0
    assert {f"companion.{tongue}.{form}" for tongue in ("en", "es") for form in ("txt", "html", "pdf", "docx")} <= {
        path.name for path in out.iterdir()
    }


def test_a_companion_that_is_printed_alone_does_not_render_the_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def laid_out(draft: Draft) -> None:
        raise AssertionError("the draft was laid out, and nobody asked for it")

    monkeypatch.setattr(working_pages, "lay_out_draft", laid_out)
    case = text_case(tmp_path, application=APPLICATION, denial=DENIAL)
    done = CliRunner().invoke(app, ["review", str(case), "--companion", "es"], catch_exceptions=False)
    assert done.exit_code == 0 and "BORRADOR" in done.stdout
