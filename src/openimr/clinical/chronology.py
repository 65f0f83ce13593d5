"""Chronologies: a day at the head of an entry is the day of all that the entry tells.

"10/14/15: Dr. Pell, PR-2. Low back pain 7/10. Requested ESI." is how records are reviewed and histories listed: each
line opens with a day, and what follows up to the next such line, an empty line or another day is of that day.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from openimr.clinical.dates import DateMention
from openimr.clinical.folding import Folded
from openimr.clinical.model import Mention, Temporality

# a bullet or a number before the day ("3. 10/14/15", "- 10/14/15", "DOS 10/14/15")
_OPENS = re.compile(r"[\s\-*\u2022|]*(?:\d{1,2}[.)]\s)?(?:dos:?\s|dated?:?\s)?[(\[]?")
#: What parts the day from its entry: enough by itself, or only where another line opens with a day too.
_COLON = re.compile(r"[)\]]?\s?:(?!\d)")
_PARTED = re.compile(r"[)\]]?\s?(?:,|-|\||\s)\s?(?!to\b|through\b|thru\b|until\b|and\b|\d)\S")
#: What is told of the whole life, or of another time than the visit.
_NOT_THEN = frozenset({Temporality.HISTORICAL})


def days_of_entries(folded: Folded, mentions: Sequence[Mention]) -> None:
    """Gives mentions without a date the day that opens their entry of a chronology.

    Args:
        folded: the folded text, its dates and sentences read.
        mentions: what was read in it, in reading order; offsets in the folded text.

    >>> from openimr.clinical.annotating import annotate
    >>> text = "10/14/15: Dr. Pell, PR-2. Neck pain. EMG requested.\\n\\nHe has knee pain."
    >>> [(m.concept, m.date) for m in annotate(text)]
    [('sx.neck_pain', '2015-10-14'), ('edx.study_done', '2015-10-14'), ('sx.knee_pain', None)]
    """
    entries = _entries(folded)
    if not entries:
        return
    starts = [m.start for m in mentions]
    dates = [d.start for d in folded.dates]
    for begin, stop, iso in entries:
        for mention in mentions[bisect_left(starts, begin) : bisect_left(starts, stop)]:
            if mention.date is not None or "since" in mention.attributes or mention.temporality in _NOT_THEN:
                continue
            # a sentence with a day of its own has been read: what it left undated stays so
            first = bisect_left(dates, max(begin, mention.sentence_start))
            if first < len(dates) and dates[first] < min(stop, mention.sentence_end):
                continue
            mention.date = iso


def _entries(folded: Folded) -> list[tuple[int, int, str]]:
    """Where each entry begins behind its day, where it stops, and its day."""
    if not folded.dates:
        return []
    heads: list[tuple[int, DateMention, bool]] = []  # begin of the line, its day, whether a colon follows
    lines = [0, *(place + 1 for place in folded.breaks)]
    for date in folded.dates:
        if len(date.iso) < 10:
            continue
        line = lines[bisect_right(lines, date.start) - 1]
        if date.start - line > 12 or not _OPENS.fullmatch(folded.plain, line, date.start):
            continue
        colon = _COLON.match(folded.plain, date.end) is not None
        if colon or _PARTED.match(folded.plain, date.end):
            heads.append((line, date, colon))
    if len(heads) < 2:
        heads = [head for head in heads if head[2]]
    ends = [*(line for line, _, _ in heads), len(folded.plain)]
    entries = []
    for (line, date, _), (_, following) in zip(heads, pairwise(ends), strict=True):
        number = bisect_right(folded.paragraphs, line)
        empty = folded.paragraphs[number] if number < len(folded.paragraphs) else following
        entries.append((date.end, min(following, empty), date.iso))
    return entries
