"""The name of a piece of work: the same for the same step on the same content, so that it is reported once."""

from __future__ import annotations

import hashlib

from openimr.process import Event

#: The event by which the program reports a step.
STEP_DONE = "work-done"


def once_name(case: str, step: str, made_from: str) -> str:
    """The name of a step of a case on a given content.

    >>> once_name("C-1", "draft", "ab") == once_name("C-1", "draft", "ab") != once_name("C-2", "draft", "ab")
    True
    """
    return hashlib.sha256("\x1f".join((case, step, made_from)).encode()).hexdigest()


def once_of(event: Event) -> str | None:
    """The name of the piece of work that an event reports; None where it reports none.

    Only an event of the program counts: what a person records may say anything in its data.
    """
    if event.kind != STEP_DONE or not event.actor.machine:
        return None
    return once_name(event.case, event.said("step"), event.said("input"))
