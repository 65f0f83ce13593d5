"""``imr notice`` as a coordinator meets it: what is due, what is refused, what is written, and what is left alone."""

from __future__ import annotations

import json
import shlex
import shutil
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from openimr.notices import Notice
from openimr.process.chain import sealed
from openimr.process.events import Actor, Event, as_line, read_log
from tests.cli.test_commands import imr

DOCKET = Path(__file__).parents[2] / "examples" / "docket"
PARTIES = ("--party-file", DOCKET / "parties.yaml")
SERVED = DOCKET / "CM26-0000088.jsonl"


def write_log(file: Path, log: Sequence[Event]) -> None:
    file.write_text("".join(as_line(event).rstrip("\n") + "\n" for event in log), encoding="utf-8")


def test_due_lists_a_docket_for_people_and_for_programs() -> None:
    shown = imr("notice", "due", DOCKET, "--as-of", "2026-03-20")
    assert shown.returncode == 0, shown.stderr
    assert "notices due in 11 cases as of Fri 2026-03-20" in shown.stdout
    assert "Request for information: operative report of 2025" in shown.stdout
    body = json.loads(imr("notice", "due", DOCKET, "--as-of", "2026-03-20", "--format", "json").stdout)
    assert {(one["case"], one["kind"]) for one in body["due"]} >= {
        ("CM25-0010442", "remand"), ("CM26-0000101", "missing-records"), ("CM26-0000107", "termination"),
    }  # fmt: skip
    one = json.loads(imr("notice", "due", SERVED, "--as-of", "2026-01-20", "--format", "json").stdout)
    (assignment,) = [due for due in one["due"] if due["kind"] == "assignment"]
    assert assignment["by"].startswith("2026-01-21")


def test_one_file_for_each_reader_language_and_form(tmp_path: Path) -> None:
    ask = ("notice", SERVED, "--kind", "determination", *PARTIES, "--out", tmp_path, "--on", "2026-03-11")
    done = imr(*ask, "--format", "json", "--format", "html")
    assert done.returncode == 0, done.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert len(names) == 14
    assert {"CM26-0000088-determination-employee.en.html", "CM26-0000088-determination-employee.es.json"} <= names
    assert sorted(done.stdout.split()) == sorted(str(path) for path in tmp_path.iterdir())
    assert "nobody has compared the wording of determination with the law" in done.stderr
    notice = Notice.model_validate_json((tmp_path / "CM26-0000088-determination-employee.es.json").read_bytes())
    assert (notice.language, notice.against, len(notice.items)) == ("es", "", 2)
    again = imr(*ask, "--format", "html")
    assert again.returncode == 8
    assert imr(*ask, "--format", "html", "--replace", "--to", "division").stdout.count("\n") == 1


def test_a_notice_that_is_not_due_is_refused_unless_asked_for_anyway(tmp_path: Path) -> None:
    ask = (
        "notice",
        "write",
        SERVED,
        "--kind",
        "determination",
        *PARTIES,
        "--out",
        tmp_path / "out",
        "--format",
        "json",
    )
    done = imr(*ask, "--on", "2026-03-13")
    assert done.returncode == 2
    assert "it was told already, on 2026-03-12" in done.stderr
    assert not (tmp_path / "out").exists()
    done = imr(*ask, "--on", "2026-03-13", "--anyway")
    assert done.returncode == 0, done.stderr
    assert "determination written though it is not due: it was told already, on 2026-03-12" in done.stderr
    notice = Notice.model_validate_json((tmp_path / "out" / "CM26-0000088-determination-employee.en.json").read_bytes())
    assert "told already" in notice.against


