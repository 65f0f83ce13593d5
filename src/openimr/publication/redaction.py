"""From hits to a copy that may be published: only with every hit answered, and by a named person."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from openimr.errors import NotSignable, OpenHits
from openimr.letters.digest import copy_digest, is_signed
from openimr.letters.model import Letter, Signature
from openimr.publication.finding import Hit, Place, find_hits, texts
from openimr.publication.parties import Parties
from openimr.wordforms import counted

_BY_PUBLISH = object()


#: A name has two letters at least, and nothing that does not print.
_NAME = r"^[^\x00-\x1f\x7f]*\p{L}[^\x00-\x1f\x7f]*\p{L}[^\x00-\x1f\x7f]*$"


class Answer(BaseModel):
    """What a person decided about one hit, who, when, and why where a passage stays.

    >>> Answer(decision="keep", by="A. Clerk", at=dt.datetime(2026, 1, 5, tzinfo=dt.UTC))
    Traceback (most recent call last):
    pydantic_core._pydantic_core.ValidationError: 1 validation error for Answer
      Value error, a passage that is kept needs a reason (why) ...
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    decision: Literal["blank", "keep"]
    by: str = Field(min_length=2, max_length=120, pattern=_NAME)
    at: AwareDatetime
    why: str = Field(default="", max_length=500)

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        if self.decision == "keep" and not any(map(str.isalnum, self.why)):
            raise ValueError("a passage that is kept needs a reason (why)")
        return self


class AnsweredHits(BaseModel):
    """Hits and the answers so far, by the hit's position. It holds what is taken out: kept, and never published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    parties: Parties
    hits: tuple[Hit, ...]
    answers: dict[int, Answer] = Field(default_factory=dict)

    def passages(self) -> dict[Place, str]:
        """Every text that was searched, by its place."""
        raise NotImplementedError

    def picture(self, number: int) -> str:
        """What a hit looks like where no words tell it, a PNG in base64; empty where words do."""
        return ""

    @property
    def open(self) -> tuple[int, ...]:
        """Positions of the hits that nobody has answered."""
        return tuple(number for number in range(len(self.hits)) if number not in self.answers)

    def answered(self, number: int, answer: Answer) -> Self:
        """The same with one more hit answered."""
        if not 0 <= number < len(self.hits):
            raise NotSignable(f"there is no hit {number}", remedy="answer a hit of the log")
        return self.model_copy(update={"answers": {**self.answers, number: answer}})

    def agreed_confirmed(self, by: str, at: dt.datetime) -> Self:
        """The same, with what both passes found and propose as a blank confirmed by a named person.

        Where the passes differ, the person has to answer each hit.
        """
        made = self
        for number in self.open:
            if self.hits[number].agreed and self.hits[number].proposed == "blank":
                made = made.answered(number, Answer(decision="blank", by=by, at=at))
        return made

    def taken_out(self) -> frozenset[str]:
        """The passages answered as blanks that no hit of the same words keeps."""
        where = self.passages()
        said: dict[str, set[str]] = {"blank": set(), "keep": set()}
        for number, answer in self.answers.items():
            hit = self.hits[number]
            said[answer.decision].add(where[hit.place][hit.start : hit.end])
        return frozenset(said["blank"] - said["keep"])

    def kept(self) -> tuple[str, ...]:
        """The passages that a person answered keep for."""
        where = self.passages()
        return tuple(
            where[hit.place][hit.start : hit.end]
            for number, hit in enumerate(self.hits)
            if (answer := self.answers.get(number)) and answer.decision == "keep"
        )

    def refuse_open(self) -> None:
        """Refuse to go on while a hit has no answer.

        Raises:
            OpenHits: a hit is open.
        """
        if self.open:
            have = "have" if len(self.open) > 1 else "has"
            raise OpenHits(
                f"{counted(len(self.open), 'hit')} {have} no answer",
                consequence="nothing was published",
                remedy="answer every hit of the log: blank or keep, with your name",
            )


class Redaction(AnsweredHits):
    """A letter, its hits, and the answers so far."""

    letter: Letter

    def passages(self) -> dict[Place, str]:
        """Every text of the letter, by its place."""
        return dict(texts(self.letter))


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

    The copy of a signed letter says when it was signed and carries a digest of its own; the digests of the full letter
    are left out, since whoever has all but a name could try names against them. So is the name of its file.

    Raises:
        OpenHits: a hit is open.
        NotSignable: the hits are not those of the letter, or what was taken out still stands in the copy.

    >>> redaction = propose(Letter(era="2013", summary="Call (555) 010-0199 now."), Parties())
    >>> publish(redaction)
    Traceback (most recent call last):
    openimr.errors.OpenHits: 1 hit has no answer. ...
    >>> moment = dt.datetime(2026, 1, 5, tzinfo=dt.UTC)
    >>> publish(redaction.answered(0, Answer(decision="blank", by="A. Clerk", at=moment))).letter.summary
    'Call  now.'
    """
    redaction.refuse_open()
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
    copy = Letter.model_validate(data)
    act = redaction.letter.signature
    if act is not None and is_signed(redaction.letter):
        copy.signature = Signature(signed_at=act.signed_at, attestations=act.attestations)
        copy.signature.copy_sha256 = copy_digest(copy)
    _refuse_survivors(copy, redaction)
    return RedactedCopy(copy, _BY_PUBLISH)


def _blank(data: Any, hit: Hit) -> None:
    for step in hit.place[:-1]:
        data = data[step]
    text = data[hit.place[-1]]
    data[hit.place[-1]] = text[: hit.start] + text[hit.end :]


def _refuse_survivors(copy: Letter, redaction: Redaction) -> None:
    """Look for all parties and forms once more, in the copy."""
    where = dict(texts(copy))
    gone = redaction.taken_out()
    for hit in find_hits(copy, redaction.parties):
        if where[hit.place][hit.start : hit.end] in gone:
            raise NotSignable(
                "a passage that was taken out still stands in the copy",
                consequence="nothing was published",
                remedy="report this as a fault of the program",
            )
