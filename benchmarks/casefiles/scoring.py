"""How an answer about a case file is scored against its truth.

An answer is a list of found documents, from the case-file room or from a plain pipeline. What is counted:

- *boundaries*: first pages of documents that are not the first page of their file. A blank sheet may be a document of
  its own or belong to the paper before: a boundary at a blank page is neither right nor wrong.
- *kinds*: over documents found at the right first page, and over all pages.
- *dates*, *authors*, *patients*: over documents found at the right first page. No day where none is printed is
  right; an author or patient that the truth does not name is not asked. A name is right when it holds the surname.
- *other patient*: pages, recall and precision; blank pages are not asked.
- *copies*: pairs of documents in the same group of copies; groups of blank sheets are not asked.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from itertools import combinations

from benchmarks.casefiles.truth import Truth, TruthDocument
from openimr.casefile.model import CaseFile, DocumentKind


@dataclass(slots=True)
class Found:
    """A document as a program found it; ``texts`` are those of its pages from ``first`` on."""

    file: str
    first: int
    texts: list[str]
    kind: DocumentKind
    date: dt.date | None = None
    author: str | None = None
    patient: str | None = None
    other_patient: bool = False
    duplicate_of: int | None = None

    @property
    def last(self) -> int:
        return self.first + len(self.texts) - 1


def of_case(case: CaseFile) -> list[Found]:
    """The documents of an opened case; those without pages (files that could not be read) are left out."""
    documents = [d for d in case.documents if d.pages]
    places = {document.id: place for place, document in enumerate(documents)}
    return [
        Found(
            file=d.file, first=d.pages[0].number, texts=[page.text for page in d.pages], kind=d.kind, date=d.date,
            author=d.author, patient=d.patient, other_patient=d.other_patient,
            duplicate_of=places.get(d.duplicate_of) if d.duplicate_of else None,
        )
        for d in documents
    ]


@dataclass(slots=True)
class Share:
    """So many right of so many."""

    right: int = 0
    of: int = 0

    def count(self, right: bool) -> None:
        self.right += right
        self.of += 1

    def add(self, other: Share) -> None:
        self.right += other.right
        self.of += other.of

    @property
    def value(self) -> float:
        """The share; 1.0 of nothing."""
        return self.right / self.of if self.of else 1.0


@dataclass(slots=True)
class Finding:
    """Hits of what was to be found (recall) and of what was said to be found (precision)."""

    recall: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)

    def compare(self, wanted: Set[object], said: Set[object]) -> None:
        both = len(wanted & said)
        self.recall.add(Share(both, len(wanted)))
        self.precision.add(Share(both, len(said)))

    def add(self, other: Finding) -> None:
        self.recall.add(other.recall)
        self.precision.add(other.precision)

    @property
    def f1(self) -> float:
        """Harmonic mean of recall and precision."""
        total = self.recall.value + self.precision.value
        return 2 * self.recall.value * self.precision.value / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Error:
    """One thing that came out wrong.

    Attributes:
        what: ``boundary``, ``kind``, ``date``, ``author``, ``patient``, ``other patient`` or ``copies``.
        place: file and page.
        kind: kind of the paper there, in truth.
        expected, got: in words.
        lines: the first printed lines of that page, as read.
        template: which layout wrote it, where known.
    """

    what: str
    place: str
    kind: str
    expected: str
    got: str
    lines: str
    template: str = ""


@dataclass(slots=True)
class Score:
    """Figures of one case or of several together."""

    boundaries: Finding = field(default_factory=Finding)
    kinds: Share = field(default_factory=Share)
    page_kinds: Share = field(default_factory=Share)
    dates: Share = field(default_factory=Share)
    authors: Share = field(default_factory=Share)
    patients: Share = field(default_factory=Share)
    other_patient: Finding = field(default_factory=Finding)
    copies: Finding = field(default_factory=Finding)
    found: Share = field(default_factory=Share)
    pages: int = 0
    errors: list[Error] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Count another case in."""
        for name in ("boundaries", "kinds", "page_kinds", "dates", "authors", "patients", "other_patient", "copies",
                     "found"):
            getattr(self, name).add(getattr(other, name))
        self.pages += other.pages
        self.errors += other.errors


def score(truth: Truth, found: Sequence[Found]) -> Score:
    """Compare an answer with the truth; errors are listed with what the program read there."""
    result = Score(pages=sum(len(d.texts) for d in found))
    answer = _Answer(truth, found)
    _boundaries(answer, result)
    _documents(answer, result)
    _pages(answer, result)
    _copies(answer, result)
    return result


