"""Copies: papers whose text, or whose bytes, are the same as those of another, and other prints of the same sheet.

Of papers that repeat each other the best one is kept: the most complete, then the one with a text layer, then the one
that was recognised best, then the first. The others name it in ``duplicate_of``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from openimr.casefile.model import Document
from openimr.casefile.papers.copycandidates import ComparedPaper, candidates, prepared
from openimr.casefile.papers.faxlines import is_fax_line
from openimr.casefile.papers.nearcopies import Comparer, Comparison, Likeness
from openimr.casefile.papers.persons import ONE_PERSON, relation
from openimr.casefile.papers.printedwords import WordNumbers
from openimr.casefile.papers.recordwords import record_words
from openimr.casefile.papers.splitting import may_be_one
from openimr.problems import Problem

#: Papers with fewer letters than this are too short for their text to prove that they are copies.
_MIN_LETTERS = 60
_NOT_LETTERS = re.compile(r"[\W_]+")
#: The most differing words that a problem names.
_NAMED = 4


def text_mark(pages: Sequence[str]) -> str | None:
    """A mark that two papers share when their words are the same; None for too little text.

    Blanks, capitals, punctuation and what fax machines stamped do not count.

    >>> text_mark(["Patient has low back pain." * 4]) == text_mark(["PATIENT has  low back\\npain. " * 4])
    True
    """
    kept = "\n".join(line for page in pages for line in page.split("\n") if not is_fax_line(line))
    letters = _NOT_LETTERS.sub("", kept.lower())
    if len(letters) < _MIN_LETTERS:
        return None
    return hashlib.sha256(letters.encode("utf-8")).hexdigest()


def mark_copies(documents: Sequence[Document]) -> None:
    """Set ``duplicate_of`` on every document that repeats another (a copy of a copy names the one that is kept).

    Other prints of the same paper are ``near_duplicate`` too. Papers that are one report in two versions (the same
    day, a word or a number changed) are both kept, and the later one gets the problem ``nearly-the-same``.

    Args:
        documents: usable documents in the order of the case file, with their days.
    """
    _mark_exact(documents)
    kept = [d for d in documents if d.duplicate_of is None and any(page.text.strip() for page in d.pages)]
    _mark_near(kept)
    leads = {d.id: d.duplicate_of for d in kept if d.duplicate_of is not None}
    for document in documents:
        if document.duplicate_of in leads:
            document.duplicate_of = leads[document.duplicate_of]


def _mark_exact(documents: Sequence[Document]) -> None:
    """Fold papers of the same bytes or the same letters into the best of them."""
    groups: dict[str, list[Document]] = {}
    keyed: dict[tuple[str, str], list[Document]] = {}
    for document in documents:
        keys = [("bytes", f"{document.sha256}:{document.pages[0].number if document.pages else 0}")]
        mark = text_mark([page.text for page in document.pages])
        if mark is not None and not is_unfilled(document):
            keys.append(("text", mark))
        group = next((keyed[key] for key in keys if key in keyed), None)
        if group is None:
            group = groups.setdefault(document.id, [])
        group.append(document)
        for key in keys:
            keyed.setdefault(key, group)
    for group in groups.values():
        best = min(group, key=_rank)
        for document in group:
            if document is not best:
                document.duplicate_of = best.id


def _mark_near(documents: Sequence[Document]) -> None:
    """Fold other prints of the same paper, the best papers first."""
    numbers = WordNumbers()
    papers = prepared(documents, numbers)
    partners: dict[int, set[int]] = {}
    for first, second in candidates(papers):
        partners.setdefault(first, set()).add(second)
        partners.setdefault(second, set()).add(first)
    if not partners:
        return
    comparer = Comparer(papers, record_words(), numbers)
    order = sorted(partners, key=lambda index: (_content_pages(papers[index]), *_rank(documents[index]), index))
    lead: dict[int, int] = {}  # papers dealt with, and the paper that is kept for each
    for index in order:
        lead[index] = index
        for other in dict.fromkeys(lead[o] for o in sorted(partners[index], key=order.index) if o in lead):
            if lead[index] != index or lead[other] != other or other == index:
                continue
            result = comparer.compare(papers[index], papers[other])
            if result.likeness is Likeness.SAME:
                kept, folded = (other, index) if result.first_in_second else (index, other)
                if result.first_in_second and result.second_in_first and result.lost_in_second > result.lost_in_first:
                    kept, folded = index, other  # the later print holds what the better one has lost
                if _may_fold(documents[folded], documents[kept], result):
                    lead.update((paper, kept) for paper, first in lead.items() if first == folded)
            elif result.likeness is Likeness.NEARLY:
                _name_differences(documents[index], documents[other], result)
    for index, kept in lead.items():
        if kept != index:
            documents[index].duplicate_of = documents[kept].id
            documents[index].near_duplicate = True


def _may_fold(folded: Document, kept: Document, result: Comparison) -> bool:
    """Whether a paper that was found in another one is to be folded into it."""
    whole = result.first_in_second and result.second_in_first
    if not (result.first_in_second or result.second_in_first) or is_unfilled(folded):
        return False
    return whole or not _are_two_people(folded, kept)


def _are_two_people(one: Document, other: Document) -> bool:
    """Whether two papers name different patients; pages of one that the other lacks may be somebody else's."""
    if one.patient is None or other.patient is None:
        return False
    return relation(one.patient, other.patient) not in ONE_PERSON and not may_be_one(one.patient, other.patient)


