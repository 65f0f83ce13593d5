"""Where a sentence of a list ends: not behind a title, an initial or a credential.

>>> text = "Dr. R. Roe, M.D., saw him. The MRI of Mar. 3, 2014 shows it."
>>> text[:sentence_end(text, 0)]
'Dr. R. Roe, M.D., saw him.'
"""

from __future__ import annotations

import re

_STOP = re.compile(r"(?<!\.)[.!?](?!\.)(?=[)\"'”’]?(?:\s+[\[(\"“]?[A-Z0-9•*|-]|\s*\Z))|\n[ \t]*\n")
_SHORT = re.compile(
    r"(?:\b(?:dr|drs|mr|mrs|ms|st|no|nos|vs|inc|jr|sr|prof|approx|pp?|pgs?|ph|ext|dept|ave|fig|vol|ed|al|cf|e\.g|i\.e"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|(?<![a-z0-9])[a-z])\Z",
    re.I,
)
_CREDENTIAL = re.compile(r"(?:\b[A-Z][a-z]{0,2}\.){1,3}[A-Z]\Z")


#: No sentence is longer.
_LONGEST = 3_000


def sentence_end(text: str, start: int, end: int | None = None) -> int:
    """Where the sentence that begins at ``start`` ends, its full stop included; a blank line ends it too.

    Args:
        text: the text.
        start: where the sentence begins.
        end: where the text is taken to end.
    """
    end = min(start + _LONGEST, len(text) if end is None else end)
    for match in _STOP.finditer(text, start, end):
        if match.group() == "." and is_short(text, match.start()):
            continue
        return match.end() if match.group() in ".!?" else match.start()
    return end


def is_short(text: str, stop: int) -> bool:
    """Whether a full stop ends a shortened word and the sentence goes on.

    >>> is_short("Dr. Roe", 2), is_short("Seen. Roe", 4)
    (True, False)
    """
    before = text[max(0, stop - 8) : stop]
    after = text[stop + 1 : stop + 4].strip()
    if _CREDENTIAL.search(before):
        # "Roe, M.D. Office note": behind a credential a capital begins a new sentence
        return not (after[:1].isupper() or after[:1].isdigit())
    return _SHORT.search(before) is not None
