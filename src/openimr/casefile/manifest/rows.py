"""The rows of the manifest: one per document, with why it is set aside; and the totals."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from openimr.casefile.manifest.model import Count, ManifestRow, SetAside, Totals
from openimr.casefile.model import DISPUTE_KINDS, CaseFile, Document, DocumentKind, Page

_WORD = re.compile(r"\S+")
_UNWRITABLE = re.compile("[\ud800-\udfff]")
_SET_ASIDE_KINDS: Mapping[DocumentKind, tuple[SetAside, str]] = {
    DocumentKind.BILLING: ("billing", "billing"),
    DocumentKind.FAX_COVER: ("fax_cover", "fax cover sheet"),
    DocumentKind.BLANK: ("blank", "blank"),
}


def index_table(case: CaseFile) -> list[dict[str, Any]]:
    """The documents of a case file as plain rows, for programs.

    Returns:
        A row per document with the keys of :class:`~openimr.casefile.manifest.model.ManifestRow`; days are ISO or None.

    >>> import tempfile, pathlib
    >>> from openimr.casefile import open_case
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "note.txt").write_text("PROGRESS NOTE\\nDate of visit: 3/18/2014\\nLow back pain.")
    ...     row, = index_table(open_case(pathlib.Path(folder)))
    >>> row["kind"], row["date"], row["pages"], row["evidence"]
    ('progress_report', '2014-03-18', 1, True)
    """
    return [row.model_dump(mode="json") for row in rows_of(case)]


def rows_of(case: CaseFile) -> list[ManifestRow]:
    """A row per document, in the order of the case file."""
    return [_row(document) for document in case.documents]


def set_aside(document: Document) -> tuple[SetAside | None, str]:
    """Why a document is no evidence, for programs and in words; None and no words where it is.

    >>> set_aside(Document("d02", "a.pdf", [], DocumentKind.CONSULT, None, None, "", duplicate_of="d01"))
    ('copy', 'copy of d01')
    """
    if not document.usable:
        return "unreadable", "could not be read"
    if document.other_patient:
        return "other_patient", "about another patient"
    if document.duplicate_of is not None:
        return "copy", f"{'another scan' if document.near_duplicate else 'copy'} of {document.duplicate_of}"
    if document.kind in _SET_ASIDE_KINDS:
        return _SET_ASIDE_KINDS[document.kind]
    if document.kind in DISPUTE_KINDS:
        return "dispute_paper", "paper of the dispute, no medical record"
    if not document.is_evidence:
        return "unreadable", "not used"
    return None, ""


def copied_share(document: Document) -> float:
    """Share of a document's words that an earlier record holds word for word, 0 to 1.

    >>> from openimr.casefile.model import CopiedPassage
    >>> page = Page("d02", "a.txt", 1, "Back pain. Sleeps badly now.")
    >>> one = Document("d02", "a.txt", [page], DocumentKind.PROGRESS_REPORT, None, None, "",
    ...                copied=[CopiedPassage(1, 0, 10, "d01", 1)])
    >>> copied_share(one)
    0.4
    """
    if not document.copied:
        return 0.0
    words = copied = 0
    for page in document.pages:
        stretches = sorted((p.start, p.end) for p in document.copied if p.page == page.number)
        at = 0
        for word in _WORD.finditer(page.text):
            words += 1
            while at < len(stretches) and stretches[at][1] < word.end():
                at += 1
            copied += at < len(stretches) and stretches[at][0] <= word.start()
    return round(copied / words, 3) if words else 0.0


def totals_of(case: CaseFile, rows: Sequence[ManifestRow]) -> Totals:
    """The case file in figures.

    >>> totals_of(CaseFile(root=__import__("pathlib").Path(), documents=[]), []).pages
    0
    """
    totals = Totals(documents=len(rows), pages=sum(row.pages for row in rows))
    for document in case.documents:
        for page in document.pages:
            if page.origin == "none":
                totals.unreadable += 1
            elif not page.text.strip():
                totals.blank += 1
            elif page.origin == "ocr":
                totals.recognised += 1
            else:
                totals.text += 1
    for row in rows:
        count = totals.evidence if row.evidence else None
        if row.set_aside_reason is not None:
            count = totals.set_aside.setdefault(row.set_aside_reason, Count())
        if count is not None:
            count.documents += 1
            count.pages += row.pages
    days = [row.date for row in rows if row.evidence and row.date]
    totals.first_date, totals.last_date = min(days, default=None), max(days, default=None)
    return totals


def _row(document: Document) -> ManifestRow:
    reason, words = set_aside(document)
    recognised = [page for page in document.pages if page.origin == "ocr"]
    numbers = [page.number for page in document.pages]
    return ManifestRow(
        id=document.id,
        date=document.date,
        kind=document.kind.value,
        author=_written(document.author),
        facility=_written(document.facility),
        patient=_written(document.patient),
        pages=len(numbers),
        first_page=numbers[0] if numbers else None,
        last_page=numbers[-1] if numbers else None,
        page_numbers=numbers,
        file=_UNWRITABLE.sub("\ufffd", document.file),
        ocr=len(recognised),
        confidence=_confidence(recognised),
        duplicate_of=document.duplicate_of,
        near_duplicate=document.near_duplicate,
        other_patient=document.other_patient,
        usable=document.usable,
        evidence=document.is_evidence,
        set_aside=words,
        set_aside_reason=reason,
        copied_share=copied_share(document),
        copied_from=sorted({passage.source for passage in document.copied}),
        problems=[_UNWRITABLE.sub("\ufffd", problem.sentence()) for problem in document.problems],
    )


def _confidence(pages: Sequence[Page]) -> float | None:
    known = [page.confidence for page in pages if page.confidence is not None]
    return round(sum(known) / len(known), 3) if known else None


def _written(text: str | None) -> str | None:
    """Text that every file can hold: half a character of a damaged name becomes a mark."""
    return _UNWRITABLE.sub("\ufffd", text) if text else text
