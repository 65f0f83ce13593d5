"""The digest that ties a signature to the content of a letter.

A letter of our current era is a draft unless it carries a signature whose digest equals that of the letter as it is
now. Deleting a mark, a field or a page from the data therefore never yields an unmarked letter: it yields a draft.

What a letter *prints* is signed. What programs read back out of the printed words (the structured request, the
citations taken apart) is left out, so that a better reader does not void a signature.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from openimr.letters.model import Letter

#: The era whose letters we write ourselves; only its letters are drafts or signed.
CURRENT_ERA = "current"

_LETTER_FIELDS = (
    "era", "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date", "priority",
    "application_received", "organization", "reviewer", "patient", "summary", "documents_reviewed", "manifest",
    "summary_notes", "prepared_with", "rules_as_of", "warnings",
)  # fmt: skip
#: Fields that letters got later: they count where they say something, so that a letter signed before is still intact.
_LATER_FIELDS = ("documents_said", "set_aside", "gaps", "amended")
_ITEM_FIELDS = ("heading", "decision", "original", "authorized", "eligible", "rationale", "missing", "notes")


def content_digest(letter: Letter) -> str:
    """SHA-256, in hexadecimal, of everything the letter prints except the signature itself.

    >>> content_digest(Letter(era="current")) == content_digest(Letter(era="current", source="a.json"))
    True
    >>> content_digest(Letter(era="current")) == content_digest(Letter(era="current", summary="He is well."))
    False
    """
    packed = json.dumps(_content(letter), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(packed.encode("ascii")).hexdigest()


def copy_digest(letter: Letter) -> str:
    """The same of a copy for publication, whatever its blanks are on a page: white space counts as one blank.

    >>> one, other = (Letter(era="current", summary=f"Dr.{blanks}came.") for blanks in ("  ", " "))
    >>> copy_digest(one) == copy_digest(other)
    True
    """
    packed = json.dumps(_evened(_content(letter)), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(b"copy\n" + packed.encode("ascii")).hexdigest()


def _evened(value: Any) -> Any:
    match value:
        case str():
            return " ".join(value.split()) or None
        case dict():
            return {key: _evened(one) for key, one in value.items()}
        case list():
            return [_evened(one) for one in value]
    return value


def _content(letter: Letter) -> dict[str, Any]:
    """Everything the letter prints except the digests."""
    data = letter.model_dump(mode="json")
    content: dict[str, Any] = {name: data[name] for name in _LETTER_FIELDS}
    content |= {name: data[name] for name in _LATER_FIELDS if data[name]}
    content["attestations"] = letter.signature.attestations if letter.signature else []
    content["signed_at"] = letter.signature.signed_at if letter.signature else ""
    content["items"] = [
        {name: item[name] for name in _ITEM_FIELDS}
        | {side: item[side]["text"] for side in ("claims_administrator", "reviewer_guideline")}
        for item in data["items"]
    ]
    return content


def is_signed(letter: Letter) -> bool:
    """Whether the letter carries a signature that fits its content, and decides every item.

    >>> is_signed(Letter(era="current"))
    False
    """
    return (
        letter.signature is not None and _decides(letter) and letter.signature.content_sha256 == content_digest(letter)
    )


def is_published_copy(letter: Letter) -> bool:
    """Whether it is the copy for publication of a signed letter, as :func:`openimr.publication.publish` made it.

    >>> is_published_copy(Letter(era="current"))
    False
    """
    return letter.signature is not None and _decides(letter) and letter.signature.copy_sha256 == copy_digest(letter)


def _decides(letter: Letter) -> bool:
    return bool(letter.items) and all(item.decision is not None for item in letter.items)


def is_draft(letter: Letter) -> bool:
    """Whether every rendering must carry the draft mark: a letter of our own era without a fitting signature, and no
    copy of a signed one.

    Published letters of older eras carry no signature in their data and are rendered in their own form.

    >>> is_draft(Letter(era="current")), is_draft(Letter(era="2014"))
    (True, False)
    """
    return letter.era == CURRENT_ERA and not is_signed(letter) and not is_published_copy(letter)
