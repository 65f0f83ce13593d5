"""Sections of a record: which heading a place in the text stands under."""

from __future__ import annotations

import string
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from openimr.clinical.folding import Folded
from openimr.clinical.reading import LEXICON, read_words, word_list

# the words that end right before a colon: letters, and between them these
_JOINS = "/&' ()-"
_LETTERS = string.ascii_letters + _JOINS
_LONGEST = 48


#: Sections that are told in a sentence when their heading stands before one.
_ONE_LINE = frozenset({"family_history", "allergies", "social_history", "work_status", "medications"})


_PART_OF_LABEL = frozenset({"spine", "back", "mri", "ct", "x-ray", "x-rays", "emg", "emg/ncv", "motor",
                            "sensory", "reflexes"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading found: ``start`` and ``end`` (after the colon) in the folded text, and the section it opens.

    ``inline`` ones stand within running prose ("Current work status: restricted.") and reach to the sentence's end.
    """

    start: int
    end: int
    section: str | None
    words: str
    inline: bool = False


@dataclass(slots=True)
class Sections:
    """The headings of one text, and which section any place lies in."""

    headings: list[Heading]
    _starts: list[int]

    def at(self, place: int) -> str | None:
        """The section of the sentence that begins at ``place`` of the folded text; None before the first heading."""
        number = bisect_right(self._starts, place) - 1
        while number >= 0 and self.headings[number].inline and self.headings[number].start != place:
            number -= 1
        return self.headings[number].section if number >= 0 else None

    def starts(self) -> list[int]:
        """Where the sections begin."""
        return self._starts


def sections_of(folded: Folded) -> Sections:
    """The sections of a text by its headings.

    >>> from openimr.clinical.folding import fold
    >>> sections = sections_of(fold("SUBJECTIVE: Pain.\\nOBJECTIVE: Tender.\\nPlan: MRI."))
    >>> [h.section for h in sections.headings]
    ['subjective', 'exam', 'plan']
    """
    table = _headings()
    text = folded.text
    line_starts = {0, *(place + 1 for place in folded.breaks)}
    ends = set(folded.breaks)
    found: list[Heading] = []
    colon = text.find(":")
    while colon >= 0:
        place, stop = colon, colon + 1
        colon = text.find(":", stop)
        heading = _heading_before(text, place, table)
        if heading is None or text[stop : stop + 1].isdigit():
            continue
        start, words, section = heading
        at_line = start in line_starts or _only_number_before(text, start, line_starts)
        inline = False
        if not at_line:
            if words.lower() in _PART_OF_LABEL and text[start - 1] == " " and text[start - 2].isalnum():
                continue  # "LUMBAR SPINE:" and "Left knee MRI:" are one label
            shouted = words.isupper() and len(words) > 2
            after_stop = (start >= 2 and text[start - 1] == " " and text[start - 2] in ".;,:") or text[
                start - 1
            ] in ".;,"
            if not (shouted or (after_stop and words[0].isupper() and len(words) > 3)):
                continue
            if section == "identification":
                continue
            inline = not shouted
        elif section in _ONE_LINE and text[stop : stop + 2].strip() and stop not in ends:
            inline = True
        found.append(Heading(start, stop, None if section == "identification" else section, words, inline))
    found += _bare_headings(folded, table)
    found.sort(key=lambda heading: heading.start)
    return Sections(found, [heading.start for heading in found])


def _heading_before(text: str, colon: int, table: dict[str, str]) -> tuple[int, str, str] | None:
    """The longest run of words before the colon that is a known heading: where it begins, the words, the section."""
    window = max(0, colon - _LONGEST)
    before = text[window:colon].rstrip(" ")
    run = before[len(before.rstrip(_LETTERS)) :].lstrip(_JOINS)
    if not run:
        return None
    stop = window + len(before)
    start = stop - len(run)
    if start and text[start - 1].isalnum():
        run = run.partition(" ")[2]
    words = run.split(" ")
    for skip in range(max(0, len(words) - 6), len(words)):
        heading = " ".join(words[skip:])
        section = table.get(heading.lower()) if heading and heading[0].isalpha() else None
        if section is not None:
            return stop - len(heading), heading, section
    return None


def _only_number_before(text: str, start: int, line_starts: set[int]) -> bool:
    """Whether only an enumerator ("3. ", "- ") stands between the line's begin and ``start``."""
    return any(start - back in line_starts and not text[start - back : start].strip(" .-*)0123456789")
               for back in range(1, 6))  # fmt: skip


def _bare_headings(folded: Folded, table: dict[str, str]) -> list[Heading]:
    """Headings that stand alone on their line without a colon."""
    text = folded.text
    found = []
    begin = 0
    for stop in [*folded.breaks, len(text)]:
        line = text[begin:stop].strip(" :-#*_")
        if 3 < len(line) < 48 and line[0].isupper():
            section = table.get(line.lower())
            # a short word alone may be a cell of a table ("Back", "Pain"); in capitals or longer it is a heading
            if (
                section
                and section != "identification"
                and (len(line) > 6 or line.isupper() or line in ("Plan", "Exam"))
            ):
                found.append(Heading(begin, stop, section, line))
        begin = stop + 1
    return found


@cache
def _headings() -> dict[str, str]:
    path = LEXICON / "sections.yaml"
    table: dict[str, str] = {}
    for section, words in read_words(path).items():
        for word in word_list(path, section, words):
            table.setdefault(" ".join(word.lower().split()), section)
    return table