def _rank(document: Document) -> tuple[int, int, float]:
    """What puts one of several prints first: completeness, a text layer, confidence (smaller is better)."""
    printed = [page for page in document.pages if page.text.strip()]
    recognised = sum(page.origin == "ocr" for page in printed)
    confidence = min((page.confidence for page in printed if page.confidence is not None), default=1.0)
    return (-len(printed), recognised, -round(confidence, 2))


def _content_pages(paper: ComparedPaper) -> int:
    """Pages with words of their own, negative so that the most complete paper comes first."""
    return -sum(size >= 30 for size in paper.words.sizes)


_LABEL_ONLY = re.compile(r"[:_]\s*$|_{3,}|\[ ?\]")


def is_unfilled(document: Document) -> bool:
    """Whether a paper is a form nobody has filled in (or whose handwriting could not be read).

    Such papers look the same though what is written on them by hand may differ; only the same bytes prove a copy.

    >>> from openimr.casefile.model import DocumentKind, Page
    >>> text = "REQUEST FOR AUTHORIZATION\\nName: ____\\nDate of injury:\\nDiagnosis:\\nService requested: ____\\nDate:"
    >>> blank = Document("d01", "a.txt", [Page("d01", "a.txt", 1, text)], DocumentKind.RFA, None, None, "")
    >>> is_unfilled(blank)
    True
    """
    if document.date is not None or document.patient is not None:
        return False
    lines = [line for page in document.pages for line in page.text.split("\n") if line.strip()]
    empty = sum(1 for line in lines if _LABEL_ONLY.search(line))
    return empty >= 4 and empty >= 0.35 * len(lines)


def _name_differences(document: Document, other: Document, result: Comparison) -> None:
    """Say on the later of two papers that it is nearly the same as the earlier, and in which words they differ."""
    later, earlier = (document, other) if document.id >= other.id else (other, document)
    if any(problem.code == "nearly-the-same" for problem in later.problems):
        return
    wording = list(dict.fromkeys(result.wording))
    shown = []
    for one, two in wording[:_NAMED]:
        mine, theirs = (one, two) if later is document else (two, one)
        shown.append(f"{_quoted(mine)} here, {_quoted(theirs)} there")
    rest = len(wording) - len(shown)
    more = f"; and {rest} more" if rest > 0 else ""
    number = earlier.pages[0].number if earlier.pages else 1
    later.problems.append(Problem(
        code="nearly-the-same",
        message=f"it is nearly the same as {earlier.id} ({earlier.file} page {number}), not a copy: "
                f"{'; '.join(shown)}{more}",
        file=later.file,
        page=later.pages[0].number if later.pages else None,
        consequence="both were kept",
        remedy="see which of them is the report that counts",
    ))


def _quoted(words: str) -> str:
    words = words if len(words) <= 60 else words[:57] + "…"
    return f"“{words}”" if words else "nothing"
