"""Nothing publishes with an open hit; what was answered as a blank is gone from every form of the letter."""

from __future__ import annotations

import datetime as dt

import pytest

from openimr.errors import NotSignable, OpenHits
from openimr.letters.model import Letter
from openimr.publication import Answer, Parties, Party, RedactedCopy, Redaction, propose, publish

MOMENT = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
PARTIES = Parties(
    parties=(
        Party(role="employee", name="Odalys Quintanar-Molh"),
        Party(role="physician", name="Ilse Spurling"),
        Party(role="employer", name="Tamarind Freight, Inc.", kind="firm"),
    )
)


def confirmed(redaction: Redaction) -> Redaction:
    for number in redaction.open:
        redaction = redaction.answered(number, Answer(decision="blank", by="A. Clerk", at=MOMENT))
    return redaction


@pytest.mark.parametrize(
    "name",
    ["Odalys Quintanar-Molh", "QUINTANAR-MOLH, ODALYS", "O. Quintanar-Molh", "Quintanar-Mo1h", "Quintanar-M0lh",
     "QUINTANAR MOLH", "Quintanar-\nMolh", "DR. NOBODY",
     "Dr. Spurling", "Spur-\nling", "Tamarind Freight", "TAMARIND FREIGHT INC", "o.quint@firm.example",
     "(555) 010-0199", "123-45-6789", "claim number: WC-20131234"],
)  # fmt: skip
def test_a_planted_spelling_is_gone_and_again_changes_nothing(name: str) -> None:
    letter = Letter(era="2013", summary=f"Seen by {name} on 01/02/2013.")
    copy = publish(confirmed(propose(letter, PARTIES))).letter
    assert name.removeprefix("Dr. ").removeprefix("DR. ").removeprefix("claim number: ") not in copy.model_dump_json()
    assert "on 01/02/2013." in copy.summary
    assert not propose(copy, PARTIES).hits


def test_a_medical_name_that_is_a_partys_is_left_to_a_person() -> None:
    hits = propose(Letter(era="2013", summary="Spurling's test was positive."), PARTIES).hits
    assert [hit.proposed for hit in hits] == ["decide"]


def test_an_open_hit_cannot_become_a_copy() -> None:
    redaction = propose(Letter(era="2013", summary="Dr. Spurling"), PARTIES)
    with pytest.raises(OpenHits):
        publish(redaction)
    with pytest.raises(TypeError):
        RedactedCopy(redaction.letter, object())
    with pytest.raises(NotSignable):
        publish(redaction.model_copy(update={"hits": ()}))


def test_the_log_survives_being_written_and_read() -> None:
    redaction = confirmed(propose(Letter(era="2013", summary="Dr. Spurling"), PARTIES))
    assert Redaction.model_validate_json(redaction.model_dump_json()) == redaction


def test_a_firms_legal_form_goes_with_its_name() -> None:
    letter = Letter(era="2013", summary="Denied by Tamarind Freight, Inc. in May")
    assert publish(confirmed(propose(letter, PARTIES))).letter.summary == "Denied by  in May"


def test_a_letter_that_names_nobody_stays_as_it_was() -> None:
    letter = Letter(era="2013", summary="The request is not medically necessary.")
    assert publish(propose(letter, PARTIES)).letter == letter
