"""Every command on a missing file, an empty folder, a file of the wrong kind, broken JSON and an output that cannot be.

Whatever comes, a command ends in words: what happened, to which file, what to do next. Never in a traceback.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from examples.build import CASES
from openimr.cli import main
from openimr.cli.main import app
from openimr.errors import CannotWrite, ImrError, NotFound, UnreadableFile
from openimr.review.model import Draft, ItemReview, PatientView

ROOT = Path(__file__).resolve().parents[2]
ROSTER, DOCKET = ROOT / "examples" / "panel" / "roster.yaml", ROOT / "examples" / "panel" / "docket.yaml"
LETTER = ROOT / "tests" / "letters" / "fixtures" / "final-2014-header-and-redactions.txt"
CASE = CASES / "scs-trial"
LOG = next((ROOT / "examples" / "docket").glob("*.jsonl"))
DECISIONS = """reviewer: {name: Ada Example, licence: G-0, licensed_in: [California], certifications: [Pain Medicine]}
attestations: [no-affiliation, licensed, active-practice-five-years, active-practice-24-hours,
  same-or-similar-specialty, read-the-file, own-decision]
decisions: [{item: 1, decision: upheld}]
"""

#: Commands that read something; @ stands for what they are given.
READING = {
    "review": "review @",
    "review-rules": f"review {CASE} --rules @",
    "sign": "sign @ --decisions DECISIONS --out OUT",
    "sign-decisions": "sign DRAFT --decisions @ --out OUT",
    "replay": "replay @",
    "facts": "facts @",
    "parse": "letters parse @",
    "render": "letters render @",
    "check": "letters check @",
    "check-case": f"letters check {LETTER} --case @",
    "index": "casefile index @",
    "lint": "guidelines lint @",
    "explain": "guidelines explain @ 1",
    "test": "guidelines test --cases @",
    "select": f"panel select @ --roster {ROSTER}",
    "select-roster": f"panel select {DOCKET} --roster @",
    "assign": f"panel assign @ --roster {ROSTER}",
    "roster": "panel check @",
    "due": "process due @",
    "show": "process show @",
    "verify": "process verify @",
    "calendar": "process calendar @",
    "ages": "process ages @",
}
WRONG: dict[str, bytes | None] = {
    "missing.pdf": None,
    "empty-folder": None,
    "noise.json": bytes(range(256)) * 8,
    "broken.json": b'{"a": [1,\n',
    "other.yaml": b"x: 1\n",
    "empty.txt": b"",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("wrong")
    (made / "empty-folder").mkdir()
    for name, content in WRONG.items():
        if content is not None:
            (made / name).write_bytes(content)
    draft = Draft(
        openimr="0", rules_version="r", as_of="2014-02-18", documents=[], patient=PatientView(), summary=[],
        items=[ItemReview(heading="MRI", request={}, recommendation="upheld")],
    )  # type: ignore[arg-type]  # fmt: skip
    (made / "draft.json").write_text(draft.model_dump_json(), encoding="utf-8")
    (made / "decisions.yaml").write_text(DECISIONS, encoding="utf-8")
    return made


def run(folder: Path, line: str, given: Path) -> Result:
    places = {"@": given, "DRAFT": folder / "draft.json", "DECISIONS": folder / "decisions.yaml", "OUT": folder / "out"}
    return CliRunner().invoke(app, [str(places.get(word, word)) for word in line.split()])


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("command", READING)
def test_wrong_input_ends_in_words(folder: Path, command: str, wrong: str) -> None:
    done = run(folder, READING[command], folder / wrong)
    error = done.exception
    assert error is None or isinstance(error, ImrError | SystemExit), repr(error)
    if isinstance(error, ImrError):
        told = str(error)
        assert "Next: " in told and "Error" not in told and "object" not in told and "\n" not in told, told
        assert wrong in told or command in ("replay", "verify"), told
    if wrong in ("missing.pdf", "empty-folder"):
        assert isinstance(error, ImrError), done.stdout
    assert not (folder / "out").exists()


@pytest.mark.parametrize(
    ("command", "wrong", "kind", "says"),
    [
        ("review-rules", "missing.pdf", NotFound, "no such file"),
        ("sign", "empty-folder", NotFound, "this is a folder"),
        ("sign-decisions", "empty-folder", NotFound, "this is a folder"),
        ("render", "empty-folder", NotFound, "this is a folder"),
        ("select-roster", "empty-folder", UnreadableFile, "this is a folder"),
        ("lint", "empty-folder", NotFound, "holds no topic file"),
        ("lint", "other.yaml", NotFound, "this is a file"),
        ("sign-decisions", "noise.json", UnreadableFile, "no text in UTF-8"),
        ("sign-decisions", "broken.json", UnreadableFile, "broken.json:2"),
        ("sign-decisions", "other.yaml", UnreadableFile, "other.yaml:1: the decisions cannot be read (x: "),
        ("sign-decisions", "empty.txt", UnreadableFile, "it holds no reviewer"),
        ("select-roster", "broken.json", UnreadableFile, "broken.json:2: the file is no valid JSON"),
        ("render", "broken.json", UnreadableFile, "line 2"),
    ],
)
def test_what_is_wrong_is_said(folder: Path, command: str, wrong: str, kind: type[ImrError], says: str) -> None:
    error = run(folder, READING[command], folder / wrong).exception
    assert isinstance(error, kind)
    assert says in str(error)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("decision: upheld", "decision: uphold", "decisions.0.decision"),
        ("item: 1", "item: first", "decisions.0.item"),
        ("licence: G-0", "license: G-0", "reviewer.license"),
        ("[California]", "California", "reviewer.licensed_in"),
        ("decision: upheld", "decision: upheld, rational: mine", "decisions.0.rational"),
    ],
)
def test_a_misspelt_decision_is_told_with_its_line(folder: Path, old: str, new: str, says: str) -> None:
    given = folder / "misspelt.yaml"
    given.write_text(DECISIONS.replace(old, new), encoding="utf-8")
    error = run(folder, READING["sign-decisions"], given).exception
    assert isinstance(error, UnreadableFile)
    line = next(n for n, text in enumerate(DECISIONS.split("\n"), 1) if old in text)
    assert (error.file, says in str(error)) == (f"misspelt.yaml:{line}", True), str(error)


def test_records_without_a_fact_are_said_to_have_none(folder: Path) -> None:
    done = run(folder, READING["facts"], folder / "other.yaml")
    assert done.exit_code == 0 and "no fact was found" in done.stderr


#: Commands that write; OUT is a folder that cannot be made, because a file stands in its way.
WRITING = {
    "review": f"review {CASE} --out OUT",
    "sign": "sign DRAFT --decisions DECISIONS --out OUT",
    "index": f"casefile index {CASE} --out OUT",
    "select": f"panel assign {DOCKET} --roster {ROSTER} --as-of 2014-06-02 --out OUT",
    "calendar": f"process calendar {LOG} --out OUT",
    "render": f"letters render {LETTER} --out OUT",
}


@pytest.mark.parametrize("command", WRITING)
def test_an_output_that_cannot_be_written_is_told(folder: Path, command: str) -> None:
    (folder / "file").write_text("in the way", encoding="utf-8")
    line = WRITING[command].replace("OUT", str(folder / "file" / "out"))
    error = run(folder, line, folder).exception
    assert isinstance(error, CannotWrite), repr(error)
    assert "is no folder" in str(error) and "Next: " in str(error)


def test_an_output_that_breaks_is_told(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(main, "app", full)
    monkeypatch.setattr(sys, "argv", ["imr"])
    with pytest.raises(SystemExit) as ended:
        main.run()
    assert ended.value.code == CannotWrite.exit_code
    assert "No space left on device" in capsys.readouterr().err
