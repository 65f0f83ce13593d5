"""Same input, same bytes out; and a draft of older rules can be made again under them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from openimr.casefile import open_case
from openimr.casefile.work.store import CACHE_VARIABLE
from openimr.review import review
from openimr.rulefiles import RULES_VARIABLE, rules_root

PAPERS = {
    "application.txt": """APPLICATION FOR INDEPENDENT MEDICAL REVIEW
Employee: Nora Nominal     Date of injury: 02/02/2012     Date of UR decision: 03/03/2014
Disputed treatment: TENS unit
Disputed treatment: Norco 10/325mg #120
Signed 03/10/2014
""",
    "ur-denial.txt": """UTILIZATION REVIEW DETERMINATION
Date of decision: 03/03/2014
RE: Nora Nominal, date of injury 02/02/2012
Requested: TENS unit
Decision: DENIED. Chronic Pain Medical Treatment Guidelines, page 114.
Requested: Norco 10/325mg #120
Decision: DENIED. Chronic Pain Medical Treatment Guidelines, page 78.
""",
    "records/visit-1.txt": """PROGRESS REPORT
Date of visit: 02/20/2014
Nora Nominal is a 50-year-old female with low back pain and neuropathic pain in the left leg since 2012.
Pain is 4/10 with Norco and 8/10 without. Urine drug screen consistent. No side effects.
Plan: TENS unit. Continue Norco 10/325 #120.
""",
    "records/visit-2.txt": """PROGRESS REPORT
Date of visit: 01/20/2014
Nora Nominal has low back pain. Physical therapy and medication failed. She does home exercise.
""",
}
FORMS = ("pdf", "json", "html", "docx", "txt")


def write_case(folder: Path, *, backwards: bool = False) -> Path:
    """The papers as files, made in one order or the other, so that the disk may list them in another."""
    for name in sorted(PAPERS, reverse=backwards):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(PAPERS[name], encoding="utf-8")
    return folder


def imr_review(case: Path, *words: object, cwd: Path, seed: int = 0, **surroundings: object) -> tuple[int, str]:
    """Exit code and messages of ``imr review`` in a process of its own."""
    names = {"cache": CACHE_VARIABLE, "rules": RULES_VARIABLE, "zone": "TZ"}
    own = {names[name]: str(value) for name, value in surroundings.items()}
    done = subprocess.run(
        [sys.executable, "-m", "openimr.cli.main", "review", str(case), *map(str, words)],
        capture_output=True, text=True, encoding="utf-8", cwd=cwd, timeout=120, check=False,
        env={**os.environ, "PYTHONHASHSEED": str(seed), **own},
    )  # fmt: skip
    return done.returncode, done.stderr


def forms_in(folder: Path) -> dict[str, bytes]:
    return {form: (folder / f"draft.{form}").read_bytes() for form in FORMS}


def test_every_form_is_the_same_bytes_whatever_surrounds_the_run(tmp_path: Path) -> None:
    for place in ("a", "b", "cache"):
        (tmp_path / place).mkdir()
    one = write_case(tmp_path / "a" / "case")
    two = write_case(tmp_path / "b" / "case", backwards=True)
    runs = (
        (one, tmp_path / "a", 1, "UTC"),  # the cache is cold
        (two, tmp_path / "b", 2, "Pacific/Auckland"),  # and here it is warm
    )
    made = []
    for number, (case, cwd, seed, zone) in enumerate(runs):
        out = tmp_path / f"out{number}"
        code, said = imr_review(case, "--out", out, cwd=cwd, seed=seed, cache=tmp_path / "cache", zone=zone)
        assert code == 0, said
        made.append(forms_in(out))
    assert [form for form in FORMS if made[0][form] != made[1][form]] == []
    assert all(str(tmp_path).encode() not in content for content in made[0].values())


def test_the_number_of_workers_changes_nothing(tmp_path: Path) -> None:
    case = write_case(tmp_path / "case")
    drafts = {review(open_case(case, cache=None, workers=number)).model_dump_json() for number in (0, 1, 2)}
    assert len(drafts) == 1


@pytest.fixture
def older_rules(tmp_path: Path) -> Path:
    """The folder of rules as it was when one criterion of one topic asked for more."""
    folder = tmp_path / "older" / "rules"
    shutil.copytree(rules_root(), folder)
    topic = folder / "california" / "topics" / "TENS-TRIAL.yaml"
    text = topic.read_text(encoding="utf-8")
    assert "pain has lasted at least three months" in text
    topic.write_text(text.replace("pain has lasted at least three months", "pain has lasted long"), encoding="utf-8")
    return folder


def test_a_draft_of_older_rules_is_made_again_under_them(tmp_path: Path, older_rules: Path) -> None:
    case = write_case(tmp_path / "case")
    common = {"cwd": tmp_path, "cache": tmp_path / "cache"}
    code, said = imr_review(case, "--out", tmp_path / "first", rules=older_rules, **common)
    assert code == 0, said
    draft = tmp_path / "first" / "draft.json"
    assert "pain has lasted long" in draft.read_text(encoding="utf-8")

    code, said = imr_review(case, "--rules", draft, "--out", tmp_path / "refused", **common)
    assert code == 11
    assert RULES_VARIABLE in said and json.loads(draft.read_text(encoding="utf-8"))["rules_version"] in said
    assert not (tmp_path / "refused").exists()

    code, said = imr_review(case, "--rules", draft, "--out", tmp_path / "again", rules=older_rules, **common)
    assert code == 0, said
    assert forms_in(tmp_path / "again") == forms_in(tmp_path / "first")

    code, said = imr_review(case, "--out", tmp_path / "now", **common)
    assert code == 0, said
    assert forms_in(tmp_path / "now")["json"] != forms_in(tmp_path / "first")["json"]


def test_a_broken_rule_file_stops_the_review_before_anything_is_written(tmp_path: Path, older_rules: Path) -> None:
    topic = older_rules / "california" / "topics" / "TENS-TRIAL.yaml"
    topic.write_text(topic.read_text(encoding="utf-8").replace("role: required", "role: needed", 1), encoding="utf-8")
    out = tmp_path / "out"
    code, said = imr_review(write_case(tmp_path / "case"), "--out", out, cwd=tmp_path, rules=older_rules)
    assert code == 6
    assert "TENS-TRIAL.yaml:" in said and "Next:" in said and "Traceback" not in said
    assert not out.exists()
    code, said = imr_review(tmp_path / "case", cwd=tmp_path, rules=tmp_path / "nowhere")
    assert code == 3 and RULES_VARIABLE in said and "Traceback" not in said
