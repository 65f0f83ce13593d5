"""Which item depends on which: an assistant surgeon, clearance, therapy or a device on the operation it goes with."""

from __future__ import annotations

from collections.abc import Sequence

from openimr.dispute.model import Request
from openimr.dispute.treatments import treatments

_MARKS = frozenset({"associated_service", "pre_operative", "post_operative", "clearance"})


def principals(requests: Sequence[Request]) -> list[int | None]:
    """For each request the index of the operation it depends on, or None.

    >>> from openimr.dispute.request import parse_request
    >>> principals([parse_request(t) for t in
    ...     ["Right knee arthroscopy", "PA assist", "Post-op physical therapy, right knee", "Lunesta 3 mg #30"]])
    [None, 0, 0, None]
    """
    operations = [n for n, request in enumerate(requests) if _is_operation(request)]
    return [_operation(request, n, operations, requests) for n, request in enumerate(requests)]


def _is_operation(request: Request) -> bool:
    return request.category == "surgery" and "associated_service" not in request.modifiers


def _operation(request: Request, number: int, operations: Sequence[int], requests: Sequence[Request]) -> int | None:
    if number in operations or not operations:
        return None
    treatment = treatments().get(request.treatment or "")
    if not (_MARKS & set(request.modifiers) or (treatment is not None and treatment.with_surgery)):
        return None
    parts = set(request.body_parts)
    fitting = [n for n in operations if not parts or not requests[n].body_parts or parts & set(requests[n].body_parts)]
    if not fitting:
        # a brace for the knee does not go with an operation on the hand; clearance goes with any
        fitting = list(operations) if treatment is None or not treatment.with_surgery else []
    earlier = [n for n in fitting if n < number]
    return (earlier[-1] if earlier else fitting[0]) if fitting else None
