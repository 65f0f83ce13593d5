"""Passages carried forward: stretches of a record that stand word for word in a record of an earlier day.

What is copied was not found anew on that day. Forms, letterheads, attestations and disclaimers repeat too, without
being copied; they are passed over.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from openimr.casefile.model import CopiedPassage, Document, DocumentKind, Page
from openimr.casefile.papers.printedwords import WordNumbers, plain, printed_lines
from openimr.casefile.papers.recordwords import record_words

#: The fewest words of a copied passage.
MIN_WORDS = 12
#: Words of a run that is looked up, and how many neighbouring runs one is chosen from: any passage of
#: ``MIN_WORDS`` words holds a chosen run.
_RUN = 8
_CHOICE = MIN_WORDS - _RUN + 1
#: A piece of a passage on another page, or beside printed wording, with fewer words is dropped.
_PIECE = 6
_MASK = (1 << 61) - 1
_BASE = 1_000_003

#: Papers that neither copy nor are copied from: requests, lists, papers whose wording is printed.
_NO_RECORDS = frozenset({DocumentKind.RFA, DocumentKind.PHARMACY})
#: Papers that are copied from, but whose own wording is their laboratory's or their machine's.
_ONLY_SOURCES = frozenset({
    DocumentKind.LABORATORY, DocumentKind.DRUG_TEST, DocumentKind.MRI_REPORT, DocumentKind.CT_REPORT,
    DocumentKind.XRAY_REPORT, DocumentKind.ULTRASOUND_REPORT, DocumentKind.EMG_NCS_REPORT, DocumentKind.DEPOSITION,
})

_WORD = re.compile(r"[^\W_]+")
_LABEL = re.compile(r"(?:^|[ |\t])[A-Z][A-Za-z.'()/# -]{1,30}:(?=\s|$)")
_BLANK_FIELD = re.compile(r"_{3,}|\[ ?[xX]? ?\]|☐|☒")
_OFFICE = re.compile(r"\(?\b\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b|\b[A-Z]{2} \d{5}\b")
_ENDS = re.compile(r"[.!?;](?:\s|$)|\n\s*\n")
_FIELD = re.compile(r"^\W*\d{1,2}[a-z]?\. ?[A-Z][A-Za-z]+(?: [A-Za-z]+){0,3}\b(?!.*[a-z]{3}\.\s*$)")
_HEADER = re.compile(
    r"\bD\.?O\.?[BIS]\b|\b(?:date of|visit date|claim|employer|patient name|employee|occupation|file #|wcab|provider"
    r"|insurer|sex|mrn|account|case no)\b", re.I,
)
_SENTENCE = re.compile(r"[a-z]{3,} [a-z]{2,} [a-z]{3,}")
_TOP_LINES = 4
_HEADER_LINES = 16


@dataclass(slots=True)
class _Record:
    """A document's words, with where they stand."""

    document: Document
    day: dt.date | None
    keys: list[int] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)
    pages: list[int] = field(default_factory=list)
    formal: list[bool] = field(default_factory=list)


def mark_copied_passages(documents: Sequence[Document]) -> None:
    """Fill ``copied`` of every document with the passages that a record of an earlier day holds word for word.

    The source named is the earliest record that holds the passage. Records are taken in the order of their days; one
    without a day is taken to be of the day of the last dated one before it in the case file. Copies of documents,
    papers of the dispute, bills, requests and papers about somebody else neither copy nor are copied from.

    Args:
        documents: all documents of the case, duplicates and other patients marked.
    """
    records = _records(documents)
    held: dict[int, int] = {}
    for number, record in enumerate(records):
        document = record.document
        chosen = _chosen_runs(record.keys)
        document.copied = []
        if document.kind not in _ONLY_SOURCES:
            for first, behind, source, at in _matches(number, records, chosen, held):
                document.copied += _passages(record, first, behind, source, at)
        for at, run in chosen.items():
            held.setdefault(run, number << 32 | at)


