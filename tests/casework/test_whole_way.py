"""The whole way of a case, by the commands of docs/casework.md as they stand there."""

from __future__ import annotations

import contextlib
import json
import re
import shlex
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

import pytest
from typer.testing import CliRunner

from openimr.cli.main import app
from openimr.errors import ImrError
from openimr.letters.parsing import parse
from tests.conftest import REPOSITORY

PAGE = REPOSITORY / "docs" / "casework.md"


_WRONG_SCORE = "{item: 1, decision: upheld, rationale: The pain was rated 2/10 in the low back.}"


class Done(NamedTuple):
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


def run(folder: Path, line: str) -> Done:
    """One command of the page, run where its paths lead to the examples; an error ends it as on the command line."""
    words = shlex.split(line)
    assert words[0] == "imr"
    with contextlib.chdir(folder):
        found = CliRunner().invoke(app, words[1:])
    if isinstance(found.exception, ImrError):
        return Done(found.exception.exit_code, found.stdout, f"{found.stderr}imr: {found.exception}")
    if found.exception is not None and not isinstance(found.exception, SystemExit):
        raise found.exception
    return Done(found.exit_code, found.stdout, found.stderr)


def commands() -> list[str]:
    """The commands of the page, as they stand there."""
    return re.findall(r"^    (imr .*)$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def another_case(folder: Path, case: str, *, until: str) -> None:
    """The same papers as another case, led on the way of the page up to the command that has ``until`` in it."""
    for line in commands()[1:]:
        if until in line:
            return
        if " due " not in line and "--out " not in line:
            done = run(folder, line.replace(" C-1 ", f" {case} "))
            assert done.returncode == 0, f"{line}\n{done.stderr}"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which all commands of the page were run; publication waits for its answers."""
    made = tmp_path_factory.mktemp("way")
    (made / "examples").symlink_to(REPOSITORY / "examples")
    for line in commands():
        done = run(made, line)
        assert done.returncode == (13 if " publish " in line else 0), f"{line}\n{done.stdout}\n{done.stderr}"
    return made


def shown(folder: Path) -> dict[str, object]:
    done = run(folder, "imr case show C-1 --format json --store out/store")
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_the_way_ends_with_a_served_determination_and_hits_to_answer(folder: Path) -> None:
    body = shown(folder)
    assert body["state"] == "served"
    decided = {item["id"]: item["decision"] for item in body["items"]}  # type: ignore[attr-defined]
    assert decided == {"1": "overturned", "2": "overturned", "3": ""}
    assert (folder / "out" / "C-1.redaction.yaml").exists() and (folder / "out" / "C-1.redaction.html").exists()


def test_the_letter_bears_the_number_and_days_of_the_log_and_only_what_was_under_review(folder: Path) -> None:
    done = run(folder, "imr case files C-1 determination.json --out out/letter --store out/store")
    assert done.returncode == 0, done.stderr
    letter = json.loads((folder / "out" / "letter" / "determination.json").read_text(encoding="utf-8"))
    assert (letter["case_number"], letter["date_assigned"], letter["priority"]) == ("C-1", "2014-10-23", "Standard")
    assert (letter["ur_denial_date"], letter["application_received"]) == ("2014-09-26", "2014-10-17")
    assert [item["heading"] for item in letter["items"]] == ["Trial of spinal cord stimulator", "Follow up in 1 month"]


def test_the_notice_of_the_determination_encloses_the_letter_that_was_signed(folder: Path) -> None:
    body = shown(folder)
    signed, served = body["events"][-2:]  # type: ignore[index]
    assert (signed["kind"], served["kind"]) == ("determination-made", "determination-served")
    made = {paper["name"]: paper["sha256"] for paper in signed["data"]["made"]}
    enclosed = {paper["name"]: paper["sha256"] for paper in served["data"]["enclosed"]}
    assert set(enclosed) == {"determination.pdf", "companion.en.pdf", "companion.es.pdf"}
    assert enclosed.items() <= made.items()


def test_a_notice_that_is_written_tells_how_its_service_is_recorded_as_of_the_same_moment(folder: Path) -> None:
    another_case(folder, "C-3", until=" found-eligible ")
    named = "--party-file examples/casework/parties.yaml"
    other = run(folder, f"imr case notice C-3 acknowledgement {named} --out out/told-so --store out/store")
    assert other.returncode == 0 and named in other.stderr, "the notice that is kept goes to the same parties"
    done = run(folder, "imr case notice C-3 acknowledgement --on 2014-10-20 --out out/told --store out/store")
    assert done.returncode == 0, done.stderr
    assert "imr case notice C-3 acknowledgement --on 2014-10-20 --served-by 'Mara Testperson'" in done.stderr
    assert "The parties name nobody as: employee-attorney." in done.stderr
    (command,) = (line for line in done.stderr.splitlines() if line.startswith("  imr "))
    assert "--store out/store" in command, "as it is printed, it can be run"
    assert run(folder, command.strip()).returncode == 0


def test_the_last_lines_of_a_case_shown_tell_how_a_step_is_recorded_by_hand(folder: Path) -> None:
    done = run(folder, "imr case show C-1 --store out/store")
    seen = len(shown(folder)["events"])  # type: ignore[arg-type]
    assert f"imr store record C-1 STEP --role ROLE --name NAME --seen {seen}" in " ".join(done.stdout.split())


def test_a_letter_in_which_the_checks_find_something_is_not_signed_unread(folder: Path, tmp_path: Path) -> None:
    """The records tell a pain of 8/10, the rationale 2/10: what is signed is not corrected, so it is shown first."""
    another_case(folder, "C-2", until=" case sign ")
    said = (REPOSITORY / "examples" / "casework" / "decisions.yaml").read_text(encoding="utf-8")
    mine = tmp_path / "decisions.yaml"
    mine.write_text(said.replace("{item: 1, decision: overturned}", _WRONG_SCORE), encoding="utf-8")
    command = f"imr case sign C-2 --decisions {mine} --store out/store"
    refused = run(folder, command)
    assert refused.returncode == 10 and "record-differs" in refused.stderr and "nothing was signed" in refused.stderr
    assert run(folder, f"{command} --checks-read").returncode == 0


def test_what_was_made_is_no_paper_of_the_case(folder: Path) -> None:
    body = shown(folder)
    papers = {paper["name"] for paper in body["papers"]}  # type: ignore[attr-defined]
    made = {paper["name"] for paper in body["made"]}  # type: ignore[attr-defined]
    assert {"determination.pdf", "signature.json", "selection.json", "draft.json"} <= made
    assert not papers & made
    assert run(folder, "imr store submit C-1 --store out/store").stdout.strip().endswith("done for these papers")


def test_the_export_holds_what_was_made_and_is_whole(folder: Path) -> None:
    assert run(folder, "imr store verify out/C-1.zip").returncode == 0
    body = shown(folder)
    names = {Path(name).name for name in ZipFile(folder / "out" / "C-1.zip").namelist()}
    assert {paper["sha256"] for paper in body["made"]} <= names  # type: ignore[attr-defined]


def test_publication_keeps_log_and_copy_once_every_hit_is_answered(folder: Path) -> None:
    log = folder / "out" / "C-1.redaction.yaml"
    command = f"imr case publish C-1 --log {log} --confirm-by 'Ruth Beispiel' --store out/store"
    assert run(folder, command).returncode == 13
    text = log.read_text(encoding="utf-8")
    log.write_text(text.replace("decision: ''", "decision: blank"), encoding="utf-8")
    seen = len(shown(folder)["events"])  # type: ignore[arg-type]
    acted = f"imr store record C-1 implemented --item 1 --role coordinator --name 'Ned Neu' --seen {seen}"
    assert run(folder, f"{acted} --store out/store").returncode == 0
    done = run(folder, command)
    assert done.returncode == 0, f"the answers were given for nothing: {done.stderr}"
    twice = run(folder, command)
    assert twice.returncode == 2 and "published already" in twice.stderr
    out = run(folder, "imr case files C-1 published.txt redaction.yaml --out out/copy --store out/store")
    assert out.returncode == 0, out.stderr
    copy = (folder / "out" / "copy" / "published.txt").read_text(encoding="utf-8")
    assert "DRAFT" not in copy and "Final Determination" in copy
    for name in ("Osgaard", "Ramanathan", "Haverford", "Lindqvist", "Holloway", "Meridian Oak", "G-00000"):
        assert name not in copy
    assert [event["kind"] for event in shown(folder)["events"]][-2:] == ["redaction-confirmed", "published"]  # type: ignore[index, attr-defined]
    assert run(folder, "imr store verify --store out/store").returncode == 0


def test_a_letter_is_corrected_after_service_signed_served_and_published_anew(folder: Path) -> None:
    before = shown(folder)
    amend = "imr case amend C-1 --decisions examples/casework/decisions.yaml --store out/store"
    for nowhere in ("no such words", "near_duplicate", "not_documented"):  # names within the draft are not words of it
        refused = run(folder, f"{amend} --why 'a slip' --put '{nowhere}=>others'")
        assert refused.returncode and "the letter does not have the words" in refused.stderr
    done = run(folder, f"{amend} --why 'a word of the heading' --put 'Trial of spinal=>A trial of spinal'")
    assert done.returncode == 0, done.stderr
    names = "determination.json determination.txt amended-draft.json"
    out = run(folder, f"imr case files C-1 {names} --out out/again --store out/store")
    assert out.returncode == 0, out.stderr
    letter = json.loads((folder / "out" / "again" / "determination.json").read_text(encoding="utf-8"))
    assert letter["items"][0]["heading"] == "A trial of spinal cord stimulator"
    assert letter["amended"].endswith("; a word of the heading") and letter["amended"].startswith("first signed on ")
    assert [item["decision"] for item in letter["items"]] == ["overturned", "overturned"]
    quotes = (folder / "out" / "again" / "amended-draft.json").read_text(encoding="utf-8")
    assert re.findall(r'"quote":"[^"]*Trial of spinal', quotes), "what the record says is quoted as it says it"
    text = (folder / "out" / "again" / "determination.txt").read_text(encoding="utf-8")
    assert "Amended determination." in text and "DRAFT" not in text
    assert parse(text).amended == letter["amended"]
    confirm = "imr case publish C-1 --log out/again.yaml --confirm-by 'Ruth Beispiel' --store out/store"
    assert "is signed and not served" in run(folder, confirm).stderr, "nobody answers hits of it before its service"
    served = run(folder, "imr case notice C-1 correction --served-by 'Mara Testperson' --store out/store")
    assert served.returncode == 0, served.stderr
    body = shown(folder)
    signed, sent = body["events"][-2:]  # type: ignore[index]
    assert (signed["kind"], sent["kind"]) == ("determination-corrected", "corrected-determination-served")
    assert {paper["name"] for paper in sent["data"]["enclosed"]} >= {"determination.pdf"}
    days = {(one["clock"], one["due"]) for one in body["deadlines"] if one["duty"] == "petition"}  # type: ignore[attr-defined]
    assert days == {(one["clock"], one["due"]) for one in before["deadlines"] if one["duty"] == "petition"}  # type: ignore[attr-defined]
    waits = run(folder, confirm)
    assert waits.returncode == 13, "hits of the amended letter wait for an answer"
    log = folder / "out" / "again.yaml"
    log.write_text(log.read_text(encoding="utf-8").replace("decision: ''", "decision: blank"), encoding="utf-8")
    published = run(folder, confirm)
    assert published.returncode == 0, published.stderr
    assert run(folder, "imr case files C-1 published.txt --out out/copy2 --store out/store").returncode == 0
    copy = (folder / "out" / "copy2" / "published.txt").read_text(encoding="utf-8")
    assert "Amended determination." in copy and "A trial of spinal cord" in copy


def test_a_letter_withdrawn_before_its_service_is_the_letter_no_more(folder: Path) -> None:
    amend = "imr case amend C-1 --decisions examples/casework/decisions.yaml --change amendment --store out/store"
    done = run(folder, f"{amend} --item 1 --why 'the trial is temporary' --put 'A trial=>A temporary trial'")
    assert done.returncode == 0, done.stderr
    number = len(shown(folder)["events"])  # type: ignore[arg-type]
    withdrawn = run(
        folder,
        f"imr store record C-1 letter-withdrawn --data '{{\"why\": \"not so\"}}' --role reviewer --name R-01"
        f" --seen {number} --store out/store",
    )
    assert withdrawn.returncode == 0, withdrawn.stderr
    refused = run(folder, "imr case notice C-1 amendment --served-by 'Mara Testperson' --store out/store")
    assert refused.returncode and "is not due" in refused.stderr
    again = run(folder, f"{amend} --item 1 --why 'the trial is temporary' --put 'A temporary trial=>A trial'")
    assert again.returncode and "the letter does not have the words" in again.stderr
