"""imr publish: the first run asks, the person answers in the log, the second run publishes; the log stays inside."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner, Result

from openimr.casefile.ocr.engines import available_engine
from openimr.cli.main import app
from openimr.errors import ImrError, NotSignable, OpenHits, UnreadableFile, UsageError, WouldOverwrite

LETTER = Path(__file__).parents[1] / "letters" / "fixtures"
NAMED = "Advised by Dr. Quintanar and O. Marnolds on 01/02/2013; the Quintanar sign was absent."


def imr(*words: object) -> Result:
    done = CliRunner().invoke(app, ["publish", *map(str, words)])
    if isinstance(done.exception, ImrError):
        raise done.exception
    return done


@pytest.fixture
def letter(tmp_path: Path) -> Path:
    from openimr.letters import parse
    from openimr.letters.rendering import render

    one = parse(sorted(LETTER.glob("*.txt"))[0].read_text(encoding="utf-8"))
    path = tmp_path / "in" / "letter.json"
    path.parent.mkdir()
    path.write_text(str(render(one.model_copy(update={"summary": NAMED}), "json")), encoding="utf-8")
    (tmp_path / "parties.yaml").write_text(
        "parties:\n- {role: physician, name: Ilse Quintanar}\n- {role: employee, name: Odalys Marnolds}\n"
    )
    return path


def test_the_first_run_asks_and_the_second_publishes(letter: Path, tmp_path: Path) -> None:
    words = (letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public")
    with pytest.raises(OpenHits) as caught:
        imr(*words)
    assert caught.value.exit_code == 13
    assert not (tmp_path / "public").exists()
    log = letter.with_name("letter.redaction.yaml")
    page = log.with_suffix(".html").read_text(encoding="utf-8")
    assert "Quintanar" in page
    assert "Not for publication" in page

    # a name alone confirms what both passes agree on, and nothing else
    with pytest.raises(OpenHits):
        imr(*words, "--confirm-by", "A. Clerk")
    data = yaml.safe_load(log.read_text(encoding="utf-8"))
    answered = [row for row in data["hits"] if row["decision"]]
    assert [row["passage"] for row in answered] == ["Quintanar"]
    for row in data["hits"]:
        if not row["decision"]:
            of_a_sign = "sign" in row["in"].partition("]")[2][:6]
            row.update({"decision": "keep", "why": "a clinical sign"} if of_a_sign else {"decision": "blank"})
    log.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")

    assert imr(*words, "--confirm-by", "B. Clerk").exit_code == 0
    copy = json.loads((tmp_path / "public" / "published.json").read_text(encoding="utf-8"))
    assert copy["summary"] == "Advised by Dr.  and  on 01/02/2013; the Quintanar sign was absent."
    signed = {row["by"] for row in yaml.safe_load(log.read_text(encoding="utf-8"))["hits"]}
    assert signed == {"A. Clerk", "B. Clerk"}
    (kept,) = [row for row in yaml.safe_load(log.read_text(encoding="utf-8"))["hits"] if row["decision"] == "keep"]
    assert (kept["by"], kept["why"], bool(kept["at"])) == ("B. Clerk", "a clinical sign", True)
    assert "a clinical sign" in log.with_suffix(".html").read_text(encoding="utf-8")
    for path in (tmp_path / "public").iterdir():
        assert b"Marnolds" not in path.read_bytes()
        assert b"Clerk" not in path.read_bytes()


def test_a_log_of_another_letter_is_refused(letter: Path, tmp_path: Path) -> None:
    words = (letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public")
    with pytest.raises(OpenHits):
        imr(*words)
    letter.write_text(letter.read_text(encoding="utf-8").replace("absent", "present"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="another letter"):
        imr(*words)


@pytest.mark.parametrize("answer", ["maybe", "[blank]", "yes"])
def test_an_answer_that_is_none_is_refused(letter: Path, tmp_path: Path, answer: str) -> None:
    words = (letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public")
    with pytest.raises(OpenHits):
        imr(*words)
    log = letter.with_name("letter.redaction.yaml")
    log.write_text(log.read_text(encoding="utf-8").replace("decision: ''", f"decision: {answer}", 1), encoding="utf-8")
    with pytest.raises(UnreadableFile, match="hit 1"):
        imr(*words, "--confirm-by", "A. Clerk")


def asked(letter: Path, tmp_path: Path) -> tuple[Path, list[object]]:
    """The log of a first run, and the words of the command."""
    words: list[object] = [letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public"]
    with pytest.raises(OpenHits):
        imr(*words)
    return letter.with_name("letter.redaction.yaml"), words


def test_decisions_without_a_name_are_refused_and_not_lost(letter: Path, tmp_path: Path) -> None:
    log, words = asked(letter, tmp_path)
    answered = log.read_text(encoding="utf-8").replace("decision: ''", "decision: blank")
    log.write_text(answered, encoding="utf-8")
    with pytest.raises(OpenHits, match="hits 1, 2, 3 have a decision and no name"):
        imr(*words)
    assert log.read_text(encoding="utf-8") == answered
    assert imr(*words, "--confirm-by", "A. Clerk").exit_code == 0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("decision: ''", "decision: keep", "hit 1 is wrong: a passage that is kept needs its reason"),
        ("by: ''", "decision: blank\n  by: '??'", "decision stands twice, letter.redaction.yaml:"),
        ("decision: ''\n  why: ''\n  by: ''", "decision: blank\n  by: '??'", "`by:` is no name"),
        ("at: ''", "at: yesterday", "`at:` is no date"),
        ("at: ''", "at: 2026-01-05T10:00:00", "`at:` is no date and time with its zone"),
        ("by: ''", "by: [A. Clerk, B. Clerk]", "`by` of hit 1 is a list"),
        ("- hit: 2", "- hit: 3", "row 2 is not hit 2"),
        ("text_sha256: ", "text_sha256: 0", "another letter"),
        ("\n- hit: 3", "\nrest:\n- hit: 3", "another letter"),
        ("text_sha256: ", "a: &a [x]\nb: [*a, *a]\ntext_sha256: ", "alias"),
        ("text_sha256: ", "a: " + "[" * 200_000 + "\ntext_sha256: ", "nested"),
        ("hits:", "hits: [", "no valid YAML|no YAML"),
    ],
)
def test_a_log_that_was_edited_wrongly_is_refused_and_left(
    letter: Path, tmp_path: Path, old: str, new: str, told: str
) -> None:
    log, words = asked(letter, tmp_path)
    whole = log.read_text(encoding="utf-8")
    assert old in whole
    wrong = whole.replace(old, new, 1)
    if "at:" in old or "list" in told:
        wrong = wrong.replace("decision: ''", "decision: blank", 1)
    log.write_text(wrong, encoding="utf-8")
    with pytest.raises(UnreadableFile, match=told):
        imr(*words, "--confirm-by", "A. Clerk")
    assert log.read_text(encoding="utf-8") == wrong
    assert not (tmp_path / "public").exists()


@pytest.mark.parametrize("name", ["", "  ", "??", "12", "A\nB"])
def test_who_confirms_has_a_name(letter: Path, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="is no name"):
        imr(letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public", "--confirm-by", name)


def test_the_page_of_hits_replaces_no_other_file(letter: Path, tmp_path: Path) -> None:
    words = (letter, "--parties", tmp_path / "parties.yaml", "--out", tmp_path / "public", "--log")
    with pytest.raises(UsageError, match="where its page is written"):
        imr(*words, letter.with_name("log.html"))
    signed = letter.with_suffix(".html")
    signed.write_text("<title>Final Determination</title>")
    with pytest.raises(WouldOverwrite):
        imr(*words, letter.with_suffix(".yaml"))
    assert signed.read_text() == "<title>Final Determination</title>"
    for _ in range(2):
        with pytest.raises(OpenHits):
            imr(*words, letter.with_name("log.yaml"))


def test_a_copy_of_an_earlier_run_is_named_while_hits_are_open(letter: Path, tmp_path: Path) -> None:
    log, words = asked(letter, tmp_path)
    log.write_text(log.read_text(encoding="utf-8").replace("decision: ''", "decision: blank"), encoding="utf-8")
    assert imr(*words, "--confirm-by", "A. Clerk").exit_code == 0
    log.unlink()
    done = CliRunner().invoke(app, ["publish", *map(str, words)])
    assert isinstance(done.exception, OpenHits)
    assert "published.pdf is of an earlier run" in done.stderr


def test_the_log_never_lies_in_the_folder_of_what_is_published(letter: Path, tmp_path: Path) -> None:
    public = tmp_path / "public"
    with pytest.raises(UsageError, match="folder of what is published"):
        imr(letter, "--parties", tmp_path / "parties.yaml", "--out", public, "--log", public / "log.yaml")


@pytest.mark.parametrize("content", ["", "[1, 2]", "parties: [{role: x}]", "parties: &a [*a]", "a: [", "\x00"])
def test_parties_that_cannot_be_read_are_refused(letter: Path, tmp_path: Path, content: str) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(content)
    with pytest.raises(UnreadableFile, match="parties"):
        imr(letter, "--parties", bad, "--out", tmp_path / "public")


def test_hits_as_json(letter: Path, tmp_path: Path) -> None:
    done = CliRunner().invoke(
        app, ["publish", str(letter), "--parties", str(tmp_path / "parties.yaml"), "--out", str(tmp_path / "o"),
              "--format", "json"]
    )  # fmt: skip
    assert isinstance(done.exception, OpenHits)
    shown = json.loads(done.stdout)
    assert shown["open"] == len(shown["hits"]) == 3


@pytest.mark.skipif(available_engine() is None, reason="no recognition engine is installed")
def test_a_pdf_that_is_no_letter_keeps_its_pages(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    source, out = tmp_path / "record.pdf", tmp_path / "public"
    canvas = Canvas(str(source))
    canvas.drawString(72, 700, "Seen by Dr. Quintanar for low back pain.")
    canvas.save()
    (tmp_path / "parties.json").write_text(json.dumps({"parties": [{"role": "physician", "name": "Ilse Quintanar"}]}))
    words = (source, "--parties", tmp_path / "parties.json", "--out", out)
    with pytest.raises(OpenHits):
        imr(*words)
    assert "page 1" in source.with_name("record.redaction.html").read_text(encoding="utf-8").lower()
    imr(*words, "--confirm-by", "A. Clerk")
    assert [path.name for path in out.iterdir()] == ["published.pdf"]
    with pytest.raises(WouldOverwrite):
        imr(*words)


def test_a_form_that_still_names_a_party_keeps_all_of_them_back(
    letter: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from openimr.letters import rendering

    log, words = asked(letter, tmp_path)
    log.write_text(log.read_text(encoding="utf-8").replace("decision: ''", "decision: blank"), encoding="utf-8")
    as_it_is = rendering.render

    def leaks(one: object, form: str) -> str | bytes:
        made = as_it_is(one, form)  # type: ignore[arg-type]
        return str(made).replace("</body>", "<!-- Quin&shy;tanar --></body>") if form == "html" else made

    monkeypatch.setattr(rendering, "render", leaks)
    with pytest.raises(NotSignable, match=r"second look finds .* in the html of the copy"):
        imr(*words, "--confirm-by", "A. Clerk")
    assert not (tmp_path / "public").exists()


def test_parties_are_read_from_a_case_folder(letter: Path, tmp_path: Path) -> None:
    case = tmp_path / "case"
    (case / "records").mkdir(parents=True)
    (case / "case.yaml").write_text("patient_name: Odalys Marnolds\nemployer: Tamarind Freight\n")
    (case / "records" / "note.txt").write_text("PROGRESS NOTE\nPatient: Odalys Marnolds\nLow back pain.\n")
    with pytest.raises(OpenHits):
        imr(letter, "--case", case, "--out", tmp_path / "public")
    rows = yaml.safe_load(letter.with_name("letter.redaction.yaml").read_text(encoding="utf-8"))["hits"]
    assert "O. Marnolds" in [row["passage"] for row in rows if row["kind"] == "employee"]