def copied_share(document: Document) -> float:
    """The share of a document's printed letters that stand in its copied passages, 0 to 1.

    >>> from openimr.casefile.model import CopiedPassage, DocumentKind, Page
    >>> page = Page("d02", "b.txt", 1, "Pain persists. Sleep is poor.")
    >>> found = Document("d02", "b.txt", [page], DocumentKind.PROGRESS_REPORT, None, None, "")
    >>> found.copied = [CopiedPassage(1, 15, 29, "d01", 1)]
    >>> round(copied_share(found), 2)
    0.48
    """
    texts = {page.number: page.text for page in document.pages}
    letters = sum(map(_letters, texts.values()))
    copied = sum(_letters(texts[p.page][p.start:p.end]) for p in document.copied if p.page in texts)
    return copied / letters if letters else 0.0


def _letters(text: str) -> int:
    return sum(1 for c in text if c.isalnum())


def _records(documents: Sequence[Document]) -> list[_Record]:
    """The records that may copy or be copied from, in the order of their days."""
    numbers = WordNumbers()
    dated: list[tuple[dt.date, int, _Record]] = []
    last: dt.date | None = None
    for place, document in enumerate(documents):
        last = document.date or last
        if not document.is_evidence or document.kind in _NO_RECORDS:
            continue
        record = _Record(document, last)
        for index, page in enumerate(document.pages):
            _read(record, index, page, numbers)
        dated.append((last or dt.date.min, place, record))
    return [record for _, _, record in sorted(dated, key=lambda item: item[:2])]


def _read(record: _Record, index: int, page: Page, numbers: WordNumbers) -> None:
    """Take in the words of a page; those on lines of a form, a letterhead or a patient's header are formal."""
    for number, (at, line) in enumerate(printed_lines(page.text)):
        formal = _is_formal(line, number)
        for match in _WORD.finditer(line):
            record.keys.append(numbers.of(plain(match[0])))
            record.starts.append(at + match.start())
            record.ends.append(at + match.end())
            record.pages.append(index)
            record.formal.append(formal)


def _is_formal(line: str, number: int) -> bool:
    """Whether a line is a form's, a letterhead's or a header's: fields to fill, several labels, an address."""
    if _BLANK_FIELD.search(line) or _OFFICE.search(line):
        return True
    if _FIELD.match(line):
        return True
    if ":" in line:
        labels = len(_LABEL.findall(line))
        if labels >= 2 or line.rstrip().endswith(":"):
            return True
    if number < _HEADER_LINES and len(line.split()) <= 14 and _HEADER.search(line) and not _SENTENCE.search(line):
        return True
    return number < _TOP_LINES and len(line.split()) <= 10 and not line.rstrip().endswith((".", ","))


def _chosen_runs(keys: Sequence[int]) -> dict[int, int]:
    """Runs of words, by where they begin, chosen so that equal passages have equal choices: the least of each few."""
    if len(keys) < _RUN:
        return {}
    power = pow(_BASE, _RUN - 1, _MASK + 1)
    value = 0
    for key in keys[:_RUN]:
        value = (value * _BASE + key) & _MASK
    values = [value]
    for old, new in zip(keys, keys[_RUN:], strict=False):
        value = ((value - old * power) * _BASE + new) & _MASK
        values.append(value)
    mixed = [(v * 0x9E3779B97F4A7C15) & _MASK for v in values]
    chosen: dict[int, int] = {}
    least = -1
    for at in range(len(mixed)):
        first = max(0, at - _CHOICE + 1)
        if least < first:
            least = min(range(first, at + 1), key=mixed.__getitem__)
        elif mixed[at] <= mixed[least]:
            least = at
        if at >= _CHOICE - 1 or at == len(mixed) - 1:
            chosen[least] = mixed[least]
    return dict(sorted(chosen.items()))


