"""The copy of a whole letter is a letter: it is written in its form and read again, without the names planted in it."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from openimr.letters import parse
from openimr.letters.rendering import render
from openimr.publication import Answer, Parties, Party, propose, publish

LETTERS = sorted((Path(__file__).parents[1] / "letters" / "fixtures").glob("*.txt"))
MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARTIES = Parties(parties=(Party(role="physician", name="Ilse Quintanar"),))


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_a_copy_is_written_and_read_again(path: Path) -> None:
    letter = parse(path.read_text(encoding="utf-8"))
    planted = letter.model_copy(update={"summary": f"{letter.summary} Advised by Dr. Quintanar."})
    log = propose(planted, PARTIES)
    for number in log.open:
        log = log.answered(number, Answer(decision="blank", by="A. Clerk", at=MOMENT))
    copy = publish(log).letter
    for form in ("text", "html", "json"):
        assert "Quintanar" not in str(render(copy, form))
    again = parse(str(render(copy, "text")))
    assert [item.decision for item in again.items] == [item.decision for item in letter.items]
    assert again.date_assigned == letter.date_assigned


@pytest.mark.parametrize("path", LETTERS, ids=lambda path: path.stem)
def test_nothing_is_proposed_as_a_blank_in_a_letter_that_names_nobody(path: Path) -> None:
    hits = propose(parse(path.read_text(encoding="utf-8")), Parties()).hits
    assert not [hit for hit in hits if hit.proposed == "blank"]
