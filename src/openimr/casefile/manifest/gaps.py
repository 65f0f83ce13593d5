"""Gaps: what the file should hold and does not, each with its reason and whom to ask for what.

The words stand in the rules; here the places are filled in. A gap is no accusation: where nobody can know whether a
paper exists, it is a question.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Literal

from openimr.casefile.manifest.considered import NamedPaper, latest, named_in_passing
from openimr.casefile.manifest.disputepapers import unsigned
from openimr.casefile.manifest.kindwords import KIND_WORDS
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.matching import Shelf, matched
from openimr.casefile.manifest.model import ConsideredPaper, Gap, Required, Stretch
from openimr.casefile.manifest.requiredrules import RequiredRules
from openimr.casefile.model import CaseFile, Document, DocumentKind
from openimr.wordforms import counted

#: A paper that lacks so many of the pages it is said to have is asked for again.
_PAGES_LOST = 2

#: Kinds of a paper, and the days it is of.
_Key = tuple[tuple[str, ...], dt.date | None, dt.date | None]


def dispute_gaps(
    case: CaseFile, determination: Document | None, request: Document | None, rules: RequiredRules, words: ListWords
) -> Iterator[Gap]:
    """Application, determination and request that are not there; an application that nobody signed."""
    applications = case.of_kind(DocumentKind.IMR_APPLICATION)
    if not applications:
        yield _gap("application-missing", "missing", rules)
    elif all(unsigned(application, words) for application in applications):
        yield _gap("application-unsigned", "question", rules, documents=[d.id for d in applications])
    if determination is None:
        yield _gap("determination-missing", "missing", rules)
    if request is None:
        yield _gap("request-missing", "missing", rules)


def considered_gaps(
    papers: Sequence[ConsideredPaper], rules: RequiredRules, *, request_asked: bool
) -> Iterator[Gap]:
    """Papers that utilization review says it considered and that are not, or not surely, in the file.

    Args:
        papers: the papers, matched.
        rules: the programme's rules.
        request_asked: whether the request for authorization is asked for already, because the file holds none.
    """
    for paper in papers:
        if paper.how == "named" or (request_asked and paper.kinds == [DocumentKind.RFA.value]):
            continue
        if paper.status == "not_in_file":
            yield _of_paper("considered-not-in-file", "missing", paper, rules)
        elif paper.status == "perhaps_in_file":
            yield _of_paper("considered-perhaps-in-file", "question", paper, rules, perhaps=paper.remark)


def shorter_gaps(papers: Sequence[ConsideredPaper], case: CaseFile, rules: RequiredRules) -> Iterator[Gap]:
    """Papers of which the file holds fewer pages than utilization review says it had."""
    for paper in papers:
        if paper.status != "in_file" or not paper.pages or len(paper.documents) != 1:
            continue
        document = case.document(paper.documents[0])
        if document.pages and len(document.pages) + _PAGES_LOST <= paper.pages:
            yield _of_paper(
                "considered-shorter", "question", paper, rules, said=counted(paper.pages, "page"), here=document.id,
                held=counted(len(document.pages), "page"),
            )  # fmt: skip


def passing_gaps(
    case: CaseFile,
    determination: Document | None,
    request: Document | None,
    known: Sequence[ConsideredPaper],
    shelf: Shelf,
    rules: RequiredRules,
    window: Stretch | None,
) -> tuple[list[ConsideredPaper], list[Gap]]:
    """Papers named in the determination, the request, or the records of the window, that are not in the file.

    Returns:
        The papers that determination and request name and nothing in the file is, and the gaps.
    """
    listed = {(tuple(p.kinds), p.first, p.last) for p in known}
    missed: list[ConsideredPaper] = []
    gaps: list[Gap] = []
    for source in (determination, request):
        if source is None:
            continue
        named = [n for n in latest(named_in_passing(source, shelf.words), source.date) if _key(n, shelf) not in listed]
        for paper in matched(named, shelf):
            if paper.status == "not_in_file":
                listed.add((tuple(paper.kinds), paper.first, paper.last))
                missed.append(paper)
                quoting = f"the {KIND_WORDS[source.kind]} {source.id}"
                gaps.append(
                    _of_paper("named-not-in-file", "missing", paper, rules, quoting=quoting, documents=[source.id])
                )
    gaps += _quoted(case, listed, shelf, rules, window)
    return missed, gaps


def window_gaps(required: Required, rules: RequiredRules) -> Iterator[Gap]:
    """A window without any report, and long stretches of it without a visit."""
    if required.window is None:
        return
    if not required.reports:
        gap = _gap("no-report-in-window", "missing", rules, window=_between(required.window), text=required.rule)
        undated = ""
        if required.undated:
            undated = f"; {counted(len(required.undated), 'report')} without a day may be of that time"
        yield gap.model_copy(
            update={
                "what": gap.what + undated, "reference": required.reference, "verified": required.verified,
                "documents": list(required.undated),
            }
        )  # fmt: skip
    elif required.silences:
        dates = ", ".join(_between(stretch) for stretch in required.silences)
        gap = _gap("silent-stretch", "question", rules, dates=dates, text=rules.silence.text)
        yield gap.model_copy(update={"reference": rules.silence.reference, "verified": rules.silence.verified})


def _quoted(
    case: CaseFile,
    listed: set[_Key],
    shelf: Shelf,
    rules: RequiredRules,
    window: Stretch | None,
) -> Iterator[Gap]:
    """Studies that records of the window quote with their day, and whose own report is not there."""
    sorts = frozenset(kind.value for kind in rules.quoted)
    quoting: dict[tuple[object, ...], tuple[NamedPaper, list[str]]] = {}
    for document in case.documents:
        if not document.is_evidence or document.date is None or window is None or document.date < window.first:
            continue
        for named in latest(named_in_passing(document, shelf.words, sorts=sorts), document.date):
            key = _key(named, shelf)
            if document.kind.value == named.mention.sort or any(_within(key, other) for other in listed):
                continue
            quoting.setdefault(key, (named, []))[1].append(document.id)
    once = [(named, papers) for named, papers in quoting.values()]
    for (_, papers), paper in zip(once, matched([named for named, _ in once], shelf), strict=True):
        if paper.status == "not_in_file":
            unique = list(dict.fromkeys(papers))
            yield _of_paper(
                "quoted-not-in-file", "question", paper, rules, quoting=", ".join(unique), documents=unique
            )


def _within(one: _Key, other: _Key) -> bool:
    """Whether a paper is the other: of the same kinds, and its day inside the other's."""
    return one[0] == other[0] and (
        one == other
        or (None not in (one[1], one[2], other[1], other[2])
        and other[1] <= one[1] and one[2] <= other[2])  # type: ignore[operator]
    )