def test_what_to_record_is_told_and_with_it_the_notice_is_no_longer_due(tmp_path: Path) -> None:
    file, out = tmp_path / "log.jsonl", tmp_path / "out"
    shutil.copy(DOCKET / "CM26-0000107.jsonl", file)
    ask = ("notice", file, "--kind", "termination", *PARTIES, "--out", out, "--format", "text", "--on", "2026-03-09")
    done = imr(*ask)
    assert done.returncode == 0, done.stderr
    (told,) = [line for line in done.stderr.splitlines() if "once it is served" in line]
    assert "imr store record CM26-0000107 notice-sent --role coordinator --name NAME --seen 7 --item 1 --data " in told
    data = json.loads(shlex.split(told.partition("imr store record ")[2])[-1])
    assert data == {"mode": "mail", "notice": "termination"}
    assert "once it is served" not in imr(*ask, "--replace", "--to", "employer").stderr, "not all were served"
    log = list(read_log(file))
    person = Actor(role="coordinator", name="x")
    log.append(sealed(log, "notice-sent", actor=person, at=log[-1].at + timedelta(days=3), items=["1"], data=data))
    write_log(file, log)
    again = imr(*ask, "--replace")
    assert (again.returncode, "it was told already, on 2026-03-09" in again.stderr) == (2, True)


def test_a_log_that_goes_on_after_the_day_of_service_is_named(tmp_path: Path) -> None:
    done = imr("notice", SERVED, "--kind", "determination", *PARTIES, "--out", tmp_path, "--on", "2026-03-11")
    assert "the log goes on after that moment (1 event more, the last determination-served)" in done.stderr


def test_events_that_were_refused_are_named_beside_a_notice(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    log = list(read_log(DOCKET / "CM26-0000104.jsonl"))
    data = {"decisions": {"1": "upheld"}, "documents": ["progress_report"]}
    person = Actor(role="reviewer", name="R-017")
    log.append(sealed(log, "determination-made", actor=person, at=log[-1].at + timedelta(days=1), data=data))
    write_log(file, log)
    done = imr("notice", file, "--kind", "determination", *PARTIES, "--out", tmp_path / "out", "--on", "2026-03-21")
    assert done.returncode == 2
    assert "problem: " in done.stderr
    assert "what it would tell of was refused: event 14, determination-made" in done.stderr
    assert not (tmp_path / "out").exists()


def test_a_log_that_was_changed_gives_no_notice(tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    shutil.copy(SERVED, file)
    file.write_text(
        file.read_text(encoding="utf-8").replace("Gym membership", "Gym\\u001b[31mMembership"), encoding="utf-8"
    )
    ask = ("notice", file, "--kind", "determination", *PARTIES, "--out", tmp_path / "out", "--on", "2026-03-11")
    done = imr(*ask)
    assert done.returncode == 2
    assert "the log is not what was written" in done.stderr
    assert "\x1b" not in done.stderr


def test_a_deadline_of_hours_needs_the_hour_of_service(tmp_path: Path) -> None:
    expedited = DOCKET / "CM26-0000102.jsonl"
    ask = ("notice", expedited, "--kind", "assignment", *PARTIES, "--out", tmp_path, "--format", "text")
    early = imr(*ask, "--on", "2026-03-19", "--anyway")
    assert early.returncode == 2
    assert "a deadline of hours runs from this notice" in early.stderr
    done = imr(*ask, "--on", "2026-03-19T15:00-07:00", "--to", "claims-administrator")
    assert done.returncode == 0, done.stderr
    (written,) = tmp_path.iterdir()
    assert "March 20, 2026, 3:00 p.m. (Pacific time)" in " ".join(written.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(
    ("change", "code", "said"),
    [
        (("--kind", "apology"), 3, "there is no notice 'apology'"),
        (("--party-file", "nowhere.yaml"), 3, "there is no such file of parties"),
        (("--to", "nobody"), 3, "no reader of this notice"),
        (("--on", "soon"), 2, "is no day and no instant"),
    ],
)
def test_wrong_input_is_told(tmp_path: Path, change: tuple[str, str], code: int, said: str) -> None:
    options = {"--kind": "determination", "--party-file": str(PARTIES[1]), "--out": str(tmp_path), "--on": "2026-03-11"}
    options |= {change[0]: change[1]}
    done = imr("notice", SERVED, *(word for pair in options.items() for word in pair))
    assert (done.returncode, said in done.stderr) == (code, True), done.stderr
