"""The list of documents reviewed in our own letters: a row for each, and what the file did not hold.

In a short file every document has its row. In a long one the papers set aside (copies, fax covers, billing, pages of
another patient) are told in a paragraph for each reason, so that the records stand out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.manifest.model import Gap
from openimr.casefile.manifest.wording import COPIED_FROM, SET_ASIDE_WORDS, page_ranges
from openimr.letters.model import ManifestLine
from openimr.printable import printable
from openimr.review.model import DocumentView
from openimr.wordforms import counted

#: Up to so many papers set aside have a row of their own.
_FEW = 8
#: Up to so many gaps of one kind are told one by one.
_FEW_GAPS = 10
#: An id of a document in words of the manifest; a letter prints the number of its row instead.
_PAGE = re.compile(r"^page \d+(?=:)")
_ID = re.compile(r"\bd\d{2,5}\b")


@dataclass(frozen=True, slots=True)
class DocumentList:
    """The documents of a draft as its letter lists them.

    Attributes:
        said: what the list holds, in a sentence or two.
        lines: its rows, numbered from 1.
        set_aside: a paragraph for each reason for which papers are set aside without a row; none in a short file.
        numbers: number of the row of each document that has one, by the document's id.
    """

    said: str
    lines: list[ManifestLine]
    set_aside: list[str]
    numbers: Mapping[str, int]


def document_list(documents: Sequence[DocumentView]) -> DocumentList:
    """The documents of a draft as its letter lists them.

    >>> view = DocumentView(id="d01", file="a.pdf", pages=[1, 2], kind="consult", date=None, author=None, sha256="",
    ...                     duplicate_of=None, usable=True)
    >>> listed = document_list([view])
    >>> listed.said, listed.lines[0].pages, listed.set_aside
    ('1 document with 2 pages. All pages are of a.pdf.', '1-2', [])
    """
    apart = [d for d in documents if _is_apart(d)]
    rows = [d for d in documents if not _is_apart(d)] if len(apart) > _FEW else list(documents)
    numbers = {document.id: number for number, document in enumerate(rows, start=1)}
    files = {document.file for document in documents}
    one_file = next(iter(files)) if len(files) == 1 else None
    return DocumentList(
        said=_said(documents, rows, one_file),
        lines=[_line(numbers[d.id], d, numbers, one_file) for d in rows],
        set_aside=[] if len(rows) == len(documents) else _groups(apart, numbers, one_file),
        numbers=numbers,
    )


def _is_apart(document: DocumentView) -> bool:
    return document.set_aside_reason not in (None, "dispute_paper")


def gap_list(gaps: Sequence[Gap], numbers: Mapping[str, int]) -> list[str]:
    """What the file did not hold, a sentence for each; many papers missed for one reason share one.

    Args:
        gaps: the gaps.
        numbers: the row of each document in the letter's list, by the document's id.

    >>> gap = Gap(code="x", weight="missing", what="an MRI is quoted in d04", why="it is due", whom="them", ask="it")
    >>> gap_list([gap], {"d04": 3})
    ['An MRI is quoted in number 3; it is due; ask them for it.']
    """
    by_code: dict[str, list[Gap]] = {}
    for gap in gaps:
        by_code.setdefault(gap.code, []).append(gap)
    told = []
    for same in by_code.values():
        if len(same) <= _FEW_GAPS:
            told += [gap.sentence() for gap in same]
            continue
        first = same[0]
        source = f" ({first.reference})" if first.reference else ""
        papers = "; ".join(gap.ask for gap in same)
        told.append(f"{counted(len(same), 'paper')}: {first.why}{source}; ask {first.whom} for {papers}")

    def numbered(found: re.Match[str]) -> str:
        return f"number {numbers[found.group()]}" if found.group() in numbers else "a paper set aside"

    return [_sentence(_ID.sub(numbered, words)) for words in told]


def _said(documents: Sequence[DocumentView], rows: Sequence[DocumentView], one_file: str | None) -> str:
    pages = sum(len(d.pages) for d in documents)
    said = f"{counted(len(documents), 'document')} with {counted(pages, 'page')}."
    if len(rows) < len(documents):
        listed = sum(len(d.pages) for d in rows)
        said += f" {len(rows):,} of them ({counted(listed, 'page')}) have a row; the rest is told below."
    if one_file is not None:
        said += f" All pages are of {cell(one_file)}."
    return line(said)


def _line(number: int, document: DocumentView, numbers: Mapping[str, int], one_file: str | None) -> ManifestLine:
    return ManifestLine(
        number=number,
        date=document.date,
        kind=cell(KIND_WORDS.get(document.kind, document.kind)),
        author=cell(document.author or document.facility or "") or None,
        pages=page_ranges(document.pages),
        file="" if one_file is not None else cell(document.file),
        remark=cell("; ".join(_remarks(document, numbers))),
    )


def _remarks(document: DocumentView, numbers: Mapping[str, int]) -> list[str]:
    remarks = []
    if document.duplicate_of:
        remarks.append(_same(document, numbers))
    if document.other_patient:
        remarks.append("about another patient")
    if not document.usable or document.other_patient:
        remarks.append("not used")
    elif document.set_aside_reason in ("billing", "fax_cover", "blank"):
        remarks.append("set aside")
    if document.copied_share >= COPIED_FROM:
        known = [f"number {numbers[name]}" for name in document.copied_from if name in numbers][:3]
        where = f" in {', '.join(known)}" if known else ""
        remarks.append(f"{document.copied_share:.0%} of its words already stand{where or ' in earlier records'}")
    return remarks + document.problems


def _same(document: DocumentView, numbers: Mapping[str, int]) -> str:
    how = "another scan of" if document.near_duplicate else "same as"
    number = numbers.get(document.duplicate_of or "")
    return f"{how} number {number}" if number else "a duplicate"


def _groups(apart: Sequence[DocumentView], numbers: Mapping[str, int], one_file: str | None) -> list[str]:
    """A paragraph for each reason: how many documents and pages, and where they lie."""
    told = []
    for reason, (one, many) in SET_ASIDE_WORDS.items():
        group = [d for d in apart if d.set_aside_reason == reason]
        if not group:
            continue
        pages = sum(len(d.pages) for d in group)
        places: dict[str, dict[str, list[str]]] = {}
        for document in group:
            why = _same(document, numbers) if reason == "copy" else _why(document) if reason == "unreadable" else ""
            where = page_ranges(document.pages)
            places.setdefault(document.file, {}).setdefault(why, []).extend([where] if where else [])
        parts = [_place("" if one_file else file, by_reason) for file, by_reason in places.items()]
        start = f"{counted(len(group), one, many)}, {counted(pages, 'page')}"
        told.append(line(f"{start[0].upper()}{start[1:]}: {'; '.join(parts)}"))
    return told


def _why(document: DocumentView) -> str:
    """Why a document could not be read, without its file and page, which stand beside it."""
    if not document.problems:
        return ""
    words = document.problems[0].removeprefix(document.file).strip()
    return _PAGE.sub("", words).removeprefix(":").partition(";")[0].strip()


def _place(file: str, by_reason: Mapping[str, Sequence[str]]) -> str:
    """Pages of a file with their reasons in brackets, the same reason once; the file alone where it has no pages.

    >>> _place("a.pdf", {"same as number 1": ["3-4", "7"], "": ["9"]})
    'a.pdf pages 3-4, 7 (same as number 1), 9'
    """
    told = [
        f"{', '.join(pages)}{f' ({why})' if why else ''}".strip() for why, pages in by_reason.items() if pages or why
    ]
    word = "pages " if any(by_reason.values()) else ""
    return f"{file} {word}{', '.join(told)}".strip()


def _sentence(words: str) -> str:
    bare = line(words)
    return f"{bare[:1].upper()}{bare[1:]}."


def line(text: str) -> str:
    """Words on one line, safe to print; single blanks, so that what is printed can be read back as it was.

    >>> line("a  b\\nc")
    'a b c'
    """
    return " ".join(printable(text).split())


def cell(text: str) -> str:
    """The same for a cell of a table, in which a bar would end it.

    >>> cell("a|b")
    'a¦b'
    """
    return line(text).replace("|", "¦")
