"""Items of a paper that no known label announces: lines that name a treatment and are no sentence.

Used only where the papers otherwise name nothing, so that a form in new words loses no dispute; the draft says so.
"""

from __future__ import annotations

import re

from openimr.casefile.model import Document
from openimr.dispute.listing import names_treatment, tidy
from openimr.dispute.papertext import Row, rows_of
from openimr.dispute.request import parse_request

_LEAD = re.compile(r"^(?:[-*•·>]\s+|\(?\d{1,2}[.)]\s+|\[\d{1,2}\]\s*)")
_LABEL = re.compile(r"^[A-Z][A-Za-z'/() ]{2,40}:\s+(?=\S)")
_TAIL = re.compile(r":\s|\s[-–—]{1,2}\s|\.\s")
# what has a verb tells; an item only names
_TELLS = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|does|did|do|will|would|should|may|can|cannot|not|no|we|you|i|he|she"
    r"|they|it|please|because|shows?|showed|dated?|diagnos\w*|guidelines?|mtus|acoem|odg|page)\b",
    re.IGNORECASE,
)
_LONGEST = 160


def items_by_name(document: Document) -> list[Row]:
    """The rows of a paper that name a treatment with its place, drug or amount.

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> text = "Requested: MRI of the left knee; Norco 10/325mg #60\\nI had an MRI of the knee."
    >>> page = Page("d01", "a.txt", 1, text)
    >>> paper = Document("d01", "a.txt", [page], DocumentKind.IMR_APPLICATION, None, None, "")
    >>> [row.text for row in items_by_name(paper)]
    ['MRI of the left knee', 'Norco 10/325mg #60']
    """
    found: list[Row] = []
    for row in rows_of(document):
        for piece in _pieces(row):
            if piece.text and len(piece.text) <= _LONGEST and not _TELLS.search(piece.text) and _is_item(piece.text):
                found.append(piece)
    return found


def _pieces(row: Row) -> list[Row]:
    lead = _LEAD.match(row.text)
    label = _LABEL.match(row.text)
    start = lead.end() if lead else label.end() if label else 0
    rest = row.cut(start)
    stops = [m.start() for m in re.finditer(r";", rest.text)]
    pieces = [rest.cut(a, b) for a, b in zip([0, *(s + 1 for s in stops)], [*stops, len(rest.text)], strict=True)]
    cut = []
    for piece in pieces:
        tail = _TAIL.search(piece.text)
        cut.append(tidy(piece.cut(0, tail.start()) if tail else piece))
    return cut


def _is_item(text: str) -> bool:
    if not names_treatment(text):
        return False
    request = parse_request(text)
    return bool(request.drug or request.body_parts or request.quantity or request.category == "dmepos")
