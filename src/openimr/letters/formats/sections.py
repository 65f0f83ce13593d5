"""What the forms with titled sections have in common: header table, how it was made, documents, summary, issues."""

from __future__ import annotations

import re
from typing import Any

from openimr.letters.derived import derive
from openimr.letters.eras import Era, phrase, phrases
from openimr.letters.fields import read_credentials, read_date, read_patient, split_names
from openimr.letters.headings import Lines, lines_of
from openimr.letters.model import Letter, LetterPatient
from openimr.letters.segments import Marking, Segment, unwrap

_SECTIONS = ("how", "documents", "summary", "issues")
_DATES = {
    "date_assigned": "the date of assignment",
    "date_of_injury": "the date of injury",
    "decision_date": "the decision date",
    "ur_denial_date": "the date of the UR denial",
    "application_received": "the date the application was received",
}
_CASE_NUMBER = re.compile(r"[A-Z]{0,4}[ \t]?\d{2}-?\d{3,9}\b")
_DATE_TEXT = re.compile(
    r"\d{1,2}\s*[/.-]\s*\d{1,2}\s*[/.-]\s*\d{2,4}|\d{4}-\d{2}-\d{2}"
    r"|[A-Z][a-z]{2,8}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
)
_BULLET = re.compile(r"(?:\A|(?<=[\n\f]))[ \t]*(?:[\u2022\u25cf\u25aa\uf0b7\uf0a7*-]|\(?\d{1,3}[.)])[ \t]+")
_OTHER_LABEL = re.compile(r"(?:\A|(?<=[\n\f]))[ \t]*[A-Z][A-Za-z()/'’ ]{2,60}:")


