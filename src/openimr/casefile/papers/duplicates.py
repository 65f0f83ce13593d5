"""Copies: papers whose text, or whose bytes, are the same as those of an earlier one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from openimr.casefile.model import Document
from openimr.casefile.papers.faxlines import is_fax_line

#: Papers with fewer letters than this are too short for their text to prove that they are copies.
_MIN_LETTERS = 60
_NOT_LETTERS = re.compile(r"[\W_]+")


def text_mark(pages: Sequence[str]) -> str | None:
    """A mark that two papers share when their words are the same; None for too little text.

    Blanks, capitals, punctuation and what fax machines stamped do not count.

    >>> text_mark(["Patient has low back pain." * 4]) == text_mark(["PATIENT has  low back\\npain. " * 4])
    True
    """
    kept = "\n".join(line for page in pages for line in page.split("\n") if not is_fax_line(line))
    letters = _NOT_LETTERS.sub("", kept.lower())
    if len(letters) < _MIN_LETTERS:
        return None
    return hashlib.sha256(letters.encode("utf-8")).hexdigest()


def mark_copies(documents: Sequence[Document]) -> None:
    """Set ``duplicate_of`` on every document that repeats an earlier one (a copy of a copy names the first)."""
    first: dict[tuple[str, str], str] = {}
    for document in documents:
        texts = [page.text for page in document.pages]
        keys = [("bytes", f"{document.sha256}:{document.pages[0].number if document.pages else 0}")]
        mark = text_mark(texts)
        if mark is not None:
            keys.append(("text", mark))
        known = next((first[key] for key in keys if key in first), None)
        if known is not None:
            document.duplicate_of = known
        for key in keys:
            first.setdefault(key, known or document.id)
