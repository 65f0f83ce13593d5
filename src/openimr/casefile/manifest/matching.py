"""Which document of the file is the paper that another paper names: by kind, day, author and part of the body.

A wrong match hides a missing record, so what is not certain is said to be uncertain.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from openimr.casefile.manifest.considered import NamedPaper, regions_of
from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.model import ConsideredPaper
from openimr.casefile.model import Document, DocumentKind
from openimr.casefile.papers.dates import printed_days
from openimr.casefile.papers.papermarks import paper_marks
from openimr.wordforms import counted

#: Classes of days that a paper prints as its own.
_OWN_DAYS = frozenset(
    {"visit", "report", "letter", "banner", "heading", "signed", "request", "decision", "collected", "plain"}
)
_NO_PAPERS = frozenset({DocumentKind.BLANK, DocumentKind.FAX_COVER, DocumentKind.PROOF_OF_SERVICE})
#: How far the day of a request may lie from the one named: it is signed after the visit and sent later.
_REQUEST_NEAR = dt.timedelta(days=14)
#: How far the day of any other paper may lie from the one named, to be mentioned as perhaps it.
_NEAR = dt.timedelta(days=3)
_NAME_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]{2,}")
_CERTAIN = 2.1


@dataclass(slots=True)
class Shelf:
    """The documents of a file as papers are looked for among them.

    Attributes:
        documents: those that can be the paper named: read, about this patient, no copies.
        words: the programme's words.
    """

    documents: Sequence[Document]
    words: ListWords
    _own: dict[str, frozenset[dt.date]] = field(default_factory=dict)
    _regions: dict[str, frozenset[str]] = field(default_factory=dict)

    def own_days(self, document: Document) -> frozenset[dt.date]:
        """The days that a document prints as its own: visit, report, signature."""
        if document.id not in self._own:
            marks = paper_marks()
            pages = [document.pages[0], *document.pages[-1:]] if document.pages else []
            self._own[document.id] = frozenset(
                day.day for page in pages for day in printed_days(page.text, marks) if day.kind in _OWN_DAYS
            )
        return self._own[document.id]

    def regions(self, document: Document) -> frozenset[str]:
        """The parts of the body that the head of a document names."""
        if document.id not in self._regions:
            head = document.pages[0].text[:900] if document.pages else ""
            self._regions[document.id] = regions_of(head, self.words)
        return self._regions[document.id]


def matched(named: Sequence[NamedPaper], shelf: Shelf, *, without: str = "") -> list[ConsideredPaper]:
    """The papers named, each with the documents that are it.

    Args:
        named: the papers, in order.
        shelf: the documents of the file.
        without: id of the document that names them; it is none of them.
    """
    documents = [d for d in shelf.documents if d.id != without and d.kind not in _NO_PAPERS]
    chosen: dict[int, Document] = {}
    scores = [
        (score, -number, document.id, document)
        for number, one in enumerate(named)
        if one.mention.days is not None and one.mention.days.one_day
        for document in documents
        if (score := _score(one, document, shelf)) >= _CERTAIN
    ]
    taken: set[str] = set()
    for _, minus, name, document in sorted(scores, key=lambda s: (-s[0], -s[1], s[2])):
        if -minus not in chosen and name not in taken:
            chosen[-minus] = document
            taken.add(name)
    return [_result(one, chosen.get(n), documents, taken, shelf) for n, one in enumerate(named)]


def _result(
    one: NamedPaper, document: Document | None, documents: Sequence[Document], taken: set[str], shelf: Shelf
) -> ConsideredPaper:
    days = one.mention.days
    rules = shelf.words.papers.get(one.mention.sort)
    made = ConsideredPaper(
        paper=one.words(),
        how=one.how,
        kinds=[kind.value for kind in rules.fits] if rules else [],
        first=days.first if days else None,
        last=days.last if days else None,
        author=one.mention.author,
        pages=one.mention.pages,
        places=list(one.places),
    )
    if document is None and days is not None and days.one_day:
        document = _shared(one, documents, shelf)
    if document is not None:
        made.status, made.documents = "in_file", [document.id]
        made.remark = _remark(one, document)
    elif days is None:
        _undated(made, one, documents, shelf)
    elif not days.one_day:
        _period(made, one, documents, shelf)
    else:
        _uncertain(made, one, documents, taken, shelf)
    return made


def _score(one: NamedPaper, document: Document, shelf: Shelf) -> float:
    """How certainly a document is a paper of one day; 0 where it cannot be it."""
    day = one.mention.days.first if one.mention.days else None
    kind = _kind_score(one, document, shelf.words)
    if day is None or not kind:
        return 0.0
    if document.date == day:
        score = 2.0 + kind
    elif day in shelf.own_days(document):
        score = 1.0 + kind
    else:
        return 0.0
    if _other_region(one, document, shelf):
        return 0.0
    agrees = _same_author(one.mention.author, document)
    return score + (0.5 if agrees else -1.0 if agrees is False else 0.0)


def _kind_score(one: NamedPaper, document: Document, words: ListWords) -> float:
    """2 for a kind that fits, 1 for one that may have been told wrongly, 1.2 where the name says nothing, else 0."""
    rules = words.papers.get(one.mention.sort)
    if rules is None or not (rules.fits or rules.near):
        return 0.0 if document.kind is DocumentKind.UR_DETERMINATION else 1.2
    if document.kind in rules.fits:
        # of several kinds that fit, the first named is the likeliest
        return 2.0 - 0.01 * rules.fits.index(document.kind)
    return 1.0 if document.kind in rules.near else 0.0


def _same_author(author: str | None, document: Document) -> bool | None:
    """Whether the author named is the document's; None where one of them is not known."""
    if not author or not document.author:
        return None
    one, two = (
        {w.lower() for w in _NAME_WORD.findall(name)} - {"phd", "psyd", "dpm", "pharmd", "otr", "fnp", "lcsw", "dds"}
        for name in (author, document.author)
    )
    return bool(one & two) if one and two else None


