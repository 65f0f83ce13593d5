"""Everything that the pages of a file say about its papers, each page looked at once.

>>> from openimr.casefile.papers.papermarks import paper_marks
>>> note = "BAY SPINE CLINIC\\nPROGRESS NOTE\\nPatient: Ann Roe  DOB: 4/2/1961\\nDOS: 3/18/2014"
>>> pages = [note, "OPERATIVE REPORT\\nPage 1 of 1"]
>>> [(p.first, p.behind, p.kind.value, str(p.date), p.facility, p.patient) for p in papers_in(pages, paper_marks())]
[(0, 1, 'progress_report', '2014-03-18', 'BAY SPINE CLINIC', 'Ann Roe'), (1, 2, 'operative_report', 'None', None, None)]
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from openimr.casefile.model import DocumentKind
from openimr.casefile.papers.dates import paper_day
from openimr.casefile.papers.kinds import FIRST_PAGES, best_kind, kind_scores
from openimr.casefile.papers.learnedkinds import learned_kinds, of_pages
from openimr.casefile.papers.leaves import Leaf, leaf_of
from openimr.casefile.papers.names import author_on
from openimr.casefile.papers.pageview import view_of
from openimr.casefile.papers.papermarks import PaperMarks, paper_marks
from openimr.casefile.papers.splitting import split_leaves
from openimr.casefile.papers.yearless import with_year

T = TypeVar("T")

#: Printed pages from a paper's beginning that are asked whose it is.
_HEAD_PAGES = 3
#: Papers before and behind one whose days tell its year, where none of its kind has a day.
_BESIDE = 1


@dataclass(frozen=True, slots=True)
class Paper:
    """One paper of a file.

    Attributes:
        first: its first page in the file, from 0.
        behind: the page behind its last one.
        kind: what it is; ``blank`` when nothing is printed on it.
        date: its day; None when none is printed that can be said to be it.
        author: who wrote or signed it, as printed.
        facility: the office whose letterhead it carries, as printed.
        patient: the person it is about, as printed.
        birth_date: that person's day of birth.
        claim_number: the claim it names, as printed.
        undated_page: its page, from 0 in the file, that prints the day without its year: the year of ``date`` was
            taken from the file's other papers. None where the day is printed in full.
    """

    first: int
    behind: int
    kind: DocumentKind
    date: dt.date | None
    author: str | None
    facility: str | None
    patient: str | None
    birth_date: dt.date | None
    claim_number: str | None
    undated_page: int | None = None


def papers_in(texts: Sequence[str], marks: PaperMarks, named: DocumentKind | None = None) -> list[Paper]:
    """The papers of a file.

    Args:
        texts: the texts of its pages.
        marks: the programme's marks.
        named: the kind that the file's name claims for its first paper; pages may outweigh it.
    """
    return papers_of(leaves_of(texts), marks, named)


def leaves_of(texts: Sequence[str], programme: str = "california") -> list[Leaf]:
    """What each page shows by itself: the part of the work that looks at text, and that a worker can do.

    Args:
        texts: the texts of pages.
        programme: folder under ``openimr/rules`` with the marks.
    """
    marks = paper_marks(programme)
    return [leaf_of(view_of(text), marks) for text in texts]


def papers_of(
    leaves: Sequence[Leaf], marks: PaperMarks, named: DocumentKind | None = None,
    runs: Sequence[tuple[int, int]] | None = None, resumed: Mapping[int, int] | None = None,
) -> list[Paper]:
    """The papers of a file whose pages were looked at; see :func:`papers_in`.

    ``runs`` says where papers begin and end where that is known; ``resumed`` which of them go on, behind somebody
    else's page, with an earlier one: first pages of both. Such papers are of one kind, day and author.
    """
    runs = split_leaves(leaves, marks) if runs is None else runs
    going_on = dict(resumed or {})
    whole: dict[int, list[Leaf]] = {}
    for first, behind in runs:
        whole.setdefault(going_on.get(first, first), []).extend(leaves[first:behind])
    read = {
        first: _paper(first, behind, whole[first], marks, named if first == 0 else None)
        for first, behind in runs if first not in going_on
    }
    papers = [replace(read[going_on.get(first, first)], first=first, behind=behind) for first, behind in runs]
    return [_with_year(paper, papers, leaves, marks) for paper in papers]


def _with_year(paper: Paper, papers: Sequence[Paper], leaves: Sequence[Leaf], marks: PaperMarks) -> Paper:
    """The paper with the year that a day printed without one must be of, by the days of the file's other papers."""
    rules = marks.of(paper.kind)
    if paper.date is not None or (rules is not None and not rules.dates):
        return paper
    page = next((at for at in range(paper.first, paper.behind) if leaves[at].yearless is not None), paper.first)
    own = leaves[page]
    if own.yearless is None:
        return paper
    dated = [other.date for other in papers if other.date is not None]
    near = [other.date for other in papers if other.date is not None and other.kind is paper.kind]
    if not near:
        at = papers.index(paper)
        near = [other.date for other in papers[max(0, at - _BESIDE):at + _BESIDE + 1] if other.date is not None]
    injuries = [day.day for leaf in leaves for day in leaf.days if day.kind == "injury"]
    date = with_year(own.yearless, near, dated, injuries, own.view.stamps)
    return replace(paper, date=date, undated_page=page if date is not None else None)


def _paper(
    first: int, behind: int, leaves: Sequence[Leaf], marks: PaperMarks, named: DocumentKind | None
) -> Paper:
    printed = [leaf for leaf in leaves if not leaf.blank]
    kind = _kind(printed, marks, named)
    head = [leaf.identity for leaf in printed[:_HEAD_PAGES]]
    return Paper(
        first=first,
        behind=behind,
        kind=kind,
        date=paper_day({number: leaf.days for number, leaf in enumerate(printed)}, len(printed), marks.of(kind)),
        author=author_on([leaf.view for leaf in printed], marks, [leaf.labels for leaf in printed], kind),
        facility=printed[0].facility if printed else None,
        patient=_first(identity.patient for identity in head),
        birth_date=_first(identity.birth_date for identity in head),
        claim_number=_first(identity.claim_number for identity in head),
    )


def _kind(printed: Sequence[Leaf], marks: PaperMarks, named: DocumentKind | None) -> DocumentKind:
    if not printed:
        return DocumentKind.BLANK
    near = printed[:FIRST_PAGES]
    phrases = frozenset().union(*(leaf.phrases for leaf in near))
    sections = frozenset().union(*(leaf.sections for leaf in near))
    scores = kind_scores(printed[0].view, printed[0].titles, phrases, sections, marks, named)
    leaning = near[0].leaning
    if len(near) > 1:
        leaning = of_pages([leaf.known for leaf in near], learned_kinds(marks.programme))
    return best_kind(scores, sum(leaf.words for leaf in printed), marks, leaning)


def _first(values: Iterable[T | None]) -> T | None:
    return next((value for value in values if value), None)
