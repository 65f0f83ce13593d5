"""A notice as data: everything it says, in one language, to one party. Enough to write it in any form."""

from __future__ import annotations

import datetime as dt
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

from openimr.notices.wording import Language


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Person(_Part):
    """Somebody a notice goes to: role in words, name, how and where it is served on them."""

    role: str
    name: str
    how: str
    where: str


class Fact(_Part):
    """One line of the head: a label and what stands beside it."""

    label: str
    value: str


class Ground(_Part):
    """Why an item is not eligible: the code, the reason in words, its law."""

    code: str
    text: str
    source: str


class NoticeItem(_Part):
    """One disputed item a notice is about, with its reasons or its decision where it has them."""

    id: str
    text: str
    grounds: tuple[Ground, ...] = ()
    decision: Literal["upheld", "overturned"] | None = None
    decided: str = ""


class Section(_Part):
    """A part of the text."""

    heading: str = ""
    text: str = ""
    points: tuple[str, ...] = ()


class Told(_Part):
    """A deadline as a notice tells it, reckoned by the clocks of the procedure.

    Attributes:
        clock: id of the clock.
        group: name of the duty; clocks of one duty stand beside each other.
        duty: what is to be done, in words.
        owner: who has to do it, in words.
        day: the last day in words, with the hour where the hour counts.
        due: the same as an instant; None where the law names no time.
        estimated: counted from service because the day it is counted from is not known yet.
        source: the law.
        verified: false where the rule was not compared with its text.
        steps: how it was reached.
    """

    clock: str
    group: str
    duty: str
    owner: str
    day: str
    due: AwareDatetime | None
    estimated: bool = False
    source: str
    verified: bool
    steps: tuple[str, ...] = ()


class Service(_Part):
    """The proof of service: what the server states, whom it was served on, days the way of service adds.

    Attributes:
        heading: what stands on top.
        statement: who served what in which case, on which day.
        ways: what is stated of each way of service that was used.
        columns: heads of the table of persons.
        persons: whom it was served on.
        mail: days that the reader's way of service adds to a time.
        oath: the declaration, with day and place of signing.
        server: who served it.
        date: the day of service.
        signature: label of the line to sign on.
        source: the law behind it.
    """

    heading: str
    statement: str
    ways: tuple[str, ...]
    columns: tuple[str, ...]
    persons: tuple[Person, ...]
    mail: tuple[str, ...]
    oath: str
    server: Fact
    date: Fact
    signature: str
    source: str


class Notice(_Part):
    """A notice.

    Attributes:
        kind: its kind, by the wording files.
        language: language of its words.
        case: case number.
        event: number of the event it tells of; 0 where none was recorded.
        dated: its day, the day of service.
        title: what stands on top.
        sender: from whom, with the ways to reach them.
        to: whom it is written to.
        copies: who else gets it.
        facts: the head.
        items: the items it is about.
        sections: the text.
        deadlines: what must be done by when.
        service: the proof of service.
        source: the law behind it.
        verified: false where nobody compared its wording with the law.
        against: why the case does not allow it; empty for a notice that is due.
        labels: the fixed words around all this, in the same language.
    """

    kind: str
    language: Language
    case: str
    event: int
    dated: dt.date
    title: str
    sender: Fact
    to: Person
    copies: tuple[Person, ...]
    facts: tuple[Fact, ...]
    items: tuple[NoticeItem, ...]
    sections: tuple[Section, ...]
    deadlines: tuple[Told, ...]
    service: Service
    source: str
    verified: bool
    against: str = ""
    labels: dict[str, str]
