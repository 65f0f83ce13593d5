"""What a determination says it approved of a request: the words behind "modified", and a yes that holds for a part.

>>> part_behind_modified(". Certify six visits. The guideline advises a trial.")
('six visits', 20)
>>> part_behind_approved(" 6 visits; the remaining 6 visits are denied.")
'6 visits'
"""

from __future__ import annotations

import re

from openimr.dispute.amounts import NUMBER_WORDS, digits
from openimr.dispute.request import parse_request
from openimr.dispute.sentences import first_sentence

_MODIFIED_TO = re.compile(
    r"^[\s:;,.(–—-]*(?:(?:to|and|with|for|as follows)\b[\s:–-]*)?"
    r"(?:(?:certif|approv|authoriz|allow)\w*\s)?(?P<what>.+)$",
    re.IGNORECASE,
)
_AMOUNT = rf"(?:#?\d|(?:{NUMBER_WORDS})\b)"
#: A full stop within an amount ends no sentence.
_TO_STOP = r"(?:[^.;]|(?<=\d)\.(?=\d)){0,200}"
_FEW = r"(?:(?:only|just|up|to|an?|the|first|initial|additional|trial|course|total|maximum|of)\s){0,6}"
# behind "Modified." as a sentence of its own; without such a word the sentence tells something else
_COUNTED = re.compile(
    r"^\s?[.;]\s{0,3}(?:[a-z' ]{0,40}\bmodified\sto\s(?:(?:certify|approve|authorize|allow)\s)?"
    rf"|(?:certif|approv|authoriz|allow)\w*[\s:]{{1,3}})(?P<what>{_FEW}{_AMOUNT}{_TO_STOP})",
    re.IGNORECASE,
)
# "Approved guidelines recommend acupuncture, 6 visits" approves nothing
_NAMED = re.compile(
    r"^\s?[.;]\s{0,3}(?:(?:certify|approve|authorize|allow)\s|(?:certified|approved|authorized|allowed)\s?:\s{0,3})"
    rf"(?P<what>{_TO_STOP})",
    re.IGNORECASE,
)
_HAS_AMOUNT = re.compile(rf"\d|\b(?:{NUMBER_WORDS})\b", re.IGNORECASE)
_IS_APPROVED = re.compile(r"\s(?:is|are|was|were)\s(?:certif|approv|authoriz|allow)\w*.*$", re.IGNORECASE | re.DOTALL)
_REFUSED = (
    r"(?:non-?\s?(?:certif|approv|authoriz)\w*|not\s(?:certif|approv|authoriz)\w*"
    r"|(?<!previously\s)(?<!initially\s)den(?:y|ied|ies|ying)\b)"
)
# "for the other knee" leaves nothing out
_LEFT_OUT = re.compile(
    r"[\s,;.:(–—-]{0,3}\b(?:and\s|with\s|but\s)?"
    rf"(?:{_REFUSED}|the\s(?:rest|remain\w*|balance|other)\b(?=.{{0,60}}\b{_REFUSED})).*$",
    re.IGNORECASE | re.DOTALL,
)
#: An amount right behind a yes; neither a day nor the number of the next item.
_FIRST_AMOUNT = re.compile(rf"[\s:]{{0,3}}{_FEW}(?P<n>#?\s?\d{{1,4}}(?:\.\d+)?)(?![\d/).])", re.IGNORECASE)
_OF_ALL = re.compile(r"(?:\s[a-z]+)?\s(?:out\s)?of\s(?:the\s)?(?:[a-z]+\s)?#?(?P<all>\d{1,4})\b", re.IGNORECASE)


def part_behind_modified(text: str) -> tuple[str, int] | None:
    """The words that tell what was approved, behind a decision to modify, and where the sentence with them ends.

    Args:
        text: what follows the word of decision, in its row.

    >>> part_behind_modified(" to 7.5 mg #60, non-certify #60")
    ('7.5 mg #60', 31)
    >>> part_behind_modified(". Approve acupuncture x 6."), part_behind_modified(". Approved guidelines say 6 visits.")
    (('acupuncture x 6', 25), None)
    """
    sentence = first_sentence(text)
    found = _COUNTED.match(text)
    if found is None and (named := _NAMED.match(text)) is not None:
        request = parse_request(named["what"])
        found = named if request.treatment is not None and request.quantity is not None else None
    found = found or _MODIFIED_TO.match(sentence)
    if found is None or not _HAS_AMOUNT.search(found["what"]):
        return None
    return _only_what(found["what"]), max(found.end(), len(sentence))


def part_behind_approved(text: str) -> str | None:
    """The words that tell what was approved, behind a yes that the same sentence takes back for the rest.

    Args:
        text: what follows the word of decision, in its row.

    >>> part_behind_approved(" 6 of the requested 12 visits."), part_behind_approved(" 12 visits.")
    ('6 of the requested 12 visits', None)
    >>> part_behind_approved(" 12 visits for the other knee, previously denied.") is None
    True
    """
    sentence = first_sentence(text)
    lower = digits(sentence.lower())
    amount = _FIRST_AMOUNT.match(lower)
    if amount is None:
        return None
    of_all = _OF_ALL.match(lower, amount.end())
    in_part = of_all is not None and float(amount["n"].strip("# ")) < float(of_all["all"])
    return _only_what(sentence) if in_part or _LEFT_OUT.search(sentence) else None


def _only_what(words: str) -> str:
    for behind in (_IS_APPROVED, _LEFT_OUT):
        words = behind.sub("", words) or words
    return words.strip(" .;:,")
