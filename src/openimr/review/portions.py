"""What is left in dispute of a request that utilization review approved in part.

Only the rest is decided. What a guideline allows counts the whole course, so limits are tested on the request as it was
asked: whoever was granted six visits and asks for six more asks for twelve.
"""

from __future__ import annotations

import re

from openimr.dispute.amounts import digits, is_rate
from openimr.dispute.model import DisputedItem, Request
from openimr.dispute.request import parse_request
from openimr.review.model import Portion

_OF_ALL = re.compile(
    r"(?P<mark>#?\s?)\b(?P<n>\d{1,3})(?P<unit>\s[a-z]+)?(?:(?P<of>\s(?:out\s)?of\s)(?:the\s)?"
    r"(?:(?:requested|original\w*|total|prescribed)\s)?|\s?/\s?)#?(?P<all>\d{1,3})\b"
)
_TO_AMOUNT = re.compile(r"[#(]?\d")
_BARE = re.compile(r"#?\s?(\d{1,3})")


def remaining(item: DisputedItem) -> Portion | None:
    """How much of the request utilization review did not approve; None where that cannot be said.

    It cannot be said where the determination names no amount, where what was approved is counted in another unit, is
    a rate (hours a day) or of another strength, or where the item already states the rest (its quantity is not the one
    that utilization review was asked for).

    >>> from openimr.dispute.model import UrOutcome
    >>> ur = UrOutcome(outcome="modified", requested="Acupuncture, 12 visits", approved="6 of the requested 12")
    >>> remaining(DisputedItem(heading="", request=parse_request("Acupuncture, 12 visits"), ur=ur))
    Portion(quantity=6.0, whole=12.0, unit='visits')
    >>> remaining(DisputedItem(heading="", request=parse_request("Acupuncture, 6 visits"), ur=ur)) is None
    True
    """
    whole, approved = item.request, item.ur.approved
    if item.ur.outcome != "modified" or not approved or whole.quantity is None:
        return None
    words = item.ur.requested or item.heading
    if parse_request(words).quantity != whole.quantity or is_rate(words) or is_rate(approved):
        return None
    given = _given(words, approved, whole)
    if given is None or not 0 < given < whole.quantity:
        return None
    return Portion(quantity=whole.quantity - given, whole=whole.quantity, unit=whole.quantity_unit)


def _given(words: str, approved: str, whole: Request) -> float | None:
    """The amount that was approved, in the unit of the request."""
    told = digits(approved.lower())
    shares = [share for share in _OF_ALL.finditer(told) if float(share["all"]) != whole.quantity]
    if any(share["of"] for share in shares):
        return None  # a share of another whole
    if not shares:
        told = _OF_ALL.sub(r"\g<mark>\g<n>\g<unit>", told)
    if bare := _BARE.fullmatch(told.strip(" .;")):
        return float(bare[1])
    given = parse_request(told)
    if given.treatment is None:
        # "#30 for weaning", "2x3": what is counted stands in the request
        given = parse_request(f"{_TO_AMOUNT.split(words, maxsplit=1)[0]} {told}")
    if given.quantity_unit is not None and given.quantity_unit != whole.quantity_unit:
        return None
    if given.strength and whole.strength and given.strength != whole.strength:
        return None  # another product was granted in its place
    return given.quantity