class _Answer:
    """Truth and answer laid over each other, page by page."""

    def __init__(self, truth: Truth, found: Sequence[Found]) -> None:
        self.truth = truth.documents
        self.found = list(found)
        self.read = {(d.file, d.first + n): text for d in found for n, text in enumerate(d.texts)}
        self.true_place: dict[tuple[str, int], int] = {}
        # a page inside another paper's span (written by hand as one span) belongs to the paper that starts last
        for place in sorted(range(len(self.truth)), key=lambda p: self.truth[p].first):
            document = self.truth[place]
            for number in range(document.first, document.last + 1):
                self.true_place[document.file, number] = place
        self.said_place = {(d.file, d.first + n): place for place, d in enumerate(found) for n in range(len(d.texts))}
        self.starts = {(d.file, d.first): place for place, d in enumerate(found)}
        self.known = {(d.file, page.number) for d in self.truth for page in d.pages}
        self.marked_blank = {
            (d.file, page.number) for d in self.truth for page in d.pages if page.blank
        } | {
            (d.file, number) for d in self.truth if d.kind is DocumentKind.BLANK
            for number in range(d.first, d.last + 1)
        }

    def blank(self, page: tuple[str, int]) -> bool:
        """Whether nothing is printed on a page: the truth says so or, where it does not know, nothing was read."""
        return page in self.marked_blank or (page not in self.known and not self.read.get(page, "x").strip())

    def error(self, what: str, page: tuple[str, int], expected: object, got: object) -> Error:
        place = self.true_place.get(page)
        document = self.truth[place] if place is not None else None
        return Error(
            what, f"{page[0]} page {page[1]}", document.kind.value if document else "-", _words(expected), _words(got),
            _first_lines(self.read.get(page, "")), document.template if document else "",
        )


def _boundaries(answer: _Answer, result: Score) -> None:
    wanted = {
        (file, number) for (file, number), place in answer.true_place.items()
        if number > 1 and answer.true_place.get((file, number - 1)) != place and not answer.blank((file, number))
    }
    said = {(d.file, d.first) for d in answer.found if d.first > 1 and not answer.blank((d.file, d.first))}
    known = {page for page in said if page in answer.true_place}
    result.boundaries.compare(wanted, known)
    for page in sorted(wanted - known):
        result.errors.append(answer.error("boundary", page, "a new paper", "the paper goes on"))
    for page in sorted(known - wanted):
        result.errors.append(answer.error("boundary", page, "the paper goes on", "a new paper"))


def _documents(answer: _Answer, result: Score) -> None:
    for document in answer.truth:
        page = (document.file, document.first)
        if not _is_asked(document):
            continue
        place = answer.starts.get(page)
        result.found.count(place is not None)
        if place is None:
            continue
        said = answer.found[place]
        asked: list[tuple[str, Share, bool, object, object]] = [
            ("kind", result.kinds, _right_kind(document, said), document.kind.value, said.kind.value),
            ("date", result.dates, said.date == document.date or said.date in document.also_dates, document.date,
             said.date),
        ]
        if document.author:
            names = (document.author, *document.also_authors)
            right = any(same_surname(name, said.author) for name in names)
            asked.append(("author", result.authors, right, document.author, said.author))
        if document.patient:
            right = same_surname(document.patient, said.patient)
            asked.append(("patient", result.patients, right, document.patient, said.patient))
        for what, share, right, expected, got in asked:
            share.count(right)
            if not right:
                result.errors.append(answer.error(what, page, expected, got))


def _pages(answer: _Answer, result: Score) -> None:
    wanted: set[tuple[str, int]] = set()
    said: set[tuple[str, int]] = set()
    for page, place in sorted(answer.true_place.items()):
        document = answer.truth[place]
        if page not in answer.said_place:
            if document.asked and document.continues is None:
                result.page_kinds.count(False)
            if document.other_patient and not answer.blank(page):
                wanted.add(page)
            continue
        reply = answer.found[answer.said_place[page]]
        if answer.blank(page):
            continue
        if document.asked and document.continues is None:
            result.page_kinds.count(_right_kind(document, reply))
        if document.other_patient:
            wanted.add(page)
        if reply.other_patient:
            said.add(page)
        if document.other_patient != reply.other_patient:
            words = ("somebody else's", "this patient's")
            pair = words if document.other_patient else words[::-1]
            result.errors.append(answer.error("other patient", page, *pair))
    result.other_patient.compare(wanted, said)


def _copies(answer: _Answer, result: Score) -> None:
    wanted: set[frozenset[object]] = {
        frozenset(pair) for pair in _pairs((p, d.duplicate_of) for p, d in enumerate(answer.truth) if _is_asked(d))
    }
    names = [_name(answer, document) for document in answer.found]
    links = ((place, d.duplicate_of) for place, d in enumerate(answer.found))
    said: set[frozenset[object]] = {frozenset(names[place] for place in pair) for pair in _pairs(links)}
    said = {pair for pair in said if len(pair) == 2 and not any(_is_aside(answer, name) for name in pair)}
    result.copies.compare(wanted, said)
    for pair in [*sorted(wanted - said, key=_order), *sorted(said - wanted, key=_order)]:
        first, second = sorted(pair, key=str)
        here = _page(answer, second)
        words = (f"the same as {_at(answer, first)}", "a paper of its own")
        result.errors.append(answer.error("copies", here, *(words if pair in wanted else words[::-1])))


def _right_kind(document: TruthDocument, said: Found) -> bool:
    return said.kind is document.kind or said.kind in document.also_kinds


def _is_asked(document: TruthDocument) -> bool:
    """Whether its kind, day, author and copies are asked."""
    return document.kind is not DocumentKind.BLANK and document.asked and document.continues is None