def _key(named: NamedPaper, shelf: Shelf) -> _Key:
    rules = shelf.words.papers.get(named.mention.sort)
    days = named.mention.days
    kinds = tuple(kind.value for kind in rules.fits) if rules else ()
    return kinds, days.first if days else None, days.last if days else None


def _of_paper(
    code: str, weight: Literal["missing", "question"], paper: ConsideredPaper, rules: RequiredRules,
    *, documents: list[str] | None = None, **words: str,
) -> Gap:  # fmt: skip
    gap = _gap(code, weight, rules, [], paper=paper.paper, **words)
    return gap.model_copy(
        update={"places": paper.places, "documents": paper.documents if documents is None else documents}
    )


def _gap(
    code: str, weight: Literal["missing", "question"], rules: RequiredRules, documents: Sequence[str] = (), **words: str
) -> Gap:
    rule = rules.gaps[code]
    return Gap(
        code=code,
        weight=weight,
        what=_filled(rule.what, words),
        why=_filled(rule.why, words),
        reference=rule.reference,
        verified=rule.verified,
        whom=rule.whom,
        ask=_filled(rule.ask, words),
        documents=list(documents),
    )


def _filled(text: str, words: dict[str, str]) -> str:
    """A text with its places filled; braces in what is filled in stay what they are."""
    parts = text.split("{")
    done = parts[0]
    for part in parts[1:]:
        name, _, rest = part.partition("}")
        done += words.get(name, "") + rest
    return done


def _between(stretch: Stretch) -> str:
    return f"{stretch.first:%m/%d/%Y} to {stretch.last:%m/%d/%Y}"
