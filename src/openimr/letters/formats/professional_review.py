"""The first form, early 2013: an issue, its case, its guideline, its rationale, each under a title of its own."""

from __future__ import annotations

import re

from openimr.letters.eras import Era
from openimr.letters.fields import read_credentials
from openimr.letters.formats.sections import SectionedForm
from openimr.letters.model import GuidelineBlock, Letter, LetterItem
from openimr.letters.quantities import read_quantities
from openimr.letters.segments import Marking, Segment

_LIST_MARK = re.compile(r"^[ \t]*\(?(?P<n>\d{1,2})[.)][ \t]+", re.M)
_CREDENTIALS = re.compile(
    r"\b(?P<said>(?:is|are)\s+(?:an?\s+)?(?:board[\s-]+certified|licensed|certified)[^.]*(?:\.(?=C\.)[^.]*)*)", re.I
)


class ProfessionalReview(SectionedForm):
    """Reads the MEDICAL PROFESSIONAL REVIEW; the titles may repeat, once for each issue."""

    sections = ("issue", "summary", "documents", "guideline", "rationale", "qualifications")
    title_tail = r"(?=[ \t]*:|[ \t]*(?:[\n\f]|\Z))"

    def __init__(self, era: Era) -> None:
        super().__init__(era)
        self._opening = self._wording["issue_opening"]
        self._ending = [re.compile(rf"(?:{one.pattern})\s*\Z", re.I) for one in self._wording["issue_ending"]]

    def parse(self, text: str, bold: tuple[int, ...] | None = None) -> tuple[Letter, list[Segment]]:
        """Read a review; see :class:`openimr.letters.formats.LetterFormat`."""
        marking, _lines, matches = self._opened(text, bold)
        letter = Letter(era=self.era.id)
        titles = [one for one in matches if one.lastgroup in self.sections]
        head_end = titles[0].start() if titles else len(text)
        self._head(marking, letter, 0, head_end)
        self._everywhere(marking, "letterhead", 0, head_end)
        self._everywhere(marking, "other_labels", 0, head_end)
        group: list[int] = []  # the items of the issue in hand
        for number, title in enumerate(titles):
            start = title.end()
            if marking.clean[start : start + 1] == ":":
                start += 1
            end = titles[number + 1].start() if number + 1 < len(titles) else len(text)
            name = title.lastgroup or ""
            marking.boilerplate(f"title-{name}", title.start(), start)
            if name == "issue":
                group = self._issues(marking, letter, start, end)
            elif name == "summary" and not letter.summary:
                self._summary(marking, letter, start, end)
            elif name == "documents":
                self._documents(marking, letter, start, end)
            elif name == "guideline":
                self._guideline(marking, letter, group, start, end)
            elif name == "rationale":
                self._rationale(marking, letter, group, start, end, upheld=title["not"] is not None)
            elif name == "qualifications" and "qualifications" not in letter.form:
                self._qualifications(marking, letter, start, end)
        if not letter.items:
            letter.problems.append("the letter names no issue; it may have been cut")
        self._tell_missing(letter)
        return self._finished(marking, letter)

    def _issues(self, marking: Marking, letter: Letter, start: int, end: int) -> list[int]:
        text = marking.clean
        marks = list(_LIST_MARK.finditer(text, start, end))
        spans = [(start, end)]
        if marks and not text[start : marks[0].start()].strip():
            for mark in marks:
                marking.boilerplate("number", *mark.span())
            ends = [mark.start() for mark in marks[1:]] + [end]
            spans = [(mark.end(), stop) for mark, stop in zip(marks, ends, strict=True)]
        group: list[int] = []
        for at, stop in spans:
            at += len(text[at:stop]) - len(text[at:stop].lstrip())
            for pattern in self._opening:
                opening = pattern.match(text, at, stop)
                if opening:
                    marking.boilerplate("issue-opening", *opening.span())
                    at = opening.end()
            for pattern in self._ending:
                ending = pattern.search(text, at, stop)
                if ending:
                    marking.boilerplate("issue-ending", *ending.span())
                    stop = ending.start()
            number = len(letter.items)
            heading = marking.field(f"items[{number}].heading", at, stop)
            if heading:
                quantities = read_quantities(heading)
                letter.items.append(
                    LetterItem(
                        heading=heading,
                        original=quantities.original,
                        authorized=quantities.authorized,
                        eligible=quantities.eligible,
                    )
                )
                group.append(number)
        return group

    def _guideline(self, marking: Marking, letter: Letter, group: list[int], start: int, end: int) -> None:
        said = marking.field(f"items[{_first(letter, group)}].reviewer_guideline.text", start, end)
        for number in group:
            letter.items[number].reviewer_guideline = GuidelineBlock(text=said)

    def _rationale(
        self, marking: Marking, letter: Letter, group: list[int], start: int, end: int, *, upheld: bool
    ) -> None:
        said = marking.field(f"items[{_first(letter, group)}].rationale", start, end)
        for number in group:
            letter.items[number].rationale = said
            letter.items[number].decision = "upheld" if upheld else "overturned"

    def _qualifications(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        said = marking.field("form.qualifications", start, end)
        letter.form["qualifications"] = said
        found = _CREDENTIALS.search(said)
        if found:
            credentials = read_credentials(found["said"])
            letter.reviewer.certifications = credentials.certifications
            letter.reviewer.subspecialties = credentials.subspecialties
            letter.reviewer.licensed_in = credentials.licensed_in


def _first(letter: Letter, group: list[int]) -> int:
    """The item whose field holds words that several items share: the first of the group, made where none is."""
    if not group:
        letter.items.append(LetterItem(heading=""))
        group.append(len(letter.items) - 1)
    return group[0]
