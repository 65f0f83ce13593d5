"""A list of records cut into its entries: by marks and numbers, by lines, by semicolons, by sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openimr.casefile.manifest.listdays import days_in
from openimr.casefile.manifest.liststretches import MARK
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.sentences import sentence_end

_WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
#: How far back what stands before a line is looked at.
_BACK = 300
#: What stands around an entry and is no part of it.
EDGES = " \t\n|,;:.-–—•*()[]"
_INLINE_MARK = re.compile(r"(?<=[\s;.,)])(?:\(\d{1,2}\)|\d{1,2}[.)])[ \t]+(?=[A-Z\d])")
_SEMICOLON = re.compile(r";")
_GOES_ON = re.compile(
    r"(?:[,(&/–-]|\b(?:and|of|the|dated|from|to|by|for|with|or|through|thru|dr\.?|on|date|including|between))\s*\Z",
    re.I,
)


def entries(text: str, start: int, end: int, words: ListWords) -> Iterator[tuple[int, int, bool]]:
    """The entries of a stretch: begin, end, and whether it begins a line or follows a mark.

    >>> from openimr.casefile.manifest.listwords import list_words
    >>> text = "1. PR-2 3/1/14\\n2. MRI of the\\nlumbar spine; RFA"
    >>> [text[a:b] for a, b, _ in entries(text, 0, len(text), list_words())]
    ['PR-2 3/1/14', 'MRI of the\\nlumbar spine', ' RFA']
    """
    cuts: list[tuple[int, int, bool]] = [(start, start, True)]
    at = entry = start
    while (stop := text.find("\n", at, end)) >= 0:
        following = text.find("\n", stop + 1, end)
        line = text[stop + 1 : following if following >= 0 else end]
        before = text[max(entry, stop - _BACK) : stop]
        dated = days_at(text[entry : entry + 80].lstrip())
        if not line.strip() or _is_marked(line) or _begins_entry(before, line, words, dated=dated):
            cuts.append((stop, stop + 1, True))
            entry = stop + 1
        at = stop + 1
    cuts += [(m.start(), m.end(), True) for m in _INLINE_MARK.finditer(text, start, end)]
    cuts += [(m.start(), m.end(), False) for m in _SEMICOLON.finditer(text, start, end) if not _inside(text, m.start())]
    cuts.sort()
    for number, (_, low, begins) in enumerate(cuts):
        high = cuts[number + 1][0] if number + 1 < len(cuts) else end
        if begins and _is_marked(text[low:high]) and (mark := MARK.match(text, low, high)):
            low = mark.end()
        while low < high:
            stop = sentence_end(text, low, high)
            if text[low:stop].strip(EDGES):
                yield low, stop, begins
            low, begins = max(stop, low + 1), False


def _inside(text: str, at: int) -> bool:
    """Whether a place lies inside brackets of its line."""
    line = text[max(text.rfind("\n", max(0, at - _BACK), at) + 1, at - _BACK) : at]
    behind = text[at : at + 80].split("\n")[0]
    return line.rfind("(") > line.rfind(")") and behind.find(")") >= 0 and "(" not in behind[: behind.find(")")]


def _is_marked(line: str) -> bool:
    """Whether a line begins with a mark or a number of a list, and not with a day."""
    return MARK.match(line) is not None and not days_at(line)


def days_at(line: str) -> bool:
    """Whether a line begins with a day.

    >>> days_at(" 3/18/14 PR-2"), days_at("3. PR-2 3/18/14")
    (True, False)
    """
    days = days_in(line[:60])
    return bool(days) and not line[: days[0].start].strip(" \t|([")


def _begins_entry(before: str, line: str, words: ListWords, *, dated: bool) -> bool:
    """Whether a line begins a new entry and does not go on with the one before.

    Args:
        before: the entry so far, at least its end.
        line: the line.
        words: the programme's words.
        dated: whether the entry so far begins with a day.
    """
    if _GOES_ON.search(before):
        return False
    bare = line.lstrip(" \t|")
    named = next((match for match, _, rules in words.named_in(bare) if rules.rank > 1), None)
    if named is not None and named.start() == 0:
        return True
    if not days_at(line):
        # "Orthopedic consultation 5/12/14": a name within the first words, and the line before was finished
        return bool(named and bare[0].isupper() and len(_WORD.findall(bare[: named.start()])) <= 4 and days_in(before))
    # a day may belong to the name at the end of the line above it ("procedure note / 10/24/2013; MRI …")
    earlier = days_in(before)
    above = [rules for _, _, rules in words.named_in(before, earlier[-1].end if earlier else 0)]
    behind = line[days_in(line)[0].end :].strip(" \t|")
    alone = not behind or behind[0] in ",;.)"
    return dated or not above or not alone or (above[-1].vague and named is not None)
