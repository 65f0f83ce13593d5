"""From hits to a copy that may be published: only with every hit answered, and by a named person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from openimr.errors import NotSignable
from openimr.letters.model import Letter
from openimr.publication.finding import Hit, find_hits
from openimr.publication.parties import Parties

_BY_PUBLISH = object()


class Answer(BaseModel):
    """What a person decided about one hit, who, and when."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Literal["blank", "keep"]
    by: str = Field(min_length=2, pattern=r"\S")
    at: dt.datetime


class Redaction(BaseModel):
    """A letter, its hits, and the answers so far, by the hit's position. It is kept and never published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    letter: Letter
    parties: Parties
    hits: tuple[Hit, ...]
    answers: dict[int, Answer] = Field(default_factory=dict)

    @property
    def open(self) -> tuple[int, ...]:
        """Positions of the hits that nobody has answered."""
        return tuple(number for number in range(len(self.hits)) if number not in self.answers)

    def answered(self, number: int, answer: Answer) -> Redaction:
        """The same with one more hit answered."""
        if not 0 <= number < len(self.hits):
            raise NotSignable(f"there is no hit {number}", remedy="answer a hit of the log")
        return self.model_copy(update={"answers": {**self.answers, number: answer}})


@dataclass(frozen=True, slots=True)
class RedactedCopy:
    """A copy that may be published; only :func:`publish` makes one."""

    letter: Letter
    made_by: object

    def __post_init__(self) -> None:
        if self.made_by is not _BY_PUBLISH:
            raise TypeError("a redacted copy is made by publish() only")


def propose(letter: Letter, parties: Parties) -> Redaction:
    """Both passes over a letter, with nothing answered yet."""
    return Redaction(letter=letter, parties=parties, hits=find_hits(letter, parties))


def publish(redaction: Redaction) -> RedactedCopy:
    """Take out what was answered so; a blank is nothing between two spaces, as in published letters.

    The copy carries no signature (its digest belongs to the full letter) and not the name of its file.

    Raises:
        NotSignable: a hit is open, or the hits are not those of the letter.

    >>> redaction = propose(Letter(era="2013", summary="Call (555) 010-0199 now."), Parties())
    >>> publish(redaction)
    Traceback (most recent call last):
    openimr.errors.NotSignable: 1 hit has no answer. ...
    >>> moment = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    >>> publish(redaction.answered(0, Answer(decision="blank", by="A. Clerk", at=moment))).letter.summary
    'Call  now.'
    """
    if redaction.open:
        count = len(redaction.open)
        raise NotSignable(
            f"{count} hit{'s have' if count > 1 else ' has'} no answer",
            consequence="nothing was published",
            remedy="answer every hit of the log",
        )
    if redaction.hits != find_hits(redaction.letter, redaction.parties):
        raise NotSignable(
            "the log is not that of this letter",
            consequence="nothing was published",
            remedy="begin a new log for this letter",
        )
    data = redaction.letter.model_dump()
    for number in reversed(range(len(redaction.hits))):
        if redaction.answers[number].decision == "blank":
            _blank(data, redaction.hits[number])
    data.update(source=None, signature=None)
    return RedactedCopy(Letter.model_validate(data), _BY_PUBLISH)


def _blank(data: Any, hit: Hit) -> None:
    for step in hit.place[:-1]:
        data = data[step]
    text = data[hit.place[-1]]
    data[hit.place[-1]] = text[: hit.start] + text[hit.end :]
