"""Common nouns for a treatment ("the injection", "his second surgery", "two patches") with the words before them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.clinical.seeking import Sought

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
#: Words that may stand before the noun, up to four of them, and numbers of one or two digits.
_LEADS = (
    "the", "this", "that", "these", "those", "his", "her", "last", "home", "office", "previous", "prior", "earlier",
    "initial", "first", "second", "third", "diagnostic", "stimulator", "scs", "percutaneous", "recent", "repeat",
    "same", "entire", "confirmatory", "one", "two", "three", "four", "five", "six", "eight", "ten", "twelve", "a", "an",
)  # fmt: skip
_MOST_LEADS = 4
_NOUN = re.compile(rf"\b(?P<lead>(?:(?:\d{{1,2}}|{'|'.join(_LEADS)})\s){{0,{_MOST_LEADS}}})" + _NOUNS)
#: The noun alone, which is quickly found.
_ANY_NOUN = Sought(r"\b" + _NOUNS)


def nouns_in(text: str, begin: int, stop: int) -> Iterator[re.Match[str]]:
    """The nouns of a stretch of folded lower-case text, each with the words before it: groups ``lead`` and ``noun``.

    >>> text = "he had two prior injections and the left knee brace"
    >>> [(m.group("lead"), m.group("noun")) for m in nouns_in(text, 0, len(text))]
    [('two prior ', 'injections'), ('', 'brace')]
    """
    while (noun := _ANY_NOUN.search(text, begin, stop)) is not None:
        match = _NOUN.match(text, _lead_of(text, begin, noun.start()), stop) or noun
        yield match
        begin = match.end()


def _lead_of(text: str, begin: int, noun: int) -> int:
    """Where the words begin that may stand before the noun at ``noun``."""
    start = noun
    for _ in range(_MOST_LEADS):
        if start <= begin or not text[start - 1].isspace():
            break
        at = start - 1
        while at and (text[at - 1].isalnum() or text[at - 1] == "_"):
            at -= 1
        word = text[at : start - 1]
        if at < begin or not (word in _LEADS or (len(word) <= 2 and word.isdecimal())):
            break
        start = at
    return start
