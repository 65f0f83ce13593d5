"""The papers that open a review, as far as the manifest needs them: which determination, which request, of what day."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from openimr.casefile.manifest.listdays import days_in
from openimr.casefile.manifest.listwords import ListWords
from openimr.casefile.manifest.model import ConsideredPaper, RequestDay
from openimr.casefile.model import CaseFile, Document, DocumentKind
from openimr.casefile.papers.dates import day_of, printed_days
from openimr.casefile.papers.papermarks import paper_marks

_RULED = re.compile(r"[\s_.:|~*\[\]()-]*")
#: How long before a decision a request may lie to be the one decided on.
_LONGEST = dt.timedelta(days=400)


def determination_in_dispute(case: CaseFile) -> Document | None:
    """The determination in dispute: the one of the day that intake or the application names, else the latest.

    >>> from pathlib import Path
    >>> determination_in_dispute(CaseFile(root=Path("."), documents=[])) is None
    True
    """
    found = case.of_kind(DocumentKind.UR_DETERMINATION)
    if len(found) < 2:
        return found[0] if found else None
    named = {case.intake.ur_denial_date} if case.intake.ur_denial_date else set()
    if not named:
        marks = paper_marks()
        for application in case.of_kind(DocumentKind.IMR_APPLICATION):
            named |= {day.day for page in application.pages[:2] for day in printed_days(page.text, marks)}
    fitting = [d for d in found if d.date in named]
    return max(fitting or found, key=lambda d: d.date or dt.date.min)


def request_of(
    case: CaseFile, determination: Document | None, considered: Sequence[ConsideredPaper], words: ListWords
) -> tuple[RequestDay, Document | None]:
    """The day of the request for authorization with how it was established, and the request itself where it is there.

    The request's own day comes first; then the day the determination gives it; then the day it was received; then
    the day of the decision.

    Args:
        case: the case file.
        determination: the determination in dispute.
        considered: the papers that it lists; the request may be one of them.
        words: the programme's words.
    """
    decided = determination.date if determination else case.intake.ur_denial_date
    dated = _labelled(determination, words.request_dated) if determination else None
    if dated is None:
        listed = [p.first for p in considered if p.kinds == [DocumentKind.RFA.value] and p.first and p.first == p.last]
        dated = max(listed, default=None)
    requests = case.of_kind(DocumentKind.RFA)
    request = _request_decided(requests, decided, dated)
    if request is not None and request.date is not None:
        said = f"the request for authorization {request.id} is of {_day(request.date)}"
        return RequestDay(day=request.date, source="request", said=said, documents=[request.id]), request
    lacks = "the request for authorization has no day" if requests else "the file holds no request for authorization"
    papers = [request.id] if request else []
    if determination is not None:
        papers.append(determination.id)
        if dated is not None:
            said = f"{lacks}; the determination {determination.id} says that it is of {_day(dated)}"
            return RequestDay(day=dated, source="determination_names_it", said=said, documents=papers), request
        received = _labelled(determination, words.request_received)
        if received is not None:
            said = f"{lacks}; the determination {determination.id} says that it was received on {_day(received)}"
            return RequestDay(day=received, source="received", said=said, documents=papers), request
    if decided is not None:
        where = f"the determination {determination.id}" if determination and determination.date else "intake"
        said = f"{lacks}; the day of the decision, {_day(decided)}, was taken from {where}"
        return RequestDay(day=decided, source="determination", said=said, documents=papers), request
    return RequestDay(said=f"{lacks}, and no paper gives its day"), request


def unsigned(application: Document, words: ListWords) -> bool:
    """Whether an application that can be read as text has a place for a signature and nothing stands there.

    A page recognised from an image is never called unsigned: handwriting is not read.

    >>> from openimr.casefile.model import Page
    >>> from openimr.casefile.manifest.listwords import list_words
    >>> def of(text):
    ...     page = Page("d01", "a.pdf", 1, text)
    ...     return Document("d01", "a.pdf", [page], DocumentKind.IMR_APPLICATION, None, None, "")
    >>> unsigned(of("Employee signature: ________  Date: ______"), list_words())
    True
    >>> unsigned(of("Employee signature: Nora Nominal  Date: 3/10/2014"), list_words())
    False
    """
    places = 0
    for page in application.pages:
        if page.origin != "text" and page.text.strip():
            return False
        for match in words.signature.finditer(page.text):
            places += 1
            behind = page.text[match.end() : match.end() + 160]
            line, _, rest = behind.partition("\n")
            following = next((one for one in rest.split("\n")[:2] if one.strip()), "")
            if _filled(line) or (not line.strip(" _:.|") and _filled(following)) or days_in(line):
                return False
    return places > 0


def _filled(line: str) -> bool:
    """Whether anything but rules, marks and the label of a day stands on a line."""
    bare = re.sub(r"\b(?:date|signed|signature|x)\b", " ", line, flags=re.I)
    return _RULED.fullmatch(bare) is None


def _request_decided(
    requests: list[Document], decided: dt.date | None, dated: dt.date | None
) -> Document | None:
    """The request that the determination decided on: of the day it names, else the latest not after the decision."""
    if dated is not None:
        for request in requests:
            if request.date == dated:
                return request
    known = [r for r in requests if r.date and (decided is None or decided - _LONGEST <= r.date <= decided)]
    if known:
        return max(known, key=lambda r: (r.date or dt.date.min))
    return next((r for r in requests if r.date is None), None)


def _labelled(document: Document, label: re.Pattern[str]) -> dt.date | None:
    """The first day behind such a label."""
    for page in document.pages[:3]:
        for days in days_in(page.text):
            if days.one_day and label.search(page.text[max(0, days.start - 60) : days.start]):
                return days.first
        for line in page.text.split("\n"):
            # a table: the label in one cell, its day in the next, with words of the form between
            found = day_of(line) if "|" in line and label.search(line.partition("|")[0].rstrip() + ":") else None
            if found is not None:
                return found
    return None


def _day(day: dt.date) -> str:
    return day.strftime("%m/%d/%Y")
