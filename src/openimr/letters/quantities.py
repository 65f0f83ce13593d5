"""The three quantities of a partly authorized request, read from its heading.

The form has few variants: what was asked "was the original request"; what utilization review authorized; and what of it
is still in dispute. Its phrases are data (``partly_authorized`` in ``shared.yaml``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from openimr.letters.eras import phrases, shared_wording

#: No heading is longer; what is longer is no heading.
_LONGEST = 6000


@dataclass(slots=True)
class Quantities:
    """Original request, what was authorized, what remains eligible, as printed; None for what is not said."""

    original: str | None = None
    authorized: str | None = None
    eligible: str | None = None


@dataclass(frozen=True, slots=True)
class PartlyAuthorized:
    """Compiled phrases of the form.

    Attributes:
        original: the words that follow the original request.
        remaining: words of which one must follow, or the sentence is not of this form.
    """

    original: re.Pattern[str]
    remaining: re.Pattern[str]
    first: tuple[re.Pattern[str], ...]
    second: tuple[re.Pattern[str], ...]
    third: re.Pattern[str]


@cache
def partly_authorized() -> PartlyAuthorized:
    """The form's phrases, compiled from the rules."""
    words = {name: f"(?:{phrases(patterns)})" for name, patterns in shared_wording()["partly_authorized"].items()}
    end = r"\s*[.;,:]*\s*(?:(?:and|but)\s+)?"
    return PartlyAuthorized(
        re.compile(rf"\b(?:{words['is_original']}|{words['original_first']})", re.I),
        re.compile(rf"\b{words['remaining']}", re.I),
        (
            re.compile(rf"{words['original_first']}\s+(?P<x>.+?)\s*[.;]\s+(?=\S)", re.I),
            re.compile(rf"(?P<x>.+?),?\s+{words['is_original']}{end}", re.I),
        ),
        (
            re.compile(rf"(?P<y>.+?),?\s+{words['was_authorized']}{end}", re.I),
            re.compile(
                rf"{words['authorized']}\s+(?P<y>.+?)(?:\s*,?\s+{words['leaving']}{end}|\s*[.;]\s+(?=The\s))", re.I
            ),
        ),
        re.compile(
            rf"{words['portion']}\s*[,:]?\s*(?:(?:is|are)\s+)?(?P<z>.*?)(?:\s*,?\s*\b(?:is|are|is/are))?\s*:?\s*\Z",
            re.I,
        ),
    )


def read_quantities(heading: str) -> Quantities:
    """The three quantities of a heading in the form for partly authorized requests; all None in any other heading.

    >>> q = read_quantities("Soma 350mg #90 was the original request. Soma 350mg #20 was authorized by the Claims "
    ...     "Administrator. The remaining IMR eligible portion of the original request, Soma 350mg #70 is")
    >>> q.original, q.authorized, q.eligible
    ('Soma 350mg #90', 'Soma 350mg #20', 'Soma 350mg #70')
    >>> q = read_quantities("Cane was the original request. The Claims Administrator authorized a 1 month rental, "
    ...     "leaving the original request IMR eligible. The original request, cane is")
    >>> q.original, q.authorized, q.eligible
    ('Cane', 'a 1 month rental', 'cane')
    """
    form = partly_authorized()
    if len(heading) > _LONGEST or not form.original.search(heading):
        return Quantities()
    heading = " ".join(heading.split())
    first = next((found for pattern in form.first if (found := pattern.match(heading))), None)
    if not first:
        return Quantities()
    result = Quantities(original=_trimmed(first["x"]))
    rest = heading[first.end() :]
    for pattern in form.second:
        second = pattern.match(rest)
        if second:
            result.authorized = _trimmed(second["y"])
            rest = rest[second.end() :]
            break
    third = form.third.match(rest)
    if third:
        result.eligible = _trimmed(third["z"])
    return result


def _trimmed(text: str) -> str | None:
    return text.strip(" ,;:") or None
