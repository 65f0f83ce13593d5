"""The items of a letter: headings, decisions, guideline blocks and rationales, found by their labels.

The labels come in a fixed order (claims administrator's guideline, reviewer's guideline, decision rationale); a label
that stands before its turn begins a new item, so that an item with a missing block is still an item.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from openimr.errors import RuleError
from openimr.letters.eras import Era, phrase, phrases, shared_wording
from openimr.letters.headings import Lines, heading_start

Label = Literal["claims_administrator", "reviewer_guideline", "rationale"]
_TURN: dict[str, int] = {"claims_administrator": 0, "reviewer_guideline": 1, "rationale": 2}
Span = tuple[int, int]
#: Characters of a label with the white space of its broken lines.
_LONGEST_LABEL = 90
_LAST_COLON = re.compile(r":(?=\s*\Z)")


@dataclass(slots=True)
class ItemSpans:
    """Where the parts of one item stand in the text; None for a part the letter lacks.

    ``labels`` are the labels' own spans; ``colon`` is what stands between heading and decision word; ``stop`` a full
    stop after it.
    """

    heading: Span
    colon: Span | None = None
    decision: Span | None = None
    decided: Literal["upheld", "overturned"] | None = None
    stop: Span | None = None
    claims_administrator: Span | None = None
    reviewer_guideline: Span | None = None
    rationale: Span | None = None
    labels: list[Span] | None = None


class ItemFinder:
    """Splits the items' section of a letter. Made once for each era.

    Args:
        era: gives the labels ``claims_administrator``, ``reviewer_guideline`` and ``rationale``.
    """

    def __init__(self, era: Era) -> None:
        alternatives = "|".join(f"(?P<{name}>{phrases(era.labels[name])})" for name in _TURN)
        # asked only before a colon that follows a label's last letter; asked everywhere it costs a tenth of the budget
        # a lost page break may glue a label to the decision before it
        self._label = re.compile(rf"(?:\b|(?<=upheld)|(?<=overturned))(?:{alternatives})\s*:\Z", re.I)
        self._last_letters = frozenset(
            letter for name in _TURN for words in era.labels[name] for letter in _last_of(words)
        )
        shared = shared_wording()
        words = {name: phrases(shared["decisions"][name]) for name in ("upheld", "overturned")}
        # anchored at the end of the stretch before a label; the stretch is cut short first, so this stays linear
        self._decision = re.compile(
            rf"\s*(?P<colon>:|\bis(?=\s+[UO])|[\u2013\u2014]|(?<=\s)-)?\s*"
            rf"(?P<word>(?P<upheld>{words['upheld']})|(?:{words['overturned']}))"
            r"\s*(?P<stop>[.;,]*)\s*\Z",
            re.I,
        )
        self._closing = re.compile(rf"\n[ \t]*(?:{'|'.join(phrase(p) for p in shared['closing'])})")

    def find(
        self, text: str, lines: Lines, start: int, end: int, *, opens: bool = True
    ) -> tuple[list[ItemSpans], Span | None]:
        """Split ``text[start:end]``.

        Args:
            opens: whether the first heading begins at ``start``; False when other text comes before it.

        Returns:
            The items in order, and the span of what the organization prints below the last one (None without it).
        """
        closing = self._closing.search(text, start, end)
        stop = closing.start() + 1 if closing else end
        items: list[ItemSpans] = []
        groups = self._groups(text, start, stop)
        previous = start
        for number, labels in enumerate(groups):
            following = groups[number + 1][0].start() if number + 1 < len(groups) else stop
            item = self._opening(text, lines, previous, labels[0].start(), first=opens and number == 0, before=items)
            self._blocks(item, labels, following)
            items.append(item)
            previous = item.rationale[0] if item.rationale else labels[-1].end()
        self._cut_item(text, lines, items, previous, stop, opens=opens)
        return items, ((stop, end) if closing else None)

    def _groups(self, text: str, start: int, end: int) -> list[list[re.Match[str]]]:
        groups: list[list[re.Match[str]]] = []
        turn = 3
        for found in self._labels(text, start, end):
            here = _TURN[found.lastgroup or "rationale"]
            if here > turn:
                groups[-1].append(found)
            elif (
                self._decided_before(text, found.start())
                or (here == 0 and _opens_line(text, found.start()))
                or not groups
            ):
                groups.append([found])
            else:
                continue  # a reviewer quoting the label inside a rationale
            turn = here
        return groups

    def _labels(self, text: str, start: int, end: int) -> Iterator[re.Match[str]]:
        colon = text.find(":", start, end)
        while colon >= 0:
            last = colon - 1
            while last > start and text[last].isspace():
                last -= 1
            if last >= start and text[last].lower() in self._last_letters:
                found = self._label.search(text, max(start, last - _LONGEST_LABEL), colon + 1)
                if found:
                    yield found
            colon = text.find(":", colon + 1, end)

    def _decided_before(self, text: str, end: int) -> re.Match[str] | None:
        return self._decision.search(text, max(0, end - 60), end)

    def _opening(
        self, text: str, lines: Lines, start: int, end: int, *, first: bool, before: list[ItemSpans]
    ) -> ItemSpans:
        decided = self._decision.search(text, max(start, end - 60), end)
        stop = decided.start() if decided else end
        at = start if first else heading_start(text, lines, start, stop)
        if before:
            _close(before[-1], at)
        item = ItemSpans((at, stop))
        if not decided:
            mark = _LAST_COLON.search(text, max(at, stop - 60), stop)
            if mark:
                item.heading, item.colon = (at, mark.start()), mark.span()
        if decided:
            item.decision = decided.span("word")
            item.decided = "upheld" if decided["upheld"] else "overturned"
            item.colon = decided.span("colon") if decided["colon"] else None
            item.stop = decided.span("stop") if decided["stop"] else None
        return item

    @staticmethod
    def _blocks(item: ItemSpans, labels: list[re.Match[str]], end: int) -> None:
        item.labels = [found.span() for found in labels]
        for number, found in enumerate(labels):
            until = labels[number + 1].start() if number + 1 < len(labels) else end
            span = (found.end(), until)
            if found.lastgroup == "claims_administrator":
                item.claims_administrator = span
            elif found.lastgroup == "reviewer_guideline":
                item.reviewer_guideline = span
            else:
                item.rationale = span

    def _cut_item(self, text: str, lines: Lines, items: list[ItemSpans], start: int, end: int, *, opens: bool) -> None:
        """An item of which nothing but the heading is left, because the letter was cut after it."""
        decided = self._decision.search(text, max(start, end - 60), end)
        if decided and decided["colon"] and decided["colon"].startswith(":"):
            items.append(self._opening(text, lines, start, end, first=opens and not items, before=items))


def _close(item: ItemSpans, end: int) -> None:
    """The last block of ``item`` ends where the next heading begins."""
    for name in ("rationale", "reviewer_guideline", "claims_administrator"):
        span: Span | None = getattr(item, name)
        if span is not None:
            setattr(item, name, (span[0], max(span[0], end)))
            return


def _last_of(words: str) -> str:
    """The letters in which a label's phrase can end.

    >>> _last_of("MAXIMUS guidelines?"), _last_of("Decision rationale")
    ('se', 'e')
    """
    words = words.rstrip()
    if words.endswith("?") and words[-2:-1].isalpha():
        return (words[-2] + words[-3]).lower()
    if not words[-1:].isalpha():
        raise RuleError(
            f"the label {words!r} does not end in a letter",
            consequence="letters of this era cannot be read",
            remedy="end the label's phrase in a letter, which may be optional",
        )
    return words[-1].lower()


def _opens_line(text: str, at: int) -> bool:
    before = text[:at].rstrip(" \t")[-1:] if at < 400 else text[at - 400 : at].rstrip(" \t")[-1:]
    return before in ("", "\n", "\f")
