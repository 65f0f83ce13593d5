"""Common nouns for a treatment ("the injection", "his second surgery", "two patches") with the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_NOUNS = (
    r"(?P<noun>trial|injections?|inj\.?|blocks?|shots?|visits|sessions|procedures?|surger(?:y|ies)|operation"
    r"|ablation|treatments?|tx|series|tape|taping|kinesiotape|patch(?:es)?|pills?|needl(?:es|ing)"
    r"|adj(?:ustments?)?|splint|brace|orthotics|inserts|boot|walking boot|release|repair|decompression|fusion"
    r"|lesioning|unit|device|implant|drug|medicines?|cream|ointment|gel|manipulation|mua|adjustment|needles"
    r"|cupping|e-?stim|muscle stim|electrical stimulation|ice|heat|yoga|pilates|medications?|meds|regimen|course"
    r"|stimulator|pump|sling|cast|wrap|collar|pillow|mattress|rhizotomy|neurotomy|scope|arthroscopy|fasciotomy"
    r"|transposition|replacement|reconstruction|debridement|meniscectomy|laminectomy|discectomy|program|cbt"
    r"|biofeedback|mobs|mobilizations?|ionto\w*|phonophoresis|moxa\w*|ear seeds|modalities|graston|dry needling"
    r"|acu(?= )|tens(?! of| to)"
    r"|(?:(?<=genicular )|(?<=facet )|(?<=lumbar )|(?<=cervical )|(?<=sij )|(?<=si )|(?<=joint )|(?<=bilateral )"
    r"|(?<=right )|(?<=left )|(?<=following )|(?<=after )|(?<=s/p )|(?<=since )|(?<=prior )|(?<=first )"
    r"|(?<=second )|(?<=[lcs]\d ))rfa|rfa(?= (?:l|r|left|right|bilat\w*|of (?:the )?(?:left|right|bilateral)"
    r"|at [cls]\d|[cls]\d|done|on \d|x ?\d|\d{1,2}/\d+)\b))\b"
)
_NOUN = re.compile(
    r"\b(?P<lead>(?:(?:the|this|that|these|those|his|her|last|home|office|previous|prior|earlier|initial|first"
    r"|second|third|diagnostic|stimulator|scs|percutaneous|recent|repeat|same|entire|confirmatory|\d{1,2}|one|two"
    r"|three|four|five|six|eight|ten|twelve|a|an)\s){0,4})" + _NOUNS
)
#: Whether there is any: most sentences have none, and without the words before it this is quickly seen.
_ANY_NOUN = re.compile(r"\b" + _NOUNS)
_LONGEST_LEAD = 64  #: four of its words


def nouns_in(text: str, begin: int, stop: int) -> Iterator[re.Match[str]]:
    """The nouns of a stretch of folded lower-case text, each with the words before it: groups ``lead`` and ``noun``.

    >>> text = "he had two prior injections and the left knee brace"
    >>> [(m.group("lead"), m.group("noun")) for m in nouns_in(text, 0, len(text))]
    [('two prior ', 'injections'), ('', 'brace')]
    """
    first = _ANY_NOUN.search(text, begin, stop)
    if first:
        yield from _NOUN.finditer(text, max(begin, first.start() - _LONGEST_LEAD), stop)
