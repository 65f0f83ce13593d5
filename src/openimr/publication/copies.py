"""The copy of a letter in every form in which it is published, made and read again before any of them is given out."""

from __future__ import annotations

from collections.abc import Iterable

from openimr.letters import rendering
from openimr.publication.copychecking import refuse_unkept
from openimr.publication.redaction import Redaction, publish

#: The forms, by the ending of the file's name.
FORMS = ("pdf", "html", "docx", "json", "txt")


def letter_copies(redaction: Redaction, forms: Iterable[str] = FORMS) -> dict[str, str | bytes]:
    """What is published of a letter, by the ending of the file's name.

    Args:
        redaction: the letter with every hit answered.
        forms: the endings.

    Raises:
        OpenHits: a hit is open.
        NotSignable: what was taken out still stands in the copy, or the second look finds a party in a form of it.
    """
    copy = publish(redaction).letter
    # all are made, and read again, before the first is given out
    made = {form: rendering.render(copy, "text" if form == "txt" else form) for form in forms}
    refuse_unkept(redaction, made)
    return made