class SectionedForm:
    """Reads everything but the items. A format subclasses it and reads those.

    Args:
        era: labels and wording of the era.
    """

    #: section titles of this form; a subclass may know fewer
    sections: tuple[str, ...] = _SECTIONS
    #: what must follow a title on its line
    title_tail = r"(?=[ \t]*:?[ \t]*(?:[\n\f]|\Z)|\s+The\s)"

    def __init__(self, era: Era) -> None:
        self.era = era
        self.name = era.id
        self.template = era.template
        # matched at line starts only; furniture first, because a running head may begin like a title
        self._lines = re.compile(
            (f"(?P<furniture>(?:{phrases(era.furniture)})(?=[ \\t]*(?:[\\n\\f]|\\Z)))|" if era.furniture else "")
            + "(?:"
            + "|".join(f"(?P<{name}>{phrases(era.labels[name])})" for name in self.sections)
            + ")"
            + self.title_tail,
            re.I,
        )
        # titles in capitals, wherever they stand
        self._run_in = re.compile(
            r"(?<!\w)(?:" + "|".join(f"(?P<{name}>{phrases(era.labels[name])})" for name in self.sections) + r")(?!\w)"
        )
        header = [n for n in ("case_number", "priority", *_DATES) if n in era.labels]
        self._header_fields = tuple(header)
        self._expected = tuple(name for name in era.expects if name in header)
        self._header = re.compile(
            r"(?<![\w])(?:" + "|".join(f"(?P<{name}>{phrases(era.labels[name])})" for name in header) + r")\s*:\s*",
            re.I,
        )
        reviewer = [n for n in ("licensed_in", "certifications") if n in era.labels]
        self._reviewer = re.compile(
            "|".join(f"(?P<{name}>{phrases(era.labels[name])})\\s*:" for name in reviewer) or r"(?!)", re.I
        )
        self._wording = {
            name: [re.compile(phrase(p), re.I) for p in patterns] for name, patterns in era.wording.items()
        }

    def detect(self, text: str) -> float:
        """How sure it is that ``text`` has this form."""
        return self.era.score(text)

    def parse(self, text: str, bold: tuple[int, ...] | None = None) -> tuple[Letter, list[Segment]]:
        """Read a letter of this form; see :class:`openimr.letters.formats.LetterFormat`."""
        marking, lines, matches = self._opened(text, bold)
        letter = Letter(era=self.era.id)
        found = self._sections(marking, matches)
        titles = [*found.values()]
        bounds: dict[str, tuple[int, int]] = {}
        for number, (name, (_, end)) in enumerate(found.items()):
            bounds[name] = (end, titles[number + 1][0] if number + 1 < len(titles) else len(text))
        head_end = titles[0][0] if titles else 0
        self._head(marking, letter, 0, head_end)
        if "how" in bounds:
            self._how(marking, letter, *bounds["how"])
        if "documents" in bounds:
            self._documents(marking, letter, *bounds["documents"])
        summary = bounds.get("summary")
        if "issues" in bounds:
            if summary:
                self._summary(marking, letter, *summary)
            start = self._fixed(marking, letter, "issues_intro", *bounds["issues"])
            self._items(marking, letter, lines, start, bounds["issues"][1], opens=True)
        else:
            start, end = summary or (titles[-1][1] if titles else 0, len(text))
            start = self._fixed(marking, letter, "summary_intro", start, end) if summary else start
            first = self._items(marking, letter, lines, start, end, opens=not summary)
            if summary:
                self._summary(marking, letter, start, first)
            letter.problems.append("the letter has no section with the issues and decisions; it may have been cut")
        for name, words in (("how", "on how it was made"), ("summary", "with the case summary")):
            if name in self.sections and name not in bounds:
                letter.problems.append(f"the letter has no section {words}")
        return self._finished(marking, letter)

    def _finished(self, marking: Marking, letter: Letter) -> tuple[Letter, list[Segment]]:
        """The letter with what its head lacks named, and the segments with what no rule placed."""
        if any(name in letter.model_fields_set for name in self._header_fields):
            for name in self._expected:
                if getattr(letter, name) is None:
                    words = _DATES.get(name, "the case number")
                    letter.problems.append(f"the header does not say {words}")
        segments = marking.finish()
        place_rest(letter, marking.text, segments)
        derive(letter)
        return letter, segments

    @staticmethod
    def _tell_missing(letter: Letter) -> None:
        """Name what each item lacks of what such a letter says of every item."""
        for number, item in enumerate(letter.items):
            missing = [
                words
                for words, value in (
                    ("decision", item.decision),
                    ("reviewer's guideline", item.reviewer_guideline.text),
                    ("decision rationale", item.rationale),
                )
                if not value
            ]
            if missing:
                letter.problems.append(f"item {number + 1} has no {', no '.join(missing)}")

    def _opened(self, text: str, bold: tuple[int, ...] | None) -> tuple[Marking, Lines, list[re.Match[str]]]:
        """The text ready for marking, its lines, and the lines that look like titles."""
        lines = lines_of(text, bold)
        matches = [found for start in lines.starts if (found := self._lines.match(text, start))]
        if not any(found.lastgroup != "furniture" for found in matches):
            matches = list(self._run_in.finditer(text))  # a text whose line ends were lost
        furniture = [found.span() for found in matches if found.lastgroup == "furniture"]
        marking = Marking(text, furniture)
        if furniture:
            lines = lines_of(marking.clean, bold, furniture)  # without it: it would look like paragraphs
        return marking, lines, matches

    # --- parts that subclasses share or replace ------------------------------------------------------------------

    def _items(self, marking: Marking, letter: Letter, lines: Lines, start: int, end: int, *, opens: bool) -> int:
        """Read the items; returns where the first begins (``end`` when there is none)."""
        raise NotImplementedError

    def _sections(self, marking: Marking, matches: list[re.Match[str]]) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        reached = -1
        for title in matches:
            name = title.lastgroup or ""
            if name not in self.sections:
                continue
            rank = self.sections.index(name)
            if rank <= reached:
                continue
            reached = rank
            end = title.end()
            if marking.clean[end : end + 1] == ":":
                end += 1
            found[name] = (title.start(), end)
            marking.boilerplate(f"title-{name}", title.start(), end)
        return found

    def _fixed(self, marking: Marking, letter: Letter, name: str, start: int, end: int) -> int:
        """Mark fixed wording at the head of a stretch, with the dates it holds; returns where it ends."""
        for pattern in self._wording.get(name, ()):
            found = pattern.search(marking.clean, start, end)
            if not found:
                continue
            position = found.start()
            for group, value in found.groupdict().items():
                day = read_date(value) if value and getattr(letter, group, 0) is None else None
                if day is not None:
                    marking.boilerplate(name.replace("_", "-"), position, found.start(group))
                    inside = _DATE_TEXT.search(marking.clean, *found.span(group))
                    span = inside.span() if inside else found.span(group)
                    marking.field(group, *span)
                    setattr(letter, group, day)
                    position = span[1]
            marking.boilerplate(name.replace("_", "-"), position, found.end())
            if not marking.clean[start : found.start()].strip():
                start = found.end()
        return start

    def _everywhere(self, marking: Marking, name: str, start: int, end: int) -> None:
        """Mark every place where fixed wording of this name stands."""
        for pattern in self._wording.get(name, ()):
            for found in pattern.finditer(marking.clean, start, end):
                marking.boilerplate(name.replace("_", "-"), *found.span())

    def _head(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        text = marking.clean
        labels = list(self._header.finditer(text, start, end))
        seen: set[str] = set()
        for number, label in enumerate(labels):
            name = label.lastgroup or ""
            until = labels[number + 1].start() if number + 1 < len(labels) else end
            marking.boilerplate(f"label-{name.replace('_', '-')}", label.start(), label.end())
            if name in seen:
                continue
            seen.add(name)
            self._header_value(marking, letter, name, label.end(), until)
        self._letterhead(marking, start, labels[0].start() if labels else end)

    def _header_value(self, marking: Marking, letter: Letter, name: str, start: int, end: int) -> None:
        text = marking.clean
        if name in _DATES:
            found = _DATE_TEXT.search(text, start, end)
            if found:
                value = read_date(marking.field(name, *found.span()))
                setattr(letter, name, value)
                if value is None:
                    letter.problems.append(f"{_DATES[name]} ({found.group()}) does not exist")
        elif name == "case_number":
            found = _CASE_NUMBER.search(text, start, end)
            if found:
                letter.case_number = marking.field(name, *found.span()) or None
        else:
            other = _OTHER_LABEL.search(text, start, end)
            stop = other.start() if other else end
            line = re.compile(r"[^\n\f]*").match(text, start, stop)
            letter.priority = marking.field(name, *line.span()) or None if line else None

    def _letterhead(self, marking: Marking, start: int, end: int) -> None:
        for pattern in self._wording.get("letterhead", ()):
            found = pattern.search(marking.clean, start, end)
            if found and not marking.clean[start : found.start()].strip():
                marking.boilerplate("letterhead", *found.span())
                start = found.end()

    def _how(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        text = marking.clean
        at = start
        for pattern in self._wording.get("how", ()):
            found = pattern.search(text, at, end)
            if not found:
                continue
            at = found.end()
            groups: dict[str, Any] = {k: v for k, v in found.groupdict().items() if v is not None}
            position = found.start()
            for name in groups:
                marking.boilerplate("how", position, found.start(name))
                position = found.end(name)
                if name == "organization":
                    letter.organization = marking.field("organization", *found.span(name))
                else:
                    sentence = marking.field("form.credentials", *found.span(name))
                    letter.form["credentials"] = sentence
                    said = read_credentials(sentence)
                    letter.reviewer.certifications = said.certifications
                    letter.reviewer.subspecialties = said.subspecialties
                    letter.reviewer.licensed_in = said.licensed_in
            marking.boilerplate("how", position, found.end())
        labels = list(self._reviewer.finditer(text, at, end))
        for number, label in enumerate(labels):
            until = labels[number + 1].start() if number + 1 < len(labels) else end
            marking.boilerplate(f"label-{(label.lastgroup or '').replace('_', '-')}", *label.span())
            if label.lastgroup == "licensed_in":
                letter.form["licensure"] = marking.field("form.licensure", label.end(), until)
                letter.reviewer.licensed_in = split_names(letter.form["licensure"])
            else:
                letter.form["specialty"] = marking.field("form.specialty", label.end(), until)
                letter.reviewer.certifications = split_names(letter.form["specialty"])

    def _documents(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        start = self._fixed(marking, letter, "documents_intro", start, end)
        text = marking.clean
        bullets = list(_BULLET.finditer(text, start, end))
        if bullets:
            spans = [(start, bullets[0].start())] if text[start : bullets[0].start()].strip() else []
            for number, bullet in enumerate(bullets):
                marking.boilerplate("bullet", *bullet.span())
                spans.append((bullet.end(), bullets[number + 1].start() if number + 1 < len(bullets) else end))
        else:
            spans = [
                found.span() for found in re.compile(r"[^\n\f]+").finditer(text, start, end) if found.group().strip()
            ]
        for span in spans:
            value = marking.field(f"documents_reviewed[{len(letter.documents_reviewed)}]", *span)
            if value:
                letter.documents_reviewed.append(value)

    def _summary(self, marking: Marking, letter: Letter, start: int, end: int) -> None:
        start = self._fixed(marking, letter, "summary_intro", start, end)
        letter.summary = marking.field("summary", start, end)
        if letter.summary:
            age, sex = read_patient(letter.summary)
            letter.patient = LetterPatient(age=age, sex=sex)
        else:
            letter.problems.append("the case summary is empty")


def place_rest(letter: Letter, text: str, segments: list[Segment]) -> None:
    """Put what no rule of the form placed into the letter's ``unplaced``, with a problem, so that no text is lost."""
    rest = [s.of(text) for s in segments if s.path.startswith("unplaced[")]
    if rest:
        unplaced = [unwrap(one) for one in rest]
        letter.__pydantic_extra__ = {**(letter.__pydantic_extra__ or {}), "unplaced": unplaced}
        shown = unplaced[0] if len(unplaced[0]) <= 60 else unplaced[0][:57] + "..."
        letter.problems.append(f'{len(unplaced)} passages are not part of the known form, the first: "{shown}"')
