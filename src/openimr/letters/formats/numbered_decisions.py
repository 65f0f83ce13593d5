"""The Final Determination Letter of late 2013: numbered decisions in sentences, each with its sources and rationale."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.letters.eras import Era, phrase, shared_wording
from openimr.letters.formats.sections import SectionedForm
from openimr.letters.headings import Lines
from openimr.letters.model import GuidelineBlock, Letter, LetterItem
from openimr.letters.quantities import read_quantities
from openimr.letters.segments import Marking

_NUMBER = re.compile(r"^[ \t]*(?P<n>\d{1,2})[.)]\s+", re.M)
#: An item's name is shorter than this; a verdict further on belongs to something else.
_LONGEST_HEADING = 1500


@dataclass(slots=True)
class Opening:
    """Where a numbered decision begins: its number, its item, its verdict."""

    start: int
    heading_start: int
    heading_end: int
    verdict_end: int
    upheld: bool


class NumberedDecisions(SectionedForm):
    """Reads "1. The request for X is not medically necessary and appropriate." and what follows it."""

    def __init__(self, era: Era) -> None:
        super().__init__(era)
        words = era.numbered
        self._opening = re.compile(rf"{phrase(words['opening'])}\s+", re.I)
        self._verdict = re.compile(phrase(words["verdict"]), re.I)
        self._parts = {
            name: re.compile(rf"(?<!\w)(?:{phrase(words[name])})", re.I)
            for name in ("claims_administrator", "reviewer_guideline", "rationale")
        }
        self._any_part = re.compile("|".join(f"(?:{one.pattern})" for one in self._parts.values()), re.I)
        self._closing = re.compile(rf"^[ \t]*(?:{'|'.join(phrase(p) for p in shared_wording()['closing'])})", re.M)

    def _head(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        super()._head(marking, letter, start, end)
        for name in ("letterhead", "other_labels", "cover"):
            self._everywhere(marking, name, start, end)

    def _items(self, marking: Marking, letter: Letter, lines: Lines, start: int, end: int, *, opens: bool) -> int:
        text = marking.clean
        closing = self._closing.search(text, start, end)
        if closing:
            marking.boilerplate("closing", closing.start(), end)
            end = closing.start()
        openings = self._openings(text, start, end)
        for number, one in enumerate(openings):
            until = openings[number + 1].start if number + 1 < len(openings) else end
            letter.items.append(self._item(marking, letter, one, until))
        if not openings:
            letter.problems.append("the letter decides no item; it may have been cut")
            return end
        return openings[0].start

    def _openings(self, text: str, start: int, end: int) -> list[Opening]:
        found: list[Opening] = []
        marks = list(_NUMBER.finditer(text, start, end))
        for place, mark in enumerate(marks):
            expected = len(found) + 1
            if int(mark["n"]) == expected:
                one = self._decision(text, mark.start(), mark.end(), end)
                # a list in the rationale before may count on with the same number: the mark nearest the verdict counts
                later = marks[place + 1 : place + 40]
                if one and not any(
                    int(m["n"]) in (expected, expected + 1) and m.start() < one.heading_end for m in later
                ):
                    found.append(one)
        if not found:
            one = self._decision(text, start, start, end)
            if one:
                found.append(one)
        return found

    def _decision(self, text: str, start: int, at: int, end: int) -> Opening | None:
        limit = min(end, at + _LONGEST_HEADING)
        verdict = self._verdict.search(text, at, limit)
        if not verdict:
            return None
        stop = verdict.end()
        while stop < end and text[stop] in " \t.;:":
            stop += 1
        rest = len(text[stop:end]) - len(text[stop:end].lstrip())
        if stop + rest < end and not self._any_part.match(text, stop + rest):
            return None  # a numbered list inside a rationale
        opening = self._opening.match(text, at + len(text[at:limit]) - len(text[at:limit].lstrip()))
        return Opening(start, opening.end() if opening else at, verdict.start(), stop, verdict["not"] is not None)

    def _item(self, marking: Marking, letter: Letter, one: Opening, end: int) -> LetterItem:
        text = marking.clean
        number = len(letter.items)
        path = f"items[{number}]"
        marking.boilerplate("number", one.start, one.heading_start)
        item = LetterItem(
            heading=marking.field(f"{path}.heading", one.heading_start, one.heading_end),
            decision="upheld" if one.upheld else "overturned",
        )
        marking.field(f"{path}.decision", one.heading_end, one.verdict_end)
        reviewer = self._parts["reviewer_guideline"].search(text, one.verdict_end, end)
        label = self._parts["rationale"].search(text, one.verdict_end, end)
        stop = label.start() if label else end
        split = reviewer.start() if reviewer and reviewer.start() < stop else stop
        said = marking.field(f"{path}.claims_administrator.text", one.verdict_end, split)
        item.claims_administrator = GuidelineBlock(text=said)
        item.reviewer_guideline = GuidelineBlock(text=marking.field(f"{path}.reviewer_guideline.text", split, stop))
        missing: list[str] = []
        if label:
            marking.boilerplate("label-item", *label.span())
            item.rationale = marking.field(f"{path}.rationale", label.end(), end)
        if not said:
            missing.append("claims administrator's guideline")
        if not item.reviewer_guideline.text:
            missing.append("reviewer's guideline")
        if not item.rationale:
            missing.append("decision rationale")
        if missing:
            letter.problems.append(f"item {number + 1} has no {', no '.join(missing)}")
        quantities = read_quantities(item.heading)
        item.original, item.authorized, item.eligible = quantities.original, quantities.authorized, quantities.eligible
        return item