def _pairs(links: Iterable[tuple[int, int | None]]) -> set[frozenset[int]]:
    """All pairs of a group: copies of copies are copies of each other."""
    group: dict[int, int] = {}

    def top(place: int) -> int:
        while group.setdefault(place, place) != place:
            place = group[place]
        return place

    for place, other in links:
        if other is not None:
            group[top(place)] = top(other)
    members: dict[int, list[int]] = {}
    for place in list(group):
        members.setdefault(top(place), []).append(place)
    return {frozenset(pair) for same in members.values() for pair in combinations(same, 2)}


def _name(answer: _Answer, document: Found) -> object:
    """The true document that a found one stands for: same start, or most of the pages of both; else its own place."""
    page = (document.file, document.first)
    place = answer.true_place.get(page)
    if place is not None and answer.truth[place].first == document.first:
        return place
    pages = {(document.file, n) for n in range(document.first, document.last + 1)}
    for candidate in sorted({answer.true_place[p] for p in pages if p in answer.true_place}):
        true = answer.truth[candidate]
        theirs = {(true.file, n) for n in range(true.first, true.last + 1)}
        if len(pages & theirs) * 2 > len(pages | theirs):
            return candidate
    return f"{document.file} page {document.first}"


def _is_aside(answer: _Answer, name: object) -> bool:
    """Whether copies of it are not asked: blank sheets and rests of interrupted papers."""
    if not isinstance(name, int):
        file, _, number = str(name).rpartition(" page ")
        return answer.blank((file, int(number)))
    return not _is_asked(answer.truth[name])


def _page(answer: _Answer, name: object) -> tuple[str, int]:
    if isinstance(name, int):
        return answer.truth[name].file, answer.truth[name].first
    file, _, number = str(name).rpartition(" page ")
    return file, int(number)


def _at(answer: _Answer, name: object) -> str:
    file, number = _page(answer, name)
    return f"{file} page {number}"


def _order(pair: frozenset[object]) -> list[str]:
    return sorted(map(str, pair))


_CREDENTIALS = frozenset((
    "md", "do", "dc", "dpt", "pt", "mpt", "ot", "otr", "lac", "pac", "pa", "np", "fnp", "rn", "bsn", "ccm", "phd",
    "psyd", "dpm", "dds", "od", "pharmd", "esq", "jd", "csr", "qme", "ame", "mr", "mrs", "ms", "dr", "miss", "jr",
    "sr", "ii", "iii", "iv", "facs", "faaos", "faapmr", "bs", "ma", "mph", "mba", "msn", "lvn", "cnp", "aprn",
    "dnp", "ocs", "cwc", "rncm", "pta", "ota", "lmft", "lcsw",
))
_LONGEST_NAME = 14


def surname(name: str) -> list[str]:
    """The parts of the surname of a name, folded: what stands before a comma that no credential follows, else the last
    word that is no credential or initial.

    >>> surname("Maria L. García-López, M.D.")
    ['garcia', 'lopez']
    >>> surname("OKAFOR, DANIEL R")
    ['okafor']
    >>> surname("Dr. J. R. van Houten, D.O., QME")
    ['houten']
    """
    head, comma, rest = name.partition(",")
    before, after = _tokens(head), _tokens(rest)
    real = [word for word in before if word not in _CREDENTIALS]
    inverted = bool(comma) and after and after[0] not in _CREDENTIALS and len(after[0]) > 1 and len(real) <= 2
    if inverted and real:
        return _split(real[-1])
    long = [word for word in real if len(word) > 1]
    return _split(long[-1]) if long else real


def same_surname(expected: str, got: str | None, longest: int | None = _LONGEST_NAME) -> bool:
    """Whether ``got`` is a name, of not more than ``longest`` words, that holds the surname of ``expected``.

    >>> same_surname("Maria L. Garcia-Lopez, M.D.", "GARCIA LOPEZ, MARIA MD")
    True
    >>> same_surname("Maria L. Garcia-Lopez, M.D.", "Maria Lopez")
    False
    """
    if not got:
        return False
    words = [part for word in _tokens(got) for part in _split(word)]
    wanted = surname(expected)
    return bool(wanted) and (longest is None or len(words) <= longest) and all(part in words for part in wanted)


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    joined = re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", plain)  # M.D. is one word
    return re.findall(r"[a-z]+(?:['-][a-z]+)*", joined.replace("’", "'"))


def _split(word: str) -> list[str]:
    return word.replace("'", "").split("-")


def _words(value: object) -> str:
    return "nothing" if value is None else str(value)


def _first_lines(text: str, count: int = 3) -> str:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    return " / ".join(line[:70] for line in lines[:count])


def by_kind(errors: Iterable[Error], key: Callable[[Error], str]) -> Iterator[tuple[str, list[Error]]]:
    """Errors in groups, the largest first."""
    groups: dict[str, list[Error]] = {}
    for error in errors:
        groups.setdefault(key(error), []).append(error)
    yield from sorted(groups.items(), key=lambda item: -len(item[1]))
