"""``imr process`` as a coordinator meets it: real processes, real output, exit codes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.test_commands import imr

DOCKET = Path(__file__).parents[2] / "examples" / "docket"
ON = ("--as-of", "2026-03-20")


def test_due_lists_the_docket_for_people_and_for_programs() -> None:
    shown = imr("process", "due", DOCKET, *ON)
    assert shown.returncode == 0, shown.stderr
    for words in (
        "Due in 11 cases as of Fri 2026-03-20",
        "3 overdue",
        "OVERDUE 4 days",
        "earliest of 2",
        "not verified",
    ):
        assert words in shown.stdout
    body = json.loads(imr("process", "due", DOCKET, *ON, "--format", "json").stdout)
    first = next(one for one in body["due"] if one["status"] == "overdue")
    assert (first["case"], first["due"], first["source"]) == ("CM26-0000101", "2026-03-16", "LC 4610.5(l)")
    assert body["problems"] == []


def test_on_a_narrow_screen_nothing_is_cut(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from rich.console import Console

    from openimr.cli import process

    monkeypatch.setattr("openimr.cli.output.console", lambda: Console(width=90))
    process.due(DOCKET, "2026-03-20")
    shown = capsys.readouterr().out
    assert "OVERDUE 4 days" in shown
    assert "…" not in shown


def test_due_can_be_narrowed() -> None:
    body = json.loads(imr("process", "due", DOCKET, *ON, "--owed-by", "designee", "--format", "json").stdout)
    assert {one["case"] for one in body["due"]} == {"CM26-0000103", "CM26-0000106"}
    body = json.loads(imr("process", "due", DOCKET, *ON, "--within", "0", "--format", "json").stdout)
    soon = [one for one in body["due"] if one["unit"] != "at-once"]
    assert {one["due"][:10] for one in soon} == {"2026-03-16", "2026-03-19", "2026-03-20"}
    at_once = {one["clock"] for one in body["due"] if one not in soon}
    assert at_once == {"eligibility", "list-to-employee"}, "at once is always pressing"
    wrong = imr("process", "due", DOCKET, "--owed-by", "somebody")
    assert wrong.returncode == 2 and "use one of" in wrong.stderr


def test_show_tells_state_proposals_and_how_days_were_reached() -> None:
    shown = imr("process", "show", DOCKET / "CM26-0000103.jsonl", *ON)
    assert shown.returncode == 0, shown.stderr
    for words in ("eligibility to be decided", "Nobody has decided", "LATE", "LIABILITY_DISPUTE", "offices closed"):
        assert words in shown.stdout
    body = json.loads(imr("process", "show", DOCKET / "CM26-0000103.jsonl", *ON, "--format", "json").stdout)
    assert [proposal["outcome"] for proposal in body["proposals"]] == ["eligible", "ineligible", "deferred"]
    assert body["chain"] == "whole"
    assert imr("process", "show", DOCKET).returncode == 2


def test_verify_names_the_broken_link(tmp_path: Path) -> None:
    assert imr("process", "verify", DOCKET).returncode == 0
    copy = tmp_path / "docket"
    shutil.copytree(DOCKET, copy)
    log = copy / "CM26-0000101.jsonl"
    log.write_text(log.read_text(encoding="utf-8").replace('"mode":"mail"', '"mode":"fax"', 1), encoding="utf-8")
    done = imr("process", "verify", copy)
    assert done.returncode == 10
    assert "event 2 (ur-served): its content is not what was written" in done.stdout
    assert "1 of 11 logs is not what was written" in done.stderr
    whole = DOCKET / "CM26-0000101.jsonl"
    assert imr("process", "verify", whole, "--head", "0" * 64).returncode == 10


def test_verify_lets_no_log_speak_to_the_terminal(tmp_path: Path) -> None:
    line = json.loads((DOCKET / "CM26-0000101.jsonl").read_text(encoding="utf-8").splitlines()[0])
    file = tmp_path / "log.jsonl"
    file.write_text(json.dumps({**line, "kind": "ur-decided\x1b[31mRED\x07"}) + "\n", encoding="utf-8")
    done = imr("process", "verify", file)
    assert done.returncode == 10
    assert "BROKEN" in done.stdout
    assert "RED" in done.stdout
    assert not {"\x1b", "\x07"} & set(done.stdout + done.stderr)
    assert "1 of 1 log is not" in done.stderr


def test_calendar_is_written_once(tmp_path: Path) -> None:
    out = tmp_path / "docket.ics"
    assert imr("process", "calendar", DOCKET, *ON, "--out", out).returncode == 0
    first = out.read_bytes()
    assert first.startswith(b"BEGIN:VCALENDAR\r\n")
    assert imr("process", "calendar", DOCKET, *ON, "--out", out).returncode == 8
    assert imr("process", "calendar", DOCKET, *ON, "--out", out, "--replace").returncode == 0
    assert out.read_bytes() == first, "same input, same bytes"


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("count", "application", "--from", "2016-12-02"), 0, "Tuesday 2017-01-03"),
        (("count", "records-expedited", "--from", "2026-03-07T15:40-08:00"), 0, "Sunday 2026-03-08 16:40 PDT"),
        (("count", "records-expedited", "--from", "2026-03-07"), 2, "needs the hour"),
        (("count", "petition-by-mail", "--from", "2026-02-26", "--by", "mail", "--to", "abroad"), 0, "day 2026-04-17"),
        (("count", "petition-by-mail", "--from", "2026-02-26", "--by", "mail", "--to", "mars"), 2, "use one of"),
        (("count", "aplication", "--from", "2026-03-07"), 3, "no clock"),
        (("count", "application", "--from", "yesterday"), 2, "is no day"),
        (("count", "denial-reminder", "--from", "2020-01-01"), 3, "did not exist"),
        (("due", "nowhere"), 3, "no such file"),
        (("due", DOCKET, "--as-of", "2026-03-20T10:00"), 2, "no time zone"),
        (("clocks", "--on", "2026-04-02"), 0, "records-mail"),
        (("ages", DOCKET), 0, "age from complete records"),
    ],
)
def test_answers_and_exit_codes(words: tuple[object, ...], code: int, said: str) -> None:
    done = imr("process", *words)
    assert done.returncode == code, done.stderr
    assert said in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_text_of_a_log_is_text_on_the_screen(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    from openimr.process.chain import sealed
    from openimr.process.events import Actor, as_line

    at = datetime(2026, 3, 2, 20, tzinfo=UTC)
    items = [{"id": "1", "text": "[bold red]x[/] \x1b[31mMRI"}]
    event = sealed((), "ur-decided", case="C-1", actor=Actor(role="software", name="[/]"), at=at, data={"items": items})
    (tmp_path / "c.jsonl").write_text(as_line(event), encoding="utf-8")
    done = imr("process", "show", tmp_path / "c.jsonl", *ON)
    assert done.returncode == 0, done.stderr
    assert "[bold red]x[/]" in done.stdout
    assert "\x1b" not in done.stdout