def _matches(
    number: int, records: Sequence[_Record], chosen: dict[int, int], held: dict[int, int]
) -> Iterator[tuple[int, int, _Record, int]]:
    """Stretches that an earlier record holds: first word, behind the last, the record, and its first word there."""
    record = records[number]
    places = list(chosen.items())
    behind = 0
    for index, (at, run) in enumerate(places):
        if at < behind or run not in held:
            continue
        best = _grown(record, records, at, held[run], behind)
        if best is None:
            continue
        # which runs are chosen depends on what stands beside a passage, so a later run may lead to an earlier record
        for later, other in places[index + 1:]:
            if later >= best[1]:
                break
            found = held.get(other)
            if found is not None and found >> 32 < best[2]:
                earlier = _grown(record, records, later, found, behind)
                if earlier is not None and earlier[1] - earlier[0] >= 0.8 * (best[1] - best[0]):
                    best = earlier
        first, last, source, there = best
        if last - first >= MIN_WORDS:
            yield first, last, records[source], there
            behind = last


def _grown(
    record: _Record, records: Sequence[_Record], at: int, found: int, behind: int
) -> tuple[int, int, int, int] | None:
    """A run found in an earlier record, grown as far as the words agree: first, behind the last, record, place there.

    None when that record is of the same day.
    """
    number, other = found >> 32, found & 0xFFFFFFFF
    source = records[number]
    if source.day is not None and source.day == record.day:
        return None
    if source.keys[other:other + _RUN] != record.keys[at:at + _RUN]:
        return None
    first, last, end = at, at + _RUN, other + _RUN
    while first > behind and other and record.keys[first - 1] == source.keys[other - 1]:
        first -= 1
        other -= 1
    while last < len(record.keys) and end < len(source.keys) and record.keys[last] == source.keys[end]:
        last += 1
        end += 1
    return first, last, number, other


def _passages(record: _Record, first: int, behind: int, source: _Record, there: int) -> Iterator[CopiedPassage]:
    """The parts of a stretch that are somebody's own words, page by page."""
    printed = _printed_words(record, first, behind)
    own = [at for at in range(first, behind) if not record.formal[at] and at not in printed]
    if len(own) < MIN_WORDS:
        return
    at = 0
    while at < len(own):
        end = at
        while (
            end + 1 < len(own) and own[end + 1] == own[end] + 1
            and record.pages[own[end + 1]] == record.pages[own[at]]
        ):
            end += 1
        if end - at + 1 >= _PIECE:
            page = record.document.pages[record.pages[own[at]]]
            yield CopiedPassage(
                page=page.number, start=record.starts[own[at]], end=record.ends[own[end]], source=source.document.id,
                source_page=source.document.pages[source.pages[there + own[at] - first]].number,
            )
        at = end + 1


def _printed_words(record: _Record, first: int, behind: int) -> set[int]:
    """The words of a stretch that stand in a sentence of printed wording."""
    found: set[int] = set()
    at = first
    while at < behind:
        page = record.pages[at]
        end = at
        while end < behind and record.pages[end] == page:
            end += 1
        text = record.document.pages[page].text
        # whole sentences: an attestation may begin before the stretch
        sentence = at
        while sentence < end:
            close = _ENDS.search(text, record.ends[sentence] - 1)
            last = sentence
            limit = close.start() if close else len(text)
            while last + 1 < len(record.keys) and record.pages[last + 1] == page and record.starts[last + 1] < limit:
                last += 1
            begin = sentence
            if sentence == at:
                while begin and record.pages[begin - 1] == page and not _ENDS.search(
                    text, record.ends[begin - 1] - 1, record.starts[begin]
                ):
                    begin -= 1
            said = " ".join(_WORD.findall(plain(text[record.starts[begin]:record.ends[last]])))
            if _printed_wording().search(said):
                found.update(range(sentence, min(last + 1, end)))
            sentence = last + 1
        at = end
    return found


@cache
def _printed_wording() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, record_words().printed_wording))})\b")
