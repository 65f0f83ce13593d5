"""The blocks of our own letters: decision in brief first, then the case, the documents, the summary, items and reasons.

A letter without a fitting signature is laid out as a draft, whatever else its data says.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence

from openimr.letters.blocks import (
    Block,
    DecisionLine,
    Entries,
    Facts,
    Heading,
    ItemHeading,
    Layout,
    Paragraph,
    Table,
)
from openimr.letters.digest import is_published_copy, is_signed
from openimr.letters.forms_current import CurrentForm, current_form
from openimr.letters.model import Decision, Letter, LetterItem, ManifestLine, Note
from openimr.printable import printable

#: Between two entries of a list on one line, and between two cells of a table written as text.
LIST_SEPARATOR = "; "
_DATES = (
    "date_assigned",
    "date_of_injury",
    "decision_date",
    "ur_denial_date",
    "application_received",
    "rules_as_of",
)
#: Where the table of documents names the file; left out where all pages are of one.
FILE_COLUMN = 5
_WIDTHS: tuple[int, ...] = (0, 0, 5, 6, 3, 6, 5)
_CELL_BREAK = re.compile(r"\|")


def lay_out_current(letter: Letter) -> Layout:
    """The blocks of a letter of our own era; a draft unless it is signed, or the copy of a signed one.

    >>> lay_out_current(Letter(era="current")).mark
    'DRAFT - not a determination'
    """
    form = current_form()
    copy = is_published_copy(letter)
    signed = copy or is_signed(letter)
    opening = form.brief.copied if copy else form.brief.signed if signed else form.brief.draft
    blocks: list[Block] = [Heading(form.brief.heading), Paragraph(opening)]
    if letter.amended:
        blocks.insert(1, Paragraph(form.brief.amended, strong=True))
    if letter.signature is not None and not signed:
        blocks.append(Paragraph(form.unfit_signature, strong=True))
    if letter.items:
        blocks.append(_brief(letter, form, signed))
    facts = _facts(letter, form)
    if facts.rows:
        blocks += [Heading(form.case.heading), facts]
    blocks += _made(letter, form, signed)
    blocks += [Heading(form.documents.heading), *_documents(letter, form)]
    blocks.append(Heading(form.summary.heading))
    if letter.summary:
        blocks.append(Paragraph(printable(letter.summary)))
    if letter.summary_notes:
        blocks.append(Entries(form.summary.notes, _noted(letter.summary_notes), anchors=True))
    blocks.append(Heading(form.items.heading))
    for number, item in enumerate(letter.items, start=1):
        blocks += _item(item, number, len(letter.items), form, signed)
    if letter.warnings:
        blocks += [Heading(form.warnings.heading), Entries("", _numbered(letter.warnings))]
    if signed and letter.signature is not None:
        words = form.signature
        blocks += [
            Heading(words.heading),
            Paragraph(printable(letter.signature.signed_at), label=words.signed_at, tight=True),
            Paragraph(
                letter.signature.copy_sha256 if copy else letter.signature.content_sha256,
                label=words.copied if copy else words.content,
                tight=True,
            ),
        ]
        if letter.signature.determination_sha256 and not copy:
            digest = printable(letter.signature.determination_sha256)
            blocks.append(Paragraph(digest, label=words.determination, tight=True))
        if letter.signature.attestations:
            blocks.append(Entries(words.attestations, _numbered(letter.signature.attestations)))
        blocks += [Heading(form.follows.heading), Paragraph(form.follows.text)]
    case = form.case_foot.format(case_number=printable(letter.case_number)) if letter.case_number else ""
    return Layout(
        title=form.title.signed if signed else form.title.draft,
        blocks=tuple(blocks),
        mark="" if signed else form.mark,
        name_line="" if signed else form.name_line,
        footer=case,
        page_foot=(f"{case}, {form.page_foot}" if case else form.page_foot,),
    )


def decision_words(decision: Decision | None, form: CurrentForm) -> str:
    """The decision as our letters say it.

    >>> decision_words("upheld", current_form())
    'Upheld: denial stands'
    """
    return {"upheld": form.words.upheld, "overturned": form.words.overturned, None: form.words.none}[decision]


def _brief(letter: Letter, form: CurrentForm, signed: bool) -> Table:
    return Table(
        caption="",
        columns=form.brief.columns if signed else form.brief.draft_columns,
        rows=tuple(
            (str(number), _cell(item.heading), decision_words(item.decision, form))
            for number, item in enumerate(letter.items, start=1)
        ),
        widths=(0, 6, 4),
    )


def _facts(letter: Letter, form: CurrentForm) -> Facts:
    values: dict[str, str] = {
        "case_number": letter.case_number or "",
        "priority": letter.priority or "",
        "organization": letter.organization or "",
        "patient_age": "" if letter.patient.age is None else str(letter.patient.age),
        "patient_sex": letter.patient.sex or "",
        "prepared_with": letter.prepared_with or "",
        "amended": letter.amended or "",
    }
    for name in _DATES:
        values[name] = _date(getattr(letter, name), form)
    rows = (
        tuple((label, printable(values[field])) for label, field in row if values.get(field)) for row in form.case.rows
    )
    return Facts(tuple(row for row in rows if row))


def _made(letter: Letter, form: CurrentForm, signed: bool) -> Iterable[Block]:
    words = form.made
    yield Heading(words.heading)
    yield Paragraph(words.signed if signed else words.draft)
    for label, names in (
        (words.certifications, letter.reviewer.certifications),
        (words.subspecialties, letter.reviewer.subspecialties),
        (words.licensed_in, letter.reviewer.licensed_in),
    ):
        if names:
            listed = LIST_SEPARATOR.join(printable(name).replace(";", ",") for name in names)
            yield Paragraph(listed, label=label, tight=True)


def _documents(letter: Letter, form: CurrentForm) -> Iterable[Block]:
    if letter.manifest:
        if letter.documents_said:
            yield Paragraph(printable(letter.documents_said))
        rows = tuple(_manifest_row(line, form) for line in letter.manifest)
        columns: tuple[str, ...] = form.documents.columns
        widths = _WIDTHS
        if not any(line.file for line in letter.manifest):
            # all pages are of one file, which the sentence above names
            rows = tuple((*row[:FILE_COLUMN], *row[FILE_COLUMN + 1 :]) for row in rows)
            columns = (*columns[:FILE_COLUMN], *columns[FILE_COLUMN + 1 :])
            widths = (0, 0, 6, 8, 3, 8)
        yield Table(caption="", columns=columns, rows=rows, widths=widths)
    else:
        yield Paragraph(form.documents.none)
    for label, texts in ((form.documents.set_aside, letter.set_aside), (form.documents.gaps, letter.gaps)):
        if texts:
            yield Entries(label, _numbered(texts))


def _manifest_row(line: ManifestLine, form: CurrentForm) -> tuple[str, ...]:
    return (
        str(line.number),
        _date(line.date, form),
        _cell(line.kind),
        _cell(line.author or ""),
        _cell(line.pages),
        _cell(line.file),
        _cell(line.remark),
    )


def _item(item: LetterItem, number: int, count: int, form: CurrentForm, signed: bool) -> Iterable[Block]:
    words = form.items
    yield ItemHeading(words.title.format(number=number, count=count, heading=printable(item.heading)))
    yield DecisionLine(
        words.decision if signed else words.recommendation, decision_words(item.decision, form), item.decision
    )
    for label, value in (
        (words.original, item.original),
        (words.authorized, item.authorized),
        (words.eligible, item.eligible),
        (words.claims_administrator, item.claims_administrator.text),
        (words.reviewer_guideline, item.reviewer_guideline.text),
        (words.rationale, item.rationale),
    ):
        if value:
            yield Paragraph(printable(value), label=label)
    if item.missing:
        yield Entries(words.missing, _numbered(item.missing))
    if item.notes:
        yield Entries(words.notes, _noted(item.notes), anchors=True)


def _noted(notes: Sequence[Note]) -> tuple[tuple[str, str], ...]:
    return tuple((f"[{note.number}]", printable(note.text)) for note in notes)


def _numbered(texts: Sequence[str]) -> tuple[tuple[str, str], ...]:
    return tuple((f"({number})", printable(text)) for number, text in enumerate(texts, start=1))


def _cell(text: str) -> str:
    """A table cell: a bar inside would end it for the reader, so it becomes a broken bar, visibly."""
    return _CELL_BREAK.sub("¦", printable(text))


def _date(day: dt.date | None, form: CurrentForm) -> str:
    return day.strftime(form.date) if day else ""
