"""The notice of mid 2013: findings listed twice, then one section for each item."""

from __future__ import annotations

import re
from dataclasses import dataclass

from openimr.letters.eras import Era, phrase, shared_wording
from openimr.letters.formats.sections import SectionedForm
from openimr.letters.model import GuidelineBlock, Letter, LetterItem
from openimr.letters.quantities import read_quantities
from openimr.letters.segments import Marking, Segment, unwrap

_COLON_AT_END = re.compile(r":[ \t]*(?=\n|\Z)")
_LONGEST_HEADING = 1500


@dataclass(slots=True)
class Finding:
    """One numbered finding: where its fixed opening begins, its item, its verdict."""

    start: int
    heading_start: int
    heading_end: int
    end: int
    upheld: bool


class Notice(SectionedForm):
    """Reads "1) MAXIMUS Federal Services, Inc. has determined the request for X is not medically necessary ..."."""

    sections = ("decision", "how", "summary", "documents")

    def __init__(self, era: Era) -> None:
        super().__init__(era)
        words = era.numbered
        number = r"^[ \t]*(?:\(?\d{1,2}[.)]\s*)?"
        self._finding = re.compile(rf"{number}{phrase(words['finding'])}", re.I | re.M)
        self._verdict = re.compile(phrase(words["verdict"]) + r"\s*\.?", re.I)
        self._regarding = re.compile(rf"{number}{phrase(words['regarding'])}", re.I | re.M)
        self._reviewer_speaks = re.compile(rf"(?<!\w)(?:{phrase(words['reviewer_guideline'])})", re.I)
        self._closing = re.compile(rf"^[ \t]*(?:{'|'.join(phrase(p) for p in shared_wording()['closing'])})", re.M)

    def parse(self, text: str, bold: tuple[int, ...] | None = None) -> tuple[Letter, list[Segment]]:
        """Read a notice; see :class:`openimr.letters.formats.LetterFormat`."""
        marking, _lines, matches = self._opened(text, bold)
        letter = Letter(era=self.era.id)
        clean = marking.clean
        titles = self._sections(marking, matches)
        end = self._close(marking)
        regarding = list(self._regarding.finditer(clean, 0, end))
        items_start = regarding[0].start() if regarding else end
        names = [name for name in titles if titles[name][0] < items_start]
        bounds = {
            name: (titles[name][1], titles[names[number + 1]][0] if number + 1 < len(names) else items_start)
            for number, name in enumerate(names)
        }
        head_end = titles[names[0]][0] if names else items_start
        first = self._findings(clean, 0, head_end)
        self._head(marking, letter, 0, first[0].start if first else head_end)
        self._everywhere(marking, "letterhead", 0, head_end)
        self._everywhere(marking, "other_labels", 0, first[0].start if first else head_end)
        second: list[Finding] = []
        if "decision" in bounds:
            self._fixed(marking, letter, "application", *bounds["decision"])
            second = self._findings(clean, *bounds["decision"])
        self._decided(marking, letter, first or second)
        if first:
            self._repeated(marking, letter, second)
        for name, read in (("how", self._how), ("summary", self._summary), ("documents", self._documents)):
            if name in bounds:
                read(marking, letter, *bounds[name])
        for number, one in enumerate(regarding):
            until = regarding[number + 1].start() if number + 1 < len(regarding) else end
            self._section(marking, letter, number, one, until)
        if not letter.items:
            letter.problems.append("the letter decides no item; it may have been cut")
        self._tell_missing(letter)
        return self._finished(marking, letter)

    def _close(self, marking: Marking) -> int:
        closing = self._closing.search(marking.clean)
        if not closing:
            return len(marking.clean)
        marking.boilerplate("closing", closing.start(), len(marking.clean))
        return closing.start()

    def _findings(self, text: str, start: int, end: int) -> list[Finding]:
        found: list[Finding] = []
        for one in self._finding.finditer(text, start, end):
            verdict = self._verdict.search(text, one.end(), min(end, one.end() + _LONGEST_HEADING))
            if verdict:
                found.append(
                    Finding(one.start(), one.end(), verdict.start(), verdict.end(), verdict["not"] is not None)
                )
        return found

    def _decided(self, marking: Marking, letter: Letter, findings: list[Finding]) -> None:
        for number, one in enumerate(findings):
            path = f"items[{number}]"
            marking.boilerplate("finding", one.start, one.heading_start)
            item = LetterItem(
                heading=marking.field(f"{path}.heading", one.heading_start, one.heading_end),
                decision="upheld" if one.upheld else "overturned",
            )
            marking.field(f"{path}.decision", one.heading_end, one.end)
            quantities = read_quantities(item.heading)
            item.original, item.authorized, item.eligible = (
                quantities.original,
                quantities.authorized,
                quantities.eligible,
            )
            letter.items.append(item)

    def _repeated(self, marking: Marking, letter: Letter, findings: list[Finding]) -> None:
        """The second list says the same as the first; where it does not, its words stay for the reader to see."""
        for number, one in enumerate(findings):
            heading = unwrap(marking.clean[one.heading_start : one.heading_end])
            item = letter.items[number] if number < len(letter.items) else None
            if item and _same(heading, item.heading) and (item.decision == "upheld") == one.upheld:
                marking.boilerplate("repeated-finding", one.start, one.end)
            else:
                letter.problems.append(f"finding {number + 1} is repeated with other words")

    def _section(self, marking: Marking, letter: Letter, number: int, opening: re.Match[str], end: int) -> None:
        text = marking.clean
        path = f"items[{number}]"
        limit = min(end, opening.end() + _LONGEST_HEADING)
        colon = _COLON_AT_END.search(text, opening.end(), limit) or re.compile(":").search(text, opening.end(), limit)
        head_end, at = colon.span() if colon else (opening.end(), opening.end())
        marking.boilerplate("regarding", opening.start(), opening.end())
        heading = unwrap(text[opening.end() : head_end])
        if number >= len(letter.items):
            letter.items.append(LetterItem(heading=marking.field(f"{path}.heading", opening.end(), head_end)))
        elif _same(heading, letter.items[number].heading):
            marking.boilerplate("repeated-heading", opening.end(), head_end)
        else:
            item = letter.items[number]
            said = marking.field(f"{path}.regarding", opening.end(), head_end)
            item.__pydantic_extra__ = {**(item.__pydantic_extra__ or {}), "regarding": said}
        item = letter.items[number]
        if colon:
            marking.boilerplate("decision-mark", *colon.span())
        at = self._fixed(marking, letter, "guideline_title", at, end)
        stop, after = end, end
        for pattern in self._wording.get("rationale_title", ()):
            title = pattern.search(text, at, end)
            if title:
                marking.boilerplate("label-item", *title.span())
                stop, after = title.span()
                break
        reviewer = self._reviewer_speaks.search(text, at, stop)
        split = reviewer.start() if reviewer else stop
        said = marking.field(f"{path}.claims_administrator.text", at, split)
        item.claims_administrator = GuidelineBlock(text=said)
        item.reviewer_guideline = GuidelineBlock(text=marking.field(f"{path}.reviewer_guideline.text", split, stop))
        item.rationale = marking.field(f"{path}.rationale", after, end)


def _same(one: str, other: str) -> bool:
    return one.lower().strip(" .:;").split() == other.lower().strip(" .:;").split()
