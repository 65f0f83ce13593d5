"""What is left in dispute of a request that utilization review approved in part: only that is judged."""

from __future__ import annotations

import re

from openimr.dispute.model import DisputedItem, Request
from openimr.dispute.request import parse_request

_OF_ALL = re.compile(r"\b(\d{1,3})\s+(?:out\s+)?of\s+(?:the\s+)?\d{1,3}\b", re.IGNORECASE)


def remaining(item: DisputedItem) -> Request | None:
    """The request with the quantity that utilization review did not approve; None where that cannot be said.

    It cannot be said where the determination names no amount, where what was approved is counted in another unit, or
    where the item already states the rest (its quantity is not the one utilization review was asked for).

    >>> from openimr.dispute.model import UrOutcome
    >>> ur = UrOutcome(outcome="modified", requested="Acupuncture, 12 visits", approved="6 visits")
    >>> left = remaining(DisputedItem(heading="", request=parse_request("Acupuncture, 12 visits"), ur=ur))
    >>> left.quantity
    6.0
    >>> remaining(DisputedItem(heading="", request=parse_request("Acupuncture, 6 visits"), ur=ur)) is None
    True
    """
    whole, approved = item.request, item.ur.approved
    if item.ur.outcome != "modified" or not approved or whole.quantity is None:
        return None
    asked = parse_request(item.ur.requested or item.heading)
    given = parse_request(_OF_ALL.sub(r"\1", approved))
    if given.quantity is None or asked.quantity != whole.quantity or not 0 < given.quantity < whole.quantity:
        return None
    if given.quantity_unit is not None and given.quantity_unit != whole.quantity_unit:
        return None
    # the frequency was that of the whole course
    left = {"quantity": whole.quantity - given.quantity, "weeks": None, "per_week": None}
    return whole.model_copy(update=left)
