"""Days printed as labels before what they are the day of: "Collected: 03/26/2014", "Date of last procedure: ..."."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from openimr.clinical.dates import dates_in
from openimr.clinical.model import Mention

#: A day printed before what it is the day of, and which kinds of mention that may be.
_LABELS = (
    (("collect", "specimen"), re.compile(
        r"\b(?:date (?:and time )?(?:of collection|collected)|collected|collection date|specimen (?:date|collected)"
        r"|date of (?:specimen|sample))(?: on| date)?\s?[:\-]?\s?(?=\d|[a-z]{3,9}\.? \d)"), ("lab.", "med."), 1500),
    (("date of",), re.compile(
        r"\bdate of (?:the )?(?:last|previous|prior|most recent|first|initial) (?:procedure|injection|block|surgery"
        r"|epidural|esi|rfa|operation|treatment)\s?:?\s?(?=\d|[a-z]{3,9}\.? \d)"), ("tx.",), 160),
)  # fmt: skip
_RESULT_OF_DRUG = re.compile(r"[^\n;]{0,40}?\b(?:not )?(?:detected|positive|negative|present|none detected|pos|neg)\b")


def days_by_label(text: str, mentions: Sequence[Mention]) -> None:
    """Gives undated mentions the day of a label before them: "Collected: 03/26/2014", "Date of last procedure: ...".

    Args:
        text: folded text in lower case.
        mentions: what was read in it, in reading order.
    """
    for stems, label, kinds, reach in _LABELS:
        if not all(stem in text for stem in stems[:1]):
            continue
        for match in label.finditer(text):
            days = dates_in(text[match.end() : match.end() + 24])
            if not days or days[0].start > 0 or len(days[0].iso) < 10:
                continue
            begin = match.end()
            first = bisect_left(mentions, begin, key=lambda m: m.start)
            for mention in mentions[first : first + 80]:
                if mention.start > begin + reach:
                    break
                if mention.date is not None or not mention.concept.startswith(kinds):
                    continue
                if mention.concept.startswith("med.") and not _RESULT_OF_DRUG.match(text, mention.end):
                    continue
                mention.date = days[0].iso
                if kinds == ("tx.",):
                    break
