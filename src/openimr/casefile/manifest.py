"""The record-by-record list: what a case file holds, one row per document."""

from __future__ import annotations

from typing import Any

from openimr.casefile.model import CaseFile


def index_table(case: CaseFile) -> list[dict[str, Any]]:
    """The manifest of a case file.

    Returns:
        A row per document with ``id``, ``date`` (ISO or None), ``kind``, ``author``, ``patient``, ``pages`` (how many),
        ``first_page`` and ``last_page`` (of the file), ``file``, ``ocr`` (pages recognised from images),
        ``duplicate_of``, ``usable`` and ``problems`` (sentences).

    >>> import tempfile, pathlib
    >>> from openimr.casefile import open_case
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = pathlib.Path(folder, "note.txt").write_text("PROGRESS NOTE\\nDate of visit: 3/18/2014\\nLow back pain.")
    ...     row, = index_table(open_case(pathlib.Path(folder)))
    >>> row["kind"], row["date"], row["pages"]
    ('progress_report', '2014-03-18', 1)
    """
    return [
        {
            "id": document.id,
            "date": document.date.isoformat() if document.date else None,
            "kind": document.kind.value,
            "author": document.author,
            "patient": document.patient,
            "pages": len(document.pages),
            "first_page": document.pages[0].number if document.pages else None,
            "last_page": document.pages[-1].number if document.pages else None,
            "file": document.file,
            "ocr": sum(1 for page in document.pages if page.origin == "ocr"),
            "duplicate_of": document.duplicate_of,
            "usable": document.usable,
            "problems": [problem.sentence() for problem in document.problems],
        }
        for document in case.documents
    ]
