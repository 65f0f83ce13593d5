"""Blind a parsed letter and replay it: the one place where an outcome and its replay meet, after the review is done."""

from __future__ import annotations

import datetime as dt

from openimr.dispute.dates import find_dates
from openimr.letters.eras import eras
from openimr.letters.model import Letter
from openimr.review.replay import Blinded, Outcome, replay


def blind(letter: Letter) -> Blinded | None:
    """What a replay may see of a letter: summary, headings, day. None when nothing tells its time.

    The heading of a partly authorized request says what was asked, what was authorized and what is left to decide.
    """
    day = _day(letter)
    if day is None:
        return None
    return Blinded(
        summary=letter.summary,
        headings=tuple(item.heading for item in letter.items),
        day=day,
        date_of_injury=letter.date_of_injury,
        authorized=tuple(item.authorized for item in letter.items),
    )


def _day(letter: Letter) -> dt.date | None:
    """The day whose rules a replay reads: the UR denial as printed, else the best that the letter still tells.

    Published letters of 2014 may lack their head: then the latest day the summary names, else the era's last.
    """
    printed = letter.ur_denial_date or letter.decision_date or letter.application_received or letter.date_assigned
    if printed:
        return printed
    era = next((e for e in eras() if e.id == letter.era), None)
    last = era.last if era else None
    told = [day for _, _, day in find_dates(letter.summary) if last is None or day <= last]
    return max(told) if told else last


def replay_letter(letter: Letter, *, source: str | None = None) -> list[Outcome]:
    """Replay one letter and set each item beside the letter's own decision, in the letter's order."""
    blinded = blind(letter)
    if blinded is None:
        return []
    reviews = replay(blinded)
    name = source or letter.source or letter.case_number or ""
    return [
        Outcome(source=name, heading=item.heading, decision=item.decision, review=one)
        for item, one in zip(letter.items, reviews, strict=True)
    ]
