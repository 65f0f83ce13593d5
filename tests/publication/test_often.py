"""The same words many times in a letter: one answer in the log is for all of them that have none of their own."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml

from openimr.errors import OpenHits, UnreadableFile
from openimr.letters.model import Letter
from openimr.publication import Parties, Party, Redaction, propose
from openimr.publication.logfile import read_answers, written

NOW = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
CLINIC = "Tamarind Clinic"


@pytest.fixture
def redaction() -> Redaction:
    parties = Parties(
        parties=(Party(role="facility", name=CLINIC, kind="firm"), Party(role="employee", name="Odalys Marnolds"))
    )
    letter = Letter(era="2013", summary=f"{CLINIC} saw her. {CLINIC} wrote. {CLINIC} again. Marnolds came. {CLINIC}.")
    return propose(letter, parties)


def edited(redaction: Redaction, folder: Path, **often: str) -> Path:
    """The log as it is written, with an answer for what stands often."""
    data = yaml.safe_load(written(redaction))
    assert [(row["passage"], row["times"]) for row in data["often"]] == [(CLINIC, 4)]
    data["often"][0].update(often)
    log = folder / "log.yaml"
    log.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    return log


def test_one_answer_is_for_all_of_them_and_for_nothing_else(redaction: Redaction, tmp_path: Path) -> None:
    read = read_answers(edited(redaction, tmp_path, decision="blank", by="A. Clerk"), redaction, None, NOW)
    summary = read.letter.summary
    answered = [summary[read.hits[n].start : read.hits[n].end] for n in read.answers]
    assert answered == [CLINIC] * 4
    assert {answer.by for answer in read.answers.values()} == {"A. Clerk"}
    assert [summary[read.hits[n].start : read.hits[n].end] for n in read.open] == ["Marnolds"]
    assert "often" not in yaml.safe_load(written(read)), "what is answered is not asked again"


def test_an_answer_of_a_hits_own_stands_before_it(redaction: Redaction, tmp_path: Path) -> None:
    log = edited(redaction, tmp_path, decision="blank", by="A. Clerk")
    data = yaml.safe_load(log.read_text(encoding="utf-8"))
    own = next(row for row in data["hits"] if row["passage"] == CLINIC)
    own.update(decision="keep", by="B. Clerk", why="it is the name of a street here")
    log.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
    read = read_answers(log, redaction, None, NOW)
    assert sorted(answer.decision for answer in read.answers.values()) == ["blank", "blank", "blank", "keep"]
    again = tmp_path / "again.yaml"
    again.write_text(written(read), encoding="utf-8")
    assert read_answers(again, redaction, None, NOW).answers == read.answers


def test_the_name_may_come_with_the_command(redaction: Redaction, tmp_path: Path) -> None:
    log = edited(redaction, tmp_path, decision="blank")
    assert len(read_answers(log, redaction, "A. Clerk", NOW).answers) == 4
    with pytest.raises(OpenHits, match="a decision and no name"):
        read_answers(log, redaction, None, NOW)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"decision": "perhaps", "by": "A. Clerk"}, "neither blank nor keep"),
        ({"decision": "keep", "by": "A. Clerk"}, "needs its reason"),
        ({"decision": "blank", "by": "A. Clerk", "passage": "Marnolds"}, "not what was written there"),
        ({"decision": "blank", "by": "A. Clerk", "first": "2"}, "not what was written there"),
    ],
)
def test_a_wrong_row_is_refused(redaction: Redaction, tmp_path: Path, change: dict[str, str], says: str) -> None:
    with pytest.raises(UnreadableFile, match=says):
        read_answers(edited(redaction, tmp_path, **change), redaction, None, NOW)
