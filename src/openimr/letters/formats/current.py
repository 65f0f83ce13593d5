"""Reads our own letters back, from text or PDF: the same wording file writes and reads them.

What a page repeats (draft mark, page foot, table header) is set aside first, so that a page may end anywhere. Sections
are found in their order, labels at the beginning of a line, numbered entries by counting.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from openimr.letters.derived import derive
from openimr.letters.eras import Era
from openimr.letters.fields import read_date
from openimr.letters.formats.sections import place_rest
from openimr.letters.forms_current import CurrentForm, current_form
from openimr.letters.layout_current import FILE_COLUMN, LIST_SEPARATOR
from openimr.letters.model import Decision, Letter, LetterItem, ManifestLine, Note, Signature
from openimr.letters.segments import Marking, Segment, unwrap

_INVISIBLE_BREAK = re.compile("\u200b *")
_NO_BREAK = str.maketrans({"\u00a0": " "})
#: The two ends of a line; a form feed ends one too.
_BEGIN = r"(?<![^\n\f])[ \t]*"
_END = r"[ \t]*(?![^\n\f])"
#: How far into a letter its title stands at the latest.
_OPENING = 1500
_BAR = re.compile(r"\s*\|\s*")


class _Page(Marking):
    """Marks the text; values lose the break places and unbreakable blanks that only a page needs."""

    __slots__ = ()

    def field(self, path: str, start: int, end: int) -> str:
        return _value(super().field(path, start, end))


def _value(text: str) -> str:
    """A value as it was before a page was set: invisible break places gone, unbreakable blanks plain again."""
    return _INVISIBLE_BREAK.sub("", text).translate(_NO_BREAK)


class Current:
    """Format of our own letters, drafts and signed ones.

    Args:
        era: the era's record; the wording itself is ``rules/<programme>/letters/forms/current.yaml``.
    """

    def __init__(self, era: Era) -> None:
        self.era = era
        self.name = era.id
        self.template = era.template

    @cached_property
    def _form(self) -> CurrentForm:
        return current_form()

    def detect(self, text: str) -> float:
        """1 for a text that opens with one of our titles, 0 for any other."""
        head = text[:_OPENING]
        return 1.0 if any(title in head for title in (self._form.title.draft, self._form.title.signed)) else 0.0

    @cached_property
    def _furniture(self) -> re.Pattern[str]:
        form = self._form
        mark = f"{_words(form.mark)}\\.?(?:[ \\t]+{_words(form.name_line)})?|{_words(form.name_line)}"
        foot = _words(form.page_foot).replace(r"\{page\}", r"\d+").replace(r"\{pages\}", r"\d+")
        case = _words(form.case_foot).replace(r"\{case_number\}", r"[^\n,]{1,60}")
        columns = self._columns
        # the header of the table of documents is repeated after a page's end; its first occurrence is left in place
        return re.compile(
            rf"(?<=\f)[ \t]*(?:(?:{mark})[ \t]*\n)?\s*{columns}|{_BEGIN}(?:{mark}|(?:{case},[ \t]+)?{foot}){_END}"
        )

    @cached_property
    def _columns(self) -> str:
        """The header of the table of documents as a pattern; the file's column may be left out."""
        words = [_words(column) for column in self._form.documents.columns]
        words[FILE_COLUMN - 1] += rf"(?P<file>\s*\|\s*{words.pop(FILE_COLUMN)})?"
        return r"\s*\|\s*".join(words)

    def parse(self, text: str, bold: tuple[int, ...] | None = None) -> tuple[Letter, list[Segment]]:
        """Read one of our letters; what is missing stands in ``problems``."""
        form = self._form
        page = _Page(text, [found.span() for found in self._furniture.finditer(text)])
        letter = Letter(era=self.name)
        sections = self._sections(page)
        names = [name for name, _, _ in sections]
        letter.problems.extend(
            f"the section {heading!r} is missing"
            for name, heading in (
                ("documents", form.documents.heading),
                ("summary", form.summary.heading),
                ("items", form.items.heading),
            )
            if name not in names
        )
        for name, start, end in sections:
            getattr(self, f"_read_{name}")(page, letter, start, end)
        segments = page.finish()
        place_rest(letter, text, segments)
        return derive(letter), segments

    def _sections(self, page: _Page) -> list[tuple[str, int, int]]:
        """Name, start of the content and end of every section that is there, in order; headings are marked."""
        form = self._form
        headings = [
            ("brief", form.brief.heading),
            ("case", form.case.heading),
            ("made", form.made.heading),
            ("documents", form.documents.heading),
            ("summary", form.summary.heading),
            ("items", form.items.heading),
        ]
        closing = [
            ("follows", form.follows.heading),
            ("signature", form.signature.heading),
            ("warnings", form.warnings.heading),
        ]
        if _line(form.title.draft).search(page.clean, 0, _OPENING):
            # only a draft has them: in any other letter such a line is somebody's words
            closing.insert(0, ("working", form.working.heading))
        found: list[tuple[str, int, int]] = []
        position = 0
        for name, heading in headings:
            match = _line(heading).search(page.clean, position)
            if match:
                found.append((name, match.start(), match.end()))
                position = match.end()
        limit = len(page.clean)
        tail: list[tuple[str, int, int]] = []
        for name, heading in closing:
            matches = list(_line(heading).finditer(page.clean, position, limit))
            if matches:
                tail.insert(0, (name, matches[-1].start(), matches[-1].end()))
                limit = matches[-1].start()
        found += tail
        opening = found[0][1] if found else len(page.clean)
        for title in (form.title.draft, form.title.signed):
            match = _line(title).search(page.clean, 0, opening)
            if match:
                page.boilerplate("title", match.start(), match.end())
        for name, start, end in found:
            page.boilerplate(f"heading-{name}", start, end)
        ends = [start for _, start, _ in found[1:]] + [len(page.clean)]
        return [(name, end, stop) for (name, _, end), stop in zip(found, ends, strict=True)]

    def _read_brief(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        # says again what the items say; the items are read
        page.boilerplate("decision-in-brief", start, end)

    def _read_follows(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        page.boilerplate("what-follows", start, end)

    def _read_working(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        # made from the draft's own data, which stands in its JSON; no part of the letter
        page.boilerplate("working-pages", start, end)

    def _read_case(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        fields = {label: field for row in self._form.case.rows for label, field in row}
        for label, low, high in _labelled(page, list(fields), start, end, colon=True):
            name = fields[label]
            path = {"patient_age": "patient.age", "patient_sex": "patient.sex"}.get(name, name)
            value = page.field(path, low, high)
            if name == "patient_age":
                letter.patient.age = int(value) if value.isdigit() else None
            elif name == "patient_sex":
                letter.patient.sex = value or None
            elif "date" in name or name in ("application_received", "rules_as_of"):
                setattr(letter, name, read_date(value))
            else:
                setattr(letter, name, value or None)

    def _read_made(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        words = self._form.made
        labels = {
            words.certifications: "certifications",
            words.subspecialties: "subspecialties",
            words.licensed_in: "licensed_in",
        }
        position = start
        for label, low, high in _labelled(page, list(labels), start, end):
            if position == start:
                page.boilerplate("how-made", start, low - len(label) - 1)
            position = high
            name = labels[label]
            value = page.field(f"reviewer.{name}", low, high)
            setattr(letter.reviewer, name, [one for one in value.split(LIST_SEPARATOR) if one])
        if position == start:
            page.boilerplate("how-made", start, end)

    def _read_documents(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        words = self._form.documents
        end, letter.gaps = self._numbered(page, words.gaps, "gaps", start, end)
        end, letter.set_aside = self._numbered(page, words.set_aside, "set_aside", start, end)
        header = re.compile(rf"{_BEGIN}{self._columns}").search(page.clean, start, end)
        if not header:
            page.boilerplate("no-documents", start, end)
            return
        letter.documents_said = page.field("documents_said", start, header.start())
        page.boilerplate("table-header", header.start(), header.end())
        of_one_file = header["file"] is None
        wide = len(words.columns) - of_one_file
        rows = list(_counted(page.clean, header.end(), end, lambda number: rf"{number}(?=[ \t]*\|)"))
        for index, (number, low, high) in enumerate(rows):
            cells = [_value(unwrap(c)) for c in _BAR.split(page.clean[low:high], maxsplit=wide - 1)[1:]]
            page.field(f"manifest[{index}]", low - len(str(number)), high)
            if of_one_file:
                cells = [*(*cells, *[""] * 6)[: FILE_COLUMN - 1], "", *cells[FILE_COLUMN - 1 :]]
            day, kind, author, pages, file, remark = (*cells, *[""] * 6)[:6]
            letter.manifest.append(
                ManifestLine(
                    number=number,
                    date=read_date(day),
                    kind=kind,
                    author=author or None,
                    pages=pages,
                    file=file,
                    remark=remark,
                )
            )

    def _read_summary(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        stop, notes = self._notes(page, self._form.summary.notes, "summary_notes", start, end)
        letter.summary = page.field("summary", start, stop)
        letter.summary_notes = notes

    def _read_items(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        before = self._form.items.title.split("{heading}")[0]
        title = re.escape(before).replace(r"\{number\}", "{}").replace(r"\{count\}", r"\d+").replace(r"\ ", r"\s+")
        opened = list(_counted(page.clean, start, end, lambda number: title.replace("{}", str(number))))
        decided = re.compile(
            rf"{_BEGIN}(?:{_words(self._form.items.decision)}|{_words(self._form.items.recommendation)})[ \t]+"
            rf"(?P<words>{'|'.join(_words(w) for w in self._decisions)}){_END}"
        )
        for index, (_, low, high) in enumerate(opened):
            path = f"items[{index}]"
            label = page.clean.rfind("\n", start, low) + 1
            page.boilerplate("item", label, low)
            found = decided.search(page.clean, low, high)
            item = LetterItem(heading=page.field(f"{path}.heading", low, found.start() if found else high))
            if found:
                words = " ".join(found["words"].split())
                item.decision = self._decisions[words]
                page.boilerplate("decision", found.start(), found.start("words"))
                page.field(f"{path}.decision", *found.span("words"))
                self._item_parts(page, item, path, found.end(), high)
            else:
                letter.problems.append(f"item {index + 1} has no decision line")
            letter.items.append(item)

    @cached_property
    def _decisions(self) -> dict[str, Decision | None]:
        words = self._form.words
        return {words.upheld: "upheld", words.overturned: "overturned", words.none: None}

    def _item_parts(self, page: _Page, item: LetterItem, path: str, start: int, end: int) -> None:
        words = self._form.items
        end, item.notes = self._notes(page, words.notes, f"{path}.notes", start, end)
        end, item.missing = self._numbered(page, words.missing, f"{path}.missing", start, end)
        labels = {
            words.original: "original",
            words.authorized: "authorized",
            words.eligible: "eligible",
            words.claims_administrator: "claims_administrator",
            words.reviewer_guideline: "reviewer_guideline",
            words.rationale: "rationale",
        }
        for label, low, high in _labelled(page, list(labels), start, end):
            name = labels[label]
            if name in ("claims_administrator", "reviewer_guideline"):
                getattr(item, name).text = page.field(f"{path}.{name}.text", low, high)
            else:
                setattr(item, name, page.field(f"{path}.{name}", low, high))

    def _notes(self, page: _Page, label: str, path: str, start: int, end: int) -> tuple[int, list[Note]]:
        """The evidence notes that close a stretch, and where they begin."""
        opened = _last_line(label, page.clean, start, end)
        if not opened:
            return end, []
        page.boilerplate("label", opened.start(), opened.end())
        first = re.compile(r"\s*\[(\d+)\]").match(page.clean, opened.end(), end)
        notes: list[Note] = []
        if first:
            entries = _counted(page.clean, opened.end(), end, lambda n: rf"\[{n}\]", first=int(first.group(1)))
            for index, (number, low, high) in enumerate(entries):
                page.boilerplate("note-number", low - len(str(number)) - 2, low)
                notes.append(Note(number=number, text=page.field(f"{path}[{index}].text", low, high)))
        return opened.start(), notes

    def _numbered(self, page: _Page, label: str, path: str, start: int, end: int) -> tuple[int, list[str]]:
        """The numbered entries that close a stretch, and where they begin."""
        if label:
            opened = _last_line(label, page.clean, start, end)
            if not opened:
                return end, []
            page.boilerplate("label", opened.start(), opened.end())
            begin, entries_at = opened.start(), opened.end()
        else:
            begin = entries_at = start
        texts = []
        for index, (number, low, high) in enumerate(_counted(page.clean, entries_at, end, lambda n: rf"\({n}\)")):
            page.boilerplate("entry-number", low - len(str(number)) - 2, low)
            texts.append(page.field(f"{path}[{index}]", low, high))
        return begin, texts

    def _read_warnings(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        _, letter.warnings = self._numbered(page, "", "warnings", start, end)

    def _read_signature(self, page: _Page, letter: Letter, start: int, end: int) -> None:
        words = self._form.signature
        end, attested = self._numbered(page, words.attestations, "signature.attestations", start, end)
        labels = {
            words.signed_at: "signed_at",
            words.content: "content_sha256",
            words.copied: "copy_sha256",
            words.determination: "determination_sha256",
        }
        values: dict[str, str] = {}
        for label, low, high in _labelled(page, list(labels), start, end):
            values[labels[label]] = page.field(f"signature.{labels[label]}", low, high).replace(" ", "")
        if "signed_at" in values and values.keys() & {"content_sha256", "copy_sha256"}:
            letter.signature = Signature(attestations=attested, **values)
        else:
            letter.problems.append("the signature is incomplete")


def _words(text: str) -> str:
    """Fixed words as a pattern: a blank stands for any blanks of one line."""
    return re.escape(text).replace(r"\ ", r"[ \t]+")


def _line(words: str) -> re.Pattern[str]:
    """A line that holds these words and nothing else."""
    return re.compile(rf"{_BEGIN}{_words(words)}{_END}")


def _last_line(words: str, text: str, start: int, end: int) -> re.Match[str] | None:
    found = None
    for found in _line(words).finditer(text, start, end):  # noqa: B007 - the last one is wanted
        pass
    return found


def _labelled(
    page: _Page, labels: Sequence[str], start: int, end: int, *, colon: bool = False
) -> Iterator[tuple[str, int, int]]:
    """The labels that stand in a stretch, each at most once and in the order given, with the span of their values.

    A label counts at the beginning of a line; in the table of the case (``colon``) also after another value.
    """
    found: list[tuple[str, int, int]] = []
    position = start
    opening = rf"(?:{_BEGIN}|(?<=[ \t]))" if colon else _BEGIN
    for label in labels:
        match = re.compile(rf"{opening}(?P<label>{_words(label)}{':' if colon else ''})(?=\s|\Z)").search(
            page.clean, position, end
        )
        if match:
            found.append((label, match.start("label"), match.end()))
            position = match.end()
    for number, (label, at, low) in enumerate(found):
        page.boilerplate("label", at, low)
        yield label, low, found[number + 1][1] if number + 1 < len(found) else end


def _counted(
    text: str, start: int, end: int, mark: Callable[[int], str], first: int = 1
) -> Iterator[tuple[int, int, int]]:
    """Entries that count up from ``first``: number, and the span from after the mark to the next mark."""
    number = first
    match = re.compile(rf"{_BEGIN}{mark(number)}").search(text, start, end)
    while match:
        following = re.compile(rf"{_BEGIN}{mark(number + 1)}").search(text, match.end(), end)
        yield number, match.end(), following.start() if following else end
        number += 1
        match = following