def _other_region(one: NamedPaper, document: Document, shelf: Shelf) -> bool:
    """Whether the paper named is of another part of the body than the document."""
    named = regions_of(one.mention.name, shelf.words)
    found = shelf.regions(document)
    return bool(named) and bool(found) and not named & found


def _shared(one: NamedPaper, documents: Sequence[Document], shelf: Shelf) -> Document | None:
    """A document that is already another paper named and is certainly this one too (a report listed twice)."""
    rules = shelf.words.papers.get(one.mention.sort)
    for document in documents:
        if rules and document.kind in rules.fits and _score(one, document, shelf) > 3.0:
            return document
    return None


def _remark(one: NamedPaper, document: Document) -> str:
    remarks = []
    if one.mention.days and document.date and document.date != one.mention.days.first:
        remarks.append(f"the day of the paper is {document.date.strftime('%m/%d/%Y')}, it prints the day named too")
    if _same_author(one.mention.author, document) is False:
        remarks.append(f"its author is {document.author}")
    if one.mention.pages and document.pages and len(document.pages) < one.mention.pages:
        remarks.append(f"it is said to have {counted(one.mention.pages, 'page')}, the file has {len(document.pages)}")
    return "; ".join(remarks)


def _undated(made: ConsideredPaper, one: NamedPaper, documents: Sequence[Document], shelf: Shelf) -> None:
    fitting = [d for d in documents if d.kind.value in made.kinds and not _other_region(one, d, shelf)]
    fitting = [d for d in fitting if _same_author(one.mention.author, d) is not False]
    if fitting:
        made.status, made.documents = "in_file", [d.id for d in fitting]
        made.remark = "no day is given with it"


def _period(made: ConsideredPaper, one: NamedPaper, documents: Sequence[Document], shelf: Shelf) -> None:
    assert one.mention.days is not None
    inside = [
        (_kind_score(one, d, shelf.words), d)
        for d in documents
        if d.date is not None and one.mention.days.first <= d.date <= one.mention.days.last
        and not _other_region(one, d, shelf)
    ]
    best = [d for score, d in inside if score >= 2.0 - 0.2] or [d for score, d in inside if score > 0]
    if best:
        made.status, made.documents = "in_file", [d.id for d in best]
        if one.mention.days.exact:
            made.remark = f"{counted(len(best), 'paper')} of that period"
        return
    _uncertain(made, one, documents, set(), shelf)


def _uncertain(
    made: ConsideredPaper, one: NamedPaper, documents: Sequence[Document], taken: set[str], shelf: Shelf
) -> None:
    """Papers of the same kind without a day, or of a day close by, which may be the one named."""
    assert one.mention.days is not None
    rules = shelf.words.papers.get(one.mention.sort)
    free = [
        d for d in documents
        if d.id not in taken and rules and d.kind in rules.fits
        and not _other_region(one, d, shelf) and _same_author(one.mention.author, d) is not False
    ]
    first, last = one.mention.days.first, one.mention.days.last
    requests = [d for d in free if d.kind is DocumentKind.RFA and d.date and abs(d.date - first) <= _REQUEST_NEAR]
    if len(requests) == 1 and one.mention.sort == DocumentKind.RFA.value:
        made.status, made.documents = "in_file", [requests[0].id]
        made.remark = f"the request in the file is of {requests[0].date:%m/%d/%Y}"
        return
    close = [d for d in free if d.date and first - _NEAR <= d.date <= last + _NEAR]
    undated = [d for d in free if d.date is None]
    if close:
        made.status, made.documents = "perhaps_in_file", [d.id for d in close]
        made.remark = f"the {KIND_WORDS[close[0].kind]} {close[0].id}, which is of {close[0].date:%m/%d/%Y}"
    elif undated:
        made.status, made.documents = "perhaps_in_file", [d.id for d in undated]
        made.remark = f"the undated {KIND_WORDS[undated[0].kind]} {undated[0].id}"
