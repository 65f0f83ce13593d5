"""``imr panel`` as a person meets it: reports, files, exit codes, refusals."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from openimr.panel.publishing import PublicSelection
from openimr.panel.report import DocketReport, Selection
from openimr.panel.rules import panel_rules
from openimr.process import process_rules

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
ROSTER = EXAMPLES / "panel" / "roster.yaml"
DOCKET = EXAMPLES / "panel" / "docket.yaml"


def imr(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "panel", *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.yaml"
    path.write_text(
        "id: IMR-EX-1\npriority: standard\ndue: 2014-06-20\nparties:\n  - {role: employee, name: Nora Nominal}\n"
        "  - {role: employer, name: Roe Co.}\n  - {role: claims_administrator, name: Bayline Adjusting}\n"
        "  - {role: requesting_physician, name: Osric Pemberton}\nitems: [Lumbar epidural steroid injection]\n",
        encoding="utf-8",
    )
    return path


def test_select_prints_the_selection_and_the_same_seed_gives_the_same(case: Path) -> None:
    words = ("select", case, "--roster", ROSTER, "--as-of", "2014-06-02", "--seed", 3, "--format", "json")
    done = imr(*words)
    assert done.returncode == 0, done.stderr
    report = Selection.model_validate_json(done.stdout)
    assert report.case == "IMR-EX-1"
    assert len(report.chosen) == 1
    assert report.seed == 3
    assert imr(*words).stdout == done.stdout


def test_another_process_with_another_hash_seed_makes_the_same_bytes() -> None:
    words = ("assign", DOCKET, "--roster", ROSTER, "--as-of", "2014-06-02", "--seed", 11, "--format", "json")
    made = {
        subprocess.run(
            [sys.executable, "-m", "openimr.cli.main", "panel", *map(str, words)], capture_output=True, timeout=120,
            check=True, env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(made) == 1


def test_a_new_seed_is_drawn_and_told(case: Path) -> None:
    words = ("select", case, "--roster", ROSTER, "--as-of", "2014-06-02", "--format", "json")
    seeds = {Selection.model_validate_json(imr(*words).stdout).seed for _ in range(2)}
    assert len(seeds) == 2


def test_nobody_is_an_answer_with_its_rules(case: Path) -> None:
    words = ("select", case, "--roster", ROSTER, "--as-of", "2014-06-02", "--reviewers", 3)
    done = imr(*words, "--format", "json")
    assert done.returncode == 10
    report = Selection.model_validate_json(done.stdout)
    assert report.block is not None
    assert report.block.rules == ["panel-approval"]
    assert "kept out by panel-approval alone" in done.stderr
    done = imr(*words, "--approval", "AD, 6/1/2014")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("CHOSEN") == 3


def test_a_rule_of_operation_can_be_lifted_and_no_other(case: Path) -> None:
    text = case.read_text(encoding="utf-8").replace("2014-06-20", "2014-06-03")
    case.write_text(text, encoding="utf-8")
    words = ("select", case, "--roster", ROSTER, "--as-of", "2014-06-02")
    assert imr(*words).returncode == 10
    done = imr(*words, "--lift", "in-time")
    assert done.returncode == 0, done.stderr
    assert "Left out of account, as asked: in-time" in done.stdout
    assert imr(*words, "--lift", "licence").returncode == 2
    assert imr(*words, "--lift", "lcence").returncode == 2


def test_assign_writes_every_form_and_replaces_nothing_unasked(tmp_path: Path) -> None:
    out = tmp_path / "out"
    words = ("assign", DOCKET, "--roster", ROSTER, "--as-of", "2014-06-02", "--seed", 11, "--out", out, "--selections")
    done = imr(*words)
    assert done.returncode == 0, done.stderr
    names = {path.name for path in out.iterdir()}
    forms = {f"assignment{mark}.{kind}" for mark in ("", "-public") for kind in ("txt", "json", "html")}
    assert names == forms | {"selections"}
    report = DocketReport.model_validate_json((out / "assignment.json").read_text(encoding="utf-8"))
    assert report.served + report.unserved == len(report.cases) == len(list((out / "selections").iterdir()))
    PublicSelection.model_validate_json((out / "assignment-public.json").read_text(encoding="utf-8"))
    again = imr(*words)
    assert again.returncode == 8
    assert imr(*words, "--replace").returncode == 0


def test_a_folder_of_case_folders_is_a_docket(tmp_path: Path) -> None:
    for number in (1, 2):
        folder = tmp_path / f"case{number}"
        folder.mkdir()
        (folder / "case.yaml").write_text(
            f"case_number: IMR-EX-{number}\nemployer: Roe Co.\nclaims_administrator: Bayline Adjusting\npanel:\n"
            "  parties: [{role: requesting_physician, name: Osric Pemberton}]\n", "utf-8")  # fmt: skip
        (folder / "application.txt").write_text(
            "APPLICATION FOR INDEPENDENT MEDICAL REVIEW\nEmployee: Nora Nominal\nDisputed treatment: MRI of the lumbar "
            "spine\nEmployee signature: Nora Nominal   Date: 04/02/2014\n", "utf-8")  # fmt: skip
    done = imr("assign", tmp_path, "--roster", ROSTER, "--as-of", "2014-06-02", "--format", "json", "--seed", 1)
    assert done.returncode == 0, done.stderr
    report = DocketReport.model_validate_json(done.stdout)
    assert {row.case for row in report.cases} == {"IMR-EX-1", "IMR-EX-2"}
    assert report.served == 2


def test_check_tells_what_is_wrong_with_line_and_fix(tmp_path: Path) -> None:
    done = imr("check", ROSTER, "--as-of", "2014-06-02")
    assert done.returncode == 0, done.stderr
    assert "R-04" in done.stdout
    assert imr("check", ROSTER, "--as-of", "2014-06-02", "--strict").returncode == 10
    path = tmp_path / "roster.yaml"
    text = ROSTER.read_text(encoding="utf-8")
    path.write_text(text.replace("discipline: chiropractor", "discipline: chiropracter"), encoding="utf-8")
    done = imr("check", path, "--format", "json")
    assert done.returncode == 10
    body = json.loads(done.stdout)
    assert body["errors"][0]["file"].startswith("roster.yaml:")
    assert "did you mean" in body["errors"][0]["remedy"]
    assert imr("select", DOCKET, "--roster", path).returncode == 4


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("select", "nowhere.yaml", "--roster", ROSTER), 3),
        (("select", DOCKET, "--roster", "nowhere.yaml"), 3),
        (("select", DOCKET, "--roster", ROSTER), 2),
        (("assign", ROSTER, "--roster", ROSTER), 4),
        (("assign", DOCKET, "--roster", ROSTER, "--selections"), 2),
        (("check", "nowhere.csv"), 3),
    ],
)
def test_wrong_input_is_told_apart(words: tuple[object, ...], code: int) -> None:
    done = imr(*words)
    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr
    assert "Next:" in done.stderr


@pytest.mark.parametrize(
    ("items", "priority", "complete", "due"),
    [
        ("['Tramadol 50mg #60']", "standard", "2020-01-06", "2020-01-13"),  # five working days under the formulary
        ("[Lumbar MRI, 'Tramadol 50mg #60']", "standard", "2020-01-06", "2020-01-13"),
        ("[Lumbar MRI]", "standard", "2020-01-06", "2020-02-05"),
        ("[Lumbar MRI]", "standard", "2020-01-02", "2020-02-03"),  # thirty days end on a Saturday
        ("['Tramadol 50mg #60']", "standard", "2014-05-27", "2014-06-26"),  # before there was a formulary
        ("['Tramadol 50mg #60']", "expedited", "2020-01-06", "2020-01-09"),
    ],
)
def test_a_case_is_due_by_the_clocks_of_the_procedure(
    case: Path, items: str, priority: str, complete: str, due: str
) -> None:
    text = case.read_text(encoding="utf-8").replace("due: 2014-06-20", f"complete: {complete}")
    text = text.replace("[Lumbar epidural steroid injection]", items).replace("standard", priority)
    case.write_text(text, encoding="utf-8")
    done = imr("select", case, "--roster", ROSTER, "--as-of", complete, "--seed", 1, "--format", "json")
    assert json.loads(done.stdout)["due"] == due, done.stderr


def test_the_panels_clocks_are_clocks_of_the_procedure() -> None:
    for clock in panel_rules().clock.values():
        for name in filter(None, (clock.counted_by, clock.formulary)):
            assert process_rules().clock(name) is not None, name
